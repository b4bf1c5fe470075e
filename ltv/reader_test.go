package ltv

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
)

const (
	header = "order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees\n"
	whole  = "order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees,exchange,returns\n"
)

func TestReadOrders(t *testing.T) {
	asOf := day(t, "2026-03-31")
	want := []Order{
		{
			ID: "A-1", Customer: "c-17", Market: "DE", Date: day(t, "2026-01-15"), Revenue: eur("58.00"),
			Costs: Costs{eur("21.50"), eur("0"), eur("3.1415"), eur("6.40"), eur("1.75"), eur("0"), eur("0")},
		},
		{
			ID: "A-2", Customer: "Doe, \"J\"", Market: "JP", Date: asOf, Revenue: currency.MustAmount("7800", currency.JPY),
			Costs: Costs{
				currency.MustAmount("3000", currency.JPY), currency.MustAmount("780", currency.JPY),
				currency.MustAmount("0", currency.JPY), currency.MustAmount("1200", currency.JPY), currency.MustAmount("265", currency.JPY),
				currency.MustAmount("0", currency.JPY), currency.MustAmount("0", currency.JPY),
			},
		},
	}
	for _, test := range []struct{ text, reason string }{
		{header + "A-1,c-17,DE,2026-01-15,EUR,58.00,21.50,0.00,3.1415,6.40,1.75\n" +
			"A-2,\"Doe, \"\"J\"\"\",JP,2026-03-31,JPY,7800,3000,780,0,1200,265\n", "the form of the documentation, with quotes"},
		{"\ufeff" + strings.ReplaceAll(header, "\n", "\r\n") + "\r\nA-1,c-17,DE,2026-01-15,EUR,58.00,21.50,0.00,3.1415,6.40,1.75\r\n" +
			"A-2,\"Doe, \"\"J\"\"\",JP,2026-03-31,JPY,7800,3000,780,0,1200,265", "as a spreadsheet writes it: byte order mark, CRLF, empty line, no last line end"},
		{"market,date,order_id,customer,fees,freight,absorbed_tax,absorbed_duty,cost_of_goods,revenue,currency\n" +
			"DE,2026-01-15,A-1,c-17,1.75,6.40,3.1415,0,21.50,58,EUR\n" +
			"JP,2026-03-31,A-2,\"Doe, \"\"J\"\"\",265,1200,0,780,3000,7800,JPY\n", "columns in another order"},
	} {
		got, err := ReadOrders(strings.NewReader(test.text), asOf)
		if err != nil {
			t.Errorf("%s: %v", test.reason, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
	if got, err := ReadOrders(strings.NewReader(header), asOf); err != nil || len(got) != 0 {
		t.Errorf("no orders: %v, %v", got, err)
	}
}

func TestReadOrdersRefuses(t *testing.T) {
	const good = "1,c,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n"
	for _, test := range []struct {
		text   string
		line   int
		column string
		want   error
		reason string
	}{
		{"", 1, "", ErrSyntax, "nothing at all"},
		{good, 1, "order_id", ErrSyntax, "no header"},
		{strings.Replace(header, ",fees", "", 1), 1, "fees", ErrSyntax, "a column is missing"},
		{strings.Replace(header, "fees", "fees,fees", 1), 1, "fees", ErrSyntax, "a column is there twice"},
		{strings.Replace(header, "fees", "fees,tips", 1), 1, "", ErrSyntax, "an unknown column may be a cost"},
		{header + good + "2,c,DE,2026-01-15,EUR,58.00\n", 3, "", ErrSyntax, "fields are missing"},
		{header + good + "\n\n2,c,DE,2026-01-15,EUR,58.00\n", 5, "", ErrSyntax, "empty lines count"},
		{header + "1,\"c,DE,2026-01-15\n", 2, "", ErrSyntax, "a quote is open at the end of the line"},
		{header + "1,c,DE,2026-02-30,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n", 2, "date", ErrSyntax, "there is no such day"},
		{header + "1,c,DE,15.01.2026,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n", 2, "date", ErrSyntax, "another form of date"},
		{header + "1,c,DE,2026-04-01,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n", 2, "date", ErrFuture, "after the day of the summary"},
		{header + "1,c,DE,2026-01-15,EUX,58.00,21.50,0.00,0.00,6.40,1.75\n", 2, "currency", currency.ErrUnknownCode, "no such currency"},
		{header + "1,c,DE,2026-01-15,EUR,1e9,21.50,0.00,0.00,6.40,1.75\n", 2, "revenue", currency.ErrSyntax, "no exponents"},
		{header + "1,c,DE,2026-01-15,EUR,58.00,NaN,0.00,0.00,6.40,1.75\n", 2, "cost_of_goods", currency.ErrSyntax, "not a number"},
		{header + "1,c,DE,2026-01-15,EUR,58.00,21.50,,0.00,6.40,1.75\n", 2, "absorbed_duty", currency.ErrSyntax, "an empty cost is not zero"},
		{header + "1,c,DE,2026-01-15,EUR,58.00,21.50,0.00,12.3.4,6.40,1.75\n", 2, "absorbed_tax", currency.ErrSyntax, "two points"},
		{header + "1,c,DE,2026-01-15,EUR,-58.00,21.50,0.00,0.00,6.40,1.75\n", 2, "revenue", ErrOrder, "negative revenue"},
		{header + "1,c,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,-6.40,1.75\n", 2, "freight", ErrOrder, "negative costs"},
		{header + good + good, 3, "order_id", ErrDuplicate, "the same order twice"},
		{header + "1,,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n", 2, "customer", ErrOrder, "no customer"},
		{header + good + strings.Repeat("9", 1<<20), 3, "", ErrTooLarge, "a megabyte of digits"},
		{header + good + "2,c,DE,2026-01-15,EUR," + strings.Repeat("9", 100) + ",0,0,0,0,0\n", 3, "revenue", currency.ErrRange, "more digits than an amount has"},
	} {
		_, err := ReadOrders(strings.NewReader(test.text), day(t, "2026-03-31"))
		var place *OrderError
		if !errors.As(err, &place) || !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want an OrderError of class %v", test.reason, err, test.want)
			continue
		}
		if place.Line != test.line || place.Column != test.column {
			t.Errorf("%s: line %d, column %q; want line %d, column %q", test.reason, place.Line, place.Column, test.line, test.column)
		}
		if len(err.Error()) > 300 {
			t.Errorf("%s: the message has %d bytes", test.reason, len(err.Error()))
		}
	}
	if _, err := ReadOrders(strings.NewReader(header), 0); !errors.Is(err, ErrOrder) {
		t.Errorf("no day of the summary: %v", err)
	}
	broken := io.MultiReader(strings.NewReader(header+good), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := ReadOrders(broken, day(t, "2026-03-31")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a reader that breaks off: %v", err)
	}
}

// TestReadOrdersMessage shows what a person reads who has to mend the file.
func TestReadOrdersMessage(t *testing.T) {
	_, err := ReadOrders(strings.NewReader(header+"1,c,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,-6.40,1.75\n"), day(t, "2026-03-31"))
	const want = `ltv: line 2: order "1": freight: impossible order: negative amount -6.40 EUR: costs are written as positive amounts`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %v", err, want)
	}
}

// writeOrders writes orders in the form that ReadOrders reads.
func writeOrders(t testing.TB, orders []Order) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(whole)
	w := csv.NewWriter(&b)
	for _, o := range orders {
		fields := []string{o.ID, o.Customer, o.Market, o.Date.String(), o.Revenue.Currency().String(), o.Revenue.Text()}
		for _, c := range o.Costs.columns() {
			fields = append(fields, c.amount.Text())
		}
		if err := w.Write(fields); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.Bytes()
}

// FuzzReadOrders checks that any text gives orders or an *OrderError with a line,
// that what was read reads the same once written, and that its summary does not
// depend on its order.
func FuzzReadOrders(f *testing.F) {
	f.Add([]byte(header))
	f.Add([]byte(header + "A-1,c-17,DE,2026-01-15,EUR,58.00,21.50,0.00,3.1415,6.40,1.75\nA-2,c-17,DE,2026-02-15,EUR,58,21.5,0,0,6.4,0\n"))
	f.Add([]byte(header + "A-2,\"Doe, \"\"J\"\"\",JP,2026-03-31,JPY,7800,3000,780,0,1200,265\r\n"))
	f.Add([]byte(header + "1,c,x,2026-01-15,PTS:0,99999999999999999999,1,0,0,0,0.0000000001\n"))
	f.Add([]byte("\ufefffees,market,date,order_id,customer,freight,absorbed_tax,absorbed_duty,cost_of_goods,revenue,currency\n1.75,DE,2026-01-15,A-1,c-17,6.40,3.1415,0,21.50,58,EUR"))
	asOf := day(f, "2026-03-31")
	f.Fuzz(func(t *testing.T, text []byte) {
		orders, err := ReadOrders(bytes.NewReader(text), asOf)
		if err != nil {
			var place *OrderError
			if !errors.As(err, &place) || place.Line < 1 {
				t.Fatalf("%v (%T) names no line", err, err)
			}
			return
		}
		again, err := ReadOrders(bytes.NewReader(writeOrders(t, orders)), asOf)
		if err != nil {
			t.Fatalf("written and read again: %v", err)
		}
		if diff := cmp.Diff(orders, again); diff != "" {
			t.Fatalf("written and read again (-first +second):\n%s", diff)
		}
		cohorts, err := Summarize(slices.Values(orders), asOf)
		if err != nil {
			// Sums may leave the domain of amounts, in one order of adding or all.
			if !errors.Is(err, currency.ErrRange) && !errors.Is(err, currency.ErrMismatch) {
				t.Fatalf("what was read does not summarize: %v", err)
			}
			return
		}
		slices.Reverse(orders)
		reversed, err := Summarize(slices.Values(orders), asOf)
		if err != nil {
			t.Fatalf("in reverse: %v", err)
		}
		if diff := cmp.Diff(cohorts, reversed, unexported); diff != "" {
			t.Fatalf("in reverse (-forward +reverse):\n%s", diff)
		}
	})
}
