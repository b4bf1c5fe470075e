package pricing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// elsewhere changes the tables and the market of a situation: what is recorded
// is what was used, wherever it came from.
func (g generator) elsewhere(t *testing.T, s *situation) {
	t.Helper()
	c := &s.config
	if c.Book = g.otherBook(t); g.chance(50) {
		c.Tariff = widerTariff(t)
	}
	c.Regimes = g.otherRegimes(t)
	if g.chance(60) {
		c.Rates = g.otherRates(t)
	}
	cost, _ := g.amount(currency.GBP, 0.01, 100).Round(currency.Rounding{})
	for i := range s.cart.Lines {
		p := &s.cart.Lines[i].Product
		if g.chance(30) {
			p.Cost = cost
		}
		if g.chance(20) {
			p.Includes = pricing.IncludesTax
		}
	}
	for i := range c.Markets {
		if m := &c.Markets[i]; m.Countries[0] == s.cart.ShipTo.Country {
			g.otherMarket(t, m)
			c.PriceBook = g.otherPrices(t, m, s.cart.Lines)
		}
	}
	if g.chance(40) {
		s.cart.ShipTo.PostalCode = pick(g, "90210", "90001", "10115", "75001", "SW1A 1AA", "BT1 1AA")
	}
	if g.chance(10) {
		s.cart.Buyer.Exemption = tax.Exemption{Country: s.cart.ShipTo.Country, Region: s.cart.ShipTo.Region, Certificate: "C-1", Reason: "resale"}
	}
	c.Seller = g.otherSeller(c.Seller)
}

// otherSeller states its turnover and its establishments.
func (g generator) otherSeller(s pricing.Seller) pricing.Seller {
	if g.chance(30) {
		s.Country = pick[locale.Country](g, "DE", "GB", "US", "NO")
	}
	if g.chance(30) {
		s.Establishments = []locale.Place{{Country: "US", Region: "NY"}, {Country: "FR"}}[:1+g.IntN(2)]
	}
	if g.chance(50) {
		volume := tax.Volume{Value: g.amount(pick(g, currency.EUR, currency.USD, currency.SEK), 1000, 1_000_000), Count: g.IntN(400)}
		for _, at := range []locale.Place{{Country: "EU"}, {Country: "US", Region: "MA"}, {Country: "US", Region: "CA"}, {Country: "CH"}, {Country: "AU"}} {
			if g.chance(50) {
				s.Sales = append(s.Sales, tax.Sales{Country: at.Country, Region: at.Region, Previous: volume, Current: volume, Rolling: volume})
			}
		}
	}
	return s
}

// otherBook is the embedded book, or rows of a shop over it: a district by
// postal code, a holiday, a rate that ends.
func (g generator) otherBook(t *testing.T) *tax.Book {
	t.Helper()
	book, err := tax.DefaultBook()
	if err != nil {
		t.Fatal(err)
	}
	if g.chance(40) {
		return book
	}
	book, _, err = book.With(strings.NewReader("country,region,postal,category,name,percent,treatment,passing,beside,from,until,source,source_date\n" +
		"DE,,,general,MwSt,21.50,standard,,,2026-10-01,2026-11-15,a law,2026-01\n" +
		"FR,,,general,TVA,15,standard,holiday,,2026-09-10,2026-12-20,\"a law, of a sort (new)\",2026-01-01\n" +
		"US,CA,902,general,district,1.25,standard,,true,2020-01-01,,a county,2026-01-01\n" +
		"US,CA,90001,general,district,2.25,standard,,true,2026-10-10,,a county,2026-01-01\n"))
	if err != nil {
		t.Fatal(err)
	}
	if g.chance(30) {
		return book.WithEstimates()
	}
	return book
}

// otherRegimes are the embedded ones with some questions answered.
func (g generator) otherRegimes(t *testing.T) *duty.Regimes {
	t.Helper()
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range regimes.Questions() {
		if g.chance(50) {
			if regimes, err = regimes.Choose(q.Name, pick(g, q.Readings...).Name); err != nil {
				t.Fatal(err)
			}
		}
	}
	return regimes
}

// otherRates have another pivot, two sides, and a currency through another.
func (g generator) otherRates(t *testing.T) *currency.Rates {
	t.Helper()
	at := time.Date(2026, 9, 1, 12, 30, 0, 0, time.FixedZone("", 7200))
	var rates []currency.Rate
	for code, value := range map[currency.Code]string{
		currency.EUR: "0.87", currency.GBP: "0.75", currency.CHF: "0.8", currency.NOK: "10.13", currency.JPY: "151.7", currency.AUD: "1.53",
		currency.CAD: "1.4", currency.NZD: "1.75", currency.SGD: "1.301", currency.KRW: "1420", currency.SEK: "9.51", currency.PLN: "3.7",
	} {
		mid := decimal.RequireFromString(value)
		if g.chance(50) {
			both, err := currency.NewTwoWay(currency.USD, code, mid, mid.Mul(decimal.RequireFromString("1.013")), at, "bank")
			if err != nil {
				t.Fatal(err)
			}
			rates = append(rates, both.Rates()...)
			continue
		}
		rate, err := currency.NewRate(currency.USD, code, mid, at, pick(g, "", "bank"))
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, rate)
	}
	all, err := currency.NewRates(currency.USD, at, "a bank", rates)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (g generator) otherMarket(t *testing.T, m *pricing.Market) {
	t.Helper()
	m.Language, m.Lifetime = "de-CH", pick(g, 0, 90*time.Minute)
	if g.chance(25) { // so that thresholds are in another currency
		m.Currency = pick(g, currency.SEK, currency.PLN)
		m.TypicalOrder, m.AdjustFixed, m.Charm = currency.Amount{}, currency.Amount{}, nil
	}
	if g.chance(20) {
		m.AdjustFixed = currency.FromMinor(g.Int64N(300)-100, m.Currency)
	}
	if g.chance(20) {
		m.TypicalOrder = g.amount(m.Currency, 10, 1000)
	}
	if g.chance(25) && m.Rounding == (currency.Rounding{}) && m.Currency.Digits() > 0 {
		margin := decimal.New(g.Int64N(300), -1)
		m.Charm = &pricing.Charm{MinMargin: &margin, Bands: []pricing.CharmBand{
			{Upto: currency.FromMinor(10000, m.Currency), Endings: []decimal.Decimal{decimal.New(49, -2), decimal.New(99, -2)}}, {Endings: []decimal.Decimal{decimal.New(9, 0)}},
		}}
	}
	if g.chance(25) {
		m.Clearance = []pricing.Fee{{Name: "disbursement", Rate: rateOf(t, "2% MIN 15 SEK / consignment"), Base: duty.OnDuty | duty.OnTax, Source: "a list"}}
	}
	if g.chance(25) {
		fees := pick(g, pricing.AtCheckout, pricing.OnDelivery, pricing.Absorbed)
		m.Fees = &fees
	}
}

// otherPrices are fixed prices for some of the goods, those of other days and
// products among them.
func (g generator) otherPrices(t *testing.T, m *pricing.Market, lines []pricing.Line) *pricing.PriceBook {
	t.Helper()
	if g.chance(50) {
		return nil
	}
	turn := time.Date(2026, 10, 15, 0, 0, 0, 0, time.FixedZone("", 3600))
	var entries []pricing.BookEntry
	seen := map[string]bool{}
	for i := range lines {
		sku := lines[i].Product.SKU
		if seen[sku] || g.chance(40) {
			continue
		}
		seen[sku] = true
		price := pricing.BookEntry{SKU: sku, Market: pick(g, "", m.ID), Price: g.amount(m.Currency, 1, 500), Final: g.chance(30), Includes: pricing.Includes(g.IntN(4)), Until: turn}
		after := price
		after.Price, after.From, after.Until = g.amount(m.Currency, 1, 500), turn, time.Time{}
		other := price
		other.SKU += " OTHER"
		entries = append(entries, price, after, other)
	}
	book, err := pricing.NewPriceBook(entries)
	if err != nil {
		t.Fatal(err)
	}
	return book
}
