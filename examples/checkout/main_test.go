package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/pricing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func output(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if err := run(args, &out, &errs); err != nil {
		t.Fatalf("%v: %v %s", args, err, errs.String())
	}
	return out.String()
}

// TestGolden pins what a newcomer sees first.
func TestGolden(t *testing.T) {
	for name, args := range map[string][]string{
		"all.txt":     nil,
		"explain.txt": {"-to", "DE", "-explain", "-compare", "none"},
		"arabic.txt":  {"-lang", "ar-EG", "-compare", "JP"},
	} {
		got, path := output(t, args...), filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestFitsTheTerminal: no line is wider than 100 columns, whatever the script.
func TestFitsTheTerminal(t *testing.T) {
	for _, args := range [][]string{{"-explain"}, {"-lang", "ja"}, {"-lang", "ar-EG", "-explain"}, {"-lang", "hi"}, {"-compare", "NO"}} {
		for line := range strings.Lines(output(t, args...)) {
			if n := columns(strings.TrimRight(line, "\n")); n > 100 {
				t.Errorf("%v: %d columns: %s", args, n, line)
			}
		}
	}
}

// TestTablesAlign: the last column of each table ends in the same place.
func TestTablesAlign(t *testing.T) {
	for _, lang := range []string{"", "ja", "ar-EG", "hi", "de"} {
		text := output(t, "-lang", lang, "-compare", "none")
		_, table, _ := strings.Cut(text, "one unit\n")
		table, _, _ = strings.Cut(table, "\n\n")
		ends := map[int]bool{}
		for line := range strings.Lines(table) {
			ends[columns(strings.TrimRight(line, "\n"))] = true
		}
		if len(ends) != 1 {
			t.Errorf("%q: lines end in columns %v:\n%s", lang, ends, table)
		}
	}
}

// TestJSON: each line is a quote, and nothing else is written.
func TestJSON(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(output(t, "-json")), "\n")
	if len(lines) != 9 {
		t.Fatalf("%d lines, want 9", len(lines))
	}
	for _, line := range lines {
		var q pricing.Quote
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			t.Error(err)
		} else if q.Totals.CustomerPays.Sign() <= 0 {
			t.Errorf("%v pays %v", q.ShipTo, q.Totals.CustomerPays)
		}
	}
}

// TestFlags: what cannot be right is refused before anything is printed.
func TestFlags(t *testing.T) {
	for name, args := range map[string][]string{
		"not a day":                    {"-at", "yesterday"},
		"unknown destination":          {"-to", "DE,XX"},
		"unknown region":               {"-to", "CA-CA"},
		"argument":                     {"DE"},
		"no such file":                 {"-rates", "absent.xml"},
		"unknown comparison":           {"-compare", "x"},
		"comparison without a market":  {"-compare", "PL"},
		"comparison before the tables": {"-compare", "CA-ON", "-at", "2026-06-30"},
		"not a language":               {"-lang", "klingonese"},
		"no language at all":           {"-lang", "!"},
	} {
		var out, errs bytes.Buffer
		if err := run(args, &out, &errs); err == nil {
			t.Errorf("%s: %v is accepted", name, args)
		}
		if out.Len() > 0 {
			t.Errorf("%s: printed before it was refused:\n%s", name, out.String())
		}
	}
}

// TestRefused: a destination that cannot be quoted does not keep the others
// from it; the reason is printed, and the exit status tells.
func TestRefused(t *testing.T) {
	tests := []struct {
		args   []string
		want   []string
		reason string
	}{
		{[]string{"-at", "2026-06-30"}, []string{"CA-ON         refused", "refused: CA-ON: pricing: line", "US-CA", "DE under"},
			"Canada's rows begin later than the day"},
		{[]string{"-to", "PL,DE", "-compare", "none"}, []string{"refused: PL: ", "no market sells to PL", "DE"}, "a country without a market"},
		{[]string{"-to", "CA-ON,DE", "-at", "2026-06-30"}, []string{"DE under the four placements"}, "the comparison is of the first that is quoted"},
		{[]string{"-at", "1999-01-01"}, []string{"refused: DE: ", "refused: US-CA: "}, "none is left"},
		{[]string{"-to", "PL,DE", "-json"}, []string{`{"error":{"to":"PL","message":`, `"market":"DE"`}, "the same as JSON"},
	}
	for _, tt := range tests {
		var out, errs bytes.Buffer
		if err := run(tt.args, &out, &errs); err == nil || !strings.Contains(err.Error(), "refused") {
			t.Errorf("%v: error %v (%s)", tt.args, err, tt.reason)
		}
		for _, want := range tt.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%v: no %q (%s):\n%s", tt.args, want, tt.reason, out.String())
			}
		}
	}
}

// TestWrap: long words break between characters, never within one, and no
// line is wider than the terminal.
func TestWrap(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("é", 300), strings.Repeat("日本", 120), "a" + strings.Repeat("é", 300), strings.Repeat("e\u0301", 300),
		strings.Repeat("https://example.org/日本語/", 20), "words " + strings.Repeat("ß", 101) + " words",
	} {
		var out bytes.Buffer
		(&printer{w: &out}).wrap("  note: ", text)
		if !utf8.ValidString(out.String()) {
			t.Errorf("%.20q… is cut within a character", text)
		}
		for line := range strings.Lines(out.String()) {
			if n := columns(strings.TrimRight(line, "\n")); n > 100 {
				t.Errorf("%d columns: %s", n, line)
			}
		}
		if got := strings.Join(strings.Fields(out.String()), ""); got != "note:"+strings.ReplaceAll(text, " ", "") {
			t.Errorf("%.20q… lost text", text)
		}
	}
}

func TestColumns(t *testing.T) {
	for s, want := range map[string]int{
		"abc":             3,
		"￥1,234":          7, // a wide yen sign
		"日本":              4,
		"\u200f١٢٣\u200f": 3, // marks of direction take no column
		"e\u0301":         1,
		"1\u00a0€":        3,
	} {
		if got := columns(s); got != want {
			t.Errorf("columns(%q) = %d, want %d", s, got, want)
		}
	}
}
