package feed

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Limits of the JSON that is read.
const (
	maxNesting = 16     // of values that are passed over
	maxMembers = 20_000 // of an object whose names are kept
)

// jsonReader reads JSON token by token: the reader of the standard library
// lets objects name a member twice, and reads numbers as floats.
type jsonReader struct {
	dec *json.Decoder
}

func newJSONReader(r io.Reader) *jsonReader {
	dec := json.NewDecoder(r)
	dec.UseNumber()
	return &jsonReader{dec}
}

// document reads an object that is all that the input holds.
func (j *jsonReader) document(member func(name string) error) error {
	if err := j.object("the document", member); err != nil {
		return err
	}
	if token, err := j.dec.Token(); err == nil {
		return fmt.Errorf("more than one value, %s follows: %w", describe(token), currency.ErrSyntax)
	} else if err != io.EOF {
		return eof(wrongSyntax(err), "what follows the document")
	}
	return nil
}

// token returns the next token of a value called what.
func (j *jsonReader) token(what string) (json.Token, error) {
	token, err := j.dec.Token()
	if err != nil {
		return nil, eof(wrongSyntax(err), what)
	}
	return token, nil
}

// wrongSyntax makes an error of the standard library one of the package.
func wrongSyntax(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		if syntax.Error() == "unexpected end of JSON input" { // since Go 1.27 the end of the file is told so
			return io.ErrUnexpectedEOF
		}
		return fmt.Errorf("%s: %w", excerpt.Text(syntax.Error()), currency.ErrSyntax)
	}
	return err
}

// object reads an object and calls member with each name, to read the value.
func (j *jsonReader) object(what string, member func(name string) error) error {
	token, err := j.token(what)
	if err != nil {
		return err
	}
	if token != json.Delim('{') {
		return wrongType(what, "an object", token)
	}
	return j.members(what, member)
}

// members is object for one that has begun.
func (j *jsonReader) members(what string, member func(name string) error) error {
	seen := make(map[string]bool)
	for j.dec.More() {
		token, err := j.token(what)
		if err != nil {
			return err
		}
		name, _ := token.(string) // of a member it is always one
		if seen[name] {
			return fmt.Errorf("%s is there twice in %s: %w", excerpt.Quote(name), what, currency.ErrSyntax)
		}
		if seen[name] = true; len(seen) > maxMembers {
			return fmt.Errorf("more than %d members of %s: %w", maxMembers, what, currency.ErrRange)
		}
		if err := member(name); err != nil {
			return err
		}
	}
	_, err := j.token(what)
	return err
}

func wrongType(what, want string, got json.Token) error {
	return fmt.Errorf("%s is %s, want %s: %w", what, describe(got), want, currency.ErrSyntax)
}

// describe names the type of a value.
func describe(token json.Token) string {
	switch t := token.(type) {
	case json.Delim:
		return map[json.Delim]string{'{': "an object", '[': "an array", '}': "an end", ']': "an end"}[t]
	case string:
		return "the string " + excerpt.Quote(t)
	case json.Number:
		return "the number " + excerpt.Text(t.String())
	case bool:
		return strconv.FormatBool(t)
	}
	return "null"
}

func (j *jsonReader) text(what string) (string, error) {
	token, err := j.token(what)
	if err != nil {
		return "", err
	}
	s, ok := token.(string)
	if !ok {
		return "", wrongType(what, "a string", token)
	}
	return s, nil
}

func (j *jsonReader) boolean(what string) (bool, error) {
	token, err := j.token(what)
	if err != nil {
		return false, err
	}
	b, ok := token.(bool)
	if !ok {
		return false, wrongType(what, "true or false", token)
	}
	return b, nil
}

func (j *jsonReader) number(what string) (json.Number, error) {
	token, err := j.token(what)
	if err != nil {
		return "", err
	}
	n, ok := token.(json.Number)
	if !ok {
		return "", wrongType(what, "a number", token)
	}
	return n, nil
}

// whole reads a whole number that is at least zero and fits an int32, or for a
// time an int64.
func (j *jsonReader) whole(what string, most int64) (int64, error) {
	n, err := j.number(what)
	if err != nil {
		return 0, err
	}
	i, err := strconv.ParseInt(n.String(), 10, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is %s, want a whole number: %w", what, excerpt.Text(n.String()), currency.ErrSyntax)
	case err != nil || i < 0 || i > most:
		return 0, fmt.Errorf("%s is %s, want 0 to %d: %w", what, excerpt.Text(n.String()), most, currency.ErrRange)
	}
	return i, nil
}

// maxUnix is the last second of the year 9999.
const maxUnix = 253402300799

// timestamp reads a time in seconds since 1970.
func (j *jsonReader) timestamp(what string) (time.Time, error) {
	s, err := j.whole(what, maxUnix)
	if err == nil && s == 0 {
		err = fmt.Errorf("%s is 0, no time of any rates: %w", what, currency.ErrRange)
	}
	return time.Unix(s, 0).UTC(), err
}

func (j *jsonReader) date(what string) (currency.Date, error) {
	s, err := j.text(what)
	if err != nil {
		return 0, err
	}
	return currency.ParseDate(s)
}

// skip passes over a value.
func (j *jsonReader) skip(name string) error {
	what := "member " + excerpt.Quote(name)
	for depth := 0; ; {
		token, err := j.token(what)
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		if depth > maxNesting {
			return fmt.Errorf("%s is nested too deep: %w", what, currency.ErrRange)
		}
	}
}

// quote is a member of an object of rates, before the base is known.
type quote struct {
	code  string
	value decimal.Decimal
}

// quotes reads an object of rates: a number, positive, by code.
func (j *jsonReader) quotes(what string) ([]quote, error) {
	var qs []quote
	err := j.object(what, func(code string) error {
		token, err := j.token("rate of " + excerpt.Text(code))
		if err != nil {
			return err
		}
		qs, err = appendQuote(qs, code, token)
		return err
	})
	return qs, err
}

// quotesByDate reads an object of rates by code, or of such objects by date;
// the one kind has no date.
func (j *jsonReader) quotesByDate(what string) (single []quote, days []datedQuotes, err error) {
	err = j.object(what, func(name string) error {
		token, err := j.token(what + " of " + excerpt.Text(name))
		if err != nil {
			return err
		}
		if token != json.Delim('{') {
			single, err = appendQuote(single, name, token)
			return err
		}
		day, err := currency.ParseDate(name)
		if err != nil {
			return err
		}
		d := datedQuotes{date: day}
		err = j.members(what+" of "+name, func(code string) error {
			token, err := j.token("rate of " + excerpt.Text(code))
			if err != nil {
				return err
			}
			d.quotes, err = appendQuote(d.quotes, code, token)
			return err
		})
		days = append(days, d)
		return err
	})
	return single, days, err
}

// datedQuotes are the rates of a date.
type datedQuotes struct {
	date   currency.Date
	quotes []quote
}

func appendQuote(qs []quote, code string, token json.Token) ([]quote, error) {
	what := "rate of " + excerpt.Text(code)
	n, ok := token.(json.Number)
	switch {
	case !ok:
		return nil, wrongType(what, "a number", token)
	case len(qs) == maxQuotes:
		return nil, fmt.Errorf("more than %d rates: %w", maxQuotes, currency.ErrRange)
	}
	value, err := readJSONFigure(n.String())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return append(qs, quote{code, value}), nil
}

// readJSON runs the reader of a provider's JSON. It returns a File, or else an
// [*Error] or the [*ProviderError] that it found.
func readJSON(r io.Reader, l Limits, feed string, read func(*jsonReader, *book) error) (File, error) {
	j, b := newJSONReader(l.input(r)), newBook(l)
	err := read(j, b)
	if err == nil {
		var f File
		if f, err = b.file(); err == nil {
			return f, nil
		}
	}
	var provider *ProviderError
	if errors.As(err, &provider) {
		return File{}, provider
	}
	return File{}, &Error{Feed: feed, Offset: j.dec.InputOffset(), Err: err}
}

// maxStatus is the most that is taken for a number of an error.
const maxStatus = math.MaxInt32
