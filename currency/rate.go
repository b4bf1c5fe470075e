package currency

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/excerpt"
)

// Rate is an exchange rate: one unit of its base currency is num/den units of
// its quote currency, exactly. A quotient of two decimals is kept rather than a
// decimal, because the inverse of a rate, and a cross rate, seldom is one; and
// the two are those that were published, so that a conversion can be redone by
// hand. A Rate is positive and immutable. The zero Rate converts nothing.
type Rate struct {
	base, quote Code
	ratio
	margin *ratio // the factor that is in the ratio, nil if there is none
	side   Side
	asOf   time.Time
	source string
	via    []Code // between base and quote; never changed
}

// NewRate returns the rate at which one unit of base is value units of quote:
// NewRate(EUR, USD, 1.15, …). asOf is the time for which the source gives it,
// the zero time if that is unknown; source is who says so, at most 100 bytes.
//
// NewRate returns an error if:
//   - base or quote is the zero Code ([ErrUnknownCode]);
//   - value is not positive, or not 1 where base and quote are the same
//     ([ErrInvalidRate]);
//   - value has more than 34 digits, source is too long, or asOf is not of the
//     years 1 to 9999 ([ErrRange]);
//   - source is not UTF-8 ([ErrSyntax]).
func NewRate(base, quote Code, value decimal.Decimal, asOf time.Time, source string) (Rate, error) {
	num, err := numberOf(value)
	if err != nil {
		return Rate{}, rateError(base, quote, fmt.Errorf("%s: %w", describe(value), err))
	}
	return newDirectRate(base, quote, num, one, asOf, source)
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
	return newDirectRate(base, quote, n, d, asOf, source)
}

func newDirectRate(base, quote Code, num, den number, asOf time.Time, source string) (Rate, error) {
	if base == quote && cmpNumbers(num, den) != 0 {
		return Rate{}, rateError(base, quote, fmt.Errorf("%s/%s is not 1: %w", num, den, ErrInvalidRate))
	}
	return newRate(base, quote, num, den, asOf, source)
}

func newRate(base, quote Code, num, den number, asOf time.Time, source string) (Rate, error) {
	switch {
	case base == 0 || quote == 0:
		return Rate{}, rateError(base, quote, ErrUnknownCode)
	case num.sign() <= 0 || den.sign() <= 0:
		return Rate{}, rateError(base, quote, fmt.Errorf("%s/%s is not positive: %w", num, den, ErrInvalidRate))
	}
	if err := checkSource(source); err != nil {
		return Rate{}, rateError(base, quote, err)
	}
	at, err := instant(asOf)
	if err != nil {
		return Rate{}, rateError(base, quote, err)
	}
	return Rate{base: base, quote: quote, ratio: ratio{num.trim(0), den.trim(0)}, asOf: at, source: source}, nil
}

// maxSource is the longest name of a source.
const maxSource = 100

// checkSource refuses the name of a source that is too long, or that JSON
// could not keep.
func checkSource(source string) error {
	switch {
	case len(source) > maxSource:
		return fmt.Errorf("source of %d bytes: %w", len(source), ErrRange)
	case !utf8.ValidString(source):
		return fmt.Errorf("source %s is not UTF-8: %w", excerpt.Quote(source), ErrSyntax)
	}
	return nil
}

// instant returns t as it is kept: in a form that RFC 3339 can write, which
// knows the years of four digits and zones of whole minutes within a day.
func instant(t time.Time) (time.Time, error) {
	if t.IsZero() {
		return time.Time{}, nil
	}
	const day = 24 * 60 * 60
	t = t.Round(0) // without the reading of a monotonic clock
	if _, offset := t.Zone(); offset%60 != 0 || offset <= -day || offset >= day {
		t = t.UTC()
	}
	if y := t.Year(); y < 1 || y > 9999 {
		return time.Time{}, fmt.Errorf("year %d is not between 1 and 9999: %w", y, ErrRange)
	}
	return t, nil
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

// Side returns whether the rate is a bid, an ask or neither.
func (r Rate) Side() Side { return r.side }

// WithSide returns the rate as one of the side s: for a source that gives
// selling rates only. [NewTwoWay] takes both. The rate of a currency with itself
// stays as it is: nothing is exchanged.
//
// WithSide returns an error, which wraps [ErrInvalidRate], if s is none of the
// constants or r is the zero Rate.
func (r Rate) WithSide(s Side) (Rate, error) {
	if s > Ask || r.IsZero() {
		return Rate{}, fmt.Errorf("currency: %v as %v: %w", r, s, ErrInvalidRate)
	}
	if r.base != r.quote {
		r.side = s
	}
	return r, nil
}

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
// side, margin, time, source and path.
func (r Rate) Equal(s Rate) bool {
	return r.base == s.base && r.quote == s.quote && r.side == s.side && r.asOf.Equal(s.asOf) && r.source == s.source &&
		slices.Equal(r.via, s.via) &&
		r.ratio.equal(s.ratio) && (r.margin != nil) == (s.margin != nil) && r.factor().equal(s.factor())
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
// inverse is the rate. The inverse of a bid is an ask, because who sells the one
// currency buys the other.
func (r Rate) Inverse() Rate {
	r.base, r.quote = r.quote, r.base
	r.side = r.side.opposite()
	r.ratio = r.ratio.inverse()
	if r.margin != nil {
		inverse := r.margin.inverse()
		r.margin = &inverse
	}
	if len(r.via) > 1 {
		r.via = slices.Clone(r.via)
		slices.Reverse(r.via)
	}
	return r
}

// Cross returns the rate from the base of r through its quote, which is the
// base of s, to the quote of s, exactly. Two bids give a bid, two asks an ask; a
// mid goes with either and gives that side.
//
// Cross returns an error if:
//   - the quote of r is not the base of s ([*MismatchError]);
//   - one is a bid and the other an ask ([ErrInvalidRate]): their product is a
//     price that nobody gives;
//   - the exact ratio, in lowest terms, has more than 34 digits above or below
//     ([ErrRange]).
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
	if c.side, err = r.side.cross(s.side); err != nil {
		return Rate{}, err
	}
	if c.ratio, err = r.ratio.times(s.ratio); err != nil {
		return Rate{}, err
	}
	if r.margin != nil || s.margin != nil {
		both, err := r.factor().times(s.factor())
		if err != nil {
			return Rate{}, err
		}
		c.margin = &both
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

// joinSources returns two sources as one, which names each once.
func joinSources(a, b string) string {
	switch {
	case a == "" || names(b, a):
		return b
	case b == "" || names(a, b):
		return a
	}
	joined := a + ", " + b
	if len(joined) > maxSource {
		joined = strings.ToValidUTF8(joined[:maxSource-3], "") + "…"
	}
	return joined
}

// names reports whether joined sources name one.
func names(joined, source string) bool {
	return strings.Contains(", "+joined+", ", ", "+source+", ")
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
	shift := int(r.den.scale-r.num.scale) - int(a.scale) + r.quote.Digits() // as in Amount.DivRound
	units, ok := quotient(a.units, r.num.units, r.den.units, shift, rd.Mode, rd.Increment)
	if ok && a.cur == r.base && a.big == nil && r.num.big == nil && r.den.big == nil && rd.Digits == 0 {
		return FromMinor(units, r.quote), nil
	}
	return r.convert(a, rd)
}

func (r Rate) convert(a Amount, rd Rounding) (Amount, error) {
	if a.cur != r.base && !a.neutral() || r.IsZero() {
		return Amount{}, convertError(a, r, &MismatchError{A: a.cur, B: r.base})
	}
	b, err := a.scaled(r.num, r.den, rd, r.quote)
	if err != nil {
		return Amount{}, convertError(a, r, err)
	}
	return b, nil
}

func convertError(a Amount, r Rate, err error) error {
	return fmt.Errorf("currency: convert %v at %v: %w", a, r, err)
}

// shownDigits is how many significant digits of a rate String shows.
const shownDigits = 6

// String returns the rate for people who know codes: "1 EUR = 1.15 USD (ECB
// 2026-03-18)", and "1 EUR = 1.173 USD bid (bank 2026-03-18, margin 2 %)" where
// it has a side or a margin. A value with more than six significant digits is
// cut off and ends in "…".
func (r Rate) String() string {
	if r.IsZero() {
		return "no rate"
	}
	s := "1 " + r.base.String() + " = " + r.shown() + " " + r.quote.String()
	if r.side != Mid {
		s += " " + r.side.String()
	}
	return s + r.about()
}

// about returns where the rate is from, in brackets.
func (r Rate) about() string {
	about := strings.TrimSpace(r.source + " " + DateOf(r.asOf).String())
	if r.margin != nil {
		if about != "" {
			about += ", "
		}
		about += "margin " + describe(r.Margin()) + " %"
	}
	if about == "" {
		return ""
	}
	return " (" + about + ")"
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
