package ltv

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// simulator draws customers from models with known parameters.
type simulator struct{ *rand.Rand }

// simulated returns a simulator of a seed.
func simulated(seed uint64) simulator { return simulator{rand.New(rand.NewPCG(seed, 20))} }

// gamma draws from a gamma distribution of a shape and a rate (Marsaglia and
// Tsang, 2000).
func (s simulator) gamma(shape, rate float64) float64 {
	if shape < 1 {
		return s.gamma(shape+1, rate) * math.Pow(1-s.Float64(), 1/shape)
	}
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-s.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v / rate
		}
	}
}

// beta draws from a beta distribution.
func (s simulator) beta(a, b float64) float64 {
	x, y := s.gamma(a, 1), s.gamma(b, 1)
	return x / (x + y)
}

// customer draws the history of a customer of an age who orders at a rate and
// stays as long as leave, asked after each order, and the end allow.
func (s simulator) customer(rate, end float64, age int, leaves func() bool) Summary {
	out := Summary{Age: age}
	at := 0.0
	for {
		at += s.ExpFloat64() / rate
		if at > min(end, float64(age)) {
			return out
		}
		out.Repeat++
		out.Last = int(at)
		if leaves() {
			return out
		}
	}
}

// bgnbd draws a customer of a BG/NBD model whose unit is a day.
func (s simulator) bgnbd(m BGNBD, age int) Summary {
	rate, p := s.gamma(m.R, m.Alpha), s.beta(m.A, m.B)
	return s.customer(rate, math.Inf(1), age, func() bool { return s.Float64() < p })
}

// mbgnbd draws a customer of an MBG/NBD model whose unit is a day.
func (s simulator) mbgnbd(m MBGNBD, age int) Summary {
	rate, p := s.gamma(m.R, m.Alpha), s.beta(m.A, m.B)
	leaves := func() bool { return s.Float64() < p }
	if leaves() {
		return Summary{Age: age}
	}
	return s.customer(rate, math.Inf(1), age, leaves)
}

// paretonbd draws a customer of a Pareto/NBD model whose unit is a day.
func (s simulator) paretonbd(m ParetoNBD, age int) Summary {
	rate, leaving := s.gamma(m.R, m.Alpha), s.gamma(m.S, m.Beta)
	return s.customer(rate, s.ExpFloat64()/leaving, age, func() bool { return false })
}

// bgbb draws a customer of a BG/BB model.
func (s simulator) bgbb(m BGBB, opportunities int) Summary {
	p, theta := s.beta(m.Alpha, m.Beta), s.beta(m.Gamma, m.Delta)
	out := Summary{Age: opportunities}
	for i := 1; i <= opportunities && s.Float64() >= theta; i++ {
		if s.Float64() < p {
			out.Repeat, out.Last = out.Repeat+1, i
		}
	}
	return out
}

// sbg draws a customer of an sBG model after some renewals were due.
func (s simulator) sbg(m SBG, due int) Tenure {
	theta := s.beta(m.Alpha, m.Beta)
	for i := range due {
		if s.Float64() < theta {
			return Tenure{i, true, 1}
		}
	}
	return Tenure{due, false, 1}
}

// gammagamma draws what a customer spent on some orders.
func (s simulator) gammagamma(m GammaGamma, orders int) Spend {
	rate := s.gamma(m.Q, m.V)
	return Spend{orders, s.gamma(m.P*float64(orders), rate*float64(orders))}
}

// customers draws customers of ages up to a number of days.
func (s simulator) customers(n, oldest int, draw func(age int) Summary) []Summary {
	out := make([]Summary, n)
	for i := range out {
		out[i] = draw(oldest/2 + s.IntN(oldest/2))
	}
	return out
}

// grouped returns the groups of customers.
func grouped(t testing.TB, customers []Summary) []Group {
	t.Helper()
	groups, err := Groups(slices.Values(customers))
	if err != nil {
		t.Fatal(err)
	}
	return groups
}

// like returns customers as numerous and as old as those of the CDNOW sample of
// Fader and Hardie, drawn from the model that they published for it.
func like(s simulator, n int) []Summary {
	m := BGNBD{R: .243, Alpha: 4.414 * 7, A: .793, B: 2.426}
	out := make([]Summary, n)
	for i := range out {
		out[i] = s.bgnbd(m, 189+s.IntN(84))
	}
	return out
}
