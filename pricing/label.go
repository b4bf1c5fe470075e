package pricing

import (
	"golang.org/x/text/language"

	"github.com/landedhq/landed/locale"
)

// Label returns what to write beside the shown price about its tax, in a language,
// for the customers of the country: "inkl. 19 % MwSt.", "zzgl. MwSt.". Where
// goods from abroad are shown without duty and tax, and both come at checkout, it
// says so of both: "duties and taxes are added at checkout". Where the market shows duty and tax inside its prices and this one holds no tax, as
// below a threshold, it says that nothing comes on top: "duties and taxes
// included". It is empty where there is nothing to say: there is no such tax
// there, none is in the price though the market shows it inside, or the merchant
// bears it.
func (p Price) Label(lang language.Tag) string {
	words := locale.LabelOf(p.Country, lang)
	switch p.TaxAt {
	case InPrice:
		if percent, ok := p.TaxPercent(); ok {
			return words.TaxIncluded(percent)
		}
		if p.DutyAt == InPrice {
			return words.DutiesAndTaxesIncluded
		}
	case AtCheckout:
		if p.Abroad && p.DutyAt == AtCheckout {
			return words.DutiesAndTaxesAtCheckout
		}
		return words.TaxExcluded
	case OnDelivery:
		return words.DutiesAndTaxesOnDelivery
	}
	return ""
}
