package ltv

import (
	"errors"
	"math"
	"testing"
)

// between draws a number whose logarithm is uniform.
func (s simulator) between(low, high float64) float64 {
	return low * math.Exp(s.Float64()*math.Log(high/low))
}

// TestSeriesIsIntegral compares the series of the expected orders with the
// integral, for parameters of all sizes and at the places where textbook forms
// have holes.
func TestSeriesIsIntegral(t *testing.T) {
	const seed = 7
	s := simulated(seed)
	for range 1000 {
		g := betaGeometric{s.between(1e-3, 1e4), s.between(1e-2, 1e4), s.between(1e-3, 1e3), s.between(1e-3, 1e4)}
		switch s.IntN(6) {
		case 0:
			g.a = 1
		case 1:
			g.a = 1 + 1e-9
		case 2:
			g.a = s.Float64()
			g.b = 1 - g.a // a+b-1 is zero
		}
		days := s.between(1e-3, 1e5)
		if got, want := g.expected(days), g.expectedIntegral(days); !near(got, want, 1e-9) {
			t.Errorf("seed %d: %+v in %v days: %v, want %v", seed, g, days, got, want)
		}
	}
}

// TestRate checks that expected orders grow at the mean rate of the customers
// who are there: r/α for new ones.
func TestRate(t *testing.T) {
	const day = 1e-4
	for _, test := range []struct {
		m    Model
		want float64
	}{
		{cdnowBG, cdnowBG.R / (7 * cdnowBG.Alpha)},
		{cdnowMBG, cdnowMBG.R / (7 * cdnowMBG.Alpha) * cdnowMBG.B / (cdnowMBG.A + cdnowMBG.B)},
		{cdnowPareto, cdnowPareto.R / (7 * cdnowPareto.Alpha)},
	} {
		if got := test.m.New(day) / day; !near(got, test.want, 1e-5) {
			t.Errorf("%T: %v orders a day, want %v", test.m, got, test.want)
		}
		last := 0.0
		for days := 1.0; days < 1e6; days *= 3 {
			now := test.m.New(days)
			if !(now > last) {
				t.Errorf("%T: %v orders in %v days, not more than %v before", test.m, now, days, last)
			}
			last = now
		}
	}
}

// TestThousandsOfOrders scores customers whom textbook forms cannot.
func TestThousandsOfOrders(t *testing.T) {
	for _, m := range published {
		for _, s := range []Summary{{5000, 5000, 5001}, {5000, 1000, 5000}, {math.MaxInt >> 23, 3000, 3000}, {0, 0, math.MaxInt >> 23}, {3, 1, math.MaxInt >> 13}} {
			alive, year := m.Alive(s), m.Expected(s, 365)
			if !(alive >= 0 && alive <= 1) || !(year >= 0) || math.IsInf(year, 0) {
				t.Errorf("%T, %v: P(alive) %v, %v orders in a year", m, s, alive, year)
			}
		}
		// Who has ordered daily for years will go on.
		s := Summary{5000, 5000, 5001}
		if got := m.Expected(s, 10); !near(got, 10, 0.02) {
			t.Errorf("%T, %v: %v orders in ten days", m, s, got)
		}
		// Who then kept silent for years will not.
		s = Summary{5000, 5000, 6000}
		if got := m.Alive(s); got > 1e-100 {
			t.Errorf("%T, %v: P(alive) %v", m, s, got)
		}
		if got, err := m.Residual(Summary{5000, 5000, 5001}, Rate(0.15)); err != nil || !(got > 500 && got < 3000) {
			t.Errorf("%T: %v residual orders, %v", m, got, err)
		}
	}
}

// TestEndless checks that orders without a limit are not summed.
func TestEndless(t *testing.T) {
	short := []Model{BGNBD{R: 1, Alpha: 30, A: 3, B: 2}, MBGNBD{R: 1, Alpha: 30, A: 3, B: 2}, ParetoNBD{R: 1, Alpha: 30, S: 3, Beta: 50}}
	long := []Model{cdnowBG, cdnowMBG, cdnowPareto}
	s := Summary{3, 50, 60}
	for i := range short {
		got, err := short[i].Residual(s, 0)
		if want := short[i].Expected(s, 1e9); err != nil || !near(got, want, 1e-6) {
			t.Errorf("%T: %v, %v; in very long %v", short[i], got, err, want)
		}
		if small, err := short[i].Residual(s, 1e-9); err != nil || !near(got, small, 1e-5) {
			t.Errorf("%T: %v, at a small rate %v, %v", short[i], got, small, err)
		}
		if _, err := long[i].Residual(s, 0); !errors.Is(err, ErrEndless) {
			t.Errorf("%T: %v, want %v", long[i], err, ErrEndless)
		}
		for _, rate := range []float64{-1, math.NaN(), math.Inf(1)} {
			if _, err := long[i].Residual(s, rate); !errors.Is(err, ErrTerms) {
				t.Errorf("%T at %v: %v", long[i], rate, err)
			}
		}
		if _, err := long[i].Residual(Summary{1, 3, 2}, 0.1); !errors.Is(err, ErrHistory) {
			t.Errorf("%T: %v", long[i], err)
		}
	}
	if _, err := (BGNBD{}).Residual(s, 0.1); !errors.Is(err, ErrModel) {
		t.Errorf("zero model: %v", err)
	}
}

// TestResidualPublished checks the discounted residual orders that follow from
// the parameters of Fader, Hardie and Lee (RFM and CLV, 2005) for 78 weeks.
func TestResidualPublished(t *testing.T) {
	m := ParetoNBD{R: .5629966, Alpha: 12.5590370, S: .4081095, Beta: 10.5148048, Unit: 100}
	const rate = 0.0027 / 100
	for x, want := range []float64{2.199155, 2.843534, 2.867128, 2.445410, 1.840502, 1.262416, .809618, .494804, .292025, .167928} {
		if got, err := m.Residual(Summary{x + 1, 3000, 7786}, rate); err != nil || math.Abs(got-want) > 1e-6 {
			t.Errorf("%d orders: %v, %v; want %v", x+1, got, err, want)
		}
	}
	// The same by BG/NBD, at its fit to the table of two decimals.
	bg := BGNBD{R: .2425929, Alpha: 4.4135317, A: .7928861, B: 2.4257532, Unit: 100}
	if got, err := bg.Residual(Summary{2, 3043, 3886}, rate); err != nil || math.Abs(got-5.15646141) > 1e-6 {
		t.Errorf("BG/NBD: %v, %v", got, err)
	}
}

// TestFitPublished fits sBG to the customers of Fader and Hardie (2007), whose
// parameters they publish: .704, 1.182 and .668, 3.806.
func TestFitPublished(t *testing.T) {
	for _, test := range []struct {
		left []int // of 1000, year by year
		want SBG
		ll   float64
	}{
		{[]int{1000, 631, 468, 382, 326, 289, 262, 241}, SBG{.704077, 1.182043}, -1680.2652},
		{[]int{1000, 869, 743, 653, 593, 551, 517, 491}, SBG{.668088, 3.806095}, -1611.1581},
	} {
		tenures := []Tenure{{Renewals: 7, Count: test.left[7]}}
		for i := range 7 {
			tenures = append(tenures, Tenure{i, true, test.left[i] - test.left[i+1]})
		}
		m, fit, err := FitSBG(tenures, FitOptions{})
		if err != nil || math.Abs(m.Alpha-test.want.Alpha)+math.Abs(m.Beta-test.want.Beta) > 2e-6 || math.Abs(fit.LogLikelihood-test.ll) > 1e-4 {
			t.Errorf("%v, %v, %v; want %v, %v", m, fit.LogLikelihood, err, test.want, test.ll)
		}
	}
}

// TestGammaGammaCDNOW fits the values of the CDNOW sample, for which Hardie gives
// 6.25, 3.74 and 15.44.
func TestGammaGammaCDNOW(t *testing.T) {
	m, fit, err := FitGammaGamma(spends(t, "cdnow_summary_exact_days.csv"), FitOptions{})
	want := GammaGamma{6.249572, 3.744225, 15.443521}
	if err != nil || !near(m.P, want.P, 1e-6) || !near(m.Q, want.Q, 1e-6) || !near(m.V, want.V, 1e-6) || math.Abs(fit.LogLikelihood+4055.9177) > 1e-4 {
		t.Errorf("%v, %v, %v; want %v", m, fit.LogLikelihood, err, want)
	}
}

// TestGammaGamma checks the gamma-gamma model at Hardie's parameters, the
// conditions under which its moments are there, and its likelihood as a density.
func TestGammaGamma(t *testing.T) {
	m := GammaGamma{6.25, 3.74, 15.44}
	mean, err := m.Population()
	if err != nil || !near(mean, 35.2189781, 1e-6) {
		t.Errorf("mean %v, %v", mean, err)
	}
	variance, err := m.Variance()
	if err != nil || !near(variance, mean*mean/1.74, 1e-12) {
		t.Errorf("variance %v, %v", variance, err)
	}
	// The mean of who ordered is between their own and that of all.
	for _, x := range []int{1, 10, 100000} {
		got, err := m.Mean(Spend{x, 80})
		weight := 6.25 * float64(x) / (6.25*float64(x) + 2.74)
		if want := weight*80 + (1-weight)*mean; err != nil || !near(got, want, 1e-12) {
			t.Errorf("mean after %d orders of 80: %v, %v; want %v", x, got, err, want)
		}
		// The inverse of the rate of their orders is of shape 6.25·x + 3.74.
		spread, err := m.Spread(Spend{x, 80})
		if want := got / math.Sqrt(6.25*float64(x)+1.74); err != nil || !near(spread, want, 1e-12) {
			t.Errorf("spread after %d orders of 80: %v, %v; want %v", x, spread, err, want)
		}
	}
	if spread, err := m.Spread(Spend{}); err != nil || !near(spread*spread, variance, 1e-12) {
		t.Errorf("who has not ordered again spreads as all do: %v, %v; variance %v", spread, err, variance)
	}
	for mean, possible := range map[float64]bool{1e-9: true, 0.99e-9: false, 1e18: true, 1.01e18: false} {
		if err := (Spend{1, mean}).Check(); (err == nil) != possible || err != nil && !errors.Is(err, ErrHistory) {
			t.Errorf("a mean of %v: %v", mean, err)
		}
	}
	for _, test := range []struct {
		err    func() error
		class  error
		reason string
	}{
		{func() error { _, err := GammaGamma{6, 1, 15}.Population(); return err }, ErrEndless, "q is not above 1"},
		{func() error { _, err := GammaGamma{6, 2, 15}.Variance(); return err }, ErrEndless, "q is not above 2"},
		{func() error { _, err := GammaGamma{.1, 1.5, 15}.Spread(Spend{1, 3}); return err }, ErrEndless, "too little is known"},
		{func() error { _, err := GammaGamma{6, 3, math.NaN()}.Population(); return err }, ErrModel, "no number"},
		{func() error { _, err := m.Mean(Spend{-1, 3}); return err }, ErrHistory, "negative orders"},
		{func() error { _, err := m.Mean(Spend{1, math.NaN()}); return err }, ErrHistory, "a mean that is no number"},
		{func() error { _, err := m.Mean(Spend{0, 3}); return err }, ErrHistory, "a mean of nothing"},
	} {
		if err := test.err(); !errors.Is(err, test.class) {
			t.Errorf("%v, want %v: %s", err, test.class, test.reason)
		}
	}
	for _, x := range []int{1, 4} {
		sum := 0.0
		const h = 0.01
		for u := -25.0; u < 25; u += h {
			z := math.Exp(u)
			sum += math.Exp(m.LogLikelihood(Spend{x, z})) * z * h
		}
		if !near(sum, 1, 1e-6) {
			t.Errorf("the likelihoods of %d orders sum to %v", x, sum)
		}
	}
}

// TestSBG checks the sBG model against its definition and the values that follow
// from the fit to Fader and Hardie's "Regular" customers.
func TestSBG(t *testing.T) {
	m := SBG{.704077, 1.182043}
	left := 1.0
	for n := 1; n < 500; n++ {
		if got := m.Survival(n - 1); !near(got, left, 1e-12) {
			t.Errorf("survival %d: %v, want %v", n-1, got, left)
		}
		if got, want := m.Probability(n), left*(1-m.Retention(n)); !near(got, want, 1e-11) {
			t.Errorf("cancels at %d: %v, want %v", n, got, want)
		}
		left *= m.Retention(n)
	}
	for _, a := range []float64{.704077, 1, 1 + 1e-12, 1 - 1e-5, 3} {
		m := SBG{a, 1.2}
		for _, n := range []int{0, 1, 12, 900} {
			sum, stays := 0.0, 1.0
			for i := 1; i <= n; i++ {
				stays *= m.Retention(5 + i)
				sum += stays
			}
			if got := m.Expected(5, n); !near(got, sum, 1e-11) {
				t.Errorf("alpha %v: %v of %d renewals, want %v", a, got, n, sum)
			}
		}
	}
	if got, err := m.Lifetime(0.1); err != nil || math.Abs(got-3.6949) > 5e-5 {
		t.Errorf("lifetime %v, %v", got, err)
	}
	for n, want := range []float64{2.9644, 4.1031, 4.8698, 5.4421, 5.8941} {
		if got, err := m.Residual(n, 0.1); err != nil && n > 0 || math.Abs(got-want) > 1e-4 {
			t.Errorf("residual lifetime after %d renewals: %v, %v; want %v", n, got, err, want)
		}
	}
	if _, err := m.Lifetime(0); !errors.Is(err, ErrEndless) {
		t.Errorf("undiscounted: %v", err)
	}
	long := SBG{3, 2}
	if got, err := long.Lifetime(0); err != nil || !near(got, 1+long.Expected(0, 1e8), 1e-6) {
		t.Errorf("undiscounted: %v, %v", got, err)
	}
	if _, err := m.Residual(-1, 0.1); !errors.Is(err, ErrHistory) {
		t.Errorf("negative renewals: %v", err)
	}
}

// TestBGBB checks that the histories of BG/BB have probabilities that add up to
// one, its expectations as means, and its residual orders as a sum.
func TestBGBB(t *testing.T) {
	m := BGBB{1.203528, .749726, .6567808, 2.783796}
	const n = 9
	// Of histories with the same orders and last order there are as many as ways
	// to place the others before it.
	sum := math.Exp(m.LogLikelihood(Summary{0, 0, n}))
	for last := 1; last <= n; last++ {
		ways := 1.0
		for x := 1; x <= last; x++ {
			sum += ways * math.Exp(m.LogLikelihood(Summary{x, last, n}))
			ways *= float64(last-x) / float64(x)
		}
	}
	if !near(sum, 1, 1e-12) {
		t.Errorf("histories sum to %v", sum)
	}
	for _, s := range []Summary{{}, {0, 0, 6}, {4, 5, 6}, {3, 4, 6}, {900, 1000, 1010}} {
		var sum, mean, discounted float64
		for k := range 13 {
			p := m.Probability(s, k, 12)
			sum += p
			mean += float64(k) * p
		}
		if want := m.Expected(s, 12); !near(sum, 1, 1e-12) || !near(mean, want, 1e-11) {
			t.Errorf("%v: probabilities sum to %v, mean %v, want %v", s, sum, mean, want)
		}
		for i := 1; i < 400; i++ {
			discounted += (m.Expected(s, i) - m.Expected(s, i-1)) / math.Pow(1.1, float64(i))
		}
		if got, err := m.Residual(s, 0.1); err != nil || !near(got, discounted, 1e-9) {
			t.Errorf("%v: %v discounted orders, %v; want %v", s, got, err, discounted)
		}
	}
	if got, err := (BGBB{1.20, .75, .66, 2.78}).Residual(Summary{3, 4, 6}, .1); err != nil || math.Abs(got-1.621379) > 1e-6 {
		t.Errorf("residual %v, %v", got, err)
	}
	if _, err := m.Residual(Summary{}, 0); !errors.Is(err, ErrEndless) {
		t.Errorf("undiscounted: %v", err)
	}
	if _, err := m.Residual(Summary{5, 4, 6}, .1); !errors.Is(err, ErrHistory) {
		t.Errorf("more orders than opportunities: %v", err)
	}
}
