package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/landedhq/landed/examples/storefront/shop"
)

// BenchmarkList is the page of twenty prices through the whole handler.
func BenchmarkList(b *testing.B) {
	h := commonBench(b).handler
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("GET", "/de/", nil)
		r.Header.Set("Accept-Language", "de")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// BenchmarkCheckout is the checkout of three goods: two ways to send, the seal and
// the page.
func BenchmarkCheckout(b *testing.B) {
	h := commonBench(b).handler
	form := url.Values{"postal_code": {"10115"}, "action": {"update"}}.Encode()
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("POST", "/de/checkout", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(&http.Cookie{Name: cartCookie, Value: "TEE:2~SHOE:1~MUG:3"})
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code, w.Body)
		}
	}
}

// BenchmarkQuote is the quote of the same checkout, without page and seal.
func BenchmarkQuote(b *testing.B) {
	s := commonBench(b).shop
	v, err := s.Visit(shop.Request{Market: "de"})
	if err != nil {
		b.Fatal(err)
	}
	basket := shop.Basket{Items: []shop.Item{{SKU: "TEE", Quantity: 2}, {SKU: "SHOE", Quantity: 1}, {SKU: "MUG", Quantity: 3}}, To: shop.Address{PostalCode: "10115"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Quote(v, basket); err != nil {
			b.Fatal(err)
		}
	}
}
