package pricing_test

import (
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// This file is one consignment as the oracle sees it: what the law takes from
// goods of given declared values, whoever pays.

// parcel is what crosses the border together.
type parcel struct {
	o           *oracle
	at          int // among the consignments of the cart
	source      source
	from, to    locale.Place
	on          currency.Date
	moment      time.Time
	mode        duty.Mode
	buyer       tax.Buyer
	marketplace *tax.Marketplace
	abroad      bool
	// earlier is the value of what the same person imports besides.
	earlier      *big.Rat
	earlierCount int64
	duty, tax    pricing.Placement
	ownFees      *pricing.Placement
	carved       bool          // absorbed levies are taken out of the price
	lines        []*parcelLine // in an order of their own
	// shipping and insured are what the customer is asked for the way; freight
	// and insurance are that without the tax in it.
	shipping, insured, freight, insurance *big.Rat

	held        *standing // a law that is assumed; nil = the values decide
	decision    tax.Decision
	inside      bool // the prices of the goods contain their tax
	uncollected bool // the tax is too small to be collected
	taxed       []*taxed
	fees        []*parcelFee   // of customs
	clearance   []*parcelFee   // of the carrier
	doubts      []*duty.Regime // rows of the table that were asked
}

// parcelLine is one line of a parcel.
type parcelLine struct {
	at            int // in the cart
	in            *parcel
	id            string
	product       *pricing.Product
	quantity      int64
	code          duty.Code
	unit, shown   *big.Rat // displayed
	put           *big.Rat // the net that levies were put on, for that; nil = none
	discount      *big.Rat
	price, net    *big.Rat // after discounts; declared
	freight       *big.Rat // its share
	insurance     *big.Rat
	value, free   *big.Rat // for customs, and what of it they charge no duty on
	regime        *duty.Regime
	duties        []parcelDuty
	duty, tax     *big.Rat
	fees, cleared *big.Rat // its share of those of customs, and of the carrier
	goodsTax      *big.Rat // of that the tax on the goods, and on a duty that joins them
	rates         []tax.Rate
	resolved      []taxRate
	dutyIn, taxIn *big.Rat
	left          *big.Rat // of the price
}

func (c *parcel) dutyInside() bool {
	return c.duty == pricing.InPrice || c.duty == pricing.Absorbed && c.carved
}

func (c *parcel) taxInside() bool {
	return c.tax == pricing.InPrice || c.tax == pricing.Absorbed && (c.carved || c.onConsideration())
}

// onConsideration tells whether the tax is on what the customer pays.
func (c *parcel) onConsideration() bool {
	return c.decision.Accountant == tax.Seller || c.decision.Accountant == tax.Platform
}

// taxAt is where the tax is placed: at checkout, where it is not left to the
// border and the market, or the kind of goods, lets that be corrected.
func (c *parcel) taxAt() pricing.Placement {
	if c.tax == pricing.OnDelivery && c.onConsideration() && (c.source.digital || c.o.market.OnForbidden == pricing.ToCheckout) {
		return pricing.AtCheckout
	}
	return c.tax
}

// intrinsic is the value of what thresholds look at.
func (c *parcel) intrinsic() *big.Rat {
	value := new(big.Rat)
	for _, l := range c.lines {
		if l.product.Kind != pricing.Service {
			value.Add(value, l.net)
		}
	}
	return value
}

// sent are the lines that customs look at.
func (c *parcel) sent() []*parcelLine {
	var out []*parcelLine
	for _, l := range c.lines {
		if l.product.Kind == pricing.Goods {
			out = append(out, l)
		}
	}
	return out
}

// way is what is left of shipping and insurance without the tax in them.
func (c *parcel) way() (freight, insurance *big.Rat) {
	if !c.inside || c.onTop() {
		return c.shipping, c.insured
	}
	return ratSub(c.shipping, c.taxOn("shipping")), ratSub(c.insured, c.taxOn("insurance"))
}

// onTop tells whether shipping is asked for before the tax that is shown with it.
func (c *parcel) onTop() bool {
	return c.tax == pricing.InPrice && c.o.market.Rebase == pricing.KeepNet
}

// taxOn adds up the tax on shipping or insurance.
func (c *parcel) taxOn(part string) *big.Rat {
	total := new(big.Rat)
	for _, t := range c.taxed {
		if t.part == part {
			total.Add(total, t.tax)
		}
	}
	return total
}

// levy computes what the law takes of the declared values that the lines have,
// and of what is declared for the way. Where inside, the goods' tax is taken out
// of their prices.
func (c *parcel) levy(inside func() bool) error {
	c.uncollected, c.inside = false, false
	if err := c.decide(); err != nil {
		return err
	}
	c.doubts = nil
	if err := c.assess(); err != nil {
		return err
	}
	if err := c.askFees(); err != nil {
		return err
	}
	c.untax()
	// A carrier may ask for a share of the tax at import; a seller taxes what it
	// charges on for the carrier.
	if c.decision.Accountant == tax.Importer {
		if err := c.levyTax(inside); err != nil {
			return err
		}
		return c.askClearance()
	}
	if err := c.askClearance(); err != nil {
		return err
	}
	return c.levyTax(inside)
}

// levyTax computes the tax, if there is one and it is collected.
func (c *parcel) levyTax(inside func() bool) error {
	if c.decision.Treatment != tax.Standard {
		return nil
	}
	for _, l := range c.lines {
		var err error
		if l.rates, err = c.o.taxRates(c.decision.Jurisdiction, categoryAt(l.product, c.decision.Jurisdiction), c.on); err != nil {
			return err
		}
	}
	c.inside = inside()
	if limit := c.decision.MinCollect; limit.Sign() > 0 {
		due, err := c.dueAtBorder(limit.Currency())
		if err != nil {
			return err
		}
		c.uncollected = due.Cmp(ratOf(limit)) <= 0
		if c.held != nil {
			c.uncollected = c.held.uncollected
		}
		if c.uncollected {
			c.untax()
			return nil
		}
	}
	return c.chargeTax(c.inside)
}

// dueAtBorder is the tax on the declared values, as customs would ask for it:
// on the cash grid of their currency.
func (c *parcel) dueAtBorder(code currency.Code) (*big.Rat, error) {
	if err := c.chargeTax(false); err != nil {
		return nil, err
	}
	due := new(big.Rat)
	for _, t := range c.taxed {
		due.Add(due, t.tax)
	}
	fx, err := c.o.exchange(c.o.market.Currency, code)
	if err != nil {
		return nil, err
	}
	return stepsOf(code, code.Cash()).round(ratMul(due, fx)), nil
}

// decide asks who taxes the sale: a fact of the tax package.
func (c *parcel) decide() (err error) {
	if c.held != nil {
		c.decision = c.held.decision
		return nil
	}
	money := func(x *big.Rat) currency.Amount { return ratAmount(x, c.o.market.Currency) }
	dearest := new(big.Rat)
	var codes []string
	for _, l := range c.lines {
		if l.product.Kind == pricing.Service {
			continue
		}
		if one := ratQuo(l.net, ratInt(l.quantity)); one.Cmp(dearest) > 0 {
			dearest = one
		}
		if code, err := duty.ParseCode(l.product.HSCode); err == nil && l.product.Kind == pricing.Goods {
			codes = append(codes, string(code))
		}
	}
	fine := stepsOf(c.o.market.Currency, currency.Rounding{Mode: currency.Up, Digits: currency.To(8)})
	seller := c.o.config.Seller
	c.decision, err = c.o.config.Schemes.Decide(tax.Supply{
		Digital: c.source.digital, Seller: seller.Country, Registrations: seller.Registrations,
		Establishments: seller.Establishments, Sales: seller.Sales, Buyer: c.buyer, Marketplace: c.marketplace,
		ShipFrom: c.from, ShipTo: c.to, On: c.on, Postal: c.mode == duty.Postal,
		Intrinsic: money(c.intrinsic()), DearestItem: money(fine.round(dearest)), Freight: money(c.freight), Insurance: money(c.insurance),
		AtBorder: c.tax == pricing.OnDelivery, Codes: codes, Rates: c.o.config.Rates,
	})
	if err == nil && c.taxAt() == pricing.OnDelivery && c.onConsideration() {
		err = errForbidden
	}
	return err
}

// errForbidden: the seller has to collect the tax that a shop wants to leave
// to the border.
var errForbidden = fmt.Errorf("tax on delivery is not allowed")

// chargeTax puts the tax on goods, duty, shipping and insurance, as far as
// they are in its base.
func (c *parcel) chargeTax(inside bool) error {
	c.untax()
	goods, err := c.taxedGoods(inside)
	if err != nil {
		return err
	}
	way, err := c.taxedWay(inside)
	if err != nil {
		return err
	}
	c.taxed = append(goods, way...)
	if err := c.o.settleTaxes(c.taxed); err != nil {
		return err
	}
	for _, t := range c.taxed {
		if t.line == nil {
			continue
		}
		t.line.tax.Add(t.line.tax, t.tax)
		if t.part == "goods" {
			t.line.goodsTax.Add(t.line.goodsTax, t.tax)
		}
	}
	return nil
}

// untax forgets what tax was charged.
func (c *parcel) untax() {
	c.taxed = nil
	for _, l := range c.lines {
		l.tax, l.goodsTax = new(big.Rat), new(big.Rat)
	}
}

// dutyTaxed tells whether duty is in the base of the tax: by law, or because
// the seller charges it on.
func (c *parcel) dutyTaxed() bool {
	return c.decision.Base.Has(tax.BaseDuty) ||
		c.decision.RechargedDuty && (c.duty == pricing.AtCheckout || c.duty == pricing.InPrice)
}

// taxedGoods are the lines of the tax on goods, and on duty by itself where a
// price contains the tax and not the duty, or where tax goes by the unit.
func (c *parcel) taxedGoods(inside bool) ([]*taxed, error) {
	free, err := c.untaxedShares()
	if err != nil {
		return nil, err
	}
	byUnit := c.o.market.Policy.Level == tax.PerUnit && free == nil
	joins := c.dutyInside() || !c.taxInside() && !byUnit
	var out []*taxed
	for i, l := range c.lines {
		dutiable := l.duty.Sign() != 0 && (c.dutyTaxed() || inside && c.dutyInside())
		t := &taxed{name: l.id, line: l, part: "goods", inclusive: inside, amount: l.net}
		switch {
		case byUnit && (inside || !c.dutyInside() && l.net.Cmp(l.price) == 0):
			t.amount, t.units = l.price, l.quantity
		case inside:
			t.amount = l.price
		case dutiable && joins:
			t.amount = ratAdd(l.net, l.duty)
		}
		if free != nil {
			if t.amount = ratSub(t.amount, free[i]); t.amount.Sign() < 0 {
				t.amount = new(big.Rat)
			}
		}
		rates, err := c.o.ratesAt(l.rates, t.amount, l.quantity, inside)
		if err != nil {
			return nil, err
		}
		t.rates = rates
		l.resolved = alone(rates)
		out = append(out, t)
		if dutiable && !joins {
			out = append(out, &taxed{name: l.id + " duty", line: l, part: "duty", amount: l.duty, rates: alone(rates),
				inclusive: c.tax == pricing.Absorbed && c.onConsideration()})
		}
	}
	return out, nil
}

// untaxedShares are what of each line an allowance of the law leaves untaxed;
// nil if there is none.
func (c *parcel) untaxedShares() ([]*big.Rat, error) {
	if c.decision.Allowance.Sign() == 0 {
		return nil, nil
	}
	free, err := c.o.converted(c.decision.Allowance)
	if err != nil {
		return nil, err
	}
	if free = c.o.minor.round(free); free.Cmp(c.intrinsic()) > 0 {
		free = c.intrinsic()
	}
	weights := netsOf(c.lines)
	for i, l := range c.lines {
		if l.product.Kind != pricing.Goods {
			weights[i] = new(big.Rat)
		}
	}
	return c.o.minor.share(free, weights), nil
}

// alone are rates for what shares the treatment of goods: without the limits,
// which are of the goods.
func alone(rates []taxRate) []taxRate {
	var out []taxRate
	for _, r := range rates {
		if !r.spared {
			out = append(out, taxRate{Rate: r.Rate, fraction: r.fraction})
		}
	}
	return out
}

// wayGroup is goods that are taxed alike, with their declared value.
type wayGroup struct {
	rates []taxRate
	value *big.Rat
}

// taxedWay splits shipping and insurance over the rates of the goods by value,
// but for shipping in places that have a rate of their own for it.
func (c *parcel) taxedWay(inside bool) ([]*taxed, error) {
	contains := inside && !c.onTop()
	shipping, insurance := c.freight, c.insurance
	if contains {
		shipping, insurance = c.shipping, c.insured
	}
	groups := c.wayGroups()
	own, has, err := c.o.config.Book.Shipping(c.decision.Jurisdiction, c.on)
	if err != nil {
		return nil, err
	}
	forShipping := groups
	if has {
		rates, err := c.o.ratesAt(own, shipping, 1, false)
		if err != nil {
			return nil, err
		}
		forShipping = []wayGroup{{rates, ratInt(1)}}
	}
	var out []*taxed
	for _, service := range []struct {
		part   string
		in     tax.Base
		amount *big.Rat
		groups []wayGroup
	}{{"shipping", tax.BaseFreight, shipping, forShipping}, {"insurance", tax.BaseInsurance, insurance, groups}, {"fees", 0, c.feesTaxed(), groups}} {
		inclusive := contains
		if service.part == "fees" { // the merchant may pay the tax out of what the customer pays for them
			inclusive = c.tax == pricing.Absorbed && c.onConsideration()
		}
		if service.amount.Sign() == 0 || !c.decision.Base.Has(service.in) {
			continue
		}
		weights := make([]*big.Rat, len(service.groups))
		for j, g := range service.groups {
			weights[j] = g.value
		}
		for j, part := range c.o.minor.share(service.amount, weights) {
			if part.Sign() != 0 {
				out = append(out, &taxed{name: fmt.Sprintf("%s %d", service.part, j+1), part: service.part,
					amount: part, inclusive: inclusive, rates: slices.Clone(service.groups[j].rates)})
			}
		}
	}
	return out, nil
}

// wayGroups gathers goods by how they are taxed, in their order.
func (c *parcel) wayGroups() []wayGroup {
	var out []wayGroup
	for _, l := range c.lines {
		if l.product.Kind == pricing.Service {
			continue
		}
		at := slices.IndexFunc(out, func(g wayGroup) bool {
			return slices.EqualFunc(g.rates, l.resolved, func(a, b taxRate) bool {
				return a.Jurisdiction == b.Jurisdiction && a.Name == b.Name && a.Treatment == b.Treatment && a.Percent.Equal(b.Percent)
			})
		})
		if at < 0 {
			at = len(out)
			out = append(out, wayGroup{l.resolved, new(big.Rat)})
		}
		out[at].value = ratAdd(out[at].value, l.net)
	}
	return out
}
