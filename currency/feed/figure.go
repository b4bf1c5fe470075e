package feed

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// maxExponent bounds the exponents of JSON numbers, as currency bounds digits:
// a number beyond could not be a rate.
const maxExponent = 34

// maxFigure is the longest text that is read as a rate, as in package currency.
const maxFigure = 64

// readFigure reads the text of a rate. The reader of amounts takes plain
// decimals of bounded length; nobody writes signs.
func readFigure(text string) (decimal.Decimal, error) {
	if strings.HasPrefix(text, "+") {
		return decimal.Decimal{}, fmt.Errorf("%s has a sign: %w", excerpt.Quote(text), currency.ErrSyntax)
	}
	value, err := currency.ParseAmount(text, currency.EUR) // of any currency: only the figure counts
	if err != nil {
		return decimal.Decimal{}, err
	}
	if value.Sign() <= 0 {
		return decimal.Decimal{}, fmt.Errorf("%s is not positive: %w", excerpt.Quote(text), currency.ErrInvalidRate)
	}
	return value.Decimal(), nil
}

// readJSONFigure reads a rate from the text of a JSON number, exactly. Small
// rates stand there with an exponent: 8.9e-06.
func readJSONFigure(text string) (decimal.Decimal, error) {
	i := strings.IndexAny(text, "eE")
	if i < 0 {
		return readFigure(text)
	}
	if len(text) > maxFigure {
		return decimal.Decimal{}, fmt.Errorf("%s is longer than %d bytes: %w", excerpt.Quote(text), maxFigure, currency.ErrRange)
	}
	value, err := readFigure(text[:i])
	if err != nil {
		return decimal.Decimal{}, err
	}
	exponent, err := strconv.ParseInt(text[i+1:], 10, 32)
	if err != nil || exponent < -maxExponent || exponent > maxExponent {
		return decimal.Decimal{}, fmt.Errorf("%s: an exponent beyond %d: %w", excerpt.Quote(text), maxExponent, currency.ErrRange)
	}
	return value.Shift(int32(exponent)), nil
}
