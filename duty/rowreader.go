package duty

import (
	"slices"
	"strconv"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
	"github.com/landedhq/landed/locale"
)

// rowReader reads cells and keeps the first error.
type rowReader struct {
	table.Row
	err error
}

func (r *rowReader) fail(column string, err error) {
	if r.err == nil {
		r.err = r.Fault(column, err)
	}
}

func (r *rowReader) must(column string) string {
	s := r.Get(column)
	if s == "" {
		r.fail(column, tableError("empty"))
	}
	return s
}

func (r *rowReader) date(column string) (d currency.Date) {
	if err := r.Parse(column, &d); err != nil && r.err == nil {
		r.err = err
	}
	return d
}

func (r *rowReader) country(column string) locale.Country {
	s := r.Get(column)
	if s == "" || s == unionTariff {
		return locale.Country(s)
	}
	c, err := locale.ParseCountry(s)
	if err != nil {
		r.fail(column, err)
	}
	return c
}

// period checks that a row does not end before it begins.
func (r *rowReader) period(from, until currency.Date) {
	if !from.IsZero() && !until.IsZero() && until.Before(from) {
		r.fail("until", tableError("%s is before %s", until, from))
	}
}

// prefix reads a code of 2 to 10 digits.
func (r *rowReader) prefix(column string) Code {
	code, err := prefixOf(r.Get(column))
	if err != nil {
		r.fail(column, err)
	}
	return code
}

// prefixOf reads a code of 2 to 10 digits.
func prefixOf(s string) (Code, error) {
	digits, ok := codeDigits(s)
	if !ok || digits == "" {
		return "", &CodeError{Code: excerpt.Text(s), Err: errPrefixSyntax}
	}
	known, err := subheadings()
	if err != nil {
		return "", err
	}
	if !known.has(digits) && digits[:2] != "98" && digits[:2] != "99" { // national chapters
		return "", &CodeError{Code: excerpt.Text(s), Err: unknownCode(digits)}
	}
	return Code(digits), nil
}

// list reads words and puts one space between them.
func (r *rowReader) list(column string) string {
	return strings.Join(strings.Fields(r.Get(column)), " ")
}

func (r *rowReader) rate(column string) Rate {
	rate, err := ParseRate(r.Get(column), 0)
	if err != nil {
		r.fail(column, err)
	}
	return rate
}

func (r *rowReader) oneOf(column string, words ...string) string {
	s := r.Get(column)
	if !slices.Contains(words, s) {
		r.fail(column, tableError("%s is none of %q", excerpt.Quote(s), words))
	}
	return s
}

// words reads a condition whose words are among those given, or any.
func (r *rowReader) words(column string, known ...string) string {
	if err := checkCondition(r.Get(column), known...); err != nil {
		r.fail(column, err)
	}
	return r.Get(column)
}

// money reads an amount in the currency of the row, or in one of its own:
// "25", "25 RON".
func (r *rowReader) money(column string) currency.Amount {
	number, own, named := strings.Cut(r.Get(column), " ")
	if number == "" && !named {
		return currency.Amount{}
	}
	from := column
	if !named {
		own, from = r.must("currency"), "currency"
	}
	code, err := currency.ParseCode(own)
	if err != nil {
		r.fail(from, err)
		return currency.Amount{}
	}
	a, err := currency.ParseAmount(number, code)
	if err == nil && a.Sign() < 0 {
		err = ErrNegative
	}
	if err != nil {
		r.fail(column, err)
	}
	return a
}

func (r *rowReader) components(column string) (set Components) {
	if err := set.UnmarshalText([]byte(r.Get(column))); err != nil {
		r.fail(column, err)
	}
	return set
}

// count reads a number above zero, or nothing.
func (r *rowReader) count(column string) int64 {
	s := r.Get(column)
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n <= 0 {
		r.fail(column, tableError("%s is not a number above zero", excerpt.Quote(s)))
	}
	return n
}

func (r *rowReader) countries(column string) string {
	if err := checkCountries(r.Get(column)); err != nil {
		r.fail(column, err)
	}
	return r.Get(column)
}

func (r *rowReader) prefixes(column string) string {
	if err := checkPrefixes(r.Get(column)); err != nil {
		r.fail(column, err)
	}
	return r.Get(column)
}

// checkCondition refuses a condition that has words besides those given, if any
// are, or none behind its "!".
func checkCondition(s string, known ...string) error {
	c := readCondition(s)
	if c.not && len(c.words) == 0 {
		return tableError("nothing stands behind the !")
	}
	for _, word := range c.words {
		if strings.Contains(word, "!") || len(known) > 0 && !slices.Contains(known, word) {
			return tableError("%s is none of %q", excerpt.Quote(word), known)
		}
	}
	return nil
}

// checkCountries refuses a condition on countries that has others.
func checkCountries(s string) error {
	if err := checkCondition(s); err != nil {
		return err
	}
	for _, word := range readCondition(s).words {
		if _, err := locale.ParseCountry(word); err != nil && word != unionTariff {
			return err
		}
	}
	return nil
}

// checkPrefixes refuses a list that has other than beginnings of codes.
func checkPrefixes(s string) error {
	for _, word := range strings.Fields(s) {
		if digits, err := prefixOf(word); err != nil {
			return err
		} else if digits != Code(word) {
			return &CodeError{Code: excerpt.Text(word), Err: errPrefixSyntax}
		}
	}
	return nil
}
