package tax

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
	"github.com/landedhq/landed/locale"
)

// placeKey is where a rate holds: a country, a region of it or a special
// territory.
type placeKey struct {
	country           locale.Country
	region, territory string
}

// slot is what has one rate a day.
type slot struct {
	placeKey
	category Category
	name     string
	postal   postal
	customer anyCustomer
	variant  string
	passing  bool // holidays and temporary rates lie over the others
}

// anyCustomer is a kind of customer plus one, 0 for every kind.
type anyCustomer uint8

func (a anyCustomer) includes(c CustomerKind) bool { return a == 0 || CustomerKind(a-1) == c }

// entry is one row of a book.
type entry struct {
	slot
	rate   Rate
	codes  []string // of customs, beginnings; none: the row does not ask for the code
	beside bool     // levied beside the taxes of the book that it is laid over
	asOf   currency.Date
	line   int // of its file
	file   int // 0 for the first file of the book, 1 for the file laid over it, and so on
}

// readEntry reads one row, without regard to the others.
func readEntry(row table.Row) (e entry, err error) {
	if err = e.readSlot(row); err != nil {
		return e, err
	}
	if err = e.readRate(row); err != nil {
		return e, err
	}
	if e.codes, err = readCodes(row); err != nil {
		return e, err
	}
	if e.beside, err = readBool(row, "beside"); err != nil {
		return e, err
	}
	e.line = row.Line
	return e, nil
}

// readSlot reads where, for what and for whom a row holds.
func (e *entry) readSlot(row table.Row) (err error) {
	if e.country, err = locale.ParseCountry(row.Get("country")); err != nil {
		return row.Fault("country", err)
	}
	e.region, e.territory = row.Get("region"), row.Get("territory")
	if err := (locale.Place{Country: e.country, Region: e.region}).Validate(); err != nil {
		return row.Fault("region", err)
	}
	if e.territory != "" && !keyWord(e.territory) {
		return row.Fault("territory", fmt.Errorf("%s: want small letters and _: %w", excerpt.Quote(e.territory), ErrSyntax))
	}
	if e.postal, err = parsePostal(row.Get("postal")); err != nil {
		return row.Fault("postal", err)
	}
	if e.category, err = ParseCategory(row.Get("category")); err != nil {
		return row.Fault("category", err)
	}
	if e.name = row.Get("name"); e.name == "" {
		return row.Fault("name", fmt.Errorf("missing: %w", ErrTable))
	}
	if s := row.Get("customer"); s != "" {
		var c CustomerKind
		if err := c.UnmarshalText([]byte(s)); err != nil {
			return row.Fault("customer", err)
		}
		e.customer = anyCustomer(c) + 1
	}
	if e.variant = row.Get("variant"); !keyWord(e.variant) {
		return row.Fault("variant", fmt.Errorf("%s: want small letters, digits and _: %w", excerpt.Quote(e.variant), ErrSyntax))
	}
	switch s := row.Get("passing"); s {
	case "temporary", "holiday":
		e.passing = true
	case "":
	default:
		return row.Fault("passing", fmt.Errorf("%s: want temporary or holiday: %w", excerpt.Quote(s), ErrSyntax))
	}
	return nil
}

// readRate reads what a row says.
func (e *entry) readRate(row table.Row) (err error) {
	r := &e.rate
	r.Jurisdiction = e.jurisdiction(row.Get("postal"))
	r.Name, r.Category, r.Variant, r.Passing = e.name, e.category, e.variant, e.passing
	r.Condition, r.Note = row.Get("condition"), row.Get("note")
	if err = r.Treatment.UnmarshalText([]byte(row.Get("treatment"))); err != nil {
		return row.Fault("treatment", err)
	}
	if r.Percent, err = parsePercent(row.Get("percent")); err != nil {
		return row.Fault("percent", err)
	}
	if err := sane(r); err != nil {
		return row.Fault("percent", err)
	}
	if r.Compound, err = readBool(row, "compound"); err != nil {
		return err
	}
	if r.Threshold, err = readThreshold(row); err != nil {
		return err
	}
	if r.From, r.Until, err = readPeriod(row); err != nil {
		return err
	}
	if e.passing && r.Until.IsZero() {
		return row.Fault("until", fmt.Errorf("missing: a %s rate ends: %w", row.Get("passing"), ErrTable))
	}
	if err = row.Parse("confidence", &r.Confidence); err != nil {
		return err
	}
	if err = row.Parse("checked_on", &r.Checked); err != nil {
		return err
	}
	if r.Source, e.asOf, err = readSource(row); err != nil {
		return err
	}
	if e.asOf.Before(r.Checked) {
		e.asOf = r.Checked
	}
	return nil
}

// jurisdiction names the place of a rate: "CA-ON", "FR monaco", "US-CA 902".
func (p placeKey) jurisdiction(postal string) string {
	s := p.place().String()
	if p.territory != "" {
		s += " " + p.territory
	}
	if postal != "" {
		s += " " + postal
	}
	return s
}

func (p placeKey) place() locale.Place { return locale.Place{Country: p.country, Region: p.region} }

// sane refuses percents that no tax in force has, and treatments that do not
// go with them.
func sane(r *Rate) error {
	if r.Percent.GreaterThan(hundred) {
		return fmt.Errorf("%s percent is more than 100: %w", exact.DecimalText(r.Percent), ErrTable)
	}
	if r.Treatment.Charges() == r.Percent.IsZero() {
		return fmt.Errorf("%s percent with treatment %s: %w", exact.DecimalText(r.Percent), r.Treatment, ErrTable)
	}
	return nil
}

// readThreshold reads the columns of a threshold, all of them or none.
func readThreshold(row table.Row) (t Threshold, err error) {
	if err := row.Parse("threshold_rule", &t.Rule); err != nil {
		return t, err
	}
	if t.IsZero() {
		for _, column := range []string{"threshold", "threshold_currency", "below"} {
			if row.Get(column) != "" {
				return t, row.Fault(column, fmt.Errorf("without a threshold_rule (whole, whole_above, excess): %w", ErrTable))
			}
		}
		return t, nil
	}
	code, err := currency.ParseCode(row.Get("threshold_currency"))
	if err != nil {
		return t, row.Fault("threshold_currency", err)
	}
	if t.Amount, err = currency.ParseAmount(row.Get("threshold"), code); err != nil {
		return t, row.Fault("threshold", err)
	}
	if s := row.Get("below"); s != "" {
		if t.Below, err = parsePercent(s); err != nil {
			return t, row.Fault("below", err)
		}
	}
	if err := t.check(); err != nil {
		return t, row.Fault("threshold", err)
	}
	return t, nil
}

// readCodes reads the customs codes of a row.
func readCodes(row table.Row) ([]string, error) {
	codes := strings.Fields(row.Get("codes"))
	for _, code := range codes {
		if err := checkCode(code); err != nil {
			return nil, row.Fault("codes", err)
		}
	}
	return codes, nil
}

func readBool(row table.Row, column string) (bool, error) {
	switch s := row.Get(column); s {
	case "true":
		return true, nil
	case "", "false":
		return false, nil
	default:
		return false, row.Fault(column, fmt.Errorf("%s: want true or false: %w", excerpt.Quote(s), ErrSyntax))
	}
}
