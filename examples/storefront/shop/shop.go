// Package shop is the business of a small shop that sells from the United States
// to eleven markets: goods, visitors, prices, baskets, quotes, orders, refunds and
// exchange rates. It knows no HTTP and no HTML; package store keeps what must
// last, and the library computes every figure.
//
// # The way of an order
//
//	Request ─► Visit ─► Prices, Price ─► Basket ─► Options, Quote ─► Lock ─► Confirm ─► Order ─► Refund
//
// # Prices
//
// What a page shows are published prices: they are made from list prices when the
// merchant says so (Reprice, Publish) and stay until then. So new exchange rates
// move the margin, and never a price that somebody is looking at. A good without a
// published price in a market is not sold there.
//
// # Concurrency
//
// A Shop is safe for use by many goroutines. What prices are made of is one
// immutable value that is swapped whole, so that a quote never sees half of a
// change.
package shop

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// none is no amount.
var none currency.Amount

// Words for what happens where exchange rates are older than Config.MaxAge.
const (
	StaleSell   = "sell"   // at the last known rates
	StaleRefuse = "refuse" // only in the seller's own currency
)

// Config is what a shop is made of.
type Config struct {
	Store *store.Store
	// Rates are those to start with, before any refresh.
	Rates *currency.Rates
	// Source is asked for newer rates; nil: there are none.
	Source feed.Source
	// Keys seal quotes: the first seals, all open. A new key goes in front, and
	// the old one leaves when the last quote sealed with it has lapsed.
	Keys []pricing.Key
	// Now tells the time; nil is time.Now.
	Now func() time.Time
	// Stale is StaleSell, StaleRefuse or empty, which is StaleSell.
	Stale string
	// MaxAge is when rates are stale; zero is four days, over which the European
	// Central Bank publishes at least once but at Easter and Christmas.
	MaxAge time.Duration
	// Every is how often Run asks Source; zero is six hours.
	Every time.Duration
	Log   *slog.Logger // nil: nothing is logged
}

// Shop is the shop. It is safe for use by many goroutines.
type Shop struct {
	config    Config
	seller    pricing.Seller
	markets   []pricing.Market
	byID      map[string]*pricing.Market
	byCountry map[locale.Country]*pricing.Market
	catalogue *Catalogue
	carriage  map[string][]Carriage
	resolver  *locale.Resolver

	state   atomic.Pointer[state]
	change  sync.Mutex             // held by who replaces state
	trouble atomic.Pointer[string] // of the last refresh
}

//go:embed data/markets.json
var marketsJSON []byte

//go:embed data/tariff.csv
var tariffCSV []byte

// New opens the shop: it reads its goods and markets, takes the newest rates that
// are at hand without network, and publishes prices if none were.
//
// New returns an error if the shop's own data contradict themselves, a key is
// missing or weak, or the store fails.
func New(ctx context.Context, c Config) (*Shop, error) {
	switch {
	case c.Store == nil || c.Rates == nil:
		return nil, errors.New("shop: no store or no rates")
	case len(c.Keys) == 0:
		return nil, errors.New("shop: no key to seal quotes with")
	case c.Stale != "" && c.Stale != StaleSell && c.Stale != StaleRefuse:
		return nil, fmt.Errorf("shop: stale %q is neither %q nor %q", c.Stale, StaleSell, StaleRefuse)
	}
	for _, k := range c.Keys { // now rather than with the first visitor
		if _, err := pricing.Seal(&pricing.Quote{}, k); errors.Is(err, pricing.ErrSealKey) {
			return nil, fmt.Errorf("shop: key %q: %w", k.ID, err)
		}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.MaxAge == 0 {
		c.MaxAge = 4 * 24 * time.Hour
	}
	if c.Every == 0 {
		c.Every = 6 * time.Hour
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Shop{config: c}
	if err := s.read(); err != nil {
		return nil, fmt.Errorf("shop: %w", err)
	}
	if err := s.open(ctx); err != nil {
		return nil, fmt.Errorf("shop: %w", err)
	}
	return s, nil
}

// read reads the shop's own data.
func (s *Shop) read() (err error) {
	if s.catalogue, err = readCatalogue(goodsJSON); err != nil {
		return err
	}
	if s.seller, s.markets, err = pricing.ReadMarkets(bytes.NewReader(marketsJSON)); err != nil {
		return err
	}
	s.byID = make(map[string]*pricing.Market, len(s.markets))
	s.byCountry = make(map[locale.Country]*pricing.Market, len(s.markets))
	for i := range s.markets {
		m := &s.markets[i]
		s.byID[m.ID] = m
		for _, c := range m.Countries {
			s.byCountry[c] = m
		}
	}
	if s.carriage, err = readShipping(shippingCSV, s.markets); err != nil {
		return err
	}
	s.resolver, err = resolver(s.markets)
	return err
}

// open makes the first state: the newest rates at hand, and the prices that were
// published last, or if none were all that can be made.
func (s *Shop) open(ctx context.Context) error {
	rates, about, err := s.lastRates(ctx)
	if err != nil {
		return err
	}
	first := &state{markets: s.markets, rates: about}
	if first.used, err = s.pegged(rates, day(s.now())); err != nil {
		return err
	}
	t, err := tariff()
	if err != nil {
		return err
	}
	first.list, err = pricing.New(pricing.Config{Seller: s.seller, Markets: s.markets, Rates: first.used, Tariff: t})
	if err != nil {
		return err
	}
	p, err := s.lastPublication(ctx)
	if errors.Is(err, store.ErrNotFound) {
		p, err = s.firstPublication(ctx, first)
	}
	if err != nil {
		return err
	}
	if first, err = first.with(p); err != nil {
		return err
	}
	s.state.Store(first)
	return nil
}

// tariff is the library's starter table with the shop's own rows beside it.
func tariff() (*duty.Tariff, error) {
	starter, err := duty.Starter()
	if err != nil {
		return nil, err
	}
	own, err := duty.LoadTariff(bytes.NewReader(tariffCSV))
	if err != nil {
		return nil, err
	}
	return starter.With(own)
}

// Markets are all markets, for reading only.
func (s *Shop) Markets() []pricing.Market { return s.markets }

// Seller is who sells, for reading only.
func (s *Shop) Seller() pricing.Seller { return s.seller }

// Market finds a market by its ID.
func (s *Shop) Market(id string) (pricing.Market, bool) {
	m, ok := s.byID[id]
	if !ok {
		return pricing.Market{}, false
	}
	return *m, true
}

// Catalogue is what the shop sells.
func (s *Shop) Catalogue() *Catalogue { return s.catalogue }

// now is the shop's time, in UTC and to the second: what a quote states.
func (s *Shop) now() time.Time { return s.config.Now().UTC().Truncate(time.Second) }
