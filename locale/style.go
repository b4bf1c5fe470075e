package locale

import (
	"errors"
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/internal/excerpt"
)

// Style is how an amount is written. The zero value is right for prices: the
// local symbol, groups of digits, and exactly the digits that the amount has,
// so that what is shown is what is charged. Styles are comparable, and only
// Digits and MaxDigits can make one round.
type Style struct {
	// Display is how the currency is named; zero is the local symbol.
	Display Display
	// Sign is when a sign is shown; zero is on amounts below zero.
	Sign Sign
	// Digits is which digits behind the decimal separator are shown; zero is
	// those of the amount.
	Digits Digits
	// MinDigits is the fewest digits behind the decimal separator; zeros fill
	// up. The zero Places leaves that to Digits; [currency.To] names a number,
	// and To(0) drops all zeros at the end.
	MinDigits currency.Places
	// MaxDigits is the most digits behind the decimal separator: the amount is
	// rounded to them, half away from zero. The zero Places leaves that to
	// Digits. It takes precedence over MinDigits where they contradict each
	// other, and CashDigits ignores it.
	MaxDigits currency.Places
	// TrimZeros leaves out the digits behind the decimal separator where all
	// of them are zeros: "5 €" beside "5,50 €". In currencies of three digits,
	// [Locale.Parse] refuses what it leaves of whole thousands: "1.000 KWD".
	TrimZeros bool
	// Accounting writes negative amounts the way of accountants, in many
	// languages in parentheses.
	Accounting bool
	// NoGrouping leaves out the separators between thousands.
	NoGrouping bool
	// NumberingSystem is the digits; zero is those of the locale.
	NumberingSystem NumberingSystem
}

// Display is how a currency is named beside the digits.
type Display uint8

const (
	// Symbol is the local symbol: "€", "$" in the United States and "US$" in
	// Canada. It is the zero value.
	Symbol Display = iota
	// NarrowSymbol is the shortest symbol, which may stand for several
	// currencies: "$". Use it only where the currency is clear.
	NarrowSymbol
	// ISOCode is the code: "EUR".
	ISOCode
)

// String returns "symbol", "narrow_symbol" or "iso_code".
func (d Display) String() string {
	switch d {
	case Symbol:
		return "symbol"
	case NarrowSymbol:
		return "narrow_symbol"
	case ISOCode:
		return "iso_code"
	}
	return fmt.Sprintf("Display(%d)", uint8(d))
}

// Sign is when a sign is shown. The names are those of the option signDisplay
// in ECMA-402. In the style Accounting a minus may be parentheses.
type Sign uint8

const (
	// SignNegative shows a minus on amounts below zero; what is rounded to zero
	// has none. It is the zero value.
	SignNegative Sign = iota
	// SignAuto is SignNegative with a minus also on an amount below zero that
	// is rounded to zero: "-0.00".
	SignAuto
	// SignAlways shows a plus on all others.
	SignAlways
	// SignExceptZero shows a plus or minus on all but zero.
	SignExceptZero
	// SignNever shows none.
	SignNever
)

// String returns "negative", "auto", "always", "except_zero" or "never".
func (s Sign) String() string {
	switch s {
	case SignNegative:
		return "negative"
	case SignAuto:
		return "auto"
	case SignAlways:
		return "always"
	case SignExceptZero:
		return "except_zero"
	case SignNever:
		return "never"
	}
	return fmt.Sprintf("Sign(%d)", uint8(s))
}

// of returns -1 for a minus, +1 for a plus and 0 for no sign. What was rounded
// to zero may be negative all the same.
func (s Sign) of(negative, zero bool) int {
	switch {
	case s == SignNever,
		zero && (s == SignNegative || s == SignExceptZero):
		return 0
	case negative:
		return -1
	case s == SignAlways, s == SignExceptZero:
		return +1
	}
	return 0
}

// Digits is which digits behind the decimal separator are shown.
type Digits uint8

const (
	// OwnDigits are the digits of the amount, at least those of the minor unit.
	// It is the zero value and does not round.
	OwnDigits Digits = iota
	// UsualDigits are as many as people are used to in the currency, by CLDR:
	// none for HUF, IDR and COP, whose minor units are out of use. It rounds,
	// so it is for estimates and not for what is charged.
	UsualDigits
	// CashDigits are as many as people pay in cash, by CLDR, and rounded to the
	// smallest coin: 0.05 for CHF.
	CashDigits
)

// String returns "own", "usual" or "cash".
func (d Digits) String() string {
	switch d {
	case OwnDigits:
		return "own"
	case UsualDigits:
		return "usual"
	case CashDigits:
		return "cash"
	}
	return fmt.Sprintf("Digits(%d)", uint8(d))
}

// maxPlaces is the most digits that an amount has behind the point.
const maxPlaces = 34

// places returns the fewest and the most digits behind the point, and the step
// of the last one that amounts are rounded to. most is -1 where nothing rounds.
func (s *Style) places(c currency.Code) (fewest, most, step int) {
	fewest, most, step = c.Digits(), -1, 1
	switch s.Digits {
	case UsualDigits:
		fewest, _, _ = cldr.Digits(c.Name())
		most = fewest
	case CashDigits:
		_, fewest, step = cldr.Digits(c.Name())
		most = fewest
	}
	if n := s.MinDigits.In(c); s.MinDigits != 0 && n <= maxPlaces {
		fewest = n
		if most >= 0 && s.Digits != CashDigits {
			most = max(most, n)
		}
	}
	if n := s.MaxDigits.In(c); s.MaxDigits != 0 && n <= maxPlaces && s.Digits != CashDigits {
		most = n
		fewest = min(fewest, n)
	}
	return fewest, most, step
}

// plain reports whether the style shows amounts as they stand, with a minus or
// no sign.
func (s *Style) plain() bool {
	return s.Sign == SignNegative && s.exact()
}

// exact reports whether the digits are those of the amount.
func (s *Style) exact() bool {
	return s.Digits == OwnDigits && s.MinDigits == 0 && s.MaxDigits == 0 && !s.TrimZeros
}

// accounting reports whether the patterns of accountants are used: not for a
// sign that is not shown.
func (s *Style) accounting() bool { return s.Accounting && s.Sign != SignNever }

// NumberingSystem is a set of ten digits, such as the Arabic ones. The zero
// value is that of the locale.
type NumberingSystem uint8

// LatinDigits are 0 to 9.
const LatinDigits NumberingSystem = 1

// ErrUnknownNumberingSystem: a text names no numbering system.
var ErrUnknownNumberingSystem = errors.New("unknown numbering system")

// ParseNumberingSystem returns the numbering system with a name of CLDR, such
// as "latn", "arab" or "deva": those that have ten digits. It returns an error
// that wraps [ErrUnknownNumberingSystem] for any other name, and for systems
// with rules such as "roman".
func ParseNumberingSystem(name string) (NumberingSystem, error) {
	s, ok := cldr.FindSystem(name)
	if !ok {
		return 0, fmt.Errorf("locale: %w %s: want a name of CLDR with ten digits, such as arab", ErrUnknownNumberingSystem, excerpt.Quote(name))
	}
	return NumberingSystem(s) + LatinDigits, nil
}

// String returns the name, and "" for the zero value.
func (n NumberingSystem) String() string {
	switch s, ok := n.system(); {
	case n == 0:
		return ""
	case ok:
		return s.String()
	}
	return fmt.Sprintf("NumberingSystem(%d)", uint8(n))
}

func (n NumberingSystem) system() (cldr.System, bool) {
	return cldr.System(n - LatinDigits), n != 0 && int(n-LatinDigits) < cldr.Systems
}
