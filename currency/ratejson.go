package currency

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
)

// maxRateJSON is the longest JSON that is read as a rate.
const maxRateJSON = 4096

// MarshalJSON returns an object like {"base":"USD","quote":"GBP",
// "num":"0.86393","den":"1.15","as_of":"2026-03-18T00:00:00Z","source":"ECB",
// "path":["USD","EUR","GBP"],"margin":"2"}. The margin is in num and den; it is
// a percentage, or a quotient of two decimals where the percentage has no end.
// A bid has "side":"bid", an ask "side":"ask", other rates no side. The zero
// Rate is null.
func (r Rate) MarshalJSON() ([]byte, error) {
	return r.AppendJSON(make([]byte, 0, 256)), nil
}

// AppendJSON appends the form of [Rate.MarshalJSON] to dst.
func (r *Rate) AppendJSON(dst []byte) []byte {
	if r.IsZero() {
		return append(dst, "null"...)
	}
	return r.appendJSON(dst, r.origin())
}

// appendJSON appends the form of r as if it had that origin.
func (r *Rate) appendJSON(dst []byte, o *origin) []byte {
	q := r.ratio()
	dst = r.base.appendText(append(dst, `{"base":"`...))
	dst = r.quote.appendText(append(dst, `","quote":"`...))
	dst = q.num.appendText(append(dst, `","num":"`...))
	dst = append(q.den.appendText(append(dst, `","den":"`...)), '"')
	if r.side != Mid {
		dst = wire.AppendText(append(dst, `,"side":`...), r.side.String())
	}
	if !o.asOf.IsZero() {
		dst = append(o.asOf.AppendFormat(append(dst, `,"as_of":"`...), time.RFC3339Nano), '"')
	}
	if o.source != "" {
		dst = wire.AppendText(append(dst, `,"source":`...), o.source)
	}
	if len(o.via) > 0 {
		dst = appendCodes(append(dst, `,"path":`...), r.Path())
	}
	if o.margin != nil {
		dst = append(o.margin.percent().appendText(append(dst, `,"margin":"`...)), '"')
	}
	return append(dst, '}')
}

// appendCodes appends a JSON array of the codes.
func appendCodes(dst []byte, codes []Code) []byte {
	dst = append(dst, '[')
	for i, c := range codes {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(c.appendText(append(dst, '"')), '"')
	}
	return append(dst, ']')
}

// appendText appends num, or num/den where den is not 1.
func (q ratio) appendText(dst []byte) []byte {
	dst = q.num.appendText(dst)
	if q.den == one {
		return dst
	}
	return q.den.appendText(append(dst, '/'))
}

// UnmarshalJSON reads what [Rate.MarshalJSON] writes.
//
// UnmarshalJSON returns a [*ParseError] if:
//   - data is longer than 4096 bytes ([ErrRange]);
//   - a field is unknown, missing, there twice or of another form
//     ([ErrSyntax]);
//   - num or den is not positive, or they differ where base and quote are the
//     same and the path leads through no other ([ErrInvalidRate]);
//   - num or den has more than 34 digits ([ErrRange]).
func (r *Rate) UnmarshalJSON(data []byte) error {
	if len(data) > maxRateJSON {
		return &ParseError{What: "rate", Input: excerpt.Text(data), Reason: fmt.Sprintf("JSON of %d bytes", len(data)), Err: ErrRange}
	}
	parsed, err := readRate(data)
	if err != nil {
		return &ParseError{What: "rate", Input: string(data), Reason: "JSON", Err: err}
	}
	*r = parsed
	return nil
}

func readRate(data []byte) (Rate, error) {
	s := jsonScanner{data: data}
	if s.null() {
		return Rate{}, s.end()
	}
	r, err := s.rate()
	if err != nil {
		return Rate{}, err
	}
	return r, s.end()
}

// rate reads the object of a rate.
func (s *jsonScanner) rate() (Rate, error) {
	var fields rateFields
	var path []Code
	err := s.object(func(key string) (err error) {
		i := slices.Index(rateNames[:], key)
		switch {
		case i < 0:
			return fmt.Errorf("unknown field %s: %w", excerpt.Quote(key), ErrSyntax)
		case fields.has[i]:
			return errTwice(key)
		case key == "path":
			path, err = s.codes()
		default:
			fields.texts[i], err = s.text()
		}
		fields.has[i] = true
		return err
	})
	if err != nil {
		return Rate{}, err
	}
	return rateOf(&fields, path)
}

// rateFields are the texts that an object has under each of rateNames.
type rateFields struct {
	texts [len(rateNames)]string
	has   [len(rateNames)]bool
}

var rateNames = [...]string{"base", "quote", "num", "den", "side", "as_of", "source", "margin", "path"}

// get returns the text of a field, and whether there is one.
func (f *rateFields) get(name string) (string, bool) {
	i := slices.Index(rateNames[:], name)
	return f.texts[i], f.has[i]
}

// maxPath is the longest path of a rate.
const maxPath = 16

// codes reads an array of currency codes.
func (s *jsonScanner) codes() ([]Code, error) {
	if err := s.expect('['); err != nil {
		return nil, err
	}
	var cs []Code
	for {
		text, err := s.text()
		if err != nil {
			return nil, err
		}
		c, err := ParseCode(text)
		if err != nil {
			return nil, err
		}
		if cs = append(cs, c); len(cs) > maxPath {
			return nil, fmt.Errorf("path of more than %d currencies: %w", maxPath, ErrRange)
		}
		if s.peek() == ']' {
			s.pos++
			return cs, nil
		}
		if err := s.expect(','); err != nil {
			return nil, err
		}
	}
}

// rate makes a rate of the fields that are figures, with its time and source.
func (f *rateFields) rate() (Rate, error) {
	var base, quoted Code
	var num, den number
	var err error
	for _, part := range []struct {
		name string
		code *Code
		num  *number
	}{{name: "base", code: &base}, {name: "quote", code: &quoted}, {name: "num", num: &num}, {name: "den", num: &den}} {
		text, ok := f.get(part.name)
		if !ok {
			return Rate{}, fmt.Errorf("field %s is missing: %w", part.name, ErrSyntax)
		}
		if part.code != nil {
			*part.code, err = ParseCode(text)
		} else {
			*part.num, err = readNumber(part.name, text)
		}
		if err != nil {
			return Rate{}, err
		}
	}
	var asOf time.Time
	if text, ok := f.get("as_of"); ok {
		if asOf, err = readTime("as_of", text); err != nil {
			return Rate{}, err
		}
	}
	source, _ := f.get("source")
	return newRate(base, quoted, num, den, asOf, source)
}

// rateOf makes a rate of its fields, and of the path through which it leads.
func rateOf(fields *rateFields, path []Code) (Rate, error) {
	r, err := fields.rate()
	if err != nil {
		return Rate{}, err
	}
	base, quoted := r.Base(), r.Quote()
	o := *r.origin()
	if path != nil {
		if len(path) < 2 || path[0] != base || path[len(path)-1] != quoted {
			return Rate{}, fmt.Errorf("path does not lead from %s to %s: %w", base, quoted, ErrSyntax)
		}
		if len(path) > 2 {
			o.via = path[1 : len(path)-1]
		}
	}
	// There and back again through another currency need not end where it
	// began; a currency against itself does.
	q := r.ratio()
	if base == quoted && cmpNumbers(q.num, q.den) != 0 && !slices.ContainsFunc(o.via, func(c Code) bool { return c != base }) {
		return Rate{}, rateError(base, quoted, fmt.Errorf("%s/%s is not 1: %w", q.num, q.den, ErrInvalidRate))
	}
	if text, ok := fields.get("side"); ok {
		if err := r.side.UnmarshalText([]byte(text)); err != nil {
			return Rate{}, err
		}
		if base == quoted && r.side != Mid && len(o.via) == 0 {
			return Rate{}, rateError(base, quoted, fmt.Errorf("%v of what is not exchanged: %w", r.side, ErrInvalidRate))
		}
	}
	if text, ok := fields.get("margin"); ok {
		factor, err := readMargin(text)
		if err != nil {
			return Rate{}, err
		}
		o.margin = &factor
	}
	r.setOrigin(o)
	return r, nil
}

// readTime reads a time of RFC 3339, which has a point before fractions of a
// second; package time takes a comma too.
func readTime(field, text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || strings.Contains(text, ",") {
		return time.Time{}, syntaxError(field, text, "want a time of RFC 3339")
	}
	return at, nil
}

func readNumber(field, text string) (number, error) {
	n, reason, err := parseNumber(text)
	if err != nil {
		return number{}, &ParseError{What: field, Input: text, Reason: reason, Err: err}
	}
	return n, nil
}

// readMargin reads a percentage, "2" or "-2/1.02", as a factor.
func readMargin(text string) (ratio, error) {
	percent, over, quotient := strings.Cut(text, "/")
	p, err := readNumber("margin", percent)
	if err != nil {
		return ratio{}, err
	}
	den := one
	if quotient {
		if den, err = readNumber("margin", over); err != nil {
			return ratio{}, err
		}
		den = den.trim(0)
	}
	p.scale += 2
	num := addNumbers(den, p).trim(0)
	switch {
	case num.sign() <= 0 || den.sign() <= 0:
		return ratio{}, fmt.Errorf("margin %s is -100 per cent or less: %w", excerpt.Quote(text), ErrInvalidRate)
	case !num.inDomain():
		return ratio{}, fmt.Errorf("margin %s: %w", excerpt.Quote(text), ErrRange)
	}
	return ratio{num, den}, nil
}
