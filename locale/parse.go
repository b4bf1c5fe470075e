package locale

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// The classes of failure of [Locale.Parse].
var (
	// ErrSyntax: a text is not an amount as the locale writes it.
	ErrSyntax = errors.New("invalid syntax")
	// ErrAmbiguous: a text is not an amount as the locale writes it but is one
	// as others do, or could be read as two different amounts.
	ErrAmbiguous = errors.New("ambiguous separators")
	// ErrMismatch: a text names another currency than the expected one.
	ErrMismatch = errors.New("another currency")
)

// ParseError says where a text stops being an amount. It wraps [ErrSyntax],
// [ErrAmbiguous] or [ErrMismatch], or [currency.ErrRange] for more than the 34
// digits of an amount.
type ParseError struct {
	Input    string // the beginning of the text
	Pos      int    // the byte at which it is wrong
	Currency currency.Code
	Reason   string
	Err      error // the class
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("locale: %s amount %s: at byte %d: %s: %v", e.Currency, excerpt.Quote(e.Input), e.Pos, e.Reason, e.Err)
}

// Unwrap returns what was wrong.
func (e *ParseError) Unwrap() error { return e.Err }

// maxInput is the longest text that is read, in bytes: more than any amount
// has in any style.
const maxInput = 256

// Parse reads an amount of currency c as people of the locale write it. It is
// strict, because a price that is read wrong is wrong by a power of ten:
//
//  1. Any kind of space, dash and apostrophe, full-width forms, and the digits
//     of any script are accepted, but all digits must be of one script.
//     Invisible marks are ignored.
//  2. The symbol of c, its narrow symbol or its code may stand before and after
//     the number, in upper or lower case. They are those of the locale, of
//     English and of the root; the currency is never inferred from a "$". Names
//     of currencies ("euros", "円") are not read.
//  3. The decimal separator is that of the locale, between digits. Separators
//     of groups are those of the locale, and must stand where it puts them, or
//     nowhere: "1.5" is no amount in German, and "1.234" is 1234.
//  4. Where the currency has so many digits that a lone group could be its
//     fraction ("1.234" KWD in German), the text must have a fraction.
//  5. One sign at most: before or behind number and symbol, between them, or
//     parentheses.
//  6. No more digits behind the decimal separator than the minor unit has.
//
// Parse returns a [*ParseError], in time that does not depend on the length of
// s, if s has another form or is longer than 256 bytes ([ErrSyntax]), if its
// separators make sense only, or also, as those of another locale
// ([ErrAmbiguous]), if it names another currency ([ErrMismatch]), or if it has
// more than 34 digits ([currency.ErrRange]).
func (l Locale) Parse(s string, c currency.Code) (currency.Amount, error) {
	return l.ParsePlaces(s, c, 0)
}

// ParsePlaces does what [Locale.Parse] does, but with its own limit on the
// digits behind the decimal separator in place of that of the minor unit, such
// as for unit prices: currency.To(4). It does not round. An error that wraps
// [currency.ErrRounding] says that there are no such places.
func (l Locale) ParsePlaces(s string, c currency.Code, most currency.Places) (currency.Amount, error) {
	if err := (currency.Rounding{Digits: most}).Validate(); err != nil {
		return currency.Amount{}, fmt.Errorf("locale: reading %s: %w", excerpt.Quote(s), err)
	}
	p := parser{locale: l, code: c, money: newMoney(c), text: s, places: most.In(c)}
	if own := l.form.System(); own != 0 && !own.Ideographic() {
		p.zero = own.Zero()
	}
	fault := p.parse()
	if fault == nil {
		var a currency.Amount
		if a, fault = p.amount(); fault == nil {
			return a, nil
		}
	}
	fault.Input, fault.Currency = excerpt.Text(s), c
	return currency.Amount{}, fault
}

// parser is the state of reading one text.
type parser struct {
	locale Locale
	code   currency.Code
	money  money
	text   string
	places int
	zero   rune // of the digits of the locale; 0 for Latin and ideographic ones

	start, end   int // of the number in text
	system       cldr.System
	signs        int
	negative     bool
	open, closed bool // parentheses

	units    uint64
	fraction int  // digits behind the decimal separator
	wide     bool // units overflowed: the digits are read again from text
}

func fault(pos int, class error, reason string) *ParseError {
	return &ParseError{Pos: pos, Reason: reason, Err: class}
}

func (p *parser) parse() *ParseError {
	if len(p.text) > maxInput {
		return fault(maxInput, ErrSyntax, fmt.Sprintf("longer than %d bytes", maxInput))
	}
	if f := p.findNumber(); f != nil {
		return f
	}
	if f := p.readAffix(0, p.start, false); f != nil {
		return f
	}
	// What stands behind comes before the number: that a text names another
	// currency is certain, that its separators are wrong is not.
	if f := p.readAffix(p.end, len(p.text), true); f != nil {
		return f
	}
	if f := p.readNumber(); f != nil {
		return f
	}
	if p.open != p.closed {
		return fault(len(p.text), ErrSyntax, "a parenthesis without its counterpart")
	}
	return nil
}

// findNumber finds the first and the last digit, which must be of one system.
// A name of the currency that has digits itself is left out.
func (p *parser) findNumber() *ParseError {
	from, to := p.withoutDigitNames()
	p.start = -1
	for i := from; i < to; {
		r, size := decode(p.text[i:to])
		if r == utf8.RuneError && size <= 1 {
			return fault(i, ErrSyntax, "not UTF-8")
		}
		if _, system, ok := p.digit(r); ok {
			switch {
			case p.start < 0:
				p.start, p.system = i, system
			case system != p.system:
				return fault(i, ErrSyntax, "digits of two scripts")
			}
			p.end = i + size
		}
		i += size
	}
	if p.start < 0 {
		return fault(to, ErrSyntax, "no digits")
	}
	return nil
}

// withoutDigitNames returns the part of the text in which to look for digits:
// all of it, but for a custom currency such as P2P at either end. A code of
// digits alone cannot be told from the number and is not read.
func (p *parser) withoutDigitNames() (from, to int) {
	name, to := p.money.name, len(p.text)
	if p.money.known || !strings.ContainsAny(name, digits) || strings.Trim(name, digits) == "" {
		return 0, to
	}
	if i := strings.Index(p.text, name); i >= 0 && !p.hasDigits(p.text[:i]) && apart(name, p.text[i+len(name):]) {
		from = i + len(name)
	}
	if i := strings.LastIndex(p.text, name); i >= from && !p.hasDigits(p.text[i+len(name):]) && apart(p.text[:i], name) {
		to = i
	}
	return from, to
}

const digits = "0123456789"

// apart reports whether two texts, one behind the other, do not run together
// into one number.
func apart(before, behind string) bool {
	return before == "" || behind == "" || !strings.Contains(digits, before[len(before)-1:]) || !strings.Contains(digits, behind[:1])
}

func (p *parser) hasDigits(s string) bool {
	for _, r := range s {
		if _, _, ok := p.digit(r); ok {
			return true
		}
	}
	return false
}

// digit returns the value and the system of a digit, full-width ones counted
// as Latin.
func (p *parser) digit(r rune) (value int, system cldr.System, ok bool) {
	if r < utf8.RuneSelf {
		return int(r - '0'), 0, '0' <= r && r <= '9'
	}
	if r < 0x660 || 0x2000 <= r && r < 0x3000 { // spaces, dashes, signs of currencies
		return 0, 0, false
	}
	if d := r - p.zero; 0 <= d && d <= 9 {
		return int(d), p.locale.form.System(), true
	}
	return cldr.DigitValue(r)
}

// decode is utf8.DecodeRuneInString with a short way for ASCII.
func decode(s string) (rune, int) {
	if s != "" && s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	return utf8.DecodeRuneInString(s)
}

// none stands for a mark without ink.
const none rune = -1

// normal returns the character that r is read as: one space for all, one dash,
// one apostrophe, the ASCII character for its full-width form.
func normal(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if r == '\t' {
			return ' '
		}
		return r
	case 0xff01 <= r && r <= 0xff5e:
		return normal(r - 0xff01 + '!')
	}
	if 0x20a0 <= r && r <= 0x20cf { // signs of currencies
		return r
	}
	switch r {
	case '\u00a0', '\u202f', '\u2009', '\u3000':
		return ' '
	case '\u2212', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\ufe58', '\ufe63':
		return '-'
	case '\u2018', '\u2019', '\u02bc':
		return '\''
	case '\uffe0':
		return '¢'
	case '\uffe1':
		return '£'
	case '\uffe5':
		return '¥'
	case '\uffe6':
		return '₩'
	}
	if unicode.Is(unicode.Cf, r) {
		return none
	}
	if unicode.Is(unicode.Zs, r) {
		return ' '
	}
	return r
}

// readAffix reads what stands before or behind the number: spaces, names of the
// currency, signs and parentheses.
func (p *parser) readAffix(i, end int, behind bool) *ParseError {
	name := -1 // where the name of the currency begins
	for i < end {
		r, size := decode(p.text[i:end])
		switch r = normal(r); {
		case r == none, r == ' ':
		case r == '-', r == '+':
			if f := p.sign(i, r == '-'); f != nil {
				return f
			}
		case r == '(' && !behind:
			if f := p.sign(i, true); f != nil {
				return f
			}
			p.open = true
		case r == ')' && behind && p.open && !p.closed:
			p.closed = true
		default:
			size = p.matchNames(p.text[i:end])
			switch {
			case size > 0 && name < 0:
				name = i
			case name >= 0 && p.namesAnother(name, end): // "$US" begins with the symbol of any dollar
				return fault(name, ErrMismatch, anotherCurrency)
			case size > 0:
				return fault(i, ErrSyntax, "a second name of the currency")
			default:
				return p.unknown(i, end)
			}
		}
		i += size
	}
	return nil
}

func (p *parser) sign(i int, negative bool) *ParseError {
	if p.signs++; p.signs > 1 {
		return fault(i, ErrSyntax, "a second sign")
	}
	p.negative = negative
	return nil
}

const anotherCurrency = "the text names a currency that is not the expected one"

// unknown says what is wrong with the text from i to end, which is neither a
// sign nor a name of the expected currency.
func (p *parser) unknown(i, end int) *ParseError {
	if p.namesAnother(i, end) {
		return fault(i, ErrMismatch, anotherCurrency)
	}
	r, _ := decode(p.text[i:])
	switch normal(r) {
	case '.', ',', '\u066b':
		return fault(i, ErrSyntax, "a decimal separator stands between digits")
	}
	return fault(i, ErrSyntax, "neither a number nor the currency")
}

// amount returns what was read.
func (p *parser) amount() (currency.Amount, *ParseError) {
	digits := p.code.Digits()
	if shift, ok := exact.Pow10(digits - p.fraction); ok && !p.wide && (p.code != 0 || p.units == 0) {
		if units, ok := exact.Mul(p.units, shift); ok && units < 1<<63 {
			minor := int64(units)
			if p.negative {
				minor = -minor
			}
			return currency.FromMinor(minor, p.code), nil
		}
	}
	a, err := currency.ParseAmount(p.plain(), p.code)
	if err != nil {
		switch {
		case errors.Is(err, currency.ErrRange):
			return currency.Amount{}, fault(p.start, currency.ErrRange, "more digits than an amount has")
		case errors.Is(err, currency.ErrUnknownCode):
			return currency.Amount{}, fault(p.start, currency.ErrUnknownCode, "an amount of no currency")
		}
		return currency.Amount{}, fault(p.start, ErrSyntax, "no amount")
	}
	return a, nil
}

// plain returns the number in plain notation, without needless zeros.
func (p *parser) plain() string {
	var buf [maxInput + 2]byte
	b := buf[:0]
	if p.negative {
		b = append(b, '-')
	}
	sign, left := len(b), 0
	for _, r := range p.text[p.start:p.end] {
		if _, _, ok := p.digit(r); ok {
			left++
		}
	}
	for _, r := range p.text[p.start:p.end] {
		d, _, ok := p.digit(r)
		if !ok {
			continue
		}
		if left == p.fraction {
			b = append(b, '.')
		}
		left--
		if d > 0 || len(b) > sign || left <= p.fraction {
			b = append(b, byte('0'+d))
		}
	}
	return string(b)
}
