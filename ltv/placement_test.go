package ltv

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// TestCompare redoes a comparison by hand, with steady(): 0.5905567009666 discounted
// repeat purchases within three months at 10 % a year, hence 2.952783504833 of 0.5…:
// LTV = first + 0.2952783504833·repeat.
func TestCompare(t *testing.T) {
	pct := decimal.RequireFromString
	got, err := Compare(steady(), percent(10, 3), []Placement{
		{Name: "at checkout", Margin: margins("12", "16")},
		{Name: "in the price", Margin: margins("9", "13"), Conversion: pct("25")},
		{Name: "on delivery", Margin: margins("12", "16"), Conversion: pct("-40")},
		{Name: "absorbed", Margin: margins("-6", "2"), Conversion: pct("60")},
	})
	if err != nil {
		t.Fatal(err)
	}
	even := func(s string) *decimal.Decimal { return new(pct(s)) }
	want := []Comparison{
		{"at checkout", eur("12"), eur("16"), eur("16.72"), pct("0"), eur("16.72"), eur("0"), even("0")},
		// 9 + 3.838618… = 12.838618…, ·1.25 = 16.048273…; 16.724453…/12.838618… = 1.302667…
		{"in the price", eur("9"), eur("13"), eur("12.84"), pct("25"), eur("16.05"), eur("-0.68"), even("30.27")},
		{"on delivery", eur("12"), eur("16"), eur("16.72"), pct("-40"), eur("10.03"), eur("-6.69"), even("0")},
		{"absorbed", eur("-6"), eur("2"), eur("-5.41"), pct("60"), eur("-8.66"), eur("-25.38"), nil},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("comparison (-want +got):\n%s", diff)
	}
	// Without a discount the customer of a first purchase that loses what three
	// months of a tenth of 20.00 bring is worth nothing, whoever converts.
	even0, err := Compare(steady(), percent(0, 3), []Placement{{Name: "a", Margin: margins("10", "20")}, {Name: "b", Margin: margins("-6", "20"), Conversion: pct("900")}})
	if err != nil || !even0[1].LTV.IsZero() || !even0[1].Worth.IsZero() || even0[1].BreakEven != nil || even0[1].Change.Text() != "-16.00" {
		t.Errorf("a customer worth nothing: %+v, %v", even0, err)
	}
	text, err := json.Marshal(got[3])
	const form = `{"name":"absorbed","first":{"amount":"-6.00","currency":"EUR"},"repeat":{"amount":"2.00","currency":"EUR"},"ltv":{"amount":"-5.41","currency":"EUR"},` +
		`"worth":{"amount":"-8.66","currency":"EUR"},"change":{"amount":"-25.38","currency":"EUR"},"conversion":"60","break_even":null}`
	if err != nil || string(text) != form {
		t.Errorf("got  %s, %v\nwant %s", text, err, form)
	}
}

// Law: at its break-even conversion a placement is worth what the first one is, to
// what a hundredth of a percent makes.
func TestCompareBreaksEven(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 19))
		random := func(name string) Placement {
			return Placement{Name: name, Conversion: decimal.New(r.Int64N(100)-50, 0), Margin: Margin{"DE",
				Each(currency.FromMinor(500+r.Int64N(3000), currency.EUR)), Each(currency.FromMinor(500+r.Int64N(3000), currency.EUR))}}
		}
		placements := []Placement{random("a"), random("b")}
		before, err := Compare(cdnow, percent(12, Year), placements)
		if err != nil {
			t.Fatal(err)
		}
		placements[1].Conversion = *before[1].BreakEven
		after, err := Compare(cdnow, percent(12, Year), placements)
		if err != nil {
			t.Fatal(err)
		}
		gap := after[1].Change.Decimal().InexactFloat64()
		if most := 0.01 + 0.00005*after[1].LTV.Decimal().InexactFloat64(); math.Abs(gap) > most {
			t.Fatalf("seed %d: %v more at a conversion of %v %%", seed, after[1].Change, placements[1].Conversion)
		}
	}
}

func TestCompareRefuses(t *testing.T) {
	good := Placement{Name: "a", Margin: margins("12", "16")}
	usd := Each(currency.MustAmount("1", currency.USD))
	for _, test := range []struct {
		placements []Placement
		want       error
		reason     string
	}{
		{nil, ErrTerms, "nothing to compare"},
		{make([]Placement, 101), ErrTerms, "too many"},
		{[]Placement{good, good}, ErrTerms, "one placement twice"},
		{[]Placement{good, {Name: "b"}}, ErrTerms, "no margin"},
		{[]Placement{good, {Name: "b", Margin: Margin{"US", usd, usd}}}, currency.ErrMismatch, "margins in two currencies"},
		{[]Placement{{Name: "a", Margin: good.Margin, Conversion: decimal.New(-100, 0)}}, ErrTerms, "nobody buys"},
		{[]Placement{{Name: "a", Margin: good.Margin, Conversion: decimal.New(1001, 0)}}, ErrTerms, "out of range"},
		{[]Placement{{Name: "a", Margin: good.Margin, Model: BGNBD{}}}, ErrModel, "a model of its own that is none"},
	} {
		if _, err := Compare(cdnow, percent(10, 3), test.placements); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.reason, err, test.want)
		}
	}
	many := make([]Placement, 100)
	for i := range many {
		many[i] = Placement{Name: fmt.Sprint(i), Margin: good.Margin}
	}
	if got, err := Compare(cdnow, percent(10, 3), many); err != nil || len(got) != 100 {
		t.Errorf("a hundred placements: %d, %v", len(got), err)
	}
	if _, err := Compare(nil, percent(10, 3), []Placement{good}); !errors.Is(err, ErrModel) {
		t.Errorf("no model: %v", err)
	}
	if _, err := Compare(cdnow, Discount{}, []Placement{good}); !errors.Is(err, ErrHorizon) {
		t.Errorf("no horizon: %v", err)
	}
}
