package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "write the golden file")

// sampled runs the program on the made-up shop, once for all tests.
var sampled = sync.OnceValues(func() (result, error) {
	dir, err := os.MkdirTemp("", "budget")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	return runIn(dir)
})

// result is what a run writes.
type result struct{ text, page string }

// runIn runs the program with its page in a folder.
func runIn(dir string, args ...string) (result, error) {
	out := filepath.Join(dir, "budget.html")
	var text bytes.Buffer
	if err := run(append([]string{"-out", out}, args...), &text, io.Discard); err != nil {
		return result{}, err
	}
	page, err := os.ReadFile(out)
	return result{strings.ReplaceAll(text.String(), out, "budget.html"), string(page)}, err
}

func TestTables(t *testing.T) {
	got, err := sampled()
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "budget.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got.text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	wanted, had := strings.Split(string(want), "\n"), strings.Split(got.text, "\n")
	for i := range max(len(wanted), len(had)) {
		var w, h string
		if i < len(wanted) {
			w = wanted[i]
		}
		if i < len(had) {
			h = had[i]
		}
		if w != h {
			t.Errorf("line %d (-want +got, write anew with -update):\n-%s\n+%s", i+1, w, h)
		}
	}
}

// The page is well-formed, asks nothing of a network, and holds each chart.
func TestPage(t *testing.T) {
	got, err := sampled()
	if err != nil {
		t.Fatal(err)
	}
	elements := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(got.page))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the page is not well-formed: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok {
			elements[start.Name.Local]++
			for _, a := range start.Attr {
				if (a.Name.Local == "src" || a.Name.Local == "href") && !strings.HasPrefix(a.Value, "#") {
					t.Errorf("<%s> refers to %.60q", start.Name.Local, a.Value)
				}
			}
		}
	}
	// Of six markets a response, a value and two cohort tables, and a holdout of the
	// five that are old enough and of all.
	for element, want := range map[string]int{"svg": 6*4 + 6, "table": 5, "details": 6, "script": 0, "link": 0, "img": 0, "h1": 1} {
		if elements[element] != want {
			t.Errorf("%d elements <%s>, want %d", elements[element], element, want)
		}
	}
	for _, want := range []string{
		`name="viewport"`, "Budget by market", "12,572 orders up to 2026-10-31", "to leave unspent", ">~ CH<",
		"months since the first order", "spend in a month, USD", "USD per customer", "Where JP can place duty and tax, in JPY",
		"contribution of a customer so far, JPY", "aria-label=",
	} {
		if !strings.Contains(got.page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	bare := regexp.MustCompile(`xmlns(:\w+)?="[^"]*"`).ReplaceAllString(got.page, "")
	if i := strings.Index(bare, "http"); i >= 0 {
		t.Errorf("the page refers to the network: %.80q", bare[i:])
	}
}

// The same input gives the same bytes.
func TestSame(t *testing.T) {
	first, err := sampled()
	if err != nil {
		t.Fatal(err)
	}
	second, err := runIn(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if first != second {
		t.Error("a second run writes something else")
	}
}

// What the arguments say has the effect that it should.
func TestTerms(t *testing.T) {
	r := func(args ...string) *report {
		t.Helper()
		terms, err := parseTerms(args, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		r, err := newReport(terms)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	plain, tight := r(), r("-budget", "5000", "-horizon", "6", "-rate", "20,JP=5", "-compare", "GB")
	if plain.plan.Unspent.Sign() <= 0 || plain.plan.Return.StringFixed(2) != "1.30" {
		t.Errorf("a large budget leaves %v at a return of %v, want some at the hurdle of 1.3", plain.plan.Unspent, plain.plan.Return)
	}
	if !tight.plan.Unspent.IsZero() || !tight.plan.Return.GreaterThan(tight.hurdle) {
		t.Errorf("a small budget leaves %v at a return of %v, want nothing, above the hurdle", tight.plan.Unspent, tight.plan.Return)
	}
	for i, m := range tight.markets {
		if c, err := m.value.LTV().Cmp(plain.markets[i].value.LTV()); err != nil || c >= 0 {
			t.Errorf("%s is worth %v within 6 months, %v within 24", m.id, m.value.LTV(), plain.markets[i].value.LTV())
		}
	}
	if refused := tight.places.refused; len(refused) != 1 || refused[0].name != "on_delivery" {
		t.Errorf("GB refuses %v, want tax on delivery: its seller must charge it", refused)
	}
	for _, m := range plain.markets {
		if small := m.id == "CH"; m.fit.Pooled != small {
			t.Errorf("%s: pooled is %v", m.id, m.fit.Pooled)
		}
	}
}
