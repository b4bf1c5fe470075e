package pricing_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// business is a buyer in Germany whose number was confirmed.
func business(t *testing.T) tax.Buyer {
	t.Helper()
	id, err := tax.ParseID("DE", "DE811569869")
	if err != nil {
		t.Fatal(err)
	}
	return tax.Buyer{Business: true, Number: id, Evidence: tax.Evidence{ID: id, Valid: true, CheckedAt: noon.Add(-time.Hour), By: "VIES"}}
}

// TestBusinessBuyers see and pay net prices where they account for the tax,
// whatever consumers are shown: 119.00 with 19 % in it is 100.00.
func TestBusinessBuyers(t *testing.T) {
	for _, tt := range []struct {
		where    pricing.Placement
		rebase   pricing.Rebasing
		list     string
		consumer string
		business string
	}{
		{pricing.InPrice, pricing.KeepNet, "100.00", "119.00", "100.00"},
		{pricing.InPrice, pricing.KeepShown, "119.00", "119.00", "100.00"},
		{pricing.AtCheckout, pricing.KeepNet, "100.00", "100.00", "100.00"},
	} {
		e := engine(t, everywhere(func(m *pricing.Market) { m.Tax, m.Rebase = tt.where, tt.rebase }), func(c *pricing.Config) {
			c.Seller = inFrance
		})
		cart := only(destinations[0], tee, tt.list, currency.EUR)
		cart.ShipFrom = locale.Place{Country: "FR"}
		consumer, err := e.Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		cart.Buyer = business(t)
		q, err := e.Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
		equal(t, "shown to a consumer", consumer.Lines[0].Unit, eur(tt.consumer))
		equal(t, "shown to a business", q.Lines[0].Unit, eur(tt.business))
		equal(t, "paid", q.Totals.CustomerPays, eur(tt.business))
		s := q.Consignments[0].Supply
		if s.Treatment != tax.ReverseCharge || s.Collector != "buyer" || s.Origin.Evidence == "" || q.Charges[len(q.Charges)-1].Zero != pricing.ZeroReverseCharge {
			t.Errorf("%v: %+v", tt.where, s)
		}
	}
}

// TestBusinessPricesOfBook: a price of the book that holds tax is without it for a
// business that accounts for the tax itself, wherever the market shows it.
func TestBusinessPricesOfBook(t *testing.T) {
	for _, where := range pricing.Placements() {
		for _, tt := range []struct {
			includes   pricing.Includes
			price, was string
		}{
			{pricing.IncludesNone, "100.00", "200.00"},
			{pricing.IncludesTax, "119.00", "238.00"},
			{pricing.IncludesBoth, "119.00", "238.00"},
		} {
			book, err := pricing.NewPriceBook([]pricing.BookEntry{{
				SKU: tee.SKU, Price: currency.MustAmount(tt.price, currency.EUR), Was: currency.MustAmount(tt.was, currency.EUR), Includes: tt.includes,
			}})
			if err != nil {
				t.Fatal(err)
			}
			e := engine(t, everywhere(func(m *pricing.Market) { m.Tax, m.OnForbidden = where, pricing.ToCheckout }), func(c *pricing.Config) {
				c.Seller = inFrance
				c.PriceBook = book
			})
			cart := only(destinations[0], tee, "1.00", currency.EUR)
			cart.ShipFrom, cart.Buyer = locale.Place{Country: "FR"}, business(t)
			what := where.String() + ", a price with " + tt.includes.String()
			price := priceOf(t, e, tee, pricing.Offer{At: noon, ShipFrom: cart.ShipFrom, ShipTo: cart.ShipTo, Buyer: cart.Buyer})
			eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
			equal(t, what+": on the page", price.Shown, eur("100.00"))
			equal(t, what+": former price", price.Was.Shown, eur("200.00"))
			q := mustQuote(t, e, cart)
			equal(t, what+": in the cart", q.Lines[0].Unit, eur("100.00"))
			equal(t, what+": paid", q.Totals.CustomerPays, eur("100.00"))
		}
	}
}

// TestEntryOfBusiness: a price without the tax that others see in it is published as
// such, and shown again. Nothing is said of taxes that it included.
func TestEntryOfBusiness(t *testing.T) {
	e := shopIn(t, inFrance,
		marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price","duty":"in_price"}`))
	offer := pricing.Offer{At: noon, ShipFrom: locale.Place{Country: "FR"}, ShipTo: destinations[0], Buyer: business(t)}
	shirt := listed("100.00", currency.EUR)
	price := priceOf(t, e, shirt, offer)
	if entry := price.Entry(); entry.Includes != pricing.IncludesDuty || !price.Untaxed || price.Label(language.English) != "" {
		t.Errorf("%+v, %q", entry, price.Label(language.English))
	}
	book, err := pricing.NewPriceBook([]pricing.BookEntry{price.Entry()})
	if err != nil {
		t.Fatal(err)
	}
	if e, err = e.WithPriceBook(book); err != nil {
		t.Fatal(err)
	}
	equal(t, "published", priceOf(t, e, shirt, offer).Shown, price.Shown)
	offer.Buyer = tax.Buyer{}
	equal(t, "to consumers, with 19 %", priceOf(t, e, shirt, offer).Shown, currency.MustAmount("119.00", currency.EUR))
}

// TestStatedForConsumers: a price of the book holds the tax of a consumer, whoever
// sees it without: also a buyer whom an exemption frees at the seller, and who pays
// the tax at the border, and one whose placement a cart must change.
func TestStatedForConsumers(t *testing.T) {
	book, err := pricing.NewPriceBook([]pricing.BookEntry{{SKU: tee.SKU, Price: currency.MustAmount("59.50", currency.EUR), Includes: pricing.IncludesTax, Final: true}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		seller pricing.Seller
		buyer  tax.Buyer
	}{
		{inAmerica, tax.Buyer{}},
		{inAmerica, business(t)},
		{inAmerica, tax.Buyer{Exemption: tax.Exemption{Country: "DE", Certificate: "15.10-44", Reason: "embassy"}}},
		{inGermany, tax.Buyer{}},
		{inGermany, tax.Buyer{Business: true}},
	} {
		e := shopIn(t, tt.seller, marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","tax":"on_delivery"}`), func(c *pricing.Config) { c.PriceBook = book })
		price := priceOf(t, e, tee, pricing.Offer{At: noon, ShipTo: destinations[0], Buyer: tt.buyer})
		equal(t, "59.50 with 19 %", price.Shown, currency.MustAmount("50.00", currency.EUR))
	}
}

// TestBusinessUnderAnotherLaw: the page of a business assumes reverse charge up to
// 135 GBP. Two units of 100.00 are imported: of their price 17.86 is duty now and
// 33.33 tax, which the page did not assume, and the merchant bears.
func TestBusinessUnderAnotherLaw(t *testing.T) {
	id, err := tax.ParseID("GB", "GB980780684")
	if err != nil {
		t.Fatal(err)
	}
	e := shopIn(t, forBritain, marketOf(t, `{"id":"gb","countries":["GB"],"currency":"GBP","tax":"in_price","duty":"in_price"}`))
	cart := only(destinations[2], tee, "100.00", currency.GBP)
	cart.Lines[0].Quantity = 2
	cart.Buyer = tax.Buyer{Business: true, Number: id, Evidence: tax.Evidence{ID: id, Valid: true, CheckedAt: noon.Add(-time.Hour), By: "HMRC"}}
	l := mustQuote(t, e, cart).Lines[0]
	gbp := func(s string) currency.Amount { return currency.MustAmount(s, currency.GBP) }
	equal(t, "base, as it was shown", l.Base, gbp("200.00"))
	equal(t, "12 % of 148.81", l.DutyInPrice, gbp("17.86"))
	equal(t, "20 % of 166.67", l.TaxInPrice, gbp("33.33"))
	equal(t, "what the merchant bears", l.Subsidy, gbp("51.19"))
}

// TestExemptBuyers see and pay prices without the tax, which the quote says
// why it leaves out; so does the product page, and the former price with it.
func TestExemptBuyers(t *testing.T) {
	mission := tax.Buyer{Exemption: tax.Exemption{Country: "DE", Certificate: "15.10-44", Reason: "embassy"}}
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	for _, tt := range []struct {
		where       pricing.Placement
		rebase      pricing.Rebasing
		list, was   string
		others, own string
		former      string
	}{
		{pricing.InPrice, pricing.KeepNet, "100.00", "200.00", "119.00", "100.00", "200.00"},
		{pricing.InPrice, pricing.KeepShown, "119.00", "238.00", "119.00", "100.00", "200.00"},
		{pricing.AtCheckout, pricing.KeepNet, "100.00", "200.00", "100.00", "100.00", "200.00"},
	} {
		e := engine(t, everywhere(func(m *pricing.Market) { m.Tax, m.Rebase = tt.where, tt.rebase }), func(c *pricing.Config) {
			c.Seller = pricing.Seller{Country: "DE"}
		})
		shirt := tee
		shirt.Price, shirt.Was = eur(tt.list), eur(tt.was)
		offer := pricing.Offer{Market: "DE", At: noon}
		for _, of := range []struct {
			buyer tax.Buyer
			want  string
		}{{tax.Buyer{}, tt.others}, {mission, tt.own}} {
			offer.Buyer = of.buyer
			p, err := e.Price(shirt, offer)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "product page", p.Shown, eur(of.want))
			if sum, err := currency.Sum(p.Net, p.Duty, p.Tax, p.Rounding, p.Subsidy.Neg()); err != nil || !sum.Equal(p.Shown) {
				t.Errorf("%+v does not add up: %v (%v)", p, sum, err)
			}
			if of.buyer == mission {
				equal(t, "former price", p.Was.Shown, eur(tt.former))
			}
			cart := pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "DE"}, ShipTo: destinations[0], Buyer: of.buyer, Lines: []pricing.Line{{Product: shirt, Quantity: 1}}}
			q, err := e.Quote(cart)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "in the cart", q.Lines[0].Unit, eur(of.want))
			if of.buyer != mission {
				continue
			}
			equal(t, "paid", q.Totals.CustomerPays, eur("100.00"))
			if c := q.Charges[len(q.Charges)-1]; c.Zero != pricing.ZeroExempt || c.Kind != pricing.TaxCharge {
				t.Errorf("%v", c)
			}
			var back pricing.Quote
			if text, err := json.Marshal(q); err != nil || json.Unmarshal(text, &back) != nil || !cmp.Equal(back.Cart.Buyer, mission) {
				t.Errorf("through JSON: %+v (%v)", back.Cart.Buyer, err)
			}
		}
	}
}
