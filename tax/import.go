package tax

import "github.com/landedhq/landed/currency"

// onImport is what import VAT is levied on in most places: the customs value
// with freight and insurance, the duty, and the costs to the destination.
const onImport = BaseGoods | BaseFreight | BaseInsurance | BaseDuty | BaseFees

// imported decides goods that arrive from outside the tax area.
func (x *decider) imported(from, to area) error {
	if to.country == "US" {
		return x.importUS()
	}
	r, err := x.need("import", to.rules())
	if err != nil {
		return err
	}
	if x.s.Intrinsic.Currency() == 0 {
		return &SupplyError{Field: "intrinsic", Err: errMissing}
	}
	switch to.rules() {
	case union, "XI":
		return x.importUnion(to, r)
	case "GB":
		return x.importGB(r)
	case "NO":
		return x.importNO(r)
	case "CH":
		return x.importCH(to, r)
	case "JP":
		return x.importJP(r)
	case "AU":
		return x.importAU(r)
	case "CA":
		return x.importCA(from, to, r)
	}
	x.because("the tax is collected at the border of %s", to.country)
	x.cite(r)
	x.atBorder(onImport)
	return nil
}

// importUnion: IOSS up to 150 EUR, if the seller has it; else import VAT.
func (x *decider) importUnion(to area, border rule) error {
	ioss, err := x.need("ioss", to.rules())
	if err != nil {
		return err
	}
	c, err := x.s.compare("intrinsic", x.s.Intrinsic, ioss.limit)
	if err != nil {
		return err
	}
	low := ioss.admits(c)
	x.test("the intrinsic value of the consignment", x.s.Intrinsic, ioss, low)
	switch {
	case low && x.leavesOut("IOSS", ioss):
	case low && x.s.hasIOSS() && !x.s.AtBorder:
		x.because("the seller has IOSS: it charges the VAT of %s at the sale, and the import is exempt", x.s.ShipTo)
		x.cite(ioss)
		x.sellerCollects(SchemeIOSS, false, consideration)
		return nil
	case low && x.s.hasIOSS():
		x.because("the seller has IOSS but leaves this sale to the border, as IOSS allows")
	case low:
		x.because("the seller has no IOSS registration, so import VAT is due on arrival")
	}
	x.cite(border)
	x.atBorder(onImport)
	return nil
}

// importGB: the seller must charge UK VAT up to 135 GBP.
func (x *decider) importGB(border rule) error {
	low, err := x.need("uk_low_value", "GB")
	if err != nil {
		return err
	}
	c, err := x.s.compare("intrinsic", x.s.Intrinsic, low.limit)
	if err != nil {
		return err
	}
	x.test("the intrinsic value of the consignment", x.s.Intrinsic, low, low.admits(c))
	if !low.admits(c) || x.leavesOut("the tax at the sale", low) {
		x.cite(border)
		x.atBorder(onImport)
		return nil
	}
	if !x.s.established("GB") && !x.s.registered("GB", SchemeUKLowValue) {
		return &RegistrationError{Country: "GB", Needs: []Scheme{SchemeVAT}, Source: low.source,
			Reason: "consignments of " + low.side() + " are taxed by the seller at the sale, not at the border; the seller registers for UK VAT from the first one"}
	}
	x.because("the seller must charge UK VAT at the sale; there is no import VAT")
	x.cite(low)
	x.sellerCollects(SchemeUKLowValue, true, consideration)
	return nil
}

// importNO: VOEC, if each item is below 3000 NOK and the seller is registered.
func (x *decider) importNO(border rule) error {
	voec, err := x.need("voec", "NO")
	if err != nil {
		return err
	}
	low, err := x.everyItem(voec)
	if err != nil {
		return err
	}
	switch {
	case low && x.leavesOut("VOEC", voec):
	case low && x.s.registered("NO", SchemeVOEC) && !x.s.AtBorder:
		x.because("the seller is registered for VOEC and charges Norwegian VAT at the sale; no duty and no import VAT")
		x.cite(voec)
		x.sellerCollects(SchemeVOEC, false, consideration)
		return nil
	case low && x.s.registered("NO", SchemeVOEC):
		x.because("the seller is registered for VOEC but leaves this sale to the border")
	case low:
		x.because("the seller is not registered for VOEC, so import VAT is due on arrival")
	default:
		x.because("one item above the line takes the whole consignment out of VOEC")
	}
	x.cite(border)
	x.atBorder(onImport)
	return nil
}

// importCH: a seller under the mail-order rule sells inside Switzerland;
// otherwise import tax, of which small amounts are not collected.
func (x *decider) importCH(to area, border rule) error {
	mail, err := x.need("mail_order", "CH")
	if err != nil {
		return err
	}
	if x.s.established("CH") || x.s.registered("CH", SchemeCHMailOrder, SchemeMailOrder) {
		x.because("the seller is registered under the mail-order rule, so its deliveries into Switzerland are domestic")
		x.cite(mail)
		x.sellerCollects(SchemeCHMailOrder, true, consideration)
		return nil
	}
	x.because("the seller is not under the mail-order rule: import tax at the border of %s, but not if the tax is %s", to.country, border.side())
	x.cite(border)
	x.atBorder(onImport)
	x.d.MinCollect = border.limit
	return nil
}

// importJP: relief up to a customs value of 10,000 JPY, freight included.
func (x *decider) importJP(border rule) error {
	relief, err := x.need("relief", "JP")
	if err != nil {
		return err
	}
	cif, err := currency.Sum(x.s.Intrinsic, x.s.Freight, x.s.Insurance)
	if err != nil {
		return &SupplyError{Field: "freight", Err: err}
	}
	c, err := x.s.compare("intrinsic", cif, relief.limit)
	if err != nil {
		return err
	}
	low := relief.admits(c)
	x.test("the customs value (goods, freight and insurance)", cif, relief, low)
	switch {
	case low && x.leavesOut("the relief", relief):
		x.because("goods beside them would keep the relief; one decision holds for the consignment, so they are taxed with it")
	case low:
		x.because("such imports are relieved of consumption tax")
		x.cite(relief)
		x.notCollected()
		return nil
	}
	x.cite(border)
	x.atBorder(onImport)
	return nil
}

// importAU: a registered seller charges GST on goods up to 1000 AUD; above it
// the border does; below it the border collects nothing.
func (x *decider) importAU(border rule) error {
	low, err := x.need("au_lvg", "AU")
	if err != nil {
		return err
	}
	c, err := x.s.compare("intrinsic", x.s.Intrinsic, border.limit)
	if err != nil {
		return err
	}
	x.test("the value of the consignment", x.s.Intrinsic, border, border.admits(c))
	if !border.admits(c) {
		x.because("consignments above the line are taxed at the border, also where each good is below it")
		x.cite(border)
		x.atBorder(onImport)
		return nil
	}
	if x.leavesOut("the tax at the sale", low) {
		x.cite(border)
		x.atBorder(onImport)
		return nil
	}
	// No item can be dearer than the consignment, so each is below the line too.
	if x.s.established("AU") || x.s.registered("AU", SchemeAULowValue) {
		x.because("the seller is registered for GST and must charge it at the sale")
		x.cite(low)
		x.sellerCollects(SchemeAULowValue, true, consideration)
		return nil
	}
	x.because("the seller is not registered for GST, and below a turnover of 75,000 AUD with Australia need not be; the border collects nothing at this value")
	x.cite(low)
	x.notCollected()
	return nil
}

// importCA: relief of very low values by the way they are sent; otherwise
// GST/HST of the province at the border, without freight in its base.
func (x *decider) importCA(from, to area, border rule) error {
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
	c, err := x.s.compare("intrinsic", x.s.Intrinsic, relief.limit)
	if err != nil {
		return err
	}
	low := relief.admits(c)
	x.test("the value of the goods", x.s.Intrinsic, relief, low)
	if low && !x.leavesOut("the relief", relief) {
		x.because("such imports are relieved of GST/HST")
		x.cite(relief)
		x.notCollected()
		return nil
	}
	if err := x.province(to); err != nil {
		return err
	}
	x.because("GST/HST is collected at the border, on the value for duty and the duty, at the rate of the province of destination")
	x.cite(border)
	x.atBorder(BaseGoods | BaseDuty)
	return nil
}

// importUS: customs collect no tax; a state may oblige the seller to.
func (x *decider) importUS() error {
	r, err := x.need("import", "US")
	if err != nil {
		return err
	}
	x.because("there is no federal tax on imports but duty: %s", r.note)
	if err := x.salesTax(); err != nil || x.d.Accountant != Seller {
		return err
	}
	price, err := x.need("duty_in_sales_price", "US")
	if err != nil {
		return err
	}
	x.because("duty that the seller charges on is part of the sales price: %s (%s)", price.note, price.source)
	return nil
}

// leavesOut tells whether a low-value rule does not hold for one of the goods,
// and says so.
func (x *decider) leavesOut(scheme string, r rule) bool {
	code := r.excluded(x.s.Codes)
	if code == "" {
		return false
	}
	x.because("the goods of customs code %s are left out of %s, so the whole consignment is an ordinary import, taxed at the border", code, scheme)
	return true
}

// test words a comparison with a threshold.
func (x *decider) test(what string, a currency.Amount, r rule, low bool) {
	if low {
		x.because("%s is %v, which is %s", what, a, r.side())
		return
	}
	x.because("%s is %v, which is not %s", what, a, r.side())
}

// everyItem tests the dearest item. Without it, a consignment on the low side
// proves as much.
func (x *decider) everyItem(r rule) (bool, error) {
	if x.s.DearestItem.Currency() != 0 {
		c, err := x.s.compare("dearest_item", x.s.DearestItem, r.limit)
		if err != nil {
			return false, err
		}
		x.test("the dearest item", x.s.DearestItem, r, r.admits(c))
		return r.admits(c), nil
	}
	c, err := x.s.compare("intrinsic", x.s.Intrinsic, r.limit)
	if err != nil {
		return false, err
	}
	if !r.admits(c) {
		return false, &SupplyError{Field: "dearest_item", Err: errMissing}
	}
	x.test("the whole consignment, and so each item of it,", x.s.Intrinsic, r, true)
	return true, nil
}
