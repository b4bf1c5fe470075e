package duty

import (
	"cmp"
	_ "embed"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/table"
	"github.com/landedhq/landed/locale"
)

// Programs tells which origins a preference programme covers, and which origins
// a tariff charges by its column 2. It is immutable and safe to share. The zero
// Programs knows none.
type Programs struct {
	terms  map[programKey][]eligibility
	listed map[string]bool // destinations with programmes
	asOf   currency.Date
}

type programKey struct{ dest, program string }

// eligibility is for whom and when a programme holds.
type eligibility struct {
	origins     []locale.Country // sorted
	any         bool             // whatever the origin
	from, until currency.Date
}

// column2Program is the word under which a table of programmes lists the
// origins without normal trade relations.
const column2Program = "column2"

const programHeader = "destination,program,name,origins,from,until,source,source_date,note"

//go:embed data/programs.csv
var defaultPrograms string

var embeddedPrograms = sync.OnceValues(func() (*Programs, error) { return LoadPrograms(strings.NewReader(defaultPrograms)) })

// DefaultPrograms returns the embedded table of data/programs.csv: the symbols
// of General Note 3(c) of the Harmonized Tariff Schedule of the United States
// with their countries, and the countries of its column 2, each with its
// source. A symbol that no source confirmed is left out, and cannot be claimed.
func DefaultPrograms() (*Programs, error) { return embeddedPrograms() }

// LoadPrograms reads a table of programmes as CSV with the columns
//
//	destination,program,name,origins,from,until,source,source_date,note
//
// program is the word that an item claims, or "column2"; origins are countries
// separated by spaces, or "*" for any; from and until are the first and last
// day, empty for open. Several rows of a programme add up.
//
// LoadPrograms returns a [*TableError] with the line of a row that it cannot
// read, or if the table has more than 64 MB or 500,000 rows.
func LoadPrograms(r io.Reader) (*Programs, error) {
	p := &Programs{terms: map[programKey][]eligibility{}, listed: map[string]bool{}}
	rows := 0
	err := readTable(r, programHeader, func(row table.Row) error {
		if rows++; rows > mostRows {
			return tableError("more than %d rows", mostRows)
		}
		reader := &rowReader{Row: row}
		reader.must("destination")
		reader.must("source")
		key := programKey{string(reader.country("destination")), reader.must("program")}
		if strings.Contains(key.program, " ") {
			reader.fail("program", tableError("a programme is one word"))
		}
		t := eligibility{from: reader.date("from"), until: reader.date("until")}
		if sourced := reader.date("source_date"); sourced.After(p.asOf) {
			p.asOf = sourced
		}
		reader.period(t.from, t.until)
		for _, word := range strings.Fields(row.Get("origins")) {
			if word == "*" {
				t.any = true
				continue
			}
			c, err := locale.ParseCountry(word)
			if err != nil {
				reader.fail("origins", err)
			}
			t.origins = append(t.origins, c)
		}
		slices.Sort(t.origins)
		p.terms[key] = append(p.terms[key], t)
		p.listed[key.dest] = p.listed[key.dest] || key.program != column2Program
		return reader.err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// AsOf returns the newest day of a source among the rows, as [Regimes.AsOf] does.
func (p *Programs) AsOf() currency.Date {
	if p == nil {
		return 0
	}
	return p.asOf
}

// Fits reports whether goods of an origin may claim a programme of a destination
// on a day, as far as their origin goes, and whether the table knows the
// programme at all.
func (p *Programs) Fits(dest, program string, origin locale.Country, on currency.Date) (fits, known bool) {
	if p == nil {
		return false, false
	}
	terms, known := p.terms[programKey{dest, program}]
	return fit(terms, origin, on), known
}

func fit(terms []eligibility, origin locale.Country, on currency.Date) bool {
	for i := range terms {
		if terms[i].fits(origin, on) {
			return true
		}
	}
	return false
}

func (t *eligibility) fits(origin locale.Country, on currency.Date) bool {
	if !on.Within(t.from, t.until) {
		return false
	}
	if t.any {
		return true
	}
	_, ok := slices.BinarySearch(t.origins, origin)
	return ok
}

// list is for whom a list of programmes such as "A+ AU BH" is: the origins of
// those that are known, sorted, and whether there are others, for which the row
// of the tariff speaks alone.
type list struct {
	origins []admitted
	any     []eligibility // whatever the origin
	open    bool
}

// admitted is an origin and the days on which it fits.
type admitted struct {
	origin      uint16
	from, until currency.Date
}

// short packs the two letters of a country; 0 is none.
func short(c locale.Country) uint16 {
	if len(c) != 2 {
		return 0
	}
	return uint16(c[0])<<8 | uint16(c[1])
}

// newList joins terms.
func newList(terms []eligibility) list {
	var l list
	for _, t := range terms {
		if t.any {
			l.any = append(l.any, t)
		}
		for _, c := range t.origins {
			l.origins = append(l.origins, admitted{short(c), t.from, t.until})
		}
	}
	slices.SortStableFunc(l.origins, func(a, b admitted) int { return cmp.Compare(a.origin, b.origin) })
	return l
}

// list joins the programmes of a row.
func (p *Programs) list(l *Levy) list {
	var terms []eligibility
	open := false
	for word := range strings.FieldsSeq(l.Program) {
		of, known := p.terms[programKey{l.Jurisdiction, word}]
		terms = append(terms, of...)
		open = open || !known && p.leaves(l)
	}
	joined := newList(terms)
	joined.open = open
	return joined
}

// leaves reports whether a row decides for whom its programmes are that the
// table does not know. A quota may be open to all.
func (p *Programs) leaves(l *Levy) bool {
	return p == nil || l.Kind == Quota || l.Origin != "" || !p.listed[l.Jurisdiction]
}

// grants reports whether goods may claim a levy by the name of a programme.
func (p *Programs) grants(l *Levy, program string, origin locale.Country, on currency.Date) bool {
	if program != l.Program && !names(l.Program, program) {
		return false
	}
	fits, known := p.Fits(l.Jurisdiction, program, origin, on)
	return fits || !known && p.leaves(l)
}

func (l *list) fits(origin locale.Country, on currency.Date) bool {
	if l.open {
		return true
	}
	want := short(origin)
	low, high := 0, len(l.origins)
	for low < high {
		if mid := (low + high) / 2; l.origins[mid].origin < want {
			low = mid + 1
		} else {
			high = mid
		}
	}
	for ; low < len(l.origins) && l.origins[low].origin == want; low++ {
		if on.Within(l.origins[low].from, l.origins[low].until) {
			return true
		}
	}
	return len(l.any) > 0 && fit(l.any, origin, on)
}
