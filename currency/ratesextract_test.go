package currency

import (
	"encoding/json"
	"slices"
	"testing"
	"time"
)

// storedRates takes an extract through JSON.
func storedRates(t *testing.T, rs *Rates, codes ...Code) *Rates {
	t.Helper()
	part, err := rs.Extract(codes...)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(part)
	if err != nil {
		t.Fatal(err)
	}
	stored := new(Rates)
	if err := json.Unmarshal(text, stored); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return stored
}

// TestRatesExtract: an extract answers for its currencies as the snapshot does,
// to the byte, of each side, and holds few others.
func TestRatesExtract(t *testing.T) {
	r := random(t)
	fixed, err := ecbRates(t).With(FixedRates(DateOf(rateDay))...)
	if err != nil {
		t.Fatal(err)
	}
	berlin := time.FixedZone("", 3600)
	usd, err := NewRate(EUR, USD, dec("1.15"), rateDay.In(berlin), "")
	if err != nil {
		t.Fatal(err)
	}
	both, err := NewTwoWay(EUR, NOK, dec("11.2"), dec("11.4"), rateDay, "")
	if err != nil {
		t.Fatal(err)
	}
	detours := bankRates(t, append(both.Rates(),
		usd, eurToJPY, mustRate(USD, THB, "33"), mustRate(JPY, THB, "0.21"), mustRate(USD, AED, "3.6725"), mustRate(AED, OMR, "0.105"),
		onSide(mustRate(USD, SAR, "3.75"), Ask), mustRate(THB, LAK, "650"), mustRate(PLN, SEK, "2.5")))
	for _, tt := range []struct {
		rates  *Rates
		reason string
	}{{ecbRates(t), "one pivot, and what the euro replaced"}, {fixed, "pegs and successions held"}, {detours, "detours, sides, and a time of another zone"}} {
		codes := append(tt.rates.Codes(), HRK, BGN, SLL, SLE, DEM, RUR)
		found := 0
		for range 300 {
			var some []Code
			for range 2 + r.IntN(4) {
				some = append(some, codes[r.IntN(len(codes))])
			}
			stored := storedRates(t, tt.rates, some...)
			if len(stored.held) > 8*len(some) {
				t.Errorf("%s: %d rates for %v", tt.reason, len(stored.held), some)
			}
			if !stored.AsOf().Equal(tt.rates.AsOf()) || stored.Source() != tt.rates.Source() || stored.Pivot() != tt.rates.Pivot() {
				t.Errorf("%s: %v of %v by %s", tt.reason, stored.Pivot(), stored.AsOf(), stored.Source())
			}
			for _, from := range some {
				for _, to := range some {
					for k, ask := range []func(*Rates) (Rate, error){
						func(rs *Rates) (Rate, error) { return rs.Rate(from, to) },
						func(rs *Rates) (Rate, error) { return rs.Mid(from, to) },
						func(rs *Rates) (Rate, error) { return rs.Ask(from, to) },
					} {
						want, err := ask(tt.rates)
						if err != nil {
							continue
						}
						found++
						got, err := ask(stored)
						if err != nil || jsonText(t, got) != jsonText(t, want) || got.String() != want.String() {
							t.Fatalf("%s: %v: %v to %v, side %d: %s, %v; want %s", tt.reason, some, from, to, k, jsonText(t, got), err, jsonText(t, want))
						}
					}
				}
			}
		}
		if found < 2000 {
			t.Errorf("%s: only %d rates were found", tt.reason, found)
		}
	}
}

func jsonText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// An extract holds the rates by which it answers, and no others. Of a currency
// that could be reached in several ways it holds them, and says so as the
// snapshot does.
func TestRatesExtractHoldsNoMore(t *testing.T) {
	rs := bankRates(t, []Rate{
		eurToUSD, eurToJPY, mustRate(USD, THB, "33"), mustRate(JPY, THB, "0.21"), mustRate(USD, AED, "3.6725"), mustRate(AED, OMR, "0.105"),
	})
	for _, tt := range []struct {
		codes []Code
		held  int
	}{{[]Code{AED, EUR}, 2}, {[]Code{OMR, EUR}, 3}, {[]Code{OMR, AED}, 3}, {[]Code{USD}, 1}, {[]Code{THB, EUR}, 4}} {
		part, err := rs.Extract(tt.codes...)
		if err != nil || len(part.All()) != tt.held {
			t.Errorf("of %v: %v, %v, want %d rates", tt.codes, part.All(), err, tt.held)
		}
	}
	part := storedRates(t, rs, THB, EUR)
	_, want := rs.Rate(THB, EUR)
	if _, err := part.Rate(THB, EUR); err == nil || err.Error() != want.Error() {
		t.Errorf("%v, want %v", err, want)
	}
}

// What a snapshot has no rate for, an extract has none for.
func TestRatesExtractLacks(t *testing.T) {
	part := storedRates(t, ecbRates(t), USD, HRK)
	if _, err := part.Rate(USD, JPY); err == nil {
		t.Error("a rate of a currency that was not asked for")
	}
	if codes := part.Codes(); len(codes) != 3 || !slices.Contains(codes, HRK) {
		t.Errorf("%v", codes)
	}
	zero, err := new(Rates).Extract(USD)
	if err != nil || zero.Pivot() != 0 {
		t.Errorf("%v, %v", zero, err)
	}
}
