// Package locale knows places and how the people there read prices: countries
// and special territories, the currency, languages and tax convention of a
// country, money and percentages written as each language writes them, and the
// words for tax and duty.
//
// # Amounts
//
// [For] finds the [Locale] of a language tag, which never fails; its Tag says
// what was found. [Locale.Format] writes an amount with the local symbol and
// all its digits, a [Style] with others, [Locale.Range] a span of prices, and
// [Locale.FormatPercent] a rate. [Locale.Parse] reads what a person typed, and
// gives a [*ParseError] rather than a guess. The caller always names the
// currency: a language has none, and a "$" may be any of many.
//
// # Places and customers
//
// A [Place] is where a customer lives or goods go; its [Status] says which
// customs and tax territory that is. [MarketOf] tells what is usual in a
// [Country]: currency, languages, whether prices include tax, days of
// withdrawal. A [Resolver] picks country, language, currency and Locale out of
// what a shop offers, by [Hints] from a request, and says which hint decided.
// [LabelOf] gives the words beside a price, such as "inkl. 19 % MwSt.".
//
// # Data
//
// Forms, symbols and digits are those of the Unicode Common Locale Data
// Repository (CLDR), which browsers show too: Intl.NumberFormat writes the same
// except for the digits, which there are those of CLDR (here [UsualDigits]), a
// minus on amounts that are rounded to zero (here [SignAuto]), ranges below
// zero, and patterns of single currencies in a few locales, such as euros in
// en-DE.
//
// Membership, territories, the convention of shown prices and the days of
// withdrawal are tables with a source in each row; a shop that words its labels
// differently loads its own with [LoadLabels].
//
// The package does nothing at program start, and all values may be shared.
package locale
