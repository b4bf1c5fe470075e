package office

import (
	"fmt"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// table is figures in rows and columns. On a phone each row becomes a card, whose
// lines bear the names of the columns.
type table struct {
	Caption string
	Head    []column
	Rows    [][]cell
	Wide    bool // it scrolls sideways on a wide screen, too
}

// column is the head of a column.
type column struct {
	Name string
	Num  bool
}

// cell is one figure or word.
type cell struct {
	Text, Note, Href string
	Kind             string // of a badge: "good", "warn", "bad"; empty is none
	Head             bool   // it names the row
	Span             int    // columns; zero is one
}

// columns makes heads of names; one that ends on # is of figures.
func columns(names ...string) []column {
	all := make([]column, len(names))
	for i, n := range names {
		all[i] = column{Name: n}
		if last := len(n) - 1; n[last] == '#' {
			all[i] = column{n[:last], true}
		}
	}
	return all
}

func words(s string) cell { return cell{Text: s} }

// amount is a figure of money; one of zero is a dash, for it can be read as nothing.
func (f frame) amount(a currency.Amount) cell {
	if a.Sign() == 0 {
		return cell{Text: "–"}
	}
	return cell{Text: f.Money(a)}
}

// counted is a number of things, "1 order", "3 orders".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// percent is a share in percent with a digit behind the point.
func percent(s ltv.Share) string {
	p, err := s.Percent()
	if err != nil {
		return "–"
	}
	return p.StringFixed(1) + " %"
}

// ago is a span of time in words.
func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return counted(max(0, int(d/time.Second)), "second", "seconds")
	case d < 2*time.Hour:
		return counted(int(d/time.Minute), "minute", "minutes")
	case d < 48*time.Hour:
		return counted(int(d/time.Hour), "hour", "hours")
	}
	return counted(int(d/(24*time.Hour)), "day", "days")
}
