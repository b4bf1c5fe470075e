package pricing_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// exampleTariff has a duty of 12 % on shirts, and none on books.
const exampleTariff = `destination,code,origin,kind,rate,program,name,from,until,source,source_date,note
EU,490199,,mfn,Free,,books,,,example,2026-11-01,
GB,610910,,mfn,12%,,T-shirts,,,example,2026-11-01,
`

// solveExample sells from the United States to Britain and Germany.
func solveExample() (*pricing.Engine, error) {
	day := time.Date(2026, time.March, 18, 0, 0, 0, 0, time.UTC)
	var rates []currency.Rate
	for code, rate := range map[currency.Code]string{currency.USD: "1.15", currency.GBP: "0.86"} {
		r, err := currency.NewRate(currency.EUR, code, decimal.RequireFromString(rate), day, "ECB")
		if err != nil {
			return nil, err
		}
		rates = append(rates, r)
	}
	table, err := currency.NewRates(currency.EUR, day, "ECB", rates)
	if err != nil {
		return nil, err
	}
	tariff, err := duty.LoadTariff(strings.NewReader(exampleTariff))
	if err != nil {
		return nil, err
	}
	return pricing.New(pricing.Config{
		Seller: pricing.Seller{Country: "US", Registrations: []tax.Registration{{Country: "IE", Scheme: "ioss"}, {Country: "GB", Scheme: "vat"}}},
		Markets: []pricing.Market{
			{ID: "uk", Countries: []locale.Country{"GB"}, Currency: currency.GBP},
			{ID: "de", Countries: []locale.Country{"DE"}, Currency: currency.EUR},
		},
		Rates: table, Tariff: tariff,
	})
}

var (
	cottonShirt = pricing.Product{SKU: "TEE", HSCode: "6109.10", Origin: "BD", Category: tax.General}
	artBook     = pricing.Product{SKU: "ART", HSCode: "4901.99", Origin: "US", Category: tax.General}
	november    = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
)

// What must a shirt cost so that a customer in Britain pays 100 pounds in all?
// And which prices can no net lead to?
func ExampleEngine_Solve() {
	engine, err := solveExample()
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := engine.Solve(pricing.Goal{
		Offer:   pricing.Offer{Market: "uk", At: november},
		Product: cottonShirt,
		Target:  currency.MustAmount("100.00", currency.GBP),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := out.Chosen
	fmt.Println(s.Units[0], "and", s.Duty, "duty and", s.Tax, "tax are", s.Price)
	for _, gap := range out.Gaps {
		fmt.Println("no net leads to prices between", gap.Low, "and", gap.High)
		for _, t := range gap.Thresholds {
			fmt.Println(t.Kind, t.Rule, t.Amount, "of customs:", t.Kind == pricing.RegimeThreshold)
		}
	}
	// Output:
	// 83.33 GBP and 0.00 GBP duty and 16.67 GBP tax are 100.00 GBP
	// no net leads to prices between 162.00 GBP and 181.45 GBP
	// duty_regime gb-135-relief 135.00 GBP of customs: true
	// tax_scheme uk_low_value 135.00 GBP of customs: false
}

// Just below 150 EUR the Union charges 3 EUR on a good whose duty is free, and
// VAT is on them; just above, nothing. So there are two nets for one price.
func ExampleEngine_Solve_twoNets() {
	engine, err := solveExample()
	if err != nil {
		fmt.Println(err)
		return
	}
	goal := pricing.Goal{
		Offer:   pricing.Offer{Market: "de", At: november},
		Product: artBook,
		Target:  currency.MustAmount("180.00", currency.EUR),
	}
	out, err := engine.Solve(goal)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range out.All {
		fmt.Println(s.Net, "with", s.Duty, "duty and", s.Tax, "tax, by", s.Regime)
	}
	fmt.Println("chosen:", out.Chosen.Net)

	goal.Policy = pricing.SolveLowest
	if out, err = engine.Solve(goal); err == nil {
		fmt.Println("the lowest:", out.Chosen.Net)
	}
	// Output:
	// 148.26 EUR with 3.00 EUR duty and 28.74 EUR tax, by eu-flat-ioss
	// 151.26 EUR with 0.00 EUR duty and 28.74 EUR tax, by eu-normal
	// chosen: 151.26 EUR
	// the lowest: 148.26 EUR
}

// What happens to a target that no net leads to.
func ExampleSolvePolicy() {
	engine, err := solveExample()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, policy := range []pricing.SolvePolicy{pricing.SolveAbsorb, pricing.SolveSnapDown, pricing.SolveSnapUp, pricing.SolveError} {
		out, err := engine.Solve(pricing.Goal{
			Offer:   pricing.Offer{Market: "uk", At: november},
			Product: cottonShirt,
			Target:  currency.MustAmount("170.00", currency.GBP),
			Policy:  policy,
		})
		var gap *pricing.GapError
		if errors.As(err, &gap) {
			fmt.Println(policy, "refuses", gap.Target)
			continue
		}
		s := out.Chosen
		fmt.Println(policy, "charges", s.Price, "for", s.Net, "subsidised by", s.Subsidy)
	}
	// Output:
	// absorb charges 170.00 GBP for 141.67 GBP subsidised by 20.40 GBP
	// snap_down charges 162.00 GBP for 135.00 GBP subsidised by 0.00 GBP
	// snap_up charges 181.45 GBP for 135.01 GBP subsidised by 0.00 GBP
	// error refuses 170.00 GBP
}

// What must a shirt cost to leave 50 dollars where the merchant pays the duty?
func ExampleGoal_margin() {
	engine, err := solveExample()
	if err != nil {
		fmt.Println(err)
		return
	}
	absorbed := pricing.Absorbed
	out, err := engine.Solve(pricing.Goal{
		Offer:    pricing.Offer{Market: "uk", At: november},
		Product:  cottonShirt,
		Quantity: 4,
		Margin:   currency.MustAmount("200.00", currency.USD),
		Duty:     &absorbed,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := out.Chosen
	fmt.Println(s.Units[0], "each: the customer pays", s.Price, "of which", s.Margin, "are left once", s.Absorbed, "duty is paid")
	// Output:
	// 42.50 GBP each: the customer pays 208.08 GBP of which 149.60 GBP are left once 20.40 GBP duty is paid
}
