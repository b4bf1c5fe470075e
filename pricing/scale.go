package pricing

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// scale counts prices in steps of a grid. The dearest goods cost as many steps
// as are asked for, the others their proportion of that, half up to a step of
// their own: no price falls when the steps grow.
type scale struct {
	code   currency.Code
	digits int   // of a step
	step   int64 // in units of that digit
	lines  []scaled
	most   int64 // weight of the dearest goods
	last   int64 // most steps that are looked at
}

// scaled is one line of goods.
type scaled struct {
	quantity int64
	weight   int64 // against most
	service  bool  // thresholds do not look at it
}

// Bounds of a search: the goods cost at most 10^15 minor units, and no figure
// of a line on the way to them is above 10^18.
const (
	mostMinor  = 1_000_000_000_000_000
	mostFigure = 1_000_000_000_000_000_000
)

// newScale makes the scale of goods on a grid of unit prices.
func newScale(lines []Line, r currency.Rounding, code currency.Code) (*scale, error) {
	s := &scale{code: code, digits: r.Digits.In(code), step: max(r.Increment, 1), most: 1, lines: make([]scaled, len(lines))}
	if s.digits > code.Digits()+maxFiner {
		return nil, fmt.Errorf("%w: a grid of %d digits, at most %d", ErrLimit, s.digits, code.Digits()+maxFiner)
	}
	for i, l := range lines {
		s.lines[i] = scaled{l.Quantity, 1, l.Product.Kind == Service}
	}
	if len(lines) > 1 {
		if err := s.weigh(lines); err != nil {
			return nil, err
		}
	}
	return s, s.bound()
}

// maxFiner is how many digits a grid of unit prices may be finer than the
// minor unit.
const maxFiner = 8

// weigh takes the proportions of the list prices.
func (s *scale) weigh(lines []Line) error {
	finest := 0
	for i := range lines {
		_, digits, ok := lines[i].Product.Price.Units()
		if !ok {
			return inLine(i, lines[i].Product.SKU, &CartError{Field: "product.price", Err: fmt.Errorf("%w: its proportion", ErrLimit)})
		}
		finest = max(finest, digits)
	}
	s.most = 0
	for i := range lines {
		weight, err := lines[i].Product.Price.MinorUnits(min(finest, 18))
		if err != nil {
			return inLine(i, lines[i].Product.SKU, inField("product.price", err))
		}
		s.lines[i].weight = weight
		s.most = max(s.most, weight)
	}
	if s.most == 0 {
		return &CartError{Field: "lines", Err: fmt.Errorf("%w: goods without prices have no proportions", ErrInvalid)}
	}
	return nil
}

// bound finds the most steps whose figures stay in their bounds.
func (s *scale) bound() error {
	var quantity, largest int64
	for _, l := range s.lines {
		quantity += l.quantity
		largest = max(largest, l.quantity)
	}
	units := int64(mostMinor)
	if finer := s.digits - s.code.Digits(); finer < 0 {
		units /= int64(pow10(-finer))
	} else {
		units = min(units, mostFigure/int64(pow10(finer))) * int64(pow10(finer))
	}
	hi, lo := bits.Mul64(uint64(quantity), uint64(s.step))
	if hi != 0 || lo > uint64(units) {
		return &CartError{Field: "quantity", Err: fmt.Errorf("%w: so many goods on a grid of %d steps of 10^-%d", ErrLimit, s.step, s.digits)}
	}
	s.last = units / int64(lo)
	return nil
}

func pow10(n int) uint64 {
	p, _ := exact.Pow10(n)
	return p
}

// unit is the price of one of line i, in units of the grid's digit.
func (s *scale) unit(i int, steps int64) int64 {
	w := s.lines[i].weight
	if w != s.most {
		hi, lo := bits.Mul64(uint64(steps), uint64(w))
		q, r := bits.Div64(hi, lo, uint64(s.most)) // w is below most
		if exact.CmpHalf(r, uint64(s.most)) >= 0 {
			q++
		}
		steps = int64(q)
	}
	return steps * s.step
}

// net is what line i costs, in minor units.
func (s *scale) net(i int, steps int64) int64 {
	return s.minor(s.unit(i, steps) * s.lines[i].quantity)
}

// minor is a value in units of the grid's digit in minor units, half up.
func (s *scale) minor(n int64) int64 {
	switch finer := s.digits - s.code.Digits(); {
	case finer < 0:
		return n * int64(pow10(-finer))
	case finer > 0:
		d := int64(pow10(finer))
		q, r := n/d, n%d
		if exact.CmpHalf(uint64(r), uint64(d)) >= 0 {
			q++
		}
		return q
	}
	return n
}

// total is what all lines cost, in minor units.
func (s *scale) total(steps int64) (sum int64) {
	for i := range s.lines {
		sum += s.net(i, steps)
	}
	return sum
}

// intrinsic is what the goods among the lines cost, in minor units.
func (s *scale) intrinsic(steps int64) (sum int64) {
	for i := range s.lines {
		if !s.lines[i].service {
			sum += s.net(i, steps)
		}
	}
	return sum
}

// share is what of a carriage falls on line i by value, rounded down.
func (s *scale) share(carriage int64, i int, steps int64) int64 {
	total := s.intrinsic(steps)
	if total == 0 {
		return carriage
	}
	return mulDiv(carriage, s.net(i, steps), total)
}

// widest is by how much the total can grow with one step, in minor units: of each
// line by a step of its own, however small its proportion.
func (s *scale) widest() (sum int64) {
	if s.strict() {
		return s.net(0, 1)
	}
	for _, l := range s.lines {
		sum += s.minor(s.step*l.quantity) + 1
	}
	return sum
}

// strict tells whether each step makes the goods dearer by a minor unit at
// least, so that no two lead to one price.
func (s *scale) strict() bool { return len(s.lines) == 1 && s.digits <= s.code.Digits() }

// lastWithin is the highest number of steps at which value, which never falls,
// is within a bound; -1 if there is none.
func (s *scale) lastWithin(bound int64, value func(steps int64) int64) int64 {
	if value(0) > bound {
		return -1
	}
	low, high := int64(0), s.last
	if value(high) <= bound {
		return high
	}
	for high-low > 1 {
		if mid := low + (high-low)/2; value(mid) <= bound {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// mulDiv is a · b ÷ c, rounded down, or the largest number if it is larger, as it
// is if c is zero. None of them is negative.
func mulDiv(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(c) {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(q, math.MaxInt64))
}
