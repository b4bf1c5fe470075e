package duty_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// TestLeastDutyOfARegime: duties that a regime collects from an amount on are
// those of all its lines together, and of no others.
func TestLeastDutyOfARegime(t *testing.T) {
	regimes := caseRegimes(t,
		"GB-shirts,GB,normal,,GBP,,,,,,,,2204,,CIF,,,,s,2026-01-01,official,,,,5",
		"GB-wine,GB,normal,,,,,,,,,,,,CIF,,,,s,2026-01-01,official,,,,")
	tariff := load(t, header+strings.Join([]string{
		"GB,610910,,mfn,10%,,shirts,,,law,2026-01-01,",
		"GB,220421,,mfn,50%,,wine,,,law,2026-01-01,",
	}, "\n"))
	for _, tt := range []struct {
		values []string // of shirts; the second line is wine of 100
		want   string   // duty of the shirts
		reason string
	}{
		{[]string{"25.00", "25.00"}, "5.00", "2.50 and 2.50 are collected"},
		{[]string{"24.90", "25.00"}, "0.00", "2.49 and 2.50 are not, though wine beside them bears 50.00"},
		{[]string{"49.90", "0.00"}, "0.00", "one line a penny below"},
		{[]string{"50.00", "0.00"}, "5.00", "one line at the amount"},
	} {
		s := shirts("GB", currency.GBP, tt.values[0])
		wine, second := s.Items[0], s.Items[0]
		wine.ID, wine.Code, wine.Value = "wine", "220421", money("100", currency.GBP)
		second.ID, second.Value = "second", money(tt.values[1], currency.GBP)
		s.Items = append(s.Items, wine, second)
		a, err := duty.Assess(s, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		got := sum(t, a.Lines[0].Duty, a.Lines[2].Duty)
		if got != money(tt.want, currency.GBP) || a.Lines[1].Duty != money("50.00", currency.GBP) {
			t.Errorf("%v: %v, and %v on wine; want %s: %s", tt.values, got, a.Lines[1].Duty, tt.want, tt.reason)
		}
		explained(t, s, tariff, regimes)
	}
}

// TestTaxOnFeesOfTheTariff: whatever the order of the rows, fees come before the
// taxes that are charged on them.
func TestTaxOnFeesOfTheTariff(t *testing.T) {
	rows := []string{"goods+fees,GB,,,tax,20%,,a tax,,,law,2026-01-01,", ",GB,,,fee,3%,,a fee,,,law,2026-01-01,", ",GB,610910,,mfn,Free,,shirts,,,law,2026-01-01,"}
	for range 2 {
		rows[0], rows[1] = rows[1], rows[0]
		a, err := duty.Assess(shirts("GB", currency.GBP, "1000"), load(t, "base,"+header+strings.Join(rows, "\n")), normalTo(t, "GB", "CIF"))
		if err != nil || a.Fees != money("30", currency.GBP) || a.Tax != money("206", currency.GBP) {
			t.Errorf("fees %v, tax %v (%v), want 30.00 and 20 %% of 1030.00", a.Fees, a.Tax, err)
		}
	}
}

// TestFeesOfTheShipment: what a shipment states is charged on all lines, by what
// they weigh together, and shared on the grid that it is rounded to.
func TestFeesOfTheShipment(t *testing.T) {
	tariff := load(t, header+"GB,610910,,mfn,Free,,shirts,,,law,2026-01-01,")
	regimes := normalTo(t, "GB", "CIF")
	two := func(fee string, rd currency.Rounding, kg ...string) duty.Shipment {
		s := shirts("GB", currency.GBP, "100")
		other := s.Items[0]
		other.ID, other.Value = "other", money("200", currency.GBP)
		s.Items, s.Rounding = append(s.Items, other), rd
		for i := range kg {
			s.Items[i].Quantities = []duty.Quantity{{Unit: "kg", Value: dec(kg[i])}}
		}
		s.Fees = []duty.Levy{{Name: "own", Rate: mustRate(t, "Free")}, {Name: "fee", Rate: mustRate(t, fee)}}
		return s
	}
	for _, tt := range []struct {
		s      duty.Shipment
		want   string
		reason string
	}{
		{two("5 GBP / consignment", currency.Rounding{}), "1.67 3.33", "a third and two, to the penny"},
		{two("5 GBP / consignment", currency.Rounding{Increment: 5}), "1.65 3.35", "1.6667 and 3.3333 in steps of 0.05: the step left over is the larger remainder's"},
		{two("5 GBP / consignment", currency.Rounding{Digits: currency.To(0)}), "2.00 3.00", "in whole pounds, 1.67 has the larger remainder"},
		{two("0.10 GBP / kg", currency.Rounding{}, "1", "0.5"), "0.05 0.10", "0.15 for 1.5 kg, by value"},
		{func() duty.Shipment {
			s := two("1 GBP / kg/% sucrose", currency.Rounding{})
			for i := range s.Items {
				s.Items[i].Quantities = []duty.Quantity{{Unit: "kg/% sucrose", Value: dec("1.5")}}
			}
			return s
		}(), "1.00 2.00", "a unit of two dimensions adds up as it was stated"},
		{two("1 GBP / kg MAX 1%", currency.Rounding{}, "2.5", "0.5"), "1.00 2.00", "3.00 for 3 kg are 1 % of 300.00"},
	} {
		a, err := duty.Assess(tt.s, tariff, regimes)
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
			continue
		}
		if got := a.Lines[0].Fees().Text() + " " + a.Lines[1].Fees().Text(); got != tt.want {
			t.Errorf("%s, want %s: %s", got, tt.want, tt.reason)
		}
		explained(t, tt.s, tariff, regimes)
	}
	for _, tt := range []struct {
		s      duty.Shipment
		class  error
		says   string
		reason string
	}{
		{two("0.10 GBP / kg", currency.Rounding{}, "1"), duty.ErrNeedQuantity, "fee 2 of the shipment", "the other line states no weight"},
		{two("1 GBP / % vol/hl", currency.Rounding{}), duty.ErrQuantity, "cannot be added up", "hectolitres of strength are no base unit"},
		{func() duty.Shipment {
			s := two("1%", currency.Rounding{})
			s.Fees[1].Kind = duty.MFN
			return s
		}(), duty.ErrShipment, "fee 2 of the shipment", "a duty is no fee"},
		{func() duty.Shipment {
			s := two("1%", currency.Rounding{})
			s.Fees[1].Base = 1 << 7
			return s
		}(), duty.ErrShipment, "fee 2 of the shipment", "a base of no known part"},
	} {
		if _, err := duty.Assess(tt.s, tariff, regimes); !errors.Is(err, tt.class) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %v saying %q", tt.reason, err, tt.class, tt.says)
		}
	}
}

// TestFlatAmountInAnotherCurrency: an amount for each piece is converted once,
// for all pieces together.
func TestFlatAmountInAnotherCurrency(t *testing.T) {
	regimes := caseRegimes(t, "GB-flat,GB,flat,,EUR,,,,,,,,,3,CIF,,,,s,2026-01-01,official,,item,,")
	s := shirts("GB", currency.GBP, "100")
	s.Items[0].Quantity, s.CustomsRates = 3, fx(t, map[currency.Code]string{currency.GBP: "0.8542"})
	a, err := duty.Assess(s, nil, regimes)
	if err != nil || a.Duty != money("7.69", currency.GBP) {
		t.Errorf("%v (%v), want 9.00 EUR at 0.8542, 7.6878: 3 × 2.56 would be 7.68", a.Duty, err)
	}
}

// TestReturnedGoodsKeepTheirShare: which of two like goods has the odd penny is not
// a matter of the order they come in, though one of them is returned.
func TestReturnedGoodsKeepTheirShare(t *testing.T) {
	tariff := load(t, header+"GB,610910,,mfn,Free,,shirts,,,law,2026-01-01,")
	s := shirts("GB", currency.GBP, "100")
	s.Items = append(s.Items, s.Items[0])
	s.Items[1].Returned, s.Freight = true, money("0.01", currency.GBP)
	for range 2 {
		a, err := duty.Assess(s, tariff, normalTo(t, "GB", "CIF"))
		if err != nil {
			t.Fatal(err)
		}
		for i := range a.Lines {
			if a.Lines[i].Freight.IsZero() == s.Items[i].Returned {
				t.Errorf("line %d, returned %t: freight %v", i+1, s.Items[i].Returned, a.Lines[i].Freight)
			}
		}
		s.Items[0], s.Items[1] = s.Items[1], s.Items[0]
	}
}

// TestBoundsOfAShipment: what a shipment may have at most is assessed, one more is
// refused, and an error names the item.
func TestBoundsOfAShipment(t *testing.T) {
	tariff := load(t, header+"GB,610910,,mfn,Free,,shirts,,,law,2026-01-01,")
	for _, tt := range []struct {
		name   string
		change func(*duty.Shipment)
		want   error
		says   string
	}{
		{"100 fees", func(s *duty.Shipment) { s.Fees = make([]duty.Levy, 100) }, nil, ""},
		{"101 fees", func(s *duty.Shipment) { s.Fees = make([]duty.Levy, 101) }, duty.ErrShipment, "fees"},
		{"a trillion pieces", func(s *duty.Shipment) { s.Items[1].Quantity = 1_000_000_000_000 }, nil, ""},
		{"a trillion and one", func(s *duty.Shipment) { s.Items[1].Quantity = 1_000_000_000_001 }, duty.ErrShipment, "item 2 (second)"},
		{"32 quantities", func(s *duty.Shipment) { s.Items[1].Quantities = quantitiesOf(32) }, nil, ""},
		{"33 quantities", func(s *duty.Shipment) { s.Items[1].Quantities = quantitiesOf(33) }, duty.ErrQuantity, "item 2 (second)"},
		{"a second origin that is none", func(s *duty.Shipment) { s.Items[1].Origin = "ZZ" }, locale.ErrUnknownCountry, "item 2 (second)"},
	} {
		s := shirts("GB", currency.GBP, "100")
		s.Items = append(s.Items, s.Items[0])
		s.Items[1].ID = "second"
		tt.change(&s)
		for i := range s.Fees {
			s.Fees[i] = duty.Levy{Name: "fee", Rate: mustRate(t, "Free")}
		}
		_, err := duty.Assess(s, tariff, normalTo(t, "GB", "CIF"))
		if !errors.Is(err, tt.want) || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %v saying %q", tt.name, err, tt.want, tt.says)
		}
	}
}

func quantitiesOf(n int) (qs []duty.Quantity) {
	for i := range n {
		qs = append(qs, duty.Quantity{Unit: duty.Unit("jewel over " + strconv.Itoa(i)), Value: dec("1")})
	}
	return qs
}

// TestBasesExplained: what is added to a value, and what a regime leaves out of
// it, is a step of the explanation.
func TestBasesExplained(t *testing.T) {
	tariff := load(t, header+"GB,610910,,mfn,10%,,shirts,,,law,2026-01-01,")
	regimes, err := duty.LoadRegimes(strings.NewReader("id,destination,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes,flat,allowance,valuation,from,until,contested,source,source_date,confidence,note\n" +
		"n,GB,normal,,GBP,,,,,,,,,,40,CIF,,,,s,2026-01-01,official,\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := shirts("GB", currency.GBP, "100")
	s.Fees = []duty.Levy{
		{Name: "raised", Kind: duty.Tax, Rate: mustRate(t, "1%"), Base: duty.OnGoods | duty.OnDuty, Uplift: dec("10")},
		{Name: "on duty", Kind: duty.Tax, Rate: mustRate(t, "1%"), Base: duty.OnGoods | duty.OnDuty},
	}
	a, err := duty.Assess(s, tariff, regimes)
	if err != nil || a.Duty != money("6", currency.GBP) || a.Tax != money("2.22", currency.GBP) {
		t.Fatalf("duty %v, tax %v (%v), want 10 %% of 60.00, 1 %% of 110.00 and the duty, and of 106.00", a.Duty, a.Tax, err)
	}
	var outputs []string
	for _, step := range explained(t, s, tariff, regimes) {
		for _, x := range step.Outputs {
			outputs = append(outputs, x.Amount.Text())
		}
	}
	for _, want := range []string{"60.00", "110.00", "116.00", "106.00"} {
		if !slices.Contains(outputs, want) {
			t.Errorf("no step gives the base %s: %v", want, outputs)
		}
	}
	if n := len(slices.DeleteFunc(slices.Clone(outputs), func(x string) bool { return x != "60.00" })); n != 1 {
		t.Errorf("%d steps give 60.00", n)
	}
}

// TestPeriodsNeedRates: a limit of a period is looked at whatever the goods cost,
// so a rate that it lacks is an error and not a guess.
func TestPeriodsNeedRates(t *testing.T) {
	regimes, err := duty.LoadRegimes(strings.NewReader("id,destination,treatment,threshold,currency,strict,basis,scope,period_value,mode,ship_from,origin,scheme,excludes,flat,valuation,from,until,contested,source,source_date,confidence,note\n" +
		"low,GB,relief,100,GBP,,intrinsic,consignment,250 USD,,,,,,,CIF,,,,s,2026-01-01,official,\nabove,GB,normal,,,,,,,,,,,,,CIF,,,,s,2026-01-01,official,\n"))
	if err != nil {
		t.Fatal(err)
	}
	tariff := load(t, header+"GB,610910,,mfn,10%,,shirts,,,law,2026-01-01,")
	for _, value := range []string{"99", "101"} {
		if a, err := duty.Assess(shirts("GB", currency.GBP, value), tariff, regimes); !errors.Is(err, currency.ErrNoRate) {
			t.Errorf("%s: %v (%v)", value, a.Duty, err)
		}
	}
}

// TestConversionsExplained: what is converted is explained where it stands: the
// value with its item, the carriage with the shipment.
func TestConversionsExplained(t *testing.T) {
	tariff := load(t, header+"GB,610910,,mfn,10%,,shirts,,,law,2026-01-01,")
	s := shirts("GB", currency.EUR, "100")
	s.Items = append(s.Items, s.Items[0])
	s.Currency, s.CustomsRates = currency.GBP, fx(t, map[currency.Code]string{currency.GBP: "0.8542"})
	s.Freight, s.Inland, s.Insurance = money("20", currency.EUR), money("5", currency.EUR), money("1", currency.EUR)
	on := map[string]string{}
	for _, step := range explained(t, s, tariff, normalTo(t, "GB", "CIF")) {
		for _, x := range step.Inputs {
			if x.Value == "20.00" || x.Value == "5.00" || x.Value == "1.00" {
				on[x.Value] = step.On
			}
		}
	}
	if len(on) != 3 || on["20.00"] != on["5.00"] || on["20.00"] != on["1.00"] || strings.Contains(on["5.00"], "line") {
		t.Errorf("%v", on)
	}
}
