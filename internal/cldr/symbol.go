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
	for i := 0; i < len(ownDecimals); i += size {
		if Locale(ownDecimals[i])<<8|Locale(ownDecimals[i+1]) == l && ownDecimals[i+2:i+5] == code {
			return ownDecimals[i+5 : i+size]
		}
	}
	return ""
}

// currencyIndex returns the column of a currency, or -1.
func currencyIndex(code string) int {
	low, high := 0, len(symbolCodes)/3
	for low < high {
		mid := (low + high) / 2
		if symbolCodes[3*mid:3*mid+3] < code {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if 3*low < len(symbolCodes) && symbolCodes[3*low:3*low+3] == code {
		return low
	}
	return -1
}

// textAt returns the text of the run of column c that holds l: the last run
// that starts at or before it.
func textAt(starts, runs string, c int, l Locale) int {
	low, high := offset(starts, c), offset(starts, c+1)
	for high-low > 1 {
		mid := (low + high) / 2
		if run(runs, mid)>>11 <= int(l) {
			low = mid
		} else {
			high = mid
		}
	}
	return run(runs, low) & (1<<11 - 1)
}

func run(runs string, i int) int {
	return int(runs[3*i])<<16 | int(runs[3*i+1])<<8 | int(runs[3*i+2])
}
