package ltv

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// cohortForm is the first byte of the binary form of a cohort.
const cohortForm = 1

// AppendBinary appends the binary form of the cohort to b: about ten bytes per
// purchase and, per customer, as many as their ID has. Equal cohorts have equal
// forms. The form is for sending the parts of a computation from one machine to
// another, not for storage: the next version may have another.
func (c Cohort) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, cohortForm)
	b = appendText(b, c.market)
	code, err := c.currency.MarshalBinary()
	if err != nil {
		return nil, err
	}
	b = appendText(b, string(code))
	b = binary.AppendVarint(b, int64(c.asOf))
	b = binary.AppendVarint(b, int64(c.month))
	b = binary.AppendUvarint(b, uint64(len(c.customers)))
	for _, customer := range c.customers {
		b = appendText(b, customer.id)
		b = binary.AppendUvarint(b, uint64(len(customer.purchases)))
		before := currency.Date(0)
		for _, r := range customer.purchases {
			b = binary.AppendVarint(b, int64(r.date)-int64(before))
			if b, err = customer.vault.appendRecord(b, r); err != nil {
				return nil, err
			}
			before = r.date
		}
	}
	return b, nil
}

// MarshalBinary returns the form of [Cohort.AppendBinary].
func (c Cohort) MarshalBinary() ([]byte, error) { return c.AppendBinary(nil) }

// appendRecord appends a record without its date: the places of its amounts, or
// outsize, its orders and its amounts.
func (v *vault) appendRecord(b []byte, r record) ([]byte, error) {
	if r.count == outsize {
		p := v.unpack(r)
		b = binary.AppendUvarint(append(b, outsize), uint64(p.Orders))
		for _, a := range [...]currency.Amount{p.Revenue, p.Absorbed, p.Contribution} {
			b = appendText(b, a.Text())
		}
		return b, nil
	}
	b = binary.AppendUvarint(append(b, byte(r.count)), uint64(r.count>>8))
	for _, units := range [...]int64{r.revenue, r.absorbed, r.contribution} {
		b = binary.AppendVarint(b, units)
	}
	return b, nil
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// UnmarshalBinary reads the form of [Cohort.AppendBinary].
//
// UnmarshalBinary returns an error of class [ErrSyntax] if the data are not in that
// form: cut off, with something behind them, or with customers or purchases that
// [Summarize] cannot have made.
func (c *Cohort) UnmarshalBinary(data []byte) error {
	in := cohortReader{rest: data}
	read := in.cohort()
	if in.err == nil && len(in.rest) > 0 {
		in.fail("%d bytes too many", len(in.rest))
	}
	if in.err != nil {
		return fmt.Errorf("ltv: reading a cohort: byte %d: %w", len(data)-len(in.rest), in.err)
	}
	*c = read
	return nil
}

// cohortReader reads the binary form of a cohort, up to the first fault.
type cohortReader struct {
	rest []byte
	err  error
}

func (in *cohortReader) fail(format string, args ...any) {
	if in.err == nil {
		in.err = fmt.Errorf("%w: %s", ErrSyntax, fmt.Sprintf(format, args...))
	}
}

func (in *cohortReader) cohort() Cohort {
	if in.byte() != cohortForm {
		in.fail("not the form of a cohort")
		return Cohort{}
	}
	c := Cohort{market: in.text()}
	if code := in.text(); in.err == nil && code != "" {
		if err := c.currency.UnmarshalBinary([]byte(code)); err != nil {
			in.fail("%v", err)
		}
	}
	c.asOf, c.month = in.date(), in.date()
	customers := in.count(4) // an ID, and a purchase of no less than these bytes
	if in.err != nil {
		return Cohort{}
	}
	if customers > 0 && (c.currency == 0 || c.asOf == 0 || checkText(c.market) != nil) {
		in.fail("customers of market %s in %v up to %v", excerpt.Quote(c.market), c.currency, c.asOf)
		return Cohort{}
	}
	if customers > 0 {
		c.customers = make([]Customer, 0, customers)
	}
	vault := &vault{code: c.currency}
	for range customers {
		customer := in.customer(vault, c.asOf)
		if n := len(c.customers); n > 0 && customer.id <= c.customers[n-1].id {
			in.fail("customer %s after %s", excerpt.Quote(customer.id), excerpt.Quote(c.customers[n-1].id))
		}
		if in.err != nil {
			return Cohort{}
		}
		c.customers = append(c.customers, customer)
	}
	return c
}

func (in *cohortReader) customer(v *vault, asOf currency.Date) Customer {
	c := Customer{id: in.text(), vault: v}
	if err := checkText(c.id); in.err == nil && err != nil {
		in.fail("customer: %v", err)
	}
	purchases := in.count(6)
	if in.err == nil && purchases == 0 {
		in.fail("customer %s without a purchase", excerpt.Quote(c.id))
	}
	if in.err != nil {
		return Customer{}
	}
	c.purchases = make([]record, 0, purchases)
	before := currency.Date(0)
	for i := range purchases {
		p := in.purchase(v.code, before)
		if in.err == nil && (i > 0 && p.Date <= before || p.Date == 0 || p.Date > asOf) {
			in.fail("customer %s: a purchase of %v after one of %v", excerpt.Quote(c.id), p.Date, before)
		}
		if in.err != nil {
			return Customer{}
		}
		c.purchases = append(c.purchases, v.pack(p))
		before = p.Date
	}
	return c
}

// purchase reads a purchase after one of the day before.
func (in *cohortReader) purchase(code currency.Code, before currency.Date) Purchase {
	date := int64(before) + in.varint()
	if date != int64(currency.Date(date)) {
		in.fail("day %d", date)
	}
	p := Purchase{Date: currency.Date(date)}
	places := in.byte()
	p.Orders = in.number()
	if p.Orders == 0 {
		in.fail("a purchase of no order")
	}
	for _, to := range [...]*currency.Amount{&p.Revenue, &p.Absorbed, &p.Contribution} {
		var err error
		if places == outsize {
			*to, err = currency.ParseAmount(in.text(), code)
		} else {
			*to, err = currency.FromMinorUnits(in.varint(), int(places), code)
		}
		if err != nil {
			in.fail("%v", err)
		}
	}
	if p.Revenue.Sign() < 0 || p.Absorbed.Sign() < 0 {
		in.fail("revenue of %v, of which %v absorbed", p.Revenue, p.Absorbed)
	}
	return p
}

func (in *cohortReader) byte() byte {
	if in.err != nil || len(in.rest) == 0 {
		in.fail("it ends too early")
		return 0
	}
	b := in.rest[0]
	in.rest = in.rest[1:]
	return b
}

func (in *cohortReader) varint() int64 {
	x, n := binary.Varint(in.rest)
	in.skip(n)
	return x
}

// number reads a number of things.
func (in *cohortReader) number() int {
	x, n := binary.Uvarint(in.rest)
	in.skip(n)
	if x > math.MaxInt32 {
		in.fail("%d is too large", x)
		return 0
	}
	return int(x)
}

// skip leaves out n bytes that were read; there were none if n is not positive.
func (in *cohortReader) skip(n int) {
	if in.err == nil && n <= 0 {
		in.fail("it ends too early")
	}
	if in.err == nil {
		in.rest = in.rest[n:]
	}
}

// count reads a number of things of at least so many bytes each, so that a number
// that cannot be takes no memory.
func (in *cohortReader) count(each int) int {
	n := in.number()
	if n > len(in.rest)/each {
		in.fail("%d things in %d bytes", n, len(in.rest))
		return 0
	}
	return n
}

func (in *cohortReader) text() string {
	n := in.count(1)
	if in.err != nil {
		return ""
	}
	s := string(in.rest[:n])
	in.rest = in.rest[n:]
	return s
}

func (in *cohortReader) date() currency.Date {
	x := in.varint()
	if x != int64(currency.Date(x)) {
		in.fail("day %d", x)
	}
	return currency.Date(x)
}
