package locale_test

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// A price as its customers read it, with the words that go beside it.
func Example() {
	price := currency.MustAmount("1234.50", currency.EUR)
	nineteen := decimal.NewFromInt(19)

	de := locale.For(language.German)
	fmt.Println(de.Format(price), locale.LabelOf("DE", language.German).TaxIncluded(nineteen))

	en := locale.For(language.MustParse("en-IE"))
	fmt.Println(en.Format(price), locale.LabelOf("IE", language.English).TaxExcluded)
	// Output:
	// 1.234,50 € inkl. 19 % MwSt.
	// €1,234.50 excl. VAT
}

// What is not in CLDR falls back, and the tag shows it.
func ExampleFor() {
	for _, tag := range []string{"de-AT", "de-JP", "zh-TW", "tlh"} {
		fmt.Println(tag, "is served by", locale.For(language.Make(tag)).Tag())
	}
	// Output:
	// de-AT is served by de-AT
	// de-JP is served by de
	// zh-TW is served by zh-Hant
	// tlh is served by und
}

func ExampleLocale_Format() {
	price := currency.MustAmount("-1234567.5", currency.USD)
	for _, tag := range []string{"en-US", "de-CH", "en-IN", "nl"} {
		fmt.Println(locale.For(language.Make(tag)).Format(price))
	}
	// Output:
	// -$1,234,567.50
	// $-1'234'567.50
	// -$12,34,567.50
	// US$ -1.234.567,50
}

// The digits are those of the amount: what is shown is what is charged, even
// where CLDR would round the display.
func ExampleLocale_Format_digits() {
	hu := locale.For(language.Hungarian)
	fmt.Println(hu.Format(currency.MustAmount("12345.50", currency.HUF)))
	fmt.Println(hu.Format(currency.MustAmount("0.0125", currency.EUR)))
	// Output:
	// 12 345,50 Ft
	// 0,0125 EUR
}

func ExampleLocale_FormatStyle() {
	en := locale.For(language.MustParse("en-CA"))
	refund := currency.MustAmount("-1234.5", currency.USD)
	fmt.Println(en.FormatStyle(refund, locale.Style{}))
	fmt.Println(en.FormatStyle(refund, locale.Style{Display: locale.NarrowSymbol, Accounting: true}))
	fmt.Println(en.FormatStyle(refund, locale.Style{Display: locale.ISOCode, NoGrouping: true}))
	// Output:
	// -US$1,234.50
	// ($1,234.50)
	// -USD 1234.50
}

// AppendFormat writes into a buffer of the caller and allocates nothing.
func ExampleLocale_AppendFormat() {
	ja := locale.For(language.Japanese)
	buf := make([]byte, 0, 64)
	for _, yen := range []int64{980, 12800} {
		buf = ja.AppendFormat(buf, currency.FromMinor(yen, currency.JPY), locale.Style{})
		buf = append(buf, ' ')
	}
	fmt.Println(string(buf))
	// Output: ￥980 ￥12,800
}

func ExampleLocale_FormatPercent() {
	rate := decimal.RequireFromString("7.70")
	fmt.Println(locale.For(language.German).FormatPercent(rate))
	fmt.Println(locale.For(language.Turkish).FormatPercent(rate))
	// Output:
	// 7,7 %
	// %7,7
}

// The currency of a country depends on the day.
func ExampleMarketOf() {
	for _, on := range []currency.Date{currency.NewDate(2025, time.December, 31), currency.NewDate(2026, time.January, 1)} {
		m, err := locale.MarketOf("BG", on)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(on, m.Currency, m.Languages, m.TaxDisplay)
	}
	// Output:
	// 2025-12-31 BGN [bg] inclusive
	// 2026-01-01 EUR [bg] inclusive
}

// A figure of a market can be explained, and what is not known is told from
// what the law does not give.
func ExampleMarket() {
	on := currency.NewDate(2026, time.November, 21)
	for _, c := range []locale.Country{"PA", "CH", "JP", "MX"} {
		m, err := locale.MarketOf(c, on)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(c, m.Currencies, m.Measurement, "| withdrawal:", m.Withdrawal)
	}
	m, _ := locale.MarketOf("DE", on)
	fmt.Println(m.Withdrawal, "by", m.Sources.Withdrawal[:len("Directive 2011/83/EU Art. 9")])
	// Output:
	// PA [PAB USD] metric | withdrawal: unknown
	// CH [CHF] metric | withdrawal: none
	// JP [JPY] metric | withdrawal: 8 days unless stated otherwise
	// MX [MXN] metric | withdrawal: unknown
	// 14 days by Directive 2011/83/EU Art. 9
}

func ExampleParseCountry() {
	for _, s := range []string{"uk", "AN"} {
		_, err := locale.ParseCountry(s)
		fmt.Println(err)
	}
	// Output:
	// locale: unknown country "uk": want two capital letters of ISO 3166-1, such as DE
	// locale: unknown country "AN": no longer a code of ISO 3166-1, now CW, SX, BQ
}

func ExampleParseAlpha3() {
	c, err := locale.ParseAlpha3("DEU")
	fmt.Println(c, c.Alpha3(), err)
	// Output: DE DEU <nil>
}

func ExampleCountry_EU() {
	day := currency.NewDate(2026, time.November, 21)
	fmt.Println(locale.Country("HR").EU(day), locale.Country("GB").EU(day))
	// Output: true false
}

func ExamplePlace_Validate() {
	fmt.Println(locale.Place{Country: "US", Region: "CA", PostalCode: "94103"}.Validate())
	fmt.Println(locale.Place{Country: "US", Region: "ON"}.Validate())
	// Output:
	// <nil>
	// locale: invalid place: region "ON": want a subdivision of US by ISO 3166-2
}

// A parcel to Tenerife stays inside the customs territory of the European
// Union and leaves its VAT territory.
func ExamplePlace_Territory() {
	t, ok := locale.Place{Country: "ES", PostalCode: "38001"}.Territory()
	fmt.Println(ok, t.Key, t.Country, "VAT:", t.InVAT, "customs:", t.InCustoms)
	// Output: true canary_islands ES VAT: false customs: true
}

// What holds in a territory depends on the day: Campione d'Italia joined the
// customs territory of the European Union in 2020, not that of its VAT.
func ExamplePlace_TerritoryOn() {
	campione := locale.Place{Country: "IT", PostalCode: "22061"}
	for _, on := range []currency.Date{currency.NewDate(2019, time.December, 31), currency.NewDate(2020, time.January, 1)} {
		t, _ := campione.TerritoryOn(on)
		fmt.Println(on, "customs:", t.Customs, "VAT:", t.VAT)
	}
	// Output:
	// 2019-12-31 customs: CH VAT: campione_ditalia
	// 2020-01-01 customs: EU VAT: campione_ditalia
}

// Every place lies in a customs territory and in areas of the taxes on goods
// and on services; in Northern Ireland these differ.
func ExamplePlace_Status() {
	on := currency.NewDate(2026, time.November, 21)
	for _, p := range []locale.Place{
		{Country: "DE", PostalCode: "10115"},
		{Country: "DE", PostalCode: "D-78266"},
		{Country: "GB", PostalCode: "BT1 1AA"},
	} {
		s, err := p.Status(on)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(p.PostalCode, "customs:", s.Customs, "goods:", s.VAT, "services:", s.Services)
	}
	// Output:
	// 10115 customs: EU goods: DE services: DE
	// D-78266 customs: CH goods: CH services: CH
	// BT1 1AA customs: XI goods: XI services: GB
}

// One tax has as many names as there are languages. Words that are missing
// fall back to English, and the label shows it.
func ExampleLabelOf() {
	for _, lang := range []language.Tag{language.German, language.French, language.Swahili} {
		l := locale.LabelOf("BE", lang)
		fmt.Println(l.Language, l.TaxIncluded(decimal.NewFromInt(21)), "|", l.TaxInPrice, "|", l.DutiesAndTaxesOnDelivery)
	}
	// Output:
	// de inkl. 21 % MwSt. | inkl. MwSt. | Zoll und Steuern zahlen Sie bei der Lieferung
	// fr TVA 21 % incluse | TVA incluse | Droits de douane et taxes à régler à la livraison
	// en incl. 21% VAT | incl. VAT | Duties and taxes are payable on delivery
}

// A reader of English in Germany sees German prices with English words. The
// shipping address decides the country, and the browser the language.
func ExampleResolver_Resolve() {
	resolver, err := locale.NewResolver(locale.Offer{
		Default:   "DE",
		Languages: []language.Tag{language.English, language.German},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := resolver.Resolve(locale.Hints{
		On:             currency.NewDate(2026, time.November, 21),
		ShipTo:         "DE",
		Account:        locale.Choice{Language: "nl"},
		Geo:            "US",
		AcceptLanguage: "en-US,en;q=0.9,de;q=0.5",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Country, r.Language, r.Currency, r.Why)
	fmt.Println(r.Skipped)
	price := currency.MustAmount("1234.50", r.Currency)
	fmt.Println(r.Locale.Format(price), locale.LabelOf(r.Country, r.Language).TaxIncluded(decimal.NewFromInt(19)))
	// Output:
	// DE en EUR {ship_to accept_language country}
	// [account language "nl": not offered]
	// 1.234,50 € incl. 19 % VAT
}

// Hints that could not decide are listed, so that a page can say why.
func ExampleSkip() {
	resolver, err := locale.NewResolver(locale.Offer{
		Default: "DE", Countries: []locale.Country{"DE", "AT"}, Languages: []language.Tag{language.German},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := resolver.Resolve(locale.Hints{On: currency.NewDate(2026, time.November, 21), ShipTo: "CH", Geo: "AT"})
	for _, s := range r.Skipped {
		if s.Axis == locale.CountryAxis && s.Fault == locale.NotOffered {
			fmt.Printf("we do not deliver to %s, but to %s (%v)\n", s.Input, r.Country, err)
		}
	}
	// Output: we do not deliver to CH, but to AT (<nil>)
}

// A market's words are for reading, its constants for asking.
func ExampleTaxDisplay() {
	for _, c := range []locale.Country{"DE", "US"} {
		m, err := locale.MarketOf(c, currency.NewDate(2026, time.November, 21))
		fmt.Println(c, m.TaxDisplay == locale.Inclusive, m.Measurement == locale.Metric, err)
	}
	// Output:
	// DE true true <nil>
	// US false false <nil>
}

// The customs territory of the European Union is wider than a member state, and
// narrower.
func ExampleArea() {
	for _, p := range []locale.Place{{Country: "MC"}, {Country: "DE", PostalCode: "27498"}} {
		s, err := p.Status(currency.NewDate(2026, time.November, 21))
		fmt.Println(p.Country, p.PostalCode, s.Customs == locale.Union, err)
	}
	// Output:
	// MC  true <nil>
	// DE 27498 false <nil>
}

// A shop changes the words in a file of the same form.
func ExampleLoadLabels() {
	table, err := os.ReadFile("data/labels.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	labels, err := locale.LoadLabels(strings.NewReader(strings.ReplaceAll(string(table), "MwSt.", "Mehrwertsteuer")))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(labels.Of("DE", language.German).TaxIncluded(decimal.NewFromInt(19)), "in", labels.Languages()[:3])
	// Output: inkl. 19 % Mehrwertsteuer in [af ar bg]
}
