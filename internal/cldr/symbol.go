package cldr

// Symbol returns how l writes the currency with this three-letter code: its
// local symbol, or the narrow one if asked and there is one. A currency
// without a symbol in l is written as its code, which is what "" means.
func (l Locale) Symbol(code string, narrow bool) string {
	c := currencyIndex(code)
	if c < 0 {
		return ""
	}
	if narrow {
		if t := textAt(narrowStarts, narrowRuns, c, l); t != 0 {
			return at(symbolTextPool, symbolTextOffsets, t)
		}
	}
	return at(symbolTextPool, symbolTextOffsets, textAt(symbolStarts, symbolRuns, c, l))
}

// Currencies is the number of currencies that have a symbol anywhere.
const Currencies = len(symbolCodes) / 3

// CurrencyCode returns the i-th of them in the order of the codes.
func CurrencyCode(i int) string { return symbolCodes[3*i : 3*i+3] }

// currencyIndex returns the column of a currency, or -1.
func currencyIndex(code string) int {
	if len(code) != 3 || code[0] < 'A' || code[0] > 'Z' {
		return -1
	}
	want := triple(code, 0)
	letter := code[0] - 'A'
	low, high := int(symbolInitials[letter]), int(symbolInitials[letter+1])
	for low < high {
		if mid := (low + high) / 2; triple(symbolCodes, mid) < want {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if 3*low < len(symbolCodes) && triple(symbolCodes, low) == want {
		return low
	}
	return -1
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

// triple returns the i-th three bytes of s as one number.
func triple(s string, i int) uint32 {
	s = s[3*i : 3*i+3]
	return uint32(s[0])<<16 | uint32(s[1])<<8 | uint32(s[2])
}
