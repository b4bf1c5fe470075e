package currency

import "fmt"

// Redenominate returns a in the currency that had taken the place of its own by
// a day, in one step or several, at the rates that were fixed for these: 100.00
// HRK is 13.27 EUR from 2023-01-01 on. The result is exact until it is rounded
// once, at the end, by rd. The second result is the rate from the old currency
// to the new one; its path names the steps. An amount in a currency without
// successor is only rounded, at the rate 1.
//
// The rules for the euro (Council Regulation (EC) No 1103/97) are kept: the
// rates are not rounded, and their inverses are not used, because the quotient
// is exact (Article 4), and the zero Rounding rounds halves up (Article 5).
//
// Redenominate returns an error if:
//   - on is the zero Date, or a step had no fixed rate ([*NoRateError]);
//   - the result has more than 34 digits ([ErrRange]);
//   - rd is not valid ([ErrRounding]).
func (a Amount) Redenominate(on Date, rd Rounding) (Amount, Rate, error) {
	if on == 0 {
		return Amount{}, Rate{}, &NoRateError{From: a.cur, Reason: "the day on which the amount is to be redenominated is missing"}
	}
	if a.neutral() {
		return Amount{}, Rate{}, rd.Validate()
	}
	r := makeRate(a.cur, a.cur, ratio{one, one}, origin{asOf: on.Time()})
	for i := range maxSuccessions {
		s, ok := findSuccession(r.quote)
		if !ok || s.on > on {
			break
		}
		step := s.rate(s.on.Time())
		if !s.fixed() {
			return Amount{}, Rate{}, &NoRateError{From: a.cur, To: s.to, Reason: s.withoutRate()}
		}
		if i == 0 {
			r = step
			continue
		}
		var err error
		if r, err = r.cross(step); err != nil {
			return Amount{}, Rate{}, fmt.Errorf("currency: redenominate %v: %w", a, err)
		}
	}
	q := r.ratio()
	b, err := a.scaled(q.num, q.den, rd, r.quote)
	if err != nil {
		return Amount{}, Rate{}, fmt.Errorf("currency: redenominate %v at %v: %w", a, r, err)
	}
	return b, r, nil
}

// maxSuccessions is how many currencies may follow one after the other.
const maxSuccessions = 8

func (e *succession) withoutRate() string {
	return fmt.Sprintf("%v became %v on %v without a rate for all amounts", e.code, e.to, e.on)
}
