package duty

import (
	"sort"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// schedule is the table of one jurisdiction.
type schedule struct {
	rows    []Levy  // sorted by code, and in it by purpose and time
	lines   []int32 // of the file that each row came from
	lists   []list  // of programmes; the first is for no row
	list    []int32 // of each row, in lists
	gaps    []Levy  // what is known to be missing: Name says it
	entries []entry
	notes   map[codeKey]string // footnotes on the rate of a code
	column2 list               // origins that are charged by column 2

	// What follows is found by indexing the rest.
	spans spans
	ids   map[string]bool

	// depth is how many digits the codes of a complete file have, 0 of a table
	// that need not be complete. A complete table knows all of its codes.
	depth int
	asOf  currency.Date
	dated bool // all rows have the day of their source
}

// codeKey is a code of even length as a number: its digits behind a one.
type codeKey uint64

func (c Code) key() codeKey {
	k := codeKey(1)
	for i := range len(c) {
		k = k*10 + codeKey(c[i]-'0')
	}
	return k
}

// span tells where the rows of a code stand. It exists for the beginnings of
// codes too, so that a look-up learns at once whether there is more below.
type span struct {
	key        codeKey
	first, end int32 // rows with just this code
	longer     bool  // there are rows whose codes begin with it
	known      bool  // the file has an entry for it
	below      bool  // and for longer codes that begin with it
	up         int8  // by how many pairs of digits the next shorter code with rows is shorter; 0 = there is none
}

// spans are the spans of a table's codes. They stand in a list apart from the
// map, so that filling them in does not hash their codes again.
type spans struct {
	at   map[codeKey]int32
	list []span
}

// of returns the span of a code, zero if there is none.
func (s *spans) of(key codeKey) (sp span, ok bool) {
	i, ok := s.at[key]
	if ok {
		sp = s.list[i]
	}
	return sp, ok
}

// add returns the span of a code, a new one if need be. It is good until the
// next call.
func (s *spans) add(key codeKey) *span {
	i, ok := s.at[key]
	if !ok {
		i = int32(len(s.list))
		s.at[key] = i
		s.list = append(s.list, span{key: key})
	}
	return &s.list[i]
}

// index builds what look-ups need.
func (s *schedule) index() {
	size := len(s.rows)/2 + len(s.entries) + 16
	s.spans = spans{at: make(map[codeKey]int32, size), list: make([]span, 0, size)}
	for i, end := 0, 0; i < len(s.rows); i = end {
		for end = i + 1; end < len(s.rows) && s.rows[end].Code == s.rows[i].Code; {
			end++
		}
		s.spans.row(s.rows[i].Code.key(), i, end)
	}
	for i := range s.entries {
		if s.entries[i].code != "" {
			s.spans.know(s.entries[i].code.key())
		}
	}
	s.spans.climb()
	s.ids = map[string]bool{}
	for i := range s.rows {
		if id := s.rows[i].ID; id != "" {
			s.ids[id] = true
		}
	}
}

// row notes where the rows of a code stand, and that its beginnings have longer
// ones.
func (s *spans) row(key codeKey, first, end int) {
	sp := s.add(key)
	sp.first, sp.end = int32(first), int32(end)
	for key /= 100; key > 0; key /= 100 {
		if sp = s.add(key); sp.longer {
			break // and so have the shorter ones
		}
		sp.longer = true
	}
}

// know notes that the file has an entry for a code, and its beginnings have
// longer ones.
func (s *spans) know(key codeKey) {
	s.add(key).known = true
	for key /= 100; key > 0; key /= 100 {
		sp := s.add(key)
		if sp.below {
			break
		}
		sp.below = true
	}
}

// climb tells each code which shorter one has rows.
func (s *spans) climb() {
	for i := range s.list {
		for up, shorter := int8(1), s.list[i].key/100; shorter > 0; up, shorter = up+1, shorter/100 {
			if above, _ := s.of(shorter); above.first < above.end {
				s.list[i].up = up
				break
			}
		}
	}
}

// enlist finds for whom the programmes of each row are, and who is charged by
// column 2. Rows with equal programmes share a list.
func (s *schedule) enlist(dest string, p *Programs) {
	if p == nil {
		p = &Programs{} // no programme is known, and all is left to the rows
	}
	s.column2 = newList(p.terms[programKey{dest, column2Program}])
	s.lists = append(s.lists[:0:0], list{})
	s.list = make([]int32, len(s.rows))
	type key struct {
		kind    Kind
		program string
		origin  bool
	}
	have := map[key]int32{}
	for i := range s.rows {
		l := &s.rows[i]
		if !l.claimable() {
			continue
		}
		k := key{l.Kind, l.Program, l.Origin != ""}
		at, ok := have[k]
		if !ok {
			at = int32(len(s.lists))
			s.lists = append(s.lists, p.list(l))
			have[k] = at
		}
		s.list[i] = at
	}
}

// fits reports whether a row is for goods of an origin on a day.
func (s *schedule) fits(i int, q *query) bool {
	row := &s.rows[i]
	return row.on(q.on) && row.from(q.origin, q.on) && (s.list[i] == 0 || s.lists[s.list[i]].fits(q.origin, q.on))
}

// on reports whether a row is in force.
func (l *Levy) on(day currency.Date) bool { return day.Within(l.From, l.Until) }

// from reports whether a row is for goods of an origin.
func (l *Levy) from(origin locale.Country, on currency.Date) bool {
	return l.Origin == "" || l.Origin == origin || l.Origin == unionTariff && origin != "" && origin.EU(on)
}

// exactly returns the rows with just this code.
func (s *schedule) exactly(code Code) []Levy {
	at, _ := s.spans.of(code.key())
	return s.rows[at.first:at.end]
}

// under returns where the rows stand whose codes begin with code.
func (s *schedule) under(code Code) (first, end int) {
	first = sort.Search(len(s.rows), func(i int) bool { return s.rows[i].Code >= code })
	end = first
	for end < len(s.rows) && strings.HasPrefix(string(s.rows[end].Code), string(code)) {
		end++
	}
	return first, end
}

// unknown says why a complete file does not have a code, "" if it has it or
// need not be complete.
func (s *schedule) unknown(code Code) string {
	if s.depth == 0 {
		return ""
	}
	if at, _ := s.spans.of(code.key()); at.known || at.below {
		return ""
	}
	for n := len(code) - 2; n >= 2; n -= 2 {
		at, _ := s.spans.of(code[:n].key())
		switch {
		case at.below:
			return "the file knows all of its codes, and has none such under " + code[:n].Dotted()
		case at.known && n < s.depth && strings.Trim(string(code[n:]), "0") != "":
			return "the file knows all of its codes, and " + code[:n].Dotted() + " has none under it"
		case at.known:
			return ""
		}
	}
	return "the file knows all of its codes, and this is none of them"
}
