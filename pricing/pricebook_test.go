package pricing_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// hour is an instant so many hours after noon; zero is none.
func hour(n int) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return noon.Add(time.Duration(n) * time.Hour)
}

func entryFor(sku, market, price string, from, until int) pricing.BookEntry {
	return pricing.BookEntry{SKU: sku, Market: market, Price: currency.MustAmount(price, currency.EUR), From: hour(from), Until: hour(until)}
}

func TestPriceBookLookup(t *testing.T) {
	book, err := pricing.NewPriceBook([]pricing.BookEntry{
		entryFor("TEE", "de", "30", 0, 1), entryFor("TEE", "de", "25", 1, 2), entryFor("TEE", "de", "28", 4, 0),
		entryFor("TEE", "", "31", 0, 0), entryFor("SHOE", "", "99", -5, -1),
		{SKU: "TEE", Price: currency.MustAmount("29", currency.CHF)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		sku, market string
		at          int
		want        string
		reason      string
	}{
		{"TEE", "de", -1000, "30", "since ever"},
		{"TEE", "de", 1, "25", "the first instant belongs to the entry, the last to the next"},
		{"TEE", "de", 2, "31", "a pause: what holds in all markets"},
		{"TEE", "de", 3, "31", "a pause"},
		{"TEE", "de", 4, "28", "for ever"},
		{"TEE", "de", 100_000, "28", "for ever"},
		{"TEE", "fr", 1, "31", "no entry of its own"},
		{"SHOE", "de", -5, "99", "from"},
		{"SHOE", "de", -1, "", "until"},
		{"SHOE", "de", -6, "", "before"},
		{"BAG", "de", 1, "", "not in the book"},
	} {
		e, ok := book.Lookup(tt.sku, tt.market, currency.EUR, noon.Add(time.Duration(tt.at)*time.Hour))
		if ok != (tt.want != "") || ok && !e.Price.Equal(currency.MustAmount(tt.want, currency.EUR)) {
			t.Errorf("%s in %s after %d hours: %v, want %q: %s", tt.sku, tt.market, tt.at, e.Price, tt.want, tt.reason)
		}
	}
	if e, ok := book.Lookup("TEE", "ch", currency.CHF, noon); !ok || e.Price != currency.MustAmount("29", currency.CHF) {
		t.Errorf("another currency: %v", e)
	}
	if _, ok := (*pricing.PriceBook)(nil).Lookup("TEE", "de", currency.EUR, noon); ok {
		t.Error("a nil book has a price")
	}
	if n := testing.AllocsPerRun(100, func() { book.Lookup("TEE", "fr", currency.EUR, noon) }); n != 0 {
		t.Errorf("a look-up allocates %v times", n)
	}
}

func TestPriceBookRefuses(t *testing.T) {
	base := entryFor("TEE", "de", "30", 1, 3)
	with := func(change func(*pricing.BookEntry)) []pricing.BookEntry {
		e := base
		change(&e)
		return []pricing.BookEntry{entryFor("A", "", "1", 0, 0), e}
	}
	for _, tt := range []struct {
		entries []pricing.BookEntry
		class   error
		says    []string
		reason  string
	}{
		{[]pricing.BookEntry{base, entryFor("TEE", "fr", "1", 1, 3), entryFor("TEE", "de", "20", 2, 4)}, pricing.ErrInvalid,
			[]string{"entry 3: invalid: 20.00 EUR", "30.00 EUR for TEE in market de", "20.00 EUR for TEE in market de"}, "an hour in common"},
		{[]pricing.BookEntry{entryFor("TEE", "de", "20", 2, 0), entryFor("TEE", "de", "30", 0, 0)}, pricing.ErrInvalid, []string{"of entry 1"}, "one for ever"},
		{[]pricing.BookEntry{base, base}, pricing.ErrInvalid, []string{"of entry 1"}, "twice"},
		{with(func(e *pricing.BookEntry) { e.SKU = "" }), pricing.ErrMissing, []string{"entry 2: pricing: sku"}, "no product"},
		{with(func(e *pricing.BookEntry) { e.SKU = strings.Repeat("x", 257) }), pricing.ErrLimit, []string{"sku"}, "a novel"},
		{with(func(e *pricing.BookEntry) { e.Price = currency.Amount{} }), pricing.ErrMissing, []string{"price"}, "no price"},
		{with(func(e *pricing.BookEntry) { e.Price = e.Price.Neg() }), pricing.ErrInvalid, []string{"price"}, "negative"},
		{with(func(e *pricing.BookEntry) { e.Was = e.Price }), pricing.ErrInvalid, []string{"was"}, "was no more"},
		{with(func(e *pricing.BookEntry) { e.Was = currency.FromMinor(900_00, currency.USD) }), currency.ErrMismatch, []string{"was"}, "in another currency"},
		{with(func(e *pricing.BookEntry) { e.Includes = 4 }), pricing.ErrInvalid, []string{"includes"}, "no such word"},
		{with(func(e *pricing.BookEntry) { e.Until = e.From }), pricing.ErrInvalid, []string{"until"}, "never"},
	} {
		_, err := pricing.NewPriceBook(tt.entries)
		if !errors.Is(err, tt.class) {
			t.Errorf("%s: %v, want %v", tt.reason, err, tt.class)
			continue
		}
		for _, say := range tt.says {
			if !strings.Contains(err.Error(), say) {
				t.Errorf("%s: %v does not say %q", tt.reason, err, say)
			}
		}
	}
}

// A SKU may have 256 bytes, and no more.
func TestPriceBookLongSKU(t *testing.T) {
	for bytes, want := range map[int]error{256: nil, 257: pricing.ErrLimit} {
		_, err := pricing.NewPriceBook([]pricing.BookEntry{{SKU: strings.Repeat("x", bytes), Price: currency.FromMinor(1, currency.EUR)}})
		if !errors.Is(err, want) {
			t.Errorf("a SKU of %d bytes: %v, want %v", bytes, err, want)
		}
	}
}

// TestLawPriceBook: over generated books, a look-up finds what a search through
// all entries finds, whatever their order.
func TestLawPriceBook(t *testing.T) {
	r := rand.New(rand.NewPCG(*seedFlag, 21))
	t.Logf("seed %d", *seedFlag)
	built, refused := 0, 0
	for range 400 {
		var entries []pricing.BookEntry
		for range 1 + r.IntN(8) {
			from := r.IntN(20)
			until := 0
			if r.IntN(4) > 0 {
				until = from + 1 + r.IntN(6)
			}
			e := entryFor([]string{"A", "B"}[r.IntN(2)], []string{"", "de", "fr"}[r.IntN(3)], fmt.Sprint(1+r.IntN(99)), from, until)
			entries = append(entries, e)
		}
		book, err := pricing.NewPriceBook(entries)
		if clash := overlapping(entries); (err != nil) != clash {
			t.Fatalf("%v: %v, overlapping %t", entries, err, clash)
		}
		if err != nil {
			refused++
			continue
		}
		built++
		if book.Len() != len(entries) {
			t.Fatalf("%d entries of %d", book.Len(), len(entries))
		}
		for at := -1; at < 30; at++ {
			for _, sku := range []string{"A", "B", "C"} {
				for _, market := range []string{"de", "fr", "it"} {
					got, ok := book.Lookup(sku, market, currency.EUR, noon.Add(time.Duration(at)*time.Hour))
					want, has := lookedUp(entries, sku, market, at)
					if ok != has || got.Price != want.Price {
						t.Fatalf("%v: %s in %s at %d: %v, want %v", entries, sku, market, at, got, want)
					}
				}
			}
		}
	}
	t.Logf("%d books, %d refused", built, refused)
	if built < 50 || refused < 50 {
		t.Error("the generator is at fault")
	}
}

func holdsAt(e pricing.BookEntry, at int) bool {
	now := noon.Add(time.Duration(at) * time.Hour)
	return !now.Before(e.From) && (e.Until.IsZero() || now.Before(e.Until))
}

func overlapping(entries []pricing.BookEntry) bool {
	for i, a := range entries {
		for _, b := range entries[:i] {
			for at := -1; at < 30; at++ {
				if a.SKU == b.SKU && a.Market == b.Market && holdsAt(a, at) && holdsAt(b, at) {
					return true
				}
			}
		}
	}
	return false
}

func lookedUp(entries []pricing.BookEntry, sku, market string, at int) (pricing.BookEntry, bool) {
	for _, own := range []string{market, ""} {
		for _, e := range entries {
			if e.SKU == sku && e.Market == own && holdsAt(e, at) {
				return e, true
			}
		}
	}
	return pricing.BookEntry{}, false
}

const bookCSV = `# autumn sale
sku,market,currency,price,was,includes,final,from,until
TEE,de,EUR,29.99,39.99,both,yes,2026-11-27T00:00:00+01:00,2026-12-01T00:00:00+01:00
TEE,,CHF,31.00,,,,,
"BAG, RED",fr,EUR,0.00,,tax,no,2026-11-27T00:00:00+01:00,
`

func TestLoadPriceBook(t *testing.T) {
	book, err := pricing.LoadPriceBook(strings.NewReader(bookCSV))
	if err != nil {
		t.Fatal(err)
	}
	cet := time.FixedZone("", 3600)
	sale := time.Date(2026, 11, 27, 0, 0, 0, 0, cet)
	e, ok := book.Lookup("TEE", "de", currency.EUR, sale)
	if !ok || e.Price != currency.MustAmount("29.99", currency.EUR) || e.Was != currency.MustAmount("39.99", currency.EUR) ||
		e.Includes != pricing.IncludesBoth || !e.Final || !e.From.Equal(sale) || !e.Until.Equal(time.Date(2026, 12, 1, 0, 0, 0, 0, cet)) {
		t.Errorf("%v: %+v", ok, e)
	}
	if e, ok := book.Lookup("BAG, RED", "fr", currency.EUR, sale); !ok || !e.Price.IsZero() || e.Final || e.Includes != pricing.IncludesTax {
		t.Errorf("%v: %+v", ok, e)
	}
	if book.Len() != 3 {
		t.Errorf("%d entries", book.Len())
	}
	if _, err := pricing.LoadPriceBook(strings.NewReader("price,sku,currency\n1.00,A,EUR\n")); err != nil {
		t.Errorf("three columns are enough: %v", err)
	}
}

func TestLoadPriceBookRefuses(t *testing.T) {
	const header = "sku,market,currency,price,was,includes,final,from,until\n"
	for _, tt := range []struct {
		text, says string
		class      error
	}{
		{"", "line 1", pricing.ErrInvalid},
		{"sku,price\n", "currency", pricing.ErrInvalid},
		{"sku,currency,price,colour\n", "colour", pricing.ErrInvalid},
		{header + "TEE,de,EUR,30,,,,,\nTEE,de,EUR,31,,,,,\n", "line 3: invalid: 31.00 EUR for TEE in market de holds at the same time as 30.00 EUR for TEE in market de of line 2", pricing.ErrInvalid},
		{header + "TEE,de,USX,30,,,,,\n", "line 2: currency", currency.ErrUnknownCode},
		{header + "TEE,de,EUR,,,,,,\n", "line 2: price", currency.ErrSyntax},
		{header + "TEE,de,EUR,1e9,,,,,\n", "line 2: price", currency.ErrSyntax},
		{header + "TEE,de,EUR,-1,,,,,\n", "line 2: price", pricing.ErrInvalid},
		{header + "TEE,de,EUR,30,20,,,,\n", "line 2: was", pricing.ErrInvalid},
		{header + "TEE,de,EUR,30,,all,,,\n", "line 2: includes", pricing.ErrInvalid},
		{header + "TEE,de,EUR,30,,,maybe,,\n", "line 2: final", pricing.ErrInvalid},
		{header + "TEE,de,EUR,30,,,,2026-11-27,\n", "line 2: from", pricing.ErrInvalid},
		{header + "TEE,de,EUR,30,,,,,tomorrow\n", "line 2: until", pricing.ErrInvalid},
		{header + ",de,EUR,30,,,,,\n", "line 2: sku", pricing.ErrMissing},
		{header + strings.Repeat("x", 300) + ",de,EUR,30,,,,,\n", "line 2: sku", pricing.ErrLimit},
		{header + "TEE,de,EUR,30\n", "line 2", pricing.ErrInvalid},
	} {
		_, err := pricing.LoadPriceBook(strings.NewReader(tt.text))
		if !errors.Is(err, tt.class) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%q: %v, want %q and %v", tt.text, err, tt.says, tt.class)
		}
		if at := (*pricing.TableError)(nil); !errors.As(err, &at) || at.Line < 1 {
			t.Errorf("%q: no line in %#v", tt.text, err)
		}
	}
}

// FuzzLoadPriceBook: nothing panics, messages are short, and each entry is
// found at its first instant.
func FuzzLoadPriceBook(f *testing.F) {
	f.Add([]byte(bookCSV))
	f.Add([]byte("sku,currency,price\nA,EUR,1\nA,EUR,2\n"))
	f.Add([]byte("\ufeffsku,currency,price,from\nA,EUR,1,0001-01-01T00:00:00Z\n\"a\nb\",JPY,3,9999-12-31T23:59:59+14:00\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		book, err := pricing.LoadPriceBook(strings.NewReader(string(data)))
		if err != nil {
			if len(err.Error()) > maxMessage {
				t.Fatalf("a message of %d bytes: %v", len(err.Error()), err)
			}
			return
		}
		n := 0
		for e := range book.All() {
			n++
			if got, ok := book.Lookup(e.SKU, e.Market, e.Price.Currency(), e.From); !ok || got != e {
				t.Fatalf("%+v is not found: %+v, %t", e, got, ok)
			}
		}
		if n != book.Len() {
			t.Fatalf("%d entries, Len %d", n, book.Len())
		}
	})
}

// A price book fixes prices by product, market and time; the rest follows the
// exchange rate.
func ExampleLoadPriceBook() {
	book, err := pricing.LoadPriceBook(strings.NewReader(`sku,market,currency,price,was,includes,from,until
TEE,de,EUR,29.99,39.99,both,2026-11-27T00:00:00+01:00,2026-12-01T00:00:00+01:00
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, day := range []int{26, 27} {
		e, ok := book.Lookup("TEE", "de", currency.EUR, time.Date(2026, time.November, day, 12, 0, 0, 0, time.UTC))
		fmt.Println(day, e.Price, e.Includes, ok)
	}
	// Output:
	// 26 0 none false
	// 27 29.99 EUR both true
}

// TestQuoteAtBookPrice: the cart takes the price of the page.
func TestQuoteAtBookPrice(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC) }
	book, err := pricing.NewPriceBook([]pricing.BookEntry{
		{SKU: "TEE", Market: "de", Price: currency.MustAmount("29.99", currency.EUR), Was: currency.MustAmount("39.99", currency.EUR), Includes: pricing.IncludesBoth, From: at(20), Until: at(22)},
		{SKU: "TEE", Price: currency.MustAmount("30.00", currency.EUR), From: at(22)},
	})
	if err != nil {
		t.Fatal(err)
	}
	e := shopIn(t, inAmerica, marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price","duty":"in_price"}`),
		func(c *pricing.Config) { c.PriceBook = book })
	for day, want := range map[int]string{
		19: "20.87 0.00 0.00 0.00 20.87 3.00 4.54 0.00 0.00 28.41 20.87",
		20: "29.99 0.00 0.00 -7.79 22.20 3.00 4.79 0.00 0.00 29.99 22.20",
		21: "29.99 0.00 0.00 -7.79 22.20 3.00 4.79 0.00 0.00 29.99 22.20",
		22: "30.00 0.00 0.00 0.00 30.00 3.00 6.27 0.00 0.00 39.27 30.00",
	} {
		price := priceOf(t, e, tee, pricing.Offer{Market: "de", At: at(day)})
		if got := partsOf(price); got != want {
			t.Errorf("on %d November\n got %s\nwant %s", day, got, want)
		}
		if has := price.Was != nil; has != (day == 20 || day == 21) {
			t.Errorf("on %d November: former price %v", day, price.Was)
		}
		if price.Fixed != (day >= 20) {
			t.Errorf("on %d November: fixed %t", day, price.Fixed)
		}
		q, err := e.Quote(pricing.Cart{Market: "de", At: at(day), ShipTo: destinations[0], Lines: []pricing.Line{{Product: tee, Quantity: 2}}})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "in the cart", q.Lines[0].Unit, price.Shown)
	}
	without, err := e.WithPriceBook(nil)
	if err != nil {
		t.Fatal(err)
	}
	if price, err := without.Price(tee, pricing.Offer{Market: "de", At: at(21)}); err != nil || price.Fixed {
		t.Errorf("without a book: %+v, %v", price, err)
	}
}

// TestBookPriceIsRebased: what an entry includes is turned into what the
// market shows.
func TestBookPriceIsRebased(t *testing.T) {
	const id = `{"id":"de","countries":["DE"],"currency":"EUR"`
	for _, tt := range []struct {
		market, price string
		includes      pricing.Includes
		final         bool
		want, reason  string
	}{
		{id + `}`, "119.00", pricing.IncludesTax, false, "119.00 0.00 0.00 -19.00 100.00 0.00 0.00 0.00 0.00 100.00 100.00", "shown without: 19 of tax come out"},
		{id + `,"rebase":"keep_shown"}`, "119.00", pricing.IncludesTax, false, "119.00 0.00 0.00 -19.00 100.00 0.00 0.00 0.00 0.00 100.00 100.00", "an entry says itself what it includes"},
		{id + `,"tax":"in_price"}`, "100.00", pricing.IncludesNone, false, "100.00 0.00 0.00 0.00 100.00 0.00 19.00 0.00 0.00 119.00 100.00", "shown with: 19 go in"},
		{id + `,"tax":"in_price"}`, "119.00", pricing.IncludesBoth, false, "119.00 0.00 0.00 -19.00 100.00 0.00 19.00 0.00 0.00 119.00 100.00", "no border: duty is no matter"},
		{id + `,"tax":"in_price","adjust":"10","charm":{"bands":[{"endings":["0.99"]}]}}`, "119.00", pricing.IncludesTax, false,
			"119.00 0.00 11.90 -20.91 109.99 0.00 20.91 0.09 0.00 130.99 110.08", "adjusted and charmed as any other"},
		{id + `,"tax":"in_price","adjust":"10","charm":{"bands":[{"endings":["0.99"]}]}}`, "119.00", pricing.IncludesTax, true,
			"119.00 0.00 0.00 -19.00 100.00 0.00 19.00 0.00 0.00 119.00 100.00", "final"},
		{id + `,"tax":"in_price","charm":{"bands":[{"endings":["0.99"]}],"min_margin":"0"}}`, "119.00", pricing.IncludesTax, true,
			"119.00 0.00 0.00 -19.00 100.00 0.00 19.00 0.00 0.00 119.00 100.00", "final, and leaves the cost of 100.00 to the cent"},
		{id + `,"tax":"in_price","charm":{"bands":[{"endings":["0.99"]}],"min_margin":"0"}}`, "118.99", pricing.IncludesTax, true,
			"118.99 0.00 0.00 -19.16 99.83 0.00 19.16 1.00 0.00 119.99 100.83", "final, but a cent too little"},
	} {
		book, err := pricing.NewPriceBook([]pricing.BookEntry{{SKU: "TEE", Market: "de", Price: currency.MustAmount(tt.price, currency.EUR), Includes: tt.includes, Final: tt.final}})
		if err != nil {
			t.Fatal(err)
		}
		e := shopIn(t, inGermany, marketOf(t, tt.market), func(c *pricing.Config) { c.PriceBook = book })
		p := listed("1", currency.XAU)
		p.Cost = currency.MustAmount("100.00", currency.EUR)
		price := priceIn(t, e, p)
		equal(t, "the list price", price.List, p.Price)
		if got := partsOf(price); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.reason, got, tt.want)
		}
	}
}

// TestEntryShowsThePriceAgain publishes prices and moves the exchange rate: what is
// shown stays, on the page and in a cart, wherever duty and tax are placed.
func TestEntryShowsThePriceAgain(t *testing.T) {
	other, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.4099"), noon, "a bank")
	if err != nil {
		t.Fatal(err)
	}
	moved, err := rates(t).With(other)
	if err != nil {
		t.Fatal(err)
	}
	for _, dutyAt := range pricing.Placements() {
		for _, taxAt := range pricing.Placements() {
			m := marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","fx_margin":"1.5","charm":{"bands":[{"endings":["0.95"]}]},"on_forbidden":"checkout"}`)
			m.Duty, m.Tax = dutyAt, taxAt
			first := shopIn(t, inAmerica, m)
			onSale := tee
			onSale.Was = currency.MustAmount("40.00", currency.USD)
			price := priceIn(t, first, onSale)
			entry := price.Entry()
			book, err := pricing.NewPriceBook([]pricing.BookEntry{entry})
			if err != nil {
				t.Fatal(err)
			}
			later, err := first.WithRates(moved)
			if err != nil {
				t.Fatal(err)
			}
			if anew := priceIn(t, later, onSale); anew.Shown.Equal(price.Shown) {
				t.Fatalf("duty %v, tax %v: the rate does not move %v", dutyAt, taxAt, price.Shown)
			}
			if later, err = later.WithPriceBook(book); err != nil {
				t.Fatal(err)
			}
			again := priceIn(t, later, onSale)
			if !again.Shown.Equal(price.Shown) || again.Was == nil || !again.Was.Shown.Equal(price.Was.Shown) {
				t.Errorf("duty %v, tax %v: %v was %v, then %v was %v", dutyAt, taxAt, price.Shown, price.Was, again.Shown, again.Was)
			}
			if e := again.Entry(); e != entry {
				t.Errorf("duty %v, tax %v: entry %+v, then %+v", dutyAt, taxAt, entry, e)
			}
			q, err := later.Quote(pricing.Cart{At: noon, ShipTo: locale.Place{Country: "DE"}, Lines: []pricing.Line{{Product: onSale, Quantity: 3}}})
			if err != nil {
				t.Fatalf("duty %v, tax %v: %v", dutyAt, taxAt, err)
			}
			if q.Duty == dutyAt && q.Tax == taxAt && !q.Lines[0].Unit.Equal(price.Shown) {
				t.Errorf("duty %v, tax %v: %v in a cart, %v on the page", dutyAt, taxAt, q.Lines[0].Unit, price.Shown)
			}
		}
	}
}
