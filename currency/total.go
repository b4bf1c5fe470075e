package currency

import (
	"errors"
	"fmt"
)

// Sum returns the sum of the amounts, exactly; the zero Amount if there are
// none. It fails as [Amount.Add] does, and says at which of them.
func Sum(as ...Amount) (Amount, error) {
	var t Total
	for _, a := range as {
		t.Add(a)
	}
	return t.Amount()
}

// Min returns the least of the amounts, the first of them among equals. It
// returns a [*MismatchError] if their currencies differ. The zero Amount counts
// as zero of the others' currency.
func Min(a Amount, more ...Amount) (Amount, error) { return pick(-1, a, more) }

// Max returns the greatest of the amounts, as [Min] returns the least.
func Max(a Amount, more ...Amount) (Amount, error) { return pick(+1, a, more) }

func pick(sign int, a Amount, more []Amount) (Amount, error) {
	for _, b := range more {
		c, err := a.Cmp(b)
		if err != nil {
			return Amount{}, err
		}
		cur := a.cur | b.cur // equal, or one of them is none
		if c == -sign {
			a = b
		}
		if a.cur == 0 {
			a = FromMinor(0, cur)
		}
	}
	return a, nil
}

// Total adds up amounts and keeps the first error, so that a sum over many
// figures is checked once, at its end:
//
//	var total Total
//	for _, l := range lines {
//		total.AddResult(l.Price.MulInt(l.Quantity))
//	}
//	total.Sub(discount)
//	due, err := total.Amount()
//
// After an error nothing more is added. The error says which step failed, of
// those by Add, Sub and AddResult counted from 1, and why. The zero Total is an
// empty sum. A Total is not safe for use by several goroutines at a time.
type Total struct {
	sum   Amount
	steps int // taken, the failed one included
	err   error
}

// Add adds a, unless an earlier step failed. It fails as [Amount.Add] does.
func (t *Total) Add(a Amount) {
	if t.err != nil {
		return
	}
	t.steps++
	sum, err := t.sum.Add(a)
	if err != nil {
		err = fmt.Errorf("add %v to %v: %w", a, t.sum, errors.Unwrap(err))
		t.fail(err)
		return
	}
	t.sum = sum
}

// Sub subtracts a, unless an earlier step failed. It fails as [Amount.Sub]
// does.
func (t *Total) Sub(a Amount) {
	if t.err != nil {
		return
	}
	t.steps++
	diff, err := t.sum.Sub(a)
	if err != nil {
		err = fmt.Errorf("subtract %v from %v: %w", a, t.sum, errors.Unwrap(err))
		t.fail(err)
		return
	}
	t.sum = diff
}

// AddResult adds a, or keeps err if that is not nil: what an operation on an
// amount returned can be handed on as it is.
func (t *Total) AddResult(a Amount, err error) {
	if err == nil {
		t.Add(a)
		return
	}
	if t.err == nil {
		t.steps++
		t.fail(err)
	}
}

func (t *Total) fail(err error) {
	t.sum, t.err = Amount{}, fmt.Errorf("currency: step %d of a total: %w", t.steps, err)
}

// Amount returns the sum, or the zero Amount and the error of the first step
// that failed.
func (t Total) Amount() (Amount, error) { return t.sum, t.err }

// Err returns the error of the first step that failed, nil if none did.
func (t Total) Err() error { return t.err }
