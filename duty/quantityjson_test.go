package duty_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/duty"
)

func TestQuantityJSON(t *testing.T) {
	tests := []struct{ in, out, reason string }{
		{`{"unit":"kg","value":"0.25"}`, `{"unit":"kg","value":"0.25"}`, "as it is written"},
		{` { "value" : 0.250 , "unit" : "KGM" } `, `{"unit":"kg","value":"0.25"}`, "a number, a code, another order"},
		{`{"unit":"DTN","value":"12"}`, `{"unit":"100 kg","value":"12"}`, "the unit becomes canonical"},
		{`{"unit":"% of value: case","value":"40"}`, `{"unit":"% of value: case","value":"40"}`, "a share"},
		{`{"unit":"GBP retail price","value":"9.99"}`, `{"unit":"GBP retail price","value":"9.99"}`, "a price"},
		{`{"unit":"kg","value":"0"}`, `{"unit":"kg","value":"0"}`, "nothing"},
	}
	for _, test := range tests {
		var q duty.Quantity
		if err := json.Unmarshal([]byte(test.in), &q); err != nil {
			t.Errorf("%s: %v (%s)", test.in, err, test.reason)
			continue
		}
		if out, err := json.Marshal(q); err != nil || string(out) != test.out {
			t.Errorf("%s: %s, %v (%s)", test.in, out, err, test.reason)
		}
	}
	bad := []struct {
		in     string
		class  error
		reason string
	}{
		{`{"unit":"kg"}`, duty.ErrQuantity, "no value"},
		{`{}`, duty.ErrQuantity, "nothing"},
		{`[]`, duty.ErrQuantity, "no object"},
		{`"2 kg"`, duty.ErrQuantity, "text"},
		{`{"unit":"kg","value":"-1"}`, duty.ErrQuantity, "negative"},
		{`{"unit":"kg","value":1e9}`, duty.ErrQuantity, "an exponent"},
		{`{"unit":"kg","value":"1e1000000000"}`, duty.ErrQuantity, "a bomb"},
		{`{"unit":"kg","value":"NaN"}`, duty.ErrQuantity, "no number"},
		{`{"unit":"kg","value":null}`, duty.ErrQuantity, "null"},
		{`{"unit":"kg","value":{"a":1}}`, duty.ErrQuantity, "an object"},
		{`{"unit":7,"value":"1"}`, duty.ErrQuantity, "a number for a unit"},
		{`{"unit":"kg","value":"1","value":"2"}`, duty.ErrQuantity, "twice"},
		{`{"unit":"kg","value":"1","note":""}`, duty.ErrQuantity, "unknown field"},
		{`{"Unit":"kg","value":"1"}`, duty.ErrQuantity, "another field"},
		{`{"unit":"furlong","value":"1"}`, duty.ErrUnit, "unknown unit"},
		{`{"unit":"","value":"1"}`, duty.ErrUnit, "no unit"},
		{`{"unit":"kg","value":"` + strings.Repeat("1", 35) + `"}`, duty.ErrQuantity, "35 digits"},
		{`{"unit":"` + strings.Repeat("k", 1000) + `","value":"1"}`, duty.ErrQuantity, "too long"},
	}
	for _, test := range bad {
		kept := duty.Quantity{Unit: "l", Value: dec("1")}
		err := json.Unmarshal([]byte(test.in), &kept)
		if !errors.Is(err, test.class) || kept.Unit != "l" {
			t.Errorf("%.60s: %v; want %v (%s)", test.in, err, test.class, test.reason)
		}
	}
	kept := duty.Quantity{Unit: "l", Value: dec("1")}
	if err := json.Unmarshal([]byte(`null`), &kept); err != nil || kept.Unit != "l" {
		t.Error("null", err)
	}
}
