package currency

import (
	"fmt"
	"iter"
	"slices"
)

// History is snapshots of exchange rates over time, one a day, as a bank
// publishes them on its working days. It is immutable and may be shared between
// goroutines. The zero History has no days.
type History struct {
	days   []Date // in step with rates, ascending
	rates  []*Rates
	maxGap int
}

// DefaultMaxGap is for how many days the rates of a day are used in a new
// [History] when no others follow. It spans the longest time without rates of
// the European Central Bank, the four days from Good Friday to Easter Monday,
// and some more; it does not hide that a feed has broken down.
const DefaultMaxGap = 7

// NewHistory returns the history of snapshots in whatever order. The day of a
// snapshot is that of its AsOf, in the location of that time.
//
// NewHistory returns an error if:
//   - there are no snapshots, or one is nil ([ErrNoRate]);
//   - two are of the same day ([ErrInvalidRate]).
func NewHistory(snapshots []*Rates) (*History, error) {
	if len(snapshots) == 0 {
		return nil, fmt.Errorf("currency: history without a day: %w", ErrNoRate)
	}
	for i, rs := range snapshots {
		if rs == nil || rs.pivot == 0 {
			return nil, fmt.Errorf("currency: history: number %d has no rates: %w", i, ErrNoRate)
		}
	}
	h := &History{rates: slices.Clone(snapshots), maxGap: DefaultMaxGap}
	slices.SortStableFunc(h.rates, func(a, b *Rates) int { return int(DateOf(a.asOf)) - int(DateOf(b.asOf)) })
	h.days = make([]Date, len(h.rates))
	for i, rs := range h.rates {
		h.days[i] = DateOf(rs.asOf)
		if i > 0 && h.days[i] == h.days[i-1] {
			return nil, fmt.Errorf("currency: history: %v is there twice: %w", h.days[i], ErrInvalidRate)
		}
	}
	return h, nil
}

// With returns a history with more snapshots, those of today, say. A day that h
// has already is replaced. With fails as [NewHistory] does.
func (h *History) With(snapshots ...*Rates) (*History, error) {
	added := make(map[Date]bool, len(snapshots))
	for _, rs := range snapshots {
		if rs != nil {
			added[DateOf(rs.asOf)] = true
		}
	}
	all := slices.Clone(snapshots)
	for i, day := range h.days {
		if !added[day] {
			all = append(all, h.rates[i])
		}
	}
	more, err := NewHistory(all)
	if err != nil {
		return nil, err
	}
	if len(h.days) > 0 {
		more.maxGap = h.maxGap
	}
	return more, nil
}

// WithMaxGap returns a history in which the rates of a day serve for so many
// days after it, if no others follow; 0 and less mean for the day itself alone.
func (h *History) WithMaxGap(days int) *History {
	changed := *h
	changed.maxGap = max(days, 0)
	return &changed
}

// MaxGap returns for how many days the rates of a day serve.
func (h *History) MaxGap() int { return h.maxGap }

// Len returns the number of days that have rates.
func (h *History) Len() int { return len(h.days) }

// First returns the first day that has rates, the zero Date if there is none.
func (h *History) First() Date {
	if len(h.days) == 0 {
		return 0
	}
	return h.days[0]
}

// Last returns the last day that has rates, the zero Date if there is none.
func (h *History) Last() Date {
	if len(h.days) == 0 {
		return 0
	}
	return h.days[len(h.days)-1]
}

// All returns the days and their snapshots, the first day first.
func (h *History) All() iter.Seq2[Date, *Rates] {
	return func(yield func(Date, *Rates) bool) {
		for i, day := range h.days {
			if !yield(day, h.rates[i]) {
				return
			}
		}
	}
}

// At returns the rates that hold on a day: those published on it or, on a
// weekend or holiday, on the last day before that has some. They must not be
// older than [History.MaxGap] days.
//
// A bank publishes in the afternoon, and a sale in the morning knew only the
// rates of the day before; where that matters, ask for that day.
//
// At returns a [*DayError] if:
//   - the day is before the first one, or the zero Date ([ErrNoRate]);
//   - the last rates before it are too old ([ErrStale]); they are for any day
//     long after the last one.
func (h *History) At(on Date) (*Rates, error) {
	i, found := slices.BinarySearch(h.days, on)
	if !found {
		i--
	}
	switch before := h.dayAt(i); {
	case before == 0:
		return nil, h.missing(on, 0, h.First(), ErrNoRate)
	case on.Sub(before) > h.maxGap:
		return nil, h.missing(on, before, h.dayAt(i+1), ErrStale)
	}
	return h.rates[i], nil
}

// OnOrAfter returns the rates published on a day or, if none were, on the next
// day that has some: the rule for the VAT returns of the European one-stop
// shops (Directive 2006/112/EC, Article 366(2), for the last day of the tax
// period). They must not be later than [History.MaxGap] days.
//
// OnOrAfter returns a [*DayError], which wraps [ErrNoRate], if:
//   - the day is after the last one: its rates may not be published yet;
//   - the next rates are too late, or the day is the zero Date.
func (h *History) OnOrAfter(on Date) (*Rates, error) {
	i, _ := slices.BinarySearch(h.days, on)
	after := h.dayAt(i)
	if on == 0 || after == 0 || after.Sub(on) > h.maxGap {
		return nil, h.missing(on, h.dayAt(i-1), after, ErrNoRate)
	}
	return h.rates[i], nil
}

// dayAt returns the day at an index, the zero Date beyond either end.
func (h *History) dayAt(i int) Date {
	if i < 0 || i >= len(h.days) {
		return 0
	}
	return h.days[i]
}

func (h *History) missing(on, before, after Date, class error) error {
	e := &DayError{On: on, Before: before, After: after, MaxGap: h.maxGap, Err: class}
	if len(h.rates) > 0 {
		e.Source = h.rates[0].source
	}
	return e
}

// Rate returns the rate between two currencies on a day, as [History.At] and
// [Rates.Rate] give it, and fails as they do.
func (h *History) Rate(from, to Code, on Date) (Rate, error) {
	rs, err := h.At(on)
	if err != nil {
		return Rate{}, err
	}
	return rs.Rate(from, to)
}

// Convert returns a in another currency at the rates of a day, as [History.At]
// and [Rates.Convert] give it, and the rate by which it was converted; its AsOf
// is the day of publication. It fails as they do.
func (h *History) Convert(a Amount, to Code, on Date, rd Rounding) (Amount, Rate, error) {
	rs, err := h.At(on)
	if err != nil {
		return Amount{}, Rate{}, err
	}
	return rs.Convert(a, to, rd)
}

// DayError says that a [History] has no rates that serve for a day, and which
// are the nearest.
type DayError struct {
	On            Date
	Before, After Date // the nearest days that have rates, zero if none
	MaxGap        int  // how many days away they may be
	Source        string
	Err           error // ErrNoRate or ErrStale
}

func (e *DayError) Error() string {
	s := "currency: exchange rates"
	if e.Source != "" {
		s += " of " + e.Source
	}
	on := "no day"
	if e.On != 0 {
		on = e.On.String()
	}
	s += " for " + on
	if e.Before != 0 {
		s += fmt.Sprintf(", the last before are of %v", e.Before)
	}
	if e.After != 0 {
		s += fmt.Sprintf(", the next are of %v", e.After)
	}
	return fmt.Sprintf("%s, %d days may lie between: %v", s, e.MaxGap, e.Err)
}

// Unwrap returns [ErrNoRate] or [ErrStale].
func (e *DayError) Unwrap() error { return e.Err }
