package locale

import (
	_ "embed"
	"errors"
	"fmt"
	"io"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
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
// is none. It looks at the region first, then at the postal code, with or
// without the sign of the country before it ("D-78266"), then at the country;
// without a region and a postal code an address in the Canary Islands looks
// like any in Spain. The rules are those in force today, from
// data/territories.csv, each with its source.
func (p Place) Territory() (Territory, bool) {
	all, err := territories.get(territoriesCSV, readTerritories)
	if err != nil {
		return Territory{}, false
	}
	rows := all[p.Country]
	var found *territoryRow
	for i := range rows {
		if r := &rows[i]; r.matches(p) && (found == nil || r.beats(found)) {
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

func (r *territoryRow) matches(p Place) bool {
	return (r.region == "" || r.region == p.Region) && (r.prefix == "" || hasPostalPrefix(p.postalCode(isDigit(r.prefix[0])), r.prefix))
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

var territories embedded[map[Country][]territoryRow]

func readTerritories(r io.Reader) (map[Country][]territoryRow, error) {
	rows := map[Country][]territoryRow{}
	columns := []string{"key", "country", "region", "postal_prefix", "of", "in_vat", "in_customs", "from", "until", "source"}
	err := readTable("territories.csv", r, columns, func(row table.Row) error {
		country, err := readCountry(row, "country")
		if err != nil {
			return err
		}
		t := territoryRow{region: row.Get("region"), prefix: row.Get("postal_prefix")}
		if t.Key = row.Get("key"); t.Key == "" {
			return row.Fault("key", errors.New("missing"))
		}
		if t.Country, err = readCountry(row, "of"); err != nil {
			return err
		}
		if t.InVAT, err = readYes(row, "in_vat"); err != nil {
			return err
		}
		if t.InCustoms, err = readYes(row, "in_customs"); err != nil {
			return err
		}
		if _, err := readPeriod(row); err != nil {
			return err
		}
		rows[country] = append(rows[country], t)
		return checkSource(row)
	})
	return rows, err
}

func readYes(row table.Row, column string) (bool, error) {
	switch s := row.Get(column); s {
	case "yes":
		return true, nil
	case "no":
		return false, nil
	default:
		return false, row.Fault(column, fmt.Errorf("%s is neither yes nor no", excerpt.Quote(s)))
	}
}
