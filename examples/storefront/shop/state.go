package shop

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// state is what prices are made of. It is replaced whole, and nothing in it changes
// but what it keeps of its own answers.
type state struct {
	markets []pricing.Market
	rates   RatesState
	used    *currency.Rates // with the pegs that the source lacks
	// list makes prices from list prices; shelf from the published ones.
	list, shelf *pricing.Engine
	published   *publication
	displays    map[string]*atomic.Pointer[display] // by market; what each holds is computed when it is asked for
}

// publication is the prices that pages show.
type publication struct {
	at      time.Time
	version int64
	prices  map[shelfKey]pricing.Price
	book    *pricing.PriceBook
	preview string // the ID of the one that became this; empty: none of this process
}

type shelfKey struct{ market, sku string }

// sold tells whether a good has a published price in a market.
func (s *state) sold(market, sku string) bool {
	_, ok := s.published.prices[shelfKey{market, sku}]
	return ok
}

// with is the state with other prices on its shelf.
func (s *state) with(p *publication) (*state, error) {
	next := *s
	var err error
	next.published = p
	next.displays = make(map[string]*atomic.Pointer[display], len(s.markets))
	for i := range s.markets {
		next.displays[s.markets[i].ID] = new(atomic.Pointer[display])
	}
	next.shelf, err = s.list.WithPriceBook(p.book)
	return &next, err
}

// withRates is the state at other rates. Prices on the shelf stay.
func (s *state) withRates(used *currency.Rates, rates RatesState) (*state, error) {
	next := *s
	var err error
	next.used, next.rates = used, rates
	if next.list, err = s.list.WithRates(used); err != nil {
		return nil, err
	}
	return next.with(s.published)
}

// publish makes a publication of prices. Each keeps what it shows, whatever rates
// and law become: it is final, and says which levies are inside.
func publish(at time.Time, version int64, prices []pricing.Price) (*publication, error) {
	p := &publication{at: at, version: version, prices: make(map[shelfKey]pricing.Price, len(prices))}
	entries := make([]pricing.BookEntry, len(prices))
	for i, price := range prices {
		p.prices[shelfKey{price.Market, price.SKU}] = price
		entries[i] = pricing.BookEntry{SKU: price.SKU, Market: price.Market, Price: price.Shown, Includes: inside(&price), Final: true}
		if price.Was != nil {
			entries[i].Was = price.Was.Shown
		}
	}
	var err error
	if p.book, err = pricing.NewPriceBook(entries); err != nil {
		return nil, fmt.Errorf("publishing: %w", err)
	}
	return p, nil
}

// inside says which levies a price holds.
func inside(p *pricing.Price) (in pricing.Includes) {
	if p.DutyAt == pricing.InPrice {
		in |= pricing.IncludesDuty
	}
	if p.TaxAt == pricing.InPrice {
		in |= pricing.IncludesTax
	}
	return in
}
