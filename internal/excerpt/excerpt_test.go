package excerpt

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	long := strings.Repeat("0123456789", 6)
	for _, tt := range []struct{ name, in, text, quoted, reason string }{
		{"empty", "", "", `""`, "nothing is shown as nothing"},
		{"short", "abc", "abc", `"abc"`, "short text stays"},
		{"just fits", long, long, `"` + long + `"`, "60 bytes are shown"},
		{"too long", long + "x", long[:57] + "…", `"` + long + `"… (61 bytes)`, "the length of what was cut is stated"},
		{"inside a rune", long[:58] + "€uro", long[:57] + "…", `"` + long[:58] + `"… (64 bytes)`, "no rune is cut"},
		{"control characters", "a\nb", "a\nb", `"a\nb"`, "a quoted text stays on its line"},
		{"double quotes", `{"a":1}`, `{"a":1}`, "`{\"a\":1}`", "JSON stays readable"},
		{"both quotes", "`\"", "`\"", "\"`\\\"\"", "back quotes cannot hold a back quote"},
		{"not UTF-8", "a\xffb", "a\ufffdb", `"a\xffb"`, "messages are UTF-8"},
		{"nothing but continuation bytes", strings.Repeat("\x80", 99), "\ufffd…", "\"\ufffd\"… (99 bytes)", "the search for a rune ends"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Text(tt.in); got != tt.text {
				t.Errorf("Text: %q, want %q: %s", got, tt.text, tt.reason)
			}
			if got := Quote([]byte(tt.in)); got != tt.quoted {
				t.Errorf("Quote: %s, want %s: %s", got, tt.quoted, tt.reason)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	f.Add("a")
	f.Add(strings.Repeat("€", 40))
	f.Add(strings.Repeat("\xe2\x82", 40))
	f.Fuzz(func(t *testing.T, s string) {
		text, quoted := Text(s), Quote(s)
		if !utf8.ValidString(text) || !utf8.ValidString(quoted) {
			t.Fatalf("%q or %q is not UTF-8", text, quoted)
		}
		if len(s) <= most && utf8.ValidString(s) && text != s {
			t.Fatalf("%q became %q", s, text)
		}
		if len(text) > 3*most || len(quoted) > 4*most+40 {
			t.Fatalf("%d and %d bytes", len(text), len(quoted))
		}
		if Cut(text, 3*most) != text {
			t.Fatalf("%q does not stay", text)
		}
	})
}
