package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// publication is the prices that pages show.
type publication struct {
	number  int
	prices  map[shelfKey]pricing.Price
	book    *pricing.PriceBook
	preview string // the ID of the one that became this; empty: none of this process
}

type shelfKey struct{ market, sku string }

// publish makes a publication of prices: each keeps what it shows, whatever rates
// and law become.
func publish(number int, prices []pricing.Price) (*publication, error) {
	p := &publication{number: number, prices: make(map[shelfKey]pricing.Price, len(prices))}
	entries := make([]pricing.BookEntry, len(prices))
	for i := range prices {
		p.prices[shelfKey{prices[i].Market, prices[i].SKU}] = prices[i]
		entries[i] = prices[i].Entry()
	}
	var err error
	if p.book, err = pricing.NewPriceBook(entries); err != nil {
		return nil, fmt.Errorf("publishing: %w", err)
	}
	return p, nil
}

// products are the goods as the library takes them, costs and all.
func (s *Shop) products() func(func(pricing.Product) bool) {
	return func(yield func(pricing.Product) bool) {
		for i := range s.catalogue.goods {
			if !yield(s.catalogue.goods[i].Product) {
				return
			}
		}
	}
}

// repricing is how the whole catalogue is priced.
func (s *Shop) repricing() pricing.Repricing {
	return pricing.Repricing{At: s.now(), ShipFrom: s.from()}
}

// firstPublication publishes all prices that can be made.
func (s *Shop) firstPublication(ctx context.Context, first *state) (*publication, error) {
	var prices []pricing.Price
	unsold := 0
	for price, err := range first.list.Reprice(ctx, s.products(), s.repricing()) {
		if err != nil && price.SKU == "" {
			return nil, err
		}
		if err == nil {
			err = s.deliverable(first.list, price.Market, price.SKU)
		}
		if err != nil {
			unsold++
			s.config.Log.Debug("not sold", "market", price.Market, "sku", price.SKU, "reason", err)
			continue
		}
		prices = append(prices, price)
	}
	if unsold > 0 {
		s.config.Log.Info("some goods are not sold everywhere: the office's table of prices says why", "published", len(prices), "not_sold", unsold)
	}
	p, err := s.store(ctx, first, prices, "first start", 1)
	if errors.Is(err, store.ErrOutdated) { // by another process that started at the same time
		return s.lastPublication(ctx)
	}
	return p, err
}

// store publishes prices in the store under a number, and returns the publication.
func (s *Shop) store(ctx context.Context, at *state, prices []pricing.Price, by string, number int) (*publication, error) {
	out := store.Publication{Number: number, At: s.now(), By: by, RatesAsOf: at.rates.AsOf, RatesSource: at.rates.Source}
	for _, p := range prices {
		text, err := json.Marshal(p)
		if err != nil {
			return nil, fmt.Errorf("publishing %s in %s: %w", p.SKU, p.Market, err)
		}
		out.Prices = append(out.Prices, store.Price{Market: p.Market, SKU: p.SKU, Shown: p.Shown, Price: text})
	}
	number, err := s.config.Store.Publish(ctx, out)
	if err != nil {
		return nil, fmt.Errorf("publishing: %w", err)
	}
	return publish(number, prices)
}

// lastPublication reads the prices that were published last. What the shop does
// not sell any more is left out.
func (s *Shop) lastPublication(ctx context.Context) (*publication, error) {
	last, err := s.config.Store.Published(ctx)
	if err != nil {
		return nil, err
	}
	prices := make([]pricing.Price, 0, len(last.Prices))
	for _, row := range last.Prices {
		var p pricing.Price
		if err := json.Unmarshal(row.Price, &p); err != nil {
			return nil, fmt.Errorf("published price of %s in %s: %w", row.SKU, row.Market, err)
		}
		m, sold := s.byID[p.Market]
		if _, known := s.catalogue.Good(p.SKU); known && sold && p.Shown.Currency() == m.Currency {
			prices = append(prices, p)
		}
	}
	return publish(last.Number, slices.Clip(prices))
}
