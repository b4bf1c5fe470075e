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
// dates and sources. It is immutable and safe to share. The zero Schemes has no
// rules, and decides nothing.
type Schemes struct {
	rules dated[ruleKey, rule]
	nexus *Nexus
	noted *notes // what is looked up; nil: nobody wants to know
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
	chapters chapters        // those of excludes
	base     Base            // what an import tax is levied on; zero: onImport
	drops    Fractions       // those that customs drop of an import tax
	fact
}

// union is the area of the member states in the table of schemes.
const union locale.Country = "EU"

// anywhere is the area of the rules that hold where no other does.
const anywhere locale.Country = "*"

//go:embed data/schemes.csv
var schemesCSV string

var defaultSchemes = sync.OnceValues(func() (*Schemes, error) { return LoadSchemes(strings.NewReader(schemesCSV)) })

// DefaultSchemes returns the embedded table, tax/data/schemes.csv, read on first
// use.
func DefaultSchemes() (*Schemes, error) { return defaultSchemes() }

var (
	schemeColumns = []string{
		"rule", "country", "test", "threshold", "currency", "strict", "excludes", "base", "fractions",
		"from", "until", "source", "source_date", "confidence", "note",
	}
	schemeOptional = []string{"test", "threshold", "currency", "strict", "excludes", "base", "fractions", "until", "note"}
)

// LoadSchemes reads a table with the columns of tax/data/schemes.csv, to
// replace the embedded one when a threshold changes: test, threshold, currency,
// strict, excludes, base, fractions, until and note may be missing or empty.
// The names of the rules are those of the embedded table; excludes is a list of
// prefixes of customs codes, separated by spaces; base is the text form of a
// Base, fractions that of Fractions. Nexus in the states of the United States
// has a table of its own: see WithNexus.
//
// LoadSchemes returns a *TableError with the number of the line for an unknown
// rule, country or currency, an amount, date or customs code that is not one, a
// threshold that a rule needs and lacks, a word that is not known, rows of one
// rule that overlap, and a missing source. It also returns an error if the
// table is empty or larger than 16 MiB.
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

// ruleNames are the rules that Decide asks for.
var ruleNames = []string{
	"allowance", "au_lvg", "digital", "digital_b2b", "digital_from_outside", "digital_origin", "digital_to_all", "distance_sale",
	"distance_sale_national", "domestic", "duty_in_sales_price", "export", "global_rate", "import", "import_accounting",
	"intra_community", "ioss", "ioss_direct", "ioss_intermediary", "low_value", "low_value_b2b", "low_value_reverse", "mail_order",
	"marketplace_digital", "marketplace_goods", "marketplace_import", "registration", "registration_world", "relief",
	"relief_courier", "relief_courier_us_mx", "relief_postal", "reverse_goods", "reverse_goods_unregistered", "sales_tax",
	"uk_low_value", "uk_low_value_b2b", "untaxed", "voec",
}

// limited are the rules that compare with a threshold, besides the reliefs.
var limited = []string{
	"allowance", "au_lvg", "distance_sale", "global_rate", "ioss", "low_value", "registration", "registration_world", "uk_low_value", "voec",
}

// isRuleName reports whether Decide asks for a rule of the name: of any other
// it would take no notice. Reliefs can be for goods from one country.
func isRuleName(id string) bool {
	if from, ok := strings.CutPrefix(id, "relief_from_"); ok {
		return from == strings.ToLower(from) && locale.Country(strings.ToUpper(from)).Valid()
	}
	return slices.Contains(ruleNames, id)
}

func readRule(row table.Row) (key ruleKey, r rule, err error) {
	if key.id = row.Get("rule"); !isRuleName(key.id) {
		return key, r, row.Fault("rule", fmt.Errorf("%s: want one of %s, or relief_from_ and a country: %w",
			excerpt.Quote(key.id), strings.Join(ruleNames, ", "), ErrSyntax))
	}
	if key.area = locale.Country(row.Get("country")); key.area != union && key.area != anywhere {
		if _, err = locale.ParseCountry(string(key.area)); err != nil {
			return key, r, row.Fault("country", err)
		}
	}
	if r.limit, err = readLimit(row, key); err != nil {
		return key, r, err
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
		r.chapters.add(code)
	}
	if err := row.Parse("base", &r.base); err != nil {
		return key, r, err
	}
	if err := row.Parse("fractions", &r.drops); err != nil {
		return key, r, err
	}
	if !r.drops.IsZero() && key.id != "import" {
		return key, r, row.Fault("fractions", fmt.Errorf("those of an import tax are dropped, not of %s: %w", key.id, ErrTable))
	}
	r.fact, err = readFact(row)
	return key, r, err
}

// readLimit reads the columns threshold and currency, which a comparison needs.
func readLimit(row table.Row, key ruleKey) (limit currency.Amount, err error) {
	s := row.Get("threshold")
	if s == "" {
		if slices.Contains(limited, key.id) || strings.HasPrefix(key.id, "relief") || row.Get("test") != "" {
			err = row.Fault("threshold", fmt.Errorf("missing: %s of %s is a comparison: %w", key.id, key.area, ErrTable))
		}
		return limit, err
	}
	c, err := currency.ParseCode(row.Get("currency"))
	if err != nil {
		return limit, row.Fault("currency", err)
	}
	if limit, err = currency.ParseAmount(s, c); err != nil {
		return limit, row.Fault("threshold", err)
	}
	if limit.Sign() <= 0 {
		return limit, row.Fault("threshold", fmt.Errorf("%v is not positive: %w", limit, ErrTable))
	}
	return limit, nil
}

// WithNexus returns the same rules with another table of nexus; nil is one
// without states.
func (sc *Schemes) WithNexus(n *Nexus) *Schemes {
	other := *sc
	other.nexus = n
	return &other
}

// AsOf returns the newest date of a source in the table.
func (sc *Schemes) AsOf() currency.Date { return sc.rules.asOf }

// rule finds the rule in force on a day.
func (sc *Schemes) rule(id string, area locale.Country, on currency.Date) (rule, bool) {
	key := ruleKey{id, area}
	if sc.noted != nil {
		sc.noted.rules.note(key, on)
	}
	return sc.rules.on(key, on)
}

// state finds what binds sellers to a state on a day.
func (sc *Schemes) state(state string, on currency.Date) (nexusRow, bool) {
	if sc.noted != nil {
		sc.noted.states.note(state, on)
	}
	return sc.Nexus().on(state, on)
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

// excluded finds the first code of goods that the rule leaves out: the place of
// its beginning in excludes, from 1; 0 if there is none.
func (r *rule) excluded(codes []string) int {
	for _, code := range codes {
		if !r.chapters.has(code) {
			continue
		}
		for i, prefix := range r.excludes {
			if strings.HasPrefix(code, prefix) {
				return i + 1
			}
		}
	}
	return 0
}

// side words the low side of the limit.
func (r rule) side() string {
	if r.strict {
		return "below " + r.limit.String()
	}
	return "at most " + r.limit.String()
}
