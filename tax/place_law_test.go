package tax

import (
	"encoding/csv"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/landedhq/landed/locale"
)

// TestPlaceLaw holds decisions against testdata/law_places.csv, which was
// written from the rules and not from what Decide says.
func TestPlaceLaw(t *testing.T) {
	f, err := os.Open("testdata/law_places.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rates := manyRates(t)
	for _, cells := range rows[1:] {
		row := map[string]string{}
		for i, name := range rows[0] {
			row[name] = cells[i]
		}
		s := lawSupplyOf(row)
		s.Rates = rates
		d, err := Decide(s)
		got := outcome(d)
		said := strings.Join(d.Reasons, "; ")
		var lacks *RegistrationError
		var rule *NoRuleError
		switch {
		case errors.As(err, &lacks):
			got, said = "registration "+outcome(lacks.Decision), strings.Join(lacks.Decision.Reasons, "; ")+"; "+err.Error()
			cured(t, s, lacks)
		case errors.As(err, &rule):
			got, said = "norule", err.Error()
		case err != nil:
			t.Errorf("%v: %v", cells, err)
			continue
		default:
			whole(t, d)
		}
		if got != row["want"] || !strings.Contains(said, row["says"]) {
			t.Errorf("%s\n got %s, want %s saying %q\n%s", strings.Join(cells, ","), got, row["want"], row["says"], strings.ReplaceAll(said, "; ", "\n"))
		}
	}
}

// lawSupplyOf words a row of testdata/law_places.csv as a supply.
func lawSupplyOf(row map[string]string) Supply {
	list := func(text string) (all []Registration) {
		for _, r := range strings.FieldsFunc(text, func(c rune) bool { return c == ';' }) {
			all = append(all, reg(r))
		}
		return all
	}
	s := Supply{
		Digital: row["kind"] == "digital", Seller: locale.Country(row["seller"]), ShipFrom: place(row["from"]), ShipTo: place(row["to"]),
		On: day("2026-11-21"), Registrations: list(row["registrations"]), Codes: strings.Fields(row["codes"]),
	}
	if row["on"] != "" {
		s.On = day(row["on"])
	}
	if row["value"] != "" {
		s.Intrinsic = money(row["value"])
	}
	if row["item"] != "" {
		s.DearestItem = money(row["item"])
	}
	if row["buyer"] != "" {
		s.Buyer = businessOf(locale.Country(row["buyer"]), s.On)
	}
	if where, registrations, _ := strings.Cut(row["marketplace"], ":"); where != "" {
		s.Marketplace = &Marketplace{Country: locale.Country(where), Registrations: list(registrations)}
	}
	if v := strings.Split(row["sales"], "|"); len(v) == 4 {
		s.Sales = sold(v[0], v[1], v[2], v[3])
	}
	return s
}
