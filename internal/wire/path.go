package wire

import (
	"strconv"
	"strings"
)

// PathAt returns the path of the value in a document that byte at stands in,
// such as "lines[3].tax.amount", and the text of that value. The document is
// JSON; where it is not, the path leads as far as it is.
func PathAt(data []byte, at int) (path string, value []byte) {
	s := NewScanner(data)
	return s.pathAt(at)
}

// pathAt reads the next value, in which byte at stands. How deep it calls
// itself is bounded.
func (s *Scanner) pathAt(at int) (path string, value []byte) {
	switch s.Peek() {
	case '{':
		more, err := s.enter('{', '}', "an object")
		for more && err == nil {
			var key []byte
			if key, err = s.key(); err != nil {
				break
			}
			if inside, path, value := s.holds(at); inside {
				return join(string(key), path), value
			}
			more, err = s.more('}', "a comma or the end of the object")
		}
	case '[':
		more, err := s.enter('[', ']', "an array")
		for i := 0; more && err == nil; i++ {
			if inside, path, value := s.holds(at); inside {
				return join("["+strconv.Itoa(i)+"]", path), value
			}
			more, err = s.more(']', "a comma or the end of the array")
		}
	default:
		value, _ = s.Raw()
	}
	return "", value
}

// holds reports whether the next value ends behind byte at, with the path below
// it, and moves behind it if it does not.
func (s *Scanner) holds(at int) (inside bool, path string, value []byte) {
	s.Peek()
	begin := *s
	if _, err := s.Raw(); err == nil && s.pos <= at {
		return false, "", nil
	}
	if begin.pos > at { // in the name of the field
		value, _ = begin.Raw()
		return true, "", value
	}
	path, value = begin.pathAt(at)
	return true, path, value
}

// Has reports whether a document has a value at a path, as PathAt writes it.
func Has(data []byte, path string) bool {
	s := NewScanner(data)
	return s.has(path)
}

// has reads the next value as far as the path leads. How deep it calls itself
// is bounded.
func (s *Scanner) has(path string) bool {
	if path == "" {
		return true
	}
	open, end := byte('{'), byte('}')
	if s.Peek() == '[' {
		open, end = '[', ']'
	}
	more, err := s.enter(open, end, "an object or an array")
	for i := 0; more && err == nil; i++ {
		name := []byte("[" + strconv.Itoa(i) + "]")
		if open == '{' {
			if name, err = s.key(); err != nil {
				break
			}
		}
		if below, ok := strings.CutPrefix(path, string(name)); ok && (below == "" || below[0] == '.' || below[0] == '[') {
			return s.has(strings.TrimPrefix(below, "."))
		}
		if _, err = s.Raw(); err == nil {
			more, err = s.more(end, "a comma or the end")
		}
	}
	return false
}
