package duty

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Branch is a run of values on which a duty is a straight line: Slope times the
// value, and Fixed. It is exact, and about the duty before it is rounded. The
// zero Branch charges nothing.
type Branch struct {
	From  *big.Rat // where it begins, in units of the currency; it ends where the next one begins
	Slope *big.Rat // of each unit of value: 3/25 of a rate of 12%
	Fixed *big.Rat // in units of the currency; below zero after a deduction
}

// At returns the duty on a value of the branch.
func (b *Branch) At(value *big.Rat) *big.Rat {
	duty := new(big.Rat)
	if b.Slope != nil {
		duty.Mul(b.Slope, value)
	}
	if b.Fixed != nil {
		duty.Add(duty, b.Fixed)
	}
	return duty
}

// Branches returns how the duty by r depends on the customs value, for
// quantities of the whole line, in a currency. The first branch begins at zero;
// the others begin at a MIN or a MAX, or where a deduction is used up. Branches
// meet where they end. They give what [Rate.Duty] charges, before it rounds.
//
// It fails as Rate.Duty does.
func (r Rate) Branches(c currency.Code, qs []Quantity, fx *currency.Rates) ([]Branch, error) {
	return r.branches(c, quantities{stated: qs}, fx)
}

func (r Rate) branches(c currency.Code, qs quantities, fx *currency.Rates) ([]Branch, error) {
	switch {
	case r.IsZero():
		return nil, fmt.Errorf("duty: %w", ErrNoRate)
	case r.Seasonal():
		return nil, fmt.Errorf("duty: %w: %s", ErrSeasonal, r)
	case c == 0:
		return nil, fmt.Errorf("duty: charging %q: the value has no currency: %w", r, currency.ErrMismatch)
	}
	// A sum is a line, which two values tell.
	at := [2]charging{
		{rate: r, currency: c, quantities: qs, fx: fx},
		{rate: r, value: decimal.New(1, 0), currency: c, quantities: qs, fx: fx},
	}
	var duty []Branch
	for _, s := range r.e.sums {
		var on [2]*big.Rat
		for i := range at {
			var err error
			if on[i], err = at[i].line(s.terms); err != nil {
				return nil, err
			}
		}
		sum := combine(straight(on[1].Sub(on[1], on[0]), on[0]), straight(new(big.Rat), new(big.Rat)), +1)
		switch s.bound {
		case unbounded:
			duty = sum
		case floor:
			duty = combine(duty, sum, +1)
		case ceiling:
			duty = combine(duty, sum, -1)
		}
	}
	return duty, nil
}

// line adds terms up, below zero too.
func (c *charging) line(terms []term) (*big.Rat, error) {
	sum := new(big.Rat)
	for i := range terms {
		part, err := c.term(&terms[i])
		if err != nil {
			return nil, err
		}
		value := part.num.Rat()
		if !part.den.IsZero() {
			value.Quo(value, part.den.Rat())
		}
		if terms[i].minus {
			value.Neg(value)
		}
		sum.Add(sum, value)
	}
	return sum, nil
}

// straight returns one branch for all values.
func straight(slope, fixed *big.Rat) []Branch {
	return []Branch{{From: new(big.Rat), Slope: slope, Fixed: fixed}}
}

// combine returns the larger of two duties for each value, for sign +1, the
// smaller for -1, or the sum for 0.
func combine(f, g []Branch, sign int) []Branch {
	var out []Branch
	add := func(p Branch) { // a duty has no jumps, so a line as steep as the one before is that line
		if n := len(out); n == 0 || out[n-1].Slope.Cmp(p.Slope) != 0 {
			out = append(out, p)
		}
	}
	from := new(big.Rat)
	for i, k := 0, 0; ; {
		a, b := f[i], g[k]
		if sign == 0 {
			add(Branch{from, new(big.Rat).Add(a.Slope, b.Slope), new(big.Rat).Add(a.Fixed, b.Fixed)})
		} else {
			bend(add, a, b, from, sign)
		}
		// The stretch ends where either does. What is behind it is cut off by
		// the branches that follow.
		order := 0 // of the ends
		switch lastF, lastG := i+1 == len(f), k+1 == len(g); {
		case lastF && lastG:
			return trim(out)
		case lastG:
			order = -1
		case lastF:
			order = 1
		default:
			order = f[i+1].From.Cmp(g[k+1].From)
		}
		if order <= 0 {
			i++
			from = f[i].From
		}
		if order >= 0 {
			k++
			from = g[k].From
		}
		out = before(out, from)
	}
}

// bend adds the larger or smaller of two lines from a value on.
func bend(add func(Branch), a, b Branch, from *big.Rat, sign int) {
	order := a.At(from).Cmp(b.At(from))
	steeper := a.Slope.Cmp(b.Slope)
	first, second := a, b
	if order == 0 && steeper*sign < 0 || order*sign < 0 {
		first, second = b, a
	}
	add(Branch{from, first.Slope, first.Fixed})
	// They cross if the other one gains on the first.
	if order == 0 || second.Slope.Cmp(first.Slope)*sign <= 0 {
		return
	}
	crossing := new(big.Rat).Sub(first.Fixed, second.Fixed)
	crossing.Quo(crossing, new(big.Rat).Sub(second.Slope, first.Slope))
	add(Branch{crossing, second.Slope, second.Fixed})
}

// before drops the branches that begin at a value above zero or behind it. The
// first one, which begins at zero, stays.
func before(branches []Branch, value *big.Rat) []Branch {
	for branches[len(branches)-1].From.Cmp(value) >= 0 {
		branches = branches[:len(branches)-1]
	}
	return branches
}

// trim joins neighbours on one line, which dropping others may have left.
func trim(branches []Branch) []Branch {
	return slices.CompactFunc(branches, func(p, o Branch) bool { return p.Slope.Cmp(o.Slope) == 0 })
}

// ErrBent says that the duty on goods does not depend on the customs value alone
// in straight lines.
var ErrBent = errors.New("not charged on the customs value alone")

// Branches returns how all duties on the goods by the tariff together depend on
// the customs value, in a currency, for the pieces and quantities of an item:
// see [Rate.Branches]. Each of the duties is rounded by itself when it is charged.
//
// It fails as [Rate.Duty] does, and with [ErrBent] if a levy is charged on
// something other than the customs value, on more than that, or only above a
// least amount, or if there are fees or taxes besides the duties.
func (g *Goods) Branches(c currency.Code, item *Item, fx *currency.Rates) ([]Branch, error) {
	if g.err != nil {
		return nil, g.err
	}
	if len(g.later) > 0 {
		return nil, fmt.Errorf("duty: %w: %s", ErrBent, g.later[0].Name)
	}
	all := straight(new(big.Rat), new(big.Rat))
	for _, levy := range g.duties {
		if !levy.onValue() {
			return nil, fmt.Errorf("duty: %w: %s %s", ErrBent, levy.Name, levy.Code.Dotted())
		}
		branches, err := levy.Rate.On(g.on).branches(c, quantities{stated: item.Quantities, pieces: item.Quantity}, fx)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", levy.Name, levy.Code.Dotted(), err)
		}
		all = combine(all, branches, 0)
	}
	return all, nil
}
