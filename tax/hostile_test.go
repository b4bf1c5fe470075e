package tax

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
)

const hostileHeader = "country,region,postal,category,name,percent,treatment,from,until,source,source_date,passing\n"

// onDay is the i-th day after the first of 1900, in days steps of step.
func onDay(i, step int) currency.Date { return day("1900-01-01").AddDays(i * step) }

// hostileTables are tables all of whose rows are about one thing, and others of as
// many rows about many. Rows are read by each.
var hostileTables = []struct {
	name      string
	head      string
	one, many func(i int) string
	load      func(t *testing.T, table string) error
}{
	{"nexus of one state", "state,tax,sales,transactions,logic,period,intrastate,marketplace_from,from,until,source,source_date,confidence,note\n",
		func(i int) string {
			return fmt.Sprintf("AK,sales,1,,,previous,destination,2020-01-06,%v,%v,s,2026,single,\n", onDay(i, 1), onDay(i, 1))
		},
		func(i int) string {
			state := []string{"AK", "CA", "NY", "TX", "WA", "FL", "OH", "NJ", "PA", "IL", "GA", "VA", "MA", "AZ", "TN", "IN", "MO", "MD", "WI", "CO"}[i%20]
			return fmt.Sprintf("%s,sales,1,,,previous,destination,2020-01-06,%v,%v,s,2026,single,\n", state, onDay(i, 1), onDay(i, 1))
		},
		func(_ *testing.T, table string) error { _, err := LoadNexus(strings.NewReader(table)); return err }},
	{"a rule of one country", "rule,country,threshold,currency,from,until,source,source_date,confidence\n",
		func(i int) string {
			return fmt.Sprintf("allowance,UA,150,EUR,%v,%v,s,2026,official\n", onDay(i, 1), onDay(i, 1))
		},
		func(i int) string {
			country := []string{"UA", "DE", "FR", "GB", "CH", "NO", "AU", "NZ", "SG", "JP", "CA", "US", "MX", "BR", "CL", "IN", "CN", "KR", "TR", "ZA"}[i%20]
			return fmt.Sprintf("allowance,%s,150,EUR,%v,%v,s,2026,official\n", country, onDay(i, 1), onDay(i, 1))
		},
		func(_ *testing.T, table string) error { _, err := LoadSchemes(strings.NewReader(table)); return err }},
	{"passing rates", hostileHeader,
		func(i int) string {
			if i == 0 {
				return "DE,,,general,VAT,19,standard,1899-01-01,,s,2020,\n"
			}
			return fmt.Sprintf("DE,,,general,VAT,7,standard,%v,%v,s,2020,temporary\n", onDay(i, 2), onDay(i, 2))
		},
		func(i int) string {
			return fmt.Sprintf("US,CA,%05d,general,sales,7.25,standard,2020-01-01,,s,2020,\n", i)
		},
		func(_ *testing.T, table string) error { _, err := LoadBook(strings.NewReader(table)); return err }},
	{"passing rates over short ones", hostileHeader,
		func(i int) string {
			if i%2 == 0 {
				return fmt.Sprintf("DE,,,general,VAT,19,standard,%v,%v,s,2020,\n", onDay(i, 1), onDay(i, 1).AddDays(1))
			}
			return fmt.Sprintf("DE,,,general,VAT,7,standard,%v,%v,s,2020,temporary\n", onDay(i-1, 1), onDay(i-1, 1))
		},
		func(i int) string {
			return fmt.Sprintf("US,CA,%05d,general,sales,7.25,standard,2020-01-01,,s,2020,\n", i)
		},
		func(_ *testing.T, table string) error { _, err := LoadBook(strings.NewReader(table)); return err }},
	{"rows that cut one of the book", hostileHeader,
		func(i int) string {
			return fmt.Sprintf("DE,,,general,VAT,21,standard,%v,%v,s,2020,\n", onDay(i, 2), onDay(i, 2))
		},
		func(i int) string {
			return fmt.Sprintf("US,CA,%05d,general,sales,7.25,standard,2020-01-01,,s,2020,\n", i)
		},
		func(t *testing.T, table string) error {
			b := made(t, "country=DE percent=19 from=1899-01-01")
			merged, conflicts, err := b.With(strings.NewReader(table))
			if err == nil && strings.Contains(table, "\nDE") {
				rows := strings.Count(table, "\n") - 1
				if len(conflicts) != rows || len(merged.entries) != 2*rows+1 {
					return fmt.Errorf("%d conflicts and %d entries of %d rows", len(conflicts), len(merged.entries), rows)
				}
			}
			return err
		}},
	{"names of a book", hostileHeader,
		func(i int) string { return fmt.Sprintf("DE,,,general,VAT%d,1,standard,2020-01-01,,s,2020,\n", i) },
		func(i int) string { return fmt.Sprintf("US,CA,%05d,general,sales,1,standard,2020-01-01,,s,2020,\n", i) },
		func(_ *testing.T, table string) error {
			b, err := LoadBook(strings.NewReader(table))
			if err == nil {
				_, _, err = b.With(strings.NewReader(table))
			}
			return err
		}},
}

// TestHostileTables: a table whose rows are all about one thing takes no more than
// some times what one about many things does, which it did not when each row was
// compared with each: six thousand took forty times as long.
func TestHostileTables(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("it is the times that are compared")
	}
	const rows = 6000
	for _, h := range hostileTables {
		least := func(row func(int) string) time.Duration {
			var table strings.Builder
			table.WriteString(h.head)
			for i := range rows {
				table.WriteString(row(i))
			}
			best := time.Duration(1 << 62)
			for range 3 {
				start := time.Now()
				if err := h.load(t, table.String()); err != nil {
					t.Fatalf("%s: %v", h.name, err)
				}
				best = min(best, time.Since(start))
			}
			return best
		}
		one, many := least(h.one), least(h.many)
		if t.Logf("%s: %v, %v of many things", h.name, one, many); one > 10*many {
			t.Errorf("%s: %d rows take %v, and %v of many things", h.name, rows, one, many)
		}
	}
}

// rowsWithoutEnd is a table that never ends, and counts what is read of it.
type rowsWithoutEnd struct {
	left []byte
	row  func(i int) string
	rows int
	read int64
}

func (r *rowsWithoutEnd) Read(p []byte) (int, error) {
	for len(r.left) < len(p) {
		r.left = append(r.left, r.row(r.rows)...)
		r.rows++
	}
	n := copy(p, r.left)
	r.left = r.left[:copy(r.left, r.left[n:])]
	r.read += int64(n)
	return n, nil
}

// TestTablesWithoutEnd: a table that is too long is refused once as much as is
// allowed was read, with some tens of times as much memory.
func TestTablesWithoutEnd(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("it reads three tables of 16 MiB")
	}
	for _, h := range []struct {
		name, head string
		row        func(i int) string
		load       func(r io.Reader) error
	}{
		{"rates", hostileTables[2].head, hostileTables[2].many, func(r io.Reader) error { _, err := LoadBook(r); return err }},
		{"nexus", hostileTables[0].head, hostileTables[0].many, func(r io.Reader) error { _, err := LoadNexus(r); return err }},
		{"schemes", hostileTables[1].head, hostileTables[1].many, func(r io.Reader) error { _, err := LoadSchemes(r); return err }},
	} {
		in := &rowsWithoutEnd{left: []byte(h.head), row: h.row}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		err := h.load(in)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		used := after.TotalAlloc - before.TotalAlloc
		t.Logf("%s: %d rows, %d bytes, %v, %d MB", h.name, in.rows, in.read, took, used>>20)
		var at *TableError
		if !errors.As(err, &at) || !errors.Is(err, ErrTable) || at.Line < 1000 {
			t.Errorf("%s: %v", h.name, err)
		}
		if in.read > maxTable+1<<20 || used > 100*maxTable {
			t.Errorf("%s: %d bytes were read, and %d used", h.name, in.read, used)
		}
	}
}
