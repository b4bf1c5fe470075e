package tax

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
	"github.com/landedhq/landed/locale"
)

var rateColumns = []string{
	"country", "region", "territory", "category", "name", "percent", "treatment", "compound",
	"from", "until", "source", "source_date", "note",
}

// Load reads a book from CSV with a header line. The columns are those of
// tax/data/rates.csv, in any order; region, territory, compound, until and
// note may be missing.
//
//   - country, region: ISO 3166 ("CA", "ON"); territory: a key of locale.
//   - category, treatment: the text forms; percent: a plain decimal, at most 100.
//   - name: the tax. Rows of one place, category and name are one tax over
//     time; rows of different names are levied side by side, in file order,
//     or on top of the rows before them if compound is "true".
//   - from, until: first and last day, ISO 8601; an empty until is open.
//   - source: where the rate was read; source_date: when it was published or
//     read, at least the year.
//
// Load returns a *TableError with the number of the line for an unknown
// country, category or treatment; a percent that is none; a reduced rate that
// is 0, or a zero or exempt one that is not; rows of one tax that overlap or
// leave a gap; and a missing source. It also returns an error if the table is
// empty or larger than 16 MiB.
func Load(r io.Reader) (*Book, error) {
	b := &Book{rates: map[bookKey][]Rate{}, places: map[placeKey][]Category{}}
	lines := map[bookKey][]int{}
	err := readTable(r, rateColumns, []string{"region", "territory", "compound", "until", "note"}, func(row table.Row) error {
		key, rate, asOf, err := readRate(row)
		if err != nil {
			return err
		}
		b.rates[key] = append(b.rates[key], rate)
		lines[key] = append(lines[key], row.Line)
		if !slices.Contains(b.places[key.placeKey], key.category) {
			b.places[key.placeKey] = append(b.places[key.placeKey], key.category)
		}
		if b.asOf.Before(asOf) {
			b.asOf = asOf
		}
		b.size++
		return nil
	})
	if err != nil {
		return nil, err
	}
	if b.size == 0 {
		return nil, &TableError{Line: 1, Err: fmt.Errorf("no rates: %w", ErrTable)}
	}
	for _, cs := range b.places {
		slices.Sort(cs)
	}
	if err := checkDates(b.rates, lines); err != nil {
		return nil, err
	}
	return b, nil
}

// readRate reads one row, without regard to the others.
func readRate(row table.Row) (key bookKey, rate Rate, asOf currency.Date, err error) {
	if key.country, err = locale.ParseCountry(row.Get("country")); err != nil {
		return key, rate, asOf, row.Fault("country", err)
	}
	key.region, key.territory = row.Get("region"), row.Get("territory")
	if err := (locale.Place{Country: key.country, Region: key.region}).Validate(); err != nil {
		return key, rate, asOf, row.Fault("region", err)
	}
	if key.territory != "" && !keyWord(key.territory) {
		return key, rate, asOf, row.Fault("territory", fmt.Errorf("%s: want small letters and _: %w", excerpt.Quote(key.territory), ErrSyntax))
	}
	if key.category, err = ParseCategory(row.Get("category")); err != nil {
		return key, rate, asOf, row.Fault("category", err)
	}
	rate.Jurisdiction = locale.Place{Country: key.country, Region: key.region}.String()
	if key.territory != "" {
		rate.Jurisdiction += " " + key.territory
	}
	rate.Category = key.category
	rate.Note = row.Get("note")
	if rate.Name = row.Get("name"); rate.Name == "" {
		return key, rate, asOf, row.Fault("name", fmt.Errorf("missing: %w", ErrTable))
	}
	if rate.Treatment, err = ParseTreatment(row.Get("treatment")); err != nil {
		return key, rate, asOf, row.Fault("treatment", err)
	}
	if rate.Percent, err = parsePercent(row.Get("percent")); err != nil {
		return key, rate, asOf, row.Fault("percent", err)
	}
	if err := sane(rate); err != nil {
		return key, rate, asOf, row.Fault("percent", err)
	}
	switch s := row.Get("compound"); s {
	case "true":
		rate.Compound = true
	case "", "false":
	default:
		return key, rate, asOf, row.Fault("compound", fmt.Errorf("%s: want true or false: %w", excerpt.Quote(s), ErrSyntax))
	}
	if rate.From, rate.Until, err = readPeriod(row); err != nil {
		return key, rate, asOf, err
	}
	rate.Source, asOf, err = readSource(row)
	return key, rate, asOf, err
}

// sane refuses percents that no tax in force has, and treatments that do not
// go with them.
func sane(r Rate) error {
	if r.Percent.IntPart() > 100 {
		return fmt.Errorf("%s percent is more than 100: %w", exact.DecimalText(r.Percent), ErrTable)
	}
	if r.Treatment.Charges() == r.Percent.IsZero() {
		return fmt.Errorf("%s percent with treatment %s: %w", exact.DecimalText(r.Percent), r.Treatment, ErrTable)
	}
	return nil
}

// checkDates demands that the rows of one tax follow each other day by day.
func checkDates(rates map[bookKey][]Rate, lines map[bookKey][]int) error {
	var first *TableError
	for key, rows := range rates {
		order := make([]int, len(rows))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(i, j int) int {
			if c := strings.Compare(rows[i].Name, rows[j].Name); c != 0 {
				return c
			}
			return cmp.Compare(rows[i].From.Sub(rows[j].From), 0)
		})
		for k := 1; k < len(order); k++ {
			before, after := &rows[order[k-1]], &rows[order[k]]
			if before.Name != after.Name {
				continue
			}
			if before.Until.AddDays(1) == after.From && !before.Until.IsZero() {
				continue
			}
			word := "leaves a gap after"
			if before.Until.IsZero() || !before.Until.Before(after.From) {
				word = "overlaps"
			}
			e := &TableError{Line: lines[key][order[k]], Column: "from", Err: fmt.Errorf(
				"%s of %s %s from %s %s line %d: %w", after.Name, after.Jurisdiction, key.category, after.From, word, lines[key][order[k-1]], ErrTable)}
			// The map has no order; report the first line of the file.
			if first == nil || e.Line < first.Line {
				first = e
			}
		}
	}
	if first != nil {
		return first
	}
	return nil
}
