package currency

import (
	"math/big"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/exact"
)

// The domain of this package: a coefficient of at most maxDigits decimal
// digits, at most maxScale of them after the point. What a caller passes in or
// asks for beyond it is ErrRange, so no operation can be made to work long.
const (
	maxDigits = 34
	maxScale  = 34
)

// number is an exact decimal: units / 10^scale, with big in place of units
// where an int64 does not hold it. It is never changed after it was made.
//
// Functions here take numbers and decimals by value and never their address:
// a parameter whose address is kept in a slow branch is allocated by every
// call, by those of the fast branch too.
type number struct {
	units int64
	big   *big.Int
	scale int32
}

// one is the multiplier that changes nothing.
var one = number{units: 1}

// numberOf reads a decimal. It looks at the exponent before any arithmetic: a
// caller's decimal may hold 1e1000000000, on which shopspring would work for
// hours. It uses nothing of shopspring that depends on its package variables.
func numberOf(d decimal.Decimal) (number, error) {
	if scale := -d.Exponent(); uint32(scale) <= maxScale && isSmall(d) {
		return number{units: d.CoefficientInt64(), scale: scale}, nil
	}
	return wideNumber(d)
}

// isSmall reports whether d is surely in the domain, and its coefficient surely
// fits an int64.
func isSmall(d decimal.Decimal) bool {
	const digits = 18
	return uint32(d.Exponent()+maxScale) <= maxScale+maxDigits-digits && d.NumDigits() <= digits
}

// maxRaw bounds exponent and coefficient, in digits and in bits, of decimals
// that are worth reducing: beyond the domain as they stand, but perhaps only by
// trailing zeros.
const (
	maxRaw     = 256
	maxRawBits = 851
)

func wideNumber(d decimal.Decimal) (number, error) {
	if d.Sign() == 0 {
		return number{}, nil
	}
	e := d.Exponent()
	if e > maxDigits || e < -maxRaw {
		return number{}, ErrRange
	}
	n := number{big: d.Coefficient(), scale: -e}
	if n.big.BitLen() > maxRawBits {
		return number{}, ErrRange
	}
	if e > 0 {
		n = number{big: n.big.Mul(n.big, bigPow10(int(e)))}
	}
	n = n.trim(0)
	if !n.inDomain() {
		return number{}, ErrRange
	}
	return n.narrow(), nil
}

// integer returns n as a number, if the domain holds it.
func integer(n *big.Int) (number, bool) {
	if n.IsInt64() {
		return number{units: n.Int64()}, true
	}
	m := number{big: new(big.Int).Set(n)}
	return m, n.BitLen() <= maxRawBits && m.inDomain()
}

// describe shows a decimal in an error message without expanding it.
func describe(d decimal.Decimal) string {
	c, e := d.Coefficient(), d.Exponent()
	switch {
	case c.BitLen() > maxRawBits:
		return describeInt(c)
	case e <= 0 && e >= -2*maxDigits:
		return number{big: c, scale: -e}.String()
	}
	return c.String() + "e" + strconv.Itoa(int(e))
}

func describeInt(n *big.Int) string {
	if n.BitLen() > maxRawBits {
		return "a number of some " + strconv.Itoa(n.BitLen()*3/10) + " digits" // log10(2) is 0.30
	}
	return n.String()
}

func bigPow10(n int) *big.Int {
	if p, ok := exact.Pow10(n); ok {
		return new(big.Int).SetUint64(p)
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// value returns the coefficient, which the caller must not change.
func (n number) value() *big.Int {
	if n.big != nil {
		return n.big
	}
	return big.NewInt(n.units)
}

func (n number) sign() int {
	if n.big != nil {
		return n.big.Sign()
	}
	switch {
	case n.units > 0:
		return +1
	case n.units < 0:
		return -1
	}
	return 0
}

// trim drops trailing zeros after the point, but leaves floor digits there. It
// returns a number whose big is its own.
func (n number) trim(floor int32) number {
	if n.sign() == 0 {
		return number{scale: min(n.scale, floor)}
	}
	if n.big == nil {
		for n.scale > floor && n.units%10 == 0 {
			n.units /= 10
			n.scale--
		}
		return n
	}
	ten, v := big.NewInt(10), new(big.Int).Set(n.big)
	var q, r big.Int
	for n.scale > floor {
		q.QuoRem(v, ten, &r)
		if r.Sign() != 0 {
			break
		}
		v.Set(&q)
		n.scale--
	}
	return number{big: v, scale: n.scale}
}

// narrow puts the coefficient into units if it fits.
func (n number) narrow() number {
	if n.big != nil && n.big.IsInt64() {
		return number{units: n.big.Int64(), scale: n.scale}
	}
	return n
}

// inDomain reports whether n has at most maxDigits digits and maxScale of them
// after the point.
func (n number) inDomain() bool {
	if n.scale > maxScale {
		return false
	}
	if n.big == nil || n.big.BitLen() < 112 { // 2^112 < 10^34
		return true
	}
	return n.big.CmpAbs(bigPow10(maxDigits)) < 0
}

// decimal returns n in shopspring's form, with as many digits after the point
// as n has.
func (n number) decimal() decimal.Decimal {
	if n.big != nil {
		return decimal.NewFromBigInt(n.big, -n.scale)
	}
	return decimal.New(n.units, -n.scale)
}

// appendText appends n in plain notation.
func (n number) appendText(b []byte) []byte {
	if n.sign() < 0 {
		b = append(b, '-')
	}
	p, ok := exact.Pow10(int(n.scale))
	if n.big != nil || !ok {
		return n.appendWide(b)
	}
	units := exact.Abs(n.units)
	if n.scale == 0 {
		return strconv.AppendUint(b, units, 10)
	}
	whole := units / p
	b = append(strconv.AppendUint(b, whole, 10), '.')
	// The zeros make room for the fraction, which is written from its end.
	b = append(b, "0000000000000000000"[:n.scale]...)
	for i, fraction := len(b)-1, units-whole*p; fraction > 0; i, fraction = i-1, fraction/10 {
		b[i] = byte('0' + fraction%10)
	}
	return b
}

// appendWide appends the magnitude of n, which may be big or very fine.
func (n number) appendWide(b []byte) []byte {
	start := len(b)
	b = new(big.Int).Abs(n.value()).Append(b, 10)
	if n.scale == 0 {
		return b
	}
	// At least one digit stands before the point.
	for missing := int(n.scale) + 1 - (len(b) - start); missing > 0; missing-- {
		b = slices.Insert(b, start, '0')
	}
	return slices.Insert(b, len(b)-int(n.scale), '.')
}

// addNumbers returns n + m exactly.
func addNumbers(n, m number) number {
	if n.scale < m.scale {
		n, m = m, n
	}
	if n.big == nil && m.big == nil {
		if p, ok := exact.Pow10(int(n.scale - m.scale)); ok {
			if sum, ok := addScaled(n.units, m.units, p); ok {
				return number{units: sum, scale: n.scale}
			}
		}
	}
	v := new(big.Int).Mul(m.value(), bigPow10(int(n.scale-m.scale)))
	return number{big: v.Add(v, n.value()), scale: n.scale}.narrow()
}

// addScaled returns a + b·p.
func addScaled(a, b int64, p uint64) (int64, bool) {
	m, ok := exact.Mul(exact.Abs(b), p)
	if !ok {
		return 0, false
	}
	if b, ok = exact.Signed(m, b < 0); !ok {
		return 0, false
	}
	sum := a + b
	return sum, (a < 0) != (b < 0) || (sum < 0) == (a < 0)
}

// cmpNumbers compares n and m.
func cmpNumbers(n, m number) int {
	if n.scale == m.scale && n.big == nil && m.big == nil {
		switch {
		case n.units < m.units:
			return -1
		case n.units > m.units:
			return +1
		}
		return 0
	}
	return addNumbers(n, m.neg()).sign()
}

func (n number) neg() number {
	if n.big == nil && n.units != -1<<63 {
		n.units = -n.units
		return n
	}
	return number{big: new(big.Int).Neg(n.value()), scale: n.scale}.narrow()
}

// mulNumbers returns n·m exactly.
func mulNumbers(n, m number) number {
	if n.big == nil && m.big == nil {
		if p, ok := exact.Mul(exact.Abs(n.units), exact.Abs(m.units)); ok {
			if units, ok := exact.Signed(p, (n.units < 0) != (m.units < 0)); ok {
				return number{units: units, scale: n.scale + m.scale}
			}
		}
	}
	return number{big: new(big.Int).Mul(n.value(), m.value()), scale: n.scale + m.scale}.narrow()
}

// String returns n in plain notation, for messages.
func (n number) String() string { return string(n.appendText(nil)) }
