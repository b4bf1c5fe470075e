package duty

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// shareOut begins the lines with the value of their goods and their shares of
// freight and insurance. The customs values get the parts that are in a CIF
// value; [assessor.value] takes them off again where the valuation is another.
func (a *assessor) shareOut() error {
	if err := a.goods(); err != nil {
		return err
	}
	return a.carriage(func(part carriagePart, whole currency.Amount, shares []currency.Amount) error {
		if part != inlandFreight {
			if err := addTo(&a.result.CustomsValue, whole); err != nil {
				return err
			}
		}
		for i := range shares {
			line := &a.result.Lines[i]
			to := &line.Freight
			if part == insurance {
				to = &line.Insurance
			}
			err := addTo(to, shares[i])
			if err == nil && part != inlandFreight {
				err = addTo(&line.CustomsValue, shares[i])
			}
			if err != nil {
				return a.shipment.at(i, err)
			}
		}
		return nil
	})
}

// goods begins the lines with the value of their goods.
func (a *assessor) goods() error {
	s := a.shipment
	a.begun(len(s.Items))
	zero, digits := a.zero(), a.currency.Digits()
	var total tally
	for i := range s.Items {
		item := &s.Items[i]
		goods, err := a.assessed("value", i, item.Value)
		if err != nil {
			return s.at(i, err)
		}
		a.result.Lines[i] = Line{ID: item.ID, Quantity: item.Quantity, Goods: goods, Freight: zero, Insurance: zero,
			CustomsValue: goods, Duty: zero}
		total.add(goods, a.currency, digits)
	}
	var err error
	a.result.Intrinsic, err = total.amount(a.currency)
	a.result.CustomsValue = a.result.Intrinsic
	return err
}

// begun makes lists of one entry for each item.
func (a *assessor) begun(n int) {
	a.lines(n)
	if a.all == nil {
		a.all, a.weights, a.rules, a.feeRules = a.few.all[:], a.few.weights[:], a.few.rules[:], a.few.feeRules[:]
	}
	if cap(a.all) < n {
		a.all = make([]int, n)
		a.weights = make([]currency.Amount, n)
		a.rules, a.feeRules = make([]*rule, n), make([]*rule, n)
	}
	a.all = a.all[:n]
	for i := range a.all {
		a.all[i] = i
	}
}

// assessed converts an amount that was given to the currency of the
// assessment, at the rates of customs and rounded once.
func (a *assessor) assessed(what string, i int, amount currency.Amount) (currency.Amount, error) {
	if amount.Currency() == a.currency {
		return amount, nil
	}
	if amount.Currency() == 0 {
		return a.zero(), nil
	}
	if a.customs == nil {
		return currency.Amount{}, fmt.Errorf("duty: converting %s to %s needs exchange rates, state them with the shipment: %w", amount, a.currency, currency.ErrNoRate)
	}
	own, rate, err := a.customs.Convert(amount, a.currency, a.shipment.Rounding)
	if err == nil {
		a.traceConversion(what, i, amount, own, rate)
	}
	return own, err
}

// weigh sets the weights of the items for sharing out freight.
func (a *assessor) weigh() error {
	a.weights = a.weights[:len(a.all)]
	for i := range a.all {
		a.weights[i] = a.result.Lines[i].Goods
		if a.shipment.FreightBy == ByWeight {
			kg, err := a.shipment.Items[i].weight()
			if err != nil {
				return a.shipment.at(i, err)
			}
			if a.weights[i], err = currency.FromDecimal(kg, currency.XXX); err != nil {
				return a.shipment.at(i, fmt.Errorf("duty: %w: %w", ErrQuantity, err))
			}
		}
	}
	return nil
}

// weight returns the weight of an item in kilograms, gross if it is stated.
func (i *Item) weight() (decimal.Decimal, error) {
	known := quantities{stated: i.Quantities}
	for _, word := range [...]string{"kg gross", string(Kilogram)} {
		kg, ok, err := known.stating(dimension{word: word})
		if ok || err != nil {
			return kg, err
		}
	}
	return decimal.Decimal{}, &NeedQuantityError{Unit: Kilogram, Rate: "freight by weight"}
}

// carriagePart is a part of what is paid for the way of the goods.
type carriagePart int

const (
	borderFreight carriagePart = iota
	inlandFreight
	insurance
)

var carriageNames = [...]string{"freight to the border", "inland freight", "insurance"}

// carriage shares freight and insurance out, and hands the shares of the items
// to give. Freight to the border and behind it are shared apart, so that what
// a customs value contains adds up too.
func (a *assessor) carriage(give func(part carriagePart, whole currency.Amount, shares []currency.Amount) error) error {
	s := a.shipment
	if s.Freight.IsZero() && s.Insurance.IsZero() && s.Inland.IsZero() {
		return nil
	}
	wholes, err := a.carriageWholes()
	if err != nil {
		return err
	}
	if err := a.weigh(); err != nil {
		return fmt.Errorf("duty: freight: %w", err)
	}
	for part, whole := range wholes {
		if whole.IsZero() {
			continue
		}
		shares, err := a.apportion(whole, a.all, a.weights, currency.Rounding{})
		if err != nil {
			return fmt.Errorf("duty: %s: %w", carriageNames[part], err)
		}
		a.traceShares(carriageNames[part], whole, a.all, a.weights, shares, currency.Rounding{}, "")
		if err := give(carriagePart(part), whole, shares); err != nil {
			return err
		}
	}
	return nil
}

// carriageWholes converts freight and insurance.
func (a *assessor) carriageWholes() (wholes [3]currency.Amount, err error) {
	s := a.shipment
	freight, err := a.assessed("freight", -1, s.Freight)
	if err == nil {
		wholes[inlandFreight], err = a.assessed("inland freight", -1, s.Inland)
	}
	if err == nil {
		wholes[insurance], err = a.assessed("insurance", -1, s.Insurance)
	}
	if err == nil {
		wholes[borderFreight], err = freight.Sub(wholes[inlandFreight])
	}
	if err != nil {
		return wholes, fmt.Errorf("duty: freight and insurance: %w", err)
	}
	if wholes[borderFreight].Sign() < 0 {
		return wholes, fmt.Errorf("duty: %w: inland freight %s exceeds the freight %s", ErrShipment, s.Inland, s.Freight)
	}
	return wholes, nil
}

// carriageShares returns the shares of the items in each part of the carriage,
// nil for a part that is not paid.
func (a *assessor) carriageShares() (shares [3][]currency.Amount, err error) {
	if err := a.shipment.validate(); err != nil {
		return shares, err
	}
	if a.currency, err = a.shipment.currency(); err != nil {
		return shares, err
	}
	if err := a.goods(); err != nil {
		return shares, err
	}
	err = a.carriage(func(part carriagePart, _ currency.Amount, parts []currency.Amount) error {
		shares[part] = slices.Clone(parts)
		return nil
	})
	return shares, err
}

func addTo(sum *currency.Amount, more currency.Amount) (err error) {
	*sum, err = sum.Add(more)
	return err
}

// value settles the customs value of each line.
func (a *assessor) value() error {
	if a.valueMinor() {
		return nil
	}
	var total tally
	digits := a.currency.Digits()
	for i := range a.result.Lines {
		line := &a.result.Lines[i]
		cif := line.CustomsValue
		if a.rules[i].Valuation != CIF {
			line.CustomsValue = line.Goods
		}
		if a.trace != nil {
			a.traceRegime(i, cif)
			a.traceValue(i, cif)
		}
		total.add(line.CustomsValue, a.currency, digits)
	}
	var err error
	if a.result.CustomsValue, err = total.amount(a.currency); err != nil {
		return err
	}
	return a.allow()
}

// allow shares the allowance of each regime that has one out to its items, by
// their customs value. What exceeds the value of the items is lost.
func (a *assessor) allow() error {
	for first, r := range a.rules {
		if r.Allowance.IsZero() || a.allowances != nil && a.allowances[first].Currency() != 0 {
			continue
		}
		if a.allowances == nil {
			a.allowances = make([]currency.Amount, len(a.rules))
		}
		a.members, a.weights = a.members[:0], a.weights[:0]
		var total currency.Total
		for i := first; i < len(a.rules); i++ {
			if a.rules[i] == r {
				a.members = append(a.members, i)
				a.weights = append(a.weights, a.result.Lines[i].CustomsValue)
				total.Add(a.result.Lines[i].CustomsValue)
			}
		}
		value, err := total.Amount()
		if err != nil {
			return err
		}
		allowance, err := a.converted(r.Allowance, a.customs)
		if err != nil {
			return fmt.Errorf("duty: regime %s: %w", r.ID, err)
		}
		if allowance, err = currency.Min(allowance, value); err != nil {
			return err
		}
		shares, err := a.apportion(allowance, a.members, a.weights, a.shipment.Rounding)
		if err != nil {
			return err
		}
		a.traceShares("allowance of "+r.ID, allowance, a.members, a.weights, shares, a.shipment.Rounding, r.Source)
		for k, i := range a.members {
			a.allowances[i] = shares[k]
		}
	}
	return nil
}

// converted brings an amount of the law, or of a carrier, to the currency of
// the assessment, rounded once.
func (a *assessor) converted(amount currency.Amount, rates *currency.Rates) (currency.Amount, error) {
	if amount.Currency() == a.currency {
		return amount.Round(a.shipment.Rounding)
	}
	if rates == nil {
		return currency.Amount{}, fmt.Errorf("duty: converting %s to %s needs exchange rates, state them with the shipment: %w", amount, a.currency, currency.ErrNoRate)
	}
	own, rate, err := rates.Convert(amount, a.currency, a.shipment.Rounding)
	if err == nil {
		a.traceConversion("amount of the law", -1, amount, own, rate)
	}
	return own, err
}
