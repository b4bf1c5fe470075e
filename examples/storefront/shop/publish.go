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
	for price, err := range first.list.Reprice(ctx, s.products(), s.repricing()) {
		if err != nil && price.SKU == "" {
			return nil, err
		}
		if err == nil {
			err = s.deliverable(first.list, price.Market, price.SKU)
		}
		if err != nil {
			s.config.Log.Info("not sold", "market", price.Market, "sku", price.SKU, "reason", err)
			continue
		}
		prices = append(prices, price)
	}
	p, err := s.store(ctx, first, prices, "first start", 1)
	if errors.Is(err, store.ErrOutdated) { // by another process that started at the same time
		return s.lastPublication(ctx)
	}
	return p, err
}

// deliverable tells why one unit of a good cannot be quoted in a market: a price
// that holds no levies says nothing of what customs will ask.
func (s *Shop) deliverable(e *pricing.Engine, market, sku string) error {
	g, m, way := s.catalogue.bySKU[sku], s.byID[market], s.carriage[market][0]
	shipping, err := way.price(g.WeightKG)
	if err != nil {
		return err
	}
	_, err = e.Quote(pricing.Cart{
		Market: market, At: s.now(), ShipFrom: s.from(), ShipTo: Typical(m), Mode: way.Mode, Shipping: shipping,
		Lines: []pricing.Line{{Product: g.Product, Quantity: 1}},
	})
	return err
}

// make makes the price of a good from its list price, as it would be published now.
func (s *Shop) make(at *state, m *pricing.Market, g *Good) (pricing.Price, error) {
	price, err := at.list.Price(g.Product, pricing.Offer{Market: m.ID, At: s.now(), ShipFrom: s.from()})
	if err == nil {
		err = s.deliverable(at.list, m.ID, g.SKU)
	}
	return price, err
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
	version, err := s.config.Store.Publish(ctx, out)
	if err != nil {
		return nil, fmt.Errorf("publishing: %w", err)
	}
	return publish(out.At, int64(version), prices)
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
	return publish(last.At, int64(last.Number), slices.Clip(prices))
}
