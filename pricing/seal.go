package pricing

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
)

// Classes of sealed quotes that are refused, which errors.Is finds in a
// *SealError.
var (
	// ErrSealForm is the class of texts that are no sealed quote, or not a
	// whole one.
	ErrSealForm = errors.New("not a sealed quote")
	// ErrSealKey is the class of keys that are too short or have no proper ID,
	// and of seals made with a key that is not among those given.
	ErrSealKey = errors.New("no such key")
	// ErrAltered is the class of quotes that are not what was sealed.
	ErrAltered = errors.New("altered after it was sealed")
	// ErrExpired is the class of quotes that no longer stand.
	ErrExpired = errors.New("expired")
)

// SealError says why a sealed quote was refused.
type SealError struct {
	Key string // the ID of the key that the seal names, where known
	Err error
}

// Error names the key before the reason.
func (e *SealError) Error() string {
	if e.Key == "" {
		return "pricing: sealed quote: " + e.Err.Error()
	}
	return fmt.Sprintf("pricing: quote sealed with key %s: %v", excerpt.Text(e.Key), e.Err)
}

// Unwrap returns the reason.
func (e *SealError) Unwrap() error { return e.Err }

// Key is a secret that quotes are sealed with.
type Key struct {
	// ID is written in the seal, so that keys can be changed: seal with the new
	// one, and open with both for as long as old quotes stand. One to 32
	// letters, digits, "-" and "_".
	ID string
	// Secret has at least 32 random bytes: as many as the hash, for fewer weaken
	// the seal (RFC 2104, section 3; RFC 7518, section 3.2).
	Secret []byte
}

// minSecret is the shortest secret, in bytes.
const minSecret = sha256.Size

// String hides the secret.
func (k Key) String() string { return "key " + excerpt.Text(k.ID) }

// GoString hides the secret.
func (k Key) GoString() string { return k.String() }

func (k Key) check() error {
	switch {
	case !isKeyID(k.ID):
		return &SealError{Key: k.ID, Err: fmt.Errorf("%w: an ID has 1 to %d letters, digits, - and _", ErrSealKey, maxKeyID)}
	case len(k.Secret) < minSecret:
		return &SealError{Key: k.ID, Err: fmt.Errorf("%w: a secret of %d bytes, at least %d", ErrSealKey, len(k.Secret), minSecret)}
	}
	return nil
}

const maxKeyID = 32

func isKeyID(id string) bool {
	for i := range len(id) {
		switch c := id[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return id != "" && len(id) <= maxKeyID
}

// A sealed quote is four parts with points between them: the version of this
// form, the ID of the key, the quote in the packed form of package wire and its
// HMAC-SHA-256 (RFC 2104) with the secret, the last two in base64 for addresses
// (RFC 4648, section 5). The HMAC is of all that stands before its point, as it
// is written, so that no other text stands for the same quote.
//
// The packed form goes by the place of a field in its list: a list that changes
// but at its end, of any type in a quote, needs another version.
const sealVersion = "landed2"

var sealText = base64.RawURLEncoding.Strict()

// macLength is the length of an HMAC in base64.
const macLength = (sha256.Size*8 + 5) / 6

// Seal writes the quote so that it can be given to a customer's browser and be
// trusted when it comes back: [Open] refuses it if a single bit of it was
// changed. It consists of letters, digits and "-._" only, some four thousand
// characters for a quote of ten lines; the same quote and key give the same
// text.
//
// It is signed, not hidden. Whoever holds it can read all that is in the quote:
// what the goods cost the merchant (Product.Cost, QuoteLine.Cost), the margin
// on the exchange rate, and Totals.Margin. A shop that must hide the cost seals
// the quote of a cart whose products state none; when the order is placed, it
// adds the cost from its catalogue to what [Quote.Merchant] says. A market with
// a Charm.MinMargin cannot do so, as its prices need the cost. To hide the rest
// too, keep the quote on the server, with [Quote.Digest] in the browser in its
// place. A page that shows a quote by its JSON gives away as much.
//
// Seal returns an error if the key's ID or secret is not as [Key] demands, or
// the quote cannot be written.
func Seal(q *Quote, key Key) (string, error) {
	if err := key.check(); err != nil {
		return "", err
	}
	c := wire.PackedWriter(make([]byte, 0, 1024+256*len(q.Lines)))
	packed, err := q.write(&c, nil)
	if err != nil {
		return "", err
	}
	var sealed strings.Builder
	sealed.Grow(len(sealVersion) + len(key.ID) + sealText.EncodedLen(len(packed)) + macLength + 3)
	sealed.WriteString(sealVersion + "." + key.ID + ".")
	for part := range slices.Chunk(packed, 768) { // whole groups of three bytes
		var text [1024]byte
		sealText.Encode(text[:], part)
		sealed.Write(text[:sealText.EncodedLen(len(part))])
	}
	mac := macOf(key, sealed.String())
	sealed.WriteByte('.')
	sealed.Write(mac[:])
	return sealed.String(), nil
}

// macOf returns the HMAC of what is sealed, in base64.
func macOf(k Key, sealed string) (mac [macLength]byte) {
	h := hmac.New(sha256.New, k.Secret)
	for chunk := make([]byte, 1024); len(sealed) > 0; { // not copied as a whole
		n := copy(chunk, sealed)
		h.Write(chunk[:n])
		sealed = sealed[n:]
	}
	sealText.Encode(mac[:], h.Sum(nil))
	return mac
}

// Open returns the quote that was sealed with one of the keys, if it still
// stands at the moment now: before its Expires, where it has one.
//
// Open returns a *SealError if:
//   - sealed is not of the form that Seal writes, or not whole (ErrSealForm);
//   - none of the keys has the ID of the seal, or one of them is not as [Key]
//     demands (ErrSealKey);
//   - the quote or the seal was altered, or the secret is another (ErrAltered);
//   - now is not before the quote's Expires (ErrExpired): the quote is returned
//     beside this error, to offer it anew;
//   - now is the zero time (ErrMissing).
func Open(sealed string, now time.Time, keys ...Key) (Quote, error) {
	if now.IsZero() {
		return Quote{}, &SealError{Err: fmt.Errorf("%w: the moment at which it is opened", ErrMissing)}
	}
	for _, k := range keys {
		if err := k.check(); err != nil {
			return Quote{}, err
		}
	}
	id, packed, err := unseal(sealed, keys)
	if err != nil {
		return Quote{}, &SealError{Key: id, Err: err}
	}
	var q Quote
	c := wire.PackedReader(packed)
	if err := q.read(&c); err != nil {
		return Quote{}, &SealError{Key: id, Err: err}
	}
	if !q.Expires.IsZero() && !now.Before(q.Expires) {
		err := fmt.Errorf("%w: at %s, and it is %s", ErrExpired, q.Expires.Format(time.RFC3339), now.Format(time.RFC3339))
		return q, &SealError{Key: id, Err: err}
	}
	return q, nil
}

// maxSealed is the length of the longest sealed quote.
const maxSealed = MaxQuoteBytes/3*4 + 4 + len(sealVersion) + maxKeyID + macLength + 3

// unseal returns the ID of the key and the packed quote that was sealed.
func unseal(sealed string, keys []Key) (id string, packed []byte, err error) {
	if len(sealed) > maxSealed {
		return "", nil, fmt.Errorf("%w: %w: %d bytes", ErrSealForm, ErrLimit, len(sealed))
	}
	end := strings.LastIndexByte(sealed, '.')
	if end < 0 || len(sealed)-end-1 != macLength {
		return "", nil, ErrSealForm
	}
	version, rest, _ := strings.Cut(sealed[:end], ".")
	id, payload, found := strings.Cut(rest, ".")
	if version != sealVersion || !found || !isKeyID(id) {
		return "", nil, ErrSealForm
	}
	known := false
	for _, k := range keys {
		if k.ID != id {
			continue
		}
		known = true
		if mac := macOf(k, sealed[:end]); hmac.Equal(mac[:], []byte(sealed[end+1:])) {
			packed, err = sealText.DecodeString(payload)
			return id, packed, err
		}
	}
	if !known {
		return id, nil, ErrSealKey
	}
	return id, nil, ErrAltered
}
