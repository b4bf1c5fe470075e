package currency

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// dollarsOn returns a snapshot of a day with one euro in cents of the dollar.
func dollarsOn(t testing.TB, day Date, cents int64) *Rates {
	t.Helper()
	r, err := NewRate(EUR, USD, FromMinor(cents, USD).Decimal(), day.Time(), "ECB")
	if err != nil {
		t.Fatal(err)
	}
	rs, err := NewRates(EUR, day.Time(), "ECB", []Rate{r})
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

// The working days around Easter 2025 on which the bank published, newest
// first, as its files have them.
func easterHistory(t testing.TB) *History {
	t.Helper()
	h, err := NewHistory([]*Rates{
		dollarsOn(t, NewDate(2025, 4, 22), 1_15),
		dollarsOn(t, NewDate(2025, 4, 17), 1_14),
		dollarsOn(t, NewDate(2025, 4, 16), 1_13),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHistory(t *testing.T) {
	h := easterHistory(t)
	day := func(d int) Date { return NewDate(2025, 4, d) }
	tests := []struct {
		name   string
		get    func(Date) (*Rates, error)
		on     Date
		want   Date
		class  error
		reason string
	}{
		{"At", h.At, day(16), day(16), nil, "the first day"},
		{"At", h.At, day(17), day(17), nil, "a day with rates"},
		{"At", h.At, day(18), day(17), nil, "Good Friday"},
		{"At", h.At, day(19), day(17), nil, "a Saturday"},
		{"At", h.At, day(21), day(17), nil, "Easter Monday, the fourth day without rates"},
		{"At", h.At, day(22), day(22), nil, "the last day"},
		{"At", h.At, day(29), day(22), nil, "seven days after the last"},
		{"At", h.At, day(30), 0, ErrStale, "eight days after the last"},
		{"At", h.At, NewDate(2026, 4, 22), 0, ErrStale, "a year after the last"},
		{"At", h.At, day(15), 0, ErrNoRate, "before the first"},
		{"At", h.At, 0, 0, ErrNoRate, "no day"},
		{"OnOrAfter", h.OnOrAfter, day(17), day(17), nil, "a day with rates"},
		{"OnOrAfter", h.OnOrAfter, day(18), day(22), nil, "the next publication after a holiday"},
		{"OnOrAfter", h.OnOrAfter, day(9), day(16), nil, "seven days before the first"},
		{"OnOrAfter", h.OnOrAfter, day(8), 0, ErrNoRate, "eight days before the first"},
		{"OnOrAfter", h.OnOrAfter, day(23), 0, ErrNoRate, "not published yet"},
		{"OnOrAfter", h.OnOrAfter, 0, 0, ErrNoRate, "no day"},
		{"At without gap", h.WithMaxGap(0).At, day(17), day(17), nil, "the day itself"},
		{"At without gap", h.WithMaxGap(-3).At, day(18), 0, ErrStale, "no other day serves"},
		{"At with a long gap", h.WithMaxGap(1000).At, NewDate(2026, 4, 22), day(22), nil, "old rates were asked for"},
		{"At in nothing", new(History).At, day(17), 0, ErrNoRate, "the zero History"},
		{"OnOrAfter in nothing", new(History).OnOrAfter, day(17), 0, ErrNoRate, "the zero History"},
	}
	for _, tt := range tests {
		rs, err := tt.get(tt.on)
		var missing *DayError
		switch {
		case tt.class != nil:
			if rs != nil || !errors.Is(err, tt.class) || !errors.As(err, &missing) || missing.On != tt.on {
				t.Errorf("%s %v: %v, %v, want %v (%s)", tt.name, tt.on, rs, err, tt.class, tt.reason)
			}
		case err != nil || DateOf(rs.AsOf()) != tt.want:
			t.Errorf("%s %v: %v, %v, want %v (%s)", tt.name, tt.on, rs, err, tt.want, tt.reason)
		}
	}
	if h.First() != day(16) || h.Last() != day(22) || h.Len() != 3 || h.MaxGap() != DefaultMaxGap {
		t.Errorf("%v to %v, %d days, gap %d", h.First(), h.Last(), h.Len(), h.MaxGap())
	}
	if z := new(History); z.First() != 0 || z.Last() != 0 || z.Len() != 0 {
		t.Error("the zero History has days")
	}
	var days []Date
	for day, rs := range h.All() {
		if days = append(days, day); DateOf(rs.AsOf()) != day {
			t.Errorf("%v has the rates of %v", day, rs.AsOf())
		}
	}
	if !slices.Equal(days, []Date{day(16), day(17), day(22)}) {
		t.Errorf("days %v", days)
	}
	for range h.All() {
		break // must not go on
	}
}

func TestHistoryErrors(t *testing.T) {
	h := easterHistory(t)
	_, stale := h.At(NewDate(2026, 4, 22))
	_, early := h.At(NewDate(2025, 4, 1))
	_, next := h.OnOrAfter(NewDate(2025, 4, 23))
	for _, tt := range []struct {
		err  error
		want string
	}{
		{stale, "currency: exchange rates of ECB for 2026-04-22, the last before are of 2025-04-22, 7 days may lie between: exchange rates are too old"},
		{early, "currency: exchange rates of ECB for 2025-04-01, the next are of 2025-04-16, 7 days may lie between: no exchange rate"},
		{next, "currency: exchange rates of ECB for 2025-04-23, the last before are of 2025-04-22, 7 days may lie between: no exchange rate"},
	} {
		if tt.err == nil || tt.err.Error() != tt.want {
			t.Errorf("error %v, want %s", tt.err, tt.want)
		}
	}
	one := dollarsOn(t, NewDate(2025, 4, 16), 1_13)
	for _, tt := range []struct {
		name  string
		days  []*Rates
		class error
	}{
		{"empty", nil, ErrNoRate},
		{"nil", []*Rates{one, nil}, ErrNoRate},
		{"zero Rates", []*Rates{{}}, ErrNoRate},
		{"a day twice", []*Rates{one, dollarsOn(t, NewDate(2025, 4, 17), 1_14), one}, ErrInvalidRate},
	} {
		if h, err := NewHistory(tt.days); h != nil || !errors.Is(err, tt.class) {
			t.Errorf("%s: %v, %v, want %v", tt.name, h, err, tt.class)
		}
	}
	if _, err := h.With(nil); !errors.Is(err, ErrNoRate) {
		t.Errorf("with nothing: %v", err)
	}
}

func TestHistoryConvert(t *testing.T) {
	h := easterHistory(t)
	got, used, err := h.Convert(FromMinor(100_00, EUR), USD, NewDate(2025, 4, 20), Rounding{})
	if err != nil || got != FromMinor(114_00, USD) || DateOf(used.AsOf()) != NewDate(2025, 4, 17) {
		t.Errorf("on Easter Sunday 100 EUR are %v at %v, %v", got, used, err)
	}
	if r, err := h.Rate(USD, EUR, NewDate(2025, 4, 20)); err != nil || !r.Equal(used.Inverse()) {
		t.Errorf("%v, %v, want the inverse of %v", r, err, used)
	}
	if _, err := h.Rate(USD, EUR, NewDate(2025, 4, 1)); !errors.Is(err, ErrNoRate) {
		t.Errorf("before the first day: %v", err)
	}
	if _, _, err := h.Convert(FromMinor(1, EUR), USD, NewDate(2026, 4, 1), Rounding{}); !errors.Is(err, ErrStale) {
		t.Errorf("after the last day: %v", err)
	}
	if _, _, err := h.Convert(FromMinor(1, EUR), GBP, NewDate(2025, 4, 17), Rounding{}); !errors.Is(err, ErrNoRate) {
		t.Errorf("no such currency: %v", err)
	}
}

func TestHistoryWith(t *testing.T) {
	h := easterHistory(t).WithMaxGap(3)
	more, err := h.With(dollarsOn(t, NewDate(2025, 4, 23), 1_16), dollarsOn(t, NewDate(2025, 4, 17), 2_00))
	if err != nil || more.Len() != 4 || more.Last() != NewDate(2025, 4, 23) || more.MaxGap() != 3 {
		t.Fatalf("%v, %v", more, err)
	}
	if r, err := more.Rate(EUR, USD, NewDate(2025, 4, 17)); err != nil || r.Value(2).String() != "2" {
		t.Errorf("the day was not replaced: %v, %v", r, err)
	}
	if r, err := h.Rate(EUR, USD, NewDate(2025, 4, 17)); err != nil || r.Value(2).String() != "1.14" || h.Len() != 3 {
		t.Errorf("the history has changed: %v, %v", r, err)
	}
	first, err := new(History).With(dollarsOn(t, NewDate(2025, 4, 17), 1_14))
	if err != nil || first.MaxGap() != DefaultMaxGap {
		t.Errorf("from nothing: %v, %v", first, err)
	}
}

// The rates of a day are those of the nearest day on the right side, found here
// by going through all of them; days with rates come with random gaps.
func TestHistoryLaw(t *testing.T) {
	rng := random(t)
	for range rounds() / 50 {
		var snapshots []*Rates
		day := NewDate(2020, time.Month(1+rng.IntN(12)), 1+rng.IntN(28))
		first := day
		for range 1 + rng.IntN(20) {
			snapshots = append(snapshots, dollarsOn(t, day, 1+rng.Int64N(1000)))
			day = day.AddDays(1 + rng.IntN(12))
		}
		rng.Shuffle(len(snapshots), func(i, j int) { snapshots[i], snapshots[j] = snapshots[j], snapshots[i] })
		h, err := NewHistory(snapshots)
		if err != nil {
			t.Fatal(err)
		}
		gap := rng.IntN(10)
		h = h.WithMaxGap(gap)
		for on := first.AddDays(-15); on < day.AddDays(15); on = on.AddDays(1) {
			var before, after *Rates
			for _, rs := range snapshots {
				d := DateOf(rs.AsOf())
				if d <= on && (before == nil || d > DateOf(before.AsOf())) {
					before = rs
				}
				if d >= on && (after == nil || d < DateOf(after.AsOf())) {
					after = rs
				}
			}
			if before != nil && on.Sub(DateOf(before.AsOf())) > gap {
				before = nil
			}
			if after != nil && DateOf(after.AsOf()).Sub(on) > gap {
				after = nil
			}
			if got, err := h.At(on); got != before || (err == nil) != (before != nil) {
				t.Fatalf("At %v: %v, %v, want %v", on, got, err, before)
			}
			if got, err := h.OnOrAfter(on); got != after || (err == nil) != (after != nil) {
				t.Fatalf("OnOrAfter %v: %v, %v, want %v", on, got, err, after)
			}
		}
	}
}
