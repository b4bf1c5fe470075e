package tax

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// ShippingRule says at which rates lines of Kind Shipping are taxed. Where
// shipping is ancillary to goods of several rates, it shares their treatment
// (CJEU C-349/96, Card Protection Plan); how depends on the country.
//
// New York taxes a single charge for shipping taxed and exempt goods as a
// whole: HighestRate. A charge that the bill divides over the goods is taxed
// part by part, with the goods: SplitByGoods (TB-ST-838,
// https://tax.ny.gov/pubs_and_bulls/tg_bulletins/st/shipping_and_delivery_charges.htm).
// So it depends on the bill, and no table decides it for the shop.
type ShippingRule uint8

// The rules. All but OwnRates and Untaxed look at the lines of Kind Goods;
// where the goods cost nothing, these rules keep the rates of the line.
const (
	OwnRates     ShippingRule = iota // those of the line
	HighestRate                      // those of the goods that are taxed the highest
	MajorityRate                     // those of the goods that cost the most
	SplitByGoods                     // the price is divided over the rates of the goods, in proportion to what these cost
	WeightedRate                     // one rate, the average of those of the goods, to four decimals of a percent
	Untaxed                          // none
)

var shippingWords = [...]string{"own", "highest", "majority", "split", "weighted", "untaxed"}

// String returns the text form, "split".
func (r ShippingRule) String() string { return wordOf(r, shippingWords[:]) }

// MarshalText returns the text form.
func (r ShippingRule) MarshalText() ([]byte, error) {
	return marshalWord(r, "shipping rule", shippingWords[:], ErrPolicy)
}

// UnmarshalText reads the text form. It returns a *WordError that wraps
// ErrPolicy for any other word.
func (r *ShippingRule) UnmarshalText(text []byte) (err error) {
	*r, err = parseWord[ShippingRule](string(text), "shipping rule", shippingWords[:], ErrPolicy)
	return err
}

// weighedRates are rates of goods, and what these cost.
type weighedRates struct {
	stack
	weight currency.Amount
	key    string // what the rates read, so that the order of the lines decides nothing
}

// parts are the lines as they are calculated: a line of shipping may have
// become several. of says for each to which of the lines given it belongs; nil
// where they are the same.
type parts struct {
	lines []Line
	of    []int
}

// shippingParts gives lines of shipping their rates.
func shippingParts(lines []Line, p Policy) (parts, error) {
	shipped := func(l Line) bool { return l.Kind == Shipping }
	if p.Shipping == OwnRates || !slices.ContainsFunc(lines, shipped) {
		return parts{lines: lines}, nil
	}
	var groups []weighedRates
	if p.Shipping != Untaxed {
		var err error
		if groups, err = weighGoods(lines, p); err != nil {
			return parts{}, err
		}
	}
	var out parts
	for i := range lines {
		split := lines[i : i+1]
		if shipped(lines[i]) {
			var err error
			if split, err = shippingLines(lines[i], groups, p); err != nil {
				return parts{}, &LineError{Index: i, ID: lines[i].ID, Err: err}
			}
		}
		for _, l := range split {
			out.lines, out.of = append(out.lines, l), append(out.of, i)
		}
	}
	return out, nil
}

// weighGoods gathers the goods by their rates, the weightiest first. Goods are
// weighed by their figures as they are calculated without the shipping. A tax
// per unit is one on the goods alone.
func weighGoods(lines []Line, p Policy) ([]weighedRates, error) {
	var goods []Line
	var at []int
	for i := range lines {
		if lines[i].Kind == Goods {
			goods, at = append(goods, lines[i]), append(at, i)
		}
	}
	if len(goods) == 0 {
		return nil, nil
	}
	r, err := calculateLines(goods, p.core())
	if err != nil {
		return nil, parts{of: at}.blame(err)
	}
	var groups []weighedRates
	for i := range goods {
		some, err := goods[i].slices(&r.Lines[i], p)
		for k := range some {
			if err == nil {
				groups, err = addWeight(groups, some[k])
			}
		}
		if err != nil {
			return nil, &LineError{Index: at[i], ID: goods[i].ID, Err: fmt.Errorf("weigh the goods: %w", err)}
		}
	}
	groups = slices.DeleteFunc(groups, func(g weighedRates) bool { return g.weight.Sign() <= 0 })
	slices.SortFunc(groups, func(a, b weighedRates) int {
		heavier, _ := b.weight.Cmp(a.weight) // of one currency: they were calculated together
		return cmp.Or(heavier, b.whole.Cmp(a.whole), strings.Compare(a.key, b.key))
	})
	return groups, nil
}

// addWeight adds goods to those at the same rates.
func addWeight(groups []weighedRates, g weighedRates) ([]weighedRates, error) {
	k := slices.IndexFunc(groups, func(x weighedRates) bool {
		return slices.EqualFunc(x.rates, g.rates, func(a, b Rate) bool { return a.sameTax(&b) })
	})
	if k < 0 {
		g.key = fmt.Sprint(g.rates)
		return append(groups, g), nil
	}
	for n := range g.rates { // the rates of a group are its own
		groups[k].rates[n] = *groups[k].rates[n].joined(&g.rates[n])
	}
	var err error
	groups[k].weight, err = groups[k].weight.Add(g.weight)
	return groups, err
}

// slices are the rates of a line of goods with its weight: one, or where rates
// are levied on an excess, what is below and above each of their limits.
func (l *Line) slices(out *LineResult, p Policy) ([]weighedRates, error) {
	s, err := l.stackIn(p)
	if err != nil {
		return nil, err
	}
	var limits []currency.Amount // of the line, the lowest first
	for k := range s.rates {
		if s.spared(k) {
			limit, err := l.times(s.limits[k])
			if err != nil {
				return nil, err
			}
			limits = append(limits, limit)
		}
	}
	slices.SortFunc(limits, func(a, b currency.Amount) int {
		c, _ := a.Abs().Cmp(b.Abs()) // of one currency
		return c
	})
	limits = slices.CompactFunc(limits, currency.Amount.Equal)
	weight := out.Net
	if p.ShippingWeights == WithTax && limits == nil {
		weight = out.Gross
	}
	var all []weighedRates
	done := currency.FromMinor(0, weight.Currency())
	for n := range len(limits) + 1 {
		part := weight
		if n < len(limits) {
			part = limits[n]
		}
		g, err := s.slice(l, done)
		if err == nil {
			g.weight, err = part.Sub(done)
		}
		if err == nil && p.ShippingWeights == WithTax && limits != nil {
			g.weight, err = g.weight.Mul(g.whole)
		}
		if err != nil {
			return nil, err
		}
		all, done = append(all, g), part
	}
	return all, nil
}

// slice is what is levied on the part of the net of line l that begins where so
// much is done.
func (s *stack) slice(l *Line, done currency.Amount) (weighedRates, error) {
	var rates []Rate
	for k := range s.rates {
		if !s.rates[k].PerUnit.IsZero() {
			continue
		}
		if s.exceeds(k) {
			limit, err := l.times(s.limits[k])
			if err != nil {
				return weighedRates{}, err
			}
			over, err := done.Abs().Cmp(limit.Abs())
			if err != nil {
				return weighedRates{}, err
			}
			if s.spared(k) == (over >= 0) {
				continue
			}
		}
		rates = append(rates, s.rates[k])
	}
	piled, err := newStack(rates)
	return weighedRates{stack: piled}, err
}

// shippingLines is a line of shipping with the rates of its rule.
func shippingLines(l Line, groups []weighedRates, p Policy) ([]Line, error) {
	if p.Shipping == Untaxed {
		l.Rates = nil
		return []Line{l}, nil
	}
	if len(groups) == 0 {
		return []Line{l}, nil
	}
	switch p.Shipping {
	case HighestRate:
		l.Rates = slices.MaxFunc(groups, func(a, b weighedRates) int { return a.whole.Cmp(b.whole) }).rates
	case MajorityRate:
		l.Rates = groups[0].rates
	case WeightedRate:
		rate, err := weightedRate(groups)
		if err != nil {
			return nil, err
		}
		l.Rates = []Rate{rate}
	case SplitByGoods:
		return splitShipping(l, groups, p)
	}
	return []Line{l}, nil
}

// splitShipping divides the price of the line over the rates of the goods, by
// largest remainder.
func splitShipping(l Line, groups []weighedRates, p Policy) ([]Line, error) {
	amount, err := l.amount(p)
	if err != nil {
		return nil, err
	}
	weights := make([]currency.Amount, len(groups))
	for i := range groups {
		weights[i] = groups[i].weight
	}
	shares, err := amount.AllocateBy(weights, p.grid(amount.Currency()))
	if err != nil {
		return nil, err
	}
	var split []Line
	for i := range groups {
		if shares[i].IsZero() && !amount.IsZero() {
			continue // no part of it; shipping for nothing keeps the taxes of all the goods
		}
		split = append(split, Line{ID: l.ID, Kind: l.Kind, Price: shares[i], Quantity: one, Inclusive: l.Inclusive, Rates: groups[i].rates})
	}
	return split, nil
}

// weightedRate is the average of what the rates add to a net, by weight.
func weightedRate(groups []weighedRates) (Rate, error) {
	first := groups[0].rates
	out := Rate{Name: "weighted", Note: "the average of the rates of the goods, by what these cost"}
	if len(groups) == 1 && len(first) == 1 {
		return first[0], nil
	}
	if len(first) > 0 {
		out.Name, out.Jurisdiction = first[0].Name, first[0].Jurisdiction
	}
	var sum decimal.Decimal
	var weight currency.Total
	for i := range groups {
		g := &groups[i]
		sum = sum.Add(g.whole.Sub(one).Mul(g.weight.Decimal()))
		weight.Add(g.weight)
		for k := range g.rates {
			if g.rates[k].Name != out.Name {
				out.Name = "weighted"
			}
			if g.rates[k].Jurisdiction != out.Jurisdiction {
				out.Jurisdiction = ""
			}
		}
	}
	whole, err := weight.Amount()
	if err != nil {
		return Rate{}, err
	}
	out.Percent = sum.Mul(hundred).DivRound(whole.Decimal(), weightedPlaces)
	return out, nil
}

// weightedPlaces are the decimals of the percent of a weighted rate.
const weightedPlaces = 4

// join puts the results of parts together again: one for each line given.
func (p parts) join(r *Result) error {
	if p.of == nil {
		return nil
	}
	var lines []LineResult
	for i, l := range r.Lines {
		if i == 0 || p.of[i] != p.of[i-1] {
			lines = append(lines, l)
			continue
		}
		out := &lines[len(lines)-1]
		var err [3]error
		out.Net, err[0] = out.Net.Add(l.Net)
		out.Tax, err[1] = out.Tax.Add(l.Tax)
		out.Gross, err[2] = out.Gross.Add(l.Gross)
		if err := errors.Join(err[:]...); err != nil {
			return fmt.Errorf("tax: shipping: %w", err)
		}
		out.Taxes = append(slices.Clip(out.Taxes), l.Taxes...)
	}
	r.Lines = lines
	return nil
}

// blame lets an error about a part name the line given.
func (p parts) blame(err error) error {
	var at *LineError
	if p.of != nil && errors.As(err, &at) {
		at.Index = p.of[at.Index]
	}
	return err
}
