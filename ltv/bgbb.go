package ltv

import (
	"fmt"
	"math"

	"github.com/landedhq/landed/ltv/internal/special"
)

// BGBB is the beta-geometric/beta-Bernoulli model of orders at fixed opportunities
// (Fader, Hardie and Shang, Customer-base analysis in a discrete-time
// noncontractual setting, 2010): yearly donations, seasons, catalogues. At each
// opportunity a customer first leaves with one probability, and, staying, orders
// with another. The probability of an order has, between customers, a beta
// distribution of Alpha and Beta; that of leaving has one of Gamma and Delta.
//
// Times are numbers of opportunities, not days: of a [Summary], Repeat is the
// orders, Last the opportunity of the last one, and Age the opportunities so far.
// The opportunity of the first order is number 0. At most 1,048,576 opportunities
// are computed with.
type BGBB struct{ Alpha, Beta, Gamma, Delta float64 }

// maxOpportunities bounds sums over opportunities.
const maxOpportunities = 1 << 20

// Check returns an error of class [ErrModel] if a parameter is missing or out of
// range.
func (m BGBB) Check() error { return checkParameters(m.kind(), 0, m.parameters()...) }

func (m BGBB) kind() string { return kindBGBB }

func (m BGBB) unit() Unit { return Day }

func (m BGBB) parameters() []parameter {
	return []parameter{{"alpha", m.Alpha, false}, {"beta", m.Beta, false}, {"gamma", m.Gamma, false}, {"delta", m.Delta, false}}
}

// usable reports whether Check has nothing to say.
func (m BGBB) usable() bool {
	return inRange(m.Alpha) && inRange(m.Beta) && inRange(m.Gamma) && inRange(m.Delta)
}

// checkOpportunities returns an error of class [ErrHistory] if s cannot be a
// history of opportunities: with more orders than there were until the last.
func (s Summary) checkOpportunities() error {
	if err := s.Check(); err != nil {
		return err
	}
	if s.Repeat > s.Last || s.Age > maxOpportunities {
		return fmt.Errorf("%w: %d orders until opportunity %d of %d", ErrHistory, s.Repeat, s.Last, s.Age)
	}
	return nil
}

// takes reports whether the model can be asked about the customer.
func (m BGBB) takes(s Summary) bool {
	return m.usable() && s.possible() && s.Repeat <= s.Last && s.Age <= maxOpportunities
}

// until returns the logarithm of the likelihood of a history up to the last order.
func (m BGBB) until(s Summary) float64 {
	x, n := float64(s.Repeat), float64(s.Last)
	return special.LogRising(m.Alpha, x) + special.LogRising(m.Beta, n-x) - special.LogRising(m.Alpha+m.Beta, n) +
		special.LogRising(m.Delta, n) - special.LogRising(m.Gamma+m.Delta, n)
}

// silence returns how likely the silence since the last order is, with its
// derivatives by the parameters, and the part of it in which the customer has not
// left. Of the opportunities since, any number may have been survived in silence.
func (m BGBB) silence(s Summary) (sum, stayed float64, slope slopes) {
	x := float64(s.Repeat)
	stayed = 1
	var log slopes // of the logarithm of stayed
	for i := s.Last; i < s.Age && stayed > 0; i++ {
		at := float64(i)
		orders, stay := m.Alpha+m.Beta+at, m.Gamma+m.Delta+at
		left := stayed * m.Gamma / stay
		sum += left
		slope[0] += left * log[0]
		slope[1] += left * log[1]
		slope[2] += left * (log[2] + 1/m.Gamma - 1/stay)
		slope[3] += left * (log[3] - 1/stay)
		stayed *= (m.Beta + at - x) / orders * (m.Delta + at) / stay
		log[0] -= 1 / orders
		log[1] += 1/(m.Beta+at-x) - 1/orders
		log[2] -= 1 / stay
		log[3] += 1/(m.Delta+at) - 1/stay
	}
	for i := range slope {
		slope[i] += stayed * log[i]
	}
	return sum + stayed, stayed, slope
}

// LogLikelihood returns the logarithm of the probability of a history; it is -Inf
// if the history is impossible or the model not usable.
func (m BGBB) LogLikelihood(s Summary) float64 {
	if !m.takes(s) {
		return math.Inf(-1)
	}
	silence, _, _ := m.silence(s)
	return m.until(s) + math.Log(silence)
}

// Alive returns the probability that the customer will not have left when a
// number of further opportunities have passed: with none, that the customer has
// not left yet, and with one, that the customer is there at the next. It is zero
// if the history is impossible, ahead negative or the model not usable.
func (m BGBB) Alive(s Summary, ahead int) float64 {
	if !m.takes(s) || ahead < 0 {
		return 0
	}
	silence, stayed, _ := m.silence(s)
	return stayed / silence * m.stay(s).survival(float64(ahead))
}

// stay returns how long the customer stays who has not left.
func (m BGBB) stay(s Summary) geometric { return geometric{m.Gamma, m.Delta + float64(s.Age)} }

// orders returns the probability of an order of the customer who has not left.
func (m BGBB) orders(s Summary) float64 {
	return (m.Alpha + float64(s.Repeat)) / (m.Alpha + m.Beta + float64(s.Age))
}

// Expected returns the number of orders that the customer is expected to place at
// the next opportunities. It is zero where [BGBB.Alive] is, and if opportunities
// is negative.
func (m BGBB) Expected(s Summary, opportunities int) float64 {
	if opportunities < 0 {
		return 0
	}
	alive := m.Alive(s, 0)
	if alive == 0 {
		return 0
	}
	return alive * m.orders(s) * m.stay(s).expected(float64(opportunities))
}

// New returns the number of orders after the first that a new customer is
// expected to place at the next opportunities. It is Expected of the zero Summary.
func (m BGBB) New(opportunities int) float64 { return m.Expected(Summary{}, opportunities) }

// Probability returns the probability that the customer places n orders at the
// next opportunities. It is zero where there is nothing to compute with.
func (m BGBB) Probability(s Summary, n, opportunities int) float64 {
	if n < 0 || n > opportunities || opportunities > maxOpportunities || !m.takes(s) {
		return 0
	}
	later := BGBB{m.Alpha + float64(s.Repeat), m.Beta + float64(s.Age-s.Repeat), m.Gamma, m.Delta + float64(s.Age)}
	return mixed(m.Alive(s, 0), n, later.fresh(n, opportunities))
}

// fresh returns the probability of n orders of a customer who is there: having
// stayed, or left after i opportunities.
func (m BGBB) fresh(n, opportunities int) float64 {
	x := float64(n)
	// The first i that gives n orders: all of them opportunities with an order.
	term := math.Exp(special.LogRising(m.Alpha, x) - special.LogRising(m.Alpha+m.Beta, x) +
		special.LogRising(m.Delta, x) - special.LogRising(m.Gamma+m.Delta, x))
	sum := 0.0
	for i := n; i < opportunities; i++ {
		at := float64(i)
		leaves := m.Gamma / (m.Gamma + m.Delta + at)
		sum += term * leaves
		// One more opportunity, without an order, at any place.
		term *= (at + 1) / (at + 1 - x) * (m.Beta + at - x) / (m.Alpha + m.Beta + at) * (1 - leaves)
	}
	return sum + term
}

// Residual returns the number of orders that the customer is expected to place at
// all opportunities to come, discounted at a rate per opportunity: an order at the
// next counts 1/(1+rate).
//
// Residual returns an error of class:
//   - [ErrModel] if the model is not usable;
//   - [ErrHistory] if the history is impossible;
//   - [ErrTerms] if the rate is negative or absurdly large;
//   - [ErrEndless] if the rate is zero and Gamma not above 1.
func (m BGBB) Residual(s Summary, rate float64) (float64, error) {
	if err := m.Check(); err != nil {
		return 0, err
	}
	if err := s.checkOpportunities(); err != nil {
		return 0, fmt.Errorf("ltv: residual orders: %w", err)
	}
	if err := checkDiscount("residual orders", rate); err != nil {
		return 0, err
	}
	if rate == 0 && m.Gamma <= 1 {
		return 0, endless(m.kind(), "gamma", m.Gamma)
	}
	next := geometric{m.Gamma, m.Delta + float64(s.Age) + 1}
	return m.Alive(s, 1) * m.orders(s) * next.discounted(rate) / (1 + rate), nil
}

// MarshalJSON writes the parameters, as in {"model":"BG/BB","alpha":…}.
//
// MarshalJSON returns an error of class [ErrModel] if the model is not usable.
func (m BGBB) MarshalJSON() ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	return appendModel(m.kind(), 0, m.parameters()), nil
}

// UnmarshalJSON reads what MarshalJSON writes. Null changes nothing.
//
// UnmarshalJSON returns an error of class [ErrModel] if the text is of another
// model, has a parameter too few or too many, or one that is out of range.
func (m *BGBB) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var read BGBB
	err := readModel(m.kind(), data, nil, []string{"alpha", "beta", "gamma", "delta"}, []*float64{&read.Alpha, &read.Beta, &read.Gamma, &read.Delta})
	if err == nil {
		err = read.Check()
	}
	if err == nil {
		*m = read
	}
	return err
}
