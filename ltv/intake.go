package ltv

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/landedhq/landed/currency"
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
// apart from those of the text, and for more than 10,000 cohorts ([ErrTooLarge]).
// It returns an error of class [ErrOrder] if asOf is zero.
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
	return book{intake: in, seen: seen, pots: map[pot]*builder{}}, err
}

// pot is what orders of one cohort have in common.
type pot struct {
	market string
	code   currency.Code
}

// maxCohorts is how many cohorts orders may have, as many as [Allocate] takes
// markets: a column that tells each order apart is no market.
const maxCohorts = 10_000

// book is the customers of each cohort as far as the orders have been seen.
type book struct {
	intake Intake
	seen   ledger
	pots   map[pot]*builder
	last   *builder // which the last order went to
}

// enter takes an order in, or returns an *[OrderError].
func (b *book) enter(o *Order) error {
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
	if err := b.turnTo(o); err != nil {
		return err
	}
	purchase, err := o.purchase()
	if err != nil {
		return &OrderError{ID: o.ID, Err: fmt.Errorf("adding it up: %w", err)}
	}
	b.last.enter(o.Customer, purchase)
	return nil
}

// turnTo finds the cohort of an order: most often that of the one before.
func (b *book) turnTo(o *Order) error {
	key := pot{o.Market, o.Revenue.Currency()}
	if b.last != nil && b.last.pot == key {
		return nil
	}
	if !b.intake.Apart {
		if err := b.seen.settle(o); err != nil {
			return err
		}
	}
	c, ok := b.pots[key]
	if !ok {
		if len(b.pots) == maxCohorts {
			return &OrderError{ID: o.ID, Column: "market", Err: fmt.Errorf("%w: more than %d cohorts", ErrTooLarge, maxCohorts)}
		}
		c = newBuilder(key)
		b.pots[key] = c
	}
	b.last = c
	return nil
}

// cohorts returns what has been entered. The book is used up.
func (b *book) cohorts() ([]Cohort, error) {
	var cohorts []Cohort
	for key, c := range b.pots {
		customers, err := c.customers()
		if err != nil {
			return nil, err
		}
		cohorts = append(cohorts, Cohort{market: key.market, currency: key.code, asOf: b.seen.asOf, customers: customers})
	}
	slices.SortFunc(cohorts, func(a, b Cohort) int {
		return cmp.Or(cmp.Compare(a.market, b.market), cmp.Compare(a.currency.String(), b.currency.String()))
	})
	return cohorts, nil
}
