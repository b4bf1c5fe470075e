package pricing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
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
	found   *law // that it was last under
	foundBy lawKey
	e       *Engine
	m       *Market
	at      time.Time
	on      currency.Date
	from    locale.Place
	to      locale.Place
	mode    duty.Mode
	// abroad: a customs border lies between.
	abroad bool
	// digital: services that are supplied electronically, which come from
	// nowhere.
	digital bool
	// buyer and marketplace are those of the cart.
	buyer       tax.Buyer
	marketplace *tax.Marketplace
	// earlier is what the same person imports besides.
	earlier duty.Earlier
	// rate turns the merchant's currency into the market's.
	rate currency.Rate
	// duty and tax are where each levy is placed.
	duty, tax Placement
	// ownFees is where the cart wants the fees of customs and carrier; nil:
	// where the market has them.
	ownFees *Placement
	// goods stand in an order of their own, by what they are, so that no
	// figure depends on the order of the cart's lines: what is shared between
	// equal claims goes to the first.
	goods []goods
	// order are the places of goods in the order of the cart.
	order []int
	// held is a round of the search whose law is held, whatever the values
	// that come of it; nil where the thresholds decide.
	held *state
	// declaring drops the fractions that customs drop of a declaration.
	declaring bool
	// shipping and insurance are net of tax unless taxed in the price and
	// KeepShown, when they contain it.
	shipping, insurance currency.Amount
}

// goods is one line of a consignment.
type goods struct {
	line     int // of the cart, from 0
	part     int // of the consignments of the cart, from 0
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
	// fxMargin is what the margin on the exchange rate adds to the figure of which
	// kept is left without the levies that are in it.
	fxMargin, figure, kept currency.Amount
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
		return c.m.Absorption == CarvedOut || onConsideration(d)
	}
	return false
}

// onConsideration tells whether the tax is on what the customer pays, because
// the seller accounts for it, or a marketplace in its place.
func onConsideration(d tax.Decision) bool {
	return d.Accountant == tax.Seller || d.Accountant == tax.Platform
}

// decide asks who taxes the sale of goods of these net values.
func (c *consignment) decide(nets []currency.Amount, freight, insurance currency.Amount) (tax.Decision, error) {
	if c.held != nil {
		return c.held.decision, nil
	}
	intrinsic, err := c.intrinsic(nets)
	if err != nil {
		return tax.Decision{}, err
	}
	dearest, err := c.dearest(nets)
	if err != nil {
		return tax.Decision{}, err
	}
	d, err := c.decision(tax.Contents{Intrinsic: intrinsic, DearestItem: dearest, Freight: freight, Insurance: insurance, Codes: c.codes()})
	if err != nil {
		return tax.Decision{}, err
	}
	if d.Base.Has(tax.BaseTax) {
		return tax.Decision{}, &CartError{Field: "ship_to", Err: fmt.Errorf(
			"%w: the import tax of %v is on itself, which a quote does not compute", tax.ErrNoRule, d.Jurisdiction)}
	}
	if c.taxAt(&d) == OnDelivery && onConsideration(d) {
		return tax.Decision{}, &CartError{Field: "tax", Err: fmt.Errorf(
			"%w: tax on delivery to %v: %s; place it at checkout, in the price or absorb it", ErrPlacement, c.to, why(&d))}
	}
	return d, nil
}

// taxAt is where the tax of a decision is placed. What the law does not leave
// to the border goes to the checkout, where the market corrects that; nothing
// is delivered to a door of digital services.
func (c *consignment) taxAt(d *tax.Decision) Placement {
	if c.tax == OnDelivery && onConsideration(*d) && (c.digital || c.m.OnForbidden == ToCheckout) {
		return AtCheckout
	}
	return c.tax
}

// why is why the tax is on what the customer pays, without what the table notes
// besides.
func why(d *tax.Decision) string {
	var reasons []string
	for _, r := range d.Reasons {
		if !strings.HasPrefix(r, "the rule as its source has it") {
			reasons = append(reasons, r)
		}
	}
	if reasons == nil {
		return "the sale is taxed where the seller accounts for it"
	}
	return strings.Join(reasons, "; ")
}

// intrinsic is the value of the goods alone; of digital services, theirs.
func (c *consignment) intrinsic(nets []currency.Amount) (currency.Amount, error) {
	var sum currency.Total
	sum.Add(currency.FromMinor(0, c.m.Currency))
	for i, g := range c.goods {
		if g.product.Kind != Service {
			sum.Add(nets[i])
		}
	}
	return sum.Amount()
}

// codes are the customs codes of the goods, as far as they are known.
func (c *consignment) codes() []string {
	var out []string
	for _, g := range c.goods {
		if g.product.Kind != Goods {
			continue
		}
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
		if g.product.Kind == Service {
			continue
		}
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

// assess asks customs for the duty on goods of these net values. Services have
// a line without charges.
func (c *consignment) assess(nets []currency.Amount, freight, insurance currency.Amount, scheme tax.Scheme) (duty.Assessment, error) {
	s := c.shipment(scheme)
	s.WholeFractions = !c.declaring
	s.Freight, s.Insurance, s.Items = freight, insurance, make([]duty.Item, 0, len(c.goods))
	if c.held != nil {
		s.Regimes = make([]string, 0, len(c.goods))
	}
	for i, g := range c.goods {
		if g.product.Kind != Goods {
			continue
		}
		item := duty.Item{ID: g.id, Value: nets[i], Quantity: g.quantity, Origin: g.product.Origin, Claim: g.product.Claim}
		if c.declaring { // goods of two rates of tax stand in two columns
			category, _ := g.product.categoryIn(c.to)
			item.Column = string(category)
		}
		if c.abroad {
			if err := c.describe(&item, g.product); err != nil {
				return duty.Assessment{}, inLine(g.line, g.product.SKU, inField("product", err))
			}
		}
		s.Items = append(s.Items, item)
		if c.held != nil {
			s.Regimes = append(s.Regimes, c.held.regimes[i])
		}
	}
	if len(s.Items) == 0 {
		return c.unassessed(nets)
	}
	lane, err := c.lane(scheme)
	if err != nil {
		return duty.Assessment{}, err
	}
	a, err := lane.Assess(s)
	if err != nil {
		return duty.Assessment{}, c.blame(s, err)
	}
	if len(s.Items) < len(c.goods) {
		c.besideServices(&a, nets)
	}
	return a, nil
}

// describe adds to item what customs ask for.
func (c *consignment) describe(item *duty.Item, p *Product) (err error) {
	if item.Code, err = p.tariffCode(c.to.Country, c.on); err != nil {
		return inField("hs_code", err)
	}
	if p.Origin == "" {
		return &CartError{Field: "origin", Err: fmt.Errorf("%w: the goods cross a customs border", ErrMissing)}
	}
	item.Quantities = p.quantities(item.Quantity)
	return nil
}

// inCartOrder returns the positions of the goods in the order of the cart.
func (c *consignment) inCartOrder() []int {
	if len(c.order) == len(c.goods) {
		return c.order
	}
	at := make([]int, len(c.goods))
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(i, j int) int { return cmp.Compare(c.goods[i].line, c.goods[j].line) })
	return at
}
