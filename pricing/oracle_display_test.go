package pricing_test

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// This file is how the oracle makes displayed prices: of the price book or of
// list price and rate, with home tax taken out, adjusted, with the levies that
// the market shows inside, moved to the figures that it likes.

// stated is a price of one unit as somebody stated it, exactly, in the market's
// currency.
type stated struct {
	exact    *big.Rat
	includes pricing.Includes
	fixed    bool     // it is of the price book,
	final    bool     // and stands as it is
	home     *big.Rat // one and the home tax that was taken out; nil = none was
}

// display is a price on the product page, and the net that levies were put on
// for it; nil if none were.
type display struct{ shown, put *big.Rat }

// entry is what the price book has for a product: of the market, or else of all
// markets of its currency.
func (c *parcel) entry(p *pricing.Product) *pricing.BookEntry {
	if c.o.config.PriceBook == nil {
		return nil
	}
	var found *pricing.BookEntry
	for e := range c.o.config.PriceBook.All() {
		switch {
		case e.SKU != p.SKU || e.Price.Currency() != c.o.market.Currency || e.Market != "" && e.Market != c.o.market.ID:
		case e.From.After(c.moment) || !e.Until.IsZero() && !c.moment.Before(e.Until):
		case found == nil || found.Market == "":
			found = &e
		}
	}
	return found
}

// state is the price that the merchant states for a product in the market.
func (c *parcel) state(p *pricing.Product, rate *big.Rat) (s stated, err error) {
	m := c.o.market
	if e := c.entry(p); e != nil {
		s = stated{exact: ratOf(e.Price), includes: e.Includes, fixed: true, final: e.Final}
	} else {
		s.exact = ratMul(ratOf(p.Price), rate)
		onTop := c.tax == pricing.AtCheckout || c.tax == pricing.OnDelivery
		if p.Includes == pricing.IncludesTax && (m.Rebase == pricing.KeepNet || onTop) {
			if s.home, err = c.o.homeTax(categoryAt(p, locale.Place{Country: c.o.config.Seller.Country}), c.on); err != nil {
				return s, err
			}
			s.exact = ratQuo(s.exact, s.home)
		}
	}
	if !s.final && s.exact.Sign() > 0 {
		s.exact = ratAdd(ratMul(s.exact, ratAdd(ratInt(1), fractionOf(m.Adjust))), ratOf(m.AdjustFixed))
	}
	return s, nil
}

// homeTax is one and the tax of the seller's own country.
func (o *oracle) homeTax(category tax.Category, on currency.Date) (*big.Rat, error) {
	rates, err := o.taxRates(locale.Place{Country: o.config.Seller.Country}, category, on)
	if err != nil {
		return nil, err
	}
	whole := plainly(rates)
	if whole == nil {
		return nil, fmt.Errorf("the oracle does not take out the home tax of %s", o.config.Seller.Country)
	}
	return whole, nil
}

// plainly is one and all rates; nil if one is not a percentage of the net at
// any price.
func plainly(rates []tax.Rate) *big.Rat {
	whole := ratInt(1)
	for _, r := range rates {
		if r.Compound || r.Retained || !r.Threshold.IsZero() || !r.PerUnit.IsZero() {
			return nil
		}
		whole = ratAdd(whole, fractionOf(r.Percent))
	}
	return whole
}

// holding is what displayed prices contain.
func (c *parcel) holding() (in pricing.Includes) {
	if c.duty == pricing.InPrice {
		in |= pricing.IncludesDuty
	}
	if c.tax == pricing.InPrice {
		in |= pricing.IncludesTax
	}
	return in
}

// displays are the prices that the page of a line may show. There are several
// where a stated price contains duty that the page shows otherwise: the grid
// may have no net with which it is exact.
func (c *parcel) displays(l *parcelLine, rate *big.Rat) ([]display, error) {
	m := c.o.market
	s, err := c.state(l.product, rate)
	if err != nil {
		return nil, err
	}
	inside := c.holding()
	if !c.abroad { // there is no duty, inside or not
		s.includes = s.includes&^pricing.IncludesDuty | inside&pricing.IncludesDuty
	}
	stays := m.Rebase == pricing.KeepShown || inside == pricing.IncludesNone
	if s.fixed {
		stays = s.includes == inside
	}
	figure := c.o.fine().round(s.exact)
	switch {
	case stays && s.final:
		return []display{{shown: s.exact}}, nil
	case stays && c.o.charms():
		return []display{{shown: c.o.liked(figure)}}, nil
	case stays:
		return []display{{shown: c.o.onGrid(s.exact)}}, nil
	}
	nets := []*big.Rat{figure}
	if s.fixed && s.includes != pricing.IncludesNone {
		if nets, err = c.netsIn(l, figure, s.includes); err != nil {
			return nil, err
		}
	}
	var out []display
	for _, net := range nets {
		shown, err := c.putOn(l, net, inside, &s)
		if err != nil {
			return nil, err
		}
		d := display{shown: shown}
		if inside != pricing.IncludesNone {
			d.put = net
		}
		out = append(out, d)
	}
	return out, nil
}

// putOn is the displayed price of a net with the levies inside.
func (c *parcel) putOn(l *parcelLine, net *big.Rat, inside pricing.Includes, s *stated) (*big.Rat, error) {
	if inside == pricing.IncludesNone {
		return c.o.shown(net), nil
	}
	page := c.page(l, inside)
	one := page.lines[0]
	one.unit, one.price, one.net = net, net, net
	law, err := page.typical(net)
	if err != nil {
		return nil, err
	}
	page.held = law
	if err := page.levy(func() bool { return false }); err != nil {
		return nil, err
	}
	duty, levied := new(big.Rat), new(big.Rat)
	if page.duty == pricing.InPrice {
		duty = one.duty
	}
	if page.tax == pricing.InPrice {
		levied = one.goodsTax
	}
	if s.home != nil && duty.Sign() == 0 && levied.Sign() != 0 { // from tax to tax by one factor
		if whole := plainly(one.rates); whole != nil {
			moved := ratMul(s.exact, whole)
			if c.o.charms() {
				return c.o.liked(c.o.minor.round(moved)), nil
			}
			return c.o.onGrid(moved), nil
		}
	}
	return c.o.shown(ratAdd(net, duty, levied)), nil
}

// netsIn are the nets that a stated price may hold, the likeliest first: the
// highest that agrees with its law, or in a gap any that a law would leave.
func (c *parcel) netsIn(l *parcelLine, price *big.Rat, in pricing.Includes) ([]*big.Rat, error) {
	page := c.page(l, in)
	page.buyer = tax.Buyer{} // to whom a price is stated
	one := page.lines[0]
	one.unit, one.price = price, price
	law, err := page.typical(price)
	if err != nil {
		return nil, err
	}
	var nets []*big.Rat
	if law != nil {
		if _, err := page.solve(law); err != nil {
			return nil, err
		}
		nets = append(nets, one.net)
	} else if nets, err = page.netsAlone(); err != nil {
		return nil, err
	}
	if in&pricing.IncludesDuty == 0 {
		return nets, nil
	}
	for _, net := range slices.Clone(nets) {
		for _, off := range []int64{-1, 1, -2, 2} {
			if near := ratAdd(net, ratMul(c.o.minor.size, ratInt(off))); near.Sign() >= 0 {
				nets = append(nets, near)
			}
		}
	}
	return nets, nil
}

// netsAlone are the nets of a page whose unit alone decides, unless it turns out
// to be less than a typical order.
func (c *parcel) netsAlone() ([]*big.Rat, error) {
	one := c.lines[0]
	var nets, others []*big.Rat
	for _, law := range c.laws() {
		fits, err := c.solve(law)
		if err != nil {
			continue
		}
		net := one.net
		typical, err := c.typical(net)
		if err != nil {
			return nil, err
		}
		if typical != nil {
			if _, err := c.solve(typical); err != nil {
				return nil, err
			}
			others = append(others, one.net)
			continue
		}
		if fits && c.levy(c.taxInside) == nil && c.standing().same(law) {
			nets = append(nets, net)
		} else {
			others = append(others, net)
		}
	}
	slices.SortFunc(nets, func(a, b *big.Rat) int { return b.Cmp(a) })
	if nets == nil {
		nets = others
	}
	if nets == nil {
		return nil, fmt.Errorf("no law leaves a net of %s", one.price.FloatString(2))
	}
	return nets, nil
}

// typical is the law of a typical order that a page's unit of a net is a part
// of, the rest of it being more of the same; nil where the unit costs as much.
func (c *parcel) typical(unit *big.Rat) (*standing, error) {
	left := ratSub(ratOf(c.o.market.TypicalOrder), unit)
	if left.Sign() <= 0 {
		return nil, nil
	}
	quantity := int64(1)
	if unit.Sign() > 0 {
		whole := steps{size: ratInt(1), mode: currency.Up}.round(ratQuo(left, unit)) // none dearer than this one
		if quantity = pricing.MaxQuantity; whole.Cmp(ratInt(quantity)) <= 0 {
			quantity = max(1, whole.Num().Int64())
		}
	}
	whole, first, more := *c, *c.lines[0], *c.lines[0]
	first.unit, first.price, first.net = unit, unit, unit
	more.id, more.quantity, more.unit, more.price, more.net = "2", quantity, ratQuo(left, ratInt(quantity)), left, left
	whole.lines, whole.held = []*parcelLine{&first, &more}, nil
	if err := whole.levy(func() bool { return false }); err != nil {
		return nil, err
	}
	law := whole.standing()
	law.regimes = law.regimes[:1]
	return law, nil
}

// fine is the grid of figures before they are displayed.
func (o *oracle) fine() steps {
	if d := o.market.Rounding.Digits; d.In(o.market.Currency) > o.market.Currency.Digits() {
		return stepsOf(o.market.Currency, currency.Rounding{Digits: d})
	}
	return o.minor
}

// charms tells whether the market likes some figures more than others.
func (o *oracle) charms() bool { return o.market.Charm != nil && len(o.market.Charm.Bands) > 0 }

// shown is what a price is displayed as.
func (o *oracle) shown(x *big.Rat) *big.Rat {
	if o.charms() {
		return o.liked(o.minor.round(x))
	}
	return o.onGrid(x)
}

// onGrid is a price on the market's grid, not below its floor.
func (o *oracle) onGrid(x *big.Rat) *big.Rat {
	shown := stepsOf(o.market.Currency, o.market.Rounding).round(x)
	if floor := o.floor(); x.Sign() != 0 && shown.Cmp(floor) < 0 {
		up := o.market.Rounding
		up.Mode = currency.Up
		return stepsOf(o.market.Currency, up).round(floor)
	}
	return shown
}

func (o *oracle) floor() *big.Rat {
	if o.market.Charm == nil {
		return new(big.Rat)
	}
	return ratOf(o.market.Charm.Floor)
}

// liked is the figure of the market's charm that a price on the minor unit
// moves to: in the direction of its own band, but never below the floor nor to
// nothing.
func (o *oracle) liked(x *big.Rat) *big.Rat {
	if x.Sign() == 0 {
		return x
	}
	lower, higher := o.likedBelow(x), o.likedFrom(x)
	if lower == nil || lower.Cmp(o.floor()) < 0 {
		if floor := o.floor(); floor.Cmp(x) > 0 {
			return o.likedFrom(floor)
		}
		return higher
	}
	down, up := ratSub(x, lower), ratSub(higher, x)
	goesUp := false
	switch o.charmBand(x).Mode {
	case currency.Up:
		goesUp = down.Sign() > 0
	case currency.Down:
		goesUp = up.Sign() == 0
	case currency.HalfDown:
		goesUp = up.Cmp(down) < 0
	default:
		goesUp = up.Cmp(down) <= 0
	}
	if goesUp {
		return higher
	}
	return lower
}

// charmBand is the band that a price is in.
func (o *oracle) charmBand(x *big.Rat) pricing.CharmBand {
	bands := o.market.Charm.Bands
	for _, b := range bands {
		if b.Upto == (currency.Amount{}) || x.Cmp(ratOf(b.Upto)) <= 0 {
			return b
		}
	}
	return bands[len(bands)-1]
}

func (o *oracle) likedBelow(x *big.Rat) (best *big.Rat) {
	for _, y := range o.figuresAround(x) {
		if y.Cmp(x) <= 0 && (best == nil || y.Cmp(best) > 0) {
			best = y
		}
	}
	return best
}

func (o *oracle) likedFrom(x *big.Rat) (best *big.Rat) {
	for _, y := range o.figuresAround(x) {
		if y.Cmp(x) >= 0 && (best == nil || y.Cmp(best) < 0) {
			best = y
		}
	}
	return best
}

// figuresAround are the figures of all bands that are near a price or the ends
// of their band: above nothing, and within the band.
func (o *oracle) figuresAround(x *big.Rat) (out []*big.Rat) {
	above := new(big.Rat)
	for _, b := range o.market.Charm.Bands {
		upto := ratAdd(x, ratInt(1_000_000_000))
		if b.Upto != (currency.Amount{}) {
			upto = ratOf(b.Upto)
		}
		step := b.Step.Rat()
		endings := b.Endings
		if b.Step.IsZero() {
			step = ratInt(1)
			for _, e := range endings {
				for step.Cmp(e.Rat()) <= 0 {
					step = ratMul(step, ratInt(10))
				}
			}
		}
		if len(endings) == 0 {
			endings = []decimal.Decimal{{}}
		}
		for _, e := range endings {
			for _, near := range []*big.Rat{x, above, upto} {
				k := steps{size: ratInt(1), mode: currency.Down}.round(ratQuo(near, step))
				for off := int64(-3); off <= 3; off++ {
					y := ratAdd(ratMul(ratAdd(k, ratInt(off)), step), e.Rat())
					if y.Cmp(above) > 0 && y.Cmp(upto) <= 0 {
						out = append(out, y)
					}
				}
			}
		}
		above = upto
	}
	return out
}
