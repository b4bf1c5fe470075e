package pricing_test

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// This file is how the oracle reads a duty: from the text of the tariff.

// levyText is a rate as the tariff prints it, such as "0.644 USD / kg + 18.8%"
// or "30% MIN 4300 JPY / pair": bounds that hold one after the other.
type levyText []levyBound

// levyBound is a sum that is the duty itself, its least or its most.
type levyBound struct {
	word  string // "", "MIN" or "MAX"
	terms []levyTerm
}

// levyTerm is a percentage of the value, or money for so many units.
type levyTerm struct {
	number *big.Rat
	code   currency.Code // zero of a percentage
	per    *big.Rat      // units
	unit   string
	minus  bool
}

// readLevy reads a rate. What it does not understand is an error: the oracle
// guesses as little as what it judges.
func readLevy(text string) (levyText, error) {
	if text == "Free" {
		return levyText{{terms: []levyTerm{{number: new(big.Rat)}}}}, nil
	}
	out := levyText{{}}
	var term []string
	minus := false
	flush := func() error {
		t, err := readLevyTerm(term)
		if err != nil {
			return fmt.Errorf("rate %q: %w", text, err)
		}
		t.minus = minus
		last := &out[len(out)-1]
		last.terms = append(last.terms, t)
		term, minus = nil, false
		return nil
	}
	for _, word := range strings.Fields(text) {
		switch word {
		case "+", "-", "MIN", "MAX":
			if err := flush(); err != nil {
				return nil, err
			}
			if minus = word == "-"; word == "MIN" || word == "MAX" {
				out = append(out, levyBound{word: word})
			}
		default:
			term = append(term, word)
		}
	}
	return out, flush()
}

// readLevyTerm reads "12%", "0.8 EUR / item" or "124.5 EUR / 100 kg".
func readLevyTerm(words []string) (levyTerm, error) {
	parse := func(s string) (*big.Rat, error) {
		if x, ok := new(big.Rat).SetString(s); ok {
			return x, nil
		}
		return nil, fmt.Errorf("the oracle does not read %q", strings.Join(words, " "))
	}
	if len(words) == 1 && strings.HasSuffix(words[0], "%") {
		x, err := parse(strings.TrimSuffix(words[0], "%"))
		return levyTerm{number: x}, err
	}
	if len(words) < 4 || words[2] != "/" {
		_, err := parse("")
		return levyTerm{}, err
	}
	x, err := parse(words[0])
	if err != nil {
		return levyTerm{}, err
	}
	code, err := currency.ParseCode(words[1])
	if err != nil {
		return levyTerm{}, err
	}
	t := levyTerm{number: x, code: code, per: ratInt(1)}
	unit := words[3:]
	if n, ok := new(big.Rat).SetString(unit[0]); ok && len(unit) > 1 {
		t.per, unit = n, unit[1:]
	}
	t.unit = strings.Join(unit, " ")
	return t, nil
}

// charge is the duty on a value and quantities, not rounded.
func (l levyText) charge(o *oracle, value *big.Rat, quantities map[duty.Unit]*big.Rat) (*big.Rat, error) {
	var due *big.Rat
	for _, b := range l {
		total := new(big.Rat)
		for _, t := range b.terms {
			x := ratQuo(ratMul(value, t.number), ratInt(100))
			if t.code != 0 {
				q := quantities[duty.Unit(t.unit)]
				if q == nil {
					return nil, fmt.Errorf("no quantity in %q", t.unit)
				}
				fx, err := o.exchange(t.code, o.market.Currency)
				if err != nil {
					return nil, err
				}
				x = ratMul(ratQuo(ratMul(t.number, q), t.per), fx)
			}
			if t.minus {
				total.Sub(total, x)
			} else {
				total.Add(total, x)
			}
		}
		if total.Sign() < 0 {
			total.SetInt64(0)
		}
		switch {
		case b.word == "", b.word == "MIN" && total.Cmp(due) > 0, b.word == "MAX" && total.Cmp(due) < 0:
			due = total
		}
	}
	return due, nil
}
