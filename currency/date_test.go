package currency

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/internal/excerpt"
)

func TestNewDate(t *testing.T) {
	tests := []struct {
		year   int
		month  time.Month
		day    int
		want   string
		reason string
	}{
		{2026, time.November, 21, "2026-11-21", ""},
		{2024, time.February, 29, "2024-02-29", "leap year"},
		{1900, time.February, 29, "1900-03-01", "no leap year; carried over as time.Date does"},
		{2026, time.November, 31, "2026-12-01", "carried over"},
		{2026, 14, 1, "2027-02-01", "carried over"},
		{2026, time.January, 0, "2025-12-31", "carried over backwards"},
		{1, time.January, 1, "0001-01-01", "the first day is not the zero Date"},
		{9999, time.December, 31, "9999-12-31", "the last day"},
		{0, time.January, 1, "0001-01-01", "before the first day: never the zero Date, which means open"},
		{10000, time.January, 1, "9999-12-31", "after the last day"},
		{math.MaxInt, math.MaxInt, math.MaxInt, "9999-12-31", "no overflow"},
		{math.MinInt, math.MinInt, math.MinInt, "0001-01-01", "no overflow"},
	}
	for _, tt := range tests {
		if got := NewDate(tt.year, tt.month, tt.day); got.String() != tt.want {
			t.Errorf("NewDate(%d, %d, %d) = %v, want %s (%s)", tt.year, tt.month, tt.day, got, tt.want, tt.reason)
		}
	}
}

func TestDateOf(t *testing.T) {
	auckland := time.FixedZone("NZDT", 13*60*60)
	moment := time.Date(2026, 11, 21, 12, 30, 0, 0, time.UTC)
	if got := DateOf(moment).String(); got != "2026-11-21" {
		t.Errorf("in UTC it is %s", got)
	}
	if got := DateOf(moment.In(auckland)).String(); got != "2026-11-22" {
		t.Errorf("in Auckland it is %s, want the next day", got)
	}
	if got := DateOf(time.Time{}); got != 0 {
		t.Errorf("the zero time is %v, want the zero Date", got)
	}
}

func TestDateAgreesWithTime(t *testing.T) {
	g := generator{random(t)}
	for range rounds() {
		d, n := Date(1+g.IntN(int(maxDate))), g.IntN(100_000)-50_000
		if again := DateOf(d.Time()); again != d {
			t.Fatalf("%v by time is %v", d, again)
		}
		again, err := ParseDate(d.String())
		if err != nil || again != d {
			t.Fatalf("%v by text is %v, %v", d, again, err)
		}
		e := d.AddDays(n)
		if want := d.Time().AddDate(0, 0, n); want.Year() >= 1 && want.Year() <= 9999 && (!e.Time().Equal(want) || e.Sub(d) != n) {
			t.Fatalf("%v and %d days is %v, want %v", d, n, e, want)
		}
		if (n > 0) != e.After(d) && e != maxDate || (n < 0) != e.Before(d) && e != 1 {
			t.Fatalf("%v and %v: wrong order", d, e)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, in := range []string{"", "2026-11-31", "2026-2-3", "21.11.2026", "2026-11-21T00:00:00Z", "0000-01-01", "２０２６-11-21", "2026/11/21", "2026-x1-21", "2026-11-2x", "x026-11-21", "2026-1:-21", "2026-11-2/", strings.Repeat("1", 1_000_000)} {
		d, err := ParseDate(in)
		var parse *ParseError
		if d != 0 || !errors.Is(err, ErrSyntax) || !errors.As(err, &parse) || len(err.Error()) > 200 {
			t.Errorf("ParseDate(%s) = %v, %v, want a ParseError", excerpt.Quote(in), d, err)
		}
	}
}

// The years of one to three digits are written with four.
func TestFirstYear(t *testing.T) {
	if d, err := ParseDate("0001-01-01"); err != nil || d != 1 {
		t.Errorf("%v, %v, want the first day of the calendar", d, err)
	}
}

// A day is neither before nor after itself: a rule from that day on holds on it.
func TestDateOrder(t *testing.T) {
	d := NewDate(2026, 7, 1)
	for _, tt := range []struct {
		d, e          Date
		before, after bool
	}{
		{d, d, false, false}, {d, d.AddDays(1), true, false}, {d, d.AddDays(-1), false, true}, {0, d, true, false}, {0, 0, false, false},
	} {
		if tt.d.Before(tt.e) != tt.before || tt.d.After(tt.e) != tt.after {
			t.Errorf("%v and %v: before %t, after %t", tt.d, tt.e, tt.d.Before(tt.e), tt.d.After(tt.e))
		}
	}
}

func TestDateWithin(t *testing.T) {
	from, until := NewDate(2026, 7, 1), NewDate(2026, 7, 31)
	tests := []struct {
		d, from, until Date
		want           bool
		reason         string
	}{
		{from, from, until, true, "the first day is in"},
		{until, from, until, true, "the last day is in"},
		{from.AddDays(-1), from, until, false, ""},
		{until.AddDays(1), from, until, false, ""},
		{until.AddDays(1), from, 0, true, "no end"},
		{from.AddDays(-1), 0, until, true, "no beginning"},
		{0, 0, 0, false, "no day is in no period"},
	}
	for _, tt := range tests {
		if got := tt.d.Within(tt.from, tt.until); got != tt.want {
			t.Errorf("%v within %v to %v is %t (%s)", tt.d, tt.from, tt.until, got, tt.reason)
		}
	}
}

func TestDateJSON(t *testing.T) {
	type period struct{ From, Until Date }
	in := period{From: NewDate(2026, 7, 1)}
	data, err := json.Marshal(in)
	if err != nil || string(data) != `{"From":"2026-07-01","Until":""}` {
		t.Fatalf("%s, %v", data, err)
	}
	var out period
	if err := json.Unmarshal(data, &out); err != nil || out != in {
		t.Errorf("%v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"From":"2026-07-32"}`), &out); !errors.Is(err, ErrSyntax) {
		t.Errorf("32 July: %v", err)
	}
	var zero Date
	if zero.AddDays(5) != 0 || zero.Sub(in.From) != 0 || !zero.Time().IsZero() || !zero.IsZero() {
		t.Error("the zero Date does not stay zero")
	}
}
