package web

import (
	"hash/fnv"
	"net/http"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/shop"
)

// tile is a good as lists show it.
type tile struct {
	Name, Address, Picture string
	Tint                   uint32 // of the ground behind the picture, 0 to 4
	Sold                   bool
	Shown, Was, Label      string
}

// tile writes a good with its price.
func (f *frame) tile(p *shop.Priced) tile {
	g := p.Good
	t := tile{
		Name: g.Name(f.tag), Address: "/" + f.Market() + "/p/" + g.SKU,
		Picture: "goods/" + g.Icon + ".svg", Tint: tint(g.SKU), Sold: p.Err == nil,
	}
	if t.Sold {
		t.Shown, t.Label = f.Money(p.Price.Shown), p.Label
		if p.Price.Was != nil {
			t.Was = f.Money(p.Price.Was.Shown)
		}
	}
	return t
}

// tint spreads goods over the five grounds.
func tint(sku string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(sku))
	return h.Sum32() % 5
}

// list shows all goods.
func (s *Site) list(w http.ResponseWriter, _ *http.Request, f *frame) error {
	prices := s.shop.Prices(f.visit)
	data := struct {
		*frame
		Goods []tile
	}{f, make([]tile, len(prices))}
	for i := range prices {
		data.Goods[i] = f.tile(&prices[i])
	}
	return s.pages.Render(w, http.StatusOK, "list", data)
}

// row is a line of a sum.
type row struct{ Name, Amount, Class string }

// product shows one good.
func (s *Site) product(w http.ResponseWriter, r *http.Request, f *frame) error {
	p, err := s.shop.Price(f.visit, r.PathValue("sku"))
	if err != nil {
		return err
	}
	holds, err := f.holds(&p)
	if err != nil {
		return err
	}
	return s.pages.Render(w, http.StatusOK, "product", struct {
		*frame
		Good                              tile
		SKU, Text, Origin, Weight, HSCode string
		Holds                             []row
		Most                              int
	}{f, f.tile(&p), p.Good.SKU, p.Good.Text(f.tag), f.country(p.Good.Origin), grams(p.Good.WeightKG), p.Good.HSCode, holds, shop.MaxQuantity})
}

// holds takes a price apart that has levies inside.
func (f *frame) holds(p *shop.Priced) ([]row, error) {
	if p.Err != nil || p.Price.Duty.IsZero() && p.Price.Tax.IsZero() {
		return nil, nil
	}
	goods, err := currency.Sum(p.Price.Shown, p.Price.Duty.Neg(), p.Price.Tax.Neg())
	if err != nil {
		return nil, err
	}
	rows := []row{{Name: f.T("product.net"), Amount: f.Money(goods)}}
	if !p.Price.Duty.IsZero() {
		rows = append(rows, row{Name: f.Words.Duty, Amount: f.Money(p.Price.Duty)})
	}
	if !p.Price.Tax.IsZero() {
		rows = append(rows, row{Name: f.TaxName(), Amount: f.Money(p.Price.Tax)})
	}
	return append(rows, row{Name: f.Words.Total, Amount: f.Money(p.Price.Shown), Class: "total"}), nil
}

// grams writes a weight in a unit that needs no decimal sign.
func grams(kg decimal.Decimal) string { return kg.Shift(3).Round(0).String() + " g" }
