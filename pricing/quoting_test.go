package pricing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Rates of a week ago are as good as today's; a quote says so of older ones, and
// of rates that are of a later day.
func TestRatesOfAnotherDay(t *testing.T) {
	day := time.Date(2026, time.March, 18, 0, 0, 0, 0, time.UTC) // of the rates
	for age, want := range map[time.Duration]string{
		7 * 24 * time.Hour:             "",
		7*24*time.Hour + time.Second:   "exchange rates are of 2026-03-18, 7 days old",
		-24 * time.Hour:                "",
		-24*time.Hour - time.Second:    "exchange rates are of 2026-03-18, after the day of the quote",
		10*24*time.Hour - time.Second:  "exchange rates are of 2026-03-18, 9 days old",
		100*24*time.Hour + time.Minute: "exchange rates are of 2026-03-18, 100 days old",
	} {
		cart := only(destinations[2], tee, "100.00", currency.USD)
		cart.At = day.Add(age)
		q, err := engine(t).Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for _, w := range q.Warnings {
			if strings.HasPrefix(w, "exchange rates") {
				got = w
			}
		}
		if got != want {
			t.Errorf("rates %v old: %q, want %q", age, got, want)
		}
	}
}

// Lines that differ by what they are in a country only are told apart: which of
// them gives way by a cent does not hang on which comes first.
func TestOrderOfAlikeLines(t *testing.T) {
	german := func(c *pricing.Config) { c.Seller = pricing.Seller{Country: "DE"} }
	for _, tt := range []struct {
		name, price string
		from, to    locale.Place
		change      func(*pricing.Product)
		reason      string
	}{
		{"by category", "0.03", destinations[0], destinations[0], func(p *pricing.Product) {
			p.Categories = map[locale.Country]tax.Category{"DE": tax.BooksPrinted}
		}, "of 0.03 and 0.02 19 % are 0.01 and 0.00, 7 % are nothing"},
		{"by code", "200.04", locale.Place{Country: "US", Region: "CA"}, destinations[2], func(p *pricing.Product) {
			p.TariffCodes = map[string]string{"GB": "6109.10.00"}
		}, "12 % of both, whatever the code is called"},
	} {
		plain, other := tee, tee
		plain.TariffCodes, other.TariffCodes = nil, nil
		tt.change(&other)
		var totals []pricing.Totals
		for i, products := range [][2]pricing.Product{{plain, other}, {other, plain}, {plain, other}, {other, plain}} {
			cart := only(tt.to, products[0], tt.price, currency.EUR)
			cart.ShipFrom = tt.from
			second := products[1]
			second.Price = cart.Lines[0].Product.Price
			cart.Lines = append(cart.Lines, pricing.Line{Product: second, Quantity: 1})
			cart.Lines[i/2].ID, cart.Lines[1-i/2].ID = "a", "b"
			cart.Discounts = []pricing.Discount{{Amount: euros("0.01")}}
			q, err := engine(t, german).Quote(cart)
			if err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			line := q.Lines[0]
			if products[0].Categories == nil && products[0].TariffCodes == nil {
				line = q.Lines[1]
			}
			totals = append(totals, q.Totals, pricing.Totals{Discounts: line.Discount})
		}
		for i := 2; i < len(totals); i++ {
			if totals[i] != totals[i%2] {
				t.Errorf("%s: %+v, and the other way round %+v (%s)", tt.name, totals[i%2], totals[i], tt.reason)
			}
		}
	}
}

// What a cart asks for decides the prices of its lines: those of the product
// pages are for a buyer with none of it.
func TestTermsOfTheCart(t *testing.T) {
	inside := everywhere(func(m *pricing.Market) { m.Duty, m.Tax = pricing.InPrice, pricing.InPrice })
	checkout := pricing.AtCheckout
	germany := only(destinations[0], tee, "100.00", currency.EUR)
	newYork := only(locale.Place{Country: "US", Region: "NY"}, tee, "100.00", currency.USD)
	canada := only(destinations[7], tee, "30.00", currency.CAD)
	e := engine(t, inside)
	for _, tt := range []struct {
		name   string
		cart   pricing.Cart
		change func(*pricing.Cart)
		shown  currency.Amount
		tax    currency.Amount
		reason string
	}{
		{"as on the page", germany, nil, euros("122.57"), euros("19.57"), "100.00 with 3.00 of duty and 19 % of both"},
		{"duty at checkout", germany, func(c *pricing.Cart) { c.Duty = &checkout }, euros("119.00"), euros("19.57"), "19 % of the shirt in the price, that of the duty beside it"},
		{"tax at checkout", germany, func(c *pricing.Cart) { c.Tax = &checkout }, euros("103.00"), euros("19.57"), "the duty in the price"},
		{"without nexus", newYork, nil, currency.MustAmount("100.00", currency.USD), currency.MustAmount("0.00", currency.USD), "the seller collects nothing in New York"},
		{"by a platform", newYork, func(c *pricing.Cart) { c.Marketplace = &tax.Marketplace{Country: "US"} },
			currency.MustAmount("104.00", currency.USD), currency.MustAmount("4.00", currency.USD), "4 % that the platform collects"},
		{"by courier", canada, nil, currency.MustAmount("30.00", currency.CAD), currency.MustAmount("0.00", currency.CAD), "nothing is due from the United States up to 40 CAD"},
		{"by post", canada, func(c *pricing.Cart) { c.Mode = duty.Postal }, currency.MustAmount("30.00", currency.CAD), currency.MustAmount("3.45", currency.CAD), "but by post up to 20 CAD only: the price stands, and 30.00 × 13 / 113 are in it"},
		{"by post, tax at checkout", canada, func(c *pricing.Cart) { c.Mode, c.Tax = duty.Postal, &checkout }, currency.MustAmount("30.00", currency.CAD), currency.MustAmount("3.90", currency.CAD), "13 % of 30.00"},
	} {
		if tt.change != nil {
			tt.change(&tt.cart)
		}
		for range 3 { // until the prices of the pages are remembered
			if _, err := e.Quote(germany); err != nil {
				t.Fatal(err)
			}
			if _, err := e.Quote(newYork); err != nil {
				t.Fatal(err)
			}
		}
		q, err := e.Quote(tt.cart)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		equal(t, tt.name+" ("+tt.reason+"): shown", q.Lines[0].Unit, tt.shown)
		equal(t, tt.name+" ("+tt.reason+"): tax", q.Totals.Tax, tt.tax)
	}
}

// A word that there is not says so, from the first on.
func TestNoSuchPlacement(t *testing.T) {
	p := pricing.Absorbed + 1
	if _, err := p.MarshalText(); err == nil || p.String() != "Placement(4)" {
		t.Errorf("%v, %v", p, err)
	}
}

// A voucher says what it is, and of a single purpose its basis.
func TestVoucherInWords(t *testing.T) {
	for want, v := range map[string]pricing.Voucher{
		"20.00 EUR, multi purpose":                     {Amount: euros("20.00")},
		"G-1 of 20.00 EUR, multi purpose":              {Code: "G-1", Amount: euros("20.00"), Basis: tax.WithoutTax},
		"20.00 EUR, single purpose":                    {Amount: euros("20.00"), Purpose: tax.SinglePurpose},
		"G-1 of 20.00 EUR without tax, single purpose": {Code: "G-1", Amount: euros("20.00"), Purpose: tax.SinglePurpose, Basis: tax.WithoutTax},
	} {
		if got := v.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A flat amount that lines share is no share of a declaration.
func TestFlatAmountIsNoShareOfADeclaration(t *testing.T) {
	cart := only(destinations[0], tee, "50.00", currency.EUR)
	cart.Lines = append(cart.Lines, pricing.Line{Product: listed("25.00", currency.EUR), Quantity: 1})
	q, err := engine(t).Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "2.00 of 3.00", q.Charges[0].Amount, euros("2.00"))
	if q.Charges[0].Shared {
		t.Errorf("%+v", q.Charges[0])
	}
}

// TestBasisOfUnits: 10.00 USD with tax off coats in New York are 10.00 off what is
// exempt below 110 an item, and 9.62 off what bears 4 %.
func TestBasisOfUnits(t *testing.T) {
	for _, tt := range []struct {
		price  string
		units  int64
		off    string
		reason string
	}{
		{"60.00", 0, "10.00", "three at 60.00 are exempt, 180.00 together or not"},
		{"60.00", 2, "10.00", "two of them as well"},
		{"120.00", 2, "9.62", "two at 120.00 of three are taxed: 10.00 ÷ 1.04"},
		{"120.00", 5, "9.62", "and there are no more than three"},
	} {
		e := engine(t, func(c *pricing.Config) {
			c.Seller.Registrations = append(c.Seller.Registrations, tax.Registration{Country: "US", Region: "NY", Scheme: "sales_tax"})
		})
		coat := pricing.Product{SKU: "COAT", Category: tax.ClothingFootwear}
		cart := only(locale.Place{Country: "US", Region: "NY"}, coat, tt.price, currency.USD)
		cart.Lines[0].Quantity = 3
		cart.Discounts = []pricing.Discount{{Amount: currency.MustAmount("10.00", currency.USD), Basis: tax.WithTax, Units: tt.units}}
		q, err := e.Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, tt.reason, q.Totals.Discounts, currency.MustAmount(tt.off, currency.USD))
	}
}

// A discount on shipping takes nothing off the goods, in the currency of the quote.
func TestDiscountOnShippingOnly(t *testing.T) {
	q, err := atHome([]pricing.Discount{{On: pricing.OnShipping, Amount: euros("2.00")}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "off the goods", q.Discounts[0].Amount, euros("0.00"))
	equal(t, "off the shipping", q.Discounts[0].Shipping, euros("2.00"))
}

// A discount comes off, and a voucher pays, where there is one of each.
func TestDiscountAndVoucher(t *testing.T) {
	q, err := atHome([]pricing.Discount{{Amount: euros("10.00")}}, pricing.Voucher{Amount: euros("5.00")})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "off", q.Totals.Discounts, euros("10.00"))
	equal(t, "by voucher", q.Totals.Vouchers, euros("5.00"))
	equal(t, "of 95.00", q.Totals.DueNow, euros("80.00"))
}

// TestGapOfDuty: 140 GBP with the duty inside and the tax beside are 125.00 and
// 12 % above the line, on which there is none, since 125.00 is below it; and
// 140.00 below the line, which is above it. 140.00 is declared, and the merchant
// pays the 16.80.
func TestGapOfDuty(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) { m.Duty, m.Rebase = pricing.InPrice, pricing.KeepShown }))
	q, err := e.Quote(only(destinations[2], tee, "140.00", currency.GBP))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "net", q.Lines[0].Net, gbp("140.00"))
	equal(t, "duty", q.Totals.Duty, gbp("16.80"))
	equal(t, "tax", q.Totals.Tax, gbp("31.36"))
	equal(t, "subsidy", q.Lines[0].Subsidy, gbp("16.80"))
	equal(t, "paid", q.Totals.CustomerPays, gbp("171.36"))
}

// A gift costs nothing, whatever is due on it: 3 EUR and 19 % of them, which are the
// merchant's.
func TestGiftUnderAFlatAmount(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) { m.Duty, m.Tax, m.Rebase = pricing.InPrice, pricing.InPrice, pricing.KeepShown }))
	q, err := e.Quote(only(destinations[0], tee, "0.00", currency.EUR))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "paid", q.Totals.CustomerPays, euros("0.00"))
	equal(t, "duty", q.Totals.Duty, euros("3.00"))
}

// TestHomeTaxForAnother: of 1.99 EUR with 19 % of German tax, the price with 20 % of
// French is 2.01, and not 1.67 with tax, which would be 2.00.
func TestHomeTaxForAnother(t *testing.T) {
	seller := pricing.Seller{Country: "DE", Registrations: []tax.Registration{{Country: "DE", Scheme: tax.SchemeOSS}}}
	e := shopIn(t, seller, marketOf(t, `{"id":"fr","countries":["FR"],"currency":"EUR","tax":"in_price"}`))
	price, err := e.Price(homeTaxed("1.99"), pricing.Offer{At: noon, Market: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "shown", price.Shown, euros("2.01"))
	equal(t, "list", price.List, euros("1.99"))
}

// TestShorterSteps: in British Columbia GST and PST of all lines are rounded as a
// whole and shared out, so that whole steps towards the nets go round and leave
// 0.02 of the shoe; shorter ones leave a cent.
func TestShorterSteps(t *testing.T) {
	e := engine(t, func(c *pricing.Config) {
		c.Seller.Registrations = append(c.Seller.Registrations, tax.Registration{Country: "CA", Scheme: "gst"})
	}, everywhere(func(m *pricing.Market) {
		m.Duty, m.Tax, m.Rebase, m.Absorption = pricing.OnDelivery, pricing.Absorbed, pricing.KeepShown, pricing.CarvedOut
		m.Policy.Level, m.OnForbidden = tax.PerRate, pricing.ToCheckout
	}))
	cad := func(s string) currency.Amount { return currency.MustAmount(s, currency.CAD) }
	cart := pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "US"}, ShipTo: locale.Place{Country: "CA", Region: "BC"}, Mode: duty.Postal, Shipping: cad("25.54")}
	for _, l := range []struct {
		sku, hs, code string
		origin        locale.Country
		price         string
	}{
		{"HEADPHONES", "8518.30", "8518.30.90", "CN", "29.10"}, {"SHOE", "6403.99", "6403.99.99", "PT", "3.26"},
		{"TEE", "6109.10", "6109.10", "DE", "14.45"}, {"WATCH", "9102.11", "9102.11", "JP", "20.12"},
	} {
		p := pricing.Product{SKU: l.sku, Category: tax.General, HSCode: l.hs, Origin: l.origin, TariffCodes: map[string]string{"CA": l.code}, Price: cad(l.price)}
		cart.Lines = append(cart.Lines, pricing.Line{Product: p, Quantity: 1})
	}
	q, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"0.00", "0.01", "0.00", "0.00"} {
		equal(t, "left over of "+q.Lines[i].SKU, q.Lines[i].Rounding, cad(want))
	}
}

// A tax that is too small to be collected is one of the country, not of the house.
func TestUncollectedTaxIsOfTheCountry(t *testing.T) {
	q, err := engine(t).Quote(only(destinations[3], tee, "62.00", currency.CHF))
	if err != nil {
		t.Fatal(err)
	}
	if c := q.Levies(pricing.AtCheckout, pricing.TaxCharge)[0]; c.Zero != pricing.ZeroMinCollect || c.Jurisdiction != "CH" {
		t.Errorf("%q: %v", c.Jurisdiction, c)
	}
}
