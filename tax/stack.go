package tax

import (
	"github.com/landedhq/landed/currency"
	"github.com/shopspring/decimal"
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
	taxes   int // rates that add something to the gross
	only    int // the index of the one tax, if taxes is 1

}

var hundred = decimal.New(100, 0)

// newStack resolves rates. A compound rate is levied on the net and all rates
// before it, those per unit included.
func newStack(rates []Rate) (stack, error) {
	s := stack{rates: rates, factors: make([]decimal.Decimal, len(rates)), whole: one}
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
		s.setFlat(i, r.PerUnit)
	case p.Sign() == 0:
		return nil
	default:
		f := p.Shift(-2)
		if r.Compound {
			if !s.flat.IsZero() {
				share, err := s.flat.Mul(f)
				if err != nil {
					return err
				}
				s.setFlat(i, share)
			}
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
