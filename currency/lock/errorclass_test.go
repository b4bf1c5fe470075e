package lock_test

import (
	"errors"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/lock"
)

// TestErrorClasses: a shop offers the price anew for a lock that has expired,
// and lets no other pass.
func TestErrorClasses(t *testing.T) {
	until := time.Date(2026, 3, 18, 14, 30, 0, 0, time.UTC)
	key, other := []byte("a secret of the shop, 32 bytes.."), []byte("another secret, of 32 bytes also")
	rate, err := currency.NewRate(currency.EUR, currency.USD, decimal.New(115, -2), until, "bank")
	if err != nil {
		t.Fatal(err)
	}
	locked, err := lock.Rate(rate, until, "cart 17", key)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		at    time.Time
		key   []byte
		class error
	}{
		{"the last moment", until, key, nil},
		{"a moment later", until.Add(1), key, lock.ErrExpired},
		{"another key", until, other, lock.ErrAltered},
		{"another key, and too late", until.Add(1), other, lock.ErrAltered},
		{"a short key", until, key[:15], lock.ErrKey},
	} {
		if _, err := locked.Verify(c.at, c.key); !errors.Is(err, c.class) {
			t.Errorf("%s: %v, want %v", c.name, err, c.class)
		}
	}
	var expired *lock.ExpiredError
	if _, err := locked.Verify(until.Add(time.Hour), key); !errors.As(err, &expired) || expired.At.Sub(expired.Until) != time.Hour {
		t.Errorf("%v, want by how much it is too late", err)
	}
}
