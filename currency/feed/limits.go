package feed

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/landedhq/landed/currency"
)

// Limits of what is read as a file of rates.
const (
	maxSize   = 16 << 20 // bytes; a day of the ECB takes 1.1 kB, so this is 50 years of it
	maxDays   = 20_000   // the ECB publishes some 256 a year
	maxQuotes = 2_000    // of a day; the longest list known has 339
)

// Limits are what a reader refuses besides malformed files. The zero Limits are
// the defaults of the package.
type Limits struct {
	// Latest is the time after which no rates can be: the readers have no
	// clock, so the caller says what is the future. Zero allows any time.
	Latest time.Time
	// Bytes is how long a file may be; zero, and whatever is more, is 16 MB.
	Bytes int64
}

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

// eof says of an end where there should be none what it is.
func eof(err error, where string) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("unexpected EOF within %s: %w", where, currency.ErrSyntax)
	}
	return err
}
