package locale

import (
	"errors"
	"fmt"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
)

// Place is where something is or goes: an address, as far as customs and tax
// care.
type Place struct {
	// Country is required.
	Country Country `json:"country"`
	// Region is the part of an ISO 3166-2 code after the hyphen: "ON" for
	// Ontario, "CA" for California. Empty if not known.
	Region string `json:"region,omitempty"`
	// PostalCode as the country writes it. Empty if not known; then special
	// territories that only a postal code tells cannot be seen.
	PostalCode string `json:"postal_code,omitempty"`
}

// ErrPlace: a place has a field that cannot be right. See [PlaceError].
var ErrPlace = errors.New("invalid place")

// PlaceError says which field of a place is wrong and what it should be. It
// wraps [ErrPlace].
type PlaceError struct {
	Field string // the JSON name of the field
	Input string // as it was given
	Want  string // what it should be
}

func (e *PlaceError) Error() string {
	return fmt.Sprintf("locale: %v: %s %s: want %s", ErrPlace, e.Field, excerpt.Quote(e.Input), e.Want)
}

// Unwrap returns [ErrPlace].
func (e *PlaceError) Unwrap() error { return ErrPlace }

// Lengths that no region or postal code of the world reaches.
const (
	maxRegion     = 3
	maxPostalCode = 16
)

// Validate returns an error if:
//   - the country is unknown: a [*CountryError];
//   - the region is not one to three capital letters or digits, or, in the
//     United States and Canada, is no state, province or territory: a
//     [*PlaceError];
//   - the postal code has other characters than letters, digits, spaces and
//     hyphens, or is longer than 16: a [*PlaceError].
//
// An empty region or postal code is valid: whether one is needed depends on
// what is asked about the place.
func (p Place) Validate() error {
	r, known := p.Country.region()
	if !known && p.Country != northernIreland {
		return unknownCountry(string(p.Country))
	}
	if p.Region != "" {
		if len(p.Region) > maxRegion || !all(p.Region, isCapital, isDigit) {
			return &PlaceError{"region", p.Region, "the code of ISO 3166-2 after the hyphen, such as ON or CA"}
		}
		if has, listed := r.HasSubdivision(p.Region); known && listed && !has {
			return &PlaceError{"region", p.Region, "a subdivision of " + string(p.Country) + " by ISO 3166-2"}
		}
	}
	if len(p.PostalCode) > maxPostalCode || !all(p.PostalCode, isCapital, isSmall, isDigit, isJoint) {
		return &PlaceError{"postal_code", p.PostalCode, "up to 16 letters, digits, spaces and hyphens"}
	}
	return nil
}

// String returns the country, with its region if there is one: "CA-ON".
func (p Place) String() string {
	if p.Region == "" {
		return string(p.Country)
	}
	return string(p.Country) + "-" + p.Region
}

func isCapital(b byte) bool { return 'A' <= b && b <= 'Z' }
func isSmall(b byte) bool   { return 'a' <= b && b <= 'z' }
func isDigit(b byte) bool   { return '0' <= b && b <= '9' }
func isJoint(b byte) bool   { return b == ' ' || b == '-' }

// all reports whether each byte of s is of one of the classes.
func all(s string, classes ...func(byte) bool) bool {
next:
	for i := range len(s) {
		for _, is := range classes {
			if is(s[i]) {
				continue next
			}
		}
		return false
	}
	return true
}

// longestSign is how many letters the sign of a country before a postal code
// has at most: "D-", "CH-", "FIN-".
const longestSign = 3

// postalCode returns the postal code without the sign of a country before it.
// Where codes are of digits, any few letters before them are such a sign: the
// old signs of the international mail are still in use, and differ from the
// code of the country. Where codes begin with letters only the code of the
// country and a mark after it can be told from them.
func (p Place) postalCode(digits bool) string {
	code, sign := p.PostalCode, 0
	for code != "" && isJoint(code[0]) {
		code = code[1:]
	}
	for sign < len(code) && (isCapital(code[sign]) || isSmall(code[sign])) {
		sign++
	}
	rest := code[sign:]
	switch {
	case sign == 0 || sign > longestSign:
		return code
	case digits:
		return rest
	case rest != "" && isJoint(rest[0]) && p.isSign(code[:sign]):
		return rest
	}
	return code
}

// isSign reports whether letters before a postal code are the code of the
// country, or UK for the United Kingdom.
func (p Place) isSign(letters string) bool {
	return strings.EqualFold(letters, string(p.Country)) || p.Country == "GB" && strings.EqualFold(letters, "UK")
}

// hasPostalPrefix reports whether a postal code begins with a prefix and at
// least as many digits more, whatever its spaces, hyphens and small letters. A
// code of fewer digits is another one: "2210" is Espoo, 02210, after a
// spreadsheet took the zero for a number, and not Åland.
func hasPostalPrefix(code, prefix string, more int) bool {
	matched := 0
	for i := 0; i < len(code) && matched < len(prefix)+more; i++ {
		b := code[i]
		if isJoint(b) {
			continue
		}
		if isSmall(b) {
			b -= 'a' - 'A'
		}
		if matched < len(prefix) && b != prefix[matched] || matched >= len(prefix) && !isDigit(b) {
			return false
		}
		matched++
	}
	return matched == len(prefix)+more
}
