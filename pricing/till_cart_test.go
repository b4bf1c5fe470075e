package pricing

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// lined is a cart from America of goods at list prices in dollars.
func lined(to locale.Country, lines ...Line) Cart {
	c := Cart{At: tillDay, ShipTo: locale.Place{Country: to}, Lines: lines}
	switch to {
	case "US":
		c.ShipTo.Region = "CA"
	case "CA":
		c.ShipTo.Region = "ON"
	}
	return c
}

// inPounds is a shirt for so many pence, sent to Britain.
func inPounds(pence int64) Cart {
	c := lined("GB", of(1, 0, 0))
	c.Lines[0].Product.Price = currency.FromMinor(pence, currency.GBP)
	return c
}

// of is a line of so many of a kind of goods, at so many cents each.
func of(quantity int64, kind int, cents int64) Line {
	return Line{Product: tillGoods(kind, cents), Quantity: quantity}
}

// alike are n lines of one price, named from the last of the alphabet to the first.
func alike(n int, cents int64) (lines []Line) {
	for i := range n {
		l := of(1, 3, cents)
		l.Product.SKU = fmt.Sprintf("SKU%02d", n-i)
		lines = append(lines, l)
	}
	return lines
}

// named are n lines with so many names.
func named(n, names int) []Line {
	lines := alike(n, 1000)
	for i := range lines {
		lines[i].ID = fmt.Sprint("line", i%names)
	}
	return lines
}

// excise is a line of goods that a scheme leaves out, as that bear excise.
func excise(sku, code string) Line {
	l := Line{Product: steep(code, 1000), Quantity: 1}
	l.Product.SKU = sku
	return l
}

func yen(n int64) currency.Amount { return currency.FromMinor(n, currency.JPY) }

// inYen is a book for so many yen, sent to Japan.
func inYen(price, shipping, insurance int64) Cart {
	c := lined("JP", of(1, 3, 0))
	c.Lines[0].Product.Price, c.Shipping, c.Insurance = yen(price), yen(shipping), yen(insurance)
	return c
}

func less(c Cart, all ...Discount) Cart {
	c.Discounts = all
	return c
}

func shipped(c Cart, shipping, insurance int64) Cart {
	c.Shipping, c.Insurance = currency.FromMinor(shipping, currency.USD), currency.FromMinor(insurance, currency.USD)
	return c
}

func percentage(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// Carts of a kind each, which a till rings up or must leave: the quote is that which
// is made the long way.
func TestTillCarts(t *testing.T) {
	dollars := func(cents int64) currency.Amount { return currency.FromMinor(cents, currency.USD) }
	none := func(*Market) {}
	checkout := func(m *Market) { m.Duty, m.Tax = AtCheckout, AtCheckout }
	inside := func(m *Market) { m.Tax = InPrice }
	for _, tt := range []struct {
		name   string
		terms  func(*Market)
		cart   Cart
		rung   bool
		reason string
	}{
		{"relief", checkout, shipped(lined("GB", of(2, 0, 2400), of(1, 3, 1500)), 1200, 150), true, "below 135 GBP"},
		{"duty", checkout, shipped(lined("GB", of(9, 0, 2400), of(1, 3, 1500)), 1200, 150), true, "above 135 GBP, on shares of freight and insurance"},
		{"135.00 GBP", checkout, inPounds(13500), true, "the last value under the relief"},
		{"135.01 GBP", checkout, inPounds(13501), true, "the first above it"},
		{"tax inside", inside, shipped(lined("GB", of(2, 0, 2400), of(1, 3, 1500)), 1200, 150), true, "20 % in the prices, and on what carriage bears of it"},
		{"tax inside, shown kept", func(m *Market) { m.Tax, m.Rebase = InPrice, KeepShown }, shipped(lined("GB", of(2, 0, 2400), of(1, 3, 1500)), 1200, 150), true,
			"and in what carriage costs"},
		{"tax inside what is sold at home", func(m *Market) { m.Tax, m.Rebase = InPrice, KeepShown }, shipped(lined("US", of(2, 0, 2400)), 1200, 150), true,
			"California taxes no freight that is stated apart"},
		{"a cent of carriage over two rates", checkout, func() Cart {
			c := lined("DE", of(1, 0, 20000), of(1, 3, 20000))
			c.Shipping = currency.FromMinor(501, currency.EUR)
			return c
		}(), true, "of equal remainders the group of the first line by SKU gets it"},
		{"a least tax that is reached", checkout, lined("CH", of(3, 0, 9000)), true, "8.1 % of more than 61.73 CHF is more than 5 CHF"},
		{"a least tax that is not", checkout, lined("CH", of(1, 0, 2400)), false, "of less it is not collected"},
		{"excise goods", checkout, lined("GB", excise("SMOKE", "240220"), excise("CIGAR", "240210")), false,
			"the scheme for low values leaves out both"},
		{"excise goods the other way round", checkout, lined("GB", excise("CIGAR", "240220"), excise("ZIGAR", "240210")), false, "as above"},
		{"food of two chapters", checkout, lined("NO", excise("SWEETS", "180632"), excise("COFFEE", "090121")), true,
			"VOEC leaves out both, and the first by SKU is said"},
		{"seventeen named lines", checkout, lined("US", named(17, 17)...), true, "no two of one name"},
		{"two of seventeen lines of one name", checkout, lined("US", named(17, 16)...), false, "names tell lines apart"},
		{"sixteen named lines", checkout, lined("US", named(16, 16)...), true, "no two of one name"},
		{"two of two lines of one name", checkout, lined("US", named(2, 1)...), false, "names tell lines apart"},
		{"by post", checkout, func() Cart { c := lined("GB", of(2, 0, 2400)); c.Mode = duty.Postal; return c }(), true, "another way"},
		{"from elsewhere", checkout, func() Cart { c := lined("GB", of(2, 0, 2400)); c.ShipFrom.Country = "CN"; return c }(), true, "another place than the seller's"},
		{"10,000 yen with insurance", checkout, inYen(9500, 400, 100), true, "the value with freight and insurance is 10,000 yen, which is relieved"},
		{"10,001 yen with insurance", checkout, inYen(9500, 400, 101), false, "a yen of insurance more is above: customs drop fractions"},
		{"10,001 yen with freight", checkout, inYen(9500, 401, 100), false, "a yen of freight more"},
		{"items below 3000 NOK", checkout, lined("NO", of(2, 0, 20000)), false, "VOEC looks at the item, and two of 2000 NOK are no item of 4000"},
		{"a half percent", checkout, less(lined("GB", of(1, 0, 20000)), Discount{Name: "D", Percent: percentage("0.5")}), true, "0.5 % is a half of one percent"},
		{"a twelfth percent", checkout, less(lined("GB", of(1, 0, 20000)), Discount{Name: "D", Percent: percentage("12.25")}), true, "two decimals"},
		{"all of it but a cent's hundredth", checkout, less(lined("GB", of(1, 0, 20000)), Discount{Name: "D", Percent: percentage("99.99")}), true, "two decimals, nearly all"},
		{"nothing left of shipping", checkout, less(shipped(lined("GB", of(1, 0, 2000)), 1200, 0), Discount{Name: "D", On: OnShipping, Percent: hundred}), true, "a hundred percent is all"},
		{"more than all of shipping", checkout, less(shipped(lined("GB", of(1, 0, 2000)), 1200, 0), Discount{Name: "D", On: OnShipping, Amount: dollars(1201)}), true, "capped at what it comes off"},
		{"just all of shipping", checkout, less(shipped(lined("GB", of(1, 0, 2000)), 1200, 0), Discount{Name: "D", On: OnShipping, Amount: dollars(1200)}), true, "not capped"},
		{"one discount after another", checkout, less(shipped(lined("GB", of(1, 0, 2000), of(2, 3, 777)), 1200, 0),
			Discount{Name: "D", Percent: percentage("10")}, Discount{Name: "E", On: OnOrder, Amount: dollars(333)}), true, "the second off what the first leaves"},
		{"a cent over two equal claims", checkout, less(shipped(lined("US", of(1, 3, 1000)), 1000, 0), Discount{Name: "D", On: OnOrder, Amount: dollars(1)}), true,
			"of equal remainders the goods' comes before that of shipping"},
		{"ten cents over twenty equal lines", checkout, less(lined("US", alike(20, 1000)...), Discount{Name: "D", Amount: dollars(10)}), true,
			"of equal remainders the first ten by SKU get one each"},
		{"twenty cents over twenty equal lines", checkout, less(lined("US", alike(20, 1000)...), Discount{Name: "D", Amount: dollars(20)}), true, "nothing is left over"},
		{"three cents over sixteen equal lines", checkout, less(lined("US", alike(16, 1000)...), Discount{Name: "D", Amount: dollars(3)}), true, "as many as are shared one by one"},
		{"three cents over seventeen equal lines", checkout, less(lined("US", alike(17, 1000)...), Discount{Name: "D", Amount: dollars(3)}), true, "one more"},
		{"a margin below zero on the rate", func(m *Market) { m.FXMargin = percentage("-2") },
			less(lined("GB", of(3, 0, 2400)), Discount{Name: "D", Percent: percentage("15")}), true, "the discount takes its share of the concession too"},
		{"a margin on the rate", func(m *Market) { m.FXMargin = percentage("2") },
			less(lined("GB", of(3, 0, 2400)), Discount{Name: "D", Percent: percentage("15")}), true, "and of the margin"},
		{"absorbed", func(m *Market) { m.Duty, m.Absorption = Absorbed, OnTop }, lined("GB", of(9, 0, 2400)), true, "the merchant bears the duty"},
		{"sold at a loss", func(m *Market) { m.Duty, m.Absorption = Absorbed, OnTop }, lined("GB", Line{Product: steep("240220", 20000), Quantity: 1}), true, "a duty of 350 % that the merchant bears is more than the price"},
		{"on delivery", func(m *Market) { m.Duty, m.Tax = OnDelivery, OnDelivery }, lined("GB", of(9, 0, 2400)), true, "the customer pays at the door"},
		{"costs", none, func() Cart { c := lined("GB", of(9, 0, 2400)); c.Lines[0].Product.Cost = dollars(333); return c }(), true, "in the merchant's currency"},
		{"a cost of nothing", none, func() Cart { c := lined("GB", of(9, 0, 2400)); c.Lines[0].Product.Cost = dollars(0); return c }(), true, "is a cost"},
		{"carriage of nothing", none, func() Cart { c := lined("GB", of(9, 0, 2400)); c.Shipping = dollars(0); return c }(), true, "is free carriage"},
		{"fresh rates", func(m *Market) { m.MaxAge = 1000 * 24 * time.Hour }, lined("GB", of(1, 0, 2400)), true, "not as old as they may be"},
		{"stale rates", func(m *Market) { m.MaxAge = time.Hour }, lined("GB", of(1, 0, 2400)), false, "older than they may be"},
		{"for an hour", func(m *Market) { m.Lifetime = time.Hour }, lined("GB", of(1, 0, 2400)), true, "the quote expires"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := quickEngine(t, tt.terms, steepTariff(t))
			want, err := e.answer(tt.cart, false)
			var got Quote
			rung := e.ring(&tt.cart, &got)
			if rung != tt.rung {
				t.Errorf("rung up: %t, want %t: %s (%v)", rung, tt.rung, tt.reason, err)
			}
			if rung && err != nil {
				t.Fatalf("rung up, but %v: %s", err, tt.reason)
			}
			if diff := cmp.Diff(want, got, tillSame...); rung && diff != "" {
				t.Errorf("%s (-long +till):\n%s", tt.reason, diff)
			}
		})
	}
}

// A threshold that is itself above what it relieves, by a table of the shop's own:
// at the very value the goods bear duty, and a penny below they do not, whether
// freight and insurance are in the value or not.
func TestTillAtAStrictThreshold(t *testing.T) {
	pounds := func(pence int64) currency.Amount { return currency.FromMinor(pence, currency.GBP) }
	for _, tt := range []struct {
		basis                     duty.Basis
		goods, freight, insurance int64
		duty                      int64
		reason                    string
	}{
		{duty.Intrinsic, 199999, 0, 0, 0, "1999.99 GBP"},
		{duty.Intrinsic, 200000, 0, 0, 24000, "2000.00 GBP, 12 %"},
		{duty.Intrinsic, 199999, 5000, 5000, 0, "freight and insurance are not looked at"},
		{duty.CIFValue, 190000, 6000, 3999, 0, "1999.99 GBP with freight and insurance"},
		{duty.CIFValue, 190000, 6000, 4000, 24000, "2000.00 GBP with freight and insurance, 12 %"},
		{duty.CIFValue, 190000, 6001, 3999, 24000, "a penny more of freight"},
	} {
		e := quickEngine(t, func(m *Market) { m.Duty, m.Tax = AtCheckout, AtCheckout }, steepTariff(t), func(c *Config) {
			regimes, err := duty.DefaultRegimes()
			if err != nil {
				t.Fatal(err)
			}
			rows := regimes.All("GB")
			for i := range rows {
				if r := &rows[i]; r.ID == "gb-135-relief" {
					r.Threshold, r.Strict, r.Basis = pounds(200000), true, tt.basis
				}
			}
			if c.Regimes, err = duty.NewRegimes(rows); err != nil {
				t.Fatal(err)
			}
		})
		cart := inPounds(tt.goods)
		cart.Shipping, cart.Insurance = pounds(tt.freight), pounds(tt.insurance)
		var got Quote
		if !e.ring(&cart, &got) {
			t.Errorf("not rung up: %s", tt.reason)
		} else if got.Totals.Duty != pounds(tt.duty) {
			t.Errorf("a duty of %v, want %v: %s", got.Totals.Duty, pounds(tt.duty), tt.reason)
		}
	}
}

// steep are goods of a duty in percent that is made up for tests: see steepTariff.
func steep(code string, cents int64) Product {
	p := tillGoods(0, cents)
	p.SKU, p.HSCode = "STEEP", code
	return p
}

// steepTariff is made up for tests, and not that of anybody.
func steepTariff(t testing.TB) func(*Config) {
	t.Helper()
	var b strings.Builder
	b.WriteString("destination,code,origin,kind,rate,program,name,min_collect,from,until,source,source_date,note\n")
	for _, destination := range []string{"EU", "GB", "CH", "NO", "JP", "AU", "CA", "US"} {
		for _, row := range []string{
			"490199,,mfn,Free", "610910,,mfn,12%", "240220,,mfn,350%", "240210,,mfn,10%", "420222,,mfn,100%", "640411,,mfn,101%", "910211,,mfn,12%", "910211,BD,additional,88%",
			"090121,,mfn,5%", "180632,,mfn,5%",
		} {
			fmt.Fprintf(&b, "%s,%s,,made up,,,,made up,2026-11-01,\n", destination, row)
		}
	}
	tariff, err := duty.LoadTariff(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return func(c *Config) { c.Tariff = tariff }
}
