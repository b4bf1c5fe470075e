package currency

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/landedhq/landed/internal/excerpt"
)

// Rates is a snapshot of exchange rates, as a bank or a provider publishes it:
// usually all against one currency, the pivot. It answers for each pair that
// it holds, for the inverse of each, and for crosses through the pivot.
//
// A *Rates is immutable and may be shared between goroutines.
type Rates struct {
	pivot  Code
	via    []Code // the pivot alone, the path of all crosses
	asOf   time.Time
	source string
	rates  map[pair]Rate
}

type pair struct{ base, quote Code }

// NewRates returns a snapshot of rates with a pivot, the time for which the
// source gives them and the name of the source. A rate that has no time or
// source of its own takes those of the snapshot.
//
// NewRates returns an error if:
//   - pivot is the zero Code ([ErrUnknownCode]), asOf the zero time, or source
//     longer than 100 bytes or not UTF-8;
//   - a rate is the zero Rate, or a second one for the same pair
//     ([ErrInvalidRate]). The two directions of a pair may both be there: banks
//     buy and sell at different rates.
func NewRates(pivot Code, asOf time.Time, source string, rates []Rate) (*Rates, error) {
	switch {
	case pivot == 0:
		return nil, fmt.Errorf("currency: rates without a pivot: %w", ErrUnknownCode)
	case asOf.IsZero():
		return nil, fmt.Errorf("currency: rates of %s without the time for which they hold: %w", excerpt.Quote(source), ErrInvalidRate)
	case len(source) > maxSource:
		return nil, fmt.Errorf("currency: source of %d bytes: %w", len(source), ErrRange)
	case !utf8.ValidString(source):
		return nil, fmt.Errorf("currency: source %s is not UTF-8: %w", excerpt.Quote(source), ErrSyntax)
	}
	rs := &Rates{pivot: pivot, via: []Code{pivot}, asOf: asOf, source: source, rates: make(map[pair]Rate, len(rates))}
	for i, r := range rates {
		if r.IsZero() {
			return nil, fmt.Errorf("currency: rates of %s: number %d is the zero Rate: %w", excerpt.Quote(source), i, ErrInvalidRate)
		}
		p := pair{r.base, r.quote}
		if _, twice := rs.rates[p]; twice {
			return nil, fmt.Errorf("currency: rates of %s: %s to %s is there twice: %w", excerpt.Quote(source), r.base, r.quote, ErrInvalidRate)
		}
		if r.asOf.IsZero() {
			r.asOf = asOf
		}
		if r.source == "" {
			r.source = source
		}
		rs.rates[p] = r
	}
	return rs, nil
}

// Pivot returns the currency through which crosses lead.
func (rs *Rates) Pivot() Code { return rs.pivot }

// AsOf returns the time for which the source gives the rates.
func (rs *Rates) AsOf() time.Time { return rs.asOf }

// Source returns the name of the source.
func (rs *Rates) Source() string { return rs.source }

// Age returns how old the snapshot is at a time, negative if it is of later.
func (rs *Rates) Age(at time.Time) time.Duration { return at.Sub(rs.asOf) }

// Codes returns the currencies that occur in the snapshot, sorted.
func (rs *Rates) Codes() []Code {
	codes := []Code{rs.pivot}
	for p := range rs.rates {
		codes = append(codes, p.base, p.quote)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// Rate returns the rate between two currencies, by the first of these rules
// that gives one:
//  1. The rate of a currency with itself is 1.
//  2. The snapshot holds the rate.
//  3. The snapshot holds the rate of the other direction: its inverse.
//  4. It holds, by rules 2 and 3, the rates between both and the pivot: their
//     cross.
//
// Rate returns an error if:
//   - no rule gives a rate ([*NoRateError]);
//   - the exact cross has more than 34 digits ([ErrRange]).
func (rs *Rates) Rate(from, to Code) (Rate, error) {
	if from == to && from != 0 {
		return Rate{base: from, quote: to, ratio: ratio{one, one}, asOf: rs.asOf, source: rs.source}, nil
	}
	if r, ok := rs.direct(from, to); ok {
		return r, nil
	}
	first, ok1 := rs.direct(from, rs.pivot)
	second, ok2 := rs.direct(rs.pivot, to)
	if !ok1 || !ok2 {
		return Rate{}, &NoRateError{From: from, To: to, Pivot: rs.pivot, AsOf: rs.asOf, Source: rs.source}
	}
	via := rs.via
	if len(first.via)+len(second.via) > 0 {
		via = nil // to be put together
	}
	r, err := first.cross(second, via)
	if err != nil {
		return Rate{}, rateError(from, to, err)
	}
	return r, nil
}

// direct returns the rate that the snapshot holds in this or the other
// direction.
func (rs *Rates) direct(from, to Code) (Rate, bool) {
	if r, ok := rs.rates[pair{from, to}]; ok {
		return r, true
	}
	if r, ok := rs.rates[pair{to, from}]; ok {
		return r.Inverse(), true
	}
	return Rate{}, false
}

// Convert returns a in another currency at the rate of [Rates.Rate], rounded
// once by rd. The zero Amount converts to zero. It fails as [Rates.Rate] and
// [Rate.Convert] do.
func (rs *Rates) Convert(a Amount, to Code, rd Rounding) (Amount, error) {
	from := a.cur
	if a.neutral() {
		from = to
	}
	r, err := rs.Rate(from, to)
	if err != nil {
		return Amount{}, err
	}
	return r.Convert(a, rd)
}
