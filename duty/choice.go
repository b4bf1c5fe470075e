package duty

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// chooseRegimes finds the regime of each item. Conditions on the consignment
// are looked at once.
func (a *assessor) chooseRegimes() error {
	s := a.shipment
	if a.regimes == nil {
		return &NoRegimeError{Dest: a.dest, On: s.On, Detail: "there are no regimes"}
	}
	a.rules = make([]*rule, len(s.Items))
	if s.Regimes != nil {
		return a.assumeRegimes()
	}
	all, open, last := a.regimes.byDest[a.dest], len(s.Items), -1
	for i := range all {
		r := &all[i]
		if open == 0 {
			break
		}
		if !r.ship(s, a.from) {
			continue
		}
		taken, err := a.take(r)
		if err != nil {
			return err
		}
		if taken > 0 {
			open, last = open-taken, i
		}
	}
	if open > 0 {
		return &NoRegimeError{Dest: a.dest, On: s.On}
	}
	a.result.Regime = all[last].Regime
	return nil
}

// assumeRegimes takes the regimes that the caller names, whatever the
// thresholds say.
func (a *assessor) assumeRegimes() error {
	s := a.shipment
	if len(s.Regimes) != len(s.Items) {
		return fmt.Errorf("%w: %d regimes for %d items", ErrShipment, len(s.Regimes), len(s.Items))
	}
	all, last := a.regimes.byDest[a.dest], -1
	for i, id := range s.Regimes {
		at := slices.IndexFunc(all, func(r rule) bool { return r.ID == id })
		if at < 0 {
			return s.at(i, &NoRegimeError{Dest: a.dest, On: s.On, Detail: "there is no regime " + excerpt.Quote(id)})
		}
		a.rules[i], last = &all[at], max(last, at)
	}
	a.result.Regime = all[last].Regime
	return nil
}

// take gives a rule the items that fit it and have none, and counts them.
func (a *assessor) take(r *rule) (int, error) {
	if r.Scope != PerItem {
		value, err := a.compared(r, a.result.Intrinsic, a.shipment.Freight, a.shipment.Insurance)
		if err != nil {
			return 0, err
		}
		if ok, err := r.within(value, 1, a.shipment.Rates); err != nil || !ok {
			return 0, err
		}
	}
	taken := 0
	for i := range a.rules {
		item := &a.shipment.Items[i]
		if a.rules[i] != nil || r.excluded(item.Code) {
			continue
		}
		if r.Scope == PerItem {
			line := &a.result.Lines[i]
			value, err := a.compared(r, item.Value, line.Freight, line.Insurance)
			if err != nil {
				return 0, err
			}
			if ok, err := r.within(value, item.Quantity, a.shipment.Rates); err != nil {
				return 0, err
			} else if !ok {
				continue
			}
		}
		a.rules[i] = r
		taken++
	}
	if taken > 0 && r.Contested != "" {
		a.warn(r.ID + ": " + r.Contested)
	}
	return taken, nil
}

// compared returns the value that a threshold is about.
func (a *assessor) compared(r *rule, goods, freight, insurance currency.Amount) (currency.Amount, error) {
	if r.Basis != CIFValue {
		return goods, nil
	}
	return currency.Sum(goods, freight, insurance)
}
