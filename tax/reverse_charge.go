package tax

import "github.com/landedhq/landed/locale"

// byBuyer closes the decision: the buyer, a business, accounts for the tax.
func (x *argument) byBuyer(s Scheme, mandatory bool) {
	x.d.Scheme, x.d.Treatment, x.d.Accountant = s, ReverseCharge, Customer
	x.d.Mandatory, x.d.Base = mandatory, consideration|BaseFees
}

// intraCommunity decides goods to a business of another member state: the
// origin leaves them untaxed, the buyer taxes their acquisition where they
// arrive. It reports whether the sale is one.
func (x *argument) intraCommunity(from, to area) (bool, error) {
	if !x.business(x.unionNumber, "the VAT numbers of member states") {
		return false, nil
	}
	r, err := x.need("intra_community", union)
	if err != nil {
		return false, err
	}
	home := from.vat
	if from.country == "XI" {
		home = "XI"
	}
	if n := x.s.Buyer.Number.Country; n == home || vatOf(n) == home {
		x.because("its number is of %s, where the goods are dispatched", home)
		x.d.Jurisdiction = x.s.ShipFrom
		domestic, err := x.need("domestic", union)
		if err != nil {
			return false, err
		}
		return true, x.taxedIn(from, domestic, "they leave to a business without a number of another member state")
	}
	once := func() {
		x.because("the goods go from %s to %s to a business with a number of another member state: untaxed where they leave, taxed by the buyer where they arrive", x.s.ShipFrom, x.s.ShipTo)
		x.cite(r.fact)
		x.byBuyer(SchemeIntraCommunity, true)
		x.d.Origin = Origin{Country: from.country, Treatment: Zero, Source: r.source,
			Evidence: "the buyer's number in force on the day, the sale in the recapitulative statement, and proof of transport to the other member state"}
	}
	if !x.p.must(from.vat) {
		return true, x.lacks(RegistrationError{Country: from.country, Needs: []Scheme{SchemeVAT}, Source: r.source,
			Reason: "an untaxed supply to another member state is declared where the goods leave, and the seller is neither established nor registered there"}, once)
	}
	once()
	return true, nil
}

// domesticReverse decides goods that a seller from elsewhere sells to a
// business inside a member state that then lets the buyer account (Directive
// 2006/112/EC, Article 194): some whether or not the seller is registered
// there, some only if it is not, and from 2028-07-01 all, if it is not.
func (x *argument) domesticReverse(to area) bool {
	if !to.union {
		return false
	}
	r, ok := x.sc.rule("reverse_goods", to.country, x.s.On)
	for _, c := range []locale.Country{to.country, union} {
		if !ok && !x.p.established(to.vat) {
			r, ok = x.sc.rule("reverse_goods_unregistered", c, x.s.On)
		}
	}
	if !x.business(numberOf(to.vat), "the VAT numbers of "+string(to.vat)) {
		return false
	}
	if !ok {
		x.because("the table has no rule of %s that would make the buyer account for such a seller, so the seller does", to.country)
		return false
	}
	x.because("the seller is not established in %s, which then makes a business buyer account for the tax", to.country)
	x.cite(r.fact)
	x.byBuyer(SchemeReverseCharge, true)
	return true
}

// reversed decides what a business buys from abroad and accounts for itself
// under the rule id of a country.
func (x *argument) reversed(id string, c locale.Country) bool {
	r, ok := x.sc.rule(id, c, x.s.On)
	if !ok || !x.business(numberOf(c), "the tax numbers of "+string(c)) {
		return false
	}
	x.because("the buyer is registered for the tax of %s and accounts for it itself", c)
	x.cite(r.fact)
	x.byBuyer(SchemeReverseCharge, true)
	return true
}
