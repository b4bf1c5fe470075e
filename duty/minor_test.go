package duty_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// minorDestinations are assessed by the default regimes: CIF and FOB,
// thresholds in several currencies and by item, flat amounts, fees.
var minorDestinations = []locale.Country{"DE", "GB", "US", "CA", "AU", "CH", "JP", "MX", "KR", "TR", "NO", "BR", "FR"}

// minorTariff has the same rows for all of them: percentages, and whatever else
// a rate can be.
func minorTariff(t *testing.T) *duty.Tariff {
	t.Helper()
	dests := []string{"EU"}
	for _, dest := range minorDestinations {
		if dest != "DE" && dest != "FR" {
			dests = append(dests, string(dest))
		}
	}
	return minorTariffOf(t, dests)
}

func minorTariffOf(t testing.TB, dests []string) *duty.Tariff {
	t.Helper()
	var rows strings.Builder
	rows.WriteString("destination,code,origin,kind,rate,program,name,from,until,source,source_date,note,base,uplift,min_collect\n")
	for _, dest := range dests {
		for _, row := range []string{
			"61091000,,mfn,12%,,shirts,,,test,2026-01-01,,,,",
			"61091000,CN,additional,7.5%,,surcharge,,,test,2026-01-01,,,,",
			"61091000,IN,preference,2.5%,GSP,shirts of India,,,test,2026-01-01,,,,",
			"91021100,,mfn,4.5% MIN 0.30 EUR / item MAX 0.80 EUR / item,,watches,,,test,2026-01-01,,,,",
			"49019900,,mfn,Free,,books,,,test,2026-01-01,,,,",
			"33049900,,mfn,6.5%,,creams,,,test,2020-01-01,,,,", // an old source
			"33049900,CN,remedy,0.01%,,next to nothing,,,test,2026-01-01,,,,2 EUR",
			"17049065,,mfn,9% + 0.45 EUR / kg,,sweets,,,test,2026-01-01,,,,",
			"64039993,,mfn,33 1/3%,,shoes,,,test,2026-01-01,,,,",
			"64039993,,additional,10%,,on duty,,,test,2026-01-01,,duty,,",
			"64039993,,additional,1%,,uplifted,,,test,2026-01-01,,,10,",
			"42022100,,mfn,3%,,bags,,,test,2026-01-01,,,,",
			"42022100,,additional,10%,,on duty,,,test,2026-01-01,,duty,,",
			"85183000,,mfn,2.125%,,headphones,,,test,2026-01-01,,,,",
			"85183000,VN,fee,1%,,a fee,,,test,2026-01-01,,,,",
		} {
			fmt.Fprintf(&rows, "%s,%s\n", dest, row)
		}
	}
	return load(t, rows.String())
}

// minorShipment generates shipments most of which are in whole minor units.
func minorShipment(r *rand.Rand) duty.Shipment {
	usual := func(n int) bool { return r.IntN(n) > 0 } // but one time in n
	cur := []currency.Code{currency.EUR, currency.USD, currency.JPY, currency.GBP}[r.IntN(4)]
	amount := func(most int64) currency.Amount {
		switch {
		case !usual(60):
			return currency.Amount{}
		case !usual(120):
			a, _ := currency.FromDecimal(decimal.New(r.Int64N(most), -4), cur)
			return a
		case !usual(200):
			return currency.FromMinor(r.Int64N(most), currency.CHF)
		case !usual(300):
			return currency.FromMinor(-1, cur)
		case !usual(100):
			return currency.FromMinor(r.Int64N(1<<50), cur)
		}
		return currency.FromMinor(r.Int64N(most), cur)
	}
	s := duty.Shipment{From: in([]locale.Country{"US", "CN", "VN", "CH", "DE"}[r.IntN(5)]), To: in(minorDestinations[r.IntN(len(minorDestinations))]),
		On: []currency.Date{day("2024-05-01"), day("2026-03-01"), day("2026-11-21")}[r.IntN(3)]}
	if r.IntN(3) > 0 {
		s.Freight = amount(5000)
	}
	if r.IntN(3) == 0 {
		s.Insurance = amount(1000)
	}
	if r.IntN(8) == 0 {
		s.Inland = amount(2000)
	}
	if r.IntN(8) == 0 {
		s.Currency = cur
	}
	s.Mode = duty.Mode(r.IntN(2))
	s.DutyOnly = r.IntN(4) == 0
	s.Unpaid = r.IntN(20) == 0
	if r.IntN(20) == 0 {
		s.Rounding = currency.Rounding{Mode: currency.Up}
	}
	if r.IntN(20) == 0 {
		s.FreightBy = duty.ByWeight
	}
	if r.IntN(20) == 0 {
		s.Fees = []duty.Levy{{Name: "clearance", Rate: parsed("1% MIN 2 EUR / consignment")}}
	}
	if r.IntN(20) == 0 {
		s.Ambiguous = duty.Highest
	}
	if r.IntN(8) == 0 { // just at a threshold, or beside it
		limit := []int64{15000, 13500, 80000, 100000, 4000, 20000}[r.IntN(6)]
		s.Items = []duty.Item{{ID: "limit", Code: "61091000", Origin: "CN", Quantity: 1, Value: currency.FromMinor(limit-1+r.Int64N(3), cur)}}
		return s
	}
	if r.IntN(10) == 0 {
		s.Earlier = duty.Earlier{Day: currency.FromMinor(r.Int64N(9000), currency.CHF), Count: r.Int64N(4)}
		s.Earlier.Period = s.Earlier.Day
	}
	codes := []duty.Code{"61091000", "6109100010", "91021100", "49019900", "33049900", "17049065", "64039993", "85183000", "42022100"}
	most := []int64{500, 20_000, 200_000}[r.IntN(3)]
	for i := range 1 + r.IntN([]int{3, 12, 40}[r.IntN(3)]) {
		item := duty.Item{ID: fmt.Sprint(i), Code: codes[r.IntN(len(codes))], Origin: []locale.Country{"CN", "IN", "VN"}[r.IntN(3)],
			Value: amount(most), Quantity: 1 + r.Int64N(5)}
		if usual(60) {
			item.Quantities = []duty.Quantity{{Unit: duty.Kilogram, Value: decimal.New(r.Int64N(5000), -3)}}
		}
		if item.Origin == "IN" && item.Code == "61091000" && r.IntN(2) == 0 {
			item.Claim = "GSP"
		}
		item.Returned = r.IntN(60) == 0
		if !usual(200) {
			item.Code = "610910"
		}
		s.Items = append(s.Items, item)
	}
	return s
}

// Explain goes the exact way, which shares out and adds up as Amounts: the
// integers of Assess must come to the same result, or the same error. So must
// an Assessor whose memory has seen other shipments.
func TestMinorAgainstExact(t *testing.T) {
	r := random(t)
	tariff := minorTariff(t)
	_, regimes := tables(t)
	rates := fx(t, map[currency.Code]string{currency.USD: "1.08", currency.JPY: "161.37", currency.GBP: "0.8542", currency.CHF: "0.9411",
		currency.CAD: "1.61", currency.AUD: "1.77", currency.MXN: "21.4", currency.KRW: "1701.5", currency.TRY: "49.02", currency.NOK: "11.62",
		currency.BRL: "6.2", currency.NZD: "1.9"})
	again := duty.NewAssessor(tariff, regimes)
	assessed, shipments := 0, race.Cases(4000)
	for n := range shipments {
		s := minorShipment(r)
		if r.IntN(30) > 0 {
			s.CustomsRates = rates
		}
		want, _, wantErr := duty.Explain(s, tariff, regimes)
		got, err := duty.Assess(s, tariff, regimes)
		reused, reusedErr := again.Assess(&s)
		if text(err) != text(wantErr) || text(reusedErr) != text(wantErr) {
			t.Fatalf("shipment %d: %v, again %v; exactly %v\n%+v", n, err, reusedErr, wantErr, s)
		}
		if err != nil {
			continue
		}
		assessed++
		if why := differ(&got, &want); why != nil {
			t.Fatalf("shipment %d: %v\n%+v", n, why, s)
		}
		if why := differ(reused, &want); why != nil {
			t.Fatalf("shipment %d again: %v\n%+v", n, why, s)
		}
	}
	if assessed < shipments/4 {
		t.Errorf("only %d of %d shipments could be assessed", assessed, shipments)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// differ says where two assessments are not the same, in every field.
func differ(got, want *duty.Assessment) error {
	if len(got.Lines) != len(want.Lines) {
		return fmt.Errorf("%d lines, exactly %d", len(got.Lines), len(want.Lines))
	}
	var errs []error
	for i := range want.Lines {
		if g, w := got.Lines[i], want.Lines[i]; !reflect.DeepEqual(g, w) {
			errs = append(errs, fmt.Errorf("line %d:\n%+v, exactly\n%+v", i+1, g, w))
		}
	}
	if !reflect.DeepEqual(got, want) {
		errs = append(errs, fmt.Errorf("%+v, exactly\n%+v", got, want))
	}
	return errors.Join(errs...)
}

// Goroutines that assess at the same time share memory for the work, never for
// results: what one was given stays as it is while others go on.
func TestAssessTogether(t *testing.T) {
	r := random(t)
	tariff := minorTariff(t)
	_, regimes := tables(t)
	var group sync.WaitGroup
	for range 4 {
		var shipments []duty.Shipment
		for range 100 {
			shipments = append(shipments, minorShipment(r))
		}
		group.Go(func() {
			var kept []duty.Assessment
			for _, s := range shipments {
				a, err := duty.Assess(s, tariff, regimes)
				if err != nil {
					a = duty.Assessment{}
				}
				kept = append(kept, a)
			}
			for i, s := range shipments {
				want, _, err := duty.Explain(s, tariff, regimes)
				if err != nil {
					continue
				}
				if why := differ(&kept[i], &want); why != nil {
					t.Errorf("shipment %d: %v", i, why)
				}
			}
		})
	}
	group.Wait()
}

// TestPercentagesBeyondWords: one percentage of one value, up to where the
// product of the two leaves 64 bits and behind it, by Assess, by a lane that has
// seen the goods, and explained.
func TestPercentagesBeyondWords(t *testing.T) {
	regimes := normalTo(t, "GB", "CIF")
	for _, tt := range []struct{ rate, value, want, reason string }{
		{"2.25%", "10.00", "0.23", "0.225 half up"},
		{"2.25%", "9.99", "0.22", "0.224775"},
		{"2.5%", "0.20", "0.01", "0.005 half up"},
		{"3%", "0.16", "0.00", "0.0048"},
		{"0.125%", "4.00", "0.01", "0.005 half up"},
		{"12%", "687194767.37", "82463372.08", "2^36 pence and one: 82463372.0844"},
		{"42.94967295%", "42949672.97", "18446744.07", "(2^32-1)(2^32+1) is one less than 2^64"},
		{"10.48576%", "175921860444.16", "18446744073.71", "2^20 times 2^44"},
		{"2.68435456%", "687194767.36", "18446744.07", "2^28 times 2^36"},
		{"100000000.000000000001%", "0.01", "10000.00", "a number of 21 digits"},
		{"0.000000000001%", "5.00", "0.00", "twelve decimals, and next to nothing"},
		{"0%", "5.00", "0.00", "free"},
	} {
		tariff := load(t, header+"GB,610910,,mfn,"+tt.rate+",,shirts,,,law,2026-01-01,")
		s := shirts("GB", currency.GBP, tt.value)
		s.Currency = currency.GBP
		want := money(tt.want, currency.GBP)
		if a, err := duty.Assess(s, tariff, regimes); err != nil || a.Duty != want {
			t.Errorf("%s of %s: %v (%v), want %s: %s", tt.rate, tt.value, a.Duty, err, tt.want, tt.reason)
		}
		lane, err := duty.NewLane(s, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if a, err := lane.Assess(s); err != nil || a.Duty != want {
				t.Errorf("%s of %s by a lane: %v (%v), want %s: %s", tt.rate, tt.value, a.Duty, err, tt.want, tt.reason)
			}
		}
		explained(t, s, tariff, regimes)
	}
}

// TestDutiesBeyondWords: lines whose duties fit a word each, and not together.
func TestDutiesBeyondWords(t *testing.T) {
	tariff := load(t, header+"GB,610910,,mfn,999999%,,shirts,,,law,2026-01-01,")
	s := shirts("GB", currency.GBP, "703687441776.64") // 2^46 pence
	for range 13 {
		s.Items = append(s.Items, s.Items[0])
	}
	a, err := duty.Assess(s, tariff, normalTo(t, "GB", "CIF"))
	if each, all := money("7036867380891982.23", currency.GBP), money("98516143332487751.22", currency.GBP); err != nil || a.Lines[13].Duty != each || !a.Duty.Equal(all) {
		t.Errorf("%v, of each line %v (%v), want 14 × %v", a.Duty, a.Lines[13].Duty, err, each)
	}
}

// TestSharesOfLikeGoods: of goods that nothing tells apart the first has the odd
// cent, explained or not; and what is shared by large values is shared exactly.
func TestSharesOfLikeGoods(t *testing.T) {
	tariff := load(t, header+"GB,610910,,mfn,Free,,shirts,,,law,2026-01-01,")
	regimes := normalTo(t, "GB", "CIF")
	s := shirts("GB", currency.GBP, "10")
	s.Items = append(s.Items, s.Items[0], s.Items[0])
	s.Freight = money("0.04", currency.GBP)
	a, err := duty.Assess(s, tariff, regimes)
	if err != nil || a.Lines[0].Freight != money("0.02", currency.GBP) || a.Lines[1].Freight != money("0.01", currency.GBP) {
		t.Errorf("%v, %v, %v (%v)", a.Lines[0].Freight, a.Lines[1].Freight, a.Lines[2].Freight, err)
	}
	explained(t, s, tariff, regimes)
	s = shirts("GB", currency.JPY, "9000000000000000000")
	s.Items = append(s.Items, s.Items[0], s.Items[0])
	s.Fees = []duty.Levy{{Name: "fee", Rate: mustRate(t, "3 JPY / consignment")}}
	if a, err = duty.Assess(s, tariff, regimes); err != nil {
		t.Fatal(err)
	}
	for i := range a.Lines {
		if a.Lines[i].Fees() != money("1", currency.JPY) {
			t.Errorf("line %d: %v of 3 yen, by values whose sum no word holds", i+1, a.Lines[i].Fees())
		}
	}
}
