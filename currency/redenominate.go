package currency

import "fmt"

// Redenominate returns a in the currency that had taken the place of its own by
// a day, or by several steps the places of one after the other, at the rates
// that were fixed when they did: 100.00 HRK is 13.27 EUR from 2023-01-01 on.
// The result is exact until it is rounded once, at the end, by rd. The second
// result is the rate from the one to the other; its path names the steps. An
// amount in a currency without successor is only rounded, at the rate 1.
//
// The rules for the euro (Council Regulation (EC) No 1103/97) are kept: the
// rates are not rounded nor their inverses used, because the quotient is exact
// (Article 4), and the zero Rounding rounds halves up (Article 5).
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
	r := Rate{base: a.cur, quote: a.cur, ratio: ratio{one, one}, asOf: on.Time()}
	for i := range maxSuccessions {
		s, ok := findSuccession(r.quote)
		if !ok || s.on > on {
			break
		}
		step := s.rate()
		if step.IsZero() {
			return Amount{}, Rate{}, &NoRateError{From: a.cur, To: s.to, Reason: s.withoutRate()}
		}
		if i == 0 {
			r = step
			continue
		}
		var err error
		if r, err = r.cross(step, nil); err != nil {
			return Amount{}, Rate{}, fmt.Errorf("currency: redenominate %v: %w", a, err)
		}
	}
	b, err := a.scaled(r.num, r.den, rd, r.quote)
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

// chain is a currency and those that took its place, one after the other.
type chain struct {
	codes [maxSuccessions + 1]Code
	steps [maxSuccessions]*succession
	n     int    // steps
	end   string // why there is not one more
}

// chainOf returns the chain of c on a day, as far as rates were fixed.
func chainOf(c Code, on Date) chain {
	ch := chain{codes: [maxSuccessions + 1]Code{c}}
	for ch.n < maxSuccessions {
		s, ok := findSuccession(ch.codes[ch.n])
		switch {
		case !ok:
			return ch
		case s.on > on:
			ch.end = fmt.Sprintf("%v became %v on %v only", s.code, s.to, s.on)
			return ch
		case s.units.sign() == 0:
			ch.end = s.withoutRate()
			return ch
		}
		ch.steps[ch.n] = s
		ch.n++
		ch.codes[ch.n] = s.to
	}
	return ch
}

// replaced writes the rate between two currencies of which one or both were
// replaced by others before the time of the snapshot: by the fewest steps, and
// by rules 1 to 4 of [Rates.Rate] between the two where the steps end. If there
// is none, it says what was missing.
func (rs *Rates) replaced(r *Rate, from, to Code, side Side) (ok bool, reason string, err error) {
	day := DateOf(rs.asOf)
	a, b := chainOf(from, day), chainOf(to, day)
	for steps := 1; steps <= a.n+b.n; steps++ {
		for i := max(0, steps-b.n); i <= min(steps, a.n); i++ {
			if ok, err = rs.joined(r, &a, i, &b, steps-i, side); ok || err != nil {
				return ok, "", err
			}
		}
	}
	if a.end != "" {
		return false, a.end, nil
	}
	return false, b.end, nil
}

// joined writes the rate from the first currency of a through i of its
// successors, and through the j-th successor of b, to the first of b.
func (rs *Rates) joined(r *Rate, a *chain, i int, b *chain, j int, side Side) (ok bool, err error) {
	var legs []Rate
	for _, s := range a.steps[:i] {
		legs = append(legs, rs.fixed(s))
	}
	if a.codes[i] != b.codes[j] {
		var middle Rate
		if ok, err := rs.between(&middle, a.codes[i], b.codes[j], side); !ok || err != nil {
			return ok, err
		}
		legs = append(legs, middle)
	}
	for ; j > 0; j-- {
		legs = append(legs, rs.fixed(b.steps[j-1]).Inverse())
	}
	*r = legs[0] // there are steps
	for _, leg := range legs[1:] {
		if *r, err = r.cross(leg, nil); err != nil {
			return false, err
		}
	}
	return true, nil
}

// fixed returns the rate of a succession, as of the time of the snapshot: it
// was fixed long ago and holds for ever.
func (rs *Rates) fixed(s *succession) Rate {
	r := s.rate()
	r.asOf = rs.asOf
	return r
}
