package currency_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// From a snapshot of many currencies an archive keeps those that a sale was
// computed with: the cross from yen to crowns leads through the pivot as
// before.
func ExampleRates_Extract() {
	day := time.Date(2026, time.March, 18, 0, 0, 0, 0, time.UTC)
	var all []currency.Rate
	for code, value := range map[currency.Code]string{currency.USD: "1.15", currency.JPY: "171.2", currency.NOK: "11.45", currency.GBP: "0.86393"} {
		rate, err := currency.NewRate(currency.EUR, code, decimal.RequireFromString(value), day, "")
		if err != nil {
			fmt.Println(err)
			return
		}
		all = append(all, rate)
	}
	rates, err := currency.NewRates(currency.EUR, day, "bank", all)
	if err != nil {
		fmt.Println(err)
		return
	}
	kept, err := rates.Extract(currency.JPY, currency.NOK)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(kept)
	fmt.Println(string(text), err)
	rate, err := kept.Rate(currency.JPY, currency.NOK)
	fmt.Println(rate, rate.Path(), err)
	_, err = kept.Rate(currency.JPY, currency.GBP)
	fmt.Println(err)
	// Output:
	// {"pivot":"EUR","as_of":"2026-03-18T00:00:00Z","source":"bank","rates":[{"base":"EUR","quote":"JPY","num":"171.2","den":"1"},{"base":"EUR","quote":"NOK","num":"11.45","den":"1"}]} <nil>
	// 1 JPY = 0.0668808… NOK (bank 2026-03-18) [JPY EUR NOK] <nil>
	// currency: no exchange rate from JPY to GBP in the rates of bank of 2026-03-18, neither directly nor through EUR
}
