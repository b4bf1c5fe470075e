package tax

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// placeCase is a decision of another library: who taxes, in its words.
type placeCase struct {
	ID, Kind, Description string
	Inputs                struct {
		Physical      bool
		Customer      string   `json:"customer_country"`
		Store         string   `json:"store_country"`
		Number        string   `json:"customer_vat_number"`
		Registrations []string `json:"store_registrations"`
		Date          string
	}
	Expected struct {
		TaxType string `json:"tax_type"`
	}
}

// supply words a case as a supply. The number "123" stands for a valid one; a
// value is not given, and nothing that these cases ask depends on it.
func (c *placeCase) supply(t *testing.T) Supply {
	t.Helper()
	s := Supply{
		Digital: !c.Inputs.Physical, Seller: locale.Country(c.Inputs.Store),
		ShipFrom: place(c.Inputs.Store), ShipTo: place(c.Inputs.Customer), On: day("2026-11-21"),
	}
	if c.Inputs.Date != "(now)" {
		s.On = day(c.Inputs.Date)
	}
	for _, r := range c.Inputs.Registrations {
		s.Registrations = append(s.Registrations, Registration{Country: locale.Country(r), Scheme: SchemeVAT})
	}
	if c.Inputs.Number != "" {
		s.Buyer = businessOf(locale.Country(c.Inputs.Customer), s.On)
	}
	return s
}

// businessOf is a buyer with a number that a register confirmed on the day.
func businessOf(c locale.Country, on currency.Date) Buyer {
	id := ID{Country: c, Kind: VATNumber, Number: "123456789"}
	return Buyer{Business: true, Number: id, Evidence: Evidence{ID: id, Valid: true, By: "VIES", CheckedAt: on.Time().Add(9 * time.Hour)}}
}

// taxType words a decision as the source of the cases does: "eu_ic_vat" for
// what a store of the EU sells to a business in another member state, and ""
// where no tax of a member state is charged, because the customer lives
// elsewhere, or accounts itself to a store from outside, or because the store
// is neither established nor registered in the EU.
func taxType(s Supply, d Decision) string {
	union := func(c locale.Country) bool { return c.EU(s.On) }
	registered := slices.ContainsFunc(s.Registrations, func(r Registration) bool { return union(r.Country) })
	switch {
	case !union(s.ShipTo.Country), !union(s.Seller) && !registered:
		return ""
	case d.Treatment == ReverseCharge && union(s.Seller): // goods and services alike
		return "eu_ic_vat"
	case d.Treatment == ReverseCharge:
		return ""
	}
	return strings.ToLower(string(d.Jurisdiction.Country)) + "_vat"
}

// TestPlaceCases: who taxes is what other libraries say. A seller that lacks
// the registration for it gets an error with the same answer.
func TestPlaceCases(t *testing.T) {
	files := []string{filepath.Join("testdata", "places.jsonl"), filepath.Join("..", "..", "shared", "cases", "tax.jsonl")}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil && file != files[0] {
			t.Logf("no reference cases: %v", err)
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		n := 0
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var kind struct{ Kind string }
			if err := json.Unmarshal(lines.Bytes(), &kind); err != nil {
				t.Fatal(err)
			}
			if kind.Kind != "place_of_supply" {
				continue
			}
			var c placeCase
			if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
				t.Fatal(err)
			}
			n++
			supply := c.supply(t)
			d, err := Decide(supply)
			var lacks *RegistrationError
			if errors.As(err, &lacks) {
				d = lacks.Decision
			} else if err != nil {
				t.Errorf("%s: %v", c.ID, err)
				continue
			}
			if got := taxType(supply, d); got != c.Expected.TaxType {
				t.Errorf("%s: %s, want %s: %s\n%s", c.ID, got, c.Expected.TaxType, c.Description, strings.Join(d.Reasons, "\n"))
			}
		}
		if n == 0 {
			t.Errorf("%s has no cases", file)
		}
	}
}

// TestEveryKnownDestination: each destination whose import thresholds are
// compiled has a decision for a parcel that arrives there.
func TestEveryKnownDestination(t *testing.T) {
	seen := map[string]bool{"EU": true}
	for _, r := range reference(t, "regimes.csv") {
		c := r["destination"]
		if seen[c] {
			continue
		}
		seen[c] = true
		to := place(c)
		switch c {
		case "US":
			to.Region = "CA"
		case "CA":
			to.Region = "ON"
		}
		d, err := Decide(Supply{Seller: "CN", ShipFrom: place("CN"), ShipTo: to, On: day("2026-11-21"), Intrinsic: money("1000 EUR"),
			DearestItem: money("1000 EUR"), Rates: manyRates(t)})
		if c == "CN" && err == nil {
			d, err = Decide(Supply{Seller: "DE", ShipFrom: place("DE"), ShipTo: to, On: day("2026-11-21")})
		}
		if err != nil {
			t.Errorf("%s: %v", c, err)
			continue
		}
		whole(t, d)
	}
	if len(seen) < 38 {
		t.Errorf("%d destinations", len(seen))
	}
}
