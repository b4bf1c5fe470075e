package pricing

import (
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// tillRates are taxes in percent that are levied on one base, side by side.
type tillRates struct {
	rates []tax.Rate
	taxes []tillTax
}

// maxTaxes is how many taxes a base bears at most.
const maxTaxes = 4

// tillTax is one of them.
type tillTax struct {
	factor              // of a base without the taxes
	inclusive factor    // of one that contains them
	rate      *tax.Rate // see tillScope.like
	rule      *Rule
	zero      ZeroReason // of an amount of zero
}

// like is one rate for all that are the same tax at the same percent.
func (sc *tillScope) like(rate *tax.Rate) *tax.Rate {
	sc.mutex.Lock()
	defer sc.mutex.Unlock()
	for _, other := range sc.alike {
		if sameRate(other, rate) {
			return other
		}
	}
	sc.alike = append(sc.alike, rate)
	return rate
}

// same tells whether goods are taxed alike.
func (r *tillRates) same(o *tillRates) bool {
	return slices.EqualFunc(r.taxes, o.taxes, func(a, b tillTax) bool { return a.rate == b.rate })
}

// len is how many they are; of no rates, none.
func (r *tillRates) len() int {
	if r == nil {
		return 0
	}
	return len(r.taxes)
}

// ratesOf finds the rates of a category; nil if they are not all in percent.
func (sc *tillScope) ratesOf(category tax.Category) *tillRates {
	if r, ok := sc.rates.find(category); ok {
		return r
	}
	c := *sc.c
	var r *tillRates
	if rates, err := c.ratesOf(*sc.decision, category); err == nil {
		r = sc.newRates(rates)
	}
	return sc.rates.add(category, r, maxRates)
}

func (sc *tillScope) newRates(rates []tax.Rate) *tillRates {
	whole, plain := wholeOf(rates)
	if !plain || len(rates) > maxTaxes {
		return nil
	}
	r := &tillRates{rates: rates}
	for i := range rates {
		rate := &rates[i]
		f, ok1 := percentFactor(rate.Percent, hundred)
		g, ok2 := percentFactor(rate.Percent, hundred.Mul(whole))
		if !ok1 || !ok2 || f.num > f.den {
			return nil
		}
		r.taxes = append(r.taxes, tillTax{
			factor: f, inclusive: g, rate: sc.like(rate), rule: taxRule(rate, sc.decision),
			zero: taxZero(tax.Charge{Rate: rate, Base: sc.amount(1)}, false),
		})
	}
	if !r.agrees() {
		return nil
	}
	return r
}

// on is the tax on a base, which may contain it.
func (t *tillTax) on(base int64, inclusive bool) (int64, bool) {
	if inclusive {
		return t.inclusive.times(base)
	}
	return t.times(base)
}

// agrees tries the rates on some bases: the taxes are those of the other way.
func (r *tillRates) agrees() bool {
	for base := int64(1); base < 1_000_000; base = 3*base + 1 {
		if !r.agreesOn(base, false) || !r.agreesOn(base, true) {
			return false
		}
	}
	return true
}

func (r *tillRates) agreesOn(base int64, inclusive bool) bool {
	price := currency.FromMinor(base, currency.EUR)
	line := tax.Line{ID: "1", Kind: tax.Goods, Price: price, Quantity: one, Items: 1, Inclusive: inclusive, Rates: r.rates}
	result, err := tax.Calculate([]tax.Line{line}, tax.Policy{})
	if err != nil || len(result.Lines[0].Taxes) != len(r.taxes) {
		return false
	}
	for k, t := range result.Lines[0].Taxes {
		amount, ok := r.taxes[k].on(base, inclusive)
		if !ok || !t.Base.Equal(result.Lines[0].Net) || !t.Amount.Equal(currency.FromMinor(amount, currency.EUR)) {
			return false
		}
	}
	return true
}
