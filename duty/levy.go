package duty

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Kind is what sort of levy a row of a tariff states.
type Kind string

// Kinds of levies.
const (
	MFN        Kind = "mfn"        // the normal duty; one applies to each item
	Preference Kind = "preference" // replaces the normal duty when the item claims its programme
	Additional Kind = "additional" // on top of it: surcharges, countermeasures
	Remedy     Kind = "remedy"     // on top of it: anti-dumping, countervailing, safeguard
)

// Levy is one charge that customs may make: a line of a tariff, or the relief
// or flat amount of a [Regime].
type Levy struct {
	Jurisdiction string         `json:"jurisdiction"`      // "EU", or the country whose customs charge it
	Code         Code           `json:"code,omitempty"`    // the line it stands on: 2 to 10 digits
	Origin       locale.Country `json:"origin,omitempty"`  // goods of which country; "" any; "EU" any member state
	Kind         Kind           `json:"kind"`              //
	Name         string         `json:"name"`              //
	Program      string         `json:"program,omitempty"` // of a preference: what the item must claim
	Rate         Rate           `json:"rate"`              // zero of a relief or a flat amount
	From         currency.Date  `json:"from"`              // first day in force; zero = not known
	Until        currency.Date  `json:"until"`             // last day in force; zero = open
	Source       string         `json:"source"`            //
	SourceDate   currency.Date  `json:"source_date"`       // the day of the source: how old the fact may be
	Note         string         `json:"note,omitempty"`
}
