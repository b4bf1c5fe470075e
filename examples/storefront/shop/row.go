package shop

import (
	"fmt"

	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// Row is a good in a market as the merchant sees it.
type Row struct {
	Good   *Good
	Market *pricing.Market
	// Price is the published price, taken apart as it was made then. It is zero
	// where Err says why there is none.
	Price pricing.Price
	Label string // in English
	// Left is what one unit alone, without carriage, leaves to the merchant, in the
	// books' currency at the rates of now; LeftErr says why that is not known.
	Left    pricing.Merchant
	LeftErr error
	// Now is the price that would be published now, nil if it is the same or
	// cannot be made.
	Now *pricing.Price
	Err error // of class ErrNotSold
}

// Table is every good in every market, by good and then by market; a market or SKU
// that is not empty narrows it.
func (s *Shop) Table(market, sku string) []Row {
	state := s.state.Load()
	var rows []Row
	for i := range s.catalogue.goods {
		good := &s.catalogue.goods[i]
		if sku != "" && sku != good.SKU {
			continue
		}
		for j := range s.markets {
			if m := &s.markets[j]; market == "" || market == m.ID {
				rows = append(rows, s.row(state, m, good))
			}
		}
	}
	return rows
}

func (s *Shop) row(state *state, m *pricing.Market, good *Good) Row {
	r := Row{Good: good, Market: m}
	published, ok := state.published.prices[shelfKey{m.ID, good.SKU}]
	if !ok {
		fresh, err := s.make(state, m, good)
		if err != nil {
			r.Err = fmt.Errorf("%w: %w", ErrNotSold, err)
			return r
		}
		r.Now, r.Err = &fresh, fmt.Errorf("%w: no price is published", ErrNotSold)
		return r
	}
	r.Price, r.Label = published, published.Label(languages[0])
	fresh, err := state.list.Price(good.Product, pricing.Offer{Market: m.ID, At: s.now(), ShipFrom: s.from()})
	if err == nil && !fresh.Shown.Equal(published.Shown) {
		r.Now = &fresh
	}
	r.Left, r.LeftErr = s.left(state, state.shelf, m, good)
	return r
}

// left is what one unit of a good leaves to the merchant at the prices of an engine,
// in the books' currency.
func (s *Shop) left(at *state, engine *pricing.Engine, m *pricing.Market, good *Good) (pricing.Merchant, error) {
	q, err := engine.Quote(pricing.Cart{
		Market: m.ID, At: s.now(), ShipFrom: s.from(), ShipTo: Typical(m),
		Lines: []pricing.Line{{Product: good.Product, Quantity: 1}},
	})
	if err != nil {
		return pricing.Merchant{}, err
	}
	return s.inBooks(at, &q)
}

// inBooks is the merchant's view of a quote in the books' currency, at the rates of
// now without margin.
func (s *Shop) inBooks(at *state, q *pricing.Quote) (pricing.Merchant, error) {
	view, err := q.Merchant()
	if err != nil {
		return view, err
	}
	rate, err := at.used.Rate(q.Currency, books)
	if err != nil {
		return view, err
	}
	return view.Report(rate)
}

// Typical is an address in a market for which the merchant's figures are computed:
// where tax depends on more than the country, that of its largest city.
func Typical(m *pricing.Market) locale.Place {
	p := locale.Place{Country: m.Countries[0]}
	switch p.Country {
	case "US":
		p.Region, p.PostalCode = "NY", "10001"
	case "CA":
		p.Region = "ON"
	}
	return p
}
