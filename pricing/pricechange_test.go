package pricing_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Only prices that differ are changes, with their causes.
func TestChanges(t *testing.T) {
	charmed := func(c *pricing.Config) {
		c.Markets = []pricing.Market{{ID: "DE", Countries: []locale.Country{"DE"}, Currency: currency.EUR, Duty: pricing.InPrice, Tax: pricing.InPrice,
			Charm: &pricing.Charm{Bands: []pricing.CharmBand{{Endings: []decimal.Decimal{decimal.New(99, -2)}}}}}}
	}
	e := engine(t, charmed)
	r := pricing.Repricing{Markets: []string{"DE"}, At: repriceDay, Workers: 1}
	old := map[string]pricing.Price{}
	for p, err := range e.Reprice(context.Background(), catalogue(500), r) {
		if err == nil {
			old[p.SKU] = p
		}
	}
	before := func(sku, market string) (pricing.Price, bool) { p, ok := old[sku]; return p, ok && market == "DE" }
	count := func(e *pricing.Engine, before func(string, string) (pricing.Price, bool)) (changes []pricing.PriceChange, refused int) {
		for c, err := range e.Changes(context.Background(), catalogue(500), before, r) {
			if err != nil {
				refused++
				continue
			}
			changes = append(changes, c)
		}
		return changes, refused
	}
	if changes, refused := count(e, before); len(changes) != 0 || refused == 0 {
		t.Errorf("%d changes of nothing, %d refused", len(changes), refused)
	}
	none := func(string, string) (pricing.Price, bool) { return pricing.Price{}, false }
	if changes, _ := count(e, none); len(changes) != len(old) || changes[0].Before != nil || changes[0].Causes != nil {
		t.Errorf("%d new prices, want %d", len(changes), len(old))
	}

	dollar, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.1479"), rates(t).AsOf(), "test")
	if err != nil {
		t.Fatal(err)
	}
	moved, err := currency.NewRates(currency.EUR, rates(t).AsOf(), "test", []currency.Rate{dollar})
	if err != nil {
		t.Fatal(err)
	}
	other, err := e.WithRates(moved)
	if err != nil {
		t.Fatal(err)
	}
	changes, _ := count(other, before)
	if len(changes) == 0 || len(changes) > len(old)/2 {
		t.Errorf("%d of %d prices changed by a small move: charm should absorb most", len(changes), len(old))
	}
	for _, c := range changes {
		if !slices.Contains(c.Causes, pricing.CauseRate) || c.Before.Shown == c.After.Shown {
			t.Fatalf("%v, then %v: causes %v", c.Before.Shown, c.After.Shown, c.Causes)
		}
	}

	dutiable := "" // the first with duty inside its price
	for p := range catalogue(500) {
		if price := old[p.SKU]; price.Duty.Sign() > 0 {
			dutiable = p.SKU
			break
		}
	}
	for _, test := range []struct {
		name   string
		change func(*pricing.Price)
		want   []pricing.Cause
	}{
		{"another list price", func(p *pricing.Price) { p.List = currency.MustAmount("1.00", currency.USD) }, []pricing.Cause{pricing.CausePrice}},
		{"another charm", func(p *pricing.Price) {}, []pricing.Cause{pricing.CausePrice}},
		{"the same rate on another day", func(p *pricing.Price) { p.Rate = nextDay(t, p.Rate) }, []pricing.Cause{pricing.CausePrice}},
		{"other terms", func(p *pricing.Price) { p.TaxAt = pricing.AtCheckout }, []pricing.Cause{pricing.CauseTerms}},
		{"another tax", func(p *pricing.Price) {
			p.TaxRates = []tax.Rate{{Name: p.TaxRates[0].Name, Jurisdiction: "DE", Percent: decimal.NewFromInt(16)}}
		}, []pricing.Cause{pricing.CauseLaw}},
		{"a flat duty on another value", func(p *pricing.Price) {
			p.Rate, p.Declared = dollar.Inverse(), currency.MustAmount("1.00", currency.EUR)
		}, []pricing.Cause{pricing.CauseRate}},
		{"another duty", func(p *pricing.Price) { p.Duty, _ = p.Duty.Add(currency.MustAmount("5.00", currency.EUR)) }, []pricing.Cause{pricing.CauseLaw}},
		{"a duty on nothing, of which it is no share", func(p *pricing.Price) {
			p.Duty, p.Declared = currency.MustAmount("5.00", currency.EUR), currency.MustAmount("0.00", currency.EUR)
		}, []pricing.Cause{pricing.CausePrice}},
	} {
		was := func(sku, _ string) (pricing.Price, bool) {
			p, ok := old[sku]
			test.change(&p)
			p.Shown = currency.MustAmount("0.01", currency.EUR)
			return p, ok && sku == dutiable
		}
		changes, _ := count(e, was)
		i := slices.IndexFunc(changes, func(c pricing.PriceChange) bool { return c.Before != nil })
		if i < 0 || !slices.Equal(changes[i].Causes, test.want) {
			t.Errorf("%s: %v, want %v", test.name, changes[i].Causes, test.want)
		}
	}
}

// A share of nothing is none, whichever of two prices it is of.
func TestCausesOfNothing(t *testing.T) {
	eur := func(text string) currency.Amount { return currency.MustAmount(text, currency.EUR) }
	some := pricing.Price{Shown: eur("20.00"), List: eur("10.00"), Duty: eur("1.00"), Declared: eur("10.00"), DutyAt: pricing.InPrice}
	none := pricing.Price{Shown: eur("19.00"), List: eur("10.00"), Duty: eur("2.00"), Declared: eur("0.00"), DutyAt: pricing.InPrice}
	for _, causes := range [][]pricing.Cause{some.Causes(none), none.Causes(some)} {
		if want := []pricing.Cause{pricing.CausePrice}; !slices.Equal(causes, want) {
			t.Errorf("causes %v, want %v", causes, want)
		}
	}
}

// Duties that are one percentage of two values, each rounded, are one law; two of
// one value are not.
func TestCausesOfRoundedDuty(t *testing.T) {
	of := func(duty, declared string) pricing.Price {
		p := pricing.Price{List: currency.MustAmount("10.00", currency.EUR), DutyAt: pricing.InPrice}
		p.Duty, p.Declared = currency.MustAmount(duty, currency.EUR), currency.MustAmount(declared, currency.EUR)
		p.Shown = sum(p.Duty, p.Declared)
		return p
	}
	for _, tt := range []struct {
		a, b   pricing.Price
		want   pricing.Cause
		reason string
	}{
		{of("1.00", "8.35"), of("1.01", "8.40"), pricing.CausePrice, "12 % are 1.002 and 1.008"},
		{of("1.00", "8.35"), of("1.02", "8.40"), pricing.CauseLaw, "12.0 % at most, and 12.1 % at least"},
		{of("1.00", "10.00"), of("1.01", "10.00"), pricing.CauseLaw, "no percentage of one value is rounded to both"},
		{of("1.00", "10.00"), of("1.01", "10.01"), pricing.CausePrice, "10.045 % of them are 1.0045 and 1.0055045"},
	} {
		for _, causes := range [][]pricing.Cause{tt.a.Causes(tt.b), tt.b.Causes(tt.a)} {
			if !slices.Equal(causes, []pricing.Cause{tt.want}) {
				t.Errorf("%v of %v and %v of %v: causes %v, want %v: %s", tt.a.Duty, tt.a.Declared, tt.b.Duty, tt.b.Declared, causes, tt.want, tt.reason)
			}
		}
	}
}

// nextDay is the same rate, as of the day after.
func nextDay(t *testing.T, r currency.Rate) (next currency.Rate) {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte(r.AsOf().Format(time.DateOnly)), []byte(r.AsOf().AddDate(0, 0, 1).Format(time.DateOnly)), 1)
	if err := json.Unmarshal(text, &next); err != nil || next.Equal(r) {
		t.Fatalf("%s: %v", text, err)
	}
	return next
}

// A price of the book that moves with the law is a cause beside it.
func TestCausesOfBookPrices(t *testing.T) {
	e := shopIn(t, inGermany, marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price"}`))
	at := func(price string, category tax.Category) pricing.Price {
		book, err := pricing.NewPriceBook([]pricing.BookEntry{{SKU: tee.SKU, Price: euros(price)}})
		if err != nil {
			t.Fatal(err)
		}
		e, err := e.WithPriceBook(book)
		if err != nil {
			t.Fatal(err)
		}
		p := tee
		p.Category = category
		return priceIn(t, e, p)
	}
	if got, want := at("110.00", tax.BooksPrinted).Causes(at("100.00", tax.General)), []pricing.Cause{pricing.CausePrice, pricing.CauseLaw}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v: 119.00 became 117.70", got, want)
	}
}
