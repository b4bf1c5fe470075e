package pricing_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// charming gives the market of a situation what only displayed prices have:
// charm, fixed adjustment, a typical order; its products costs and former
// prices, and some of them a price in a book.
func (g generator) charming(s *situation) {
	m := &s.config.Markets[0]
	for i := range s.config.Markets {
		if s.config.Markets[i].Countries[0] == s.cart.ShipTo.Country {
			m = &s.config.Markets[i]
		}
	}
	unit := decimal.New(1, int32(-m.Currency.Digits()))
	if g.chance(70) {
		m.Rounding = currency.Rounding{}
		step := pick[int64](g, 5, 10, 100, 1000)
		band := pricing.CharmBand{Step: unit.Mul(decimal.NewFromInt(step)), Mode: pick(g, currency.HalfUp, currency.HalfDown, currency.Up, currency.Down)}
		if g.chance(60) {
			band.Endings = []decimal.Decimal{unit.Mul(decimal.NewFromInt(g.Int64N(step)))}
		}
		m.Charm = &pricing.Charm{Bands: []pricing.CharmBand{band}}
	}
	if g.chance(30) {
		if m.Charm == nil {
			m.Charm = &pricing.Charm{}
		}
		m.Charm.Floor = currency.FromMinor(g.Int64N(5000), m.Currency)
		margin := decimal.NewFromInt(g.Int64N(60) - 10)
		m.Charm.MinMargin = &margin
	}
	if g.chance(30) {
		m.AdjustFixed = currency.FromMinor(g.Int64N(2000)-100, m.Currency)
	}
	if g.chance(30) {
		m.TypicalOrder = g.amount(m.Currency, 1, 3000)
	}
	var entries []pricing.BookEntry
	for i := range s.cart.Lines {
		p := &s.cart.Lines[i].Product
		if g.chance(30) {
			p.Cost = g.amount(pick(g, currency.USD, currency.EUR), 0.01, 5000)
		}
		if g.chance(30) {
			p.Was = sum(p.Price, g.amount(p.Price.Currency(), 0.01, 500))
		}
		if g.chance(25) && (len(entries) == 0 || entries[0].SKU != p.SKU) {
			entries = append(entries[:0], pricing.BookEntry{SKU: p.SKU, Market: pick(g, "", m.ID), Price: g.amount(m.Currency, 1, 3000),
				Includes: pick(g, pricing.IncludesNone, pricing.IncludesTax, pricing.IncludesDuty, pricing.IncludesBoth), Final: g.chance(30)})
		}
	}
	s.config.PriceBook, _ = pricing.NewPriceBook(entries)
}

// TestLawPrice: whatever a market is like, a price adds up, is one of the
// figures that the market displays, keeps floor and margin, and is that of the
// cart, which adds up too.
func TestLawPrice(t *testing.T) {
	g := newGenerator(t)
	answered := 0
	for i := range carts() {
		s := g.situation()
		s.cart.Duty, s.cart.Tax, s.cart.Discounts = nil, nil, nil
		g.charming(&s)
		e, err := pricing.New(s.config)
		if err != nil {
			t.Fatalf("%d: %v\n%v", i, err, s)
		}
		q, quoteErr := e.Quote(s.cart)
		for k, line := range s.cart.Lines {
			price, err := e.Price(line.Product, pricing.Offer{At: s.cart.At, ShipFrom: s.cart.ShipFrom, ShipTo: s.cart.ShipTo})
			if err != nil {
				var ce *pricing.CartError
				if !errors.As(err, &ce) {
					t.Fatalf("%d: %T %v", i, err, err)
				}
				continue
			}
			answered++
			if err := soundPrice(s, line.Product, price); err != nil {
				t.Fatalf("%d: %v\n%+v\n%v", i, err, price, s)
			}
			if quoteErr == nil && q.Lines[k].Unit != price.Shown {
				t.Fatalf("%d: %v on the page, %v in the cart\n%v", i, price.Shown, q.Lines[k].Unit, s)
			}
		}
		if quoteErr == nil {
			if err := firstBroken(append(lineSums(q), totalSums(q)...)); err != nil {
				t.Fatalf("%d: %v\n%v", i, err, s)
			}
		}
	}
	t.Logf("%d prices", answered)
	if answered < carts() {
		t.Errorf("only %d prices of %d carts", answered, carts())
	}
}

func soundPrice(s situation, p pricing.Product, price pricing.Price) error {
	if net := sum(price.Base, price.FXMargin, price.Adjustment, price.Concession); !net.Equal(price.Net) {
		return fmt.Errorf("net %v, its parts %v", price.Net, net)
	}
	if shown := sum(price.Net, price.Duty, price.Tax, price.Rounding, price.Subsidy.Neg()); !shown.Equal(price.Shown) {
		return fmt.Errorf("shown %v, its parts %v", price.Shown, shown)
	}
	if price.Subsidy.Sign() < 0 || price.Declared.Sign() < 0 {
		return fmt.Errorf("subsidy %v, declared %v", price.Subsidy, price.Declared)
	}
	if left := sum(price.Shown, price.Duty.Neg(), price.Tax.Neg(), price.Subsidy, price.Declared.Neg()); price.Subsidy.IsZero() &&
		order(left.Abs(), currency.FromMinor(roundingUnits+1, left.Currency())) > 0 {
		return fmt.Errorf("%v left over", left)
	}
	m := s.market()
	if m.Charm == nil || price.Shown.IsZero() {
		return nil
	}
	final := false
	for e := range s.config.PriceBook.All() {
		final = final || e.SKU == p.SKU && e.Final
	}
	if final {
		return nil
	}
	if figure, err := m.Charm.Apply(price.Shown); err != nil || figure != price.Shown {
		return fmt.Errorf("shown %v, which the charm moves to %v: %v", price.Shown, figure, err)
	}
	return nil
}
