package wire

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
)

// Codec writes or reads the fields of objects, in one list of calls for both:
//
//	func (p *Point) wire(c *wire.Codec) {
//		c.Text("name", &p.Name, 64)
//		c.Int("x", &p.X)
//	}
//
// Written, fields stand in the order of the calls, and those that are zero are
// left out. Read, they may stand in any order; what is missing stays as it is.
// A field that no call names, or that stands twice, is an error. After the
// first error calls do nothing. An object has at most 64 fields.
//
// The document is in the order of the calls where this package wrote it; then
// the list is gone through once. In another order it is gone through again for
// as long as that leads to more of the fields.
type Codec struct {
	s    Scanner
	out  []byte
	err  error
	read bool
	// expected is how many elements the next array may have.
	expected int
	// kept are strings that were read: documents repeat them.
	kept [64]string
	// texts is where short ones of them stand, one behind the other.
	texts strings.Builder
	chunk int // how much room is made for them at a time
	// packed is not nil where the document is in the packed form.
	packed *packed
	// Last is for the caller.
	Last Last
	// key is the name of the next field, where it had to be read as a string.
	key []byte
	object
}

// Last is what a caller remembers of a text that documents repeat: what it
// stands for. The codec leaves it alone.
type Last struct {
	Text  string
	Value uint32
}

// object is where the codec stands in one object.
type object struct {
	open   bool   // read: there is a next field; written: there was one
	plain  bool   // read: there is, its name was not read as a string, and nothing is wrong
	found  bool   // whether it was among those asked for in this round
	call   int    // how many those are
	before uint64 // which of the calls have had their field
}

// Reader returns a codec that reads data.
func Reader(data []byte) Codec { return Codec{s: NewScanner(data), read: true, chunk: len(data) / 8} }

// Writer returns a codec that appends to dst.
func Writer(dst []byte) Codec { return Codec{out: dst} }

// Bytes returns what was written.
func (c *Codec) Bytes() []byte { return c.out }

// Reading reports whether c reads.
func (c *Codec) Reading() bool { return c.read }

// Err returns the first error; of a reader it is an [*Error].
func (c *Codec) Err() error { return c.err }

// End returns the first error, or that something follows the value.
func (c *Codec) End() error {
	switch {
	case c.err != nil || !c.read:
	case c.packed != nil:
		c.Fail(c.packEnd())
	default:
		c.Fail(c.s.End())
	}
	return c.err
}

// Fail makes err, unless it is nil, the error of the field that is being read
// or written.
func (c *Codec) Fail(err error) {
	if c.err != nil || err == nil {
		return
	}
	if _, ok := err.(*Error); !ok {
		err = &Error{Err: err}
	}
	c.err, c.plain = err, false
}

// Value writes or reads an object that is not a field of another.
func (c *Codec) Value(fields func(*Codec)) { c.value(fields) }

// value is Value, and reports whether the object has any fields.
func (c *Codec) value(fields func(*Codec)) (any bool) {
	if c.err != nil {
		return false
	}
	outer := c.object
	c.object = object{}
	switch {
	case c.packed != nil:
		c.packObject(fields)
	case c.read:
		c.readObject(fields)
	default:
		c.out = append(c.out, '{')
		fields(c)
		c.out = append(c.out, '}')
	}
	any = c.open
	if c.object = outer; c.err != nil {
		c.plain = false
	}
	return any
}

func (c *Codec) readObject(fields func(*Codec)) {
	open, err := c.s.enter('{', '}', "an object")
	c.Fail(err)
	if c.open = open; open {
		c.nextKey()
	}
	for c.open && c.err == nil {
		c.call, c.found = 0, false
		fields(c)
		switch {
		case c.found || c.err != nil:
		case c.plain: // it may be spelled with escapes
			c.Fail(c.spell())
		default:
			c.Fail(&Error{Path: excerpt.Text(c.key), Err: ErrUnknown})
		}
	}
}

func (c *Codec) nextKey() {
	if c.plain = true; c.s.Peek() != '"' {
		c.Fail(c.s.unexpected("the name of a field"))
	}
}

// spell reads the name of the field that is next.
func (c *Codec) spell() (err error) {
	c.plain = false
	c.key, err = c.s.key()
	return err
}

// Field reports whether the value of the field is to be read or written now,
// by the methods of [Codec.Scanner] or [Codec.Append], before [Codec.Done].
func (c *Codec) Field(name string) bool {
	call := c.call
	c.call++
	if !c.plain {
		return c.field(name, call)
	}
	// Most often the bytes are those that a Codec writes, and need not be read
	// as a string.
	data, begin := c.s.data, c.s.pos+1
	end := begin + len(name)
	if end+1 >= len(data) || data[end] != '"' || data[end+1] != ':' || string(data[begin:end]) != name {
		return false
	}
	c.s.pos = end + 2
	return c.begin(name, call)
}

// field is Field where the name of the next field need not be compared as it
// stands there.
func (c *Codec) field(name string, call int) bool {
	switch {
	case c.err != nil:
		return false
	case c.packed != nil:
		return c.packField(call)
	case c.read:
		return c.open && string(c.key) == name && c.begin(name, call)
	}
	out := c.out
	if c.open {
		out = append(out, ',', '"')
	} else {
		out = append(out, '"')
	}
	c.open = true
	out = append(out, name...)
	c.out = append(out, '"', ':')
	return true
}

// begin notes that the field of a call is being read.
func (c *Codec) begin(name string, call int) bool {
	bit := uint64(1) << (call & 63)
	if c.before&bit != 0 {
		return c.twice(name)
	}
	c.before |= bit
	c.found = true
	return true
}

// twice refuses a field that was read before.
func (c *Codec) twice(name string) bool {
	c.Fail(&Error{Path: name, Err: fmt.Errorf("%w: stands twice", ErrInvalid)})
	return false
}

// Done ends the field that Field began.
func (c *Codec) Done(name string) {
	if data, i := c.s.data, c.s.pos; c.plain && i+1 < len(data) && data[i] == ',' && data[i+1] == '"' {
		c.s.pos = i + 1
		return
	}
	switch {
	case c.err != nil:
		c.err = below(name, c.err)
	case c.packed != nil:
		c.packDone(name)
	case c.read:
		c.next()
	}
}

// next moves to the next field, or behind the end of the object.
func (c *Codec) next() {
	open, err := c.s.more('}', "a comma or the end of the object")
	c.Fail(err)
	if c.open, c.plain = open, false; open && err == nil {
		c.nextKey()
	}
}

// Scanner is where a reader reads the value of the field, which is JSON in the
// packed form too.
func (c *Codec) Scanner() *Scanner {
	if c.packed != nil {
		c.unpackJSON()
	}
	return &c.s
}

// Append is where a writer writes the value of the field: with what f returns.
func (c *Codec) Append(f func(dst []byte) []byte) {
	if c.packed != nil {
		c.packJSON(f)
	} else {
		c.out = f(c.out)
	}
}

// Omitted reports whether a field that is zero is left out. Only a writer
// leaves out, so that a field stands at the same place in each round.
func (c *Codec) Omitted(zero bool) bool {
	if c.read || !zero {
		return false
	}
	c.call++
	return true
}
