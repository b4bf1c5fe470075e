package wire

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
)

// Text is a string of at most most bytes.
func (c *Codec) Text(name string, v *string, most int) {
	if c.Omitted(*v == "") || !c.Field(name) {
		return
	}
	c.TextValue(v, most)
	c.Done(name)
}

// TextValue is a text where Field was called already, or in an array.
func (c *Codec) TextValue(v *string, most int) {
	switch {
	case c.read:
		c.readText(v, most)
	case c.packed != nil:
		c.packText(*v)
	default:
		c.out = AppendText(c.out, *v)
	}
}

func (c *Codec) readText(v *string, most int) {
	if c.packed != nil {
		c.readPacked(v, most)
		return
	}
	if data, start := c.s.data, c.s.pos+1; start < len(data) && data[start-1] == '"' {
		if end := plainEnd(data, start); end < len(data) && data[end] == '"' && end-start <= most {
			c.s.pos = end + 1
			*v = c.keep(data[start:end])
			return
		}
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
		c.texts.Grow(max(len(text), min(c.chunk, most)))
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
	switch {
	case c.packed != nil: // a field of false is left out
		*v = true
	case c.read:
		b, err := c.s.Bool()
		*v = b
		c.Fail(err)
	default:
		c.out = strconv.AppendBool(c.out, *v)
	}
	c.Done(name)
}

// Int is a whole number; it is read from a string too.
func (c *Codec) Int(name string, v *int64) {
	if c.Omitted(*v == 0) || !c.Field(name) {
		return
	}
	c.IntValue(v)
	c.Done(name)
}

// IntValue is a whole number where Field was called already.
func (c *Codec) IntValue(v *int64) {
	switch {
	case c.packed != nil:
		c.packInt(v)
	case c.read:
		c.readInt(v)
	default:
		c.out = strconv.AppendInt(c.out, *v, 10)
	}
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
	n := int64(*v)
	c.IntValue(&n)
	switch *v = int(n); {
	case !c.read:
	case n < 0:
		c.Fail(fmt.Errorf("%w: %d is negative", ErrInvalid, n))
	case int64(*v) != n:
		c.Fail(limit("%d", n))
	}
}

// TextOrNumber reads a string or a number, and returns its text.
func (c *Codec) TextOrNumber() ([]byte, error) {
	s := c.Scanner()
	if s.Peek() == '"' {
		return s.Text()
	}
	return s.Number()
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
	case c.packed != nil:
		c.packWord(v, words)
	case c.read:
		c.readWord(v, words)
	case int(*v) < len(words):
		c.out = AppendText(c.out, words[*v])
	default:
		c.Fail(noWord(*v, words))
	}
}

func noWord(v uint8, words []string) error {
	return fmt.Errorf("%w: %d is none of %v", ErrInvalid, v, words)
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
