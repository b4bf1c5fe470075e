package pricing

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// tillLevies is what goods of a class bear under a law.
type tillLevies struct {
	law      *tillLaw
	name     string // of the law, as product pages have it
	regime   *duty.Regime
	customs  Customs // without figures
	cif      bool    // the customs value holds carriage
	accuracy duty.Accuracy
	warnings []string
	duties   []tillDuty
	rates    *tillRates
}

// tillDuty is one of the duties on them.
type tillDuty struct {
	factor
	on   string // see Charge
	rule *Rule
	why  ZeroReason // of an amount that is always zero
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
	if r.Allowance != (currency.Amount{}) || r.MinCollect != (currency.Amount{}) || !r.Fractions.IsZero() {
		return nil
	}
	out := &tillLevies{
		law: l, name: levies{decision: *l.decision, assessment: *a}.lawOf(0), regime: r,
		cif: c.abroad && r.Valuation == duty.CIF, accuracy: a.Accuracy, warnings: slices.Clone(a.Warnings),
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
		out.duties = append(out.duties, tillDuty{f, charge.On, charge.Rule, charge.Zero})
	}
	return out
}

// agrees tells whether customs ask for what the levies say.
func (v *tillLevies) agrees(a *duty.Assessment) bool {
	line := &a.Lines[0]
	if a.Regime != v.regime || a.Accuracy != v.accuracy || !slices.Equal(a.Warnings, v.warnings) || len(line.Charges) != len(v.duties) {
		return false
	}
	value := line.Goods
	if v.cif {
		value, _ = value.Add(line.Freight)
	}
	base, err := line.CustomsValue.Minor()
	if err != nil || !line.CustomsValue.Equal(value) || !line.CustomsValue.Equal(a.CustomsValue) {
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
		return d.why
	}
	return ZeroRoundsAway
}
