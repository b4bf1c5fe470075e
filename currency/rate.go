package currency

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Rate is an exchange rate: one unit of its base currency is num/den units of
// its quote currency, exactly. A quotient of two decimals is kept rather than a
// decimal, because the inverse of a rate, and a cross rate, seldom is one; and
// the two are those that were published, so that a conversion can be redone by
// hand. A Rate is a value of 48 bytes, positive and immutable; compare it by
// [Rate.Equal]. The zero Rate converts nothing.
type Rate struct {
	_ [0]func() // no ==, which would compare where figures are kept

	num, den    int64   // num/10^scales[0] over den/10^scales[1], if that fits,
	wide        *ratio  // or else all of it, and num and den are 0
	from        *origin // nil if it has none
	base, quote Code
	scales      [2]uint8 // an array keeps the whole out of registers, and the arguments in them
	side        Side
}

// ratio returns the quotient that the rate is.
func (r *Rate) ratio() ratio {
	if r.wide != nil {
		return *r.wide
	}
	return ratio{number{units: r.num, scale: int32(r.scales[0])}, number{units: r.den, scale: int32(r.scales[1])}}
}

// setRatio gives the rate another quotient, whose terms are in the domain.
func (r *Rate) setRatio(q ratio) {
	if q.num.big != nil || q.den.big != nil {
		kept := q // only here does it need memory
		r.num, r.den, r.scales[0], r.scales[1], r.wide = 0, 0, 0, 0, &kept
		return
	}
	r.num, r.scales[0] = q.num.units, uint8(q.num.scale)
	r.den, r.scales[1] = q.den.units, uint8(q.den.scale)
	r.wide = nil
}

// makeRate returns a rate of known parts.
func makeRate(base, quote Code, q ratio, o origin) Rate {
	r := Rate{base: base, quote: quote}
	r.setRatio(q)
	r.setOrigin(o)
	return r
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
	return makeRate(base, quote, ratio{num.trim(0), den.trim(0)}, origin{asOf: at, source: source}), nil
}

func rateError(base, quote Code, err error) error {
	return fmt.Errorf("currency: rate from %s to %s: %w", orNone(base), orNone(quote), err)
}

// Base returns the currency that the rate converts from.
func (r Rate) Base() Code { return r.base }

// Quote returns the currency that the rate converts to.
func (r Rate) Quote() Code { return r.quote }

// Ratio returns the two decimals whose quotient is the rate: den units of the
// base are num units of the quote. The margin is in it.
func (r Rate) Ratio() (num, den decimal.Decimal) {
	q := r.ratio()
	return q.num.decimal(), q.den.decimal()
}

// AsOf returns the time for which the source gives the rate; for a cross rate,
// the earlier of the two.
func (r Rate) AsOf() time.Time { return r.origin().asOf }

// Side returns whether the rate is a bid, an ask or neither.
func (r Rate) Side() Side { return r.side }

// WithSide returns the rate with the side s, for a source that gives selling
// rates only, say. [NewTwoWay] takes both sides. The rate of a currency with
// itself stays as it is: nothing is exchanged.
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
func (r Rate) Source() string { return r.origin().source }

// Path returns the currencies through which the rate leads, its base first and
// its quote last. It is nil for the zero Rate.
func (r Rate) Path() []Code {
	if r.IsZero() {
		return nil
	}
	return r.origin().path(r.base, r.quote)
}

// IsZero reports whether r is the zero Rate.
func (r Rate) IsZero() bool { return r.base == 0 }

// Equal reports whether r and s are the same rate: currencies, exact value,
// side, margin, time, source and path.
func (r Rate) Equal(s Rate) bool {
	return r.base == s.base && r.quote == s.quote && r.side == s.side &&
		r.ratio().equal(s.ratio()) && r.origin().equal(s.origin())
}

// Value returns the rate rounded half up to digits after the point, for
// display; digits are at most 34, at least 0. Conversions do not use it.
func (r Rate) Value(digits int) decimal.Decimal {
	if r.IsZero() {
		return decimal.Decimal{}
	}
	g := grid{scale: int32(min(max(digits, 0), maxScale)), increment: 1}
	q := r.ratio()
	return g.mulDiv(q.num, one, q.den).decimal()
}

// Inverse returns the rate in the other direction, exactly: the inverse of the
// inverse is the rate. The inverse of a bid is an ask, because whoever sells
// the one currency buys the other.
func (r Rate) Inverse() Rate {
	r.invert()
	return r
}

// invert makes r its inverse.
func (r *Rate) invert() {
	r.base, r.quote = r.quote, r.base
	r.side = r.side.opposite()
	r.num, r.den, r.scales[0], r.scales[1] = r.den, r.num, r.scales[1], r.scales[0]
	if r.wide != nil {
		inverse := r.wide.inverse()
		r.wide = &inverse
	}
	if r.from != nil {
		r.from = r.from.inverse()
	}
}

// Cross returns the rate from the base of r through its quote, which is the
// base of s, to the quote of s, exactly. Two bids give a bid, two asks an ask; a
// mid goes with either and gives that side.
//
// Cross returns an error if:
//   - the quote of r is not the base of s ([*MismatchError]);
//   - one is a bid and the other an ask ([ErrInvalidRate]): their product is a
//     price that nobody gives;
//   - the exact ratio, in lowest terms, has a numerator or denominator of more
//     than 34 digits ([ErrRange]).
func (r Rate) Cross(s Rate) (Rate, error) {
	if r.quote != s.base || r.IsZero() {
		return Rate{}, fmt.Errorf("currency: cross %v with %v: %w", r, s, &MismatchError{A: r.quote, B: s.base})
	}
	c, err := r.cross(s)
	if err != nil {
		return Rate{}, fmt.Errorf("currency: cross %v with %v: %w", r, s, err)
	}
	return c, nil
}

// cross is Cross for rates that meet.
func (r *Rate) cross(s Rate) (Rate, error) {
	side, err := r.side.cross(s.side)
	if err != nil {
		return Rate{}, err
	}
	q, err := r.ratio().times(s.ratio())
	if err != nil {
		return Rate{}, err
	}
	o, err := r.origin().cross(r.quote, s.origin())
	if err != nil {
		return Rate{}, err
	}
	c := makeRate(r.base, s.quote, q, o)
	c.side = side
	return c, nil
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
	units, ok := quotient(a.units, r.num, r.den, r.shift(a), rd.Mode, rd.Increment)
	if ok && a.cur == r.base && a.big == nil && rd.Digits == 0 {
		return FromMinor(units, r.quote), nil // a wide ratio has a den of 0, and no quotient
	}
	return r.convert(a, rd)
}

// shift returns by how many digits a·num/den is to be shifted to become minor
// units of the quote.
func (r *Rate) shift(a Amount) int {
	return int(r.scales[1]) - int(r.scales[0]) - int(a.scale) + r.quote.Digits()
}

func (r *Rate) convert(a Amount, rd Rounding) (Amount, error) {
	if a.cur != r.base && !a.neutral() || r.IsZero() {
		return Amount{}, convertError(a, *r, &MismatchError{A: a.cur, B: r.base})
	}
	q := r.ratio()
	b, err := a.scaled(q.num, q.den, rd, r.quote)
	if err != nil {
		return Amount{}, convertError(a, *r, err)
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
	o := r.origin()
	about := strings.TrimSpace(o.source + " " + DateOf(o.asOf).String())
	if o.margin != nil {
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
	q := r.ratio()
	g := grid{scale: shownDigits - 1, mode: Down, increment: 1}
	v := g.mulDiv(q.num, one, q.den)
	// Small rates need more places for six digits, large ones fewer.
	for g.scale < maxScale && cmpNumbers(v, number{units: 100_000, scale: g.scale}) < 0 {
		g.scale++
		v = g.mulDiv(q.num, one, q.den)
	}
	for g.scale > 0 && cmpNumbers(v, number{units: 1_000_000, scale: g.scale}) >= 0 {
		g.scale--
		v = g.mulDiv(q.num, one, q.den)
	}
	if cmpNumbers(mulNumbers(v, q.den), q.num) == 0 {
		return v.trim(0).String()
	}
	return v.String() + "…"
}
