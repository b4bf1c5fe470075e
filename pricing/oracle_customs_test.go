package pricing_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
)

// This file is what customs charge, as the oracle redoes it: freight shared by
// value, customs value, tariff duty by line, flat amounts by subheading.

// parcelDuty is one duty on one line.
type parcelDuty struct {
	base, amount *big.Rat
	regime       string
}

// assess shares freight and insurance, finds regimes and charges duties.
func (c *parcel) assess() error {
	for _, l := range c.lines {
		l.freight, l.insurance, l.duties, l.duty = new(big.Rat), new(big.Rat), nil, new(big.Rat)
		if l.value = l.net; l.product.Kind != pricing.Goods {
			l.value, l.regime = new(big.Rat), nil
		}
	}
	if !c.abroad {
		for _, l := range c.sent() {
			l.duties = []parcelDuty{{base: l.net, amount: new(big.Rat)}}
		}
		return nil
	}
	c.carry()
	if err := c.place(); err != nil {
		return err
	}
	for _, l := range c.sent() {
		if l.regime.Valuation == duty.CIF {
			l.value = ratAdd(l.net, l.freight, l.insurance)
		}
	}
	for i, l := range c.sent() {
		if err := c.dutyOf(i); err != nil {
			return fmt.Errorf("line %s: %w", l.id, err)
		}
	}
	for _, l := range c.lines {
		for _, d := range l.duties {
			l.duty.Add(l.duty, d.amount)
		}
	}
	return nil
}

// byNature is the order in which equal claims are served.
func byNature(a, b *parcelLine) int {
	return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.product.Origin, b.product.Origin), cmp.Compare(a.product.Claim, b.product.Claim),
		cmp.Compare(a.quantity, b.quantity), a.net.Cmp(b.net))
}

// carry shares freight and insurance by the value of the goods.
func (c *parcel) carry() {
	lines := c.sent()
	slices.SortStableFunc(lines, byNature)
	weights := netsOf(lines)
	freight, insurance := c.o.minor.share(c.freight, weights), c.o.minor.share(c.insurance, weights)
	for k, l := range lines {
		l.freight, l.insurance = freight[k], insurance[k]
	}
}

func netsOf(lines []*parcelLine) []*big.Rat {
	out := make([]*big.Rat, len(lines))
	for i, l := range lines {
		out[i] = l.net
	}
	return out
}

// dutyOf charges line i as its regime says. A group is charged with the first
// of its lines.
func (c *parcel) dutyOf(i int) error {
	l := c.sent()[i]
	switch l.regime.Treatment {
	case duty.Relief:
		l.duties = []parcelDuty{{l.value, new(big.Rat), l.regime.ID}}
		return nil
	case duty.Normal:
		return c.byTariff(l)
	case duty.Flat, duty.ByRate:
		return c.byRegime(i)
	}
	return fmt.Errorf("the oracle does not cover the treatment %s", l.regime.Treatment)
}

// byTariff charges what the tariff has for the goods. A preference is charged
// in place of the normal duty where it is claimed.
func (c *parcel) byTariff(l *parcelLine) error {
	levies, err := c.leviesOn(l)
	if err != nil {
		return err
	}
	for _, levy := range levies {
		amount, err := c.chargeText(levy.Rate.On(c.on).String(), l.value, l)
		if err != nil {
			return err
		}
		l.duties = append(l.duties, parcelDuty{l.value, c.o.minor.round(amount), l.regime.ID})
	}
	return nil
}

// leviesOn are the duties that the tariff has for the goods.
func (c *parcel) leviesOn(l *parcelLine) (out []duty.Levy, err error) {
	levies, err := c.o.lookup(l.code, l.product.Origin, c.to.Country, c.on)
	if err != nil {
		return nil, err
	}
	claim := l.product.Claim
	if claim != "" && !slices.ContainsFunc(levies, func(v duty.Levy) bool { return v.Kind == duty.Preference && v.Program == claim }) {
		return nil, fmt.Errorf("no preference %q", claim)
	}
	for k, levy := range levies {
		switch {
		case levy.Kind == duty.Quota, levy.Kind == duty.Preference && (claim == "" || levy.Program != claim):
			continue
		case k == 0 && claim != "":
			continue // the preference replaces it
		}
		if levy.Base != 0 || levy.Inside || !levy.Uplift.IsZero() || levy.MinCollect.Sign() != 0 {
			return nil, fmt.Errorf("the oracle does not cover the levy %s", levy.Name)
		}
		out = append(out, levy)
	}
	return out, nil
}

func (c *parcel) chargeText(text string, value *big.Rat, lines ...*parcelLine) (*big.Rat, error) {
	rate, err := c.o.levy(text)
	if err != nil {
		return nil, err
	}
	return rate.charge(c.o, value, measuresOf(lines))
}

// measuresOf adds up the quantities of lines.
func measuresOf(lines []*parcelLine) map[duty.Unit]*big.Rat {
	out := map[duty.Unit]*big.Rat{"consignment": ratInt(1)}
	add := func(unit duty.Unit, x *big.Rat) {
		if out[unit] == nil {
			out[unit] = new(big.Rat)
		}
		out[unit].Add(out[unit], x)
	}
	for _, l := range lines {
		n := ratInt(l.quantity)
		add(duty.Piece, n)
		if l.product.WeightKG.Sign() > 0 {
			add(duty.Kilogram, ratMul(l.product.WeightKG.Rat(), n))
		}
		for _, m := range l.product.Measures {
			if m.Unit.Intensive() {
				n = ratInt(1)
			}
			add(m.Unit, ratMul(m.Value.Rat(), n))
		}
	}
	return out
}

// byRegime charges the flat amount or the rate of a regime, once for the group
// that it names, and shares it: a flat amount by the value of the goods, a rate
// by what it is charged on.
func (c *parcel) byRegime(first int) error {
	lines := c.sent()
	row := lines[first].regime
	if lines[first].duties != nil {
		return nil // with an earlier line
	}
	var group []*parcelLine
	for k, l := range lines {
		together := row.Per == duty.ByConsignment || row.Per == duty.BySubheading && l.code.HS6() == lines[first].code.HS6()
		if k == first || k > first && l.regime == row && together {
			group = append(group, l)
		}
	}
	if err := c.allow(row); err != nil {
		return err
	}
	value := new(big.Rat)
	for _, l := range group {
		value.Add(value, ratSub(l.value, l.free))
	}
	var amount *big.Rat
	var err error
	if row.Treatment == duty.Flat {
		if amount, err = c.o.converted(row.Flat); err == nil && row.Per == duty.ByPiece {
			err = fmt.Errorf("the oracle does not cover an amount for each piece")
		}
	} else {
		amount, err = c.chargeText(row.Rate.On(c.on).String(), value, group...)
	}
	if err != nil {
		return err
	}
	amount = c.o.minor.round(amount)
	slices.SortStableFunc(group, byNature)
	weights := netsOf(group)
	if row.Treatment != duty.Flat {
		for k, l := range group {
			weights[k] = ratSub(l.value, l.free)
		}
	}
	for k, part := range c.o.minor.share(amount, weights) {
		group[k].duties = []parcelDuty{{ratSub(group[k].value, group[k].free), part, row.ID}}
	}
	return nil
}

// allow shares what a regime charges no duty on over its goods by value.
func (c *parcel) allow(row *duty.Regime) error {
	var lines []*parcelLine
	value := new(big.Rat)
	for _, l := range c.sent() {
		if l.free = new(big.Rat); l.regime == row {
			lines, value = append(lines, l), ratAdd(value, l.value)
		}
	}
	if row.Allowance.Sign() == 0 {
		return nil
	}
	free, err := c.o.converted(row.Allowance)
	if err != nil {
		return err
	}
	if free = c.o.minor.round(free); free.Cmp(value) > 0 {
		free = value
	}
	slices.SortStableFunc(lines, byNature)
	weights := make([]*big.Rat, len(lines))
	for k, l := range lines {
		weights[k] = l.value
	}
	for k, part := range c.o.minor.share(free, weights) {
		lines[k].free = part
	}
	return nil
}

// converted is an amount of the law in the market's currency, not rounded.
func (o *oracle) converted(a currency.Amount) (*big.Rat, error) {
	fx, err := o.exchange(a.Currency(), o.market.Currency)
	if err != nil {
		return nil, err
	}
	return ratMul(ratOf(a), fx), nil
}
