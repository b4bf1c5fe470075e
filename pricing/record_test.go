package pricing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// recorded makes the record of a quote, takes it through JSON, replays it, and
// returns its JSON.
func recorded(t testing.TB, e *pricing.Engine, q *pricing.Quote) ([]byte, *pricing.Record) {
	t.Helper()
	made, err := e.Record(q)
	if err != nil {
		t.Fatalf("record: %v", err)
	}
	text, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	stored := new(pricing.Record)
	if err := json.Unmarshal(text, stored); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	again, err := stored.Replay()
	if err != nil {
		t.Fatalf("replay: %v\n%s", err, text)
	}
	if !bytes.Equal(quoteText(t, &again), quoteText(t, q)) {
		t.Fatalf("the replay is another quote:\n%s", text)
	}
	if twice, err := json.Marshal(stored); err != nil || !bytes.Equal(twice, text) {
		t.Fatalf("read and written, it is %v\n%s\nnot\n%s", err, twice, text)
	}
	return text, stored
}

// TestRecordGolden: each golden quote has a record that replays to it.
func TestRecordGolden(t *testing.T) {
	carts, err := filepath.Glob("testdata/golden/*.cart.json")
	if err != nil {
		t.Fatal(err)
	}
	quotes, size := 0, 0
	for _, path := range carts {
		for _, where := range pricing.Placements() {
			s, _ := readGolden(t, path)
			s.config.Markets[0].Duty, s.config.Markets[0].Tax = where, where
			e, err := pricing.New(s.config)
			if err != nil {
				t.Fatal(err)
			}
			q, err := e.Quote(s.cart)
			if err != nil {
				continue // refused by law
			}
			text, _ := recorded(t, e, &q)
			quotes, size = quotes+1, size+len(text)
			if len(text) > 60_000 {
				t.Errorf("%s: %d bytes", path, len(text))
			}
		}
	}
	if quotes < 60 {
		t.Fatalf("only %d quotes", quotes)
	}
	t.Logf("%d records of %d bytes on average", quotes, size/quotes)
}

// TestRecordLaw: so has each quote of generated carts.
func TestRecordLaw(t *testing.T) {
	for stream := range uint64(2) {
		g := newStream(t, 40+stream)
		if stream == 1 {
			g.more(t)
		}
		quotes := 0
		for range carts() / 3 {
			s := g.situation()
			e, err := pricing.New(s.config)
			if err != nil {
				t.Fatal(err)
			}
			q, err := e.Quote(s.cart)
			if err != nil {
				continue
			}
			quotes++
			recordedIn(t, s, e, &q)
		}
		if quotes < carts()/10 {
			t.Errorf("only %d quotes", quotes)
		}
	}
}

// recordedIn is recorded, but names the situation where it fails.
func recordedIn(t *testing.T, s situation, e *pricing.Engine, q *pricing.Quote) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Log(s)
		}
	}()
	recorded(t, e, q)
}

// TestRecordElsewhere: records do not ask where their tables came from.
func TestRecordElsewhere(t *testing.T) {
	g := newStream(t, 50)
	g.more(t)
	quotes := 0
	for range carts() / 6 {
		s := g.situation()
		g.elsewhere(t, &s)
		e, err := pricing.New(s.config)
		if err != nil {
			t.Fatalf("%v\n%v", err, s)
		}
		q, err := e.Quote(s.cart)
		if err != nil {
			continue
		}
		quotes++
		recordedIn(t, s, e, &q)
	}
	if quotes < carts()/40 {
		t.Errorf("only %d quotes", quotes)
	}
}

// TestRecordOtherCarts: the engine of a record answers other carts of its goods
// as the engine that made it does: of other values and quantities, with less in
// them, discounted in other ways.
func TestRecordOtherCarts(t *testing.T) {
	g := newStream(t, 60)
	g.more(t)
	same := 0
	for range carts() / 10 {
		s := g.situation()
		g.elsewhere(t, &s)
		e, err := pricing.New(s.config)
		if err != nil {
			t.Fatalf("%v\n%v", err, s)
		}
		q, err := e.Quote(s.cart)
		if err != nil {
			continue
		}
		r, err := e.Record(&q)
		if err != nil {
			t.Fatalf("%v\n%v", err, s)
		}
		kept, err := r.Engine()
		if err != nil {
			t.Fatalf("%v\n%v", err, s)
		}
		for range 4 {
			cart := g.otherCart(s.cart)
			want, errWant := e.Quote(cart)
			got, errGot := kept.Quote(cart)
			if (errWant == nil) != (errGot == nil) {
				t.Fatalf("%v, want %v\n%v\n%+v", errGot, errWant, s, cart)
			}
			if errWant != nil {
				continue
			}
			if got, want := bytesOf(got, nil), bytesOf(want, nil); !bytes.Equal(got, want) {
				t.Fatalf("%s\n%v\n%+v", firstDifference(got, want), s, cart)
			}
			same++
		}
	}
	if same < carts()/20 {
		t.Errorf("only %d carts", same)
	}
}

// otherCart has some of the lines of a cart, in other quantities and at other
// prices.
func (g generator) otherCart(c pricing.Cart) pricing.Cart {
	c.Lines = slices.Clone(c.Lines)
	for i := range c.Lines {
		l := &c.Lines[i]
		if l.Quantity = 1 + g.Int64N(9); g.chance(70) {
			l.Product.Price, l.Product.Was = g.amount(l.Product.Price.Currency(), 0.5, 5000), currency.Amount{}
		}
	}
	if len(c.Dispatches) > 0 {
		return c // what is left must be sent from somewhere
	}
	c.Discounts, c.Lines = nil, c.Lines[:1+g.IntN(len(c.Lines))]
	return c
}

// TestRecordThresholdRate: children's clothing in Manitoba is exempt up to 150
// CAD, so that a sale in euros needs the dollar, which nothing else of it is in.
func TestRecordThresholdRate(t *testing.T) {
	e := engine(t, func(c *pricing.Config) {
		c.Seller.Registrations = append(c.Seller.Registrations, tax.Registration{Country: "CA", Scheme: tax.SchemeGST})
		c.Markets = []pricing.Market{{ID: "CA", Countries: []locale.Country{"CA"}, Currency: currency.EUR}}
	})
	manitoba := locale.Place{Country: "CA", Region: "MB"}
	q, err := e.Quote(pricing.Cart{
		At: time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC), ShipFrom: manitoba, ShipTo: manitoba,
		Lines: []pricing.Line{{Quantity: 1, Product: pricing.Product{SKU: "COAT", Category: tax.ChildrenClothing, Price: currency.MustAmount("140.00", currency.EUR)}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, r := recorded(t, e, &q)
	if held := r.Rates.All(); len(held) != 1 || held[0].Quote() != currency.CAD {
		t.Errorf("%v, want the Canadian dollar alone", held)
	}
}

// TestRecordHoldsConfig: whatever an engine is made of is part of a record, or
// is nothing that a quote depends on.
func TestRecordHoldsConfig(t *testing.T) {
	recorded := []string{"Seller", "Markets", "Rates", "PriceBook", "Book", "Schemes", "Tariff", "Regimes"}
	refuses := "Limits" // whole carts, and changes no quote
	for _, f := range reflect.VisibleFields(reflect.TypeFor[pricing.Config]()) {
		if !slices.Contains(recorded, f.Name) && f.Name != refuses {
			t.Errorf("does a quote depend on Config.%s? then a record must hold it", f.Name)
		}
	}
}

// TestRecordRefused: an engine makes no record of a quote that it does not
// give, and none that cannot be kept.
func TestRecordRefused(t *testing.T) {
	e := engine(t)
	q, err := e.Quote(handCart(destinations[0]))
	if err != nil {
		t.Fatal(err)
	}
	var replay *pricing.ReplayError
	altered := q
	altered.Totals.Tax = currency.MustAmount("0.01", currency.EUR)
	if _, err := e.Record(&altered); !errors.As(err, &replay) || replay.Field != "totals.tax.amount" {
		t.Errorf("%v, want a *ReplayError at totals.tax.amount", err)
	}
	other := engine(t, func(c *pricing.Config) { c.Markets[0].FXMargin = decimal.NewFromInt(3) })
	if _, err := other.Record(&q); !errors.Is(err, pricing.ErrReplay) {
		t.Errorf("%v, want ErrReplay of an engine with another margin", err)
	}
	var cart *pricing.CartError
	if _, err := e.Record(&pricing.Quote{}); !errors.As(err, &cart) {
		t.Errorf("%v, want a *CartError of no quote", err)
	}
	var part *pricing.RecordError
	if _, err := new(pricing.Record).Replay(); !errors.As(err, &part) {
		t.Errorf("%v, want a *RecordError of no record", err)
	}
}
