package tax

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Sales is what the seller states of its sales to consumers of a place, without
// tax and before the supply that is asked about. Whether a seller must tax at
// all often depends on it; what is not stated is not taken to be nothing.
type Sales struct {
	// Country is where the buyers are; "EU" stands for all member states other
	// than the seller's, goods and digital services together; "" for the world.
	Country locale.Country `json:"country,omitempty"`
	Region  string         `json:"region,omitempty"` // the state, for the United States
	// Previous is the calendar year before that of the sale, Current the
	// calendar year of the sale so far, Rolling the twelve months before the
	// sale.
	Previous Volume `json:"previous,omitzero"`
	Current  Volume `json:"current,omitzero"`
	Rolling  Volume `json:"rolling,omitzero"`
}

// Volume is how much was sold. The zero value states nothing: a seller who sold
// nothing states 0 in some currency.
type Volume struct {
	Value currency.Amount `json:"value"`
	Count int             `json:"count,omitempty"` // number of sales
}

func (v Volume) stated() bool { return v.Value.Currency() != 0 }

// check refuses sales that cannot be.
func (s Sales) check() (field string, err error) {
	if s.Country != "" && s.Country != union {
		if err := (locale.Place{Country: s.Country, Region: s.Region}).Validate(); err != nil {
			return ".country", err
		}
	}
	for _, v := range []struct {
		field string
		Volume
	}{{".previous", s.Previous}, {".current", s.Current}, {".rolling", s.Rolling}} {
		if v.Value.Sign() < 0 || v.Count < 0 {
			return v.field, fmt.Errorf("%v and %d sales: negative: %w", v.Value, v.Count, ErrSupply)
		}
	}
	return "", nil
}

// sales finds what the seller states of a place.
func (s *Supply) sales(c locale.Country, region string) (Sales, bool) {
	for _, v := range s.Sales {
		if v.Country == c && v.Region == region {
			return v, true
		}
	}
	return Sales{}, false
}

// turnover says how the stated sales stand to a threshold: known is false
// where none are stated.
func (x *argument) turnover(c locale.Country, r rule) (over, known bool, err error) {
	s, ok := x.s.sales(c, "")
	if !ok {
		return false, false, nil
	}
	for _, v := range []Volume{s.Previous, s.Current, s.Rolling} {
		if !v.stated() {
			continue
		}
		known = true
		cmp, err := compare(x.s.Rates, "sales", v.Value, r.limit)
		if err != nil {
			return false, true, err
		}
		over = over || !r.admits(cmp)
	}
	return over, known, nil
}
