package office

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// roundTicks are ticks at round numbers.
type roundTicks struct{}

func (roundTicks) Ticks(low, high float64) []plot.Tick {
	step := roundStep((high - low) / 6)
	digits := max(0, -int(math.Floor(math.Log10(step)+1e-9))) // as many as a step needs
	var ticks []plot.Tick
	for k := math.Ceil(low / step); k*step <= high; k++ {
		ticks = append(ticks, plot.Tick{Value: k * step, Label: strconv.FormatFloat(k*step, 'f', digits, 64)})
	}
	return ticks
}

// roundStep is the least of 1, 2 and 5 times a power of ten that is not below a
// step.
func roundStep(step float64) float64 {
	if !(step > 0) || math.IsInf(step, 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, n := range []float64{1, 2, 5} {
		if n*power >= step {
			return n * power
		}
	}
	return 10 * power
}

// halfYears are ticks of an axis of months.
type halfYears struct{}

func (halfYears) Ticks(_, high float64) []plot.Tick {
	var ticks []plot.Tick
	for k := 0; float64(k) <= high; k += 6 {
		ticks = append(ticks, plot.Tick{Value: float64(k), Label: fmt.Sprint(k)})
	}
	return ticks
}
