package landed_test

import (
	"errors"
	"io"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/ltv"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// TestZeroValues: what nobody has made is empty, or refused clearly, and never a
// panic.
func TestZeroValues(t *testing.T) {
	day := currency.NewDate(2026, 11, 21)
	berlin := locale.Place{Country: "DE", PostalCode: "10115"}
	price := currency.MustAmount("1000.00", currency.EUR)
	supply := tax.Supply{Seller: "US", ShipFrom: locale.Place{Country: "US"}, ShipTo: berlin, On: day, Intrinsic: price}
	inside := tax.Supply{Seller: "US", ShipFrom: locale.Place{Country: "US", Region: "NV"}, ShipTo: locale.Place{Country: "US", Region: "CA"}, On: day,
		Intrinsic: currency.MustAmount("10.00", currency.USD)}
	shipment := duty.Shipment{From: locale.Place{Country: "CN"}, To: berlin, On: day,
		Items: []duty.Item{{Code: "610910", Origin: "CN", Value: price, Quantity: 1}}}
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		t.Fatal(err)
	}
	schemes, err := tax.DefaultSchemes()
	if err != nil {
		t.Fatal(err)
	}
	empty := func(is bool) error {
		if !is {
			return errors.New("it is not empty")
		}
		return nil
	}
	for _, c := range []struct {
		name  string
		class error // nil: it works, and there is nothing
		call  func() error
	}{
		{"Book.Rates", tax.ErrNoRate, func() error { _, err := new(tax.Book).Rates(berlin, tax.General, day); return err }},
		{"Book.All", nil, func() error { all, err := new(tax.Book).All(berlin, day); return errors.Join(err, empty(all == nil)) }},
		{"Book.Shipping", nil, func() error { _, ok, err := new(tax.Book).Shipping(berlin, day); return errors.Join(err, empty(!ok)) }},
		{"Book.ByPostalCode", nil, func() error { return empty(!new(tax.Book).ByPostalCode("US")) }},
		{"Book.Extract", nil, func() error {
			b, err := new(tax.Book).Extract(day, []locale.Place{berlin}, tax.General)
			return errors.Join(err, empty(b.Len() == 0))
		}},
		{"Schemes.Decide", tax.ErrNoRule, func() error { _, err := new(tax.Schemes).Decide(supply); return err }},
		{"Schemes.Currencies", nil, func() error { return empty(len(new(tax.Schemes).Currencies()) == 0) }},
		{"Schemes.Extract", nil, func() error { _, _, err := new(tax.Schemes).Extract(inside); return err }},
		{"Schemes.WithNexus of nothing", tax.ErrNoRule, func() error {
			inside := inside
			inside.Sales = []tax.Sales{{Country: "US", Region: "CA", Previous: tax.Volume{Value: inside.Intrinsic}, Current: tax.Volume{Value: inside.Intrinsic}}}
			_, err := schemes.WithNexus(nil).Decide(inside)
			return err
		}},
		{"Nexus.WriteCSV", nil, func() error { return new(tax.Nexus).WriteCSV(io.Discard) }},
		{"Extract of nothing", nil, func() error { return empty(tax.NewExtract(new(tax.Book), new(tax.Schemes)) != tax.Extract{}) }},
		{"Decider.Decide", tax.ErrSupply, func() error { _, err := new(tax.Decider).Decide(tax.Contents{Intrinsic: price}); return err }},
		{"Result.Explain", tax.ErrLine, func() error { _, err := new(tax.Result).Explain(); return err }},
		{"Result.Credit", tax.ErrCredit, func() error { _, _, err := new(tax.Result).Credit(tax.Credited{}, tax.Return{}); return err }},
		{"Tariff", duty.ErrNoTariff, func() error { _, err := duty.Assess(shipment, new(duty.Tariff), regimes); return err }},
		{"no Tariff", duty.ErrNoTariff, func() error { _, err := duty.Assess(shipment, nil, regimes); return err }},
		{"Tariff.WriteTo", nil, func() error { _, err := new(duty.Tariff).WriteTo(io.Discard); return err }},
		{"Regimes", duty.ErrNoRegime, func() error { _, err := duty.Assess(shipment, nil, new(duty.Regimes)); return err }},
		{"Restrictions", nil, func() error {
			found, err := new(duty.Restrictions).Check("610910", "CN", "DE", day)
			return errors.Join(err, empty(found == nil))
		}},
		{"Programs", nil, func() error { _, known := new(duty.Programs).Fits("US", "A", "CN", day); return empty(!known) }},
		{"Lane.Assess", duty.ErrNoRegime, func() error { _, err := new(duty.Lane).Assess(shipment); return err }},
		{"Lane.Goods", duty.ErrNoTariff, func() error { _, err := new(duty.Lane).Goods("610910", "CN", ""); return err }},
		{"Assessor", duty.ErrNoRegime, func() error { _, err := new(duty.Assessor).Assess(&shipment); return err }},
		{"Goods", nil, func() error { return empty(len(new(duty.Goods).Levies()) == 0) }},
		{"Branch", nil, func() error { return empty(new(duty.Branch).At(big.NewRat(7, 1)).Sign() == 0) }},
		{"Rate of duty", duty.ErrNoRate, func() error { _, err := duty.Rate{}.Duty(price, nil, nil, currency.Rounding{}); return err }},
		{"Labels", nil, func() error { return empty(new(locale.Labels).Of("DE", language.German).Total == "") }},
		{"Label", nil, func() error { return empty(locale.Label{}.TaxIncluded(decimal.New(19, 0)) == "") }},
		{"Resolver", locale.ErrOffer, func() error { _, err := new(locale.Resolver).Resolve(locale.Hints{On: day}); return err }},
		{"Engine.Quote", pricing.ErrLimit, func() error {
			_, err := new(pricing.Engine).Quote(pricing.Cart{At: day.Time(), ShipTo: berlin, Lines: []pricing.Line{{Quantity: 1}}})
			return err
		}},
		{"Engine.WithRates", pricing.ErrMissing, func() error { _, err := new(pricing.Engine).WithRates(nil); return err }},
		{"PriceBook", nil, func() error {
			_, ok := new(pricing.PriceBook).Lookup("TEE", "de", currency.EUR, day.Time())
			return empty(!ok)
		}},
		{"Quote.Refund", pricing.ErrInvalid, func() error { _, err := new(pricing.Quote).Refund(pricing.Return{}); return err }},
		{"Cohort.Value", ltv.ErrSparse, func() error {
			_, err := ltv.Cohort{}.Value(ltv.Discount{Horizon: ltv.Month, Undiscounted: true})
			return err
		}},
		{"Customer", nil, func() error { return empty(ltv.Customer{}.Acquired().IsZero()) }},
		{"Lines", ltv.ErrSyntax, func() error { _, err := new(ltv.Lines).Order("1"); return err }},
		{"Scorer", ltv.ErrModel, func() error { _, err := ltv.Scorer{}.Value(ltv.Summary{}, ltv.Average{}); return err }},
		{"Rates", currency.ErrNoRate, func() error { _, err := new(currency.Rates).Rate(currency.EUR, currency.USD); return err }},
		{"History", currency.ErrNoRate, func() error { _, err := new(currency.History).At(day); return err }},
	} {
		if err := c.call(); c.class == nil && err != nil || !errors.Is(err, c.class) {
			t.Errorf("%s: %v, want %v", c.name, err, c.class)
		}
	}
}
