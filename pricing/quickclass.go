package pricing

import (
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// shelfClass is goods of one kind on a shelf: bands of net value, each of which
// one law holds for.
type shelfClass struct{ bands []shelfBand }

// shelfBand is the levies inside the price of net values up to some one.
type shelfBand struct {
	shelf  *shelf
	upto   int64
	duties []factor // of the net
	out    factor   // of the net with its duty, what the net is
	// taxes are of the net, or of the net with its duty; inclusive are the same
	// of a price that contains them.
	taxes, inclusive []factor
	onDuty           bool
	rates            []tax.Rate
	regime           string
	dutiable         bool
	slow             bool // they are not all percentages, or there are none to be had
}

// classKey is what the law looks at in goods, beside their value.
type classKey struct {
	category tax.Category
	hsCode   string
	origin   locale.Country
}

const maxClasses = 8192

// singular tells whether the law looks at more in a product than its class.
// Quantities it looks at only where levies are not all percentages.
func (p *Product) singular() bool {
	return p.Kind != Goods || p.Claim != "" || p.TariffCodes != nil || p.Categories != nil || p.Includes != IncludesNone
}

// classOf is what the law looks at in a product that is not singular.
func classOf(p *Product) classKey { return classKey{p.Category, p.HSCode, p.Origin} }

// is tells whether k is the key of p; what tells most products apart comes first.
func (k *classKey) is(p *Product) bool {
	return k.hsCode == p.HSCode && k.origin == p.Origin && k.category == p.Category
}

// own is the key with memory of its own: it is kept when its product is not.
func (k classKey) own() classKey {
	return classKey{tax.Category(strings.Clone(string(k.category))), strings.Clone(k.hsCode), locale.Country(strings.Clone(string(k.origin)))}
}

// class finds the class of a product, nil if it is one of its own.
func (s *shelf) class(p *Product) *shelfClass {
	if p.singular() {
		return nil
	}
	key := classOf(p)
	if class, ok := s.classes.find(key); ok {
		return class
	}
	return s.classes.add(key.own(), s.newClass(key), maxClasses)
}

// newClass asks the law for each band of values; nil if there are no such goods.
func (s *shelf) newClass(key classKey) *shelfClass {
	key = key.own()
	kind := Product{SKU: "kind", Price: currency.FromMinor(1, s.list), Category: key.category, HSCode: key.hsCode, Origin: key.origin}
	if kind.check() != nil {
		return nil
	}
	if s.inside == IncludesNone {
		return &shelfClass{[]shelfBand{{shelf: s, upto: math.MaxInt64}}}
	}
	uptos, err := s.limits()
	if err != nil {
		return &shelfClass{[]shelfBand{{shelf: s, upto: math.MaxInt64, slow: true}}}
	}
	class := &shelfClass{}
	low := int64(0)
	for _, upto := range append(uptos, math.MaxInt64) {
		if most := s.uncollected(&kind, low, upto); low <= most && most < upto {
			class.bands = append(class.bands, s.band(&kind, low, most))
			low = most + 1
		}
		class.bands = append(class.bands, s.band(&kind, low, upto))
		low = upto + 1
	}
	return class
}

// limits are the net values, in minor units and ascending, after which another
// law may hold.
func (s *shelf) limits() (uptos []int64, err error) {
	c := s.c
	decider, err := c.e.schemes.Compile(c.supply())
	if err != nil {
		return nil, err
	}
	limits, err := decider.Limits(c.m.Currency)
	if err != nil {
		return nil, err
	}
	for _, l := range limits {
		most, err := l.Most.Minor()
		if err != nil {
			return nil, err
		}
		uptos = append(uptos, most)
	}
	var schemes []tax.Scheme
	for _, d := range decider.Decisions() {
		if !slices.Contains(schemes, d.Scheme) {
			schemes = append(schemes, d.Scheme)
		}
	}
	for _, scheme := range schemes {
		lane, err := duty.NewLane(c.shipment(scheme), c.e.tariff, c.e.regimes)
		if err != nil {
			return nil, err
		}
		limits, err := lane.Limits()
		if err != nil {
			return nil, err
		}
		for _, l := range limits {
			uptos = appendAround(uptos, l.Value, c.m.Currency.Digits())
		}
	}
	slices.Sort(uptos)
	uptos = slices.DeleteFunc(slices.Compact(uptos), func(n int64) bool { return n < 0 || n >= maxQuick })
	return uptos, nil
}

// appendAround appends the last minor unit below a threshold, and the last that
// is not above it.
func appendAround(uptos []int64, threshold *big.Rat, digits int) []int64 {
	minor := new(big.Rat).Mul(threshold, new(big.Rat).SetInt(tenTo(digits)))
	floor := new(big.Int).Quo(minor.Num(), minor.Denom())
	if !floor.IsInt64() {
		return uptos
	}
	n := floor.Int64()
	if minor.IsInt() {
		uptos = append(uptos, n-1)
	}
	return append(uptos, n)
}

// uncollected is the highest net value from low to upto, under one law, whose
// tax is too small to be collected; below low if there is none.
func (s *shelf) uncollected(p *Product, low, upto int64) int64 {
	small := func(net int64) bool {
		l, err := s.c.page(p, s.inside).forward(currency.FromMinor(net, s.c.m.Currency))
		return err == nil && l.uncollected
	}
	most, beyond := max(low, 1), min(upto, maxQuick)
	if !small(most) {
		return low - 1
	}
	if small(beyond) {
		return upto
	}
	for beyond-most > 1 { // the tax grows with the value
		if mid := most + (beyond-most)/2; small(mid) {
			most = mid
		} else {
			beyond = mid
		}
	}
	return most
}

// band compiles the law on net values from low to upto, and tries it on some of
// them.
func (s *shelf) band(p *Product, low, upto int64) shelfBand {
	slow := shelfBand{shelf: s, upto: upto, slow: true}
	high := min(upto, max(low, 1)*1000+999_99)
	b, ok := s.bandAt(p, high)
	if !ok {
		return slow
	}
	b.shelf, b.upto = s, upto
	for net := max(low, 1); ; net = min(high, 3*net+1) {
		if !s.agrees(p, &b, net) {
			return slow
		}
		if net >= high {
			break
		}
	}
	return b
}

// bandAt reads the levies off those on a net value.
func (s *shelf) bandAt(p *Product, net int64) (b shelfBand, ok bool) {
	l, err := s.c.page(p, s.inside).forward(currency.FromMinor(net, s.c.m.Currency))
	if err != nil {
		return b, false
	}
	b.regime = l.regime()
	b.dutiable = !s.inside.duty() && l.dutiable()
	if s.inside.duty() {
		line := &l.assessment.Lines[0]
		for i := range line.Charges {
			c := &line.Charges[i]
			if c.Levy.Kind == duty.Fee {
				continue // in no price
			}
			percent, plain := c.Levy.Rate.AdValorem()
			if c.Levy.Rate.IsZero() && c.Amount.IsZero() && c.Whole == nil { // relief
				percent, plain = decimal.Decimal{}, true
			}
			f, fits := percentFactor(percent, hundred)
			if !plain || !fits {
				return b, false
			}
			if f.num > 0 {
				b.duties = append(b.duties, f)
			}
		}
		if b.out, ok = outOf(b.duties); !ok {
			return b, false
		}
		b.onDuty = s.c.page(p, s.inside).taxesDuty(l.decision)
	}
	if !s.inside.tax() || len(l.parts) == 0 {
		return b, true
	}
	asked, err := s.c.goodsRates(l.decision, p) // before what depends on the price is resolved
	if err != nil {
		return b, false
	}
	b.rates = l.rates()
	whole, plain := wholeOf(asked)
	if !plain || len(asked) != len(b.rates) {
		return b, false
	}
	for i := range b.rates {
		f, ok1 := percentFactor(b.rates[i].Percent, hundred)
		g, ok2 := percentFactor(b.rates[i].Percent, hundred.Mul(whole))
		if !ok1 || !ok2 {
			return b, false
		}
		if f.num > 0 {
			b.taxes, b.inclusive = append(b.taxes, f), append(b.inclusive, g)
		}
	}
	return b, true
}

// outOf is 1 over one and the sum of some factors. It is not ok where these are
// more than one: beyond, the long way does not take the highest net that leaves
// room for its duty, but the nearest.
func outOf(factors []factor) (factor, bool) {
	sum := new(big.Rat)
	for _, f := range factors {
		sum.Add(sum, new(big.Rat).SetFrac(new(big.Int).SetUint64(f.num), new(big.Int).SetUint64(f.den)))
	}
	whole := big.NewRat(1, 1)
	f, ok := factorOf(whole, new(big.Rat).Add(whole, sum))
	return f, ok && sum.Cmp(whole) <= 0
}

// agrees tries a band on a net value: the levies that it puts on, and what it
// finds a price of these to hold, are those of the other way.
func (s *shelf) agrees(p *Product, b *shelfBand, net int64) bool {
	c := s.c.page(p, s.inside)
	code := s.c.m.Currency
	l, err := c.forward(currency.FromMinor(net, code))
	if err != nil || l.regime() != b.regime {
		return false
	}
	duty, levied, ok := b.putOn(net)
	return ok && l.duty.Equal(currency.FromMinor(duty, code)) && l.tax.Equal(currency.FromMinor(levied, code))
}

// putOn is the levies on a net value.
func (b *shelfBand) putOn(net int64) (duty, levied int64, ok bool) {
	base := net
	if len(b.duties) > 0 {
		if duty, ok = sumOf(b.duties, net); !ok {
			return
		}
		if b.onDuty {
			base += duty
		}
	}
	levied, ok = sumOf(b.taxes, base)
	return
}

// holds is the net value and the levies that a price contains: the highest net
// that leaves room for its duty.
func (b *shelfBand) holds(price int64) (net, duty, levied int64, ok bool) {
	if levied, ok = sumOf(b.inclusive, price); !ok {
		return
	}
	net = price - levied
	if len(b.duties) == 0 {
		return net, 0, levied, true
	}
	room := net
	if net, ok = b.out.times(room); !ok { // without the rounding of duty
		return
	}
	net = max(0, net-int64(len(b.duties))) // now there is room, however each was rounded
	if duty, ok = sumOf(b.duties, net); !ok {
		return
	}
	for range 2*len(b.duties) + 4 {
		more, ok := sumOf(b.duties, net+1)
		if !ok || net+1+more > room {
			return net, duty, levied, ok
		}
		net, duty = net+1, more
	}
	return net, duty, levied, false
}

// sumOf is the levies of some factors on a value, each rounded half up.
func sumOf(factors []factor, n int64) (sum int64, ok bool) {
	for i := range factors {
		levy, ok := factors[i].quick(n)
		if !ok {
			if levy, ok = factors[i].times(n); !ok {
				return 0, false
			}
		}
		sum += levy
	}
	return sum, n <= maxQuick
}
