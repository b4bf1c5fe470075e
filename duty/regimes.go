package duty

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/landedhq/landed/currency"
)

// Regimes are the thresholds, rates and fees of a set of destinations. It is
// immutable and safe to share. The zero Regimes know no destination.
//
// They are about duties and fees. The thresholds of taxes at import are rules
// of package tax: the 40 CAD of Canada beside its 150 for duty, the 5 CHF of
// tax that Switzerland does not collect, and those of Israel, of which one
// held for a single day.
type Regimes struct {
	byDest    map[string]*destination
	questions []choice // in the order of the table
	asOf      currency.Date
	idle      sync.Pool // of *assessor: memory only
}

// choice is the reading of a question that is held to.
type choice struct {
	question, reading string
	made              bool // by the shop; else it is the first reading of the table
}

// destination holds the rules of one destination: those of duty, and those of
// each fee, in the order in which they are tried.
type destination struct {
	duty []rule
	fees []fee
}

// fee is one fee of a destination with its rules.
type fee struct {
	name  string
	rules []rule
}

//go:embed data/regimes.csv
var defaultRegimes string

var embeddedRegimes = sync.OnceValues(func() (*Regimes, error) { return LoadRegimes(strings.NewReader(defaultRegimes)) })

// DefaultRegimes returns the embedded table of data/regimes.csv, each row with
// its source; [Regimes.Destinations] lists whose they are.
func DefaultRegimes() (*Regimes, error) { return embeddedRegimes() }

// AsOf returns the newest day of a source among the rows: what changed in law
// after it cannot be in the table. It is the zero date if no row tells.
func (rg *Regimes) AsOf() currency.Date { return rg.asOf }

// Destinations lists the countries, and "EU", that have rows, in the order of
// the alphabet.
func (rg *Regimes) Destinations() []string { return slices.Sorted(maps.Keys(rg.byDest)) }

// All returns every regime of a destination, a country or "EU", in the order
// in which they are tried: first those of duty, then those of each fee. Rows
// of a reading that is not chosen are among them.
func (rg *Regimes) All(dest string) []Regime {
	d := rg.byDest[dest]
	if d == nil {
		return nil
	}
	var all []Regime
	for _, rules := range d.groups() {
		for i := range rules {
			all = append(all, rules[i].Regime)
		}
	}
	return all
}

// Lookup returns the first regime of All that has an ID, and whether there is one.
func (rg *Regimes) Lookup(dest, id string) (Regime, bool) {
	d := rg.byDest[dest]
	if d == nil {
		return Regime{}, false
	}
	named := func(r rule) bool { return r.ID == id }
	if i := slices.IndexFunc(d.duty, named); i >= 0 {
		return d.duty[i].Regime, true
	}
	for _, f := range d.fees {
		if i := slices.IndexFunc(f.rules, named); i >= 0 {
			return f.rules[i].Regime, true
		}
	}
	return Regime{}, false
}

// groups returns the rules of duty and those of each fee.
func (d *destination) groups() [][]rule {
	groups := [][]rule{d.duty}
	for _, f := range d.fees {
		groups = append(groups, f.rules)
	}
	return groups
}

// rules returns where the rules of a kind and name stand.
func (d *destination) rules(kind RegimeKind, name string) *[]rule {
	if kind == DutyRegime {
		return &d.duty
	}
	i := slices.IndexFunc(d.fees, func(f fee) bool { return f.name == name })
	if i < 0 {
		i = len(d.fees)
		d.fees = append(d.fees, fee{name: name})
	}
	return &d.fees[i].rules
}

// clone returns a copy whose rules may be changed.
func (rg *Regimes) clone() *Regimes {
	c := &Regimes{byDest: make(map[string]*destination, len(rg.byDest)), questions: slices.Clone(rg.questions), asOf: rg.asOf}
	for dest, d := range rg.byDest {
		copied := &destination{duty: slices.Clone(d.duty), fees: slices.Clone(d.fees)}
		for i := range copied.fees {
			copied.fees[i].rules = slices.Clone(copied.fees[i].rules)
		}
		c.byDest[dest] = copied
	}
	return c
}

// each gives every rule to f, destination by destination.
func (rg *Regimes) each(f func(*rule)) {
	for _, dest := range rg.Destinations() {
		for _, rules := range rg.byDest[dest].groups() {
			for i := range rules {
				f(&rules[i])
			}
		}
	}
}
