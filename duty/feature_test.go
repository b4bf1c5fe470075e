package duty_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// All reasons for a zero, those of the law tables of the oracle test among
// them, are reached by a shipment each.
func TestEveryZeroReason(t *testing.T) {
	tariff, regimes := oracleTables(t)
	item := func(code duty.Code, cents int64) duty.Item {
		return duty.Item{Code: code, Origin: "CN", Value: currency.FromMinor(cents, currency.EUR), Quantity: 1,
			Quantities: []duty.Quantity{{Unit: duty.Kilogram, Value: dec("0.5")}}}
	}
	to := func(dest locale.Country, items ...duty.Item) duty.Shipment {
		return duty.Shipment{From: in("US"), To: in(dest), On: day("2026-11-21"), Items: items}
	}
	with := func(s duty.Shipment, change func(*duty.Shipment)) duty.Shipment {
		change(&s)
		return s
	}
	tests := []struct {
		s      duty.Shipment
		want   duty.ZeroReason
		waived string
		reason string
	}{
		{to("AU", item("490199", 5000)), duty.ZeroRate, "", "a free rate"},
		{to("AU", item("851830", 0), item("851830", 5000)), duty.ValueIsZero, "", "a gift"},
		{to("AU", item("851830", 20)), duty.RoundsToZero, "", "2% of 20 cents"},
		{to("CH", item("851830", 20000)), duty.BelowCollectible, "4.00", "Switzerland collects no duty below 5"},
		{to("UA", item("851830", 14000)), duty.WithinAllowance, "", "up to 150 EUR nothing is charged"},
		{to("US", item("851830", 14000)), duty.Domestic, "", "no border"},
		{with(to("DE", item("851830", 14000)), func(s *duty.Shipment) { s.From = in("FR") }), duty.IntraCommunity, "", "inside the Union"},
		{with(to("AU", item("851830", 14000)), func(s *duty.Shipment) { s.Items[0].Returned = true }), duty.Reimport, "", "goods that come back"},
		{with(to("AU", item("851830", 14000)), func(s *duty.Shipment) { s.Unpaid = true }), duty.DeliveredUnpaid, "2.80", "the addressee pays"},
		{to("CA", item("851830", 1), item("851830", 14000)), duty.SharedFlat, "", "a share of 3 EUR below a cent"},
	}
	for _, test := range tests {
		a, err := duty.Assess(test.s, tariff, regimes)
		if err != nil {
			t.Errorf("%s: %v", test.reason, err)
			continue
		}
		c := &a.Lines[0].Charges[0]
		if c.Zero != test.want || !c.Amount.IsZero() || (test.waived == "") != (c.Waived == nil) {
			t.Errorf("%s: %q, %v, waived %v; want %q, %q", test.reason, c.Zero, c.Amount, waived(c), test.want, test.waived)
		}
		if test.waived != "" {
			wantAmount(t, test.reason, waived(c), test.waived)
		}
	}
	embedded, rules := tables(t)
	preference := shirts("DE", currency.EUR, "1000")
	preference.Items[0].Origin, preference.Items[0].Claim = "GB", "EU-UK TCA"
	relief := shirts("GB", currency.GBP, "100")
	for s, want := range map[*duty.Shipment]duty.ZeroReason{&preference: duty.FreeByAgreement, &relief: duty.BelowDeMinimis} {
		if a, err := duty.Assess(*s, embedded, rules); err != nil || a.Lines[0].Charges[0].Zero != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	voec := shirtsBy("voec")
	if a, err := duty.Assess(voec, embedded, rules); err != nil || a.Lines[0].Charges[0].Zero != duty.SchemeRelief {
		t.Errorf("a relief by scheme: %v", err)
	}
}

// Unpaid takes off what customs charge and leaves what the carrier asks; the
// base of the tax knows the duty all the same.
func TestAssessUnpaid(t *testing.T) {
	tariff, regimes := oracleTables(t)
	s := duty.Shipment{From: in("US"), To: in("AU"), On: day("2026-11-21"), Unpaid: true,
		Items: []duty.Item{{Code: "851830", Origin: "CN", Value: money("500", currency.EUR), Quantity: 2}},
		Fees:  []duty.Levy{{Name: "disbursement", Rate: parsed("5 EUR / consignment")}}}
	a, err := duty.Assess(s, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "total", a.Total, "5.00")
	base, err := a.TaxBase(duty.OnGoods | duty.OnDuty | duty.OnFees)
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "goods 500, duty 10, clearance 3.37", base, "513.37")
}

// Freight behind the border is in the base of the tax and in no customs value.
func TestAssessInlandFreight(t *testing.T) {
	s := shirts("DE", currency.EUR, "1000")
	s.Freight, s.Inland, s.Insurance = money("100", currency.EUR), money("40", currency.EUR), money("10", currency.EUR)
	a := assess(t, s, nil)
	wantAmount(t, "customs value", a.CustomsValue, "1070.00")
	wantAmount(t, "duty, 12 %", a.Duty, "128.40")
	base, err := a.TaxBase(duty.OnGoods | duty.OnFreight | duty.OnInsurance | duty.OnDuty)
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "base of the tax", base, "1238.40")
	if line, err := a.Lines[0].TaxBase(0); err != nil || line != a.CustomsValue {
		t.Errorf("a tax on the customs value: %v, %v", line, err)
	}
	s.Inland = money("100.01", currency.EUR)
	tariff, regimes := tables(t)
	if _, err := duty.Assess(s, tariff, regimes); !errors.Is(err, duty.ErrShipment) {
		t.Errorf("more inland freight than freight: %v", err)
	}
}

func TestAssessFreightByWeight(t *testing.T) {
	s := shirts("DE", currency.EUR, "100")
	s.Items = append(s.Items, s.Items[0])
	s.Items[1].Value = money("900", currency.EUR)
	s.Freight, s.FreightBy = money("100", currency.EUR), duty.ByWeight
	s.Items[0].Quantities = []duty.Quantity{{Unit: duty.Kilogram, Value: dec("1")}, {Unit: "kg gross", Value: dec("3")}}
	s.Items[1].Quantities = []duty.Quantity{{Unit: duty.Gram, Value: dec("1000")}}
	a := assess(t, s, nil)
	wantAmount(t, "gross weight first", a.Lines[0].Freight, "75.00")
	wantAmount(t, "else net weight", a.Lines[1].Freight, "25.00")
	s.Items[1].Quantities = nil
	tariff, regimes := tables(t)
	var need *duty.NeedQuantityError
	var item *duty.ItemError
	if _, err := duty.Assess(s, tariff, regimes); !errors.As(err, &need) || need.Unit != duty.Kilogram || !errors.As(err, &item) || item.Index != 1 {
		t.Errorf("no weight: %v", err)
	}
	s.Items[1].Quantities = []duty.Quantity{{Unit: duty.Gram, Value: dec("-1")}}
	if _, err := duty.Assess(s, tariff, regimes); !errors.Is(err, duty.ErrQuantity) {
		t.Errorf("a negative weight: %v", err)
	}
}

// Customs convert at their own rates, carriers at those of the shop.
func TestAssessCustomsRates(t *testing.T) {
	s := shirts("DE", currency.USD, "1100")
	s.Currency = currency.EUR
	s.CustomsRates = fx(t, map[currency.Code]string{currency.USD: "1.10"})
	s.Rates = fx(t, map[currency.Code]string{currency.USD: "1.25"})
	s.Fees = []duty.Levy{{Name: "disbursement", Rate: mustRate(t, "10 USD / consignment")}}
	a := assess(t, s, nil)
	wantAmount(t, "customs value", a.CustomsValue, "1000.00")
	wantAmount(t, "duty", a.Duty, "120.00")
	wantAmount(t, "the carrier's fee", a.Fees, "8.00")
	// The threshold of 150 EUR is compared at the rate of customs.
	s.Items[0].Value = money("165", currency.USD)
	if a := assess(t, s, nil); a.Regime.Treatment != duty.Flat {
		t.Errorf("165 USD are 150 EUR of customs: %s", a.Regime.ID)
	}
	s.CustomsRates, s.Rates = nil, nil
	tariff, regimes := tables(t)
	if _, err := duty.Assess(s, tariff, regimes); !errors.Is(err, currency.ErrNoRate) {
		t.Errorf("no rates: %v", err)
	}
}

func TestAssessAverage(t *testing.T) {
	s := shirts("DE", currency.EUR, "1000.01")
	s.Items[0].Code, s.Ambiguous = "640399", duty.Average
	a := assess(t, s, nil)
	if a.Accuracy != duty.Estimated || !strings.Contains(strings.Join(a.Warnings, ";"), "average") {
		t.Errorf("%s, %q", a.Accuracy, a.Warnings)
	}
	low, high := s, s
	low.Ambiguous, high.Ambiguous = duty.Lowest, duty.Highest
	l, h := assess(t, low, nil).Duty, assess(t, high, nil).Duty
	if below, _ := a.Duty.Cmp(l); below < 0 {
		t.Errorf("an average of %s below the lowest, %s", a.Duty, l)
	}
	if above, _ := a.Duty.Cmp(h); above > 0 {
		t.Errorf("an average of %s above the highest, %s", a.Duty, h)
	}
}

// Goods from two places are two consignments with a threshold each, but one
// day.
func TestAssessAll(t *testing.T) {
	tariff, regimes := tables(t)
	s := shirts("GB", currency.GBP, "100")
	s.Items = append(s.Items, s.Items[0], s.Items[0])
	s.Items[1].From = in("CN")
	s.Items[2].ID = "more"
	s.Freight = money("0.05", currency.GBP)
	split, err := s.Consignments()
	if err != nil || len(split) != 2 || len(split[0].Items) != 2 || split[1].Items[0] != 1 {
		t.Fatalf("%+v, %v", split, err)
	}
	all, err := currency.Sum(split[0].Shipment.Freight, split[1].Shipment.Freight)
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "freight", all, "0.05")
	wantAmount(t, "what else comes that day", split[0].Shipment.Earlier.Day, "100")
	d, err := duty.AssessAll(s, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	if d.Assessments[0].Regime.ID != "gb-normal" || d.Assessments[1].Regime.ID != "gb-135-relief" {
		t.Errorf("%s, %s", d.Assessments[0].Regime.ID, d.Assessments[1].Regime.ID)
	}
	wantAmount(t, "total", d.Total, d.Assessments[0].Total.Text())
	s.Items[1].Value, s.Items[1].Code = money("1000", currency.GBP), "950300"
	var item *duty.ItemError
	if _, err := duty.AssessAll(s, tariff, regimes); err != nil && (!errors.As(err, &item) || item.Index != 1) {
		t.Errorf("an error names the item by its place in the shipment: %v", err)
	}
}

func TestWindsor(t *testing.T) {
	gbp := func(s string) currency.Amount { return money(s, currency.GBP) }
	for _, test := range []struct{ value, uk, eu, want, reason string }{
		{"100", "3", "4", "GB", "a difference of 1"},
		{"100", "0", "3", "GB", "of just 3 per cent"},
		{"100", "0", "3.01", "EU", "of more"},
		{"100", "3.01", "0", "EU", "in either direction"},
		{"0", "0", "0", "GB", "of nothing"},
	} {
		if got, err := duty.Windsor(gbp(test.value), gbp(test.uk), gbp(test.eu)); err != nil || got != test.want {
			t.Errorf("%s: %s, %v", test.reason, got, err)
		}
	}
	if _, err := duty.Windsor(gbp("-1"), gbp("0"), gbp("0")); !errors.Is(err, duty.ErrNegative) {
		t.Error(err)
	}
	if _, err := duty.Windsor(gbp("1"), gbp("0"), money("1", currency.EUR)); !errors.Is(err, currency.ErrMismatch) {
		t.Error(err)
	}
}

// What comes from outside is bounded.
func TestAssessBounds(t *testing.T) {
	tariff, regimes := oracleTables(t)
	many := duty.Shipment{From: in("US"), To: in("AU"), On: day("2026-11-21"), Freight: money("1234.56", currency.EUR)}
	codes := []duty.Code{"610910", "851830", "490199"}
	for i := range 10_000 {
		many.Items = append(many.Items, duty.Item{Code: codes[i%3], Origin: "CN", Value: currency.FromMinor(int64(i%997), currency.EUR), Quantity: 1})
	}
	began := time.Now()
	a, err := duty.Assess(many, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	if err := addsUp(&a); err != nil {
		t.Fatal(err)
	}
	t.Logf("10,000 lines in %s", time.Since(began))
	for name, change := range map[string]func(*duty.Shipment){
		"too many items":      func(s *duty.Shipment) { s.Items = append(s.Items, s.Items[0]) },
		"too many fees":       func(s *duty.Shipment) { s.Fees = make([]duty.Levy, 101) },
		"too many pieces":     func(s *duty.Shipment) { s.Items = []duty.Item{s.Items[0]}; s.Items[0].Quantity = 1 << 62 },
		"an unknown customer": func(s *duty.Shipment) { s.Customer = "robot" },
		"an unknown way":      func(s *duty.Shipment) { s.FreightBy = 9 },
		"earlier below zero":  func(s *duty.Shipment) { s.Earlier.Count = -1 },
	} {
		s := many
		s.Items = append([]duty.Item(nil), many.Items...)
		change(&s)
		if _, err := duty.Assess(s, tariff, regimes); !errors.Is(err, duty.ErrShipment) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := duty.Shipment{From: in("US"), To: in("AU"), On: day("2026-11-21"), Items: []duty.Item{{Code: "640399", Origin: "CN", Quantity: 1,
		Value: money("9999999999999999999999999999999.99", currency.EUR), Quantities: []duty.Quantity{{Unit: duty.Kilogram, Value: decimal.New(1, 30)}}}}}
	if a, err := duty.Assess(s, tariff, regimes); err != nil && !errors.Is(err, currency.ErrRange) {
		t.Errorf("an absurd size: %v, %v", a.Total, err)
	}
	s.Items[0].Quantities = make([]duty.Quantity, 33)
	if _, err := duty.Assess(s, tariff, regimes); !errors.Is(err, duty.ErrQuantity) {
		t.Errorf("too many quantities: %v", err)
	}
}

// An assessment takes few allocations, an Assessor none.
func TestAssessAllocates(t *testing.T) {
	s, tariff, regimes := tenLines(t)
	if n := testing.AllocsPerRun(100, func() {
		if _, err := duty.Assess(s, tariff, regimes); err != nil {
			t.Fatal(err)
		}
	}); n > 2 { // the result, and the memory for the work if it was given back
		t.Errorf("%v allocations", n)
	}
	again := duty.NewAssessor(tariff, regimes)
	if n := testing.AllocsPerRun(100, func() {
		if _, err := again.Assess(&s); err != nil {
			t.Fatal(err)
		}
	}); n > 0 {
		t.Errorf("%v allocations with memory used again", n)
	}
}

// TestFeesAtTheirBounds: a charge of the least amount is collected, one of a
// cent less is not; an uplift leaves nothing of a base, but no less.
func TestFeesAtTheirBounds(t *testing.T) {
	tariff, regimes := tables(t)
	for _, tt := range []struct {
		value, uplift, least string
		want                 string
		zero                 duty.ZeroReason
		err                  error
		reason               string
	}{
		{"1000", "0", "100", "100.00", "", nil, "the least amount is collected"},
		{"999.94", "0", "100", "0.00", duty.BelowCollectible, nil, "99.99 is less"},
		{"1000", "10", "0", "110.00", "", nil, "10 % of 1100"},
		{"1000", "-100", "0", "0.00", "", nil, "of nothing"},
		{"1000", "-100.01", "0", "", "", duty.ErrNegative, "of less than nothing"},
	} {
		s := shirts("DE", currency.EUR, tt.value)
		s.Fees = []duty.Levy{{Kind: duty.Fee, Name: "fee", Rate: mustRate(t, "10%"), Base: duty.OnGoods, Uplift: dec(tt.uplift), MinCollect: money(tt.least, currency.EUR)}}
		a, err := duty.Assess(s, tariff, regimes)
		if tt.err != nil {
			if !errors.Is(err, tt.err) {
				t.Errorf("%s: %v, want %v: %s", tt.uplift, err, tt.err, tt.reason)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		c := chargeOf(t, a, "fee")
		if c.Amount.Text() != tt.want || tt.zero == duty.BelowCollectible && c.Zero != tt.zero {
			t.Errorf("%s, uplift %s: %v (%s), want %s (%s): %s", tt.value, tt.uplift, c.Amount, c.Zero, tt.want, tt.zero, tt.reason)
		}
	}
}

// TestTotalsBeyondWords: what does not fit 64 bits of minor units is added up
// exactly, too.
func TestTotalsBeyondWords(t *testing.T) {
	tariff, regimes := tables(t)
	s := shirts("DE", currency.EUR, "50000000000000000.01")
	s.Items = append(s.Items, s.Items[0], s.Items[0])
	a, err := duty.Assess(s, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "value of the goods", a.Intrinsic, "150000000000000000.03")
	wantAmount(t, "customs value", a.CustomsValue, "150000000000000000.03")
	wantAmount(t, "duty, 12 %", a.Duty, "18000000000000000.00")
	wantAmount(t, "total", a.Total, "18000000000000000.00")
}
