// Package formula redoes the steps of package explain, for the tests of those who
// give them.
package formula

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Evaluate computes a formula of names, numbers, + - * /, parentheses, min(a, b)
// and max(a, b), exactly. It returns an error for any other text, for a name
// that names does not have and for a division by zero.
func Evaluate(text string, names map[string]*big.Rat) (*big.Rat, error) {
	e := expression{text: text, names: names}
	v, err := e.sum()
	if err == nil && strings.TrimSpace(e.text) != "" {
		err = fmt.Errorf("left %q", e.text)
	}
	if err != nil {
		return nil, fmt.Errorf("formula %q: %w", text, err)
	}
	return v, nil
}

// expression is what is left to read of a formula.
type expression struct {
	text  string
	names map[string]*big.Rat
}

// next takes one of some characters, 0 if another comes.
func (e *expression) next(of string) byte {
	e.text = strings.TrimLeft(e.text, " ")
	if e.text == "" || !strings.Contains(of, e.text[:1]) {
		return 0
	}
	c := e.text[0]
	e.text = e.text[1:]
	return c
}

func (e *expression) sum() (*big.Rat, error) {
	v, err := e.product()
	for err == nil {
		op := e.next("+-")
		if op == 0 {
			return v, nil
		}
		var w *big.Rat
		if w, err = e.product(); err == nil && op == '+' {
			v = new(big.Rat).Add(v, w)
		} else if err == nil {
			v = new(big.Rat).Sub(v, w)
		}
	}
	return nil, err
}

func (e *expression) product() (*big.Rat, error) {
	v, err := e.atom()
	for err == nil {
		op := e.next("*/")
		if op == 0 {
			return v, nil
		}
		var w *big.Rat
		if w, err = e.atom(); err == nil && op == '*' {
			v = new(big.Rat).Mul(v, w)
		} else if err == nil {
			if w.Sign() == 0 {
				return nil, errors.New("a division by zero")
			}
			v = new(big.Rat).Quo(v, w)
		}
	}
	return nil, err
}

func (e *expression) atom() (*big.Rat, error) {
	e.text = strings.TrimLeft(e.text, " ")
	for _, f := range []string{"min(", "max("} {
		if rest, ok := strings.CutPrefix(e.text, f); ok {
			e.text = rest
			return e.bound(f == "max(")
		}
	}
	if e.next("(") != 0 {
		v, err := e.sum()
		if err == nil && e.next(")") == 0 {
			err = errors.New("no closing parenthesis")
		}
		return v, err
	}
	n := strings.IndexAny(e.text+" ", " ),")
	word := e.text[:n]
	e.text = e.text[n:]
	if v, ok := e.names[word]; ok {
		return v, nil
	}
	if v, ok := new(big.Rat).SetString(word); ok {
		return v, nil
	}
	return nil, fmt.Errorf("no input %q", word)
}

func (e *expression) bound(larger bool) (*big.Rat, error) {
	a, err := e.sum()
	if err != nil {
		return nil, err
	}
	if e.next(",") == 0 {
		return nil, errors.New("no comma")
	}
	b, err := e.sum()
	if err != nil {
		return nil, err
	}
	if e.next(")") == 0 {
		return nil, errors.New("no closing parenthesis")
	}
	if (a.Cmp(b) > 0) == larger {
		return a, nil
	}
	return b, nil
}
