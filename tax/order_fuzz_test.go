package tax

import (
	"encoding/json"
	"testing"
)

// FuzzOrder reads orders from JSON, as a shop keeps them, calculates them in
// all ways and gives them back. Nothing may panic, what is read can be written,
// and what is calculated can be explained.
func FuzzOrder(f *testing.F) {
	for _, seed := range []string{
		`{"lines":[{"id":"a","kind":"goods","price":{"amount":"9.99","currency":"EUR"},"quantity":"2","inclusive":true,"rates":[{"name":"VAT","percent":"19","treatment":"standard"}]}]}`,
		`{"lines":[{"kind":"goods","price":{"amount":"1","currency":"JPY"},"quantity":"-0.5","discounts":[{"percent":"12.5"},{"amount":{"amount":"1","currency":"JPY"},"basis":"with_tax","after_tax":true}],"rates":[{"percent":"0","per_unit":{"amount":"3","currency":"JPY"},"treatment":"standard"},{"percent":"8","treatment":"reduced","compound":true}]},{"kind":"shipping","price":{"amount":"500","currency":"JPY"},"quantity":"1"}],"discounts":[{"percent":"100"}],"vouchers":[{"purpose":"single_purpose","amount":{"amount":"1","currency":"JPY"}}]}`,
		`{"lines":[{"kind":"goods","price":{"amount":"0.000000000001","currency":"KWD"},"quantity":"999999999999999999","rates":[{"percent":"0.00000001","treatment":"standard","retained":true}]}]}`,
		`{"lines":[{"kind":"goods","price":{"amount":"200","currency":"USD"},"quantity":"3","items":2,"inclusive":true,"discounts":[{"amount":{"amount":"5","currency":"USD"},"basis":"without_tax"}],"rates":[{"percent":"6.25","treatment":"standard","threshold":{"rule":"excess","amount":{"amount":"175","currency":"USD"}}},{"percent":"4","treatment":"standard","compound":true,"threshold":{"rule":"whole_above","amount":{"amount":"110","currency":"USD"},"below":"1"}}]},{"kind":"shipping","price":{"amount":"7","currency":"USD"},"quantity":"1"}],"discounts":[{"percent":"10","basis":"with_tax"}]}`,
		`{"lines":[{"price":{"amount":"9999999999999999999999999999999999","currency":"USD"},"quantity":"999999999999","kind":"fee"}]}`,
	} {
		f.Add([]byte(seed), uint8(0))
		f.Add([]byte(seed), uint8(7))
	}
	f.Fuzz(func(t *testing.T, data []byte, choice uint8) {
		if len(data) > 1<<12 {
			return
		}
		var o Order
		if err := json.Unmarshal(data, &o); err != nil {
			return
		}
		p := Policy{Level: Level(choice % 4), Target: Target(choice / 4 % 2), Shipping: ShippingRule(choice / 8 % 6)}
		r, err := o.Calculate(p)
		if err != nil {
			return
		}
		checkResult(t, "fuzzed", r)
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back Result
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if _, err := back.Explain(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		rest, err := back.Rest(Credited{})
		if err != nil || len(rest) == 0 {
			t.Fatalf("rest %v (%v)", rest, err)
		}
		_, done, err := back.Credit(Credited{}, rest...)
		if err != nil || !done.Closed {
			t.Fatalf("credit of all: %v, closed %v: %s", err, done.Closed, text)
		}
	})
}
