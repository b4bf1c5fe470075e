package pricing_test

import (
	"os"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
)

// A step says what it is, of which lines and at which rate, and what was dropped.
func TestDeclarationStepInWords(t *testing.T) {
	yen := func(units int64) currency.Amount { return currency.FromMinor(units, currency.JPY) }
	for want, s := range map[string]pricing.DeclarationStep{
		"customs value of lines 1, 2: 13636 JPY, without fractions 13000 JPY": {What: "customs value", Lines: []string{"1", "2"}, Of: yen(13636), Amount: yen(13000)},
		"national tax 7.8% of line 1: 700 JPY":                                {What: "national tax", Rate: "7.8%", Lines: []string{"1"}, Of: yen(700), Amount: yen(700)},
		"all duties: 1560 JPY, without fractions 1500 JPY":                    {What: "all duties", Of: yen(1560), Amount: yen(1500)},
	} {
		if got := s.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestDeclarations: what Japan drops of a book, at 183.49 JPY to 1.15 USD.
func TestDeclarations(t *testing.T) {
	wrapped := func(c *pricing.Cart) {
		for range 2 {
			p := wrap
			p.Price = currency.FromMinor(600, currency.JPY)
			c.Lines = append(c.Lines, pricing.Line{Product: p, Quantity: 1})
		}
		other := c.Lines[2]
		other.Product.Origin = "CN"
		c.Lines = append(c.Lines, other)
	}
	for _, tt := range []struct {
		name, price string
		code        currency.Code
		change      func(*pricing.Cart)
		tax         string
		steps       string
		reason      string
	}{
		{"in dollars", "100.00", currency.USD, nil, "8.77",
			"customs value of line 1: 15955 JPY, without fractions 15000 JPY; import duty Free of line 1: 0 JPY; all duties: 0 JPY; " +
				"base of the tax of line 1: 15955 JPY, without fractions 15000 JPY; national tax 7.8% of line 1: 1170 JPY; local tax 22/78 of line 1: 310 JPY; " +
				"all national taxes: 1170 JPY, without fractions 1100 JPY; all local taxes: 310 JPY, without fractions 300 JPY",
			"1,400 JPY are 8.774 USD"},
		{"shirts in dollars", "1000.00", currency.USD, func(c *pricing.Cart) { c.Lines[0].Product = listed("1000.00", currency.USD) }, "106.55",
			"customs value of line 1: 159556 JPY, without fractions 159000 JPY; import duty 7.4% of line 1: 11766 JPY; all duties: 11766 JPY, without fractions 11700 JPY; " +
				"base of the tax of line 1: 171256 JPY, without fractions 171000 JPY; national tax 7.8% of line 1: 13338 JPY; local tax 22/78 of line 1: 3751 JPY; " +
				"all national taxes: 13338 JPY, without fractions 13300 JPY; all local taxes: 3751 JPY, without fractions 3700 JPY",
			"17,000 JPY are 106.545 USD; all steps are in yen"},
		{"with wraps of two origins", "20000", currency.JPY, wrapped, "2000",
			"customs value of line 1: 20000 JPY; import duty Free of line 1: 0 JPY; all duties: 0 JPY; " +
				"base of the tax of line 1: 20000 JPY; national tax 7.8% of line 1: 1560 JPY; local tax 22/78 of line 1: 423 JPY; " +
				"base of the tax of lines 2, 3: 1200 JPY, without fractions 1000 JPY; national tax 7.8% of lines 2, 3: 78 JPY; local tax 22/78 of lines 2, 3: 0 JPY; " +
				"base of the tax of line 4: 600 JPY, without fractions 0 JPY; national tax 7.8% of line 4: 0 JPY; local tax 22/78 of line 4: 0 JPY; " +
				"all national taxes: 1638 JPY, without fractions 1600 JPY; all local taxes: 423 JPY, without fractions 400 JPY", "20,000 and the 1,200 of both, of which 1,000 count: 1,600 of 1,638, and 400 of 423"},
	} {
		cart := only(destinations[5], book, tt.price, tt.code)
		if tt.change != nil {
			tt.change(&cart)
		}
		q, err := engine(t, everywhere(func(m *pricing.Market) {
			if m.ID == "JP" {
				m.Currency = tt.code
			}
		})).Quote(cart)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		equal(t, tt.name+": "+tt.reason, q.Totals.Tax, currency.MustAmount(tt.tax, tt.code))
		var steps []string
		for _, s := range q.Consignments[0].Customs.Declaration {
			steps = append(steps, s.String())
		}
		if got := strings.Join(steps, "; "); got != tt.steps {
			t.Errorf("%s: got %s\nwant %s", tt.name, got, tt.steps)
		}
	}
}

// TestDeclarationOfTaxAlone: where customs drop fractions of the tax only, the
// declaration has no column of duty.
func TestDeclarationOfTaxAlone(t *testing.T) {
	text, err := os.ReadFile("../duty/data/regimes.csv")
	if err != nil {
		t.Fatal(err)
	}
	regimes, err := duty.LoadRegimes(strings.NewReader(strings.ReplaceAll(string(text), "1000/100 JPY", "")))
	if err != nil {
		t.Fatal(err)
	}
	q, err := engine(t, func(c *pricing.Config) { c.Regimes = regimes }).Quote(only(destinations[5], book, "15955", currency.JPY))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "tax", q.Totals.Tax, currency.MustAmount("1400", currency.JPY))
	if steps := q.Consignments[0].Customs.Declaration; len(steps) != 5 || steps[0].What != "base of the tax" {
		t.Errorf("%v", steps)
	}
}
