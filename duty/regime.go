package duty

import (
	"errors"
	"fmt"

	"github.com/landedhq/landed/currency"
)

// Regime is how a destination treats a band of consignments: it relieves them
// of duty, charges a flat amount or a flat rate, or charges by the tariff. A
// fee that customs take besides the duty is a regime of its own.
type Regime struct {
	ID        string          `json:"id"`
	Dest      string          `json:"dest"`           // country, or "EU"; of a fee also a member state
	Kind      RegimeKind      `json:"kind"`           // duty or fee
	Name      string          `json:"name,omitempty"` // of a fee: what it is called; rows of one name are tried until one fits
	Treatment Treatment       `json:"treatment"`
	Threshold currency.Amount `json:"threshold"`        // upper limit of the band; zero = no limit
	Strict    bool            `json:"strict,omitempty"` // the limit itself is outside of the band
	Basis     Basis           `json:"basis,omitempty"`  // which value the limit is compared with
	Scope     Scope           `json:"scope,omitempty"`  // of what
	// PeriodValue and PeriodCount limit the value and the number of the
	// person's consignments in a period, this one included; the note says which
	// period. Zero = no such limit.
	PeriodValue currency.Amount `json:"period_value,omitzero"`
	PeriodCount int64           `json:"period_count,omitempty"`
	Mode        string          `json:"mode,omitempty"`      // "courier", "courier sea", "!postal", or "" for all
	ShipFrom    string          `json:"ship_from,omitempty"` // "US MX", "!US MX", or "" for anywhere
	Origin      string          `json:"origin,omitempty"`    // the same of the goods' origin; of a consignment, all of them
	Customer    CustomerKind    `json:"customer,omitempty"`  // "consumer", "business", or "" for both
	Scheme      string          `json:"scheme,omitempty"`    // "voec", "!ioss", or "" for any
	Goods       string          `json:"goods,omitempty"`     // beginnings of codes to which alone it applies: "49 6403", or "" for all
	Excludes    string          `json:"excludes,omitempty"`  // beginnings of codes to which it does not apply: "24 3303"
	Per         Group           `json:"per,omitempty"`       // of a flat amount, a rate or a fee: what it is charged on once
	Flat        currency.Amount `json:"flat"`                // of a flat treatment: for each group
	Rate        Rate            `json:"rate,omitzero"`       // of a treatment by rate: on the customs value of each group
	// Base is what the rate of a fee is charged on; zero = the customs value.
	Base Components `json:"base,omitempty"`
	// Allowance is what the customs value of the consignment must exceed: only
	// the excess is charged. Zero = all of it is.
	Allowance currency.Amount `json:"allowance,omitzero"`
	// MinCollect is the least amount that is collected: a smaller one is not
	// due at all. Zero = every amount is.
	MinCollect currency.Amount `json:"min_collect,omitzero"`
	// Fractions says which fractions of the values, and of the duties by the
	// tariff, are dropped. Zero = none are.
	Fractions Fractions     `json:"fractions,omitzero"`
	Valuation Valuation     `json:"valuation"`
	From      currency.Date `json:"from"`  // first day in force; zero = not known
	Until     currency.Date `json:"until"` // last day in force; zero = open
	// Contested says what about the rule is not settled; "" if nothing is
	// known to be. It becomes a warning, and the assessment an estimate. Of a
	// treatment that is not known, it says what is missing.
	Contested string `json:"contested,omitempty"`
	// Question names a point on which the sources disagree, and Reading the
	// answer that this row is part of: see [Regimes.Choose]. "" = the row holds
	// in any case.
	Question   string        `json:"question,omitempty"`
	Reading    string        `json:"reading,omitempty"`
	Source     string        `json:"source"`
	SourceDate currency.Date `json:"source_date"`
	Confidence Confidence    `json:"confidence"`
	Note       string        `json:"note,omitempty"`
}

// RegimeKind is what a regime is about.
type RegimeKind string

// Kinds of regimes.
const (
	DutyRegime RegimeKind = "duty"
	FeeRegime  RegimeKind = "fee" // of customs, beside the duty
)

// Treatment is what a regime does.
type Treatment string

// Treatments.
const (
	Relief  Treatment = "relief"  // nothing is due
	Flat    Treatment = "flat"    // one amount for each group
	ByRate  Treatment = "rate"    // one rate in place of the tariff's
	Normal  Treatment = "normal"  // duty by the tariff
	Unknown Treatment = "unknown" // no source was found that could be relied on: a [*NoRegimeError]
)

// Basis is the value that a threshold is compared with.
type Basis string

// Bases of thresholds.
const (
	Intrinsic Basis = "intrinsic" // the goods alone
	FOBValue  Basis = "fob"       // the goods delivered on board: here the same as the goods alone
	CIFValue  Basis = "cif"       // the goods with freight and insurance
)

// Scope says of what the value is taken.
type Scope string

// Scopes of thresholds.
const (
	PerConsignment Scope = "consignment"
	PerItem        Scope = "item" // of one piece
	PerDay         Scope = "day"  // with what else the person imports on the day
)

// Group is what an amount is charged on once, to be shared by value among the
// items that it holds.
type Group string

// Groups.
const (
	ByConsignment Group = "consignment" // all goods that the regime applies to
	BySubheading  Group = "subheading"  // goods of the same six digits
	ByLine        Group = "line"        // each item of the shipment
	ByPiece       Group = "item"        // each piece of it
)

// Confidence is how well a rule is known.
type Confidence string

// Confidences. A regime that is unverified can only have the treatment
// [Unknown].
const (
	Official        Confidence = "official"         // read at the authority, or in the law
	OfficialQuoted  Confidence = "official-quoted"  // the words of the authority as others print them
	Secondary       Confidence = "secondary"        // told by several who work with it
	SingleSecondary Confidence = "single-secondary" // told by one
	Unverified      Confidence = "unverified"       // of what is not known
)

// Valuation is what enters the customs value.
type Valuation string

// Valuations.
const (
	CIF Valuation = "CIF" // goods, freight and insurance
	FOB Valuation = "FOB" // goods alone
)

// ErrNoRegime says that it is not known how a destination treats a consignment.
var ErrNoRegime = errors.New("no import regime")

// NoRegimeError says for which consignment no regime is known. It wraps
// [ErrNoRegime].
type NoRegimeError struct {
	Dest   string // country, territory, or "EU"
	On     currency.Date
	Detail string // what stands in the way, or ""
}

func (e *NoRegimeError) Error() string {
	detail := e.Detail
	if detail == "" {
		detail = "add its rows to a table for LoadRegimes"
	}
	return fmt.Sprintf("duty: no import regime of %s on %s: %s", e.Dest, e.On, detail)
}

// Unwrap returns [ErrNoRegime].
func (e *NoRegimeError) Unwrap() error { return ErrNoRegime }
