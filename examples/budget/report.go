package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// report is all that the program finds.
type report struct {
	terms
	orders   int
	markets  []*market
	figures  ltv.Report // of the last twelve months
	plan     ltv.Plan
	monthly  currency.Amount // spent in a month of the last twelve, on average
	places   *places
	holdouts []holdout
}

// newReport reads the files and computes everything.
func newReport(t terms) (*report, error) {
	s, err := openStore(t.shop)
	if err != nil {
		return nil, err
	}
	sales, spent, err := s.read(t)
	if err != nil {
		return nil, err
	}
	r := &report{terms: t, orders: len(sales)}
	cohorts, err := s.summarize(sales, t.asOf, nil)
	if err != nil {
		return nil, inFile(t.ordersName(), err)
	}
	if err := t.suit(cohorts); err != nil {
		return nil, err
	}
	models, err := fitAll(cohorts, families)
	if err != nil {
		return nil, inFile(t.ordersName(), err)
	}
	for i, c := range cohorts {
		m, err := t.newMarket(c, models[i], s.costs[c.Market()], spent[c.Market()])
		if err != nil {
			return nil, fmt.Errorf("market %q: %w", c.Market(), err)
		}
		r.markets = append(r.markets, m)
		delete(spent, m.id)
	}
	for name := range spent {
		return nil, fmt.Errorf("%s: market %q has no order: remove its lines, or give its orders", t.spendName(), name)
	}
	if err := r.budget(); err != nil {
		return nil, err
	}
	if r.holdouts, err = checkAll(cohorts, models, t.asOf.AddDays(-heldOut)); err != nil {
		return nil, err
	}
	r.places, err = s.comparePlaces(sales, r)
	return r, err
}

// read reads the orders and the spending.
func (s *store) read(t terms) (sales []sale, spent map[string][]month, err error) {
	if sales, err = readFile(t.orders, "orders.csv", func(in io.Reader) ([]sale, error) { return readSales(in, t.asOf) }); err != nil {
		return nil, nil, err
	}
	spent, err = readFile(t.spend, "spend.csv", func(in io.Reader) (map[string][]month, error) { return readSpend(in, s.costs, t.asOf) })
	return sales, spent, err
}

// budget computes the figures of the last twelve months, and divides the budget
// between the markets of which it is known what spending does.
func (r *report) budget() error {
	var accounts []ltv.Account
	var offers []ltv.Market
	var unknown []error
	var spent []currency.Amount
	for _, m := range r.markets {
		accounts = append(accounts, m.account(r.asOf))
		spent = append(spent, m.monthly)
		if m.unknown != nil {
			unknown = append(unknown, fmt.Errorf("market %q: %w", m.id, m.unknown))
			continue
		}
		offer, err := m.offer()
		if err != nil {
			return err
		}
		offers = append(offers, offer)
	}
	if len(offers) == 0 {
		return fmt.Errorf("%s: of no market is it known what spending does: give more months: %w", r.spendName(), errors.Join(unknown...))
	}
	var err error
	if r.monthly, err = currency.Sum(spent...); err != nil {
		return err
	}
	if r.figures, err = ltv.Figures(books, accounts); err != nil {
		return fmt.Errorf("the last twelve months: %w", err)
	}
	r.plan, err = ltv.Allocate(r.terms.budget, offers, r.hurdle)
	return err
}

// grant is what a market gets of the budget; it is nil if it was not offered any.
func (r *report) grant(name string) *ltv.Grant {
	i := slices.IndexFunc(r.plan.Grants, func(g ltv.Grant) bool { return g.Market == name })
	if i < 0 {
		return nil
	}
	return &r.plan.Grants[i]
}

func (t terms) ordersName() string { return cmp.Or(t.orders, "orders.csv") }

func (t terms) spendName() string { return cmp.Or(t.spend, "spend.csv") }
