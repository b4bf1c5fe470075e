package duty

import (
	"strings"
)

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

// taricUnits are the measurement unit codes of TARIC, as the UK trade tariff's
// db/measurement_units.json explains them (2026-08): a unit a line, and how it
// is written.
const taricUnits = `
kg: kgm
g: grm
t: tne
100 kg: dtn
l: ltr
hl: hlt
1000 l: klt
m3: mtq
m2: mtk
m: mtr
100 m: hmt
item: nar
100 item: cen
1000 item: mil, thousand
pair: npr
1000 pair: mpr
carat: ctm
cell: ncl
watt: wat
MWh: mwh
l pure alcohol: lpa
% vol: asv
% sucrose: brx
% vol/hl: asvx
100 kg/% sucrose: dtnz
`

// taricUnit reads a measurement unit code with or without its qualifier.
func taricUnit(s string) (string, bool) {
	if name, ok := listed(taricUnits, s); ok {
		return name, true
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

// listed finds a spelling in a table of units and returns the unit of its line.
func listed(units, s string) (string, bool) {
	for line := range strings.Lines(units) {
		name, spellings, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		for spelling := range strings.SplitSeq(spellings, ", ") {
			if spelling == s && s != "" {
				return name, true
			}
		}
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

// spellings are the words of the UK, EU and US files: a unit a line, and how
// it is written.
const spellings = `
kg: kgs, kilogram, kilograms, kg/net, kg net
g: gram, grams
t: tonne, tonnes
l: liter, litre, liters, litres
hl: hectolitre, hectoliter
barrel: bbl, bbls
item: each, items, article, piece, pieces, pcs, no, number, head, p/st, unit
pair: pr, prs, pairs, pa
dozen: doz, dozens
dozen pairs: doz prs, doz. prs, doz pr, doz. pr, dpr
gross: gr
pin: pins
jewel: jewels
% vol: %vol
% vol/hl: %vol/hl, % vol hl
proof l: pf.liter, pf. liter, pf liter, pf.liters, pf. liter on ethyl alcohol content
kg drained: kg eda, kg/net eda, kg/net drained wt, kg on drained weight
kg dry: kg mas, kg/net mas, kg/net dry
kg gross: kg/gross, kg/br
kg lactic matter: kg/lactic matter
kg dry lactic matter: kg/dry lactic matter
kg total alcohol: kg/tot alc, kg/tot/alc
kg standard quality: kg std qual, kg/std qual
kg/% sucrose: kg/net/%sacchar, kg/net/% sacchar
kg total sugars: kg of total sugars
kg clean: clean kg
kg entire contents: kg on entire contents of container
kg contents and container: kg on contents and container
kg/degree under 100: kg for each degree under 100 degrees
`

// spelledBase reads the words of the files.
func spelledBase(s string) string {
	if name, ok := listed(spellings, s); ok {
		return name
	}
	if metal, ok := strings.CutPrefix(s, "kg on "); ok {
		if metal, ok = strings.CutSuffix(metal, " content"); ok {
			return "kg " + metal // only the contents of baseMeasure are units
		}
	}
	return s
}
