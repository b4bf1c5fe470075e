package ltv

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
)

// parted deals orders out to a few parts and returns the cohorts of each by
// market; with whole customers the orders of a customer go to one part.
func parted(t *testing.T, r *rand.Rand, orders []Order, asOf currency.Date, wholeCustomers bool) map[string][]Cohort {
	t.Helper()
	parts := make([][]Order, 1+r.IntN(7))
	home := map[string]int{}
	for _, o := range orders {
		i := r.IntN(len(parts))
		if wholeCustomers {
			if known, ok := home[o.Customer]; ok {
				i = known
			}
			home[o.Customer] = i
		}
		parts[i] = append(parts[i], o)
	}
	cohorts := map[string][]Cohort{}
	for _, part := range parts {
		for _, c := range mustSummarize(t, part, asOf) {
			cohorts[c.Market()] = append(cohorts[c.Market()], c)
		}
	}
	return cohorts
}

// folded merges parts two by two in a random order and bracketing until one is
// left, each of which is what r makes of it on the way.
func folded[T any](t *testing.T, r *rand.Rand, parts []T, merge func(a, b T) (T, error), sent func(T) T) T {
	t.Helper()
	for len(parts) > 1 {
		r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		last := len(parts) - 1
		merged, err := merge(parts[last], parts[last-1])
		if err != nil {
			t.Fatal(err)
		}
		if r.IntN(2) == 0 {
			merged = sent(merged)
		}
		parts = append(parts[:last-1], merged)
	}
	return parts[0]
}

// sentCohort sends a cohort to another machine.
func sentCohort(t *testing.T) func(Cohort) Cohort {
	return func(c Cohort) Cohort {
		t.Helper()
		data, err := c.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var read Cohort
		if err := read.UnmarshalBinary(data); err != nil {
			t.Fatal(err)
		}
		again, err := read.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(data, again) {
			t.Fatalf("read and written: %x, before: %x", again, data)
		}
		return read
	}
}

// Law: cohorts of parts of the orders merge, in any order and bracketing, to the
// cohort of all orders; and the way to another machine changes nothing.
func TestMergeIsSummarize(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, orders []Order, asOf currency.Date) {
		outsize := currency.MustAmount("12345678901234567890123456.78", currency.EUR)
		for i := range orders {
			if orders[i].Revenue.Currency() == currency.EUR && r.IntN(20) == 0 {
				orders[i].Revenue = outsize
			}
		}
		parts := parted(t, r, orders, asOf, false)
		for _, want := range mustSummarize(t, orders, asOf) {
			before := slices.Clone(parts[want.Market()])
			kept := make([]Cohort, len(before))
			for i, c := range before {
				kept[i] = sentCohort(t)(c)
			}
			got := folded(t, r, parts[want.Market()], Cohort.Merge, sentCohort(t))
			if diff := cmp.Diff(want, got, unexported); diff != "" {
				t.Fatalf("market %s (-all orders +merged):\n%s", want.Market(), diff)
			}
			if diff := cmp.Diff(kept, before, unexported); diff != "" {
				t.Fatalf("merging changed what was merged (-before +after):\n%s", diff)
			}
		}
	})
}

// Law: tallies of parts of the customers merge, in any order and bracketing, to
// the tally of all customers, and give the figures of their cohort.
func TestTalliesMerge(t *testing.T) {
	sent := func(tally Tally) Tally {
		text, err := json.Marshal(tally)
		if err != nil {
			t.Fatal(err)
		}
		var read Tally
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		return read
	}
	eachRandom(t, func(t *testing.T, r *rand.Rand, orders []Order, asOf currency.Date) {
		parts := parted(t, r, orders, asOf, true)
		for _, cohort := range mustSummarize(t, orders, asOf) {
			want := tally(t, cohort)
			var tallies []Tally
			for _, part := range parts[cohort.Market()] {
				tallies = append(tallies, tally(t, part))
			}
			got := folded(t, r, tallies, Tally.Merge, sent)
			same := cmp.Comparer(func(a, b currency.Amount) bool { return a.Equal(b) })
			if diff := cmp.Diff(want, got, same, cmp.Transformer("nil", func(s []Spend) []Spend { return append([]Spend{}, s...) })); diff != "" {
				t.Fatalf("market %s (-all +merged):\n%s", want.Market, diff)
			}
			sameFigures(t, cohort, got)
		}
	})
}

func tally(t *testing.T, c Cohort) Tally {
	t.Helper()
	tally, err := c.Tally()
	if err != nil {
		t.Fatal(err)
	}
	return tally
}

// sameFigures checks that a tally gives what its cohort does.
func sameFigures(t *testing.T, c Cohort, tally Tally) {
	t.Helper()
	if tally.Customers() != c.Size() || tally.RepeatRate() != c.RepeatRate() {
		t.Errorf("%d customers, %v, want %d, %v", tally.Customers(), tally.RepeatRate(), c.Size(), c.RepeatRate())
	}
	want, wrong := c.Margin()
	got, err := tally.Margin()
	if (err == nil) != (wrong == nil) || !errors.Is(err, wrong) && err.Error() != wrong.Error() {
		t.Fatalf("margin: %v, want %v", err, wrong)
	}
	if err != nil {
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("margin (-cohort +tally):\n%s", diff)
	}
	curve, err := Value(cdnowBG, got, percent(10, 6))
	if err != nil {
		t.Fatal(err)
	}
	of := func(a Account) Report {
		a.Curve, a.Spend = curve, currency.FromMinor(70_00, c.Currency())
		report, err := Figures(c.Currency(), []Account{a})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	if diff := cmp.Diff(of(Account{Cohort: c}), of(Account{Tally: tally})); diff != "" {
		t.Errorf("figures (-cohort +tally):\n%s", diff)
	}
	_, err = Figures(c.Currency(), []Account{{Cohort: c, Tally: tally, Curve: curve}})
	if !errors.Is(err, ErrTerms) {
		t.Errorf("customers twice: %v, want %v", err, ErrTerms)
	}
}

func TestMergeRefuses(t *testing.T) {
	march := summarized(t, "2026-03-31", purchase{"a", "2026-01-10", "40"})
	april := summarized(t, "2026-04-30", purchase{"a", "2026-01-10", "40"})
	usd, us := march, march
	usd.currency, us.market = currency.USD, "US"
	dollars := currency.MustAmount("40", currency.USD)
	usd.customers = []Customer{customer("a", Purchase{day(t, "2026-01-10"), 1, dollars, dollars, dollars})}
	huge := march
	huge.customers = []Customer{customer("a", Purchase{day(t, "2026-01-10"), 1, eur("99999999999999999999999999999999.99"), eur("0"), eur("0")})}
	for _, test := range []struct {
		other  Cohort
		class  error
		reason string
	}{
		{april, ErrTerms, "up to another day"},
		{us, ErrTerms, "another market"},
		{usd, currency.ErrMismatch, "another currency"},
		{huge, currency.ErrRange, "more on a day than an amount holds"},
	} {
		if _, err := march.Merge(test.other); !errors.Is(err, test.class) {
			t.Errorf("%s: %v, want %v", test.reason, err, test.class)
		}
		if _, err := tally(t, march).Merge(tally(t, test.other)); !errors.Is(err, test.class) {
			t.Errorf("tallies, %s: %v, want %v", test.reason, err, test.class)
		}
	}
	for _, zero := range []func() (Cohort, error){
		func() (Cohort, error) { return march.Merge(Cohort{}) },
		func() (Cohort, error) { return Cohort{}.Merge(march) },
	} {
		if got, err := zero(); err != nil || cmp.Diff(march, got, unexported) != "" {
			t.Errorf("with nobody: %v, %v", got, err)
		}
	}
	january, february := march.ByMonth()[0], summarized(t, "2026-03-31", purchase{"b", "2026-02-10", "1"}).ByMonth()[0]
	if merged, err := january.Merge(january); err != nil || merged.Month() != january.Month() {
		t.Errorf("of one month: %v, %v", merged.Month(), err)
	}
	if merged, err := january.Merge(february); err != nil || !merged.Month().IsZero() {
		t.Errorf("of two months: %v, %v", merged.Month(), err)
	}
}

// TestGammaGammaIgnoresOrder: the fit is the same to the last bit whatever the
// order of the customers, as partitions of them come in any.
func TestGammaGammaIgnoresOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	spends := make([]Spend, 500)
	for i := range spends {
		spends[i] = Spend{Orders: 1 + r.IntN(5), Mean: 100 * r.ExpFloat64() * (0.1 + r.ExpFloat64())}
	}
	want, _, err := FitGammaGamma(spends, FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		r.Shuffle(len(spends), func(i, j int) { spends[i], spends[j] = spends[j], spends[i] })
		if got, _, err := FitGammaGamma(spends, FitOptions{}); err != nil || got != want {
			t.Fatalf("shuffled: %v, %v, want %v", got, err, want)
		}
	}
}

// TestCohortBinaryRefuses: customers and purchases that no summary can have made are
// refused, and so is every part of the form of those that one has.
func TestCohortBinaryRefuses(t *testing.T) {
	on := func(date string, change func(*Purchase)) Purchase {
		p := Purchase{day(t, date), 1, eur("10"), eur("0"), eur("4")}
		if change != nil {
			change(&p)
		}
		return p
	}
	first, last := on("2026-01-10", nil), on("2026-03-31", nil)
	of := func(customers ...Customer) Cohort {
		return Cohort{market: "DE", currency: currency.EUR, asOf: day(t, "2026-03-31"), customers: customers}
	}
	without := func(change func(*Cohort)) Cohort {
		c := of(customer("a", first))
		change(&c)
		return c
	}
	for _, test := range []struct {
		cohort Cohort
		want   string // in the message, empty where it is read
		reason string
	}{
		{of(customer("a", first, last), customer("b", last)), "", "a purchase on the last day"},
		{of(), "", "nobody"},
		{Cohort{}, "", "the zero Cohort"},
		{of(customer("a", first, on("2026-04-01", nil))), "a purchase of 2026-04-01", "after the last day"},
		{of(customer("a", first, first)), "a purchase of 2026-01-10 after one of 2026-01-10", "two of one day"},
		{of(customer("a", last, first)), "a purchase of 2026-01-10 after one of 2026-03-31", "in the wrong order"},
		{of(customer("a", on("2026-01-10", func(p *Purchase) { p.Date = 0 }))), "a purchase of ", "of no day"},
		{of(customer("a", on("2026-01-10", func(p *Purchase) { p.Orders = 0 }))), "a purchase of no order", ""},
		{of(customer("a", on("2026-01-10", func(p *Purchase) { p.Revenue = eur("-1") }))), "revenue of -1.00 EUR", "what an order check refuses"},
		{of(customer("a", on("2026-01-10", func(p *Purchase) { p.Absorbed = eur("-1") }))), "-1.00 EUR absorbed", "what an order check refuses"},
		{of(customer("a", on("2026-01-10", func(p *Purchase) { p.Revenue, p.Contribution = eur("0"), eur("-1") }))), "", "given away at a loss"},
		{of(customer("b", first), customer("a", first)), `customer "a" after "b"`, "in the wrong order"},
		{of(customer("a", first), customer("a", last)), `customer "a" after "a"`, "one twice"},
		{of(Customer{id: "a", vault: new(vault)}, customer("b", first)), `customer "a" without a purchase`, ""},
		{of(customer("", first)), "customer: ", "without a name"},
		{of(customer(" a", first)), "customer: ", "with a name that no order may have"},
		{without(func(c *Cohort) { c.market = "" }), "customers of market", "without a market"},
		{without(func(c *Cohort) { c.currency = 0 }), "", "without a currency"},
		{without(func(c *Cohort) { c.asOf = 0 }), "up to", "without a last day"},
	} {
		data, err := test.cohort.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var read Cohort
		err = read.UnmarshalBinary(data)
		refused := test.want != "" || test.cohort.currency == 0 && len(test.cohort.customers) > 0
		if refused && (!errors.Is(err, ErrSyntax) || !strings.Contains(err.Error(), test.want)) || !refused && (err != nil || cmp.Diff(test.cohort, read, unexported) != "") {
			t.Errorf("%v: %v, %v, want %q", test.reason, read, err, test.want)
		}
		if refused {
			continue
		}
		for n := range data {
			if err := read.UnmarshalBinary(data[:n]); !errors.Is(err, ErrSyntax) {
				t.Errorf("%s, %d of %d bytes: %v", test.reason, n, len(data), err)
			}
		}
		const more = "1 bytes too many"
		if err := read.UnmarshalBinary(append(data, 7)); !errors.Is(err, ErrSyntax) || !strings.HasSuffix(err.Error(), more) || !strings.Contains(err.Error(), fmt.Sprintf("byte %d:", len(data))) {
			t.Errorf("%s, a byte more: %v", test.reason, err)
		}
	}
}

// FuzzCohortBinary: what is read is what is written; what is not read is an error
// of class ErrSyntax and changes nothing.
func FuzzCohortBinary(f *testing.F) {
	for _, c := range []Cohort{
		{},
		summarized(f, "2026-03-31", purchase{"a", "2026-01-10", "40"}, purchase{"a", "2026-02-10", "-0.005"}, purchase{"b", "2026-01-31", "30"}),
		{market: "JP", currency: currency.EUR, asOf: day(f, "2026-03-31"), customers: []Customer{
			customer("ö", Purchase{day(f, "2026-01-10"), 1 << 30, eur("99999999999999999999999999999999.99"), eur("0"), eur("-1")}),
		}},
	} {
		data, err := c.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(data[:len(data)/2])
		f.Add(append(data, 0))
	}
	f.Add([]byte{cohortForm, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 7})
	f.Fuzz(func(t *testing.T, data []byte) {
		kept := Cohort{market: "kept"}
		c := kept
		if err := c.UnmarshalBinary(data); err != nil {
			if !errors.Is(err, ErrSyntax) || cmp.Diff(kept, c, unexported) != "" {
				t.Fatalf("%x: %v, and %v", data, err, c)
			}
			return
		}
		sentCohort(t)(c)
		if _, err := c.Merge(c); err != nil && !errors.Is(err, currency.ErrRange) {
			t.Fatal(err)
		}
	})
}
