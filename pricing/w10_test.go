package pricing_test

import (
	"encoding/json"
	"os"
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

// W10 is a cart of ten lines from USD to EUR with an order discount, freight,
// duty and VAT. Each benchmark computes it three times: with this package,
// plainly (int64 minor units with 128-bit intermediates, the limit of what can
// be reached) and with shopspring/decimal alone. All figures are checked to be
// equal before the timer starts. A quote has, beside them, who taxes the sale
// and why, and the source of every rate.

// w10 is the workload as testdata/w10.json has it.
type w10 struct {
	Input struct {
		Rate     decimal.Decimal `json:"rate"`
		Margin   decimal.Decimal `json:"fx_margin_percent"`
		Discount decimal.Decimal `json:"order_discount_percent"`
		Shipping decimal.Decimal `json:"shipping"`
		Lines    []struct {
			Price    decimal.Decimal `json:"unit_price"`
			Quantity int64           `json:"quantity"`
			Duty     decimal.Decimal `json:"duty_percent"`
			VAT      decimal.Decimal `json:"vat_percent"`
		} `json:"lines"`
	} `json:"input"`
	Expected w10Text `json:"expected"`
}

// w10Text are the figures as the file writes them.
type w10Text struct {
	Unit, Gross, Discount, Net, Freight, CIF, Duty, VAT [10]decimal.Decimal

	RateNet       [2]decimal.Decimal `json:"rate_net"`
	RateDuty      [2]decimal.Decimal `json:"rate_duty"`
	RateVAT       [2]decimal.Decimal `json:"rate_vat"`
	RateShip      [2]decimal.Decimal `json:"rate_ship"`
	Shipping      decimal.Decimal    `json:"shipping"`
	Subtotal      decimal.Decimal    `json:"subtotal"`
	DiscountTotal decimal.Decimal    `json:"discount_total"`
	NetTotal      decimal.Decimal    `json:"net_total"`
	DutyTotal     decimal.Decimal    `json:"duty_total"`
	VATTotal      decimal.Decimal    `json:"vat_total"`
	Total         decimal.Decimal    `json:"total"`
}

// w10Figures are all figures of W10, in cents. Those by rate are of 19 % and
// of 7 %.
type w10Figures struct {
	Unit, Gross, Discount, Net, Freight, CIF, Duty, VAT [10]int64
	RateNet, RateDuty, RateVAT, RateShip                [2]int64
	Shipping, Subtotal, DiscountTotal, NetTotal         int64
	DutyTotal, VATTotal, Total                          int64
}

func (x *w10Text) cents() (f w10Figures) {
	for i := range f.Unit {
		f.Unit[i], f.Gross[i], f.Discount[i], f.Net[i] = cents(x.Unit[i]), cents(x.Gross[i]), cents(x.Discount[i]), cents(x.Net[i])
		f.Freight[i], f.CIF[i], f.Duty[i], f.VAT[i] = cents(x.Freight[i]), cents(x.CIF[i]), cents(x.Duty[i]), cents(x.VAT[i])
	}
	for r := range f.RateNet {
		f.RateNet[r], f.RateDuty[r], f.RateVAT[r], f.RateShip[r] = cents(x.RateNet[r]), cents(x.RateDuty[r]), cents(x.RateVAT[r]), cents(x.RateShip[r])
	}
	f.Shipping, f.Subtotal, f.DiscountTotal, f.NetTotal = cents(x.Shipping), cents(x.Subtotal), cents(x.DiscountTotal), cents(x.NetTotal)
	f.DutyTotal, f.VATTotal, f.Total = cents(x.DutyTotal), cents(x.VATTotal), cents(x.Total)
	return f
}

func cents(d decimal.Decimal) int64 { return d.Shift(2).IntPart() }

func readW10(t testing.TB) w10 {
	t.Helper()
	data, err := os.ReadFile("testdata/w10.json")
	if err != nil {
		t.Fatal(err)
	}
	var w w10
	if err := json.Unmarshal(data, &w); err != nil {
		t.Fatal(err)
	}
	return w
}

var w10Day = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)

// w10Products are the goods that testdata/w10-tariff.csv has the duties of.
var w10Products = [10]pricing.Product{
	{SKU: "LAPTOP", HSCode: "847130", Category: tax.General, Origin: "CN"},
	{SKU: "TEE", HSCode: "610910", Category: tax.General, Origin: "BD"},
	{SKU: "TEA", HSCode: "090240", Category: tax.FoodBasic, Origin: "IN"},
	{SKU: "TRAINER", HSCode: "640411", Category: tax.General, Origin: "VN"},
	{SKU: "BAG", HSCode: "420222", Category: tax.General, Origin: "CN"},
	{SKU: "BOOK", HSCode: "490199", Category: tax.BooksPrinted, Origin: "US"},
	{SKU: "WATCH", HSCode: "910211", Category: tax.General, Origin: "CH"},
	{SKU: "SHIRT", HSCode: "620520", Category: tax.General, Origin: "BD"},
	{SKU: "CREAM", HSCode: "330499", Category: tax.General, Origin: "FR"},
	{SKU: "PAN", HSCode: "732393", Category: tax.General, Origin: "CN"},
}

// w10Engine sells from the United States to Germany by the tables of W10.
func w10Engine(t testing.TB, w w10, where pricing.Placement) *pricing.Engine {
	t.Helper()
	rate, err := currency.NewRate(currency.USD, currency.EUR, w.Input.Rate, w10Day, "w10.json")
	if err != nil {
		t.Fatal(err)
	}
	c := pricing.Config{
		Seller: pricing.Seller{Country: "US"},
		Markets: []pricing.Market{{
			ID: "DE", Countries: []locale.Country{"DE"}, Currency: currency.EUR,
			Duty: where, Tax: where, FXMargin: w.Input.Margin,
		}},
	}
	if c.Rates, err = currency.NewRates(currency.USD, w10Day, "w10.json", []currency.Rate{rate}); err != nil {
		t.Fatal(err)
	}
	open := func(name string) *os.File {
		f, err := os.Open("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	if c.Book, err = tax.LoadBook(open("w10-tax.csv")); err != nil {
		t.Fatal(err)
	}
	if c.Tariff, err = duty.LoadTariff(open("w10-tariff.csv")); err != nil {
		t.Fatal(err)
	}
	e, err := pricing.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func w10Cart(t testing.TB, w w10) pricing.Cart {
	t.Helper()
	c := pricing.Cart{
		ID: "W10", At: w10Day, ShipTo: locale.Place{Country: "DE", PostalCode: "10115"},
		Discounts: []pricing.Discount{{Percent: w.Input.Discount}},
		Shipping:  amountOf(t, w.Input.Shipping, currency.EUR),
	}
	for i, l := range w.Input.Lines {
		p := w10Products[i]
		p.Price = amountOf(t, l.Price, currency.USD)
		c.Lines = append(c.Lines, pricing.Line{Product: p, Quantity: l.Quantity})
	}
	return c
}

func amountOf(t testing.TB, d decimal.Decimal, c currency.Code) currency.Amount {
	t.Helper()
	a, err := currency.FromDecimal(d, c)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// w10OfQuote takes the figures of W10 out of a quote.
func w10OfQuote(t testing.TB, q pricing.Quote) (f w10Figures) {
	t.Helper()
	minor := func(a currency.Amount) int64 {
		n, err := a.Minor()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	rate := map[string]int{"19": 0, "7": 1}
	for i, l := range q.Lines {
		f.Unit[i], f.Gross[i], f.Discount[i], f.Net[i] = minor(l.Unit), minor(l.Shown), minor(l.Discount), minor(l.Net)
		f.CIF[i], f.Duty[i], f.VAT[i] = minor(l.CustomsValue), minor(l.Duty), minor(l.Tax)
		f.Freight[i] = f.CIF[i] - f.Net[i]
		f.NetTotal += f.Net[i]
	}
	for _, c := range q.Charges {
		if c.Kind != pricing.TaxCharge {
			continue
		}
		r, ok := rate[c.Percent]
		if !ok {
			t.Fatalf("a tax of %s %%", c.Percent)
		}
		f.RateVAT[r] += minor(c.Amount)
		if c.On == "shipping" {
			f.RateShip[r] += minor(c.Base)
			continue
		}
		l := lineOf(q, c.Line)
		f.RateNet[r] += minor(l.Net)
		f.RateDuty[r] += minor(l.Duty)
	}
	f.Shipping, f.Subtotal, f.DiscountTotal = minor(q.Totals.Shipping), minor(q.Totals.Goods), minor(q.Totals.Discounts)
	f.DutyTotal, f.VATTotal, f.Total = minor(q.Totals.Duty), minor(q.Totals.Tax), minor(q.Totals.DueNow)
	return f
}

func TestW10(t *testing.T) {
	w := readW10(t)
	q, err := w10Engine(t, w, pricing.AtCheckout).Quote(w10Cart(t, w))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w.Expected.cents(), w10OfQuote(t, q)); diff != "" {
		t.Errorf("figures of the quote (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(w.Expected.cents(), w.plain().quote()); diff != "" {
		t.Errorf("plain figures (-want +got):\n%s", diff)
	}
	decimals := w.shopspring()
	if diff := cmp.Diff(w.Expected.cents(), decimals.cents()); diff != "" {
		t.Errorf("figures with shopspring (-want +got):\n%s", diff)
	}
}
