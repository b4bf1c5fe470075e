package currency

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Rate is an exchange rate: one unit of its base currency is num/den units of
// its quote currency, exactly. A quotient of two decimals is kept rather than a
// decimal, because the inverse of a rate, and a cross rate, seldom is one; and
// the two are those that were published, so that a conversion can be redone by
// hand. A Rate is positive and immutable. The zero Rate converts nothing.
type Rate struct {
	base, quote Code
	num, den    number
	// The rate is marginNum/marginDen times what it was without margin; both
	// are zero if there is no margin.
	marginNum, marginDen number
	asOf                 time.Time
	source               string
	via                  []Code // between base and quote; never changed
}

// NewRate returns the rate at which one unit of base is value units of quote:
// NewRate(EUR, USD, 1.15, …). asOf is the time for which the source gives it,
// the zero time if that is unknown; source is who says so, at most 100 bytes.
//
// NewRate returns an error if:
//   - base or quote is the zero Code ([ErrUnknownCode]);
//   - value is not positive, or not 1 where base and quote are the same
//     ([ErrInvalidRate]);
//   - value has more than 34 digits, or source is too long ([ErrRange]).
func NewRate(base, quote Code, value decimal.Decimal, asOf time.Time, source string) (Rate, error) {
	num, err := numberOf(value)
	if err != nil {
		return Rate{}, rateError(base, quote, fmt.Errorf("%s: %w", describe(value), err))
	}
	return newRate(base, quote, num, one, asOf, source)
}

// NewRatio returns the rate at which den units of base are num units of quote:
// NewRatio(JPY, EUR, 1, 183.49, …) where the source quotes the other way round.
// It fails as [NewRate] does.
func NewRatio(base, quote Code, num, den decimal.Decimal, asOf time.Time, source string) (Rate, error) {
	n, err := numberOf(num)
	if err != nil {
		return Rate{}, rateError(base, quote, fmt.Errorf("%s: %w", describe(num), err))
	}
	d, err := numberOf(den)
	if err != nil {
		return Rate{}, rateError(base, quote, fmt.Errorf("%s: %w", describe(den), err))
	}
	return newRate(base, quote, n, d, asOf, source)
}

// maxSource is the longest name of a source.
const maxSource = 100

func newRate(base, quote Code, num, den number, asOf time.Time, source string) (Rate, error) {
	switch {
	case base == 0 || quote == 0:
		return Rate{}, rateError(base, quote, ErrUnknownCode)
	case num.sign() <= 0 || den.sign() <= 0:
		return Rate{}, rateError(base, quote, fmt.Errorf("%s/%s is not positive: %w", num, den, ErrInvalidRate))
	case base == quote && cmpNumbers(num, den) != 0:
		return Rate{}, rateError(base, quote, fmt.Errorf("%s/%s is not 1: %w", num, den, ErrInvalidRate))
	case len(source) > maxSource:
		return Rate{}, rateError(base, quote, fmt.Errorf("source of %d bytes: %w", len(source), ErrRange))
	}
	return Rate{base: base, quote: quote, num: num.trim(0), den: den.trim(0), asOf: asOf, source: source}, nil
}

func rateError(base, quote Code, err error) error {
	return fmt.Errorf("currency: rate from %s to %s: %w", orNone(base), orNone(quote), err)
}

// String returns n in plain notation, for messages.
func (n number) String() string { return string(n.appendText(nil)) }

// Base returns the currency that the rate converts from.
func (r Rate) Base() Code { return r.base }

// Quote returns the currency that the rate converts to.
func (r Rate) Quote() Code { return r.quote }

// Ratio returns the two decimals whose quotient is the rate: den units of the
// base are num units of the quote. The margin is in it.
func (r Rate) Ratio() (num, den decimal.Decimal) { return r.num.decimal(), r.den.decimal() }

// AsOf returns the time for which the source gives the rate; for a cross rate,
// the earlier of the two.
func (r Rate) AsOf() time.Time { return r.asOf }

// Source returns who gives the rate; for a cross rate of two sources, both.
func (r Rate) Source() string { return r.source }

// Path returns the currencies through which the rate leads, its base first and
// its quote last. It is nil for the zero Rate.
func (r Rate) Path() []Code {
	if r.IsZero() {
		return nil
	}
	path := make([]Code, 0, len(r.via)+2)
	path = append(path, r.base)
	path = append(path, r.via...)
	return append(path, r.quote)
}

// IsZero reports whether r is the zero Rate.
func (r Rate) IsZero() bool { return r.base == 0 }

// Equal reports whether r and s are the same rate: currencies, exact value,
// margin, time, source and path.
func (r Rate) Equal(s Rate) bool {
	return r.base == s.base && r.quote == s.quote && r.asOf.Equal(s.asOf) && r.source == s.source &&
		slices.Equal(r.via, s.via) &&
		sameRatio(r.num, r.den, s.num, s.den) && sameRatio(r.marginNum, r.marginDen, s.marginNum, s.marginDen)
}

func sameRatio(n1, d1, n2, d2 number) bool {
	if (d1.sign() == 0) != (d2.sign() == 0) {
		return false
	}
	return cmpNumbers(mulNumbers(n1, d2), mulNumbers(n2, d1)) == 0
}

// marginDigits is how many digits after the point [Rate.Margin] keeps where the
// percentage has no end.
const marginDigits = 12

// Margin returns by how many per cent the rate differs from the same rate
// without margin: 2 after WithMargin(2). It is exact but for the inverse of a
// rate with a margin, whose percentage may have no end; that is rounded half
// up to 12 digits.
func (r Rate) Margin() decimal.Decimal {
	if r.marginDen.sign() == 0 {
		return decimal.Decimal{}
	}
	if p, ok := r.marginPercent(); ok {
		return p.decimal()
	}
	diff := addNumbers(r.marginNum, r.marginDen.neg())
	diff = mulNumbers(diff, number{units: 100})
	return grid{scale: marginDigits, increment: 1}.mulDiv(diff, one, r.marginDen).trim(0).decimal()
}

// marginPercent returns the margin if it is a decimal by its form.
func (r Rate) marginPercent() (number, bool) {
	if r.marginDen != one {
		return number{}, false
	}
	return mulNumbers(addNumbers(r.marginNum, number{units: -1}), number{units: 100}).trim(0), true
}

// Value returns the rate rounded half up to digits after the point, for
// display; digits are at most 34, at least 0. Conversions do not use it.
func (r Rate) Value(digits int) decimal.Decimal {
	if r.IsZero() {
		return decimal.Decimal{}
	}
	g := grid{scale: int32(min(max(digits, 0), maxScale)), increment: 1}
	return g.mulDiv(r.num, one, r.den).decimal()
}

// Inverse returns the rate in the other direction, exactly: the inverse of the
// inverse is the rate.
func (r Rate) Inverse() Rate {
	r.base, r.quote = r.quote, r.base
	r.num, r.den = r.den, r.num
	r.marginNum, r.marginDen = r.marginDen, r.marginNum
	if len(r.via) > 1 {
		r.via = slices.Clone(r.via)
		slices.Reverse(r.via)
	}
	return r
}

// Cross returns the rate from the base of r through its quote, which is the
// base of s, to the quote of s, exactly.
//
// Cross returns an error if:
//   - the quote of r is not the base of s ([*MismatchError]);
//   - the exact ratio has more than 34 digits above or below ([ErrRange]).
func (r Rate) Cross(s Rate) (Rate, error) {
	if r.quote != s.base || r.IsZero() {
		return Rate{}, fmt.Errorf("currency: cross %v with %v: %w", r, s, &MismatchError{A: r.quote, B: s.base})
	}
	c, err := r.cross(s, nil)
	if err != nil {
		return Rate{}, fmt.Errorf("currency: cross %v with %v: %w", r, s, err)
	}
	return c, nil
}

// cross is Cross for rates that meet; via, if not nil, is their path.
func (r Rate) cross(s Rate, via []Code) (Rate, error) {
	c := Rate{base: r.base, quote: s.quote, asOf: r.asOf, source: r.source, via: via}
	var err error
	if c.num, c.den, err = mulRatios(r.num, r.den, s.num, s.den); err != nil {
		return Rate{}, err
	}
	rn, rd := r.margin()
	sn, sd := s.margin()
	if r.marginDen.sign() != 0 || s.marginDen.sign() != 0 {
		if c.marginNum, c.marginDen, err = mulRatios(rn, rd, sn, sd); err != nil {
			return Rate{}, err
		}
	}
	if s.asOf.Before(c.asOf) {
		c.asOf = s.asOf
	}
	if s.source != r.source {
		c.source = joinSources(r.source, s.source)
	}
	if via == nil {
		c.via = slices.Concat(r.via, []Code{r.quote}, s.via)
	}
	return c, nil
}

// margin returns the margin as a factor.
func (r Rate) margin() (num, den number) {
	if r.marginDen.sign() == 0 {
		return one, one
	}
	return r.marginNum, r.marginDen
}

func joinSources(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	joined := a + ", " + b
	if len(joined) > maxSource {
		joined = strings.ToValidUTF8(joined[:maxSource-3], "") + "…"
	}
	return joined
}

// mulRatios returns n1·n2 and d1·d2. As long as they are short, they stay
// products of the published figures; beyond 18 digits they are reduced.
func mulRatios(n1, d1, n2, d2 number) (num, den number, err error) {
	num, den = mulNumbers(n1, n2).trim(0), mulNumbers(d1, d2).trim(0)
	if num.big != nil || den.big != nil {
		num, den = reduce(num, den)
	}
	if !num.inDomain() || !den.inDomain() {
		return number{}, number{}, ErrRange
	}
	return num, den, nil
}

// reduce returns the ratio in lowest terms, as integers.
func reduce(num, den number) (number, number) {
	scale := max(num.scale, den.scale)
	n := new(big.Int).Mul(num.value(), bigPow10(int(scale-num.scale)))
	d := new(big.Int).Mul(den.value(), bigPow10(int(scale-den.scale)))
	gcd := new(big.Int).GCD(nil, nil, n, d)
	return number{big: n.Quo(n, gcd)}.narrow(), number{big: d.Quo(d, gcd)}.narrow()
}

// WithMargin returns the rate times (1 + percent/100): a merchant that converts
// at 2 per cent above the market uses WithMargin(2). Margins multiply.
//
// WithMargin returns an error if:
//   - percent is -100 or less ([ErrInvalidRate]): the rate would not be
//     positive;
//   - percent or the rate gets more than 34 digits ([ErrRange]).
func (r Rate) WithMargin(percent decimal.Decimal) (Rate, error) {
	p, err := numberOf(percent)
	if err == nil {
		var s Rate
		if s, err = r.withMargin(p); err == nil {
			return s, nil
		}
	}
	return Rate{}, fmt.Errorf("currency: %v with a margin of %s per cent: %w", r, describe(percent), err)
}

func (r Rate) withMargin(percent number) (Rate, error) {
	factor := addNumbers(number{units: 100}, percent)
	factor.scale += 2
	factor = factor.trim(0)
	if factor.sign() <= 0 || r.IsZero() {
		return Rate{}, ErrInvalidRate
	}
	var err error
	num, den := r.margin()
	if r.marginNum, r.marginDen, err = mulRatios(num, den, factor, one); err != nil {
		return Rate{}, err
	}
	r.num, r.den, err = mulRatios(r.num, r.den, factor, one)
	return r, err
}

// Convert returns a in the quote currency, rounded once by rd: the digits that
// rd leaves to the currency are those of the quote. The zero Amount converts to
// zero. Where the figures fit 64 bits it allocates nothing.
//
// Convert returns an error if:
//   - a is not in the base currency ([*MismatchError]);
//   - the result has more than 34 digits ([ErrRange]);
//   - rd is not valid ([ErrRounding]).
func (r Rate) Convert(a Amount, rd Rounding) (Amount, error) {
	if a.cur != r.base && !a.neutral() || r.IsZero() {
		return Amount{}, fmt.Errorf("currency: convert %v at %v: %w", a, r, &MismatchError{A: a.cur, B: r.base})
	}
	b, err := a.scaled(r.num, r.den, rd, r.quote)
	if err != nil {
		return Amount{}, fmt.Errorf("currency: convert %v at %v: %w", a, r, err)
	}
	return b, nil
}

// shownDigits is how many significant digits of a rate String shows.
const shownDigits = 6

// String returns the rate for people who know codes: "1 EUR = 1.15 USD (ECB
// 2026-03-18)". A value with more than six significant digits is cut off and
// ends in "…".
func (r Rate) String() string {
	if r.IsZero() {
		return "no rate"
	}
	s := "1 " + r.base.String() + " = " + r.shown() + " " + r.quote.String()
	if about := strings.TrimSpace(r.source + " " + DateOf(r.asOf).String()); about != "" {
		s += " (" + about + ")"
	}
	return s
}

func (r Rate) shown() string {
	g := grid{scale: shownDigits - 1, mode: Down, increment: 1}
	v := g.mulDiv(r.num, one, r.den)
	// Small rates need more places for six digits, large ones fewer.
	for g.scale < maxScale && cmpNumbers(v, number{units: 100_000, scale: g.scale}) < 0 {
		g.scale++
		v = g.mulDiv(r.num, one, r.den)
	}
	for g.scale > 0 && cmpNumbers(v, number{units: 1_000_000, scale: g.scale}) >= 0 {
		g.scale--
		v = g.mulDiv(r.num, one, r.den)
	}
	if cmpNumbers(mulNumbers(v, r.den), r.num) == 0 {
		return v.trim(0).String()
	}
	return v.String() + "…"
}

// maxRateJSON is the longest JSON that is read as a rate.
const maxRateJSON = 4096

// rateJSON is the wire form of a Rate.
type rateJSON struct {
	Base   Code      `json:"base"`
	Quote  Code      `json:"quote"`
	Num    string    `json:"num"`
	Den    string    `json:"den"`
	AsOf   time.Time `json:"as_of,omitzero"`
	Source string    `json:"source,omitempty"`
	Path   []Code    `json:"path,omitempty"`
	Margin string    `json:"margin,omitempty"`
}

// MarshalJSON returns an object like {"base":"USD","quote":"GBP",
// "num":"0.86393","den":"1.15","as_of":"2026-03-18T00:00:00Z","source":"ECB",
// "path":["USD","EUR","GBP"],"margin":"2"}. The margin is in num and den; it is
// a percentage, or a quotient of two decimals where the percentage has no end.
// The zero Rate is null.
func (r Rate) MarshalJSON() ([]byte, error) {
	if r.IsZero() {
		return []byte("null"), nil
	}
	w := rateJSON{
		Base: r.base, Quote: r.quote, Num: r.num.String(), Den: r.den.String(),
		AsOf: r.asOf, Source: r.source,
	}
	if len(r.via) > 0 {
		w.Path = r.Path()
	}
	if r.marginDen.sign() != 0 {
		w.Margin = r.marginText()
	}
	return json.Marshal(w)
}

// marginText returns the margin as a percentage or, where its form is a
// quotient, as the percentage times den over den.
func (r Rate) marginText() string {
	if p, ok := r.marginPercent(); ok {
		return p.String()
	}
	diff := mulNumbers(addNumbers(r.marginNum, r.marginDen.neg()), number{units: 100}).trim(0)
	return diff.String() + "/" + r.marginDen.String()
}

// UnmarshalJSON reads what [Rate.MarshalJSON] writes.
//
// UnmarshalJSON returns a [*ParseError] if:
//   - data is longer than 4096 bytes ([ErrRange]);
//   - a field is unknown, missing, there twice or of another form
//     ([ErrSyntax]);
//   - the rate is not one for [NewRatio]; its error is wrapped.
func (r *Rate) UnmarshalJSON(data []byte) error {
	if len(data) > maxRateJSON {
		return &ParseError{What: "rate", Input: string(data[:maxQuoted+1]), Reason: fmt.Sprintf("JSON of %d bytes", len(data)), Err: ErrRange}
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
	fields := make(map[string]string, 8)
	var path []Code
	err := s.object(func(key string) (err error) {
		if _, twice := fields[key]; twice {
			return errTwice(key)
		}
		switch key {
		case "base", "quote", "num", "den", "as_of", "source", "margin":
			fields[key], err = s.text()
		case "path":
			fields[key] = ""
			path, err = s.codes()
		default:
			err = fmt.Errorf("unknown field %s: %w", quote(key), ErrSyntax)
		}
		return err
	})
	if err != nil {
		return Rate{}, err
	}
	if err := s.end(); err != nil {
		return Rate{}, err
	}
	return rateOf(fields, path)
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

func rateOf(fields map[string]string, path []Code) (Rate, error) {
	var base, quoted Code
	var num, den number
	var err error
	for _, f := range []struct {
		name string
		code *Code
		num  *number
	}{{name: "base", code: &base}, {name: "quote", code: &quoted}, {name: "num", num: &num}, {name: "den", num: &den}} {
		text, ok := fields[f.name]
		if !ok {
			return Rate{}, fmt.Errorf("field %s is missing: %w", f.name, ErrSyntax)
		}
		if f.code != nil {
			*f.code, err = ParseCode(text)
		} else {
			*f.num, err = readNumber(f.name, text)
		}
		if err != nil {
			return Rate{}, err
		}
	}
	var asOf time.Time
	if text, ok := fields["as_of"]; ok {
		if asOf, err = time.Parse(time.RFC3339Nano, text); err != nil {
			return Rate{}, syntaxError("as_of", text, "want a time of RFC 3339")
		}
	}
	r, err := newRate(base, quoted, num, den, asOf, fields["source"])
	if err != nil {
		return Rate{}, err
	}
	if path != nil {
		if len(path) < 2 || path[0] != base || path[len(path)-1] != quoted {
			return Rate{}, fmt.Errorf("path does not lead from %s to %s: %w", base, quoted, ErrSyntax)
		}
		if len(path) > 2 {
			r.via = path[1 : len(path)-1]
		}
	}
	if text, ok := fields["margin"]; ok {
		r.marginNum, r.marginDen, err = readMargin(text)
	}
	return r, err
}

func readNumber(field, text string) (number, error) {
	n, reason, err := parseNumber(text)
	if err != nil {
		return number{}, &ParseError{What: field, Input: text, Reason: reason, Err: err}
	}
	return n, nil
}

// readMargin reads a percentage, "2" or "-200/102", as a factor.
func readMargin(text string) (num, den number, err error) {
	percent, over, quotient := strings.Cut(text, "/")
	p, err := readNumber("margin", percent)
	if err != nil {
		return number{}, number{}, err
	}
	den = one
	if quotient {
		if den, err = readNumber("margin", over); err != nil {
			return number{}, number{}, err
		}
		den = den.trim(0)
	}
	p.scale += 2
	num = addNumbers(den, p).trim(0)
	if num.sign() <= 0 || den.sign() <= 0 {
		return number{}, number{}, fmt.Errorf("margin %s is -100 per cent or less: %w", quote(text), ErrInvalidRate)
	}
	if !num.inDomain() {
		return number{}, number{}, ErrRange
	}
	return num, den, nil
}
