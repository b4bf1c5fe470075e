package pricing_test

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// This file is what customs and carriers ask for their service, as the oracle
// redoes it: the fees of the public table row by row, those of the carrier from
// the market.

// parcelFee is a fee on some lines together.
type parcelFee struct {
	on           []*parcelLine
	base, amount *big.Rat
	percent      string // "" = it is not a percentage alone
}

// askFees finds the fees of customs: those of the customs territory, then those
// of the country in it.
func (c *parcel) askFees() error {
	c.fees = nil
	for _, l := range c.lines {
		l.fees = new(big.Rat)
	}
	if !c.abroad || c.o.market.FeesInCarriage {
		return nil
	}
	tables := []string{jurisdiction(c.to, c.on)}
	if country := string(c.to.Country); country != tables[0] {
		tables = append(tables, country)
	}
	for _, dest := range tables {
		for _, rows := range c.o.feesOf(dest) {
			if err := c.askFee(rows); err != nil {
				return fmt.Errorf("fee %s of %s: %w", rows[0].Name, dest, err)
			}
		}
	}
	slices.SortStableFunc(c.fees, func(a, b *parcelFee) int { return a.first() - b.first() })
	return nil
}

// first is where in the cart the first of the lines is.
func (f *parcelFee) first() int {
	at := f.on[0].at
	for _, l := range f.on {
		at = min(at, l.at)
	}
	return at
}

// feesOf are the rows of each fee of a place, in the order of the table.
func (o *oracle) feesOf(dest string) [][]duty.Regime {
	if fees, ok := o.fees[dest]; ok {
		return fees
	}
	var out [][]duty.Regime
	for _, row := range o.config.Regimes.All(dest) {
		if row.Kind != duty.FeeRegime {
			continue
		}
		at := slices.IndexFunc(out, func(rows []duty.Regime) bool { return rows[0].Name == row.Name })
		if at < 0 {
			at = len(out)
			out = append(out, nil)
		}
		out[at] = append(out[at], row)
	}
	o.fees[dest] = out
	return out
}

// askFee charges one fee: each line by the first row that fits it, lines of one
// row together as far as the row says so.
func (c *parcel) askFee(rows []duty.Regime) error {
	given, err := c.regimesOf(rows)
	if err != nil {
		return err
	}
	lines := c.sent()
	done := make([]bool, len(lines))
	for i, row := range given {
		if row == nil || done[i] {
			continue
		}
		c.doubts = append(c.doubts, row)
		if row.Treatment == duty.Unknown {
			continue // nobody knows how much, which the quote has to say
		}
		f := &parcelFee{base: new(big.Rat)}
		for k := i; k < len(lines); k++ {
			together := row.Treatment == duty.Relief || row.Per == duty.ByConsignment ||
				row.Per == duty.BySubheading && lines[k].code.HS6() == lines[i].code.HS6()
			if given[k] == row && (k == i || together) {
				f.on, done[k] = append(f.on, lines[k]), true
				f.base = ratAdd(f.base, lines[k].value)
			}
		}
		if f.amount, err = c.feeOf(row, f); err != nil {
			return err
		}
		slices.SortStableFunc(f.on, byNature)
		weights := netsOf(f.on)
		if row.Treatment == duty.ByRate {
			for k, l := range f.on {
				weights[k] = l.value
			}
		}
		for k, part := range c.o.minor.share(f.amount, weights) {
			f.on[k].fees = ratAdd(f.on[k].fees, part)
		}
		c.fees = append(c.fees, f)
	}
	return nil
}

// feeOf is the amount of a fee, rounded once, and nothing if it is less than
// what is collected.
func (c *parcel) feeOf(row *duty.Regime, f *parcelFee) (amount *big.Rat, err error) {
	if row.Base != 0 || row.Per == duty.ByPiece {
		return nil, fmt.Errorf("the oracle does not cover the row %s", row.ID)
	}
	switch row.Treatment {
	case duty.Relief:
		return new(big.Rat), nil
	case duty.Flat:
		amount, err = c.o.converted(row.Flat)
	default:
		amount, err = c.chargeText(row.Rate.On(c.on).String(), f.base, f.on...)
	}
	if err != nil {
		return nil, err
	}
	amount = c.o.minor.round(amount)
	if row.MinCollect.Sign() == 0 {
		return amount, nil
	}
	fx, err := c.o.exchange(c.o.market.Currency, row.MinCollect.Currency())
	if err == nil && ratMul(amount, fx).Cmp(ratOf(row.MinCollect)) < 0 {
		amount = new(big.Rat)
	}
	return amount, err
}

// customsFees is the sum of the fees of customs.
func (c *parcel) customsFees() *big.Rat {
	total := new(big.Rat)
	for _, f := range c.fees {
		total.Add(total, f.amount)
	}
	return total
}

// askClearance charges what the carrier asks for, where something is due at
// import: duty, a fee of customs, or the tax that customs collect.
func (c *parcel) askClearance() error {
	c.clearance = nil
	for _, l := range c.lines {
		l.cleared = new(big.Rat)
	}
	taxes, duties := new(big.Rat), new(big.Rat)
	for _, t := range c.taxed {
		if c.decision.Accountant == tax.Importer {
			taxes.Add(taxes, t.tax)
		}
	}
	value, weights := new(big.Rat), make([]*big.Rat, len(c.lines))
	for i, l := range c.lines {
		duties.Add(duties, l.duty)
		value.Add(value, l.value)
		if weights[i] = new(big.Rat); l.product.Kind == pricing.Goods {
			weights[i] = l.net
		}
	}
	fees := c.customsFees()
	if !c.abroad || ratAdd(duties, fees, taxes).Sign() == 0 {
		return nil
	}
	for _, asked := range c.o.market.Clearance {
		base := value
		if asked.Base != 0 {
			base = new(big.Rat)
			for part, x := range map[duty.Components]*big.Rat{duty.OnGoods: c.intrinsic(), duty.OnFreight: c.freight,
				duty.OnInsurance: c.insurance, duty.OnDuty: duties, duty.OnFees: fees, duty.OnTax: taxes} {
				if asked.Base.Has(part) {
					base = ratAdd(base, x)
				}
			}
		}
		text := asked.Rate.String()
		amount, err := c.chargeText(text, base)
		if err != nil {
			return err
		}
		f := &parcelFee{on: c.lines, base: base, amount: c.o.minor.round(amount)}
		if percent, ok := asked.Rate.AdValorem(); ok {
			f.percent = percent.String()
		}
		for i, part := range c.o.minor.share(f.amount, weights) {
			c.lines[i].cleared = ratAdd(c.lines[i].cleared, part)
		}
		c.clearance = append(c.clearance, f)
	}
	return nil
}

// feesAt is where fees are placed: where the market says, else at checkout with
// the duty, at the door with what is paid there, else with the merchant.
func (c *parcel) feesAt() pricing.Placement {
	switch {
	case c.ownFees != nil:
		return *c.ownFees
	case c.o.market.Fees != nil:
		return *c.o.market.Fees
	case c.duty == pricing.AtCheckout:
		return pricing.AtCheckout
	case c.duty == pricing.OnDelivery || c.taxAt() == pricing.OnDelivery:
		return pricing.OnDelivery
	}
	return pricing.Absorbed
}

// feesTaxed is how much of the fees is taxed: at import those of customs, if the
// law has them in the base; of a seller all that it charges on.
func (c *parcel) feesTaxed() *big.Rat {
	inBase := c.decision.Base.Has(tax.BaseFees)
	if !c.onConsideration() {
		if !inBase {
			return new(big.Rat)
		}
		return c.customsFees()
	}
	if c.feesAt() != pricing.AtCheckout || !inBase && !c.decision.RechargedDuty {
		return new(big.Rat)
	}
	all := c.customsFees()
	for _, f := range c.clearance {
		all.Add(all, f.amount)
	}
	return all
}

// feeFigures are the charges of fees, and which rows are in doubt.
func (c *parcel) feeFigures(f figures) {
	for i, fee := range append(slices.Clone(c.fees), c.clearance...) {
		name := fmt.Sprintf("charge: %d fee, %d", c.at+1, i+1)
		f.put(name, fee.amount, c.o.market.Currency)
		f.put(name+", base", fee.base, c.o.market.Currency)
		f[name+", placed"] = c.feesAt().String()
	}
	for _, row := range c.doubts {
		if row.Contested != "" {
			f["warned of "+row.ID] = string(duty.Estimated)
		}
	}
}
