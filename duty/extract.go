package duty

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Extract is what the tables say about some goods on a lane, as plain data: the
// rows that decide, and no others. Its Tables give the same assessments of
// these goods on this lane as the tables that it was taken from, warnings
// included. It survives JSON.
type Extract struct {
	Levies   []Levy    `json:"levies,omitempty"`   // of the tariff, charged or not
	Regimes  []Regime  `json:"regimes,omitempty"`  // that can hold, in the order in which they are tried
	Readings []Answer  `json:"readings,omitempty"` // of the questions that the shop has answered
	Programs []Program `json:"programs,omitempty"` // of preferences, and column 2
}

// Answer is how a shop has answered a question: see [Regimes.Choose].
type Answer struct {
	Question string `json:"question"`
	Reading  string `json:"reading"`
}

// Program says which of the origins of some goods a preference programme is
// for, on the day of their lane.
type Program struct {
	Dest    string           `json:"dest"`
	Program string           `json:"program"` // "column2" of the origins that are charged by column 2
	Origins []locale.Country `json:"origins,omitempty"`
}

// Extract returns what the tables say of the goods of a shipment of the lane,
// whatever their values and quantities, with the regimes that the shipment
// assumes, if any. Goods that cannot be assessed have no rows.
func (l *Lane) Extract(s *Shipment) Extract {
	x := extracting{regimes: l.regimes, rules: map[*rule]bool{}}
	x.shipment(l, s)
	return x.extract()
}

// NewExtract returns what the tables say about the goods of several shipments
// on one day: what [Lane.Extract] returns for each, with every row once.
//
// It returns the errors of [NewLane], and ErrShipment for shipments of two days.
func NewExtract(t *Tariff, rg *Regimes, shipments ...Shipment) (Extract, error) {
	x := extracting{regimes: rg, rules: map[*rule]bool{}}
	for i := range shipments {
		s := &shipments[i]
		if first := shipments[0].On; s.On != first {
			return Extract{}, fmt.Errorf("duty: %w: an extract is of one day, not of %s and %s", ErrShipment, first, s.On)
		}
		l, err := NewLane(*s, t, rg)
		if err != nil {
			return Extract{}, err
		}
		x.shipment(l, s)
	}
	return x.extract(), nil
}

// extracting is the work on an extract.
type extracting struct {
	regimes *Regimes
	dests   []string // whose regimes there are, in the order in which they were met
	rules   map[*rule]bool
	cuts    []*cutting // of the tariff of each destination
}

// shipment takes what holds for a shipment of a lane.
func (x *extracting) shipment(l *Lane, s *Shipment) {
	if l.inside != "" {
		return
	}
	if l.regimes != nil {
		x.rulesFor(l, s)
	}
	if l.table != nil {
		c := x.cut(l)
		for i := range s.Items {
			c.goods(&s.Items[i])
		}
	}
}

// rulesFor takes the rules that can hold on a lane, and those that a shipment
// assumes.
func (x *extracting) rulesFor(l *Lane, s *Shipment) {
	for _, dest := range [...]string{l.dest, string(l.to)} {
		d := l.regimes.byDest[dest]
		if d == nil {
			continue
		}
		if !slices.Contains(x.dests, dest) {
			x.dests = append(x.dests, dest)
		}
		for i := range d.duty {
			if r := &d.duty[i]; dest == l.dest && (r.ship(&l.terms, l.from) || slices.Contains(s.Regimes, r.ID)) {
				x.rules[r] = true
			}
		}
		for i := range d.fees {
			for k := range d.fees[i].rules {
				if r := &d.fees[i].rules[k]; r.ship(&l.terms, l.from) {
					x.rules[r] = true
				}
			}
		}
	}
}

// cut finds the work on the tariff of a lane.
func (x *extracting) cut(l *Lane) *cutting {
	for _, c := range x.cuts {
		if c.lane.dest == l.dest {
			return c
		}
	}
	c := &cutting{lane: l, asked: map[goodsKey]bool{}, rows: map[int]bool{}, lacks: map[lackKey]bool{}, known: map[Code]bool{}}
	x.cuts = append(x.cuts, c)
	return c
}

// extract writes down what was taken, in the order of the tables.
func (x *extracting) extract() (e Extract) {
	for _, dest := range x.dests {
		for _, rules := range x.regimes.byDest[dest].groups() {
			for i := range rules {
				if r := &rules[i]; x.rules[r] {
					e.regime(r)
				}
			}
		}
	}
	for _, c := range x.cuts {
		e.Levies, e.Programs = append(e.Levies, c.levies()...), append(e.Programs, c.programs()...)
	}
	return e
}

func (e *Extract) regime(r *rule) {
	e.Regimes = append(e.Regimes, r.Regime)
	answer := Answer{r.Question, r.Reading}
	if r.settled && !r.idle && !slices.Contains(e.Readings, answer) {
		e.Readings = append(e.Readings, answer)
	}
}

// Currencies returns the currencies in which the rows state amounts, sorted.
func (e Extract) Currencies() []currency.Code {
	var codes []currency.Code
	add := func(rate Rate, amounts ...currency.Amount) {
		codes = append(codes, rate.Currencies()...)
		for _, a := range amounts {
			if a.Currency() != 0 {
				codes = append(codes, a.Currency())
			}
		}
	}
	for i := range e.Levies {
		add(e.Levies[i].Rate, e.Levies[i].MinCollect)
	}
	for i := range e.Regimes {
		r := &e.Regimes[i]
		add(r.Rate, r.Threshold, r.PeriodValue, r.Flat, r.Allowance, r.MinCollect, r.Fractions.Value)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// cutting is the work on an extract of a tariff.
type cutting struct {
	lane    *Lane
	asked   map[goodsKey]bool
	rows    map[int]bool // of the schedule
	lacking []Levy       // gaps, each once
	lacks   map[lackKey]bool
	known   map[Code]bool // of a complete table
	origins []locale.Country
}

type (
	goodsKey struct {
		code   Code
		origin locale.Country
	}
	lackKey struct {
		goodsKey
		name string
	}
)

// goods takes the rows that a look-up of goods may look at: those whose code
// begins theirs, or is a line under theirs.
func (c *cutting) goods(item *Item) {
	s, on := c.lane.table, c.lane.terms.On
	if digits, ok := codeDigits(string(item.Code)); !ok || digits != string(item.Code) || digits == "" || c.asked[goodsKey{item.Code, item.Origin}] {
		return
	}
	c.asked[goodsKey{item.Code, item.Origin}] = true
	if !slices.Contains(c.origins, item.Origin) {
		c.origins = append(c.origins, item.Origin)
	}
	q := query{code: item.Code, origin: item.Origin, dest: c.lane.dest, on: on, table: s}
	c.know(&q)
	for n := 0; n < len(item.Code); n += 2 {
		at, _ := s.spans.of(item.Code[:n].key())
		c.take(int(at.first), int(at.end), &q)
	}
	first, end := s.under(item.Code)
	c.take(first, end, &q)
}

// take takes the rows from first to before end that are for the goods. Goods of
// a short code may be taken for those of a longer one.
func (c *cutting) take(first, end int, q *query) {
	s := c.lane.table
	for i := first; i < end; i++ {
		if !s.fits(i, q) {
			continue
		}
		c.rows[i] = true
		if code := s.rows[i].Code; len(code) > len(q.code) {
			longer := *q
			longer.code = code
			c.know(&longer)
		}
	}
}

// know notes what the table lacks for a code, and that it has it, if it is
// complete.
func (c *cutting) know(q *query) {
	for _, gap := range c.lane.tariff.missing(*q) {
		if key := (lackKey{goodsKey{gap.Code, gap.Origin}, gap.Name}); !c.lacks[key] {
			c.lacks[key] = true
			c.lacking = append(c.lacking, gap)
		}
	}
	if c.lane.table.depth > 0 && c.lane.table.unknown(q.code) == "" {
		c.known[q.code] = true
	}
}

// levies returns the rows in the order of the table, then what it lacks, and
// what it knows.
func (c *cutting) levies() []Levy {
	s := c.lane.table
	var levies []Levy
	for _, i := range slices.Sorted(maps.Keys(c.rows)) {
		levies = append(levies, s.rows[i])
	}
	levies = append(levies, c.lacking...)
	for _, code := range slices.Sorted(maps.Keys(c.known)) {
		levies = append(levies, Levy{Jurisdiction: c.lane.dest, Code: code, Kind: complete})
	}
	return levies
}

// programs returns for which of the origins the programmes of the rows are.
// One without a name stands for those that the rows do not have.
func (c *cutting) programs() []Program {
	dest, on, from := c.lane.dest, c.lane.terms.On, c.lane.tariff.programs
	if from == nil {
		return nil
	}
	words := []string{column2Program}
	for i := range c.rows {
		if row := &c.lane.table.rows[i]; row.claimable() {
			words = append(words, strings.Fields(row.Program)...)
		}
	}
	slices.Sort(words)
	var programs []Program
	for _, word := range slices.Compact(words) {
		p := Program{Dest: dest, Program: word}
		known := false
		for _, origin := range c.origins {
			fits, has := from.Fits(dest, word, origin, on)
			known = has
			if fits {
				p.Origins = append(p.Origins, origin)
			}
		}
		if known {
			programs = append(programs, p)
		}
	}
	if from.listed[dest] {
		programs = append(programs, Program{Dest: dest})
	}
	return programs
}

// Tables returns the tables of an extract. They are for its goods and its lane
// alone: of others they know nothing, or only a part.
//
// It fails as [NewTariff], [NewRegimes] and [Regimes.Choose] do.
func (e Extract) Tables() (*Tariff, *Regimes, error) {
	p := &Programs{terms: map[programKey][]eligibility{}, listed: map[string]bool{}}
	for i, row := range e.Programs {
		at := rowOf{line: i + 1}
		at.must("dest", row.Dest)
		at.country("dest", row.Dest)
		for _, origin := range row.Origins {
			if origin != "" {
				at.country("origins", string(origin))
			}
		}
		if at.err != nil {
			return nil, nil, at.err
		}
		key := programKey{row.Dest, row.Program}
		origins := slices.Clone(row.Origins)
		slices.Sort(origins)
		p.terms[key] = append(p.terms[key], eligibility{origins: origins})
		p.listed[row.Dest] = p.listed[row.Dest] || row.Program != column2Program
	}
	t, err := newTariff(e.Levies, p)
	if err != nil {
		return nil, nil, err
	}
	rg, err := NewRegimes(e.Regimes)
	for i := 0; i < len(e.Readings) && err == nil; i++ {
		rg, err = rg.Choose(e.Readings[i].Question, e.Readings[i].Reading)
	}
	if err != nil {
		return nil, nil, err
	}
	return t, rg, nil
}
