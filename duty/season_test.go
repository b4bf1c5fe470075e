package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

func TestSeasonalRates(t *testing.T) {
	tests := []struct{ in, want, reason string }{
		{"8.00% (01 NOV - 14 MAY), 14.00% (15 MAY - 31 OCT)", "8% (01 NOV - 14 MAY), 14% (15 MAY - 31 OCT)", "over the turn of the year"},
		{"15.00% (01 JAN-14 FEB, 16 JUN-31 DEC), 0.00% (15 FEB-15 JUN)", "15% (16 JUN - 14 FEB), Free (15 FEB - 15 JUN)", "two parts that meet at the turn"},
		{"9.60% MIN 1.1 €/100 kg/net (01 JAN-14 APR, 1 DEC-31 DEC), 13.60% MIN 1.6€/100kg/net",
			"9.6% MIN 1.1 EUR / 100 kg (01 DEC - 14 APR), 13.6% MIN 1.6 EUR / 100 kg (15 APR - 30 NOV)", "the last is the rest of the year"},
		{"11.20% (01 JAN-31 APR, 01 AUG-31 DEC), 12.80% (01 MAY-31 JUL)", "11.2% (01 AUG - 30 APR), 12.8% (01 MAY - 31 JUL)", "31 April is the end of April"},
		{"4% (01 JAN-30 NOV), 5% (01-31 DEC)", "4% (01 JAN - 30 NOV), 5% (01 DEC - 31 DEC)", "one month for both days"},
		{"4% (until 30 June), 5% (from 1 Jul)", "4% (01 JAN - 30 JUN), 5% (01 JUL - 31 DEC)", "open on one side"},
		{"4% (- 30 JUN), 5% (1 JULY -)", "4% (01 JAN - 30 JUN), 5% (01 JUL - 31 DEC)", "the same with dashes"},
		{"4% (1 March to 28 Feb)", "4%", "all of the year is no season"},
		{"4% (1 SEPT - 28 FEB), 5% (1 MAR - 31 AUG)", "4% (01 SEP - 29 FEB), 5% (01 MAR - 31 AUG)", "who has the 28th has the 29th"},
		{"4% (1 SEP - 28 FEB), 5% (29 FEB - 31 AUG)", "4% (01 SEP - 28 FEB), 5% (29 FEB - 31 AUG)", "unless another has it"},
		{"1 EUR / kg (1 JAN - 31 JAN, 1 MAR - 31 MAR), Free", "1 EUR / kg (01 JAN - 31 JAN, 01 MAR - 31 MAR), Free (01 FEB - 29 FEB, 01 APR - 31 DEC)", "several parts each"},
	}
	for _, test := range tests {
		r, err := duty.ParseRate(test.in, currency.USD)
		if err != nil || r.String() != test.want {
			t.Errorf("ParseRate(%q) = %q, %v; want %q (%s)", test.in, r, err, test.want, test.reason)
			continue
		}
		if again, err := duty.ParseRate(r.String(), 0); err != nil || !again.Equal(r) {
			t.Errorf("%q reads back as %q, %v", r, again, err)
		}
	}
}

func TestSeasonalRatesRefused(t *testing.T) {
	tests := []struct {
		in, says string
		kind     duty.RateKind
	}{
		{"4.00% (01 JAN-31 MAR, 01-31 DEC), 5.10% (01 JUN-30 NOV)", "no rate from 01 APR to 31 MAY", duty.RateSeasonal},
		{"5% (from 15)", "5% (from 15)", duty.RateSyntax},
		{"9.60% (01 JAN-15 MAY)", "no rate from 16 MAY to 31 DEC", duty.RateSeasonal},
		{"4% (01 JAN - 30 JUN), 5% (30 JUN - 31 DEC)", "two rates on 30 JUN", duty.RateSeasonal},
		{"4% (01 JAN - 31 DEC), 5%", "no day is left for 5%", duty.RateSeasonal},
		{"4% (01 JAN - 30 JUN) 5% (01 JUL - 31 DEC)", "5% (01 JUL", duty.RateSeasonal},
		{"4% (01 JAN - 30 JUN), prose (01 JUL - 31 DEC)", "prose", duty.RateSyntax},
		{"4% (01 JAN - 30 JUN), 9% + EA (01 JUL - 31 DEC)", "", duty.RateAgricultural},
		{"4% (01 JAN - 30 JUN),", "", duty.RateEmpty},
		{"4% (31 FEB - 30 JUN), 5%", "", duty.RateSyntax}, // no such day to begin on
		{"4% (32 JAN - 30 JUN), 5%", "", duty.RateSyntax},
		{"4% (-), 5%", "", duty.RateSyntax},
		{"4% (1 JA - 30 JUN), 5%", "", duty.RateSyntax},
	}
	for _, test := range tests {
		r, err := duty.ParseRate(test.in, 0)
		var typed *duty.RateError
		if !errors.As(err, &typed) || typed.Kind != test.kind || !r.IsZero() || !strings.Contains(err.Error(), test.says) {
			t.Errorf("ParseRate(%q) = %q, %v; want %s with %q", test.in, r, err, test.kind, test.says)
		}
	}
}

func TestRateOn(t *testing.T) {
	r := mustRate(t, "8.00% (01 NOV - 14 MAY), 14.00% (15 MAY - 31 OCT)")
	for on, want := range map[string]string{
		"2026-01-01": "8%", "2026-05-14": "8%", "2026-05-15": "14%", "2026-10-31": "14%", "2026-11-01": "8%",
		"2026-12-31": "8%", "2024-02-29": "8%", "2026-03-01": "8%", "9999-12-31": "8%", "0001-06-01": "14%",
	} {
		if got := r.On(day(on)); got.String() != want {
			t.Errorf("on %s: %s, want %s", on, got, want)
		}
	}
	february := mustRate(t, "1% (1 MAR - 28 FEB)")
	if february.Seasonal() || february.On(day("2024-02-29")).String() != "1%" {
		t.Error(february)
	}
	if plain := mustRate(t, "5%"); !plain.On(day("2026-01-01")).Equal(plain) || plain.Seasonal() {
		t.Error(plain)
	}
	if _, err := r.Duty(money("100", currency.GBP), nil, nil, currency.Rounding{}); !errors.Is(err, duty.ErrSeasonal) {
		t.Errorf("a seasonal rate without a day: %v", err)
	}
	if !r.On(0).Seasonal() {
		t.Error("no day, no season")
	}
	if _, ok := r.AdValorem(); ok || r.IsFree() || r.IsZero() {
		t.Error("queries of a seasonal rate")
	}
	mixed := mustRate(t, "Free (until 30 JUN), 1 EUR / 100 kg")
	if needs := mixed.Needs(); len(needs) != 1 || needs[0] != "100 kg" || mixed.IsFree() {
		t.Error(needs)
	}
	if !mustRate(t, "Free (until 30 JUN), 0 EUR / kg").IsFree() {
		t.Error("free all the year")
	}
}

// Each day of the year has exactly the rate whose part of the year it lies in,
// however the parts are cut.
func TestSeasonsAgainstDays(t *testing.T) {
	r := random(t)
	for range 300 {
		// Cut the year at some days, and hand the pieces to three rates.
		owner := [366]int{}
		at := 0
		for i := range owner {
			if r.IntN(60) == 0 {
				at = r.IntN(3)
			}
			owner[i] = at
		}
		first := day("2024-01-01")
		parts := [3][]string{}
		for from := 0; from < len(owner); {
			until := from
			for until+1 < len(owner) && owner[until+1] == owner[from] {
				until++
			}
			text := strings.ToUpper(first.AddDays(from).Time().Format("02 Jan") + "-" + first.AddDays(until).Time().Format("2 January"))
			parts[owner[from]] = append(parts[owner[from]], text)
			from = until + 1
		}
		var seasons []string
		for i, p := range parts {
			if len(p) > 0 {
				seasons = append(seasons, []string{"1%", "2%", "3 EUR / kg"}[i]+" ("+strings.Join(p, ", ")+")")
			}
		}
		text := strings.Join(seasons, ", ")
		if len(text) > 400 {
			continue
		}
		rate := mustRate(t, text)
		for i := range owner {
			on := first.AddDays(i)
			if want := []string{"1%", "2%", "3 EUR / kg"}[owner[i]]; rate.On(on).String() != want {
				t.Fatalf("%s on %s: %s, want %s", text, on, rate.On(on), want)
			}
		}
		if again := mustRate(t, rate.String()); !again.Equal(rate) {
			t.Fatalf("%s reads back as %s", rate, again)
		}
	}
}
