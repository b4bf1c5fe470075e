package ltv

import (
	"fmt"
	"time"

	"github.com/landedhq/landed/currency"
)

// Period is a number of whole months.
type Period int

// Units of a [Period].
const (
	Month Period = 1
	Year         = 12 * Month
)

// String returns the period in months, as in "12 months".
func (p Period) String() string {
	if p == Month {
		return "1 month"
	}
	return fmt.Sprintf("%d months", int(p))
}

// monthReaching returns the month since first in which day lies: the smallest
// number of months whose month-day is day or later. It is 0 on first itself.
func monthReaching(first, day currency.Date) Period {
	months, early := monthsApart(first, day)
	if early > 0 {
		return months + 1
	}
	return months
}

// monthsCompleted returns the largest number of months whose month-day, counted
// from first, is day or earlier. The day itself counts as over.
func monthsCompleted(first, day currency.Date) Period {
	months, early := monthsApart(first, day)
	if early < 0 {
		return months - 1
	}
	return months
}

// monthsApart returns the calendar months from first to day, and the days by
// which day is after (positive) or before (negative) the month-day of first in
// its own calendar month.
func monthsApart(first, day currency.Date) (months Period, days int) {
	y1, m1, d1 := first.Time().Date()
	y2, m2, d2 := day.Time().Date()
	months = Period((y2-y1)*12 + int(m2-m1))
	return months, d2 - min(d1, daysIn(y2, m2))
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
