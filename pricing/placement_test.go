package pricing_test

import (
	"errors"
	"fmt"
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

// destinations are the nine of the example.
var destinations = []locale.Place{
	{Country: "DE", PostalCode: "10115"}, {Country: "FR", PostalCode: "75001"}, {Country: "GB", PostalCode: "SW1A 1AA"},
	{Country: "CH", PostalCode: "8001"}, {Country: "NO", PostalCode: "0150"}, {Country: "JP", PostalCode: "100-0001"},
	{Country: "AU", PostalCode: "2000"}, {Country: "CA", Region: "ON", PostalCode: "M5V 2T6"},
	{Country: "US", Region: "CA", PostalCode: "94103"},
}

// placed quotes a cart with duty and tax placed at p.
func placed(t *testing.T, e *pricing.Engine, cart pricing.Cart, p pricing.Placement) pricing.Quote {
	t.Helper()
	cart.Duty, cart.Tax = &p, &p
	q, err := e.Quote(cart)
	if err != nil {
		t.Fatalf("%v: %v", p, err)
	}
	return q
}

// levied writes kind, base and amount of each charge, not where it is placed.
func levied(q pricing.Quote) string {
	var b strings.Builder
	for _, c := range q.Charges {
		fmt.Fprintf(&b, "%s %s %s %v %v %s\n", c.Kind, c.Line, c.On, c.Base, c.Amount, c.Zero)
	}
	return b.String()
}

// TestSameBasesSameLevies has a consignment above every threshold, so that no
// scheme of the seller applies: whether its levies are lines at checkout, left
// to the door or absorbed, the declared value of the goods is the same, and so
// is every charge. Only payer and place differ.
func TestSameBasesSameLevies(t *testing.T) {
	e := engine(t)
	for _, to := range destinations {
		switch to.Country {
		case "NO", "AU", "US":
			continue // a scheme of the seller or a sale at home: see TestBasesThatDiffer
		}
		t.Run(to.String(), func(t *testing.T) {
			cart := handCart(to)
			atCheckout := placed(t, e, cart, pricing.AtCheckout)
			onDelivery := placed(t, e, cart, pricing.OnDelivery)
			absorbed := placed(t, e, cart, pricing.Absorbed)
			for _, q := range []pricing.Quote{onDelivery, absorbed} {
				if got, want := levied(q), levied(atCheckout); got != want {
					t.Errorf("%v:\n%swant\n%s", q.Duty, got, want)
				}
			}
			equal(t, "on delivery in all", onDelivery.Totals.CustomerPays, atCheckout.Totals.CustomerPays)
			equal(t, "kept on delivery", onDelivery.Totals.Margin, atCheckout.Totals.Margin)
			equal(t, "absorbed", absorbed.Totals.Absorbed, atCheckout.Totals.AtCheckout)
			equal(t, "paid when absorbed", absorbed.Totals.CustomerPays, onDelivery.Totals.DueNow)
		})
	}
}

// TestPriceOfOneUnit has a single unit without freight: its price with the
// levies inside is the net price plus the levies that a cart of it shows at
// checkout, and taking them out again finds the same net and the same levies.
// The bases are the same, and so are the figures. Fees, which no price holds,
// are in what the carrier is paid.
func TestPriceOfOneUnit(t *testing.T) {
	noFees := everywhere(func(m *pricing.Market) { m.FeesInCarriage = true })
	inPrice := engine(t, noFees, func(c *pricing.Config) {
		for i := range c.Markets {
			c.Markets[i].Duty, c.Markets[i].Tax = pricing.InPrice, pricing.InPrice
		}
	})
	atCheckout := engine(t, noFees)
	for _, to := range destinations {
		for _, p := range []pricing.Product{tee, shoe, book} {
			cart := pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "US", Region: "CA"}, ShipTo: to,
				Lines: []pricing.Line{{Product: p, Quantity: 1}}}
			want, err := atCheckout.Quote(cart)
			if err != nil {
				t.Fatal(err)
			}
			got, err := inPrice.Quote(cart)
			if err != nil {
				t.Fatal(err)
			}
			what := to.String() + " " + p.SKU
			// The price holds the fractions that customs drop, and the merchant keeps them.
			dropped := got.Lines[0].Subsidy.Neg()
			if !dropped.IsZero() && got.Consignments[0].Customs.Declaration == nil {
				t.Errorf("%s: a subsidy of %v where nothing is dropped", what, got.Lines[0].Subsidy)
			}
			equal(t, what+" paid", got.Totals.CustomerPays, sum(want.Totals.CustomerPays, dropped))
			equal(t, what+" net", got.Lines[0].Net, want.Lines[0].Net)
			equal(t, what+" duty", got.Totals.Duty, want.Totals.Duty)
			equal(t, what+" tax", got.Totals.Tax, want.Totals.Tax)
			equal(t, what+" kept", got.Totals.Margin, sum(want.Totals.Margin, dropped))
		}
	}
}

// TestBasesThatDiffer states where a placement changes what the law looks at.
func TestBasesThatDiffer(t *testing.T) {
	one := func(to locale.Place, p pricing.Product) pricing.Cart {
		return pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "US", Region: "CA"}, ShipTo: to,
			Lines: []pricing.Line{{Product: p, Quantity: 1}}}
	}
	tests := []struct {
		name      string
		cart      pricing.Cart
		placement pricing.Placement
		regime    string
		scheme    tax.Scheme
		duty, tax string
		reason    string
	}{
		{"DE at checkout", one(destinations[0], tee), pricing.AtCheckout, "eu-flat-ioss", tax.SchemeIOSS, "3.00", "4.59",
			"IOSS: the seller taxes what the customer pays, the 3 EUR that it charges on included: 19 % of 21.18 + 3.00"},
		{"DE absorbed", one(destinations[0], tee), pricing.Absorbed, "eu-flat-ioss", tax.SchemeIOSS, "3.00", "3.38",
			"the customer pays 21.18 and nothing else, which contains the tax: 21.18 × 19/119; the 3 EUR are not charged on"},
		{"DE on delivery", one(destinations[0], tee), pricing.OnDelivery, "eu-flat-courier", tax.SchemeImport, "3.00", "4.59",
			"tax at the border leaves IOSS unused; import VAT has the duty in its base: 19 % of 21.18 + 3.00"},
		{"NO at checkout", one(destinations[4], tee), pricing.AtCheckout, "no-voec", tax.SchemeVOEC, "0.00", "58.36",
			"VOEC relieves items below 3000 NOK of duty: 25 % of 233.44"},
		{"NO on delivery", one(destinations[4], tee), pricing.OnDelivery, "no-normal", tax.SchemeImport, "24.98", "64.61",
			"without VOEC there is no relief: 10.7 % of 233.44, then 25 % of 258.42"},
		{"NO absorbed", one(destinations[4], tee), pricing.Absorbed, "no-voec", tax.SchemeVOEC, "0.00", "46.69",
			"VOEC tax is in what the customer pays: 233.44 × 25/125"},
		{"AU absorbed", one(destinations[6], tee), pricing.Absorbed, "au-1000-relief", tax.SchemeAULowValue, "0.00", "3.14",
			"GST on low-value goods is in what the customer pays: 34.54 / 11"},
		{"GB at checkout", one(destinations[2], tee), pricing.AtCheckout, "gb-135-relief", tax.SchemeUKLowValue, "0.00", "3.66",
			"up to 135 GBP the seller charges UK VAT and there is no duty: 20 % of 18.30"},
	}
	e := engine(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := placed(t, e, tt.cart, tt.placement)
			if q.Consignments[0].Customs.Regime != tt.regime || q.Consignments[0].Supply.Scheme != tt.scheme {
				t.Errorf("%s: regime %s and scheme %s, want %s and %s", tt.reason, q.Consignments[0].Customs.Regime, q.Consignments[0].Supply.Scheme, tt.regime, tt.scheme)
			}
			equal(t, tt.reason+": duty", q.Totals.Duty, currency.MustAmount(tt.duty, q.Currency))
			equal(t, tt.reason+": tax", q.Totals.Tax, currency.MustAmount(tt.tax, q.Currency))
		})
	}
}

// TestThresholds has carts on both sides of the lines.
func TestThresholds(t *testing.T) {
	local := engine(t, func(c *pricing.Config) {
		for i := range c.Markets {
			c.Markets[i].FXMargin = c.Markets[i].FXMargin.Neg().Add(c.Markets[i].FXMargin) // none
		}
	})
	priced := func(p pricing.Product, amount string, code currency.Code) pricing.Product {
		p.Price = currency.MustAmount(amount, code)
		return p
	}
	tests := []struct {
		name      string
		to        int
		product   pricing.Product
		duty, tax string
		zero      pricing.ZeroReason // of the tax
		reason    string
	}{
		{"EU at 150", 0, priced(book, "150.00", currency.EUR), "3.00", "10.71", "", "up to and including 150 EUR: 3 EUR, 7 % of 153.00"},
		{"EU above 150", 0, priced(book, "150.01", currency.EUR), "0.00", "10.50", "", "above: books are free of duty, 7 % of 150.01"},
		{"GB at 135", 2, priced(tee, "135.00", currency.GBP), "0.00", "27.00", "", "up to and including 135 GBP"},
		{"GB above 135", 2, priced(tee, "135.01", currency.GBP), "16.20", "30.24", "", "12 % of 135.01, 20 % of 151.21"},
		{"NO just below 3000", 4, priced(tee, "2999.99", currency.NOK), "0.00", "750.00", "", "VOEC is strictly below 3000 NOK"},
		{"NO at 3000", 4, priced(tee, "3000.00", currency.NOK), "321.00", "830.25", "", "10.7 % of 3000, 25 % of 3321"},
		{"CH 62.00", 3, priced(tee, "62.00", currency.CHF), "0.00", "0.00", pricing.ZeroMinCollect, "8.1 % = 5.022, on the 0.05 grid 5.00: not collected"},
		{"CH 62.04", 3, priced(tee, "62.04", currency.CHF), "0.00", "5.03", "", "8.1 % = 5.025, on the 0.05 grid 5.05: collected"},
		{"CH book 193.00", 3, priced(book, "193.00", currency.CHF), "0.00", "0.00", pricing.ZeroMinCollect, "2.6 % = 5.018, on the 0.05 grid 5.00"},
		{"JP at 10000", 5, priced(book, "10000", currency.JPY), "0", "0", pricing.ZeroNotCollected, "up to 10,000 JPY neither duty nor tax"},
		{"JP above 10000", 5, priced(book, "10001", currency.JPY), "0", "800", "", "7.8 % of 10,000 is 780, without fractions 700; 22/78 of that is 197, without fractions 100"},
		{"AU at 1000", 6, priced(book, "1000.00", currency.AUD), "0.00", "100.00", "", "up to and including 1000 AUD the seller charges GST"},
		{"CA at 40 from the US", 7, priced(tee, "40.00", currency.CAD), "0.00", "0.00", pricing.ZeroNotCollected, "courier from the US: no tax up to 40 CAD"},
		{"CA above 40 from the US", 7, priced(tee, "40.01", currency.CAD), "0.00", "5.20", "", "13 % of 40.01"},
		{"CA at 150 from the US", 7, priced(tee, "150.00", currency.CAD), "0.00", "19.50", "", "no duty up to 150 CAD, HST 13 %"},
		{"CA above 150 from the US", 7, priced(tee, "150.01", currency.CAD), "27.00", "23.01", "", "18 % of 150.01, 13 % of 177.01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, err := local.Quote(pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "US", Region: "CA"},
				ShipTo: destinations[tt.to], Lines: []pricing.Line{{Product: tt.product, Quantity: 1}}})
			if err != nil {
				t.Fatal(err)
			}
			equal(t, tt.reason+": duty", q.Totals.Duty, currency.MustAmount(tt.duty, q.Currency))
			equal(t, tt.reason+": tax", q.Totals.Tax, currency.MustAmount(tt.tax, q.Currency))
			for _, c := range q.Charges {
				if c.Kind == pricing.TaxCharge && c.Zero != tt.zero {
					t.Errorf("%s: zero reason %q, want %q", tt.reason, c.Zero, tt.zero)
				}
			}
		})
	}
}

// TestRefusedPlacements: the law makes the seller collect, so that the tax
// cannot be left to the door.
func TestRefusedPlacements(t *testing.T) {
	e := engine(t)
	p := pricing.OnDelivery
	for _, i := range []int{2, 6, 8} { // GB up to 135 GBP, AU up to 1000 AUD, California at home
		cart := pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "US", Region: "CA"}, ShipTo: destinations[i],
			Lines: []pricing.Line{{Product: tee, Quantity: 1}}, Duty: &p, Tax: &p}
		if _, err := e.Quote(cart); !errors.Is(err, pricing.ErrPlacement) {
			t.Errorf("%v: %v, want ErrPlacement", destinations[i], err)
		}
	}
}

// TestKeepShown carves duty and tax out of the prices as they stand. United
// Kingdom, 12 % duty and 20 % VAT: up to 162.00 GBP the seller charges VAT on
// a net of at most 135.00; from 181.45 a net above 135.00 bears both; between
// them no net adds up to the price.
func TestKeepShown(t *testing.T) {
	e := engine(t, func(c *pricing.Config) {
		for i := range c.Markets {
			c.Markets[i].Duty, c.Markets[i].Tax, c.Markets[i].Rebase = pricing.InPrice, pricing.InPrice, pricing.KeepShown
		}
	})
	for _, tt := range []struct{ price, net, duty, tax, subsidy, reason string }{
		{"162.00", "135.00", "0.00", "27.00", "0.00", "135.00 × 1.2"},
		{"181.45", "135.01", "16.20", "30.24", "0.00", "(135.01 + 16.20) × 1.2"},
		{"200.00", "148.81", "17.86", "33.33", "0.00", "200 / 1.2 / 1.12"},
		{"170.00", "141.67", "17.00", "31.73", "20.40", "in the gap: what VAT alone would leave, 170 / 1.2, bears duty and import VAT; the merchant pays 20.40"},
	} {
		p := tee
		p.Price = currency.MustAmount(tt.price, currency.GBP)
		q, err := e.Quote(pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "US"}, ShipTo: destinations[2],
			Lines: []pricing.Line{{Product: p, Quantity: 1}}})
		if err != nil {
			t.Fatal(err)
		}
		line := q.Lines[0]
		pounds := func(s string) currency.Amount { return currency.MustAmount(s, currency.GBP) }
		equal(t, tt.price+" paid", q.Totals.CustomerPays, pounds(tt.price))
		equal(t, tt.reason+": net", line.Net, pounds(tt.net))
		equal(t, tt.reason+": duty", line.Duty, pounds(tt.duty))
		equal(t, tt.reason+": tax", line.Tax, pounds(tt.tax))
		equal(t, tt.reason+": subsidy", line.Subsidy, pounds(tt.subsidy))
		equal(t, tt.reason+": base", line.Base, line.Net)
	}
}

// TestEveryChargeIsExplained: base, rate, jurisdiction, scheme and source, and
// a reason for each zero, wherever the goods go and whatever they cost.
func TestEveryChargeIsExplained(t *testing.T) {
	e := engine(t)
	for _, to := range append(destinations, locale.Place{Country: "US", Region: "TX"}) {
		for _, quantity := range []int64{1, 40} {
			for _, p := range pricing.Placements() {
				cart := handCart(to)
				cart.Lines[0].Quantity, cart.Duty, cart.Tax = quantity, &p, &p
				q, err := e.Quote(cart)
				if errors.Is(err, pricing.ErrPlacement) {
					continue
				}
				if err != nil {
					t.Fatalf("%v: %v", to, err)
				}
				for _, c := range q.Charges {
					whole := c.Base.Currency() != 0 && c.Rate != "" && c.Jurisdiction != "" && c.Scheme != "" && c.Source != "" && c.Text != ""
					if !whole || c.Amount.IsZero() != (c.Zero != "") {
						t.Errorf("%v %v: %+v", to, p, c)
					}
				}
			}
		}
	}
}

// only is one product at a list price in the market's own currency.
func only(to locale.Place, p pricing.Product, price string, code currency.Code) pricing.Cart {
	p.Price = currency.MustAmount(price, code)
	return pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "US", Region: "CA"}, ShipTo: to,
		Lines: []pricing.Line{{Product: p, Quantity: 1}}}
}

// everywhere gives all markets the same terms.
func everywhere(change func(*pricing.Market)) func(*pricing.Config) {
	return func(c *pricing.Config) {
		for i := range c.Markets {
			change(&c.Markets[i])
		}
	}
}

// TestShippingIsSplitByDeclaredValue: T-shirts at 19 % and books at 7 %, both
// declared at about 200, share 100 of shipping alike, also where 12 % of duty
// makes the one price higher.
func TestShippingIsSplitByDeclaredValue(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) { m.Duty = pricing.InPrice }))
	cart := only(destinations[0], tee, "200.00", currency.EUR)
	second := book
	second.Price = currency.MustAmount("200.00", currency.EUR)
	cart.Lines = append(cart.Lines, pricing.Line{Product: second, Quantity: 1})
	cart.Shipping = currency.MustAmount("100.00", currency.EUR)
	q, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	// The shirt is shown at 200 + 12 % = 224.00, of which duty takes 12 % of
	// 194.71 and of its share of the shipping, 49.33: 29.29.
	equal(t, "net of the shirt", q.Lines[0].Net, currency.MustAmount("194.71", currency.EUR))
	shares := map[string]string{"19%": "49.33", "7%": "50.67"} // 100 × 194.71 / 394.71, and the rest
	for _, c := range q.Charges {
		if c.On == "shipping" {
			equal(t, "share at "+c.Rate, c.Base, currency.MustAmount(shares[c.Rate], currency.EUR))
			delete(shares, c.Rate)
		}
	}
	if len(shares) > 0 {
		t.Errorf("no charge for %v", shares)
	}
}

// TestTaxOnDuty goes with the tax, but where a price contains tax and not
// duty.
func TestTaxOnDuty(t *testing.T) {
	tests := []struct {
		name          string
		price         string
		duty, tax     pricing.Placement
		paid, taxed   string
		merchantBears string
		reason        string
	}{
		{"IOSS, tax absorbed", "100.00", pricing.AtCheckout, pricing.Absorbed, "103.00", "16.45", "16.45",
			"the customer pays 103.00 and nothing else: 19/119 of 100.00 = 15.97 and of 3.00 = 0.48"},
		{"import, tax absorbed", "300.00", pricing.AtCheckout, pricing.Absorbed, "336.00", "63.84", "63.84",
			"12 % of duty with the customer, 19 % of 336.00 with the merchant"},
		{"import, tax in the price", "300.00", pricing.AtCheckout, pricing.InPrice, "399.84", "63.84", "0.00",
			"357.00 shown, duty 36.00 and its tax 6.84 at checkout"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := engine(t, everywhere(func(m *pricing.Market) { m.Duty, m.Tax = tt.duty, tt.tax }))
			q, err := e.Quote(only(destinations[0], tee, tt.price, currency.EUR))
			if err != nil {
				t.Fatal(err)
			}
			equal(t, tt.reason+": paid", q.Totals.CustomerPays, currency.MustAmount(tt.paid, currency.EUR))
			equal(t, tt.reason+": tax", q.Totals.Tax, currency.MustAmount(tt.taxed, currency.EUR))
			equal(t, tt.reason+": absorbed", q.Totals.Absorbed, currency.MustAmount(tt.merchantBears, currency.EUR))
		})
	}
}

// TestAbsorbedDutyIsNoPartOfThePrice: shoes at 400.00 GBP, 8 % of duty carved
// out of what the merchant gets, 20 % of VAT in the price: 480.00 is shown,
// and of the 400.00 without VAT 370.37 are declared and 29.63 are duty.
func TestAbsorbedDutyIsNoPartOfThePrice(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) {
		m.Duty, m.Tax, m.Absorption = pricing.Absorbed, pricing.InPrice, pricing.CarvedOut
	}))
	q, err := e.Quote(only(destinations[2], shoe, "400.00", currency.GBP))
	if err != nil {
		t.Fatal(err)
	}
	for what, pair := range map[string][2]string{
		"shown": {q.Lines[0].Unit.Text(), "480.00"}, "net": {q.Lines[0].Net.Text(), "370.37"},
		"duty": {q.Totals.Duty.Text(), "29.63"}, "tax": {q.Totals.Tax.Text(), "80.00"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s %s, want %s", what, pair[0], pair[1])
		}
	}
}

// TestGapAtTheLowerLaw: Japan, a book at 8000 JPY and 2815 JPY of shipping with
// everything in the price. Below 10,000 JPY CIF nothing is levied, which leaves
// 8000 + 2815 to declare: above the line. Above it, 10 % taken out of both
// leave 7273 + 2559: below. Declared is what the lower law leaves; the tax on
// it is the merchant's: of 10,815, without fractions, 700 for the nation and
// 100 for the prefecture, shared as 800 and 282 would be.
func TestGapAtTheLowerLaw(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) {
		m.Duty, m.Tax, m.Rebase = pricing.InPrice, pricing.InPrice, pricing.KeepShown
	}))
	cart := only(destinations[5], book, "8000", currency.JPY)
	cart.Shipping = currency.MustAmount("2815", currency.JPY)
	q, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	yen := func(s string) currency.Amount { return currency.MustAmount(s, currency.JPY) }
	line := q.Lines[0]
	equal(t, "net", line.Net, yen("8000"))
	equal(t, "customs value", line.CustomsValue, yen("10815"))
	equal(t, "tax on goods", line.Tax, yen("591"))
	equal(t, "subsidy", line.Subsidy, yen("591"))
	equal(t, "tax in all", q.Totals.Tax, yen("800"))
	equal(t, "paid", q.Totals.CustomerPays, yen("10815"))
}

// TestStrengthsDoNotMultiply: two watches have twice the pieces, not twice the
// share of the case in their value. 0.76 each + 8.5 % on the case (40 %) + 14 %
// on the strap (20 %) + 5.3 % on the battery (5 %) is a rate of that form.
func TestStrengthsDoNotMultiply(t *testing.T) {
	tariff, err := duty.LoadTariff(strings.NewReader("destination,code,origin,kind,rate,program,name,from,until,source,source_date,note\n" +
		"GB,910211,,mfn,0.50 GBP / item + 10% on the case,,Watches,2020-01-01,,test,2026-01-01,\n"))
	if err != nil {
		t.Fatal(err)
	}
	e := engine(t, func(c *pricing.Config) { c.Tariff = tariff })
	watch := pricing.Product{SKU: "WATCH", Category: "general", HSCode: "9102.11", Origin: "CH",
		Measures: []duty.Quantity{{Unit: duty.Share("case"), Value: decimal.NewFromInt(40)}}}
	for quantity, want := range map[int64]string{1: "8.50", 3: "25.50"} { // 0.50 + 10 % of 40 % of 200.00, each
		cart := only(destinations[2], watch, "200.00", currency.GBP)
		cart.Lines[0].Quantity = quantity
		q, err := e.Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprint(quantity, " watches"), q.Totals.Duty, currency.MustAmount(want, currency.GBP))
	}
}

// TestStaleRatesDecideNoThreshold: a price in the market's own currency needs
// no rate, but the law's 150 EUR do.
func TestStaleRatesDecideNoThreshold(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) { m.Currency, m.MaxAge = currency.USD, 24*time.Hour }))
	if _, err := e.Quote(only(destinations[0], tee, "170.00", currency.USD)); !errors.Is(err, pricing.ErrStaleRates) {
		t.Errorf("to Germany: %v, want ErrStaleRates", err)
	}
	if _, err := e.Quote(only(destinations[8], tee, "170.00", currency.USD)); err != nil {
		t.Errorf("at home: %v", err)
	}
}

// TestSwissMinimumOnDeclaredFreight: 15.22 CHF of goods and 48.05 of freight,
// tax in both. Taken out at 8.1 % they leave 58.53, of which 4.74 would be due,
// too little to be collected; not taken out they are 63.27, of which 5.12 is
// due. Nothing fits: declared is all of it, and the 5.12 are the merchant's.
func TestSwissMinimumOnDeclaredFreight(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) { m.Tax, m.Rebase = pricing.InPrice, pricing.KeepShown }))
	cart := only(destinations[3], tee, "15.22", currency.CHF)
	cart.Shipping = currency.MustAmount("48.05", currency.CHF)
	q, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "net", q.Lines[0].Net, currency.MustAmount("15.22", currency.CHF))
	equal(t, "tax", q.Totals.Tax, currency.MustAmount("5.12", currency.CHF))
	equal(t, "margin", q.Totals.Margin, currency.MustAmount("58.15", currency.CHF))
}

// TestFreightAboveTheGoods: Japan, duty in the price, freight of one and a half
// times the goods, which duty of 30 % or 4,300 JPY a pair and of 7.4 % is
// charged on too. The declared values leave no more than a yen or two.
func TestFreightAboveTheGoods(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) { m.Duty, m.Rebase = pricing.InPrice, pricing.KeepShown }))
	for name, lines := range map[string][]struct {
		p        pricing.Product
		price    int64
		quantity int64
	}{
		"252510": {{shoe, 13114, 2}, {tee, 11367, 2}, {shoe, 23380, 3}, {tee, 24623, 2}},
		"294405": {{shoe, 11057, 2}, {shoe, 25341, 3}},
	} {
		cart := pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "CN"}, ShipTo: destinations[5],
			Shipping: currency.MustAmount(name, currency.JPY)}
		for _, l := range lines {
			l.p.Price = currency.FromMinor(l.price, currency.JPY)
			cart.Lines = append(cart.Lines, pricing.Line{Product: l.p, Quantity: l.quantity})
		}
		q, err := e.Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range q.Lines {
			if r, _ := l.Rounding.Minor(); r < -4 || r > 4 {
				t.Errorf("shipping %s: line %s: net %v, duty %v, %v left over", name, l.ID, l.Net, l.Duty, l.Rounding)
			}
		}
	}
}

// TestFlatAmountAboveThePrices: 3 EUR for a subheading exceed goods of cents
// that share it, with and without freight far above them. Nothing is left to
// declare, the price stands, and the merchant pays the rest.
func TestFlatAmountAboveThePrices(t *testing.T) {
	for _, rebase := range []pricing.Rebasing{pricing.KeepNet, pricing.KeepShown} {
		e := engine(t, everywhere(func(m *pricing.Market) { m.Duty, m.Tax, m.Rebase = pricing.InPrice, pricing.InPrice, rebase }))
		for cents := int64(1); cents < 400; cents += 7 {
			for _, freight := range []int64{0, 1, 500, 100_000} {
				cart := pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "CN"}, ShipTo: destinations[0],
					Shipping: currency.FromMinor(freight, currency.EUR)}
				for i, p := range []pricing.Product{tee, tee, book} {
					p.Price = currency.FromMinor(cents+int64(i)*3, currency.EUR)
					cart.Lines = append(cart.Lines, pricing.Line{Product: p, Quantity: int64(1 + i)})
				}
				q, err := e.Quote(cart)
				if err != nil {
					t.Fatalf("%v, %d cents, freight %d: %v", rebase, cents, freight, err)
				}
				for _, l := range q.Lines {
					if l.Net.Sign() < 0 {
						t.Errorf("%v, %d cents, freight %d: net %v", rebase, cents, freight, l.Net)
					}
				}
			}
		}
	}
}
