package duty

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// possible is a line that goods of a short code may be of.
type possible struct {
	code Code
	duty currency.Amount // all duties on it
	base *Levy
}

// estimate takes the lowest, the highest or the mean of the lines under a
// short code, if the caller wants that rather than the error. A line counts
// with all duties that are charged if its code is stated, those on top of the
// normal one too.
func (a *assessor) estimate(i int, q query, cause error) error {
	var ambiguous *AmbiguousCodeError
	way := a.shipment.Ambiguous
	if way == Refuse || a.shipment.Items[i].Claim != "" || !errors.As(cause, &ambiguous) {
		return cause
	}
	a.estimated = true
	lines, err := a.possibleLines(i, q, ambiguous.Lines, cause)
	if err != nil {
		return err
	}
	if way == Average {
		return a.average(i, q, lines)
	}
	best := lines[0]
	for _, l := range lines[1:] {
		order, err := l.duty.Cmp(best.duty)
		if err != nil {
			return err
		}
		if order < 0 && way == Lowest || order > 0 && way == Highest {
			best = l
		}
	}
	word := "lowest"
	if way == Highest {
		word = "highest"
	}
	a.warn(fmt.Sprintf("%s is too short for the tariff of %s: charged by %s, the %s of %d lines",
		q.code.Dotted(), q.dest, best.code.Dotted(), word, len(lines)))
	q.code, q.alone = best.code, true
	if err := a.tariff.find(&a.found, q); err != nil {
		return err
	}
	q.alone = false // what the lines under it lack may be lacking
	a.noteLevies(i, q, a.found.base)
	return nil
}

// possibleLines charges each line under a short code by itself. A row that
// stands above others counts for what the others do not tell apart.
func (a *assessor) possibleLines(i int, q query, rows []Levy, cause error) ([]possible, error) {
	var lines []possible
	short := q.code
	q.alone = true
	for k := range rows {
		code := rows[k].Code
		if len(code) < len(short) {
			code = short
		}
		if k > 0 && code == rows[k-1].Code {
			continue
		}
		q.code = code
		if err := a.tariff.find(&a.found, q); err != nil {
			if k+1 < len(rows) && errors.Is(err, ErrNoTariff) && strings.HasPrefix(string(rows[k+1].Code), string(code)) {
				continue // its lines have the normal duty, and come next
			}
			return nil, cause
		}
		duty, err := a.dutyOf(i)
		if err != nil {
			return nil, err
		}
		lines = append(lines, possible{code, duty, a.found.base})
	}
	return lines, nil
}

// dutyOf adds up the duties that were found, as if they were charged on a line.
func (a *assessor) dutyOf(i int) (currency.Amount, error) {
	line := &a.result.Lines[i]
	before := line.Duty
	defer func() { line.Duty = before }()
	trace := a.trace
	if a.shipment.Ambiguous != Average {
		a.trace = nil // it is explained when it is charged
	}
	defer func() { a.trace = trace }()
	sum := a.zero()
	for k := -1; k < len(a.found.onTop); k++ {
		levy := a.found.base
		if k >= 0 {
			levy = a.found.onTop[k]
		}
		if levy.Kind == Fee || levy.Kind == Tax {
			continue
		}
		var c Charge
		if err := a.levied(i, levy, &c); err != nil {
			return sum, err
		}
		if err := addTo(&line.Duty, c.Amount); err != nil {
			return sum, err
		}
		if err := addTo(&sum, c.Amount); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// average charges the mean of what the lines under a short code are charged,
// rounded once from there. It has no rate: the mean of rates of several kinds
// is none. Fees and taxes are those of the first line.
func (a *assessor) average(i int, q query, lines []possible) error {
	var sum currency.Total
	for k := range lines {
		sum.Add(lines[k].duty)
	}
	total, err := sum.Amount()
	if err != nil {
		return err
	}
	amount, err := total.MulDiv(decimal.New(1, 0), decimal.New(int64(len(lines)), 0), a.shipment.Rounding)
	if err != nil {
		return err
	}
	first := lines[0].base
	levy := &Levy{Jurisdiction: q.dest, Kind: first.Kind, Source: first.Source, SourceDate: first.SourceDate,
		Name: fmt.Sprintf("%s, average of %d lines of %s", importDuty, len(lines), q.code.Dotted())}
	c := Charge{Levy: levy, Base: a.result.Lines[i].CustomsValue, Amount: amount, Regime: a.rules[i].ID}
	if amount.IsZero() {
		c.Zero = RoundsToZero
		if total.IsZero() {
			c.Zero = a.why(i, first, c.Base)
		}
	}
	a.traceMean(i, levy, lines, amount)
	a.warn(fmt.Sprintf("%s is too short for the tariff of %s: charged by the average of %d lines", q.code.Dotted(), q.dest, len(lines)))
	for k := range lines {
		a.vintage(lines[k].base)
	}
	if err := a.postponeOf(i, q, lines[0].code); err != nil {
		return err
	}
	a.lacks(q)
	return a.add(i, c)
}

// postponeOf notes the fees and taxes on a line under a short code.
func (a *assessor) postponeOf(i int, q query, code Code) error {
	q.code, q.alone = code, true
	if err := a.tariff.find(&a.found, q); err != nil {
		return err
	}
	for _, levy := range a.found.onTop {
		if levy.Kind == Fee || levy.Kind == Tax {
			a.postpone(levy, i)
		}
	}
	return nil
}

// vintage warns of a levy whose source is old, or does not say how old.
func (a *assessor) vintage(levy *Levy) {
	switch {
	case levy.SourceDate.IsZero():
		a.warn(fmt.Sprintf("the rate of %s for %s has a source without a date", levy.Jurisdiction, levy.goods()))
	case a.shipment.On.Sub(levy.SourceDate) > staleAfter:
		a.warn(fmt.Sprintf("the rate of %s for %s is as of %s", levy.Jurisdiction, levy.goods(), levy.SourceDate))
	}
}

// goods names what a levy is charged on: a line, or all goods under its name.
func (l *Levy) goods() string {
	if l.Code == "" {
		return l.Name
	}
	return l.Code.Dotted()
}
