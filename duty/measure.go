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
	if m, ok := multiple(s); ok {
		return m, true
	}
	return edged(s)
}

// product is a unit of two dimensions.
func product(coefficient int64, first, second string) (measure, bool) {
	return measure{coefficient: coefficient, dimensions: [2]dimension{{word: first}, {word: second}}}, true
}

// multiple finds a unit that is coefficient·10^exponent of another.
func multiple(s string) (measure, bool) {
	of := func(coefficient int64, exponent int32, word string) (measure, bool) {
		return measure{coefficient: coefficient, exponent: exponent, dimensions: [2]dimension{{word: word}}}, true
	}
	switch s {
	case "g":
		return of(1, -3, "kg")
	case "mg":
		return of(1, -6, "kg")
	case "t":
		return of(1, 3, "kg")
	case "carat":
		return of(2, -4, "kg")
	case "lb":
		return of(45_359_237, -8, "kg")
	case "oz":
		return of(28_349_523_125, -12, "kg")
	case "troy oz":
		return of(311_034_768, -10, "kg")
	case "short ton":
		return of(90_718_474, -5, "kg")
	case "long ton":
		return of(10_160_469_088, -7, "kg")
	case "hl":
		return of(1, 2, "l")
	case "ml":
		return of(1, -3, "l")
	case "cl":
		return of(1, -2, "l")
	case "m3":
		return of(1, 3, "l")
	case "gal":
		return of(3_785_411_784, -9, "l")
	case "qt":
		return of(946_352_946, -9, "l")
	case "pt":
		return of(473_176_473, -9, "l")
	case "fl oz":
		return of(295_735_295_625, -13, "l")
	case "imperial gal":
		return of(454_609, -5, "l")
	case "barrel":
		return of(158_987_294_928, -9, "l")
	case "ft3":
		return of(28_316_846_592, -9, "l")
	case "cm":
		return of(1, -2, "m")
	case "mm":
		return of(1, -3, "m")
	case "km":
		return of(1, 3, "m")
	case "in":
		return of(254, -4, "m")
	case "ft":
		return of(3048, -4, "m")
	case "yd":
		return of(9144, -4, "m")
	case "cm2":
		return of(1, -4, "m2")
	case "in2":
		return of(64_516, -8, "m2")
	case "ft2":
		return of(9_290_304, -8, "m2")
	case "yd2":
		return of(83_612_736, -8, "m2")
	case "dozen":
		return of(12, 0, "item")
	case "gross":
		return of(144, 0, "item")
	case "dozen pairs":
		return of(12, 0, "pair")
	case "gross immediate containers":
		return of(144, 0, "immediate container")
	case "J":
		return of(1, 0, "J")
	case "MJ":
		return of(1, 6, "J")
	case "GJ":
		return of(1, 9, "J")
	case "TJ":
		return of(1, 12, "J")
	case "kWh":
		return of(36, 5, "J")
	case "MWh":
		return of(36, 8, "J")
	case "t potassium chloride":
		return of(1, 3, "kg potassium chloride")
	case "g fissile isotopes":
		return of(1, -3, "kg fissile isotopes")
	}
	return measure{}, false
}
