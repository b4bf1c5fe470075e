package tax

import (
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Limit is a value of goods at which who taxes an import, or whether, can
// change.
type Limit struct {
	Rule string `json:"rule"` // its name in the table of schemes
	// Of is what is compared with the amount: "consignment", its intrinsic
	// value; "item", the dearest one; "cif", the customs value.
	Of     string          `json:"of"`
	Amount currency.Amount `json:"amount"`
	Strict bool            `json:"strict,omitempty"` // the amount itself is above the line
	Source string          `json:"source"`
}

// Limits lists the values of goods by which Decide tells imports into a place
// apart, on a day, in the order of the names of their rules. They are all that
// the table has for the destination: which of them decide a supply depends on
// the rest of it. Lines of tax that is too small to be collected, and of
// turnover, are none of them.
func (sc *Schemes) Limits(from, to locale.Place, on currency.Date) []Limit {
	areas := []locale.Country{to.Country}
	add := func(c locale.Country) {
		if c != areas[0] {
			areas = append(areas, c)
		}
	}
	if t, ok := to.TerritoryOn(on); ok {
		add(t.Country)
		if t.VAT == "XI" {
			add("XI")
		}
	}
	if to.Country.EU(on) {
		add(union)
	}
	add(anywhere)
	var out []Limit
	names := append([]string{"relief_from_" + strings.ToLower(string(from.Country))}, ruleNames...)
	for _, name := range names {
		for _, area := range areas {
			r, ok := sc.rule(name, area, on)
			if !ok || r.limit.Currency() == 0 || r.test == "" || r.test == "tax" || r.test == "turnover" {
				continue
			}
			out = append(out, Limit{Rule: name, Of: r.test, Amount: r.limit, Strict: r.strict, Source: r.source})
		}
	}
	return out
}
