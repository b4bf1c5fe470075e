package currency

import (
	"encoding/csv"
	"encoding/json"
	"math/big"
	"os"
	"testing"

	"github.com/shopspring/decimal"
)

// tableRows returns the rows of a file of the data folder, by column.
func tableRows(t *testing.T, file string) []map[string]string {
	t.Helper()
	f, err := os.Open("data/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.Comment = '#'
	lines, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range line {
			row[lines[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func TestSuccessionsAgreeWithData(t *testing.T) {
	rows := tableRows(t, "successions.csv")
	if len(rows) != len(successions) {
		t.Fatalf("%d rows, %d successions", len(rows), len(successions))
	}
	for _, row := range rows {
		s, ok := mustCode(t, row["code"]).Successor()
		if !ok || s.From.String() != row["code"] || s.To.String() != row["successor"] || s.On.String() != row["on"] || s.Source != row["source"] {
			t.Errorf("%s: %+v, want %v", row["code"], s, row)
		}
		want := new(big.Rat)
		if row["units"] != "" {
			if _, ok := want.SetString(row["units"]); !ok {
				t.Fatalf("%s: units %q", row["code"], row["units"])
			}
		}
		got := new(big.Rat)
		if s.For.Sign() != 0 {
			got.Quo(rat(s.Units), rat(s.For))
		}
		if got.Cmp(want) != 0 {
			t.Errorf("%s: %s units for %s, want %s", row["code"], s.Units, s.For, row["units"])
		}
	}
}

// Every chain of successors ends in a currency that is in use, and the days of
// a chain follow one another.
func TestSuccessionChains(t *testing.T) {
	today := NewDate(2026, 11, 21)
	for _, c := range Codes() {
		last, steps, on := c, 0, Date(0)
		for {
			s, ok := last.Successor()
			if !ok {
				break
			}
			// A later link may be older: the peseta was fixed to the euro before
			// the Andorran peseta went.
			if s.On < on && !last.ActiveOn(on) {
				t.Errorf("%s: %s to %s on %s, but %s came on %s", c, last, s.To, s.On, last, on)
			}
			from, until := last.Active()
			if s.On < from || s.On > until.AddDays(1) || !s.To.ActiveOn(s.On) {
				t.Errorf("%s to %s on %s: old from %s until %s", last, s.To, s.On, from, until)
			}
			last, on, steps = s.To, s.On, steps+1
			if steps > len(successions) {
				t.Fatalf("%s: the successors go round in a circle", c)
			}
		}
		if steps > 0 && !last.ActiveOn(today) {
			t.Errorf("the chain of %s ends in %s, which is not in use", c, last)
		}
	}
}

func TestSuccessor(t *testing.T) {
	tests := []struct {
		from, to  Code
		on, units string
		reason    string
	}{
		{BGN, EUR, "2026-01-01", "1.95583", "the latest"},
		{HRK, EUR, "2023-01-01", "7.5345", ""},
		{DEM, EUR, "1999-01-01", "1.95583", "the rate held while the mark was cash"},
		{GRD, EUR, "2001-01-01", "340.75", "two years after the others"},
		{IEP, EUR, "1999-01-01", "0.787564", "worth more than a euro"},
		{SLL, SLE, "2022-07-01", "1000", ""},
		{ANG, XCG, "2025-03-31", "1", "a new name"},
		{ZWL, ZWG, "2024-04-08", "2498.7242", "a rate of the central bank"},
		{ZWR, ZWL, "2009-02-02", "1000000000000", "twelve zeros"},
		{BRR, BRL, "1994-07-01", "2750", "no power of ten"},
		{ECS, USD, "2000-09-15", "25000", "another country's currency"},
		{CUC, CUP, "2021-01-01", "1", "one for 24: no decimal is 1/24"},
		{ZWD, ZWR, "2008-08-01", "0", "the code stood for two dollars, so no rate holds for each amount"},
	}
	for _, tt := range tests {
		s, ok := tt.from.Successor()
		if !ok || s.To != tt.to || s.On.String() != tt.on || !s.Units.Equal(decimal.RequireFromString(tt.units)) {
			t.Errorf("%s: %+v, %t, want %s on %s for %s (%s)", tt.from, s, ok, tt.to, tt.on, tt.units, tt.reason)
		}
		r := s.Rate()
		if tt.units == "0" {
			if !r.IsZero() {
				t.Errorf("%s: rate %v, want none (%s)", tt.from, r, tt.reason)
			}
			continue
		}
		// What some units of the new currency were given for is so many of it.
		old, err := FromDecimal(s.Units, tt.from)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := r.Convert(old, Rounding{}); err != nil || !got.Decimal().Equal(s.For) || got.Currency() != tt.to {
			t.Errorf("%v at %v: %v, %v, want %s", old, r, got, err, s.For)
		}
		if !r.AsOf().Equal(s.On.Time()) || r.Source() != s.Source || s.Source == "" {
			t.Errorf("%s: rate %v of %v, source %q", tt.from, r, r.AsOf(), r.Source())
		}
	}
	for _, c := range []Code{EUR, USD, XAU, VES, 0, mustCode(t, "PTS:0")} {
		if s, ok := c.Successor(); ok || s != (Succession{}) {
			t.Errorf("%s has the successor %+v", c, s)
		}
	}
	if r := (Succession{From: HRK, To: USD}).Rate(); !r.IsZero() {
		t.Errorf("a made-up succession gives the rate %v", r)
	}
}

// Every currency, those withdrawn among them, survives text and JSON, alone
// and as an amount.
func TestCodesRoundTrip(t *testing.T) {
	for _, c := range Codes() {
		a := FromMinor(-123456789, c)
		data, err := json.Marshal(struct {
			C Code
			A Amount
		}{c, a})
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			C Code
			A Amount
		}
		if err := json.Unmarshal(data, &got); err != nil || got.C != c || got.A != a {
			t.Errorf("%s: %s gives %v %v, %v", c, data, got.C, got.A, err)
		}
		text, err := a.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var again Amount
		if err := again.UnmarshalText(text); err != nil || again != a {
			t.Errorf("%s: %s gives %v, %v", c, text, again, err)
		}
	}
}
