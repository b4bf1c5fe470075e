package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// QuoteLine is one line of the cart with its figures. What the customer pays
// for the line, Shown less Discount, is always
//
//	Base + DutyInPrice + TaxInPrice + Rounding − Subsidy.
type QuoteLine struct {
	ID       string `json:"id"`
	SKU      string `json:"sku"`
	Name     string `json:"name,omitempty"`
	Quantity int64  `json:"quantity"`
	// Consignment is the index, among those of the quote, of the line's
	// consignment.
	Consignment int `json:"consignment"`
	// Unit is the displayed price of one unit; Shown is Unit × Quantity.
	Unit     currency.Amount `json:"unit"`
	Shown    currency.Amount `json:"shown"`
	Discount currency.Amount `json:"discount"`
	// Base is the value of the goods without duty and tax that the price holds
	// under the law that it was shown with, once discounts are taken off. Where
	// that is the law of the consignment too, Base is Net.
	Base        currency.Amount `json:"base"`
	DutyInPrice currency.Amount `json:"duty_in_price"`
	TaxInPrice  currency.Amount `json:"tax_in_price"`
	// Subsidy is what the merchant adds to the price so that it stands: because
	// the consignment is under another law than the product page assumed, or
	// because the price lies in a gap, where no net adds up to it: then the
	// levies of the higher law less those of the lower. Below zero it is what
	// the merchant gains, such as the fractions of levies in the price that
	// customs drop.
	Subsidy currency.Amount `json:"subsidy"`
	// Rounding is what the grid left over when the net was found from a price
	// with levies inside: a minor unit at most, or up to five where freight
	// dwarfs the goods, a flat amount exceeds them, or tax is rounded in the sum
	// of the lines. Anything more is Subsidy.
	Rounding currency.Amount `json:"rounding"`
	// Net is the value of the goods without duty and tax: what is declared.
	Net currency.Amount `json:"net"`
	// CustomsValue is what ad valorem duty is charged on: where no border is
	// crossed, Net; zero for services and what is digital.
	CustomsValue currency.Amount `json:"customs_value"`
	// Duty, Tax and Fees are all that the line bears, wherever they are placed,
	// with its share of what is charged on several lines together.
	Duty currency.Amount `json:"duty"`
	Tax  currency.Amount `json:"tax"`
	Fees currency.Amount `json:"fees"`
	// FXMargin is the part of the price that the market's margin on the exchange
	// rate adds, less its share of the levies in the price and of the discount.
	// Cost is what the goods cost the merchant, by the exchange rate without
	// margin; zero where the product does not say.
	FXMargin currency.Amount `json:"fx_margin"`
	Cost     currency.Amount `json:"cost"`
}

// line gathers the figures of one line.
func (c *consignment) line(l *settled, i int) (QuoteLine, error) {
	g := c.goods[i]
	assessed := &l.assessment.Lines[i]
	nothing := currency.FromMinor(0, c.m.Currency)
	out := QuoteLine{
		ID: g.id, SKU: g.product.SKU, Name: g.product.Name, Quantity: g.quantity,
		Unit: g.unit, Shown: g.shown, Discount: g.discount, Net: l.nets[i], Base: l.held[i].base, Rounding: l.held[i].rounding,
		DutyInPrice: nothing, TaxInPrice: nothing, Subsidy: nothing, Fees: nothing,
		CustomsValue: assessed.CustomsValue, Duty: dutyOf(assessed),
	}
	fees := []currency.Amount{nothing, assessed.Fees()}
	for _, f := range l.cleared {
		fees = append(fees, f.shares[i])
	}
	var taxes currency.Total
	taxes.Add(nothing)
	for j, p := range l.parts {
		if p.line == i {
			taxes.Add(l.taxes.Lines[j].Tax)
		}
	}
	var err error
	if out.Fees, err = currency.Sum(fees...); err != nil {
		return QuoteLine{}, err
	}
	if out.Tax, err = taxes.Amount(); err != nil {
		return QuoteLine{}, err
	}
	if c.dutyInside() {
		out.DutyInPrice = out.Duty
	}
	if c.taxInside(l.decision) {
		if inside := l.goodsTax(i); !inside.IsZero() {
			out.TaxInPrice = inside
		}
	}
	if units, err := out.Rounding.Minor(); err != nil || units > maxRounding || units < -maxRounding {
		out.Rounding = nothing
	}
	gap, err := rest(g.price, out.Base, out.DutyInPrice, out.TaxInPrice, out.Rounding)
	if err != nil {
		return QuoteLine{}, err
	}
	if out.Subsidy, err = nothing.Sub(gap); err != nil {
		return QuoteLine{}, err
	}
	return out, c.earnings(&out, &c.goods[i])
}

// earnings adds what of the price is margin on the exchange rate, and what the
// goods cost.
func (c *consignment) earnings(out *QuoteLine, g *goods) (err error) {
	out.FXMargin = currency.FromMinor(0, c.m.Currency)
	out.Cost = out.FXMargin
	if !g.fxMargin.IsZero() && !g.shown.IsZero() && !g.figure.IsZero() {
		whole, err := g.fxMargin.MulInt(g.quantity)
		if err != nil {
			return err
		}
		if out.FXMargin, err = whole.MulDiv(g.price.Decimal().Mul(g.kept.Decimal()), g.shown.Decimal().Mul(g.figure.Decimal()), grid); err != nil {
			return err
		}
	}
	if g.product.Cost == (currency.Amount{}) {
		return nil
	}
	cost, err := g.product.Cost.MulInt(g.quantity)
	if err == nil {
		out.Cost, _, err = c.e.rates.Convert(cost, c.m.Currency, grid)
	}
	return inLine(g.line, g.product.SKU, inField("product.cost", err))
}

// maxRounding is how many minor units of a line count as left over by the grid.
const maxRounding = 5

// dutyOf is all that customs levy on a line but their fees.
func dutyOf(line *duty.Line) currency.Amount {
	total := line.Total()
	if fees := line.Fees(); !fees.IsZero() {
		total, _ = total.Sub(fees) // one of its parts
	}
	return total
}

// rest is what is left of a once parts are taken off.
func rest(a currency.Amount, parts ...currency.Amount) (currency.Amount, error) {
	var t currency.Total
	t.Add(a)
	for _, p := range parts {
		t.Sub(p)
	}
	return t.Amount()
}
