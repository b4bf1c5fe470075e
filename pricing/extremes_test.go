package pricing_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// extremes are values of each type that no shop means.
var extremes = map[reflect.Type][]any{
	reflect.TypeFor[decimal.Decimal](): {
		decimal.New(1, math.MaxInt32), decimal.New(1, math.MinInt32), decimal.New(-1, math.MaxInt32), decimal.New(-1, math.MinInt32),
		decimal.New(0, math.MaxInt32), decimal.New(0, math.MinInt32), decimal.New(math.MinInt64, 0),
		decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(1000), nil), 0),
		decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(1000), nil), -999),
	},
	reflect.TypeFor[currency.Amount](): {
		currency.FromMinor(math.MaxInt64, currency.EUR), currency.FromMinor(math.MinInt64, currency.USD), currency.FromMinor(math.MaxInt64, currency.JPY),
		currency.MustAmount("99999999999999999999999999999999.99", currency.EUR), currency.MustAmount("0.0000000000000000000000000000000001", currency.USD),
		currency.MustAmount("-0.0001", currency.EUR), currency.FromMinor(1, currency.XXX), currency.MustAmount("1.2345", currency.CLF),
	},
	reflect.TypeFor[time.Time](): {
		time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Unix(math.MaxInt64, 0), time.Unix(math.MinInt64, 0), time.Date(2026, 11, 22, 0, 0, 0, 0, time.FixedZone("", 86399)), time.Date(2026, 11, 22, 0, 0, 0, 0, time.FixedZone("", -1<<31)),
	},
	reflect.TypeFor[time.Duration](): {time.Duration(math.MaxInt64), time.Duration(math.MinInt64), time.Duration(-1)},
}

func extremesOf(v reflect.Value) []any {
	if values, ok := extremes[v.Type()]; ok {
		return values
	}
	var values []any
	switch v.Kind() {
	case reflect.String:
		values = []any{"\x00", "\xff\xfe", "\ufeff", "a\r\nb", strings.Repeat("x", 1<<20), "NaN", "%s%d"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		values = []any{int64(math.MaxInt64), int64(math.MinInt64), int64(-1)}
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		values = []any{uint64(math.MaxUint64), uint64(200)}
	}
	for i := range values {
		values[i] = reflect.ValueOf(values[i]).Convert(v.Type()).Interface()
	}
	return values
}

// eachExtreme puts each extreme in the place of each value that can be reached, one
// at a time, and calls try with its path.
func eachExtreme(path string, v reflect.Value, try func(path string)) {
	if values := extremesOf(v); values != nil {
		before := reflect.New(v.Type()).Elem()
		before.Set(v)
		for i, x := range values {
			v.Set(reflect.ValueOf(x))
			try(fmt.Sprintf("%s, extreme %d", path, i))
		}
		v.Set(before)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachExtreme(path, v.Elem(), try)
		}
	case reflect.Slice:
		for i := range min(v.Len(), 2) {
			eachExtreme(fmt.Sprintf("%s[%d]", path, i), v.Index(i), try)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				eachExtreme(path+"."+f.Name, v.Field(i), try)
			}
		}
	}
}

// TestExtremes puts figures, texts and times that no shop means in each field of a
// cart and of the markets: there is no panic, each answer adds up and can be sealed
// and opened, and each refusal is a *CartError, or one of New, with a short message.
// None takes long: numbers with giant exponents are not written out.
func TestExtremes(t *testing.T) {
	config := readConfig(t)
	var cart pricing.Cart
	if err := cart.UnmarshalJSON(readShop(t, "cart.json")); err != nil {
		t.Fatal(err)
	}
	cart.Vouchers = append(cart.Vouchers, pricing.Voucher{Code: "A", Amount: currency.FromMinor(100, currency.EUR)})
	cart.Discounts = append(cart.Discounts, pricing.Discount{Percent: decimal.New(5, 0)}, pricing.Discount{Units: 1, Amount: currency.FromMinor(10, currency.USD)})
	cart.Marketplace = &tax.Marketplace{Country: "US", Registrations: []tax.Registration{{Country: "DE", Scheme: "vat", Number: "x"}}}
	cart.Buyer.Exemption = tax.Exemption{Country: "US", Region: "CA", Certificate: "x", Reason: "resale"}
	tried, answered := 0, 0
	quote := func(path string, e *pricing.Engine) {
		tried++
		q, err := e.Quote(cart)
		if err != nil {
			var ce *pricing.CartError
			if !errors.As(err, &ce) || len(err.Error()) > maxMessage {
				t.Errorf("%s: %T %.1000v", path, err, err)
			}
			return
		}
		answered++
		if err := firstBroken(append(lineSums(q), totalSums(q)...)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		sealed, err := pricing.Seal(&q, autumn)
		if err != nil {
			t.Errorf("%s: it cannot be sealed: %v", path, err)
			return
		}
		if _, err := pricing.Open(sealed, q.At, autumn); err != nil && !errors.Is(err, pricing.ErrExpired) {
			t.Errorf("%s: it cannot be opened: %v", path, err)
		}
		text, err := q.AppendJSON(nil)
		var back pricing.Quote
		if err != nil || back.UnmarshalJSON(text) != nil {
			t.Errorf("%s: it cannot be written and read: %v, %v", path, err, back.UnmarshalJSON(text))
		}
	}
	e, err := pricing.New(config)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	eachExtreme("cart", reflect.ValueOf(&cart).Elem(), func(path string) { quote(path, e) })
	for i := range config.Markets {
		if i > 1 {
			break
		}
		cart.Market = config.Markets[i].ID
		eachExtreme(config.Markets[i].ID, reflect.ValueOf(&config.Markets[i]).Elem(), func(path string) {
			e, err := pricing.New(config)
			if err != nil {
				for fault := range strings.Lines(err.Error()) {
					if len(fault) > maxMessage {
						t.Errorf("%s: a message of %d bytes: %.200s", path, len(fault), fault)
					}
				}
				return
			}
			quote(path, e)
		})
	}
	if t.Logf("%d tried, %d answered, %v", tried, answered, time.Since(start)); answered == 0 || answered == tried {
		t.Errorf("%d of %d were answered", answered, tried)
	}
}
