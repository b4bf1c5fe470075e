package tax

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

func dollars(s string) currency.Amount { return currency.MustAmount(s, currency.USD) }

func percentOf(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func TestRateAt(t *testing.T) {
	at := func(percent string, rule ThresholdRule, amount, below string) Rate {
		return Rate{Name: "tax", Percent: percentOf(percent), Threshold: Threshold{Rule: rule, Amount: dollars(amount), Below: percentOf(below)}}
	}
	ny, ma, mb, in := at("4", Whole, "110", "0"), at("6.25", Excess, "175", "0"), at("7", WholeAbove, "150", "0"), at("18", WholeAbove, "2500", "5")
	for _, c := range []struct {
		rate      Rate
		price     string
		inclusive bool
		want      string // the rate that holds
		taxed     string
		reason    string
	}{
		{ny, "109.99", false, "tax 0 % exempt", "0", "New York: an item under 110 is exempt"},
		{ny, "110", false, "tax 4 %", "110", "New York: at 110 the whole price is taxed"},
		{ny, "-110", false, "tax 4 %", "-110", "a return is what the sale was"},
		{ny, "109.99", true, "tax 0 % exempt", "0", "no tax is in it"},
		{ny, "112", true, "tax 4 %", "112", "a gross that no net price reaches is on the high side"},
		{ma, "175", false, "tax 6.25 %", "0", "Massachusetts: 175 is all below the line"},
		{ma, "174.99", false, "tax 0 % exempt", "0", "Massachusetts: below"},
		{ma, "200", false, "tax 6.25 %", "25", "Massachusetts: only what exceeds 175"},
		{ma, "-200", false, "tax 6.25 %", "-25", "a return is what the sale was"},
		{ma, "201.5625", true, "tax 6.25 %", "26.5625", "25 and its tax of 1.5625"},
		{mb, "150", false, "tax 0 % exempt", "0", "Manitoba: up to 150, with 150"},
		{mb, "150.01", false, "tax 7 %", "150.01", "Manitoba: above it the whole item"},
		{in, "2500", false, "tax 5 %", "2500", "India: the low rate up to 2500"},
		{in, "2500.01", false, "tax 18 %", "2500.01", "India: the high one above"},
		{in, "2625", true, "tax 5 %", "2625", "2500 and 5 % of it"},
		{in, "2625.01", true, "tax 18 %", "2625.01", "just above that"},
		{Rate{Name: "tax", Percent: percentOf("19")}, "1", true, "tax 19 %", "1", "no threshold"},
	} {
		rate, taxed, err := c.rate.At(dollars(c.price), c.inclusive)
		if err != nil || rate.String() != c.want || !taxed.Equal(dollars(c.taxed)) || !rate.Threshold.IsZero() {
			t.Errorf("%v at %s (%v): got %v on %v (%v), want %s on %s: %s", c.rate, c.price, c.inclusive, rate, taxed, err, c.want, c.taxed, c.reason)
		}
	}
}

func TestRateAtErrors(t *testing.T) {
	r := Rate{Name: "tax", Percent: percentOf("4"), Threshold: Threshold{Rule: Whole, Amount: dollars("110")}}
	var mismatch *currency.MismatchError
	if _, _, err := r.At(currency.MustAmount("100", currency.EUR), false); !errors.As(err, &mismatch) {
		t.Errorf("got %v, want a mismatch of currencies", err)
	}
	for _, bad := range []Threshold{
		{Rule: 9, Amount: dollars("1")}, {Rule: Whole}, {Rule: Whole, Amount: dollars("-1")}, {Rule: Excess, Amount: dollars("1"), Below: percentOf("2")},
		{Rule: WholeAbove, Amount: dollars("1"), Below: decimal.New(1, 1_000_000_000)},
	} {
		r.Threshold = bad
		if _, _, err := r.At(dollars("100"), true); !errors.Is(err, ErrSyntax) {
			t.Errorf("%+v: got %v", bad, err)
		}
	}
	line := Line{Price: dollars("50"), Quantity: decimal.New(1, 0), Rates: []Rate{{Name: "tax", Percent: percentOf("4"), Threshold: Threshold{Rule: Whole, Amount: dollars("110")}}}}
	if r, err := Calculate([]Line{line}, Policy{}); err == nil && !r.Tax.IsZero() || err != nil && !errors.Is(err, errThreshold) {
		t.Errorf("got %v (%v): an exempt shirt was taxed", r.Tax, err)
	}
}

// TestRateAtExact compares the taxed part with rational arithmetic: the tax on
// the part of a gross is the tax on the excess of its net.
func TestRateAtExact(t *testing.T) {
	const seed = 20261121
	rnd := rand.New(rand.NewPCG(seed, 1))
	for range 20_000 {
		limit := currency.FromMinor(1+rnd.Int64N(50_000), currency.USD)
		net := currency.FromMinor(rnd.Int64N(100_000), currency.USD)
		percent := decimal.New(1+rnd.Int64N(30_000), -3)
		r := Rate{Name: "tax", Percent: percent, Threshold: Threshold{Rule: Excess, Amount: limit}}
		_, excess, err := r.At(net, false)
		if err != nil {
			t.Fatal(err)
		}
		tax := new(big.Rat).Mul(excess.Decimal().Rat(), percent.Shift(-2).Rat())
		taxed, err := excess.Mul(percent.Shift(-2))
		if err != nil {
			t.Fatal(err)
		}
		gross, err := net.Add(taxed)
		if err != nil {
			t.Fatal(err)
		}
		_, part, err := r.At(gross, true)
		if err != nil {
			t.Fatal(err)
		}
		// part × r/(1+r)
		inside := new(big.Rat).Mul(part.Decimal().Rat(), percent.Rat())
		inside.Quo(inside, new(big.Rat).Add(percent.Rat(), big.NewRat(100, 1)))
		if inside.Cmp(tax) != 0 {
			t.Fatalf("seed %d: net %v, %v %% above %v: tax %v, but %v in the gross %v", seed, net, percent, limit, tax, inside, gross)
		}
	}
}

func TestThresholdIn(t *testing.T) {
	rate, err := currency.NewRate(currency.USD, currency.EUR, decimal.New(9, -1), day("2026-11-20").Time(), "made up")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Threshold{Rule: Excess, Amount: dollars("175")}.In(rate, currency.Rounding{})
	if err != nil || !got.Amount.Equal(currency.MustAmount("157.50", currency.EUR)) || got.Rule != Excess {
		t.Errorf("got %+v (%v)", got, err)
	}
	if _, err := (Threshold{Rule: Whole, Amount: currency.MustAmount("1", currency.GBP)}).In(rate, currency.Rounding{}); err == nil {
		t.Error("a threshold in another currency was converted")
	}
	if got, err := (Threshold{}).In(rate, currency.Rounding{}); err != nil || !got.IsZero() {
		t.Errorf("no threshold: %+v (%v)", got, err)
	}
}

func TestThresholdJSON(t *testing.T) {
	r := Rate{Name: "GST", Percent: percentOf("18"), Variant: "v", Estimate: true, Confidence: SecondaryTwo, Checked: day("2026-11-21"),
		Threshold: Threshold{Rule: WholeAbove, Amount: currency.MustAmount("2500", currency.INR), Below: percentOf("5")}}
	data, err := r.MarshalJSON()
	if err != nil || !strings.Contains(string(data), `"threshold":{"rule":"whole_above","amount":{"amount":"2500.00","currency":"INR"},"below":"5"}`) {
		t.Fatalf("%s (%v)", data, err)
	}
	var back Rate
	if err := back.UnmarshalJSON(data); err != nil || !sameRule(&r, &back) || back.Confidence != SecondaryTwo || back.Checked != r.Checked || back.Variant != "v" || !back.Estimate {
		t.Errorf("%+v (%v)", back, err)
	}
	for _, bad := range []string{
		`{"percent":"1","threshold":{"rule":"half","amount":{"amount":"1.00","currency":"USD"}}}`,
		`{"percent":"1","threshold":{"rule":"whole"}}`,
		`{"percent":"1","threshold":{"rule":"whole","amount":{"amount":"1.00","currency":"USD"},"below":"x"}}`,
		`{"percent":"1","confidence":"sure"}`,
	} {
		if err := back.UnmarshalJSON([]byte(bad)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}
