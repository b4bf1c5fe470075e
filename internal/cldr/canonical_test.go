package cldr

import (
	"slices"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	tests := []struct{ in, want, reason string }{
		{"de--AT", "de--AT", ""},
		{"iw--", "he--", "an outdated code"},
		{"sh--BA", "sr-Latn-BA", "one that stands for a language in a script"},
		{"zh--TW", "zh-Hant-TW", "the usual script of the region"},
		{"zh--", "zh-Hans-", "the usual script of the language"},
		{"zh-Hant-", "zh-Hant-", "a script that is given"},
		{"tlh--", "tlh--", "not in CLDR"},
		{"--", "--", "nothing"},
		{"abcdefghijklmnopqrstuvwxyz--", "abcdefghijklmnopqrstuvwxyz--", "longer than any code"},
	}
	for _, tt := range tests {
		in := strings.Split(tt.in, "-")
		l, s, r := Canonical(in[0], in[1], in[2])
		if got := l + "-" + s + "-" + r; got != tt.want {
			t.Errorf("Canonical(%s) is %s, want %s (%s)", tt.in, got, tt.want, tt.reason)
		}
	}
}

// TestValue checks that each pair is found, which needs them in order.
func TestValue(t *testing.T) {
	for _, pairs := range []string{aliases, scripts} {
		list := strings.Split(strings.Trim(pairs, ";"), ";")
		if !slices.IsSorted(list) || pairs[0] != ';' || pairs[len(pairs)-1] != ';' {
			t.Fatalf("not in order: %s", pairs)
		}
		for _, pair := range list {
			key, want, _ := strings.Cut(pair, "=")
			if got, ok := value(pairs, key); !ok || got != want {
				t.Errorf("%s is %q %v, want %q", key, got, ok, want)
			}
			for _, other := range []string{key + "0", key[:len(key)-1], "0" + key, key + "="} {
				if got, ok := value(pairs, other); ok && !slices.ContainsFunc(list, func(p string) bool { return strings.HasPrefix(p, other+"=") }) {
					t.Errorf("%s is %q", other, got)
				}
			}
		}
	}
}
