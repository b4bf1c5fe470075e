package currency_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// ecb returns the reference rates of a day, as package feed reads them: what
// one euro was on it.
func ecb(day currency.Date, euro ...string) *currency.Rates {
	var rates []currency.Rate
	for _, text := range euro {
		var a currency.Amount
		if err := a.UnmarshalText([]byte(text)); err != nil {
			panic(err)
		}
		rate, err := currency.NewRate(currency.EUR, a.Currency(), a.Decimal(), day.Time(), "ECB")
		if err != nil {
			panic(err)
		}
		rates = append(rates, rate)
	}
	snapshot, err := currency.NewRates(currency.EUR, day.Time(), "ECB", rates)
	if err != nil {
		panic(err)
	}
	return snapshot
}

// A snapshot holds rates against one currency and gives all others through it.
func ExampleRates() {
	rates := ecb(currency.NewDate(2026, 3, 18), "1.15 USD", "0.86393 GBP")

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
	rates := ecb(currency.NewDate(2026, 3, 18), "1.15 USD", "0.86393 GBP")

	pounds, used, err := rates.Convert(currency.MustAmount("100.00", currency.USD), currency.GBP, currency.Rounding{})
	fmt.Println(pounds, "at", used, err)
	// Output: 75.12 GBP at 1 USD = 0.751243… GBP (ECB 2026-03-18) <nil>
}

// A snapshot takes more rates: here the currency of one's own loyalty scheme.
func ExampleRates_With() {
	day := currency.NewDate(2026, 3, 18).Time()
	points, err1 := currency.NewCode("PTS", 0)
	worth, err2 := currency.NewRate(currency.EUR, points, decimal.New(200, 0), day, "loyalty scheme")
	rates, err3 := ecb(currency.NewDate(2026, 3, 18), "1.15 USD", "0.86393 GBP").With(worth)
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

// On Easter Sunday the rates of Maundy Thursday hold; the one-stop shop asks for
// those of Tuesday.
func ExampleHistory_At() {
	thursday, tuesday := currency.NewDate(2025, 4, 17), currency.NewDate(2025, 4, 22)
	history, err := currency.NewHistory([]*currency.Rates{
		ecb(tuesday, "161.05 JPY", "0.85858 GBP"),
		ecb(thursday, "161.98 JPY", "0.85873 GBP"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	sunday := currency.NewDate(2025, 4, 20)
	rates, err := history.At(sunday)
	fmt.Println(currency.DateOf(rates.AsOf()), err)
	rates, err = history.OnOrAfter(sunday)
	fmt.Println(currency.DateOf(rates.AsOf()), err)

	yen, used, err := history.Convert(currency.MustAmount("100.00", currency.EUR), currency.JPY, sunday, currency.Rounding{})
	fmt.Println(yen, "at", used, err)
	_, err = history.At(currency.NewDate(2025, 5, 20))
	fmt.Println(err)
	// Output:
	// 2025-04-17 <nil>
	// 2025-04-22 <nil>
	// 16198 JPY at 1 EUR = 161.98 JPY (ECB 2025-04-17) <nil>
	// currency: exchange rates of ECB for 2025-05-20, the last before are of 2025-04-22, 7 days may lie between: exchange rates are too old
}

// An old order in a currency that the euro replaced.
func ExampleAmount_Redenominate() {
	order := currency.MustAmount("754.00", currency.HRK)
	today := currency.NewDate(2026, 3, 18)
	euros, used, err := order.Redenominate(today, currency.Rounding{})
	fmt.Println(euros, used.Path(), err)

	// A snapshot of today converts it to any currency, in one step.
	rates := ecb(today, "1.15 USD", "0.86393 GBP")
	dollars, used, err := rates.Convert(order, currency.USD, currency.Rounding{})
	fmt.Println(dollars, used.Path(), err)
	// Output:
	// 100.07 EUR [HRK EUR] <nil>
	// 115.08 USD [HRK EUR USD] <nil>
}

// A snapshot is stored as JSON.
func ExampleRates_json() {
	data, err := json.Marshal(ecb(currency.NewDate(2026, 3, 18), "1.15 USD", "0.86393 GBP"))
	fmt.Println(string(data), err)

	rates := new(currency.Rates)
	err = json.Unmarshal(data, rates)
	fmt.Println(rates.Codes(), err)
	// Output:
	// {"pivot":"EUR","as_of":"2026-03-18T00:00:00Z","source":"ECB","rates":[{"base":"EUR","quote":"GBP","num":"0.86393","den":"1"},{"base":"EUR","quote":"USD","num":"1.15","den":"1"}]} <nil>
	// [EUR GBP USD] <nil>
}

// Rates that are fixed by law complete a snapshot.
func ExampleFixedRates_snapshot() {
	day := currency.NewDate(2026, 3, 18)
	rates, err := ecb(day, "1.15 USD", "0.86393 GBP").With(currency.FixedRates(day)...)
	if err != nil {
		fmt.Println(err)
		return
	}
	pounds, used, err := rates.Convert(currency.MustAmount("100.00", currency.AED), currency.GBP, currency.Rounding{})
	fmt.Println(pounds, used.Path(), err)
	// Output: 20.46 GBP [AED USD EUR GBP] <nil>
}

// The other way round the bid comes from the ask, and the mid stays the mid.
func ExampleTwoWay_Inverse() {
	day := currency.NewDate(2026, 3, 18).Time()
	usd, err := currency.NewTwoWay(currency.EUR, currency.USD, decimal.New(1149, -3), decimal.New(1151, -3), day, "bank")
	if err != nil {
		fmt.Println(err)
		return
	}
	eur := usd.Inverse()
	fmt.Println(eur)
	fmt.Println(usd.Ask().Side(), "and", eur.Bid().Side(), eur.Bid().Equal(usd.Ask().Inverse()), eur.Mid().Equal(usd.Mid().Inverse()))
	// Output:
	// 1 USD = 0.868809… / 0.870322… EUR (bank 2026-03-18)
	// ask and bid true true
}

// A price that is to cost the customer half a per cent less: the rate is
// lowered.
func ExampleRate_ForCustomer() {
	day := currency.NewDate(2026, 3, 18).Time()
	usd, err := currency.NewRate(currency.EUR, currency.USD, decimal.New(115, -2), day, "ECB")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(usd.ForCustomer(decimal.New(50, 0)))
	// Output: 1 EUR = 1.14425 USD (ECB 2026-03-18, margin -0.5 %) <nil>
}

// A history grows by the rates of each day; those of a day serve for a week
// unless it says otherwise.
func ExampleHistory() {
	friday, monday := currency.NewDate(2026, 3, 13), currency.NewDate(2026, 3, 16)
	history, err := currency.NewHistory([]*currency.Rates{ecb(friday, "1.14 USD")})
	if err != nil {
		fmt.Println(err)
		return
	}
	if history, err = history.With(ecb(monday, "1.15 USD")); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(history.First(), "to", history.Last(), history.MaxGap() == currency.DefaultMaxGap)
	for day, rates := range history.All() {
		usd, err := rates.Rate(currency.EUR, currency.USD)
		fmt.Println(day, usd.Value(4), err)
	}
	_, err = history.WithMaxGap(1).At(friday.AddDays(2))
	var gap *currency.DayError
	fmt.Println(errors.As(err, &gap), gap.On, "before it", gap.Before, "after it", gap.After)
	// Output:
	// 2026-03-13 to 2026-03-16 true
	// 2026-03-13 1.14 <nil>
	// 2026-03-16 1.15 <nil>
	// true 2026-03-15 before it 2026-03-13 after it 2026-03-16
}
