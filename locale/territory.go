package locale

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// Territory is a part of a country, or a place that is treated as one, for
// which customs or VAT have a rule of its own.
type Territory struct {
	// Key names the territory for programs: "canary_islands".
	Key string
	// Country is the country whose territory it is or is treated as: ES for
	// the Canary Islands, FR for Monaco, GB for Northern Ireland, HK for Hong
	// Kong in an address in China.
	Country Country
	// InVAT tells whether it lies in that country's VAT territory for goods,
	// perhaps with its own rates, as Madeira does.
	InVAT bool
	// InCustoms tells whether it lies in the customs territory of that
	// country, or of the union that the country belongs to.
	InCustoms bool
	// Status names the territories of customs and VAT that it lies in.
	Status
}

// Territory returns the special territory that p lies in by the newest law in
// the tables, and false if there is none. See [Place.TerritoryOn].
func (p Place) Territory() (Territory, bool) { return p.TerritoryOn(0) }

// TerritoryOn returns the special territory that p lies in, with its status on
// a day, and false if there is none. The zero day asks for the newest law that
// the tables know.
//
// It looks at the region first, then at the postal code, with or without the
// sign of the country before it ("D-78266"), then at the country; without a
// region and a postal code an address in the Canary Islands looks like any in
// Spain. A postal code that [Place.Validate] refuses for its length tells
// nothing. The rules are those of data/territories.csv and
// data/territory_status.csv, each with its source.
func (p Place) TerritoryOn(on currency.Date) (Territory, bool) {
	all, err := territories.get(territoriesCSV, readTerritories)
	if err != nil {
		return Territory{}, false
	}
	if len(p.PostalCode) > maxPostalCode {
		p.PostalCode = "" // no postal code, and none to search through
	}
	rows := all[p.Country]
	var found *territoryRow
	digit, first, second := p.heads()
	var letters, digits string // the postal code without a sign, where codes begin with letters and where with digits
	read := false
	for i := range rows {
		r := &rows[i]
		if r.region != "" && r.region != p.Region {
			continue
		}
		if r.prefix != "" {
			if h := r.prefix[0]; h != digit && h != first && h != second {
				continue // most addresses lie in no territory, and one character tells so
			}
			if !read {
				letters, digits, read = p.postalCode(false), p.postalCode(true), true
			}
			code := letters
			if isDigit(r.prefix[0]) {
				code = digits
			}
			if !hasPostalPrefix(code, r.prefix, r.more) {
				continue
			}
		}
		if found == nil || r.beats(found) {
			found = r
		}
	}
	if found == nil {
		return Territory{}, false
	}
	t := Territory{Key: found.key, Country: found.of}
	s, ok := statusOn(found.statuses, on)
	if !ok {
		return Territory{}, false
	}
	t.Status = s
	t.InVAT = s.VAT.of(t.Country)
	t.InCustoms = s.Customs.of(t.Country) || s.Customs == Union && t.Country.memberOn(on)
	return t, true
}

// heads returns the characters in capitals that the prefix of a row must begin
// with to match the postal code: the first digit, and the first letter or
// digit, of the code or, where a sign may stand before it, of what follows the
// sign. A zero is none.
func (p Place) heads() (digit, first, second byte) {
	after := false // of a space or hyphen that follows letters
	for i := range len(p.PostalCode) {
		b := p.PostalCode[i]
		if isSmall(b) {
			b -= 'a' - 'A'
		}
		switch {
		case isJoint(b):
			after = first != 0
			continue
		case first == 0:
			first = b
		case after && second == 0:
			second = b
		}
		if isDigit(b) {
			return b, first, second
		}
	}
	return 0, first, second
}

// of reports whether a is an area of c: that of Northern Ireland is one of the
// United Kingdom.
func (a Area) of(c Country) bool {
	return a == Area(c) || a == Area(northernIreland) && c == "GB"
}

// territoryRow is one way to tell a territory by an address. Without region
// and prefix it holds for the whole country.
type territoryRow struct {
	key            string
	of             Country
	region, prefix string
	more           int // how many digits must follow the prefix
	statuses       []statusRow
}

// beats reports whether r tells more than s: a region more than a postal code,
// a long postal code more than a short one.
func (r *territoryRow) beats(s *territoryRow) bool {
	if (r.region == "") != (s.region == "") {
		return r.region != ""
	}
	return len(r.prefix) > len(s.prefix)
}

// cutPattern returns what a postal code of the table begins with, and how many
// digits must follow.
func cutPattern(pattern string) (prefix string, more int) {
	prefix = strings.TrimRight(pattern, ".")
	return prefix, len(pattern) - len(prefix)
}

//go:embed data/territories.csv
var territoriesCSV string

var territories embedded[map[Country][]territoryRow]

// readTerritories reads how the territories are told, by the country of the
// address.
func readTerritories(r io.Reader) (map[Country][]territoryRow, error) {
	known, err := statuses.get(statusCSV, readStatuses)
	if err != nil {
		return nil, err
	}
	rows := map[Country][]territoryRow{}
	columns := []string{"key", "country", "region", "postal_code", "of", "source"}
	err = readTable("territories.csv", r, columns, func(row table.Row) error {
		country, err := readCountry(row, "country")
		if err != nil {
			return err
		}
		t := territoryRow{key: row.Get("key"), region: row.Get("region")}
		t.prefix, t.more = cutPattern(row.Get("postal_code"))
		if t.key == "" {
			return row.Fault("key", errors.New("missing"))
		}
		if t.statuses = known[t.key]; t.statuses == nil {
			return row.Fault("key", fmt.Errorf("%s has no status", excerpt.Quote(t.key)))
		}
		if t.of, err = readCountry(row, "of"); err != nil {
			return err
		}
		rows[country] = append(rows[country], t)
		return checkSource(row)
	})
	return rows, err
}
