package tax

import (
	"fmt"
	"strings"
)

// Extract is what the tables say about some sales, as plain data: the rows that
// decide, each as its table has it, and no others. For these sales its Tables
// give the same decisions and rates as the tables that it was taken from. It
// survives JSON.
type Extract struct {
	Rates   string `json:"rates"`   // CSV, as [LoadBook] reads it
	Schemes string `json:"schemes"` // CSV, as [LoadSchemes] reads it
	Nexus   string `json:"nexus"`   // CSV, as [LoadNexus] reads it
	// Estimates says that every query of the rates asks for estimates: see
	// [Book.WithEstimates].
	Estimates bool `json:"estimates,omitempty"`
}

// NewExtract writes down a book and schemes, cut down to some sales by
// [Book.Extract] and [Schemes.Extract].
func NewExtract(b *Book, sc *Schemes) Extract {
	var rates, schemes, nexus strings.Builder // which take all that is written
	_ = b.WriteCSV(&rates)
	_ = sc.WriteCSV(&schemes)
	_ = sc.Nexus().WriteCSV(&nexus)
	return Extract{Rates: rates.String(), Schemes: schemes.String(), Nexus: nexus.String(), Estimates: b.estimates}
}

// Tables returns the tables of an extract: its rows alone, none of the embedded
// tables. A table in it may have no rows, but may not be missing.
//
// Tables returns a *TableError, wrapped with the name of the table, for what
// [LoadBook], [LoadSchemes] and [LoadNexus] refuse.
func (e Extract) Tables() (*Book, *Schemes, error) {
	entries, err := readEntries(strings.NewReader(e.Rates), 0)
	if err != nil {
		return nil, nil, fmt.Errorf("tax: extract: rates: %w", err)
	}
	b, err := newBook(entries)
	if err != nil {
		return nil, nil, fmt.Errorf("tax: extract: rates: %w", err)
	}
	b.estimates = e.Estimates
	sc, n := &Schemes{}, &Nexus{}
	if sc.rules, err = readDated(strings.NewReader(e.Schemes), schemeColumns, schemeOptional, "", readRule); err != nil {
		return nil, nil, fmt.Errorf("tax: extract: schemes: %w", err)
	}
	if n.states, err = readDated(strings.NewReader(e.Nexus), nexusColumns, nexusOptional, "", readNexus); err != nil {
		return nil, nil, fmt.Errorf("tax: extract: nexus: %w", err)
	}
	return b, sc.WithNexus(n), nil
}
