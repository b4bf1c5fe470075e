package duty_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// This file computes the worked cases by their kind and not one by one: each
// runner reads what a row gives and compares every figure that it expects.

// text returns an input as text, "" if there is none: "goods", or the first of
// several names.
func (w worked) text(keys ...string) string {
	for _, key := range keys {
		if s := w.in(key); s != "" {
			return s
		}
	}
	return ""
}

// or returns an input as text, or what stands for it where the row says
// nothing.
func (w worked) or(key, otherwise string) string {
	if s := w.in(key); s != "" {
		return s
	}
	return otherwise
}

// percentage completes "5" and drops what stands behind a percentage.
func percentage(s string) string {
	s, _, _ = strings.Cut(s, " of ")
	if s == "" || strings.HasSuffix(s, "%") {
		return s
	}
	return s + "%"
}

// places returns how many digits the figures of the row have behind the point:
// some sources round the total only.
func (w worked) places() int {
	most := 2
	for key := range w.Expected {
		if _, fraction, ok := strings.Cut(w.want(key), "."); ok && !strings.Contains(w.want(key), "%") && len(fraction) > most {
			most = len(fraction)
		}
	}
	return most
}

// compare compares every figure that a row expects with what was computed.
func (w worked) compare(t *testing.T, got map[string]currency.Amount) {
	t.Helper()
	for key := range w.Expected {
		amount, ok := got[key]
		if !ok {
			t.Errorf("%s is not computed", key)
			continue
		}
		want := w.want(key)
		if want == "" {
			t.Errorf("%s is no figure: %v", key, w.Expected[key])
			continue
		}
		wantAmount(t, key, amount, want)
	}
}

// normalTo is a table with one regime: a destination that charges by the
// tariff.
func normalTo(t *testing.T, dest, valuation string) *duty.Regimes {
	t.Helper()
	return caseRegimes(t, dest+"-normal,"+dest+",normal,,,,,,,,,,,,"+valuation+",,,,case,2026-01-01,official,,,,")
}

// caseRegimes reads rows of id,destination,treatment,threshold,currency,strict,
// basis,scope,mode,ship_from,origin,scheme,excludes,flat,valuation,from,until,
// contested,source,source_date,confidence,note,per,rate,min_collect.
func caseRegimes(t *testing.T, rows ...string) *duty.Regimes {
	t.Helper()
	rg, err := duty.LoadRegimes(strings.NewReader("id,destination,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes," +
		"flat,valuation,from,until,contested,source,source_date,confidence,note,per,rate,min_collect\n" + strings.Join(rows, "\n") + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return rg
}

// importTax is a tax at import as a levy of the shipment.
func importTax(t *testing.T, name, rate string, base duty.Components) duty.Levy {
	t.Helper()
	return duty.Levy{Name: name, Jurisdiction: "case", Kind: duty.Tax, Rate: mustRate(t, percentage(rate)), Base: base}
}

const wholeBase = duty.OnGoods | duty.OnFreight | duty.OnInsurance | duty.OnDuty | duty.OnFees

// border is an import of one article by its duty, with levies on top, in the
// tables of the case alone.
func (w worked) border(t *testing.T, dest locale.Country, c currency.Code, valuation, rate string, fees ...duty.Levy) duty.Assessment {
	t.Helper()
	if rate == "" || rate == "0%" {
		rate = "Free"
	}
	s := duty.Shipment{From: in("JP"), To: in(dest), On: day("2026-01-15"), Fees: fees,
		Rounding: currency.Rounding{Digits: currency.To(w.places())},
		Items: []duty.Item{{Code: "851840", Origin: "CN", Quantity: 1,
			Value: money(w.text("goods", "vfd", "customs_value", "assessable", "value", "value_usd"), c)}}}
	for _, part := range []struct {
		key string
		to  *currency.Amount
	}{{"freight", &s.Freight}, {"insurance", &s.Insurance}} {
		if w.in(part.key) != "" {
			*part.to = money(w.in(part.key), c)
		}
	}
	a, err := duty.Assess(s, ownTariff(t, string(dest)+",851840,,mfn,"+percentageOrFree(rate)+",,duty,,,case,2026-01-01,"), normalTo(t, string(dest), valuation))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func percentageOrFree(rate string) string {
	if rate == "Free" {
		return rate
	}
	return percentage(rate)
}

// charged returns the amount of the charge of a name.
func chargeOf(t *testing.T, a duty.Assessment, name string) duty.Charge {
	t.Helper()
	for _, line := range a.Lines {
		for _, c := range line.Charges {
			if c.Levy.Name == name {
				return c
			}
		}
	}
	t.Fatalf("no charge %s", name)
	return duty.Charge{}
}

// sum adds amounts.
func sum(t *testing.T, as ...currency.Amount) currency.Amount {
	t.Helper()
	total, err := currency.Sum(as...)
	if err != nil {
		t.Fatal(err)
	}
	return total
}

// byRule are the runners of the rows whose ID begins so.
var byRule = map[string]func(*testing.T, worked){
	"uk-vat-base": func(t *testing.T, w worked) {
		w.Inputs["goods"] = w.in("customs_value")
		duties := duty.Levy{Name: "duties", Jurisdiction: "GB", Kind: duty.Additional, Rate: mustRate(t, w.in("duties")+" GBP / consignment")}
		a := w.border(t, "GB", currency.GBP, "CIF", "", duties, importTax(t, "vat", w.in("vat_rate"), wholeBase))
		vat := chargeOf(t, a, "vat")
		w.compare(t, map[string]currency.Amount{"vat_base": vat.Base, "vat": vat.Amount})
	},
	"uk-advalorem": func(t *testing.T, w worked) {
		a := w.border(t, "GB", currency.GBP, "CIF", w.in("duty"))
		w.compare(t, map[string]currency.Amount{"customs_value": a.CustomsValue, "duty": a.Duty})
	},
	"uk-specific":      caseQuantity,
	"uk-sucrose":       caseQuantity,
	"uk-alcohol":       caseQuantity,
	"uk-full":          caseLayers,
	"uk-135":           caseRelief135,
	"us-compound":      caseEquivalent,
	"us-s122":          caseStack,
	"us-tee":           caseStack,
	"hts":              caseHTS,
	"au":               caseAustralia,
	"ca-dm":            caseCanada,
	"eu3":              caseFlat,
	"eu-before":        caseBeforeJuly,
	"eu-ioss":          caseAbove,
	"uk-alcohol-floor": caseAlcohol,
	"uk-spq": func(t *testing.T, w worked) {
		qs := []duty.Quantity{{Unit: "l pure alcohol", Value: dec(w.in("lpa"))}, {Unit: "SPR discount", Value: dec(w.in("spr"))}}
		got, err := mustRate(t, w.in("rate")+" GBP / SPQ").Duty(money("0", currency.GBP), qs, nil, currency.Rounding{Mode: currency.Down})
		if err != nil {
			t.Fatal(err)
		}
		w.compare(t, map[string]currency.Amount{"amount": got})
	},
	"uk-ni-chooser": func(t *testing.T, w worked) {
		got, err := duty.Windsor(money(w.in("customs_value"), currency.GBP), money(w.in("uk_duty"), currency.GBP), money(w.in("eu_duty"), currency.GBP))
		if want := map[string]string{"uk": "GB", "eu": "EU"}[w.want("applies")]; err != nil || got != want {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
	},
	"us-mpf-apportion": caseApportion,
	"us-mpf":           caseProcessingFee,
	"us-hmf": func(t *testing.T, w worked) {
		w.Inputs["goods"] = w.in("value")
		rate := "0.125%"
		if w.in("mode") == "air" {
			rate = "0%" // of goods at seaports only (19 CFR 24.24)
		}
		hmf := duty.Levy{Name: "harbor maintenance fee", Jurisdiction: "US", Kind: duty.Fee, Rate: mustRate(t, rate)}
		w.compare(t, map[string]currency.Amount{"hmf": w.border(t, "US", currency.USD, "FOB", "", hmf).Fees})
	},
	"ca-cbsa":   caseCanadaTax,
	"ca-tshirt": caseCanadaTax,
	"ca-surtax": caseCanadaTax,
	"nz": func(t *testing.T, w worked) {
		gst := importTax(t, "gst", w.in("gst"), wholeBase)
		if least := w.in("min_collectible"); least != "" {
			gst.MinCollect = money(least, currency.NZD)
		}
		a := w.border(t, "NZ", currency.NZD, "FOB", w.in("duty"), gst)
		c := chargeOf(t, a, "gst")
		if least := w.in("min_collectible"); least != "" && (c.Zero != duty.BelowCollectible) != (c.Waived == nil) {
			t.Errorf("%+v", c)
		}
		w.compare(t, map[string]currency.Amount{"duty": a.Duty, "gst": c.Amount, "collected": a.Total, "computed": sum(t, a.Duty, c.Amount, waived(&c))})
	},
	"sg-cif": func(t *testing.T, w worked) {
		w.Inputs["goods"] = w.in("cif")
		rg := caseRegimes(t, "sg-low,SG,relief,400,SGD,,cif,consignment,,,,,,,CIF,,,,case,2026-01-01,official,,,,",
			"sg-gst,SG,rate,,,,,,,,,,,,CIF,,,,case,2026-01-01,official,,consignment,"+w.in("gst")+",")
		a, err := duty.Assess(duty.Shipment{From: in("CN"), To: in("SG"), On: day("2026-01-15"),
			Items: []duty.Item{{Code: "851840", Origin: "CN", Quantity: 1, Value: money(w.in("cif"), currency.SGD)}}}, nil, rg)
		if err != nil {
			t.Fatal(err)
		}
		w.compare(t, map[string]currency.Amount{"gst": a.Total})
	},
	"ch": func(t *testing.T, w worked) {
		// The tax is settled in steps of 0.05 CHF, and up to 5 CHF not collected.
		w.Inputs["goods"] = w.in("base")
		for rounding, key := range map[currency.Rounding]string{{Digits: currency.To(3)}: "tax_exact", {Increment: 5}: "tax_rounded_to_005"} {
			vat := importTax(t, "vat", w.in("vat"), wholeBase)
			vat.MinCollect = money("5.05", currency.CHF)
			a, err := duty.Assess(duty.Shipment{From: in("CN"), To: in("CH"), On: day("2026-01-15"), Rounding: rounding, Fees: []duty.Levy{vat},
				Items: []duty.Item{{Code: "851840", Origin: "CN", Quantity: 1, Value: money(w.in("base"), currency.CHF)}}},
				ownTariff(t, "CH,851840,,mfn,Free,,duty,,,case,2026-01-01,"), normalTo(t, "CH", "CIF"))
			if err != nil {
				t.Fatal(err)
			}
			c := chargeOf(t, a, "vat")
			if w.want(key) != "" {
				wantAmount(t, key, sum(t, c.Amount, waived(&c)), w.want(key))
			}
			if rounding.Increment == 5 {
				wantAmount(t, "collected", c.Amount, w.want("collected"))
			}
		}
	},
	"no": func(t *testing.T, w worked) {
		a := w.border(t, "NO", currency.NOK, "CIF", w.in("duty"), importTax(t, "vat", w.in("vat"), wholeBase))
		w.compare(t, map[string]currency.Amount{"duty": a.Duty, "vat": a.Tax, "total": a.Total})
	},
	"za": func(t *testing.T, w worked) {
		vat := importTax(t, "vat", w.in("vat"), duty.OnGoods|duty.OnDuty)
		vat.Uplift = dec("10")
		a := w.border(t, "ZA", currency.ZAR, "FOB", w.in("duty"), vat)
		c := chargeOf(t, a, "vat")
		w.compare(t, map[string]currency.Amount{"duty": a.Duty, "atv": c.Base, "vat": c.Amount})
	},
	"in": func(t *testing.T, w worked) {
		sws := duty.Levy{Name: "social welfare surcharge", Jurisdiction: "IN", Kind: duty.Additional, Rate: mustRate(t, percentage(w.in("sws"))), Base: duty.OnDuty}
		a := w.border(t, "IN", currency.INR, "CIF", w.in("bcd"), sws, importTax(t, "igst", w.in("igst"), wholeBase))
		w.compare(t, map[string]currency.Amount{"bcd": chargeOf(t, a, "duty").Amount, "sws": chargeOf(t, a, sws.Name).Amount,
			"igst": a.Tax, "total": a.Total})
	},
	"br": func(t *testing.T, w worked) {
		a := brazil1(t, w, money(w.in("value_usd"), currency.USD))
		w.compare(t, map[string]currency.Amount{"ii": a.Duty, "icms": a.Tax, "total": sum(t, a.Intrinsic, a.Total)})
	},
	"kr-bundle":    caseBundle,
	"kr-no-bundle": caseBundle,
	"kr": func(t *testing.T, w worked) {
		w.Inputs["value"] = w.in("value_usd")
		a := w.border(t, "KR", currency.USD, "CIF", w.in("duty"), importTax(t, "vat", w.or("vat", "10%"), wholeBase))
		w.compare(t, map[string]currency.Amount{"duty": a.Duty, "vat": a.Tax, "total": a.Total})
	},
	"cn-cbec": caseCrossBorder,
	"mx":      caseMexico,
	"tr-med": func(t *testing.T, w worked) {
		from := map[bool]locale.Country{true: "DE", false: "CN"}[w.in("from_") == "EU"]
		s := duty.Shipment{From: in(from), To: in("TR"), On: day("2026-03-01"), Scheme: "prescribed",
			Items: []duty.Item{{Code: "300490", Origin: from, Quantity: 1, Value: money(w.in("value"), currency.EUR)}}}
		if sct, _ := w.Inputs["sct"].(bool); sct {
			s.Fees = []duty.Levy{{Name: "special consumption tax, list IV", Jurisdiction: "TR", Kind: duty.Additional, Rate: mustRate(t, "20%")}}
		}
		w.compare(t, map[string]currency.Amount{"tax": assess(t, s, nil).Total})
	},
	"rev": caseReverse,
}

// caseQuantity charges an expression on the quantities of the row.
func caseQuantity(t *testing.T, w worked) {
	var qs []duty.Quantity
	for unit, n := range w.Inputs["quantity"].(map[string]any) {
		qs = append(qs, duty.Quantity{Unit: duty.Unit(unit), Value: dec(n.(string))})
	}
	var rates *currency.Rates
	if w.in("eur_gbp") != "" {
		rates = fx(t, map[currency.Code]string{currency.GBP: w.in("eur_gbp")})
	}
	for rounding, key := range map[currency.Rounding]string{{}: "duty", {Digits: currency.To(6)}: "duty_unrounded"} {
		got, err := mustRate(t, w.in("expression")).Duty(money(w.or("customs_value", "0"), currency.GBP), qs, rates, rounding)
		if err != nil {
			t.Fatal(err)
		}
		if want := w.want(key); want != "" {
			wantAmount(t, key, got, want)
		}
	}
}

// sugar is the rate of 1701.12.05, which the row shortens.
const sugar = "3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in proportion) but not less than 3.143854¢/kg"

// caseHTS charges a rate of the HTS on the quantities of the row.
func caseHTS(t *testing.T, w worked) {
	var qs []duty.Quantity
	for key, unit := range map[string]duty.Unit{"kg": duty.Kilogram, "pairs": duty.Pair, "number": duty.Piece, "degrees": "degree",
		"liters": duty.Litre, "litres": duty.Litre, "m2": duty.SquareMetre, "m3": duty.CubicMetre, "dozens": duty.Dozen, "jewels": "jewel"} {
		if n := w.in(key); n != "" {
			qs = append(qs, duty.Quantity{Unit: unit, Value: dec(n)})
		}
	}
	rate := mustRate(t, w.or("rate", sugar))
	got, err := rate.Duty(money(w.or("value", "0"), currency.USD), qs, nil, currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "duty", got, w.want("duty"))
	if want := w.want("rate_cents_per_kg"); want != "" {
		kg := dec(w.in("kg"))
		for k := range qs {
			if qs[k].Unit == duty.Kilogram {
				qs[k].Value = dec("1")
			}
		}
		each, err := rate.Duty(money("0", currency.USD), qs, nil, currency.Rounding{Digits: currency.To(12)})
		if err != nil || !each.Decimal().Shift(2).Equal(dec(want)) {
			t.Errorf("a kilogram of %s: %v, %v; want %s cents", kg, each, err, want)
		}
	}
}

// caseAlcohol charges a duty by strength, which is cut down to the penny.
func caseAlcohol(t *testing.T, w worked) {
	value := dec(w.in("value"))
	a, err := duty.Assess(duty.Shipment{From: in("US"), To: in("GB"), On: day("2026-01-15"),
		Items: []duty.Item{{Code: "220830", Origin: "US", Quantity: 1, Value: money("200", currency.GBP),
			Quantities: []duty.Quantity{{Unit: "ASVX", Value: value}}}}},
		ownTariff(t, "GB,220830,,mfn,1.00 GBP / ASVX,,duty,,,case,2026-01-01,"), normalTo(t, "GB", "CIF"))
	if err != nil {
		t.Fatal(err)
	}
	w.compare(t, map[string]currency.Amount{"rounded": a.Duty})
}

// caseApportion shares a fee out by ratios of four digits (19 CFR 190.51).
func caseApportion(t *testing.T, w worked) {
	four := currency.Rounding{Digits: currency.To(4)}
	var values []currency.Amount
	for _, v := range w.Inputs["line_values"].([]any) {
		values = append(values, money(v.(string), currency.USD))
	}
	all := sum(t, values...)
	var ratios []decimal.Decimal
	for i, want := range w.Expected["ratios"].([]any) {
		ratio, err := values[i].MulDiv(dec("1"), all.Decimal(), four)
		if err != nil {
			t.Fatal(err)
		}
		wantAmount(t, "ratio", ratio, want.(string))
		ratios = append(ratios, ratio.Decimal())
	}
	parts, err := money(w.in("mpf"), currency.USD).Allocate(ratios, four)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range w.Expected["apportioned"].([]any) {
		wantAmount(t, "part", parts[i], want.(string))
	}
}

// caseProcessingFee charges the merchandise processing fee by the embedded
// table.
func caseProcessingFee(t *testing.T, w worked) {
	on, value := day(w.in("date")), w.in("value")
	tariff := ownTariff(t, "US,851840,,mfn,Free,,duty,,,case,2026-01-01,")
	fee := func(value, scheme string) currency.Amount {
		return assess(t, duty.Shipment{From: in("DE"), To: in("US"), On: on, Scheme: scheme,
			Items: []duty.Item{{Code: "851840", Origin: "DE", Quantity: 1, Value: money(value, currency.USD)}}}, tariff).Fees
	}
	if value != "" {
		w.compare(t, map[string]currency.Amount{"mpf": fee(value, "")})
		return
	}
	wantAmount(t, "informal entry", fee("1000", ""), w.want("informal"))
	wantAmount(t, "express", fee("1000", "express"), w.want("express_waybill"))
	// Whether the fee for dutiable mail is taken is not known; what it would be
	// is told with that.
	if mail := w.want("dutiable_mail"); mail != "" {
		a := assess(t, duty.Shipment{From: in("DE"), To: in("US"), On: day("2026-08-01"), Mode: duty.Postal,
			Items: []duty.Item{{Code: "851840", Origin: "DE", Quantity: 1, Value: money("100", currency.USD)}}}, tariff)
		if told := strings.Join(a.Warnings, "; "); a.Accuracy != duty.Estimated || !strings.Contains(told, mail+" USD") {
			t.Errorf("no warning of %s USD: %s", mail, told)
		}
	}
}

// caseCanadaTax is duty, surtax, and a tax on both; values may be in another
// currency.
func caseCanadaTax(t *testing.T, w worked) {
	value := money(w.text("vfd", "goods_usd"), currency.CAD)
	s := duty.Shipment{From: in("US"), To: in("CA"), On: day("2026-01-15"), Currency: currency.CAD,
		Rounding: currency.Rounding{Digits: currency.To(w.places())}}
	if w.in("goods_usd") != "" {
		value = money(w.in("goods_usd"), currency.USD)
		rate, err := currency.NewRate(currency.USD, currency.CAD, dec(w.in("cad_per_usd")), day("2026-01-01").Time(), "case")
		if err != nil {
			t.Fatal(err)
		}
		rates, err := currency.NewRates(currency.USD, day("2026-01-01").Time(), "case", []currency.Rate{rate})
		if err != nil {
			t.Fatal(err)
		}
		s.CustomsRates = rates
	}
	s.Items = []duty.Item{{Code: "6109100000", Origin: "US", Quantity: 1, Value: value}}
	s.Fees = []duty.Levy{importTax(t, "tax", w.text("gst", "tax"), duty.OnGoods|duty.OnDuty)}
	rows := []string{"CA,610910,,mfn," + w.in("duty") + ",,duty,,,case,2026-01-01,"}
	if surtax := w.in("surtax"); surtax != "" {
		rows = append(rows, "CA,610910,,additional,"+surtax+",,surtax,,,case,2026-01-01,")
	}
	a, err := duty.Assess(s, ownTariff(t, rows...), normalTo(t, "CA", "FOB"))
	if err != nil {
		t.Fatal(err)
	}
	tax := chargeOf(t, a, "tax")
	got := map[string]currency.Amount{"value_for_duty": a.CustomsValue, "duty": chargeOf(t, a, "duty").Amount, "value_for_tax": tax.Base, "vft": tax.Base,
		"gst": tax.Amount, "tax": tax.Amount, "total": a.Total}
	if w.in("surtax") != "" {
		got["surtax"] = chargeOf(t, a, "surtax").Amount
	}
	w.compare(t, got)
}

// brazil1 is an import by the rate of the row, with the tax inside its base.
func brazil1(t *testing.T, w worked, value currency.Amount) duty.Assessment {
	t.Helper()
	rate := w.in("ii")
	if strings.Contains(rate, "-") {
		rate = strings.TrimSuffix(rate, " USD") + " USD / consignment"
	}
	icms := importTax(t, "icms", w.in("icms"), wholeBase)
	icms.Inside = true
	rg := caseRegimes(t, "br,BR,rate,,,,,,,,,,,,CIF,,,,case,2026-01-01,official,,consignment,"+rate+",")
	a, err := duty.Assess(duty.Shipment{From: in("CN"), To: in("BR"), On: day("2025-07-29"), Fees: []duty.Levy{icms},
		Items: []duty.Item{{Code: "610910", Origin: "CN", Quantity: 1, Value: value}}}, nil, rg)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// caseBundle adds up what arrives on one day.
func caseBundle(t *testing.T, w worked) {
	orders := w.Inputs["orders"].([]any)
	threshold := w.in("threshold")
	s := duty.Shipment{From: in("US"), To: in("KR"), On: day("2026-01-15"),
		Items: []duty.Item{{Code: "851840", Origin: "US", Quantity: 1, Value: money(orders[len(orders)-1].(string), currency.USD)}}}
	assessed := s.Items[0].Value
	if same, _ := w.Inputs["same_day"].(bool); same {
		for _, o := range orders[:len(orders)-1] {
			s.Earlier.Day = sum(t, s.Earlier.Day, money(o.(string), currency.USD))
		}
		assessed = sum(t, assessed, s.Earlier.Day)
	}
	a, err := duty.Assess(s, ownTariff(t, "KR,851840,,mfn,8%,,duty,,,case,2026-01-01,"),
		caseRegimes(t, "kr-low,KR,relief,"+threshold+",USD,,intrinsic,day,,,,,,,CIF,,,,case,2026-01-01,official,,,,",
			"kr-normal,KR,normal,,,,,,,,,,,,CIF,,,,case,2026-01-01,official,,,,"))
	if err != nil {
		t.Fatal(err)
	}
	if exempt := a.Lines[0].Charges[0].Zero == duty.BelowDeMinimis; exempt != w.Expected["exempt"] {
		t.Errorf("exempt: %v by %s", exempt, a.Regime.ID)
	}
	if want := w.want("assessed"); want != "" {
		wantAmount(t, "assessed", assessed, want)
	}
}

// caseCrossBorder is the Chinese tax on cross-border retail: consumption tax
// inside its base and value added tax, both at 70 per cent. To charge 70 per
// cent of the value comes to the same.
func caseCrossBorder(t *testing.T, w worked) {
	ct := importTax(t, "ct", w.in("ct"), wholeBase)
	vat := importTax(t, "vat", w.in("vat"), wholeBase|duty.OnTax)
	ct.Inside, ct.Uplift, vat.Uplift = true, dec("-30"), dec("-30")
	a := w.border(t, "CN", currency.CNY, "CIF", "", ct, vat)
	got := map[string]currency.Amount{"ct": chargeOf(t, a, "ct").Amount, "vat": chargeOf(t, a, "vat").Amount, "tax": a.Tax}
	for key, digits := range map[string]int{"rate": 1, "rate_percent": 4} {
		if want := strings.TrimSuffix(w.want(key), "%"); want != "" {
			percent, err := a.Tax.MulDiv(dec("100"), a.Intrinsic.Decimal(), currency.Rounding{Digits: currency.To(digits)})
			if err != nil {
				t.Fatal(err)
			}
			wantAmount(t, key, percent, want)
			delete(w.Expected, key)
		}
	}
	w.compare(t, got)
}

// caseMexico charges the global rate by the embedded table.
func caseMexico(t *testing.T, w worked) {
	origin := locale.Country(w.in("origin"))
	if origin == "CPTPP" {
		origin = "JP"
	}
	a := assess(t, duty.Shipment{From: in(origin), To: in("MX"), On: day(w.in("date")), DutyOnly: true,
		Items: []duty.Item{{Code: "610910", Origin: origin, Quantity: 1, Value: money(w.in("value_usd"), currency.USD)}}}, nil)
	w.compare(t, map[string]currency.Amount{"global_rate_tax": a.Duty})
}

// caseReverse finds the net value by trial, which Assess is pure for.
func caseReverse(t *testing.T, w worked) {
	gross := currency.MustAmount(w.in("gross"), currency.USD)
	low, high := int64(0), must64(gross.Minor())
	var a duty.Assessment
	at := func(n int64) currency.Amount {
		value := currency.FromMinor(n, currency.USD)
		if w.in("icms") != "" {
			a = brazil1(t, w, value)
			return sum(t, value, a.Total)
		}
		w.Inputs["goods"] = value.Text()
		a = w.border(t, "GB", currency.USD, "CIF", w.text("duty"), importTax(t, "vat", w.or("vat", "20%"), wholeBase))
		freight := currency.FromMinor(0, currency.USD)
		if w.in("freight") != "" {
			freight = money(w.in("freight"), currency.USD)
		}
		return sum(t, value, freight, a.Total)
	}
	for low < high {
		mid := (low + high) / 2
		if order, _ := at(mid).Cmp(gross); order < 0 {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if got := at(low); !got.Equal(gross) {
		t.Errorf("no net value gives %s: %s", gross, got)
	}
	w.compare(t, map[string]currency.Amount{"net": currency.FromMinor(low, currency.USD), "duty": a.Duty, "vat": a.Tax, "ii": a.Duty, "icms": a.Tax})
}

func must64(n int64, err error) int64 {
	if err != nil {
		panic(fmt.Sprint(err))
	}
	return n
}

// runnerOf finds the runner with the longest beginning of an ID.
func runnerOf(id string) func(*testing.T, worked) {
	var best string
	for prefix := range byRule {
		if strings.HasPrefix(id, prefix+"-") || id == prefix {
			if len(prefix) > len(best) {
				best = prefix
			}
		}
	}
	return byRule[best]
}
