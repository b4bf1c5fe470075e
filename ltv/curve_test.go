package ltv

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// worked is the cohort of the worked example. As of April 10:
//
//	customer  won          purchases (month)                                   observed
//	a         January 10   40.00 (0), Feb 10 20.00 (1), Mar 20 10.00 (3)        3 months: to April 10
//	b         January 31   30.00 (0), Feb 28 12.00 (1), Apr 5 99.00 (3, left out) 2 months: to March 31
//	c         March 15     -5.00 (0), Apr 1 77.00 (1, left out)                 0 months: April 15 has not come
//
// Month 3 of b and month 1 of c are not over, so what was bought in them does
// not count yet.
func worked(t testing.TB) Cohort {
	return summarized(t, "2026-04-10",
		purchase{"a", "2026-01-10", "40.00"}, purchase{"a", "2026-02-10", "20.00"}, purchase{"a", "2026-03-20", "10.00"},
		purchase{"b", "2026-01-31", "30.00"}, purchase{"b", "2026-02-28", "12.00"}, purchase{"b", "2026-04-05", "99.00"},
		purchase{"c", "2026-03-15", "-5.00"}, purchase{"c", "2026-04-01", "77.00"},
	)
}

// TestWorkedExample redoes the curve of worked by hand, at 10 % a year:
//
//	month  observed  total   factor          total/observed·factor   cumulative
//	0      3         65.00   1               21.666666…              21.666666… → 21.67
//	1      2         32.00   0.992088943447  15.873423095152         37.540089…  → 37.54
//	2      2          0.00   0.984240471710   0                      37.540089…  → 37.54
//	3      1         10.00   0.976454089676   9.76454089676          47.304630…  → 47.30
//
// The lifetime value over three months is 47.30. At 3:1 the ceiling of the cost
// of acquisition is 47.304630…/3 = 15.768210… → 15.77, which is less than the
// 37.54 that come back within a month; at 1:1 it is min(47.30, 37.54) = 37.54.
// In dollars at 1.15 it is 54.400325… → 54.40 (47.30 · 1.15 = 54.395 would be
// rounded twice).
func TestWorkedExample(t *testing.T) {
	curve, err := worked(t).Estimate(percent(10, 3*Month))
	if err != nil {
		t.Fatal(err)
	}
	point := func(month Period, customers, purchases int, total, factor, cumulative string) Point {
		return Point{
			Month: month, Customers: customers, Purchases: purchases, Total: eur(total),
			Factor: decimal.RequireFromString(factor), Cumulative: eur(cumulative),
		}
	}
	want := []Point{
		point(0, 3, 3, "65", "1", "21.67"),
		point(1, 2, 2, "32", "0.992088943447", "37.54"),
		point(2, 2, 0, "0", "0.984240471710", "37.54"),
		point(3, 1, 1, "10", "0.976454089676", "47.30"),
	}
	if diff := cmp.Diff(want, curve.Points()); diff != "" {
		t.Errorf("points (-want +got):\n%s", diff)
	}
	if !curve.LTV().Equal(eur("47.30")) || !curve.Estimated() || curve.Market() != "DE" || curve.Currency() != currency.EUR {
		t.Errorf("LTV %v, estimated %v, market %s in %v", curve.LTV(), curve.Estimated(), curve.Market(), curve.Currency())
	}
	for _, test := range []struct {
		ratio  string
		within Period
		want   string
	}{{"3", Month, "15.77"}, {"1", Month, "37.54"}, {"1", 0, "21.67"}, {"1", 3, "47.30"}, {"2.5", 0, "18.92"}} {
		got, err := curve.MaxCAC(decimal.RequireFromString(test.ratio), test.within)
		if err != nil || !got.Equal(eur(test.want)) {
			t.Errorf("ceiling at %s:1 within %v: %v, %v; want %s", test.ratio, test.within, got, err, test.want)
		}
	}
	for _, test := range []struct {
		cac    string
		month  Period
		ok     bool
		reason string
	}{
		{"0", 0, true, "nothing to pay back"},
		{"21.67", 0, true, "the first purchase pays it back, as displayed"},
		{"21.68", 1, true, "a cent more waits for the repeat"},
		{"37.54", 1, true, "the first month that reaches it"},
		{"37.55", 3, true, "nothing came in month 2"},
		{"47.31", 0, false, "not within the horizon"},
	} {
		month, ok, err := curve.Payback(eur(test.cac))
		if err != nil || month != test.month || ok != test.ok {
			t.Errorf("payback of %s: %v, %v, %v; want %v, %v: %s", test.cac, month, ok, err, test.month, test.ok, test.reason)
		}
	}
	rate, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.15"), time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC), "test")
	if err != nil {
		t.Fatal(err)
	}
	dollars, err := curve.In(rate)
	if err != nil {
		t.Fatal(err)
	}
	if want := currency.MustAmount("54.40", currency.USD); !dollars.LTV().Equal(want) || dollars.Currency() != currency.USD {
		t.Errorf("in dollars: %v, want %v", dollars.LTV(), want)
	}
	if !curve.LTV().Equal(eur("47.30")) {
		t.Errorf("converting has changed the curve: %v", curve.LTV())
	}
	limit, err := dollars.MaxCAC(decimal.New(3, 0), Month)
	if want := currency.MustAmount("18.13", currency.USD); err != nil || !limit.Equal(want) { // 54.400325/3 = 18.133441
		t.Errorf("ceiling in dollars: %v, %v; want %v", limit, err, want)
	}
}

func TestValueRefuses(t *testing.T) {
	cohort := worked(t)
	var horizon *HorizonError
	if _, err := cohort.Estimate(percent(10, 4*Month)); !errors.As(err, &horizon) || !errors.Is(err, ErrHorizon) || horizon.Known != 3 {
		t.Errorf("beyond what was observed: %v", err)
	}
	var sparse *SparseError
	_, err := cohort.Value(percent(10, 3*Month))
	if !errors.As(err, &sparse) || !errors.Is(err, ErrSparse) || *sparse != (SparseError{"DE", 0, 3, Enough}) {
		t.Errorf("three customers: %v", err)
	}
	if _, err := (Cohort{market: "DE"}).Estimate(percent(10, Month)); !errors.Is(err, ErrSparse) {
		t.Errorf("no customers: %v", err)
	}
	if _, err := cohort.Estimate(percent(10, math.MaxInt)); !errors.Is(err, ErrHorizon) {
		t.Errorf("an absurd horizon: %v", err)
	}
}

// TestEnough has thirty customers aged two months, of whom one is aged three:
// two months have a value, three are an estimate that says so.
func TestEnough(t *testing.T) {
	var purchases []purchase
	for i := range Enough {
		purchases = append(purchases, purchase{fmt.Sprint(i), "2026-01-31", "10"})
	}
	purchases[7].date = "2026-01-10"
	cohort := summarized(t, "2026-04-10", purchases...)
	curve, err := cohort.Value(percent(10, 2*Month))
	if err != nil || curve.Estimated() || !curve.LTV().Equal(eur("10")) {
		t.Errorf("two months: %v, estimated %v, %v", curve.LTV(), curve.Estimated(), err)
	}
	_, err = cohort.Value(percent(10, 3*Month))
	const want = `ltv: market "DE": month 3: too few customers: 1 observed that long, 30 needed; ask for at most 2 months, or for an estimate`
	if err == nil || err.Error() != want {
		t.Errorf("three months:\ngot  %v\nwant %v", err, want)
	}
	curve, err = cohort.Estimate(percent(10, 3*Month))
	if err != nil || !curve.Estimated() {
		t.Errorf("three months: estimated %v, %v", curve.Estimated(), err)
	}
}

// TestRemedies: where there is too little to tell a value, the message says what can
// be asked for instead.
func TestRemedies(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{&HorizonError{"DE", 4, 3}, `ltv: market "DE": 4 months asked, 3 months known: beyond what was observed; ask for at most 3 months`},
		{&HorizonError{"DE", 4, 1}, `ltv: market "DE": 4 months asked, 1 month known: beyond what was observed; ask for at most 1 month`},
		{&HorizonError{"DE", 1, 0}, `ltv: market "DE": 1 month asked, 0 months known: beyond what was observed; collect more orders`},
		{&HorizonError{"DE", -1, 3}, `ltv: market "DE": -1 months: there is no such month`},
		{&HorizonError{"DE", 0, -1}, `ltv: market "DE": 0 months: there is no such month`},
		{&SparseError{"DE", 3, 1, 30}, `ltv: market "DE": month 3: too few customers: 1 observed that long, 30 needed; ask for at most 2 months, or for an estimate`},
		{&SparseError{"DE", 2, 1, 30}, `ltv: market "DE": month 2: too few customers: 1 observed that long, 30 needed; ask for at most 1 month, or for an estimate`},
		{&SparseError{"DE", 1, 1, 30}, `ltv: market "DE": month 1: too few customers: 1 observed that long, 30 needed; ask for an estimate`},
		{&SparseError{"DE", 0, 0, 1}, `ltv: market "DE": month 0: too few customers: 0 observed that long, 1 needed; collect more orders`},
	} {
		if got := test.err.Error(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestCurveRefuses(t *testing.T) {
	curve, err := worked(t).Estimate(percent(10, 3*Month))
	if err != nil {
		t.Fatal(err)
	}
	three := decimal.New(3, 0)
	for _, test := range []struct {
		call   func() error
		want   error
		reason string
	}{
		{func() error { _, err := curve.At(4); return err }, ErrHorizon, "a month beyond the curve"},
		{func() error { _, err := curve.At(-1); return err }, ErrHorizon, "a month before it"},
		{func() error { _, err := Curve{}.At(0); return err }, ErrHorizon, "the zero curve has no month"},
		{func() error { _, err := curve.MaxCAC(three, Year); return err }, ErrHorizon, "a payback limit beyond the curve"},
		{func() error { _, err := curve.MaxCAC(decimal.Zero, Month); return err }, ErrTerms, "a ratio of zero"},
		{func() error { _, err := curve.MaxCAC(three.Neg(), Month); return err }, ErrTerms, "a negative ratio"},
		{func() error { _, err := curve.MaxCAC(decimal.New(1, 1<<30), Month); return err }, ErrTerms, "a ratio that would take minutes"},
		{func() error { _, _, err := curve.Payback(eur("-1")); return err }, ErrTerms, "a negative cost"},
		{func() error { _, _, err := curve.Payback(currency.MustAmount("1", currency.USD)); return err }, currency.ErrMismatch, "a cost in another currency"},
		{func() error { _, err := curve.In(currency.Rate{}); return err }, currency.ErrMismatch, "no rate"},
	} {
		if err := test.call(); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.reason, err, test.want)
		}
	}
	if month, ok, err := (Curve{}).Payback(eur("1")); ok || err != nil || month != 0 {
		t.Errorf("zero curve: payback %v, %v, %v", month, ok, err)
	}
	if ltv := (Curve{}).LTV(); ltv != (currency.Amount{}) {
		t.Errorf("zero curve: LTV %v", ltv)
	}
}

// TestBasisText: the basis of a curve is a word, and no other word is one.
func TestBasisText(t *testing.T) {
	for basis, want := range map[Basis]string{0: "", Observed: "observed", Forecast: "forecast", Forecast + 1: "basis 3"} {
		if basis.String() != want {
			t.Errorf("%d is %q, want %q", uint8(basis), basis.String(), want)
		}
	}
	for _, basis := range []Basis{Observed, Forecast} {
		text, err := basis.MarshalText()
		var read Basis
		if err == nil {
			err = read.UnmarshalText(text)
		}
		if err != nil || read != basis {
			t.Errorf("%v is written as %s and read as %v, %v", basis, text, read, err)
		}
	}
	for _, text := range []string{"", "Observed", "basis 3", "guess"} {
		read := Forecast
		if err := read.UnmarshalText([]byte(text)); !errors.Is(err, ErrTerms) || read != Forecast {
			t.Errorf("%q is read as %v, %v", text, read, err)
		}
	}
}

// TestRatioBounds: a ratio of at most 34 places or zeros, and of 128 bits, is
// computed with.
func TestRatioBounds(t *testing.T) {
	curve, err := worked(t).Estimate(percent(10, 3*Month))
	if err != nil {
		t.Fatal(err)
	}
	two := func(bits uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), bits) }
	for _, test := range []struct {
		ratio  decimal.Decimal
		want   string // empty where it is refused
		reason string
	}{
		{decimal.New(1, 34), "0.00", "34 zeros"},
		{decimal.New(1, 35), "", "35"},
		{decimal.New(1, -34), "47.30", "34 places: the lifetime value itself is the limit"},
		{decimal.New(1, -35), "", "35"},
		{decimal.NewFromBigInt(two(127), 0), "0.00", "128 bits"},
		{decimal.NewFromBigInt(two(128), 0), "", "129"},
	} {
		got, err := curve.MaxCAC(test.ratio, 3*Month)
		if test.want == "" && !errors.Is(err, ErrTerms) || test.want != "" && (err != nil || got.Text() != test.want) {
			t.Errorf("%s: %v, %v, want %q", test.reason, got, err, test.want)
		}
	}
}

// TestLosses has customers who cost money: rounding is away from zero on that
// side, too, and the ceiling is negative.
func TestLosses(t *testing.T) {
	cohort := summarized(t, "2026-04-10",
		purchase{"a", "2026-01-10", "-3.00"}, purchase{"b", "2026-01-10", "-3.01"}, purchase{"a", "2026-02-01", "-1.00"})
	curve, err := cohort.Estimate(percent(0, Month))
	if err != nil {
		t.Fatal(err)
	}
	if !curve.LTV().Equal(eur("-3.51")) { // -7.01/2 = -3.505
		t.Errorf("LTV %v, want -3.51", curve.LTV())
	}
	limit, err := curve.MaxCAC(decimal.New(3, 0), Month)
	if err != nil || !limit.Equal(eur("-3.51")) {
		t.Errorf("ceiling %v, %v; want -3.51: the smaller of -3.505/3 and -3.505", limit, err)
	}
	if _, ok, err := curve.Payback(eur("0")); ok || err != nil {
		t.Errorf("losses pay nothing back: %v, %v", ok, err)
	}
}
