package feed_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
)

// Which answer a cache keeps where the second is older than the first.
func TestCachedOlderAnswers(t *testing.T) {
	type given struct {
		source  string
		age     time.Duration
		warning error
	}
	const day = 24 * time.Hour
	tests := []struct {
		name          string
		first, second given
		replaced      bool
		reason        string
	}{
		{"newer", given{"ECB", 20 * time.Hour, nil}, given{"ECB", time.Hour, nil}, true, ""},
		{"the same", given{"ECB", time.Hour, nil}, given{"ECB", time.Hour, nil}, true, "it may be corrected"},
		{"a mirror that lags", given{"ECB", time.Hour, nil}, given{"ECB", 20 * time.Hour, nil}, false, "the same source, asked elsewhere"},
		{"a stand-in", given{"ECB", time.Hour, nil}, given{"shop.csv", 20 * time.Hour, errDown}, false, "the source that comes first is down: its rates are still better"},
		{"a newer stand-in", given{"ECB", 20 * time.Hour, nil}, given{"provider", time.Hour, errDown}, true, ""},
		{"the first source is back", given{"provider", time.Hour, errDown}, given{"ECB", 20 * time.Hour, nil}, true, "the bank's rates are of midnight, so those of a provider that stood in for an hour would stay over a weekend"},
		{"the first source is back with rates too old", given{"provider", time.Hour, errDown}, given{"ECB", 7 * day, nil}, false, "those at hand can still be served"},
		{"of the future", given{"ECB", -365 * day, nil}, given{"ECB", time.Hour, nil}, true, "a mistake must not stay for a year"},
		{"of tomorrow", given{"ECB", -12 * time.Hour, nil}, given{"ECB", time.Hour, nil}, false, "clocks differ"},
	}
	for _, tt := range tests {
		w := &watch{noon()}
		var answers [2]feed.Snapshot
		for i, g := range []given{tt.first, tt.second} {
			answers[i] = feed.Snapshot{Rates: of(t, noon().Add(-g.age)), Source: g.source, Warning: g.warning}
		}
		n := 0
		cache := &feed.Cached{Now: w.now, Source: feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) {
			n++
			return answers[n-1], nil
		})}
		if s, err := cache.Rates(t.Context(), feed.Query{}); err != nil || s.Rates != answers[0].Rates {
			t.Errorf("%s: first %v, %v", tt.name, s.Rates, err)
		}
		w.pass(feed.DefaultTTL)
		want := answers[0]
		if tt.replaced {
			want = answers[1]
		}
		s, err := cache.Rates(t.Context(), feed.Query{})
		if err != nil || s.Rates != want.Rates || s.Source != want.Source {
			t.Errorf("%s: rates of %s of %v, %v, want those of %s (%s)", tt.name, s.Source, s.Rates.AsOf(), err, want.Source, tt.reason)
		}
		if !errors.Is(s.Warning, tt.second.warning) {
			t.Errorf("%s: warning %v, want what is said now, %v", tt.name, s.Warning, tt.second.warning)
		}
	}
}

// A clock that was ahead for a while does not make the day at hand a past one.
func TestCachedDayOfAClockAhead(t *testing.T) {
	w := &watch{noon()}
	source := &script{answer: func(int, feed.Query) (*currency.Rates, error) { return of(t, noon().Add(-20*time.Hour)), nil }}
	cache := &feed.Cached{Source: source, Now: w.now}
	today := feed.Query{On: currency.DateOf(noon())}
	w.pass(48 * time.Hour)
	for calls := 1; calls <= 2; calls++ {
		if _, err := cache.Rates(t.Context(), today); err != nil || source.calls != calls {
			t.Errorf("%d calls, %v, want %d", source.calls, err, calls)
		}
		w.pass(-48 * time.Hour)
	}
}

// A program stores an answer beside its query.
func TestQueryJSON(t *testing.T) {
	for _, tt := range []struct {
		q    feed.Query
		want string
	}{
		{feed.Query{}, `{}`},
		{feed.Query{On: currency.NewDate(2026, 3, 18), Need: []currency.Code{currency.USD}, Known: &feed.Snapshot{}}, `{"on":"2026-03-18","need":["USD"]}`},
	} {
		data, err := json.Marshal(tt.q)
		if err != nil || string(data) != tt.want {
			t.Errorf("%s, %v, want %s", data, err, tt.want)
		}
		var q feed.Query
		if err := json.Unmarshal(data, &q); err != nil || q.On != tt.q.On || len(q.Need) != len(tt.q.Need) || q.Known != nil {
			t.Errorf("%s becomes %+v, %v", data, q, err)
		}
	}
}
