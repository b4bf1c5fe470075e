package tax

import (
	"fmt"

	"github.com/landedhq/landed/locale"
)

// withinUnion decides goods from one member state to another, of which
// Northern Ireland is one for goods.
func (x *argument) withinUnion(from, to area) error {
	if done, err := x.intraCommunity(from, to); done || err != nil {
		return err
	}
	if x.s.Marketplace != nil && !x.inUnion(&x.p) {
		x.deem("marketplace_goods", union)
	}
	if r, ok := x.sc.rule("distance_sale_national", union, x.s.On); ok {
		return x.nationalDistanceSale(from, to, r)
	}
	return x.distanceSale(from, to)
}

// distanceSale decides goods from one member state to a consumer in another.
func (x *argument) distanceSale(from, to area) error {
	r, err := x.need("distance_sale", union)
	if err != nil {
		return err
	}
	collects := consideration | BaseFees
	switch {
	case x.unionScheme(SchemeOSS, from):
		x.atDestination(from)
		x.because("%s declares the tax under OSS", x.p.subject())
		x.sellerCollects(SchemeOSS, true, collects)
	case x.p.must(to.vat):
		x.atDestination(from)
		if x.p.deemed() {
			x.because("the marketplace accounts for the tax of %s", to.vat)
		} else {
			x.because("the seller is established or registered for the tax of %s", to.vat)
		}
		x.sellerCollects(SchemeDomestic, true, collects)
	default:
		limit := r
		if home, ok := x.sc.rule("distance_sale", "XI", x.s.On); ok && from.country == "XI" {
			limit = home
		}
		small, why, err := x.small(from, limit)
		if err != nil {
			return err
		}
		if !small {
			return x.lacks(RegistrationError{Country: to.country, Needs: []Scheme{SchemeOSS, SchemeVAT}, Source: r.source,
				Reason: "distance sales within the EU are taxed where the goods arrive; only a seller established in a single member state, shipping from there, " +
					"may tax at home while its sales to all other member states are " + limit.side() + " a year: " + why},
				func() { x.atDestination(from); x.cite(r.fact); x.sellerCollects(SchemeOSS, true, collects) })
		}
		x.atHome(x.s.ShipFrom, why)
		x.sellerCollects(SchemeDomestic, true, collects)
	}
	x.cite(r.fact)
	return nil
}

// nationalDistanceSale is the law before OSS was for goods: at home, until the
// sales to one member state exceeded that state's own threshold.
func (x *argument) nationalDistanceSale(from, to area, r rule) error {
	once := func() {
		x.cite(r.fact)
		x.sellerCollects(SchemeDomestic, true, consideration|BaseFees)
	}
	if x.p.established(to.vat) {
		x.atDestination(from)
		x.because("the seller is established or registered for the tax of %s", to.vat)
		once()
		return nil
	}
	x.atHome(x.s.ShipFrom, fmt.Sprintf("the seller names no registration in %s, so its sales there are taken to be below the threshold of that country", to.country))
	if !x.p.must(from.vat) {
		return x.lacks(RegistrationError{Country: from.country, Needs: []Scheme{SchemeVAT}, Source: r.source,
			Reason: "the goods leave from there, and the seller is neither established nor registered there"}, once)
	}
	once()
	return nil
}

// atDestination says that the destination taxes.
func (x *argument) atDestination(from area) {
	if x.s.Digital {
		x.because("the service goes to a consumer in %s and is taxed there", x.s.ShipTo)
		return
	}
	x.because("the goods go from %s to %s, within the EU, and are taxed where they arrive", x.s.ShipFrom, x.s.ShipTo)
	x.d.Origin = Origin{Country: from.country, Treatment: OutOfScope}
}

// atHome makes the origin the place of taxation.
func (x *argument) atHome(home locale.Place, why string) {
	x.d.Jurisdiction = home
	x.because("the sale is taxed where it comes from, in %s: %s", home, why)
}

// small reports whether a seller may tax at home because its sales to consumers
// in all other member states, with this one, stay under the threshold in this
// calendar year and stayed under it in the last. why says so, or what is
// against it.
func (x *argument) small(from area, r rule) (ok bool, why string, err error) {
	switch {
	case x.p.deemed() || !x.p.seated(from.country):
		return false, "the seller is not established in " + string(from.country), nil
	case x.states() > 1:
		return false, "the seller is established in several member states", nil
	}
	sales, stated := x.s.sales(union, "")
	if !stated {
		return false, `the seller has not stated its turnover (sales of country "EU")`, nil
	}
	for _, v := range []struct {
		field string
		Volume
	}{{"previous", sales.Previous}, {"current", sales.Current}} {
		if !v.stated() {
			return false, "", &SupplyError{Field: "sales." + v.field, Err: fmt.Errorf("of country EU: %w", errMissing)}
		}
	}
	if !x.stated(intrinsicStated) {
		return false, "", &SupplyError{Field: "intrinsic", Err: errMissing}
	}
	last, err := compare(x.s.Rates, "sales", sales.Previous.Value, r.limit)
	if err != nil {
		return false, "", err
	}
	now, err := x.low(question{of: turnover, rule: r, sold: sales.Current.Value})
	if err != nil {
		return false, "", err
	}
	switch {
	case !r.admits(last):
		return false, fmt.Sprintf("last year's were %v", sales.Previous.Value), nil
	case !now:
		return false, fmt.Sprintf("this year's are %v, and this sale takes them above", sales.Current.Value), nil
	}
	return true, fmt.Sprintf("the seller is established in one member state only, and its sales to consumers in the others are %s, this year with this sale and last year", r.side()), nil
}

// states counts the member states that the seller is established in.
func (x *argument) states() int {
	found := map[locale.Country]bool{}
	for _, s := range x.p.seats {
		if s.Country.EU(x.s.On) || s.Country == "XI" && !x.s.Digital {
			found[vatOf(s.Country)] = true
		}
	}
	return len(found)
}
