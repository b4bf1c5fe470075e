package pricing_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"sync"

	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// This file holds what a merchant keeps of the fractions that customs drop to
// the same cart under tables by which they drop none.

// wholeTables are the embedded ones without fractions.
var wholeTables = sync.OnceValues(func() (c pricing.Config, err error) {
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		return c, err
	}
	var rows []duty.Regime
	for _, dest := range regimes.Destinations() {
		for _, r := range regimes.All(dest) {
			r.Fractions = duty.Fractions{}
			rows = append(rows, r)
		}
	}
	if c.Regimes, err = duty.NewRegimes(rows); err != nil {
		return c, err
	}
	schemes, err := tax.DefaultSchemes()
	if err != nil {
		return c, err
	}
	var table bytes.Buffer
	if err := schemes.WriteCSV(&table); err != nil {
		return c, err
	}
	lines, err := csv.NewReader(&table).ReadAll()
	if err != nil {
		return c, err
	}
	at := slices.Index(lines[0], "fractions")
	for _, line := range lines[1:] {
		line[at] = ""
	}
	table.Reset()
	if err := csv.NewWriter(&table).WriteAll(lines); err != nil {
		return c, err
	}
	whole, err := tax.LoadSchemes(&table)
	if err == nil {
		c.Schemes = whole.WithNexus(schemes.Nexus())
	}
	return c, err
})

// whole is the situation where customs drop nothing, and its quote.
func (s situation) whole() (situation, pricing.Quote, error) {
	tables, err := wholeTables()
	if err != nil {
		return s, pricing.Quote{}, err
	}
	s.config.Regimes, s.config.Schemes = tables.Regimes, tables.Schemes
	q, err := s.quote()
	return s, q, err
}

// declares tells whether customs dropped fractions of a declaration.
func declares(q pricing.Quote) bool {
	return slices.ContainsFunc(q.Consignments, func(c pricing.Consignment) bool { return c.Customs.Declaration != nil })
}

// keepsFractions: a price holds the same wherever fractions are dropped, and the
// merchant gains on it the levies inside that customs do not ask for, and no more.
func keepsFractions(q, whole pricing.Quote) error {
	for i, l := range q.Lines {
		w := whole.Lines[i]
		for _, e := range []equality{
			{"paid", sum(l.Shown, l.Discount.Neg()), sum(w.Shown, w.Discount.Neg())},
			{"net", l.Net, w.Net}, {"base", l.Base, w.Base}, {"rounding", l.Rounding, w.Rounding},
			{"gain", sum(w.Subsidy, l.Subsidy.Neg()), sum(w.DutyInPrice, w.TaxInPrice, l.DutyInPrice.Neg(), l.TaxInPrice.Neg())},
		} {
			if order(e.got, e.want) != 0 {
				return fmt.Errorf("line %s: %s of %v, where customs drop nothing %v", l.ID, e.name, e.got, e.want)
			}
		}
	}
	return nil
}
