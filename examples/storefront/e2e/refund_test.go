package e2e

import (
	"context"
	"testing"

	"github.com/landedhq/landed/pricing"
)

// From the page of an order its parts are given back, each once, until nothing is
// left, and all of it is the price again.
func TestRefund(t *testing.T) {
	p := openPlace(t, noon, nil)
	v := p.visit(t, person{lang: "de-DE", zone: "Europe/Berlin"})
	v.allow(422)
	v.open("/de/p/TEE")
	v.fill("quantity", "2")
	v.follow(".buy button")
	v.follow("button[value=checkout]")
	for _, f := range customers[0].typed {
		v.fill(f[0], f[1])
	}
	v.fresh()
	v.buyTwice()

	v.follow("#h-back ~ form button")
	v.see("Bitte geben Sie an, was zurückkommt.")
	v.fill("return-1", "3")
	v.follow("#h-back ~ form button")
	v.see("So viel ist nicht mehr übrig.")
	v.fill("return-1", "1")
	v.follow("#h-back ~ form button")
	v.see("28,90 € wurden erstattet.", "Erstattung 1 1 × Baumwoll-T-Shirt 28,90 €", "noch 1")
	v.click("#h-refunds ~ details summary")
	v.look("refund", "Erstattungen", "Waren 28,90 €", "Gesamtsumme 28,90 €")
	v.fill("return-1", "1")
	v.click("label[for=return-shipping]")
	v.follow("#h-back ~ form button")
	v.see("Diese Bestellung ist ganz erstattet.", "Erstattung 2")

	order, rows, err := p.store.Order(context.Background(), p.orders(t)[0].ID)
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d refunds, %v", len(rows), err)
	}
	left := order.Due
	for _, row := range rows {
		var back pricing.Refund
		if err := back.UnmarshalJSON(row.Refund); err != nil {
			t.Fatal(err)
		}
		if left, err = left.Sub(back.Totals.Due); err != nil {
			t.Fatal(err)
		}
	}
	if !left.IsZero() {
		t.Errorf("%v of %v is not given back", left, order.Due)
	}
}
