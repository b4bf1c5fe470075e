package wire

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// Text reads a string. Where it has no escapes and is valid UTF-8, what is
// returned is part of the document, else a copy: escapes are resolved, and
// what is not UTF-8 or half of a surrogate pair becomes U+FFFD.
func (s *Scanner) Text() ([]byte, error) {
	raw, plain, err := s.string()
	if err != nil || plain {
		return raw, err
	}
	return unescape(raw), nil
}

// string reads a string and returns what stands between its quotes, and
// whether that is plain: without escapes, and valid UTF-8.
func (s *Scanner) string() (raw []byte, plain bool, err error) {
	if s.Peek() != '"' {
		return nil, false, s.unexpected("a string")
	}
	s.pos++
	start, ascii, escaped := s.pos, true, false
	for {
		i, data := plainEnd(s.data, s.pos), s.data
		switch s.pos = i; {
		case i == len(data):
			return nil, false, s.unexpected("the end of a string")
		case data[i] == '"':
			raw = data[start:i]
			s.pos++
			return raw, !escaped && (ascii || utf8.Valid(raw)), nil
		case data[i] == '\\':
			escaped = true
			if err := s.escape(); err != nil {
				return nil, false, err
			}
		case data[i] >= utf8.RuneSelf:
			ascii = false
			s.pos++
		default:
			return nil, false, s.unexpected("a string without control characters")
		}
	}
}

// plainEnd returns where, from i on, the first byte stands that is not plain: a
// quote, a backslash, a control character, or not ASCII.
func plainEnd(data []byte, i int) int {
	for ; i+8 <= len(data); i += 8 {
		if m := notPlain(binary.LittleEndian.Uint64(data[i:])); m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	for i < len(data) && ' ' <= data[i] && data[i] < utf8.RuneSelf && data[i] != '"' && data[i] != '\\' {
		i++
	}
	return i
}

// notPlain sets the highest bit of the first byte in w that is not plain. Bits
// above it mean nothing.
func notPlain(w uint64) uint64 {
	const each, highest = 0x0101010101010101, 0x8080808080808080
	quote, backslash := w^each*'"', w^each*'\\'
	return ((quote - each) | (backslash - each) | (w - each*' ') | w) & highest
}

// escape moves behind an escape.
func (s *Scanner) escape() error {
	if s.pos+1 < len(s.data) {
		switch s.data[s.pos+1] {
		case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			s.pos += 2
			return nil
		case 'u':
			if _, ok := hex4(s.data[s.pos+2:]); ok {
				s.pos += 6
				return nil
			}
		}
	}
	return s.unexpected("an escape")
}

// hex4 reads the four hexadecimal digits of \u.
func hex4(b []byte) (r rune, ok bool) {
	if len(b) < 4 {
		return 0, false
	}
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// unescape resolves the escapes of raw, which are known to be right.
func unescape(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '\\' && raw[i+1] == 'u':
			r, n := unicodeEscape(raw[i:])
			out = utf8.AppendRune(out, r)
			i += n
		case c == '\\':
			out = append(out, escaped(raw[i+1]))
			i += 2
		case c < utf8.RuneSelf:
			out = append(out, c)
			i++
		default:
			r, n := utf8.DecodeRune(raw[i:])
			out = utf8.AppendRune(out, r)
			i += n
		}
	}
	return out
}

// unicodeEscape returns the rune of the \u with which b begins, together with
// the one after it where the two are a surrogate pair, and their length.
func unicodeEscape(b []byte) (r rune, n int) {
	r, _ = hex4(b[2:])
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
		low, _ := hex4(b[8:])
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, 12
		}
	}
	return utf8.RuneError, 6
}

// escaped returns the byte that is written as a backslash and c.
func escaped(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}
