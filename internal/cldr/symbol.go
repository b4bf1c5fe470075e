package cldr

// Currencies is the number of currencies that have a symbol anywhere.
const Currencies = len(symbolCodes) / 3

// Currency numbers them in the order of their codes.
type Currency uint16

// FindCurrency returns the currency with this code of three letters.
func FindCurrency(code string) (Currency, bool) {
	if len(code) != 3 {
		return 0, false
	}
	key := uint32(0)
	for i := range 3 {
		letter := uint32(code[i]) - 'A'
		if letter > 'Z'-'A' {
			return 0, false
		}
		key = keyBase*key + letter + 1
	}
	return FindKey(key)
}

const keyBase = 37

// FindKey is FindCurrency for a code as a number of three places in base 37, A
// as 1.
func FindKey(key uint32) (Currency, bool) {
	initial := key/(keyBase*keyBase) - 1
	if initial > 'Z'-'A' {
		return 0, false
	}
	low, high := int(symbolInitials[initial]), int(symbolInitials[initial+1])
	for low < high {
		if mid := (low + high) / 2; keyAt(mid) < key {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return Currency(low), low < Currencies && keyAt(low) == key
}

func keyAt(i int) uint32 {
	k := symbolKeys[2*i : 2*i+2]
	return uint32(k[0])<<8 | uint32(k[1])
}

// Code returns the three letters.
func (c Currency) Code() string { return symbolCodes[3*int(c) : 3*int(c)+3] }

// Symbol returns how l writes a currency: its local symbol, or the narrow one
// if asked and there is one. A currency without a symbol in l is written as
// its code.
func (l Locale) Symbol(c Currency, narrow bool) string {
	if narrow {
		if t := textAt(narrowStarts, narrowRuns, int(c), l); t != 0 {
			return at(symbolTextPool, symbolTextOffsets, t)
		}
	}
	return at(symbolTextPool, symbolTextOffsets, textAt(symbolStarts, symbolRuns, int(c), l))
}

// textAt returns the text of the run of column c that holds l: the last run
// that starts at or before it.
func textAt(starts, runs string, c int, l Locale) int {
	low, high := offset(starts, c), offset(starts, c+1)
	for high-low > 1 {
		if mid := (low + high) / 2; triple(runs, mid)>>textBits <= uint32(l) {
			low = mid
		} else {
			high = mid
		}
	}
	return int(triple(runs, low) & (1<<textBits - 1))
}

// textBits is the width of a text in a run, below that of the locale.
const textBits = 11

// triple returns the i-th three bytes of s as one number. It loads four, which
// is one instruction, so every table for it has a byte behind its last.
func triple(s string, i int) uint32 {
	s = s[3*i : 3*i+4]
	return (uint32(s[0])<<24 | uint32(s[1])<<16 | uint32(s[2])<<8 | uint32(s[3])) >> 8
}
