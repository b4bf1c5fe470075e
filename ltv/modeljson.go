package ltv

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/landedhq/landed/internal/excerpt"
)

// Names of the models in JSON, so that the parameters of one are not taken for
// those of another.
const (
	kindBGNBD      = "BG/NBD"
	kindMBGNBD     = "MBG/NBD"
	kindParetoNBD  = "Pareto/NBD"
	kindGammaGamma = "gamma-gamma"
	kindSBG        = "sBG"
	kindBGBB       = "BG/BB"
)

// maxModel is the longest text of a model, in bytes.
const maxModel = 1000

// appendModel returns a model as a JSON object. The unit is left out where it is
// a day.
func appendModel(kind string, unit Unit, parameters []parameter) []byte {
	out := strconv.AppendQuote([]byte(`{"model":`), kind)
	for _, p := range parameters {
		out = append(strconv.AppendQuote(append(out, ','), p.name), ':')
		out = strconv.AppendFloat(out, p.value, 'g', -1, 64)
	}
	if unit > Day {
		out = strconv.AppendInt(append(out, `,"unit_days":`...), int64(unit), 10)
	}
	return append(out, '}')
}

// readModel reads what appendModel writes into the values, by name, and into the
// unit if the model has one. Each parameter must be there, once, and nothing else.
func readModel(kind string, data []byte, unit *Unit, names []string, values []*float64) error {
	if len(data) > maxModel {
		return badModel(kind, data, "at most %d bytes are allowed", maxModel)
	}
	fields, err := modelFields(data)
	if err != nil {
		return badModel(kind, data, "%v", err)
	}
	if name, ok := fields["model"].(string); !ok || name != kind {
		return badModel(kind, data, "model is %v", excerpt.Quote(fmt.Sprint(fields["model"])))
	}
	delete(fields, "model")
	if days, ok := fields["unit_days"]; ok && unit != nil {
		n, err := strconv.Atoi(fmt.Sprint(days))
		if err != nil || n < 1 {
			return badModel(kind, data, "unit_days is not a whole number of days")
		}
		*unit = Unit(n)
		delete(fields, "unit_days")
	}
	for i, name := range names {
		number, ok := fields[name].(json.Number)
		if !ok {
			return badModel(kind, data, "%s is missing or not a number", name)
		}
		if *values[i], err = number.Float64(); err != nil {
			return badModel(kind, data, "%s is out of range", name)
		}
		delete(fields, name)
	}
	for name := range fields {
		return badModel(kind, data, "%s is not a parameter of it", excerpt.Quote(name))
	}
	return nil
}

// modelFields returns the names and the values, numbers or strings, of a flat
// JSON object.
func modelFields(data []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return nil, fmt.Errorf("not an object")
	}
	fields := map[string]any{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		if _, nested := value.(json.Delim); nested || fields[name] != nil {
			return nil, fmt.Errorf("%s is there twice or not a plain value", excerpt.Quote(name))
		}
		fields[name] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("more follows the object")
	}
	return fields, nil
}

// badModel returns the error for text that is not the model of a kind.
func badModel(kind string, data []byte, format string, args ...any) error {
	return fmt.Errorf("ltv: reading a %s model from %s: %w: %s", kind, excerpt.Quote(data), ErrModel, fmt.Sprintf(format, args...))
}
