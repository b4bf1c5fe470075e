package locale

import (
	_ "embed"
	"fmt"
	"io"
	"strconv"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// Withdrawal is the time in which a consumer may withdraw from a distance sale
// of goods without giving a reason, by the law of a country: for a shop that
// sells there, the least it must grant. It runs from the receipt of the goods,
// or from a later event that the law names. What the law excludes, such as
// goods made to measure, is not told here.
type Withdrawal struct {
	// Known tells that the table has the country. Where it is false nothing is
	// known of the law, and the rest is zero.
	Known bool `json:"known"`
	// Days is the length; 0 where it is known that the law gives no such right.
	Days int `json:"days"`
	// Working tells that only working days count.
	Working bool `json:"working,omitempty"`
	// UnlessStated tells that the period holds only where the seller has not
	// stated another policy, as in Japan.
	UnlessStated bool `json:"unless_stated,omitempty"`
	// From is the first day of the rule, if the source gives it; if it is zero,
	// the rule may be younger than the day that was asked for.
	From currency.Date `json:"from,omitzero"`
}

// String returns the period in words: "14 days", "5 working days", "none" or
// "unknown".
func (w Withdrawal) String() string {
	switch {
	case !w.Known:
		return "unknown"
	case w.Days == 0:
		return "none"
	}
	s := strconv.Itoa(w.Days)
	if w.Working {
		s += " working"
	}
	s += " days"
	if w.UnlessStated {
		s += " unless stated otherwise"
	}
	return s
}

// withdrawalOf returns the period of a country on a day and where it is
// written; an unknown one without source for a country that is not in the
// table.
func withdrawalOf(c Country, on currency.Date) (Withdrawal, string, error) {
	rules, err := withdrawals.get(withdrawalCSV, readWithdrawals)
	if err != nil {
		return Withdrawal{}, "", err
	}
	r, _ := rules.of(c, on)
	return r.fact, r.source, nil
}

//go:embed data/withdrawal.csv
var withdrawalCSV string

var withdrawals embedded[rules[Withdrawal]]

func readWithdrawals(r io.Reader) (rules[Withdrawal], error) {
	return readRules("withdrawal.csv", r, []string{"days", "counted", "unless_stated"}, readWithdrawal)
}

// maxWithdrawal is longer than any such period in the world, in days.
const maxWithdrawal = 365

func readWithdrawal(row table.Row) (Withdrawal, error) {
	w := Withdrawal{Known: true}
	var err error
	if w.Days, err = strconv.Atoi(row.Get("days")); err != nil || w.Days < 0 || w.Days > maxWithdrawal {
		return w, row.Fault("days", fmt.Errorf("%s: want a number from 0 to %d", excerpt.Quote(row.Get("days")), maxWithdrawal))
	}
	if w.Working, err = readWord(row, "counted", "working", "calendar"); err != nil {
		return w, err
	}
	if w.UnlessStated, err = readWord(row, "unless_stated", "yes", "no"); err != nil {
		return w, err
	}
	return w, row.Parse("from", &w.From)
}

// readWord reads a column that has one of two words, true for the first.
func readWord(row table.Row, column, yes, no string) (bool, error) {
	switch s := row.Get(column); s {
	case yes:
		return true, nil
	case no:
		return false, nil
	default:
		return false, row.Fault(column, fmt.Errorf("%s is neither %s nor %s", excerpt.Quote(s), yes, no))
	}
}
