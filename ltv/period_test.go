package ltv

import "testing"

func TestMonths(t *testing.T) {
	for _, test := range []struct {
		first, day         string
		reaching, complete Period
		reason             string
	}{
		{"2026-01-10", "2026-01-10", 0, 0, "the day of the first purchase is month 0"},
		{"2026-01-10", "2026-01-11", 1, 0, "the day after is in month 1"},
		{"2026-01-10", "2026-02-10", 1, 1, "the month-day ends its month and belongs to it"},
		{"2026-01-10", "2026-02-11", 2, 1, "the day after a month-day is in the next month"},
		{"2026-01-10", "2026-12-31", 12, 11, "within a year"},
		{"2025-11-30", "2026-02-28", 3, 3, "a month without a 30th ends on its last day"},
		{"2026-01-31", "2026-02-27", 1, 0, "a month without a 31st ends on its last day"},
		{"2026-01-31", "2026-02-28", 1, 1, "a month without a 31st ends on its last day"},
		{"2026-01-31", "2026-03-01", 2, 1, "and the next begins on the day after"},
		{"2026-01-31", "2026-03-30", 2, 1, "the 31st returns where there is one"},
		{"2026-01-31", "2026-03-31", 2, 2, "the 31st returns where there is one"},
		{"2024-01-31", "2024-02-28", 1, 0, "leap year: February 29 is the month-day"},
		{"2024-01-31", "2024-02-29", 1, 1, "leap year: February 29 is the month-day"},
		{"2024-02-29", "2025-02-28", 12, 12, "won on a leap day"},
		{"2024-02-29", "2028-02-29", 48, 48, "won on a leap day"},
	} {
		first, at := day(t, test.first), day(t, test.day)
		if got := monthReaching(first, at); got != test.reaching {
			t.Errorf("monthReaching(%v, %v) = %v, want %v: %s", first, at, got, test.reaching, test.reason)
		}
		if got := monthsCompleted(first, at); got != test.complete {
			t.Errorf("monthsCompleted(%v, %v) = %v, want %v: %s", first, at, got, test.complete, test.reason)
		}
	}
}

// TestMonthsOverDays walks day by day: a month is never left out, never
// returned to, and is over on the last day that lies in it.
func TestMonthsOverDays(t *testing.T) {
	for first := day(t, "2023-12-25"); first.Before(day(t, "2024-03-05")); first = first.AddDays(1) {
		var before Period
		for at := first; at.Before(day(t, "2029-01-01")); at = at.AddDays(1) {
			month := monthReaching(first, at)
			if step := month - before; step != 0 && step != 1 {
				t.Fatalf("from %v: month %v on %v, after %v", first, int(month), at, int(before))
			}
			ends := monthReaching(first, at.AddDays(1)) > month
			if over := monthsCompleted(first, at) == month; over != ends {
				t.Fatalf("from %v: month %d on %v: over %v, last day %v", first, int(month), at, over, ends)
			}
			before = month
		}
	}
}

func TestPeriodString(t *testing.T) {
	for want, p := range map[string]Period{"1 month": Month, "24 months": 2 * Year, "0 months": 0} {
		if got := p.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
