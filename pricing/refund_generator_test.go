package pricing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// soldQuote is the quote of a generated cart, of which some are sent from
// several places or have services in them, with what an engine adds in some
// markets only: fees that no line bears, and vouchers that are money.
func (g generator) soldQuote() pricing.Quote {
	for {
		s := g.situation()
		for i := range s.cart.Lines {
			l := &s.cart.Lines[i]
			if g.chance(10) {
				l.ShipFrom = pick(g, locale.Place{Country: "CN"}, locale.Place{Country: "DE"}, locale.Place{Country: "US", Region: "CA"})
			}
			if price := l.Product.Price; g.chance(8) {
				l.Product = pick(g, wrap, ebook)
				l.Product.Price, l.ShipFrom = price, locale.Place{}
			}
		}
		q, err := s.quote()
		if err != nil {
			continue
		}
		for range g.IntN(3) {
			withFee(&q, pick(g, pricing.AtCheckout, pricing.AtCheckout, pricing.OnDelivery, pricing.Absorbed), g.minor(q.Currency, 2000))
		}
		if g.chance(30) {
			v := g.part(q.Totals.DueNow)
			q.Totals.Vouchers, q.Totals.DueNow = sum(q.Totals.Vouchers, v), sum(q.Totals.DueNow, v.Neg())
		}
		return q
	}
}

// withFee adds the fee of a carrier to a quote.
func withFee(q *pricing.Quote, at pricing.Placement, fee currency.Amount) {
	q.Charges = append(q.Charges, pricing.Charge{
		Kind: pricing.FeeCharge, On: "consignment", Base: fee, Amount: fee, Placement: at,
		Rule: &pricing.Rule{Name: "clearance", Rate: fee.String(), Collector: "carrier"},
	})
	t := &q.Totals
	t.Fees = sum(t.Fees, fee)
	switch at {
	case pricing.AtCheckout:
		t.AtCheckout, t.DueNow = sum(t.AtCheckout, fee), sum(t.DueNow, fee)
	case pricing.OnDelivery:
		t.OnDelivery, t.DueOnDelivery = sum(t.OnDelivery, fee), sum(t.DueOnDelivery, fee)
	case pricing.Absorbed:
		t.Absorbed = sum(t.Absorbed, fee)
	}
	t.CustomerPays = sum(t.DueNow, t.DueOnDelivery)
}

func (g generator) minor(c currency.Code, most int64) currency.Amount {
	return currency.FromMinor(1+g.Int64N(most), c)
}

// part is a random part of a: nothing, all, or between.
func (g generator) part(a currency.Amount) currency.Amount {
	n, err := a.Minor()
	if err != nil || n <= 0 || g.chance(10) {
		return a
	}
	return currency.FromMinor(g.Int64N(n+1), a.Currency())
}

// nextReturns are one to three returns of what is left, none when nothing is.
func (g generator) nextReturns(q pricing.Quote, left pricing.Left) []pricing.Return {
	if g.chance(4) {
		return []pricing.Return{{Of: pricing.PartOrder}}
	}
	var all []pricing.Return
	for i, l := range left.Lines {
		if l.Quantity > 0 {
			units := l.Quantity
			if g.chance(80) {
				units = 1 + g.Int64N(l.Quantity)
			}
			all = append(all, pricing.Return{Line: i + 1, Quantity: units})
		}
		if l.Price.Sign() > 0 && l.Quantity > 0 && g.chance(30) {
			if a := g.part(l.Price); !a.IsZero() {
				all = append(all, pricing.Return{Line: i + 1, Amount: a})
			}
		}
	}
	for _, p := range []struct {
		of   pricing.Part
		left currency.Amount
	}{{pricing.PartShipping, left.Shipping}, {pricing.PartInsurance, left.Insurance}, {pricing.PartFees, left.Fees}} {
		if a := g.part(p.left); !a.IsZero() {
			x := pricing.Return{Of: p.of, Amount: a}
			if g.chance(30) {
				x.Amount = currency.Amount{}
			}
			all = append(all, x)
		}
	}
	if len(all) == 0 {
		return nil
	}
	g.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	seen, out := map[string]bool{}, all[:0]
	for _, x := range all { // two returns of a line might exceed what is left
		key := fmt.Sprint(x.Of, x.Line)
		if !seen[key] && len(out) < 3 {
			seen[key] = true
			out = append(out, x)
		}
	}
	return out
}

// giveBack gives a quote back in random parts until nothing is left.
func (g generator) giveBack(q pricing.Quote, choose func(*pricing.Return)) ([]pricing.Refund, error) {
	var done []pricing.Refund
	for {
		left, err := q.Left(done...)
		if err != nil {
			return done, err
		}
		returns := g.nextReturns(q, left)
		if returns == nil {
			_, err := q.RefundAfter(done, pricing.Return{Of: pricing.PartOrder})
			if errors.Is(err, pricing.ErrRefund) {
				return done, nil
			}
			returns = []pricing.Return{{Of: pricing.PartOrder}} // charges that nobody paid at checkout
		}
		for i := range returns {
			choose(&returns[i])
		}
		f, err := q.RefundAfter(done, returns...)
		if err != nil {
			if errors.Is(err, pricing.ErrRefund) && returns[0].Of == pricing.PartOrder {
				return done, nil
			}
			return done, fmt.Errorf("%v: %w", returns, err)
		}
		if g.chance(20) { // as it comes back from where it was kept
			if f, err = reread(f); err != nil {
				return done, err
			}
		}
		done = append(done, f)
		if err := refundHolds(q, f); err != nil {
			return done, err
		}
		if err := withinCharged(q, done); err != nil {
			return done, err
		}
		g.Shuffle(len(done), func(i, j int) { done[i], done[j] = done[j], done[i] }) // they carry their order
	}
}

func reread(f pricing.Refund) (pricing.Refund, error) {
	text, err := json.Marshal(f)
	if err != nil {
		return f, err
	}
	var back pricing.Refund
	if err := json.Unmarshal(text, &back); err != nil {
		return f, err
	}
	again, err := json.Marshal(back)
	if err == nil && !bytes.Equal(again, text) {
		err = errors.New(firstDifference(again, text))
	}
	return back, err
}

// conditions chooses what a shop may choose for a return.
func (g generator) conditions(x *pricing.Return) {
	if x.Of != pricing.PartFees {
		x.Levies = pick(g, pricing.LeviesBack, pricing.LeviesRecovered, pricing.LeviesKept)
	}
	x.Recovered = pick(g, pricing.Recovery{}, pricing.NotImported(),
		pricing.Recovery{Duty: decimal.New(99, 0), Tax: decimal.New(333, -1), Fees: decimal.New(99, 0)})
	if (x.Quantity > 0 || x.Of == pricing.PartOrder) && g.chance(50) {
		x.Restocking.Percent = decimal.New(g.Int64N(1001), -1)
		x.Restocking.Treatment = pick(g, pricing.Consideration, pricing.Compensation)
	}
}
