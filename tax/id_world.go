package tax

import (
	"strings"
	"unicode/utf8"
)

// The numbers of countries outside Europe.

// checkAU: 1 taken from the first digit, then weights 10 1 3 5 7 9 11 13 15 17
// 19, a multiple of 89 (Australian Business Register, "Format of the ABN",
// abr.business.gov.au/Help/AbnFormat).
func checkAU(n string) idVerdict {
	if !areDigits(n, 11) || n[0] == '0' {
		return idFormat
	}
	return confirmedIf((weighted(n, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)-10)%89 == 0)
}

// checkBR: 12 characters, letters too in numbers issued since July 2026
// (Instrução Normativa RFB 2.229/2024), and two check digits modulo 11. A
// character counts its ASCII code less 48, so a digit counts itself and A is 17
// (Nota Técnica COCAD/SUARA/RFB 49/2024).
func checkBR(n string) idVerdict {
	if len(n) != 14 || !isDigits(n[12:]) || isZero(n) {
		return idFormat
	}
	for i := range 12 {
		if !isDigit(n[i]) && !isLetter(n[i]) {
			return idFormat
		}
	}
	first := checkDigitBR(n[:12])
	second := checkDigitBR(n[:13])
	return confirmedIf(first == digitAt(n, 12) && second == digitAt(n, 13))
}

// checkDigitBR weighs the characters from the right 2 to 9 and again.
func checkDigitBR(n string) int {
	sum := 0
	for i := range len(n) {
		sum += digitAt(n, len(n)-1-i) * (2 + i%8)
	}
	if r := sum % 11; r > 1 {
		return 11 - r
	}
	return 0
}

// checkIN: the state (01 to 38, 97 for other territory, 99 for the centre),
// the PAN, the number of the registration under it, Z, and a check character:
// Luhn's rule in base 36 (python-stdnum, in_.gstin). Numbers for those who
// only deduct or collect tax at source have another letter than Z and are not
// numbers of a supplier.
func checkIN(n string) idVerdict {
	if len(n) != 15 || !isStateIN(n[:2]) || !isPANIN(n[2:12]) || n[12] == '0' || n[13] != 'Z' {
		return idFormat
	}
	sum := 0
	for i := range 15 {
		v, ok := base36(n[i])
		if !ok {
			return idFormat
		}
		if i%2 == 1 {
			v *= 2
		}
		sum += v/36 + v%36
	}
	return confirmedIf(sum%36 == 0)
}

func isStateIN(n string) bool {
	return isDigits(n) && (n >= "01" && n <= "38" || n == "97" || n == "99")
}

// isPANIN: five letters, the fourth the kind of the holder, four digits, a
// letter.
func isPANIN(n string) bool {
	for i := range 5 {
		if !isLetter(n[i]) {
			return false
		}
	}
	return strings.IndexByte("ABCFGHJKLPT", n[3]) >= 0 && isDigits(n[5:9]) && !isZero(n[5:9]) && isLetter(n[9])
}

func base36(c byte) (int, bool) {
	switch {
	case isDigit(c):
		return int(c - '0'), true
	case isLetter(c):
		return int(c-'A') + 10, true
	}
	return 0, false
}

// formJP takes the T of an invoice registration off. A corporation's is T and
// its corporate number; what others get is "13 digits that are no corporate
// number" (National Tax Agency, invoice-kohyo.nta.go.jp/about-toroku), of which
// no check digit is published.
func formJP(n string) (string, IDKind) {
	if rest, ok := strings.CutPrefix(n, "T"); ok {
		return rest, InvoiceNumber
	}
	return n, CorporateNumber
}

// checkJP: the first digit is 9 less the other 12, weighted 2 and 1 in turn,
// modulo 9 (Ministry of Finance ordinance 70 of 2014, article 2; National Tax
// Agency, "checkdigit.pdf").
func checkJP(n string) idVerdict {
	if !areDigits(n, 13) {
		return idFormat
	}
	return confirmedIf(9-weighted(n[1:], 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)%9 == digitAt(n, 0))
}

// checkKR: weights 1 3 7 1 3 7 1 3 5, the tens of the last product added once
// more, and a digit that makes it a multiple of 10 (as published for the
// National Tax Service's numbers, for one at hongpage.kr/96). Offices begin at
// 101, kinds of business and serial numbers at 1 (OECD, Korea's tax
// identification numbers, as python-stdnum, kr.brn, has them).
func checkKR(n string) idVerdict {
	if !areDigits(n, 10) || n[:3] < "101" || isZero(n[3:5]) || isZero(n[5:9]) {
		return idFormat
	}
	sum := weighted(n, 1, 3, 7, 1, 3, 7, 1, 3, 5, 1) + digitAt(n, 8)*5/10
	return confirmedIf(sum%10 == 0)
}

// checkMX: 3 characters of the name for companies, 4 for persons, the date of
// foundation or birth, two characters that tell namesakes apart and a check
// character: values of the places weighted 13 to 2, modulo 11 (SAT, request
// 0610100135506). The authority has issued numbers against the rule, around 1.5
// in a hundred, and the two for the public and for foreigners (XAXX010101000,
// XEXX010101000); so a wrong check character only lowers the level.
func checkMX(n string) idVerdict {
	name, rest, ok := cutNameMX(n)
	if !ok || len(rest) != 9 || !isDigits(rest[:6]) {
		return idFormat
	}
	// The year has no century: 2000 is the one with a day more.
	if !isDate(2000+modulo(rest[:2], 100), modulo(rest[2:4], 100), modulo(rest[4:6], 100)) {
		return idFormat
	}
	for i := 6; i < 8; i++ {
		if !isDigit(rest[i]) && !isLetter(rest[i]) {
			return idFormat
		}
	}
	last := rest[8]
	if !isDigit(last) && last != 'A' {
		return idFormat
	}
	if "0123456789A"[checkDigitMX(name, rest[:8])] != last {
		return idPlausible
	}
	return idConfirmed
}

// cutNameMX cuts the 3 or 4 characters of the name off: letters, Ñ and &.
func cutNameMX(n string) (name, rest string, ok bool) {
	runes := utf8.RuneCountInString(n)
	if runes != 12 && runes != 13 {
		return "", "", false
	}
	letters, at := runes-9, 0
	for range letters {
		c, size := utf8.DecodeRuneInString(n[at:])
		if c != 'Ñ' && c != '&' && (c < 'A' || c > 'Z') {
			return "", "", false
		}
		at += size
	}
	return n[:at], n[at:], true
}

func checkDigitMX(name, rest string) int {
	sum, weight := 0, 13
	if utf8.RuneCountInString(name) == 3 {
		sum, weight = 37*13, 12 // a space before a company's
	}
	for _, c := range name {
		sum += valueMX(c) * weight
		weight--
	}
	for _, c := range rest {
		sum += valueMX(c) * weight
		weight--
	}
	return (11 - sum%11) % 11
}

// valueMX: digits, A to N, &, O to Z, space, Ñ, from 0 to 38.
func valueMX(c rune) int {
	switch {
	case c == '&':
		return 24
	case c == 'Ñ':
		return 38
	case c <= '9':
		return int(c - '0')
	case c <= 'N':
		return int(c-'A') + 10
	}
	return int(c-'O') + 25
}

// formSG: numbers that begin with M are for GST alone; else GST goes by the UEN.
func formSG(n string) (string, IDKind) {
	if strings.HasPrefix(n, "M") {
		return n, GSTNumber
	}
	return n, UEN
}

// checkSG knows the forms, whose check letters have no published rule:
//   - 8 digits and a letter: businesses; 9 digits: companies, from the year;
//   - T (20..), S (19..) or R (18..), the year, two letters, 4 digits and a
//     letter: other entities; F000, 5 digits and a letter: foreign companies
//     (uen.gov.sg; OECD, Singapore's tax identification numbers);
//   - M, a letter or digit, 7 digits, a letter or digit: GST (IRAS).
func checkSG(n string) idVerdict {
	if len(n) != 9 && len(n) != 10 || !isDigit(n[len(n)-1]) && !isLetter(n[len(n)-1]) {
		return idFormat
	}
	body, last := n[:len(n)-1], n[len(n)-1]
	switch {
	case n[0] == 'M':
		if len(n) == 10 && (isLetter(n[1]) || isDigit(n[1])) && isDigits(body[2:]) {
			return idPlausible
		}
	case !isLetter(last):
	case len(n) == 9:
		if isDigits(body) {
			return idPlausible
		}
	case isDigits(body):
		if n[:2] == "18" || n[:2] == "19" || n[:2] == "20" {
			return idPlausible
		}
	case strings.HasPrefix(n, "F000"):
		if isDigits(body[4:]) {
			return idPlausible
		}
	case n[0] == 'T' || n[0] == 'S' || n[0] == 'R':
		if isDigits(n[1:3]) && isLetter(n[3]) && isLetter(n[4]) && isDigits(body[5:]) {
			return idPlausible
		}
	}
	return idFormat
}

// formTR tells a person's number by its length.
func formTR(n string) (string, IDKind) {
	if len(n) == 11 {
		return n, TCKN
	}
	return n, VKN
}

// checkTR: the rules that the revenue administration's own check applies, as
// published for vergi kimlik numarası and T.C. kimlik numarası (python-stdnum,
// tr.vkn and tr.tckimlik; matemacik.blogspot.com/2020/03).
func checkTR(n string) idVerdict {
	switch {
	case areDigits(n, 10) && !isZero(n):
		return confirmedIf(isVKN(n))
	case areDigits(n, 11) && n[0] != '0':
		odd := digitAt(n, 0) + digitAt(n, 2) + digitAt(n, 4) + digitAt(n, 6) + digitAt(n, 8)
		even := digitAt(n, 1) + digitAt(n, 3) + digitAt(n, 5) + digitAt(n, 7)
		tenth := (odd*7 + even*9) % 10
		return confirmedIf(tenth == digitAt(n, 9) && (odd+even+tenth)%10 == digitAt(n, 10))
	}
	return idFormat
}

// isVKN: a digit plus its place from the right, modulo 10, times 2 to the
// power of that place, modulo 9, where 9 stays 9.
func isVKN(n string) bool {
	sum := 0
	for i := range 9 {
		place := 9 - i
		v := (digitAt(n, i) + place) % 10
		if v == 0 {
			continue
		}
		if v = (v << place) % 9; v == 0 {
			v = 9
		}
		sum += v
	}
	return (sum+digitAt(n, 9))%10 == 0
}

// checkZA: 10 digits that begin with 4. Whether the last is a check digit,
// sources disagree: tools.gera.services applies Luhn's check, stdnum-js and its
// users say that there is none.
func checkZA(n string) idVerdict {
	if !areDigits(n, 10) || n[0] != '4' {
		return idFormat
	}
	return idPlausible
}
