package locale

import (
	_ "embed"
	"errors"
	"fmt"
	"io"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// Area names a territory of customs or of tax: "EU" for the customs territory
// of the European Union, else the code of the country whose territory it is.
// "XI" is Northern Ireland, which lies in the customs territory of the United
// Kingdom while the rules of the Union hold for goods (Windsor Framework). A
// place that is an area of its own has its country code ("JE", "NC") or,
// without one, the key of the territory ("livigno"). Two places lie in one area
// if its name is the same.
type Area string

// Union is the customs territory of the European Union (Regulation (EU)
// 952/2013, Article 4).
const Union Area = "EU"

// Status is where a place lies for customs and for VAT, or for the tax that a
// country has instead of VAT.
type Status struct {
	// Customs is the customs territory.
	Customs Area `json:"customs"`
	// VAT is the area of the tax on goods.
	VAT Area `json:"vat"`
	// Services is the area of the tax on services; most often that on goods.
	Services Area `json:"services"`
	// From and Until are the days between which the law in the tables is so,
	// both included; zero is open.
	From  currency.Date `json:"from,omitzero"`
	Until currency.Date `json:"until,omitzero"`
	// Source is where this is written; empty for a country that is simply its
	// own area.
	Source string `json:"source,omitempty"`
}

// Status returns where p lies for customs and VAT on a day: a member state of
// the European Union in its customs territory and in a VAT area of its own, a
// special territory as data/territory_status.csv has it, any other country in
// areas of its own. The zero day asks for the newest law that the tables know.
//
// Status returns an error if p is not valid: see [Place.Validate].
func (p Place) Status(on currency.Date) (Status, error) {
	if err := p.Validate(); err != nil {
		return Status{}, err
	}
	if t, ok := p.TerritoryOn(on); ok {
		return t.Status, nil
	}
	s := Status{VAT: Area(p.Country), Services: Area(p.Country)}
	s.Customs, s.Source = s.bound(p.Country, on)
	return s, nil
}

// bound returns the customs area that a country is in on a day, and narrows s
// to the days on which it is. The source is that of a membership.
func (s *Status) bound(c Country, on currency.Date) (Area, string) {
	for _, m := range c.memberships() {
		switch {
		case m.holds(on):
			s.narrow(m.period)
			return Union, m.source
		case !on.IsZero() && on.Before(m.from):
			s.narrow(period{until: m.from.AddDays(-1)})
		default:
			s.narrow(period{from: m.until.AddDays(1)})
		}
	}
	return Area(c), ""
}

// narrow cuts the days of s to those of p.
func (s *Status) narrow(p period) {
	if s.From < p.from {
		s.From = p.from
	}
	if !p.until.IsZero() && (s.Until.IsZero() || p.until < s.Until) {
		s.Until = p.until
	}
}

// statusRow is the status of a territory for some days, as the table has it:
// member states are not yet resolved to the Union.
type statusRow struct {
	period
	customs, vat, services Area
	source                 string
}

// statusOn returns the status that holds on a day, the newest for none.
func statusOn(rows []statusRow, on currency.Date) (Status, bool) {
	for _, r := range rows {
		if !r.holds(on) {
			continue
		}
		s := Status{VAT: r.vat, Services: r.services, From: r.from, Until: r.until, Source: r.source}
		if s.Customs = r.customs; Country(s.Customs).Valid() {
			s.Customs, _ = s.bound(Country(r.customs), on)
		}
		return s, true
	}
	return Status{}, false
}

//go:embed data/territory_status.csv
var statusCSV string

var statuses embedded[map[string][]statusRow]

// readStatuses reads the status of each territory by key.
func readStatuses(r io.Reader) (map[string][]statusRow, error) {
	rows := map[string][]statusRow{}
	columns := []string{"key", "customs", "vat", "vat_services", "from", "until", "source"}
	err := readTable("territory_status.csv", r, columns, func(row table.Row) error {
		key := row.Get("key")
		if key == "" {
			return row.Fault("key", errors.New("missing"))
		}
		s := statusRow{source: row.Get("source")}
		var err error
		if s.customs, err = readArea(row, "customs", key); err != nil {
			return err
		}
		if s.vat, err = readArea(row, "vat", key); err != nil {
			return err
		}
		if s.services, err = readArea(row, "vat_services", key); err != nil {
			return err
		}
		if s.period, err = readPeriod(row); err != nil {
			return err
		}
		rows[key] = append(rows[key], s)
		return checkSource(row)
	})
	return rows, err
}

// readArea reads a column that must name a country or the territory itself.
func readArea(row table.Row, column, key string) (Area, error) {
	s := row.Get(column)
	if s != key && !Country(s).Valid() {
		return "", row.Fault(column, fmt.Errorf("area %s: want the code of a country or %s", excerpt.Quote(s), key))
	}
	return Area(s), nil
}
