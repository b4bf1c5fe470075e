package ltv

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// TestCheckWorked: steady() expects a tenth of an order of each customer in 30.4375
// days, whoever they are.
func TestCheckWorked(t *testing.T) {
	cohort := summarized(t, "2026-02-10",
		purchase{"a", "2026-01-10", "1"}, purchase{"a", "2026-02-01", "1"}, purchase{"a", "2026-02-08", "1"}, purchase{"a", "2026-02-09", "1"},
		purchase{"b", "2026-01-05", "1"}, purchase{"b", "2026-01-31", "1"},
		purchase{"c", "2026-02-02", "1"}, purchase{"c", "2026-02-10", "1"}, // won later: not expected, not counted
	)
	got, err := cohort.Check(steady(), day(t, "2026-01-31"))
	if err != nil {
		t.Fatal(err)
	}
	pct := decimal.RequireFromString
	want := Check{
		From: day(t, "2026-01-31"), Until: day(t, "2026-02-10"), Customers: 2,
		Weeks: []Track{
			{day(t, "2026-02-07"), pct("0.045995893"), pct("0.045995893"), 1, 1}, // 2·0.1·7/30.4375
			{day(t, "2026-02-10"), pct("0.019712526"), pct("0.065708419"), 2, 3},
		},
		Bins:     []Bin{{0, 1, pct("0.032854209"), 3}, {1, 1, pct("0.032854209"), 0}},
		Expected: pct("0.065708419"), Actual: 3, Error: new(pct("-97.81")),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("check (-want +got):\n%s", diff)
	}
	for fault, want := range map[*decimal.Decimal]string{got.Error: `"error":"-97.81"`, nil: `"error":null`} {
		check := got
		check.Error = fault
		if text, err := json.Marshal(check); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s, %v: want %s", text, err, want)
		}
	}
	for _, v := range []any{got, got.Weeks[0], got.Bins[0]} {
		var back map[string]any
		text, err := json.Marshal(v)
		if err == nil {
			err = json.Unmarshal(text, &back)
		}
		if _, ok := back["expected"].(string); err != nil || !ok {
			t.Errorf("%s, %v: a decimal is a string", text, err)
		}
	}
	tracking, err := cohort.Tracking(steady())
	if err != nil {
		t.Fatal(err)
	}
	// From January 5: by January 12 b has been there for 7 days, a for 2.
	if first := tracking[0]; first.Ends != day(t, "2026-01-12") || !first.Expected.Equal(pct("0.029568789")) || first.Actual != 0 {
		t.Errorf("first week: %+v", first)
	}
	if last := tracking[len(tracking)-1]; last.Ends != day(t, "2026-02-10") || last.Total != 5 {
		t.Errorf("last week: %+v", last)
	}
}

func TestCheckRefuses(t *testing.T) {
	cohort := summarized(t, "2026-02-10", purchase{"a", "2026-01-10", "1"})
	from := day(t, "2026-01-31")
	bad := stub{cdnow, func(Summary, float64) float64 { return math.NaN() }}
	for _, test := range []struct {
		model  Model
		from   currency.Date
		want   error
		reason string
	}{
		{nil, from, ErrModel, "no model"},
		{BGNBD{}, from, ErrModel, "a model without parameters"},
		{bad, from, ErrModel, "not a number"},
		{cdnow, day(t, "2026-02-10"), ErrHorizon, "nothing is known after the last day"},
		{cdnow, 0, ErrHorizon, "no day"},
		{cdnow, day(t, "2026-01-09"), ErrSparse, "nobody had bought"},
	} {
		if _, err := cohort.Check(test.model, test.from); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.reason, err, test.want)
		}
	}
	if _, err := cohort.Tracking(nil); !errors.Is(err, ErrModel) {
		t.Errorf("tracking no model: %v", err)
	}
	if _, err := (Cohort{}).Tracking(cdnow); !errors.Is(err, ErrSparse) {
		t.Errorf("tracking nobody: %v", err)
	}
	for most, want := range map[float64]string{0: "0", 9e9: "9000000000", 9.1e9: ""} {
		check, err := cohort.Check(stub{cdnow, func(Summary, float64) float64 { return most }}, from)
		if want == "" && !errors.Is(err, ErrModel) || want != "" && (err != nil || check.Expected.String() != want) {
			t.Errorf("a model that expects %v: %v, %v", most, check.Expected, err)
		}
	}
	quiet, err := cohort.Check(cdnow, from)
	if err != nil || quiet.Error != nil || quiet.Actual != 0 {
		t.Errorf("nothing happened: %+v, %v; want no error in percent", quiet, err)
	}
}

// Law: weeks and bins add up to the whole, and everything that happened after the
// day is counted once.
func TestCheckAddsUp(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, orders []Order, asOf currency.Date) {
		from := asOf.AddDays(-1 - r.IntN(400))
		for _, cohort := range mustSummarize(t, orders, asOf) {
			check, err := cohort.Check(cdnow, from)
			if errors.Is(err, ErrSparse) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			want := 0
			for _, customer := range cohort.customers {
				for _, p := range customer.Purchases() {
					if !customer.Acquired().After(from) && p.Date.After(from) {
						want++
					}
				}
			}
			var inWeeks, inBins, customers int
			expected, binned := decimal.Decimal{}, decimal.Decimal{}
			for _, w := range check.Weeks {
				inWeeks += w.Actual
				expected = expected.Add(w.Expected)
			}
			for _, b := range check.Bins {
				inBins, customers = inBins+b.Actual, customers+b.Customers
				binned = binned.Add(b.Expected)
			}
			if check.Actual != want || inWeeks != want || inBins != want || customers != check.Customers {
				t.Fatalf("%s: %d happened; %d, in weeks %d, in bins %d of %d customers", cohort.market, want, check.Actual, inWeeks, inBins, customers)
			}
			if !expected.Equal(check.Expected) || binned.Sub(expected).Abs().InexactFloat64() > 1e-7 {
				t.Fatalf("%s: expected %v, in weeks %v, in bins %v", cohort.market, check.Expected, expected, binned)
			}
			if !slices.IsSortedFunc(check.Bins, func(a, b Bin) int { return a.Repeat - b.Repeat }) || check.Weeks[len(check.Weeks)-1].Ends != asOf {
				t.Fatalf("%s: bins %v, last week %v", cohort.market, check.Bins, check.Weeks[len(check.Weeks)-1])
			}
		}
	})
}
