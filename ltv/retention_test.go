package ltv

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
)

func TestVintages(t *testing.T) {
	cohort := summarized(t, "2026-04-10",
		purchase{"a", "2026-01-10", "40"}, purchase{"a", "2026-01-20", "7"}, purchase{"a", "2026-02-10", "20"}, purchase{"a", "2026-04-10", "10"},
		purchase{"b", "2026-01-12", "30"}, purchase{"b", "2026-04-05", "99"},
		purchase{"c", "2026-03-11", "-5"}, purchase{"c", "2026-04-01", "77"},
	)
	got, err := cohort.Vintages(12)
	if err != nil {
		t.Fatal(err)
	}
	want := []Vintage{
		{day(t, "2026-01-01"), 2, []Age{
			{0, Share{2, 2}, 2, eur("70"), eur("35.00")},
			{1, Share{1, 2}, 2, eur("27"), eur("48.50")}, // a bought twice in the month to February 10
			{2, Share{0, 2}, 0, eur("0"), eur("48.50")},
			// Month 3 is over for a, but not for b.
		}},
		// February won nobody.
		{day(t, "2026-03-01"), 1, []Age{{0, Share{1, 1}, 1, eur("-5"), eur("-5.00")}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cohort table (-want +got):\n%s", diff)
	}
	short, err := cohort.Vintages(1)
	if err != nil || len(short[0].Ages) != 2 {
		t.Errorf("two columns asked: %v, %v", short, err)
	}
	for _, months := range []Period{-1, MaxHorizon + 1} {
		if _, err := cohort.Vintages(months); !errors.Is(err, ErrHorizon) {
			t.Errorf("%v: %v", months, err)
		}
	}
	if now, err := cohort.Vintages(0); err != nil || len(now) != 2 || len(now[0].Ages) != 1 {
		t.Errorf("the day of the first purchase alone: %v, %v", now, err)
	}
	if all, err := cohort.Vintages(MaxHorizon); err != nil || len(all) != 2 || len(all[0].Ages) != 3 {
		t.Errorf("a hundred years: %v, %v", all, err)
	}
	if none, err := (Cohort{}).Vintages(3); err != nil || len(none) != 0 {
		t.Errorf("nobody: %v, %v", none, err)
	}
}

// Law: a vintage is the undiscounted curve of its customers, as far as it goes.
func TestVintagesAreCurves(t *testing.T) {
	eachRandom(t, func(t *testing.T, _ *rand.Rand, orders []Order, asOf currency.Date) {
		for _, cohort := range mustSummarize(t, orders, asOf) {
			vintages, err := cohort.Vintages(Year)
			if err != nil {
				t.Fatal(err)
			}
			for i, month := range cohort.ByMonth() {
				v := vintages[i]
				last := Period(len(v.Ages) - 1)
				if last < Month {
					continue
				}
				curve, err := month.Estimate(percent(0, last))
				if err != nil {
					t.Fatal(err)
				}
				for k, p := range curve.Points() {
					if a := v.Ages[k]; !a.Cumulative.Equal(p.Cumulative) || a.Purchases != p.Purchases || !a.Total.Equal(p.Total) || a.Buyers.Total != p.Customers {
						t.Fatalf("%s %v month %d: %+v, the curve has %+v", cohort.market, v.Month, k, a, p)
					}
				}
			}
		}
	})
}
