package ltv

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
)

// TestLines: a line at a time gives the orders of a file, and goes on after a line
// that is none.
func TestLines(t *testing.T) {
	asOf := day(t, "2026-03-31")
	lines, err := Layout{}.Lines("\ufeff"+strings.TrimSpace(header), asOf)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		line, column string
		class        error
		reason       string
	}{
		{"A-1,c-17,DE,2026-01-15,EUR,58.00,21.50,0.00,3.1415,6.40,1.75", "", nil, "an order"},
		{"A-1,c-17,DE,2026-01-15,EUR,58.00", "", ErrSyntax, "cut off"},
		{"A-1,c-17,DE,2026-01-15,EUR,58.00,21.50,0.00,3.1415,6.40,1.75", "", nil, "the same order again, after a bad line: who counts once knows more than one line"},
		{`A-2,"Doe, J",JP,2026-03-31,JPY,7800,3000,780,0,1200,265`, "", nil, "quotes"},
		{`A-2,"Doe, J,JP,2026-03-31,JPY,7800,3000,780,0,1200,265`, "", ErrSyntax, "a quote that does not end"},
		{"A-3,c-1,DE,2026-04-01,EUR,1,0,0,0,0,0", "date", ErrFuture, "after the last day"},
		{"A-3,c-1,DE,2026-02-30,EUR,1,0,0,0,0,0", "date", ErrSyntax, "a day that does not exist"},
		{"A-3,c-1,DE,2026-02-03,XQZ,1,0,0,0,0,0", "currency", currency.ErrUnknownCode, "no such currency"},
		{"A-3,c-1,DE,2026-02-03,EUR,-1,0,0,0,0,0", "revenue", ErrOrder, "a refund as a negative order"},
		{"A-3,c-1,DE,2026-02-03,EUR,1,0,0,0,0,x", "fees", currency.ErrSyntax, "no amount"},
		{"A-3,,DE,2026-02-03,EUR,1,0,0,0,0,0", "customer", ErrOrder, "nobody"},
		{"A-3,c,DE,2026-02-03,EUR,0,99999999999999999999999999999999,99999999999999999999999999999999,0,0,0", "", currency.ErrRange, "costs that do not add up within 34 digits"},
		{strings.Repeat("x", 4097), "", ErrTooLarge, "one enormous line"},
		{"", "", ErrSyntax, "an empty line is no order"},
	} {
		o, err := lines.Order(test.line)
		var fault *OrderError
		if !errors.Is(err, test.class) || err != nil && (!errors.As(err, &fault) || fault.Column != test.column) {
			t.Errorf("%.60q: %v, want class %v of column %q (%s)", test.line, err, test.class, test.column, test.reason)
		}
		if err != nil {
			continue
		}
		want, err := ReadOrders(strings.NewReader(header+test.line), asOf)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[0], o); diff != "" {
			t.Errorf("%s (-file +line):\n%s", test.reason, diff)
		}
	}
}

func TestLinesRefuses(t *testing.T) {
	asOf := day(t, "2026-03-31")
	for _, test := range []struct {
		layout Layout
		header string
		asOf   currency.Date
		class  error
		reason string
	}{
		{Layout{}, "order_id,customer", asOf, ErrSyntax, "columns are missing"},
		{Layout{}, "", asOf, ErrSyntax, "no header"},
		{Layout{}, strings.Repeat("x", 5000), asOf, ErrTooLarge, "an enormous header"},
		{Layout{}, header, 0, ErrOrder, "no last day"},
		{Layout{Columns: map[string]string{"sku": "SKU"}}, header, asOf, ErrTerms, "a layout of columns that there are not"},
	} {
		if _, err := test.layout.Lines(strings.TrimSpace(test.header), test.asOf); !errors.Is(err, test.class) {
			t.Errorf("%s: %v, want %v", test.reason, err, test.class)
		}
	}
}
