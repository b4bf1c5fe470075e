package pricing_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// A shop gives a sealed quote to the browser and takes it back with the order.
// Keys are changed by sealing with the new one and opening with both.
func ExampleSeal() {
	noon := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	quote := pricing.Quote{
		Market: "DE", At: noon, Expires: noon.Add(time.Hour), Currency: currency.EUR,
		Totals: pricing.Totals{DueNow: currency.MustAmount("35.69", currency.EUR)},
	}
	spring := pricing.Key{ID: "spring", Secret: []byte("32 bytes from a random generator")}
	autumn := pricing.Key{ID: "autumn", Secret: []byte("and 32 others, half a year later")}

	sealed, err := pricing.Seal(&quote, spring)
	fmt.Println(sealed[:15], err)

	opened, err := pricing.Open(sealed, noon, autumn, spring)
	fmt.Println(opened.Totals.DueNow, err)

	_, err = pricing.Open(strings.Replace(sealed, "spring.", "spring.A", 1), noon, autumn, spring)
	fmt.Println(err, errors.Is(err, pricing.ErrAltered))

	_, err = pricing.Open(sealed, noon.Add(2*time.Hour), autumn, spring)
	fmt.Println(err)
	// Output:
	// landed2.spring. <nil>
	// 35.69 EUR <nil>
	// pricing: quote sealed with key spring: altered after it was sealed true
	// pricing: quote sealed with key spring: expired: at 2026-11-21T13:00:00Z, and it is 2026-11-21T14:00:00Z
}

// A quote is stored as JSON, and is the same when it is read.
func ExampleQuote_AppendJSON() {
	vat := &pricing.Rule{Name: "VAT", Percent: "19", Rate: "19%", Collector: "seller", Jurisdiction: "DE", Source: "UStG § 12"}
	quote := pricing.Quote{
		Market: "DE", Currency: currency.EUR, Tax: pricing.InPrice,
		Charges: []pricing.Charge{{
			Kind: pricing.TaxCharge, Line: "1", On: "goods", Placement: pricing.InPrice, Rule: vat,
			Base: currency.MustAmount("29.99", currency.EUR), Amount: currency.MustAmount("5.70", currency.EUR),
		}},
	}
	text, err := quote.AppendJSON(nil)
	fmt.Println(strings.ReplaceAll(string(text), `,"`, ",\n\""), err)

	var back pricing.Quote
	fmt.Println(back.UnmarshalJSON(text), back.Charges[0].Name, back.Charges[0].Amount)
	fmt.Println(back.UnmarshalJSON([]byte(`{"lines":[{"sku":"TEE","colour":"red"}]}`)))
	// Output:
	// {"market":"DE",
	// "currency":"EUR",
	// "duty":"at_checkout",
	// "tax":"in_price",
	// "fees":"at_checkout",
	// "rules":[{"name":"VAT",
	// "percent":"19",
	// "rate":"19%",
	// "collector":"seller",
	// "jurisdiction":"DE",
	// "source":"UStG § 12"}],
	// "charges":[{"kind":"tax",
	// "line":"1",
	// "consignment":0,
	// "on":"goods",
	// "base":{"amount":"29.99",
	// "currency":"EUR"},
	// "amount":{"amount":"5.70",
	// "currency":"EUR"},
	// "placement":"in_price",
	// "rule":0}]} <nil>
	// <nil> VAT 5.70 EUR
	// pricing: quote: lines[0].colour: unknown field
}
