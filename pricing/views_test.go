package pricing_test

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// viewsCart is a cart of two products of the shop's.
func viewsCart(g generator) pricing.Cart {
	return pricing.Cart{
		ID: "1", At: time.Date(2026, time.March, 20, 12, 0, 0, 0, time.UTC), ShipTo: locale.Place{Country: "DE", PostalCode: "10115"},
		Lines:    []pricing.Line{{ID: "a", Product: g.products[0], Quantity: 2}, {ID: "b", Product: g.products[1], Quantity: 1}},
		Shipping: currency.MustAmount("12.00", currency.USD),
	}
}

func mustQuote(t *testing.T, e *pricing.Engine, c pricing.Cart) pricing.Quote {
	t.Helper()
	q, err := e.Quote(c)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// What a quote rests on and every figure of it stands in its explanation.
func TestExplainSaysAll(t *testing.T) {
	g := newGenerator(t)
	n := 0
	for range 300 {
		s := g.situation()
		e, err := pricing.New(s.config)
		if err != nil {
			continue
		}
		q, err := e.Quote(s.cart)
		if err != nil {
			continue
		}
		n++
		text := q.Explain()
		says := func(what, s string) {
			t.Helper()
			if !strings.Contains(text, s) {
				t.Fatalf("%s: %q is not in\n%s", what, s, text)
			}
		}
		for _, l := range q.Lines {
			says("line", l.SKU)
			says("unit", l.Unit.String())
			says("declared", l.Net.String())
		}
		for _, c := range q.Charges {
			says("charge", c.String())
		}
		for _, c := range q.Consignments {
			says("regime", c.Customs.Regime)
			says("scheme", string(c.Supply.Scheme))
			for _, why := range c.Supply.Reasons {
				says("reason", why)
			}
		}
		for _, a := range []currency.Amount{q.Totals.DueNow, q.Totals.Margin} {
			says("total", a.String())
		}
		for _, w := range q.Warnings {
			says("warning", w)
		}
	}
	if n < 100 {
		t.Errorf("%d quotes, too few to tell", n)
	}
}

// A quote does not differ from itself, and from another by the causes that
// were changed, and no others.
func TestDiffNamesCauses(t *testing.T) {
	g := newGenerator(t)
	e, err := pricing.New(g.shop)
	if err != nil {
		t.Fatal(err)
	}
	cart := viewsCart(g)
	before := mustQuote(t, e, cart)
	if d := pricing.Diff(before, before); !d.IsZero() {
		t.Errorf("a quote differs from itself:\n%v", d)
	}
	dearer, err := g.shop.Rates.Rate(currency.EUR, currency.USD)
	if err != nil {
		t.Fatal(err)
	}
	num, den := dearer.Ratio()
	other, err := currency.NewRate(currency.EUR, currency.USD, num.DivRound(den, 6).Add(decimal.New(5, -2)), g.shop.Rates.AsOf(), "test")
	if err != nil {
		t.Fatal(err)
	}
	rates, err := currency.NewRates(currency.EUR, g.shop.Rates.AsOf(), "test", []currency.Rate{other})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		change func(*pricing.Cart, *pricing.Config)
		causes []pricing.Cause
		fact   string
		moves  []string
	}{
		{"quantity", func(c *pricing.Cart, _ *pricing.Config) { c.Lines[0].Quantity = 3 },
			[]pricing.Cause{pricing.CauseCart}, "cart: line a: quantity: 2 → 3", []string{"goods", "due now", "margin"}},
		{"another line", func(c *pricing.Cart, _ *pricing.Config) {
			c.Lines = append(c.Lines, pricing.Line{ID: "c", Product: g.products[2], Quantity: 1})
		}, []pricing.Cause{pricing.CauseCart}, "cart: line c: " + g.products[2].SKU + ": none → in the cart", []string{"due now"}},
		{"list price", func(c *pricing.Cart, _ *pricing.Config) {
			c.Lines[1].Product.Price = currency.MustAmount("150.00", currency.USD)
		},
			[]pricing.Cause{pricing.CausePrice}, "price: line b: list price: ", []string{"line b: displayed price", "due now"}},
		{"exchange rate", func(_ *pricing.Cart, c *pricing.Config) { c.Rates = rates },
			[]pricing.Cause{pricing.CauseRate}, "rate: exchange rate USD/EUR: ", []string{"line a: displayed price", "due now"}},
		{"adjustment", func(_ *pricing.Cart, c *pricing.Config) {
			for i := range c.Markets {
				c.Markets[i].Adjust = decimal.NewFromInt(7)
			}
		}, []pricing.Cause{pricing.CausePrice}, "price: line a: displayed price: ", []string{"line a: displayed price", "due now"}},
		{"placement", func(_ *pricing.Cart, c *pricing.Config) {
			for i := range c.Markets {
				c.Markets[i].Duty, c.Markets[i].Tax = pricing.AtCheckout, pricing.AtCheckout
			}
		}, []pricing.Cause{pricing.CauseTerms}, "terms: tax: in price → at checkout", []string{"line a: displayed price"}},
		{"discount", func(c *pricing.Cart, _ *pricing.Config) {
			c.Discounts = []pricing.Discount{{Name: "ten", Percent: decimal.NewFromInt(10)}}
		}, []pricing.Cause{pricing.CauseCart}, "cart: discounts: none → ten 10 %", []string{"line a: discount", "discount", "due now"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, config := cart, g.shop
			c.Lines, config.Markets = slices.Clone(cart.Lines), slices.Clone(g.shop.Markets)
			test.change(&c, &config)
			e, err := pricing.New(config)
			if err != nil {
				t.Fatal(err)
			}
			d := pricing.Diff(before, mustQuote(t, e, c))
			var causes []pricing.Cause
			says := false
			for _, f := range d.Facts {
				causes = append(causes, f.Cause)
				says = says || strings.HasPrefix(f.String(), test.fact)
			}
			slices.Sort(causes)
			if causes = slices.Compact(causes); !slices.Equal(causes, test.causes) || !says {
				t.Errorf("causes %v, want %v and the fact %q:\n%v", causes, test.causes, test.fact, d)
			}
			for _, want := range test.moves {
				if !slices.ContainsFunc(d.Moves, func(m pricing.Move) bool { return strings.HasPrefix(m.String(), want+": ") }) {
					t.Errorf("%s has not moved:\n%v", want, d)
				}
			}
		})
	}
}

// Where there are several consignments, what is said of one says of which.
func TestDiffOfConsignments(t *testing.T) {
	g := newGenerator(t)
	e, err := pricing.New(g.shop)
	if err != nil {
		t.Fatal(err)
	}
	from := func(all, second locale.Country) pricing.Quote {
		c := viewsCart(g)
		c.Lines = slices.Clone(c.Lines)
		c.ShipFrom.Country, c.Lines[1].ShipFrom.Country = all, second
		return mustQuote(t, e, c)
	}
	for _, test := range []struct {
		name string
		a, b pricing.Quote
		want string
	}{
		{"one", from("US", ""), from("CN", ""), "cart: ship from: US → CN"},
		{"the second of two", from("US", "VN"), from("US", "ZA"), "cart: consignment 2: ship from: VN → ZA"},
		{"one more", from("US", ""), from("CN", "US"), "cart: consignment 1: ship from: US → CN"},
		{"one less", from("CN", "US"), from("US", ""), "cart: consignment 1: ship from: CN → US"},
		{"how many", from("US", ""), from("US", "CN"), "cart: consignments: 1 → 2"},
	} {
		if d := pricing.Diff(test.a, test.b); !slices.ContainsFunc(d.Facts, func(f pricing.Fact) bool { return f.String() == test.want }) {
			t.Errorf("%s: no fact %q in\n%v", test.name, test.want, d)
		}
	}
}

// A law that changed is stated as it was and as it is, and an address as it is written.
func TestDiffStatesFacts(t *testing.T) {
	g := newGenerator(t)
	e, err := pricing.New(g.shop)
	if err != nil {
		t.Fatal(err)
	}
	a := mustQuote(t, e, viewsCart(g))
	at := slices.IndexFunc(a.Charges, func(c pricing.Charge) bool { return c.Kind == pricing.TaxCharge && c.Line == "a" })
	altered := func(change func(*pricing.Rule)) pricing.Quote {
		b := a
		b.Charges = slices.Clone(a.Charges)
		rule := *b.Charges[at].Rule
		change(&rule)
		b.Charges[at].Rule = &rule
		return b
	}
	zero := altered(func(*pricing.Rule) {})
	zero.Charges[at].Zero = pricing.ZeroRoundsAway
	is := a.Charges[at]
	named := "law: line a: " + is.Name + " on " + is.On + ": " + is.Rate + ", " + is.Jurisdiction
	moved := viewsCart(g)
	moved.ShipTo.PostalCode = "80331"
	nowhere := viewsCart(g)
	nowhere.ShipTo.PostalCode = ""
	for _, test := range []struct {
		b    pricing.Quote
		want string
	}{
		{altered(func(r *pricing.Rule) { r.Rate = "16 %" }), named + " " + string(is.Scheme) + " → 16 %, " + is.Jurisdiction + " " + string(is.Scheme)},
		{altered(func(r *pricing.Rule) { r.Scheme = "" }), named + " " + string(is.Scheme) + " → " + is.Rate + ", " + is.Jurisdiction},
		{zero, named + " " + string(is.Scheme) + " → " + is.Rate + ", " + is.Jurisdiction + " " + string(is.Scheme) + " (" + strings.ReplaceAll(string(pricing.ZeroRoundsAway), "_", " ") + ")"},
		{mustQuote(t, e, moved), "cart: ship to: DE 10115 → DE 80331"},
		{mustQuote(t, e, nowhere), "cart: ship to: DE 10115 → DE"},
	} {
		if d := pricing.Diff(a, test.b); !slices.ContainsFunc(d.Facts, func(f pricing.Fact) bool { return f.String() == test.want }) {
			t.Errorf("no fact %q in\n%v", test.want, d)
		}
	}
}

// A figure that was changed by hand has no cause.
func TestDiffOfForgery(t *testing.T) {
	g := newGenerator(t)
	e, err := pricing.New(g.shop)
	if err != nil {
		t.Fatal(err)
	}
	a := mustQuote(t, e, viewsCart(g))
	b := a
	b.Totals.DueNow = currency.MustAmount("1.00", a.Currency)
	lost := a // its cart
	lost.Cart = pricing.Cart{}
	if d := pricing.Diff(lost, lost); !d.IsZero() {
		t.Errorf("a quote without its cart differs from itself:\n%v", d)
	}
	want := []pricing.Move{{What: pricing.FigureDueNow, From: a.Totals.DueNow, To: b.Totals.DueNow, Causes: []pricing.Cause{pricing.CauseFigure}}}
	if diff := cmp.Diff(want, pricing.Diff(a, b).Moves, unexported); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A report adds up in its currency, and each figure that is no sum is the
// quote's at the rate, rounded once.
func TestReportAddsUp(t *testing.T) {
	g := newGenerator(t)
	for range 300 {
		s := g.situation()
		e, err := pricing.New(s.config)
		if err != nil {
			continue
		}
		q, err := e.Quote(s.cart)
		if err != nil {
			continue
		}
		r, err := q.Report(currency.USD, g.shop.Rates)
		if err != nil {
			t.Fatal(err)
		}
		num, den := r.Rate.Ratio()
		rate := new(big.Rat).Quo(num.Rat(), den.Rat())
		for _, x := range []struct{ from, to currency.Amount }{{q.Totals.Goods, r.Goods}, {q.Totals.Discounts, r.Discounts}, {q.Totals.Shipping, r.Shipping}} {
			want := new(big.Rat).Mul(x.from.Decimal().Rat(), rate)
			if got := x.to.Decimal().Rat(); new(big.Rat).Sub(got, want).Abs(new(big.Rat).Sub(got, want)).Cmp(big.NewRat(1, 200)) > 0 {
				t.Fatalf("%v at %v is %v", x.from, r.Rate, x.to)
			}
		}
		for _, x := range []struct{ from, to currency.Amount }{{q.Totals.Duty, r.Duty}, {q.Totals.Tax, r.Tax}, {q.Totals.Fees, r.Fees}} {
			off := new(big.Rat).Mul(x.from.Decimal().Rat(), rate)
			if off.Sub(off, x.to.Decimal().Rat()).Abs(off).Cmp(big.NewRat(1, 50)) > 0 { // half a cent for each of four placements
				t.Fatalf("levies of %v at %v are %v", x.from, r.Rate, x.to)
			}
		}
		levies, err := currency.Sum(r.Duty, r.Tax, r.Fees)
		if err != nil {
			t.Fatal(err)
		}
		placed, err := currency.Sum(r.AtCheckout, r.InPrice, r.OnDelivery, r.Absorbed)
		if err != nil || !levies.Equal(placed) {
			t.Fatalf("levies %v, placed %v, %v", levies, placed, err)
		}
		due, err := currency.Sum(r.Goods, r.Discounts.Neg(), r.Shipping, r.Insurance, r.AtCheckout, r.Vouchers.Neg(), r.Totals.Rounding)
		if err != nil || !due.Equal(r.DueNow) {
			t.Fatalf("due now %v, its parts %v, %v", r.DueNow, due, err)
		}
		if pays := sum(r.DueNow, r.OnDelivery); !pays.Equal(r.CustomerPays) || !r.OnDelivery.Equal(r.DueOnDelivery) {
			t.Fatalf("the customer pays %v, now and on delivery %v", r.CustomerPays, pays)
		}
		if kept := sum(r.DueNow, r.Vouchers, r.AtCheckout.Neg(), r.InPrice.Neg(), r.Absorbed.Neg()); !kept.Equal(r.Margin) {
			t.Fatalf("margin %v, of its parts %v", r.Margin, kept)
		}
	}
}

// A charge that is placed nowhere, as no quote of an engine has it, is in no total.
func TestReportOfNoPlacement(t *testing.T) {
	g := newGenerator(t)
	e, err := pricing.New(g.shop)
	if err != nil {
		t.Fatal(err)
	}
	q := mustQuote(t, e, viewsCart(g))
	q.Charges = slices.Clone(q.Charges)
	for i := range q.Charges {
		q.Charges[i].Placement = pricing.Absorbed + 1
	}
	r, err := q.Report(currency.USD, g.shop.Rates)
	if err != nil || !r.Duty.IsZero() || !r.Tax.IsZero() || !r.DueOnDelivery.IsZero() {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestExposures(t *testing.T) {
	g := newGenerator(t)
	e, err := pricing.New(g.shop)
	if err != nil {
		t.Fatal(err)
	}
	cart := viewsCart(g)
	german := mustQuote(t, e, cart)
	cart.ShipTo = locale.Place{Country: "US", Region: "CA"}
	home := mustQuote(t, e, cart)
	all, err := pricing.Exposures(slices.Values([]pricing.Quote{german, home, german}), currency.USD, g.shop.Rates)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].Currency != currency.EUR || all[0].Quotes != 2 || all[1].Currency != currency.USD {
		t.Fatalf("%+v", all)
	}
	twice, err := german.Totals.Margin.MulInt(2)
	if err != nil || !all[0].Net.Equal(twice) {
		t.Errorf("net %v, want %v, %v", all[0].Net, twice, err)
	}
	for i, want := range []int{1, 0} { // the dollar is home, and moves nothing
		up, errUp := all[i].Move(decimal.NewFromInt(5))
		down, errDown := all[i].Move(decimal.NewFromInt(-5))
		if err := errors.Join(errUp, errDown); err != nil || up.Sign() != want || !up.Equal(down.Neg()) {
			t.Errorf("%v: 5 %% up %v, down %v, %v", all[i].Currency, up, down, err)
		}
	}
	if _, err := pricing.Exposures(slices.Values([]pricing.Quote{german}), currency.USD, nil); !errors.Is(err, pricing.ErrMissing) {
		t.Errorf("without rates: %v", err)
	}
	if _, err := german.Report(currency.XAU, g.shop.Rates); !errors.Is(err, currency.ErrNoRate) {
		t.Errorf("in gold: %v", err)
	}
}
