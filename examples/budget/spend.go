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

// month is what a month of spending cost, and whom it won.
type month struct {
	begin currency.Date
	ltv.Outlay
}

var spendColumns = []string{"month", "market", "spend", "currency", "customers"}

// readSpend reads what was spent in each market by month, oldest first. Customers
// are those whom the spending won, not those who came by themselves.
func readSpend(r io.Reader, known map[string]costs, asOf currency.Date) (map[string][]month, error) {
	spent := map[string][]month{}
	err := eachRow(r, spendColumns, func(r row) error {
		name, err := r.text("market")
		if err != nil {
			return err
		}
		if _, ok := known[name]; !ok {
			return fmt.Errorf("market %q has no line in costs.csv: add one, or correct the name", name)
		}
		m, err := r.month()
		if err != nil {
			return err
		}
		if m.begin.After(asOf) {
			return fmt.Errorf("month: %v is after %v: remove the line, or give a later -asof", m.begin, asOf)
		}
		if slices.ContainsFunc(spent[name], func(other month) bool { return other.begin == m.begin }) {
			return fmt.Errorf("month: market %q has a line for it already: remove one, or add them up", name)
		}
		spent[name] = append(spent[name], m)
		return nil
	})
	if err == nil && len(spent) == 0 {
		err = &lineError{2, errors.New("there is no month of spending: give some")}
	}
	for _, months := range spent {
		slices.SortFunc(months, func(a, b month) int { return cmp.Compare(a.begin.Sub(b.begin), 0) })
	}
	return spent, err
}

func (r row) month() (m month, err error) {
	s, err := r.text("month")
	if err != nil {
		return m, err
	}
	if m.begin, err = currency.ParseDate(s + "-01"); err != nil {
		return m, fmt.Errorf("month: %.20q is not a month: write it as 2026-10", s)
	}
	code, err := r.text("currency")
	if err != nil {
		return m, err
	}
	if code != books.String() {
		return m, fmt.Errorf("currency: %.20q: state all spending in %v, the currency of the budget", code, books)
	}
	if m.Spend, err = r.amount("spend", books); err != nil {
		return m, err
	}
	m.Customers, err = r.count("customers", 1e9)
	return m, err
}

// lastYear returns what the months of the last twelve spent and whom they won, and
// what one of them spent on average.
func lastYear(months []month, asOf currency.Date) (sum ltv.Outlay, mean currency.Amount, err error) {
	sum.Spend = currency.FromMinor(0, books)
	from, n := yearBefore(asOf), 0
	for _, m := range months {
		if m.begin.Before(from) {
			continue
		}
		if sum.Spend, err = sum.Spend.Add(m.Spend); err != nil {
			return sum, mean, err
		}
		sum.Customers += m.Customers
		n++
	}
	mean, err = ltv.Average{Total: sum.Spend, Count: max(n, 1)}.Amount(currency.Rounding{})
	return sum, mean, err
}

// fitResponse returns the response that comes nearest to what was spent, of the
// three shapes that there are.
func fitResponse(months []month) (best ltv.Response, fit ltv.ResponseFit, err error) {
	var history []ltv.Outlay
	for _, m := range months {
		history = append(history, m.Outlay)
	}
	var fault error
	for _, shape := range []ltv.Shape{ltv.Saturation, ltv.Exponential, ltv.Power} {
		r, f, err := ltv.FitResponse(shape, history)
		switch {
		case err != nil:
			fault = err
		case best.Shape == 0 || f.Error < fit.Error:
			best, fit = r, f
		}
	}
	if best.Shape == 0 {
		return best, fit, fault
	}
	return best, fit, nil
}
