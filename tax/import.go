package tax

import (
	"strings"

	"github.com/landedhq/landed/locale"
)

// onImport is what import VAT is levied on in most places: the customs value
// with freight and insurance, the duty, and the costs to the destination.
const onImport = BaseGoods | BaseFreight | BaseInsurance | BaseDuty | BaseFees

// imported decides goods that arrive from outside the tax area.
func (x *argument) imported(from, to area) error {
	switch {
	case to.country == "US":
		return x.importUS()
	case x.untaxed(to.country):
		return nil
	}
	r, err := x.need("import", to.rules())
	if err != nil {
		return err
	}
	switch to.rules() {
	case union, "XI":
		return x.importUnion(to, r)
	case "GB":
		return x.importGB(from, r)
	case "NO":
		return x.importNO(r)
	case "CH":
		return x.importCH(to, r)
	case "AU":
		return x.importAU(r)
	case "CA":
		return x.importCA(from, to, r)
	case "NZ", "SG", "MY", "CL":
		return x.importLowValue(from, to, r)
	case "MX":
		return x.importMX(from, to, r)
	}
	return x.atBorderOrRelieved(from, to, r)
}

// border closes the decision with import tax.
func (x *argument) border(r rule) {
	x.cite(r.fact)
	x.atBorder(r)
}

// importUnion: IOSS up to 150 EUR, if the seller has it; else import VAT.
func (x *argument) importUnion(to area, border rule) error {
	ioss, err := x.need("ioss", to.rules())
	if err != nil {
		return err
	}
	if x.business(x.unionNumber, "the VAT numbers of member states") {
		x.because("IOSS is for consumers, so import VAT is due on arrival, from the buyer or for its account")
		x.border(border)
		return nil
	}
	if !x.unionScheme(SchemeIOSS, area{}) && x.s.Marketplace == nil && !x.stated(intrinsicStated) {
		x.because("the seller has no IOSS registration, so import VAT is due on arrival, whatever the value")
		x.border(border)
		return nil
	}
	low, err := x.lowConsignment(ioss)
	if err != nil {
		return err
	}
	if low && !x.leavesOut("IOSS", ioss) {
		if x.s.Marketplace != nil {
			x.deem("marketplace_import", to.rules())
		}
		switch {
		case !x.unionScheme(SchemeIOSS, area{}):
			x.because("%s has no IOSS registration, so import VAT is due on arrival", x.p.subject())
		case x.s.AtBorder:
			x.because("%s has IOSS but leaves this sale to the border, as IOSS allows", x.p.subject())
		default:
			x.because("%s has IOSS: it charges the VAT of %s at the sale, and the import is exempt", x.p.subject(), x.s.ShipTo)
			x.intermediary()
			x.cite(ioss.fact)
			x.sellerCollects(SchemeIOSS, false, consideration)
			return nil
		}
	}
	x.border(border)
	return nil
}

// intermediary says that a seller from outside the EU needs one for IOSS.
func (x *argument) intermediary() {
	r, ok := x.sc.rule("ioss_intermediary", union, x.s.On)
	if !ok || x.inUnion(&x.p) || len(x.p.seats) == 0 {
		return
	}
	seat := x.p.seats[0].Country
	if direct, ok := x.sc.rule("ioss_direct", seat, x.s.On); ok && x.s.ShipFrom.Country == seat {
		x.because("it is established in %s and sells from there, so it needs no intermediary in the EU for that (%s)", seat, direct.source)
		return
	}
	x.because("%s is established outside the EU, so an intermediary in the EU declares for it: %s (%s)", x.p.subject(), r.note, r.source)
}

// importGB: the seller must charge UK VAT up to 135 GBP.
func (x *argument) importGB(from area, border rule) error {
	r, err := x.need("uk_low_value", "GB")
	if err != nil {
		return err
	}
	low, err := x.lowConsignment(r)
	if err != nil {
		return err
	}
	if !low || x.leavesOut("the tax at the sale", r) {
		x.border(border)
		return nil
	}
	if island, ok := x.sc.rule("import_accounting", from.country, x.s.On); ok {
		x.because("goods from %s are left out of the tax at the sale: %s (%s)", from.country, island.note, island.source)
		x.d.Estimate = true
		x.border(border)
		return nil
	}
	if x.reversed("uk_low_value_b2b", "GB") {
		return nil
	}
	if x.s.Marketplace != nil {
		x.deem("marketplace_import", "GB")
	}
	once := func() {
		x.because("%s must charge UK VAT at the sale; there is no import VAT", x.p.subject())
		x.cite(r.fact)
		x.sellerCollects(SchemeUKLowValue, true, consideration)
	}
	if !x.p.must("GB", SchemeUKLowValue) {
		return x.lacks(RegistrationError{Country: "GB", Needs: []Scheme{SchemeVAT}, Source: r.source,
			Reason: "consignments of " + r.side() + " are taxed by the seller at the sale, not at the border; the seller registers for UK VAT from the first one"}, once)
	}
	once()
	return nil
}

// importNO: VOEC, if each item is below 3000 NOK and the seller is registered.
func (x *argument) importNO(border rule) error {
	voec, err := x.need("voec", "NO")
	if err != nil {
		return err
	}
	if x.business(numberOf("NO"), "the Norwegian numbers") {
		x.because("VOEC is for consumers, so import VAT is due on arrival")
		x.border(border)
		return nil
	}
	low, err := x.everyItem(voec)
	if err != nil {
		return err
	}
	if !low {
		x.because("one item above the line takes the whole consignment out of VOEC")
	}
	if !low || x.leavesOut("VOEC", voec) {
		x.border(border)
		return nil
	}
	if x.s.Marketplace != nil {
		x.deem("marketplace_import", "NO")
	}
	switch {
	case !x.p.registered("NO", SchemeVOEC):
		over, _, err := x.overThreshold("NO")
		if err != nil {
			return err
		}
		x.because("%s is not registered for VOEC, so import VAT is due on arrival", x.p.subject())
		if over && !x.p.deemed() {
			x.because("its stated sales to Norway are above the line from which foreign sellers register")
		}
	case x.s.AtBorder:
		x.because("%s is registered for VOEC but leaves this sale to the border", x.p.subject())
	default:
		x.because("%s is registered for VOEC and charges Norwegian VAT at the sale; no duty and no import VAT", x.p.subject())
		x.cite(voec.fact)
		x.sellerCollects(SchemeVOEC, false, consideration)
		return nil
	}
	x.border(border)
	return nil
}

// importCH: a seller under the mail-order rule sells inside Switzerland, and
// so does a platform; otherwise import tax, of which small amounts are not
// collected.
func (x *argument) importCH(to area, border rule) error {
	mail, err := x.need("mail_order", "CH")
	if err != nil {
		return err
	}
	if x.s.Marketplace != nil && x.deem("marketplace_import", "CH") {
		x.because("deliveries into Switzerland through a platform are the platform's, and domestic")
		platform, err := x.need("marketplace_import", "CH")
		if err != nil {
			return err
		}
		x.cite(platform.fact)
		x.sellerCollects(SchemeCHPlatform, true, consideration)
		return nil
	}
	once := func() {
		x.because("the seller is registered under the mail-order rule, so its deliveries into Switzerland are domestic")
		x.cite(mail.fact)
		x.sellerCollects(SchemeCHMailOrder, true, consideration)
	}
	if x.p.established("CH") || x.p.registered("CH", SchemeCHMailOrder, SchemeMailOrder) {
		once()
		return nil
	}
	if mail.limit.Currency() != 0 {
		over, _, err := x.turnover("CH", mail)
		if err != nil {
			return err
		}
		if over {
			return x.lacks(RegistrationError{Country: "CH", Needs: []Scheme{SchemeMailOrder, SchemeVAT}, Source: mail.source,
				Reason: "the stated sales into Switzerland are not " + mail.side() + ": " + mail.note}, once)
		}
	}
	x.because("the seller is not under the mail-order rule: import tax at the border of %s, but not if the tax is %s", to.country, border.side())
	x.border(border)
	x.d.MinCollect = border.limit
	return nil
}

// importAU: a registered seller charges GST on goods up to 1000 AUD; above it
// the border does; below it the border collects nothing.
func (x *argument) importAU(border rule) error {
	r, err := x.need("au_lvg", "AU")
	if err != nil {
		return err
	}
	low, err := x.test("the value of the consignment", question{of: intrinsic, rule: border})
	if err != nil {
		return err
	}
	if !low {
		x.because("consignments above the line are taxed at the border, also where each good is below it")
	}
	if !low || x.leavesOut("the tax at the sale", r) {
		x.border(border)
		return nil
	}
	// No item can be dearer than the consignment, so each is below the line too.
	if x.toBusiness("AU") {
		return nil
	}
	if x.s.Marketplace != nil {
		x.deem("marketplace_import", "AU")
	}
	once := func() {
		x.because("%s is registered for GST and must charge it at the sale", x.p.subject())
		x.cite(r.fact)
		x.sellerCollects(SchemeAULowValue, true, consideration)
	}
	if x.p.must("AU", SchemeAULowValue) {
		once()
		return nil
	}
	return x.unregistered("AU", r, []Scheme{SchemeGST, SchemeAULowValue}, "goods up to the line are taxed by the seller at the sale; the border collects nothing at this value", once)
}

// toBusiness decides low-value goods to a business that is registered for the
// tax of c, where the seller then does not charge it and the border does not
// either.
func (x *argument) toBusiness(c locale.Country) bool {
	r, ok := x.sc.rule("low_value_b2b", c, x.s.On)
	if !ok || !x.business(numberOf(c), "the tax numbers of "+string(c)) {
		return false
	}
	x.because("the tax at the sale is for consumers; nobody charges it to a business that is registered")
	x.cite(r.fact)
	x.notCollected()
	return true
}

// importCA: relief of very low values by the way they are sent; otherwise
// GST/HST of the province at the border, without freight in its base.
func (x *argument) importCA(from, to area, border rule) error {
	id := "relief_courier"
	switch {
	case x.s.Postal:
		id = "relief_postal"
	case from.country == "US" || from.country == "MX":
		id = "relief_courier_us_mx"
	}
	relief, err := x.need(id, "CA")
	if err != nil {
		return err
	}
	if done, err := x.relieved(relief); done || err != nil {
		return err
	}
	if err := x.province(to); err != nil {
		return err
	}
	x.because("GST/HST is collected at the border, on the value for duty and the duty, at the rate of the province of destination")
	x.border(border)
	return nil
}

// importMX: couriers clear low values at one rate in place of duty and VAT.
func (x *argument) importMX(from, to area, border rule) error {
	r, ok := x.sc.rule("global_rate", "MX", x.s.On)
	if !ok || x.s.Postal {
		return x.atBorderOrRelieved(from, to, border)
	}
	if relief, ok := x.sc.rule("relief_from_"+strings.ToLower(string(from.country)), "MX", x.s.On); ok {
		if done, err := x.relieved(relief); done || err != nil {
			return err
		}
	}
	low, err := x.lowConsignment(r)
	if err != nil {
		return err
	}
	if !low {
		x.border(border)
		return nil
	}
	x.because("customs levy one rate in place of duty and tax, so no tax is collected apart from it")
	x.cite(r.fact)
	x.notCollected()
	return nil
}

// atBorderOrRelieved decides what no seller collects: relief, where there is
// one at the value; nothing, where the border begins to collect above it;
// otherwise import tax.
func (x *argument) atBorderOrRelieved(from, to area, border rule) error {
	for _, id := range []string{"relief_from_" + strings.ToLower(string(from.country)), "relief"} {
		if relief, ok := x.sc.rule(id, to.country, x.s.On); ok {
			if done, err := x.relieved(relief); done || err != nil {
				return err
			}
			break
		}
	}
	if border.test == "consignment" {
		low, err := x.lowConsignment(border)
		if err != nil {
			return err
		}
		if low {
			x.because("the border of %s collects nothing at this value", to.country)
			x.cite(border.fact)
			x.notCollected()
			return nil
		}
	}
	x.because("the tax is collected at the border of %s, from the importer", to.country)
	x.border(border)
	if r, ok := x.sc.rule("allowance", to.country, x.s.On); ok {
		x.because("only what exceeds %v is taxed (%s)", r.limit, r.source)
		x.d.Allowance = r.limit
	}
	return nil
}

// relieved decides goods that a relief covers, and reports whether it does.
func (x *argument) relieved(r rule) (bool, error) {
	what, of := "the value of the goods", intrinsic
	if r.test == "cif" {
		what, of = "the customs value (goods, freight and insurance)", customsValue
	}
	low, err := x.test(what, question{of: of, rule: r})
	switch {
	case err != nil || !low:
		return false, err
	case x.leavesOut("the relief", r):
		x.because("goods beside them would keep the relief; one decision holds for the consignment, so they are taxed with it")
		return false, nil
	}
	x.because("such imports are relieved of the tax")
	x.cite(r.fact)
	x.notCollected()
	return true, nil
}

// importUS: customs collect no tax; a state may oblige the seller to.
func (x *argument) importUS() error {
	r, err := x.need("import", "US")
	if err != nil {
		return err
	}
	x.because("there is no federal tax on imports but duty: %s", r.note)
	if err := x.salesTax(); err != nil || x.d.Treatment != Standard {
		return err
	}
	price, err := x.need("duty_in_sales_price", "US")
	if err != nil {
		return err
	}
	x.because("duty that the seller charges on is part of the sales price: %s (%s)", price.note, price.source)
	return nil
}
