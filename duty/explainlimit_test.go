package duty_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
	"github.com/landedhq/landed/duty"
)

// The step of a regime shows the comparison that chose it: at the rate of
// customs, with what came earlier on the day, and of a piece with its freight
// where that counts for the limit but not for the duty.
func TestExplainLimit(t *testing.T) {
	regimes, err := duty.LoadRegimes(strings.NewReader("id,destination,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes," +
		"flat,valuation,from,until,contested,source,source_date,confidence,note\n" +
		"th-low,TH,relief,10,EUR,yes,cif,item,,,,,,,FOB,,,,law,2026-01-01,official,\n" +
		"th-all,TH,normal,,,,,,,,,,,,FOB,,,,law,2026-01-01,official,\n" +
		"us-low,US,relief,800,USD,,fob,day,,,,,,,FOB,,,,law,2026-01-01,official,\n" +
		"us-all,US,normal,,,,,,,,,,,,FOB,,,,law,2026-01-01,official,\n"))
	if err != nil {
		t.Fatal(err)
	}
	rates := fx(t, map[currency.Code]string{currency.USD: "1.25", currency.THB: "40"})
	day20 := day("2026-11-20")
	shirts := func(value string, c currency.Code, n int64) []duty.Item {
		return []duty.Item{{Code: "610910", Origin: "CN", Quantity: n, Value: money(value, c)}}
	}
	tests := []struct {
		s            duty.Shipment
		rule         string
		want, reason string
	}{
		{duty.Shipment{To: in("TH"), Items: shirts("700", currency.THB, 2), Freight: money("90", currency.THB)}, "regime th-low: relief",
			"value * num / den < limit * pieces, value = 790.00, num = 1, den = 40, limit = 10.00, pieces = 2", "19.75 EUR of two pieces"},
		{duty.Shipment{To: in("US"), Items: shirts("400", currency.EUR, 1), Earlier: duty.Earlier{Day: money("300", currency.USD)}}, "regime us-low: relief",
			"(value + earlier) * num / den <= limit * pieces, value = 400.00, earlier = 240.00, num = 1.25, den = 1, limit = 800.00, pieces = 1", "exactly 800 USD"},
		{duty.Shipment{To: in("US"), Items: shirts("0", currency.EUR, 1), Earlier: duty.Earlier{Day: money("640", currency.EUR)}}, "regime us-low: relief",
			"(value + earlier) * num / den <= limit * pieces, value = 0.00, earlier = 640.00, num = 1.25", "a gift beside what reaches the limit"},
		{duty.Shipment{To: in("US"), Items: shirts("400", currency.USD, 1)}, "regime us-low: relief",
			"value <= limit * pieces, value = 400.00, limit = 800.00, pieces = 1", "nothing earlier, nothing to convert"},
	}
	for _, test := range tests {
		test.s.From, test.s.On, test.s.CustomsRates = in("CN"), day20, rates
		steps := explained(t, test.s, nil, regimes)
		at := slices.IndexFunc(steps, func(s explain.Step) bool { return s.Rule == test.rule })
		if at < 0 {
			t.Errorf("no step %q (%s)", test.rule, test.reason)
			continue
		}
		if got := steps[at].String(); !strings.Contains(got, test.want) {
			t.Errorf("%s; want %s (%s)", got, test.want, test.reason)
		}
	}
}
