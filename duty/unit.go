package duty

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Unit is a unit of quantity in its canonical spelling: "kg", "100 kg", "hl",
// "item", "pair", "% vol/hl", "kg drained". [ParseUnit] reads the spellings
// and the three-letter codes of the official files ("DTN", "pr.", "ASVX").
type Unit string

// Units that shops state most often. A quantity in one of them also serves a
// rate in another of the same kind: grams for a rate per 100 kg.
const (
	Kilogram    Unit = "kg"
	Gram        Unit = "g"
	Tonne       Unit = "t"
	Litre       Unit = "l"
	Hectolitre  Unit = "hl"
	Piece       Unit = "item"
	Pair        Unit = "pair"
	Dozen       Unit = "dozen"
	SquareMetre Unit = "m2"
	CubicMetre  Unit = "m3"
	Metre       Unit = "m"
	PercentVol  Unit = "% vol" // alcoholic strength by volume, in percent
)

// Quantity is how much of a unit there is, of a whole line and not of one
// piece. Value may not be negative.
type Quantity struct {
	Unit  Unit            `json:"unit"`
	Value decimal.Decimal `json:"value"`
}

// Share returns the unit of a part's share in the value of an article, in
// percent: some rates charge parts apart, such as "6% on the case" of a watch.
func Share(part string) Unit { return Unit(sharePrefix + part) }

const sharePrefix = "% of value: "

// ErrUnit says that a text is not a unit this package knows.
var ErrUnit = errors.New("duty: unknown unit")

// ParseUnit returns the canonical unit of a spelling: "DTN" and "100kg" are
// "100 kg", "pr." is "pair", "ASVX" is "% vol/hl". It returns an error that
// wraps [ErrUnit] if it does not know the spelling.
func ParseUnit(s string) (Unit, error) {
	if part, ok := strings.CutPrefix(s, sharePrefix); ok {
		if named, ok := partOf(part); ok && named == part {
			return Unit(s), nil
		}
		return "", fmt.Errorf("%w: %q", ErrUnit, shorten(s))
	}
	m, ok := measureOf(s)
	if !ok {
		return "", fmt.Errorf("%w: %q", ErrUnit, shorten(s))
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

// edge makes a dimension count from a mark on: "degree under 100" is 100 less
// the degrees, "jewel over 7" the jewels above seven; never below zero.
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

// baseMeasure is the table of units. The conversions are exact by definition:
// a barrel is 42 US gallons of 231 cubic inches, a carat 200 mg.
func baseMeasure(s string) (measure, bool) {
	one := func(coefficient int64, exponent int32, words ...string) (measure, bool) {
		m := measure{coefficient: coefficient, exponent: exponent}
		for i, w := range words {
			m.dimensions[i] = dimension{word: w}
		}
		return m, true
	}
	switch s {
	case "kg", "l", "m", "m2", "item", "pair", "% vol", "% sucrose", "degree", "jewel", "line", "pin", "cell", "watt", "consignment",
		"l pure alcohol", "proof l", "kg gross", "kg drained", "kg dry", "kg lactic matter", "kg dry lactic matter",
		"kg total alcohol", "kg standard quality", "kg raw sugar", "kg live", "kg common wheat", "kg total sugars",
		"kg clean", "kg entire contents", "kg contents and container", "kg biodiesel", "kg fuel content", "kg bioethanol",
		"kg lead", "kg copper", "kg tungsten", "kg molybdenum", "kg magnesium":
		return one(1, 0, s)
	case "g":
		return one(1, -3, "kg")
	case "t":
		return one(1000, 0, "kg")
	case "carat":
		return one(2, -4, "kg")
	case "hl":
		return one(100, 0, "l")
	case "ml":
		return one(1, -3, "l")
	case "m3":
		return one(1000, 0, "l")
	case "barrel":
		return one(158_987_294_928, -9, "l")
	case "dozen":
		return one(12, 0, "item")
	case "dozen pairs":
		return one(12, 0, "pair")
	case "gross":
		return one(144, 0, "item")
	case "MWh":
		return one(1, 0, s)
	case "% vol/hl":
		return one(100, 0, "% vol", "l")
	case "kg/% sucrose":
		return one(1, 0, "kg", "% sucrose")
	case "line/gross":
		return one(144, 0, "line", "item")
	}
	return edged(s)
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
	n, err := strconv.ParseInt(mark, 10, 32)
	if !ok || err != nil || n < 0 || strconv.FormatInt(n, 10) != mark || word != "degree" && word != "jewel" {
		return measure{}, false
	}
	e.mark = int32(n)
	m.dimensions[at] = dimension{word: word, edge: e}
	return m, true
}

// tidyUnit brings a spelling to lower case, one space between words, none
// around a slash, no commas in numbers and no full stop at the end.
func tidyUnit(s string) string {
	s = strings.NewReplacer("²", "2", "³", "3", "\u00a0", " ", ",", "").Replace(strings.ToLower(s))
	s = strings.Join(strings.Fields(s), " ")
	s = strings.ReplaceAll(strings.ReplaceAll(s, " /", "/"), "/ ", "/")
	return strings.TrimSuffix(strings.Trim(s, " "), ".")
}

// spelled turns a tidy spelling into the canonical name.
func spelled(s string) string {
	if name, ok := taricUnit(s); ok {
		return name
	}
	digits := 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	times, word := s[:digits], strings.TrimPrefix(s[digits:], " ")
	if times != "" && word == "" {
		word = "item" // "89.6¢/1000": per thousand pieces
	}
	name := spelledBase(word)
	if times == "" || times == "1" {
		return name
	}
	return times + " " + name
}

// taricUnit knows the measurement unit codes of TARIC with their qualifiers,
// as the UK trade tariff's db/measurement_units.json explains them (2026-08).
func taricUnit(s string) (string, bool) {
	switch s {
	case "kgm":
		return "kg", true
	case "grm":
		return "g", true
	case "tne":
		return "t", true
	case "dtn":
		return "100 kg", true
	case "ltr":
		return "l", true
	case "hlt":
		return "hl", true
	case "klt":
		return "1000 l", true
	case "mtq":
		return "m3", true
	case "mtk":
		return "m2", true
	case "mtr":
		return "m", true
	case "hmt":
		return "100 m", true
	case "nar":
		return "item", true
	case "cen":
		return "100 item", true
	case "mil", "thousand":
		return "1000 item", true
	case "npr":
		return "pair", true
	case "mpr":
		return "1000 pair", true
	case "ctm":
		return "carat", true
	case "ncl":
		return "cell", true
	case "wat":
		return "watt", true
	case "mwh":
		return "MWh", true
	case "lpa":
		return "l pure alcohol", true
	case "asv":
		return "% vol", true
	case "brx":
		return "% sucrose", true
	case "asvx":
		return "% vol/hl", true
	case "dtnz":
		return "100 kg/% sucrose", true
	}
	if len(s) != 4 {
		return "", false
	}
	qualified, ok := taricQualified(s[3])
	if !ok {
		return "", false
	}
	switch s[:3] {
	case "kgm":
		return qualified, true
	case "dtn":
		return "100 " + qualified, true
	case "tne":
		return "1000 " + qualified, true
	}
	return "", false
}

// taricQualified names the kind of weight that a qualifier letter stands for.
func taricQualified(letter byte) (string, bool) {
	switch letter {
	case 'a':
		return "kg total alcohol", true
	case 'e':
		return "kg drained", true
	case 'f':
		return "kg common wheat", true
	case 'g':
		return "kg gross", true
	case 'i':
		return "kg biodiesel", true
	case 'j':
		return "kg fuel content", true
	case 'k':
		return "kg bioethanol", true
	case 'l':
		return "kg live", true
	case 'm':
		return "kg dry", true
	case 'p':
		return "kg lactic matter", true
	case 'r':
		return "kg standard quality", true
	case 's':
		return "kg raw sugar", true
	case 't':
		return "kg dry lactic matter", true
	}
	return "", false
}

// spelledBase knows the words of the UK, EU and US files.
func spelledBase(s string) string {
	switch s {
	case "kgs", "kilogram", "kilograms", "kg/net", "kg net":
		return "kg"
	case "gram", "grams":
		return "g"
	case "tonne", "tonnes":
		return "t"
	case "liter", "litre", "liters", "litres":
		return "l"
	case "hectolitre", "hectoliter":
		return "hl"
	case "bbl", "bbls":
		return "barrel"
	case "each", "items", "article", "piece", "pieces", "pcs", "no", "number", "head", "p/st", "unit":
		return "item"
	case "pr", "prs", "pairs", "pa":
		return "pair"
	case "doz", "dozens":
		return "dozen"
	case "doz prs", "doz. prs", "doz pr", "doz. pr", "dpr":
		return "dozen pairs"
	case "gr":
		return "gross"
	case "pins":
		return "pin"
	case "jewels":
		return "jewel"
	case "%vol":
		return "% vol"
	case "%vol/hl", "% vol hl":
		return "% vol/hl"
	case "pf.liter", "pf. liter", "pf liter", "pf.liters", "pf. liter on ethyl alcohol content":
		return "proof l"
	case "kg eda", "kg/net eda", "kg/net drained wt", "kg on drained weight":
		return "kg drained"
	case "kg mas", "kg/net mas", "kg/net dry":
		return "kg dry"
	case "kg/gross", "kg/br":
		return "kg gross"
	case "kg/lactic matter":
		return "kg lactic matter"
	case "kg/dry lactic matter":
		return "kg dry lactic matter"
	case "kg/tot alc", "kg/tot/alc":
		return "kg total alcohol"
	case "kg std qual", "kg/std qual":
		return "kg standard quality"
	case "kg/net/%sacchar", "kg/net/% sacchar":
		return "kg/% sucrose"
	case "kg of total sugars":
		return "kg total sugars"
	case "clean kg":
		return "kg clean"
	case "kg on entire contents of container":
		return "kg entire contents"
	case "kg on contents and container":
		return "kg contents and container"
	case "kg for each degree under 100 degrees":
		return "kg/degree under 100"
	}
	if metal, ok := strings.CutPrefix(s, "kg on "); ok {
		if metal, ok = strings.CutSuffix(metal, " content"); ok {
			return "kg " + metal // only the contents of baseMeasure are units
		}
	}
	return s
}
