package duty

import (
	"strings"

	"github.com/landedhq/landed/currency"
)

// A percentage may be charged on these in place of the customs value. They are
// amounts of money of their own, and stated as such (see [RetailPrice]).
const (
	retailPrice     = "retail price"      // the UK's unit RET: tobacco
	fairRetailValue = "fair retail value" // HTS 9816.00: goods that travel with a person
)

// moneyPart reports whether a part is an amount of money of its own, and not a
// share of the value.
func moneyPart(part string) bool { return part == retailPrice || part == fairRetailValue }

// RetailPrice returns the unit in which the retail price of a line is stated,
// that of all its pieces, in units of a currency: the UK charges tobacco by it.
// With the zero Code it is the currency of the customs value.
func RetailPrice(c currency.Code) Unit {
	if c == 0 {
		return retailPrice
	}
	return Unit(c.String() + " " + retailPrice)
}

// moneyUnit reads "retail price", "GBP retail price" and the like. The zero
// Code is the currency of the customs value.
func moneyUnit(s string) (part string, code currency.Code, ok bool) {
	if moneyPart(s) {
		return s, 0, true
	}
	if len(s) < 4 || s[3] != ' ' || !moneyPart(s[4:]) {
		return "", 0, false
	}
	code, err := currency.ParseCode(s[:3])
	return s[4:], code, err == nil && code.ISO() && code.String() == s[:3]
}

// partOf names the part of an article that a percentage may be charged on, ""
// for the whole.
func partOf(s string) (string, bool) {
	s = strings.TrimPrefix(strings.TrimPrefix(s, "the value of "), "the ")
	switch s = strings.TrimSuffix(s, ", if any"); s {
	case "case", "strap", "battery", "movement", "movement and case", "apparatus", "case and strap",
		"lead content", "rifle", "telescopic sight", retailPrice, fairRetailValue:
		return s, true
	case "strap, band or bracelet":
		return "strap", true
	case "case and strap, band or bracelet":
		return "case and strap", true
	case "thebattery": // as the HTS once prints it
		return "battery", true
	case "entire set": // HTS 3213.10.00, whose article is the set
		return "", true
	}
	return "", false
}
