package duty

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// Assessment is what customs charge on a shipment, and why.
type Assessment struct {
	// Regime the consignment falls in; of lines in different ones, the one
	// that comes last in the table. Zero inside a customs territory.
	Regime       Regime          `json:"regime"`
	Intrinsic    currency.Amount `json:"intrinsic"`     // value of the goods alone
	CustomsValue currency.Amount `json:"customs_value"` // as the destination values them
	Lines        []Line          `json:"lines"`         // one for each item, in the same order
	Total        currency.Amount `json:"total"`         // of all charges
	Accuracy     Accuracy        `json:"accuracy"`      //
	Warnings     []string        `json:"warnings,omitempty"`
}

// Line is what is charged on one item.
type Line struct {
	ID           string          `json:"id"`
	CustomsValue currency.Amount `json:"customs_value"` // with Freight and Insurance if the valuation is CIF
	Freight      currency.Amount `json:"freight"`       // share of the item, whatever the valuation
	Insurance    currency.Amount `json:"insurance"`     // the same
	Charges      []Charge        `json:"charges"`       // at least one, of zero if need be
	Duty         currency.Amount `json:"duty"`          // sum of the charges
}

// Accuracy says how far an assessment can be relied on.
type Accuracy string

// Accuracies.
const (
	Calculated Accuracy = "calculated" // by the rows of the tables as they stand
	Estimated  Accuracy = "estimated"  // on facts that are old, contested or known to lack something: see the warnings
)

// staleAfter is how old the source of a levy may be, in days, before what is
// charged by it counts as an estimate: tariffs are published anew each year.
const staleAfter = 366

// Assess computes what customs charge on a shipment on its day of import:
//
//  1. Inside one country, or between places in the customs territory of the
//     European Union, there is nothing to charge.
//  2. Freight and insurance are shared out to the items by value, on the minor
//     unit, with nothing lost ([currency.Amount.AllocateBy]).
//  3. The first row of rg whose conditions hold decides the regime of each
//     item. Thresholds are compared exactly, in their own currency.
//  4. Relief charges nothing. A flat amount is charged once for each distinct
//     subheading, whatever the quantity, and shared by value among its items.
//     Otherwise each levy of t is charged on the customs value and rounded
//     once by the shipment's Rounding.
//
// The preference that an item claims replaces its normal duty, never what
// comes on top of it. All of a shipment's freight counts as freight to the
// border.
//
// Assess returns an error if:
//   - the shipment has no items, no day or no currency ([ErrShipment]), or
//     amounts in several currencies ([*currency.MismatchError]), or negative
//     ones ([ErrNegative]);
//   - it is not known how the destination treats it ([*NoRegimeError]), which
//     is so for Northern Ireland and for territories outside of the customs
//     territory of their country;
//   - an item cannot be assessed ([*ItemError]): its code is unknown
//     ([*CodeError]), has no row in t ([*NoTariffError]) or is too short
//     ([*AmbiguousCodeError]), a quantity ([*NeedQuantityError]) or an exchange
//     rate is missing, the claimed preference is not in t
//     ([*NoPreferenceError]).
//
// Assess is pure: a caller may call it as often as it likes, from any
// goroutine, to find a price by trial.
func Assess(s Shipment, t *Tariff, rg *Regimes) (Assessment, error) {
	a := assessor{shipment: &s, tariff: t, regimes: rg}
	if err := a.assess(); err != nil {
		return Assessment{}, err
	}
	return a.result, nil
}

// NoPreferenceError says that an item claims a preference the tariff does not
// have for it. It wraps [ErrNoTariff].
type NoPreferenceError struct {
	Code   Code
	Origin locale.Country
	Claim  string
}

func (e *NoPreferenceError) Error() string {
	return fmt.Sprintf("duty: no preference %q for %s from %s: load its rows with LoadTariff, or do not claim it",
		excerpt.Text(e.Claim), e.Code.Dotted(), orUnknown(string(e.Origin)))
}

// Unwrap returns [ErrNoTariff].
func (e *NoPreferenceError) Unwrap() error { return ErrNoTariff }

// assessor is the work on one shipment.
type assessor struct {
	shipment *Shipment
	tariff   *Tariff
	regimes  *Regimes

	currency currency.Code
	dest     string // jurisdiction
	from     locale.Country
	rules    []*rule    // of each item
	found    applicable // reused from item to item
	spare    []Charge   // room for the charges still to come
	result   Assessment
}

func (a *assessor) assess() error {
	s := a.shipment
	if err := s.validate(); err != nil {
		return err
	}
	var err error
	if a.currency, err = s.currency(); err != nil {
		return err
	}
	if err := a.shareOut(); err != nil {
		return err
	}
	inside, err := a.borders()
	if err != nil {
		return err
	}
	a.result.Accuracy = Calculated
	if inside != "" {
		return a.inside(inside)
	}
	if err := s.declared(); err != nil {
		return err
	}
	if err := a.chooseRegimes(); err != nil {
		return err
	}
	if err := a.value(); err != nil {
		return err
	}
	a.spare = make([]Charge, len(s.Items))
	for i := range s.Items {
		if a.rules[i].Treatment == Flat {
			err = a.flat(i)
		} else {
			err = a.charge(i)
		}
		if err != nil {
			return s.at(i, err)
		}
	}
	return a.total()
}

// shareOut begins the lines with their shares of freight and insurance.
func (a *assessor) shareOut() error {
	s := a.shipment
	lines := make([]Line, len(s.Items))
	var total currency.Total
	for i := range s.Items {
		lines[i] = Line{ID: s.Items[i].ID, Freight: a.zero(), Insurance: a.zero()}
		total.Add(s.Items[i].Value)
	}
	a.result.Lines = lines
	intrinsic, err := total.Amount()
	if err != nil {
		return err
	}
	if a.result.Intrinsic, err = a.zero().Add(intrinsic); err != nil {
		return err
	}
	if s.Freight.IsZero() && s.Insurance.IsZero() {
		return nil
	}
	order := s.sorted()
	weights := make([]currency.Amount, len(order))
	for k, i := range order {
		weights[k] = s.Items[i].Value
		if intrinsic.IsZero() { // gifts share by the line
			weights[k] = currency.FromMinor(1, a.currency)
		}
	}
	freight, err := s.Freight.AllocateBy(weights, currency.Rounding{})
	if err != nil {
		return fmt.Errorf("duty: freight: %w", err)
	}
	insurance, err := s.Insurance.AllocateBy(weights, currency.Rounding{})
	if err != nil {
		return fmt.Errorf("duty: insurance: %w", err)
	}
	for k, i := range order {
		if !s.Freight.IsZero() {
			lines[i].Freight = freight[k]
		}
		if !s.Insurance.IsZero() {
			lines[i].Insurance = insurance[k]
		}
	}
	return nil
}

func (a *assessor) zero() currency.Amount { return currency.FromMinor(0, a.currency) }

// inside charges nothing, and says why. The customs value is then the value
// of the goods.
func (a *assessor) inside(why ZeroReason) error {
	for i := range a.result.Lines {
		line := &a.result.Lines[i]
		value, err := a.zero().Add(a.shipment.Items[i].Value)
		if err != nil {
			return err
		}
		line.CustomsValue = value
		line.Charges = []Charge{{
			Levy:   Levy{Jurisdiction: a.dest, Kind: MFN, Name: importDuty},
			Base:   value,
			Amount: a.zero(),
			Zero:   why,
		}}
	}
	a.result.CustomsValue = a.result.Intrinsic
	return a.total()
}

const importDuty = "import duty"

// chooseRegimes finds the regime of each item. Conditions on the consignment
// are looked at once.
func (a *assessor) chooseRegimes() error {
	s := a.shipment
	if a.regimes == nil {
		return &NoRegimeError{Dest: a.dest, On: s.On, Detail: "there are no regimes"}
	}
	a.rules = make([]*rule, len(s.Items))
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

// warn makes the assessment an estimate and says why, once.
func (a *assessor) warn(why string) {
	a.result.Accuracy = Estimated
	a.note(why)
}

// note tells the reader something, once.
func (a *assessor) note(what string) {
	for _, have := range a.result.Warnings {
		if have == what {
			return
		}
	}
	a.result.Warnings = append(a.result.Warnings, what)
}

// value sets the customs value of each line.
func (a *assessor) value() error {
	var total currency.Total
	for i := range a.result.Lines {
		line := &a.result.Lines[i]
		value, err := a.zero().Add(a.shipment.Items[i].Value)
		if err == nil && a.rules[i].Valuation == CIF {
			value, err = currency.Sum(value, line.Freight, line.Insurance)
		}
		if err != nil {
			return a.shipment.at(i, err)
		}
		line.CustomsValue = value
		total.Add(value)
	}
	var err error
	a.result.CustomsValue, err = total.Amount()
	return err
}

// charge charges an item by relief or by the tariff.
func (a *assessor) charge(i int) error {
	line, r := &a.result.Lines[i], a.rules[i]
	if r.Treatment == Relief {
		why := BelowDeMinimis
		if r.Scheme != "" {
			why = SchemeRelief
		}
		line.Charges = append(a.room(1), Charge{Levy: r.levy(), Base: line.CustomsValue, Amount: a.zero(), Zero: why, Regime: r.ID})
		return nil
	}
	item := &a.shipment.Items[i]
	q := query{code: item.Code, origin: item.Origin, dest: a.dest, on: a.shipment.On}
	if err := a.tariff.find(&a.found, q); err != nil {
		return a.estimate(i, q, err)
	}
	base, err := a.claimed(item)
	if err != nil {
		return err
	}
	line.Charges = a.room(1 + len(a.found.onTop))
	for k := range 1 + len(a.found.onTop) {
		levy := base
		if k > 0 {
			levy = a.found.onTop[k-1]
		}
		c, err := a.levied(i, levy)
		if err != nil {
			return err
		}
		line.Charges = append(line.Charges, c)
		a.vintage(levy)
	}
	for _, lack := range a.tariff.missing(q) {
		a.warn(fmt.Sprintf("not in the tariff table of %s: %s", lack.Jurisdiction, lack.Name))
	}
	return nil
}

// room returns an empty slice for n charges. Most lines have one, and share an
// allocation.
func (a *assessor) room(n int) []Charge {
	if n > len(a.spare) {
		return make([]Charge, 0, n)
	}
	charges := a.spare[:0:n]
	a.spare = a.spare[n:]
	return charges
}

// claimed returns the normal duty, or the preference that the item claims.
func (a *assessor) claimed(item *Item) (*Levy, error) {
	if item.Claim == "" {
		return a.found.base, nil
	}
	for _, l := range a.found.preferences {
		if l.Program == item.Claim {
			return l, nil
		}
	}
	return nil, &NoPreferenceError{Code: item.Code, Origin: item.Origin, Claim: item.Claim}
}

// levied charges one levy on one line.
func (a *assessor) levied(i int, levy *Levy) (Charge, error) {
	s, item, base := a.shipment, &a.shipment.Items[i], a.result.Lines[i].CustomsValue
	known := quantities{stated: item.Quantities, pieces: item.Quantity}
	amount, err := levy.Rate.charge(base, known, s.Rates, s.Rounding)
	if err != nil {
		return Charge{}, fmt.Errorf("%s %s: %w", levy.Name, levy.Code.Dotted(), err)
	}
	return Charge{Levy: *levy, Base: base, Amount: amount, Zero: zeroReason(levy, base, amount), Regime: a.rules[i].ID}, nil
}

// levy states a relief or a flat amount as a levy.
func (r *rule) levy() Levy {
	return Levy{Jurisdiction: r.Dest, Kind: MFN, Name: importDuty, From: r.From, Until: r.Until,
		Source: r.Source, SourceDate: r.SourceDate, Note: r.Note}
}

// total adds the charges up.
func (a *assessor) total() error {
	var all currency.Total
	for i := range a.result.Lines {
		line := &a.result.Lines[i]
		var duty currency.Total
		for k := range line.Charges {
			duty.Add(line.Charges[k].Amount)
		}
		var err error
		if line.Duty, err = duty.Amount(); err != nil {
			return a.shipment.at(i, err)
		}
		all.Add(line.Duty)
	}
	var err error
	a.result.Total, err = all.Amount()
	return err
}
