package duty

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
	"github.com/landedhq/landed/locale"
)

const ukHeader = "commodity,description,cet_duty_rate,ukgt_duty_rate,change,trade_remedy_applies,cet_applies_until_trade_remedy_transition_reviews_concluded,suspension_applies,atq_applies"

// ukGaps are the columns that say that more applies to a line than its rate.
var ukGaps = [...]struct{ column, name string }{
	{"trade_remedy_applies", "a trade remedy (anti-dumping, countervailing or safeguard)"},
	{"cet_applies_until_trade_remedy_transition_reviews_concluded", "the rate of the EU's tariff until the review of a trade remedy is concluded"},
	{"suspension_applies", "a suspension of the duty"},
	{"atq_applies", "an autonomous tariff quota"},
}

// ReadUKTariff reads the table of the UK Global Tariff beside the EU's Common
// External Tariff as the British government published it (CSV, one line a
// commodity of 8 or 10 digits), plain or packed by gzip. dest says which column
// is read: "GB" takes ukgt_duty_rate in pounds, "EU" cet_duty_rate in euros.
// The tariff is complete to 8 digits: a code of 10 takes the rate of the 8
// unless the file tells lines under them apart.
//
// The columns which say that a trade remedy, a suspension or a quota applies to
// a line become gaps of the table, for GB: what it is worth is not in the file.
// Rates that are no expressions, such as entry prices, are kept as prose as by
// [ReadHTS].
//
// ReadUKTariff returns a [*RowError] with the number of the row, and no tariff,
// if the file is cut short (within a row, or before the last heading of the
// Harmonized System) or otherwise not such a table, has a code that is
// malformed or there twice, a rate that is empty, or more than 64 MB or 250,000
// rows. It returns an error of class [ErrTable] for another dest.
func ReadUKTariff(r io.Reader, dest locale.Country, v Vintage) (*Tariff, Report, error) {
	o := newOfficial("UK tariff", "GB", currency.GBP, v, "UK Global Tariff, gov.uk CSV")
	column := "ukgt_duty_rate"
	if dest != "GB" {
		if dest != unionTariff {
			return nil, Report{}, fmt.Errorf("duty: the UK tariff file has the rates of GB and of the EU, not of %s: %w", excerpt.Quote(dest), ErrTable)
		}
		o.dest, o.home, column = unionTariff, currency.EUR, "cet_duty_rate"
		if v.Source == "" {
			o.vintage.Source = "Common External Tariff, gov.uk CSV of the UK Global Tariff"
		}
	}
	o.schedule.depth = 8
	text, err := unpacked(r)
	if err != nil {
		return nil, Report{}, o.fail("", err)
	}
	u := ukReader{official: o, column: column, seen: map[Code]bool{}}
	spec := table.Spec{Columns: strings.Split(ukHeader, ","), MaxBytes: largestOfficial, MaxCell: mostText, Syntax: ErrTable, Size: ErrTable}
	if err := table.Read(text, spec, u.take); err != nil {
		if at := (*table.Error)(nil); errors.As(err, &at) && !errors.As(err, new(*RowError)) {
			return nil, Report{}, o.fail(at.Column, fmt.Errorf("line %d: %w", at.Line, at.Err))
		}
		if refused := (*RowError)(nil); errors.As(err, &refused) {
			err = refused
		}
		return nil, Report{}, err
	}
	if !u.whole {
		return nil, Report{}, o.fail("", tableError("the file is cut short: it has no line of heading %s, the last of the Harmonized System", lastHeading.Dotted()))
	}
	return o.tariff()
}

// lastHeading is antiques: a table without them ends too early, even if it does
// so at the end of a row.
const lastHeading Code = "9706"

type ukReader struct {
	*official
	column string
	seen   map[Code]bool
	whole  bool // lastHeading was seen
}

// take takes a row.
func (u *ukReader) take(row table.Row) error {
	if err := u.next(); err != nil {
		return err
	}
	code, err := u.code("commodity", row.Get("commodity"))
	if err != nil {
		return err
	}
	if len(code) < 8 {
		return u.fail("commodity", &CodeError{Code: string(code), Err: ErrCodeSyntax})
	}
	if u.seen[code] {
		return u.fail("commodity", tableError("%s is there twice", code.Dotted()))
	}
	u.seen[code] = true
	u.whole = u.whole || code[:4] == lastHeading
	u.report.Codes++
	rate, name := tidy(row.Get(u.column)), strings.Clone(tidy(row.Get("description")))
	if rate == "" {
		return u.fail(u.column, tableError("empty"))
	}
	u.schedule.entries = append(u.schedule.entries, entry{code: code, text: name, parent: -1})
	u.add(MFN, code, name, "", u.column, u.once(strings.Clone(rate)))
	return u.gaps(row, code)
}

// gaps notes what else applies to a line in the United Kingdom.
func (u *ukReader) gaps(row table.Row, code Code) error {
	var lacks []string
	for _, g := range ukGaps {
		switch strings.ToLower(row.Get(g.column)) {
		case "true":
			lacks = append(lacks, g.name)
		case "false":
		default:
			return u.fail(g.column, tableError("%s is neither True nor False", excerpt.Quote(row.Get(g.column))))
		}
	}
	if len(lacks) > 0 && u.dest == "GB" {
		u.schedule.gaps = append(u.schedule.gaps, Levy{Jurisdiction: u.dest, Code: code, Kind: gap,
			Name: u.once(strings.Join(slices.Compact(lacks), "; ")), Source: u.vintage.Source, SourceDate: u.vintage.AsOf})
	}
	return nil
}
