package duty

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// With returns a tariff with the rows of t and of others: an official file and
// a shop's own layers of remedies and surcharges, or the files of several
// destinations. Jurisdictions stay apart.
//
// With returns an error if two of them are complete files of one jurisdiction,
// if rows for the same thing are in force on the same day, or if levies replace
// or exclude each other in a circle. It is a [*TableError], whose line is that
// of the later table, and which names the line of the earlier one.
func (t *Tariff) With(others ...*Tariff) (*Tariff, error) {
	joined := &Tariff{schedules: map[string]*schedule{}, programs: t.programs}
	maps.Copy(joined.schedules, t.schedules)
	for _, o := range others {
		if o == nil {
			continue
		}
		if joined.programs == nil { // of the zero Tariff
			joined.programs = o.programs
		}
		for _, dest := range slices.Sorted(maps.Keys(o.schedules)) {
			have, more := joined.schedules[dest], o.schedules[dest]
			if have == nil {
				have = &schedule{dated: true}
			}
			s, err := have.with(more, dest)
			if err != nil {
				return nil, err
			}
			if err := s.finish(dest, joined.programs); err != nil {
				return nil, err
			}
			for i, line := range s.lines {
				s.lines[i] = max(line, -line)
			}
			joined.schedules[dest] = s
		}
	}
	return joined, nil
}

// WithPrograms returns t with other tables of programmes, in place of
// [DefaultPrograms].
func (t *Tariff) WithPrograms(p *Programs) *Tariff {
	changed := &Tariff{schedules: map[string]*schedule{}, programs: p}
	for dest, s := range t.schedules {
		c := *s
		c.enlist(dest, p)
		changed.schedules[dest] = &c
	}
	return changed
}

// with joins the rows of two schedules. The lines of s are negative in what it
// returns: those of the table below, and less than those of the one laid over it.
func (s *schedule) with(o *schedule, dest string) (*schedule, error) {
	if s.depth > 0 && o.depth > 0 {
		return nil, &TableError{Line: 1, Column: "destination", Err: tableError("there are two complete tariffs of %s", dest)}
	}
	joined := &schedule{
		rows:    slices.Concat(s.rows, o.rows),
		lines:   make([]int32, 0, len(s.lines)+len(o.lines)),
		gaps:    slices.Concat(s.gaps, o.gaps),
		entries: s.entries, notes: s.notes, depth: s.depth,
		asOf: s.asOf, dated: s.dated && o.dated,
	}
	for _, line := range s.lines {
		joined.lines = append(joined.lines, -line)
	}
	joined.lines = append(joined.lines, o.lines...)
	if o.depth > 0 {
		joined.entries, joined.notes, joined.depth = o.entries, o.notes, o.depth
	}
	joined.age(o.asOf)
	return joined, nil
}

// age takes note of the day of a source.
func (s *schedule) age(source currency.Date) {
	if !source.IsZero() && (s.asOf.IsZero() || source.Before(s.asOf)) {
		s.asOf = source
	}
}

// finish sorts the rows, refuses those that contradict each other, and builds
// what look-ups need.
func (s *schedule) finish(dest string, p *Programs) error {
	sort.Stable(byCode{s.rows, s.lines})
	if err := s.overlap(); err != nil {
		return err
	}
	circle, err := s.cycle()
	if err != nil {
		return &TableError{Line: 1, Column: "replaces", Err: err}
	}
	if circle != nil {
		return s.circular(circle)
	}
	s.index()
	s.enlist(dest, p)
	return nil
}

func (s *schedule) circular(circle []int) error {
	var words []string
	last := s.lines[circle[0]]
	for _, i := range circle {
		words = append(words, s.rows[i].measure()+" of "+lineText(s.lines[i]))
		last = max(last, s.lines[i])
	}
	return &TableError{Line: int(last), Column: "replaces", Err: tableError("levies replace or exclude each other in a circle: %s", strings.Join(words, ", "))}
}

// lineText names a line.
func lineText(line int32) string {
	if line < 0 {
		return fmt.Sprintf("line %d of the table below", -line)
	}
	return fmt.Sprintf("line %d", line)
}

// byCode sorts levies by code together with the lines they came from.
type byCode struct {
	levies []Levy
	lines  []int32
}

func (b byCode) Len() int { return len(b.levies) }
func (b byCode) Swap(i, j int) {
	b.levies[i], b.levies[j] = b.levies[j], b.levies[i]
	b.lines[i], b.lines[j] = b.lines[j], b.lines[i]
}

// Less puts rows for the same thing together, in the order of time.
func (b byCode) Less(i, j int) bool {
	l, o := &b.levies[i], &b.levies[j]
	if l.Code != o.Code {
		return l.Code < o.Code
	}
	if k, m := l.purpose(), o.purpose(); k != m {
		return k.before(m)
	}
	return l.From.Before(o.From)
}

// purpose tells apart what may apply at the same time.
type purpose struct {
	kind, origin, program, name string
	special                     bool
}

func (l *Levy) purpose() purpose {
	p := purpose{kind: string(l.Kind), origin: string(l.Origin), program: l.Program, name: l.measure()}
	if l.base() || l.claimable() {
		p.name = "" // only one of these can apply, whatever it is called
		p.special = l.special()
	}
	return p
}

func (p purpose) before(o purpose) bool {
	switch {
	case p.kind != o.kind:
		return p.kind < o.kind
	case p.origin != o.origin:
		return p.origin < o.origin
	case p.program != o.program:
		return p.program < o.program
	case p.name != o.name:
		return p.name < o.name
	}
	return !p.special && o.special
}

// overlap finds two rows for the same thing on the same day. Sorted by time,
// such rows are neighbours.
func (s *schedule) overlap() error {
	var claims []claim
	for i := range s.rows {
		l := &s.rows[i]
		if i > 0 && s.rows[i-1].Code != l.Code {
			if err := s.overlapping(claims); err != nil {
				return err
			}
			claims = claims[:0]
		}
		if l.claimable() {
			for program := range strings.FieldsSeq(l.Program) {
				claims = append(claims, claim{l.Kind, l.Origin, program, i})
			}
			continue
		}
		if i > 0 && s.rows[i-1].Code == l.Code && s.rows[i-1].purpose() == l.purpose() && daysMeet(&s.rows[i-1], l) {
			return s.overlaps(i-1, i)
		}
	}
	return s.overlapping(claims)
}

// claim is one programme of a row that must be claimed.
type claim struct {
	kind    Kind
	origin  locale.Country
	program string
	row     int
}

// overlapping finds two rows of a code that grant the same programme.
func (s *schedule) overlapping(claims []claim) error {
	slices.SortStableFunc(claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.origin, b.origin), cmp.Compare(a.program, b.program),
			cmp.Compare(s.rows[a.row].From, s.rows[b.row].From))
	})
	for k := 1; k < len(claims); k++ {
		a, b := claims[k-1], claims[k]
		same := a.kind == b.kind && a.origin == b.origin && a.program == b.program
		if same && a.row != b.row && daysMeet(&s.rows[a.row], &s.rows[b.row]) {
			return s.overlaps(min(a.row, b.row), max(a.row, b.row))
		}
	}
	return nil
}

// overlaps tells of two rows for the same thing. It is the later one that can be
// changed, and where that is laid over another table it can take the place of the
// row there.
func (s *schedule) overlaps(i, k int) error {
	l, first := &s.rows[k], min(s.lines[i], s.lines[k])
	way := ""
	if first < 0 && l.Kind == MFN {
		way = `: one with an id that replaces "mfn" takes its place`
	}
	return &TableError{Line: int(max(s.lines[i], s.lines[k])), Err: tableError("%s %s to %s is in force on the same days as %s%s",
		l.Kind, l.Code.Dotted(), l.Jurisdiction, lineText(first), way)}
}
