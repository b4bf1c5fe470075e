package duty_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// worked is a row of testdata/cases.jsonl: figures printed by authorities, or
// worked out from their rules, each with its source.
type worked struct {
	ID       string         `json:"id"`
	Source   string         `json:"source"`
	Inputs   map[string]any `json:"inputs"`
	Expected map[string]any `json:"expected"`
}

func (w worked) in(key string) string {
	s, _ := w.Inputs[key].(string)
	return s
}

func (w worked) want(key string) string {
	s, _ := w.Expected[key].(string)
	return s
}

// elsewhere names the rows that this package does not compute, and why. There
// are none at present: taxes are levies of the shipment, prices that contain
// their levies are found by trial.
var elsewhere = map[string]string{}

func TestWorkedCases(t *testing.T) {
	f, err := os.Open("testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ran := 0
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var w worked
		if err := json.Unmarshal(lines.Bytes(), &w); err != nil {
			t.Fatal(err)
		}
		if why, ok := elsewhere[w.ID]; ok {
			t.Logf("%s: %s", w.ID, why)
			continue
		}
		run := runnerOf(w.ID)
		if run == nil {
			t.Errorf("%s: no runner for rows of this kind: compute it, or say where it belongs", w.ID)
			continue
		}
		ran++
		t.Run(w.ID, func(t *testing.T) { run(t, w) })
	}
	if ran < 62 {
		t.Errorf("ran %d rows", ran)
	}
	t.Logf("%d rows pass, %d belong elsewhere", ran, len(elsewhere))
}

// ownTariff is a table of the case's own rates.
func ownTariff(t *testing.T, rows ...string) *duty.Tariff {
	t.Helper()
	table := "destination,code,origin,kind,rate,program,name,from,until,source,source_date,note\n" + strings.Join(rows, "\n")
	tariff, err := duty.LoadTariff(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	return tariff
}

func assess(t *testing.T, s duty.Shipment, tariff *duty.Tariff) duty.Assessment {
	t.Helper()
	starter, regimes := tables(t)
	if tariff == nil {
		tariff = starter
	}
	a, err := duty.Assess(s, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func wantAmount(t *testing.T, what string, got currency.Amount, want string) {
	t.Helper()
	if w := money(want, got.Currency()); !got.Equal(w) {
		t.Errorf("%s: got %s, want %s", what, got, w)
	}
}

// caseLayers charges several levies on one customs value. The source rounds
// only the totals, so the levies are kept to four digits.
func caseLayers(t *testing.T, w worked) {
	rows := []string{
		"GB,72021180,,mfn,2.7%,,third country duty,,,spec,2026-01-01,",
		"GB,72021180,,additional," + w.in("additional") + ",,additional duty,,,spec,2026-01-01,",
		"GB,72021180,,remedy," + w.in("anti_dumping") + ",,anti-dumping duty,,,spec,2026-01-01,",
	}
	instead := w.in("preference")
	if instead != "" {
		rows = append(rows, "GB,72021180,,remedy,"+w.in("safeguard")+",,safeguard duty,,,spec,2026-01-01,")
	} else {
		instead = w.in("quota") // excludes the safeguard duty
	}
	rows = append(rows, "GB,72021180,,preference,"+instead+",claimed,preference or quota,,,spec,2026-01-01,")
	a := assess(t, duty.Shipment{
		From: in("US"), To: in("GB"), On: day("2026-01-01"), Rounding: currency.Rounding{Digits: currency.To(4)},
		Items: []duty.Item{{Code: "7202118000", Origin: "US", Value: money("1000", currency.GBP), Quantity: 1, Claim: "claimed",
			Quantities: []duty.Quantity{{Unit: "TNEI", Value: dec("2")}}}},
		Freight:   money("250.89", currency.GBP),
		Insurance: money("10", currency.GBP),
	}, ownTariff(t, rows...))
	claimed, err := a.Lines[0].Charges[0].Amount.Round(currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	want := w.want("preference")
	if want == "" {
		want = w.want("quota")
	}
	wantAmount(t, "claimed duty", claimed, want)
	base, err := a.CustomsValue.Add(a.Total)
	if err != nil {
		t.Fatal(err)
	}
	base, err = base.Round(currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "base of the VAT", base, w.want("vat_base"))
}

// caseEquivalent charges the ad valorem equivalent of a compound rate, rounded
// to five places of percent as the source does, on part of the value.
func caseEquivalent(t *testing.T, w worked) {
	qs := []duty.Quantity{{Unit: duty.Piece, Value: dec(w.in("units"))}, {Unit: "jewel", Value: dec(w.in("jewels"))}}
	value := money(w.in("value"), currency.USD)
	total, err := mustRate(t, w.in("expression")).Duty(value, qs, nil, currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "compound duty", total, w.want("total"))
	percent, err := total.MulDiv(dec("100"), value.Decimal(), currency.Rounding{Digits: currency.To(5)})
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "percent", percent, w.want("ave_percent"))
	got, err := mustRate(t, percent.Decimal().String()+"%").Duty(money(w.in("dutiable_value"), currency.USD), nil, nil, currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "duty", got, w.want("duty"))
}

// caseStack adds layers on one value, none on another: each while it is in
// force.
func caseStack(t *testing.T, w worked) {
	rows := []string{}
	figures := map[string]string{} // of the row, by the name of the charge
	add := func(kind, rate, name, figure, days string) {
		rows = append(rows, "US,6109100010,CN,"+kind+","+rate+",,"+name+","+days+",case,2026-01-01,")
		figures[name] = figure
	}
	if layers, ok := w.Inputs["layers"].([]any); ok {
		for i, layer := range layers {
			heading, rate := layer.([]any)[0].(string), layer.([]any)[1].(string)
			switch {
			case i == 0:
				add("mfn", rate, heading, "mfn", ",")
			case strings.HasPrefix(heading, "9903.05"):
				add("additional", rate, heading, "note52", ",")
			default:
				add("additional", rate, heading, "s301_4a", ",")
			}
		}
	} else {
		add("mfn", w.in("mfn"), "normal duty", "mfn", ",")
		add("additional", w.in("s301"), "section 301", "s301", ",")
		add("additional", w.in("s122"), "section 122", "s122", "2026-02-24,2026-07-23") // HTS 9903.03.01
	}
	a := assess(t, duty.Shipment{
		From: in("CN"), To: in("US"), On: day(w.in("date")), DutyOnly: true,
		Items: []duty.Item{{Code: "6109100010", Origin: "CN", Value: money(w.in("value"), currency.USD), Quantity: 1}},
	}, ownTariff(t, rows...))
	got := map[string]currency.Amount{"total": a.Duty}
	for _, figure := range figures {
		got[figure] = money("0", currency.USD)
	}
	for _, c := range a.Lines[0].Charges {
		figure := figures[c.Levy.Name]
		got[figure] = sum(t, got[figure], c.Amount)
	}
	w.compare(t, got)
}

// caseAustralia is duty on the value at the border, and the tax on that, the
// transport and the duty; amounts may be in dollars of the United States.
func caseAustralia(t *testing.T, w worked) {
	gst := importTax(t, "gst", w.in("gst"), wholeBase)
	s := duty.Shipment{From: in("US"), To: in("AU"), On: day("2026-01-15"), Currency: currency.AUD, DutyOnly: true, Fees: []duty.Levy{gst}}
	of, goods, transport := currency.AUD, w.text("goods", "customs_value", "cv"), w.text("ti", "freight")
	if rate := w.in("usd_per_aud"); rate != "" {
		of, goods, transport = currency.USD, w.in("goods_usd"), w.in("ti_usd")
		usd, err := currency.NewRate(currency.AUD, currency.USD, dec(rate), day("2026-01-01").Time(), "case")
		if err != nil {
			t.Fatal(err)
		}
		if s.CustomsRates, err = currency.NewRates(currency.AUD, day("2026-01-01").Time(), "case", []currency.Rate{usd}); err != nil {
			t.Fatal(err)
		}
	}
	s.Freight = money(transport, of)
	s.Items = []duty.Item{{Code: "851840", Origin: "US", Value: money(goods, of), Quantity: 1}}
	a := assess(t, s, ownTariff(t, "AU,851840,,mfn,"+w.in("duty")+",,amplifier,,,case,2026-01-01,"))
	tax := chargeOf(t, a, "gst")
	voti, err := a.TaxBase(duty.OnGoods | duty.OnFreight | duty.OnInsurance | duty.OnDuty)
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "base of the tax", tax.Base, voti.Text())
	w.compare(t, map[string]currency.Amount{"customs_value": a.CustomsValue, "ti": a.Lines[0].Freight, "duty": a.Duty, "voti": voti,
		"gst": tax.Amount, "total": a.Total})
}

func caseCanada(t *testing.T, w worked) {
	mode := duty.Courier
	if w.in("mode") == "post" {
		mode = duty.Postal
	}
	a := assess(t, duty.Shipment{
		From: in(locale.Country(w.in("ship_from"))), To: locale.Place{Country: "CA", Region: "ON"}, On: day("2026-11-21"), Mode: mode,
		Items: []duty.Item{{Code: "6109100000", Origin: "CN", Value: money(w.in("vfd"), currency.CAD), Quantity: 1}},
	}, nil)
	if got := a.Total.Sign() > 0; got != w.Expected["duty"] {
		t.Errorf("duty %s by %s, want duty: %v", a.Total, a.Regime.ID, w.Expected["duty"])
	}
}

func caseFlat(t *testing.T, w worked) {
	codes := map[string]duty.Code{"pen": "960810", "book": "490199", "hat": "650500", "notebook": "482010", "keyring": "732690", "shirt": "610910",
		"shoes": "640399", "watch": "910211", "toy": "950300", "mug": "691200", "bag": "420221"}
	s := duty.Shipment{From: in("CN"), To: in("DE"), On: day(w.in("date")), Scheme: "ioss"}
	for _, row := range w.Inputs["items"].([]any) {
		pair := row.([]any)
		name := pair[0].(string)
		code, ok := codes[name]
		if !ok {
			code = duty.Code(name)
		}
		s.Items = append(s.Items, duty.Item{ID: name, Code: code, Value: money("20", currency.EUR), Quantity: int64(pair[1].(float64))})
	}
	wantAmount(t, "duty", assess(t, s, nil).Total, w.want("duty"))
}

// caseBeforeJuly shares the value of the row out to its subheadings.
func caseBeforeJuly(t *testing.T, w worked) {
	rows := w.Inputs["items"].([]any)
	values, err := money(w.in("intrinsic_value"), currency.EUR).Split(len(rows), currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	s := duty.Shipment{From: in("CN"), To: in("DE"), On: day(w.in("date"))}
	for i, row := range rows {
		pair := row.([]any)
		s.Items = append(s.Items, duty.Item{Code: duty.Code(pair[0].(string)), Value: values[i], Quantity: int64(pair[1].(float64))})
	}
	a := assess(t, s, nil)
	wantAmount(t, "intrinsic value", a.Intrinsic, w.in("intrinsic_value"))
	wantAmount(t, "duty", a.Total, w.want("duty"))
}

// caseAbove adds up the goods of one consignment, each so many at a price.
func caseAbove(t *testing.T, w worked) {
	s := duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-07-15"), Scheme: "ioss"}
	for _, row := range w.Inputs["items"].([]any) {
		pair := row.([]any)
		n := int64(pair[1].(float64))
		value, err := money(pair[0].(string), currency.EUR).MulDiv(decimal.New(n, 0), dec("1"), currency.Rounding{})
		if err != nil {
			t.Fatal(err)
		}
		s.Items = append(s.Items, duty.Item{Code: "610910", Value: value, Quantity: n})
	}
	a := assess(t, s, nil)
	wantAmount(t, "intrinsic value", a.Intrinsic, w.want("intrinsic_value"))
	if low := a.Regime.Treatment != duty.Normal; low != w.Expected["low_value"] {
		t.Errorf("regime %s", a.Regime.ID)
	}
}

func caseRelief135(t *testing.T, w worked) {
	a := assess(t, duty.Shipment{From: in("US"), To: in("GB"), On: day("2026-11-21"), Freight: money("20", currency.GBP),
		Items: []duty.Item{{Code: "610910", Value: money(w.in("intrinsic_value"), currency.GBP), Quantity: 1}}}, nil)
	if got := a.Total.Sign() > 0; got != w.Expected["customs_duty"] {
		t.Errorf("duty %s by %s", a.Total, a.Regime.ID)
	}
}
