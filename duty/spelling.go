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
