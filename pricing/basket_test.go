package pricing_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// gbp is an amount of pounds.
func gbp(s string) currency.Amount { return currency.MustAmount(s, currency.GBP) }

// inPounds is a product at a list price of the market's own currency.
func inPounds(p pricing.Product, price string) pricing.Product {
	p.Price = gbp(price)
	return p
}

// wrap is gift wrap, taxed at the general rate wherever the goods go.
var wrap = pricing.Product{SKU: "WRAP", Category: tax.General, Kind: pricing.Service}

// ebook is a digital service with a category of its own.
var ebook = pricing.Product{SKU: "EBOOK", Category: "ebooks", Kind: pricing.Digital}

// TestSeveralPlaces: two lines of 100 GBP to the United Kingdom are above 135
// GBP together. From two places they are two consignments, each below it: no
// duty, and the seller charges VAT.
func TestSeveralPlaces(t *testing.T) {
	e := engine(t)
	cart := pricing.Cart{At: noon, ShipTo: destinations[2], ShipFrom: locale.Place{Country: "US", Region: "CA"}, Shipping: gbp("20.00"),
		Lines: []pricing.Line{{Product: inPounds(tee, "100.00"), Quantity: 1}, {Product: inPounds(tee, "100.00"), Quantity: 1}}}
	together, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "duty on 200 and freight of 20", together.Totals.Duty, gbp("26.40"))
	cart.Lines[0].ShipFrom = locale.Place{Country: "CN"}
	apart, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	if len(apart.Consignments) != 2 || apart.Lines[0].Consignment == apart.Lines[1].Consignment {
		t.Fatalf("consignments: %+v", apart.Consignments)
	}
	equal(t, "duty on 100 each", apart.Totals.Duty, gbp("0.00"))
	equal(t, "VAT of 20 % on 100 and 10, twice", apart.Totals.Tax, gbp("44.00"))
	for _, c := range apart.Consignments {
		equal(t, "shared by value", c.Shipping, gbp("10.00"))
		if c.Supply.Scheme != tax.SchemeUKLowValue {
			t.Errorf("scheme %s", c.Supply.Scheme)
		}
	}
	cart.Dispatches = []pricing.Dispatch{{ShipFrom: locale.Place{Country: "CN"}, Shipping: gbp("4.00")}}
	own, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "its own", own.Consignments[own.Lines[0].Consignment].Shipping, gbp("4.00"))
	equal(t, "all that is shared", own.Consignments[own.Lines[1].Consignment].Shipping, gbp("20.00"))
	equal(t, "shipping", own.Totals.Shipping, gbp("24.00"))
	for _, q := range []pricing.Quote{together, apart, own} {
		if err := errors.Join(firstBroken(lineSums(q)), firstBroken(totalSums(q)), partition(q)); err != nil {
			t.Error(err)
		}
	}
}

// TestOneRecipientADay: relief for the goods that one person imports on one day
// (19 USC 1321(a)(2)(C), 800 USD until 2025-08-28) looks at all consignments of
// a cart, each at what the others are worth; one of six in a half-year (TW) at
// how many the others are.
func TestOneRecipientADay(t *testing.T) {
	summer := time.Date(2025, time.July, 1, 12, 0, 0, 0, time.UTC)
	from := []locale.Country{"DE", "FR", "IT", "ES", "NL", "BE", "AT"}
	for _, tt := range []struct {
		reason string
		to     locale.Place
		code   currency.Code
		at     time.Time
		worth  []string
		regime string // empty: that of the tariff, of which there is none
	}{
		{"800 USD of a day are free", destinations[8], currency.USD, summer, []string{"400.00", "400.00"}, "us-800-not-cn"},
		{"a cent more, and neither is", destinations[8], currency.USD, summer, []string{"400.00", "400.01"}, "us-normal"},
		{"three that are 800 USD together", destinations[8], currency.USD, summer, []string{"300.00", "250.00", "250.00"}, "us-800-not-cn"},
		{"three of which two would be free", destinations[8], currency.USD, summer, []string{"300.00", "300.00", "300.00"}, "us-normal"},
		{"the sixth of a half-year is free", locale.Place{Country: "TW"}, currency.TWD, noon, []string{"100", "100", "100", "100", "100", "100"}, "tw-2000-relief"},
		{"seven are not, of which each is the seventh", locale.Place{Country: "TW"}, currency.TWD, noon, []string{"100", "100", "100", "100", "100", "100", "100"}, ""},
	} {
		e := engine(t, func(c *pricing.Config) {
			c.Markets = append(c.Markets, pricing.Market{ID: "TW", Countries: []locale.Country{"TW"}, Currency: currency.TWD})
		})
		cart := pricing.Cart{At: tt.at, ShipTo: tt.to}
		for i, worth := range tt.worth {
			p := book
			p.Price = currency.MustAmount(worth, tt.code)
			cart.Lines = append(cart.Lines, pricing.Line{Product: p, Quantity: 1, ShipFrom: locale.Place{Country: from[i]}})
		}
		q, err := e.Quote(cart)
		if tt.regime == "" && errors.Is(err, duty.ErrNoTariff) {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
			continue
		}
		for i, c := range q.Consignments {
			if c.Customs.Regime != tt.regime {
				t.Errorf("%s: consignment %d is under %s, want %s", tt.reason, i+1, c.Customs.Regime, tt.regime)
			}
		}
	}
}

// TestServicesGoWithGoods: books at 0 % and gift wrap at 20 %. The wrap is no
// part of the value that is declared, nor of the 135 GBP.
func TestServicesGoWithGoods(t *testing.T) {
	q, err := engine(t).Quote(pricing.Cart{At: noon, ShipTo: destinations[2], ShipFrom: locale.Place{Country: "US"},
		Lines: []pricing.Line{{Product: inPounds(wrap, "10.00"), Quantity: 1}, {Product: inPounds(book, "130.00"), Quantity: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "intrinsic value", q.Consignments[0].Customs.Intrinsic, gbp("130.00"))
	equal(t, "customs value", q.Consignments[0].Customs.Value, gbp("130.00"))
	equal(t, "tax on the wrap", q.Lines[0].Tax, gbp("2.00"))
	equal(t, "tax on the book", q.Lines[1].Tax, gbp("0.00"))
	equal(t, "to pay", q.Totals.DueNow, gbp("142.00"))
	if q.Consignments[0].Supply.Scheme != tax.SchemeUKLowValue {
		t.Errorf("scheme %s: the wrap counted", q.Consignments[0].Supply.Scheme)
	}
}

// TestDigitalServices are a consignment of their own: no customs, no freight,
// and tax where the buyer lives, also where that on goods is left to the door.
func TestDigitalServices(t *testing.T) {
	e := engine(t, func(c *pricing.Config) {
		c.Seller.Registrations = append(c.Seller.Registrations, tax.Registration{Country: "IE", Scheme: tax.SchemeNonUnionOSS})
	}, everywhere(func(m *pricing.Market) { m.Duty, m.Tax = pricing.OnDelivery, pricing.OnDelivery }))
	download, shirt := ebook, tee
	download.Category = tax.General
	download.Price, shirt.Price = currency.MustAmount("100.00", currency.EUR), currency.MustAmount("200.00", currency.EUR)
	q, err := e.Quote(pricing.Cart{At: noon, ShipTo: destinations[0], ShipFrom: locale.Place{Country: "US"}, Shipping: currency.MustAmount("10.00", currency.EUR),
		Lines: []pricing.Line{{Product: download, Quantity: 1}, {Product: shirt, Quantity: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	c := q.Consignments[q.Lines[0].Consignment]
	if !c.Digital || c.Supply.Scheme != tax.SchemeNonUnionOSS || len(q.Consignments) != 2 {
		t.Errorf("%+v", c)
	}
	equal(t, "tax on the download at checkout", q.Totals.AtCheckout, currency.MustAmount("19.00", currency.EUR))
	equal(t, "shipping of the download", c.Shipping, currency.MustAmount("0.00", currency.EUR))
	equal(t, "duty on 200 and 10 at the door, and tax on all", q.Totals.OnDelivery, currency.MustAmount("69.89", currency.EUR)) // 25.20 + 19 % of 235.20
	if err := errors.Join(firstBroken(lineSums(q)), firstBroken(totalSums(q)), partition(q)); err != nil {
		t.Error(err)
	}
}

// TestMarketplaceAccounts: where the law treats the platform as the seller, the
// tax is in the quote, and not the seller's to remit.
func TestMarketplaceAccounts(t *testing.T) {
	cart := only(destinations[2], tee, "100.00", currency.GBP)
	cart.Marketplace = &tax.Marketplace{Country: "GB"}
	q, err := engine(t).Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	if c := q.Levies(pricing.AtCheckout, pricing.TaxCharge); len(c) != 1 || c[0].Collector != "marketplace" || q.Consignments[0].Supply.Collector != "marketplace" {
		t.Errorf("charges %v", c)
	}
	equal(t, "tax", q.Totals.Tax, gbp("20.00"))
}

// TestForbiddenPlacementsAreCorrected where the market says so, with the reason.
func TestForbiddenPlacementsAreCorrected(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) { m.OnForbidden = pricing.ToCheckout }))
	cart := only(destinations[2], tee, "100.00", currency.GBP)
	q := placed(t, e, cart, pricing.OnDelivery)
	equal(t, "at checkout", q.Totals.AtCheckout, gbp("20.00"))
	if warnings := strings.Join(q.Warnings, "; "); !strings.Contains(warnings, "135") || !strings.Contains(warnings, "placed at checkout") {
		t.Errorf("warnings %q", warnings)
	}
	cart = only(destinations[2], tee, "200.00", currency.GBP)
	equal(t, "above 135 GBP it is left to the door", placed(t, e, cart, pricing.OnDelivery).Totals.AtCheckout, gbp("0.00"))
}

// TestChoices: a cart may ask for the placements that the market offers.
func TestChoices(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) { m.Choices = []pricing.Placement{pricing.OnDelivery} }))
	cart := only(destinations[0], tee, "200.00", currency.EUR)
	for _, tt := range []struct {
		p  pricing.Placement
		ok bool
	}{{pricing.OnDelivery, true}, {pricing.AtCheckout, true}, {pricing.Absorbed, false}} {
		cart.Duty, cart.Tax = &tt.p, nil
		_, err := e.Quote(cart)
		var ce *pricing.CartError
		if tt.ok != (err == nil) || err != nil && (!errors.As(err, &ce) || ce.Field != "duty" || !errors.Is(err, pricing.ErrPlacement)) {
			t.Errorf("%v: %v", tt.p, err)
		}
	}
}

// TestCashRounding: what is due now goes to the coins there are, and the rest
// is a figure of its own.
func TestCashRounding(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) { m.Policy.Cash = m.Currency.Cash() }))
	cart := only(destinations[3], tee, "100.00", currency.CHF) // 8.10 of tax
	cart.Shipping = currency.MustAmount("4.99", currency.CHF)  // and 0.40
	q, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "rounding", q.Totals.Rounding, currency.MustAmount("0.01", currency.CHF))
	equal(t, "due now", q.Totals.DueNow, currency.MustAmount("113.50", currency.CHF))
}

// TestRefusedBaskets names the field of each fault.
func TestRefusedBaskets(t *testing.T) {
	tests := []struct {
		name   string
		change func(*pricing.Cart)
		line   int
		field  string
		class  error
	}{
		{"no such kind", func(c *pricing.Cart) { c.Lines[1].Product.Kind = "gift" }, 2, "product.kind", pricing.ErrInvalid},
		{"a service alone", func(c *pricing.Cart) { c.Lines = c.Lines[:1]; c.Lines[0].Product.Kind = pricing.Service }, 1, "product.kind", pricing.ErrInvalid},
		{"a service from elsewhere", func(c *pricing.Cart) {
			c.Lines[0].Product.Kind, c.Lines[0].ShipFrom = pricing.Service, locale.Place{Country: "CN"}
		}, 1, "product.kind", pricing.ErrInvalid},
		{"unknown place of a line", func(c *pricing.Cart) { c.Lines[2].ShipFrom.Country = "ZZ" }, 3, "ship_from", locale.ErrUnknownCountry},
		{"dispatch from nowhere", func(c *pricing.Cart) { c.Dispatches = make([]pricing.Dispatch, 1) }, 0, "dispatches[0].ship_from", locale.ErrUnknownCountry},
		{"dispatch of nothing", func(c *pricing.Cart) { c.Dispatches = []pricing.Dispatch{{ShipFrom: locale.Place{Country: "CN"}}} }, 0, "dispatches[0].ship_from", pricing.ErrInvalid},
		{"dispatch twice", func(c *pricing.Cart) {
			c.Dispatches = []pricing.Dispatch{{ShipFrom: locale.Place{Country: "CN"}}, {ShipFrom: locale.Place{Country: "CN"}}}
		}, 0, "dispatches[1].ship_from", pricing.ErrInvalid},
		{"shipping that nobody shares", func(c *pricing.Cart) { c.Dispatches = []pricing.Dispatch{{ShipFrom: c.ShipFrom}} }, 0, "shipping", pricing.ErrInvalid},
		{"negative dispatch", func(c *pricing.Cart) {
			c.Dispatches = []pricing.Dispatch{{ShipFrom: c.ShipFrom, Insurance: currency.FromMinor(-1, currency.USD)}}
		}, 0, "dispatches[0].insurance", pricing.ErrInvalid},
		{"a third currency", func(c *pricing.Cart) {
			c.Shipping = currency.Amount{}
			c.Dispatches = []pricing.Dispatch{{ShipFrom: c.ShipFrom, Shipping: currency.FromMinor(1, currency.CHF)}}
		}, 0, "dispatches[0].shipping", currency.ErrMismatch},
		{"shipping of downloads", func(c *pricing.Cart) {
			for i := range c.Lines {
				c.Lines[i].Product.Kind = pricing.Digital
			}
		}, 0, "shipping", pricing.ErrInvalid},
		{"a long name", func(c *pricing.Cart) { c.Lines[1].Product.Name = strings.Repeat("x", 257) }, 2, "product.name", pricing.ErrLimit},
		{"a long claim", func(c *pricing.Cart) { c.Lines[1].Product.Claim = strings.Repeat("x", 257) }, 2, "product.claim", pricing.ErrLimit},
		{"a long discount", func(c *pricing.Cart) { c.Discounts[0].Name = strings.Repeat("x", 257) }, 0, "discounts[0].name", pricing.ErrLimit},
		{"a long address", func(c *pricing.Cart) { c.Buyer.Evidence.Address = strings.Repeat("x", 257) }, 0, "buyer.evidence.address", pricing.ErrLimit},
		{"unknown marketplace", func(c *pricing.Cart) { c.Marketplace = &tax.Marketplace{Country: "ZZ"} }, 0, "marketplace.country", locale.ErrUnknownCountry},
	}
	e := engine(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cart := handCart(destinations[0])
			tt.change(&cart)
			_, err := e.Quote(cart)
			var ce *pricing.CartError
			if !errors.As(err, &ce) || ce.Line != tt.line || ce.Field != tt.field || !errors.Is(err, tt.class) {
				t.Errorf("got %v, want line %d, %q refused as %v", err, tt.line, tt.field, tt.class)
			}
		})
	}
}

// TestBasketReadsBack: what a cart writes, it reads, in all fields.
func TestBasketReadsBack(t *testing.T) {
	cart := handCart(destinations[0])
	cart.Lines[0].ShipFrom = locale.Place{Country: "CN"}
	cart.Lines[1].Product.Claim = "GSP"
	cart.Dispatches = []pricing.Dispatch{{ShipFrom: locale.Place{Country: "CN"}, Shipping: currency.FromMinor(5, currency.USD), Insurance: currency.FromMinor(6, currency.USD)}}
	cart.Buyer = business(t)
	cart.Buyer.MaxAge, cart.Buyer.Unchecked = time.Hour, true
	cart.Marketplace = &tax.Marketplace{Country: "IE", Registrations: []tax.Registration{{Country: "IE", Scheme: "ioss"}}}
	text := bytesOf(cart, nil)
	var back pricing.Cart
	if err := back.UnmarshalJSON(text); err != nil {
		t.Fatal(err)
	}
	if again := bytesOf(back, nil); string(again) != string(text) {
		t.Error(firstDifference(again, text))
	}
	for _, change := range [][2]string{
		{`"valid":true`, `"valid":1`}, {`"max_age":3600000000000`, `"max_age":-1`}, {`"DE811569869"`, `"DE811569868"`},
		{`"ship_from":{"country":"CN"}`, `"ship_from":{"land":"CN"}`}, {`"claim":"GSP"`, `"claim":7`}, {`"scheme":"ioss"`, `"scheme":"x"`},
	} {
		bad := strings.Replace(string(text), change[0], change[1], 1)
		if err := back.UnmarshalJSON([]byte(bad)); err == nil || bad == string(text) {
			t.Errorf("%s is accepted", change[1])
		}
	}
}

// TestMerchantView: 100.00 GBP with 1.5 % of margin on a cost of 40 USD. What
// the views say adds up, and in another currency too.
func TestMerchantView(t *testing.T) {
	e := engine(t)
	cart := handCart(destinations[2])
	for i := range cart.Lines {
		cart.Lines[i].Product.Cost = currency.FromMinor(1000, currency.USD)
	}
	for _, a := range e.Compare(cart) {
		if a.Err != nil {
			t.Fatal(a.Err)
		}
		m, err := a.Quote.Merchant()
		if err != nil {
			t.Fatal(err)
		}
		totals := a.Quote.Totals
		equal(t, a.ID+" cost of 30.00 + 10.00 + 10.00 USD", m.Cost, gbp("37.56")) // 3 × 7.5124 = 22.54, and 7.51 twice
		equal(t, a.ID+" contribution", m.Contribution, sum(totals.Margin, m.Cost.Neg()))
		equal(t, a.ID+" contribution", m.Contribution, sum(m.Revenue, m.Absorbed.Neg(), m.Subsidy.Neg(), m.Cost.Neg()))
		equal(t, a.ID+" remitted", m.Remitted, sum(totals.AtCheckout, totals.InPrice))
		equal(t, a.ID+" FX margin of 168.81 × 1.5/101.5", m.FXMargin, gbp("2.49"))
		rate, err := rates(t).Rate(currency.GBP, currency.USD)
		if err != nil {
			t.Fatal(err)
		}
		r, err := m.Report(rate)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, a.ID+" cost", r.Cost, currency.MustAmount("50.00", currency.USD))
		equal(t, a.ID+" reported", r.Contribution, sum(r.Revenue, r.Absorbed.Neg(), r.Subsidy.Neg(), r.Cost.Neg()))
	}
	custom, err := currency.NewCode("PTS", 0)
	if err != nil {
		t.Fatal(err)
	}
	cart.Lines[1].Product.Cost = currency.FromMinor(1, custom)
	var ce *pricing.CartError
	if _, err := e.Quote(cart); !errors.As(err, &ce) || ce.Line != 2 || ce.Field != "product.cost" || !errors.Is(err, currency.ErrNoRate) {
		t.Errorf("cost in a currency without a rate: %v", err)
	}
}

// TestMarketplaceWithholds: the platform's tax is none that the seller remits.
func TestMarketplaceWithholds(t *testing.T) {
	cart := only(destinations[2], tee, "100.00", currency.GBP)
	cart.Marketplace = &tax.Marketplace{Country: "GB"}
	q, err := engine(t).Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	m, err := q.Merchant()
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "withheld", m.Withheld, gbp("20.00"))
	equal(t, "remitted", m.Remitted, gbp("0.00"))
	equal(t, "revenue", m.Revenue, gbp("100.00"))
}

// TestOptions: freight that is no part of the value for 135 GBP bears VAT; with
// one that no carrier has a price for, the others are quoted.
func TestOptions(t *testing.T) {
	cart := only(destinations[2], tee, "100.00", currency.GBP)
	got, err := engine(t).Options(cart, []pricing.ShippingOption{
		{ID: "post", Shipping: gbp("5.00")},
		{ID: "express", Shipping: gbp("20.00"), Insurance: gbp("1.00")},
		{ID: "broken", Shipping: currency.MustAmount("5.00", currency.CHF)},
	})
	if err != nil || len(got) != 3 {
		t.Fatal(got, err)
	}
	equal(t, "by post", got[0].Quote.Totals.CustomerPays, gbp("126.00"))
	equal(t, "express", got[1].Quote.Totals.CustomerPays, gbp("145.20"))
	if !errors.Is(got[2].Err, currency.ErrMismatch) || got[2].ID != "broken" {
		t.Errorf("broken: %v", got[2].Err)
	}
	if _, err := engine(t).Options(cart, make([]pricing.ShippingOption, 101)); !errors.Is(err, pricing.ErrLimit) {
		t.Errorf("101 options: %v", err)
	}
	if got, err := engine(t).Options(cart, make([]pricing.ShippingOption, 100)); err != nil || len(got) != 100 {
		t.Errorf("100 options: %d, %v", len(got), err)
	}
}
