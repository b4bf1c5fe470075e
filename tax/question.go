package tax

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/landedhq/landed/currency"
)

// question is what a rule asks of the contents of a consignment. Nothing else
// of them decides: two consignments for which all answers are the same, sold on
// the same terms, are decided alike.
type question struct {
	of   measure
	rule rule            // whose threshold, or list of goods left out, it is
	sold currency.Amount // turnover: the sales before this one
}

// measure is what a question looks at.
type measure uint8

const (
	intrinsicStated measure = iota // is there an intrinsic value?
	itemStated                     // is the dearest item known?
	customsCodes                   // which of the goods left out is there?
	intrinsic                      // is the intrinsic value on the low side?
	dearestItem                    // is the dearest item?
	customsValue                   // are goods, freight and insurance?
	turnover                       // are these with the sales before them?
)

// The answers. To customsCodes they are 0, or the place among the goods that the
// rule leaves out, from 1.
const (
	no = iota
	yes
)

// answers is how many answers there can be.
func (q *question) answers() int {
	if q.of == customsCodes {
		return 1 + len(q.rule.excludes)
	}
	return 2
}

// ask answers a question, by the contents, or as the path does.
func (x *argument) ask(q question) (int, error) {
	if x.path != nil {
		return x.path.follow(q), nil
	}
	return q.answer(x.c, x.s.Rates)
}

// answer looks. It returns a *SupplyError if an amount is missing or cannot be
// compared.
func (q *question) answer(c *Contents, rates *currency.Rates) (int, error) {
	switch q.of {
	case intrinsicStated:
		return answerOf(c.Intrinsic.Currency() != 0), nil
	case itemStated:
		return answerOf(c.DearestItem.Currency() != 0), nil
	case customsCodes:
		return q.rule.excluded(c.Codes), nil
	}
	cmp, err := q.compare(c, rates)
	if err != nil {
		return no, err
	}
	return answerOf(q.rule.admits(cmp)), nil
}

func answerOf(ok bool) int {
	if ok {
		return yes
	}
	return no
}

// compare compares what is asked about with the threshold.
func (q *question) compare(c *Contents, rates *currency.Rates) (int, error) {
	switch q.of {
	case dearestItem:
		return compare(rates, "dearest_item", c.DearestItem, q.rule.limit)
	case customsValue:
		value, err := c.customsValue()
		if err != nil {
			return 0, &SupplyError{Field: "freight", Err: err}
		}
		if c.Intrinsic.Currency() == 0 {
			return 0, &SupplyError{Field: "intrinsic", Err: errMissing}
		}
		return compare(rates, "intrinsic", value, q.rule.limit)
	case turnover:
		return compareSum(rates, "sales", q.rule.limit, q.sold, c.Intrinsic, c.Freight, c.Insurance)
	}
	return compare(rates, "intrinsic", c.Intrinsic, q.rule.limit)
}

// compare compares a with a threshold in the threshold's currency, exactly:
// a × num against limit × den, never a rounded conversion.
func compare(rates *currency.Rates, field string, a, limit currency.Amount) (int, error) {
	if a.Currency() == 0 {
		return 0, &SupplyError{Field: field, Err: errMissing}
	}
	if a.Currency() == limit.Currency() {
		return a.Cmp(limit)
	}
	rate, err := rateTo(rates, field, a, limit)
	if err != nil {
		return 0, err
	}
	num, den := rate.Ratio()
	return a.Decimal().Mul(num).Cmp(limit.Decimal().Mul(den)), nil
}

// compareSum compares the sum of amounts, each in its own currency, with a
// limit, exactly.
func compareSum(rates *currency.Rates, field string, limit currency.Amount, amounts ...currency.Amount) (int, error) {
	sum := new(big.Rat)
	for _, a := range amounts {
		if a.Currency() == 0 {
			continue
		}
		v, err := inLimit(rates, field, a, limit)
		if err != nil {
			return 0, err
		}
		sum.Add(sum, v)
	}
	return sum.Cmp(limit.Decimal().Rat()), nil
}

// inLimit is an amount in the currency of a threshold, unrounded.
func inLimit(rates *currency.Rates, field string, a, limit currency.Amount) (*big.Rat, error) {
	v := a.Decimal().Rat()
	if a.Currency() == limit.Currency() {
		return v, nil
	}
	rate, err := rateTo(rates, field, a, limit)
	if err != nil {
		return nil, err
	}
	num, den := rate.Ratio()
	return v.Mul(v, num.Rat()).Quo(v, den.Rat()), nil
}

// rateTo finds the rate that compares an amount with a threshold.
func rateTo(rates *currency.Rates, field string, a, limit currency.Amount) (currency.Rate, error) {
	if rates == nil {
		return currency.Rate{}, &SupplyError{Field: "rates", Err: fmt.Errorf(
			"none given to compare the %s %v with %v: %w", field, a, limit, errors.Join(ErrSupply, currency.ErrNoRate))}
	}
	rate, err := rates.Rate(a.Currency(), limit.Currency())
	if err != nil {
		return currency.Rate{}, &SupplyError{Field: "rates", Err: fmt.Errorf("to compare the %s %v with %v: %w", field, a, limit, err)}
	}
	return rate, nil
}
