package e2e

import (
	"net/http"
	"testing"
	"time"
)

// A quote that has lapsed is worked out again, and the visitor sees what has moved
// before they order: here the European Union's duty of 3 EUR, in force since the
// first of July.
func TestLapsed(t *testing.T) {
	p := openPlace(t, time.Date(2026, time.June, 30, 21, 50, 0, 0, time.UTC), nil)
	v := p.visit(t, person{lang: "de-DE", zone: "Europe/Berlin"})
	v.allow(http.StatusConflict)
	v.checkout("de", "TEE")
	for _, f := range customers[0].typed {
		v.fill(f[0], f[1])
	}
	v.fresh()
	p.later(3 * time.Hour)
	v.follow("#place")
	v.look("lapsed", "Die Preise waren abgelaufen", "Bitte prüfen Sie, was sich geändert hat", "Einfuhrzoll: 0,00 € → 3,00 €", "Regeln für Zoll und Steuern")
	v.keeps(customers[0].typed)
	if n := len(p.orders(t)); n != 0 {
		t.Errorf("%d orders at a price that had lapsed", n)
	}
	v.buyTwice()
	v.see("Vielen Dank, Jürgen Groß.")
	if n := len(p.orders(t)); n != 1 {
		t.Errorf("%d orders", n)
	}
}

// Who changes the price in the page gets no order at it, nor any.
func TestTampered(t *testing.T) {
	p := openPlace(t, noon, nil)
	v := p.visit(t, person{lang: "en-GB", zone: "Europe/London"})
	v.allow(http.StatusBadRequest)
	v.checkout("gb", "TEE")
	for _, f := range customers[1].typed {
		v.fill(f[0], f[1])
	}
	v.fresh()
	if !eval[bool](v, `(() => { const s = document.querySelector("[name=sealed]"); const at = Math.floor(s.value.length / 2);
		const other = s.value[at] === "A" ? "B" : "A"; s.value = s.value.slice(0, at) + other + s.value.slice(at + 1); return true; })()`) {
		t.Fatal("nothing was changed")
	}
	v.follow("#place")
	v.look("tampered", "This order form was altered", "Nothing was ordered.")
	if n := len(p.orders(t)); n != 0 {
		t.Errorf("%d orders", n)
	}
	v.follow("a.quiet")
	v.see("Checkout", "Cotton T-shirt")
}

// A page that is not there says so in the visitor's language.
func TestNotFound(t *testing.T) {
	v := openPlace(t, noon, nil).visit(t, person{lang: "ja-JP", zone: "Asia/Tokyo"})
	v.allow(http.StatusNotFound)
	v.open("/jp/p/NOSUCH")
	v.look("not-found", "404")
	v.open("/order/aaaaaaaaaaaaaaaaaaaaaaaaaa")
	v.see("404")
	v.quiet()
}
