package tax

import (
	"fmt"
	"io"

	"github.com/landedhq/landed/internal/table"
)

var rateColumns = []string{
	"country", "region", "territory", "postal", "category", "variant", "condition", "codes", "customer", "name",
	"percent", "treatment", "compound", "beside", "threshold", "threshold_currency", "threshold_rule", "below",
	"passing", "from", "until", "source", "source_date", "checked_on", "confidence", "note",
}

var optionalRateColumns = []string{
	"region", "territory", "postal", "variant", "condition", "codes", "customer", "compound", "beside",
	"threshold", "threshold_currency", "threshold_rule", "below", "passing", "until", "checked_on", "confidence", "note",
}

// LoadBook reads a book from CSV with a header line. The columns stand in any
// order; those marked * may be missing, and any cell of theirs empty.
//
// Where and for what a row holds:
//   - country, region*: ISO 3166 ("CA", "ON"); territory*: a key of locale.
//   - postal*: the beginning of a postal code without spaces ("902", "SW1A"),
//     or a range of such of one length ("90001-90899"). Of the rows of one tax
//     the longest prefix goes first.
//   - category: the text form of a Category.
//   - variant*, condition*: a heading with several rates has a row for each:
//     variant names it by a word of lower-case letters and digits, and
//     condition says in words what decides. A row without a variant is the rule
//     where nothing decides.
//   - codes*: CN or HS codes or their beginnings, digits only, with spaces
//     between; a row with codes is chosen by Query.Code.
//   - customer*: "consumer" or "business"; empty: both.
//
// What it says:
//   - name: the tax. Rows of one place, category and name are one tax over
//     time; rows of different names are levied side by side, in file order,
//     or on top of the rows before them if compound* is "true".
//   - percent: a plain decimal, at most 100; treatment: the text form.
//   - threshold*, threshold_currency*, threshold_rule*, below*: see Threshold;
//     the rule is "whole", "whole_above" or "excess".
//   - passing*: "temporary" or "holiday", for a rate that ends on its until
//     and lies over the row of the same tax that holds before and after it.
//   - from, until*: first and last day, ISO 8601; an empty until is open.
//   - source: where the rate was read; source_date: when it was published or
//     read, at least the year; checked_on*: the day on which the row was last
//     compared with its source; confidence*: "official", "secondary-two",
//     "single" or "derived" (an estimate, see Query.Estimate); note*.
//
// beside* is for With alone.
//
// LoadBook returns a *TableError with the number of the line for an unknown
// country, category or treatment; a percent that is none; a reduced rate that
// is 0, or a zero or exempt one that is not; rows of one tax that overlap or
// leave a gap; postal areas of one length that overlap; a passing rate with
// nothing to follow it; and a missing source. It also returns an error if the
// table is empty or larger than 16 MiB.
func LoadBook(r io.Reader) (*Book, error) {
	entries, err := readFilled(r, 0)
	if err != nil {
		return nil, err
	}
	return newBook(entries)
}

// readFilled reads a table that must have rows; see readEntries.
func readFilled(r io.Reader, file int) ([]entry, error) {
	entries, err := readEntries(r, file)
	if err == nil && len(entries) == 0 {
		err = &TableError{Line: 1, Err: fmt.Errorf("no rates: %w", ErrTable)}
	}
	return entries, err
}

// readEntries reads a table whose rows are to be known as those of a file.
func readEntries(r io.Reader, file int) ([]entry, error) {
	var entries []entry
	err := readTable(r, rateColumns, optionalRateColumns, func(row table.Row) error {
		e, err := readEntry(row)
		if err != nil {
			return err
		}
		e.file = file
		entries = append(entries, e)
		return nil
	})
	return entries, err
}

// newBook sorts, checks and indexes entries.
func newBook(entries []entry) (*Book, error) {
	sortEntries(entries)
	if err := checkSlots(entries); err != nil {
		return nil, err
	}
	x, err := newIndex(entries)
	if err != nil {
		return nil, err
	}
	b := &Book{entries: entries, index: x}
	for i := range entries {
		if b.asOf.Before(entries[i].asOf) {
			b.asOf = entries[i].asOf
		}
	}
	return b, nil
}
