package ltv

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestFactor(t *testing.T) {
	for _, test := range []struct {
		annual, want string
		month        Period
		reason       string
	}{
		{"10", "1", 0, "today is not discounted"},
		{"0", "1", 60, "a rate of zero does not discount"},
		{"10", "0.992088943447", 1, "1.1^(-1/12)"},
		{"10", "0.909090909091", 12, "1 / 1.1"},
		{"10", "0.826446280992", 24, "1 / 1.21"},
		{"15", "0.869565217391", 12, "1 / 1.15"},
		{"12.5", "0.888888888889", 12, "8 / 9"},
		{"300", "0.5", 6, "4^(-1/2)"},
		{"1000", "0.090909090909", 12, "1 / 11"},
	} {
		d := Discount{Annual: decimal.RequireFromString(test.annual), Horizon: Year, Undiscounted: test.annual == "0"}
		got, err := d.Factor(test.month)
		if err != nil {
			t.Errorf("%s: %v", test.reason, err)
		} else if !got.Equal(decimal.RequireFromString(test.want)) {
			t.Errorf("%s %% at month %d: %v, want %s: %s", test.annual, int(test.month), got, test.want, test.reason)
		}
	}
}

func TestDiscountRefused(t *testing.T) {
	customer := summarized(t, "2026-06-01", purchase{"a", "2026-01-01", "10"})
	for _, test := range []struct {
		discount Discount
		want     error
		reason   string
	}{
		{Discount{Horizon: Month}, ErrTerms, "a rate is mandatory"},
		{percent(10, 0), ErrHorizon, "a horizon is mandatory"},
		{percent(10, -Month), ErrHorizon, "a horizon reaches forward"},
		{percent(-1, Month), ErrTerms, "a negative rate would add to the value"},
		{percent(1_000_001, Month), ErrTerms, "out of range"},
		{percent(10, MaxHorizon+1), ErrHorizon, "a value without an end has no limit"},
		{Discount{Annual: decimal.New(1, 1_000_000_000), Horizon: Month}, ErrTerms, "a number that would take minutes"},
		{Discount{Annual: decimal.New(1, -1_000_000_000), Horizon: Month}, ErrTerms, "a number that would take minutes"},
		{Discount{Annual: decimal.New(1, 0), Horizon: Month, Undiscounted: true}, ErrTerms, "which of the two?"},
	} {
		if _, err := customer.Estimate(test.discount); !errors.Is(err, test.want) {
			t.Errorf("%v: got %v, want %v", test.reason, err, test.want)
		}
	}
	if curve, err := Value(steady(), margins("10", "0"), percent(10, MaxHorizon)); err != nil || len(curve.Points()) != 1201 || curve.LTV().Text() != "10.00" {
		t.Errorf("a hundred years, the longest horizon: %v, %v", curve.LTV(), err)
	}
	if _, err := percent(10, Month).Factor(-1); !errors.Is(err, ErrTerms) {
		t.Errorf("factor of month -1: %v", err)
	}
	if _, err := customer.Estimate(Discount{Undiscounted: true, Horizon: Month}); err != nil {
		t.Errorf("no discount, said: %v", err)
	}
}

// TestDiscountJSON demands the same bytes whatever a host program sets in the
// decimal package, and that they read back.
func TestDiscountJSON(t *testing.T) {
	quotes, trim, scientific := decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation
	decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation = true, false, true
	defer func() {
		decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation = quotes, trim, scientific
	}()
	d := Discount{Annual: decimal.New(750, -2), Horizon: 2 * Year}
	data, err := json.Marshal(d)
	if want := `{"annual":"7.5","horizon":24}`; err != nil || string(data) != want {
		t.Errorf("a discount is %s, %v, want %s", data, err, want)
	}
	var again Discount
	if err := json.Unmarshal(data, &again); err != nil || !again.Annual.Equal(d.Annual) || again.Horizon != d.Horizon {
		t.Errorf("%s reads back as %+v, %v", data, again, err)
	}
	data, err = json.Marshal(Point{Month: 1, Factor: decimal.New(9900, -4)})
	if want := `"factor":"0.99"`; err != nil || !strings.Contains(string(data), want) || strings.Count(string(data), "factor") != 1 {
		t.Errorf("a point is %s, %v, want %s in it", data, err, want)
	}
}

func TestMonthly(t *testing.T) {
	for _, test := range []struct {
		percent, want string
		err           error
		reason        string
	}{
		{"1", "12.682503013197", nil, "1.01^12 = 1.126825030131969720661201"},
		{"0.5", "6.167781186450", nil, "1.005^12 = 1.06167781186449…"},
		{"100", "409500", nil, "2^12 = 4096: half is left of what is due in a month"},
		{"0", "0", nil, "nothing for a month, nothing for a year"},
		{"-1", "", ErrTerms, "a negative rate"},
		{"101", "", ErrTerms, "more than doubles in a month"},
		{"0.0000001", "", ErrTerms, "finer than anybody agrees on"},
	} {
		got, err := Monthly(decimal.RequireFromString(test.percent))
		if !errors.Is(err, test.err) || err == nil && !got.Equal(decimal.RequireFromString(test.want)) {
			t.Errorf("%s: %v, %v; want %s, %v", test.reason, got, err, test.want, test.err)
		}
	}
}
