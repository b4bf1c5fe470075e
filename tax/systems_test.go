package tax

import (
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
)

// The systems of the package comment, each with its policy, and rows of its own
// tests or an example of its documentation or of its staff. Beside the totals, cases that the
// row allows under this policy only are what tells the policies apart.
func TestSystems(t *testing.T) {
	item := func(price, quantity string, inclusive bool, rates ...string) Line {
		l := Line{Price: usd(price), Quantity: percent(quantity), Inclusive: inclusive}
		for _, r := range rates {
			l.Rates = append(l.Rates, Rate{Name: "tax " + r, Percent: percent(r)})
		}
		return l
	}
	for _, c := range []struct {
		system          string
		policy          Policy
		cases           string // the prefix of their IDs
		lines           []Line
		net, tax, gross string
		source          string
	}{
		{system: "WooCommerce, prices without tax", cases: "woo-21871", source: "abstract-wc-order tests"},
		{system: "WooCommerce, prices with tax", policy: Policy{Rounding: currency.Rounding{Mode: currency.HalfDown}}, cases: "woo-20997", source: "wc_get_tax_rounding_mode"},
		{system: "WooCommerce, round at subtotal", policy: Policy{Level: PerRate}, cases: "issue-woo-23835", source: "the thread"},
		{system: "Magento, unit price", policy: Policy{Level: PerUnit}, cases: "mage-incl-unit", source: "UnitBaseCalculator.php"},
		{system: "Magento, unit price", policy: Policy{Level: PerUnit}, cases: "mage-u4", source: "TaxCalculationTest.php"},
		{system: "Magento, row total", cases: "mage-r", source: "TaxCalculationTest.php"},
		{system: "Magento, total", policy: Policy{Level: PerRate}, cases: "mage-t2", source: "TaxCalculationTest.php"},
		{system: "Magento, total", policy: Policy{Level: PerRate}, cases: "mage-2rows-total", source: "TaxCalculationTest.php"},
		{system: "Vendure", policy: Policy{Target: TargetNet, DiscountWeights: WithTax}, cases: "vendure-s", source: "order-calculator.spec.ts"},
		{system: "Vendure, order level", policy: Policy{Level: PerRate}, lines: []Line{item("10.05", "1", false, "9"), item("10.45", "1", false, "9")},
			net: "20.50", tax: "1.85", gross: "22.35", source: "docs.vendure.io: net subtotals by rate, rounded once; 0.90 and 0.94 by line"},
		{system: "Saleor", policy: Policy{Target: TargetNet}, cases: "saleor-multi", source: "test_checkout_calculations.py"},
		{system: "Medusa", policy: Policy{Rounding: currency.Rounding{Digits: currency.To(10)}}, cases: "medusa-", source: "totals.ts"},
		{system: "Medusa", policy: Policy{Rounding: currency.Rounding{Digits: currency.To(10)}}, lines: []Line{item("50", "2", true, "10"), item("50", "2", false, "10")},
			net: "190.9090909091", tax: "19.0909090909", gross: "210.00", source: "totals.ts: what is shown is rounded, what is kept is not"},
		{system: "Sylius", cases: "sylius-id", source: "behat features"},
		{system: "Solidus", cases: "solidus-", source: "taxation_integration_spec.rb"},
		{system: "GOBL, precise", policy: Policy{Level: PerInvoice}, cases: "gobl-rm", source: "invoice_test.go"},
		{system: "commercetools, line item", policy: Policy{Target: TargetPrice, Rounding: currency.Rounding{Mode: currency.HalfEven}},
			lines: []Line{item("1.08", "3", false, "19")}, net: "3.24", tax: "0.62", gross: "3.86", source: "TaxCalculationMode"},
		{system: "commercetools, unit price", policy: Policy{Level: PerUnit, Target: TargetPrice, Rounding: currency.Rounding{Mode: currency.HalfEven}},
			lines: []Line{item("1.08", "3", false, "19")}, net: "3.24", tax: "0.63", gross: "3.87", source: "TaxCalculationMode"},
		{system: "commercetools, unit price", policy: Policy{Level: PerUnit, Target: TargetPrice, Rounding: currency.Rounding{Mode: currency.HalfEven}},
			lines: []Line{item("2.99", "3", true, "4")}, net: "8.64", tax: "0.33", gross: "8.97", source: "the default taxRoundingTarget is Net: 2.875 is 2.88, thrice"},
		{system: "commercetools, unit price", policy: Policy{Level: PerUnit, Target: TargetPrice, Rounding: currency.Rounding{Mode: currency.HalfEven}},
			lines: []Line{item("0.15", "3", false, "10")}, net: "0.45", tax: "0.03", gross: "0.48", source: "the gross of a unit is rounded: 0.165 is 0.16, where its tax of 0.015 would be 0.02"},
		{system: "Stripe", lines: []Line{item("0.43", "1", false, "15"), item("4.84", "1", false, "15")},
			net: "5.27", tax: "0.79", gross: "6.06", source: "support.stripe.com"},
		{system: "Zuora, net amount", policy: Policy{Target: TargetNet}, lines: []Line{item("2.99", "1", true, "4")},
			net: "2.88", tax: "0.11", gross: "2.99", source: "docs.zuora.com"},
		{system: "Zuora, tax amount", lines: []Line{item("2.99", "1", true, "4")},
			net: "2.87", tax: "0.12", gross: "2.99", source: "docs.zuora.com"},
		{system: "Shopify", lines: []Line{item("27.09", "1", false, "6"), item("27.09", "1", false, "6"), item("26.95", "1", false, "6")},
			net: "81.13", tax: "4.88", gross: "86.01", source: "an order of 81.13 with a tax of 4.88: by line, for the whole would be 4.87"},
		{system: "BigCommerce, rate rounding", lines: []Line{item("10.50", "1", false, "5", "9.5")},
			net: "10.50", tax: "1.53", gross: "12.03", source: "each resulting tax rate amount is rounded: 0.525 and 0.9975"},
		{system: "BigCommerce, no rounding", policy: Policy{Level: PerInvoice}, lines: []Line{item("10.50", "1", false, "5", "9.5")},
			net: "10.50", tax: "1.52", gross: "12.02", source: "only the total is rounded: 1.5225"},
		{system: "EN 16931", policy: Policy{Level: PerRate}, lines: []Line{item("10.03", "1", false, "19"), item("10.03", "1", false, "19"), item("5", "1", false, "7")},
			net: "25.06", tax: "4.16", gross: "29.22", source: "BR-CO-17: 20.06 × 19 % and 5.00 × 7 %"},
	} {
		t.Run(c.system, func(t *testing.T) {
			if c.lines != nil {
				r := calculate(t, Order{Lines: c.lines}, c.policy)
				if r.Net.Text() != c.net || r.Tax.Text() != c.tax || r.Gross.Text() != c.gross {
					t.Errorf("got %v + %v = %v, want %s + %s = %s (%s)", r.Net, r.Tax, r.Gross, c.net, c.tax, c.gross, c.source)
				}
				if e, err := r.EN16931(); c.system == "EN 16931" && (err != nil || !e.Rounding.IsZero()) {
					t.Errorf("an invoice by the standard needs a rounding of %v (%v)", e.Rounding, err)
				}
				return
			}
			rows := 0
			for _, row := range readCases(t, "totals") {
				if !strings.HasPrefix(row.ID, c.cases) || exceptions[row.ID] != "" {
					continue
				}
				rows++
				_, want, cur := readCase(t, row)
				r := calculate(t, Order{Lines: row.lines(t, cur)}, c.policy)
				same(t, row, row.ID+": net", r.Net, want.Net)
				same(t, row, row.ID+": tax", r.Tax, want.Tax)
				same(t, row, row.ID+": gross", r.Gross, want.Gross)
			}
			if rows == 0 {
				t.Errorf("no rows %s", c.cases)
			}
		})
	}
}
