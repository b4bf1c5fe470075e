package pricing_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// atHome quotes a cart of a German shop that shows prices with tax: three
// T-shirts at 20.00 EUR and a book at 30.00 EUR, with shipping of 5.00 EUR.
func atHome(discounts []pricing.Discount, vouchers ...pricing.Voucher) (pricing.Quote, error) {
	day := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	rates, err := currency.NewRates(currency.EUR, day, "ECB", nil)
	if err != nil {
		return pricing.Quote{}, err
	}
	engine, err := pricing.New(pricing.Config{
		Seller: pricing.Seller{Country: "DE", Registrations: []tax.Registration{{Country: "DE", Scheme: "vat"}}},
		Markets: []pricing.Market{{ID: "de", Countries: []locale.Country{"DE"}, Currency: currency.EUR,
			Tax: pricing.InPrice, Rebase: pricing.KeepShown}},
		Rates: rates,
	})
	if err != nil {
		return pricing.Quote{}, err
	}
	product := func(sku string, category tax.Category, price string) pricing.Product {
		return pricing.Product{SKU: sku, Category: category, Price: currency.MustAmount(price, currency.EUR)}
	}
	return engine.Quote(pricing.Cart{
		At: day, ShipTo: locale.Place{Country: "DE"},
		Lines: []pricing.Line{
			{ID: "tee", Quantity: 3, Product: product("TEE", tax.General, "20.00")},
			{ID: "book", Quantity: 1, Product: product("BOOK", tax.BooksPrinted, "30.00")},
		},
		Shipping:  currency.MustAmount("5.00", currency.EUR),
		Discounts: discounts, Vouchers: vouchers,
	})
}

// Buy x, get y: a percentage off so many units of a line. Whether the cart
// earns it is for the shop to say.
func ExampleDiscount() {
	percent := decimal.NewFromInt
	for _, d := range []pricing.Discount{
		{Name: "three for the price of two", Lines: []string{"tee"}, Units: 1, Percent: percent(100)},
		{Name: "one and a second at half price", Lines: []string{"tee"}, Units: 1, Percent: percent(50)},
		{Name: "a shirt, and the book is free", Lines: []string{"book"}, Percent: percent(100)},
		{Name: "free shipping", On: pricing.OnShipping, Percent: percent(100)},
		{Name: "10.00 EUR off the order", On: pricing.OnOrder, Amount: currency.MustAmount("10.00", currency.EUR)},
	} {
		q, err := atHome([]pricing.Discount{d})
		if err != nil {
			fmt.Println(err)
			return
		}
		a := q.Discounts[0]
		fmt.Printf("%s: %v off the goods, %v off the shipping, to pay %v\n", a.Name, a.Amount, a.Shipping, q.Totals.DueNow)
	}
	// Output:
	// three for the price of two: 20.00 EUR off the goods, 0.00 EUR off the shipping, to pay 75.00 EUR
	// one and a second at half price: 10.00 EUR off the goods, 0.00 EUR off the shipping, to pay 85.00 EUR
	// a shirt, and the book is free: 30.00 EUR off the goods, 0.00 EUR off the shipping, to pay 65.00 EUR
	// free shipping: 0.00 EUR off the goods, 5.00 EUR off the shipping, to pay 90.00 EUR
	// 10.00 EUR off the order: 9.47 EUR off the goods, 0.53 EUR off the shipping, to pay 85.00 EUR
}

// Discounts come off in their order, each from what the earlier ones left, and
// never more than that.
func ExampleDiscount_stacking() {
	ten := pricing.Discount{Name: "10 %", Percent: decimal.NewFromInt(10)}
	gift := pricing.Discount{Name: "20.00 EUR", Amount: currency.MustAmount("20.00", currency.EUR)}
	hundred := pricing.Discount{Name: "100.00 EUR", Amount: currency.MustAmount("100.00", currency.EUR)}
	for _, discounts := range [][]pricing.Discount{{ten, gift}, {gift, ten}, {ten, hundred}} {
		q, err := atHome(discounts)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, a := range q.Discounts {
			fmt.Printf("%s: %v (capped: %v); ", a.Name, a.Amount, a.Capped)
		}
		fmt.Println("goods", q.Totals.Goods, "less", q.Totals.Discounts)
	}
	// Output:
	// 10 %: 9.00 EUR (capped: false); 20.00 EUR: 20.00 EUR (capped: false); goods 90.00 EUR less 29.00 EUR
	// 20.00 EUR: 20.00 EUR (capped: false); 10 %: 7.00 EUR (capped: false); goods 90.00 EUR less 27.00 EUR
	// 10 %: 9.00 EUR (capped: false); 100.00 EUR: 81.00 EUR (capped: true); goods 90.00 EUR less 90.00 EUR
}

// An amount without tax, off prices that contain 19 % and 7 %: each line is
// lowered by its own rate.
func ExampleDiscount_basis() {
	q, err := atHome([]pricing.Discount{{Amount: currency.MustAmount("10.00", currency.EUR), Basis: tax.WithoutTax}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range q.Lines {
		fmt.Println(l.ID, l.Shown, "less", l.Discount)
	}
	// Output:
	// tee 60.00 EUR less 7.65 EUR
	// book 30.00 EUR less 3.82 EUR
}

// A single-purpose voucher lowers what is taxed. A multi-purpose voucher pays
// what is due, and the rest stays on it.
func ExampleVoucher() {
	voucher := func(p tax.Purpose, amount string) pricing.Voucher {
		return pricing.Voucher{Code: p.String(), Purpose: p, Amount: currency.MustAmount(amount, currency.EUR)}
	}
	for _, v := range []pricing.Voucher{
		voucher(tax.SinglePurpose, "30.00"), voucher(tax.MultiPurpose, "30.00"), voucher(tax.MultiPurpose, "100.00"),
	} {
		q, err := atHome(nil, v)
		if err != nil {
			fmt.Println(err)
			return
		}
		use := q.Vouchers[0]
		fmt.Printf("%s: tax %v, due %v, used %v, left %v\n", use.Code, q.Totals.Tax, q.Totals.DueNow, use.Used, use.Left)
	}
	// Output:
	// single_purpose: tax 8.33 EUR, due 65.00 EUR, used 30.00 EUR, left 0.00 EUR
	// multi_purpose: tax 12.17 EUR, due 65.00 EUR, used 30.00 EUR, left 0.00 EUR
	// multi_purpose: tax 12.17 EUR, due 0.00 EUR, used 95.00 EUR, left 5.00 EUR
}
