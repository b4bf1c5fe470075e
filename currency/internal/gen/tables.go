package main

import (
	"fmt"
	"path/filepath"

	"github.com/landedhq/landed/internal/table"
)

// tables is all that the data folder holds.
type tables struct {
	codes       []row
	successions []succession
	pegs        []peg
	providers   []providerRow
}

func readTables(data string) (*tables, error) {
	ts := &tables{}
	var err error
	if ts.codes, err = readCodes(filepath.Join(data, "currencies.csv")); err != nil {
		return nil, err
	}
	if ts.successions, err = ts.readSuccessions(filepath.Join(data, "successions.csv")); err != nil {
		return nil, err
	}
	if ts.pegs, err = ts.readPegs(filepath.Join(data, "pegs.csv")); err != nil {
		return nil, err
	}
	if ts.providers, err = ts.readProviders(filepath.Join(data, "provider_digits.csv")); err != nil {
		return nil, err
	}
	return ts, nil
}

// code reads a cell that must name a currency of currencies.csv.
func (ts *tables) code(t table.Row, column string) (row, error) {
	name := t.Get(column)
	for _, r := range ts.codes {
		if r.code == name {
			return r, nil
		}
	}
	return row{}, t.Fault(column, fmt.Errorf("%q is not in currencies.csv", name))
}
