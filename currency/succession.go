package currency

import (
	"time"

	"github.com/shopspring/decimal"
)

// Succession says which currency took the place of another: the euro that of
// the kuna, on 2023-01-01, at 7.53450 kunas for one euro. It is not the end of
// the old currency, which may be legal tender for some time beside the new one
// ([Code.Active]), but the day from which the rate holds, for ever.
type Succession struct {
	From, To Code
	On       Date
	// Units is how many units of From were exchanged for For units of To, which
	// is 1 unless the new currency is worth less: 1 CUC for 24 CUP. Both are zero
	// where no rate was fixed, or none that holds for every amount in From.
	Units, For decimal.Decimal
	Source     string // who fixed the rate
}

// succession is a Succession as it stands in the table.
type succession struct {
	code, to Code
	on       Date
	source   uint8 // in successionSources
	units    ratio // units of code for one of to, zero where no rate was fixed
}

// Successor returns the currency that took the place of c and reports whether
// there is one. The successor may have one of its own: RUR became RUB; YUM
// became CSD, which became RSD. No currency that is in use has a successor.
//
// The table holds what a source could be found for; a currency without a
// successor in it may still have had one. VES has none: its code stayed when six
// zeros were cut on 2021-10-01.
func (c Code) Successor() (Succession, bool) {
	e, ok := findSuccession(c)
	if !ok {
		return Succession{}, false
	}
	return Succession{
		From: e.code, To: e.to, On: e.on,
		Units: e.units.num.decimal(), For: e.units.den.decimal(), Source: successionSources[e.source],
	}, true
}

// Rate returns the rate from the old currency to the new one, and the zero
// Rate if none was fixed. Its time is the day from which it holds.
func (s Succession) Rate() Rate {
	e, ok := findSuccession(s.From)
	if !ok || e.to != s.To {
		return Rate{}
	}
	return e.rate(e.on.Time())
}

// fixed reports whether a rate was fixed.
func (e *succession) fixed() bool { return e.units.num.sign() > 0 }

// rate returns the fixed rate with a time, the zero Rate if there is none.
func (e *succession) rate(at time.Time) Rate {
	if !e.fixed() {
		return Rate{}
	}
	return makeRate(e.code, e.to, e.units.inverse(), origin{asOf: at, source: successionSources[e.source]})
}

// findSuccession returns the succession of c.
func findSuccession(c Code) (*succession, bool) {
	low, high := 0, len(successions)
	for low < high {
		if mid := (low + high) / 2; successions[mid].code < c {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(successions) && successions[low].code == c {
		return &successions[low], true
	}
	return nil, false
}
