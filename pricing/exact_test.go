package pricing_test

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Law 2: each figure is redone with rational numbers from what the quote says
// about it, and agrees to the minor unit, rounded once, half up.
//
// Not redone by base and percent are:
//   - duties by quantity and flat amounts, whose quantities the quote does not
//     carry: the flat amounts are counted by subheading instead;
//   - tax under the policies rate total and invoice, which round a sum and not
//     the charge: there the sum is redone.
func chargesExact(s situation, q pricing.Quote) error {
	for _, check := range []func(situation, pricing.Quote) error{unitPrices, discountsExact, discountedLines, vouchersAddUp, taxSums, flatDuties, declarations, merchantShare} {
		if err := check(s, q); err != nil {
			return err
		}
	}
	for i, c := range q.Charges {
		if _, err := redo(q, i); err != nil {
			return fmt.Errorf("charge %d, %v: %w", i, c, err)
		}
	}
	return nil
}

// redo computes a charge from its own base and percent, and tells how.
func redo(q pricing.Quote, i int) (string, error) {
	c := q.Charges[i]
	if c.Rule == nil || c.Payer() == "" {
		return "", errors.New("without a rule or a payer")
	}
	if (c.Zero != "") != c.Amount.IsZero() {
		return "", fmt.Errorf("amount %v with the reason %q for a zero", c.Amount, c.Zero)
	}
	if !c.Amount.IsZero() && (c.Source == "" || c.Jurisdiction == "" || c.Scheme == "") {
		return "", fmt.Errorf("without source, jurisdiction or scheme")
	}
	if err := baseOf(q, c); err != nil {
		return "", err
	}
	switch {
	case c.Percent == "" && c.Kind == pricing.TaxCharge:
		if !c.Amount.IsZero() {
			return "", fmt.Errorf("a tax without a percent")
		}
		return "no tax", nil
	case c.Percent == "" && c.Rate == "":
		return "relief or flat", nil
	case c.Percent == "":
		return "by quantity", nil
	case c.Shared:
		return "a share", nil
	case c.Kind == pricing.TaxCharge && pooled(q):
		return "in a sum", nil
	}
	if c.Scheme == "ua-excess" { // one charge on all goods, shared
		var base, amount currency.Amount
		for _, o := range q.Charges {
			if o.Scheme == c.Scheme && o.Consignment == c.Consignment {
				base, amount = sum(base, o.Base), sum(amount, o.Amount)
			}
		}
		if want := halfUp(ratQuo(ratMul(ratOf(base), percentOf(c)), ratInt(100)), q.Currency); !amount.Equal(want) {
			return "", fmt.Errorf("%v in all, want %v", amount, want)
		}
		return "in a sum", nil
	}
	want := halfUp(exactly(q, i), c.Amount.Currency())
	if c.Units > 0 { // unit by unit
		one := halfUp(new(big.Rat).Quo(exactly(q, i), big.NewRat(c.Units, 1)), c.Amount.Currency())
		var err error
		if want, err = one.MulInt(c.Units); err != nil {
			return "", err
		}
	}
	if !c.Amount.Equal(want) {
		return "", fmt.Errorf("want %v", want)
	}
	return "by percent", nil
}

// exactly is charge i before it is rounded. A base that contains it contains
// the other taxes on the same base too.
func exactly(q pricing.Quote, i int) *big.Rat {
	c := q.Charges[i]
	whole := big.NewRat(100, 1)
	if c.Inclusive {
		for _, other := range together(q, i) {
			whole.Add(whole, percentOf(other))
		}
	}
	x := new(big.Rat).Mul(c.Base.Decimal().Rat(), percentOf(c))
	return x.Quo(x, whole)
}

func percentOf(c pricing.Charge) *big.Rat {
	percent, ok := new(big.Rat).SetString(c.Percent)
	if !ok {
		panic("not a percent: " + c.Percent)
	}
	return percent
}

// together are the charges of different taxes on the base of charge i, which
// follow each other.
func together(q pricing.Quote, i int) []pricing.Charge {
	same := func(a, b pricing.Charge) bool {
		return a.Kind == b.Kind && a.Line == b.Line && a.Consignment == b.Consignment && a.On == b.On && a.Base == b.Base
	}
	first := i
	for first > 0 && same(q.Charges[first-1], q.Charges[i]) {
		first--
	}
	var out []pricing.Charge
	for k := first; k < len(q.Charges) && same(q.Charges[k], q.Charges[i]); k++ {
		if slices.ContainsFunc(out, func(c pricing.Charge) bool { return c.Name == q.Charges[k].Name }) {
			if k > i {
				break
			}
			out = nil // an equal base of something else
		}
		out = append(out, q.Charges[k])
	}
	return out
}

// halfUp rounds to the minor unit, halves away from zero.
func halfUp(x *big.Rat, c currency.Code) currency.Amount {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(c.Digits())), nil)
	n := new(big.Int).Mul(new(big.Int).Abs(x.Num()), scale)
	n.Mul(n, big.NewInt(2)).Add(n, x.Denom())
	n.Quo(n, new(big.Int).Mul(x.Denom(), big.NewInt(2)))
	return currency.FromMinor(n.Int64()*int64(x.Sign()), c)
}

// halfUpTo rounds once to a grid of prices, halves away from zero.
func halfUpTo(x *big.Rat, c currency.Code, r currency.Rounding) currency.Amount {
	digits := r.Digits.In(c)
	step := new(big.Rat).SetFrac(big.NewInt(max(r.Increment, 1)), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
	n := new(big.Rat).Quo(x, step)
	twice := new(big.Int).Add(new(big.Int).Mul(n.Num(), big.NewInt(2)), n.Denom())
	whole := new(big.Int).Div(twice, new(big.Int).Mul(n.Denom(), big.NewInt(2)))
	text := new(big.Rat).Mul(new(big.Rat).SetInt(whole), step).FloatString(max(digits, c.Digits()))
	return currency.MustAmount(text, c)
}

// baseOf checks that the base of a charge is the figure of the line that its
// description names.
func baseOf(q pricing.Quote, c pricing.Charge) error {
	if c.Line == "" {
		return nil
	}
	l := lineOf(q, c.Line)
	want := l.Net
	switch {
	case c.Kind == pricing.DutyCharge:
		want = l.CustomsValue
	case c.On == "duty":
		want = l.Duty
	case c.Inclusive:
		want = sum(l.Shown, l.Discount.Neg())
	case strings.HasPrefix(c.On, "goods and duty"):
		want = sum(l.Net, l.Duty)
	}
	if strings.HasSuffix(c.On, " above the allowance") || c.Scheme == "ua-excess" {
		if order, err := c.Base.Cmp(want); err != nil || order > 0 {
			return fmt.Errorf("base %v, but the line says %v without the allowance", c.Base, want)
		}
		return nil // the oracle shares the allowance
	}
	have := c.Base
	for _, o := range q.Charges { // a tax on an excess, and what is free below
		if o.Kind == c.Kind && o.Line == c.Line && o.On == c.On && o.Name == c.Name && o.Percent != c.Percent {
			have = sum(have, o.Base)
		}
	}
	if !have.Equal(want) {
		return fmt.Errorf("base %v, but the line says %v", c.Base, want)
	}
	return nil
}

func lineOf(q pricing.Quote, id string) pricing.QuoteLine {
	for _, l := range q.Lines {
		if l.ID == id {
			return l
		}
	}
	return pricing.QuoteLine{}
}

// sum adds amounts of one currency.
func sum(as ...currency.Amount) currency.Amount {
	total, err := currency.Sum(as...)
	if err != nil {
		panic(err)
	}
	return total
}

// pooled tells whether the policy rounds sums of tax.
func pooled(q pricing.Quote) bool {
	return q.Policy.Level == tax.PerRate || q.Policy.Level == tax.PerInvoice
}

// taxSums redoes the sums that are rounded in place of charges.
func taxSums(_ situation, q pricing.Quote) error {
	if !pooled(q) {
		return nil
	}
	exact, charged := map[string]*big.Rat{}, map[string]currency.Amount{}
	for i, c := range q.Charges {
		if c.Kind != pricing.TaxCharge || c.Percent == "" || c.Shared {
			continue
		}
		key := fmt.Sprint("in all of consignment ", c.Consignment+1)
		if q.Policy.Level == tax.PerRate {
			key = fmt.Sprint(c.Name, " ", c.Percent, " of consignment ", c.Consignment+1)
		}
		if exact[key] == nil {
			exact[key] = new(big.Rat)
		}
		exact[key].Add(exact[key], exactly(q, i))
		charged[key] = sum(charged[key], c.Amount)
	}
	for key, x := range exact {
		if want := halfUp(x, q.Currency); !want.Equal(charged[key]) {
			return fmt.Errorf("tax, %s: %v, want %v", key, charged[key], want)
		}
	}
	return nil
}

// flatDuties counts the European Union's flat amount: once for a subheading.
func flatDuties(_ situation, q pricing.Quote) error {
	bySubheading := map[string]currency.Amount{}
	for _, c := range q.Charges {
		if strings.HasPrefix(c.Scheme, "eu-flat") {
			code, _, _ := strings.Cut(c.Text, " ")
			code = fmt.Sprint(code, " of consignment ", c.Consignment+1)
			bySubheading[code] = sum(bySubheading[code], c.Amount)
		}
	}
	for code, amount := range bySubheading {
		if want := currency.FromMinor(300, currency.EUR); amount != want {
			return fmt.Errorf("flat duty of %s: %v, want %v", code, amount, want)
		}
	}
	return nil
}

// unitPrices redoes the displayed prices that hold no levy: list price by the
// rate with its margin and the market's adjustment, rounded to the minor unit
// and then to the market's grid.
func unitPrices(s situation, q pricing.Quote) error {
	m := s.market()
	if m.Charm != nil || !m.AdjustFixed.IsZero() || s.config.PriceBook != nil { // which the oracle redoes
		return nil
	}
	if m.Rebase == pricing.KeepNet && (q.Duty == pricing.InPrice || q.Tax == pricing.InPrice) ||
		q.Cart.Buyer.Business && q.Tax == pricing.InPrice { // which may see prices without it
		return nil
	}
	num, den := q.Rate.Ratio()
	adjust := big.NewRat(1, 100)
	adjust.Mul(adjust, new(big.Rat).Add(big.NewRat(100, 1), m.Adjust.Rat()))
	for i, l := range q.Lines {
		if s.cart.Lines[i].Product.Includes != pricing.IncludesNone {
			continue
		}
		x := new(big.Rat).Mul(s.cart.Lines[i].Product.Price.Decimal().Rat(), adjust)
		x.Mul(x, num.Rat()).Quo(x, den.Rat())
		if want := halfUpTo(x, q.Currency, m.Rounding); l.Unit != want {
			return fmt.Errorf("line %s: unit %v, want %v", l.ID, l.Unit, want)
		}
	}
	return nil
}

// merchantShare redoes the margin in the merchant's currency.
func merchantShare(s situation, q pricing.Quote) error {
	rate, err := s.config.Rates.Rate(q.Currency, q.Rate.Base())
	if err != nil {
		return err
	}
	num, den := rate.Ratio()
	x := new(big.Rat).Mul(q.Totals.Margin.Decimal().Rat(), new(big.Rat).Quo(num.Rat(), den.Rat()))
	if want := halfUp(x, q.Rate.Base()); !want.Equal(q.Totals.Merchant) {
		return fmt.Errorf("merchant %v, want %v", q.Totals.Merchant, want)
	}
	return nil
}
