package feed

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// The reference rates of the European Central Bank are published as XML on the
// bank's working days: the latest day (eurofxref-daily.xml), the last 90 days
// (eurofxref-hist-90d.xml) and all days since 1999 (eurofxref-hist.xml). The
// form is the same: an Envelope with a Cube that holds a Cube per day, which
// holds a Cube per currency, with the units of it that one euro buys.

// ecbName is the name of the source in the snapshots.
const ecbName = "ECB"

// ECB reads the reference rates of the European Central Bank and returns those
// of the newest day in them; the pivot is the euro, the time midnight UTC of
// the day, the source "ECB". The bank sets them at about 16:00 in Frankfurt.
//
// Currencies that package currency does not know are left out; [ReadECB] lists
// them. ECB fails as ReadECB does.
func ECB(r io.Reader) (*currency.Rates, error) {
	f, err := ReadECB(r, Limits{})
	return f.Newest(), err
}

// ReadECB reads the same files as [ECB], and returns all their days and which
// currencies it left out.
//
// ReadECB returns an [*Error] if the file is larger than 16 MB, is not of the
// bank's form, has a day twice or a day in the future, or has a rate that is
// not a positive decimal.
func ReadECB(r io.Reader, l Limits) (File, error) {
	p := ecbParser{xml: newXMLScanner(l.input(r)), book: newBook(l)}
	err := p.document()
	if err == nil {
		var f File
		if f, err = p.book.file(); err == nil {
			return f, nil
		}
	}
	return File{}, &Error{Feed: "ECB XML", Line: p.xml.line, Err: err}
}

type ecbParser struct {
	xml    *xmlScanner
	book   *book
	rates  []currency.Rate // of the day at hand
	values [2][]byte
}

func (p *ecbParser) document() error {
	_, name, err := p.xml.next(false)
	switch {
	case err == io.EOF:
		return fmt.Errorf("no XML: %w", currency.ErrSyntax)
	case err != nil:
		return err
	case name != "Envelope": // an end without start is an error before
		return unexpected(name, "Envelope")
	}
	if err := p.children(p.envelopePart); err != nil {
		return err
	}
	switch _, _, err := p.xml.next(false); err {
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
func (p *ecbParser) children(each func(name string) error) error {
	for {
		kind, name, err := p.xml.next(false)
		if err != nil || kind == end {
			return err
		}
		if err := each(name); err != nil {
			return err
		}
	}
}

// envelopePart reads the Cube of all days; subject and sender say nothing that
// is needed.
func (p *ecbParser) envelopePart(name string) error {
	if name != "Cube" {
		return p.skip()
	}
	if err := p.xml.attributes(name, nil); err != nil {
		return err
	}
	return p.children(p.day)
}

// skip passes over an element that has begun, and what is in it.
func (p *ecbParser) skip() error {
	for depth := 1; depth > 0; {
		kind, _, err := p.xml.next(true)
		switch {
		case err != nil:
			return err
		case kind == start:
			depth++
		default:
			depth--
		}
	}
	return nil
}

func (p *ecbParser) day(name string) error {
	if name != "Cube" {
		return unexpected(name, "the Cube of a day")
	}
	if err := p.xml.attributes(name, p.values[:1], "time"); err != nil {
		return err
	}
	day, err := currency.ParseDate(string(p.values[0]))
	if err != nil {
		return err
	}
	if err := p.book.begin(day.Time()); err != nil {
		return err
	}
	p.rates = p.rates[:0]
	err = p.children(func(name string) error { return p.quote(name, day) })
	if err != nil {
		return err
	}
	return p.book.add(currency.EUR, day.Time(), ecbName, p.rates)
}

// quote reads the Cube of one currency. A rate that is left out must still be
// one: a file that is wrong in one place is not to be trusted in the others.
func (p *ecbParser) quote(name string, day currency.Date) error {
	if name != "Cube" {
		return unexpected(name, "the Cube of a currency")
	}
	if len(p.rates) == maxQuotes {
		return fmt.Errorf("more than %d currencies: %w", maxQuotes, currency.ErrRange)
	}
	if err := p.xml.attributes(name, p.values[:], "currency", "rate"); err != nil {
		return err
	}
	code, known, err := p.book.code(p.values[0])
	if err != nil {
		return err
	}
	value, err := readFigure(string(p.values[1]))
	if err != nil {
		return fmt.Errorf("rate of %s: %w", p.values[0], err)
	}
	if known {
		// The rates take time and source from their snapshot.
		rate, err := currency.NewRate(currency.EUR, code, value, time.Time{}, "")
		if err != nil {
			return err
		}
		p.rates = append(p.rates, rate)
	}
	return p.children(func(name string) error { return unexpected(name, "nothing") })
}

func unexpected(name, want string) error {
	return fmt.Errorf("element %s, want %s: %w", excerpt.Quote(name), want, currency.ErrSyntax)
}

// ECBSource fetches the reference rates of the European Central Bank: of the
// newest day, or of a day since 1999 out of the file of the last 90 days or the
// one of all. For many days it is better to read the file of all days once, by
// [ECBSource.History].
type ECBSource struct {
	HTTP
}

const (
	ecbBase   = "https://www.ecb.europa.eu/stats/eurofxref/"
	ecbDaily  = "eurofxref-daily.xml"
	ecbRecent = "eurofxref-hist-90d.xml"
	ecbAll    = "eurofxref-hist.xml"

	// ecbRecentDays is for how long the file of the last 90 days surely has
	// both a day and the last working day before it.
	ecbRecentDays = 80
)

// ecbFirst is the first day of the euro on the markets.
var ecbFirst = currency.NewDate(1999, time.January, 4)

// Rates answers a query with the rates of one day. It does not serve days
// before 1999-01-04 or after today, or currencies that the bank does not list.
func (s ECBSource) Rates(ctx context.Context, q Query) (Snapshot, error) {
	if err := within(ecbName, q, ecbFirst, s.today()); err != nil {
		return Snapshot{}, err
	}
	file := ecbDaily
	if q.On != 0 && q.On < s.today() {
		file = ecbAll
		if s.today().Sub(q.On) <= ecbRecentDays {
			file = ecbRecent
		}
		// A tag belongs to the file, not to the day in it.
		q.Known = nil
	}
	return s.snapshot(ctx, ecbRequest(file), q)
}

// History fetches the file of all days since 1999, some 7 MB, for a program
// that looks up many of them.
func (s ECBSource) History(ctx context.Context) (*currency.History, error) {
	f, _, err := s.get(ctx, ecbRequest(ecbAll), nil)
	if err != nil {
		return nil, err
	}
	return f.History()
}

func ecbRequest(file string) request {
	return request{provider: ecbName, base: ecbBase, path: file, read: ReadECB}
}
