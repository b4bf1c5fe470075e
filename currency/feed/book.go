package feed

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// book collects the snapshots of a file.
type book struct {
	limits  Limits
	days    []*currency.Rates
	seen    map[int64]bool // the times of days
	codes   map[string]currency.Code
	skipped map[string]bool
}

func newBook(l Limits) *book {
	return &book{limits: l, seen: make(map[int64]bool), codes: make(map[string]currency.Code), skipped: make(map[string]bool)}
}

// code returns the currency that a text names, and notes that it is left out
// if package currency does not know it. What cannot be a code at all is an
// error.
func (b *book) code(text []byte) (c currency.Code, known bool, err error) {
	if c, known := b.codes[string(text)]; known {
		return c, true, nil
	}
	s := string(text)
	if c, err = currency.ParseCode(s); err == nil {
		b.codes[s] = c
		return c, true, nil
	}
	if !codeShaped(s) {
		return 0, false, err
	}
	if len(b.skipped) == maxQuotes && !b.skipped[s] {
		return 0, false, fmt.Errorf("more than %d unknown currencies: %w", maxQuotes, currency.ErrRange)
	}
	b.skipped[s] = true
	return 0, false, nil
}

// maxCode is the longest text that is taken for a currency unknown.
const maxCode = 20

// codeShaped reports whether s looks like a code of ISO 4217 or like those that
// providers make up in their manner: BTC, USDT, 1ST, $PAC, VEF_BLKMKT. One odd
// name in a list of 300 must not cost the others; small letters and blanks say
// that a text is no code, and the file not what it seems.
func codeShaped(s string) bool {
	return len(s) >= 2 && len(s) <= maxCode && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$*-") == ""
}

// begin checks the time of a snapshot that is to be added.
func (b *book) begin(asOf time.Time) error {
	if b.seen[asOf.Unix()] {
		return fmt.Errorf("%s is there twice: %w", shown(asOf), currency.ErrSyntax)
	}
	if len(b.seen) == maxDays {
		return fmt.Errorf("more than %d days: %w", maxDays, currency.ErrRange)
	}
	b.seen[asOf.Unix()] = true
	return b.limits.check(asOf)
}

// add adds a snapshot.
func (b *book) add(pivot currency.Code, asOf time.Time, source string, rates []currency.Rate) error {
	if len(rates) == 0 {
		return fmt.Errorf("%s has no rates: %w", shown(asOf), currency.ErrSyntax)
	}
	snapshot, err := currency.NewRates(pivot, asOf, source, rates)
	if err == nil {
		b.days = append(b.days, snapshot)
	}
	return err
}

// snapshot adds the rates of one time against base.
func (b *book) snapshot(base string, asOf time.Time, source string, quotes []quote) error {
	if asOf.IsZero() {
		return fmt.Errorf("no time for which the rates hold: %w", currency.ErrSyntax)
	}
	if base == "" {
		return fmt.Errorf("no base of the rates: %w", currency.ErrSyntax)
	}
	pivot, err := currency.ParseCode(base)
	if err != nil {
		return err
	}
	if err := b.begin(asOf); err != nil {
		return err
	}
	rates := make([]currency.Rate, 0, len(quotes))
	for _, q := range quotes {
		code, known, err := b.code([]byte(q.code))
		if err != nil {
			return err
		}
		if !known {
			continue
		}
		rate, err := currency.NewRate(pivot, code, q.value, asOf, source)
		if err != nil {
			return err
		}
		rates = append(rates, rate)
	}
	return b.add(pivot, asOf, source, rates)
}

// shown returns a time, without the hour if it is midnight.
func shown(t time.Time) string {
	if d := currency.DateOf(t.UTC()); d.Time().Equal(t) {
		return d.String()
	}
	return t.UTC().Format(time.RFC3339)
}

// file returns what was collected.
func (b *book) file() (File, error) {
	if len(b.days) == 0 && len(b.skipped) > 0 {
		return File{}, fmt.Errorf("no day in it but of currencies that are not known, such as %s: %w",
			excerpt.Quote(slices.Min(slices.Collect(maps.Keys(b.skipped)))), currency.ErrSyntax)
	}
	if len(b.days) == 0 {
		return File{}, fmt.Errorf("no day in it: %w", currency.ErrSyntax)
	}
	slices.SortFunc(b.days, newestFirst)
	f := File{Days: b.days}
	for code := range b.skipped {
		f.Skipped = append(f.Skipped, code)
	}
	slices.Sort(f.Skipped)
	return f, nil
}
