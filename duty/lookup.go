package duty

import (
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// query is one question to a tariff; dest is a jurisdiction.
type query struct {
	code   Code
	origin locale.Country
	dest   string
	on     currency.Date
	alone  bool      // the lines under the code are not asked
	table  *schedule // of dest, if the caller has it
}

// applicable is the answer. The slices are reused by whoever asks often.
type applicable struct {
	base        *Levy   // the normal duty, or what stands in for it
	onTop       []*Levy // what is charged beside it, taxes last
	preferences []*Levy // what may be claimed instead
	// assumed says that base is of the one line that is known under a shorter
	// code, which has others.
	assumed bool

	normal *Levy   // the normal duty before anything replaced it
	layers []*Levy // what came on top before anything was replaced or excluded
}

// find answers q, from the longest code to the shortest, for goods that claim
// nothing.
func (t *Tariff) find(found *applicable, q query) error {
	var err error
	found.normal, found.layers, found.preferences, found.assumed, err = t.gather(found.layers[:0], found.preferences[:0], q)
	if err != nil {
		found.base, found.onTop = nil, found.onTop[:0]
		return err
	}
	found.base, found.onTop, err = settle(found.onTop[:0], found.normal, found.layers)
	return err
}

// claim returns what stands for the normal duty of goods that claim a
// programme, "" for none, and sets what is charged on top of it. It returns
// nil if there is no such preference for them, and a [*ProseError] if what
// would be charged has no rate.
func (t *Tariff) claim(found *applicable, q query, program string) (*Levy, error) {
	base := found.base
	if program != "" {
		i := slices.IndexFunc(found.preferences, func(l *Levy) bool { return t.programs.grants(l, program, q.origin, q.on) })
		if i < 0 {
			return nil, nil
		}
		var err error
		if base, found.onTop, err = settle(found.onTop[:0], found.preferences[i], found.layers); err != nil {
			return nil, err
		}
	}
	return base, readable(base, found.onTop)
}

func readable(base *Levy, onTop []*Levy) error {
	if err := base.readable(); err != nil {
		return err
	}
	for _, l := range onTop {
		if err := l.readable(); err != nil {
			return err
		}
	}
	return nil
}

// gather collects the rows for q, the longest of each purpose: the normal duty,
// and in the slices, which it returns, what comes on top and what may be
// claimed. It returns them one by one, and not as a struct, so that a caller's
// arrays stay on its stack.
func (t *Tariff) gather(layers, preferences []*Levy, q query) (normal *Levy, _, _ []*Levy, assumed bool, err error) {
	s, err := t.scheduleOf(&q)
	if err != nil {
		return nil, layers, preferences, false, err
	}
	column2 := s.column2.fits(q.origin, q.on)
	byOrigin := false
	longer := false
	for n, key := len(q.code), q.code.key(); n >= 0; {
		at, known := s.spans.of(key)
		longer = longer || n == len(q.code) && at.longer
		for i := int(at.first); i < int(at.end); i++ {
			row := &s.rows[i]
			if !s.fits(i, &q) {
				byOrigin = byOrigin || q.origin == "" && !row.claimable() && row.on(q.on)
				continue
			}
			switch {
			case row.base():
				byOrigin = byOrigin || q.origin == "" && row.Kind == Column2
				if row.normal(column2) && row.before(normal) {
					normal = row
				}
			case !row.claimable():
				layers = addLayer(layers, row)
			case !column2:
				preferences = addDistinct(preferences, row, includes)
			}
		}
		if known && at.up == 0 {
			break // no shorter code has rows
		}
		for up := max(1, at.up); up > 0; up-- {
			n, key = n-2, key/100
		}
	}
	if byOrigin {
		return nil, layers, preferences, false, q.none("its levies depend on the country of origin: state it with the item")
	}
	if longer && !q.alone {
		if normal, assumed, err = s.unambiguous(normal, column2, q); err != nil {
			return nil, layers, preferences, false, err
		}
	}
	if normal == nil {
		err = q.none(s.strandedAt(q, column2))
	}
	return normal, layers, preferences, assumed, err
}

// scheduleOf returns the table of the destination, having checked that it can
// have the code.
func (t *Tariff) scheduleOf(q *query) (*schedule, error) {
	if t == nil {
		return nil, q.none("there is no tariff")
	}
	s := q.table
	if s == nil {
		s = t.schedules[q.dest]
	}
	if s == nil {
		return nil, q.none("the table has no rows of " + q.dest + ": add them to a table for LoadTariff")
	}
	if why := s.unknown(q.code); why != "" {
		return nil, q.none(why)
	}
	return s, nil
}

// normal reports whether a row can be the normal duty of goods: by column 2
// only of origins that it is for.
func (l *Levy) normal(column2 bool) bool {
	if l.Kind == Column2 {
		return column2 || l.Origin != ""
	}
	return !column2
}

// before reports whether a row goes before another as the normal duty, which
// has a code at least as long: one that replaces the normal duty before one
// that does not, and one for the origin before one for any.
func (l *Levy) before(other *Levy) bool {
	if other == nil {
		return true
	}
	if a, b := l.special(), other.special(); a != b {
		return a
	}
	return len(l.Code) == len(other.Code) && other.Origin == "" && l.Origin != ""
}

func (l *Levy) special() bool { return l.Kind == Column2 || names(l.Replaces, string(MFN)) }

// addLayer adds what comes on top, by stage: duties before fees, and taxes last.
func addLayer(layers []*Levy, row *Levy) []*Levy {
	n := len(layers)
	layers = addDistinct(layers, row, (*Levy).sameLayer)
	for i := n; i > 0 && len(layers) > n && layers[i-1].stage() > layers[i].stage(); i-- {
		layers[i-1], layers[i] = layers[i], layers[i-1]
	}
	return layers
}

// stage orders what builds on each other: a fee may be charged on duties, a
// tax on both, and a levy on others of its kind on all of those.
func (l *Levy) stage() int {
	stage := 0
	switch l.Kind {
	case Fee:
		stage = 2
	case Tax:
		stage = 4
	}
	if l.Base.Has(component(l.Kind)) {
		stage++
	}
	return stage
}

// sameLayer reports whether two rows are the same levy on goods of different
// breadth, of which the narrower applies.
func (l *Levy) sameLayer(o *Levy) bool { return l.Kind == o.Kind && l.measure() == o.measure() }

// measure is the name by which a levy on top is told apart.
func (l *Levy) measure() string {
	if l.ID != "" {
		return l.ID
	}
	return l.Name
}

// includes reports whether every programme of o is one of l's.
func includes(l, o *Levy) bool {
	if l.Kind != o.Kind {
		return false
	}
	if l.Program == o.Program {
		return true
	}
	for rest := o.Program; rest != ""; {
		first, after, _ := strings.Cut(rest, " ")
		if !names(l.Program, first) {
			return false
		}
		rest = after
	}
	return true
}

// addDistinct adds a row unless one with a longer code, or for just this
// origin, was taken for the same purpose before.
func addDistinct(levies []*Levy, row *Levy, same func(l, o *Levy) bool) []*Levy {
	for i, l := range levies {
		if same(l, row) {
			if len(l.Code) == len(row.Code) && l.Origin == "" && row.Origin != "" {
				levies[i] = row
			}
			return levies
		}
	}
	return append(levies, row)
}
