package duty

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// ParseRate reads a duty expression. It knows the forms of the UK and EU
// files, of TARIC and of the Harmonized Tariff Schedule of the United States:
//
//	Free, 12.0%, 0.20 GBP/ item, 124.50 EUR / 100 kg, 35.10 EUR/DTN
//	4.50% MIN 0.30 EUR / item MAX 0.80 EUR / item
//	9.10% + 45.10 EUR / 100 kg MAX 18.90% + 16.50 EUR / 100 kg
//	10.400 % MIN 1.300 EUR DTN G, 0.900 EUR ASV X + 6.400 EUR HLT
//	8.00% (01 NOV - 14 MAY), 14.00% (15 MAY - 31 OCT)
//	16.5% RET + 262.90 GBP / 1000 items
//	6.4¢/kg + 7.8%, 76¢/pr. + 32%, $1.53 each + 6.25% on the case
//	3.7¢/kg on drained weight, 37.5¢/kg on tungsten content
//	A less B but not less than C; A or B, whichever is the greater
//
// "$" and "¢" mean the home currency, which must have them; "€", "£" and
// "yen" and ISO codes mean themselves. A comma may only group thousands. A
// first number without "%" is a percentage if all other terms are amounts of
// money per unit, as in the EU's "7.2 MIN 0.36 EUR/100 kg"; alone it is
// refused.
//
// The parts of the year in brackets give a seasonal rate (see [Rate.On]). They
// must name each day once: a last rate without brackets has the rest of the
// year, "from 15 JUL" runs to the end of the year and "until 14 JUL" from its
// beginning, and a part that has 28 February has the 29th too.
//
// Whatever is not understood to the last character gives a [*RateError] that
// quotes it: prose, a number without unit, a day without a rate. So does an
// expression of more than 400 bytes, as it stands or in its canonical form.
func ParseRate(s string, home currency.Code) (Rate, error) {
	p := parser{whole: s, home: home}
	if len(s) > longestRate {
		return Rate{}, p.refuse(RateTooLong, "")
	}
	text := strings.Join(strings.Fields(plainly.Replace(s)), " ")
	if text == "" {
		return Rate{}, p.refuse(RateEmpty, "")
	}
	r, ok, err := p.seasonal(text)
	if !ok {
		r, err = p.expression(text)
	}
	// The canonical form of "1¢/kg" is more than twice as long. What is read
	// has to be short enough there too, or it could not be read back.
	if err == nil && len(s) > longestRate/10 && len(r.String()) > longestRate {
		return Rate{}, p.refuse(RateTooLong, "")
	}
	return r, err
}

// plainly replaces what stands for a space and for a sign. To make it anew for each
// expression takes longer than most take to read.
var plainly = strings.NewReplacer("\u00a0", " ", "−", "-")

// longestRate is how many bytes an expression may have, as it stands and in
// its canonical form.
const longestRate = 400

// expression reads a rate that is the same all the year.
func (p *parser) expression(text string) (Rate, error) {
	if kind := knownProse(text); kind != "" {
		return Rate{}, p.refuse(kind, "")
	}
	if strings.EqualFold(text, "free") {
		return Rate{&expression{sums: []sum{{terms: []term{newTerm(decimal.Decimal{})}}}}}, nil
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
	var sums []sum
	for i, piece := range pieces {
		t, err := p.term(piece.text, i == 0 && len(pieces) > 1)
		if err != nil {
			return Rate{}, err
		}
		switch piece.op {
		case "MIN":
			sums = append(sums, sum{bound: floor})
		case "MAX":
			sums = append(sums, sum{bound: ceiling})
		case "-":
			t.minus = true
		}
		if i == 0 {
			sums = append(sums, sum{})
		}
		last := &sums[len(sums)-1]
		last.terms = append(last.terms, t)
	}
	if err := p.bare(pieces[0].text, sums); err != nil {
		return Rate{}, err
	}
	return Rate{&expression{sums: sums}}, nil
}

// bare refuses a first term without "%" or currency, unless each of the other
// terms is an amount of money per unit: the EU's Combined Nomenclature prints
// "7.2 MIN 0.36 EUR/100 kg" below the heading "Conventional rate of duty (%)".
func (p *parser) bare(first string, sums []sum) error {
	if !bareNumber(first) {
		return nil
	}
	for i, s := range sums {
		for k, t := range s.terms {
			if (i > 0 || k > 0) && t.currency == 0 {
				return p.refuse(RateUnit, first)
			}
		}
	}
	return nil
}

func bareNumber(s string) bool { return s != "" && numberLength(s) == len(s) }

// agricultural are the EU's agricultural components and additional duties, in
// full and reduced, as the Combined Nomenclature and TARIC write them.
var agricultural = [...]string{"EA", "EAR", "ADSZ", "ADSZR", "ADFM", "ADFMR", "AD S/Z", "AD S/ZR", "AD F/M", "AD F/MR"}

// knownProse recognises forms that are not one expression.
func knownProse(s string) RateKind {
	lower := strings.ToLower(s)
	switch {
	case strings.Contains(lower, "entry price"):
		return RateEntryPrice
	case strings.Contains(lower, "applicable") || strings.Contains(lower, "in such subheading") || lower == "no change":
		return RateRelative
	case strings.HasPrefix(lower, "cond:"):
		// TARIC's conditions: V is the entry price.
		if strings.Contains(s, " V ") {
			return RateEntryPrice
		}
		return RateConditional
	}
	for piece := range strings.SplitSeq(s, "+") {
		piece = strings.TrimSpace(piece)
		if i := strings.Index(piece, " MAX "); i >= 0 {
			piece = piece[:i]
		}
		for _, component := range agricultural {
			if piece == component {
				return RateAgricultural
			}
		}
	}
	return ""
}

// term reads one term: a percentage or an amount per unit. The first of several
// may be a bare number, which is a percentage.
func (p *parser) term(s string, first bool) (term, error) {
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
	if symbol == "" {
		thirds, behind := cutThirds(rest)
		if part, ok := cutPercent(behind); ok {
			t := newTerm(number)
			t.third = thirds
			return p.percentage(t, part, s)
		}
		if first && rest == "" {
			return newTerm(number), nil
		}
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
	t := newTerm(number)
	t.currency, t.unit = code, m
	return t, nil
}

// cutThirds cuts the fraction of "33 1/3%".
func cutThirds(s string) (thirds uint8, rest string) {
	for i, fraction := range [...]string{"1/3", "2/3"} {
		if rest, ok := strings.CutPrefix(s, fraction); ok {
			return uint8(i + 1), strings.TrimPrefix(rest, " ")
		}
	}
	return 0, s
}

// cutPercent cuts the sign of a percentage, or the word.
func cutPercent(s string) (rest string, ok bool) {
	if rest, ok = strings.CutPrefix(s, "%"); !ok {
		rest, ok = strings.CutPrefix(s, "percent")
	}
	return rest, ok
}

// perDegree strips the remark of the US sugar rates, which is how they count
// anyway: exactly, and not in whole degrees.
func perDegree(s string) string {
	return strings.TrimSuffix(s, " (and fractions of a degree in proportion)")
}

// percentage reads what may stand behind "%": nothing, or what it is a
// percentage of.
func (p *parser) percentage(t term, rest, whole string) (term, error) {
	if rest == "" {
		return t, nil
	}
	part, ok := strings.CutPrefix(rest, " on ")
	if !ok {
		part, ok = strings.CutPrefix(rest, " of ")
	}
	if strings.EqualFold(strings.TrimSpace(rest), "RET") { // the UK's unit "retail price"
		part, ok = retailPrice, true
	}
	if ok {
		t.part, ok = partOf(part)
	}
	if !ok {
		return term{}, p.refuse(RateSyntax, whole)
	}
	return t, nil
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
