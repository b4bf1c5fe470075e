package locale

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
)

var today = currency.NewDate(2026, time.November, 21)

func tags(list string) []language.Tag {
	var tags []language.Tag
	for _, s := range strings.Fields(list) {
		tags = append(tags, language.MustParse(s))
	}
	return tags
}

// europeanShop sells everywhere but in France, in three languages.
func europeanShop() Offer {
	countries := slices.DeleteFunc(allCountries(), func(c Country) bool { return c == "FR" })
	return Offer{
		Default: "DE", Countries: countries, Languages: tags("en de fr"),
		In: map[Country]Terms{
			"BE": {Languages: tags("fr en")},
			"LI": {Currency: currency.EUR},
			"GG": {Currency: currency.GBP},
		},
		Sites: map[string]Site{
			"example.at": {Country: "AT"},
			"/fr-ca":     {Country: "CA", Language: language.MustParse("fr-CA")},
			"/de":        {Language: language.German},
			"/es":        {Language: language.Spanish},
		},
	}
}

func mustResolver(t testing.TB, o Offer) *Resolver {
	t.Helper()
	r, err := NewResolver(o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// line shows a resolution: "DE en EUR en-DE | geo accept_language country | skips".
func line(r Resolution) string {
	s := fmt.Sprintf("%s %s %v %v | %v %v %v", r.Country, r.Language, r.Currency, r.Locale, r.Why.Country, r.Why.Language, r.Why.Currency)
	for _, skip := range r.Skipped {
		s += " | " + skip.String()
	}
	return s
}

func TestResolve(t *testing.T) {
	eurUSD := europeanShop()
	eurUSD.Currencies = []currency.Code{currency.EUR, currency.USD}
	tests := []struct {
		name   string
		offer  Offer
		hints  Hints
		want   string
		reason string
	}{
		{"nothing known", europeanShop(), Hints{},
			"DE de EUR de | default country country", "the default country speaks its own language, not that of last resort"},
		{"an English reader in Germany", europeanShop(), Hints{Geo: "DE", AcceptLanguage: "en-US,en;q=0.9"},
			"DE en EUR en-DE | geo accept_language country", "country and language are two axes; the currency is the country's"},
		{"a German reader in Japan", europeanShop(), Hints{Geo: "JP", AcceptLanguage: "de-DE,de;q=0.9"},
			"JP de JPY de | geo accept_language country", "CLDR has no German of Japan"},
		{"all hints agree to differ", europeanShop(), Hints{
			Choice: Choice{Country: "CH"}, ShipTo: "AT", Account: Choice{Country: "NL", Language: "fr"},
			URL: "https://example.at/de/", Geo: "PL", AcceptLanguage: "en-US"},
			"CH fr CHF fr-CH | choice account country", "a hint may decide one axis and leave the others"},
		{"the address goes before the account", europeanShop(), Hints{ShipTo: "AT", Account: Choice{Country: "NL"}, Geo: "PL"},
			"AT de EUR de-AT | ship_to country country", ""},
		{"the account before the site", europeanShop(), Hints{Account: Choice{Country: "NL"}, URL: "example.at", Geo: "PL"},
			"NL en EUR en-NL | account default country", "no Dutch on offer: the language of last resort"},
		{"the site before the IP address", europeanShop(), Hints{URL: "example.at", Geo: "PL", AcceptLanguage: "en-GB"},
			"AT en EUR en-AT | url accept_language country", ""},
		{"the IP address before the header", europeanShop(), Hints{Geo: "PL", AcceptLanguage: "en-GB"},
			"PL en PLN en-PL | geo accept_language country", ""},
		{"the first region of the header", europeanShop(), Hints{AcceptLanguage: "de-AT,de;q=0.9,en;q=0.8"},
			"AT de EUR de-AT | accept_language accept_language country", "the region must not be lost with the match of de"},
		{"not the second region", europeanShop(), Hints{AcceptLanguage: "en,de-AT;q=0.9"},
			"DE en EUR en-DE | default accept_language country", "who prefers English without a region has not said Austria"},
		{"a language names no country", europeanShop(), Hints{AcceptLanguage: "fr"},
			"DE fr EUR fr | default accept_language country", "French is not France"},
		{"a group names no country", europeanShop(), Hints{AcceptLanguage: "en-150"},
			"DE en EUR en-DE | default accept_language country | accept_language country \"150\": unreadable", ""},
		{"not served", europeanShop(), Hints{ShipTo: "FR", Geo: "BE"},
			"BE fr EUR fr-BE | geo country country | ship_to country \"FR\": not offered", "skipped, and it shows"},
		{"rubbish", europeanShop(), Hints{
			Choice: Choice{Country: "Germany!", Language: "Deutsch", Currency: "€"}, ShipTo: "D", Account: Choice{Language: "nl"},
			URL: "java\nscript", Geo: "T1", AcceptLanguage: "??"},
			"DE de EUR de | default country country" +
				` | url country "java\nscript": unreadable` +
				` | choice country "Germany!": unreadable | ship_to country "D": unreadable | geo country "T1": unreadable` +
				` | choice language "Deutsch": unreadable | account language "nl": not offered` +
				` | accept_language language "??": unreadable | choice currency "€": unreadable`, "each hint that could not decide is told"},
		{"the site gives both", europeanShop(), Hints{URL: "https://shop.example/fr-ca/shoes?x=/de", Geo: "US"},
			"CA fr CAD fr-CA | url url country", "French without a region serves French of Canada"},
		{"the site gives one, the host the other", europeanShop(), Hints{URL: "https://www.Example.AT:8443/DE", Geo: "US", AcceptLanguage: "en"},
			"AT de EUR de-AT | url url country", ""},
		{"a site in a language that is not offered there", europeanShop(), Hints{URL: "/es/", Geo: "MX", AcceptLanguage: "es-MX"},
			`MX en MXN en | geo default country | url language "es": not offered | accept_language language "es-MX": not offered`, ""},
		{"another user of the address", europeanShop(), Hints{URL: "https://example.at@evil.example/"},
			`DE de EUR de | default country country | url country "https://example.at@evil.example/": not offered`, "what is before @ is no host"},
		{"a currency chosen", eurUSD, Hints{Choice: Choice{Currency: "usd"}, Geo: "AT"},
			"AT de USD de-AT | geo country choice", ""},
		{"a currency of the account", eurUSD, Hints{Choice: Choice{Currency: "CHF"}, Account: Choice{Currency: "USD"}, Geo: "AT"},
			`AT de USD de-AT | geo country account | choice currency "CHF": not offered`, ""},
		{"a currency that is not charged", eurUSD, Hints{Geo: "JP"},
			"JP en EUR en-JP | geo default default", "the first of those that are"},
		{"a currency chosen where none may be", europeanShop(), Hints{Choice: Choice{Currency: "USD"}, Geo: "AT"},
			`AT de EUR de-AT | geo country country | choice currency "USD": not offered`, ""},
		{"the own currency chosen", europeanShop(), Hints{Choice: Choice{Currency: "JPY"}, Geo: "JP"},
			"JP en JPY en-JP | geo default choice", ""},
		{"another currency by the terms", europeanShop(), Hints{Geo: "LI"},
			"LI de EUR de-LI | geo country country", ""},
		{"a currency of the terms beside those of the offer", eurUSD, Hints{Geo: "GG"},
			"GG en GBP en-GG | geo country country", "terms go before the list"},
		{"a country without a currency", eurUSD, Hints{Geo: "AQ"},
			"AQ en EUR en | geo default default", ""},
		{"the languages of the terms", europeanShop(), Hints{Geo: "BE", AcceptLanguage: "de-BE,de"},
			`BE fr EUR fr-BE | geo country country | accept_language language "de-BE,de": not offered`, "German is not offered in Belgium"},
		{"any language", europeanShop(), Hints{Geo: "CH", AcceptLanguage: "*"},
			"CH de CHF de-CH | geo accept_language country", "that of the country"},
		{"any language but the first", europeanShop(), Hints{Geo: "CH", AcceptLanguage: "it,*;q=0.5,de;q=0"},
			"CH en CHF en-CH | geo accept_language country", "q=0 forbids"},
		{"a default that is refused", europeanShop(), Hints{Geo: "CH", AcceptLanguage: "it,de;q=0"},
			`CH en CHF en-CH | geo accept_language country | accept_language language "it,de;q=0": not offered`, ""},
		{"all refused", europeanShop(), Hints{Geo: "CH", AcceptLanguage: "*;q=0"},
			`CH de CHF de-CH | geo country country | accept_language language "*;q=0": not offered`, "there must be some language"},
		{"the United Kingdom as people write it", europeanShop(), Hints{Geo: "uk"},
			"GB en GBP en-GB | geo country country", "ISO 3166-1 keeps UK for it"},
		{"Northern Ireland", europeanShop(), Hints{Geo: "XI"},
			"XI en GBP en-GB | geo country country", "the currency and the language are those of the United Kingdom"},
		{"extensions", europeanShop(), Hints{Choice: Choice{Language: "de-AT-u-nu-thai-cu-usd"}},
			"DE de EUR de | default choice country", "the client's extensions reach neither tag nor currency"},
	}
	for _, tt := range tests {
		tt.hints.On = today
		got, err := mustResolver(t, tt.offer).Resolve(tt.hints)
		if err != nil || line(got) != tt.want {
			t.Errorf("%s: %v\n got %s\nwant %s\n(%s)", tt.name, err, line(got), tt.want, tt.reason)
		}
	}
}

// TestResolveLanguage checks what the matcher of x/text gets wrong. Each row
// that says so was seen with it.
func TestResolveLanguage(t *testing.T) {
	tests := []struct{ offered, accept, want, reason string }{
		{"en nb", "da", "en", "x/text: nb with confidence High"},
		{"en es", "eu", "en", "x/text: es with confidence High"},
		{"en es", "gl", "en", "x/text: es with confidence High"},
		{"en nl", "af", "en", "x/text: nl with confidence High"},
		{"en de", "lb", "en", "x/text: de with confidence High"},
		{"de en", "tlh", "de", "x/text: en with confidence High; here it is the default"},
		{"en sr-Latn", "sr", "en", "x/text: sr-Latn with confidence Low; the script is not the one asked for"},
		{"en sr-Latn", "sr-Latn-RS", "sr-Latn", ""},
		{"en sr-Latn", "sh", "sr-Latn", "Serbo-Croatian is Serbian in Latin script"},
		{"fr en", "hr", "fr", "x/text: the first, without confidence"},
		{"fr en", "bs", "fr", "x/text: the first, without confidence"},
		{"fr en", "uk", "fr", "x/text: the first, without confidence"},
		{"fr en", "ca", "fr", "x/text: the first, without confidence"},
		{"fr en", "hr,en;q=0.5", "en", "what does not match leaves the word to the next"},
		{"de en", "fr", "de", "x/text: the first, as if it matched"},
		{"en de fr", "de-AT,de;q=0.9,en;q=0.8", "de", "x/text: loses the region, which TestResolve has"},
		{"en zh-Hans zh-Hant", "zh-HK", "zh-Hant", "Hong Kong writes the traditional script"},
		{"en zh-Hans zh-Hant", "zh-TW", "zh-Hant", "so does Taiwan"},
		{"en zh-Hans zh-Hant", "zh-SG", "zh-Hans", "and Singapore does not"},
		{"en zh-Hans", "zh-TW,en;q=0.5", "en", "traditional Chinese is not simplified"},
		{"en zh-Hans", "zh-TW,zh;q=0.9,en;q=0.5", "zh-Hans", "unless the reader says so"},
		{"en zh", "zh-Hans-CN", "zh", ""},
		{"en zh-TW", "zh-Hant-HK", "zh-TW", "the same script"},
		{"en pt-BR pt-PT", "pt-AO", "pt-PT", "Angola follows Portugal"},
		{"en pt-BR pt-PT", "pt", "pt-BR", "most speakers"},
		{"en pt-PT", "pt-BR", "pt-PT", "the same language"},
		{"en pt pt-PT", "pt-BR", "pt", "without a region before another region"},
		{"en es es-419", "es-MX", "es-419", "Mexico follows Latin America"},
		{"en es es-MX", "es-AR", "es-MX", "the same area"},
		{"en es es-MX", "es-419", "es-MX", "the area itself"},
		{"en es-ES es-419", "es", "es-ES", "most speakers as CLDR counts them"},
		{"en-US en-GB", "en-AU", "en-GB", "the English outside the United States"},
		{"en-US en-GB", "en-NZ", "en-GB", ""},
		{"en-US en-GB", "en-PR", "en-US", "Puerto Rico is not in that area"},
		{"en-US en-GB", "en", "en-US", ""},
		{"de-AT de-CH de-DE", "de-LI", "de-DE", "most speakers"},
		{"de-AT de-CH", "de-LI", "de-AT", "else the first"},
		{"en nb", "no", "nb", "Norwegian without saying which is Bokmål"},
		{"en no", "nb-NO", "no", ""},
		{"en nn", "nb", "en", "Bokmål is not Nynorsk"},
		{"en he", "iw-IL", "he", "the old code of Hebrew"},
		{"en fil", "tl", "fil", "Tagalog is Filipino"},
		{"en zh-Hant", "cmn-TW", "zh-Hant", "Mandarin is Chinese"},
		{"en zh-Hant", "yue-HK", "en", "Cantonese has words of its own"},
		{"en de", "de-DE;q=abc,de;q=0.5", "de", "x/text: an error for all"},
		{"en hi", "hi-Latn", "en", "Hindi in Latin letters is another thing"},
		{"en de", "de-Latn-DE", "de", "a script that says nothing new"},
	}
	for _, tt := range tests {
		// The country speaks none of the languages, so the default is the first.
		r := mustResolver(t, Offer{Default: "ET", Languages: tags(tt.offered)})
		got, err := r.Resolve(Hints{On: today, Choice: Choice{Country: "ET"}, AcceptLanguage: tt.accept})
		if err != nil || got.Language.String() != tt.want {
			t.Errorf("[%s] for %q: %v, want %s (%s), %v", tt.offered, tt.accept, got.Language, tt.want, tt.reason, err)
		}
	}
}

// TestResolveDefaultLanguage checks what a country speaks if no one says.
func TestResolveDefaultLanguage(t *testing.T) {
	tests := []struct{ offered, country, want, reason string }{
		{"de en fr", "NZ", "en", "English is not official by law, but what the country speaks"},
		{"de en fr", "CA", "en", "the official language with the most speakers"},
		{"de fr", "CA", "fr", "the next official one"},
		{"en fr nl", "BE", "nl", ""},
		{"de it", "CH", "de", ""},
		{"en zh-Hans zh-Hant", "TW", "zh-Hant", ""},
		{"en zh-Hans zh-Hant", "CN", "zh-Hans", ""},
		{"en zh-Hans", "TW", "en", "another script is not spoken there"},
		{"en pt-BR pt-PT", "PT", "pt-PT", ""},
		{"en pt-BR pt-PT", "MZ", "pt-PT", ""},
		{"fr es es-419", "PE", "es-419", ""},
		{"en sr-Latn", "RS", "sr-Latn", "official in both scripts"},
		{"fr en-US en-GB", "IE", "en-GB", ""},
		{"fr en-US en-GB", "XI", "en-GB", ""},
		{"en fr", "AQ", "en", "no one lives there"},
		{"en nb", "NO", "nb", ""},
		{"en he ar", "IL", "he", ""},
	}
	for _, tt := range tests {
		r := mustResolver(t, Offer{Default: "US", Languages: tags(tt.offered), Currencies: []currency.Code{currency.USD}})
		got, err := r.Resolve(Hints{On: today, Geo: tt.country})
		if err != nil || got.Language.String() != tt.want {
			t.Errorf("[%s] in %s: %v, want %s (%s), %v", tt.offered, tt.country, got.Language, tt.want, tt.reason, err)
		}
	}
}

// TestResolveLocale checks that money follows the country.
func TestResolveLocale(t *testing.T) {
	tests := []struct{ language, country, want, reason string }{
		{"en", "DE", "en-DE", ""},
		{"en-US", "DE", "en-DE", "the country goes before the region of the language"},
		{"en-GB", "KP", "en-GB", "nothing for the country: the language as it was given"},
		{"en", "KP", "en", ""},
		{"de-AT", "DE", "de", "CLDR keeps Germany in the language"},
		{"de", "CH", "de-CH", ""},
		{"pt", "PT", "pt-PT", ""},
		{"zh", "HK", "zh-Hans-HK", "the script is that of the language"},
		{"zh-Hant", "HK", "zh-Hant-HK", ""},
		{"zh-Hans", "TW", "zh-Hans", ""},
		{"en", "XI", "en-GB", ""},
		{"tlh", "DE", "und", "no data at all"},
	}
	for _, tt := range tests {
		if got := localeIn(language.MustParse(tt.language), Country(tt.country)); got.String() != tt.want {
			t.Errorf("%s in %s: %v, want %s (%s)", tt.language, tt.country, got, tt.want, tt.reason)
		}
	}
}

// TestResolveCurrency checks that the currency is that of MarketOf, whatever
// the country and the day.
func TestResolveCurrency(t *testing.T) {
	r := mustResolver(t, Offer{Default: "DE", Languages: tags("en")})
	for _, c := range allCountries() {
		for day := currency.NewDate(1990, time.January, 1); day.Before(today); day = day.AddDays(97) {
			m, want := MarketOf(c, day)
			got, err := r.Resolve(Hints{On: day, Geo: string(c)})
			if errors.Is(want, ErrNoCurrency) != errors.Is(err, ErrNoCurrency) || got.Currency != m.Currency {
				t.Fatalf("%s on %s: %v %v, want %v %v", c, day, got.Currency, err, m.Currency, want)
			}
		}
	}
	if _, err := r.Resolve(Hints{Geo: "DE"}); !errors.Is(err, ErrNoCurrency) || err.Error() != "locale: resolve: no currency without a day" {
		t.Errorf("without a day: %v", err)
	}
	if _, err := r.Resolve(Hints{On: today, Geo: "AQ"}); !errors.Is(err, ErrNoCurrency) || err.Error() != "locale: resolve: AQ on 2026-11-21: no currency" {
		t.Errorf("Antarctica: %v", err)
	}
}

func TestNewResolverRefuses(t *testing.T) {
	tests := []struct {
		name string
		edit func(*Offer)
		want string
	}{
		{"no default", func(o *Offer) { o.Default = "" }, `Default "": want a country that is served`},
		{"a default that is not served", func(o *Offer) { o.Default = "FR" }, `Default "FR": want a country that is served`},
		{"an unknown country", func(o *Offer) { o.Countries = append(o.Countries, "UK") }, `"UK": want a country, once`},
		{"a country twice", func(o *Offer) { o.Countries = append(o.Countries, "DE") }, `"DE": want a country, once`},
		{"no language", func(o *Offer) { o.Languages = nil }, `Languages "": want at least one`},
		{"an unknown language", func(o *Offer) { o.Languages = tags("en und-DE") }, `Languages[1] "und-DE": want a language, once`},
		{"a language twice", func(o *Offer) { o.Languages = tags("iw he") }, `Languages[1] "he": want a language, once`},
		{"terms of a country that is not served", func(o *Offer) { o.In["FR"] = Terms{} }, `In "FR": want countries that are served`},
		{"a language of terms twice", func(o *Offer) { o.In["DE"] = Terms{Languages: tags("de de-Latn")} }, `In["DE"].Languages[1] "de-Latn": want a language, once`},
		{"no currency", func(o *Offer) { o.Currencies = []currency.Code{currency.EUR, 0} }, `Currencies[1] "": want a currency`},
		{"a site of a country that is not served", func(o *Offer) { o.Sites["example.fr"] = Site{Country: "FR"} }, `Sites["example.fr"].Country "FR": want a country that is served`},
		{"no address", func(o *Offer) { o.Sites["/"] = Site{Country: "DE"} }, `Sites "/": want a host, a path or both`},
		{"an address with a scheme", func(o *Offer) { o.Sites["https://example.com"] = Site{Country: "DE"} }, `Sites "https://example.com": want a host, a path or both`},
		{"a host that no client sends", func(o *Offer) { o.Sites["müller.example"] = Site{Country: "DE"} }, `Sites "müller.example": want the host as clients send it`},
		{"an address twice", func(o *Offer) { o.Sites["Example.AT/"] = Site{Country: "DE"} }, `"example.at": want each address once`},
	}
	for _, tt := range tests {
		o := europeanShop()
		tt.edit(&o)
		_, err := NewResolver(o)
		var fault *OfferError
		if !errors.As(err, &fault) || !errors.Is(err, ErrOffer) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", tt.name, err, tt.want)
		}
	}
}

// TestResolverOwnsItsOffer checks that what a caller does to an offer later
// does not reach the resolver.
func TestResolverOwnsItsOffer(t *testing.T) {
	o := europeanShop()
	o.Currencies = []currency.Code{currency.EUR}
	r := mustResolver(t, o)
	hints := Hints{On: today, Geo: "JP", URL: "/de"}
	before, _ := r.Resolve(hints)
	o.Languages[1], o.Currencies[0] = language.Korean, currency.KRW
	delete(o.Sites, "/de")
	after, err := r.Resolve(hints)
	if d := cmp.Diff(line(before), line(after)); d != "" || err != nil {
		t.Error(d, err)
	}
}

// TestResolveHostile checks that no hint of a megabyte is looked through: what
// costs milliseconds in all costs no more than a few hundred bytes would.
func TestResolveHostile(t *testing.T) {
	r := mustResolver(t, europeanShop())
	for _, text := range []string{"a", " ", "de-", "*;q=0,", "/", "zh-Hant-XX;q=0.001,"} {
		long := strings.Repeat(text, 1<<20/len(text))
		choice := Choice{Country: long, Language: long, Currency: long}
		hints := Hints{On: today, Choice: choice, ShipTo: long, Account: choice, URL: long, Geo: long, AcceptLanguage: long}
		best := time.Hour
		for range 20 {
			start := time.Now()
			if _, err := r.Resolve(hints); err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		if best > time.Millisecond {
			t.Errorf("1 MB of %q in each hint: %v", text, best)
		}
	}
}

func TestResolverConcurrent(t *testing.T) {
	r := mustResolver(t, europeanShop())
	hints := Hints{On: today, Geo: "AT", AcceptLanguage: "en-US,en;q=0.9"}
	want, _ := r.Resolve(hints)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if got, err := r.Resolve(hints); err != nil || line(got) != line(want) {
					t.Errorf("%s, want %s", line(got), line(want))
				}
			}
		})
	}
	wg.Wait()
}

func TestResolveAllocs(t *testing.T) {
	r := mustResolver(t, europeanShop())
	hints := Hints{On: today, URL: "https://example.at/de/shoes", Geo: "DE", AcceptLanguage: "de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7"}
	if n := testing.AllocsPerRun(100, func() {
		if _, err := r.Resolve(hints); err != nil {
			t.Fatal(err)
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzResolve(f *testing.F) {
	o := europeanShop()
	o.Currencies = []currency.Code{currency.EUR}
	r, err := NewResolver(o)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("CH", "de-AT", "USD", "https://user@example.at:8080/fr-ca/../x?y#z", "de-AT,de;q=0.9,*;q=0")
	f.Add("uk", "zh-Hant", "PTS:0", "//[::1]:80\\", "x-y,zh-cmn-Hans")
	f.Fuzz(func(t *testing.T, country, lang, money, url, accept string) {
		choice := Choice{Country: country, Language: lang, Currency: money}
		got, err := r.Resolve(Hints{On: today, Choice: choice, Account: choice, ShipTo: country, Geo: country, URL: url, AcceptLanguage: accept})
		if err != nil {
			t.Fatal(err)
		}
		if got.Country == "FR" || !got.Country.Valid() || !slices.Contains(o.Languages, got.Language) || got.Currency == 0 {
			t.Errorf("%s", line(got))
		}
		for _, s := range got.Skipped {
			if len(s.Input) > 3*60 { // bytes that are no UTF-8 grow
				t.Errorf("an input of %d bytes", len(s.Input))
			}
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	r := mustResolver(b, europeanShop())
	hints := Hints{On: today, URL: "https://example.at/shoes", Geo: "DE", AcceptLanguage: "de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7,*;q=0.5"}
	hostile := hints
	hostile.AcceptLanguage = strings.Repeat("xx-Latn-XX;q=0.5,", 1<<16)
	for _, bb := range []struct {
		name  string
		hints Hints
	}{{"landed", hints}, {"hostile", hostile}} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Resolve(bb.hints); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	// What x/text takes for the language alone.
	b.Run("xtext", func(b *testing.B) {
		m := language.NewMatcher(tags("en de fr"))
		b.ReportAllocs()
		for b.Loop() {
			language.MatchStrings(m, hints.AcceptLanguage)
		}
	})
}

func BenchmarkNewResolver(b *testing.B) {
	o := europeanShop()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewResolver(o); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAreaNear(t *testing.T) {
	o := offerLanguage(language.MustParse("es-MX"))
	r, _ := cldr.FindRegion("AR")
	if o.area != "419" || o.near[r/64]>>(r%64)&1 != 1 {
		t.Errorf("area %q, near %x", o.area, o.near)
	}
}
