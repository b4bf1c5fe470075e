package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
)

// A Source gives exchange rates: a provider's server, a file, other sources.
// Sources are safe for concurrent use.
type Source interface {
	// Rates answers a query.
	//
	// Rates returns an error that wraps [ErrNotServed] if the source has
	// nothing to say to the query, so that another may; any other error is a
	// failure.
	Rates(ctx context.Context, q Query) (Snapshot, error)
}

// SourceFunc is a function as a [Source]: rates out of a shop's own database,
// say.
type SourceFunc func(ctx context.Context, q Query) (Snapshot, error)

// Rates calls f.
func (f SourceFunc) Rates(ctx context.Context, q Query) (Snapshot, error) { return f(ctx, q) }

// Query says which rates are wanted. The zero Query asks for the newest. It
// survives JSON but for Known, so that a program can store it beside the answer.
type Query struct {
	// On is the day for which the rates are to hold: those published on it or,
	// where none are, on the last day before, as [currency.History.At] has it.
	// Zero asks for the newest.
	On currency.Date `json:"on,omitzero"`
	// Need are currencies for which there must be rates. A source that lacks
	// one does not serve the query.
	Need []currency.Code `json:"need,omitempty"`
	// Known is a snapshot that the caller has. A source that can ask its
	// server whether it is still the right one returns it again if so.
	Known *Snapshot `json:"-"`
}

// notServed returns the error of a source that has nothing to say.
func notServed(source, why string, args ...any) error {
	return fmt.Errorf("feed: %s: %s: %w", source, fmt.Sprintf(why, args...), ErrNotServed)
}

// choose returns the snapshot of those that a source has, the newest first,
// that answers the query.
func (q Query) choose(source string, days []*currency.Rates) (*currency.Rates, error) {
	if len(days) == 0 {
		return nil, notServed(source, "no rates")
	}
	rs := days[0]
	if q.On != 0 {
		h, err := history(days)
		if err != nil {
			return nil, fmt.Errorf("feed: %s: %w", source, err)
		}
		if rs, err = h.At(q.On); err != nil {
			return nil, fmt.Errorf("feed: %s: %w: %w", source, ErrNotServed, err)
		}
	}
	return rs, q.covered(source, rs)
}

// covered checks that rates hold what the query needs.
func (q Query) covered(source string, rs *currency.Rates) error {
	for _, code := range q.Need {
		if _, err := rs.Rate(rs.Pivot(), code); err != nil {
			return notServed(source, "no rate of %v in those of %s", code, shown(rs.AsOf()))
		}
	}
	return nil
}

// clock returns the time by now, or by the computer if that is nil.
func clock(now func() time.Time) time.Time {
	if now == nil {
		return time.Now()
	}
	return now()
}

// grace is how far in the future rates may lie: clocks differ, and a day ends
// later elsewhere.
const grace = 24 * time.Hour

// Fixed returns a source that always has the given snapshots and no others, for
// tests and for programs without a network. A nil snapshot is left out.
func Fixed(snapshots ...*currency.Rates) Source {
	days := slices.DeleteFunc(slices.Clone(snapshots), func(rs *currency.Rates) bool { return rs == nil })
	slices.SortStableFunc(days, newestFirst)
	return SourceFunc(func(_ context.Context, q Query) (Snapshot, error) {
		rs, err := q.choose("fixed rates", days)
		if err != nil {
			return Snapshot{}, err
		}
		return Snapshot{Rates: rs, Source: rs.Source()}, nil
	})
}

// within checks that a query is not for a day before first or after today.
func within(source string, q Query, first, today currency.Date) error {
	if q.On != 0 && (q.On < first || q.On > today) {
		return notServed(source, "rates of %v, outside of %v to %v", q.On, first, today)
	}
	return nil
}

func setCode(params url.Values, name string, c currency.Code) {
	if c != 0 {
		params.Set(name, c.String())
	}
}

// absent turns a provider's "not found" into [ErrNotServed].
func absent(err error, q Query) error {
	var provider *ProviderError
	if errors.As(err, &provider) && provider.Status == http.StatusNotFound {
		what := "the newest rates"
		if q.On != 0 {
			what = "rates of " + q.On.String()
		}
		return fmt.Errorf("feed: %s: %s: %w: %w", provider.Provider, what, ErrNotServed, err)
	}
	return err
}

// against checks that a provider answered with the base that it was asked for:
// some fall back to their own without a word.
func against(base currency.Code, s Snapshot, err error) (Snapshot, error) {
	if err == nil && base != 0 && s.Rates.Pivot() != base {
		err = fmt.Errorf("feed: %s: rates against %v, asked for %v: %w", s.Source, s.Rates.Pivot(), base, currency.ErrInvalidRate)
	}
	if err != nil {
		return Snapshot{}, err
	}
	return s, nil
}
