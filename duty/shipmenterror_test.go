package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// What is wrong with a shipment is said with its place and with what to do.
func TestShipmentErrorsSayWhatToDo(t *testing.T) {
	tariff, regimes := tables(t)
	shirt := duty.Item{Code: "61091000", Origin: "CN", Quantity: 1, Value: money("200", currency.EUR)}
	dollars := shirt
	dollars.Value = money("200", currency.USD)
	tests := []struct {
		reason string
		change func(*duty.Shipment)
		class  error
		says   string
	}{
		{"an item without name is told by its place", func(s *duty.Shipment) { s.Items = []duty.Item{shirt, {Code: "999999", Quantity: 1}} }, duty.ErrUnknownCode, "item 2: "},
		{"a currency for all amounts", func(s *duty.Shipment) { s.Items = []duty.Item{shirt, dollars} }, nil, "state the Currency"},
		{"rates for a threshold", func(s *duty.Shipment) { s.Items = []duty.Item{dollars} }, currency.ErrNoRate, "state the CustomsRates"},
		{"rates for a value", func(s *duty.Shipment) { s.Items, s.Currency = []duty.Item{dollars}, currency.EUR }, currency.ErrNoRate, "state them"},
		{"too many items", func(s *duty.Shipment) { s.Items = make([]duty.Item, 10_001) }, duty.ErrShipment, "10001 items, more than 10000"},
		{"too many fees", func(s *duty.Shipment) { s.Fees = make([]duty.Levy, 101) }, duty.ErrShipment, "101 fees, more than 100"},
		{"a kind that is none", func(s *duty.Shipment) { s.Fees = []duty.Levy{{Kind: "taxe", Name: "VAT", Rate: mustRate(t, "19%")}} }, duty.ErrShipment, `kind "taxe": want fee, tax`},
		{"a normal duty of the shipment", func(s *duty.Shipment) { s.Fees = []duty.Levy{{Kind: duty.MFN, Rate: mustRate(t, "19%")}} }, duty.ErrShipment, "want fee, tax"},
	}
	for _, test := range tests {
		s := duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-11-21"), Items: []duty.Item{shirt}}
		test.change(&s)
		_, err := duty.Assess(s, tariff, regimes)
		if err == nil || !strings.Contains(err.Error(), test.says) || test.class != nil && !errors.Is(err, test.class) {
			t.Errorf("%s: %v; want %q", test.reason, err, test.says)
		}
	}
	var mismatch *currency.MismatchError
	_, err := duty.Assess(duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-11-21"), Items: []duty.Item{shirt, dollars}}, tariff, regimes)
	if !errors.As(err, &mismatch) || mismatch.B != currency.USD {
		t.Errorf("%v is no mismatch of currencies", err)
	}
}
