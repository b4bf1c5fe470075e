package landed_test

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// limits are those that the README states, by its words, with the constants
// that make them and the unit in which the README counts.
var limits = []struct {
	what, unit string
	per        int64 // how many of the constant's are one of the unit
	constants  []string
}{
	{"digits of an amount or an exchange rate", "", 1, []string{"currency.maxDigits"}},
	{"text of an amount", " bytes", 1, []string{"currency.maxText"}},
	{"file of exchange rates", " MiB", 1 << 20, []string{"currency/feed.maxSize"}},
	{"JSON of a cart", " MiB", 1 << 20, []string{"pricing.MaxCartBytes"}},
	{"lines of a cart", "", 1, []string{"pricing.MaxLines"}},
	{"units of a line", "", 1, []string{"pricing.MaxQuantity"}},
	{"discounts, vouchers, places of dispatch of a cart, each", "", 1, []string{"pricing.MaxDiscounts", "pricing.MaxVouchers", "pricing.MaxDispatches"}},
	{"JSON of a quote", " MiB", 1 << 20, []string{"pricing.MaxQuoteBytes"}},
	{"refunds of a quote", "", 1, []string{"pricing.MaxRefunds"}},
	{"markets of an engine", "", 1, []string{"pricing.maxMarkets"}},
	{"entries of a price book", "", 1, []string{"pricing.MaxBookEntries"}},
	{"items of a shipment for `duty`", "", 1, []string{"duty.maxItems"}},
	{"table of tax rates, schemes or labels", " MiB", 1 << 20, []string{"tax.maxTable", "locale.maxTable"}},
	{"tariff, as a table or an official file", " MiB", 1 << 20, []string{"duty.largestTable", "duty.largestOfficial", "duty.largestCompiled"}},
	{"rows of a table of duties", "", 1, []string{"duty.mostRows"}},
	{"row of any table", " KiB", 1 << 10, []string{"internal/table.maxRow"}},
	{"text of a search in a tariff", " bytes", 1, []string{"duty.mostAsked"}},
	{"orders of a file for `ltv`", "", 1, []string{"ltv.maxOrders"}},
	{"cohorts of orders", "", 1, []string{"ltv.maxCohorts"}},
}

// TestReadmeLimits: the README's limits are those of the code, in its order.
func TestReadmeLimits(t *testing.T) {
	var want strings.Builder
	for _, l := range limits {
		value := constantOf(t, l.constants[0])
		for _, name := range l.constants[1:] {
			if other := constantOf(t, name); other != value {
				t.Errorf("%s: %s is %d, %s is %d", l.what, l.constants[0], value, name, other)
			}
		}
		if value%l.per != 0 {
			t.Errorf("%s: %d is no whole number of %q", l.what, value, l.unit)
		}
		want.WriteString("| " + l.what + " | " + grouped(value/l.per) + l.unit + " |\n")
	}
	if text := readmeLines(t); !strings.Contains(text, "|---|--:|\n"+want.String()+"\n") {
		t.Errorf("README.md states other limits than the code:\n%s", want.String())
	}
}

// grouped writes a number with a comma before each three digits.
func grouped(n int64) string {
	text := constant.MakeInt64(n).ExactString()
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// constantOf returns the value of a constant such as "currency/feed.maxSize", from
// the sources, so that the limit need not be exported to be stated.
func constantOf(t *testing.T, name string) int64 {
	t.Helper()
	folder, name, _ := strings.Cut(name, ".")
	files := token.NewFileSet()
	sources := parsed(t, files, folder)
	// What it imports is not looked up: no limit is another package's.
	config := types.Config{IgnoreFuncBodies: true, Error: func(error) {}}
	p, _ := config.Check(folder, files, sources, nil)
	c, ok := p.Scope().Lookup(name).(*types.Const)
	if !ok {
		t.Fatalf("%s has no constant %s", folder, name)
	}
	value, exact := constant.Int64Val(constant.ToInt(c.Val()))
	if !exact {
		t.Fatalf("%s.%s is %v", folder, name, c.Val())
	}
	return value
}
