package cldr

// System is a numbering system with ten digits. The zero value is that of
// Latin digits, "latn".
type System uint8

// Systems is the number of numbering systems.
const Systems = len(systemOffsets)/2 - 1

// FindSystem returns the system with this name of CLDR, such as "arab".
func FindSystem(name string) (System, bool) {
	if name == System(0).String() {
		return 0, true
	}
	low, high := 1, Systems
	for low < high {
		if mid := (low + high) / 2; at(systemPool, systemOffsets, mid) < name {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return System(low), low < Systems && at(systemPool, systemOffsets, low) == name
}

// Native returns the system of the script of l.
func (l Locale) Native() System { return System(nativeOf[l]) }

// String returns the name of s.
func (s System) String() string { return at(systemPool, systemOffsets, int(s)) }

// Zero returns the digit zero of s.
func (s System) Zero() rune { return rune(triple(systemZeros, int(s))) }

// Ideographic reports whether the digits of s do not follow its zero, but are
// those of [IdeographicDigit].
func (s System) Ideographic() bool { return s.Zero() == ideographicZero }

const ideographicZero = '\u3007'

// IdeographicDigit returns a digit from 0 to 9 as Chinese writes it, in UTF-8.
func IdeographicDigit(d int) string { return ideographicDigits[3*d : 3*d+3] }

// DigitValue returns the value and the system of a digit of any system.
func DigitValue(r rune) (value int, s System, ok bool) {
	switch {
	case '0' <= r && r <= '9':
		return int(r - '0'), 0, true
	case r < 0x660, // the first digits beyond ASCII are Arabic
		0x66a <= r && r < 0x6f0: // Arabic separators and letters between two sets of digits
		return 0, 0, false
	case 0x2000 <= r && r < 0xa620: // punctuation, symbols and ideographs
		return ideographicValue(r)
	}
	for i := 1; i < Systems; i++ {
		if d := r - System(i).Zero(); 0 <= d && d <= 9 {
			return int(d), System(i), true
		}
	}
	return 0, 0, false
}

func ideographicValue(r rune) (value int, s System, ok bool) {
	for i, d := range ideographicDigits {
		if d == r {
			s, ok = FindSystem("hanidec")
			return i / 3, s, ok
		}
	}
	return 0, 0, false
}
