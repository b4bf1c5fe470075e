package store_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/store"
)

// A double click places one order.
func ExampleStore_Place() {
	ctx := context.Background()
	s, err := store.Open(ctx, ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()

	order := store.Order{
		Key: store.NewID(), Placed: time.Now(), Market: "de", // the form has the key in a hidden field
		Customer: store.Customer{Name: "Jörg Müller", City: "Berlin", Country: "DE"},
		Due:      currency.MustAmount("35.69", currency.EUR),
		Quote:    []byte(`{"id":"…"}`), Digest: "…",
		Lines: []store.Line{{SKU: "TEE", Name: "T-Shirt", Quantity: 1, Gross: currency.MustAmount("35.69", currency.EUR)}},
	}
	first, placed, err := s.Place(ctx, order)
	if err != nil {
		log.Fatal(err)
	}
	again, placedAgain, err := s.Place(ctx, order)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(placed, placedAgain, first.ID == again.ID)
	fmt.Println(again.Due, again.Status)
	// Output:
	// true false true
	// 35.69 EUR placed
}

// What is given back depends on what was given back before: it is decided while
// no one else decides about the same order.
func ExampleStore_Refund() {
	ctx := context.Background()
	s, err := store.Open(ctx, ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	five := currency.MustAmount("5.00", currency.EUR)
	order, _, err := s.Place(ctx, store.Order{
		Key: store.NewID(), Placed: time.Now(), Market: "de", Due: currency.MustAmount("12.00", currency.EUR), Quote: []byte(`{}`), Digest: "…",
		Lines: []store.Line{{SKU: "MUG", Quantity: 1, Gross: five}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, key := range []string{"first", "second", "second", "third"} {
		given, done, err := s.Refund(ctx, order.ID, key, func(o store.Order, before []store.Refund) (store.Refund, error) {
			return store.Refund{At: time.Now(), Due: five, Refund: []byte(`{}`)}, nil
		})
		if err != nil {
			fmt.Println(key, "refused")
			continue
		}
		fmt.Println(key, given.Number, given.Due, done)
	}
	// Output:
	// first 1 5.00 EUR true
	// second 2 5.00 EUR true
	// second 2 5.00 EUR false
	// third refused
}
