package duty

import (
	"errors"
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Consignment is the part of a shipment that is sent from one place.
type Consignment struct {
	Shipment Shipment // with its part of freight and insurance
	Items    []int    // where its items stand in the shipment that was split
}

// Consignments splits a shipment by where its items are sent from: each crosses
// the border by itself and has thresholds of its own. Freight and insurance are
// shared out by item, as the shipment says. Since one person gets all of them
// on one day, the goods of the other consignments count towards thresholds by
// day and by period. The consignments are in the order in which their places
// first occur.
//
// It fails as [Assess] does for items, amounts and weights that cannot be used.
func (s Shipment) Consignments() ([]Consignment, error) {
	if s.Regimes != nil && len(s.Regimes) != len(s.Items) {
		return nil, fmt.Errorf("duty: %w: %d regimes for %d items", ErrShipment, len(s.Regimes), len(s.Items))
	}
	a := assessor{shipment: &s}
	a.begin()
	shares, err := a.carriageShares()
	if err != nil {
		return nil, err
	}
	var split []Consignment
	at := map[locale.Place]int{}
	for i := range s.Items {
		item := s.Items[i]
		if item.From == (locale.Place{}) {
			item.From = s.From
		}
		k, known := at[item.From]
		if !known {
			k = len(split)
			at[item.From] = k
			own := s
			own.From, own.Items, own.Regimes = item.From, nil, nil
			own.Freight, own.Inland, own.Insurance = currency.Amount{}, currency.Amount{}, currency.Amount{}
			split = append(split, Consignment{Shipment: own})
		}
		if err := split[k].take(&s, i, item, shares); err != nil {
			return nil, s.at(i, err)
		}
	}
	return split, a.besides(split)
}

// take moves an item into a consignment, with its shares of freight to the
// border, inland freight and insurance.
func (c *Consignment) take(s *Shipment, i int, item Item, shares [3][]currency.Amount) error {
	own := &c.Shipment
	item.From = locale.Place{}
	own.Items = append(own.Items, item)
	c.Items = append(c.Items, i)
	if s.Regimes != nil {
		own.Regimes = append(own.Regimes, s.Regimes[i])
	}
	for k, to := range [...][]*currency.Amount{{&own.Freight}, {&own.Freight, &own.Inland}, {&own.Insurance}} {
		if shares[k] == nil {
			continue
		}
		for _, sum := range to {
			if err := addTo(sum, shares[k][i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// besides tells each consignment what the person imports with the others.
func (a *assessor) besides(split []Consignment) error {
	if len(split) < 2 {
		return nil
	}
	values := make([]currency.Amount, len(split))
	for k := range split {
		var sum currency.Total
		for _, i := range split[k].Items {
			sum.Add(a.result.Lines[i].Goods)
		}
		var err error
		if values[k], err = sum.Amount(); err != nil {
			return err
		}
	}
	for k := range split {
		others, err := a.result.Intrinsic.Sub(values[k])
		if err != nil {
			return err
		}
		e := &split[k].Shipment.Earlier
		e.Count += int64(len(split) - 1)
		for _, sum := range [...]*currency.Amount{&e.Day, &e.Period} {
			own, err := a.assessed("earlier consignments", -1, *sum)
			if err != nil {
				return err
			}
			if *sum, err = own.Add(others); err != nil {
				return err
			}
		}
	}
	return nil
}

// Delivery is what customs charge on all consignments of a shipment. All
// amounts are in one currency.
type Delivery struct {
	Consignments []Consignment   `json:"-"`           // as they were assessed
	Assessments  []Assessment    `json:"assessments"` // one for each consignment
	CustomsValue currency.Amount `json:"customs_value"`
	Duty         currency.Amount `json:"duty"`
	Fees         currency.Amount `json:"fees"`
	Tax          currency.Amount `json:"tax"`
	Total        currency.Amount `json:"total"`
	Accuracy     Accuracy        `json:"accuracy"` // Estimated if one of them is
}

// AssessAll assesses a shipment whose items are sent from several places: each
// of its [Shipment.Consignments] by itself, as [Assess] does. It fails as they
// do; an [*ItemError] names the item by its place in the shipment.
func AssessAll(s Shipment, t *Tariff, rg *Regimes) (Delivery, error) {
	split, err := s.Consignments()
	if err != nil {
		return Delivery{}, err
	}
	d := Delivery{Consignments: split, Assessments: make([]Assessment, len(split)), Accuracy: Calculated}
	var value, duty, fees, tax, total currency.Total
	for k := range split {
		a, err := Assess(split[k].Shipment, t, rg)
		if err != nil {
			var item *ItemError
			if errors.As(err, &item) {
				item.Index = split[k].Items[item.Index]
			}
			return Delivery{}, err
		}
		d.Assessments[k] = a
		if a.Accuracy == Estimated {
			d.Accuracy = Estimated
		}
		value.Add(a.CustomsValue)
		duty.Add(a.Duty)
		fees.Add(a.Fees)
		tax.Add(a.Tax)
		total.Add(a.Total)
	}
	var errs [5]error
	d.CustomsValue, errs[0] = value.Amount()
	d.Duty, errs[1] = duty.Amount()
	d.Fees, errs[2] = fees.Amount()
	d.Tax, errs[3] = tax.Amount()
	d.Total, errs[4] = total.Amount()
	if err := errors.Join(errs[:]...); err != nil {
		return Delivery{}, fmt.Errorf("duty: adding consignments up: %w", err)
	}
	return d, nil
}
