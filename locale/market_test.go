package locale

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

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

func TestMarketOfErrors(t *testing.T) {
	tests := []struct {
		country Country
		on      string
		want    error
		reason  string
	}{
		{"ZZ", "2026-11-21", ErrUnknownCountry, "not a country"},
		{"", "2026-11-21", ErrUnknownCountry, "none"},
		{"AQ", "2026-11-21", ErrNoCurrency, "Antarctica has no money"},
		{"KR", "1955-01-01", currency.ErrUnknownCode, "the hwan was never in ISO 4217"},
		{"KR", "1955-01-01", ErrNoCurrency, "and both classes are told"},
	}
	for _, tt := range tests {
		if m, err := MarketOf(tt.country, day(tt.on)); !errors.Is(err, tt.want) || m.Currency != 0 {
			t.Errorf("%q on %s: %v, want %v (%s)", tt.country, tt.on, err, tt.want, tt.reason)
		}
	}
	if _, err := MarketOf("DE", 0); !errors.Is(err, ErrNoCurrency) {
		t.Errorf("on no day: %v", err)
	}
}

// TestMarketOfAll asks for every country that has people.
func TestMarketOfAll(t *testing.T) {
	on := day("2026-11-21")
	for i := range cldr.Regions {
		c := Country(cldr.Region(i).Code())
		m, err := MarketOf(c, on)
		if c == "AQ" {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c, err)
		}
		if len(m.Languages) == 0 && !strings.Contains("AQ BV HM TF", string(c)) {
			t.Errorf("%s has no language", c)
		}
	}
}

func TestMarketJSON(t *testing.T) {
	m, err := MarketOf("CH", day("2026-11-21"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(m)
	const want = `{"country":"CH","currency":"CHF","languages":["de","fr","it"],"tax_display":"inclusive"}`
	if err != nil || string(b) != want {
		t.Errorf("%s, %v", b, err)
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
