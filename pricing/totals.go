package pricing

import (
	"github.com/landedhq/landed/currency"
)

// Totals are the sums of a quote.
type Totals struct {
	Goods     currency.Amount `json:"goods"`     // displayed prices × quantities
	Discounts currency.Amount `json:"discounts"` // what came off the goods
	Shipping  currency.Amount `json:"shipping"`  // as shown
	Insurance currency.Amount `json:"insurance"` // as shown
	// Duty and Tax are all levies of their kind, wherever placed.
	Duty currency.Amount `json:"duty"`
	Tax  currency.Amount `json:"tax"`
	// The same levies by who pays them and where; they add up to Duty + Tax.
	AtCheckout currency.Amount `json:"at_checkout"`
	InPrice    currency.Amount `json:"in_price"`
	OnDelivery currency.Amount `json:"on_delivery"`
	Absorbed   currency.Amount `json:"absorbed"`
	// DueNow is what the customer pays with the order:
	// Goods − Discounts + Shipping + Insurance + AtCheckout.
	DueNow currency.Amount `json:"due_now"`
	// DueOnDelivery is what the carrier will ask at the door.
	DueOnDelivery currency.Amount `json:"due_on_delivery"`
	// CustomerPays is DueNow + DueOnDelivery.
	CustomerPays currency.Amount `json:"customer_pays"`
	// Margin is what is left for the merchant, before the cost of goods and
	// of carriage: DueNow − AtCheckout − InPrice − Absorbed.
	Margin currency.Amount `json:"margin"`
	// Merchant is Margin in the merchant's own currency at the exchange rate
	// without margin, half up to its minor unit.
	Merchant currency.Amount `json:"merchant"`
}

// totals sums lines and charges.
func (c *consignment) totals(q *Quote, shipping, insurance currency.Amount) (Totals, error) {
	s := newSums(c.m.Currency)
	for _, line := range q.Lines {
		s.goods.Add(line.Shown)
		s.discounts.Add(line.Discount)
	}
	for _, charge := range q.Charges {
		s.kind[charge.Kind].Add(charge.Amount)
		s.place[charge.Placement].Add(charge.Amount)
	}
	t := Totals{Shipping: shipping, Insurance: insurance}
	for _, sum := range []struct {
		dst *currency.Amount
		src *currency.Total
	}{
		{&t.Goods, &s.goods}, {&t.Discounts, &s.discounts},
		{&t.Duty, s.kind[DutyCharge]}, {&t.Tax, s.kind[TaxCharge]},
		{&t.AtCheckout, s.place[AtCheckout]}, {&t.InPrice, s.place[InPrice]},
		{&t.OnDelivery, s.place[OnDelivery]}, {&t.Absorbed, s.place[Absorbed]},
	} {
		var err error
		if *sum.dst, err = sum.src.Amount(); err != nil {
			return Totals{}, err
		}
	}
	return t, c.bottomLine(&t)
}

// bottomLine adds what the customer pays and what the merchant keeps.
func (c *consignment) bottomLine(t *Totals) (err error) {
	if t.DueNow, err = currency.Sum(t.Goods, t.Discounts.Neg(), t.Shipping, t.Insurance, t.AtCheckout); err != nil {
		return err
	}
	t.DueOnDelivery = t.OnDelivery
	if t.CustomerPays, err = t.DueNow.Add(t.DueOnDelivery); err != nil {
		return err
	}
	if t.Margin, err = rest(t.DueNow, t.AtCheckout, t.InPrice, t.Absorbed); err != nil {
		return err
	}
	t.Merchant, _, err = c.e.rates.Convert(t.Margin, c.rate.Base(), grid)
	return err
}

// sums accumulates totals by kind and by placement.
type sums struct {
	goods, discounts currency.Total
	kind             map[ChargeKind]*currency.Total
	place            map[Placement]*currency.Total
}

func newSums(code currency.Code) *sums {
	nothing := currency.FromMinor(0, code)
	start := func() *currency.Total {
		t := new(currency.Total)
		t.Add(nothing)
		return t
	}
	s := &sums{goods: *start(), discounts: *start(), kind: map[ChargeKind]*currency.Total{}, place: map[Placement]*currency.Total{}}
	for _, k := range []ChargeKind{DutyCharge, TaxCharge} {
		s.kind[k] = start()
	}
	for _, p := range Placements() {
		s.place[p] = start()
	}
	return s
}
