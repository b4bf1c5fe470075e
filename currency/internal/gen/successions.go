package main

import (
	"errors"
	"fmt"

	"github.com/landedhq/landed/internal/table"
)

// successionHeader is the columns of successions.csv.
const successionHeader = "code,successor,on,units,source,source_date"

// succession is one row of successions.csv.
type succession struct {
	code, successor, source string
	on                      day
	units                   ratio // zero where no rate was fixed
}

// readSuccessions reads successions.csv. A currency has one successor at most,
// it is no longer active, and no chain of successors comes back to where it
// began.
func (ts *tables) readSuccessions(path string) ([]succession, error) {
	var list []succession
	err := read(path, successionHeader, func(t table.Row) error {
		s, err := ts.parseSuccession(t)
		if err != nil {
			return err
		}
		if n := len(list); n > 0 && list[n-1].code >= s.code {
			return fmt.Errorf("%s does not sort after %s", s.code, list[n-1].code)
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, acyclic(list)
}

func (ts *tables) parseSuccession(t table.Row) (succession, error) {
	old, err := ts.code(t, "code")
	if err != nil {
		return succession{}, err
	}
	to, err := ts.code(t, "successor")
	if err != nil {
		return succession{}, err
	}
	s := succession{code: old.code, successor: to.code}
	if old.status != "historic" {
		return s, t.Fault("code", fmt.Errorf("%s is %s and has no successor", old.code, old.status))
	}
	if s.on, err = needDate(t, "on"); err != nil {
		return s, err
	}
	// The rate may be fixed while the old currency is still in the purse, but
	// not after it has gone, nor before there is anything to take its place.
	if s.on < old.from || s.on > old.until+1 || s.on < to.from || to.until != 0 && s.on > to.until {
		return s, t.Fault("on", fmt.Errorf("%s: %s or %s was not in use", t.Get("on"), old.code, to.code))
	}
	if t.Get("units") != "" {
		if s.units, err = positive(t, "units"); err != nil {
			return s, err
		}
	}
	s.source, err = rateSource(t)
	return s, err
}

// acyclic follows each chain of successors to its end.
func acyclic(list []succession) error {
	next := map[string]string{}
	for _, s := range list {
		next[s.code] = s.successor
	}
	for _, s := range list {
		code, steps := s.code, 0
		for next[code] != "" {
			code, steps = next[code], steps+1
			if steps > len(list) {
				return errors.New("successions.csv: the successors of " + s.code + " go round in a circle")
			}
		}
	}
	return nil
}

// writeSuccessions writes the table of successions.
func (ts *tables) writeSuccessions(s *source) {
	var sources texts
	s.printf("// successions says which currency took the place of which, sorted by code.\nvar successions = [...]succession{\n")
	for _, e := range ts.successions {
		s.printf("\t{code: %s, to: %s, on: %d, source: %d", e.code, e.successor, e.on, sources.add(e.source))
		if e.units != (ratio{}) {
			s.printf(", units: %s", e.units.literal())
		}
		s.printf("},\n")
	}
	s.printf("}\n")
	sources.write(s, "successionSources", "are the sources that successions numbers.")
}
