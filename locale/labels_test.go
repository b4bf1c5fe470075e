package locale

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/landedhq/landed/internal/table"
)

func embeddedLabels(t testing.TB) *Labels {
	t.Helper()
	labels, err := LoadLabels(strings.NewReader(labelsCSV))
	if err != nil {
		t.Fatal(err)
	}
	return labels
}

func TestLoadLabels(t *testing.T) {
	const header = "country,language,key,text\n"
	var english strings.Builder
	english.WriteString(header)
	for key, k := range labelKeys {
		text := "x"
		if key == keyTaxIncluded || key == keyAnyTaxIncluded {
			text = "{rate}"
		}
		english.WriteString(",en," + k + "," + text + "\n")
	}
	tests := []struct{ name, in, want string }{
		{"empty", "", "line 1: empty table"},
		{"other columns", "a,b\n", "line 1: country: the column is missing, want country,language,key,text,source,source_date"},
		{"no English", header, "no general words in en"},
		{"too few fields", header + ",de\n", "wrong number of fields"},
		{"unknown country", header + "ZZ,en,total,x\n", `line 2: country: locale: unknown country "ZZ"`},
		{"unknown language", header + ",german,total,x\n", `line 2: language: "german": want a code such as de`},
		{"no language", header + ",und,total,x\n", `line 2: language: "und"`},
		{"an outdated language", header + ",iw,total,x\n", `line 2: language: "iw"`},
		{"an extension", header + ",de-u-nu-thai,total,x\n", `line 2: language: "de-u-nu-thai"`},
		{"a variant", header + ",de-1996,total,x\n", `line 2: language: "de-1996"`},
		{"other casing", header + ",DE,total,x\n", `line 2: language: "DE"`},
		{"unknown key", header + ",en,sum,x\n", `line 2: key: unknown key "sum"`},
		{"no text", header + ",de,total,\n", "line 2: text: total: no text"},
		{"twice", english.String() + ",en,total,y\n", "line 25: total is there twice"},
		{"twice by another name", english.String() + ",zh,total,y\n,zh-Hans,total,y\n", "line 26: total is there twice"},
		{"twice for a country", header + "DE,en,total,x\nDE,en,total,y\n", "line 3: total is there twice"},
		{"half a language", english.String() + ",de,total,Summe\n", "de: no text for tax_name"},
		{"half another script", english.String() + ",zh-Hant,total,x\n", "zh-Hant: no text for tax_name"},
		{"no rate", header + ",en,tax_included,with {tax}\n", "line 2: text: tax_included: no {rate} in \"with {tax}\""},
		{"a rate where there is none", header + ",en,tax_in_price,{rate} {tax}\n", "line 2: text: tax_in_price: {rate} in \"{rate} {tax}\", where none may be"},
		{"a mark twice", header + ",en,tax_included,{rate} {rate}\n", "line 2: text: tax_included: a mark twice in"},
		{"another mark", header + ",en,total,{total}\n", `line 2: text: total: unknown mark in "{total}"`},
		{"half a mark", header + ",en,total,{tax\n", `line 2: text: total: unknown mark in "{tax"`},
		{"a tax in another word", header + ",en,total,{tax}\n", `line 2: text: total: {tax} in "{tax}", where none may be`},
		{"a name in a phrase without", header + ",en,any_tax_included,{rate} {tax}\n", "line 2: text: any_tax_included: {tax} in"},
		{"no tax in general", header + ",en,tax_name,{none}\n", "line 2: text: tax_name: unknown mark in"},
		{"neither country nor language", header + ",,tax_name,x\n", "line 2: text: tax_name: needs a language"},
		{"a phrase without a language", header + "DE,,total,x\n", "line 2: text: total: needs a language"},
	}
	for _, tt := range tests {
		_, err := LoadLabels(strings.NewReader(tt.in))
		if !errors.Is(err, ErrTable) && !errors.Is(err, ErrUnknownCountry) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
		if at := (*TableError)(nil); errors.As(err, &at) != strings.Contains(tt.want, "line ") && tt.name != "too few fields" {
			t.Errorf("%s: %#v", tt.name, err)
		}
	}
	table := english.String() + "DE,en,total,own\n,en-GB,total,British\nFR,en,tax_name,FR tax\n"
	if _, err := LoadLabels(strings.NewReader(table + ",nb,total,-\n")); err == nil {
		t.Error("Norwegian with one word is taken")
	}
	labels, err := LoadLabels(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		country  Country
		language string
		want     [4]string // language, country, total, subtotal
		reason   string
	}{
		{"DE", "en", [4]string{"en", "", "own", "x"}, "own words go before general ones, and name no tax"},
		{"DE", "en-GB", [4]string{"en-GB", "", "own", "x"}, "those of the country before those of the region"},
		{"IT", "en-GB", [4]string{"en-GB", "", "British", "x"}, "what a region lacks is its parent's"},
		{"GB", "en", [4]string{"en-GB", "", "British", "x"}, "the language of the country"},
		{"FR", "fr", [4]string{"en", "FR", "x", "x"}, "English for what is missing, with the names that English has"},
	} {
		l := labels.Of(tt.country, language.MustParse(tt.language))
		if got := [4]string{l.Language.String(), string(l.Country), l.Total, l.Subtotal}; got != tt.want {
			t.Errorf("%s %s: %q, want %q (%s)", tt.country, tt.language, got, tt.want, tt.reason)
		}
	}
}

// officialWithout lists official languages in which there are no words yet,
// each with its reason. English serves them, and Label.Language shows it.
var officialWithout = map[string]string{
	"mi":       "Māori: no shop to compare with",
	"nan-Hant": "Min Nan: who reads it reads zh-Hant",
	"hak-Hant": "Hakka: who reads it reads zh-Hant",
	"fil":      "Filipino: shops write English",
	"qu":       "Quechua: shops write Spanish",
}

// TestLabelCoverage demands words for each country that shops sell to most, in
// each of its official languages and in English, and that they name its tax.
func TestLabelCoverage(t *testing.T) {
	labels := embeddedLabels(t)
	countries := strings.Fields(`AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK
		GB XI CH LI NO IS US CA AU NZ JP KR CN TW HK SG IN BR MX TR IL AE SA ZA RU UA RS ID MY TH VN PH AR CL CO PE`)
	// Where the tax has no name in English that a shop would write.
	general := map[Country]bool{"BR": true}
	pairs := 0
	for _, name := range countries {
		c := Country(name)
		m, err := MarketOf(c, today)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range append(m.Languages, language.English) {
			if officialWithout[lang.String()] != "" {
				continue
			}
			pairs++
			l := labels.Of(c, lang)
			base, _ := lang.Base()
			if found, _ := l.Language.Base(); found != base {
				t.Errorf("%s %s: words are %s", c, lang, l.Language)
			}
			if l.Country != c && !(base.String() == "en" && general[c]) {
				t.Errorf("%s %s: the tax has no name", c, lang)
			}
			checkLabel(t, c, lang, l)
		}
	}
	t.Logf("%d languages; %d countries with the name of their tax; %d pairs of country and language checked", len(labels.Languages()), len(named(labels)), pairs)
	if n := len(labels.Languages()); n < 45 {
		t.Errorf("%d languages", n)
	}
}

// named returns the countries whose tax has a name.
func named(labels *Labels) map[Country]bool {
	found := map[Country]bool{}
	for at, w := range labels.own {
		if w[keyTaxName] != "" {
			found[at.country] = true
		}
	}
	return found
}

// TestLabelsEverywhere checks each country in each language of the table.
func TestLabelsEverywhere(t *testing.T) {
	labels := embeddedLabels(t)
	for _, lang := range labels.Languages() {
		for _, c := range append(allCountries(), "") {
			checkLabel(t, c, lang, labels.Of(c, lang))
		}
	}
}

// checkLabel checks that all words of a label are there and fit to be shown.
func checkLabel(t *testing.T, c Country, lang language.Tag, l Label) {
	t.Helper()
	included := l.TaxIncluded(decimal.RequireFromString("7.5"))
	phrases := []string{l.TaxName, l.TaxInPrice, l.TaxExcluded, included}
	for i, text := range phrases {
		if (text == "") != (l.TaxName == "") {
			t.Errorf("%s %s: phrase %d is %q", c, lang, i, text)
		}
	}
	if l.TaxName == "" && l.Country == "" {
		t.Errorf("%s %s: no tax, and it does not show", c, lang)
	}
	if included != "" && (!strings.ContainsAny(included, "7٧۷७௭৭") || included == l.TaxInPrice) {
		t.Errorf("%s %s: %q has no rate", c, lang, included)
	}
	for _, text := range []string{
		l.DutiesAndTaxesIncluded, l.DutiesAndTaxesAtCheckout, l.DutiesAndTaxesOnDelivery, l.DutyAtCheckout, l.DutyOnDelivery,
		l.Subtotal, l.Discount, l.Shipping, l.Insurance, l.Duty, l.Tax, l.Fees, l.Total, l.PayNow, l.AtTheDoor,
	} {
		if text == "" {
			t.Errorf("%s %s: a word is missing in %+v", c, lang, l)
		}
		phrases = append(phrases, text)
	}
	for _, text := range phrases {
		if strings.TrimSpace(text) != text || strings.Contains(text, "  ") || strings.ContainsAny(text, "{}\n\t") || !norm.NFC.IsNormalString(text) {
			t.Errorf("%s %s: %+q", c, lang, text)
		}
	}
}

// TestLabelsDiffer finds words that were copied into the wrong language: whole
// sentences are the same in no two languages, and each language keeps to its
// script.
func TestLabelsDiffer(t *testing.T) {
	labels := embeddedLabels(t)
	seen := map[string]string{}
	for _, lang := range labels.Languages() {
		own := map[int]bool{}
		rows(t, func(row table.Row) {
			if row.Get("country") == "" && row.Get("language") == lang.String() {
				own[slices.Index(labelKeys[:], row.Get("key"))] = true
			}
		})
		w := labels.general[subtagsOf(lang)].words
		for _, key := range []int{keyAllIncluded, keyAllAtCheckout, keyAllOnDelivery} {
			if other := seen[w[key]]; other != "" && own[key] {
				t.Errorf("%s has the %s of %s: %s", lang, labelKeys[key], other, w[key])
			}
			seen[w[key]] = lang.String()
		}
		sentences := []string{w[keyAllIncluded], w[keyAllAtCheckout], w[keyAllOnDelivery]}
		slices.Sort(sentences)
		if len(slices.Compact(sentences)) != 3 {
			t.Errorf("%s says the same of two ways to pay duty", lang)
		}
		script, _ := lang.Script()
		for key, text := range w {
			if r, ok := strayLetter(script.String(), text); ok && key != keyVATName {
				t.Errorf("%s: %s has %q of another script: %s", lang, labelKeys[key], r, text)
			}
		}
	}
}

// rows gives the rows of the embedded table to each.
func rows(t *testing.T, each func(table.Row)) {
	t.Helper()
	columns := []string{"country", "language", "key", "text", "source", "source_date"}
	if err := readTable("labels.csv", strings.NewReader(labelsCSV), columns, func(row table.Row) error {
		each(row)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestFallbackLanguage(t *testing.T) {
	if fallbackLanguage != subtagsOf(language.English) {
		t.Errorf("%s is not English", fallbackLanguage)
	}
}

func FuzzLoadLabels(f *testing.F) {
	f.Add(labelsCSV)
	f.Add("country,language,key,text\n,en,total,x\nDE,,tax_name,{vat}\n,zh-Hant-HK,tax_included,{rate}{tax}\n")
	f.Fuzz(func(t *testing.T, s string) {
		labels, err := LoadLabels(strings.NewReader(s))
		if err == nil {
			for _, lang := range labels.Languages() {
				labels.Of("DE", lang).TaxIncluded(decimal.NewFromInt(19))
			}
		}
	})
}

// FuzzLabelOf: whatever is asked for, there are words.
func FuzzLabelOf(f *testing.F) {
	f.Add("DE", "de-AT")
	f.Add("TW", "zh")
	f.Add("XI", "und-Latn-DE-u-nu-thai")
	f.Fuzz(func(t *testing.T, c, tag string) {
		l := LabelOf(Country(c), language.Make(tag))
		if l.Total == "" || l.Language.IsRoot() || l.TaxName == "" && l.Country == "" {
			t.Errorf("%+v", l)
		}
	})
}

func BenchmarkLabelOf(b *testing.B) {
	for _, tag := range []string{"de", "es-MX", "zh-TW", "tlh"} {
		lang := language.Make(tag)
		b.Run(tag, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				LabelOf("MX", lang)
			}
		})
	}
}

func BenchmarkLoadLabels(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := LoadLabels(strings.NewReader(labelsCSV)); err != nil {
			b.Fatal(err)
		}
	}
}

// scripts are the letters of the languages that are not written in Latin.
var scripts = map[string][]*unicode.RangeTable{
	"Cyrl": {unicode.Cyrillic}, "Grek": {unicode.Greek}, "Hebr": {unicode.Hebrew}, "Arab": {unicode.Arabic},
	"Deva": {unicode.Devanagari}, "Taml": {unicode.Tamil}, "Thai": {unicode.Thai}, "Kore": {unicode.Hangul},
	"Jpan": {unicode.Han, unicode.Hiragana, unicode.Katakana}, "Hans": {unicode.Han}, "Hant": {unicode.Han}, "Latn": {unicode.Latin},
}

// strayLetter returns a letter of a text that is not of a script.
func strayLetter(script, text string) (rune, bool) {
	for _, mark := range []string{markTax, markRate} {
		text = strings.ReplaceAll(text, mark, "")
	}
	for _, r := range text {
		if unicode.IsLetter(r) && !unicode.In(r, scripts[script]...) && r != 'ー' {
			return r, true
		}
	}
	return 0, false
}
