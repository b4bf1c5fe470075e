package shop

import (
	"errors"
	"strings"
	"testing"
)

func TestVisit(t *testing.T) {
	s := open(t, nil)
	for _, tt := range []struct {
		request                   Request
		market, lang, money, from string
		reason                    string
	}{
		{Request{}, "us", "en", "en", "market by the shop's default, language by the market", "nothing is known"},
		{Request{Market: "de"}, "de", "de", "de", "market by the address, language by the market", "the address alone"},
		{Request{Market: "jp", AcceptLanguage: "de-DE,de;q=0.9"}, "jp", "de", "de", "market by the address, language by your browser", "a German reader in the Japanese market"},
		{Request{Market: "gb", CookieMarket: "jp", CookieLang: "ja"}, "gb", "ja", "ja", "market by the address, language by your last visit", "the address goes before the cookie"},
		{Request{CookieMarket: "fr"}, "fr", "fr", "fr", "market by your last visit, language by the market", "the cookie alone"},
		{Request{CookieMarket: "fr", CookieLang: "es", Lang: "ar"}, "fr", "ar", "ar", "market by your last visit, language by your choice", "a language that was picked goes before that of the cookie"},
		{Request{AcceptLanguage: "ja-JP,ja;q=0.8,en;q=0.5"}, "jp", "ja", "ja", "market by your browser, language by your browser", "the region of the browser's language is a market"},
		{Request{AcceptLanguage: "ar"}, "us", "ar", "ar", "market by the shop's default, language by your browser", "a language alone names no country"},
		{Request{AcceptLanguage: "pt-BR,pt"}, "us", "en", "en", "market by the shop's default, language by the market", "neither sold to nor spoken"},
		{Request{Market: "no"}, "no", "en", "en-NO", "market by the address, language by the shop's default", "Norwegian is not spoken"},
		{Request{Market: "ch", Lang: "xx-<script>", CookieLang: strings.Repeat("de", 500), AcceptLanguage: strings.Repeat("a", 1<<20)}, "ch", "de", "de-CH", "market by the address, language by the market", "what cannot be read is passed over"},
		{Request{CookieMarket: "../../etc"}, "us", "en", "en", "market by the shop's default, language by the market", "a cookie of no market is passed over"},
	} {
		v, err := s.Visit(tt.request)
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
			continue
		}
		if v.Market.ID != tt.market || v.Lang.String() != tt.lang || v.Why != tt.from || v.Country != v.Market.Countries[0] {
			t.Errorf("%s: market %s, language %v, %s; want %s, %s, %s", tt.reason, v.Market.ID, v.Lang, v.Why, tt.market, tt.lang, tt.from)
		}
		if got := v.Locale.String(); !strings.HasPrefix(got, tt.money) {
			t.Errorf("%s: money as in %s, want %s", tt.reason, got, tt.money)
		}
	}
	for _, market := range []string{"xx", "DE", "de/", "\x00", strings.Repeat("de", 1000)} {
		_, err := s.Visit(Request{Market: market})
		wantField(t, err, "market", ErrUnknown)
	}
}

// wantField demands a *FieldError of a field and a class.
func wantField(t *testing.T, err error, name string, class error) {
	t.Helper()
	var at *FieldError
	switch {
	case !errors.As(err, &at):
		t.Errorf("%v (%T), want a FieldError of %s", err, err, name)
	case at.Field != name || !errors.Is(err, class):
		t.Errorf("field %q: %v; want field %q of class %v", at.Field, err, name, class)
	case len(err.Error()) > 2000:
		t.Errorf("field %q: an error of %d bytes", name, len(err.Error()))
	}
}
