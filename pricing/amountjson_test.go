package pricing_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// TestAmountsInJSON: amounts of a cart are written as package currency writes
// them, and read back, one after the other in whatever currencies.
func TestAmountsInJSON(t *testing.T) {
	points, err := currency.NewCode("PTS", 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := []currency.Code{currency.EUR, currency.USD, currency.JPY, currency.KWD, points}
	amounts := []currency.Amount{
		currency.FromMinor(math.MaxInt64, currency.EUR), currency.FromMinor(math.MinInt64, currency.EUR), currency.FromMinor(math.MinInt64, currency.JPY),
		currency.FromMinor(-1, currency.EUR), currency.FromMinor(0, currency.JPY), currency.FromMinor(9, currency.KWD), currency.FromMinor(-100, currency.USD),
		currency.MustAmount("0.000000000000000001", currency.EUR), currency.MustAmount("-0.0000000000000000001", currency.EUR),
		currency.MustAmount("999999999999999999", currency.EUR), currency.MustAmount("1234567890123456789012345678901234", currency.JPY),
		currency.MustAmount("0.0000000000000000000000000000000001", currency.EUR),
	}
	const seed = 20261122
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 3000 {
		units := random.Int64() >> random.IntN(64)
		if random.IntN(2) == 0 {
			units = -units
		}
		a, err := currency.FromDecimal(decimal.New(units, int32(random.IntN(24)-20)), codes[random.IntN(len(codes))])
		if err == nil {
			amounts = append(amounts, a)
		}
	}
	var cart, back pricing.Cart
	for _, a := range amounts {
		cart.Discounts = append(cart.Discounts, pricing.Discount{Amount: a})
		if len(cart.Discounts) < pricing.MaxDiscounts {
			continue
		}
		text, err := cart.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := back.UnmarshalJSON(text); err != nil {
			t.Fatal(err)
		}
		for i, d := range cart.Discounts {
			if want := d.Amount.AppendJSON([]byte(`"amount":`)); !d.Amount.IsZero() && !bytes.Contains(text, want) {
				t.Fatalf("%s is not in %s", want, text)
			}
			if got := back.Discounts[i].Amount; !got.Equal(d.Amount) || got.Currency() != d.Amount.Currency() {
				t.Fatalf("%v is read as %v", d.Amount, got)
			}
		}
		cart.Discounts = nil
	}
}

// TestAmountForms: an amount behind another of its currency is read as it is
// by itself.
func TestAmountForms(t *testing.T) {
	for _, text := range []string{
		`"1.00"`, `"-1.00"`, `"1"`, `"1.0"`, `"1.000"`, `"1.001"`, `"001.00"`, `"-0.00"`, `".50"`, `"1."`, `"1..0"`, `"1.0.0"`, `"--1.00"`, `"-"`, `""`, `"+1.00"`,
		`1.00`, `"1e2"`, `"123456789012345.67"`, `"1234567890123456.78"`, `"12345678901234567.89"`, `"123456789012345678901234567890.12"`, `" 1.00"`, `"1.00 "`, `"\u0031.00"`,
	} {
		amount := `{"amount":` + text + `,"currency":"EUR"}`
		var want currency.Amount
		refused := want.UnmarshalJSON([]byte(amount))
		var cart pricing.Cart
		err := cart.UnmarshalJSON([]byte(`{"shipping":{"amount":"1.00","currency":"EUR"},"insurance":` + amount + `}`))
		if (err == nil) != (refused == nil) || err == nil && !cart.Insurance.Equal(want) {
			t.Errorf("%s is read as %v, %v, by itself as %v, %v", text, cart.Insurance, err, want, refused)
		}
	}
}
