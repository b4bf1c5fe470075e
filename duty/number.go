package duty

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/exact"
)

// numberLength returns how long the number at the start of s is, in a
// generous reading: what does not parse is then refused as a number.
func numberLength(s string) int {
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.' || s[n] == ',') {
		n++
	}
	return n
}

// mostPlaces is how many digits a number may have behind the point, cents
// brought to the unit.
const mostPlaces = 12

// parseNumber reads "12", "0.30", "1,024.00": at most 15 digits before the
// point and 12 behind it.
func parseNumber(s string) (decimal.Decimal, bool) {
	if whole, fraction, pointed := strings.Cut(s, "."); strings.Contains(whole, ",") {
		groups := strings.Split(whole, ",")
		for i, g := range groups {
			if len(g) != 3 && (i > 0 || len(g) == 0 || len(g) > 3) {
				return decimal.Decimal{}, false
			}
		}
		s = strings.Join(groups, "")
		if pointed {
			s += "." + fraction
		}
	}
	return exact.ParseDecimal(s, 15, mostPlaces)
}

// canonicalNumber drops trailing zeros behind the point, so that equal rates
// have equal terms.
func canonicalNumber(d decimal.Decimal) decimal.Decimal {
	n, exponent := d.Coefficient(), d.Exponent()
	if !n.IsInt64() || exponent >= 0 {
		return d
	}
	small := n.Int64()
	for exponent < 0 && small%10 == 0 {
		small, exponent = small/10, exponent+1
	}
	return decimal.New(small, exponent)
}

var hundred = decimal.New(100, 0)
