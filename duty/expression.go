package duty

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// RateKind says why an expression was refused.
type RateKind string

// Kinds of [RateError].
const (
	RateEmpty        RateKind = "empty"        // nothing there
	RateTooLong      RateKind = "too_long"     // above 400 bytes
	RateSyntax       RateKind = "syntax"       // not a duty expression, or prose
	RateNumber       RateKind = "number"       // not a plain decimal of at most 15 + 12 digits
	RateUnit         RateKind = "unit"         // an amount without a unit, or in a unit not known
	RateCurrency     RateKind = "currency"     // a currency not known, or $ and ¢ without a home that has them
	RateSeasonal     RateKind = "seasonal"     // several rates by time of year: state one row for each
	RateAgricultural RateKind = "agricultural" // the EU's agricultural components EA, ADSZ, ADFM
	RateEntryPrice   RateKind = "entry_price"  // depends on the EU's entry price
	RateRelative     RateKind = "relative"     // refers to the rate of another line
)

// RateError is a duty expression that was refused, and why. It never stands
// for a rate of zero.
type RateError struct {
	Rate string // the expression, shortened
	Term string // the part that was not understood, shortened
	Kind RateKind
}

func (e *RateError) Error() string {
	if e.Term != "" && e.Term != e.Rate {
		return fmt.Sprintf("duty: rate %q: %s: not understood: %q", e.Rate, e.Kind, e.Term)
	}
	return fmt.Sprintf("duty: rate %q: not understood: %s", e.Rate, e.Kind)
}

// ParseRate reads a duty expression. It knows the forms of the UK and EU
// files and of the Harmonized Tariff Schedule of the United States:
//
//	Free, 12.0%, 0.20 GBP/ item, 124.50 EUR / 100 kg, 35.10 EUR/DTN
//	4.50% MIN 0.30 EUR / item MAX 0.80 EUR / item
//	9.10% + 45.10 EUR / 100 kg MAX 18.90% + 16.50 EUR / 100 kg
//	6.4¢/kg + 7.8%, 76¢/pr. + 32%, $1.53 each + 6.25% on the case
//	3.7¢/kg on drained weight, 37.5¢/kg on tungsten content
//	A less B but not less than C; A or B, whichever is the greater
//
// "$" and "¢" mean the home currency, which must have them; "€", "£" and
// "yen" and ISO codes mean themselves. A comma may only group thousands.
//
// Whatever is not understood to the last character gives a [*RateError] that
// quotes it: prose, a number without unit, a rate by season.
func ParseRate(s string, home currency.Code) (Rate, error) {
	p := parser{whole: s, home: home}
	if len(s) > 400 {
		return Rate{}, p.refuse(RateTooLong, "")
	}
	text := strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "−", "-").Replace(s)), " ")
	switch {
	case text == "":
		return Rate{}, p.refuse(RateEmpty, "")
	case strings.EqualFold(text, "free"):
		return Rate{sums: []sum{{terms: []term{{}}}}}, nil
	}
	if kind := knownProse(text); kind != "" {
		return Rate{}, p.refuse(kind, "")
	}
	first, second, op, ok := whichever(text)
	if !ok {
		return p.rate(splitOperators(text))
	}
	pieces, others := splitOperators(first), splitOperators(second)
	others[0].op = op
	for _, piece := range append(pieces, others[1:]...) {
		if piece.op == "MIN" || piece.op == "MAX" {
			return Rate{}, p.refuse(RateSyntax, "") // which half the bound belongs to would be a guess
		}
	}
	return p.rate(append(pieces, others...))
}

type parser struct {
	whole string
	home  currency.Code
}

func (p *parser) refuse(kind RateKind, term string) error {
	return &RateError{Rate: excerpt.Text(p.whole), Term: excerpt.Text(term), Kind: kind}
}

// rate builds the sums from the split expression.
func (p *parser) rate(pieces []piece) (Rate, error) {
	var r Rate
	for i, piece := range pieces {
		t, err := p.term(piece.text)
		if err != nil {
			return Rate{}, err
		}
		switch piece.op {
		case "MIN":
			r.sums = append(r.sums, sum{bound: floor})
		case "MAX":
			r.sums = append(r.sums, sum{bound: ceiling})
		case "-":
			t.minus = true
		}
		if i == 0 {
			r.sums = append(r.sums, sum{})
		}
		last := &r.sums[len(r.sums)-1]
		last.terms = append(last.terms, t)
	}
	return r, nil
}

// knownProse recognises forms that are not one expression.
func knownProse(s string) RateKind {
	lower := strings.ToLower(s)
	switch {
	case strings.Contains(lower, "entry price"):
		return RateEntryPrice
	case strings.Contains(lower, "applicable") || strings.Contains(lower, "in such subheading"):
		return RateRelative
	}
	for _, word := range strings.FieldsFunc(s, func(c rune) bool { return c == ' ' || c == '+' }) {
		if word == "EA" || word == "ADSZ" || word == "ADFM" {
			return RateAgricultural
		}
	}
	if open := strings.IndexByte(lower, '('); open >= 0 {
		for _, month := range [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} {
			if strings.Contains(lower[open:], " "+month) {
				return RateSeasonal
			}
		}
	}
	return ""
}

// piece is a term and the operator before it: "", "+", "-", "MIN", "MAX".
type piece struct{ op, text string }

// operators in words, the longer before those they contain.
var operators = [...]struct{ word, op string }{
	{" but not less than ", "MIN"},
	{" but not more than ", "MAX"},
	{" min ", "MIN"},
	{" max ", "MAX"},
	{" less ", "-"},
	{" plus ", "+"},
	{" - ", "-"},
}

// splitOperators cuts an expression into its terms.
func splitOperators(s string) []piece {
	var pieces []piece
	op, from := "", 0
	lower := asciiLower(s)
	for i := 0; i < len(s); {
		next, width := "", 0
		if s[i] == '+' {
			next, width = "+", 1
		} else if s[i] == ' ' {
			next, width = operatorAt(lower[i:])
		}
		if width == 0 {
			i++
			continue
		}
		pieces = append(pieces, piece{op, strings.TrimSpace(s[from:max(from, i)])})
		op, from = next, i+width
		// The last space of an operator may open the next one, so that
		// "A MIN MAX B" leaves an empty term, which is refused.
		if i += width; s[i-1] == ' ' {
			i--
		}
	}
	return append(pieces, piece{op, strings.TrimSpace(s[from:])})
}

func operatorAt(lower string) (op string, width int) {
	for _, o := range operators {
		if strings.HasPrefix(lower, o.word) {
			return o.op, len(o.word)
		}
	}
	return "", 0
}

// asciiLower lowers letters without changing the length of the text.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// whichever splits "A or B, whichever is the greater".
func whichever(s string) (first, second, op string, ok bool) {
	alternatives, which, ok := strings.Cut(s, " whichever is ")
	if !ok {
		return "", "", "", false
	}
	switch strings.TrimSuffix(strings.TrimPrefix(which, "the "), ".") {
	case "greater", "higher":
		op = "MIN"
	case "less", "lesser", "lower":
		op = "MAX"
	default:
		return "", "", "", false
	}
	first, second, ok = strings.Cut(strings.TrimSuffix(alternatives, ","), " or ")
	return first, second, op, ok && !strings.Contains(second, " or ")
}

// term reads one term: a percentage or an amount per unit.
func (p *parser) term(s string) (term, error) {
	symbol, rest := moneySymbol(s)
	digits := numberLength(rest)
	number, ok := parseNumber(rest[:digits])
	if !ok {
		if digits == 0 {
			return term{}, p.refuse(RateSyntax, s)
		}
		return term{}, p.refuse(RateNumber, s)
	}
	rest = strings.TrimPrefix(rest[digits:], " ")
	if symbol == "" && strings.HasPrefix(rest, "%") {
		return p.percentage(number, rest[1:], s)
	}
	code, cents, rest, err := p.money(symbol, rest, s)
	if err != nil {
		return term{}, err
	}
	if cents {
		if number = number.Shift(-2); number.Exponent() < -mostPlaces {
			return term{}, p.refuse(RateNumber, s)
		}
	}
	unit := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(rest), "/"))
	m, ok := measureOf(unit)
	if !ok {
		if m, ok = measureOf(perDegree(unit)); !ok {
			return term{}, p.refuse(RateUnit, s)
		}
	}
	return term{number: canonicalNumber(number), currency: code, unit: m}, nil
}

// perDegree strips the remark of the US sugar rates, which is how they count
// anyway: exactly, and not in whole degrees.
func perDegree(s string) string {
	return strings.TrimSuffix(s, " (and fractions of a degree in proportion)")
}

// percentage reads what may stand behind "%": nothing, or the part of the
// article that it is a percentage of.
func (p *parser) percentage(number decimal.Decimal, rest, whole string) (term, error) {
	t := term{number: canonicalNumber(number)}
	if rest == "" {
		return t, nil
	}
	part, ok := strings.CutPrefix(rest, " on ")
	if !ok {
		part, ok = strings.CutPrefix(rest, " of ")
	}
	if ok {
		t.part, ok = partOf(part)
	}
	if !ok {
		return term{}, p.refuse(RateSyntax, whole)
	}
	return t, nil
}

// partOf names the part of an article that a percentage may be charged on.
func partOf(s string) (string, bool) {
	s = strings.TrimPrefix(strings.TrimPrefix(s, "the value of "), "the ")
	switch s = strings.TrimSuffix(s, ", if any"); s {
	case "case", "strap", "battery", "movement", "movement and case", "apparatus", "case and strap",
		"lead content", "rifle", "telescopic sight":
		return s, true
	case "strap, band or bracelet":
		return "strap", true
	case "case and strap, band or bracelet":
		return "case and strap", true
	}
	return "", false
}

func moneySymbol(s string) (symbol, rest string) {
	for _, symbol := range [...]string{"$", "€", "£"} {
		if rest, ok := strings.CutPrefix(s, symbol); ok {
			return symbol, strings.TrimPrefix(rest, " ")
		}
	}
	return "", s
}

// money reads the currency of an amount: from the symbol before it, or from
// what stands behind it.
func (p *parser) money(symbol, rest, whole string) (code currency.Code, cents bool, per string, err error) {
	if symbol == "" {
		symbol, rest = trailingCurrency(rest)
	}
	switch symbol {
	case "$", "¢":
		code = p.home
		if !hasDollars(code) {
			return 0, false, "", p.refuse(RateCurrency, whole)
		}
		return code, symbol == "¢", rest, nil
	case "€":
		return currency.EUR, false, rest, nil
	case "£":
		return currency.GBP, false, rest, nil
	case "yen":
		return currency.JPY, false, rest, nil
	case "":
		return 0, false, "", p.refuse(RateUnit, whole) // a bare number: of what?
	}
	code, err = currency.ParseCode(symbol)
	if err != nil || !code.ISO() {
		return 0, false, "", p.refuse(RateCurrency, whole)
	}
	return code, false, rest, nil
}

func trailingCurrency(s string) (symbol, rest string) {
	for _, symbol := range [...]string{"¢", "€", "£", "yen"} {
		if rest, ok := strings.CutPrefix(s, symbol); ok {
			return symbol, rest
		}
	}
	if len(s) < 3 || len(s) > 3 && s[3] != ' ' && s[3] != '/' {
		return "", s
	}
	for i := range 3 {
		if s[i] < 'A' || s[i] > 'Z' {
			return "", s
		}
	}
	return s[:3], s[3:]
}

// hasDollars reports whether a currency is counted in dollars and cents, so
// that "$" and "¢" in its country's tariff mean it.
func hasDollars(c currency.Code) bool {
	switch c {
	case currency.USD, currency.CAD, currency.AUD, currency.NZD, currency.SGD, currency.HKD:
		return true
	}
	return false
}
