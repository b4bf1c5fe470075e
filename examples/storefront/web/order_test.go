package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
)

// An order is given back in parts, until nothing is left of what was paid.
func TestRefundInParts(t *testing.T) {
	b := newBench(t, nil)
	v := b.visitor(t, "de")
	v.fill("de", "TEE", "MUG")
	to := v.buy("de", berlin())
	id := strings.TrimPrefix(to, "/order/")
	key := func() string { return v.get(to).form(nil).Get("key") }
	refund := func(pairs ...string) answer { return v.post(to+"/refunds", with(url.Values{}, pairs...)) }

	first := key()
	a := refund("key", first, "line.1", "1")
	a.want(t, http.StatusSeeOther)
	if got := a.Header.Get("Location"); got != to+"?refund=1" {
		t.Fatalf("sent to %s", got)
	}
	shown := v.get(to + "?refund=1")
	shown.want(t, http.StatusOK, "wurden erstattet", "Erstattung 1", "1 × Baumwoll-T-Shirt", "noch 1", "Gutschrift", "MwSt. 19\u00a0%")
	wellFormed(t, "order", shown)
	if again := refund("key", first, "line.1", "1"); again.Header.Get("Location") != to+"?refund=1" {
		t.Errorf("a reload: %d %s", again.StatusCode, again.Header.Get("Location"))
	}

	refund("key", first, "line.1", "2").want(t, http.StatusUnprocessableEntity, "Dieses Formular wurde schon benutzt")

	for _, c := range []struct {
		name string
		form []string
		text string
	}{
		{"more than is left", []string{"line.1", "2"}, "So viel ist nicht mehr übrig."},
		{"nothing", []string{"line.1", "0"}, "Bitte geben Sie an, was zurückkommt."},
		{"no number", []string{"line.2", "x"}, "Bitte geben Sie eine Zahl von 0 bis 2 ein."},
		{"no such line", []string{"line.3", "1"}, "So viel ist nicht mehr übrig."},
		{"no key", []string{"line.2", "1", "key", ""}, "Ein Teil fehlt oder ist fehlerhaft."},
	} {
		a := refund(append([]string{"key", key()}, c.form...)...)
		a.want(t, http.StatusUnprocessableEntity, c.text)
		wellFormed(t, c.name, a)
	}

	refund("key", key(), "line.1", "1", "line.2", "2", "shipping", "1").want(t, http.StatusSeeOther)
	v.get(to).want(t, http.StatusOK, "Diese Bestellung ist ganz erstattet.", "Erstattung 2")
	o, q, refunds, left, err := b.shop.Order(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	sum := currency.FromMinor(0, q.Currency)
	for _, r := range refunds {
		if sum, err = sum.Add(r.Totals.Due); err != nil {
			t.Fatal(err)
		}
	}
	if !sum.Equal(o.Due) || !left.Shipping.IsZero() {
		t.Errorf("given back %v of %v, left %+v", sum, o.Due, left)
	}
}

// Nothing on the page of an order is anything but text, in any language.
func TestOrderInEachLanguage(t *testing.T) {
	b := newBench(t, nil)
	v := b.visitor(t, "en")
	v.fill("ae", "TEE", "SHOE")
	evil := `<script>alert(1)</script>`
	to := v.buy("ae", url.Values{"name": {evil}, "email": {"a@example.com"}, "street": {evil}, "city": {evil}, "region": {"DU"}, "pay": {"on_delivery"}})
	for _, f := range b.site.langs {
		v.cookies[langCookie] = f.tag.String()
		a := v.get(to)
		a.want(t, http.StatusOK, f.T("order.title"), f.T("where.on_delivery"), evil)
		if strings.Contains(a.body, evil) {
			t.Errorf("%v: not escaped", f.tag)
		}
		wellFormed(t, f.tag.String(), a)
	}
}
