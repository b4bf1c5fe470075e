package currency_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// ecb returns the reference rates of a day, as package feed reads them.
func ecb(day time.Time, dollars, pounds string) *currency.Rates {
	usd, err1 := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString(dollars), day, "ECB")
	gbp, err2 := currency.NewRate(currency.EUR, currency.GBP, decimal.RequireFromString(pounds), day, "ECB")
	rates, err3 := currency.NewRates(currency.EUR, day, "ECB", []currency.Rate{usd, gbp})
	if err1 != nil || err2 != nil || err3 != nil {
		panic("no rates")
	}
	return rates
}

// A snapshot holds rates against one currency and gives all others through it.
func ExampleRates() {
	rates := ecb(currency.NewDate(2026, 3, 18).Time(), "1.15", "0.86393")

	cross, err := rates.Rate(currency.USD, currency.GBP)
	fmt.Println(cross, cross.Path(), err)
	_, err = rates.Rate(currency.USD, currency.SEK)
	fmt.Println(err)
	// Output:
	// 1 USD = 0.751243… GBP (ECB 2026-03-18) [USD EUR GBP] <nil>
	// currency: no exchange rate from USD to SEK in the rates of ECB of 2026-03-18, neither directly nor through EUR
}

// A conversion says at which rate it was made.
func ExampleRates_Convert() {
	rates := ecb(currency.NewDate(2026, 3, 18).Time(), "1.15", "0.86393")

	pounds, used, err := rates.Convert(currency.MustAmount("100.00", currency.USD), currency.GBP, currency.Rounding{})
	fmt.Println(pounds, "at", used, err)
	// Output: 75.12 GBP at 1 USD = 0.751243… GBP (ECB 2026-03-18) <nil>
}

// A snapshot takes more rates: here the currency of one's own loyalty scheme.
func ExampleRates_With() {
	day := currency.NewDate(2026, 3, 18).Time()
	points, err1 := currency.NewCode("PTS", 0)
	worth, err2 := currency.NewRate(currency.EUR, points, decimal.New(200, 0), day, "loyalty scheme")
	rates, err3 := ecb(day, "1.15", "0.86393").With(worth)
	fmt.Println(err1, err2, err3)

	dollars, used, err := rates.Convert(currency.FromMinor(1000, points), currency.USD, currency.Rounding{})
	fmt.Println(dollars, err)
	fmt.Println(used.Path(), used.Source())
	// Output:
	// <nil> <nil> <nil>
	// 5.75 USD <nil>
	// [PTS:0 EUR USD] loyalty scheme, ECB
}

// A bank that buys and sells at different rates.
func ExampleTwoWay() {
	day := currency.NewDate(2026, 3, 18).Time()
	usd, err := currency.NewTwoWay(currency.EUR, currency.USD, decimal.New(1149, -3), decimal.New(1151, -3), day, "bank")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(usd)
	rates, err := currency.NewRates(currency.EUR, day, "bank", usd.Rates())
	if err != nil {
		fmt.Println(err)
		return
	}
	euros, _, err := rates.Convert(currency.MustAmount("1000.00", currency.USD), currency.EUR, currency.Rounding{})
	fmt.Println(euros, err) // at 1/1.151
	dollars, _, err := rates.Convert(euros, currency.USD, currency.Rounding{})
	fmt.Println(dollars, err) // and back at 1.149
	fmt.Println(rates.Mid(currency.EUR, currency.USD))
	// Output:
	// 1 EUR = 1.149 / 1.151 USD (bank 2026-03-18)
	// 868.81 EUR <nil>
	// 998.26 USD <nil>
	// 1 EUR = 1.15 USD (bank 2026-03-18) <nil>
}

// A shop's price in the customer's currency, at half a per cent above the
// market. The rate shows what was added.
func ExampleRate_AgainstCustomer() {
	day := currency.NewDate(2026, 3, 18).Time()
	usd, err := currency.NewRate(currency.EUR, currency.USD, decimal.New(115, -2), day, "ECB")
	if err != nil {
		fmt.Println(err)
		return
	}
	shops, err := usd.AgainstCustomer(decimal.New(50, 0))
	fmt.Println(shops, err)
	fmt.Println(shops.Convert(currency.MustAmount("100.00", currency.EUR), currency.Rounding{}))
	// Output:
	// 1 EUR = 1.15575 USD (ECB 2026-03-18, margin 0.5 %) <nil>
	// 115.58 USD <nil>
}
