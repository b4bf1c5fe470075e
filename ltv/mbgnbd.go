package ltv

import "math"

// MBGNBD is the modified beta-geometric/negative binomial model of Batislam,
// Denizel and Filiztekin (Empirical validation and comparison of models for
// customer base analysis, 2007): like [BGNBD], but a customer may leave right
// after the first order. It suits shops where many customers never come back.
//
// The gamma distribution of the rates has shape R and rate Alpha, in orders per
// [Unit]; the beta distribution of the probabilities has the parameters A and B.
type MBGNBD struct {
	R, Alpha, A, B float64
	Unit           Unit // of Alpha; zero is a day
}

// Check returns an error of class [ErrModel] if a parameter is missing or out of
// range.
func (m MBGNBD) Check() error {
	return checkParameters(m.kind(), m.Unit, m.parameters()...)
}

func (m MBGNBD) kind() string { return kindMBGNBD }

func (m MBGNBD) unit() Unit { return m.Unit }

func (m MBGNBD) parameters() []parameter {
	return []parameter{{"r", m.R, false}, {"alpha", m.Alpha, true}, {"a", m.A, false}, {"b", m.B, false}}
}

// usable reports whether Check has nothing to say.
func (m MBGNBD) usable() bool {
	return inRange(m.R) && inRange(m.Alpha) && inRange(m.A) && inRange(m.B) && m.Unit >= 0
}

// future returns what lies before a customer who is alive.
func (m MBGNBD) future(s Summary) betaGeometric {
	x := float64(s.Repeat)
	return betaGeometric{m.R + x, m.Alpha*m.Unit.days() + float64(s.Age), m.A, m.B + x + 1}
}

// Alive returns the probability that the customer is still one.
func (m MBGNBD) Alive(s Summary) float64 {
	if !m.usable() || !s.possible() {
		return 0
	}
	x := float64(s.Repeat)
	return 1 / (1 + m.A/(m.B+x)*silence(m.R+x, m.Alpha*m.Unit.days(), s))
}

// LogLikelihood returns the logarithm of the likelihood of the customer's history,
// a density of the times of the orders in the unit of the model. It is -Inf if the
// history is impossible or the model not usable.
func (m MBGNBD) LogLikelihood(s Summary) float64 {
	if !m.usable() || !s.possible() {
		return math.Inf(-1)
	}
	return betaGeometric{m.R, m.Alpha, m.A, m.B}.logLikelihood(s, s.Repeat+1, m.Unit)
}

// Expected returns the number of orders that the customer is expected to place in
// the next days.
func (m MBGNBD) Expected(s Summary, days float64) float64 {
	alive := m.Alive(s)
	if alive == 0 || !countable(days) {
		return 0
	}
	return alive * m.future(s).expected(days)
}

// New returns the number of orders after the first that a new customer is
// expected to place in the days after it.
func (m MBGNBD) New(days float64) float64 { return m.Expected(Summary{}, days) }

// Probability returns the probability that the customer places n orders in the
// next days.
func (m MBGNBD) Probability(s Summary, n int, days float64) float64 {
	if !m.usable() || !s.possible() || n < 0 || !countable(days) {
		return 0
	}
	return mixed(m.Alive(s), n, m.future(s).probability(n, days))
}

// Residual returns the number of orders that the customer is expected to place in
// all the future, discounted continuously at a rate per day; see [Model]. Without
// a discount there is a limit only where A is above 1.
func (m MBGNBD) Residual(s Summary, rate float64) (float64, error) {
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
	return 0, endless(kindMBGNBD, "a", m.A)
}

// MarshalJSON writes the parameters and the unit, as in
// {"model":"MBG/NBD","r":…,"unit_days":7}.
//
// MarshalJSON returns an error of class [ErrModel] if the model is not usable.
func (m MBGNBD) MarshalJSON() ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	return appendModel(kindMBGNBD, m.Unit, m.parameters()), nil
}

// UnmarshalJSON reads what MarshalJSON writes. Null changes nothing.
//
// UnmarshalJSON returns an error of class [ErrModel] if the text is of another
// model, has a parameter too few or too many, or one that is out of range.
func (m *MBGNBD) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var read MBGNBD
	err := readModel(kindMBGNBD, data, &read.Unit, []string{"r", "alpha", "a", "b"}, []*float64{&read.R, &read.Alpha, &read.A, &read.B})
	if err == nil {
		err = read.Check()
	}
	if err == nil {
		*m = read
	}
	return err
}
