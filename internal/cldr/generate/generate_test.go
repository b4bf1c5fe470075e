package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestParsePattern(t *testing.T) {
	tests := []struct {
		source             string
		positive, negative string // § symbol, n number, ~ minus
		primary, secondary int
		reason             string
	}{
		{"¤#,##0.00", "§n", "~§n", 3, 3, "the minus goes before all by default"},
		{"#,##0.00\u00a0¤", "n\u00a0§", "~n\u00a0§", 3, 3, "symbol behind"},
		{"¤\u00a0#,##0.00;¤\u00a0-#,##0.00", "§\u00a0n", "§\u00a0~n", 3, 3, "a negative side of its own"},
		{"¤#,##0.00;(¤#,##0.00)", "§n", "(§n)", 3, 3, "accounting"},
		{"¤#,##,##0.00", "§n", "~§n", 3, 2, "lakhs"},
		{"%#,##0", "%n", "~%n", 3, 3, "percent in front"},
		{"#0.00", "n", "~n", 0, 0, "no groups"},
		{"¤\u00a0#,##0.00;¤\u00a0#,##0.00-", "§\u00a0n", "§\u00a0n~", 3, 3, "minus behind"},
	}
	show := strings.NewReplacer(markSymbol, "§", markNumber, "n", markSign, "~", markPercent, "%")
	for _, tt := range tests {
		positive, negative, err := parsePattern(tt.source)
		if err != nil {
			t.Errorf("%s: %v", tt.source, err)
			continue
		}
		if p, n := show.Replace(positive.affixes), show.Replace(negative.affixes); p != tt.positive || n != tt.negative ||
			positive.primary != tt.primary || positive.secondary != tt.secondary {
			t.Errorf("%s: %s and %s in groups of %d and %d (%s)", tt.source, p, n, positive.primary, positive.secondary, tt.reason)
		}
	}
	for _, source := range []string{"", "¤", "#,##0.00 'x'", "0E0", "¤#,##0.00;("} {
		if _, _, err := parsePattern(source); err == nil {
			t.Errorf("%q: want an error", source)
		}
	}
}

func TestQuote(t *testing.T) {
	if got, want := quote("a\"\\\x01\u00a0"), `"a\"\\\x01\xc2\xa0"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestGenerate runs the generator on the packages in the folder that the
// variable CLDR_PACKAGES names and compares with what is checked in.
func TestGenerate(t *testing.T) {
	packages := os.Getenv("CLDR_PACKAGES")
	if packages == "" {
		t.Skip("CLDR_PACKAGES names no folder with the npm packages of CLDR " + release)
	}
	dir := t.TempDir()
	cmd := exec.Command("go", "run", ".", "-packages", packages, "-out", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"tables_gen.go", "regions_gen.go", "LICENSE-UNICODE.txt"} {
		want, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs from what is checked in: %v", name, err)
		}
	}
}
