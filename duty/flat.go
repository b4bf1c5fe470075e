package duty

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// flat charges a subheading its flat amount, when its first item comes, and
// shares it among its items by value. Goods of one subheading count as one,
// whatever their origins.
func (a *assessor) flat(i int) error {
	items, r := a.shipment.Items, a.rules[i]
	if items[i].Claim != "" {
		a.note("the preference claimed for " + items[i].Code.Dotted() + " has no effect on a flat amount")
	}
	code := items[i].Code.HS6()
	var mates []int
	var weights []currency.Amount
	var total currency.Total
	for k := range items {
		if a.rules[k] == r && items[k].Code.HS6() == code {
			mates, weights = append(mates, k), append(weights, items[k].Value)
			total.Add(items[k].Value)
		}
	}
	if mates[0] != i {
		return nil // charged with the first of them
	}
	amount, err := a.converted(r.Flat)
	if err != nil {
		return err
	}
	shares := []currency.Amount{amount}
	if len(mates) > 1 {
		if sum, err := total.Amount(); err == nil && sum.IsZero() {
			for k := range weights {
				weights[k] = currency.FromMinor(1, a.currency)
			}
		}
		if shares, err = amount.AllocateBy(weights, a.shipment.Rounding); err != nil {
			return err
		}
	}
	for k, at := range mates {
		line := &a.result.Lines[at]
		c := Charge{Levy: r.levy(), Base: line.CustomsValue, Amount: shares[k], Regime: r.ID}
		c.Levy.Code, c.Levy.Name = code, importDuty+", "+r.Flat.String()+" for the subheading"
		if c.Amount.IsZero() {
			c.Zero = SharedFlat
		}
		line.Charges = append(a.room(1), c)
	}
	return nil
}

// converted brings an amount of the law to the shipment's currency, rounded
// once.
func (a *assessor) converted(amount currency.Amount) (currency.Amount, error) {
	s := a.shipment
	if amount.Currency() == a.currency {
		return amount.Round(s.Rounding)
	}
	if s.Rates == nil {
		return currency.Amount{}, fmt.Errorf("duty: converting %s to %s needs exchange rates: %w", amount, a.currency, currency.ErrNoRate)
	}
	own, _, err := s.Rates.Convert(amount, a.currency, s.Rounding)
	return own, err
}
