package tax

import (
	"errors"
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/locale"
)

// ErrCondition: a heading has several rates, and what was asked does not say
// which of them holds.
var ErrCondition = errors.New("several tax rates, by a condition")

// ConditionError lists the rates of a heading that a condition tells apart. It
// wraps ErrCondition.
type ConditionError struct {
	Place    locale.Place
	Category Category
	On       currency.Date
	Rates    []Rate // one of each variant
}

func (e *ConditionError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "tax: %s in %s on %s has several rates: ", e.Category, e.Place, e.On)
	for i := range e.Rates {
		r := &e.Rates[i]
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%s (%s %%", r.Variant, exact.DecimalText(r.Percent))
		if r.Condition != "" {
			fmt.Fprintf(&b, ": %s", r.Condition)
		}
		b.WriteString(")")
	}
	b.WriteString(": name the variant or the customs code, or load a row that decides")
	return b.String()
}

// Unwrap returns ErrCondition.
func (e *ConditionError) Unwrap() error { return ErrCondition }
