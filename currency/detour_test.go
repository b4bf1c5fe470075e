package currency

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"
)

// Pegs and successions complete a snapshot.
func TestRatesWithFixedRates(t *testing.T) {
	day := DateOf(rateDay)
	rs, err := ecbRates(t).With(FixedRates(day)...)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		from, to Code
		want     string // num/den
		path     []Code
		reason   string
	}{
		{AED, USD, "1/3.6725", []Code{AED, USD}, "the peg itself"},
		{USD, AED, "3.6725/1", []Code{USD, AED}, ""},
		{AED, EUR, "1/4.223375", []Code{AED, USD, EUR}, "through the anchor to the pivot: 3.6725 × 1.15"},
		{GBP, AED, "4.223375/0.86393", []Code{GBP, EUR, USD, AED}, ""},
		{AED, SAR, "3.75/3.6725", []Code{AED, USD, SAR}, "pegged to the same"},
		{XOF, GBP, "0.86393/655.957", []Code{XOF, EUR, GBP}, "pegged to the pivot"},
		{XCG, EUR, "1/2.0585", []Code{XCG, USD, EUR}, "by its peg, not by what it replaced: 1.79 × 1.15"},
		{ANG, EUR, "1/2.0585", []Code{ANG, XCG, USD, EUR}, "three steps"},
		{BGN, USD, "1.15/1.95583", []Code{BGN, EUR, USD}, ""},
		{BGL, AED, "4.223375/1955.83", []Code{BGL, BGN, EUR, USD, AED}, "both ends"},
	}
	for _, tt := range tests {
		want, ok := new(big.Rat), false
		num, den, _ := strings.Cut(tt.want, "/")
		if _, ok = want.SetString(num); ok {
			var d *big.Rat
			if d, ok = new(big.Rat).SetString(den); ok {
				want.Quo(want, d)
			}
		}
		r, err := rs.Rate(tt.from, tt.to)
		if !ok || err != nil || r.rat().Cmp(want) != 0 || !slices.Equal(r.Path(), tt.path) || !r.AsOf().Equal(rateDay) {
			t.Errorf("%v to %v: %v by %v, %v, want %s by %v (%s)", tt.from, tt.to, r, r.Path(), err, tt.want, tt.path, tt.reason)
		}
		if back, err := rs.Rate(tt.to, tt.from); err != nil || back.rat().Cmp(want.Inv(want)) != 0 {
			t.Errorf("%v to %v: %v, %v, want the inverse", tt.to, tt.from, back, err)
		}
	}
	for _, c := range rs.Codes() {
		peg, pegged := PegOf(c, day)
		if _, err := rs.Rate(peg.Base(), EUR); !pegged || err != nil {
			continue
		}
		if _, err := rs.Rate(c, EUR); err != nil {
			t.Errorf("%v is not reached, though %v is: %v", c, peg.Base(), err)
		}
	}
}

func TestDetours(t *testing.T) {
	rs := bankRates(t, []Rate{
		eurToUSD, eurToJPY,
		mustRate(USD, THB, "33"), mustRate(JPY, THB, "0.21"), // two ways to the baht
		mustRate(USD, AED, "3.6725"), mustRate(AED, OMR, "0.105"), // two steps to the rial
		onSide(mustRate(USD, SAR, "3.75"), Ask),
		mustRate(THB, LAK, "650"),
		mustRate(NOK, SEK, "0.98"), // no way to the euro
	})
	if r, err := rs.Rate(OMR, JPY); err != nil || !slices.Equal(r.Path(), []Code{OMR, AED, USD, EUR, JPY}) {
		t.Errorf("%v by %v, %v", r, r.Path(), err)
	}
	if r, err := rs.Rate(SAR, EUR); err != nil || r.Side() != Bid {
		t.Errorf("%v, %v", r, err)
	}
	if r, err := rs.Ask(EUR, SAR); err != nil || r.Side() != Ask {
		t.Errorf("%v, %v", r, err)
	}
	if r, err := rs.Rate(SEK, NOK); err != nil || r.Base() != SEK {
		t.Errorf("%v, %v", r, err)
	}
	if r, err := rs.Rate(LAK, THB); err != nil || r.Base() != LAK {
		t.Errorf("%v, %v", r, err)
	}
	for _, tt := range []struct {
		from, to Code
		want     string
	}{
		{THB, EUR, "THB could be reached through several currencies"},
		{EUR, THB, "THB could be reached through several currencies"},
		{LAK, EUR, "THB could be reached through several currencies"},
		{EUR, SAR, ""}, // the bid is not known
		{SEK, EUR, ""},
		{SEK, XAU, ""},
	} {
		if r, err := rs.Rate(tt.from, tt.to); !errors.Is(err, ErrNoRate) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v to %v: %v, %v, want %s", tt.from, tt.to, r, err, tt.want)
		}
	}
}

// A chain of currencies, each known only against the one before, is followed
// for eight steps.
func TestDetourIsBounded(t *testing.T) {
	codes := slices.DeleteFunc(Codes(), func(c Code) bool {
		_, replaced := c.Successor()
		return replaced || c == EUR
	})[:20]
	rates := []Rate{mustRate(EUR, codes[0], "2")}
	for i := range codes[1:] {
		rates = append(rates, mustRate(codes[i], codes[i+1], "2"))
	}
	rs := bankRates(t, rates)
	if r, err := rs.Rate(EUR, codes[maxDetour]); err != nil || r.Value(0).IntPart() != 1<<(maxDetour+1) {
		t.Errorf("%v, %v", r, err)
	}
	if r, err := rs.Rate(EUR, codes[maxDetour+1]); !errors.Is(err, ErrNoRate) {
		t.Errorf("%v by %v, %v", r, r.Path(), err)
	}
	// The step from a currency to the one that replaced it counts, too: sucres
	// became dollars.
	for place, want := range map[int]bool{maxDetour - 1: true, maxDetour: false} {
		chain := slices.Clone(codes)
		chain[place] = USD
		rates := []Rate{mustRate(EUR, chain[0], "2")}
		for i := range chain[1:] {
			rates = append(rates, mustRate(chain[i], chain[i+1], "2"))
		}
		r, err := bankRates(t, rates).Rate(ECS, EUR)
		if want && (err != nil || len(r.Path()) != maxDetour+2) || !want && !errors.Is(err, ErrNoRate) {
			t.Errorf("with dollars in place %d: %v by %v, %v", place, r, r.Path(), err)
		}
	}
}

// A currency that was replaced is reached from the day on which it was: kunas
// are euros from the first of January 2023.
func TestDetourFromTheDay(t *testing.T) {
	for _, tt := range []struct {
		on   Date
		want bool
	}{
		{NewDate(2022, 12, 31), false}, {NewDate(2023, 1, 1), true}, {NewDate(2023, 1, 2), true},
	} {
		rs, err := NewRates(EUR, tt.on.Time(), "bank", []Rate{eurToUSD})
		if err != nil {
			t.Fatal(err)
		}
		r, err := rs.Rate(HRK, USD)
		if tt.want && (err != nil || !slices.Equal(r.Path(), []Code{HRK, EUR, USD})) || !tt.want && !errors.Is(err, ErrNoRate) {
			t.Errorf("on %v: %v, %v", tt.on, r, err)
		}
		extract, err := rs.Extract(HRK, USD)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := extract.Rate(HRK, USD); (err == nil) != tt.want || !again.Equal(r) {
			t.Errorf("on %v: %v of the extract, %v, want %v", tt.on, again, err, r)
		}
		if held := slices.Contains(extract.Codes(), HRK); held != tt.want {
			t.Errorf("on %v: the extract holds %v", tt.on, extract.All())
		}
	}
}

func TestJoinSources(t *testing.T) {
	for _, tt := range []struct{ a, b, want string }{
		{"ECB", "SNB", "ECB, SNB"}, {"ECB", "", "ECB"}, {"", "ECB", "ECB"}, {"ECB, SNB", "ECB", "ECB, SNB"},
		{"SNB", "ECB, SNB", "ECB, SNB"}, {"ECB", "E", "ECB, E"}, {"", "", ""}, {"ECB", "ECB", "ECB"},
		{strings.Repeat("a", 49), strings.Repeat("b", 49), strings.Repeat("a", 49) + ", " + strings.Repeat("b", 49)}, // 100 bytes
		{strings.Repeat("a", 49), strings.Repeat("b", 50), strings.Repeat("a", 49) + ", " + strings.Repeat("b", 46) + "…"},
	} {
		if got := joinSources(tt.a, tt.b); got != tt.want {
			t.Errorf("%q and %q are %q, want %q", tt.a, tt.b, got, tt.want)
		}
	}
}
