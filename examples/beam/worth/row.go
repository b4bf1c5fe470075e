package worth

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// row is an order on its way to where it is settled, in about seventy bytes. Rows
// of equal orders have equal orders, and those of one identifier stand side by side
// where rows are sorted.
type row struct {
	order []byte // packed: the identifier first
	place        // where it was read
}

// place is a line of a shard.
type place struct{ shard, line int }

// compare orders rows by order and then by place.
func (r row) compare(o row) int {
	if c := bytes.Compare(r.order, o.order); c != 0 {
		return c
	}
	if r.shard != o.shard {
		return r.shard - o.shard
	}
	return r.line - o.line
}

// id is the packed identifier.
func (r row) id() []byte {
	n, size := binary.Uvarint(r.order)
	if size <= 0 || n > uint64(len(r.order)-size) {
		return nil
	}
	return r.order[:size+int(n)]
}

// appendRow appends the order of a place.
func appendRow(dst []byte, o *ltv.Order, at place) ([]byte, error) {
	packed, err := appendOrder(make([]byte, 0, 128), o)
	if err != nil {
		return nil, err
	}
	dst = binary.AppendUvarint(dst, uint64(len(packed)))
	dst = append(dst, packed...)
	dst = binary.AppendUvarint(dst, uint64(at.shard))
	return binary.AppendUvarint(dst, uint64(at.line)), nil
}

// outsize stands where the places of an amount do that is written as text.
const outsize = 0xff

func appendOrder(dst []byte, o *ltv.Order) ([]byte, error) {
	for _, s := range [...]string{o.ID, o.Customer, o.Market} {
		dst = appendText(dst, s)
	}
	dst = binary.AppendVarint(dst, int64(o.Date))
	code, err := o.Revenue.Currency().MarshalBinary()
	if err != nil {
		return nil, err
	}
	dst = appendText(dst, string(code))
	for _, a := range amounts(o) {
		units, scale, ok := a.Units()
		if !ok {
			dst = appendText(append(dst, outsize), a.Text())
			continue
		}
		dst = binary.AppendVarint(append(dst, byte(scale)), units)
	}
	return dst, nil
}

// amounts are those of an order, which are all in one currency.
func amounts(o *ltv.Order) [8]*currency.Amount {
	c := &o.Costs
	return [...]*currency.Amount{&o.Revenue, &c.Goods, &c.AbsorbedDuty, &c.AbsorbedTax, &c.Freight, &c.Fees, &c.Exchange, &c.Returns}
}

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// errPacked is the class of bytes that appendRow did not write.
var errPacked = errors.New("not a packed row")

// unpackRow returns the first row of packed ones, and the rest of them. The row
// lies in packed.
func unpackRow(packed []byte) (r row, rest []byte, err error) {
	in := reader{rest: packed}
	r.order = in.bytes()
	r.shard, r.line = in.number(), in.number()
	return r, in.rest, in.err
}

// unpack returns the order of a row.
func (r row) unpack() (o ltv.Order, err error) {
	in := reader{rest: r.order}
	o.ID, o.Customer, o.Market = string(in.bytes()), string(in.bytes()), string(in.bytes())
	o.Date = currency.Date(in.varint())
	var code currency.Code
	if text := in.bytes(); in.err == nil {
		if err := code.UnmarshalBinary(text); err != nil {
			return ltv.Order{}, fmt.Errorf("%w: %w", errPacked, err)
		}
	}
	for _, to := range amounts(&o) {
		places := in.byte()
		if places == outsize {
			*to, err = currency.ParseAmount(string(in.bytes()), code)
		} else {
			*to, err = currency.FromMinorUnits(in.varint(), int(places), code)
		}
		if err != nil && in.err == nil {
			in.err = fmt.Errorf("%w: %w", errPacked, err)
		}
	}
	if in.err == nil && len(in.rest) > 0 {
		in.err = fmt.Errorf("%w: %d bytes too many", errPacked, len(in.rest))
	}
	if in.err != nil {
		return ltv.Order{}, in.err
	}
	return o, nil
}

// reader reads packed rows, up to the first fault.
type reader struct {
	rest []byte
	err  error
}

// take returns n bytes.
func (in *reader) take(n int) []byte {
	if in.err == nil && (n < 0 || n > len(in.rest)) {
		in.err = fmt.Errorf("%w: it ends too early", errPacked)
	}
	if in.err != nil {
		return nil
	}
	var b []byte
	b, in.rest = in.rest[:n:n], in.rest[n:]
	return b
}

func (in *reader) byte() byte {
	if b := in.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (in *reader) varint() int64 {
	x, n := binary.Varint(in.rest)
	if n <= 0 {
		n = -1
	}
	in.take(n)
	return x
}

func (in *reader) number() int {
	x, n := binary.Uvarint(in.rest)
	if n <= 0 || x > math.MaxInt32 {
		n = -1
	}
	in.take(n)
	return int(x)
}

func (in *reader) bytes() []byte { return in.take(in.number()) }
