package duty

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Tariff is a set of levies by destination, code, origin and date. It is
// immutable and safe to share. The zero Tariff has no rows: nothing can be looked
// up in it.
//
// [LoadTariff] reads one from a table of a shop's own, [ReadHTS] and
// [ReadUKTariff] from official files, [ReadCompiled] from what WriteTo saved;
// With joins them.
type Tariff struct {
	schedules map[string]*schedule // by jurisdiction
	programs  *Programs
}

//go:embed data/tariff.csv
var starterTariff string

var starter = sync.OnceValues(func() (*Tariff, error) { return LoadTariff(strings.NewReader(starterTariff)) })

// Starter returns the embedded table of data/tariff.csv: the normal rates of
// what shops sell most for the United States, Great Britain and the European
// Union, and a few products for other destinations. Each row has its source and
// the day of that source; a row of six digits stands for all lines under it.
func Starter() (*Tariff, error) { return starter() }

// Jurisdictions returns the destinations that t has rows of, sorted: countries
// and "EU".
func (t *Tariff) Jurisdictions() []string { return slices.Sorted(maps.Keys(t.schedules)) }

// Complete reports whether t holds a whole official file of a jurisdiction, so
// that a code it does not know is an error.
func (t *Tariff) Complete(jurisdiction string) bool {
	s := t.schedules[jurisdiction]
	return s != nil && s.depth > 0
}

// AsOf returns the day of the oldest source among the rows, by which one can
// tell whether the tariff is stale. It is the zero date if the table is empty
// or a source has no date.
func (t *Tariff) AsOf() currency.Date {
	var oldest currency.Date
	for _, s := range t.schedules {
		if !s.dated {
			return 0
		}
		if !s.asOf.IsZero() && (oldest.IsZero() || s.asOf.Before(oldest)) {
			oldest = s.asOf
		}
	}
	return oldest
}

// ErrStale says that a tariff is older than the shop allows.
var ErrStale = errors.New("stale tariff")

// StaleError says which tariff is too old. It wraps [ErrStale].
type StaleError struct {
	Jurisdiction string
	AsOf         currency.Date // of the oldest source; zero = not known
	On           currency.Date
	Days         int // the limit
}

func (e *StaleError) Error() string {
	if e.AsOf.IsZero() {
		return fmt.Sprintf("duty: the tariff of %s has a source without a date, the limit on %s is %d days", e.Jurisdiction, e.On, e.Days)
	}
	return fmt.Sprintf("duty: the tariff of %s is as of %s, %d days before %s; the limit is %d: load a newer one",
		e.Jurisdiction, e.AsOf, e.On.Sub(e.AsOf), e.On, e.Days)
}

// Unwrap returns [ErrStale].
func (e *StaleError) Unwrap() error { return ErrStale }

// Stale returns a [*StaleError] if the oldest source of a destination's rows is
// more than days older than on, or is not dated. A destination without rows is
// a [*NoTariffError].
func (t *Tariff) Stale(dest locale.Country, on currency.Date, days int) error {
	q := query{dest: tariffOf(dest, on), on: on}
	s := t.schedules[q.dest]
	if s == nil {
		return q.none("the table has no rows of " + q.dest)
	}
	e := &StaleError{Jurisdiction: q.dest, On: on, Days: days}
	if s.dated {
		e.AsOf = s.asOf
	}
	if s.dated && on.Sub(s.asOf) <= days {
		return nil
	}
	return e
}

// Lookup returns the levies on goods: first the normal duty, then what comes on
// top of it, then the preferences and quotas that the goods may claim. Of each,
// the row whose code is the longest prefix of the goods' code is taken, and
// among codes of equal length a row for the origin before one for any. The
// member states of the European Union share its table. A code shorter than all
// rows takes the levies of the lines under it, if they agree; the longer code
// in the answer shows this.
//
// A preference is offered only to origins that its programme is for, where t's
// [Programs] or the row tell; it is never assumed. Goods of origins without
// normal trade relations take the rate of column 2 and no other. What a levy in
// force replaces or excludes is left out; a levy that replaces the normal duty
// comes in its place.
//
// Lookup returns an error if:
//   - the code is no code ([*CodeError]);
//   - there is no normal duty for it ([*NoTariffError]), which is so for
//     Northern Ireland ("XI") at all times: which of two tariffs applies there
//     depends on where the goods end up;
//   - the tariff is a complete official file that does not have the code
//     ([*NoTariffError]): the line above it is not used instead;
//   - the code is too short to tell the lines under it apart
//     ([*AmbiguousCodeError]);
//   - there are levies by origin and the origin is "" ([*NoTariffError]);
//   - a rate that is to be charged is prose ([*ProseError]).
func (t *Tariff) Lookup(c Code, origin, dest locale.Country, on currency.Date) ([]Levy, error) {
	var buf [24]*Levy
	found, err := t.AppendLookup(buf[:0], c, origin, dest, on)
	if err != nil {
		return nil, err
	}
	levies := make([]Levy, len(found))
	for i, l := range found {
		levies[i] = *l
	}
	return levies, nil
}

// AppendLookup appends what [Tariff.Lookup] returns to dst, as pointers to rows
// of t, which are not to be changed. It allocates nothing if dst has room.
func (t *Tariff) AppendLookup(dst []*Levy, c Code, origin, dest locale.Country, on currency.Date) ([]*Levy, error) {
	q := query{code: c, origin: origin, dest: tariffOf(dest, on), on: on}
	if err := t.check(&q); err != nil {
		return dst, err
	}
	var layers, preferences, onTop [16]*Levy
	normal, onGoods, claims, _, err := t.gather(layers[:0], preferences[:0], q)
	if err != nil {
		return dst, err
	}
	base, charged, err := settle(onTop[:0], normal, onGoods)
	if err != nil {
		return dst, err
	}
	if err := readable(base, charged); err != nil {
		return dst, err
	}
	dst = append(append(dst, base), charged...)
	return append(dst, claims...), nil
}

// check refuses what is no code. The national chapters, which are not in the
// Harmonized System, are codes of a file that has them.
func (t *Tariff) check(q *query) error {
	err := q.code.validate()
	if errors.Is(err, ErrUnknownCode) && t != nil {
		if s := t.schedules[q.dest]; s != nil && s.depth > 0 && s.unknown(q.code) == "" {
			return nil
		}
	}
	return err
}

// tariffOf names the customs tariff of a country: member states have one.
func tariffOf(dest locale.Country, on currency.Date) string {
	if dest.EU(on) {
		return unionTariff
	}
	return string(dest)
}
