package pricing

import (
	"math"
	"math/big"
	"slices"
	"sort"
	"sync"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// tillScope is what a till knows of the sales that are decided alike.
type tillScope struct {
	*till
	decision *tax.Decision
	supply   Supply
	warnings []string // about the decision
	// goods and customs are the values, ascending, after which customs may
	// treat a consignment otherwise: of its goods, and of these with carriage.
	goods, customs []int64
	laws           memo[tillSpan, *tillLaw]

	taxed      bool  // the sale bears tax
	inside     bool  // in the prices of the goods,
	contained  bool  // and in those of carriage
	onDuty     bool  // duty is in its base
	minCollect int64 // a tax of the consignment is collected above this
	rates      memo[tax.Category, *tillRates]
	mutex      sync.Mutex  // of alike
	alike      []*tax.Rate // no two of which are the same tax at the same percent
	forFreight *tillRates  // the rates that shipping has of its own; nil: those of the goods
	untaxed    Charge      // in place of a tax, where there is none
}

// tillSpan is between which of those values a consignment lies.
type tillSpan struct{ goods, customs int }

// tillLaw is a scope between such values: customs treat goods of one class
// alike.
type tillLaw struct {
	*tillScope
	goods, customs tillRange
	classes        memo[*tillClass, *tillLevies]
}

// tillRange is values from low to high.
type tillRange struct{ low, high int64 }

const (
	maxScopes = 256
	maxSpans  = 256
)

// scopeOf finds the scope of a decision; nil if such sales go the long way.
func (t *till) scopeOf(d *tax.Decision) *tillScope {
	if sc, ok := t.scopes.find(d); ok {
		return sc
	}
	return t.scopes.add(d, t.newScope(d), maxScopes)
}

func (t *till) newScope(d *tax.Decision) *tillScope {
	c := t.c
	if d.Allowance != (currency.Amount{}) || !d.Fractions.IsZero() || d.Base.Has(tax.BaseTax) || c.tax == OnDelivery && onConsideration(*d) {
		return nil
	}
	sc := &tillScope{till: t, decision: d, supply: supplyOf(d), taxed: d.Treatment == tax.Standard, onDuty: c.taxesDuty(*d), minCollect: -1}
	sc.inside = sc.taxed && c.taxInside(*d)
	sc.contained = sc.inside && !c.carriageOnTop()
	if sc.taxed && d.MinCollect != (currency.Amount{}) {
		// The least tax is compared on a grid of cash: what is a unit above it
		// is above it on any.
		most, err := d.MinCollect.Minor()
		if err != nil || d.MinCollect.Currency() != c.m.Currency || sc.inside {
			return nil
		}
		sc.minCollect = most + tenTo(c.m.Currency.Digits()).Int64()
	}
	var q Quote
	q.warnOfDecision(d, c.duty)
	sc.warnings = q.Warnings
	if !sc.taxed {
		sc.untaxed = c.noTax(levies{decision: *d})
		return sc.limited()
	}
	own, has, err := c.e.book.Shipping(d.Jurisdiction, c.on)
	if err != nil {
		return nil
	}
	if has {
		if sc.forFreight = sc.newRates(own); sc.forFreight == nil {
			return nil
		}
	}
	return sc.limited()
}

// limited finds the thresholds of customs; nil if they look at more than the
// value of a consignment.
func (sc *tillScope) limited() *tillScope {
	lane, err := sc.c.lane(sc.decision.Scheme)
	if err != nil {
		return nil
	}
	limits, err := lane.Limits()
	if err != nil {
		return nil
	}
	for _, l := range limits {
		if l.Period || l.Regime.Scope != duty.PerConsignment && l.Regime.Scope != "" {
			return nil
		}
		values := &sc.goods
		if l.Regime.Basis == duty.CIFValue {
			values = &sc.customs
		}
		*values = appendAround(*values, new(big.Rat).Set(l.Value), sc.c.m.Currency.Digits())
	}
	for _, values := range []*[]int64{&sc.goods, &sc.customs} {
		slices.Sort(*values)
		*values = slices.Compact(*values)
	}
	return sc
}

// law is that on a consignment of goods and, with carriage, customs.
func (sc *tillScope) law(goods, customs int64) *tillLaw {
	span := tillSpan{spanOf(sc.goods, goods), spanOf(sc.customs, customs)}
	if l, ok := sc.laws.find(span); ok {
		return l
	}
	return sc.laws.add(span, &tillLaw{tillScope: sc, goods: rangeAt(sc.goods, span.goods), customs: rangeAt(sc.customs, span.customs)}, maxSpans)
}

// spanOf is how many of the limits are below a value.
func spanOf(limits []int64, value int64) int {
	return sort.Search(len(limits), func(i int) bool { return limits[i] >= value })
}

// rangeAt is the values with so many limits below them.
func rangeAt(limits []int64, below int) tillRange {
	r := tillRange{0, math.MaxInt64}
	if below > 0 {
		r.low = limits[below-1] + 1
	}
	if below < len(limits) {
		r.high = limits[below]
	}
	return r
}
