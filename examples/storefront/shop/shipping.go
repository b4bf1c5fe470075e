package shop

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
)

// Carriage is one way in which the shop sends to a market.
type Carriage struct {
	ID       string // "post", "courier"
	Mode     duty.Mode
	Base     currency.Amount // of the consignment, before tax
	PerKG    currency.Amount // and for each kilogram begun
	From, To int             // days that it takes
}

// Name is what the way is called in a language.
func (c Carriage) Name(lang language.Tag) string { return in(carriageNames[c.ID], lang) }

var carriageNames = map[string]map[string]string{
	"post": {"en": "Standard post", "de": "Standardpost", "fr": "Courrier standard", "es": "Correo estándar",
		"ja": "通常郵便", "ar": "البريد العادي"},
	"courier": {"en": "Express courier", "de": "Expresskurier", "fr": "Coursier express", "es": "Mensajería exprés",
		"ja": "エクスプレス便", "ar": "البريد السريع"},
}

// price is what the carriage of a weight costs, exactly: nothing of it is rounded
// but the weight, up to whole kilograms.
func (c Carriage) price(kg decimal.Decimal) (currency.Amount, error) {
	perKG, err := c.PerKG.Mul(kg.Ceil())
	if err != nil {
		return currency.Amount{}, err
	}
	return c.Base.Add(perKG)
}

// option is the way for a weight, as the library takes it.
func (c Carriage) option(kg decimal.Decimal) (pricing.ShippingOption, error) {
	price, err := c.price(kg)
	return pricing.ShippingOption{ID: c.ID, Shipping: price, Mode: c.Mode}, err
}

//go:embed data/shipping.csv
var shippingCSV []byte

// readShipping reads the ways by market, in the order of the file.
func readShipping(text []byte, markets []pricing.Market) (map[string][]Carriage, error) {
	byID := map[string]currency.Code{}
	for i := range markets {
		byID[markets[i].ID] = markets[i].Currency
	}
	ways := map[string][]Carriage{}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comment, r.FieldsPerRecord = '#', 8
	for line := 0; ; line++ {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("shipping: %w", err)
		}
		if line == 0 {
			continue // the header
		}
		c, code, err := readCarriage(row)
		at, _ := r.FieldPos(0)
		switch {
		case err != nil:
			return nil, fmt.Errorf("shipping: line %d: %w", at, err)
		case byID[row[0]] != code:
			return nil, fmt.Errorf("shipping: line %d: market %q does not sell in %s", at, row[0], code)
		}
		ways[row[0]] = append(ways[row[0]], c)
	}
	for i := range markets {
		if len(ways[markets[i].ID]) == 0 {
			return nil, fmt.Errorf("shipping: no way to send to market %q", markets[i].ID)
		}
	}
	return ways, nil
}

// readCarriage reads one row.
func readCarriage(row []string) (c Carriage, code currency.Code, err error) {
	c.ID = row[1]
	if carriageNames[c.ID] == nil {
		return c, code, fmt.Errorf("option %q has no name", c.ID)
	}
	if err = c.Mode.UnmarshalText([]byte(row[2])); err != nil {
		return c, code, err
	}
	if err = code.UnmarshalText([]byte(row[3])); err != nil {
		return c, code, err
	}
	if c.Base, err = currency.ParseAmount(row[4], code); err != nil {
		return c, code, err
	}
	if c.PerKG, err = currency.ParseAmount(row[5], code); err != nil {
		return c, code, err
	}
	if c.From, err = strconv.Atoi(row[6]); err != nil {
		return c, code, err
	}
	c.To, err = strconv.Atoi(row[7])
	return c, code, err
}
