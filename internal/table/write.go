package table

import (
	"encoding/csv"
	"io"
	"slices"
)

// Write writes rows of the columns of s as a table that [Read] reads to the
// same cells. A column that a table may lack is left out where it is empty in
// each row. Cells are written as they are: whether they may be so long, and have
// space around them, which Read takes away, is for the caller to know.
//
// It returns the error of w.
func (s Spec) Write(w io.Writer, rows [][]string) error {
	var kept []int
	for i, name := range s.Columns {
		filled := func(row []string) bool { return row[i] != "" }
		if !slices.Contains(s.Optional, name) || slices.ContainsFunc(rows, filled) {
			kept = append(kept, i)
		}
	}
	out := csv.NewWriter(w)
	line := make([]string, len(kept))
	write := func(cells []string) error {
		for k, i := range kept {
			line[k] = cells[i]
		}
		return out.Write(line)
	}
	err := write(s.Columns)
	for i := 0; i < len(rows) && err == nil; i++ {
		err = write(rows[i])
	}
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}
