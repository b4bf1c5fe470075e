package pricing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
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
		for range *cartsFlag / 3 {
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
		if quotes < *cartsFlag/10 {
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

// elsewhere changes the tables and the market of a situation: what is recorded
// is what was used, wherever it came from.
func (g generator) elsewhere(t *testing.T, s *situation) {
	t.Helper()
	c := &s.config
	if c.Book = g.otherBook(t); g.chance(50) {
		c.Tariff = widerTariff(t)
	}
	c.Regimes = g.otherRegimes(t)
	if g.chance(60) {
		c.Rates = g.otherRates(t)
	}
	cost, _ := g.amount(currency.GBP, 0.01, 100).Round(currency.Rounding{})
	for i := range s.cart.Lines {
		p := &s.cart.Lines[i].Product
		if g.chance(30) {
			p.Cost = cost
		}
		if g.chance(20) {
			p.Includes = pricing.IncludesTax
		}
	}
	for i := range c.Markets {
		if m := &c.Markets[i]; m.Countries[0] == s.cart.ShipTo.Country {
			g.otherMarket(t, m)
			c.PriceBook = g.otherPrices(t, m, s.cart.Lines)
		}
	}
	if g.chance(40) {
		s.cart.ShipTo.PostalCode = pick(g, "90210", "90001", "10115", "75001", "SW1A 1AA", "BT1 1AA")
	}
	if g.chance(10) {
		s.cart.Buyer.Exemption = tax.Exemption{Country: s.cart.ShipTo.Country, Region: s.cart.ShipTo.Region, Certificate: "C-1", Reason: "resale"}
	}
	c.Seller = g.otherSeller(c.Seller)
}

// otherSeller states its turnover and its establishments.
func (g generator) otherSeller(s pricing.Seller) pricing.Seller {
	if g.chance(30) {
		s.Country = pick[locale.Country](g, "DE", "GB", "US", "NO")
	}
	if g.chance(30) {
		s.Establishments = []locale.Place{{Country: "US", Region: "NY"}, {Country: "FR"}}[:1+g.IntN(2)]
	}
	if g.chance(50) {
		volume := tax.Volume{Value: g.amount(pick(g, currency.EUR, currency.USD, currency.SEK), 1000, 1_000_000), Count: g.IntN(400)}
		for _, at := range []locale.Place{{Country: "EU"}, {Country: "US", Region: "MA"}, {Country: "US", Region: "CA"}, {Country: "CH"}, {Country: "AU"}} {
			if g.chance(50) {
				s.Sales = append(s.Sales, tax.Sales{Country: at.Country, Region: at.Region, Previous: volume, Current: volume, Rolling: volume})
			}
		}
	}
	return s
}

// otherBook is the embedded book, or rows of a shop over it: a district by
// postal code, a holiday, a rate that ends.
func (g generator) otherBook(t *testing.T) *tax.Book {
	t.Helper()
	book, err := tax.Default()
	if err != nil {
		t.Fatal(err)
	}
	if g.chance(40) {
		return book
	}
	book, _, err = book.With(strings.NewReader("country,region,postal,category,name,percent,treatment,passing,beside,from,until,source,source_date\n" +
		"DE,,,general,MwSt,21.50,standard,,,2026-10-01,2026-11-15,a law,2026-01\n" +
		"FR,,,general,TVA,15,standard,holiday,,2026-09-10,2026-12-20,\"a law, of a sort (new)\",2026-01-01\n" +
		"US,CA,902,general,district,1.25,standard,,true,2020-01-01,,a county,2026-01-01\n" +
		"US,CA,90001,general,district,2.25,standard,,true,2026-10-10,,a county,2026-01-01\n"))
	if err != nil {
		t.Fatal(err)
	}
	if g.chance(30) {
		return book.WithEstimates()
	}
	return book
}

// otherRegimes are the embedded ones with some questions answered.
func (g generator) otherRegimes(t *testing.T) *duty.Regimes {
	t.Helper()
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range regimes.Questions() {
		if g.chance(50) {
			if regimes, err = regimes.Choose(q.Name, pick(g, q.Readings...).Name); err != nil {
				t.Fatal(err)
			}
		}
	}
	return regimes
}

// otherRates have another pivot, two sides, and a currency through another.
func (g generator) otherRates(t *testing.T) *currency.Rates {
	t.Helper()
	at := time.Date(2026, 9, 1, 12, 30, 0, 0, time.FixedZone("", 7200))
	var rates []currency.Rate
	for code, value := range map[currency.Code]string{
		currency.EUR: "0.87", currency.GBP: "0.75", currency.CHF: "0.8", currency.NOK: "10.13", currency.JPY: "151.7", currency.AUD: "1.53",
		currency.CAD: "1.4", currency.NZD: "1.75", currency.SGD: "1.301", currency.KRW: "1420", currency.SEK: "9.51", currency.PLN: "3.7",
	} {
		mid := decimal.RequireFromString(value)
		if g.chance(50) {
			both, err := currency.NewTwoWay(currency.USD, code, mid, mid.Mul(decimal.RequireFromString("1.013")), at, "bank")
			if err != nil {
				t.Fatal(err)
			}
			rates = append(rates, both.Rates()...)
			continue
		}
		rate, err := currency.NewRate(currency.USD, code, mid, at, pick(g, "", "bank"))
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, rate)
	}
	all, err := currency.NewRates(currency.USD, at, "a bank", rates)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (g generator) otherMarket(t *testing.T, m *pricing.Market) {
	t.Helper()
	m.Language, m.Lifetime = "de-CH", pick(g, 0, 90*time.Minute)
	if g.chance(20) {
		m.AdjustFixed = currency.FromMinor(g.Int64N(300)-100, m.Currency)
	}
	if g.chance(20) {
		m.TypicalOrder = g.amount(m.Currency, 10, 1000)
	}
	if g.chance(25) && m.Rounding == (currency.Rounding{}) && m.Currency.Digits() > 0 {
		margin := decimal.New(g.Int64N(300), -1)
		m.Charm = &pricing.Charm{MinMargin: &margin, Bands: []pricing.CharmBand{
			{Upto: currency.FromMinor(10000, m.Currency), Endings: []decimal.Decimal{decimal.New(49, -2), decimal.New(99, -2)}}, {Endings: []decimal.Decimal{decimal.New(9, 0)}},
		}}
	}
	if g.chance(25) {
		m.Clearance = []pricing.Fee{{Name: "disbursement", Rate: rateOf(t, "2% MIN 15 SEK / consignment"), Base: duty.OnDuty | duty.OnTax, Source: "a list"}}
	}
	if g.chance(25) {
		fees := pick(g, pricing.AtCheckout, pricing.OnDelivery, pricing.Absorbed)
		m.Fees = &fees
	}
}

// otherPrices are fixed prices for some of the goods, those of other days and
// products among them.
func (g generator) otherPrices(t *testing.T, m *pricing.Market, lines []pricing.Line) *pricing.PriceBook {
	t.Helper()
	if g.chance(50) {
		return nil
	}
	turn := time.Date(2026, 10, 15, 0, 0, 0, 0, time.FixedZone("", 3600))
	var entries []pricing.BookEntry
	seen := map[string]bool{}
	for i := range lines {
		sku := lines[i].Product.SKU
		if seen[sku] || g.chance(40) {
			continue
		}
		seen[sku] = true
		price := pricing.BookEntry{SKU: sku, Market: pick(g, "", m.ID), Price: g.amount(m.Currency, 1, 500), Final: g.chance(30), Includes: pricing.Includes(g.IntN(4)), Until: turn}
		after := price
		after.Price, after.From, after.Until = g.amount(m.Currency, 1, 500), turn, time.Time{}
		other := price
		other.SKU += " OTHER"
		entries = append(entries, price, after, other)
	}
	book, err := pricing.NewPriceBook(entries)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// TestRecordElsewhere: records do not ask where their tables came from.
func TestRecordElsewhere(t *testing.T) {
	g := newStream(t, 50)
	g.more(t)
	quotes := 0
	for range *cartsFlag / 6 {
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
	if quotes < *cartsFlag/40 {
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
	for range *cartsFlag / 10 {
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
	if same < *cartsFlag/20 {
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

// TestRecordHoldsConfig: whatever an engine is made of is part of a record, or
// is nothing that a quote depends on.
func TestRecordHoldsConfig(t *testing.T) {
	recorded := []string{"Seller", "Markets", "Rates", "PriceBook", "Book", "Schemes", "Tariff", "Regimes"}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[pricing.Config]()) {
		if !slices.Contains(recorded, f.Name) {
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
