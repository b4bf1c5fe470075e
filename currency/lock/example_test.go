package lock_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/lock"
)

// A rate that a customer was shown is good for half an hour, whatever the market
// does, and comes back from the browser as it was, or not at all.
func Example() {
	key := []byte("a secret of the shop, 32 bytes..")
	shown := time.Date(2026, 3, 18, 14, 0, 0, 0, time.UTC)
	day := currency.NewDate(2026, 3, 18)
	rate, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.15"), day.Time(), "ECB")
	if err != nil {
		fmt.Println(err)
		return
	}
	locked, err := lock.Rate(rate, shown.Add(30*time.Minute), "cart 17", key)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(locked)
	sent, err := json.Marshal(locked)
	if err != nil {
		fmt.Println(err)
		return
	}

	var back lock.Locked
	if err := json.Unmarshal(sent, &back); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(back.Verify(shown.Add(10*time.Minute), key))
	_, err = back.Verify(shown.Add(time.Hour), key)
	fmt.Println(err)

	cheaper := bytes.Replace(sent, []byte("1.15"), []byte("1.05"), 1)
	if err := json.Unmarshal(cheaper, &back); err != nil {
		fmt.Println(err)
		return
	}
	_, err = back.Verify(shown, key)
	fmt.Println(err)
	// Output:
	// 1 EUR = 1.15 USD (ECB 2026-03-18) until 2026-03-18T14:30:00Z
	// 1 EUR = 1.15 USD (ECB 2026-03-18) <nil>
	// lock: "cart 17": the lock has expired: good until 2026-03-18T14:30:00Z, and it is 2026-03-18T15:00:00Z
	// lock: "cart 17": the lock has been altered, or is of another key
}
