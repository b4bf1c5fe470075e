package pricing

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

var (
	tillSeed  = flag.Uint64("tillseed", 20261123, "seed of the carts that are quoted in both ways")
	tillCarts = flag.Int("tillcarts", 0, "how many of them; 0: some thousands")
)

var (
	tillDay  = time.Date(2026, time.October, 5, 12, 0, 0, 0, time.UTC)
	tillSame = []cmp.Option{cmp.AllowUnexported(currency.Amount{}, currency.Rate{}), cmp.Comparer(sameDecimal)}
)

// tillGoods are one of quickKinds at a list price in cents of a dollar.
func tillGoods(kind int, cents int64) Product {
	p := quickKinds[kind]
	p.Price = currency.FromMinor(cents, currency.USD)
	return p
}

// tillTerms makes up the terms of a market, most of them such as a till has.
func tillTerms(rnd *rand.Rand) func(*Market) {
	shelf := quickTerms(rnd)
	return func(m *Market) {
		shelf(m)
		for _, p := range []*Placement{&m.Duty, &m.Tax} {
			if *p == InPrice && rnd.IntN(4) > 0 && p == &m.Duty {
				*p = AtCheckout
			}
		}
		if rnd.IntN(4) > 0 {
			m.Absorption = OnTop
		}
		m.OnForbidden = Forbidden(rnd.IntN(2))
		if rnd.IntN(4) == 0 {
			m.Lifetime = time.Hour
		}
		if rnd.IntN(8) == 0 {
			m.MaxAge = 72 * time.Hour
		}
	}
}

// tillKinds are goods that most destinations know the duty of without asking on.
var tillKinds = []Product{quickKinds[0], quickKinds[0], quickKinds[3], quickKinds[3], quickKinds[5], quickKinds[5], quickKinds[2]}

// tillCart makes up a cart for a market: plain ones for the most part, and some
// that are not, or are wrong.
func tillCart(rnd *rand.Rand, m *Market, day time.Time) Cart {
	some := func(n int) bool { return rnd.IntN(n) == 0 }
	c := Cart{ID: fmt.Sprint(rnd.IntN(1000)), At: day.Add(time.Duration(rnd.IntN(72)) * time.Hour), ShipTo: locale.Place{Country: locale.Country(m.ID)}}
	switch m.ID {
	case "US":
		c.ShipTo.Region = []string{"CA", "NY", "MA"}[rnd.IntN(3)]
	case "CA":
		c.ShipTo.Region, c.ShipTo.PostalCode = []string{"ON", "QC", "BC"}[rnd.IntN(3)], "H2X 1Y4"
	case "DE":
		c.ShipTo.PostalCode = []string{"10115", "80331"}[rnd.IntN(2)]
		if some(20) { // Büsingen, Helgoland
			c.ShipTo.PostalCode = []string{"78266", "27498"}[rnd.IntN(2)]
		}
	}
	if some(6) {
		c.ShipFrom = locale.Place{Country: []locale.Country{"DE", "GB", "CN", locale.Country(m.ID)}[rnd.IntN(4)]}
	}
	if some(8) {
		c.Mode = duty.Postal
	}
	code := []currency.Code{currency.USD, currency.USD, currency.EUR, currency.JPY}[rnd.IntN(4)]
	most := []int64{300, 3000, 30_000, 400_000, 40_000_000}[rnd.IntN(5)]
	for range 1 + rnd.IntN(12)*rnd.IntN(4) {
		l := Line{Product: tillKinds[rnd.IntN(len(tillKinds))], Quantity: 1 + rnd.Int64N(5)*rnd.Int64N(2)}
		if some(50) {
			l.Product = quickKinds[rnd.IntN(len(quickKinds))]
		}
		l.Product.Price = currency.FromMinor(1+rnd.Int64N(most), code)
		if some(3) {
			l.Product.WeightKG = decimal.New(rnd.Int64N(3)*350, -3)
		}
		if some(6) {
			l.Product.Cost = currency.FromMinor(rnd.Int64N(most), code)
		}
		if n := len(c.Lines); n > 0 && some(4) { // equal claims
			l = c.Lines[rnd.IntN(n)]
			l.ID = ""
		}
		if some(3) {
			l.ID = fmt.Sprint("l", rnd.IntN(2000))
		}
		c.Lines = append(c.Lines, l)
	}
	money := func(n int64) currency.Amount {
		return currency.FromMinor(rnd.Int64N(n), []currency.Code{code, m.Currency}[rnd.IntN(2)])
	}
	if some(2) {
		c.Shipping = money(3000)
	}
	if some(5) {
		c.Insurance = money(500)
	}
	for range rnd.IntN(3) * rnd.IntN(2) {
		d := Discount{Name: "D", On: []DiscountOn{OnGoods, OnGoods, OnOrder, OnShipping}[rnd.IntN(4)]}
		if some(2) {
			d.Percent = decimal.New(1+rnd.Int64N(8000), -2)
		} else {
			d.Amount = money(1 + most)
		}
		if some(20) {
			d.Percent = decimal.New(100, 0)
			d.Amount = currency.Amount{}
		}
		c.Discounts = append(c.Discounts, d)
	}
	if some(10) {
		spoil(rnd, &c)
	}
	return c
}

// spoil makes a cart that is not plain, or wrong.
func spoil(rnd *rand.Rand, c *Cart) {
	faults := tillFaults(c, &c.Lines[rnd.IntN(len(c.Lines))])
	faults[rnd.IntN(len(faults))]()
}

// tillFaults are what a line of a cart, or the cart, can have that is not plain, or
// wrong.
func tillFaults(c *Cart, l *Line) []func() {
	return []func(){
		func() { l.Quantity = 0 },
		func() { l.Quantity = MaxQuantity + 1 },
		func() { l.Product.SKU = "" },
		func() { l.Product.SKU = string(make([]byte, 300)) },
		func() { l.Product.Name = "\xff" },
		func() { l.ID = string(make([]byte, 300)) },
		func() { l.ID = "2" },
		func() { l.Product.Price = currency.FromMinor(-5, l.Product.Price.Currency()) },
		func() { l.Product.Price = currency.FromMinor(0, l.Product.Price.Currency()) },
		func() { l.Product.Price = currency.FromMinor(500, currency.GBP) },
		func() { l.Product.Cost = currency.FromMinor(-5, l.Product.Price.Currency()) },
		func() { l.Product.Cost = currency.FromMinor(5, currency.CHF) },
		func() { l.Product.Was = currency.FromMinor(50_000_000, l.Product.Price.Currency()) },
		func() { l.Product.Category = "nonsense" },
		func() { l.Product.HSCode = "999999" },
		func() { l.Product.HSCode = "61.09" },
		func() { l.Product.Origin = "ZZ" },
		func() { l.Product.WeightKG = decimal.New(-1, 0) },
		func() { l.Product.WeightKG = decimal.New(1, 40) },
		func() { l.Product.Kind = Service },
		func() { l.Product.Kind = Digital },
		func() { l.Product.Claim = "GSP" },
		func() { l.ShipFrom = locale.Place{Country: "CN"} },
		func() { c.ShipTo.Country = "" },
		func() { c.ShipTo.Region = "??" },
		func() { c.ShipTo.PostalCode = "<script>" },
		func() { c.ShipFrom.Country = "QQ" },
		func() { c.Market = "elsewhere" },
		func() { c.At = time.Time{} },
		func() { c.At = c.At.AddDate(8000, 0, 0) },
		func() { c.Mode = 7 },
		func() { c.Shipping = currency.FromMinor(-1, currency.USD) },
		func() { c.Insurance = currency.FromMinor(1, currency.ZAR) },
		func() { c.Discounts = append(c.Discounts, Discount{}) },
		func() { c.Discounts = append(c.Discounts, Discount{Percent: decimal.New(101, 0)}) },
		func() { c.Discounts = append(c.Discounts, Discount{Percent: decimal.New(-1, 0)}) },
		func() { c.Discounts = append(c.Discounts, Discount{Percent: decimal.New(1, -30)}) },
		func() {
			c.Discounts = append(c.Discounts, Discount{Percent: one, Amount: currency.FromMinor(1, currency.USD)})
		},
		func() { c.Discounts = append(c.Discounts, Discount{Amount: currency.FromMinor(-1, currency.USD)}) },
		func() { c.Discounts = append(c.Discounts, Discount{Percent: one, On: "nothing"}) },
		func() { c.Discounts = append(c.Discounts, Discount{Percent: one, Basis: 9}) },
		func() { c.Discounts = append(c.Discounts, Discount{Percent: one, Units: -1}) },
		func() { c.Discounts = append(c.Discounts, Discount{Percent: one, Lines: []string{"none"}}) },
		func() { c.Discounts = append(c.Discounts, Discount{Percent: one, On: OnShipping, Units: 1}) },
		func() { c.Vouchers = []Voucher{{}} },
		func() { c.Vouchers = []Voucher{{Amount: currency.FromMinor(100, currency.USD)}} },
		func() { p := Placement(9); c.Duty = &p },
		func() { p := AtCheckout; c.Tax = &p },
		func() { c.Buyer = tax.Buyer{Business: true} },
		func() { c.Lines = nil },
		func() { c.ID = "\xff" },
		func() { l.ShipFrom = locale.Place{PostalCode: "10115"} },
		func() { l.ShipFrom = locale.Place{Country: "DE", PostalCode: "10115"} },
		func() { l.ShipFrom = locale.Place{Country: "CA", Region: "ON"} },
		func() { l.Product.Price = currency.FromMinor(1<<55, l.Product.Price.Currency()) },
		func() { l.Product.Price, l.Quantity = currency.FromMinor(1<<43, l.Product.Price.Currency()), 9 },
	}
}

// What is wrong with a cart, or not plain, a till leaves to the long way.
func TestTillLeavesFaults(t *testing.T) {
	e := quickEngine(t, func(*Market) {})
	cart := func() Cart {
		return Cart{ID: "1", At: tillDay, ShipTo: locale.Place{Country: "GB"}, Shipping: currency.FromMinor(500, currency.USD), Lines: []Line{
			{ID: "1", Product: tillGoods(0, 2400), Quantity: 2}, {ID: "3", Product: tillGoods(5, 1500), Quantity: 1},
		}}
	}
	c := cart()
	if !e.ring(&c, new(Quote)) {
		t.Fatal("a till does not ring up the cart without faults")
	}
	for i := range tillFaults(&c, &c.Lines[0]) {
		for line := range c.Lines {
			c := cart()
			tillFaults(&c, &c.Lines[line])[i]()
			want, err := e.answer(c, false)
			var got Quote
			if rung := e.ring(&c, &got); rung && err != nil {
				t.Errorf("fault %d of line %d, %v, is rung up", i, line, err)
			} else if diff := cmp.Diff(want, got, tillSame...); rung && diff != "" {
				t.Errorf("fault %d of line %d (-long +till):\n%s", i, line, diff)
			}
		}
	}
}

// What a till rings up is the quote that is made the long way, figure by figure
// and word by word; what is refused, it does not ring up; and most plain carts
// go to a till.
func TestTill(t *testing.T) {
	rnd := rand.New(rand.NewPCG(*tillSeed, 1))
	n, sold, rung, inside := *tillCarts, 0, 0, 0
	if n == 0 {
		n = race.Cases(4000)
	}
	var e *Engine
	var reused Quote
	for i := range n {
		if i%100 == 0 {
			e = quickEngine(t, tillTerms(rnd))
		}
		m := &e.markets[rnd.IntN(len(e.markets))]
		cart := tillCart(rnd, m, tillDay)
		want, err := e.answer(cart, false)
		again := e.QuoteInto(&cart, &reused)
		if fmt.Sprint(again) != fmt.Sprint(err) {
			t.Fatalf("seed %d, %d: %+v in %+v: %v, but into a quote %v", *tillSeed, i, cart, *m, err, again)
		}
		if diff := cmp.Diff(want, reused, tillSame...); diff != "" {
			t.Fatalf("seed %d, %d: %+v in %+v (-long +into another quote):\n%s", *tillSeed, i, cart, *m, diff)
		}
		if err == nil {
			sold++
		}
		var got Quote
		if !e.ring(&cart, &got) {
			continue
		}
		if rung++; m.Tax == InPrice {
			inside++
		}
		if err != nil {
			t.Fatalf("seed %d, %d: %+v in %+v: %v, but rung up", *tillSeed, i, cart, *m, err)
		}
		if diff := cmp.Diff(want, got, tillSame...); diff != "" {
			t.Fatalf("seed %d, %d: %+v in %+v (-long +till):\n%s", *tillSeed, i, cart, *m, diff)
		}
	}
	said := fmt.Sprintf("a till rang up %d of the %d carts that are sold, %d of them with tax in the price", rung, sold, inside)
	if rung < sold/4 || inside < sold/25 {
		t.Error(said)
	}
	t.Log(said)
}

// A till is shared: what goroutines find out at the same time is the same.
func TestTillShared(t *testing.T) {
	e := quickEngine(t, func(m *Market) { m.FXMargin = decimal.New(15, -1) })
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(*tillSeed, 2)) // the same carts
			var q Quote
			for i := range 60 {
				m := &e.markets[rnd.IntN(len(e.markets))]
				cart := tillCart(rnd, m, tillDay)
				want, err := e.answer(cart, false)
				if again := e.QuoteInto(&cart, &q); (again == nil) != (err == nil) || q.Totals != want.Totals {
					t.Errorf("worker %d, %d: %v, %+v; want %v, %+v", worker, i, again, q.Totals, err, want.Totals)
				}
			}
		})
	}
	wg.Wait()
}

// Figures that would not fit 64 bits do not wrap around: the cart goes the long
// way.
func TestTillOfLargeFigures(t *testing.T) {
	e := quickEngine(t, func(m *Market) { m.Adjust, m.FXMargin = decimal.New(-9_999_999_999, -8), decimal.New(900, 0) })
	p := quickKinds[3]
	for list := int64(10_000_000_000); list < maxQuick; list *= 7 {
		p.Price = currency.FromMinor(list, currency.USD)
		for _, quantity := range []int64{1, 1000, MaxQuantity} {
			cart := Cart{
				At: tillDay, ShipTo: locale.Place{Country: "JP"},
				Lines: []Line{{Product: p, Quantity: quantity}},
			}
			var got Quote
			if !e.ring(&cart, &got) {
				continue
			}
			if want, err := e.answer(cart, false); err != nil || got.Lines[0] != want.Lines[0] || got.Totals != want.Totals {
				t.Errorf("%d of %v: %+v, want %+v, %v", quantity, p.Price, got.Lines[0], want.Lines[0], err)
			}
		}
	}
}
