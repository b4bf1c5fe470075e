package duty

import (
	"io"
	"strings"

	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// Kinds of rows that are not levies.
const (
	gap      Kind = "gap"      // says what the table is known to lack
	complete Kind = "complete" // says that the table lacks no line
)

const (
	tariffHeader   = "destination,code,origin,kind,rate,program,name,from,until,source,source_date,note"
	tariffOptional = "id,base,uplift,inside,min_collect,replaces,excludes"
)

// LoadTariff reads a table of levies as CSV with the columns
//
//	destination,code,origin,kind,rate,program,name,from,until,source,source_date,note
//
// destination is a country or "EU"; code has 2 to 10 digits, a short one
// standing for all lines under it; origin is a country, "EU", or empty for
// any; kind is a [Kind]: mfn, column2, preference, quota, additional, remedy,
// fee or tax; rate is an expression as [ParseRate] reads it, with ISO codes for
// currencies; program names the preference or quota, or several separated by
// spaces; from and until are the first and last day in force, empty for open;
// name, source and source_date say what the row is and where it is from. What
// comes on top of the duty may have no code, for all goods. A preference to a
// destination whose programmes [DefaultPrograms] lists, under a name that is
// not on the list, has to state its origin.
//
// The table may have these columns too, as in [Levy]:
//
//	id,base,uplift,inside,min_collect,replaces,excludes
//
// id is the same for all rows of one measure; base is empty for the customs
// value or a set such as "goods+duty"; uplift is in percent; inside is "yes" or
// empty; min_collect is an amount such as "5 CHF"; replaces and excludes are
// IDs or kinds separated by spaces. A row of kind mfn that replaces "mfn"
// stands in for the official rate of its goods, whatever the length of codes.
//
// A row of kind gap has no rate: its name says what the table is known to lack
// for the code, and [Assess] then warns that the duty is an estimate. Its code
// may be empty, for all goods. A row of kind complete has neither rate nor
// code: it says that the table has all lines of the destination, so that a code
// which it does not have is an error.
//
// LoadTariff returns a [*TableError] with the line if a row cannot be read, if
// two rows for the same thing are in force on the same day, if levies replace
// or exclude each other in a circle, or if the table has more than 64 MB or
// 500,000 rows.
func LoadTariff(r io.Reader) (*Tariff, error) {
	programs, err := DefaultPrograms()
	if err != nil {
		return nil, err
	}
	stack := newTariffStack(programs)
	err = readSpec(r, tableSpec(tariffHeader, tariffOptional), func(row table.Row) error {
		levy, err := readLevy(row)
		if err == nil {
			err = stack.add(levy, row.Line)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return stack.tariff()
}

// tariffStack is a table that rows are added to, one after the other.
type tariffStack struct {
	t    *Tariff
	rows int
}

func newTariffStack(p *Programs) *tariffStack {
	return &tariffStack{t: &Tariff{schedules: map[string]*schedule{}, programs: p}}
}

// add adds the row of a line.
func (st *tariffStack) add(levy Levy, line int) error {
	if st.rows++; st.rows > mostRows {
		return tableError("more than %d rows", mostRows)
	}
	s := st.t.schedules[levy.Jurisdiction]
	if s == nil {
		s = &schedule{dated: true}
		st.t.schedules[levy.Jurisdiction] = s
	}
	s.dated = s.dated && !levy.SourceDate.IsZero()
	s.age(levy.SourceDate)
	switch levy.Kind {
	case gap:
		s.gaps = append(s.gaps, levy)
	case complete:
		s.depth = max(s.depth, 2, len(levy.Code))
		if levy.Code != "" {
			s.entries = append(s.entries, entry{code: levy.Code, text: levy.Name, parent: -1})
		}
	default:
		s.rows = append(s.rows, levy)
		s.lines = append(s.lines, int32(line))
	}
	return nil
}

// tariff returns the finished table.
func (st *tariffStack) tariff() (*Tariff, error) {
	for _, dest := range st.t.Jurisdictions() { // the first error in a fixed order
		s := st.t.schedules[dest]
		if s.depth > 0 {
			s.enter()
		}
		if err := s.finish(dest, st.t.programs); err != nil {
			return nil, err
		}
	}
	return st.t, nil
}

// enter makes a schedule complete: its normal duties are its lines.
func (s *schedule) enter() {
	for i := range s.rows {
		if l := &s.rows[i]; l.Kind == MFN {
			s.entries = append(s.entries, entry{code: l.Code, text: l.Name, parent: -1})
			s.depth = max(s.depth, len(l.Code))
		}
	}
}

func readLevy(row table.Row) (Levy, error) {
	r := &rowReader{Row: row}
	r.must("destination")
	levy := Levy{
		Jurisdiction: string(r.country("destination")),
		Origin:       r.country("origin"),
		Kind:         Kind(r.must("kind")),
		Name:         r.must("name"),
		Program:      r.list("program"),
		From:         r.date("from"),
		Until:        r.date("until"),
		Source:       r.must("source"),
		SourceDate:   r.date("source_date"),
		Note:         row.Get("note"),
	}
	r.period(levy.From, levy.Until)
	r.extras(&levy)
	if row.Get("code") != "" {
		levy.Code = r.prefix("code")
	}
	if row.Get("rate") != "" || !levy.marks() {
		levy.Rate = r.rate("rate")
	}
	if levy.Kind == complete && levy.Code != "" {
		r.fail("code", tableError("a row of kind complete has no code"))
	}
	levy.agree(r.fail)
	return levy, r.err
}

// marks reports whether a row is no levy, but says what the table has or lacks.
func (l *Levy) marks() bool { return l.Kind == gap || l.Kind == complete }

// agree checks what goes together.
func (l *Levy) agree(fail func(column string, err error)) {
	if l.Code == "" && (l.base() || l.claimable()) {
		fail("code", &CodeError{Err: errPrefixSyntax})
	}
	switch l.Kind {
	case MFN, Column2, Preference, Quota, Additional, Remedy, Fee, Tax:
		if l.Rate.IsZero() == (l.Prose == "") {
			fail("rate", tableError("a levy has a rate, or the prose in place of it"))
		}
	case gap, complete:
		if !l.Rate.IsZero() || l.Prose != "" {
			fail("rate", tableError("a row of kind %s has no rate", l.Kind))
		}
	default:
		fail("kind", tableError("%s is none of mfn, column2, preference, quota, additional, remedy, fee, tax, gap, complete", excerpt.Quote(l.Kind)))
	}
	if l.claimable() != (l.Program != "") {
		fail("program", tableError("a preference or quota names its program, and nothing else does"))
	}
}

// extras reads the columns that a table may lack.
func (r *rowReader) extras(levy *Levy) {
	levy.ID = r.Get("id")
	if strings.Contains(levy.ID, " ") {
		r.fail("id", tableError("an ID has no spaces"))
	}
	if err := r.Parse("base", &levy.Base); err != nil && r.err == nil {
		r.err = err
	}
	if s := r.Get("uplift"); s != "" {
		var ok bool
		if levy.Uplift, ok = exact.ParseDecimal(s, 3, mostPlaces); !ok {
			r.fail("uplift", tableError("%s is no percentage", excerpt.Quote(s)))
		}
	}
	switch s := r.Get("inside"); s {
	case "":
	case "yes":
		levy.Inside = true
	default:
		r.fail("inside", tableError("%s is neither yes nor empty", excerpt.Quote(s)))
	}
	if s := r.Get("min_collect"); s != "" {
		if err := r.Parse("min_collect", &levy.MinCollect); err != nil && r.err == nil {
			r.err = err
		} else if levy.MinCollect.Sign() <= 0 {
			r.fail("min_collect", tableError("%s is not above zero", excerpt.Quote(s)))
		}
	}
	levy.Replaces, levy.Excludes = r.list("replaces"), r.list("excludes")
}
