package pricing

import (
	"golang.org/x/text/language"

	"github.com/landedhq/landed/locale"
)

// Label returns what to write beside the shown price about its tax and duty, in a
// language, for the customers of the country: "inkl. 19 % MwSt.", "zzgl. MwSt.".
//
// Where goods come from abroad, it says what duty is still to be paid: "duties
// and taxes are added at checkout" where both are; beside a price with tax in
// it, "incl. 20% VAT · Import duty is added at checkout" where the goods bear
// duty, and likewise for duty on delivery. Where the market shows duty and tax
// inside its prices and this one contains no tax, as below a threshold, it says
// that nothing is added: "duties and taxes included".
//
// It is empty where there is nothing to say: there is no such tax there, none is
// in the price though the market shows it inside, the merchant bears it, or the
// buyer accounts for it.
func (p Price) Label(lang language.Tag) string {
	words := locale.LabelOf(p.Country, lang)
	switch p.TaxAt {
	case InPrice:
		if percent, ok := p.TaxPercent(); ok {
			return beside(words.TaxIncluded(percent), p.dutyLabel(words, p.Dutiable))
		}
		if p.DutyAt == InPrice && !p.Untaxed {
			return words.DutiesAndTaxesIncluded
		}
		return p.dutyLabel(words, p.Dutiable)
	case AtCheckout:
		if p.Abroad && p.DutyAt == AtCheckout {
			return words.DutiesAndTaxesAtCheckout
		}
		return beside(words.TaxExcluded, p.dutyLabel(words, p.Abroad))
	case OnDelivery:
		return words.DutiesAndTaxesOnDelivery
	}
	return ""
}

// dutyLabel says where duty alone is paid, if it is due and the customer pays it.
func (p *Price) dutyLabel(words locale.Label, due bool) string {
	switch {
	case due && p.DutyAt == AtCheckout:
		return words.DutyAtCheckout
	case due && p.DutyAt == OnDelivery:
		return words.DutyOnDelivery
	}
	return ""
}

// beside puts two phrases beside each other, one of which may be empty.
func beside(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}
