package pricing

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
	"github.com/landedhq/landed/tax"
)

// Voucher is a voucher that the customer redeems. A multi-purpose voucher, the
// zero value, is money: it pays what is due with the order. A single-purpose
// voucher was taxed when it was sold: after the discounts it lowers what the
// goods cost and what is taxed, like one more discount on all of them. See
// [tax.Purpose].
type Voucher struct {
	// Code tells vouchers apart; no two of a cart may share one.
	Code    string      `json:"code,omitempty"`
	Purpose tax.Purpose `json:"purpose,omitzero"`
	// Amount is what is left on it, in the merchant's or the market's currency.
	Amount currency.Amount `json:"amount"`
	// Basis is that of the Amount of a single-purpose voucher, as in a
	// [Discount]. What a multi-purpose one pays contains the tax.
	Basis tax.Basis `json:"basis,omitzero"`
}

// String writes the voucher in words: "G-1 of 20.00 EUR, multi purpose".
func (v Voucher) String() string {
	text := amountText(v.Amount)
	if v.Code != "" {
		text = v.Code + " of " + text
	}
	if v.Purpose == tax.SinglePurpose && v.Basis != tax.AsPriced {
		text += " " + strings.ReplaceAll(v.Basis.String(), "_", " ")
	}
	return text + ", " + strings.ReplaceAll(v.Purpose.String(), "_", " ")
}

// wire lists the fields of the wire form.
func (v *Voucher) wire(c *wire.Codec) {
	c.Text("code", &v.Code, maxText)
	wordField(c, "purpose", &v.Purpose, v.Purpose == tax.MultiPurpose)
	amountField(c, "amount", &v.Amount)
	wordField(c, "basis", &v.Basis, v.Basis == tax.AsPriced)
}

func (c *Cart) checkVouchers(l *Limits) error {
	if n := len(c.Vouchers); n > l.Vouchers {
		return &CartError{Field: "vouchers", Err: fmt.Errorf("%w: %d vouchers, at most %d", ErrLimit, n, l.Vouchers)}
	}
	for i := range c.Vouchers {
		v := &c.Vouchers[i]
		err := v.check()
		for k := 0; k < i && err == nil; k++ {
			if v.Code != "" && v.Code == c.Vouchers[k].Code {
				err = &CartError{Field: "code", Err: fmt.Errorf("%w: %s names two vouchers", ErrInvalid, excerpt.Quote(v.Code))}
			}
		}
		if err != nil {
			return inField(fmt.Sprintf("vouchers[%d]", i), err)
		}
	}
	return nil
}

func (v *Voucher) check() error {
	switch {
	case v.Purpose > tax.SinglePurpose:
		return &CartError{Field: "purpose", Err: fmt.Errorf("%w: no purpose %d", ErrInvalid, v.Purpose)}
	case v.Basis > tax.WithoutTax:
		return &CartError{Field: "basis", Err: fmt.Errorf("%w: no basis %d", ErrInvalid, v.Basis)}
	case v.Amount == (currency.Amount{}):
		return &CartError{Field: "amount", Err: ErrMissing}
	}
	return notNegative("amount", v.Amount)
}

// openVouchers lists the vouchers with nothing of them used, in the market's currency.
func (c *consignment) openVouchers(vouchers []Voucher) ([]tax.VoucherUse, error) {
	if len(vouchers) == 0 {
		return nil, nil
	}
	uses := make([]tax.VoucherUse, len(vouchers))
	for i := range vouchers {
		v := &vouchers[i]
		left, err := c.local(v.Amount)
		if err != nil {
			return nil, inField(fmt.Sprintf("vouchers[%d].amount", i), err)
		}
		uses[i] = tax.VoucherUse{Code: v.Code, Purpose: v.Purpose, Used: currency.FromMinor(0, c.m.Currency), Left: left}
	}
	return uses, nil
}

// pay pays what is due by the vouchers that are money, one after the other, and
// returns what they paid.
func pay(due currency.Amount, uses []tax.VoucherUse) (currency.Amount, error) {
	var paid currency.Total
	paid.Add(currency.FromMinor(0, due.Currency()))
	for i := range uses {
		u := &uses[i]
		if u.Purpose != tax.MultiPurpose || due.Sign() <= 0 {
			continue
		}
		used, err := currency.Min(u.Left, due)
		if err != nil {
			return currency.Amount{}, err
		}
		if err := use(u, used); err != nil {
			return currency.Amount{}, err
		}
		if due, err = due.Sub(used); err != nil {
			return currency.Amount{}, err
		}
		paid.Add(used)
	}
	return paid.Amount()
}

// use takes an amount off what is left of a voucher.
func use(u *tax.VoucherUse, amount currency.Amount) (err error) {
	u.Used = amount
	u.Left, err = u.Left.Sub(amount)
	return err
}
