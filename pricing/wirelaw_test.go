package pricing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/pricing"
)

// A quote survives JSON and a seal: read back and written again, it is the same
// bytes.
func survivesJSON(s situation, q pricing.Quote) error {
	text, err := json.Marshal(q)
	if err != nil {
		return err
	}
	var back pricing.Quote
	if err := json.Unmarshal(text, &back); err != nil {
		return err
	}
	again, err := json.Marshal(back)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, text) {
		return errors.New(firstDifference(again, text))
	}
	if diff := cmp.Diff(q, back); diff != "" {
		return errors.New(diff)
	}
	sealed, err := pricing.Seal(&q, autumn)
	if err != nil {
		return err
	}
	if back, err = pricing.Open(sealed, q.At, autumn); err != nil {
		return err
	}
	if diff := cmp.Diff(q, back); diff != "" {
		return errors.New("sealed and opened: " + diff)
	}
	if len(s.cart.Lines) > 2 { // the cart too, for a part of them
		return nil
	}
	var cart pricing.Cart
	wire, err := json.Marshal(s.cart)
	if err != nil {
		return err
	}
	if err := cart.UnmarshalJSON(wire); err != nil {
		return fmt.Errorf("reading the cart back: %w", err)
	}
	same, err := situation{config: s.config, cart: cart}.quote()
	if err != nil {
		return err
	}
	if got := bytesOf(same, nil); !bytes.Equal(got, text) {
		return errors.New(firstDifference(got, text))
	}
	return nil
}
