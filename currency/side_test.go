package currency

import (
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestSideText(t *testing.T) {
	for _, s := range []Side{Mid, Bid, Ask} {
		text, err := s.MarshalText()
		var again Side
		if err == nil {
			err = again.UnmarshalText(text)
		}
		if err != nil || again != s || s.String() != string(text) {
			t.Errorf("%v as %s is %v, %v", s, text, again, err)
		}
	}
	if _, err := Side(3).MarshalText(); !errors.Is(err, ErrInvalidRate) || Side(3).String() != "side(3)" {
		t.Errorf("an unknown side: %v, %v", Side(3), err)
	}
	var s Side
	if err := s.UnmarshalText([]byte("BID")); !errors.Is(err, ErrSyntax) {
		t.Errorf("BID: %v", err)
	}
}

func TestRateSide(t *testing.T) {
	bid, ask := onSide(eurToUSD, Bid), onSide(eurToUSD, Ask)
	if bid.Inverse().Side() != Ask || ask.Inverse().Side() != Bid || eurToUSD.Inverse().Side() != Mid {
		t.Error("the inverse of a bid is an ask, of an ask a bid, of a mid a mid")
	}
	if bid.Equal(eurToUSD) || !bid.Inverse().Inverse().Equal(bid) {
		t.Error("sides do not count in Equal")
	}
	tests := []struct {
		a, b, want Side
		ok         bool
	}{
		{Mid, Mid, Mid, true}, {Mid, Bid, Bid, true}, {Bid, Mid, Bid, true}, {Mid, Ask, Ask, true}, {Ask, Mid, Ask, true},
		{Bid, Bid, Bid, true}, {Ask, Ask, Ask, true}, {Bid, Ask, 0, false}, {Ask, Bid, 0, false},
	}
	for _, tt := range tests {
		x, err := onSide(eurToUSD.Inverse(), tt.a).Cross(onSide(eurToGBP, tt.b))
		if tt.ok && (err != nil || x.Side() != tt.want) || !tt.ok && !errors.Is(err, ErrInvalidRate) {
			t.Errorf("%v with %v is %v, %v", tt.a, tt.b, x, err)
		}
	}
	if _, err := eurToUSD.WithSide(3); !errors.Is(err, ErrInvalidRate) {
		t.Errorf("an unknown side: %v", err)
	}
	if _, err := (Rate{}).WithSide(Bid); !errors.Is(err, ErrInvalidRate) {
		t.Errorf("no rate: %v", err)
	}
	if same := mustRate(EUR, EUR, "1"); onSide(same, Bid).Side() != Mid {
		t.Error("a bid of what is not exchanged")
	}
	data, err := json.Marshal(bid)
	if want := `{"base":"EUR","quote":"USD","num":"1.15","den":"1","side":"bid","as_of":"2026-03-18T00:00:00Z","source":"ECB"}`; err != nil || string(data) != want {
		t.Errorf("%s, %v, want %s", data, err, want)
	}
	var again Rate
	if err := json.Unmarshal(data, &again); err != nil || !again.Equal(bid) {
		t.Errorf("%v, %v", again, err)
	}
	for _, in := range []string{
		`{"base":"EUR","quote":"USD","num":"1.15","den":"1","side":"offer"}`,
		`{"base":"EUR","quote":"USD","num":"1.15","den":"1","side":""}`,
		`{"base":"EUR","quote":"USD","num":"1.15","den":"1","side":1}`,
		`{"base":"EUR","quote":"USD","num":"1.15","den":"1","side":"bid","side":"bid"}`,
	} {
		if err := again.UnmarshalJSON([]byte(in)); !errors.Is(err, ErrSyntax) {
			t.Errorf("%s: %v", in, err)
		}
	}
	if err := again.UnmarshalJSON([]byte(`{"base":"EUR","quote":"EUR","num":"1","den":"1","side":"bid"}`)); !errors.Is(err, ErrInvalidRate) {
		t.Errorf("the bid of a currency in itself: %v", err)
	}
}

func twoWay(t testing.TB, base, quote Code, bid, ask string) TwoWay {
	t.Helper()
	q, err := NewTwoWay(base, quote, dec(bid), dec(ask), rateDay, "bank")
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestTwoWay(t *testing.T) {
	q := twoWay(t, EUR, USD, "1.149", "1.151")
	if q.Base() != EUR || q.Quote() != USD || q.String() != "1 EUR = 1.149 / 1.151 USD (bank 2026-03-18)" {
		t.Errorf("%v", q)
	}
	for _, tt := range []struct {
		r    Rate
		want string
	}{
		{q.Bid(), "1 EUR = 1.149 USD bid (bank 2026-03-18)"},
		{q.Mid(), "1 EUR = 1.15 USD (bank 2026-03-18)"},
		{q.Ask(), "1 EUR = 1.151 USD ask (bank 2026-03-18)"},
		{q.Inverse().Bid(), "1 USD = 0.868809… EUR bid (bank 2026-03-18)"}, // 1/1.151
		{q.Inverse().Mid(), "1 USD = 0.869565… EUR (bank 2026-03-18)"},     // 1/1.15
		{q.Inverse().Ask(), "1 USD = 0.870322… EUR ask (bank 2026-03-18)"}, // 1/1.149
	} {
		if tt.r.String() != tt.want {
			t.Errorf("%v, want %s", tt.r, tt.want)
		}
	}
	if rates := q.Rates(); len(rates) != 3 || (TwoWay{}).Rates() != nil || (TwoWay{}).String() != "no rate" {
		t.Errorf("rates %v", rates)
	}
	tests := []struct {
		name        string
		base, quote Code
		bid, ask    string
		class       error
	}{
		{"crossed", EUR, USD, "1.16", "1.15", ErrInvalidRate},
		{"zero bid", EUR, USD, "0", "1.15", ErrInvalidRate},
		{"negative ask", EUR, USD, "1.15", "-1.15", ErrInvalidRate},
		{"no base", 0, USD, "1.15", "1.16", ErrUnknownCode},
		{"of itself", EUR, EUR, "0.99", "1", ErrInvalidRate},
		{"a mean of 35 digits", EUR, USD, "5.234567890123456789012345678901234", "6.234567890123456789012345678901235", ErrRange},
	}
	for _, tt := range tests {
		if q, err := NewTwoWay(tt.base, tt.quote, dec(tt.bid), dec(tt.ask), rateDay, "bank"); !errors.Is(err, tt.class) || len(q.Rates()) != 0 {
			t.Errorf("%s: %v, %v, want %v", tt.name, q, err, tt.class)
		}
	}
	if q := twoWay(t, EUR, USD, "1.15", "1.15"); !q.Mid().Equal(onSide(q.Bid(), Mid)) {
		t.Errorf("no spread: %v", q)
	}
}

func bankRates(t testing.TB, rates ...[]Rate) *Rates {
	t.Helper()
	rs, err := NewRates(EUR, rateDay, "bank", slices.Concat(rates...))
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func TestRatesSides(t *testing.T) {
	usd, gbp := twoWay(t, EUR, USD, "1.149", "1.151"), twoWay(t, EUR, GBP, "0.86", "0.87")
	rs := bankRates(t, usd.Rates(), gbp.Rates(), []Rate{eurToJPY})
	ratio := func(num, den string) *big.Rat { return new(big.Rat).Quo(rat(dec(num)), rat(dec(den))) }
	tests := []struct {
		from, to Code
		get      func(Code, Code) (Rate, error)
		want     *big.Rat
		side     Side
		reason   string
	}{
		{EUR, USD, rs.Rate, ratio("1.149", "1"), Bid, "euros are sold at the bid"},
		{USD, EUR, rs.Rate, ratio("1", "1.151"), Bid, "and bought back at the ask"},
		{EUR, USD, rs.Ask, ratio("1.151", "1"), Ask, ""},
		{USD, EUR, rs.Ask, ratio("1", "1.149"), Ask, ""},
		{EUR, USD, rs.Mid, ratio("1.15", "1"), Mid, ""},
		{USD, EUR, rs.Mid, ratio("1", "1.15"), Mid, "the inverse of the mid"},
		{USD, GBP, rs.Rate, ratio("0.86", "1.151"), Bid, "dollars to euros at their ask, euros to pounds at their bid"},
		{USD, GBP, rs.Ask, ratio("0.87", "1.149"), Ask, ""},
		{USD, GBP, rs.Mid, ratio("0.865", "1.15"), Mid, ""},
		{EUR, JPY, rs.Rate, ratio("183.49", "1"), Mid, "one figure serves for all sides"},
		{EUR, JPY, rs.Ask, ratio("183.49", "1"), Mid, "one figure serves for all sides"},
		{USD, JPY, rs.Rate, ratio("183.49", "1.151"), Bid, "a bid with a mid"},
		{JPY, USD, rs.Ask, ratio("1.151", "183.49"), Ask, "a mid with an ask"},
		{EUR, EUR, rs.Ask, ratio("1", "1"), Mid, "itself"},
	}
	for _, tt := range tests {
		r, err := tt.get(tt.from, tt.to)
		if err != nil || r.rat().Cmp(tt.want) != 0 || r.Side() != tt.side || r.Base() != tt.from || r.Quote() != tt.to {
			t.Errorf("%v to %v: %v, %v, want %v %s (%s)", tt.from, tt.to, r, err, tt.side, tt.want.FloatString(8), tt.reason)
		}
	}
	// There and back costs the spread, never gains.
	start := FromMinor(1_000_000_00, USD)
	there, _, err1 := rs.Convert(start, GBP, Rounding{Mode: Floor})
	back, _, err2 := rs.Convert(there, USD, Rounding{Mode: Floor})
	if c, err3 := back.Cmp(start); err1 != nil || err2 != nil || err3 != nil || c >= 0 {
		t.Errorf("%v became %v, %v, %v, %v", start, back, err1, err2, err3)
	}
}

func TestRatesOneSide(t *testing.T) {
	rs := bankRates(t, []Rate{onSide(eurToUSD, Ask), onSide(eurToGBP, Bid)})
	if r, err := rs.Ask(EUR, USD); err != nil || !r.Equal(onSide(eurToUSD, Ask)) {
		t.Errorf("%v, %v", r, err)
	}
	if r, err := rs.Rate(USD, EUR); err != nil || r.Side() != Bid {
		t.Errorf("the inverse of an ask is a bid: %v, %v", r, err)
	}
	if r, err := rs.Rate(USD, GBP); err != nil || r.Side() != Bid {
		t.Errorf("a bid for a bid: %v, %v", r, err)
	}
	for name, get := range map[string]func() (Rate, error){
		"a bid where only the ask is known": func() (Rate, error) { return rs.Rate(EUR, USD) },
		"an ask where only the bid is":      func() (Rate, error) { return rs.Ask(EUR, GBP) },
		"a mid of one side":                 func() (Rate, error) { return rs.Mid(EUR, USD) },
		"a cross of what is not there":      func() (Rate, error) { return rs.Rate(GBP, USD) },
	} {
		if r, err := get(); !errors.Is(err, ErrNoRate) {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
}

func TestNewRatesSides(t *testing.T) {
	q := twoWay(t, EUR, USD, "1.149", "1.151")
	bid, mid, ask := q.Bid(), q.Mid(), q.Ask()
	derived := bankRates(t, []Rate{ask, bid})
	if r, err := derived.Mid(EUR, USD); err != nil || !r.Equal(mid) {
		t.Errorf("the mean of bid and ask is %v, %v", r, err)
	}
	inverse := bankRates(t, q.Inverse().Rates())
	if r, err := inverse.Mid(EUR, USD); err != nil || r.rat().Cmp(mid.rat()) != 0 {
		t.Errorf("the mid of the inverse is %v, %v", r, err)
	}
	if r, err := inverse.Rate(EUR, USD); err != nil || r.rat().Cmp(bid.rat()) != 0 || r.Side() != Bid {
		t.Errorf("the bid of the inverse is %v, %v", r, err)
	}
	for _, edge := range []string{"1.149", "1.151"} {
		rs := bankRates(t, []Rate{bid, mustRate(EUR, USD, edge), ask})
		if r, err := rs.Mid(EUR, USD); err != nil || !r.Value(3).Equal(dec(edge)) {
			t.Errorf("a mid that is the bid or the ask lies between them: %v, %v", r, err)
		}
	}
	low, high := mustRate(EUR, USD, "1.148"), mustRate(USD, EUR, "0.86")
	for _, tt := range []struct {
		name  string
		rates []Rate
		want  string
	}{
		{"crossed", []Rate{onSide(bid, Ask), onSide(ask, Bid)}, "bid 1.151 is above ask 1.149"},
		{"bid twice", []Rate{bid, bid}, "EUR to USD is there twice"},
		{"mid below", []Rate{bid, low, ask}, "mid of EUR in USD is not between"},
		{"mid above, the other way", []Rate{bid, high, ask}, "mid of EUR in USD is not between"},
		{"bids of both directions", []Rate{bid, ask.Inverse()}, "bid of EUR in USD, and of USD in EUR"},
		{"bid and ask of both directions", []Rate{bid, bid.Inverse()}, "bid of EUR in USD and the ask of USD in EUR"},
	} {
		if rs, err := NewRates(EUR, rateDay, "bank", tt.rates); !errors.Is(err, ErrInvalidRate) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v, want %s", tt.name, rs, err, tt.want)
		}
	}
}

// The mean of quotients with different divisors: between 1/4 and 1/2 it is 3/8. It
// is of both banks.
func TestMeanOfQuotients(t *testing.T) {
	quotient := func(den, source string, side Side) Rate {
		r, err := NewRatio(EUR, USD, dec("1"), dec(den), rateDay, source)
		if err != nil {
			t.Fatal(err)
		}
		return onSide(r, side)
	}
	rs := bankRates(t, []Rate{quotient("4", "one bank", Bid), quotient("2", "another", Ask)})
	r, err := rs.Mid(EUR, USD)
	if err != nil || r.rat().Cmp(big.NewRat(3, 8)) != 0 || r.Source() != "one bank, another" {
		t.Errorf("%v, %v, want 0.375 of both", r, err)
	}
}

// The mid of two sides with one margin has it, with two margins none.
func TestTwoWayMargins(t *testing.T) {
	q := twoWay(t, EUR, USD, "1.149", "1.151")
	margin := func(r Rate, percent string) Rate {
		r, err := r.WithMargin(dec(percent))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	same, err := twoWayOf(margin(q.Bid(), "1"), margin(q.Ask(), "1"))
	if err != nil || !same.Mid().Equal(margin(q.Mid(), "1")) {
		t.Errorf("%v, %v", same.Mid(), err)
	}
	wider, err := twoWayOf(margin(q.Bid(), "-1"), margin(q.Ask(), "1"))
	if err != nil || !wider.Mid().Margin().IsZero() {
		t.Errorf("%v, %v", wider.Mid(), err)
	}
}

func TestPoints(t *testing.T) {
	tests := []struct {
		f    func(Rate, decimal.Decimal) (Rate, error)
		bps  string
		want string
		pct  string
	}{
		{Rate.AgainstCustomer, "50", "1.15575", "0.5"},
		{Rate.AgainstCustomer, "0", "1.15", "0"},
		{Rate.AgainstCustomer, "0.5", "1.1500575", "0.005"},
		{Rate.AgainstCustomer, "10000", "2.3", "100"},
		{Rate.ForCustomer, "50", "1.14425", "-0.5"},
		{Rate.ForCustomer, "9999", "0.000115", "-99.99"},
	}
	for _, tt := range tests {
		r, err := tt.f(eurToUSD, dec(tt.bps))
		if err != nil || r.rat().Cmp(rat(dec(tt.want))) != 0 || !r.Margin().Equal(dec(tt.pct)) {
			t.Errorf("%s points: %v, margin %s, %v, want %s and %s", tt.bps, r, r.Margin(), err, tt.want, tt.pct)
		}
	}
	// What the customer gives in their own currency gets less.
	turned, err := eurToUSD.AgainstCustomer(dec("100"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := turned.Inverse().Convert(FromMinor(100_00, USD), Rounding{})
	if err != nil || got != FromMinor(86_10, EUR) { // 100/1.1615
		t.Errorf("100 USD are %v, %v", got, err)
	}
	refused := []struct {
		f     func(Rate, decimal.Decimal) (Rate, error)
		r     Rate
		bps   decimal.Decimal
		class error
		want  string
	}{
		{Rate.AgainstCustomer, eurToUSD, dec("-1"), ErrInvalidRate, "-1 basis points against the customer"},
		{Rate.ForCustomer, eurToUSD, dec("-1"), ErrInvalidRate, "-1 basis points for the customer"},
		{Rate.ForCustomer, eurToUSD, dec("10000"), ErrInvalidRate, ""},
		{Rate.AgainstCustomer, eurToUSD, decimal.New(1, 1_000_000_000), ErrRange, ""},
		{Rate.AgainstCustomer, eurToUSD, decimal.New(1, -1_000_000_000), ErrRange, ""},
		{Rate.AgainstCustomer, Rate{}, dec("1"), ErrInvalidRate, ""},
	}
	for _, tt := range refused {
		if r, err := tt.f(tt.r, tt.bps); !errors.Is(err, tt.class) || !strings.Contains(err.Error(), tt.want) || !r.IsZero() {
			t.Errorf("%v: %v, want %v", r, err, tt.class)
		}
	}
}
