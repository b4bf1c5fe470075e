package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// fraction is an entry of the digits with which currencies are shown.
type fraction struct {
	Digits       string `json:"_digits"`
	Rounding     string `json:"_rounding"`
	CashDigits   string `json:"_cashDigits"`
	CashRounding string `json:"_cashRounding"`
}

// writeFractions writes the currencies that are not shown with two digits, or
// are paid in cash otherwise: three letters, digits, digits in cash, step in
// cash.
func writeFractions(w *writer, src *source) error {
	var data struct{ Fractions map[string]fraction }
	if err := src.supplemental("currencyData", "currencyData", &data); err != nil {
		return err
	}
	var rows []string
	for code, f := range data.Fractions {
		row, err := f.pack()
		if err != nil {
			return fmt.Errorf("currencyData: fractions: %s: %w", code, err)
		}
		if code == "DEFAULT" {
			if row != usual {
				return fmt.Errorf("currencyData: the usual fraction is %q, not two digits", row)
			}
		} else if row != usual {
			rows = append(rows, code+row)
		}
	}
	slices.Sort(rows)
	w.text("fractions", "currencies not shown with two digits: three letters, digits, digits in cash, step in cash", strings.Join(rows, ""))
	return nil
}

// usual is the row of most currencies: two digits, in cash too.
const usual = "\x02\x02\x01"

func (f fraction) pack() (string, error) {
	if f.CashDigits == "" {
		f.CashDigits = f.Digits
	}
	if f.CashRounding == "" || f.CashRounding == "0" {
		f.CashRounding = "1"
	}
	if f.Rounding != "0" {
		return "", fmt.Errorf("a step of %s outside of cash", f.Rounding)
	}
	var b []byte
	for _, s := range []string{f.Digits, f.CashDigits, f.CashRounding} {
		n, err := strconv.ParseUint(s, 10, 7)
		if err != nil {
			return "", err
		}
		b = append(b, byte(n))
	}
	return string(b), nil
}
