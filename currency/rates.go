package currency

import (
	"fmt"
	"slices"
	"time"

	"github.com/landedhq/landed/internal/excerpt"
)

// Rates is a snapshot of exchange rates, as a bank or a provider publishes it:
// usually all against one currency, the pivot. It answers for each pair that
// it holds, for the inverse of each, and for crosses through the pivot.
//
// A *Rates is immutable and may be shared between goroutines. The zero Rates
// holds nothing.
type Rates struct {
	pivot  Code
	asOf   time.Time
	source string
	*origins
	rateTable
}

// origins are those that the rates of a snapshot have in common. They are apart
// from it so that a rate does not keep its snapshot in memory.
type origins struct {
	direct, crossed origin
	via             [1]Code // the pivot, the path of crosses
}

func newOrigins(pivot Code, asOf time.Time, source string) *origins {
	o := &origins{direct: origin{asOf: asOf, source: source}, via: [1]Code{pivot}}
	o.crossed = origin{asOf: asOf, source: source, via: o.via[:]}
	return o
}

// NewRates returns a snapshot of rates with a pivot, the time for which the
// source gives them and the name of the source. A rate that has no time or
// source of its own takes those of the snapshot.
//
// The two directions of a pair may both be there: banks buy and sell at
// different rates. So may bid, mid and ask of a pair, as [TwoWay.Rates] gives
// them; where there is no mid, it is the mean of the two.
//
// NewRates returns an error if:
//   - pivot is the zero Code ([ErrUnknownCode]), asOf the zero time
//     ([ErrInvalidRate]) or not of the years 1 to 9999 ([ErrRange]), or source
//     longer than 100 bytes ([ErrRange]) or not UTF-8 ([ErrSyntax]);
//   - there are more than 10000 rates ([ErrRange]);
//   - a rate is the zero Rate, or a second one for the same pair and side
//     ([ErrInvalidRate]);
//   - a bid is above the ask, a mid not between them, or bids and asks of a
//     pair are given in both directions ([ErrInvalidRate]).
func NewRates(pivot Code, asOf time.Time, source string, rates []Rate) (*Rates, error) {
	if pivot == 0 {
		return nil, fmt.Errorf("currency: rates without a pivot: %w", ErrUnknownCode)
	}
	if asOf.IsZero() {
		return nil, fmt.Errorf("currency: rates of %s without the time for which they hold: %w", excerpt.Quote(source), ErrInvalidRate)
	}
	if err := checkSource(source); err != nil {
		return nil, fmt.Errorf("currency: rates against %s: %w", pivot, err)
	}
	at, err := instant(asOf)
	if err != nil {
		return nil, fmt.Errorf("currency: rates of %s: %w", excerpt.Quote(source), err)
	}
	rs := &Rates{pivot: pivot, asOf: at, source: source, origins: newOrigins(pivot, at, source)}
	return rs.fill(nil, rates)
}

// With returns a snapshot that holds more rates: pegs, say, or what a bank
// gives for a currency that the source lacks. Each replaces what rs holds
// between its two currencies, in either direction. Pivot, time and source stay
// those of rs. With fails as [NewRates] does.
func (rs *Rates) With(more ...Rate) (*Rates, error) {
	if rs.pivot == 0 {
		return nil, fmt.Errorf("currency: rates without a pivot: %w", ErrUnknownCode)
	}
	replaced := make(map[uint64]bool, len(more))
	for _, r := range more {
		replaced[pairKey(r.base, r.quote)] = true
	}
	kept := make([]Rate, 0, len(rs.held)+len(more))
	for i := range rs.held {
		if !replaced[pairKey(rs.held[i].base, rs.held[i].quote)] {
			kept = append(kept, rs.held[i])
		}
	}
	return (&Rates{pivot: rs.pivot, asOf: rs.asOf, source: rs.source, origins: rs.origins}).fill(kept, more)
}

// fill puts rates that were held by a snapshot of the same time and source, and
// new ones, into an empty snapshot.
func (rs *Rates) fill(held, rates []Rate) (*Rates, error) {
	if held == nil {
		held = make([]Rate, 0, len(rates))
	}
	if n := len(held) + len(rates); n > maxRates {
		return nil, fmt.Errorf("currency: %d rates of %s: %w", n, excerpt.Quote(rs.source), ErrRange)
	}
	for i := range rates {
		if rates[i].IsZero() {
			return nil, fmt.Errorf("currency: rates of %s: number %d is the zero Rate: %w", excerpt.Quote(rs.source), i, ErrInvalidRate)
		}
		held = append(held, rates[i])
		rs.hold(&held[len(held)-1])
	}
	if err := rs.index(held); err != nil {
		return nil, fmt.Errorf("currency: rates of %s: %w", excerpt.Quote(rs.source), err)
	}
	return rs, nil
}

// Pivot returns the currency through which crosses lead.
func (rs *Rates) Pivot() Code { return rs.pivot }

// AsOf returns the time for which the source gives the rates.
func (rs *Rates) AsOf() time.Time { return rs.asOf }

// Source returns the name of the source.
func (rs *Rates) Source() string { return rs.source }

// Age returns how old the snapshot is at a time, negative if it is from later.
func (rs *Rates) Age(at time.Time) time.Duration { return at.Sub(rs.asOf) }

// Codes returns the currencies that occur in the snapshot, sorted.
func (rs *Rates) Codes() []Code {
	codes := make([]Code, 0, 2*len(rs.held)+1)
	if rs.pivot != 0 {
		codes = append(codes, rs.pivot)
	}
	for i := range rs.held {
		codes = append(codes, rs.held[i].base, rs.held[i].quote)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// All returns the rates that the snapshot holds, in the order of their
// currencies; the mids of two-way quotations are among them.
func (rs *Rates) All() []Rate { return slices.Clone(rs.held) }

// Rate returns the rate at which from is given away for to, by the first of
// these rules that gives one:
//  1. The rate of a currency with itself is 1.
//  2. The snapshot holds the rate.
//  3. The snapshot holds the rate of the other direction: its inverse.
//  4. It holds, by rules 2 and 3, the rates between both and the pivot: their
//     cross.
//  5. One or both are held only against a currency other than the pivot, as a
//     pegged currency is against its anchor, or had been replaced by another at
//     a fixed rate by the day of the snapshot ([Code.Successor]): the cross
//     through that currency, by the fewest steps. So an order in HRK converts to
//     USD at the rates of today, through EUR.
//
// Rules 4 and 5 round nothing on the way. Between two currencies that the euro
// replaced, Article 4(4) of Council Regulation (EC) No 1103/97 allows the
// amount in euro to be rounded, to three decimals or more, but does not require
// it.
//
// With a two-way quotation this is the bid, or in the other direction the
// inverse of the ask, which again is a bid: what a dealer pays for from.
// [Rates.Mid] and [Rates.Ask] give the others. A rate without side serves for
// all of them.
//
// Rate returns an error if:
//   - no rule gives a rate ([*NoRateError]);
//   - the exact cross has more than 34 digits ([ErrRange]).
func (rs *Rates) Rate(from, to Code) (r Rate, err error) { err = rs.rate(&r, from, to, Bid); return }

// Mid returns the rate between two currencies as [Rates.Rate] does, but the mid
// of two-way quotations: the rate of valuations and statistics, at which nobody
// deals. The mid of a cross is the cross of the mids.
func (rs *Rates) Mid(from, to Code) (r Rate, err error) { err = rs.rate(&r, from, to, Mid); return }

// Ask returns the rate between two currencies as [Rates.Rate] does, but the ask
// of two-way quotations: what a dealer wants in to for one unit of from. It is
// the selling rate of tax law, and the rate for a shop that takes to and needs
// from for it. It is the inverse of Rate(to, from).
func (rs *Rates) Ask(from, to Code) (r Rate, err error) { err = rs.rate(&r, from, to, Ask); return }

// rate writes to r, which is zero; see [Rate.directed].
func (rs *Rates) rate(r *Rate, from, to Code, side Side) error {
	if from == to && from != 0 {
		*r = makeRate(from, to, ratio{one, one}, origin{})
		if rs.origins != nil {
			r.from = &rs.direct
		}
		return nil
	}
	ok, err := rs.between(r, from, to, side)
	if ok && err == nil {
		return nil
	}
	reason := ""
	if err == nil {
		ok, reason, err = rs.around(r, from, to, side)
	}
	if err != nil {
		*r = Rate{}
		return rateError(from, to, err)
	}
	if !ok {
		return &NoRateError{From: from, To: to, Pivot: rs.pivot, AsOf: rs.asOf, Source: rs.source, Reason: reason}
	}
	return nil
}

// between writes the rate by the rules 2 to 4 of [Rates.Rate].
func (rs *Rates) between(r *Rate, from, to Code, side Side) (ok bool, err error) {
	// Where each rate is one with the pivot, others need not be looked for.
	if rs.center == 0 || from == rs.center || to == rs.center {
		if h := rs.find(from, to, side); h != nil {
			h.directed(r, from)
			return true, nil
		}
	}
	first, second := rs.find(from, rs.pivot, side), rs.find(rs.pivot, to, side)
	if first == nil || second == nil {
		return false, nil
	}
	return true, rs.cross(r, first, second, from, to)
}

// cross writes the cross of two rates with the pivot.
func (rs *Rates) cross(r, first, second *Rate, from, to Code) error {
	side, err := first.sideFrom(from).cross(second.sideFrom(rs.pivot))
	if err != nil {
		return err
	}
	if first.from == &rs.direct && second.from == &rs.direct && r.setCross(first, second, from, rs.pivot) {
		r.base, r.quote, r.side, r.from = from, to, side, &rs.crossed
		return nil
	}
	return r.setFullCross(first, second, from, rs.pivot)
}

// Convert returns a in another currency, rounded once by rd, and the rate of
// [Rates.Rate] by which it was converted, for the invoice to show. The zero
// Amount converts to zero, at 1. It fails as [Rates.Rate] and [Rate.Convert]
// do.
func (rs *Rates) Convert(a Amount, to Code, rd Rounding) (b Amount, used Rate, err error) {
	from := a.cur
	if a.neutral() {
		from = to
	}
	if err = rs.rate(&used, from, to, Bid); err != nil {
		return Amount{}, used, err
	}
	// What Rate.Convert does, without a copy of the rate.
	units, ok := quotient(a.units, used.num, used.den, used.shift(a), rd.Mode, rd.Increment)
	if ok && a.big == nil && rd.Digits == 0 {
		return FromMinor(units, to), used, nil
	}
	if b, err = used.convert(a, rd); err != nil {
		return Amount{}, Rate{}, err
	}
	return b, used, nil
}
