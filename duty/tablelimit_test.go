package duty_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
)

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

// TestTablesWithoutEnd: a table that has too many rows is refused at the first of
// them, and has taken some kilobytes of memory a row.
func TestTablesWithoutEnd(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("it reads half a million rows four times")
	}
	on := func(i int) string { return day("1900-01-01").AddDays(i).String() }
	const regimes = "id,destination,kind,name,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes,per,flat,rate,allowance,min_collect,valuation,from,until,contested,source,source_date,confidence,note\n"
	for _, h := range []struct {
		name, head string
		row        func(i int) string
		load       func(r io.Reader) error
		most       int
	}{
		{"tariff", header, func(i int) string { return fmt.Sprintf("US,610910,,mfn,5%%,,n,%s,%s,s,2020-01-01,\n", on(i), on(i)) },
			func(r io.Reader) error { _, err := duty.LoadTariff(r); return err }, 500_000},
		{"restrictions", "destination,code,action,rule,reason\n", func(i int) string { return fmt.Sprintf("DE,93,forbid,r%d,x\n", i) },
			func(r io.Reader) error { _, err := duty.LoadRestrictions(r); return err }, 500_000},
		{"programmes", "destination,program,name,origins,from,until,source,source_date,note\n", func(int) string { return "US,P,n,CU KP,,,s,,\n" },
			func(r io.Reader) error { _, err := duty.LoadPrograms(r); return err }, 500_000},
		{"regimes", regimes, func(i int) string {
			return fmt.Sprintf("au-%d,AU,,,relief,%d,AUD,,cif,consignment,,,,,,,,,,,FOB,2023-03-01,,,test,2026-01-01,official,\n", i, i+1)
		}, func(r io.Reader) error { _, err := duty.LoadRegimes(r); return err }, 4096},
	} {
		in := &rowsWithoutEnd{left: []byte(h.head), row: h.row}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := h.load(in)
		runtime.ReadMemStats(&after)
		used := after.TotalAlloc - before.TotalAlloc
		t.Logf("%s: %d rows, %d bytes, %d MB", h.name, in.rows, in.read, used>>20)
		var at *duty.TableError
		if !errors.As(err, &at) || !errors.Is(err, duty.ErrTable) || at.Line != h.most+2 {
			t.Errorf("%s: %v", h.name, err)
		}
		if used > uint64(h.most)*8<<10 {
			t.Errorf("%s: %d bytes were used", h.name, used)
		}
	}
}

// TestSearchOfLongTexts: a search costs lines times words, so that a text has an
// end.
func TestSearchOfLongTexts(t *testing.T) {
	tariff, err := duty.Starter()
	if err != nil {
		t.Fatal(err)
	}
	const one = "of "
	if long := strings.Repeat(one, 1025/len(one)+1); len(tariff.Search("US", long, 1)) > 0 {
		t.Error("more than 1024 bytes find something")
	}
}
