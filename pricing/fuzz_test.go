package pricing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/pricing"
)

// fuzzCart is a cart that the tables of the examples can quote; the corpus is
// made of it by changing one piece.
const fuzzCart = `{"id":"c1","at":"2026-11-21T12:00:00Z","ship_from":{"country":"US"},"ship_to":{"country":"DE","postal_code":"10115"},` +
	`"lines":[{"product":{"sku":"TEE","hs_code":"6109.10","origin":"BD","category":"general","price":{"amount":"24.00","currency":"USD"}},"quantity":3},` +
	`{"product":{"sku":"BOOK","hs_code":"4901.99","origin":"US","category":"books_printed","price":{"amount":"29.00","currency":"USD"}},"quantity":1}],` +
	`"discounts":[{"percent":"10"},{"amount":{"amount":"15.00","currency":"USD"}}],"shipping":{"amount":"18.00","currency":"USD"}}`

// fuzzChanges are pieces of fuzzCart and what stands in their place: the forms
// that shops send, and the bad ones.
var fuzzChanges = [][2]string{
	{"", ""},
	// other destinations, placements, fields and forms of numbers
	{`"country":"DE","postal_code":"10115"`, `"country":"GB","postal_code":"SW1A 1AA"`},
	{`"country":"DE","postal_code":"10115"`, `"country":"CH"`},
	{`"country":"DE","postal_code":"10115"`, `"country":"NO"`},
	{`"country":"DE","postal_code":"10115"`, `"country":"JP"`},
	{`"country":"DE","postal_code":"10115"`, `"country":"AU"`},
	{`"country":"DE","postal_code":"10115"`, `"country":"CA","region":"ON"`},
	{`"country":"DE","postal_code":"10115"`, `"country":"US","region":"CA"`},
	{`"shipping"`, `"duty":"absorbed","tax":"in_price","shipping"`},
	{`"shipping"`, `"duty":"at_checkout","tax":"at_checkout","mode":"postal","shipping"`},
	{`"shipping"`, `"insurance":{"amount":"4.50","currency":"EUR"},"market":"DE","shipping"`},
	{`"hs_code":"6109.10"`, `"hs_code":"6403.99","tariff_codes":{"EU":"6403.99.96"},"weight_kg":"1.1","measures":[{"unit":"pair","value":"1"}]`},
	{`{"percent":"10"}`, `{"on":"shipping","percent":"100"}`},
	{`{"percent":"10"}`, `{"lines":["1"],"units":1,"percent":"100"}`},
	{`{"percent":"10"}`, `{"on":"order","amount":{"amount":"9999.00","currency":"EUR"},"basis":"with_tax"}`},
	{`"shipping"`, `"vouchers":[{"code":"A","amount":{"amount":"20.00","currency":"EUR"}},{"code":"B","purpose":"single_purpose","amount":{"amount":"7.00","currency":"USD"},"basis":"without_tax"}],"shipping"`},
	{`"24.00"`, `24.00`},
	{`"24.00"`, `"0.01"`},
	{`"24.00"`, `"9999999999999999999999999.99"`},
	{`"10"`, `"33.333333333333333333333333333333333333"`},
	{`2026-11-21T12:00:00Z`, `2026-07-01T00:30:00+14:00`},
	{`"sku":"TEE"`, `"sku":"TEE","was":{"amount":"30","currency":"USD"},"cost":{"amount":"9.50","currency":"EUR"},"includes":"none"`},
	// what is refused
	{`"sku":"TEE"`, `"sku":"TEE","was":{"amount":"20","currency":"USD"}`},
	{`"sku":"TEE"`, `"sku":"TEE","includes":"both"`},
	{`"sku":"TEE"`, `"sku":"TEE","cost":{"amount":"-1","currency":"EUR"}`},
	{`"country":"DE"`, `"country":"ZZ"`},
	{`"country":"DE"`, `"country":"PL"`},
	{`"currency":"USD"}},"quantity":3`, `"currency":"USX"}},"quantity":3`},
	{`6109.10`, `6109.77`},
	{`6109.10`, `6109.101`},
	{`6109.10`, `6109.1O`},
	{`"origin":"BD",`, ``},
	{`books_printed`, `bookz`},
	{`"quantity":3`, `"quantity":-3`},
	{`"quantity":3`, `"quantity":1.5`},
	{`"quantity":3`, `"quantity":99999999999`},
	{`"quantity":3`, `"quantity":[3]`},
	{`"24.00"`, `"-24.00"`},
	{`"24.00"`, `"1e1000000000"`},
	{`"24.00"`, `1e1000000000`},
	{`"24.00"`, `"NaN"`},
	{`"24.00"`, `"12.3.4"`},
	{`"24.00"`, `"` + strings.Repeat("9", 40) + `"`},
	{`"15.00"`, `"1500.00"`},
	{`"percent":"10"`, `"percent":"101"`},
	{`{"percent":"10"}`, `{}`},
	{`{"percent":"10"}`, `{"on":"goods","percent":"10"}`},
	{`{"percent":"10"}`, `{"lines":["3"],"percent":"10"}`},
	{`{"percent":"10"}`, `{"lines":"1","percent":"10"}`},
	{`{"percent":"10"}`, `{"units":-1,"percent":"10"}`},
	{`{"percent":"10"}`, `{"basis":"gross","percent":"10"}`},
	{`"shipping"`, `"vouchers":[{"purpose":"any","amount":{"amount":"20.00","currency":"EUR"}}],"shipping"`},
	{`"shipping"`, `"vouchers":[{"code":"A"}],"shipping"`},
	{`2026-11-21T12`, `1999-01-01T12`},
	{`2026-11-21T12`, `0000-01-01T12`},
	{`2026-11-21T12:00:00Z`, `yesterday`},
	{`"29.00","currency":"USD"`, `"29.00","currency":"CHF"`},
	{`"18.00","currency":"USD"`, `"18.00","currency":"PTS:0"`},
	{`"quantity":1}],`, ``},
	{`"shipping":`, `"shippping":`},
	{`"id":"c1"`, `"id":"c1","id":"c2"`},
	{`"id":"c1"`, `"id":null`},
	{`"id":"c1"`, `"id":"\ud800"`},
	{fuzzCart, `[1,2,3]`},
	{fuzzCart, `hello`},
	{fuzzCart, ``},
	{fuzzCart, `{"lines":` + strings.Repeat("[", 5000)},
}

// FuzzCartJSON reads carts from anywhere and quotes them: nothing panics, a
// refusal is a *CartError with a short message, and an answer adds up and
// survives JSON.
func FuzzCartJSON(f *testing.F) {
	for _, change := range fuzzChanges {
		f.Add([]byte(strings.Replace(fuzzCart, change[0], change[1], 1)))
	}
	f.Add(readShop(f, "cart.json"))
	e, err := pricing.New(readConfig(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var cart pricing.Cart
		if err := cart.UnmarshalJSON(data); err != nil {
			refusal(t, err)
			return
		}
		q, err := e.Quote(cart)
		if err != nil {
			refusal(t, err)
			return
		}
		if err := firstBroken(append(lineSums(q), totalSums(q)...)); err != nil {
			t.Fatal(err)
		}
		text := bytesOf(q, nil)
		var back pricing.Quote
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%v: reading back %s", err, text)
		}
		if again := bytesOf(back, nil); !bytes.Equal(again, text) {
			t.Fatalf("read back and written again: %s", firstDifference(again, text))
		}
	})
}

// refusal checks an error of a cart.
func refusal(t *testing.T, err error) {
	t.Helper()
	var ce *pricing.CartError
	if !errors.As(err, &ce) {
		t.Fatalf("%T %v, want a *CartError", err, err)
	}
	if len(err.Error()) > maxMessage {
		t.Fatalf("a message of %d bytes: %v", len(err.Error()), err)
	}
}

// maxMessage bounds what a refusal may say, however much was sent.
const maxMessage = 1000

// FuzzMarkets reads the seller and its markets from anywhere: nothing panics,
// a message is short, and what New accepts can be asked for a price.
func FuzzMarkets(f *testing.F) {
	f.Add(readShop(f, "markets.json"))
	const one = `{"seller":{"country":"US","registrations":[{"country":"GB","scheme":"vat","number":"GB123"}]},` +
		`"markets":[{"id":"DE","countries":["DE","AT"],"currency":"EUR","duty":"in_price","tax":"in_price","fx_margin":"1.5","max_age":"720h"}]}`
	for _, change := range [][2]string{
		{"", ""},
		{`"fx_margin":"1.5"`, `"fx_margin":-99.99,"adjust":"` + strings.Repeat("9", 60) + `"`},
		{`"fx_margin":"1.5"`, `"fx_margin":"-100"`},
		{`"fx_margin":"1.5"`, `"rounding":{"mode":"half_even","digits":1,"increment":5},"rebase":"keep_shown","absorption":"carved_out"`},
		{`"fx_margin":"1.5"`, `"charm":{"bands":[{"upto":{"amount":"10","currency":"EUR"},"endings":["0.99"]},{"step":"5","mode":"up"}],"min_margin":"10"},"adjust_fixed":{"amount":"-1","currency":"EUR"}`},
		{`"fx_margin":"1.5"`, `"typical_order":{"amount":"200","currency":"EUR"},"rebase":"keep_shown","charm":{"floor":{"amount":"9","currency":"EUR"}}`},
		{`"fx_margin":"1.5"`, `"policy":{"level":"invoice","target":"net","rounding":{"digits":3}},"lifetime":"1h"`},
		{`"EUR"`, `"PTS:0"`},
		{`"EUR"`, `"USX"`},
		{`"DE","AT"`, `"ZZ"`},
		{`"DE","AT"`, ``},
		{`"in_price"`, `"somewhere"`},
		{`"id"`, `"colour":"red","id"`},
		{`"vat"`, `"none of these"`},
		{`720h`, `9999999999999h`},
		{`}]}`, ``},
	} {
		f.Add([]byte(strings.Replace(one, change[0], change[1], 1)))
	}
	base := readConfig(f)
	var cart pricing.Cart
	if err := cart.UnmarshalJSON(readShop(f, "cart.json")); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		seller, markets, err := pricing.ReadMarkets(bytes.NewReader(data))
		if err != nil {
			if len(err.Error()) > maxMessage {
				t.Fatalf("a message of %d bytes: %v", len(err.Error()), err)
			}
			return
		}
		e, err := pricing.New(pricing.Config{Seller: seller, Markets: markets, Rates: base.Rates})
		if err != nil {
			for fault := range strings.Lines(err.Error()) { // one of a market's fields each
				if len(fault) > maxMessage {
					t.Fatalf("a message of %d bytes: %v", len(fault), fault)
				}
			}
			return
		}
		for _, m := range markets[:min(len(markets), 3)] {
			cart.Market, cart.ShipTo.Country, cart.ShipTo.PostalCode = m.ID, m.Countries[0], ""
			if _, err := e.Quote(cart); err != nil {
				refusal(t, err)
			}
		}
	})
}
