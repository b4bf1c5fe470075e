package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// TestErrorClasses: each class is what errors.Is finds of some call, and where a
// type holds more of it, what errors.As finds.
func TestErrorClasses(t *testing.T) {
	tariff, regimes := tables(t)
	assess := func(change func(*duty.Shipment)) func() error {
		return func() error {
			s := shirts("DE", currency.EUR, "1000")
			change(&s)
			_, err := duty.Assess(s, tariff, regimes)
			return err
		}
	}
	for _, c := range []struct {
		name  string
		class error
		as    any
		call  func() error
	}{
		{"no code", duty.ErrCodeSyntax, new(*duty.CodeError), func() error { _, err := duty.ParseCode("shirt"); return err }},
		{"no rate", duty.ErrRate, new(*duty.RateError), func() error { _, err := duty.ParseRate("see chapter 98", currency.USD); return err }},
		{"no unit", duty.ErrUnit, nil, func() error { _, err := duty.ParseUnit("furlong"); return err }},
		{"no quantity", duty.ErrNeedQuantity, new(*duty.NeedQuantityError), func() error {
			_, err := parsed("5 EUR / kg").Duty(money("1", currency.EUR), nil, nil, currency.Rounding{})
			return err
		}},
		{"no such preference", duty.ErrNoTariff, new(*duty.NoPreferenceError), assess(func(s *duty.Shipment) { s.Items[0].Claim = "no such" })},
		{"no line", duty.ErrNoTariff, new(*duty.NoTariffError), assess(func(s *duty.Shipment) { s.Items[0].Code = "010121" })},
		{"which item", duty.ErrUnknownCode, new(*duty.ItemError), assess(func(s *duty.Shipment) { s.Items[0].Code = "610911" })},
		{"no regime", duty.ErrNoRegime, new(*duty.NoRegimeError), assess(func(s *duty.Shipment) { s.To = in("KE") })},
		{"no such question", duty.ErrQuestion, new(*duty.QuestionError), func() error { _, err := regimes.Choose("whether", "yes"); return err }},
		{"an old table", duty.ErrStale, new(*duty.StaleError), func() error { return tariff.Stale("DE", day("2099-01-01"), 30) }},
		{"a table without columns", duty.ErrTable, new(*duty.TableError), func() error { _, err := duty.LoadTariff(strings.NewReader("code\n")); return err }},
	} {
		if err := c.call(); !errors.Is(err, c.class) || c.as != nil && !errors.As(err, c.as) {
			t.Errorf("%s: %v, want an error that is %q and fits %T", c.name, err, c.class, c.as)
		}
	}
}
