package wire

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
	plain  bool   // read: there is, and its name was not read as a string
	found  bool   // whether it was among those asked for in this round
	call   int    // how many those are
	before uint64 // which of the calls have had their field
}

// Reader returns a codec that reads data.
func Reader(data []byte) Codec { return Codec{s: NewScanner(data), read: true} }

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
	if c.err == nil && c.read {
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
	c.err = err
}

// Value writes or reads an object that is not a field of another.
func (c *Codec) Value(fields func(*Codec)) {
	if c.err != nil {
		return
	}
	outer := c.object
	c.object = object{}
	if c.read {
		c.readObject(fields)
	} else {
		c.out = append(c.out, '{')
		fields(c)
		c.out = append(c.out, '}')
	}
	c.object = outer
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

// isNext reports whether the field that is next has that name, and moves behind
// its colon. Most often the bytes are those that a Codec writes, and need not
// be read as a string.
func (c *Codec) isNext(name string) bool {
	data, begin := c.s.data, c.s.pos+1
	end := begin + len(name)
	if end+1 >= len(data) || data[end] != '"' || !c.plain {
		return c.open && !c.plain && string(c.key) == name
	}
	if data[end+1] != ':' || string(data[begin:end]) != name {
		return false
	}
	c.s.pos = end + 2
	return true
}

// Field reports whether the value of the field is to be read or written now,
// by the methods of [Codec.Scanner] or [Codec.Append], before [Codec.Done].
func (c *Codec) Field(name string) bool {
	call := c.call
	c.call++
	if c.read {
		return c.isNext(name) && c.begin(name, call)
	}
	if c.err == nil {
		c.name(name)
	}
	return c.err == nil
}

// begin notes that the field of a call is being read.
func (c *Codec) begin(name string, call int) bool {
	if c.err != nil {
		return false
	}
	if c.before&(1<<call) != 0 {
		c.Fail(&Error{Path: name, Err: fmt.Errorf("%w: stands twice", ErrInvalid)})
		return false
	}
	c.before |= 1 << call
	c.found = true
	return true
}

func (c *Codec) name(name string) {
	out := c.out
	if c.open {
		out = append(out, ',', '"')
	} else {
		out = append(out, '"')
	}
	c.open = true
	out = append(out, name...)
	c.out = append(out, '"', ':')
}

// Done ends the field that Field began.
func (c *Codec) Done(name string) {
	switch data, i := c.s.data, c.s.pos; {
	case c.err != nil:
		c.err = below(name, c.err)
	case !c.read:
	case i+1 < len(data) && data[i] == ',' && data[i+1] == '"':
		c.s.pos++
		c.plain = true
	default:
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

// Scanner is where a reader reads the value of the field.
func (c *Codec) Scanner() *Scanner { return &c.s }

// Append is where a writer writes the value of the field: with what f returns.
func (c *Codec) Append(f func(dst []byte) []byte) { c.out = f(c.out) }

// Omitted reports whether a field that is zero is left out. Only a writer
// leaves out, so that a field stands at the same place in each round.
func (c *Codec) Omitted(zero bool) bool {
	if c.read || !zero {
		return false
	}
	c.call++
	return true
}

// Text is a string of at most most bytes.
func (c *Codec) Text(name string, v *string, most int) {
	if c.Omitted(*v == "") || !c.Field(name) {
		return
	}
	if c.read {
		c.readText(v, most)
	} else {
		c.out = AppendText(c.out, *v)
	}
	c.Done(name)
}

func (c *Codec) readText(v *string, most int) {
	if text := c.s.plainText(most); text != nil {
		*v = c.keep(text)
		return
	}
	text, err := c.s.Text()
	switch {
	case err != nil:
		c.Fail(err)
	case len(text) > most:
		c.Fail(limit("%d bytes, at most %d", len(text), most))
	default:
		*v = c.keep(text)
	}
}

// keep returns text as a string; one that was kept before needs no memory.
func (c *Codec) keep(text []byte) string {
	n := len(text)
	if n == 0 {
		return ""
	}
	slot := &c.kept[slotOf(text)%len(c.kept)]
	if *slot != string(text) {
		*slot = c.store(text)
	}
	return *slot
}

// slotOf spreads texts that are likely to stand in one document.
func slotOf[S ~string | ~[]byte](text S) int {
	n := len(text)
	return n + 7*int(text[0]) + 13*int(text[n/2]) + 31*int(text[n-1])
}

// store returns text as a string that shares memory with other short ones.
func (c *Codec) store(text []byte) string {
	const short, most = 128, 2048
	if len(text) > short {
		return string(text)
	}
	if c.texts.Cap()-c.texts.Len() < len(text) {
		c.texts = strings.Builder{}
		c.texts.Grow(max(len(text), min(len(c.s.data)/8, most)))
	}
	start := c.texts.Len()
	c.texts.Write(text)
	return c.texts.String()[start:]
}

// Bool is true or false.
func (c *Codec) Bool(name string, v *bool) {
	if c.Omitted(!*v) || !c.Field(name) {
		return
	}
	if c.read {
		b, err := c.s.Bool()
		*v = b
		c.Fail(err)
	} else {
		c.out = strconv.AppendBool(c.out, *v)
	}
	c.Done(name)
}

// Int is a whole number; it is read from a string too.
func (c *Codec) Int(name string, v *int64) {
	if c.Omitted(*v == 0) || !c.Field(name) {
		return
	}
	if c.read {
		c.readInt(v)
	} else {
		c.out = strconv.AppendInt(c.out, *v, 10)
	}
	c.Done(name)
}

func (c *Codec) readInt(v *int64) {
	if n, ok := c.s.digits(); ok {
		*v = n
		return
	}
	text, err := c.TextOrNumber()
	if err != nil {
		c.Fail(err)
		return
	}
	if n, ok := wholeNumber(text); ok {
		*v = n
	} else {
		c.Fail(fmt.Errorf("%w: %s is not a whole number of at most 18 digits", ErrInvalid, excerpt.Quote(text)))
	}
}

// wholeNumber reads a JSON number that has nothing but zeros behind its point.
func wholeNumber(text []byte) (n int64, ok bool) {
	if len(text) == 0 || len(text) > 64 {
		return 0, false
	}
	if end, ok := numberEnd(text, 0); !ok || end < len(text) {
		return 0, false
	}
	whole, places, _ := bytes.Cut(text, []byte("."))
	if len(bytes.Trim(places, "0")) > 0 || len(whole) > 19 || len(whole) == 19 && whole[0] != '-' {
		return 0, false
	}
	n, err := strconv.ParseInt(string(whole), 10, 64)
	return n, err == nil
}

// Index is a whole number from zero, of at most 18 digits. Zero is written too.
func (c *Codec) Index(name string, v *int) {
	if c.Field(name) {
		c.IndexValue(v)
		c.Done(name)
	}
}

// IndexValue is an index where Field was called already, or in an array.
func (c *Codec) IndexValue(v *int) {
	if c.read {
		n := int64(*v)
		if c.readInt(&n); n < 0 {
			c.Fail(fmt.Errorf("%w: %d is negative", ErrInvalid, n))
		}
		*v = int(n)
	} else {
		c.out = strconv.AppendInt(c.out, int64(*v), 10)
	}
}

// TextOrNumber reads a string or a number, and returns its text.
func (c *Codec) TextOrNumber() ([]byte, error) {
	if c.s.Peek() == '"' {
		return c.s.Text()
	}
	return c.s.Number()
}

// Word is one of words, by its index. Zero is written too.
func (c *Codec) Word(name string, v *uint8, words []string) {
	if c.Field(name) {
		c.WordValue(v, words)
		c.Done(name)
	}
}

// WordValue is one of words, by its index, where Field was called already.
func (c *Codec) WordValue(v *uint8, words []string) {
	switch {
	case c.read:
		c.readWord(v, words)
	case int(*v) < len(words):
		c.out = AppendText(c.out, words[*v])
	default:
		c.Fail(fmt.Errorf("%w: %d is none of %v", ErrInvalid, *v, words))
	}
}

func (c *Codec) readWord(v *uint8, words []string) {
	text, err := c.s.Text()
	if err != nil {
		c.Fail(err)
		return
	}
	for i, word := range words {
		if string(text) == word {
			*v = uint8(i)
			return
		}
	}
	c.Fail(fmt.Errorf("%w: %s is none of %v", ErrInvalid, excerpt.Quote(text), words))
}

// Object is an object; it is left out if all its fields are.
func (c *Codec) Object(name string, fields func(*Codec)) {
	before, open := len(c.out), c.open
	if !c.Field(name) {
		return
	}
	c.Value(fields)
	if !c.read && c.err == nil && c.out[len(c.out)-2] == '{' {
		c.out, c.open = c.out[:before], open
		return
	}
	c.Done(name)
}

// List is an array of objects, at most most. A nil slice is left out.
func List[T any](c *Codec, name string, v *[]T, most int, fields func(*T, *Codec)) {
	Array(c, name, v, most, func(c *Codec, t *T) {
		c.Value(func(c *Codec) { fields(t, c) })
	})
}

// Texts is an array of strings of at most long bytes, at most most of them. A
// nil slice is left out.
func (c *Codec) Texts(name string, v *[]string, most, long int) {
	Array(c, name, v, most, func(c *Codec, s *string) {
		if c.read {
			c.readText(s, long)
		} else {
			c.out = AppendText(c.out, *s)
		}
	})
}

// Expect says how many elements the array that comes next may have. It need
// not be right: it saves memory where it is.
func (c *Codec) Expect(n int) { c.expected = n }

// Array is an array of at most most values, each of which value writes or
// reads. A nil slice is left out.
func Array[T any](c *Codec, name string, v *[]T, most int, value func(*Codec, *T)) {
	if c.Omitted(*v == nil) || !c.Field(name) {
		return
	}
	if c.read {
		readArray(c, v, most, value)
	} else {
		c.out = append(c.out, '[')
		for i := range *v {
			if i > 0 {
				c.out = append(c.out, ',')
			}
			value(c, &(*v)[i])
		}
		c.out = append(c.out, ']')
	}
	c.Done(name)
}

func readArray[T any](c *Codec, v *[]T, most int, value func(*Codec, *T)) {
	if c.expected == 0 {
		c.expected = c.s.count()
	}
	out := make([]T, 0, min(c.expected, most))
	c.expected = 0
	for i := 0; ; i++ {
		more, err := c.s.element(i, most)
		if c.Fail(err); err != nil || !more {
			break
		}
		out = slices.Grow(out, 1)[:i+1] // the room is zero
		if value(c, &out[i]); c.err != nil {
			c.err = below("["+strconv.Itoa(i)+"]", c.err)
			break
		}
	}
	*v = out
}

// TextMap is an object of at most most strings of at most long bytes by names
// of the same length, written in the order of the names. A nil map is left
// out.
func (c *Codec) TextMap(name string, v *map[string]string, most, long int) {
	if c.Omitted(*v == nil) || !c.Field(name) {
		return
	}
	if c.read {
		c.readMap(v, most, long)
	} else {
		outer := c.object
		c.object = object{}
		c.out = append(c.out, '{')
		for _, key := range slices.Sorted(maps.Keys(*v)) {
			if c.open {
				c.out = append(c.out, ',')
			}
			c.open = true
			c.out = append(AppendText(c.out, key), ':')
			c.out = AppendText(c.out, (*v)[key])
		}
		c.out = append(c.out, '}')
		c.object = outer
	}
	c.Done(name)
}

func (c *Codec) readMap(v *map[string]string, most, long int) {
	out := map[string]string{}
	more, err := c.s.enter('{', '}', "an object")
	for c.Fail(err); more && c.err == nil; c.Fail(err) {
		var raw []byte
		if raw, err = c.s.key(); err != nil {
			continue
		}
		key, text := string(raw), ""
		if _, twice := out[key]; twice {
			err = &Error{Path: excerpt.Text(key), Err: fmt.Errorf("%w: stands twice", ErrInvalid)}
			continue
		}
		if len(out) == most || len(key) > long {
			err = limit("more than %d fields, or a name of more than %d bytes", most, long)
			continue
		}
		if c.readText(&text, long); c.err != nil {
			c.err = below(excerpt.Text(key), c.err)
			break
		}
		out[key] = text
		more, err = c.s.more('}', "a comma or the end of the object")
	}
	*v = out
}
