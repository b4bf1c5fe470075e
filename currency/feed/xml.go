package feed

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Limits of the XML that is read.
const (
	maxDepth = 8       // nested elements; the form of the ECB needs 4
	maxTag   = 1 << 18 // bytes of a tag; those of the ECB have 200 at most
)

// xmlScanner reads the tags of an XML file, one at a time and in constant
// memory. It takes the part of XML that files of rates need and refuses the
// rest: document types, entities, CDATA sections and encodings other than
// UTF-8. For 25 years of rates the tokens of the standard library take 90 MB of
// short-lived values, and more time than this scanner and the making of the
// rates together (BenchmarkReadECB). Tests compare what the two read.
type xmlScanner struct {
	r      *bufio.Reader
	line   int
	tag    []byte      // the tag at hand, without < and >
	attrs  []attribute // of it; they point into tag
	open   []string    // the elements that have begun
	closed bool        // the tag at hand has ended its element: <Cube/>
}

type attribute struct{ name, value []byte }

// tagKind is what a tag does.
type tagKind int

const (
	start tagKind = iota // begins an element
	end                  // ends one
)

func newXMLScanner(r io.Reader) *xmlScanner {
	s := &xmlScanner{r: bufio.NewReaderSize(r, 1<<16), line: 1}
	if mark, err := s.r.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" {
		s.r.Discard(3) // a byte order mark
	}
	return s
}

// next returns the next start or end of an element with its name without
// prefix, io.EOF after the last. Text that is not white space is an error,
// unless it is to be passed over.
func (s *xmlScanner) next(passText bool) (tagKind, string, error) {
	if s.closed {
		s.closed = false
		return end, s.pop(), nil
	}
	for {
		if err := s.text(passText); err != nil {
			return 0, "", err
		}
		c, err := s.byte()
		if err != nil {
			return 0, "", eof(err, "a tag")
		}
		switch c {
		case '?':
			err = s.instruction()
		case '!':
			err = s.comment()
		default:
			return s.element(c)
		}
		if err != nil {
			return 0, "", err
		}
	}
}

// byte returns the next byte and counts lines.
func (s *xmlScanner) byte() (byte, error) {
	c, err := s.r.ReadByte()
	if c == '\n' {
		s.line++
	}
	return c, err
}

// text reads up to and including the next <.
func (s *xmlScanner) text(pass bool) error {
	for {
		c, err := s.byte()
		switch {
		case err == io.EOF && len(s.open) > 0:
			return fmt.Errorf("unexpected EOF within element %s: %w", excerpt.Quote(s.open[len(s.open)-1]), currency.ErrSyntax)
		case err != nil:
			return err
		case c == '<':
			return nil
		case space(c) || pass:
		default:
			rest, _ := s.r.Peek(60)
			word, _, _ := bytes.Cut(append([]byte{c}, rest...), []byte("<"))
			return fmt.Errorf("unexpected text %s: %w", excerpt.Quote(bytes.TrimSpace(word)), currency.ErrSyntax)
		}
	}
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// instruction passes over <?…?>. Of the XML declaration the encoding matters:
// in UTF-16 the bytes would mean something else.
func (s *xmlScanner) instruction() error {
	s.tag = s.tag[:0]
	for !bytes.HasSuffix(s.tag, []byte("?>")) {
		c, err := s.byte()
		if err != nil {
			return eof(err, "an instruction")
		}
		if s.tag = append(s.tag, c); len(s.tag) > maxTag {
			return errLongTag()
		}
	}
	_, encoding, found := strings.Cut(string(s.tag), "encoding")
	if !found || !bytes.HasPrefix(s.tag, []byte("xml")) {
		return nil
	}
	encoding = strings.Trim(strings.TrimSuffix(encoding, "?>"), "= \t\r\n")
	if name, _, _ := strings.Cut(strings.TrimLeft(encoding, `"'`), encoding[:min(1, len(encoding))]); !strings.EqualFold(name, "UTF-8") {
		return fmt.Errorf("encoding %s, want UTF-8: %w", excerpt.Quote(name), currency.ErrSyntax)
	}
	return nil
}

func errLongTag() error {
	return fmt.Errorf("a tag of more than %d bytes: %w", maxTag, currency.ErrRange)
}

// comment passes over <!--…--> and refuses whatever else begins with <!.
func (s *xmlScanner) comment() error {
	for range 2 {
		c, err := s.byte()
		if err != nil {
			return eof(err, "a comment")
		}
		if c != '-' {
			return fmt.Errorf("a document type, or another declaration, is not accepted: %w", currency.ErrSyntax)
		}
	}
	for dashes := 0; ; {
		c, err := s.byte()
		switch {
		case err != nil:
			return eof(err, "a comment")
		case c == '-' && dashes < 2:
			dashes++
		case dashes == 2 && c == '>':
			return nil
		case dashes == 2:
			return fmt.Errorf("-- within a comment: %w", currency.ErrSyntax)
		default:
			dashes = 0
		}
	}
}

// element reads a tag of which c is the first byte.
func (s *xmlScanner) element(c byte) (tagKind, string, error) {
	if err := s.readTag(c); err != nil {
		return 0, "", err
	}
	if s.tag[0] == '/' {
		name := string(bytes.TrimRight(s.tag[1:], " \t\r\n"))
		if len(s.open) == 0 || s.open[len(s.open)-1] != name {
			return 0, "", fmt.Errorf("element %s ends without having begun: %w", excerpt.Quote(name), currency.ErrSyntax)
		}
		return end, s.pop(), nil
	}
	name, rest := s.tag, []byte(nil)
	if i := bytes.IndexAny(s.tag, " \t\r\n/"); i >= 0 {
		name, rest = s.tag[:i], s.tag[i:]
	}
	if !xmlName(name) {
		return 0, "", fmt.Errorf("%s is no tag: %w", excerpt.Quote(s.tag), currency.ErrSyntax)
	}
	if len(s.open) == maxDepth {
		return 0, "", fmt.Errorf("elements nested too deep: %w", currency.ErrRange)
	}
	if err := s.readAttributes(rest); err != nil {
		return 0, "", err
	}
	s.open = append(s.open, elementName(name))
	return start, local(s.open[len(s.open)-1]), nil
}

// elementName returns a name as a string, without allocation the one of which
// files are full.
func elementName(name []byte) string {
	if string(name) == "Cube" {
		return "Cube"
	}
	return string(name)
}

// pop ends the innermost element and returns its name.
func (s *xmlScanner) pop() string {
	name := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	return local(name)
}

// local returns a name without its prefix.
func local[S ~string | ~[]byte](name S) S {
	for i := range len(name) {
		if name[i] == ':' {
			return name[i+1:]
		}
	}
	return name
}

// readTag reads to the > that ends a tag; one within quotes does not.
func (s *xmlScanner) readTag(c byte) error {
	s.tag = s.tag[:0]
	var quote byte
	for {
		switch {
		case c == '>' && quote == 0:
			if len(s.tag) == 0 {
				return fmt.Errorf("an empty tag: %w", currency.ErrSyntax)
			}
			return nil
		case c == '<':
			return fmt.Errorf("< within a tag: %w", currency.ErrSyntax)
		case c == '&':
			return fmt.Errorf("an entity is not accepted: %w", currency.ErrSyntax)
		case c < ' ' && !space(c):
			return fmt.Errorf("a control character within a tag: %w", currency.ErrSyntax)
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		}
		if s.tag = append(s.tag, c); len(s.tag) > maxTag {
			return errLongTag()
		}
		var err error
		if c, err = s.byte(); err != nil {
			return eof(err, "a tag")
		}
	}
}

// readAttributes reads what stands in a tag after its name.
func (s *xmlScanner) readAttributes(rest []byte) error {
	s.attrs = s.attrs[:0]
	for {
		trimmed := bytes.TrimLeft(rest, " \t\r\n")
		if len(trimmed) == 0 {
			return nil
		}
		if string(trimmed) == "/" {
			s.closed = true
			return nil
		}
		name, value, _ := bytes.Cut(trimmed, []byte("="))
		name = bytes.TrimRight(name, " \t\r\n")
		value = bytes.TrimLeft(value, " \t\r\n")
		if len(trimmed) == len(rest) || !xmlName(name) || len(value) == 0 || value[0] != '"' && value[0] != '\'' {
			return fmt.Errorf("%s is no attribute: %w", excerpt.Quote(trimmed), currency.ErrSyntax)
		}
		n := bytes.IndexByte(value[1:], value[0]) // is there: readTag matched the quotes
		s.attrs = append(s.attrs, attribute{name, value[1 : n+1]})
		rest = value[n+2:]
	}
}

// xmlName reports whether a text is a name of letters, digits and the marks
// that names may have, with at most one prefix.
func xmlName(b []byte) bool {
	colons := 0
	for i, c := range b {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
		case c == ':' && i > 0 && i < len(b)-1 && colons == 0:
			colons++
		case i > 0 && b[i-1] != ':' && ('0' <= c && c <= '9' || c == '-' || c == '.'):
		default:
			return false
		}
	}
	return len(b) > 0
}

// attributes sets values to the named attributes of the tag at hand; each must
// be there once, and no other, because an attribute that is not known could
// change the meaning of the others. The values live until the next tag.
func (s *xmlScanner) attributes(of string, values [][]byte, names ...string) error {
	clear(values)
	for _, a := range s.attrs {
		i := 0
		for i < len(names) && string(a.name) != names[i] {
			i++
		}
		switch {
		case i == len(names):
			return fmt.Errorf("unknown attribute %s of %s: %w", excerpt.Quote(a.name), of, currency.ErrSyntax)
		case values[i] != nil:
			return fmt.Errorf("attribute %s of %s is there twice: %w", names[i], of, currency.ErrSyntax)
		}
		values[i] = a.value
	}
	for i, name := range names {
		if values[i] == nil {
			return fmt.Errorf("%s without attribute %s: %w", of, name, currency.ErrSyntax)
		}
	}
	return nil
}
