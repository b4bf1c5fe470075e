package tax

import (
	"errors"
	"fmt"

	"github.com/landedhq/landed/currency/explain"
)

// Explain lists the steps from the order given to the figures of the result, in
// the order in which they are taken, down to the payment. It calculates again,
// so it costs nothing where it is not asked for; if its order and policy do not
// give the same result, because one of the three was changed, the error is
// ErrChanged. In a step of largest remainder, equal remainders go to the larger
// share, and then in the order of the inputs; the first input is the total, the
// others are its exact shares.
func (r *Result) Explain() ([]explain.Step, error) {
	var t trace
	again, err := r.Given.calculate(r.Policy, &t)
	if err != nil {
		return nil, fmt.Errorf("tax: explain: %w", err)
	}
	if !r.same(&again) {
		return nil, fmt.Errorf("tax: explain: the order gives %v + %v = %v, not %v + %v = %v: %w",
			again.Net, again.Tax, again.Gross, r.Net, r.Tax, r.Gross, ErrChanged)
	}
	return t.steps, nil
}

// same reports whether two results have the same figures.
func (r *Result) same(s *Result) bool {
	a, errA := r.Payable()
	b, errB := s.Payable()
	if errors.Join(errA, errB) != nil || len(r.Lines) != len(s.Lines) || !a.Equal(b) ||
		!r.Net.Equal(s.Net) || !r.Tax.Equal(s.Tax) || !r.Gross.Equal(s.Gross) {
		return false
	}
	for i := range r.Lines {
		x, y := &r.Lines[i], &s.Lines[i]
		if !x.Net.Equal(y.Net) || !x.Tax.Equal(y.Tax) || !x.Gross.Equal(y.Gross) || len(x.Taxes) != len(y.Taxes) {
			return false
		}
		for k := range x.Taxes {
			if !x.Taxes[k].Amount.Equal(y.Taxes[k].Amount) || !x.Taxes[k].Base.Equal(y.Taxes[k].Base) || !x.Taxes[k].Rate.same(y.Taxes[k].Rate) {
				return false
			}
		}
	}
	return true
}
