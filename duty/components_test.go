package duty_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

func TestComponents(t *testing.T) {
	tests := []struct {
		text, want string
		set        duty.Components
		reason     string
	}{
		{"", "", 0, "the customs value"},
		{"goods", "goods", duty.OnGoods, "one"},
		{"duty+goods", "goods+duty", duty.OnGoods | duty.OnDuty, "any order is read, one is written"},
		{"goods+freight+insurance+duty+fees", "goods+freight+insurance+duty+fees", 31, "all"},
	}
	for _, test := range tests {
		var set duty.Components
		if err := set.UnmarshalText([]byte(test.text)); err != nil || set != test.set || set.String() != test.want {
			t.Errorf("%q: %v, %v; want %q (%s)", test.text, set, err, test.want, test.reason)
		}
	}
	for _, text := range []string{"goods+goods", "vat", "goods+", "goods freight"} {
		set := duty.OnFees
		if err := set.UnmarshalText([]byte(text)); err == nil || set != duty.OnFees {
			t.Errorf("%q: %v, %v; want an error and nothing changed", text, set, err)
		}
	}
	if _, err := duty.Components(64).MarshalText(); err == nil {
		t.Error("a set of what is not known was written")
	}
}

func TestLevyJSON(t *testing.T) {
	levy := duty.Levy{Jurisdiction: "ZA", Kind: duty.Tax, Name: "tax", Rate: mustRate(t, "15%"), Base: duty.OnGoods | duty.OnDuty,
		Uplift: dec("10"), Inside: true, MinCollect: money("5", currency.ZAR), Source: "law"}
	text, err := json.Marshal(levy)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"base":"goods+duty"`, `"uplift":"10"`, `"inside":true`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	var back duty.Levy
	if err := json.Unmarshal(text, &back); err != nil || !back.Uplift.Equal(levy.Uplift) || back.Base != levy.Base {
		t.Errorf("%+v, %v", back, err)
	}
	if text, err := json.Marshal(duty.Levy{}); err != nil || strings.Contains(string(text), "uplift") || strings.Contains(string(text), "min_collect") {
		t.Errorf("%s, %v", text, err)
	}
}
