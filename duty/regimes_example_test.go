package duty_test

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// A point on which the sources disagree is a question. A shop that has found
// out for itself answers it by name.
func ExampleRegimes_Choose() {
	tariff, _ := duty.Starter()
	regimes, _ := duty.DefaultRegimes()
	shipment := duty.Shipment{
		From: locale.Place{Country: "CN"}, To: locale.Place{Country: "DE"}, On: currency.NewDate(2026, 7, 15),
		Items: []duty.Item{{Code: "610910", Origin: "CN", Value: currency.MustAmount("100", currency.EUR), Quantity: 1}},
	}
	assessment, err := duty.Assess(shipment, tariff, regimes)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(assessment.Total, assessment.Accuracy)

	regimes, err = regimes.Choose("eu-courier-without-ioss", "tariff")
	if err != nil {
		fmt.Println(err)
		return
	}
	assessment, err = duty.Assess(shipment, tariff, regimes)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(assessment.Total, assessment.Accuracy)
	// Output:
	// 3.00 EUR estimated
	// 12.00 EUR calculated
}

// The questions of the embedded table, each with its default first.
func ExampleRegimes_Questions() {
	regimes, _ := duty.DefaultRegimes()
	for _, q := range regimes.Questions() {
		var readings []string
		for _, r := range q.Readings {
			readings = append(readings, r.Name)
		}
		fmt.Println(q.Name+":", strings.Join(readings, " or "))
	}
	// Output:
	// ar-excess: tariff or 50%
	// cl-unregistered: due or free
	// eu-business: tariff or flat
	// eu-courier-without-ioss: flat or tariff
	// it-parcel-fee: collected or not-collected
	// kr-threshold-basis: goods or cif
	// mx-processing-fee: declaration or parcel
	// tw-promotion-rate: 0.0425% or 0.04%
}

// A shop that knows better than the embedded table puts its own rows before.
func ExampleRegimes_With() {
	regimes, _ := duty.DefaultRegimes()
	own := `id,destination,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes,flat,rate,valuation,from,until,contested,source,source_date,confidence,note
ke-50,KE,relief,50,USD,,cif,consignment,,,,,,,,CIF,2026-01-01,,,letter of the broker,2026-11-02,single-secondary,
ke-normal,KE,normal,,,,,,,,,,,,,CIF,,,,letter of the broker,2026-11-02,single-secondary,
`
	regimes, err := regimes.With(strings.NewReader(own))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range regimes.All("KE") {
		fmt.Println(r.ID, r.Treatment, r.Threshold)
	}
	// Output:
	// ke-50 relief 50.00 USD
	// ke-normal normal 0
}
