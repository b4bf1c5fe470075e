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
	// products have been priced. It is called where the prices are consumed,
	// never at the same time as the body of the loop.
	Progress func(products int64)
}

// batchPrices is about how many prices a worker computes at a time: enough that
// handing them over costs nothing beside it, and few enough that a catalogue of
// any size is priced in bounded memory.
const batchPrices = 256

// Reprice prices a catalogue in several markets: for each product, in the order
// of products, one price for each market, in the order of r.Markets, whatever
// the number of workers. It is [Engine.Price] with the market's first country
// for a destination; a price that it refuses comes as that error, beside a
// Price that has only SKU and Market, and the others go on.
//
// The memory it takes does not grow with the catalogue. With several workers,
// products is run by a goroutine of its own, which has ended when the loop over
// the prices has, also by break; once ctx is done, its error comes as the last
// one. An r that names a market twice, or one that there is not, gives that
// error alone.
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

// batch is some products in a row, and their prices once they are ready.
type batch struct {
	products []Product
	prices   []Price // of each product one for each offer
	errs     []error
	ready    chan struct{} // of capacity one
	panicked any           // what the products panicked with, after those of the batch
	kinds    kinds
}

func (r *repricing) newBatch() *batch {
	n := r.size * len(r.offers)
	return &batch{products: make([]Product, 0, r.size), prices: make([]Price, n), errs: make([]error, n), ready: make(chan struct{}, 1)}
}

// price fills the prices of b.
func (r *repricing) price(b *batch) {
	for i := range b.products {
		prices := b.prices[i*len(r.offers) : (i+1)*len(r.offers)]
		b.kinds.look(r, &b.products[i])
		for k := range prices {
			b.errs[i*len(r.offers)+k] = r.priceOn(&b.kinds, k, &b.products[i], &prices[k])
		}
	}
}

// priceOn makes the price of a product, of which kinds has the classes, for
// offer k.
func (r *repricing) priceOn(kinds *kinds, k int, p *Product, out *Price) (err error) {
	if s := kinds.shelves[k]; s != nil && kinds.classes != nil && s.priceIn(kinds.classes[k], p, r.offers[k].At, out) {
		return nil
	}
	if *out, err = r.e.priced(*p, r.offers[k]); err != nil {
		*out = Price{SKU: p.SKU, Market: r.offers[k].Market}
	}
	return err
}

// hand gives the prices of b out, and tells whether more are wanted.
func (r *repricing) hand(b *batch, yield func(Price, error) bool) bool {
	for n := range len(b.products) * len(r.offers) {
		if !yield(b.prices[n], b.errs[n]) {
			return false
		}
	}
	r.done += int64(len(b.products))
	if r.progress != nil && len(b.products) > 0 {
		r.progress(r.done)
	}
	return true
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
			if err := r.priceOn(&kinds, k, &p, &out); !yield(out, err) {
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
		free <- r.newBatch()
	}
	stop := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() { r.read(free, todo, inOrder, stop) })
	for range r.workers {
		running.Go(func() {
			for b := range todo {
				r.price(b)
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
