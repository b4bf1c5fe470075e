package locale

import (
	_ "embed"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"
)

// Label holds the words for tax, duty and the lines of a bill, as a customer
// of one country reads them in one language. The zero Label has no words.
type Label struct {
	// Country is the country whose tax the words name, or "" if they name tax
	// in general because this library has no words for that country.
	Country Country
	// Language is the language of the words: the one asked for, or English, so
	// that a fallback shows. A regional language is named even if only some
	// words are its own: fr-CA has "Rabais", and otherwise the words of French.
	Language language.Tag

	// TaxName is what the tax is called: "MwSt.", "VAT", "消費税". It is empty,
	// with a Country, where there is no such tax, as in Hong Kong; and so are
	// the phrases about it.
	TaxName string
	// TaxInPrice says that a price includes tax, without the rate: "inkl.
	// MwSt.". It is for cases where the rate is not known, or there are
	// several.
	TaxInPrice  string
	TaxExcluded string // "zzgl. MwSt."

	DutiesAndTaxesIncluded   string // the shown price has it all
	DutiesAndTaxesAtCheckout string // they are added in the shop
	DutiesAndTaxesOnDelivery string // the carrier will collect them
	DutyAtCheckout           string // duty alone is added in the shop, beside a price that says of its tax what there is to say
	DutyOnDelivery           string // the carrier will collect duty alone

	// The lines of a bill.
	Subtotal, Discount, Shipping, Insurance, Duty, Tax, Fees, Total string
	// What is paid in the shop, and what the carrier collects.
	PayNow, AtTheDoor string

	taxIncluded string // with {rate}
	locale      Locale
}

// TaxIncluded says that a price includes tax at a rate in percent: "inkl. 19 %
// MwSt.", with the percentage as the language writes it in the country. It is
// empty where there is no such tax.
func (l Label) TaxIncluded(percent decimal.Decimal) string {
	if l.taxIncluded == "" {
		return ""
	}
	return strings.Replace(l.taxIncluded, markRate, l.locale.FormatPercent(percent), 1)
}

// LabelOf returns the words of this library for the customers of a country who
// read a language. Where it has no words in that language it returns English
// ones, and where it does not know the name of that country's tax it speaks of
// tax in general; [Label.Language] and [Label.Country] say so.
//
// A language without a region is read as that of the country: Portuguese is
// European in Portugal, and Chinese traditional in Taiwan.
func LabelOf(c Country, lang language.Tag) Label {
	labels, err := defaultLabels.get(labelsCSV, LoadLabels)
	if err != nil {
		return Label{}
	}
	return labels.Of(c, lang)
}

//go:embed data/labels.csv
var labelsCSV string

var defaultLabels embedded[*Labels]
