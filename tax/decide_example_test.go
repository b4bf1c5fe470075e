package tax_test

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// A seller with IOSS charges the VAT of the destination at the sale, up to an
// intrinsic value of 150 EUR.
func ExampleDecide_ioss() {
	supply := tax.Supply{
		Seller: "US", ShipFrom: locale.Place{Country: "US"}, ShipTo: locale.Place{Country: "DE"},
		On:            currency.NewDate(2026, time.November, 21),
		Intrinsic:     currency.MustAmount("150.00", currency.EUR),
		Registrations: []tax.Registration{{Country: "IE", Scheme: tax.SchemeIOSS}},
	}
	for _, value := range []string{"150.00", "150.01"} {
		supply.Intrinsic = currency.MustAmount(value, currency.EUR)
		d, err := tax.Decide(supply)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(value, d.Scheme, d.Accountant, d.Base)
	}
	// Output:
	// 150.00 ioss seller goods+freight+insurance
	// 150.01 import importer goods+freight+insurance+duty+fees
}

// A small seller taxes its sales to other member states at home, until they
// exceed 10 000 EUR in a year; then it needs OSS, or a registration there.
func ExampleDecide_oss() {
	eur := func(s string) tax.Volume { return tax.Volume{Value: currency.MustAmount(s, currency.EUR)} }
	supply := tax.Supply{
		Seller: "FR", ShipFrom: locale.Place{Country: "FR"}, ShipTo: locale.Place{Country: "DE"},
		On:        currency.NewDate(2026, time.November, 21),
		Intrinsic: currency.MustAmount("80.00", currency.EUR),
	}
	for _, current := range []string{"9920.00", "9920.01"} {
		supply.Sales = []tax.Sales{{Country: "EU", Previous: eur("3000.00"), Current: eur(current)}}
		d, err := tax.Decide(supply)
		var lacks *tax.RegistrationError
		if errors.As(err, &lacks) {
			fmt.Println(current, lacks.Country, "needs", lacks.Needs)
			supply.Registrations = []tax.Registration{{Country: "FR", Scheme: lacks.Needs[0]}}
			d, err = tax.Decide(supply)
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(current, d.Scheme, d.Jurisdiction, d.Accountant)
	}
	// Output:
	// 9920.00 domestic FR seller
	// 9920.01 DE needs [oss vat]
	// 9920.01 oss DE seller
}

// Goods to a business in another member state are untaxed where they leave,
// if its number was in force; the buyer taxes them where they arrive.
func ExampleDecide_reverseCharge() {
	number, err := tax.ParseID("DE", "DE 136 695 976")
	if err != nil {
		log.Fatal(err)
	}
	d, err := tax.Decide(tax.Supply{
		Seller: "FR", ShipFrom: locale.Place{Country: "FR"}, ShipTo: locale.Place{Country: "DE"},
		On: currency.NewDate(2026, time.November, 21),
		Buyer: tax.Buyer{Business: true, Number: number, Evidence: tax.Evidence{
			ID: number, Valid: true, By: "VIES", CheckedAt: time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.Scheme, d.Treatment, d.Accountant, d.Jurisdiction)
	fmt.Println(d.Origin.Country, d.Origin.Treatment)
	fmt.Println(d.Reasons[0])
	// Output:
	// intra_community reverse_charge buyer DE
	// FR zero
	// the buyer is a business: VIES confirmed its number DE136695976 on 2026-11-21
}

// A state of the United States taxes the sale only if the seller has nexus
// with it: by registration, presence, or sales above its threshold.
func ExampleDecide_nexus() {
	usd := func(s string, n int) tax.Volume {
		return tax.Volume{Value: currency.MustAmount(s, currency.USD), Count: n}
	}
	supply := tax.Supply{
		Seller: "US", ShipFrom: locale.Place{Country: "US", Region: "NV"}, ShipTo: locale.Place{Country: "US", Region: "NY"},
		On:    currency.NewDate(2026, time.November, 21),
		Sales: []tax.Sales{{Country: "US", Region: "NY", Rolling: usd("750000.00", 99)}},
	}
	d, err := tax.Decide(supply)
	fmt.Println(d.Treatment, d.Reasons[0], err)
	supply.Sales[0].Rolling.Count = 100
	_, err = tax.Decide(supply)
	fmt.Println(err)
	// Output:
	// not_collected the seller's stated sales to NY stay below its threshold (500000.00 USD and 100 sales, the last twelve months), so it collects no sales tax; the buyer may owe use tax <nil>
	// tax: no registration for US-NY (sales_tax): the seller's stated sales to NY reach its threshold (500000.00 USD and 100 sales, the last twelve months), so it must collect
}

// Where the law treats a marketplace as the seller, it accounts for the tax,
// and the seller need not be registered.
func ExampleDecide_marketplace() {
	d, err := tax.Decide(tax.Supply{
		Seller: "CN", ShipFrom: locale.Place{Country: "CN"}, ShipTo: locale.Place{Country: "GB"},
		On:          currency.NewDate(2026, time.November, 21),
		Intrinsic:   currency.MustAmount("135.00", currency.GBP),
		Marketplace: &tax.Marketplace{Country: "US"},
	})
	fmt.Println(d.Scheme, d.Accountant, err)
	// Output:
	// uk_low_value marketplace <nil>
}

// A digital service is taxed where the consumer lives.
func ExampleDecide_service() {
	d, err := tax.Decide(tax.Supply{
		Digital: true, Seller: "US", ShipTo: locale.Place{Country: "IT"},
		On:            currency.NewDate(2026, time.November, 21),
		Registrations: []tax.Registration{{Country: "IE", Scheme: tax.SchemeNonUnionOSS}},
	})
	fmt.Println(d.Scheme, d.Jurisdiction, d.Accountant, err)
	// Output:
	// non_union_oss IT seller <nil>
}

// A shop that ships from one place to another decides on each cart by what is
// in it: the rest of the law is looked up once. Decisions are shared, so what
// follows from one can be kept under its pointer.
func ExampleDecider() {
	decider, err := tax.Compile(tax.Supply{
		Seller: "US", ShipFrom: locale.Place{Country: "US"}, ShipTo: locale.Place{Country: "DE"},
		On:            currency.NewDate(2026, time.November, 21),
		Registrations: []tax.Registration{{Country: "IE", Scheme: tax.SchemeIOSS}},
	})
	if err != nil {
		log.Fatal(err)
	}
	labels := map[*tax.Decision]string{}
	for _, d := range decider.Decisions() {
		labels[d] = fmt.Sprintf("%s, from the %s", d.Scheme, d.Accountant)
	}
	for _, cart := range []tax.Contents{
		{Intrinsic: currency.MustAmount("20.00", currency.EUR), Codes: []string{"610910"}},
		{Intrinsic: currency.MustAmount("150.00", currency.EUR)},
		{Intrinsic: currency.MustAmount("150.01", currency.EUR)},
		{Intrinsic: currency.MustAmount("20.00", currency.EUR), Codes: []string{"610910", "22042109"}}, // a shirt, and wine
	} {
		d, err := decider.Decide(cart)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(cart.Intrinsic, cart.Codes, labels[d])
	}
	// Output:
	// 20.00 EUR [610910] ioss, from the seller
	// 150.00 EUR [] ioss, from the seller
	// 150.01 EUR [] import, from the importer
	// 20.00 EUR [610910 22042109] import, from the importer
}

// Where the law changes with the value, in the currency of the shop.
func ExampleDecider_Limits() {
	at := time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC)
	rate, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.1537"), at, "bank")
	if err != nil {
		log.Fatal(err)
	}
	rates, err := currency.NewRates(currency.EUR, at, "bank", []currency.Rate{rate})
	if err != nil {
		log.Fatal(err)
	}
	decider, err := tax.Compile(tax.Supply{
		Seller: "US", ShipFrom: locale.Place{Country: "US"}, ShipTo: locale.Place{Country: "DE"},
		On:            currency.NewDate(2026, time.November, 21),
		Registrations: []tax.Registration{{Country: "IE", Scheme: tax.SchemeIOSS}},
		Rates:         rates,
	})
	if err != nil {
		log.Fatal(err)
	}
	limits, err := decider.Limits(currency.USD) // 150 EUR are 173.055 USD
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range limits {
		fmt.Println(l.Of, l.Most)
	}
	// Output:
	// goods 173.05 USD
}

// Where no rule leaves goods of a code out, the code need not be told.
func ExampleDecider_UsesCode() {
	decider, err := tax.Compile(tax.Supply{
		Seller: "US", ShipFrom: locale.Place{Country: "US"}, ShipTo: locale.Place{Country: "DE"},
		On:            currency.NewDate(2026, time.November, 21),
		Registrations: []tax.Registration{{Country: "IE", Scheme: tax.SchemeIOSS}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(decider.UsesCode("610910"), decider.UsesCode("22042109"))
	// Output: false true
}
