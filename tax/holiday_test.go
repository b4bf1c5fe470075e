package tax

import (
	"testing"

	"github.com/landedhq/landed/currency"
)

// TestTaxHolidays: on the days of a holiday an item below the limit is free of
// tax, above it and on the days around it is not.
func TestTaxHolidays(t *testing.T) {
	b, n, states := mustBook(t), 0, map[string]bool{}
	for i := range b.entries {
		e := &b.entries[i]
		if !e.passing || e.country != "US" {
			continue
		}
		n++
		states[e.region] = true
		charged := func(on currency.Date, price currency.Amount) bool {
			rates, err := b.Rates(e.place(), e.category, on)
			if err != nil || len(rates) != 1 {
				t.Fatalf("%s on %s: %v (%v)", e.rate.Jurisdiction, on, rates, err)
			}
			r := rates[0]
			if !r.Threshold.IsZero() {
				if r, _, err = r.At(price, false); err != nil {
					t.Fatal(err)
				}
			}
			return r.Treatment.Charges()
		}
		low, high := currency.MustAmount("20", currency.USD), currency.MustAmount("3000", currency.USD)
		for on := e.rate.From; !e.rate.Until.Before(on); on = on.AddDays(1) {
			if charged(on, low) {
				t.Errorf("%s %s on %s: 20 USD are taxed", e.rate.Jurisdiction, e.category, on)
			}
			limit := e.rate.Threshold.Amount
			if limit.IsZero() {
				continue
			}
			above, err := limit.Add(currency.MustAmount("0.01", currency.USD))
			if err != nil {
				t.Fatal(err)
			}
			if !charged(on, above) || charged(on, limit) != (e.rate.Threshold.Rule == Whole) {
				t.Errorf("%s %s on %s: the limit of %v does not hold", e.rate.Jurisdiction, e.category, on, limit)
			}
		}
		if !charged(e.rate.From.AddDays(-1), high) || !charged(e.rate.Until.AddDays(1), high) {
			t.Errorf("%s %s: not taxed before or after %s to %s", e.rate.Jurisdiction, e.category, e.rate.From, e.rate.Until)
		}
	}
	if n < 20 || len(states) < 15 {
		t.Errorf("%d holidays in %d states", n, len(states))
	}
}
