package duty

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// NewTariff returns a tariff of rows in memory: what [LoadTariff] returns for a
// table of them, with the same requirements for each. A levy whose rate is
// prose has no Rate. Beside levies there may be rows of the kinds "gap" and
// "complete"; a row of kind complete that has a code says only that the table
// knows this code.
//
// Its errors are of type [*TableError], whose Line counts the rows from 1.
func NewTariff(levies []Levy) (*Tariff, error) {
	programs, err := DefaultPrograms()
	if err != nil {
		return nil, err
	}
	return newTariff(levies, programs)
}

func newTariff(levies []Levy, p *Programs) (*Tariff, error) {
	stack := newTariffStack(p)
	for i := range levies {
		at := rowOf{line: i + 1}
		at.levy(&levies[i])
		if at.err == nil {
			at.err = at.fault("", stack.add(levies[i], i+1))
		}
		if at.err != nil {
			return nil, at.err
		}
	}
	return stack.tariff()
}

// NewRegimes returns regimes of rows in memory: what [LoadRegimes] returns for
// a table of them, with the same requirements for each. [Regimes.All] gives
// such rows.
//
// Its errors are of type [*TableError], whose Line counts the rows from 1.
func NewRegimes(rows []Regime) (*Regimes, error) {
	none := &Regimes{}
	stack := newRegimeStack(none)
	for i := range rows {
		regime := rows[i]
		at := rowOf{line: i + 1}
		at.regime(&regime)
		if at.err == nil {
			at.err = stack.add(regime, i+1, at.fault)
		}
		if at.err != nil {
			return nil, at.err
		}
	}
	return stack.over(none), nil
}

// rowOf checks a row in memory, and keeps the first error.
type rowOf struct {
	line int
	err  error
}

// fault places an error.
func (r *rowOf) fault(column string, err error) error {
	if err == nil {
		return nil
	}
	return &TableError{Line: r.line, Column: column, Err: err}
}

func (r *rowOf) fail(column string, err error) {
	if r.err == nil {
		r.err = r.fault(column, err)
	}
}

func (r *rowOf) must(column, s string) {
	if s == "" {
		r.fail(column, tableError("empty"))
	}
}

// text refuses what a cell of a table cannot be.
func (r *rowOf) text(column, s string) {
	if len(s) > mostText {
		r.fail(column, tableError("%d bytes, at most %d", len(s), mostText))
	}
}

func (r *rowOf) country(column, s string) {
	if s != "" && s != unionTariff && !locale.Country(s).Valid() {
		r.fail(column, &locale.CountryError{Input: s})
	}
}

func (r *rowOf) oneOf(column, s string, words ...string) {
	if !slices.Contains(words, s) {
		r.fail(column, tableError("%s is none of %q", excerpt.Quote(s), words))
	}
}

func (r *rowOf) period(from, until currency.Date) {
	if !from.IsZero() && !until.IsZero() && until.Before(from) {
		r.fail("until", tableError("%s is before %s", until, from))
	}
}

// list refuses words that are not separated by single spaces.
func (r *rowOf) list(column, s string) {
	if strings.Join(strings.Fields(s), " ") != s {
		r.fail(column, tableError("%s: want words with one space between them", excerpt.Quote(s)))
	}
}

func (r *rowOf) components(column string, of Components) {
	if _, err := of.MarshalText(); err != nil {
		r.fail(column, err)
	}
}

func (r *rowOf) notNegative(column string, a currency.Amount) {
	if a.Sign() < 0 {
		r.fail(column, ErrNegative)
	}
}

// levy checks a row of a tariff.
func (r *rowOf) levy(l *Levy) {
	r.must("destination", l.Jurisdiction)
	r.country("destination", l.Jurisdiction)
	if l.Code != "" {
		if code, err := prefixOf(string(l.Code)); err != nil {
			r.fail("code", err)
		} else if code != l.Code {
			r.fail("code", &CodeError{Code: excerpt.Text(l.Code), Err: errPrefixSyntax})
		}
	}
	r.country("origin", string(l.Origin))
	if !l.marks() {
		r.must("name", l.Name)
		r.must("source", l.Source)
	}
	if strings.Contains(l.ID, " ") {
		r.fail("id", tableError("an ID has no spaces"))
	}
	r.list("program", l.Program)
	r.list("replaces", l.Replaces)
	r.list("excludes", l.Excludes)
	r.components("base", l.Base)
	r.uplift(l.Uplift)
	if l.MinCollect != (currency.Amount{}) && l.MinCollect.Sign() <= 0 {
		r.fail("min_collect", tableError("%s is not above zero", l.MinCollect))
	}
	r.period(l.From, l.Until)
	for _, cell := range [...][2]string{{"id", l.ID}, {"program", l.Program}, {"replaces", l.Replaces}, {"excludes", l.Excludes}} {
		r.text(cell[0], cell[1])
	}
	l.agree(r.fail)
}

func (r *rowOf) uplift(percent decimal.Decimal) {
	if percent.IsZero() {
		return
	}
	if exact.Bounded(percent) {
		if _, ok := exact.ParseDecimal(exact.DecimalText(percent), 3, mostPlaces); ok {
			return
		}
	}
	r.fail("uplift", tableError("no percentage"))
}

// regime checks a row of a table of regimes, and fills in what an empty cell
// stands for.
func (r *rowOf) regime(g *Regime) {
	r.must("id", g.ID)
	r.must("destination", g.Dest)
	r.country("destination", g.Dest)
	r.oneOf("kind", string(g.Kind), "", string(DutyRegime), string(FeeRegime))
	r.oneOf("treatment", string(g.Treatment), string(Relief), string(Flat), string(ByRate), string(Normal), string(Unknown))
	r.oneOf("basis", string(g.Basis), "", string(Intrinsic), string(FOBValue), string(CIFValue))
	r.oneOf("scope", string(g.Scope), "", string(PerConsignment), string(PerItem), string(PerDay))
	r.oneOf("customer", string(g.Customer), "", string(Consumer), string(Business))
	r.oneOf("per", string(g.Per), "", string(ByConsignment), string(BySubheading), string(ByLine), string(ByPiece))
	r.oneOf("valuation", string(g.Valuation), string(CIF), string(FOB))
	r.oneOf("confidence", string(g.Confidence), string(Official), string(OfficialQuoted), string(Secondary), string(SingleSecondary), string(Unverified))
	for _, of := range [...]struct {
		column string
		amount currency.Amount
	}{{"threshold", g.Threshold}, {"period_value", g.PeriodValue}, {"flat", g.Flat}, {"allowance", g.Allowance}, {"min_collect", g.MinCollect}} {
		r.notNegative(of.column, of.amount)
	}
	if g.PeriodCount < 0 {
		r.fail("period_count", ErrNegative)
	}
	r.conditions(g)
	r.components("base", g.Base)
	r.must("source", g.Source)
	r.period(g.From, g.Until)
	g.agree(r.fail)
}

func (r *rowOf) conditions(g *Regime) {
	for _, of := range [...]struct {
		column string
		err    error
	}{
		{"mode", checkCondition(g.Mode, Courier.String(), Postal.String(), Sea.String())},
		{"ship_from", checkCountries(g.ShipFrom)}, {"origin", checkCountries(g.Origin)}, {"scheme", checkCondition(g.Scheme)},
		{"goods", checkPrefixes(g.Goods)}, {"excludes", checkPrefixes(g.Excludes)},
	} {
		if of.err != nil {
			r.fail(of.column, of.err)
		}
	}
}
