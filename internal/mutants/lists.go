package main

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
)

// paths lists the files that compute or decide an amount, a rate, a base, a
// rounding, a threshold, who pays or what is left: one a line, from the root.
//
//go:embed money
var paths string

// reasons holds the mutants that no input can tell apart from the code, with the
// reason.
//
//go:embed explained.csv
var reasons string

func money() []string { return strings.Fields(paths) }

// explained returns the reason of each mutant of the list.
func explained() (map[mutant]string, error) {
	rows, err := csv.NewReader(strings.NewReader(reasons)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("explained.csv: %w", err)
	}
	out := map[mutant]string{}
	for _, row := range rows[1:] {
		out[mutant{row[0], row[1], row[2]}] = row[3]
	}
	return out, nil
}
