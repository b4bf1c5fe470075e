package duty

import (
	"math/big"
	"math/bits"

	"github.com/landedhq/landed/currency"
)

// laneRule is a rule that can hold on a lane: its conditions on the way of the
// consignment do.
type laneRule struct {
	*rule
	limit limit
	doubt string // see rule.doubt
	quick bool   // its limits are but limit: of the consignment, without earlier ones, or of a piece
}

// laneFee is a fee of which some rule can hold on a lane.
type laneFee struct {
	name  string
	rules []laneRule
}

// compile selects the rules that can hold.
func (l *Lane) compile() {
	if l.regimes == nil || l.inside != "" {
		return
	}
	if d := l.regimes.byDest[l.dest]; d != nil {
		l.duty = l.holding(d.duty)
		l.compileFees(d)
	}
	if string(l.to) != l.dest {
		if d := l.regimes.byDest[string(l.to)]; d != nil {
			l.compileFees(d)
		}
	}
}

func (l *Lane) compileFees(d *destination) {
	for i := range d.fees {
		if rules := l.holding(d.fees[i].rules); rules != nil {
			l.fees = append(l.fees, laneFee{d.fees[i].name, rules})
		}
	}
}

// holding returns the rules whose conditions on the way hold.
func (l *Lane) holding(rules []rule) []laneRule {
	var can []laneRule
	for i := range rules {
		r := &rules[i]
		if !r.ship(&l.terms, l.from) { // of its goods, which it has none of, it says nothing
			continue
		}
		c := laneRule{rule: r, limit: l.limit(r.Threshold), doubt: r.doubt()}
		c.quick = (c.limit.known || r.Threshold.Currency() == 0) && r.PeriodCount == 0 && r.PeriodValue.Currency() == 0 && r.Scope != PerDay
		can = append(can, c)
	}
	return can
}

// limit is a threshold in minor units of the currency of an assessment, exactly
// and for any number of pieces: num/den for each.
type limit struct {
	num, den uint64
	known    bool
}

// limit brings a threshold to the currency of the lane. It is not known if there
// is no such currency, no exchange rate, or no room for the figures.
func (l *Lane) limit(threshold currency.Amount) limit {
	exact := l.exactLimit(threshold)
	if exact == nil || !exact.Num().IsUint64() || !exact.Denom().IsUint64() {
		return limit{}
	}
	return limit{num: exact.Num().Uint64(), den: exact.Denom().Uint64(), known: true}
}

// exactLimit is limit for figures of any length, nil if it is not known.
func (l *Lane) exactLimit(threshold currency.Amount) *big.Rat {
	if l.currency == 0 || threshold.Currency() == 0 {
		return nil
	}
	exact := threshold.Decimal().Rat()
	if own := threshold.Currency(); own != l.currency {
		if l.customs == nil {
			return nil
		}
		// As everywhere the rate is the one from the value to the threshold.
		rate, err := l.customs.Rate(l.currency, own)
		if err != nil {
			return nil
		}
		num, den := rate.Ratio()
		exact.Mul(exact, den.Rat())
		exact.Quo(exact, num.Rat())
	}
	return exact.Mul(exact, minorUnits(l.currency))
}

// minorUnits returns how many minor units a unit of a currency has.
func minorUnits(c currency.Code) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(c.Digits())), nil))
}

// compare orders a value in minor units and the limit for so many pieces.
func (l limit) compare(value, pieces int64) int {
	if l.den == 1 && pieces == 1 {
		return cmpWords(uint64(value), l.num)
	}
	hi, lo := bits.Mul64(uint64(value), l.den)
	mostHi, mostLo := bits.Mul64(l.num, uint64(pieces))
	if hi != mostHi {
		return cmpWords(hi, mostHi)
	}
	return cmpWords(lo, mostLo)
}

// within compares the value of so many pieces with the threshold of a rule that
// is quick.
func (r *laneRule) within(value, pieces int64) bool {
	if !r.limit.known { // there is none
		return true
	}
	order := r.limit.compare(value, pieces)
	return order < 0 || order == 0 && !r.Strict
}

// chooseOn is choose by the rules of the lane. It leaves given as it is if no
// rule fits the consignment.
func (a *assessor) chooseOn(rules []laneRule, given []*rule) (*rule, error) {
	var last *rule
	open := len(given)
	for i := range rules {
		r := &rules[i]
		if !r.origins(a.shipment.Items, a.shipment.On) {
			continue
		}
		taken, err := a.takeOn(r, given, open == len(given))
		if err != nil {
			return nil, err
		}
		if taken > 0 {
			open, last = open-taken, r.rule
			if r.doubt != "" {
				a.warn(r.doubt)
			}
			if open == 0 {
				break
			}
		}
	}
	return last, nil
}

// takeOn is take for a rule of the lane, by the figures in minor units where it
// can. Before any rule was given fresh is true, and given may hold anything.
func (a *assessor) takeOn(r *laneRule, given []*rule, fresh bool) (int, error) {
	if !r.quick || !a.limited {
		if fresh {
			clear(given)
		}
		return a.take(r.rule, given)
	}
	m := &a.minors
	values, value := &m.goods, m.total
	if r.Basis == CIFValue {
		values, value = &m.cif, m.all
	}
	each := r.Scope == PerItem
	if !each && !r.within(value, 1) {
		return 0, nil
	}
	if fresh {
		clear(given)
	}
	every := len(r.goods) == 0 && len(r.excludes) == 0
	taken := 0
	for i := range given {
		item := &a.shipment.Items[i]
		if given[i] != nil || !every && !r.takes(item.Code) || each && !r.within(values[i], item.Quantity) {
			continue
		}
		given[i] = r.rule
		taken++
	}
	return taken, nil
}

// chooseFeesOn is chooseFees for a shipment of the lane.
func (a *assessor) chooseFeesOn(l *Lane) error {
	for i := range l.fees {
		f := &l.fees[i]
		rules := a.feeRules[:len(a.shipment.Items)]
		last, err := a.chooseOn(f.rules, rules)
		if err != nil {
			return err
		}
		if last != nil {
			a.addFee(f.name, rules)
		}
	}
	return nil
}
