package landed_test

import (
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
	"github.com/shopspring/decimal"
	"golang.org/x/text/language"
)

// at is the moment of the examples.
var at = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)

// config is a shop in the United States with one market, whose prices contain
// duty and tax.
func config() pricing.Config {
	dollars, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.15"), at, "my bank")
	check(err)
	rates, err := currency.NewRates(currency.EUR, at, "my bank", []currency.Rate{dollars})
	check(err)
	return pricing.Config{
		Seller:  pricing.Seller{Country: "US"},
		Markets: []pricing.Market{{ID: "de", Countries: []locale.Country{"DE"}, Currency: currency.EUR, Duty: pricing.InPrice, Tax: pricing.InPrice}},
		Rates:   rates,
	}
}

// cart has a pair of shoes for Berlin.
func cart() pricing.Cart {
	shoes := pricing.Product{SKU: "SHOE", HSCode: "6403.99.96", Origin: "VN", Category: tax.General, Price: currency.MustAmount("189.00", currency.USD)}
	return pricing.Cart{
		At: at, ShipTo: locale.Place{Country: "DE", PostalCode: "10115"},
		Lines: []pricing.Line{{Product: shoes, Quantity: 1}}, Shipping: currency.MustAmount("12.00", currency.USD),
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// What a customer pays for a pair of shoes from abroad, all in, and what is
// left for the merchant.
func Example() {
	engine, err := pricing.New(config())
	check(err)
	quote, err := engine.Quote(cart())
	check(err)
	fmt.Println("pays", locale.For(language.German).Format(quote.Totals.DueNow), "and leaves", quote.Totals.Merchant)
	for _, charge := range quote.Charges {
		fmt.Println(charge.Name, charge.Rate, charge.Amount)
	}
	// Output:
	// pays 223,64 € and leaves 200.11 USD
	// import duty 8% 13.92 EUR
	// MwSt 19% 33.73 EUR
	// MwSt 19% 1.98 EUR
}

// Rows of a shop's own over the embedded tables: a rate of tax that is to come,
// an additional duty, and an answer to what the sources of a threshold leave open.
func Example_ownTables() {
	taxRows := strings.NewReader("country,category,name,percent,treatment,from,source,source_date\n" +
		"DE,general,MwSt,20,standard,2026-11-01,a draft of the law,2026-11-20\n")
	dutyRows := strings.NewReader("destination,code,origin,kind,rate,program,name,from,until,source,source_date,note\n" +
		"EU,6403,VN,additional,5%,,a safeguard,,,our broker,2026-11-20,\n")
	config := config()

	book, err := tax.DefaultBook()
	check(err)
	book, conflicts, err := book.With(taxRows) // as tax/data/rates.csv; conflicts are the rows that they replace
	check(err)
	tariff, err := duty.Starter()
	check(err)
	layer, err := duty.LoadTariff(dutyRows) // as duty/data/tariff.csv
	check(err)
	tariff, err = tariff.With(layer)
	check(err)
	regimes, err := duty.DefaultRegimes()
	check(err)
	regimes, err = regimes.Choose("eu-courier-without-ioss", "tariff") // of two readings of the law
	check(err)
	config.Book, config.Tariff, config.Regimes = book, tariff, regimes
	engine, err := pricing.New(config)
	check(err)

	quote, err := engine.Quote(cart())
	check(err)
	for _, charge := range quote.Charges {
		fmt.Println(charge.Name, charge.Rate, charge.Amount)
	}
	fmt.Println(len(conflicts), "row replaced")
	// Output:
	// import duty 8% 13.89 EUR
	// additional duty 5% 8.68 EUR
	// MwSt 20% 37.14 EUR
	// MwSt 20% 2.09 EUR
	// 1 row replaced
}
