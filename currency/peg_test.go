package currency

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestPegsAgreeWithData(t *testing.T) {
	rows := tableRows(t, "pegs.csv")
	if len(rows) != len(pegs) {
		t.Fatalf("%d rows, %d pegs", len(rows), len(pegs))
	}
	for _, row := range rows {
		c, from := mustCode(t, row["code"]), mustDate(t, row["from"])
		units, over, quotient := strings.Cut(row["units"], "/")
		want := rat(decimal.RequireFromString(units))
		if quotient {
			want.Quo(want, rat(decimal.RequireFromString(over)))
		}
		r, ok := PegOf(c, from)
		if !ok || r.Quote() != c || r.Base().String() != row["anchor"] || r.Source() != row["source"] || r.AsOf() != from.Time() {
			t.Errorf("%s on %s: %v, %t, want %v", c, from, r, ok, row)
			continue
		}
		num, den := r.Ratio()
		if new(big.Rat).Quo(rat(num), rat(den)).Cmp(want) != 0 {
			t.Errorf("%s: %s/%s, want %s", c, num, den, row["units"])
		}
		if r, ok := PegOf(c, from.AddDays(-1)); ok {
			t.Errorf("%s: pegged on the day before %s: %v", c, from, r)
		}
		if row["until"] == "" {
			continue
		}
		if r, ok := PegOf(c, mustDate(t, row["until"]).AddDays(1)); ok {
			t.Errorf("%s: pegged after %s: %v", c, row["until"], r)
		}
	}
}

func mustDate(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What a peg says is checked on amounts that its law names.
func TestPegOf(t *testing.T) {
	on := NewDate(2026, 11, 21)
	tests := []struct {
		anchor, pegged string
		c              Code
		reason         string
	}{
		{"1.00 USD", "3.6725 AED", AED, ""},
		{"1.20 USD", "1.00 KYD", KYD, "fixed as dollars of the United States for one, which has no inverse with an end"},
		{"4.00 USD", "35.00 SVC", SVC, "8.75 colones for a dollar"},
		{"8.38 EUR", "1000 XPF", XPF, "as French law puts it: no decimal is 1000/8.38"},
		{"1.00 EUR", "655.957 XAF", XAF, "the parity of the franc to six digits"},
		{"100.00 USD", "37.600 BHD", BHD, "worth more than the dollar"},
		{"1.00 HKD", "1.03 MOP", MOP, "pegged to a currency that is itself in a band"},
		{"7.00 GBP", "7.00 FKP", FKP, "at par"},
	}
	for _, tt := range tests {
		var a, want Amount
		if err := a.UnmarshalText([]byte(tt.anchor)); err != nil {
			t.Fatal(err)
		}
		if err := want.UnmarshalText([]byte(tt.pegged)); err != nil {
			t.Fatal(err)
		}
		r, ok := PegOf(tt.c, on)
		if !ok {
			t.Errorf("%s is not pegged (%s)", tt.c, tt.reason)
			continue
		}
		if got, err := r.Convert(a, Rounding{Digits: To(6)}); err != nil || got != want {
			t.Errorf("%v at %v: %v, %v, want %v (%s)", a, r, got, err, want, tt.reason)
		}
		if got, err := r.Inverse().Convert(want, Rounding{Digits: To(6)}); err != nil || got != a {
			t.Errorf("%v at %v: %v, %v, want %v (%s)", want, r.Inverse(), got, err, a, tt.reason)
		}
	}
	for _, c := range []Code{USD, EUR, HKD, BGN, 0, mustCode(t, "PTS:0")} {
		if r, ok := PegOf(c, on); ok {
			t.Errorf("%s is pegged: %v", c, r)
		}
	}
	if _, ok := PegOf(AED, 0); ok {
		t.Error("pegged on no day")
	}
}

func TestFixedRates(t *testing.T) {
	for _, day := range []Date{0, NewDate(1960, 1, 1), NewDate(1999, 1, 1), NewDate(2025, 5, 1), NewDate(2026, 11, 21), maxDate} {
		rates := FixedRates(day)
		seen, last := map[[2]Code]bool{}, Code(0)
		for i, r := range rates {
			if r.IsZero() || r.AsOf().IsZero() || DateOf(r.AsOf()) != day || r.Source() == "" {
				t.Errorf("%s: number %d is %v", day, i, r)
			}
			if seen[[2]Code{r.Base(), r.Quote()}] {
				t.Errorf("%s: %s to %s twice", day, r.Base(), r.Quote())
			}
			seen[[2]Code{r.Base(), r.Quote()}] = true
			if c := fixedCode(r); c < last {
				t.Errorf("%s: %s after %s", day, c, last)
			} else {
				last = c
			}
		}
		switch {
		case day == 0 && len(rates) != 0:
			t.Errorf("%d fixed rates on no day", len(rates))
		case day == NewDate(1999, 1, 1) && (!seen[[2]Code{DEM, EUR}] || seen[[2]Code{GRD, EUR}] || !seen[[2]Code{EUR, XAF}]):
			t.Errorf("1999-01-01: %v", rates)
		case day == NewDate(2025, 5, 1) && (seen[[2]Code{BGN, EUR}] || !seen[[2]Code{USD, ANG}] || !seen[[2]Code{ANG, XCG}] || !seen[[2]Code{USD, XCG}]):
			t.Errorf("2025-05-01: %v", rates)
		case day == NewDate(2026, 11, 21) && (!seen[[2]Code{BGN, EUR}] || seen[[2]Code{USD, ANG}] || seen[[2]Code{ZWD, ZWR}]):
			t.Errorf("2026-11-21: %v", rates)
		}
	}
}

// While the old guilder went beside the new one, until 2025-06-30, it had two fixed
// rates: its peg, and that at which it was replaced.
func TestFixedRatesOfOneCurrency(t *testing.T) {
	var about []string
	for _, r := range FixedRates(NewDate(2025, 5, 1)) {
		if fixedCode(r) == ANG {
			about = append(about, r.Base().String()+" to "+r.Quote().String())
		}
	}
	if want := []string{"USD to ANG", "ANG to XCG"}; !slices.Equal(about, want) {
		t.Errorf("%v, want %v", about, want)
	}
}

// A fixed rate survives JSON, with its source.
func TestFixedRatesJSON(t *testing.T) {
	for _, r := range FixedRates(NewDate(2026, 11, 21)) {
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var got Rate
		if err := json.Unmarshal(data, &got); err != nil || !got.Equal(r) {
			t.Errorf("%s gives %v, %v", data, got, err)
		}
	}
}

// fixedCode returns the currency that a fixed rate is about: the one that was
// replaced, or else the one that is pegged.
func fixedCode(r Rate) Code {
	if s, ok := r.Base().Successor(); ok && s.To == r.Quote() {
		return r.Base()
	}
	return r.Quote()
}

// Fixed rates complete a snapshot: marks to dirhams by one rate of a bank.
func TestFixedRatesInSnapshot(t *testing.T) {
	on := NewDate(2026, 3, 18)
	usd, err := NewRate(EUR, USD, decimal.RequireFromString("1.15"), on.Time(), "ECB")
	if err != nil {
		t.Fatal(err)
	}
	rs, err := NewRates(EUR, on.Time(), "ECB", append(FixedRates(on), usd))
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := rs.Convert(FromMinor(19558300, DEM), USD, Rounding{})
	if want := FromMinor(11500000, USD); err != nil || got != want {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	if r, err := rs.Rate(DEM, EUR); err != nil || !r.AsOf().Equal(on.Time()) {
		t.Errorf("%v, %v", r, err)
	}
}
