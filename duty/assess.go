package duty

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// staleAfter is how old the source of a levy may be, in days, before what is
// charged by it counts as an estimate: tariffs are published anew each year.
const staleAfter = 366

// Assess computes what customs charge on a shipment on its day of import:
//
//  1. Inside one country, or between places in the customs territory of the
//     European Union, there is nothing to charge.
//  2. Amounts in a currency other than that of the assessment are converted at
//     the rates of customs, each rounded once. Freight to the border, freight
//     beyond it and insurance are shared among the items by value, or by
//     weight, in whole minor units and with nothing lost.
//  3. The first row of rg whose conditions hold decides the regime of each
//     item, and of each fee. Thresholds are compared exactly, in their own
//     currency.
//  4. Relief charges nothing. A flat amount, or a rate of the regime, is
//     charged once for each group that the row names (the consignment, the
//     subheading, the line) and shared among its items by value. Otherwise each
//     levy of t is charged on the customs value of the line. An allowance is
//     shared among the lines of its regime. Each charge is rounded once, by the
//     shipment's Rounding. Where the regime drops [Fractions], as Japan does,
//     duty is charged on the cut value of each column of the declaration, and
//     the cut sum of the duties is shared out to the lines.
//  5. Fees and taxes follow, each on the base that it names: the fees of t and
//     of rg, the taxes of t, then what the shipment states, in the order of
//     their rows. Of the rows of t, those with longer codes come first, and
//     among duties, fees or taxes one that is charged on others comes last. A
//     levy on a consignment is charged once and shared by its base.
//  6. What is below the least amount that is collected is not charged.
//
// The preference that an item claims replaces its normal duty, never what
// comes on top of it.
//
// Assess returns an error if:
//   - the shipment has no items, no day or no currency ([ErrShipment]), more
//     than 10,000 items, amounts in several currencies
//     ([*currency.MismatchError]) and no Currency, or negative ones
//     ([ErrNegative]);
//   - it is not known how the destination treats it ([*NoRegimeError]), as for
//     Northern Ireland (see [Windsor]) and for territories outside the customs
//     territory of their country;
//   - an item cannot be assessed ([*ItemError]): its code is unknown
//     ([*CodeError]), has no row in t ([*NoTariffError]) or is too short
//     ([*AmbiguousCodeError]), a quantity ([*NeedQuantityError]) or an exchange
//     rate is missing, the claimed preference is not in t
//     ([*NoPreferenceError]), or the shipment's Restrictions forbid it
//     ([*ForbiddenError]).
//
// Assess is pure: a caller may call it as often as it likes, from any
// goroutine, to find a price by trial.
func Assess(s Shipment, t *Tariff, rg *Regimes) (Assessment, error) {
	a := rg.assessor()
	a.tariff, a.regimes, a.given = t, rg, s
	return a.finish()
}

// finish assesses what was given, and gives the memory back.
func (a *assessor) finish() (Assessment, error) {
	rg := a.regimes
	a.shipment = &a.given
	a.begin()
	err := a.assess()
	result := a.result
	rg.keep(a)
	if err != nil {
		return Assessment{}, err
	}
	return result, nil
}

// assessor returns memory for the work on a shipment, perhaps of an earlier
// one. Nothing that a result depends on is kept in it.
func (rg *Regimes) assessor() *assessor {
	if rg != nil {
		if a, ok := rg.idle.Get().(*assessor); ok {
			return a
		}
	}
	return new(assessor)
}

// keep takes the memory of an assessor back, but for what was given to it and
// what it gave.
func (rg *Regimes) keep(a *assessor) {
	if rg == nil || len(a.shipment.Items) > keptItems {
		return
	}
	a.shipment, a.given, a.tariff, a.regimes, a.customs, a.commercial = nil, Shipment{}, nil, nil, nil, nil
	a.result, a.block, a.charges, a.warnings, a.lane = Assessment{}, nil, nil, nil, nil
	clear(a.wares)
	rg.idle.Put(a)
}

// keptItems is up to how many items the memory for a shipment is kept.
const keptItems = 256

// Assessor assesses one shipment after the other by the same tables, and uses
// the same memory for all of them: to find a price by trial. It may not be
// used by several goroutines at once. The zero Assessor has no tables and assesses
// nothing.
type Assessor struct{ a assessor }

// NewAssessor returns an Assessor.
func NewAssessor(t *Tariff, rg *Regimes) *Assessor {
	return &Assessor{assessor{tariff: t, regimes: rg}}
}

// Assess does what the function [Assess] does. The Assessment that it returns
// holds until the next call.
func (a *Assessor) Assess(s *Shipment) (*Assessment, error) {
	w := &a.a
	w.shipment = s
	w.begin()
	err := w.assess()
	w.shipment = nil // it is the caller's
	if err != nil {
		return nil, err
	}
	return &w.result, nil
}

// assessor is the work on one shipment.
type assessor struct {
	shipment *Shipment
	given    Shipment // what shipment points at, if it is not the caller's
	tariff   *Tariff
	regimes  *Regimes
	trace    *trace // nil = nobody asked for an explanation
	lane     *Lane  // nil = any
	via      *Lane  // lane, if the shipment is one of it
	limited  bool   // the limits of the lane are for figures as they are here

	customs    *currency.Rates // of customs
	commercial *currency.Rates // of the shop
	currency   currency.Code
	dest       string         // jurisdiction
	from, to   locale.Country // whose customs

	// The rest is reused from shipment to shipment.
	rules      []*rule           // of each item
	feeRules   []*rule           // of each item, for one fee
	feeRoom    []*rule           // for what each fee keeps of it
	wares      []*Goods          // each item as the lane knows it, nil if it does not
	fees       []chosenFee       // of customs, beside the duty
	allowances []currency.Amount // of each item, what is not charged; nil if there are none
	found      applicable        // of one item
	levies     []*Levy           // by the tariff, item after item
	until      []int             // where those of each item end
	later      []postponed       // fees and taxes of the tariff
	estimated  bool              // a code was too short, and which line it is taken for depends on the item
	block      []Charge          // for the charges of all lines
	used       bool              // the block has charges of an earlier shipment
	charges    []Charge          // what is left of it
	members    []int             // of a group
	weights    []currency.Amount // of the members
	parts      []currency.Amount // what each member gets
	done       []bool            // items that were charged in a group
	noted      map[string]bool   // warnings, once there are many
	warnings   []string          // room for them
	doneRoom   []bool
	all        []int // every item
	few        few   // room for the lists of a small shipment
	minors     minors
	result     Assessment
}

// few is room for what most shipments need, which saves an allocation for each
// list.
type few struct {
	rules    [fewItems]*rule
	levies   [2 * fewItems]*Levy
	until    [fewItems]int
	all      [fewItems]int
	weights  [fewItems]currency.Amount
	parts    [fewItems]currency.Amount
	feeRules [fewItems]*rule
	wares    [fewItems]*Goods
}

const fewItems = 16

// begin empties what an earlier shipment left behind.
func (a *assessor) begin() {
	s := a.shipment
	a.customs, a.commercial = s.CustomsRates, s.Rates
	if a.customs == nil {
		a.customs = s.Rates
	}
	if a.commercial == nil {
		a.commercial = s.CustomsRates
	}
	a.fees, a.allowances, a.levies, a.later, a.noted = a.fees[:0], nil, a.levies[:0], a.later[:0], nil
	a.until, a.done, a.estimated = a.until[:0], nil, false
	if a.levies == nil {
		a.levies, a.until, a.parts = a.few.levies[:0], a.few.until[:0], a.few.parts[:0]
	}
	if warned := a.result.Warnings; cap(warned) > cap(a.warnings) {
		a.warnings = warned[:0]
	}
	a.via, a.limited = nil, false
	if a.lane != nil && a.trace == nil && a.lane.fits(s) {
		a.via = a.lane
	}
	a.result = Assessment{Regime: &noRegime, Lines: a.result.Lines[:0], Accuracy: Calculated}
}

func (a *assessor) assess() error {
	s := a.shipment
	if err := a.validate(); err != nil {
		return err
	}
	if !a.shareOutMinor() {
		var err error
		if a.currency, err = s.currency(); err != nil {
			return err
		}
		if err := a.shareOut(); err != nil {
			return err
		}
	}
	inside, err := a.borders()
	if err != nil {
		return err
	}
	if err := a.restricted(); err != nil {
		return err
	}
	if inside != "" {
		return a.inside(inside)
	}
	if err := a.chooseRegimes(); err != nil {
		return err
	}
	if err := a.chooseCustomsFees(); err != nil {
		return err
	}
	if err := a.value(); err != nil {
		return err
	}
	if err := a.levy(); err != nil {
		return err
	}
	return a.total()
}

func (a *assessor) zero() currency.Amount { return currency.FromMinor(0, a.currency) }

// inside charges nothing, and says why. The customs value is then the value
// of the goods, and the reason stands for the regime. Carriers ask nothing
// for customs either.
func (a *assessor) inside(why ZeroReason) error {
	levy := &Levy{Jurisdiction: a.dest, Kind: MFN, Name: importDuty, Source: "no customs border is crossed"}
	if why == IntraCommunity {
		levy.Source += " within the customs territory of the European Union"
	}
	a.room(len(a.result.Lines))
	for i := range a.result.Lines {
		line := &a.result.Lines[i]
		line.CustomsValue = line.Goods
		line.Charges = a.slot(1)
		if err := a.add(i, Charge{Levy: levy, Base: line.Goods, Amount: a.zero(), Zero: why, Regime: string(why)}); err != nil {
			return a.shipment.at(i, err)
		}
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
	const many = 16
	if a.result.Warnings == nil {
		a.result.Warnings = a.warnings[:0]
	}
	if a.noted == nil && len(a.result.Warnings) >= many {
		a.noted = map[string]bool{}
		for _, have := range a.result.Warnings {
			a.noted[have] = true
		}
	}
	if a.noted != nil {
		if !a.noted[what] {
			a.noted[what] = true
			a.result.Warnings = append(a.result.Warnings, what)
		}
		return
	}
	for _, have := range a.result.Warnings {
		if have == what {
			return
		}
	}
	a.result.Warnings = append(a.result.Warnings, what)
}

// room makes room for the charges of all lines, which share one allocation.
func (a *assessor) room(n int) {
	if n > len(a.block) {
		a.block = make([]Charge, n)
	} else if a.used {
		clear(a.block[:n])
	}
	a.charges = a.block[:n]
}

// The lines and charges of a few items are one piece of memory.
type (
	singleMemory struct {
		lines   [1]Line
		charges [3]Charge
	}
	smallMemory struct {
		lines   [3]Line
		charges [6]Charge
	}
	mediumMemory struct {
		lines   [10]Line
		charges [13]Charge
	}
)

// lines makes room for so many lines, and where they are few for charges too.
func (a *assessor) lines(n int) {
	a.used = n <= cap(a.result.Lines)
	if !a.used {
		switch {
		case n <= len(singleMemory{}.lines):
			m := new(singleMemory)
			a.result.Lines, a.block = m.lines[:], m.charges[:]
		case n <= len(smallMemory{}.lines):
			m := new(smallMemory)
			a.result.Lines, a.block = m.lines[:], m.charges[:]
		case n <= len(mediumMemory{}.lines):
			m := new(mediumMemory)
			a.result.Lines, a.block = m.lines[:], m.charges[:]
		default:
			a.result.Lines, a.block = make([]Line, n), nil
		}
	}
	a.result.Lines = a.result.Lines[:n]
}

// slot returns an empty slice for n charges, whose memory is zero.
func (a *assessor) slot(n int) []Charge {
	if n > len(a.charges) {
		return make([]Charge, 0, n)
	}
	slot := a.charges[:0:n]
	a.charges = a.charges[n:]
	return slot
}

// add puts a charge on a line.
func (a *assessor) add(i int, c Charge) error {
	line := &a.result.Lines[i]
	line.Charges = append(line.Charges, c)
	return a.count(i, &c)
}

// count adds a charge to the sums of its line.
func (a *assessor) count(i int, c *Charge) error {
	if a.trace != nil {
		a.traceZero(i, c)
	}
	line := &a.result.Lines[i]
	if component(c.Levy.Kind) != OnDuty {
		return nil // it is added up in the end, or for a base
	}
	return addTo(&line.Duty, c.Amount)
}

// total adds the lines up.
func (a *assessor) total() error {
	if a.totalMinor() {
		return nil
	}
	var duty, fees, tax, all tally
	c, digits := a.currency, a.currency.Digits()
	for i := range a.result.Lines {
		line := &a.result.Lines[i]
		charged, errF := line.charged(OnFees)
		taxed, errT := line.charged(OnTax)
		sum, errS := line.charged(OnDuty | OnFees | OnTax)
		for _, err := range [...]error{errF, errT, errS} {
			if err != nil {
				return a.shipment.at(i, err)
			}
		}
		duty.add(line.Duty, c, digits)
		fees.add(charged, c, digits)
		tax.add(taxed, c, digits)
		all.add(sum, c, digits)
	}
	r := &a.result
	var errs [4]error
	r.Duty, errs[0] = duty.amount(c)
	r.Fees, errs[1] = fees.amount(c)
	r.Tax, errs[2] = tax.amount(c)
	r.Total, errs[3] = all.amount(c)
	for _, err := range errs {
		if err != nil {
			return fmt.Errorf("duty: adding charges up: %w", err)
		}
	}
	a.traceTotals()
	return nil
}
