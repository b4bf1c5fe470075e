package pricing_test

import (
	"math/bits"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/pricing"
)

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
	b.Run("landed-same-memory", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = e.QuoteInto(&cart, &sinkQuote)
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
