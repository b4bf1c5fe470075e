package main

import (
	"errors"
	"fmt"

	"github.com/landedhq/landed/internal/table"
)

// pegHeader is the columns of pegs.csv.
const pegHeader = "code,anchor,units,from,until,source,source_date"

// peg is one row of pegs.csv: so many units of code for one of anchor.
type peg struct {
	code, anchor, source string
	units                ratio
	from, until          day
}

// readPegs reads pegs.csv. The pegs of a currency follow one another in time.
func (ts *tables) readPegs(path string) ([]peg, error) {
	var list []peg
	err := read(path, pegHeader, func(t table.Row) error {
		p, err := ts.parsePeg(t)
		if err != nil {
			return err
		}
		if n := len(list); n > 0 {
			last := list[n-1]
			if last.code > p.code {
				return fmt.Errorf("%s does not sort after %s", p.code, last.code)
			}
			if last.code == p.code && (last.until == 0 || last.until >= p.from) {
				return fmt.Errorf("%s is pegged already on %s", p.code, t.Get("from"))
			}
		}
		list = append(list, p)
		return nil
	})
	return list, err
}

func (ts *tables) parsePeg(t table.Row) (peg, error) {
	c, err := ts.code(t, "code")
	if err != nil {
		return peg{}, err
	}
	anchor, err := ts.code(t, "anchor")
	if err != nil {
		return peg{}, err
	}
	p := peg{code: c.code, anchor: anchor.code}
	if c.code == anchor.code {
		return p, t.Fault("anchor", errors.New("a currency is not pegged to itself"))
	}
	if p.units, err = positive(t, "units"); err != nil {
		return p, err
	}
	if p.from, p.until, err = period(t); err != nil {
		return p, err
	}
	for _, r := range []row{c, anchor} {
		if p.from == 0 || p.from < r.from || r.until != 0 && (p.until == 0 || p.until > r.until) {
			return p, t.Fault("from", fmt.Errorf("%s was not in use all the time from %q until %q", r.code, t.Get("from"), t.Get("until")))
		}
	}
	p.source, err = rateSource(t)
	return p, err
}

// writePegs writes the table of pegs.
func (ts *tables) writePegs(s *source) {
	var sources texts
	s.printf("// pegs says which currency is pegged to which, sorted by code and time.\nvar pegs = [...]peg{\n")
	for _, p := range ts.pegs {
		s.printf("\t{code: %s, anchor: %s, from: %d, until: %d, source: %d, units: %s},\n",
			p.code, p.anchor, p.from, p.until, sources.add(p.source), p.units.literal())
	}
	s.printf("}\n")
	sources.write(s, "pegSources", "are the sources that pegs numbers.")
}
