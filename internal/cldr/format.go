package cldr

// Marks in an affix pattern; every other byte stands for itself.
const (
	MarkSymbol  = '\x01' // the currency symbol
	MarkNumber  = '\x02' // the digits with their separators
	MarkSign    = '\x03' // the minus sign of the locale, or what takes its place
	MarkPercent = '\x04' // the percent sign of the locale
)

// Form is how a locale writes numbers in one numbering system. It is
// comparable; the zero Form is that of the root in Latin digits. It is six
// bytes in one word, which stays in a register.
type Form uint64

// Where the bytes of a Form are.
const (
	shiftSystem   = 8 * iota
	shiftSymbols  // record of symbols
	shiftPatterns // record of patterns
	shiftBetween  // text between the ends of a range, counted from that of the root
	shiftMinimum  // digits before the first group separator, less one
	shiftOwn      // number of the first of the locale's own separators, from one
)

// ofSystem are the bytes of a Form that differ between numbering systems.
const ofSystem Form = 1<<shiftMinimum - 1

func newForm(system System, symbols, patterns, between byte) Form {
	return Form(system)<<shiftSystem | Form(symbols)<<shiftSymbols | Form(patterns)<<shiftPatterns | Form(between-formOf[3])<<shiftBetween
}

func (f Form) byteAt(shift uint) byte { return byte(f >> shift) }

// Fields of a record of symbols, as generate writes them.
const (
	fieldDecimal = iota
	fieldGroup
	fieldCurrencyDecimal
	fieldCurrencyGroup
	fieldMinus
	fieldPlus
	fieldPercentSign
	fieldApproximately
	symbolSize
)

// Fields of a record of patterns.
const (
	fieldStandard = iota
	fieldStandardNegative
	fieldAccounting
	fieldAccountingNegative
	fieldPercent
	fieldPercentNegative
	fieldStandardSizes
	fieldAccountingSizes
	fieldPercentSizes
	patternSize
)

// Form returns how l writes numbers in its own numbering system.
func (l Locale) Form() Form {
	const size = 6
	row := formOf[size*int(l) : size*int(l)+size]
	return newForm(System(row[0]), row[1], row[2], row[3]) | Form(row[4]-1)<<shiftMinimum | Form(row[5])<<shiftOwn
}

// FormIn returns how l writes numbers in a numbering system. Where CLDR has
// nothing of l in that system, symbols and patterns are those for Latin digits
// unless the system brings its own, as Arabic does.
func (l Locale) FormIn(s System) Form {
	f := l.Form()
	if f.System() == s {
		return f
	}
	if other, ok := l.otherForm(s); ok {
		return other
	}
	if f.System() != 0 {
		f, _ = l.otherForm(0)
	}
	symbols, patterns := systemForms[2*int(s)], systemForms[2*int(s)+1]
	if symbols == 0 {
		symbols = f.byteAt(shiftSymbols)
	}
	if patterns == 0 {
		patterns = f.byteAt(shiftPatterns)
	}
	return f&^ofSystem | newForm(s, symbols, patterns, f.byteAt(shiftBetween)+formOf[3])
}

// otherForm finds the form in a system that is not the one of l.
func (l Locale) otherForm(s System) (Form, bool) {
	const size = 6
	low, high := 0, len(formOthers)/size
	for low < high {
		if mid := (low + high) / 2; localeAt(formOthers[size*mid:]) < l {
			low = mid + 1
		} else {
			high = mid
		}
	}
	for rows := formOthers[size*low:]; rows != "" && localeAt(rows) == l; rows = rows[size:] {
		if System(rows[2]) == s {
			return l.Form()&^ofSystem | newForm(s, rows[3], rows[4], rows[5]), true
		}
	}
	return 0, false
}

// System returns the numbering system.
func (f Form) System() System { return System(f.byteAt(shiftSystem)) }

// Separators returns the decimal and group separators of plain numbers.
func (f Form) Separators() (decimal, group string) {
	return f.symbol(fieldDecimal), f.symbol(fieldGroup)
}

// CurrencySeparators returns the decimal and group separators of money.
func (f Form) CurrencySeparators() (decimal, group string) {
	return f.symbol(fieldCurrencyDecimal), f.symbol(fieldCurrencyGroup)
}

// SeparatorsOf returns the separators of money in one currency, for which the
// locale may have others than for all.
func (f Form) SeparatorsOf(code string) (decimal, group string) {
	if f.byteAt(shiftOwn) != 0 {
		if decimal, group, ok := f.ownSeparators(code); ok {
			return decimal, group
		}
	}
	i := int(f.byteAt(shiftSymbols)) * symbolSize
	record := symbolRecords[i : i+symbolSize]
	return affix(record[fieldCurrencyDecimal]), affix(record[fieldCurrencyGroup])
}

func (f Form) ownSeparators(code string) (decimal, group string, ok bool) {
	const size = 7
	rows := ownSeparators[size*(int(f.byteAt(shiftOwn))-1):]
	for l := localeAt(rows); rows != "" && localeAt(rows) == l; rows = rows[size:] {
		if rows[2:5] == code {
			return affix(rows[5]), affix(rows[6]), true
		}
	}
	return "", "", false
}

// Minus, Plus, PercentSign and Approximately return signs, which may hold marks
// of direction.
func (f Form) Minus() string         { return f.symbol(fieldMinus) }
func (f Form) Plus() string          { return f.symbol(fieldPlus) }
func (f Form) PercentSign() string   { return f.symbol(fieldPercentSign) }
func (f Form) Approximately() string { return f.symbol(fieldApproximately) }

// Standard, Accounting and Percent return an affix pattern for numbers of a
// sign.
func (f Form) Standard(negative bool) string   { return f.pattern(fieldStandard, negative) }
func (f Form) Accounting(negative bool) string { return f.pattern(fieldAccounting, negative) }
func (f Form) Percent(negative bool) string    { return f.pattern(fieldPercent, negative) }

// StandardSizes, AccountingSizes and PercentSizes return the size of the group
// next to the decimal separator and of those before it, 0 for no groups.
func (f Form) StandardSizes() (primary, secondary int)   { return f.sizes(fieldStandardSizes) }
func (f Form) AccountingSizes() (primary, secondary int) { return f.sizes(fieldAccountingSizes) }
func (f Form) PercentSizes() (primary, secondary int)    { return f.sizes(fieldPercentSizes) }

// Between returns what stands between the two ends of a range.
func (f Form) Between() string { return affix(f.byteAt(shiftBetween) + formOf[3]) }

// MinimumGrouping returns how many digits must stand before the first group
// separator.
func (f Form) MinimumGrouping() int { return int(f.byteAt(shiftMinimum)) + 1 }

func (f Form) symbol(field int) string {
	return affix(symbolRecords[int(f.byteAt(shiftSymbols))*symbolSize+field])
}

func (f Form) patternField(field int) byte {
	return patternRecords[int(f.byteAt(shiftPatterns))*patternSize+field]
}

func (f Form) pattern(field int, negative bool) string {
	if negative {
		field++
	}
	return affix(f.patternField(field))
}

func (f Form) sizes(field int) (primary, secondary int) {
	b := f.patternField(field)
	return int(b >> 4), int(b & 15)
}

func affix(i byte) string { return at(affixPool, affixOffsets, int(i)) }

func localeAt(row string) Locale {
	if len(row) < 2 {
		return Locale(Locales)
	}
	return Locale(row[0])<<8 | Locale(row[1])
}
