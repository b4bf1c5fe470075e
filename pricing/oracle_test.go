package pricing_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// oracle redoes quotes from law, tables and cart with rational numbers, slowly
// and in the most obvious way. It shares no arithmetic with the engine: of the
// packages below it takes tables (rates, levies, regimes, exchange rates) and
// who taxes a sale as facts, and does the rest itself.
//
// Where levies are inside a price, the declared value is found by search. The
// oracle does not repeat the search: it takes the declared values from the
// quote, redoes all that follows from them, and judges whether they are right
// by what is left over of the prices (see settled).
type oracle struct {
	config   pricing.Config
	market   pricing.Market
	minor    steps // the market's minor unit, half up
	taxGrid  steps
	readings map[string]string // of contested regimes

	// What was read of the tables before.
	rows    map[string][]duty.Regime
	levies  map[string]levyText
	rates   map[[2]currency.Code]*big.Rat
	lookups map[string][]duty.Levy
	taxes   map[string][]tax.Rate
}

// newOracle reads the tables of a shop.
func newOracle(config pricing.Config) (*oracle, error) {
	o := &oracle{config: config, readings: map[string]string{}, rows: map[string][]duty.Regime{}, levies: map[string]levyText{},
		rates: map[[2]currency.Code]*big.Rat{}, lookups: map[string][]duty.Levy{}, taxes: map[string][]tax.Rate{}}
	var err error
	if o.config.Book == nil {
		if o.config.Book, err = tax.Default(); err != nil {
			return nil, err
		}
	}
	if o.config.Tariff == nil {
		if o.config.Tariff, err = duty.Starter(); err != nil {
			return nil, err
		}
	}
	if o.config.Regimes == nil {
		if o.config.Regimes, err = duty.DefaultRegimes(); err != nil {
			return nil, err
		}
	}
	for _, q := range o.config.Regimes.Questions() {
		if o.readings[q.Name] = q.Readings[0].Name; q.Chosen != "" {
			o.readings[q.Name] = q.Chosen
		}
	}
	return o, nil
}

// enter takes the market of a cart.
func (o *oracle) enter(s situation) {
	o.config.Seller, o.market = s.config.Seller, s.market()
	o.minor = stepsOf(o.market.Currency, currency.Rounding{})
	o.taxGrid = stepsOf(o.market.Currency, o.market.Policy.Rounding)
}

func (o *oracle) exchange(from, to currency.Code) (*big.Rat, error) {
	if from == to {
		return ratInt(1), nil
	}
	key := [2]currency.Code{from, to}
	if x, ok := o.rates[key]; ok {
		return x, nil
	}
	rate, err := o.config.Rates.Rate(from, to)
	if err != nil {
		return nil, err
	}
	num, den := rate.Ratio()
	o.rates[key] = ratQuo(num.Rat(), den.Rat())
	return o.rates[key], nil
}

func (o *oracle) levy(text string) (levyText, error) {
	if l, ok := o.levies[text]; ok {
		return l, nil
	}
	l, err := readLevy(text)
	if err == nil {
		o.levies[text] = l
	}
	return l, err
}

func (o *oracle) lookup(code duty.Code, origin, dest locale.Country, on currency.Date) ([]duty.Levy, error) {
	key := fmt.Sprint(code, origin, dest, on)
	if l, ok := o.lookups[key]; ok {
		return l, nil
	}
	l, err := o.config.Tariff.Lookup(code, origin, dest, on)
	if err == nil {
		o.lookups[key] = l
	}
	return l, err
}

func (o *oracle) taxRates(p locale.Place, c tax.Category, on currency.Date) ([]tax.Rate, error) {
	key := fmt.Sprint(p, c, on)
	if r, ok := o.taxes[key]; ok {
		return r, nil
	}
	r, err := o.config.Book.Rates(p, c, on)
	if err == nil {
		o.taxes[key] = r
	}
	return r, err
}

// listRate is what one unit of a list price's currency is in the market's,
// margin included.
func (o *oracle) listRate(from currency.Code) (*big.Rat, error) {
	fx, err := o.exchange(from, o.market.Currency)
	if err != nil || from == o.market.Currency {
		return fx, err
	}
	return ratMul(fx, ratAdd(ratInt(1), fractionOf(o.market.FXMargin))), nil
}

// local is an amount of a cart in the market's currency, on its minor unit.
func (o *oracle) local(a currency.Amount, rate *big.Rat) *big.Rat {
	if a.Currency() == o.market.Currency {
		rate = ratInt(1)
	}
	return o.minor.round(ratMul(ratOf(a), rate))
}

// parcelOf makes a consignment of a cart: prices, discounts, shipping, all that
// does not hang on the law of the consignment.
func (o *oracle) parcelOf(s situation) (*parcel, []*big.Rat, error) {
	cart := s.cart
	c := &parcel{o: o, from: cart.ShipFrom, to: cart.ShipTo, on: currency.DateOf(cart.At), mode: cart.Mode,
		duty: o.market.Duty, tax: o.market.Tax, carved: o.market.Absorption == pricing.CarvedOut}
	if c.from.Country == "" {
		c.from.Country = o.config.Seller.Country
	}
	if cart.Duty != nil {
		c.duty = *cart.Duty
	}
	if cart.Tax != nil {
		c.tax = *cart.Tax
	}
	var err error
	if c.abroad, err = duty.Border(c.from, c.to, c.on); err != nil {
		return nil, nil, err
	}
	rate, err := o.listRate(cart.Lines[0].Product.Price.Currency())
	if err != nil {
		return nil, nil, err
	}
	for i := range cart.Lines {
		l, err := c.line(&cart.Lines[i], rate)
		if err != nil {
			return nil, nil, err
		}
		if l.at = i; l.id == "" {
			l.id = fmt.Sprint(i + 1)
		}
		c.lines = append(c.lines, l)
	}
	slices.SortStableFunc(c.lines, func(a, b *parcelLine) int {
		return cmp.Or(cmp.Compare(a.product.SKU, b.product.SKU), a.shown.Cmp(b.shown), cmp.Compare(a.quantity, b.quantity),
			cmp.Compare(a.product.HSCode, b.product.HSCode), cmp.Compare(a.product.Origin, b.product.Origin),
			cmp.Compare(a.product.Category, b.product.Category), a.product.WeightKG.Cmp(b.product.WeightKG), cmp.Compare(a.id, b.id))
	})
	c.shipping, c.insured = o.local(cart.Shipping, rate), o.local(cart.Insurance, rate)
	return c, c.takeOff(cart.Discounts, rate), nil
}

// line prices a line of the cart.
func (c *parcel) line(in *pricing.Line, rate *big.Rat) (*parcelLine, error) {
	l := &parcelLine{id: in.ID, product: &in.Product, quantity: in.Quantity}
	if c.abroad {
		code := in.Product.HSCode
		if national, ok := in.Product.TariffCodes[string(c.to.Country)]; ok {
			code = national
		} else if union, ok := in.Product.TariffCodes["EU"]; ok && c.to.Country.EU(c.on) {
			code = union
		}
		var err error
		if l.code, err = duty.ParseCode(code); err != nil {
			return nil, err
		}
	}
	unit, err := c.display(l, rate)
	if err != nil {
		return nil, err
	}
	l.unit = unit
	l.shown = c.o.minor.round(ratMul(unit, ratInt(l.quantity)))
	l.price = l.shown
	return l, nil
}

// display is the price on the product page: the list price at the market's
// rate, with the levies on one unit where the market shows them in the price
// and keeps its net.
func (c *parcel) display(l *parcelLine, rate *big.Rat) (*big.Rat, error) {
	m := c.o.market
	net := ratMul(ratMul(ratOf(l.product.Price), rate), ratAdd(ratInt(1), fractionOf(m.Adjust)))
	shown := stepsOf(m.Currency, m.Rounding)
	if m.Rebase != pricing.KeepNet || c.duty != pricing.InPrice && c.tax != pricing.InPrice {
		return shown.round(net), nil
	}
	net = c.o.minor.round(net)
	one := &parcelLine{id: "1", product: l.product, quantity: 1, code: l.code, unit: net, price: net, net: net}
	page := &parcel{o: c.o, from: c.from, to: c.to, on: c.on, abroad: c.abroad, duty: c.duty, tax: c.tax,
		lines: []*parcelLine{one}, shipping: new(big.Rat), insured: new(big.Rat)}
	page.freight, page.insurance = page.shipping, page.insured
	if err := page.levy(func() bool { return false }); err != nil {
		return nil, err
	}
	if c.duty == pricing.InPrice {
		net = ratAdd(net, one.duty)
	}
	if c.tax == pricing.InPrice {
		net = ratAdd(net, one.goodsTax)
	}
	return shown.round(net), nil
}

// takeOff takes the discounts off, each from what the earlier ones left, and
// returns what they came to.
func (c *parcel) takeOff(discounts []pricing.Discount, rate *big.Rat) []*big.Rat {
	var applied []*big.Rat
	for _, d := range discounts {
		left := new(big.Rat)
		weights := make([]*big.Rat, len(c.lines))
		for i, l := range c.lines {
			weights[i] = l.price
			left.Add(left, l.price)
		}
		off := c.o.minor.round(ratMul(left, fractionOf(d.Percent)))
		if d.Percent.IsZero() {
			off = c.o.local(d.Amount, rate)
		}
		if off.Cmp(left) > 0 {
			off = left
		}
		if off.Sign() > 0 {
			for i, part := range c.o.minor.share(off, weights) {
				c.lines[i].price = ratSub(c.lines[i].price, part)
			}
		}
		applied = append(applied, off)
	}
	for _, l := range c.lines {
		l.discount = ratSub(l.shown, l.price)
	}
	return applied
}

// redo redoes a quote. Where levies are inside prices, the values of goods and
// carriage are those that the quote declares.
func (o *oracle) redo(s situation, quoted told) (figures, error) {
	o.enter(s)
	c, applied, err := o.parcelOf(s)
	if err != nil {
		return nil, err
	}
	if err := c.declare(quoted); err != nil {
		return nil, err
	}
	c.settle()
	f := figures{}
	for i, x := range applied {
		f.put(fmt.Sprintf("discount %d", i+1), x, o.market.Currency)
	}
	c.figures(f)
	return f, o.total(c, s.cart.Lines[0].Product.Price.Currency(), f)
}

// declare finds the declared values and their levies: what the customer pays,
// where no levy is inside of that, else what the quote says.
func (c *parcel) declare(quoted told) error {
	for _, l := range c.lines {
		l.net = l.price
	}
	c.freight, c.insurance = c.shipping, c.insured
	if err := c.levy(c.taxInside); err != nil || !c.inside && !c.dutyInside() {
		return err
	}
	for _, l := range c.lines {
		l.net = quoted.nets[l.id]
	}
	c.freight, c.insurance = quoted.shipping[0], quoted.insurance[0]
	if quoted.gap {
		return c.levy(func() bool { return false })
	}
	return c.levy(c.taxInside)
}

// settle takes the price of each line apart.
func (c *parcel) settle() {
	for _, l := range c.lines {
		l.dutyIn, l.taxIn = new(big.Rat), new(big.Rat)
		if c.dutyInside() {
			l.dutyIn = l.duty
		}
		if c.taxInside() && len(c.taxed) > 0 {
			l.taxIn = l.goodsTax
		}
		l.left = ratSub(l.price, l.net, l.dutyIn, l.taxIn)
	}
}

// total adds up what the customer pays and what the merchant keeps.
func (o *oracle) total(c *parcel, list currency.Code, f figures) error {
	x := map[string]*big.Rat{}
	for _, name := range []string{"goods", "discounts", "duty", "tax", "fees", "vouchers",
		"at checkout", "in the price", "on delivery", "absorbed"} {
		x[name] = new(big.Rat)
	}
	add := func(name string, y *big.Rat) { x[name].Add(x[name], y) }
	where := map[pricing.Placement]string{pricing.AtCheckout: "at checkout", pricing.InPrice: "in the price",
		pricing.OnDelivery: "on delivery", pricing.Absorbed: "absorbed"}
	for _, l := range c.lines {
		add("goods", l.shown)
		add("discounts", l.discount)
		add("duty", l.duty)
		add(where[c.duty], l.duty)
	}
	for _, t := range c.taxed {
		add("tax", t.tax)
		add(where[c.taxPlaced(t)], t.tax)
	}
	x["shipping"], x["insurance"] = c.shipping, c.insured
	if c.onTop() {
		x["shipping"], x["insurance"] = ratAdd(c.shipping, c.taxOn("shipping")), ratAdd(c.insured, c.taxOn("insurance"))
	}
	exact := ratAdd(ratSub(x["goods"], x["discounts"]), x["shipping"], x["insurance"], x["at checkout"])
	x["due now"] = exact
	if cash := o.market.Policy.Cash; cash != (currency.Rounding{}) {
		x["due now"] = stepsOf(o.market.Currency, cash).round(exact)
	}
	x["rounding"] = ratSub(x["due now"], exact)
	x["due on delivery"] = x["on delivery"]
	x["customer pays"] = ratAdd(x["due now"], x["on delivery"])
	x["margin"] = ratSub(x["due now"], x["at checkout"], x["in the price"], x["absorbed"])
	for name, y := range x {
		f.put("total: "+name, y, o.market.Currency)
	}
	fx, err := o.exchange(o.market.Currency, list)
	if err != nil {
		return err
	}
	f.put("total: merchant", stepsOf(list, currency.Rounding{}).round(ratMul(x["margin"], fx)), list)
	return nil
}
