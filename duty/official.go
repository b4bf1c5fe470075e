package duty

import (
	"bufio"
	"compress/gzip"
	"io"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Vintage says when and where an official file is from, which the files
// themselves do not.
type Vintage struct {
	AsOf   currency.Date // the day of the edition; zero = not known, and then it is always stale
	Source string        // zero = the name of the publisher's file
}

// The largest official file, unpacked. That of the United States has 12 MB in
// 35,810 rows.
const (
	largestOfficial  = 64 << 20 // bytes
	mostOfficialRows = 250_000
)

// unpacked returns the text of a file that may be packed by gzip, bounded.
func unpacked(r io.Reader) (io.Reader, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	if magic, err := in.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		zip, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		return &bounded{r: zip, left: largestOfficial}, nil
	}
	return &bounded{r: in, left: largestOfficial}, nil
}

// bounded fails, rather than ends, beyond a number of bytes: a file cut short
// must not pass for a whole one.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, tableError("larger than %d bytes", int64(largestOfficial))
	}
	return n, err
}

// official builds the schedule of an official file.
type official struct {
	file     string // for errors
	dest     string
	home     currency.Code
	vintage  Vintage
	schedule schedule
	report   Report
	row      int
	rates    map[string]reading // of each text, parsed once
	words    map[string]string  // equal texts are kept once
}

// reading is what a cell says.
type reading struct {
	rate  Rate
	prose bool
}

func newOfficial(file, dest string, home currency.Code, v Vintage, source string) *official {
	if v.Source == "" {
		v.Source = source
	}
	return &official{file: file, dest: dest, home: home, vintage: v,
		schedule: schedule{asOf: v.AsOf, dated: !v.AsOf.IsZero(), notes: map[codeKey]string{}},
		rates:    map[string]reading{}, words: map[string]string{}}
}

func (o *official) fail(column string, err error) error {
	return &RowError{File: o.file, Row: o.row, Column: column, Err: err}
}

// next counts a row.
func (o *official) next() error {
	if o.row++; o.row > mostOfficialRows {
		return o.fail("", tableError("more than %d rows", mostOfficialRows))
	}
	return nil
}

// once returns s, the same string for equal ones.
func (o *official) once(s string) string {
	if s == "" {
		return ""
	}
	if have, ok := o.words[s]; ok {
		return have
	}
	o.words[s] = s
	return s
}

// tidy puts one space where there are several, or breaks of lines.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

// read reads the text of a rate, once for each text.
func (o *official) read(text string) reading {
	if have, ok := o.rates[text]; ok {
		return have
	}
	rate, err := ParseRate(text, o.home)
	r := reading{rate: rate, prose: err != nil}
	o.rates[text] = r
	return r
}

// add adds a levy with what a cell says.
func (o *official) add(kind Kind, code Code, name, program, column, text string) {
	r := o.read(text)
	l := Levy{Jurisdiction: o.dest, Code: code, Kind: kind, Name: name, Program: program, Rate: r.rate,
		Source: o.vintage.Source, SourceDate: o.vintage.AsOf}
	if r.prose {
		l.Prose = o.once(text)
		o.report.Prose = append(o.report.Prose, ProseCell{o.row, code, column, l.Prose})
	} else {
		o.report.Rates++
	}
	o.schedule.rows = append(o.schedule.rows, l)
	o.schedule.lines = append(o.schedule.lines, int32(o.row))
}

// code reads the code of a row. Older editions have subheadings that the
// Harmonized System of 2022 no longer has, and there are national chapters: just
// the chapter is looked at.
func (o *official) code(column, text string) (Code, error) {
	digits, ok := codeDigits(text)
	if !ok || len(digits) < 4 {
		return "", o.fail(column, &CodeError{Code: excerpt.Text(text), Err: ErrCodeSyntax})
	}
	known, err := subheadings()
	if err != nil {
		return "", err
	}
	if national := digits[:2] == "98" || digits[:2] == "99"; !national && !known.has(digits[:2]) {
		return "", o.fail(column, &CodeError{Code: excerpt.Text(text), Err: ErrUnknownCode})
	}
	return Code(strings.Clone(digits)), nil
}

// tariff finishes the schedule.
func (o *official) tariff() (*Tariff, Report, error) {
	programs, err := DefaultPrograms()
	if err != nil {
		return nil, Report{}, err
	}
	s := &o.schedule
	o.report.Rows = o.row
	if err := s.finish(o.dest, programs); err != nil {
		return nil, Report{}, err
	}
	return &Tariff{schedules: map[string]*schedule{o.dest: s}, programs: programs}, o.report, nil
}
