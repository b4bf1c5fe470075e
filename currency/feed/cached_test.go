package feed_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
)

// watch is a clock that stands still until it is set.
type watch struct{ at time.Time }

func (w *watch) now() time.Time       { return w.at }
func (w *watch) pass(d time.Duration) { w.at = w.at.Add(d) }

// script is a source that answers as told and counts.
type script struct {
	answer func(n int, q feed.Query) (*currency.Rates, error)
	calls  int
}

func (s *script) Rates(_ context.Context, q feed.Query) (feed.Snapshot, error) {
	s.calls++
	rs, err := s.answer(s.calls, q)
	if err != nil {
		return feed.Snapshot{}, err
	}
	return feed.Snapshot{Rates: rs, Source: "script"}, nil
}

func TestCachedAsksSeldom(t *testing.T) {
	w := &watch{noon()}
	source := &script{answer: func(int, feed.Query) (*currency.Rates, error) { return of(t, w.at.Add(-time.Hour)), nil }}
	cache := &feed.Cached{Source: source, TTL: time.Hour, Now: w.now}
	for _, tt := range []struct {
		pass   time.Duration
		calls  int
		reason string
	}{
		{0, 1, "the first"},
		{time.Hour - 1, 1, "fresh"},
		{1, 2, "due"},
		{time.Minute, 2, "fresh again"},
		{-3 * time.Hour, 3, "a clock that was set back must not stop all questions"},
	} {
		w.pass(tt.pass)
		if _, err := cache.Rates(t.Context(), feed.Query{}); err != nil || source.calls != tt.calls {
			t.Errorf("after %v: %d calls, %v, want %d (%s)", tt.pass, source.calls, err, tt.calls, tt.reason)
		}
	}
}

func TestCachedServesTheLastGood(t *testing.T) {
	w := &watch{noon()}
	asOf := noon().Add(-12 * time.Hour)
	source := &script{answer: func(n int, _ feed.Query) (*currency.Rates, error) {
		if n > 1 && n < 5 {
			return nil, errDown
		}
		return of(t, asOf), nil
	}}
	cache := &feed.Cached{Source: source, TTL: time.Hour, MaxAge: 48 * time.Hour, Retry: 10 * time.Minute, Now: w.now}
	steps := []struct {
		pass    time.Duration
		calls   int
		warning bool
		stale   bool
		reason  string
	}{
		{0, 1, false, false, ""},
		{time.Hour, 2, true, false, "the refresh fails"},
		{10*time.Minute - 1, 2, true, false, "left alone"},
		{1, 3, true, false, "asked again, fails"},
		{36*time.Hour - 70*time.Minute, 4, true, false, "48 hours old, just allowed"},
		{1, 4, false, true, "too old"},
		{10 * time.Minute, 5, false, true, "the source is back, but has nothing newer"},
	}
	for _, tt := range steps {
		w.pass(tt.pass)
		s, err := cache.Rates(t.Context(), feed.Query{})
		if source.calls != tt.calls || (err != nil) != tt.stale || errors.Is(s.Warning, errDown) != tt.warning {
			t.Fatalf("%s: %d calls, warning %v, %v", tt.reason, source.calls, s.Warning, err)
		}
		if !tt.stale {
			continue
		}
		var stale *feed.StaleError
		if !errors.As(err, &stale) || !errors.Is(err, feed.ErrStale) || !stale.AsOf.Equal(asOf) || stale.Age != w.at.Sub(asOf) || stale.MaxAge != 48*time.Hour || stale.Source != "script" {
			t.Errorf("%s: %v", tt.reason, err)
		}
		if down := tt.calls == 4; errors.Is(err, errDown) != down || errors.Is(stale.Cause, errDown) != down {
			t.Errorf("%s: the cause is %v", tt.reason, stale.Cause)
		}
	}
}

func TestCachedWithoutAnyGood(t *testing.T) {
	w := &watch{noon()}
	source := &script{answer: func(int, feed.Query) (*currency.Rates, error) { return nil, errDown }}
	cache := &feed.Cached{Source: source, Now: w.now}
	for range 3 {
		if s, err := cache.Rates(t.Context(), feed.Query{}); !errors.Is(err, errDown) || s.Rates != nil {
			t.Errorf("%v, %v", s.Rates, err)
		}
	}
	if source.calls != 1 {
		t.Errorf("%d calls within the time of Retry, want 1", source.calls)
	}
	if _, err := (&feed.Cached{}).Rates(t.Context(), feed.Query{}); err == nil {
		t.Error("a cache of nothing has rates")
	}
	empty := feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) { return feed.Snapshot{}, nil })
	if _, err := (&feed.Cached{Source: empty}).Rates(t.Context(), feed.Query{}); err == nil {
		t.Error("a source that answers without rates is no error")
	}
}

func TestCachedKeepsQueriesApart(t *testing.T) {
	w := &watch{noon()}
	var asked []string
	source := &script{answer: func(_ int, q feed.Query) (*currency.Rates, error) {
		text := q.On.String()
		for _, c := range q.Need {
			text += " " + c.String()
		}
		asked = append(asked, text)
		at := noon()
		if q.On != 0 {
			at = q.On.Time()
		}
		return of(t, at), nil
	}}
	cache := &feed.Cached{Source: source, TTL: time.Hour, Size: 3, Now: w.now}
	ask := func(q feed.Query) {
		t.Helper()
		if _, err := cache.Rates(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	past := feed.Query{On: currency.DateOf(noon()).AddDays(-1)}
	today := feed.Query{On: currency.DateOf(noon())}
	ask(feed.Query{})
	ask(past)
	ask(today)
	w.pass(30 * time.Minute)
	ask(past)
	ask(today)
	w.pass(30 * time.Minute)
	ask(past) // a past day does not change
	ask(today)
	ask(feed.Query{Need: []currency.Code{currency.USD, currency.GBP, currency.USD}}) // the newest goes, it was not wanted for long
	ask(feed.Query{Need: []currency.Code{currency.GBP, currency.USD}})
	ask(past)
	ask(feed.Query{})
	want := []string{"", "2026-09-29", "2026-09-30", "2026-09-30", " USD GBP USD", ""}
	if !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
}

func TestCachedRevalidates(t *testing.T) {
	srv := revalidating(t, "ecb-daily.xml")
	w := &watch{time.Date(2026, 3, 18, 18, 0, 0, 0, time.UTC)}
	saved := 0
	cache := &feed.Cached{Source: feed.ECBSource{HTTP: srv.config()}, Now: w.now, Save: func(feed.Query, feed.Snapshot) { saved++ }}
	first, err := cache.Rates(t.Context(), feed.Query{})
	if err != nil {
		t.Fatal(err)
	}
	w.pass(feed.DefaultTTL)
	again, err := cache.Rates(t.Context(), feed.Query{})
	if err != nil || again.Rates != first.Rates || len(srv.requests) != 2 || saved != 1 {
		t.Errorf("%d requests, %d saved, %v", len(srv.requests), saved, err)
	}
	if got := srv.requests[1].Header.Get("If-None-Match"); got != `"v1"` {
		t.Errorf("If-None-Match %s", got)
	}
}

// What is stored before a restart serves after it.
func TestCachedRestore(t *testing.T) {
	srv := revalidating(t, "ecb-daily.xml")
	w := &watch{time.Date(2026, 3, 18, 18, 0, 0, 0, time.UTC)}
	var stored []byte
	save := func(q feed.Query, s feed.Snapshot) {
		var err error
		if stored, err = json.Marshal(s); err != nil || q.On != 0 {
			t.Errorf("%v, query %v", err, q)
		}
	}
	before := &feed.Cached{Source: feed.ECBSource{HTTP: srv.config()}, Now: w.now, Save: save}
	want, err := before.Rates(t.Context(), feed.Query{})
	if err != nil {
		t.Fatal(err)
	}

	var s feed.Snapshot
	if err := json.Unmarshal(stored, &s); err != nil {
		t.Fatal(err)
	}
	after := &feed.Cached{Source: feed.ECBSource{HTTP: srv.config()}, Now: w.now}
	if err := after.Restore(feed.Query{}, s); err != nil {
		t.Fatal(err)
	}
	got, err := after.Rates(t.Context(), feed.Query{})
	if err != nil || got.Rates != s.Rates || srv.requests[1].Header.Get("If-None-Match") != `"v1"` {
		t.Errorf("%v, %v: the server is asked whether the stored rates still hold", got.Rates, err)
	}
	if !slices.EqualFunc(got.Rates.All(), want.Rates.All(), currency.Rate.Equal) || got.Source != want.Source || got.Tag != want.Tag {
		t.Errorf("%+v, want %+v", got, want)
	}
	down := &feed.Cached{Source: failing(errDown), Now: w.now}
	if err := down.Restore(feed.Query{}, s); err != nil {
		t.Fatal(err)
	}
	if got, err := down.Rates(t.Context(), feed.Query{}); err != nil || got.Rates != s.Rates || !errors.Is(got.Warning, errDown) {
		t.Errorf("%v, warning %v, %v: the stored rates serve while the source is down", got.Rates, got.Warning, err)
	}

	if err := after.Restore(feed.Query{}, feed.Snapshot{}); err == nil {
		t.Error("a snapshot without rates is restored")
	}
	if err := after.Restore(feed.Query{Need: []currency.Code{code(t, "MNT")}}, s); !errors.Is(err, feed.ErrNotServed) {
		t.Errorf("rates without what the query needs: %v", err)
	}
	old := s
	old.Rates = of(t, s.Rates.AsOf().Add(-time.Hour))
	if err := after.Restore(feed.Query{}, old); err != nil {
		t.Fatal(err)
	}
	if got, err := after.Rates(t.Context(), feed.Query{}); err != nil || got.Rates != s.Rates {
		t.Errorf("older rates replace newer: %v, %v", got.Rates, err)
	}
}

// Many callers at once share one call of the source.
func TestCachedSharesOneFetch(t *testing.T) {
	rs := fixed(t)
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		source := feed.SourceFunc(func(ctx context.Context, _ feed.Query) (feed.Snapshot, error) {
			calls.Add(1)
			time.Sleep(time.Second)
			return feed.Snapshot{Rates: rs}, nil
		})
		cache := &feed.Cached{Source: source, MaxAge: 1e6 * time.Hour}
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() {
				if s, err := cache.Rates(t.Context(), feed.Query{}); err != nil || s.Rates != rs {
					t.Errorf("%v, %v", s.Rates, err)
				}
			})
		}
		group.Wait()
		if n := calls.Load(); n != 1 {
			t.Errorf("%d calls of the source, want 1", n)
		}
	})
}

// They share its failure, too, even if a source that failed may be asked at
// once.
func TestCachedSharesOneFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		source := feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) {
			calls.Add(1)
			time.Sleep(time.Second)
			return feed.Snapshot{}, errDown
		})
		cache := &feed.Cached{Source: source, Retry: 1}
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() {
				if _, err := cache.Rates(t.Context(), feed.Query{}); !errors.Is(err, errDown) {
					t.Errorf("%v", err)
				}
			})
		}
		group.Wait()
		if n := calls.Load(); n != 1 {
			t.Errorf("%d calls of the source, want 1", n)
		}
	})
}

// The first caller gives up: one of those who wait asks the source instead.
func TestCachedOutlivesItsFirstCaller(t *testing.T) {
	rs := fixed(t)
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		source := feed.SourceFunc(func(ctx context.Context, _ feed.Query) (feed.Snapshot, error) {
			calls.Add(1)
			select {
			case <-ctx.Done():
				return feed.Snapshot{}, ctx.Err()
			case <-time.After(time.Second):
				return feed.Snapshot{Rates: rs}, nil
			}
		})
		cache := &feed.Cached{Source: source, MaxAge: 1e6 * time.Hour}
		first, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := cache.Rates(first, feed.Query{}); !errors.Is(err, context.Canceled) {
				t.Errorf("the first: %v, want Canceled", err)
			}
		})
		synctest.Wait()
		for range 10 {
			group.Go(func() {
				if s, err := cache.Rates(t.Context(), feed.Query{}); err != nil || s.Rates != rs {
					t.Errorf("%v, %v", s.Rates, err)
				}
			})
		}
		impatient, cancelImpatient := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancelImpatient()
		group.Go(func() {
			if _, err := cache.Rates(impatient, feed.Query{}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the impatient: %v, want DeadlineExceeded", err)
			}
		})
		synctest.Wait()
		time.Sleep(10 * time.Millisecond)
		cancel()
		group.Wait()
		if n := calls.Load(); n != 2 {
			t.Errorf("%d calls of the source, want 2", n)
		}
	})
}

// While one asks for what is due, others are served what there is; and so is he
// who asks, if he gives up.
func TestCachedServesWhileOneAsks(t *testing.T) {
	rs := fixed(t)
	synctest.Test(t, func(t *testing.T) {
		source := feed.SourceFunc(func(ctx context.Context, _ feed.Query) (feed.Snapshot, error) {
			<-ctx.Done()
			return feed.Snapshot{}, ctx.Err()
		})
		cache := &feed.Cached{Source: source, MaxAge: 1e6 * time.Hour}
		if err := cache.Restore(feed.Query{}, feed.Snapshot{Rates: rs}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var group sync.WaitGroup
		group.Go(func() {
			s, err := cache.Rates(ctx, feed.Query{})
			if err != nil || s.Rates != rs || !errors.Is(s.Warning, context.DeadlineExceeded) {
				t.Errorf("who asks: %v, warning %v, %v", s.Rates, s.Warning, err)
			}
		})
		synctest.Wait()
		begin := time.Now()
		if s, err := cache.Rates(t.Context(), feed.Query{}); err != nil || s.Rates != rs || time.Since(begin) != 0 {
			t.Errorf("another: %v, %v after %v", s.Rates, err, time.Since(begin))
		}
		group.Wait()
	})
}

// A source that panics does not block those who come after.
func TestCachedSurvivesAPanic(t *testing.T) {
	calls := 0
	source := feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) {
		if calls++; calls == 1 {
			panic("a bug of the source")
		}
		return feed.Snapshot{Rates: fixed(t)}, nil
	})
	cache := &feed.Cached{Source: source, MaxAge: 1e6 * time.Hour}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is hidden")
			}
		}()
		cache.Rates(t.Context(), feed.Query{})
	}()
	if _, err := cache.Rates(t.Context(), feed.Query{}); err != nil {
		t.Errorf("after a panic: %v", err)
	}
}

// Under the race detector: all that a cache does, at once.
func TestCachedConcurrently(t *testing.T) {
	rs := fixed(t)
	var n atomic.Int64
	source := feed.SourceFunc(func(_ context.Context, q feed.Query) (feed.Snapshot, error) {
		if n.Add(1)%3 == 0 {
			return feed.Snapshot{}, errDown
		}
		return feed.Snapshot{Rates: rs}, nil
	})
	var clock atomic.Int64
	cache := &feed.Cached{
		Source: source, MaxAge: 1e6 * time.Hour, Retry: time.Second, TTL: time.Second, Size: 4,
		Now:  func() time.Time { return time.Unix(clock.Add(1), 0) },
		Save: func(feed.Query, feed.Snapshot) {},
	}
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := range 200 {
				q := feed.Query{}
				if i%4 == 0 {
					q.On = currency.NewDate(2026, 3, 18).AddDays(g + i%7)
				}
				if s, err := cache.Rates(t.Context(), q); err == nil && s.Rates != rs {
					t.Errorf("%v", s.Rates)
				}
				if i%50 == 0 {
					cache.Restore(q, feed.Snapshot{Rates: rs})
				}
			}
		})
	}
	group.Wait()
}

func TestCachedAllocations(t *testing.T) {
	cache := &feed.Cached{Source: feed.Fixed(fixed(t)), MaxAge: 1e6 * time.Hour}
	ctx := t.Context()
	if n := testing.AllocsPerRun(100, func() {
		if _, err := cache.Rates(ctx, feed.Query{}); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0: it stands before each quote", n)
	}
}

// A mock of the transport sees that construction asks nothing.
func TestConstructionIsQuiet(t *testing.T) {
	h := feed.HTTP{Client: &http.Client{Transport: leaky{func(*http.Request) error { t.Error("a request"); return io.EOF }}}}
	for _, s := range httpSources {
		_ = &feed.Cached{Source: feed.Chain{Sources: []feed.Source{s.source(h)}}}
	}
}
