package pricing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
)

// MaxRecordBytes is the longest JSON of a record that is read.
const MaxRecordBytes = 2 * MaxQuoteBytes

// RecordError says which part of a record was refused, and why.
type RecordError struct {
	Field string // path in the wire form, such as "tax"; empty is the record itself
	Err   error
}

// Error names the part before the reason.
func (e *RecordError) Error() string {
	if e.Field == "" {
		return "pricing: record: " + e.Err.Error()
	}
	return "pricing: record: " + e.Field + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *RecordError) Unwrap() error { return e.Err }

func asRecordError(err error) error {
	var at *wire.Error
	if errors.As(err, &at) {
		return &RecordError{Field: at.Path, Err: at.Err}
	}
	return &RecordError{Err: err}
}

// recordParts are the fields of a record in JSON, none of which may be missing.
var recordParts = [...]struct {
	name  string
	write func(*Record) ([]byte, error)
	read  func(*Record, []byte) error
}{
	{"version", func(*Record) ([]byte, error) { return []byte(recordVersion), nil }, checkRecordVersion},
	{"quote", func(r *Record) ([]byte, error) { return r.Quote.MarshalJSON() }, func(r *Record, raw []byte) error { return r.Quote.UnmarshalJSON(raw) }},
	{"seller", func(r *Record) ([]byte, error) { return json.Marshal(r.Seller) }, func(r *Record, raw []byte) error { return readStrictly(raw, &r.Seller) }},
	{"market", func(r *Record) ([]byte, error) { return r.Market.MarshalJSON() }, func(r *Record, raw []byte) error { return r.Market.UnmarshalJSON(raw) }},
	{"rates", func(r *Record) ([]byte, error) { return json.Marshal(r.Rates) }, func(r *Record, raw []byte) error { return r.Rates.UnmarshalJSON(raw) }},
	{"prices", func(r *Record) ([]byte, error) { return json.Marshal(r.Prices) }, func(r *Record, raw []byte) error { return readStrictly(raw, &r.Prices) }},
	{"tax", func(r *Record) ([]byte, error) { return json.Marshal(r.Tax) }, func(r *Record, raw []byte) error { return readStrictly(raw, &r.Tax) }},
	{"duty", func(r *Record) ([]byte, error) { return json.Marshal(r.Duty) }, func(r *Record, raw []byte) error { return readStrictly(raw, &r.Duty) }},
}

// recordVersion is the form that a record has now.
const recordVersion = "1"

func checkRecordVersion(_ *Record, raw []byte) error {
	if string(raw) != recordVersion {
		return fmt.Errorf("%w: %s, want %s", ErrInvalid, excerpt.Quote(raw), recordVersion)
	}
	return nil
}

// readStrictly reads a value that refuses fields which it does not have.
func readStrictly(raw []byte, v any) error {
	if string(raw) == "null" {
		return fmt.Errorf("%w: null", ErrMissing)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: %s", ErrInvalid, excerpt.Cut(err.Error(), 200))
	}
	return nil
}

// AppendJSON appends the wire form of the record to dst: one object with the
// fields version, quote, seller, market, rates, prices, tax and duty, in this
// order. The tables of tax are CSV in strings, as the readers of package tax
// read it. The same record gives the same bytes everywhere.
//
// AppendJSON returns a *RecordError for a part that cannot be written.
func (r *Record) AppendJSON(dst []byte) ([]byte, error) {
	whole := *r // null is for no part
	if whole.Rates == nil {
		whole.Rates = new(currency.Rates)
	}
	if whole.Prices == nil {
		whole.Prices = []BookEntry{}
	}
	c := wire.Writer(dst)
	c.Value(func(c *wire.Codec) {
		for i := range recordParts {
			part := &recordParts[i]
			if c.Field(part.name) {
				raw, err := part.write(&whole)
				c.Fail(err)
				c.Append(func(dst []byte) []byte { return append(dst, raw...) })
				c.Done(part.name)
			}
		}
	})
	if err := c.End(); err != nil {
		return dst, asRecordError(err)
	}
	return c.Bytes(), nil
}

// MarshalJSON returns the form of [Record.AppendJSON].
func (r Record) MarshalJSON() ([]byte, error) {
	return r.AppendJSON(make([]byte, 0, 16<<10+2048*len(r.Quote.Lines)))
}

// UnmarshalJSON reads a record strictly. It judges the form: the tables and the
// figures are for [Record.Engine] and [Record.Replay].
//
// UnmarshalJSON returns a *RecordError that names the field if:
//   - data is longer than MaxRecordBytes, or a part longer than it can be
//     (ErrLimit);
//   - a part is missing (ErrMissing): no default takes its place;
//   - a field is not known, appears twice or is of another form, or the version
//     is one that this library does not know (ErrUnknownField, ErrInvalid).
func (r *Record) UnmarshalJSON(data []byte) error {
	if len(data) > MaxRecordBytes {
		return &RecordError{Err: fmt.Errorf("%w: %d bytes, at most %d", ErrLimit, len(data), MaxRecordBytes)}
	}
	out := Record{Rates: new(currency.Rates)}
	var read [len(recordParts)]bool
	err := readValue(data, func(c *wire.Codec) {
		for i := range recordParts {
			part := &recordParts[i]
			if c.Field(part.name) {
				raw, err := c.Scanner().Raw()
				if err == nil {
					err = part.read(&out, raw)
				}
				c.Fail(err)
				c.Done(part.name)
				read[i] = true
			}
		}
	})
	if err != nil {
		return asRecordError(err)
	}
	for i := range recordParts {
		if !read[i] {
			return &RecordError{Field: recordParts[i].name, Err: ErrMissing}
		}
	}
	*r = out
	return nil
}
