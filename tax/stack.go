package tax

import "github.com/shopspring/decimal"

// stack is a list of rates resolved into what they add to a net price. All
// figures are exact: percents are decimals, and so are their products.
type stack struct {
	rates   []Rate
	factors []decimal.Decimal // tax i = net × factors[i]
	whole   decimal.Decimal   // gross = net × whole
	taxes   int               // rates that add something to the gross
	only    int               // the index of the one tax, if taxes is 1
	piled   bool              // a rate is compound, so the bases differ
}

var hundred = decimal.New(100, 0)

// newStack resolves rates. A compound rate is levied on the net and all rates
// before it.
func newStack(rates []Rate) (stack, error) {
	s := stack{rates: rates, factors: make([]decimal.Decimal, len(rates)), whole: one}
	for i := range rates {
		r := &rates[i]
		if err := r.check(); err != nil {
			return s, err
		}
		p := r.charged()
		if p.Sign() == 0 {
			continue
		}
		f := p.Shift(-2)
		if r.Compound {
			f = f.Mul(s.whole)
			s.piled = true
		}
		s.factors[i] = f
		if !r.Retained {
			s.whole = s.whole.Add(f)
			s.only = i
			s.taxes++
		}
	}
	return s, nil
}

var one = decimal.New(1, 0)

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
		if !s.rates[i].sameTax(&rates[i]) {
			return false
		}
	}
	return true
}

// taxed reports whether the gross differs from the net.
func (s *stack) taxed() bool { return s.taxes > 0 }
