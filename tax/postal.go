package tax

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// postal is the postal codes that a row holds for: those that begin with a
// prefix, or with one of a range of prefixes of one length. Prefixes are
// numbers to the base of 37, so that they compare as the texts do. The zero
// value holds for every code.
type postal struct {
	length int    // of the prefix, 0 for every code
	lo, hi uint64 // first and last prefix
}

// maxPostal is the longest prefix whose number fits 64 bits.
const maxPostal = 12

// parsePostal reads a prefix, "902", or a range, "90001-90899", of digits and
// capital letters.
func parsePostal(s string) (postal, error) {
	if s == "" {
		return postal{}, nil
	}
	first, last, ranged := strings.Cut(s, "-")
	if !ranged {
		last = first
	}
	lo, okLo := prefixNumber(first)
	hi, okHi := prefixNumber(last)
	if !okLo || !okHi || len(first) != len(last) || lo > hi {
		return postal{}, fmt.Errorf("%s: want the beginning of a code, as in 902, or a range of such, as in 90001-90899, of capital letters and digits: %w", excerpt.Quote(s), ErrSyntax)
	}
	return postal{length: len(first), lo: lo, hi: hi}, nil
}

// String returns the text that parsePostal reads.
func (p postal) String() string {
	switch {
	case p.length == 0:
		return ""
	case p.lo == p.hi:
		return prefixText(p.lo)
	}
	return prefixText(p.lo) + "-" + prefixText(p.hi)
}

// prefixText is the prefix that a number stands for.
func prefixText(n uint64) string {
	const digits = "?0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	var text [maxPostal]byte
	at := len(text)
	for ; n > 0; n /= 37 {
		at--
		text[at] = digits[n%37]
	}
	return string(text[at:])
}

func prefixNumber(s string) (n uint64, ok bool) {
	if s == "" || len(s) > maxPostal {
		return 0, false
	}
	for i := range len(s) {
		d, ok := postalDigit(s[i])
		if !ok {
			return 0, false
		}
		n = n*37 + d
	}
	return n, true
}

// postalDigit numbers the characters of a postal code from 1, digits first.
func postalDigit(b byte) (uint64, bool) {
	switch {
	case '0' <= b && b <= '9':
		return uint64(b-'0') + 1, true
	case 'A' <= b && b <= 'Z':
		return uint64(b-'A') + 11, true
	}
	return 0, false
}

// digitsOnly gives a prefix of nothing but digits as the number that they are.
func digitsOnly(prefix uint64) (n uint64, ok bool) {
	for unit := uint64(1); prefix > 0; prefix, unit = prefix/37, unit*10 {
		if prefix%37 > 10 {
			return 0, false
		}
		n += (prefix%37 - 1) * unit
	}
	return n, true
}

// beginsWithDigit reports whether a prefix does.
func beginsWithDigit(prefix uint64) bool {
	for prefix >= 37 {
		prefix /= 37
	}
	return prefix >= 1 && prefix <= 10
}

// ByPostalCode reports whether the book has rates for postal areas of a
// country. For other countries it gives the same rates whatever the postal
// code, except in special territories, which package locale knows.
func (b *Book) ByPostalCode(c locale.Country) bool {
	country := b.index.country(c)
	return country != nil && country.postal
}

// postalForm is what prefixes have in common that are looked for together.
type postalForm struct {
	length  int
	digits  bool // some begin with a digit
	decimal bool // all are digits, and stand as the numbers that these are
}

// head is the number of the prefix that a code as an address has it begins
// with, without regard to spaces, hyphens and the case of letters; ok is false
// if the code is shorter. Letters before a code of digits are the sign of a
// country ("D-78266") and left away, if the rows ask for digits.
func (f postalForm) head(code string) (n uint64, ok bool) {
	read := 0
	for i := 0; i < len(code) && read < f.length; i++ {
		b := code[i]
		if 'a' <= b && b <= 'z' {
			b -= 'a' - 'A'
		}
		d, ok := postalDigit(b)
		switch {
		case !ok || f.digits && read == 0 && b >= 'A':
			continue
		case !f.decimal:
			n = n*37 + d
		case d > 10:
			return 0, false
		default:
			n = n*10 + d - 1
		}
		read++
	}
	return n, read == f.length
}

// plainPostalCode reports whether locale.Place.Validate accepts a code, sooner
// than by asking it.
func plainPostalCode(s string) bool {
	if len(s) > 16 {
		return false
	}
	for i := range len(s) {
		b := s[i] | 0x20 // small letters; digits, space and hyphen stay
		if !(b >= 'a' && b <= 'z' && s[i] >= 'A' || s[i] >= '0' && s[i] <= '9' || s[i] == ' ' || s[i] == '-') {
			return false
		}
	}
	return true
}
