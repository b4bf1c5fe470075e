package locale

import (
	"strings"
	"testing"
)

func TestCutURL(t *testing.T) {
	tests := []struct {
		url, host, path string
		ok              bool
		reason          string
	}{
		{"https://example.de/a/b", "example.de", "/a/b", true, ""},
		{"example.de/a", "example.de", "/a", true, "no scheme"},
		{"//example.de/a", "example.de", "/a", true, "the scheme of the page"},
		{"/a/b/", "", "/a/b", true, "a path alone"},
		{"/", "", "", true, ""},
		{"", "", "", true, ""},
		{"example.de:8080", "example.de", "", true, "the port is left out"},
		{"example.de.", "example.de", "", true, "the root of the domain names"},
		{"https://user:secret@example.de:443/a", "example.de", "/a", true, "so is the user"},
		{"https://example.de@evil.example/a", "evil.example", "/a", true, "who is no host"},
		{"https://a@b@evil.example/", "evil.example", "", true, "the last @ counts"},
		{"https://evil.example/@example.de", "evil.example", "/@example.de", true, "not one in the path"},
		{"https://evil.example?example.de/", "evil.example", "", true, "what follows ? is no host"},
		{"https://evil.example#@example.de/", "evil.example", "", true, "nor what follows #"},
		{"/go?to=https://example.de/", "", "/go", true, "a URL in a query is no scheme"},
		{"[2001:db8::1]:80/a", "[2001:db8::1]", "/a", true, ""},
		{"https:\\\\example.de", "", "", false, "browsers read a backslash as a slash"},
		{"exa mple.de", "", "", false, "a space"},
		{"java\nscript:x", "", "", false, "a line break, which browsers leave out"},
		{"example.de/\x00", "", "", false, "a control character"},
		{"https://example.de/" + strings.Repeat("a", 1<<20), "example.de", "/" + strings.Repeat("a", maxURL-len("https://example.de/")), true, "only the beginning is read"},
	}
	for _, tt := range tests {
		host, path, ok := cutURL(tt.url)
		if host != tt.host || path != tt.path || ok != tt.ok {
			t.Errorf("%.60q: %q %.60q %v, want %q %.60q %v (%s)", tt.url, host, path, ok, tt.host, tt.path, tt.ok, tt.reason)
		}
	}
}

func TestSiteCovers(t *testing.T) {
	tests := []struct {
		site, url string
		want      bool
		reason    string
	}{
		{"example.de", "https://example.de/a", true, ""},
		{"example.de", "https://EXAMPLE.de", true, "hosts have no casing"},
		{"example.de", "https://www.example.de", true, "www is the same shop"},
		{"example.de", "https://shop.example.de", false, "another part of the domain is another"},
		{"example.de", "https://evilexample.de", false, "a host that only ends so"},
		{"example.de", "https://example.de.evil.example", false, "a host that only begins so"},
		{"example.de", "/example.de", false, "a path is no host"},
		{"/fr", "/fr", true, ""},
		{"/fr", "/FR/a", true, ""},
		{"/fr", "https://example.de/fr/a", true, "on any host"},
		{"/fr", "/fr-ca", false, "whole parts of the path only"},
		{"/fr", "/a/fr", false, "the beginning of the path only"},
		{"/fr", "fr", false, "a host is no path"},
		{"example.de/fr/", "https://example.de/fr?x", true, ""},
		{"example.de/fr", "https://example.at/fr", false, ""},
	}
	for _, tt := range tests {
		sites, err := compileSites(map[string]Site{tt.site: {Country: "DE"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, found, ok := stands(sites, tt.url); found != tt.want || !ok {
			t.Errorf("%s covers %s: %v, want %v (%s)", tt.site, tt.url, found, tt.want, tt.reason)
		}
	}
}

// TestSiteOrder checks which site goes first where several fit.
func TestSiteOrder(t *testing.T) {
	sites, err := compileSites(map[string]Site{
		"example.com": {Country: "US"}, "example.com/eu": {Country: "DE"}, "/eu/fr": {Country: "FR"}, "/eu": {Country: "AT"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		url    string
		want   Country
		reason string
	}{
		{"example.com/", "US", ""},
		{"example.com/eu", "DE", "the path with a host goes before the path alone"},
		{"example.com/eu/fr", "FR", "the longest path goes first"},
		{"example.org/eu/", "AT", ""},
	} {
		if s, _, _ := stands(sites, tt.url); s.Country != tt.want {
			t.Errorf("%s: %s, want %s (%s)", tt.url, s.Country, tt.want, tt.reason)
		}
	}
}
