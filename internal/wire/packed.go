package wire

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// The packed form holds what the JSON does, in a fifth of its bytes, for texts
// that a program hands to itself. It does not name its fields: who reads it
// must list the same fields in the same order, or more behind them.
//
//	object  its fields, and a byte of 0
//	field   a byte, which is its place in the list, from 1, and its value
//	number  a varint of encoding/binary
//	true    nothing: a field of false is left out
//	word    a byte
//	text    an unsigned varint n. Where n is even, n/2 bytes of text follow;
//	        where it is odd, the text is that with bytes of its own whose
//	        place among those of the document, from 0, is n/2
//	array   an unsigned varint, and so many values; a map so, of its names and
//	        texts in turn
//	others  their JSON, as a text

// packed is what the packed form needs beside the JSON.
type packed struct {
	// written: some of the texts with bytes of their own, by their slots, and
	// how many there were
	slots *[128]literal
	count int
	json  []byte
	// read: all of them
	data  []byte
	texts []reading
	// rest is what stands behind the JSON that is being read, if inJSON.
	rest   Scanner
	inJSON bool
}

// literal is a text that was written with bytes of its own: where they stand,
// and its place among such texts.
type literal struct{ at, size, place uint32 }

// reading is one that was read, and the string that it was made, if it was.
type reading struct {
	at, size uint32
	text     string
}

// farthest is where a text may stand that is remembered.
const farthest = 1 << 31

// PackedReader returns a codec that reads the packed form.
func PackedReader(data []byte) Codec {
	return Codec{s: NewScanner(data), read: true, packed: &packed{data: data, texts: make([]reading, 0, len(data)/24)}, chunk: len(data) / 2}
}

// PackedWriter returns a codec that appends the packed form to dst.
func PackedWriter(dst []byte) Codec {
	return Codec{out: dst, packed: &packed{slots: new([128]literal)}}
}

// Packed reports whether the document is in the packed form.
func (c *Codec) Packed() bool { return c.packed != nil }

func (c *Codec) packObject(fields func(*Codec)) {
	fields(c)
	switch {
	case c.err != nil:
	case !c.read:
		c.out = append(c.out, 0)
	case c.s.pos >= len(c.s.data):
		c.Fail(errShort)
	case c.s.data[c.s.pos] != 0:
		c.Fail(fmt.Errorf("%w: number %d", ErrUnknown, c.s.data[c.s.pos]))
	default:
		c.s.pos++
	}
}

var errShort = fmt.Errorf("%w: packed form: ends too early", ErrInvalid)

// packEnd returns an error if anything is left to read.
func (c *Codec) packEnd() error {
	if left := len(c.s.data) - c.s.pos; left > 0 {
		return fmt.Errorf("%w: packed form: %d bytes behind the value", ErrInvalid, left)
	}
	return nil
}

func (c *Codec) packField(call int) bool {
	switch {
	case c.err != nil:
		return false
	case !c.read:
		c.out = append(c.out, byte(call+1))
		c.open = true
		return true
	case c.s.pos < len(c.s.data) && int(c.s.data[c.s.pos]) == call+1:
		c.s.pos++
		return true
	}
	return false
}

// packDone moves behind the JSON of a field, all of which must have been read.
func (c *Codec) packDone(name string) {
	p := c.packed
	if !p.inJSON {
		return
	}
	if err := c.s.End(); err != nil {
		c.err = below(name, err)
	}
	c.s, p.inJSON = p.rest, false
}

func (c *Codec) packJSON(f func(dst []byte) []byte) {
	c.packed.json = f(c.packed.json[:0])
	packText(c, c.packed.json)
}

func (c *Codec) unpackJSON() {
	p := c.packed
	if p.inJSON {
		return
	}
	place, err := c.unpackText()
	c.Fail(err)
	p.rest, p.inJSON = c.s, true
	c.s = NewScanner(p.bytes(place))
}

func (c *Codec) packText(s string) { packText(c, s) }

// packText writes a text, or the place of the same.
func packText[S ~string | ~[]byte](c *Codec, s S) {
	p := c.packed
	if len(s) == 0 {
		c.out = append(c.out, 0)
		return
	}
	known := &p.slots[slotOf(s)%len(p.slots)]
	if int(known.size) == len(s) && string(c.out[known.at:known.at+known.size]) == string(s) {
		c.out = binary.AppendUvarint(c.out, uint64(known.place)<<1|1)
		return
	}
	c.out = binary.AppendUvarint(c.out, uint64(len(s))<<1)
	if at := len(c.out); uint64(at)+uint64(len(s)) < farthest {
		*known = literal{at: uint32(at), size: uint32(len(s)), place: uint32(p.count)}
	}
	c.out = append(c.out, s...)
	p.count++
}

// unpackText returns the place of the text that stands next, or -1 for none.
func (c *Codec) unpackText() (place int, err error) {
	n, err := c.uvarint()
	p, size := c.packed, n>>1
	switch {
	case err != nil || n == 0:
		return -1, err
	case n&1 != 0 && size < uint64(len(p.texts)):
		return int(size), nil
	case n&1 != 0:
		return -1, fmt.Errorf("%w: packed form: no text %d", ErrInvalid, size)
	case size > uint64(len(c.s.data)-c.s.pos) || uint64(len(p.data)) >= farthest:
		return -1, errShort
	}
	p.texts = append(p.texts, reading{at: uint32(c.s.pos), size: uint32(size)})
	c.s.pos += int(size)
	return len(p.texts) - 1, nil
}

// bytes are those of the text at a place.
func (p *packed) bytes(place int) []byte {
	if place < 0 {
		return nil
	}
	return p.data[p.texts[place].at:][:p.texts[place].size]
}

func (c *Codec) readPacked(v *string, most int) {
	place, err := c.unpackText()
	if err != nil || place < 0 {
		c.Fail(err)
		*v = ""
		return
	}
	t := &c.packed.texts[place]
	if int(t.size) > most {
		c.Fail(limit("%d bytes, at most %d", t.size, most))
		return
	}
	if t.text == "" {
		t.text = c.store(c.packed.bytes(place))
	}
	*v = t.text
}

func (c *Codec) uvarint() (uint64, error) {
	if i := c.s.pos; i < len(c.s.data) && c.s.data[i] < 0x80 { // most are small
		c.s.pos++
		return uint64(c.s.data[i]), nil
	}
	n, size := binary.Uvarint(c.s.data[c.s.pos:])
	if size <= 0 {
		return 0, errShort
	}
	c.s.pos += size
	return n, nil
}

func (c *Codec) packInt(v *int64) {
	if !c.read {
		c.out = binary.AppendVarint(c.out, *v)
		return
	}
	n, err := c.uvarint()
	c.Fail(err)
	*v = int64(n>>1) ^ -int64(n&1) // the sign is the lowest bit
}

func (c *Codec) packWord(v *uint8, words []string) {
	if c.read {
		if c.s.pos >= len(c.s.data) {
			c.Fail(errShort)
			return
		}
		*v = c.s.data[c.s.pos]
		c.s.pos++
	} else {
		c.out = append(c.out, *v)
	}
	if int(*v) >= len(words) {
		c.Fail(noWord(*v, words))
	}
}

// size reads how many values an array or a map has, at most most.
func (c *Codec) size(most int) int {
	n, err := c.uvarint()
	switch {
	case err != nil:
		c.Fail(err)
	case n > uint64(most):
		c.Fail(limit("more than %d elements", most))
	case n > uint64(len(c.s.data)-c.s.pos): // each has a byte
		c.Fail(errShort)
	default:
		return int(n)
	}
	return 0
}

func packArray[T any](c *Codec, v *[]T, most int, value func(*Codec, *T)) {
	if c.read {
		*v = make([]T, c.size(most))
	} else {
		c.out = binary.AppendUvarint(c.out, uint64(len(*v)))
	}
	for i := range *v {
		if value(c, &(*v)[i]); c.err != nil {
			c.err = below("["+strconv.Itoa(i)+"]", c.err)
			return
		}
	}
}

func (c *Codec) packMap(v *map[string]string, most, long int) {
	if !c.read {
		c.out = binary.AppendUvarint(c.out, uint64(len(*v)))
		for _, key := range slices.Sorted(maps.Keys(*v)) {
			c.packText(key)
			c.packText((*v)[key])
		}
		return
	}
	n := c.size(most)
	out := make(map[string]string, n)
	for range n {
		var key, text string
		c.readText(&key, long)
		c.readText(&text, long)
		out[key] = text
	}
	if c.err == nil && len(out) < n {
		c.Fail(fmt.Errorf("%w: packed form: a name stands twice", ErrInvalid))
	}
	*v = out
}
