package formula

import (
	"math/big"
	"testing"
)

func TestEvaluate(t *testing.T) {
	names := map[string]*big.Rat{"base": big.NewRat(5836, 100), "percent_1": big.NewRat(12, 1), "none": new(big.Rat)}
	for text, want := range map[string]string{
		"base * percent_1 / 100":           "7.0032",
		"base - base / 2 + 1":              "30.18",
		"(base + 1.64) * 2":                "120",
		"min(base, max(1, percent_1)) - 2": "10",
		"max(base, 60)":                    "60",
		"0 - percent_1":                    "-12",
		"2 - 3 - 4":                        "-5", // from left to right
		"12 / 3 / 2":                       "2",
	} {
		v, err := Evaluate(text, names)
		if w, ok := new(big.Rat).SetString(want); err != nil || !ok || v.Cmp(w) != 0 {
			t.Errorf("%s = %v (%v), want %s", text, v, err, want)
		}
	}
	for _, text := range []string{"", "base +", "(base", "base)", "base percent_1", "freight", "min(1", "min(1 2)", "max(1, 2", "base / none", "max(, 1)", "min(1, )"} {
		if v, err := Evaluate(text, names); err == nil {
			t.Errorf("%q = %v, want an error", text, v)
		}
	}
}
