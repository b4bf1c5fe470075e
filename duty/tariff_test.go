package duty_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

const header = "destination,code,origin,kind,rate,program,name,from,until,source,source_date,note\n"

// layered is a table that shows each rule of Lookup once.
var layered = header + strings.Join([]string{
	"EU,61,,mfn,9%,,chapter,,,law,2026-01-01,",
	"EU,6109,,mfn,10%,,heading,,,law,2026-01-01,",
	"EU,610910,,mfn,12%,,subheading,2026-01-01,2026-06-30,law,2026-01-01,",
	"EU,610910,,mfn,11%,,subheading,2026-07-01,,law,2026-01-01,",
	"EU,610910,CN,mfn,20%,,subheading for one origin,2026-07-01,,law,2026-01-01,",
	"EU,610910,GB,preference,Free,TCA,preference,,,law,2026-01-01,",
	"EU,61,GB,preference,5%,TCA,preference of the chapter,,,law,2026-01-01,",
	"EU,61,EU,preference,1%,RETURN,preference of the member states,,,law,2026-01-01,",
	"EU,6109,CN,additional,25%,,countermeasure,,,law,2026-01-01,",
	"EU,61,CN,additional,50%,,countermeasure,,,law,2026-01-01,",
	"EU,610910,CN,remedy,1 EUR / item,,anti-dumping,,,law,2026-01-01,",
	"EU,64039996,,mfn,8%,,men's,,,law,2026-01-01,",
	"EU,64039998,,mfn,7%,,women's,,,law,2026-01-01,",
	"EU,85183010,,mfn,2%,,one line,,,law,2026-01-01,",
	"EU,85183090,,mfn,2.0%,,another of equal rate,,,law,2026-01-01,",
	"EU,852990,,mfn,3%,,subheading,,,law,2026-01-01,",
	"EU,85299010,,mfn,3%,,line of equal rate,,,law,2026-01-01,",
	"EU,85299090,,mfn,4%,,line that differs,,,law,2026-01-01,",
	"GB,610910,,mfn,13%,,British,,,law,2026-01-01,",
}, "\n")

func load(t testing.TB, table string) *duty.Tariff {
	t.Helper()
	tariff, err := duty.LoadTariff(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	return tariff
}

func TestLookup(t *testing.T) {
	tariff := load(t, layered)
	tests := []struct {
		code         duty.Code
		origin, dest locale.Country
		on           string
		want         string // kind:rate@code
		reason       string
	}{
		{"610990", "US", "DE", "2026-11-21", "mfn:10%@6109", "the heading serves a subheading without a row"},
		{"611020", "US", "DE", "2026-11-21", "mfn:9%@61", "the chapter serves the rest"},
		{"6109100010", "US", "DE", "2026-11-21", "mfn:11%@610910", "ten digits find the subheading"},
		{"610910", "US", "DE", "2026-03-01", "mfn:12%@610910", "the rate of the day"},
		{"610910", "US", "FR", "2026-06-30", "mfn:12%@610910", "the last day is in force, and member states share a table"},
		{"610910", "US", "FR", "2026-07-01", "mfn:11%@610910", "the next day"},
		{"610910", "CN", "DE", "2026-11-21", "mfn:20%@610910 remedy:1 EUR / item@610910 additional:25%@6109",
			"one origin goes before any; what comes on top is the longest of its name"},
		{"610910", "GB", "DE", "2026-11-21", "mfn:11%@610910 preference:Free@610910", "the longest row of a programme"},
		{"610910", "FR", "DE", "2026-11-21", "mfn:11%@610910 preference:1%@61", "a preference for the member states"},
		{"610910", "US", "GB", "2026-11-21", "mfn:13%@610910", "another table"},
		{"851830", "US", "DE", "2026-11-21", "mfn:2%@85183010", "lines that agree need not be told apart"},
		{"85299010", "US", "DE", "2026-11-21", "mfn:3%@85299010", "the line itself"},
		{"85299020", "US", "DE", "2026-11-21", "mfn:3%@852990", "a line without a row falls back"},
	}
	for _, test := range tests {
		levies, err := tariff.Lookup(test.code, test.origin, test.dest, day(test.on))
		if err != nil {
			t.Errorf("%s from %s to %s: %v (%s)", test.code, test.origin, test.dest, err, test.reason)
			continue
		}
		var got []string
		for _, l := range levies {
			got = append(got, fmt.Sprintf("%s:%s@%s", l.Kind, l.Rate, l.Code))
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%s from %s to %s: got %s, want %s (%s)", test.code, test.origin, test.dest, s, test.want, test.reason)
		}
	}
}

func TestLookupRefuses(t *testing.T) {
	tariff := load(t, layered)
	lookup := func(c duty.Code, origin, dest locale.Country) error {
		_, err := tariff.Lookup(c, origin, dest, day("2026-11-21"))
		return err
	}
	var ambiguous *duty.AmbiguousCodeError
	if err := lookup("640399", "US", "DE"); !errors.As(err, &ambiguous) || len(ambiguous.Lines) != 2 || !errors.Is(err, duty.ErrNoTariff) {
		t.Errorf("lines that differ: %v", err)
	}
	if err := lookup("852990", "US", "DE"); !errors.As(err, &ambiguous) || len(ambiguous.Lines) != 3 {
		t.Errorf("a row of its own, and a line that differs: %v", err)
	}
	var none *duty.NoTariffError
	for _, test := range []struct {
		code         duty.Code
		origin, dest locale.Country
		reason       string
	}{
		{"330499", "US", "DE", "no row"},
		{"64039911", "US", "DE", "siblings have rows, it has none"},
		{"610910", "US", "XI", "Northern Ireland is not silently Britain"},
		{"610910", "US", "JP", "no table"},
		{"610910", "", "DE", "there are levies by origin"},
	} {
		if err := lookup(test.code, test.origin, test.dest); !errors.As(err, &none) || !errors.Is(err, duty.ErrNoTariff) {
			t.Errorf("%s from %q to %s: %v (%s)", test.code, test.origin, test.dest, err, test.reason)
		}
	}
	if err := lookup("61099", "US", "DE"); !errors.Is(err, duty.ErrCodeSyntax) {
		t.Errorf("a code made by conversion: %v", err)
	}
	if _, err := (*duty.Tariff)(nil).Lookup("610910", "US", "DE", day("2026-11-21")); !errors.Is(err, duty.ErrNoTariff) {
		t.Errorf("no tariff at all: %v", err)
	}
	if _, err := load(t, header+"GB,610910,,mfn,1%,,x,2026-01-01,2026-03-31,law,,").Lookup("610910", "US", "GB", day("2026-11-21")); err == nil || !strings.Contains(err.Error(), "2026-03-31") {
		t.Errorf("outside of its days: %v", err)
	}
}

func TestStranded(t *testing.T) {
	tariff := load(t, header+strings.Join([]string{
		"EU,610910,,mfn,12%,,n,2026-09-01,,law,2026-09-01,",
		"GB,610910,,mfn,12%,,n,,2026-06-30,law,2026-01-01,",
		"NO,610910,,mfn,12%,,n,2026-01-01,2026-06-30,law,2026-01-01,",
		"NO,610910,,mfn,12%,,n,2026-09-01,2026-09-30,law,2026-09-01,",
	}, "\n"))
	tests := []struct {
		dest locale.Country
		on   string
		want string
	}{
		{"DE", "2026-06-30", "its row is in force since 2026-09-01: load"},
		{"GB", "2026-07-01", "its row is in force until 2026-06-30: load"},
		{"NO", "2026-07-01", "its rows are in force from 2026-01-01 until 2026-06-30 and from 2026-09-01 until 2026-09-30: load"},
	}
	for _, test := range tests {
		_, err := tariff.Lookup("610910", "US", test.dest, day(test.on))
		if !errors.Is(err, duty.ErrNoTariff) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s on %s: %v, want %q", test.dest, test.on, err, test.want)
		}
	}
}

func TestLoadTariffRefuses(t *testing.T) {
	row := "EU,610910,,mfn,12%,,name,2026-01-01,2026-06-30,law,2026-01-01,"
	tests := []struct {
		table  string
		line   int
		column string
		reason string
	}{
		{"", 1, "", "empty"},
		{"destination,code\n", 1, "origin", "a column is missing"},
		{header + row + "\nEU,61091,,mfn,1%,,n,,,s,,", 3, "code", "odd length"},
		{header + row + "\nEU,61O9,,mfn,1%,,n,,,s,,", 3, "code", "a letter"},
		{header + "EU,,,mfn,1%,,n,,,s,,", 2, "code", "no code"},
		{header + "EU,610911,,mfn,1%,,n,,,s,,", 2, "code", "not in HS 2022: a typing error"},
		{header + "XX,610910,,mfn,1%,,n,,,s,,", 2, "destination", "unknown country"},
		{header + ",610910,,mfn,1%,,n,,,s,,", 2, "destination", "no destination"},
		{header + "EU,610910,cn,mfn,1%,,n,,,s,,", 2, "origin", "small letters"},
		{header + "EU,610910,,vat,1%,,n,,,s,,", 2, "kind", "unknown kind"},
		{header + "EU,610910,,mfn,,,n,,,s,,", 2, "rate", "no rate is not free"},
		{header + "EU,610910,,mfn,5¢/kg,,n,,,s,,", 2, "rate", "cents of what?"},
		{header + "EU,610910,,gap,5%,,n,,,s,,", 2, "rate", "a gap with a rate"},
		{header + "EU,610910,,preference,1%,,n,,,s,,", 2, "program", "a preference without a programme"},
		{header + "EU,610910,,mfn,1%,P,n,,,s,,", 2, "program", "a programme without a preference"},
		{header + "EU,610910,,mfn,1%,,,,,s,,", 2, "name", "no name"},
		{header + "EU,610910,,mfn,1%,,n,,,,,", 2, "source", "no source"},
		{header + "EU,610910,,mfn,1%,,n,2026-13-01,,s,,", 2, "from", "no such month"},
		{header + "EU,610910,,mfn,1%,,n,2026-02-01,2026-01-01,s,,", 2, "until", "ends before it begins"},
		{header + "EU,610910,,mfn,1%,,n,,,s,yesterday,", 2, "source_date", "not a date"},
		{header + row + "\n\nEU,6109.10,,mfn,11%,,other,2026-06-30,,law,,", 4, "", "the same day twice"},
		{header + "EU,610910,,mfn,1%,,a,,,s,,\nEU,610910,,mfn,1%,,b,,,s,,", 3, "", "both for ever"},
		{header + "EU,610910,,mfn,1%", 2, "", "columns missing"},
		{header + "EU,610910,,mfn,\"1%", 2, "", "an open quote"},
		{header + "EU,610910,,mfn,1%,," + strings.Repeat("x", 2000) + ",,,s,,", 2, "name", "too long"},
	}
	for _, test := range tests {
		_, err := duty.LoadTariff(strings.NewReader(test.table))
		var typed *duty.TableError
		if !errors.As(err, &typed) || typed.Line != test.line || typed.Column != test.column {
			t.Errorf("%s: %v; want line %d, column %q", test.reason, err, test.line, test.column)
		}
	}
}

func TestLoadTariffAccepts(t *testing.T) {
	tariff := load(t, "\ufeff"+header+"# a remark\nEU,61.09.10,,mfn,12%,,name,,2026-06-30,law,2026-01-02,\nEU,610910,,mfn,11%,,name,2026-07-01,,law,2026-01-01,\nUS,99038815,CN,additional,7.5%,,list 4A,,,law,2026-01-03,\n")
	if tariff.AsOf() != day("2026-01-01") {
		t.Errorf("as of %s", tariff.AsOf())
	}
	if load(t, header).AsOf() != 0 || load(t, header+"EU,61,,mfn,1%,,n,,,s,,").AsOf() != 0 {
		t.Error("a table without dates has none")
	}
}
