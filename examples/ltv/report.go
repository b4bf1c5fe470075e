package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// report is what the program writes.
type report struct {
	AsOf    currency.Date   `json:"as_of"`
	Horizon ltv.Period      `json:"horizon"` // months
	Within  ltv.Period      `json:"within"`  // months
	Ratio   decimal.Decimal `json:"ratio"`
	Markets []row           `json:"markets"`
}

// row is one market.
type row struct {
	Market     string          `json:"market"`
	Currency   currency.Code   `json:"currency"`
	Customers  int             `json:"customers"`
	Orders     int             `json:"orders"`
	Repeaters  int             `json:"repeaters"`
	RepeatRate decimal.Decimal `json:"repeat_rate"` // percent
	First      *means          `json:"first"`
	Repeat     *means          `json:"repeat"` // null if nobody came back
	Discount   ltv.Discount    `json:"discount"`
	LTV        currency.Amount `json:"ltv"`
	Estimated  bool            `json:"estimated"` // too few customers were observed for that long
	MaxCAC     currency.Amount `json:"max_cac"`
	CAC        currency.Amount `json:"cac"`
	Payback    *ltv.Period     `json:"payback"` // months; null if not within the horizon
	Curve      []ltv.Point     `json:"curve"`
}

// means are figures per purchase.
type means struct {
	Purchases    int             `json:"purchases"`
	Revenue      currency.Amount `json:"revenue"`
	Absorbed     currency.Amount `json:"absorbed"`
	Contribution currency.Amount `json:"contribution"`
}

// write writes the report as a table.
func (r report) write(out io.Writer) error {
	orders := 0
	for _, m := range r.Markets {
		orders += m.Orders
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d orders up to %v: what a customer is worth, and what winning one may cost\n\n", orders, r.AsOf)
	table(&b, r.lines())
	fmt.Fprintf(&b, `
absorbed  duty and tax that the merchant bore, per first order
first     contribution of a first order, after what was absorbed
repeat    contribution of a later one
LTV       contribution of a customer over %v, discounted at the rate
max CAC   the smaller of LTV / %v and what has come in after %v
payback   when CAC has come in
`, r.Horizon, r.Ratio, r.Within)
	for _, m := range r.Markets {
		if m.Estimated {
			last := m.Curve[len(m.Curve)-1]
			fmt.Fprintf(&b, "~         an estimate: in %s only %d customers have been observed for %v\n", m.Market, last.Customers, last.Month)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// lines returns the cells of the table.
func (r report) lines() [][]string {
	lines := [][]string{{"market", "customers", "came back", "absorbed", "first", "repeat", "rate", "LTV", "max CAC", "CAC", "payback"}}
	for _, m := range r.Markets {
		worth := m.LTV.Text()
		if m.Estimated {
			worth = "~ " + worth
		}
		repeat, payback := "none", "> "+r.Horizon.String()
		if m.Repeat != nil {
			repeat = m.Repeat.Contribution.Text()
		}
		if m.Payback != nil && *m.Payback == 0 {
			payback = "at once"
		} else if m.Payback != nil {
			payback = m.Payback.String()
		}
		lines = append(lines, []string{
			m.Market + " " + m.Currency.String(), fmt.Sprint(m.Customers), m.RepeatRate.StringFixed(1) + " %",
			m.First.Absorbed.Text(), m.First.Contribution.Text(), repeat,
			m.Discount.Annual.String() + " %", worth, m.MaxCAC.Text(), m.CAC.Text(), payback,
		})
	}
	return lines
}

// table writes lines of cells in columns: the first one to the left, the others
// to the right.
func table(b *strings.Builder, lines [][]string) {
	widths := make([]int, len(lines[0]))
	for _, cells := range lines {
		for i, cell := range cells {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, cells := range lines {
		for i, cell := range cells {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				b.WriteString(cell + space)
			} else {
				b.WriteString("  " + space + cell)
			}
		}
		b.WriteString("\n")
	}
}
