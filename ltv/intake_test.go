package ltv

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// rates returns a history in which a euro is 1.10 dollars from January 5, 2026 on
// and 1.20 from January 12 on.
func rates(t testing.TB) *currency.History {
	t.Helper()
	var days []*currency.Rates
	for date, value := range map[string]string{"2026-01-05": "1.10", "2026-01-12": "1.20"} {
		at := day(t, date).Time()
		r, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString(value), at, "test")
		if err != nil {
			t.Fatal(err)
		}
		snapshot, err := currency.NewRates(currency.EUR, at, "test", []currency.Rate{r})
		if err != nil {
			t.Fatal(err)
		}
		days = append(days, snapshot)
	}
	h, err := currency.NewHistory(days)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// twoCurrencies are orders of one market in two currencies.
func twoCurrencies(t testing.TB) []Order {
	usd := func(s string) currency.Amount { return currency.MustAmount(s, currency.USD) }
	return []Order{
		{ID: "1", Customer: "ann", Market: "CA", Date: day(t, "2026-01-06"), Revenue: usd("55.00"), Costs: Costs{Goods: usd("11.00"), AbsorbedDuty: usd("1.11")}},
		{ID: "2", Customer: "ann", Market: "CA", Date: day(t, "2026-01-13"), Revenue: usd("60.00"), Costs: Costs{Goods: usd("12.00")}},
		{ID: "3", Customer: "ann", Market: "CA", Date: day(t, "2026-01-13"), Revenue: eur("30.00"), Costs: Costs{Goods: eur("10.00")}},
		{ID: "4", Customer: "bob", Market: "CA", Date: day(t, "2026-01-13"), Revenue: eur("20.00"), Costs: Costs{Freight: eur("5.00"), Returns: eur("1.00"), Exchange: eur("0.50")}},
	}
}

func TestIntakeConverts(t *testing.T) {
	asOf := day(t, "2026-01-15")
	got, err := Intake{Currency: currency.EUR, Rates: rates(t)}.Summarize(slices.Values(twoCurrencies(t)), asOf)
	if err != nil {
		t.Fatal(err)
	}
	want := []Cohort{{market: "CA", currency: currency.EUR, asOf: asOf, customers: []Customer{
		customer("ann",
			// 1.11 / 1.10 = 1.00909… → 1.01
			Purchase{day(t, "2026-01-06"), 1, eur("50.00"), eur("1.01"), eur("38.99")},
			Purchase{day(t, "2026-01-13"), 2, eur("80.00"), eur("0.00"), eur("60.00")},
		),
		customer("bob", Purchase{day(t, "2026-01-13"), 1, eur("20.00"), eur("0"), eur("13.50")}),
	}}}
	if diff := cmp.Diff(want, got, unexported); diff != "" {
		t.Errorf("each order at the rate of its day, the customer one (-want +got):\n%s", diff)
	}
}

func TestIntakeKeepsApart(t *testing.T) {
	got, err := Intake{Apart: true}.Summarize(slices.Values(twoCurrencies(t)), day(t, "2026-01-15"))
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, c := range got {
		for _, customer := range c.Customers() {
			shown = append(shown, c.Market()+" "+c.Currency().String()+" "+customer.ID())
		}
	}
	if diff := cmp.Diff([]string{"CA EUR ann", "CA EUR bob", "CA USD ann"}, shown); diff != "" {
		t.Errorf("a cohort for each currency (-want +got):\n%s", diff)
	}
}

func TestIntakeRefuses(t *testing.T) {
	orders := twoCurrencies(t)
	late := slices.Clone(orders)
	late[0].Date = day(t, "2025-12-01")
	for _, test := range []struct {
		intake Intake
		orders []Order
		id     string
		want   error
		reason string
	}{
		{Intake{}, orders, "3", currency.ErrMismatch, "a market has one currency unless it is said otherwise"},
		{Intake{Currency: currency.EUR}, orders, "1", currency.ErrNoRate, "no rates to convert with"},
		{Intake{Currency: currency.JPY, Rates: rates(t)}, orders, "1", currency.ErrNoRate, "no rate for the pair"},
		{Intake{Currency: currency.EUR, Rates: rates(t)}, late, "1", currency.ErrNoRate, "no rate of that day"},
	} {
		_, err := test.intake.Summarize(slices.Values(test.orders), day(t, "2026-01-15"))
		var place *OrderError
		if !errors.Is(err, test.want) || !errors.As(err, &place) || place.ID != test.id || place.Column != "currency" {
			t.Errorf("%s: %v, want order %s and %v", test.reason, err, test.id, test.want)
		}
	}
}

// export is a file as a shop's admin pages give it.
const export = `Name;Email;Created at;Currency;Subtotal;Shipping;Country;Duty;Note
#1001;ann@example.org;2026-01-05 23:30:00 +0100;EUR;58.00;6.40;DE;;"gift; with card"
#1002;bob@example.org;2026-01-06 09:10:11 +0100;EUR;20.00;;DE;3.10;
`

// shopLayout reads export.
func shopLayout() Layout {
	return Layout{
		Columns: map[string]string{
			"order_id": "Name", "customer": "Email", "date": "Created at", "currency": "Currency",
			"revenue": "Subtotal", "freight": "Shipping", "market": "Country", "absorbed_duty": "Duty",
		},
		Values: map[string]string{"cost_of_goods": "0", "absorbed_duty": "0", "absorbed_tax": "0", "freight": "4.90", "fees": "0.35"},
		Date:   "2006-01-02 15:04:05 -0700",
		Comma:  ';',
		Others: true,
	}
}

func TestLayout(t *testing.T) {
	asOf := day(t, "2026-01-31")
	got, err := shopLayout().ReadOrders(strings.NewReader(export), asOf)
	if err != nil {
		t.Fatal(err)
	}
	zero := eur("0")
	want := []Order{
		{"#1001", "ann@example.org", "DE", day(t, "2026-01-05"), eur("58.00"), Costs{zero, zero, zero, eur("6.40"), eur("0.35"), zero, zero}},
		{"#1002", "bob@example.org", "DE", day(t, "2026-01-06"), eur("20.00"), Costs{zero, eur("3.10"), zero, eur("4.90"), eur("0.35"), zero, zero}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("orders (-want +got):\n%s", diff)
	}
	cohorts, err := Intake{}.Read(strings.NewReader(export), shopLayout(), asOf)
	if err != nil {
		t.Fatal(err)
	}
	same, err := Summarize(slices.Values(got), asOf)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(same, cohorts, unexported); diff != "" {
		t.Errorf("read at once, and by way of orders (-orders +at once):\n%s", diff)
	}
}

func TestLayoutRefuses(t *testing.T) {
	change := func(f func(*Layout)) Layout {
		l := shopLayout()
		f(&l)
		return l
	}
	for _, test := range []struct {
		layout Layout
		text   string
		want   error
		reason string
	}{
		{change(func(l *Layout) { l.Columns["profit"] = "Profit" }), export, ErrTerms, "there is no such column"},
		{change(func(l *Layout) { l.Values["profit"] = "0" }), export, ErrTerms, "there is no such column"},
		{change(func(l *Layout) { l.Columns["fees"] = "Shipping" }), export, ErrTerms, "one column is to be two"},
		{change(func(l *Layout) { l.Comma = '"' }), export, ErrTerms, "a quote between fields"},
		{change(func(l *Layout) { l.Others = false }), export, ErrSyntax, "a column that nobody named"},
		{change(func(l *Layout) { delete(l.Values, "fees") }), export, ErrSyntax, "a cost is missing"},
		{change(func(l *Layout) { delete(l.Values, "absorbed_duty") }), export, currency.ErrSyntax, "an empty cost is not zero"},
		{change(func(l *Layout) { l.Date = time.DateOnly }), export, ErrSyntax, "another form of date"},
		{change(func(l *Layout) { l.Values["fees"] = "much" }), export, currency.ErrSyntax, "a value that is no amount"},
		{shopLayout(), strings.Replace(export, "Email", "Name", 1), ErrSyntax, "a column is there twice"},
		{shopLayout(), strings.Replace(export, "#1002", "#1001", 1), ErrDuplicate, "the same order twice"},
		{shopLayout(), strings.Replace(export, "DE;3.10;", "DE;3.10", 1), ErrSyntax, "a field is missing"},
	} {
		if _, err := test.layout.ReadOrders(strings.NewReader(test.text), day(t, "2026-01-31")); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.reason, err, test.want)
		}
	}
	// At once, an error of the sums names the line, too.
	two := strings.Replace(export, "09:10:11 +0100;EUR", "09:10:11 +0100;USD", 1)
	_, err := Intake{}.Read(strings.NewReader(two), shopLayout(), day(t, "2026-01-31"))
	var place *OrderError
	if !errors.As(err, &place) || place.Line != 3 || !errors.Is(err, currency.ErrMismatch) {
		t.Errorf("a market in two currencies: %v, want line 3", err)
	}
	if _, err := (Intake{}).Read(strings.NewReader(export), shopLayout(), 0); !errors.Is(err, ErrOrder) {
		t.Errorf("no day of the summary: %v", err)
	}
}

// FuzzLayout checks that any text under a layout of another program gives cohorts
// or an error with a line, and the same by way of orders.
func FuzzLayout(f *testing.F) {
	f.Add([]byte(export))
	f.Add([]byte("Name;Email;Created at;Currency;Subtotal;Country\n1;a;2026-01-05 23:30:00 +0100;EUR;58.00;DE\n"))
	f.Add([]byte("\ufeffCountry;Name;Email;Created at;Currency;Subtotal;;;\nDE;1;a;2026-01-05 23:30:00 -1200;JPY;58;;;\n"))
	asOf := day(f, "2026-01-31")
	f.Fuzz(func(t *testing.T, text []byte) {
		cohorts, err := Intake{Apart: true}.Read(bytes.NewReader(text), shopLayout(), asOf)
		orders, second := shopLayout().ReadOrders(bytes.NewReader(text), asOf)
		var place *OrderError
		if second != nil && (!errors.As(second, &place) || place.Line < 1 || err == nil) {
			t.Fatalf("%v names no line, at once %v", second, err)
		}
		if err != nil {
			if len(err.Error()) > 1000 {
				t.Fatalf("a message of %d bytes", len(err.Error()))
			}
			return
		}
		same, err := Intake{Apart: true}.Summarize(slices.Values(orders), asOf)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(same, cohorts, unexported); diff != "" {
			t.Fatalf("by way of orders, and at once (-orders +at once):\n%s", diff)
		}
	})
}
