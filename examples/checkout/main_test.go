package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

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

func TestFlags(t *testing.T) {
	for name, args := range map[string][]string{
		"not a day":             {"-at", "yesterday"},
		"unknown destination":   {"-to", "XX"},
		"before the tables":     {"-at", "1999-01-01"},
		"market does not exist": {"-to", "PL"},
		"argument":              {"DE"},
		"no such file":          {"-rates", "absent.xml"},
	} {
		var out, errs bytes.Buffer
		if err := run(args, &out, &errs); err == nil {
			t.Errorf("%s: %v is accepted", name, args)
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
