package duty_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

func day(s string) currency.Date {
	d, err := currency.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func money(s string, c currency.Code) currency.Amount { return currency.MustAmount(s, c) }

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func mustRate(t testing.TB, s string) duty.Rate {
	t.Helper()
	r, err := duty.ParseRate(s, currency.USD)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func in(country locale.Country) locale.Place { return locale.Place{Country: country} }

// fx returns a snapshot with the euro as pivot: how much of each currency one
// euro buys.
func fx(t testing.TB, perEuro map[currency.Code]string) *currency.Rates {
	t.Helper()
	at := time.Date(2026, 3, 18, 0, 0, 0, 0, time.UTC)
	var rates []currency.Rate
	for c, value := range perEuro {
		r, err := currency.NewRate(currency.EUR, c, dec(value), at, "test")
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, r)
	}
	rs, err := currency.NewRates(currency.EUR, at, "test", rates)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func tables(t testing.TB) (*duty.Tariff, *duty.Regimes) {
	t.Helper()
	tariff, err := duty.Starter()
	if err != nil {
		t.Fatal(err)
	}
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		t.Fatal(err)
	}
	return tariff, regimes
}

// random returns a generator whose seed is printed, so that a failure can be
// run again.
func random(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, seed))
}

// nomenclatureOf returns the embedded list of subheadings as it stands.
func nomenclatureOf(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("data/hs2022.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// waived returns what is not charged, the zero Amount if nothing is.
func waived(c *duty.Charge) currency.Amount {
	if c.Waived == nil {
		return currency.Amount{}
	}
	return *c.Waived
}

// wantNeed demands an error that names a missing quantity.
func wantNeed(t *testing.T, err error, unit duty.Unit) {
	t.Helper()
	var need *duty.NeedQuantityError
	if !errors.As(err, &need) || !errors.Is(err, duty.ErrNeedQuantity) || need.Unit != unit {
		t.Errorf("%v; want to need %q", err, unit)
	}
}
