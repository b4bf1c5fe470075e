package duty

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Tariff is a set of levies by destination, code, origin and date. It is
// immutable and safe to share.
type Tariff struct {
	schedules map[string]schedule // by jurisdiction
	gaps      []Levy              // what is known to be missing: Name says it
	asOf      currency.Date
}

// schedule is the table of one jurisdiction.
type schedule struct {
	rows []Levy // sorted by code
	at   map[Code]span
}

// span tells where the rows of a code stand. It exists for the beginnings of
// codes too, so that a look-up learns at once whether there is more below.
type span struct {
	first, end int32 // rows with just this code
	longer     bool  // there are rows whose codes begin with it
}

// newSchedule indexes sorted rows.
func newSchedule(rows []Levy) schedule {
	s := schedule{rows: rows, at: make(map[Code]span, len(rows))}
	for i := range rows {
		code := rows[i].Code
		at := s.at[code]
		if at.end == 0 {
			at.first = int32(i)
		}
		at.end = int32(i + 1)
		s.at[code] = at
		for n := len(code) - 2; n >= 2; n -= 2 {
			at := s.at[code[:n]]
			if at.longer {
				break // and so have the shorter ones
			}
			at.longer = true
			s.at[code[:n]] = at
		}
	}
	return s
}

//go:embed data/tariff.csv
var starterTariff string

var starter = sync.OnceValues(func() (*Tariff, error) { return LoadTariff(strings.NewReader(starterTariff)) })

// Starter returns the embedded table of data/tariff.csv: a few products, for
// trying things out, each row with its source and the day of that source.
func Starter() (*Tariff, error) { return starter() }

// AsOf returns the day of the oldest source among the rows: none is older.
// It is the zero date if the table is empty or a row does not tell.
func (t *Tariff) AsOf() currency.Date { return t.asOf }

// ErrNoTariff says that a tariff has no line for what was asked.
var ErrNoTariff = errors.New("no tariff line")

// NoTariffError says for which goods there is no line. It wraps [ErrNoTariff].
type NoTariffError struct {
	Code   Code
	Origin locale.Country
	Dest   string // jurisdiction, or the territory that has none
	On     currency.Date
	Detail string // what stands in the way, or ""
}

func (e *NoTariffError) Error() string {
	detail := e.Detail
	if detail == "" {
		detail = "add its rows to a table for LoadTariff"
	}
	return fmt.Sprintf("duty: no tariff line for %s from %s to %s on %s: %s",
		e.Code.Dotted(), orUnknown(string(e.Origin)), e.Dest, e.On, detail)
}

// Unwrap returns [ErrNoTariff].
func (e *NoTariffError) Unwrap() error { return ErrNoTariff }

// AmbiguousCodeError says that a code is too short: the national lines under
// it that are known have different levies. Lines holds them; state one of
// their codes with the item. It wraps [ErrNoTariff].
type AmbiguousCodeError struct {
	Code   Code
	Origin locale.Country
	Dest   string
	On     currency.Date
	Lines  []Levy
}

func (e *AmbiguousCodeError) Error() string {
	var lines []string
	for i, l := range e.Lines {
		if i == 8 {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, fmt.Sprintf("%s (%s: %s)", l.Code.Dotted(), l.Name, l.Rate))
	}
	return fmt.Sprintf("duty: %s from %s to %s on %s has national lines with different levies, state one: %s",
		e.Code.Dotted(), orUnknown(string(e.Origin)), e.Dest, e.On, strings.Join(lines, "; "))
}

// Unwrap returns [ErrNoTariff].
func (e *AmbiguousCodeError) Unwrap() error { return ErrNoTariff }

func orUnknown(s string) string {
	if s == "" {
		return "an unknown origin"
	}
	return s
}

// Lookup returns the levies on goods: first the normal duty, then what comes
// on top of it, then the preferences that the goods may claim. Of each the row
// with the longest code that begins the goods' code is taken, among rows of
// equal length one for the origin before one for any. The member states of the
// European Union share its table. A code shorter than all rows takes the levies
// of the lines under it, if they agree; a longer code in the answer tells.
//
// Lookup returns an error if:
//   - the code is no code ([*CodeError]);
//   - there is no normal duty for it ([*NoTariffError]), which is so for
//     Northern Ireland ("XI") at all times: which of two tariffs applies there
//     depends on where the goods end up;
//   - the code is too short to tell the lines under it apart
//     ([*AmbiguousCodeError]);
//   - there are levies by origin and the origin is "" ([*NoTariffError]).
func (t *Tariff) Lookup(c Code, origin, dest locale.Country, on currency.Date) ([]Levy, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	var found applicable
	if err := t.find(&found, query{code: c, origin: origin, dest: tariffOf(dest, on), on: on}); err != nil {
		return nil, err
	}
	levies := make([]Levy, 0, 1+len(found.onTop)+len(found.preferences))
	levies = append(levies, *found.base)
	for _, l := range found.onTop {
		levies = append(levies, *l)
	}
	for _, l := range found.preferences {
		levies = append(levies, *l)
	}
	return levies, nil
}

// tariffOf names the customs tariff of a country: member states have one.
func tariffOf(dest locale.Country, on currency.Date) string {
	if dest.EU(on) {
		return unionTariff
	}
	return string(dest)
}

const unionTariff = "EU"

// query is one question to a tariff; dest is a jurisdiction.
type query struct {
	code   Code
	origin locale.Country
	dest   string
	on     currency.Date
}

// applicable is the answer. The slices are reused by whoever asks often.
type applicable struct {
	base        *Levy
	onTop       []*Levy
	preferences []*Levy
	// assumed says that base is of the one line that is known under a shorter
	// code, which has others.
	assumed bool
}

func (a *applicable) reset() {
	a.base, a.onTop, a.preferences, a.assumed = nil, a.onTop[:0], a.preferences[:0], false
}

// find answers q, from the longest code to the shortest.
func (t *Tariff) find(found *applicable, q query) error {
	found.reset()
	if t == nil {
		return q.none("there is no tariff")
	}
	s := t.schedules[q.dest]
	byOrigin := false
	for n := len(q.code); n >= 2; n -= 2 {
		rows := s.exactly(q.code[:n])
		for i := range rows {
			row := &rows[i]
			if !row.on(q.on) {
				continue
			}
			if !row.from(q.origin, q.on) {
				byOrigin = byOrigin || q.origin == "" && row.Kind != Preference
				continue
			}
			found.add(row)
		}
	}
	if byOrigin {
		return q.none("its levies depend on the country of origin: state it with the item")
	}
	if err := s.unambiguous(found, q); err != nil {
		return err
	}
	if found.base == nil {
		return q.none(s.strandedAt(q))
	}
	return nil
}

func (q query) none(detail string) error {
	return &NoTariffError{Code: q.code, Origin: q.origin, Dest: q.dest, On: q.on, Detail: detail}
}

// strandedAt says why a search ended without a row, as far as it is known.
func (s schedule) strandedAt(q query) string {
	if len(s.rows) == 0 {
		return "the table has no rows of " + q.dest + ": add them to a table for LoadTariff"
	}
	for n := len(q.code); n >= 2; n -= 2 {
		if when := notOn(q.on, s.exactly(q.code[:n])); when != "" {
			return when
		}
	}
	return notOn(q.on, s.under(q.code))
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

// add takes a row unless one with a longer code, or for just this origin, was
// taken for the same purpose before.
func (a *applicable) add(row *Levy) {
	switch row.Kind {
	case MFN:
		if a.base == nil || len(row.Code) == len(a.base.Code) && a.base.Origin == "" && row.Origin != "" {
			a.base = row
		}
	case Preference:
		a.preferences = addDistinct(a.preferences, row, func(l *Levy) bool { return l.Program == row.Program })
	default:
		a.onTop = addDistinct(a.onTop, row, func(l *Levy) bool { return l.Kind == row.Kind && l.Name == row.Name })
	}
}

func addDistinct(levies []*Levy, row *Levy, same func(*Levy) bool) []*Levy {
	for i, l := range levies {
		if same(l) {
			if len(l.Code) == len(row.Code) && l.Origin == "" && row.Origin != "" {
				levies[i] = row
			}
			return levies
		}
	}
	return append(levies, row)
}

// unambiguous looks at the lines under a short code. If their levies agree,
// with each other and with a shorter row, any of them serves.
func (s schedule) unambiguous(found *applicable, q query) error {
	if !s.at[q.code].longer {
		return nil
	}
	base, differ := found.base, false
	longer := s.under(q.code)
	for i := range longer {
		row := &longer[i]
		if row.Kind == Preference || len(row.Code) == len(q.code) || !row.on(q.on) || !row.from(q.origin, q.on) {
			continue
		}
		if base == nil && row.Kind == MFN {
			base = row
		}
		differ = differ || row.Kind != MFN || !row.Rate.Equal(base.Rate)
	}
	if !differ {
		found.assumed = found.base == nil && base != nil && s.alone(base, q)
		found.base = base
		return nil
	}
	e := &AmbiguousCodeError{Code: q.code, Origin: q.origin, Dest: q.dest, On: q.on}
	if found.base != nil {
		e.Lines = append(e.Lines, *found.base)
	}
	for _, row := range longer {
		if row.Kind != Preference && len(row.Code) > len(q.code) && row.on(q.on) && row.from(q.origin, q.on) {
			e.Lines = append(e.Lines, row)
		}
	}
	return e
}

// alone reports whether no other line under the code of q is known, though
// there must be some: a national line that is all of its subheading ends in
// zeros.
func (s schedule) alone(row *Levy, q query) bool {
	if strings.Trim(string(row.Code[len(q.code):]), "0") == "" {
		return false
	}
	for _, other := range s.under(q.code) {
		if other.Kind == MFN && other.Code != row.Code && other.on(q.on) && other.from(q.origin, q.on) {
			return false
		}
	}
	return true
}

// on reports whether a row is in force.
func (l *Levy) on(day currency.Date) bool { return day.Within(l.From, l.Until) }

// from reports whether a row is for goods of an origin.
func (l *Levy) from(origin locale.Country, on currency.Date) bool {
	return l.Origin == "" || l.Origin == origin || l.Origin == unionTariff && origin != "" && origin.EU(on)
}

// exactly returns the rows with just this code.
func (s schedule) exactly(code Code) []Levy {
	at := s.at[code]
	return s.rows[at.first:at.end]
}

// under returns the rows whose codes begin with code.
func (s schedule) under(code Code) []Levy {
	first := sort.Search(len(s.rows), func(i int) bool { return s.rows[i].Code >= code })
	end := first
	for end < len(s.rows) && strings.HasPrefix(string(s.rows[end].Code), string(code)) {
		end++
	}
	return s.rows[first:end]
}

// missing returns what the table is known to lack for goods.
func (t *Tariff) missing(q query) []Levy {
	var lacks []Levy
	for _, gap := range t.gaps {
		if gap.Jurisdiction == q.dest && strings.HasPrefix(string(q.code), string(gap.Code)) && gap.on(q.on) && gap.from(q.origin, q.on) {
			lacks = append(lacks, gap)
		}
	}
	return lacks
}
