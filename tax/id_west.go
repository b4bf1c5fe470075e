package tax

// The numbers of Austria, Belgium, Cyprus, France, Germany, Greece, Ireland,
// Luxembourg, Malta, the Netherlands, Portugal and Switzerland. See idRule for
// the sources that they have in common.

// checkAT: U and 8 digits. The digits in even places count doubled, cross sum
// taken; the last makes the sum a multiple of 10 after 4 is added.
func checkAT(n string) idVerdict {
	if len(n) != 9 || n[0] != 'U' || !isDigits(n[1:]) {
		return idFormat
	}
	sum := 4
	for i := 1; i < 8; i++ {
		d := digitAt(n, i)
		if i%2 == 0 {
			d = d*2%10 + d/5
		}
		sum += d
	}
	return confirmedIf((sum+digitAt(n, 8))%10 == 0)
}

// formBE gives numbers of the form before 2005, of 9 digits, the 0 that they
// have had since.
func formBE(n string) (string, IDKind) {
	if len(n) == 9 {
		n = "0" + n
	}
	return n, VATNumber
}

// checkBE: the last two digits are 97 less the others modulo 97. Numbers begin
// with 0, and since September 2023 with 1.
func checkBE(n string) idVerdict {
	if !areDigits(n, 10) || n[0] > '1' || isZero(n) {
		return idFormat
	}
	return confirmedIf(97-modulo(n[:8], 97) == modulo(n[8:], 100))
}

// formCH takes the word for VAT in one of the languages off. Without it the
// number is the enterprise's (UID), whether or not it is registered for VAT.
func formCH(n string) (string, IDKind) {
	if len(n) > 9 {
		switch n[9:] {
		case "MWST", "TVA", "IVA":
			return n[:9], VATNumber
		}
	}
	return n, EnterpriseNumber
}

// checkCH: weights 5 4 3 2 7 6 5 4 modulo 11 (python-stdnum, ch.uid).
func checkCH(n string) idVerdict {
	if !areDigits(n, 9) {
		return idFormat
	}
	return confirmedIf(weighted(n, 5, 4, 3, 2, 7, 6, 5, 4, 1)%11 == 0)
}

// checkCY: the digits in odd places are replaced, and the sum of all modulo 26
// is the letter. Numbers that begin with 12 are not issued.
func checkCY(n string) idVerdict {
	if len(n) != 9 || !isDigits(n[:8]) || !isLetter(n[8]) || n[:2] == "12" {
		return idFormat
	}
	odd := [...]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21}
	sum := 0
	for i := 0; i < 8; i += 2 {
		sum += odd[digitAt(n, i)] + digitAt(n, i+1)
	}
	return confirmedIf(n[8] == 'A'+byte(sum%26))
}

func checkDE(n string) idVerdict {
	if !areDigits(n, 9) || n[0] == '0' {
		return idFormat
	}
	return confirmedIf(mod11_10(n))
}

// checkFR: a key of two characters and the SIREN, whose last digit makes it
// pass Luhn's check. A key of digits is the SIREN with 12 behind it, modulo 97
// (INSEE: 12 + 3 × (SIREN modulo 97), modulo 97). A key with letters, without I
// and O, is a number too: its two characters make s, and s modulo 11 is the
// SIREN + 1 + s/11, modulo 11 (python-stdnum, fr.tva). Numbers of Monaco begin with 000 where the SIREN stands and do not
// pass Luhn's check.
func checkFR(n string) idVerdict {
	if len(n) != 11 || !isDigits(n[2:]) {
		return idFormat
	}
	first, second := keyFR(n[0]), keyFR(n[1])
	if first < 0 || second < 0 {
		return idFormat
	}
	if n[2:5] != "000" && !luhn(n[2:]) {
		return idChecksum
	}
	if first < 10 && second < 10 {
		return confirmedIf(moduloOn(modulo(n[2:], 97), "12", 97) == first*10+second)
	}
	s := first*34 + second - 100
	if first < 10 {
		s = first*24 + second - 10
	}
	return confirmedIf((modulo(n[2:], 11)+1+s/11)%11 == s%11)
}

// keyFR is the value of a character of a key, -1 for I, O and what is neither
// letter nor digit.
func keyFR(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case !isLetter(c) || c == 'I' || c == 'O':
		return -1
	}
	v := int(c-'A') + 10
	if c > 'I' {
		v--
	}
	if c > 'O' {
		v--
	}
	return v
}

// formGR gives numbers of the older form, of 8 digits, the 0 that they have
// had since.
func formGR(n string) (string, IDKind) {
	if len(n) == 8 {
		n = "0" + n
	}
	return n, VATNumber
}

// checkGR: each digit counts twice what the next does.
func checkGR(n string) idVerdict {
	if !areDigits(n, 9) {
		return idFormat
	}
	return confirmedIf(weighted(n, 256, 128, 64, 32, 16, 8, 4, 2)%11%10 == digitAt(n, 8))
}

// checkIE: 7 digits, the check letter, and since 2013 a letter that counts 9
// times its place in the alphabet, of which A to I are in use; W counts nothing
// (Revenue; the Perl module Algorithm::CheckDigits::M23_002 restates it). The
// form before 2013 has a letter, + or * in the second place: it counts as 0
// and the five digits, then the first.
func checkIE(n string) idVerdict {
	if len(n) != 8 && len(n) != 9 || !isDigit(n[0]) || !isDigits(n[2:7]) || n[7] < 'A' || n[7] > 'W' {
		return idFormat
	}
	var sum int
	switch {
	case isDigit(n[1]):
		sum = weighted(n, 8, 7, 6, 5, 4, 3, 2)
	case len(n) == 8 && (isLetter(n[1]) || n[1] == '+' || n[1] == '*'):
		sum = weighted(n[2:], 7, 6, 5, 4, 3) + digitAt(n, 0)*2
	default:
		return idFormat
	}
	if len(n) == 9 {
		switch c := n[8]; {
		case c >= 'A' && c <= 'I':
			sum += int(c-'A'+1) * 9
		case c != 'W':
			return idFormat
		}
	}
	return confirmedIf("WABCDEFGHIJKLMNOPQRSTUV"[sum%23] == n[7])
}

func checkLU(n string) idVerdict {
	if !areDigits(n, 8) {
		return idFormat
	}
	return confirmedIf(modulo(n[:6], 89) == modulo(n[6:], 100))
}

func checkMT(n string) idVerdict {
	if !areDigits(n, 8) || n[0] == '0' {
		return idFormat
	}
	return confirmedIf(37-weighted(n, 3, 4, 6, 7, 8, 9)%37 == modulo(n[6:], 100))
}

// checkNL: a legal person's number begins with its RSIN, whose last digit is
// the sum of the others weighted 9 to 2, modulo 11. Since 2020 that of a sole
// trader hides the BSN: it is checked as a whole, NL included and each letter
// as its two digits from A = 10, and leaves 1 modulo 97 (Belastingdienst,
// "Nieuw btw-identificatienummer").
func checkNL(n string) idVerdict {
	if len(n) != 12 || !isDigits(n[:9]) || n[9] != 'B' || !isDigits(n[10:]) || isZero(n[:9]) || isZero(n[10:]) {
		return idFormat
	}
	if weighted(n, 9, 8, 7, 6, 5, 4, 3, 2)%11 == digitAt(n, 8) {
		return idConfirmed
	}
	rest := moduloOn(2321%97, n[:9], 97) // N and L
	rest = moduloOn(rest, "11", 97)      // B
	return confirmedIf(moduloOn(rest, n[10:], 97) == 1)
}

func checkPT(n string) idVerdict {
	if !areDigits(n, 9) || n[0] == '0' {
		return idFormat
	}
	return confirmedIf((11-weighted(n, 9, 8, 7, 6, 5, 4, 3, 2)%11)%11%10 == digitAt(n, 8))
}
