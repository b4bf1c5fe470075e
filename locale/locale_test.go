package locale

import (
	"testing"

	"golang.org/x/text/language"
)

func TestFor(t *testing.T) {
	tests := []struct{ tag, want, reason string }{
		{"de", "de", "exact"},
		{"de-DE", "de", "CLDR keeps the main country in the language"},
		{"de-AT", "de-AT", "exact"},
		{"de-JP", "de", "no data for the region"},
		{"de-Latn-AT", "de-AT", "a script that says nothing new"},
		{"en-US", "en", "CLDR keeps the main country in the language"},
		{"en-001", "en-001", "a region may be a group of countries"},
		{"es-MX", "es-MX", "exact"},
		{"es-PH", "es-PH", "exact"},
		{"zh-TW", "zh-Hant", "Taiwan writes the traditional script"},
		{"zh-HK", "zh-Hant-HK", "and so does Hong Kong, with data of its own"},
		{"zh-CN", "zh-Hans", "the usual script of Chinese"},
		{"zh-Hans-CN", "zh-Hans", "CLDR has the script too"},
		{"zh-Hant-US", "zh-Hant", "a script without data for the region"},
		{"sr-BA", "sr-Cyrl-BA", "the usual script left out"},
		{"sr-ME", "sr-Latn-ME", "Montenegro writes Latin"},
		{"pa-PK", "pa-Arab", "Pakistan writes Arabic"},
		{"uz-AF", "uz-Arab", "Afghanistan too"},
		{"iw-IL", "he", "the old code of Hebrew"},
		{"in-ID", "id", "the old code of Indonesian"},
		{"sh-BA", "sr-Latn-BA", "Serbo-Croatian is Serbian in Latin script"},
		{"mo-MD", "ro-MD", "Moldavian is Romanian"},
		{"sw-ZR", "sw-CD", "a country of the past"},
		{"nl-AN", "nl-CW", "the first of several that took its place"},
		{"sr-CS", "sr-Cyrl", "a country of the past, the usual script"},
		{"prs", "fa-AF", "Dari is Persian of Afghanistan"},
		{"swc-CD", "sw-CD", "Swahili of the Congo"},
		{"cmn-TW", "zh-Hant", "Mandarin is Chinese"},
		{"no-NO", "no", "CLDR has data for no"},
		{"ca-ES-valencia", "ca-ES-valencia", "a variant with data"},
		{"de-1996", "de", "a variant without data"},
		{"de-u-co-phonebk", "de", "extensions are not looked at"},
		{"tlh", "und", "Klingon has no data, and it shows"},
		{"und", "und", "no language"},
		{"und-DE", "und", "a region alone is no language"},
	}
	for _, tt := range tests {
		if got := For(language.Make(tt.tag)); got.String() != tt.want {
			t.Errorf("For(%s) is %v, want %s (%s)", tt.tag, got, tt.want, tt.reason)
		}
	}
	if (Locale{}).Tag() != language.Und {
		t.Error("the zero Locale is the root")
	}
	if For(language.MustParse("de-DE")) != For(language.German) {
		t.Error("the same data is the same Locale")
	}
}

func TestForAllocs(t *testing.T) {
	for _, s := range []string{"de", "de-AT", "zh-TW", "sr-BA", "iw-IL", "hi-u-nu-deva", "nl-AN", "ar-EG-u-nu-latn"} {
		tag := language.Make(s)
		if n := testing.AllocsPerRun(100, func() { For(tag) }); n != 0 {
			t.Errorf("For(%s): %v allocations", s, n)
		}
	}
}

func BenchmarkFor(b *testing.B) {
	tag := language.MustParse("zh-TW")
	b.ReportAllocs()
	for b.Loop() {
		For(tag)
	}
}
