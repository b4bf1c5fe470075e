package pricing

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Products that look alike are kept apart, also where they crowd one place and
// kinds are forgotten.
func TestKinds(t *testing.T) {
	e := quickEngine(t, func(m *Market) { m.Tax = InPrice })
	offers, err := e.offers(&Repricing{Markets: []string{"DE", "JP"}, At: time.Date(2026, time.October, 5, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	run := repricing{e: e, ctx: context.Background(), offers: offers}
	codes := []string{"610910", "610910 ", "61091000", "61091010", "6109100010", "6109", "", "640399", "\xff09100"}
	for i := range 2000 {
		codes = append(codes, fmt.Sprintf("%06d", 610000+i))
	}
	origins := []locale.Country{"CN", "US", "BD", "", "C", "CHN"}
	categories := []tax.Category{tax.General, tax.BooksPrinted}
	rnd := rand.New(rand.NewPCG(*quickSeed, 3))
	var x kinds
	for i := range 5000 {
		p := Product{SKU: "SKU", Price: currency.FromMinor(2000, []currency.Code{currency.USD, currency.EUR}[i/100%2]), HSCode: codes[rnd.IntN(9)],
			Origin: origins[rnd.IntN(len(origins))], Category: categories[rnd.IntN(len(categories))]}
		if i%3 == 0 { // of no class, which is found fast
			p.HSCode, p.Category = codes[rnd.IntN(len(codes))], ""
		}
		if i%50 == 0 {
			p.Claim = "GSP"
		}
		x.look(&run, &p)
		if single := p.Claim != ""; single != (x.now == nil) {
			t.Fatalf("seed %d, %d: %+v is of a kind: %t", *quickSeed, i, p, x.now != nil)
		} else if single {
			continue
		}
		if x.now.key != classOf(&p) || len(x.now.classes) != len(offers) {
			t.Fatalf("seed %d, %d: %+v taken for %+v", *quickSeed, i, p, x.now.key)
		}
		for k, s := range x.shelves {
			if s == nil || s.list != p.Price.Currency() || x.now.classes[k] != s.class(&p) && len(*s.classes.table.Load()) < maxClasses {
				t.Fatalf("seed %d, %d: %+v has another class for offer %d", *quickSeed, i, p, k)
			}
		}
	}
}
