package reprice

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/internal/catalogue"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// A row holds of a price what its parts add up to, and what Price.Causes asks
// for: read back, no cause is found but the one that is there.
func TestRow(t *testing.T) {
	ctx := context.Background()
	tables, err := Files{}.read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	e, _, err := tables.compile()
	if err != nil {
		t.Fatal(err)
	}
	priced := 0
	for p, err := range e.Reprice(ctx, catalogue.Generate(100, 9), pricing.Repricing{At: options("", "").At}) {
		if err != nil {
			continue
		}
		priced++
		if priced%7 == 0 { // names that need care
			p.SKU, p.TaxRates = `"a", b`, append(slices.Clone(p.TaxRates), tax.Rate{Name: "a:b;c%3A,\"d\"", Jurisdiction: "X"})
		}
		row := string(appendPrice(nil, &p))
		f, err := split(row, nil)
		if err != nil || len(f) != strings.Count(priceHead, ",")+1 {
			t.Fatalf("%s: %d fields, %v", row, len(f), err)
		}
		sum := func(at ...int) (a currency.Amount) { // of columns, those below zero taken off
			for _, k := range at {
				b, err := currency.ParseAmount(f[max(k, -k)], p.Shown.Currency())
				if err != nil {
					t.Fatalf("%s: %v", row, err)
				}
				if k < 0 {
					b = b.Neg()
				}
				if a, err = a.Add(b); err != nil {
					t.Fatalf("%s: %v", row, err)
				}
			}
			return a
		}
		if !sum(7, 8, 9, 10).Equal(p.Net) || !sum(11).Equal(p.Net) || !sum(11, 12, 13, 14, -15).Equal(p.Shown) || !sum(16).Equal(p.Shown) {
			t.Fatalf("%s: it does not add up", row)
		}
		was := before{p.SKU: row}
		old, ok, err := was.price(p.SKU)
		if err != nil || !ok || len(p.Causes(old)) != 0 {
			t.Fatalf("%s: %v, %v, causes %v", row, ok, err, p.Causes(old))
		}
		if was.shows(p.SKU, p.Shown) == strings.Contains(row, `"`) || was.shows(p.SKU, p.Shown.Neg()) || was.shows("another", p.Shown) {
			t.Fatalf("%s: whether it shows %v", row, p.Shown)
		}
		old.Shown = currency.FromMinor(1, p.Shown.Currency())
		if causes := p.Causes(old); !slices.Equal(causes, []pricing.Cause{pricing.CausePrice}) {
			t.Fatalf("%s: causes %v, want none that the row brings about", row, causes)
		}
		sku, err := firstField(row)
		if err != nil || sku != p.SKU {
			t.Fatalf("%s: SKU %q, %v", row, sku, err)
		}
	}
	if priced < 3000 {
		t.Errorf("%d prices", priced)
	}
}

// A row that is none is refused, whatever is wrong with it.
func TestDamagedRow(t *testing.T) {
	row := "A,DE,DE,20.00,EUR,1,,20.00,0.00,0.00,0.00,20.00,0.00,3.80,0.00,0.00,23.80,EUR,20.00,,at_checkout,in_price,DE:MwSt:standard:19"
	if _, ok, err := (before{"A": row}).price("A"); !ok || err != nil {
		t.Fatalf("%v, %v", ok, err)
	}
	for _, damage := range [][2]string{
		{",DE:MwSt:standard:19", ""}, {"DE:MwSt:standard:19", "DE"}, {"standard:19", "other:19"}, {"standard:19", "standard:x"},
		{"EUR,20.00,,", "XXQ,20.00,,"}, {"20.00,EUR,1", "20.00,,1"}, {"EUR,1,", "EUR,x,"}, {"EUR,1,", "EUR,1/0,"}, {"EUR,1,", "EUR," + strings.Repeat("1", 200) + ","},
		{"at_checkout", "nowhere"}, {"in_price", "nowhere"}, {"23.80", "x"}, {"A,", `A",`},
	} {
		text := strings.Replace(row, damage[0], damage[1], 1)
		if _, _, err := (before{"A": text}).price("A"); text == row || err == nil {
			t.Errorf("%s is accepted", text)
		}
	}
}
