package duty

import "github.com/landedhq/landed/currency"

// tally adds amounts up, in minor units as long as they are such.
type tally struct {
	units int64
	long  bool // there are others: total has them all
	total currency.Total
}

func (t *tally) add(a currency.Amount, c currency.Code, digits int) {
	if units, scale, ok := a.Units(); ok && !t.long && scale == digits && a.Currency() == c {
		if sum := t.units + units; sum >= t.units { // nothing is below zero
			t.units = sum
			return
		}
	}
	if !t.long {
		t.long = true
		t.total.Add(currency.FromMinor(t.units, c))
	}
	t.total.Add(a)
}

// amount returns the sum.
func (t *tally) amount(c currency.Code) (currency.Amount, error) {
	if t.long {
		return t.total.Amount()
	}
	return currency.FromMinor(t.units, c), nil
}
