package duty

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// rule is a regime with its conditions taken apart.
type rule struct {
	Regime
	mode, shipFrom, origin, customer, scheme condition
	goods, excludes                          prefixes
	key                                      string // of the conditions
	idle                                     bool   // of a reading that is not chosen
	assumed                                  bool   // of a question that nobody has answered
	settled                                  bool   // of a question that the shop has answered
	levy                                     Levy   // the regime as a levy, which charges point at
	limit                                    int64  // see Regime.limit, in the currency of the threshold
	plain                                    bool   // it charges by the tariff, and all that this comes to
	dropping                                 bool   // it drops fractions
}

func newRule(r Regime) rule {
	return rule{
		Regime:   r,
		mode:     readCondition(r.Mode),
		shipFrom: readCondition(r.ShipFrom),
		origin:   readCondition(r.Origin),
		customer: readCondition(string(r.Customer)),
		scheme:   readCondition(r.Scheme),
		goods:    readCondition(r.Goods).words,
		excludes: readCondition(r.Excludes).words,
		key:      r.conditions(),
		levy:     r.levy(),
		limit:    r.limit(),
		plain:    r.Treatment == Normal && r.Allowance.IsZero() && r.MinCollect.IsZero(),
		dropping: !r.Fractions.IsZero(),
	}
}

// limit returns the threshold in minor units of its currency, -1 where goods above
// it need not be above the limits of the regime: where it is of each item, where
// earlier consignments have to be looked at, or where it is not in such units.
func (r *Regime) limit() int64 {
	c := r.Threshold.Currency()
	n, ok := minorOf(r.Threshold, c, c.Digits())
	if !ok || r.Scope != PerConsignment || r.PeriodValue.Currency() != 0 {
		return -1
	}
	return n
}

// levy states what a regime charges, or relieves of, as a levy.
func (r *Regime) levy() Levy {
	l := Levy{ID: r.ID, Jurisdiction: r.Dest, Kind: MFN, Name: importDuty, Rate: r.Rate, From: r.From, Until: r.Until,
		Source: r.Source, SourceDate: r.SourceDate, Note: r.Note}
	if r.Kind == FeeRegime {
		l.Kind, l.Name, l.Base, l.MinCollect = Fee, r.Name, r.Base, r.MinCollect
	}
	return l
}

// flatLevy states the amount that a regime charges on goods of a subheading.
func (r *rule) flatLevy(code Code) *Levy {
	levy := r.levy
	levy.Name += ", " + r.Flat.String() + " for the " + string(r.Per)
	if r.Per == BySubheading {
		levy.Code = code
	}
	return &levy
}

// relieves says why a relief charges nothing: for a scheme that it asks for,
// or for the value.
func (r *rule) relieves() ZeroReason {
	if len(r.scheme.words) > 0 && !r.scheme.not {
		return SchemeRelief
	}
	return BelowDeMinimis
}

// doubt says why what the rule gives is an estimate, or "".
func (r *rule) doubt() string {
	switch {
	case r.assumed:
		return fmt.Sprintf("%s: %s; assumed is the reading %q of the question %q, see Regimes.Choose", r.ID, r.Contested, r.Reading, r.Question)
	case r.Contested != "" && !r.settled:
		return r.ID + ": " + r.Contested
	}
	return ""
}

// ship tells whether the conditions on the way of the consignment hold.
func (r *rule) ship(s *Shipment, from locale.Country) bool {
	return !r.idle && s.On.Within(r.From, r.Until) &&
		r.mode.allows(s.Mode.String()) &&
		r.shipFrom.allowsCountry(from, s.On) &&
		r.origins(s.Items, s.On) &&
		r.customer.allows(s.customer()) &&
		r.scheme.allows(s.Scheme)
}

// origins holds for a consignment if it holds for all of its goods.
func (r *rule) origins(items []Item, on currency.Date) bool {
	if len(r.origin.words) == 0 {
		return true
	}
	for i := range items {
		if o := items[i].Origin; o == "" || !r.origin.allowsCountry(o, on) {
			return false
		}
	}
	return true
}

// takes reports whether the regime is for goods of a code.
func (r *rule) takes(c Code) bool {
	return (len(r.goods) == 0 || r.goods.hold(string(c))) && !r.excludes.hold(string(c))
}

// within compares the value of so many pieces with the threshold, which is for
// one, without rounding on the way to the threshold's currency.
func (r *rule) within(value currency.Amount, pieces int64, fx *currency.Rates) (bool, error) {
	if r.Threshold.Currency() == 0 {
		return true, nil
	}
	order, err := r.compare(value, r.Threshold, pieces, fx)
	return order < 0 || order == 0 && !r.Strict, err
}

// compare orders a value and so many times a limit.
func (r *rule) compare(value, limit currency.Amount, pieces int64, fx *currency.Rates) (int, error) {
	order, err := compareAcross(value, limit, pieces, fx)
	if err != nil {
		return 0, fmt.Errorf("duty: regime %s: %w", r.ID, err)
	}
	return order, nil
}

// compareAcross orders a value and so many times a limit, exactly, at the rate
// from the value's currency to the limit's.
func compareAcross(value, limit currency.Amount, pieces int64, fx *currency.Rates) (int, error) {
	from, to := value.Currency(), limit.Currency()
	if from == to && pieces == 1 {
		return value.Cmp(limit)
	}
	have, want := value.Decimal(), limit.Decimal()
	if pieces != 1 {
		want = want.Mul(decimal.New(pieces, 0))
	}
	if from != to && value.Sign() != 0 {
		if fx == nil {
			return 0, fmt.Errorf("comparing %s with %s needs exchange rates, state the CustomsRates of the shipment: %w", value, limit, currency.ErrNoRate)
		}
		rate, err := fx.Rate(from, to)
		if err != nil {
			return 0, err
		}
		num, den := rate.Ratio()
		have, want = have.Mul(num), want.Mul(den)
	}
	return have.Cmp(want), nil
}
