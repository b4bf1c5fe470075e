package currency

import (
	"time"

	"github.com/landedhq/landed/internal/excerpt"
)

// Date is a day of the civil calendar without a time or zone: the day from
// which a rate holds, or on which a supply is made. Dates compare with ==, <
// and >. The zero Date is none; as an end of a period it means open.
//
// Dates run from 0001-01-01 to 9999-12-31; a day beyond either end is that
// end.
type Date int32

// A Date counts days; 0001-01-01 is 1.
const (
	maxDate    Date = 3652059 // 9999-12-31
	unixOfZero      = -62135596800 - secondsOfDay
	// secondsOfDay has no leap seconds, as Unix time has none.
	secondsOfDay = 24 * 60 * 60
)

// NewDate returns the day of the given year, month and day. Like [time.Date]
// it carries over what does not fit: 31 November is 1 December.
func NewDate(year int, month time.Month, day int) Date {
	// Far outside the calendar time.Date would overflow; the limits keep the
	// direction of what was meant.
	year = min(max(year, -10_000), 20_000)
	month = min(max(month, -100_000), 100_000)
	day = min(max(day, -4_000_000), 4_000_000)
	return clamp((time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() - unixOfZero) / secondsOfDay)
}

// clamp keeps a count of days within the calendar. An impossible day must not
// become the zero Date, which means open.
func clamp(days int64) Date {
	return Date(min(max(days, 1), int64(maxDate)))
}

// DateOf returns the day of t in the location of t. The zero time gives the
// zero Date.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return 0
	}
	return NewDate(t.Date())
}

// ParseDate reads a day in the form of ISO 8601 and RFC 3339: "2026-11-21". It
// returns a [*ParseError] if s has another form or names no day.
func ParseDate(s string) (Date, error) {
	if len(s) != len(time.DateOnly) {
		return 0, syntaxError("date", s, "want the form 2026-11-21")
	}
	d, ok := readDate(s)
	if !ok {
		return 0, syntaxError("date", s, "want a day in the form 2026-11-21")
	}
	return d, nil
}

// readDate reads a day in the form of ten characters.
func readDate[S ~string | ~[]byte](s S) (d Date, ok bool) {
	year, month, day := digits(s[:4]), digits(s[5:7]), digits(s[8:])
	if year < 1 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	d = NewDate(year, time.Month(month), day)
	y, m, of := d.Time().Date()
	return d, y == year && int(m) == month && of == day // nothing was carried over
}

// digits returns the number that a few digits are, or -1 if they are none.
func digits[S ~string | ~[]byte](s S) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = 10*n + int(s[i]-'0')
	}
	return n
}

// Time returns midnight UTC at the beginning of d, the zero time for the zero
// Date.
func (d Date) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Unix(int64(d)*secondsOfDay+unixOfZero, 0).UTC()
}

// IsZero reports whether d is none.
func (d Date) IsZero() bool { return d == 0 }

// Before reports whether d is an earlier day than e. The zero Date is before
// every day.
func (d Date) Before(e Date) bool { return d < e }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d > e }

// AddDays returns the day n days after d, or before it if n is negative. The
// zero Date stays zero.
func (d Date) AddDays(n int) Date {
	if d == 0 {
		return 0
	}
	n = min(max(n, -int(maxDate)), int(maxDate))
	return clamp(int64(d) + int64(n))
}

// Sub returns the number of days from e to d: positive if d is later. It is 0
// if either is the zero Date.
func (d Date) Sub(e Date) int {
	if d == 0 || e == 0 {
		return 0
	}
	return int(d) - int(e)
}

// Within reports whether d lies in the period from from to until, both
// inclusive; a zero end is open. The zero Date lies in no period.
func (d Date) Within(from, until Date) bool {
	return d != 0 && d >= from && (until == 0 || d <= until)
}

// String returns d as "2026-11-21", and "" for the zero Date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText returns the form of [Date.String].
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the form of [Date.String]; the empty text gives the zero
// Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	if len(text) == len(time.DateOnly) {
		if parsed, ok := readDate(text); ok {
			*d = parsed
			return nil
		}
	}
	parsed, err := ParseDate(excerpt.Cut(text, maxColumn))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
