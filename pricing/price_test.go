package pricing_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// shopIn is an engine with one market, of a seller.
func shopIn(t testing.TB, seller pricing.Seller, m pricing.Market, change ...func(*pricing.Config)) *pricing.Engine {
	t.Helper()
	return engine(t, append([]func(*pricing.Config){func(c *pricing.Config) {
		c.Seller, c.Markets = seller, []pricing.Market{m}
	}}, change...)...)
}

func marketOf(t testing.TB, text string) (m pricing.Market) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// priceIn is the price of a shop's page in Germany.
func priceIn(t testing.TB, e *pricing.Engine, p pricing.Product) pricing.Price {
	t.Helper()
	return priceOf(t, e, p, pricing.Offer{At: noon, ShipTo: destinations[0]})
}

func priceOf(t testing.TB, e *pricing.Engine, p pricing.Product, o pricing.Offer) pricing.Price {
	t.Helper()
	price, err := e.Price(p, o)
	if err != nil {
		t.Fatal(err)
	}
	priceAddsUp(t, price)
	return price
}

// priceAddsUp holds a price to both of its sums.
func priceAddsUp(t testing.TB, p pricing.Price) {
	t.Helper()
	if net := sum(p.Base, p.FXMargin, p.Adjustment, p.Concession); !net.Equal(p.Net) {
		t.Errorf("%s in %s: base, margin, adjustment and concession make %v, not the net of %v", p.SKU, p.Market, net, p.Net)
	}
	if shown := sum(p.Net, p.Duty, p.Tax, p.Rounding, p.Subsidy.Neg()); !shown.Equal(p.Shown) {
		t.Errorf("%s in %s: net, duty, tax, rounding and subsidy make %v, not %v", p.SKU, p.Market, shown, p.Shown)
	}
	if p.Was != nil {
		priceAddsUp(t, *p.Was)
	}
}

// partsOf gives the figures of a price in the order of its sums.
func partsOf(p pricing.Price) string {
	var out []string
	for _, a := range []currency.Amount{p.Base, p.FXMargin, p.Adjustment, p.Concession, p.Net, p.Duty, p.Tax, p.Rounding, p.Subsidy, p.Shown, p.Declared} {
		out = append(out, a.Text())
	}
	return strings.Join(out, " ")
}

var (
	inGermany = pricing.Seller{Country: "DE"}
	inAmerica = pricing.Seller{Country: "US", Registrations: []tax.Registration{{Country: "IE", Scheme: "ioss"}}}
	inFrance  = pricing.Seller{Country: "FR", Registrations: []tax.Registration{{Country: "FR", Scheme: "oss"}}}
	// forBritain is there, too, and registered for its low-value scheme.
	forBritain = pricing.Seller{Country: "US", Registrations: []tax.Registration{{Country: "GB", Scheme: "vat"}}}
)

// listed is a T-shirt at another list price.
func listed(price string, code currency.Code) pricing.Product {
	p := tee
	p.Price = currency.MustAmount(price, code)
	return p
}

// TestPriceTakenApart recomputes prices by hand, step by step.
func TestPriceTakenApart(t *testing.T) {
	const de = `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price"`
	for _, tt := range []struct {
		name, market string
		seller       pricing.Seller
		product      pricing.Product
		// base, margin, adjustment, concession, net, duty, tax, rounding, subsidy, shown, declared
		want, reason string
	}{
		{"plain", de + `}`, inGermany, listed("20.00", currency.EUR),
			"20.00 0.00 0.00 0.00 20.00 0.00 3.80 0.00 0.00 23.80 20.00", "19 % on top"},
		{"exchange", de + `,"fx_margin":"1.5","adjust":"-10","adjust_fixed":{"amount":"0.50","currency":"EUR"}}`, inGermany, listed("23.00", currency.USD),
			"20.00 0.30 -1.53 0.00 18.77 0.00 3.57 0.00 0.00 22.34 18.77",
			"23 / 1.15 = 20.00; × 1.015 = 20.30; × 0.9 + 0.50 = 18.77; 19 % = 3.5663"},
		{"charm", de + `,"charm":{"bands":[{"endings":["0.99"]}]}}`, inGermany, listed("20.00", currency.EUR),
			"20.00 0.00 0.00 0.00 20.00 0.00 3.83 0.16 0.00 23.99 20.16", "23.80 to 23.99, which holds 23.99 × 19/119 = 3.83"},
		{"keep shown", de + `,"rebase":"keep_shown"}`, inGermany, listed("23.80", currency.EUR),
			"23.80 0.00 0.00 -3.80 20.00 0.00 3.80 0.00 0.00 23.80 20.00", "19/119 inside"},
		{"keep shown, charmed", de + `,"rebase":"keep_shown","charm":{"bands":[{"endings":["0.99"]}]}}`, inGermany, listed("23.80", currency.EUR),
			"23.80 0.00 0.00 -3.83 19.97 0.00 3.83 0.19 0.00 23.99 20.16", "19 cents more, 3 of them tax"},
		{"no tax inside", `{"id":"de","countries":["DE"],"currency":"EUR","charm":{"bands":[{"endings":["0.99"]}]}}`, inGermany, listed("20.30", currency.EUR),
			"20.30 0.00 0.00 0.00 20.30 0.00 0.00 -0.31 0.00 19.99 19.99", "prices before tax"},
		{"coarse grid", de + `,"rounding":{"digits":0}}`, inGermany, listed("20.00", currency.EUR),
			"20.00 0.00 0.00 0.00 20.00 0.00 3.83 0.17 0.00 24.00 20.17", "23.80 to 24, which holds 24 × 19/119 = 3.83"},
		{"across a border", `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price","duty":"in_price"}`, inAmerica, listed("23.00", currency.USD),
			"20.00 0.00 0.00 0.00 20.00 3.00 4.37 0.00 0.00 27.37 20.00", "3 EUR by item, 19 % of 23.00"},
		{"typical order", `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price","duty":"in_price","typical_order":{"amount":"200","currency":"EUR"}}`, inAmerica,
			listed("23.00", currency.USD),
			"20.00 0.00 0.00 0.00 20.00 2.40 4.26 0.00 0.00 26.66 20.00", "the duty of an order above 150 EUR: 12 %, and 19 % of 22.40"},
		{"typical order below the unit", `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price","duty":"in_price","typical_order":{"amount":"50","currency":"EUR"}}`, inAmerica,
			listed("230.00", currency.USD),
			"200.00 0.00 0.00 0.00 200.00 24.00 42.56 0.00 0.00 266.56 200.00", "the unit alone is above 150 EUR"},
		{"typical order of one unit", `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price","duty":"in_price","typical_order":{"amount":"20","currency":"EUR"}}`, inAmerica,
			listed("23.00", currency.USD),
			"20.00 0.00 0.00 0.00 20.00 3.00 4.37 0.00 0.00 27.37 20.00", "there is nothing beside it"},
		{"typical order, shown kept", `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price","duty":"in_price","rebase":"keep_shown","typical_order":{"amount":"200","currency":"EUR"}}`, inAmerica,
			listed("26.66", currency.EUR),
			"26.66 0.00 0.00 -6.66 20.00 2.40 4.26 0.00 0.00 26.66 20.00", "26.66 / 1.19 / 1.12"},
		{"typical order between net and price", `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price","duty":"in_price","typical_order":{"amount":"160","currency":"EUR"},"charm":{"bands":[{"step":"10","mode":"up"}]}}`, inAmerica,
			listed("140.00", currency.EUR),
			"140.00 0.00 0.00 0.00 140.00 17.11 30.34 2.55 0.00 190.00 142.55", "186.59 to 190, by the law of an order of 160 EUR: 190.00 − 30.34, and that / 1.12"},
		{"typical order between net and price, shown kept", `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price","duty":"in_price","rebase":"keep_shown","typical_order":{"amount":"160","currency":"EUR"}}`, inAmerica,
			listed("190.00", currency.EUR),
			"190.00 0.00 0.00 -47.45 142.55 17.11 30.34 0.00 0.00 190.00 142.55", "190.00 − 30.34 of tax, and that / 1.12"},
		{"home tax out", `{"id":"de","countries":["DE"],"currency":"EUR"}`, inGermany, homeTaxed("23.80"),
			"20.00 0.00 0.00 0.00 20.00 0.00 0.00 0.00 0.00 20.00 20.00", "23.80 / 1.19"},
		{"home tax and back", de + `}`, inGermany, homeTaxed("2.00"),
			"1.68 0.00 0.00 0.00 1.68 0.00 0.32 0.00 0.00 2.00 1.68", "the same tax: the price stands"},
		{"home tax for another", `{"id":"fr","countries":["DE"],"currency":"EUR","tax":"in_price","rebase":"keep_shown"}`, inGermany, homeTaxed("23.80"),
			"23.80 0.00 0.00 -3.80 20.00 0.00 3.80 0.00 0.00 23.80 20.00", "the tag stays, with the tax in it"},
		{"home tax for another, charmed", de + `,"charm":{"bands":[{"endings":["0.99"]}]}}`, inGermany, homeTaxed("20.30"),
			"17.06 0.00 0.00 0.00 17.06 0.00 3.19 -0.26 0.00 19.99 16.80", "20.30 and not the net goes to 19.99, which holds 19.99 × 19/119 = 3.19"},
		{"home tax and a floor", de + `,"charm":{"floor":{"amount":"30","currency":"EUR"}}}`, inGermany, homeTaxed("23.80"),
			"20.00 0.00 0.00 0.00 20.00 0.00 4.79 5.21 0.00 30.00 25.21", "not below 30, with tax"},
		{"floor of what is shown", de + `,"rebase":"keep_shown","charm":{"floor":{"amount":"30","currency":"EUR"}}}`, inGermany, listed("23.80", currency.EUR),
			"23.80 0.00 0.00 -4.79 19.01 0.00 4.79 6.20 0.00 30.00 25.21", "6.20 more, and 4.79 of tax in it"},
		{"a gift below the floor", de + `,"rebase":"keep_shown","charm":{"floor":{"amount":"30","currency":"EUR"}}}`, inGermany, listed("0.00", currency.EUR),
			"0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00", "what costs nothing has no floor"},
		{"floor", de + `,"charm":{"floor":{"amount":"30","currency":"EUR"}}}`, inGermany, listed("20.00", currency.EUR),
			"20.00 0.00 0.00 0.00 20.00 0.00 4.79 5.21 0.00 30.00 25.21", "not below 30"},
		{"least margin", de + `,"charm":{"bands":[{"endings":["0.99"],"mode":"down"}],"min_margin":"25"}}`, inGermany, costing("20.00", "16.00"),
			"20.00 0.00 0.00 0.00 20.00 0.00 3.83 0.16 0.00 23.99 20.16", "22.99 would leave 19.32, below 16 × 1.25"},
		{"least margin that is kept", de + `,"charm":{"bands":[{"endings":["0.99"],"mode":"down"}],"min_margin":"20"}}`, inGermany, costing("20.00", "16.00"),
			"20.00 0.00 0.00 0.00 20.00 0.00 3.67 -0.68 0.00 22.99 19.32", "19.32 is above 16 × 1.2"},
		{"least margin met to the cent", de + `,"charm":{"bands":[{"endings":["0.99"],"mode":"down"}],"min_margin":"20"}}`, inGermany, costing("20.00", "16.10"),
			"20.00 0.00 0.00 0.00 20.00 0.00 3.67 -0.68 0.00 22.99 19.32", "19.32 is 16.10 × 1.2"},
		{"least margin missed by a cent", de + `,"charm":{"bands":[{"endings":["0.99"],"mode":"down"}],"min_margin":"20"}}`, inGermany, costing("20.00", "16.11"),
			"20.00 0.00 0.00 0.00 20.00 0.00 3.83 0.16 0.00 23.99 20.16", "16.11 × 1.2 is 19.332, above 19.32"},
		{"gift", de + `,"adjust_fixed":{"amount":"3","currency":"EUR"},"charm":{"bands":[{"endings":["0.99"]}],"floor":{"amount":"5","currency":"EUR"}}}`, inGermany, listed("0.00", currency.EUR),
			"0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00", "given away"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := shopIn(t, tt.seller, marketOf(t, tt.market))
			plain := tt.product // without codes of its own, by which few are told apart
			plain.TariffCodes = nil
			for _, p := range []pricing.Product{tt.product, plain} {
				if got := partsOf(priceIn(t, e, p)); got != tt.want {
					t.Errorf("%s\n got %s\nwant %s", tt.reason, got, tt.want)
				}
			}
		})
	}
}

// TestTypicalOrderOfItems: VOEC is for items below 3000 NOK, whatever they come
// to together. A page whose typical order is 9000 NOK assumes more of the same
// item, and none that is dearer.
func TestTypicalOrderOfItems(t *testing.T) {
	e := shopIn(t, seller(), marketOf(t, `{"id":"no","countries":["NO"],"currency":"NOK","duty":"in_price","tax":"in_price",
		"typical_order":{"amount":"9000","currency":"NOK"}}`))
	for _, tt := range []struct{ price, duty, tax, reason string }{
		{"2900.00", "0.00", "725.00", "three of 2900: two more cost less than 6100"},
		{"2999.99", "0.00", "750.00", "25 % of the item, which the seller accounts for"},
		{"3000.00", "321.00", "830.25", "at 3000 the border: 10.7 % of duty, and 25 % of 3321"},
	} {
		p := priceOf(t, e, listed(tt.price, currency.NOK), pricing.Offer{At: noon, ShipTo: destinations[4], ShipFrom: locale.Place{Country: "US"}})
		equal(t, tt.reason+": duty", p.Duty, currency.MustAmount(tt.duty, currency.NOK))
		equal(t, tt.reason+": tax", p.Tax, currency.MustAmount(tt.tax, currency.NOK))
	}
}

func homeTaxed(price string) pricing.Product {
	p := listed(price, currency.EUR)
	p.Includes = pricing.IncludesTax
	return p
}

func costing(price, cost string) pricing.Product {
	p := listed(price, currency.EUR)
	p.Cost = currency.MustAmount(cost, currency.EUR)
	return p
}

// TestPriceInTheGap: a kept price between 162.00 and 181.44 GBP has no net, as
// in the cart; and a charm that moves a price into the gap says what it costs.
func TestPriceInTheGap(t *testing.T) {
	const gb = `{"id":"gb","countries":["GB"],"currency":"GBP","tax":"in_price","duty":"in_price"`
	for _, tt := range []struct{ market, price, want, reason string }{
		{gb + `,"rebase":"keep_shown"}`, "170.00", "170.00 0.00 0.00 -28.33 141.67 17.00 31.73 0.00 20.40 170.00 141.67",
			"170 / 1.2 = 141.67 is above 135: 12 % duty, 20 % of 158.67"},
		{gb + `,"charm":{"bands":[{"step":"10","mode":"up"}]}}`, "134.00", "134.00 0.00 0.00 0.00 134.00 17.00 31.73 7.67 20.40 170.00 141.67",
			"160.80 without duty goes up to 170, which lies in the gap"},
	} {
		price := priceOf(t, shopIn(t, forBritain, marketOf(t, tt.market)), listed(tt.price, currency.GBP), pricing.Offer{At: noon, Market: "gb"})
		if got := partsOf(price); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.reason, got, tt.want)
		}
	}
}

// TestLargestPrice: the largest price is charmed, and kept above its cost.
func TestLargestPrice(t *testing.T) {
	e := shopIn(t, inGermany, marketOf(t, `{"id":"us","countries":["US"],"currency":"USD","charm":{"bands":[{"step":"1"}],"min_margin":"0"}}`))
	p := listed("1.00", currency.USD)
	p.Cost = currency.MustAmount("100000000000000.00", currency.USD)
	price, err := e.Price(p, pricing.Offer{At: noon, Market: "us"})
	if err != nil || price.Shown != p.Cost {
		t.Errorf("got %v, %v", price.Shown, err)
	}
	p.Cost = currency.MustAmount("100000000000000.01", currency.USD)
	if _, err := e.Price(p, pricing.Offer{At: noon, Market: "us"}); !errors.Is(err, pricing.ErrLimit) {
		t.Errorf("a cent more: %v", err)
	}
}

// TestHomeTaxOnTax: 121.00 with a tax of 10 % and another of 10 % on both are 100.00
// without.
func TestHomeTaxOnTax(t *testing.T) {
	book, err := tax.LoadBook(strings.NewReader("country,region,territory,category,name,percent,treatment,compound,from,until,source,source_date,note\n" +
		"DE,,,general,VAT,10,standard,,2020-01-01,,made up,2026-11-01,\nDE,,,general,levy,10,standard,true,2020-01-01,,made up,2026-11-01,\n"))
	if err != nil {
		t.Fatal(err)
	}
	e := shopIn(t, inGermany, marketOf(t, `{"id":"us","countries":["US"],"currency":"EUR"}`), func(c *pricing.Config) { c.Book = book })
	price := priceOf(t, e, homeTaxed("121.00"), pricing.Offer{At: noon, Market: "us"})
	equal(t, "without the tax of the seller's country", price.Shown, currency.MustAmount("100.00", currency.EUR))
}

// TestHomeTaxBeforeTaxOnTop: a market that keeps shown prices keeps home tax in them,
// but not where the destination's tax comes on top: 120.00 with 20 % in France are
// 100.00 with 19.00 to be added in Germany.
func TestHomeTaxBeforeTaxOnTop(t *testing.T) {
	for _, tt := range []struct {
		tax, consumer, paid, business string
	}{
		{"at_checkout", "100.00", "119.00", "100.00"},
		{"on_delivery", "100.00", "119.00", "100.00"},
		{"in_price", "120.00", "120.00", "100.84"},
		{"absorbed", "120.00", "120.00", "120.00"},
	} {
		e := shopIn(t, inFrance, marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","tax":"`+tt.tax+`","on_forbidden":"checkout","rebase":"keep_shown"}`))
		cart := pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "FR"}, ShipTo: destinations[0], Lines: []pricing.Line{{Product: homeTaxed("120.00"), Quantity: 1}}}
		q := mustQuote(t, e, cart)
		equal(t, tt.tax+": shown to a consumer", q.Lines[0].Unit, euros(tt.consumer))
		equal(t, tt.tax+": paid", q.Totals.CustomerPays, euros(tt.paid))
		cart.Buyer = business(t)
		equal(t, tt.tax+": shown to a business", mustQuote(t, e, cart).Lines[0].Unit, euros(tt.business))
	}
}

// twoWay is a bank's bid and ask of one currency in another.
func twoWay(t testing.TB, base, quote currency.Code, bid, ask string) *currency.Rates {
	t.Helper()
	quoted, err := currency.NewTwoWay(base, quote, decimal.RequireFromString(bid), decimal.RequireFromString(ask), noon, "bank")
	if err != nil {
		t.Fatal(err)
	}
	rates, err := currency.NewRates(base, noon, "bank", quoted.Rates())
	if err != nil {
		t.Fatal(err)
	}
	return rates
}

// TestTwoWayRates: the customer pays in dollars, for which the merchant's bank
// gives the fewer euros of its two prices: the ask of the euro.
func TestTwoWayRates(t *testing.T) {
	rates := twoWay(t, currency.EUR, currency.USD, "1.10", "1.20")
	at := func(m, list string, code currency.Code) pricing.Price {
		e := shopIn(t, inGermany, marketOf(t, m), func(c *pricing.Config) { c.Rates = rates })
		return priceOf(t, e, listed(list, code), pricing.Offer{At: noon, Market: "m"})
	}
	dollars := at(`{"id":"m","countries":["US"],"currency":"USD"}`, "100.00", currency.EUR)
	if got, want := partsOf(dollars), "115.00 5.00 0.00 0.00 120.00 0.00 0.00 0.00 0.00 120.00 120.00"; got != want {
		t.Errorf("in dollars\n got %s\nwant %s", got, want)
	}
	euros := at(`{"id":"m","countries":["DE"],"currency":"EUR"}`, "110.00", currency.USD)
	equal(t, "a list in dollars: 110 dollars are bought at 1.10", euros.Shown, currency.MustAmount("100.00", currency.EUR))
}

// TestTwoWayCart: what is left for the merchant is sold to its bank, at the bid of
// the customer's currency, and what the goods cost is converted at that of the
// merchant's: also where the cart says of the tax what the market does.
func TestTwoWayCart(t *testing.T) {
	rates := twoWay(t, currency.USD, currency.EUR, "0.90", "0.92")
	e := shopIn(t, inGermany, marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR"}`), func(c *pricing.Config) { c.Rates = rates })
	cart := only(destinations[0], tee, "100.00", currency.USD)
	cart.ShipFrom, cart.Lines[0].Product.Cost = destinations[0], currency.MustAmount("50.00", currency.USD)
	checkout := pricing.AtCheckout
	for _, at := range []*pricing.Placement{nil, &checkout} {
		cart.Tax = at
		q := mustQuote(t, e, cart)
		equal(t, "92.00 EUR ÷ 0.92", q.Totals.Merchant, currency.MustAmount("100.00", currency.USD))
		equal(t, "50.00 USD × 0.90", q.Lines[0].Cost, currency.MustAmount("45.00", currency.EUR))
	}
}

// TestMarginInKeptPrice: 1000.00 USD at 0.86957 and 2 % more are 886.96 EUR, in which
// 19 % of tax is. The margin is 17.39 of them, and what is left of it 14.61.
func TestMarginInKeptPrice(t *testing.T) {
	checkout, inPrice := pricing.AtCheckout, pricing.InPrice
	for _, tt := range []struct {
		rebase string
		off    int64
		want   string
	}{{"keep_shown", 0, "14.61"}, {"keep_shown", 10, "13.15"}, {"keep_net", 0, "17.39"}, {"keep_net", 10, "15.65"}} {
		e := shopIn(t, inGermany, marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price","rebase":"`+tt.rebase+`","fx_margin":"2"}`))
		cart := only(destinations[0], tee, "1000.00", currency.USD)
		cart.ShipFrom = destinations[0]
		if tt.off > 0 {
			cart.Discounts = []pricing.Discount{{Percent: decimal.NewFromInt(tt.off)}}
		}
		for _, at := range []*pricing.Placement{nil, &inPrice, &checkout} {
			if cart.Tax = at; at == &checkout && tt.rebase == "keep_shown" {
				continue // other prices, without tax
			}
			q := mustQuote(t, e, cart)
			m, err := q.Merchant()
			if err != nil {
				t.Fatal(err)
			}
			equal(t, tt.rebase, m.FXMargin, euros(tt.want))
		}
	}
}

// TestPageAndCartAgree: a cart of one unit at the displayed price declares and
// levies what the page says, by any rebase and charm.
func TestPageAndCartAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(*seedFlag, 5))
	t.Logf("seed %d", *seedFlag)
	compared := 0
	tables, err := wholeTables()
	if err != nil {
		t.Fatal(err)
	}
	for _, rebase := range []pricing.Rebasing{pricing.KeepNet, pricing.KeepShown} {
		for _, charm := range []string{`{}`, ends99Any, `{"bands":[{"step":"5"}]}`} {
			c := charmOf(t, charm)
			inside := everywhere(func(m *pricing.Market) {
				m.Duty, m.Tax, m.Rebase, m.Charm = pricing.InPrice, pricing.InPrice, rebase, &c
				if m.Currency.Digits() == 0 {
					m.Charm = nil
				}
			})
			e, whole := engine(t, inside), engine(t, inside, func(c *pricing.Config) { c.Regimes, c.Schemes = tables.Regimes, tables.Schemes })
			for range 60 {
				to := destinations[r.IntN(len(destinations))]
				p := []pricing.Product{tee, shoe, book}[r.IntN(3)]
				p.Price = currency.FromMinor(100+r.Int64N(60_000), currency.USD)
				price, err := e.Price(p, pricing.Offer{At: noon, ShipTo: to})
				if err != nil {
					t.Fatal(err)
				}
				priceAddsUp(t, price)
				q, err := e.Quote(pricing.Cart{At: noon, ShipTo: to, Lines: []pricing.Line{{Product: p, Quantity: 1}}})
				if err != nil {
					t.Fatal(err)
				}
				l := q.Lines[0]
				equal(t, "unit", l.Unit, price.Shown)
				if l.Net != price.Declared { // two nets with their levies come to this price: the page has that of its law
					if order(l.Net, price.Declared) < 0 {
						t.Errorf("%v to %v: %v declared on the page, %v in the cart", p.Price, to, price.Declared, l.Net)
					}
					continue
				}
				compared++
				if declares(q) { // the price holds the fractions that customs drop
					w, err := whole.Quote(q.Cart)
					if err == nil {
						err = keepsFractions(q, w)
					}
					if err != nil {
						t.Fatal(err)
					}
					l = w.Lines[0]
				}
				equal(t, "duty of "+p.Price.String()+" to "+to.String(), l.Duty, price.Duty)
				equal(t, "tax of "+p.Price.String()+" to "+to.String(), l.Tax, price.Tax)
			}
		}
	}
	if compared < 300 {
		t.Errorf("only %d of 360 compared", compared)
	}
}

const ends99Any = `{"bands":[{"endings":["0.99"]}]}`

func order(a, b currency.Amount) int {
	o, _ := a.Cmp(b)
	return o
}

// TestWas: a former price goes the same way, and is shown where it is higher.
func TestWas(t *testing.T) {
	e := shopIn(t, inGermany, marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price","adjust":"10","charm":{"bands":[{"endings":["0.99"]}]}}`))
	p := listed("20.00", currency.EUR)
	p.Was = currency.MustAmount("25.00", currency.EUR)
	price := priceIn(t, e, p)
	equal(t, "26.18 to 25.99", price.Shown, currency.MustAmount("25.99", currency.EUR))
	if price.Was == nil {
		t.Fatal("no former price")
	}
	equal(t, "25 × 1.1 × 1.19 = 32.725 to 32.99", price.Was.Shown, currency.MustAmount("32.99", currency.EUR))
	p.Was = currency.MustAmount("20.10", currency.EUR)
	if price := priceIn(t, e, p); price.Was != nil {
		t.Errorf("both are shown as %v: a former price of %v", price.Shown, price.Was.Shown)
	}
}

// TestLawPriceRoundedOnce: the figures of the steps are each the exact product
// rounded once.
func TestLawPriceRoundedOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(*seedFlag, 6))
	t.Logf("seed %d", *seedFlag)
	rates := rates(t)
	for range 2000 {
		m := marketOf(t, `{"id":"m","countries":["NO"],"currency":"NOK"}`)
		m.FXMargin, m.Adjust = decimal.New(r.Int64N(800)-300, -2), decimal.New(r.Int64N(8000)-4000, -2)
		m.AdjustFixed = currency.FromMinor(r.Int64N(300), currency.NOK)
		p := listed("1", currency.USD)
		p.Price = currency.FromMinor(1+r.Int64N(100_000), currency.USD)
		seller := inAmerica
		if p.Includes = pricing.Includes(r.IntN(2)); p.Includes == pricing.IncludesTax {
			seller = inGermany
		}
		e, err := pricing.New(pricing.Config{Seller: seller, Markets: []pricing.Market{m}, Rates: rates})
		if err != nil {
			t.Fatal(err)
		}
		price, err := e.Price(p, pricing.Offer{At: noon, Market: "m"})
		if err != nil {
			t.Fatal(err)
		}
		priceAddsUp(t, price)
		mid, err := rates.Mid(currency.USD, currency.NOK)
		if err != nil {
			t.Fatal(err)
		}
		num, den := mid.Ratio()
		x := new(big.Rat).Mul(p.Price.Decimal().Rat(), new(big.Rat).Quo(num.Rat(), den.Rat()))
		if p.Includes == pricing.IncludesTax {
			x.Quo(x, big.NewRat(119, 100))
		}
		base := halfUp(x, currency.NOK)
		times := func(percent decimal.Decimal) {
			x.Mul(x, new(big.Rat).Add(big.NewRat(1, 1), new(big.Rat).Quo(percent.Rat(), big.NewRat(100, 1))))
		}
		times(m.FXMargin)
		margin := halfUp(x, currency.NOK)
		times(m.Adjust)
		x.Add(x, m.AdjustFixed.Decimal().Rat())
		equal(t, "base", price.Base, base)
		equal(t, "with margin", sum(price.Base, price.FXMargin), margin)
		equal(t, "net", price.Net, halfUp(x, currency.NOK))
		equal(t, "shown", price.Shown, halfUp(x, currency.NOK))
	}
}

// TestLeastMarginAtTheGap: the price that keeps the margin is found beyond the
// threshold too.
func TestLeastMarginAtTheGap(t *testing.T) {
	e := shopIn(t, forBritain, marketOf(t, `{"id":"gb","countries":["GB"],"currency":"GBP","tax":"in_price","duty":"in_price","charm":{"bands":[{"endings":["0.99"],"mode":"up"}],"min_margin":"0"}}`))
	for cost := int64(12_900); cost < 14_100; cost += 7 {
		p := listed("100.00", currency.GBP)
		p.Cost = currency.FromMinor(cost, currency.GBP)
		price, err := e.Price(p, pricing.Offer{At: noon, Market: "gb"})
		if err != nil {
			t.Fatal(err)
		}
		priceAddsUp(t, price)
		if kept := sum(price.Declared, price.Subsidy.Neg()); order(kept, p.Cost) < 0 {
			t.Errorf("cost %v: %v leaves %v", p.Cost, price.Shown, kept)
		}
	}
}

// TestLeastMarginInTheGap: what a price below 135 GBP of goods leads to ends at
// 162.00, and above it begins at 181.45. Between them the merchant pays the duty.
func TestLeastMarginInTheGap(t *testing.T) {
	const gb = `{"id":"gb","countries":["GB"],"currency":"GBP","tax":"in_price","duty":"in_price","rebase":"keep_shown"`
	for _, tt := range []struct{ market, list, cost, shown, reason string }{
		{gb + `,"charm":{"min_margin":"0"}}`, "170.00", "121.00", "170.00", "170 ÷ 1.2 less 17.00 and the 3.40 of tax on it are 121.27"},
		{gb + `,"charm":{"min_margin":"0"}}`, "170.00", "130.00", "181.95", "8.73 more leave 127.50, 2.50 more 129.28, and 0.72 more are above the gap"},
		{gb + `,"charm":{"min_margin":"0","bands":[{"endings":["0.99"],"mode":"up"}]}}`, "100.00", "135.00", "181.99", "162.00 would do, but 162.99 lies in the gap"},
		{gb + `,"charm":{"min_margin":"0"}}`, "100.00", "135.00", "162.00", "the last price under the relief"},
	} {
		p := costing(tt.list, tt.cost)
		p.Price, p.Cost = currency.MustAmount(tt.list, currency.GBP), currency.MustAmount(tt.cost, currency.GBP)
		price, err := shopIn(t, forBritain, marketOf(t, tt.market)).Price(p, pricing.Offer{At: noon, Market: "gb"})
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
			continue
		}
		priceAddsUp(t, price)
		equal(t, tt.reason, price.Shown, currency.MustAmount(tt.shown, currency.GBP))
	}
}

// A margin is kept of a price that is nearly all duty, too: 10^9 GBP of tobacco
// bear 350 %, and 20 % VAT on both.
func TestLeastMarginUnderDuty(t *testing.T) {
	tobacco := listed("1.00", currency.GBP)
	tobacco.HSCode, tobacco.TariffCodes, tobacco.Cost = "240220", nil, currency.MustAmount("1000000000.00", currency.GBP)
	e := solveEngine(t, func(c *pricing.Config) {
		c.Markets = []pricing.Market{marketOf(t, `{"id":"gb","countries":["GB"],"currency":"GBP","tax":"in_price","duty":"in_price","charm":{"min_margin":"0"}}`)}
	})
	price, err := e.Price(tobacco, pricing.Offer{At: noon, Market: "gb"})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "10^9 × 4.5 × 1.2", price.Shown, currency.MustAmount("5400000000.00", currency.GBP))
}
