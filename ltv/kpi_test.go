package ltv

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// TestFigures redoes a report of two markets by hand, in dollars at 1.15.
//
//	         DE                                       US
//	won      a 40.00 and 20.00, b 30.00 (euros)       c 20.00
//	LTV      15.905567009666 EUR = 18.2914020… USD    10 + 2·0.992… + … = the same in dollars, 15.905567…
//	spend    20.00 EUR = 23.00 USD for two: 11.50     6.00
//	NPV      36.582804… - 23 - 5·1.15 = 7.832804…     15.905567… - 6 = 9.905567…
func TestFigures(t *testing.T) {
	de := summarized(t, "2026-04-10", purchase{"a", "2026-01-10", "40"}, purchase{"a", "2026-02-10", "20"}, purchase{"b", "2026-01-31", "30"})
	usd := func(s string) currency.Amount { return currency.MustAmount(s, currency.USD) }
	us := de
	us.market, us.currency = "US", currency.USD
	us.customers = []Customer{customer("c", Purchase{day(t, "2026-01-01"), 2, usd("30.00"), usd("0"), usd("20.00")})}
	curveDE, err := Value(steady(), margins("10", "20"), percent(10, 3))
	if err != nil {
		t.Fatal(err)
	}
	curveUS, err := Value(steady(), Margin{"US", Each(usd("10")), Each(usd("20"))}, percent(10, 3))
	if err != nil {
		t.Fatal(err)
	}
	accounts := []Account{
		{Cohort: de, Curve: curveDE, Spend: eur("20"), Fixed: eur("5"), Rate: rate(t, "1.15"), Response: Response{Saturation, 4, 23}},
		{Cohort: us, Curve: curveUS, Spend: usd("6")},
	}
	got, err := Figures(currency.USD, accounts)
	if err != nil {
		t.Fatal(err)
	}
	want := Report{
		Currency: currency.USD,
		Markets: []KPI{
			{
				Market: "DE", New: 2, Orders: 3, Repeat: Share{1, 2}, AOV: usd("34.50"), Margin: usd("34.50"), Basis: Forecast, Horizon: 3,
				LTV: usd("18.29"), CAC: usd("11.50"), Ratio: decimal.RequireFromString("1.59"), Payback: new(Period(0)),
				MarginalCAC: usd("23.00"), // 4·23/46² = 1/23 customers a dollar
				NPV:         usd("7.83"),
			},
			{
				Market: "US", New: 1, Orders: 2, Repeat: Share{0, 1}, AOV: usd("15.00"), Margin: usd("10.00"), Basis: Forecast, Horizon: 3,
				LTV: usd("15.91"), CAC: usd("6.00"), Ratio: decimal.RequireFromString("2.65"), Payback: new(Period(0)), NPV: usd("9.91"),
			},
		},
		Total: KPI{
			New: 3, Orders: 5, Repeat: Share{1, 3}, AOV: usd("26.70"), Margin: usd("24.70"), Basis: Forecast, Horizon: 3,
			LTV: usd("17.50"), CAC: usd("9.67"), Ratio: decimal.RequireFromString("1.81"), Payback: new(Period(0)), NPV: usd("17.74"),
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	text, err := json.Marshal(got.Total)
	const form = `{"market":"","new":3,"orders":5,"repeat":{"count":1,"total":3},"aov":{"amount":"26.70","currency":"USD"},"margin":{"amount":"24.70","currency":"USD"},` +
		`"basis":"forecast","horizon":3,"ltv":{"amount":"17.50","currency":"USD"},"cac":{"amount":"9.67","currency":"USD"},"payback":0,"npv":{"amount":"17.74","currency":"USD"},"ratio":"1.81"}`
	if err != nil || string(text) != form {
		t.Errorf("got  %s, %v\nwant %s", text, err, form)
	}
	// Spend in the currency of the report, and a curve that was converted, are the same.
	converted, err := curveDE.In(rate(t, "1.15"))
	if err != nil {
		t.Fatal(err)
	}
	accounts[0].Curve, accounts[0].Spend, accounts[0].Fixed = converted, usd("23.00"), usd("5.75")
	if same, err := Figures(currency.USD, accounts); err != nil || cmp.Diff(want, same) != "" {
		t.Errorf("in dollars from the start: %v\n%s", err, cmp.Diff(want, same))
	}
	free := accounts[1]
	free.Spend = currency.Amount{}
	if r, err := Figures(currency.USD, []Account{free}); err != nil || !r.Total.Ratio.IsZero() || !r.Total.CAC.IsZero() || *r.Total.Payback != 0 {
		t.Errorf("customers who cost nothing: %+v, %v", r.Total, err)
	}
	dear := accounts[1]
	dear.Spend = usd("16")
	if r, err := Figures(currency.USD, []Account{dear}); err != nil || r.Total.Payback != nil || r.Total.NPV.Text() != "-0.09" {
		t.Errorf("customers who cost more than they bring: %+v, %v", r.Total, err)
	}
}

func TestFiguresRefuse(t *testing.T) {
	cohort := summarized(t, "2026-04-10", purchase{"a", "2026-01-10", "40"})
	curve, err := Value(steady(), margins("10", "20"), percent(10, 3))
	if err != nil {
		t.Fatal(err)
	}
	longer, err := Value(steady(), margins("10", "20"), percent(10, 4))
	if err != nil {
		t.Fatal(err)
	}
	good := Account{Cohort: cohort, Curve: curve, Spend: eur("5")}
	change := func(f func(*Account)) []Account {
		a := good
		f(&a)
		return []Account{good, a}
	}
	usd := currency.MustAmount("1", currency.USD)
	for _, test := range []struct {
		accounts []Account
		want     error
		reason   string
	}{
		{nil, ErrTerms, "no markets"},
		{change(func(a *Account) { a.Cohort = Cohort{} }), ErrSparse, "nobody was won: an empty month"},
		{change(func(a *Account) { a.Curve = Curve{} }), ErrHorizon, "no curve"},
		{change(func(a *Account) { a.Curve = longer }), ErrHorizon, "values over different times do not compare"},
		{change(func(a *Account) { a.Spend = usd }), currency.ErrMismatch, "spend in another currency"},
		{change(func(a *Account) { a.Fixed = usd }), currency.ErrMismatch, "fixed cost in another currency"},
		{change(func(a *Account) { a.Spend = eur("-1") }), ErrTerms, "negative spend"},
		{change(func(a *Account) { a.Fixed = eur("-1") }), ErrTerms, "negative fixed cost"},
		{change(func(a *Account) { a.Response = Response{Power, 1, 2} }), ErrModel, "an unusable response"},
	} {
		if _, err := Figures(currency.EUR, test.accounts); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.reason, err, test.want)
		}
	}
	_, err = Figures(currency.EUR, change(func(a *Account) { a.Curve = longer }))
	if want := "its curve counts 4 months, that of another market 3 months"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
	if _, err := Figures(0, []Account{good}); !errors.Is(err, ErrTerms) {
		t.Errorf("no currency: %v", err)
	}
	if _, err := Figures(currency.USD, []Account{good}); !errors.Is(err, currency.ErrMismatch) {
		t.Errorf("no rate: %v", err)
	}
}

// Law: the total is that of one market with all customers, and it adds up.
func TestFiguresAddUp(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, orders []Order, asOf currency.Date) {
		var accounts []Account
		for _, cohort := range mustSummarize(t, orders, asOf) {
			code := cohort.currency
			mg := Margin{cohort.market, Each(currency.FromMinor(r.Int64N(5000), code)), Each(currency.FromMinor(r.Int64N(5000), code))}
			curve, err := Value(cdnow, mg, percent(10, Year))
			if err != nil {
				t.Fatal(err)
			}
			a := Account{Cohort: cohort, Curve: curve, Spend: currency.FromMinor(r.Int64N(1_000_000), code), Fixed: currency.FromMinor(r.Int64N(10_000), currency.USD)}
			a.Rate, err = currency.NewRate(code, currency.USD, decimal.New(1+r.Int64N(2000), -3), time.Time{}, "test")
			if err != nil {
				t.Fatal(err)
			}
			accounts = append(accounts, a)
		}
		report, err := Figures(currency.USD, accounts)
		if err != nil {
			t.Fatal(err)
		}
		var npv currency.Total
		value, spend, customers, sold, came := new(big.Rat), new(big.Rat), 0, 0, 0
		for i, k := range report.Markets {
			npv.Add(k.NPV)
			customers, sold, came = customers+k.New, sold+k.Orders, came+k.Repeat.Count
			n := big.NewRat(int64(k.New), 1)
			a := accounts[i]
			inDollars, err := a.Curve.In(a.Rate)
			if err != nil {
				t.Fatal(err)
			}
			value.Add(value, n.Mul(n, inDollars.exact[Year]))
			spent := a.Spend.Decimal().Rat()
			spend.Add(spend, spent.Mul(spent, ratio(a.Rate)))
		}
		sum, err := npv.Amount()
		if err != nil {
			t.Fatal(err)
		}
		n := big.NewRat(int64(customers), 1)
		want := fmt.Sprint(value.Quo(value, n).FloatString(2), " ", spend.Quo(spend, n).FloatString(2), " ", sum, " ", customers, " ", sold, " ", Share{came, customers})
		total := report.Total
		got := fmt.Sprint(total.LTV.Text(), " ", total.CAC.Text(), " ", total.NPV, " ", total.New, " ", total.Orders, " ", total.Repeat)
		if got != want {
			t.Fatalf("total %s, want %s", got, want)
		}
	})
}
