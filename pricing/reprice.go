package pricing

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"sync"
	"time"

	"github.com/landedhq/landed/locale"
)

// Repricing says which prices Reprice computes, and how.
type Repricing struct {
	// Markets are the IDs of the markets, in the order in which the prices of
	// one product come. Empty: all of the engine's, in the order of Config.
	Markets []string
	// At is the moment of the prices, as in Offer.
	At time.Time
	// ShipFrom is where the goods lie; zero is the seller's country.
	ShipFrom locale.Place
	// Workers is how many products are priced at a time; zero: as many as
	// GOMAXPROCS. With one, no goroutine is started.
	Workers int
	// Progress, if not nil, is told from time to time, and at the end, how many
	// products have been priced. It is called in the goroutine that consumes the
	// prices, never at the same time as the body of the loop.
	Progress func(products int64)
}

// Reprice prices a catalogue in several markets: for each product, in the order
// of products, one price for each market, in the order of r.Markets, whatever
// the number of workers. It is [Engine.Price] with the market's first country
// as the destination. Where that returns an error, Reprice yields the error
// with a Price that has only SKU and Market, and goes on with the others.
//
// The memory it takes does not grow with the catalogue. With several workers,
// products is run in a goroutine of its own, which has ended when the loop over
// the prices ends, also by break. Once ctx is done, its error is the last thing
// yielded. If r names a market twice, or one that does not exist, that error is
// the only thing yielded.
func (e *Engine) Reprice(ctx context.Context, products iter.Seq[Product], r Repricing) iter.Seq2[Price, error] {
	return func(yield func(Price, error) bool) {
		offers, err := e.offers(&r)
		if err != nil {
			yield(Price{}, err)
			return
		}
		run := repricing{e: e, ctx: ctx, offers: offers, products: products, progress: r.Progress, size: max(1, batchPrices/len(offers))}
		if r.Workers == 1 || r.Workers == 0 && runtime.GOMAXPROCS(0) == 1 {
			run.alone(yield)
			return
		}
		run.workers = r.Workers
		if run.workers <= 0 {
			run.workers = runtime.GOMAXPROCS(0)
		}
		run.together(yield)
	}
}

// offers are those of the markets that r names.
func (e *Engine) offers(r *Repricing) ([]Offer, error) {
	ids := r.Markets
	if len(ids) == 0 {
		for i := range e.markets {
			ids = append(ids, e.markets[i].ID)
		}
	}
	offers := make([]Offer, len(ids))
	seen := make(map[string]bool, len(ids))
	for i, id := range ids {
		if _, err := e.market(id, ""); err != nil {
			return nil, ofCart(asCartError(err))
		}
		if seen[id] {
			return nil, &CartError{Field: "market", Err: fmt.Errorf("%w: market %s is named twice", ErrInvalid, id)}
		}
		seen[id] = true
		offers[i] = Offer{Market: id, At: r.At, ShipFrom: r.ShipFrom}
		if err := offers[i].check(); err != nil {
			return nil, err
		}
	}
	return offers, nil
}

// repricing is a Reprice under way.
type repricing struct {
	e        *Engine
	ctx      context.Context
	offers   []Offer
	products iter.Seq[Product]
	progress func(int64)
	workers  int
	size     int   // of a batch, in products
	done     int64 // products whose prices have been consumed
}

// slowly makes the price of p for offer k the long way.
func (r *repricing) slowly(p *Product, k int) (Price, error) {
	price, err := r.e.priced(*p, r.offers[k])
	if err != nil {
		price = Price{SKU: p.SKU, Market: r.offers[k].Market}
	}
	return price, err
}

// cancelled hands out that the context is done.
func (r *repricing) cancelled(yield func(Price, error) bool) bool {
	if err := r.ctx.Err(); err != nil {
		yield(Price{}, fmt.Errorf("pricing: reprice: after %d products: %w", r.done, context.Cause(r.ctx)))
		return true
	}
	return false
}

// alone prices without goroutines, one product after the other.
func (r *repricing) alone(yield func(Price, error) bool) {
	var kinds kinds
	var q quickPrice
	var out Price
	some := 0 // since the context was looked at
	for p := range r.products {
		if some--; some < 0 {
			if some = r.size - 1; r.cancelled(yield) {
				return
			}
		}
		kinds.look(r, &p)
		for k := range r.offers {
			var err error
			if kinds.reckon(r, k, &p, &q) {
				q.write(&p, &out)
			} else {
				out, err = r.slowly(&p, k)
			}
			if !yield(out, err) {
				return
			}
		}
		if r.done++; r.progress != nil && r.done%int64(r.size) == 0 {
			r.progress(r.done)
		}
	}
	if !r.cancelled(yield) && r.progress != nil && r.done%int64(r.size) != 0 {
		r.progress(r.done)
	}
}

// together prices with several workers. Batches go round: from free, filled by
// the reader, to the workers and, in the order of the catalogue, to the
// consumer, who frees them. There are no more of them than the channels hold,
// so that nobody waits but for batches.
func (r *repricing) together(yield func(Price, error) bool) {
	n := 2 * r.workers
	free, todo, inOrder := make(chan *batch, n), make(chan *batch, n+1), make(chan *batch, n+1) // one more for a panic
	for range n {
		free <- nil // made when it is needed
	}
	stop := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() { r.read(free, todo, inOrder, stop) })
	for range r.workers {
		running.Go(func() {
			var kinds kinds
			for b := range todo {
				r.price(b, &kinds)
				b.ready <- struct{}{}
			}
		})
	}
	defer running.Wait()
	defer close(stop)
	for b := range inOrder {
		if r.cancelled(yield) {
			return
		}
		<-b.ready
		if !r.hand(b, yield) {
			return
		}
		if b.panicked != nil {
			panic(b.panicked)
		}
		b.products = b.products[:0]
		free <- b
	}
	r.cancelled(yield)
}

// read fills free batches with the products until there are no more or stop is
// closed.
func (r *repricing) read(free <-chan *batch, todo, inOrder chan<- *batch, stop <-chan struct{}) {
	defer close(inOrder)
	defer close(todo)
	var b *batch
	next := func() bool { // waits for a free batch
		select {
		case <-stop:
			return false
		case <-r.ctx.Done():
			return false
		case b = <-free:
			if b == nil {
				b = r.newBatch()
			}
			return true
		}
	}
	pass := func() {
		inOrder <- b
		todo <- b
		b = nil
	}
	defer func() {
		if fault := recover(); fault != nil { // of the products: it is raised again where they are consumed
			if b == nil {
				b = r.newBatch()
			}
			b.panicked = fault
		}
		if b != nil {
			pass()
		}
	}()
	for p := range r.products {
		if b == nil && !next() {
			return
		}
		if b.products = append(b.products, p); len(b.products) == r.size {
			pass()
		}
	}
}
