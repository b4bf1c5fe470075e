package pricing

// batch is some products in a row, and their prices once they are ready.
type batch struct {
	products []Product
	quick    []quickPrice  // of each product one for each offer; without a band if it went the long way
	slow     []slowPrice   // those that did, in order
	ready    chan struct{} // of capacity one
	panicked any           // what the products panicked with, after those of the batch
}

// slowPrice is what [Engine.Price] says.
type slowPrice struct {
	price Price
	err   error
}

// batchPrices is about how many prices a worker computes at a time: enough that
// handing them over costs nothing beside it, and few enough that a catalogue of
// any size is priced in bounded memory.
const batchPrices = 512

func (r *repricing) newBatch() *batch {
	return &batch{products: make([]Product, 0, r.size), quick: make([]quickPrice, r.size*len(r.offers)), ready: make(chan struct{}, 1)}
}

// price finds the prices of b. Quick ones are not taken apart yet: that costs
// no more than to bring all of it from one core to another.
func (r *repricing) price(b *batch, kinds *kinds) {
	b.slow = b.slow[:0]
	n := 0
	for i := range b.products {
		p := &b.products[i]
		kinds.look(r, p)
		for k := range r.offers {
			if q := &b.quick[n]; !kinds.reckon(r, k, p, q) {
				q.band = nil
				price, err := r.slowly(p, k)
				b.slow = append(b.slow, slowPrice{price, err})
			}
			n++
		}
	}
}

// hand gives the prices of b out, and tells whether more are wanted.
func (r *repricing) hand(b *batch, yield func(Price, error) bool) bool {
	var out Price
	slow := b.slow
	for n := range len(b.products) * len(r.offers) {
		if q := &b.quick[n]; q.band == nil {
			if !yield(slow[0].price, slow[0].err) {
				return false
			}
			slow = slow[1:]
		} else if q.write(&b.products[n/len(r.offers)], &out); !yield(out, nil) {
			return false
		}
	}
	r.done += int64(len(b.products))
	if r.progress != nil && len(b.products) > 0 {
		r.progress(r.done)
	}
	return true
}
