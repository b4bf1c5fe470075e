package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

func TestRootSendsToTheMarketThatSuits(t *testing.T) {
	b := commonBench(t)
	for _, c := range []struct{ accept, market, to, reason string }{
		{"de-DE,de;q=0.9", "", "/de/", "the region of the language"},
		{"ja-JP", "", "/jp/", "the region of the language"},
		{"ja-JP", "gb", "/gb/", "the last visit goes before it"},
		{"", "", "/us/", "the default"},
		{"xx;;;q=", "nowhere", "/us/", "nonsense is left out"},
	} {
		v := b.visitor(t, c.accept)
		if c.market != "" {
			v.cookies[marketCookie] = c.market
		}
		a := v.get("/")
		if got := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || got != c.to {
			t.Errorf("%q, %q: %d %s, want %s: %s", c.accept, c.market, a.StatusCode, got, c.to, c.reason)
		}
	}
}

func TestSwitching(t *testing.T) {
	b := commonBench(t)
	for _, c := range []struct{ path, to, market, lang, reason string }{
		{"/de/p/TEE?market=fr&lang=ar", "/fr/p/TEE", "fr", "ar", "the same page in another market"},
		{"/de/?lang=ja", "/de/", "", "ja", "a language alone"},
		{"/?market=jp", "/", "jp", "", "from the root"},
		{"/de/?market=nowhere&lang=xx", "/de/", "", "", "what there is not is dropped"},
		{"/order/abc?market=fr&refund=1", "/order/abc?refund=1", "fr", "", "the rest of the query stays"},
		{"//evil.example/?lang=de", "/evil.example/", "", "de", "not to another host"},
		{"/de//evil.example?market=fr", "/fr/evil.example", "fr", "", "nor below a market"},
	} {
		v := b.visitor(t, "")
		r := httptest.NewRequest("GET", "/", nil)
		var err error
		if r.URL, err = url.ParseRequestURI(c.path); err != nil {
			t.Fatal(err)
		}
		if c.path[:2] == "//" {
			r.URL = &url.URL{Path: "//evil.example/", RawQuery: "lang=de"}
		}
		a := v.do(r)
		if got := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || got != c.to {
			t.Errorf("%s: %d %q, want %q: %s", c.path, a.StatusCode, got, c.to, c.reason)
		}
		if v.cookies[marketCookie] != c.market || v.cookies[langCookie] != c.lang {
			t.Errorf("%s: cookies %v: %s", c.path, v.cookies, c.reason)
		}
	}
	v := b.visitor(t, "en")
	v.get("/de/?lang=ar")
	v.get("/de/").want(t, http.StatusOK, "كل السلع")
}

// The cookies are for HTTPS alone where the shop is.
func TestCookiesOfHTTPS(t *testing.T) {
	site, err := New(Config{Shop: commonBench(t).shop, HTTPS: true})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest("GET", "/de/?lang=ar", nil))
	if c := w.Result().Cookies(); len(c) != 1 || !c[0].Secure {
		t.Errorf("%v", c)
	}
}
