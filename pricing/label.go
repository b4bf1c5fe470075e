package pricing

import (
	"golang.org/x/text/language"

	"github.com/landedhq/landed/locale"
)

// Label is what to write beside the shown price about its tax, in a language,
// for the customers of the country: "inkl. 19 % MwSt.", "zzgl. MwSt.". It is
// empty where there is nothing to say: there is no such tax there, none is in
// the price though the market shows it inside, or the merchant bears it. For
// prices with duty inside, [locale.Label] has words for both.
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
