package pricing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// The policy says what of the shipping bears which rate, of the whole of it:
// 9.95 USD with goods of 72 USD that are exempt and of 174 USD at 4 %.
func TestShippingByPolicy(t *testing.T) {
	for _, c := range []struct {
		rule   string
		want   string // base, percent and amount of each charge on shipping
		reason string
	}{
		{"own", "7.04 at 4: 0.28, 2.91 at 0: 0.00", "divided by the net value of the goods"},
		{"split", "7.04 at 4: 0.28, 2.91 at 0: 0.00", "the same, by the policy"},
		{"highest", "9.95 at 4: 0.40", "one charge of 0.398, not parts that are rounded each"},
		{"majority", "9.95 at 4: 0.40", "most of the goods bear 4 %"},
		{"weighted", "9.95 at 2.8293: 0.28", "174 of 246 at 4 %"},
		{"untaxed", "", "no rate, no charge"},
	} {
		s, _ := readOrder(t, "us")
		var rule tax.ShippingRule
		if err := rule.UnmarshalText([]byte(c.rule)); err != nil {
			t.Fatal(err)
		}
		s.config.Markets[0].Policy.Shipping = rule
		q, err := s.quote()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range q.Charges {
			if x.Kind != pricing.TaxCharge || x.On != "shipping" {
				continue
			}
			got = append(got, fmt.Sprintf("%v at %s: %v", x.Base.Decimal().StringFixed(2), x.Percent, x.Amount.Decimal().StringFixed(2)))
			if x.Source == "" || strings.HasPrefix(x.Text, ",") {
				t.Errorf("%s: a charge without a source: %v", c.rule, x)
			}
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s: %s: got %q, want %q", c.rule, c.reason, text, c.want)
		}
		if err := firstBroken(marginOf(q)); err != nil {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
}
