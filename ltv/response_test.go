package ltv

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
)

func TestResponseWorked(t *testing.T) {
	for _, test := range []struct {
		response                   Response
		spend, customers, marginal float64
		reason                     string
	}{
		{Response{Power, 2, 0.5}, 900, 60, 2 * 0.5 / 30, "2·√900, and 1/√900"},
		{Response{Saturation, 400, 1000}, 3000, 300, 0.025, "three quarters of 400, and 400·1000/4000²"},
		{Response{Exponential, 100, 500}, 500 * math.Ln2, 50, 0.1, "half of 100, and half of 100/500"},
	} {
		if got := test.response.Customers(test.spend); math.Abs(got-test.customers) > 1e-9 {
			t.Errorf("%v wins %v, want %v: %s", test.response, got, test.customers, test.reason)
		}
		if got := test.response.Marginal(test.spend); math.Abs(got-test.marginal) > 1e-12 {
			t.Errorf("%v wins %v more, want %v: %s", test.response, got, test.marginal, test.reason)
		}
	}
}

// TestResponseBounds: the bounds of the parameters are the last that are taken, and
// the message says which one is not.
func TestResponseBounds(t *testing.T) {
	for _, test := range []struct {
		response Response
		want     string // in the message, empty where there is none
	}{
		{Response{Power, 1e-9, 0.01}, ""}, {Response{Power, 1e12, 0.99}, ""},
		{Response{Saturation, 1e-9, 1e-6}, ""}, {Response{Saturation, 1e12, 1e12}, ""},
		{Response{Power, 0.9e-9, 0.5}, "power response: scale 9e-10"}, {Response{Power, 1.1e12, 0.5}, "power response: scale 1.1e+12"},
		{Response{Power, 1, 0.009}, "power response: bend 0.009"}, {Response{Power, 1, 0.991}, "power response: bend 0.991"},
		{Response{Exponential, 1, 0.9e-6}, "exponential response: bend 9e-07"}, {Response{Exponential, 1, 1.1e12}, "exponential response: bend 1.1e+12"},
		{Response{Exponential, 1e-9, 0}, "exponential response: bend 0"}, {Response{Exponential, 1e12, 0}, "exponential response: bend 0"},
		{Response{0, 1, 1}, "known: power"}, {Response{Exponential + 1, 1, 1}, "shape 4, known: power"},
	} {
		err := test.response.Check()
		if test.want == "" && err != nil || test.want != "" && (!errors.Is(err, ErrModel) || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%+v: %v, want %q", test.response, err, test.want)
		}
	}
}

// Law: Marginal is the derivative of Customers, falls, and Spend is its inverse.
func TestResponseDerivative(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 19))
		m := randomMarkets(r, 1)[0].Response
		s := math.Exp(12 * r.Float64())
		h := s * 1e-4
		slope := (m.Customers(s+h) - m.Customers(s-h)) / (2 * h)
		got := m.Marginal(s)
		if math.Abs(got-slope) > 1e-6*slope+1e-11*m.Customers(s)/h {
			t.Fatalf("seed %d: %+v at %v: %v, difference quotient %v", seed, m, s, got, slope)
		}
		if got > 1e-12 {
			if back := m.Spend(got); math.Abs(back-s) > 1e-6*s {
				t.Fatalf("seed %d: %+v at %v brings %v, which is brought at %v", seed, m, s, got, back)
			}
		}
		if m.Marginal(2*s) > got {
			t.Fatalf("seed %d: %+v: the return rises from %v on", seed, m, s)
		}
	}
	good := Response{Exponential, 100, 500}
	for name, got := range map[string]float64{
		"no response":     Response{}.Customers(1),
		"no shape":        Response{0, 1, 1}.Marginal(1),
		"unknown shape":   Response{9, 1, 1}.Spend(1),
		"negative spend":  good.Customers(-1),
		"not a number":    good.Customers(math.NaN()),
		"marginal of NaN": good.Marginal(math.NaN()),
		"spend of NaN":    good.Spend(math.NaN()),
		"too dear":        good.Spend(1),
	} {
		if got != 0 {
			t.Errorf("%s: %v, want 0", name, got)
		}
	}
	if got := good.Spend(0); !math.IsInf(got, 1) {
		t.Errorf("customers at any price: %v, want no end", got)
	}
}

// TestResponseOver: twelve months of 100 each win twelve times what one does.
func TestResponseOver(t *testing.T) {
	for _, r := range []Response{{Power, 3, 0.5}, {Saturation, 400, 250}, {Exponential, 400, 250}} {
		month, year := r.Customers(100), r.Over(12).Customers(1200)
		if math.Abs(year-12*month) > 1e-9*year || r.Over(1) != r {
			t.Errorf("%v: %v in a month, %v in a year", r, month, year)
		}
	}
	if r := (Response{Power, 3, 0.5}).Over(0); r.Check() == nil {
		t.Errorf("no period: %v", r)
	}
}

// TestResponseAllocates: an allocation asks the responses thousands of times.
func TestResponseAllocates(t *testing.T) {
	for shape := Power; shape <= Exponential; shape++ {
		r := Response{shape, 100, 0.5}
		if n := testing.AllocsPerRun(100, func() { r.Spend(r.Marginal(r.Customers(7))) }); n != 0 {
			t.Errorf("%v allocates %v times", shape, n)
		}
	}
}

func TestResponseJSON(t *testing.T) {
	for _, r := range []Response{{Power, 3.25, 0.625}, {Saturation, 400, 1000}, {Exponential, 1e-9, 1e12}} {
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var again Response
		if err := json.Unmarshal(text, &again); err != nil || again != r {
			t.Errorf("%s: %v, %v", text, again, err)
		}
	}
	longest := fmt.Sprintf("%-1000s", `{"shape":"power","scale":3.25,"bend":0.5}`)
	if again := (Response{}); again.UnmarshalJSON([]byte(longest)) != nil || again != (Response{Power, 3.25, 0.5}) || again.UnmarshalJSON([]byte(longest+" ")) == nil {
		t.Errorf("1000 bytes are read, and no more: %v", again)
	}
	for _, test := range []struct{ text, reason string }{
		{`{"shape":"power","scale":3.25,"bend":1.5}`, "an exponent above 1 has no optimum"},
		{`{"shape":"power","scale":3.25}`, "a parameter is missing"},
		{`{"shape":"line","scale":3.25,"bend":0.5}`, "no such shape"},
		{`{"shape":"","scale":3.25,"bend":0.5}`, "no shape"},
		{`{"shape":7,"scale":3.25,"bend":0.5}`, "a number as shape"},
		{`{"shape":"power","scale":3.25,"bend":0.5,"cap":9}`, "a field too many"},
		{`{"shape":"power","scale":3.25,"scale":3,"bend":0.5}`, "a field twice"},
		{`{"shape":"power","scale":1e999,"bend":0.5}`, "out of range"},
		{`{"shape":"power","scale":"3","bend":0.5}`, "a text as number"},
		{`[]`, "not an object"},
		{`{"shape":"power","scale":3.25,"bend":0.5` + strings.Repeat(" ", 1000) + `}`, "too long"},
	} {
		var r Response
		if err := r.UnmarshalJSON([]byte(test.text)); !errors.Is(err, ErrModel) || r != (Response{}) {
			t.Errorf("%s: %v, %v", test.reason, r, err)
		}
	}
	if _, err := json.Marshal(Response{}); !errors.Is(err, ErrModel) {
		t.Errorf("a response that is none: %v", err)
	}
}

func FuzzResponseJSON(f *testing.F) {
	f.Add([]byte(`{"shape":"power","scale":3.25,"bend":0.6}`))
	f.Add([]byte(`{"bend":1e3,"shape":"saturation","scale":400}`))
	f.Add([]byte(`{"shape":"exponential","scale":1E-9,"bend":1e12}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var r Response
		if err := r.UnmarshalJSON(text); err != nil {
			if !errors.Is(err, ErrModel) || r != (Response{}) {
				t.Fatalf("%v, %v", r, err)
			}
			return
		}
		again, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var same Response
		if err := same.UnmarshalJSON(again); err != nil || same != r {
			t.Fatalf("%s reads as %v, %v", again, same, err)
		}
		if n := r.Customers(1000); math.IsNaN(n) || n < 0 {
			t.Fatalf("%v wins %v", r, n)
		}
	})
}

// history returns what a response would have won by some spends, in euros.
func history(r Response, spends ...int64) []Outlay {
	var h []Outlay
	for _, s := range spends {
		h = append(h, Outlay{currency.FromMinor(100*s, currency.EUR), int(math.Round(r.Customers(float64(s))))})
	}
	return h
}

// Law: from what a response has won, the fit finds the response, as near as whole
// customers let it.
func TestFitFindsResponse(t *testing.T) {
	spends := []int64{200, 500, 1000, 2000, 4000, 8000, 16_000, 32_000}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 19))
		want := Response{Shape: Shape(1 + r.IntN(3))}
		if want.Shape == Power {
			want.Scale, want.Bend = 20*math.Exp(2*r.Float64()), 0.2+0.7*r.Float64()
		} else {
			want.Scale, want.Bend = 3000+5000*r.Float64(), 500*math.Exp(3*r.Float64())
		}
		got, fit, err := FitResponse(want.Shape, history(want, spends...))
		if err != nil {
			t.Fatalf("seed %d: %+v: %v", seed, want, err)
		}
		if math.Abs(got.Bend/want.Bend-1) > 0.01 || math.Abs(got.Scale/want.Scale-1) > 0.02 || fit.R2 < 0.999 || fit.Error > 0.5 || fit.Outlays != len(spends) {
			t.Fatalf("seed %d: %+v, want %+v; %+v", seed, got, want, fit)
		}
	}
}

// TestFitIsLeast: no other parameters come nearer to a noisy history.
func TestFitIsLeast(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 19))
		var h []Outlay
		for range 12 {
			s := int64(300 + r.IntN(20_000))
			truth := Response{Saturation, 900, 4000}.Customers(float64(s))
			h = append(h, Outlay{currency.FromMinor(100*s, currency.EUR), int(truth * (0.8 + 0.4*r.Float64()))})
		}
		for shape := Power; shape <= Exponential; shape++ {
			fit, quality, err := FitResponse(shape, h)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			squares := func(m Response) (sum float64) {
				for _, o := range h {
					gap := float64(o.Customers) - m.Customers(o.Spend.Decimal().InexactFloat64())
					sum += gap * gap
				}
				return sum
			}
			least := squares(fit)
			if math.Abs(math.Sqrt(least/12)-quality.Error) > 1e-9*quality.Error {
				t.Fatalf("seed %d: the error is %v, not %v", seed, math.Sqrt(least/12), quality.Error)
			}
			for range 200 {
				near := fit
				near.Scale *= math.Exp(0.2 * r.NormFloat64())
				near.Bend *= math.Exp(0.2 * r.NormFloat64())
				if near.Check() == nil && squares(near) < least*(1-1e-9) {
					t.Fatalf("seed %d: %+v leaves %v, %+v only %v", seed, fit, least, near, squares(near))
				}
			}
		}
	}
}

func TestFitRefuses(t *testing.T) {
	line := []Outlay{{eur("100"), 10}, {eur("200"), 20}, {eur("400"), 40}, {eur("800"), 80}}
	flat := []Outlay{{eur("100"), 10}, {eur("200"), 10}, {eur("400"), 10}, {eur("800"), 10}}
	with := func(o Outlay) []Outlay {
		return append([]Outlay{o}, history(Response{Saturation, 400, 1000}, 100, 1000, 3000)...)
	}
	for _, test := range []struct {
		history []Outlay
		place   string
		reason  string
	}{
		{nil, "0 different", "no history"},
		{flat[:2], "2 different", "two parameters take more than two spends"},
		{[]Outlay{flat[0], flat[0], flat[0], flat[1]}, "2 different", "the same spend over and over"},
		{[]Outlay{{eur("1"), 0}, {eur("2"), 0}, {eur("3"), 0}}, "nobody", "nobody was won"},
		{line, "does not diminish", "every unit wins the same"},
		{flat, "more has not won more", "every spend wins the same"},
		{with(Outlay{eur("-1"), 1}), "outlay 1", "a negative spend"},
		{with(Outlay{eur("1"), -1}), "outlay 1", "negative customers"},
		{with(Outlay{eur("0"), 5}), "outlay 1", "customers for nothing"},
		{append(with(Outlay{eur("1"), 1}), Outlay{currency.MustAmount("1", currency.USD), 1}), "outlay 5", "two currencies"},
		{make([]Outlay, 10_001), "10001 outlays", "too long"},
	} {
		for shape := Power; shape <= Exponential; shape++ {
			if r, _, err := FitResponse(shape, test.history); !errors.Is(err, ErrSpend) || !strings.Contains(fmt.Sprint(err), test.place) {
				t.Errorf("%s: %v: %+v, %v, want an error with %q", test.reason, shape, r, err, test.place)
			}
		}
	}
	if _, _, err := FitResponse(0, line); !errors.Is(err, ErrModel) {
		t.Errorf("no shape: %v", err)
	}
	idle := append([]Outlay{{eur("0"), 0}}, history(Response{Saturation, 400, 1000}, 100, 1000, 3000)...)
	if _, fit, err := FitResponse(Saturation, idle); err != nil || fit.Outlays != 4 {
		t.Errorf("a month without spend tells nothing and does no harm: %v", err)
	}
}
