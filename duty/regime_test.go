package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// The regime of a consignment, by destination, date and value. Values in the
// currency of the threshold need no exchange rate.
func TestRegimes(t *testing.T) {
	type shipment struct {
		from, to, origin locale.Country
		on               string
		mode             duty.Mode
		scheme           string
		code             duty.Code
		value, freight   string
		currency         currency.Code
		quantity         int64
	}
	tests := []struct {
		s      shipment
		want   string // regime, or "" for none known
		reason string
	}{
		{shipment{from: "CN", to: "DE", on: "2026-06-30", value: "150", currency: currency.EUR}, "eu-150-relief", "the last day of the relief, the limit itself"},
		{shipment{from: "CN", to: "DE", on: "2026-06-30", value: "150.01", currency: currency.EUR}, "eu-normal", "a cent above"},
		{shipment{from: "CN", to: "DE", on: "2026-06-30", value: "150", freight: "40", currency: currency.EUR}, "eu-150-relief", "freight is not intrinsic value"},
		{shipment{from: "CN", to: "DE", on: "2026-06-30", value: "50", currency: currency.EUR, code: "330300"}, "eu-normal", "perfume was never relieved"},
		{shipment{from: "CN", to: "DE", on: "2026-07-01", value: "50", currency: currency.EUR, scheme: "ioss"}, "eu-flat-ioss", "the first day of the 3 EUR"},
		{shipment{from: "CN", to: "FR", on: "2026-07-01", value: "50", currency: currency.EUR, scheme: "ioss", code: "330300"}, "eu-flat-ioss", "perfume is in now"},
		{shipment{from: "CN", to: "DE", on: "2026-07-01", value: "50", currency: currency.EUR, mode: duty.Postal}, "eu-flat-postal", "by post whatever the scheme"},
		{shipment{from: "CN", to: "DE", on: "2026-07-01", value: "50", currency: currency.EUR, mode: duty.Postal, scheme: "ioss"}, "eu-flat-ioss", "by post under IOSS"},
		{shipment{from: "CN", to: "DE", on: "2026-07-01", value: "50", currency: currency.EUR}, "eu-flat-courier", "contested"},
		{shipment{from: "CN", to: "DE", on: "2028-07-01", value: "50", currency: currency.EUR, scheme: "ioss"}, "eu-flat-ioss", "the last day"},
		{shipment{from: "CN", to: "DE", on: "2028-07-02", value: "50", currency: currency.EUR, scheme: "ioss"}, "eu-150-after", "what follows is not settled"},
		{shipment{from: "US", to: "GB", on: "2026-11-21", value: "135", currency: currency.GBP}, "gb-135-relief", "the limit itself"},
		{shipment{from: "US", to: "GB", on: "2026-11-21", value: "135.01", currency: currency.GBP}, "gb-normal", "a penny above"},
		{shipment{from: "US", to: "GB", on: "2020-12-31", value: "140", currency: currency.EUR}, "eu-150-relief", "the last day of the transition period"},
		{shipment{from: "US", to: "GB", on: "2026-11-21", value: "20", currency: currency.GBP, code: "220421"}, "gb-normal", "wine is excised"},
		{shipment{from: "CN", to: "US", origin: "CN", on: "2025-05-01", value: "800", currency: currency.USD}, "us-800-all", "the last day for China"},
		{shipment{from: "CN", to: "US", origin: "CN", on: "2025-06-01", value: "1", currency: currency.USD}, "us-normal", "no more for China, if 1 USD"},
		{shipment{from: "DE", to: "US", origin: "CN", on: "2025-06-01", value: "1", currency: currency.USD}, "us-normal", "origin counts, not where it is sent from"},
		{shipment{from: "DE", to: "US", origin: "DE", on: "2025-08-28", value: "800", currency: currency.USD}, "us-800-not-cn", "the last day for others"},
		{shipment{from: "DE", to: "US", origin: "DE", on: "2025-08-29", value: "1", currency: currency.USD}, "us-normal", "suspended"},
		{shipment{from: "DE", to: "US", origin: "DE", on: "2026-06-24", value: "1", currency: currency.USD}, "us-normal", "codified"},
		{shipment{from: "DE", to: "US", origin: "DE", on: "2026-03-01", value: "1", currency: currency.USD, mode: duty.Postal}, "us-postal-122", "mail had a rate of its own then"},
		{shipment{from: "DE", to: "US", origin: "DE", on: "2026-02-27", value: "1", currency: currency.USD, mode: duty.Postal}, "", "by amounts or rates at the carrier's choice"},
		{shipment{from: "DE", to: "US", origin: "DE", on: "2026-07-24", value: "1", currency: currency.USD, mode: duty.Postal}, "us-normal-postal", "mail since the change"},
		{shipment{from: "US", to: "CA", origin: "CN", on: "2026-11-21", value: "150", currency: currency.CAD}, "ca-courier-us-mx", "sent from the US, wherever made"},
		{shipment{from: "MX", to: "CA", on: "2026-11-21", value: "150.01", currency: currency.CAD, code: "490199"}, "ca-normal", "a cent above"},
		{shipment{from: "CN", to: "CA", on: "2026-11-21", value: "20", currency: currency.CAD}, "ca-courier-other", "from elsewhere"},
		{shipment{from: "US", to: "CA", on: "2026-11-21", value: "20.01", currency: currency.CAD, mode: duty.Postal, code: "490199"}, "ca-normal", "by post, even from the US"},
		{shipment{from: "US", to: "AU", on: "2026-11-21", value: "1000", freight: "500", currency: currency.AUD}, "au-1000-relief", "FOB: freight is outside"},
		{shipment{from: "US", to: "AU", on: "2026-11-21", value: "1000.01", currency: currency.AUD}, "au-normal", "a cent above"},
		{shipment{from: "US", to: "NO", on: "2026-11-21", value: "2999.99", currency: currency.NOK, scheme: "voec"}, "no-voec", "strictly below"},
		{shipment{from: "US", to: "NO", on: "2026-11-21", value: "3000", currency: currency.NOK, scheme: "voec"}, "no-normal", "the limit is outside"},
		{shipment{from: "US", to: "NO", on: "2026-11-21", value: "5999.98", currency: currency.NOK, scheme: "voec", quantity: 2}, "no-voec", "of each piece, not of the line"},
		{shipment{from: "US", to: "NO", on: "2026-11-21", value: "6000", currency: currency.NOK, scheme: "voec", quantity: 2}, "no-normal", "exactly 3000 each"},
		{shipment{from: "US", to: "NO", on: "2026-11-21", value: "2999", freight: "500", currency: currency.NOK, scheme: "voec"}, "no-voec", "freight is outside"},
		{shipment{from: "US", to: "NO", on: "2026-11-21", value: "10", currency: currency.NOK}, "no-normal", "without VOEC from the first krone"},
		{shipment{from: "US", to: "NO", on: "2023-12-31", value: "10", currency: currency.NOK}, "no-350-relief", "the last day of the exemption"},
		{shipment{from: "US", to: "CH", on: "2026-11-21", value: "10", currency: currency.CHF}, "ch-industrial", "industrial goods are free"},
		{shipment{from: "US", to: "JP", on: "2026-11-21", value: "9000", freight: "1000", currency: currency.JPY, code: "490199"}, "jp-10000-relief", "CIF: freight counts, the limit itself"},
		{shipment{from: "US", to: "JP", on: "2026-11-21", value: "9000", freight: "1001", currency: currency.JPY, code: "490199"}, "jp-normal", "a yen above"},
		{shipment{from: "US", to: "JP", on: "2026-11-21", value: "100", currency: currency.JPY, code: "6109100200"}, "jp-normal", "knitwear is left out"},
		{shipment{from: "US", to: "KE", on: "2026-11-21", value: "10", currency: currency.USD}, "", "no table"},
	}
	// Every destination has a tariff here: the regime is what is tested.
	var rows []string
	for _, dest := range []string{"EU", "GB", "US", "CA", "AU", "NO", "CH", "JP"} {
		for _, chapter := range []string{"22", "33", "49", "61"} {
			rows = append(rows, dest+","+chapter+",,mfn,10%,,duty,,,test,2026-11-01,")
		}
	}
	tariff := load(t, header+strings.Join(rows, "\n"))
	_, regimes := tables(t)
	for _, test := range tests {
		s := test.s
		item := duty.Item{Code: s.code, Origin: s.origin, Value: money(s.value, s.currency), Quantity: max(1, s.quantity)}
		if item.Code == "" {
			item.Code = "610910"
		}
		shipment := duty.Shipment{From: in(s.from), To: in(s.to), On: day(s.on), Mode: s.mode, Scheme: s.scheme, Items: []duty.Item{item}}
		if s.freight != "" {
			shipment.Freight = money(s.freight, s.currency)
		}
		a, err := duty.Assess(shipment, tariff, regimes)
		if test.want == "" {
			if !errors.Is(err, duty.ErrNoRegime) {
				t.Errorf("%+v: %s, %v; want none (%s)", s, a.Regime.ID, err, test.reason)
			}
			continue
		}
		if err != nil || a.Regime.ID != test.want {
			t.Errorf("%+v: %s, %v; want %s (%s)", s, a.Regime.ID, err, test.want, test.reason)
			continue
		}
		if contested := a.Regime.Contested != ""; contested && (a.Accuracy != duty.Estimated || len(a.Warnings) == 0) {
			t.Errorf("%s: contested, but %s, %q", a.Regime.ID, a.Accuracy, a.Warnings)
		}
	}
}

// Thresholds are compared in their own currency without rounding: the limit
// exactly is inside, and the smallest amount above is not.
func TestThresholdIsExact(t *testing.T) {
	tariff, regimes := tables(t)
	rates := fx(t, map[currency.Code]string{currency.GBP: "0.86", currency.USD: "1.15"})
	assess := func(value string) duty.Assessment {
		a, err := duty.Assess(duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-06-30"), Rates: rates,
			Items: []duty.Item{{Code: "610910", Value: money(value, currency.USD), Quantity: 1}}}, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for value, want := range map[string]string{
		"172.50":      "eu-150-relief", // 150.00 EUR
		"172.5000001": "eu-normal",     // 150.0000000869… EUR, 150.00 when rounded
		"172.4999999": "eu-150-relief",
	} {
		if got := assess(value).Regime.ID; got != want {
			t.Errorf("%s USD: %s, want %s", value, got, want)
		}
	}
}

// A dearer consignment never falls back into a band below.
func TestThresholdsAreMonotone(t *testing.T) {
	r := random(t)
	tariff, regimes := tables(t)
	rates := fx(t, map[currency.Code]string{currency.GBP: "0.8571", currency.USD: "1.15", currency.AUD: "1.77", currency.CAD: "1.61",
		currency.NOK: "11.7", currency.JPY: "178.31", currency.CHF: "0.93"})
	destinations := []locale.Country{"DE", "GB", "AU", "CA", "NO", "JP"}
	for range 2000 {
		dest := destinations[r.IntN(len(destinations))]
		treatment := func(cents int64) duty.Treatment {
			a, err := duty.Assess(duty.Shipment{From: in("US"), To: in(dest), On: day("2026-06-30"), Rates: rates, Scheme: "voec",
				Items: []duty.Item{{Code: "490199", Origin: "US", Value: currency.FromMinor(cents, currency.USD), Quantity: 1}}}, tariff, regimes)
			if errors.Is(err, duty.ErrNoTariff) {
				return duty.Normal // the table begins later
			}
			if err != nil {
				t.Fatal(err)
			}
			return a.Regime.Treatment
		}
		a, b := r.Int64N(150_000), r.Int64N(150_000)
		if low, high := treatment(min(a, b)), treatment(max(a, b)); low == duty.Normal && high != duty.Normal {
			t.Fatalf("%s: %d cents: %s, %d cents: %s", dest, min(a, b), low, max(a, b), high)
		}
	}
}

// What every row of the embedded table must have, and every destination.
func TestDefaultRegimes(t *testing.T) {
	_, regimes := tables(t)
	if regimes.AsOf().IsZero() {
		t.Error("no date")
	}
	duties, feesOnly := 0, []string{}
	for _, dest := range regimes.Destinations() {
		all := regimes.All(dest)
		last := -1
		for i, r := range all {
			if r.SourceDate.IsZero() || r.Source == "" {
				t.Errorf("%s: no source, or none with a day", r.ID)
			}
			if r.Confidence == duty.SingleSecondary && r.Contested == "" {
				t.Errorf("%s rests on one source and does not warn of it", r.ID)
			}
			if !strings.HasPrefix(r.ID, strings.ToLower(dest)+"-") {
				t.Errorf("%s is a row of %s", r.ID, dest)
			}
			if r.Kind == duty.DutyRegime {
				last = i
			}
		}
		if last < 0 {
			feesOnly = append(feesOnly, dest)
			continue
		}
		duties++
		if r := all[last]; r.Threshold.Currency() != 0 || r.Goods != "" || r.Question != "" || r.Treatment != duty.Normal && r.Treatment != duty.Unknown {
			t.Errorf("%s: the last row, %s, does not say what holds above all thresholds", dest, r.ID)
		}
	}
	if duties < 30 {
		t.Errorf("%d destinations, want 30", duties)
	}
	if diff := cmp.Diff([]string{"FR", "IT", "RO"}, feesOnly); diff != "" {
		t.Errorf("member states with fees of their own: %s", diff)
	}
	for _, q := range regimes.Questions() {
		if len(q.Readings) < 2 || q.Chosen != "" {
			t.Errorf("%s: %d readings, %q chosen", q.Name, len(q.Readings), q.Chosen)
		}
	}
	if len(regimes.All("KE")) != 0 {
		t.Error("rows of a destination without rows")
	}
}

func TestLoadRegimesRefuses(t *testing.T) {
	head := "id,destination,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes,flat,valuation,from,until,contested,source,source_date,confidence,note\n"
	good := "a,GB,relief,135,GBP,,intrinsic,consignment,,,,,,,CIF,2026-01-01,2026-06-30,,s,,official,\n"
	if _, err := duty.LoadRegimes(strings.NewReader(head + good)); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ row, column, reason string }{
		{",GB,normal,,,,,,,,,,,,CIF,,,,s,,official,", "id", "no id"},
		{"b,ZZ,normal,,,,,,,,,,,,CIF,,,,s,,official,", "destination", "unknown country"},
		{"b,GB,gone,,,,,,,,,,,,CIF,,,,s,,official,", "treatment", "unknown treatment"},
		{"b,GB,relief,-1,GBP,,intrinsic,consignment,,,,,,,CIF,,,,s,,official,", "threshold", "negative"},
		{"b,GB,relief,1e9,GBP,,intrinsic,consignment,,,,,,,CIF,,,,s,,official,", "threshold", "exponent"},
		{"b,GB,relief,135,,,intrinsic,consignment,,,,,,,CIF,,,,s,,official,", "currency", "no currency"},
		{"b,GB,relief,135,GBP,,,consignment,,,,,,,CIF,,,,s,,official,", "threshold", "compared with what?"},
		{"b,GB,relief,135,GBP,maybe,intrinsic,consignment,,,,,,,CIF,,,,s,,official,", "strict", "neither yes nor no"},
		{"b,GB,flat,135,GBP,,intrinsic,consignment,,,,,,,CIF,,,,s,,official,", "flat", "a flat treatment without an amount"},
		{"b,GB,normal,,GBP,,,,,,,,,3,CIF,,,,s,,official,", "flat", "an amount without a flat treatment"},
		{"b,GB,normal,,,,,,,,,,,,DDP,,,,s,,official,", "valuation", "unknown valuation"},
		{"b,GB,normal,,,,,,pigeon,,,,,,CIF,,,,s,,official,", "mode", "unknown mode"},
		{"b,GB,normal,,,,,,,!US Mexico,,,,,CIF,,,,s,,official,", "ship_from", "not a country"},
		{"b,GB,normal,,,,,,,,,,22.03,,CIF,,,,s,,official,", "excludes", "not digits"},
		{"b,GB,normal,,,,,,,,,,,,CIF,2026-02-01,2026-01-01,,s,,official,", "until", "ends before it begins"},
		{"b,GB,relief,135,GBP,,intrinsic,consignment,,,,,,,CIF,2026-06-30,,,s,,official,", "", "the same conditions on the same day"},
		{"a,GB,normal,,,,,,,,,,,,CIF,,,,s,,official,", "id", "the same id"},
	}
	for _, test := range tests {
		_, err := duty.LoadRegimes(strings.NewReader(head + good + test.row))
		var typed *duty.TableError
		if !errors.As(err, &typed) || typed.Line != 3 || typed.Column != test.column {
			t.Errorf("%s: %v; want line 3, column %q", test.reason, err, test.column)
		}
	}
}
