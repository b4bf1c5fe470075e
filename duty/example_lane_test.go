package duty_test

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// A shop that assesses many shipments of one kind has the law on them compiled
// once.
func ExampleLane() {
	tariff, _ := duty.Starter()
	regimes, _ := duty.DefaultRegimes()
	shipment := duty.Shipment{
		From: locale.Place{Country: "US"}, To: locale.Place{Country: "GB"}, On: currency.NewDate(2026, 11, 21), Currency: currency.GBP,
		Items: []duty.Item{{Code: "610910", Origin: "US", Quantity: 1}},
	}
	lane, err := duty.NewLane(shipment, tariff, regimes)
	if err != nil {
		fmt.Println(err)
		return
	}
	assessor := lane.Assessor()
	for _, value := range []string{"135.00", "135.01"} {
		shipment.Items[0].Value = currency.MustAmount(value, currency.GBP)
		assessment, err := assessor.Assess(&shipment)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(value, assessment.Regime.ID, assessment.Duty)
	}
	// Output:
	// 135.00 gb-135-relief 0.00 GBP
	// 135.01 gb-normal 16.20 GBP
}

// Who searches for a price asks first at which values the law changes.
func ExampleLane_Bands() {
	tariff, _ := duty.Starter()
	regimes, _ := duty.DefaultRegimes()
	shipment := duty.Shipment{
		From: locale.Place{Country: "US"}, To: locale.Place{Country: "DE"}, On: currency.NewDate(2026, 8, 1), Currency: currency.EUR,
		Items: []duty.Item{{Code: "610910", Origin: "US", Quantity: 1}},
	}
	lane, err := duty.NewLane(shipment, tariff, regimes)
	if err != nil {
		fmt.Println(err)
		return
	}
	bands, err := lane.Bands(&shipment)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range bands {
		fmt.Println("from", b.From, b.Regime.ID, b.Regime.Treatment)
	}
	// Output:
	// from 0.00 EUR eu-flat-courier flat
	// from 150.01 EUR eu-normal normal
}

// Most duties are one percentage of the customs value, of which a price can be
// worked out at once.
func ExampleGoods_AdValorem() {
	tariff, _ := duty.Starter()
	regimes, _ := duty.DefaultRegimes()
	lane, err := duty.NewLane(duty.Shipment{From: locale.Place{Country: "US"}, To: locale.Place{Country: "DE"}, On: currency.NewDate(2026, 11, 21)}, tariff, regimes)
	if err != nil {
		fmt.Println(err)
		return
	}
	shirts, err := lane.Goods("610910", "US", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(shirts.AdValorem())
	// Output: 12 true
}

// The duty on a watch has a floor and a cap: below the first and above the
// second it does not depend on the value.
func ExampleRate_Branches() {
	rate, err := duty.ParseRate("4.50% MIN 0.30 EUR / item MAX 0.80 EUR / item", currency.EUR)
	if err != nil {
		fmt.Println(err)
		return
	}
	branches, err := rate.Branches(currency.EUR, []duty.Quantity{{Unit: duty.Piece, Value: dec("1")}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range branches {
		fmt.Println("from", b.From.RatString(), "EUR:", b.Slope.RatString(), "of the value and", b.Fixed.RatString(), "EUR")
	}
	// Output:
	// from 0 EUR: 0 of the value and 3/10 EUR
	// from 20/3 EUR: 9/200 of the value and 0 EUR
	// from 160/9 EUR: 0 of the value and 4/5 EUR
}

// What is kept with an assessment is enough to do it again, whatever the tables
// of the day say.
func ExampleExtract() {
	tariff, _ := duty.Starter()
	regimes, _ := duty.DefaultRegimes()
	shipment := duty.Shipment{
		From: locale.Place{Country: "US"}, To: locale.Place{Country: "DE"}, On: currency.NewDate(2026, 11, 21),
		Items: []duty.Item{{Code: "610910", Origin: "US", Value: currency.MustAmount("200", currency.EUR), Quantity: 1}},
	}
	lane, err := duty.NewLane(shipment, tariff, regimes)
	if err != nil {
		fmt.Println(err)
		return
	}
	kept := lane.Extract(&shipment)
	tariff, regimes, err = kept.Tables()
	if err != nil {
		fmt.Println(err)
		return
	}
	again, err := duty.Assess(shipment, tariff, regimes)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range kept.Levies {
		fmt.Println(row.Jurisdiction, row.Code.Dotted(), row.Kind, row.Rate)
	}
	fmt.Println(again.Regime.ID, again.Duty)
	// Output:
	// EU 6109.10.00 mfn 12%
	// eu-normal 24.00 EUR
}
