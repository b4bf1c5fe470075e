package pricing

import (
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// maxRounds bounds the search for net values. Each round leaves at most the
// levies' share of the error of the round before, so that a price of any
// size settles long before.
const maxRounds = 64

// settled is what the law takes from a consignment, beside what its displayed
// prices hold.
type settled struct {
	levies
	held []held // by line
}

// held is what the price of a line holds under the law that it was shown with:
// the net value, and what the grid leaves over.
type held struct{ base, rounding currency.Amount }

// settle finds the declared values of the goods and their levies. Where no
// levy is inside the prices, the prices are the declared values. Else each
// value is the one with
//
//	net + duty inside + tax inside = price
//
// up to the grid; what the grid leaves over is the line's Rounding. Levies
// have thresholds, so that there may be two solutions, of which the higher
// is taken, or none. In such a gap the goods are declared at the value which
// the lower levies would leave, bear the higher levies that this value
// entails, and the merchant pays the difference: the customer's price stands.
// So it does where a duty by quantity or by consignment exceeds the price, of
// which then nothing is left to declare.
func (c *consignment) settle() (settled, error) {
	l, fits, _, err := c.fit()
	if err == nil {
		l, err = c.declared(l)
	}
	if err != nil {
		return settled{}, err
	}
	return c.asShown(l, fits)
}

// fit returns what the law takes, the levies with which the prices agree, and
// whether that is another law, because the prices lie in a gap.
func (c *consignment) fit() (l, fits levies, gap bool, err error) {
	l, circle, err := c.search()
	if err != nil || circle == nil {
		return l, l, false, err
	}
	for _, law := range laws(circle) {
		if l, err = c.under(law); err != nil {
			return l, l, false, err
		}
		free, err := c.levy(l.nets, l.shipping, l.insurance, c.taxInside)
		if err != nil || free.regime() == law.regime { // the search had only stepped over it
			return free, free, false, err
		}
	}
	if fits, err = c.under(lower(circle)); err != nil {
		return fits, fits, false, err
	}
	l, err = c.levy(fits.nets, c.shipping, c.insurance, func(tax.Decision) bool { return false })
	return l, fits, true, err
}

// asShown adds to what the law takes what the prices hold: by the law that the
// product pages assume, and where they assume none, by fits, in which price and
// levies agree.
func (c *consignment) asShown(l, fits levies) (settled, error) {
	out := settled{levies: l, held: make([]held, len(c.goods))}
	left, err := c.leftOver(fits)
	if err != nil {
		return settled{}, err
	}
	for i := range out.held {
		out.held[i] = held{base: fits.nets[i], rounding: left[i]}
	}
	return out, c.asAssumed(&out)
}

// under searches with the law of a round held, whatever the values that come
// of it.
func (c *consignment) under(law state) (levies, error) {
	c.held = &law
	defer func() { c.held = nil }()
	l, _, err := c.search()
	return l, err
}

// search looks for the declared values round by round. Where it goes round in
// a circle between laws, it returns that circle.
func (c *consignment) search() (levies, []state, error) {
	now := state{nets: make([]currency.Amount, len(c.goods)), shipping: c.shipping, insurance: c.insurance}
	for i, g := range c.goods {
		now.nets[i] = g.price
	}
	var seen []state
	bisected := false
	for round, damping := 0, 0; ; round++ {
		l, err := c.levy(now.nets, now.shipping, now.insurance, c.taxInside)
		if err != nil {
			return levies{}, nil, err
		}
		next, err := c.carve(l, &now, seen, damping)
		if err != nil {
			return levies{}, nil, err
		}
		if next.equal(now) {
			return l, nil, nil
		}
		seen = append(seen, now)
		again := slices.IndexFunc(seen, next.equal)
		switch {
		case again < 0 && round < maxRounds:
			now = next
			continue
		case again >= 0 && spansLaws(seen[again:]):
			return levies{}, seen[again:], nil
		case !bisected && c.dutyInside(): // steps overshoot: from a sure place once more
			bisected = true
			if next.nets, err = c.byTotal(l); err != nil {
				return levies{}, nil, err
			}
			now, seen = next, nil
			continue
		}
		now = slices.MinFunc(seen, func(a, b state) int { return order(a.off, b.off) })
		if damping++; damping > maxDamping || round >= maxRounds {
			l, err := c.levy(now.nets, now.shipping, now.insurance, c.taxInside)
			return l, nil, err
		}
		seen = nil // once more from the best round, in shorter steps
	}
}

// laws returns a round for each law of a circle, that of the highest values
// first.
func laws(circle []state) []state {
	byTotal := slices.Clone(circle)
	slices.SortStableFunc(byTotal, func(a, b state) int { return order(b.total, a.total) })
	var out []state
	for _, s := range byTotal {
		if !slices.ContainsFunc(out, func(o state) bool { return o.regime == s.regime }) {
			out = append(out, s)
		}
	}
	return out
}

// lower returns the round of a circle that was followed by the highest values,
// the first of several: the one under the lower law.
func lower(circle []state) state {
	highest := 0
	for i := range circle {
		if order(circle[i].total, circle[highest].total) > 0 {
			highest = i
		}
	}
	return circle[(highest+len(circle)-1)%len(circle)]
}

// maxDamping is how often the steps are halved when a search under one law
// goes round in a circle; after that, no values on the grid fit all lines, and
// the round that misses the prices by least stands.
const maxDamping = 3

// spansLaws tells whether a circle of rounds jumps between laws, each of which
// leaves values that fall under another: a gap.
func spansLaws(circle []state) bool {
	return slices.ContainsFunc(circle, func(s state) bool { return s.regime != circle[0].regime })
}

// order compares amounts of one currency.
func order(a, b currency.Amount) int {
	o, _ := a.Cmp(b)
	return o
}

// state is one round of the search: an estimate of the net values, and what
// came of it.
type state struct {
	nets                []currency.Amount
	shipping, insurance currency.Amount // without tax
	regime              string          // the law that the estimate fell under,
	decision            tax.Decision    // of it who taxes,
	regimes             []string        // the regimes of customs, by line,
	uncollected         bool            // and whether a tax was too small to be collected
	total, off          currency.Amount // of the values, and by how much they missed the prices
}

func (s state) equal(o state) bool {
	return s.shipping.Equal(o.shipping) && s.insurance.Equal(o.insurance) && slices.EqualFunc(s.nets, o.nets, currency.Amount.Equal)
}

// regime names the law that a calculation was under.
func (l levies) regime() string {
	var key strings.Builder
	key.WriteString(l.taxLaw())
	for i := range l.assessment.Lines {
		key.WriteString("|" + regimeOf(&l.assessment.Lines[i]))
	}
	return key.String()
}

// regimes are the IDs of the regimes of customs, by line.
func (l levies) regimes() []string {
	out := make([]string, len(l.assessment.Lines))
	for i := range l.assessment.Lines {
		out[i] = regimeOf(&l.assessment.Lines[i])
	}
	return out
}

// lawOf names the law that line i is under, as regime does for a consignment
// of that line alone.
func (l levies) lawOf(i int) string {
	return l.taxLaw() + "|" + regimeOf(&l.assessment.Lines[i])
}

func (l levies) taxLaw() string {
	law := string(l.decision.Scheme) + "|" + l.decision.Treatment.String()
	if l.uncollected {
		law += "|uncollected"
	}
	return law
}
