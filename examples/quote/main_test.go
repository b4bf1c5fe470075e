package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/landedhq/landed/pricing"
)

// good is a cart on one line that the default tables can quote.
const good = `{"id":"c1","at":"2026-11-21T12:00:00Z","ship_from":{"country":"US"},"ship_to":{"country":"DE","postal_code":"10115"},` +
	`"lines":[{"product":{"sku":"TEE","hs_code":"6109.10","origin":"BD","category":"general","price":{"amount":"24.00","currency":"USD"}},"quantity":3},` +
	`{"product":{"sku":"BOOK","hs_code":"4901.99","origin":"US","category":"books_printed","price":{"amount":"29.00","currency":"USD"}},"quantity":1}],` +
	`"discounts":[{"percent":"10"},{"amount":{"amount":"15.00","currency":"USD"}}],"shipping":{"amount":"18.00","currency":"USD"}}`

// answers runs the program on input and returns its status and lines.
func answers(t *testing.T, input string, args ...string) (int, []map[string]any) {
	t.Helper()
	var out, errs bytes.Buffer
	status := run(args, strings.NewReader(input), &out, &errs)
	if errs.Len() > 0 {
		t.Logf("standard error: %s", errs.String())
	}
	var lines []map[string]any
	for line := range strings.Lines(out.String()) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("not a line of JSON: %v: %.200q", err, line)
		}
		lines = append(lines, v)
	}
	return status, lines
}

// mustReplace swaps a piece of the good cart.
func mustReplace(t *testing.T, old, new string) string {
	t.Helper()
	if !strings.Contains(good, old) {
		t.Fatalf("the good cart has no %q", old)
	}
	return strings.Replace(good, old, new, 1)
}

func TestBadCarts(t *testing.T) {
	digits := strings.Repeat("9", 1<<20)
	tests := []struct {
		name, old, new string
		line           float64
		field          string
		message        string
	}{
		{"unknown country", `"country":"DE"`, `"country":"ZZ"`, 0, "ship_to", "ZZ"},
		{"lower case country", `"country":"DE"`, `"country":"de"`, 0, "ship_to", "de"},
		{"country without a market", `"country":"DE"`, `"country":"PL"`, 0, "ship_to.country", "no market sells to PL"},
		{"unknown currency", `"currency":"USD"}},"quantity":3`, `"currency":"USX"}},"quantity":3`, 1, "product.price", "USX"},
		{"unknown HS code", `6109.10`, `6109.77`, 1, "product.hs_code", "6109"},
		{"HS code of odd length", `6109.10`, `6109.101`, 1, "product.hs_code", "6109.101"},
		{"HS code with letters", `6109.10`, `6109.1O`, 1, "product.hs_code", "6109.1O"},
		{"HS code missing", `"hs_code":"6109.10",`, ``, 1, "product.hs_code", "missing"},
		{"origin missing", `"origin":"BD",`, ``, 1, "product.origin", "missing"},
		{"unknown origin", `"origin":"BD"`, `"origin":"XQ"`, 1, "product.origin", "XQ"},
		{"unknown category", `books_printed`, `bookz`, 2, "product.category", "bookz"},
		{"negative quantity", `"quantity":3`, `"quantity":-3`, 1, "quantity", "-3"},
		{"zero quantity", `"quantity":3`, `"quantity":0`, 1, "quantity", "at least 1"},
		{"fractional quantity", `"quantity":3`, `"quantity":1.5`, 1, "quantity", "whole"},
		{"absurd quantity", `"quantity":3`, `"quantity":99999999999`, 1, "quantity", "limit"},
		{"negative price", `"24.00"`, `"-24.00"`, 1, "product.price", "negative"},
		{"exponent", `"24.00"`, `"1e1000000000"`, 1, "product.price", "1e1000000000"},
		{"exponent without quotes", `"24.00"`, `1e1000000000`, 1, "product.price", "1e1000000000"},
		{"not a number", `"24.00"`, `"NaN"`, 1, "product.price", "NaN"},
		{"infinite", `"24.00"`, `"Infinity"`, 1, "product.price", "Infinity"},
		{"two points", `"24.00"`, `"12.3.4"`, 1, "product.price", "12.3.4"},
		{"a megabyte of digits", `"24.00"`, `"` + digits + `"`, 0, "", "limit"},
		{"digits just below the limit of a cart", `"24.00"`, `"` + digits[:1<<20-2000] + `"`, 1, "product.price", "999"},
		{"beyond 34 digits", `"24.00"`, `"` + digits[:40] + `"`, 1, "product.price", "999"},
		{"discount of a line that is not there", `{"percent":"10"}`, `{"percent":"10","lines":["9"]}`, 0, "discounts[0].lines[0]", "no line"},
		{"discount of more than 100 percent", `"percent":"10"`, `"percent":"101"`, 0, "discounts[0].percent", "above the total"},
		{"negative discount", `"percent":"10"`, `"percent":"-10"`, 0, "discounts[0].percent", "negative"},
		{"empty discount", `{"percent":"10"}`, `{}`, 0, "discounts[0]", "either"},
		{"before the tax book begins", `2026-11-21T12`, `1999-01-01T12`, 0, "at", "1999-01-01"},
		{"no day", `"at":"2026-11-21T12:00:00Z",`, ``, 0, "at", "missing"},
		{"not a time", `2026-11-21T12:00:00Z`, `yesterday`, 0, "at", "yesterday"},
		{"mixed currencies", `"29.00","currency":"USD"`, `"29.00","currency":"CHF"`, 2, "product.price", "CHF"},
		{"shipping in a third currency", `"18.00","currency":"USD"`, `"18.00","currency":"CHF"`, 0, "shipping", "CHF"},
		{"special territory outside of the tax area", `"10115"`, `"78266"`, 0, "ship_to", "buesingen"},
		{"tax on delivery where the seller must collect", `"country":"DE","postal_code":"10115"},`, `"country":"AU"},"tax":"on_delivery",`, 0, "tax", "not allowed"},
		{"province missing", `"country":"DE","postal_code":"10115"`, `"country":"US"`, 0, "ship_to.region", "missing"},
		{"truncated", good[strings.Index(good, `"discounts"`):], ``, 0, "", "ends too early"},
		{"a line that does not end", `"quantity":1}],`, ``, 2, "discounts", "unknown field"},
		{"unknown field", `"shipping":`, `"shippping":`, 0, "shippping", "unknown field"},
		{"unknown field of a product", `"sku":"TEE"`, `"sku":"TEE","colour":"red"`, 1, "product.colour", "unknown field"},
		{"a field twice", `"id":"c1"`, `"id":"c1","id":"c2"`, 0, "id", "twice"},
		{"wrong type", `"quantity":3`, `"quantity":[3]`, 1, "quantity", "want a number"},
		{"no lines", good[strings.Index(good, `"lines"`):strings.Index(good, `"discounts"`)], ``, 0, "lines", "missing"},
		{"not an object", good, `[1,2,3]`, 0, "", "object"},
		{"garbage", good, `hello`, 0, "", "JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, lines := answers(t, mustReplace(t, tt.old, tt.new)+"\n"+good+"\n")
			if status != 1 {
				t.Errorf("status %d, want 1", status)
			}
			if len(lines) != 2 {
				t.Fatalf("%d lines, want an error and a quote: %.300v", len(lines), lines)
			}
			if lines[1]["totals"] == nil {
				t.Errorf("the cart after it was not quoted: %.300v", lines[1])
			}
			checkProblem(t, lines[0], tt.line, tt.field, tt.message)
		})
	}
}

func checkProblem(t *testing.T, answer map[string]any, line float64, field, message string) {
	t.Helper()
	p, _ := answer["error"].(map[string]any)
	if p == nil {
		t.Fatalf("want an error, got %.300v", answer)
	}
	if got, _ := p["line"].(float64); got != line {
		t.Errorf("line %v, want %v (%v)", got, line, p)
	}
	if got, _ := p["field"].(string); got != field {
		t.Errorf("field %q, want %q (%v)", got, field, p)
	}
	got, _ := p["message"].(string)
	if !strings.Contains(got, message) {
		t.Errorf("message %q does not name %q", got, message)
	}
	if len(got) > 600 {
		t.Errorf("message of %d bytes", len(got))
	}
}

// TestBadTables covers faults that lie in the tables rather than the cart.
func TestBadTables(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	market := func(more string) string {
		return `{"seller":{"country":"US"},"markets":[{"id":"DE","countries":["DE"],"currency":"EUR"` + more + `}]}`
	}
	t.Run("stale rates", func(t *testing.T) {
		status, lines := answers(t, good, "-markets", file("stale.json", market(`,"max_age":"72h"`)))
		if status != 1 || len(lines) != 1 {
			t.Fatalf("status %d, %v", status, lines)
		}
		checkProblem(t, lines[0], 0, "at", "stale exchange rates")
	})
	t.Run("no exchange rate", func(t *testing.T) {
		cart := strings.ReplaceAll(good, "USD", "XCG")
		_, lines := answers(t, cart)
		checkProblem(t, lines[0], 1, "product.price", "XCG")
	})
	for name, text := range map[string]string{
		"unknown currency":  market(`,"currency":"EUR"`),
		"unknown field":     market(`,"colour":"red"`),
		"unknown placement": market(`,"tax":"somewhere"`),
		"truncated":         market("")[:40],
	} {
		t.Run(name, func(t *testing.T) {
			if status, lines := answers(t, good, "-markets", file("bad.json", text)); status != 2 || len(lines) != 0 {
				t.Errorf("status %d, lines %v; want 2 and none", status, lines)
			}
		})
	}
	for flag, text := range map[string]string{
		"-rates": "<xml", "-tax": "no,header\n", "-tariff": "no,header\n",
	} {
		t.Run(flag, func(t *testing.T) {
			if status, _ := answers(t, good, flag, file("bad", text)); status != 2 {
				t.Errorf("status %d, want 2", status)
			}
		})
	}
	if status, _ := answers(t, good, "-markets", filepath.Join(dir, "absent")); status != 2 {
		t.Errorf("absent file: status %d, want 2", status)
	}
}

// TestFraming has carts on one line, on several, side by side, and truncated
// before a good one.
func TestFraming(t *testing.T) {
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(good), "", "  "); err != nil {
		t.Fatal(err)
	}
	pretty := indented.String()
	tests := []struct {
		name, input string
		want        string // q for a quote, e for an error
	}{
		{"one line", good + "\n", "q"},
		{"no line feed at the end", good, "q"},
		{"blank lines", "\n\n" + good + "\n \n" + good + "\n", "qq"},
		{"several lines", pretty + "\n" + pretty, "qq"},
		{"side by side", good + good, "qq"},
		{"truncated, then good", good[:200] + "\n" + good, "eq"},
		{"truncated inside a string", good[:10] + "\n" + good, "eq"},
		{"truncated over several lines", pretty[:300] + "\n" + good, "eq"},
		{"truncated at the end", good[:200], "e"},
		{"too long on one line, then good", `{"id":"` + strings.Repeat("x", 3<<20) + `"}` + "\n" + good, "eq"},
		{"too long on many lines, then good", "{\n" + strings.Repeat("  \"id\": \"x\",\n", 200_000) + "}\n" + good, "eq"},
		{"closing bracket alone", "}\n" + good, "eq"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, lines := answers(t, tt.input)
			got := ""
			for _, line := range lines {
				if line["error"] != nil {
					got += "e"
				} else {
					got += "q"
				}
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestMemoryStaysFlat feeds far more than it may hold at once.
func TestMemoryStaysFlat(t *testing.T) {
	piece := []byte(`{"id":"` + strings.Repeat("9", 1<<16))
	var out discard
	run(nil, &repeated{piece: piece, left: 1 << 10}, &out, &out) // warm: tables are read once
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run(nil, &repeated{piece: piece, left: 1 << 11}, &out, &out) // 128 MiB of one line
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 48<<20 {
		t.Errorf("allocated %d MiB for a line of 128 MiB, want at most 48", got>>20)
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// repeated gives the same piece over and over.
type repeated struct {
	piece []byte
	at    int
	left  int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, fmt.Errorf("done")
	}
	n := copy(p, r.piece[r.at:])
	if r.at += n; r.at == len(r.piece) {
		r.at = 0
		r.left--
	}
	return n, nil
}

// TestQuoteSurvivesJSON reads each quote back and writes the same bytes.
func TestQuoteSurvivesJSON(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run(nil, strings.NewReader(good), &out, &errs); status != 0 {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	var q pricing.Quote
	if err := json.Unmarshal(out.Bytes(), &q); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != strings.TrimSpace(out.String()) {
		t.Errorf("read back and written again:\n%s\nwant\n%s", again, out.String())
	}
}
