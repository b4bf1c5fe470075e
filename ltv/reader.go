package ltv

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/table"
)

// Limits of [ReadOrders].
const (
	maxLine   = 4096      // bytes of a line
	maxOrders = 5_000_000 // orders of a file
)

// columns are the columns of a file of orders.
var columns = [...]string{
	"order_id", "customer", "market", "date", "currency", "revenue",
	"cost_of_goods", "absorbed_duty", "absorbed_tax", "freight", "fees",
}

// ReadOrders reads orders from comma-separated text (RFC 4180, UTF-8, a field
// ends on the line on which it begins) whose first line names the columns, in any
// order:
//
//	order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees
//	A-1001,c-17,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75
//
// Dates are YYYY-MM-DD, amounts are plain decimals in the currency of the line,
// and revenue is without tax and duty that were collected for an authority. No
// field may be empty: no cost is written 0. The day asOf is the last day that the
// file covers.
//
// ReadOrders returns an *[OrderError] that names line and column if:
//   - the text is not in that form, a column is missing, double or unknown, or a
//     date does not exist ([ErrSyntax], [currency.ErrSyntax]);
//   - a line exceeds 4,096 bytes, a name 100 bytes, or the file 5,000,000 orders
//     ([ErrTooLarge], [ErrOrder]);
//   - an order is there twice ([ErrDuplicate]);
//   - an order is dated after asOf ([ErrFuture]);
//   - an amount is negative ([ErrOrder]) or too large ([currency.ErrRange]);
//   - a currency is unknown ([currency.ErrUnknownCode]), or differs from that of
//     an earlier order of the market ([currency.ErrMismatch]).
//
// It returns an error of class [ErrOrder] if asOf is zero.
func ReadOrders(r io.Reader, asOf currency.Date) ([]Order, error) {
	seen, err := newLedger(asOf)
	if err != nil {
		return nil, err
	}
	lines := newLineReader(r)
	header, err := lines.next()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("%w: no line with the names of the columns", ErrSyntax)
		}
		return nil, lines.wrap(err)
	}
	places, err := columnPlaces(header)
	if err != nil {
		return nil, lines.wrap(err)
	}
	var orders []Order
	names := interner{}
	for {
		fields, err := lines.next()
		if errors.Is(err, io.EOF) {
			return orders, nil
		}
		if err != nil {
			return nil, lines.wrap(err)
		}
		if len(orders) == maxOrders {
			return nil, lines.wrap(fmt.Errorf("%w: more than %d orders", ErrTooLarge, maxOrders))
		}
		order, err := places.order(fields, names)
		if err != nil {
			return nil, lines.wrap(err)
		}
		if err := seen.enter(order); err != nil {
			return nil, lines.wrap(err)
		}
		orders = append(orders, order)
	}
}

// layout is where each of the columns stands in a line.
type layout [len(columns)]int

// columnPlaces returns where the header puts the columns.
func columnPlaces(header []string) (layout, error) {
	places, err := table.Spec{Columns: columns[:], Syntax: ErrSyntax}.Places(header)
	if at := (*table.Error)(nil); errors.As(err, &at) {
		return layout{}, &OrderError{Column: at.Column, Err: at.Err}
	}
	if err != nil {
		return layout{}, err
	}
	return layout(places), nil
}

// order returns the order of a line.
func (l layout) order(fields []string, names interner) (Order, error) {
	if len(fields) != len(columns) {
		return Order{}, fmt.Errorf("%w: %d fields instead of %d", ErrSyntax, len(fields), len(columns))
	}
	o := Order{
		// The identifier is copied so that it does not keep its line in memory.
		ID:       strings.Clone(fields[l[0]]),
		Customer: names.intern(fields[l[1]]),
		Market:   names.intern(fields[l[2]]),
	}
	date, err := currency.ParseDate(fields[l[3]])
	if err != nil {
		return Order{}, &OrderError{ID: o.ID, Column: "date", Err: fmt.Errorf("%w: %w", ErrSyntax, err)}
	}
	o.Date = date
	code, err := currency.ParseCode(fields[l[4]])
	if err != nil {
		return Order{}, &OrderError{ID: o.ID, Column: "currency", Err: err}
	}
	amounts := [...]*currency.Amount{
		&o.Revenue, &o.Costs.Goods, &o.Costs.AbsorbedDuty, &o.Costs.AbsorbedTax, &o.Costs.Freight, &o.Costs.Fees,
	}
	for i, amount := range amounts {
		place := 5 + i
		if *amount, err = currency.ParseAmount(fields[l[place]], code); err != nil {
			return Order{}, &OrderError{ID: o.ID, Column: columns[place], Err: err}
		}
	}
	return o, nil
}

// interner keeps one copy of each name.
type interner map[string]string

func (in interner) intern(s string) string {
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
	line    int
}

func newLineReader(r io.Reader) *lineReader {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, maxLine+2), maxLine+2) // with the line's end
	return &lineReader{scanner: s}
}

// next returns the fields of the next line that is not empty, or io.EOF.
func (l *lineReader) next() ([]string, error) {
	for l.scanner.Scan() {
		l.line++
		text := l.scanner.Text()
		if l.line == 1 {
			text = strings.TrimPrefix(text, "\ufeff") // spreadsheets put it there
		}
		if text != "" {
			return splitLine(text)
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

func splitLine(text string) ([]string, error) {
	if !strings.Contains(text, `"`) {
		return strings.Split(text, ","), nil
	}
	fields, err := csv.NewReader(strings.NewReader(text)).Read()
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
