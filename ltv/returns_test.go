package ltv

import (
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

func TestReturnsCost(t *testing.T) {
	pct := decimal.RequireFromString
	usd := currency.MustAmount("1", currency.USD)
	for _, test := range []struct {
		returns Returns
		want    string
		err     error
		reason  string
	}{
		{Returns{Rate: pct("8"), Refund: eur("58"), Duty: eur("6.10"), Freight: eur("7.50"), Salvage: eur("15.05")}, "4.52", nil,
			"0.08 · (58 + 6.10 + 7.50 - 15.05) = 4.524: the duty is lost, the goods are not"},
		{Returns{Rate: pct("12.5"), Refund: eur("10.20")}, "1.28", nil, "1.275, half up"},
		{Returns{Refund: eur("58")}, "0.00", nil, "nothing is returned"},
		{Returns{Rate: pct("50"), Refund: eur("5"), Salvage: eur("9")}, "0.00", nil, "returns bring no gain"},
		{Returns{Rate: pct("50"), Refund: eur("9"), Salvage: eur("9")}, "0.00", nil, "nor does what is worth all of it cost"},
		{Returns{Rate: pct("101")}, "", ErrTerms, "more are returned than sold"},
		{Returns{Rate: pct("-1")}, "", ErrTerms, "a negative rate"},
		{Returns{Rate: decimal.New(1, 1_000_000_000)}, "", ErrTerms, "an exponent that cannot be computed with"},
		{Returns{Rate: pct("8"), Freight: eur("-1")}, "", ErrTerms, "a negative cost"},
		{Returns{Rate: pct("8"), Freight: eur("1"), Duty: usd}, "", currency.ErrMismatch, "two currencies"},
	} {
		got, err := test.returns.Cost(currency.Rounding{})
		if !errors.Is(err, test.err) || err == nil && !got.Equal(eur(test.want)) {
			t.Errorf("%s: %v, %v; want %s, %v", test.reason, got, err, test.want, test.err)
		}
	}
	even := Returns{Rate: pct("50"), Refund: eur("9"), Salvage: eur("9")}
	if got, err := even.Cost(currency.Rounding{Increment: -1}); !errors.Is(err, currency.ErrRounding) {
		t.Errorf("a cost of nothing by no rounding: %v, %v", got, err)
	}
}
