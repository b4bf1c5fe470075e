package currency

import (
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/internal/excerpt"
)

func TestRatesWith(t *testing.T) {
	rs := ecbRates(t)
	bare, err := NewRate(USD, EUR, dec("0.9"), time.Time{}, "")
	if err != nil {
		t.Fatal(err)
	}
	more, err := rs.With(bare, mustRate(EUR, SEK, "11.02"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		from, to Code
		want     string
		reason   string
	}{
		{USD, EUR, "1 USD = 0.9 EUR (ECB 2026-03-18)", "replaced, with time and source of the snapshot"},
		{EUR, USD, "1 EUR = 1.11111… USD (ECB 2026-03-18)", "the other direction is replaced with it"},
		{EUR, SEK, "1 EUR = 11.02 SEK (ECB 2026-03-18)", "added"},
		{EUR, GBP, "1 EUR = 0.86393 GBP (ECB 2026-03-18)", "kept"},
	}
	for _, tt := range tests {
		if r, err := more.Rate(tt.from, tt.to); err != nil || r.String() != tt.want {
			t.Errorf("%v, %v, want %s (%s)", r, err, tt.want, tt.reason)
		}
	}
	if r, err := rs.Rate(EUR, USD); err != nil || !r.Equal(eurToUSD) || len(rs.Codes()) != 4 {
		t.Errorf("the snapshot has changed: %v, %v", r, err)
	}
	if more.Pivot() != EUR || !more.AsOf().Equal(rateDay) || more.Source() != "ECB" || len(more.All()) != 4 {
		t.Errorf("%v of %v by %s: %v", more.Pivot(), more.AsOf(), more.Source(), more.All())
	}
	same, err := rs.With()
	if err != nil || !slices.EqualFunc(same.All(), rs.All(), Rate.Equal) {
		t.Errorf("with nothing: %v, %v", same.All(), err)
	}
	// A two-way quotation replaces a mid, and a mid a quotation.
	sided, err := rs.With(twoWay(t, USD, EUR, "0.86", "0.88").Rates()...)
	if err != nil || len(sided.All()) != 5 {
		t.Fatalf("%v, %v", sided.All(), err)
	}
	if back, err := sided.With(eurToUSD); err != nil || !slices.EqualFunc(back.All(), rs.All(), Rate.Equal) {
		t.Errorf("%v, %v", back.All(), err)
	}
	for _, tt := range []struct {
		rs    *Rates
		more  []Rate
		class error
	}{
		{rs, []Rate{eurToUSD, eurToUSD}, ErrInvalidRate},
		{rs, []Rate{{}}, ErrInvalidRate},
		{rs, make([]Rate, maxRates), ErrRange},
		{&Rates{}, []Rate{eurToUSD}, ErrUnknownCode},
	} {
		if got, err := tt.rs.With(tt.more...); got != nil || !errors.Is(err, tt.class) {
			t.Errorf("%v, %v, want %v", got, err, tt.class)
		}
	}
}

// A rate that is not one with the pivot is found all the same.
func TestRatesBesideThePivot(t *testing.T) {
	own, err := ecbRates(t).With(mustRate(USD, GBP, "0.75"))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := own.Rate(GBP, USD); err != nil || !slices.Equal(r.Path(), []Code{GBP, USD}) {
		t.Errorf("%v by %v, %v", r, r.Path(), err)
	}
	if r, err := own.Rate(USD, JPY); err != nil || !slices.Equal(r.Path(), []Code{USD, EUR, JPY}) {
		t.Errorf("%v by %v, %v", r, r.Path(), err)
	}
}

// What the table does not hold in its own words is kept whole.
func TestRatesKeepAll(t *testing.T) {
	margin, err := eurToJPY.WithMargin(dec("2"))
	if err != nil {
		t.Fatal(err)
	}
	long := mustRate(EUR, SEK, "11.02345678901234567890123456789012")
	small := mustRate(EUR, KWD, "0.0000000000000000000000000000000001")
	other, err := NewRate(EUR, CHF, dec("0.93"), rateDay.Add(time.Hour), "SNB")
	if err != nil {
		t.Fatal(err)
	}
	zoned, err := NewRate(EUR, NOK, dec("11.1"), rateDay.In(time.FixedZone("", 3600)), "ECB")
	if err != nil {
		t.Fatal(err)
	}
	cross, err := eurToUSD.Cross(mustRate(USD, MXN, "17.1"))
	if err != nil {
		t.Fatal(err)
	}
	all := []Rate{margin, long, small, other, zoned, cross, onSide(eurToGBP, Ask)}
	rs, err := NewRates(EUR, rateDay, "ECB", all)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if got, err := rs.Ask(r.Base(), r.Quote()); err != nil || !got.Equal(r) {
			t.Errorf("%v, %v, want %v", got, err, r)
		}
		if got, err := rs.Rate(r.Quote(), r.Base()); err != nil || !got.Equal(r.Inverse()) {
			t.Errorf("%v, %v, want %v", got, err, r.Inverse())
		}
	}
	if got := rs.All(); len(got) != len(all) || !slices.ContainsFunc(got, zoned.Equal) {
		t.Errorf("all are %v", got)
	}
	if got, err := rs.Rate(CHF, MXN); err != nil || got.Source() != "SNB, ECB" || !got.AsOf().Equal(rateDay) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestRatesJSON(t *testing.T) {
	own, err := NewRate(EUR, CHF, dec("0.93"), rateDay.Add(time.Hour), "SNB")
	if err != nil {
		t.Fatal(err)
	}
	rs, err := NewRates(EUR, rateDay, "ECB", []Rate{eurToUSD, onSide(eurToGBP, Bid), own})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"pivot":"EUR","as_of":"2026-03-18T00:00:00Z","source":"ECB","rates":[` +
		`{"base":"EUR","quote":"CHF","num":"0.93","den":"1","as_of":"2026-03-18T01:00:00Z","source":"SNB"},` +
		`{"base":"EUR","quote":"GBP","num":"0.86393","den":"1","side":"bid"},` +
		`{"base":"EUR","quote":"USD","num":"1.15","den":"1"}]}`
	data, err := json.Marshal(rs)
	if err != nil || string(data) != want {
		t.Errorf("%s, %v, want %s", data, err, want)
	}
	var shop struct{ Rates *Rates }
	if err := json.Unmarshal([]byte(`{"Rates":`+want+`}`), &shop); err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(shop.Rates.All(), rs.All(), Rate.Equal) || shop.Rates.Pivot() != EUR || shop.Rates.Source() != "ECB" || !shop.Rates.AsOf().Equal(rateDay) {
		t.Errorf("%v", shop.Rates.All())
	}
	if err := shop.Rates.UnmarshalJSON(data); !errors.Is(err, ErrInvalidRate) {
		t.Errorf("into a snapshot: %v", err)
	}
	var zero Rates
	if data, err := json.Marshal(&zero); err != nil || string(data) != "null" {
		t.Errorf("the zero Rates is %s, %v", data, err)
	}
	if err := zero.UnmarshalJSON([]byte(" null ")); err != nil || zero.Pivot() != 0 {
		t.Errorf("null: %v", err)
	}
	if _, err := zero.Rate(EUR, USD); !errors.Is(err, ErrNoRate) || len(zero.Codes()) != 0 {
		t.Errorf("the zero Rates: %v", err)
	}
	if err := zero.UnmarshalJSON([]byte(`{"rates":[],"as_of":"2999-01-01T00:00:00Z","pivot":"EUR"}`)); err != nil || zero.Age(rateDay) >= 0 {
		t.Errorf("no rates, of the future: %v, %v", zero.Age(rateDay), err)
	}

	rate := `{"base":"EUR","quote":"USD","num":"1.15","den":"1"}`
	field := func(pivot, asOf, rates string) string {
		return `{"pivot":"` + pivot + `","as_of":"` + asOf + `","rates":[` + rates + `]}`
	}
	const asOf = "2026-03-18T00:00:00Z"
	tests := []struct {
		in    string
		class error
		want  string
	}{
		{field("EUR", asOf, rate+","+rate), ErrInvalidRate, "EUR to USD is there twice"},
		{field("EUR", asOf, rate+","+strings.Replace(rate, "USD", "XYZ", 1)), ErrUnknownCode, "rate 2 at byte 107"},
		{field("EUR", asOf, strings.Replace(rate, "1.15", "-1.15", 1)), ErrInvalidRate, "rate 1 at byte 55: currency: rate from EUR to USD: -1.15/1 is not positive"},
		{field("EUR", asOf, strings.Replace(rate, "1.15", "0", 1)), ErrInvalidRate, "not positive"},
		{field("EUR", asOf, strings.Replace(rate, "1.15", "NaN", 1)), ErrSyntax, "num"},
		{field("EUR", asOf, strings.Replace(rate, "1.15", "1e999999999", 1)), ErrSyntax, "exponents"},
		{field("EUR", asOf, strings.Replace(rate, "1.15", strings.Repeat("9", 1_000_000), 1)), ErrRange, "longer than 64"},
		{field("EUR", asOf, strings.Replace(rate, `"num"`, `"den"`, 1)), ErrSyntax, `"den" occurs twice`},
		{field("EUR", asOf, "null"), ErrSyntax, "want {"},
		{field("EUR", asOf, rate+","), ErrSyntax, "want {"},
		{field("EUR", asOf, rate+" "+rate), ErrSyntax, "want ,"},
		{field("EUR", asOf, strings.Repeat(rate+",", maxRates+1)), ErrRange, "more than 10000"},
		{field("XYZ", asOf, rate), ErrUnknownCode, "pivot"},
		{field("", asOf, rate), ErrUnknownCode, "pivot"},
		{field("EUR", "2026-03-18", rate), ErrSyntax, "as_of"},
		{field("EUR", "0001-01-01T00:00:00Z", rate), ErrInvalidRate, "without the time"},
		{field("EUR", "0000-01-01T00:00:00Z", rate), ErrRange, "year 0"},
		{`{"pivot":"EUR","rates":[]}`, ErrSyntax, "as_of is missing"},
		{`{"as_of":"` + asOf + `","rates":[]}`, ErrSyntax, "pivot is missing"},
		{`{"as_of":"` + asOf + `","pivot":"EUR"}`, ErrSyntax, "rates is missing"},
		{`{"pivot":"EUR","pivot":"EUR"}`, ErrSyntax, "occurs twice"},
		{`{"rates":[],"rates":[]}`, ErrSyntax, "occurs twice"},
		{`{"Pivot":"EUR"}`, ErrSyntax, "unknown field"},
		{`{"rates":{}}`, ErrSyntax, "want ["},
		{`{"rates":[`, ErrSyntax, "end of input"},
		{`{"pivot":"EUR","as_of":"` + asOf + `","source":"` + strings.Repeat("x", 101) + `","rates":[]}`, ErrRange, "source of 101"},
		{`{"source":"` + strings.Repeat("x", 10<<20) + `"}`, ErrRange, "JSON of"},
		{`[]`, ErrSyntax, "want {"},
		{want + "x", ErrSyntax, "end of input"},
		{``, ErrSyntax, "end of input"},
	}
	for _, tt := range tests {
		var rs Rates
		err := rs.UnmarshalJSON([]byte(tt.in))
		var parse *ParseError
		if !errors.Is(err, tt.class) || !errors.As(err, &parse) || !strings.Contains(err.Error(), tt.want) || rs.Pivot() != 0 || len(err.Error()) > 2*maxMessage {
			t.Errorf("%s: %v, want %v with %q", excerpt.Quote(tt.in), err, tt.class, tt.want)
		}
	}
}

// The terms of a cross have no needless zeros: 1.25 × 1.6 is 2.
func TestCrossIsShort(t *testing.T) {
	rs, err := ecbRates(t).With(mustRate(EUR, CHF, "1.25"), mustRate(EUR, SEK, "12.5"), mustRate(NOK, EUR, "1.6"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		from, to Code
		want     string
	}{
		{NOK, CHF, `"num":"2","den":"1"`}, {CHF, NOK, `"num":"1","den":"2"`}, {NOK, SEK, `"num":"20","den":"1"`}, {CHF, SEK, `"num":"12.5","den":"1.25"`},
	} {
		r, err := rs.Rate(tt.from, tt.to)
		if err != nil {
			t.Fatal(err)
		}
		if data, err := json.Marshal(r); err != nil || !strings.Contains(string(data), tt.want) {
			t.Errorf("%s, %v, want %s", data, err, tt.want)
		}
	}
}

// The time of a rate is kept in a form that JSON can write.
func TestRateTimes(t *testing.T) {
	at := time.Date(1890, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, zone := range []int{53*60 + 28, -53*60 - 28, 24 * 3600, -30 * 3600, 0, 5*3600 + 1800} {
		r, err := NewRate(EUR, USD, dec("1.15"), at.In(time.FixedZone("", zone)), "")
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(r)
		var again Rate
		if err == nil {
			err = json.Unmarshal(data, &again)
		}
		if err != nil || !again.AsOf().Equal(at) {
			t.Errorf("zone of %d seconds: %s, %v, %v", zone, data, again.AsOf(), err)
		}
	}
	for _, zone := range []struct {
		offset, kept int
		reason       string
	}{
		{2 * 3600, 2 * 3600, "a zone of whole minutes is kept"},
		{-3600 - 1800, -3600 - 1800, "so it is west of Greenwich"},
		{23*3600 + 59*60, 23*3600 + 59*60, "the last that RFC 3339 can write"},
		{-23*3600 - 59*60, -23*3600 - 59*60, "the first that it can"},
		{24 * 3600, 0, "a whole day it cannot"},
		{-24 * 3600, 0, "nor back"},
		{90, 0, "nor half a minute"},
	} {
		r, err := NewRate(EUR, USD, dec("1.15"), at.In(time.FixedZone("", zone.offset)), "")
		if _, offset := r.AsOf().Zone(); err != nil || offset != zone.kept || !r.AsOf().Equal(at) {
			t.Errorf("zone of %d seconds: %d, %v (%s)", zone.offset, offset, err, zone.reason)
		}
	}
	for _, year := range []int{1, 9999} {
		if r, err := NewRate(EUR, USD, dec("1.15"), time.Date(year, 1, 2, 0, 0, 0, 0, time.UTC), ""); err != nil || r.AsOf().Year() != year {
			t.Errorf("year %d: %v, %v", year, r, err)
		}
	}
	for _, year := range []int{-1, 0, 10_000} {
		if r, err := NewRate(EUR, USD, dec("1.15"), time.Date(year, 1, 2, 0, 0, 0, 0, time.UTC), ""); !errors.Is(err, ErrRange) {
			t.Errorf("year %d: %v, %v", year, r, err)
		}
	}
	clock := time.Now() // with a monotonic reading
	rs, err := NewRates(EUR, clock, "bank", []Rate{onSide(mustRate(EUR, USD, "1.15"), Mid)})
	if err != nil || !rs.AsOf().Equal(clock) || strings.Contains(rs.AsOf().String(), "m=") {
		t.Errorf("%v, %v", rs.AsOf(), err)
	}
}

// Products that leave the domain are reduced before they are refused.
func TestRatioSettles(t *testing.T) {
	d34 := "1234567890123456789012345678901234"
	tests := []struct {
		name                 string
		num, den, num2, den2 string
		wantNum, wantDen     string
		reason               string
	}{
		{"short", "0.86393", "1.15", "1", "1", "0.86393", "1.15", "published figures stay"},
		{"common factor", d34, "3", "3", d34, "1", "1", "reduced by the greatest common divisor"},
		{"common scale", "0.00000000000000000001", "0.00000000000000000003", "0.00000000000000000007", "0.00000000000000000001", "7", "3", "scales of 40 in both terms"},
		{"wide but in the domain", d34, "0.00000000000000000007", "1", "1", d34, "0.00000000000000000007", "as integers it would have 54 digits"},
		{"fine, though as integers it is short", "0.000000000001048576", "1", "0.000000000001048576", "1", "16", "14551915228366851806640625",
			"2^40 over 10^36, with 36 places after the point of the first term"},
		{"the other way round", "1", "0.000000000001048576", "1", "0.000000000001048576", "14551915228366851806640625", "16", "and of the second"},
		{"small over long", "0.5", d34, "0.2", "1", "0.1", d34, "as integers it would have 35 digits"},
	}
	for _, tt := range tests {
		a, err1 := NewRatio(EUR, USD, dec(tt.num), dec(tt.den), rateDay, "")
		b, err2 := NewRatio(USD, GBP, dec(tt.num2), dec(tt.den2), rateDay, "")
		if err1 != nil || err2 != nil {
			t.Fatal(tt.name, err1, err2)
		}
		x, err := a.Cross(b)
		want := new(big.Rat).Mul(a.rat(), b.rat())
		num, den := x.Ratio()
		if err != nil || x.rat().Cmp(want) != 0 || !num.Equal(dec(tt.wantNum)) || !den.Equal(dec(tt.wantDen)) {
			t.Errorf("%s: %s/%s, %v, want %s/%s (%s)", tt.name, num, den, err, tt.wantNum, tt.wantDen, tt.reason)
		}
	}
}
