package duty

import (
	"math/bits"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// ratio is a fraction whose figures fit into words: (hi, lo) / (den · 10^scale),
// never negative. The functions on it report what does not fit, and Rate.charge
// then goes the way of fraction, over decimals; both ways are exact.
type ratio struct {
	hi, lo uint64
	den    uint64 // never 0
	scale  int    // 0 to maxRatioScale
}

// nothing is zero as no term gives it: of no terms.
var nothing = ratio{den: 1}

// maxRatioScale keeps the powers of ten within a word.
const maxRatioScale = exact.MaxPow10

// whole returns n·10^-scale, for a scale that is not below zero.
func whole(n int64, scale int) (ratio, bool) {
	if n < 0 || scale > maxRatioScale {
		return ratio{}, false
	}
	return ratio{lo: uint64(n), den: 1, scale: scale}, true
}

// quick evaluates the expression as exact does. ok is false if the figures are
// too long for it, or if something is wrong, which exact then says.
func (r Rate) quick(value currency.Amount, qs quantities, fx *currency.Rates, rd currency.Rounding) (duty currency.Amount, ok bool) {
	units, scale, ok := value.Units()
	if !ok || value.Currency() == 0 {
		return currency.Amount{}, false
	}
	base, ok := whole(units, scale)
	if !ok {
		return currency.Amount{}, false
	}
	var total ratio
	for i := range r.e.sums {
		s := &r.e.sums[i]
		sum, ok := s.quick(base, value.Currency(), &qs, fx)
		if !ok {
			return currency.Amount{}, false
		}
		if s.bound == unbounded {
			total = sum
			continue
		}
		order, ok := total.compare(sum)
		if !ok {
			return currency.Amount{}, false
		}
		if s.bound == floor && order < 0 || s.bound == ceiling && order > 0 {
			total = sum
		}
	}
	return total.round(value.Currency(), rd)
}

func (s *sum) quick(base ratio, own currency.Code, qs *quantities, fx *currency.Rates) (ratio, bool) {
	if len(s.terms) == 1 && !s.terms[0].minus {
		return s.terms[0].quick(base, own, qs, fx)
	}
	plus, minus := nothing, nothing
	for i := range s.terms {
		t := &s.terms[i]
		r, ok := t.quick(base, own, qs, fx)
		if !ok {
			return ratio{}, false
		}
		if t.minus {
			minus, ok = minus.plus(r)
		} else {
			plus, ok = plus.plus(r)
		}
		if !ok {
			return ratio{}, false
		}
	}
	return plus.less(minus)
}

func (t *term) quick(base ratio, own currency.Code, qs *quantities, fx *currency.Rates) (ratio, bool) {
	if t.units < 0 || t.third > 0 {
		return ratio{}, false
	}
	if t.currency == 0 {
		if t.part == "" {
			return base.times(t.units, int(t.scale)+2)
		}
		share, scale, ok := qs.quickShare(t.part)
		if !ok {
			return ratio{}, false
		}
		part, ok := base.times(share, scale+2)
		if !ok {
			return ratio{}, false
		}
		return part.times(t.units, int(t.scale)+2)
	}
	r, ok := qs.quickOf(&t.unit)
	if !ok {
		return ratio{}, false
	}
	if r, ok = r.times(t.units, int(t.scale)); !ok || t.currency == own {
		return r, ok
	}
	return r.converted(t.currency, own, fx)
}

func (r ratio) converted(from, to currency.Code, fx *currency.Rates) (ratio, bool) {
	if fx == nil {
		return ratio{}, false
	}
	rate, err := fx.Rate(from, to)
	if err != nil {
		return ratio{}, false
	}
	num, den := rate.Ratio()
	n, numScale, ok := integerOf(num)
	d, denScale, ok2 := integerOf(den)
	if !ok || !ok2 {
		return ratio{}, false
	}
	if r, ok = r.times(n, numScale-denScale); !ok {
		return ratio{}, false
	}
	r.den, ok = exact.Mul(r.den, uint64(d))
	return r, ok
}

// times returns r·n·10^-scale.
func (r ratio) times(n int64, scale int) (ratio, bool) {
	if n < 0 {
		return ratio{}, false
	}
	var ok bool
	if r.hi, r.lo, ok = exact.Mul128(r.hi, r.lo, uint64(n)); !ok {
		return ratio{}, false
	}
	if r.scale += scale; r.scale < 0 {
		power, ok := exact.Pow10(-r.scale)
		if !ok {
			return ratio{}, false
		}
		r.scale = 0
		r.hi, r.lo, ok = exact.Mul128(r.hi, r.lo, power)
		return r, ok
	}
	return r, r.scale <= maxRatioScale
}

// align brings two ratios to one denominator.
func align(a, b ratio) (ratio, ratio, bool) {
	if a.scale > b.scale {
		b, a, ok := align(b, a)
		return a, b, ok
	}
	power, ok := exact.Pow10(b.scale - a.scale)
	if !ok {
		return a, b, false
	}
	a.scale = b.scale
	if a.hi, a.lo, ok = exact.Mul128(a.hi, a.lo, power); !ok || a.den == b.den {
		return a, b, ok
	}
	den, ok := exact.Mul(a.den, b.den)
	if !ok {
		return a, b, false
	}
	var ok2 bool
	a.hi, a.lo, ok = exact.Mul128(a.hi, a.lo, b.den)
	b.hi, b.lo, ok2 = exact.Mul128(b.hi, b.lo, a.den)
	a.den, b.den = den, den
	return a, b, ok && ok2
}

func (r ratio) plus(o ratio) (ratio, bool) {
	r, o, ok := align(r, o)
	if !ok {
		return ratio{}, false
	}
	var carry uint64
	r.lo, carry = bits.Add64(r.lo, o.lo, 0)
	r.hi, carry = bits.Add64(r.hi, o.hi, carry)
	return r, carry == 0
}

// less returns r-o, zero where that is negative.
func (r ratio) less(o ratio) (ratio, bool) {
	if o == nothing {
		return r, true
	}
	r, o, ok := align(r, o)
	if !ok {
		return ratio{}, false
	}
	var borrow uint64
	r.lo, borrow = bits.Sub64(r.lo, o.lo, 0)
	if r.hi, borrow = bits.Sub64(r.hi, o.hi, borrow); borrow != 0 {
		return nothing, true
	}
	return r, true
}

func (r ratio) compare(o ratio) (int, bool) {
	r, o, ok := align(r, o)
	switch {
	case !ok:
		return 0, false
	case r.hi != o.hi:
		return cmpWords(r.hi, o.hi), true
	}
	return cmpWords(r.lo, o.lo), true
}

func cmpWords(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// round gives the amount of money nearest to r on the grid of rd. Off the
// usual grid it cuts the quotient two digits below and keeps a trace of what
// was cut in a third, so that it stays on its side of each step and each half
// step.
func (r ratio) round(c currency.Code, rd currency.Rounding) (currency.Amount, bool) {
	if rd == (currency.Rounding{}) {
		q, rest, den, ok := r.quotient(c.Digits())
		if ok && exact.CmpHalf(rest, den) >= 0 {
			q++
		}
		return currency.FromMinor(int64(q), c), ok
	}
	digits := rd.Digits.In(c) + 2
	q, rest, _, ok := r.quotient(digits)
	if !ok {
		return currency.Amount{}, false
	}
	if rest != 0 {
		q, digits = q*10+1, digits+1
	}
	fine, err := currency.FromMinorUnits(int64(q), digits, c)
	if err != nil {
		return currency.Amount{}, false
	}
	duty, err := fine.Round(rd)
	return duty, err == nil
}

// quotient divides to a number of digits behind the point. The quotient leaves
// room for another digit.
func (r ratio) quotient(digits int) (q, rest, den uint64, ok bool) {
	den = r.den
	if shift := digits - r.scale; shift >= 0 {
		r, ok = r.times(1, -digits)
	} else {
		power, fits := exact.Pow10(-shift)
		den, ok = exact.Mul(den, power)
		ok = ok && fits
	}
	if !ok {
		return 0, 0, 0, false
	}
	q, rest, ok = exact.QuoRem(r.hi, r.lo, den)
	return q, rest, den, ok && q < 1<<59
}

// quickOf is of for units without an edge.
func (q *quantities) quickOf(m *measure) (ratio, bool) {
	if m.dimensions[1].word != "" || m.dimensions[0].edge.side != 0 {
		return ratio{}, false
	}
	r, ok := q.quickPlain(m.dimensions[0].word)
	if !ok || m.coefficient == 1 && m.exponent == 0 {
		return r, ok
	}
	// A unit of 100 kg divides by 100, which is a matter of the scale.
	den, scale := uint64(m.coefficient), int(m.exponent)
	for den%10 == 0 {
		den, scale = den/10, scale+1
	}
	if r, ok = r.times(1, scale); !ok {
		return ratio{}, false
	}
	r.den, ok = exact.Mul(r.den, den)
	return r, ok
}

// quickPlain finds a quantity in the base unit or in a multiple of it.
func (q *quantities) quickPlain(word string) (ratio, bool) {
	for i := range q.stated {
		stated := &q.stated[i]
		coefficient, exponent := int64(1), int32(0)
		if string(stated.Unit) != word {
			if isShare(stated.Unit) {
				continue
			}
			m, ok := canonicalMeasure(string(stated.Unit))
			if !ok {
				return ratio{}, false
			}
			if is, one := m.single(); !one || is.word != word || is.edge.side != 0 {
				continue
			}
			coefficient, exponent = m.coefficient, m.exponent
		}
		n, scale, ok := integerOf(stated.Value)
		if !ok || n < 0 || scale > 34 || scale < -34 || (dimension{word: word}).beyond(stated.Value) {
			return ratio{}, false
		}
		r := ratio{lo: uint64(n), den: 1}
		return r.times(coefficient, scale-int(exponent))
	}
	if word == string(Piece) && q.pieces > 0 {
		return whole(q.pieces, 0)
	}
	return ratio{}, false
}

// quickShare finds the share of a part, in units of 10^-scale percent.
func (q *quantities) quickShare(part string) (n int64, scale int, ok bool) {
	if moneyPart(part) {
		return 0, 0, false
	}
	for i := range q.stated {
		stated := &q.stated[i]
		if !isShareOf(stated.Unit, part) {
			continue
		}
		n, scale, ok := integerOf(stated.Value)
		if !ok || n < 0 || scale < 0 || scale > maxRatioScale || stated.Value.Cmp(hundred) > 0 {
			return 0, 0, false
		}
		return n, scale, true
	}
	return 0, 0, false
}
