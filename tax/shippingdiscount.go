package tax

import "slices"

// shippingDiscounts is the work of bringing discounts on shipping into the
// basis of its price, where a rule of the policy taxes it.
//
// Its rates depend on what the goods cost after the discounts of the order, and
// what these leave of it depends on its rates. So each discount is converted
// once, by the rates of the goods before the discounts of the order, and is
// from then on an amount in the basis of the price.
type shippingDiscounts struct {
	lines []Line // those to spread over: shipping has the rates to convert by, and converted discounts
	trace *trace
}

// rateShipping prepares the lines of an order for the spread of its discounts.
func rateShipping(o *Order, p Policy, t *trace) ([]Line, error) {
	if p.Shipping == OwnRates || !slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Kind == Shipping && o.convertsOn(&l) }) {
		return o.Lines, nil
	}
	var groups []weighedRates
	if p.Shipping != Untaxed {
		var err error
		if groups, err = weighGoods(o.Lines, p); err != nil {
			return nil, err
		}
	}
	s := shippingDiscounts{slices.Clone(o.Lines), t}
	for i := range s.lines {
		if s.lines[i].Kind != Shipping {
			continue
		}
		if err := s.rate(i, groups, p); err != nil {
			return nil, &LineError{Index: i, ID: s.lines[i].ID, Err: err}
		}
	}
	return s.lines, nil
}

// convertsOn reports whether a discount on a line of shipping is in the other
// basis than its price.
func (o *Order) convertsOn(l *Line) bool {
	other := func(d Discount) bool { return !d.AfterTax && d.Percent.IsZero() && !d.Basis.is(l.Inclusive) }
	return slices.ContainsFunc(l.Discounts, other) ||
		slices.ContainsFunc(o.Discounts, func(d Discount) bool { return !d.AfterTax && d.Shipping && !d.Basis.is(l.Inclusive) })
}

// rate gives line i the rates of its rule, and converts its discounts by them.
// A price that is divided over several rates is converted by their average.
func (s *shippingDiscounts) rate(i int, groups []weighedRates, p Policy) error {
	if p.Shipping == SplitByGoods {
		p.Shipping = WeightedRate
	}
	rated, err := shippingLines(s.lines[i], groups, p)
	if err != nil {
		return err
	}
	l := &rated[0]
	due, err := l.due(p)
	if err != nil {
		return err
	}
	cost, err := l.cost()
	if err != nil {
		return err
	}
	rest, discounts := cost, slices.Clone(l.Discounts)
	for k := range discounts {
		d := &discounts[k]
		if d.AfterTax {
			continue
		}
		off, left, err := l.less(d, cost, rest, due, p)
		if err != nil {
			return err
		}
		if d.Percent.IsZero() && !d.Basis.is(l.Inclusive) {
			if err := s.trace.discount(i, l, d, cost, rest, due, off, p); err != nil {
				return err
			}
			*d = Discount{Name: d.Name}
			if d.Amount, err = rest.Sub(left); err != nil { // without what it is too much by
				return err
			}
		}
		rest = left
	}
	s.lines[i].Rates, s.lines[i].Discounts = l.Rates, discounts
	return nil
}
