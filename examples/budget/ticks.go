package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// thousands are ticks at round numbers, these in groups of three digits.
type thousands struct{}

func (thousands) Ticks(low, high float64) []plot.Tick {
	step := roundStep((high - low) / 4)
	var ticks []plot.Tick
	for k := math.Ceil(low / step); k*step <= high; k++ {
		// Steps below one have as many digits as they need.
		digits := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
		ticks = append(ticks, plot.Tick{Value: k * step, Label: grouped(strconv.FormatFloat(k*step, 'f', digits, 64))})
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

// everyHalfYear are ticks of an axis of months.
type everyHalfYear struct{}

func (everyHalfYear) Ticks(low, high float64) []plot.Tick {
	var ticks []plot.Tick
	step := 6 * (1 + int(high-low)/60)
	for k := 0; float64(k) <= high; k += step {
		ticks = append(ticks, plot.Tick{Value: float64(k), Label: fmt.Sprint(k)})
	}
	return ticks
}

// grouped writes a plain decimal number in groups of three digits.
func grouped(number string) string {
	whole, fraction, _ := strings.Cut(number, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return sign + whole
}
