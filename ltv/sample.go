package ltv

import (
	"fmt"
	"math"
)

// sample is histories ready for the likelihood of a model of orders: times are
// in units of their typical size, so that the search sees the same whatever they
// are counted in.
type sample struct {
	rows      []sampleRow
	times     []float64 // that occur, as last purchase or age
	most      int       // repeats
	customers float64
	repeats   float64
	typical   float64 // days in a unit of the times
}

// sampleRow is a group; last and age are indices of times.
type sampleRow struct {
	repeat    int
	last, age int32
	share     float64 // of the customers
}

// maxHistory is the most that a number of a history or a group may be: sums over
// all groups stay exact.
const maxHistory = 1 << 40

// newSample returns the sample of groups, or an error that names the group that
// is impossible.
func newSample(groups []Group) (*sample, error) {
	s := &sample{}
	days := 0.0
	for i, g := range groups {
		err := g.Check()
		switch {
		case err == nil && g.Count < 0:
			err = fmt.Errorf("%w: %d customers", ErrHistory, g.Count)
		case err == nil && int64(g.Count) > maxHistory:
			err = fmt.Errorf("%w: %v, %d customers", ErrTooLarge, g.Summary, g.Count)
		}
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		count := float64(g.Count)
		s.customers += count
		s.repeats += count * float64(g.Repeat)
		days += count * float64(g.Age)
	}
	if s.customers > 0 {
		s.typical = days / s.customers
	}
	if s.typical == 0 {
		s.typical = 1
	}
	s.fill(groups)
	return s, nil
}

// fill lays out the rows of groups that have customers.
func (s *sample) fill(groups []Group) {
	place := make(map[int]int32)
	index := func(day int) int32 {
		i, ok := place[day]
		if !ok {
			i = int32(len(s.times))
			place[day] = i
			s.times = append(s.times, float64(day)/s.typical)
		}
		return i
	}
	s.rows = make([]sampleRow, 0, len(groups))
	for _, g := range groups {
		if g.Count == 0 {
			continue
		}
		s.most = max(s.most, g.Repeat)
		s.rows = append(s.rows, sampleRow{g.Repeat, index(g.Last), index(g.Age), float64(g.Count) / s.customers})
	}
}

// enough returns an error of class [ErrSparse] if no model of orders can be
// fitted to the sample alone.
func (s *sample) enough(kind string) error {
	alike, observed := true, false
	for _, r := range s.rows {
		alike = alike && r.repeat == s.rows[0].repeat && r.last == s.rows[0].last && r.age == s.rows[0].age
		observed = observed || s.times[r.age] > 0
	}
	reason := ""
	switch {
	case s.customers == 0:
		reason = "there is none"
	case s.customers == 1:
		reason = "there is one"
	case !observed:
		reason = "all are new on the day of the summary"
	case s.repeats == 0:
		reason = "none has ordered again"
	case alike:
		reason = "all have the same history"
	default:
		return nil
	}
	return fmt.Errorf("ltv: fitting %s: %w: %s; give a Pool to draw the fit toward", kind, ErrSparse, reason)
}

// problem returns the fit of a model of orders whose parameters with a time are
// marked, in the unit of the options.
func (s *sample) problem(kind string, o FitOptions, timed []bool, mean func(theta, gradient []float64) float64) problem {
	p := problem{kind: kind, unit: o.Unit, customers: s.customers, groups: len(s.rows), mean: mean}
	for _, time := range timed {
		scale := 1.0
		if time {
			scale = o.Unit.days() / s.typical
		}
		p.inner = append(p.inner, scale)
	}
	// A density of the times of the orders is larger in a longer unit.
	p.shift = s.repeats * math.Log(o.Unit.days()/s.typical)
	return p
}
