package tax

import "fmt"

// domestic decides goods that stay in the area of one tax.
func (x *decider) domestic(to area) error {
	if err := x.province(to); err != nil {
		return err
	}
	rules := to.rules()
	if to.vat == "GB" {
		rules = "GB"
	}
	r, err := x.need("domestic", rules)
	if err != nil {
		return err
	}
	if !x.s.established(to.vat) {
		return &RegistrationError{Country: to.vat, Needs: []Scheme{SchemeVAT, SchemeGST}, Source: r.source,
			Reason: "the goods lie in the country at the sale and stay there, and the seller is neither established nor registered there: " + r.note}
	}
	x.because("the goods stay in %s, where the seller is established or registered", to.vat)
	x.cite(r)
	x.sellerCollects(SchemeDomestic, true, consideration|BaseFees)
	return nil
}

// distanceSale decides goods from one member state to a consumer in another.
func (x *decider) distanceSale(from, to area) error {
	r, err := x.need("distance_sale", union)
	if err != nil {
		return err
	}
	x.because("the goods go from %s to %s, within the EU, and are taxed where they arrive", x.s.ShipFrom, x.s.ShipTo)
	switch {
	case x.s.hasOSS(from):
		x.because("the seller declares the tax under OSS")
		x.sellerCollects(SchemeOSS, true, consideration|BaseFees)
	case x.s.established(to.vat):
		x.because("the seller is established or registered for the tax of %s", to.vat)
		x.sellerCollects(SchemeDomestic, true, consideration|BaseFees)
	default:
		return &RegistrationError{Country: to.country, Needs: []Scheme{SchemeOSS, SchemeVAT}, Source: r.source,
			Reason: "distance sales within the EU are taxed where the goods arrive; only a seller established in a single member state, shipping from there, " +
				"may tax at home while its sales to all other member states stay at or below " + r.limit.String() +
				" a year, and this table does not know the turnover"}
	}
	x.cite(r)
	return nil
}

// province demands the province of a Canadian destination, which is what the
// rate depends on.
func (x *decider) province(to area) error {
	if to.country == "CA" && x.s.ShipTo.Region == "" {
		return &SupplyError{Field: "ship_to.region", Err: fmt.Errorf("the rate is that of a province: %w", errMissing)}
	}
	return nil
}

// salesTax decides sales into a state of the United States.
func (x *decider) salesTax() error {
	state := x.s.ShipTo.Region
	if state == "" {
		return &SupplyError{Field: "ship_to.region", Err: fmt.Errorf("the tax is that of a state: %w", errMissing)}
	}
	r, err := x.need("sales_tax", "US")
	if err != nil {
		return err
	}
	if x.s.nexus(state) {
		x.because("the seller collects the sales or use tax of %s, by its registration there or the goods it has there", state)
		x.cite(r)
		// Whether freight is taxed is a question of the state's rates: Book.Shipping.
		x.sellerCollects(SchemeSalesTax, true, consideration|BaseFees)
		return nil
	}
	x.because("the seller has declared no nexus with %s, so it collects no sales tax; the buyer may owe use tax", state)
	x.cite(r)
	x.notCollected()
	return nil
}
