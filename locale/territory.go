package locale

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
)

// Territory is a part of a country, or a place that is treated as one, for
// which customs or VAT have a rule of its own.
type Territory struct {
	// Key names the territory for programs: "canary_islands".
	Key string
	// Country is the country whose territory it is or is treated as: ES for
	// the Canary Islands, FR for Monaco, GB for Northern Ireland.
	Country Country
	// InVAT tells whether it lies in that country's VAT territory, perhaps
	// with its own rates, as Madeira does.
	InVAT bool
	// InCustoms tells whether it lies in the customs territory of that
	// country, or of the union that the country belongs to.
	InCustoms bool
}

// Territory returns the special territory that p lies in, and false if there
// is none. It looks at the region first, then at the postal code, then at the
// country; without a region and a postal code an address in the Canary
// Islands looks like any in Spain. The rules are those in force today, from
// data/territories.csv, each with its source.
func (p Place) Territory() (Territory, bool) {
	all, err := territories()
	if err != nil {
		return Territory{}, false
	}
	rows := all[p.Country]
	code := strings.TrimPrefix(p.PostalCode, string(p.Country)+"-") // "FI-22100"
	var found *territoryRow
	for i := range rows {
		if r := &rows[i]; r.matches(p.Region, code) && (found == nil || r.beats(found)) {
			found = r
		}
	}
	if found == nil {
		return Territory{}, false
	}
	return found.Territory, true
}

// territoryRow is one way to tell a territory by an address. Without region
// and prefix it holds for the whole country.
type territoryRow struct {
	Territory
	region, prefix string
}

func (r *territoryRow) matches(region, postalCode string) bool {
	return (r.region == "" || r.region == region) && hasPostalPrefix(postalCode, r.prefix)
}

// beats reports whether r tells more than s: a region more than a postal code,
// a long postal code more than a short one.
func (r *territoryRow) beats(s *territoryRow) bool {
	if (r.region == "") != (s.region == "") {
		return r.region != ""
	}
	return len(r.prefix) > len(s.prefix)
}

//go:embed data/territories.csv
var territoriesCSV string

var territories = sync.OnceValues(func() (map[Country][]territoryRow, error) {
	return readTerritories(strings.NewReader(territoriesCSV))
})

func readTerritories(r io.Reader) (map[Country][]territoryRow, error) {
	rows := map[Country][]territoryRow{}
	columns := []string{"key", "country", "region", "postal_prefix", "of", "in_vat", "in_customs", "from", "until", "source"}
	err := readTable("territories.csv", r, columns, func(f []string) error {
		country, err := ParseCountry(f[1])
		if err != nil {
			return err
		}
		row := territoryRow{region: f[2], prefix: f[3]}
		row.Key = f[0]
		if row.Country, err = ParseCountry(f[4]); err != nil {
			return err
		}
		if row.InVAT, err = parseYes(f[5]); err != nil {
			return fmt.Errorf("in_vat: %w", err)
		}
		if row.InCustoms, err = parseYes(f[6]); err != nil {
			return fmt.Errorf("in_customs: %w", err)
		}
		if _, err := parsePeriod(f[7], f[8]); err != nil {
			return err
		}
		if row.Key == "" || f[9] == "" {
			return errors.New("has no key or no source")
		}
		rows[country] = append(rows[country], row)
		return nil
	})
	return rows, err
}

func parseYes(s string) (bool, error) {
	switch s {
	case "yes":
		return true, nil
	case "no":
		return false, nil
	}
	return false, fmt.Errorf("%s is neither yes nor no", quote(s))
}
