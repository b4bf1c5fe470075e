package currency

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/excerpt"
)

var (
	rateDay  = NewDate(2026, 3, 18).Time()
	eurToUSD = mustRate(EUR, USD, "1.15")
	eurToGBP = mustRate(EUR, GBP, "0.86393")
	eurToJPY = mustRate(EUR, JPY, "183.49")
)

// mustRate returns a rate of the ECB of 2026-03-18.
func mustRate(base, quote Code, value string) Rate {
	r, err := NewRate(base, quote, dec(value), rateDay, "ECB")
	if err != nil {
		panic(err)
	}
	return r
}

// onSide returns r as a rate of a side.
func onSide(r Rate, s Side) Rate {
	r, err := r.WithSide(s)
	if err != nil {
		panic(err)
	}
	return r
}

func TestRate(t *testing.T) {
	cross, err := eurToUSD.Inverse().Cross(eurToGBP)
	if err != nil {
		t.Fatal(err)
	}
	num, den := cross.Ratio()
	if cross.Base() != USD || cross.Quote() != GBP || !num.Equal(dec("0.86393")) || !den.Equal(dec("1.15")) {
		t.Errorf("cross is %s/%s from %s to %s, want the published figures", num, den, cross.Base(), cross.Quote())
	}
	if !slices.Equal(cross.Path(), []Code{USD, EUR, GBP}) || !cross.AsOf().Equal(rateDay) || cross.Source() != "ECB" {
		t.Errorf("cross %v by %v", cross, cross.Path())
	}
	// 0.86393/1.15 = 0.75124347826…
	if got := cross.Value(8); !got.Equal(dec("0.75124348")) {
		t.Errorf("value %s", got)
	}
	got, err := cross.Convert(FromMinor(10000, USD), Rounding{})
	if err != nil || got != FromMinor(7512, GBP) {
		t.Errorf("100 USD are %v, %v", got, err)
	}
	got, err = eurToJPY.Convert(FromMinor(1999, EUR), Rounding{})
	if err != nil || got != FromMinor(3668, JPY) {
		t.Errorf("19.99 EUR are %v, %v, want 3667.9651 rounded to the yen", got, err)
	}
	got, err = eurToUSD.Convert(Amount{}, Rounding{})
	if err != nil || got != FromMinor(0, USD) {
		t.Errorf("nothing is %v, %v", got, err)
	}
}

func TestRateString(t *testing.T) {
	margin, err := eurToUSD.WithMargin(dec("2"))
	if err != nil {
		t.Fatal(err)
	}
	noSource, err := NewRate(EUR, USD, dec("1.15"), time.Time{}, "")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		r    Rate
		want string
	}{
		{eurToUSD, "1 EUR = 1.15 USD (ECB 2026-03-18)"},
		{eurToUSD.Inverse(), "1 USD = 0.869565… EUR (ECB 2026-03-18)"},
		{mustRate(EUR, IDR, "19543.10").Inverse(), "1 IDR = 0.0000511689… EUR (ECB 2026-03-18)"},
		{mustRate(EUR, IDR, "19543.10"), "1 EUR = 19543.1 IDR (ECB 2026-03-18)"},
		{mustRate(EUR, IDR, "1234567.891"), "1 EUR = 1234567… IDR (ECB 2026-03-18)"},
		{mustRate(EUR, IDR, "1234567"), "1 EUR = 1234567 IDR (ECB 2026-03-18)"},
		{mustRate(EUR, SEK, "10.000001"), "1 EUR = 10.0000… SEK (ECB 2026-03-18)"}, // six digits of it
		{mustRate(EUR, KWD, "0.0000000000000000000000000000000001"), "1 EUR = 0.0000000000000000000000000000000001 KWD (ECB 2026-03-18)"},
		{mustRate(EUR, IDR, "3000000000000000000000000000000000").Inverse(), "1 IDR = 0.0000000000000000000000000000000003… EUR (ECB 2026-03-18)"}, // no more than 34 places
		{margin, "1 EUR = 1.173 USD (ECB 2026-03-18, margin 2 %)"},
		{margin.Inverse(), "1 USD = 0.852514… EUR (ECB 2026-03-18, margin -1.960784313725 %)"},
		{noSource, "1 EUR = 1.15 USD"},
		{onSide(noSource, Ask), "1 EUR = 1.15 USD ask"},
		{onSide(margin, Bid), "1 EUR = 1.173 USD bid (ECB 2026-03-18, margin 2 %)"},
		{onSide(margin, Bid).Inverse().Inverse(), "1 EUR = 1.173 USD bid (ECB 2026-03-18, margin 2 %)"},
		{Rate{}, "no rate"},
	}
	for _, tt := range tests {
		if got := tt.r.String(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestRateMargin(t *testing.T) {
	r, err := eurToUSD.WithMargin(dec("2"))
	if err != nil {
		t.Fatal(err)
	}
	if num, den := r.Ratio(); !num.Equal(dec("1.173")) || !den.Equal(dec("1")) || !r.Margin().Equal(dec("2")) {
		t.Errorf("rate %s/%s, margin %s", num, den, r.Margin())
	}
	twice, err := r.WithMargin(dec("-1.5"))
	if err != nil || !twice.Margin().Equal(dec("0.47")) {
		t.Errorf("1.02 × 0.985 has a margin of %s, %v, want 0.47", twice.Margin(), err)
	}
	if got := r.Inverse().Margin(); !got.Equal(dec("-1.960784313725")) {
		t.Errorf("margin of the inverse is %s", got)
	}
	if !eurToUSD.Margin().IsZero() {
		t.Error("no margin is not zero")
	}
	bare, err := NewRate(EUR, USD, dec("1.15"), time.Time{}, "")
	if err != nil {
		t.Fatal(err)
	}
	if bare, err = bare.WithMargin(dec("2")); err != nil || !bare.Margin().Equal(dec("2")) {
		t.Errorf("the margin of a rate without source or time is %s, %v", bare.Margin(), err)
	}
	dear, err := mustRate(USD, MXN, "17.1").WithMargin(dec("1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, through := range []struct {
		a, b   Rate
		margin string
	}{{r, dear, "3.02"}, {r, mustRate(USD, MXN, "17.1"), "2"}, {eurToUSD, dear, "1"}} {
		x, err := through.a.Cross(through.b)
		if err != nil || !x.Margin().Equal(dec(through.margin)) || x.Source() != "ECB" || !slices.Equal(x.Path(), []Code{EUR, USD, MXN}) {
			t.Errorf("the cross of %v and %v has a margin of %s, %v, want %s", through.a, through.b, x.Margin(), err, through.margin)
		}
	}
	same := mustRate(EUR, EUR, "1")
	if got, err := same.WithMargin(dec("2")); err != nil || !got.Equal(same) {
		t.Errorf("a margin on nothing exchanged: %v, %v", got, err)
	}
	for _, p := range []string{"-100", "-101"} {
		if _, err := eurToUSD.WithMargin(dec(p)); !errors.Is(err, ErrInvalidRate) {
			t.Errorf("margin %s: %v", p, err)
		}
	}
	if _, err := eurToUSD.WithMargin(decimal.New(1, 1_000_000_000)); !errors.Is(err, ErrRange) {
		t.Errorf("huge margin: %v", err)
	}
	if _, err := (Rate{}).WithMargin(dec("2")); !errors.Is(err, ErrInvalidRate) {
		t.Errorf("margin on no rate: %v", err)
	}
}

func TestRateRefuses(t *testing.T) {
	day := rateDay
	tests := []struct {
		name  string
		f     func() (Rate, error)
		class error
	}{
		{"zero", func() (Rate, error) { return NewRate(EUR, USD, dec("0"), day, "") }, ErrInvalidRate},
		{"negative", func() (Rate, error) { return NewRate(EUR, USD, dec("-1.15"), day, "") }, ErrInvalidRate},
		{"zero over", func() (Rate, error) { return NewRatio(EUR, USD, dec("1"), dec("0"), day, "") }, ErrInvalidRate},
		{"two negatives", func() (Rate, error) { return NewRatio(EUR, USD, dec("-1"), dec("-1"), day, "") }, ErrInvalidRate},
		{"not 1 with itself", func() (Rate, error) { return NewRate(EUR, EUR, dec("1.01"), day, "") }, ErrInvalidRate},
		{"no base", func() (Rate, error) { return NewRate(0, USD, dec("1"), day, "") }, ErrUnknownCode},
		{"no quote", func() (Rate, error) { return NewRate(EUR, 0, dec("1"), day, "") }, ErrUnknownCode},
		{"huge", func() (Rate, error) { return NewRatio(EUR, USD, dec("1"), decimal.New(1, 1_000_000_000), day, "") }, ErrRange},
		{"long source", func() (Rate, error) { return NewRate(EUR, USD, dec("1"), day, strings.Repeat("x", 101)) }, ErrRange},
		{"cross that does not meet", func() (Rate, error) { return eurToUSD.Cross(eurToGBP) }, ErrMismatch},
		{"cross of nothing", func() (Rate, error) { return Rate{}.Cross(Rate{}) }, ErrMismatch},
		{"cross beyond the domain", func() (Rate, error) {
			a := mustRate(USD, EUR, "0.1234567890123456789012345678901234")
			b := mustRate(EUR, GBP, "0.9876543210987654321098765432109876")
			return a.Cross(b)
		}, ErrRange},
	}
	for _, tt := range tests {
		if r, err := tt.f(); !r.IsZero() || !errors.Is(err, tt.class) || !strings.HasPrefix(err.Error(), "currency: ") {
			t.Errorf("%s: %v, %v, want %v", tt.name, r, err, tt.class)
		}
	}
	if _, err := eurToUSD.Convert(FromMinor(1, USD), Rounding{}); !errors.Is(err, ErrMismatch) {
		t.Errorf("wrong direction: %v", err)
	}
	if _, err := eurToUSD.Convert(FromMinor(0, USD), Rounding{}); !errors.Is(err, ErrMismatch) {
		t.Errorf("zero in the wrong currency: %v", err)
	}
	if _, err := (Rate{}).Convert(Amount{}, Rounding{}); !errors.Is(err, ErrMismatch) {
		t.Errorf("no rate: %v", err)
	}
	if _, err := eurToUSD.Convert(FromMinor(1, EUR), Rounding{Mode: 9}); !errors.Is(err, ErrRounding) {
		t.Errorf("bad rounding: %v", err)
	}
	if zero := (Rate{}); zero.Path() != nil || !zero.Value(2).IsZero() || !zero.Equal(Rate{}) {
		t.Error("the zero Rate is not nothing")
	}
}

func TestCrossOfTwoSources(t *testing.T) {
	bank, err := NewRate(USD, MXN, dec("17.1"), rateDay.AddDate(0, 0, -1), "Banxico")
	if err != nil {
		t.Fatal(err)
	}
	r, err := eurToUSD.Cross(bank)
	if err != nil || r.Source() != "ECB, Banxico" || !r.AsOf().Equal(bank.AsOf()) {
		t.Errorf("%v, %v: want both sources and the earlier time", r, err)
	}
	nobody := func(base, quote Code, value string) Rate {
		r, err := NewRate(base, quote, dec(value), time.Time{}, "")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	unknown, err := nobody(EUR, USD, "1.15").Cross(nobody(USD, MXN, "17.1"))
	if err != nil || unknown.Source() != "" || !slices.Equal(unknown.Path(), []Code{EUR, USD, MXN}) {
		t.Errorf("%v by %v, %v: want the path, though nobody gives the rates", unknown, unknown.Path(), err)
	}
	long, err := NewRate(MXN, JPY, dec("8.7"), rateDay, strings.Repeat("é", 50))
	if err != nil {
		t.Fatal(err)
	}
	r, err = r.Cross(long)
	if err != nil || len(r.Source()) > 100 || !strings.HasSuffix(r.Source(), "é…") || !slices.Equal(r.Path(), []Code{EUR, USD, MXN, JPY}) {
		t.Errorf("%v by %v, %v", r, r.Path(), err)
	}
	if got := r.Inverse().Path(); !slices.Equal(got, []Code{JPY, MXN, USD, EUR}) {
		t.Errorf("the inverse leads by %v", got)
	}
	if got := r.Path(); !slices.Equal(got, []Code{EUR, USD, MXN, JPY}) {
		t.Errorf("the inverse changed the path of the rate to %v", got)
	}
}

func TestRateJSON(t *testing.T) {
	cross, err := eurToUSD.Inverse().Cross(eurToGBP)
	if err != nil {
		t.Fatal(err)
	}
	if cross, err = cross.WithMargin(dec("2")); err != nil {
		t.Fatal(err)
	}
	const want = `{"base":"USD","quote":"GBP","num":"0.8812086","den":"1.15","as_of":"2026-03-18T00:00:00Z","source":"ECB","path":["USD","EUR","GBP"],"margin":"2"}`
	data, err := json.Marshal(cross)
	if err != nil || string(data) != want {
		t.Errorf("%s, %v, want %s", data, err, want)
	}
	zero, err := json.Marshal(Rate{})
	if err != nil || string(zero) != "null" {
		t.Errorf("the zero Rate is %s, %v", zero, err)
	}
	r := cross
	if err := json.Unmarshal(zero, &r); err != nil {
		t.Fatal(err)
	}
	if err := r.UnmarshalJSON(zero); err != nil || !r.IsZero() {
		t.Errorf("null is %v, %v", r, err)
	}
	const base = `"base":"EUR","quote":"USD","num":"1.15","den":"1"`
	if err := r.UnmarshalJSON([]byte(`{` + base + `}`)); err != nil || r.String() != "1 EUR = 1.15 USD" {
		t.Errorf("least form: %v, %v", r, err)
	}
	if err := r.UnmarshalJSON([]byte(`{` + base + `,"path":["EUR","USD"]}`)); err != nil || r.String() != "1 EUR = 1.15 USD" || len(r.Path()) != 2 {
		t.Errorf("a path through no other currency: %v by %v, %v", r, r.Path(), err)
	}
	// Through another currency and back, at rates of two sources.
	const circle = `{"base":"EUR","quote":"EUR","num":"1.02","den":"1","path":["EUR","USD","EUR"]}`
	if err := r.UnmarshalJSON([]byte(circle)); err != nil {
		t.Errorf("%s: %v", circle, err)
	}
	tests := []struct {
		in    string
		class error
		want  string
	}{
		{`{` + base + `,"rate":"1.15"}`, ErrSyntax, `unknown field "rate"`},
		{`{` + base + `,"num":"2"}`, ErrSyntax, `"num" occurs twice`},
		{`{` + base + `,"path":["EUR","USD"],"path":["EUR","USD"]}`, ErrSyntax, `"path" occurs twice`},
		{`{"base":"EUR","quote":"USD","num":"1.15"}`, ErrSyntax, "field den is missing"},
		{`{"base":"EUR","quote":"USD","num":1.15,"den":"1"}`, ErrSyntax, "want \""},
		{`{"base":"EUR","quote":"USD","num":"1e1000000000","den":"1"}`, ErrSyntax, "exponents"},
		{`{"base":"EUR","quote":"USD","num":"0","den":"1"}`, ErrInvalidRate, "not positive"},
		{`{"base":"EUR","quote":"EUR","num":"2","den":"1"}`, ErrInvalidRate, "is not 1"},
		{`{"base":"EUR","quote":"EUR","num":"2","den":"1","path":["EUR","EUR","EUR"]}`, ErrInvalidRate, "is not 1"},
		{`{"base":"EUR","quote":"EUR","num":"1.02","den":"1","margin":"2"}`, ErrInvalidRate, "is not 1"},
		{`{"base":"EUR","quote":"","num":"1","den":"1"}`, ErrUnknownCode, ""},
		{`{` + base + `,"as_of":"yesterday"}`, ErrSyntax, "RFC 3339"},
		{`{` + base + `,"path":["EUR"]}`, ErrSyntax, "path does not lead"},
		{`{` + base + `,"path":["USD","EUR"]}`, ErrSyntax, "path does not lead"},
		{`{` + base + `,"path":[]}`, ErrSyntax, "want \""},
		{`{` + base + `,"path":["EUR","XYZ","USD"]}`, ErrUnknownCode, "XYZ"},
		{`{` + base + `,"path":[` + strings.Repeat(`"EUR",`, 40) + `"USD"]}`, ErrRange, "more than 16"},
		{`{` + base + `,"margin":"-100"}`, ErrInvalidRate, "-100 per cent or less"},
		{`{` + base + `,"margin":"1/0"}`, ErrInvalidRate, "-100 per cent or less"},
		{`{` + base + `,"margin":"x"}`, ErrSyntax, "margin"},
		{`{` + base + `,"margin":"1/x"}`, ErrSyntax, "margin"},
		{`{` + base + `,"source":"` + strings.Repeat("x", 5000) + `"}`, ErrRange, "bytes"},
		{`{` + base, ErrSyntax, "end of input"},
		{`[]`, ErrSyntax, "want {"},
	}
	for _, tt := range tests {
		var r Rate
		err := r.UnmarshalJSON([]byte(tt.in))
		var parse *ParseError
		if !errors.Is(err, tt.class) || !errors.As(err, &parse) || !strings.Contains(err.Error(), tt.want) || !r.IsZero() {
			t.Errorf("%s: %v, want %v with %q", excerpt.Quote(tt.in), err, tt.class, tt.want)
		}
	}
}

func ecbRates(t testing.TB) *Rates {
	t.Helper()
	rs, err := NewRates(EUR, rateDay, "ECB", []Rate{eurToUSD, eurToGBP, eurToJPY})
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func TestRates(t *testing.T) {
	rs := ecbRates(t)
	tests := []struct {
		from, to Code
		want     string
		path     []Code
		reason   string
	}{
		{EUR, USD, "1 EUR = 1.15 USD (ECB 2026-03-18)", []Code{EUR, USD}, "direct"},
		{USD, EUR, "1 USD = 0.869565… EUR (ECB 2026-03-18)", []Code{USD, EUR}, "inverse"},
		{USD, GBP, "1 USD = 0.751243… GBP (ECB 2026-03-18)", []Code{USD, EUR, GBP}, "cross"},
		{JPY, USD, "1 JPY = 0.00626737… USD (ECB 2026-03-18)", []Code{JPY, EUR, USD}, "cross"},
		{USD, USD, "1 USD = 1 USD (ECB 2026-03-18)", []Code{USD, USD}, "itself"},
		{SEK, SEK, "1 SEK = 1 SEK (ECB 2026-03-18)", []Code{SEK, SEK}, "itself, though unknown to the snapshot"},
	}
	for _, tt := range tests {
		r, err := rs.Rate(tt.from, tt.to)
		if err != nil || r.String() != tt.want || !slices.Equal(r.Path(), tt.path) {
			t.Errorf("%v by %v, %v, want %s by %v (%s)", r, r.Path(), err, tt.want, tt.path, tt.reason)
		}
	}
	got, used, err := rs.Convert(FromMinor(10000, USD), GBP, Rounding{})
	if err != nil || got != FromMinor(7512, GBP) || used.String() != "1 USD = 0.751243… GBP (ECB 2026-03-18)" {
		t.Errorf("100 USD are %v at %v, %v", got, used, err)
	}
	got, used, err = rs.Convert(Amount{}, GBP, Rounding{})
	if err != nil || got != FromMinor(0, GBP) || used.Base() != GBP || used.Quote() != GBP {
		t.Errorf("nothing is %v at %v, %v", got, used, err)
	}
	// What is beyond an int64 and what is asked for finer than cents is exact, too.
	for _, tt := range []struct {
		amount, want string
		r            Rounding
		reason       string
	}{
		{"100000000000000000000.00", "115000000000000000000.00", Rounding{}, "beyond an int64"},
		{"0.01", "0.0115", Rounding{Digits: To(4)}, "finer than the cent"},
		{"0.50", "1.00", Rounding{Digits: To(0)}, "0.575 in whole dollars"},
	} {
		got, used, err := rs.Convert(MustAmount(tt.amount, EUR), USD, tt.r)
		if err != nil || got.Text() != tt.want || !used.Equal(eurToUSD) {
			t.Errorf("%s EUR are %v at %v, %v, want %s (%s)", tt.amount, got, used, err, tt.want, tt.reason)
		}
	}
	if rs.Pivot() != EUR || rs.Source() != "ECB" || !rs.AsOf().Equal(rateDay) || rs.Age(rateDay.Add(time.Hour)) != time.Hour {
		t.Errorf("%v %s %v", rs.Pivot(), rs.Source(), rs.AsOf())
	}
	if !slices.Equal(rs.Codes(), []Code{EUR, GBP, JPY, USD}) {
		t.Errorf("codes %v", rs.Codes())
	}
}

func TestRatesWithoutRate(t *testing.T) {
	rs := ecbRates(t)
	for _, p := range [][2]Code{{EUR, SEK}, {SEK, EUR}, {USD, SEK}, {0, EUR}, {EUR, 0}, {0, 0}} {
		_, err := rs.Rate(p[0], p[1])
		var missing *NoRateError
		if !errors.Is(err, ErrNoRate) || !errors.As(err, &missing) || missing.From != p[0] || missing.To != p[1] {
			t.Errorf("%v: %v, want a NoRateError", p, err)
		}
	}
	_, _, err := rs.Convert(FromMinor(100, USD), SEK, Rounding{})
	if want := "currency: no exchange rate from USD to SEK in the rates of ECB of 2026-03-18, neither directly nor through EUR"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestNewRatesFillsAndRefuses(t *testing.T) {
	bare, err := NewRate(EUR, USD, dec("1.15"), time.Time{}, "")
	if err != nil {
		t.Fatal(err)
	}
	// A bank's two directions are two rates.
	buys, err := NewRate(USD, EUR, dec("0.85"), time.Time{}, "")
	if err != nil {
		t.Fatal(err)
	}
	rs, err := NewRates(EUR, rateDay, "bank", []Rate{bare, buys})
	if err != nil {
		t.Fatal(err)
	}
	r, err := rs.Rate(USD, EUR)
	if err != nil || r.String() != "1 USD = 0.85 EUR (bank 2026-03-18)" {
		t.Errorf("%v, %v", r, err)
	}
	tests := []struct {
		name  string
		pivot Code
		asOf  time.Time
		rates []Rate
		class error
	}{
		{"no pivot", 0, rateDay, nil, ErrUnknownCode},
		{"no time", EUR, time.Time{}, nil, ErrInvalidRate},
		{"twice", EUR, rateDay, []Rate{eurToUSD, bare}, ErrInvalidRate},
		{"zero Rate", EUR, rateDay, []Rate{{}}, ErrInvalidRate},
	}
	for _, tt := range tests {
		if rs, err := NewRates(tt.pivot, tt.asOf, "test", tt.rates); rs != nil || !errors.Is(err, tt.class) {
			t.Errorf("%s: %v, %v, want %v", tt.name, rs, err, tt.class)
		}
	}
	most := make([]Rate, 0, maxRates+1)
	for i := range maxRates + 1 {
		most = append(most, mustRate(EUR, mustCode(t, fmt.Sprintf("%05X:2", i)), "2"))
	}
	if rs, err := NewRates(EUR, rateDay, "ECB", most[:maxRates]); err != nil || len(rs.All()) != maxRates {
		t.Errorf("10000 rates: %v", err)
	}
	if _, err := NewRates(EUR, rateDay, "ECB", most); !errors.Is(err, ErrRange) {
		t.Errorf("10001 rates: %v", err)
	}
	if _, err := NewRates(EUR, rateDay, strings.Repeat("x", 101), nil); !errors.Is(err, ErrRange) {
		t.Errorf("long source: %v", err)
	}
}

// A cross through the pivot of rates that have a path of their own keeps it.
func TestRatesKeepPaths(t *testing.T) {
	eurToMXN, err := eurToUSD.Cross(mustRate(USD, MXN, "17.1"))
	if err != nil {
		t.Fatal(err)
	}
	rs, err := NewRates(EUR, rateDay, "ECB", []Rate{eurToMXN, eurToGBP})
	if err != nil {
		t.Fatal(err)
	}
	r, err := rs.Rate(GBP, MXN)
	if err != nil || !slices.Equal(r.Path(), []Code{GBP, EUR, USD, MXN}) {
		t.Errorf("%v by %v, %v", r, r.Path(), err)
	}
}
