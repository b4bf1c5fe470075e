package duty

import (
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
)

// unambiguous looks at the lines under a short code. If their levies agree,
// with each other and with a shorter row, any of them serves. It returns the
// normal duty, and whether it is that of the one line that is known.
func (s *schedule) unambiguous(base *Levy, column2 bool, q query) (normal *Levy, assumed bool, err error) {
	normal = base
	differ := false
	first, end := s.under(q.code)
	for i := first; i < end; i++ {
		row := &s.rows[i]
		if len(row.Code) == len(q.code) || !s.counts(i, column2, &q) {
			continue
		}
		if !row.base() {
			differ = true
			continue
		}
		if normal == nil {
			normal = row
		}
		differ = differ || !row.alike(normal)
	}
	if !differ {
		assumed = base == nil && normal != nil && s.alone(normal, column2, q)
		return normal, assumed, nil
	}
	e := &AmbiguousCodeError{Code: q.code, Origin: q.origin, Dest: q.dest, On: q.on}
	if base != nil {
		e.Lines = append(e.Lines, *base)
	}
	for i := first; i < end; i++ {
		if len(s.rows[i].Code) > len(q.code) && s.counts(i, column2, &q) {
			e.Lines = append(e.Lines, s.rows[i])
		}
	}
	return nil, false, e
}

// counts reports whether a row is charged on goods that claim nothing.
func (s *schedule) counts(i int, column2 bool, q *query) bool {
	row := &s.rows[i]
	return !row.claimable() && (!row.base() || row.normal(column2)) && s.fits(i, q)
}

// base reports whether a row is of the kinds of which one applies.
func (l *Levy) base() bool { return l.Kind == MFN || l.Kind == Column2 }

// alike reports whether two rows charge the same.
func (l *Levy) alike(o *Levy) bool { return l.Prose == o.Prose && l.Rate.Equal(o.Rate) }

// alone reports whether no other line under the code of q is known, though
// there must be some: a national line that is all of its subheading ends in
// zeros. A complete file has no others.
func (s *schedule) alone(row *Levy, column2 bool, q query) bool {
	if s.depth > 0 || strings.Trim(string(row.Code[len(q.code):]), "0") == "" {
		return false
	}
	first, end := s.under(q.code)
	for i := first; i < end; i++ {
		if s.rows[i].base() && s.rows[i].Code != row.Code && s.counts(i, column2, &q) {
			return false
		}
	}
	return true
}

// strandedAt says why a search ended without a row, as far as it is known.
func (s *schedule) strandedAt(q query, column2 bool) string {
	if column2 {
		return "goods of " + string(q.origin) + " are charged by column 2, and the table has no such rate for them: add it as a row of kind column2"
	}
	for n := len(q.code); n >= 2; n -= 2 {
		if when := notOn(q.on, s.exactly(q.code[:n])); when != "" {
			return when
		}
	}
	first, end := s.under(q.code)
	if when := notOn(q.on, s.rows[first:end]); when != "" || s.depth == 0 {
		return when
	}
	return "the file has the line, without a normal rate"
}

// notOn says when the normal duties among rows that are not in force on a day
// are in force, "" if there are none.
func notOn(day currency.Date, rows []Levy) string {
	var periods []string
	for i := range rows {
		if rows[i].Kind != MFN || rows[i].on(day) {
			continue
		}
		if p := rows[i].period(); !slices.Contains(periods, p) {
			periods = append(periods, p)
		}
	}
	switch {
	case len(periods) == 0:
		return ""
	case len(periods) == 1:
		return "its row is in force " + periods[0] + ": load the rows of that day with LoadTariff"
	case len(periods) > 3:
		periods = append(periods[:3], "…")
	}
	return "its rows are in force " + strings.Join(periods, " and ") + ": load the rows of that day with LoadTariff"
}

// period says when a row is in force that is not so always.
func (l *Levy) period() string {
	switch {
	case l.Until.IsZero():
		return "since " + l.From.String()
	case l.From.IsZero():
		return "until " + l.Until.String()
	}
	return "from " + l.From.String() + " until " + l.Until.String()
}
