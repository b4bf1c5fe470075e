package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// MaxReturns bounds the returns of one refund, MaxRefunds the earlier refunds
// of a quote.
const (
	MaxReturns = 10_000
	MaxRefunds = 10_000
)

func errTooMany(n, most int, what string) error {
	return fmt.Errorf("%w: %d %s, at most %d", ErrLimit, n, what, most)
}

// reckoning does sums in one currency and keeps the first error, after which
// its results mean nothing.
type reckoning struct {
	zero currency.Amount
	err  error
}

func (r *reckoning) sum(as ...currency.Amount) currency.Amount {
	var t currency.Total
	t.Add(r.zero)
	for _, a := range as {
		t.Add(a)
	}
	out, err := t.Amount()
	r.fail(err)
	return out
}

// less is a − b.
func (r *reckoning) less(a, b currency.Amount) currency.Amount {
	out, err := a.Sub(b)
	r.fail(err)
	return out
}

// share is a × part / of, and a itself, on whatever grid it is, where the part
// is all.
func (r *reckoning) share(a currency.Amount, part, of decimal.Decimal) currency.Amount {
	if part.Equal(of) || a.IsZero() {
		return a
	}
	out, err := a.MulDiv(part, of, grid)
	r.fail(err)
	return out
}

func (r *reckoning) percent(a currency.Amount, p decimal.Decimal) currency.Amount {
	if p.Equal(hundred) || a.IsZero() {
		return a
	}
	out, err := a.Percent(p, grid)
	r.fail(err)
	return out
}

func (r *reckoning) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}
