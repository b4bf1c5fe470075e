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
	found := all[p.Country].find(p)
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

// territoryRows is the rows of the addresses of one country: those that a
// postal code has no part in first. Rows of postal codes are searched by their
// first two characters, which tell of most addresses that they are in none.
type territoryRows struct {
	all     []territoryRow
	regions []uint32 // of the rows without a prefix, as numbers
	heads   []uint16 // of the prefixes of the others
}

// find returns the row that tells most of the territory of p, nil if none
// does.
func (t territoryRows) find(p Place) (found *territoryRow) {
	region := regionNumber(p.Region)
	for i, n := range t.regions {
		if n != 0 && n != region {
			continue
		}
		if r := &t.all[i]; found == nil || r.beats(found) {
			found = r
		}
	}
	if p.PostalCode == "" || len(t.heads) == 0 {
		return found
	}
	// Without a sign, where codes begin with letters and where with digits.
	letters, digits := p.postalCode(false), p.postalCode(true)
	byLetters, byDigits := headOf(letters), headOf(digits)
	for i, h := range t.heads {
		if h != byDigits && h != byLetters {
			continue
		}
		r := &t.all[len(t.regions)+i]
		code := letters
		if isDigit(r.prefix[0]) {
			code = digits
		}
		if (r.region == "" || r.region == p.Region) && hasPostalPrefix(code, r.prefix, r.more) && (found == nil || r.beats(found)) {
			found = r
		}
	}
	return found
}

// regionNumber returns a region of up to maxRegion characters as a number that
// no other region has, 0 for none; a longer one is no region and is taken for
// one that no row has.
func regionNumber(s string) (n uint32) {
	if len(s) > maxRegion {
		return 1<<32 - 1
	}
	for i := range len(s) {
		n = n<<8 | uint32(s[i])
	}
	return n
}

// headOf returns the first two letters or digits of a postal code as one
// number, with small letters as capitals.
func headOf(code string) (head uint16) {
	n := 0
	for i := 0; i < len(code) && n < 2; i++ {
		b := code[i]
		if isJoint(b) {
			continue
		}
		if isSmall(b) {
			b -= 'a' - 'A'
		}
		head = head<<8 | uint16(b)
		n++
	}
	return head
}

// newTerritoryRows puts rows in order, those of one kind as they come.
func newTerritoryRows(rows []territoryRow) (t territoryRows) {
	for _, r := range rows {
		if r.prefix == "" {
			t.all, t.regions = append(t.all, r), append(t.regions, regionNumber(r.region))
		}
	}
	for _, r := range rows {
		if r.prefix != "" {
			t.all, t.heads = append(t.all, r), append(t.heads, headOf(r.prefix))
		}
	}
	return t
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

var territories embedded[map[Country]territoryRows]

// readTerritories reads how the territories are told, by the country of the
// address.
func readTerritories(r io.Reader) (map[Country]territoryRows, error) {
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
		if len(t.prefix) == 1 {
			return row.Fault("postal_code", errors.New("want the first two characters or more"))
		}
		if t.of, err = readCountry(row, "of"); err != nil {
			return err
		}
		rows[country] = append(rows[country], t)
		return checkSource(row)
	})
	all := make(map[Country]territoryRows, len(rows))
	for country := range rows {
		all[country] = newTerritoryRows(rows[country])
	}
	return all, err
}
