package locale

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// written shows a header as it was read: "de-AT de;0.9 *;0.1".
func written(header string) string {
	var a acceptLanguage
	a.read(header)
	var list []string
	for _, r := range a.ranges() {
		text := strings.Replace(r.String(), "en-Latn", "en", 1) // there is English in Shavian letters
		if text == "" {
			text = "*"
		}
		if r.quality != 1000 {
			text += fmt.Sprintf(";%d", r.quality)
		}
		list = append(list, text)
	}
	return strings.Join(list, " ")
}

func TestReadAcceptLanguage(t *testing.T) {
	tests := []struct{ header, want, reason string }{
		{"", "", ""},
		{"de", "de", ""},
		{"de-AT,de;q=0.9,en;q=0.8", "de-AT de;900 en;800", "what browsers send"},
		{"en;q=0.8 , de ;q=0.9,\tfr", "fr de;900 en;800", "by quality, with the white space of HTTP"},
		{"en,de;q=1.0,fr;Q=1", "en de fr", "the same quality stays in order"},
		{"de-DE;q=abc,fr", "fr", "a malformed item does not take the others with it"},
		{"de;q=,de;q=1.5,de;q=-1,de;q=2,de;q=.5,de;q=0x1,de;q=1e0,de;level=1,de;q=0.5;x,fr", "fr", "no numbers of RFC 9110"},
		{"de;q=0.8999999999999999999999999", "de;899", "clients that print floats; cut off, not rounded"},
		{"de;q=0.0001", "de;1", "little is not nothing"},
		{"de;q=0.000", "de;0", "nothing is a prohibition"},
		{"*,*;q=0", "* *;0", ""},
		{"DE-at,zh-hANT-hk", "de-AT zh-Hant-HK", "any casing"},
		{"zh-TW,zh-HK,zh,zh-Hans", "zh-Hant-TW zh-Hant-HK zh-Hans zh-Hans", "the script is what tells them apart"},
		{"sr,sr-ME,sh", "sr-Cyrl sr-Latn-ME sr-Latn", "the same in Serbian"},
		{"hi-Latn,ru-Latn,de-Latn,de-Cyrl", "hi-Latn ru-Latn de de-Cyrl", "a script is left out only if it is the usual one"},
		{"iw,in-ID,no,tl,cmn-TW,mo", "he id-ID nb fil zh-Hant-TW ro", "outdated codes"},
		{"zh-yue-HK,zh-cmn-Hans-CN", "yue-Hant-HK zh-Hans-CN", "extended languages"},
		{"en-UK", "en-GB", "as people write it"},
		{"es-419", "es-419", "a region may be a group"},
		{"de-AT-u-rg-chzzzz,en-u-cu-usd,de-1996-x-me", "de-AT en de", "the client does not choose extensions"},
		{"i-klingon,x-mine,a,abcd,english,de_AT,d€,-de,de--AT,e n,日本語", "de", "not languages; what is after the empty subtag is not looked at"},
		{"tlh", "tlh", "a language that no table knows is still one"},
		{strings.Repeat(",", 2000), "", ""},
		{"de," + strings.Repeat("x", 2000), "de", "the item that the limit cuts in two is lost"},
		{strings.Repeat("x", 2000) + ",de", "", "beyond the limit"},
		{strings.Repeat("q,", 100) + "de", "de", "malformed items do not count"},
	}
	for _, tt := range tests {
		if got := written(tt.header); got != tt.want {
			t.Errorf("%.60q: %s, want %s (%s)", tt.header, got, tt.want, tt.reason)
		}
	}
	var a acceptLanguage
	if a.read(strings.Repeat("de,", 1000)); a.n != maxRanges {
		t.Errorf("%d ranges, want %d", a.n, maxRanges)
	}
}

func TestAcceptLanguageForbids(t *testing.T) {
	tests := []struct {
		header, language string
		want             bool
		reason           string
	}{
		{"de", "en", false, "not asked for is not refused"},
		{"en;q=0", "en", true, ""},
		{"en;q=0", "en-GB", true, "a range covers its regions"},
		{"en-GB;q=0", "en", false, "and not what is wider"},
		{"en;q=0,en-GB", "en-GB", false, "the longer range counts"},
		{"en,en-GB;q=0", "en-GB", true, "the longer range counts"},
		{"*;q=0", "fr", true, ""},
		{"*;q=0,fr", "fr", false, ""},
		{"fr,fr;q=0", "fr", false, "said both ways"},
		{"zh-TW;q=0", "zh-Hans", false, "another script"},
	}
	for _, tt := range tests {
		var a acceptLanguage
		a.read(tt.header)
		s, ok := readSubtags(tt.language)
		if got := a.forbids(s); !ok || got != tt.want {
			t.Errorf("%q forbids %s: %v, want %v (%s)", tt.header, tt.language, got, tt.want, tt.reason)
		}
	}
}

// TestAcceptLanguageHostile checks that a header beyond the limit costs no more
// than one within it. To read all of it would take tens of milliseconds; the
// best of many runs takes a thousandth of that, however busy the machine is.
func TestAcceptLanguageHostile(t *testing.T) {
	for _, item := range []string{"a,", ",", "de-AT,", "de;q=0.5,", "aa-", "zz;q=0.", "zh-yue-Hant-HK-x-y,", "*,", ";;;", "x", "€"} {
		header := strings.Repeat(item, 1<<20/len(item))
		best := time.Hour
		for range 20 {
			var a acceptLanguage
			start := time.Now()
			a.read(header)
			best = min(best, time.Since(start))
		}
		if best > 2*time.Millisecond {
			t.Errorf("1 MB of %q: %v", item, best)
		}
		var a acceptLanguage
		if n := testing.AllocsPerRun(10, func() { a = acceptLanguage{}; a.read(header) }); n > 2*maxRanges {
			t.Errorf("1 MB of %q: %v allocations", item, n)
		}
		if cut := written(header[:strings.LastIndexByte(header[:maxAcceptLanguage], ',')+1]); cut != written(header) {
			t.Errorf("1 MB of %q: %s, want %s as at its beginning", item, written(header), cut)
		}
	}
}

func FuzzAcceptLanguage(f *testing.F) {
	for _, s := range []string{"de-AT,de;q=0.9,en;q=0.8,*;q=0.1", "zh-Hant-HK;q=0.0009", "de-DE;q=abc", "i-klingon,zh-yue", "de-Latn-u-rg-chzzzz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		var a acceptLanguage
		a.read(header)
		for i, r := range a.ranges() {
			if r.quality > 1000 || i > 0 && r.quality > a.list[i-1].quality {
				t.Errorf("quality %d after %d", r.quality, a.list[max(i-1, 0)].quality)
			}
			if r.subtags == (subtags{}) {
				continue
			}
			if again, ok := readSubtags(r.String()); !ok || again != r.subtags {
				t.Errorf("%s reads back as %s", r.subtags, again)
			}
		}
	})
}
