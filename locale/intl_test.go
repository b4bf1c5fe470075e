package locale_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/locale"
)

var update = flag.Bool("update", false, "write testdata/intl.csv anew with the node in PATH")

// intlRow is one thing to write and the text that Intl.NumberFormat gives.
type intlRow struct {
	Locale   string `json:"locale"`
	Currency string `json:"currency"` // "" for a percentage
	Value    string `json:"value"`
	Style    string `json:"style"`
	// Any accepts that node serves the tag by another locale than the one it
	// names: an alias, or a region that CLDR has no data for.
	Any  bool `json:"any"`
	want string
}

var intlStyles = map[string]locale.Style{
	"standard":    {},
	"accounting":  {Accounting: true},
	"code":        {Display: locale.ISOCode},
	"narrow":      {Display: locale.NarrowSymbol},
	"no_grouping": {NoGrouping: true},
}

const percentStyle = "percent"

func (r intlRow) String() string {
	return strings.TrimSpace(strings.Join([]string{r.Locale, r.Style, r.Value, r.Currency}, " "))
}

// got writes the row with this package.
func (r intlRow) got(t *testing.T) string {
	t.Helper()
	l := locale.For(language.Make(r.Locale))
	if r.Style == percentStyle {
		return l.FormatPercent(decimal.RequireFromString(r.Value))
	}
	return l.FormatStyle(amount(t, r.Value, r.Currency), intlStyles[r.Style])
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
var intlLocales = strings.Fields("de de-AT de-CH fr fr-CH fr-CA it it-CH en-US en-GB en-CA en-AU nb ja ar ar-EG hi nl es pt-PT pl sv zh-TW tr")

// intlQuirks are the rows in which this package does not follow ICU, each with
// the reason. CLDR has patterns and separators of some currencies in some
// locales; ICU takes those of the currency of the region for every currency.
// We follow no such pattern, and such a separator only for its own currency.
var intlQuirks = []struct {
	reason   string
	locales  string
	currency string // "" for all
	style    string // "" for all
}{
	{reason: "euro pattern of the region taken for all currencies",
		locales: "en-BE en-DE en-EE en-ES en-FI en-FR en-IT en-LT en-LV en-NL en-PT en-SI en-SK"},
	{reason: "pattern of the euro in English as written in Europe", currency: "EUR",
		locales: "en-150 en-CH en-CZ en-DK en-GE en-HU en-NO en-PL en-RO en-SE en-UA"},
	{reason: "separator of the escudo taken for all currencies", locales: "pt-CV"},
	{reason: "pattern of the lira, which has no form for accounting", locales: "tr tr-CY", currency: "TRY", style: "accounting"},
	{reason: "pattern of the escudo, which has no form for accounting", locales: "kea", currency: "CVE", style: "accounting"},
	{reason: "pattern of the Italian lira, which was withdrawn", locales: "it it-CH", currency: "ITL"},
	{reason: "separator of the Portuguese escudo, which was withdrawn", locales: "pt-PT", currency: "PTE"},
}

// quirk returns why a row is left out of the comparison, or "".
func (r intlRow) quirk(node string) string {
	for _, q := range intlQuirks {
		if slices.Contains(strings.Fields(q.locales), r.Locale) &&
			(q.currency == "" || q.currency == r.Currency) && (q.style == "" || q.style == r.Style) && r.Style != percentStyle {
			return q.reason
		}
	}
	if major, _, _ := strings.Cut(node, "."); r.Locale == "fr-CH" && len(major) == 2 && major < "26" {
		return "group separator changed between CLDR 48.0, which this node has, and " + cldr.Release
	}
	return ""
}

// intlScript answers each row on standard input with one line, after a first
// line of versions. Money shows the digits of the value, as an Amount does; a
// percentage too.
const intlScript = `
const cache = new Map();
function once(key, make) {
  let v = cache.get(key);
  if (!v) cache.set(key, v = make());
  return v;
}
function options(r) {
  const digits = (r.value.split('.')[1] || '').length;
  const o = {minimumFractionDigits: digits, maximumFractionDigits: digits};
  if (r.style === 'percent') return {...o, style: 'percent'};
  Object.assign(o, {style: 'currency', currency: r.currency});
  if (r.style === 'accounting') o.currencySign = 'accounting';
  if (r.style === 'code') o.currencyDisplay = 'code';
  if (r.style === 'narrow') o.currencyDisplay = 'narrowSymbol';
  if (r.style === 'no_grouping') o.useGrouping = false;
  return o;
}
function answer(r) {
  const found = once(r.locale, () => new Intl.NumberFormat(r.locale).resolvedOptions().locale);
  if (!r.any && found !== r.locale) return null;
  const o = options(r);
  const f = once(r.locale + JSON.stringify(o), () => new Intl.NumberFormat(r.locale, o));
  return f.format(r.style === 'percent' ? r.value + 'e-2' : r.value);
}
const out = [JSON.stringify(process.versions)];
for (const line of require('fs').readFileSync(0, 'utf8').split('\n')) {
  if (line) out.push(JSON.stringify(answer(JSON.parse(line))));
}
process.stdout.write(out.join('\n'));
`

type nodeVersions struct{ Node, ICU, CLDR string }

func (v nodeVersions) String() string {
	return fmt.Sprintf("node %s (ICU %s, CLDR %s)", v.Node, v.ICU, v.CLDR)
}

// askNode fills in what node writes for the rows. Rows of locales that node
// does not have are left out.
func askNode(t *testing.T, rows []intlRow) ([]intlRow, nodeVersions) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("no node to compare with; testdata/intl.csv is compared all the same")
	}
	var in bytes.Buffer
	enc := json.NewEncoder(&in)
	for _, r := range rows {
		if err := enc.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("node", "-e", intlScript)
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Scan()
	var v nodeVersions
	if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	var answered []intlRow
	for _, r := range rows {
		if !lines.Scan() {
			t.Fatal("node gave fewer lines than it was asked for")
		}
		var want *string
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		if want != nil {
			r.want = *want
			answered = append(answered, r)
		}
	}
	return answered, v
}

// TestIntl compares with the node in PATH: all locales of CLDR, and tags that
// CLDR has only by an alias or through the usual script.
func TestIntl(t *testing.T) {
	if testing.Short() {
		t.Skip("the comparison with node takes some seconds; testdata/intl.csv is compared all the same")
	}
	var rows []intlRow
	for i := range cldr.Locales {
		if tag := cldr.Locale(i).Tag(); tag != "" {
			rows = append(rows, intlMatrix(tag, false)...)
		}
	}
	for _, tag := range strings.Fields("de-DE de-LU en-US en-JP en-TH fr-FR iw-IL in-ID sh-BA mo-MD zh-TW zh-HK zh-MO pa-PK uz-AF sr-BA sr-ME no-NO nb-NO ja-JP pt-BR pt-AO es-MX hi-IN") {
		rows = append(rows, intlMatrix(tag, true)...)
	}
	for _, tag := range intlLocales {
		rows = append(rows, intlCurrencies(tag)...)
	}
	answered, node := askNode(t, rows)
	quirks, differ := map[string]int{}, 0
	for _, r := range answered {
		got := r.got(t)
		if reason := r.quirk(node.Node); reason != "" {
			quirks[reason]++
		} else if got != r.want {
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
	if len(answered) < 100_000 {
		t.Errorf("only %d rows had an answer", len(answered))
	}
}

// intlMatrix returns the rows of one locale for the live comparison.
func intlMatrix(tag string, other bool) []intlRow {
	var rows []intlRow
	for _, code := range []currency.Code{currency.EUR, currency.USD, currency.GBP, currency.CHF, currency.NOK, currency.JPY,
		currency.AUD, currency.CAD, currency.CNY, currency.INR, currency.TRY, currency.CVE, currency.KWD} {
		for _, minor := range []int64{5, -123456, 999999, 1234567890} {
			value, _, _ := strings.Cut(currency.FromMinor(minor, code).String(), " ")
			for style := range intlStyles {
				rows = append(rows, intlRow{Locale: tag, Currency: code.String(), Value: value, Style: style, Any: other})
			}
		}
	}
	for _, value := range []string{"0", "19", "-7.7", "1234.5"} {
		rows = append(rows, intlRow{Locale: tag, Value: value, Style: percentStyle, Any: other})
	}
	return rows
}

// intlCurrencies returns a row for each currency and kind of symbol.
func intlCurrencies(tag string) []intlRow {
	var rows []intlRow
	for _, code := range currency.Codes() {
		value, _, _ := strings.Cut(currency.FromMinor(-98765, code).String(), " ")
		for _, style := range []string{"standard", "narrow"} {
			rows = append(rows, intlRow{Locale: tag, Currency: code.String(), Value: value, Style: style, Any: true})
		}
	}
	return rows
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
	for _, rec := range records[1:] {
		r := intlRow{Locale: rec[0], Style: rec[1], Currency: rec[2], Value: rec[3]}
		if got := quoteASCII(r.got(t)); got != rec[4] {
			t.Errorf("%v: got %s, want %s", r, got, rec[4])
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

func writeGolden(t *testing.T) {
	t.Helper()
	var rows []intlRow
	for _, tag := range intlLocales {
		for _, code := range strings.Fields("EUR USD GBP CHF NOK JPY AUD CAD") {
			values, negative := []string{"0.07", "-1234.56", "1234567.89", "12345678901234567890.12", "0.0125"}, "-4321.00"
			if code == "JPY" {
				values, negative = []string{"7", "-1234", "1234567", "12345678901234567890", "0.0125"}, "-4321"
			}
			for _, value := range values {
				rows = append(rows, intlRow{Locale: tag, Currency: code, Value: value, Style: "standard", Any: true})
			}
			for _, style := range []string{"accounting", "code", "narrow", "no_grouping"} {
				rows = append(rows, intlRow{Locale: tag, Currency: code, Value: negative, Style: style, Any: true})
			}
		}
		for _, value := range []string{"19", "5.5", "-0.125"} {
			rows = append(rows, intlRow{Locale: tag, Value: value, Style: percentStyle, Any: true})
		}
	}
	rows, node := askNode(t, rows)
	var b bytes.Buffer
	fmt.Fprintf(&b, "# What Intl.NumberFormat of %v writes, whose data equals that of CLDR %s for these rows.\n", node, cldr.Release)
	fmt.Fprintf(&b, "# Written by go test ./locale -run Golden -update. Unicode data, Unicode-3.0 licence.\n")
	w := csv.NewWriter(&b)
	w.Write([]string{"locale", "style", "currency", "value", "want"})
	for _, r := range rows {
		w.Write([]string{r.Locale, r.Style, r.Currency, r.Value, quoteASCII(r.want)})
	}
	w.Flush()
	if err := os.WriteFile(goldenFile, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
