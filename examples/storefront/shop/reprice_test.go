package shop

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// dearer are rates of a day after those of c at which one euro buys so many percent
// more of everything.
func dearer(t testing.TB, c *Config, percent int64) *currency.Rates {
	t.Helper()
	asOf := c.Rates.AsOf().AddDate(0, 0, 1)
	factor := decimal.New(100+percent, -2)
	var rates []currency.Rate
	for _, code := range c.Rates.Codes() {
		if code == currency.EUR {
			continue
		}
		old, err := c.Rates.Rate(currency.EUR, code)
		if err != nil {
			t.Fatal(err)
		}
		r, err := currency.NewRate(currency.EUR, code, old.Value(6).Mul(factor), asOf, "test")
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, r)
	}
	all, err := currency.NewRates(currency.EUR, asOf, "test", rates)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// moving opens a shop whose next refresh makes the euro dearer, each time by as much
// again.
func moving(t testing.TB, change func(*Config)) *Shop {
	return open(t, func(c *Config) {
		if change != nil {
			change(c)
		}
		own := *c
		c.Source = feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) {
			own.Rates = dearer(t, &own, 5)
			return feed.Snapshot{Rates: own.Rates, Source: "test"}, nil
		})
	})
}

func reprice(t testing.TB, s *Shop) Preview {
	t.Helper()
	p, err := s.Reprice(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRepriceOfWhatIsPublished(t *testing.T) {
	s := open(t, nil)
	var told []int
	p, err := s.Reprice(context.Background(), func(done, total int) {
		if total != 20 {
			t.Errorf("%d goods", total)
		}
		told = append(told, done)
	})
	if err != nil {
		t.Fatal(err)
	}
	if !p.Empty() || p.Unchanged+len(p.Unpriced) != 20*11 || len(p.Withdrawn) != 0 {
		t.Errorf("%d changes, %d unchanged, %d without a price", len(p.Changes), p.Unchanged, len(p.Unpriced))
	}
	if len(told) < 2 || told[0] != 0 || told[len(told)-1] != 20 || !slices.IsSorted(told) {
		t.Errorf("progress: %v", told)
	}
	if _, err := s.Publish(context.Background(), p, "test"); !errors.Is(err, ErrNoChange) {
		t.Error(err)
	}
}

// New rates move no price that is shown, but the margin; a preview says which price
// would move, why and by how much, and its publication does move them.
func TestRepriceAtNewRates(t *testing.T) {
	ctx := context.Background()
	s := moving(t, nil)
	before := s.Table("", "")
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	for i, r := range s.Table("", "") {
		if !r.Price.Shown.Equal(before[i].Price.Shown) {
			t.Errorf("%s in %s: a refresh moves the price from %v to %v", r.Good.SKU, r.Market.ID, before[i].Price.Shown, r.Price.Shown)
		}
	}
	p := reprice(t, s)
	moved := map[string]int{}
	for _, c := range p.Changes {
		moved[c.After.Market]++
		if c.Before == nil || !slices.Contains(c.Causes, pricing.CauseRate) {
			t.Errorf("%s in %s: before %v, causes %v", c.After.SKU, c.After.Market, c.Before, c.Causes)
			continue
		}
		if old, ok := s.state.Load().published.prices[shelfKey{c.After.Market, c.After.SKU}]; !ok || !old.Shown.Equal(c.Before.Shown) {
			t.Errorf("%s in %s: before %v, published %v", c.After.SKU, c.After.Market, c.Before.Shown, old.Shown)
		}
		if c.LeftBefore == none || c.LeftAfter == none {
			t.Errorf("%s in %s: the margin is not known", c.After.SKU, c.After.Market)
		}
		// A dearer euro makes what was priced in euro worth more, and prices fall.
		if c.After.Market == "de" && (c.Percent.IsPositive() || c.Move().Sign() > 0) {
			t.Errorf("%s: %v → %v is %v %%, margin moves by %v", c.After.SKU, c.Before.Shown, c.After.Shown, c.Percent, c.Move())
		}
	}
	if moved["us"] != 0 || moved["de"] == 0 || moved["fr"] == 0 || moved["es"] == 0 {
		t.Errorf("changes by market: %v", moved)
	}
	n, err := s.Publish(ctx, p, "office")
	if err != nil || n != 2 {
		t.Fatalf("publication %d, %v", n, err)
	}
	if again, err := s.Publish(ctx, p, "office"); err != nil || again != 2 {
		t.Errorf("the same preview again: %d, %v", again, err)
	}
	for _, c := range p.Changes {
		if got := s.Table(c.After.Market, c.After.SKU)[0]; !got.Price.Shown.Equal(c.After.Shown) || got.Now != nil || !got.Left.Contribution.Equal(c.LeftAfter) {
			t.Errorf("%s in %s: %v is shown, and leaves %v; the preview said %v and %v", c.After.SKU, c.After.Market, got.Price.Shown, got.Left.Contribution, c.After.Shown, c.LeftAfter)
		}
	}
	if next := reprice(t, s); !next.Empty() {
		t.Errorf("%d changes after all were published", len(next.Changes))
	}
	stored, changes, err := s.PublishedChanges(ctx, 2)
	if err != nil || stored.By != "office" || len(changes) != len(p.Changes) || len(stored.Prices) != p.Unchanged+len(p.Changes) {
		t.Errorf("stored by %q: %d changes of %d, %d prices, %v", stored.By, len(changes), len(p.Changes), len(stored.Prices), err)
	}
	list, err := s.Publications(ctx, 0, 10)
	if err != nil || len(list) != 2 || list[0].Number != 2 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestOutdatedPreviews(t *testing.T) {
	ctx := context.Background()
	now := &clock{noon}
	s := moving(t, func(c *Config) { c.Now = now.now })
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		reason string
		do     func()
	}{
		{"other rates came", func() {
			if err := s.Refresh(ctx); err != nil {
				t.Fatal(err)
			}
		}},
		{"prices were published", func() {
			if err := s.Refresh(ctx); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Publish(ctx, reprice(t, s), "another"); err != nil {
				t.Fatal(err)
			}
		}},
		{"it is old", func() { now.Time = now.Add(maxPreview + time.Second) }},
	} {
		if err := s.Refresh(ctx); err != nil {
			t.Fatal(err)
		}
		p := reprice(t, s)
		if p.Empty() {
			t.Fatalf("%s: the preview is empty", c.reason)
		}
		c.do()
		shown := s.Table("de", "TEE")[0].Price.Shown
		if _, err := s.Publish(ctx, p, "test"); !errors.Is(err, ErrOutdated) {
			t.Errorf("%s: %v", c.reason, err)
		}
		if got := s.Table("de", "TEE")[0].Price.Shown; !got.Equal(shown) {
			t.Errorf("%s: %v became %v", c.reason, shown, got)
		}
	}
	if _, err := s.Publish(ctx, Preview{}, "test"); !errors.Is(err, ErrOutdated) {
		t.Errorf("a preview of nothing: %v", err)
	}
}

// Rates that were fetched again and say the same leave a preview as it is.
func TestSameRatesAgain(t *testing.T) {
	ctx := context.Background()
	var same *currency.Rates
	s := open(t, func(c *Config) {
		same = dearer(t, c, 5)
		c.Source = feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) {
			again, err := currency.NewRates(same.Pivot(), same.AsOf(), same.Source(), same.All())
			return feed.Snapshot{Rates: again, Source: "test"}, err
		})
	})
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	p := reprice(t, s)
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish(ctx, p, "test"); err != nil {
		t.Error(err)
	}
}

func TestRepriceCancelled(t *testing.T) {
	s := moving(t, nil)
	if err := s.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err := s.Reprice(ctx, func(done, _ int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Two processes at one database: the second to publish is refused, and shows what
// the first has published.
func TestTwoShopsOnOneDatabase(t *testing.T) {
	ctx := context.Background()
	file := filepath.Join(t.TempDir(), "shop.db")
	var shops [2]*Shop
	for i := range shops {
		shops[i] = moving(t, func(c *Config) {
			db, err := store.Open(ctx, file)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			c.Store = db
		})
		if err := shops[i].Refresh(ctx); err != nil {
			t.Fatal(err)
		}
	}
	first, second := reprice(t, shops[0]), reprice(t, shops[1])
	if _, err := shops[0].Publish(ctx, first, "first"); err != nil {
		t.Fatal(err)
	}
	if _, err := shops[1].Publish(ctx, second, "second"); !errors.Is(err, ErrOutdated) {
		t.Fatal(err)
	}
	want, got := shops[0].Table("de", "TEE")[0].Price.Shown, shops[1].Table("de", "TEE")[0].Price.Shown
	if !want.Equal(got) {
		t.Errorf("one shop shows %v, the other %v", want, got)
	}
}

// Whoever presses the button at the same time: one publication.
func TestPublishAtTheSameTime(t *testing.T) {
	ctx := context.Background()
	s := moving(t, nil)
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	p := reprice(t, s)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if n, err := s.Publish(ctx, p, "test"); err != nil || n != 2 {
				t.Errorf("publication %d, %v", n, err)
			}
		})
	}
	all.Wait()
	if list, err := s.Publications(ctx, 0, 10); err != nil || len(list) != 2 {
		t.Errorf("%d publications, %v", len(list), err)
	}
}

func BenchmarkReprice(b *testing.B) {
	s := moving(b, nil)
	if err := s.Refresh(context.Background()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		reprice(b, s)
	}
}

func BenchmarkTable(b *testing.B) {
	s := open(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		if rows := s.Table("", ""); len(rows) != 220 {
			b.Fatal(len(rows))
		}
	}
}

// Goods that the law of now does not know any more are withdrawn, with their
// reasons: also those whose price would be the same.
func TestRepriceWithdraws(t *testing.T) {
	ctx := context.Background()
	s := open(t, nil)
	starter, err := duty.Starter() // without the shop's own rows
	if err != nil {
		t.Fatal(err)
	}
	poor := *s.state.Load()
	if poor.list, err = poor.list.WithTariff(starter); err != nil {
		t.Fatal(err)
	}
	sold := len(poor.published.prices)
	next, err := poor.with(poor.published)
	if err != nil {
		t.Fatal(err)
	}
	s.state.Store(next)
	p := reprice(t, s)
	if len(p.Withdrawn) == 0 || len(p.Changes) != 0 || p.Unchanged+len(p.Withdrawn) != sold || p.Empty() {
		t.Fatalf("%d of %d are withdrawn, %d changed, %d unchanged", len(p.Withdrawn), sold, len(p.Changes), p.Unchanged)
	}
	if _, err := s.Publish(ctx, p, "test"); err != nil {
		t.Fatal(err)
	}
	for _, u := range p.Withdrawn {
		row := s.Table(u.Market, u.Good.SKU)[0]
		if u.Err == nil || !errors.Is(row.Err, ErrNotSold) {
			t.Errorf("%s in %s: withdrawn for %v, then %v", u.Good.SKU, u.Market, u.Err, row.Err)
		}
	}
	if again := reprice(t, s); !again.Empty() {
		t.Errorf("%d changes, %d withdrawn once more", len(again.Changes), len(again.Withdrawn))
	}
}
