package tax

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// WriteCSV writes the book as a table from which [LoadBook] reads the same
// rates. Columns that no row needs are left out. A holiday is written as a
// temporary rate, which means the same.
//
// WriteCSV returns the error of w.
func (b *Book) WriteCSV(w io.Writer) error {
	rows := make([][]string, len(b.entries))
	for i := range b.entries {
		rows[i] = b.entries[i].cells()
	}
	return tableSpec(rateColumns, optionalRateColumns).Write(w, rows)
}

// cells are those of the rateColumns.
func (e *entry) cells() []string {
	r := &e.rate
	source, day := splitSource(r.Source)
	customer, passing := "", ""
	if e.customer != 0 {
		customer = CustomerKind(e.customer - 1).String()
	}
	if e.passing {
		passing = "temporary"
	}
	threshold, below := amountText(r.Threshold.Amount), ""
	if !r.Threshold.Below.IsZero() {
		below = exact.DecimalText(r.Threshold.Below)
	}
	return []string{
		string(e.country), e.region, e.territory, e.postal.String(), string(e.category), e.variant, r.Condition, strings.Join(e.codes, " "), customer, e.name,
		exact.DecimalText(r.Percent), r.Treatment.String(), trueText(r.Compound), trueText(e.beside),
		threshold, codeText(r.Threshold.Amount), r.Threshold.Rule.String(), below,
		passing, r.From.String(), r.Until.String(), source, day, r.Checked.String(), r.Confidence.String(), r.Note,
	}
}

// WriteCSV writes the rules as a table from which [LoadSchemes] reads the same
// rules, in the order of their names. Nexus is a table of its own.
//
// WriteCSV returns the error of w.
func (sc *Schemes) WriteCSV(w io.Writer) error {
	keys := make([]ruleKey, 0, len(sc.rules.rows))
	for key := range sc.rules.rows {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b ruleKey) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.area, b.area)) })
	var rows [][]string
	for _, key := range keys {
		for i := range sc.rules.rows[key] {
			r := &sc.rules.rows[key][i]
			strict := ""
			if r.strict {
				strict = "strict"
			}
			rows = append(rows, append([]string{
				key.id, string(key.area), r.test, amountText(r.limit), codeText(r.limit), strict, strings.Join(r.excludes, " "), r.base.String(), r.drops.String(),
			}, r.fact.cells()...))
		}
	}
	return tableSpec(schemeColumns, schemeOptional).Write(w, rows)
}

// Nexus returns the table of nexus that the rules are used with.
func (sc *Schemes) Nexus() *Nexus {
	if sc.nexus == nil {
		return &Nexus{}
	}
	return sc.nexus
}

// WriteCSV writes the table so that [LoadNexus] reads the same from it, in the
// order of the states.
//
// WriteCSV returns the error of w.
func (n *Nexus) WriteCSV(w io.Writer) error {
	states := make([]string, 0, len(n.states.rows))
	for state := range n.states.rows {
		states = append(states, state)
	}
	slices.Sort(states)
	var rows [][]string
	for _, state := range states {
		for i := range n.states.rows[state] {
			v := &n.states.rows[state][i]
			rows = append(rows, append(append([]string{state}, v.tests()...), v.fact.cells()...))
		}
	}
	return tableSpec(nexusColumns, nexusOptional).Write(w, rows)
}

// tests are the cells of what a state tests.
func (v *nexusRow) tests() []string {
	if v.untaxed {
		return []string{"none", "", "", "", "", "", ""}
	}
	transactions, logic := "", ""
	if v.transactions > 0 {
		transactions, logic = strconv.Itoa(v.transactions), "or"
		if v.both {
			logic = "and"
		}
	}
	return []string{"sales", amountText(v.sales), transactions, logic, v.period, v.intrastate, v.marketplace.String()}
}

// cells are those that end the rows of a dated table.
func (f *fact) cells() []string {
	source, day := splitSource(f.source)
	return []string{f.from.String(), f.until.String(), source, day, f.confidence, f.note}
}

// splitSource takes apart what readSource joins.
func splitSource(s string) (source, day string) {
	at := strings.LastIndex(s, " (")
	return s[:at], strings.TrimSuffix(s[at+2:], ")")
}

func amountText(a currency.Amount) string {
	if a.Currency() == 0 {
		return ""
	}
	return exact.DecimalText(a.Decimal())
}

func codeText(a currency.Amount) string {
	if a.Currency() == 0 {
		return ""
	}
	return a.Currency().String()
}

func trueText(b bool) string {
	if b {
		return "true"
	}
	return ""
}
