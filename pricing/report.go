package pricing

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// Report is the totals of a quote in another currency: that of the merchant's
// books.
type Report struct {
	Currency currency.Code `json:"currency"`
	Totals
	// Rate is what the figures were converted at, without any margin.
	Rate currency.Rate `json:"rate"`
}

// Report converts the totals to a currency at rates of the caller's choice:
// books use those of the day or of the month, not the ones that prices were
// made with. It converts what the sums are made of, each figure rounded once,
// half up to the minor unit: goods, discounts, shipping, insurance, vouchers,
// rounding, subsidy, and each kind of charge in each placement. The sums are
// those of the converted figures, so that the report adds up as the quote does;
// they can differ by some minor units from converted sums.
//
// Report returns an error if rates is nil (ErrMissing), or has no rate between
// the currencies (currency.ErrNoRate).
func (q *Quote) Report(to currency.Code, rates *currency.Rates) (Report, error) {
	if rates == nil {
		return Report{}, fmt.Errorf("pricing: report: %w: no exchange rates", ErrMissing)
	}
	rate, err := rates.Rate(q.Currency, to)
	if err == nil {
		var t Totals
		if t, err = q.totalsAt(rate); err == nil {
			return Report{Currency: to, Totals: t, Rate: rate}, nil
		}
	}
	return Report{}, fmt.Errorf("pricing: report in %v: %w", to, err)
}

// totalsAt are the totals converted at a rate.
func (q *Quote) totalsAt(rate currency.Rate) (Totals, error) {
	t := Totals{Merchant: q.Totals.Merchant}
	for _, x := range []struct {
		to   *currency.Amount
		from currency.Amount
	}{
		{&t.Goods, q.Totals.Goods}, {&t.Discounts, q.Totals.Discounts}, {&t.Shipping, q.Totals.Shipping},
		{&t.Insurance, q.Totals.Insurance}, {&t.Subsidy, q.Totals.Subsidy}, {&t.Vouchers, q.Totals.Vouchers}, {&t.Rounding, q.Totals.Rounding},
	} {
		var err error
		if *x.to, err = rate.Convert(x.from, grid); err != nil {
			return t, err
		}
	}
	if err := q.chargesAt(rate, &t); err != nil {
		return t, err
	}
	var err error
	if t.DueNow, err = currency.Sum(t.Goods, t.Discounts.Neg(), t.Shipping, t.Insurance, t.AtCheckout, t.Vouchers.Neg(), t.Rounding); err != nil {
		return t, err
	}
	t.DueOnDelivery = t.OnDelivery
	if t.CustomerPays, err = t.DueNow.Add(t.DueOnDelivery); err != nil {
		return t, err
	}
	t.Margin, err = rest(t.DueNow, t.Vouchers.Neg(), t.AtCheckout, t.InPrice, t.Absorbed)
	return t, err
}

// chargesAt converts the sum of each kind of charge in each placement, and
// fills the totals that are sums of these.
func (q *Quote) chargesAt(rate currency.Rate, t *Totals) error {
	var cells [3][len(placementNames)]currency.Total
	nothing := currency.FromMinor(0, q.Currency)
	for k := range cells {
		for p := range cells[k] {
			cells[k][p].Add(nothing)
		}
	}
	for i := range q.Charges {
		c := &q.Charges[i]
		kind := 0
		switch c.Kind {
		case TaxCharge:
			kind = 1
		case FeeCharge:
			kind = 2
		}
		if int(c.Placement) < len(placementNames) {
			cells[kind][c.Placement].Add(c.Amount)
		}
	}
	kinds := [...]*currency.Amount{&t.Duty, &t.Tax, &t.Fees}
	places := [...]*currency.Amount{AtCheckout: &t.AtCheckout, InPrice: &t.InPrice, OnDelivery: &t.OnDelivery, Absorbed: &t.Absorbed}
	for k := range cells {
		for p := range cells[k] {
			a, err := cells[k][p].Amount()
			if err == nil {
				a, err = rate.Convert(a, grid)
			}
			if err == nil {
				*kinds[k], err = kinds[k].Add(a)
			}
			if err == nil {
				*places[p], err = places[p].Add(a)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}
