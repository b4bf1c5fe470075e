package ltv

import (
	"errors"
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
)

// Lines reads a file of orders a line at a time, for callers that go on after a
// line that is not an order: [Layout.Lines]. It is not safe for use by several
// goroutines. The zero Lines has no layout and refuses every line.
type Lines struct {
	parser lineParser
	asOf   currency.Date
}

// Lines returns the reader of the lines of a file whose first line is header.
// The day asOf is the last day that the file covers.
//
// Lines returns an error for the reasons that concern the layout, the first line or
// the day for which [Layout.ReadOrders] does.
func (l Layout) Lines(header string, asOf currency.Date) (*Lines, error) {
	if _, err := newLedger(asOf); err != nil {
		return nil, err
	}
	if err := l.check(); err != nil {
		return nil, err
	}
	fields, err := l.fields(strings.TrimPrefix(header, byteOrderMark))
	if err != nil {
		return nil, &OrderError{Err: err}
	}
	parser, err := l.places(fields)
	if err != nil {
		return nil, err
	}
	parser.names = nil // one customer after the other: there is no end of them
	return &Lines{parser, asOf}, nil
}

// Order returns the order of a line. [Summarize] takes every order that it
// returns without an error, unless the order is there twice or in a second
// currency.
//
// Order returns an *[OrderError] for the reasons that concern one line for which
// [ReadOrders] does, or if what the order contributed is too large
// ([currency.ErrRange]).
func (l *Lines) Order(line string) (Order, error) {
	fields, err := l.parser.layout.fields(line)
	if err != nil {
		return Order{}, &OrderError{Err: err}
	}
	o, err := l.parser.order(fields)
	if err != nil {
		if fault := (*OrderError)(nil); errors.As(err, &fault) {
			return Order{}, err
		}
		return Order{}, &OrderError{Err: err}
	}
	if column, err := o.check(l.asOf); err != nil {
		return Order{}, &OrderError{ID: o.ID, Column: column, Err: err}
	}
	if _, err := o.purchase(); err != nil {
		return Order{}, &OrderError{ID: o.ID, Err: fmt.Errorf("adding it up: %w", err)}
	}
	return o, nil
}

// fields splits a line of at most [maxLine] bytes.
func (l Layout) fields(line string) ([]string, error) {
	if len(line) > maxLine {
		return nil, fmt.Errorf("%w: the line has more than %d bytes", ErrTooLarge, maxLine)
	}
	return splitLine(line, l.comma())
}
