package cldr

// Marks in an affix pattern; every other byte stands for itself.
const (
	MarkSymbol = '\x01' // the currency symbol
	MarkNumber = '\x02' // the digits with their separators
	MarkMinus  = '\x03' // the minus sign of the locale
)

// Format is one record of how a locale writes numbers.
type Format string

// Offsets of the fields in a record, as generate writes them.
const (
	fieldDecimal = iota
	fieldGroup
	fieldCurrencyDecimal
	fieldCurrencyGroup
	fieldMinus
	fieldPlus
	fieldStandard
	fieldStandardNegative
	fieldAccounting
	fieldAccountingNegative
	fieldPercent
	fieldPercentNegative
	fieldMinimum
	fieldStandardSizes
	fieldAccountingSizes
	fieldPercentSizes
	fieldZero
	formatSize = fieldZero + 3
)

// Format returns the record of l.
func (l Locale) Format() Format {
	i := int(formatOf[l]) * formatSize
	return Format(formats[i : i+formatSize])
}

// Separators returns the decimal and group separators of plain numbers.
func (f Format) Separators() (decimal, group string) {
	return f.affix(fieldDecimal), f.affix(fieldGroup)
}

// CurrencySeparators returns the decimal and group separators of money.
func (f Format) CurrencySeparators() (decimal, group string) {
	return f.affix(fieldCurrencyDecimal), f.affix(fieldCurrencyGroup)
}

// Minus and Plus return the signs, which may hold marks of direction.
func (f Format) Minus() string { return f.affix(fieldMinus) }
func (f Format) Plus() string  { return f.affix(fieldPlus) }

// Standard, Accounting and Percent return an affix pattern and the sizes of
// the group next to the decimal separator and of those before it, 0 for no
// groups.
func (f Format) Standard(negative bool) (pattern string, primary, secondary int) {
	return f.pattern(fieldStandard, fieldStandardSizes, negative)
}

func (f Format) Accounting(negative bool) (pattern string, primary, secondary int) {
	return f.pattern(fieldAccounting, fieldAccountingSizes, negative)
}

func (f Format) Percent(negative bool) (pattern string, primary, secondary int) {
	return f.pattern(fieldPercent, fieldPercentSizes, negative)
}

// MinimumGrouping returns how many digits must stand before the first group
// separator.
func (f Format) MinimumGrouping() int { return int(f[fieldMinimum]) }

// Zero returns the digit zero; the other nine follow it.
func (f Format) Zero() rune {
	return rune(f[fieldZero])<<16 | rune(f[fieldZero+1])<<8 | rune(f[fieldZero+2])
}

func (f Format) affix(field int) string {
	return at(affixPool, affixOffsets, int(f[field]))
}

func (f Format) pattern(field, sizes int, negative bool) (string, int, int) {
	if negative {
		field++
	}
	return f.affix(field), int(f[sizes] >> 4), int(f[sizes] & 15)
}
