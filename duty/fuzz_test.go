package duty_test

import (
	"encoding/json"
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
		"60% - 20 USD / consignment", "5% MIN MAX 3%", "10.400 % MIN 1.300 EUR DTN G", "24 + 4.2 EUR/100 kg", "33 1/3%", "16.5% RET",
		"9.60% MIN 1.1 €/100 kg/net (01 JAN-14 APR, 1 DEC-31 DEC), 13.60% MIN 1.6€/100kg/net", "4% (until 30 June), Free (from 1 Jul)",
		"Cond: A cert: D-008 (01):7.300 % ; A (01):35.600 %", "4.500 % + EAR MAX 9.300 % +ADSZR MAX 35.150 EUR DTN", "1 USD / lb + 2 USD / pf.liter",
		"0.07 EUR / kg / dry lactic matter + 16.80 EUR / 100 kg", strings.Repeat("1¢/kg+", 50) + "1¢/kg",
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
		// Whatever was read can be charged on any day, or says what it needs.
		for _, on := range []string{"2024-02-29", "2026-01-01", "2026-07-15", "2026-12-31"} {
			own := r.On(day(on))
			if own.IsZero() || own.Seasonal() {
				t.Fatalf("%q on %s is %q", r, on, own)
			}
			if d, err := own.Duty(currency.FromMinor(123456, currency.USD), whole, nil, currency.Rounding{}); err == nil && d.Sign() < 0 {
				t.Fatalf("%q charges %s", own, d)
			}
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

func FuzzParseUnit(f *testing.F) {
	for _, u := range ukUnits {
		f.Add(u.code)
		f.Add(u.abbreviation)
	}
	for _, s := range []string{"fl. oz.", "DTN G", "1,000 pins", "line/ gross", "jewel over 7", "kg on tungsten content", "% of value: case", "GBP retail price", "99999999 kg"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := duty.ParseUnit(s)
		if (err == nil) != (u != "") {
			t.Fatalf("%q, %v", u, err)
		}
		if err != nil {
			return
		}
		if again, err := duty.ParseUnit(string(u)); err != nil || again != u {
			t.Fatalf("%q reads as %q, and that as %q, %v", s, u, again, err)
		}
		text, err := json.Marshal(duty.Quantity{Unit: u, Value: decimal.New(125, -2)})
		if err != nil {
			t.Fatal(err)
		}
		var back duty.Quantity
		if err := json.Unmarshal(text, &back); err != nil || back.Unit != u {
			t.Fatalf("%s reads back as %v, %v", text, back, err)
		}
	})
}

func FuzzQuantityJSON(f *testing.F) {
	for _, s := range []string{`{"unit":"kg","value":"0.25"}`, `{"value":7,"unit":"DTN"}`, `{"unit":"kg","value":"1","value":"2"}`, `{"unit":"kg","value":1e9}`, `[]`, `null`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var q duty.Quantity
		if q.UnmarshalJSON(data) != nil || string(data) == "null" {
			return
		}
		if q.Value.Sign() < 0 {
			t.Fatalf("%s is %v", data, q)
		}
		text, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		var back duty.Quantity
		if err := json.Unmarshal(text, &back); err != nil || back.Unit != q.Unit || !back.Value.Equal(q.Value) {
			t.Fatalf("%s reads back as %v, %v", text, back, err)
		}
	})
}

func FuzzLoadRestrictions(f *testing.F) {
	f.Add(restrictedGoods)
	f.Add("destination,code,origin,action,rule,reason,from,until\nUS,6109,,forbid,,x,,\n,61,CN,warn,,x,2026-01-01,2026-12-31\nUS,610910,,allow,,,,\n")
	f.Add("destination,code,action,reason\n,,warn,all\nEU,61091000,forbid,\"a\nb\"\n")
	f.Fuzz(func(t *testing.T, table string) {
		rs, err := duty.LoadRestrictions(strings.NewReader(table))
		if (err == nil) != (rs != nil) {
			t.Fatalf("%v, %v", rs, err)
		}
		if err != nil {
			return
		}
		for _, code := range []duty.Code{"6109100010", "610910", "93"} {
			on := day("2026-03-01")
			found, err := rs.Check(code, "CN", "DE", on)
			if err != nil {
				t.Fatal(err)
			}
			for i, finding := range found {
				if finding.Action == duty.Allow || !on.Within(finding.From, finding.Until) || i > 0 && finding.Forbids() && !found[i-1].Forbids() {
					t.Fatalf("%s: %v", code, found)
				}
			}
		}
	})
}
