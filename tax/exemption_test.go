package tax_test

import (
	"errors"
	"fmt"
	"log"
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// A school shows its certificate: the seller, who has nexus with the state,
// charges it no sales tax there.
func ExampleExemption() {
	d, err := tax.Decide(tax.Supply{
		Seller: "US", ShipFrom: locale.Place{Country: "US", Region: "NV"}, ShipTo: locale.Place{Country: "US", Region: "NY"},
		On:            currency.NewDate(2026, time.November, 21),
		Registrations: []tax.Registration{{Country: "US", Region: "NY", Scheme: tax.SchemeSalesTax}},
		Buyer:         tax.Buyer{Exemption: tax.Exemption{Country: "US", Region: "NY", Certificate: "ST-119.1 EX-204817", Reason: "school"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.Treatment, d.Accountant)
	fmt.Println(d.Reasons[len(d.Reasons)-1])
	// Output:
	// exempt seller
	// the buyer is exempt in US-NY by exemption certificate ST-119.1 EX-204817 (school), which the seller accepts and keeps
}

// TestExemptions: whom they free, where and when.
func TestExemptions(t *testing.T) {
	on := currency.NewDate(2026, time.November, 21)
	ny, nj := locale.Place{Country: "US", Region: "NY"}, locale.Place{Country: "US", Region: "NJ"}
	states := []tax.Registration{{Country: "US", Region: "NY", Scheme: tax.SchemeSalesTax}, {Country: "US", Region: "NJ", Scheme: tax.SchemeSalesTax}}
	us := tax.Exemption{Country: "US", Region: "NY", Certificate: "7"}
	between := func(from, until currency.Date) tax.Exemption { e := us; e.From, e.Until = from, until; return e }
	de, ch := tax.Exemption{Country: "DE", Certificate: "15.10-44"}, tax.Exemption{Country: "CH", Certificate: "14.60"}
	for _, tt := range []struct {
		reason   string
		from, to locale.Place
		holds    tax.Exemption
		want     tax.Treatment
		says     string
		in       currency.Code
	}{
		{"a certificate of the state", nj, ny, us, tax.Exempt, "exempt in US-NY", currency.USD},
		{"a certificate of all states", nj, ny, tax.Exemption{Country: "US", Certificate: "7"}, tax.Exempt, "exempt in US-NY", currency.USD},
		{"a certificate of another state", ny, nj, us, tax.Standard, "is not of US-NJ", currency.USD},
		{"its first day is today", nj, ny, between(on, 0), tax.Exempt, "exempt", currency.USD},
		{"its first day is tomorrow", nj, ny, between(on.AddDays(1), 0), tax.Standard, "holds from 2026-11-22", currency.USD},
		{"its last day is today", nj, ny, between(0, on), tax.Exempt, "exempt", currency.USD},
		{"its last day was yesterday", nj, ny, between(0, on.AddDays(-1)), tax.Standard, "ended on 2026-11-20", currency.USD},
		{"it holds today alone", nj, ny, between(on, on), tax.Exempt, "exempt", currency.USD},
		{"an embassy in a country of the union", locale.Place{Country: "DE"}, locale.Place{Country: "DE"}, de, tax.Exempt, "exempt in DE", currency.EUR},
		{"at the border it is for customs", ny, locale.Place{Country: "CH"}, ch, tax.Standard, "for customs to accept", currency.EUR},
		{"Northern Ireland has the tax of GB", locale.Place{Country: "GB"}, locale.Place{Country: "GB", PostalCode: "BT1 5GS"},
			tax.Exemption{Country: "GB", Certificate: "7"}, tax.Exempt, "exempt", currency.GBP},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			amount := currency.MustAmount("100.00", tt.in)
			d, err := tax.Decide(tax.Supply{
				Seller: "US", Establishments: []locale.Place{{Country: "DE"}, {Country: "GB"}}, Registrations: append(states, tax.Registration{Country: "DE", Scheme: tax.SchemeVAT}, tax.Registration{Country: "GB", Scheme: tax.SchemeVAT}),
				ShipFrom: tt.from, ShipTo: tt.to, On: on, Intrinsic: amount, DearestItem: amount, Buyer: tax.Buyer{Exemption: tt.holds},
			})
			if err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(d.Reasons, "; "); d.Treatment != tt.want || !strings.Contains(all, tt.says) {
				t.Errorf("%v, want %v: %s", d.Treatment, tt.want, all)
			}
		})
	}
	for field, e := range map[string]tax.Exemption{
		"buyer.exemption.country":     {Certificate: "7"},
		"buyer.exemption.region":      {Country: "US", Region: "??", Certificate: "7"},
		"buyer.exemption.certificate": {Country: "US"},
		"buyer.exemption.until":       {Country: "US", Certificate: "7", From: on, Until: on.AddDays(-1)},
	} {
		_, err := tax.Decide(tax.Supply{Seller: "US", ShipFrom: nj, ShipTo: ny, On: on, Buyer: tax.Buyer{Exemption: e}})
		var fault *tax.SupplyError
		if !errors.As(err, &fault) || fault.Field != field {
			t.Errorf("%+v: %v, want a fault of %s", e, err, field)
		}
	}
}
