package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/landedhq/landed/examples/storefront/shop"
)

// What cannot be answered is answered by a page in the visitor's language.
func TestFailures(t *testing.T) {
	b := commonBench(t)
	form := "application/x-www-form-urlencoded"
	for _, c := range []struct {
		method, path, kind, body, site string
		status                         int
		key                            string
	}{
		{"GET", "/nowhere/", "", "", "", 404, "error.404"},
		{"GET", "/de/p/NONE", "", "", "", 404, "error.404"},
		{"GET", "/de/p/%3Cscript%3E", "", "", "", 404, "error.404"},
		{"GET", "/order/none", "", "", "", 404, "error.404"},
		{"GET", "/order/aaaaaaaaaaaaaaaaaaaaaaaaaa", "", "", "", 404, "error.404"},
		{"GET", "/static/none.css", "", "", "", 404, "error.404"},
		{"POST", "/order/aaaaaaaaaaaaaaaaaaaaaaaaaa/refunds", form, "line.1=1&key=aaaaaaaaaaaaaaaaaaaaaaaaaa", "same-origin", 404, "error.404"},
		{"POST", "/order/none/refunds", form, "line.1=1", "same-origin", 404, "error.404"},
		{"POST", "/de/cart", form, "action=add&sku=NONE&quantity=1", "same-origin", 404, "error.404"},
		{"DELETE", "/de/", "", "", "same-origin", 405, "error.405"},
		{"PUT", "/de/orders", form, "", "same-origin", 405, "error.405"},
		{"POST", "/de/cart", form, "sku=" + strings.Repeat("x", 1<<20), "same-origin", 413, "error.413"},
		{"POST", "/de/checkout", form, "name=" + strings.Repeat("x", 1<<20), "same-origin", 413, "error.413"},
		{"POST", "/de/orders", form, strings.Repeat("a=b&", 1000), "same-origin", 413, "error.413"},
		{"POST", "/de/orders", "application/json", "{}", "same-origin", 415, "error.415"},
		{"POST", "/de/orders", form, "%zz", "same-origin", 400, "error.400"},
		{"POST", "/de/cart", form, "action=add&sku=TEE&quantity=1", "cross-site", 403, "error.403"},
		{"POST", "/de/orders", form, "name=x", "same-site", 403, "error.403"},
	} {
		for _, lang := range []string{"de", "ar"} {
			r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
			if c.kind != "" {
				r.Header.Set("Content-Type", c.kind)
			}
			if c.site != "" {
				r.Header.Set("Sec-Fetch-Site", c.site)
			}
			v := b.visitor(t, lang)
			a := v.do(r)
			var say string
			for _, tongue := range b.site.langs {
				if tongue.tag.String() == lang {
					say = tongue.T(c.key)
				}
			}
			a.want(t, c.status, say)
			if len(v.cookies) > 0 {
				t.Errorf("%s %s: refused, and cookies set: %v", c.method, c.path, v.cookies)
			}
			if c.status == http.StatusMethodNotAllowed && a.Header.Get("Allow") == "" {
				t.Errorf("%s %s: no Allow", c.method, c.path)
			}
			wellFormed(t, c.path, a)
		}
	}
}

// Old exchange rates are refused where the shop says so, and not in the seller's
// own currency.
func TestStaleRates(t *testing.T) {
	b := newBench(t, func(c *shop.Config) { c.Stale, c.MaxAge = shop.StaleRefuse, 0 })
	v := b.visitor(t, "de")
	v.fill("de", "TEE")
	a := v.get("/de/checkout")
	a.want(t, http.StatusServiceUnavailable, b.site.langs[1].T("error.503.text"))
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	v.get("/us/checkout").want(t, http.StatusOK)

	sells := newBench(t, func(c *shop.Config) { c.MaxAge = 0 })
	v = sells.visitor(t, "de")
	v.fill("de", "TEE")
	v.get("/de/checkout").want(t, http.StatusOK, "älter als üblich")
}

// A panic is a page too.
func TestBroken(t *testing.T) {
	b := commonBench(t)
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/de/", nil)
	r.Header.Set("Accept-Language", "fr")
	b.site.Broken().ServeHTTP(w, r)
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "Quelque chose") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestHealth(t *testing.T) {
	a := commonBench(t).visitor(t, "").get("/healthz")
	a.want(t, http.StatusOK, "ok")
}

func TestOrdersIsNoPage(t *testing.T) {
	a := commonBench(t).visitor(t, "").get("/de/orders")
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/de/checkout" {
		t.Errorf("%d %s", a.StatusCode, a.Header.Get("Location"))
	}
}
