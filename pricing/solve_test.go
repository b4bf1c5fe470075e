package pricing_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// solveEngine sells by the tariff of testdata/solve-tariff.csv.
func solveEngine(t testing.TB, change func(*pricing.Config)) *pricing.Engine {
	t.Helper()
	f, err := os.Open("testdata/solve-tariff.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tariff, err := duty.LoadTariff(f)
	if err != nil {
		t.Fatal(err)
	}
	return engine(t, func(c *pricing.Config) {
		c.Tariff = tariff
		for i := range c.Markets {
			c.Markets[i].FXMargin = decimal.Decimal{}
		}
		if change != nil {
			change(c)
		}
	})
}

// madeUp adds a rate of duty on 611020 to the tariff of testdata/solve-tariff.csv.
func madeUp(t testing.TB, destination, rate string) *duty.Tariff {
	t.Helper()
	text, err := os.ReadFile("testdata/solve-tariff.csv")
	if err != nil {
		t.Fatal(err)
	}
	tariff, err := duty.LoadTariff(strings.NewReader(string(text) + destination + ",611020,,mfn," + rate + ",,made up,,,,made up,2026-11-01,\n"))
	if err != nil {
		t.Fatal(err)
	}
	return tariff
}

// goalOf is a thing of a code that a consumer is to pay so much for.
func goalOf(to locale.Place, hs, target string) pricing.Goal {
	word, figure, _ := strings.Cut(target, " ")
	code, err := currency.ParseCode(word)
	if err != nil {
		panic(err)
	}
	return pricing.Goal{
		Offer:   pricing.Offer{At: noon, ShipTo: to},
		Product: pricing.Product{SKU: "THING", HSCode: hs, Origin: "CN", Category: tax.General, WeightKG: decimal.New(5, -1), Measures: []duty.Quantity{{Unit: "l", Value: decimal.New(75, -2)}}},
		Target:  currency.MustAmount(figure, code),
	}
}

// found writes solutions as a table says them.
func found(out pricing.Solutions) string {
	var b strings.Builder
	for _, s := range out.All {
		fmt.Fprintf(&b, "%s: %s+%s+%s", s.Net.Text(), s.Duty.Text(), s.Tax.Text(), s.Regime)
		if !s.Rounding.IsZero() {
			fmt.Fprintf(&b, " left %s", s.Rounding.Text())
		}
		b.WriteString("; ")
	}
	for _, g := range out.Gaps {
		low := ""
		if g.Low != (currency.Amount{}) {
			low = g.Low.Text()
		}
		fmt.Fprintf(&b, "(%s, %s)", low, g.High.Text())
		for _, c := range g.Thresholds {
			fmt.Fprintf(&b, " %s", c.Rule)
		}
		b.WriteString("; ")
	}
	return strings.TrimSuffix(b.String(), "; ")
}

// The answers were worked out by hand, or are printed in the cases of reference.
func TestSolve(t *testing.T) {
	e := solveEngine(t, solveMarkets)
	at := func(country locale.Country, region string) locale.Place {
		return locale.Place{Country: country, Region: region}
	}
	for _, c := range []struct {
		name   string
		goal   pricing.Goal
		change func(*pricing.Goal)
		want   string
		reason string
	}{
		{"below the line", goalOf(at("GB", ""), "610910", "GBP 100.00"), nil,
			"83.33: 0.00+16.67+gb-135-relief; (162.00, 181.45) gb-135-relief uk_low_value", "relief of duty, VAT of 20 % at the sale"},
		{"at the line", goalOf(at("GB", ""), "610910", "GBP 162.00"), nil,
			"135.00: 0.00+27.00+gb-135-relief; (162.00, 181.45) gb-135-relief uk_low_value", "135 GBP is still below"},
		{"in the gap", goalOf(at("GB", ""), "610910", "GBP 170.00"), nil,
			"(162.00, 181.45) gb-135-relief uk_low_value", "12 % duty and 20 % VAT: no price from 162.01 to 181.44"},
		{"end of the gap", goalOf(at("GB", ""), "610910", "GBP 181.44"), nil,
			"(162.00, 181.45) gb-135-relief uk_low_value", "still in it"},
		{"above the gap", goalOf(at("GB", ""), "610910", "GBP 181.45"), nil,
			"135.01: 16.20+30.24+gb-normal; (162.00, 181.45) gb-135-relief uk_low_value", "135.01 with 16.20 and 30.24"},
		{"the grid leaps", goalOf(at("GB", ""), "610910", "GBP 181.47"), nil,
			"135.02: 16.20+30.24+gb-normal left 0.01; (162.00, 181.45) gb-135-relief uk_low_value", "135.02 comes to 181.46, 135.03 with 16.20 and 30.25 to 181.48"},
		{"two nets", goalOf(at("DE", ""), "490199", "EUR 180.00"), nil,
			"148.26: 3.00+28.74+eu-flat-ioss; 151.26: 0.00+28.74+eu-normal; (, 3.57)", "just below 150 EUR a free good costs 3 EUR and the VAT on them more than just above"},
		{"least price", goalOf(at("DE", ""), "490199", "EUR 3.00"), nil,
			"(, 3.57)", "3 EUR and 19 % are due on goods of no value"},
		{"with freight", goalOf(at("FR", ""), "420222", "EUR 249.60"), func(g *pricing.Goal) { g.Shipping = currency.MustAmount("20.00", currency.EUR) },
			"180.00: 8.00+41.60+eu-normal; (, 30.00); (210.00, 212.17) fr-small-parcels-after eu-flat-ioss ioss", "case rev-fr-freight: ((n+20) × 1.04) × 1.20; 150.00 is at 210.00 = (170 + 3 + 2 of the small parcels tax) × 1.2, 150.01 at 212.17"},
		{"a least tax", goalOf(at("CH", ""), "610910", "CHF 65.00"), nil,
			"(62.03, 67.07) tax", "8.1 % of 62.03 are 5.02, settled to 5.00, which is not collected"},
		{"bounded", goalOf(at("GB", ""), "910211", "GBP 164.16"), nil,
			"136.00: 0.80+27.36+gb-normal; (162.00, 162.97) gb-135-relief uk_low_value", "4.5 % would be 6.12, at most 0.80"},
		{"specific", goalOf(at("GB", ""), "220421", "GBP 12.29"), nil,
			"10.00: 0.24+2.05+gb-normal; (, 0.29)", "32 GBP/hl on 0.75 l; alcohol is never relieved"},
		{"rate by the price", goalOf(at("US", "NY"), "610910", "USD 112.00"), func(g *pricing.Goal) {
			g.Product.Category, g.Offer.ShipFrom = tax.ClothingFootwear, at("US", "CA")
			g.Offer.Market = "US-NY"
		}, "(109.99, 114.40) US-NY sales tax", "clothing is exempt below 110 USD and bears 4 % from there"},
		{"three", goalOf(at("GB", ""), "610910", "GBP 100.00"), func(g *pricing.Goal) { g.Quantity = 3 },
			"83.31: 0.00+16.66+gb-135-relief left 0.03; (162.00, 181.48) gb-135-relief uk_low_value", "27.77 each: a cent more each is 3.60 more in all"},
		{"before a full step", goalOf(at("JP", ""), "610910", "JPY 15599"), nil,
			"12999: 1400+1200+jp-normal", "12 % of 12,000, 1,440 without 40; of 14,399 14,000 bear 7.8 %, 1,092 without 92, and 22/78 of 1,000, 282 without 82"},
		{"in a full step", goalOf(at("JP", ""), "610910", "JPY 15650"), nil,
			"(15599, 15700) 1000/100 JPY", "13,000 bear a duty of 1,560, without 60, and 14,500 the same tax: 15,700"},
		{"first of a full step", goalOf(at("JP", ""), "610910", "JPY 15600"), nil,
			"(15599, 15700) 1000/100 JPY", "a yen above 12,999"},
		{"before it ends", goalOf(at("JP", ""), "610910", "JPY 15699"), nil,
			"(15599, 15700) 1000/100 JPY", "a yen below 13,000"},
		{"a full step beyond a relief", goalOf(at("JP", ""), "732393", "JPY 17450"), nil,
			"(10000, 10801) jp-10000-relief none duty; (17399, 17500) 1000/100 JPY 78+22; (32779, 33530) duty", "15,999 bear 1,100 and 300 of tax, 16,000 1,200 and 300, and no duty is collected yet; the gaps are ascending"},
		{"three in Japan", goalOf(at("JP", ""), "610910", "JPY 15598"), func(g *pricing.Goal) { g.Quantity = 3 },
			"12996: 1400+1200+jp-normal left 2", "4,332 each come to 15,596, 4,333 to 15,599: the grid leaps, and no step of customs"},
		{"a full step as wide as the grid", goalOf(at("JP", ""), "610910", "JPY 25000300"), func(g *pricing.Goal) { g.Quantity = 419 },
			"20292589: 2435000+2272600+jp-normal left 111", "25,000,189; a yen more of each comes to 25,000,708: 519 are 419 with 23.2 % of levies, and three for figures that are rounded"},
		{"a full step wider than the grid", goalOf(at("JP", ""), "610910", "JPY 25000300"), func(g *pricing.Goal) { g.Quantity = 418 },
			"(25000246, 25000764) 1000/100 JPY 1000/100 JPY 78+22", "518 are more than 418 with 23.2 % and three"},
		{"three books at the line", goalOf(at("GB", ""), "490199", "GBP 162.00"), func(g *pricing.Goal) { g.Quantity = 3 },
			"135.00: 0.00+27.00+gb-135-relief", "and not twice"},
		{"three books, between", goalOf(at("GB", ""), "490199", "GBP 162.03"), func(g *pricing.Goal) { g.Quantity = 3 },
			"135.00: 0.00+27.00+gb-135-relief left 0.03", "135.03 come to 162.04: free of duty on both sides, it is only the grid that leaps"},
		{"three books beyond the line", goalOf(at("GB", ""), "490199", "GBP 162.04"), func(g *pricing.Goal) { g.Quantity = 3 },
			"135.03: 0.00+27.01+gb-normal", "and not twice"},
		{"one line of no price", goalOf(at("GB", ""), "610910", "GBP 100.00"), func(g *pricing.Goal) {
			g.Lines, g.Product = []pricing.Line{{Product: g.Product, Quantity: 1}}, pricing.Product{}
			g.Lines[0].Product.Price = currency.FromMinor(0, currency.GBP)
		}, "83.33: 0.00+16.67+gb-135-relief; (162.00, 181.45) gb-135-relief uk_low_value", "one needs no proportion"},
		{"a price that is not looked at", goalOf(at("GB", ""), "610910", "USD 100.00"), func(g *pricing.Goal) { g.Product.Price = currency.FromMinor(500, currency.GBP) },
			"62.60: 0.00+12.52+gb-135-relief; (162.00, 181.45) gb-135-relief uk_low_value", "the target says what dollars are"},
		{"carriage of what is not known", goalOf(at("GB", ""), "851830", "GBP 810.05"), func(g *pricing.Goal) { g.Shipping = currency.MustAmount("675.05", currency.GBP) },
			"(, 810.06)", "675.05 and VAT of 135.01; of goods that the tariff does not have 135.01 cost as much without any"},
		{"from a full step", goalOf(at("JP", ""), "610910", "JPY 15700"), nil,
			"13000: 1500+1200+jp-normal", "the first price above it"},
		{"in dollars", goalOf(at("GB", ""), "610910", "USD 100.00"), nil,
			"62.60: 0.00+12.52+gb-135-relief; (162.00, 181.45) gb-135-relief uk_low_value", "75.12 GBP by the rate of the day"},
	} {
		if c.change != nil {
			c.change(&c.goal)
		}
		out, err := e.Solve(c.goal)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := found(out); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s\n(%s)", c.name, got, c.want, c.reason)
		}
	}
}

// Of several goods the gap says of which a full step is, and taxes that are counted
// in hundredths change nothing of what customs ask for.
func TestSolveFractionsOfSeveral(t *testing.T) {
	g := goalOf(locale.Place{Country: "JP"}, "610910", "JPY 13750")
	p := g.Product
	p.Price = currency.FromMinor(1000, currency.JPY)
	book := p
	book.SKU, book.HSCode = "BOOK", "490199"
	g.Product, g.Lines = pricing.Product{}, []pricing.Line{{ID: "shirt", Product: p, Quantity: 1}, {ID: "book", Product: book, Quantity: 1}}
	for _, digits := range []int{0, 2} {
		e := solveEngine(t, func(c *pricing.Config) {
			solveMarkets(c)
			for i := range c.Markets {
				c.Markets[i].Policy.Rounding.Digits = currency.To(digits)
			}
		})
		out, err := e.Solve(g)
		if err != nil {
			t.Fatal(err)
		}
		var causes []string
		for _, gap := range out.Gaps {
			for _, c := range gap.Thresholds {
				causes = append(causes, fmt.Sprintf("%v to %v: %v of %s", gap.Low, gap.High, c.Amount, c.Of))
			}
		}
		if got, want := strings.Join(causes, "; "), "13498 JPY to 13800 JPY: 6000 JPY of customs value of line shirt; 13498 JPY to 13800 JPY: 6000 JPY of base of the tax of line book"; got != want {
			t.Errorf("got %s\nwant %s: no duty is charged on books", got, want)
		}
		s := out.Chosen
		got := fmt.Sprintf("%s %s %s %s subsidy %s margin %s", s.Net.Text(), s.Duty.Text(), s.Tax.Text(), s.Price.Text(), s.Subsidy.Text(), s.Margin.Text())
		if want := "12250 700 1100 13750 subsidy 300 margin 11950"; got != want {
			t.Errorf("taxes of %d digits: got %s, want %s: 13,750 less 600 and 900 are declared, and bear 300 more", digits, got, want)
		}
	}
}

// A goal that cannot be solved is refused, and says by which of its fields.
func TestSolveRefuses(t *testing.T) {
	e := solveEngine(t, func(c *pricing.Config) {
		solveMarkets(c)
		for i := range c.Markets {
			c.Markets[i].OnForbidden = pricing.RefuseForbidden
		}
	})
	gb := locale.Place{Country: "GB"}
	for _, c := range []struct {
		name   string
		change func(*pricing.Goal)
		field  string
		class  error
	}{
		{"no target", func(g *pricing.Goal) { g.Target = currency.Amount{} }, "target", pricing.ErrInvalid},
		{"two targets", func(g *pricing.Goal) { g.Margin = g.Target }, "target", pricing.ErrInvalid},
		{"negative", func(g *pricing.Goal) { g.Target = g.Target.Neg() }, "target", pricing.ErrInvalid},
		{"too much", func(g *pricing.Goal) { g.Target = currency.FromMinor(1<<60, currency.GBP) }, "target", pricing.ErrLimit},
		{"third currency", func(g *pricing.Goal) {
			g.Product.Price = currency.FromMinor(1, currency.USD)
			g.Target = currency.FromMinor(1, currency.JPY)
		}, "target", currency.ErrMismatch},
		{"negative shipping", func(g *pricing.Goal) { g.Shipping = currency.FromMinor(-1, currency.GBP) }, "shipping", pricing.ErrInvalid},
		{"quantity", func(g *pricing.Goal) { g.Quantity = -1 }, "quantity", pricing.ErrInvalid},
		{"too many", func(g *pricing.Goal) { g.Quantity = pricing.MaxQuantity + 1 }, "quantity", pricing.ErrLimit},
		{"policy", func(g *pricing.Goal) { g.Policy = 9 }, "policy", pricing.ErrInvalid},
		{"another buyer", func(g *pricing.Goal) { g.Offer.Buyer = tax.Buyer{Business: true} }, "buyer", pricing.ErrInvalid},
		{"mode", func(g *pricing.Goal) { g.Mode = 99 }, "mode", pricing.ErrInvalid},
		{"placement", func(g *pricing.Goal) { p := pricing.Placement(7); g.Tax = &p }, "tax", pricing.ErrInvalid},
		{"tax at the door", func(g *pricing.Goal) { p := pricing.OnDelivery; g.Tax = &p }, "tax", pricing.ErrPlacement},
		{"no moment", func(g *pricing.Goal) { g.Offer.At = time.Time{} }, "at", pricing.ErrMissing},
		{"no market", func(g *pricing.Goal) { g.Offer.ShipTo.Country = "BR" }, "ship_to.country", pricing.ErrUnknownMarket},
		{"no category", func(g *pricing.Goal) { g.Product.Category = "" }, "product.category", pricing.ErrMissing},
		{"no origin", func(g *pricing.Goal) { g.Product.Origin = "" }, "product.origin", pricing.ErrMissing},
		{"no code", func(g *pricing.Goal) { g.Product.HSCode = "" }, "product.hs_code", nil},
		{"unknown code", func(g *pricing.Goal) { g.Product.HSCode = "851830"; g.Target = currency.FromMinor(99900, currency.GBP) }, "product.hs_code", duty.ErrNoTariff},
		{"product and lines", func(g *pricing.Goal) { g.Lines = []pricing.Line{{Product: g.Product, Quantity: 1}} }, "lines", pricing.ErrInvalid},
		{"lines without prices", func(g *pricing.Goal) {
			g.Product.Price = currency.FromMinor(0, currency.GBP)
			g.Lines = []pricing.Line{{ID: "a", Product: g.Product, Quantity: 1}, {ID: "b", Product: g.Product, Quantity: 1}}
			g.Product = pricing.Product{}
		}, "lines", pricing.ErrInvalid},
		{"two places", func(g *pricing.Goal) {
			g.Product.Price = currency.FromMinor(1, currency.GBP)
			g.Lines = []pricing.Line{{ID: "a", Product: g.Product, Quantity: 1}, {ID: "b", Product: g.Product, Quantity: 1, ShipFrom: locale.Place{Country: "CN"}}}
			g.Product = pricing.Product{}
		}, "lines", pricing.ErrInvalid},
		{"wrapping of nothing", func(g *pricing.Goal) { g.Product.Kind = pricing.Service }, "product.kind", pricing.ErrInvalid},
		{"lines of nothing", func(g *pricing.Goal) {
			g.Lines, g.Product = []pricing.Line{{Product: g.Product}}, pricing.Product{}
		}, "quantity", pricing.ErrInvalid},
	} {
		g := goalOf(gb, "610910", "GBP 100.00")
		c.change(&g)
		_, err := e.Solve(g)
		var ce *pricing.CartError
		if !errors.As(err, &ce) || ce.Field != c.field || c.class != nil && !errors.Is(err, c.class) {
			t.Errorf("%s: %v, want an error in %s of class %v", c.name, err, c.field, c.class)
		}
	}
}

// shirtsAndBook makes the goods of a goal shirts of 40 USD and a book.
func shirtsAndBook(g *pricing.Goal, shirts, cents int64) {
	shirt, book := g.Product, g.Product
	shirt.SKU, shirt.Price = "SHIRT", currency.FromMinor(4000, currency.USD)
	book.SKU, book.HSCode, book.Price = "BOOK", "490199", currency.FromMinor(cents, currency.USD)
	g.Product = pricing.Product{}
	g.Lines = []pricing.Line{{ID: "a", Product: shirt, Quantity: shirts}, {ID: "b", Product: book, Quantity: 1}}
}

// Several lines keep their proportions, and their thresholds are those of all.
func TestSolveCart(t *testing.T) {
	e := solveEngine(t, solveMarkets)
	g := goalOf(locale.Place{Country: "GB"}, "610910", "GBP 162.00")
	shirtsAndBook(&g, 2, 1000)
	out, err := e.Solve(g)
	if err != nil {
		t.Fatal(err)
	}
	// 135 GBP is at 2 × 60 and 1 × 15; above it 2 × 60.01 bear 14.40, all 20 %.
	if got, want := found(out), "135.00: 0.00+27.00+gb-135-relief; (162.00, 179.30) gb-135-relief uk_low_value"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if u := out.Chosen.Units; len(u) != 2 || u[0].Text() != "60.00" || u[1].Text() != "15.00" {
		t.Errorf("units %v", u)
	}
}

// A cent of carriage that falls on goods alike falls on the first by its SKU, in
// whichever order they are given, as in a quote: on the book, which is free of duty.
// Of 100.05 the duty on the shirt were 12.01.
func TestSolveCartOrder(t *testing.T) {
	e := solveEngine(t, solveMarkets)
	g := goalOf(locale.Place{Country: "GB"}, "610910", "GBP 254.51")
	g.Shipping = currency.MustAmount("0.01", currency.GBP)
	shirtsAndBook(&g, 1, 4000)
	out, err := e.Solve(g)
	if s := out.Chosen; err != nil || s.Net.Text() != "200.08" || s.Duty.Text() != "12.00" || !s.Rounding.IsZero() {
		t.Errorf("%+v, %v", s, err)
	}
}

// A service that goes with goods is taxed like them, and counts for no
// threshold.
func TestSolveService(t *testing.T) {
	g := goalOf(locale.Place{Country: "GB"}, "610910", "GBP 194.40")
	shirt := g.Product
	shirt.Price = currency.FromMinor(5000, currency.GBP)
	wrap := pricing.Product{SKU: "WRAP", Kind: pricing.Service, Category: tax.General, Price: currency.FromMinor(1000, currency.GBP)}
	g.Product, g.Lines = pricing.Product{}, []pricing.Line{{Product: shirt, Quantity: 1}, {Product: wrap, Quantity: 1}}
	out, err := solveEngine(t, solveMarkets).Solve(g)
	if err != nil {
		t.Fatal(err)
	}
	// At 135 GBP for the shirt and 27 for wrapping it there is relief still;
	// above, 16.20 duty and the VAT on it.
	if got, want := found(out), "162.00: 0.00+32.40+gb-135-relief; (194.40, 213.85) gb-135-relief uk_low_value"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What is supplied electronically crosses no border.
func TestSolveDigital(t *testing.T) {
	g := goalOf(locale.Place{Country: "DE"}, "", "EUR 119.00")
	g.Product = pricing.Product{SKU: "SONG", Kind: pricing.Digital, Category: tax.General}
	e := solveEngine(t, func(c *pricing.Config) {
		solveMarkets(c)
		c.Seller.Registrations = append(c.Seller.Registrations, tax.Registration{Country: "IE", Scheme: "non_union_oss"})
	})
	out, err := e.Solve(g)
	if err != nil {
		t.Fatal(err)
	}
	if s := out.Chosen; s.Net.Text() != "100.00" || s.Tax.Text() != "19.00" || len(out.Gaps) != 0 {
		t.Errorf("%+v", out)
	}
}

// Under a duty of 150 %, but 1 USD at least, a margin grows with the net to
// 0.66 and falls from there: what is left of shipping is met twice.
func TestSolveMarginTurns(t *testing.T) {
	absorbed := pricing.Absorbed
	g := goalOf(locale.Place{Country: "US", Region: "CA"}, "711311", "USD 9.40")
	g.Offer.Market, g.Offer.ShipFrom = "US-CA", locale.Place{Country: "CN"}
	g.Margin, g.Target, g.Duty = g.Target, currency.Amount{}, &absorbed
	g.Shipping = currency.MustAmount("10.00", currency.USD)
	e := solveEngine(t, func(c *pricing.Config) {
		solveMarkets(c)
		c.Markets[len(c.Markets)-1].Currency = currency.USD
	})
	out, err := e.Solve(g)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.All) != 2 || out.All[0].Net.Text() != "0.40" || out.All[1].Net.Text() != "1.19" {
		t.Errorf("%+v", out.All)
	}
	g.Margin = currency.MustAmount("9.66", currency.USD) // of 0.67 the duty is 1.005, rounded to 1.01
	if out, err = e.Solve(g); err != nil || len(out.All) != 2 || out.All[0].Net.Text() != "0.66" || out.All[1].Net.Text() != "0.67" {
		t.Errorf("%v, %+v, want it met on both sides of the turn", err, out.All)
	}
	var ge *pricing.GapError
	g.Margin = currency.MustAmount("9.70", currency.USD)
	if _, err := e.Solve(g); !errors.As(err, &ge) || ge.Gap.Low.Text() != "9.66" || ge.Gap.NetLow.Text() != "0.66" {
		t.Errorf("%v, want nothing above 9.66, which 0.66 leaves", err)
	}
}

// A margin is what is left of what the customer pays once the absorbed levies
// are paid.
func TestSolveMargin(t *testing.T) {
	absorbed, checkout := pricing.Absorbed, pricing.AtCheckout
	for _, c := range []struct {
		name, code, margin string
		duty, tax          *pricing.Placement
		want               string
		reason             string
	}{
		{"nothing absorbed", "610910", "GBP 100.00", &checkout, &checkout, "100.00: pays 120.00", "the margin is the net"},
		{"nothing absorbed, above", "610910", "GBP 200.00", &checkout, &checkout, "200.00: pays 268.80", "the same"},
		{"duty absorbed", "610910", "GBP 120.00", &absorbed, &checkout, "120.00: pays 144.00; 136.36: pays 166.90", "below the line there is none; above it 136.36 leave 120.00 of 12 %, and VAT is on the duty too"},
		{"tax absorbed", "610910", "GBP 100.00", &checkout, &absorbed, "100.00: pays 120.00", "the VAT that the seller accounts for is in the price that is paid"},
		{"in dollars", "610910", "USD 50.00", &checkout, &checkout, "37.56: pays 45.07", "by the rate without margin"},
		{"more than the goods", "240220", "GBP 10.00", &absorbed, &checkout, "", "the duty of 350 % leaves nothing"},
	} {
		g := goalOf(locale.Place{Country: "GB"}, c.code, c.margin)
		g.Margin, g.Target, g.Duty, g.Tax = g.Target, currency.Amount{}, c.duty, c.tax
		out, err := solveEngine(t, solveMarkets).Solve(g)
		var parts []string
		for _, s := range out.All {
			part := fmt.Sprintf("%s: pays %s", s.Net.Text(), s.Price.Text())
			if !s.Rounding.IsZero() {
				part += " left " + s.Rounding.Text()
			}
			parts = append(parts, part)
			if sum(s.Margin, s.Rounding) != out.Target {
				t.Errorf("%s: margin %v and rounding %v are not %v", c.name, s.Margin, s.Rounding, out.Target)
			}
		}
		var ge *pricing.GapError
		if out.All == nil && (!errors.As(err, &ge) || ge.Gap.High != currency.Amount{} || ge.Gap.String() != "nothing above 0.00 GBP") {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := strings.Join(parts, "; "); got != c.want {
			t.Errorf("%s: got %s (%v), want %s: %s", c.name, got, err, c.want, c.reason)
		}
	}
}

// TestSolveClearance: up to 0.04 USD the duty of 12 % rounds to nothing, and the
// carrier asks for nothing; from 0.05 it is a cent, and 15.00 for clearing it, on
// all of which there is 7.25 % of sales tax.
func TestSolveClearance(t *testing.T) {
	g := goalOf(locale.Place{Country: "US", Region: "CA"}, "610910", "USD 10.00")
	g.Offer.Market, g.Offer.ShipFrom = "US-CA", locale.Place{Country: "CN"}
	out, err := solveEngine(t, func(c *pricing.Config) {
		solveMarkets(c)
		m := &c.Markets[len(c.Markets)-1]
		m.Currency, m.Clearance = currency.USD, []pricing.Fee{{Name: "clearance", Rate: rateOf(t, "15 USD / consignment")}}
	}).Solve(g)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := found(out), "(0.04, 16.15) clearance; "; !strings.HasPrefix(got, want) {
		t.Fatalf("got %s, want %s", got, want)
	}
	if c := out.Gaps[0].Thresholds[0]; c.Kind != pricing.ClearanceThreshold || c.Source != "market US-CA" {
		t.Errorf("%+v", c)
	}
}
