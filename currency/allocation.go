package currency

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/excerpt"
)

// Method says who gets what is left over once every part of an allocation is
// cut down, towards zero, to the grid. The zero Method is LargestRemainder.
type Method uint8

// The methods.
const (
	// LargestRemainder gives the left-over steps, one each, to the parts that
	// the cut took most from, ties in the order of the parts. No other method
	// stays closer to the exact shares. It is the method of Hare and Niemeyer.
	LargestRemainder Method = iota
	// ToFirst gives them, one each, to the first parts in order whose weight is
	// not zero: instalments of which the first ones are a cent larger.
	ToFirst
	// KeepRest gives them to no part. They are returned apart, for the caller to
	// place: on a line of its own, say, or in the margin.
	KeepRest
)

var methodTexts = [...]string{"largest_remainder", "to_first", "keep_rest"}

// String returns the text form: "largest_remainder", "to_first", "keep_rest".
func (m Method) String() string {
	if int(m) < len(methodTexts) {
		return methodTexts[m]
	}
	return "method(" + strconv.Itoa(int(m)) + ")"
}

// MarshalText returns the text form. It returns an error for a Method that is
// none of the constants.
func (m Method) MarshalText() ([]byte, error) {
	if int(m) >= len(methodTexts) {
		return nil, fmt.Errorf("currency: %w: unknown %v", ErrAllocation, m)
	}
	return []byte(methodTexts[m]), nil
}

// UnmarshalText reads the text form.
func (m *Method) UnmarshalText(text []byte) error {
	for i, s := range methodTexts {
		if s == string(text) {
			*m = Method(i)
			return nil
		}
	}
	return syntaxError("allocation method", excerpt.Text(text), "want largest_remainder, to_first or keep_rest")
}

// maxParts is the most parts that Split makes: its argument is a mere number,
// and may come from outside.
const maxParts = 100_000

// inlineParts is the number of parts up to which an allocation needs no memory
// but its result.
const inlineParts = 16

// Allocation is a way to divide an amount into parts without losing anything:
// parts and rest always add up to the amount, exactly. The zero Allocation is
// the method of the largest remainder, to the minor unit, in the order of the
// parts; [Amount.Allocate], [Amount.AllocateBy] and [Amount.Split] are short
// forms of it.
//
// Whatever the method:
//
//  1. The exact share of a part is amount × weight / sum of the weights. The
//     part is that share cut down, towards zero, to the grid of Rounding.
//  2. What is left over is placed by Method, one step of the grid at a time and
//     at most one to a part.
//  3. If the amount itself is not on the grid, the piece that is smaller than a
//     step goes whole to the part that is next in line for a step. All other
//     parts are on the grid. KeepRest leaves the piece in the rest, so that all
//     parts are.
//  4. A part of weight zero is zero.
//  5. The parts of -a are those of a, negated.
//
// An Allocation is immutable as long as nobody changes its Keys.
type Allocation struct {
	// Method places what is left over; zero is LargestRemainder.
	Method Method
	// Rounding names the grid; zero is the minor unit. Its mode is not used:
	// parts are always cut towards zero first.
	Rounding Rounding
	// Keys names the parts, by the identifiers of order lines for example, one
	// for each. The order of the parts is then that of their keys, byte by byte
	// ("10" comes before "9"), wherever they stand: what a key gets does not
	// depend on the order of the weights. Keys must differ. Without keys the
	// order is that of the weights.
	Keys []string
}

// Divide divides a by weights, which are decimals of any scale. There is one
// part for each weight, in the same order, all in the currency of a; rest is
// zero unless the method is [KeepRest].
//
// Divide returns an error if:
//   - there are no weights, or all are zero while a is not ([ErrAllocation]);
//   - a weight is negative ([ErrAllocation]);
//   - there are keys, but not one for each weight, or two are the same
//     ([ErrAllocation]);
//   - the method is none of the constants ([ErrAllocation]);
//   - a weight, or a part on the grid, has more than 34 digits ([ErrRange]);
//   - the rounding is not valid ([ErrRounding]).
func (al Allocation) Divide(a Amount, weights []decimal.Decimal) (parts []Amount, rest Amount, err error) {
	var buf [inlineParts]number
	ws := buf[:0]
	for i, w := range weights {
		n, err := numberOf(w)
		if err != nil {
			return nil, Amount{}, fmt.Errorf("currency: allocate %v: weight %d, %s: %w", a, i, describe(w), err)
		}
		ws = append(ws, n)
	}
	if parts, rest, err = al.divide(a, ws, nil); err != nil {
		return nil, Amount{}, fmt.Errorf("currency: allocate %v: %w", a, err)
	}
	return parts, rest, nil
}

// DivideBy divides a in proportion to amounts, as [Allocation.Divide] does by
// decimals; a discount by the totals of the lines, for example. The weights are
// in one currency, which need not be that of a; zero Amounts among them count
// as zero. DivideBy fails as Divide does, and with a [*MismatchError] if the
// weights are in different currencies.
func (al Allocation) DivideBy(a Amount, weights []Amount) (parts []Amount, rest Amount, err error) {
	return al.divideBy(a, weights, nil)
}

// divideBy puts the parts into the room after those that are in into.
func (al Allocation) divideBy(a Amount, weights, into []Amount) (parts []Amount, rest Amount, err error) {
	var buf [inlineParts]number
	ws := buf[:0]
	var first Code
	for i, w := range weights {
		if w.cur != first && w.cur != 0 {
			if first != 0 {
				return nil, Amount{}, fmt.Errorf("currency: allocate %v: weight %d: %w", a, i, &MismatchError{A: first, B: w.cur})
			}
			first = w.cur
		}
		ws = append(ws, w.number())
	}
	if parts, rest, err = al.divide(a, ws, into); err != nil {
		return nil, Amount{}, fmt.Errorf("currency: allocate %v: %w", a, err)
	}
	return parts, rest, nil
}

// Split divides a into n parts that are as equal as the grid allows; it is
// [Allocation.Divide] with equal weights. Both methods that leave no rest make
// the first parts the larger ones.
//
// Split fails as Divide does, and with [ErrAllocation] if n is not between 1
// and 100,000.
func (al Allocation) Split(a Amount, n int) (parts []Amount, rest Amount, err error) {
	if n < 1 || n > maxParts {
		return nil, Amount{}, fmt.Errorf("currency: split %v into %d: want 1 to %d parts: %w", a, n, maxParts, ErrAllocation)
	}
	var buf [inlineParts]number
	ws := buf[:0]
	for range n {
		ws = append(ws, one)
	}
	if parts, rest, err = al.divide(a, ws, nil); err != nil {
		return nil, Amount{}, fmt.Errorf("currency: split %v into %d: %w", a, n, err)
	}
	return parts, rest, nil
}

// Allocate divides a by weights without losing anything, as an [Allocation] to
// the grid of r does: by the largest remainder, ties to the lower index. The
// mode of r is not used. It fails as [Allocation.Divide] does.
func (a Amount) Allocate(weights []decimal.Decimal, r Rounding) ([]Amount, error) {
	parts, _, err := Allocation{Rounding: r}.Divide(a, weights)
	return parts, err
}

// AllocateBy divides a in proportion to other amounts, as [Amount.Allocate]
// does by decimals. It fails as [Allocation.DivideBy] does.
func (a Amount) AllocateBy(weights []Amount, r Rounding) ([]Amount, error) {
	parts, _, err := Allocation{Rounding: r}.DivideBy(a, weights)
	return parts, err
}

// AppendAllocateBy appends the parts that [Amount.AllocateBy] returns to dst. It
// takes no memory of its own where dst has room and there are at most 16 parts.
// It fails as AllocateBy does; then it returns dst as it was.
func (a Amount) AppendAllocateBy(dst, weights []Amount, r Rounding) ([]Amount, error) {
	dst = slices.Grow(dst, len(weights))
	parts, _, err := Allocation{Rounding: r}.divideBy(a, weights, dst)
	return append(dst, parts...), err // which are where they go already
}

// Split divides a into n parts that are as equal as the grid of r allows; the
// first ones get what is over. It fails as [Allocation.Split] does.
func (a Amount) Split(n int, r Rounding) ([]Amount, error) {
	parts, _, err := Allocation{Rounding: r}.Split(a, n)
	return parts, err
}

// divide checks what is asked for and divides.
func (al Allocation) divide(a Amount, ws []number, into []Amount) ([]Amount, Amount, error) {
	g, err := al.Rounding.grid(a.cur)
	if err != nil {
		return nil, Amount{}, err
	}
	if al.Method > KeepRest {
		return nil, Amount{}, fmt.Errorf("unknown %v: %w", al.Method, ErrAllocation)
	}
	positive, err := checkWeights(ws)
	if err != nil {
		return nil, Amount{}, err
	}
	var buf [inlineParts]int
	order, err := al.order(len(ws), buf[:0])
	if err != nil {
		return nil, Amount{}, err
	}
	switch {
	case a.IsZero():
		parts := room(into, len(ws))
		for i := range parts {
			parts[i] = a
		}
		return parts, a, nil
	case !positive:
		return nil, Amount{}, fmt.Errorf("all weights are zero: %w", ErrAllocation)
	}
	d := division{whole: a, weights: ws, order: order, grid: g, method: al.Method}
	if parts, rest, ok := d.fast(into); ok {
		return parts, rest, nil
	}
	return d.exact(into)
}

// checkWeights reports whether any weight is positive.
func checkWeights(ws []number) (positive bool, err error) {
	if len(ws) == 0 {
		return false, fmt.Errorf("no weights: %w", ErrAllocation)
	}
	for i, w := range ws {
		switch w.sign() {
		case -1:
			return false, fmt.Errorf("weight %d is negative: %w", i, ErrAllocation)
		case +1:
			positive = true
		}
	}
	return positive, nil
}

// order is the order in which parts come in line: the indices of the parts, nil
// for their own order.
type order []int

// at returns the index of the part with place k in the line.
func (o order) at(k int) int {
	if o == nil {
		return k
	}
	return o[k]
}

// order sorts n parts by their keys.
func (al Allocation) order(n int, buf []int) (order, error) {
	if al.Keys == nil {
		return nil, nil
	}
	keys := al.Keys
	if len(keys) != n {
		return nil, fmt.Errorf("%d keys for %d parts: %w", len(keys), n, ErrAllocation)
	}
	for i := range n {
		buf = append(buf, i)
	}
	slices.SortFunc(buf, func(i, j int) int { return strings.Compare(keys[i], keys[j]) })
	for k := 1; k < n; k++ {
		if i, j := buf[k-1], buf[k]; keys[i] == keys[j] {
			// Parts with the same key would depend on where they stand.
			return nil, fmt.Errorf("parts %d and %d have the same key %s: %w", min(i, j), max(i, j), excerpt.Quote(keys[i]), ErrAllocation)
		}
	}
	return buf, nil
}
