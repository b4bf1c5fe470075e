package ltv

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Tally is what models and figures need to know of the customers of a market,
// without the customers: it comes from [Cohort.Tally]. Tallies of different
// customers add up by Merge, so that a market which is too large for one
// machine is tallied in parts. It is plain data and survives JSON.
type Tally struct {
	Market   string        `json:"market"`
	Currency currency.Code `json:"currency"`
	AsOf     currency.Date `json:"as_of"`
	Orders   int           `json:"orders"`
	First    Economics     `json:"first"`  // of first purchases: one of each customer
	Repeat   Economics     `json:"repeat"` // of those after the first
	Groups   []Group       `json:"groups"` // histories, as [Groups] sorts them
	Spends   []Spend       `json:"spends"` // of those who have spent anything again, by orders and then by mean
}

// Tally returns what models and figures need to know of the cohort.
//
// Tally returns an error of class [currency.ErrRange] if a sum is too large.
func (c Cohort) Tally() (Tally, error) {
	t := Tally{Market: c.market, Currency: c.currency, AsOf: c.asOf, Orders: c.Orders()}
	var err error
	if t.First, err = c.First(); err != nil {
		return Tally{}, err
	}
	if t.Repeat, err = c.Repeat(); err != nil {
		return Tally{}, err
	}
	if t.Groups, err = Groups(slices.Values(c.Summaries())); err != nil {
		return Tally{}, err
	}
	spends, err := c.Spends()
	if err != nil {
		return Tally{}, err
	}
	t.Spends = slices.DeleteFunc(spends, func(s Spend) bool { return s.Orders == 0 })
	slices.SortFunc(t.Spends, Spend.compare)
	return t, nil
}

// compare orders spends by orders and then by mean.
func (s Spend) compare(o Spend) int {
	return cmp.Or(cmp.Compare(s.Orders, o.Orders), cmp.Compare(s.Mean, o.Mean))
}

// Merge returns the tally of the customers of both, which must have none in
// common. It does not matter in which order parts are merged. The zero Tally
// adds nobody.
//
// Merge returns an error if the tallies are not of one market up to one day
// ([ErrTerms]) or not in one currency ([currency.ErrMismatch]), or if a sum is too
// large ([currency.ErrRange]).
func (t Tally) Merge(o Tally) (Tally, error) {
	switch {
	case o.isZero():
		return t, nil
	case t.isZero():
		return o, nil
	}
	if err := alike(t.label(), o.label()); err != nil {
		return Tally{}, err
	}
	t.Orders += o.Orders
	var err error
	for _, part := range [...]struct {
		to  *Economics
		add Economics
	}{{&t.First, o.First}, {&t.Repeat, o.Repeat}} {
		if *part.to, err = part.to.merge(part.add); err != nil {
			return Tally{}, fmt.Errorf("ltv: market %s: adding up parts: %w", excerpt.Quote(t.Market), err)
		}
	}
	groups := interleaved(t.Groups, o.Groups, func(a, b Group) int { return a.Summary.compare(b.Summary) })
	t.Groups = groups[:0]
	for _, g := range groups {
		if n := len(t.Groups); n > 0 && t.Groups[n-1].Summary == g.Summary {
			t.Groups[n-1].Count += g.Count
		} else {
			t.Groups = append(t.Groups, g)
		}
	}
	t.Spends = interleaved(t.Spends, o.Spends, Spend.compare)
	return t, nil
}

// isZero reports whether t is the zero Tally.
func (t Tally) isZero() bool {
	return t.label() == (label{}) && t.Orders == 0 && len(t.Groups) == 0
}

func (t Tally) label() label { return label{t.Market, t.Currency, t.AsOf} }

// interleaved returns what two sorted lists hold, sorted.
func interleaved[T any](a, b []T, compare func(a, b T) int) []T {
	all := make([]T, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compare(a[0], b[0]) <= 0 {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// merge returns the economics of the purchases of both.
func (e Economics) merge(o Economics) (Economics, error) {
	for _, part := range [...]struct {
		to  *Average
		add Average
	}{{&e.Revenue, o.Revenue}, {&e.Absorbed, o.Absorbed}, {&e.Contribution, o.Contribution}} {
		total, err := part.to.Total.Add(part.add.Total)
		if err != nil {
			return Economics{}, err
		}
		*part.to = Average{total, part.to.Count + part.add.Count}
	}
	return e, nil
}

// Customers returns the number of customers.
func (t Tally) Customers() int { return t.First.Contribution.Count }

// RepeatRate returns the share of customers who have bought again, as
// [Cohort.RepeatRate] does.
func (t Tally) RepeatRate() Share {
	share := Share{Total: t.Customers()}
	for _, g := range t.Groups {
		if g.Repeat > 0 {
			share.Count += g.Count
		}
	}
	return share
}

// All returns the economics of all purchases.
//
// All returns an error of class [currency.ErrRange] if a sum is too large.
func (t Tally) All() (Economics, error) { return t.First.merge(t.Repeat) }

// Margin returns what purchases contributed on average, as [Cohort.Margin] does.
//
// Margin returns an error of class [ErrSparse] if nobody has bought, or nobody
// again.
func (t Tally) Margin() (Margin, error) { return observedMargin(t.Market, t.First, t.Repeat) }
