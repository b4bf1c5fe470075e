package ltv

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
)

// The models that Fader, Hardie and others publish for the CDNOW sample, in
// weeks.
var (
	cdnowBG     = BGNBD{R: .2425967, Alpha: 4.413659, A: .7929869, B: 2.426164, Unit: Week}
	cdnowMBG    = MBGNBD{R: .524838, Alpha: 6.182992, A: .891356, B: 1.613999, Unit: Week}
	cdnowPareto = ParetoNBD{R: .5532771, Alpha: 10.5776837, S: .6062399, Beta: 11.6687, Unit: Week}
	published   = []Model{cdnowBG, cdnowMBG, cdnowPareto}
)

// near reports whether got is want up to a relative error.
func near(got, want, relative float64) bool {
	return math.Abs(got-want) <= relative*math.Abs(want)
}

// TestProbabilities checks that the numbers of orders have probabilities that
// add up to one, and have the expected number as their mean.
func TestProbabilities(t *testing.T) {
	for _, m := range published {
		for _, s := range []Summary{{}, {0, 0, 200}, {3, 30, 100}, {40, 250, 260}} {
			var sum, mean float64
			for n := range 1500 {
				p := m.Probability(s, n, 365)
				sum += p
				mean += p * float64(n)
			}
			if want := m.Expected(s, 365); !near(sum, 1, 1e-12) || !near(mean, want, 1e-9) {
				t.Errorf("%T, %v: probabilities sum to %v, mean %v, want %v", m, s, sum, mean, want)
			}
		}
	}
}

// TestResidualIsSum compares the discounted residual orders with the sum of the
// expected orders of short steps.
func TestResidualIsSum(t *testing.T) {
	const rate, step = 0.01, 1.0
	for _, m := range published {
		for _, s := range []Summary{{}, {0, 0, 200}, {3, 30, 100}, {40, 250, 260}} {
			got, err := m.Residual(s, rate)
			if err != nil {
				t.Fatal(err)
			}
			want, before := 0.0, 0.0
			for days := step; days < 2000; days += step {
				now := m.Expected(s, days)
				want += (now - before) * math.Exp(-rate*(days-step/2))
				before = now
			}
			if !near(got, want, 1e-5) {
				t.Errorf("%T, %v: %v discounted orders, want %v", m, s, got, want)
			}
		}
	}
}

func TestModelJSON(t *testing.T) {
	text, err := json.Marshal(cdnowBG)
	if want := `{"model":"BG/NBD","r":0.2425967,"alpha":4.413659,"a":0.7929869,"b":2.426164,"unit_days":7}`; err != nil || string(text) != want {
		t.Fatalf("%s, %v; want %s", text, err, want)
	}
	var back BGNBD
	if err := json.Unmarshal(text, &back); err != nil || back != cdnowBG {
		t.Errorf("%v, %v; want %v", back, err, cdnowBG)
	}
	for _, test := range []struct{ text, reason string }{
		{`{"model":"MBG/NBD","r":1,"alpha":1,"a":1,"b":1}`, "another model has the same parameters"},
		{`{"r":1,"alpha":1,"a":1,"b":1}`, "no model is named"},
		{`{"model":"BG/NBD","r":1,"alpha":1,"a":1}`, "a parameter is missing"},
		{`{"model":"BG/NBD","r":1,"alpha":1,"a":1,"b":1,"s":1}`, "there is one too many"},
		{`{"model":"BG/NBD","r":1,"r":1,"alpha":1,"a":1,"b":1}`, "one is there twice"},
		{`{"model":"BG/NBD","r":"1","alpha":1,"a":1,"b":1}`, "a number in quotes"},
		{`{"model":"BG/NBD","r":[1],"alpha":1,"a":1,"b":1}`, "a list"},
		{`{"model":"BG/NBD","r":-1,"alpha":1,"a":1,"b":1}`, "negative"},
		{`{"model":"BG/NBD","r":1e999,"alpha":1,"a":1,"b":1}`, "beyond what a float holds"},
		{`{"model":"BG/NBD","r":1,"alpha":1,"a":1,"b":1,"unit_days":0}`, "no time at all"},
		{`{"model":"BG/NBD","r":1,"alpha":1,"a":1,"b":1,"unit_days":1.5}`, "part of a day"},
		{`[]`, "not an object"},
	} {
		back := cdnowBG
		if err := back.UnmarshalJSON([]byte(test.text)); !errors.Is(err, ErrModel) || back != cdnowBG {
			t.Errorf("%s: %v, %v: %s", test.text, back, err, test.reason)
		}
	}
	if _, err := json.Marshal(BGNBD{}); !errors.Is(err, ErrModel) {
		t.Errorf("zero model: %v", err)
	}
}
