package tax

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// stored takes an extract through JSON.
func stored(t testing.TB, e Extract) (*Book, *Schemes) {
	t.Helper()
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var again Extract
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	b, sc, err := again.Tables()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return b, sc
}

func emptyBook(t testing.TB) *Book {
	t.Helper()
	b, err := mustBook(t).Extract(day("2026-11-21"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestExtractDecides: by the extract for a supply it is decided as by the
// tables, whatever it contains, errors included.
func TestExtractDecides(t *testing.T) {
	n := race.Cases(10_000)
	r := rand.New(rand.NewPCG(*decideSeed, 11))
	rates, none := awkwardRates(t), emptyBook(t)
	whole, err := DefaultSchemes()
	if err != nil {
		t.Fatal(err)
	}
	decided, rows := 0, 0
	for range n {
		s := lawSupply(r)
		s.Rates = rates
		part, decisions, err := whole.Extract(s)
		if err != nil {
			if _, want := whole.Compile(s); !reflect.DeepEqual(err, want) {
				t.Fatalf("seed %d: %+v: %v, want %v", *decideSeed, s, err, want)
			}
			continue
		}
		_, sc := stored(t, NewExtract(none, part))
		d, err := whole.Compile(s)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d.Decisions(), decisions); diff != "" {
			t.Fatalf("seed %d: %+v: decisions: %s", *decideSeed, s, diff)
		}
		for range 4 {
			s := s.with(lawContents(r, d))
			got, errGot := sc.Decide(s)
			want, errWant := whole.Decide(s)
			if !reflect.DeepEqual(errGot, errWant) || !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: %+v\n%v, want %v\n%s", *decideSeed, s, errGot, errWant, cmp.Diff(got, want))
			}
			if errWant == nil {
				decided++
			}
		}
		for key := range sc.rules.rows {
			rows += len(sc.rules.rows[key])
		}
	}
	t.Logf("%d decisions, %.1f rules an extract", decided, float64(rows)/float64(n))
	if decided < n || rows > 25*n {
		t.Errorf("%d decisions by %d rules", decided, rows)
	}
}

// A table that was not extracted for a sale does not decide it by what is
// embedded.
func TestExtractHasNothingElse(t *testing.T) {
	for name, s := range decideCases(t) {
		_, sc := stored(t, Extract{Rates: header, Schemes: strings.Join(schemeColumns, ",") + "\n", Nexus: strings.Join(nexusColumns, ",") + "\n"})
		s.Rates = awkwardRates(t)
		if _, err := sc.Decide(s); !errors.Is(err, ErrNoRule) {
			t.Errorf("%s: %v, want ErrNoRule", name, err)
		}
	}
	b, _ := stored(t, NewExtract(emptyBook(t), mustSchemes(t)))
	if _, err := b.Rates(locale.Place{Country: "DE"}, General, day("2026-11-21")); !errors.Is(err, ErrNoRate) {
		t.Errorf("%v, want ErrNoRate", err)
	}
}

func mustSchemes(t testing.TB) *Schemes {
	t.Helper()
	sc, err := DefaultSchemes()
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// extractBooks are books with what the embedded one has little of: postal
// areas, variants by code, taxes for one kind of customer, rows that begin
// later, temporary rates over several rows.
func extractBooks(t testing.TB) []*Book {
	t.Helper()
	own := made(t,
		"country=US region=CA percent=7.25 name=sales_tax until=2026-06-30",
		"country=US region=CA percent=7.5 name=sales_tax from=2026-07-01 until=2026-09-30",
		"country=US region=CA percent=7.75 name=sales_tax from=2026-10-01",
		"country=US region=CA percent=7 name=sales_tax passing=holiday from=2026-06-20 until=2026-10-10",
		"country=US region=CA percent=1 name=district postal=902",
		"country=US region=CA percent=1.5 name=district postal=90210 from=2026-09-01",
		"country=US region=CA percent=2 name=district postal=90300-90899",
		"country=US region=CA percent=0 treatment=exempt name=sales_tax category=shipping",
		"country=DE percent=19.00 name=MwSt", "country=DE percent=7 treatment=reduced name=MwSt category=food_basic variant=staples codes=0401",
		"country=DE percent=19 name=MwSt category=food_basic variant=others", "country=DE percent=16 name=MwSt customer=business",
		"country=DE percent=5.2 compound=true name=levy", "country=FR percent=20 name=TVA from=2027-01-01",
		"country=US region=NY percent=4 name=sales_tax category=clothing_footwear threshold=110 threshold_currency=USD threshold_rule=whole",
	)
	merged, _, err := mustBook(t).With(strings.NewReader(madeTable("country=DE percent=21 name=MwSt from=2026-11-01", "country=US region=CA percent=2.25 name=district postal=900 beside=true")))
	if err != nil {
		t.Fatal(err)
	}
	return []*Book{mustBook(t), mustBook(t).WithEstimates(), own, own.WithEstimates(), merged}
}

// TestExtractRates: an extract of a book gives the rates that the book gives.
func TestExtractRates(t *testing.T) {
	n := race.Cases(4_000)
	r := rand.New(rand.NewPCG(*decideSeed, 12))
	found := 0
	none, _, err := mustSchemes(t).Extract()
	if err != nil {
		t.Fatal(err)
	}
	for k, b := range extractBooks(t) {
		for range n {
			e := &b.entries[r.IntN(len(b.entries))]
			p := e.place()
			p.PostalCode = []string{"", "90210", "90401", "90299", "90300", "10115", "35001", "27498"}[r.IntN(8)]
			on := e.rate.From.AddDays(r.IntN(400) - 30)
			if r.IntN(2) == 0 {
				on = day("2026-06-01").AddDays(r.IntN(200))
			}
			c := []Category{e.category, General, FoodBasic, ClothingFootwear}[r.IntN(4)]
			part, err := b.Extract(on, []locale.Place{{Country: "NO"}, p}, c, BooksPrinted)
			if err != nil {
				t.Fatal(err)
			}
			small, _ := stored(t, NewExtract(part, none))
			q := Query{Place: p, On: on, Category: c, Customer: CustomerKind(r.IntN(2)), Variant: []string{"", "", "staples"}[r.IntN(3)], Code: []string{"", "", "0401", "99"}[r.IntN(4)]}
			want, errWant := b.Lookup(q)
			got, errGot := small.Lookup(q)
			sameAnswer(t, got, errGot, want, errWant, "seed %d: book %d: %+v", *decideSeed, k, q)
			if errWant == nil {
				found++
			}
			want, ownWant, errWant := b.Shipping(p, on)
			got, ownGot, errGot := small.Shipping(p, on)
			sameAnswer(t, got, errGot, want, errWant, "seed %d: book %d: shipping: %+v", *decideSeed, k, q)
			if ownGot != ownWant {
				t.Fatalf("seed %d: book %d: shipping %t, want %t: %+v", *decideSeed, k, ownGot, ownWant, q)
			}
		}
	}
	if found < n {
		t.Errorf("only %d rates were found", found)
	}
}

func sameAnswer(t *testing.T, got []Rate, errGot error, want []Rate, errWant error, format string, args ...any) {
	t.Helper()
	var condition *ConditionError
	same := (errGot == nil) == (errWant == nil)
	lacks := func(err error) bool { return errors.Is(err, ErrNoRate) || errors.Is(err, ErrBeforeBook) }
	same = same && lacks(errGot) == lacks(errWant)
	if errors.As(errWant, &condition) {
		same = same && errGot != nil && errGot.Error() == errWant.Error()
	}
	if diff := cmp.Diff(got, want); !same || diff != "" {
		t.Fatalf(format+": %v, want %v: %s", append(args, errGot, errWant, diff)...)
	}
}

// TestExtractTables: what is no table of an extract is refused by its name.
func TestExtractTables(t *testing.T) {
	good := NewExtract(mustBook(t), mustSchemes(t))
	if _, _, err := good.Tables(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		change func(*Extract)
		want   string
		reason string
	}{
		{func(e *Extract) { e.Rates = "" }, "rates", "missing"},
		{func(e *Extract) { e.Schemes = "" }, "schemes", "missing"},
		{func(e *Extract) { e.Nexus = "" }, "nexus", "missing"},
		{func(e *Extract) { e.Rates, e.Schemes = e.Schemes, e.Rates }, "rates", "the wrong table"},
		{func(e *Extract) { e.Rates = strings.Replace(e.Rates, ",19,", ",1900,", 1) }, "rates", "no percentage"},
		{func(e *Extract) { e.Rates += e.Rates[strings.Index(e.Rates, "\n")+1:] }, "rates", "each row twice"},
		{func(e *Extract) { e.Nexus += "ZZ\n" }, "nexus", "not a row"},
	} {
		bad := good
		tt.change(&bad)
		_, _, err := bad.Tables()
		var at *TableError
		if !errors.As(err, &at) || !strings.Contains(err.Error(), "extract: "+tt.want+":") {
			t.Errorf("%s: %v, want a *TableError of %s", tt.reason, err, tt.want)
		}
	}
	if _, err := mustBook(t).Extract(day("2026-11-21"), nil, "silk"); !errors.Is(err, ErrUnknownCategory) {
		t.Errorf("%v, want ErrUnknownCategory", err)
	}
	if _, err := mustBook(t).Extract(day("2026-11-21"), []locale.Place{{Country: "ZZ"}}, General); !errors.Is(err, locale.ErrUnknownCountry) {
		t.Errorf("%v, want ErrUnknownCountry", err)
	}
}

// rewritten writes a book, reads it and writes it again.
func rewritten(t testing.TB, b *Book) (first, second string, again *Book) {
	t.Helper()
	var texts [2]strings.Builder
	if err := b.WriteCSV(&texts[0]); err != nil {
		t.Fatal(err)
	}
	entries, err := readEntries(strings.NewReader(texts[0].String()), 0)
	if err == nil {
		again, err = newBook(entries)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, texts[0].String())
	}
	if err := again.WriteCSV(&texts[1]); err != nil {
		t.Fatal(err)
	}
	return texts[0].String(), texts[1].String(), again
}

// TestWriteCSV: tables that are written are read to the same.
func TestWriteCSV(t *testing.T) {
	for k, b := range extractBooks(t) {
		first, second, again := rewritten(t, b)
		if first != second || again.Len() != b.Len() || again.AsOf() != b.AsOf() {
			t.Errorf("book %d: %s", k, cmp.Diff(first, second))
		}
		for i := range b.entries {
			e, f := b.entries[i], again.entries[i]
			e.line, e.file, f.line = 0, 0, 0
			if diff := cmp.Diff(e.rate, f.rate); diff != "" || e.slot != f.slot || e.beside != f.beside || e.asOf != f.asOf || !reflect.DeepEqual(e.codes, f.codes) && len(e.codes) > 0 {
				t.Fatalf("book %d: row %d: %+v, want %+v %s", k, i, f, e, diff)
			}
		}
	}
	var rules, nexus strings.Builder
	sc := mustSchemes(t)
	if err := sc.WriteCSV(&rules); err != nil {
		t.Fatal(err)
	}
	if err := sc.Nexus().WriteCSV(&nexus); err != nil {
		t.Fatal(err)
	}
	again, err := LoadSchemes(strings.NewReader(rules.String()))
	if err != nil {
		t.Fatal(err)
	}
	states, err := LoadNexus(strings.NewReader(nexus.String()))
	if err != nil {
		t.Fatal(err)
	}
	if all := again.WithNexus(states); !reflect.DeepEqual(all.rules, sc.rules) || !reflect.DeepEqual(all.nexus, sc.nexus) {
		t.Error("schemes or nexus are not what was written")
	}
}
