package ltv

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// cdnow is the BG/NBD model of the CDNOW customers.
var cdnow = BGNBD{R: 0.2425945, Alpha: 4.4136019, A: 0.7929199, B: 2.4258881, Unit: Week}

// stub is a model whose expectations are a function.
type stub struct {
	BGNBD
	expected func(s Summary, days float64) float64
}

func (m stub) Expected(s Summary, days float64) float64 { return m.expected(s, days) }

func (m stub) New(days float64) float64 { return m.expected(Summary{}, days) }

// steady is a model of customers who order every ten months, whoever they are.
func steady() Model {
	return stub{cdnow, func(_ Summary, days float64) float64 { return 0.1 * days / monthDays }}
}

// margins returns the margins of a first and of a repeat purchase, in euros.
func margins(first, repeat string) Margin { return Margin{"DE", Each(eur(first)), Each(eur(repeat))} }

// TestValueWorked redoes a forecast by hand: a first purchase of 10.00, then 0.1
// purchases of 20.00 a month, at 10 % a year.
//
//	month  2.00 · factor     cumulative
//	0                        10.00
//	1      1.984177886894    11.984177886894 → 11.98
//	2      1.968480943420    13.952658830314 → 13.95
//	3      1.952908179352    15.905567009666 → 15.91
func TestValueWorked(t *testing.T) {
	curve, err := Value(steady(), margins("10", "20"), percent(10, 3))
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []string{"10.00", "11.98", "13.95", "15.91"} {
		if got, err := curve.At(Period(k)); err != nil || !got.Equal(eur(want)) {
			t.Errorf("month %d: %v, %v; want %s", k, got, err, want)
		}
	}
	if curve.Basis() != Forecast || curve.Estimated() || curve.Market() != "DE" || !curve.LTV().Equal(eur("15.91")) {
		t.Errorf("%v, estimated %v, %s, %v", curve.Basis(), curve.Estimated(), curve.Market(), curve.LTV())
	}
	if month, ok, err := curve.Payback(eur("12")); month != 2 || !ok || err != nil {
		t.Errorf("payback of 12.00: %v, %v, %v", month, ok, err)
	}
	if limit, err := curve.MaxCAC(decimal.New(3, 0), 3); err != nil || !limit.Equal(eur("5.30")) {
		t.Errorf("a third of 15.905567…: %v, %v", limit, err)
	}
	text, err := json.Marshal(curve.Points()[1])
	const want = `{"month":1,"expected":"0.1","factor":"0.992088943447","cumulative":{"amount":"11.98","currency":"EUR"}}`
	if err != nil || string(text) != want {
		t.Errorf("a point of a forecast: %s, %v; want %s", text, err, want)
	}
	residual, err := Residual(steady(), Summary{3, 100, 200}, Margin{Market: "DE", Repeat: Each(eur("20"))}, percent(10, 3))
	if err != nil || !residual.LTV().Equal(eur("5.91")) {
		t.Errorf("residual value: %v, %v; want the repeats alone, 5.91", residual.LTV(), err)
	}
}

// TestValueConditions: a customer who has been silent for long is worth less than
// one who was here yesterday.
func TestValueConditions(t *testing.T) {
	mg := margins("0", "35")
	worth := func(s Summary) currency.Amount {
		curve, err := Residual(cdnow, s, mg, percent(15, Year))
		if err != nil {
			t.Fatal(err)
		}
		return curve.LTV()
	}
	recent, silent := worth(Summary{5, 269, 270}), worth(Summary{5, 60, 270})
	if order, err := recent.Cmp(silent); err != nil || order <= 0 {
		t.Errorf("recent %v, silent %v", recent, silent)
	}
	fresh, err := Value(cdnow, mg, percent(15, Year))
	if err != nil {
		t.Fatal(err)
	}
	if zero := worth(Summary{}); !zero.Equal(fresh.LTV()) {
		t.Errorf("a customer of today without history is a new one: %v, %v", zero, fresh.LTV())
	}
}

// TestCohortResidual: the customers of a market are worth the mean of what each of
// them is worth.
func TestCohortResidual(t *testing.T) {
	cohort := summarized(t, "2026-04-10",
		purchase{"a", "2026-01-10", "1"}, purchase{"a", "2026-03-20", "1"}, purchase{"b", "2026-02-10", "1"}, purchase{"c", "2026-02-10", "1"})
	mg := Margin{Repeat: Each(eur("2000"))}
	got, err := cohort.Residual(cdnow, mg, percent(12, 2*Year))
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, s := range cohort.Summaries() {
		one, err := Residual(cdnow, s, mg, percent(12, 2*Year))
		if err != nil {
			t.Fatal(err)
		}
		sum += one.LTV().Decimal().InexactFloat64()
	}
	if mean := got.LTV().Decimal().InexactFloat64(); math.Abs(mean-sum/3) > 0.011 || got.Market() != "DE" {
		t.Errorf("%v on average, together %v", got.LTV(), sum)
	}
	if _, err := (Cohort{}).Residual(cdnow, mg, percent(12, Year)); !errors.Is(err, ErrSparse) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := cohort.Residual(nil, mg, percent(12, Year)); !errors.Is(err, ErrModel) {
		t.Errorf("no model: %v", err)
	}
}

// Law: a forecast is its definition, computed here from the model with math/big,
// and it is what the floating-point sum gives, to the last cent but one.
func TestForecastIsItsDefinition(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 19))
		m := BGNBD{R: 0.1 + r.Float64(), Alpha: 1 + 10*r.Float64(), A: 0.1 + 2*r.Float64(), B: 0.5 + 3*r.Float64(), Unit: Week}
		mg := Margin{"DE",
			Average{currency.FromMinor(r.Int64N(2_000_000)-500_000, currency.EUR), 1 + r.IntN(500)},
			Average{currency.FromMinor(r.Int64N(2_000_000)-200_000, currency.EUR), 1 + r.IntN(500)},
		}
		d := percent(r.Int64N(40), Period(1+r.IntN(60)))
		curve, err := Value(m, mg, d)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		sum, before := mg.First.rat(), new(big.Rat)
		float, _ := sum.Float64()
		repeat, _ := mg.Repeat.rat().Float64()
		for k := Period(1); k <= d.Horizon; k++ {
			stated := new(big.Rat)
			stated.SetString(fmt.Sprintf("%.9f", m.New(365.25/12*float64(k))))
			factor, err := d.Factor(k)
			if err != nil {
				t.Fatal(err)
			}
			step := new(big.Rat).Sub(stated, before)
			sum.Add(sum, step.Mul(step, mg.Repeat.rat()).Mul(step, factor.Rat()))
			before = stated
			float += repeat * (m.New(365.25/12*float64(k)) - m.New(365.25/12*float64(k-1))) * math.Pow(1+d.Annual.InexactFloat64()/100, -float64(k)/12)
		}
		want := eur(sum.FloatString(2)) // rounds half away from zero
		if !curve.LTV().Equal(want) || math.Abs(curve.LTV().Decimal().InexactFloat64()-float) > 0.02 {
			t.Fatalf("seed %d: %v, want %v, in floating point %v", seed, curve.LTV(), want, float)
		}
	}
}

func TestForecastRefuses(t *testing.T) {
	mg, d := margins("10", "20"), percent(10, Year)
	usd := Each(currency.MustAmount("1", currency.USD))
	of := func(f func(days float64) float64) Model {
		return stub{cdnow, func(_ Summary, days float64) float64 { return f(days) }}
	}
	for _, test := range []struct {
		model    Model
		margin   Margin
		discount Discount
		want     error
		reason   string
	}{
		{nil, mg, d, ErrModel, "no model"},
		{(*BGNBD)(nil), mg, d, ErrModel, "a pointer to no model"},
		{(*MBGNBD)(nil), mg, d, ErrModel, "a pointer to no model"},
		{(*ParetoNBD)(nil), mg, d, ErrModel, "a pointer to no model"},
		{BGNBD{}, mg, d, ErrModel, "a model without parameters"},
		{of(func(float64) float64 { return math.NaN() }), mg, d, ErrModel, "not a number"},
		{of(func(float64) float64 { return math.Inf(1) }), mg, d, ErrModel, "infinitely many"},
		{of(func(float64) float64 { return -1 }), mg, d, ErrModel, "less than none"},
		{of(func(days float64) float64 { return 1000 - days }), mg, d, ErrModel, "fewer in more time"},
		{cdnow, Margin{}, d, ErrTerms, "no margin"},
		{cdnow, Margin{First: Each(eur("1"))}, d, ErrTerms, "no margin of a repeat purchase"},
		{cdnow, Margin{First: Average{eur("1"), 0}, Repeat: Each(eur("1"))}, d, ErrTerms, "a margin of no purchase"},
		{cdnow, Margin{First: usd, Repeat: Each(eur("1"))}, d, currency.ErrMismatch, "two currencies"},
		{cdnow, mg, Discount{Annual: decimal.New(10, 0)}, ErrHorizon, "no horizon"},
		{cdnow, mg, Discount{Undiscounted: true}, ErrHorizon, "neither a rate nor a horizon: there may be no limit"},
		{cdnow, mg, Discount{Horizon: Year}, ErrTerms, "no rate"},
		{cdnow, margins(strings.Repeat("9", 32), strings.Repeat("9", 32)), d, currency.ErrRange, "beyond what an amount holds"},
	} {
		if _, err := Value(test.model, test.margin, test.discount); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.reason, err, test.want)
		}
	}
	if _, err := Residual(cdnow, Summary{1, 20, 10}, mg, d); !errors.Is(err, ErrHistory) {
		t.Errorf("a purchase after the day of the summary: %v", err)
	}
	falling := of(func(days float64) float64 { return 1 - 1e-10*days })
	if _, err := Value(falling, mg, d); err != nil {
		t.Errorf("the last digits of a model are not held against it: %v", err)
	}
}

// TestForecastTolerance: what a model expects lies between nothing and a million
// orders, and may fall by a millionth of itself and one, which is the error of its
// last digits; the value does not fall with it.
func TestForecastTolerance(t *testing.T) {
	for _, test := range []struct {
		first, second float64 // orders within one month, and within two
		want          string  // the value, empty where that is an error
		reason        string
	}{
		{0, 0, "10.00", "nobody comes back"},
		{1e6, 1e6, "20000010.00", "a million orders"},
		{1e6 + 1, 1e6 + 1, "", "more"},
		{1e-6, 0, "10.00", "a millionth of an order less than before: as much"},
		{2e-6, 0, "", "two"},
		{99, 98.99992, "1990.00", "80 of the 100 millionths of 98.99992 and one"},
		{99, 98.9998, "", "200 of them"},
	} {
		m := stub{cdnow, func(_ Summary, days float64) float64 {
			switch {
			case days == 0:
				return 0
			case days < 1.5*monthDays:
				return test.first
			}
			return test.second
		}}
		curve, err := Value(m, margins("10", "20"), percent(0, 2))
		if test.want == "" && !errors.Is(err, ErrModel) || test.want != "" && (err != nil || curve.LTV().Text() != test.want) {
			t.Errorf("%v, %v; want %q: %s", curve.LTV(), err, test.want, test.reason)
		}
	}
}

// rate returns a rate from euros to dollars.
func rate(t testing.TB, value string) currency.Rate {
	t.Helper()
	r, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString(value), time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC), "test")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Law: under covered parity the two ways to convert a value agree, to the minor
// unit; where the home rate is put on local flows they do not.
func TestForwardParity(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 19))
		local, reporting := decimal.New(1+r.Int64N(40), 0), decimal.New(1+r.Int64N(40), 0)
		horizon := Period(1 + r.IntN(36))
		mg := Margin{"DE", Each(currency.FromMinor(r.Int64N(5000), currency.EUR)), Each(currency.FromMinor(r.Int64N(5000), currency.EUR))}
		curve, err := Value(cdnow, mg, Discount{Annual: local, Horizon: horizon})
		if err != nil {
			t.Fatal(err)
		}
		spot := rate(t, "1.15")
		atSpot, err := curve.In(spot)
		if err != nil {
			t.Fatal(err)
		}
		atForward, err := curve.Forward(Forward{spot, local, reporting}, Discount{Annual: reporting, Horizon: horizon})
		if err != nil {
			t.Fatal(err)
		}
		gap, err := atSpot.LTV().Sub(atForward.LTV())
		if err != nil {
			t.Fatal(err)
		}
		if order, err := gap.Abs().Cmp(currency.FromMinor(1, currency.USD)); err != nil || order > 0 {
			t.Fatalf("seed %d: %v at spot, %v at forward rates", seed, atSpot.LTV(), atForward.LTV())
		}
	}
}

// TestForwardWorked redoes a conversion by hand: steady() with margins of 10.00 and
// 20.00, interest of 4 % in euros and 10 % in dollars, dollars at 1.15, a rate of
// 12 % in dollars.
//
//	month  flow   spot  forward           factor          dollars
//	0      10.00  1.15  1                 1               11.50
//	1       2.00  1.15  1.00468506297     0.990600397943  2.289055… → 13.79
func TestForwardWorked(t *testing.T) {
	curve, err := Value(steady(), margins("10", "20"), percent(6, 2))
	if err != nil {
		t.Fatal(err)
	}
	f := Forward{rate(t, "1.15"), decimal.New(4, 0), decimal.New(10, 0)}
	dollars, err := curve.Forward(f, percent(12, 1))
	if err != nil {
		t.Fatal(err)
	}
	last := dollars.Points()[1]
	if last.Forward.String() != "1.00468506297" || last.Factor.String() != "0.990600397943" || last.Cumulative.Text() != "13.79" || dollars.Currency() != currency.USD {
		t.Errorf("forward %v, factor %v, %v", last.Forward, last.Factor, last.Cumulative)
	}
	if _, err := dollars.Forward(f, percent(12, 1)); err == nil {
		t.Error("a converted curve converts again")
	}
	atSpot, err := curve.In(f.Spot)
	if err != nil {
		t.Fatal(err)
	}
	back := Forward{f.Spot.Inverse(), f.Reporting, f.Local}
	if _, err := atSpot.Forward(back, percent(12, 1)); !errors.Is(err, ErrTerms) {
		t.Errorf("a curve at spot, sold forward: %v", err)
	}
	for _, test := range []struct {
		reporting int64
		month     Period
		want      string // empty where it is an error
		reason    string
	}{
		{0, MaxHorizon, "1", "the last month"},
		{0, MaxHorizon + 1, "", "beyond it"},
		{99_900, 24, "1000000", "a thousand a year for two years, the most"},
		{99_901, 24, "", "a little more"},
	} {
		got, err := Forward{f.Spot, decimal.Decimal{}, decimal.New(test.reporting, 0)}.Factor(test.month)
		if test.want == "" && !errors.Is(err, ErrTerms) || test.want != "" && (err != nil || got.String() != test.want) {
			t.Errorf("%s: %v, %v, want %q", test.reason, got, err, test.want)
		}
	}
	for _, test := range []struct {
		forward  Forward
		discount Discount
		want     error
		reason   string
	}{
		{Forward{}, percent(12, 1), currency.ErrMismatch, "no rate"},
		{back, percent(12, 1), currency.ErrMismatch, "the rate of the other direction"},
		{f, percent(12, 3), ErrHorizon, "beyond the curve"},
		{f, percent(12, 0), ErrHorizon, "no horizon"},
		{f, Discount{Horizon: 1}, ErrTerms, "no discount rate"},
		{Forward{f.Spot, decimal.New(-100, 0), f.Reporting}, percent(12, 1), ErrTerms, "interest that leaves nothing"},
		{Forward{f.Spot, f.Local, decimal.New(1, 100)}, percent(12, 1), ErrTerms, "interest out of range"},
	} {
		if _, err := curve.Forward(test.forward, test.discount); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.reason, err, test.want)
		}
	}
}

// TestShock redoes the curve of TestValueWorked in dollars at 1.15: 11.50 at once
// and 2.30·(F(1) + F(2) + F(3)) = 6.791402… later, 18.291402… in all.
func TestShock(t *testing.T) {
	curve, err := Value(steady(), margins("10", "20"), percent(10, 3))
	if err != nil {
		t.Fatal(err)
	}
	dollars, err := curve.In(rate(t, "1.15"))
	if err != nil {
		t.Fatal(err)
	}
	usd := func(s string) currency.Amount { return currency.MustAmount(s, currency.USD) }
	pct := decimal.RequireFromString
	for _, test := range []struct {
		curve           Curve
		shock           Shock
		want            currency.Amount
		change, percent string
		reason          string
	}{
		{dollars, Shock{}, usd("18.29"), "0.00", "0", "nothing happens"},
		{dollars, Shock{Rate: pct("-10")}, usd("17.61"), "-0.68", "-3.71", "a tenth less of 6.791402…"},
		{dollars, Shock{Rate: pct("-10"), Home: Each(usd("12"))}, usd("17.26"), "-1.03", "-5.65",
			"goods of 12.00 that stay as dear: a tenth of 6.791402… and of 0.1·12·2.952783505 = 3.543340…"},
		{dollars, Shock{Retention: pct("-50")}, usd("14.90"), "-3.40", "-18.56", "half of 6.791402…"},
		{dollars, Shock{Rate: pct("10"), Retention: pct("10")}, usd("19.72"), "1.43", "7.80", "1.21 times 6.791402…"},
		{dollars, Shock{Rate: pct("-100")}, usd("11.50"), "-6.79", "-37.13", "the first purchase is paid for"},
		{curve, Shock{Retention: pct("-100")}, eur("10.00"), "-5.91", "-37.13", "nobody comes back"},
	} {
		e, err := test.curve.Under(test.shock)
		if err != nil || !e.LTV.Equal(test.want) || e.Change.Text() != test.change || !e.Percent.Equal(pct(test.percent)) {
			t.Errorf("%s: %v, %v, %v %%, %v; want %v, %s, %s", test.reason, e.LTV, e.Change, e.Percent, err, test.want, test.change, test.percent)
		}
	}
	for _, test := range []struct {
		curve  Curve
		shock  Shock
		want   error
		reason string
	}{
		{Curve{}, Shock{}, ErrHorizon, "the zero Curve"},
		{curve, Shock{Rate: pct("1")}, ErrTerms, "a curve in euros does not move with the euro"},
		{dollars, Shock{Rate: pct("-101")}, ErrTerms, "less than nothing"},
		{dollars, Shock{Retention: pct("1001")}, ErrTerms, "out of range"},
		{dollars, Shock{Home: Each(usd("-1"))}, ErrTerms, "a negative cost"},
		{dollars, Shock{Home: Average{usd("1"), 0}}, ErrTerms, "a cost of no purchase"},
		{dollars, Shock{Home: Each(eur("1"))}, currency.ErrMismatch, "a home cost in the market's currency"},
	} {
		if _, err := test.curve.Under(test.shock); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.reason, err, test.want)
		}
	}
	e, err := dollars.Under(Shock{Rate: pct("-10")})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(e)
	const want = `{"ltv":{"amount":"17.61","currency":"USD"},"change":{"amount":"-0.68","currency":"USD"},"percent":"-3.71"}`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v; want %s", text, err, want)
	}
}

func TestBreakEven(t *testing.T) {
	curve, err := Value(steady(), margins("10", "20"), percent(10, 3)) // worth 15.905567009666
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		cac, fixed string
		want       int64
		ok         bool
		reason     string
	}{
		{"5.90", "1000", 100, true, "1000 / 10.005567… = 99.94…"},
		{"15.90", "1000", 179630, true, "1000 / 0.005567009666 = 179,629.6…, with the exact value and not the rounded one"},
		{"15.90", "1000000000000000000", 0, false, "180 times 10 to the 18th"},
		{"15.91", "1000", 0, false, "a customer costs more than they are worth"},
		{"5", "0", 0, true, "nothing to pay"},
		{"15.91", "0", 0, false, "nothing to pay, and each customer loses"},
	} {
		n, ok, err := curve.BreakEven(eur(test.cac), eur(test.fixed))
		if err != nil || ok != test.ok || n != test.want {
			t.Errorf("%s: %d, %v, %v; want %d, %v", test.reason, n, ok, err, test.want, test.ok)
		}
	}
	// Undiscounted a customer is worth 10 + 3·0.1·20 = 16.00, to the cent.
	plain, err := Value(steady(), margins("10", "20"), percent(0, 3))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		cac, fixed string
		want       int64
		ok         bool
		reason     string
	}{
		{"16.00", "0.01", 0, false, "a customer is worth what they cost: no number pays anything beyond"},
		{"16.00", "0", 0, true, "nothing to pay beyond"},
		{"15.99", "0.01", 1, true, "a cent each"},
		{"15.99", "1000", 100000, true, "a cent each"},
		{"16.01", "0", 0, false, "a cent lost with each"},
	} {
		n, ok, err := plain.BreakEven(eur(test.cac), eur(test.fixed))
		if err != nil || ok != test.ok || n != test.want {
			t.Errorf("%s: %d, %v, %v; want %d, %v", test.reason, n, ok, err, test.want, test.ok)
		}
	}
	if _, _, err := curve.BreakEven(eur("-1"), eur("0")); !errors.Is(err, ErrTerms) {
		t.Errorf("a negative cost: %v", err)
	}
	if _, _, err := curve.BreakEven(eur("1"), currency.MustAmount("1", currency.USD)); !errors.Is(err, currency.ErrMismatch) {
		t.Errorf("a cost in another currency: %v", err)
	}
	if _, _, err := (Curve{}).BreakEven(eur("1"), eur("1")); !errors.Is(err, ErrHorizon) {
		t.Errorf("the zero Curve: %v", err)
	}
}
