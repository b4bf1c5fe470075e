package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// The reference rates of the European Central Bank are published as XML on the
// bank's working days: the latest day (eurofxref-daily.xml), the last 90 days
// (eurofxref-hist-90d.xml) and all days since 1999 (eurofxref-hist.xml). The
// form is the same: an Envelope with a Cube that holds a Cube per day, which
// holds a Cube per currency, with the units of it that one euro buys.

// Limits of what is read as a file of the ECB.
const (
	maxSize  = 16 << 20 // bytes; a day takes 1.1 kB, so this is 50 years
	maxDepth = 8        // nested elements; the form needs 4
	maxDays  = 20_000   // the bank publishes some 256 a year
)

// ecbSource is the name of the source in the snapshots.
const ecbSource = "ECB"

// Error says at which line of a feed something is wrong. It wraps the cause:
// [currency.ErrSyntax], [currency.ErrRange], [currency.ErrInvalidRate], or the
// error of the reader.
type Error struct {
	Feed string // "ECB XML"
	Line int    // from 1
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("feed: %s line %d: %v", e.Feed, e.Line, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// ECB reads the reference rates of the European Central Bank and returns those
// of the newest day in them; the pivot is the euro, the time midnight UTC of
// the day, the source "ECB". The bank sets them at about 16:00 in Frankfurt.
//
// Currencies that package currency does not know are left out; [ReadECB] lists
// them.
//
// ECB returns an [*Error] if the file is larger than 16 MB, is not of the
// bank's form, or has a rate that is not a positive decimal.
func ECB(r io.Reader) (*currency.Rates, error) {
	days, err := ECBHistory(r)
	if err != nil {
		return nil, err
	}
	return days[0], nil
}

// ECBHistory reads the same files as [ECB] and returns all their days, at least
// one, the newest first.
func ECBHistory(r io.Reader) ([]*currency.Rates, error) {
	h, err := ReadECB(r)
	return h.Days, err
}

// History is what a file of reference rates holds.
type History struct {
	// Days are the snapshots, the newest first.
	Days []*currency.Rates
	// Skipped are the currencies left out because package currency does not
	// know them, sorted.
	Skipped []string
}

// ReadECB reads the same files as [ECBHistory] and says also which currencies
// it left out.
func ReadECB(r io.Reader) (History, error) {
	p := ecbParser{dec: xml.NewDecoder(&cappedReader{r: r, left: maxSize}), skipped: make(map[string]bool)}
	if err := p.document(); err != nil {
		line, _ := p.dec.InputPos()
		var syntax *xml.SyntaxError
		if errors.As(err, &syntax) {
			err = fmt.Errorf("%s: %w", syntax.Msg, currency.ErrSyntax)
		}
		return History{}, &Error{Feed: "ECB XML", Line: line, Err: err}
	}
	slices.SortFunc(p.days, func(a, b *currency.Rates) int { return b.AsOf().Compare(a.AsOf()) })
	h := History{Days: p.days}
	for code := range p.skipped {
		h.Skipped = append(h.Skipped, code)
	}
	slices.Sort(h.Skipped)
	return h, nil
}

// cappedReader fails, rather than ends, after too many bytes.
type cappedReader struct {
	r    io.Reader
	left int
}

func (c *cappedReader) Read(b []byte) (int, error) {
	if c.left == 0 {
		return 0, fmt.Errorf("larger than %d MB: %w", maxSize>>20, currency.ErrRange)
	}
	n, err := c.r.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}

type ecbParser struct {
	dec     *xml.Decoder
	days    []*currency.Rates
	seen    map[currency.Date]bool
	skipped map[string]bool
}

// next returns the next element's start or end; what else may stand between
// elements is passed over, and a document type is refused.
func (p *ecbParser) next() (xml.Token, error) {
	for {
		token, err := p.dec.Token()
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement, xml.EndElement:
			return token, nil
		case xml.Directive:
			return nil, fmt.Errorf("a document type is not accepted: %w", currency.ErrSyntax)
		case xml.CharData:
			if text := strings.TrimSpace(string(t)); text != "" {
				return nil, fmt.Errorf("unexpected text %s: %w", excerpt.Quote(text), currency.ErrSyntax)
			}
		}
	}
}

func (p *ecbParser) document() error {
	p.seen = make(map[currency.Date]bool)
	token, err := p.next()
	if err == io.EOF {
		return fmt.Errorf("no XML: %w", currency.ErrSyntax)
	}
	if err != nil {
		return err
	}
	if start := token.(xml.StartElement); start.Name.Local != "Envelope" { // an end without start is a syntax error
		return unexpected(start, "Envelope")
	}
	if err := p.children("Envelope", p.envelopePart); err != nil {
		return err
	}
	if len(p.days) == 0 {
		return fmt.Errorf("no day in it: %w", currency.ErrSyntax)
	}
	switch _, err := p.next(); err {
	case io.EOF:
		return nil
	case nil:
		return fmt.Errorf("more than one document: %w", currency.ErrSyntax)
	default:
		return err
	}
}

// children calls each for the elements within an element that has begun; each
// reads its element to the end.
func (p *ecbParser) children(of string, each func(xml.StartElement) error) error {
	for {
		token, err := p.next()
		if err == io.EOF {
			return fmt.Errorf("ends within %s: %w", of, currency.ErrSyntax)
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			return nil
		}
		if err := each(start); err != nil {
			return err
		}
	}
}

// envelopePart reads the Cube of all days; subject and sender say nothing that
// is needed.
func (p *ecbParser) envelopePart(start xml.StartElement) error {
	if start.Name.Local != "Cube" {
		return p.skip()
	}
	if _, err := attributes(start); err != nil {
		return err
	}
	return p.children("the Cube of all days", p.day)
}

// skip passes over an element that has begun, and what is in it.
func (p *ecbParser) skip() error {
	for depth := 1; depth > 0; {
		token, err := p.dec.Token()
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return fmt.Errorf("elements nested too deep: %w", currency.ErrRange)
			}
		case xml.EndElement:
			depth--
		case xml.Directive:
			return fmt.Errorf("a document type is not accepted: %w", currency.ErrSyntax)
		}
	}
	return nil
}

func (p *ecbParser) day(start xml.StartElement) error {
	if start.Name.Local != "Cube" {
		return unexpected(start, "the Cube of a day")
	}
	values, err := attributes(start, "time")
	if err != nil {
		return err
	}
	day, err := currency.ParseDate(values[0])
	if err != nil {
		return err
	}
	if p.seen[day] {
		return fmt.Errorf("%v is there twice: %w", day, currency.ErrSyntax)
	}
	p.seen[day] = true
	if len(p.days) == maxDays {
		return fmt.Errorf("more than %d days: %w", maxDays, currency.ErrRange)
	}
	var rates []currency.Rate
	err = p.children("the Cube of "+day.String(), func(start xml.StartElement) error {
		rate, known, err := p.rate(start, day)
		if known {
			rates = append(rates, rate)
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(rates) == 0 {
		return fmt.Errorf("%v has no rates: %w", day, currency.ErrSyntax)
	}
	snapshot, err := currency.NewRates(currency.EUR, day.Time(), ecbSource, rates)
	if err != nil {
		return err
	}
	p.days = append(p.days, snapshot)
	return nil
}

// rate reads the Cube of one currency; known is false if package currency does
// not know it.
func (p *ecbParser) rate(start xml.StartElement, day currency.Date) (rate currency.Rate, known bool, err error) {
	if start.Name.Local != "Cube" {
		return rate, false, unexpected(start, "the Cube of a currency")
	}
	values, err := attributes(start, "currency", "rate")
	if err != nil {
		return rate, false, err
	}
	if err := p.children("the Cube of "+excerpt.Quote(values[0]), func(inner xml.StartElement) error {
		return unexpected(inner, "nothing")
	}); err != nil {
		return rate, false, err
	}
	code, err := currency.ParseCode(values[0])
	if err != nil && (len(values[0]) != 3 || strings.Trim(values[0], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
		return rate, false, err
	}
	known = err == nil
	if !known {
		// A rate that is left out must still be one: a file that is wrong in
		// one place is not to be trusted in the others.
		p.skipped[values[0]] = true
		code = currency.EUR
	}
	value, err := readRate(values[1], code)
	if err != nil {
		return rate, false, fmt.Errorf("rate of %s: %w", values[0], err)
	}
	if !known {
		return rate, false, nil
	}
	rate, err = currency.NewRate(currency.EUR, code, value.Decimal(), day.Time(), ecbSource)
	return rate, err == nil, err
}

// readRate reads the text of a rate. The reader of amounts takes plain decimals
// of bounded length; the bank writes no signs.
func readRate(text string, c currency.Code) (currency.Amount, error) {
	if strings.HasPrefix(text, "+") {
		return currency.Amount{}, fmt.Errorf("%s has a sign: %w", excerpt.Quote(text), currency.ErrSyntax)
	}
	value, err := currency.ParseAmount(text, c)
	if err == nil && value.Sign() <= 0 {
		err = fmt.Errorf("%s is not positive: %w", excerpt.Quote(text), currency.ErrInvalidRate)
	}
	return value, err
}

// attributes returns the values of the named attributes of an element; each
// must be there once, and no other, because an attribute that is not known
// could change the meaning of the others.
func attributes(start xml.StartElement, names ...string) ([]string, error) {
	values := make([]string, len(names))
	found := make([]bool, len(names))
	for _, a := range start.Attr {
		i := slices.Index(names, a.Name.Local)
		switch {
		case i < 0 || a.Name.Space != "":
			return nil, fmt.Errorf("unknown attribute %s of %s: %w", excerpt.Quote(a.Name.Local), start.Name.Local, currency.ErrSyntax)
		case found[i]:
			return nil, fmt.Errorf("attribute %s of %s is there twice: %w", names[i], start.Name.Local, currency.ErrSyntax)
		}
		values[i], found[i] = a.Value, true
	}
	if i := slices.Index(found, false); i >= 0 {
		return nil, fmt.Errorf("%s without attribute %s: %w", start.Name.Local, names[i], currency.ErrSyntax)
	}
	return values, nil
}

func unexpected(start xml.StartElement, want string) error {
	return fmt.Errorf("element %s, want %s: %w", excerpt.Quote(start.Name.Local), want, currency.ErrSyntax)
}
