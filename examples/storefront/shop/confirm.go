package shop

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// Confirmation is a visitor's word that they buy at a quote.
type Confirmation struct {
	Sealed string // from Lock
	// Key stands for the wish to place this order: a form that is sent twice has
	// the same. See store.NewID.
	Key      string
	Customer store.Customer
}

// Confirm places the order of a sealed quote. The same key places one order,
// however often it is sent: the second time gives back what the first has stored,
// also after the quote has lapsed.
//
// Confirm returns an error if:
//   - the quote was not sealed by this shop, or altered (ErrTampered), or sealed
//     with a key that it does not have (ErrForgotten);
//   - it has lapsed: a *LapsedError with a fresh one;
//   - a field of the customer is missing, or the address or tax number is not the
//     one that was quoted: a *FieldError (ErrMissing, ErrChanged);
//   - the key stands for another order (store.ErrKeyReused), or the store fails.
func (s *Shop) Confirm(ctx context.Context, c Confirmation) (store.Order, error) {
	if err := checkKey(c.Key); err != nil {
		return store.Order{}, err
	}
	q, err := pricing.Open(c.Sealed, s.now(), s.config.Keys...)
	lapsed := errors.Is(err, pricing.ErrExpired)
	if errors.Is(err, pricing.ErrSealKey) {
		return store.Order{}, fmt.Errorf("shop: %w: %w", ErrForgotten, err)
	}
	if err != nil && !lapsed {
		return store.Order{}, fmt.Errorf("shop: %w: %w", ErrTampered, err)
	}
	if err := check(&q, &c.Customer); err != nil {
		return store.Order{}, err
	}
	if lapsed {
		return s.late(ctx, &q, &c)
	}
	wanted, err := order(&q, c, s.now())
	if err != nil {
		return store.Order{}, err
	}
	stored, placed, err := s.config.Store.Place(ctx, wanted)
	if err != nil {
		return store.Order{}, fmt.Errorf("shop: placing an order: %w", err)
	}
	if placed {
		s.config.Log.Info("order", "market", stored.Market, "due", stored.Due)
	}
	return stored, nil
}

// checkKey demands what stands for a wish: short text of any kind.
func checkKey(key string) error {
	switch {
	case key == "":
		return field("key", ErrMissing, "it stands for what is sent, so that it is done once")
	case len(key) > 100 || !utf8.ValidString(key) || strings.ContainsFunc(key, unicode.IsControl):
		return field("key", ErrInvalid, "%.40q", key)
	}
	return nil
}

// late answers a confirmation after the quote has lapsed: with the order, if it
// was placed in time and this is a repetition, else with a fresh quote.
func (s *Shop) late(ctx context.Context, q *pricing.Quote, c *Confirmation) (store.Order, error) {
	stored, err := s.config.Store.OrderByKey(ctx, c.Key)
	if err == nil && stored.Digest == q.Digest() && stored.Customer == c.Customer {
		return stored, nil
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.Order{}, fmt.Errorf("shop: looking for an order: %w", err)
	}
	fresh, err := s.requote(q)
	if err != nil {
		return store.Order{}, err
	}
	sealed, err := s.Lock(&fresh)
	if err != nil {
		return store.Order{}, fmt.Errorf("shop: %w", err)
	}
	return store.Order{}, &LapsedError{Lapsed: *q, Fresh: fresh, Difference: pricing.Diff(*q, fresh), Sealed: sealed}
}

// requote quotes the cart of a quote as of now, with the goods as the catalogue
// has them now.
func (s *Shop) requote(q *pricing.Quote) (pricing.Quote, error) {
	state := s.state.Load()
	m, ok := s.byID[q.Market]
	if !ok {
		return pricing.Quote{}, field("market", ErrUnknown, "%q", q.Market)
	}
	if err := s.fresh(state, m); err != nil {
		return pricing.Quote{}, err
	}
	items := make([]Item, len(q.Cart.Lines))
	for i, line := range q.Cart.Lines {
		items[i] = Item{line.Product.SKU, line.Quantity}
	}
	cart := q.Cart
	cart.At = s.now()
	cart.Discounts = nil
	for _, d := range q.Cart.Discounts {
		if d, ok := codes[d.Name]; ok { // as the code stands now, if it does
			cart.Discounts = append(cart.Discounts, d)
		}
	}
	var err error
	if cart.Lines, err = s.lines(state, m, items); err != nil {
		return pricing.Quote{}, err
	}
	fresh, err := state.shelf.Quote(cart)
	return fresh, asField(err)
}

// check demands what an order needs of the customer, and that it goes where the
// quote says.
func check(q *pricing.Quote, c *store.Customer) error {
	for _, f := range []struct {
		name string
		text *string
		most int
	}{
		{"name", &c.Name, 100}, {"email", &c.Email, 254}, {"street", &c.Street, 200}, {"city", &c.City, 100},
	} {
		*f.text = strings.TrimSpace(*f.text)
		switch {
		case *f.text == "":
			return field(f.name, ErrMissing, "an order needs it")
		case len(*f.text) > f.most:
			return field(f.name, ErrLimit, "%d bytes, at most %d", len(*f.text), f.most)
		case !utf8.ValidString(*f.text) || strings.ContainsFunc(*f.text, unicode.IsControl):
			return field(f.name, ErrInvalid, "it has characters that are no text")
		}
	}
	if at := strings.LastIndexByte(c.Email, '@'); at < 1 || at == len(c.Email)-1 || strings.ContainsAny(c.Email, " ,;<>") {
		return field("email", ErrInvalid, "no address")
	}
	to := q.ShipTo
	for _, f := range []struct {
		name   string
		text   *string
		quoted string
	}{
		{"country", &c.Country, string(to.Country)}, {"region", &c.Region, to.Region}, {"postal_code", &c.PostalCode, to.PostalCode},
	} {
		*f.text = strings.ToUpper(strings.TrimSpace(*f.text))
		if *f.text != f.quoted {
			return field(f.name, ErrChanged, "the quote is for %q", f.quoted)
		}
	}
	b, err := buyer(to.Country, c.VATID)
	if err != nil {
		return err
	}
	if b.Number != q.Cart.Buyer.Number {
		return field("vat_id", ErrChanged, "the quote is for %q", q.Cart.Buyer.Number)
	}
	c.VATID = b.Number.String()
	return nil
}

// order is what is stored of a quote: the quote itself, byte for byte, and beside
// it the figures that lists and sums need.
func order(q *pricing.Quote, c Confirmation, at time.Time) (store.Order, error) {
	text, err := q.AppendJSON(nil)
	if err != nil {
		return store.Order{}, fmt.Errorf("shop: %w", err)
	}
	o := store.Order{
		Key: c.Key, Placed: at, Market: q.Market, Customer: c.Customer,
		Due: q.Totals.DueNow, OnDelivery: q.Totals.DueOnDelivery, Tax: q.Totals.Tax, Duty: q.Totals.Duty, Margin: q.Totals.Margin,
		Quote: text, Digest: q.Digest(), Lines: make([]store.Line, len(q.Lines)),
	}
	for i, l := range q.Lines {
		gross, err := l.Shown.Sub(l.Discount)
		if err != nil {
			return o, fmt.Errorf("shop: line %s: %w", l.ID, err)
		}
		o.Lines[i] = store.Line{SKU: l.SKU, Name: l.Name, Quantity: l.Quantity, Gross: gross}
	}
	return o, nil
}
