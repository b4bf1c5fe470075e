package locale

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
)

// Market is what a shop can take for granted about the customers of a country.
type Market struct {
	Country Country `json:"country"`
	// Currency is the legal tender, the main one where two circulate.
	Currency currency.Code `json:"currency"`
	// Currencies are all that are legal tender and that package currency
	// knows, Currency first.
	Currencies []currency.Code `json:"currencies"`
	// Languages are the official ones of the whole country, the most spoken
	// first. A few uninhabited places have none.
	Languages []language.Tag `json:"languages"`
	// TaxDisplay is how prices are usually shown to consumers: a convention
	// and a default, not the law. See data/tax_display.csv.
	TaxDisplay TaxDisplay `json:"tax_display"`
	// Measurement is the system in which goods are weighed and measured.
	Measurement Measurement `json:"measurement"`
	// Withdrawal is the time in which consumers may withdraw from a distance
	// sale, by the law of the country.
	Withdrawal Withdrawal `json:"withdrawal,omitzero"`
	// Sources say where each of these is written.
	Sources Sources `json:"sources,omitzero"`
}

// Sources say where the facts of a market are written, field by field. Empty
// is nowhere: the tax display is then the one of most countries, and the
// withdrawal not known.
type Sources struct {
	Currency    string `json:"currency,omitempty"` // of Currencies too
	Languages   string `json:"languages,omitempty"`
	TaxDisplay  string `json:"tax_display,omitempty"`
	Measurement string `json:"measurement,omitempty"`
	Withdrawal  string `json:"withdrawal,omitempty"`
}

// ErrNoCurrency: a country has no currency of its own on a day, or one that
// this library does not know.
var ErrNoCurrency = errors.New("no currency")

// MarketError says which country has no market on a day. It wraps
// [ErrNoCurrency] and, where the country has a currency that package currency
// does not know, [currency.ErrUnknownCode].
type MarketError struct {
	Country Country
	On      currency.Date
	Err     error
}

func (e *MarketError) Error() string {
	return fmt.Sprintf("locale: market %s on %s: %v", e.Country, e.On, e.Err)
}

// Unwrap returns what was wrong.
func (e *MarketError) Unwrap() error { return e.Err }

// MarketOf returns the facts of a country on a day: the currencies that are
// legal tender then and the official languages, by CLDR (where two currencies
// circulate, the one that CLDR puts first goes first; in the weeks of a
// changeover, the new one), the system of measurement by CLDR, the convention
// of tax display, and the statutory period of withdrawal from distance sales.
// Northern Ireland has the facts of the United Kingdom. The result is the
// caller's own.
//
// MarketOf returns an error if:
//   - c is unknown: a [*CountryError];
//   - c has no legal tender on that day, as Antarctica, or its main one is a
//     currency that package currency does not know: a [*MarketError].
func MarketOf(c Country, on currency.Date) (Market, error) {
	facts := c
	if c == northernIreland {
		facts = "GB"
	}
	r, ok := facts.region()
	if !ok {
		return Market{}, unknownCountry(string(c))
	}
	m := Market{Country: c, Measurement: Measurement(r.Measures()), Sources: cldrSources}
	var err error
	if m.Currencies, err = tenders(r, on); err != nil {
		return Market{}, &MarketError{Country: c, On: on, Err: err}
	}
	m.Currency = m.Currencies[0]
	for _, tag := range r.Languages() {
		m.Languages = append(m.Languages, language.Make(tag))
	}
	if m.TaxDisplay, m.Sources.TaxDisplay, err = taxDisplayOf(facts, on); err != nil {
		return Market{}, err
	}
	if m.Withdrawal, m.Sources.Withdrawal, err = withdrawalOf(facts, on); err != nil {
		return Market{}, err
	}
	return m, nil
}

// cldrSources are those of the fields that CLDR fills.
var cldrSources = Sources{
	Currency:    "CLDR " + cldr.Release + ", currencyData: legal tender by region",
	Languages:   "CLDR " + cldr.Release + ", territoryInfo: official languages",
	Measurement: "CLDR " + cldr.Release + ", measurementData",
}

// tenders returns the legal tender of a country on a day, at least one.
func tenders(r cldr.Region, on currency.Date) ([]currency.Code, error) {
	var codes []currency.Code
	for _, t := range r.Tenders() {
		if !on.Within(dateOf(t.From), dateOf(t.Until)) {
			continue
		}
		code, err := currency.ParseCode(t.Currency)
		switch {
		case err == nil:
			codes = append(codes, code)
		case codes == nil: // the main one must be known
			return nil, fmt.Errorf("%w: %w", ErrNoCurrency, err)
		}
	}
	if codes == nil {
		return nil, ErrNoCurrency
	}
	return codes, nil
}

func dateOf(d cldr.Day) currency.Date {
	if d == (cldr.Day{}) {
		return 0
	}
	return currency.NewDate(d.Year, time.Month(d.Month), d.Day)
}
