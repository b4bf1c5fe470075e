package shop

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// newer are the rates of march with the dollar worth another amount of euros, of a
// later day.
func newer(t *testing.T, perEuro string, asOf time.Time) *currency.Rates {
	t.Helper()
	var rates []currency.Rate
	for _, r := range march(t).All() {
		if r.Base() == currency.EUR && r.Quote() == currency.USD {
			usd, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString(perEuro), asOf, "ECB")
			if err != nil {
				t.Fatal(err)
			}
			r = usd
		}
		if r.Base() == currency.EUR {
			num, den := r.Ratio()
			same, err := currency.NewRatio(r.Base(), r.Quote(), num, den, asOf, "ECB")
			if err != nil {
				t.Fatal(err)
			}
			rates = append(rates, same)
		}
	}
	all, err := currency.NewRates(currency.EUR, asOf, "ECB", rates)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestRefreshMovesTheMargin: new rates leave every shown price where it is.
func TestRefreshMovesTheMargin(t *testing.T) {
	weak := newer(t, "1.40", noon.Add(-24*time.Hour))
	s := open(t, func(c *Config) { c.Source = feed.Fixed(weak) })
	b := Basket{Items: []Item{{"TEE", 2}}}
	before, list := quote(t, s, "de", b), s.Prices(visit(t, s, "de"))
	if r := s.RatesState(); !r.Bundled || !r.Stale || r.LastError != "" {
		t.Errorf("at first: %+v", r)
	}
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if r := s.RatesState(); r.Bundled || r.Stale || !r.AsOf.Equal(weak.AsOf()) || r.Fetched.IsZero() || r.Age != 24*time.Hour {
		t.Errorf("after a refresh: %+v", r)
	}
	after := quote(t, s, "de", b)
	if after.Totals.DueNow != before.Totals.DueNow {
		t.Errorf("due moved from %v to %v", before.Totals.DueNow, after.Totals.DueNow)
	}
	if after.Totals.Merchant.Decimal().LessThanOrEqual(before.Totals.Merchant.Decimal()) {
		t.Errorf("a euro is worth more dollars, but %v are left instead of %v", after.Totals.Merchant, before.Totals.Merchant)
	}
	for i, p := range s.Prices(visit(t, s, "de")) {
		if p.Price.Shown != list[i].Price.Shown {
			t.Errorf("%s moved from %v to %v", p.Good.SKU, list[i].Price.Shown, p.Price.Shown)
		}
	}
}

// TestLastGoodRates: a shop that starts anew takes the newest rates that it has.
func TestLastGoodRates(t *testing.T) {
	s := open(t, func(c *Config) { c.Source = feed.Fixed(newer(t, "1.40", noon.Add(-24*time.Hour))) })
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	again := open(t, func(c *Config) { c.Store = s.config.Store })
	if r := again.RatesState(); r.Bundled || !r.AsOf.Equal(noon.Add(-24*time.Hour)) {
		t.Errorf("stored rates are newer, but: %+v", r)
	}
	later := open(t, func(c *Config) {
		c.Store = s.config.Store
		c.Rates = newer(t, "1.20", noon.Add(-time.Hour))
	})
	if r := later.RatesState(); !r.Bundled {
		t.Errorf("bundled rates are newer, but: %+v", r)
	}
}

func TestStoredRatesThatCannotBeRead(t *testing.T) {
	s := open(t, nil)
	text, _ := json.Marshal(map[string]string{"source": "nobody"})
	if err := s.config.Store.SaveRates(ctx, store.Rates{AsOf: noon, Source: "x", Fetched: noon, Snapshot: text}); err != nil {
		t.Fatal(err)
	}
	again := open(t, func(c *Config) { c.Store = s.config.Store })
	if !again.RatesState().Bundled {
		t.Error("it does not start with the bundled rates")
	}
}

func TestRefreshFails(t *testing.T) {
	broken := errors.New("no route to host")
	var answer *currency.Rates
	source := feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) {
		if answer == nil {
			return feed.Snapshot{}, broken
		}
		return feed.Snapshot{Rates: answer, Source: "test"}, nil
	})
	s := open(t, func(c *Config) { c.Source = source })
	due := quote(t, s, "de", Basket{Items: shirt}).Totals.DueNow
	if err := s.Refresh(ctx); !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
	if r := s.RatesState(); r.LastError == "" || !r.Bundled {
		t.Errorf("%+v", r)
	}
	answer = newer(t, "1.10", march(t).AsOf().Add(-24*time.Hour))
	if err := s.Refresh(ctx); err == nil {
		t.Error("older rates were taken")
	}
	euros, err := currency.NewRate(currency.EUR, currency.USD, decimal.NewFromInt(1), noon, "x")
	if err != nil {
		t.Fatal(err)
	}
	if answer, err = currency.NewRates(currency.EUR, noon, "x", []currency.Rate{euros}); err != nil {
		t.Fatal(err)
	}
	if err := s.Refresh(ctx); !errors.Is(err, currency.ErrNoRate) {
		t.Errorf("rates without yen: %v", err)
	}
	if got := quote(t, s, "de", Basket{Items: shirt}).Totals.DueNow; got != due || !s.RatesState().Bundled {
		t.Errorf("after failures: %v, was %v", got, due)
	}
	answer = newer(t, "1.20", noon)
	if err := s.Refresh(ctx); err != nil || s.RatesState().LastError != "" {
		t.Errorf("%v, %+v", err, s.RatesState())
	}
	if err := open(t, nil).Refresh(ctx); err == nil {
		t.Error("refreshed without a source")
	}
}

// TestRefreshFromTheBank asks a server that speaks as the bank's does, through the
// source that the program uses.
func TestRefreshFromTheBank(t *testing.T) {
	answer := http.StatusOK
	bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(answer)
		_, _ = w.Write(bytes.Replace(shop.Rates, []byte("2026-03-18"), []byte("2026-11-19"), 1))
	}))
	defer bank.Close()
	s := open(t, func(c *Config) {
		c.Source = feed.ECBSource{HTTP: feed.HTTP{Client: bank.Client(), BaseURL: bank.URL, Now: c.Now}}
	})
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if r := s.RatesState(); r.AsOf.Format(time.DateOnly) != "2026-11-19" || r.Stale || r.Bundled {
		t.Errorf("%+v", r)
	}
	quote(t, s, "ae", Basket{Items: shirt}) // by the peg to the dollar
	answer = http.StatusServiceUnavailable
	if err := s.Refresh(ctx); err == nil || s.RatesState().LastError == "" {
		t.Errorf("the bank is closed: %v, %+v", err, s.RatesState())
	}
}

// TestStale: old rates stop checkouts in other currencies, where the shop wants
// that, and nothing else.
func TestStale(t *testing.T) {
	refuse := open(t, func(c *Config) { c.Stale = StaleRefuse })
	v := visit(t, refuse, "de")
	_, err := refuse.Quote(v, Basket{Items: shirt})
	var stale *StaleError
	if !errors.As(err, &stale) || !errors.Is(err, ErrStale) || stale.Age < stale.MaxAge {
		t.Errorf("%v, want a StaleError", err)
	}
	if p := refuse.Prices(v); p[0].Err != nil {
		t.Errorf("the list fails: %v", p[0].Err)
	}
	quote(t, refuse, "us", Basket{Items: shirt})
	sell := open(t, nil)
	quote(t, sell, "de", Basket{Items: shirt})
	if !sell.RatesState().Stale {
		t.Error("rates of eight months ago are not stale")
	}
}

// TestLateAtStaleRates: a quote stands for its half hour; a lapsed one is not made
// anew at rates that have become stale.
func TestLateAtStaleRates(t *testing.T) {
	now := &clock{march(t).AsOf().Add(time.Hour)}
	s := open(t, func(c *Config) { c.Stale, c.Now, c.MaxAge = StaleRefuse, now.now, 2*time.Hour })
	_, sealed := locked(t, s, "gb", Basket{Items: []Item{{"SHADES", 1}}})
	now.Time = now.Add(2 * time.Hour)
	_, err := s.Confirm(ctx, Confirmation{sealed, "k", customer("gb")})
	if !errors.Is(err, ErrStale) {
		t.Errorf("%v, want ErrStale", err)
	}
}

// TestRun: the source is asked at once, after failures in doubling steps, and then
// at the interval; and no more when the shop closes.
func TestRun(t *testing.T) {
	s := open(t, nil)
	rates := newer(t, "1.20", noon)
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var asked []time.Duration
		s.config.Every = time.Hour
		s.config.Source = feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) {
			asked = append(asked, time.Since(start))
			if len(asked) <= 3 {
				return feed.Snapshot{}, errors.New("down")
			}
			return feed.Snapshot{Rates: rates, Source: "test"}, nil
		})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { s.Run(ctx); close(done) }()
		time.Sleep(2*time.Hour + 10*time.Minute)
		stop()
		<-done
		want := []time.Duration{0, time.Minute, 3 * time.Minute, 7 * time.Minute, 67 * time.Minute, 127 * time.Minute}
		if len(asked) != len(want) {
			t.Fatalf("asked at %v, want %v", asked, want)
		}
		for i := range want {
			if asked[i] != want[i] {
				t.Errorf("asked at %v, want %v", asked, want)
				break
			}
		}
	})
}

func TestNewRefuses(t *testing.T) {
	db := open(t, nil).config
	for reason, c := range map[string]Config{
		"no store":         {Rates: db.Rates, Keys: db.Keys},
		"no rates":         {Store: db.Store, Keys: db.Keys},
		"no key":           {Store: db.Store, Rates: db.Rates},
		"a word for stale": {Store: db.Store, Rates: db.Rates, Keys: db.Keys, Stale: "guess"},
		"a short key":      {Store: db.Store, Rates: db.Rates, Keys: []pricing.Key{{ID: "a", Secret: []byte("short")}}},
	} {
		if _, err := New(ctx, c); err == nil {
			t.Errorf("%s: opened", reason)
		}
	}
}
