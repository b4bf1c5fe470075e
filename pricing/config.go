package pricing

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/landedhq/landed/locale"
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
		"country":        text(&s.Country),
		"registrations":  registrations(&s.Registrations),
		"establishments": eachOf(500, &s.Establishments, func(p *locale.Place) func(json.RawMessage) error { return place(p) }),
		"sales":          eachOf(500, &s.Sales, sales),
	})
}

// eachOf reads an array of at most limit elements into dst.
func eachOf[T any](limit int, dst *[]T, read func(*T) func(json.RawMessage) error) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		return decodeArray(raw, limit, func(i int, raw json.RawMessage) error {
			var v T
			if err := read(&v)(raw); err != nil {
				return err
			}
			*dst = append(*dst, v)
			return nil
		})
	}
}

func registrations(dst *[]tax.Registration) func(json.RawMessage) error {
	return eachOf(500, dst, func(r *tax.Registration) func(json.RawMessage) error {
		return object(fields{
			"country": text(&r.Country), "region": text(&r.Region),
			"scheme": word(&r.Scheme), "number": text(&r.Number),
		})
	})
}

func sales(s *tax.Sales) func(json.RawMessage) error {
	return object(fields{
		"country": text(&s.Country), "region": text(&s.Region),
		"previous": volume(&s.Previous), "current": volume(&s.Current), "rolling": volume(&s.Rolling),
	})
}

func volume(v *tax.Volume) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		var count int64
		err := decodeObject(raw, fields{"value": money(&v.Value), "count": whole(&count)})
		v.Count = int(count)
		return err
	}
}

// object reads a JSON object of these fields.
func object(fs fields) func(json.RawMessage) error {
	return func(raw json.RawMessage) error { return decodeObject(raw, fs) }
}
