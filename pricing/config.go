package pricing

import (
	"fmt"
	"io"

	"github.com/landedhq/landed/internal/wire"
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
	err = readValue(data, func(c *wire.Codec) {
		c.Object("seller", seller.wire)
		wire.List(c, "markets", &markets, maxMarkets, (*Market).wire)
	})
	if err != nil {
		return Seller{}, nil, asFieldError(err)
	}
	return seller, markets, nil
}

// maxMarkets is how many markets a file has at most.
const maxMarkets = 1000

// wire lists the fields of the wire form.
func (s *Seller) wire(c *wire.Codec) {
	c.Text("country", (*string)(&s.Country), maxText)
	wire.List(c, "registrations", &s.Registrations, maxRegistrations, registrationFields)
	wire.List(c, "establishments", &s.Establishments, maxRegistrations, placeFields)
	wire.List(c, "sales", &s.Sales, maxRegistrations, salesFields)
}

func salesFields(s *tax.Sales, c *wire.Codec) {
	c.Text("country", (*string)(&s.Country), maxText)
	c.Text("region", &s.Region, maxText)
	volumeField(c, "previous", &s.Previous)
	volumeField(c, "current", &s.Current)
	volumeField(c, "rolling", &s.Rolling)
}

func volumeField(c *wire.Codec, name string, v *tax.Volume) {
	c.Object(name, func(c *wire.Codec) {
		amountField(c, "value", &v.Value)
		if !c.Omitted(v.Count == 0) {
			c.Index("count", &v.Count)
		}
	})
}
