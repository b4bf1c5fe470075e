package ltv

import (
	"fmt"
	"math"

	"github.com/landedhq/landed/ltv/internal/special"
)

// GammaGamma is the gamma-gamma model of the value of orders (Fader, Hardie and
// Lee, RFM and CLV, 2005; Fader and Hardie, The gamma-gamma model of monetary
// value, 2013): the values of a customer's orders have a gamma distribution of
// shape P, whose rate has, between customers, a gamma distribution of shape Q and
// rate V. It takes values to have nothing to do with how often a customer orders.
//
// Values, and V, are in major units of one currency. They are floats, as
// estimates are; round the result once to make it money. The model describes
// the value of orders, which is positive: apply the margin to the result.
type GammaGamma struct{ P, Q, V float64 }

// Spend is what a customer spent.
type Spend struct {
	Orders int     `json:"orders"` // repeat orders, of which Mean is known
	Mean   float64 `json:"mean"`   // value of an order, in major units
}

// Check returns an error of class [ErrHistory] unless the spend is a positive
// mean of at least one order, or zero for no orders.
func (s Spend) Check() error {
	switch {
	case s.Orders == 0 && s.Mean == 0:
		return nil
	case s.Orders <= 0:
		return fmt.Errorf("%w: mean value %v of %d orders", ErrHistory, s.Mean, s.Orders)
	case !(s.Mean >= smallest && s.Mean <= 1/(smallest*smallest)):
		return fmt.Errorf("%w: mean value %v: an order's value is positive", ErrHistory, s.Mean)
	}
	return nil
}

// Check returns an error of class [ErrModel] if a parameter is missing or out of
// range.
func (m GammaGamma) Check() error {
	return checkParameters(m.kind(), 0, m.parameters()...)
}

func (m GammaGamma) kind() string { return kindGammaGamma }

func (m GammaGamma) unit() Unit { return Day }

func (m GammaGamma) parameters() []parameter {
	return []parameter{{"p", m.P, false}, {"q", m.Q, false}, {"v", m.V, false}}
}

// LogLikelihood returns the logarithm of the likelihood of what the customer
// spent, a density of the mean. It is zero for a customer without orders, who says
// nothing, and -Inf if the spend is impossible or the model not usable.
func (m GammaGamma) LogLikelihood(s Spend) float64 {
	if m.Check() != nil || s.Check() != nil {
		return math.Inf(-1)
	}
	if s.Orders == 0 {
		return 0
	}
	x := float64(s.Orders)
	own, all := m.P*x, x*s.Mean+m.V
	return -special.LogBeta(own, m.Q) + m.Q*math.Log(m.V/all) + own*math.Log(x*s.Mean/all) - math.Log(s.Mean)
}

// Mean returns the value that an order of the customer is expected to have: a
// weighted mean of what the customer spent and what all customers spend; the
// more orders the customer has, the more their own count. For a customer
// without repeat orders it is the mean of all, [GammaGamma.Population].
//
// Mean returns an error of class:
//   - [ErrModel] if the model is not usable;
//   - [ErrHistory] if the spend is impossible;
//   - [ErrEndless] if there is no mean: without orders, where Q is not above 1.
func (m GammaGamma) Mean(s Spend) (float64, error) {
	if err := m.Check(); err != nil {
		return 0, err
	}
	if err := s.Check(); err != nil {
		return 0, fmt.Errorf("ltv: mean value of orders: %w", err)
	}
	shape := m.P*float64(s.Orders) + m.Q - 1
	if shape <= 0 {
		return 0, fmt.Errorf("ltv: mean value of orders: %w: q = %v is too small for %d orders", ErrEndless, m.Q, s.Orders)
	}
	return m.P * (m.V + float64(s.Orders)*s.Mean) / shape, nil
}

// Population returns the mean, over customers, of their mean value of an order.
//
// Population returns an error of class [ErrModel] if the model is not usable, and
// of class [ErrEndless] if Q is not above 1.
func (m GammaGamma) Population() (float64, error) { return m.Mean(Spend{}) }

// Variance returns the variance, between customers, of their mean value of an
// order.
//
// Variance returns an error of class [ErrModel] if the model is not usable, and of
// class [ErrEndless] if Q is not above 2.
func (m GammaGamma) Variance() (float64, error) {
	if err := m.Check(); err != nil {
		return 0, err
	}
	if m.Q <= 2 {
		return 0, fmt.Errorf("ltv: variance of the value of orders: %w: q = %v is not above 2", ErrEndless, m.Q)
	}
	mean := m.P * m.V / (m.Q - 1)
	return mean * mean / (m.Q - 2), nil
}

// Spread returns the standard deviation of a customer's own expected value of an
// order, given what the customer spent.
//
// Spread returns errors as [GammaGamma.Mean] does, and of class [ErrEndless] if
// what is known of the customer gives no variance.
func (m GammaGamma) Spread(s Spend) (float64, error) {
	mean, err := m.Mean(s)
	if err != nil {
		return 0, err
	}
	shape := m.P*float64(s.Orders) + m.Q
	if shape <= 2 {
		return 0, fmt.Errorf("ltv: spread of the value of orders: %w: q = %v is too small for %d orders", ErrEndless, m.Q, s.Orders)
	}
	return mean / math.Sqrt(shape-2), nil
}

// MarshalJSON writes the parameters, as in {"model":"gamma-gamma","p":…}.
//
// MarshalJSON returns an error of class [ErrModel] if the model is not usable.
func (m GammaGamma) MarshalJSON() ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	return appendModel(m.kind(), 0, m.parameters()), nil
}

// UnmarshalJSON reads what MarshalJSON writes. Null changes nothing.
//
// UnmarshalJSON returns an error of class [ErrModel] if the text is of another
// model, has a parameter too few or too many, or one that is out of range.
func (m *GammaGamma) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var read GammaGamma
	err := readModel(m.kind(), data, nil, []string{"p", "q", "v"}, []*float64{&read.P, &read.Q, &read.V})
	if err == nil {
		err = read.Check()
	}
	if err == nil {
		*m = read
	}
	return err
}
