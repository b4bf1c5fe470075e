package tax

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
	"github.com/landedhq/landed/internal/exact"
)

// trace collects the steps of a calculation. A nil trace collects nothing.
type trace struct {
	steps []explain.Step
	lines []Line // as given
	of    []int  // the line given of each line calculated; nil: the same
}

// on names line i of the lines calculated.
func (t *trace) on(i int) string {
	part := ""
	if t.of != nil {
		first := i
		for first > 0 && t.of[first-1] == t.of[i] {
			first--
		}
		if i > first || i+1 < len(t.of) && t.of[i+1] == t.of[i] {
			part = fmt.Sprintf(", part %d", i-first+1)
		}
		i = t.of[i]
	}
	return t.given(i) + part
}

// given names line i of the lines given.
func (t *trace) given(i int) string {
	if id := t.lines[i].ID; id != "" {
		return fmt.Sprintf("line %d (%s)", i+1, id)
	}
	return fmt.Sprintf("line %d", i+1)
}

// add adds a step with one output.
func (t *trace) add(on, rule, formula string, in []explain.Operand, r *currency.Rounding, out explain.Figure, source string) {
	t.steps = append(t.steps, explain.Step{On: on, Rule: rule, Formula: formula, Inputs: in, Rounding: r, Outputs: []explain.Figure{out}, Source: source})
}

// sumOf adds a step that sums amounts; those named with a minus are taken off.
func (t *trace) sumOf(on, rule string, in []explain.Operand, out explain.Figure) {
	var formula strings.Builder
	for i := range in {
		name, off := strings.CutPrefix(in[i].Name, "-")
		switch {
		case off && i == 0:
			formula.WriteString("0 - ")
		case off:
			formula.WriteString(" - ")
		case i > 0:
			formula.WriteString(" + ")
		}
		formula.WriteString(name)
		in[i].Name = name
	}
	if len(in) == 0 {
		formula.WriteString("0")
	}
	t.add(on, rule, formula.String(), in, nil, out, "")
}

// start takes the lines given.
func (t *trace) start(given []Line) {
	if t != nil {
		t.lines = given
	}
}

// begin notes the discounts of the order that the lines were given.
func (t *trace) begin(spread []Line, p parts) {
	t.of = p.of
	for i := range spread {
		for _, d := range spread[i].Discounts[len(t.lines[i].Discounts):] {
			t.sumOf(t.given(i), "share of a discount or voucher of the order, by largest remainder", []explain.Operand{explain.Amount("share", d.Amount)},
				explain.Figure{Name: "discount", Amount: d.Amount})
		}
	}
}

// amount notes how line i comes to its amount.
func (t *trace) amount(i int, l *Line, amount currency.Amount, p Policy) error {
	if t == nil {
		return nil
	}
	cost, err := l.cost()
	if err != nil {
		return err
	}
	t.add(t.on(i), "price of the quantity", "price * quantity", []explain.Operand{explain.Amount("price", l.Price), explain.Decimal("quantity", l.Quantity)},
		nil, explain.Figure{Name: "cost", Amount: cost}, "")
	due, err := l.due(p)
	if err != nil {
		return err
	}
	in := []explain.Operand{explain.Amount("cost", cost)}
	rest := cost
	for k := range l.Discounts {
		d := &l.Discounts[k]
		if d.AfterTax {
			continue
		}
		off, left, err := l.less(d, cost, rest, due, p)
		if err != nil {
			return err
		}
		if err := t.discount(i, l, d, cost, rest, due, off, p); err != nil {
			return err
		}
		if off, err = rest.Sub(left); err != nil { // without what it is too much by
			return err
		}
		rest = left
		in = append(in, explain.Amount(fmt.Sprintf("-discount_%d", k+1), off))
	}
	if len(in) > 1 {
		t.sumOf(t.on(i), "discounts before tax", in, explain.Figure{Name: "amount", Amount: amount})
	}
	return nil
}

// discount notes a discount that has to be worked out.
func (t *trace) discount(i int, l *Line, d *Discount, cost, rest, due, off currency.Amount, p Policy) error {
	if t == nil {
		return nil
	}
	grid := p.grid(cost.Currency())
	out := explain.Figure{Name: "discount", Amount: off}
	if !d.Percent.IsZero() {
		formula, in := "cost * percent / 100", []explain.Operand{explain.Amount("cost", cost), explain.Decimal("percent", d.Percent)}
		if !due.IsZero() {
			formula, in = "(cost - due) * percent / 100", append(in, explain.Amount("due", due))
		}
		if open, err := cost.Sub(due); err != nil || off.Equal(open) {
			return err
		}
		t.add(t.on(i), "discount by percent", formula, in, &grid, out, d.Name)
		return nil
	}
	if d.Basis.is(l.Inclusive) {
		return nil
	}
	if thresholded(l.Rates) {
		c, err := l.convertOff(d.Amount, rest)
		if err != nil {
			return err
		}
		formula, in := c.operands()
		t.add(t.on(i), "discount in the basis of the price, by the rates before and after it", formula, in, &grid, out, d.Name)
		return nil
	}
	s, err := newStack(l.Rates)
	if err != nil {
		return err
	}
	formula := "discount / whole"
	if l.Inclusive {
		formula = "discount * whole"
	}
	t.add(t.on(i), "discount in the basis of the price", formula, []explain.Operand{explain.Amount("discount", d.Amount), explain.Decimal("whole", s.whole)}, &grid, out, d.Name)
	return nil
}

// crossed notes how line i stands to the thresholds of its rates: by how much
// its price exceeds them, or with a minus is below.
func (t *trace) crossed(i int, l *Line, crossings []crossing) {
	for _, c := range crossings {
		formula := "amount - threshold * quantity"
		amount, err := c.above.Add(c.at)
		if err != nil {
			continue
		}
		in := []explain.Operand{explain.Amount("amount", amount), explain.Amount("threshold", c.limit), explain.Decimal("quantity", l.Quantity.Abs())}
		if l.Inclusive {
			formula = "amount - (threshold * whole + flat) * quantity"
			in = append(in, explain.Decimal("whole", c.whole), explain.Amount("flat", c.flat))
		}
		t.add(t.on(i), c.describe(), formula, in, nil, explain.Figure{Name: "above", Amount: c.above}, c.rate.Source)
	}
}

// describe says what a crossing means.
func (c *crossing) describe() string {
	threshold := &c.rate.Threshold
	s := fmt.Sprintf("price of an item at which %v sets in (%v from %v): ", c.rate, threshold.Rule, threshold.Amount)
	switch {
	case !c.high && threshold.Below.IsZero():
		return s + "below it, exempt"
	case !c.high:
		return s + "below it, " + exact.DecimalText(threshold.Below) + " %"
	case threshold.Rule == Excess:
		return s + "reached, on what is above"
	}
	return s + "reached, on the whole"
}

// rounded notes a figure that is rounded once.
func (t *trace) rounded(on, rule, formula string, r currency.Rounding, source, name string, out currency.Amount, in ...explain.Operand) {
	if t != nil {
		t.add(on, rule, formula, in, &r, explain.Figure{Name: name, Amount: out}, source)
	}
}

// difference notes a − b.
func (t *trace) difference(on, rule, name string, out currency.Amount, a, b explain.Operand) {
	if t != nil {
		t.add(on, rule, a.Name+" - "+b.Name, []explain.Operand{a, b}, nil, explain.Figure{Name: name, Amount: out}, "")
	}
}

// allocated notes a division by largest remainder.
func (t *trace) allocated(total currency.Amount, portions []portion, places int) {
	if t == nil || len(portions) == 0 {
		return
	}
	s := explain.Step{On: "order", Rule: "divide a total", Formula: explain.LargestRemainder, Inputs: []explain.Operand{explain.Amount("total", total)},
		Rounding: &currency.Rounding{Mode: currency.Floor, Digits: currency.To(places)}}
	for i := range portions {
		s.Inputs = append(s.Inputs, explain.Operand{Name: portions[i].label, Value: portions[i].exact.RatString()})
		s.Outputs = append(s.Outputs, explain.Figure{Name: portions[i].label, Amount: *portions[i].to})
	}
	t.steps = append(t.steps, s)
}

// pooled notes the rounding of an exact sum.
func (t *trace) pooled(sum *big.Rat, r currency.Rounding, out currency.Amount) {
	if t != nil {
		t.add("order", "round a sum", "sum", []explain.Operand{{Name: "sum", Value: sum.RatString()}}, &r, explain.Figure{Name: "total", Amount: out}, "")
	}
}

// finished notes how the figures of a line come together.
func (t *trace) finished(i int, inclusive bool, l *LineResult, base currency.Amount) {
	if t == nil {
		return
	}
	var in []explain.Operand
	for k := range l.Taxes {
		if x := &l.Taxes[k]; !x.Rate.Retained {
			in = append(in, explain.Amount(fmt.Sprintf("tax_%d", k+1), x.Amount))
		}
	}
	t.sumOf(t.on(i), "tax of the line", in, explain.Figure{Name: "tax", Amount: l.Tax})
	if inclusive {
		t.sumOf(t.on(i), "price without tax", []explain.Operand{explain.Amount("gross", base), explain.Amount("-tax", l.Tax)}, explain.Figure{Name: "net", Amount: l.Net})
	} else {
		t.sumOf(t.on(i), "price with tax", []explain.Operand{explain.Amount("net", base), explain.Amount("tax", l.Tax)}, explain.Figure{Name: "gross", Amount: l.Gross})
	}
}

// join notes the sums of lines that were calculated in parts.
func (t *trace) join(p parts, r *Result) {
	if t == nil {
		return
	}
	for i := 0; i < len(p.of); i++ {
		first := i
		for i+1 < len(p.of) && p.of[i+1] == p.of[first] {
			i++
		}
		if i == first {
			continue
		}
		var net, tax, gross []explain.Operand
		var sums [3]currency.Total
		for k := first; k <= i; k++ {
			l, n := &r.Lines[k], k-first+1
			net = append(net, explain.Amount(fmt.Sprintf("part_%d", n), l.Net))
			tax = append(tax, explain.Amount(fmt.Sprintf("part_%d", n), l.Tax))
			gross = append(gross, explain.Amount(fmt.Sprintf("part_%d", n), l.Gross))
			sums[0].Add(l.Net)
			sums[1].Add(l.Tax)
			sums[2].Add(l.Gross)
		}
		for n, in := range [][]explain.Operand{net, tax, gross} {
			name := [...]string{"net", "tax", "gross"}[n]
			a, _ := sums[n].Amount() // they were summed before
			t.sumOf(t.given(p.of[first]), "the parts of the line", in, explain.Figure{Name: name, Amount: a})
		}
	}
}

// totals notes the sums of the order.
func (t *trace) totals(r *Result) {
	if t == nil {
		return
	}
	for n, out := range []currency.Amount{r.Net, r.Tax, r.Gross} {
		in := make([]explain.Operand, len(r.Lines))
		for i := range r.Lines {
			l := &r.Lines[i]
			in[i] = explain.Amount(fmt.Sprintf("line_%d", i+1), [...]currency.Amount{l.Net, l.Tax, l.Gross}[n])
		}
		name := [...]string{"net", "tax", "gross"}[n]
		t.sumOf("order", name+" of the lines", in, explain.Figure{Name: name, Amount: out})
	}
	for k := range r.Totals {
		total := &r.Totals[k]
		var in []explain.Operand
		for i := range r.Lines {
			for n := range r.Lines[i].Taxes {
				if x := &r.Lines[i].Taxes[n]; x.Rate.sameTax(total.Rate) {
					in = append(in, explain.Amount(fmt.Sprintf("line_%d_tax_%d", i+1, n+1), x.Amount))
				}
			}
		}
		t.sumOf("order", "total of "+total.Rate.String(), in, explain.Figure{Name: "tax", Amount: total.Amount})
	}
}

// payment notes how the gross becomes what is paid.
func (t *trace) payment(r *Result) error {
	if t == nil {
		return nil
	}
	payable, err := r.Payable()
	if err != nil {
		return err
	}
	before, err := payable.Sub(r.Rounding)
	if err != nil {
		return err
	}
	in := []explain.Operand{explain.Amount("gross", r.Gross)}
	if !r.Retained.IsZero() {
		in = append(in, explain.Amount("-retained", r.Retained))
	}
	for i := range r.Deductions {
		in = append(in, explain.Amount(fmt.Sprintf("-discount_%d", i+1), r.Deductions[i].Amount))
	}
	for i := range r.Vouchers {
		if r.Vouchers[i].Purpose == MultiPurpose {
			in = append(in, explain.Amount(fmt.Sprintf("-voucher_%d", i+1), r.Vouchers[i].Used))
		}
	}
	t.sumOf("order", "what is to be paid", in, explain.Figure{Name: "payable", Amount: before})
	if cash := r.Policy.Cash; cash != (currency.Rounding{}) {
		t.rounded("order", "cash", "payable", cash, "policy", "payable", payable, explain.Amount("payable", before))
	}
	return nil
}
