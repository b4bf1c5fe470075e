package ltv

import (
	"errors"
	"math"
	"testing"
)

// TestLikelihoodOfSilence checks the likelihood of a customer who has not ordered
// again, which has a closed form: under BG/NBD nobody leaves before the second
// order, under MBG/NBD some leave after the first.
func TestLikelihoodOfSilence(t *testing.T) {
	for _, age := range []int{0, 7, 270} {
		s := Summary{Age: age}
		quiet := math.Pow(4.413659/(4.413659+float64(age)/7), .2425967)
		if got := math.Exp(cdnowBG.LogLikelihood(s)); !near(got, quiet, 1e-12) {
			t.Errorf("BG/NBD, %d days: %v, want %v", age, got, quiet)
		}
		m := cdnowMBG
		quiet = math.Pow(m.Alpha/(m.Alpha+float64(age)/7), m.R)
		want := (m.A + m.B*quiet) / (m.A + m.B)
		if got := math.Exp(m.LogLikelihood(s)); !near(got, want, 1e-12) {
			t.Errorf("MBG/NBD, %d days: %v, want %v", age, got, want)
		}
	}
	for n := range 4 {
		m := SBG{.704077, 1.182043}
		if got, want := m.LogLikelihood(Tenure{Renewals: n}), math.Log(m.Survival(n)); got != want {
			t.Errorf("there after %d renewals: %v, want %v", n, got, want)
		}
		want := math.Log(m.Survival(n) - m.Survival(n+1))
		if got := m.LogLikelihood(Tenure{Renewals: n, Lost: true}); !near(got, want, 1e-12) {
			t.Errorf("lost after %d renewals: %v, want %v", n, got, want)
		}
	}
}

// TestLikelihoodUnits: the likelihood is a density of the times of the orders, so
// in weeks it is seven times that in days for each order.
func TestLikelihoodUnits(t *testing.T) {
	for _, s := range []Summary{{}, {0, 0, 100}, {1, 30, 100}, {9, 95, 100}} {
		for _, test := range []struct {
			name        string
			weeks, days float64
		}{
			{"BG/NBD", BGNBD{.5, 4, .8, 2, Week}.LogLikelihood(s), BGNBD{.5, 28, .8, 2, Day}.LogLikelihood(s)},
			{"MBG/NBD", MBGNBD{.5, 4, .8, 2, Week}.LogLikelihood(s), MBGNBD{.5, 28, .8, 2, 0}.LogLikelihood(s)},
			{"Pareto/NBD", ParetoNBD{.5, 4, .8, 9, Week}.LogLikelihood(s), ParetoNBD{.5, 28, .8, 63, 0}.LogLikelihood(s)},
		} {
			if want := test.days + float64(s.Repeat)*math.Log(7); math.Abs(test.weeks-want) > 1e-10 {
				t.Errorf("%s, %v: %v in weeks, want %v", test.name, s, test.weeks, want)
			}
		}
	}
}

// TestImpossible: what cannot be has no probability, and a likelihood of nothing.
func TestImpossible(t *testing.T) {
	late := Summary{0, 5, 9} // days to a last purchase, and no repeat
	for name, got := range map[string]float64{
		"BG/NBD":               cdnowBG.LogLikelihood(late),
		"MBG/NBD":              cdnowMBG.LogLikelihood(late),
		"Pareto/NBD":           cdnowPareto.LogLikelihood(late),
		"BG/BB":                BGBB{1, 1, 1, 1}.LogLikelihood(late),
		"sBG":                  SBG{1, 1}.LogLikelihood(Tenure{Renewals: -1}),
		"sBG without numbers":  SBG{}.LogLikelihood(Tenure{Renewals: 1}),
		"BG/NBD without":       BGNBD{}.LogLikelihood(Summary{}),
		"gamma-gamma":          GammaGamma{1, 2, 3}.LogLikelihood(Spend{-1, 3}),
		"BG/BB, too many":      BGBB{1, 1, 1, 1}.LogLikelihood(Summary{3, 2, 9}),
		"BG/BB, beyond bounds": BGBB{1, 1, 1, 1}.LogLikelihood(Summary{0, 0, maxOpportunities + 1}),
	} {
		if !math.IsInf(got, -1) {
			t.Errorf("%s: %v, want -Inf", name, got)
		}
	}
	for _, m := range published {
		if got := m.Alive(late); got != 0 {
			t.Errorf("%T: P(alive) %v of a customer who cannot be", m, got)
		}
	}
	most := Summary{0, 0, maxOpportunities}
	if got := (BGBB{1, 1, 1, 1}).Alive(most, 0); !(got > 0) {
		t.Errorf("BG/BB after the most opportunities: %v", got)
	}
	if got, err := (BGBB{1, 1, 1, 1}).Residual(most, 0.1); err != nil || !(got > 0) {
		t.Errorf("BG/BB after the most opportunities: %v orders, %v", got, err)
	}
	if got := (BGBB{1, 1, 1, 1}).Probability(Summary{}, maxOpportunities, maxOpportunities); !(got > 0) {
		t.Errorf("BG/BB, an order at each of the most opportunities: %v", got)
	}
	if got, err := (BGBB{1, 1, 2, 1}).Residual(Summary{5, 5, 9}, 0.1); err != nil || !(got > 0) {
		t.Errorf("BG/BB, an order at each opportunity up to the last: %v, %v", got, err)
	}
}

// TestNoTime: in no time nobody orders, for certain, and in the longest time that
// is computed with somebody does.
func TestNoTime(t *testing.T) {
	for _, m := range published {
		for _, s := range []Summary{{}, {0, 0, 200}, {3, 30, 100}} {
			if got := m.Expected(s, 0); got != 0 {
				t.Errorf("%T, %v: %v orders in no time", m, s, got)
			}
			if none, one := m.Probability(s, 0, 0), m.Probability(s, 1, 0); none != 1 || one != 0 {
				t.Errorf("%T, %v: none with %v, one with %v", m, s, none, one)
			}
			if got := m.Expected(s, math.MaxInt64); !(got > 1) {
				t.Errorf("%T, %v: %v orders in all time", m, s, got)
			}
			if got := m.Expected(s, 2*math.MaxInt64); got != 0 {
				t.Errorf("%T, %v: %v orders in a time that is not computed with", m, s, got)
			}
		}
	}
}

// TestEndlessAtOne: where a customer lives so long that the mean just has no limit,
// there is none without a discount.
func TestEndlessAtOne(t *testing.T) {
	for name, residual := range map[string]func(rate float64) (float64, error){
		"BG/NBD, a = 1":     func(rate float64) (float64, error) { return BGNBD{1, 30, 1, 2, Day}.Residual(Summary{}, rate) },
		"MBG/NBD, a = 1":    func(rate float64) (float64, error) { return MBGNBD{1, 30, 1, 2, Day}.Residual(Summary{}, rate) },
		"Pareto/NBD, s = 1": func(rate float64) (float64, error) { return ParetoNBD{1, 30, 1, 50, Day}.Residual(Summary{}, rate) },
		"BG/BB, gamma = 1":  func(rate float64) (float64, error) { return BGBB{1, 1, 1, 2}.Residual(Summary{}, rate) },
		"sBG, alpha = 1":    func(rate float64) (float64, error) { return SBG{1, 2}.Lifetime(rate) },
	} {
		if got, err := residual(0); !errors.Is(err, ErrEndless) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		for _, rate := range []float64{1e-3, largest} {
			if got, err := residual(rate); err != nil || !(got > 0) {
				t.Errorf("%s at %v: %v, %v", name, rate, got, err)
			}
		}
		if got, err := residual(2 * largest); !errors.Is(err, ErrTerms) {
			t.Errorf("%s at an absurd rate: %v, %v", name, got, err)
		}
	}
}

// TestParetoAlive holds P(alive) against its definition: with gamma densities of
// the rates λ and μ, alive are λ^x e^(-(λ+μ)T), and gone are those who left between
// the last order and now. The grid is of the logarithms of the rates.
func TestParetoAlive(t *testing.T) {
	for _, m := range []ParetoNBD{
		{R: 1.5, Alpha: 10, S: 2, Beta: 40, Unit: Day}, {R: 1.5, Alpha: 40, S: 2, Beta: 10, Unit: Day}, {R: 1.5, Alpha: 20, S: 2, Beta: 20, Unit: Day},
	} {
		for _, s := range []Summary{{0, 0, 30}, {2, 12, 60}, {5, 50, 60}} {
			const step = 0.05
			alive, gone := 0.0, 0.0
			for u := -16.0; u < 4; u += step {
				rate := math.Exp(u)
				own := math.Exp((m.R+float64(s.Repeat))*u - m.Alpha*rate)
				for v := -16.0; v < 4; v += step {
					leave := math.Exp(v)
					density := own * math.Exp(m.S*v-m.Beta*leave)
					now, then := math.Exp(-(rate+leave)*float64(s.Age)), math.Exp(-(rate+leave)*float64(s.Last))
					alive += density * now
					gone += density * leave / (rate + leave) * (then - now)
				}
			}
			if got, want := m.Alive(s), alive/(alive+gone); !near(got, want, 1e-6) {
				t.Errorf("%+v, %v: %v, want %v", m, s, got, want)
			}
		}
	}
}

// TestParameterBounds: parameters of 1e-9 and 1e9 are the last that models take,
// also from JSON, and a model without a unit is one in days.
func TestParameterBounds(t *testing.T) {
	for _, test := range []struct {
		value string
		ok    bool
	}{{"1e-9", true}, {"1e9", true}, {"0.9e-9", false}, {"1.1e9", false}, {"0", false}, {"-1", false}} {
		for _, model := range []struct {
			text string
			read interface{ UnmarshalJSON([]byte) error }
		}{
			{`{"model":"BG/NBD","r":1,"alpha":1,"a":1,"b":` + test.value + `}`, new(BGNBD)},
			{`{"model":"MBG/NBD","r":1,"alpha":1,"a":1,"b":` + test.value + `}`, new(MBGNBD)},
			{`{"model":"Pareto/NBD","r":1,"alpha":1,"s":1,"beta":` + test.value + `}`, new(ParetoNBD)},
			{`{"model":"gamma-gamma","p":1,"q":1,"v":` + test.value + `}`, new(GammaGamma)},
			{`{"model":"sBG","alpha":1,"beta":` + test.value + `}`, new(SBG)},
			{`{"model":"BG/BB","alpha":1,"beta":1,"gamma":1,"delta":` + test.value + `}`, new(BGBB)},
		} {
			if err := model.read.UnmarshalJSON([]byte(model.text)); test.ok != (err == nil) || err != nil && !errors.Is(err, ErrModel) {
				t.Errorf("%s: %v", model.text, err)
			}
			if m, ok := model.read.(Model); ok && (m.New(1000) > 0) != test.ok {
				t.Errorf("%s: %v orders of a new customer", model.text, m.New(1000))
			}
		}
	}
	for _, pair := range [][2]Model{
		{BGNBD{1, 30, 2, 2, 0}, BGNBD{1, 30, 2, 2, Day}},
		{MBGNBD{1, 30, 2, 2, 0}, MBGNBD{1, 30, 2, 2, Day}},
		{ParetoNBD{1, 30, 2, 50, 0}, ParetoNBD{1, 30, 2, 50, Day}},
	} {
		if bare, day := pair[0].New(90), pair[1].New(90); bare != day || !(day > 0) {
			t.Errorf("%T: %v without a unit, %v in days", pair[0], bare, day)
		}
	}
}

// TestFitNobody: without anybody there is no model but that of a pool.
func TestFitNobody(t *testing.T) {
	spends := []Spend{{0, 0}, {0, 0}}
	for _, test := range []struct {
		name   string
		spends []Spend
	}{{"nobody", nil}, {"nobody who has ordered again", spends}, {"one who has", append(spends, Spend{2, 30})}, {"two of one mean", []Spend{{2, 30}, {1, 30}}}} {
		if m, _, err := FitGammaGamma(test.spends, FitOptions{}); !errors.Is(err, ErrSparse) || m != (GammaGamma{}) {
			t.Errorf("gamma-gamma of %s: %v, %v", test.name, m, err)
		}
	}
	if m, _, err := FitSBG([]Tenure{{2, false, 9}}, FitOptions{}); !errors.Is(err, ErrSparse) || m != (SBG{}) {
		t.Errorf("sBG of nobody who was lost: %v, %v", m, err)
	}
	if m, _, err := FitBGBB([]Group{{Summary{0, 0, 6}, 1}}, FitOptions{}); !errors.Is(err, ErrSparse) || m != (BGBB{}) {
		t.Errorf("BG/BB of one: %v, %v", m, err)
	}
	gg, sbg, bgbb := GammaGamma{6.25, 3.74, 15.44}, SBG{.7, 1.18}, BGBB{1.2, .75, .66, 2.78}
	if m, fit, err := FitGammaGamma(nil, FitOptions{Pool: gg, Weight: 2}); err != nil || !near(m.P, gg.P, 1e-6) || !near(m.V, gg.V, 1e-6) || !fit.Pooled {
		t.Errorf("gamma-gamma of a pool alone: %v, %v", m, err)
	}
	if m, fit, err := FitSBG(nil, FitOptions{Pool: sbg, Weight: 2}); err != nil || !near(m.Alpha, sbg.Alpha, 1e-6) || !near(m.Beta, sbg.Beta, 1e-6) || !fit.Pooled {
		t.Errorf("sBG of a pool alone: %v, %v", m, err)
	}
	if m, fit, err := FitBGBB(nil, FitOptions{Pool: bgbb, Weight: 2}); err != nil || !near(m.Alpha, bgbb.Alpha, 1e-6) || !near(m.Delta, bgbb.Delta, 1e-6) || !fit.Pooled {
		t.Errorf("BG/BB of a pool alone: %v, %v", m, err)
	}
}

// TestFitLikelihood: the log-likelihood that a fit reports is that of its model, in
// the units of the spends, and of the unit of time.
func TestFitLikelihood(t *testing.T) {
	groups := []Group{{Summary{0, 0, 250}, 30}, {Summary{1, 40, 260}, 9}, {Summary{3, 200, 240}, 6}, {Summary{9, 230, 270}, 2}, {Summary{2, 20, 255}, 4}}
	o := FitOptions{Unit: Week, Ridge: 1e-6}
	bg, ofBG, err1 := FitBGNBD(groups, o)
	mbg, ofMBG, err2 := FitMBGNBD(groups, o)
	pareto, ofPareto, err3 := FitParetoNBD(groups, o)
	if err := errors.Join(err1, err2, err3); err != nil && !errors.Is(err, ErrFlat) {
		t.Fatal(err)
	}
	for _, test := range []struct {
		fit Fit
		of  func(Summary) float64
	}{{ofBG, bg.LogLikelihood}, {ofMBG, mbg.LogLikelihood}, {ofPareto, pareto.LogLikelihood}} {
		sum := 0.0
		for _, g := range groups {
			sum += float64(g.Count) * test.of(g.Summary)
		}
		if !near(test.fit.LogLikelihood, sum, 1e-9) {
			t.Errorf("%v, the customers add up to %v", test.fit.LogLikelihood, sum)
		}
	}
	spends := []Spend{{1, 20}, {2, 35}, {5, 31}, {3, 90}, {1, 55}, {8, 41}, {2, 18}, {4, 64}}
	m, fit, err := FitGammaGamma(spends, FitOptions{Pool: GammaGamma{6.25, 3.74, 15.44}, Weight: 2})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, s := range spends {
		sum += m.LogLikelihood(s)
	}
	if !near(fit.LogLikelihood, sum, 1e-9) {
		t.Errorf("gamma-gamma: %v, the customers add up to %v", fit.LogLikelihood, sum)
	}
}
