package e2e

import (
	"strings"
	"testing"
)

// checkout fills a basket with things and goes to the checkout.
func (v *visitor) checkout(market string, skus ...string) {
	v.t.Helper()
	for _, sku := range skus {
		v.open("/" + market + "/p/" + sku)
		v.follow(".buy button")
	}
	v.follow("button[value=checkout]")
}

// due is what the button that orders asks for.
func (v *visitor) due() string {
	v.t.Helper()
	v.fresh()
	return eval[string](v, `document.getElementById("place").innerText.replace(/\s+/g, " ")`)
}

// What is changed in the basket and at the checkout moves the price at once, and
// what was typed stays.
func TestChanges(t *testing.T) {
	v := openPlace(t, noon, nil).visit(t, person{lang: "de-DE", zone: "Europe/Berlin"})
	v.allow(422) // for what is wrong
	v.open("/de/p/TEE")
	v.follow(".buy button")
	v.fill("q-TEE", "3")
	v.follow("button.quiet[value=set]")
	v.see("86,70 €")
	v.follow("button.button:not(.quiet)[value=checkout]")
	typed := [][2]string{{"name", "Jürgen Groß"}, {"email", "juergen@example.com"}, {"city", "Berlin"}}
	for _, f := range typed {
		v.fill(f[0], f[1])
	}
	v.see("3 × Baumwoll-T-Shirt 86,70 €")
	all := v.due()

	v.fill("code", "nosuch")
	v.see("Diesen Code kennen wir nicht.")
	if got := eval[string](v, `document.getElementById("code").getAttribute("aria-invalid")`); got != "true" {
		t.Errorf("the wrong code is marked %q", got)
	}
	if got := v.due(); got != all {
		t.Errorf("with a wrong code: %s instead of %s", got, all)
	}
	v.look("checkout-fault", "Diesen Code kennen wir nicht.")
	v.fill("code", "welcome10")
	v.see("WELCOME10 -8,67 €")
	if got := v.due(); got == all || strings.Contains(v.text(), "kennen wir nicht") {
		t.Errorf("with a discount: still %s, or still at fault", got)
	}
	v.fill("postal_code", "1011")
	v.see("Das sieht nicht richtig aus.")
	v.fill("postal_code", "27498") // Heligoland, outside the customs union
	v.see("An diesen Ort liefern wir nicht.")
	v.fill("postal_code", "10115")
	post := v.due()
	v.click("label[for=option-courier]")
	v.see("Expresskurier")
	if courier := v.due(); courier == post {
		t.Errorf("by courier: still %s", courier)
	}
	v.keeps(append(typed, [2]string{"code", "welcome10"}, [2]string{"postal_code", "10115"}))
	v.quiet()
}

// Two pairs of shoes are worth more than 135 pounds: a Briton pays duty on them, now
// or at the door.
func TestDutyAtTheDoor(t *testing.T) {
	v := openPlace(t, noon, nil).visit(t, person{lang: "en-GB", zone: "Europe/London"})
	v.checkout("gb", "SHOE")
	v.follow("#summary + p a") // back to the basket
	v.fill("q-SHOE", "2")
	v.follow("button.button:not(.quiet)[value=checkout]")
	v.see("Import duty £19.61", "Total £317.71")
	v.click("label[for=pay-on_delivery]")
	v.see("Pay now £294.18", "Import duty £19.61", "Pay at the door £23.53", "All in £317.71")
	v.quiet()
}

// A British business accounts for the VAT itself, and sees a price without.
func TestBusiness(t *testing.T) {
	v := openPlace(t, noon, nil).visit(t, person{lang: "en-GB", zone: "Europe/London"})
	v.allow(422)
	v.checkout("gb", "TEE")
	v.fill("postal_code", "SW1A 1AA")
	all := v.due()
	v.fill("vat_id", "GB 123 4567 89")
	v.see("This is not a valid number for this country.")
	v.fill("vat_id", "GB 980 7806 84")
	if net := v.due(); net == all {
		t.Errorf("still %s", net)
	}
	v.reasons("The business accounts for it.")
	v.look("checkout-business", "The business accounts for it.")
}

// In the Emirates a visitor chooses when to pay duty and tax: what is due now and
// what at the door moves, and the order says so too.
func TestPayOnDelivery(t *testing.T) {
	p := openPlace(t, noon, nil)
	v := p.visit(t, person{lang: "ar-AE", zone: "Asia/Dubai"})
	v.checkout("ae", "SHOE", "TEE")
	v.choose("region", "DU")
	v.click("label[for=pay-now]")
	now := v.due()
	v.look("pay-now", "الرسوم", "الإجمالي")
	v.click("label[for=pay-on_delivery]")
	if door := v.due(); door == now {
		t.Errorf("paying at the door: still %s now", door)
	}
	v.look("pay-on-delivery", "عند التسليم")
	for _, f := range [][2]string{{"name", "ليلى حسن"}, {"email", "layla@example.com"}, {"street", "شارع الشيخ زايد 1"}, {"city", "دبي"}} {
		v.fill(f[0], f[1])
	}
	v.fresh()
	v.buyTwice()
	v.look("order-arabic", "ليلى حسن", "عند التسليم")
	orders := p.orders(t)
	if len(orders) != 1 || orders[0].OnDelivery.IsZero() || orders[0].Due.IsZero() {
		t.Errorf("stored: %+v", orders)
	}
}

// Who has a page from before, and another market in another window, changes
// country and language from wherever they are.
func TestSwitch(t *testing.T) {
	v := openPlace(t, noon, nil).visit(t, person{lang: "de-DE", zone: "Europe/Berlin"})
	v.open("/de/p/TEE")
	v.click(".menu > summary")
	v.choose("market", "jp")
	v.choose("lang", "ja")
	v.look("switch", "Lieferung nach")
	v.follow(".drop button")
	if got := v.path(); got != "/jp/p/TEE" {
		t.Errorf("sent to %s", got)
	}
	v.see("コットンTシャツ", "税込")
	v.open("/")
	if got := v.path(); got != "/jp/" {
		t.Errorf("the next visit begins at %s", got)
	}
}
