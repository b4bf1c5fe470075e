package pricing_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// byCountry is a bodysuit for babies that is of another category in Spain, for
// which the book has no rate of children's clothing, and in Ireland has a zero rate.
func byCountry() pricing.Product {
	p := tee
	p.Category = tax.ChildrenClothing
	p.Categories = map[locale.Country]tax.Category{"ES": tax.General}
	return p
}

// inEurope sells from Germany to some countries, with the tax of each in the price.
func inEurope(t testing.TB, seller pricing.Seller) *pricing.Engine {
	t.Helper()
	seller.Registrations = append(seller.Registrations, tax.Registration{Country: "DE", Scheme: tax.SchemeOSS})
	return engine(t, func(c *pricing.Config) {
		c.Seller, c.Markets = seller, nil
		for _, country := range []locale.Country{"DE", "ES", "IE"} {
			c.Markets = append(c.Markets, pricing.Market{ID: string(country), Countries: []locale.Country{country}, Currency: currency.EUR, Tax: pricing.InPrice})
		}
	})
}

func TestCategories(t *testing.T) {
	sells := pricing.Seller{Country: "DE", Sales: []tax.Sales{{Country: "EU", Current: tax.Volume{Value: currency.FromMinor(9_000_000, currency.EUR)}}}}
	e := inEurope(t, sells)
	for _, tt := range []struct {
		to, percent, field, reason string
		from                       locale.Country
		change                     func(*pricing.Product)
	}{
		{to: "ES", percent: "21", reason: "general there"},
		{to: "IE", percent: "0", reason: "a country that the map does not name has the category of the product"},
		{to: "ES", field: "product.category", reason: "the map names another country", change: func(p *pricing.Product) {
			p.Categories = map[locale.Country]tax.Category{"IE": tax.General}
		}},
		{to: "ES", field: "product.categories.ES", reason: "the book has no rate of the category that the map names", change: func(p *pricing.Product) {
			p.Category, p.Categories = tax.General, map[locale.Country]tax.Category{"ES": tax.ChildrenClothing}
		}},
		{to: "IE", percent: "0", reason: "a list price holds the tax of home, and home's category", change: func(p *pricing.Product) {
			p.Category, p.Categories = tax.ChildrenClothing, map[locale.Country]tax.Category{"DE": tax.General}
			p.Includes, p.Price = pricing.IncludesTax, currency.MustAmount("24.00", currency.EUR)
		}},
	} {
		p := byCountry()
		if tt.change != nil {
			tt.change(&p)
		}
		to := locale.Place{Country: locale.Country(tt.to)}
		cart := pricing.Cart{At: noon, ShipTo: to, Lines: []pricing.Line{{Product: p, Quantity: 2}}, Shipping: currency.FromMinor(500, currency.EUR)}
		q, err := e.Quote(cart)
		if tt.field != "" {
			var ce *pricing.CartError
			if !errors.As(err, &ce) || ce.Field != tt.field || ce.Line != 1 || !errors.Is(err, tax.ErrNoRate) {
				t.Errorf("%s: %v, want one of line 1, field %s", tt.reason, err, tt.field)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
			continue
		}
		price, err := e.Price(p, pricing.Offer{At: noon, ShipTo: to})
		if percent, _ := price.TaxPercent(); err != nil || !percent.Equal(decimal.RequireFromString(tt.percent)) || price.Shown != q.Lines[0].Unit {
			t.Errorf("%s: a page with %v %% and %v, a cart with %v, want %s %%: %v", tt.reason, percent, price.Shown, q.Lines[0].Unit, tt.percent, err)
		}
	}
}

// TestCategoriesAllWays: a product whose category is that of the country alone is
// taxed as one that has it everywhere, on every way that an engine answers.
func TestCategoriesAllWays(t *testing.T) {
	e := engine(t)
	to := handCart(destinations[0]).ShipTo
	plain := handCart(destinations[0])
	here := plain
	here.Lines = append([]pricing.Line(nil), plain.Lines...)
	for i := range here.Lines {
		p := &here.Lines[i].Product
		p.Categories = map[locale.Country]tax.Category{to.Country: p.Category}
		p.Category = tax.Ebooks
	}
	want, err := e.Quote(plain)
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.Quote(here)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Replay(&got); err != nil {
		t.Error(err)
	}
	record, err := e.Record(&got)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := record.Replay(); err != nil {
		t.Error(err)
	}
	sealed, err := pricing.Seal(&got, autumn)
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := pricing.Open(sealed, noon, autumn); err != nil || cmp.Diff(got, opened) != "" {
		t.Errorf("%v, -sealed +opened:\n%s", err, cmp.Diff(got, opened))
	}
	wantBack, err1 := want.Refund(pricing.Return{Of: pricing.PartOrder})
	gotBack, err2 := got.Refund(pricing.Return{Of: pricing.PartOrder})
	if err := errors.Join(err1, err2); err != nil || wantBack.Totals != gotBack.Totals {
		t.Errorf("%v goes back, want %v: %v", gotBack.Totals, wantBack.Totals, err)
	}
	for i, a := range e.Compare(plain) {
		b := e.Compare(here)[i]
		if (a.Err == nil) != (b.Err == nil) || a.Quote.Totals != b.Quote.Totals {
			t.Errorf("%s: %v, want %v", a.ID, b.Quote.Totals, a.Quote.Totals)
		}
	}
	target := pricing.Goal{Product: plain.Lines[0].Product, Offer: pricing.Offer{At: noon, ShipFrom: plain.ShipFrom, ShipTo: to}, Target: currency.FromMinor(4990, want.Currency)}
	wantNet, err1 := e.Solve(target)
	target.Product = here.Lines[0].Product
	gotNet, err2 := e.Solve(target)
	if diff := cmp.Diff(wantNet, gotNet); err1 != nil || err2 != nil || diff != "" {
		t.Errorf("%v, %v, -want +got:\n%s", err1, err2, diff)
	}
	got.Cart = want.Cart
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-one category +by country:\n%s", diff)
	}
}

// TestCategoriesReprice: a page, and a catalogue repriced, show the same.
func TestCategoriesReprice(t *testing.T) {
	e := inEurope(t, pricing.Seller{Country: "DE"})
	p := byCountry()
	seen := 0
	for got, err := range e.Reprice(t.Context(), slices.Values([]pricing.Product{p, p}), pricing.Repricing{At: noon}) {
		want, wantErr := e.Price(p, pricing.Offer{Market: got.Market, At: noon})
		if (err == nil) != (wantErr == nil) || got.Shown != want.Shown {
			t.Errorf("%s: %v and %v, want %v and %v", got.Market, got.Shown, err, want.Shown, wantErr)
		}
		seen++
	}
	if seen != 6 {
		t.Errorf("%d prices, want those of two products in three markets", seen)
	}
}

// TestCategoriesOrder: what is shared between lines that differ in nothing but
// the category of a country does not depend on the order of the cart.
func TestCategoriesOrder(t *testing.T) {
	e := engine(t)
	a, b := tee, tee
	a.Categories = map[locale.Country]tax.Category{"DE": tax.BooksPrinted, "FR": tax.General}
	b.Categories = map[locale.Country]tax.Category{"FR": tax.General}
	cart := handCart(locale.Place{Country: "DE"})
	cart.Lines = []pricing.Line{{Product: a, Quantity: 1}, {Product: b, Quantity: 1}, {Product: a, Quantity: 1}}
	q, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	cart.Lines[0], cart.Lines[1] = cart.Lines[1], cart.Lines[0]
	r, err := e.Quote(cart)
	if err != nil || q.Totals != r.Totals || !q.Lines[0].Tax.Equal(r.Lines[1].Tax) || !q.Lines[1].Tax.Equal(r.Lines[0].Tax) {
		t.Errorf("%v, %v, in another order %v, %v: %v", q.Lines[0].Tax, q.Lines[1].Tax, r.Lines[0].Tax, r.Lines[1].Tax, err)
	}
}

func TestCategoriesJSON(t *testing.T) {
	p := byCountry()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var back pricing.Product
	if err := json.Unmarshal(text, &back); err != nil || !maps.Equal(back.Categories, p.Categories) {
		t.Errorf("%s is read as %v: %v", text, back.Categories, err)
	}
	const twice = `{"sku":"TEE","categories":{"ES":"general","ES":"food_basic"}}`
	var ce *pricing.CartError
	if err := json.Unmarshal([]byte(twice), &back); !errors.As(err, &ce) || ce.Field != "categories.ES" || !errors.Is(err, pricing.ErrInvalid) {
		t.Errorf("%s: %v", twice, err)
	}
}
