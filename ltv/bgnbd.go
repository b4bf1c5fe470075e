package ltv

import "math"

// BGNBD is the beta-geometric/negative binomial model of Fader, Hardie and Lee
// ("Counting your customers" the easy way, 2005): customers order at a rate
// that differs between them, and after each repeat order leave with a
// probability that differs too. A customer who has not ordered again cannot
// have left.
//
// The gamma distribution of the rates has shape R and rate Alpha, in orders per
// [Unit]; the beta distribution of the probabilities has the parameters A and B.
type BGNBD struct {
	R, Alpha, A, B float64
	Unit           Unit // of Alpha; zero is a day
}

// Check returns an error of class [ErrModel] if a parameter is missing or out of
// range.
func (m BGNBD) Check() error {
	return checkParameters(m.kind(), m.Unit, m.parameters()...)
}

func (m BGNBD) kind() string { return kindBGNBD }

func (m BGNBD) unit() Unit { return m.Unit }

func (m BGNBD) parameters() []parameter {
	return []parameter{{"r", m.R, false}, {"alpha", m.Alpha, true}, {"a", m.A, false}, {"b", m.B, false}}
}

// usable reports whether Check has nothing to say.
func (m BGNBD) usable() bool {
	return inRange(m.R) && inRange(m.Alpha) && inRange(m.A) && inRange(m.B) && m.Unit >= 0
}

// future returns what lies before a customer who is alive.
func (m BGNBD) future(s Summary) betaGeometric {
	x := float64(s.Repeat)
	return betaGeometric{m.R + x, m.Alpha*m.Unit.days() + float64(s.Age), m.A, m.B + x}
}

// Alive returns the probability that the customer is still one. It is 1 for a
// customer who has not ordered again.
func (m BGNBD) Alive(s Summary) float64 {
	if !m.usable() || !s.possible() {
		return 0
	}
	if s.Repeat == 0 {
		return 1
	}
	x := float64(s.Repeat)
	return 1 / (1 + m.A/(m.B+x-1)*silence(m.R+x, m.Alpha*m.Unit.days(), s))
}

// silence returns ((α+T)/(α+tx))^k: how much likelier it is that the customer
// left at the last purchase than that k orders' worth of rate kept silent since.
func silence(k, alpha float64, s Summary) float64 {
	return math.Exp(k * math.Log1p(float64(s.Age-s.Last)/(alpha+float64(s.Last))))
}

// LogLikelihood returns the logarithm of the likelihood of the customer's history,
// a density of the times of the orders in the unit of the model. It is -Inf if the
// history is impossible or the model not usable.
func (m BGNBD) LogLikelihood(s Summary) float64 {
	if !m.usable() || !s.possible() {
		return math.Inf(-1)
	}
	return betaGeometric{m.R, m.Alpha, m.A, m.B}.logLikelihood(s, s.Repeat, m.Unit)
}

// Expected returns the number of orders that the customer is expected to place in
// the next days.
func (m BGNBD) Expected(s Summary, days float64) float64 {
	alive := m.Alive(s)
	if alive == 0 || !countable(days) {
		return 0
	}
	return alive * m.future(s).expected(days)
}

// New returns the number of orders after the first that a new customer is
// expected to place in the days after it.
func (m BGNBD) New(days float64) float64 { return m.Expected(Summary{}, days) }

// Probability returns the probability that the customer places n orders in the
// next days.
func (m BGNBD) Probability(s Summary, n int, days float64) float64 {
	if !m.usable() || !s.possible() || n < 0 || !countable(days) {
		return 0
	}
	return mixed(m.Alive(s), n, m.future(s).probability(n, days))
}

// mixed returns the probability of n orders of a customer who is alive with some
// probability, and then places n with another.
func mixed(alive float64, n int, p float64) float64 {
	if n == 0 {
		return 1 - alive + alive*p
	}
	return alive * p
}

// Residual returns the number of orders that the customer is expected to place in
// all the future, discounted continuously at a rate per day; see [Model]. Without
// a discount there is a limit only where A is above 1.
func (m BGNBD) Residual(s Summary, rate float64) (float64, error) {
	if !m.usable() {
		return 0, m.Check()
	}
	if err := checkResidual(s, rate); err != nil {
		return 0, err
	}
	future := m.future(s)
	switch {
	case rate > 0:
		return m.Alive(s) * future.discounted(rate), nil
	case m.A > 1:
		return m.Alive(s) * future.undiscounted(), nil
	}
	return 0, endless(kindBGNBD, "a", m.A)
}

// MarshalJSON writes the parameters and the unit, as in
// {"model":"BG/NBD","r":…,"unit_days":7}.
//
// MarshalJSON returns an error of class [ErrModel] if the model is not usable.
func (m BGNBD) MarshalJSON() ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	return appendModel(kindBGNBD, m.Unit, m.parameters()), nil
}

// UnmarshalJSON reads what MarshalJSON writes. Null changes nothing.
//
// UnmarshalJSON returns an error of class [ErrModel] if the text is of another
// model, has a parameter too few or too many, or one that is out of range.
func (m *BGNBD) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var read BGNBD
	err := readModel(kindBGNBD, data, &read.Unit, []string{"r", "alpha", "a", "b"}, []*float64{&read.R, &read.Alpha, &read.A, &read.B})
	if err == nil {
		err = read.Check()
	}
	if err == nil {
		*m = read
	}
	return err
}
