package duty_test

import (
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// ukUnits are the measurement units of the UK's trade tariff: code,
// abbreviation, and what this package makes of both. After
// db/measurement_units.json of trade-tariff-backend, 2026-08.
var ukUnits = [...]struct {
	code, abbreviation string
	want               duty.Unit
}{
	{"ASV", "% vol", "% vol"},
	{"ASVX", "% vol/hl", "% vol/hl"},
	{"BRX", "% sucrose", "% sucrose"},
	{"CCT", "ct/l", "t capacity"},
	{"CEN", "100 p/st", "100 item"},
	{"CTM", "c/k", "carat"},
	{"DAP", "10 000 kg/polar", "10000 kg polarised"},
	{"DHS", "kg DHS", "kg dihydrostreptomycin"},
	{"DTN", "100 kg", "100 kg"},
	{"DTNE", "100 kg/net eda", "100 kg drained"},
	{"DTNF", "100 kg common wheat", "100 kg common wheat"},
	{"DTNG", "100 kg/br", "100 kg gross"},
	{"DTNL", "100 kg live weight", "100 kg live"},
	{"DTNM", "100 kg/net mas", "100 kg dry"},
	{"DTNR", "100 kg std qual", "100 kg standard quality"},
	{"DTNS", "100 kg raw sugar", "100 kg raw sugar"},
	{"DTNZ", "100 kg/net/%sacchar.", "100 kg/% sucrose"},
	{"EUR", "EUR", "euro"},
	{"GFI", "gi F/S", "g fissile isotopes"},
	{"GRM", "g", "g"},
	{"GRT", "GT", "gross tonnage"},
	{"HLT", "hl", "hl"},
	{"HMT", "100 m", "100 m"},
	{"KCC", "kg C₅H₁₄ClNO", "kg choline chloride"},
	{"KCL", "tonne KCl", "t potassium chloride"},
	{"KGM", "kg", "kg"},
	{"KGMA", "kg/tot/alc", "kg total alcohol"},
	{"KGME", "kg/net eda", "kg drained"},
	{"KGMG", "GKG", "kg gross"},
	{"KGMP", "kg/lactic matter", "kg lactic matter"},
	{"KGMS", "kg/raw sugar", "kg raw sugar"},
	{"KGMT", "kg/dry lactic matter", "kg dry lactic matter"},
	{"KLT", "1,000 l", "1000 l"},
	{"KMA", "kg methylamines", "kg methylamines"},
	{"KMT", "KM", "km"},
	{"KNI", "kg N", "kg nitrogen"},
	{"KNS", "kg H₂O₂", "kg hydrogen peroxide"},
	{"KPH", "kg KOH", "kg potassium hydroxide"},
	{"KPO", "kg K₂O", "kg potassium oxide"},
	{"KPP", "kg P₂O₅", "kg diphosphorus pentaoxide"},
	{"KSD", "kg 90% sdt", "kg 90% dry"},
	{"KSH", "kg NaOH", "kg sodium hydroxide"},
	{"KUR", "kg U", "kg uranium"},
	{"LPA", "l alc. 100%", "l pure alcohol"},
	{"LTR", "l", "l"},
	{"LTRA", "L total alc.", "l total alcohol"},
	{"MIL", "1,000 p/st", "1000 item"},
	{"MPR", "1,000 pa", "1000 pair"},
	{"MTK", "m²", "m2"},
	{"MTQ", "m³", "m3"},
	{"MTQC", "1,000 m³", "1000 m3"},
	{"MTR", "m", "m"},
	{"MWH", "1,000 kWh", "MWh"},
	{"NAR", "p/st", "item"},
	{"NARB", "b/f", "item per flask"},
	{"NCL", "ce/el", "cell"},
	{"NPR", "pa", "pair"},
	{"RET", "RET", "GBP retail price"},
	{"SPQ", "for each litre of pure alcohol, multiplied by the SPR discount", "l pure alcohol/SPR discount"},
	{"SPQLPA", "for each litre of pure alcohol, multiplied by the SPR discount", "l pure alcohol/SPR discount"},
	{"SPQLTR", "for each litre of pure alcohol, multiplied by the SPR discount", "l pure alcohol/SPR discount"},
	{"SPR", "SPR discount", "SPR discount"},
	{"TJO", "TJ", "TJ"},
	{"TNE", "1,000 kg", "1000 kg"},
	{"TNEE", "1,000 kg/net eda", "1000 kg drained"},
	{"TNEI", "1,000 kg/biodiesel", "1000 kg biodiesel"},
	{"TNEJ", "1,000 kg/fuel content", "1000 kg fuel content"},
	{"TNEK", "1,000 kg/bioethanol", "1000 kg bioethanol"},
	{"TNEM", "1,000 kg/net mas", "1000 kg dry"},
	{"TNER", "1,000 kg std qual", "1000 kg standard quality"},
	{"TNEZ", "1,000 kg/net/%saccha.", "1000 kg/% sucrose"},
	{"WAT", "Watt", "watt"},
}

func TestUnitsOfTheUK(t *testing.T) {
	if len(ukUnits) != 72 {
		t.Errorf("%d units, the list has 72", len(ukUnits))
	}
	for _, u := range ukUnits {
		want := u.want
		if got, err := duty.ParseUnit(u.code); err != nil || got != want && !(u.code == "TNE" && got == "t") {
			t.Errorf("ParseUnit(%q) = %q, %v; want %q", u.code, got, err, want)
		}
		if u.code == "RET" {
			continue // its abbreviation is GBP
		}
		if got, err := duty.ParseUnit(u.abbreviation); err != nil || got != want {
			t.Errorf("ParseUnit(%q) = %q, %v; want %q (%s)", u.abbreviation, got, err, want, u.code)
		}
	}
}

// Whatever rate the list lets one write can be charged with the unit that the
// list asks for, or the parts of a compound one.
func TestUnitsOfTheUKCharge(t *testing.T) {
	one := func(units ...duty.Unit) []duty.Quantity {
		var qs []duty.Quantity
		for _, u := range units {
			qs = append(qs, duty.Quantity{Unit: u, Value: dec("1")})
		}
		return qs
	}
	for _, u := range ukUnits {
		if u.code == "RET" {
			continue // TestRetailPrice
		}
		rate := mustRate(t, "1 GBP / "+u.code)
		got, err := rate.Duty(money("0", currency.GBP), one(u.want), nil, currency.Rounding{})
		if err != nil || got != money("1.00", currency.GBP) {
			t.Errorf("1 GBP / %s of 1 %s: %s, %v", u.code, u.want, got, err)
		}
		if again := mustRate(t, rate.String()); !again.Equal(rate) {
			t.Errorf("%s reads back as %s", rate, again)
		}
	}
	compound := map[string][]duty.Quantity{
		"ASVX":   one("ASV", "HLT"),
		"DTNZ":   one("DTN", "BRX"),
		"TNEZ":   one("TNE", "BRX"),
		"SPQLPA": one("SPR", "LPA"),
		"SPQLTR": one("SPR", "ASV", "HLT"), // 1 % of a hectolitre is a litre
	}
	for code, qs := range compound {
		got, err := mustRate(t, "1 GBP / "+code).Duty(money("0", currency.GBP), qs, nil, currency.Rounding{})
		if err != nil || got != money("1.00", currency.GBP) {
			t.Errorf("1 GBP / %s of %v: %s, %v", code, qs, got, err)
		}
	}
}

func TestSpellings(t *testing.T) {
	tests := map[duty.Unit][]string{
		"lb":           {"lbs", "pound", "Pounds", "lb."},
		"oz":           {"ounces", "oz."},
		"troy oz":      {"oz t", "troy ounces"},
		"gal":          {"gallons", "US gallon", "gal."},
		"imperial gal": {"imp. gal", "imperial gallons"},
		"fl oz":        {"fl. oz.", "fluid ounces"},
		"yd":           {"yards", "yd."},
		"ft2":          {"sq. ft.", "square feet"},
		"kWh":          {"kWh", "KWH", "kilowatt-hours"},
		"TJ":           {"TJO", "terajoules"},
		"100 kg gross": {"DTN G", "DTNG", "100kg/br"},
		"% vol/hl":     {"ASV X", "%vol/hl"},
		"m":            {"lin. m", "metres"},
	}
	for want, spellings := range tests {
		for _, s := range spellings {
			if got, err := duty.ParseUnit(s); err != nil || got != want {
				t.Errorf("ParseUnit(%q) = %q, %v; want %q", s, got, err, want)
			}
		}
	}
}
