package duty

import (
	"strconv"
	"strings"
)

// conflict finds a rule of the table before which, or beside which, a new one
// makes no sense, and says why: it has the same conditions on the same day, or
// fits whenever the new one does.
func (rg *Regimes) conflict(added *rule) (*rule, string) {
	d := rg.byDest[added.Dest]
	if d == nil {
		return nil, ""
	}
	rules := *d.rules(added.Kind, added.Name)
	for i := range rules {
		r := &rules[i]
		if r.key == added.key && overlapping(r.Regime, added.Regime) {
			return r, "has the conditions and days of"
		}
		if r.shadows(added) {
			return r, "is never reached behind"
		}
	}
	return nil, ""
}

// conditions tells apart rows that may be in force at the same time.
func (r *Regime) conditions() string {
	return strings.Join([]string{r.Threshold.String(), string(r.Basis), string(r.Scope), r.PeriodValue.String(),
		strconv.FormatInt(r.PeriodCount, 10), r.Mode, r.ShipFrom, r.Origin, string(r.Customer), r.Scheme, r.Goods, r.Excludes,
		r.Question, r.Reading}, "|")
}

func overlapping(a, b Regime) bool {
	return (a.Until.IsZero() || b.From.IsZero() || !a.Until.Before(b.From)) &&
		(b.Until.IsZero() || a.From.IsZero() || !b.Until.Before(a.From))
}

// shadows reports whether r, which is tried before o, fits whenever o does.
func (r *rule) shadows(o *rule) bool {
	if r.Question != "" && (r.Question != o.Question || r.Reading != o.Reading) {
		return false // it may not be chosen
	}
	return r.outlasts(o) && r.admits(o) &&
		r.mode.covers(o.mode) && r.shipFrom.covers(o.shipFrom) && r.origin.covers(o.origin) &&
		r.customer.covers(o.customer) && r.scheme.covers(o.scheme) &&
		(len(r.goods) == 0 || len(o.goods) > 0 && r.goods.cover(o.goods)) && o.excludes.cover(r.excludes)
}

// outlasts reports whether r is in force on all days on which o is.
func (r *rule) outlasts(o *rule) bool {
	return (r.From.IsZero() || !o.From.IsZero() && !o.From.Before(r.From)) &&
		(r.Until.IsZero() || !o.Until.IsZero() && !r.Until.Before(o.Until))
}

// admits reports whether every value within the limits of o is within those
// of r. Limits of different kinds or currencies are not compared.
func (r *rule) admits(o *rule) bool {
	if r.PeriodCount != 0 || r.PeriodValue.Currency() != 0 {
		return false
	}
	if r.Threshold.Currency() == 0 {
		return true
	}
	order, err := o.Threshold.Cmp(r.Threshold)
	return err == nil && o.Threshold.Currency() != 0 && o.Basis == r.Basis && o.Scope == r.Scope &&
		(order < 0 || order == 0 && (!r.Strict || o.Strict))
}
