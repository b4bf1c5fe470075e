package ltv

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/landedhq/landed/currency"
)

// Limits of [ReadOrders].
const (
	maxLine   = 4096      // bytes of a line
	maxOrders = 5_000_000 // orders of a file
)

// ReadOrders reads orders from comma-separated text (RFC 4180, UTF-8, a field
// ends on the line on which it begins) whose first line names the columns, in any
// order:
//
//	order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees
//	A-1001,c-17,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75
//
// There may also be the columns exchange and returns. Dates are YYYY-MM-DD,
// amounts are plain decimals in the currency of the line, and revenue is
// without tax and duty that were collected for an authority. No field may be
// empty: write 0 where there is no cost. The day asOf is the last day that the
// file covers. A file of another form is read by a [Layout].
//
// ReadOrders returns an *[OrderError] that names line and column if:
//   - the text is not in that form, a column is missing, given twice or
//     unknown, or a date does not exist ([ErrSyntax], [currency.ErrSyntax]);
//   - a line exceeds 4,096 bytes, a name 100 bytes, or the file 5,000,000 orders
//     ([ErrTooLarge], [ErrOrder]);
//   - an order is there twice ([ErrDuplicate]);
//   - an order is dated after asOf ([ErrFuture]);
//   - an amount is negative ([ErrOrder]) or too large ([currency.ErrRange]);
//   - a currency is unknown ([currency.ErrUnknownCode]).
//
// It returns an error of class [ErrOrder] if asOf is zero.
//
// While they are read, orders take about a kilobyte each. [Intake.Read] makes
// cohorts of a file in a third of that.
func ReadOrders(r io.Reader, asOf currency.Date) ([]Order, error) {
	return Layout{}.ReadOrders(r, asOf)
}

// ReadOrders is the function [ReadOrders] for a file of another form. It also
// returns an error of class [ErrTerms] if the layout contradicts itself.
func (l Layout) ReadOrders(r io.Reader, asOf currency.Date) ([]Order, error) {
	seen, err := newLedger(asOf)
	if err != nil {
		return nil, err
	}
	var orders []Order
	err = l.read(r, func(o *Order) error {
		if err := seen.enter(o); err != nil {
			return err
		}
		orders = append(orders, *o)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return orders, nil
}

// Read does what [Intake.Summarize] does with the orders of a file, without
// keeping them: it needs memory for the cohorts and the identifiers only. It
// fails as [Layout.ReadOrders] and [Intake.Summarize] do, and names the line.
func (in Intake) Read(r io.Reader, l Layout, asOf currency.Date) ([]Cohort, error) {
	book, err := in.book(asOf)
	if err != nil {
		return nil, err
	}
	if err := l.read(r, book.enter); err != nil {
		return nil, err
	}
	return book.cohorts()
}

// read gives each order of a file to each. The error of each gets its line.
func (l Layout) read(r io.Reader, each func(*Order) error) error {
	if err := l.check(); err != nil {
		return err
	}
	lines := newLineReader(r, l.comma())
	header, err := lines.next()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("%w: no line with the names of the columns", ErrSyntax)
		}
		return lines.wrap(err)
	}
	in, err := l.places(header)
	if err != nil {
		return lines.wrap(err)
	}
	for n := 0; ; n++ {
		fields, err := lines.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return lines.wrap(err)
		}
		if n == maxOrders {
			return lines.wrap(fmt.Errorf("%w: more than %d orders", ErrTooLarge, maxOrders))
		}
		order, err := in.order(fields)
		if err == nil {
			err = each(&order)
		}
		if err != nil {
			return lines.wrap(err)
		}
	}
}

// byteOrderMark is what spreadsheets put before the first line.
const byteOrderMark = "\ufeff"

// lineParser makes an order of the fields of a line.
type lineParser struct {
	layout Layout
	width  int // fields of a line
	places [len(columns)]int
	names  interner
}

// field returns what stands in a column.
func (p lineParser) field(fields []string, column int) string {
	if at := p.places[column]; at >= 0 && fields[at] != "" {
		return fields[at]
	}
	return p.layout.Values[columns[column]]
}

// order returns the order of a line.
func (p lineParser) order(fields []string) (Order, error) {
	if len(fields) != p.width {
		return Order{}, fmt.Errorf("%w: %d fields instead of %d", ErrSyntax, len(fields), p.width)
	}
	o := Order{
		// The identifier is copied so that it does not keep its line in memory.
		ID:       strings.Clone(p.field(fields, 0)),
		Customer: p.names.intern(p.field(fields, 1)),
		Market:   p.names.intern(p.field(fields, 2)),
	}
	date, err := p.layout.date(p.field(fields, 3))
	if err != nil {
		return Order{}, &OrderError{ID: o.ID, Column: "date", Err: fmt.Errorf("%w: %w", ErrSyntax, err)}
	}
	o.Date = date
	code, err := currency.ParseCode(p.field(fields, 4))
	if err != nil {
		return Order{}, &OrderError{ID: o.ID, Column: "currency", Err: err}
	}
	amounts := [...]*currency.Amount{
		&o.Revenue, &o.Costs.Goods, &o.Costs.AbsorbedDuty, &o.Costs.AbsorbedTax,
		&o.Costs.Freight, &o.Costs.Fees, &o.Costs.Exchange, &o.Costs.Returns,
	}
	for i, amount := range amounts {
		column := 5 + i
		text := p.field(fields, column)
		if text == "" && p.places[column] < 0 {
			text = "0" // an optional column that the file does not have
		}
		if *amount, err = currency.ParseAmount(text, code); err != nil {
			return Order{}, &OrderError{ID: o.ID, Column: columns[column], Err: err}
		}
	}
	return o, nil
}

// interner keeps one copy of each name; a nil interner keeps none.
type interner map[string]string

func (in interner) intern(s string) string {
	if in == nil {
		return s // nothing is kept
	}
	if known, ok := in[s]; ok {
		return known
	}
	s = strings.Clone(s)
	in[s] = s
	return s
}

// lineReader splits text into lines and fields, and counts the lines.
type lineReader struct {
	scanner *bufio.Scanner
	comma   rune
	line    int
}

func newLineReader(r io.Reader, comma rune) *lineReader {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, maxLine+2), maxLine+2) // with the line's end
	return &lineReader{scanner: s, comma: comma}
}

// next returns the fields of the next line that is not empty, or io.EOF.
func (l *lineReader) next() ([]string, error) {
	for l.scanner.Scan() {
		l.line++
		text := l.scanner.Text()
		if l.line == 1 {
			text = strings.TrimPrefix(text, byteOrderMark)
		}
		if text != "" {
			return splitLine(text, l.comma)
		}
	}
	if err := l.scanner.Err(); err != nil {
		l.line++
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("%w: the line has more than %d bytes", ErrTooLarge, maxLine)
		}
		return nil, err
	}
	return nil, io.EOF
}

func splitLine(text string, comma rune) ([]string, error) {
	if !strings.Contains(text, `"`) {
		return strings.Split(text, string(comma)), nil
	}
	in := csv.NewReader(strings.NewReader(text))
	in.Comma = comma
	fields, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("%w: quotes: %w", ErrSyntax, err)
	}
	return fields, nil
}

// wrap returns err as an *[OrderError] of the current line.
func (l *lineReader) wrap(err error) error {
	var order *OrderError
	if !errors.As(err, &order) {
		order = &OrderError{Err: err}
	}
	order.Line = max(l.line, 1)
	return order
}
