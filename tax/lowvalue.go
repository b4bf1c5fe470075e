package tax

import "github.com/landedhq/landed/locale"

// importLowValue decides goods to a country where registered sellers from
// abroad tax low-value items at the sale (NZ, SG, MY, CL).
func (x *argument) importLowValue(from, to area, border rule) error {
	r, ok := x.sc.rule("low_value", to.country, x.s.On)
	if !ok {
		return x.atBorderOrRelieved(from, to, border)
	}
	low, err := x.everyItem(r)
	if err != nil {
		return err
	}
	if !low {
		x.because("one item above the line: customs tax it, and one decision holds for the consignment; what lies below the line beside it the seller taxes")
		x.d.Estimate = true
		return x.atBorderOrRelieved(from, to, border)
	}
	if x.leavesOut("the tax at the sale", r) {
		x.border(border)
		return nil
	}
	if x.reversed("low_value_reverse", to.country) || x.toBusiness(to.country) {
		return nil
	}
	if x.s.Marketplace != nil {
		x.deem("marketplace_import", to.country)
	}
	scheme := lowValueScheme[to.country]
	once := func() {
		x.because("%s is registered and taxes the goods at the sale", x.p.subject())
		x.cite(r.fact)
		x.sellerCollects(scheme, true, consideration)
	}
	if x.p.must(to.country, scheme) {
		once()
		return nil
	}
	over, known, err := x.overThreshold(to.country)
	switch {
	case err != nil:
		return err
	case !x.makesRegister(to.country):
		x.because("the seller names no registration, and the table has no line from which it must register")
		x.d.Estimate = true
	case over:
		return x.lacks(RegistrationError{Country: to.country, Needs: []Scheme{scheme, ordinary(to.country)}, Source: r.source,
			Reason: "low-value goods are taxed by the seller at the sale, and its stated sales are above the line from which it must register: " + r.note}, once)
	case known:
		x.because("the seller is not registered, and by its stated sales need not be")
	default:
		x.because("the seller names no registration and has not stated its sales, so it is taken to stay under the line from which it must register")
		x.d.Estimate = true
	}
	return x.atBorderOrRelieved(from, to, border)
}

var lowValueScheme = map[locale.Country]Scheme{
	"NZ": SchemeNZLowValue, "SG": SchemeSGVendor, "MY": SchemeMYLowValue, "CL": SchemeCLRemote,
}

// overThreshold says how the stated sales stand to the turnover from which a
// country makes foreign sellers register: over if each of its tests says so,
// known unless a test lacks what it needs. It means nothing of a country without
// one, see makesRegister.
func (x *argument) overThreshold(c locale.Country) (over, known bool, err error) {
	over, known = true, true
	for _, t := range []struct {
		id    string
		where locale.Country
	}{{"registration", c}, {"registration_world", ""}} {
		r, ok := x.sc.rule(t.id, c, x.s.On)
		if !ok {
			continue
		}
		above, stated, err := x.turnover(t.where, r)
		if err != nil {
			return false, false, err
		}
		if stated && !above {
			return false, true, nil // one test that fails is enough
		}
		over, known = over && above, known && stated
	}
	return over && known, known, nil
}

// makesRegister reports whether the table has a turnover from which a country
// makes foreign sellers register.
func (x *argument) makesRegister(c locale.Country) bool {
	_, local := x.sc.rule("registration", c, x.s.On)
	_, world := x.sc.rule("registration_world", c, x.s.On)
	return local || world
}

// unregistered decides what only a registered seller taxes, for one that names
// no registration: an error above the turnover from which it must register, or
// where there is no such line; not collected below it.
func (x *argument) unregistered(c locale.Country, r rule, needs []Scheme, law string, once func()) error {
	over, known, err := x.overThreshold(c)
	if err != nil {
		return err
	}
	line, local := x.sc.rule("registration", c, x.s.On)
	world, global := x.sc.rule("registration_world", c, x.s.On)
	if over || !local && !global {
		return x.lacks(RegistrationError{Country: c, Needs: needs, Source: r.source, Reason: law + ": " + r.note}, once)
	}
	if !local {
		line = world
	}
	words := "sales " + line.side()
	if !local {
		words = "worldwide " + words
	}
	if known {
		x.because("%s; the seller is not registered in %s, and by its stated turnover need not be (%s a year)", law, c, words)
	} else {
		x.because("%s; the seller names no registration in %s and has not stated its turnover, so it is taken to have %s a year and need none", law, c, words)
		x.d.Estimate = true
	}
	x.cite(r.fact)
	x.notCollected()
	return nil
}
