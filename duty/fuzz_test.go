package duty_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"610910", "6109.10.00", "6109 10 00 10", "61091", "6109A0", "", ".610910", "999999", "610910001234"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := duty.ParseCode(s)
		if (err == nil) != (c != "") {
			t.Fatalf("%q, %v", c, err)
		}
		if err != nil {
			return
		}
		if again, err := duty.ParseCode(c.Dotted()); err != nil || again != c {
			t.Fatalf("%q prints as %q, which reads as %q, %v", c, c.Dotted(), again, err)
		}
	})
}

func FuzzParseRate(f *testing.F) {
	for _, s := range []string{
		"Free", "12.0%", "0.20 GBP/ item", "124.50 EUR / 100 kg", "35.10 EUR/DTN", "0.50 GBP/ASVX", "1,024.00 EUR / tonne",
		"4.50% MIN 0.30 EUR / item MAX 0.80 EUR / item", "0.50 EUR / item MIN 2.70% MAX 4.60%",
		"9.10% + 45.10 EUR / 100 kg MAX 18.90% + 16.50 EUR / 100 kg", "9.00% +  EA MAX 18.70%  + ADSZ", "Entry Price",
		"15.00% (01 JAN-14 FEB, 16 JUN-31 DEC), 0.00% (15 FEB-15 JUN)", "10.40% MIN 1.6\u00a0€/100\u00a0kg/net",
		"6.4¢/kg + 7.8%", "76¢/pr. + 32%", "$1.61 each + 4.4% on the case and strap, band or bracelet",
		"43¢ each + 2.8¢/jewel over 7 + 3.7% on the case", "0.3¢/line/ gross + 4.6%", "10¢/1,000 pins + 3.5%",
		"3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in proportion) but not less than 3.143854¢/kg",
		"30% or 4,300 yen/pair, whichever is the greater", "The duty provided in the applicable subheading + 25%",
		"60% - 20 USD / consignment", "5% MIN MAX 3%", "0.07 EUR / kg / dry lactic matter + 16.80 EUR / 100 kg",
	} {
		f.Add(s)
	}
	whole := []duty.Quantity{
		{Unit: duty.Kilogram, Value: decimal.New(123, -1)}, {Unit: duty.Piece, Value: decimal.New(3, 0)},
		{Unit: duty.Pair, Value: decimal.New(3, 0)}, {Unit: duty.Litre, Value: decimal.New(15, 0)}, {Unit: duty.PercentVol, Value: decimal.New(40, 0)},
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := duty.ParseRate(s, currency.USD)
		if (err == nil) == r.IsZero() {
			t.Fatalf("%q, %v", r, err)
		}
		if err != nil {
			return
		}
		again, err := duty.ParseRate(r.String(), 0)
		if err != nil || !again.Equal(r) || again.String() != r.String() {
			t.Fatalf("%q prints as %q, which reads as %q, %v", s, r, again, err)
		}
		// Whatever was read can be charged, or says what it needs.
		if d, err := r.Duty(currency.FromMinor(123456, currency.USD), whole, nil, currency.Rounding{}); err == nil && d.Sign() < 0 {
			t.Fatalf("%q charges %s", r, d)
		}
		if r.IsFree() && !strings.Contains(s, "0") && !strings.EqualFold(strings.TrimSpace(s), "free") {
			t.Fatalf("%q is free", s)
		}
	})
}

func FuzzLoadTariff(f *testing.F) {
	f.Add(header + "EU,610910,,mfn,12%,,name,2026-01-01,2026-06-30,law,2026-01-01,\n")
	f.Add(header + "EU,61.09,GB,preference,Free,TCA,name,,,law,,note\nUS,,,gap,,,missing,,,s,,\n")
	f.Add(header + "EU,610910,,mfn,1%,,a,,,s,,\nEU,610910,,mfn,1%,,b,,,s,,\n")
	f.Add("\ufeff" + header + "\"EU\",\"6109\",,remedy,1 EUR / item,,\"a\nb\",,,s,,\n# x\n")
	f.Add("destination,code\n")
	f.Fuzz(func(t *testing.T, table string) {
		tariff, err := duty.LoadTariff(strings.NewReader(table))
		if (err == nil) != (tariff != nil) {
			t.Fatalf("%v, %v", tariff, err)
		}
		if err != nil {
			return
		}
		levies, err := tariff.Lookup("6109100010", "GB", "DE", day("2026-03-01"))
		if err == nil && (len(levies) == 0 || levies[0].Kind != duty.MFN || levies[0].Rate.IsZero()) {
			t.Fatalf("%+v", levies)
		}
	})
}

func FuzzLoadRegimes(f *testing.F) {
	head := "id,destination,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes,flat,valuation,from,until,contested,source,source_date,confidence,note\n"
	f.Add(head + "a,GB,relief,135,GBP,,intrinsic,consignment,,,,,22 24,,CIF,2026-01-01,2026-06-30,,s,,official,\n")
	f.Add(head + "a,EU,flat,150,EUR,yes,cif,item,postal,!US MX,CN,!ioss,,3,CIF,,,x,s,2026-01-01,secondary,\nb,EU,normal,,,,,,,,,,,,FOB,,,,s,,official,\n")
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
		a, err := duty.Assess(duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-03-01"),
			Items: []duty.Item{{Code: "610910", Value: currency.FromMinor(5000, currency.EUR), Quantity: 1}}}, tariff, regimes)
		if err == nil && a.Total.Sign() < 0 {
			t.Fatalf("%s", a.Total)
		}
	})
}
