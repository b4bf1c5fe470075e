package tax

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// A percent of a tax has few digits. The bounds keep untrusted numbers from
// blowing up and let a rate be handled as one int64.
const (
	maxPercentText     = 16
	maxPercentDecimals = 8
	maxPercent         = 1000
)

// parsePercent reads a plain decimal, "9.975": no sign, exponent or space.
func parsePercent(s string) (decimal.Decimal, error) {
	p, ok := exact.ParseDecimal(s, maxPercentText, maxPercentDecimals)
	if !ok {
		return decimal.Decimal{}, fmt.Errorf("percent %s: want digits, as in 9.975: %w", excerpt.Quote(s), ErrSyntax)
	}
	return p, checkPercent(p)
}

// checkPercent refuses what no tax can be. It looks at the exponent before any
// arithmetic: 1e1000000000 must not be expanded.
func checkPercent(p decimal.Decimal) error {
	if !percentScale(p) || p.NumDigits() > maxPercentText {
		return fmt.Errorf("percent with more than %d decimals or out of range: %w", maxPercentDecimals, ErrSyntax)
	}
	if p.IsNegative() || p.GreaterThan(decimal.New(maxPercent, 0)) {
		return fmt.Errorf("percent %s is not between 0 and %d: %w", exact.DecimalText(p), maxPercent, ErrSyntax)
	}
	return nil
}

// percentScale reports whether the exponent is one that a percent has.
func percentScale(p decimal.Decimal) bool {
	return p.Exponent() >= -maxPercentDecimals && p.Exponent() <= 3
}

// parseSigned reads a plain decimal that may be negative.
func parseSigned(s string, whole, places int) (decimal.Decimal, bool) {
	digits, negative := strings.CutPrefix(s, "-")
	d, ok := exact.ParseDecimal(digits, whole, places)
	if negative {
		d = d.Neg()
	}
	return d, ok
}
