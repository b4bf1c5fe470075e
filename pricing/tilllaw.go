package pricing

import (
	"math"
	"math/big"
	"slices"
	"sort"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/exact"
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
	onDuty     bool  // duty is in its base
	minCollect int64 // a tax of the consignment is collected above this
	rates      memo[tax.Category, *tillRates]
	forFreight *tillRates // the rates that shipping has of its own; nil: those of the goods
	untaxed    Charge     // in place of a tax, where there is none
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
	if d.Allowance != (currency.Amount{}) || d.Base.Has(tax.BaseTax) || c.taxInside(*d) || c.tax == OnDelivery && onConsideration(*d) {
		return nil
	}
	sc := &tillScope{till: t, decision: d, supply: supplyOf(d), taxed: d.Treatment == tax.Standard, onDuty: c.taxesDuty(*d), minCollect: -1}
	if d.MinCollect != (currency.Amount{}) {
		// The least tax is compared on a grid of cash: what is a unit above it
		// is above it on any.
		most, err := d.MinCollect.Minor()
		if err != nil || d.MinCollect.Currency() != c.m.Currency {
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

// tillRates are taxes in percent that are levied on one base, side by side.
type tillRates struct {
	rates []tax.Rate
	taxes []tillTax
}

// maxTaxes is how many taxes a base bears at most.
const maxTaxes = 4

type tillTax struct {
	factor
	zero  ZeroReason // of an amount of zero
	rule  *Rule
	total TaxTotal // without figures
}

// ratesOf finds the rates of a category; nil if they are not all in percent.
func (sc *tillScope) ratesOf(category tax.Category) *tillRates {
	if r, ok := sc.rates.find(category); ok {
		return r
	}
	c := *sc.c
	var r *tillRates
	if rates, err := c.goodsRates(*sc.decision, category); err == nil {
		r = sc.newRates(rates)
	}
	return sc.rates.add(category, r, maxRates)
}

func (sc *tillScope) newRates(rates []tax.Rate) *tillRates {
	if _, plain := wholeOf(rates); !plain || len(rates) > maxTaxes {
		return nil
	}
	r := &tillRates{rates: rates}
	for i := range rates {
		rate := &rates[i]
		f, ok := percentFactor(rate.Percent, hundred)
		if !ok || f.num > f.den {
			return nil
		}
		r.taxes = append(r.taxes, tillTax{
			factor: f, rule: taxRule(rate, sc.decision),
			zero:  taxZero(tax.TaxAmount{Rate: rate, Base: one100, Amount: currency.Amount{}}),
			total: TaxTotal{Name: rate.Name, Jurisdiction: rate.Jurisdiction, Percent: exact.DecimalText(rate.Percent)},
		})
	}
	if !r.agrees() {
		return nil
	}
	return r
}

// one100 is some base that is not zero.
var one100 = currency.FromMinor(100, currency.EUR)

// agrees tries the rates on some bases: the taxes are those of the other way.
func (r *tillRates) agrees() bool {
	for base := int64(1); base < 1_000_000; base = 3*base + 1 {
		price := currency.FromMinor(base, currency.EUR)
		result, err := tax.Calculate([]tax.Line{{ID: "1", Kind: tax.Goods, Price: price, Quantity: one, Items: 1, Rates: r.rates}}, tax.Policy{})
		if err != nil || len(result.Lines[0].Taxes) != len(r.taxes) {
			return false
		}
		for k, t := range result.Lines[0].Taxes {
			amount, ok := r.taxes[k].times(base)
			if !ok || !t.Base.Equal(price) || !t.Amount.Equal(currency.FromMinor(amount, currency.EUR)) {
				return false
			}
		}
	}
	return true
}

// tillLevies is what goods of a class bear under a law.
type tillLevies struct {
	law      *tillLaw
	regime   *duty.Regime
	customs  Customs // without figures
	cif      bool    // the customs value holds carriage
	accuracy duty.Accuracy
	warnings []string
	duties   []tillDuty
	rates    *tillRates
}

type tillDuty struct {
	factor
	charge Charge // without line and figures; why it is zero, if it is always
}

// levies finds those of a class; nil if they are not all in percent.
func (l *tillLaw) levies(class *tillClass) *tillLevies {
	if out := class.last.Load(); out != nil && out.law == l {
		return out
	}
	out, ok := l.classes.find(class)
	if !ok {
		out = l.classes.add(class, l.newLevies(class), maxClasses)
	}
	if out != nil {
		class.last.Store(out)
	}
	return out
}

// newLevies reads the levies off those on a consignment of one unit, and tries
// them on others.
func (l *tillLaw) newLevies(class *tillClass) *tillLevies {
	c := *l.c
	c.goods = []goods{{id: "1", product: &class.good, quantity: 1}}
	var out *tillLevies
	for _, value := range l.values() {
		a, err := l.assess(&c, value)
		if err != nil {
			return nil
		}
		if out == nil {
			if out = l.readLevies(&c, &a); out == nil {
				return nil
			}
		}
		if !out.agrees(&a) {
			return nil
		}
	}
	if out != nil && l.taxed {
		if out.rates = l.ratesOf(class.key.category); out.rates == nil {
			return nil
		}
	}
	return out
}

// values are some that the law holds for, the highest first.
func (l *tillLaw) values() (values []int64) {
	high := min(l.goods.high, l.customs.high, max(l.goods.low, 1)*1000+999_99)
	for v := max(l.goods.low, 1); v < high; v = 3*v + 1 {
		values = append(values, v)
	}
	if high >= l.goods.low {
		values = append(values, high)
	}
	slices.Reverse(values)
	return values
}

// assess asks customs about the unit at a value, and freight that leads to a
// customs value of the law's.
func (l *tillLaw) assess(c *consignment, value int64) (duty.Assessment, error) {
	freight := max(0, l.customs.low-value)
	return c.assess([]currency.Amount{currency.FromMinor(value, c.m.Currency)},
		currency.FromMinor(freight, c.m.Currency), currency.FromMinor(0, c.m.Currency), l.decision.Scheme)
}

func (l *tillLaw) readLevies(c *consignment, a *duty.Assessment) *tillLevies {
	r := a.Regime
	if r.Allowance != (currency.Amount{}) || r.MinCollect != (currency.Amount{}) {
		return nil
	}
	out := &tillLevies{
		law: l, regime: r, cif: c.abroad && r.Valuation == duty.CIF, accuracy: a.Accuracy, warnings: slices.Clone(a.Warnings),
		customs: Customs{Regime: r.ID, Source: r.Source, From: r.From, Until: r.Until},
	}
	for i := range a.Lines[0].Charges {
		levied := &a.Lines[0].Charges[i]
		percent, plain := levied.Levy.Rate.AdValorem()
		if levied.Levy.Rate.IsZero() && levied.Amount.IsZero() && levied.Whole == nil { // relief, or no border
			percent, plain = decimal.Decimal{}, true
		}
		f, ok := percentFactor(percent, hundred)
		if !plain || !ok || f.num > 100*f.den || levied.Levy.Kind == duty.Fee || levied.Levy.Kind == duty.Tax {
			return nil
		}
		charge := c.dutyCharge(0, *levied, *a)
		charge.Line, charge.Base, charge.Amount = "", currency.Amount{}, currency.Amount{}
		out.duties = append(out.duties, tillDuty{f, charge})
	}
	return out
}

// agrees tells whether customs ask for what the levies say.
func (v *tillLevies) agrees(a *duty.Assessment) bool {
	line := &a.Lines[0]
	if a.Regime != v.regime || a.Accuracy != v.accuracy || !slices.Equal(a.Warnings, v.warnings) || len(line.Charges) != len(v.duties) {
		return false
	}
	if value, want := line.CustomsValue, line.Goods; v.cif {
		want, _ = want.Add(line.Freight)
		if !value.Equal(want) {
			return false
		}
	} else if !value.Equal(want) {
		return false
	}
	base, err := line.CustomsValue.Minor()
	if err != nil || !line.CustomsValue.Equal(a.CustomsValue) {
		return false
	}
	for i := range line.Charges {
		levied, d := &line.Charges[i], &v.duties[i]
		amount, ok := d.times(base)
		if !ok || levied.Whole != nil || levied.Waived != nil || !levied.Base.Equal(line.CustomsValue) ||
			!levied.Amount.Equal(v.law.amount(amount)) || ZeroReason(levied.Zero) != d.zero(amount) {
			return false
		}
	}
	return true
}

// zero is why an amount is zero, if it is: the law has none, or it is too small.
func (d *tillDuty) zero(amount int64) ZeroReason {
	switch {
	case amount != 0:
		return ""
	case d.num == 0:
		return d.charge.Zero
	}
	return ZeroRoundsAway
}
