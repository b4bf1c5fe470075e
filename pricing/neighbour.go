package pricing

import "cmp"

// maxAround bounds the nets that are looked at around one, and maxNear those at
// the ends of all bands.
const (
	maxAround = 64
	maxNear   = 1024
)

// neighbours are the nets of a band between which the value passes the target. Where
// shares of several goods are lifted over full steps of customs it does so more than
// once: they are those that come nearest to it.
func (s *solver) neighbours(b *band) (below, beyond *probe, err error) {
	switch {
	case b.least == nil:
		return s.bracket(b.low, b.high, b.falls(), nil)
	case s.target < b.least.value:
		return nil, b.least, nil
	case s.target >= b.most.value:
		return b.most, nil, nil
	case b.least.steps > b.most.steps: // too narrow to tell growth from noise
		below, beyond = b.least, b.most
	default:
		if below, beyond, err = s.bracket(b.least, b.most, false, nil); err != nil {
			return nil, nil, err
		}
	}
	come := func(p *probe) {
		switch {
		case p.value > s.target:
			if p.value < beyond.value {
				beyond = p
			}
		case cmp.Or(cmp.Compare(p.value, below.value), cmp.Compare(p.steps, below.steps)) > 0:
			below = p
		}
	}
	from, to := max(b.low.steps, below.steps-maxAround), min(b.high.steps, below.steps+maxAround)
	for _, p := range b.near {
		come(p)
	}
	for steps := from; steps <= to; steps++ {
		p, _ := s.look(steps, nil)
		if p.err != nil {
			return nil, nil, p.err
		}
		come(p)
	}
	return below, beyond, nil
}

// exact looks around a net for one that meets the target where values do not
// strictly grow: shares of several lines are rounded each by itself, and a
// margin can lose a minor unit to a levy that grows by one. Of several that meet
// a price it is the highest, of a margin the lowest.
func (s *solver) exact(b *band, found *probe) (*probe, error) {
	around := s.around(b)
	if around == 0 {
		return found, nil
	}
	from, to := max(b.low.steps, found.steps-around), min(b.high.steps, found.steps+around)
	best := found
	for steps := from; steps <= to; steps++ {
		p, _ := s.look(steps, nil)
		if p.err != nil {
			return nil, p.err
		}
		if p.value != s.target {
			continue
		}
		if best = p; s.margin {
			break
		}
	}
	return best, nil
}

// around is how far values of a band can be from growing strictly, in steps.
func (s *solver) around(b *band) int64 {
	if !s.margin && len(s.scale.lines) == 1 {
		return 0
	}
	low, high := b.reach()
	wiggle := (max(b.low.rounded, b.high.rounded) + int64(len(s.c.goods))) * s.minor
	return min(mulDiv(wiggle, b.high.steps-b.low.steps, high-low), maxAround-1) + 1
}

// lookNear looks at so many nets at each end of a band for the least and the most
// that is paid. Shares of carriage that are rounded each by itself can lift one of
// several goods over a full step of customs, and not so at the nets that follow.
func (s *solver) lookNear(b *band, each int64) error {
	least, most := b.low, b.high
	for i := range min(each, b.high.steps-b.low.steps) {
		up, _ := s.look(b.low.steps+i, nil)
		down, _ := s.look(b.high.steps-i, nil)
		if err := cmp.Or(up.err, down.err); err != nil {
			return err
		}
		if up.value < least.value {
			least = up
		}
		if down.value > most.value {
			most = down
		}
		b.near = append(b.near, up, down)
	}
	b.least, b.most = s.forward(least.steps, nil), s.forward(most.steps, nil)
	return nil
}
