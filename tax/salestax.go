package tax

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/locale"
)

// reached compares stated sales with the tests of a state: whether they reach
// them, or what has not been stated to tell.
func (x *argument) reached(v nexusRow, s Sales) (yes bool, err error) {
	type volume struct {
		field string
		Volume
	}
	volumes := []volume{{"previous", s.Previous}, {"current", s.Current}}
	switch v.period {
	case "previous":
		volumes = volumes[:1]
	case "twelve_months":
		volumes = []volume{{"rolling", s.Rolling}}
	}
	missing := ""
	for _, w := range volumes {
		if !w.stated() {
			missing = w.field
			continue
		}
		cmp, err := compare(x.s.Rates, "sales", w.Value, v.sales)
		if err != nil {
			return false, err
		}
		value, count := cmp >= 0, v.transactions > 0 && w.Count >= v.transactions
		if v.both && value && count || !v.both && (value || count) {
			return true, nil
		}
	}
	if missing != "" {
		return false, &SupplyError{Field: "sales." + missing, Err: fmt.Errorf("of US-%s, which the state's threshold looks at: %w", s.Region, errMissing)}
	}
	return false, nil
}

// present reports whether the seller has goods or an establishment in a state,
// or is registered there, and says which.
func (x *argument) present(state string) string {
	switch {
	case slices.ContainsFunc(x.p.registrations, func(r Registration) bool {
		return r.Country == "US" && r.Region == state && (r.Scheme == SchemeSalesTax || r.Scheme == SchemeVAT)
	}):
		return "its registration there"
	case !x.s.Digital && x.s.ShipFrom.Country == "US" && x.s.ShipFrom.Region == state:
		return "the goods it has there"
	case slices.ContainsFunc(x.p.seats, func(p locale.Place) bool { return p.Country == "US" && p.Region == state }):
		return "its establishment there"
	}
	return ""
}

// salesTax decides sales into a state of the United States.
func (x *argument) salesTax() error {
	state := x.s.ShipTo.Region
	if state == "" {
		return &SupplyError{Field: "ship_to.region", Err: fmt.Errorf("the tax is that of a state: %w", errMissing)}
	}
	r, err := x.need("sales_tax", "US")
	if err != nil {
		return err
	}
	v, ok := x.sc.state(state, x.s.On)
	if ok && v.untaxed {
		x.because("%s has no sales tax", state)
		x.cite(v.fact)
		x.d.Scheme, x.d.Treatment, x.d.Accountant = SchemeNone, OutOfScope, Nobody
		return nil
	}
	x.sourced(v, state)
	if x.facilitated(v, state) {
		return nil
	}
	// Whether freight is taxed is a question of the state's rates: Book.Shipping.
	collects := func() {
		x.cite(r.fact)
		x.sellerCollects(SchemeSalesTax, true, consideration|BaseFees)
	}
	if why := x.present(state); why != "" {
		x.because("the seller collects the sales or use tax of %s, by %s", state, why)
		collects()
		return nil
	}
	s, stated := x.s.sales("US", state)
	if !stated {
		x.because("the seller has declared no nexus with %s, by registration, presence or sales there, so it collects no sales tax; the buyer may owe use tax", state)
		if ok {
			x.because("from %s a seller without presence must collect too", v.words())
		}
		x.cite(r.fact)
		x.notCollected()
		return nil
	}
	return x.economic(state, v, ok, s, collects)
}

// economic decides by the sales that the seller states of a state.
func (x *argument) economic(state string, v nexusRow, ok bool, s Sales, collects func()) error {
	if !ok {
		return &NoRuleError{From: x.s.ShipFrom, To: x.s.ShipTo, On: x.s.On,
			Reason: fmt.Sprintf("the table of nexus has no threshold for %s on that day; load a table that has it", state)}
	}
	reached, err := x.reached(v, s)
	if err != nil {
		return err
	}
	if !reached {
		x.because("the seller's stated sales to %s stay below its threshold (%s), so it collects no sales tax; the buyer may owe use tax", state, v.words())
		x.cite(v.fact)
		x.notCollected()
		return nil
	}
	return x.lacks(RegistrationError{Country: "US", Region: state, Needs: []Scheme{SchemeSalesTax}, Source: v.source,
		Reason: fmt.Sprintf("the seller's stated sales to %s reach its threshold (%s), so it must collect", state, v.words())}, func() {
		x.because("the seller's stated sales to %s reach its threshold (%s)", state, v.words())
		x.doubt(v.fact)
		collects()
	})
}

// sourced makes the place of dispatch that of taxation for sales inside a
// state that says so.
func (x *argument) sourced(v nexusRow, state string) {
	if x.s.Digital || x.s.ShipFrom.Country != "US" || x.s.ShipFrom.Region != state {
		return
	}
	switch v.intrastate {
	case "origin":
		x.d.Jurisdiction = x.s.ShipFrom
		x.because("sales inside %s are taxed at the rates of the place of dispatch", state)
	case "mixed":
		x.because("sales inside %s are taxed in part at the place of dispatch: %s", state, v.note)
	}
}

// facilitated decides a sale through a marketplace that collects in the
// seller's place.
func (x *argument) facilitated(v nexusRow, state string) bool {
	m := x.s.Marketplace
	if m == nil {
		return false
	}
	if v.marketplace.IsZero() || x.s.On.Before(v.marketplace) {
		x.because("the sale goes through a marketplace, but the table does not say that it collects for %s on that day: the seller does", state)
		return false
	}
	x.p = party{registrations: m.Registrations, accountant: Platform}
	x.because("the sale goes through a marketplace, which collects for %s since %s, if its own sales there reach the state's threshold", state, v.marketplace)
	x.cite(v.fact)
	x.sellerCollects(SchemeSalesTax, true, consideration|BaseFees)
	return true
}
