package pricing_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// spoil changes whatever of a cart a caller can reach.
func spoil(c *pricing.Cart) {
	for i := range c.Lines {
		p := &c.Lines[i].Product
		for k := range p.Measures {
			p.Measures[k].Value = decimal.New(7, 3)
		}
		c.Lines[i] = pricing.Line{ID: "spoilt", Quantity: -1}
	}
	for i := range c.Discounts {
		for k := range c.Discounts[i].Lines {
			c.Discounts[i].Lines[k] = "spoilt"
		}
		c.Discounts[i] = pricing.Discount{Name: "spoilt"}
	}
	for i := range c.Vouchers {
		c.Vouchers[i] = pricing.Voucher{Code: "spoilt"}
	}
	for i := range c.Dispatches {
		c.Dispatches[i] = pricing.Dispatch{}
	}
	c.ID, c.Market, c.At = "spoilt", "spoilt", time.Unix(0, 0)
}

// withoutCart is what a quote says beside what it was asked.
func withoutCart(t *testing.T, q pricing.Quote, err error) []byte {
	t.Helper()
	if err != nil {
		t.Error(err)
		return nil
	}
	q.Cart = pricing.Cart{}
	text, err := q.AppendJSON(nil)
	if err != nil {
		t.Error(err)
	}
	return text
}

// TestSharedAndSpoilt: one engine, with its tables, and one key serve many
// goroutines. What was given to make them, and each cart once it is answered, is
// changed while they work: only Quote.Cart shares memory with what was given, as it
// says. Under the race detector, any other sharing is a race too.
func TestSharedAndSpoilt(t *testing.T) {
	config := readConfig(t)
	quoted := readShop(t, "cart.json")
	var cart pricing.Cart
	if err := cart.UnmarshalJSON(quoted); err != nil {
		t.Fatal(err)
	}
	entries := []pricing.BookEntry{
		{SKU: cart.Lines[0].Product.SKU, Price: currency.MustAmount("19.99", currency.EUR), From: time.Unix(0, 0)},
		{SKU: "OTHER", Price: currency.MustAmount("5.00", currency.EUR)},
	}
	book, err := pricing.NewPriceBook(entries)
	if err != nil {
		t.Fatal(err)
	}
	config.PriceBook = book
	config.Markets = slices.Clone(config.Markets)
	e, err := pricing.New(config)
	if err != nil {
		t.Fatal(err)
	}
	want := withoutCart(t, mustQuote(t, e, cart), nil)
	for i := range entries {
		entries[i] = pricing.BookEntry{SKU: "spoilt"}
	}
	key := sealKey("shared", 9)
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for range 8 {
				var cart pricing.Cart
				if err := cart.UnmarshalJSON(quoted); err != nil {
					t.Error(err)
					return
				}
				at := cart.At
				q, err := e.Quote(cart)
				if err != nil {
					t.Error(err)
					return
				}
				sealed, err := pricing.Seal(&q, key)
				if err != nil {
					t.Error(err)
					return
				}
				page, err := e.Price(cart.Lines[0].Product, pricing.Offer{Market: q.Market, At: at})
				if err != nil {
					t.Error(err)
					return
				}
				shown := page.Shown
				spoil(&cart)
				if got := withoutCart(t, q, nil); !bytes.Equal(got, want) {
					t.Errorf("after its cart was changed: %s", firstDifference(got, want))
				}
				if page.Shown != shown {
					t.Errorf("the price of the page was %v, and is %v", shown, page.Shown)
				}
				back, err := pricing.Open(sealed, at, key)
				if got := withoutCart(t, back, err); !bytes.Equal(got, want) {
					t.Errorf("opened: %s", firstDifference(got, want))
				}
				if back.Cart.ID == "spoilt" || len(back.Cart.Lines) == 0 || back.Cart.Lines[0].ID == "spoilt" {
					t.Error("what was sealed before the cart was changed has the change")
				}
			}
		})
	}
	work.Go(func() { // what the engine was made of
		for i := range config.Markets {
			m := &config.Markets[i]
			for k := range m.Countries {
				m.Countries[k] = "ZZ"
			}
			for k := range m.Clearance {
				m.Clearance[k].Name = "spoilt"
			}
			config.Markets[i] = pricing.Market{ID: "spoilt"}
		}
		for i := range config.Seller.Registrations {
			config.Seller.Registrations[i].Country = "ZZ"
		}
	})
	work.Wait()
}

// TestSealKeysChange: a key that was changed opens as long as it is given, alone
// or beside the new one, and not after that; two secrets under one ID are tried
// both; and nothing but the very text opens.
func TestSealKeysChange(t *testing.T) {
	q, sealed := sealedQuote(t)
	renewed, err := pricing.Seal(&q, winter)
	if err != nil {
		t.Fatal(err)
	}
	stolen := pricing.Key{ID: winter.ID, Secret: autumn.Secret} // another name for the old secret
	for _, tt := range []struct {
		reason, sealed string
		keys           []pricing.Key
		class          error
	}{
		{"the old key alone", sealed, []pricing.Key{autumn}, nil},
		{"the old key behind the new one", sealed, []pricing.Key{winter, autumn}, nil},
		{"the new key", renewed, []pricing.Key{winter, autumn}, nil},
		{"the old key is gone", sealed, []pricing.Key{winter}, pricing.ErrSealKey},
		{"the new key is not yet there", renewed, []pricing.Key{autumn}, pricing.ErrSealKey},
		{"two secrets under one ID, the right one last", sealed, []pricing.Key{sealKey(autumn.ID, 7), autumn}, nil},
		{"two secrets under one ID, both wrong", sealed, []pricing.Key{sealKey(autumn.ID, 7), sealKey(autumn.ID, 8)}, pricing.ErrAltered},
		{"the right secret under another ID", strings.Replace(sealed, autumn.ID, winter.ID, 1), []pricing.Key{stolen}, pricing.ErrAltered},
		{"a key that is given is unfit, though another fits", sealed, []pricing.Key{autumn, {ID: "short"}}, pricing.ErrSealKey},
		{"two sealed quotes, one after the other", sealed + sealed, []pricing.Key{autumn}, pricing.ErrAltered},
		{"two with a point between", sealed + "." + sealed, []pricing.Key{autumn}, pricing.ErrAltered},
		{"padding of the payload", pad(sealed, 2, "="), []pricing.Key{autumn}, pricing.ErrAltered},
		{"padding of the seal", pad(sealed, 3, "="), []pricing.Key{autumn}, pricing.ErrSealForm},
		{"the other alphabet", strings.NewReplacer("-", "+", "_", "/").Replace(sealed), []pricing.Key{autumn}, pricing.ErrSealForm},
		{"a space in front", " " + sealed, []pricing.Key{autumn}, pricing.ErrSealForm},
		{"a carriage return in the payload", pad(sealed, 2, "\r"), []pricing.Key{autumn}, pricing.ErrAltered},
		{"capitals in the version", "L" + sealed[1:], []pricing.Key{autumn}, pricing.ErrSealForm},
	} {
		_, err := pricing.Open(tt.sealed, q.At, tt.keys...)
		if classOf(err) != tt.class {
			t.Errorf("%s: %v, want %v", tt.reason, err, tt.class)
		}
	}
	for _, more := range []string{"\x00", "A", ".", "AAAA", "=", "\n"} {
		for at := 0; at <= len(sealed); at += 7 {
			if _, err := pricing.Open(sealed[:at]+more+sealed[at:], q.At, autumn); classOf(err) == nil {
				t.Fatalf("%q put in at %d, and it was opened (%v)", more, at, err)
			}
		}
	}
}

// pad adds a text to a part of a seal.
func pad(sealed string, part int, more string) string {
	parts := strings.Split(sealed, ".")
	parts[part] += more
	return strings.Join(parts, ".")
}

// classOf is which of the classes that a caller tells apart an error has; exactly
// one of them.
func classOf(err error) (class error) {
	for _, c := range []error{pricing.ErrSealForm, pricing.ErrSealKey, pricing.ErrAltered, pricing.ErrExpired, pricing.ErrMissing} {
		if errors.Is(err, c) {
			if class != nil {
				return nil
			}
			class = c
		}
	}
	return class
}
