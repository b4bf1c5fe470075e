package duty

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// shareOut begins the lines with their shares of freight and insurance.
func (a *assessor) shareOut() error {
	s := a.shipment
	lines := make([]Line, len(s.Items))
	var total currency.Total
	for i := range s.Items {
		lines[i] = Line{ID: s.Items[i].ID, Freight: a.zero(), Insurance: a.zero()}
		total.Add(s.Items[i].Value)
	}
	a.result.Lines = lines
	intrinsic, err := total.Amount()
	if err != nil {
		return err
	}
	if a.result.Intrinsic, err = a.zero().Add(intrinsic); err != nil {
		return err
	}
	if s.Freight.IsZero() && s.Insurance.IsZero() {
		return nil
	}
	order := s.sorted()
	weights := make([]currency.Amount, len(order))
	for k, i := range order {
		weights[k] = s.Items[i].Value
		if intrinsic.IsZero() { // gifts share by the line
			weights[k] = currency.FromMinor(1, a.currency)
		}
	}
	freight, err := s.Freight.AllocateBy(weights, currency.Rounding{})
	if err != nil {
		return fmt.Errorf("duty: freight: %w", err)
	}
	insurance, err := s.Insurance.AllocateBy(weights, currency.Rounding{})
	if err != nil {
		return fmt.Errorf("duty: insurance: %w", err)
	}
	for k, i := range order {
		if !s.Freight.IsZero() {
			lines[i].Freight = freight[k]
		}
		if !s.Insurance.IsZero() {
			lines[i].Insurance = insurance[k]
		}
	}
	return nil
}

// value sets the customs value of each line.
func (a *assessor) value() error {
	var total currency.Total
	for i := range a.result.Lines {
		line := &a.result.Lines[i]
		value, err := a.zero().Add(a.shipment.Items[i].Value)
		if err == nil && a.rules[i].Valuation == CIF {
			value, err = currency.Sum(value, line.Freight, line.Insurance)
		}
		if err != nil {
			return a.shipment.at(i, err)
		}
		line.CustomsValue = value
		total.Add(value)
	}
	var err error
	a.result.CustomsValue, err = total.Amount()
	return err
}
