package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestGenerateIsCurrent(t *testing.T) {
	f, err := os.Open("../../data/currencies.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := generate(f)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../codes_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("codes_gen.go is not what data/currencies.csv gives: run go generate in currency")
	}
}

func TestGenerateRefuses(t *testing.T) {
	tests := []struct {
		name, rows, want string
		reason           string
	}{
		{"shape", "code,digits\n", "numeric: the column is missing", "a changed shape must not be read silently"},
		{"order", header + "\nEUR,978,2,,,active,,,Euro,x,2026\nCHF,756,2,,,active,,,Franc,x,2026\n", "line 3: CHF does not sort after EUR", "look-up is a binary search"},
		{"twice", header + "\nEUR,978,2,,,active,,,Euro,x,2026\nEUR,978,2,,,active,,,Euro,x,2026\n", "line 3: EUR does not sort", "one fact per line"},
		{"source", header + "\nEUR,978,2,,,active,,,Euro,,\n", "line 2: EUR has no source", "every figure has a source"},
		{"code", header + "\nEur,978,2,,,active,,,Euro,x,2026\n", "three capital letters", ""},
		{"status", header + "\nEUR,978,2,,,dead,,,Euro,x,2026\n", "unknown status", ""},
		{"digits", header + "\nEUR,978,9,,,active,,,Euro,x,2026\n", "digits", "ISO 4217 uses 0 to 4"},
		{"cash", header + "\nEUR,978,2,2,0,active,,,Euro,x,2026\n", "cash_increment", "an increment of nothing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := generate(strings.NewReader(tt.rows))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q (%s)", err, tt.want, tt.reason)
			}
		})
	}
}
