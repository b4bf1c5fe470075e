package pricing_test

import (
	"encoding/json"
	"math/bits"
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
	if c.Book, err = tax.Load(open("w10-tax.csv")); err != nil {
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

// plainW10 is W10 in cents, percents in thousandths, the exchange rate with
// its margin in millionths.
type plainW10 struct {
	rate, discount, shipping int64
	price, quantity          [10]int64
	duty, vat                [10]int64
	group                    [10]int
	groupVAT                 [2]int64
}

func (w *w10) plain() *plainW10 {
	p := &plainW10{
		rate:     w.Input.Rate.Mul(w.Input.Margin.Add(decimal.New(100, 0))).Shift(4).IntPart(),
		discount: w.Input.Discount.Shift(3).IntPart(),
		shipping: cents(w.Input.Shipping),
		groupVAT: [2]int64{19_000, 7_000},
	}
	for i, l := range w.Input.Lines {
		p.price[i], p.quantity[i] = cents(l.Price), l.Quantity
		p.duty[i], p.vat[i] = l.Duty.Shift(3).IntPart(), l.VAT.Shift(3).IntPart()
		if p.vat[i] == p.groupVAT[1] {
			p.group[i] = 1
		}
	}
	return p
}

// quote computes all figures.
func (p *plainW10) quote() (f w10Figures) {
	for i := range f.Unit {
		f.Unit[i] = plainHalfUp(p.price[i], p.rate, 1_000_000)
		f.Gross[i] = f.Unit[i] * p.quantity[i]
		f.Subtotal += f.Gross[i]
	}
	f.DiscountTotal = plainHalfUp(f.Subtotal, p.discount, 100_000)
	plainAllocate(f.Discount[:], f.DiscountTotal, f.Gross[:], f.Subtotal)
	for i := range f.Net {
		f.Net[i] = f.Gross[i] - f.Discount[i]
		f.NetTotal += f.Net[i]
	}
	f.Shipping = p.shipping
	plainAllocate(f.Freight[:], f.Shipping, f.Net[:], f.NetTotal)
	for i := range f.Duty {
		f.CIF[i] = f.Net[i] + f.Freight[i]
		f.Duty[i] = plainHalfUp(f.CIF[i], p.duty[i], 100_000)
		f.VAT[i] = plainHalfUp(f.Net[i]+f.Duty[i], p.vat[i], 100_000)
		g := p.group[i]
		f.RateNet[g] += f.Net[i]
		f.RateDuty[g] += f.Duty[i]
		f.RateVAT[g] += f.VAT[i]
		f.DutyTotal += f.Duty[i]
	}
	plainAllocate(f.RateShip[:], f.Shipping, f.RateNet[:], f.NetTotal)
	for g := range f.RateVAT {
		f.RateVAT[g] += plainHalfUp(f.RateShip[g], p.groupVAT[g], 100_000)
		f.VATTotal += f.RateVAT[g]
	}
	f.Total = f.NetTotal + f.Shipping + f.DutyTotal + f.VATTotal
	return f
}

// plainHalfUp is a·num/den of what is not negative, half up.
func plainHalfUp(a, num, den int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(num))
	q, r := bits.Div64(hi, lo, uint64(den))
	if r >= uint64(den)-r {
		q++
	}
	return int64(q)
}

// plainAllocate shares whole by weights, largest remainder, ties to the
// earlier part.
func plainAllocate(parts []int64, whole int64, weights []int64, sum int64) {
	var rest [10]uint64
	left := whole
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(whole), uint64(w))
		q, r := bits.Div64(hi, lo, uint64(sum))
		parts[i], rest[i] = int64(q), r
		left -= int64(q)
	}
	for ; left > 0; left-- {
		best := 0
		for i := range parts {
			if rest[i] > rest[best] {
				best = i
			}
		}
		parts[best]++
		rest[best] = 0
	}
}

var percent = decimal.New(1, -2)

// shopspring computes all figures with decimals.
func (w *w10) shopspring() (f w10Text) {
	rate := w.Input.Rate.Mul(decimal.New(1, 0).Add(w.Input.Margin.Mul(percent)))
	for i, l := range w.Input.Lines {
		f.Unit[i] = l.Price.Mul(rate).Round(2)
		f.Gross[i] = f.Unit[i].Mul(decimal.NewFromInt(l.Quantity))
		f.Subtotal = f.Subtotal.Add(f.Gross[i])
	}
	f.DiscountTotal = f.Subtotal.Mul(w.Input.Discount).Mul(percent).Round(2)
	shopspringAllocate(f.Discount[:], f.DiscountTotal, f.Gross[:], f.Subtotal)
	for i := range f.Net {
		f.Net[i] = f.Gross[i].Sub(f.Discount[i])
		f.NetTotal = f.NetTotal.Add(f.Net[i])
	}
	f.Shipping = w.Input.Shipping
	shopspringAllocate(f.Freight[:], f.Shipping, f.Net[:], f.NetTotal)
	vat := [2]decimal.Decimal{decimal.New(19, 0), decimal.New(7, 0)}
	for i, l := range w.Input.Lines {
		f.CIF[i] = f.Net[i].Add(f.Freight[i])
		f.Duty[i] = f.CIF[i].Mul(l.Duty).Mul(percent).Round(2)
		f.VAT[i] = f.Net[i].Add(f.Duty[i]).Mul(l.VAT).Mul(percent).Round(2)
		g := 0
		if l.VAT.Equal(vat[1]) {
			g = 1
		}
		f.RateNet[g] = f.RateNet[g].Add(f.Net[i])
		f.RateDuty[g] = f.RateDuty[g].Add(f.Duty[i])
		f.RateVAT[g] = f.RateVAT[g].Add(f.VAT[i])
		f.DutyTotal = f.DutyTotal.Add(f.Duty[i])
	}
	shopspringAllocate(f.RateShip[:], f.Shipping, f.RateNet[:], f.NetTotal)
	for g := range f.RateVAT {
		f.RateVAT[g] = f.RateVAT[g].Add(f.RateShip[g].Mul(vat[g]).Mul(percent).Round(2))
		f.VATTotal = f.VATTotal.Add(f.RateVAT[g])
	}
	f.Total = f.NetTotal.Add(f.Shipping).Add(f.DutyTotal).Add(f.VATTotal)
	return f
}

func shopspringAllocate(parts []decimal.Decimal, whole decimal.Decimal, weights []decimal.Decimal, sum decimal.Decimal) {
	rest := make([]decimal.Decimal, len(parts))
	left := whole
	for i, w := range weights {
		parts[i], rest[i] = whole.Mul(w).QuoRem(sum, 2)
		left = left.Sub(parts[i])
	}
	for ; left.Sign() > 0; left = left.Sub(percent) {
		best := 0
		for i := range parts {
			if rest[i].Cmp(rest[best]) > 0 {
				best = i
			}
		}
		parts[best] = parts[best].Add(percent)
		rest[best] = decimal.Decimal{}
	}
}

// Results go to package variables, so that no work is optimised away.
var (
	sinkQuote   pricing.Quote
	sinkPrice   pricing.Price
	sinkFigures w10Figures
	sinkText    w10Text
	sinkCents   int64
	sinkDecimal decimal.Decimal
)

func BenchmarkW10(b *testing.B) {
	w := readW10(b)
	e, cart, plain := w10Engine(b, w, pricing.AtCheckout), w10Cart(b, w), w.plain()
	q, err := e.Quote(cart)
	if err != nil {
		b.Fatal(err)
	}
	decimals := w.shopspring()
	if f := plain.quote(); f != w10OfQuote(b, q) || f != decimals.cents() {
		b.Fatalf("the figures differ:\nlanded     %+v\nplain      %+v\nshopspring %+v", w10OfQuote(b, q), f, decimals.cents())
	}
	b.Run("landed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkQuote, _ = e.Quote(cart)
		}
	})
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkFigures = plain.quote()
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkText = w.shopspring()
		}
	})
}

// BenchmarkPrice shows one T-shirt of 249.00 USD in Germany, duty of 12 % and
// VAT of 19 % inside the price.
func BenchmarkPrice(b *testing.B) {
	w := readW10(b)
	e := w10Engine(b, w, pricing.InPrice)
	tee := w10Products[1]
	tee.Price = currency.FromMinor(24900, currency.USD)
	offer := pricing.Offer{At: w10Day, ShipTo: locale.Place{Country: "DE", PostalCode: "10115"}}
	p, err := e.Price(tee, offer)
	if err != nil {
		b.Fatal(err)
	}
	rate := w.plain().rate
	plain := func() int64 {
		net := plainHalfUp(24900, rate, 1_000_000)
		duty := plainHalfUp(net, 12, 100)
		return net + duty + plainHalfUp(net+duty, 19, 100)
	}
	list, dutyPercent, vatPercent := decimal.New(24900, -2), decimal.New(12, 0), decimal.New(19, 0)
	shopspring := func() decimal.Decimal {
		net := list.Mul(w.Input.Rate.Mul(decimal.New(1, 0).Add(w.Input.Margin.Mul(percent)))).Round(2)
		duty := net.Mul(dutyPercent).Mul(percent).Round(2)
		return net.Add(duty).Add(net.Add(duty).Mul(vatPercent).Mul(percent).Round(2))
	}
	if got, err := p.Shown.Minor(); err != nil || got != plain() || got != cents(shopspring()) {
		b.Fatalf("landed %v, plain %d, shopspring %v", p.Shown, plain(), shopspring())
	}
	b.Run("landed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkPrice, _ = e.Price(tee, offer)
		}
	})
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkCents = plain()
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkDecimal = shopspring()
		}
	})
}
