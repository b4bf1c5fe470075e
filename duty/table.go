package duty

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
	"github.com/landedhq/landed/locale"
)

// TableError is a row of a tariff or regime table that was refused.
type TableError struct {
	Line   int    // 1 is the header
	Column string // name of the column, "" if the row as a whole is at fault
	Err    error
}

func (e *TableError) Error() string {
	return "duty: " + (*table.Error)(e).Error()
}

// Unwrap returns what was wrong.
func (e *TableError) Unwrap() error { return e.Err }

// ErrTable is the class of what can be wrong with a table besides its values:
// a missing column, an empty cell, rows that overlap, a table too large.
var ErrTable = errors.New("table")

func tableError(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrTable, fmt.Sprintf(format, args...))
}

// gap is the kind of a row that says what the table is known to lack.
const gap Kind = "gap"

const tariffHeader = "destination,code,origin,kind,rate,program,name,from,until,source,source_date,note"

const largestTable = 64 << 20 // bytes

// LoadTariff reads a table of levies as CSV with the columns
//
//	destination,code,origin,kind,rate,program,name,from,until,source,source_date,note
//
// destination is a country or "EU"; code has 2 to 10 digits, a short one
// standing for all lines under it; origin is a country, "EU", or empty for
// any; kind is mfn, preference, additional or remedy; rate is an expression as
// [ParseRate] reads it, with ISO codes for currencies; program names the
// preference; from and until are the first and last day in force, empty for
// open; name, source and source_date say what the row is and where it is from.
//
// A row of kind gap has no rate: its name says what the table is known to lack
// for the code, and [Assess] then warns that the duty is an estimate. Its code
// may be empty, for all goods.
//
// LoadTariff returns a [*TableError] with the line if a row cannot be read, or
// if two rows for the same thing are in force on the same day.
func LoadTariff(r io.Reader) (*Tariff, error) {
	t := &Tariff{schedules: map[string]schedule{}}
	levies := map[string][]Levy{}
	lines := map[string][]int{} // of the levies, in the order of the file
	dated := true
	err := readTable(r, tariffHeader, func(row table.Row) error {
		levy, err := readLevy(row)
		if err != nil {
			return err
		}
		switch {
		case levy.SourceDate.IsZero():
			dated = false
		case t.asOf.IsZero() || levy.SourceDate.Before(t.asOf):
			t.asOf = levy.SourceDate
		}
		if levy.Kind == gap {
			t.gaps = append(t.gaps, levy)
			return nil
		}
		levies[levy.Jurisdiction] = append(levies[levy.Jurisdiction], levy)
		lines[levy.Jurisdiction] = append(lines[levy.Jurisdiction], row.Line)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !dated {
		t.asOf = currency.Date(0)
	}
	for _, dest := range slices.Sorted(maps.Keys(levies)) { // the first error in a fixed order
		rows := levies[dest]
		order := byCode{rows, lines[dest]}
		sort.Stable(order)
		if err := order.overlap(); err != nil {
			return nil, err
		}
		t.schedules[dest] = newSchedule(rows)
	}
	return t, nil
}

// byCode sorts levies by code together with the lines they came from.
type byCode struct {
	levies []Levy
	lines  []int
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
		return k < m
	}
	return l.From.Before(o.From)
}

// purpose tells apart what may apply at the same time.
func (l *Levy) purpose() string {
	name := l.Name
	if l.Kind == MFN || l.Kind == Preference {
		name = "" // only one of these can apply, whatever it is called
	}
	return string(l.Kind) + "\x00" + string(l.Origin) + "\x00" + l.Program + "\x00" + name
}

// overlap finds two rows for the same thing on the same day. Sorted by time,
// such rows are neighbours.
func (b byCode) overlap() error {
	for i := 1; i < len(b.levies); i++ {
		before, l := &b.levies[i-1], &b.levies[i]
		if before.Code != l.Code || before.purpose() != l.purpose() {
			continue
		}
		if before.Until.IsZero() || !before.Until.Before(l.From) {
			return &TableError{Line: max(b.lines[i-1], b.lines[i]), Err: tableError(
				"%s %s to %s is in force on the same days as line %d", l.Kind, l.Code.Dotted(), l.Jurisdiction, min(b.lines[i-1], b.lines[i]))}
		}
	}
	return nil
}

// readTable gives each row of a table to each. Its errors are *TableError.
func readTable(r io.Reader, columns string, each func(table.Row) error) error {
	spec := table.Spec{Columns: strings.Split(columns, ","), MaxBytes: largestTable, Syntax: ErrTable, Size: ErrTable}
	return tableErrorOf(table.Read(r, spec, each))
}

func tableErrorOf(err error) error {
	if at := (*table.Error)(nil); errors.As(err, &at) {
		return (*TableError)(at)
	}
	return err
}

// rowReader reads cells and keeps the first error.
type rowReader struct {
	table.Row
	err error
}

func (r *rowReader) fail(column string, err error) {
	if r.err == nil {
		r.err = r.Fault(column, err)
	}
}

func (r *rowReader) must(column string) string {
	s := r.Get(column)
	if s == "" {
		r.fail(column, tableError("empty"))
	}
	return s
}

func (r *rowReader) date(column string) (d currency.Date) {
	if err := r.Parse(column, &d); err != nil && r.err == nil {
		r.err = err
	}
	return d
}

func (r *rowReader) country(column string) locale.Country {
	s := r.Get(column)
	if s == "" || s == unionTariff {
		return locale.Country(s)
	}
	c, err := locale.ParseCountry(s)
	if err != nil {
		r.fail(column, err)
	}
	return c
}

// period checks that a row does not end before it begins.
func (r *rowReader) period(from, until currency.Date) {
	if !from.IsZero() && !until.IsZero() && until.Before(from) {
		r.fail("until", tableError("%s is before %s", until, from))
	}
}

// prefix reads a code of 2 to 10 digits.
func (r *rowReader) prefix(column string) Code {
	s := r.Get(column)
	digits, ok := codeDigits(s)
	if !ok || digits == "" {
		r.fail(column, &CodeError{Code: excerpt.Text(s), Err: ErrCodeSyntax})
		return ""
	}
	known, err := subheadings()
	if err != nil {
		r.fail(column, err)
	} else if !known.has(digits) && digits[:2] != "98" && digits[:2] != "99" { // national chapters
		r.fail(column, &CodeError{Code: excerpt.Text(s), Err: ErrUnknownCode})
	}
	return Code(digits)
}

func readLevy(row table.Row) (Levy, error) {
	r := &rowReader{Row: row}
	r.must("destination")
	levy := Levy{
		Jurisdiction: string(r.country("destination")),
		Origin:       r.country("origin"),
		Kind:         Kind(r.must("kind")),
		Name:         r.must("name"),
		Program:      row.Get("program"),
		From:         r.date("from"),
		Until:        r.date("until"),
		Source:       r.must("source"),
		SourceDate:   r.date("source_date"),
		Note:         row.Get("note"),
	}
	r.period(levy.From, levy.Until)
	if levy.Kind != gap || row.Get("code") != "" {
		levy.Code = r.prefix("code")
	}
	switch levy.Kind {
	case MFN, Preference, Additional, Remedy:
		levy.Rate = r.rate("rate")
	case gap:
		if row.Get("rate") != "" {
			r.fail("rate", tableError("a gap has no rate"))
		}
	default:
		r.fail("kind", tableError("%s is none of mfn, preference, additional, remedy, gap", excerpt.Quote(row.Get("kind"))))
	}
	if (levy.Kind == Preference) != (levy.Program != "") {
		r.fail("program", tableError("a preference names its program, and nothing else does"))
	}
	return levy, r.err
}

func (r *rowReader) rate(column string) Rate {
	rate, err := ParseRate(r.Get(column), 0)
	if err != nil {
		r.fail(column, err)
	}
	return rate
}
