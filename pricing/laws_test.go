package pricing_test

import (
	"errors"
	"flag"
	"fmt"
	"reflect"
	"runtime/debug"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/pricing"
)

// This file holds many quotes to all laws, and to the oracle.

var lawCartsFlag = flag.Int("lawcarts", 0, "number of generated carts that TestLaws tries; 0 takes 100,000, 2,400 with -short, 600 with the race detector")

// streams of carts are generated and tried beside each other. Their number is
// not that of the cores, so that the carts are the same everywhere.
const streams = 8

// perShop is how many carts a shop is asked for, by one engine: what it keeps
// in mind from one must not show in the next.
const perShop = 6

func lawCarts() int {
	switch {
	case *lawCartsFlag > 0:
		return *lawCartsFlag
	case race.Enabled:
		return 600
	case testing.Short():
		return 2400
	}
	return 100_000
}

// law is what holds of each quote.
type law struct {
	name  string
	every int // carts: 1 = each
	holds func(*stream, situation, pricing.Quote) error
}

func ofQuote(check func(situation, pricing.Quote) error) func(*stream, situation, pricing.Quote) error {
	return func(_ *stream, s situation, q pricing.Quote) error { return check(s, q) }
}

// laws are those of one quote. The eighth, bounds for what comes from outside,
// is that of the fuzz targets and of refusals; the ninth is tried here by
// running the streams beside each other on the same tables.
var laws = []law{
	{"1: the same again from a fresh engine", 6, ofQuote(again)},
	{"2: each charge is exact", 1, ofQuote(chargesExact)},
	{"2: as the oracle says", 1, (*stream).foretold},
	{"2: declared values are right", 16, (*stream).judged},
	{"3: it adds up", 1, ofQuote(addsUp)},
	{"3: in any order of lines", 6, ofQuote(anyOrder)},
	{"4: the gross stands", 1, ofQuote(grossStands)},
	{"5, 6, 7: each figure is explained and dated", 1, ofQuote(explained)},
	{"1: it survives JSON", 12, ofQuote(survivesJSON)},
}

// Each law holds of generated carts: any destination, placement, discount and
// regime. A cart that breaks one is made smaller before it is shown.
func TestLaws(t *testing.T) {
	n := lawCarts() / streams
	results := make(chan *stream, streams)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // quotes are small, and gone at once
	t.Run("streams", func(t *testing.T) {
		for k := range streams {
			t.Run(fmt.Sprint(k+1), func(t *testing.T) {
				t.Parallel()
				s := &stream{t: t, generator: newStream(t, 100+uint64(k)), refused: map[string]int{}}
				s.more(t)
				s.run(n)
				results <- s
			})
		}
	})
	close(results)
	all := stream{refused: map[string]int{}}
	for s := range results {
		all.add(s)
	}
	t.Logf("%d of %d carts answered (%d with levies inside the prices, %d of them in a gap, %d with fees); refused for %v",
		all.answered, all.tried, all.inside, all.gaps, all.fees, all.refused)
	if all.answered < all.tried/2 || all.inside < all.tried/10 || all.fees < all.tried/10 {
		t.Errorf("only %d of %d carts were answered, %d with levies inside the prices, %d with fees", all.answered, all.tried, all.inside, all.fees)
	}
}

// stream is a series of carts.
type stream struct {
	t *testing.T
	generator
	oracle                        *oracle
	tried, answered, inside, gaps int
	fees                          int // quotes with some
	broken                        int
	refused                       map[string]int
}

func (s *stream) add(o *stream) {
	s.tried, s.answered, s.inside, s.gaps, s.fees = s.tried+o.tried, s.answered+o.answered, s.inside+o.inside, s.gaps+o.gaps, s.fees+o.fees
	for reason, n := range o.refused {
		s.refused[reason] += n
	}
}

// run tries n carts.
func (s *stream) run(n int) {
	var err error
	if s.oracle, err = newOracle(s.shop); err != nil {
		s.t.Fatal(err)
	}
	for s.tried < n && s.broken < brokenShown {
		at := s.situation()
		e, err := pricing.New(at.config)
		if err != nil {
			s.t.Fatalf("%v\n%v", err, at)
		}
		for range min(perShop, n-s.tried) {
			s.try(e, at)
			at.cart = s.cart(at.cart.ShipTo, at.market().Currency)
		}
	}
}

// try holds the quote of one cart to all laws.
func (s *stream) try(e *pricing.Engine, at situation) {
	s.tried++
	q, err := e.Quote(at.cart)
	if err != nil {
		var ce *pricing.CartError
		if !errors.As(err, &ce) {
			s.t.Errorf("cart %d: %T %v, want a *CartError\n%v", s.tried, err, err, at)
			s.broken++
			return
		}
		reason, known := reasonOf(ce)
		if !known {
			reason = "other"
		}
		s.refused[reason]++
		return
	}
	s.answered++
	if q.Totals.Fees.Sign() > 0 {
		s.fees++
	}
	for _, l := range laws {
		if s.tried%l.every != 0 {
			continue
		}
		if err := l.holds(s, at, q); err != nil {
			s.report(l, at, err)
			return
		}
	}
}

// report shows the smallest cart that breaks a law.
func (s *stream) report(l law, at situation, broken error) {
	small, err := shrink(at, broken, func(at situation) error {
		if q, err := at.quote(); err == nil {
			return l.holds(s, at, q)
		}
		return nil
	})
	s.t.Errorf("cart %d, law %s: %v\n%v", s.tried, l.name, err, small)
	s.broken++
}

// again asks another engine, which has answered nothing before.
func again(s situation, q pricing.Quote) error {
	fresh, err := s.quote()
	if err != nil {
		return fmt.Errorf("refused by a fresh engine: %w", err)
	}
	if !reflect.DeepEqual(q, fresh) {
		return errors.New("a fresh engine says otherwise: " + firstDifference(bytesOf(fresh, nil), bytesOf(q, nil)))
	}
	return nil
}

// explained: a charge says by which law of which place it is made, from which
// source and since when, and a zero why it is one.
func explained(_ situation, q pricing.Quote) error {
	on := currency.DateOf(q.At)
	for _, c := range q.Charges {
		switch {
		case c.Amount.IsZero() != (c.Zero != ""):
			return fmt.Errorf("%v: %v with the reason %q for a zero", c, c.Amount, c.Zero)
		case c.Rule == nil || c.Collector == "" || c.Payer() == "":
			return fmt.Errorf("%v: nobody collects or pays it", c)
		case !c.Amount.IsZero() && (c.Jurisdiction == "" || c.Scheme == "" || c.Source == ""):
			return fmt.Errorf("%v: without jurisdiction, scheme or source", c)
		case !c.Amount.IsZero() && !on.Within(c.From, c.Until):
			return fmt.Errorf("%v: by a law from %v until %v", c, c.From, c.Until)
		}
	}
	return nil
}

// foretold compares the quote with what the oracle makes of the cart.
func (s *stream) foretold(at situation, q pricing.Quote) error {
	inGap, err := s.oracle.confirm(at, q)
	if err != nil {
		return err
	}
	if inGap {
		s.gaps++
	}
	for _, l := range q.Lines {
		if !l.DutyInPrice.IsZero() || !l.TaxInPrice.IsZero() {
			s.inside++
			break
		}
	}
	return nil
}

// judged asks the oracle whether the declared values are right.
func (s *stream) judged(at situation, q pricing.Quote) error { return s.oracle.judge(at, toldBy(q)) }
