package pricing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// TestItemThresholds sells clothing to states that tax it from a price of the
// item on: what counts is what one costs after discounts, not the line.
func TestItemThresholds(t *testing.T) {
	for _, c := range []struct {
		name, state string
		price       int64
		quantity    int64
		discount    int64
		euros       bool
		level       tax.Level
		want        string
		reason      string
	}{
		{"two under", "NY", 6000, 2, 0, false, tax.PerLine, "0% of 120.00 USD: 0.00 USD exempt", "each is under 110"},
		{"two under, by unit", "NY", 6000, 2, 0, false, tax.PerUnit, "0% of 120.00 USD: 0.00 USD exempt", "each is under 110"},
		{"at", "NY", 11000, 2, 0, false, tax.PerLine, "4% of 220.00 USD: 8.80 USD", "at 110 all is taxed"},
		{"discounted", "NY", 11000, 2, 2, false, tax.PerLine, "0% of 219.98 USD: 0.00 USD exempt", "a cent off each is under 110"},
		{"excess", "MA", 20000, 3, 0, false, tax.PerLine, "6.25% of 75.00 USD: 4.69 USD; 0% of 525.00 USD: 0.00 USD exempt", "25 of each are above 175"},
		{"excess in euros", "MA", 20000, 1, 0, true, tax.PerLine, "6.25% of 24.35 EUR: 1.52 EUR; 0% of 152.17 EUR: 0.00 EUR exempt", "175 USD at 1.15, without the margin of 1.5 % that is in the price of 176.52"},
	} {
		e := engine(t, func(cfg *pricing.Config) {
			cfg.Seller.Registrations = append(cfg.Seller.Registrations, tax.Registration{Country: "US", Region: c.state, Scheme: "sales_tax"})
			for i := range cfg.Markets {
				if m := &cfg.Markets[i]; m.ID == "US" {
					m.Policy.Level = c.level
					if c.euros {
						m.Currency = currency.EUR
					}
				}
			}
		})
		cart := pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "US", Region: "CA"}, ShipTo: locale.Place{Country: "US", Region: c.state},
			Lines: []pricing.Line{{Product: pricing.Product{SKU: "COAT", Category: tax.ClothingFootwear, Price: currency.FromMinor(c.price, currency.USD)}, Quantity: c.quantity}}}
		if c.discount > 0 {
			cart.Discounts = []pricing.Discount{{Amount: currency.FromMinor(c.discount, currency.USD)}}
		}
		q, err := e.Quote(cart)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, x := range q.Charges {
			if x.Kind == pricing.TaxCharge {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s of %v: %v %s", x.Rate, x.Base, x.Amount, x.Zero)))
			}
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: got %s, want %s: %s", c.name, s, c.want, c.reason)
		}
	}
}
