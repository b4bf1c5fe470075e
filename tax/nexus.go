package tax

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
	"github.com/landedhq/landed/locale"
)

// Nexus is the table of what binds a seller to the sales tax of a state of the
// United States: from which sales a remote seller must collect, since when a
// marketplace does so in its place, and whether sales inside the state are
// taxed at their origin or their destination. It is immutable and safe to
// share. The zero Nexus has no states.
type Nexus struct {
	states dated[string, nexusRow]
}

type nexusRow struct {
	untaxed      bool            // the state has no sales tax
	sales        currency.Amount // reached or exceeded: nexus
	transactions int             // zero: no such test
	both         bool            // sales and transactions, otherwise either
	period       string
	intrastate   string        // "origin", "destination" or "mixed"
	marketplace  currency.Date // zero: never
	fact
}

//go:embed data/nexus.csv
var nexusCSV string

var defaultNexus = sync.OnceValues(func() (*Nexus, error) { return LoadNexus(strings.NewReader(nexusCSV)) })

// DefaultNexus returns the embedded table, tax/data/nexus.csv, read on first use.
func DefaultNexus() (*Nexus, error) { return defaultNexus() }

var (
	nexusColumns = []string{"state", "tax", "sales", "transactions", "logic", "period", "intrastate", "marketplace_from",
		"from", "until", "source", "source_date", "confidence", "note"}
	nexusOptional = []string{"sales", "transactions", "logic", "period", "intrastate", "marketplace_from", "until", "note"}
	nexusPeriods  = []string{"previous", "previous_or_current", "twelve_months"}
	sourcings     = []string{"origin", "destination", "mixed"}
)

// LoadNexus reads a table with the columns of tax/data/nexus.csv:
//
//   - state: of ISO 3166-2 without the country ("CA"); tax: "sales", or "none"
//     for a state that has no sales tax, whose next six columns stay empty.
//   - sales: in USD; transactions: a number or nothing; logic: "or", "and", or
//     nothing where there is one test.
//   - period: what the tests look at: "previous" (calendar year),
//     "previous_or_current", "twelve_months".
//   - intrastate: "origin", "destination" or "mixed"; marketplace_from: the day
//     since which a marketplace collects.
//   - from, until, source, source_date, confidence, note: as for LoadSchemes.
//
// LoadNexus returns a *TableError with the number of the line for a cell that
// cannot be read and rows of one state that overlap. It also returns an error
// if the table is empty or larger than 16 MiB.
func LoadNexus(r io.Reader) (*Nexus, error) {
	states, err := readDated(r, nexusColumns, nexusOptional, "no states", readNexus)
	if err != nil {
		return nil, err
	}
	return &Nexus{states: states}, nil
}

func readNexus(row table.Row) (state string, v nexusRow, err error) {
	state = row.Get("state")
	if err = (locale.Place{Country: "US", Region: state}).Validate(); err != nil || state == "" {
		return state, v, row.Fault("state", fmt.Errorf("%s: want a state: %w", excerpt.Quote(state), ErrSyntax))
	}
	switch word := row.Get("tax"); word {
	case "none":
		v.untaxed = true
	case "sales":
		if err = v.readTests(row); err != nil {
			return state, v, err
		}
	default:
		return state, v, row.Fault("tax", fmt.Errorf("%s: want sales or none: %w", excerpt.Quote(word), ErrSyntax))
	}
	v.fact, err = readFact(row)
	return state, v, err
}

// readTests reads the columns of a state that has a sales tax.
func (v *nexusRow) readTests(row table.Row) (err error) {
	if v.sales, err = currency.ParseAmount(row.Get("sales"), currency.USD); err != nil {
		return row.Fault("sales", err)
	}
	if v.sales.Sign() <= 0 {
		return row.Fault("sales", fmt.Errorf("%v is not positive: %w", v.sales, ErrTable))
	}
	if s := row.Get("transactions"); s != "" {
		if v.transactions, err = strconv.Atoi(s); err != nil || v.transactions <= 0 {
			return row.Fault("transactions", fmt.Errorf("%s: want a number above 0: %w", excerpt.Quote(s), ErrSyntax))
		}
	}
	logic := row.Get("logic")
	if v.both = logic == "and"; (logic == "and" || logic == "or") != (v.transactions > 0) || logic != "" && logic != "and" && logic != "or" {
		return row.Fault("logic", fmt.Errorf("%s: want and or or where there are transactions, otherwise nothing: %w", excerpt.Quote(logic), ErrSyntax))
	}
	if v.period = row.Get("period"); !slices.Contains(nexusPeriods, v.period) {
		return row.Fault("period", fmt.Errorf("%s: want one of %s: %w", excerpt.Quote(v.period), strings.Join(nexusPeriods, ", "), ErrSyntax))
	}
	if v.intrastate = row.Get("intrastate"); !slices.Contains(sourcings, v.intrastate) {
		return row.Fault("intrastate", fmt.Errorf("%s: want one of %s: %w", excerpt.Quote(v.intrastate), strings.Join(sourcings, ", "), ErrSyntax))
	}
	return row.Parse("marketplace_from", &v.marketplace)
}

// AsOf returns the newest date of a source in the table.
func (n *Nexus) AsOf() currency.Date { return n.states.asOf }

// on finds the row of a state in force on a day.
func (n *Nexus) on(state string, day currency.Date) (nexusRow, bool) {
	return n.states.on(state, day)
}

// words says the tests of a state.
func (v *nexusRow) words() string {
	s := v.sales.String()
	if v.transactions > 0 {
		s += fmt.Sprintf(" %s %d sales", map[bool]string{true: "and", false: "or"}[v.both], v.transactions)
	}
	return s + ", " + map[string]string{
		"previous":            "the calendar year before",
		"previous_or_current": "the calendar year before or this one",
		"twelve_months":       "the last twelve months",
	}[v.period]
}
