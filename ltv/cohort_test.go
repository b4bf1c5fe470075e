package ltv

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
)

func TestByMonth(t *testing.T) {
	cohort := summarized(t, "2026-04-10",
		purchase{"a", "2026-01-31", "10"}, purchase{"a", "2026-02-01", "11"},
		purchase{"b", "2026-02-01", "12"},
		purchase{"c", "2026-01-01", "13"},
		purchase{"d", "2025-01-15", "14"},
	)
	want := map[string][]string{"2025-01-01": {"d"}, "2026-01-01": {"a", "c"}, "2026-02-01": {"b"}}
	got := map[string][]string{}
	var before currency.Date
	for _, c := range cohort.ByMonth() {
		if !c.Month().After(before) {
			t.Errorf("%v after %v: months come in order", c.Month(), before)
		}
		before = c.Month()
		for _, customer := range c.Customers() {
			got[c.Month().String()] = append(got[c.Month().String()], customer.ID())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the first purchase decides the month (-want +got):\n%s", diff)
	}
}

func TestRepeatRate(t *testing.T) {
	cohort := summarized(t, "2026-04-10",
		purchase{"a", "2026-01-10", "1"}, purchase{"a", "2026-02-10", "1"},
		purchase{"b", "2026-01-10", "1"}, purchase{"b", "2026-02-11", "1"},
		purchase{"c", "2026-01-10", "1"}, purchase{"c", "2026-01-10", "1"},
		purchase{"d", "2026-04-01", "1"}, purchase{"d", "2026-04-02", "1"},
		purchase{"e", "2026-03-10", "1"},
		purchase{"f", "2026-03-11", "1"},
	)
	for _, test := range []struct {
		got    Share
		want   Share
		text   string
		reason string
	}{
		{cohort.RepeatRate(), Share{3, 6}, "50", "a, b and d came back; two orders on one day are one purchase"},
		{cohort.RepeatWithin(1), Share{1, 4}, "25", "a came back on the month-day, b a day late; d and f are too young"},
		{cohort.RepeatWithin(3), Share{2, 3}, "66.67", "only a, b and c have been observed for three months"},
		{cohort.RepeatWithin(0), Share{0, 6}, "0", "nobody comes back on the day of the first purchase: that is one purchase"},
	} {
		percent, err := test.got.Percent()
		if test.got != test.want || err != nil || percent.String() != test.text {
			t.Errorf("%v, %v %% (%v); want %v, %v %%: %s", test.got, percent, err, test.want, test.text, test.reason)
		}
	}
	if got, err := cohort.RepeatWithin(Year).Percent(); !errors.Is(err, ErrSparse) {
		t.Errorf("a share of nobody: %v, %v", got, err)
	}
}

// TestTallySpends: a tally has the spends of those who spent anything again, by
// orders and then by mean, and none of the others.
func TestTallySpends(t *testing.T) {
	cohort := summarized(t, "2026-04-10",
		purchase{"a", "2026-01-10", "9"}, purchase{"a", "2026-02-10", "30"}, purchase{"a", "2026-03-10", "50"},
		purchase{"b", "2026-01-10", "9"}, purchase{"b", "2026-02-11", "70"},
		purchase{"c", "2026-01-10", "9"},
		purchase{"d", "2026-01-10", "9"}, purchase{"d", "2026-02-11", "20"},
	)
	tally, err := cohort.Tally()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Spend{{1, 20}, {1, 70}, {2, 40}}, tally.Spends); diff != "" {
		t.Errorf("spends (-want +got):\n%s", diff)
	}
	if len(tally.Groups) != 3 || tally.Customers() != 4 || tally.RepeatRate() != (Share{3, 4}) {
		t.Errorf("%+v", tally)
	}
}

// A cost in another currency is a fault, even if it is nothing; an amount without a
// currency is none.
func TestContributionCurrencies(t *testing.T) {
	usd := currency.FromMinor(0, currency.USD)
	for _, test := range []struct {
		costs Costs
		want  string
		err   error
	}{
		{Costs{}, "50.00", nil},
		{Costs{Goods: eur("0"), Fees: eur("1.50")}, "48.50", nil},
		{Costs{Goods: usd}, "", currency.ErrMismatch},
		{Costs{Goods: currency.FromMinor(100, currency.USD)}, "", currency.ErrMismatch},
	} {
		got, err := Order{Revenue: eur("50"), Costs: test.costs}.Contribution()
		if !errors.Is(err, test.err) || err == nil && got.Text() != test.want {
			t.Errorf("%+v: %v, %v; want %s, %v", test.costs, got, err, test.want, test.err)
		}
	}
}

// A name has at most 100 bytes, in whatever letters.
func TestNameBounds(t *testing.T) {
	for _, test := range []struct {
		name string
		ok   bool
	}{
		{strings.Repeat("x", 100), true}, {strings.Repeat("x", 101), false}, {strings.Repeat("é", 50), true}, {strings.Repeat("é", 50) + "x", false},
		{"a~b", true}, {"a b", true}, {"a ", false}, {"", false}, {"a\x7fb", false},
	} {
		o := Order{ID: test.name, Customer: "a", Market: "DE", Date: day(t, "2026-01-10"), Revenue: eur("1")}
		if _, err := Summarize(slices.Values([]Order{o}), day(t, "2026-04-01")); (err == nil) != test.ok || err != nil && !errors.Is(err, ErrOrder) {
			t.Errorf("%d bytes, %.9q: %v", len(test.name), test.name, err)
		}
	}
}

func TestEconomics(t *testing.T) {
	order := func(id, customer, date, revenue, goods, duty, tax string) Order {
		return Order{
			ID: id, Customer: customer, Market: "DE", Date: day(t, date), Revenue: eur(revenue),
			Costs: Costs{Goods: eur(goods), AbsorbedDuty: eur(duty), AbsorbedTax: eur(tax), Fees: eur("1")},
		}
	}
	cohorts, err := Summarize(slices.Values([]Order{
		order("1", "a", "2026-01-01", "50", "20", "6", "9.50"), // 13.50
		order("2", "b", "2026-01-02", "40", "20", "0", "0"),    // 19.00
		order("3", "c", "2026-01-03", "10", "15", "1", "1"),    // -8.00: money lost on the first order
		order("4", "a", "2026-02-01", "60", "20", "7", "11"),   // 21.00
		order("5", "a", "2026-03-01", "30.01", "10", "0", "0"), // 19.01
	}), day(t, "2026-04-01"))
	if err != nil {
		t.Fatal(err)
	}
	first, err := cohorts[0].First()
	if err != nil {
		t.Fatal(err)
	}
	repeat, err := cohorts[0].Repeat()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		got  Average
		sum  string
		mean string
		n    int
	}{
		{"revenue of first purchases", first.Revenue, "100", "33.33", 3},
		{"absorbed in first purchases", first.Absorbed, "17.50", "5.83", 3},
		{"contribution of first purchases", first.Contribution, "24.50", "8.17", 3},
		{"revenue of repeat purchases", repeat.Revenue, "90.01", "45.01", 2}, // 45.005, half up
		{"absorbed in repeat purchases", repeat.Absorbed, "18", "9.00", 2},
		{"contribution of repeat purchases", repeat.Contribution, "40.01", "20.01", 2},
	} {
		mean, err := test.got.Amount(currency.Rounding{})
		if err != nil || !test.got.Total.Equal(eur(test.sum)) || test.got.Count != test.n || !mean.Equal(eur(test.mean)) {
			t.Errorf("%s: %v / %d = %v (%v); want %s / %d = %s",
				test.name, test.got.Total, test.got.Count, mean, err, test.sum, test.n, test.mean)
		}
	}

	once := summarized(t, "2026-04-01", purchase{"a", "2026-01-01", "10"})
	none, err := once.Repeat()
	if err != nil || !none.Contribution.Total.Equal(eur("0")) {
		t.Errorf("no repeat: total %v, %v; want nothing, in euros", none.Contribution.Total, err)
	}
	if _, err := none.Contribution.Amount(currency.Rounding{}); !errors.Is(err, ErrSparse) {
		t.Errorf("no repeat: average: %v, want %v", err, ErrSparse)
	}
}

// TestZeroValues: the zero Cohort has nobody, and nothing that is asked of it
// panics.
func TestZeroValues(t *testing.T) {
	var nobody Cohort
	if nobody.Size() != 0 || nobody.Orders() != 0 || len(nobody.ByMonth()) != 0 || len(nobody.Summaries()) != 0 {
		t.Error("the zero cohort has somebody")
	}
	if nobody.RepeatRate() != (Share{}) || nobody.RepeatWithin(Month) != (Share{}) {
		t.Error("somebody of the zero cohort came back")
	}
	first, err := nobody.First()
	if err != nil || first.Contribution.Count != 0 || !first.Contribution.Total.IsZero() {
		t.Errorf("first purchases of nobody: %v, %v", first, err)
	}
	if _, err := nobody.Value(percent(10, Month)); !errors.Is(err, ErrSparse) {
		t.Errorf("value of nobody: %v, want %v", err, ErrSparse)
	}
	if day := (Customer{}).Acquired(); !day.IsZero() {
		t.Errorf("the zero customer was won on %v", day)
	}
}

// TestCohortIsImmutable changes what a cohort has handed out.
func TestCohortIsImmutable(t *testing.T) {
	cohort := summarized(t, "2026-04-10", purchase{"a", "2026-01-01", "10"}, purchase{"b", "2026-01-01", "10"})
	customers := cohort.Customers()
	customers[0].Purchases()[0].Orders = 7
	customers[0] = customers[1]
	if got := cohort.Customers()[0]; got.ID() != "a" || cohort.Orders() != 2 {
		t.Errorf("customer %s, %d orders; want a, 2 orders", got.ID(), cohort.Orders())
	}
}

func TestUntil(t *testing.T) {
	cohort := summarized(t, "2026-04-10",
		purchase{"a", "2026-01-10", "40"}, purchase{"a", "2026-02-10", "20"}, purchase{"a", "2026-03-20", "10"},
		purchase{"b", "2026-02-10", "30"},
		purchase{"c", "2026-02-11", "5"}, purchase{"c", "2026-02-12", "5"},
	)
	known := cohort.Until(day(t, "2026-02-10"))
	want := summarized(t, "2026-02-10",
		purchase{"a", "2026-01-10", "40"}, purchase{"a", "2026-02-10", "20"},
		purchase{"b", "2026-02-10", "30"},
	)
	if diff := cmp.Diff(want, known, unexported); diff != "" {
		t.Errorf("what was known on a day, that day included (-want +got):\n%s", diff)
	}
	if later := cohort.Until(day(t, "2026-12-31")); later.AsOf() != cohort.AsOf() || later.Size() != 3 {
		t.Errorf("the future is not known: %v, %d", later.AsOf(), later.Size())
	}
	if nobody := cohort.Until(day(t, "2026-01-09")); nobody.Size() != 0 {
		t.Errorf("%d customers before the first", nobody.Size())
	}
	if won := cohort.Won(day(t, "2026-02-10"), day(t, "2026-02-10")); won.Size() != 1 || won.Customers()[0].ID() != "b" {
		t.Errorf("won on February 10: %v", won.Customers())
	}
	if won := cohort.Won(0, 0); won.Size() != 3 {
		t.Errorf("won at any time: %d", won.Size())
	}
	spends, err := cohort.Spends()
	if diff := cmp.Diff([]Spend{{2, 15}, {}, {1, 5}}, spends); err != nil || diff != "" {
		t.Errorf("what repeat purchases brought (-want +got): %v\n%s", err, diff)
	}
}

func TestMargin(t *testing.T) {
	cohort := summarized(t, "2026-04-10",
		purchase{"a", "2026-01-10", "40"}, purchase{"a", "2026-02-10", "20"}, purchase{"b", "2026-02-10", "25"}, purchase{"b", "2026-02-11", "30"})
	mg, err := cohort.Margin()
	if want := (Margin{"DE", Average{eur("65"), 2}, Average{eur("50"), 2}}); err != nil || mg != want {
		t.Errorf("%v, %v; want %v", mg, err, want)
	}
	if _, err := summarized(t, "2026-04-10", purchase{"a", "2026-01-10", "40"}).Margin(); !errors.Is(err, ErrSparse) {
		t.Errorf("nobody came back: %v", err)
	}
	e, err := cohort.All()
	if err != nil || e.Contribution.Count != 4 || !e.Contribution.Total.Equal(eur("115")) {
		t.Errorf("all purchases: %v, %v", e.Contribution, err)
	}
	e.Revenue.Total = eur("230")
	if got, err := e.ContributionOf(eur("35.17"), currency.Rounding{}); err != nil || !got.Equal(eur("17.59")) {
		t.Errorf("half of 35.17: %v, %v", got, err)
	}
	if _, err := e.ContributionOf(currency.MustAmount("1", currency.USD), currency.Rounding{}); !errors.Is(err, currency.ErrMismatch) {
		t.Errorf("revenue in another currency: %v", err)
	}
	if _, err := (Economics{}).ContributionOf(eur("1"), currency.Rounding{}); !errors.Is(err, ErrSparse) {
		t.Errorf("no revenue: %v", err)
	}
}
