package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// Totals are the sums of a quote.
type Totals struct {
	Goods     currency.Amount `json:"goods"`     // displayed prices × quantities
	Discounts currency.Amount `json:"discounts"` // what came off the goods
	Shipping  currency.Amount `json:"shipping"`  // as shown, once discounts came off it
	Insurance currency.Amount `json:"insurance"` // as shown
	// Duty, Tax and Fees are all levies of their kind, wherever placed.
	Duty currency.Amount `json:"duty"`
	Tax  currency.Amount `json:"tax"`
	Fees currency.Amount `json:"fees"`
	// The same levies by who pays them and where; they add up to
	// Duty + Tax + Fees.
	AtCheckout currency.Amount `json:"at_checkout"`
	InPrice    currency.Amount `json:"in_price"`
	OnDelivery currency.Amount `json:"on_delivery"`
	Absorbed   currency.Amount `json:"absorbed"`
	// Subsidy is the sum over the lines.
	Subsidy currency.Amount `json:"subsidy"`
	// Vouchers is what multi-purpose vouchers pay, which are money. What
	// single-purpose vouchers took off is among the Discounts.
	Vouchers currency.Amount `json:"vouchers"`
	// Rounding is what DueNow was rounded by, where the market's policy has it
	// paid in cash (Policy.Cash).
	Rounding currency.Amount `json:"rounding"`
	// DueNow is what the customer pays with the order: Goods − Discounts +
	// Shipping + Insurance + AtCheckout − Vouchers + Rounding.
	DueNow currency.Amount `json:"due_now"`
	// DueOnDelivery is what the carrier will ask at the door.
	DueOnDelivery currency.Amount `json:"due_on_delivery"`
	// CustomerPays is DueNow + DueOnDelivery.
	CustomerPays currency.Amount `json:"customer_pays"`
	// Margin is what is left for the merchant, before the cost of goods and
	// of carriage: DueNow + Vouchers − AtCheckout − InPrice − Absorbed.
	Margin currency.Amount `json:"margin"`
	// Merchant is Margin in the merchant's own currency at the exchange rate
	// without margin, half up to its minor unit.
	Merchant currency.Amount `json:"merchant"`
}

// totals sums lines and charges.
func (c *consignment) totals(q *Quote, shipping, insurance currency.Amount) (Totals, error) {
	s := newSums(c.m.Currency)
	for i := range q.Lines {
		line := &q.Lines[i]
		s.goods.Add(line.Shown)
		s.discounts.Add(line.Discount)
		s.subsidy.Add(line.Subsidy)
	}
	for i := range q.Charges {
		charge := &q.Charges[i]
		s.place[charge.Placement].Add(charge.Amount)
		switch charge.Kind {
		case DutyCharge:
			s.duty.Add(charge.Amount)
		case TaxCharge:
			s.tax.Add(charge.Amount)
		case FeeCharge:
			s.fees.Add(charge.Amount)
		}
	}
	t := Totals{Shipping: shipping, Insurance: insurance}
	for _, sum := range [...]struct {
		dst *currency.Amount
		src *currency.Total
	}{
		{&t.Goods, &s.goods}, {&t.Discounts, &s.discounts}, {&t.Subsidy, &s.subsidy},
		{&t.Duty, &s.duty}, {&t.Tax, &s.tax}, {&t.Fees, &s.fees},
		{&t.AtCheckout, &s.place[AtCheckout]}, {&t.InPrice, &s.place[InPrice]},
		{&t.OnDelivery, &s.place[OnDelivery]}, {&t.Absorbed, &s.place[Absorbed]},
	} {
		var err error
		if *sum.dst, err = sum.src.Amount(); err != nil {
			return Totals{}, err
		}
	}
	return t, c.bottomLine(&t, q.Vouchers)
}

// bottomLine adds what the customer pays, some of it by vouchers, and what the
// merchant keeps.
func (c *consignment) bottomLine(t *Totals, vouchers []tax.VoucherUse) (err error) {
	exact, err := currency.Sum(t.Goods, t.Discounts.Neg(), t.Shipping, t.Insurance, t.AtCheckout)
	if err != nil {
		return err
	}
	if t.Vouchers, err = pay(exact, vouchers); err != nil {
		return err
	}
	if exact, err = exact.Sub(t.Vouchers); err != nil {
		return err
	}
	t.DueNow = exact
	if c.m.Policy.Cash != (currency.Rounding{}) {
		if t.DueNow, err = exact.Round(c.m.Policy.Cash); err != nil {
			return err
		}
	}
	if t.Rounding, err = t.DueNow.Sub(exact); err != nil {
		return err
	}
	t.DueOnDelivery = t.OnDelivery
	if t.CustomerPays, err = t.DueNow.Add(t.DueOnDelivery); err != nil {
		return err
	}
	if t.Margin, err = rest(t.DueNow, t.Vouchers.Neg(), t.AtCheckout, t.InPrice, t.Absorbed); err != nil {
		return err
	}
	t.Merchant, _, err = c.e.rates.Convert(t.Margin, c.rate.Base(), grid)
	return err
}

// sums accumulates totals by kind and by placement.
type sums struct {
	goods, discounts, subsidy currency.Total
	duty, tax, fees           currency.Total
	place                     [len(placementNames)]currency.Total
}

func newSums(code currency.Code) *sums {
	s := new(sums)
	nothing := currency.FromMinor(0, code)
	for _, t := range [...]*currency.Total{&s.goods, &s.discounts, &s.subsidy, &s.duty, &s.tax, &s.fees} {
		t.Add(nothing)
	}
	for p := range s.place {
		s.place[p].Add(nothing)
	}
	return s
}
