package tax

import "strings"

// The arithmetic that check digits share. All of it takes ASCII.

// isDigits reports whether n has only digits.
func isDigits(n string) bool {
	for i := range len(n) {
		if !isDigit(n[i]) {
			return false
		}
	}
	return true
}

// areDigits is isDigits for numbers of one length.
func areDigits(n string, length int) bool { return len(n) == length && isDigits(n) }

// isZero reports whether n is 0. Most countries' rules are kept by a number of
// zeros; it is refused where the rule says so.
func isZero(n string) bool { return strings.Trim(n, "0") == "" }

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

// digitAt is the value of a digit.
func digitAt(n string, i int) int { return int(n[i] - '0') }

// weighted sums the first digits of n, each times its weight.
func weighted(n string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += digitAt(n, i) * w
	}
	return sum
}

// modulo is the number that n writes, modulo m.
func modulo(n string, m int) int { return moduloOn(0, n, m) }

// moduloOn goes on from the remainder of the digits before n.
func moduloOn(rest int, n string, m int) int {
	for i := range len(n) {
		rest = (rest*10 + digitAt(n, i)) % m
	}
	return rest
}

// luhn is the check of payment cards (ISO/IEC 7812-1): every second digit from the
// right is doubled, and the sum of all digits is a multiple of 10.
func luhn(n string) bool {
	sum := 0
	for i := range len(n) {
		d := digitAt(n, len(n)-1-i)
		if i%2 == 1 {
			d = d*2%10 + d/5
		}
		sum += d
	}
	return sum%10 == 0
}

// mod11_10 is the check of ISO/IEC 7064, MOD 11,10.
func mod11_10(n string) bool {
	p := 10
	for i := range len(n) - 1 {
		s := (p + digitAt(n, i)) % 10
		if s == 0 {
			s = 10
		}
		p = s * 2 % 11
	}
	return (p+digitAt(n, len(n)-1))%10 == 1
}

// isDate reports whether a year, month and day exist.
func isDate(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	days := 31
	switch month {
	case 4, 6, 9, 11:
		days = 30
	case 2:
		days = 28
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			days = 29
		}
	}
	return day <= days
}
