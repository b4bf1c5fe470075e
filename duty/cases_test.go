package duty_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

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

// elsewhere names the rows that this package does not compute, and why.
var elsewhere = map[string]string{
	"uk-vat-base":           "a tax on top of the duty: package tax",
	"uk-spq-lpa":            "excise with small producer relief is not customs duty",
	"uk-ni-chooser-1":       "which tariff applies in Northern Ireland is not decided here: a typed error",
	"us-mpf-apportion":      "ratios rounded to four places lose money; shares here add up",
	"us-mpf-informal-fy26":  "a table of fees, not a rate",
	"nz-min-collect-laptop": "historical minimum of collection, and a tax",
	"sg-cif-400":            "no duty in it: package tax",
	"sg-cif-401":            "no duty in it: package tax",
	"kr-bundle":             "adding up the parcels of a day needs the other parcels",
	"kr-no-bundle":          "the same",
	"cn-cbec-vat-only":      "consumption tax and VAT: package tax",
	"cn-cbec-cosmetic":      "the same",
	"rev-br":                "from an inclusive price to a net one: package pricing",
	"nz-gst-only":           "no duty in it: package tax",
}

// charged are the rows whose figure is one rate on one value: the rate, its
// value, and the expected figure. Quantities follow as unit and number.
var charged = map[string]struct {
	rate, value, want string // literals, or "in:key" and "want:key"
	currency          currency.Code
	quantities        []string
}{
	"uk-sucrose":        {"in:expression", "0", "want:duty", currency.GBP, []string{"KGM", "16320", "BRX", "80"}},
	"uk-alcohol-hl":     {"in:expression", "0", "want:duty", currency.GBP, []string{"HLT", "45", "ASV", "40"}},
	"uk-alcohol-ltr":    {"in:expression", "0", "want:duty", currency.GBP, []string{"LTR", "45", "ASV", "40"}},
	"us-mpf-fy26-5000":  {"0.3464% MIN 33.58 USD / consignment MAX 651.50 USD / consignment", "in:value", "want:mpf", currency.USD, []string{"consignment", "1"}},
	"us-mpf-fy26-10000": {"0.3464% MIN 33.58 USD / consignment MAX 651.50 USD / consignment", "in:value", "want:mpf", currency.USD, []string{"consignment", "1"}},
	"us-hmf":            {"0.125%", "in:value", "want:hmf", currency.USD, nil},
	"hts-1504":          {"in:rate", "in:value", "want:duty", currency.USD, []string{"kg", "200"}},
	"hts-6402":          {"in:rate", "in:value", "want:duty", currency.USD, []string{"pair", "10"}},
	"hts-0407":          {"in:rate", "0", "want:duty", currency.USD, []string{"item", "1200"}},
	"hts-sugar-96": {"3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in proportion) but not less than 3.143854¢/kg",
		"0", "want:duty", currency.USD, []string{"kg", "1000", "degree", "96"}},
	"ca-cbsa-100usd":    {"in:duty", "want:value_for_duty", "want:duty", currency.CAD, nil},
	"ca-tshirt-mfn-gst": {"in:duty", "in:vfd", "want:duty", currency.CAD, nil},
	"ca-surtax":         {"in:surtax", "in:vfd", "want:surtax", currency.CAD, nil},
	"nz-duty-gst":       {"in:duty", "in:goods", "want:duty", currency.NZD, nil},
	"no-clothes":        {"in:duty", "in:customs_value", "want:duty", currency.NOK, nil},
	"za-atv-20":         {"in:duty", "in:customs_value", "want:duty", currency.ZAR, nil},
	"in-courier":        {"in:bcd", "in:assessable", "want:bcd", currency.INR, nil},
	"in-personal-9804":  {"in:bcd", "in:assessable", "want:bcd", currency.INR, nil},
	"br-50":             {"in:ii", "in:value_usd", "want:ii", currency.USD, nil},
	"br-100":            {"60% - 20 USD / consignment", "in:value_usd", "want:ii", currency.USD, []string{"consignment", "1"}},
	"kr-250-us":         {"in:duty", "in:value_usd", "want:duty", currency.USD, nil},
	"mx-150-us":         {"19%", "in:value_usd", "want:global_rate_tax", currency.USD, nil},
	"mx-100-cn":         {"33.5%", "in:value_usd", "want:global_rate_tax", currency.USD, nil},
	"mx-1-cptpp":        {"Free", "in:value_usd", "want:global_rate_tax", currency.USD, nil},
	"tr-med-eu-sct":     {"30% + 20%", "in:value", "want:tax", currency.EUR, nil},
	"rev-fr-freight":    {"in:duty", "200", "want:duty", currency.EUR, nil}, // forward, on 180 and 20 of freight
}

// assessed are the rows that take a whole shipment, or more than one step.
var assessed = map[string]func(*testing.T, worked){
	"uk-advalorem-8":      caseAdValorem,
	"uk-specific-eur":     caseSpecificInEuro,
	"uk-alcohol-floor":    caseFloor,
	"uk-full-preference":  caseLayers,
	"uk-full-quota":       caseLayers,
	"us-compound-ave":     caseEquivalent,
	"us-s122-before":      caseStack,
	"us-tee-cn":           caseStack,
	"au-abf-1274":         caseAustralia,
	"ca-dm-20-cn":         caseCanada,
	"ca-dm-2001-cn":       caseCanada,
	"ca-dm-4001-us":       caseCanada,
	"ca-dm-150-us":        caseCanada,
	"ca-dm-15001-us":      caseCanada,
	"ca-dm-40-us-post":    caseCanada,
	"eu3-tshirts":         caseFlat,
	"eu3-tshirt-watch":    caseFlat,
	"eu3-pen-book-hat":    caseFlat,
	"eu-before-july":      caseBeforeJuly,
	"eu-ioss-consignment": caseAbove,
	"uk-135-13500":        caseRelief135,
	"ch-193":              caseSmallTax,
}

func TestWorkedCases(t *testing.T) {
	f, err := os.Open("testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ran, left := 0, 0
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var w worked
		if err := json.Unmarshal(lines.Bytes(), &w); err != nil {
			t.Fatal(err)
		}
		if _, ok := elsewhere[w.ID]; ok {
			left++
			continue
		}
		ran++
		t.Run(w.ID, func(t *testing.T) {
			if run, ok := assessed[w.ID]; ok {
				run(t, w)
				return
			}
			caseCharged(t, w)
		})
	}
	if ran != len(charged)+len(assessed) || left != len(elsewhere) {
		t.Errorf("ran %d of %d rows, left %d of %d out", ran, len(charged)+len(assessed), left, len(elsewhere))
	}
	t.Logf("%d rows pass, %d belong elsewhere", ran, left)
}

func caseCharged(t *testing.T, w worked) {
	c, ok := charged[w.ID]
	if !ok {
		t.Fatal("row in no table: compute it, or say where it belongs")
	}
	figure := func(s string) string {
		if key, ok := strings.CutPrefix(s, "in:"); ok {
			return w.in(key)
		}
		if key, ok := strings.CutPrefix(s, "want:"); ok {
			return w.want(key)
		}
		return s
	}
	var qs []duty.Quantity
	for i := 0; i < len(c.quantities); i += 2 {
		qs = append(qs, duty.Quantity{Unit: duty.Unit(c.quantities[i]), Value: dec(c.quantities[i+1])})
	}
	got, err := mustRate(t, figure(c.rate)).Duty(money(figure(c.value), c.currency), qs, nil, currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	if want := money(figure(c.want), c.currency); got != want {
		t.Errorf("got %s, want %s (%s)", got, want, w.Source)
	}
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

func caseAdValorem(t *testing.T, w worked) {
	goods := money("1000", currency.GBP) // far above the relief, then the printed figures by the hundred
	a := assess(t, duty.Shipment{
		From: in("US"), To: in("GB"), On: day("2026-01-01"),
		Items:     []duty.Item{{Code: "610910", Origin: "US", Value: goods, Quantity: 1}},
		Freight:   money("1000", currency.GBP),
		Insurance: money("1000", currency.GBP),
	}, ownTariff(t, "GB,610910,,mfn,"+w.in("duty")+",,duty,,,spec,2026-01-01,"))
	wantAmount(t, "customs value", a.CustomsValue, "3000.00") // a hundred times want.customs_value
	wantAmount(t, "duty", a.Total, "240.00")
	got, err := mustRate(t, w.in("duty")).Duty(money(w.want("customs_value"), currency.GBP), nil, nil, currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "duty", got, w.want("duty"))
}

func caseSpecificInEuro(t *testing.T, w worked) {
	rates := fx(t, map[currency.Code]string{currency.GBP: w.in("eur_gbp")})
	qs := []duty.Quantity{{Unit: "DTN", Value: dec("100")}}
	for rounding, want := range map[currency.Rounding]string{{}: w.want("duty"), {Digits: currency.To(6)}: w.want("duty_unrounded")} {
		got, err := mustRate(t, w.in("expression")).Duty(money("0", currency.GBP), qs, rates, rounding)
		if err != nil {
			t.Fatal(err)
		}
		wantAmount(t, "duty", got, want)
	}
}

func caseFloor(t *testing.T, w worked) {
	qs := []duty.Quantity{{Unit: duty.Litre, Value: dec("1")}}
	got, err := mustRate(t, w.in("value")+" GBP / l").Duty(money("0", currency.GBP), qs, nil, currency.Rounding{Mode: currency.Down})
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "duty rounded down", got, w.want("rounded"))
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

// caseStack adds layers on one value, none on another.
func caseStack(t *testing.T, w worked) {
	rows := []string{}
	add := func(kind, rate, name string) {
		rows = append(rows, "US,6109100010,CN,"+kind+","+rate+",,"+name+",,,case,2026-01-01,")
	}
	if layers, ok := w.Inputs["layers"].([]any); ok {
		for i, layer := range layers {
			pair := layer.([]any)
			add([]string{"mfn", "additional", "additional"}[i], pair[1].(string), pair[0].(string))
		}
	} else {
		add("mfn", w.in("mfn"), "normal duty")
		add("additional", w.in("s301"), "section 301")
		add("additional", w.in("s122"), "section 122")
	}
	a := assess(t, duty.Shipment{
		From: in("CN"), To: in("US"), On: day(w.in("date")),
		Items: []duty.Item{{Code: "6109100010", Origin: "CN", Value: money(w.in("value"), currency.USD), Quantity: 1}},
	}, ownTariff(t, rows...))
	wantAmount(t, "total", a.Duty, w.want("total"))
	wantAmount(t, "normal duty", a.Lines[0].Charges[0].Amount, w.want("mfn"))
	if n := len(a.Lines[0].Charges); n != 4 { // and the merchandise processing fee
		t.Errorf("%d charges", n)
	}
}

func caseAustralia(t *testing.T, w worked) {
	usd, err := currency.NewRate(currency.AUD, currency.USD, dec(w.in("usd_per_aud")), day("2026-01-01").Time(), "case")
	if err != nil {
		t.Fatal(err)
	}
	goods, err := usd.Inverse().Convert(money(w.in("goods_usd"), currency.USD), currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	transport, err := usd.Inverse().Convert(money(w.in("ti_usd"), currency.USD), currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "transport and insurance", transport, w.want("ti"))
	a := assess(t, duty.Shipment{
		From: in("US"), To: in("AU"), On: day("2026-01-01"), Freight: transport,
		Items: []duty.Item{{Code: "851840", Origin: "US", Value: goods, Quantity: 1}},
	}, ownTariff(t, "AU,851840,,mfn,"+w.in("duty")+",,amplifier,,,case,2026-01-01,"))
	wantAmount(t, "customs value", a.CustomsValue, w.want("customs_value"))
	wantAmount(t, "duty", a.Duty, w.want("duty"))
	voti, err := a.TaxBase(duty.OnGoods | duty.OnFreight | duty.OnInsurance | duty.OnDuty)
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "value of the taxable importation", voti, w.want("voti"))
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
	codes := map[string]duty.Code{"pen": "960810", "book": "490199", "hat": "650500"}
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

func caseBeforeJuly(t *testing.T, w worked) {
	a := assess(t, duty.Shipment{From: in("CN"), To: in("DE"), On: day(w.in("date")), Items: []duty.Item{
		{Code: "610910", Value: money("60", currency.EUR), Quantity: 1},
		{Code: "910211", Value: money("40", currency.EUR), Quantity: 1},
	}}, nil)
	wantAmount(t, "intrinsic value", a.Intrinsic, w.in("intrinsic_value"))
	wantAmount(t, "duty", a.Total, w.want("duty"))
}

func caseAbove(t *testing.T, w worked) {
	a := assess(t, duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-07-15"), Scheme: "ioss",
		Items: []duty.Item{{Code: "610910", Value: money("180", currency.EUR), Quantity: 3}}}, nil)
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

// caseSmallTax checks the arithmetic of the row; not to collect up to 5 CHF is
// a rule of the tax.
func caseSmallTax(t *testing.T, w worked) {
	rate := mustRate(t, w.in("vat"))
	for rounding, want := range map[currency.Rounding]string{
		{Digits: currency.To(3)}: w.want("tax_exact"),
		{Increment: 5}:           w.want("tax_rounded_to_005"),
	} {
		got, err := rate.Duty(money(w.in("base"), currency.CHF), nil, nil, rounding)
		if err != nil {
			t.Fatal(err)
		}
		wantAmount(t, "tax", got, want)
	}
}
