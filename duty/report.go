package duty

import "fmt"

// Report says what reading an official file gave.
type Report struct {
	Rows  int // of the file
	Codes int // lines with a code
	Rates int // cells that were read as rates, each group of programmes counted
	// Prose are the cells that are no rates: their lines are in the tariff, and
	// looking one up is a [*ProseError].
	Prose []ProseCell
	// Unclaimable are special rates that name no programme, which nothing can
	// claim: they are not in the tariff.
	Unclaimable []ProseCell
}

// ProseCell is a cell of an official file that is no rate.
type ProseCell struct {
	Row    int // from 1
	Code   Code
	Column string
	Text   string
}

// String returns the cell with its place.
func (c ProseCell) String() string {
	return fmt.Sprintf("row %d, %s, %s: %s", c.Row, c.Code.Dotted(), c.Column, c.Text)
}

// String returns the counts in a line.
func (r Report) String() string {
	return fmt.Sprintf("%d rows, %d codes, %d rates, %d cells of prose, %d special rates without a programme",
		r.Rows, r.Codes, r.Rates, len(r.Prose), len(r.Unclaimable))
}

// RowError is a row of an official file that was refused. Nothing of the file
// is then loaded.
type RowError struct {
	File   string // which kind of file: "HTS", "UK tariff"
	Row    int    // from 1, of the rows with data; 0 is before them
	Column string
	Err    error
}

func (e *RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("duty: %s file: row %d: %v", e.File, e.Row, e.Err)
	}
	return fmt.Sprintf("duty: %s file: row %d: %s: %v", e.File, e.Row, e.Column, e.Err)
}

// Unwrap returns what was wrong.
func (e *RowError) Unwrap() error { return e.Err }
