package pricing

import (
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// TestByTotal finds the nets of prices with duty and carriage of 90.00 EUR inside
// the customs value, or outside of it.
func TestByTotal(t *testing.T) {
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	charged := func(kind duty.Kind, rate, amount string) duty.Charge {
		r, err := duty.ParseRate(rate, currency.EUR)
		if err != nil {
			t.Fatal(err)
		}
		return duty.Charge{Levy: &duty.Levy{Code: "610910", Kind: kind, Rate: r}, Amount: eur(amount)}
	}
	twelve := charged(duty.MFN, "12%", "0.00")
	shared := charged(duty.MFN, "12%", "7.00")
	shared.Whole = new(currency.Amount)
	flat := duty.Charge{Levy: &duty.Levy{Code: "610910"}, Amount: eur("3.00"), Regime: "eu-flat-ioss"}
	for _, tt := range []struct {
		reason    string
		valuation duty.Valuation
		prices    []string
		duties    []string
		charges   [][]duty.Charge
		nets      []string
	}{
		{"12 % of 100.00 and 90.00 are 22.80", duty.CIF, []string{"122.80"}, []string{"0.00"}, [][]duty.Charge{{twelve}}, []string{"100.00"}},
		{"a cent less is too little for 100.00", duty.CIF, []string{"122.79"}, []string{"0.00"}, [][]duty.Charge{{twelve}}, []string{"99.99"}},
		{"12 % of 100.00", duty.FOB, []string{"112.00"}, []string{"0.00"}, [][]duty.Charge{{twelve}}, []string{"100.00"}},
		{"30.00 of the carriage are the first line's: 12 % of 130.00", duty.CIF, []string{"115.60", "200.00"}, []string{"0.00", "0.00"}, [][]duty.Charge{{twelve}, nil}, []string{"100.00", "200.00"}},
		{"two duties, 12 % and 2.00 by item", duty.FOB, []string{"114.00"}, []string{"0.00"}, [][]duty.Charge{{twelve, charged(duty.Additional, "2 EUR / item", "0.00")}}, []string{"100.00"}},
		{"a duty for several lines is of none alone", duty.FOB, []string{"119.00"}, []string{"0.00"}, [][]duty.Charge{{twelve, shared}}, []string{"100.00"}},
		{"a fee is outside the price", duty.FOB, []string{"112.00"}, []string{"0.00"}, [][]duty.Charge{{twelve, charged(duty.Fee, "50%", "0.00")}}, []string{"100.00"}},
		{"a flat amount, whatever the carriage", duty.CIF, []string{"103.00"}, []string{"3.00"}, [][]duty.Charge{{flat}}, []string{"100.00"}},
		{"a flat amount above the price leaves nothing, and not no net at all", duty.CIF, []string{"0.05"}, []string{"3.00"}, [][]duty.Charge{{flat}}, []string{"0.00"}},
		{"carriage of a multiple leaves as good as nothing", duty.CIF, []string{"0.05"}, []string{"0.00"}, [][]duty.Charge{{twelve}}, []string{"0.04"}},
	} {
		c := &consignment{e: &Engine{}, m: &Market{Currency: currency.EUR}, duty: InPrice}
		l := levies{carriage: eur("90.00")}
		l.assessment.Regime = &duty.Regime{Valuation: tt.valuation}
		for i, price := range tt.prices {
			c.goods = append(c.goods, goods{product: &Product{}, quantity: 1, price: eur(price)})
			l.nets = append(l.nets, eur("0.00"))
			l.assessment.Lines = append(l.assessment.Lines, duty.Line{Duty: eur(tt.duties[i]), Charges: tt.charges[i]})
		}
		nets, err := c.byTotal(l)
		if err != nil || len(nets) != len(tt.nets) {
			t.Errorf("%s: got %v, %v", tt.reason, nets, err)
			continue
		}
		for i, want := range tt.nets {
			if nets[i] != eur(want) {
				t.Errorf("%s: net %d is %v, want %s", tt.reason, i, nets[i], want)
			}
		}
	}
}

// The totals that bisection finds are those that trying each of them finds.
func TestByTotalTriesAll(t *testing.T) {
	eur := func(minor int64) currency.Amount { return currency.FromMinor(minor, currency.EUR) }
	twelve, err := duty.ParseRate("12%", currency.EUR)
	if err != nil {
		t.Fatal(err)
	}
	for price := int64(1); price < 150; price++ {
		c := &consignment{e: &Engine{}, m: &Market{Currency: currency.EUR}, duty: InPrice, goods: []goods{{product: &Product{}, quantity: 1, price: eur(price)}}}
		l := levies{nets: []currency.Amount{eur(0)}, carriage: eur(30)}
		l.assessment.Regime = &duty.Regime{Valuation: duty.CIF}
		l.assessment.Lines = []duty.Line{{Duty: eur(0), Charges: []duty.Charge{{Levy: &duty.Levy{Code: "610910", Rate: twelve}}}}}
		want := eur(0)
		for total := range price + 1 {
			if nets, sum, err := c.netsAt(l, []currency.Amount{eur(price)}, eur(total)); err != nil {
				t.Fatal(err)
			} else if order(sum, eur(total)) >= 0 {
				want = nets[0]
			}
		}
		if nets, err := c.byTotal(l); err != nil || nets[0] != want {
			t.Errorf("of %v: %v, %v, want %v", eur(price), nets, err, want)
		}
	}
}
