package locale

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// Country is a country by its ISO 3166-1 alpha-2 code in capitals. "XK" is
// Kosovo, and "XI" is Northern Ireland where customs and VAT name it apart from
// the rest of the United Kingdom. The zero value is no country.
type Country string

// northernIreland is the code that the European Union gives to Northern
// Ireland for trade in goods; ISO 3166-1 leaves it to its users.
const northernIreland Country = "XI"

// ErrUnknownCountry: a text names no country. See [CountryError].
var ErrUnknownCountry = errors.New("unknown country")

// CountryError says which text is not a country. It wraps [ErrUnknownCountry].
type CountryError struct {
	Input string // as it was given
}

func (e *CountryError) Error() string {
	return fmt.Sprintf("locale: %v %s: want two capital letters of ISO 3166-1, such as DE", ErrUnknownCountry, excerpt.Quote(e.Input))
}

func (e *CountryError) Unwrap() error { return ErrUnknownCountry }

// ParseCountry returns the country that s names. It takes two capital letters
// and nothing else: "de" and "DEU" are a [*CountryError], because a caller who
// gets them has read some other field.
func ParseCountry(s string) (Country, error) {
	if c := Country(s); c.Valid() {
		return c, nil
	}
	return "", &CountryError{Input: s}
}

// Valid reports whether c is a country: one of the codes that ISO 3166-1
// assigns as CLDR lists them, or XK or XI.
func (c Country) Valid() bool {
	_, ok := c.region()
	return ok || c == northernIreland
}

// region returns the country in the tables of CLDR.
func (c Country) region() (cldr.Region, bool) {
	if len(c) != 2 {
		return 0, false
	}
	return cldr.FindRegion(string(c))
}

// EU reports whether c is a member state of the European Union on a day, for
// customs and VAT: the United Kingdom counts until the end of its transition
// period on 2020-12-31. Territories with a country code of their own, such as
// GP or AX, are not members; [Place.Territory] knows them. Nor is XI.
func (c Country) EU(on currency.Date) bool {
	members, err := euMembers()
	if err != nil {
		return false
	}
	for _, p := range members[c] {
		if on.Within(p.from, p.until) {
			return true
		}
	}
	return false
}

//go:embed data/eu_members.csv
var euMembersCSV string

var euMembers = sync.OnceValues(func() (map[Country][]period, error) {
	return readMembers(strings.NewReader(euMembersCSV))
})

func readMembers(r io.Reader) (map[Country][]period, error) {
	members := map[Country][]period{}
	err := readTable("eu_members.csv", r, []string{"country", "from", "until", "source"}, func(row table.Row) error {
		c, err := readCountry(row, "country")
		if err != nil {
			return err
		}
		p, err := readPeriod(row)
		if err != nil {
			return err
		}
		members[c] = append(members[c], p)
		return checkSource(row)
	})
	return members, err
}
