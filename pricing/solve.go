package pricing

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
)

// Solve finds the net prices that lead to an all-in price, or to a margin. It
// computes levies forward, with the code that quotes use, and never inverts a
// formula, so that a quote of a solution gives the target to the minor unit;
// what the grid of prices leaves over is stated as its Rounding.
//
//  1. All thresholds that the tables state for the destination, in any
//     currency, cut the nets into bands. Thresholds that show only in the
//     levies (a least amount that is collected, a rate by the price) are
//     searched for between them.
//  2. Within a band levies grow with the net, so that at most one net leads to
//     the target. It is bracketed by interpolation between the ends of the
//     band, and settled in steps of the grid: that of displayed prices, or the
//     minor unit where the market shows prices with levies inside.
//  3. What lies between the bands and is reached by none is a gap. So is what
//     the next full step leaps over where customs drop fractions of a
//     declaration. The policy of the goal says what happens to a target in a
//     gap.
//
// With several lines the prices keep their proportions, each rounded by itself.
// At most 64 steps to either side of the net that is found are tried for a
// better one, and where customs drop fractions, as many for the lowest and for
// the highest price of a law. A margin falls as the net grows where the levies
// take more than the net grows by: bands are cut where it turns. Where customs
// drop fractions, a margin that bears the levies falls at each of their full
// steps, and the lowest net is looked for among all: in at most 64 of those
// steps, and at no more than 1024 nets; as many are tried for the lowest margin
// of a law, and for the highest.
//
// Solve returns an error if:
//   - the goal is incomplete, contradicts itself or is beyond the limits (a
//     *CartError);
//   - a rate is missing, or the law does not know the goods, and no net whose
//     levies can be computed leads to the target: the error is that of
//     [Engine.Quote];
//   - the target lies in a gap (a *GapError), and the policy is SolveError, or
//     the gap has no end to go to.
func (e *Engine) Solve(g Goal) (Solutions, error) {
	if err := g.check(); err != nil {
		return Solutions{}, asCartError(err)
	}
	s, err := e.newSolver(&g)
	if err != nil {
		return Solutions{}, ofCart(asCartError(err))
	}
	out, err := s.solutions()
	if _, ok := err.(*GapError); ok || err == nil {
		return out, err
	}
	return Solutions{}, ofCart(asCartError(err))
}

// solver looks for the nets of one goal.
type solver struct {
	goal  *Goal
	c     *consignment
	scale *scale
	// digits are those of the units that values are counted in, which are the
	// minor unit or, under a policy that rounds finer, that; minor is the minor
	// unit in them.
	digits int
	minor  int64
	margin bool  // is looked for, and not a price
	target int64 // in those units
	points []breakpoint
}

func (e *Engine) newSolver(g *Goal) (*solver, error) {
	m, err := e.market(g.Offer.Market, g.Offer.ShipTo.Country)
	if err != nil {
		return nil, err
	}
	cart := g.cart(m)
	if err := cart.check(&e.limits); err != nil {
		return nil, err
	}
	o, err := e.open(cart, false)
	if err != nil {
		return nil, err
	}
	if len(o.parts) > 1 {
		return nil, &CartError{Field: "lines", Err: fmt.Errorf("%w: goods from several places, or services without, are several consignments", ErrInvalid)}
	}
	c := o.consignment
	c.mode = g.Mode
	if c.shipping, err = c.local(g.Shipping); err != nil {
		return nil, inField("shipping", err)
	}
	if c.insurance, err = c.local(g.Insurance); err != nil {
		return nil, inField("insurance", err)
	}
	lines := cart.Lines
	c.goods = make([]goods, len(lines))
	for i := range lines {
		c.goods[i] = goods{line: i, id: cart.lineID(i), product: &lines[i].Product, quantity: lines[i].Quantity,
			discount: currency.FromMinor(0, c.m.Currency)}
	}
	s := &solver{goal: g, c: c, margin: g.Margin != (currency.Amount{})}
	s.digits = max(c.m.Currency.Digits(), c.m.Policy.Rounding.Digits.In(c.m.Currency))
	if s.digits > c.m.Currency.Digits()+2 {
		return nil, fmt.Errorf("%w: a policy that rounds to %d digits", ErrLimit, s.digits)
	}
	s.minor = int64(pow10(s.digits - c.m.Currency.Digits()))
	if s.scale, err = newScale(lines, s.netGrid(), c.m.Currency); err != nil {
		return nil, err
	}
	return s, s.aim()
}

// netGrid is the grid of net prices: that of displayed prices where they are
// what is displayed.
func (s *solver) netGrid() currency.Rounding {
	if s.c.duty == InPrice || s.c.tax == InPrice {
		return grid
	}
	return s.c.m.Rounding
}

// aim sets the target in the market's currency.
func (s *solver) aim() error {
	if s.margin {
		margin, _, err := s.c.e.rates.Convert(s.goal.Margin, s.c.m.Currency, grid)
		if err == nil {
			s.target, err = margin.MinorUnits(s.digits)
		}
		return s.inBounds("margin", err)
	}
	target, err := s.c.local(s.goal.Target)
	if err == nil {
		s.target, err = target.MinorUnits(s.digits)
	}
	return s.inBounds("target", err)
}

func (s *solver) inBounds(field string, err error) error {
	if err == nil && s.target > mostMinor/4*s.minor {
		err = fmt.Errorf("%w: %v", ErrLimit, s.amount(s.target))
	}
	return inField(field, err)
}

// amount is a value in money.
func (s *solver) amount(value int64) currency.Amount {
	a, _ := currency.FromMinorUnits(value, s.digits, s.c.m.Currency) // the digits are few
	return a
}

// solutions solves each band, and chooses.
func (s *solver) solutions() (Solutions, error) {
	out := Solutions{Target: s.amount(s.target)}
	curve, err := s.curve()
	if err != nil {
		return out, err
	}
	bands, gaps := curve.bands, curve.gaps
	found, leapt, err := s.solveAll(bands)
	if err == nil && leapt && len(found) == 0 {
		gaps, err = s.withLeap(gaps, bands)
	}
	if err != nil {
		return out, err
	}
	for _, p := range found {
		solution, err := s.solution(p)
		if err != nil {
			return out, err
		}
		out.All = append(out.All, solution)
	}
	if err := s.noteUnknown(&out, bands); err != nil {
		return out, err
	}
	for i := range gaps {
		g := gaps[i].Gap
		g.Thresholds = slices.Clone(g.Thresholds) // they are remembered
		out.Gaps = append(out.Gaps, g)
	}
	out.Chosen, err = s.choose(out.All, bands, gaps)
	return out, err
}

// solveAll finds the nets of all bands, ascending. A target between two bands
// that are no further apart than steps of the grid is met by the end of one:
// the lower of a price, the upper of a margin. It says whether levies of a band
// leap over the target.
func (s *solver) solveAll(bands []band) (out []*probe, leapt bool, err error) {
	for i := range bands {
		p, over, err := s.solve(&bands[i])
		if err != nil {
			return nil, false, err
		}
		leapt = leapt || over
		if p == nil && !over && i > 0 && !bands[i].unknown() && !bands[i-1].unknown() {
			low, high := bands[i-1].high, bands[i].low
			if s.target > low.value && s.target < high.value && high.value-low.value <= s.tolerance(&bands[i-1], &bands[i]) {
				if p = low; s.margin {
					p = high
				}
			}
		}
		if p != nil {
			out = append(out, p)
		}
	}
	return out, leapt, nil
}

// noteUnknown states the nets whose levies cannot be computed. It is an error
// if nothing else is known, or no solution was found and there may be one among
// them.
func (s *solver) noteUnknown(out *Solutions, bands []band) error {
	for i := range bands {
		b := &bands[i]
		if !b.unknown() {
			continue
		}
		u := UnknownNets{From: s.netOf(b.low), Err: b.low.err, Reason: b.low.err.Error()}
		if i+1 < len(bands) {
			u.To = s.netOf(b.high)
		}
		out.Unknown = append(out.Unknown, u)
		if len(out.All) == 0 && (s.margin || s.least(b.low) <= s.target) {
			return b.low.err
		}
	}
	if !slices.ContainsFunc(bands, func(b band) bool { return !b.unknown() }) {
		return bands[0].low.err // nothing is known, wherever the target is
	}
	return nil
}

func (s *solver) netOf(p *probe) currency.Amount {
	return currency.FromMinor(s.scale.total(p.steps), s.c.m.Currency)
}

// least is what the customer pays at least for goods of a net price, whatever
// the law.
func (s *solver) least(p *probe) int64 {
	sum, err := currency.Sum(s.netOf(p), s.c.shipping, s.c.insurance)
	if err != nil {
		return 0
	}
	value, err := sum.MinorUnits(s.digits)
	if err != nil {
		return 0
	}
	return value
}

// solution puts a net price with its levies together.
func (s *solver) solution(p *probe) (Solution, error) {
	out := Solution{
		Units: make([]currency.Amount, len(s.c.goods)), Net: p.goods, Shipping: s.c.shipping, Insurance: s.c.insurance,
		Duty: p.duty, Tax: p.tax, Fees: p.fees, Absorbed: p.absorbed, Total: p.pays,
		Rounding: s.amount(s.target - p.value), Subsidy: s.amount(0), Price: s.amount(s.target), Margin: p.keeps,
		Regime: p.regime, Scheme: p.scheme, Treatment: p.treatment, Accuracy: p.accuracy,
	}
	for i := range out.Units { // in the order of the lines
		var err error
		if out.Units[i], err = s.unit(i, p.steps); err != nil {
			return out, err
		}
	}
	if s.margin {
		out.Price = p.pays
		return out, nil
	}
	var err error
	out.Margin, err = p.keeps.Add(out.Rounding)
	return out, err
}
