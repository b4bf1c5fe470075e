package ltv

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
)

func TestSummarize(t *testing.T) {
	asOf := day(t, "2026-03-31")
	order := func(id, customer, market, date, revenue, goods, duty string, code currency.Code) Order {
		return Order{
			ID: id, Customer: customer, Market: market, Date: day(t, date),
			Revenue: currency.MustAmount(revenue, code),
			Costs:   Costs{Goods: currency.MustAmount(goods, code), AbsorbedDuty: currency.MustAmount(duty, code)},
		}
	}
	got, err := Summarize(slices.Values([]Order{
		order("5", "ann", "DE", "2026-02-01", "30.00", "10.00", "0", currency.EUR),
		order("1", "bob", "DE", "2026-01-07", "20.00", "9.50", "1.20", currency.EUR),
		order("2", "ann", "DE", "2026-01-05", "50.00", "20.00", "2.00", currency.EUR),
		order("3", "ann", "DE", "2026-01-05", "10.00", "11.00", "0.005", currency.EUR),
		order("4", "ann", "CH", "2026-01-06", "80.00", "30.00", "0", currency.CHF),
	}), asOf)
	if err != nil {
		t.Fatal(err)
	}
	chf := func(s string) currency.Amount { return currency.MustAmount(s, currency.CHF) }
	want := []Cohort{
		{market: "CH", currency: currency.CHF, asOf: asOf, customers: []Customer{
			customer("ann", Purchase{day(t, "2026-01-06"), 1, chf("80.00"), chf("0"), chf("50.00")}),
		}},
		{market: "DE", currency: currency.EUR, asOf: asOf, customers: []Customer{
			customer("ann",
				Purchase{day(t, "2026-01-05"), 2, eur("60.00"), eur("2.005"), eur("26.995")},
				Purchase{day(t, "2026-02-01"), 1, eur("30.00"), eur("0"), eur("20.00")},
			),
			customer("bob", Purchase{day(t, "2026-01-07"), 1, eur("20.00"), eur("1.20"), eur("9.30")}),
		}},
	}
	if diff := cmp.Diff(want, got, unexported); diff != "" {
		t.Errorf("orders of one day are one purchase, markets stand apart (-want +got):\n%s", diff)
	}
	wantSummaries := []Summary{{Repeat: 1, Last: 27, Age: 85}, {Repeat: 0, Last: 0, Age: 83}}
	if diff := cmp.Diff(wantSummaries, got[1].Summaries()); diff != "" {
		t.Errorf("histories in days (-want +got):\n%s", diff)
	}
	if n := got[1].Orders(); n != 4 {
		t.Errorf("%d orders, want 4", n)
	}
}

func TestSummarizeRefuses(t *testing.T) {
	asOf := day(t, "2026-03-31")
	good := Order{ID: "1", Customer: "ann", Market: "DE", Date: asOf, Revenue: eur("10")}
	for _, test := range []struct {
		change func(*Order)
		column string
		want   error
		reason string
	}{
		{func(o *Order) { o.ID = "1" }, "order_id", ErrDuplicate, "an order counts once"},
		{func(o *Order) { o.ID = "" }, "order_id", ErrOrder, "an order is told from others"},
		{func(o *Order) { o.Customer = "" }, "customer", ErrOrder, "orders without a customer would become one customer"},
		{func(o *Order) { o.Customer = "ann " }, "customer", ErrOrder, "a space would make two customers of one"},
		{func(o *Order) { o.Market = "D\x00E" }, "market", ErrOrder, "a control character"},
		{func(o *Order) { o.Market = "\xff" }, "market", ErrOrder, "not UTF-8"},
		{func(o *Order) { o.Market = strings.Repeat("x", 101) }, "market", ErrOrder, "names are bounded"},
		{func(o *Order) { o.Date = 0 }, "date", ErrOrder, "no date"},
		{func(o *Order) { o.Date = asOf.AddDays(1) }, "date", ErrFuture, "the day after"},
		{func(o *Order) { o.Revenue = currency.Amount{} }, "currency", ErrOrder, "no currency"},
		{func(o *Order) { o.Revenue = eur("-0.01") }, "revenue", ErrOrder, "negative revenue"},
		{func(o *Order) { o.Costs.Fees = eur("-0.01") }, "fees", ErrOrder, "negative costs would be income"},
		{func(o *Order) { o.Costs.Freight = currency.MustAmount("1", currency.USD) }, "freight", currency.ErrMismatch, "costs in another currency"},
		{func(o *Order) { o.Revenue = currency.MustAmount("1", currency.USD) }, "currency", currency.ErrMismatch, "a market has one currency"},
	} {
		bad := good
		bad.ID = "2"
		test.change(&bad)
		_, err := Summarize(slices.Values([]Order{good, bad}), asOf)
		var place *OrderError
		if !errors.As(err, &place) || !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want an OrderError of class %v", test.reason, err, test.want)
		} else if place.Column != test.column {
			t.Errorf("%s: column %q, want %q", test.reason, place.Column, test.column)
		}
	}
	if _, err := Summarize(slices.Values([]Order{good}), 0); !errors.Is(err, ErrOrder) {
		t.Errorf("no day of the summary: %v", err)
	}
	if got, err := Summarize(slices.Values([]Order(nil)), asOf); err != nil || len(got) != 0 {
		t.Errorf("no orders: %v, %v; want no cohort", got, err)
	}
}
