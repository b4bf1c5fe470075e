package pricing

import (
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/tax"
)

// curve is what comes of the nets of goods on a way, whatever the target: the
// bands of the law and the gaps between them. It is found once, and remembered.
type curve struct {
	bands []band
	gaps  []gap
}

// curveKey is what a curve depends on beside the engine.
type curveKey struct {
	law       *law
	market    *Market
	duty, tax Placement
	class     classKey
	kind      ProductKind
	claim     string
	measures  string // weight and the like
	quantity  int64
	step      currency.Rounding
	margin    bool

	shipping, insurance currency.Amount
}

// maxCurves is how many an engine remembers.
const maxCurves = 4096

// curve finds the bands and gaps of the goal.
func (s *solver) curve() (*curve, error) {
	key, ok, err := s.curveKey()
	if err != nil {
		return nil, err
	}
	if ok {
		if known, ok := s.c.e.memory.curves.find(key); ok {
			return known, nil
		}
	}
	c := new(curve)
	if c.bands, err = s.bands(); err != nil {
		return nil, err
	}
	for i := range c.bands {
		b := &c.bands[i]
		if b.unknown() || !b.low.dropping {
			continue
		}
		switch {
		case s.margin:
			b.least, b.most, err = s.extremes(b)
		case len(s.c.goods) > 1:
			err = s.lookNear(b, min(maxAround, maxNear/2/int64(len(c.bands))))
		}
		if err != nil {
			return nil, err
		}
	}
	c.gaps = s.gaps(c.bands)
	for i := range c.bands { // errors name the product
		ok = ok && !c.bands[i].unknown()
	}
	if !ok {
		return c, nil
	}
	key.class, key.claim = key.class.own(), strings.Clone(key.claim)
	return s.c.e.memory.curves.add(key, c, maxCurves), nil
}

// curveKey is that of the goal; not ok if its goods have more to them than a key
// holds.
func (s *solver) curveKey() (key curveKey, ok bool, err error) {
	c := s.c
	p := c.goods[0].product
	if len(c.goods) > 1 || p.TariffCodes != nil || p.Categories != nil || c.marketplace != nil || c.buyer != (tax.Buyer{}) || !exactly(c.shipping) || !exactly(c.insurance) {
		return key, false, nil
	}
	l, err := c.law()
	if err != nil {
		return key, false, err
	}
	key = curveKey{
		law: l, market: c.m, duty: c.duty, tax: c.tax, class: classKey{p.Category, p.HSCode, p.Origin}, kind: p.Kind, claim: p.Claim,
		quantity: c.goods[0].quantity, step: s.netGrid(), margin: s.margin, shipping: c.shipping, insurance: c.insurance,
	}
	if !p.WeightKG.IsZero() || p.Measures != nil {
		text := exact.AppendDecimal(nil, p.WeightKG)
		for _, m := range p.Measures {
			text = exact.AppendDecimal(append(append(append(text, ' '), m.Unit...), ' '), m.Value)
		}
		key.measures = string(text)
	}
	return key, true, nil
}

// exactly tells whether an amount is all in its fields, so that equal ones are
// one key.
func exactly(a currency.Amount) bool {
	_, _, ok := a.Units()
	return ok
}
