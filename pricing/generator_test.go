package pricing_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// generator makes situations that a shop can come into.
type generator struct {
	*rand.Rand
	shop     pricing.Config
	products []pricing.Product
	places   []locale.Place
	extra    []tax.Registration // that a seller has about as often as not
	wide     bool               // clothing, where its price decides
}

func newGenerator(t testing.TB) generator { return newStream(t, 2) }

// newStream returns a generator of carts of its own: the same for the same
// seed and number.
func newStream(t testing.TB, number uint64) generator {
	t.Helper()
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d (repeat with -seed %d)", seed, seed)
	var cart pricing.Cart
	if err := cart.UnmarshalJSON(readShop(t, "cart.json")); err != nil {
		t.Fatal(err)
	}
	g := generator{Rand: rand.New(rand.NewPCG(seed, number)), shop: readConfig(t), places: lawPlaces}
	for _, l := range cart.Lines {
		g.products = append(g.products, l.Product)
	}
	return g
}

// readShop reads a file of the shop that the examples share.
func readShop(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../examples/internal/shop/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func readConfig(t testing.TB) pricing.Config {
	t.Helper()
	var c pricing.Config
	var err error
	if c.Seller, c.Markets, err = pricing.ReadMarkets(bytes.NewReader(readShop(t, "markets.json"))); err != nil {
		t.Fatal(err)
	}
	if c.Rates, err = feed.ECB(bytes.NewReader(readShop(t, "eurofxref-daily.xml"))); err != nil {
		t.Fatal(err)
	}
	return c
}

// lawPlaces are the nine of the examples.
var lawPlaces = []locale.Place{
	{Country: "DE", PostalCode: "10115"}, {Country: "FR"}, {Country: "GB", PostalCode: "SW1A 1AA"},
	{Country: "CH"}, {Country: "NO"}, {Country: "JP"}, {Country: "AU"},
	{Country: "CA", Region: "ON"}, {Country: "US", Region: "CA"},
}

// more widens a generator: places with further kinds of law, duties by further
// quantities, and clothing where its price decides the tax.
func (g *generator) more(t testing.TB) {
	g.wide, g.shop.Tariff = true, widerTariff(t)
	g.places = append(slices.Clone(lawPlaces),
		locale.Place{Country: "US", Region: "NY"}, locale.Place{Country: "US", Region: "MA"}, // clothing from a price on
		locale.Place{Country: "CA", Region: "QC"}, locale.Place{Country: "CA", Region: "BC"}, // two taxes
		locale.Place{Country: "NZ"}, locale.Place{Country: "SG"}, locale.Place{Country: "KR"}, // by item, by day
		locale.Place{Country: "IE"}, locale.Place{Country: "IT"},
		locale.Place{Country: "RO"}, // a fee in a currency of its own
		locale.Place{Country: "UA"}) // an allowance
	for _, m := range []struct {
		country locale.Country
		code    currency.Code
	}{{"NZ", currency.NZD}, {"SG", currency.SGD}, {"KR", currency.KRW}, {"IE", currency.EUR}, {"IT", currency.EUR}, {"RO", currency.EUR}, {"UA", currency.EUR}} {
		g.shop.Markets = append(g.shop.Markets, pricing.Market{ID: string(m.country), Countries: []locale.Country{m.country}, Currency: m.code})
	}
	g.extra = []tax.Registration{
		{Country: "US", Region: "NY", Scheme: "sales_tax"}, {Country: "US", Region: "MA", Scheme: "sales_tax"},
		{Country: "NZ", Scheme: "gst"}, {Country: "SG", Scheme: "gst"}, {Country: "CA", Scheme: "gst"},
		{Country: "DE", Scheme: "oss"}, {Country: "DE", Scheme: "vat"}, {Country: "FR", Scheme: "vat"}, {Country: "IT", Scheme: "vat"},
		{Country: "JP", Scheme: "vat"}, {Country: "KR", Scheme: "vat"}, {Country: "NO", Scheme: "vat"}, {Country: "CH", Scheme: "vat"},
	}
}

// widen adds to a cart what few have: goods from several places, services with
// them and by wire, businesses, marketplaces and preferences.
func (g generator) widen(c *pricing.Cart, list, local currency.Code) {
	from := func() locale.Place {
		return pick(g, locale.Place{Country: "US", Region: "CA"}, locale.Place{Country: "CN"}, locale.Place{Country: "DE"})
	}
	several := g.chance(20)
	for i := range c.Lines {
		l := &c.Lines[i]
		if several && g.chance(40) {
			l.ShipFrom = from()
		}
		switch {
		case g.chance(4):
			l.Product.Kind = pricing.Digital
		case i > 0 && g.chance(6):
			l.Product.Kind, l.ShipFrom = pricing.Service, c.Lines[0].ShipFrom
		case g.chance(6):
			l.Product.Includes = pricing.IncludesTax // which is not known for a seller in the United States
		case g.chance(4):
			l.Product.Origin, l.Product.Claim = "GB", "EU-UK TCA"
		}
		if p := &l.Product; g.chance(8) { // the category that holds there is that of the country alone
			p.Categories = map[locale.Country]tax.Category{c.ShipTo.Country: p.Category, pick(g, c.ShipTo.Country, g.shop.Seller.Country, "DE"): "general"}
			p.Category = pick[tax.Category](g, "general", "books_printed", "children_clothing")
		}
	}
	if several && g.chance(30) && c.Lines[0].Product.Kind == pricing.Goods && c.Lines[0].ShipFrom != (locale.Place{}) {
		c.Dispatches = []pricing.Dispatch{{ShipFrom: c.Lines[0].ShipFrom, Shipping: g.amount(pick(g, list, local), 1, 60)}}
	}
	switch {
	case g.chance(6):
		c.Buyer = tax.Buyer{Business: true, Unchecked: true}
		for _, text := range []string{"DE136695976", "GB980780684", "FR83404833048", "IT00743110157", "IE6388047V"} {
			if id, err := tax.ParseID(locale.Country(text[:2]), text); err == nil && text[:2] == string(c.ShipTo.Country) {
				c.Buyer.Number = id
			}
		}
	case g.chance(4):
		c.Marketplace = &tax.Marketplace{Country: pick[locale.Country](g, "US", "IE", "DE")}
	}
}

func pick[T any](g generator, from ...T) T { return from[g.IntN(len(from))] }

// chance is true p times in a hundred.
func (g generator) chance(p int) bool { return g.IntN(100) < p }

func (g generator) situation() situation {
	to := pick(g, g.places...)
	s := situation{config: g.shop}
	s.config.Seller = g.seller()
	s.config.Markets = append([]pricing.Market(nil), g.shop.Markets...)
	for i := range s.config.Markets {
		if m := &s.config.Markets[i]; m.Countries[0] == to.Country {
			g.vary(m)
			s.cart = g.cart(to, m.Currency)
			s.config.PriceBook = g.book(m)
		}
	}
	return s
}

// book is fixed prices of some products, now and then by the market's name, now
// and then for a time only.
func (g generator) book(m *pricing.Market) *pricing.PriceBook {
	if !g.wide || g.chance(70) {
		return nil
	}
	var entries []pricing.BookEntry
	for _, p := range g.products {
		if g.chance(60) {
			continue
		}
		e := pricing.BookEntry{SKU: p.SKU, Market: pick(g, "", m.ID), Price: g.amount(m.Currency, 0.01, 10_000),
			Includes: pick(g, pricing.IncludesNone, pricing.IncludesTax, pricing.IncludesDuty, pricing.IncludesBoth), Final: g.chance(30)}
		if g.chance(10) {
			e.Price = currency.FromMinor(0, m.Currency)
		}
		if g.chance(30) {
			e.From, e.Until = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
		}
		entries = append(entries, e)
	}
	book, err := pricing.NewPriceBook(entries)
	if err != nil {
		panic(err)
	}
	return book
}

// display has a market like some figures, add to each price, or assume a typical
// order.
func (g generator) display(m *pricing.Market) {
	m.Charm, m.AdjustFixed, m.TypicalOrder = nil, currency.Amount{}, currency.Amount{}
	major := func(x int64) currency.Amount { // in all currencies about alike
		return currency.FromMinor(x*100, m.Currency)
	}
	if g.chance(15) {
		m.AdjustFixed = currency.FromMinor(g.Int64N(400)-50, m.Currency)
	}
	if g.chance(25) {
		m.TypicalOrder = major(pick[int64](g, 20, 80, 140, 160, 400, 1200))
		if m.Currency.Digits() == 0 {
			m.TypicalOrder = major(pick[int64](g, 50, 200, 300, 2000))
		}
	}
	if g.chance(70) {
		return
	}
	small, large := decimal.New(99, -2), decimal.New(9, 0)
	if m.Currency.Digits() == 0 {
		small, large = decimal.New(90, 0), decimal.New(900, 0)
	}
	mode := func() currency.Mode { return pick(g, currency.HalfUp, currency.HalfDown, currency.Up, currency.Down) }
	one := mode()
	m.Charm = &pricing.Charm{Bands: pick(g,
		nil,
		[]pricing.CharmBand{{Endings: []decimal.Decimal{small}, Mode: mode()}},
		[]pricing.CharmBand{{Step: large, Mode: mode()}},
		[]pricing.CharmBand{{Upto: major(30), Endings: []decimal.Decimal{small}, Mode: one}, {Endings: []decimal.Decimal{large, decimal.New(4, 0)}, Mode: one}},
	)}
	if m.Charm.Bands != nil {
		m.Rounding = currency.Rounding{}
	}
	if m.Charm.Bands == nil || g.chance(20) {
		m.Charm.Floor = major(1 + g.Int64N(5))
	}
}

// seller has each registration of the examples most of the time.
func (g generator) seller() pricing.Seller {
	seller := pricing.Seller{Country: g.shop.Seller.Country}
	if g.wide && g.chance(25) {
		seller.Country = pick[locale.Country](g, "DE", "GB")
	}
	for _, r := range append(g.shop.Seller.Registrations, tax.Registration{Country: "CH", Scheme: tax.SchemeMailOrder}) {
		if g.chance(90) {
			seller.Registrations = append(seller.Registrations, r)
		}
	}
	for _, r := range g.extra {
		if g.chance(60) {
			seller.Registrations = append(seller.Registrations, r)
		}
	}
	return seller
}

func (g generator) vary(m *pricing.Market) {
	m.Duty, m.Tax = pick(g, pricing.Placements()...), pick(g, pricing.Placements()...)
	m.Rebase = pick(g, pricing.KeepNet, pricing.KeepShown)
	m.Absorption = pick(g, pricing.OnTop, pricing.CarvedOut)
	m.FXMargin = decimal.New(g.Int64N(701)-200, -2)
	m.Adjust = decimal.New(0, 0)
	if g.chance(30) {
		m.Adjust = decimal.New(g.Int64N(4001)-2000, -2)
	}
	if g.wide && g.chance(30) {
		m.OnForbidden = pricing.ToCheckout
	}
	if g.wide {
		g.fees(m)
	}
	if g.chance(20) {
		m.Rounding = currency.Rounding{Increment: pick[int64](g, 5, 10, 50)}
	}
	if g.chance(10) {
		m.Policy.Cash = currency.Rounding{Increment: pick[int64](g, 5, 10)}
	}
	if g.chance(15) {
		m.Policy.Level = pick(g, tax.PerUnit, tax.PerRate, tax.PerInvoice)
	}
	if g.wide {
		g.display(m)
	}
}

// fees has a market place its fees itself, know what its carrier asks for, or
// that it asks for nothing more.
func (g generator) fees(m *pricing.Market) {
	if m.Fees = nil; g.chance(50) {
		where := pick(g, pricing.AtCheckout, pricing.OnDelivery, pricing.Absorbed)
		m.Fees = &where
	}
	m.FeesInCarriage, m.Clearance = g.chance(10), nil
	for range max(0, g.IntN(5)-2) {
		m.Clearance = append(m.Clearance, pricing.Fee{
			Name: "clearance", Rate: pick(g, clearanceRates...), Base: pick(g, 0, duty.OnGoods|duty.OnFreight|duty.OnInsurance, duty.OnDuty|duty.OnTax|duty.OnFees),
		})
	}
}

// clearanceRates are what carriers ask for.
var clearanceRates = func() (rates []duty.Rate) {
	for _, text := range []string{"15 EUR / consignment", "2.5%", "2% MIN 11 GBP / consignment", "0.5% MIN 1500 JPY / consignment MAX 40 USD / consignment"} {
		rate, err := duty.ParseRate(text, currency.EUR)
		if err != nil {
			panic(err)
		}
		rates = append(rates, rate)
	}
	return rates
}()

func (g generator) cart(to locale.Place, local currency.Code) pricing.Cart {
	list := pick(g, currency.USD, currency.USD, currency.USD, currency.EUR, local)
	c := pricing.Cart{
		ID: "c", At: g.day(), ShipTo: to,
		ShipFrom: pick(g, locale.Place{}, locale.Place{Country: "US", Region: "CA"}, locale.Place{Country: "US"}, locale.Place{Country: "CN"}, locale.Place{Country: "DE"}, to),
		Mode:     pick(g, duty.Courier, duty.Courier, duty.Postal),
	}
	for i := range 1 + g.IntN(1+g.IntN(7)) {
		c.Lines = append(c.Lines, g.line(i, list))
	}
	if g.wide && to.Country == "US" {
		for i := range c.Lines {
			c.Lines[i].Product.Category = pick[tax.Category](g, "general", "clothing_footwear", "children_clothing")
		}
	}
	if g.wide {
		g.widen(&c, list, local)
	}
	for range g.IntN(1 + g.IntN(4)) {
		c.Discounts = append(c.Discounts, g.discount(&c, list, local))
	}
	for range max(0, g.IntN(10)-7) {
		c.Vouchers = append(c.Vouchers, g.voucher(&c, list, local))
	}
	if g.chance(70) {
		c.Shipping = g.amount(pick(g, list, local), 1, 60)
	}
	if g.chance(40) {
		c.Insurance = g.amount(pick(g, list, local), 0.01, 10)
	}
	if g.chance(40) {
		where := pick(g, pricing.Placements()...)
		c.Duty = &where
	}
	if g.chance(40) {
		where := pick(g, pricing.Placements()...)
		c.Tax = &where
	}
	if g.chance(10) {
		where := pick(g, pricing.AtCheckout, pricing.OnDelivery, pricing.Absorbed)
		c.Fees = &where
	}
	return c
}

// day is in 2025 or 2026; more often in the autumn of 2026, since some rows
// of the starter tariff begin then.
func (g generator) day() time.Time {
	start, days := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), 730
	if g.chance(75) {
		start, days = time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), 122
	}
	zone := time.FixedZone("", (g.IntN(25)-12)*3600)
	return start.AddDate(0, 0, g.IntN(days)).Add(time.Duration(g.IntN(86400)) * time.Second).In(zone)
}

func (g generator) line(i int, list currency.Code) pricing.Line {
	l := pricing.Line{ID: string(rune('a' + i)), Product: pick(g, g.products...), Quantity: 1}
	switch {
	case g.chance(10):
		l.Quantity = 1 + g.Int64N(200)
	case g.chance(50):
		l.Quantity = 1 + g.Int64N(5)
	}
	l.Product.Price = g.amount(list, 0.01, 10_000)
	if g.chance(30) {
		l.Product.Origin = pick[locale.Country](g, "CN", "US", "DE", "GB", "JP", "BR")
	}
	return l
}

// amount is spread evenly over the orders of magnitude between the bounds.
func (g generator) amount(c currency.Code, low, high float64) currency.Amount {
	units := low
	for units*10 <= high && g.chance(75) {
		units *= 10
	}
	minor := int64(units*100) + g.Int64N(int64(min(units*9, high-units)*100)+1)
	if c.Digits() == 0 {
		minor++
	}
	return currency.FromMinor(minor, c)
}

func (g generator) discount(c *pricing.Cart, list, local currency.Code) pricing.Discount {
	d := pricing.Discount{Name: "d"}
	switch {
	case g.chance(5):
		d.Percent = decimal.New(100, 0)
	case g.chance(60):
		d.Percent = decimal.New(1+g.Int64N(5000), -2)
	default:
		d.Amount, d.Basis = g.amount(pick(g, list, local), 0.01, pick(g, 20.0, 2000)), g.basis(c)
	}
	if d.On = pick(g, pricing.OnGoods, pricing.OnGoods, pricing.OnGoods, pricing.OnShipping, pricing.OnOrder); d.On == pricing.OnShipping {
		return d
	}
	if g.chance(30) {
		for _, i := range g.Perm(len(c.Lines))[:1+g.IntN(len(c.Lines))] {
			d.Lines = append(d.Lines, c.Lines[i].ID)
		}
	}
	if g.chance(30) {
		d.Units = 1 + g.Int64N(3)
	}
	return d
}

// basis of an amount. The oracle does not convert by rates that hang on the
// price of an item.
func (g generator) basis(c *pricing.Cart) tax.Basis {
	if g.wide && c.ShipTo.Country == "US" {
		return tax.AsPriced
	}
	return pick(g, tax.AsPriced, tax.AsPriced, tax.WithTax, tax.WithoutTax)
}

func (g generator) voucher(c *pricing.Cart, list, local currency.Code) pricing.Voucher {
	return pricing.Voucher{
		Code: string(rune('A' + len(c.Vouchers))), Purpose: pick(g, tax.MultiPurpose, tax.SinglePurpose),
		Amount: g.amount(pick(g, list, local), 0.01, pick(g, 100.0, 5000)), Basis: g.basis(c),
	}
}
