package currency

// Sum returns the sum of the amounts, exactly; the zero Amount if there are
// none. It fails as [Amount.Add] does.
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
// figures is checked once, at its end. The zero Total is an empty sum. A Total
// is not safe for use by several goroutines at a time.
type Total struct {
	sum Amount
	err error
}

// Add adds a, unless an earlier step failed.
func (t *Total) Add(a Amount) {
	if t.err == nil {
		t.sum, t.err = t.sum.Add(a)
	}
}

// Sub subtracts a, unless an earlier step failed.
func (t *Total) Sub(a Amount) {
	if t.err == nil {
		t.sum, t.err = t.sum.Sub(a)
	}
}

// Amount returns the sum, or the error of the first step that failed.
func (t Total) Amount() (Amount, error) { return t.sum, t.err }
