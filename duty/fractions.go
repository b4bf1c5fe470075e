package duty

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
)

// Fractions is how customs drop fractions of a declaration. Goods of one code,
// origin and claim stand in one column of it. The customs value of each column
// is cut to full steps of Value before duty is charged on it, the duty of each
// to the minor unit, and the sum of the duties to full steps of Due: nothing is
// rounded up. The zero Fractions drops nothing.
//
// Japan cuts to 1,000 and to 100 JPY: Act on General Rules for National Taxes
// art. 118(1) and 119(1), which Customs Act art. 13-4 applies to duty; column
// by column, and in their sum, by Basic Circular on the Customs Act
// 13の4-2(1).
//
// Its text form is "1000/100 JPY".
type Fractions struct {
	Value currency.Amount
	Due   currency.Amount
}

// IsZero reports whether nothing is dropped.
func (f Fractions) IsZero() bool { return f == Fractions{} }

// String returns the text form, "" of the zero Fractions.
func (f Fractions) String() string {
	if f.IsZero() {
		return ""
	}
	return f.Value.Text() + "/" + f.Due.Text() + " " + f.Value.Currency().String()
}

// MarshalText gives the text form.
func (f Fractions) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads the text form; an empty text is the zero Fractions. It
// returns an error that wraps [ErrTable] for any other text, and for steps that
// are not above zero, or finer than the minor unit.
func (f *Fractions) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*f = Fractions{}
		return nil
	}
	steps, code, ok := strings.Cut(string(text), " ")
	value, due, both := strings.Cut(steps, "/")
	if !ok || !both {
		return tableError("fractions: want two steps and their currency, such as 1000/100 JPY")
	}
	c, err := currency.ParseCode(code)
	if err != nil {
		return fmt.Errorf("fractions: %w: %w", err, ErrTable)
	}
	var out Fractions
	if out.Value, err = currency.ParseAmount(value, c); err == nil {
		out.Due, err = currency.ParseAmount(due, c)
	}
	if err != nil {
		return fmt.Errorf("fractions: %w: %w", err, ErrTable)
	}
	if err := out.fault(); err != nil {
		return err
	}
	*f = out
	return nil
}

// fault says why nothing can be cut to these steps.
func (f Fractions) fault() error {
	if f.IsZero() {
		return nil
	}
	for _, step := range [...]currency.Amount{f.Value, f.Due} {
		if _, scale, ok := step.Units(); !ok || scale > step.Currency().Digits() || step.Sign() <= 0 || step.Currency() != f.Value.Currency() {
			return tableError("fractions: want two steps above zero of one currency, in its minor unit, such as 1000/100 JPY")
		}
	}
	return nil
}

// OfValue drops the fractions of the value of a column. It returns an error for
// a value in another currency ([currency.ErrMismatch]).
func (f Fractions) OfValue(value currency.Amount) (currency.Amount, error) {
	return full(value, f.Value)
}

// OfDuty drops the fractions of the sum of the duties. It returns an error for a
// sum in another currency ([currency.ErrMismatch]).
func (f Fractions) OfDuty(sum currency.Amount) (currency.Amount, error) {
	return full(sum, f.Due)
}

// full cuts an amount to full steps; the zero step leaves it whole.
func full(a, step currency.Amount) (currency.Amount, error) {
	if _, err := step.Cmp(a); err != nil {
		return currency.Amount{}, err
	}
	if step == (currency.Amount{}) {
		return a, nil
	}
	return a.Round(downTo(step))
}

// downTo cuts to full steps.
func downTo(step currency.Amount) currency.Rounding {
	units, scale, _ := step.Units()
	return currency.Rounding{Mode: currency.Down, Digits: currency.To(scale), Increment: units}
}

// downToMinor cuts to the minor unit.
var downToMinor = currency.Rounding{Mode: currency.Down}

// Column is goods that stand in one column of a declaration whose fractions
// customs drop. Its amounts are in the currency of the [Fractions].
type Column struct {
	Lines []int           `json:"lines"` // of the assessment, from 0
	Value currency.Amount `json:"value"` // customs value, before its fractions are dropped
	Duty  currency.Amount `json:"duty"`  // by the tariff on what is left of it, before the sum of the columns is cut
}

// drops reports whether a rule drops fractions of this shipment.
func (a *assessor) drops(r *rule) bool { return r.dropping && !a.shipment.WholeFractions }

// lot is one duty on one column.
type lot struct {
	group  group
	bases  []currency.Amount // of its members
	amount currency.Amount   // in the currency of the law
}

// declare charges the lines whose fractions are dropped, all that are cut to
// the same steps together.
func (a *assessor) declare() error {
	for first, r := range a.rules {
		if !a.drops(r) {
			continue
		}
		done := false
		for _, before := range a.rules[:first] {
			done = done || a.drops(before) && before.Fractions == r.Fractions
		}
		if !done {
			if err := a.declareBy(r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *assessor) declareBy(r *rule) error {
	columns := a.columns(r.Fractions)
	if columns == nil { // all goods come back
		return nil
	}
	var lots []lot
	var sum currency.Total
	sum.Add(currency.FromMinor(0, r.Fractions.Value.Currency()))
	for k := range columns {
		of, err := a.lots(&columns[k])
		if err != nil {
			return err
		}
		for i := range of {
			sum.Add(of[i].amount)
		}
		lots = append(lots, of...)
	}
	total, err := sum.Amount()
	if err != nil {
		return err
	}
	due, err := r.Fractions.OfDuty(total)
	if err != nil {
		return err
	}
	a.traceDue(r, lots, due)
	if due, err = a.converted(due, a.customs); err != nil {
		return fmt.Errorf("duty: regime %s: %w", r.ID, err)
	}
	if err := a.shareLots(r, lots, due); err != nil {
		return err
	}
	a.result.Columns = append(a.result.Columns, columns...)
	return a.levyUncut(columns)
}

// levyUncut charges what is not on the customs value as it is, line by line.
func (a *assessor) levyUncut(columns []Column) error {
	for k := range columns {
		for _, i := range columns[k].Lines {
			for _, levy := range a.leviesOf(i) {
				if levy.onCutValue() {
					continue
				}
				c := a.result.Lines[i].charge()
				err := a.levied(i, levy, c)
				if err == nil {
					err = a.count(i, c)
				}
				if err != nil {
					return a.shipment.at(i, err)
				}
			}
		}
	}
	return nil
}

// onCutValue reports whether a levy is charged on the customs value, which is what
// is cut.
func (l *Levy) onCutValue() bool {
	return l.Base == 0 && !l.Inside && l.Uplift.IsZero() && l.MinCollect.IsZero()
}

// lots charges the duties on a column.
func (a *assessor) lots(column *Column) ([]lot, error) {
	first := column.Lines[0]
	r := a.rules[first]
	var values currency.Total
	for _, i := range column.Lines {
		values.Add(a.result.Lines[i].CustomsValue)
	}
	value, err := values.Amount()
	if err == nil {
		column.Value, err = a.inLaw(column.Lines, value, r)
	}
	if err != nil {
		return nil, a.shipment.at(first, err)
	}
	column.Duty = currency.FromMinor(0, r.Fractions.Value.Currency())
	var out []lot
	for _, levy := range a.leviesOf(first) {
		if !levy.onCutValue() {
			continue
		}
		l, err := a.lot(column, levy, r)
		if err == nil {
			err = addTo(&column.Duty, l.amount)
		}
		if err != nil {
			return nil, a.shipment.at(first, err)
		}
		out = append(out, l)
	}
	return out, nil
}

// lot charges one duty on what is left of the value of a column.
func (a *assessor) lot(column *Column, levy *Levy, r *rule) (lot, error) {
	l := lot{group: group{levy: levy, regime: r.ID, members: column.Lines, rates: a.customs}}
	if err := levy.readable(); err != nil {
		return l, err
	}
	var sum currency.Total
	for _, i := range column.Lines {
		base, err := a.base(i, levy)
		if err != nil {
			return l, err
		}
		l.bases = append(l.bases, base)
		sum.Add(base)
	}
	base, err := sum.Amount()
	if err != nil {
		return l, err
	}
	where := a.where(column.Lines)
	a.traceSum(where, levy, l.bases, column.Lines, base)
	if base, err = a.inLaw(column.Lines, base, r); err != nil {
		return l, err
	}
	left, err := base.Round(downTo(r.Fractions.Value))
	if err != nil {
		return l, err
	}
	a.traceDropped(where, "the value without its fractions", "base", r, base, left, downTo(r.Fractions.Value))
	known, err := a.together(&l.group)
	if err == nil {
		l.amount, err = levy.Rate.On(a.shipment.On).charge(left, known, a.customs, downToMinor)
	}
	if err == nil {
		a.traceRate(where, levy, left, known, a.customs, downToMinor, l.amount)
	}
	return l, err
}

// inLaw brings a value of some lines into the currency of the law, cut to its
// minor unit.
func (a *assessor) inLaw(lines []int, value currency.Amount, r *rule) (currency.Amount, error) {
	to := r.Fractions.Value.Currency()
	if value.Currency() == to {
		return value, nil
	}
	if a.customs == nil {
		return value, fmt.Errorf("cutting %s to %s needs exchange rates, state the CustomsRates of the shipment: %w", value, r.Fractions, currency.ErrNoRate)
	}
	own, rate, err := a.customs.Convert(value, to, downToMinor)
	if err == nil && a.trace != nil {
		num, den := rate.Ratio()
		rd := downToMinor
		a.trace.add(explain.Step{On: a.where(lines), Rule: "the value in the currency of the law", Formula: "amount * num / den",
			Inputs:   []explain.Operand{explain.Amount("amount", value), explain.Decimal("num", num), explain.Decimal("den", den)},
			Rounding: &rd, Outputs: []explain.Figure{{Name: "value", Amount: own}}, Source: rate.Source()})
	}
	return own, err
}

// shareLots gives each duty its part of what is due, by what it came to, and of
// that each line its part by its value.
func (a *assessor) shareLots(r *rule, lots []lot, due currency.Amount) error {
	firsts, amounts := make([]int, len(lots)), make([]currency.Amount, len(lots))
	for k := range lots {
		firsts[k], amounts[k] = lots[k].group.members[0], lots[k].amount
	}
	parts, err := a.apportion(due, firsts, amounts, a.shipment.Rounding)
	if err != nil {
		return err
	}
	parts = append([]currency.Amount(nil), parts...)
	a.traceLots(r, lots, due, parts)
	for k := range lots {
		l := &lots[k]
		shares, err := a.apportion(parts[k], l.group.members, l.bases, a.shipment.Rounding)
		if err != nil {
			return err
		}
		whole := parts[k]
		a.traceShares(l.group.levy.Name, whole, l.group.members, l.bases, shares, a.shipment.Rounding, l.group.levy.Source)
		for n, i := range l.group.members {
			c := Charge{Levy: l.group.levy, Base: l.bases[n], Amount: shares[n], Whole: &whole, Regime: l.group.regime}
			if c.Amount.IsZero() {
				if c.Zero = a.why(i, c.Levy, c.Base); c.Zero == RoundsToZero {
					c.Zero = FractionsDropped
				}
			}
			if err := a.add(i, c); err != nil {
				return a.shipment.at(i, err)
			}
		}
	}
	return nil
}
