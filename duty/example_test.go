package duty_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// What customs charge on a parcel from China to Germany that is worth more
// than 150 EUR.
func Example() {
	tariff, err := duty.Starter()
	if err != nil {
		panic(err)
	}
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		panic(err)
	}
	assessment, err := duty.Assess(duty.Shipment{
		From: locale.Place{Country: "CN"},
		To:   locale.Place{Country: "DE", PostalCode: "10115"},
		On:   currency.NewDate(2026, time.November, 21),
		Items: []duty.Item{
			{ID: "t-shirts", Code: "61091000", Origin: "CN", Quantity: 8, Value: currency.FromMinor(16000, currency.EUR)},
			{ID: "watch", Code: "910211", Origin: "CN", Quantity: 1, Value: currency.FromMinor(4000, currency.EUR)},
			{ID: "book", Code: "490199", Origin: "CN", Quantity: 1, Value: currency.FromMinor(2500, currency.EUR)},
		},
		Freight: currency.FromMinor(1800, currency.EUR),
	}, tariff, regimes)
	if err != nil {
		panic(err)
	}
	fmt.Println(assessment.Regime.ID, assessment.Accuracy)
	for _, line := range assessment.Lines {
		for _, charge := range line.Charges {
			fmt.Println(charge)
		}
	}
	fmt.Println("total", assessment.Total)
	// Output:
	// eu-normal calculated
	// T-shirts of cotton 12% on 172.80 EUR (6109.10.00, EU): 20.74 EUR
	// Wrist-watches, electric, mechanical display only 4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item on 43.20 EUR (9102.11.00, EU): 0.80 EUR
	// Printed books Free on 27.00 EUR (4901.99.00, EU): 0.00 EUR, zero_rate_on_goods
	// total 21.54 EUR
}

// Up to 150 EUR the Union charges 3 EUR for each distinct subheading.
func ExampleAssess_flat() {
	tariff, _ := duty.Starter()
	regimes, _ := duty.DefaultRegimes()
	assessment, err := duty.Assess(duty.Shipment{
		From:   locale.Place{Country: "CN"},
		To:     locale.Place{Country: "FR"},
		On:     currency.NewDate(2026, time.November, 21),
		Scheme: "ioss",
		Items: []duty.Item{
			{ID: "red T-shirts", Code: "61091000", Quantity: 2, Value: currency.FromMinor(3000, currency.EUR)},
			{ID: "blue T-shirt", Code: "61091000", Quantity: 1, Value: currency.FromMinor(1500, currency.EUR)},
			{ID: "watch", Code: "910211", Quantity: 1, Value: currency.FromMinor(4000, currency.EUR)},
		},
	}, tariff, regimes)
	if err != nil {
		panic(err)
	}
	for _, line := range assessment.Lines {
		fmt.Println(line.ID, line.Duty)
	}
	fmt.Println(assessment.Duty, "by", assessment.Regime.ID, "and", assessment.Fees, "of fees")
	// Output:
	// red T-shirts 2.00 EUR
	// blue T-shirt 1.00 EUR
	// watch 3.00 EUR
	// 6.00 EUR by eu-flat-ioss and 4.00 EUR of fees
}

// A zero says why it is one.
func ExampleZeroReason() {
	tariff, _ := duty.Starter()
	regimes, _ := duty.DefaultRegimes()
	assessment, err := duty.Assess(duty.Shipment{
		From:  locale.Place{Country: "US"},
		To:    locale.Place{Country: "GB"},
		On:    currency.NewDate(2026, time.November, 21),
		Items: []duty.Item{{Code: "610910", Origin: "US", Quantity: 1, Value: currency.FromMinor(13500, currency.GBP)}},
	}, tariff, regimes)
	if err != nil {
		panic(err)
	}
	charge := assessment.Lines[0].Charges[0]
	fmt.Println(charge.Amount, charge.Zero, charge.Regime)
	// Output: 0.00 GBP below_de_minimis gb-135-relief
}

func ExampleParseCode() {
	code, err := duty.ParseCode("6109.10.00 10")
	fmt.Println(code, code.HS6(), code.Dotted(), err)
	_, err = duty.ParseCode("61091")
	fmt.Println(err)
	// Output:
	// 6109100010 610910 6109.10.00.10 <nil>
	// duty: code "61091": a commodity code has 6, 8 or 10 digits, with dots or spaces at will
}

// Expressions as the tariffs of the United Kingdom, the European Union and the
// United States write them.
func ExampleParseRate() {
	for _, s := range []string{
		"12.0%",
		"4.50% MIN 0.30 EUR / item MAX 0.80 EUR / item",
		"9.10% + 45.10 EUR / 100 kg MAX 18.90% + 16.50 EUR / 100 kg",
		"0.50 GBP/ASVX",
		"76¢/pr. + 32%",
		"The duty provided in the applicable subheading + 25%",
	} {
		rate, err := duty.ParseRate(s, currency.USD)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(rate)
	}
	// Output:
	// 12%
	// 4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item
	// 9.1% + 45.1 EUR / 100 kg MAX 18.9% + 16.5 EUR / 100 kg
	// 0.5 GBP / % vol/hl
	// 0.76 USD / pair + 32%
	// duty: rate "The duty provided in the applicable subheading + 25%": not understood: relative
}

// A rate by weight needs the weight, in whatever unit the shop has it.
func ExampleRate_Duty() {
	rate, err := duty.ParseRate("9% + 124.50 EUR / 100 kg", currency.EUR)
	if err != nil {
		panic(err)
	}
	value := currency.FromMinor(2000, currency.EUR)
	_, err = rate.Duty(value, nil, nil, currency.Rounding{})
	var need *duty.NeedQuantityError
	if errors.As(err, &need) {
		fmt.Println("needs", need.Unit)
	}
	weight := []duty.Quantity{{Unit: duty.Gram, Value: decimal.New(1350, 0)}}
	amount, err := rate.Duty(value, weight, nil, currency.Rounding{})
	fmt.Println(amount, err) // 1.80 + 1.68075, rounded once
	// Output:
	// needs kg
	// 3.48 EUR <nil>
}

// The parts of a watch are charged apart in the United States. Their shares
// in its value are quantities too.
func ExampleShare() {
	rate, err := duty.ParseRate("44¢ each + 6% on the case + 14% on the strap, band or bracelet + 5.3% on the battery", currency.USD)
	if err != nil {
		panic(err)
	}
	fmt.Println(rate.Needs())
	amount, err := rate.Duty(currency.FromMinor(20000, currency.USD), []duty.Quantity{
		{Unit: duty.Piece, Value: decimal.New(1, 0)},
		{Unit: duty.Share("case"), Value: decimal.New(40, 0)},
		{Unit: duty.Share("strap"), Value: decimal.New(15, 0)},
		{Unit: duty.Share("battery"), Value: decimal.New(1, 0)},
	}, nil, currency.Rounding{})
	fmt.Println(amount, err)
	// Output:
	// [item % of value: case % of value: strap % of value: battery]
	// 9.55 USD <nil>
}

func ExampleTariff_Lookup() {
	tariff, _ := duty.Starter()
	on := currency.NewDate(2026, time.November, 21)
	levies, err := tariff.Lookup("6109100010", "CN", "AT", on)
	if err != nil {
		panic(err)
	}
	fmt.Println(levies[0].Rate, levies[0].Code.Dotted(), levies[0].Jurisdiction, levies[0].From)

	_, err = tariff.Lookup("640399", "CN", "US", on)
	var ambiguous *duty.AmbiguousCodeError
	if errors.As(err, &ambiguous) {
		for _, line := range ambiguous.Lines {
			fmt.Println(line.Code.Dotted(), line.Rate)
		}
	}
	// Output:
	// 12% 6109.10.00 EU 2021-01-01
	// 6403.99.10 Free
	// 6403.99.20 8%
	// 6403.99.40 5%
	// 6403.99.60 8.5%
	// 6403.99.75 7%
	// 6403.99.90 10%
}

// A shop's own table, with a countermeasure on goods of one origin.
func ExampleLoadTariff() {
	tariff, err := duty.LoadTariff(strings.NewReader(`destination,code,origin,kind,rate,program,name,from,until,source,source_date,note
US,610910,,mfn,16.5%,,T-shirts of cotton,2026-01-01,,HTS 2026,2026-01-01,
US,610910,CN,additional,7.5%,,Section 301 list 4A,2026-01-01,,9903.88.15,2026-01-01,
`))
	if err != nil {
		panic(err)
	}
	levies, err := tariff.Lookup("6109100012", "CN", "US", currency.NewDate(2026, time.March, 1))
	if err != nil {
		panic(err)
	}
	for _, levy := range levies {
		fmt.Println(levy.Kind, levy.Rate, levy.Name)
	}
	// Output:
	// mfn 16.5% T-shirts of cotton
	// additional 7.5% Section 301 list 4A
}

// Which thresholds are known of a destination, and where they are from.
func ExampleRegimes_All() {
	regimes, _ := duty.DefaultRegimes()
	for _, r := range regimes.All("GB") {
		fmt.Println(r.ID, r.Treatment, r.Threshold, r.Valuation, r.Confidence)
	}
	// Output:
	// gb-135-relief relief 135.00 GBP CIF official-quoted
	// gb-normal normal 0 CIF official-quoted
}

// A rate of the UK's tariff that depends on the day of import.
func ExampleRate_On() {
	tomatoes, err := duty.ParseRate("8.00% (01 NOV - 14 MAY), 14.00% (15 MAY - 31 OCT)", currency.GBP)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, on := range []currency.Date{currency.NewDate(2026, 2, 1), currency.NewDate(2026, 7, 1)} {
		duty, err := tomatoes.On(on).Duty(currency.MustAmount("250.00", currency.GBP), nil, nil, currency.Rounding{})
		fmt.Println(on, tomatoes.On(on), duty, err)
	}
	// Output:
	// 2026-02-01 8% 20.00 GBP <nil>
	// 2026-07-01 14% 35.00 GBP <nil>
}

// A bottle of spirits, in the units of its label.
func ExampleRate_Duty_alcohol() {
	rate, err := duty.ParseRate("3.1¢/liter + 22.1¢/pf. liter on ethyl alcohol content", currency.USD)
	if err != nil {
		fmt.Println(err)
		return
	}
	bottle := []duty.Quantity{
		{Unit: duty.Litre, Value: decimal.RequireFromString("0.75")},
		{Unit: duty.PercentVol, Value: decimal.RequireFromString("40")},
	}
	fmt.Println(rate.Needs())
	fmt.Println(rate.Duty(currency.MustAmount("18.00", currency.USD), bottle, nil, currency.Rounding{}))
	// Output:
	// [l proof l]
	// 0.16 USD <nil>
}

// A shop's own table of what it does not send, with an exception.
func ExampleLoadRestrictions() {
	table, err := duty.LoadRestrictions(strings.NewReader(`destination,code,origin,action,reason
,93,,forbid,weapons
,9304,,allow,
US,330300,,warn,perfume goes by ground
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, code := range []duty.Code{"930330", "930400", "33030000"} {
		found, err := table.Check(code, "FR", "US", currency.NewDate(2026, 11, 21))
		fmt.Println(code.Dotted(), found, err)
	}
	// Output:
	// 9303.30 [forbidden 93: weapons] <nil>
	// 9304.00 [] <nil>
	// 3303.00.00 [restricted 3303.00 to US: perfume goes by ground] <nil>
}

// What a carrier asks, and a tax at import inside its own base, are levies of
// the shipment: each may be charged on those before.
func ExampleShipment_fees() {
	tariff, _ := duty.LoadTariff(strings.NewReader(`destination,code,origin,kind,rate,program,name,from,until,source,source_date,note
EU,610910,,mfn,12%,,T-shirts of cotton,,,own table,2026-06-01,
`))
	regimes, _ := duty.DefaultRegimes()
	rate := func(s string) duty.Rate {
		r, err := duty.ParseRate(s, currency.EUR)
		if err != nil {
			panic(err)
		}
		return r
	}
	assessment, err := duty.Assess(duty.Shipment{
		From:    locale.Place{Country: "US"},
		To:      locale.Place{Country: "DE"},
		On:      currency.NewDate(2026, time.November, 21),
		Items:   []duty.Item{{ID: "shirts", Code: "61091000", Origin: "CN", Quantity: 3, Value: currency.FromMinor(50000, currency.EUR)}},
		Freight: currency.FromMinor(3000, currency.EUR),
		Inland:  currency.FromMinor(1000, currency.EUR),
		Fees: []duty.Levy{
			{Name: "disbursement", Rate: rate("2.5% MIN 11 EUR / consignment"), Base: duty.OnGoods | duty.OnDuty},
		},
	}, tariff, regimes)
	if err != nil {
		panic(err)
	}
	for _, charge := range assessment.Lines[0].Charges {
		fmt.Println(charge)
	}
	fmt.Println(assessment.TaxBase(duty.OnGoods | duty.OnFreight | duty.OnInsurance | duty.OnDuty))
	units, err := assessment.Lines[0].Units()
	fmt.Println(units[0].Total, units[1].Total, units[2].Total, err)
	// Output:
	// T-shirts of cotton 12% on 520.00 EUR (6109.10, EU): 62.40 EUR
	// disbursement 2.5% MIN 11 EUR / consignment on 562.40 EUR: 14.06 EUR
	// 592.40 EUR <nil>
	// 25.49 EUR 25.49 EUR 25.48 EUR <nil>
}

// Each step of an assessment can be redone by hand.
func ExampleExplain() {
	tariff, _ := duty.LoadTariff(strings.NewReader(`destination,code,origin,kind,rate,program,name,from,until,source,source_date,note
EU,610910,,mfn,12%,,T-shirts of cotton,,,own table,2026-06-01,
`))
	regimes, _ := duty.DefaultRegimes()
	_, steps, err := duty.Explain(duty.Shipment{
		From:    locale.Place{Country: "US"},
		To:      locale.Place{Country: "DE"},
		On:      currency.NewDate(2026, time.November, 21),
		Items:   []duty.Item{{Code: "61091000", Origin: "CN", Quantity: 3, Value: currency.FromMinor(50000, currency.EUR)}},
		Freight: currency.FromMinor(2000, currency.EUR),
	}, tariff, regimes)
	if err != nil {
		panic(err)
	}
	for _, step := range steps {
		step.Source = "" // where the rule comes from
		fmt.Println(step)
	}
	// Output:
	// line 1: regime eu-normal: normal
	// line 1: customs value, CIF: goods + freight_to_border + insurance, goods = 500.00, freight_to_border = 20.00, insurance = 0.00: customs_value = 520.00 EUR
	// line 1: T-shirts of cotton 6109.10, 12%: base * percent_1 / 100, base = 520.00, percent_1 = 12: amount = 62.40 EUR
	// line 1: charges of the line: charge_1, charge_1 = 62.40: total = 62.40 EUR
	// shipment: total: line_1, line_1 = 62.40: total = 62.40 EUR
}

// Goods from two places are two consignments, each with its own threshold.
func ExampleAssessAll() {
	tariff, _ := duty.Starter()
	regimes, _ := duty.DefaultRegimes()
	delivery, err := duty.AssessAll(duty.Shipment{
		From: locale.Place{Country: "US"},
		To:   locale.Place{Country: "GB"},
		On:   currency.NewDate(2026, time.November, 21),
		Items: []duty.Item{
			{ID: "from home", Code: "610910", Origin: "US", Quantity: 1, Value: currency.FromMinor(10000, currency.GBP)},
			{ID: "from the maker", Code: "610910", Origin: "CN", Quantity: 1, Value: currency.FromMinor(20000, currency.GBP), From: locale.Place{Country: "CN"}},
		},
	}, tariff, regimes)
	if err != nil {
		panic(err)
	}
	for _, assessment := range delivery.Assessments {
		fmt.Println(assessment.Lines[0].ID, assessment.Regime.ID, assessment.Duty)
	}
	// Output:
	// from home gb-135-relief 0.00 GBP
	// from the maker gb-normal 24.00 GBP
}

func ExampleWindsor() {
	gbp := func(minor int64) currency.Amount { return currency.FromMinor(minor, currency.GBP) }
	fmt.Println(duty.Windsor(gbp(10000), gbp(300), gbp(400)))
	fmt.Println(duty.Windsor(gbp(10000), gbp(0), gbp(400)))
	// Output:
	// GB <nil>
	// EU <nil>
}
