package feed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/landedhq/landed/currency"
)

// What the zero values of a [Cached] source mean.
const (
	DefaultTTL    = time.Hour          // as often as the free plans of providers have new rates
	DefaultMaxAge = 6 * 24 * time.Hour // the ECB's rates of Maundy Thursday serve until Tuesday afternoon
	DefaultRetry  = time.Minute
	DefaultSize   = 64
)

// Cached keeps the answers of a source, so that it is asked seldom and may
// fail for a while. It has no goroutine of its own: a caller who finds rates
// that are due asks the source, and if others come at that time they get the
// last good rates or, where there are none, wait for the one answer.
//
// A source that fails is left alone for the time of Retry; meanwhile the last
// good rates are served, with the failure as their Warning, until they are
// MaxAge old. If the context of a caller ends while it asks the source, the
// others do not fail: one of them asks instead.
//
// Rates that are older than those at hand do not replace them, unless they come
// from another source that answered without a Warning: then the first source of
// a [Chain] is back, and is used again at once.
//
// Answers to different queries are kept apart. Those for a past day do not
// change any more once that day is over, and are not asked for again.
//
// A Cached must not be copied after its first use.
type Cached struct {
	Source Source

	// TTL is for how long an answer serves before the source is asked again;
	// zero is [DefaultTTL].
	TTL time.Duration
	// MaxAge is how old, since the time for which they hold, the newest rates
	// may be; zero is [DefaultMaxAge]. It does not apply to queries for a day.
	MaxAge time.Duration
	// Retry is for how long a source that failed is left alone; zero is
	// [DefaultRetry].
	Retry time.Duration
	// Size is the number of answers kept; zero is [DefaultSize].
	Size int
	// Save, if not nil, is called with each answer that differs from the one
	// before, to store it for [Cached.Restore] after a restart. It is called by
	// the caller that asked the source; others do not wait for it, and may call
	// it for another answer at the same time.
	Save func(Query, Snapshot)
	// Now tells the time; nil is time.Now.
	Now func() time.Time

	mu      sync.Mutex
	answers map[string]*answer
	uses    int64
}

// answer is what is kept for a query.
type answer struct {
	query    Query
	last     Snapshot  // the last good one; its Rates are nil if there is none
	asked    time.Time // when the source gave it
	failed   time.Time // when the source last failed since
	failure  error
	fetch    *fetch // the one under way
	lastUsed int64
}

// fetch is one call of the source, for which several may wait.
type fetch struct {
	done      chan struct{} // closed at its end
	s         Snapshot
	err       error
	abandoned bool // it ended for a reason of the caller's
}

// Rates answers a query.
//
// Rates returns a [*StaleError] if the newest rates are older than MaxAge, and
// the error of the source if there are no rates at all.
func (c *Cached) Rates(ctx context.Context, q Query) (Snapshot, error) {
	if c.Source == nil {
		return Snapshot{}, errors.New("feed: cache without a source")
	}
	for {
		c.mu.Lock()
		a, now := c.answer(q), clock(c.Now)
		if a.settled(c, now) {
			s, err := a.serve(c, now)
			c.mu.Unlock()
			return s, err
		}
		f := a.fetch
		if f == nil {
			f = &fetch{done: make(chan struct{}), abandoned: true}
			a.fetch = f
			known := a.last
			c.mu.Unlock()
			return c.ask(ctx, a, f, known)
		}
		if a.last.Rates != nil {
			s, err := a.serve(c, now)
			c.mu.Unlock()
			if err == nil {
				return s, nil
			}
		} else {
			c.mu.Unlock()
		}
		select {
		case <-f.done:
			if !f.abandoned {
				return f.s, f.err
			}
		case <-ctx.Done():
			return Snapshot{}, fmt.Errorf("feed: waiting for rates: %w", ctx.Err())
		}
	}
}

// Restore puts in an answer that was saved, for example before a restart. The
// source is asked at the next query; if it fails, the restored rates serve as
// the last good ones. An answer that is already there stays unless the restored
// one is newer.
//
// Restore returns an error if the snapshot has no rates, or not those that the
// query needs.
func (c *Cached) Restore(q Query, s Snapshot) error {
	if s.Rates == nil {
		return errors.New("feed: restore a snapshot without rates")
	}
	if err := q.covered(s.Source, s.Rates); err != nil {
		return err
	}
	s.Warning = nil
	c.mu.Lock()
	defer c.mu.Unlock()
	if a := c.answer(q); a.last.Rates == nil || a.last.Rates.AsOf().Before(s.Rates.AsOf()) {
		a.last = s
	}
	return nil
}

// answer returns what is kept for a query, and makes room for it if need be.
func (c *Cached) answer(q Query) *answer {
	key := q.key()
	a := c.answers[key]
	if a == nil {
		c.makeRoom()
		a = &answer{query: Query{On: q.On, Need: slices.Clone(q.Need)}}
		if c.answers == nil {
			c.answers = make(map[string]*answer)
		}
		c.answers[key] = a
	}
	c.uses++
	a.lastUsed = c.uses
	return a
}

// key returns a text that is the same for queries that want the same.
func (q Query) key() string {
	if q.On == 0 && len(q.Need) == 0 {
		return ""
	}
	need := slices.Clone(q.Need)
	slices.Sort(need)
	var b strings.Builder
	b.WriteString(q.On.String())
	for _, code := range slices.Compact(need) {
		b.WriteString(" " + code.String())
	}
	return b.String()
}

// makeRoom forgets the answers that were not wanted for the longest time, if
// there are too many. One that is being asked for stays.
func (c *Cached) makeRoom() {
	for len(c.answers) >= orDefault(c.Size, DefaultSize) {
		var oldest string
		var found *answer
		for key, a := range c.answers {
			if a.fetch == nil && (found == nil || a.lastUsed < found.lastUsed) {
				oldest, found = key, a
			}
		}
		if found == nil {
			return
		}
		delete(c.answers, oldest)
	}
}

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

// settled reports whether there is nothing to ask: the answer is fresh, or the
// source failed just now.
func (a *answer) settled(c *Cached, now time.Time) bool {
	if a.failure != nil {
		return since(a.failed, now, orDefault(c.Retry, DefaultRetry))
	}
	if a.asked.IsZero() {
		return false
	}
	if a.query.On != 0 && currency.DateOf(a.asked.UTC()) > a.query.On && !a.asked.After(now) {
		return true // a past day does not change any more
	}
	return since(a.asked, now, orDefault(c.TTL, DefaultTTL))
}

// since reports whether less than d passed from a time to now. A clock that was
// set back must not stop all questions, so it counts as more.
func since(from, now time.Time, d time.Duration) bool {
	passed := now.Sub(from)
	return passed >= 0 && passed < d
}

// serve returns the last good answer, or why there is none.
func (a *answer) serve(c *Cached, now time.Time) (Snapshot, error) {
	if a.last.Rates == nil {
		return Snapshot{}, a.failure
	}
	s := a.last
	if maxAge := orDefault(c.MaxAge, DefaultMaxAge); a.query.On == 0 && s.Rates.Age(now) > maxAge {
		return Snapshot{}, &StaleError{Source: s.Source, AsOf: s.Rates.AsOf(), Age: s.Rates.Age(now), MaxAge: maxAge, Cause: a.failure}
	}
	if a.failure != nil {
		s.Warning = fmt.Errorf("feed: rates of %s served, there are no newer ones: %w", shown(s.Rates.AsOf()), a.failure)
	}
	return s, nil
}

// ask calls the source.
func (c *Cached) ask(ctx context.Context, a *answer, f *fetch, known Snapshot) (s Snapshot, err error) {
	defer func() { // also where the source panics
		c.mu.Lock()
		a.fetch = nil
		c.mu.Unlock()
		close(f.done)
		if err == nil && c.Save != nil && !f.abandoned && !sameRates(s.Rates, known.Rates) {
			c.Save(a.query, s)
		}
	}()
	q := a.query
	if known.Rates != nil {
		q.Known = &known
	}
	got, err := c.Source.Rates(ctx, q)
	if err == nil && got.Rates == nil {
		err = errors.New("feed: the source answered without rates")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := clock(c.Now)
	if err != nil && ctx.Err() != nil {
		// The caller gave up, which says nothing of the source. He gets what
		// there is.
		given := *a
		given.failure = err
		return given.serve(c, now)
	}
	a.note(got, err, orDefault(c.MaxAge, DefaultMaxAge), now)
	f.s, f.err = a.serve(c, now)
	f.abandoned = false
	return f.s, f.err
}

// note keeps what the source said.
func (a *answer) note(got Snapshot, err error, maxAge time.Duration, now time.Time) {
	if err != nil {
		a.failure, a.failed = err, now
		return
	}
	if a.supersededBy(got, maxAge, now) {
		a.last = got
	} else {
		a.last.Warning = got.Warning
	}
	a.failure, a.asked = nil, now
}

// supersededBy reports whether an answer takes the place of the last one: if it
// is as new, and also if it is older but of another source that answered
// without a Warning, because then the source of a chain that comes first is
// back. Older rates of the same source are those of a mirror that lags, and
// older rates with a Warning those of a source that stands in: the ones at hand
// are better. A last answer of the future is a mistake, of the source or of a
// clock, and must not stay until then.
func (a *answer) supersededBy(got Snapshot, maxAge time.Duration, now time.Time) bool {
	last := a.last.Rates
	if last == nil || !got.Rates.AsOf().Before(last.AsOf()) || last.AsOf().After(now.Add(grace)) {
		return true
	}
	back := got.Source != a.last.Source && got.Warning == nil
	return back && (a.query.On != 0 || got.Rates.Age(now) <= maxAge)
}

// sameRates reports whether two snapshots hold the same.
func sameRates(x, y *currency.Rates) bool {
	if x == y || x == nil || y == nil {
		return x == y
	}
	return x.Pivot() == y.Pivot() && x.AsOf().Equal(y.AsOf()) && x.Source() == y.Source() &&
		slices.EqualFunc(x.All(), y.All(), currency.Rate.Equal)
}
