package duty

import (
	"errors"
	"fmt"
	"math"
	"math/bits"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// levy charges all lines: first the duties, then fees and taxes, which may be
// charged on them.
func (a *assessor) levy() error {
	if err := a.lookUp(); err != nil {
		return err
	}
	if a.levyMinor() {
		return nil
	}
	a.prepare()
	for i := range a.rules {
		if err := a.duty(i); err != nil {
			return a.shipment.at(i, err)
		}
	}
	if err := a.declare(); err != nil {
		return err
	}
	if err := a.collect(); err != nil {
		return err
	}
	if err := a.levyLater(); err != nil {
		return err
	}
	a.leaveUnpaid()
	return nil
}

// lookUp asks the tariff about each line that is charged by it. Whatever the
// regime, customs want to know the code of each item; inside a customs
// territory nobody asks for it.
func (a *assessor) lookUp() error {
	var table *schedule
	if a.tariff != nil {
		table = a.tariff.schedules[a.dest]
	}
	for i, r := range a.rules {
		item := &a.shipment.Items[i]
		if item.Code == "" {
			return a.shipment.at(i, &CodeError{Err: ErrCodeSyntax})
		}
		if r.Treatment == Normal && !item.Returned && !a.known(i) && !a.asBefore(i, item) {
			if err := a.lookUpLine(i, item, table); err != nil {
				return a.shipment.at(i, err)
			}
		}
		a.until = append(a.until, len(a.levies))
		a.exciseWarning(item.Code)
	}
	return nil
}

// asBefore notes the levies that a line of the same goods just before had,
// which need not be looked up again, and reports whether there is one.
func (a *assessor) asBefore(i int, item *Item) bool {
	const near = 8
	for k := i - 1; k >= 0 && k >= i-near && len(a.later) == 0 && !a.estimated; k-- {
		other := &a.shipment.Items[k]
		if item.Code == other.Code && item.Origin == other.Origin && item.Claim == other.Claim && len(a.leviesOf(k)) > 0 {
			a.levies = append(a.levies, a.leviesOf(k)...)
			return true
		}
	}
	return false
}

// lookUpLine notes the levies of the tariff on a line. Of a code too short to
// tell its line they are estimated.
func (a *assessor) lookUpLine(i int, item *Item, table *schedule) error {
	q := query{code: item.Code, origin: item.Origin, dest: a.dest, on: a.shipment.On, table: table}
	if err := a.tariff.find(&a.found, q); err != nil {
		return a.estimate(i, q, err)
	}
	base, err := a.claimed(item, q)
	if err != nil {
		return err
	}
	if a.found.assumed && base == a.found.base {
		a.warn(fmt.Sprintf("%s is too short for the tariff of %s: charged by %s, the only line under it in the table",
			q.code.Dotted(), q.dest, base.Code.Dotted()))
	}
	a.noteLevies(i, q, base)
	return nil
}

// noteLevies notes what was found on a line: duties, and fees and taxes for later.
func (a *assessor) noteLevies(i int, q query, base *Levy) {
	a.levies = append(a.levies, base)
	a.vintage(base)
	for _, levy := range a.found.onTop {
		if levy.Kind == Fee || levy.Kind == Tax {
			a.postpone(levy, i)
		} else {
			a.levies = append(a.levies, levy)
		}
		a.vintage(levy)
	}
	a.lacks(q)
}

// lacks warns of what the table is known not to have.
func (a *assessor) lacks(q query) {
	for _, lack := range a.tariff.missing(q) {
		a.warn(fmt.Sprintf("not in the tariff table of %s: %s", lack.Jurisdiction, lack.Name))
	}
}

// claimed returns the normal duty, or the preference that the item claims.
func (a *assessor) claimed(item *Item, q query) (*Levy, error) {
	base, err := a.tariff.claim(&a.found, q, item.Claim)
	if base == nil && err == nil {
		return nil, &NoPreferenceError{Code: item.Code, Origin: item.Origin, Claim: item.Claim}
	}
	return base, err
}

// prepare makes room for the charges of all lines. Fees and taxes of a tariff,
// which few have, make their own.
func (a *assessor) prepare() {
	each := len(a.fees) + len(a.shipment.Fees)
	n := 0
	for i := range a.rules {
		n += max(1, len(a.leviesOf(i))) + each
	}
	a.room(n)
	for i := range a.rules {
		if line := &a.result.Lines[i]; line.Charges == nil {
			line.Charges = a.slot(max(1, len(a.leviesOf(i))) + each)
		}
	}
}

// leviesOf returns the duties of the tariff on a line.
func (a *assessor) leviesOf(i int) []*Levy {
	first := 0
	if i > 0 {
		first = a.until[i-1]
	}
	return a.levies[first:a.until[i]]
}

// duty charges a line its duties, as its regime says. A group of lines is
// charged with the first of them.
func (a *assessor) duty(i int) error {
	r, item := a.rules[i], &a.shipment.Items[i]
	switch {
	case item.Returned:
		return a.add(i, Charge{Levy: &r.levy, Base: a.result.Lines[i].CustomsValue, Amount: a.zero(), Zero: Reimport, Regime: r.ID})
	case r.Treatment == Relief:
		return a.add(i, Charge{Levy: &r.levy, Base: a.result.Lines[i].CustomsValue, Amount: a.zero(), Zero: r.relieves(), Regime: r.ID})
	case a.drops(r):
		return nil // with all lines of the declaration
	case r.Treatment == Normal:
		return a.byTariff(i)
	}
	if item.Claim != "" {
		a.note("the preference claimed for " + item.Code.Dotted() + " has no effect by the regime " + r.ID)
	}
	return a.regimeDuty(i, r)
}

// byTariff charges a line the duties of the tariff.
func (a *assessor) byTariff(i int) error {
	line := &a.result.Lines[i]
	var sum int64 // of those in minor units, to be added at once
	for _, levy := range a.leviesOf(i) {
		c := line.charge()
		if duty, ok := a.leviedMinor(i, levy, c); ok {
			sum += duty
			continue
		}
		// The levy may be charged on what came before.
		if err := a.addMinor(line, sum); err != nil {
			return err
		}
		sum = 0
		if err := a.levied(i, levy, c); err != nil {
			return err
		}
		if err := a.count(i, c); err != nil {
			return err
		}
	}
	return a.addMinor(line, sum)
}

// charge returns a new charge of the line. Its slot is zero already.
func (l *Line) charge() *Charge {
	n := len(l.Charges)
	if n < cap(l.Charges) {
		l.Charges = l.Charges[:n+1]
	} else {
		l.Charges = append(l.Charges, Charge{})
	}
	return &l.Charges[n]
}

// addMinor adds minor units to the duty of a line.
func (a *assessor) addMinor(line *Line, sum int64) error {
	if sum == 0 {
		return nil
	}
	return addTo(&line.Duty, currency.FromMinor(sum, a.currency))
}

// levied charges one levy of the tariff on one line.
func (a *assessor) levied(i int, levy *Levy, c *Charge) (err error) {
	if err := levy.readable(); err != nil {
		return err
	}
	c.Levy, c.Regime = levy, a.rules[i].ID
	if c.Base, err = a.base(i, levy); err != nil {
		return err
	}
	item := &a.shipment.Items[i]
	known := quantities{stated: item.Quantities, pieces: item.Quantity}
	var quick bool
	if a.trace == nil {
		c.Amount, quick = a.percentOf(c.Base, levy)
	}
	if !quick {
		if c.Amount, err = a.amount(levy, c.Base, known, a.customs); err != nil {
			return fmt.Errorf("%s %s: %w", levy.Name, levy.Code.Dotted(), err)
		}
	}
	if a.trace != nil {
		a.traceLevy(a.on(i), levy, c.Base, known, a.customs, c.Amount)
	}
	if c.Amount.IsZero() {
		c.Zero = a.why(i, levy, c.Base)
	} else if levy.MinCollect.Sign() > 0 {
		return a.minimum(c, levy.MinCollect)
	}
	return nil
}

// percentOf is amount for one percentage of a value in minor units, which is
// rounded half up to them. It reports whether the levy is such, and whether
// the figures are small enough.
func (a *assessor) percentOf(base currency.Amount, levy *Levy) (currency.Amount, bool) {
	units, scale, ok := base.Units()
	if !ok || units < 0 || scale != a.currency.Digits() {
		return currency.Amount{}, false
	}
	amount, ok := a.percentMinor(units, levy)
	return currency.FromMinor(amount, a.currency), ok
}

// percentMinor is percentOf in minor units.
func (a *assessor) percentMinor(units int64, levy *Levy) (int64, bool) {
	t := levy.Rate.only()
	if t == nil || !t.plain() || levy.Inside || a.shipment.Rounding != (currency.Rounding{}) {
		return 0, false
	}
	hi, lo := bits.Mul64(uint64(units), uint64(t.units)) // too long for a number that no word holds: t.units is -1
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	per, _ := exact.Pow10(int(t.scale) + 2)
	return int64((lo + per/2) / per), true
}

// why explains an amount of zero on a line.
func (a *assessor) why(i int, levy *Levy, base currency.Amount) ZeroReason {
	if base.IsZero() && a.allowances != nil && !a.allowances[i].IsZero() && !levy.Rate.IsFree() {
		return WithinAllowance
	}
	return zeroReason(levy, base, a.zero())
}

// amount charges a levy on a base, rounded once.
func (a *assessor) amount(levy *Levy, base currency.Amount, known quantities, rates *currency.Rates) (currency.Amount, error) {
	if levy.Inside {
		return a.amountInside(levy, base)
	}
	return levy.Rate.On(a.shipment.On).charge(base, known, rates, a.rounding(levy))
}

// ErrInside says that a levy cannot be part of its own base: its rate is not
// one percentage, or leaves nothing of the price.
var ErrInside = errors.New("a levy inside its own base is one percentage below 100")

// amountInside charges a percentage of a price that contains the charge:
// base·r/(1−r).
func (a *assessor) amountInside(levy *Levy, base currency.Amount) (currency.Amount, error) {
	percent, ok := levy.Rate.On(a.shipment.On).AdValorem()
	if !ok || percent.Cmp(hundred) >= 0 {
		return currency.Amount{}, fmt.Errorf("duty: rate %s: %w", levy.Rate, ErrInside)
	}
	return base.MulDiv(percent, hundred.Sub(percent), a.rounding(levy))
}

// rounding returns how charges of a levy are rounded. Duty by alcoholic
// strength is cut to the penny in the United Kingdom, as the calculator of the
// UK tariff does (trade-tariff-duty-calculator@c9cbbc7); a Rounding that the
// shipment states goes before.
func (a *assessor) rounding(levy *Levy) currency.Rounding {
	rd := a.shipment.Rounding
	if levy.Jurisdiction == "GB" && rd == (currency.Rounding{}) && levy.Rate.byStrength() {
		rd.Mode = currency.Down
	}
	return rd
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
