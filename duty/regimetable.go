package duty

import (
	"io"
	"strconv"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

const (
	regimeColumns = "id,destination,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes," +
		"flat,valuation,from,until,contested,source,source_date,confidence,note"
	optionalRegimeColumns = "kind,name,customer,goods,per,rate,base,allowance,min_collect,fractions,period_value,period_count,question,reading"
)

// mostRegimes is how many rows a table may have: each is compared with those
// before it.
const mostRegimes = 4096

// LoadRegimes reads a table of regimes as CSV with the columns
//
//	id,destination,kind,name,treatment,threshold,currency,strict,basis,scope,period_value,period_count,mode,ship_from,origin,customer,scheme,goods,excludes,per,flat,rate,base,allowance,min_collect,fractions,valuation,from,until,contested,question,reading,source,source_date,confidence,note
//
// They mean what the fields of [Regime] mean. A table may lack the columns
// kind, name, customer, goods, per, rate, base, allowance, min_collect,
// fractions, period_value, period_count, question and reading, which then are
// empty in each row. Amounts are in the currency of the row unless they name
// their own ("25 RON"). An empty kind is duty; an empty per is the subheading
// for a flat duty, the line for a rate, and the consignment for a fee.
//
// The rows of a destination are tried in the order of the file and the first
// that fits decides, so the row without a threshold comes last. Each fee is
// tried separately from the duty and from other fees.
//
// LoadRegimes returns a [*TableError] with the line if
//   - a row cannot be read, or contradicts itself;
//   - there are more than 4096 of them;
//   - two rows have the same id, or the same conditions on the same day;
//   - a row can never be reached, since one above it fits whenever it does.
func LoadRegimes(r io.Reader) (*Regimes, error) {
	return (&Regimes{}).With(r)
}

// With returns the regimes of a table, read as [LoadRegimes] does, before
// those of rg: a row of the table decides where it fits, and where none does
// rg decides as before. Readings that were chosen stay chosen.
func (rg *Regimes) With(r io.Reader) (*Regimes, error) {
	stack := newRegimeStack(rg)
	err := readRegimes(r, func(row table.Row) error {
		regime, err := readRegime(row)
		if err == nil {
			err = stack.add(regime, row.Line, row.Fault)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return stack.over(rg), nil
}

// regimeStack is a table that rows are added to, one after the other.
type regimeStack struct {
	own   *Regimes
	lines map[string]int // of each ID; 0 in the table below
}

func newRegimeStack(below *Regimes) *regimeStack {
	s := &regimeStack{own: &Regimes{byDest: map[string]*destination{}}, lines: map[string]int{}}
	below.each(func(r *rule) { s.lines[r.ID] = 0 })
	return s
}

// add adds a row of a line. What is wrong with it goes through fault, which
// names the line.
func (s *regimeStack) add(regime Regime, at int, fault func(column string, err error) error) error {
	if line, ok := s.lines[regime.ID]; ok {
		return fault("id", tableError("%s is the id of %s too", excerpt.Text(regime.ID), regimeLine(line)))
	}
	if s.lines[regime.ID] = at; len(s.lines) > mostRegimes {
		return fault("", tableError("more than %d regimes", mostRegimes))
	}
	added := newRule(regime)
	if other, what := s.own.conflict(&added); other != nil {
		return fault("", tableError("%s %s %s in line %d", excerpt.Text(regime.ID), what, excerpt.Text(other.ID), s.lines[other.ID]))
	}
	s.own.add(added)
	return nil
}

// over puts the rows over those of the table below.
func (s *regimeStack) over(below *Regimes) *Regimes {
	below.each(func(r *rule) { s.own.add(*r) })
	for _, c := range below.questions {
		if c.made {
			*s.own.choice(c.question) = c
		}
	}
	s.own.settle()
	return s.own
}

func regimeLine(line int) string {
	if line == 0 {
		return "a row of the table below"
	}
	return "line " + strconv.Itoa(line)
}

func readRegimes(r io.Reader, each func(table.Row) error) error {
	optional := strings.Split(optionalRegimeColumns, ",")
	spec := table.Spec{
		Columns:  append(strings.Split(regimeColumns, ","), optional...),
		Optional: optional,
		MaxBytes: largestTable, Syntax: ErrTable, Size: ErrTable,
	}
	return tableErrorOf(table.Read(r, spec, each))
}

// add puts a rule behind those it is tried after.
func (rg *Regimes) add(r rule) {
	d := rg.byDest[r.Dest]
	if d == nil {
		d = &destination{}
		rg.byDest[r.Dest] = d
	}
	rules := d.rules(r.Kind, r.Name)
	*rules = append(*rules, r)
	if r.Question != "" && rg.choice(r.Question) == nil {
		rg.questions = append(rg.questions, choice{question: r.Question, reading: r.Reading})
	}
	if r.SourceDate.After(rg.asOf) {
		rg.asOf = r.SourceDate
	}
}

func readRegime(row table.Row) (Regime, error) {
	r := &rowReader{Row: row}
	r.must("destination")
	regime := Regime{
		ID:          r.must("id"),
		Dest:        string(r.country("destination")),
		Kind:        RegimeKind(r.oneOf("kind", "", string(DutyRegime), string(FeeRegime))),
		Name:        row.Get("name"),
		Treatment:   Treatment(r.oneOf("treatment", string(Relief), string(Flat), string(ByRate), string(Normal), string(Unknown))),
		Threshold:   r.money("threshold"),
		Strict:      r.oneOf("strict", "", "yes", "no") == "yes",
		Basis:       Basis(r.oneOf("basis", "", string(Intrinsic), string(FOBValue), string(CIFValue))),
		Scope:       Scope(r.oneOf("scope", "", string(PerConsignment), string(PerItem), string(PerDay))),
		PeriodValue: r.money("period_value"),
		PeriodCount: r.count("period_count"),
		Mode:        r.words("mode", Courier.String(), Postal.String(), Sea.String()),
		ShipFrom:    r.countries("ship_from"),
		Origin:      r.countries("origin"),
		Customer:    CustomerKind(r.oneOf("customer", "", string(Consumer), string(Business))),
		Scheme:      r.words("scheme"),
		Goods:       r.prefixes("goods"),
		Excludes:    r.prefixes("excludes"),
		Per:         Group(r.oneOf("per", "", string(ByConsignment), string(BySubheading), string(ByLine), string(ByPiece))),
		Flat:        r.money("flat"),
		Base:        r.components("base"),
		Allowance:   r.money("allowance"),
		MinCollect:  r.money("min_collect"),
		Valuation:   Valuation(r.oneOf("valuation", string(CIF), string(FOB))),
		From:        r.date("from"),
		Until:       r.date("until"),
		Contested:   row.Get("contested"),
		Question:    row.Get("question"),
		Reading:     row.Get("reading"),
		Source:      r.must("source"),
		SourceDate:  r.date("source_date"),
		Confidence: Confidence(r.oneOf("confidence", string(Official), string(OfficialQuoted), string(Secondary),
			string(SingleSecondary), string(Unverified))),
		Note: row.Get("note"),
	}
	if row.Get("rate") != "" {
		regime.Rate = r.rate("rate")
	}
	if err := regime.Fractions.UnmarshalText([]byte(row.Get("fractions"))); err != nil {
		r.fail("fractions", err)
	}
	r.period(regime.From, regime.Until)
	regime.agree(r.fail)
	return regime, r.err
}

// agree checks what goes together, and fills in what an empty cell stands for.
func (g *Regime) agree(fail func(column string, err error)) {
	check := func(ok bool, column, want string) {
		if !ok {
			fail(column, tableError("%s", want))
		}
	}
	if g.Kind == "" {
		g.Kind = DutyRegime
	}
	limited, charged := g.Threshold.Currency() != 0, g.Treatment == Flat || g.Treatment == ByRate
	check((g.Kind == FeeRegime) == (g.Name != ""), "name", "a fee has a name, and a duty has none")
	check(g.Kind == DutyRegime || g.Treatment != Normal, "treatment", "a tariff has no fees: the normal treatment is one of duty")
	check(limited == (g.Basis != "") && limited == (g.Scope != ""), "threshold", "threshold, basis and scope go together")
	check(limited || !g.Strict, "strict", "there is no threshold")
	check((g.Treatment == Flat) == (g.Flat.Sign() > 0), "flat", "a flat treatment has an amount above zero, and no other has one")
	check((g.Treatment == ByRate) == !g.Rate.IsZero(), "rate", "a treatment by rate has a rate, and no other has one")
	check(g.Per == "" || charged, "per", "only a flat amount or a rate is charged on a group")
	check(g.Per != ByPiece || g.Treatment == Flat, "per", "a rate is charged on a line: state it as an amount for each item")
	check(g.Base == 0 || g.Kind == FeeRegime && g.Treatment == ByRate, "base", "only a fee by rate has a base of its own")
	check(g.Allowance.IsZero() || g.Kind == DutyRegime && (g.Treatment == ByRate || g.Treatment == Normal), "allowance",
		"only a duty by rate or by the tariff is charged on an excess")
	check(g.MinCollect.IsZero() || charged || g.Treatment == Normal, "min_collect", "nothing is charged")
	check(g.Fractions.IsZero() || g.Treatment == Normal && g.Fractions.fault() == nil, "fractions", "those of duty by the tariff are dropped, in steps above zero")
	check((g.Question == "") == (g.Reading == ""), "reading", "a question has readings, and a reading is of a question")
	check(g.Question == "" || g.Contested != "", "contested", "it must say what the question is about")
	check((g.Treatment == Unknown) == (g.Confidence == Unverified), "confidence", "what is unverified is unknown, and nothing else is")
	check(g.Treatment != Unknown || g.Contested != "", "contested", "it must say what is not known")
	if charged && g.Per == "" {
		g.Per = defaultGroup(g)
	}
}

func defaultGroup(g *Regime) Group {
	switch {
	case g.Kind == FeeRegime:
		return ByConsignment
	case g.Treatment == Flat:
		return BySubheading
	}
	return ByLine
}
