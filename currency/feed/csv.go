package feed

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// csvName is the name of the source in snapshots of files that name none.
const csvName = "CSV"

// ReadCSV reads a table of rates that a shop keeps itself, or gets from its
// bank:
//
//	date,base,quote,rate,bid,ask,source
//	2026-03-18,EUR,USD,1.15,,,house bank
//	2026-03-18,EUR,CHF,,0.9061,0.9085,house bank
//
// One unit of base is rate units of quote. The columns stand in any order;
// source and note may be left out, and so may either rate or both bid and ask.
// Where bid and ask are given they make a two-way quotation, with rate as the
// mid or, without it, their mean. A date is a day, which means midnight UTC, or
// a time of RFC 3339.
//
// Rows of one time make one snapshot. Its pivot is the currency that is in all
// of its rows; where both currencies of a pair are, or none is, it is the base
// of the first row. A row with a currency that package currency does not know
// is skipped; custom currencies have the form PTS:0.
//
// A table that was cut off at the end of a line, or within the last figure of
// the last one, still reads as a table: whoever fetches such files should
// compare their length.
//
// ReadCSV returns an [*Error] if the file is larger than 16 MB, has another
// form or other columns, has a pair twice at one time, has a time in the
// future, or has a figure that is not a positive decimal.
func ReadCSV(r io.Reader, l Limits) (File, error) {
	return readCSV(r, l, "CSV", func(t *table, b *book) error { return t.pairs(b) })
}

// ReadECBCSV reads the reference rates of the European Central Bank in their
// other form, eurofxref-hist.csv: a column per currency, Date,USD,JPY,…, and
// N/A where there is no rate. It returns the same as [ReadECB] and fails as
// [ReadCSV] does.
func ReadECBCSV(r io.Reader, l Limits) (File, error) {
	return readCSV(r, l, "ECB CSV", func(t *table, b *book) error { return t.columns(b) })
}

func readCSV(r io.Reader, l Limits, feed string, read func(*table, *book) error) (File, error) {
	t, b := newTable(l.input(r)), newBook(l)
	err := read(t, b)
	if err == nil {
		var f File
		if f, err = b.file(); err == nil {
			return f, nil
		}
	}
	return File{}, &Error{Feed: feed, Line: max(t.line, 1), Err: err}
}

// columns reads a table with a column per currency.
func (t *table) columns(b *book) error {
	names, err := t.header()
	if err != nil {
		return err
	}
	if names[0] != "Date" {
		return fmt.Errorf("first column %s, want Date: %w", excerpt.Quote(names[0]), currency.ErrSyntax)
	}
	codes := make([]currency.Code, len(names)) // zero: not known
	for i, name := range names[1:] {
		if name == "" && i == len(names)-2 {
			break // the bank ends its lines with a comma
		}
		if codes[i+1], _, err = b.code([]byte(name)); err != nil {
			return err
		}
	}
	var rates []currency.Rate
	return t.rows(func(row []string) error {
		day, err := currency.ParseDate(row[0])
		if err != nil {
			return err
		}
		if err := b.begin(day.Time()); err != nil {
			return err
		}
		rates = rates[:0]
		for i, text := range row[1:] {
			if text == "N/A" || text == "" {
				continue
			}
			name, code := names[i+1], codes[i+1]
			value, err := readFigure(text)
			if err != nil {
				return fmt.Errorf("rate of %s: %w", excerpt.Quote(name), err)
			}
			if name == "" {
				return fmt.Errorf("a rate without a currency: %w", currency.ErrSyntax)
			}
			if code == 0 {
				continue
			}
			// The rates take time and source from their snapshot.
			rate, err := currency.NewRate(currency.EUR, code, value, time.Time{}, "")
			if err != nil {
				return err
			}
			rates = append(rates, rate)
		}
		return b.add(currency.EUR, day.Time(), ecbName, rates)
	})
}

// maxPairs bounds the rates of one time.
const maxPairs = 10_000

// group is the rows of one time.
type group struct {
	asOf   time.Time
	source string
	rates  []currency.Rate
	seen   map[[2]currency.Code]bool
	first  currency.Code   // the base of the first row
	common []currency.Code // the currencies that are in all rows, the first row's base first
}

// pairs reads a table with a row per pair.
func (t *table) pairs(b *book) error {
	names, err := t.header()
	if err != nil {
		return err
	}
	cols, err := columnsOf(names)
	if err != nil {
		return err
	}
	groups := make(map[int64]*group)
	var order []*group
	err = t.rows(func(row []string) error {
		asOf, err := readTime(cols.of(row, "date"))
		if err != nil {
			return err
		}
		g := groups[asOf.Unix()]
		if g == nil {
			if err := b.begin(asOf); err != nil {
				return err
			}
			g = &group{asOf: asOf, source: cols.of(row, "source"), seen: make(map[[2]currency.Code]bool)}
			groups[asOf.Unix()] = g
			order = append(order, g)
		}
		return g.add(cols, row, b)
	})
	if err != nil {
		return err
	}
	for _, g := range order {
		if len(g.rates) == 0 {
			continue // all of its rows were skipped
		}
		pivot := g.first
		if len(g.common) > 0 {
			pivot = g.common[0]
		}
		if g.source == "" {
			g.source = csvName
		}
		if err := b.add(pivot, g.asOf, g.source, g.rates); err != nil {
			return err
		}
	}
	return nil
}

// csvColumns are where the columns of a table of pairs stand.
type csvColumns map[string]int

func columnsOf(names []string) (csvColumns, error) {
	cols := make(csvColumns)
	for i, name := range names {
		switch name {
		case "date", "base", "quote", "rate", "bid", "ask", "source", "note":
			cols[name] = i
		default: // could change the meaning of the others
			return nil, fmt.Errorf("unknown column %s: %w", excerpt.Quote(name), currency.ErrSyntax)
		}
	}
	for _, name := range []string{"date", "base", "quote"} {
		if _, ok := cols[name]; !ok {
			return nil, fmt.Errorf("no column %s: %w", name, currency.ErrSyntax)
		}
	}
	_, rate := cols["rate"]
	_, bid := cols["bid"]
	_, ask := cols["ask"]
	if bid != ask || !rate && !bid {
		return nil, fmt.Errorf("want a column rate, or bid and ask: %w", currency.ErrSyntax)
	}
	return cols, nil
}

// of returns the field of a column, empty if there is none.
func (c csvColumns) of(row []string, name string) string {
	if i, ok := c[name]; ok {
		return row[i]
	}
	return ""
}

func readTime(text string) (time.Time, error) {
	if len(text) == len(time.DateOnly) {
		day, err := currency.ParseDate(text)
		return day.Time(), err
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 1 || t.IsZero() {
		return time.Time{}, fmt.Errorf("date %s, want a day like 2026-11-21 or a time of RFC 3339: %w", excerpt.Quote(text), currency.ErrSyntax)
	}
	return t.UTC(), nil
}

// add adds a row.
func (g *group) add(cols csvColumns, row []string, b *book) error {
	base, known1, err := b.code([]byte(cols.of(row, "base")))
	if err != nil {
		return err
	}
	quote, known2, err := b.code([]byte(cols.of(row, "quote")))
	if err != nil {
		return err
	}
	if !known1 || !known2 {
		// What is left out must still be right, as in the other readers.
		_, err := rowRates(cols, row, currency.EUR, currency.USD, g.asOf)
		return err
	}
	pair := [2]currency.Code{base, quote}
	if g.seen[pair] {
		return fmt.Errorf("%s to %s is there twice at %s: %w", base, quote, shown(g.asOf), currency.ErrInvalidRate)
	}
	g.seen[pair] = true
	rates, err := rowRates(cols, row, base, quote, g.asOf)
	if err != nil {
		return err
	}
	if len(g.rates) >= maxPairs {
		return fmt.Errorf("more than %d rates at %s: %w", maxPairs, shown(g.asOf), currency.ErrRange)
	}
	if len(g.rates) == 0 {
		g.first, g.common = base, []currency.Code{base, quote}
	}
	g.common = slices.DeleteFunc(g.common, func(c currency.Code) bool { return c != base && c != quote })
	g.rates = append(g.rates, rates...)
	return nil
}

// rowRates returns the rate of a row, or its bid, mid and ask.
func rowRates(cols csvColumns, row []string, base, quote currency.Code, asOf time.Time) ([]currency.Rate, error) {
	var values [3]decimal.Decimal // bid, mid and ask
	var given [3]bool
	for i, name := range [3]string{"bid", "rate", "ask"} {
		text := cols.of(row, name)
		if given[i] = text != ""; !given[i] {
			continue
		}
		var err error
		if values[i], err = readFigure(text); err != nil {
			return nil, fmt.Errorf("%s of %s to %s: %w", name, base, quote, err)
		}
	}
	source := cols.of(row, "source")
	switch given {
	case [3]bool{false, true, false}:
		rate, err := currency.NewRate(base, quote, values[1], asOf, source)
		return []currency.Rate{rate}, err
	case [3]bool{true, false, true}, [3]bool{true, true, true}:
		two, err := currency.NewTwoWay(base, quote, values[0], values[2], asOf, source)
		if err != nil || !given[1] {
			return two.Rates(), err
		}
		mid, err := currency.NewRate(base, quote, values[1], asOf, source)
		return []currency.Rate{two.Bid(), mid, two.Ask()}, err
	}
	return nil, fmt.Errorf("%s to %s: want a rate, or a bid and an ask: %w", base, quote, currency.ErrSyntax)
}
