package pricing_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// This file is how the oracle finds the regime of customs that goods fall
// under: row by row of the public table.

// worded tells whether a word of a table's condition allows a value: "" allows
// all, "A B" these, "!A B" all but these.
func worded(condition string, is func(word string) bool) bool {
	if condition == "" {
		return true
	}
	words, not := strings.CutPrefix(condition, "!")
	return slices.ContainsFunc(strings.Fields(words), is) != not
}

func (c *parcel) country(condition string, country locale.Country) bool {
	return worded(condition, func(word string) bool {
		return word == string(country) || word == "EU" && country.EU(c.on)
	})
}

// regimesOf gives each line the first row of a table that fits it. The rows
// are those of one duty or fee.
func (c *parcel) regimesOf(rows []duty.Regime) ([]*duty.Regime, error) {
	lines := c.sent()
	given := make([]*duty.Regime, len(lines))
	for r := range rows {
		row := &rows[r]
		if !c.concerns(row) {
			continue
		}
		whole := row.Scope != duty.PerItem
		if whole {
			fits, err := c.within(row, c.valueFor(row), 1)
			if err != nil {
				return nil, err
			}
			if !fits {
				continue
			}
		}
		for i, l := range lines {
			if given[i] != nil || !goodsOf(row, l.code) {
				continue
			}
			if !whole {
				value := l.net
				if row.Basis == duty.CIFValue {
					value = ratAdd(l.net, l.freight, l.insurance)
				}
				fits, err := c.within(row, value, l.quantity)
				if err != nil {
					return nil, err
				}
				if !fits {
					continue
				}
			}
			given[i] = row
		}
	}
	return given, nil
}

// concerns tells whether a row is for such a consignment, whatever its value.
func (c *parcel) concerns(row *duty.Regime) bool {
	if !c.on.Within(row.From, row.Until) || row.Question != "" && c.o.readings[row.Question] != row.Reading {
		return false
	}
	exactly := func(value string) func(string) bool { return func(word string) bool { return word == value } }
	customer := "consumer"
	if c.buyer.Business {
		customer = "business"
	}
	for _, l := range c.sent() {
		if row.Origin != "" && (l.product.Origin == "" || !c.country(row.Origin, l.product.Origin)) {
			return false
		}
	}
	return worded(row.Mode, exactly(c.mode.String())) && c.country(row.ShipFrom, c.from.Country) &&
		worded(string(row.Customer), exactly(customer)) && worded(row.Scheme, exactly(string(c.decision.Scheme)))
}

// valueFor is the value of the consignment that a row's threshold is about.
func (c *parcel) valueFor(row *duty.Regime) *big.Rat {
	value := new(big.Rat)
	for _, l := range c.sent() {
		value.Add(value, l.net)
		if row.Basis == duty.CIFValue {
			value.Add(value, ratAdd(l.freight, l.insurance))
		}
	}
	return value
}

// within compares a value of so many pieces with the threshold for one.
func (c *parcel) within(row *duty.Regime, value *big.Rat, pieces int64) (bool, error) {
	if row.PeriodCount > 0 && c.earlierCount >= row.PeriodCount {
		return false, nil
	}
	besides := func(counts bool) *big.Rat {
		if !counts || c.earlier == nil {
			return new(big.Rat)
		}
		return c.earlier
	}
	for _, limit := range []struct {
		amount  currency.Amount
		strict  bool
		besides *big.Rat
	}{{row.Threshold, row.Strict, besides(row.Scope == duty.PerDay)}, {row.PeriodValue, false, besides(true)}} {
		if limit.amount.Currency() == 0 {
			continue
		}
		fx, err := c.o.exchange(c.o.market.Currency, limit.amount.Currency())
		if err != nil {
			return false, err
		}
		order := ratMul(ratAdd(value, limit.besides), fx).Cmp(ratMul(ratOf(limit.amount), ratInt(pieces)))
		if order > 0 || order == 0 && limit.strict {
			return false, nil
		}
	}
	return true, nil
}

func goodsOf(row *duty.Regime, code duty.Code) bool {
	begins := func(prefix string) bool { return strings.HasPrefix(string(code), prefix) }
	return worded(row.Goods, begins) && !(row.Excludes != "" && worded(row.Excludes, begins))
}

// jurisdiction is whose tariff a destination has.
func jurisdiction(to locale.Place, on currency.Date) string {
	if to.Country.EU(on) {
		return "EU"
	}
	return string(to.Country)
}

// rowsOf are the rows of the duty of a destination.
func (o *oracle) rowsOf(dest string) []duty.Regime {
	if rows, ok := o.rows[dest]; ok {
		return rows
	}
	rows := slices.DeleteFunc(o.config.Regimes.All(dest), func(r duty.Regime) bool { return r.Kind == duty.FeeRegime })
	o.rows[dest] = rows
	return rows
}

// place finds the regime of each line.
func (c *parcel) place() error {
	if c.held != nil {
		for i, l := range c.lines {
			l.regime = c.held.regimes[i] // of a service none
		}
		return nil
	}
	dest := jurisdiction(c.to, c.on)
	given, err := c.regimesOf(c.o.rowsOf(dest))
	if err != nil {
		return err
	}
	lines := c.sent()
	for i, row := range given {
		if row == nil || row.Treatment == duty.Unknown {
			return fmt.Errorf("no regime for line %s", lines[i].id)
		}
		if row.MinCollect.Sign() != 0 || row.Allowance.Sign() != 0 && row.Treatment != duty.ByRate {
			return fmt.Errorf("the oracle does not cover the regime %s", row.ID)
		}
		lines[i].regime = row
		c.doubts = append(c.doubts, row)
	}
	return nil
}
