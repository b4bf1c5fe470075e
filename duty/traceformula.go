package duty

import (
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
)

// traceLevy notes how a rate was charged.
func (a *assessor) traceLevy(where string, levy *Levy, base currency.Amount, known quantities, rates *currency.Rates, amount currency.Amount) {
	if a.trace == nil {
		return
	}
	a.traceRate(where, levy, base, known, rates, a.rounding(levy), amount)
}

// traceRate notes how a rate was charged and rounded.
func (a *assessor) traceRate(where string, levy *Levy, base currency.Amount, known quantities, rates *currency.Rates, rd currency.Rounding, amount currency.Amount) {
	if a.trace == nil {
		return
	}
	rule := levy.Name
	if levy.Code != "" {
		rule += " " + levy.Code.Dotted()
	}
	rate := levy.Rate.On(a.shipment.On)
	s := explain.Step{On: where, Rule: rule + ", " + rate.String(), Inputs: []explain.Operand{explain.Amount("base", base)},
		Rounding: &rd, Outputs: []explain.Figure{{Name: "amount", Amount: amount}}, Source: levy.Source}
	if percent, ok := rate.AdValorem(); ok && levy.Inside {
		s.Formula = "base * percent / (100 - percent)"
		s.Inputs = append(s.Inputs, explain.Decimal("percent", percent))
	} else {
		f := formula{step: &s, rate: rate, known: known, rates: rates, currency: base.Currency()}
		s.Formula = f.text()
	}
	a.trace.add(s)
}

// formula writes a rate as a formula, and its figures as the inputs of a step.
type formula struct {
	step     *explain.Step
	rate     Rate
	known    quantities
	rates    *currency.Rates
	currency currency.Code
	n        int // terms so far
}

// text writes the bounds of a rate around its sums, from left to right.
func (f *formula) text() string {
	var text string
	if f.rate.e == nil {
		return "0"
	}
	for _, s := range f.rate.e.sums {
		sum := f.sum(s.terms)
		switch s.bound {
		case unbounded:
			text = sum
		case floor:
			text = "max(" + text + ", " + sum + ")"
		case ceiling:
			text = "min(" + text + ", " + sum + ")"
		}
	}
	return text
}

// sum writes terms; with deductions they are never below zero.
func (f *formula) sum(terms []term) string {
	text, less := "", false
	for i := range terms {
		t := &terms[i]
		switch {
		case t.minus && i == 0:
			text = "0 - "
		case t.minus:
			text += " - "
		case i > 0:
			text += " + "
		}
		less = less || t.minus
		text += f.term(t)
	}
	if less {
		return "max(0, " + text + ")"
	}
	return text
}

// term writes a percentage, or an amount per unit.
func (f *formula) term(t *term) string {
	f.n++
	if t.currency != 0 {
		return f.specific(t)
	}
	text := "base"
	switch {
	case moneyPart(t.part):
		n, code, err := f.known.money(t.part, f.rate)
		if err != nil {
			return "0" // it was charged, so that this cannot be
		}
		text = f.input("stated", n)
		if code != 0 {
			text = f.converted(text, code)
		}
	case t.part != "":
		share, err := f.known.share(t.part, f.rate)
		if err != nil {
			return "0"
		}
		text += " * " + f.input("share", share) + " / 100"
	}
	percent := f.input("percent", t.number)
	if t.third > 0 {
		percent = "(" + percent + " + " + strconv.Itoa(int(t.third)) + " / 3)"
	}
	return text + " * " + percent + " / 100"
}

func (f *formula) specific(t *term) string {
	quantity, err := f.known.of(t.unit, f.rate)
	if err != nil {
		return "0"
	}
	text := f.input("money", t.number) + " * " + f.input("quantity", quantity)
	if per := t.unit.factor(); !per.Equal(decimal.New(1, 0)) {
		text += " / " + f.input("per", per)
	}
	return f.converted(text, t.currency)
}

// converted writes the exchange of an amount to the currency of the value.
func (f *formula) converted(text string, from currency.Code) string {
	if from == f.currency || f.rates == nil {
		return text
	}
	rate, err := f.rates.Rate(from, f.currency)
	if err != nil {
		return "0"
	}
	num, den := rate.Ratio()
	return text + " * " + f.input("num", num) + " / " + f.input("den", den)
}

// input adds an input of the present term to the step and returns its name.
func (f *formula) input(name string, value decimal.Decimal) string {
	name += "_" + strconv.Itoa(f.n)
	f.step.Inputs = append(f.step.Inputs, explain.Decimal(name, value))
	return name
}
