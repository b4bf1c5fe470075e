package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// bandText tells a band by its rows.
func bandText(b *duty.Band) string {
	text := text(b.Err)
	if b.Regime != nil {
		text += b.Regime.ID
	}
	for _, f := range b.Fees {
		text += "+" + f.ID
	}
	return text
}

func TestBands(t *testing.T) {
	tariff, regimes, rates := laneTables(t)
	relief, err := regimes.Choose("eu-courier-without-ioss", "flat")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		from, to locale.Country
		on       string
		change   func(*duty.Shipment)
		want     []string // From, rows
		reason   string
	}{
		{"US", "GB", "2026-11-21", func(s *duty.Shipment) { s.Currency = currency.GBP },
			[]string{"0.00 GBP", "gb-135-relief", "135.01 GBP", "gb-normal"}, "the limit itself is relieved"},
		{"US", "GB", "2026-11-21", func(s *duty.Shipment) { s.Items[0].Code = "22042100" },
			[]string{"0.00 EUR", "gb-normal"}, "wine is not, whatever it costs"},
		{"US", "GB", "2026-11-21", func(s *duty.Shipment) { s.Freight = money("50", currency.EUR) },
			[]string{"0.00 EUR", "gb-135-relief", "158.05 EUR", "gb-normal"}, "135/0.8542 = 158.0426 euros of goods, without freight"},
		{"US", "DE", "2026-11-21", func(*duty.Shipment) {},
			[]string{"0.00 EUR", "eu-flat-courier+eu-handling-fee", "150.01 EUR", "eu-normal"}, "three euros by subheading"},
		{"CN", "CL", "2026-11-21", func(s *duty.Shipment) { s.Scheme, s.Items[0].Quantity, s.Currency = "cl_remote", 3, currency.USD },
			[]string{"0.00 USD", "cl-500-collected", "1500.01 USD", "cl-6"}, "a limit for each of three pieces"},
		{"US", "AE", "2026-11-21", func(s *duty.Shipment) {
			s.Currency, s.Freight, s.Insurance = currency.SAR, money("100", currency.SAR), money("0.50", currency.SAR)
		}, []string{"0.00 SAR", "ae-1000-relief", "899.51 SAR", "ae-normal"}, "freight and insurance count"},
		{"US", "AE", "2026-11-21", func(s *duty.Shipment) { s.Currency, s.Freight = currency.SAR, money("1000.01", currency.SAR) },
			[]string{"0.00 SAR", "ae-normal"}, "freight alone is above the limit"},
		{"DE", "FR", "2026-11-21", func(*duty.Shipment) {}, []string{"0.00 EUR", ""}, "no border"},
		{"US", "AR", "2026-11-21", func(s *duty.Shipment) { s.Currency = currency.USD },
			[]string{"0.00 USD", "ar-courier-tariff", "3000.01 USD", "duty: no import regime of AR on 2026-11-21: covered are couriers to consumers up to 3,000 USD, five times a year, since 2024-12-01"},
			"above it nothing is known"},
	} {
		way := duty.Shipment{From: in(tt.from), To: in(tt.to), On: day(tt.on), Currency: currency.EUR, CustomsRates: rates,
			Items: []duty.Item{{Code: "61091000", Origin: "CN", Quantity: 1}}}
		tt.change(&way)
		lane, err := duty.NewLane(way, tariff, relief)
		if err != nil {
			t.Fatal(err)
		}
		bands, err := lane.Bands(&way)
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
			continue
		}
		var got []string
		for i := range bands {
			got = append(got, bands[i].From.String(), bandText(&bands[i]))
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
				break
			}
		}
	}
}

// TestBandEnds: a band ends at the last value on the low side of a threshold,
// whatever counts against it besides the goods.
func TestBandEnds(t *testing.T) {
	tariff := load(t, header+"GB,610910,,mfn,12%,,shirts,,,law,2026-01-01,")
	above := "above,GB,normal,,,,,,,,,,,,CIF,,,,s,2026-01-01,official,,,,"
	for _, tt := range []struct {
		low    string // threshold,currency,strict,basis,scope
		change func(*duty.Shipment)
		want   string
		reason string
	}{
		{"100,GBP,,intrinsic,consignment", nil, "0.00 low 100.01 above", "up to and including"},
		{"100,GBP,yes,intrinsic,consignment", nil, "0.00 low 100.00 above", "below"},
		{"100,GBP,,cif,consignment", func(s *duty.Shipment) { s.Freight = money("100", currency.GBP) }, "0.00 low 0.01 above", "freight alone is the threshold: goods for nothing are within it"},
		{"100,GBP,,cif,consignment", func(s *duty.Shipment) { s.Freight = money("100.01", currency.GBP) }, "0.00 above", "freight alone is a penny above"},
		{"100,GBP,,intrinsic,day", func(s *duty.Shipment) { s.Earlier.Day = money("40", currency.GBP) }, "0.00 low 60.01 above", "40 came before on the day"},
		{"100,GBP,,intrinsic,day", func(s *duty.Shipment) { s.Earlier.Day = money("100", currency.GBP) }, "0.00 low 0.01 above", "what came before is the threshold"},
		{"100,GBP,,intrinsic,day", func(s *duty.Shipment) { s.Earlier.Day = money("100.01", currency.GBP) }, "0.00 above", "what came before is above it"},
		{"10000000000000000,GBP,,intrinsic,item", func(s *duty.Shipment) { s.Items[0].Quantity = 30 }, "0.00 low", "30 pieces of ten quadrillion: no goods are worth more than a word holds"},
		{"46116860184273879.03,GBP,,intrinsic,consignment", nil, "0.00 low 46116860184273879.04 above", "a penny below 2^62 pence"},
		{"46116860184273879.04,GBP,,intrinsic,consignment", nil, "0.00 low", "2^62 pence"},
		{"46116860184273879.04,GBP,,intrinsic,day", nil, "0.00 low", "2^62 pence, with what came before"},
	} {
		regimes := caseRegimes(t, "low,GB,relief,"+tt.low+",,,,,,,CIF,,,,s,2026-01-01,official,,,,", above)
		for _, own := range []currency.Code{currency.GBP, 0} {
			way := duty.Shipment{From: in("US"), To: in("GB"), On: day("2026-11-21"), Currency: currency.GBP,
				Items: []duty.Item{{Code: "61091000", Origin: "CN", Quantity: 1}}}
			lane, err := duty.NewLane(way, tariff, regimes)
			if err != nil {
				t.Fatal(err)
			}
			if way.Currency = own; tt.change != nil {
				tt.change(&way)
			}
			bands, err := lane.Bands(&way)
			if err != nil {
				t.Errorf("%s: %v", tt.reason, err)
				continue
			}
			var got []string
			for i := range bands {
				got = append(got, bands[i].From.Text(), bandText(&bands[i]))
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%s: %q, want %s", tt.reason, got, tt.want)
			}
			way.Currency = currency.EUR
			if _, err := lane.Bands(&way); !errors.Is(err, duty.ErrShipment) {
				t.Errorf("bands in another currency than that of the lane: %v", err)
			}
		}
	}
}

// Each band is what Assess finds at its ends and inside, and there are no others.
func TestBandsAgainstAssess(t *testing.T) {
	r := random(t)
	tariff, regimes, rates := laneTables(t)
	found, several, failed := 0, 0, 0
	for range 3000 {
		way := laneWay(r, regimes.Destinations())
		way.Currency = []currency.Code{currency.EUR, currency.USD, currency.JPY, currency.GBP}[r.IntN(4)]
		way.CustomsRates = rates
		lane, err := duty.NewLane(way, tariff, regimes)
		if err != nil {
			continue
		}
		s := onWay(r, &way, rates, regimes)
		s.From, s.To, s.On, s.Mode, s.Customer, s.Scheme = way.From, way.To, way.On, way.Mode, way.Customer, way.Scheme
		s.Currency, s.CustomsRates, s.Regimes, s.Rounding = way.Currency, rates, nil, currency.Rounding{}
		if len(s.Items) > 0 {
			s.Items = s.Items[:1]
		}
		bands, err := lane.Bands(&s)
		if err != nil {
			failed++
			zero := s
			if len(zero.Items) > 0 {
				zero.Items = []duty.Item{s.Items[0]}
				zero.Items[0].Value = currency.FromMinor(0, way.Currency)
			}
			if _, wantErr := duty.Assess(zero, tariff, regimes); wantErr == nil {
				t.Fatalf("%v, but it can be assessed\n%+v", err, s)
			}
			continue
		}
		found++
		if len(bands) > 1 {
			several++
		}
		for i := range bands {
			b := &bands[i]
			values := []currency.Amount{b.From, b.Upto}
			if b.Upto == (currency.Amount{}) {
				values[1] = currency.FromMinor(1<<45, way.Currency)
				if i != len(bands)-1 {
					t.Fatalf("band %d is open: %v", i, bands)
				}
			} else if next, _ := b.Upto.Add(currency.FromMinor(1, way.Currency)); next != bands[i+1].From || bandText(b) == bandText(&bands[i+1]) {
				t.Fatalf("band %d and the next: %v", i, bands)
			}
			from, _ := values[0].Minor()
			upto, _ := values[1].Minor()
			values = append(values, currency.FromMinor(from+r.Int64N(upto-from+1), way.Currency))
			for _, value := range values {
				one := s
				one.Items = []duty.Item{s.Items[0]}
				one.Items[0].Value = value
				a, err := duty.Assess(one, tariff, regimes)
				var none *duty.NoRegimeError
				switch {
				case errors.As(err, &none):
					if text(b.Err) != err.Error() {
						t.Fatalf("at %s: %v, the band says %v\n%+v", value, err, b.Err, one)
					}
				case err == nil:
					if b.Regime == nil || a.Regime.ID != b.Regime.ID {
						t.Fatalf("at %s: regime %s, the band says %q\n%+v", value, a.Regime.ID, bandText(b), one)
					}
					feesOf(t, &a, b)
				}
			}
		}
	}
	t.Logf("%d with bands, %d of them several; %d without", found, several, failed)
	if found < 1000 || several < 300 {
		t.Error("too few")
	}
}

// feesOf compares the fees of customs in an assessment with those of a band.
func feesOf(t *testing.T, a *duty.Assessment, b *duty.Band) {
	t.Helper()
	charged := map[string]bool{}
	for _, c := range a.Lines[0].Charges {
		if c.Levy.Kind == duty.Fee && c.Levy.ID != "" && c.Levy.ID == c.Regime {
			charged[c.Regime] = true
		}
	}
	for _, f := range b.Fees {
		if f.Treatment != duty.Unknown && !charged[f.ID] {
			t.Fatalf("the fee %s of the band %v is not charged: %v", f.ID, b, a.Lines[0].Charges)
		}
		delete(charged, f.ID)
	}
	if len(charged) > 0 {
		t.Fatalf("fees that the band does not have: %v", charged)
	}
}

func TestLimits(t *testing.T) {
	tariff, regimes, rates := laneTables(t)
	way := duty.Shipment{From: in("US"), To: in("GB"), On: day("2026-11-21"), Currency: currency.EUR, CustomsRates: rates}
	lane, err := duty.NewLane(way, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	limits, err := lane.Limits()
	if err != nil || len(limits) != 1 || limits[0].Regime.ID != "gb-135-relief" || limits[0].Value.Cmp(rat("1350000/8542")) != 0 || limits[0].Period {
		t.Errorf("%v, %v", limits, err)
	}
	if limits, err := new(duty.Lane).Limits(); !errors.Is(err, duty.ErrShipment) {
		t.Errorf("of no lane: %v, %v", limits, err)
	}
	for _, tt := range []struct {
		change func(*duty.Shipment)
		want   error
		reason string
	}{
		{func(s *duty.Shipment) { s.Currency = 0 }, duty.ErrShipment, "limits in what?"},
		{func(s *duty.Shipment) { s.CustomsRates = nil }, currency.ErrNoRate, "at which rate?"},
	} {
		way := way
		tt.change(&way)
		lane, err := duty.NewLane(way, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := lane.Limits(); !errors.Is(err, tt.want) {
			t.Errorf("%s %v, want %v", tt.reason, err, tt.want)
		}
		way.Items = []duty.Item{{Code: "61091000", Origin: "CN", Quantity: 1}}
		if _, err := lane.Bands(&way); !errors.Is(err, tt.want) {
			t.Errorf("bands: %s %v, want %v", tt.reason, err, tt.want)
		}
	}
	for _, way := range []duty.Shipment{{To: in("GB"), On: day("2026-11-21")}, {From: in("US"), On: day("2026-11-21")}, {From: in("US"), To: in("GB")},
		{From: in("US"), To: in("GB"), On: day("2026-11-21"), Mode: 9}, {From: in("US"), To: locale.Place{Country: "IT", PostalCode: "23041"}, On: day("2026-11-21")}} {
		if _, err := duty.NewLane(way, tariff, regimes); err == nil {
			t.Errorf("a lane of %+v", way)
		}
	}
}
