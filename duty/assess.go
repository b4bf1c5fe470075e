package duty

import (
	"github.com/landedhq/landed/currency"
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
//     item. Thresholds are compared exactly, in their own currency, at the
//     shipment's Rates and not at those that customs fix for a month.
//  4. Relief charges nothing. A flat amount is charged once for each distinct
//     subheading (six digits), whatever quantity and origin, and shared by
//     value among its items. Otherwise each levy of t is charged on the customs
//     value and rounded once by the shipment's Rounding; the customs value is
//     not cut to full thousands first, as Japan does.
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
	if err := a.chooseRegimes(); err != nil {
		return err
	}
	if err := a.value(); err != nil {
		return err
	}
	a.spare = make([]Charge, len(s.Items))
	for i := range s.Items {
		if err := a.levy(i); err != nil {
			return s.at(i, err)
		}
		a.exciseWarning(s.Items[i].Code)
	}
	return a.total()
}

func (a *assessor) zero() currency.Amount { return currency.FromMinor(0, a.currency) }

// inside charges nothing, and says why. The customs value is then the value
// of the goods, and the reason stands for the regime.
func (a *assessor) inside(why ZeroReason) error {
	source := "no customs border is crossed"
	if why == IntraCommunity {
		source += " within the customs territory of the European Union"
	}
	for i := range a.result.Lines {
		line := &a.result.Lines[i]
		value, err := a.zero().Add(a.shipment.Items[i].Value)
		if err != nil {
			return err
		}
		line.CustomsValue = value
		line.Charges = []Charge{{
			Levy:   Levy{Jurisdiction: a.dest, Kind: MFN, Name: importDuty, Source: source},
			Base:   value,
			Amount: a.zero(),
			Zero:   why,
			Regime: string(why),
		}}
	}
	a.result.CustomsValue = a.result.Intrinsic
	return a.total()
}

const importDuty = "import duty"

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
