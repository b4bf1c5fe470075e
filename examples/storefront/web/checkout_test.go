package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
)

// with is a form with other fields.
func with(form url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for name, values := range form {
		out[name] = values
	}
	for i := 0; i < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

// The checkout of every market, in a language that is not its own.
func TestCheckoutInEachMarket(t *testing.T) {
	b := commonBench(t)
	langs := shop.Languages()
	for i, m := range b.shop.Markets() {
		for _, lang := range []string{langs[i%len(langs)].String(), langs[(i+3)%len(langs)].String()} {
			v := b.visitor(t, lang)
			v.fill(m.ID, "TEE", "SHOE")
			wellFormed(t, m.ID+" "+lang, v.get("/"+m.ID+"/checkout"))
			typed := url.Values{"region": {map[string]string{"us": "CA", "ca": "ON", "au": "NSW", "ae": "DU"}[m.ID]}}
			a := v.ready(m.ID, typed)
			wellFormed(t, m.ID+" "+lang, a)
			if !strings.Contains(a.body, `name="sealed"`) || strings.Count(a.body, `name="option"`) < 2 || !strings.Contains(a.body, `id="whys"`) {
				t.Errorf("%s in %s: no quote, fewer than two ways to send, or no reasons: %s", m.ID, lang, excerpt(a.text()))
			}
			if pays := strings.Count(a.body, `name="pay"`); pays != len(shop.PayChoices(&m)) {
				t.Errorf("%s: %d choices of when to pay", m.ID, pays)
			}
		}
	}
}

// The figures on the page are those of the shop's quote.
func TestCheckoutShowsTheQuote(t *testing.T) {
	b := commonBench(t)
	v := b.visitor(t, "de")
	v.fill("ch", "TEE", "SHOE")
	bern := with(berlin(), "postal_code", "3011", "city", "Bern")
	a := v.ready("ch", bern)
	visit, err := b.shop.Visit(shop.Request{Market: "ch", AcceptLanguage: "de"})
	if err != nil {
		t.Fatal(err)
	}
	q, err := b.shop.Quote(visit, shop.Basket{Items: []shop.Item{{SKU: "TEE", Quantity: 2}, {SKU: "SHOE", Quantity: 2}}, To: shop.Address{PostalCode: "3011"}})
	if err != nil {
		t.Fatal(err)
	}
	text := a.text()
	for _, want := range []string{visit.Locale.Format(q.Totals.DueNow), visit.Locale.Format(q.Totals.Goods), visit.Locale.Format(q.Totals.Shipping)} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s on %s", want, excerpt(text))
		}
	}
	for i := range q.Charges {
		if c := &q.Charges[i]; !strings.Contains(text, c.Source) || !strings.Contains(text, visit.Locale.Format(c.Amount)) {
			t.Errorf("no reason with the source and amount of %v", c)
		}
	}
	if margin := visit.Locale.Format(q.Totals.Margin); strings.Contains(text, margin) {
		t.Errorf("the margin of %s is on the page", margin)
	}
}

// What was typed stays, whatever it is, and is nothing but text.
func TestCheckoutKeepsWhatWasTyped(t *testing.T) {
	b := commonBench(t)
	v := b.visitor(t, "de")
	v.fill("de", "TEE")
	evil := `"><script>alert(1)</script>`
	form := v.get("/de/checkout").form(url.Values{"name": {evil}, "street": {"Ün & Co"}, "email": {"x"}, "city": {evil}, "option": {"courier"}})
	a := v.post("/de/checkout", with(form, "action", "update"))
	a.want(t, http.StatusOK)
	if strings.Contains(a.body, "<script>alert") || !strings.Contains(a.body, `value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"`) {
		t.Errorf("not escaped: %s", excerpt(a.body))
	}
	for _, want := range []string{`value="Ün &amp; Co"`, `value="x"`, `value="courier" checked`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("%s is lost", want)
		}
	}
	wellFormed(t, "checkout", a)
}

// A wrong field is named, marked and explained; the others keep their price.
func TestCheckoutFaults(t *testing.T) {
	b := commonBench(t)
	for _, c := range []struct {
		name, market, lang string
		typed              url.Values
		field, text        string
	}{
		{"postal code", "de", "de", url.Values{"postal_code": {"1011"}}, "postal_code", "Das sieht nicht richtig aus."},
		{"code", "de", "en", url.Values{"code": {"NOSUCH"}}, "code", "We do not know this code."},
		{"VAT number", "de", "en", url.Values{"vat_id": {"DE123456789"}}, "vat_id", "not a valid number"},
		{"region", "us", "en", url.Values{"region": {"ZZ"}}, "region", "choose one of those shown"},
		{"an island outside the customs union", "de", "en", url.Values{"postal_code": {"27498"}}, "postal_code", "We do not deliver to this place."},
		{"option", "de", "en", url.Values{"option": {"pigeon"}}, "option", "choose one of those shown"},
		{"pay", "ae", "en", url.Values{"region": {"DU"}, "pay": {"never"}}, "pay", "choose one of those shown"},
	} {
		v := b.visitor(t, c.lang)
		v.fill(c.market, "TEE")
		form := v.get("/" + c.market + "/checkout").form(c.typed)
		a := v.post("/"+c.market+"/checkout", with(form, "action", "update"))
		a.want(t, http.StatusUnprocessableEntity, c.text)
		wellFormed(t, c.name, a)
		if c.field == "option" || c.field == "pay" {
			continue
		}
		control := regexp.MustCompile(`id="` + c.field + `"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*` + c.field + `-fault`)
		if !control.MatchString(a.body) {
			t.Errorf("%s: the field is not marked", c.name)
		}
		if c.market == "de" && !strings.Contains(a.body, `name="sealed"`) {
			t.Errorf("%s: no price for the rest", c.name)
		}
	}
}

// A discount takes off, the courier costs more, a British business pays no VAT.
func TestCheckoutChoicesMoveThePrice(t *testing.T) {
	b := commonBench(t)
	due := regexp.MustCompile(`id="place"[^>]*>([^<]*)<`)
	price := func(market string, typed url.Values) string {
		v := b.visitor(t, "de")
		v.fill(market, "TEE", "MUG")
		m := due.FindStringSubmatch(v.ready(market, typed).body)
		if m == nil {
			t.Fatalf("%s %v: no total", market, typed)
		}
		return m[1]
	}
	base := price("de", berlin())
	for name, typed := range map[string]url.Values{
		"code":      with(berlin(), "code", "welcome10"),
		"wide code": with(berlin(), "code", "ＷＥＬＣＯＭＥ１０"),
		"courier":   with(berlin(), "option", "courier"),
	} {
		if got := price("de", typed); got == base {
			t.Errorf("%s: still %s", name, got)
		}
	}
	london := with(berlin(), "postal_code", "SW1A 1AA", "city", "London")
	if all, net := price("gb", london), price("gb", with(london, "vat_id", "GB 980 7806 84")); all == net {
		t.Errorf("a business in the United Kingdom, which accounts for the VAT: still %s", all)
	}
	if now, door := price("ae", nil), price("ae", url.Values{"pay": {"on_delivery"}}); now == door {
		t.Errorf("paying at the door: still %s now", now)
	}
	if a, b := price("us", url.Values{"region": {"CA"}}), price("us", url.Values{"region": {"OR"}}); a == b {
		t.Errorf("California and Oregon both: %s", a)
	}
}

func TestOrderIsPlacedOnce(t *testing.T) {
	b := newBench(t, nil)
	v := b.visitor(t, "de")
	v.fill("de", "TEE", "MUG")
	form := v.ready("de", berlin()).form(berlin())
	first := v.post("/de/orders", form)
	first.want(t, http.StatusSeeOther)
	to := first.Header.Get("Location")
	if v.cookies[cartCookie] != "" {
		t.Error("the basket is still full")
	}
	if again := v.post("/de/orders", form); again.Header.Get("Location") != to {
		t.Errorf("a reload: %d %s, want %s", again.StatusCode, again.Header.Get("Location"), to)
	}
	b.later(2 * time.Hour)
	if late := v.post("/de/orders", form); late.Header.Get("Location") != to {
		t.Errorf("a reload after the quote has lapsed: %d %s, want %s", late.StatusCode, late.Header.Get("Location"), to)
	}
	if n := b.orders(t); n != 1 {
		t.Errorf("%d orders", n)
	}
	v.get(to).want(t, http.StatusOK, "Jürgen Groß", "Baumwoll-T-Shirt", "10115 Berlin")
}

// Twenty clicks at the same moment are one order.
func TestOrderUnderManyClicks(t *testing.T) {
	b := newBench(t, nil)
	v := b.visitor(t, "de")
	v.fill("de", "TEE")
	form := v.ready("de", berlin()).form(berlin())
	var wg sync.WaitGroup
	var mu sync.Mutex
	to := map[string]int{}
	for range 20 {
		click := b.visitor(t, "de")
		click.cookies[cartCookie] = v.cookies[cartCookie]
		wg.Go(func() {
			a := click.post("/de/orders", form)
			mu.Lock()
			defer mu.Unlock()
			to[a.Header.Get("Location")]++
		})
	}
	wg.Wait()
	if n := b.orders(t); n != 1 || len(to) != 1 || to[""] > 0 {
		t.Errorf("%d orders, answers %v", n, to)
	}
}

// What is refused at the order, with the form as it was and nothing ordered.
func TestOrderRefused(t *testing.T) {
	b := newBench(t, nil)
	for _, c := range []struct {
		name   string
		change func(form url.Values)
		status int
		text   string
	}{
		{"no name", func(f url.Values) { f.Del("name") }, 422, "Bitte füllen Sie dieses Feld aus."},
		{"blank street", func(f url.Values) { f.Set("street", " \t ") }, 422, "Bitte füllen Sie dieses Feld aus."},
		{"no address of mail", func(f url.Values) { f.Set("email", "nobody") }, 422, "E-Mail-Adresse wie"},
		{"a long name", func(f url.Values) { f.Set("name", strings.Repeat("ä", 101)) }, 422, "Das ist zu lang."},
		{"no postal code of the country", func(f url.Values) { f.Set("postal_code", "SW1A 1AA") }, 422, "Das sieht nicht richtig aus."},
		{"another address than quoted", func(f url.Values) { f.Set("postal_code", "20095") }, 409, "Bitte prüfen Sie die Summe"},
		{"another way than quoted", func(f url.Values) { f.Set("option", "courier") }, 409, "Bitte prüfen Sie die Summe"},
		{"another code than quoted", func(f url.Values) { f.Set("code", "5OFF") }, 409, "Bitte prüfen Sie die Summe"},
		{"a business all at once", func(f url.Values) { f.Set("vat_id", "DE811907980") }, 409, "Bitte prüfen Sie die Summe"},
		{"a number that is none", func(f url.Values) { f.Set("vat_id", "DE1") }, 422, "keine gültige Nummer"},
		{"no quote", func(f url.Values) { f.Del("sealed") }, 409, "Bitte prüfen Sie die Summe"},
		{"no key", func(f url.Values) { f.Del("key") }, 409, "Bitte prüfen Sie die Summe"},
		{"a key of somebody's own", func(f url.Values) { f.Set("key", "1") }, 409, "Bitte prüfen Sie die Summe"},
		{"an altered quote", func(f url.Values) { s := []byte(f.Get("sealed")); s[len(s)/2] ^= 1; f.Set("sealed", string(s)) }, 400, "Dieses Bestellformular wurde verändert"},
		{"no quote of ours", func(f url.Values) { f.Set("sealed", "landed2.test.AAAA.BBBB") }, 400, "es wurde nichts bestellt"},
	} {
		v := b.visitor(t, "de")
		v.fill("de", "TEE")
		form := v.ready("de", berlin()).form(berlin())
		c.change(form)
		a := v.post("/de/orders", form)
		a.want(t, c.status, c.text)
		wellFormed(t, c.name, a)
		if c.status != 400 && !strings.Contains(a.body, `value="`+form.Get("city")+`"`) {
			t.Errorf("%s: what was typed is lost", c.name)
		}
		if v.cookies[cartCookie] == "" {
			t.Errorf("%s: the basket is lost", c.name)
		}
		if c.status == 409 { // the form that came back is good for an order
			v.post("/de/orders", a.form(withoutHidden(form))).want(t, http.StatusSeeOther)
		}
	}
	if n := b.orders(t); n != 7 {
		t.Errorf("%d orders, want those of the seven forms that were sent again", n)
	}
}

// withoutHidden is what somebody typed of a form.
func withoutHidden(form url.Values) url.Values {
	out := with(form)
	for _, name := range []string{"sealed", "key", "shown"} {
		out.Del(name)
	}
	return out
}

// A quote that has lapsed is made again, and what has changed is said.
func TestOrderAfterTheQuoteHasLapsed(t *testing.T) {
	b := newBench(t, nil)
	v := b.visitor(t, "de")
	v.fill("de", "TEE")
	form := v.ready("de", berlin()).form(berlin())
	b.later(31 * time.Minute)
	a := v.post("/de/orders", form)
	a.want(t, http.StatusConflict, "Die Preise waren abgelaufen", "Es hat sich nichts geändert.")
	wellFormed(t, "lapsed", a)
	if n := b.orders(t); n != 0 {
		t.Fatalf("%d orders", n)
	}
	v.post("/de/orders", a.form(berlin())).want(t, http.StatusSeeOther)
}

// Goods that were added in another window meanwhile are in the quote that is
// made again, and what is said to have changed is told of that.
func TestOrderOfAnotherCartAfterTheQuoteHasLapsed(t *testing.T) {
	b := newBench(t, nil)
	v := b.visitor(t, "de")
	v.fill("de", "TEE")
	form := v.ready("de", berlin()).form(berlin())
	v.fill("de", "MUG")
	b.later(31 * time.Minute)
	a := v.post("/de/orders", form)
	a.want(t, http.StatusConflict, "Die Preise waren abgelaufen", "was bestellt wird oder wohin es geht", "Waren: ")
	v.post("/de/orders", a.form(berlin())).want(t, http.StatusSeeOther)
}

// Two orders from one form: the second has other goods, and is asked about.
func TestOrderWithAKeyThatWasUsed(t *testing.T) {
	b := newBench(t, nil)
	v := b.visitor(t, "en")
	v.fill("de", "TEE")
	first := v.ready("de", berlin()).form(berlin())
	v.post("/de/orders", first).want(t, http.StatusSeeOther)
	v.fill("de", "MUG")
	second := v.ready("de", berlin()).form(with(berlin(), "key", first.Get("key")))
	a := v.post("/de/orders", second)
	a.want(t, http.StatusConflict, "This form was already used")
	v.post("/de/orders", a.form(berlin())).want(t, http.StatusSeeOther)
	if n := b.orders(t); n != 2 {
		t.Errorf("%d orders", n)
	}
}

// The order is the quote that was shown: another tab's basket changes nothing.
func TestOrderIsWhatWasShown(t *testing.T) {
	b := newBench(t, nil)
	v := b.visitor(t, "de")
	v.fill("de", "TEE")
	form := v.ready("de", berlin()).form(berlin())
	v.fill("de", "SHOE")
	a := v.post("/de/orders", form)
	a.want(t, http.StatusSeeOther)
	o, _, err := b.store.Order(context.Background(), strings.TrimPrefix(a.Header.Get("Location"), "/order/"))
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Lines) != 1 || o.Lines[0].SKU != "TEE" || o.Status != store.Placed {
		t.Errorf("%+v", o.Lines)
	}
}

// FuzzEntry: whatever a client sends, what is kept of it is short lines of text.
func FuzzEntry(f *testing.F) {
	f.Add("name=J%C3%BCrgen&postal_code=10115&region=ca&key=aaaaaaaaaaaaaaaaaaaaaaaaaa")
	f.Add("postal_code=%EF%BC%91%EF%BC%90%EF%BC%90&vat_id=%D9%A1%D9%A2&code=%00%01&sealed=x")
	f.Add("name=%E2%80%AEevil&email=%ff%fe")
	f.Fuzz(func(t *testing.T, text string) {
		form, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		e := readEntry(form)
		for name, value := range e.fields {
			if len(value) > 4*maxText || strings.ContainsAny(value, "\x00\n\r\u202e") || strings.TrimSpace(value) != value {
				t.Fatalf("%s: %q", name, value)
			}
		}
		e.check("DE")
		for name, fault := range e.faults {
			if !commonTongue(t).has("fault." + fault) {
				t.Fatalf("%s: no text for %s", name, fault)
			}
		}
		again := with(nil)
		for name, value := range e.fields {
			again.Set(name, value)
		}
		if readEntry(again).wanted() != e.wanted() {
			t.Fatal("what was kept reads otherwise")
		}
	})
}

var commonTongue = func() func(t testing.TB) *tongue {
	read := sync.OnceValues(func() (map[string]string, error) { return readTexts("texts/en.txt") })
	return func(t testing.TB) *tongue {
		texts, err := read()
		if err != nil {
			t.Fatal(err)
		}
		return &tongue{texts: texts}
	}
}()

// A good that the basket cannot be quoted with is named: the others may be bought.
func TestTheGoodThatHinders(t *testing.T) {
	b := commonBench(t)
	checked := map[string]int{}
	for _, m := range b.shop.Markets() {
		visit, err := b.shop.Visit(shop.Request{Market: m.ID, Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range b.shop.Prices(visit) {
			text := "cannot work out the duty"
			if p.Err != nil {
				text = "Not sold in"
			}
			to := shop.Address{Country: string(visit.Country), Region: shop.Typical(&m).Region, PostalCode: shop.Typical(&m).PostalCode}
			_, err := b.shop.Quote(visit, shop.Basket{Items: []shop.Item{{SKU: p.Good.SKU, Quantity: shop.MaxQuantity}}, To: to})
			if !errors.Is(err, shop.ErrNotSold) || checked[text] == 5 {
				continue
			}
			checked[text]++
			v := b.visitor(t, "en")
			v.cookies[cartCookie] = fmt.Sprintf("%s:%d", p.Good.SKU, shop.MaxQuantity)
			form := url.Values{"region": {to.Region}, "postal_code": {to.PostalCode}}
			v.post("/"+m.ID+"/checkout", form).want(t, http.StatusUnprocessableEntity, p.Good.Name(language.English)+": ", text)
		}
	}
	if checked["Not sold in"] == 0 {
		t.Error("nothing was checked: everything is sold everywhere")
	}
}
