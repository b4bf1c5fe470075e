package duty_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// shirts is a shipment above every threshold.
func shirts(to locale.Country, c currency.Code, value string) duty.Shipment {
	return duty.Shipment{
		From: in("US"), To: in(to), On: day("2026-11-21"),
		Items: []duty.Item{{ID: "shirts", Code: "61091000", Origin: "CN", Value: money(value, c), Quantity: 10}},
	}
}

func TestAssessValuation(t *testing.T) {
	// Goods 1000, freight 50, insurance 10; the duty is worked out by hand.
	tests := []struct {
		to          locale.Country
		currency    currency.Code
		value, duty string
		reason      string
	}{
		{"DE", currency.EUR, "1060.00", "127.20", "CIF: 12 % of 1060"},
		{"GB", currency.GBP, "1060.00", "127.20", "CIF: 12 % of 1060"},
		{"NO", currency.NOK, "1060.00", "113.42", "CIF: 10.7 % of 1060"},
		{"CH", currency.CHF, "1060.00", "0.00", "industrial goods are free"},
		{"AU", currency.AUD, "1000.01", "50.00", "FOB: 5 % of 1000.01, which is just above the relief"},
		{"US", currency.USD, "1000.00", "165.00", "FOB: 16.5 % of 1000"},
		{"CA", currency.CAD, "1000.00", "180.00", "FOB: 18 % of 1000"},
	}
	for _, test := range tests {
		s := shirts(test.to, test.currency, "1000")
		s.From = in("CN")
		if test.to == "AU" {
			s.Items[0].Value = money("1000.01", test.currency)
		}
		s.Freight, s.Insurance = money("50", test.currency), money("10", test.currency)
		a := assess(t, s, nil)
		wantAmount(t, string(test.to)+" customs value ("+test.reason+")", a.CustomsValue, test.value)
		wantAmount(t, string(test.to)+" duty ("+test.reason+")", a.Duty, test.duty)
		line := a.Lines[0]
		wantAmount(t, "freight", line.Freight, "50")
		wantAmount(t, "insurance", line.Insurance, "10")
		c := line.Charges[0]
		if c.Base != line.CustomsValue || c.Levy.Source == "" || c.Levy.From.IsZero() || c.Levy.Jurisdiction == "" || c.Regime == "" {
			t.Errorf("%s: a charge should explain itself: %+v", test.to, c)
		}
	}
}

func TestAssessZeroReasons(t *testing.T) {
	above := shirts("DE", currency.EUR, "1000")
	with := func(change func(*duty.Shipment)) duty.Shipment {
		s := above
		s.Items = append([]duty.Item(nil), s.Items...)
		change(&s)
		return s
	}
	tests := []struct {
		s      duty.Shipment
		want   duty.ZeroReason
		reason string
	}{
		{with(func(s *duty.Shipment) { s.Items[0].Code = "490199" }), duty.ZeroRate, "books are free"},
		{with(func(s *duty.Shipment) { s.On = day("2026-06-30"); s.Items[0].Value = money("100", currency.EUR) }), duty.BelowDeMinimis, "relief"},
		{shirtsBy("voec"), duty.SchemeRelief, "relief by VOEC"},
		{with(func(s *duty.Shipment) { s.From = in("DE") }), duty.Domestic, "inside one country"},
		{with(func(s *duty.Shipment) { s.From = in("FR") }), duty.IntraCommunity, "inside the Union"},
		{with(func(s *duty.Shipment) { s.From = in("MC") }), duty.IntraCommunity, "Monaco is in the French customs territory"},
		{with(func(s *duty.Shipment) { s.Items[0].Origin = "GB"; s.Items[0].Claim = "EU-UK TCA" }), duty.FreeByAgreement, "a claimed preference"},
		{with(func(s *duty.Shipment) {
			s.Items = append(s.Items, s.Items[0])
			s.Items[0].Value = money("0", currency.EUR)
		}), duty.ValueIsZero, "a free addition"},
		{with(func(s *duty.Shipment) {
			s.Items = append(s.Items, s.Items[0])
			s.Items[0].Value = money("0.04", currency.EUR)
		}), duty.RoundsToZero, "12 % of 4 cents"},
	}
	for _, test := range tests {
		a := assess(t, test.s, nil)
		c := a.Lines[0].Charges[0]
		if c.Zero != test.want || !c.Amount.IsZero() {
			t.Errorf("%s: %q, %s", test.reason, c.Zero, c.Amount)
		}
	}
	if c := assess(t, above, nil).Lines[0].Charges[0]; c.Zero != "" {
		t.Errorf("a charge has no reason to be zero: %q", c.Zero)
	}
	// Without the claim the normal duty is charged.
	unclaimed := with(func(s *duty.Shipment) { s.Items[0].Origin = "GB" })
	wantAmount(t, "unclaimed", assess(t, unclaimed, nil).Total, "120.00")
}

func shirtsBy(scheme string) duty.Shipment {
	s := shirts("NO", currency.NOK, "1000")
	s.Scheme = scheme
	return s
}

func TestAssessFlat(t *testing.T) {
	s := duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-11-21"), Scheme: "ioss", Items: []duty.Item{
		{ID: "red", Code: "61091000", Value: money("10", currency.EUR), Quantity: 3},
		{ID: "watch", Code: "910211", Value: money("30", currency.EUR), Quantity: 1},
		{ID: "blue", Code: "6109100090", Value: money("20", currency.EUR), Quantity: 1},
		{ID: "gift", Code: "610910", Value: money("0", currency.EUR), Quantity: 1},
	}}
	a := assess(t, s, nil)
	wantAmount(t, "two subheadings", a.Total, "6.00")
	for i, want := range []string{"1.00", "3.00", "2.00", "0.00"} {
		wantAmount(t, a.Lines[i].ID, a.Lines[i].Duty, want)
	}
	if a.Lines[3].Charges[0].Zero != duty.SharedFlat {
		t.Errorf("%+v", a.Lines[3].Charges[0])
	}
	// The 3 EUR are converted once for each subheading and rounded once.
	s.Rates = fx(t, map[currency.Code]string{currency.SEK: "11.0055"})
	for i := range s.Items {
		s.Items[i].Value = money(s.Items[i].Value.Text(), currency.SEK)
	}
	wantAmount(t, "in kronor", assess(t, s, nil).Total, "66.04") // 2 × 33.02 from 33.0165
	s.Items[0].Claim = "GSP"
	s.DutyOnly = true
	if a := assess(t, s, nil); len(a.Warnings) != 2 || a.Accuracy != duty.Calculated {
		t.Errorf("a claim without effect: %q", a.Warnings)
	}
}

// Goods that a relief leaves out are charged, the others of the same
// consignment are not.
func TestAssessMixedRegimes(t *testing.T) {
	a := assess(t, duty.Shipment{From: in("US"), To: in("JP"), On: day("2026-11-21"), Items: []duty.Item{
		{ID: "book", Code: "490199", Value: money("3000", currency.JPY), Quantity: 1},
		{ID: "shirt", Code: "6109100200", Value: money("5000", currency.JPY), Quantity: 1},
	}}, nil)
	if a.Lines[0].Charges[0].Zero != duty.BelowDeMinimis || a.Regime.ID != "jp-normal" {
		t.Errorf("%+v, %s", a.Lines[0].Charges[0], a.Regime.ID)
	}
	wantAmount(t, "shirt: 7.4 % of 5000, in full hundreds", a.Lines[1].Duty, "300")
}

func TestAssessAccuracy(t *testing.T) {
	tests := []struct {
		s    duty.Shipment
		want duty.Accuracy
		warn string
	}{
		{shirts("DE", currency.EUR, "1000"), duty.Calculated, ""},
		{shirts("US", currency.USD, "1000"), duty.Estimated, "chapter 99"},
		{shirts("GB", currency.GBP, "1000"), duty.Estimated, "as of 2021-01-27"},
		{shirts("DE", currency.EUR, "100"), duty.Estimated, "couriers without IOSS"},
	}
	for _, test := range tests {
		test.s.From = in("CN")
		a := assess(t, test.s, nil)
		text := strings.Join(a.Warnings, "; ")
		if a.Accuracy != test.want || !strings.Contains(text, test.warn) || (test.warn == "") != (text == "") {
			t.Errorf("to %s: %s, %q; want %s, %q", test.s.To, a.Accuracy, text, test.want, test.warn)
		}
	}
}

func TestAssessShortCodes(t *testing.T) {
	s := shirts("DE", currency.EUR, "1000")
	s.Items[0].Code = "640399"
	starter, regimes := tables(t)
	var ambiguous *duty.AmbiguousCodeError
	if _, err := duty.Assess(s, starter, regimes); !errors.As(err, &ambiguous) {
		t.Fatalf("refused by default: %v", err)
	}
	for way, want := range map[duty.Ambiguous]string{duty.Lowest: "50.00", duty.Highest: "80.00"} { // 5 % and 8 %
		s.Ambiguous = way
		a := assess(t, s, nil)
		wantAmount(t, "duty", a.Total, want)
		if a.Accuracy != duty.Estimated || !strings.Contains(strings.Join(a.Warnings, ";"), "too short") {
			t.Errorf("%s, %q", a.Accuracy, a.Warnings)
		}
	}
}

func TestAssessRefuses(t *testing.T) {
	starter, regimes := tables(t)
	good := shirts("DE", currency.EUR, "1000")
	tests := []struct {
		change func(*duty.Shipment)
		class  error
		reason string
	}{
		{func(s *duty.Shipment) { s.Items = nil }, duty.ErrShipment, "nothing in it"},
		{func(s *duty.Shipment) { s.On = 0 }, duty.ErrShipment, "no day"},
		{func(s *duty.Shipment) { s.Mode = 7 }, duty.ErrShipment, "no such mode"},
		{func(s *duty.Shipment) { s.Items[0].Quantity = 0 }, duty.ErrShipment, "no pieces"},
		{func(s *duty.Shipment) { s.Items[0].Quantity = -1 }, duty.ErrShipment, "fewer than none"},
		{func(s *duty.Shipment) { s.Items[0].Value = money("-1", currency.EUR) }, duty.ErrNegative, "negative value"},
		{func(s *duty.Shipment) { s.Freight = money("-1", currency.EUR) }, duty.ErrNegative, "negative freight"},
		{func(s *duty.Shipment) { s.Freight = money("1", currency.USD) }, currency.ErrMismatch, "freight in another currency"},
		{func(s *duty.Shipment) { s.Items[0].Value = currency.Amount{} }, duty.ErrShipment, "no currency anywhere"},
		{func(s *duty.Shipment) { s.Items[0].Code = "61091" }, duty.ErrCodeSyntax, "odd length"},
		{func(s *duty.Shipment) { s.Items[0].Code = "610911" }, duty.ErrUnknownCode, "unknown code"},
		{func(s *duty.Shipment) {
			s.Items[0].Quantities = []duty.Quantity{{Unit: "kg", Value: decimal.New(1, 1_000_000_000)}}
			s.Items, s.Freight = append(s.Items, s.Items[0]), money("1", currency.EUR)
			s.Items[1].Quantities = []duty.Quantity{{Unit: "kg", Value: decimal.New(1, 0)}}
		}, duty.ErrQuantity, "an exponent of a billion must not even be compared"},
		{func(s *duty.Shipment) { s.Items[0].Origin = "ZZ" }, locale.ErrUnknownCountry, "unknown origin"},
		{func(s *duty.Shipment) { s.To.Country = "ZZ" }, locale.ErrUnknownCountry, "unknown destination"},
		{func(s *duty.Shipment) { s.From.Country = "" }, locale.ErrUnknownCountry, "no place of dispatch"},
		{func(s *duty.Shipment) { s.To = in("XI") }, duty.ErrNoRegime, "Northern Ireland"},
		{func(s *duty.Shipment) { s.To = locale.Place{Country: "GB", PostalCode: "BT1 1AA"} }, duty.ErrNoRegime, "Northern Ireland by postal code"},
		{func(s *duty.Shipment) { s.To = locale.Place{Country: "ES", PostalCode: "51001"} }, duty.ErrNoRegime, "Ceuta is outside of the customs territory"},
		{func(s *duty.Shipment) { s.To = in("KE") }, duty.ErrNoRegime, "no table"},
		{func(s *duty.Shipment) { s.Items[0].Code = "950300" }, duty.ErrNoTariff, "no line"},
		{func(s *duty.Shipment) { s.Items[0].Claim = "no such" }, duty.ErrNoTariff, "a preference that is not there"},
		{func(s *duty.Shipment) { s.Items[0].Value = money("1000", currency.USD) }, currency.ErrNoRate, "a threshold in another currency"},
	}
	for _, test := range tests {
		s := good
		s.Items = append([]duty.Item(nil), s.Items...)
		test.change(&s)
		if a, err := duty.Assess(s, starter, regimes); !errors.Is(err, test.class) {
			t.Errorf("%s: %s, %v; want %v", test.reason, a.Total, err, test.class)
		}
	}
	if _, err := duty.Assess(good, nil, regimes); !errors.Is(err, duty.ErrNoTariff) {
		t.Errorf("no tariff: %v", err)
	}
	if _, err := duty.Assess(good, starter, nil); !errors.Is(err, duty.ErrNoRegime) {
		t.Errorf("no regimes: %v", err)
	}
	var item *duty.ItemError
	good.Items[0].Code = "950300"
	if _, err := duty.Assess(good, starter, regimes); !errors.As(err, &item) || item.ID != "shirts" || item.Index != 0 {
		t.Errorf("an error names the item: %v", err)
	}
}

// Of several items that cannot be assessed the first is named, whatever is
// wrong with each.
func TestAssessNamesTheFirst(t *testing.T) {
	starter, regimes := tables(t)
	fine := duty.Item{ID: "fine", Code: "61091000", Origin: "CN", Value: money("500", currency.EUR), Quantity: 1}
	without := func(id string, change func(*duty.Item)) duty.Item {
		item := fine
		item.ID = id
		change(&item)
		return item
	}
	uncoded := without("no code", func(i *duty.Item) { i.Code = "" })
	unlisted := without("no row", func(i *duty.Item) { i.Code = "950300" })
	unproven := without("no such preference", func(i *duty.Item) { i.Claim = "none" })
	for _, items := range [][]duty.Item{
		{fine, uncoded, unlisted}, {fine, unlisted, uncoded}, {unlisted, fine, unproven}, {unproven, uncoded}, {uncoded, unproven},
	} {
		s := shirts("DE", currency.EUR, "500")
		s.Items = items
		want := 0
		if items[0].ID == "fine" {
			want = 1
		}
		var item *duty.ItemError
		if _, err := duty.Assess(s, starter, regimes); !errors.As(err, &item) || item.Index != want {
			t.Errorf("%s, %s: %v; want item %d", items[0].ID, items[1].ID, err, want+1)
		}
	}
	// Under the flat amount nobody asks the tariff, but for the code.
	s := shirts("DE", currency.EUR, "10")
	s.Items = append(s.Items, uncoded)
	s.Items[1].Value = money("10", currency.EUR)
	var code *duty.CodeError
	if _, err := duty.Assess(s, starter, regimes); !errors.As(err, &code) {
		t.Errorf("a flat amount without a code: %v", err)
	}
}

// A charge of nothing inside a customs territory says by which rule.
func TestAssessInside(t *testing.T) {
	for from, want := range map[locale.Country]string{"DE": "domestic", "FR": "intra_community", "MC": "intra_community"} {
		s := shirts("DE", currency.EUR, "500")
		s.From = in(from)
		c := assess(t, s, nil).Lines[0].Charges[0]
		if c.Regime != want || string(c.Zero) != want || !strings.Contains(c.Levy.Source, "no customs border is crossed") {
			t.Errorf("from %s: %+v, want the regime %s and a source", from, c, want)
		}
	}
}

// Above the relief Australia charges for the declaration too.
func TestAssessImportProcessingCharge(t *testing.T) {
	for value, want := range map[string]string{"1000": "0.00", "1000.01": "95.00"} {
		a := assess(t, shirts("AU", currency.AUD, value), nil)
		wantAmount(t, value, a.Fees, want)
	}
}

func TestBorder(t *testing.T) {
	tests := []struct {
		from, to locale.Place
		on       string
		want     bool
		reason   string
	}{
		{in("US"), in("DE"), "2026-11-21", true, "into the Union"},
		{in("FR"), in("DE"), "2026-11-21", false, "inside the Union"},
		{in("MC"), in("DE"), "2026-11-21", false, "Monaco is in the French customs territory"},
		{in("GB"), in("DE"), "2020-12-31", false, "the last day of the transition period"},
		{in("GB"), in("DE"), "2021-01-01", true, "the day after"},
		{in("CH"), in("LI"), "2026-11-21", false, "one customs territory"},
		{in("CH"), locale.Place{Country: "DE", PostalCode: "78266"}, "2026-11-21", false, "Büsingen is in the Swiss customs territory"},
		{in("DE"), locale.Place{Country: "DE", PostalCode: "78266"}, "2026-11-21", true, "and so not in that of the Union"},
		{in("DE"), locale.Place{Country: "IT", PostalCode: "22061"}, "2019-12-31", true, "Campione was outside of the Union's"},
		{in("DE"), locale.Place{Country: "IT", PostalCode: "22061"}, "2020-01-01", false, "and joined it"},
		{in("US"), in("XI"), "2026-11-21", true, "what lies behind the border is for the regimes to say"},
		{in("DE"), locale.Place{Country: "ES", PostalCode: "35001"}, "2026-11-21", false, "the Canary Islands are inside for customs"},
	}
	for _, test := range tests {
		if got, err := duty.Border(test.from, test.to, day(test.on)); err != nil || got != test.want {
			t.Errorf("%s to %s: %v, %v; want %v (%s)", test.from, test.to, got, err, test.want, test.reason)
		}
	}
	if _, err := duty.Border(in("XI"), in("US"), day("2026-11-21")); !errors.Is(err, duty.ErrNoRegime) {
		t.Errorf("from Northern Ireland: %v", err)
	}
}

// Nobody asks for a code inside a customs territory; at a border it is needed.
func TestAssessWithoutCodes(t *testing.T) {
	s := shirts("DE", currency.EUR, "1000")
	s.Items[0].Code, s.From = "", in("FR")
	wantAmount(t, "inside the Union", assess(t, s, nil).Total, "0.00")
	starter, regimes := tables(t)
	s.From = in("US")
	if _, err := duty.Assess(s, starter, regimes); !errors.Is(err, duty.ErrCodeSyntax) {
		t.Errorf("at a border: %v", err)
	}
}

func TestAssessTerritories(t *testing.T) {
	s := shirts("LI", currency.CHF, "100")
	if a := assess(t, s, nil); a.Regime.ID != "ch-industrial" || a.Lines[0].Charges[0].Levy.Jurisdiction != "CH" {
		t.Errorf("Liechtenstein: %s", a.Regime.ID)
	}
	s = shirts("ES", currency.EUR, "1000")
	s.To.PostalCode = "35001"
	wantAmount(t, "the Canary Islands are in the customs territory", assess(t, s, nil).Total, "120.00")
}

func randomShipment(r *rand.Rand) duty.Shipment {
	codes := []duty.Code{"610910", "64039996", "910211", "490199", "330499", "851830"}
	s := duty.Shipment{From: in("US"), To: in([]locale.Country{"DE", "GB", "CH", "FR"}[r.IntN(4)]), On: day("2026-11-21"),
		Freight: currency.FromMinor(r.Int64N(20000), currency.EUR), Insurance: currency.FromMinor(r.Int64N(500), currency.EUR)}
	for range 1 + r.IntN(8) {
		s.Items = append(s.Items, duty.Item{Code: codes[r.IntN(len(codes))], Origin: "CN",
			Value: currency.FromMinor(r.Int64N(30000), currency.EUR), Quantity: 1 + r.Int64N(4)})
	}
	return s
}

func TestAssessAddsUp(t *testing.T) {
	r := random(t)
	tariff, regimes := tables(t)
	rates := fx(t, map[currency.Code]string{currency.GBP: "0.8571"})
	for range 3000 {
		s := randomShipment(r)
		s.Rates = rates
		a, err := duty.Assess(s, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		var goods, freight, insurance, value, total currency.Total
		for i, line := range a.Lines {
			goods.Add(s.Items[i].Value)
			freight.Add(line.Freight)
			insurance.Add(line.Insurance)
			value.Add(line.CustomsValue)
			var charges currency.Total
			for _, c := range line.Charges {
				charges.Add(c.Amount)
				total.Add(c.Amount)
				if c.Amount.IsZero() != (c.Zero != "") {
					t.Fatalf("a zero has a reason and nothing else has one: %+v", c)
				}
			}
			if sum, _ := charges.Amount(); len(line.Charges) == 0 || !sum.Equal(line.Total()) {
				t.Fatalf("line %d: %s of %s", i, line.Total(), sum)
			}
		}
		for name, pair := range map[string][2]currency.Amount{
			"intrinsic":     {a.Intrinsic, sumOf(t, goods)},
			"freight":       {s.Freight, sumOf(t, freight)},
			"insurance":     {s.Insurance, sumOf(t, insurance)},
			"customs value": {a.CustomsValue, sumOf(t, value)},
			"total":         {a.Total, sumOf(t, total)},
		} {
			if !pair[0].Equal(pair[1]) {
				t.Fatalf("%s: %s, of lines %s", name, pair[0], pair[1])
			}
		}
	}
}

func sumOf(t *testing.T, total currency.Total) currency.Amount {
	t.Helper()
	a, err := total.Amount()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// No total depends on the order of the lines, not even on who gets the odd
// cent of the freight.
func TestAssessIgnoresOrder(t *testing.T) {
	r := random(t)
	tariff, regimes := tables(t)
	rates := fx(t, map[currency.Code]string{currency.GBP: "0.8571"})
	for range 3000 {
		s := randomShipment(r)
		s.Rates = rates
		for i := range s.Items[1:] { // equal values make equal remainders
			if r.IntN(2) == 0 {
				s.Items[i+1].Value = s.Items[i].Value
			}
		}
		a, err := duty.Assess(s, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		r.Shuffle(len(s.Items), func(i, j int) { s.Items[i], s.Items[j] = s.Items[j], s.Items[i] })
		b, err := duty.Assess(s, tariff, regimes)
		if err != nil || a.Total != b.Total || a.Regime.ID != b.Regime.ID {
			t.Fatalf("%s and %s, %v", a.Total, b.Total, err)
		}
	}
}

func TestAssessIsPure(t *testing.T) {
	tariff, regimes := tables(t)
	s := shirts("GB", currency.GBP, "1000")
	s.Freight = money("33.33", currency.GBP)
	want := assess(t, s, nil)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got, err := duty.Assess(s, tariff, regimes); err != nil || !cmp.Equal(got, want) {
					t.Errorf("%v\n%s", err, cmp.Diff(want, got))
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestAssessmentJSON(t *testing.T) {
	s := shirts("DE", currency.EUR, "1000")
	want := assess(t, s, nil)
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got duty.Assessment
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(string(text), `"rate":"12%"`) {
		t.Errorf("%s", text)
	}
}

func TestModeText(t *testing.T) {
	var m duty.Mode
	if err := m.UnmarshalText([]byte("postal")); err != nil || m != duty.Postal {
		t.Error(m, err)
	}
	if text, err := m.MarshalText(); err != nil || string(text) != "postal" {
		t.Error(string(text), err)
	}
	if err := m.UnmarshalText([]byte("pigeon")); err == nil {
		t.Error("pigeon")
	}
	if _, err := duty.Mode(9).MarshalText(); err == nil {
		t.Error("mode 9")
	}
}

// TestAssumedRegimes: the caller's regimes stand, whatever the value.
func TestAssumedRegimes(t *testing.T) {
	s := duty.Shipment{
		From: locale.Place{Country: "US"}, To: locale.Place{Country: "GB"}, On: currency.NewDate(2026, 11, 21),
		Items: []duty.Item{{ID: "1", Code: "610910", Origin: "BD", Quantity: 1, Value: currency.MustAmount("200.00", currency.GBP)}},
	}
	tariff, err := duty.Starter()
	if err != nil {
		t.Fatal(err)
	}
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		regimes []string
		want    string
	}{{nil, "24.00"}, {[]string{"gb-normal"}, "24.00"}, {[]string{"gb-135-relief"}, "0.00"}} {
		s.Regimes = tt.regimes
		a, err := duty.Assess(s, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		if want := currency.MustAmount(tt.want, currency.GBP); a.Total != want {
			t.Errorf("%v: %v, want %v", tt.regimes, a.Total, want)
		}
	}
	for _, bad := range [][]string{{}, {"gb-normal", "gb-normal"}, {"eu-normal"}} {
		s.Regimes = bad
		if _, err := duty.Assess(s, tariff, regimes); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

// TestExciseGoodsAreEstimates: whisky bears a duty that is not computed.
func TestExciseGoodsAreEstimates(t *testing.T) {
	tariff, err := duty.LoadTariff(strings.NewReader("destination,code,origin,kind,rate,program,name,from,until,source,source_date,note\n" +
		"GB,220830,,mfn,Free,,Whisky,2026-01-01,,test,2026-11-01,\n"))
	if err != nil {
		t.Fatal(err)
	}
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		t.Fatal(err)
	}
	a, err := duty.Assess(duty.Shipment{
		From: locale.Place{Country: "US"}, To: locale.Place{Country: "GB"}, On: currency.NewDate(2026, 11, 21),
		Items: []duty.Item{{ID: "1", Code: "220830", Origin: "US", Quantity: 1, Value: currency.MustAmount("20.00", currency.GBP)}},
	}, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	if a.Accuracy != duty.Estimated || len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0], "excise") {
		t.Errorf("%s, %q", a.Accuracy, a.Warnings)
	}
}
