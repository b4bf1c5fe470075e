package pricing

import (
	"fmt"
	"math"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// charmGrid is a charm made ready for one currency: all in minor units.
type charmGrid struct {
	code  currency.Code
	bands []charmBand
	floor int64 // zero: none
}

// charmBand holds the figures k × step + ending in (above, upto].
type charmBand struct {
	above, upto int64 // upto of the open band is maxFigure
	step        int64
	endings     []int64 // sorted, in [0, step)
	mode        currency.Mode
	least, most int64 // the first and the last figure; most of the open band is maxFigure
}

// maxFigure is beyond all prices that a charm is asked for, and far enough from
// the end of int64 for sums of two.
const (
	maxFigure  = math.MaxInt64 / 4
	maxCharmed = 10_000_000_000_000_000
)

// compile judges c for prices in a currency.
func (c *Charm) compile(code currency.Code) (*charmGrid, error) {
	g := &charmGrid{code: code}
	if err := g.setFloor(c.Floor); err != nil {
		return nil, err
	}
	if err := c.checkMargin(); err != nil {
		return nil, err
	}
	if n := len(c.Bands); n > MaxCharmBands {
		return nil, &CartError{Field: "bands", Err: fmt.Errorf("%w: %d bands, at most %d", ErrLimit, n, MaxCharmBands)}
	}
	above := int64(0)
	for i := range c.Bands {
		b, err := c.Bands[i].compile(code, above, i == len(c.Bands)-1)
		if err == nil && i > 0 {
			err = g.bands[i-1].agrees(b, code)
		}
		if err != nil {
			return nil, inField(fmt.Sprintf("bands[%d]", i), err)
		}
		g.bands = append(g.bands, b)
		above = b.upto
	}
	return g, nil
}

func (g *charmGrid) setFloor(floor currency.Amount) (err error) {
	if floor == (currency.Amount{}) {
		return nil
	}
	if g.floor, err = minorOf(floor, g.code); err != nil {
		return inField("floor", err)
	}
	return notNegative("floor", floor)
}

func (c *Charm) checkMargin() error {
	if c.MinMargin == nil {
		return nil
	}
	if err := bounded("min_margin", *c.MinMargin); err != nil {
		return err
	}
	if c.MinMargin.Cmp(minusHundred) <= 0 {
		return &CartError{Field: "min_margin", Err: fmt.Errorf("%w: -100%% or less", ErrInvalid)}
	}
	return nil
}

// minorOf returns a bound of a charm in minor units of a currency.
func minorOf(a currency.Amount, code currency.Code) (int64, error) {
	if a.Currency() != code {
		return 0, &currency.MismatchError{A: a.Currency(), B: code}
	}
	return figureOf(a.Decimal(), code)
}

// figureOf returns a number of units of the currency in its minor units.
func figureOf(d decimal.Decimal, code currency.Code) (int64, error) {
	if err := bounded("", d); err != nil {
		return 0, err
	}
	minor := d.Shift(int32(code.Digits()))
	switch {
	case !minor.IsInteger():
		return 0, fmt.Errorf("%w: %v is finer than the minor unit of %v", ErrInvalid, d, code)
	case minor.Abs().Cmp(decimal.NewFromInt(maxCharmed)) > 0:
		return 0, fmt.Errorf("%w: %v %v", ErrLimit, d, code)
	}
	return minor.IntPart(), nil
}

func (b *CharmBand) compile(code currency.Code, above int64, last bool) (out charmBand, err error) {
	out = charmBand{above: above, upto: maxFigure, mode: b.Mode}
	if open := b.Upto == (currency.Amount{}); open != last {
		return out, &CartError{Field: "upto", Err: fmt.Errorf("%w: the last band, and no other, is open", ErrInvalid)}
	}
	if !last {
		if out.upto, err = minorOf(b.Upto, code); err != nil {
			return out, inField("upto", err)
		}
		if out.upto <= above {
			return out, &CartError{Field: "upto", Err: fmt.Errorf("%w: %v is not above the band before", ErrInvalid, b.Upto)}
		}
	}
	switch b.Mode {
	case currency.HalfUp, currency.HalfDown, currency.Up, currency.Down:
	default:
		return out, &CartError{Field: "mode", Err: fmt.Errorf("%w: %v is none of half_up, half_down, up and down", ErrInvalid, b.Mode)}
	}
	if err := out.setFigures(b, code); err != nil {
		return out, err
	}
	out.least, out.most = out.atLeast(max(above+1, 1)), maxFigure
	if !last {
		out.most = out.atMost(out.upto)
	}
	if out.least > out.upto {
		return out, fmt.Errorf("%w: no price above %v and up to %v is of its endings",
			ErrInvalid, currency.FromMinor(above, code), b.Upto)
	}
	return out, nil
}

// setFigures takes over endings and step.
func (b *charmBand) setFigures(from *CharmBand, code currency.Code) (err error) {
	if n := len(from.Endings); n > MaxCharmEndings {
		return &CartError{Field: "endings", Err: fmt.Errorf("%w: %d endings, at most %d", ErrLimit, n, MaxCharmEndings)}
	}
	unit, err := figureOf(one, code)
	if err != nil {
		return err
	}
	for i, d := range from.Endings {
		ending, err := figureOf(d, code)
		if err == nil && ending < 0 {
			err = fmt.Errorf("%w: negative", ErrInvalid)
		}
		if err != nil {
			return inField(fmt.Sprintf("endings[%d]", i), err)
		}
		for unit <= ending {
			unit *= 10
		}
		b.endings = append(b.endings, ending)
	}
	slices.Sort(b.endings)
	b.endings = slices.Compact(b.endings)
	if b.step, err = figureOf(from.Step, code); err != nil {
		return inField("step", err)
	}
	switch {
	case from.Step.Sign() < 0, from.Step.IsZero() && b.endings == nil:
		return &CartError{Field: "step", Err: fmt.Errorf("%w: a band needs endings, or a step above zero", ErrInvalid)}
	case b.endings == nil:
		b.endings = []int64{0}
	case from.Step.IsZero():
		b.step = unit
	}
	if highest := b.endings[len(b.endings)-1]; highest >= b.step {
		return &CartError{Field: "step", Err: fmt.Errorf("%w: an ending of %v is not below it", ErrInvalid, currency.FromMinor(highest, code))}
	}
	return nil
}

// agrees refuses a band above b that pulls away from it: a price that b moves
// up to the first figure of above, and a higher one that above moves down to
// the last figure of b.
func (b *charmBand) agrees(above charmBand, code currency.Code) error {
	low, high := b.most, above.least
	upFrom := b.firstUp(low, high)         // b moves these up, to its end
	downTo := above.firstUp(low, high) - 1 // above moves these down, from its begin
	if upFrom <= b.upto && downTo > b.upto {
		return fmt.Errorf("%w: %v goes up to %v by the band before, %v down to %v by this one", ErrInvalid,
			currency.FromMinor(upFrom, code), currency.FromMinor(high, code), currency.FromMinor(downTo, code), currency.FromMinor(low, code))
	}
	return nil
}

// firstUp is the lowest price between two neighbouring figures that moves up.
func (b *charmBand) firstUp(low, high int64) int64 {
	switch b.mode {
	case currency.Up:
		return low + 1
	case currency.Down:
		return high
	case currency.HalfDown:
		return (low+high)/2 + 1
	}
	return (low + high + 1) / 2
}

// atLeast is the lowest k × step + ending that is x or more, for x of 0 or
// more, in the band or not.
func (b *charmBand) atLeast(x int64) int64 {
	base := x - x%b.step
	for _, e := range b.endings {
		if base+e >= x {
			return base + e
		}
	}
	return base + b.step + b.endings[0]
}

// atMost is the highest k × step + ending that is x or less, below zero if there
// is none.
func (b *charmBand) atMost(x int64) int64 {
	base := x - x%b.step
	for i := len(b.endings) - 1; i >= 0; i-- {
		if base+b.endings[i] <= x {
			return base + b.endings[i]
		}
	}
	return base - b.step + b.endings[len(b.endings)-1]
}

// around is atMost and atLeast of x; the first is negative if there is none.
func (b *charmBand) around(x int64) (low, high int64) {
	base := x - x%b.step
	low = base - b.step + b.endings[len(b.endings)-1]
	for _, e := range b.endings {
		high = base + e
		if high == x {
			return x, x
		}
		if high > x {
			return low, high
		}
		low = high
	}
	return low, base + b.step + b.endings[0]
}

// apply moves a price to its figure.
func (g *charmGrid) apply(price currency.Amount) (currency.Amount, error) {
	if price.Sign() < 0 {
		return price, fmt.Errorf("%w: %v is negative", ErrInvalid, price)
	}
	if price.IsZero() || len(g.bands) == 0 && g.floor == 0 {
		return price, nil
	}
	cents, err := price.Round(grid)
	if err != nil {
		return price, err
	}
	x, err := cents.Minor()
	if err != nil || x > maxCharmed {
		return price, inField("price", fmt.Errorf("%w: a price of %v", ErrLimit, price))
	}
	if len(g.bands) > 0 {
		return currency.FromMinor(g.move(x), g.code), nil
	}
	if floor := currency.FromMinor(g.floor, g.code); order(price, floor) < 0 {
		return floor, nil
	}
	return price, nil
}

// move returns the figure of a price in minor units, none of them below the
// floor.
func (g *charmGrid) move(x int64) int64 {
	b := g.band(x)
	var low, high int64
	if b.least <= x && x <= b.most {
		low, high = b.around(x)
	} else {
		low, high = g.below(x), g.up(x)
	}
	switch {
	case low < g.floor || low < 0:
		return g.up(max(x, g.floor))
	case low == x || x < b.firstUp(low, high):
		return low
	}
	return high
}

// band is the one that holds x.
func (g *charmGrid) band(x int64) *charmBand {
	i := 0
	for g.bands[i].upto < x {
		i++
	}
	return &g.bands[i]
}

// below is the highest figure of x or less, -1 if there is none.
func (g *charmGrid) below(x int64) int64 {
	for i := len(g.bands) - 1; i >= 0; i-- {
		b := &g.bands[i]
		if b.least <= x {
			return b.atMost(min(x, b.upto))
		}
	}
	return -1
}

// up is the lowest figure of x or more.
func (g *charmGrid) up(x int64) int64 {
	for i := range g.bands {
		b := &g.bands[i]
		if x <= b.most {
			return b.atLeast(max(x, b.least))
		}
	}
	return x // beyond all bands, of which the last is open
}

var minusHundred = decimal.NewFromInt(-100)
