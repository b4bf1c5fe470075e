package feed_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
)

// The simplest: the rates of today, asked once an hour.
func Example() {
	bank, now := standIn() // a program leaves HTTP and Now out, and asks the bank itself
	defer bank.Close()

	rates := &feed.Cached{Source: feed.ECBSource{HTTP: feed.HTTP{BaseURL: bank.URL, Now: now}}, Now: now}
	s, err := rates.Rates(context.Background(), feed.Query{})
	if err != nil {
		fmt.Println(err)
		return
	}
	price := currency.FromMinor(1999, currency.USD)
	fmt.Println(s.Rates.Convert(price, currency.EUR, currency.Rounding{}))
	// Output:
	// 17.38 EUR 1 USD = 0.869565… EUR (ECB 2026-03-18) <nil>
}

// What a shop has: the newest rates, from the European Central Bank or, if it
// cannot be reached or lacks a currency, from a provider; asked once an hour,
// and served for days if nobody answers.
func Example_shop() {
	client := &http.Client{}
	rates := &feed.Cached{
		Source: feed.Chain{
			Sources: []feed.Source{
				feed.ECBSource{HTTP: feed.HTTP{Client: client}},
				feed.OpenExchangeRates{HTTP: feed.HTTP{Client: client}, AppID: os.Getenv("OXR_APP_ID")},
			},
			OnFailure: feed.GoOn,
		},
		TTL:    time.Hour,
		MaxAge: 6 * 24 * time.Hour,
	}

	quote := func(ctx context.Context) error {
		s, err := rates.Rates(ctx, feed.Query{Need: []currency.Code{currency.USD, currency.GBP}})
		if err != nil {
			return err // errors.Is(err, feed.ErrStale): do not sell in other currencies now
		}
		if s.Warning != nil {
			log.Print(s.Warning)
		}
		_ = s.Rates // the snapshot for pricing
		return nil
	}
	_ = quote
}

// standIn is a server in place of the bank's, and a clock at which its file is
// of today.
func standIn() (*httptest.Server, func() time.Time) {
	bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "testdata/ecb-daily.xml")
	}))
	return bank, func() time.Time { return time.Date(2026, 3, 18, 16, 30, 0, 0, time.UTC) }
}

// A source asks the bank's server, or another one with the same files.
func ExampleECBSource() {
	bank, now := standIn()
	defer bank.Close()

	source := feed.ECBSource{HTTP: feed.HTTP{Client: bank.Client(), BaseURL: bank.URL, Now: now}}
	s, err := source.Rates(context.Background(), feed.Query{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Rates.Rate(currency.EUR, currency.USD))
	_, err = source.Rates(context.Background(), feed.Query{On: currency.NewDate(1998, 6, 1)})
	fmt.Println(errors.Is(err, feed.ErrNotServed))
	// Output:
	// 1 EUR = 1.15 USD (ECB 2026-03-18) <nil>
	// true
}

// A chain asks the next source for what the first one lacks, and says so.
func ExampleChain() {
	bank, now := standIn()
	defer bank.Close()
	table := feed.FileSource{
		Name: "shop.csv",
		Open: func() (io.ReadCloser, error) { return os.Open("testdata/shop.csv") },
		Read: feed.ReadCSV,
		Now:  now,
	}

	rates := feed.Chain{Sources: []feed.Source{
		feed.ECBSource{HTTP: feed.HTTP{Client: bank.Client(), BaseURL: bank.URL, Now: now}},
		table,
	}}
	points, err := currency.NewCode("PTS", 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := rates.Rates(context.Background(), feed.Query{Need: []currency.Code{points}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Source)
	fmt.Println(s.Warning)
	// Output:
	// shop.csv
	// feed: a later source answered; 1: feed: ECB: no rate of PTS:0 in those of 2026-03-18: not served by this source
}

// A cache serves the last good rates while its source is down, but not forever.
func ExampleCached() {
	now := time.Date(2026, 3, 18, 16, 30, 0, 0, time.UTC)
	file, err := os.Open("testdata/ecb-daily.xml")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	newest, err := feed.ECB(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	up := true
	source := feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) {
		if !up {
			return feed.Snapshot{}, errors.New("connection refused")
		}
		return feed.Snapshot{Rates: newest, Source: "ECB"}, nil
	})

	cache := &feed.Cached{Source: source, MaxAge: 6 * 24 * time.Hour, Now: func() time.Time { return now }}
	s, err := cache.Rates(context.Background(), feed.Query{})
	fmt.Println(s.Source, s.Warning, err)

	up, now = false, now.AddDate(0, 0, 2)
	s, err = cache.Rates(context.Background(), feed.Query{})
	fmt.Println(s.Source, s.Warning, err)

	now = now.AddDate(0, 0, 5)
	_, err = cache.Rates(context.Background(), feed.Query{})
	fmt.Println(errors.Is(err, feed.ErrStale), err)
	// Output:
	// ECB <nil> <nil>
	// ECB feed: rates of 2026-03-18 served, there are no newer ones: connection refused <nil>
	// true feed: exchange rates are too old: those of ECB are of 2026-03-18T00:00:00Z, 184h30m0s old where 144h0m0s are allowed: connection refused
}

// The last good rates outlive a restart in the program's own store.
func ExampleCached_Restore() {
	var store []byte // a row of a database
	save := func(_ feed.Query, s feed.Snapshot) {
		data, err := json.Marshal(s)
		if err != nil {
			fmt.Println(err)
			return
		}
		store = data
	}
	bank, now := standIn()
	cache := &feed.Cached{Source: feed.ECBSource{HTTP: feed.HTTP{BaseURL: bank.URL, Now: now}}, Save: save, Now: now}
	_, err := cache.Rates(context.Background(), feed.Query{})
	fmt.Println(err)
	bank.Close()

	// After the restart the bank cannot be reached.
	cache = &feed.Cached{Source: feed.ECBSource{HTTP: feed.HTTP{BaseURL: bank.URL, Now: now}}, Save: save, Now: now}
	var s feed.Snapshot
	if err := json.Unmarshal(store, &s); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(cache.Restore(feed.Query{}, s))
	s, err = cache.Rates(context.Background(), feed.Query{})
	fmt.Println(s.Source, s.Warning != nil, err)
	// Output:
	// <nil>
	// <nil>
	// ECB true <nil>
}

// Tests, and programs without a network, have rates that do not change.
func ExampleFixed() {
	day := currency.NewDate(2026, 3, 18)
	usd, err := currency.NewRate(currency.EUR, currency.USD, decimal.New(115, -2), day.Time(), "contract")
	if err != nil {
		fmt.Println(err)
		return
	}
	rates, err := currency.NewRates(currency.EUR, day.Time(), "contract", []currency.Rate{usd})
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := feed.Fixed(rates).Rates(context.Background(), feed.Query{})
	fmt.Println(s.Source, err)
	_, err = feed.Fixed(rates).Rates(context.Background(), feed.Query{Need: []currency.Code{currency.JPY}})
	fmt.Println(err)
	// Output:
	// contract <nil>
	// feed: fixed rates: no rate of JPY in those of 2026-03-18: not served by this source
}
