package pricing_test

import (
	"fmt"
	"math/big"

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
	readings map[string]string   // of contested regimes
	units    map[string]*big.Rat // displayed prices that a quote has, by line

	// What was read of the tables before.
	rows    map[string][]duty.Regime
	levies  map[string]levyText
	rates   map[[2]currency.Code]*big.Rat
	fees    map[string][][]duty.Regime
	lookups map[string][]duty.Levy
	taxes   map[string][]tax.Rate
}

// newOracle reads the tables of a shop.
func newOracle(config pricing.Config) (*oracle, error) {
	o := &oracle{config: config, readings: map[string]string{}, rows: map[string][]duty.Regime{}, fees: map[string][][]duty.Regime{}, levies: map[string]levyText{},
		rates: map[[2]currency.Code]*big.Rat{}, lookups: map[string][]duty.Levy{}, taxes: map[string][]tax.Rate{}}
	var err error
	if o.config.Book == nil {
		if o.config.Book, err = tax.DefaultBook(); err != nil {
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
	if o.config.Schemes == nil {
		if o.config.Schemes, err = tax.DefaultSchemes(); err != nil {
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

// enter takes the market of a cart, and what a quote says of it.
func (o *oracle) enter(s situation, quoted told) {
	o.config.Seller, o.config.PriceBook, o.market, o.units = s.config.Seller, s.config.PriceBook, s.market(), quoted.units
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

// categoryAt is what a product is to the country whose tax it is.
func categoryAt(p *pricing.Product, at locale.Place) tax.Category {
	countries := []locale.Country{at.Country}
	if t, ok := at.Territory(); ok {
		countries = append(countries, t.Country)
	}
	for _, c := range countries {
		if category, ok := p.Categories[c]; ok {
			return category
		}
	}
	return p.Category
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

// line prices a line of the cart.
func (c *parcel) line(in *pricing.Line, id string, rate *big.Rat) (*parcelLine, error) {
	l := &parcelLine{id: id, product: &in.Product, quantity: in.Quantity}
	if c.abroad && in.Product.Kind == pricing.Goods {
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
	all, err := c.displays(l, rate)
	if err != nil {
		return nil, err
	}
	for i, d := range all {
		of := *l
		of.unit, of.put = d.shown, d.put
		if c.buyer.Business && c.tax == pricing.InPrice {
			if of.unit, err = c.withoutTax(&of, rate); err != nil {
				return nil, err
			}
		}
		if quoted := c.o.units[l.id]; i == 0 || quoted != nil && quoted.Cmp(of.unit) == 0 {
			*l = of
			if quoted == nil || quoted.Cmp(of.unit) == 0 {
				break
			}
		}
	}
	l.shown = c.o.minor.round(ratMul(l.unit, ratInt(l.quantity)))
	l.price = l.shown
	return l, nil
}

// redo redoes a quote. Where levies are inside prices, the values of goods and
// carriage are those that the quote declares.
func (o *oracle) redo(s situation, quoted told) (figures, error) {
	o.enter(s, quoted)
	b, err := o.basketOf(s)
	if err != nil {
		return nil, err
	}
	if err := b.declare(quoted); err != nil {
		return nil, err
	}
	f := figures{}
	for i, x := range b.reduced {
		name := fmt.Sprintf("discount %d", i+1)
		f.put(name, x.goods, o.market.Currency)
		f.put(name+", shipping", x.shipping, o.market.Currency)
		f[name+", capped"] = fmt.Sprint(x.capped)
	}
	for _, c := range b.parcels {
		if err := c.drop(); err != nil {
			return nil, err
		}
		c.settle()
		c.figures(f)
	}
	return f, b.total(f)
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
	c.freight, c.insurance = quoted.shipping[c.at], quoted.insurance[c.at]
	if quoted.gap[c.at] {
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
