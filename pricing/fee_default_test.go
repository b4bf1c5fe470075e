package pricing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// TestFeesByDefault: a market that says nothing of fees has those of customs in
// its quotes, and what the tables do not know of them makes these an estimate.
func TestFeesByDefault(t *testing.T) {
	fifteen := everywhere(func(m *pricing.Market) {
		m.Clearance = []pricing.Fee{{Name: "clearance", Rate: rateOf(t, "15 EUR / consignment")}}
	})
	absorbed := pricing.Absorbed
	usa := locale.Place{Country: "US", Region: "CA"}
	for _, tt := range []struct {
		name   string
		change func(*pricing.Config)
		cart   pricing.Cart
		on     string // the day, "" = noon
		fees   string
		tax    string // "" = not looked at
		says   string // a warning that makes it an estimate
		reason string
	}{
		{"a small import of fiscal 2026", nil, abroad(only(usa, book, "100.00", currency.USD)), "2026-09-01", "2.69 USD", "", "not in the tariff table of US: additional duties",
			"90 FR 2025-13869: 2.69 USD for an automated informal entry"},
		{"a small import of fiscal 2027", nil, abroad(only(usa, book, "100.00", currency.USD)), "", "0.00 USD", "", "us-mpf-2027-informal: ",
			"the amount was not found in print: nothing is charged, and the quote says so"},
		{"a formal entry", nil, abroad(only(usa, book, "3000.00", currency.USD)), "", "34.58 USD", "", "us-mpf-2027-formal: ",
			"0.3464 % of 3,000 are 10.39, at least 34.58"},
		{"a large formal entry", nil, abroad(only(usa, book, "20000.00", currency.USD)), "", "69.28 USD", "", "us-mpf-2027-formal: ",
			"0.3464 % of 20,000"},
		{"small parcels to France", nil, only(destinations[1], tee, "100.00", currency.EUR), "", "2.00 EUR", "21.00 EUR", "eu-handling-fee: ",
			"under IOSS the seller taxes what it charges on: 20 % of 100 + 3 + 2"},
		{"for the carrier", fifteen, only(destinations[0], tee, "100.00", currency.EUR), "", "15.00 EUR", "22.42 EUR", "eu-handling-fee: ",
			"19 % of 100 + 3 + 15: the customer pays the seller for the clearance too"},
		{"for the carrier, absorbed", func(c *pricing.Config) { fifteen(c); c.Markets[0].Fees = &absorbed },
			only(destinations[0], tee, "100.00", currency.EUR), "", "15.00 EUR", "19.57 EUR", "eu-handling-fee: ",
			"19 % of 100 + 3: what the merchant pays the carrier is no turnover"},
		{"for the carrier at import", fifteen, only(destinations[0], tee, "200.00", currency.EUR), "", "15.00 EUR", "42.56 EUR", "",
			"customs ask for 19 % of 200 + 24, whatever the carrier asks"},
		{"at home", nil, only(usa, book, "100.00", currency.USD), "", "0.00 USD", "", "", "no border is crossed"},
	} {
		if tt.change == nil {
			tt.change = func(*pricing.Config) {}
		}
		if tt.on != "" {
			day, err := time.Parse(time.DateOnly, tt.on)
			if err != nil {
				t.Fatal(err)
			}
			tt.cart.At = day.Add(12 * time.Hour)
		}
		q, err := engine(t, tt.change).Quote(tt.cart)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := q.Totals.Fees.String(); got != tt.fees {
			t.Errorf("%s: fees %s, want %s (%s)", tt.name, got, tt.fees, tt.reason)
		}
		if got := q.Totals.Tax.String(); tt.tax != "" && got != tt.tax {
			t.Errorf("%s: tax %s, want %s (%s)", tt.name, got, tt.tax, tt.reason)
		}
		warned := strings.Contains(strings.Join(q.Warnings, "\n"), tt.says)
		if want := tt.says != ""; !warned || (q.Accuracy == duty.Estimated) != want {
			t.Errorf("%s: %s, %q, want it to say %q (%s)", tt.name, q.Accuracy, q.Warnings, tt.says, tt.reason)
		}
	}
}

// abroad sends a cart from China.
func abroad(c pricing.Cart) pricing.Cart {
	c.ShipFrom = locale.Place{Country: "CN"}
	return c
}
