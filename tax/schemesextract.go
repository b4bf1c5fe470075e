package tax

import (
	"maps"
	"slices"

	"github.com/landedhq/landed/currency"
)

// notes are the rows of a table that were asked for, by their days.
type notes struct {
	rules  asking[ruleKey]
	states asking[string]
}

// asking is on which days was asked for each key.
type asking[K comparable] map[K][]currency.Date

func (a asking[K]) note(key K, on currency.Date) {
	if !slices.Contains(a[key], on) {
		a[key] = append(a[key], on)
	}
}

// Extract returns the rules, and the nexus of states, that decide on supplies
// with the terms of those given, whatever they contain, and every decision that
// they can lead to: see [Decider.Decisions]. It leaves out the rest of the
// table.
//
// Extract returns a *SupplyError as [Schemes.Compile] does.
func (sc *Schemes) Extract(supplies ...Supply) (*Schemes, []*Decision, error) {
	noting := *sc
	noting.noted = &notes{rules: asking[ruleKey]{}, states: asking[string]{}}
	var decisions []*Decision
	for i := range supplies {
		d, err := noting.Compile(supplies[i])
		if err != nil {
			return nil, nil, err
		}
		decisions = append(decisions, d.Decisions()...)
	}
	out := &Schemes{rules: extractDated(&sc.rules, noting.noted.rules), nexus: &Nexus{extractDated(&sc.Nexus().states, noting.noted.states)}}
	return out, decisions, nil
}

// extractDated returns the rows that were asked for. Of a key for which there
// is none on a day that was asked for it has all: what is said then tells of the
// others.
func extractDated[K comparable, R interface{ dates() fact }](t *dated[K, R], asked asking[K]) dated[K, R] {
	out := dated[K, R]{rows: map[K][]R{}}
	for key := range maps.Keys(asked) {
		whole := slices.ContainsFunc(asked[key], func(on currency.Date) bool { _, ok := t.on(key, on); return !ok })
		for _, row := range t.rows[key] {
			f := row.dates()
			if !whole && !slices.ContainsFunc(asked[key], func(on currency.Date) bool { return on.Within(f.from, f.until) }) {
				continue
			}
			out.rows[key] = append(out.rows[key], row)
			if out.asOf.Before(f.read) {
				out.asOf = f.read
			}
		}
	}
	return out
}

// Currencies returns the currencies of the thresholds of the rules, and of
// nexus, sorted.
func (sc *Schemes) Currencies() []currency.Code {
	var codes []currency.Code
	for _, rules := range sc.rules.rows {
		for i := range rules {
			codes = append(codes, rules[i].limit.Currency())
		}
	}
	for _, states := range sc.Nexus().states.rows {
		for i := range states {
			codes = append(codes, states[i].sales.Currency())
		}
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	return slices.DeleteFunc(codes, func(c currency.Code) bool { return c == 0 })
}
