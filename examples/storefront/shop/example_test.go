package shop_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/landedhq/landed/currency/feed"
	example "github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// A German, a Briton and an American buy the same T-shirt. The German's price holds
// the EU's flat duty and VAT by IOSS, the Briton's holds VAT and there is no duty
// below 135 GBP, the American's grows by the sales tax of California.
func Example() {
	ctx := context.Background()
	db, err := store.Open(ctx, ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	rates, err := feed.ECB(bytes.NewReader(example.Rates))
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := shop.New(ctx, shop.Config{
		Store: db, Rates: rates,
		Keys: []pricing.Key{{ID: "example", Secret: bytes.Repeat([]byte("secret"), 6)}}, // of an example: make your own
		Now:  func() time.Time { return time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, buyer := range []struct {
		market  string
		address shop.Address
	}{
		{"de", shop.Address{PostalCode: "10115"}},
		{"gb", shop.Address{PostalCode: "SW1A 1AA"}},
		{"us", shop.Address{Region: "CA", PostalCode: "94105"}},
	} {
		visit, err := s.Visit(shop.Request{Market: buyer.market})
		if err != nil {
			fmt.Println(err)
			return
		}
		shirt, err := s.Price(visit, "TEE")
		if err != nil {
			fmt.Println(err)
			return
		}
		money := func(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }
		fmt.Println(money(shirt.Good.Name(visit.Lang) + ": " + visit.Locale.Format(shirt.Price.Shown) + ", " + shirt.Label))
		quote, err := s.Quote(visit, shop.Basket{Items: []shop.Item{{SKU: "TEE", Quantity: 1}}, To: buyer.address})
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, c := range quote.Charges {
			fmt.Printf("   %s %s on %s of %v: %v, %v\n", c.Name, c.Rate, c.On, c.Base, c.Amount, c.Placement)
		}
		sealed, err := s.Lock(&quote)
		if err != nil {
			fmt.Println(err)
			return
		}
		order, err := s.Confirm(ctx, shop.Confirmation{Sealed: sealed, Key: store.NewID(), Customer: store.Customer{
			Name: "Ada Example", Email: "ada@example.org", Street: "Quay 1", City: "Port",
			Country: string(visit.Country), Region: buyer.address.Region, PostalCode: buyer.address.PostalCode,
		}})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(money("  paid: " + visit.Locale.Format(order.Due)))
	}
	// Output:
	// Baumwoll-T-Shirt: 28,90 €, inkl. 19 % MwSt.
	//    import duty 3.00 EUR for the subheading on customs value CIF of 36.69 EUR: 3.00 EUR, in_price
	//    MwSt 19% on goods and duty of 28.90 EUR: 4.61 EUR, in_price
	//    MwSt 19% on shipping of 15.40 EUR: 2.93 EUR, in_price
	//   paid: 47,23 €
	// Cotton T-shirt: £21.99, incl. 20% VAT
	//    import duty none on customs value CIF of 31.82 GBP: 0.00 GBP, at_checkout
	//    VAT 20% on goods of 21.99 GBP: 3.67 GBP, in_price
	//    VAT 20% on shipping of 13.50 GBP: 2.70 GBP, in_price
	//   paid: £38.19
	// Cotton T-shirt: $24.00, plus sales tax
	//    import duty none on customs value of 24.00 USD: 0.00 USD, at_checkout
	//    sales tax 7.25% on goods of 24.00 USD: 1.74 USD, at_checkout
	//    sales tax 0% on shipping of 6.40 USD: 0.00 USD, at_checkout
	//   paid: $32.14
}
