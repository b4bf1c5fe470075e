package pricing

import (
	"golang.org/x/text/language"

	"github.com/landedhq/landed/locale"
)

// Label is what to write beside the shown price, in a language, for the
// customers of the country: "inkl. 19 % MwSt.", "plus VAT", "duties and taxes
// paid on delivery". It speaks of the tax, and of duty where nothing is said of
// tax; it is empty where there is nothing to say: no such tax there, none due,
// or the merchant bears it.
func (p Price) Label(lang language.Tag) string {
	words := locale.LabelOf(p.Country, lang)
	switch p.TaxAt {
	case InPrice:
		if percent, ok := p.TaxPercent(); ok {
			return words.TaxIncluded(percent)
		}
		return ""
	case AtCheckout:
		return words.TaxExcluded
	case OnDelivery:
		return words.DutiesAndTaxesOnDelivery
	}
	return ""
}
