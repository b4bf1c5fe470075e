package ltv

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/landedhq/landed/internal/race"
)

// fine is the unit of simulated times: so many to a day, or whatever the parameters
// are per, that it does not matter that histories are whole numbers.
const fine = 1000

// TestRecover fits each model to customers drawn from it, and expects to find the
// parameters they were drawn from, within three standard errors.
func TestRecover(t *testing.T) {
	race.Alone(t)
	const n = 20000
	s := simulated(1)
	oldest := 500 * fine
	for _, test := range []struct {
		name string
		fit  func() (Fit, error)
		want []float64
	}{
		{"BG/NBD", func() (Fit, error) {
			m := BGNBD{R: .6, Alpha: 20 * fine, A: .8, B: 3}
			_, fit, err := FitBGNBD(grouped(t, s.customers(n, oldest, func(age int) Summary { return s.bgnbd(m, age) })), FitOptions{Unit: fine})
			return fit, err
		}, []float64{.6, 20, .8, 3}},
		{"MBG/NBD", func() (Fit, error) {
			m := MBGNBD{R: .9, Alpha: 25 * fine, A: .7, B: 2}
			_, fit, err := FitMBGNBD(grouped(t, s.customers(n, oldest, func(age int) Summary { return s.mbgnbd(m, age) })), FitOptions{Unit: fine})
			return fit, err
		}, []float64{.9, 25, .7, 2}},
		{"Pareto/NBD", func() (Fit, error) {
			m := ParetoNBD{R: .7, Alpha: 15 * fine, S: .9, Beta: 90 * fine}
			_, fit, err := FitParetoNBD(grouped(t, s.customers(n, oldest, func(age int) Summary { return s.paretonbd(m, age) })), FitOptions{Unit: fine})
			return fit, err
		}, []float64{.7, 15, .9, 90}},
		{"Pareto/NBD, alpha above beta", func() (Fit, error) {
			m := ParetoNBD{R: 2, Alpha: 90 * fine, S: 1.5, Beta: 60 * fine}
			_, fit, err := FitParetoNBD(grouped(t, s.customers(n, oldest, func(age int) Summary { return s.paretonbd(m, age) })), FitOptions{Unit: fine})
			return fit, err
		}, []float64{2, 90, 1.5, 60}},
		{"BG/BB", func() (Fit, error) {
			m := BGBB{1.2, .75, .66, 2.8}
			_, fit, err := FitBGBB(grouped(t, s.customers(n, 20, func(age int) Summary { return s.bgbb(m, age) })), FitOptions{})
			return fit, err
		}, []float64{1.2, .75, .66, 2.8}},
		{"sBG", func() (Fit, error) {
			var tenures []Tenure
			for range n {
				tenures = append(tenures, s.sbg(SBG{.7, 1.2}, 1+s.IntN(12)))
			}
			_, fit, err := FitSBG(tenures, FitOptions{})
			return fit, err
		}, []float64{.7, 1.2}},
		{"gamma-gamma", func() (Fit, error) {
			var spends []Spend
			for range n {
				spends = append(spends, s.gammagamma(GammaGamma{6, 4, 15}, s.IntN(9)))
				if s := &spends[len(spends)-1]; s.Orders == 0 {
					s.Mean = 0
				}
			}
			_, fit, err := FitGammaGamma(spends, FitOptions{})
			return fit, err
		}, []float64{6, 4, 15}},
	} {
		fit, err := test.fit()
		if err != nil || !fit.Converged || fit.Pooled || fit.Penalty != 0 {
			t.Errorf("%s: %v, %+v", test.name, err, fit)
			continue
		}
		for i, p := range fit.Parameters {
			if off := math.Abs(p.Value - test.want[i]); !(off < 3*p.StdErr) || !(p.StdErr < test.want[i]) {
				t.Errorf("%s: %s = %v ± %v, drawn from %v", test.name, p.Name, p.Value, p.StdErr, test.want[i])
			}
		}
	}
}

// TestGradients compares each mean log-likelihood with the sum of those of the
// customers, and its gradient with differences.
func TestGradients(t *testing.T) {
	s := simulated(2)
	orders := grouped(t, append(like(s, 300), Summary{0, 0, 0}, Summary{40, 200, 200}, Summary{6000, 5000, 90000}, Summary{700, 3, 900}))
	chances := grouped(t, s.customers(300, 20, func(age int) Summary { return s.bgbb(BGBB{1, 1, .5, 2}, age) }))
	var tenures []Tenure
	var spends []Spend
	for range 200 {
		tenures = append(tenures, s.sbg(SBG{.7, 1.2}, s.IntN(9)))
		spends = append(spends, s.gammagamma(GammaGamma{6, 4, 15}, 1+s.IntN(5)))
	}
	sample, err := newSample(orders)
	if err != nil {
		t.Fatal(err)
	}
	for i := range sample.times {
		sample.times[i] *= sample.typical // in days, as the models below
	}
	opportunities := &bgbbLikelihood{groups: chances, customers: 300, most: 20}
	tenure := &sbgLikelihood{tenures: tenures}
	if err := tenure.count(); err != nil {
		t.Fatal(err)
	}
	spend, err := newGammaGammaLikelihood(spends)
	if err != nil {
		t.Fatal(err)
	}
	overGroups := func(groups []Group, of func(Summary) float64) float64 {
		sum, n := 0.0, 0.0
		for _, g := range groups {
			sum += float64(g.Count) * of(g.Summary)
			n += float64(g.Count)
		}
		return sum / n
	}
	for _, test := range []struct {
		name  string
		mean  func(theta, gradient []float64) float64
		each  func(p []float64) float64
		theta [][]float64
	}{
		{"BG/NBD", (&betaGeometricLikelihood{sample: sample}).mean, func(p []float64) float64 {
			return overGroups(orders, BGNBD{p[0], p[1], p[2], p[3], Day}.LogLikelihood)
		}, [][]float64{{.24, 30, .8, 2.4}, {3, 2, 40, .1}, {.01, 900, .02, 80}}},
		{"MBG/NBD", (&betaGeometricLikelihood{sample: sample, chances: 1}).mean, func(p []float64) float64 {
			return overGroups(orders, MBGNBD{p[0], p[1], p[2], p[3], Day}.LogLikelihood)
		}, [][]float64{{.24, 30, .8, 2.4}, {3, 2, 40, .1}, {.01, 900, .02, 80}}},
		{"Pareto/NBD", newParetoLikelihood(sample).mean, func(p []float64) float64 {
			return overGroups(orders, ParetoNBD{p[0], p[1], p[2], p[3], Day}.LogLikelihood)
		}, [][]float64{{.24, 30, .8, 40}, {.24, 40, .8, 30}, {3, 2, 4, 200}, {.01, 900, .02, 8}, {1, 20, 1, 20}}},
		{"BG/BB", opportunities.mean, func(p []float64) float64 {
			return overGroups(chances, BGBB{p[0], p[1], p[2], p[3]}.LogLikelihood)
		}, [][]float64{{1.2, .75, .66, 2.8}, {.1, 40, 7, .2}}},
		{"sBG", tenure.mean, func(p []float64) float64 {
			sum := 0.0
			for _, t := range tenures {
				sum += SBG{p[0], p[1]}.LogLikelihood(t)
			}
			return sum / float64(len(tenures))
		}, [][]float64{{.7, 1.2}, {30, .1}}},
		{"gamma-gamma", spend.mean, func(p []float64) float64 {
			sum := 0.0
			for _, s := range spends {
				sum += GammaGamma{p[0], p[1], p[2] * spend.typical}.LogLikelihood(s) + math.Log(spend.typical)
			}
			return sum / float64(len(spends))
		}, [][]float64{{6, 4, .5}, {.3, 90, 20}}},
	} {
		for _, theta := range test.theta {
			gradient, other := make([]float64, len(theta)), make([]float64, len(theta))
			value := test.mean(theta, gradient)
			if want := test.each(theta); !near(value, want, 1e-11) {
				t.Errorf("%s at %v: mean %v, of the customers %v", test.name, theta, value, want)
			}
			for i := range theta {
				step := 1e-4 * theta[i]
				shifted := slices.Clone(theta)
				at := func(by float64) float64 { shifted[i] = theta[i] + by; return test.mean(shifted, other) }
				slope := (8*(at(step)-at(-step)) - (at(2*step) - at(-2*step))) / (12 * step)
				if math.Abs(slope-gradient[i])*theta[i] > 1e-8*(1+math.Abs(value)) {
					t.Errorf("%s at %v: derivative %d is %v, differences say %v", test.name, theta, i, gradient[i], slope)
				}
			}
		}
	}
}

// TestUnits fits the same customers in days and in weeks, and counted in other
// units than days altogether.
func TestUnits(t *testing.T) {
	customers := like(simulated(3), 2000)
	groups := grouped(t, customers)
	repeats := 0
	for _, s := range customers {
		repeats += s.Repeat
	}
	days, dayFit, err := FitBGNBD(groups, FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	weeks, weekFit, err := FitBGNBD(groups, FitOptions{Unit: Week})
	if err != nil {
		t.Fatal(err)
	}
	if !near(weeks.Alpha*7, days.Alpha, 1e-9) || !near(weeks.R, days.R, 1e-9) || !near(weeks.New(100), days.New(100), 1e-9) {
		t.Errorf("in weeks %v, in days %v", weeks, days)
	}
	if want := dayFit.LogLikelihood + float64(repeats)*math.Log(7); !near(weekFit.LogLikelihood, want, 1e-12) {
		t.Errorf("log-likelihood in weeks %v, want %v", weekFit.LogLikelihood, want)
	}
	scales := []int{24, 86400}
	if math.MaxInt > math.MaxInt32 {
		scales = append(scales, 1<<30)
	}
	for _, scale := range scales {
		for i, g := range groups {
			groups[i].Summary = Summary{g.Repeat, g.Last * scale, g.Age * scale}
		}
		m, fit, err := FitBGNBD(groups, FitOptions{Unit: Unit(scale)})
		if err != nil || !fit.Converged || !near(m.Alpha, days.Alpha, 1e-6) || !near(m.A, days.A, 1e-6) {
			t.Errorf("times %d as large: %v, %v, want %v", scale, m, err, days)
		}
		for i, g := range groups {
			groups[i].Summary = Summary{g.Repeat, g.Last / scale, g.Age / scale}
		}
	}
}

// TestModelFitRefuses checks that data without an estimate give an error, and an
// estimate that says so where there is a pool.
func TestModelFitRefuses(t *testing.T) {
	some := func(groups ...Group) []Group { return groups }
	for _, test := range []struct {
		groups []Group
		class  error
		reason string
	}{
		{nil, ErrSparse, "nobody"},
		{some(Group{Summary{1, 5, 9}, 0}), ErrSparse, "a group of nobody"},
		{some(Group{Summary{1, 5, 9}, 1}), ErrSparse, "one customer"},
		{some(Group{Summary{1, 5, 9}, 900}), ErrSparse, "all with the same history"},
		{some(Group{Summary{0, 0, 9}, 900}, Group{Summary{0, 0, 5}, 9}), ErrSparse, "no repeat buyers"},
		{some(Group{Summary{0, 0, 0}, 900}, Group{Summary{3, 0, 0}, 9}), ErrSparse, "all on the same day"},
		{some(Group{Summary{0, 0, 9}, 1}, Group{Summary{1, 5, 9}, 1}), ErrFlat, "two customers"},
	} {
		_, fit, err := FitBGNBD(test.groups, FitOptions{})
		if !errors.Is(err, test.class) {
			t.Errorf("BG/NBD: %v, want %v: %s", err, test.class, test.reason)
		}
		if _, _, err := FitMBGNBD(test.groups, FitOptions{}); !errors.Is(err, test.class) {
			t.Errorf("MBG/NBD: %v, want %v: %s", err, test.class, test.reason)
		}
		if _, _, err := FitParetoNBD(test.groups, FitOptions{}); !errors.Is(err, test.class) {
			t.Errorf("Pareto/NBD: %v, want %v: %s", err, test.class, test.reason)
		}
		if fit.Pooled {
			t.Errorf("pooled: %+v: %s", fit, test.reason)
		}
		pool := cdnowBG
		m, fit, err := FitBGNBD(test.groups, FitOptions{Unit: Week, Pool: pool, Weight: 2})
		if err != nil || !fit.Pooled || !fit.Converged {
			t.Errorf("with a pool: %v, %+v: %s", err, fit, test.reason)
		}
		if fit.Customers == 0 && (!near(m.R, pool.R, 1e-6) || !near(m.Alpha, pool.Alpha, 1e-6) || fit.Penalty > 1e-9) {
			t.Errorf("nobody, with a pool: %v, want %v", m, pool)
		}
		if fit.Customers > 0 && !(fit.Penalty > 0) {
			t.Errorf("with a pool: penalty %v: %s", fit.Penalty, test.reason)
		}
	}
}

func TestModelFitRows(t *testing.T) {
	good := Group{Summary{1, 5, 9}, 3}
	for _, test := range []struct {
		bad    Group
		class  error
		reason string
	}{
		{Group{Summary{-1, 5, 9}, 1}, ErrHistory, "negative repeats"},
		{Group{Summary{1, -5, 9}, 1}, ErrHistory, "negative day"},
		{Group{Summary{0, 0, -9}, 1}, ErrHistory, "negative age"},
		{Group{Summary{1, 10, 9}, 1}, ErrHistory, "last purchase in the future"},
		{Group{Summary{0, 5, 9}, 1}, ErrHistory, "last purchase without a repeat"},
		{Group{Summary{1, 5, 9}, -1}, ErrHistory, "negative count"},
		{Group{Summary{1, 5, math.MaxInt}, 1}, ErrTooLarge, "ages are bounded"},
		{Group{Summary{1, 5, 9}, math.MaxInt}, ErrTooLarge, "counts are bounded"},
	} {
		if test.class == ErrTooLarge && math.MaxInt <= maxHistory {
			continue // no int of 32 bits is
		}
		for _, fit := range []func([]Group, FitOptions) error{
			func(g []Group, o FitOptions) error { _, _, err := FitBGNBD(g, o); return err },
			func(g []Group, o FitOptions) error { _, _, err := FitMBGNBD(g, o); return err },
			func(g []Group, o FitOptions) error { _, _, err := FitParetoNBD(g, o); return err },
		} {
			var row *RowError
			if err := fit([]Group{good, test.bad}, FitOptions{}); !errors.As(err, &row) || row.Row != 1 || !errors.Is(err, test.class) {
				t.Errorf("%v: %v, want row 1, %v: %s", test.bad, err, test.class, test.reason)
			}
		}
	}
	var row *RowError
	for _, mean := range []float64{-1, math.NaN(), math.Inf(1), 0} {
		_, _, err := FitGammaGamma([]Spend{{1, 5}, {2, mean}}, FitOptions{})
		if !errors.As(err, &row) || row.Row != 1 || !errors.Is(err, ErrHistory) {
			t.Errorf("mean value %v: %v", mean, err)
		}
	}
	for _, tenure := range []Tenure{{-1, true, 1}, {1, true, -1}} {
		_, _, err := FitSBG([]Tenure{{1, true, 5}, tenure}, FitOptions{})
		if !errors.As(err, &row) || row.Row != 1 || !errors.Is(err, ErrHistory) {
			t.Errorf("%v: %v", tenure, err)
		}
	}
	if _, _, err := FitBGBB([]Group{good, {Summary{4, 3, 5}, 1}}, FitOptions{}); !errors.As(err, &row) || row.Row != 1 || !errors.Is(err, ErrHistory) {
		t.Errorf("more orders than opportunities: %v", err)
	}
	if _, err := Groups(slices.Values([]Summary{{}, {1, 2, 1}})); !errors.As(err, &row) || row.Row != 1 || !errors.Is(err, ErrHistory) {
		t.Errorf("Groups: %v", err)
	}
}

func TestModelFitOptions(t *testing.T) {
	groups := grouped(t, like(simulated(4), 500))
	for _, test := range []struct {
		o      FitOptions
		class  error
		reason string
	}{
		{FitOptions{Unit: -1}, ErrTerms, "time does not run backward"},
		{FitOptions{Ridge: -1}, ErrTerms, "a ridge that rewards"},
		{FitOptions{Ridge: math.NaN()}, ErrTerms, "no number"},
		{FitOptions{Weight: 1}, ErrTerms, "a weight of nothing"},
		{FitOptions{Pool: cdnowBG}, ErrTerms, "a pool without a weight"},
		{FitOptions{Pool: cdnowBG, Weight: math.Inf(1)}, ErrTerms, "nothing but the pool"},
		{FitOptions{Pool: cdnowMBG, Weight: 1}, ErrModel, "a pool of another model"},
		{FitOptions{Pool: BGNBD{}, Weight: 1}, ErrModel, "a pool that was not fitted"},
		{FitOptions{Pool: (*BGNBD)(nil), Weight: 1}, ErrModel, "a pointer to nothing"},
	} {
		if _, _, err := FitBGNBD(groups, test.o); !errors.Is(err, test.class) {
			t.Errorf("%+v: %v, want %v: %s", test.o, err, test.class, test.reason)
		}
	}
}

// TestPenalty checks that penalties draw where they say, and that fits say so.
func TestPenalty(t *testing.T) {
	groups := grouped(t, like(simulated(5), 500))
	free, plain, err := FitBGNBD(groups, FitOptions{Unit: Week})
	if err != nil || plain.Penalty != 0 || plain.Pooled {
		t.Fatal(err, plain)
	}
	ridge, fit, err := FitBGNBD(groups, FitOptions{Unit: Week, Ridge: 0.01})
	if err != nil || !(fit.Penalty > 0) || fit.Pooled || !(fit.LogLikelihood < plain.LogLikelihood) {
		t.Errorf("ridge: %v, %+v", err, fit)
	}
	square := func(m BGNBD) float64 { return m.R*m.R + m.Alpha*m.Alpha + m.A*m.A + m.B*m.B }
	if !(square(ridge) < square(free)) || !near(fit.Penalty, 500*0.01*square(ridge), 1e-9) {
		t.Errorf("ridge: %v of %v, penalty %v", ridge, free, fit.Penalty)
	}
	// The pool is in days, the fit in weeks.
	pool := BGNBD{R: 2, Alpha: 70, A: 1, B: 1}
	last := math.Inf(1)
	for _, weight := range []float64{0.1, 10, 1e5} {
		m, fit, err := FitBGNBD(groups, FitOptions{Unit: Week, Pool: pool, Weight: weight})
		off := math.Abs(math.Log(m.R/2)) + math.Abs(math.Log(m.Alpha/10))
		if err != nil || !fit.Pooled || !(off < last) {
			t.Errorf("weight %v: %v, %v: %v from the pool, %v with less weight", weight, m, err, off, last)
		}
		last = off
	}
	if last > 0.01 {
		t.Errorf("all weight on the pool, and still %v from it", last)
	}
}
