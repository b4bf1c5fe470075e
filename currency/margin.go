package currency

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// A margin is what a rate was made dearer or cheaper by. It is in the ratio of
// the rate, so that a conversion takes it into account, and kept beside it, so
// that [Rate.Margin], [Rate.String] and the JSON form show it.

// marginDigits is how many digits after the point [Rate.Margin] keeps where the
// percentage has no end.
const marginDigits = 12

// Margin returns by how many per cent the rate differs from the same rate
// without margin: 2 after WithMargin(2), 0.5 after AgainstCustomer(50). It is
// exact but for the inverse of a rate with a margin, whose percentage may have
// no end; that is rounded half up to 12 digits.
func (r Rate) Margin() decimal.Decimal {
	margin := r.origin().margin
	if margin == nil {
		return decimal.Decimal{}
	}
	p := margin.percent()
	if p.den == one {
		return p.num.decimal()
	}
	return grid{scale: marginDigits, increment: 1}.mulDiv(p.num, one, p.den).trim(0).decimal()
}

// WithMargin returns the rate times (1 + percent/100): a merchant that converts
// at 2 per cent above the market uses WithMargin(2). Margins multiply. The rate
// of a currency with itself takes no margin: nothing is exchanged.
//
// WithMargin returns an error if:
//   - percent is -100 or less ([ErrInvalidRate]): the rate would not be
//     positive;
//   - percent or the rate gets more than 34 digits ([ErrRange]).
func (r Rate) WithMargin(percent decimal.Decimal) (Rate, error) {
	p, err := numberOf(percent)
	if err == nil {
		p.scale += 2
		var s Rate
		if s, err = r.withMargin(p); err == nil {
			return s, nil
		}
	}
	return Rate{}, fmt.Errorf("currency: %v with a margin of %s per cent: %w", r, describe(percent), err)
}

// AgainstCustomer returns the rate times (1 + bps/10000), bps being basis
// points, hundredths of a per cent: the rate at which a shop turns its price
// into the customer's currency when the exchange is to cost the customer
// something. 100 EUR at 1.15 are 115.00 USD, and with 50 points against the
// customer 115.58 USD.
//
// This holds for a rate from the shop's currency to the customer's and money
// that the customer pays. Where the customer receives the result, a refund or a
// payout, more is better for the customer, and [Rate.ForCustomer] is against
// them. To convert what the customer pays in their own currency into the
// shop's, take the margin in the direction above and invert the rate:
// r.Inverse(), AgainstCustomer, Inverse().
//
// Margins multiply, and the rate of a currency with itself takes none.
//
// AgainstCustomer returns an error if:
//   - bps is negative ([ErrInvalidRate]): use [Rate.ForCustomer];
//   - bps or the rate gets more than 34 digits ([ErrRange]).
func (r Rate) AgainstCustomer(bps decimal.Decimal) (Rate, error) {
	return r.withPoints(bps, +1, "against")
}

// ForCustomer returns the rate times (1 - bps/10000), the counterpart of
// [Rate.AgainstCustomer]: the price in the customer's currency gets lower. 50
// points for the customer do not undo 50 against them: 1.005 × 0.995 is
// 0.999975.
//
// ForCustomer returns an error if:
//   - bps is negative, or 10000 or more ([ErrInvalidRate]);
//   - bps or the rate gets more than 34 digits ([ErrRange]).
func (r Rate) ForCustomer(bps decimal.Decimal) (Rate, error) {
	return r.withPoints(bps, -1, "for")
}

func (r Rate) withPoints(bps decimal.Decimal, sign int, whom string) (Rate, error) {
	p, err := numberOf(bps)
	if err == nil && p.sign() < 0 {
		err = ErrInvalidRate
	}
	if err == nil {
		if sign < 0 {
			p = p.neg()
		}
		p.scale += 4
		var s Rate
		if s, err = r.withMargin(p); err == nil {
			return s, nil
		}
	}
	return Rate{}, fmt.Errorf("currency: %v with %s basis points %s the customer: %w", r, describe(bps), whom, err)
}

// withMargin returns the rate times 1 + part.
func (r Rate) withMargin(part number) (Rate, error) {
	factor := addNumbers(one, part).trim(0)
	if factor.sign() <= 0 || r.IsZero() {
		return Rate{}, ErrInvalidRate
	}
	if r.base == r.quote {
		return r, nil
	}
	by, o := ratio{factor, one}, *r.origin()
	margin, err := o.factor().times(by)
	if err != nil {
		return Rate{}, err
	}
	q, err := r.ratio().times(by)
	if err != nil {
		return Rate{}, err
	}
	o.margin = &margin
	r.setOrigin(o)
	r.setRatio(q)
	return r, nil
}
