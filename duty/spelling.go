package duty

import (
	"strings"
)

// tidyUnit brings a spelling to lower case, one space between words, none
// around a slash, no commas in numbers and no full stop at the end.
func tidyUnit(s string) string {
	s = inLetters.Replace(strings.ToLower(s))
	s = strings.Join(strings.Fields(s), " ")
	s = strings.ReplaceAll(strings.ReplaceAll(s, " /", "/"), "/ ", "/")
	return strings.TrimSuffix(strings.Trim(s, " "), ".")
}

// inLetters replaces what a spelling may have in place of plain letters and digits.
var inLetters = strings.NewReplacer("²", "2", "³", "3", "\u00a0", " ", ",", "")

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

// taricUnits are the measurement unit codes of TARIC and the UK, as the UK
// trade tariff's db/measurement_units.json explains them (trade-tariff-backend,
// 2026-08): a unit a line, and how it is written. The codes with a qualifier
// that is a kind of weight are those of taricQualified.
const taricUnits = `
kg: kgm
g: grm
t: tne
100 kg: dtn
10000 kg polarised: dap, 10 000 kg/polar, 10000 kg/polar
l: ltr
l total alcohol: ltra, l total alc
hl: hlt
1000 l: klt
m3: mtq
1000 m3: mtqc
m2: mtk
m: mtr
100 m: hmt
km: kmt
item: nar, p/st
item per flask: narb, b/f
100 item: cen, 100 p/st
1000 item: mil, thousand, thou- sand
pair: npr
1000 pair: mpr
carat: ctm, c/k
cell: ncl, ce/el
watt: wat
MWh: mwh, 1000 kwh
TJ: tjo
t capacity: cct, ct/l
gross tonnage: grt, gt
euro: eur
kg dihydrostreptomycin: dhs, kg dhs
g fissile isotopes: gfi, gi f/s
kg choline chloride: kcc, kg c₅h₁₄clno
t potassium chloride: kcl, tonne kcl
kg methylamines: kma
kg nitrogen: kni, kg n
kg hydrogen peroxide: kns, kg h₂o₂
kg potassium hydroxide: kph, kg koh
kg potassium oxide: kpo, kg k₂o
kg diphosphorus pentaoxide: kpp, kg p₂o₅
kg 90% dry: ksd, kg 90% sdt
kg sodium hydroxide: ksh, kg naoh
kg uranium: kur, kg u
l pure alcohol: lpa, l alc. 100%
% vol: asv
% sucrose: brx
% vol/hl: asvx
100 kg/% sucrose: dtnz
1000 kg/% sucrose: tnez
SPR discount: spr
l pure alcohol/SPR discount: spq, spqlpa, spqltr, for each litre of pure alcohol multiplied by the spr discount
`

// taricUnit reads a measurement unit code with or without its qualifier.
func taricUnit(s string) (string, bool) {
	if len(s) == 5 && s[3] == ' ' {
		s = s[:3] + s[4:] // TARIC writes the qualifier apart: "DTN G"
	}
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
mg: milligram, milligrams
t: tonne, tonnes
lb: lbs, pound, pounds
oz: ounce, ounces
troy oz: oz t, ozt, troy ounce, troy ounces
short ton: short tons
long ton: long tons
l: liter, litre, liters, litres
ml: milliliter, millilitre, milliliters, millilitres
cl: centiliter, centilitre, centiliters, centilitres
hl: hectolitre, hectoliter
gal: gallon, gallons, us gal, us gallon, us gallons
imperial gal: imp gal, imp. gal, imperial gallon, imperial gallons
qt: quart, quarts
pt: pint, pints
fl oz: floz, fl. oz, fluid ounce, fluid ounces
barrel: bbl, bbls
m: meter, metre, meters, metres, lin. m
km: kilometer, kilometre, kilometers, kilometres
cm: centimeter, centimetre, centimeters, centimetres
mm: millimeter, millimetre, millimeters, millimetres
in: inch, inches
ft: foot, feet
yd: yard, yards
m2: sq m, sq. m, square meter, square metre, square meters, square metres
in2: sq in, sq. in, square inch, square inches
ft2: sq ft, sq. ft, square foot, square feet
yd2: sq yd, sq. yd, square yard, square yards
m3: cu m, cu. m, cubic meter, cubic metre, cubic meters, cubic metres
ft3: cu ft, cu. ft, cubic foot, cubic feet
J: j, joule, joules
MJ: mj, megajoule, megajoules
GJ: gj, gigajoule, gigajoules
TJ: tj, terajoule, terajoules
kWh: kwh, kilowatt-hour, kilowatt-hours, kilowatt hour, kilowatt hours
item: each, items, article, piece, pieces, pcs, no, number, head, unit
pack: packs
pair: pr, prs, pairs, pa
dozen: doz, dozens
dozen pairs: doz prs, doz. prs, doz pr, doz. pr, dpr
gross: gr
gross immediate containers: gross of immediate containers
pin: pins
jewel: jewels
% vol: %vol
% vol/hl: %vol/hl, % vol hl
proof l: pf.liter, pf. liter, pf liter, pf.liters, pf. liters, proof liter, proof liters, proof litre, proof litres, pf. liter on ethyl alcohol content
kg drained: kg eda, kg/net eda, kg/net drained wt, kg on drained weight, kg on drained weght
kg dry: kg mas, kg/net mas, kg/net dry
kg gross: kg/gross, kg/br, gkg
kg live: kg live weight
kg lactic matter: kg/lactic matter
kg dry lactic matter: kg/dry lactic matter
kg total alcohol: kg/tot alc, kg/tot/alc
kg standard quality: kg std qual, kg/std qual
kg raw sugar: kg/raw sugar
kg biodiesel: kg/biodiesel
kg fuel content: kg/fuel content
kg bioethanol: kg/bioethanol
kg/% sucrose: kg/net/%sacchar, kg/net/% sacchar, kg/net/%saccha
kg total sugars: kg of total sugars
kg clean: clean kg
kg entire contents: kg on entire contents of container
kg contents and container: kg on contents and container, kg including weight of container
1000 kg contents and container: t including weight of container
kg anhydrous morphine: kg of anhydrous morphine content
kg/degree under 100: kg for each degree under 100 degrees
m2 recording surface: m2 of recording surface, m2of recording surface
`

// spelledBase reads the words of the files.
func spelledBase(s string) string {
	if name, ok := listed(spellings, s); ok {
		return name
	}
	if name, ok := listed(taricUnits, s); ok {
		return name
	}
	if metal, ok := strings.CutPrefix(s, "kg on "); ok {
		if metal, ok = strings.CutSuffix(metal, " content"); ok {
			return "kg " + metal // only the contents of baseMeasure are units
		}
	}
	return s
}
