package ltv

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// Check compares a model with what happened: what it expected, on a day, of the
// customers known by then, and what they did until a later day. The CDNOW
// sample orders 12 to 16 % more in its second 39 weeks than any of the models
// expects: look at the error before believing a forecast.
type Check struct {
	From      currency.Date `json:"from"`      // the last day that the model knew
	Until     currency.Date `json:"until"`     // the last day that is known now
	Customers int           `json:"customers"` // those known on From
	Weeks     []Track       `json:"weeks"`     // of seven days after From; the last may be shorter
	Bins      []Bin         `json:"bins"`      // by repeats up to From: a calibration plot

	Expected decimal.Decimal `json:"expected"` // repeat purchases after From, stated to nine places
	Actual   int             `json:"actual"`   // repeat purchases after From

	// Error is the percentage, to two places, by which more was expected than
	// happened; negative if less was. It is nil where nothing happened.
	Error *decimal.Decimal `json:"error"`
}

// Track is a week of expected and actual repeat purchases.
type Track struct {
	Ends       currency.Date   `json:"ends"`       // its last day
	Expected   decimal.Decimal `json:"expected"`   // in the week, stated to nine places
	Cumulative decimal.Decimal `json:"cumulative"` // expected up to its end
	Actual     int             `json:"actual"`     // in the week
	Total      int             `json:"total"`      // actual up to its end
}

// Bin is the customers with some number of repeat purchases, what was expected of
// them together, and what they did.
type Bin struct {
	Repeat    int             `json:"repeat"` // repeats, the last bin also having those with more
	Customers int             `json:"customers"`
	Expected  decimal.Decimal `json:"expected"` // stated to nine places
	Actual    int             `json:"actual"`
}

// maxBin is the number of repeats from which on customers are in one bin.
const maxBin = 7

// MarshalJSON writes decimals as strings.
func (c Check) MarshalJSON() ([]byte, error) {
	type plain Check // without this method
	var fault *exact.Wire
	if c.Error != nil {
		fault = &exact.Wire{Value: *c.Error}
	}
	return json.Marshal(struct {
		plain
		Expected exact.Wire  `json:"expected"`
		Error    *exact.Wire `json:"error"`
	}{plain(c), exact.Wire{Value: c.Expected}, fault})
}

// MarshalJSON writes decimals as strings.
func (w Track) MarshalJSON() ([]byte, error) {
	type plain Track // without this method
	return json.Marshal(struct {
		plain
		Expected   exact.Wire `json:"expected"`
		Cumulative exact.Wire `json:"cumulative"`
	}{plain(w), exact.Wire{Value: w.Expected}, exact.Wire{Value: w.Cumulative}})
}

// MarshalJSON writes the decimal as a string.
func (b Bin) MarshalJSON() ([]byte, error) {
	type plain Bin // without this method
	return json.Marshal(struct {
		plain
		Expected exact.Wire `json:"expected"`
	}{plain(b), exact.Wire{Value: b.Expected}})
}

// Check compares a model with the purchases after a day. The model should know
// nothing of them: fit it to the summaries of [Cohort.Until] that day. Expected
// is what it expects of each customer with the history known on that day, added
// up.
//
// Check returns an error if:
//   - there is no model, it is not usable or expects no number ([ErrModel]);
//   - the day is not before the last one that the orders cover ([ErrHorizon]);
//   - nobody had bought by that day ([ErrSparse]).
func (c Cohort) Check(m Model, from currency.Date) (Check, error) {
	check, err := c.check(m, from)
	if err != nil {
		return Check{}, fmt.Errorf("ltv: market %s: checking a model: %w", excerpt.Quote(c.market), err)
	}
	return check, nil
}

func (c Cohort) check(m Model, from currency.Date) (Check, error) {
	if err := usable(m); err != nil {
		return Check{}, err
	}
	if from.IsZero() || !from.Before(c.asOf) {
		return Check{}, fmt.Errorf("%w: nothing is known after %v", ErrHorizon, from)
	}
	known := c.Until(from)
	check := Check{From: from, Until: c.asOf, Customers: known.Size()}
	if check.Customers == 0 {
		return Check{}, fmt.Errorf("%w: nobody had bought by %v", ErrSparse, from)
	}
	groups, err := Groups(slices.Values(known.Summaries()))
	if err != nil {
		return Check{}, err
	}
	weeks := weekEnds(from, c.asOf)
	actual := c.repeatsBy(weeks, from, func(customer Customer) bool { return !customer.Acquired().After(from) })
	check.Weeks, err = sideBySide(weeks, actual, func(end currency.Date) float64 {
		return expectedOf(groups, m, float64(end.Sub(from)))
	})
	if err != nil {
		return Check{}, err
	}
	last := check.Weeks[len(check.Weeks)-1]
	check.Expected, check.Actual = last.Cumulative, last.Total
	if check.Actual > 0 {
		fault := new(big.Rat).Quo(check.Expected.Rat(), big.NewRat(int64(check.Actual), 1))
		fault.Sub(fault, big.NewRat(1, 1))
		percent := roundPlaces(fault.Mul(fault, big.NewRat(100, 1)), 2)
		check.Error = &percent
	}
	check.Bins, err = c.bins(m, known, groups)
	return check, err
}

// Tracking returns, week by week since the first customer was won, the repeat
// purchases that a model expects of all customers, each from the day they were won
// and without regard to what they did, beside those that happened: the tracking
// plot of Fader, Hardie and Lee (2005). Compare it with the weeks of [Cohort.Check].
//
// Tracking returns an error if there is no model, it is not usable or expects no
// number ([ErrModel]), or if there are no customers, or all were won on the last
// day ([ErrSparse]).
func (c Cohort) Tracking(m Model) ([]Track, error) {
	weeks, err := c.tracking(m)
	if err != nil {
		return nil, fmt.Errorf("ltv: market %s: tracking a model: %w", excerpt.Quote(c.market), err)
	}
	return weeks, nil
}

func (c Cohort) tracking(m Model) ([]Track, error) {
	if err := usable(m); err != nil {
		return nil, err
	}
	won := map[currency.Date]int{}
	first := c.asOf
	for _, customer := range c.customers {
		won[customer.Acquired()]++
		first = min(first, customer.Acquired())
	}
	if !first.Before(c.asOf) {
		return nil, fmt.Errorf("%w: nobody was observed for a day", ErrSparse)
	}
	weeks := weekEnds(first, c.asOf)
	actual := c.repeatsBy(weeks, first, func(Customer) bool { return true })
	return sideBySide(weeks, actual, func(end currency.Date) float64 {
		sum := 0.0
		for day := first; day.Before(end); day = day.AddDays(1) { // in order, so that the sum is the same each time
			if n := won[day]; n > 0 {
				sum += float64(n) * m.New(float64(end.Sub(day)))
			}
		}
		return sum
	})
}

// usable returns an error of class [ErrModel] if the model cannot be asked.
func usable(m Model) error {
	missing := m == nil
	switch p := m.(type) { // a pointer is a model, too, but not if it is nil
	case *BGNBD:
		missing = p == nil
	case *MBGNBD:
		missing = p == nil
	case *ParetoNBD:
		missing = p == nil
	}
	if missing {
		return fmt.Errorf("ltv: %w: there is none", ErrModel)
	}
	return m.Check()
}

// weekEnds returns the last days of the weeks after from; the last is until.
func weekEnds(from, until currency.Date) []currency.Date {
	var ends []currency.Date
	for end := from.AddDays(7); end.Before(until); end = end.AddDays(7) {
		ends = append(ends, end)
	}
	return append(ends, until)
}

// repeatsBy returns the repeat purchases after a day of some customers in each week.
func (c Cohort) repeatsBy(weeks []currency.Date, from currency.Date, some func(Customer) bool) []int {
	counts := make([]int, len(weeks))
	for _, customer := range c.customers {
		if !some(customer) {
			continue
		}
		for _, p := range customer.purchases[1:] {
			if p.date.After(from) {
				counts[(p.date.Sub(from)-1)/7]++
			}
		}
	}
	return counts
}

// sideBySide puts what happened beside what was expected up to each end.
func sideBySide(ends []currency.Date, actual []int, expected func(end currency.Date) float64) ([]Track, error) {
	weeks := make([]Track, len(ends))
	var before Track
	for i, end := range ends {
		sum, err := statedSum(expected(end))
		if err != nil {
			return nil, err
		}
		weeks[i] = Track{
			Ends: end, Expected: sum.Sub(before.Cumulative), Cumulative: sum,
			Actual: actual[i], Total: before.Total + actual[i],
		}
		before = weeks[i]
	}
	return weeks, nil
}

// statedSum returns orders expected of many customers to nine places.
func statedSum(x float64) (decimal.Decimal, error) {
	const most = 9e9
	if !(x >= 0 && x <= most) {
		return decimal.Decimal{}, fmt.Errorf("%w: it expects %v orders", ErrModel, x)
	}
	return decimal.New(int64(math.Round(x*1e9)), -countPlaces), nil
}

// expectedOf returns the orders that a model expects of all groups in some days.
func expectedOf(groups []Group, m Model, days float64) float64 {
	sum := 0.0
	for _, g := range groups {
		sum += float64(g.Count) * m.Expected(g.Summary, days)
	}
	return sum
}

// bins compares by the repeats that were known.
func (c Cohort) bins(m Model, known Cohort, groups []Group) ([]Bin, error) {
	var bins []Bin
	for lo := 0; lo < len(groups); {
		repeat := min(groups[lo].Repeat, maxBin)
		hi := lo
		for hi < len(groups) && min(groups[hi].Repeat, maxBin) == repeat {
			hi++
		}
		b := Bin{Repeat: repeat}
		for _, g := range groups[lo:hi] {
			b.Customers += g.Count
		}
		var err error
		if b.Expected, err = statedSum(expectedOf(groups[lo:hi], m, float64(c.asOf.Sub(known.asOf)))); err != nil {
			return nil, err
		}
		bins, lo = append(bins, b), hi
	}
	for _, customer := range c.customers {
		earlier, ok := customer.until(known.asOf)
		if !ok {
			continue
		}
		at, _ := slices.BinarySearchFunc(bins, min(len(earlier.purchases)-1, maxBin), func(b Bin, repeat int) int { return cmp.Compare(b.Repeat, repeat) })
		bins[at].Actual += len(customer.purchases) - len(earlier.purchases)
	}
	return bins, nil
}
