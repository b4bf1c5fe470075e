package duty

import (
	"encoding/json"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/locale"
)

// Kind is what sort of levy a row of a tariff states.
type Kind string

// Kinds of levies.
const (
	MFN        Kind = "mfn"        // the normal duty; one applies to each item
	Column2    Kind = "column2"    // replaces the normal duty for origins without normal trade relations
	Preference Kind = "preference" // replaces the normal duty when the item claims its programme
	Quota      Kind = "quota"      // the same, inside of a tariff quota
	Additional Kind = "additional" // on top of it: surcharges, countermeasures
	Remedy     Kind = "remedy"     // on top of it: anti-dumping, countervailing, safeguard
	Fee        Kind = "fee"        // for the service of customs or of a carrier
	Tax        Kind = "tax"        // a tax at import, after duties and fees
)

// Levy is one charge that customs may make: a line of a tariff, or the relief
// or flat amount of a [Regime].
type Levy struct {
	ID           string         `json:"id,omitempty"`      // unique in its jurisdiction and code, for Replaces and Excludes; "" none
	Jurisdiction string         `json:"jurisdiction"`      // "EU", or the country whose customs charge it
	Code         Code           `json:"code,omitempty"`    // the line it stands on: 2 to 10 digits
	Origin       locale.Country `json:"origin,omitempty"`  // goods of which country; "" any; "EU" any member state
	Kind         Kind           `json:"kind"`              //
	Name         string         `json:"name"`              //
	Program      string         `json:"program,omitempty"` // of a preference or quota: what the item must claim, any of "A+ AU BH"
	Rate         Rate           `json:"rate"`              // zero of a relief or a flat amount, and of prose
	// Prose is what the official file says in place of a rate, such as "See
	// 9822.05.10": charging the levy is an error that quotes it.
	Prose string `json:"prose,omitempty"`
	// Base is what the rate is charged on; zero = the customs value.
	Base Components `json:"base,omitempty"`
	// Uplift is added to the base before the rate is charged, in percent: 10
	// in South Africa. Zero = none.
	Uplift decimal.Decimal `json:"uplift"`
	// Inside says that the amount is part of its own base: base·r/(1−r).
	Inside bool `json:"inside,omitempty"`
	// MinCollect is the least amount that is collected: below it nothing is
	// due. Zero = none.
	MinCollect currency.Amount `json:"min_collect,omitzero"`
	Replaces   string          `json:"replaces,omitempty"` // IDs or kinds of levies that it stands in for, space separated
	Excludes   string          `json:"excludes,omitempty"` // IDs or kinds of levies that do not apply beside it
	From       currency.Date   `json:"from"`               // first day in force; zero = not known
	Until      currency.Date   `json:"until"`              // last day in force; zero = open
	Source     string          `json:"source"`             //
	SourceDate currency.Date   `json:"source_date"`        // the day of the source: how old the fact may be
	Note       string          `json:"note,omitempty"`
}

// MarshalJSON writes the uplift as a string, or not at all.
func (l Levy) MarshalJSON() ([]byte, error) {
	type plain Levy
	return json.Marshal(struct {
		plain
		Uplift exact.Wire `json:"uplift,omitzero"`
	}{plain(l), exact.Wire{Value: l.Uplift}})
}

// claimable reports whether a levy applies only to items that claim it.
func (l *Levy) claimable() bool { return l.Kind == Preference || l.Kind == Quota }

// names reports whether a list of words, separated by spaces, has a word.
func names(list, word string) bool {
	if list == word {
		return word != ""
	}
	for rest := list; rest != ""; {
		first, after, _ := strings.Cut(rest, " ")
		if first == word && word != "" {
			return true
		}
		rest = after
	}
	return false
}

const unionTariff = "EU"
