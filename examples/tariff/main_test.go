package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const excerpt = "../../duty/testdata/hts-excerpt.json"

func answer(t *testing.T, args string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(strings.Fields(args), &out, io.Discard); err != nil {
		t.Fatalf("%s: %v", args, err)
	}
	return out.String()
}

func TestAnswers(t *testing.T) {
	saved := filepath.Join(t.TempDir(), "us.tariff")
	layer := filepath.Join(t.TempDir(), "layer.csv")
	table := "id,destination,code,origin,kind,rate,program,name,from,until,source,source_date,note\n" +
		"9903.88.15,US,6109,CN,additional,7.5%,,Section 301,,,law,2025-05-25,\n"
	if err := os.WriteFile(layer, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args   string
		want   []string
		reason string
	}{
		{"6109.10.00 CN US 2026-11-21 -qty 2 -kg 0.4 -value 50USD", []string{"mfn", "16.5%", "50.00 USD", "8.25 USD", "total"}, "words before flags, the starter table"},
		{"-value 50USD -qty 2 6109.10.00 CN US 2026-11-21", []string{"8.25 USD"}, "flags before words"},
		{"61091000 cn us 2026-11-21 -value 50usd -qty 2 -qty 0.4kg", []string{"8.25 USD", "2 × for 50.00 USD, 0.4 kg"}, "no dots, small letters, a weight by its unit"},
		{"-find watch", []string{"US", "9102"}, "a search of the starter table"},
		{"-file " + excerpt + " -asof 2025-05-25 -find t-shirt", []string{"6109.10.00.04", "T-shirts"}, "a search of an official file"},
		{"-file " + excerpt + " -asof 2025-05-25 -compiled " + saved, nil, "it is saved"},
		{"-compiled " + saved + " 6109.10.00.04 MX US 2025-10-01", []string{"mfn", "16.5%", "preference", "Free", "PE S SG"}, "and loaded: levies without a value"},
		{"-compiled " + saved + " 0406.10.18 CN US 2025-10-01 -qty 2 -qty 2000g -value 10USD", []string{"2 × for 10.00 USD, 2000 g", "4.54 USD"}, "grams of a rate by kilogram"},
		{"-compiled " + saved + " -find 6109.10.00 women t-shirt", []string{"6109.10.00.40"}, "words behind -find, digits, and a group without a code"},
		{"-compiled " + saved + " 6109.10.00.04 MX US 2025-10-01 -value 900USD -claim S", []string{"preference", "0.00 USD"}, "a claim"},
		{"-compiled " + saved + " 6109.10.00.04 CU US 2025-10-01 -value 100USD", []string{"column2", "90%", "90.00 USD"}, "column 2"},
		{"-compiled " + saved + " -layer " + layer + " 6109.10.00.04 CN US 2025-10-01 -value 100USD", []string{"16.50 USD", "7.50 USD", "Section 301"}, "a layer over it"},
		{"-compiled " + saved + " 0406.10.18 CN US 2025-10-01 -kg 2 -value 10USD", []string{"2.269 USD / kg", "4.54 USD"}, "by weight"},
		{"-file ../../duty/testdata/uk-excerpt.csv 9102.11.00 CN FR 2021-02-01", []string{"MIN 0.3 EUR / item"}, "the EU's column"},
		{"-file ../../duty/testdata/uk-excerpt.csv 9102.11.00 CN GB 2021-02-01", []string{"0.2 GBP / item"}, "the British column"},
	}
	for _, test := range tests {
		got := answer(t, test.args)
		for _, want := range test.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s(%s)", test.args, want, got, test.reason)
			}
		}
	}
	columns := strings.Split(answer(t, "6109.10.00 CN US 2026-11-21 -value 50USD"), "\n")
	if at := strings.Index(columns[2], "RATE"); at < 0 || !strings.HasPrefix(columns[3][at:], "16.5%") {
		t.Errorf("the columns are not aligned:\n%s", strings.Join(columns, "\n"))
	}
}

func TestRefuses(t *testing.T) {
	cut := filepath.Join(t.TempDir(), "cut.json")
	whole, err := os.ReadFile(excerpt)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cut, whole[:9000], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ args, want string }{
		{"", "want code"},
		{"6109.10.00 CN US", "got 3 words"},
		{"6109.10.0 CN US 2026-11-21", "commodity code"},
		{"6109.11.00 CN US 2026-11-21", "Harmonized System"},
		{"6109.10.00 XX US 2026-11-21", "origin"},
		{"6109.10.00 CN XX 2026-11-21", "destination"},
		{"6109.10.00 CN US 2026-11-31", "2026-11-31"},
		{"6109.10.00 CN US 2026-11-21 -value 50", "want an amount"},
		{"6109.10.00 CN US 2026-11-21 -value x50USD", "amount"},
		{"6109.10.00 CN US 2026-11-21 -value -5USD", "below zero"},
		{"6109.10.00 CN US 2026-11-21 -kg much -value 50USD", "-kg"},
		{"6109.10.00 CN US 2026-11-21 -qty 0 -value 50USD", "-qty"},
		{"6109.10.00 CN US 2026-11-21 -qty 2.5 -value 50USD", "whole number"},
		{"6109.10.00 CN US 2026-11-21 -qty -2 -value 50USD", "neither pieces"},
		{"6109.10.00 CN US 2026-11-21 -qty 2zorkmid -value 50USD", "unknown unit"},
		{"6109.10.00 CN US 2026-11-21 -value 50USD -claim S", "no preference"},
		{"6109.10.00 CN US 2026-11-21 -maxage 3 -file " + excerpt + " -asof 2025-05-25", "the limit is 3"},
		{"6109.10.00.99 CN US 2026-11-21 -file " + excerpt, "knows all of its codes"},
		{"-file " + excerpt + " -asof yesterday -find x", "-asof"},
		{"-file none.json -find x", "none.json"},
		{"-file " + cut + " -find x", "cut short"},
		{"-file main.go -find x", "neither"},
		{"-compiled main.go -find x", "compiled"},
		{"-find zeppelin", "no description"},
		{"-no", "-no"},
	} {
		var out, errs bytes.Buffer
		err := run(strings.Fields(test.args), &out, io.Discard)
		if code := status(err, &errs); code != 1 || !strings.Contains(errs.String(), test.want) || strings.Count(errs.String(), "\n") != 1 || out.Len() > 0 {
			t.Errorf("%q: exit %d, %q, out %q; want one line with %q", test.args, code, errs.String(), out.String(), test.want)
		}
	}
	var usage bytes.Buffer
	if err := run([]string{"-h"}, io.Discard, &usage); status(err, io.Discard) != 0 || !strings.Contains(usage.String(), "-file") {
		t.Errorf("help: %v, %q", err, usage.String())
	}
}

// The whole official file answers too, where it is at hand.
func TestWholeFile(t *testing.T) {
	const file = "../../../shared/reference/tariff/us-hts-2025-05.json.gz"
	if _, err := os.Stat(file); err != nil {
		t.Skip("the reference data is not here: ", err)
	}
	got := answer(t, "-file "+file+" -asof 2025-05-25 6109.10.00 CN US 2026-11-21 -qty 2 -kg 0.4 -value 50USD")
	for _, want := range []string{"16.5%", "8.25 USD", "9903.88.15", "estimated"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
