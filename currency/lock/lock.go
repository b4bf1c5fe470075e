package lock

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// The classes of failure, beside those of package currency.
var (
	// ErrExpired: a locked rate was asked for after its time. See
	// [ExpiredError].
	ErrExpired = errors.New("the lock has expired")
	// ErrAltered: a locked rate is not as it was locked, or was locked with
	// another key.
	ErrAltered = errors.New("the lock has been altered, or is of another key")
	// ErrKey: a key to lock rates with is missing or too short.
	ErrKey = errors.New("unfit key")
)

// Locked is a rate that a shop has promised until a time: a customer who pays
// before it pays at this rate. It carries a seal, so that it may be given to a
// browser, an app or a payment provider and come back: [Locked.Verify] tells
// whether it is as it was. The fields are for reading; a change to them breaks
// the seal.
//
// A lock does not say that it was used. Where one may be used once only, the
// shop keeps a list of the IDs. The zero Locked is no lock, and never verifies.
type Locked struct {
	Rate  currency.Rate
	Until time.Time // the last moment at which the rate is good, in UTC
	ID    string    // of the shop: an order, a session
	seal  [sha256.Size]byte
}

// Limits of locks.
const (
	minKey = 16 // bytes
	maxID  = 100
)

// Rate promises r until a time, under an ID of at most 100 bytes, and seals it
// with HMAC-SHA256 (RFC 2104). The key is a secret of the shop, 16 random bytes
// or more; 32 are usual. Rate reads no clock: a time that has passed gives a
// lock that has expired.
//
// Rate returns an error if:
//   - r is the zero Rate, or until the zero time ([currency.ErrInvalidRate]);
//   - key has less than 16 bytes ([ErrKey]);
//   - id is longer than 100 bytes, or until not of the years 1 to 9999
//     ([currency.ErrRange]);
//   - id is not UTF-8 ([currency.ErrSyntax]).
func Rate(r currency.Rate, until time.Time, id string, key []byte) (Locked, error) {
	l := Locked{Rate: r, Until: until.Round(0).UTC(), ID: id}
	err := l.check()
	if err == nil {
		err = checkKey(key)
	}
	if err != nil {
		return Locked{}, fmt.Errorf("lock: %v as %s: %w", r, excerpt.Quote(id), err)
	}
	if l.seal, err = l.sealed(key); err != nil {
		return Locked{}, fmt.Errorf("lock: %v as %s: %w", r, excerpt.Quote(id), err)
	}
	return l, nil
}

// check says what keeps l from being a lock, but for its seal.
func (l *Locked) check() error {
	switch y := l.Until.Year(); {
	case l.Rate.IsZero():
		return fmt.Errorf("no rate: %w", currency.ErrInvalidRate)
	case l.Until.IsZero():
		return fmt.Errorf("no time until which it is good: %w", currency.ErrInvalidRate)
	case y < 1 || y > 9999: // RFC 3339 could not write it
		return fmt.Errorf("year %d is not between 1 and 9999: %w", y, currency.ErrRange)
	case len(l.ID) > maxID:
		return fmt.Errorf("ID of %d bytes: %w", len(l.ID), currency.ErrRange)
	case !utf8.ValidString(l.ID): // JSON could not keep it
		return fmt.Errorf("ID %s is not UTF-8: %w", excerpt.Quote(l.ID), currency.ErrSyntax)
	}
	return nil
}

func checkKey(key []byte) error {
	if len(key) < minKey {
		return fmt.Errorf("%w: %d bytes, want %d or more", ErrKey, len(key), minKey)
	}
	return nil
}

// Verify returns the locked rate if the lock is as [Rate] made it, with one of
// the keys, and has not expired at a time: Until itself is in time. Several keys
// are for the days after a key was changed, when locks under the old one are
// still about. The comparison takes the same time wherever seals differ.
//
// Verify returns an error if:
//   - there is no key, or one has less than 16 bytes ([ErrKey]);
//   - the lock is not as it was, or was made with another key ([ErrAltered]);
//   - it has expired ([*ExpiredError]); this is said of genuine locks only.
func (l Locked) Verify(at time.Time, keys ...[]byte) (currency.Rate, error) {
	if err := l.genuine(keys); err != nil {
		return currency.Rate{}, fmt.Errorf("lock: %s: %w", excerpt.Quote(l.ID), err)
	}
	if at.After(l.Until) {
		return currency.Rate{}, &ExpiredError{ID: l.ID, Until: l.Until, At: at}
	}
	return l.Rate, nil
}

func (l *Locked) genuine(keys [][]byte) error {
	if len(keys) == 0 {
		return fmt.Errorf("%w: none", ErrKey)
	}
	ok := false
	for _, key := range keys {
		if err := checkKey(key); err != nil {
			return err
		}
		seal, err := l.sealed(key)
		ok = err == nil && hmac.Equal(seal[:], l.seal[:]) || ok
	}
	if !ok || l.check() != nil {
		return ErrAltered
	}
	return nil
}

// ExpiredError says that a genuine lock was verified after its time. It wraps
// [ErrExpired].
type ExpiredError struct {
	ID        string
	Until, At time.Time
}

func (e *ExpiredError) Error() string {
	return fmt.Sprintf("lock: %s: %v: good until %s, and it is %s", excerpt.Quote(e.ID), ErrExpired,
		e.Until.UTC().Format(time.RFC3339Nano), e.At.UTC().Format(time.RFC3339Nano))
}

// Unwrap returns [ErrExpired].
func (e *ExpiredError) Unwrap() error { return ErrExpired }

// sealed returns the seal of all fields under a key. What is sealed is not the
// JSON form of the lock, which has several spellings, but the values: texts with
// their lengths before them, so that no two locks have the same bytes, Until as
// a moment, so that it does not matter in which zone it is written, and the rate
// as it writes itself, which is one spelling for each rate.
func (l *Locked) sealed(key []byte) (seal [sha256.Size]byte, err error) {
	rate, err := l.Rate.MarshalJSON()
	if err != nil {
		return seal, err
	}
	b := appendText(make([]byte, 0, 512), "landed currency lock 1") // and no other use of the key
	b = appendText(b, string(rate))
	b = binary.BigEndian.AppendUint64(b, uint64(l.Until.Unix()))
	b = binary.BigEndian.AppendUint32(b, uint32(l.Until.Nanosecond()))
	b = appendText(b, l.ID)
	mac := hmac.New(sha256.New, key)
	mac.Write(b)
	mac.Sum(seal[:0])
	return seal, nil
}

func appendText(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(s))), s...)
}

// String returns the lock for people: "1 EUR = 1.15 USD (ECB 2026-03-18) until
// 2026-03-18T14:30:00Z".
func (l Locked) String() string {
	if l.Rate.IsZero() {
		return "no lock"
	}
	return l.Rate.String() + " until " + l.Until.UTC().Format(time.RFC3339Nano)
}
