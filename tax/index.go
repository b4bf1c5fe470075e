package tax

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"sort"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// index finds the entries of a place and category: a table by the two letters
// of the country, then sorted lists. Its leaves are runs of the sorted entries.
type index struct {
	countries [26 * 26]*countryIndex
}

// countryIndex is the parts of one country, sorted; the first is the country
// as a whole if both of its keys are empty.
type countryIndex struct {
	parts  []placeIndex
	postal bool // some of its entries hold for postal areas
}

// placeIndex is the taxes of one place by category.
type placeIndex struct {
	region     uint32 // see regionNumber
	territory  string
	categories [len(categories)][]taxIndex
}

// taxIndex is one tax on one category in one place, by the length of the
// postal prefixes, the longest first.
type taxIndex struct {
	groups []postalGroup
}

// postalGroup is postal prefixes of one length, in order and without overlap.
type postalGroup struct {
	postalForm
	areas []postalArea
}

// postalArea is the first and the last prefix of an area, and its entries.
type postalArea struct {
	lo, hi uint64
	run
}

// run is the entries [first, last): one tax, place, category and postal area,
// by date.
type run struct{ first, last int32 }

// sortEntries puts the entries into the order of the index: by place and
// category, then taxes as they come in the file, then postal areas from small
// to large, then dates.
func sortEntries(entries []entry) {
	type taxKey struct {
		placeKey
		category Category
		name     string
	}
	order := map[taxKey]int{}
	rank := make([]int, len(entries))
	for i := range entries {
		e := &entries[i]
		key := taxKey{e.placeKey, e.category, e.name}
		at, ok := order[key]
		if !ok {
			at = len(order)
			order[key] = at
		}
		rank[i] = at
	}
	at := make([]int, len(entries))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(i, j int) int {
		a, b := &entries[i], &entries[j]
		return cmp.Or(
			strings.Compare(string(a.country), string(b.country)),
			strings.Compare(a.region, b.region),
			strings.Compare(a.territory, b.territory),
			cmp.Compare(a.category.index(), b.category.index()),
			cmp.Compare(rank[i], rank[j]),
			cmp.Compare(b.postal.length, a.postal.length),
			cmp.Compare(a.postal.lo, b.postal.lo),
			cmp.Compare(a.postal.hi, b.postal.hi),
			cmp.Compare(a.rate.From.Sub(b.rate.From), 0),
		)
	})
	sorted := make([]entry, len(entries))
	for i, j := range at {
		sorted[i] = entries[j]
	}
	copy(entries, sorted)
}

// newIndex indexes sorted entries.
func newIndex(entries []entry) (*index, error) {
	x := &index{}
	for first := 0; first < len(entries); {
		e := &entries[first]
		last := first + 1
		for last < len(entries) && entries[last].sameRun(e) {
			last++
		}
		if err := x.add(e, run{int32(first), int32(last)}, entries); err != nil {
			return nil, err
		}
		first = last
	}
	for _, c := range x.countries {
		if c == nil {
			continue
		}
		for i := range c.parts {
			c.parts[i].toDecimal()
		}
	}
	return x, nil
}

func (p *placeIndex) toDecimal() {
	for _, taxes := range p.categories {
		for i := range taxes {
			for j := range taxes[i].groups {
				taxes[i].groups[j].toDecimal()
			}
		}
	}
}

// toDecimal takes prefixes for the decimal numbers that they are, if all are
// such: without the holes that letters leave between them they are found
// sooner.
func (g *postalGroup) toDecimal() {
	areas := make([]postalArea, len(g.areas))
	for i, a := range g.areas {
		lo, first := digitsOnly(a.lo)
		hi, last := digitsOnly(a.hi)
		if !first || !last {
			return
		}
		areas[i] = postalArea{lo, hi, a.run}
	}
	g.areas, g.decimal = areas, true
}

func (e *entry) sameRun(f *entry) bool {
	return e.placeKey == f.placeKey && e.category == f.category && e.name == f.name && e.postal == f.postal
}

func (x *index) add(e *entry, r run, entries []entry) error {
	c := &x.countries[countryAt(e.country)]
	if *c == nil {
		*c = &countryIndex{}
	}
	(*c).postal = (*c).postal || e.postal.length > 0
	parts := &(*c).parts
	region := regionNumber(e.region)
	if n := len(*parts); n == 0 || (*parts)[n-1].region != region || (*parts)[n-1].territory != e.territory {
		*parts = append(*parts, placeIndex{region: region, territory: e.territory})
	}
	taxes := &(*parts)[len(*parts)-1].categories[e.category.index()]
	if r.first == 0 || !entries[r.first-1].sameTax(e) {
		*taxes = append(*taxes, taxIndex{})
	}
	groups := &(*taxes)[len(*taxes)-1].groups
	if n := len(*groups); n == 0 || (*groups)[n-1].length != e.postal.length {
		*groups = append(*groups, postalGroup{postalForm: postalForm{length: e.postal.length}})
	}
	g := &(*groups)[len(*groups)-1]
	if n := len(g.areas); n > 0 && e.postal.length > 0 && e.postal.lo <= g.areas[n-1].hi {
		return &TableError{Line: e.line, Column: "postal", Err: fmt.Errorf("%s of %s %s overlaps %s: give both the same area, or one of them a longer prefix: %w",
			e.name, e.rate.Jurisdiction, e.category, entries[g.areas[n-1].first].where(e.file), ErrTable)}
	}
	g.digits = g.digits || beginsWithDigit(e.postal.lo)
	g.areas = append(g.areas, postalArea{e.postal.lo, e.postal.hi, r})
	return nil
}

func (e *entry) sameTax(f *entry) bool {
	return e.placeKey == f.placeKey && e.category == f.category && e.name == f.name
}

// where says in which line an entry stands, for a reader of the given file.
func (e *entry) where(file int) string {
	if e.file == file {
		return fmt.Sprintf("line %d", e.line)
	}
	return fmt.Sprintf("line %d of the book", e.line)
}

// countryAt is the place of a valid country in the index.
func countryAt(c locale.Country) int { return int(c[0]-'A')*26 + int(c[1]-'A') }

// country finds the parts of a country; nil for one that the book has not, or
// that is none.
func (x *index) country(c locale.Country) *countryIndex {
	if x == nil || len(c) != 2 || c[0] < 'A' || c[0] > 'Z' || c[1] < 'A' || c[1] > 'Z' {
		return nil
	}
	return x.countries[countryAt(c)]
}

// regionNumber is a region as a number that sorts as its text does; locale
// accepts at most three characters.
func regionNumber(s string) (n uint32) {
	for i := range 3 {
		n <<= 8
		if i < len(s) {
			n |= uint32(s[i])
		}
	}
	return n
}

// part finds a region or territory of a country, or the country as a whole.
func (c *countryIndex) part(region, territory string) *placeIndex {
	if c == nil {
		return nil
	}
	n := regionNumber(region)
	lo, hi := 0, len(c.parts)
	for lo < hi {
		m := (lo + hi) / 2
		p := &c.parts[m]
		if p.region < n || p.region == n && p.territory < territory {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(c.parts) && c.parts[lo].region == n && c.parts[lo].territory == territory {
		return &c.parts[lo]
	}
	return nil
}

// find gives the run of the postal area that a code lies in.
func (g *postalGroup) find(code string) (run, bool) {
	if g.length == 0 {
		return g.areas[0].run, true
	}
	n, ok := g.head(code)
	if !ok {
		return run{}, false
	}
	if i := g.search(n); i < len(g.areas) && g.areas[i].lo <= n {
		return g.areas[i].run, true
	}
	return run{}, false
}

// search gives the first area that does not end before n. Postal codes are
// often given without holes, so it begins where n would stand if they were, and
// goes from there in growing steps.
func (g *postalGroup) search(n uint64) int {
	first, last := 0, len(g.areas)-1
	if n <= g.areas[first].hi {
		return first
	}
	if n > g.areas[last].hi {
		return last + 1
	}
	high, low := bits.Mul64(n-g.areas[first].hi, uint64(last))
	share, _ := bits.Div64(high, low, g.areas[last].hi-g.areas[first].hi)
	at := int(share)
	for step := 1; last-first > 1; step *= 2 { // n is after the end of first, not after that of last
		if at <= first || at >= last {
			at = first + (last-first)/2
		}
		if g.areas[at].hi < n {
			first, at = at, at+step
		} else {
			last, at = at, at-step
		}
	}
	return last
}

// checkSlots demands that the rows of one slot follow each other day by day,
// and that a passing rate has one of its tax below it, on its days and the day
// after.
func checkSlots(entries []entry) error {
	bySlot := map[slot][]int{}
	for i := range entries {
		bySlot[entries[i].slot] = append(bySlot[entries[i].slot], i)
	}
	var first *TableError
	report := func(e *TableError) {
		// The map has no order; report the first line of the file.
		if e != nil && (first == nil || e.Line < first.Line) {
			first = e
		}
	}
	for s, rows := range bySlot {
		for k := range rows {
			e := &entries[rows[k]]
			if k > 0 {
				report(follows(&entries[rows[k-1]], e))
			}
			if s.passing {
				report(liesOver(e, func(t slot) []int { return bySlot[t] }, entries))
			}
		}
	}
	if first != nil {
		return first
	}
	return nil
}

// follows checks two neighbours of a slot.
func follows(before, after *entry) *TableError {
	until, from := before.rate.Until, after.rate.From
	word := "leaves a gap after"
	switch {
	case until.IsZero() || !until.Before(from):
		word = "overlaps"
	case after.passing || until.AddDays(1) == from:
		return nil
	}
	of := after // name the row of the newest file
	other := before
	if before.file > after.file || before.file == after.file && before.line > after.line && word == "overlaps" {
		of, other = before, after
	}
	return &TableError{Line: of.line, Column: "from", Err: fmt.Errorf("%s of %s %s from %s %s %s: %w",
		of.name, of.rate.Jurisdiction, of.category, of.rate.From, word, other.where(of.file), ErrTable)}
}

// liesOver checks that what follows a passing rate is known: a row of the same
// tax, of its variant or of none, in force on its first day and on the day
// after its last.
func liesOver(e *entry, rows func(slot) []int, entries []entry) *TableError {
	under := e.slot
	under.passing = false
	plain := under
	plain.variant = ""
	for _, day := range []struct {
		word string
		on   int
	}{{"on its first day", 0}, {"after it", 1}} {
		on := e.rate.From
		if day.on == 1 {
			on = e.rate.Until.AddDays(1)
		}
		if !heldOn(rows(under), on, entries) && !heldOn(rows(plain), on, entries) {
			return &TableError{Line: e.line, Column: "passing", Err: fmt.Errorf("%s of %s %s from %s to %s: no row says what holds %s (%s): %w",
				excerpt.Text(e.name), e.rate.Jurisdiction, e.category, e.rate.From, e.rate.Until, day.word, on, ErrTable)}
		}
	}
	return nil
}

// heldOn reports whether one of the rows of a slot, which follow each other, is
// in force on a day.
func heldOn(rows []int, on currency.Date, entries []entry) bool {
	after := sort.Search(len(rows), func(k int) bool { return on.Before(entries[rows[k]].rate.From) })
	return after > 0 && on.Within(entries[rows[after-1]].rate.From, entries[rows[after-1]].rate.Until)
}
