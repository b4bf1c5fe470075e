package tax

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Decide says who taxes a supply, by the embedded tables. See Schemes.Decide.
func Decide(s Supply) (Decision, error) {
	sc, err := DefaultSchemes()
	if err != nil {
		return Decision{}, err
	}
	return sc.Decide(s)
}

// Decide says who taxes a supply of goods or of a digital service, to a
// consumer or to a business:
//
//  1. Goods that stay in one country are taxed there by the seller, who must
//     be established or registered there. Where the member state says so, a
//     business buyer accounts for a seller that is not established (BE, ES, FR,
//     IT, NL, PT), or not registered either (EE, FI, HR, PL, RO, SE, SI; the others
//     from 2028-07-01). In the United States the state of delivery taxes, or
//     that of dispatch for sales inside some states, if the seller has nexus
//     with it: by registration, presence, or sales above the state's threshold.
//  2. Goods that go from one EU member state to another are taxed where they
//     arrive, under OSS or a registration there; at home, for a small seller
//     (Supply.Sales of "EU") that has not chosen otherwise by registering; by
//     the buyer, if it is a business with a number of another member state.
//  3. Goods that cross the border of a tax area leave it as an untaxed export
//     and are taxed on arrival: by the seller under the low-value scheme of the
//     destination (EU: IOSS, GB, NO: VOEC, AU, NZ, SG, MY, CL), if the value is
//     on the low side of its threshold and the seller is registered, and
//     otherwise at the border, unless the value is relieved (JP, CA, KR and
//     others). A single item that the scheme leaves out (see Supply.Codes)
//     takes the whole consignment out of the scheme, and out of the reliefs.
//  4. A digital service is taxed where the buyer is: by the seller under OSS or
//     a registration there, by the buyer if it is a business and the country
//     distinguishes businesses from consumers.
//  5. Where the law treats a marketplace as the seller, the marketplace
//     accounts for the tax.
//  6. A buyer who shows an Exemption of the place is not charged its tax.
//
// For many sales that differ only in their contents, use Compile.
//
// What nobody collects is NotCollected, with the reason. Thresholds are
// compared in their own currency, exactly. Registrations decide what a seller
// collects below a threshold; above it, and wherever there is none, a missing
// registration is an error. A place with no rule on the day is an error too.
//
// Decide returns
//   - a *RegistrationError, if the seller must collect but has no registration;
//     it holds the decision that a registration would bring;
//   - a *NoRuleError, if there is no rule for the places on the day;
//   - a *SupplyError, if a field is missing or wrong, or there is no exchange
//     rate to a threshold (which then wraps currency.ErrNoRate).
func (sc *Schemes) Decide(s Supply) (Decision, error) {
	if err := s.check(); err != nil {
		return Decision{}, err
	}
	c := s.contents()
	x := argument{s: &s, sc: sc, c: &c}
	return x.decide()
}

func (x *argument) decide() (Decision, error) {
	x.p = x.s.seller()
	x.d.Jurisdiction = x.s.ShipTo
	if err := x.goodsOrService(); err != nil {
		return Decision{}, err
	}
	x.exempt()
	return x.d, nil
}

func (x *argument) goodsOrService() error {
	if x.s.Digital {
		return x.service()
	}
	from, to := x.area(x.s.ShipFrom), x.area(x.s.ShipTo)
	if to.outside {
		return x.noTerritory(to.territory)
	}
	switch {
	case to.country == "US" && from.country == "US":
		return x.salesTax()
	case from.vat == to.vat:
		return x.domestic(to)
	case from.union && to.union:
		return x.withinUnion(from, to)
	}
	x.export(from)
	return x.imported(from, to)
}

// argument builds one decision.
type argument struct {
	s    *Supply // but for its contents, of which ask knows
	sc   *Schemes
	c    *Contents // nil where path answers
	path *path     // nil where c answers
	p    party     // who accounts on the seller's side
	d    Decision
}

// area is where a place lies for the tax.
type area struct {
	country locale.Country // with the special territories that belong to it; XI for Northern Ireland
	vat     locale.Country // country whose domestic tax it is; "" outside of it
	union   bool           // EU rules hold for goods
	// outside: the place is a territory outside the tax territory of its
	// country. What holds there is not in the table, and the rules of the
	// mainland do not: goods can come from there, but not go there.
	outside   bool
	territory locale.Territory
}

// area resolves the special territories.
func (x *argument) area(p locale.Place) area {
	c := p.Country
	if t, ok := p.TerritoryOn(x.s.On); ok {
		if !t.InVAT {
			return area{country: c, outside: true, territory: t}
		}
		if c = t.Country; t.VAT == "XI" {
			return area{country: "XI", vat: "GB", union: true}
		}
	}
	return area{country: c, vat: c, union: c.EU(x.s.On)}
}

func (x *argument) noTerritory(t locale.Territory) error {
	return &NoRuleError{From: x.s.ShipFrom, To: x.s.ShipTo, Territory: t.Key, On: x.s.On,
		Reason: fmt.Sprintf("%s is outside the tax territory of %s, and its own rules are not in the table", t.Key, t.Country)}
}

// rules is the column of the table that holds for the area.
func (a area) rules() locale.Country {
	if a.union && a.country != "XI" {
		return union
	}
	return a.country
}

// because adds a step to the argument.
func (x *argument) because(format string, args ...any) {
	x.d.Reasons = append(x.d.Reasons, fmt.Sprintf(format, args...))
}

// cite makes f the fact that decided, and says so if it is not certain.
func (x *argument) cite(f fact) {
	x.d.Source, x.d.From, x.d.Until, x.d.Confidence = f.source, f.from, f.until, f.confidence
	if f.note != "" {
		x.because("the rule as its source has it: %s", f.note)
	}
	x.doubt(f)
}

// doubt says so if what decides is not certain.
func (x *argument) doubt(f fact) {
	switch f.confidence {
	case "official", "official-quoted":
	case "unverified":
		x.because("this rule is contested or was not confirmed: take the decision as an estimate (%s)", f.source)
		x.d.Estimate = true
	default:
		x.because("this rule rests on %s sources, not on an official one", f.confidence)
	}
}

// need finds a rule that must be there.
func (x *argument) need(id string, a locale.Country) (rule, error) {
	r, ok := x.sc.rule(id, a, x.s.On)
	if ok {
		return r, nil
	}
	var begins currency.Date
	why := fmt.Sprintf("the table of schemes has no rule %q for %s", id, a)
	if rules := x.sc.every(id, a); len(rules) > 0 {
		why += fmt.Sprintf(" on that day; it begins on %s", rules[0].from)
		if x.s.On.Before(rules[0].from) {
			begins = rules[0].from
		}
		if last := rules[len(rules)-1]; !last.until.IsZero() {
			why += fmt.Sprintf(" and ends on %s", last.until)
		}
	}
	return r, &NoRuleError{From: x.s.ShipFrom, To: x.s.ShipTo, On: x.s.On, Begins: begins, Reason: why + "; load a table that has it"}
}

// sellerCollects closes the decision: the seller, or the marketplace in its
// place, charges the tax.
func (x *argument) sellerCollects(s Scheme, mandatory bool, b Base) {
	x.d.Scheme, x.d.Treatment, x.d.Accountant = s, Standard, x.p.accountant
	x.d.Mandatory, x.d.Base = mandatory, b
	x.d.RechargedDuty = !b.Has(BaseDuty)
}

// atBorder closes the decision: the tax is collected on import.
func (x *argument) atBorder(r rule) {
	x.d.Scheme, x.d.Treatment, x.d.Accountant, x.d.Base = SchemeImport, Standard, Importer, r.base
	if r.base == 0 {
		x.d.Base = onImport
	}
	x.d.Fractions = r.drops
}

// notCollected closes the decision: nobody charges anything.
func (x *argument) notCollected() {
	x.d.Scheme, x.d.Treatment, x.d.Accountant = SchemeNone, NotCollected, Nobody
}

// untaxed closes the decision where there is no tax at all.
func (x *argument) untaxed(c locale.Country) bool {
	r, ok := x.sc.rule("untaxed", c, x.s.On)
	if ok {
		x.because("there is no tax of the kind in %s", c)
		x.cite(r.fact)
		x.d.Scheme, x.d.Treatment, x.d.Accountant = SchemeNone, OutOfScope, Nobody
	}
	return ok
}

// export records the origin's side.
func (x *argument) export(from area) {
	if from.outside {
		x.because("the goods come from %s, outside the tax territory of %s: what is owed there is not looked at", from.territory.Key, from.territory.Country)
		x.d.Origin = Origin{Country: from.country, Treatment: OutOfScope}
		return
	}
	if from.country == "US" {
		x.because("the goods leave the United States, whose states tax sales at the place of delivery only")
		x.d.Origin = Origin{Country: "US", Treatment: OutOfScope}
		return
	}
	name := string(from.country)
	if from.union && from.country != "XI" {
		name += ", and with it the European Union,"
	}
	x.because("the goods leave %s untaxed, as an export; keep the proof", name)
	x.d.Origin = Origin{Country: from.country, Treatment: Export, Evidence: "proof that the goods left: the export declaration, or what customs, the carrier or the post confirm"}
	for _, a := range []locale.Country{from.rules(), anywhere} {
		if r, ok := x.sc.rule("export", a, x.s.On); ok {
			x.d.Origin.Source = r.source
			return
		}
	}
}
