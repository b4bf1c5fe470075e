package duty

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// A compiled tariff is
//
//	magic, 4 bytes; version, 4; length of the payload, 8; its CRC-32C, 4; payload
//
// with numbers in little-endian order. The payload has numbers as uvarints: the
// strings, each once; the rates as strings; the programmes; and for each
// jurisdiction its rows, gaps, entries and footnotes.
const (
	compiledMagic   = "LDTF"
	compiledHeader  = 20
	compiledVersion = 1
	// largestCompiled is the size of the largest payload. That of the United
	// States has some 5 MB.
	largestCompiled = 64 << 20
)

// ErrCompiled is the class of what can be wrong with a compiled tariff.
var ErrCompiled = errors.New("compiled tariff")

// CompiledVersionError says that a compiled tariff was saved by another version
// of this package: compile it anew from its sources. It wraps [ErrCompiled].
type CompiledVersionError struct{ Version, Want uint32 }

func (e *CompiledVersionError) Error() string {
	return fmt.Sprintf("duty: %v: version %d, this package reads version %d: compile it anew from the official file", ErrCompiled, e.Version, e.Want)
}

// Unwrap returns [ErrCompiled].
func (e *CompiledVersionError) Unwrap() error { return ErrCompiled }

func compiledError(format string, args ...any) error {
	return fmt.Errorf("duty: %w: %s", ErrCompiled, fmt.Sprintf(format, args...))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// WriteTo saves t in a form that [ReadCompiled], of the same version of this
// package, loads many times faster than the sources, with the same rows. The
// same tariff gives the same bytes. It returns the number of bytes written.
func (t *Tariff) WriteTo(w io.Writer) (int64, error) {
	c := compiler{index: map[string]uint64{}, rateAt: map[string]uint64{}}
	c.programs(t.programs)
	dests := t.Jurisdictions()
	c.number(uint64(len(dests)))
	for _, dest := range dests {
		c.schedule(dest, t.schedules[dest])
	}
	payload := c.payload()
	if len(payload) > largestCompiled {
		return 0, compiledError("%d bytes, at most %d", len(payload), largestCompiled)
	}
	file := make([]byte, 0, compiledHeader+len(payload))
	file = append(file, compiledMagic...)
	file = binary.LittleEndian.AppendUint32(file, compiledVersion)
	file = binary.LittleEndian.AppendUint64(file, uint64(len(payload)))
	file = binary.LittleEndian.AppendUint32(file, crc32.Checksum(payload, castagnoli))
	n, err := w.Write(append(file, payload...))
	return int64(n), err
}

// compiler builds the payload: its body, and what the body refers to.
type compiler struct {
	body    []byte
	strings []string
	index   map[string]uint64
	rates   []uint64 // their text, in strings
	rateAt  map[string]uint64
}

func (c *compiler) number(n uint64) { c.body = binary.AppendUvarint(c.body, n) }

func (c *compiler) text(s string) { c.number(c.intern(s)) }

func (c *compiler) date(d currency.Date) { c.number(uint64(d)) }

func (c *compiler) flag(b bool) {
	if b {
		c.number(1)
	} else {
		c.number(0)
	}
}

func (c *compiler) intern(s string) uint64 {
	at, ok := c.index[s]
	if !ok {
		at = uint64(len(c.strings))
		c.index[s] = at
		c.strings = append(c.strings, s)
	}
	return at
}

// rate refers to a rate: 0 is none.
func (c *compiler) rate(r Rate) {
	if r.IsZero() {
		c.number(0)
		return
	}
	text := r.String()
	at, ok := c.rateAt[text]
	if !ok {
		c.rates = append(c.rates, c.intern(text))
		at = uint64(len(c.rates))
		c.rateAt[text] = at
	}
	c.number(at)
}

func (c *compiler) programs(p *Programs) {
	if p == nil {
		p = &Programs{}
	}
	keys := slices.SortedFunc(maps.Keys(p.terms), func(a, b programKey) int {
		if a.dest != b.dest {
			return bytes.Compare([]byte(a.dest), []byte(b.dest))
		}
		return bytes.Compare([]byte(a.program), []byte(b.program))
	})
	c.number(uint64(len(keys)))
	for _, key := range keys {
		c.text(key.dest)
		c.text(key.program)
		c.number(uint64(len(p.terms[key])))
		for _, t := range p.terms[key] {
			c.flag(t.any)
			c.date(t.from)
			c.date(t.until)
			c.number(uint64(len(t.origins)))
			for _, o := range t.origins {
				c.text(string(o))
			}
		}
	}
}

func (c *compiler) schedule(dest string, s *schedule) {
	c.text(dest)
	c.number(uint64(s.depth))
	c.flag(s.dated)
	c.date(s.asOf)
	c.number(uint64(len(s.rows)))
	for i := range s.rows {
		c.levy(&s.rows[i])
		c.number(uint64(s.lines[i]))
	}
	c.number(uint64(len(s.gaps)))
	for i := range s.gaps {
		c.levy(&s.gaps[i])
	}
	c.number(uint64(len(s.entries)))
	for i := range s.entries {
		e := &s.entries[i]
		c.text(string(e.code))
		c.text(e.text)
		c.text(e.units)
		c.text(e.note)
		c.number(uint64(e.parent + 1))
	}
	keys := slices.Sorted(maps.Keys(s.notes))
	c.number(uint64(len(keys)))
	for _, key := range keys {
		c.number(uint64(key))
		c.text(s.notes[key])
	}
}

func (c *compiler) levy(l *Levy) {
	c.text(string(l.Code))
	c.text(string(l.Kind))
	c.text(string(l.Origin))
	c.text(l.ID)
	c.text(l.Name)
	c.text(l.Program)
	c.rate(l.Rate)
	c.text(l.Prose)
	c.number(uint64(l.Base))
	c.optional(!l.Uplift.IsZero(), func() string { return exact.DecimalText(l.Uplift) })
	c.flag(l.Inside)
	c.optional(l.MinCollect != currency.Amount{}, l.MinCollect.String)
	c.text(l.Replaces)
	c.text(l.Excludes)
	c.date(l.From)
	c.date(l.Until)
	c.text(l.Source)
	c.date(l.SourceDate)
	c.text(l.Note)
}

// optional refers to a text that most rows lack.
func (c *compiler) optional(has bool, text func() string) {
	if has {
		c.text(text())
	} else {
		c.text("")
	}
}

// payload puts the strings and rates before the body.
func (c *compiler) payload() []byte {
	var out []byte
	out = binary.AppendUvarint(out, uint64(len(c.strings)))
	size := 0
	for _, s := range c.strings {
		out = binary.AppendUvarint(out, uint64(len(s)))
		size += len(s)
	}
	out = binary.AppendUvarint(out, uint64(size))
	for _, s := range c.strings {
		out = append(out, s...)
	}
	out = binary.AppendUvarint(out, uint64(len(c.rates)))
	for _, at := range c.rates {
		out = binary.AppendUvarint(out, at)
	}
	return append(out, c.body...)
}
