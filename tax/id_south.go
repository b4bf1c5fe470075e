package tax

// The numbers of Italy and Spain. See idRule for the sources that they have in
// common.

// checkIT: 7 digits of the taxpayer, 3 of the office that issued the number
// and a digit that makes it pass Luhn's check.
func checkIT(n string) idVerdict {
	if !areDigits(n, 11) || isZero(n[:7]) || !isOfficeIT(n[7:10]) {
		return idFormat
	}
	return confirmedIf(luhn(n))
}

// isOfficeIT knows the provinces, 001 to 100, the offices for foreigners and
// for the capital region (120, 121), and 888 and 999.
func isOfficeIT(n string) bool {
	switch n {
	case "120", "121", "888", "999":
		return true
	}
	return n >= "001" && n <= "100"
}

// lettersES is the check letter of a person, by the number modulo 23.
const lettersES = "TRWAGMYFPDXBNJZSQVHLCKE"

// checkES tells the form by the first character (Real Decreto 1065/2007 and
// Orden EHA/451/2008; the letters of persons: Real Decreto 1553/2005, art. 11,
// as ordenacionjuego.es/gl/calculo-digito-control explains it):
//   - a digit: DNI, 8 digits and the letter of the number modulo 23;
//   - X, Y, Z: NIE, the same with 0, 1 or 2 in its place;
//   - K, L, M: persons without either, the letter of the 7 digits;
//   - else an entity, whose 7 digits pass Luhn's check with the control digit.
func checkES(n string) idVerdict {
	if len(n) != 9 || !isDigits(n[1:8]) {
		return idFormat
	}
	switch c := n[0]; c {
	case 'X', 'Y', 'Z':
		return personES(n, moduloOn(int(c-'X'), n[1:8], 23))
	case 'K', 'L', 'M':
		return personES(n, modulo(n[1:8], 23))
	}
	if isDigit(n[0]) {
		return personES(n, modulo(n[:8], 23))
	}
	return entityES(n)
}

func personES(n string, remainder int) idVerdict {
	if !isLetter(n[8]) {
		return idFormat
	}
	return confirmedIf(n[8] == lettersES[remainder])
}

// entityES: the control character is a letter, J for 0 and A to I for 1 to 9,
// for the public bodies, foreign entities and those whose number begins with
// 00; a digit for companies and associations; either for the others, where
// sources disagree.
func entityES(n string) idVerdict {
	letter, digit := true, true
	switch n[0] {
	case 'P', 'Q', 'R', 'S', 'N', 'W':
		digit = false
	case 'A', 'B', 'E', 'H':
		letter = n[1:3] == "00"
	case 'C', 'D', 'F', 'G', 'J', 'U', 'V':
	default:
		return idFormat
	}
	sum := 0
	for i := 1; i < 8; i++ {
		d := digitAt(n, i)
		if i%2 == 1 {
			d = d*2%10 + d/5
		}
		sum += d
	}
	check := (10 - sum%10) % 10
	switch c := n[8]; {
	case isDigit(c) && digit:
		return confirmedIf(int(c-'0') == check)
	case isLetter(c) && letter:
		return confirmedIf(c == "JABCDEFGHI"[check])
	}
	return idFormat
}
