package duty

import (
	"errors"
	"fmt"
	"math/big"
	"math/bits"
	"slices"

	"github.com/landedhq/landed/currency"
)

// Limit is a threshold of a regime that can hold on a lane, in the currency of
// the lane. Which value is compared with it, the value of what, and whether the
// limit itself is outside, are the Basis, Scope and Strict of the regime.
type Limit struct {
	Regime *Regime  // a row of the table, which nobody may change
	Value  *big.Rat // in units of the currency, exactly; of a threshold by item, for one piece
	Period bool     // it is the PeriodValue of the regime, which is never strict
}

// Limits returns at which values the law of the lane may change: the thresholds
// of its regimes and fees, in the order in which they are tried. The rate of
// exchange is the one from the currency of the lane to that of the law.
//
// It fails if the lane has no Currency ([ErrShipment]), or there is no exchange
// rate for a threshold (wraps [currency.ErrNoRate]).
func (l *Lane) Limits() ([]Limit, error) {
	if l.currency == 0 {
		return nil, fmt.Errorf("duty: %w: thresholds of a lane without a Currency", ErrShipment)
	}
	var limits []Limit
	units := minorUnits(l.currency)
	for _, rules := range l.groups() {
		for i := range rules {
			r := &rules[i]
			for k, threshold := range [...]currency.Amount{r.Threshold, r.PeriodValue} {
				if threshold.Currency() == 0 {
					continue
				}
				exact, err := l.mustLimit(r, threshold)
				if err != nil {
					return nil, err
				}
				limits = append(limits, Limit{Regime: &r.Regime, Value: exact.Quo(exact, units), Period: k == 1})
			}
		}
	}
	return limits, nil
}

// mustLimit is exactLimit, or says why there is none.
func (l *Lane) mustLimit(r *laneRule, threshold currency.Amount) (*big.Rat, error) {
	if exact := l.exactLimit(threshold); exact != nil {
		return exact, nil
	}
	if l.currency == 0 {
		return nil, fmt.Errorf("duty: %w: thresholds of a lane without a Currency", ErrShipment)
	}
	_, err := r.compare(currency.FromMinor(1, l.currency), threshold, 1, l.customs)
	return nil, err
}

// groups returns the rules of duty and those of each fee.
func (l *Lane) groups() [][]laneRule {
	groups := [][]laneRule{l.duty}
	for i := range l.fees {
		groups = append(groups, l.fees[i].rules)
	}
	return groups
}

// Band is a run of values of goods, on the grid of the minor unit, that one
// regime treats.
type Band struct {
	From currency.Amount // the least value of the band
	Upto currency.Amount // the largest; the zero Amount where there is none
	// Regime and Fees are the rows that apply, of each fee the one that does.
	Regime *Regime
	Fees   []*Regime
	// Err says why goods of these values cannot be assessed: a
	// [*NoRegimeError]. Regime is nil then.
	Err error
}

// Bands returns the bands of the only item of a shipment of the lane, for all
// values from zero up, whatever its Value is. Everything else in the shipment,
// such as the freight, stays as it is, and the values are those of all its
// pieces together. Neighbours differ in their rows. Inside a band the duty may
// still have bends: see [Goods.Branches].
//
// It fails as [Lane.Limits] does, if there is not just one item, or the shipment
// is of another lane ([ErrShipment]), and as [Assess] does for what is wrong with
// it.
func (l *Lane) Bands(s *Shipment) ([]Band, error) {
	if !l.fits(s) || len(s.Items) != 1 || l.currency == 0 || s.Currency != 0 && s.Currency != l.currency {
		return nil, fmt.Errorf("duty: %w: bands are of one item of the lane, in its Currency", ErrShipment)
	}
	a := l.regimes.assessor()
	defer l.regimes.keep(a)
	a.lane, a.tariff, a.regimes, a.given = l, l.tariff, l.regimes, *s
	items := [1]Item{s.Items[0]}
	a.given.Items, a.given.Regimes, a.given.Currency = items[:], nil, l.currency
	a.shipment = &a.given
	if l.inside != "" {
		return []Band{{From: currency.FromMinor(0, l.currency), Regime: &noRegime}}, nil
	}
	items[0].Value = currency.FromMinor(0, l.currency)
	if err := a.prepareBands(); err != nil {
		return nil, err
	}
	ends, err := a.bandEnds()
	if err != nil {
		return nil, err
	}
	var bands []Band
	from := int64(0)
	for k := 0; k <= len(ends); k++ {
		items[0].Value = currency.FromMinor(from, l.currency)
		b, err := a.bandAt()
		if err != nil {
			return nil, err
		}
		if k < len(ends) {
			b.Upto, from = currency.FromMinor(ends[k], l.currency), ends[k]+1
		}
		if n := len(bands); n > 0 && bands[n-1].alike(&b) {
			bands[n-1].Upto = b.Upto
			continue
		}
		bands = append(bands, b)
	}
	return bands, nil
}

// alike reports whether the same rows apply in both.
func (b *Band) alike(o *Band) bool {
	return b.Regime == o.Regime && slices.Equal(b.Fees, o.Fees) && (b.Err == nil) == (o.Err == nil) && (b.Err == nil || b.Err.Error() == o.Err.Error())
}

// prepareBands begins an assessment as far as values are known.
func (a *assessor) prepareBands() error {
	a.begin()
	if err := a.validate(); err != nil {
		return err
	}
	if !a.shareOutMinor() {
		var err error
		if a.currency, err = a.shipment.currency(); err != nil {
			return err
		}
		if err := a.shareOut(); err != nil {
			return err
		}
	}
	_, err := a.borders()
	return err
}

// bandAt chooses the rows for the item at its value.
func (a *assessor) bandAt() (Band, error) {
	b := Band{From: a.given.Items[0].Value}
	if err := a.prepareBands(); err != nil {
		return b, err
	}
	err := a.chooseRegimes()
	var none *NoRegimeError
	switch {
	case errors.As(err, &none):
		b.Err = err
		return b, nil
	case err != nil:
		return b, err
	}
	b.Regime = a.result.Regime
	if a.shipment.DutyOnly {
		return b, nil
	}
	a.fees, a.feeRoom = a.fees[:0], a.feeRoom[:0]
	if err := a.chooseFees(); err != nil {
		return b, err
	}
	for _, f := range a.fees {
		b.Fees = append(b.Fees, &f.rules[0].Regime)
	}
	return b, nil
}

// mostBand is above all values in minor units at which a band ends.
const mostBand = 1 << 62

// bandEnds returns the values in minor units, ascending, after which a rule of
// the lane may hold no more. The goods of the shipment have no value.
func (a *assessor) bandEnds() ([]int64, error) {
	l := a.lane
	var ends []int64
	for _, rules := range l.groups() {
		for i := range rules {
			r := &rules[i]
			for k, threshold := range [...]currency.Amount{r.Threshold, r.PeriodValue} {
				if threshold.Currency() == 0 {
					continue
				}
				end, ok, err := a.bandEnd(r, threshold, k == 1)
				if err != nil {
					return nil, err
				}
				if ok {
					ends = append(ends, end)
				}
			}
		}
	}
	slices.Sort(ends)
	return slices.Compact(ends), nil
}

// bandEnd returns the largest value of the goods within a threshold of a rule. It
// reports false if there is none: even goods without a value are not within it,
// or all are.
func (a *assessor) bandEnd(r *laneRule, threshold currency.Amount, period bool) (int64, bool, error) {
	pieces := int64(1)
	strict := r.Strict && !period
	if r.Scope == PerItem && !period {
		pieces = a.given.Items[0].Quantity
	}
	if r.quick && a.limited {
		besides := int64(0)
		if r.Basis == CIFValue {
			besides = a.minors.all
		}
		return r.limit.largest(pieces, besides, strict)
	}
	exact, err := a.lane.mustLimit(r, threshold)
	if err != nil {
		return 0, false, err
	}
	besides, err := a.besideGoods(r, period)
	if err != nil {
		return 0, false, err
	}
	exact.Mul(exact, new(big.Rat).SetInt64(pieces))
	exact.Sub(exact, new(big.Rat).Mul(besides.Decimal().Rat(), minorUnits(a.currency)))
	largest := new(big.Int).Div(exact.Num(), exact.Denom()) // down, as the denominator is above zero
	if strict && exact.IsInt() {
		largest.Sub(largest, big.NewInt(1))
	}
	return largest.Int64(), largest.IsInt64() && largest.Sign() >= 0 && largest.Cmp(big.NewInt(mostBand)) < 0, nil
}

// besideGoods returns what counts against a threshold besides the goods.
func (a *assessor) besideGoods(r *laneRule, period bool) (sum currency.Amount, err error) {
	sum = a.zero()
	if r.Basis == CIFValue {
		sum = a.result.CustomsValue
	}
	switch {
	case period:
		return a.with(sum, a.given.Earlier.Period)
	case r.Scope == PerDay:
		return a.with(sum, a.given.Earlier.Day)
	}
	return sum, nil
}

// largest returns the largest value in minor units that is within the limit for
// so many pieces together with what is besides.
func (l limit) largest(pieces, besides int64, strict bool) (int64, bool, error) {
	hi, lo := bits.Mul64(l.num, uint64(pieces))
	if hi >= l.den {
		return 0, false, nil // no value is that large
	}
	q, rest := bits.Div64(hi, lo, l.den)
	if q >= mostBand {
		return 0, false, nil
	}
	largest := int64(q) - besides
	if strict && rest == 0 {
		largest--
	}
	return largest, largest >= 0, nil
}
