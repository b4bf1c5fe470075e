package locale

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
)

func TestMarketOf(t *testing.T) {
	const today = "2026-11-21"
	tests := []struct {
		country  Country
		on       string
		currency currency.Code
		langs    string
		display  TaxDisplay
		reason   string
	}{
		{"DE", today, currency.EUR, "de", Inclusive, ""},
		{"CH", today, currency.CHF, "de fr it", Inclusive, "languages of the whole country, most spoken first"},
		{"BE", today, currency.EUR, "nl fr de", Inclusive, ""},
		{"CA", today, currency.CAD, "en fr", Exclusive, "GST and PST are added at the till"},
		{"US", today, currency.USD, "en", Exclusive, "English is official only in fact"},
		{"PR", today, currency.USD, "es", Exclusive, "as in the United States"},
		{"NO", today, currency.NOK, "nb nn", Inclusive, "Norwegian is its two written forms"},
		{"JP", today, currency.JPY, "ja", Inclusive, "by law since 2021-04-01"},
		{"AU", today, currency.AUD, "en", Inclusive, ""},
		{"HK", today, currency.HKD, "zh-Hant en", Inclusive, "the script is part of the language"},
		{"XI", today, currency.GBP, "en", Inclusive, "the facts of the United Kingdom"},
		{"HR", "2023-01-01", currency.EUR, "hr", Inclusive, "the euro goes before the kuna that still circulates"},
		{"HR", "2022-12-31", currency.HRK, "hr", Inclusive, "the day before the euro"},
		{"DE", "1990-01-01", currency.DEM, "de", Inclusive, "the mark is a currency that ISO withdrew"},
		{"BG", "2025-12-31", currency.BGN, "bg", Inclusive, "the day before the euro"},
		{"BG", "2026-01-01", currency.EUR, "bg", Inclusive, "the lev circulated until 2026-01-31"},
		{"CW", today, xcg, "nl", Inclusive, "the Caribbean guilder since 2025-03-31"},
		{"HT", today, htg, "ht fr", Inclusive, "the dollar is tender too, the gourde goes first"},
	}
	for _, tt := range tests {
		m, err := MarketOf(tt.country, day(tt.on))
		if err != nil {
			t.Errorf("%s on %s: %v (%s)", tt.country, tt.on, err, tt.reason)
			continue
		}
		langs := strings.Trim(fmt.Sprint(m.Languages), "[]")
		if len(m.Currencies) == 0 || m.Currencies[0] != m.Currency {
			t.Errorf("%s on %s: %v is not the first of %v", tt.country, tt.on, m.Currency, m.Currencies)
		}
		if m.Country != tt.country || m.Currency != tt.currency || langs != tt.langs || m.TaxDisplay != tt.display {
			t.Errorf("%s on %s: %v %v %v (%s)", tt.country, tt.on, m.Currency, langs, m.TaxDisplay, tt.reason)
		}
	}
}

var xcg, htg = mustCode("XCG"), mustCode("HTG")

func mustCode(s string) currency.Code {
	c, err := currency.ParseCode(s)
	if err != nil {
		panic(err)
	}
	return c
}

// TestChangeovers asks on both sides of each day on which a country took a new
// currency in this century: all, as CLDR has them, and those that shops meet
// by name.
func TestChangeovers(t *testing.T) {
	tests := []struct {
		country       Country
		first         string // day of the new currency
		before, after string // all tender on the day before and on that day
		reason        string
	}{
		{"SI", "2007-01-01", "SIT", "EUR SIT", "the euro"},
		{"CY", "2008-01-01", "CYP", "EUR CYP", "the euro"},
		{"MT", "2008-01-01", "MTL", "EUR MTL", "the euro"},
		{"SK", "2009-01-01", "SKK", "EUR SKK", "the euro"},
		{"EE", "2011-01-01", "EEK", "EUR", "the euro"},
		{"LV", "2014-01-01", "LVL", "EUR", "the euro"},
		{"LT", "2015-01-01", "LTL", "EUR", "the euro"},
		{"HR", "2023-01-01", "HRK", "EUR HRK", "the euro; the kuna circulated for two weeks"},
		{"BG", "2026-01-01", "BGN", "EUR BGN", "the euro; the lev circulated for a month"},
		{"CW", "2025-03-31", "ANG", "XCG ANG", "the Caribbean guilder"},
		{"SX", "2025-03-31", "ANG", "XCG ANG", "the Caribbean guilder"},
		{"ZW", "2024-06-25", "USD ZWL", "ZWG USD ZWL", "the Zimbabwe Gold beside the dollar"},
		{"SL", "2022-07-01", "SLL", "SLE SLL", "three zeros less"},
		{"VE", "2018-08-20", "VEF", "VES VEF", "five zeros less"},
		{"BY", "2016-07-01", "BYR", "BYN BYR", "four zeros less"},
		{"MR", "2018-01-01", "MRO", "MRU MRO", "one zero less"},
		{"ST", "2018-01-01", "STD", "STN", "three zeros less"},
		{"ZM", "2013-01-01", "ZMK", "ZMW ZMK", "three zeros less"},
		{"GH", "2007-07-03", "GHC", "GHS GHC", "four zeros less"},
		{"TR", "2005-01-01", "TRL", "TRY TRL", "six zeros less"},
		{"RO", "2005-07-01", "ROL", "RON ROL", "four zeros less"},
	}
	for _, tt := range tests {
		on := day(tt.first)
		if got := tenderOf(t, tt.country, on.AddDays(-1)); got != tt.before {
			t.Errorf("%s before %s: %s, want %s (%s)", tt.country, on, got, tt.before, tt.reason)
		}
		if got := tenderOf(t, tt.country, on); got != tt.after {
			t.Errorf("%s on %s: %s, want %s (%s)", tt.country, on, got, tt.after, tt.reason)
		}
	}
	for i := range cldr.Regions {
		r := cldr.Region(i)
		for _, tender := range r.Tenders() {
			from := dateOf(tender.From)
			if from.Before(day("2000-01-01")) {
				continue
			}
			// Some states are younger than their money.
			before, err := MarketOf(Country(r.Code()), from.AddDays(-1))
			if err != nil && !errors.Is(err, ErrNoCurrency) || strings.Contains(fmt.Sprint(before.Currencies), tender.Currency) {
				t.Errorf("%s on the day before %s: %v, %v", r.Code(), tender.Currency, before.Currencies, err)
			}
			if got := tenderOf(t, Country(r.Code()), from); !strings.Contains(got, tender.Currency) {
				t.Errorf("%s on %s: %s, want %s among it", r.Code(), from, got, tender.Currency)
			}
		}
	}
}

// tenderOf returns the legal tender of a country with spaces between.
func tenderOf(t *testing.T, c Country, on currency.Date) string {
	m, err := MarketOf(c, on)
	if err != nil {
		t.Error(err)
		return ""
	}
	return strings.Trim(fmt.Sprint(m.Currencies), "[]")
}

// TestTwoTenders: where two currencies circulate a market has both.
func TestTwoTenders(t *testing.T) {
	for c, want := range map[Country]string{
		"BT": "BTN INR", "HT": "HTG USD", "LS": "ZAR LSL", "NA": "NAD ZAR", "PA": "PAB USD", "PS": "ILS JOD", "ZW": "ZWG USD", "CH": "CHF", "XI": "GBP",
	} {
		if got := tenderOf(t, c, day("2026-11-21")); got != want {
			t.Errorf("%s: %s, want %s", c, got, want)
		}
	}
}

func TestMarketOfErrors(t *testing.T) {
	tests := []struct {
		country Country
		on      string
		want    error
		reason  string
	}{
		{"ZZ", "2026-11-21", ErrUnknownCountry, "not a country"},
		{"", "2026-11-21", ErrUnknownCountry, "none"},
		{"AN", "2009-01-01", ErrUnknownCountry, "withdrawn, even on a day when it was assigned"},
		{"AQ", "2026-11-21", ErrNoCurrency, "Antarctica has no money"},
		{"CW", "2010-01-01", ErrNoCurrency, "Curaçao was not a country"},
		{"CZ", "1990-01-01", currency.ErrUnknownCode, "the Czechoslovak koruna is not a currency of this library"},
		{"CZ", "1990-01-01", ErrNoCurrency, "and both classes are told"},
	}
	for _, tt := range tests {
		if m, err := MarketOf(tt.country, day(tt.on)); !errors.Is(err, tt.want) || m.Currency != 0 {
			t.Errorf("%q on %s: %v, want %v (%s)", tt.country, tt.on, err, tt.want, tt.reason)
		}
	}
	_, err := MarketOf("AQ", 0)
	var me *MarketError
	if !errors.As(err, &me) || me.Country != "AQ" || me.On != 0 || !errors.Is(err, ErrNoCurrency) {
		t.Errorf("on no day: %v", err)
	}
}

// TestMarketOfAll asks for every country of ISO 3166-1, and XK and XI, today
// and at the beginning of each year: a market, or an error that says why not.
func TestMarketOfAll(t *testing.T) {
	countries := []Country{northernIreland}
	for i := range cldr.Regions {
		countries = append(countries, Country(cldr.Region(i).Code()))
	}
	for _, c := range countries {
		m, err := MarketOf(c, day("2026-11-21"))
		if (err == nil) != (c != "AQ") {
			t.Errorf("%s: %v", c, err)
		}
		if len(m.Languages) == 0 && !strings.Contains("AQ BV HM TF", string(c)) {
			t.Errorf("%s has no language", c)
		}
		if err == nil && (m.Sources.Currency == "" || m.Sources.Languages == "" || m.Sources.Measurement == "" || m.Withdrawal.Known != (m.Sources.Withdrawal != "")) {
			t.Errorf("%s: sources %+v", c, m.Sources)
		}
		for year := 1960; year < 2030; year++ {
			on := currency.NewDate(year, time.January, 1)
			m, err := MarketOf(c, on)
			var me *MarketError
			if err != nil && (!errors.As(err, &me) || !errors.Is(err, ErrNoCurrency) || m.Currency != 0) {
				t.Errorf("%s on %s: %+v, %v", c, on, m, err)
			}
		}
	}
}

func TestMeasurement(t *testing.T) {
	for c, want := range map[Country]Measurement{"US": MeasuredUS, "LR": MeasuredUS, "GB": MeasuredUK, "XI": MeasuredUK, "MM": MeasuredUK, "DE": Metric, "CA": Metric, "JP": Metric} {
		m, err := MarketOf(c, day("2026-11-21"))
		if err != nil || m.Measurement != want {
			t.Errorf("%s measures by %v, %v, want %v", c, m.Measurement, err, want)
		}
	}
	for _, m := range []Measurement{Metric, MeasuredUS, MeasuredUK} {
		text, err := m.MarshalText()
		var back Measurement
		if err != nil || string(text) != m.String() || back.UnmarshalText(text) != nil || back != m {
			t.Errorf("%v does not come back", m)
		}
	}
	var m Measurement
	if err := m.UnmarshalText([]byte("imperial")); err == nil {
		t.Error("imperial is no name of CLDR")
	}
	if _, err := Measurement(9).MarshalText(); err == nil || Measurement(9).String() != "Measurement(9)" {
		t.Error("9 is no measurement")
	}
}

func TestMarketJSON(t *testing.T) {
	m, err := MarketOf("CH", day("2026-11-21"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Market
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, back, cmp.Comparer(func(a, b language.Tag) bool { return a == b })); diff != "" {
		t.Errorf("comes back otherwise: %s", diff)
	}
	m.Sources = Sources{}
	b, err = json.Marshal(m)
	const want = `{"country":"CH","currency":"CHF","currencies":["CHF"],"languages":["de","fr","it"],"tax_display":"inclusive","measurement":"metric","withdrawal":{"known":true,"days":0}}`
	if err != nil || string(b) != want {
		t.Errorf("%s, %v, want %s", b, err, want)
	}
}

// TestMarketOwn: what one caller does to a market does not reach the next.
func TestMarketOwn(t *testing.T) {
	on := day("2026-11-21")
	m, err := MarketOf("PA", on)
	if err != nil {
		t.Fatal(err)
	}
	m.Currencies[0], m.Languages[0] = currency.EUR, language.German
	if again, err := MarketOf("PA", on); err != nil || again.Currencies[0] == currency.EUR || again.Languages[0] == language.German {
		t.Errorf("%v %v, %v", again.Currencies, again.Languages, err)
	}
}

func TestTaxDisplaySource(t *testing.T) {
	tests := []struct {
		country Country
		on      string
		display TaxDisplay
		source  string // part of it; none for a default
		reason  string
	}{
		{"JP", "2021-03-31", Inclusive, "", "before the law, nothing is recorded"},
		{"JP", "2021-04-01", Inclusive, "law: ", "the total price must be shown"},
		{"DE", "2026-11-21", Inclusive, "convention", "by the row of the EU"},
		{"US", "2026-11-21", Exclusive, "convention", "its own row"},
		{"HR", "2013-06-30", Inclusive, "", "not yet a member state"},
		{"HR", "2013-07-01", Inclusive, "convention", "by the row of the EU"},
		{"TH", "2026-11-21", Inclusive, "", "the default has no source"},
	}
	for _, tt := range tests {
		m, err := MarketOf(tt.country, day(tt.on))
		if err != nil || m.TaxDisplay != tt.display || (m.Sources.TaxDisplay == "") != (tt.source == "") || !strings.Contains(m.Sources.TaxDisplay, tt.source) {
			t.Errorf("%s on %s: %v by %q, %v (%s)", tt.country, tt.on, m.TaxDisplay, m.Sources.TaxDisplay, err, tt.reason)
		}
	}
}

func TestTaxDisplayText(t *testing.T) {
	for _, d := range []TaxDisplay{Inclusive, Exclusive} {
		text, err := d.MarshalText()
		var back TaxDisplay
		if err != nil || back.UnmarshalText(text) != nil || back != d {
			t.Errorf("%v does not come back", d)
		}
	}
	var d TaxDisplay
	if err := d.UnmarshalText([]byte("Inclusive")); err == nil {
		t.Error("only small letters")
	}
	if _, err := TaxDisplay(9).MarshalText(); err == nil {
		t.Error("9 is no tax display")
	}
}
