package pricing

import (
	"fmt"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Product is one thing that a shop sells, as its catalogue knows it.
type Product struct {
	SKU  string `json:"sku"`
	Name string `json:"name,omitempty"`
	// Price is the list price of one unit, in the merchant's currency, without
	// duty and, unless Includes says so, without tax.
	Price currency.Amount `json:"price"`
	// Includes is IncludesTax where Price and Was contain the tax of the seller's
	// own country, at the rate of the category on the day. There must be such a
	// rate for the whole country.
	Includes Includes `json:"includes,omitzero"`
	// Was is the former price, shown crossed out beside Price; zero Amount: there
	// is none.
	Was currency.Amount `json:"was,omitzero"`
	// Cost is what one unit costs the merchant, in any currency; zero Amount:
	// not known.
	Cost currency.Amount `json:"cost,omitzero"`
	// Category decides the tax rate.
	Category tax.Category `json:"category"`
	// Categories take the place of Category in countries that draw the line
	// elsewhere. The key is the country whose tax it is: the destination or,
	// where goods are taxed at home, as list prices that include tax are, the
	// seller's own. A territory goes with its country. The Cart of a quote shares
	// the map: do not change it afterwards.
	Categories map[locale.Country]tax.Category `json:"categories,omitempty"`
	// Kind says what is sold; zero is goods.
	Kind ProductKind `json:"kind,omitempty"`
	// HSCode is the customs code, at least the six digits that all countries
	// share. Needed when the goods cross a customs border.
	HSCode string `json:"hs_code,omitempty"`
	// TariffCodes are longer, national codes by destination ("EU", "GB",
	// "US", …), for headings whose national lines bear different rates.
	TariffCodes map[string]string `json:"tariff_codes,omitempty"`
	// Origin is the country where the goods were made. Needed when they
	// cross a customs border.
	Origin locale.Country `json:"origin,omitempty"`
	// Claim is the preference or quota that is claimed for the goods, with
	// proof of origin; empty is none.
	Claim string `json:"claim,omitempty"`
	// WeightKG is the net weight of one unit; zero when not known.
	WeightKG decimal.Decimal `json:"weight_kg,omitzero"`
	// Measures are further quantities of one unit that a specific duty may
	// ask for, such as pairs or litres.
	Measures []duty.Quantity `json:"measures,omitempty"`
}

// MarshalJSON writes the weight as a string.
func (p Product) MarshalJSON() ([]byte, error) { return appendValue(nil, p.wire) }

// UnmarshalJSON reads a product strictly: an unknown field is an error.
func (p *Product) UnmarshalJSON(data []byte) error {
	var out Product
	if err := readValue(data, out.wire); err != nil {
		return asFieldError(err)
	}
	*p = out
	return nil
}

// wire lists the fields of the wire form.
func (p *Product) wire(w *wire.Codec) {
	w.Text("sku", &p.SKU, maxText)
	w.Text("name", &p.Name, maxText)
	amountField(w, "price", &p.Price)
	wordField(w, "includes", &p.Includes, p.Includes == 0)
	amountField(w, "was", &p.Was)
	amountField(w, "cost", &p.Cost)
	w.Text("category", (*string)(&p.Category), maxText)
	w.Text("kind", (*string)(&p.Kind), maxText)
	w.Text("hs_code", &p.HSCode, maxText)
	w.TextMap("tariff_codes", &p.TariffCodes, maxText, maxText)
	w.Text("origin", (*string)(&p.Origin), maxText)
	w.Text("claim", &p.Claim, maxText)
	decimalField(w, "weight_kg", &p.WeightKG)
	quantitiesField(w, "measures", &p.Measures, maxMeasures)
	categoriesField(w, "categories", &p.Categories)
}

// maxMeasures is how many measures a product has at most.
const maxMeasures = 16

// check refuses what no engine could price, whatever the destination.
func (p *Product) check() error {
	if p.SKU == "" {
		return &CartError{Field: "sku", Err: ErrMissing}
	}
	if p.Price == (currency.Amount{}) {
		return &CartError{Field: "price", Err: ErrMissing}
	}
	if err := p.checkPrices(); err != nil {
		return err
	}
	if p.Category == "" {
		return &CartError{Field: "category", Err: ErrMissing}
	}
	if _, err := tax.ParseCategory(string(p.Category)); err != nil {
		return inField("category", err)
	}
	if err := p.checkCategories(); err != nil {
		return inField("categories", err)
	}
	if err := p.Kind.check(); err != nil {
		return inField("kind", err)
	}
	if p.HSCode != "" {
		if _, err := duty.ParseCode(p.HSCode); err != nil {
			return inField("hs_code", err)
		}
	}
	if err := p.checkTariffCodes(); err != nil {
		return inField("tariff_codes", err)
	}
	if p.Origin != "" {
		if _, err := locale.ParseCountry(string(p.Origin)); err != nil {
			return inField("origin", err)
		}
	}
	return p.checkQuantities()
}

// checkQuantities refuses a bad weight, and bad measures.
func (p *Product) checkQuantities() error {
	if err := bounded("weight_kg", p.WeightKG); err != nil {
		return err
	}
	if p.WeightKG.Sign() < 0 {
		return &CartError{Field: "weight_kg", Err: fmt.Errorf("%w: negative", ErrInvalid)}
	}
	for i, m := range p.Measures {
		if err := p.checkMeasure(i, m); err != nil {
			return inField(fmt.Sprintf("measures[%d]", i), err)
		}
	}
	return nil
}

// checkPrices refuses prices that contradict each other.
func (p *Product) checkPrices() error {
	if err := notNegative("price", p.Price); err != nil {
		return err
	}
	if p.Includes > IncludesTax {
		return &CartError{Field: "includes", Err: fmt.Errorf("%w: a list price is without duty", ErrInvalid)}
	}
	if err := checkWas(p.Was, p.Price); err != nil {
		return err
	}
	return notNegative("cost", p.Cost)
}

// checkTariffCodes refuses codes that are no codes, are for no destination,
// or name other goods than the code that all countries share.
func (p *Product) checkTariffCodes() error {
	for _, dest := range slices.Sorted(maps.Keys(p.TariffCodes)) { // sorted: the same error each time
		code, err := duty.ParseCode(p.TariffCodes[dest])
		if err == nil && dest != "EU" {
			_, err = locale.ParseCountry(dest)
		}
		if err == nil {
			var common duty.Code
			if common, err = duty.ParseCode(p.HSCode); err == nil && code.HS6() != common.HS6() {
				err = fmt.Errorf("%w: %s does not begin with the six digits of hs_code %s", ErrInvalid, code.Dotted(), common.Dotted())
			}
		}
		if err != nil {
			return inField(excerpt.Text(dest), err)
		}
	}
	return nil
}

// checkCategories refuses categories that are none, or are for no country.
func (p *Product) checkCategories() error {
	for _, country := range slices.Sorted(maps.Keys(p.Categories)) { // sorted: the same error each time
		_, err := locale.ParseCountry(string(country))
		if err == nil {
			_, err = tax.ParseCategory(string(p.Categories[country]))
		}
		if err != nil {
			return inField(excerpt.Text(string(country)), err)
		}
	}
	return nil
}

// checkMeasure refuses a quantity of nothing, in no unit, or stated before.
func (p *Product) checkMeasure(i int, m duty.Quantity) error {
	unit, err := duty.ParseUnit(string(m.Unit))
	if err != nil {
		return inField("unit", err)
	}
	if err := bounded("value", m.Value); err != nil {
		return err
	}
	if m.Value.Sign() <= 0 {
		return &CartError{Field: "value", Err: fmt.Errorf("%w: not above zero", ErrInvalid)}
	}
	stated := unit == duty.Piece || unit == duty.Kilogram && p.WeightKG.Sign() > 0
	for _, before := range p.Measures[:i] {
		stated = stated || before.Unit == m.Unit
	}
	if stated {
		return &CartError{Field: "unit", Err: fmt.Errorf("%w: %s is stated twice", ErrInvalid, unit)}
	}
	return nil
}

// categoryIn is the category of p where the tax is that of a place, and the
// field that says so.
func (p *Product) categoryIn(at locale.Place) (c tax.Category, field string) {
	if p.Categories == nil {
		return p.Category, "category"
	}
	c, ok := p.Categories[at.Country]
	if t, special := at.Territory(); special && !ok {
		at.Country = t.Country
		c, ok = p.Categories[at.Country]
	}
	if !ok {
		return p.Category, "category"
	}
	return c, "categories." + string(at.Country)
}

// tariffCode returns the code under which p enters dest: the national one
// where the product names it, else the six digits that all countries share.
func (p *Product) tariffCode(dest locale.Country, on currency.Date) (duty.Code, error) {
	if p.HSCode == "" {
		return "", fmt.Errorf("%w: the goods cross a customs border", ErrMissing)
	}
	if code, ok := p.TariffCodes[string(dest)]; ok {
		return duty.ParseCode(code)
	}
	if code, ok := p.TariffCodes["EU"]; ok && dest.EU(on) {
		return duty.ParseCode(code)
	}
	return duty.ParseCode(p.HSCode)
}

// quantities returns what n units of p measure, for specific duties. Strengths
// and shares do not add up over units.
func (p *Product) quantities(n int64) []duty.Quantity {
	count := decimal.NewFromInt(n)
	out := []duty.Quantity{{Unit: duty.Piece, Value: count}}
	if p.WeightKG.Sign() > 0 {
		out = append(out, duty.Quantity{Unit: duty.Kilogram, Value: p.WeightKG.Mul(count)})
	}
	for _, m := range p.Measures {
		if !m.Unit.Intensive() {
			m.Value = m.Value.Mul(count)
		}
		out = append(out, m)
	}
	return out
}

// light tells whether a weight is plainly one: none, or some figures above zero.
func light(kg decimal.Decimal) bool {
	return kg == (decimal.Decimal{}) || kg.Exponent() <= 0 && kg.Exponent() >= -18 && kg.NumDigits() <= 18 && kg.Sign() >= 0
}
