package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

var january2021 = duty.Vintage{AsOf: day("2021-01-27")}

func TestReadUKTariff(t *testing.T) {
	read := func(dest locale.Country) (*duty.Tariff, duty.Report) {
		tariff, report, err := duty.ReadUKTariff(strings.NewReader(excerpted(t, "uk-excerpt.csv")), dest, january2021)
		if err != nil {
			t.Fatal(err)
		}
		return tariff, report
	}
	gb, report := read("GB")
	eu, _ := read("EU")
	if report.Rows != 138 || report.Codes != 138 || !gb.Complete("GB") || !eu.Complete("EU") {
		t.Error(report)
	}
	both, err := gb.With(eu)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		code   duty.Code
		dest   locale.Country
		want   string
		reason string
	}{
		{"61091000", "GB", "mfn:12%@61091000", "a rate"},
		{"6109100010", "GB", "mfn:12%@61091000", "ten digits of a file of eight"},
		{"910211", "GB", "mfn:0.2 GBP / item@91021100", "pounds"},
		{"910211", "FR", "mfn:4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item@91021100", "euros, from the other column"},
		{"03031410", "GB", "mfn:8%@03031410", "simplified"},
		{"03031410", "DE", "mfn:9%@03031410", "before"},
		{"0301919011", "GB", "mfn:12%@0301919011", "a line of ten digits"},
		{"0301919019", "GB", "", "not one of the lines of ten digits"},
		{"61091099", "GB", "", "no such line"},
	}
	for _, test := range tests {
		levies, err := both.Lookup(test.code, "CN", test.dest, day("2021-11-21"))
		if got := told(levies); got != test.want || (err == nil) != (test.want != "") || err != nil && !errors.Is(err, duty.ErrNoTariff) {
			t.Errorf("%s to %s: %s, %v; want %s (%s)", test.code, test.dest, got, err, test.want, test.reason)
		}
	}
	_, regimes := tables(t)
	a, err := duty.Assess(duty.Shipment{From: in("CA"), To: in("GB"), On: day("2025-11-21"), Regimes: []string{"gb-normal"}, Items: []duty.Item{
		{ID: "a", Code: "1516209821", Origin: "CA", Value: money("1000", currency.GBP), Quantity: 1}}}, gb, regimes)
	if err != nil || !strings.Contains(strings.Join(a.Warnings, " "), "trade remedy") {
		t.Errorf("a line with a remedy: %v, %v", a.Warnings, err)
	}
}

func TestReadUKTariffRefuses(t *testing.T) {
	header, rest, _ := strings.Cut(excerpted(t, "uk-excerpt.csv"), "\n")
	line, _, _ := strings.Cut(rest, "\n")
	file := func(lines ...string) string { return header + "\n" + strings.Join(lines, "\n") }
	row := func(code, uk, flag string) string {
		return code + ",d,1.0%," + uk + ",No change," + flag + ",False,False,False"
	}
	tests := []struct {
		text   string
		row    int
		reason string
	}{
		{"", 0, "empty"},
		{header, 0, "no rows"},
		{"commodity,rate\n01012100,1%", 0, "other columns"},
		{file(row("01012100", "0.0%", "False"), `01012910,"cut sho`), 1, "cut short"},
		{file(row("01012100", "0.0%", "False"), "01012910,d,1.0%"), 1, "cells missing"},
		{file(row("010121", "0.0%", "False")), 1, "six digits"},
		{file(row("0101210x", "0.0%", "False")), 1, "a letter"},
		{file(row("01012100", "", "False")), 1, "no rate is not free"},
		{file(row("01012100", "0.0%", "maybe")), 1, "neither True nor False"},
		{file(line, line), 2, "twice"},
		{file(line), 1, "cut short at the end of a row"},
		{file(line) + "\n", 1, "and of a line"},
	}
	for _, test := range tests {
		tariff, _, err := duty.ReadUKTariff(strings.NewReader(test.text), "GB", january2021)
		var refused *duty.RowError
		if !errors.As(err, &refused) || refused.Row != test.row || tariff != nil {
			t.Errorf("%s: %v, want row %d", test.reason, err, test.row)
		}
	}
	_, last, _ := strings.Cut(rest, "\n97060000,")
	last = "97060000," + last
	if _, _, err := duty.ReadUKTariff(strings.NewReader(file(line, last)), "GB", january2021); err != nil {
		t.Error(err)
	}
	if _, _, err := duty.ReadUKTariff(strings.NewReader(file(line, last)), "US", january2021); err == nil {
		t.Error("the file has no rates of the US")
	}
}

// A table that is cut is not loaded, even if it is cut at the end of a line.
func TestReadUKTariffCut(t *testing.T) {
	text := excerpted(t, "uk-excerpt.csv")
	for n := range len(strings.TrimRight(text, "\n")) {
		if n%97 > 0 && !strings.Contains(text[n:n+2], "\n") && text[n-1] != '\n' {
			continue // all ends of lines, and some places between
		}
		tariff, _, err := duty.ReadUKTariff(strings.NewReader(text[:n]), "GB", january2021)
		if refused := (*duty.RowError)(nil); !errors.As(err, &refused) || tariff != nil {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
}

// Every row of the whole file answers by the column that was asked, or says in
// which words the file puts its rate.
func TestWholeUKTariff(t *testing.T) {
	rows := readAll(t, "uk-global-tariff-2021-01.csv.gz")
	for i, dest := range []locale.Country{"EU", "GB"} {
		tariff, report, err := duty.ReadUKTariff(shared(t, "uk-global-tariff-2021-01.csv.gz"), dest, january2021)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(dest, report)
		if report.Codes != len(rows)-1 {
			t.Error(report)
		}
		at := locale.Country("GB")
		if dest == "EU" {
			at = "FR"
		}
		for _, row := range rows[1:] {
			levies, err := tariff.Lookup(duty.Code(row[0]), "CN", at, day("2021-02-01"))
			if errors.Is(err, duty.ErrUnknownCode) {
				t.Fatal(err)
			}
			want, unread := duty.ParseRate(row[2+i], currency.GBP)
			var prose *duty.ProseError
			var ambiguous *duty.AmbiguousCodeError
			switch {
			case errors.As(err, &ambiguous) && ambiguous.Lines[0].Code == duty.Code(row[0]): // with lines of ten digits that differ
			case errors.As(err, &prose) && unread != nil && prose.Prose == strings.Join(strings.Fields(row[2+i]), " "):
			case err == nil && unread == nil && levies[0].Rate.Equal(want):
			default:
				t.Fatalf("%s to %s: %v, %v; the file has %q", row[0], dest, levies, err, row[2+i])
			}
		}
	}
}
