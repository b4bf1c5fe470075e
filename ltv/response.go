package ltv

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/landedhq/landed/internal/excerpt"
)

// Response is how many customers a spend wins in a market: N(s), with spend in
// units of the currency of the budget and for the period of the budget, such as a
// month. Each of its shapes wins less with every further unit, so that an optimum
// exists. A Response is a plain value; its methods do not allocate, and give zero
// where it is not usable (Check says why) or the spend is negative or no number.
type Response struct {
	Shape Shape

	// Scale is, for a power, the customers won by a spend of one unit; for the
	// other shapes, the customers that no spend exceeds.
	Scale float64

	// Bend is, for a power, its exponent e; for saturation, the spend h that wins
	// half of Scale; for an exponential, the spend c that wins 1 - 1/e of it.
	Bend float64
}

// Shape is the form of a response.
type Shape uint8

// Shapes. A power goes on for ever, at ever higher cost; the other two approach
// a limit, an exponential sooner than saturation.
const (
	Power       Shape = iota + 1 // Scale · s^Bend
	Saturation                   // Scale · s / (Bend + s)
	Exponential                  // Scale · (1 - e^(-s/Bend))
)

var shapes = [...]string{"", "power", "saturation", "exponential"}

// String returns "power", "saturation" or "exponential".
func (s Shape) String() string {
	if int(s) < len(shapes) {
		return shapes[s]
	}
	return fmt.Sprintf("shape %d", uint8(s))
}

// Bounds of the parameters, far outside of what a history of spending can tell.
const (
	leastExponent, mostExponent = 0.01, 0.99
	leastScale, mostScale       = 1e-9, 1e12
	leastBend, mostBend         = 1e-6, 1e12
)

// Check returns an error of class [ErrModel] if the response has no shape, or a
// parameter out of range: a scale of 1e-9 to 1e12, an exponent of 0.01 to 0.99
// and the other bends of 1e-6 to 1e12.
func (r Response) Check() error {
	if r.usable() {
		return nil
	}
	if r.Shape == 0 || r.Shape > Exponential {
		return fmt.Errorf("ltv: response: %w: %v, known: power, saturation, exponential", ErrModel, r.Shape)
	}
	least, most := r.Shape.bends()
	if !(r.Scale >= leastScale && r.Scale <= mostScale) {
		return fmt.Errorf("ltv: %v response: scale %v: %w: it must lie between %v and %v", r.Shape, r.Scale, ErrModel, leastScale, mostScale)
	}
	return fmt.Errorf("ltv: %v response: bend %v: %w: it must lie between %v and %v", r.Shape, r.Bend, ErrModel, least, most)
}

// usable reports whether Check has nothing to say.
func (r Response) usable() bool {
	least, most := r.Shape.bends()
	return r.Shape >= Power && r.Shape <= Exponential &&
		r.Scale >= leastScale && r.Scale <= mostScale && r.Bend >= least && r.Bend <= most
}

// bends returns the bounds of the bend.
func (s Shape) bends() (least, most float64) {
	if s == Power {
		return leastExponent, mostExponent
	}
	return leastBend, mostBend
}

// Customers returns how many customers a spend wins.
func (r Response) Customers(spend float64) float64 {
	if !r.usable() || !(spend > 0) {
		return 0
	}
	return r.Scale * r.Shape.basis(r.Bend, spend)
}

// Over returns the response of n periods together, with equal spend in each:
// that of a year, from that of a month, with n = 12. It is not usable if n is
// below 1, or the parameters leave their bounds.
func (r Response) Over(n int) Response {
	if n < 1 {
		return Response{}
	}
	periods := float64(n)
	if r.Shape == Power {
		r.Scale *= math.Pow(periods, 1-r.Bend)
		return r
	}
	return Response{r.Shape, r.Scale * periods, r.Bend * periods}
}

// basis returns what a spend wins where Scale is 1.
func (s Shape) basis(bend, spend float64) float64 {
	switch s {
	case Power:
		return math.Pow(spend, bend)
	case Saturation:
		return spend / (bend + spend)
	default:
		return -math.Expm1(-spend / bend)
	}
}

// Marginal returns how many customers the next unit of spend wins: the
// derivative of Customers. Its inverse is the marginal cost of acquisition. That
// of a power at no spend is infinite.
func (r Response) Marginal(spend float64) float64 {
	if !r.usable() || !(spend >= 0) {
		return 0
	}
	switch r.Shape {
	case Power:
		return r.Scale * r.Bend * math.Pow(spend, r.Bend-1)
	case Saturation:
		return r.Scale / (r.Bend + spend) * (r.Bend / (r.Bend + spend))
	default:
		return r.Scale / r.Bend * math.Exp(-spend/r.Bend)
	}
}

// Spend returns the spend beyond which a unit wins less than marginal customers:
// the inverse of Marginal. It is zero where even the first unit does, and infinite
// where marginal is not above zero.
func (r Response) Spend(marginal float64) float64 {
	if !r.usable() || math.IsNaN(marginal) {
		return 0
	}
	if marginal <= 0 {
		return math.Inf(1)
	}
	switch r.Shape {
	case Power:
		return math.Pow(r.Scale*r.Bend/marginal, 1/(1-r.Bend))
	case Saturation:
		return max(0, math.Sqrt(r.Scale*r.Bend/marginal)-r.Bend)
	default:
		return max(0, r.Bend*math.Log(r.Scale/(r.Bend*marginal)))
	}
}

// MarshalJSON writes {"shape":"power","scale":3.25,"bend":0.6}. It returns an
// error if the response is not usable.
func (r Response) MarshalJSON() ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	out := append([]byte(`{"shape":"`), r.Shape.String()...)
	out = strconv.AppendFloat(append(out, `","scale":`...), r.Scale, 'g', -1, 64)
	out = strconv.AppendFloat(append(out, `,"bend":`...), r.Bend, 'g', -1, 64)
	return append(out, '}'), nil
}

// UnmarshalJSON reads what MarshalJSON writes. It returns an error of class
// [ErrModel] if the text has more than 1,000 bytes, another form, or parameters
// that Check refuses.
func (r *Response) UnmarshalJSON(data []byte) error {
	if len(data) > maxModel {
		return badModel("response", data, "at most %d bytes are allowed", maxModel)
	}
	fields, err := modelFields(data)
	if err != nil {
		return badModel("response", data, "%v", err)
	}
	var read Response
	name, _ := fields["shape"].(string)
	if read.Shape = Shape(max(slices.Index(shapes[:], name), 0)); read.Shape == 0 {
		return badModel("response", data, "the shape is %s", excerpt.Quote(fmt.Sprint(fields["shape"])))
	}
	delete(fields, "shape")
	for name, value := range map[string]*float64{"scale": &read.Scale, "bend": &read.Bend} {
		number, ok := fields[name].(json.Number)
		if !ok {
			return badModel("response", data, "%s is missing or not a number", name)
		}
		if *value, err = number.Float64(); err != nil {
			return badModel("response", data, "%s is out of range", name)
		}
		delete(fields, name)
	}
	for name := range fields {
		return badModel("response", data, "%s is not a field of it", excerpt.Quote(name))
	}
	if err := read.Check(); err != nil {
		return err
	}
	*r = read
	return nil
}
