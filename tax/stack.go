package tax

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// stack is a list of rates resolved into what they add to a net price:
//
//	tax i = net × factors[i] + quantity × flats[i]
//	gross = net × whole + quantity × flat
//
// All figures are exact: percents are decimals, and so are their products.
type stack struct {
	rates   []Rate
	factors []decimal.Decimal
	flats   []currency.Amount // nil without taxes per unit
	whole   decimal.Decimal
	flat    currency.Amount
	limits  []currency.Amount // nil without a rate on an excess: see stackAbove
	perUnit bool              // some are taxes per unit
	taxes   int               // rates that add something to the gross
	only    int               // the index of the one tax, if taxes is 1
}

var hundred = decimal.New(100, 0)

// newStack resolves rates. A compound rate is levied on the net and all rates
// before it, those per unit included.
func newStack(rates []Rate) (stack, error) { return stackAbove(rates, nil) }

// stackAbove is newStack for rates of which some are levied on what exceeds a
// limit, of one unit: they are so much on the whole, less so much on the limit,
// which is a flat amount below zero. Each is followed by the exemption of what
// does not exceed it, with the same limit. Others have a limit of zero.
func stackAbove(rates []Rate, limits []currency.Amount) (stack, error) {
	s := stack{rates: rates, factors: make([]decimal.Decimal, len(rates)), limits: limits, whole: one}
	for i := range rates {
		if err := s.pile(i); err != nil {
			return s, err
		}
	}
	return s, nil
}

var one = decimal.New(1, 0)

// pile puts rate i on top of those before it.
func (s *stack) pile(i int) (err error) {
	r := &s.rates[i]
	if err := r.check(); err != nil {
		return err
	}
	p := r.charged()
	switch {
	case !r.PerUnit.IsZero() && r.Treatment.Charges():
		s.perUnit = true
		s.setFlat(i, r.PerUnit)
	case p.Sign() == 0:
		return nil
	default:
		f := p.Shift(-2)
		var flat currency.Amount
		if r.Compound {
			flat = s.flat
		}
		if s.exceeds(i) {
			if flat, err = flat.Sub(s.limits[i]); err != nil {
				return err
			}
		}
		if !flat.IsZero() {
			if flat, err = flat.Mul(f); err != nil {
				return err
			}
			s.setFlat(i, flat)
		}
		if r.Compound {
			f = f.Mul(s.whole)
		}
		s.factors[i] = f
	}
	if r.Retained {
		return nil
	}
	s.whole = s.whole.Add(s.factors[i])
	if s.flats != nil {
		s.flat, err = s.flat.Add(s.flats[i])
	}
	s.only = i
	s.taxes++
	return err
}

func (s *stack) setFlat(i int, a currency.Amount) {
	if s.flats == nil {
		s.flats = make([]currency.Amount, len(s.rates))
	}
	s.flats[i] = a
}

// exceeds reports whether rate k has a limit.
func (s *stack) exceeds(k int) bool { return s.limits != nil && !s.limits[k].IsZero() }

// spared reports whether rate k is the exemption of what does not exceed a
// limit.
func (s *stack) spared(k int) bool { return s.exceeds(k) && !s.rates[k].Treatment.Charges() }

// alike reports whether two stacks do the same.
func (s *stack) alike(t *stack) bool {
	equal := func(a, b currency.Amount) bool { return a.Equal(b) || a.IsZero() && b.IsZero() }
	return s.is(t.rates) && slices.EqualFunc(s.limits, t.limits, equal)
}

// is reports whether s was made of these rates, so that lines of one rate
// share one stack.
func (s *stack) is(rates []Rate) bool {
	if len(s.rates) != len(rates) {
		return false
	}
	if len(rates) == 0 || &s.rates[0] == &rates[0] {
		return true
	}
	for i := range rates {
		if !s.rates[i].same(&rates[i]) {
			return false
		}
	}
	return true
}

// taxed reports whether the gross differs from the net.
func (s *stack) taxed() bool { return s.taxes > 0 }

// charges reports whether rate k charges something.
func (s *stack) charges(k int) bool {
	return s.factors[k].Sign() != 0 || s.flats != nil && !s.flats[k].IsZero()
}
