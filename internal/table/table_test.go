package table

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	errSyntax = errors.New("syntax")
	errSize   = errors.New("size")
)

var spec = Spec{
	Columns:  []string{"code", "from", "note"},
	Optional: []string{"note"},
	MaxBytes: 10_000,
	Syntax:   errSyntax,
	Size:     errSize,
}

// rows reads a table into lines such as "2:DE|2026-01-01|".
func rows(r io.Reader) ([]string, error) {
	var got []string
	err := Read(r, spec, func(row Row) error {
		got = append(got, fmt.Sprintf("%d:%s|%s|%s", row.Line, row.Get("code"), row.Get("from"), row.Get("note")))
		return nil
	})
	return got, err
}

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     []string
		reason   string
	}{
		{"plain", "code,from,note\nDE,2026,x\n", []string{"2:DE|2026|x"}, "the usual form"},
		{"no rows", "code,from\n", nil, "whether a table may be empty is for its reader to say"},
		{"another order", "note,code,from\nx,DE,2026", []string{"2:DE|2026|x"}, "columns go by name"},
		{"optional column", "code,from\nDE,2026\n", []string{"2:DE|2026|"}, "a column that may be missing is empty"},
		{"comments", "# a, b\n#\ncode,from\n# c\nDE,2026\n", []string{"5:DE|2026|"}, "comments count as lines"},
		{"spreadsheet", "\ufeffcode,from\r\n\r\nDE,2026\r\n", []string{"3:DE|2026|"}, "byte order mark, CRLF, an empty line"},
		{"mark before a comment", "\ufeff# a\ncode,from\nDE,2026\n", []string{"3:DE|2026|"}, "the mark belongs to the file, not to the header"},
		{"mark before a quote", "\ufeff\"code\",\"from\"\nDE,2026\n", []string{"2:DE|2026|"}, "the mark is no part of a cell"},
		{"quotes", "code,from,note\n\"D\"\"E\",\"1,2\",\"a\nb\"\nFR,3,\n", []string{"2:D\"E|1,2|a\nb", "4:FR|3|"}, "a row has the line on which it begins"},
		{"space", "code,from\n DE ,\t2026\n", []string{"2:DE|2026|"}, "people align columns"},
		{"longest cell", "code,from\n" + strings.Repeat("x", MaxCell) + ",1\n", []string{"2:" + strings.Repeat("x", MaxCell) + "|1|"}, "just fits"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in)), iotest.DataErrReader(strings.NewReader(tt.in))} {
				got, err := rows(r)
				if err != nil {
					t.Fatalf("%v: %s", err, tt.reason)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
				}
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		line     int
		column   string
		class    error
		want     string
	}{
		{"empty", "", 1, "", errSyntax, "want the columns code,from,note"},
		{"comment only", "# x\n", 1, "", errSyntax, "empty"},
		{"no header", "DE,2026\n", 1, "code", errSyntax, "missing"},
		{"unknown column", "# x\ncode,from,colour\n", 2, "", errSyntax, `"colour", known: code,from,note`},
		{"long unknown column", "code," + strings.Repeat("x", 999) + "\n", 1, "", errSyntax, "(999 bytes)"},
		{"column twice", "code,from,code\n", 1, "code", errSyntax, "twice"},
		{"column missing", "code,note\n", 1, "from", errSyntax, "missing"},
		{"too few cells", "code,from\nDE,1\nDE\n", 3, "", errSyntax, "number of fields"},
		{"too many cells", "code,from\nDE,1,2\n", 2, "", errSyntax, "number of fields"},
		{"open quote", "code,from\nDE,1\n\"DE,1\nDE,1\n", 3, "", errSyntax, "quote"},
		{"long cell", "code,from,note\nDE,1," + strings.Repeat("x", MaxCell+1) + "\n", 2, "note", errSize, "1001 bytes"},
		{"bytes that are no text", "code,from,note\nDE,1,\xff\n", 2, "note", errSyntax, "UTF-8"},
		{"a zero byte", "code,from,note\nDE,1,a\x00b\n", 2, "note", errSyntax, "UTF-8"},
		{"large table", "code,from\n" + strings.Repeat("DE,1\n", 2000), 0, "", errSize, "10000 bytes"},
		{"large row", "code,from\nDE,1\n\"" + strings.Repeat("x", 20_000), 2, "", errSize, "10000 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := rows(strings.NewReader(tt.in))
			var at *Error
			if !errors.As(err, &at) || !errors.Is(err, tt.class) {
				t.Fatalf("got %v, want an Error of class %v", err, tt.class)
			}
			if at.Line != tt.line && tt.line > 0 || at.Column != tt.column || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got line %d, column %q: %v; want line %d, column %q and %q", at.Line, at.Column, err, tt.line, tt.column, tt.want)
			}
		})
	}
}

// TestReadSize demands that the limit is exact: the last byte that fits fits.
func TestReadSize(t *testing.T) {
	text := "code,from\nDE,1\n# " + strings.Repeat("x", 100)
	for _, tt := range []struct {
		limit int
		class error
	}{{len(text), nil}, {len(text) - 1, errSize}, {len(text) + 1, nil}, {3, errSize}, {0, errSize}} {
		s := spec
		s.MaxBytes = int64(tt.limit)
		for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
			if err := Read(r, s, func(Row) error { return nil }); !errors.Is(err, tt.class) {
				t.Errorf("%d bytes with a limit of %d: %v, want %v", len(text), tt.limit, err, tt.class)
			}
		}
	}
}

// counted counts what is read of it.
type counted struct {
	io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// endless repeats a text.
type endless string

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], e)
	}
	return n, nil
}

// TestReadEndless: a row that never ends is refused before long, and with
// some megabytes of memory, however large the file may be.
func TestReadEndless(t *testing.T) {
	s := spec
	s.MaxBytes = 1 << 40
	for name, row := range map[string]string{"a cell": "x", "an open quotation": "\n", "empty cells": ",", "comments": "#\n", "empty lines": "\n", "quotes": `""`} {
		head := "code,from\nDE,1\n"
		if name == "an open quotation" || name == "quotes" {
			head += `"`
		}
		r := &counted{Reader: io.MultiReader(strings.NewReader(head), endless(row))}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := Read(r, s, func(Row) error { return nil })
		runtime.ReadMemStats(&after)
		if at := (*Error)(nil); !errors.As(err, &at) || !errors.Is(err, errSize) || at.Line != 2 {
			t.Errorf("%s without end: %v", name, err)
		}
		if r.n > 2*maxRow {
			t.Errorf("%s without end: %d bytes were read", name, r.n)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
			t.Errorf("%s without end: %d bytes of memory", name, used)
		}
	}
	long := strings.Repeat("# "+strings.Repeat("x", 997)+"\n", maxRow/1000-10)
	if err := Read(strings.NewReader("code,from\n"+long+"DE,1\n"+long+"DE,1\n"), s, func(Row) error { return nil }); err != nil {
		t.Errorf("long comments before each of two rows: %v", err)
	}
}

func TestReadPassesErrorsOn(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("code,from\nDE,1\nFR,2\nG"), iotest.ErrReader(io.ErrClosedPipe))
	var at *Error
	if _, err := rows(broken); !errors.As(err, &at) || at.Line != 3 || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v, want the reader's error after line 3", err)
	}
	own := errors.New("own")
	table := "code,from\nDE,1\nFR,2026-11-21\n"
	for _, tt := range []struct {
		name string
		each func(Row) error
		want Error
	}{
		{"of a row", func(Row) error { return own }, Error{2, "", own}},
		{"of a cell", func(r Row) error { return r.Fault("from", own) }, Error{2, "from", own}},
		{"of another line", func(r Row) error { return &Error{Line: 7, Err: own} }, Error{7, "", own}},
		{"without a line", func(r Row) error { return &Error{Column: "code", Err: own} }, Error{2, "code", own}},
	} {
		if err := Read(strings.NewReader(table), spec, tt.each); !errors.As(err, &at) || *at != tt.want {
			t.Errorf("an error %s: got %v, want %v", tt.name, err, &tt.want)
		}
	}
	s := spec
	s.Syntax = nil
	if err := Read(strings.NewReader("code,note\n"), s, func(Row) error { return nil }); err == nil || errors.Unwrap(err.(*Error).Err) != nil {
		t.Errorf("got %v, want an error without a class", err)
	}
}

func TestRowParse(t *testing.T) {
	err := Read(strings.NewReader("code,from\nDE,2026-11-21T00:00:00Z\nFR,x\n"), spec, func(r Row) error {
		var at time.Time
		if err := r.Parse("from", &at); err != nil {
			return err
		}
		if want := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC); !at.Equal(want) {
			t.Errorf("got %v, want %v", at, want)
		}
		return nil
	})
	var at *Error
	if !errors.As(err, &at) || at.Line != 3 || at.Column != "from" {
		t.Errorf("got %v, want a fault in line 3, column from", err)
	}
}

// FuzzRead demands that any text is read or refused with its line, and that no
// row has a cell beyond the limit.
func FuzzRead(f *testing.F) {
	f.Add("code,from,note\nDE,2026,x\n")
	f.Add("\ufeff# x\r\n\"from\",\"code\"\r\n1,\"D\"\"E\n\"\r\n")
	f.Add("code,from\nDE\n")
	f.Add("code,from\n\"DE,1")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		err := Read(strings.NewReader(text), spec, func(r Row) error {
			if r.Line <= last {
				t.Fatalf("line %d after line %d", r.Line, last)
			}
			last = r.Line
			for _, column := range spec.Columns {
				if len(r.Get(column)) > MaxCell {
					t.Fatalf("a cell of %d bytes", len(r.Get(column)))
				}
			}
			return nil
		})
		var at *Error
		if err != nil && (!errors.As(err, &at) || at.Line < 1 || at.Line < last) {
			t.Fatalf("%v after line %d", err, last)
		}
		if err != nil && !errors.Is(err, errSyntax) && !errors.Is(err, errSize) {
			t.Fatalf("%v has no class", err)
		}
	})
}
