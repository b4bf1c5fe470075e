package tax

// The numbers of Bulgaria, Croatia, Czechia, Hungary, Latvia, Lithuania,
// Poland, Romania, Slovakia and Slovenia. See idRule for the sources that they
// have in common.

// checkBG: 9 digits for enterprises; 10 for persons (EGN), foreigners (PNF)
// and others, each with weights of its own, of which one must hold.
func checkBG(n string) idVerdict {
	if areDigits(n, 9) {
		check := weighted(n, 1, 2, 3, 4, 5, 6, 7, 8) % 11
		if check == 10 {
			check = weighted(n, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10
		}
		return confirmedIf(check == digitAt(n, 8))
	}
	if !areDigits(n, 10) {
		return idFormat
	}
	last := digitAt(n, 9)
	egn := isBirthBG(n) && weighted(n, 2, 4, 8, 5, 10, 9, 7, 3, 6)%11%10 == last
	pnf := weighted(n, 21, 19, 17, 13, 11, 9, 7, 3, 1)%10 == last
	other := (11-weighted(n, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11)%11 == last
	return confirmedIf(egn || pnf || other)
}

// isBirthBG reports whether a number begins with a date: 20 is added to the
// month for births before 1900, 40 for those from 2000.
func isBirthBG(n string) bool {
	year, month := 1900+modulo(n[:2], 100), modulo(n[2:4], 100)
	switch {
	case month > 40:
		year, month = year+100, month-40
	case month > 20:
		year, month = year-100, month-20
	}
	return isDate(year, month, modulo(n[4:6], 100))
}

// checkCZ: 8 digits for legal persons, not from 9 on; 9 that begin with 6 for
// persons without a birth number; else the birth number, which has a check
// digit only since 1954, when it grew to 10 digits.
func checkCZ(n string) idVerdict {
	switch {
	case areDigits(n, 8) && n[0] != '9':
		check := 11 - weighted(n, 8, 7, 6, 5, 4, 3, 2)%11
		switch check {
		case 10:
			check = 0
		case 11:
			check = 1
		}
		return confirmedIf(check == digitAt(n, 7))
	case areDigits(n, 9) && n[0] == '6':
		r := weighted(n[1:], 8, 7, 6, 5, 4, 3, 2) % 11
		return confirmedIf(9-(11-r)%10 == digitAt(n, 8))
	case areDigits(n, 9):
		year := 1900 + modulo(n[:2], 100)
		if year >= 1980 {
			year -= 100
		}
		if year >= 1954 || !isBirthCZ(n, year) {
			return idFormat
		}
		return idPlausible
	case areDigits(n, 10):
		year := 1900 + modulo(n[:2], 100)
		if year < 1954 {
			year += 100
		}
		if !isBirthCZ(n, year) {
			return idFormat
		}
		return confirmedIf(modulo(n[:9], 11)%10 == digitAt(n, 9))
	}
	return idFormat
}

// isBirthCZ reads the month and day of a birth number, in which 50 is added to
// the month for women and, since 2004, 20 where the day's numbers ran out.
func isBirthCZ(n string, year int) bool {
	month := modulo(n[2:4], 100)
	if month > 50 {
		month -= 50
	}
	if month > 20 && year >= 2004 {
		month -= 20
	}
	return isDate(year, month, modulo(n[4:6], 100))
}

func checkHR(n string) idVerdict {
	if !areDigits(n, 11) {
		return idFormat
	}
	return confirmedIf(mod11_10(n))
}

func checkHU(n string) idVerdict {
	if !areDigits(n, 8) {
		return idFormat
	}
	return confirmedIf(weighted(n, 9, 7, 3, 1, 9, 7, 3, 1)%10 == 0)
}

// checkLT: weights 1 to 9 and again; where they give 10, those that begin two
// places on.
func checkLT(n string) idVerdict {
	if len(n) != 9 && len(n) != 12 || !isDigits(n) || n[len(n)-2] != '1' {
		return idFormat
	}
	sum, shifted := 0, 0
	for i := range len(n) - 1 {
		sum += digitAt(n, i) * (1 + i%9)
		shifted += digitAt(n, i) * (1 + (i+2)%9)
	}
	if sum %= 11; sum == 10 {
		sum = shifted % 11 % 10
	}
	return confirmedIf(sum == digitAt(n, len(n)-1))
}

// checkLV: legal persons from 4 on; below, the personal code, a date with a
// digit for the century and a check digit, or since 2017-07-01 32 and nothing
// to check it by.
func checkLV(n string) idVerdict {
	switch {
	case !areDigits(n, 11):
		return idFormat
	case n[0] > '3':
		return confirmedIf(weighted(n, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)%11 == 3)
	case n[:2] == "32":
		return idPlausible
	}
	year := 1800 + digitAt(n, 6)*100 + modulo(n[4:6], 100)
	if n[6] > '2' || !isDate(year, modulo(n[2:4], 100), modulo(n[:2], 100)) {
		return idFormat
	}
	return confirmedIf((1+weighted(n, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9))%11%10 == digitAt(n, 10))
}

// checkPL: numbers that would have the check digit 10 are not issued.
func checkPL(n string) idVerdict {
	if !areDigits(n, 10) {
		return idFormat
	}
	return confirmedIf(weighted(n, 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == digitAt(n, 9))
}

// checkRO: the weights end at the last digit but one. A person's own number
// (CNP, 13 digits) is not one for VAT in VIES.
func checkRO(n string) idVerdict {
	if len(n) < 2 || len(n) > 10 || !isDigits(n) || n[0] == '0' {
		return idFormat
	}
	weights := [...]int{7, 5, 3, 2, 1, 7, 5, 3, 2}
	sum := weighted(n, weights[10-len(n):]...)
	return confirmedIf(sum*10%11%10 == digitAt(n, len(n)-1))
}

// checkSI: numbers that would have the check digit 11 are not issued.
func checkSI(n string) idVerdict {
	if !areDigits(n, 8) || n[0] == '0' {
		return idFormat
	}
	check := 11 - weighted(n, 8, 7, 6, 5, 4, 3, 2)%11
	return confirmedIf(check != 11 && check%10 == digitAt(n, 7))
}

// checkSK: the number is a multiple of 11.
func checkSK(n string) idVerdict {
	if !areDigits(n, 10) || n[0] == '0' {
		return idFormat
	}
	switch n[2] {
	case '2', '3', '4', '7', '8', '9':
		return confirmedIf(modulo(n, 11) == 0)
	}
	return idFormat
}
