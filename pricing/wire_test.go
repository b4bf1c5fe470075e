package pricing_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// wireCart and wireMarket have a value in every field with a number.
func wireCart() pricing.Cart {
	return pricing.Cart{
		ID: "c-1", Market: "DE", At: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), ShipTo: locale.Place{Country: "DE"},
		Lines: []pricing.Line{{ID: "a", Quantity: 2, Product: pricing.Product{
			SKU: "SHOE", Name: "Shoes", Price: currency.MustAmount("80.00", currency.USD), Category: tax.General,
			HSCode: "6403.99", TariffCodes: map[string]string{"EU": "6403.99.96"}, Origin: "PT",
			Includes: pricing.IncludesTax, Was: currency.MustAmount("99.00", currency.USD), Cost: currency.MustAmount("31.50", currency.EUR),
			WeightKG: decimal.New(1250, -3),
			Measures: []duty.Quantity{{Unit: duty.Pair, Value: decimal.New(10, -1)}},
		}}},
		Discounts: []pricing.Discount{
			{Name: "WELCOME", Percent: decimal.New(1250, -2)},
			{Percent: decimal.New(1, 1)},
			{Amount: currency.MustAmount("1.00", currency.USD)},
			{On: pricing.OnOrder, Lines: []string{"a"}, Units: 1, Amount: currency.MustAmount("2.00", currency.USD), Basis: tax.WithTax},
		},
		Vouchers: []pricing.Voucher{
			{Code: "G-1", Amount: currency.MustAmount("5.00", currency.USD)},
			{Code: "S-1", Purpose: tax.SinglePurpose, Amount: currency.MustAmount("3.00", currency.USD), Basis: tax.WithoutTax},
		},
		Shipping: currency.MustAmount("12.00", currency.USD),
	}
}

func wireMarket() pricing.Market {
	m := markets()[0]
	m.Language, m.Duty, m.Tax, m.Rebase, m.Absorption = "de", pricing.InPrice, pricing.InPrice, pricing.KeepShown, pricing.CarvedOut
	m.FXMargin, m.Adjust = decimal.New(150, -2), decimal.New(-2, 1)
	m.Rounding, m.Policy = currency.Rounding{Increment: 5}, tax.Policy{Level: tax.PerRate}
	m.OnForbidden, m.Choices = pricing.ToCheckout, []pricing.Placement{pricing.InPrice, pricing.AtCheckout}
	fees := pricing.OnDelivery
	disbursement, err := duty.ParseRate("2% MIN 15 EUR / consignment", currency.EUR)
	if err != nil {
		panic(err)
	}
	m.Fees, m.FeesInCarriage = &fees, true
	m.Clearance = []pricing.Fee{{Name: "disbursement", Rate: disbursement, Base: duty.OnDuty | duty.OnTax, Source: "list"}}
	margin := decimal.New(125, -1)
	m.AdjustFixed, m.TypicalOrder = currency.MustAmount("-0.50", currency.EUR), currency.MustAmount("80", currency.EUR)
	m.Charm = &pricing.Charm{Floor: currency.MustAmount("5", currency.EUR), MinMargin: &margin}
	m.MaxAge, m.Lifetime = 72*time.Hour, time.Hour
	return m
}

const wireCartJSON = `{"id":"c-1","market":"DE","at":"2026-11-21T12:00:00Z","ship_to":{"country":"DE"},` +
	`"lines":[{"id":"a","product":{"sku":"SHOE","name":"Shoes","price":{"amount":"80.00","currency":"USD"},"includes":"tax",` +
	`"was":{"amount":"99.00","currency":"USD"},"cost":{"amount":"31.50","currency":"EUR"},"category":"general",` +
	`"hs_code":"6403.99","tariff_codes":{"EU":"6403.99.96"},"origin":"PT","weight_kg":"1.25","measures":[{"unit":"pair","value":"1"}]},"quantity":2}],` +
	`"discounts":[{"name":"WELCOME","percent":"12.5"},{"percent":"10"},{"amount":{"amount":"1.00","currency":"USD"}},` +
	`{"on":"order","lines":["a"],"units":1,"amount":{"amount":"2.00","currency":"USD"},"basis":"with_tax"}],` +
	`"vouchers":[{"code":"G-1","amount":{"amount":"5.00","currency":"USD"}},` +
	`{"code":"S-1","purpose":"single_purpose","amount":{"amount":"3.00","currency":"USD"},"basis":"without_tax"}],` +
	`"shipping":{"amount":"12.00","currency":"USD"}}`

// TestWireForm demands that carts, markets and quotes are the same bytes
// whatever a host program sets in the decimal package, and that they read back.
func TestWireForm(t *testing.T) {
	e := engine(t)
	quoteJSON := func() []byte {
		cart := wireCart()
		cart.Lines[0].Product.Includes = pricing.IncludesNone // prices in the seller's country are without tax
		q, err := e.Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		return bytesOf(q, nil)
	}
	market, quote := bytesOf(wireMarket(), nil), quoteJSON()
	for _, disturbed := range []bool{false, true} {
		if disturbed {
			t.Cleanup(disturbDecimal())
			decimal.MaxDecodeExponent = 1
		}
		if got := bytesOf(wireCart(), nil); string(got) != wireCartJSON {
			t.Errorf("disturbed %t: a cart is …%s", disturbed, firstDifference(got, []byte(wireCartJSON)))
		}
		if got := bytesOf(wireMarket(), nil); string(got) != string(market) || !strings.Contains(string(got), `"fx_margin":"1.5","adjust":"-20","max_age":"72h0m0s","lifetime":"1h0m0s"}`) {
			t.Errorf("disturbed %t: a market is %s", disturbed, got)
		}
		if got := quoteJSON(); string(got) != string(quote) {
			t.Errorf("disturbed %t: a quote is %s", disturbed, firstDifference(got, quote))
		}
		var cart pricing.Cart
		if err := json.Unmarshal([]byte(wireCartJSON), &cart); err != nil {
			t.Errorf("disturbed %t: %v", disturbed, err)
		}
		if diff := cmp.Diff(wireCart(), cart, cmp.Comparer(currency.Amount.Equal)); diff != "" {
			t.Errorf("disturbed %t: a cart reads back as (-want +got):\n%s", disturbed, diff)
		}
		var q pricing.Quote
		if err := json.Unmarshal(quote, &q); err != nil || string(bytesOf(q, nil)) != string(quote) {
			t.Errorf("disturbed %t: a quote does not read back: %v", disturbed, err)
		}
	}
}

// TestWireFields demands that no field is forgotten where a type writes its
// own JSON.
func TestWireFields(t *testing.T) {
	cart := wireCart()
	discount := cart.Discounts[0]
	discount.Amount, discount.On, discount.Lines, discount.Units, discount.Basis = cart.Shipping, pricing.OnOrder, []string{"a"}, 1, tax.WithTax
	product := cart.Lines[0].Product
	product.Kind, product.Claim, product.Categories = pricing.Service, "EU", map[locale.Country]tax.Category{"ES": "general"}
	for _, v := range []any{wireMarket(), product, discount} {
		var written map[string]json.RawMessage
		if err := json.Unmarshal(bytesOf(v, nil), &written); err != nil {
			t.Fatal(err)
		}
		for i := range reflect.TypeOf(v).NumField() {
			name, _, _ := strings.Cut(reflect.TypeOf(v).Field(i).Tag.Get("json"), ",")
			if _, ok := written[name]; !ok {
				t.Errorf("%T: %s is missing in %s", v, name, bytesOf(v, nil))
			}
			delete(written, name)
		}
		for name := range written {
			t.Errorf("%T: %s is no field", v, name)
		}
	}
}

// TestMarketReadsBack: what a market writes, it reads.
func TestMarketReadsBack(t *testing.T) {
	text, err := json.Marshal(wireMarket())
	if err != nil {
		t.Fatal(err)
	}
	var back pricing.Market
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wireMarket(), back); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestWireRefuses: the fields of prices are read strictly, and what is wrong
// with one is said by its path.
func TestWireRefuses(t *testing.T) {
	for _, tt := range []struct {
		text, field string
		class       error
	}{
		{`{"adjust_fixed":5}`, "adjust_fixed", currency.ErrSyntax},
		{`{"adjust_fixed":{"amount":"1e9","currency":"EUR"}}`, "adjust_fixed", currency.ErrSyntax},
		{`{"adjust_fixed":{"amount":"1","currency":"USX"}}`, "adjust_fixed", currency.ErrUnknownCode},
		{`{"typical_order":"much"}`, "typical_order", currency.ErrSyntax},
		{`{"charm":null}`, "charm", pricing.ErrInvalid},
		{`{"charm":{"ending":"0.99"}}`, "charm.ending", pricing.ErrUnknownField},
		{`{"charm":{"bands":[{"endings":["0.99"],"endings":["0.95"]}]}}`, "charm.bands[0].endings", pricing.ErrInvalid},
		{`{"charm":{"bands":[{"endings":[1e1000000000]}]}}`, "charm.bands[0].endings[0]", pricing.ErrInvalid},
		{`{"charm":{"bands":[{"step":"NaN"}]}}`, "charm.bands[0].step", pricing.ErrInvalid},
		{`{"charm":{"bands":[{"upto":10}]}}`, "charm.bands[0].upto", currency.ErrSyntax},
		{`{"charm":{"bands":[{"mode":"nearest"}]}}`, "charm.bands[0].mode", currency.ErrSyntax},
		{`{"charm":{"min_margin":{}}}`, "charm.min_margin", pricing.ErrInvalid},
		{`{"charm":{"floor":{"amount":"1"}}}`, "charm.floor", currency.ErrSyntax},
	} {
		var m pricing.Market
		refusedAs(t, tt.text, m.UnmarshalJSON([]byte(tt.text)), tt.field, tt.class)
	}
	for _, tt := range []struct {
		text, field string
		class       error
	}{
		{`{"includes":"all"}`, "includes", pricing.ErrInvalid},
		{`{"includes":1}`, "includes", pricing.ErrInvalid},
		{`{"was":"more"}`, "was", currency.ErrSyntax},
		{`{"cost":{"amount":"1","currency":"EUR","tax":"no"}}`, "cost", currency.ErrSyntax},
		{`{"cost":{"amount":"` + strings.Repeat("9", 40) + `","currency":"EUR"}}`, "cost", currency.ErrRange},
	} {
		var p pricing.Product
		refusedAs(t, tt.text, p.UnmarshalJSON([]byte(tt.text)), tt.field, tt.class)
	}
}

func refusedAs(t *testing.T, text string, err error, field string, class error) {
	t.Helper()
	var ce *pricing.CartError
	if !errors.As(err, &ce) || ce.Field != field || !errors.Is(err, class) {
		t.Errorf("%s: %v, want %q refused as %v", text, err, field, class)
	}
}

// TestPriceReadsBack: a price survives JSON, its former price with it.
func TestPriceReadsBack(t *testing.T) {
	p := listed("20.00", currency.EUR)
	p.Was = currency.MustAmount("25.00", currency.EUR)
	price := priceIn(t, shopIn(t, inGermany, marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price"}`)), p)
	text := bytesOf(price, nil)
	var back pricing.Price
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if again := bytesOf(back, nil); string(again) != string(text) || back.Was == nil {
		t.Errorf("a price reads back as …%s", firstDifference(again, text))
	}
}
