package shop

import (
	"sync/atomic"

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
