package duty_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// hostile generates a shipment of which anything may be wrong.
func hostile(r *rand.Rand, rates *currency.Rates) duty.Shipment {
	odd := r.IntN(2) == 0 // half of them have nothing wrong, but odd ways
	bad := func() bool { return odd && r.IntN(25) == 0 }
	amount := func() currency.Amount {
		if bad() {
			return []currency.Amount{{}, currency.FromMinor(-1, currency.EUR), money("99999999999999999999999999999999.99", currency.EUR),
				money("0.000000001", currency.EUR), currency.FromMinor(r.Int64N(100000), currency.USD), currency.FromMinor(1<<62, currency.EUR)}[r.IntN(6)]
		}
		return currency.FromMinor(r.Int64N(100000), currency.EUR)
	}
	either := func(good string, others ...string) string {
		if bad() {
			return others[r.IntN(len(others))]
		}
		return good
	}
	one := func(words ...string) string { return words[r.IntN(len(words))] }
	s := duty.Shipment{
		From: in(locale.Country(either(one("US", "JP"), "FR", "", "ZZ", "XI"))), To: in(locale.Country(either(one("AU", "CH", "BR", "UA", "CA"), "DE", "XI", ""))),
		On: day(either("2026-11-21", "2024-02-29", "1999-01-01")), Mode: duty.Mode(r.IntN(3)), Customer: duty.CustomerKind(either(one("", "business"), "cat")),
		Scheme: one("", "ioss", "x"), FreightBy: duty.Weighing(r.IntN(2)), Ambiguous: duty.Ambiguous(r.IntN(4)),
		Unpaid: r.IntN(3) == 0, DutyOnly: r.IntN(3) == 0, Currency: []currency.Code{0, currency.EUR, currency.JPY}[r.IntN(3)],
		Rounding: []currency.Rounding{{}, {Digits: currency.To(4)}, {Increment: 5}, {Mode: currency.Down}}[r.IntN(4)],
		Earlier:  duty.Earlier{Day: amount(), Period: amount(), Count: r.Int64N(5)},
		Rates:    rates,
	}
	if bad() {
		s.Mode, s.Rounding.Mode, s.Earlier.Count, s.Rates = duty.Mode(r.IntN(5)), currency.Mode(r.IntN(99)), -1, nil
	}
	if r.IntN(2) == 0 {
		s.Freight, s.Insurance = amount(), amount()
		if bad() {
			s.Inland = amount()
		}
	}
	if r.IntN(3) == 0 {
		s.CustomsRates = rates
	}
	for range 1 + r.IntN(40) {
		s.Items = append(s.Items, duty.Item{
			Code:   duty.Code(either(one("610910", "851830", "640399", "490199", "910211", "6109100000"), "", "61", "999999", "x", "950300")),
			Origin: locale.Country(either("CN", "", "ZZ", "US")), From: in(locale.Country(one("", "JP", "US"))),
			Value: amount(), Quantity: 1 + r.Int64N(5), Claim: either("", "GSP"), Returned: r.IntN(4) == 0,
			Quantities: []duty.Quantity{{Unit: duty.Unit(either(one("kg", "g"), "furlong", "", "% vol")), Value: decimal.New(1+r.Int64N(2000), int32(-r.IntN(5)))}},
		})
		if bad() {
			s.Items[len(s.Items)-1].Quantities[0].Value = decimal.New(r.Int64N(2000)-1000, int32(r.IntN(80)-40))
		}
	}
	for range r.IntN(3) {
		levy := duty.Levy{Name: "fee", Kind: duty.Kind(one("", "fee", "tax", "mfn", "additional")), Jurisdiction: one("", "US"),
			Rate: []duty.Rate{parsed("5%"), parsed("1 EUR / kg MIN 3 EUR / consignment"), parsed("2 EUR / item")}[r.IntN(3)],
			Base: duty.Components(r.IntN(64)), Uplift: decimal.New(r.Int64N(30)-15, 0), MinCollect: amount()}
		if bad() {
			levy.Rate, levy.Base, levy.Uplift, levy.Inside = duty.Rate{}, 200, decimal.New(-150, 0), true
		}
		s.Fees = append(s.Fees, levy)
	}
	return s
}

// Whatever is wrong with a shipment, it is an error and no panic; and what is
// assessed adds up.
func TestLawAssessNeverPanics(t *testing.T) {
	r := random(t)
	tariff, regimes := oracleTables(t)
	rates := fx(t, map[currency.Code]string{currency.USD: "1.1", currency.JPY: "171.3"})
	again := duty.NewAssessor(tariff, regimes)
	answered, shipments := 0, race.Cases(4000)
	for n := range shipments {
		s := hostile(r, rates)
		a, err := duty.Assess(s, tariff, regimes)
		b, err2 := again.Assess(&s)
		if (err == nil) != (err2 == nil) || err == nil && !a.Total.Equal(b.Total) {
			t.Fatalf("shipment %d: %v, %v with memory used again\n%+v", n, err, err2, s)
		}
		if _, _, err3 := duty.Explain(s, tariff, regimes); (err == nil) != (err3 == nil) {
			t.Fatalf("shipment %d: %v, explained %v\n%+v", n, err, err3, s)
		}
		_, _ = duty.AssessAll(s, tariff, regimes)
		if err != nil {
			continue
		}
		answered++
		if err := addsUp(&a); err != nil {
			t.Fatalf("shipment %d: %v\n%+v", n, err, s)
		}
	}
	t.Logf("%d of %d answered", answered, shipments)
}

// A levy inside its own base is one percentage that leaves something.
func TestLevyInside(t *testing.T) {
	tariff, regimes := oracleTables(t)
	for rate, ok := range map[string]bool{"17%": true, "100%": false, "5 EUR / kg": false, "1% + 2%": false} {
		_, err := duty.Assess(duty.Shipment{From: in("US"), To: in("AU"), On: day("2026-11-21"),
			Items: []duty.Item{{Code: "851830", Origin: "CN", Value: money("500", currency.EUR), Quantity: 2}},
			Fees:  []duty.Levy{{Name: "inside", Kind: duty.Tax, Rate: parsed(rate), Inside: true}}}, tariff, regimes)
		if (err == nil) != ok || !ok && !errors.Is(err, duty.ErrInside) {
			t.Errorf("%s: %v", rate, err)
		}
	}
}
