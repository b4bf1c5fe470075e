package ltv

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSummariesBy(t *testing.T) {
	cohort := summarized(t, "2026-03-31",
		purchase{"a", "2026-01-04", "1"}, purchase{"a", "2026-01-05", "1"}, purchase{"a", "2026-01-11", "1"}, purchase{"a", "2026-02-01", "1"},
		purchase{"b", "2025-12-31", "1"}, purchase{"b", "2026-01-01", "1"},
	)
	for _, test := range []struct {
		step   Step
		want   []Summary
		reason string
	}{
		{ByDay, cohort.Summaries(), "days are the histories themselves"},
		{ByWeek, []Summary{{2, 4, 13}, {0, 0, 13}}, "2026-01-04 is a Sunday, January 5 to 11 is one week, New Year's Eve and Day are in one"},
		{ByMonth, []Summary{{1, 1, 2}, {1, 1, 3}}, "calendar months: the year ends between December and January"},
		{ByYear, []Summary{{0, 0, 0}, {1, 1, 1}}, "calendar years"},
	} {
		got, err := cohort.SummariesBy(test.step)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
	if _, err := cohort.SummariesBy(ByYear + 1); !errors.Is(err, ErrTerms) {
		t.Errorf("no such step: %v", err)
	}
}
