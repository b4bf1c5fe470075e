package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/landedhq/landed/pricing"
)

// reader cuts a stream into JSON values, on one line or on several. A value
// ends where its brackets close. So that a truncated cart does not swallow
// the next, a line that begins with { in its first column always begins a
// new value: indent what stands inside.
type reader struct {
	in      *bufio.Reader
	pending []byte // a line that was read too far
	skip    bool   // what is left of a value that was refused as too long
}

// readError is a failure of the stream itself.
type readError struct{ err error }

func (e *readError) Error() string { return e.err.Error() }

func newReader(in io.Reader) *reader { return &reader{in: bufio.NewReaderSize(in, 64<<10)} }

// errTooLong tells of a value beyond the limit; it was skipped.
var errTooLong = fmt.Errorf("%w: a cart of more than %d bytes", pricing.ErrLimit, pricing.MaxCartBytes)

// next returns the next value, or what there is of it. It never holds more
// than one value and one line.
func (r *reader) next() ([]byte, error) {
	var value []byte
	var depth nesting
	for {
		line, tooLong, err := r.line()
		if err != nil {
			if err == io.EOF && len(value) > 0 {
				return value, nil
			}
			return nil, err
		}
		if len(value) > 0 && line[0] == '{' {
			r.pending = line
			return value, nil
		}
		if r.skip && line[0] != '{' {
			continue
		}
		r.skip = tooLong
		if tooLong {
			return nil, errTooLong
		}
		if len(value) == 0 && len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		value = append(value, line...)
		if len(value) > pricing.MaxCartBytes {
			r.skip = true
			return nil, errTooLong
		}
		if end, closed := depth.scan(line); closed {
			if after := bytes.TrimSpace(line[end:]); len(after) > 0 && after[0] == '{' {
				r.pending = line[end:]
				value = value[:len(value)-len(line)+end]
			}
			return value, nil
		}
	}
}

// line returns a line with its line feed; of a line over the limit it
// returns the beginning and drops the rest.
func (r *reader) line() (line []byte, tooLong bool, err error) {
	if line = r.pending; line != nil {
		r.pending = nil
		return line, len(line) > pricing.MaxCartBytes, nil
	}
	for {
		piece, err := r.in.ReadSlice('\n')
		if len(line) <= pricing.MaxCartBytes {
			line = append(line, piece...)
		}
		switch err {
		case bufio.ErrBufferFull:
			continue
		case nil:
			return line, len(line) > pricing.MaxCartBytes, nil
		case io.EOF:
			if len(line) == 0 {
				return nil, false, io.EOF
			}
			return line, len(line) > pricing.MaxCartBytes, nil
		default:
			return nil, false, &readError{err}
		}
	}
}

// nesting follows the brackets of a JSON value, in and out of strings.
type nesting struct {
	depth             int
	inString, escaped bool
}

// scan reads on and tells whether the value's brackets closed, and where. A
// line that opens none is a value by itself.
func (n *nesting) scan(line []byte) (end int, closed bool) {
	for i, c := range line {
		switch {
		case n.escaped:
			n.escaped = false
		case n.inString && c == '\\':
			n.escaped = true
		case c == '"':
			n.inString = !n.inString
		case n.inString:
		case c == '{' || c == '[':
			n.depth++
		case c == '}' || c == ']':
			if n.depth--; n.depth <= 0 {
				return i + 1, true
			}
		}
	}
	return len(line), n.depth == 0
}
