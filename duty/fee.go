package duty

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// postponed is a fee or tax of the tariff with a line that it falls on.
type postponed struct {
	levy *Levy
	line int
}

// postpone keeps a fee or tax until the duties are known.
func (a *assessor) postpone(levy *Levy, line int) {
	a.later = append(a.later, postponed{levy, line})
}

// regimeDuty charges the amount or rate of a regime, once for each group.
func (a *assessor) regimeDuty(first int, r *rule) error {
	if a.isDone(first) {
		return nil
	}
	return a.regimeGroup(first, r, a.rules)
}

// regimeGroup charges the group of a regime that begins with an item.
func (a *assessor) regimeGroup(first int, r *rule, rules []*rule) error {
	g := group{levy: &r.levy, regime: r.ID, flat: r.Flat, pieces: r.Per == ByPiece, rates: a.customs}
	a.members = append(a.members[:0], first)
	code := a.shipment.Items[first].Code.HS6()
	if r.Per == ByConsignment || r.Per == BySubheading {
		for i := first + 1; i < len(rules); i++ {
			item := &a.shipment.Items[i]
			if rules[i] == r && (r.Kind == FeeRegime || !item.Returned) && (r.Per == ByConsignment || item.Code.HS6() == code) {
				a.members = append(a.members, i)
				a.setDone(i)
			}
		}
	}
	g.members = a.members
	if r.Treatment == Flat && r.Kind == DutyRegime {
		g.levy = a.flatOn(first, r)
	}
	return a.chargeGroup(&g)
}

// setDone and isDone tell which items were charged with an earlier one.
func (a *assessor) setDone(i int) {
	if a.done == nil {
		n := len(a.shipment.Items)
		a.doneRoom = slices.Grow(a.doneRoom[:0], n)[:n]
		a.done = a.doneRoom
		clear(a.done)
	}
	a.done[i] = true
}

func (a *assessor) isDone(i int) bool { return a.done != nil && a.done[i] }

// levyLater charges fees and taxes in their order: first the fees, then the
// taxes of the tariff, and between them the fees of the regimes.
func (a *assessor) levyLater() error {
	a.inOrder()
	if err := a.tariffLevies(Fee); err != nil {
		return err
	}
	for _, f := range a.fees {
		if err := a.regimeFee(f); err != nil {
			return err
		}
	}
	if err := a.tariffLevies(Tax); err != nil {
		return err
	}
	return a.shipmentFees()
}

// inOrder sorts what was postponed as it is on each line, whichever line comes
// first: a tax on one of them may be charged on another that only a later line
// bears.
func (a *assessor) inOrder() {
	slices.SortStableFunc(a.later, func(p, o postponed) int {
		return cmp.Or(cmp.Compare(p.levy.stage(), o.levy.stage()), cmp.Compare(len(o.levy.Code), len(p.levy.Code)))
	})
}

// tariffLevies charges the fees or the taxes of the tariff, each row once on
// all lines that it falls on.
func (a *assessor) tariffLevies(kind Kind) error {
	for k := range a.later {
		levy := a.later[k].levy
		if levy == nil || levy.Kind != kind {
			continue
		}
		a.members = a.members[:0]
		for j := k; j < len(a.later); j++ {
			if a.later[j].levy == levy {
				a.members = append(a.members, a.later[j].line)
				a.later[j].levy = nil
			}
		}
		g := group{levy: levy, regime: a.rules[a.members[0]].ID, members: a.members, rates: a.customs}
		if err := a.chargeGroup(&g); err != nil {
			return err
		}
	}
	return nil
}

// chooseCustomsFees finds the fees of customs, unless only duty is asked for.
func (a *assessor) chooseCustomsFees() error {
	before, warnings := a.result.Accuracy, len(a.result.Warnings)
	a.fees, a.feeRoom = a.fees[:0], a.feeRoom[:0]
	if err := a.chooseFees(); err != nil {
		return err
	}
	if !a.shipment.DutyOnly {
		a.fees = slices.DeleteFunc(a.fees, chosenFee.unknown)
		return nil
	}
	a.result.Accuracy, a.result.Warnings = before, a.result.Warnings[:warnings] // of the fees
	for _, f := range a.fees {
		a.note("left out: " + f.name + " of " + a.dest)
	}
	a.fees = a.fees[:0]
	return nil
}

// regimeFee charges a fee of customs, by the rule that each item falls in.
func (a *assessor) regimeFee(f chosenFee) error {
	a.done = nil
	for i, r := range f.rules {
		if r == nil || a.isDone(i) {
			continue
		}
		switch r.Treatment {
		case Relief:
			c := Charge{Levy: &r.levy, Base: a.result.Lines[i].CustomsValue, Amount: a.zero(), Zero: r.relieves(), Regime: r.ID}
			if err := a.add(i, c); err != nil {
				return a.shipment.at(i, err)
			}
		case Flat, ByRate:
			if err := a.regimeGroup(i, r, f.rules); err != nil {
				return fmt.Errorf("duty: regime %s: %w", r.ID, err)
			}
		}
	}
	return nil
}

// shipmentFees charges what the shipment states: each on all lines.
func (a *assessor) shipmentFees() error {
	if len(a.shipment.Fees) == 0 {
		return nil
	}
	own := append([]Levy(nil), a.shipment.Fees...) // what is returned points at it
	for k := range own {
		levy := &own[k]
		switch levy.Kind {
		case "":
			levy.Kind = Fee
		case Fee, Tax, Additional, Remedy:
		default:
			return fmt.Errorf("duty: fee %d of the shipment: %w: kind %s: want fee, tax, additional or remedy", k+1, ErrShipment, excerpt.Quote(levy.Kind))
		}
		if _, err := levy.Base.MarshalText(); err != nil {
			return fmt.Errorf("duty: fee %d of the shipment: %w: %w", k+1, ErrShipment, err)
		}
		rates := a.commercial
		if levy.Jurisdiction != "" {
			rates = a.customs
		}
		a.members = append(a.members[:0], a.all...)
		if err := a.chargeGroup(&group{levy: levy, members: a.members, rates: rates}); err != nil {
			return fmt.Errorf("duty: fee %d of the shipment: %w", k+1, err)
		}
	}
	return nil
}

// minimum waives a charge that is too small to be collected.
func (a *assessor) minimum(c *Charge, least currency.Amount) error {
	if least.IsZero() || c.Amount.IsZero() {
		return nil
	}
	below, err := a.below(c.Amount, least)
	if err == nil && below {
		c.waive(BelowCollectible)
	}
	return err
}

// below compares an amount with a limit of the law, exactly.
func (a *assessor) below(amount, least currency.Amount) (bool, error) {
	order, err := compareAcross(amount, least, 1, a.customs)
	return order < 0, err
}

// collect waives the duties of a regime that are too small together to be
// collected.
func (a *assessor) collect() error {
	for first, r := range a.rules {
		if r.MinCollect.IsZero() {
			continue
		}
		if slices.Index(a.rules, r) != first {
			continue
		}
		var sum currency.Total
		for i := first; i < len(a.rules); i++ {
			if a.rules[i] == r {
				sum.Add(a.result.Lines[i].Duty)
			}
		}
		due, err := sum.Amount()
		if err != nil {
			return err
		}
		below, err := a.below(due, r.MinCollect)
		if err != nil {
			return fmt.Errorf("duty: regime %s: %w", r.ID, err)
		}
		if !below {
			continue
		}
		a.traceMinimum(r, due)
		for i := first; i < len(a.rules); i++ {
			if a.rules[i] == r {
				a.waiveDuty(i)
			}
		}
	}
	return nil
}

func (a *assessor) waiveDuty(i int) {
	line := &a.result.Lines[i]
	for k := range line.Charges {
		line.Charges[k].waive(BelowCollectible)
		a.traceZero(i, &line.Charges[k])
	}
	line.Duty = a.zero()
}

// leaveUnpaid takes the levies of customs off the lines if the addressee pays
// them.
func (a *assessor) leaveUnpaid() {
	if !a.shipment.Unpaid {
		return
	}
	for i := range a.result.Lines {
		line := &a.result.Lines[i]
		line.Duty = a.zero()
		charges := line.Charges
		line.Charges = line.Charges[:0]
		for k := range charges {
			c := charges[k]
			if c.Levy.Jurisdiction != "" {
				c.waive(DeliveredUnpaid)
			}
			if err := a.add(i, c); err != nil {
				return // it was added before
			}
		}
	}
}
