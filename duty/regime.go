package duty

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
	"github.com/landedhq/landed/locale"
)

// Regime is how a destination treats a band of consignments: it relieves them
// of duty, charges a flat amount, or charges by the tariff.
type Regime struct {
	ID        string          `json:"id"`
	Dest      string          `json:"dest"` // country, or "EU"
	Treatment Treatment       `json:"treatment"`
	Threshold currency.Amount `json:"threshold"`           // upper limit of the band; zero = no limit
	Strict    bool            `json:"strict,omitempty"`    // the limit itself is outside of the band
	Basis     Basis           `json:"basis,omitempty"`     // which value the limit is compared with
	Scope     Scope           `json:"scope,omitempty"`     // of what
	Mode      string          `json:"mode,omitempty"`      // "courier", "postal", or "" for both
	ShipFrom  string          `json:"ship_from,omitempty"` // "US MX", "!US MX", or "" for anywhere
	Origin    string          `json:"origin,omitempty"`    // the same of the goods' origin; of a consignment, all of them
	Scheme    string          `json:"scheme,omitempty"`    // "voec", "!ioss", or "" for any
	Excludes  string          `json:"excludes,omitempty"`  // beginnings of codes to which it does not apply: "24 3303"
	Flat      currency.Amount `json:"flat"`                // of a flat treatment: once for each subheading
	Valuation Valuation       `json:"valuation"`
	From      currency.Date   `json:"from"`  // first day in force; zero = not known
	Until     currency.Date   `json:"until"` // last day in force; zero = open
	// Contested says what about the rule is not settled; "" if nothing is
	// known to be. It becomes a warning, and the assessment an estimate.
	Contested  string        `json:"contested,omitempty"`
	Source     string        `json:"source"`
	SourceDate currency.Date `json:"source_date"`
	Confidence string        `json:"confidence"` // official, official-quoted, secondary
	Note       string        `json:"note,omitempty"`
}

// Treatment is what a regime does.
type Treatment string

// Treatments.
const (
	Relief Treatment = "relief" // no duty
	Flat   Treatment = "flat"   // one amount for each distinct subheading
	Normal Treatment = "normal" // duty by the tariff
)

// Basis is the value that a threshold is compared with.
type Basis string

// Bases of thresholds.
const (
	Intrinsic Basis = "intrinsic" // the goods alone
	FOBValue  Basis = "fob"       // the goods delivered on board: here the same as the goods alone
	CIFValue  Basis = "cif"       // the goods with freight and insurance
)

// Scope is of what the value is taken.
type Scope string

// Scopes of thresholds.
const (
	PerConsignment Scope = "consignment"
	PerItem        Scope = "item" // of one piece
)

// Valuation is what enters the customs value.
type Valuation string

// Valuations.
const (
	CIF Valuation = "CIF" // goods, freight and insurance
	FOB Valuation = "FOB" // goods alone
)

// Regimes are the thresholds of a set of destinations. It is immutable and
// safe to share.
type Regimes struct {
	byDest map[string][]rule
	asOf   currency.Date
}

// rule is a regime with its conditions taken apart.
type rule struct {
	Regime
	shipFrom, origin condition
	excludes         []string
}

// condition is a list of allowed words, or of forbidden ones.
type condition struct {
	not   bool
	words []string
}

func readCondition(s string) condition {
	rest, not := strings.CutPrefix(s, "!")
	return condition{not: not, words: strings.Fields(rest)}
}

func (c condition) allows(word string) bool {
	if len(c.words) == 0 {
		return true
	}
	for _, w := range c.words {
		if w == word {
			return !c.not
		}
	}
	return c.not
}

//go:embed data/regimes.csv
var defaultRegimes string

var embeddedRegimes = sync.OnceValues(func() (*Regimes, error) { return LoadRegimes(strings.NewReader(defaultRegimes)) })

// DefaultRegimes returns the embedded table of data/regimes.csv: EU, GB, US,
// CA, AU, NO, CH, JP, each row with its source.
func DefaultRegimes() (*Regimes, error) { return embeddedRegimes() }

// AsOf returns the day of the oldest source among the rows that tell one.
func (rg *Regimes) AsOf() currency.Date { return rg.asOf }

// All returns every regime of a destination, a country or "EU", in the order
// in which they are tried.
func (rg *Regimes) All(dest string) []Regime {
	var all []Regime
	for _, r := range rg.byDest[dest] {
		all = append(all, r.Regime)
	}
	return all
}

const regimeHeader = "id,destination,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes," +
	"flat,valuation,from,until,contested,source,source_date,confidence,note"

// LoadRegimes reads a table of regimes as CSV with the columns
//
//	id,destination,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes,flat,valuation,from,until,contested,source,source_date,confidence,note
//
// They mean what the fields of [Regime] mean; threshold and flat are in the
// currency of the row. The rows of a destination are tried in the order of the
// file and the first that fits decides, so that the one without a threshold
// stands last.
//
// LoadRegimes returns a [*TableError] with the line if a row cannot be read,
// or if two rows with the same conditions are in force on the same day.
func LoadRegimes(r io.Reader) (*Regimes, error) {
	rg := &Regimes{byDest: map[string][]rule{}}
	lines := map[string]int{}
	err := readTable(r, regimeHeader, func(row table.Row) error {
		regime, err := readRegime(row)
		if err != nil {
			return err
		}
		added := rule{
			Regime:   regime,
			shipFrom: readCondition(regime.ShipFrom),
			origin:   readCondition(regime.Origin),
			excludes: strings.Fields(regime.Excludes),
		}
		for _, other := range rg.byDest[regime.Dest] {
			if other.ID == regime.ID || other.conditions() == added.conditions() && overlapping(other.Regime, regime) {
				return row.Fault("", tableError("%s has the id, or the conditions and days, of %s in line %d",
					regime.ID, other.ID, lines[other.ID]))
			}
		}
		lines[regime.ID] = row.Line
		rg.byDest[regime.Dest] = append(rg.byDest[regime.Dest], added)
		if !regime.SourceDate.IsZero() && (rg.asOf.IsZero() || regime.SourceDate.Before(rg.asOf)) {
			rg.asOf = regime.SourceDate
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rg, nil
}

// conditions tells apart rows that may be in force at the same time.
func (r *rule) conditions() [7]string {
	return [7]string{r.Threshold.String(), r.Mode, r.ShipFrom, r.Origin, r.Scheme, string(r.Scope), r.Excludes}
}

func overlapping(a, b Regime) bool {
	return (a.Until.IsZero() || b.From.IsZero() || !a.Until.Before(b.From)) &&
		(b.Until.IsZero() || a.From.IsZero() || !b.Until.Before(a.From))
}

func readRegime(row table.Row) (Regime, error) {
	r := &rowReader{Row: row}
	r.must("destination")
	regime := Regime{
		ID:         r.must("id"),
		Dest:       string(r.country("destination")),
		Treatment:  Treatment(r.oneOf("treatment", string(Relief), string(Flat), string(Normal))),
		Threshold:  r.money("threshold"),
		Strict:     r.oneOf("strict", "", "yes", "no") == "yes",
		Basis:      Basis(r.oneOf("basis", "", string(Intrinsic), string(FOBValue), string(CIFValue))),
		Scope:      Scope(r.oneOf("scope", "", string(PerConsignment), string(PerItem))),
		Mode:       r.oneOf("mode", "", Courier.String(), Postal.String()),
		ShipFrom:   r.countries("ship_from"),
		Origin:     r.countries("origin"),
		Scheme:     row.Get("scheme"),
		Excludes:   r.prefixes("excludes"),
		Flat:       r.money("flat"),
		Valuation:  Valuation(r.oneOf("valuation", string(CIF), string(FOB))),
		From:       r.date("from"),
		Until:      r.date("until"),
		Contested:  row.Get("contested"),
		Source:     r.must("source"),
		SourceDate: r.date("source_date"),
		Confidence: r.must("confidence"),
		Note:       row.Get("note"),
	}
	r.period(regime.From, regime.Until)
	limited := regime.Threshold.Currency() != 0
	if limited != (regime.Basis != "") || limited != (regime.Scope != "") {
		r.fail("threshold", tableError("threshold, basis and scope go together"))
	}
	if (regime.Treatment == Flat) != (regime.Flat.Sign() > 0) {
		r.fail("flat", tableError("a flat treatment has an amount above zero, and no other has one"))
	}
	return regime, r.err
}

func (r *rowReader) oneOf(column string, words ...string) string {
	s := r.Get(column)
	if !slices.Contains(words, s) {
		r.fail(column, tableError("%s is none of %q", excerpt.Quote(s), words))
	}
	return s
}

func (r *rowReader) money(column string) currency.Amount {
	if r.Get(column) == "" {
		return currency.Amount{}
	}
	code, err := currency.ParseCode(r.must("currency"))
	if err != nil {
		r.fail("currency", err)
		return currency.Amount{}
	}
	a, err := currency.ParseAmount(r.Get(column), code)
	if err == nil && a.Sign() < 0 {
		err = ErrNegative
	}
	if err != nil {
		r.fail(column, err)
	}
	return a
}

func (r *rowReader) countries(column string) string {
	for _, word := range readCondition(r.Get(column)).words {
		if _, err := locale.ParseCountry(word); err != nil {
			r.fail(column, err)
		}
	}
	return r.Get(column)
}

func (r *rowReader) prefixes(column string) string {
	for _, word := range strings.Fields(r.Get(column)) {
		if digits, ok := codeDigits(word); !ok || digits != word {
			r.fail(column, &CodeError{Code: excerpt.Text(word), Err: ErrCodeSyntax})
		}
	}
	return r.Get(column)
}

// ErrNoRegime says that it is not known how a destination treats a consignment.
var ErrNoRegime = errors.New("no import regime")

// NoRegimeError says for which consignment no regime is known. It wraps
// [ErrNoRegime].
type NoRegimeError struct {
	Dest   string // country, territory, or "EU"
	On     currency.Date
	Detail string // what stands in the way, or ""
}

func (e *NoRegimeError) Error() string {
	detail := e.Detail
	if detail == "" {
		detail = "add its rows to a table for LoadRegimes"
	}
	return fmt.Sprintf("duty: no import regime of %s on %s: %s", e.Dest, e.On, detail)
}

// Unwrap returns [ErrNoRegime].
func (e *NoRegimeError) Unwrap() error { return ErrNoRegime }

// ship tells whether the conditions on the way of the consignment hold.
func (r *rule) ship(s *Shipment, from locale.Country) bool {
	return s.On.Within(r.From, r.Until) &&
		(r.Mode == "" || r.Mode == s.Mode.String()) &&
		r.shipFrom.allows(string(from)) &&
		r.origins(s.Items) &&
		r.scheme(s.Scheme)
}

func (r *rule) scheme(scheme string) bool {
	if word, not := strings.CutPrefix(r.Scheme, "!"); not {
		return scheme != word
	}
	return r.Scheme == "" || r.Scheme == scheme
}

// origins holds for a consignment if it holds for all of its goods.
func (r *rule) origins(items []Item) bool {
	if len(r.origin.words) == 0 {
		return true
	}
	for i := range items {
		if o := items[i].Origin; o == "" || !r.origin.allows(string(o)) {
			return false
		}
	}
	return true
}

// excluded reports whether the regime leaves out goods of a code.
func (r *rule) excluded(c Code) bool {
	for _, prefix := range r.excludes {
		if strings.HasPrefix(string(c), prefix) {
			return true
		}
	}
	return false
}

// within compares the value of so many pieces with the threshold, which is for
// one, without rounding on the way to the threshold's currency.
func (r *rule) within(value currency.Amount, pieces int64, fx *currency.Rates) (bool, error) {
	if r.Threshold.Currency() == 0 {
		return true, nil
	}
	have, limit := value.Decimal(), r.Threshold.Decimal()
	if pieces != 1 {
		limit = limit.Mul(decimal.New(pieces, 0))
	}
	if from, to := value.Currency(), r.Threshold.Currency(); from != to && value.Sign() != 0 {
		if fx == nil {
			return false, fmt.Errorf("duty: regime %s: comparing %s with %s needs exchange rates: %w", r.ID, value, r.Threshold, currency.ErrNoRate)
		}
		rate, err := fx.Rate(from, to)
		if err != nil {
			return false, fmt.Errorf("duty: regime %s: %w", r.ID, err)
		}
		num, den := rate.Ratio()
		have, limit = have.Mul(num), limit.Mul(den)
	}
	order := have.Cmp(limit)
	return order < 0 || order == 0 && !r.Strict, nil
}
