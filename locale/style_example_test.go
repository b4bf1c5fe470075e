package locale_test

import (
	"errors"
	"fmt"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Only a style that says so rounds.
func ExampleStyle() {
	hu, ch := locale.For(language.Hungarian), locale.For(language.MustParse("de-CH"))
	price := currency.MustAmount("1234.50", currency.HUF)
	fmt.Println(hu.Format(price), "is charged")
	fmt.Println(hu.FormatStyle(price, locale.Style{Digits: locale.UsualDigits}), "is an estimate")
	fmt.Println(ch.FormatStyle(currency.MustAmount("9.98", currency.CHF), locale.Style{Digits: locale.CashDigits}), "in cash")
	fmt.Println(ch.FormatStyle(currency.MustAmount("10", currency.CHF), locale.Style{TrimZeros: true, Sign: locale.SignAlways}))
	// Output:
	// 1234,50 Ft is charged
	// 1235 Ft is an estimate
	// CHF 10.00 in cash
	// CHF+10
}

// The digits of a language are a part of its tag, or of a style.
func ExampleNumberingSystem() {
	price := currency.MustAmount("1234.5", currency.INR)
	fmt.Println(locale.For(language.MustParse("hi-u-nu-deva")).Format(price))
	fmt.Println(locale.For(language.MustParse("ne")).FormatStyle(price, locale.Style{NumberingSystem: locale.LatinDigits, Display: locale.ISOCode}))
	// Output:
	// ₹१,२३४.५०
	// INR 1,234.50
}

func ExampleLocale_Range() {
	from, to := currency.MustAmount("10", currency.EUR), currency.MustAmount("20", currency.EUR)
	fmt.Println(locale.For(language.German).RangeStyle(from, to, locale.Style{TrimZeros: true}))
	fmt.Println(locale.For(language.English).Range(from, to))
	fmt.Println(locale.For(language.English).Range(from, from))
	// Output:
	// 10–20 €
	// €10.00 – €20.00
	// ~€10.00
}

// What people type is read as their language writes it, or not at all.
func ExampleLocale_Parse() {
	de := locale.For(language.German)
	for _, s := range []string{"1.234,56 €", "−1234,5", "1.5", "5 USD"} {
		a, err := de.Parse(s, currency.EUR)
		switch {
		case errors.Is(err, locale.ErrAmbiguous):
			fmt.Println("please type a comma:", err)
		case err != nil:
			fmt.Println(err)
		default:
			fmt.Println(a)
		}
	}
	// Output:
	// 1234.56 EUR
	// -1234.50 EUR
	// please type a comma: locale: EUR amount "1.5": at byte 1: a group separator where the locale has none: ambiguous separators
	// locale: EUR amount "5 USD": at byte 2: the text names a currency that is not the expected one: another currency
}

// A span is written into a buffer of the caller, too.
func ExampleLocale_AppendRange() {
	from, to := currency.MustAmount("10", currency.EUR), currency.MustAmount("20", currency.EUR)
	fmt.Println(string(locale.For(language.German).AppendRange([]byte("für "), from, to, locale.Style{Display: locale.ISOCode})))
	// Output: für 10,00–20,00 EUR
}

// A price of one gram is finer than a cent.
func ExampleLocale_ParsePlaces() {
	de := locale.For(language.German)
	fmt.Println(de.ParsePlaces("0,0125 €", currency.EUR, currency.To(4)))
	_, err := de.Parse("0,0125 €", currency.EUR)
	fmt.Println(err)
	// Output:
	// 0.0125 EUR <nil>
	// locale: EUR amount "0,0125 €": at byte 5: more digits behind the decimal separator than are read: invalid syntax
}

// The digits that a setting names.
func ExampleParseNumberingSystem() {
	arab, err := locale.ParseNumberingSystem("arab")
	fmt.Println(locale.For(language.German).FormatStyle(currency.MustAmount("19.90", currency.EUR), locale.Style{NumberingSystem: arab}), err)
	_, err = locale.ParseNumberingSystem("roman")
	fmt.Println(errors.Is(err, locale.ErrUnknownNumberingSystem))
	// Output:
	// ١٩٫٩٠ € <nil>
	// true
}
