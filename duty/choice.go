package duty

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// chooseRegimes finds the regime of each item.
func (a *assessor) chooseRegimes() error {
	s := a.shipment
	if a.regimes == nil {
		return &NoRegimeError{Dest: a.dest, On: s.On, Detail: "there are no regimes"}
	}
	a.rules = a.rules[:len(s.Items)]
	var rules []rule
	if d := a.regimes.byDest[a.dest]; d != nil && (a.via == nil || s.Regimes != nil) {
		rules = d.duty
	}
	if s.Regimes != nil {
		return a.assumeRegimes(rules)
	}
	var last *rule
	var err error
	if a.via != nil {
		last, err = a.chooseOn(a.via.duty, a.rules)
	} else {
		last, err = a.choose(rules, a.rules)
	}
	if err != nil {
		return err
	}
	if last == nil || slices.Contains(a.rules, nil) {
		return &NoRegimeError{Dest: a.dest, On: s.On}
	}
	for _, r := range a.rules {
		if r.Treatment == Unknown {
			return &NoRegimeError{Dest: a.dest, On: s.On, Detail: r.Contested}
		}
	}
	a.result.Regime = &last.Regime
	return nil
}

// assumeRegimes takes the regimes that the caller names, whatever the
// thresholds say.
func (a *assessor) assumeRegimes(rules []rule) error {
	s := a.shipment
	if len(s.Regimes) != len(s.Items) {
		return fmt.Errorf("duty: %w: %d regimes for %d items", ErrShipment, len(s.Regimes), len(s.Items))
	}
	last := -1
	for i, id := range s.Regimes {
		at := slices.IndexFunc(rules, func(r rule) bool { return r.ID == id && r.Treatment != Unknown })
		if at < 0 {
			return s.at(i, &NoRegimeError{Dest: a.dest, On: s.On, Detail: "there is no regime " + excerpt.Quote(id)})
		}
		a.rules[i], last = &rules[at], max(last, at)
	}
	a.result.Regime = &rules[last].Regime
	return nil
}

// chosenFee is a fee with the rule of it that each item falls in: nil for an
// item that none fits.
type chosenFee struct {
	name  string
	rules []*rule
}

// unknown tells that no item falls in a rule by which the fee could be charged:
// that there is one was said already.
func (f chosenFee) unknown() bool {
	return !slices.ContainsFunc(f.rules, func(r *rule) bool { return r != nil && r.Treatment != Unknown })
}

// chooseFees finds the fees that fall on the items: those of the customs
// territory, and those of the country that is a part of it. A fee that is not
// known well enough to be charged makes the assessment an estimate.
func (a *assessor) chooseFees() error {
	if a.via != nil {
		return a.chooseFeesOn(a.via)
	}
	if err := a.chooseFeesOf(a.dest); err != nil || string(a.to) == a.dest {
		return err
	}
	return a.chooseFeesOf(string(a.to))
}

func (a *assessor) chooseFeesOf(dest string) error {
	d := a.regimes.byDest[dest]
	if d == nil {
		return nil
	}
	for i := range d.fees {
		f := &d.fees[i]
		rules := a.feeRules[:len(a.shipment.Items)]
		last, err := a.choose(f.rules, rules)
		if err != nil {
			return err
		}
		if last != nil {
			a.addFee(f.name, rules)
		}
	}
	return nil
}

// addFee adds a fee with the rules of the items, of which it takes a copy.
func (a *assessor) addFee(name string, rules []*rule) {
	first := len(a.feeRoom)
	a.feeRoom = append(a.feeRoom, rules...)
	a.fees = append(a.fees, chosenFee{name, a.feeRoom[first:len(a.feeRoom):len(a.feeRoom)]})
}

// choose gives each item the first rule that fits it, and returns the last
// rule of the table that was given. Conditions on the consignment are looked
// at once.
func (a *assessor) choose(rules []rule, given []*rule) (*rule, error) {
	var last *rule
	open := len(given)
	clear(given)
	for i := range rules {
		r := &rules[i]
		if open == 0 {
			break
		}
		if a.exceeds(r) || !r.ship(a.shipment, a.from) {
			continue
		}
		taken, err := a.take(r, given)
		if err != nil {
			return nil, err
		}
		if taken > 0 {
			open, last = open-taken, r
			if doubt := r.doubt(); doubt != "" {
				a.warn(doubt)
			}
		}
	}
	return last, nil
}

// take gives a rule the items that fit it and have none, and counts them.
func (a *assessor) take(r *rule, given []*rule) (int, error) {
	if ok, err := a.admits(r); err != nil || !ok {
		return 0, err
	}
	taken := 0
	for i := range given {
		item := &a.shipment.Items[i]
		if given[i] != nil || !r.takes(item.Code) {
			continue
		}
		if r.Scope == PerItem {
			if ok, err := r.within(a.result.Lines[i].compared(r), item.Quantity, a.customs); err != nil {
				return 0, err
			} else if !ok {
				continue
			}
		}
		given[i] = r
		taken++
	}
	return taken, nil
}

// admits compares the consignment with the limits of a rule that are for it as
// a whole.
func (a *assessor) admits(r *rule) (bool, error) {
	s := a.shipment
	if r.PeriodCount > 0 && s.Earlier.Count >= r.PeriodCount {
		return false, nil
	}
	value := a.result.Intrinsic
	if r.Basis == CIFValue {
		value = a.result.CustomsValue
	}
	if r.PeriodValue.Currency() != 0 {
		all, err := a.with(value, s.Earlier.Period)
		if err != nil {
			return false, err
		}
		if order, err := r.compare(all, r.PeriodValue, 1, a.customs); err != nil || order > 0 {
			return false, err
		}
	}
	switch r.Scope {
	case PerItem:
		return true, nil
	case PerDay:
		var err error
		if value, err = a.with(value, s.Earlier.Day); err != nil {
			return false, err
		}
	}
	return r.within(value, 1, a.customs)
}

// with adds what else the person imports to a value.
func (a *assessor) with(value, earlier currency.Amount) (currency.Amount, error) {
	earlier, err := a.assessed("earlier consignments", -1, earlier)
	if err != nil {
		return value, err
	}
	return value.Add(earlier)
}

// compared returns the value of a line that a threshold is about. Before the
// regime is known its customs value is that of a CIF valuation.
func (l *Line) compared(r *rule) currency.Amount {
	if r.Basis == CIFValue {
		return l.CustomsValue
	}
	return l.Goods
}
