package duty_test

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// byExtract takes the extract of a shipment through JSON and assesses the shipment
// by it.
func byExtract(t *testing.T, lane *duty.Lane, s *duty.Shipment) (duty.Assessment, error) {
	t.Helper()
	text, err := json.Marshal(lane.Extract(s))
	if err != nil {
		t.Fatal(err)
	}
	var e duty.Extract
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	tariff, regimes, err := e.Tables()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return duty.Assess(*s, tariff, regimes)
}

// sameAssessment compares two assessments whose levies are of different tables.
func sameAssessment(t *testing.T, s *duty.Shipment, got, want *duty.Assessment) {
	t.Helper()
	var texts [2][]byte
	for i, a := range []*duty.Assessment{got, want} {
		var err error
		if texts[i], err = json.Marshal(a); err != nil {
			t.Fatal(err)
		}
	}
	if string(texts[0]) != string(texts[1]) {
		t.Fatalf("by the extract:\n%s\n%+v", cmp.Diff(string(texts[1]), string(texts[0])), *s)
	}
}

// What is assessed by the extract of a lane is what was assessed by the tables
// that it was taken from.
func TestExtractReplays(t *testing.T) {
	r := random(t)
	tariff, regimes, rates := laneTables(t)
	for _, q := range regimes.Questions() {
		var err error
		if r.IntN(2) == 0 {
			regimes, err = regimes.Choose(q.Name, q.Readings[r.IntN(len(q.Readings))].Name)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	assessed, shipments := 0, race.Cases(3000)
	for n := range shipments {
		way := laneWay(r, regimes.Destinations())
		lane, err := duty.NewLane(way, tariff, regimes)
		if err != nil {
			continue
		}
		s := onWay(r, &way, rates, regimes)
		s.From, s.To, s.On, s.Mode, s.Customer, s.Scheme = way.From, way.To, way.On, way.Mode, way.Customer, way.Scheme
		want, wantErr := duty.Assess(s, tariff, regimes)
		if wantErr != nil {
			continue
		}
		assessed++
		got, err := byExtract(t, lane, &s)
		if err != nil {
			t.Fatalf("shipment %d: %v\n%+v", n, err, s)
		}
		sameAssessment(t, &s, &got, &want)
	}
	if assessed < shipments/3 {
		t.Errorf("only %d shipments could be assessed", assessed)
	}
}

// What is extracted of several shipments on one day holds for each of them, and
// has each row once.
func TestNewExtractOfSeveral(t *testing.T) {
	r := random(t)
	tariff, regimes, rates := laneTables(t)
	assessed := 0
	for n := range race.Cases(600) {
		way := laneWay(r, regimes.Destinations())
		var shipments []duty.Shipment
		for range 1 + r.IntN(4) {
			to, on := way.To, way.On
			if r.IntN(3) > 0 { // of one destination, by another mode or under another scheme
				way = laneWay(r, []string{string(to.Country)})
				way.To = to
			} else {
				way = laneWay(r, regimes.Destinations())
			}
			way.On = on
			s := onWay(r, &way, rates, regimes)
			s.From, s.To, s.On, s.Mode, s.Customer, s.Scheme = way.From, way.To, way.On, way.Mode, way.Customer, way.Scheme
			if _, err := duty.Assess(s, tariff, regimes); err == nil {
				shipments = append(shipments, s)
			}
		}
		e, err := duty.NewExtract(tariff, regimes, shipments...)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var stored duty.Extract
		if err := json.Unmarshal(text, &stored); err != nil {
			t.Fatal(err)
		}
		small, some, err := stored.Tables()
		if err != nil {
			t.Fatalf("%d: %v\n%s", n, err, text)
		}
		for i := range shipments {
			want, err := duty.Assess(shipments[i], tariff, regimes)
			if err != nil {
				t.Fatal(err)
			}
			got, err := duty.Assess(shipments[i], small, some)
			if err != nil {
				t.Fatalf("%d: %v\n%+v\n%s", n, err, shipments[i], text)
			}
			sameAssessment(t, &shipments[i], &got, &want)
			assessed++
		}
	}
	if assessed < race.Cases(300) {
		t.Errorf("only %d shipments could be assessed", assessed)
	}
	way := duty.Shipment{From: in("CN"), To: in("US"), On: day("2026-05-20")}
	other := way
	other.On = day("2026-05-21")
	if _, err := duty.NewExtract(tariff, regimes, way, other); !errors.Is(err, duty.ErrShipment) {
		t.Errorf("%v, want ErrShipment for two days", err)
	}
	if _, err := duty.NewExtract(tariff, regimes, duty.Shipment{}); err == nil {
		t.Error("a shipment without a day")
	}
}

// The official files have footnotes, prose, programmes, column 2 and lines of
// several lengths; the layers of a shop replace and exclude.
func TestNewExtractOfOfficialFiles(t *testing.T) {
	race.Alone(t)
	r := random(t)
	hts, _, err := duty.ReadHTS(strings.NewReader(excerpted(t, "hts-excerpt.json")), may2025)
	if err != nil {
		t.Fatal(err)
	}
	if file, err := os.Open("../../shared/reference/tariff/us-hts-2025-05.json.gz"); err == nil {
		defer file.Close()
		if hts, _, err = duty.ReadHTS(file, may2025); err != nil {
			t.Fatal(err)
		}
	}
	layers := load(t, "destination,code,origin,kind,rate,program,name,from,until,source,source_date,note,id,replaces,excludes\n"+
		"US,61,CN,additional,20%,,a layer,,,law,2025-05-01,,99.01,,\n"+
		"US,6109,CN,additional,30%,,another,,,law,2025-05-01,,99.02,99.01,\n"+
		"US,64,,mfn,50%,,in place of the rate,,,law,2025-05-01,,99.03,mfn,\n"+
		"US,,,fee,0.3464%,,processing,,,law,2025-05-01,,mpf,,\n"+
		"US,85,,gap,,,a gap,,,law,2025-05-01,,,,\n")
	tariff, err := hts.With(layers)
	if err != nil {
		t.Fatal(err)
	}
	_, regimes := tables(t)
	var codes []duty.Code
	for e := range tariff.Entries("US") {
		if len(e.Code) >= 6 {
			codes = append(codes, e.Code)
			if len(e.Code) > 6 {
				codes = append(codes, e.Code.HS6())
			}
		}
	}
	way := duty.Shipment{From: in("CN"), To: in("US"), On: day("2025-05-20"), Currency: currency.USD, Regimes: []string{}}
	lane, err := duty.NewLane(way, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	assessed, warned, shipments := 0, 0, race.Cases(4000)
	for range shipments {
		s := way
		s.Regimes = nil
		s.Ambiguous = duty.Ambiguous(r.IntN(4))
		for range 1 + r.IntN(3) {
			s.Regimes = append(s.Regimes, "us-normal")
			item := duty.Item{Code: codes[r.IntN(len(codes))], Origin: []locale.Country{"CN", "KR", "MX", "RU", "AU", "DE"}[r.IntN(6)],
				Value: currency.FromMinor(1000+r.Int64N(1e6), currency.USD), Quantity: 1 + r.Int64N(3)}
			if r.IntN(3) == 0 {
				item.Claim = []string{"KR", "S", "AU", "A"}[r.IntN(4)]
			}
			item.Quantities = []duty.Quantity{{Unit: "kg", Value: dec("2.5")}, {Unit: "l", Value: dec("2")}, {Unit: "m2", Value: dec("2")}, {Unit: "pair", Value: dec("1")}, {Unit: "m3", Value: dec("1")}, {Unit: "m", Value: dec("1")}}
			s.Items = append(s.Items, item)
		}
		want, wantErr := duty.Assess(s, tariff, regimes)
		if wantErr != nil {
			continue
		}
		assessed++
		warned += len(want.Warnings)
		got, err := byExtract(t, lane, &s)
		if err != nil {
			t.Fatalf("%v\n%+v", err, s)
		}
		sameAssessment(t, &s, &got, &want)
	}
	t.Logf("%d assessed, %d warnings", assessed, warned)
	if assessed < shipments/14 {
		t.Errorf("only %d shipments could be assessed", assessed)
	}
}

// Rows in memory are held to what is demanded of a table.
func TestNewTariffRefuses(t *testing.T) {
	good := duty.Levy{Jurisdiction: "EU", Code: "610910", Kind: duty.MFN, Name: "shirts", Rate: parsed("12%"), Source: "law", From: day("2026-01-01")}
	for _, tt := range []struct {
		change func(*duty.Levy)
		column string
		reason string
	}{
		{func(l *duty.Levy) { l.Jurisdiction = "" }, "destination", "no destination"},
		{func(l *duty.Levy) { l.Jurisdiction = "ZZ" }, "destination", "unknown country"},
		{func(l *duty.Levy) { l.Code = "" }, "code", "a normal duty on everything"},
		{func(l *duty.Levy) { l.Code = "6109.10" }, "code", "not digits"},
		{func(l *duty.Levy) { l.Code = "610911" }, "code", "not in HS 2022"},
		{func(l *duty.Levy) { l.Code = "61091" }, "code", "odd length"},
		{func(l *duty.Levy) { l.Origin = "cn" }, "origin", "small letters"},
		{func(l *duty.Levy) { l.Kind = "vat" }, "kind", "unknown kind"},
		{func(l *duty.Levy) { l.Kind = "" }, "kind", "no kind"},
		{func(l *duty.Levy) { l.Rate = duty.Rate{} }, "rate", "no rate is not free"},
		{func(l *duty.Levy) { l.Prose = "See 9822.05.10" }, "rate", "a rate and prose"},
		{func(l *duty.Levy) { l.Kind = "gap" }, "rate", "a gap with a rate"},
		{func(l *duty.Levy) { l.Kind = duty.Preference }, "program", "a preference without a programme"},
		{func(l *duty.Levy) { l.Program = "P" }, "program", "a programme without a preference"},
		{func(l *duty.Levy) { l.Name = "" }, "name", "no name"},
		{func(l *duty.Levy) { l.Source = "" }, "source", "no source"},
		{func(l *duty.Levy) { l.ID = "a b" }, "id", "an ID of two words"},
		{func(l *duty.Levy) { l.ID = strings.Repeat("x", 30_000) }, "id", "too long"},
		{func(l *duty.Levy) { l.Replaces = " mfn" }, "replaces", "not as it is compared"},
		{func(l *duty.Levy) { l.Excludes = "a  b" }, "excludes", "not as it is compared"},
		{func(l *duty.Levy) { l.Base = 1 << 7 }, "base", "unknown component"},
		{func(l *duty.Levy) { l.Uplift = dec("1e9") }, "uplift", "too large"},
		{func(l *duty.Levy) { l.Uplift = decimal.New(1, 2_000_000_000) }, "uplift", "an exponent bomb"},
		{func(l *duty.Levy) { l.MinCollect = money("-1", currency.EUR) }, "min_collect", "negative"},
		{func(l *duty.Levy) { l.Until = day("2025-01-01") }, "until", "ends before it begins"},
		{func(*duty.Levy) {}, "", "the same row twice"},
	} {
		bad := good
		tt.change(&bad)
		_, err := duty.NewTariff([]duty.Levy{good, bad})
		var typed *duty.TableError
		if !errors.As(err, &typed) || typed.Line != 2 || typed.Column != tt.column {
			t.Errorf("%s: %v; want row 2, column %q", tt.reason, err, tt.column)
		}
	}
}

func TestNewRegimesRefuses(t *testing.T) {
	good := duty.Regime{ID: "a", Dest: "GB", Kind: duty.DutyRegime, Treatment: duty.Relief, Threshold: money("135", currency.GBP), Basis: duty.Intrinsic,
		Scope: duty.PerConsignment, Valuation: duty.CIF, Source: "law", Confidence: duty.Official}
	for _, tt := range []struct {
		change func(*duty.Regime)
		column string
		reason string
	}{
		{func(*duty.Regime) {}, "id", "the same ID"},
		{func(g *duty.Regime) { g.ID = "" }, "id", "no ID"},
		{func(g *duty.Regime) { g.ID, g.Dest = "b", "" }, "destination", "no destination"},
		{func(g *duty.Regime) { g.ID, g.Dest = "b", "ZZ" }, "destination", "unknown country"},
		{func(g *duty.Regime) { g.ID, g.Kind = "b", "tax" }, "kind", "unknown kind"},
		{func(g *duty.Regime) { g.ID, g.Treatment = "b", "" }, "treatment", "no treatment"},
		{func(g *duty.Regime) { g.ID, g.Basis = "b", "" }, "threshold", "compared with what?"},
		{func(g *duty.Regime) { g.ID, g.Basis = "b", "weight" }, "basis", "unknown basis"},
		{func(g *duty.Regime) { g.ID, g.Scope = "b", "week" }, "scope", "unknown scope"},
		{func(g *duty.Regime) { g.ID, g.Threshold = "b", money("-1", currency.GBP) }, "threshold", "negative"},
		{func(g *duty.Regime) { g.ID, g.PeriodCount = "b", -1 }, "period_count", "negative"},
		{func(g *duty.Regime) { g.ID, g.Mode = "b", "pigeon" }, "mode", "unknown mode"},
		{func(g *duty.Regime) { g.ID, g.Mode = "b", "!" }, "mode", "none but nothing"},
		{func(g *duty.Regime) { g.ID, g.ShipFrom = "b", "Mexico" }, "ship_from", "not a country"},
		{func(g *duty.Regime) { g.ID, g.Origin = "b", "US !MX" }, "origin", "for and against"},
		{func(g *duty.Regime) { g.ID, g.Scheme = "b", "a !b" }, "scheme", "for and against"},
		{func(g *duty.Regime) { g.ID, g.Goods = "b", "6109 851712" }, "goods", "of HS 2017"},
		{func(g *duty.Regime) { g.ID, g.Excludes = "b", "22.03" }, "excludes", "not digits"},
		{func(g *duty.Regime) { g.ID, g.Customer = "b", "friend" }, "customer", "unknown customer"},
		{func(g *duty.Regime) { g.ID, g.Per = "b", "crate" }, "per", "unknown group"},
		{func(g *duty.Regime) { g.ID, g.Valuation = "b", "" }, "valuation", "no valuation"},
		{func(g *duty.Regime) { g.ID, g.Confidence = "b", "sure" }, "confidence", "unknown confidence"},
		{func(g *duty.Regime) { g.ID, g.Treatment = "b", duty.Flat }, "flat", "a flat treatment without an amount"},
		{func(g *duty.Regime) { g.ID, g.Treatment = "b", duty.ByRate }, "rate", "a treatment by rate without a rate"},
		{func(g *duty.Regime) { g.ID, g.Base = "b", 1<<7 }, "base", "unknown component"},
		{func(g *duty.Regime) { g.ID, g.Source = "b", "" }, "source", "no source"},
		{func(g *duty.Regime) { g.ID, g.From, g.Until = "b", day("2026-02-01"), day("2026-01-01") }, "until", "ends before it begins"},
		{func(g *duty.Regime) { g.ID = "b" }, "", "the same conditions"},
	} {
		bad := good
		tt.change(&bad)
		_, err := duty.NewRegimes([]duty.Regime{good, bad})
		var typed *duty.TableError
		if !errors.As(err, &typed) || typed.Line != 2 || typed.Column != tt.column {
			t.Errorf("%s: %v; want row 2, column %q", tt.reason, err, tt.column)
		}
	}
}

// The rows of the embedded tables make the same tables again.
func TestNewOfDefaults(t *testing.T) {
	tariff, regimes := tables(t)
	for _, dest := range regimes.Destinations() {
		all := regimes.All(dest)
		again, err := duty.NewRegimes(all)
		if err != nil {
			t.Errorf("%s: %v", dest, err)
			continue
		}
		if !reflect.DeepEqual(again.All(dest), all) {
			t.Errorf("%s: %s", dest, cmp.Diff(all, again.All(dest), cmp.Comparer(duty.Rate.Equal)))
		}
	}
	levies, err := tariff.Lookup("610910", "CN", "US", day("2026-11-21"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := duty.NewTariff(levies)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Lookup("610910", "CN", "US", day("2026-11-21")); err != nil || !reflect.DeepEqual(got, levies) {
		t.Errorf("%v, %v; want %v", got, err, levies)
	}
}
