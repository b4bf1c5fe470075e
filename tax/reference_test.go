package tax

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/shopspring/decimal"
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
	b, n := mustBook(t), 0
	for key, rows := range b.rates {
		if key.category != General || key.territory != "" {
			continue
		}
		p := locale.Place{Country: key.country, Region: key.region}
		want, ok := standard[p.String()]
		if !ok {
			t.Errorf("%s is not in the reference", p)
			continue
		}
		for _, r := range rows {
			if r.Until.IsZero() && !r.Percent.Equal(decimal.RequireFromString(want)) {
				t.Errorf("%v: the reference has %s", r, want)
			}
		}
		n++
	}
	t.Logf("%d places", n)
}

// TestAgainstReferenceHistory compares the general rates of the EU, GB, CH and
// AU day by day, at each date of change, with a dated history.
func TestAgainstReferenceHistory(t *testing.T) {
	b, n := mustBook(t), 0
	for _, row := range reference(t, "tax_rate_history.csv") {
		c := locale.Country(row["country"])
		national := strings.ToLower(row["country"]) + "_"
		if row["category"] != "Standard" || !strings.HasPrefix(row["tax_type"], national) || strings.Count(row["tax_type"], "_") != 1 {
			continue
		}
		first, last := max(row["start_date"], "2023-01-01"), row["end_date"]
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
			if len(b.rates[bookKey{placeKey{country: c}, General}]) == 0 {
				continue
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

// TestAgainstReferenceCategories compares books, food and children's clothing
// with the compiled table, where that has one rate in force.
func TestAgainstReferenceCategories(t *testing.T) {
	rows := map[string][]string{}
	for _, row := range reference(t, "category_rates.csv") {
		if row["until"] == "" {
			key := row["country"] + " " + row["category"]
			rows[key] = append(rows[key], row["rate_percent"])
		}
	}
	b, n := mustBook(t), 0
	for key, rates := range b.rates {
		if key.category == General || key.region != "" || key.territory != "" {
			continue
		}
		want := rows[string(key.country)+" "+string(key.category)]
		last := rates[len(rates)-1]
		if len(want) != 1 {
			t.Logf("%v %s: %d rates in the reference", last, key.category, len(want))
			continue
		}
		if !last.Percent.Equal(decimal.RequireFromString(want[0])) {
			t.Errorf("%v %s: the reference has %s", last, key.category, want[0])
		}
		n++
	}
	t.Logf("%d categories", n)
}
