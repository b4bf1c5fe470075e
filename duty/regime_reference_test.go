package duty_test

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/landedhq/landed/duty"
)

// Every row of the reference data on import regimes is in the table, with its
// dates and threshold, or testdata/regimes_reference.csv says why it is not or
// differs. Rows of taxes are left to the schemes of package tax.
func TestRegimesAgainstReference(t *testing.T) {
	reference := csvRecords(t, filepath.Join("..", "..", "shared", "reference", "regimes.csv"))
	key := func(row map[string]string, threshold string) string {
		return strings.Join([]string{row["destination"], row["levy"], row["from"], row["until"], row[threshold], row["condition"]}, "|")
	}
	accounts := map[string]map[string]string{}
	for _, row := range csvRecords(t, filepath.Join("testdata", "regimes_reference.csv")) {
		accounts[key(row, "threshold")] = row
	}
	shipped := regimesByID(t)
	taxes := schemeThresholds(t)
	for _, row := range reference {
		k := key(row, "threshold_amount")
		account, ok := accounts[k]
		delete(accounts, k)
		switch {
		case !ok:
			t.Errorf("%s: not accounted for", k)
		case account["shipped"] == "" && account["why"] == "":
			t.Errorf("%s: neither shipped nor a reason why not", k)
		case row["levy"] == "tax":
			country := strings.NewReplacer("LI", "CH").Replace(row["destination"])
			thresholds, ok := taxes[country]
			limit := row["threshold_amount"]
			if !ok || account["why"] == "" && limit != "" && limit != "0" && !thresholds[limit] {
				t.Errorf("%s: the schemes of %s have no threshold of %s", k, country, limit)
			}
		case account["shipped"] != "":
			for _, id := range strings.Fields(account["shipped"]) {
				if why := disagreement(shipped, id, row); why != "" && (account["why"] == "" || why == "missing") {
					t.Errorf("%s: %s: %s", k, id, why)
				}
			}
		}
	}
	for k := range accounts {
		t.Errorf("%s: accounted for, but not in the reference", k)
	}
}

// disagreement says in what a regime differs from its row of the reference.
func disagreement(shipped map[string]duty.Regime, id string, row map[string]string) string {
	r, ok := shipped[id]
	limit := ""
	if r.Threshold.Currency() != 0 {
		limit = r.Threshold.Decimal().String()
	}
	switch {
	case !ok:
		return "missing"
	case r.Dest != row["destination"] || string(r.Kind) != row["levy"]:
		return "of another place or kind"
	case dateText(r.From.IsZero(), r.From.String()) != row["from"] || dateText(r.Until.IsZero(), r.Until.String()) != row["until"]:
		return "in force from " + r.From.String() + " until " + r.Until.String()
	case limit != strings.TrimPrefix(row["threshold_amount"], "0"):
		return "threshold " + limit
	case limit != "" && r.Threshold.Currency().String() != row["threshold_currency"]:
		return "threshold in " + r.Threshold.Currency().String()
	case string(r.Confidence) != row["confidence"]:
		return "confidence " + string(r.Confidence)
	}
	return ""
}

func dateText(zero bool, s string) string {
	if zero {
		return ""
	}
	return s
}

func regimesByID(t *testing.T) map[string]duty.Regime {
	t.Helper()
	_, regimes := tables(t)
	byID := map[string]duty.Regime{}
	for _, dest := range regimes.Destinations() {
		for _, r := range regimes.All(dest) {
			byID[r.ID] = r
		}
	}
	return byID
}

// schemeThresholds returns the thresholds of the tax schemes of each country.
func schemeThresholds(t *testing.T) map[string]map[string]bool {
	t.Helper()
	byCountry := map[string]map[string]bool{}
	for _, row := range csvRecords(t, filepath.Join("..", "tax", "data", "schemes.csv")) {
		if byCountry[row["country"]] == nil {
			byCountry[row["country"]] = map[string]bool{}
		}
		byCountry[row["country"]][row["threshold"]] = true
	}
	return byCountry
}

// csvRecords reads a table by the names of its columns. It skips the test if
// there is no such file in the reference, which lies beside the repository on
// some machines only.
func csvRecords(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil && strings.Contains(path, "shared") {
		t.Skip("the reference data is not here: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment, r.FieldsPerRecord = '#', -1
	header, err := r.Read()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var rows []map[string]string
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		row := map[string]string{}
		for i, name := range header {
			if i < len(cells) {
				row[name] = cells[i]
			}
		}
		rows = append(rows, row)
	}
}
