package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// noCustoms stands for the regime of what customs do not look at.
var noCustoms duty.Regime

// unassessed is the assessment of services alone.
func (c *consignment) unassessed(nets []currency.Amount) (duty.Assessment, error) {
	nothing := currency.FromMinor(0, c.m.Currency)
	a := duty.Assessment{
		Regime: &noCustoms, CustomsValue: nothing, Accuracy: duty.Calculated,
		Duty: nothing, Fees: nothing, Tax: nothing, Total: nothing,
	}
	var err error
	if a.Intrinsic, err = c.intrinsic(nets); err != nil {
		return a, err
	}
	c.besideServices(&a, nets)
	return a, nil
}

// besideServices puts lines without charges for services between those of the
// goods, so that there is one for each line of the consignment, and columns of
// a declaration name those.
func (c *consignment) besideServices(a *duty.Assessment, nets []currency.Amount) {
	nothing := currency.FromMinor(0, c.m.Currency)
	lines := make([]duty.Line, len(c.goods))
	at := make([]int, 0, len(a.Lines)) // where the line of each item stands
	for i, g := range c.goods {
		if g.product.Kind == Goods {
			lines[i] = a.Lines[len(at)]
			at = append(at, i)
			continue
		}
		lines[i] = duty.Line{ID: g.id, Quantity: g.quantity, Goods: nets[i], Freight: nothing, Insurance: nothing, CustomsValue: nothing, Duty: nothing}
	}
	a.Lines = lines
	if a.Columns == nil {
		return
	}
	columns := make([]duty.Column, len(a.Columns))
	for k, column := range a.Columns {
		columns[k] = column
		columns[k].Lines = make([]int, len(column.Lines))
		for n, item := range column.Lines {
			columns[k].Lines[n] = at[item]
		}
	}
	a.Columns = columns
}

// regimeOf is the regime of customs that a line is under; empty for a service.
func regimeOf(line *duty.Line) string {
	if len(line.Charges) == 0 {
		return ""
	}
	return line.Charges[0].Regime
}
