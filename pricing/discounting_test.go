package pricing

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// discounted is a basket of n lines in the state in which discounts come off.
func discounted(n int) *basket {
	o := &basket{cart: &Cart{}, consignment: &consignment{m: &Market{Currency: currency.EUR}, shipping: currency.FromMinor(500, currency.EUR)}}
	for i := range n {
		o.goods = append(o.goods, goods{id: string(rune('a' + i)), quantity: 3, shown: currency.FromMinor(int64(1000+137*i), currency.EUR)})
	}
	return o
}

// A discount takes no memory but for what the quote tells of it, and for lines
// that it names.
func TestDiscountMemory(t *testing.T) {
	ten := Discount{Percent: decimal.NewFromInt(10)}
	five := Discount{Amount: currency.FromMinor(500, currency.EUR), On: OnOrder, Units: 2}
	for _, tt := range []struct {
		name      string
		discounts []Discount
		want      float64
	}{
		{"none", nil, 0},
		{"a percentage", []Discount{ten}, 1},
		{"several", []Discount{ten, five, ten, five}, 1},
	} {
		o := discounted(10)
		o.cart.Discounts = tt.discounts
		shipping := o.shipping
		var err error
		got := testing.AllocsPerRun(100, func() {
			o.shipping = shipping
			_, _, err = o.discount()
		})
		if err != nil || got > tt.want {
			t.Errorf("%s: %v allocations, want %v (%v)", tt.name, got, tt.want, err)
		}
	}
}

func BenchmarkDiscount(b *testing.B) {
	o := discounted(10)
	o.cart.Discounts = []Discount{{Percent: decimal.NewFromInt(10)}}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := o.discount(); err != nil {
			b.Fatal(err)
		}
	}
}
