package locale

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// Labels is a table of words by country and language. It is immutable. The zero
// Labels has none, and gives a Label without words.
type Labels struct {
	general map[subtags]*generalWords
	own     map[labelKey]*words
	// Languages, without script and region, that have words in several scripts,
	// and languages without region that have words for a region of theirs. The
	// others are found without a look at what CLDR says of their countries.
	scripts, regions map[subtags]bool
}

// labelKey is a country and a language; no language is for the name of a tax
// in all of them.
type labelKey struct {
	country  Country
	language subtags
}

// generalWords are the words of a language for all countries.
type generalWords struct {
	words
	tag language.Tag
}

// words are texts by their key, "" where there is none.
type words [len(labelKeys)]string

// The keys of a table.
const (
	keyTaxName = iota
	keyVATName
	keyTaxIncluded
	keyTaxInPrice
	keyTaxExcluded
	keyAnyTaxIncluded
	keyAnyTaxInPrice
	keyAnyTaxExcluded
	keyAllIncluded
	keyAllAtCheckout
	keyAllOnDelivery
	keyDutyAtCheckout
	keyDutyOnDelivery
	keySubtotal
	keyDiscount
	keyShipping
	keyInsurance
	keyDuty
	keyTax
	keyFees
	keyTotal
	keyPayNow
	keyAtTheDoor
)

var labelKeys = [...]string{
	keyTaxName: "tax_name", keyVATName: "vat_name",
	keyTaxIncluded: "tax_included", keyTaxInPrice: "tax_in_price", keyTaxExcluded: "tax_excluded",
	keyAnyTaxIncluded: "any_tax_included", keyAnyTaxInPrice: "any_tax_in_price", keyAnyTaxExcluded: "any_tax_excluded",
	keyAllIncluded:    "duties_and_taxes_included",
	keyAllAtCheckout:  "duties_and_taxes_at_checkout",
	keyAllOnDelivery:  "duties_and_taxes_on_delivery",
	keyDutyAtCheckout: "duty_at_checkout", keyDutyOnDelivery: "duty_on_delivery",
	keySubtotal: "subtotal", keyDiscount: "discount", keyShipping: "shipping", keyInsurance: "insurance",
	keyDuty: "duty", keyTax: "tax", keyFees: "fees", keyTotal: "total", keyPayNow: "pay_now", keyAtTheDoor: "at_the_door",
}

// Marks in a text, and what they stand for.
const (
	markTax  = "{tax}"  // the name of the tax
	markRate = "{rate}" // the percentage
	markVAT  = "{vat}"  // as the name of a tax: the word of the language for value added tax
	markNone = "{none}" // as the name of a tax: there is none
)

// fallbackLanguage is the language of last resort, English. Every table must
// have it. It is spelt out so that nothing is worked out at the start.
var fallbackLanguage = subtags{language: [3]byte{'e', 'n'}, script: [4]byte{'L', 'a', 't', 'n'}}

// Of returns the words for a country and a language, as [LabelOf] does.
func (t *Labels) Of(c Country, lang language.Tag) Label {
	if len(t.general) == 0 {
		return Label{}
	}
	want := t.languageIn(c, lang)
	languages := []subtags{want.withoutRegion()}
	if t.regions[languages[0]] {
		languages = want.parents()
	}
	i := slices.IndexFunc(languages, func(s subtags) bool { return t.general[s] != nil })
	if i < 0 {
		i, languages = 0, []subtags{fallbackLanguage}
	}
	g := t.general[languages[i]]
	w, named := g.words, false
	// No language first and the nearest last: its words go before the others.
	for n := len(languages); n >= 0; n-- {
		var s subtags
		if n < len(languages) {
			s = languages[n]
		}
		if own := t.own[labelKey{c, s}]; own != nil {
			w.overlay(own)
			named = named || own[keyTaxName] != ""
		}
	}
	l := w.label(named)
	l.Language = g.tag
	if named {
		l.Country = c
	}
	s := languages[i]
	s.region = want.region
	l.locale = newLocale(cldr.Match(s.parts()))
	return l
}

// languageIn returns the language of a reader in a country. A language without
// a region is that of the country, in the script of the country if it is
// official there.
func (t *Labels) languageIn(c Country, lang language.Tag) subtags {
	s := subtagsOf(lang)
	there, ok := facts(c).region()
	if s.region != [3]byte{} || !ok {
		return s
	}
	if _, script, _ := lang.Raw(); script.String() == "Zzzz" && t.scripts[subtags{language: s.language}] {
		for _, tag := range there.Languages() {
			if official := subtagsOf(language.Make(tag)); official.language == s.language {
				s.script = official.script
				break
			}
		}
	}
	copy(s.region[:], there.Code())
	return s
}

// overlay takes over the texts that o has.
func (w *words) overlay(o *words) {
	for key, text := range o {
		if text != "" {
			w[key] = text
		}
	}
}

// label fills the marks, except the rate. A tax that is not named has phrases
// of its own where the language needs them.
func (w *words) label(named bool) Label {
	name := w[keyTaxName]
	included, inPrice, excluded := w[keyTaxIncluded], w[keyTaxInPrice], w[keyTaxExcluded]
	switch {
	case name == markVAT:
		name = w[keyVATName]
	case name == markNone:
		name, included, inPrice, excluded = "", "", "", ""
	case !named:
		included = cmp.Or(w[keyAnyTaxIncluded], included)
		inPrice = cmp.Or(w[keyAnyTaxInPrice], inPrice)
		excluded = cmp.Or(w[keyAnyTaxExcluded], excluded)
	}
	return Label{
		TaxName:                  name,
		TaxInPrice:               strings.Replace(inPrice, markTax, name, 1),
		TaxExcluded:              strings.Replace(excluded, markTax, name, 1),
		taxIncluded:              strings.Replace(included, markTax, name, 1),
		DutiesAndTaxesIncluded:   w[keyAllIncluded],
		DutiesAndTaxesAtCheckout: w[keyAllAtCheckout],
		DutiesAndTaxesOnDelivery: w[keyAllOnDelivery],
		DutyAtCheckout:           w[keyDutyAtCheckout],
		DutyOnDelivery:           w[keyDutyOnDelivery],
		Subtotal:                 w[keySubtotal],
		Discount:                 w[keyDiscount],
		Shipping:                 w[keyShipping],
		Insurance:                w[keyInsurance],
		Duty:                     w[keyDuty],
		Tax:                      w[keyTax],
		Fees:                     w[keyFees],
		Total:                    w[keyTotal],
		PayNow:                   w[keyPayNow],
		AtTheDoor:                w[keyAtTheDoor],
	}
}

// LoadLabels reads a table of words from CSV with the columns country,
// language, key and text, and optionally source and source_date, which say
// where a text is from and when it was read. The embedded table,
// data/labels.csv, is an example.
//
// A row without a country holds for all countries; a row with a country takes
// precedence. A regional language, such as fr-CA, takes the words that it lacks
// from its parent. The text of tax_name is what tax is called in general or, in
// a row with a country, what that country's tax is called. A row with a country
// may lack the language, and may say {vat} for the word that each language has
// for value added tax (vat_name), or {none} if the country has no such tax. In
// the texts of tax_included, tax_in_price and tax_excluded, {tax} stands for
// that name, and in tax_included {rate} for the percentage. The same keys with
// any_ before them are for taxes without a name of their own, in languages
// where the word for tax does not fit into the others.
//
// LoadLabels returns a [*TableError] with the line if:
//   - the table is larger than 16 MiB or has other columns;
//   - a country, language or key is unknown, or a text is empty;
//   - a text lacks a mark that it needs, has one twice or one that it must not
//     have;
//   - two rows say the same.
//
// It returns an error that wraps [ErrTable] and names no line if a language lacks
// a key in its general rows and those of its parents, or English lacks them all.
func LoadLabels(r io.Reader) (*Labels, error) {
	l := labelLoader{
		Labels: &Labels{map[subtags]*generalWords{}, map[labelKey]*words{}, map[subtags]bool{}, map[subtags]bool{}},
		tags:   map[string]language.Tag{},
	}
	spec := table.Spec{
		Columns:  []string{"country", "language", "key", "text", "source", "source_date"},
		Optional: []string{"source", "source_date"},
		MaxBytes: maxTable,
		Syntax:   ErrTable,
		Size:     ErrTable,
	}
	if err := table.Read(r, spec, l.add); err != nil {
		return nil, tableErrorOf(err)
	}
	if l.general[fallbackLanguage] == nil {
		return nil, fmt.Errorf("locale: labels: %w", tableFault("no general words in en"))
	}
	if err := l.inherit(); err != nil {
		return nil, fmt.Errorf("locale: labels: %w", err)
	}
	return l.Labels, nil
}

// labelLoader is a table while it is read.
type labelLoader struct {
	*Labels
	tags map[string]language.Tag // by their text
}

// add takes in a row.
func (l *labelLoader) add(row table.Row) error {
	c, name, text := Country(row.Get("country")), row.Get("language"), row.Get("text")
	if c != "" && !c.Valid() {
		return row.Fault("country", &CountryError{Input: string(c)})
	}
	key := slices.Index(labelKeys[:], row.Get("key"))
	if key < 0 {
		return row.Fault("key", tableFault("unknown key %s", excerpt.Quote(row.Get("key"))))
	}
	if err := checkText(key, text, c != "", name != ""); err != nil {
		return row.Fault("text", fmt.Errorf("%s: %w", labelKeys[key], err))
	}
	w, err := l.wordsOf(c, name)
	if err != nil {
		return row.Fault("language", err)
	}
	if w[key] != "" {
		return tableFault("%s is there twice", labelKeys[key])
	}
	w[key] = strings.Clone(text)
	return nil
}

// wordsOf returns the words of a country, "" for all, in a language, "" for
// all.
func (l *labelLoader) wordsOf(c Country, name string) (*words, error) {
	if name == "" {
		return l.ownWords(labelKey{country: c}), nil
	}
	tag, ok := l.tags[name]
	if !ok {
		var err error
		if tag, err = language.Parse(name); err != nil || tag.String() != name || tag.IsRoot() || len(tag.Variants())+len(tag.Extensions()) > 0 {
			return nil, tableFault("%s: want a code such as de, pt-PT or zh-Hant", excerpt.Quote(name))
		}
		l.tags[strings.Clone(name)] = tag
	}
	s := subtagsOf(tag)
	if s.region != [3]byte{} {
		l.regions[s.withoutRegion()] = true
	}
	if c != "" {
		return l.ownWords(labelKey{c, s}), nil
	}
	g := l.general[s]
	if g == nil {
		g = &generalWords{tag: tag}
		l.general[s] = g
	}
	return &g.words, nil
}

func (l *labelLoader) ownWords(at labelKey) *words {
	w := l.own[at]
	if w == nil {
		w = new(words)
		l.own[at] = w
	}
	return w
}

// checkText checks the marks of a text.
func checkText(key int, text string, country, lang bool) error {
	tax, rate := strings.Count(text, markTax), strings.Count(text, markRate)
	rest := strings.ReplaceAll(strings.ReplaceAll(text, markTax, ""), markRate, "")
	if key == keyTaxName && country && (text == markVAT || text == markNone) {
		rest = ""
	}
	var needsRate, mayTax bool
	switch key {
	case keyTaxIncluded:
		needsRate, mayTax = true, true
	case keyTaxInPrice, keyTaxExcluded:
		mayTax = true
	case keyAnyTaxIncluded:
		needsRate = true
	}
	switch {
	case text == "":
		return tableFault("no text")
	case !lang && (key != keyTaxName || !country):
		return tableFault("needs a language: only the tax_name of a country may do without")
	case strings.ContainsAny(rest, "{}"):
		return tableFault("unknown mark in %s", excerpt.Quote(text))
	case rate > 1 || tax > 1:
		return tableFault("a mark twice in %s", excerpt.Quote(text))
	case needsRate && rate == 0:
		return tableFault("no %s in %s", markRate, excerpt.Quote(text))
	case !needsRate && rate == 1:
		return tableFault("%s in %s, where none may be", markRate, excerpt.Quote(text))
	case tax == 1 && !mayTax:
		return tableFault("%s in %s, where none may be", markTax, excerpt.Quote(text))
	}
	return nil
}

// inherit completes regional languages from their parents and checks that each
// language has all words.
func (l *labelLoader) inherit() error {
	given := map[subtags]words{}
	usual := map[subtags][4]byte{}
	for s, g := range l.general {
		given[s] = g.words
		only := subtags{language: s.language}
		if script, seen := usual[only]; seen && script != s.script {
			l.scripts[only] = true
		}
		usual[only] = s.script
	}
	for s, g := range l.general {
		for _, parent := range s.parents()[1:] {
			if from, ok := given[parent]; ok {
				from.overlay(&g.words)
				g.words = from
			}
		}
	}
	for _, name := range l.Languages() {
		g := l.general[subtagsOf(name)]
		for key, text := range g.words {
			if text == "" && (key < keyAnyTaxIncluded || key > keyAnyTaxExcluded) {
				return tableFault("%s: no text for %s", name, labelKeys[key])
			}
		}
	}
	return nil
}

// Languages returns the languages that the table has words in, in the order of
// their tags.
func (t *Labels) Languages() []language.Tag {
	var tags []language.Tag
	for _, g := range t.general {
		tags = append(tags, g.tag)
	}
	slices.SortFunc(tags, func(a, b language.Tag) int { return strings.Compare(a.String(), b.String()) })
	return tags
}
