package ltv

import (
	"math"

	"github.com/landedhq/landed/ltv/internal/special"
)

// ParetoNBD is the Pareto/negative binomial model of Schmittlein, Morrison and
// Colombo (Counting your customers, 1987): customers order at a rate, and leave
// at another whether they order or not; both rates differ between them.
//
// The gamma distribution of the rates of ordering has shape R and rate Alpha, in
// orders per [Unit]; that of the rates of leaving has shape S and rate Beta.
type ParetoNBD struct {
	R, Alpha, S, Beta float64
	Unit              Unit // of Alpha and Beta; zero is a day
}

// Check returns an error of class [ErrModel] if a parameter is missing or out of
// range.
func (m ParetoNBD) Check() error {
	return checkParameters(m.kind(), m.Unit, m.parameters()...)
}

func (m ParetoNBD) kind() string { return kindParetoNBD }

func (m ParetoNBD) unit() Unit { return m.Unit }

func (m ParetoNBD) parameters() []parameter {
	return []parameter{{"r", m.R, false}, {"alpha", m.Alpha, true}, {"s", m.S, false}, {"beta", m.Beta, true}}
}

// usable reports whether Check has nothing to say.
func (m ParetoNBD) usable() bool {
	return inRange(m.R) && inRange(m.Alpha) && inRange(m.S) && inRange(m.Beta) && m.Unit >= 0
}

// pareto is the future of a customer who is alive: shapes and rates per day of the
// two gamma distributions.
type pareto struct{ r, alpha, s, beta float64 }

// future returns what lies before a customer who is alive.
func (m ParetoNBD) future(s Summary) pareto {
	age, unit := float64(s.Age), m.Unit.days()
	return pareto{m.R + float64(s.Repeat), m.Alpha*unit + age, m.S, m.Beta*unit + age}
}

// Alive returns the probability that the customer is still one.
func (m ParetoNBD) Alive(s Summary) float64 {
	if !m.usable() || !s.possible() {
		return 0
	}
	if s.Last == s.Age {
		return 1
	}
	unit := m.Unit.days()
	at := pareto{m.R + float64(s.Repeat), m.Alpha*unit + float64(s.Last), m.S, m.Beta*unit + float64(s.Last)}
	silent := float64(s.Age - s.Last)
	longer := math.Exp(at.r*math.Log1p(silent/at.alpha) + at.s*math.Log1p(silent/at.beta))
	return 1 / (1 + max(longer*at.leavesFirst()-m.future(s).leavesFirst(), 0))
}

// LogLikelihood returns the logarithm of the likelihood of the customer's history,
// a density of the times of the orders in the unit of the model. It is -Inf if the
// history is impossible or the model not usable.
func (m ParetoNBD) LogLikelihood(s Summary) float64 {
	if !m.usable() || !s.possible() {
		return math.Inf(-1)
	}
	x, unit := float64(s.Repeat), m.Unit.days()
	last, age := m.term(x, float64(s.Last)/unit), m.term(x, float64(s.Age)/unit)
	value, _, _, _ := age.join(&last)
	return special.LogRising(m.R, x) + m.R*math.Log(m.Alpha) + m.S*math.Log(m.Beta) + value
}

// term returns what the likelihood takes from a time.
func (m ParetoNBD) term(orders, at float64) (t paretoTerm) {
	t.set(pareto{m.R + orders, m.Alpha + at, m.S, m.Beta + at})
	return t
}

// leavesFirst returns the probability that the customer leaves before the next
// order: the mean of μ/(λ+μ).
func (p pareto) leavesFirst() float64 {
	k := p.r + p.s
	if p.alpha < p.beta {
		rest := p.alpha / p.beta
		return p.s / k * rest * special.GaussOne(p.s+1, p.r, rest)
	}
	rest := p.beta / p.alpha
	return p.s / k * special.GaussOne(p.r, p.s+1, rest)
}

// Expected returns the number of orders that the customer is expected to place in
// the next days.
func (m ParetoNBD) Expected(s Summary, days float64) float64 {
	alive := m.Alive(s)
	if alive == 0 || !countable(days) {
		return 0
	}
	return alive * m.future(s).expected(days)
}

// expected returns the orders in t days: the mean rate times the mean time that
// the customer stays.
func (p pareto) expected(t float64) float64 {
	return p.r / p.alpha * p.beta * special.Growth(1-p.s, math.Log1p(t/p.beta))
}

// New returns the number of orders after the first that a new customer is
// expected to place in the days after it.
func (m ParetoNBD) New(days float64) float64 { return m.Expected(Summary{}, days) }

// Probability returns the probability that the customer places n orders in the
// next days.
func (m ParetoNBD) Probability(s Summary, n int, days float64) float64 {
	if !m.usable() || !s.possible() || n < 0 || !countable(days) {
		return 0
	}
	return mixed(m.Alive(s), n, m.future(s).probability(n, days))
}

// probability returns the probability of n orders in t days: those of who stays
// all the time, and those of who leaves on the way, over the time of leaving on
// the scale of ln τ/(t-τ).
func (p pareto) probability(n int, t float64) float64 {
	count := float64(n)
	if t == 0 {
		return indicator(n == 0)
	}
	stayed := math.Exp(logNegativeBinomial(count, p.r, p.alpha, t) - p.s*math.Log1p(t/p.beta))
	f := func(u float64) float64 {
		part, rest := special.Logistic(u)
		at := t * math.Exp(part)
		leaves := math.Log(p.s/p.beta) - (p.s+1)*math.Log1p(at/p.beta)
		return leaves + logNegativeBinomial(count, p.r, p.alpha, at) + math.Log(t) + part + rest
	}
	return stayed + math.Exp(special.LogIntegral(f, 0))
}

// indicator returns 1 for what is so.
func indicator(so bool) float64 {
	if so {
		return 1
	}
	return 0
}

// Residual returns the number of orders that the customer is expected to place in
// all the future, discounted continuously at a rate per day; see [Model]. Without
// a discount there is a limit only where S is above 1. The formula, with Tricomi's
// function, is that of Fader, Hardie and Lee (RFM and CLV, 2005).
func (m ParetoNBD) Residual(s Summary, rate float64) (float64, error) {
	if !m.usable() {
		return 0, m.Check()
	}
	if err := checkResidual(s, rate); err != nil {
		return 0, err
	}
	p := m.future(s)
	switch {
	case rate > 0:
		stay := special.LogTricomi(1, 2-p.s, rate*p.beta)
		return m.Alive(s) * p.r / p.alpha * p.beta * math.Exp(stay), nil
	case m.S > 1:
		return m.Alive(s) * p.r / p.alpha * p.beta / (m.S - 1), nil
	}
	return 0, endless(kindParetoNBD, "s", m.S)
}

// MarshalJSON writes the parameters and the unit, as in
// {"model":"Pareto/NBD","r":…,"unit_days":7}.
//
// MarshalJSON returns an error of class [ErrModel] if the model is not usable.
func (m ParetoNBD) MarshalJSON() ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	return appendModel(kindParetoNBD, m.Unit, m.parameters()), nil
}

// UnmarshalJSON reads what MarshalJSON writes. Null changes nothing.
//
// UnmarshalJSON returns an error of class [ErrModel] if the text is of another
// model, has a parameter too few or too many, or one that is out of range.
func (m *ParetoNBD) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var read ParetoNBD
	err := readModel(kindParetoNBD, data, &read.Unit, []string{"r", "alpha", "s", "beta"}, []*float64{&read.R, &read.Alpha, &read.S, &read.Beta})
	if err == nil {
		err = read.Check()
	}
	if err == nil {
		*m = read
	}
	return err
}
