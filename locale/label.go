package locale

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// Label holds the words for tax, duty and the lines of a bill, as a customer
// of one country reads them in one language.
type Label struct {
	// Country is the country whose tax the words name, or "" if they name tax
	// in general because this library has no words for that country.
	Country Country
	// Language is the language of the words: the one asked for, or English,
	// so that a fallback shows.
	Language language.Tag

	TaxName     string // "MwSt.", "VAT", "消費税"
	TaxExcluded string // "zzgl. MwSt."

	DutiesAndTaxesIncluded   string // the shown price has it all
	DutiesAndTaxesAtCheckout string // they are added in the shop
	DutiesAndTaxesOnDelivery string // the carrier will collect them

	// The lines of a bill.
	Subtotal, Discount, Shipping, Insurance, Duty, Tax, Fees, Total string
	// What is paid in the shop, and what the carrier collects.
	PayNow, AtTheDoor string

	taxIncluded string // with {rate} and {tax}
	locale      Locale
}

// TaxIncluded says that a price includes tax at a rate in percent: "inkl. 19 %
// MwSt.", with the percentage as the language writes it.
func (l Label) TaxIncluded(percent decimal.Decimal) string {
	return strings.NewReplacer("{rate}", l.locale.FormatPercent(percent), "{tax}", l.TaxName).Replace(l.taxIncluded)
}

// LabelOf returns the words of this library for the customers of a country who
// read a language. Where it has no words in that language it returns English
// ones, and where it does not know the name of that country's tax it speaks of
// tax in general; [Label.Language] and [Label.Country] say so.
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

// Labels is a table of words by country and language. It is immutable.
type Labels struct {
	labels map[labelKey]Label
}

// labelKey is a country, "" for words in general, and a language.
type labelKey struct {
	country  Country
	language string
}

// fallbackLanguage is the language of last resort. Every table must have it.
const fallbackLanguage = "en"

// Of returns the words for a country and a language, as [LabelOf] does.
func (t *Labels) Of(c Country, lang language.Tag) Label {
	base, _, region := lang.Raw()
	name := base.String()
	if name == "no" { // Norwegian without saying which is Bokmål
		name = "nb"
	}
	if _, ok := t.labels[labelKey{language: name}]; !ok {
		name = fallbackLanguage
	}
	l, ok := t.labels[labelKey{c, name}]
	if !ok {
		l = t.labels[labelKey{language: name}]
	}
	where := subtag(region.String(), "ZZ")
	if where == "" {
		where = string(c)
	}
	l.locale = Locale{cldr.Match(name, "", where)}
	return l
}

// LoadLabels reads a table of words from CSV with the columns country,
// language, key and text, and if it has them source and source_date, which say
// where a text is from and when it was read. A row without a country holds for all countries,
// one with a country goes before it. In the text of the keys tax_excluded and
// tax_included, {tax} stands for the name of the tax, and in tax_included
// {rate} for the percentage.
//
// LoadLabels returns an error with the line if:
//   - a country, language or key is unknown, or a text is empty;
//   - two rows say the same;
//   - a language lacks a key in its general rows, or English lacks them all.
func LoadLabels(r io.Reader) (*Labels, error) {
	words := map[labelKey]map[string]string{}
	spec := table.Spec{
		Columns:  []string{"country", "language", "key", "text", "source", "source_date"},
		Optional: []string{"source", "source_date"},
		MaxBytes: maxTable,
	}
	err := table.Read(r, spec, func(row table.Row) error {
		return addWord(words, Country(row.Get("country")), row.Get("language"), row.Get("key"), row.Get("text"))
	})
	if err != nil {
		return nil, fmt.Errorf("locale: labels.csv: %w", err)
	}
	if words[labelKey{language: fallbackLanguage}] == nil {
		return nil, fmt.Errorf("locale: labels.csv: has no general words in %s", fallbackLanguage)
	}
	t := &Labels{labels: map[labelKey]Label{}}
	for key, own := range words {
		l, err := newLabel(key, own, words[labelKey{language: key.language}])
		if err != nil {
			return nil, fmt.Errorf("locale: labels.csv: %s %s: %w", key.country, key.language, err)
		}
		t.labels[key] = l
	}
	return t, nil
}

func addWord(words map[labelKey]map[string]string, c Country, lang, key, text string) error {
	if c != "" && !c.Valid() {
		return &CountryError{Input: string(c)}
	}
	if base, err := language.ParseBase(lang); err != nil || base.String() != lang {
		return fmt.Errorf("language %s: want a code such as de", excerpt.Quote(lang))
	}
	if new(Label).word(key) == nil {
		return fmt.Errorf("unknown key %s", excerpt.Quote(key))
	}
	if text == "" {
		return fmt.Errorf("%s has no text", key)
	}
	at := labelKey{c, lang}
	if words[at] == nil {
		words[at] = map[string]string{}
	}
	if _, twice := words[at][key]; twice {
		return fmt.Errorf("%s is there twice", key)
	}
	words[at][key] = strings.Clone(text)
	return nil
}

// newLabel joins a country's own words in a language with the general ones.
func newLabel(key labelKey, own, general map[string]string) (Label, error) {
	l := Label{Language: language.Make(key.language)}
	if _, named := own["tax_name"]; named {
		l.Country = key.country
	}
	for _, k := range labelKeys {
		text, ok := own[k]
		if !ok {
			text, ok = general[k]
		}
		if !ok {
			return l, errors.New("no text for " + k)
		}
		*l.word(k) = text
	}
	l.TaxExcluded = strings.ReplaceAll(l.TaxExcluded, "{tax}", l.TaxName)
	return l, nil
}

var labelKeys = [...]string{
	"tax_name", "tax_included", "tax_excluded",
	"duties_and_taxes_included", "duties_and_taxes_at_checkout", "duties_and_taxes_on_delivery",
	"subtotal", "discount", "shipping", "insurance", "duty", "tax", "fees", "total", "pay_now", "at_the_door",
}

// word returns the field of a key, nil for an unknown one.
func (l *Label) word(key string) *string {
	switch key {
	case "tax_name":
		return &l.TaxName
	case "tax_included":
		return &l.taxIncluded
	case "tax_excluded":
		return &l.TaxExcluded
	case "duties_and_taxes_included":
		return &l.DutiesAndTaxesIncluded
	case "duties_and_taxes_at_checkout":
		return &l.DutiesAndTaxesAtCheckout
	case "duties_and_taxes_on_delivery":
		return &l.DutiesAndTaxesOnDelivery
	case "subtotal":
		return &l.Subtotal
	case "discount":
		return &l.Discount
	case "shipping":
		return &l.Shipping
	case "insurance":
		return &l.Insurance
	case "duty":
		return &l.Duty
	case "tax":
		return &l.Tax
	case "fees":
		return &l.Fees
	case "total":
		return &l.Total
	case "pay_now":
		return &l.PayNow
	case "at_the_door":
		return &l.AtTheDoor
	}
	return nil
}
