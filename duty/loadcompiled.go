package duty

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// ReadCompiled loads what [Tariff.WriteTo] saved.
//
// ReadCompiled returns an error that wraps [ErrCompiled], and no tariff, if the
// data are not a compiled tariff, are cut short, have something behind them,
// were altered (the checksum or the contents are wrong) or have more than 64
// MB, and a [*CompiledVersionError] if another version saved it.
func ReadCompiled(r io.Reader) (*Tariff, error) {
	var header [compiledHeader]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, readError(err)
	}
	if string(header[:4]) != compiledMagic {
		return nil, compiledError("it does not begin as one")
	}
	if version := binary.LittleEndian.Uint32(header[4:]); version != compiledVersion {
		return nil, &CompiledVersionError{Version: version, Want: compiledVersion}
	}
	length := binary.LittleEndian.Uint64(header[8:])
	if length > largestCompiled {
		return nil, compiledError("%d bytes, at most %d", length, largestCompiled)
	}
	// The length is not believed before as many bytes have come.
	var text bytes.Buffer
	text.Grow(int(min(length, 4<<20)) + bytes.MinRead)
	_, err := text.ReadFrom(io.LimitReader(r, int64(length)+1))
	payload := text.Bytes()
	switch {
	case err != nil:
		return nil, readError(err)
	case uint64(len(payload)) < length:
		return nil, readError(io.ErrUnexpectedEOF)
	case uint64(len(payload)) > length:
		return nil, compiledError("there is more behind it")
	case crc32.Checksum(payload, castagnoli) != binary.LittleEndian.Uint32(header[16:]):
		return nil, compiledError("its checksum is wrong: it was altered")
	}
	d := decompiler{left: payload}
	t := d.tariff()
	if d.err == nil && len(d.left) > 0 {
		d.fail("%d bytes too many", len(d.left))
	}
	if d.err != nil {
		return nil, d.err
	}
	return t, nil
}

func readError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return compiledError("it is cut short")
	}
	return fmt.Errorf("duty: %w: %w", ErrCompiled, err)
}

// decompiler reads a payload, and keeps the first error. After it, all that it
// reads is zero.
type decompiler struct {
	left    []byte
	err     error
	strings []string
	rates   []Rate
}

func (d *decompiler) fail(format string, args ...any) {
	if d.err == nil {
		d.err = compiledError(format, args...)
		d.left = nil
	}
}

func (d *decompiler) number() uint64 {
	if len(d.left) > 0 && d.left[0] < 0x80 { // most are short
		n := d.left[0]
		d.left = d.left[1:]
		return uint64(n)
	}
	n, size := binary.Uvarint(d.left)
	if size <= 0 {
		d.fail("it is cut short")
		return 0
	}
	d.left = d.left[size:]
	return n
}

// count reads how many things follow that take at least size bytes each.
func (d *decompiler) count(size int) int {
	n := d.number()
	if n > uint64(len(d.left)/size) {
		d.fail("%d things where there is room for %d", n, len(d.left)/size)
		return 0
	}
	return int(n)
}

// small reads a number up to most.
func (d *decompiler) small(most uint64) int {
	n := d.number()
	if n > most {
		d.fail("%d where %d is the most", n, most)
		return 0
	}
	return int(n)
}

func (d *decompiler) flag() bool { return d.small(1) == 1 }

func (d *decompiler) text() string {
	n := d.number()
	if n >= uint64(len(d.strings)) {
		d.fail("string %d of %d", n, len(d.strings))
		return ""
	}
	return d.strings[n]
}

const lastDate = 3652059 // 9999-12-31

func (d *decompiler) date() currency.Date { return currency.Date(d.small(lastDate)) }

func (d *decompiler) country() locale.Country {
	c := locale.Country(d.text())
	if c != "" && c != unionTariff && !c.Valid() {
		d.fail("no country %s", excerpt.Quote(c))
	}
	return c
}

func (d *decompiler) code() Code {
	c := Code(d.text())
	if len(c) > 10 || len(c)%2 != 0 || c != "" && !exact.Digits(string(c)) {
		d.fail("no code %s", excerpt.Quote(c))
		return ""
	}
	return c
}

func (d *decompiler) tariff() *Tariff {
	d.texts()
	d.expressions()
	t := &Tariff{schedules: map[string]*schedule{}, programs: d.programs()}
	for range d.count(5) {
		dest := d.text()
		if t.schedules[dest] != nil {
			d.fail("%s twice", excerpt.Quote(dest))
		}
		s := d.schedule(dest)
		if d.err != nil {
			return nil
		}
		s.index()
		s.enlist(dest, t.programs)
		t.schedules[dest] = s
	}
	return t
}

// texts reads the strings, which share memory.
func (d *decompiler) texts() {
	lengths := make([]int, d.count(1))
	total := 0
	for i := range lengths {
		lengths[i] = d.small(largestCompiled)
		total += lengths[i]
	}
	if size := d.count(1); size != total {
		d.fail("the strings have %d bytes, not %d", total, size)
		return
	}
	if d.err != nil {
		return
	}
	all := string(d.left[:total])
	d.left = d.left[total:]
	d.strings = make([]string, len(lengths))
	for i, n := range lengths {
		d.strings[i], all = all[:n], all[n:]
	}
}

func (d *decompiler) expressions() {
	d.rates = make([]Rate, d.count(1))
	for i := range d.rates {
		text := d.text()
		if d.err != nil {
			return
		}
		rate, err := ParseRate(text, 0)
		if err != nil {
			d.fail("%v", err)
			return
		}
		d.rates[i] = rate
	}
}

func (d *decompiler) programs() *Programs {
	p := &Programs{terms: map[programKey][]eligibility{}, listed: map[string]bool{}}
	for range d.count(3) {
		key := programKey{d.text(), d.text()}
		for range d.count(4) {
			t := eligibility{any: d.flag(), from: d.date(), until: d.date()}
			for range d.count(1) {
				t.origins = append(t.origins, d.country())
			}
			slices.Sort(t.origins)
			p.terms[key] = append(p.terms[key], t)
		}
		p.listed[key.dest] = p.listed[key.dest] || key.program != column2Program
	}
	return p
}

func (d *decompiler) schedule(dest string) *schedule {
	s := &schedule{depth: d.small(10), dated: d.flag(), asOf: d.date()}
	n := d.count(levySize)
	s.rows, s.lines = make([]Levy, n), make([]int32, n)
	for i := range n {
		d.levy(&s.rows[i], dest)
		s.lines[i] = int32(d.small(1 << 30))
		if i > 0 && s.rows[i].Code < s.rows[i-1].Code {
			d.fail("the rows are not sorted")
		}
		if s.rows[i].Kind == gap {
			d.fail("a gap among the rows")
		}
	}
	s.gaps = make([]Levy, d.count(levySize))
	for i := range s.gaps {
		d.levy(&s.gaps[i], dest)
	}
	s.entries = make([]entry, d.count(5))
	for i := range s.entries {
		// A parent stands before its child, so that no path is a circle.
		s.entries[i] = entry{code: d.code(), text: d.text(), units: d.text(), note: d.text(), parent: int32(d.small(uint64(i))) - 1}
	}
	s.notes = map[codeKey]string{}
	for range d.count(2) {
		key := codeKey(d.number())
		s.notes[key] = d.text()
	}
	return s
}

// levySize is the least that a levy takes: a byte for each field.
const levySize = 19

func (d *decompiler) levy(l *Levy, dest string) {
	l.Jurisdiction = dest
	l.Code = d.code()
	l.Kind = Kind(d.text())
	l.Origin = d.country()
	l.ID, l.Name, l.Program = d.text(), d.text(), d.text()
	if at := d.small(uint64(len(d.rates))); at > 0 {
		l.Rate = d.rates[at-1]
	}
	l.Prose = d.text()
	l.Base = Components(d.small(1<<len(componentWords) - 1))
	if s := d.text(); s != "" {
		var ok bool
		if l.Uplift, ok = exact.ParseDecimal(s, 3, mostPlaces); !ok {
			d.fail("no percentage %s", excerpt.Quote(s))
		}
	}
	l.Inside = d.flag()
	if s := d.text(); s != "" {
		if err := l.MinCollect.UnmarshalText([]byte(s)); err != nil {
			d.fail("%v", err)
		}
	}
	l.Replaces, l.Excludes = d.text(), d.text()
	l.From, l.Until = d.date(), d.date()
	l.Source = d.text()
	l.SourceDate = d.date()
	l.Note = d.text()
	switch l.Kind {
	case MFN, Column2, Preference, Quota, Additional, Remedy, Fee, Tax, gap:
	default:
		d.fail("no kind %s", excerpt.Quote(l.Kind))
	}
	if l.Kind != gap && l.Rate.IsZero() == (l.Prose == "") {
		d.fail("a levy with both or neither of rate and prose")
	}
}
