package locale

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"

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
	// Now are the countries to use instead where the text is a code that is no
	// longer assigned, as CLDR lists them: CW, SX and BQ for AN, GB for UK.
	Now []Country
}

func (e *CountryError) Error() string {
	if len(e.Now) > 0 {
		return fmt.Sprintf("locale: %v %s: no longer a code of ISO 3166-1, now %s", ErrUnknownCountry, excerpt.Quote(e.Input), joined(e.Now))
	}
	return fmt.Sprintf("locale: %v %s: want two capital letters of ISO 3166-1, such as DE", ErrUnknownCountry, excerpt.Quote(e.Input))
}

// Unwrap returns [ErrUnknownCountry].
func (e *CountryError) Unwrap() error { return ErrUnknownCountry }

// unknownCountry returns the error for a text that is no country.
func unknownCountry(s string) *CountryError {
	e := &CountryError{Input: s}
	for _, code := range cldr.Successors(s) {
		e.Now = append(e.Now, Country(code))
	}
	return e
}

// joined writes countries with commas between.
func joined(countries []Country) string {
	var b strings.Builder
	for i, c := range countries {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(c))
	}
	return b.String()
}

// ParseCountry returns the country that s names. It takes two capital letters
// and nothing else: "de" and "DEU" are a [*CountryError], because a caller who
// gets them has read some other field. So is a code that has been withdrawn,
// such as AN; the error then names the countries to use instead.
func ParseCountry(s string) (Country, error) {
	if c := Country(s); c.Valid() {
		return c, nil
	}
	return "", unknownCountry(s)
}

// ParseAlpha3 returns the country that s names by the three capital letters of
// ISO 3166-1: "DEU" is DE. Any other text is a [*CountryError].
func ParseAlpha3(s string) (Country, error) {
	if r, ok := cldr.FindAlpha3(s); ok {
		return Country(r.Code()), nil
	}
	return "", &CountryError{Input: s}
}

// Alpha3 returns the three letters that ISO 3166-1 gives c, "DEU" for DE. It
// gives none to XK and XI: these, and what is no country, have "".
func (c Country) Alpha3() string {
	r, ok := c.region()
	if !ok {
		return ""
	}
	return r.Alpha3()
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
// GP or AX, are not members; [Place.Territory] knows them. Nor is XI. On the
// zero day nobody is a member.
func (c Country) EU(on currency.Date) bool { return !on.IsZero() && c.memberOn(on) }

// memberOn is EU, but for the zero day tells whether the membership still
// holds by the table.
func (c Country) memberOn(on currency.Date) bool {
	for _, m := range c.memberships() {
		if m.holds(on) {
			return true
		}
	}
	return false
}

// membership is a stay in the European Union.
type membership struct {
	period
	source string
}

// memberships returns the stays of c in the European Union.
func (c Country) memberships() []membership {
	members, err := euMembers.get(euMembersCSV, readMembers)
	if err != nil {
		return nil
	}
	return members[c]
}

//go:embed data/eu_members.csv
var euMembersCSV string

var euMembers embedded[map[Country][]membership]

func readMembers(r io.Reader) (map[Country][]membership, error) {
	members := map[Country][]membership{}
	err := readTable("eu_members.csv", r, []string{"country", "from", "until", "source"}, func(row table.Row) error {
		c, err := readCountry(row, "country")
		if err != nil {
			return err
		}
		m := membership{source: row.Get("source")}
		if m.period, err = readPeriod(row); err != nil {
			return err
		}
		members[c] = append(members[c], m)
		return checkSource(row)
	})
	return members, err
}
