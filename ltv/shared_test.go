package ltv

import (
	"testing"

	"github.com/landedhq/landed/internal/race"
)

// Cohorts, models and scorers serve many goroutines.
func TestSharedByGoroutines(t *testing.T) {
	cohort, terms, customer := worked(t), percent(10, 3*Month), Summary{Age: 30}
	scorer, err := NewScorer(cdnow, terms)
	if err != nil {
		t.Fatal(err)
	}
	race.Together(t,
		func() (any, error) { return cohort.Estimate(terms) },
		func() (any, error) { return cohort.Merge(cohort.Until(day(t, "2026-01-09"))) },
		func() (any, error) { return cohort.Tally() },
		func() (any, error) { return cohort.Until(day(t, "2026-03-01")).Customers(), nil },
		func() (any, error) { return cohort.Spends() },
		func() (any, error) { return cohort.AppendBinary(nil) },
		func() (any, error) { return cohort.Check(cdnow, day(t, "2026-03-01")) },
		func() (any, error) { return Residual(cdnow, customer, margins("50", "20"), terms) },
		func() (any, error) { return scorer.Value(customer, Each(eur("20"))) },
	)
}
