package ltv

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Order is one order of a customer and what it cost to serve. All its amounts
// are in one currency.
type Order struct {
	ID       string        // identifier, unique among all orders
	Customer string        // who ordered
	Market   string        // where: "DE", "ca-on", whatever the shop calls it
	Date     currency.Date // the day of the order
	Revenue  currency.Amount
	Costs    Costs
}

// Costs is what an order cost the merchant, as positive amounts; a zero Amount
// is none. A shop that has the margin of a quote and no details puts all costs,
// revenue less margin, into Goods.
type Costs struct {
	Goods        currency.Amount // what the merchant paid for the goods
	AbsorbedDuty currency.Amount // duty that the merchant bore, not the customer
	AbsorbedTax  currency.Amount // tax that the merchant bore, not the customer
	Freight      currency.Amount // what the carrier was paid
	Fees         currency.Amount // payment, brokerage, fulfilment, support
	Exchange     currency.Amount // what turning the customer's money into the merchant's cost
	Returns      currency.Amount // what came of returns, or is to be expected of them: [Returns]
}

// Contribution returns what is left of the revenue after the costs, exact. The
// revenue is what the merchant keeps of the price: without tax and duty that were
// collected from the customer for an authority. The contribution of an order that
// lost money is negative.
//
// Contribution returns an error if the amounts are in different currencies
// ([currency.ErrMismatch]) or too large ([currency.ErrRange]).
func (o Order) Contribution() (currency.Amount, error) {
	var t currency.Total
	t.Add(o.Revenue)
	for _, c := range o.Costs.columns() {
		if code := c.amount.Currency(); c.amount.Sign() != 0 || code != 0 && code != o.Revenue.Currency() {
			t.Sub(c.amount)
		}
	}
	return t.Amount()
}

// In returns the order in another currency at the rates of its day: each amount
// is converted and rounded once, half up to the minor unit, as books are kept. An
// order in that currency is returned as it is.
//
// In returns an error if rates is nil or has no rate of that day for the pair
// ([currency.ErrNoRate], [currency.ErrStale]), or if an amount becomes too large
// ([currency.ErrRange]).
func (o Order) In(to currency.Code, rates *currency.History) (Order, error) {
	from := o.Revenue.Currency()
	if from == to {
		return o, nil
	}
	if rates == nil {
		return Order{}, fmt.Errorf("%w: there are no rates to convert %v to %v", currency.ErrNoRate, from, to)
	}
	rate, err := rates.Rate(from, to, o.Date)
	if err != nil {
		return Order{}, err
	}
	for _, amount := range [...]*currency.Amount{
		&o.Revenue, &o.Costs.Goods, &o.Costs.AbsorbedDuty, &o.Costs.AbsorbedTax,
		&o.Costs.Freight, &o.Costs.Fees, &o.Costs.Exchange, &o.Costs.Returns,
	} {
		if *amount, err = rate.Convert(*amount, currency.Rounding{}); err != nil {
			return Order{}, err
		}
	}
	return o, nil
}

// absorbed returns the duty and tax that the merchant bore.
func (o *Order) absorbed() (currency.Amount, error) {
	var t currency.Total
	t.Add(currency.FromMinor(0, o.Revenue.Currency())) // none is none of that currency
	for _, a := range [...]currency.Amount{o.Costs.AbsorbedDuty, o.Costs.AbsorbedTax} {
		if a.Currency() != 0 {
			t.Add(a)
		}
	}
	return t.Amount()
}

// column is an amount under the name it has in a file.
type column struct {
	name   string
	amount currency.Amount
}

func (c *Costs) columns() [7]column {
	return [7]column{
		{"cost_of_goods", c.Goods},
		{"absorbed_duty", c.AbsorbedDuty},
		{"absorbed_tax", c.AbsorbedTax},
		{"freight", c.Freight},
		{"fees", c.Fees},
		{"exchange", c.Exchange},
		{"returns", c.Returns},
	}
}

// check returns the column that makes the order impossible, and why.
func (o *Order) check(asOf currency.Date) (string, error) {
	for _, text := range [...]struct{ name, value string }{
		{"order_id", o.ID}, {"customer", o.Customer}, {"market", o.Market},
	} {
		if err := checkText(text.value); err != nil {
			return text.name, err
		}
	}
	if o.Date.IsZero() {
		return "date", fmt.Errorf("%w: no date", ErrOrder)
	}
	if o.Date.After(asOf) {
		return "date", fmt.Errorf("%w: %v is after %v, the day of the summary", ErrFuture, o.Date, asOf)
	}
	if o.Revenue.Currency() == 0 {
		return "currency", fmt.Errorf("%w: no currency", ErrOrder)
	}
	if o.Revenue.Sign() < 0 {
		return "revenue", fmt.Errorf("%w: negative amount %v: leave cancelled orders out", ErrOrder, o.Revenue)
	}
	for _, c := range o.Costs.columns() {
		// A sign error in an export would otherwise turn costs into income.
		if c.amount.Sign() < 0 {
			return c.name, fmt.Errorf("%w: negative amount %v: costs are written as positive amounts", ErrOrder, c.amount)
		}
		if code := c.amount.Currency(); code != 0 && code != o.Revenue.Currency() {
			_, err := o.Revenue.Add(c.amount) // says which is which
			return c.name, err
		}
	}
	return "", nil
}

// maxText is the longest name of an order, customer or market, in bytes.
const maxText = 100

// checkText returns an error if s does not identify anything, or could be taken
// for another name that looks the same.
func checkText(s string) error {
	switch {
	case plain(s):
		return nil
	case s == "":
		return fmt.Errorf("%w: empty", ErrOrder)
	case len(s) > maxText:
		return fmt.Errorf("%w: %s has %d bytes, at most %d are allowed", ErrOrder, excerpt.Quote(s), len(s), maxText)
	case !utf8.ValidString(s):
		return fmt.Errorf("%w: %s is not UTF-8", ErrOrder, excerpt.Quote(s))
	case strings.TrimSpace(s) != s:
		return fmt.Errorf("%w: %s begins or ends with a space", ErrOrder, excerpt.Quote(s))
	case strings.ContainsFunc(s, unicode.IsControl):
		return fmt.Errorf("%w: %s has a control character", ErrOrder, excerpt.Quote(s))
	}
	return nil
}

// plain reports whether s is of ASCII letters, digits and signs, as identifiers
// are, so that nothing is wrong with it.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return s != "" && len(s) <= maxText
}
