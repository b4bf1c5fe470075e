package locale

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/internal/excerpt"
)

// Measurement is the system in which a country weighs and measures.
type Measurement uint8

// The systems are those that CLDR tells apart. The zero value is Metric, as in
// most of the world.
const (
	Metric     Measurement = Measurement(cldr.Metric)
	MeasuredUS Measurement = Measurement(cldr.MeasuresUS) // the United States and Liberia
	MeasuredUK Measurement = Measurement(cldr.MeasuresUK) // the United Kingdom and Myanmar
)

var measurementNames = [...]string{Metric: "metric", MeasuredUS: "us", MeasuredUK: "uk"}

// String returns "metric", "us" or "uk".
func (m Measurement) String() string {
	if int(m) < len(measurementNames) {
		return measurementNames[m]
	}
	return fmt.Sprintf("Measurement(%d)", uint8(m))
}

// MarshalText returns the form of [Measurement.String].
func (m Measurement) MarshalText() ([]byte, error) {
	if int(m) >= len(measurementNames) {
		return nil, fmt.Errorf("locale: measurement %d is neither metric, us nor uk", uint8(m))
	}
	return []byte(measurementNames[m]), nil
}

// UnmarshalText reads "metric", "us" or "uk".
func (m *Measurement) UnmarshalText(text []byte) error {
	if i := slices.Index(measurementNames[:], string(text)); i >= 0 {
		*m = Measurement(i)
		return nil
	}
	return fmt.Errorf("locale: measurement %s: %w: want metric, us or uk", excerpt.Quote(text), ErrSyntax)
}
