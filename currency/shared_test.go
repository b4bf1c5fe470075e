package currency

import (
	"testing"

	"github.com/landedhq/landed/internal/race"
)

// Snapshots and histories of rates serve many goroutines.
func TestSharedByGoroutines(t *testing.T) {
	history, day := easterHistory(t), NewDate(2025, 4, 17)
	rates, err := history.At(day)
	if err != nil {
		t.Fatal(err)
	}
	amount := MustAmount("100.00", EUR)
	race.Together(t,
		func() (any, error) { a, _, err := rates.Convert(amount, USD, Rounding{}); return a, err },
		func() (any, error) { return rates.Ask(USD, EUR) },
		func() (any, error) { return rates.Mid(USD, GBP) },
		func() (any, error) { return rates.All(), nil },
		func() (any, error) { return rates.With(rates.All()...) },
		func() (any, error) { return rates.Extract(USD) },
		func() (any, error) { return rates.MarshalJSON() },
		func() (any, error) { return history.Rate(USD, EUR, day.AddDays(1)) },
		func() (any, error) { return history.WithMaxGap(1).OnOrAfter(day.AddDays(1)) },
		func() (any, error) { return history.With(rates) },
		func() (any, error) { return amount.Split(7, Rounding{}) },
	)
}
