package wire

import (
	"bytes"

	"github.com/landedhq/landed/internal/excerpt"
)

// maxDepth is how deep objects and arrays may lie in each other.
const maxDepth = 64

// Scanner reads one JSON document from front to back. Bytes that it returns
// are part of the document: they hold until the document is changed.
type Scanner struct {
	data  []byte
	pos   int
	depth int
}

// NewScanner returns a scanner at the beginning of data.
func NewScanner(data []byte) Scanner { return Scanner{data: data} }

// Peek returns the first byte of the next token, 0 at the end.
func (s *Scanner) Peek() byte {
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; c {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return c
		}
	}
	return 0
}

// End returns an error unless nothing but white space follows.
func (s *Scanner) End() error {
	if s.Peek(); s.pos < len(s.data) {
		return s.unexpected("the end")
	}
	return nil
}

// unexpected says what stands where something else was wanted.
func (s *Scanner) unexpected(want string) error {
	if s.pos >= len(s.data) {
		return syntax("ends too early, want %s", want)
	}
	return syntax("want %s at byte %d, not %s", want, s.pos, excerpt.Quote(s.data[s.pos:s.tokenEnd()]))
}

// tokenEnd returns where the token ends that a message is to show.
func (s *Scanner) tokenEnd() int {
	end := s.pos + 1
	for ; end < len(s.data) && end < s.pos+200; end++ {
		switch s.data[end] {
		case '{', '}', '[', ']', ',', ':', ' ', '\t', '\r', '\n':
			return end
		}
	}
	return end
}

// take moves behind c, which must be the next token.
func (s *Scanner) take(c byte, want string) error {
	if s.Peek() != c {
		return s.unexpected(want)
	}
	s.pos++
	return nil
}

// enter moves behind the brace or bracket that opens an object or an array,
// and reports whether it has anything in it.
func (s *Scanner) enter(open, end byte, want string) (any bool, err error) {
	if err := s.take(open, want); err != nil {
		return false, err
	}
	if s.depth++; s.depth > maxDepth {
		return false, limit("objects and arrays more than %d deep", maxDepth)
	}
	if s.Peek() == end {
		s.leave()
		return false, nil
	}
	return true, nil
}

func (s *Scanner) leave() { s.pos, s.depth = s.pos+1, s.depth-1 }

// more moves behind a comma, or behind the end of an object or array, and
// reports which of the two it was.
func (s *Scanner) more(end byte, want string) (bool, error) {
	switch s.Peek() {
	case ',':
		s.pos++
		return true, nil
	case end:
		s.leave()
		return false, nil
	}
	return false, s.unexpected(want)
}

// key reads the name of a field and its colon.
func (s *Scanner) key() ([]byte, error) {
	if s.Peek() != '"' {
		return nil, s.unexpected("the name of a field")
	}
	key, err := s.Text()
	if err != nil {
		return nil, err
	}
	return key, s.take(':', "a colon")
}

// element moves to element i of an array, into the array before the first, and
// reports whether there is one. Of more than most it returns an error.
func (s *Scanner) element(i, most int) (ok bool, err error) {
	if i == 0 {
		ok, err = s.enter('[', ']', "an array")
	} else {
		ok, err = s.more(']', "a comma or the end of the array")
	}
	if ok && err == nil && i == most {
		return false, limit("more than %d elements", most)
	}
	return ok, err
}

// count guesses how many elements the next array has, by how this package
// writes objects. It does not look far.
func (s *Scanner) count() int {
	const far, few = 4 << 10, 4
	near := s.data[s.pos:min(s.pos+far, len(s.data))]
	if len(near) < 2 || near[1] != '{' {
		return few
	}
	if end := bytes.Index(near, []byte("}]")); end > 0 {
		near = near[:end]
	}
	return 1 + bytes.Count(near, []byte("},{"))
}

// Number reads a number and returns its text.
func (s *Scanner) Number() ([]byte, error) {
	if c := s.Peek(); c != '-' && (c < '0' || c > '9') {
		return nil, s.unexpected("a number")
	}
	end, ok := numberEnd(s.data, s.pos)
	if !ok {
		return nil, s.unexpected("a number")
	}
	number := s.data[s.pos:end]
	s.pos = end
	return number, nil
}

// numberEnd returns where the number that begins at i ends: RFC 8259,
// section 6.
func numberEnd(data []byte, i int) (end int, ok bool) {
	if data[i] == '-' {
		i++
	}
	whole := i
	if i = digitsEnd(data, i); i == whole || data[whole] == '0' && i > whole+1 {
		return 0, false
	}
	if i < len(data) && data[i] == '.' {
		places := i + 1
		if i = digitsEnd(data, places); i == places {
			return 0, false
		}
	}
	if i < len(data) && (data[i] == 'e' || data[i] == 'E') {
		i++
		if i < len(data) && (data[i] == '+' || data[i] == '-') {
			i++
		}
		exponent := i
		if i = digitsEnd(data, exponent); i == exponent {
			return 0, false
		}
	}
	return i, true
}

func digitsEnd(data []byte, i int) int {
	for i < len(data) && '0' <= data[i] && data[i] <= '9' {
		i++
	}
	return i
}

// digits reads a number of at most 18 digits and nothing else.
func (s *Scanner) digits() (n int64, ok bool) {
	s.Peek()
	i := s.pos
	for i < len(s.data) && i <= s.pos+18 && '0' <= s.data[i] && s.data[i] <= '9' {
		n = n*10 + int64(s.data[i]-'0')
		i++
	}
	switch {
	case i == s.pos, i > s.pos+18, i == len(s.data), s.data[s.pos] == '0' && i > s.pos+1:
		return 0, false
	}
	switch s.data[i] {
	case ',', '}', ']':
		s.pos = i
		return n, true
	}
	return 0, false
}

// Bool reads true or false.
func (s *Scanner) Bool() (bool, error) {
	switch s.Peek() {
	case 't':
		return true, s.literal("true", "true or false")
	case 'f':
		return false, s.literal("false", "true or false")
	}
	return false, s.unexpected("true or false")
}

func (s *Scanner) literal(word, want string) error {
	if rest := s.data[s.pos:]; len(rest) < len(word) || string(rest[:len(word)]) != word {
		return s.unexpected(want)
	}
	s.pos += len(word)
	return nil
}

// Raw reads a value of any kind and returns its text.
func (s *Scanner) Raw() ([]byte, error) {
	s.Peek()
	start := s.pos
	err := s.skip()
	return s.data[start:s.pos], err
}

// Rest returns what was not read yet, from the next token.
func (s *Scanner) Rest() []byte {
	s.Peek()
	return s.data[s.pos:]
}

// Skip moves n bytes on: behind a value that the caller read from Rest.
func (s *Scanner) Skip(n int) { s.pos += n }

// skip moves behind the next value. How deep it calls itself is bounded.
func (s *Scanner) skip() (err error) {
	switch s.Peek() {
	case '{':
		more, err := s.enter('{', '}', "an object")
		for more && err == nil {
			if _, err = s.key(); err == nil {
				if err = s.skip(); err == nil {
					more, err = s.more('}', "a comma or the end of the object")
				}
			}
		}
		return err
	case '[':
		more, err := s.enter('[', ']', "an array")
		for more && err == nil {
			if err = s.skip(); err == nil {
				more, err = s.more(']', "a comma or the end of the array")
			}
		}
		return err
	case '"':
		_, _, err = s.string()
	case 't', 'f':
		_, err = s.Bool()
	case 'n':
		err = s.literal("null", "null")
	default:
		if _, err = s.Number(); err != nil {
			err = s.unexpected("a value")
		}
	}
	return err
}
