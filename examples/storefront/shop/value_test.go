package shop

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/ltv"
)

// march are the reference rates of 18 March 2026, and what the Emirates peg to the
// dollar.
func march(t *testing.T) *currency.Rates {
	t.Helper()
	file, err := os.Open("../../internal/shop/eurofxref-daily.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rates, err := feed.ECB(file)
	if err != nil {
		t.Fatal(err)
	}
	peg, ok := currency.PegOf(currency.AED, currency.NewDate(2026, time.March, 18))
	if !ok {
		t.Fatal("no peg of the dirham")
	}
	if rates, err = rates.With(peg); err != nil {
		t.Fatal(err)
	}
	return rates
}

// TestValuesOfTheExample redoes figures from the lines of the files.
func TestValuesOfTheExample(t *testing.T) {
	history, err := Example()
	if err != nil {
		t.Fatal(err)
	}
	rates := march(t)
	values, err := history.Values(currency.USD, rates)
	if err != nil {
		t.Fatal(err)
	}
	if len(values.Markets) != 11 || values.Total == nil {
		t.Fatalf("%d markets, total %v", len(values.Markets), values.Total)
	}
	verdicts := map[Verdict]bool{}
	for i, v := range values.Markets {
		verdicts[v.Verdict] = true
		if v.Why != nil {
			t.Errorf("%s: %v", v.Market, v.Why)
			continue
		}
		orders, customers := countLines(t, v.Market)
		if v.Orders != orders || v.Customers != len(customers) {
			t.Errorf("%s: %d orders of %d customers, the file has %d of %d", v.Market, v.Orders, v.Customers, orders, len(customers))
		}
		won := 0
		for _, first := range customers {
			if first >= "2025-11-01" {
				won++
			}
		}
		if cac := spentInCents(t, v.Market, "2025-11").DivRound(decimal.NewFromInt(int64(100*won)), 2); !cac.Equal(v.CAC.Decimal()) {
			t.Errorf("%s: CAC %v, by hand %v", v.Market, v.CAC, cac)
		}
		local, err := history.Cohorts[i].Value(ltv.Discount{Annual: decimal.NewFromInt(10), Horizon: 24})
		if err != nil {
			t.Fatal(err)
		}
		rate, err := rates.Rate(local.Currency(), currency.USD)
		if err != nil {
			t.Fatal(err)
		}
		want, err := local.In(rate)
		if err != nil {
			t.Fatal(err)
		}
		if !v.LTV24.Equal(want.LTV()) || !slices.EqualFunc(v.Observed.Points(), want.Points(), func(a, b ltv.Point) bool { return a.Cumulative.Equal(b.Cumulative) }) {
			t.Errorf("%s: worth %v, the library says %v", v.Market, v.LTV24, want.LTV())
		}
		if third := v.LTV12.Decimal().DivRound(decimal.NewFromInt(3), 2); v.MaxCAC.Decimal().GreaterThan(third) {
			t.Errorf("%s: at most %v may be spent for a value of %v", v.Market, v.MaxCAC, v.LTV12)
		}
		if len(v.Forecast.Points()) != 37 || v.Forecast.Basis() != ltv.Forecast {
			t.Errorf("%s: forecast of %d points", v.Market, len(v.Forecast.Points()))
		}
	}
	for _, v := range []Verdict{VerdictSpend, VerdictHold, VerdictLoss} {
		if !verdicts[v] {
			t.Errorf("no market of the example is %q", v)
		}
	}
}

// countLines returns how many orders the file has of a market, and the first day of
// each of its customers.
func countLines(t *testing.T, market string) (orders int, first map[string]string) {
	first = map[string]string{}
	for _, line := range lines(t, exampleOrders) {
		if line[2] != market {
			continue
		}
		orders++
		if day, known := first[line[1]]; !known || line[3] < day {
			first[line[1]] = line[3]
		}
	}
	return orders, first
}

func spentInCents(t *testing.T, market, since string) decimal.Decimal {
	sum := decimal.Zero
	for _, line := range lines(t, exampleSpend) {
		if line[1] == market && line[0] >= since {
			sum = sum.Add(decimal.RequireFromString(line[2]).Shift(2))
		}
	}
	return sum
}

func lines(t *testing.T, file []byte) [][]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

const columns = "order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees\n"

// Few customers have no value, and the figures say so; nothing is made up.
func TestTooFewCustomersHaveNoValue(t *testing.T) {
	asOf := currency.NewDate(2026, time.October, 31)
	orders := columns + "1,a,de,2024-01-01,EUR,50,20,0,0,5,1\n2,b,de,2026-10-30,EUR,50,20,0,0,5,1\n3,c,jp,2026-10-30,JPY,5000,2000,0,0,500,100\n"
	history, err := ReadHistory(strings.NewReader(orders), strings.NewReader("month,market,spend,currency\n"), asOf)
	if err != nil {
		t.Fatal(err)
	}
	values, err := history.Values(currency.USD, march(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, class := range []error{ltv.ErrSparse, ltv.ErrHorizon} {
		v := values.Markets[i]
		if v.Known() || !errors.Is(v.Why, class) || v.Verdict != VerdictUnknown || v.Orders == 0 {
			t.Errorf("%s: known %v, %q, why %v", v.Market, v.Known(), v.Verdict, v.Why)
		}
	}
	if got := values.Markets[0].Contribution; got.String() != "24.00 EUR" || values.Total != nil {
		t.Errorf("contribution %v, total %v", got, values.Total)
	}
}

func TestValuesNeedARate(t *testing.T) {
	history, err := Example()
	if err != nil {
		t.Fatal(err)
	}
	alone, err := currency.NewRates(currency.EUR, time.Date(2026, 3, 18, 0, 0, 0, 0, time.UTC), "test", nil)
	if err == nil {
		_, err = history.Values(currency.USD, alone)
	}
	if !errors.Is(err, currency.ErrNoRate) {
		t.Error(err)
	}
}

func TestSpendThatIsNone(t *testing.T) {
	asOf := currency.NewDate(2026, time.October, 31)
	for _, c := range []struct{ line, reason string }{
		{"2026-13,de,1,EUR", "month"},
		{"2026-11,de,1,EUR", "after"},
		{"2026-10,de,-1,EUR", "negative"},
		{"2026-10,de,1,XXY", "currency"},
		{"2026-10,de,one,EUR", "spend"},
		{"2026-10,de,1", "fields"},
	} {
		_, err := readSpend(strings.NewReader("month,market,spend,currency\n"+c.line+"\n"), asOf)
		if err == nil || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v, want one about %s", c.line, err, c.reason)
		}
	}
}
