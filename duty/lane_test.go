package duty_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// laneTables are the default regimes, a tariff of every destination that they
// are for, and exchange rates for every threshold.
func laneTables(t testing.TB) (*duty.Tariff, *duty.Regimes, *currency.Rates) {
	t.Helper()
	_, regimes := tables(t)
	perEuro := map[currency.Code]string{currency.USD: "1.08", currency.JPY: "161.37", currency.GBP: "0.8542", currency.CHF: "0.9411"}
	for _, dest := range regimes.Destinations() {
		for _, r := range regimes.All(dest) {
			for _, limit := range []currency.Amount{r.Threshold, r.PeriodValue, r.Flat, r.Allowance, r.MinCollect} {
				if c := limit.Currency(); c != 0 && c != currency.EUR && perEuro[c] == "" {
					perEuro[c] = fmt.Sprintf("%d.%03d", 1+len(perEuro), 7*len(perEuro))
				}
			}
		}
	}
	return minorTariffOf(t, regimes.Destinations()), regimes, fx(t, perEuro)
}

// laneWay is a way of goods as the law tells them apart.
func laneWay(r *rand.Rand, dests []string) duty.Shipment {
	to := locale.Country(dests[r.IntN(len(dests))])
	if to == "EU" {
		to = []locale.Country{"DE", "FR", "IT", "RO", "IE"}[r.IntN(5)]
	}
	s := duty.Shipment{
		From:     in([]locale.Country{"US", "CN", "VN", "CH", "DE", "MX"}[r.IntN(6)]),
		To:       in(to),
		On:       day([]string{"2024-05-01", "2025-09-15", "2026-03-01", "2026-11-21", "2028-08-01"}[r.IntN(5)]),
		Mode:     duty.Mode(r.IntN(3)),
		Customer: []duty.CustomerKind{"", duty.Consumer, duty.Business}[r.IntN(3)],
		Scheme:   []string{"", "", "ioss", "voec", "prc", "h1", "cl_remote", "9804", "cbec"}[r.IntN(9)],
	}
	switch r.IntN(60) {
	case 0:
		s.To = locale.Place{Country: "ES", PostalCode: "35001"} // the Canary Islands
	case 1:
		s.To = in("XI")
	case 2:
		s.From = in("XI")
	case 3:
		s.To = locale.Place{Country: "DE", PostalCode: "78266"} // Büsingen
	}
	return s
}

// onWay puts a generated shipment on a way, sometimes beside it.
func onWay(r *rand.Rand, way *duty.Shipment, rates *currency.Rates, regimes *duty.Regimes) duty.Shipment {
	s := minorShipment(r)
	s.From, s.To, s.On, s.Mode, s.Customer, s.Scheme = way.From, way.To, way.On, way.Mode, way.Customer, way.Scheme
	if way.Currency != 0 && r.IntN(4) > 0 {
		s.Currency = way.Currency
	}
	if r.IntN(20) > 0 {
		s.CustomsRates = rates
	}
	switch r.IntN(60) {
	case 0:
		s.Mode = duty.Mode(r.IntN(5))
	case 1:
		s.Items = nil
	case 2:
		s.On = 0
	case 3:
		s.Items[0].Origin = []locale.Country{"", "ZZ", "KP"}[r.IntN(3)]
	case 4:
		s.Items[0].Code = []duty.Code{"", "999999", "6109", "85183000", "950300", "22042100"}[r.IntN(6)]
	case 5:
		s.Items[0].Quantity = r.Int64N(2) * (1 << 40)
	case 6:
		s.Items[0].Claim = "GSP"
	case 7:
		s.Items[0].Quantities = []duty.Quantity{{Unit: "kg", Value: decimal.New(-1, 0)}}
	case 8:
		for range s.Items {
			s.Regimes = append(s.Regimes, "eu-normal")
		}
	case 9:
		all := regimes.All(string(way.To.Country))
		for range s.Items {
			if len(all) > 0 {
				s.Regimes = append(s.Regimes, all[r.IntN(len(all))].ID)
			}
		}
	}
	return s
}

// A lane gives what Assess gives, in every field, errors included: for goods
// that it has seen and for new ones, for shipments of its own and for others.
func TestLaneAgainstAssess(t *testing.T) {
	r := random(t)
	tariff, regimes, rates := laneTables(t)
	shipments := race.Cases(60_000)
	const perLane = 40
	assessed, lanes, byRegime := 0, 0, map[string]int{}
	for n := 0; n < shipments; {
		way := laneWay(r, regimes.Destinations())
		way.Currency = []currency.Code{0, currency.EUR, currency.USD, currency.GBP, currency.JPY}[r.IntN(5)]
		if r.IntN(10) > 0 {
			way.CustomsRates = rates
		}
		lane, err := duty.NewLane(way, tariff, regimes)
		if err != nil {
			_, want := duty.Border(way.From, way.To, way.On)
			if !reflect.DeepEqual(err, want) {
				t.Fatalf("no lane %+v: %v, want %v", way, err, want)
			}
			continue
		}
		lanes++
		again := lane.Assessor()
		for range perLane {
			n++
			s := onWay(r, &way, rates, regimes)
			want, wantErr := duty.Assess(s, tariff, regimes)
			got, err := lane.Assess(s)
			reused, reusedErr := again.Assess(&s)
			if !reflect.DeepEqual(err, wantErr) || !reflect.DeepEqual(reusedErr, wantErr) {
				t.Fatalf("shipment %d: %v, again %v; want %v\n%+v", n, err, reusedErr, wantErr, s)
			}
			if wantErr != nil {
				continue
			}
			assessed++
			byRegime[want.Regime.ID]++
			for _, got := range []*duty.Assessment{&got, reused} {
				if !reflect.DeepEqual(*got, want) {
					t.Fatalf("shipment %d: %s\n%+v", n, cmp.Diff(want, *got, cmp.Comparer(duty.Rate.Equal)), s)
				}
			}
		}
	}
	t.Logf("%d lanes, %d shipments, %d regimes", lanes, assessed, len(byRegime))
	if assessed < shipments/4 || len(byRegime) < 40 {
		t.Errorf("only %d of %d shipments could be assessed, by %d regimes", assessed, shipments, len(byRegime))
	}
}

// TestLaneAtThresholds: at each threshold of the law, in its own currency, a
// minor unit below and above it, a lane chooses as Assess does, with freight of
// which a part is inland and without.
func TestLaneAtThresholds(t *testing.T) {
	tariff, regimes, rates := laneTables(t)
	changes := 0
	for _, dest := range regimes.Destinations() {
		for _, row := range regimes.All(dest) {
			if row.Threshold.Currency() == 0 {
				continue
			}
			for _, carriage := range [][2]int64{{0, 0}, {10, 4}} {
				changes += atThreshold(t, tariff, regimes, rates, dest, &row, carriage[0], carriage[1])
			}
		}
	}
	if changes < 40 {
		t.Errorf("only %d changes of the regime at thresholds", changes)
	}
}

// atThreshold assesses goods at the threshold of a row and beside it, and tells
// how often the regime changed.
func atThreshold(t *testing.T, tariff *duty.Tariff, regimes *duty.Regimes, rates *currency.Rates, dest string, row *duty.Regime, freight, inland int64) (changes int) {
	t.Helper()
	to := locale.Country(dest)
	if to == "EU" {
		to = "DE"
	}
	limit, err := row.Threshold.Minor()
	if err != nil {
		return 0
	}
	c := row.Threshold.Currency()
	s := duty.Shipment{From: in("US"), To: in(to), On: max(row.From, day("2025-09-01")), Currency: c, CustomsRates: rates}
	if !strings.HasPrefix(row.Scheme, "!") {
		s.Scheme = row.Scheme
	}
	lane, err := duty.NewLane(s, tariff, regimes)
	if err != nil {
		return 0 // no way of goods
	}
	s.Freight, s.Inland = currency.FromMinor(freight, c), currency.FromMinor(inland, c)
	if row.Basis == duty.CIFValue {
		limit -= freight - inland
	}
	before := ""
	for off := range int64(3) {
		s.Items = []duty.Item{{Code: "61091000", Origin: "CN", Quantity: 1, Value: currency.FromMinor(limit-1+off, c)}}
		want, wantErr := duty.Assess(s, tariff, regimes)
		got, err := lane.Assess(s)
		if !reflect.DeepEqual(err, wantErr) {
			t.Fatalf("%s at %v: %v, want %v", row.ID, s.Items[0].Value, err, wantErr)
		}
		if err != nil {
			continue
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(duty.Rate.Equal)); diff != "" {
			t.Fatalf("%s at %v: %s", row.ID, s.Items[0].Value, diff)
		}
		if before != "" && want.Regime.ID != before {
			changes++
		}
		before = want.Regime.ID
	}
	return changes
}

// w10 is a consignment to Germany of ten goods by percentages, the values and
// freight of the cart W10.
func w10(t testing.TB) (duty.Shipment, *duty.Tariff, *duty.Regimes) {
	t.Helper()
	_, regimes := tables(t)
	codes := []duty.Code{"49019900", "61091000", "33049900", "64039996", "42022100", "95030095", "91021100", "85183000", "17049065", "39269097"}
	percents := []string{"Free", "12%", "2.5%", "17%", "3.7%", "Free", "4.5%", "10.7%", "6.5%", "2%"}
	values := []int64{19816, 3182, 1390, 3043, 7155, 2308, 20533, 4373, 2384, 5492}
	table := header
	for i, c := range codes {
		table += fmt.Sprintf("EU,%s,,mfn,%s,,goods,,,test,2026-06-01,\n", c, percents[i])
	}
	s := duty.Shipment{From: in("US"), To: in("DE"), On: day("2026-11-21"), Currency: currency.EUR, Freight: currency.FromMinor(1200, currency.EUR)}
	for i, c := range codes {
		s.Items = append(s.Items, duty.Item{Code: c, Origin: "CN", Value: currency.FromMinor(values[i], currency.EUR), Quantity: 1})
	}
	return s, load(t, table), regimes
}

// The shares of freight, customs values and duties of the cart W10 come from
// its worked case.
func TestLaneW10(t *testing.T) {
	s, tariff, regimes := w10(t)
	lane, err := duty.NewLane(s, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	a, err := lane.Assess(s)
	if err != nil {
		t.Fatal(err)
	}
	values := []string{"201.57", "32.37", "14.14", "30.95", "72.78", "23.48", "208.87", "44.48", "24.25", "55.87"}
	duties := []string{"0.00", "3.88", "0.35", "5.26", "2.69", "0.00", "9.40", "4.76", "1.58", "1.12"}
	for i, line := range a.Lines {
		if line.CustomsValue != money(values[i], currency.EUR) || line.Duty != money(duties[i], currency.EUR) {
			t.Errorf("line %d: customs value %s, duty %s; want %s, %s", i+1, line.CustomsValue, line.Duty, values[i], duties[i])
		}
	}
	if a.Duty != money("29.04", currency.EUR) {
		t.Errorf("duty %s", a.Duty)
	}
}

// Once a lane knows the goods, an assessment by it takes no memory.
func TestLaneAllocates(t *testing.T) {
	s, tariff, regimes := w10(t)
	fees := s
	fees.Items = []duty.Item{s.Items[1]}
	one := fees
	one.Items = []duty.Item{s.Items[0]}
	one.Items[0].Value = currency.FromMinor(20000, currency.EUR)
	for _, tt := range []struct {
		name     string
		shipment duty.Shipment
		reason   string
	}{
		{"ten", s, "the usual cart"},
		{"one", one, "a trial of a price"},
		{"flat", fees, "a flat amount, and warnings"},
	} {
		lane, err := duty.NewLane(tt.shipment, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		a := lane.Assessor()
		if allocs := testing.AllocsPerRun(100, func() {
			if _, err := a.Assess(&tt.shipment); err != nil {
				t.Fatal(err)
			}
		}); allocs != 0 {
			t.Errorf("%s: %v allocations, want none: %s", tt.name, allocs, tt.reason)
		}
	}
}

// What a lane remembers is read and added to at the same time, and forgotten
// when it becomes too much.
func TestLaneTogether(t *testing.T) {
	tariff, regimes := tables(t)
	way := duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-11-21"), Currency: currency.EUR}
	lane, err := duty.NewLane(way, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	origins := []locale.Country{"CN", "US", "VN", "IN", "JP", "KR", "TR", "BR"}
	var codes []duty.Code
	for suffix := range 100 {
		for _, c := range []string{"61091000", "64039996", "85183000", "91021100", "42022100", "49019900", "95030095", "39269097", "17049065", "33049900", "61099020", "62034231"} {
			codes = append(codes, duty.Code(fmt.Sprintf("%s%02d", c, suffix)))
		}
	}
	var group sync.WaitGroup
	for k := range 4 {
		group.Go(func() {
			a := lane.Assessor()
			order := slices.Clone(codes)
			rand.New(rand.NewPCG(1, uint64(k))).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			for n, c := range order {
				for _, origin := range origins {
					s := way
					s.Items = []duty.Item{{Code: c, Origin: origin, Value: currency.FromMinor(20000, currency.EUR), Quantity: 1}}
					got, err := a.Assess(&s)
					if n%16 > 0 {
						continue
					}
					want, wantErr := duty.Assess(s, tariff, regimes)
					if !reflect.DeepEqual(err, wantErr) || err == nil && !reflect.DeepEqual(*got, want) {
						t.Errorf("%s: %v, want %v", c, err, wantErr)
					}
				}
			}
		})
	}
	group.Wait()
}

func BenchmarkLane(b *testing.B) {
	s, tariff, regimes := w10(b)
	one := s
	one.Items = []duty.Item{s.Items[1]}
	one.Items[0].Value = currency.FromMinor(31840, currency.EUR)
	flat := one
	flat.Items = []duty.Item{s.Items[1]}
	for _, bb := range []struct {
		name     string
		shipment *duty.Shipment
	}{{"ten", &s}, {"one", &one}, {"flat", &flat}} {
		lane, err := duty.NewLane(*bb.shipment, tariff, regimes)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(bb.name, func(b *testing.B) {
			a := lane.Assessor()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := a.Assess(bb.shipment); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestLanePeriods: a lane looks at what came before in a period, and at each piece
// of goods, as Assess does, at both sides of each limit.
func TestLanePeriods(t *testing.T) {
	tariff := load(t, header+"GB,610910,,mfn,12%,,shirts,,,law,2026-01-01,")
	for _, tt := range []struct {
		low      string // threshold,currency,strict,basis,scope,period_value,period_count
		value    string
		quantity int64
		earlier  duty.Earlier
		want     string
		reason   string
	}{
		{"100,GBP,,intrinsic,consignment,,2", "100.00", 1, duty.Earlier{Count: 1}, "low", "the second of two in the period"},
		{"100,GBP,,intrinsic,consignment,,2", "100.00", 1, duty.Earlier{Count: 2}, "above", "the third"},
		{"100,GBP,,intrinsic,consignment,250,", "100.00", 1, duty.Earlier{Period: money("150", currency.GBP)}, "low", "250 with what came before"},
		{"100,GBP,,intrinsic,consignment,250,", "100.00", 1, duty.Earlier{Period: money("150.01", currency.GBP)}, "above", "a penny more"},
		{"100,GBP,,intrinsic,day,,", "60.00", 1, duty.Earlier{Day: money("40", currency.GBP)}, "low", "100 on the day"},
		{"100,GBP,,intrinsic,day,,", "60.00", 1, duty.Earlier{Day: money("40.01", currency.GBP)}, "above", "a penny more"},
		{"100,GBP,,intrinsic,item,,", "300.00", 3, duty.Earlier{}, "low", "three pieces of 100"},
		{"100,GBP,,intrinsic,item,,", "300.01", 3, duty.Earlier{}, "above", "a third of a penny more"},
	} {
		regimes, err := duty.LoadRegimes(strings.NewReader("id,destination,treatment,threshold,currency,strict,basis,scope,period_value,period_count,mode,ship_from,origin,scheme,excludes,flat,valuation,from,until,contested,source,source_date,confidence,note\n" +
			"low,GB,relief," + tt.low + ",,,,,,,CIF,,,,s,2026-01-01,official,\nabove,GB,normal,,,,,,,,,,,,,,CIF,,,,s,2026-01-01,official,\n"))
		if err != nil {
			t.Fatal(err)
		}
		s := shirts("GB", currency.GBP, tt.value)
		s.Currency, s.Earlier, s.Items[0].Quantity = currency.GBP, tt.earlier, tt.quantity
		lane, err := duty.NewLane(s, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		got, err := lane.Assess(s)
		if err != nil || got.Regime.ID != tt.want {
			t.Errorf("%s: %s (%v)", tt.reason, got.Regime.ID, err)
		}
		want, err := duty.Assess(s, tariff, regimes)
		if diff := cmp.Diff(want, got, cmp.Comparer(duty.Rate.Equal)); err != nil || diff != "" {
			t.Errorf("%s: %v %s", tt.reason, err, diff)
		}
	}
}

// TestLaneFees: what a shipment states besides the duty is charged by a lane, too;
// and goods without a code are refused as they are without it.
func TestLaneFees(t *testing.T) {
	s, tariff, regimes := w10(t)
	lane, err := duty.NewLane(s, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	s.Fees = []duty.Levy{{Name: "clearance", Rate: mustRate(t, "5 EUR / consignment")}}
	for range 2 { // the second time the goods are known
		a, err := lane.Assess(s)
		if err != nil || a.Duty != money("29.04", currency.EUR) || a.Fees != money("5", currency.EUR) || a.Total != money("34.04", currency.EUR) {
			t.Errorf("duty %v, fees %v, total %v (%v)", a.Duty, a.Fees, a.Total, err)
		}
	}
	s.Fees, s.Items[0].Code = nil, ""
	_, wantErr := duty.Assess(s, tariff, regimes)
	if _, err := lane.Assess(s); wantErr == nil || !reflect.DeepEqual(err, wantErr) {
		t.Errorf("without a code: %v, want %v", err, wantErr)
	}
}
