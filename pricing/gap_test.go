package pricing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/pricing"
)

// roundingUnits is how many minor units a carved price may leave over.
const roundingUnits = 1

// What the grid leaves over when a net is found from a price is a minor unit.
// More is left where a flat amount exceeds the goods that share it, or freight
// dwarfs them, so that a cent of a net moves several of the shares, and where
// tax is rounded in a sum: never more than five. What is beyond that is
// subsidy, which there is only for a reason.
//
// Where customs drop fractions, this is said of the same cart where they do not:
// beyond that the merchant gains what they dropped of the levies inside.
func TestLawRounding(t *testing.T) {
	gaps, otherLaw, gains := 0, 0, 0
	holds(t, func(s situation, q pricing.Quote) error {
		if declares(q) {
			_, whole, err := s.whole()
			if err != nil {
				return fmt.Errorf("where customs drop nothing: %w", err)
			}
			if err := keepsFractions(q, whole); err != nil {
				return err
			}
			if err := firstBroken(marginOf(q)); err != nil {
				return err
			}
			if order(q.Totals.Subsidy, whole.Totals.Subsidy) < 0 {
				gains++
			}
			q = whole
		}
		other := shownOtherwise(q)
		if other {
			otherLaw++
		}
		many := pooled(q) || flatExceedsGoods(q) || carriageDwarfsGoods(q) || other // under the law of the page
		for _, l := range q.Lines {
			minor, err := l.Rounding.Minor()
			if err != nil {
				return err
			}
			carved := q.Duty == pricing.InPrice || q.Duty == pricing.Absorbed && s.market().Absorption == pricing.CarvedOut
			switch {
			case minor > 0 && !carved && !pooled(q): // the tax of a pooled line hangs on the duty of all
				return fmt.Errorf("line %s: %v left over and no duty inside", l.ID, l.Rounding)
			case minor > 5 || minor < -5 || (minor > roundingUnits || minor < -roundingUnits) && !many && !l.Net.IsZero() && l.Subsidy.IsZero():
				return fmt.Errorf("line %s: %v left over", l.ID, l.Rounding)
			case l.Base != l.Net && !other:
				return fmt.Errorf("line %s: base %v, net %v under the law of the page", l.ID, l.Base, l.Net)
			case l.Subsidy.IsZero() || many:
			case l.Subsidy.Sign() < 0 && !q.ShipTo.Country.EU(currency.DateOf(q.At)): // where the lower law may charge a flat amount
				return fmt.Errorf("line %s: gains %v under the law of the page", l.ID, l.Subsidy)
			case !carved && q.Tax != pricing.InPrice && q.Tax != pricing.Absorbed:
				return fmt.Errorf("line %s: subsidy %v and no levy inside", l.ID, l.Subsidy)
			default:
				gaps++
			}
		}
		return firstBroken(marginOf(q))
	})
	t.Logf("%d lines in a gap, %d quotes under another law than the page, %d that gain fractions", gaps, otherLaw, gains)
	if few := testing.Short() || race.Enabled; !few && (gaps == 0 || otherLaw == 0 || gains == 0) {
		t.Error("no gap, no other law, or no gain was met")
	}
}

// shownOtherwise tells whether the pages of some lines assumed another law.
func shownOtherwise(q pricing.Quote) bool {
	return strings.Contains(strings.Join(q.Warnings, "\n"), "shown with the levies of a single unit")
}

// marginOf adds up what the merchant keeps from the other side: what prices hold
// under the law that they were shown with, less the subsidy.
func marginOf(q pricing.Quote) []equality {
	keeps := sum(q.Totals.Shipping, q.Totals.Insurance, q.Totals.Rounding, q.Totals.Subsidy.Neg())
	for _, l := range q.Lines {
		keeps = sum(keeps, l.Base, l.Rounding)
	}
	for _, c := range q.Charges {
		inside := c.Line != "" && (c.Kind == pricing.DutyCharge || c.Kind == pricing.TaxCharge && c.On != "duty")
		switch {
		case c.Placement == pricing.InPrice && c.Line == "":
			keeps = sum(keeps, c.Amount.Neg())
		case c.Placement == pricing.Absorbed && (!inside || !carvedOut(q, c)):
			keeps = sum(keeps, c.Amount.Neg())
		}
	}
	return []equality{{"margin from what the prices hold", keeps, q.Totals.Margin}}
}

// carvedOut tells whether an absorbed charge was taken out of its line's price.
func carvedOut(q pricing.Quote, c pricing.Charge) bool {
	l := lineOf(q, c.Line)
	if c.Kind == pricing.DutyCharge {
		return !l.DutyInPrice.IsZero()
	}
	return !l.TaxInPrice.IsZero()
}

// carriageDwarfsGoods tells whether shipping and insurance are so far above the
// goods that a minor unit of net value moves their shares, and the duty on
// them, by more than a minor unit.
func carriageDwarfsGoods(q pricing.Quote) bool {
	var goods currency.Total
	for _, l := range q.Lines {
		goods.Add(l.Net)
	}
	net, errNet := goods.Amount()
	carriage, errSum := currency.Sum(q.Totals.Shipping, q.Totals.Insurance)
	much, errMul := net.MulInt(20)
	more, err := carriage.Cmp(much)
	return errNet == nil && errSum == nil && errMul == nil && err == nil && more > 0
}

// flatExceedsGoods tells whether a flat amount is above the net of goods that
// share it.
func flatExceedsGoods(q pricing.Quote) bool {
	goods, flat := map[string]currency.Amount{}, map[string]currency.Amount{}
	for _, c := range q.Charges {
		if strings.HasPrefix(c.Scheme, "eu-flat") {
			code, _, _ := strings.Cut(c.Text, " ")
			goods[code], flat[code] = sum(goods[code], lineOf(q, c.Line).Net), sum(flat[code], c.Amount)
		}
	}
	for code := range flat {
		if sum(flat[code], goods[code].Neg()).Sign() > 0 {
			return true
		}
	}
	return false
}

// Where there is a subsidy for a price in a gap, no net adds up to the price:
// every one is tried, as the price of a cart whose levies are at checkout.
func TestLawGapIsReal(t *testing.T) {
	race.Alone(t)
	g := newGenerator(t)
	gaps, dropped := 0, 0
	for i := 0; i < carts() && gaps < 24; i++ {
		s := g.nearThreshold()
		q, err := s.quote()
		if err != nil {
			continue
		}
		if declares(q) { // the price holds levies whole
			fractions := q
			if s, q, err = s.whole(); err != nil {
				t.Fatal(err)
			}
			if err := keepsFractions(fractions, q); err != nil {
				t.Errorf("cart %d: %v\n%v", i, err, s)
			}
			dropped++
		}
		if q.Lines[0].Subsidy.IsZero() || shownOtherwise(q) {
			continue
		}
		gaps++
		price, err := q.Totals.DueNow.Minor()
		if err != nil {
			t.Fatal(err)
		}
		if net, found := findNet(t, s, price); found {
			t.Errorf("cart %d: a subsidy of %v, but a net of %v adds up to %v\n%v", i, q.Lines[0].Subsidy, net, q.Totals.DueNow, s)
		}
	}
	t.Logf("%d gaps, %d prices of which customs dropped fractions", gaps, dropped)
	if gaps < 5 || dropped == 0 {
		t.Errorf("only %d gaps and %d dropped fractions were met", gaps, dropped)
	}
}

// nearThreshold is one product at a price near a value at which the law
// changes, or near a duty that does not hang on the value, with all levies
// inside, and nothing else.
func (g generator) nearThreshold() situation {
	near := pick(g, []struct {
		to     string
		values []int64 // in minor units
	}{
		{"DE", []int64{15000, 300}}, {"FR", []int64{15000, 300}}, {"GB", []int64{13500, 20}},
		{"CA", []int64{15000}}, {"JP", []int64{10000, 4300}}, {"CH", []int64{6200}},
	}...)
	s := g.situation()
	for string(s.cart.ShipTo.Country) != near.to {
		s = g.situation()
	}
	m, value := s.market(), pick(g, near.values...)
	s.config.Markets = []pricing.Market{{ID: m.ID, Countries: m.Countries, Currency: m.Currency,
		Duty: pricing.InPrice, Tax: pricing.InPrice, Rebase: pricing.KeepShown}}
	s.cart.Lines = s.cart.Lines[:1]
	s.cart.Lines[0].Quantity = 1
	s.cart.Lines[0].Product.Price = currency.FromMinor(value+g.Int64N(value/2), m.Currency)
	s.cart.Vouchers, s.cart.Discounts, s.cart.Shipping, s.cart.Insurance, s.cart.Duty, s.cart.Tax = nil, nil, currency.Amount{}, currency.Amount{}, nil, nil
	return s
}

// findNet looks for a net that with its levies is price, a minor unit more or
// less.
func findNet(t *testing.T, s situation, price int64) (currency.Amount, bool) {
	t.Helper()
	m := s.market()
	fees := pricing.Absorbed // they are in no price
	m.Duty, m.Tax, m.Fees = pricing.AtCheckout, pricing.AtCheckout, &fees
	s.config.Markets = []pricing.Market{m}
	e, err := pricing.New(s.config)
	if err != nil {
		t.Fatal(err)
	}
	s.cart.Lines = append([]pricing.Line(nil), s.cart.Lines...)
	for net := int64(0); net <= price; net++ {
		s.cart.Lines[0].Product.Price = currency.FromMinor(net, m.Currency)
		q, err := e.Quote(s.cart)
		if err != nil {
			continue
		}
		pays, err := q.Totals.DueNow.Minor()
		switch {
		case err != nil:
			t.Fatal(err)
		case pays >= price-1 && pays <= price+1:
			return q.Lines[0].Net, true
		case pays < price:
			net += (price - pays) / 3 // no levy grows three times as fast as the net
		}
	}
	return currency.Amount{}, false
}
