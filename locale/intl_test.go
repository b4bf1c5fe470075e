package locale_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

var update = flag.Bool("update", false, "write testdata/intl.csv anew with the node in PATH")

// intlRow is one thing to write and the text that Intl.NumberFormat gives.
type intlRow struct {
	Locale   string
	Currency string // "" for a percentage
	Style    string
	Value    string // two values with a space between them for a range
	want     string
}

func (r intlRow) String() string {
	return strings.TrimSpace(strings.Join([]string{r.Locale, r.Style, r.Value, r.Currency}, " "))
}

// intlStyle is a style of this package and the options of ECMA-402 that ask
// for the same.
type intlStyle struct {
	style   locale.Style
	options string // JSON
	// own asks node for the digits that the value has, which is what this
	// package shows by default.
	own    bool
	values string // "" for intlValues
}

// Values in units of the last digit of the currency's minor unit, and plain
// ones for styles that round.
const (
	intlValues  = "5m -123456m 999999m 1234567890m"
	intlRounded = "0 -0.001 0.005 -1234.565 99.995 1234567.8951 12345678901234567890.12"
	intlRanges  = "1000m:2000m 5m:123456789m 4999m:4999m 0m:100m"
	intlBelow   = "-2000m:-1000m -1000m:500m"
)

var intlStyles = map[string]intlStyle{
	"standard":          {own: true},
	"narrow":            {style: locale.Style{Display: locale.NarrowSymbol}, options: `"currencyDisplay":"narrowSymbol"`, own: true},
	"code":              {style: locale.Style{Display: locale.ISOCode}, options: `"currencyDisplay":"code"`, own: true},
	"accounting":        {style: locale.Style{Accounting: true}, options: `"currencySign":"accounting"`, own: true},
	"accounting_code":   {style: locale.Style{Accounting: true, Display: locale.ISOCode}, options: `"currencySign":"accounting","currencyDisplay":"code"`, own: true},
	"no_grouping":       {style: locale.Style{NoGrouping: true}, options: `"useGrouping":false`, own: true},
	"trim":              {style: locale.Style{TrimZeros: true}, options: `"trailingZeroDisplay":"stripIfInteger"`, own: true, values: "500m -123400m 123456m 0m"},
	"negative":          {style: locale.Style{MaxDigits: currency.To(2), MinDigits: currency.To(2)}, options: `"signDisplay":"negative","minimumFractionDigits":2,"maximumFractionDigits":2`, values: intlRounded},
	"auto":              {style: locale.Style{Sign: locale.SignAuto, MaxDigits: currency.To(0)}, options: `"signDisplay":"auto","maximumFractionDigits":0`, values: intlRounded},
	"always":            {style: locale.Style{Sign: locale.SignAlways, Digits: locale.UsualDigits, MaxDigits: currency.To(1)}, options: `"signDisplay":"always","maximumFractionDigits":1`, values: intlRounded},
	"except_zero":       {style: locale.Style{Sign: locale.SignExceptZero, Digits: locale.UsualDigits}, options: `"signDisplay":"exceptZero"`, values: intlRounded},
	"never":             {style: locale.Style{Sign: locale.SignNever}, options: `"signDisplay":"never"`, own: true},
	"accounting_always": {style: locale.Style{Accounting: true, Sign: locale.SignAlways}, options: `"currencySign":"accounting","signDisplay":"always"`, own: true},
	"accounting_except": {style: locale.Style{Accounting: true, Sign: locale.SignExceptZero, Digits: locale.UsualDigits}, options: `"currencySign":"accounting","signDisplay":"exceptZero"`, values: intlRounded},
	"accounting_never":  {style: locale.Style{Accounting: true, Sign: locale.SignNever}, options: `"currencySign":"accounting","signDisplay":"never"`, own: true},
	"min_0_max_4":       {style: locale.Style{MinDigits: currency.To(0), MaxDigits: currency.To(4), Sign: locale.SignAuto}, options: `"minimumFractionDigits":0,"maximumFractionDigits":4`, values: intlRounded},
	"min_3_max_5":       {style: locale.Style{MinDigits: currency.To(3), MaxDigits: currency.To(5), Sign: locale.SignAuto}, options: `"minimumFractionDigits":3,"maximumFractionDigits":5`, values: intlRounded},
	"usual":             {style: locale.Style{Digits: locale.UsualDigits, Sign: locale.SignAuto}, values: intlRounded},
	"usual_min_4":       {style: locale.Style{Digits: locale.UsualDigits, MinDigits: currency.To(4), Sign: locale.SignAuto}, options: `"minimumFractionDigits":4`, values: intlRounded},
	"usual_max_1":       {style: locale.Style{Digits: locale.UsualDigits, MaxDigits: currency.To(1), Sign: locale.SignAuto}, options: `"maximumFractionDigits":1`, values: intlRounded},
	"usual_trim":        {style: locale.Style{Digits: locale.UsualDigits, TrimZeros: true, Sign: locale.SignAuto}, options: `"trailingZeroDisplay":"stripIfInteger"`, values: intlRounded + " 7.00 -7.001"},
	"cash":              {style: locale.Style{Digits: locale.CashDigits, Sign: locale.SignAuto}, options: `"cash":true`, values: "0.02 -0.03 1.225 1234.25 -1234.75 2.5 7.5"},
	"range":             {own: true, values: intlRanges},
	"range_code":        {style: locale.Style{Display: locale.ISOCode}, options: `"currencyDisplay":"code"`, own: true, values: intlRanges},
	"range_narrow":      {style: locale.Style{Display: locale.NarrowSymbol}, options: `"currencyDisplay":"narrowSymbol"`, own: true, values: intlRanges},
	"range_accounting":  {style: locale.Style{Accounting: true, Sign: locale.SignAlways}, options: `"currencySign":"accounting","signDisplay":"always"`, own: true, values: intlRanges},
	"range_usual":       {style: locale.Style{Digits: locale.UsualDigits}, values: "10:20 9.999:10.001 0:1"},
	"range_below":       {own: true, values: intlBelow},
	"range_same":        {own: true, values: "-1000m:-1000m"},
	percentStyle:        {options: `"style":"percent"`, own: true},
}

const percentStyle = "percent"

// got writes the row with this package.
func (r intlRow) got(t *testing.T) string {
	t.Helper()
	l := locale.For(language.Make(r.Locale))
	if r.Style == percentStyle {
		return l.FormatPercent(decimal.RequireFromString(r.Value))
	}
	style := intlStyles[r.Style].style
	if from, to, ok := strings.Cut(r.Value, ":"); ok {
		return l.RangeStyle(amount(t, from, r.Currency), amount(t, to, r.Currency), style)
	}
	return l.FormatStyle(amount(t, r.Value, r.Currency), style)
}

func amount(t *testing.T, value, code string) currency.Amount {
	t.Helper()
	c, err := currency.ParseCode(code)
	if err != nil {
		t.Fatal(err)
	}
	a, err := currency.ParseAmount(value, c)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// intlLocales are the locales of the golden file, which a shop meets most.
var intlLocales = strings.Fields(`de de-AT de-CH fr fr-CH fr-CA it it-CH en-US en-GB en-CA en-AU nb ja ar ar-EG hi nl es pt-PT pl sv zh-TW tr
	fa he bn en-IN ru cs`)

// intlTags are tags that CLDR has only by an alias, through the usual script,
// or not at all.
var intlTags = strings.Fields(`de-DE de-LU en-US en-JP en-TH fr-FR iw-IL in-ID sh-BA sh-ME mo-MD zh-TW zh-HK zh-MO zh-SG zh-MY pa-PK uz-AF sr-BA
	sr-ME sr-XK sr-CS sr-YU no-NO nb-NO ja-JP pt-BR pt-AO es-MX es-JP es-AN hi-IN nl-AN sw-ZR ar-YD en-UK en-826 ru-SU de-DD pt-TP en-RH my-BU fa-AF
	prs swc cmn cmn-TW arb tl jw ji aze yue-CN ks-IN sd-IN kk-CN mn-CN ms-CC ha-SD zh-Hant-US zh-Latn de-1996 en-GB-oxendict
	en-u-nu-arab en-u-nu-arabext de-u-nu-thai ar-EG-u-nu-latn ar-u-nu-arab ar-u-nu-deva hi-u-nu-deva fa-u-nu-latn fa-u-nu-beng bn-u-nu-latn
	zh-u-nu-hanidec ja-u-nu-fullwide mr-u-nu-latn my-u-nu-latn ur-u-nu-arabext de-CH-u-nu-mathbold en-u-nu-roman en-u-nu-segment de-u-co-phonebk
	pt-CV-u-nu-arab he-u-nu-hanidec sat-u-nu-latn ckb-u-nu-latn uz-Arab-u-nu-latn`)

// intlCodes are the currencies that every locale is asked for, as far as this
// library knows them: those of large markets, those whose digits differ, and
// some of the past that had separators of their own.
var intlCodes = strings.Fields(`EUR USD GBP CHF NOK SEK DKK JPY AUD CAD NZD CNY HKD TWD KRW INR IDR THB VND PHP SGD TRY RUB UAH PLN CZK HUF
	RON BGN BRL MXN COP ARS CLP ZAR EGP SAR AED ILS KWD CVE XOF HRK DEM PTE EEK ESP`)

// intlQuirks are the rows in which this package does not follow ICU, each with
// the reason. CLDR has patterns and separators of some currencies in some
// locales; ICU takes those of the currency of the region for every currency.
// We follow no such pattern, and such a separator only for its own currency.
var intlQuirks = []struct {
	reason   string
	locales  string // "" for all
	currency string // "" for all
	style    string // "" for all; a part of its name
	percent  bool   // whether percentages differ too
}{
	{reason: "euro pattern of the region taken for all currencies",
		locales: "en-BE en-DE en-EE en-ES en-FI en-FR en-IT en-LT en-LV en-NL en-PT en-SI en-SK"},
	{reason: "pattern of the euro in English as written in Europe", currency: "EUR",
		locales: "en-150 en-CH en-CZ en-DK en-GE en-HU en-NO en-PL en-RO en-SE en-UA"},
	{reason: "separator of the escudo taken for all currencies", locales: "pt-CV pt-CV-u-nu-arab"},
	{reason: "pattern of the lira, which has no form for accounting", locales: "tr tr-CY", currency: "TRY", style: "accounting"},
	{reason: "pattern of the escudo, which has no form for accounting", locales: "kea", currency: "CVE", style: "accounting"},
	{reason: "pattern of the Portuguese escudo, which was withdrawn and has no form for accounting", currency: "PTE", style: "accounting"},
	{reason: "pattern of the Italian lira, which was withdrawn", locales: "it it-CH it-SM it-VA", currency: "ITL"},
	{reason: "pattern of the peseta, which was withdrawn", locales: "ca ca-AD ca-ES-valencia ca-FR ca-IT eu", currency: "ESP"},
	{reason: "node has no data of the language in this script", locales: "zh-Latn ms-CC mn-CN ha-SD"},
	{reason: "symbols of Arabic digits that the packages of CLDR leave out", locales: "ur-u-nu-arab sv-u-nu-arab sv-u-nu-arabext fa-u-nu-arab nl-u-nu-arab zh-u-nu-arab", percent: true},
	{reason: "ends of a range below zero, which ICU gives one sign: -20-10", style: "range_below"},
}

// quirk returns why a row is left out of the comparison, or "".
func (r intlRow) quirk(node string) string {
	for _, q := range intlQuirks {
		if (q.locales == "" || slices.Contains(strings.Fields(q.locales), r.Locale)) &&
			(q.currency == "" || q.currency == r.Currency) && strings.Contains(r.Style, q.style) && (q.percent || r.Style != percentStyle) {
			return q.reason
		}
	}
	if major, _, _ := strings.Cut(node, "."); r.Locale == "fr-CH" && len(major) == 2 && major < "26" {
		return "group separator changed between CLDR 48.0, which this node has, and " + cldr.Release
	}
	return ""
}

// TestIntl compares with node: all locales of CLDR and further tags, in many
// currencies and styles. With -short or the race detector it takes a tenth of the locales.
func TestIntl(t *testing.T) {
	var batches []intlBatch
	step := 1
	if testing.Short() || race.Enabled {
		step = 10
	}
	for i := 1; i < cldr.Locales; i += step {
		batches = append(batches, intlMatrix(t, i, cldr.Locale(i).Tag(), false)...)
	}
	for i := 0; i < len(intlTags); i += step {
		batches = append(batches, intlMatrix(t, i, intlTags[i], true)...)
	}
	for _, tag := range intlLocales {
		batches = append(batches, intlCurrencies(tag)...)
	}
	for i := 0; i < cldr.Systems; i += step {
		batches = append(batches, intlSystem(cldr.System(i).String())...)
	}
	answered, node := askNode(t, batches)
	quirks, compared, differ := map[string]int{}, map[string]int{}, 0
	for _, r := range answered {
		if reason := r.quirk(node.Node); reason != "" {
			quirks[reason]++
			continue
		}
		compared[r.Style]++
		if got := r.got(t); got != r.want {
			if differ++; differ <= 20 {
				t.Errorf("%v: got %+q, %v has %+q", r, got, node, r.want)
			}
		}
	}
	left := 0
	for reason, n := range quirks {
		t.Logf("%6d rows left out: %s", n, reason)
		left += n
	}
	t.Logf("%6d rows of %v compared, %d differ", len(answered)-left, node, differ)
	if step == 1 && len(answered)-left < 300_000 {
		t.Error("that is too few")
	}
	for style := range intlStyles {
		if compared[style] < 50 && style != "range_below" {
			t.Errorf("%d rows of %s were compared", compared[style], style)
		}
	}
}

// intlMatrix returns what one locale is asked: each currency with the local
// symbol and with one of the other styles in turn.
func intlMatrix(t *testing.T, turn int, tag string, other bool) []intlBatch {
	t.Helper()
	styles := specialStyles()
	var batches []intlBatch
	for i, name := range intlCodes {
		c, err := currency.ParseCode(name)
		if err != nil {
			continue
		}
		batches = append(batches, newBatch(tag, c, "standard", other, ""))
		batches = append(batches, newBatch(tag, c, styles[(7*turn+i)%len(styles)], other, ""))
	}
	return append(batches, newBatch(tag, 0, percentStyle, other, "0 19 -7.7 1234.5"))
}

// intlCurrencies asks for each currency and kind of symbol.
func intlCurrencies(tag string) []intlBatch {
	var batches []intlBatch
	for _, c := range currency.Codes() {
		for _, style := range []string{"standard", "narrow", "usual", "cash"} {
			batches = append(batches, newBatch(tag, c, style, true, "-98765m"))
		}
	}
	return batches
}

// intlSystem asks for a numbering system in locales of many kinds.
func intlSystem(name string) []intlBatch {
	var batches []intlBatch
	for _, tag := range strings.Fields("en de es ar ar-EG fa he hi bn de-CH en-IN ur ckb zh sv nl ks ff-Adlm") {
		for _, style := range []string{"standard", "accounting", "always", "range", "range_same"} {
			batches = append(batches, newBatch(tag+"-u-nu-"+name, currency.CHF, style, true, ""))
		}
		batches = append(batches, newBatch(tag+"-u-nu-"+name, 0, percentStyle, true, "-1234.5"))
	}
	return batches
}

const goldenFile = "testdata/intl.csv"

// TestIntlGolden compares with a sample of rows that node wrote once, so that
// the comparison also runs where there is no node.
func TestIntlGolden(t *testing.T) {
	if *update {
		writeGolden(t)
	}
	f, err := os.Open(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c := csv.NewReader(f)
	c.Comment, c.FieldsPerRecord = '#', 5
	records, err := c.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, rec := range records[1:] {
		seen[rec[1]]++
		r := intlRow{Locale: rec[0], Style: rec[1], Currency: rec[2], Value: rec[3]}
		if _, ok := intlStyles[r.Style]; !ok {
			t.Fatalf("%v: no such style", r)
		}
		if got := quoteASCII(r.got(t)); got != rec[4] {
			t.Errorf("%v: got %s, want %s", r, got, rec[4])
		}
	}
	for style := range intlStyles {
		if seen[style] < 15 && style != "range_below" {
			t.Errorf("only %d rows of %s", seen[style], style)
		}
	}
	if len(records) < 1000 {
		t.Errorf("only %d rows", len(records))
	}
}

// quoteASCII makes marks without ink visible.
func quoteASCII(s string) string {
	return strings.Trim(strconv.QuoteToASCII(s), `"`)
}

// specialStyles are all styles of money but the standard one.
func specialStyles() []string {
	var styles []string
	for name := range intlStyles {
		if name != "standard" && name != percentStyle {
			styles = append(styles, name)
		}
	}
	slices.Sort(styles)
	return styles
}

func writeGolden(t *testing.T) {
	t.Helper()
	var batches []intlBatch
	styles, turn := specialStyles(), 0 // all styles in turn, other ones in each locale
	for _, tag := range intlLocales {
		for _, code := range strings.Fields("EUR USD INR CHF HUF JPY CAD KWD") {
			c, err := currency.ParseCode(code)
			if err != nil {
				t.Fatal(err)
			}
			values := "7m -123456m 123456789m 1234567890123456789012 0.0125"
			batches = append(batches, newBatch(tag, c, "standard", true, values))
			for range 2 {
				batches = append(batches, newBatch(tag, c, styles[turn%len(styles)], true, ""))
				turn++
			}
		}
		batches = append(batches, newBatch(tag, 0, percentStyle, true, "19 5.5 -0.125"))
	}
	rows, node := askNode(t, batches)
	var b bytes.Buffer
	fmt.Fprintf(&b, "# What Intl.NumberFormat of %v writes, whose data equals that of CLDR %s for these rows.\n", node, cldr.Release)
	fmt.Fprintf(&b, "# Written by go test ./locale -run Golden -update. Unicode data, Unicode-3.0 licence.\n")
	w := csv.NewWriter(&b)
	w.Write([]string{"locale", "style", "currency", "value", "want"})
	for _, r := range rows {
		if r.quirk(node.Node) != "" {
			continue
		}
		w.Write([]string{r.Locale, r.Style, r.Currency, r.Value, quoteASCII(r.want)})
	}
	w.Flush()
	if err := os.WriteFile(goldenFile, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
