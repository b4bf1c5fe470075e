package ltv

import (
	"errors"
	"fmt"
	"math"

	"github.com/landedhq/landed/currency"
)

// ErrSpend is the class of histories of spending from which no response can be
// learnt.
var ErrSpend = errors.New("unusable history of spending")

// Outlay is what one period, such as a month, spent to win customers in a market,
// and how many it won by that. Customers who came by themselves are not in it.
type Outlay struct {
	Spend     currency.Amount `json:"spend"`
	Customers int             `json:"customers"`
}

// ResponseFit is how well a response describes the history it was learnt from.
type ResponseFit struct {
	Outlays int     `json:"outlays"`
	Error   float64 `json:"error"` // root of the mean squared difference, in customers
	R2      float64 `json:"r2"`    // share of the variance that is explained: 1 is all, 0 no better than the mean
}

// maxOutlays is how long a history of spending may be.
const maxOutlays = 10_000

// FitResponse returns the response of a shape that comes nearest to a history
// of spending: the one with the least sum of squared differences between
// customers won and expected. For each bend the best scale has a closed form,
// so the search is for one number, over the logarithm of the bend (for a power,
// the bend itself).
//
// FitResponse returns an error of class [ErrSpend] if:
//   - there are fewer than three different spends above zero, or more than 10,000
//     outlays;
//   - a spend or a number of customers is negative, currencies differ, or
//     customers were won without spend: leave out those who came by themselves;
//   - nobody was won;
//   - the history shows no diminishing return, or nothing else: spends that lie
//     further apart would tell.
//
// It returns an error of class [ErrModel] if there is no such shape.
func FitResponse(shape Shape, history []Outlay) (Response, ResponseFit, error) {
	if shape < Power || shape > Exponential {
		return Response{}, ResponseFit{}, fmt.Errorf("ltv: fitting a response: %w: %v, known: power, saturation, exponential", ErrModel, shape)
	}
	data, err := readOutlays(history)
	if err != nil {
		return Response{}, ResponseFit{}, fmt.Errorf("ltv: fitting the %v response: %w", shape, err)
	}
	// Bends far from all spends differ from each other by nothing that the
	// history could show.
	const far = 1e3
	low, high := math.Log(data.least/far), math.Log(data.most*far)
	if shape == Power {
		low, high = leastExponent, mostExponent
	}
	u := leastAt(low, high, func(u float64) float64 { _, squares := data.best(shape, u); return squares })
	r := Response{Shape: shape, Bend: shape.unbend(u)}
	var squares float64
	r.Scale, squares = data.best(shape, u)
	if edge := (high - low) / 100; u < low+edge || u > high-edge {
		if missing := u > high-edge; missing {
			return Response{}, ResponseFit{}, fmt.Errorf("ltv: fitting the %v response: %w: the return does not diminish over the spends of the history", shape, ErrSpend)
		}
		return Response{}, ResponseFit{}, fmt.Errorf("ltv: fitting the %v response: %w: spending more has not won more", shape, ErrSpend)
	}
	if err := r.Check(); err != nil {
		return Response{}, ResponseFit{}, err
	}
	n := float64(len(data.spends))
	fit := ResponseFit{Outlays: len(history), Error: math.Sqrt(squares / n)}
	if data.variance > 0 {
		fit.R2 = 1 - squares/data.variance
	}
	return r, fit, nil
}

// unbend returns the bend for which a search variable stands.
func (s Shape) unbend(u float64) float64 {
	if s == Power {
		return u
	}
	return math.Exp(u)
}

// outlays is a history of spending in numbers. Outlays of nothing, which no
// response can miss, are left out.
type outlays struct {
	spends, customers []float64
	least, most       float64 // spend
	variance          float64 // sum of the squared differences of the customers from their mean
}

func readOutlays(history []Outlay) (outlays, error) {
	var data outlays
	if len(history) > maxOutlays {
		return data, fmt.Errorf("%w: %d outlays, at most %d are allowed", ErrSpend, len(history), maxOutlays)
	}
	sum := 0.0
	different := map[float64]struct{}{}
	for i, o := range history {
		switch _, err := o.Spend.Cmp(history[0].Spend); {
		case err != nil:
			return data, fmt.Errorf("%w: outlay %d: %w", ErrSpend, i+1, err)
		case o.Spend.Sign() < 0 || o.Customers < 0:
			return data, fmt.Errorf("%w: outlay %d: %v for %d customers is negative", ErrSpend, i+1, o.Spend, o.Customers)
		case o.Spend.Sign() == 0 && o.Customers > 0:
			return data, fmt.Errorf("%w: outlay %d: %d customers for nothing: leave those out who came by themselves", ErrSpend, i+1, o.Customers)
		case o.Spend.Sign() == 0:
			continue
		}
		s := o.Spend.Decimal().InexactFloat64()
		data.spends, data.customers = append(data.spends, s), append(data.customers, float64(o.Customers))
		different[s] = struct{}{}
		if data.least == 0 || s < data.least {
			data.least = s
		}
		data.most = max(data.most, s)
		sum += float64(o.Customers)
	}
	if len(different) < 3 {
		return data, fmt.Errorf("%w: %d different spends, a response takes three", ErrSpend, len(different))
	}
	if sum == 0 {
		return data, fmt.Errorf("%w: nobody was won", ErrSpend)
	}
	for _, c := range data.customers {
		d := c - sum/float64(len(data.customers))
		data.variance += d * d
	}
	return data, nil
}

// best returns the best scale for a bend, and the sum of the squared differences
// that it leaves.
func (d outlays) best(shape Shape, u float64) (scale, squares float64) {
	bend := shape.unbend(u)
	// Powers of large spends are taken relative to the largest.
	unit := shape.basis(bend, d.most)
	var cross, own float64
	for i, s := range d.spends {
		b := shape.basis(bend, s) / unit
		cross, own = cross+b*d.customers[i], own+b*b
	}
	scale = cross / own
	for i, s := range d.spends {
		gap := d.customers[i] - scale*shape.basis(bend, s)/unit
		squares += gap * gap
	}
	return scale / unit, squares
}

// leastAt returns where f is least between low and high: the best of a grid, then
// by golden section between its neighbours.
func leastAt(low, high float64, f func(float64) float64) float64 {
	const steps = 400
	at, least := low, math.Inf(1)
	width := (high - low) / steps
	for i := range steps + 1 {
		u := low + width*float64(i)
		if v := f(u); v < least {
			at, least = u, v
		}
	}
	a, b := max(low, at-width), min(high, at+width)
	golden := (math.Sqrt(5) - 1) / 2
	c, d := b-golden*(b-a), a+golden*(b-a)
	fc, fd := f(c), f(d)
	for range 100 {
		if fc <= fd {
			b, d, fd = d, c, fc
			c = b - golden*(b-a)
			fc = f(c)
		} else {
			a, c, fc = c, d, fd
			d = a + golden*(b-a)
			fd = f(d)
		}
	}
	return (a + b) / 2
}
