package main

import (
	"fmt"
	"slices"
	"strings"
)

// system is a numbering system with ten digits.
type system struct {
	name   string
	digits []rune
}

// readSystems returns the numbering systems that have digits, Latin first, then
// sorted by name. Systems with rules, such as Roman numerals, are left out.
func readSystems(src *source) ([]system, error) {
	var data map[string]struct {
		Digits string `json:"_digits"`
		Type   string `json:"_type"`
	}
	if err := src.supplemental("numberingSystems", "numberingSystems", &data); err != nil {
		return nil, err
	}
	systems := []system{{name: latin, digits: []rune(data[latin].Digits)}}
	for name, s := range data {
		if s.Type == "numeric" && name != latin {
			systems = append(systems, system{name, []rune(s.Digits)})
		}
	}
	slices.SortFunc(systems[1:], func(a, b system) int { return strings.Compare(a.name, b.name) })
	for _, s := range systems {
		if len(s.digits) != 10 {
			return nil, fmt.Errorf("numbering system %s has %d digits", s.name, len(s.digits))
		}
		if s.digits[9] != s.digits[0]+9 && s.name != ideographic {
			return nil, fmt.Errorf("the digits of numbering system %s do not follow each other", s.name)
		}
	}
	return systems, nil
}

const (
	latin = "latn"
	// ideographic is the one system whose digits do not follow each other.
	ideographic = "hanidec"
)

// writeSystems writes the names, the zeros and the shared forms. The digits
// that do not follow each other are written out.
func writeSystems(w *writer, systems []system, shared []byte) {
	var names []string
	var zeros []byte
	for _, s := range systems {
		z := s.digits[0]
		names = append(names, s.name)
		zeros = append(zeros, byte(z>>16), byte(z>>8), byte(z))
	}
	w.list("system", "numbering systems", names)
	w.text("systemZeros", "digit zero of each, three bytes; "+padding, string(zeros)+"\x00")
	w.text("systemForms", "symbols and patterns of those that bring their own, as in formOf, else 0", string(shared))
	for _, s := range systems {
		if s.name == ideographic {
			w.text("ideographicDigits", "digits of "+ideographic+", three bytes each in UTF-8", string(s.digits))
		}
	}
}
