package pricing

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// consignment is a cart on its way to a quote: what is sold, from where to
// where, and by which of the engine's tables.
type consignment struct {
	e    *Engine
	m    *Market
	at   time.Time
	on   currency.Date
	from locale.Place
	to   locale.Place
	mode duty.Mode
	// abroad: a customs border lies between.
	abroad bool
	// rate turns the merchant's currency into the market's.
	rate currency.Rate
	// duty and tax are where each levy is placed.
	duty, tax Placement
	// goods stand in an order of their own, by what they are, so that no
	// figure depends on the order of the cart's lines: what is shared between
	// equal claims goes to the first.
	goods []goods
	// held is a round of the search whose law is held, whatever the values
	// that come of it; nil where the thresholds decide.
	held *state
	// list is the value of the goods at list prices less the discounts taken
	// off so far, in the merchant's currency.
	list currency.Amount
	// shipping and insurance are net of tax unless taxed in the price and
	// KeepShown, when they contain it.
	shipping, insurance currency.Amount
}

// goods is one line of a consignment.
type goods struct {
	line     int // of the cart, from 0
	id       string
	product  *Product
	quantity int64
	// unit is the displayed price of one, shown of all; price is what is left
	// of shown after discounts.
	unit, shown, discount, price currency.Amount
	// regime names the law that the levies inside unit assume; empty if none.
	// net is the value of one unit that they are of.
	regime string
	net    currency.Amount
}

// newConsignment resolves market, places and exchange rate.
func (e *Engine) newConsignment(market string, from, to locale.Place, at time.Time, list currency.Code) (*consignment, error) {
	m, err := e.market(market, to.Country)
	if err != nil {
		return nil, err
	}
	if to.Country == "" {
		to.Country = m.Countries[0]
	}
	if from.Country == "" {
		from.Country = e.seller.Country
	}
	abroad, err := duty.Border(from, to, currency.DateOf(at))
	if err != nil {
		return nil, err
	}
	rate, err := e.listRate(m, list, at, abroad)
	if err != nil {
		return nil, err
	}
	return &consignment{
		e: e, m: m, at: at, on: currency.DateOf(at), from: from, to: to, abroad: abroad, rate: rate,
		duty: m.Duty, tax: m.Tax,
		shipping: currency.FromMinor(0, m.Currency), insurance: currency.FromMinor(0, m.Currency),
	}, nil
}

// grid is the market currency's minor unit, half up.
var grid = currency.Rounding{}

// local converts an amount of the merchant's or the market's currency to the
// market's, rounded half up to its minor unit.
func (c *consignment) local(a currency.Amount) (currency.Amount, error) {
	if a == (currency.Amount{}) {
		return currency.FromMinor(0, c.m.Currency), nil
	}
	if a.Currency() == c.m.Currency {
		return a.Round(grid)
	}
	if a.Currency() != c.rate.Base() {
		return currency.Amount{}, fmt.Errorf("%w: %v is neither in %v nor in %v",
			currency.ErrMismatch, a, c.rate.Base(), c.m.Currency)
	}
	return c.rate.Convert(a, grid)
}

// dutyInside and taxInside tell whether what the customer pays for the goods
// contains the levy, so that the declared value is what is left without it.
func (c *consignment) dutyInside() bool {
	return c.duty == InPrice || c.duty == Absorbed && c.m.Absorption == CarvedOut
}

func (c *consignment) taxInside(d tax.Decision) bool {
	switch c.tax {
	case InPrice:
		return true
	case Absorbed:
		return c.m.Absorption == CarvedOut || d.Accountant == tax.Seller
	}
	return false
}

// decide asks who taxes the sale of goods of these net values.
func (c *consignment) decide(nets []currency.Amount, freight, insurance currency.Amount) (tax.Decision, error) {
	if c.held != nil {
		return c.held.decision, nil
	}
	intrinsic, err := currency.Sum(nets...)
	if err != nil {
		return tax.Decision{}, err
	}
	dearest, err := c.dearest(nets)
	if err != nil {
		return tax.Decision{}, err
	}
	d, err := tax.Decide(tax.Supply{
		Seller: c.e.seller.Country, Registrations: c.e.seller.Registrations,
		ShipFrom: c.from, ShipTo: c.to, On: c.on, Postal: c.mode == duty.Postal,
		Intrinsic: intrinsic, DearestItem: dearest, Freight: freight, Insurance: insurance,
		AtBorder: c.tax == OnDelivery, Codes: c.codes(), Rates: c.e.rates,
	})
	if err != nil {
		return tax.Decision{}, err
	}
	if d.Allowance != (currency.Amount{}) || d.Base.Has(tax.BaseTax) {
		return tax.Decision{}, &CartError{Field: "ship_to", Err: fmt.Errorf(
			"%w: the import tax of %v is on what exceeds %v, or on itself, which a quote does not compute", tax.ErrNoRule, d.Jurisdiction, d.Allowance)}
	}
	if c.tax == OnDelivery && d.Accountant == tax.Seller {
		why := "the sale is taxed where the seller accounts for it"
		if len(d.Reasons) > 0 {
			why = d.Reasons[len(d.Reasons)-1]
		}
		return tax.Decision{}, &CartError{Field: "tax", Err: fmt.Errorf(
			"%w: tax on delivery to %v: %s; place it at checkout, in the price or absorb it", ErrPlacement, c.to, why)}
	}
	return d, nil
}

// codes are the customs codes of the goods, as far as they are known.
func (c *consignment) codes() []string {
	var out []string
	for _, g := range c.goods {
		if code, err := duty.ParseCode(g.product.HSCode); err == nil {
			out = append(out, string(code))
		}
	}
	return out
}

// dearest returns the highest net value of one item, rounded up far below
// the minor unit so that no item counts as cheaper than it is.
func (c *consignment) dearest(nets []currency.Amount) (currency.Amount, error) {
	up := currency.Rounding{Mode: currency.Up, Digits: currency.To(8)}
	best := currency.FromMinor(0, c.m.Currency)
	for i, g := range c.goods {
		one, err := nets[i].MulDiv(one, decimal.NewFromInt(g.quantity), up)
		if err != nil {
			return currency.Amount{}, err
		}
		if more, err := one.Cmp(best); err != nil {
			return currency.Amount{}, err
		} else if more > 0 {
			best = one
		}
	}
	return best, nil
}

var one = decimal.NewFromInt(1)

// assess asks customs for the duty on goods of these net values.
func (c *consignment) assess(nets []currency.Amount, freight, insurance currency.Amount, scheme tax.Scheme) (duty.Assessment, error) {
	s := duty.Shipment{
		From: c.from, To: c.to, On: c.on, Mode: c.mode, Scheme: string(scheme),
		Freight: freight, Insurance: insurance, Rates: c.e.rates, DutyOnly: true,
		Items: make([]duty.Item, len(c.goods)),
	}
	if c.held != nil {
		s.Regimes = c.held.regimes
	}
	for i, g := range c.goods {
		item := duty.Item{ID: g.id, Value: nets[i], Quantity: g.quantity, Origin: g.product.Origin}
		if c.abroad {
			if err := c.declare(&item, g.product); err != nil {
				return duty.Assessment{}, inLine(g.line, g.product.SKU, inField("product", err))
			}
		}
		s.Items[i] = item
	}
	a, err := duty.Assess(s, c.e.tariff, c.e.regimes)
	if err != nil {
		return duty.Assessment{}, c.blame(s, err)
	}
	return a, nil
}

// declare adds to item what customs ask for.
func (c *consignment) declare(item *duty.Item, p *Product) (err error) {
	if item.Code, err = p.tariffCode(c.to.Country, c.on); err != nil {
		return inField("hs_code", err)
	}
	if p.Origin == "" {
		return &CartError{Field: "origin", Err: fmt.Errorf("%w: the goods cross a customs border", ErrMissing)}
	}
	item.Quantities = p.quantities(item.Quantity)
	return nil
}
