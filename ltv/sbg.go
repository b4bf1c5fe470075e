package ltv

import (
	"fmt"
	"math"

	"github.com/landedhq/landed/ltv/internal/special"
)

// SBG is the shifted-beta-geometric model of subscriptions (Fader and Hardie, How
// to project customer retention, 2007): each time a subscription is due, the
// customer cancels with a probability that stays the same for the customer and
// has, between customers, a beta distribution with the parameters Alpha and Beta.
// Retention therefore rises with tenure, as those who cancel easily leave first.
//
// Times are numbers of renewals: nobody cancels before the first is due.
type SBG struct{ Alpha, Beta float64 }

// Check returns an error of class [ErrModel] if a parameter is missing or out of
// range.
func (m SBG) Check() error { return checkParameters(m.kind(), 0, m.parameters()...) }

func (m SBG) kind() string { return kindSBG }

func (m SBG) unit() Unit { return Day }

func (m SBG) parameters() []parameter {
	return []parameter{{"alpha", m.Alpha, false}, {"beta", m.Beta, false}}
}

// usable reports whether Check has nothing to say.
func (m SBG) usable() bool { return inRange(m.Alpha) && inRange(m.Beta) }

// Survival returns the probability that a new customer is still one after n
// renewals were due. It is 1 for none; it is zero if n is negative or the model is
// not usable.
func (m SBG) Survival(n int) float64 {
	if !m.usable() || n < 0 {
		return 0
	}
	return geometric{m.Alpha, m.Beta}.survival(float64(n))
}

// Probability returns the probability that a new customer cancels when the n-th
// renewal is due, n from 1; it is zero for others, and if the model is not usable.
func (m SBG) Probability(n int) float64 {
	if !m.usable() || n < 1 {
		return 0
	}
	return m.cancels(float64(n))
}

func (m SBG) cancels(n float64) float64 {
	return math.Exp(special.LogBeta(m.Alpha+1, m.Beta+n-1) - special.LogBeta(m.Alpha, m.Beta))
}

// Retention returns the share of the customers still there who renew when the
// n-th renewal is due, n from 1; it is zero for others, and if the model is not
// usable.
func (m SBG) Retention(n int) float64 {
	if !m.usable() || n < 1 {
		return 0
	}
	return m.renews(float64(n))
}

func (m SBG) renews(n float64) float64 { return (m.Beta + n - 1) / (m.Alpha + m.Beta + n - 1) }

// Expected returns how many of the next n renewals a customer who has already
// made some is expected to make. It is zero if a number is negative or the
// model is not usable.
func (m SBG) Expected(renewals, n int) float64 {
	if !m.usable() || renewals < 0 || n < 0 {
		return 0
	}
	return geometric{m.Alpha, m.Beta + float64(renewals)}.expected(float64(n))
}

// LogLikelihood returns the logarithm of the probability of a tenure; it is -Inf
// if the tenure is impossible or the model not usable.
func (m SBG) LogLikelihood(t Tenure) float64 {
	if !m.usable() || t.Renewals < 0 {
		return math.Inf(-1)
	}
	if t.Lost {
		return math.Log(m.cancels(float64(t.Renewals) + 1))
	}
	return math.Log(m.Survival(t.Renewals))
}

// Tenure is how long a number of customers stayed.
type Tenure struct {
	Renewals int  `json:"renewals"` // that they made
	Lost     bool `json:"lost"`     // whether they cancelled when the next was due; otherwise it is not due yet
	Count    int  `json:"count"`    // how many customers
}

// Lifetime returns the discounted number of payments of a new customer, the one
// at the start included: the sum of Survival(i) / (1+rate)^i. The rate is that of
// the time between renewals: 0.1 is 10 %. It is the discounted expected lifetime
// (DEL) of Fader and Hardie (Customer-base valuation in a contractual setting,
// 2010).
//
// Lifetime returns an error of class:
//   - [ErrModel] if the model is not usable;
//   - [ErrTerms] if the rate is negative or absurdly large;
//   - [ErrEndless] if the rate is zero and Alpha not above 1.
func (m SBG) Lifetime(rate float64) (float64, error) {
	if err := m.checkRate(rate); err != nil {
		return 0, err
	}
	return geometric{m.Alpha, m.Beta}.discounted(rate), nil
}

// Residual returns the discounted number of payments still to come from a
// customer who has renewed n times, just before the next renewal is due: the
// payment of that renewal, if it is made, is not discounted. It is the discounted
// expected residual lifetime (DERL) of Fader and Hardie (2010).
//
// Residual returns errors as [SBG.Lifetime] does, and one of class [ErrHistory] if
// n is negative.
func (m SBG) Residual(n int, rate float64) (float64, error) {
	if err := m.checkRate(rate); err != nil {
		return 0, err
	}
	if n < 0 {
		return 0, fmt.Errorf("ltv: residual lifetime: %w: %d renewals", ErrHistory, n)
	}
	return m.renews(float64(n)+1) * geometric{m.Alpha, m.Beta + float64(n) + 1}.discounted(rate), nil
}

func (m SBG) checkRate(rate float64) error {
	if err := m.Check(); err != nil {
		return err
	}
	if err := checkDiscount("lifetime", rate); err != nil {
		return err
	}
	if rate == 0 && m.Alpha <= 1 {
		return endless(m.kind(), "alpha", m.Alpha)
	}
	return nil
}

// MarshalJSON writes the parameters, as in {"model":"sBG","alpha":…}.
//
// MarshalJSON returns an error of class [ErrModel] if the model is not usable.
func (m SBG) MarshalJSON() ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	return appendModel(m.kind(), 0, m.parameters()), nil
}

// UnmarshalJSON reads what MarshalJSON writes. Null changes nothing.
//
// UnmarshalJSON returns an error of class [ErrModel] if the text is of another
// model, has a parameter too few or too many, or one that is out of range.
func (m *SBG) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var read SBG
	err := readModel(m.kind(), data, nil, []string{"alpha", "beta"}, []*float64{&read.Alpha, &read.Beta})
	if err == nil {
		err = read.Check()
	}
	if err == nil {
		*m = read
	}
	return err
}
