package duty_test

import (
	"errors"
	"fmt"
	"slices"
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
	// Cells by name: the rest of a row is empty, but for what every row needs.
	line := func(cells string) string {
		row := map[string]string{"id": "b", "destination": "GB", "treatment": "normal", "valuation": "CIF", "source": "s", "confidence": "official"}
		for _, cell := range strings.Split(cells, "; ") {
			name, value, _ := strings.Cut(cell, "=")
			row[name] = value
		}
		var b strings.Builder
		for i, column := range strings.Split(allRegimeColumns, ",") {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(row[column])
			delete(row, column)
		}
		delete(row, "")
		if len(row) > 0 {
			t.Fatalf("no such columns: %v", row)
		}
		return b.String() + "\n"
	}
	const limit = "treatment=relief; threshold=135; currency=GBP; basis=intrinsic; scope=consignment"
	good := allRegimeColumns + "\n" + line("id=a; "+limit+"; from=2026-01-01; until=2026-06-30")
	tests := []struct{ row, column, reason string }{
		{"id=", "id", "no id"},
		{"destination=ZZ", "destination", "unknown country"},
		{"destination=", "destination", "no country"},
		{"kind=tax", "kind", "unknown kind"},
		{"goods=6109 8517120", "goods", "an odd number of digits"},
		{"goods=6109 851712", "goods", "a subheading of HS 2017: it would never fit"},
		{"excludes=77", "excludes", "no such chapter"},
		{"excludes=22.03", "excludes", "digits only"},
		{"kind=fee; treatment=flat; flat=1; currency=GBP", "name", "a fee without a name"},
		{"name=fee", "name", "a duty with a name"},
		{"kind=fee; name=fee", "treatment", "a fee by the tariff"},
		{"treatment=gone", "treatment", "unknown treatment"},
		{limit + "; threshold=-1", "threshold", "negative"},
		{limit + "; threshold=1e9", "threshold", "exponent"},
		{limit + "; threshold=135 ZZZ", "threshold", "an unknown currency of its own"},
		{limit + "; threshold= GBP", "threshold", "a currency without a number"},
		{limit + "; currency=", "currency", "no currency"},
		{limit + "; basis=", "threshold", "compared with what?"},
		{limit + "; basis=weight", "basis", "unknown basis"},
		{limit + "; scope=week", "scope", "unknown scope"},
		{limit + "; strict=maybe", "strict", "neither yes nor no"},
		{"strict=yes", "strict", "strictly below what?"},
		{"period_count=0", "period_count", "no consignment at all"},
		{"period_count=many", "period_count", "not a number"},
		{"treatment=flat", "flat", "a flat treatment without an amount"},
		{"flat=3; currency=GBP", "flat", "an amount without a flat treatment"},
		{"treatment=rate", "rate", "a treatment by rate without a rate"},
		{"rate=10%", "rate", "a rate without a treatment by rate"},
		{"treatment=rate; rate=ten", "rate", "no rate"},
		{"treatment=rate; rate=10%; base=duty", "base", "a duty on the duty"},
		{"kind=fee; name=f; treatment=rate; rate=10%; base=weight", "base", "unknown base"},
		{"per=line", "per", "a group of what is not charged"},
		{"treatment=rate; rate=10%; per=crate", "per", "unknown group"},
		{"treatment=rate; rate=10%; per=item", "per", "a rate for each piece"},
		{"treatment=relief; allowance=5; currency=GBP", "allowance", "an allowance of nothing"},
		{"treatment=relief; min_collect=5; currency=GBP", "min_collect", "nothing is collected"},
		{"valuation=DDP", "valuation", "unknown valuation"},
		{"mode=pigeon", "mode", "unknown mode"},
		{"mode=!", "mode", "none but nothing"},
		{"mode=courier !postal", "mode", "both for and against"},
		{"ship_from=!US Mexico", "ship_from", "not a country"},
		{"origin=US !MX", "origin", "both for and against"},
		{"customer=friend", "customer", "unknown customer"},
		{"goods=61.09", "goods", "not digits"},
		{"excludes=22.03", "excludes", "not digits"},
		{"from=2026-02-01; until=2026-01-01", "until", "ends before it begins"},
		{"from=2026-02-30", "from", "not a day"},
		{"question=q; contested=c", "reading", "a question without a reading"},
		{"reading=r", "reading", "a reading without a question"},
		{"question=q; reading=r", "contested", "what is the question about?"},
		{"confidence=sure", "confidence", "unknown confidence"},
		{"confidence=unverified", "confidence", "an unverified rule"},
		{"treatment=unknown; contested=c", "confidence", "a verified gap"},
		{"treatment=unknown; confidence=unverified", "contested", "what is not known?"},
		{"source=", "source", "no source"},
		{limit + "; from=2026-06-30", "", "the same conditions on the same day"},
		{limit + "; threshold=100; from=2026-02-01; until=2026-03-01", "", "never reached: a smaller threshold behind a larger one"},
		{limit + "; strict=yes; from=2026-02-01; until=2026-03-01", "", "never reached: the strict threshold behind the same"},
		{limit + "; mode=postal; ship_from=US; customer=consumer; scheme=x; goods=61; excludes=24; from=2026-01-01; until=2026-06-30", "", "never reached: more conditions behind fewer"},
		{"id=a", "id", "the same id"},
	}
	if _, err := duty.LoadRegimes(strings.NewReader(good)); err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		_, err := duty.LoadRegimes(strings.NewReader(good + line(test.row)))
		var typed *duty.TableError
		if !errors.As(err, &typed) || typed.Line != 3 || typed.Column != test.column {
			t.Errorf("%s: %v; want line 3, column %q", test.reason, err, test.column)
		}
	}
	// What looks alike, but can be reached.
	for _, row := range []string{
		limit + "; from=2026-07-01",
		limit + "; threshold=150",
		limit + "; basis=cif; from=2026-02-01; until=2026-03-01",
		limit + "; scope=item; from=2026-02-01; until=2026-03-01",
		limit + "; destination=EU; from=2026-02-01; until=2026-03-01",
		limit + "; kind=fee; name=f; from=2026-02-01; until=2026-03-01",
		"mode=postal",
	} {
		if _, err := duty.LoadRegimes(strings.NewReader(good + line(row))); err != nil {
			t.Errorf("%s: %v", row, err)
		}
	}
	var many strings.Builder
	for i := range 5000 {
		many.WriteString(line(fmt.Sprintf("id=r%d; kind=fee; name=f%d; treatment=relief", i, i)))
	}
	var typed *duty.TableError
	if _, err := duty.LoadRegimes(strings.NewReader(allRegimeColumns + "\n" + many.String())); !errors.As(err, &typed) || typed.Line != 4098 {
		t.Errorf("a table without end: %v", err)
	}
	// A table from before a column was there is read as before.
	old := "id,destination,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes,flat,valuation,from,until,contested,source,source_date,confidence,note\n" +
		"a,EU,flat,150,EUR,,intrinsic,consignment,,,,,,3,CIF,,,,s,,official,\n"
	regimes, err := duty.LoadRegimes(strings.NewReader(old))
	if err != nil {
		t.Fatal(err)
	}
	if r := regimes.All("EU")[0]; r.Kind != duty.DutyRegime || r.Per != duty.BySubheading {
		t.Errorf("%+v", r)
	}
}

const allRegimeColumns = "id,destination,kind,name,treatment,threshold,currency,strict,basis,scope,period_value,period_count," +
	"mode,ship_from,origin,customer,scheme,goods,excludes,per,flat,rate,base,allowance,min_collect,valuation,from,until," +
	"contested,question,reading,source,source_date,confidence,note"

// Lookup finds what All lists, and allocates nothing.
func TestRegimesLookup(t *testing.T) {
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		t.Fatal(err)
	}
	fees := 0
	for _, dest := range regimes.Destinations() {
		all := regimes.All(dest)
		for _, r := range all {
			if r.Kind != duty.DutyRegime {
				fees++
			}
			first := all[slices.IndexFunc(all, func(o duty.Regime) bool { return o.ID == r.ID })]
			got, ok := regimes.Lookup(dest, r.ID)
			if diff := cmp.Diff(first, got); !ok || diff != "" {
				t.Errorf("%s in %s: found %v:\n%s", r.ID, dest, ok, diff)
			}
		}
	}
	if fees == 0 {
		t.Error("the table has no fees to look for")
	}
	for _, c := range []struct{ dest, id string }{{"EU", "none"}, {"EU", ""}, {"XX", "none"}, {"", ""}} {
		if got, ok := regimes.Lookup(c.dest, c.id); ok {
			t.Errorf("%q in %q: %v", c.id, c.dest, got)
		}
	}
	last := regimes.All("EU")
	id := last[len(last)-1].ID
	if n := testing.AllocsPerRun(100, func() { regimes.Lookup("EU", id) }); n != 0 {
		t.Errorf("a look-up allocates %v times", n)
	}
}
