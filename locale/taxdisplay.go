package locale

import (
	_ "embed"
	"fmt"
	"io"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// TaxDisplay is whether the prices that consumers see contain the tax.
type TaxDisplay uint8

// The zero value is Inclusive, as in most of the world.
const (
	Inclusive TaxDisplay = iota
	Exclusive
)

var taxDisplayNames = [...]string{Inclusive: "inclusive", Exclusive: "exclusive"}

// String returns "inclusive" or "exclusive".
func (d TaxDisplay) String() string {
	if int(d) < len(taxDisplayNames) {
		return taxDisplayNames[d]
	}
	return fmt.Sprintf("TaxDisplay(%d)", uint8(d))
}

// MarshalText returns the form of [TaxDisplay.String].
func (d TaxDisplay) MarshalText() ([]byte, error) {
	if int(d) >= len(taxDisplayNames) {
		return nil, fmt.Errorf("locale: tax display %d is neither inclusive nor exclusive", uint8(d))
	}
	return []byte(taxDisplayNames[d]), nil
}

// UnmarshalText reads "inclusive" or "exclusive".
func (d *TaxDisplay) UnmarshalText(text []byte) error {
	if i := slices.Index(taxDisplayNames[:], string(text)); i >= 0 {
		*d = TaxDisplay(i)
		return nil
	}
	return fmt.Errorf("locale: tax display %s: %w: want inclusive or exclusive", excerpt.Quote(text), ErrSyntax)
}

// taxDisplayOf returns the convention of a country on a day and where it is
// written; prices with tax and no source for a country that is not in the
// table.
func taxDisplayOf(c Country, on currency.Date) (TaxDisplay, string, error) {
	rules, err := taxDisplays.get(taxDisplayCSV, readTaxDisplays)
	if err != nil {
		return 0, "", err
	}
	r, _ := rules.of(c, on)
	return r.fact, r.source, nil
}

//go:embed data/tax_display.csv
var taxDisplayCSV string

var taxDisplays embedded[rules[TaxDisplay]]

func readTaxDisplays(r io.Reader) (rules[TaxDisplay], error) {
	return readRules("tax_display.csv", r, []string{"display"}, func(row table.Row) (d TaxDisplay, err error) {
		return d, row.Parse("display", &d)
	})
}
