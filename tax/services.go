package tax

import (
	"github.com/landedhq/landed/locale"
)

// service decides a digital service: taxed where the buyer is.
func (x *argument) service() error {
	to, err := x.serviceArea(x.s.ShipTo)
	if err != nil {
		return err
	}
	if x.s.Marketplace != nil && !x.s.Buyer.Business && to.country != "US" {
		x.deem("marketplace_digital", to.rules())
	}
	switch {
	case to.country == "US":
		if x.s.Seller != "US" {
			x.serviceAbroad()
		}
		return x.salesTax()
	case x.untaxed(to.country):
		return nil
	case x.p.seated(to.vat):
		return x.serviceAtHome(to)
	}
	if err := x.province(to); err != nil {
		return err
	}
	x.serviceAbroad()
	if to.union {
		return x.serviceToUnion(to)
	}
	return x.serviceTo(to)
}

// serviceArea is where a place lies for the tax on services: Northern Ireland
// in the United Kingdom.
func (x *argument) serviceArea(p locale.Place) (area, error) {
	c := p.Country
	if t, ok := p.TerritoryOn(x.s.On); ok {
		c = locale.Country(t.Services)
		if _, err := locale.ParseCountry(string(c)); err != nil {
			return area{}, x.noTerritory(t)
		}
	}
	return area{country: c, vat: vatOf(c), union: c.EU(x.s.On)}, nil
}

// serviceAtHome decides a service inside one country.
func (x *argument) serviceAtHome(to area) error {
	if err := x.province(to); err != nil {
		return err
	}
	r, ok := x.sc.rule("domestic", anywhere, x.s.On)
	if !ok || len(x.sc.every("domestic", to.rules())) > 0 {
		var err error
		if r, err = x.need("domestic", to.rules()); err != nil {
			return err
		}
	}
	x.because("the service stays in %s, where %s is established", to.country, x.p.subject())
	x.cite(r.fact)
	x.sellerCollects(SchemeDomestic, true, consideration|BaseFees)
	return nil
}

// serviceAbroad records the origin's side.
func (x *argument) serviceAbroad() {
	x.d.Origin = Origin{Country: x.s.Seller, Treatment: OutOfScope, Evidence: "what shows where the buyer is: billing address, country of the bank, of the network address, of the SIM card"}
}

// serviceToUnion decides a service to a member state from elsewhere.
func (x *argument) serviceToUnion(to area) error {
	if x.business(func(n locale.Country) bool { return n.EU(x.s.On) }, "the VAT numbers of member states") {
		r, err := x.need("digital_b2b", union)
		if err != nil {
			return err
		}
		x.because("a service to a business is taxed where the business is, by the business itself")
		x.cite(r.fact)
		x.byBuyer(SchemeReverseCharge, true)
		return nil
	}
	if x.s.Marketplace != nil {
		x.deem("marketplace_digital", union)
	}
	if x.inUnion(&x.p) {
		return x.serviceInUnion(to)
	}
	r, err := x.need("digital_from_outside", union)
	if err != nil {
		return err
	}
	return x.serviceCollected(to, SchemeNonUnionOSS, r,
		"a seller from outside the EU taxes digital services to consumers where they live, from the first one", "")
}

// serviceInUnion decides a service of a seller established in one member
// state, or several, to a consumer in another.
func (x *argument) serviceInUnion(to area) error {
	home := locale.Place{Country: x.s.Seller}
	for _, s := range x.p.seats {
		if s.Country.EU(x.s.On) {
			home = s
			break
		}
	}
	if r, ok := x.sc.rule("digital_origin", union, x.s.On); ok {
		x.d.Origin = Origin{}
		x.atHome(home, "such services to consumers were taxed where the seller is")
		x.cite(r.fact)
		x.sellerCollects(SchemeDomestic, true, consideration|BaseFees)
		return nil
	}
	r, err := x.need("digital", union)
	if err != nil {
		return err
	}
	why := ""
	if r.limit.Currency() != 0 && !x.holdsOSS(to, SchemeOSS) {
		var small bool
		if small, why, err = x.small(area{country: home.Country, vat: home.Country, union: true}, r); err != nil {
			return err
		}
		if small {
			x.d.Origin = Origin{}
			x.atHome(home, why)
			x.cite(r.fact)
			x.sellerCollects(SchemeDomestic, true, consideration|BaseFees)
			return nil
		}
		why = "; only a seller established in a single member state may tax at home while its sales to all other member states are " + r.side() + " a year: " + why
	}
	return x.serviceCollected(to, SchemeOSS, r, "digital services to consumers are taxed where they live", why)
}

func (x *argument) holdsOSS(to area, s Scheme) bool {
	return x.unionScheme(s, area{}) || x.p.must(to.vat)
}

// serviceCollected closes a service that the seller taxes in a member state,
// under a One Stop Shop or a registration there.
func (x *argument) serviceCollected(to area, s Scheme, r rule, law, why string) error {
	scheme := s
	once := func() {
		x.atDestination(to)
		x.because("%s declares the tax: scheme %s", x.p.subject(), scheme)
		x.cite(r.fact)
		x.sellerCollects(scheme, true, consideration|BaseFees)
	}
	if !x.unionScheme(s, area{}) {
		if !x.p.must(to.vat) {
			return x.lacks(RegistrationError{Country: to.country, Needs: []Scheme{s, SchemeVAT}, Source: r.source, Reason: law + why}, once)
		}
		scheme = SchemeDomestic
	}
	once()
	return nil
}

// serviceTo decides a service to a country outside the EU.
func (x *argument) serviceTo(to area) error {
	r, err := x.need("digital", to.vat)
	if err != nil {
		return err
	}
	if x.reversed("digital_b2b", to.vat) {
		return nil
	}
	x.asConsumer(to.vat)
	if x.s.Marketplace != nil {
		x.deem("marketplace_digital", to.vat)
	}
	scheme := SchemeRemoteServices
	switch to.vat {
	case "NO":
		scheme = SchemeVOEC
	case "SG":
		scheme = SchemeSGVendor
	}
	collects := func() {
		if x.p.established(to.vat) {
			scheme = SchemeDomestic
		}
		x.because("%s taxes the service where the consumer is", x.p.subject())
		x.cite(r.fact)
		x.sellerCollects(scheme, true, consideration|BaseFees)
	}
	if x.p.must(to.vat, scheme) {
		collects()
		return nil
	}
	return x.unregistered(to.vat, r, []Scheme{scheme, ordinary(to.vat)},
		"digital services to consumers are taxed where they are, by the seller", collects)
}

// asConsumer says why a business is charged as a consumer is: because the law
// tells them not apart, or because the table does not know.
func (x *argument) asConsumer(c locale.Country) {
	if _, apart := x.sc.rule("digital_b2b", c, x.s.On); apart || !x.s.Buyer.Business {
		return
	}
	if r, ok := x.sc.rule("digital_to_all", c, x.s.On); ok {
		x.because("the buyer is a business, and %s charges it as it does a consumer: %s (%s)", c, r.note, r.source)
		x.doubt(r.fact)
		return
	}
	x.because("the buyer is a business, and whether it would account for the tax of %s itself the table does not say: it is charged as a consumer is", c)
	x.d.Estimate = true
}
