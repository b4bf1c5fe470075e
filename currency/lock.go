package currency

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/landedhq/landed/internal/excerpt"
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
	Rate  Rate
	Until time.Time // the last moment at which the rate is good, in UTC
	ID    string    // of the shop: an order, a session
	seal  [sha256.Size]byte
}

// Limits of locks.
const (
	minLockKey    = 16 // bytes
	maxLockID     = 100
	maxLockedJSON = 8192
)

// Lock promises r until a time, under an ID of at most 100 bytes, and seals it
// with HMAC-SHA256. The key is a secret of the shop, 16 random bytes or more; 32
// are usual. Lock reads no clock: a time that has passed gives a lock that has
// expired.
//
// Lock returns an error if:
//   - r is the zero Rate, or until the zero time ([ErrInvalidRate]);
//   - key has less than 16 bytes ([ErrKey]);
//   - id is longer than 100 bytes, or until not of the years 1 to 9999
//     ([ErrRange]);
//   - id is not UTF-8 ([ErrSyntax]).
func Lock(r Rate, until time.Time, id string, key []byte) (Locked, error) {
	at, err := instant(until.UTC())
	switch {
	case err != nil:
	case r.IsZero():
		err = fmt.Errorf("no rate: %w", ErrInvalidRate)
	case at.IsZero():
		err = fmt.Errorf("no time until which it is good: %w", ErrInvalidRate)
	default:
		if err = checkLockID(id); err == nil {
			err = checkLockKey(key)
		}
	}
	if err != nil {
		return Locked{}, fmt.Errorf("currency: lock %v as %s: %w", r, excerpt.Quote(id), err)
	}
	l := Locked{Rate: r, Until: at, ID: id}
	l.seal = l.sealed(key)
	return l, nil
}

func checkLockID(id string) error {
	switch {
	case len(id) > maxLockID:
		return fmt.Errorf("ID of %d bytes: %w", len(id), ErrRange)
	case !utf8.ValidString(id): // JSON could not keep it
		return fmt.Errorf("ID %s is not UTF-8: %w", excerpt.Quote(id), ErrSyntax)
	}
	return nil
}

func checkLockKey(key []byte) error {
	if len(key) < minLockKey {
		return fmt.Errorf("%w: %d bytes, want %d or more", ErrKey, len(key), minLockKey)
	}
	return nil
}

// Verify returns the locked rate if the lock is as [Lock] made it, with one of
// the keys, and has not expired at a time: Until itself is in time. Several keys
// are for the days after a key was changed, when locks under the old one are
// still about. The comparison takes the same time wherever seals differ.
//
// Verify returns an error if:
//   - there is no key, or one has less than 16 bytes ([ErrKey]);
//   - the lock is not as it was, or was made with another key ([ErrAltered]);
//   - it has expired ([*ExpiredError]); this is said of genuine locks only.
func (l Locked) Verify(at time.Time, keys ...[]byte) (Rate, error) {
	if err := l.genuine(keys); err != nil {
		return Rate{}, fmt.Errorf("currency: lock %s: %w", excerpt.Quote(l.ID), err)
	}
	if at.After(l.Until) {
		return Rate{}, &ExpiredError{ID: l.ID, Until: l.Until, At: at}
	}
	return l.Rate, nil
}

func (l *Locked) genuine(keys [][]byte) error {
	if len(keys) == 0 {
		return fmt.Errorf("%w: none", ErrKey)
	}
	ok := false
	for _, key := range keys {
		if err := checkLockKey(key); err != nil {
			return err
		}
		seal := l.sealed(key)
		ok = hmac.Equal(seal[:], l.seal[:]) || ok
	}
	if !ok || l.Rate.IsZero() || l.Until.IsZero() {
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
	return fmt.Sprintf("currency: lock %s: %v: good until %s, and it is %s", excerpt.Quote(e.ID), ErrExpired,
		e.Until.UTC().Format(time.RFC3339Nano), e.At.UTC().Format(time.RFC3339Nano))
}

func (e *ExpiredError) Unwrap() error { return ErrExpired }

// sealed returns the seal of all fields under a key. What is sealed is not the
// JSON form, which has several spellings, but the values: texts with their
// lengths before them, so that no two locks have the same bytes, and Until as a
// moment, so that it does not matter in which zone it is written.
func (l *Locked) sealed(key []byte) (seal [sha256.Size]byte) {
	r, o, q := &l.Rate, l.Rate.origin(), l.Rate.ratio()
	b := appendSealed(make([]byte, 0, 512), "landed currency lock 1") // and no other use of the key
	b = appendSealed(b, r.base.String())
	b = appendSealed(b, r.quote.String())
	b = appendSealed(b, q.num.String())
	b = appendSealed(b, q.den.String())
	b = append(b, byte(r.side))
	if o.margin != nil {
		b = appendSealed(b, o.margin.num.String())
		b = appendSealed(b, o.margin.den.String())
	} else {
		b = appendSealed(b, "")
	}
	_, zone := o.asOf.Zone() // the day of the rate depends on it
	b = binary.BigEndian.AppendUint32(appendMoment(b, o.asOf), uint32(zone))
	b = appendSealed(b, o.source)
	b = binary.BigEndian.AppendUint64(b, uint64(len(o.via)))
	for _, c := range o.via {
		b = appendSealed(b, c.String())
	}
	b = appendMoment(b, l.Until)
	b = appendSealed(b, l.ID)
	mac := hmac.New(sha256.New, key)
	mac.Write(b)
	mac.Sum(seal[:0])
	return seal
}

func appendSealed(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(s))), s...)
}

func appendMoment(b []byte, t time.Time) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(t.Unix()))
	return binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond()))
}

// sealText is the encoding of seals in JSON. It is strict: a seal has one
// spelling.
var sealText = base64.RawURLEncoding.Strict()

// String returns the lock for people: "1 EUR = 1.15 USD (ECB 2026-03-18) until
// 2026-03-18T14:30:00Z".
func (l Locked) String() string {
	if l.Rate.IsZero() {
		return "no lock"
	}
	return l.Rate.String() + " until " + l.Until.UTC().Format(time.RFC3339Nano)
}

// MarshalJSON returns {"rate":{…},"until":"2026-03-18T14:30:00Z","id":"A-17",
// "seal":"…"}, with the rate as [Rate.MarshalJSON] writes it. The zero Locked is
// null.
func (l Locked) MarshalJSON() ([]byte, error) {
	if l.Rate.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(struct {
		Rate  Rate      `json:"rate"`
		Until time.Time `json:"until"`
		ID    string    `json:"id"`
		Seal  string    `json:"seal"`
	}{l.Rate, l.Until.UTC(), l.ID, sealText.EncodeToString(l.seal[:])})
}

// UnmarshalJSON reads what [Locked.MarshalJSON] writes. What it has read is not
// to be trusted before [Locked.Verify].
//
// UnmarshalJSON returns a [*ParseError] if:
//   - data is longer than 8192 bytes ([ErrRange]);
//   - a field is unknown, missing, there twice or of another form
//     ([ErrSyntax]);
//   - the rate is not one for [Rate.UnmarshalJSON], or null.
func (l *Locked) UnmarshalJSON(data []byte) error {
	if len(data) > maxLockedJSON {
		return &ParseError{What: "lock", Input: excerpt.Text(data), Reason: fmt.Sprintf("JSON of %d bytes", len(data)), Err: ErrRange}
	}
	parsed, err := readLocked(data)
	if err != nil {
		return &ParseError{What: "lock", Input: string(data), Reason: "JSON", Err: err}
	}
	*l = parsed
	return nil
}

func readLocked(data []byte) (Locked, error) {
	s := jsonScanner{data: data}
	if s.null() {
		return Locked{}, s.end()
	}
	var l Locked
	fields := make(map[string]string, 4)
	err := s.object(func(key string) (err error) {
		if _, twice := fields[key]; twice {
			return errTwice(key)
		}
		switch key {
		case "until", "id", "seal":
			fields[key], err = s.text()
		case "rate":
			fields[key] = ""
			l.Rate, err = s.rate()
		default:
			err = fmt.Errorf("unknown field %s: %w", excerpt.Quote(key), ErrSyntax)
		}
		return err
	})
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return Locked{}, err
	}
	for _, name := range [...]string{"rate", "until", "id", "seal"} {
		if _, ok := fields[name]; !ok {
			return Locked{}, fmt.Errorf("field %s is missing: %w", name, ErrSyntax)
		}
	}
	until, err := readTime("until", fields["until"])
	if err != nil {
		return Locked{}, err
	}
	if l.Until, err = instant(until.UTC()); err != nil {
		return Locked{}, err
	}
	seal, err := sealText.DecodeString(fields["seal"])
	if err != nil || len(seal) != len(l.seal) {
		return Locked{}, syntaxError("seal", fields["seal"], "want 32 bytes in base64url")
	}
	copy(l.seal[:], seal)
	l.ID = fields["id"]
	return l, checkLockID(l.ID)
}
