package currency

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"
)

func TestRedenominate(t *testing.T) {
	today := NewDate(2026, 11, 21)
	tests := []struct {
		a      string
		c      Code
		on     Date
		want   string
		path   []Code
		reason string
	}{
		{"100.00", HRK, today, "13.27 EUR", []Code{HRK, EUR}, "100/7.5345 = 13.2723"},
		{"100.00", HRK, NewDate(2023, 1, 1), "13.27 EUR", []Code{HRK, EUR}, "the day of the changeover"},
		{"100.00", HRK, NewDate(2022, 12, 31), "100.00 HRK", []Code{HRK, HRK}, "the day before"},
		{"195.583", BGN, today, "100.00 EUR", []Code{BGN, EUR}, "exact"},
		{"-100.00", HRK, today, "-13.27 EUR", []Code{HRK, EUR}, "a refund"},
		{"10000", BYB, today, "0.00 BYN", []Code{BYB, BYR, BYN}, "two steps: 10000/1000/10000 = 0.001"},
		{"50000", BYB, today, "0.01 BYN", []Code{BYB, BYR, BYN}, "0.005, rounded at the end"},
		{"50000", BYB, NewDate(2010, 1, 1), "50 BYR", []Code{BYB, BYR}, "the second step was to come"},
		{"1234.565", EUR, today, "1234.57 EUR", []Code{EUR, EUR}, "no successor: only rounded"},
		{"12", XEU, today, "12.00 EUR", []Code{XEU, EUR}, "one to one"},
	}
	for _, tt := range tests {
		got, used, err := MustAmount(tt.a, tt.c).Redenominate(tt.on, Rounding{})
		if err != nil || got.String() != tt.want || !slices.Equal(used.Path(), tt.path) {
			t.Errorf("%s %v on %v: %v by %v, %v, want %s by %v (%s)", tt.a, tt.c, tt.on, got, used.Path(), err, tt.want, tt.path, tt.reason)
		}
	}
	if got, used, err := (Amount{}).Redenominate(today, Rounding{}); err != nil || got != (Amount{}) || !used.IsZero() {
		t.Errorf("nothing is %v at %v, %v", got, used, err)
	}
	refused := []struct {
		a     Amount
		on    Date
		rd    Rounding
		class error
		want  string
	}{
		{FromMinor(100, HRK), 0, Rounding{}, ErrNoRate, "the day on which"},
		{FromMinor(100, ZWD), today, Rounding{}, ErrNoRate, "ZWD became ZWR on 2008-08-01 without a rate"},
		{FromMinor(100, HRK), today, Rounding{Mode: 9}, ErrRounding, ""},
		{Amount{}, today, Rounding{Mode: 9}, ErrRounding, ""},
		{MustAmount("1"+strings.Repeat("0", 31), IEP), today, Rounding{Digits: To(4)}, ErrRange, ""},
	}
	for _, tt := range refused {
		got, used, err := tt.a.Redenominate(tt.on, tt.rd)
		if !errors.Is(err, tt.class) || !strings.Contains(err.Error(), tt.want) || got != (Amount{}) || !used.IsZero() {
			t.Errorf("%v: %v, %v, %v, want %v with %q", tt.a, got, used, err, tt.class, tt.want)
		}
	}
}

// Every succession in the table, by every step, ends where the table ends and
// at the product of its figures.
func TestRedenominateAll(t *testing.T) {
	today := NewDate(2026, 11, 21)
	for _, c := range Codes() {
		want, last, fixed := big.NewRat(1, 1), c, true
		for s, ok := c.Successor(); ok; s, ok = last.Successor() {
			if s.Units.IsZero() {
				fixed = false
				break
			}
			want.Quo(want.Mul(want, rat(s.For)), rat(s.Units))
			last = s.To
		}
		_, used, err := FromMinor(100, c).Redenominate(today, Rounding{})
		if !fixed {
			if !errors.Is(err, ErrNoRate) {
				t.Errorf("%v: %v, want ErrNoRate", c, err)
			}
			continue
		}
		if err != nil || used.Base() != c || used.Quote() != last || used.rat().Cmp(want) != 0 {
			t.Errorf("%v: %v, %v, want %s %v", c, used, err, want.RatString(), last)
		}
	}
}

func TestRatesOfReplaced(t *testing.T) {
	rs := ecbRates(t) // of 2026: EUR, USD, GBP, JPY
	ratio := func(num, den string) *big.Rat { return new(big.Rat).Quo(rat(dec(num)), rat(dec(den))) }
	tests := []struct {
		from, to Code
		want     *big.Rat
		path     []Code
		reason   string
	}{
		{HRK, EUR, ratio("1", "7.5345"), []Code{HRK, EUR}, "the fixed rate itself"},
		{EUR, HRK, ratio("7.5345", "1"), []Code{EUR, HRK}, "dual display"},
		{HRK, USD, ratio("1.15", "7.5345"), []Code{HRK, EUR, USD}, ""},
		{USD, HRK, ratio("7.5345", "1.15"), []Code{USD, EUR, HRK}, ""},
		{DEM, FRF, ratio("6.55957", "1.95583"), []Code{DEM, EUR, FRF}, "both through the euro"},
		{BGL, USD, ratio("1.15", "1955.83"), []Code{BGL, BGN, EUR, USD}, "two steps"},
		{BGL, BGN, ratio("1", "1000"), []Code{BGL, BGN}, "no further than needed"},
		{BGL, DEM, ratio("1", "1000"), []Code{BGL, BGN, EUR, DEM}, "the lev was fixed as the mark was"},
	}
	for _, tt := range tests {
		r, err := rs.Rate(tt.from, tt.to)
		if err != nil || r.rat().Cmp(tt.want) != 0 || !slices.Equal(r.Path(), tt.path) || !r.AsOf().Equal(rs.AsOf()) || r.Base() != tt.from || r.Quote() != tt.to {
			t.Errorf("%v to %v: %v by %v, %v, want %s by %v (%s)", tt.from, tt.to, r, r.Path(), err, tt.want.FloatString(8), tt.path, tt.reason)
		}
	}
	r, err := rs.Rate(HRK, USD)
	s, _ := HRK.Successor()
	if err != nil || !strings.Contains(r.Source(), "ECB") || !strings.HasPrefix(r.Source(), s.Source[:20]) {
		t.Errorf("%v does not name both sources, %v", r, err)
	}
	got, used, err := rs.Convert(FromMinor(100_00, HRK), USD, Rounding{})
	if err != nil || got != FromMinor(15_26, USD) || !used.Equal(r) { // 100 × 1.15/7.5345 = 15.2631…
		t.Errorf("100 HRK are %v at %v, %v", got, used, err)
	}
	two := bankRates(t, twoWay(t, EUR, USD, "1.149", "1.151").Rates())
	if r, err := two.Rate(HRK, USD); err != nil || r.Side() != Bid || r.rat().Cmp(ratio("1.149", "7.5345")) != 0 {
		t.Errorf("by two-way rates: %v, %v", r, err)
	}

	// Before the changeover there is no such rate, and what a snapshot holds
	// comes first.
	old, err := NewRates(EUR, NewDate(2022, 12, 30).Time(), "ECB", []Rate{eurToUSD})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.Rate(HRK, USD); !errors.Is(err, ErrNoRate) || !strings.Contains(err.Error(), "HRK became EUR on 2023-01-01 only") {
		t.Errorf("before the changeover: %v", err)
	}
	if _, err := old.Rate(USD, HRK); !errors.Is(err, ErrNoRate) || !strings.Contains(err.Error(), "HRK became EUR on 2023-01-01 only") {
		t.Errorf("before the changeover: %v", err)
	}
	market, err := old.With(mustRate(EUR, HRK, "7.5365"))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := market.Rate(HRK, USD); err != nil || r.rat().Cmp(ratio("1.15", "7.5365")) != 0 {
		t.Errorf("the market's rate: %v, %v", r, err)
	}
	if _, err := rs.Rate(ZWD, USD); !errors.Is(err, ErrNoRate) || !strings.Contains(err.Error(), "without a rate for all amounts") {
		t.Errorf("no fixed rate: %v", err)
	}
	if _, err := rs.Rate(HRK, SEK); !errors.Is(err, ErrNoRate) {
		t.Errorf("a successor without a rate: %v", err)
	}
}
