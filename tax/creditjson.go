package tax

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// returnJSON is the wire form.
type returnJSON struct {
	Line     int             `json:"line"`
	Quantity exact.Wire      `json:"quantity,omitzero"`
	Amount   currency.Amount `json:"amount,omitzero"`
}

// MarshalJSON writes the return with snake_case names, the quantity as a
// string.
func (x Return) MarshalJSON() ([]byte, error) {
	return marshalQuantity(x.Quantity, returnJSON{x.Line, exact.Wire{Value: x.Quantity}, x.Amount})
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown fields are refused.
func (x *Return) UnmarshalJSON(data []byte) error {
	var j struct {
		returnJSON
		Quantity string `json:"quantity"`
	}
	if err := decodeStrictly(data, &j); err != nil {
		return fmt.Errorf("tax: return: %w", err)
	}
	q, err := readQuantity(j.Quantity)
	if err != nil {
		return fmt.Errorf("tax: return: %w", err)
	}
	*x = Return{j.Line, q, j.Amount}
	return nil
}

// creditLineJSON is the wire form.
type creditLineJSON struct {
	Line     int             `json:"line"`
	Quantity exact.Wire      `json:"quantity,omitzero"`
	Deducted currency.Amount `json:"deducted,omitzero"`
	LineResult
}

// MarshalJSON writes the line with snake_case names, the quantity as a string.
func (l CreditLine) MarshalJSON() ([]byte, error) {
	return marshalQuantity(l.Quantity, creditLineJSON{l.Line, exact.Wire{Value: l.Quantity}, l.Deducted, l.LineResult})
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown fields are refused.
func (l *CreditLine) UnmarshalJSON(data []byte) error {
	var j struct {
		creditLineJSON
		Quantity string `json:"quantity"`
	}
	if err := decodeStrictly(data, &j); err != nil {
		return fmt.Errorf("tax: credit line: %w", err)
	}
	q, err := readQuantity(j.Quantity)
	if err != nil {
		return fmt.Errorf("tax: credit line: %w", err)
	}
	*l = CreditLine{j.Line, q, j.Deducted, j.LineResult}
	return nil
}

// creditedLineJSON is the wire form.
type creditedLineJSON struct {
	Quantity exact.Wire      `json:"quantity,omitzero"`
	Net      currency.Amount `json:"net"`
	Tax      currency.Amount `json:"tax"`
	Gross    currency.Amount `json:"gross"`
	Deducted currency.Amount `json:"deducted,omitzero"`
	Taxes    []CreditedTax   `json:"taxes,omitempty"`
}

// MarshalJSON writes the line with snake_case names, the quantity as a string.
func (l CreditedLine) MarshalJSON() ([]byte, error) {
	return marshalQuantity(l.Quantity, creditedLineJSON{exact.Wire{Value: l.Quantity}, l.Net, l.Tax, l.Gross, l.Deducted, l.Taxes})
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown fields are refused.
func (l *CreditedLine) UnmarshalJSON(data []byte) error {
	var j struct {
		creditedLineJSON
		Quantity string `json:"quantity"`
	}
	if err := decodeStrictly(data, &j); err != nil {
		return fmt.Errorf("tax: credited line: %w", err)
	}
	q, err := readQuantity(j.Quantity)
	if err != nil {
		return fmt.Errorf("tax: credited line: %w", err)
	}
	*l = CreditedLine{q, j.Net, j.Tax, j.Gross, j.Deducted, j.Taxes}
	return nil
}

// marshalQuantity writes j, whose quantity must be one of a line, or zero.
func marshalQuantity(q decimal.Decimal, j any) ([]byte, error) {
	if l := (Line{Quantity: q}); q.Sign() != 0 {
		if err := l.checkQuantity(); err != nil {
			return nil, fmt.Errorf("tax: credit: %w", err)
		}
	}
	return json.Marshal(j)
}

// readQuantity reads the quantity of a credit; "" is zero.
func readQuantity(s string) (decimal.Decimal, error) {
	if s == "" {
		return decimal.Decimal{}, nil
	}
	q, ok := parseSigned(s, maxQuantityDigits, maxQuantityDecimals)
	if l := (Line{Quantity: q}); !ok || l.checkQuantity() != nil {
		return q, fmt.Errorf("quantity %s: want digits, as in 2.5: %w", excerpt.Quote(s), ErrSyntax)
	}
	return q, nil
}
