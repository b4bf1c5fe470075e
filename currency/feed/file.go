package feed

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
)

// Limits of what is read as a file of rates.
const (
	maxSize   = 16 << 20 // bytes; a day of the ECB takes 1.1 kB, so this is 50 years of it
	maxDays   = 20_000   // the ECB publishes some 256 a year
	maxQuotes = 2_000    // of a day; the longest list known has 339
)

// File is what a file of rates holds.
type File struct {
	// Days are the snapshots, at least one, the newest first.
	Days []*currency.Rates
	// Skipped are the currencies left out because package currency does not
	// know them, sorted.
	Skipped []string
}

// Newest returns the newest snapshot, nil if there is none.
func (f File) Newest() *currency.Rates {
	if len(f.Days) == 0 {
		return nil
	}
	return f.Days[0]
}

// History returns the days as a history, to look up rates by date. Of several
// snapshots of a day it has the newest. It fails as [currency.NewHistory] does.
func (f File) History() (*currency.History, error) { return history(f.Days) }

// history returns snapshots, the newest first, as a history.
func history(days []*currency.Rates) (*currency.History, error) {
	return currency.NewHistory(slices.CompactFunc(slices.Clone(days), func(x, y *currency.Rates) bool {
		return currency.DateOf(x.AsOf()) == currency.DateOf(y.AsOf())
	}))
}

// Limits are what a reader refuses beside what is malformed. The zero Limits
// are those of the package.
type Limits struct {
	// Latest is the time after which no rates can be: the readers have no
	// clock, so the caller says what is the future. Zero allows any time.
	Latest time.Time
	// Bytes is how long a file may be; zero, and whatever is more, is 16 MB.
	Bytes int64
}

// A Reader reads a file of rates: [ReadECB], [ReadCSV], … It returns an
// [*Error] that says where the file is wrong, or a [*ProviderError] if the file
// is a provider's error message.
type Reader func(io.Reader, Limits) (File, error)

// input returns r, to fail after as many bytes as l allows.
func (l Limits) input(r io.Reader) io.Reader {
	limit := int64(maxSize)
	if l.Bytes > 0 && l.Bytes < limit {
		limit = l.Bytes
	}
	return &cappedReader{r: r, left: limit, limit: limit}
}

// check refuses a snapshot of the future.
func (l Limits) check(asOf time.Time) error {
	if !l.Latest.IsZero() && asOf.After(l.Latest) {
		return fmt.Errorf("rates of %s, later than %s: %w", asOf.UTC().Format(time.RFC3339), l.Latest.UTC().Format(time.RFC3339), currency.ErrRange)
	}
	return nil
}

// cappedReader fails, rather than ends, after too many bytes.
type cappedReader struct {
	r           io.Reader
	left, limit int64
	failed      error // for those who read on after an error
}

func (c *cappedReader) Read(b []byte) (int, error) {
	if c.failed != nil {
		return 0, c.failed
	}
	if c.left == 0 {
		// Only a further byte makes the file too long.
		var more [1]byte
		n, err := c.r.Read(more[:])
		if n > 0 {
			c.failed = fmt.Errorf("larger than %d bytes: %w", c.limit, currency.ErrRange)
			return 0, c.failed
		}
		return 0, err
	}
	n, err := c.r.Read(b[:min(int64(len(b)), c.left)])
	c.left -= int64(n)
	return n, err
}

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

// codeShaped reports whether s looks like a code of ISO 4217 or like those that
// providers make up in their manner: BTC, USDT, VEF_BLKMKT.
func codeShaped(s string) bool {
	return len(s) >= 3 && len(s) <= 12 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "" && s[0] >= 'A' && s[0] <= 'Z'
}

// begin checks the time of a snapshot that is to be added.
func (b *book) begin(asOf time.Time) error {
	if b.seen[asOf.Unix()] {
		return fmt.Errorf("%s is there twice: %w", shown(asOf), currency.ErrSyntax)
	}
	if len(b.days) == maxDays {
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

// shown returns a time, without the hour if it is midnight.
func shown(t time.Time) string {
	if d := currency.DateOf(t.UTC()); d.Time().Equal(t) {
		return d.String()
	}
	return t.UTC().Format(time.RFC3339)
}

// file returns what was collected.
func (b *book) file() (File, error) {
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

func newestFirst(x, y *currency.Rates) int { return cmp.Compare(y.AsOf().Unix(), x.AsOf().Unix()) }

// eof says of an end where there should be none what it is.
func eof(err error, where string) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("unexpected EOF within %s: %w", where, currency.ErrSyntax)
	}
	return err
}
