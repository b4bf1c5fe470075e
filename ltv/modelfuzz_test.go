package ltv

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
)

// FuzzModelJSON reads any text as each model: what is read is usable and survives
// being written; what is not read is an error of class ErrModel and changes
// nothing.
func FuzzModelJSON(f *testing.F) {
	for _, m := range []Fitted{cdnowBG, cdnowMBG, cdnowPareto, GammaGamma{6, 4, 15}, SBG{1, 2}, BGBB{1, 2, 3, 4}} {
		text, err := json.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{
		`null`, `{}`, `[`, `{"model":"sBG","alpha":1e400,"beta":1}`, `{"model":"sBG","alpha":NaN,"beta":1}`,
		`{"model":"BG/NBD","r":1,"alpha":1,"a":1,"b":1,"unit_days":99999999999999999999}`,
		`{"model":"sBG","alpha":1,"alpha":1,"beta":1}`, `{"model":"sBG","alpha":1,"beta":1}{}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var bg BGNBD
		var mbg MBGNBD
		var pareto ParetoNBD
		var gg GammaGamma
		var sbg SBG
		var bgbb BGBB
		for _, m := range []interface {
			json.Unmarshaler
			Check() error
		}{&bg, &mbg, &pareto, &gg, &sbg, &bgbb} {
			err := m.UnmarshalJSON(text)
			switch {
			case string(text) == "null":
			case err == nil:
				if err := m.Check(); err != nil {
					t.Errorf("%s was read as %T: %v", text, m, err)
				}
				again, err := json.Marshal(m)
				if err != nil {
					t.Fatalf("%s: %v", text, err)
				}
				if err := m.UnmarshalJSON(again); err != nil {
					t.Errorf("%s was written as %s: %v", text, again, err)
				}
				if twice, _ := json.Marshal(m); string(twice) != string(again) {
					t.Errorf("%s, then %s", again, twice)
				}
			case !errors.Is(err, ErrModel):
				t.Errorf("%s: %v", text, err)
			case m.Check() == nil:
				t.Errorf("%s changed the model in spite of %v", text, err)
			}
		}
	})
}

// FuzzScore asks every model about any customer: what comes back is a number, and
// within bounds.
func FuzzScore(f *testing.F) {
	f.Add(.25, 30., .8, 2.4, 2, 213, 272, 273., 3, .0004)
	const far, farther = math.MaxInt >> 23, math.MaxInt >> 13 // about 1<<40 and 1<<50, where an int holds them
	f.Add(1e-9, 1e9, 1., 1e-9, far, far, farther, 1e300, far, 1e-300)
	f.Add(1e9, 1e-9, 1e9, 1e9, 100000, 1, 1<<20, 1e-300, 0, 1e300)
	f.Add(math.NaN(), 1., 1., 1., 1, 1, 1, 1., 1, 1.)
	f.Add(1., 1., 1., 1., 1, 1, 1, math.NaN(), 1, math.Inf(1))
	f.Add(1., 1., 1., 1., -1, 1, 1, -1., -1, -1.)
	f.Add(1., 1., 2., 1., 5, 9, 9, 1e6, 4, 0.)
	f.Fuzz(func(t *testing.T, p, q, u, v float64, repeat, last, age int, days float64, n int, rate float64) {
		s := Summary{repeat, last, age}
		probability := func(name string, v float64) {
			if !(v >= 0 && v <= 1+1e-6) {
				t.Errorf("%s = %v", name, v)
			}
		}
		count := func(name string, v float64) {
			if !(v >= 0) || math.IsInf(v, 0) {
				t.Errorf("%s = %v", name, v)
			}
		}
		residual := func(name string, v float64, err error) {
			if err == nil && (!(v >= 0) || math.IsInf(v, 0)) {
				t.Errorf("%s = %v", name, v)
			}
		}
		for _, m := range []ordersModel{BGNBD{p, q, u, v, 7}, MBGNBD{p, q, u, v, 7}, ParetoNBD{p, q, u, v, 7}} {
			if math.IsNaN(m.LogLikelihood(s)) {
				t.Errorf("likelihood is NaN")
			}
			probability("P(alive)", m.Alive(s))
			count("expected orders", m.Expected(s, days))
			count("orders of a new customer", m.New(days))
			probability("probability", m.Probability(s, n, days))
			v, err := m.Residual(s, rate)
			residual("residual orders", v, err)
		}
		bgbb := BGBB{p, q, u, v}
		few := min(age, 1000)
		s = Summary{repeat, last, few}
		probability("P(alive)", bgbb.Alive(s, n))
		count("expected orders", bgbb.Expected(s, n))
		probability("probability", bgbb.Probability(s, n, min(age, 1000)))
		r, err := bgbb.Residual(s, rate)
		residual("residual orders", r, err)
		sbg := SBG{p, q}
		probability("survival", sbg.Survival(n))
		probability("cancels", sbg.Probability(n))
		probability("retention", sbg.Retention(n))
		count("expected renewals", sbg.Expected(repeat, n))
		r, err = sbg.Lifetime(rate)
		residual("lifetime", r, err)
		r, err = sbg.Residual(repeat, rate)
		residual("residual lifetime", r, err)
		gg := GammaGamma{p, q, u}
		r, err = gg.Mean(Spend{repeat, v})
		residual("mean", r, err)
		r, err = gg.Spread(Spend{repeat, v})
		residual("spread", r, err)
		if math.IsNaN(gg.LogLikelihood(Spend{repeat, v})) {
			t.Error("likelihood of a spend is NaN")
		}
	})
}
