package tax

import (
	"testing"

	"github.com/landedhq/landed/currency"
)

// checkResult holds a result to law 3: net + tax = gross everywhere, and lines
// and rates sum to the totals.
func checkResult(t *testing.T, what string, r Result) {
	t.Helper()
	adds := func(where string, net, tax, gross currency.Amount) {
		t.Helper()
		if sum, err := net.Add(tax); err != nil || !sum.Equal(gross) {
			t.Fatalf("%s: %s: %v + %v = %v (%v), not %v", what, where, net, tax, sum, err, gross)
		}
	}
	adds("whole", r.Net, r.Tax, r.Gross)
	var net, tax, gross, retained, taxes currency.Total
	for _, l := range r.Lines {
		adds("line "+l.ID, l.Net, l.Tax, l.Gross)
		net.Add(l.Net)
		tax.Add(l.Tax)
		gross.Add(l.Gross)
		retained.Add(l.Retained)
		var line currency.Total
		for _, x := range l.Taxes {
			if !x.Rate.Retained {
				line.Add(x.Amount)
			}
			if !x.Rate.Treatment.Charges() && !x.Amount.IsZero() {
				t.Fatalf("%s: %v charges %v", what, x.Rate, x.Amount)
			}
		}
		if sum, err := line.Amount(); err != nil || !sum.Equal(l.Tax) && !l.Tax.IsZero() {
			t.Fatalf("%s: line %s: taxes sum to %v (%v), not %v", what, l.ID, sum, err, l.Tax)
		}
	}
	for _, x := range r.Totals {
		if x.Rate.Retained {
			retained.Sub(x.Amount)
		} else {
			taxes.Add(x.Amount)
		}
	}
	equal := func(where string, got currency.Total, want currency.Amount) {
		t.Helper()
		if sum, err := got.Amount(); err != nil || !sum.Equal(want) && !(sum.IsZero() && want.IsZero()) {
			t.Fatalf("%s: %s sum to %v (%v), not %v", what, where, sum, err, want)
		}
	}
	equal("nets", net, r.Net)
	equal("taxes", tax, r.Tax)
	equal("grosses", gross, r.Gross)
	equal("rates", taxes, r.Tax)
	equal("retained", retained, currency.Amount{})
}
