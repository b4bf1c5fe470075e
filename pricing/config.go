package pricing

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/landedhq/landed/tax"
)

// maxConfigBytes bounds a file of markets.
const maxConfigBytes = 4 << 20

// ReadMarkets reads the seller and its markets from JSON:
//
//	{"seller": {"country": "US", "registrations": [{"country": "GB", "scheme": "vat"}]},
//	 "markets": [{"id": "GB", "countries": ["GB"], "currency": "GBP", "tax": "in_price"}]}
//
// ReadMarkets returns an error if the text is longer than 4 MiB, is not JSON
// of this form, or has a field that is not known; New judges the markets.
func ReadMarkets(r io.Reader) (Seller, []Market, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxConfigBytes+1))
	if err != nil {
		return Seller{}, nil, fmt.Errorf("pricing: markets: %w", err)
	}
	if len(data) > maxConfigBytes {
		return Seller{}, nil, fmt.Errorf("pricing: markets: %w: more than %d bytes", ErrLimit, maxConfigBytes)
	}
	var seller Seller
	var markets []Market
	err = decodeObject(data, fields{
		"seller": seller.decode,
		"markets": func(raw json.RawMessage) error {
			return decodeArray(raw, 1000, func(i int, raw json.RawMessage) error {
				var m Market
				if err := m.UnmarshalJSON(raw); err != nil {
					return err
				}
				markets = append(markets, m)
				return nil
			})
		},
	})
	if err != nil {
		return Seller{}, nil, err
	}
	return seller, markets, nil
}

func (s *Seller) decode(raw json.RawMessage) error {
	return decodeObject(raw, fields{
		"country": text(&s.Country),
		"registrations": func(raw json.RawMessage) error {
			return decodeArray(raw, 500, func(i int, raw json.RawMessage) error {
				var r tax.Registration
				err := decodeObject(raw, fields{
					"country": text(&r.Country), "region": text(&r.Region),
					"scheme": word(&r.Scheme), "number": text(&r.Number),
				})
				if err != nil {
					return err
				}
				s.Registrations = append(s.Registrations, r)
				return nil
			})
		},
	})
}
