package pricing

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
)

// Solve finds the net prices that lead to a price all in, or to a margin. It
// computes levies forward, by the code that quotes them, and never turns a
// formula round, so that a quote of a solution gives the target to the minor
// unit; what the grid of prices leaves over is stated as its Rounding.
//
//  1. All thresholds that the tables state for the destination, in any
//     currency, cut the nets into bands. Lines that the levies themselves
//     cross (a least amount that is collected, a rate by the price) are found
//     between them.
//  2. Within a band levies grow with the net, so that one net at most leads to
//     the target. It is bracketed by guesses along the line between the ends of
//     the band, and settled in steps of the grid: that of displayed prices, or
//     the minor unit where the market shows prices with levies inside.
//  3. What lies between the bands and is reached by none is a gap. The policy
//     of the goal says what comes of a target in one.
//
// Of a cart the prices keep their proportions, each rounded by itself; around
// the net that is found 64 steps at most are tried for a better one. A margin
// falls with the net where the levies take more than what the net grows by:
// bands are cut where it turns.
//
// Solve returns an error if:
//   - the goal is incomplete, contradicts itself or is beyond the limits (a
//     *CartError);
//   - the law does not know the goods, or a rate is missing, and no net of a
//     band that it does know leads to the target: as [Engine.Quote];
//   - the target lies in a gap (a *GapError), and the policy is SolveError, or
//     there is no end of the gap to go to.
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
	found, err := s.solveAll(bands)
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
// the lower of a price, the upper of a margin.
func (s *solver) solveAll(bands []band) ([]*probe, error) {
	var out []*probe
	for i := range bands {
		p, err := s.solve(&bands[i])
		if err != nil {
			return nil, err
		}
		if p == nil && i > 0 && !bands[i].unknown() && !bands[i-1].unknown() {
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
	return out, nil
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

// choose takes one of the solutions, or does what the policy says in a gap.
func (s *solver) choose(all []Solution, bands []band, gaps []gap) (Solution, error) {
	if len(all) > 0 {
		if s.goal.Policy == SolveLowest {
			return all[0], nil
		}
		return all[len(all)-1], nil
	}
	i := slices.IndexFunc(gaps, func(g gap) bool { return g.holds(s.amount(s.target)) })
	if i < 0 { // levies leave less, whatever the net
		return Solution{}, &GapError{Target: s.amount(s.target), Gap: s.above(bands)}
	}
	g := &gaps[i]
	switch s.goal.Policy {
	case SolveSnapDown:
		if g.low != nil {
			return s.snapped(g.low)
		}
	case SolveSnapUp:
		return s.snapped(g.high)
	case SolveError:
	default:
		return s.absorb(g)
	}
	e := &GapError{Target: s.amount(s.target), Gap: g.Gap}
	e.Gap.Thresholds = slices.Clone(g.Thresholds)
	return Solution{}, e
}

// above is the gap above all that is reached.
func (s *solver) above(bands []band) Gap {
	var top *probe
	for i := range bands {
		for _, p := range [...]*probe{bands[i].low, bands[i].high} {
			if p.err == nil && (top == nil || p.value > top.value) {
				top = p
			}
		}
	}
	return Gap{Low: s.amount(top.value), NetLow: top.goods}
}

// snapped is the solution at the end of a gap, whose price is its own.
func (s *solver) snapped(p *probe) (Solution, error) {
	out, err := s.solution(p)
	out.Rounding, out.Price, out.Margin = s.amount(0), p.pays, p.keeps
	return out, err
}

// absorb keeps a target in a gap: the goods are declared at the net that the
// law at the low end would leave, and the merchant pays what the levies on it
// really are above those of that law.
func (s *solver) absorb(g *gap) (Solution, error) {
	p, lower, err := s.extended(g)
	if err != nil {
		return Solution{}, err
	}
	if p.err != nil {
		return Solution{}, p.err
	}
	out, err := s.solution(p)
	if err != nil {
		return out, err
	}
	out.Rounding = s.amount(s.target - lower)
	if s.margin {
		out.Subsidy = s.amount(lower - p.value)
		return out, nil
	}
	out.Subsidy = s.amount(p.value - lower)
	out.Margin, err = rest(p.keeps, out.Subsidy, out.Rounding.Neg())
	return out, err
}

// extended is the net that the law at the low end of a gap would leave of the
// target, with its real levies, and its value under that law.
func (s *solver) extended(g *gap) (p *probe, lower int64, err error) {
	if g.low == nil { // nothing is left to declare
		return g.high, s.target, nil
	}
	held := g.low.holds()
	high := s.forward(min(s.scale.last, g.low.steps+g.high.steps-g.low.steps+s.stepsOf(s.target-g.low.value)), held)
	if high.err == nil && high.law == g.low.law && high.value >= s.target {
		below, beyond, err := s.bracket(g.low, high, false, held)
		if err != nil {
			return nil, 0, err
		}
		found := beyond
		if s.inclusive(false) || found == nil {
			found = below
		}
		return s.forward(found.steps, nil), found.value, nil
	}
	// A rate by the price cannot be held: the line through the band goes on.
	b := g.below
	steps := g.low.steps
	if way, rise := b.high.steps-b.low.steps, b.high.value-b.low.value; way > 0 && rise > 0 {
		steps += min(mulDiv(s.target-g.low.value, way, rise), s.scale.last-steps)
	}
	return s.forward(steps, nil), s.target, nil
}

// stepsOf is how many steps at most lead through so much of a value, each of
// which moves a price by a minor unit at least.
func (s *solver) stepsOf(value int64) int64 {
	each := max(1, s.scale.total(s.scale.last)/s.scale.last)
	if s.scale.digits > s.c.m.Currency.Digits() {
		return min(value/s.minor+1, s.scale.last/4) * int64(pow10(s.scale.digits-s.c.m.Currency.Digits()))
	}
	steps := value/s.minor/each + 2
	if s.margin {
		steps *= 64 // what is left of a step under levies of up to 98 %
	}
	return min(steps, s.scale.last)
}

// gap is a gap with the probes at its ends.
type gap struct {
	Gap
	low, high *probe
	below     *band // whose high end is low
}

// gaps are the ranges that no band reaches, ascending. What a band whose levies
// are not known may reach is none.
func (s *solver) gaps(bands []band) []gap {
	type end struct {
		low, high *probe
		from, to  int64
		band      int
	}
	var reached []end
	limit := int64(0) // of what is known not to be reached
	hasLimit := false
	for i := range bands {
		b := &bands[i]
		if b.unknown() {
			if least := s.least(b.low); s.margin {
				return nil
			} else if !hasLimit || least < limit {
				limit, hasLimit = least, true
			}
			continue
		}
		e := end{low: b.low, high: b.high, band: i}
		if b.falls() {
			e.low, e.high = e.high, e.low
		}
		e.from, e.to = e.low.value, e.high.value
		reached = append(reached, e)
	}
	slices.SortStableFunc(reached, func(a, b end) int { return int(min(max(a.from-b.from, -1), 1)) })
	var out []gap
	var top *end
	for i := range reached {
		e := &reached[i]
		if hasLimit && e.from > limit {
			break
		}
		switch {
		case top == nil:
			if e.from > 0 {
				out = append(out, gap{Gap: s.gapOf(nil, e.low, nil), high: e.low})
			}
		case e.from-top.to > s.tolerance(&bands[top.band], &bands[e.band]):
			out = append(out, gap{Gap: s.gapOf(top.high, e.low, bands), low: top.high, high: e.low, below: &bands[top.band]})
		}
		if top == nil || e.to > top.to {
			top = e
		}
	}
	return out
}

// gapOf describes the gap between two probes.
func (s *solver) gapOf(low, high *probe, bands []band) Gap {
	g := Gap{High: s.amount(high.value), NetHigh: high.goods}
	if low == nil {
		return g
	}
	g.Low, g.NetLow = s.amount(low.value), low.goods
	for i := 1; i < len(bands); i++ {
		a, b := bands[i-1].high, bands[i].low
		if a.steps >= min(low.steps, high.steps) && b.steps <= max(low.steps, high.steps) {
			g.Thresholds = append(g.Thresholds, s.thresholds(a, b)...)
		}
	}
	return g
}

// thresholds are those the thresholds between two neighbours under different laws.
func (s *solver) thresholds(a, b *probe) []Threshold {
	if a.err != nil || b.err != nil {
		return nil
	}
	var out []Threshold
	for _, p := range s.points {
		if p.last != a.steps {
			continue
		}
		t := p.at
		switch {
		case p.fee:
			if a.law.fees == b.law.fees || !slices.Contains(a.feeRows, p.at.Rule) && !slices.Contains(b.feeRows, p.at.Rule) {
				continue
			}
		case p.at.Kind == RegimeThreshold:
			if a.law.regimes == b.law.regimes || !slices.Contains(a.regimes, p.at.Rule) && !slices.Contains(b.regimes, p.at.Rule) {
				continue
			}
		case p.at.Kind == SchemeThreshold:
			if a.law.supply == b.law.supply {
				continue
			}
			t.Rule = string(cmp.Or(a.scheme, b.scheme))
		}
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	if a.law.uncollected != b.law.uncollected {
		limit := a.decision.MinCollect
		if limit == (currency.Amount{}) {
			limit = b.decision.MinCollect
		}
		out = append(out, Threshold{Kind: MinimumCollected, Rule: "tax", Amount: limit, Of: "tax of the consignment", Source: b.decision.Source})
	}
	if a.law.minimum != b.law.minimum {
		out = append(out, Threshold{Kind: MinimumCollected, Rule: "duty"})
	}
	if a.law.rates != b.law.rates && len(out) == 0 {
		out = append(out, s.rateThresholds(b)...)
	}
	if a.law.fees != b.law.fees && len(out) == 0 {
		out = append(out, s.feeThresholds(a)...)
	}
	if a.law.cleared != b.law.cleared && len(out) == 0 {
		out = append(out, Threshold{Kind: ClearanceThreshold, Rule: "clearance", Of: "what is due at import", Source: "market " + s.c.m.ID})
	}
	return out
}

// feeThresholds are those of the fees of customs that are not known.
func (s *solver) feeThresholds(a *probe) (out []Threshold) {
	for _, p := range s.points {
		if p.fee && p.last == a.steps {
			out = append(out, p.at)
		}
	}
	return out
}

// rateThresholds are the rates of the goods that depend on the price.
func (s *solver) rateThresholds(p *probe) []Threshold {
	var out []Threshold
	for i := range s.c.goods {
		category, _ := s.c.goods[i].product.categoryIn(p.decision.Jurisdiction)
		rates, err := s.c.e.book.Rates(p.decision.Jurisdiction, category, s.c.on)
		if err != nil {
			continue // it was asked for before
		}
		for _, r := range rates {
			t := Threshold{Kind: RateThreshold, Rule: r.Jurisdiction + " " + r.Name, Amount: r.Threshold.Amount, Of: "price of one item", Source: r.Source}
			if !r.Threshold.IsZero() && !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return out
}
