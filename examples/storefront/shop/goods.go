package shop

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/pricing"
)

// Good is one thing that the shop sells: what the library needs to price it, and
// what a page says of it.
type Good struct {
	pricing.Product
	// Icon is the name of its picture among the pages' files, without ".svg".
	Icon        string
	names, text map[string]string // by base language
	place       int               // in the catalogue
}

// Name is what the good is called in a language, else in English.
func (g *Good) Name(lang language.Tag) string { return in(g.names, lang) }

// Text describes the good in a language, else in English.
func (g *Good) Text(lang language.Tag) string { return in(g.text, lang) }

// in is the text of a language, else the English one.
func in(texts map[string]string, lang language.Tag) string {
	base, _ := lang.Base()
	if s, ok := texts[base.String()]; ok {
		return s
	}
	return texts["en"]
}

// Catalogue is all goods in the order in which they are shown. It is immutable.
type Catalogue struct {
	goods []Good
	bySKU map[string]*Good
}

// Goods are all goods, for reading only.
func (c *Catalogue) Goods() []Good { return c.goods }

// Good finds a good by its SKU.
func (c *Catalogue) Good(sku string) (*Good, bool) {
	g, ok := c.bySKU[sku]
	return g, ok
}

// goodsJSON are the goods. Where a country has no rate of its own for a category,
// or none that a source confirms, the merchant says that it is general there:
//
//   - baby clothes in DE, FR and ES, where no reduced heading of the Commission's
//     list holds them (rates.csv of package tax, derived from TEDB 2025-08-26), and
//     in JP, where only food, drink and newspapers are reduced (rates.csv, 2019-10-01);
//   - all goods in AE: the zero rate is for exports, transport, metals, homes, oil,
//     schools and medicine (VAT law Art. 45, as lynchpinconsulting.com lists it).
//
// Not sold: tea in ES, which is other food at 10 % there, not a staple at 4 %, and no
// category of package tax says which; tea in CH and NO, whose duty is in no table of
// the shop.
//
//go:embed data/goods.json
var goodsJSON []byte

// readCatalogue reads the goods, and demands of each what a page and a margin
// need.
func readCatalogue(text []byte) (*Catalogue, error) {
	var rows []struct {
		Icon    string            `json:"icon"`
		Product pricing.Product   `json:"product"`
		Name    map[string]string `json:"name"`
		Text    map[string]string `json:"text"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&rows); err != nil {
		return nil, fmt.Errorf("goods: %w", err)
	}
	c := &Catalogue{make([]Good, len(rows)), make(map[string]*Good, len(rows))}
	for i, r := range rows {
		switch {
		case r.Product.SKU == "" || c.bySKU[r.Product.SKU] != nil:
			return nil, fmt.Errorf("goods: number %d has the SKU %q: it must have one of its own", i+1, r.Product.SKU)
		case r.Product.Cost.IsZero():
			return nil, fmt.Errorf("goods: %s: no cost, without which there is no margin", r.Product.SKU)
		}
		for _, lang := range languages {
			if base, _ := lang.Base(); r.Name[base.String()] == "" || r.Text[base.String()] == "" {
				return nil, fmt.Errorf("goods: %s: no name or text in %q", r.Product.SKU, lang)
			}
		}
		c.goods[i] = Good{r.Product, r.Icon, r.Name, r.Text, i}
		c.bySKU[r.Product.SKU] = &c.goods[i]
	}
	return c, nil
}
