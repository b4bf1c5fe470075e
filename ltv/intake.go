package ltv

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Intake says how orders in several currencies become cohorts. The zero Intake,
// which is that of [Summarize], wants one currency for each market.
type Intake struct {
	// Currency is the currency of all cohorts; zero leaves each market its own.
	Currency currency.Code

	// Rates convert the orders of other currencies, each at the rate of its day:
	// [Order.In]. They are needed where Currency is set.
	Rates *currency.History

	// Apart makes a cohort of each currency of a market, so that a customer who
	// paid in two of them is a customer of each.
	Apart bool
}

// Summarize sorts orders into a cohort per market, by name, with all customers
// of the market. The day asOf is the last day that the orders cover: with it the
// ages of the customers are counted. The orders may come in any order, and
// nothing but their customers, days and sums is kept; [slices.Values] makes a
// sequence of a slice.
//
// Summarize returns an *[OrderError] for the reasons for which [ReadOrders] does,
// apart from those of the text, and an error of class [ErrOrder] if asOf is zero.
func Summarize(orders iter.Seq[Order], asOf currency.Date) ([]Cohort, error) {
	return Intake{}.Summarize(orders, asOf)
}

// Summarize is the function [Summarize] for orders in several currencies. The
// cohorts are sorted by market and then by currency.
//
// Summarize also fails, with an *[OrderError], where an order does not convert.
func (in Intake) Summarize(orders iter.Seq[Order], asOf currency.Date) ([]Cohort, error) {
	book, err := in.book(asOf)
	if err != nil {
		return nil, err
	}
	for o := range orders {
		if err := book.enter(&o); err != nil {
			return nil, err
		}
	}
	return book.cohorts()
}

// book returns an empty book.
func (in Intake) book(asOf currency.Date) (book, error) {
	seen, err := newLedger(asOf)
	return book{in, seen, map[pot]*builder{}}, err
}

// pot is what orders of one cohort have in common.
type pot struct {
	market string
	code   currency.Code
}

// book is the customers of each cohort as far as the orders have been seen.
type book struct {
	intake Intake
	seen   ledger
	pots   map[pot]*builder
}

// builder is a cohort in the making: the purchases of a customer are those of
// their orders, in the order in which these came.
type builder struct {
	places    *index
	vault     *vault
	customers []Customer
}

// enter takes an order in, or returns an *[OrderError].
func (b book) enter(o *Order) error {
	if err := b.seen.enter(o); err != nil {
		return err
	}
	if b.intake.Currency != 0 {
		converted, err := o.In(b.intake.Currency, b.intake.Rates)
		if err != nil {
			return &OrderError{ID: o.ID, Column: "currency", Err: err}
		}
		o = &converted
	}
	if !b.intake.Apart {
		if err := b.seen.settle(o); err != nil {
			return err
		}
	}
	purchase, err := o.purchase()
	if err != nil {
		return &OrderError{ID: o.ID, Err: fmt.Errorf("adding it up: %w", err)}
	}
	key := pot{o.Market, o.Revenue.Currency()}
	c, ok := b.pots[key]
	if !ok {
		c = &builder{places: newIndex(), vault: &vault{code: key.code}}
		b.pots[key] = c
	}
	place, isNew := c.places.number(o.Customer)
	if isNew {
		c.customers = append(c.customers, Customer{id: o.Customer, vault: c.vault})
	}
	c.customers[place].purchases = append(c.customers[place].purchases, c.vault.pack(purchase))
	return nil
}

// cohorts returns what has been entered. The book is used up.
func (b book) cohorts() ([]Cohort, error) {
	var cohorts []Cohort
	for key, c := range b.pots {
		c.places = nil
		for i := range c.customers {
			var err error
			if c.customers[i].purchases, err = c.vault.merge(c.customers[i].purchases); err != nil {
				return nil, fmt.Errorf("ltv: market %s: customer %s: %w", excerpt.Quote(key.market), excerpt.Quote(c.customers[i].id), err)
			}
		}
		slices.SortFunc(c.customers, func(a, b Customer) int { return cmp.Compare(a.id, b.id) })
		cohorts = append(cohorts, Cohort{market: key.market, currency: key.code, asOf: b.seen.asOf, customers: c.customers})
	}
	slices.SortFunc(cohorts, func(a, b Cohort) int {
		return cmp.Or(cmp.Compare(a.market, b.market), cmp.Compare(a.currency.String(), b.currency.String()))
	})
	return cohorts, nil
}
