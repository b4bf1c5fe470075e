package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// levies is what the law takes from a consignment of given net values: one
// calculation, wherever the levies are then placed.
type levies struct {
	nets []currency.Amount // declared value of each line
	// shipping and insurance without tax, and their sum.
	shipping, insurance, carriage currency.Amount
	decision                      tax.Decision
	assessment                    duty.Assessment
	taxes                         tax.Result
	parts                         []part    // what each line of taxes is charged on
	goodsAt                       []int     // where in them the goods of each line stand
	cleared                       []cleared // fees of the carrier
	// uncollected: the tax is due but too small to be collected (CH: 5 CHF).
	uncollected bool
	// declaration is how customs came to duty and tax, where they drop
	// fractions.
	declaration []DeclarationStep
	// inside tells whether the tax of the goods was taken out of their price
	// (true) or put on their net (false).
	inside bool
}

// part says what one line of a tax calculation stands for.
type part struct {
	line int // of the consignment, or carriage
	kind tax.Kind
	on   string
	// units the policy taxes one by one; zero if it taxes the line.
	units int64
	// service: what it is charged on goes with goods, and is none.
	service bool
	// inclusive: what it is charged on contains the tax.
	inclusive bool
	// shared: the tax is a part of that on the declaration.
	shared bool
}

// carriage stands in place of a line for shipping and insurance.
const carriage = -1

// levy computes duty and tax for declared values nets. Where inside, the tax
// of the goods is taken out of their prices, else it is put on their nets.
func (c *consignment) levy(nets []currency.Amount, freight, insurance currency.Amount, inside func(tax.Decision) bool) (levies, error) {
	l := levies{nets: nets, shipping: freight, insurance: insurance}
	var err error
	if l.carriage, err = freight.Add(insurance); err != nil {
		return levies{}, err
	}
	if l.decision, err = c.decide(nets, freight, insurance); err != nil {
		return levies{}, err
	}
	if l.assessment, err = c.assess(nets, freight, insurance, l.decision.Scheme); err != nil {
		return levies{}, err
	}
	// A carrier may ask for a share of the tax at import; a seller taxes what it
	// charges on for the carrier.
	if l.decision.Accountant != tax.Importer {
		if err := c.clear(&l); err != nil {
			return l, err
		}
		return l, c.chargeTax(&l, inside)
	}
	if err := c.chargeTax(&l, inside); err != nil {
		return l, err
	}
	return l, c.clear(&l)
}

// chargeTax adds the tax to the duty and fees of l, less the fractions that
// customs drop.
func (c *consignment) chargeTax(l *levies, inside func(tax.Decision) bool) error {
	if err := c.wholeTax(l, inside); err != nil || !c.declaring {
		return err
	}
	return c.declare(l)
}

// wholeTax is chargeTax with all fractions.
func (c *consignment) wholeTax(l *levies, inside func(tax.Decision) bool) (err error) {
	if l.decision.Treatment != tax.Standard {
		return nil
	}
	l.inside = inside(l.decision)
	if l.decision.MinCollect != (currency.Amount{}) {
		if c.held != nil {
			l.uncollected = c.held.uncollected
		} else if l.uncollected, err = c.belowMinimum(*l); err != nil {
			return err
		}
		if l.uncollected {
			return nil
		}
	}
	if l.taxes, l.parts, err = c.taxes(*l, l.inside); err != nil {
		return err
	}
	l.goodsAt = make([]int, len(c.goods))
	for j, p := range l.parts {
		if p.kind == tax.Goods {
			l.goodsAt[p.line] = j
		}
	}
	return nil
}

// belowMinimum tells whether the import tax on the declared values is too
// small to be collected. The tax is first settled on the cash grid of the
// threshold's currency: Swiss customs assess in steps of 0.05 CHF, so that
// 5.018 counts as 5.00 and is not collected.
func (c *consignment) belowMinimum(l levies) (bool, error) {
	result, _, err := c.taxes(l, false)
	if err != nil {
		return false, err
	}
	limit := l.decision.MinCollect
	due, _, err := c.e.rates.Convert(result.Tax, limit.Currency(), limit.Currency().Cash())
	if err != nil {
		return false, err
	}
	cmp, err := due.Cmp(limit)
	return cmp <= 0, err
}

// taxes calculates the tax on goods, duty, shipping and insurance, as far as
// the decision has them in its base.
func (c *consignment) taxes(l levies, inside bool) (tax.Result, []part, error) {
	lines, parts, err := c.goodsLines(l, inside)
	if err != nil {
		return tax.Result{}, nil, err
	}
	others, more, err := c.carriageLines(l, lines, parts, inside)
	if err != nil {
		return tax.Result{}, nil, err
	}
	lines, parts = append(lines, others...), append(parts, more...)
	for j, line := range lines {
		parts[j].inclusive = line.Inclusive
	}
	result, err := tax.Calculate(lines, c.m.Policy)
	return result, parts, err
}
