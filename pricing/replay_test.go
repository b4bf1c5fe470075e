package pricing_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// TestReplayStored: quotes of generated carts that were stored as JSON replay
// to the same bytes.
func TestReplayStored(t *testing.T) {
	g := newGenerator(t)
	replayed := 0
	for range carts() / 3 {
		s := g.situation()
		e, err := pricing.New(s.config)
		if err != nil {
			t.Fatal(err)
		}
		q, err := e.Quote(s.cart)
		if err != nil {
			continue
		}
		text, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		var stored pricing.Quote
		if err := json.Unmarshal(text, &stored); err != nil {
			t.Fatal(err)
		}
		if err := e.Replay(&stored); err != nil {
			t.Errorf("%v\n%v", err, s)
		}
		replayed++
	}
	if replayed < carts()/10 {
		t.Errorf("only %d quotes were replayed", replayed)
	}
}

// TestReplayChanged changes each amount of a stored quote by itself: each is
// told by its path.
func TestReplayChanged(t *testing.T) {
	w := readW10(t)
	e := w10Engine(t, w, pricing.InPrice)
	q, err := e.Quote(w10Cart(t, w))
	if err != nil {
		t.Fatal(err)
	}
	text := string(quoteText(t, &q))
	begin := strings.Index(text, `"market":"DE"`) // behind the cart
	amounts := regexp.MustCompile(`"amount":"-?\d`).FindAllStringIndex(text[begin:], -1)
	if len(amounts) < 100 {
		t.Fatalf("only %d amounts", len(amounts))
	}
	paths := map[string]bool{}
	for _, at := range amounts {
		end := begin + at[1]
		digit := (text[end-1]-'0'+1)%9 + '1' // another one
		var stored pricing.Quote
		if err := stored.UnmarshalJSON([]byte(text[:end-1] + string(digit) + text[end:])); err != nil {
			t.Fatal(err)
		}
		err := e.Replay(&stored)
		var re *pricing.ReplayError
		if !errors.As(err, &re) || !errors.Is(err, pricing.ErrReplay) || !strings.HasSuffix(re.Field, ".amount") || re.Stored == re.Replayed {
			t.Fatalf("…%s… changed to %c: %v", text[end-40:end+20], digit, err)
		}
		paths[re.Field] = true
	}
	if len(paths) != len(amounts) {
		t.Errorf("%d amounts, but %d paths", len(amounts), len(paths))
	}
}

// TestReplayZone: the way in which a moment was stated does not matter, summer
// time in the life of the quote neither.
func TestReplayZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	e := engine(t, func(c *pricing.Config) {
		for i := range c.Markets {
			c.Markets[i].Lifetime = 48 * time.Hour
		}
	})
	cart := handCart(destinations[0])
	cart.At = time.Date(2026, time.October, 24, 12, 0, 0, 0, berlin) // the clocks go back on the 25th
	q, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	var stored pricing.Quote
	if err := stored.UnmarshalJSON(quoteText(t, &q)); err != nil {
		t.Fatal(err)
	}
	if err := e.Replay(&stored); err != nil {
		t.Error(err)
	}
}

// A stored quote is replayed by an engine with the tables that it was made
// with. It is found out if somebody lowered a figure by hand.
func ExampleEngine_Replay() {
	noon := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	rate, _ := currency.NewRate(currency.USD, currency.EUR, decimal.RequireFromString("0.87"), noon, "example")
	rates, _ := currency.NewRates(currency.USD, noon, "example", []currency.Rate{rate})
	engine, err := pricing.New(pricing.Config{
		Seller:  pricing.Seller{Country: "DE", Registrations: []tax.Registration{{Country: "DE", Scheme: tax.SchemeVAT}}},
		Markets: []pricing.Market{{ID: "DE", Countries: []locale.Country{"DE"}, Currency: currency.EUR, Tax: pricing.InPrice}},
		Rates:   rates,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	quote, err := engine.Quote(pricing.Cart{
		At: noon, ShipFrom: locale.Place{Country: "DE"}, ShipTo: locale.Place{Country: "DE"},
		Lines: []pricing.Line{{Quantity: 2, Product: pricing.Product{
			SKU: "TEE", Category: tax.General, Price: currency.MustAmount("24.00", currency.USD),
		}}},
	})
	fmt.Println(quote.Totals.Tax, err)
	fmt.Println(engine.Replay(&quote))

	quote.Totals.Tax = currency.MustAmount("1.00", currency.EUR)
	fmt.Println(engine.Replay(&quote))
	// Output:
	// 7.94 EUR <nil>
	// <nil>
	// pricing: quote: not what the cart gives: totals.tax.amount is stored as "1.00", replayed it is "7.94"
}
