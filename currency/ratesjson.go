package currency

import (
	"fmt"
	"time"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
)

// Limits of the JSON that is read as a snapshot: all currencies of ISO 4217
// take some 20 kB.
const (
	maxRatesJSON = 4 << 20
	maxRates     = 10_000
)

// MarshalJSON returns an object like {"pivot":"EUR","as_of":
// "2026-03-18T00:00:00Z","source":"ECB","rates":[{"base":"EUR","quote":"USD",
// "num":"1.15","den":"1"}]}, with the rates as [Rate.MarshalJSON] writes them,
// but without time and source where they are those of the snapshot. The zero
// Rates is null.
func (rs *Rates) MarshalJSON() ([]byte, error) {
	if rs.pivot == 0 {
		return []byte("null"), nil
	}
	dst := rs.pivot.appendText(append(make([]byte, 0, 128+64*len(rs.held)), `{"pivot":"`...))
	dst = append(rs.asOf.AppendFormat(append(dst, `","as_of":"`...), time.RFC3339Nano), '"')
	if rs.source != "" {
		dst = wire.AppendText(append(dst, `,"source":`...), rs.source)
	}
	dst = append(dst, `,"rates":[`...)
	for i, r := range rs.All() {
		if i > 0 {
			dst = append(dst, ',')
		}
		o := *r.origin()
		if sameMoment(o.asOf, rs.asOf) {
			o.asOf = time.Time{}
		}
		if o.source == rs.source {
			o.source = ""
		}
		dst = r.appendJSON(dst, &o)
	}
	return append(dst, `]}`...), nil
}

// sameMoment reports whether two times are written alike.
func sameMoment(t, u time.Time) bool {
	_, a := t.Zone()
	_, b := u.Zone()
	return t.Equal(u) && a == b
}

// UnmarshalJSON reads what [Rates.MarshalJSON] writes into the zero Rates; null
// leaves it as it is.
//
// UnmarshalJSON returns an error if rs holds rates, which never change
// ([ErrInvalidRate]), and a [*ParseError] if:
//   - data is longer than 4 MiB, or has more than 10000 rates ([ErrRange]);
//   - a field is unknown, missing, there twice or of another form
//     ([ErrSyntax]);
//   - a rate is not one for [Rate.UnmarshalJSON], or names a currency that is
//     not known ([ErrUnknownCode]): the error says which;
//   - the rates are not those of a snapshot; see [NewRates].
func (rs *Rates) UnmarshalJSON(data []byte) error {
	if rs.pivot != 0 {
		return fmt.Errorf("currency: rates of %s do not change: read into the zero Rates: %w", excerpt.Quote(rs.source), ErrInvalidRate)
	}
	if len(data) > maxRatesJSON {
		return &ParseError{What: "rates", Input: excerpt.Text(data), Reason: fmt.Sprintf("JSON of %d bytes", len(data)), Err: ErrRange}
	}
	parsed, err := readRates(data)
	if err != nil {
		return &ParseError{What: "rates", Input: excerpt.Text(data), Reason: "JSON", Err: err}
	}
	if parsed != nil {
		*rs = *parsed
	}
	return nil
}

func readRates(data []byte) (*Rates, error) {
	s := jsonScanner{data: data}
	if s.null() {
		return nil, s.end()
	}
	fields := make(map[string]string, 4)
	var rates []Rate
	err := s.object(func(key string) (err error) {
		if _, twice := fields[key]; twice {
			return errTwice(key)
		}
		switch key {
		case "pivot", "as_of", "source":
			fields[key], err = s.text()
		case "rates":
			fields[key] = ""
			rates, err = s.rates()
		default:
			err = fmt.Errorf("unknown field %s: %w", excerpt.Quote(key), ErrSyntax)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.end(); err != nil {
		return nil, err
	}
	for _, name := range [...]string{"pivot", "as_of", "rates"} {
		if _, ok := fields[name]; !ok {
			return nil, fmt.Errorf("field %s is missing: %w", name, ErrSyntax)
		}
	}
	pivot, err := ParseCode(fields["pivot"])
	if err != nil {
		return nil, fmt.Errorf("pivot: %w", err)
	}
	asOf, err := readTime("as_of", fields["as_of"])
	if err != nil {
		return nil, err
	}
	return NewRates(pivot, asOf, fields["source"], rates)
}

// rates reads an array of rates.
func (s *jsonScanner) rates() ([]Rate, error) {
	if err := s.expect('['); err != nil {
		return nil, err
	}
	if s.peek() == ']' {
		s.pos++
		return nil, nil
	}
	var rates []Rate
	for {
		s.space()
		start := s.pos
		r, err := s.rate()
		if err != nil {
			return nil, fmt.Errorf("rate %d at byte %d: %w", len(rates)+1, start, err)
		}
		if rates = append(rates, r); len(rates) > maxRates {
			return nil, fmt.Errorf("more than %d rates: %w", maxRates, ErrRange)
		}
		if s.peek() == ']' {
			s.pos++
			return rates, nil
		}
		if err := s.expect(','); err != nil {
			return nil, err
		}
	}
}
