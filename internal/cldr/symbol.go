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

// OwnDecimal returns the decimal separator that l has for this currency alone,
// or "". CLDR has such a separator where it takes the place of the symbol.
func (l Locale) OwnDecimal(code string) string {
	const size = 6
	if l < localeAt(ownDecimals) { // rows are sorted, and most locales stand before them
		return ""
	}
	for rows := ownDecimals; rows != ""; rows = rows[size:] {
		if localeAt(rows) == l && rows[2:5] == code {
			return rows[5:size]
		}
	}
	return ""
}

func localeAt(row string) Locale { return Locale(row[0])<<8 | Locale(row[1]) }

// currencyIndex returns the column of a currency, or -1.
func currencyIndex(code string) int {
	if len(code) != 3 {
		return -1
	}
	want := triple(code, 0)
	low, high := 0, len(symbolCodes)/3
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
