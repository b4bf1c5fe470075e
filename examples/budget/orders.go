package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
	"github.com/landedhq/landed/pricing"
)

// sale is an order as the file has it, before it is quoted.
type sale struct {
	line                 int // of the file
	id, customer, market string
	date                 currency.Date
	items, discount      string
}

var saleColumns = []string{"order_id", "customer", "market", "date", "items", "discount"}

// maxSales is how many orders a file may have.
const maxSales = 1_000_000

// readSales reads orders up to the day asOf.
func readSales(r io.Reader, asOf currency.Date) ([]sale, error) {
	var sales []sale
	known := map[string]int{}
	err := eachRow(r, saleColumns, func(r row) error {
		s, err := r.sale()
		if err != nil {
			return err
		}
		if s.date.After(asOf) {
			return fmt.Errorf("date: %v is after %v: remove the order, or give a later -asof", s.date, asOf)
		}
		if first, double := known[s.id]; double {
			return fmt.Errorf("order %q is on line %d already: remove one of them", s.id, first)
		}
		if len(sales) == maxSales {
			return fmt.Errorf("there are more than %d orders: give fewer", maxSales)
		}
		known[s.id] = s.line
		sales = append(sales, s)
		return nil
	})
	if err == nil && len(sales) == 0 {
		err = &lineError{2, errors.New("there is no order: give some")}
	}
	return sales, err
}

func (r row) sale() (s sale, err error) {
	s.line = r.line
	var date string
	for _, c := range []struct {
		column string
		to     *string
	}{
		{"order_id", &s.id}, {"customer", &s.customer}, {"market", &s.market},
		{"date", &date}, {"items", &s.items}, {"discount", &s.discount},
	} {
		if *c.to, err = r.text(c.column); err != nil {
			return s, err
		}
	}
	if s.date, err = currency.ParseDate(date); err != nil {
		err = fmt.Errorf("date: %w: write it as 2026-10-31", err)
	}
	return s, err
}

// summarize quotes the sales as if they were made on the day asOf, and sorts them
// into markets: a budget is for customers to come, who meet the prices, rates and
// duties of now. Duty and tax are placed as the markets do, or where placed says.
func (s *store) summarize(sales []sale, asOf currency.Date, placed *pricing.Placement) ([]ltv.Cohort, error) {
	orders := make([]ltv.Order, len(sales))
	lines := map[string]int{}
	for i, sale := range sales {
		b, err := s.basketOf(sale, asOf.Time(), placed)
		if err != nil {
			return nil, &lineError{sale.line, err}
		}
		lines[sale.id] = sale.line
		orders[i] = ltv.Order{
			ID: sale.id, Customer: sale.customer, Market: sale.market, Date: sale.date,
			Revenue: b.revenue, Costs: b.costs,
		}
	}
	cohorts, err := ltv.Summarize(slices.Values(orders), asOf)
	var wrong *ltv.OrderError
	if errors.As(err, &wrong) {
		return nil, &lineError{lines[wrong.ID], err}
	}
	return cohorts, err
}
