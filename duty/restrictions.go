package duty

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
	"github.com/landedhq/landed/locale"
)

// Restrictions says which goods may not be sent where, or not without more. It
// is a shop's own table: [LoadRestrictions] reads it. It is immutable and may
// be shared between goroutines; a nil *Restrictions, and the zero
// one, holds nothing.
type Restrictions struct {
	rows map[string][]Restriction // by destination, in the order of the codes
	all  []Restriction            // in the order of the table
}

var restrictionColumns = table.Spec{
	Columns:  strings.Split("destination,code,origin,action,rule,reason,from,until,source,source_date,note", ","),
	Optional: []string{"origin", "rule", "from", "until", "source", "source_date", "note"},
	MaxBytes: largestTable,
	Syntax:   ErrTable,
	Size:     ErrTable,
}

// LoadRestrictions reads a table of restricted goods as CSV with the columns
//
//	destination,code,origin,action,rule,reason,from,until,source,source_date,note
//
// of which destination, code, action and reason must be there. destination is
// a country, "EU", or empty for all; code has 2 to 10 digits and stands for
// all that begin with them, empty for all goods; origin is a country, "EU", or
// empty for any; action is forbid, warn or allow; rule is what the restriction
// is called; reason is what people are told, and only an allow may lack it;
// from and until are the first and last day, empty for open.
//
// Every row that is about the goods counts: a forbid is not weakened by a warn,
// nor by what another row says of more or other goods. Only an allow lifts
// restrictions, and only those that are about more goods than it is: with a
// shorter code, or for any destination or origin where it names one. It lifts
// all of them or, if it names a rule, those of that rule. So
//
//	destination,code,action,reason
//	,93,forbid,weapons
//	,9304,allow,
//	DE,9304,forbid,air guns
//
// forbids weapons except air guns, and air guns too to Germany.
//
// LoadRestrictions returns a [*TableError] with the line if
//   - a row cannot be read;
//   - two rows say something of the same goods under the same rule on the same
//     days (the message names the other line);
//   - an allow is not an exception to any row;
//   - the table has more than 64 MB or 500,000 rows.
func LoadRestrictions(r io.Reader) (*Restrictions, error) {
	rs := &Restrictions{rows: map[string][]Restriction{}}
	err := table.Read(r, restrictionColumns, func(row table.Row) error {
		if len(rs.all) == mostRows {
			return tableError("more than %d rows", mostRows)
		}
		restriction, err := readRestriction(row)
		if err == nil {
			rs.all = append(rs.all, restriction)
		}
		return err
	})
	if err != nil {
		return nil, tableErrorOf(err)
	}
	for _, row := range rs.all {
		rs.rows[row.Dest] = append(rs.rows[row.Dest], row)
	}
	var first *TableError // of the table, whatever the order of the map
	for _, rows := range rs.rows {
		slices.SortFunc(rows, func(a, b Restriction) int {
			return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Origin, b.Origin), cmp.Compare(a.Rule, b.Rule),
				cmp.Compare(a.From, b.From), cmp.Compare(a.Line, b.Line))
		})
		if err := conflict(rows); err != nil && (first == nil || err.Line < first.Line) {
			first = err
		}
	}
	if first != nil {
		return nil, first
	}
	if err := rs.exceptions(); err != nil {
		return nil, err
	}
	return rs, nil
}

func readRestriction(row table.Row) (Restriction, error) {
	r := &rowReader{Row: row}
	restriction := Restriction{
		Dest:       string(r.country("destination")),
		Origin:     r.country("origin"),
		Action:     Action(r.must("action")),
		Rule:       r.Get("rule"),
		Reason:     r.Get("reason"),
		From:       r.date("from"),
		Until:      r.date("until"),
		Source:     r.Get("source"),
		SourceDate: r.date("source_date"),
		Note:       r.Get("note"),
		Line:       row.Line,
	}
	if r.Get("code") != "" {
		restriction.Code = r.prefix("code")
	}
	switch restriction.Action {
	case Forbid, Warn:
		r.must("reason")
	case Allow:
	default:
		r.fail("action", tableError("%s: want forbid, warn or allow", excerpt.Quote(restriction.Action)))
	}
	r.period(restriction.From, restriction.Until)
	return restriction, r.err
}

// conflict finds two rows about the same goods under the same rule on the same
// day. Sorted, such rows are neighbours.
func conflict(rows []Restriction) *TableError {
	var first *TableError
	for i := 1; i < len(rows); i++ {
		before, row := &rows[i-1], &rows[i]
		if !before.sameGoods(row) || before.Rule != row.Rule {
			continue
		}
		if before.Until.IsZero() || !before.Until.Before(row.From) {
			err := &TableError{Line: max(before.Line, row.Line), Err: tableError(
				"says %s of the same goods on the same days as line %d says %s", later(before, row).Action, min(before.Line, row.Line), earlier(before, row).Action)}
			if first == nil || err.Line < first.Line {
				first = err
			}
		}
	}
	return first
}

func earlier(a, b *Restriction) *Restriction {
	if a.Line < b.Line {
		return a
	}
	return b
}

func later(a, b *Restriction) *Restriction {
	if a.Line < b.Line {
		return b
	}
	return a
}

// goods are what a restriction is about, and under which rule; "*" is that of
// any.
type goods struct {
	destination string
	code        Code
	origin      locale.Country
	rule        string
}

// exceptions checks that each allow is an exception to something: what it was
// to lift may have been written otherwise.
func (rs *Restrictions) exceptions() error {
	restricted := map[goods]bool{}
	for _, r := range rs.all {
		if r.Action != Allow {
			restricted[goods{r.Dest, r.Code, r.Origin, "=" + r.Rule}] = true
			restricted[goods{r.Dest, r.Code, r.Origin, "*"}] = true
		}
	}
	for i := range rs.all {
		if a := &rs.all[i]; a.Action == Allow && !a.exception(restricted) {
			return &TableError{Line: a.Line, Column: "action", Err: tableError("allows what no other row forbids or warns of")}
		}
	}
	return nil
}

// exception reports whether something is restricted that r is a part of.
func (r *Restriction) exception(restricted map[goods]bool) bool {
	rule := "*"
	if r.Rule != "" {
		rule = "=" + r.Rule
	}
	for _, destination := range [...]string{"", unionTariff, r.Dest} {
		for _, origin := range [...]locale.Country{"", unionTariff, r.Origin} {
			for length := 0; length <= len(r.Code); length += 2 {
				o := Restriction{Dest: destination, Origin: origin, Code: r.Code[:length], Action: Forbid, Rule: r.Rule}
				if restricted[goods{destination, o.Code, origin, rule}] && r.lifts(&o) {
					return true
				}
			}
		}
	}
	return false
}

// with returns the rows of exactly a code.
func with(rows []Restriction, code Code) []Restriction {
	i := sort.Search(len(rows), func(i int) bool { return rows[i].Code >= code })
	k := i
	for k < len(rows) && rows[k].Code == code {
		k++
	}
	return rows[i:k]
}

// All returns the rows in the order of the table.
func (rs *Restrictions) All() []Restriction {
	if rs == nil {
		return nil
	}
	return slices.Clone(rs.all)
}

// Check returns what stands against goods of a code and origin to a
// destination on a day: what forbids them first, then what may (see
// [Finding.Possible]) and what warns of them, each with the longer codes
// first and then in the order of the table. Nothing against them gives nil,
// and takes no memory. An empty origin is one that is not known.
//
// Check returns an error if the code is not one of 2 to 10 digits
// ([*CodeError]), the destination or the day is not known, or the origin is
// no country ([ErrShipment]).
func (rs *Restrictions) Check(code Code, origin, dest locale.Country, on currency.Date) ([]Finding, error) {
	if digits, ok := codeDigits(string(code)); !ok || digits != string(code) || digits == "" {
		return nil, code.malformed(errPrefixSyntax)
	}
	if on.IsZero() || !dest.Valid() {
		return nil, fmt.Errorf("duty: %w: restrictions of goods to %q on %q: destination and day must be known", ErrShipment, excerpt.Text(dest), on)
	}
	if origin != "" && !origin.Valid() {
		return nil, fmt.Errorf("duty: %w: restrictions of goods of %q: no country, leave the origin empty if it is not known", ErrShipment, excerpt.Text(origin))
	}
	if rs == nil {
		return nil, nil
	}
	var found []Finding
	var allowed []*Restriction
	collect := func(rows []Restriction, possible bool) {
		for i := range rows {
			is, perhaps := rows[i].about(origin, on)
			perhaps = perhaps || possible
			switch {
			case !is || rows[i].Action == Allow && perhaps:
			case rows[i].Action == Allow:
				allowed = append(allowed, &rows[i])
			default:
				found = append(found, Finding{rows[i], perhaps})
			}
		}
	}
	for _, destination := range [...]string{"", unionTariff, string(dest)} {
		rows := rs.rows[destination]
		if len(rows) == 0 || destination == unionTariff && !dest.EU(on) {
			continue
		}
		for length := 0; length <= len(code); length += 2 {
			collect(with(rows, code[:length]), false)
		}
		collect(under(rows, code), true)
	}
	found = lift(found, allowed)
	if len(found) == 0 {
		return nil, nil
	}
	slices.SortFunc(found, compareFindings)
	return found, nil
}

// lift leaves out what an exception takes away. Of one rule few exceptions are
// about the same goods, so that they are looked at by rule.
func lift(found []Finding, allowed []*Restriction) []Finding {
	if len(allowed) == 0 {
		return found
	}
	byRule := map[string][]*Restriction{}
	for _, a := range allowed {
		byRule[a.Rule] = append(byRule[a.Rule], a)
	}
	return slices.DeleteFunc(found, func(f Finding) bool {
		lifts := func(a *Restriction) bool { return a.lifts(&f.Restriction) }
		return slices.ContainsFunc(byRule[""], lifts) || slices.ContainsFunc(byRule[f.Rule], lifts)
	})
}

// under returns the rows of longer codes that begin with code.
func under(rows []Restriction, code Code) []Restriction {
	i := sort.Search(len(rows), func(i int) bool { return rows[i].Code > code })
	k := i
	for k < len(rows) && strings.HasPrefix(string(rows[k].Code), string(code)) {
		k++
	}
	return rows[i:k]
}

func compareFindings(a, b Finding) int {
	return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(len(b.Code), len(a.Code)), cmp.Compare(a.Line, b.Line))
}

func (f Finding) rank() int {
	switch {
	case f.Forbids():
		return 0
	case f.Action == Forbid:
		return 1
	case !f.Possible:
		return 2
	}
	return 3
}
