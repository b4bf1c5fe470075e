package main

import (
	"errors"
	"slices"

	"github.com/landedhq/landed/ltv"
	"github.com/landedhq/landed/pricing"
)

// places compares where a market can place duty and tax.
type places struct {
	market  *market
	rows    []ltv.Comparison // the first is as it is now
	refused []refusal
}

// refusal is a placement that the law does not leave to the merchant.
type refusal struct {
	name string
	err  error
}

// comparePlaces quotes all orders of a market under each of the four placements and
// asks what its customers would be worth.
func (s *store) comparePlaces(sales []sale, r *report) (*places, error) {
	i := slices.IndexFunc(r.markets, func(m *market) bool { return m.id == r.compare }) // which suit has seen to
	p := &places{market: r.markets[i]}
	own := slices.DeleteFunc(slices.Clone(sales), func(s sale) bool { return s.market != r.compare })
	offers := []ltv.Placement{{Name: "now", Margin: p.market.margin}}
	for _, placed := range pricing.Placements() {
		cohorts, err := s.summarize(own, r.asOf, &placed)
		if errors.Is(err, pricing.ErrPlacement) {
			p.refused = append(p.refused, refusal{placed.String(), err})
			continue
		}
		if err != nil {
			return nil, inFile(r.ordersName(), err)
		}
		offer := ltv.Placement{Name: placed.String()}
		if offer.Margin, _, err = margin(cohorts[0]); err != nil {
			return nil, err
		}
		offer.Conversion, _ = r.conversion.of(offer.Name)
		offers = append(offers, offer)
	}
	var err error
	p.rows, err = ltv.Compare(p.market.model, p.market.curve.Discount(), offers)
	return p, err
}
