package duty_test

import (
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// Whatever text a table is, it is read whole or refused, and what was read
// can be charged, chosen from and extended.
func FuzzLoadRegimes(f *testing.F) {
	head := "id,destination,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes,flat,valuation,from,until,contested,source,source_date,confidence,note\n"
	f.Add(head + "a,GB,relief,135,GBP,,intrinsic,consignment,,,,,22 24,,CIF,2026-01-01,2026-06-30,,s,,official,\n")
	f.Add(head + "a,EU,flat,150,EUR,yes,cif,item,postal,!US MX,CN,!ioss,,3,CIF,,,x,s,2026-01-01,secondary,\nb,EU,normal,,,,,,,,,,,,FOB,,,,s,,official,\n")
	cells := strings.Repeat(",", strings.Count(allRegimeColumns, ",")-1)
	f.Add(allRegimeColumns + "\na,EU" + cells + "\n")
	f.Add(allRegimeColumns + `
a,EU,,,rate,150,EUR,yes,intrinsic,day,26000 EUR,6,courier sea,!EU,CN,consumer,!ioss h1,61 62,6109,consignment,,60% - 20 USD / consignment,,,1,CIF,2026-01-01,,may not be,q,yes,s,2026-01-01,secondary,
b,EU,,,normal,150,EUR,,intrinsic,consignment,,,,,,,,,,,,,,50,,CIF,,,may not be,q,no,s,2026-01-01,secondary,
c,EU,fee,handling,flat,150,EUR,,cif,consignment,,,,,,,,,,item,2,,,,,CIF,,,,,,s,2026-01-01,official,
d,EU,fee,handling,rate,,,,,,,,,,,,,,,,,0.15% MIN 15 EUR / consignment,goods+duty,,,CIF,,,,,,s,2026-01-01,official,
e,EU,,,unknown,,,,,,,,,,,,,,,,,,,,,CIF,,,nobody knows,,,s,2026-01-01,unverified,
`)
	tariff, err := duty.Starter()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, table string) {
		regimes, err := duty.LoadRegimes(strings.NewReader(table))
		if (err == nil) != (regimes != nil) {
			t.Fatalf("%v, %v", regimes, err)
		}
		if err != nil {
			return
		}
		s := duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-03-01"),
			Items: []duty.Item{{Code: "610910", Origin: "CN", Value: currency.FromMinor(5000, currency.EUR), Quantity: 1}}}
		if a, err := duty.Assess(s, tariff, regimes); err == nil && a.Total.Sign() < 0 {
			t.Fatalf("%s", a.Total)
		}
		// Each reading can be chosen, and the rows stay what they are.
		for _, q := range regimes.Questions() {
			for _, r := range q.Readings {
				chosen, err := regimes.Choose(q.Name, r.Name)
				if err != nil {
					t.Fatal(err)
				}
				for _, dest := range regimes.Destinations() {
					if len(chosen.All(dest)) != len(regimes.All(dest)) {
						t.Fatalf("%s: %d rows, %d chosen", dest, len(regimes.All(dest)), len(chosen.All(dest)))
					}
				}
				if a, err := duty.Assess(s, tariff, chosen); err == nil && a.Total.Sign() < 0 {
					t.Fatalf("%s", a.Total)
				}
			}
		}
		// A table does not go before itself: its IDs are taken.
		if _, err := regimes.With(strings.NewReader(table)); err == nil && len(regimes.Destinations()) > 0 {
			t.Fatal("the same rows twice")
		}
	})
}
