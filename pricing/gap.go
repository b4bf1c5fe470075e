package pricing

import (
	"errors"
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
)

// Gap is a range of prices, or of margins, that no net price leads to, because
// another law applies from there on, or because customs that drop fractions of
// a declaration ask for their next full step; what rounding leaves out is not a
// gap. Net prices lead to both ends, except to a High of goods whose levies are
// not known: that is what they cost without any. If Low is the zero Amount, the
// gap is everything below High; if High is, everything above Low.
type Gap struct {
	Low  currency.Amount `json:"low"`
	High currency.Amount `json:"high"`
	// NetLow and NetHigh are the net values of the goods at the ends.
	NetLow  currency.Amount `json:"net_low"`
	NetHigh currency.Amount `json:"net_high"`
	// Thresholds are those between the two nets.
	Thresholds []Threshold `json:"thresholds,omitempty"`
}

// String writes the gap as one sentence.
func (g Gap) String() string {
	var b strings.Builder
	switch nothing := (currency.Amount{}); nothing {
	case g.Low:
		fmt.Fprintf(&b, "nothing below %v", g.High)
	case g.High:
		fmt.Fprintf(&b, "nothing above %v", g.Low)
	default:
		fmt.Fprintf(&b, "nothing between %v and %v", g.Low, g.High)
	}
	for _, t := range g.Thresholds {
		b.WriteString("; " + t.String())
	}
	return b.String()
}

// holds tells whether a price lies in the gap.
func (g *Gap) holds(a currency.Amount) bool {
	return order(a, g.High) < 0 && (g.Low == (currency.Amount{}) || order(a, g.Low) > 0)
}

// ThresholdKind is what sort of threshold makes a gap.
type ThresholdKind string

// The kinds of thresholds.
const (
	// RegimeThreshold is a value from which customs treat the goods
	// otherwise.
	RegimeThreshold ThresholdKind = "duty_regime"
	// SchemeThreshold is a value from which someone else taxes the goods, or
	// nobody.
	SchemeThreshold ThresholdKind = "tax_scheme"
	// RateThreshold is a price of one item from which it bears another rate.
	RateThreshold ThresholdKind = "tax_rate"
	// ClearanceThreshold is the first levy at import, with which a carrier asks
	// for its own fee.
	ClearanceThreshold ThresholdKind = "clearance"
	// FractionThreshold is a full step of a declaration: what is below it is a
	// fraction that customs drop. Rule is the steps, such as "1000/100 JPY",
	// Amount the figure that customs count from there on.
	FractionThreshold ThresholdKind = "fraction"
	// MinimumCollected is the least levy that is collected.
	MinimumCollected ThresholdKind = "minimum_collected"
)

// Threshold is one line of the law that makes a gap.
type Threshold struct {
	Kind ThresholdKind `json:"kind"`
	// Rule names it: the ID of a regime, the scheme that ends with it, the name
	// of a rate, the steps in which customs count.
	Rule string `json:"rule"`
	// Amount is in the currency of the law; the zero Amount where the rows of
	// the goods' own tariff state it.
	Amount currency.Amount `json:"amount,omitzero"`
	// Of is what is compared with it, such as "intrinsic value of the
	// consignment".
	Of     string `json:"of,omitempty"`
	Source string `json:"source,omitempty"`
}

// String writes the threshold with its source.
func (t Threshold) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", strings.ReplaceAll(string(t.Kind), "_", " "), t.Rule)
	if t.Amount != (currency.Amount{}) {
		fmt.Fprintf(&b, ": %v", t.Amount)
		if t.Of != "" {
			b.WriteString(" of " + t.Of)
		}
	}
	if t.Source != "" {
		b.WriteString(" (" + t.Source + ")")
	}
	return b.String()
}

// ErrGap is the class of targets that no net price leads to.
var ErrGap = errors.New("no net price leads to the target")

// GapError says in which gap a target lies. It wraps ErrGap.
type GapError struct {
	Target currency.Amount
	Gap    Gap
}

func (e *GapError) Error() string {
	return fmt.Sprintf("pricing: solving for %v: %v: %v", e.Target, ErrGap, e.Gap)
}

// Unwrap returns ErrGap.
func (e *GapError) Unwrap() error { return ErrGap }
