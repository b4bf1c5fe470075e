package duty

import (
	"strings"

	"github.com/shopspring/decimal"
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
	whole, fraction, pointed := strings.Cut(s, ".")
	if strings.Contains(whole, ",") {
		groups := strings.Split(whole, ",")
		for i, g := range groups {
			if len(g) != 3 && (i > 0 || len(g) == 0 || len(g) > 3) {
				return decimal.Decimal{}, false
			}
		}
		whole = strings.Join(groups, "")
	}
	if !allDigits(whole) || pointed && !allDigits(fraction) || len(whole) > 15 || len(fraction) > mostPlaces {
		return decimal.Decimal{}, false
	}
	var n, exponent = int64(0), int32(0)
	if len(whole)+len(fraction) > 18 {
		d, err := decimal.NewFromString(whole + "." + fraction)
		return d, err == nil
	}
	for i := range len(whole) + len(fraction) {
		if i < len(whole) {
			n = n*10 + int64(whole[i]-'0')
			continue
		}
		n = n*10 + int64(fraction[i-len(whole)]-'0')
		exponent--
	}
	return decimal.New(n, exponent), true
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
