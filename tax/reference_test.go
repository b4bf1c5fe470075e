package tax

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// reference reads a table of the reference data beside the repository, and
// skips the test where there is none.
func reference(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "reference", name))
	if err != nil {
		t.Skipf("no reference data: %v", err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, fields := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = fields[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// TestAgainstReferenceRates compares every general rate of the book with the
// compiled standard rates of many sources.
func TestAgainstReferenceRates(t *testing.T) {
	standard := map[string]string{}
	for _, row := range reference(t, "tax_rates.csv") {
		if row["category"] == "standard" {
			region := row["region"]
			if region == "" {
				region = row["country"]
			}
			standard[region] = row["rate_percent"]
		}
	}
	b, on, n := mustBook(t), day(bookDay), 0
	for i := range b.entries {
		e := &b.entries[i]
		if e.category != General || e.territory != "" || e.variant != "" || e.passing || !on.Within(e.rate.From, e.rate.Until) {
			continue
		}
		p := e.place()
		if federal := e.name == "GST" && e.country == "CA"; federal && standard[p.String()] != "5" {
			continue // the reference has the province's own part
		}
		want, ok := standard[p.String()]
		if !ok {
			t.Errorf("%s is not in the reference", p)
			continue
		}
		if why, left := differs[p.String()]; left {
			t.Logf("%s: %s", p, why)
			continue
		}
		if !e.rate.Percent.Equal(decimal.RequireFromString(want)) {
			t.Errorf("%v: the reference has %s", e.rate, want)
		}
		n++
	}
	t.Logf("%d places", n)
}

// TestAgainstReferenceHistory compares the general rates of the EU, GB, CH, AU,
// NZ and SG, at each date of change, with a dated history.
func TestAgainstReferenceHistory(t *testing.T) {
	b, n := mustBook(t), 0
	for _, row := range reference(t, "tax_rate_history.csv") {
		c := locale.Country(row["country"])
		national := strings.ToLower(row["country"]) + "_"
		if c == "ID" || row["category"] != "Standard" || !strings.HasPrefix(row["tax_type"], national) || strings.Count(row["tax_type"], "_") != 1 {
			continue
		}
		first, last := row["start_date"], row["end_date"]
		if c == "CH" {
			first = max(first, "2001-01-01") // that table has the 7.6 of 2001 from 1995
		}
		if last == "" {
			last = "2026-05-01" // the date of that table
		}
		for _, text := range []string{first, last} {
			if last < first {
				continue
			}
			on, err := currency.ParseDate(text)
			if err != nil {
				t.Fatal(err)
			}
			rates, err := b.Rates(locale.Place{Country: c}, General, on)
			if err != nil || len(rates) != 1 || !rates[0].Percent.Equal(decimal.RequireFromString(row["rate_percent"])) {
				t.Errorf("%s on %s: %v (%v), the reference has %s", c, on, rates, err, row["rate_percent"])
			}
			n++
		}
	}
	t.Logf("%d days", n)
}

// TestAgainstReferenceReducedHistory finds each reduced rate of the dated
// history among those of the book, at the first and the last of its days.
func TestAgainstReferenceReducedHistory(t *testing.T) {
	b, n := mustBook(t), 0
	for _, row := range reference(t, "tax_rate_history.csv") {
		c := row["country"]
		if row["tax_type"] != strings.ToLower(c)+"_vat" || row["category"] == "Standard" || row["category"] == "Zero" {
			continue
		}
		first, last := row["start_date"], row["end_date"]
		if c == "CH" {
			first = max(first, "2001-01-01")
		}
		if why, stale := stale[c+" "+row["rate_percent"]]; stale {
			t.Logf("%s %s: %s", c, row["rate_percent"], why)
			last = ""
		}
		if last == "" {
			last = first
		}
		if c == "EE" && row["rate_percent"] == "13.0" {
			first, last = "2025-01-01", "2025-01-01"
		}
		for _, on := range []string{first, last} {
			all, err := b.All(locale.Place{Country: locale.Country(c)}, day(on))
			if err != nil {
				t.Fatal(err)
			}
			want := decimal.RequireFromString(row["rate_percent"])
			if !slices.ContainsFunc(all, func(r Rate) bool {
				return (r.Category == ReducedRate || r.Category == SuperReducedRate || r.Category == ParkingRate) && r.Percent.Equal(want)
			}) {
				t.Errorf("%s on %s: the reference has %s %s", c, on, row["category"], row["rate_percent"])
			}
			n++
		}
	}
	t.Logf("%d days", n)
}

// TestAgainstReferenceLookups asks for the rates of worked cases: a country, a
// kind of rate and a day.
func TestAgainstReferenceLookups(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "shared", "cases", "tax.jsonl"))
	if err != nil {
		t.Skipf("no reference data: %v", err)
	}
	b, n := mustBook(t), 0
	for line := range strings.Lines(string(text)) {
		var c struct {
			ID, Kind string
			Inputs   struct{ Country, Region, Category, Date string }
			Expected struct{ Percent string }
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		if c.Kind != "rate_lookup" {
			continue
		}
		category := map[string]Category{"standard": General, "reduced": ReducedRate}[c.Inputs.Category]
		rates, err := b.Rates(locale.Place{Country: locale.Country(c.Inputs.Country), Region: c.Inputs.Region}, category, day(c.Inputs.Date))
		if err != nil || len(rates) != 1 || !rates[0].Percent.Equal(decimal.RequireFromString(c.Expected.Percent)) {
			t.Errorf("%s: %v (%v), want %s", c.ID, rates, err, c.Expected.Percent)
		}
		n++
	}
	t.Logf("%d cases", n)
}

// stale lists the rates that the history still has in force.
var stale = map[string]string{
	"FI 14.0": "13.5 from 2026-01-01", "LT 9.0": "12 and 5 from 2026-01-01", "SK 10.0": "19 and 5 from 2025-01-01",
}

// TestAgainstReferenceStates compares the states of the United States.
func TestAgainstReferenceStates(t *testing.T) {
	b, on, n := mustBook(t), day(bookDay), 0
	for _, row := range reference(t, "us_states.csv") {
		p := locale.Place{Country: "US", Region: row["state"]}
		base := row["base_rate_percent"]
		none := strings.HasPrefix(row["groceries"], "no ")
		check := func(c Category, variant, word, rate string) {
			rates, err := b.Lookup(Query{Place: p, Category: c, Variant: variant, On: on})
			if err != nil {
				if word != "" && word != "conditional" && word != "reduced_rate" && p.Region != "IL" {
					t.Errorf("%s %s: %v, the reference has %s", p, c, err, word)
				}
				return
			}
			n++
			r, want := rates[0], decimal.Decimal{}
			switch {
			case word == "taxable":
				want = decimal.RequireFromString(base)
			case word == "reduced", strings.HasPrefix(word, "exempt under"):
				want = decimal.RequireFromString(rate)
			}
			if !r.Percent.Equal(want) || none != (r.Treatment == OutOfScope) {
				t.Errorf("%s %s: %v, the reference has %s %s", p, c, r, word, rate)
			}
			if strings.HasPrefix(word, "exempt under") && r.Threshold.Amount.Decimal().String() != row["clothing_threshold_usd"] {
				t.Errorf("%s %s: from %v, the reference has %s", p, c, r.Threshold.Amount, row["clothing_threshold_usd"])
			}
		}
		if none {
			check(General, "", "none", "0")
		} else {
			check(General, "", "taxable", base)
		}
		check(FoodBasic, "", row["groceries"], row["groceries_state_rate_percent"])
		check(ClothingFootwear, "", row["clothing"], base)
		check(Medicines, "prescription", row["prescription_drugs"], "0")
		check(Medicines, "over_the_counter", row["otc_drugs"], "0")
		check(BooksPrinted, "", row["books_printed"], "0")
		check(Ebooks, "", row["ebooks"], "0")
		check(FeminineHygiene, "", row["menstrual_products"], "0")
		check(BabyDiapers, "", row["diapers"], "0")
		_, own, err := b.Shipping(p, on)
		if exempt := !strings.HasPrefix(row["shipping_separately_stated"], "taxable") && row["shipping_separately_stated"] != "conditional"; err != nil || own != exempt {
			t.Errorf("%s: freight has rates of its own: %v (%v), the reference has %s", p, own, err, row["shipping_separately_stated"])
		}
	}
	t.Logf("%d rates", n)
}

// TestAgainstReferenceProvinces compares what a buyer in each province of
// Canada pays with the compiled table.
func TestAgainstReferenceProvinces(t *testing.T) {
	b, on, n := mustBook(t), day(bookDay), 0
	categories := map[string]Category{"rates": General, "books_printed": BooksPrinted, "children_clothing": ChildrenClothing, "diapers": BabyDiapers,
		"child_car_seats": ChildCarSeats, "restaurant_food": RestaurantFood, "basic_groceries": FoodBasic, "feminine_hygiene": FeminineHygiene}
	for _, row := range reference(t, "ca_provinces.csv") {
		c, ok := categories[row["attribute"]]
		if !ok || row["province"] == "CA" || row["effective_rate_percent"] == "" || row["until"] != "" {
			continue
		}
		p := locale.Place{Country: "CA", Region: row["province"]}
		rates, err := b.Rates(p, c, on)
		sum := decimal.Decimal{}
		for _, r := range rates {
			if _, taxed, err := r.At(currency.MustAmount("100", currency.CAD), false); err == nil && !taxed.IsZero() {
				sum = sum.Add(r.Percent)
			}
		}
		if err != nil || !sum.Equal(decimal.RequireFromString(row["effective_rate_percent"])) {
			t.Errorf("%s %s: %v (%v), the reference has %s", p, c, rates, err, row["effective_rate_percent"])
		}
		n++
	}
	t.Logf("%d rates", n)
}

// TestAgainstReferenceCategories looks up each row of the compiled table that
// is in force: the book has its percent, as the one rate or as one of the
// variants of the heading, and what rests on no source only as an estimate.
func TestAgainstReferenceCategories(t *testing.T) {
	b, on, n := mustBook(t), day("2026-11-21"), 0
	for _, row := range reference(t, "category_rates.csv") {
		if row["from"] > on.String() || row["until"] != "" && row["until"] < on.String() || row["country"] == "CA" {
			continue // Canada: by province
		}
		name := row["country"] + " " + row["category"]
		category := Category(row["category"])
		if category == "general_goods" {
			category = General
		}
		if why, left := differs[name]; left {
			t.Logf("%s %s: %s", name, row["rate_percent"], why)
			continue
		}
		all, err := b.All(locale.Place{Country: locale.Country(row["country"])}, on)
		if err != nil {
			t.Fatal(err)
		}
		want := decimal.RequireFromString(row["rate_percent"])
		if !slices.ContainsFunc(all, func(r Rate) bool {
			return r.Category == category && (r.Percent.Equal(want) || !r.Threshold.IsZero() && r.Threshold.Below.Equal(want)) &&
				(category == General || (r.Confidence == Derived) == strings.HasPrefix(row["note"], "derived"))
		}) {
			t.Errorf("%s: the reference has %s %s (%s), the book none such", name, row["rate_percent"], row["treatment"], row["note"])
		}
		n++
	}
	t.Logf("%d categories", n)
}

// differs lists where the book departs from the compiled table, with reasons.
var differs = map[string]string{
	"TH":               "10 is the statutory rate, an estimate after the temporary 7",
	"GH":               "15 and the levies of 2.5 and 2.5, which the reference names beside it",
	"US-VA":            "4.3 is the state's part, 5.3 with the local part that is levied everywhere",
	"DK books_printed": "whether the tax on books was abolished in 2026 is not confirmed",
	"DK ebooks":        "as printed books",
	"FI art":           "that the cut of 2026 holds for art is assumed: an estimate in the book",
	"TR baby_diapers":  "not confirmed",
}
