package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/examples/storefront/shop"
)

// leaked finds keys of texts that stand on a page instead of a text.
var leaked = regexp.MustCompile(`[>"](shop|list|product|terms|cart|checkout|pay|field|fault|notice|cause|sum|why|where|collector|on|zero|order|refund|error)\.[a-z_.0-9]+[<"]`)

// Every market is shown in every language, with the price and the label that the
// library gives.
func TestListInEachMarketAndLanguage(t *testing.T) {
	b := commonBench(t)
	for _, m := range b.shop.Markets() {
		for _, tag := range shop.Languages() {
			v := b.visitor(t, tag.String())
			a := v.get("/" + m.ID + "/")
			a.want(t, http.StatusOK)
			dir := "ltr"
			if tag == language.Arabic {
				dir = "rtl"
			}
			if head := `<html lang="` + tag.String() + `" dir="` + dir + `">`; !strings.Contains(a.body, head) {
				t.Errorf("%s in %v: no %s", m.ID, tag, head)
			}
			visit, err := b.shop.Visit(shop.Request{Market: m.ID, AcceptLanguage: tag.String()})
			if err != nil {
				t.Fatal(err)
			}
			prices, text := b.shop.Prices(visit), a.text()
			if len(prices) != 20 {
				t.Errorf("%s: %d goods", m.ID, len(prices))
			}
			sold := 0
			for _, p := range prices {
				if p.Err != nil {
					continue
				}
				sold++
				for _, want := range []string{p.Good.Name(tag), visit.Locale.Format(p.Price.Shown), p.Label} {
					if !strings.Contains(text, want) {
						t.Errorf("%s in %v: %s: %q is not on the page", m.ID, tag, p.Good.SKU, want)
					}
				}
			}
			if sold < 5 {
				t.Errorf("%s: only %d goods are sold", m.ID, sold)
			}
			if key := leaked.FindString(a.body); key != "" {
				t.Errorf("%s in %v: no text for %s", m.ID, tag, key)
			}
		}
	}
}

// What a reader sees, written out: a change of the library's words or figures
// shows here.
func TestPricesAsTheyAreRead(t *testing.T) {
	b := commonBench(t)
	for _, c := range []struct{ market, lang, price, label, reason string }{
		{"de", "de", "28,90\u00a0€", "inkl. 19\u00a0% MwSt.", "PAngV: the total price, tax named"},
		{"de", "en", "28,90\u00a0€", "incl. 19\u00a0% VAT", "English in Germany keeps the German form of the figures"},
		{"fr", "fr", "€", "TVA 20\u00a0% incluse", "the French order of words"},
		{"es", "es", "€", "IVA 21\u00a0% incluido", "the Spanish order of words"},
		{"gb", "en", "£", "incl. 20% VAT", "UK VAT inside"},
		{"us", "en", "$24.00", "plus sales tax", "prices without tax"},
		{"ae", "ar", "د.إ", "تُضاف الرسوم الجمركية والضرائب عند إتمام الطلب", "from right to left"},
	} {
		v := b.visitor(t, c.lang)
		a := v.get("/" + c.market + "/p/TEE")
		a.want(t, http.StatusOK)
		if text := a.text(); !strings.Contains(text, c.price) || !strings.Contains(text, c.label) {
			t.Errorf("%s in %s (%s): no %q or %q on %s", c.market, c.lang, c.reason, c.price, c.label, excerpt(text))
		}
	}
}

func TestProductInEachLanguage(t *testing.T) {
	b := commonBench(t)
	for _, m := range b.shop.Markets() {
		for i, g := range b.shop.Catalogue().Goods() {
			tag := shop.Languages()[i%len(shop.Languages())]
			a := b.visitor(t, tag.String()).get("/" + m.ID + "/p/" + g.SKU)
			a.want(t, http.StatusOK, g.Name(tag), g.Text(tag), g.HSCode)
			wellFormed(t, "/"+m.ID+"/p/"+g.SKU, a)
		}
	}
}

// A former price that is higher is struck through, and said to be one.
func TestWasPrice(t *testing.T) {
	b := commonBench(t)
	v, err := b.shop.Visit(shop.Request{Market: "de", AcceptLanguage: "de"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := b.shop.Price(v, "TEE")
	if err != nil {
		t.Fatal(err)
	}
	before := p.Price
	if before.Shown, err = before.Shown.MulInt(2); err != nil {
		t.Fatal(err)
	}
	p.Price.Was = &before
	f := &frame{tongue: b.site.tongues[language.German], visit: v}
	f.Reader.Locale = v.Locale
	if got := f.tile(&p); got.Was != v.Locale.Format(before.Shown) || got.Shown == got.Was {
		t.Errorf("%+v", got)
	}
}
