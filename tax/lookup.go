package tax

import (
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Query asks a Book for the rates of goods. Place, On and one of Category and
// Code are needed.
type Query struct {
	Place    locale.Place // where the goods are taxed
	On       currency.Date
	Category Category     // "": what CategoryOf says of Code
	Customer CustomerKind // zero: a consumer
	// Variant names one of several rates of a heading: see Rate.Variant. It is
	// ignored where a heading has no variants in the place.
	Variant string
	// Code is the CN or HS code of the goods, digits only. It decides between
	// the rates of a heading as far as the book has codes for them.
	Code string
	// Estimate asks for a rate even where the book has no confirmed one: the
	// standard rate of the place or, where the query does not decide between
	// several rates, the standard one among them, else the highest. Such rates
	// have Rate.Estimate set.
	Estimate bool
}

// Lookup returns the rates that a query asks for, in the order in which they are
// levied. The result is the caller's own.
//
// A special territory (see locale.Place.Territory) has the rates of its own
// rows only, never those of the mainland. A region (state, province) without
// rows of its own has those of the country, if the country has any. Among the
// rows of one tax, those of the longest postal prefix come first, then those
// for the kind of customer, then a passing rate before the one that it lies
// over. Where the rows of a prefix have ended, those of a shorter one hold
// again; before they begin, nothing is known.
//
// Lookup returns
//   - a *NoRateError that wraps ErrNoRate, if the place or the category there
//     is not in the book, or is known only as an estimate, or the rate ended
//     before the day; or ErrBeforeBook, if the day lies before the first row of
//     the category there;
//   - a *ConditionError, if the heading has several rates and the query does
//     not decide between them;
//   - a *CategoryError, if the category is unknown, or none is given and
//     CategoryOf does not know the code;
//   - an error of locale, if the place is not valid.
func (b *Book) Lookup(q Query) ([]Rate, error) { return b.AppendLookup(nil, q) }

// AppendLookup appends to dst what Lookup gives; it allocates nothing if dst
// has room.
func (b *Book) AppendLookup(dst []Rate, q Query) ([]Rate, error) { return b.appendLookup(dst, &q) }

func (b *Book) appendLookup(dst []Rate, q *Query) ([]Rate, error) {
	category := q.Category
	if category == "" && q.Code != "" {
		var err error
		if category, err = CategoryOf(q.Code); err != nil {
			return dst, err
		}
	}
	at := category.index()
	if at < 0 {
		return dst, &CategoryError{Category: string(category)}
	}
	part, err := b.part(q.Place)
	if err != nil {
		return dst, err
	}
	x := finder{q: q, book: b, estimate: q.Estimate || b.estimates}
	had := len(dst)
	if part != nil {
		dst = x.append(dst, part.categories[at])
	}
	if x.undecided {
		return dst[:had], x.conditionError(part.categories[at], category)
	}
	if !x.begins.IsZero() {
		return dst[:had], &NoRateError{Place: q.Place, Category: category, On: q.On, Begins: x.begins}
	}
	if len(dst) > had && !x.derived {
		return dst, nil
	}
	dst = dst[:had]
	if x.estimate && part != nil && category.hasStandard() {
		if dst = x.append(dst, part.categories[General.index()]); len(dst) > had {
			for i := had; i < len(dst); i++ {
				dst[i].Category, dst[i].Estimate = category, true
				dst[i].Note = "the standard rate, taken as an estimate: no rate of this category is known here"
			}
			return dst, nil
		}
	}
	return dst, b.noRate(q, part, category, x.derived)
}

// finder walks through the taxes of a place and category.
type finder struct {
	q                  *Query
	book               *Book
	estimate           bool
	undecided, derived bool          // the search met several rates; the search met an estimate that was not asked for
	begins             currency.Date // the search met a postal area whose rows begin after the day
}

// append adds the rate of each tax.
func (x *finder) append(dst []Rate, taxes []taxIndex) []Rate {
	for i := range taxes {
		for j := range taxes[i].groups {
			r, ok := taxes[i].groups[j].find(x.q.Place.PostalCode)
			if !ok {
				continue
			}
			best, estimated := x.choose(r)
			if best == nil && x.early(r) {
				break
			}
			if best == nil {
				continue
			}
			if best.rate.Confidence == Derived && !x.estimate {
				x.derived = true
				break
			}
			dst = append(dst, best.rate)
			if estimated || best.rate.Confidence == Derived {
				dst[len(dst)-1].Estimate = true
			}
			break
		}
	}
	return dst
}

// early reports whether all entries of a postal area begin after the day, and
// notes when: what the wider area has does not tell what held in this one.
func (x *finder) early(r run) bool {
	var begins currency.Date
	for i := r.first; i < r.last; i++ {
		if from := x.book.entries[i].rate.From; begins.IsZero() || from.Before(begins) {
			begins = from
		}
	}
	if x.book.entries[r.first].postal.length == 0 || !x.q.On.Before(begins) {
		return false
	}
	x.begins = begins
	return true
}

// choose gives the entry of a run that holds, and whether that is an estimate.
func (x *finder) choose(r run) (best *entry, estimated bool) {
	var same bool // more than one entry is as good as best
	var rank int
	for i := r.first; i < r.last; i++ {
		e := &x.book.entries[i]
		if !x.holds(e) {
			continue
		}
		switch n := x.rank(e); {
		case n < 0:
		case best == nil || n > rank:
			best, rank, same = e, n, false
		case n == rank:
			same = true
		}
	}
	if !same && (best == nil || x.decided(best)) {
		return best, false
	}
	if !x.estimate {
		x.undecided = true
		return nil, false
	}
	return x.dearest(r, rank), true
}

// holds reports whether an entry is in force for the customer.
func (x *finder) holds(e *entry) bool {
	return x.q.On.Within(e.rate.From, e.rate.Until) && e.customer.includes(x.q.Customer)
}

// overlaid reports whether a passing rate of the run lies over an entry.
func (x *finder) overlaid(e *entry, r run) bool {
	for k := r.first; k < r.last; k++ {
		if over := &x.book.entries[k]; !e.passing && over.passing && over.variant == e.variant && x.holds(over) {
			return true
		}
	}
	return false
}

// decided reports whether the query chooses the entry among those of its
// heading, also where it is the only one that the book knows. A country's one
// reduced rate needs no choice: the book has all of them.
func (x *finder) decided(e *entry) bool {
	return e.variant == "" || e.variant == x.q.Variant || x.q.Code != "" && len(e.codes) > 0 || e.category.isRate()
}

// rank tells how well an entry fits the query: by the variant that was named,
// then by the customs code, then as the rule of the heading, then as one of
// its variants; and within these for the customer, and passing before lasting.
func (x *finder) rank(e *entry) int {
	n := 0
	switch {
	case x.q.Variant != "" && e.variant == x.q.Variant:
		n = 100
	case x.q.Code != "" && len(e.codes) > 0:
		longest := 0
		for _, c := range e.codes {
			if len(c) > longest && len(c) <= len(x.q.Code) && x.q.Code[:len(c)] == c {
				longest = len(c)
			}
		}
		if longest == 0 {
			return -1 // its codes are others
		}
		n = 10 + longest
	case e.variant == "":
		n = 5
	default:
		n = 1 // what is left, also where no codes fit
	}
	n *= 4
	if e.customer != 0 {
		n += 2
	}
	if e.passing {
		n++
	}
	return n
}

// dearest is the standard rate among those of a rank, or else the highest.
func (x *finder) dearest(r run, rank int) (best *entry) {
	for i := r.first; i < r.last; i++ {
		e := &x.book.entries[i]
		if !x.holds(e) || x.rank(e) != rank {
			continue
		}
		if best == nil || e.rate.dearer(&best.rate) {
			best = e
		}
	}
	return best
}

// dearer puts a standard rate above others, and of two alike the higher.
func (r *Rate) dearer(s *Rate) bool {
	if (r.Treatment == Standard) != (s.Treatment == Standard) {
		return r.Treatment == Standard
	}
	return r.Percent.GreaterThan(s.Percent)
}

// conditionError lists the rates that hold on the day.
func (x *finder) conditionError(taxes []taxIndex, c Category) error {
	e := &ConditionError{Place: x.q.Place, Category: c, On: x.q.On}
	for i := range taxes {
		for j := range taxes[i].groups {
			r, ok := taxes[i].groups[j].find(x.q.Place.PostalCode)
			if !ok {
				continue
			}
			for k := r.first; k < r.last; k++ {
				row := &x.book.entries[k]
				if x.holds(row) && !x.overlaid(row, r) {
					e.Rates = append(e.Rates, row.rate)
				}
			}
			break
		}
	}
	return e
}

// noRate says what the book has instead.
func (b *Book) noRate(q *Query, part *placeIndex, c Category, derived bool) error {
	e := &NoRateError{Place: q.Place, Category: c, On: q.On, Estimate: derived}
	if t, ok := q.Place.Territory(); ok {
		e.Territory = t.Key
	}
	if part == nil {
		return e
	}
	began := false
	for i, taxes := range part.categories {
		if len(taxes) == 0 {
			continue
		}
		known := false
		for _, row := range b.rowsOf(taxes) {
			known = known || row.rate.Confidence != Derived && q.On.Within(row.rate.From, row.rate.Until)
			if categories[i] != c || row.rate.Confidence == Derived {
				continue
			}
			began = began || !q.On.Before(row.rate.From)
			if e.Begins.IsZero() || row.rate.From.Before(e.Begins) {
				e.Begins = row.rate.From
			}
		}
		if known {
			e.Known = append(e.Known, categories[i])
		}
	}
	if began || derived {
		e.Begins = 0
	}
	slices.Sort(e.Known)
	return e
}

// rowsOf gives the entries of some taxes.
func (b *Book) rowsOf(taxes []taxIndex) (rows []*entry) {
	for i := range taxes {
		for _, g := range taxes[i].groups {
			for _, r := range g.areas {
				for k := r.first; k < r.last; k++ {
					rows = append(rows, &b.entries[k])
				}
			}
		}
	}
	return rows
}
