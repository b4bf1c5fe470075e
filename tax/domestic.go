package tax

import "fmt"

// domestic decides goods that stay in the area of one tax.
func (x *argument) domestic(to area) error {
	if x.untaxed(to.country) {
		return nil
	}
	if err := x.province(to); err != nil {
		return err
	}
	rules := to.rules()
	if to.vat == "GB" {
		rules = "GB"
	}
	r, ok := x.sc.rule("domestic", anywhere, x.s.On)
	if !ok || len(x.sc.every("domestic", rules)) > 0 {
		var err error
		if r, err = x.need("domestic", rules); err != nil {
			return err
		}
	}
	if !x.p.seated(to.vat) {
		if x.domesticReverse(to) {
			return nil
		}
		if x.s.Marketplace != nil && !x.business(numberOf(to.vat), "the numbers of "+string(to.vat)) && !(to.union && x.inUnion(&x.p)) {
			x.deem("marketplace_goods", rules)
		}
	}
	return x.taxedIn(to, r, "the goods stay there")
}

// taxedIn closes a sale that one country taxes as its own, if the seller can
// tax it there.
func (x *argument) taxedIn(to area, r rule, why string) error {
	once := func() {
		x.cite(r.fact)
		x.sellerCollects(SchemeDomestic, true, consideration|BaseFees)
	}
	if !x.p.must(to.vat) {
		return x.lacks(RegistrationError{Country: to.vat, Needs: []Scheme{ordinary(to.vat)}, Source: r.source,
			Reason: "the goods lie in the country at the sale, " + why + ", and the seller is neither established nor registered there: " + r.note}, once)
	}
	if x.p.deemed() {
		x.because("%s taxes the sale, since %s, and the marketplace accounts", to.country, why)
	} else {
		x.because("%s taxes the sale, since %s; the seller is established or registered there", to.country, why)
	}
	once()
	return nil
}

// province demands the province of a Canadian destination, which is what the
// rate depends on.
func (x *argument) province(to area) error {
	if to.country == "CA" && x.s.ShipTo.Region == "" {
		return &SupplyError{Field: "ship_to.region", Err: fmt.Errorf("the rate is that of a province: %w", errMissing)}
	}
	return nil
}
