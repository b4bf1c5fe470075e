package tax

import "strings"

// The numbers of Denmark, Estonia, Finland, Norway, Sweden and the United
// Kingdom. See idRule for the sources that they have in common.

func checkDK(n string) idVerdict {
	if !areDigits(n, 8) || n[0] == '0' {
		return idFormat
	}
	return confirmedIf(weighted(n, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0)
}

func checkEE(n string) idVerdict {
	if !areDigits(n, 9) {
		return idFormat
	}
	return confirmedIf(weighted(n, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0)
}

func checkFI(n string) idVerdict {
	if !areDigits(n, 8) {
		return idFormat
	}
	return confirmedIf(weighted(n, 7, 9, 10, 5, 8, 4, 2, 1)%11 == 0)
}

// formNO takes MVA off, which says that the organisation is registered for VAT.
func formNO(n string) (string, IDKind) {
	if rest, ok := strings.CutSuffix(n, "MVA"); ok {
		return rest, VATNumber
	}
	return n, EnterpriseNumber
}

// checkNO: weights 3 2 7 6 5 4 3 2 modulo 11 (python-stdnum, no.orgnr).
func checkNO(n string) idVerdict {
	if !areDigits(n, 9) {
		return idFormat
	}
	return confirmedIf(weighted(n, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0)
}

// checkSE: the organisation's or person's number, which passes Luhn's check,
// and 01 (Skatteverket, SKV 560B).
func checkSE(n string) idVerdict {
	if len(n) != 12 || !isDigits(n[:10]) || n[10:] != "01" {
		return idFormat
	}
	return confirmedIf(luhn(n[:10]))
}

// checkGB: 9 digits, with 3 more for a branch; GD and HA for government
// departments and health authorities, also written with 8888 before the digits
// and their remainder modulo 97 behind. Numbers that begin with 00 are those of
// the Isle of Man; 01 to 09 are kept for other purposes than VAT.
func checkGB(n string) idVerdict {
	if strings.HasPrefix(n, "GD") || strings.HasPrefix(n, "HA") {
		return bodyGB(n)
	}
	if len(n) != 9 && len(n) != 12 || !isDigits(n) || isZero(n[:7]) || n[0] == '0' && n[1] != '0' {
		return idFormat
	}
	return confirmedIf(tradersGB(n))
}

// tradersGB: the first 7 digits weighted 8 to 2 and the last two make a
// multiple of 97; for numbers issued since November 2009, from 100 0001 on, 55
// more does ("9755"; vat-number-validation.eu, as quoted at
// pcreview.co.uk/threads/3997310). From 949 0001 to 970 0000 and from 999 0001 on the older rule gave no
// numbers, as the validators valvat and jsvat have it.
func tradersGB(n string) bool {
	sum := weighted(n, 8, 7, 6, 5, 4, 3, 2, 10, 1) % 97
	if modulo(n[7:9], 100) > 96 {
		return false
	}
	number := n[:7]
	switch sum {
	case 0:
		return number <= "9490000" || number > "9700000" && number <= "9990000"
	case 97 - 55:
		return number > "1000000"
	}
	return false
}

func bodyGB(n string) idVerdict {
	if len(n) == 11 && n[2:6] == "8888" && isDigits(n[6:]) {
		if (n[:2] == "GD") != (n[6] < '5') {
			return idFormat
		}
		return confirmedIf(modulo(n[6:9], 97) == modulo(n[9:], 100))
	}
	if len(n) != 5 || !isDigits(n[2:]) || (n[:2] == "GD") != (n[2] < '5') {
		return idFormat
	}
	return idPlausible
}
