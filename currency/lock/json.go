package lock

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

const maxJSON = 8192 // bytes

// sealText is the encoding of seals in JSON. It is strict: a seal has one
// spelling.
var sealText = base64.RawURLEncoding.Strict()

// wire is the JSON form of a lock.
type wire struct {
	Rate  currency.Rate `json:"rate"`
	Until string        `json:"until"`
	ID    string        `json:"id"`
	Seal  string        `json:"seal"`
}

// MarshalJSON returns {"rate":{…},"until":"2026-03-18T14:30:00Z","id":"A-17",
// "seal":"…"}, with the rate as [currency.Rate.MarshalJSON] writes it. The zero
// Locked is null.
func (l Locked) MarshalJSON() ([]byte, error) {
	if l.Rate.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(wire{l.Rate, l.Until.UTC().Format(time.RFC3339Nano), l.ID, sealText.EncodeToString(l.seal[:])})
}

// UnmarshalJSON reads what [Locked.MarshalJSON] writes. What it has read is not
// to be trusted before [Locked.Verify].
//
// UnmarshalJSON returns a [*currency.ParseError] if:
//   - data is longer than 8192 bytes ([currency.ErrRange]);
//   - a field is unknown, missing, there twice or of another form
//     ([currency.ErrSyntax]);
//   - the rate is not one for [currency.Rate.UnmarshalJSON], or null.
func (l *Locked) UnmarshalJSON(data []byte) error {
	if len(data) > maxJSON {
		return &currency.ParseError{What: "lock", Input: excerpt.Text(data), Reason: fmt.Sprintf("JSON of %d bytes", len(data)), Err: currency.ErrRange}
	}
	if string(bytes.TrimSpace(data)) == "null" {
		*l = Locked{}
		return nil
	}
	parsed, err := read(data)
	if err != nil {
		return &currency.ParseError{What: "lock", Input: string(data), Reason: "JSON", Err: err}
	}
	*l = parsed
	return nil
}

func read(data []byte) (Locked, error) {
	w, err := readWire(data)
	if err != nil {
		return Locked{}, err
	}
	l := Locked{Rate: w.Rate, ID: w.ID}
	until, err := time.Parse(time.RFC3339Nano, w.Until)
	if err != nil || strings.Contains(w.Until, ",") {
		return Locked{}, fmt.Errorf("until: want a time of RFC 3339: %w", currency.ErrSyntax)
	}
	l.Until = until.UTC()
	seal, err := sealText.DecodeString(w.Seal)
	if err != nil || len(seal) != len(l.seal) {
		return Locked{}, fmt.Errorf("seal: want 32 bytes in base64url: %w", currency.ErrSyntax)
	}
	copy(l.seal[:], seal)
	return l, l.check()
}

// readWire reads the object. It reads field by field, because encoding/json
// takes fields in any case, and the last of two.
func readWire(data []byte) (w wire, err error) {
	fields := map[string]any{"rate": &w.Rate, "until": &w.Until, "id": &w.ID, "seal": &w.Seal}
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return w, fmt.Errorf("want {: %w", currency.ErrSyntax)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return w, fmt.Errorf("want } or a field: %v: %w", err, currency.ErrSyntax)
		}
		name, _ := key.(string)
		field, ok := fields[name]
		if !ok {
			return w, fmt.Errorf("field %s is unknown or occurs twice: %w", excerpt.Quote(name), currency.ErrSyntax)
		}
		delete(fields, name)
		if err := decode(dec, field); err != nil {
			return w, fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, name := range [...]string{"rate", "until", "id", "seal"} {
		if _, missing := fields[name]; missing {
			return w, fmt.Errorf("field %s is missing: %w", name, currency.ErrSyntax)
		}
	}
	if _, err := dec.Token(); err != nil {
		return w, fmt.Errorf("want }: %w", currency.ErrSyntax)
	}
	if _, err := dec.Token(); err != io.EOF {
		return w, fmt.Errorf("want the end of input after the object: %w", currency.ErrSyntax)
	}
	return w, nil
}

// decode reads the next value into a text or a rate; null is neither.
func decode(dec *json.Decoder, into any) error {
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return fmt.Errorf("%v: %w", err, currency.ErrSyntax)
	}
	if string(raw) == "null" {
		return fmt.Errorf("null: %w", currency.ErrSyntax)
	}
	if r, ok := into.(*currency.Rate); ok {
		return r.UnmarshalJSON(raw)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%v: %w", err, currency.ErrSyntax)
	}
	return nil
}
