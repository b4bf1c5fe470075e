package duty

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// group is a levy on several lines at once: the amount is for all of them, and
// each bears its share.
type group struct {
	levy   *Levy
	regime string
	// flat is an amount in place of the levy's rate; zero = there is none.
	flat    currency.Amount
	pieces  bool // flat is for each piece
	members []int
	rates   *currency.Rates
}

// chargeGroup charges a group and shares the amount out: a flat one by the
// value of the goods, another by what it is charged on.
func (a *assessor) chargeGroup(g *group) error {
	a.weights = a.weights[:0]
	var total currency.Total
	for _, i := range g.members {
		base, err := a.base(i, g.levy)
		if err != nil {
			return a.shipment.at(i, err)
		}
		a.weights = append(a.weights, base)
		total.Add(base)
	}
	base, err := total.Amount()
	if err != nil {
		return err
	}
	amount, err := a.groupAmount(g, base)
	if err != nil {
		return fmt.Errorf("%s: %w", g.levy.Name, err)
	}
	if len(g.members) == 1 {
		i := g.members[0]
		c := Charge{Levy: g.levy, Base: base, Amount: amount, Regime: g.regime}
		if amount.IsZero() {
			c.Zero = a.why(i, g.levy, base)
		}
		if err := a.minimum(&c, g.levy.MinCollect); err != nil {
			return err
		}
		return a.add(i, c)
	}
	return a.share(g, base, amount)
}

// groupAmount returns the amount for all members.
func (a *assessor) groupAmount(g *group, base currency.Amount) (currency.Amount, error) {
	where := a.where(g.members)
	if g.flat.Currency() != 0 {
		return a.flatAmount(where, g)
	}
	known, err := a.together(g)
	if err != nil {
		return currency.Amount{}, err
	}
	amount, err := a.amount(g.levy, base, known, g.rates)
	if err == nil {
		a.traceSum(where, g.levy, a.weights, g.members, base)
		a.traceLevy(where, g.levy, base, known, g.rates, amount)
	}
	return amount, err
}

// flatAmount returns a flat amount for all members, converted once.
func (a *assessor) flatAmount(where string, g *group) (currency.Amount, error) {
	flat, pieces := g.flat, int64(1)
	if g.pieces {
		pieces = 0
		for _, i := range g.members {
			pieces += a.shipment.Items[i].Quantity
		}
		var err error
		if flat, err = flat.MulDiv(decimal.New(pieces, 0), decimal.New(1, 0), currency.Rounding{Digits: currency.To(34)}); err != nil {
			return flat, err
		}
	}
	amount, err := a.converted(flat, g.rates)
	if err == nil {
		a.traceFlat(where, g, pieces, flat, amount)
	}
	return amount, err
}

// share charges each member its part of an amount.
func (a *assessor) share(g *group, base, amount currency.Amount) error {
	whole := Charge{Levy: g.levy, Base: base, Amount: amount}
	if err := a.minimum(&whole, g.levy.MinCollect); err != nil {
		return err
	}
	bases := append([]currency.Amount(nil), a.weights...)
	if g.flat.Currency() != 0 {
		for k, i := range g.members {
			a.weights[k] = a.result.Lines[i].Goods
		}
	}
	shares, err := a.apportion(amount, g.members, a.weights, a.rounding(g.levy))
	if err != nil {
		return err
	}
	a.traceShares(g.levy.Name, amount, g.members, a.weights, shares, a.rounding(g.levy), g.levy.Source)
	for k, i := range g.members {
		c := Charge{Levy: g.levy, Base: bases[k], Amount: shares[k], Whole: &amount, Regime: g.regime}
		switch {
		case amount.IsZero():
			c.Zero = a.why(i, g.levy, base)
		case c.Amount.IsZero():
			c.Zero = SharedFlat
		case whole.Zero != "":
			c.waive(whole.Zero)
		}
		if err := a.add(i, c); err != nil {
			return a.shipment.at(i, err)
		}
	}
	return nil
}

// together adds the quantities of the members up, as far as the rate asks for
// them. A consignment is one, whatever is in it.
func (a *assessor) together(g *group) (quantities, error) {
	rate := g.levy.Rate.On(a.shipment.On)
	if _, ok := rate.AdValorem(); ok || rate.IsZero() {
		return quantities{}, nil
	}
	needs := rate.Needs()
	if len(g.members) == 1 {
		item := &a.shipment.Items[g.members[0]]
		stated := append(append([]Quantity(nil), item.Quantities...), Quantity{Unit: consignmentUnit, Value: decimal.New(1, 0)})
		return quantities{stated: stated, pieces: item.Quantity}, nil
	}
	var known quantities
	for _, i := range g.members {
		known.pieces += a.shipment.Items[i].Quantity
	}
	for _, unit := range needs {
		if unit == consignmentUnit {
			known.stated = append(known.stated, Quantity{Unit: unit, Value: decimal.New(1, 0)})
			continue
		}
		sum, err := a.sumOf(unit, g)
		if err != nil {
			return quantities{}, err
		}
		known.stated = append(known.stated, sum)
	}
	return known, nil
}

const consignmentUnit Unit = "consignment"

// sumOf adds up the quantities of the members in one unit, in its base unit.
func (a *assessor) sumOf(unit Unit, g *group) (Quantity, error) {
	m, ok := measureOf(string(unit))
	base, exact := m.base()
	if !ok || !exact || unit.Intensive() {
		return Quantity{}, fmt.Errorf("duty: %w: %q cannot be added up over the lines of a consignment", ErrQuantity, unit)
	}
	sum := Quantity{Unit: base}
	for _, i := range g.members {
		item := &a.shipment.Items[i]
		n, err := quantities{stated: item.Quantities, pieces: item.Quantity}.of(m, g.levy.Rate)
		if err != nil {
			return Quantity{}, a.shipment.at(i, err)
		}
		sum.Value = sum.Value.Add(n)
	}
	return sum, nil
}

// base returns the unit in which m counts base units, if it has one: of two
// dimensions none is a power of ten of another.
func (m measure) base() (Unit, bool) {
	if d, one := m.single(); one {
		return Unit(d.String()), true
	}
	return m.unit, m.coefficient == 1
}
