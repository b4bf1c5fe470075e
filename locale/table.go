package locale

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
)

// readTable reads a CSV file whose first line that is no comment names the
// columns, and calls row for each further line. Errors carry the name of the
// table and the line.
func readTable(name string, r io.Reader, columns []string, row func(fields []string) error) error {
	c := csv.NewReader(r)
	c.Comment = '#'
	c.ReuseRecord = true
	header, err := c.Read()
	if err != nil {
		return fmt.Errorf("locale: %s: %w", name, err)
	}
	if !slices.Equal(header, columns) {
		return fmt.Errorf("locale: %s: columns are %s, want %s", name, strings.Join(header, ","), strings.Join(columns, ","))
	}
	for {
		fields, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("locale: %s: %w", name, err)
		}
		if err := row(fields); err != nil {
			line, _ := c.FieldPos(0)
			return fmt.Errorf("locale: %s: line %d: %w", name, line, err)
		}
	}
}

// period is the days from and until which a row holds, both included; a zero
// end is open.
type period struct {
	from, until currency.Date
}

func parsePeriod(from, until string) (period, error) {
	var p period
	if err := p.from.UnmarshalText([]byte(from)); err != nil {
		return p, fmt.Errorf("from: %w", err)
	}
	if err := p.until.UnmarshalText([]byte(until)); err != nil {
		return p, fmt.Errorf("until: %w", err)
	}
	if !p.until.IsZero() && p.until.Before(p.from) {
		return p, fmt.Errorf("until %s is before from %s", until, from)
	}
	return p, nil
}
