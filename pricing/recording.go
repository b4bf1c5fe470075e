package pricing

import (
	"maps"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// extract fills in the rows of the tables that can decide of a cart, whatever
// its values and quantities.
func (r *Record) extract(o *basket) error {
	e := o.e
	schemes, decisions, err := e.schemes.Extract(o.terms()...)
	if err != nil {
		return err
	}
	book, err := e.book.Extract(o.on, o.taxedIn(decisions), o.categories()...)
	if err != nil {
		return err
	}
	r.Tax = tax.NewExtract(book, schemes)
	if r.Duty, err = duty.NewExtract(e.tariff, e.regimes, o.shipments(decisions)...); err != nil {
		return err
	}
	r.Prices = o.fixedPrices()
	codes := slices.Concat(o.currencies(), book.Currencies(), schemes.Currencies(), r.Duty.Currencies())
	r.Rates, err = e.rates.Extract(codes...)
	return err
}

// terms are those on which the consignments are sold, and those that product
// pages assume, which know neither who buys nor how the goods travel.
func (o *basket) terms() (terms []tax.Supply) {
	for _, p := range o.parts {
		for _, buyer := range bothOf(tax.Buyer{}, p.buyer) {
			for _, marketplace := range bothOf(nil, p.marketplace) {
				for _, atBorder := range bothOf(false, p.tax == OnDelivery) {
					for _, postal := range bothOf(false, o.cart.Mode == duty.Postal) {
						s := p.supply()
						s.Buyer, s.Marketplace, s.AtBorder, s.Postal = buyer, marketplace, atBorder, postal
						terms = append(terms, s)
					}
				}
			}
		}
	}
	return terms
}

// bothOf are two values, or one if they are the same.
func bothOf[T comparable](a, b T) []T {
	if a == b {
		return []T{a}
	}
	return []T{a, b}
}

// taxedIn are the places whose tax the decisions name, and that of home, which
// list prices may contain.
func (o *basket) taxedIn(decisions []*tax.Decision) []locale.Place {
	places := []locale.Place{{Country: o.e.seller.Country}}
	for _, d := range decisions {
		if !slices.Contains(places, d.Jurisdiction) {
			places = append(places, d.Jurisdiction)
		}
	}
	return places
}

// categories are those of the products, in whichever country.
func (o *basket) categories() (categories []tax.Category) {
	for i := range o.cart.Lines {
		p := &o.cart.Lines[i].Product
		categories = append(categories, p.Category)
		categories = slices.AppendSeq(categories, maps.Values(p.Categories))
	}
	slices.Sort(categories)
	return slices.Compact(categories)
}

// shipments are what customs can be asked about: the goods of each consignment,
// under each scheme that it can be sold under, as they travel and as product
// pages assume.
func (o *basket) shipments(decisions []*tax.Decision) (shipments []duty.Shipment) {
	var schemes []tax.Scheme
	for _, d := range decisions {
		if !slices.Contains(schemes, d.Scheme) {
			schemes = append(schemes, d.Scheme)
		}
	}
	for k, items := range o.declared() {
		p := o.parts[k]
		if len(items) == 0 || !p.abroad {
			continue
		}
		for _, scheme := range schemes {
			for _, mode := range bothOf(0, o.cart.Mode) {
				s := p.shipment(scheme)
				s.Mode, s.Items = mode, items
				shipments = append(shipments, s)
			}
		}
	}
	return shipments
}

// declared are the goods of each consignment, as far as a tariff asks about
// them. Goods that no code can be found for are not declared.
func (o *basket) declared() [][]duty.Item {
	items := make([][]duty.Item, len(o.parts))
	for i := range o.cart.Lines {
		l := &o.cart.Lines[i]
		if l.Product.Kind != Goods {
			continue
		}
		part := o.partOf(l)
		if code, err := l.Product.tariffCode(o.to.Country, o.on); err == nil {
			items[part] = append(items[part], duty.Item{Code: code, Origin: l.Product.Origin})
		}
	}
	return items
}

// fixedPrices are the entries of the price book that hold for the products.
func (o *basket) fixedPrices() []BookEntry {
	entries := []BookEntry{}
	met := map[string]bool{}
	for i := range o.cart.Lines {
		sku := o.cart.Lines[i].Product.SKU
		if entry, ok := o.e.prices.Lookup(sku, o.m.ID, o.m.Currency, o.at); ok && !met[sku] {
			met[sku] = true
			entries = append(entries, entry)
		}
	}
	return entries
}

// currencies are those of the cart, the market and the seller.
func (o *basket) currencies() []currency.Code {
	codes := []currency.Code{o.m.Currency}
	add := func(amounts ...currency.Amount) {
		for _, a := range amounts {
			if a.Currency() != 0 {
				codes = append(codes, a.Currency())
			}
		}
	}
	for i := range o.cart.Lines {
		p := &o.cart.Lines[i].Product
		add(p.Price, p.Cost)
	}
	for i := range o.m.Clearance {
		codes = append(codes, o.m.Clearance[i].Rate.Currencies()...)
	}
	for i := range o.e.seller.Sales {
		s := &o.e.seller.Sales[i]
		add(s.Previous.Value, s.Current.Value, s.Rolling.Value)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
