package tax

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Decide says who taxes a supply of goods to a consumer, by the embedded table
// of schemes. See Schemes.Decide.
func Decide(s Supply) (Decision, error) {
	sc, err := DefaultSchemes()
	if err != nil {
		return Decision{}, err
	}
	return sc.Decide(s)
}

// Decide says who taxes a supply of goods to a consumer:
//
//  1. Goods that stay in one country are taxed there by the seller, who must
//     be established or registered there. In the United States the state of
//     delivery taxes, if the seller has nexus with it; otherwise nothing is
//     collected.
//  2. Goods that go from one EU member state to another are taxed where they
//     arrive, under OSS or a registration there. The rule that lets small
//     sellers tax at home up to 10 000 EUR a year is not applied.
//  3. Goods that cross the border of a tax area leave it as an untaxed export
//     and are taxed on arrival: by the seller under the low-value scheme of
//     the destination (EU: IOSS, GB, NO: VOEC, AU), if the value is on the low
//     side of its line and the seller is registered, and otherwise at the
//     border. One good that the scheme leaves out (see Supply.Codes: alcohol
//     and tobacco, foodstuffs in Norway) takes the whole consignment out of
//     it, and of the reliefs of JP and CA.
//
// Thresholds are compared in their own currency, exactly. Australia tests the
// consignment: above 1000 AUD it goes to the border even where each good is
// below. A destination with no rule on the day is an error, never a guess:
// this table knows the EU, GB, Northern Ireland, CH with Liechtenstein, NO,
// JP, AU, CA and US.
//
// Decide returns
//   - a *RegistrationError, if the seller must collect but has no registration;
//   - a *NoRuleError, if there is no rule for the places on the day;
//   - a *SupplyError, if a field is missing or wrong, or there is no exchange
//     rate to a threshold (which then wraps currency.ErrNoRate).
func (sc *Schemes) Decide(s Supply) (Decision, error) {
	if err := s.check(); err != nil {
		return Decision{}, err
	}
	x := decider{s: &s, sc: sc}
	x.d.Jurisdiction = s.ShipTo
	from, err := x.area(s.ShipFrom)
	if err != nil {
		return Decision{}, err
	}
	to, err := x.area(s.ShipTo)
	if err != nil {
		return Decision{}, err
	}
	switch {
	case to.country == "US" && from.country == "US":
		err = x.salesTax()
	case from.vat == to.vat:
		err = x.domestic(to)
	case from.union && to.union:
		err = x.distanceSale(from, to)
	default:
		x.export(from)
		err = x.imported(from, to)
	}
	if err != nil {
		return Decision{}, err
	}
	return x.d, nil
}

// decider builds one decision.
type decider struct {
	s  *Supply
	sc *Schemes
	d  Decision
}

// area is where a place lies for the tax.
type area struct {
	country locale.Country // with the special territories that belong to it; XI for Northern Ireland
	vat     locale.Country // country whose domestic tax it is
	union   bool           // EU rules hold for goods
}

// area resolves the special territories. Those outside the tax territory of
// their country are refused: what holds there is not in the table, and the
// rules of the mainland do not.
func (x *decider) area(p locale.Place) (area, error) {
	c := p.Country
	if t, ok := p.TerritoryOn(x.s.On); ok {
		if !t.InVAT {
			return area{}, &NoRuleError{From: x.s.ShipFrom, To: x.s.ShipTo, Territory: t.Key, On: x.s.On,
				Reason: fmt.Sprintf("%s is outside the tax territory of %s, and its own rules are not in the table", t.Key, t.Country)}
		}
		if c = t.Country; t.VAT == "XI" {
			return area{country: "XI", vat: "GB", union: true}, nil
		}
	}
	return area{country: c, vat: c, union: c.EU(x.s.On)}, nil
}

// rules is the column of the table that holds for the area.
func (a area) rules() locale.Country {
	if a.union && a.country != "XI" {
		return union
	}
	return a.country
}

// because adds a step to the argument.
func (x *decider) because(format string, args ...any) {
	x.d.Reasons = append(x.d.Reasons, fmt.Sprintf(format, args...))
}

// cite makes r the rule that decided, and says so if it is not certain.
func (x *decider) cite(r rule) {
	x.d.Source, x.d.From, x.d.Until = r.source, r.from, r.until
	if r.note != "" {
		x.because("the rule as its source has it: %s", r.note)
	}
	if r.confidence != "official" && r.confidence != "official-quoted" {
		x.because("this rule rests on %s sources, not on an official one", r.confidence)
	}
}

// need finds a rule that must be there.
func (x *decider) need(id string, a locale.Country) (rule, error) {
	r, ok := x.sc.rule(id, a, x.s.On)
	if ok {
		return r, nil
	}
	var begins currency.Date
	why := fmt.Sprintf("the table of schemes has no rule %q for %s", id, a)
	if rules := x.sc.rules[ruleKey{id, a}]; len(rules) > 0 {
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

// sellerCollects closes the decision: the seller charges the tax.
func (x *decider) sellerCollects(s Scheme, mandatory bool, b Base) {
	x.d.Scheme, x.d.Treatment, x.d.Accountant = s, Standard, Seller
	x.d.Mandatory, x.d.Base = mandatory, b
	x.d.RechargedDuty = !b.Has(BaseDuty)
}

// atBorder closes the decision: the tax is collected on import.
func (x *decider) atBorder(b Base) {
	x.d.Scheme, x.d.Treatment, x.d.Accountant, x.d.Base = SchemeImport, Standard, Importer, b
}

// notCollected closes the decision: nobody charges anything.
func (x *decider) notCollected() {
	x.d.Scheme, x.d.Treatment, x.d.Accountant = SchemeNone, NotCollected, Nobody
}

// export records the origin's side.
func (x *decider) export(from area) {
	if from.country == "US" {
		x.because("the goods leave the United States, whose states tax sales at the place of delivery only")
		return
	}
	name := string(from.country)
	if from.union && from.country != "XI" {
		name += ", and with it the European Union"
	}
	x.because("the goods leave %s untaxed, as an export; keep the proof", name)
}
