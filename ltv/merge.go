package ltv

import (
	"cmp"
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Merge returns the customers of both cohorts with all that they bought in
// either, as if [Summarize] had seen the orders of both: orders that are too many
// for one machine are summarized in parts, and the parts merged. It does not matter
// how the orders were parted, nor in which order the parts are merged, but an order
// must be in one part only: cohorts do not know the orders they are made of.
//
// The month of the result is the one that both have, and none if they differ. The
// zero Cohort adds nobody.
//
// Merge returns an error if the cohorts are not of one market up to one day
// ([ErrTerms]) or not in one currency ([currency.ErrMismatch]), or if what a
// customer bought on a day is too large ([currency.ErrRange]).
func (c Cohort) Merge(o Cohort) (Cohort, error) {
	switch {
	case o.isZero():
		return c, nil
	case c.isZero():
		return o, nil
	}
	if err := alike(c.label(), o.label()); err != nil {
		return Cohort{}, err
	}
	merged := c
	merged.customers = make([]Customer, 0, len(c.customers)+len(o.customers))
	if o.month != c.month {
		merged.month = 0
	}
	// Those of c and o are shared with others and may not grow.
	joint := &vault{code: c.currency}
	left, right := c.customers, o.customers
	for len(left) > 0 && len(right) > 0 {
		switch order := cmp.Compare(left[0].id, right[0].id); {
		case order < 0:
			merged.customers, left = append(merged.customers, left[0]), left[1:]
		case order > 0:
			merged.customers, right = append(merged.customers, right[0]), right[1:]
		default:
			both, err := joint.join(left[0], right[0])
			if err != nil {
				return Cohort{}, fmt.Errorf("ltv: market %s: customer %s: %w", excerpt.Quote(c.market), excerpt.Quote(both.id), err)
			}
			merged.customers, left, right = append(merged.customers, both), left[1:], right[1:]
		}
	}
	merged.customers = append(append(merged.customers, left...), right...)
	return merged, nil
}

// isZero reports whether c is the zero Cohort.
func (c Cohort) isZero() bool { return c.label() == (label{}) && len(c.customers) == 0 }

// label is what customers have in common whose figures can be added up.
type label struct {
	market   string
	currency currency.Code
	asOf     currency.Date
}

func (c Cohort) label() label { return label{c.market, c.currency, c.asOf} }

// alike returns an error if figures under the two labels cannot be added up.
func alike(a, b label) error {
	switch {
	case a.market != b.market:
		return fmt.Errorf("ltv: market %s and market %s: %w: they do not merge", excerpt.Quote(a.market), excerpt.Quote(b.market), ErrTerms)
	case a.asOf != b.asOf:
		return fmt.Errorf("ltv: market %s: %w: customers up to %v and up to %v do not merge", excerpt.Quote(a.market), ErrTerms, a.asOf, b.asOf)
	case a.currency != b.currency:
		return fmt.Errorf("ltv: market %s: %w: customers in %v and in %v do not merge", excerpt.Quote(a.market), currency.ErrMismatch, a.currency, b.currency)
	}
	return nil
}

// join returns the customer a with what it bought as a and as b.
func (v *vault) join(a, b Customer) (Customer, error) {
	records := make([]record, 0, len(a.purchases)+len(b.purchases))
	for _, c := range [...]Customer{a, b} {
		for _, r := range c.purchases {
			if r.count == outsize {
				r = v.pack(c.vault.unpack(r))
			}
			records = append(records, r)
		}
	}
	merged, err := v.merge(records)
	return Customer{id: a.id, vault: v, purchases: merged}, err
}
