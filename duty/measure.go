package duty

// baseMeasure is the table of units. The conversions are exact by definition:
//
//   - a carat is 200 mg, a litre 0.001 m3, a kilowatt-hour 3.6 MJ (SI);
//   - the yard is 0.9144 m and the pound 0.45359237 kg (the international yard
//     and pound of 1 July 1959, 24 FR 5348); an ounce is a sixteenth of a pound,
//     a troy ounce 480 grains, of which a pound has 7000;
//   - a US gallon is 231 cubic inches, a barrel 42 of them, a fluid ounce a
//     128th of one (NIST Handbook 44, appendix C); an imperial gallon is
//     4.54609 l (Weights and Measures Act 1985, schedule 1).
func baseMeasure(s string) (measure, bool) {
	switch s {
	case "kg", "l", "m", "m2", "item", "pair", "% vol", "% sucrose", "degree", "jewel", "line", "pin", "cell", "watt", "consignment",
		"pack", "item per flask", "immediate container", "t capacity", "gross tonnage", "euro", "SPR discount",
		"l pure alcohol", "l total alcohol", "proof l", "m2 recording surface",
		"kg gross", "kg drained", "kg dry", "kg lactic matter", "kg dry lactic matter",
		"kg total alcohol", "kg standard quality", "kg raw sugar", "kg live", "kg common wheat", "kg total sugars",
		"kg clean", "kg entire contents", "kg contents and container", "kg biodiesel", "kg fuel content", "kg bioethanol",
		"kg polarised", "kg dihydrostreptomycin", "kg choline chloride", "kg potassium chloride", "kg methylamines",
		"kg nitrogen", "kg hydrogen peroxide", "kg potassium hydroxide", "kg potassium oxide", "kg diphosphorus pentaoxide",
		"kg 90% dry", "kg sodium hydroxide", "kg uranium", "kg fissile isotopes", "kg anhydrous morphine",
		"kg lead", "kg copper", "kg tungsten", "kg molybdenum", "kg magnesium", "kg manganese", "kg silicon", "kg zinc":
		return measure{coefficient: 1, dimensions: [2]dimension{{word: s}}}, true
	case "% vol/hl":
		return product(100, "% vol", "l")
	case "kg/% sucrose":
		return product(1, "kg", "% sucrose")
	case "line/gross":
		return product(144, "line", "item")
	case "l pure alcohol/SPR discount":
		return product(1, "l pure alcohol", "SPR discount")
	}
	for i := range multiples {
		if m := &multiples[i]; m.unit == s {
			return measure{coefficient: m.coefficient, exponent: m.exponent, dimensions: [2]dimension{{word: m.of}}}, true
		}
	}
	return edged(s)
}

// product is a unit of two dimensions.
func product(coefficient int64, first, second string) (measure, bool) {
	return measure{coefficient: coefficient, dimensions: [2]dimension{{word: first}, {word: second}}}, true
}

// multiples are the units that are coefficient·10^exponent of another.
var multiples = [...]struct {
	unit        string
	coefficient int64
	exponent    int32
	of          string
}{
	{"g", 1, -3, "kg"},
	{"mg", 1, -6, "kg"},
	{"t", 1, 3, "kg"},
	{"carat", 2, -4, "kg"},
	{"lb", 45_359_237, -8, "kg"},
	{"oz", 28_349_523_125, -12, "kg"},
	{"troy oz", 311_034_768, -10, "kg"},
	{"short ton", 90_718_474, -5, "kg"},
	{"long ton", 10_160_469_088, -7, "kg"},
	{"hl", 1, 2, "l"},
	{"ml", 1, -3, "l"},
	{"cl", 1, -2, "l"},
	{"m3", 1, 3, "l"},
	{"gal", 3_785_411_784, -9, "l"},
	{"qt", 946_352_946, -9, "l"},
	{"pt", 473_176_473, -9, "l"},
	{"fl oz", 295_735_295_625, -13, "l"},
	{"imperial gal", 454_609, -5, "l"},
	{"barrel", 158_987_294_928, -9, "l"},
	{"ft3", 28_316_846_592, -9, "l"},
	{"cm", 1, -2, "m"},
	{"mm", 1, -3, "m"},
	{"km", 1, 3, "m"},
	{"in", 254, -4, "m"},
	{"ft", 3048, -4, "m"},
	{"yd", 9144, -4, "m"},
	{"cm2", 1, -4, "m2"},
	{"in2", 64_516, -8, "m2"},
	{"ft2", 9_290_304, -8, "m2"},
	{"yd2", 83_612_736, -8, "m2"},
	{"dozen", 12, 0, "item"},
	{"gross", 144, 0, "item"},
	{"dozen pairs", 12, 0, "pair"},
	{"gross immediate containers", 144, 0, "immediate container"},
	{"J", 1, 0, "J"},
	{"MJ", 1, 6, "J"},
	{"GJ", 1, 9, "J"},
	{"TJ", 1, 12, "J"},
	{"kWh", 36, 5, "J"},
	{"MWh", 36, 8, "J"},
	{"t potassium chloride", 1, 3, "kg potassium chloride"},
	{"g fissile isotopes", 1, -3, "kg fissile isotopes"},
}
