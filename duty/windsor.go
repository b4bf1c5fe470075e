package duty

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Windsor says whose duty applies to goods brought to Northern Ireland to stay
// there, of which both duties are known: "GB" if they differ by no more than 3
// per cent of the customs value, else "EU" (Windsor Framework, as the
// calculator of the UK tariff decides: trade-tariff-duty-calculator@c9cbbc7).
// All amounts are in one currency; the comparison is exact. Who may use it, an
// importer under the UK Internal Market Scheme, is for the caller to know.
//
// Windsor returns an error if an amount is negative ([ErrNegative]) or the
// currencies differ ([*currency.MismatchError]).
func Windsor(value, uk, eu currency.Amount) (jurisdiction string, err error) {
	for _, a := range [...]currency.Amount{value, uk, eu} {
		if a.Sign() < 0 {
			return "", fmt.Errorf("duty: Windsor Framework: %w: %s", ErrNegative, a)
		}
	}
	difference, err := eu.Sub(uk)
	if err != nil {
		return "", fmt.Errorf("duty: Windsor Framework: %w", err)
	}
	if _, err := value.Cmp(difference); err != nil {
		return "", fmt.Errorf("duty: Windsor Framework: %w", err)
	}
	if difference.Abs().Decimal().Mul(hundred).Cmp(value.Decimal().Mul(decimal.New(3, 0))) <= 0 {
		return "GB", nil
	}
	return unionTariff, nil
}
