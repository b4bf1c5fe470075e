package pricing

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// carry reads what is paid for shipping and insurance.
func (o *basket) carry() error {
	own := make([]bool, len(o.parts)) // which have a dispatch
	shipping, insurance := make([]currency.Amount, len(o.parts)), make([]currency.Amount, len(o.parts))
	for i, d := range o.cart.Dispatches {
		k := o.partFrom(d)
		own[k] = true
		var err error
		if shipping[k], err = o.local(d.Shipping); err != nil {
			return inField(fmt.Sprintf("dispatches[%d].shipping", i), err)
		}
		if insurance[k], err = o.local(d.Insurance); err != nil {
			return inField(fmt.Sprintf("dispatches[%d].insurance", i), err)
		}
	}
	var err error
	if o.shipping, err = o.carryShared("shipping", o.cart.Shipping, shipping, own); err != nil {
		return err
	}
	if o.insurance, err = o.carryShared("insurance", o.cart.Insurance, insurance, own); err != nil {
		return err
	}
	o.carriedShipping, o.carriedInsurance = shipping, insurance
	return nil
}

// partFrom is the consignment of a dispatch.
func (o *basket) partFrom(d Dispatch) int {
	for k, w := range o.ways {
		if w.from == d.ShipFrom && !w.digital {
			return k
		}
	}
	return 0 // checked before
}

// carryShared adds to what consignments pay of their own what the others share
// by the displayed value of their goods, and returns the sum.
func (o *basket) carryShared(field string, paid currency.Amount, parts []currency.Amount, own []bool) (currency.Amount, error) {
	shared, err := o.local(paid)
	if err != nil {
		return currency.Amount{}, inField(field, err)
	}
	if len(parts) == 1 && !own[0] && !o.parts[0].digital {
		parts[0] = shared
		return shared, nil
	}
	values := make([]currency.Amount, len(parts))
	var at []int
	for k := range parts {
		if !own[k] && !o.ways[k].digital {
			at = append(at, k)
		}
		if parts[k] == (currency.Amount{}) {
			parts[k] = currency.FromMinor(0, o.m.Currency)
		}
	}
	if !shared.IsZero() {
		if len(at) == 0 {
			return currency.Amount{}, &CartError{Field: field, Err: fmt.Errorf("%w: %v for goods that are not sent, or have a dispatch of their own", ErrInvalid, paid)}
		}
		for _, g := range o.goods {
			if g.product.Kind != Goods {
				continue
			}
			if values[g.part], err = values[g.part].Add(g.shown); err != nil {
				return currency.Amount{}, err
			}
		}
		weights := make([]currency.Amount, len(at))
		for j, k := range at {
			weights[j] = values[k]
		}
		shares, err := shareBy(shared, weights)
		if err != nil {
			return currency.Amount{}, err
		}
		for j, k := range at {
			parts[k] = shares[j]
		}
	}
	return currency.Sum(parts...)
}

// share gives each consignment its part of shipping and insurance, as
// discounts have left them.
func (o *basket) share() error {
	shipping, err := shareBy(o.shipping, o.carriedShipping)
	if err != nil {
		return err
	}
	insurance, err := shareBy(o.insurance, o.carriedInsurance)
	if err != nil {
		return err
	}
	for k, p := range o.parts {
		p.shipping, p.insurance = shipping[k], insurance[k]
	}
	return nil
}

// shareBy shares a by weights, largest remainder, on the minor unit; when all
// weigh nothing (goods that are given away), evenly.
func shareBy(a currency.Amount, weights []currency.Amount) ([]currency.Amount, error) {
	for _, w := range weights {
		if w.Sign() > 0 {
			return a.AllocateBy(weights, grid)
		}
	}
	return a.Split(len(weights), grid)
}
