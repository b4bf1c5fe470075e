package tax

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
	"github.com/landedhq/landed/locale"
)

// Schemes is the table of rules that Decide works by: thresholds with their
// dates and sources. It is immutable and safe to share.
type Schemes struct {
	rules dated[ruleKey, rule]
	nexus *Nexus
}

type ruleKey struct {
	id   string
	area locale.Country // a country, "EU", or "*" for every place without a rule of its own
}

func (k ruleKey) String() string { return k.id + " " + string(k.area) }

type rule struct {
	limit    currency.Amount // zero: no threshold
	test     string          // what is compared with the limit
	strict   bool            // below the limit, otherwise up to it
	excludes []string        // beginnings of the customs codes of goods that the rule leaves out
	base     Base            // what an import tax is levied on; zero: onImport
	fact
}

// union is the area of the member states in the table of schemes.
const union locale.Country = "EU"

// anywhere is the area of the rules that hold where no other does.
const anywhere locale.Country = "*"

//go:embed data/schemes.csv
var schemesCSV string

var defaultSchemes = sync.OnceValues(func() (*Schemes, error) { return LoadSchemes(strings.NewReader(schemesCSV)) })

// DefaultSchemes is the embedded table, tax/data/schemes.csv, read on first
// use.
func DefaultSchemes() (*Schemes, error) { return defaultSchemes() }

var (
	schemeColumns = []string{
		"rule", "country", "test", "threshold", "currency", "strict", "excludes", "base",
		"from", "until", "source", "source_date", "confidence", "note",
	}
	schemeOptional = []string{"test", "threshold", "currency", "strict", "excludes", "base", "until", "note"}
)

// LoadSchemes reads a table with the columns of tax/data/schemes.csv, to
// replace the embedded one when a threshold changes: test, threshold,
// currency, strict, excludes, base, until and note may be missing or empty. The
// names of the rules are those of the embedded table; excludes is a list of
// beginnings of customs codes, parted by spaces; base is the text form of a
// Base. Nexus in the states of the United States stands in a table of its own:
// see WithNexus.
//
// LoadSchemes returns a *TableError with the number of the line for an unknown
// country or currency, an amount, date or customs code that is none, a word
// that is not known, rows of one rule that overlap, and a missing source. It also returns
// an error if the table is empty or larger than 16 MiB.
func LoadSchemes(r io.Reader) (*Schemes, error) {
	nexus, err := DefaultNexus()
	if err != nil {
		return nil, err
	}
	rules, err := readDated(r, schemeColumns, schemeOptional, "no rules", readRule)
	if err != nil {
		return nil, err
	}
	return &Schemes{rules: rules, nexus: nexus}, nil
}

func readRule(row table.Row) (key ruleKey, r rule, err error) {
	if key.id = row.Get("rule"); key.id == "" || !keyWord(key.id) {
		return key, r, row.Fault("rule", fmt.Errorf("%s: want small letters and _: %w", excerpt.Quote(key.id), ErrSyntax))
	}
	if key.area = locale.Country(row.Get("country")); key.area != union && key.area != anywhere {
		if _, err = locale.ParseCountry(string(key.area)); err != nil {
			return key, r, row.Fault("country", err)
		}
	}
	if s := row.Get("threshold"); s != "" {
		c, err := currency.ParseCode(row.Get("currency"))
		if err != nil {
			return key, r, row.Fault("currency", err)
		}
		if r.limit, err = currency.ParseAmount(s, c); err != nil {
			return key, r, row.Fault("threshold", err)
		}
		if r.limit.Sign() <= 0 {
			return key, r, row.Fault("threshold", fmt.Errorf("%v is not positive: %w", r.limit, ErrTable))
		}
	}
	switch s := row.Get("strict"); s {
	case "strict":
		r.strict = true
	case "":
	default:
		return key, r, row.Fault("strict", fmt.Errorf("%s: want strict or nothing: %w", excerpt.Quote(s), ErrSyntax))
	}
	r.test = row.Get("test")
	if s := r.test; !slices.Contains([]string{"", "consignment", "item", "cif", "tax", "turnover"}, s) {
		return key, r, row.Fault("test", fmt.Errorf("%s: want consignment, item, cif, tax or turnover: %w", excerpt.Quote(s), ErrSyntax))
	}
	r.excludes = strings.Fields(row.Get("excludes"))
	for _, code := range r.excludes {
		if err := checkCode(code); err != nil {
			return key, r, row.Fault("excludes", err)
		}
	}
	if err := row.Parse("base", &r.base); err != nil {
		return key, r, err
	}
	r.fact, err = readFact(row)
	return key, r, err
}

// WithNexus gives the same rules with another table of nexus.
func (sc *Schemes) WithNexus(n *Nexus) *Schemes {
	other := *sc
	other.nexus = n
	return &other
}

// AsOf is the newest date of a source in the table.
func (sc *Schemes) AsOf() currency.Date { return sc.rules.asOf }

// rule finds the rule in force on a day.
func (sc *Schemes) rule(id string, area locale.Country, on currency.Date) (rule, bool) {
	return sc.rules.on(ruleKey{id, area}, on)
}

// every finds the rules of any day, by date.
func (sc *Schemes) every(id string, area locale.Country) []rule {
	return sc.rules.rows[ruleKey{id, area}]
}

// admits reports whether an amount that compares so with the limit is on the
// low side of it.
func (r rule) admits(compared int) bool {
	return compared < 0 || compared == 0 && !r.strict
}

// excluded finds a code of goods that the rule leaves out, "" if there is none.
func (r rule) excluded(codes []string) string {
	for _, code := range codes {
		for _, prefix := range r.excludes {
			if strings.HasPrefix(code, prefix) {
				return code
			}
		}
	}
	return ""
}

// side words the low side of the limit.
func (r rule) side() string {
	if r.strict {
		return "below " + r.limit.String()
	}
	return "at most " + r.limit.String()
}
