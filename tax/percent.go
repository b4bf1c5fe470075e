package tax

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
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
	if s == "" || len(s) > maxPercentText {
		return decimal.Decimal{}, fmt.Errorf("percent %s: %w", quote(s), ErrSyntax)
	}
	whole, fraction, dotted := strings.Cut(s, ".")
	if !digits(whole) || dotted && !digits(fraction) {
		return decimal.Decimal{}, fmt.Errorf("percent %s: want digits, as in 9.975: %w", quote(s), ErrSyntax)
	}
	p, err := decimal.NewFromString(s)
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("percent %s: %w", quote(s), ErrSyntax)
	}
	return p, checkPercent(p)
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// checkPercent refuses what no tax can be. It looks at the exponent before any
// arithmetic: 1e1000000000 must not be expanded.
func checkPercent(p decimal.Decimal) error {
	if e := p.Exponent(); e < -maxPercentDecimals || e > 3 || p.NumDigits() > maxPercentText {
		return fmt.Errorf("percent with more than %d decimals or out of range: %w", maxPercentDecimals, ErrSyntax)
	}
	if p.IsNegative() || p.GreaterThan(decimal.New(maxPercent, 0)) {
		return fmt.Errorf("percent %s is not between 0 and %d: %w", p, maxPercent, ErrSyntax)
	}
	return nil
}
