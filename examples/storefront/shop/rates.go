package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// RatesState says which exchange rates the shop sells at.
type RatesState struct {
	AsOf    time.Time // the time for which they hold
	Source  string
	Fetched time.Time // zero for those that the shop started with
	Bundled bool      // they came with the program
	// Age and Stale are as of now; LastError is why the last refresh failed, empty
	// if it did not.
	Age       time.Duration
	Stale     bool
	LastError string
}

// RatesState tells which rates are in use.
func (s *Shop) RatesState() RatesState {
	r := s.state.Load().rates
	r.Age = s.now().Sub(r.AsOf)
	r.Stale = r.Age > s.config.MaxAge
	if text := s.trouble.Load(); text != nil {
		r.LastError = *text
	}
	return r
}

// fresh refuses a checkout in a market of another currency at stale rates, if that
// is what the shop does.
func (s *Shop) fresh(state *state, m *pricing.Market) error {
	age := s.now().Sub(state.rates.AsOf)
	if s.config.Stale != StaleRefuse || age <= s.config.MaxAge || m.Currency == books {
		return nil
	}
	return &StaleError{AsOf: state.rates.AsOf, Age: age, MaxAge: s.config.MaxAge}
}

// books is the seller's own currency, in which list prices are.
const books = currency.USD

// pegged adds the rates that are fixed by law to those of a source, and demands one
// for each market.
func (s *Shop) pegged(rates *currency.Rates, on currency.Date) (*currency.Rates, error) {
	all, err := rates.With(currency.FixedRates(on)...)
	if err != nil {
		return nil, err
	}
	for i := range s.markets {
		if _, err := all.Rate(books, s.markets[i].Currency); err != nil {
			return nil, fmt.Errorf("market %s: %w", s.markets[i].ID, err)
		}
	}
	return all, nil
}

// lastRates are the rates that the shop starts with: those of the last refresh
// if they are newer than those that came with the program.
func (s *Shop) lastRates(ctx context.Context) (*currency.Rates, RatesState, error) {
	bundled := s.config.Rates
	state := RatesState{AsOf: bundled.AsOf(), Source: bundled.Source(), Bundled: true}
	stored, err := s.config.Store.LastRates(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return bundled, state, nil
	}
	if err != nil {
		return nil, state, err
	}
	var last feed.Snapshot
	if err := json.Unmarshal(stored.Snapshot, &last); err != nil || last.Rates == nil {
		s.config.Log.Warn("stored exchange rates cannot be read", "error", err)
		return bundled, state, nil
	}
	if !last.Rates.AsOf().After(bundled.AsOf()) {
		return bundled, state, nil
	}
	return last.Rates, RatesState{AsOf: last.Rates.AsOf(), Source: last.Source, Fetched: stored.Fetched}, nil
}

// Refresh asks the source for newer rates, stores them and sells at them from then
// on. Published prices stay; what is left of them for the merchant moves. Rates
// that are older than those in use are not taken.
//
// Refresh returns the error of the source or the store; the shop then goes on at
// the rates that it had.
func (s *Shop) Refresh(ctx context.Context) error {
	err := s.refresh(ctx)
	text := ""
	if err != nil {
		text = err.Error()
	}
	s.trouble.Store(&text)
	return err
}

func (s *Shop) refresh(ctx context.Context) error {
	if s.config.Source == nil {
		return errors.New("shop: no source of exchange rates")
	}
	snapshot, err := s.config.Source.Rates(ctx, feed.Query{})
	if err != nil {
		return fmt.Errorf("shop: refreshing exchange rates: %w", err)
	}
	text, err := json.Marshal(snapshot)
	if err != nil {
		return fmt.Errorf("shop: storing exchange rates: %w", err)
	}
	now := s.now()
	used, err := s.pegged(snapshot.Rates, day(now))
	if err != nil {
		return fmt.Errorf("shop: %w", err)
	}
	s.change.Lock()
	defer s.change.Unlock()
	old := s.state.Load()
	if snapshot.Rates.AsOf().Before(old.rates.AsOf) {
		return fmt.Errorf("shop: the rates of %s are of %s, older than those in use", snapshot.Source, snapshot.Rates.AsOf().Format(time.DateOnly))
	}
	rates := RatesState{AsOf: snapshot.Rates.AsOf(), Source: snapshot.Source, Fetched: now}
	if err := s.config.Store.SaveRates(ctx, store.Rates{AsOf: rates.AsOf, Source: rates.Source, Fetched: now, Snapshot: text}); err != nil {
		return fmt.Errorf("shop: storing exchange rates: %w", err)
	}
	next, err := old.withRates(used, rates)
	if err != nil {
		return fmt.Errorf("shop: %w", err)
	}
	s.state.Store(next)
	s.config.Log.Info("exchange rates", "as_of", rates.AsOf, "source", rates.Source)
	return nil
}

// Run refreshes the rates at once and then at the configured interval, after a
// failure sooner: after a minute, then two, four and so on. It returns when ctx is
// done.
func (s *Shop) Run(ctx context.Context) {
	wait := time.Duration(0)
	retry := time.Minute
	for {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		if err := s.Refresh(ctx); err != nil {
			if ctx.Err() != nil {
				return
			}
			s.config.Log.Warn("exchange rates are not refreshed", "error", err, "again_in", retry)
			wait, retry = retry, min(2*retry, s.config.Every)
			continue
		}
		wait, retry = s.config.Every, time.Minute
	}
}
