package pricing

import (
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/tax"
)

// tillDiscount is what a discount took off.
type tillDiscount struct {
	goods, shipping int64
	capped          bool
}

// discount takes the discounts off the lines and the shipping.
func (s *sale) discount(cart *Cart) bool {
	for i := range cart.Discounts {
		d := &cart.Discounts[i]
		if !sound(d.Name) || len(d.Lines) > 0 || d.Units != 0 || d.Basis != tax.AsPriced || !s.take(cart, d) {
			return false
		}
	}
	return true
}

// take takes one discount off.
func (s *sale) take(cart *Cart, d *Discount) bool {
	left := int64(0)
	switch d.On {
	case OnGoods:
		left = s.goods
	case OnShipping:
		left = s.shipping
	case OnOrder:
		left = s.goods + s.shipping
	default:
		return false
	}
	amount, ok := s.off(d, left)
	if !ok {
		return false
	}
	a := tillDiscount{capped: amount > left}
	amount = min(amount, left)
	switch {
	case amount == 0:
	case d.On == OnShipping:
		a.shipping = amount
	default:
		a.shipping = s.spread(cart, amount, left, d.On == OnOrder)
		a.goods = amount - a.shipping
	}
	s.goods -= a.goods
	s.shipping -= a.shipping
	s.applied = append(s.applied, a)
	return true
}

// off is how much a discount is of what is left.
func (s *sale) off(d *Discount, left int64) (int64, bool) {
	if d.Amount != (currency.Amount{}) {
		amount, ok := s.local(d.Amount)
		return amount, ok && d.Percent.IsZero()
	}
	percent, ok := percentOff(d.Percent)
	if !ok {
		return 0, false
	}
	return percent.times(left)
}

// percentOff is a percentage above zero, and at most a hundred.
func percentOff(percent decimal.Decimal) (f factor, ok bool) {
	f.den, ok = exact.Pow10(2 - int(percent.Exponent()))
	if !ok || percent.Exponent() > 0 || percent.NumDigits() > 18 || percent.Sign() <= 0 {
		return factor{}, false
	}
	f.num = uint64(percent.CoefficientInt64())
	return f, f.num <= f.den
}

// spread takes an amount off the lines, and off shipping too if that is on the
// order, by what each still costs. It returns what came off shipping.
func (s *sale) spread(cart *Cart, amount, left int64, onOrder bool) (offShipping int64) {
	n := len(s.lines)
	for i := range s.lines {
		s.weights[i] = s.lines[i].price
	}
	all := n
	if onOrder {
		s.weights[n] = s.shipping
		all++
	}
	parts := s.share(amount, left, all, func(i, k int) bool { // shipping stands last
		return i < n && (k == n || s.before(cart, i, k))
	})
	for i := range s.lines {
		s.lines[i].price -= parts[i]
	}
	if onOrder {
		return parts[n]
	}
	return 0
}
