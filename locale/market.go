package locale

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
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
	return fmt.Errorf("locale: tax display %s: want inclusive or exclusive", excerpt.Quote(text))
}

// Market is what a shop can take for granted about the customers of a country.
type Market struct {
	Country  Country       `json:"country"`
	Currency currency.Code `json:"currency"`
	// Languages are the official ones of the whole country, the most spoken
	// first. A few uninhabited places have none.
	Languages []language.Tag `json:"languages"`
	// TaxDisplay is how prices are usually shown to consumers: a convention
	// and a default, not the law. See data/tax_display.csv.
	TaxDisplay TaxDisplay `json:"tax_display"`
}

// ErrNoCurrency: a country has no currency of its own on a day, or one that
// this library does not know.
var ErrNoCurrency = errors.New("no currency")

// MarketOf returns the facts of a country on a day: the currency that is legal
// tender then, by CLDR (where two circulate, the one that CLDR puts first; in
// the weeks of a changeover, the new one), the official languages and the
// convention of tax display.
//
// MarketOf returns an error if:
//   - c is unknown: a [*CountryError];
//   - c has no legal tender on that day, as Antarctica: it wraps
//     [ErrNoCurrency]; or one that package currency does not know, as the
//     German mark: it also wraps [currency.ErrUnknownCode].
func MarketOf(c Country, on currency.Date) (Market, error) {
	facts := c
	if c == northernIreland {
		facts = "GB"
	}
	r, ok := facts.region()
	if !ok {
		return Market{}, unknownCountry(string(c))
	}
	m := Market{Country: c}
	var err error
	if m.Currency, err = tender(r, on); err != nil {
		return Market{}, fmt.Errorf("locale: market %s on %s: %w", c, on, err)
	}
	for _, tag := range r.Languages() {
		m.Languages = append(m.Languages, language.Make(tag))
	}
	if m.TaxDisplay, err = taxDisplayOf(facts, on); err != nil {
		return Market{}, err
	}
	return m, nil
}

// tender returns the legal tender of a country on a day.
func tender(r cldr.Region, on currency.Date) (currency.Code, error) {
	for _, t := range r.Tenders() {
		if !on.Within(dateOf(t.From), dateOf(t.Until)) {
			continue
		}
		code, err := currency.ParseCode(t.Currency)
		if err != nil {
			return 0, fmt.Errorf("%w: %w", ErrNoCurrency, err)
		}
		return code, nil
	}
	return 0, ErrNoCurrency
}

func dateOf(d cldr.Day) currency.Date {
	if d == (cldr.Day{}) {
		return 0
	}
	return currency.NewDate(d.Year, time.Month(d.Month), d.Day)
}

type taxDisplayRow struct {
	period
	display TaxDisplay
}

func taxDisplayOf(c Country, on currency.Date) (TaxDisplay, error) {
	rows, err := taxDisplays.get(taxDisplayCSV, readTaxDisplays)
	if err != nil {
		return 0, err
	}
	for _, r := range rows[c] {
		if on.Within(r.from, r.until) {
			return r.display, nil
		}
	}
	return Inclusive, nil
}

//go:embed data/tax_display.csv
var taxDisplayCSV string

var taxDisplays embedded[map[Country][]taxDisplayRow]

func readTaxDisplays(r io.Reader) (map[Country][]taxDisplayRow, error) {
	rows := map[Country][]taxDisplayRow{}
	err := readTable("tax_display.csv", r, []string{"country", "display", "from", "until", "source"}, func(row table.Row) error {
		c, err := readCountry(row, "country")
		if err != nil {
			return err
		}
		var display taxDisplayRow
		if err := row.Parse("display", &display.display); err != nil {
			return err
		}
		if display.period, err = readPeriod(row); err != nil {
			return err
		}
		rows[c] = append(rows[c], display)
		return checkSource(row)
	})
	return rows, err
}
