package shop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// maxPreview is how long a preview may wait to be published.
const maxPreview = time.Hour

var (
	// ErrOutdated is the class of previews that show what is not so any more.
	ErrOutdated = errors.New("the preview is out of date")
	// ErrNoChange is the class of previews that have nothing to publish.
	ErrNoChange = errors.New("nothing changes")
)

// Preview is what a new publication of prices would change. It is immutable.
type Preview struct {
	// ID names the preview by its figures.
	ID          string
	Made        time.Time
	After       int // the number of the publication that it would follow
	RatesAsOf   time.Time
	RatesSource string
	Changes     []Change   // in the order of the catalogue and the markets
	Withdrawn   []Unpriced // published so far, and cannot be made any more
	Unpriced    []Unpriced // all that cannot be made
	Unchanged   int

	of     *state // that it was made from
	prices []pricing.Price
}

// Change is a price that would be shown otherwise than it is.
type Change struct {
	pricing.PriceChange
	Good *Good
	// Percent is by how much the shown price moves, to one place; zero for a new
	// one.
	Percent decimal.Decimal
	// Before and After are what one unit leaves to the merchant, in the books'
	// currency at the rates of now, at the old price and at the new one. A zero
	// Amount is not known.
	LeftBefore, LeftAfter currency.Amount
}

// Move is by how much what is left moves; a zero Amount is not known.
func (c *Change) Move() currency.Amount {
	if c.LeftBefore == none || c.LeftAfter == none {
		return none
	}
	move, err := c.LeftAfter.Sub(c.LeftBefore)
	if err != nil {
		return none // too large to tell
	}
	return move
}

// Unpriced is a good without a price in a market, and why.
type Unpriced struct {
	Market string
	Good   *Good
	Err    error
}

// Empty tells whether there is nothing to publish.
func (p *Preview) Empty() bool { return len(p.Changes) == 0 && len(p.Withdrawn) == 0 }

// Reprice makes all prices anew from list prices, at the rates and under the law of
// now, and says what of it would be shown otherwise than what is published, and
// why. Nothing is published. Progress, if not nil, is told how many goods of how
// many have been priced.
//
// Reprice returns the error of ctx once that is done.
func (s *Shop) Reprice(ctx context.Context, progress func(done, total int)) (Preview, error) {
	of := s.state.Load()
	p := Preview{Made: s.now(), After: of.published.number, RatesAsOf: of.rates.AsOf, RatesSource: of.rates.Source, of: of}
	how := s.repricing()
	if progress != nil {
		total := len(s.catalogue.goods)
		progress(0, total)
		how.Progress = func(done int64) { progress(int(done), total) }
	}
	next := make(map[shelfKey]*pricing.Price, len(of.published.prices))
	before := func(sku, market string) (pricing.Price, bool) {
		old, ok := of.published.prices[shelfKey{market, sku}]
		if ok {
			next[shelfKey{market, sku}] = &old // unless it changes
		}
		return old, ok
	}
	for change, err := range of.list.Changes(ctx, s.products(), before, how) {
		sku, market := change.After.SKU, change.After.Market
		if err != nil && sku == "" {
			return Preview{}, fmt.Errorf("shop: repricing: %w", err)
		}
		good, _ := s.catalogue.Good(sku)
		if err == nil {
			err = s.deliverable(of.list, market, sku)
		}
		if err != nil {
			u := Unpriced{market, good, err}
			p.Unpriced = append(p.Unpriced, u)
			delete(next, shelfKey{market, sku})
			if of.sold(market, sku) {
				p.Withdrawn = append(p.Withdrawn, u)
			}
			continue
		}
		next[shelfKey{market, sku}] = &change.After
		p.Changes = append(p.Changes, Change{PriceChange: change, Good: good})
	}
	p.Unchanged = len(next) - len(p.Changes)
	if err := s.collect(ctx, &p, next); err != nil {
		return Preview{}, fmt.Errorf("shop: repricing: %w", err)
	}
	if err := s.weigh(ctx, &p); err != nil {
		return Preview{}, fmt.Errorf("shop: repricing: %w", err)
	}
	p.ID = p.name()
	return p, nil
}

// collect lists the prices of the preview in the order of catalogue and markets. One
// that stays the same and that no checkout can quote any more is withdrawn.
func (s *Shop) collect(ctx context.Context, p *Preview, next map[shelfKey]*pricing.Price) error {
	p.prices = make([]pricing.Price, 0, len(next))
	for i := range s.catalogue.goods {
		good := &s.catalogue.goods[i]
		for j := range s.markets {
			if err := ctx.Err(); err != nil {
				return err
			}
			m := &s.markets[j]
			price, ok := next[shelfKey{m.ID, good.SKU}]
			if !ok {
				continue
			}
			if err := s.deliverable(p.of.list, m.ID, good.SKU); err != nil {
				u := Unpriced{m.ID, good, err}
				p.Unpriced, p.Withdrawn = append(p.Unpriced, u), append(p.Withdrawn, u)
				p.Unchanged--
				continue
			}
			p.prices = append(p.prices, *price)
		}
	}
	return nil
}

// weigh says what each change does to the margin.
func (s *Shop) weigh(ctx context.Context, p *Preview) error {
	if len(p.Changes) == 0 {
		return nil
	}
	publication, err := publish(0, p.prices)
	if err != nil {
		return err
	}
	next, err := p.of.with(publication)
	if err != nil {
		return err
	}
	for i := range p.Changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := &p.Changes[i]
		m := s.byID[c.After.Market]
		if left, err := s.left(next, next.shelf, m, c.Good); err == nil {
			c.LeftAfter = left.Contribution
		}
		if c.Before == nil {
			continue
		}
		if left, err := s.left(p.of, p.of.shelf, m, c.Good); err == nil {
			c.LeftBefore = left.Contribution
		}
		c.Percent = moved(c.Before.Shown, c.After.Shown)
	}
	return nil
}

// moved is by how many percent a price moves, to one place.
func moved(from, to currency.Amount) decimal.Decimal {
	if from.Sign() == 0 {
		return decimal.Zero
	}
	return to.Decimal().Sub(from.Decimal()).Shift(2).DivRound(from.Decimal(), 1)
}

// name is a digest of what the preview says.
func (p *Preview) name() string {
	h := sha256.New()
	fmt.Fprintln(h, p.After, p.RatesAsOf.UTC().Format(time.RFC3339Nano), p.RatesSource)
	for i := range p.prices {
		fmt.Fprintln(h, p.prices[i].Market, p.prices[i].SKU, p.prices[i].Shown)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// Publish shows the prices of a preview from now on, and stores them with what each
// was made of. To publish the same preview again changes nothing. It returns the
// number of the publication.
//
// Publish returns an error if:
//   - prices were published, or other exchange rates came, since the preview was
//     made, or that was more than an hour ago ([ErrOutdated]);
//   - nothing changes ([ErrNoChange]);
//   - the store fails.
func (s *Shop) Publish(ctx context.Context, p Preview, by string) (int, error) {
	s.change.Lock()
	defer s.change.Unlock()
	old := s.state.Load()
	if p.ID != "" && old.published.preview == p.ID {
		return old.published.number, nil
	}
	if err := s.current(&p, old); err != nil {
		return 0, fmt.Errorf("shop: publishing: %w", err)
	}
	published, err := s.store(ctx, old, p.prices, by, p.After+1)
	if errors.Is(err, store.ErrOutdated) { // by another process: show what that has published
		err = errors.Join(ErrOutdated, err, s.reload(ctx, old))
	}
	if err != nil {
		return 0, fmt.Errorf("shop: publishing: %w", err)
	}
	published.preview = p.ID
	next, err := old.with(published)
	if err != nil {
		return 0, fmt.Errorf("shop: publishing: %w", err)
	}
	s.state.Store(next)
	s.config.Log.Info("prices", "publication", published.number, "changed", len(p.Changes), "withdrawn", len(p.Withdrawn), "by", by)
	return published.number, nil
}

// current says why a preview cannot be published any more.
func (s *Shop) current(p *Preview, now *state) error {
	switch {
	case p.of == nil || p.After != now.published.number:
		return fmt.Errorf("%w: publication %d is the last one, not %d", ErrOutdated, now.published.number, p.After)
	case !s.sameRates(p.of.used, now.used):
		return fmt.Errorf("%w: there are exchange rates of %s now", ErrOutdated, now.rates.AsOf.Format(time.DateOnly))
	case s.now().Sub(p.Made) > maxPreview:
		return fmt.Errorf("%w: it was made at %s", ErrOutdated, p.Made.Format(time.RFC3339))
	case p.Empty():
		return ErrNoChange
	}
	return nil
}

// sameRates tells whether prices of all markets are made at the same rates.
func (s *Shop) sameRates(a, b *currency.Rates) bool {
	if a == b {
		return true
	}
	for i := range s.markets {
		x, errX := a.Rate(books, s.markets[i].Currency)
		y, errY := b.Rate(books, s.markets[i].Currency)
		if errX != nil || errY != nil || !x.Equal(y) {
			return false
		}
	}
	return true
}

// reload shows what is published in the store.
func (s *Shop) reload(ctx context.Context, old *state) error {
	last, err := s.lastPublication(ctx)
	if err != nil {
		return err
	}
	next, err := old.with(last)
	if err == nil {
		s.state.Store(next)
	}
	return err
}

// Publications lists what was published, the newest first, before a number; 0
// begins with the last one.
func (s *Shop) Publications(ctx context.Context, before, limit int) ([]store.Publication, error) {
	return s.config.Store.Publications(ctx, before, limit)
}

// PublishedChanges returns the publication of a number, and what it showed otherwise
// than the one before; changes carry no margin, for the rates of its day are gone.
func (s *Shop) PublishedChanges(ctx context.Context, number int) (store.Publication, []Change, error) {
	p, err := s.config.Store.Publication(ctx, number)
	if err != nil {
		return p, nil, err
	}
	before := map[shelfKey]currency.Amount{}
	if number > 1 {
		earlier, err := s.config.Store.Publication(ctx, number-1)
		if err != nil {
			return p, nil, err
		}
		for _, price := range earlier.Prices {
			before[shelfKey{price.Market, price.SKU}] = price.Shown
		}
	}
	var changes []Change
	for _, price := range p.Prices {
		c := Change{PriceChange: pricing.PriceChange{After: pricing.Price{SKU: price.SKU, Market: price.Market, Shown: price.Shown}}}
		old, known := before[shelfKey{price.Market, price.SKU}]
		if known && old.Equal(price.Shown) {
			continue
		}
		if known {
			c.Before = &pricing.Price{SKU: price.SKU, Market: price.Market, Shown: old}
			c.Percent = moved(old, price.Shown)
		}
		c.Good, _ = s.catalogue.Good(price.SKU)
		changes = append(changes, c)
	}
	return p, changes, nil
}
