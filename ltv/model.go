package ltv

import (
	"errors"
	"fmt"
	"math"
)

// Classes of errors of purchase models, for errors.Is.
var (
	// ErrModel is the class of models whose parameters are missing or out of
	// range.
	ErrModel = errors.New("unusable model")

	// ErrHistory is the class of histories that cannot be: with a negative count,
	// a last purchase after the day of the summary, or a value that is no number.
	ErrHistory = errors.New("impossible history")

	// ErrEndless is the class of values that have no limit: without a discount
	// rate, where customers live too long for their orders to add up.
	ErrEndless = errors.New("no finite value")
)

// Model predicts the orders of customers who are free to come and go: [BGNBD],
// [MBGNBD] or [ParetoNBD]. A model is a plain value; its methods do not
// allocate.
//
// All its times are in days, whatever the [Unit] of its parameters. The zero
// Summary is a customer who ordered for the first time today; the first order
// itself is never counted.
//
// A method gives zero where there is nothing to compute with: where the model
// is not usable (its Check says why), the history is impossible ([Summary.Check]),
// or a number of days or orders is negative or not finite. It never gives NaN.
type Model interface {
	// Alive returns the probability that the customer is still one.
	Alive(s Summary) float64

	// Expected returns the number of orders that the customer is expected to
	// place in the next days.
	Expected(s Summary, days float64) float64

	// New returns the number of orders after the first that a new customer is
	// expected to place in the days after it. It is Expected of the zero Summary.
	New(days float64) float64

	// Probability returns the probability that the customer places n orders in
	// the next days.
	Probability(s Summary, n int, days float64) float64

	// Residual returns the number of orders that the customer is expected to
	// place in all the future, each discounted continuously at a rate per day:
	// an order in t days counts e^(-rate·t). [Rate] turns a rate of a year into
	// one of a day.
	//
	// Residual returns an error of class:
	//   - [ErrModel] if the model is not usable;
	//   - [ErrHistory] if the history is impossible;
	//   - [ErrTerms] if the rate is negative or absurdly large;
	//   - [ErrEndless] if the rate is zero and the sum has no limit.
	Residual(s Summary, rate float64) (float64, error)

	// Check returns an error of class [ErrModel] if a parameter is missing or
	// out of range.
	Check() error
}

// Rate returns the continuous rate per day of a discount rate per year, in which
// 0.15 is 15 %: ln(1 + annual) / 365.25.
func Rate(annual float64) float64 { return math.Log1p(annual) / 365.25 }

// Unit is the unit of time in which the parameters of a model are stated, in
// days. The zero Unit is a day.
type Unit int

// Units of time.
const (
	Day  Unit = 1
	Week Unit = 7
)

// days returns the unit as a number of days.
func (u Unit) days() float64 {
	if u == 0 {
		return 1
	}
	return float64(u)
}

// Check returns an error of class [ErrHistory] if no customer can have the
// history: with a negative number, with the last purchase after the day of the
// summary, or with days to the last purchase and no repeat; and one of class
// [ErrTooLarge] if it has more than 2³¹ - 1 repeats or 2⁴⁰ days.
func (s Summary) Check() error {
	switch {
	case s.Repeat < 0 || s.Last < 0 || s.Age < 0:
		return fmt.Errorf("%w: negative number in %v", ErrHistory, s)
	case s.Last > s.Age:
		return fmt.Errorf("%w: %v: the last purchase is after the day of the summary", ErrHistory, s)
	case s.Repeat == 0 && s.Last > 0:
		return fmt.Errorf("%w: %v: without a repeat the last purchase is the first", ErrHistory, s)
	case s.beyond():
		return fmt.Errorf("%w: %v", ErrTooLarge, s)
	}
	return nil
}

// possible reports whether Check has nothing to say.
func (s Summary) possible() bool {
	return s.Repeat >= 0 && s.Last >= 0 && s.Last <= s.Age && (s.Repeat > 0 || s.Last == 0) && !s.beyond()
}

// beyond reports whether a number is larger than models are computed with.
func (s Summary) beyond() bool { return s.Repeat > math.MaxInt32 || int64(s.Age) > maxHistory }

// String returns the history, as in "2 repeats, last on day 213 of 272".
func (s Summary) String() string {
	return fmt.Sprintf("%d repeats, last on day %d of %d", s.Repeat, s.Last, s.Age)
}

// parameter is one number of a model.
type parameter struct {
	name  string
	value float64
	time  bool // stated in the unit of time of the model
}

// Parameters lie within these bounds, far outside of what data can tell apart.
const (
	smallest = 1e-9
	largest  = 1e9
)

// inRange reports whether v can be a parameter; NaN cannot.
func inRange(v float64) bool { return v >= smallest && v <= largest }

// checkParameters returns an error of class [ErrModel] if a parameter is out of
// range.
func checkParameters(model string, unit Unit, parameters ...parameter) error {
	for _, p := range parameters {
		if !inRange(p.value) {
			return fmt.Errorf("ltv: %s: %s = %v: %w: it must lie between %v and %v", model, p.name, p.value, ErrModel, smallest, largest)
		}
	}
	if unit < 0 {
		return fmt.Errorf("ltv: %s: unit of %d days: %w", model, int(unit), ErrModel)
	}
	return nil
}

// countable reports whether a number of days can be computed with.
func countable(days float64) bool { return days >= 0 && days <= math.MaxInt64 }

// checkResidual returns an error if a residual cannot be computed.
func checkResidual(s Summary, rate float64) error {
	if err := s.Check(); err != nil {
		return fmt.Errorf("ltv: residual orders: %w", err)
	}
	return checkDiscount("residual orders", rate)
}

// checkDiscount returns an error of class [ErrTerms] if a rate cannot be that of a
// discount for a day, or for another period.
func checkDiscount(what string, rate float64) error {
	if !(rate >= 0 && rate <= largest) {
		return fmt.Errorf("ltv: %s: discount rate %v: %w: it must lie between 0 and %v", what, rate, ErrTerms, largest)
	}
	return nil
}

// endless returns the error for a residual without limit.
func endless(model, parameter string, value float64) error {
	return fmt.Errorf("ltv: %s: residual orders: %w: with %s = %v, not above 1, they add up without limit unless they are discounted; state a rate, or ask for the orders of a number of days",
		model, ErrEndless, parameter, value)
}
