package tax

import (
	"fmt"
	"math/big"

	"github.com/landedhq/landed/currency"
)

// Purpose says when a voucher is taxed, as the VAT Directive (2006/112/EC)
// does in Articles 30a and 30b since 2019.
type Purpose uint8

// The purposes.
const (
	// MultiPurpose: what it will buy, and so its tax, is not known when it is
	// sold. Its sale is not taxed; redeeming it is a payment.
	MultiPurpose Purpose = iota
	// SinglePurpose: the place and the tax of what it will buy are known when
	// it is sold, and its sale is taxed as that of the goods. What it covers is
	// not taxed again when it is redeemed.
	SinglePurpose
)

var purposeWords = [...]string{"multi_purpose", "single_purpose"}

// String returns the text form, "single_purpose".
func (p Purpose) String() string { return wordOf(p, purposeWords[:]) }

// MarshalText returns the text form.
func (p Purpose) MarshalText() ([]byte, error) {
	return marshalWord(p, "voucher", purposeWords[:], ErrVoucher)
}

// UnmarshalText reads the text form. It returns a *WordError that wraps
// ErrVoucher for any other word.
func (p *Purpose) UnmarshalText(text []byte) (err error) {
	*p, err = parseWord[Purpose](string(text), "voucher", purposeWords[:], ErrVoucher)
	return err
}

// Voucher is a voucher that is redeemed in an order. The sale of one is a line
// of Kind Goods: with the rates of the goods if it is single-purpose, without
// rates if it is multi-purpose.
type Voucher struct {
	Code    string          `json:"code,omitempty"`
	Purpose Purpose         `json:"purpose"`
	Amount  currency.Amount `json:"amount"`         // what is left on it
	Basis   Basis           `json:"basis,omitzero"` // of the amount, for a single purpose; a payment contains the tax
}

func (v *Voucher) check() error {
	switch {
	case int(v.Purpose) >= len(purposeWords):
		return fmt.Errorf("tax: voucher: purpose %d: %w", v.Purpose, ErrVoucher)
	case int(v.Basis) >= len(basisWords):
		return fmt.Errorf("tax: voucher: basis %d: %w", v.Basis, ErrVoucher)
	case v.Amount.Sign() < 0:
		return fmt.Errorf("tax: voucher of %v: %w", v.Amount, ErrVoucher)
	}
	return nil
}

// covers is how much of a single-purpose voucher the goods take: not the taxes
// per unit, which are charged whatever pays for the goods.
func (v *Voucher) covers(lines []Line, p Policy) (currency.Amount, error) {
	var sum currency.Total
	var goods []int
	for i := range lines {
		l := &lines[i]
		if l.Kind != Goods {
			continue
		}
		a, err := l.discountable(v.Basis, p)
		if err != nil {
			return a, &LineError{Index: i, ID: l.ID, Err: err}
		}
		if a.Sign() > 0 {
			sum.Add(a)
			goods = append(goods, i)
		}
	}
	cost, err := sum.Amount()
	if err == nil && v.Basis != AsPriced {
		var exact *big.Rat
		if exact, err = costOf(lines, goods, v.Basis, p); err == nil {
			cost, err = roundExactly(exact, cost.Currency(), p.grid(cost.Currency()))
		}
	}
	if err == nil {
		cost, err = currency.Min(v.Amount, cost)
	}
	if err != nil {
		return cost, fmt.Errorf("tax: voucher of %v: %w", v.Amount, err)
	}
	return cost, nil
}

// VoucherUse is what became of a voucher.
type VoucherUse struct {
	Code    string          `json:"code,omitempty"`
	Purpose Purpose         `json:"purpose"`
	Used    currency.Amount `json:"used"` // of a single purpose, off what is taxed; of many, off what is paid
	Left    currency.Amount `json:"left"`
}

// Deduction is a discount after tax.
type Deduction struct {
	Name   string          `json:"name,omitempty"`
	Line   int             `json:"line,omitempty"` // counted from 1; 0: of the whole order
	Amount currency.Amount `json:"amount"`
}
