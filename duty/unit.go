package duty

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Unit is a unit of quantity in its canonical spelling: "kg", "100 kg", "hl",
// "item", "pair", "% vol/hl", "kg drained". [ParseUnit] reads the spellings
// and the three-letter codes of the official files ("DTN", "pr.", "ASVX").
type Unit string

// Units that shops state most often. A quantity in one of them also serves a
// rate in another of the same kind: grams for a rate per 100 kg.
const (
	Kilogram     Unit = "kg"
	Gram         Unit = "g"
	Tonne        Unit = "t"
	Litre        Unit = "l"
	Hectolitre   Unit = "hl"
	Piece        Unit = "item"
	Pair         Unit = "pair"
	Dozen        Unit = "dozen"
	SquareMetre  Unit = "m2"
	CubicMetre   Unit = "m3"
	Metre        Unit = "m"
	KilowattHour Unit = "kWh"
	Pound        Unit = "lb"    // avoirdupois, 0.45359237 kg
	Ounce        Unit = "oz"    // avoirdupois, a sixteenth of a pound
	Gallon       Unit = "gal"   // of the US, 3.785411784 l
	FluidOunce   Unit = "fl oz" // of the US
	Yard         Unit = "yd"    // 0.9144 m
	PercentVol   Unit = "% vol" // alcoholic strength by volume, in percent
)

// Quantity is how much of a unit there is, of a whole line and not of one
// piece; a strength or share, which is that of each piece, is stated as it is
// (see [Unit.Intensive]). Value may not be negative.
type Quantity struct {
	Unit  Unit            `json:"unit"`
	Value decimal.Decimal `json:"value"`
}

// Share returns the unit of a part's share in the value of an article, in
// percent: some rates charge parts apart, such as "6% on the case" of a watch.
func Share(part string) Unit { return Unit(sharePrefix + part) }

const sharePrefix = "% of value: "

// Intensive reports whether a quantity in u is a strength or a share, which is
// the same for one piece as for many: "% vol", "% sucrose", "degree" and what
// [Share] returns. All other quantities add up over the pieces, "% vol/hl"
// too, being a strength times a volume. It is false for a unit that this
// package does not know.
func (u Unit) Intensive() bool {
	if strings.HasPrefix(string(u), sharePrefix) {
		_, err := ParseUnit(string(u))
		return err == nil
	}
	m, ok := measureOf(string(u))
	d, one := m.single()
	return ok && one && d.intensive()
}

// ErrUnit says that a text is not a unit this package knows.
var ErrUnit = errors.New("unknown unit")

// ParseUnit returns the canonical unit of a spelling: "DTN" and "100kg" are
// "100 kg", "pr." is "pair", "ASVX" is "% vol/hl". It returns an error that
// wraps [ErrUnit] if it does not know the spelling.
func ParseUnit(s string) (Unit, error) {
	if part, ok := strings.CutPrefix(s, sharePrefix); ok {
		if named, ok := partOf(part); ok && named == part {
			return Unit(s), nil
		}
		return "", fmt.Errorf("duty: %w: %s", ErrUnit, excerpt.Quote(s))
	}
	if _, _, ok := moneyUnit(s); ok {
		return Unit(s), nil
	}
	if strings.EqualFold(s, "RET") {
		return RetailPrice(currency.GBP), nil
	}
	m, ok := measureOf(s)
	if !ok {
		return "", fmt.Errorf("duty: %w: %s", ErrUnit, excerpt.Quote(s))
	}
	return m.unit, nil
}

// measure is a parsed unit: coefficient·10^exponent base units of the product
// of its dimensions. "100 kg" is 100 of {kg}, "% vol/hl" is 100 of {% vol, l}.
type measure struct {
	unit        Unit
	coefficient int64
	exponent    int32
	dimensions  [2]dimension
}

// dimension is one thing that is counted. The word is the base unit's name.
type dimension struct {
	word string
	edge edge
}

// intensive reports whether the dimension does not add up over pieces.
func (d dimension) intensive() bool {
	switch d.word {
	case "% vol", "% sucrose", "degree", "SPR discount":
		return true
	}
	return false
}

// beyond reports whether n is more than there can be of a percentage.
func (d dimension) beyond(n decimal.Decimal) bool {
	return (d.word == "% vol" || d.word == "% sucrose") && n.Cmp(hundred) > 0
}

// asked returns the unit in which people are asked for the dimension: they
// count energy in kilowatt-hours, and not in joules.
func (d dimension) asked() Unit {
	if d.word == "J" {
		return "kWh"
	}
	return Unit(d.word)
}

// edge makes a dimension count from a mark on: "degree under 100" is 100 less
// the degrees, "jewel over 7" the jewels above seven of each piece; never below
// zero.
type edge struct {
	side byte // 0 none, 'u' under, 'o' over
	mark int32
}

func (d dimension) String() string {
	switch d.edge.side {
	case 'u':
		return d.word + " under " + strconv.Itoa(int(d.edge.mark))
	case 'o':
		return d.word + " over " + strconv.Itoa(int(d.edge.mark))
	}
	return d.word
}

// factor returns how many base units one of m is.
func (m measure) factor() decimal.Decimal { return decimal.New(m.coefficient, m.exponent) }

func (m measure) same(o measure) bool {
	return m.dimensions == o.dimensions ||
		m.dimensions == [2]dimension{o.dimensions[1], o.dimensions[0]}
}

// single reports whether m counts just one thing, and which.
func (m measure) single() (dimension, bool) {
	return m.dimensions[0], m.dimensions[1].word == ""
}

// measureOf reads a unit, canonical or not.
func measureOf(s string) (measure, bool) {
	if m, ok := canonicalMeasure(s); ok {
		return m, true
	}
	if len(s) > 120 {
		return measure{}, false
	}
	return canonicalMeasure(spelled(tidyUnit(s)))
}

// canonicalMeasure reads "kg", "100 kg", "kg/degree under 100".
func canonicalMeasure(s string) (measure, bool) {
	base, times := s, int64(1)
	if s != "" && s[0] >= '1' && s[0] <= '9' {
		digits, rest, ok := strings.Cut(s, " ")
		n, err := strconv.ParseInt(digits, 10, 64)
		if !ok || err != nil || n < 2 || n > 1_000_000 {
			return measure{}, false
		}
		base, times = rest, n
	}
	m, ok := baseMeasure(base)
	if !ok {
		return measure{}, false
	}
	m.coefficient *= times
	m.unit = Unit(s)
	return m, true
}

// edged reads "jewel over 7" and "kg/degree under 100".
func edged(s string) (measure, bool) {
	m := measure{coefficient: 1}
	at := 0
	if rest, ok := strings.CutPrefix(s, "kg/"); ok {
		m.dimensions[0] = dimension{word: "kg"}
		s, at = rest, 1
	}
	word, mark, ok := strings.Cut(s, " under ")
	e := edge{side: 'u'}
	if !ok {
		word, mark, ok = strings.Cut(s, " over ")
		e.side = 'o'
	}
	if !ok || word != "degree" && word != "jewel" {
		return measure{}, false
	}
	n, err := strconv.ParseInt(mark, 10, 32)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != mark {
		return measure{}, false
	}
	e.mark = int32(n)
	m.dimensions[at] = dimension{word: word, edge: e}
	return m, true
}
