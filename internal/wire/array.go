package wire

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/landedhq/landed/internal/excerpt"
)

// Object is an object; it is left out if all its fields are.
func (c *Codec) Object(name string, fields func(*Codec)) {
	before, open := len(c.out), c.open
	if !c.Field(name) {
		return
	}
	if any := c.value(fields); !any && !c.read && c.err == nil {
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
	Array(c, name, v, most, func(c *Codec, s *string) { c.TextValue(s, long) })
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
	switch {
	case c.packed != nil:
		packArray(c, v, most, value)
	case c.read:
		readArray(c, v, most, value)
	default:
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
	switch {
	case c.packed != nil:
		c.packMap(v, most, long)
	case c.read:
		c.readMap(v, most, long)
	default:
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
