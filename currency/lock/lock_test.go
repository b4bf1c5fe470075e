package lock

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

var (
	lockKey   = []byte("0123456789abcdef0123456789abcdef")
	lockKey2  = []byte("another key of the same shop....")
	lockUntil = time.Date(2026, 3, 18, 14, 30, 0, 500, time.UTC)
)

// asOf is the time of the rates of these tests, in a zone of its own.
var asOf = time.Date(2026, 3, 18, 1, 0, 0, 0, time.FixedZone("", 3600))

// rate returns a rate of the European Central Bank.
func rate(t testing.TB, base, quote currency.Code, value string) currency.Rate {
	t.Helper()
	r, err := currency.NewRate(base, quote, decimal.RequireFromString(value), asOf, "ECB")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// must passes on a rate that has to be one.
func must(t testing.TB) func(currency.Rate, error) currency.Rate {
	return func(r currency.Rate, err error) currency.Rate {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
}

// fullRate returns a rate that has everything that a rate can have: a side, a
// path, a margin and a quotient without end.
func fullRate(t testing.TB) currency.Rate {
	t.Helper()
	ok := must(t)
	r := ok(rate(t, currency.EUR, currency.USD, "1.15").WithSide(currency.Ask)).Inverse()
	r = ok(r.Cross(rate(t, currency.EUR, currency.GBP, "0.86393")))
	return ok(r.WithMargin(decimal.NewFromInt(2))).Inverse()
}

func fullLock(t testing.TB) Locked {
	t.Helper()
	l, err := Rate(fullRate(t), lockUntil, "A-17", lockKey)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// sameLock reports whether a and b mean the same.
func sameLock(a, b Locked) bool {
	_, az := a.Rate.AsOf().Zone()
	_, bz := b.Rate.AsOf().Zone()
	return a.Rate.Equal(b.Rate) && az == bz && a.Until.Equal(b.Until) && a.ID == b.ID && a.seal == b.seal
}

func TestLock(t *testing.T) {
	l := fullLock(t)
	for _, tt := range []struct {
		name  string
		at    time.Time
		keys  [][]byte
		class error
	}{
		{"in time", lockUntil.Add(-time.Hour), [][]byte{lockKey}, nil},
		{"at the last moment", lockUntil, [][]byte{lockKey}, nil},
		{"a nanosecond later", lockUntil.Add(1), [][]byte{lockKey}, ErrExpired},
		{"the last moment, in another zone", lockUntil.In(time.FixedZone("", 9*3600)), [][]byte{lockKey}, nil},
		{"with the old key among two", lockUntil, [][]byte{lockKey2, lockKey}, nil},
		{"with the old key first", lockUntil, [][]byte{lockKey, lockKey2}, nil},
		{"with another key", lockUntil, [][]byte{lockKey2}, ErrAltered},
		{"with another key, late", lockUntil.Add(time.Hour), [][]byte{lockKey2}, ErrAltered},
		{"without a key", lockUntil, nil, ErrKey},
		{"with a short key", lockUntil, [][]byte{lockKey[:15]}, ErrKey},
		{"with a short key beside", lockUntil, [][]byte{lockKey, nil}, ErrKey},
	} {
		r, err := l.Verify(tt.at, tt.keys...)
		if tt.class == nil && (err != nil || !r.Equal(l.Rate)) || tt.class != nil && (!errors.Is(err, tt.class) || !r.IsZero()) {
			t.Errorf("%s: %v, %v, want %v", tt.name, r, err, tt.class)
		}
	}
	_, err := l.Verify(lockUntil.Add(time.Second), lockKey)
	var expired *ExpiredError
	want := `lock: "A-17": the lock has expired: good until 2026-03-18T14:30:00.0000005Z, and it is 2026-03-18T14:30:01.0000005Z`
	if !errors.As(err, &expired) || expired.ID != "A-17" || !expired.Until.Equal(lockUntil) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	zoned, err := Rate(l.Rate, lockUntil.In(time.FixedZone("", -5*3600-17)), "A-17", lockKey)
	if err != nil || !sameLock(zoned, l) {
		t.Errorf("in another zone: %v, %v, want %v", zoned, err, l)
	}
	if _, err := (Locked{}).Verify(lockUntil, lockKey); !errors.Is(err, ErrAltered) {
		t.Errorf("the zero Locked: %v", err)
	}
	forged := Locked{}
	forged.seal, _ = forged.sealed(lockKey) // even so it is no lock
	if _, err := forged.Verify(lockUntil, lockKey); !errors.Is(err, ErrAltered) {
		t.Errorf("a sealed nothing: %v", err)
	}
	if s := l.String(); s != l.Rate.String()+" until 2026-03-18T14:30:00.0000005Z" || (Locked{}).String() != "no lock" {
		t.Errorf("%s", s)
	}
}

func TestLockRefuses(t *testing.T) {
	eurToUSD := rate(t, currency.EUR, currency.USD, "1.15")
	for _, tt := range []struct {
		name  string
		r     currency.Rate
		until time.Time
		id    string
		key   []byte
		class error
	}{
		{"no rate", currency.Rate{}, lockUntil, "", lockKey, currency.ErrInvalidRate},
		{"no time", eurToUSD, time.Time{}, "", lockKey, currency.ErrInvalidRate},
		{"a year of five digits", eurToUSD, time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -3600)), "", lockKey, currency.ErrRange},
		{"a negative year", eurToUSD, time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), "", lockKey, currency.ErrRange},
		{"long ID", eurToUSD, lockUntil, strings.Repeat("x", 101), lockKey, currency.ErrRange},
		{"ID of no text", eurToUSD, lockUntil, "\xff", lockKey, currency.ErrSyntax},
		{"short key", eurToUSD, lockUntil, "", lockKey[:15], ErrKey},
		{"no key", eurToUSD, lockUntil, "", nil, ErrKey},
	} {
		if l, err := Rate(tt.r, tt.until, tt.id, tt.key); !errors.Is(err, tt.class) || !sameLock(l, Locked{}) {
			t.Errorf("%s: %v, %v, want %v", tt.name, l, err, tt.class)
		}
	}
	if _, err := Rate(eurToUSD, lockUntil, "", lockKey[:16]); err != nil {
		t.Errorf("a key of 16 bytes and no ID: %v", err)
	}
	for _, until := range []time.Time{time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)} {
		l, err := Rate(eurToUSD, until, strings.Repeat("x", 100), lockKey)
		if err == nil {
			_, err = l.Verify(until, lockKey)
		}
		if err != nil {
			t.Errorf("the first and the last year, and the longest ID: %v", err)
		}
	}
}

// Whatever field is changed, the seal breaks.
func TestLockFields(t *testing.T) {
	l := fullLock(t)
	ok := must(t)
	two := decimal.NewFromInt(2)
	ask := ok(rate(t, currency.EUR, currency.USD, "1.15").WithSide(currency.Ask)).Inverse()
	plain := ok(ask.Cross(rate(t, currency.EUR, currency.GBP, "0.86393")))
	mid := ok(rate(t, currency.EUR, currency.USD, "1.15").Inverse().Cross(rate(t, currency.EUR, currency.GBP, "0.86393")))
	crossed := func(r, s currency.Rate) currency.Rate { return ok(ok(r.Cross(s)).WithMargin(two)).Inverse() }
	other := func(at time.Time, source string) currency.Rate {
		a, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.15"), at, source)
		a = ok(ok(a, err).WithSide(currency.Ask)).Inverse()
		b, err := currency.NewRate(currency.EUR, currency.GBP, decimal.RequireFromString("0.86393"), at, source)
		return crossed(a, ok(b, err))
	}
	if got := other(asOf, "ECB"); !got.Equal(l.Rate) {
		t.Fatalf("%v is not %v: the changes below show nothing", got, l.Rate)
	}
	for name, r := range map[string]currency.Rate{
		"direction":   l.Rate.Inverse(),
		"quote":       crossed(ask, rate(t, currency.EUR, currency.CHF, "0.86393")),
		"value":       crossed(ask, rate(t, currency.EUR, currency.GBP, "0.86394")),
		"no margin":   plain.Inverse(),
		"margin":      ok(plain.WithMargin(decimal.NewFromInt(3))).Inverse(),
		"side":        ok(mid.WithMargin(two)).Inverse(),
		"as of":       other(asOf.Add(1), "ECB"),
		"zone":        other(asOf.UTC(), "ECB"),
		"source":      other(asOf, "ECBx"),
		"no rate":     {},
		"other, same": rate(t, currency.EUR, currency.USD, "1.15"),
	} {
		changed := l
		changed.Rate = r
		if r, err := changed.Verify(lockUntil.AddDate(-1, 0, 0), lockKey); !errors.Is(err, ErrAltered) {
			t.Errorf("%s: %v, %v, want ErrAltered", name, r, err)
		}
	}
	for name, change := range map[string]func(*Locked){
		"until":      func(l *Locked) { l.Until = l.Until.Add(1) },
		"until, far": func(l *Locked) { l.Until = l.Until.AddDate(600, 0, 0) }, // beyond UnixNano
		"ID":         func(l *Locked) { l.ID = "A-18" },
		"seal":       func(l *Locked) { l.seal[31] ^= 1 },
	} {
		changed := l
		change(&changed)
		if r, err := changed.Verify(lockUntil.AddDate(-1, 0, 0), lockKey); !errors.Is(err, ErrAltered) {
			t.Errorf("%s: %v, %v, want ErrAltered", name, r, err)
		}
	}
}

// Whatever bit of the JSON is turned over, it is noticed, or it does not change
// anything.
func TestLockBits(t *testing.T) {
	l := fullLock(t)
	data, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	var again Locked
	if err := json.Unmarshal(data, &again); err != nil || !sameLock(again, l) {
		t.Fatalf("%s is %v, %v", data, again, err)
	}
	if r, err := again.Verify(lockUntil, lockKey); err != nil || !r.Equal(l.Rate) {
		t.Fatalf("%s: %v, %v", data, r, err)
	}
	for i := range data {
		for bit := range 8 {
			data[i] ^= 1 << bit
			var changed Locked
			if err := changed.UnmarshalJSON(data); err == nil {
				if _, err := changed.Verify(lockUntil, lockKey); err == nil && !sameLock(changed, l) {
					t.Errorf("%s verifies", data)
				} else if err != nil && !errors.Is(err, ErrAltered) {
					t.Errorf("%s: %v, want ErrAltered", data, err)
				}
			}
			data[i] ^= 1 << bit
		}
	}
}

func TestLockJSON(t *testing.T) {
	l, err := Rate(rate(t, currency.EUR, currency.USD, "1.15"), lockUntil, `"A" & b`, lockKey)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	const rate = `{"base":"EUR","quote":"USD","num":"1.15","den":"1","as_of":"2026-03-18T01:00:00+01:00","source":"ECB"}`
	head := `{"rate":` + rate + `,"until":"2026-03-18T14:30:00.0000005Z","id":"\"A\" \u0026 b","seal":"`
	if !strings.HasPrefix(string(data), head) || len(data) != len(head)+43+2 {
		t.Errorf("%s, want %s…", data, head)
	}
	zoned := strings.Replace(string(data), "2026-03-18T14:30:00.0000005Z", "2026-03-18T16:30:00.0000005+02:00", 1)
	var again Locked
	if err := json.Unmarshal([]byte(zoned), &again); err != nil {
		t.Fatal(err)
	}
	if _, err := again.Verify(lockUntil, lockKey); err != nil {
		t.Errorf("another zone: %v", err)
	}
	if zero, err := json.Marshal(Locked{}); err != nil || string(zero) != "null" {
		t.Errorf("%s, %v", zero, err)
	}
	if err := again.UnmarshalJSON([]byte("null")); err != nil || !sameLock(again, Locked{}) {
		t.Errorf("null: %v, %v", again, err)
	}
	seal := string(data[len(head) : len(head)+43])
	field := func(rate, until, id, seal string) string {
		return fmt.Sprintf(`{"rate":%s,"until":%q,"id":%q,"seal":%q}`, rate, until, id, seal)
	}
	const until = "2026-03-18T14:30:00Z"
	tests := []struct {
		in    string
		class error
		want  string
	}{
		{field("null", until, "A", seal), currency.ErrSyntax, "rate: null"},
		{field(`{"base":"EUR"}`, until, "A", seal), currency.ErrSyntax, "quote is missing"},
		{field(strings.Replace(rate, "USD", "XYZ", 1), until, "A", seal), currency.ErrUnknownCode, "XYZ"},
		{field(rate, "today", "A", seal), currency.ErrSyntax, "RFC 3339"},
		{field(rate, "0000-01-01T00:00:00Z", "A", seal), currency.ErrRange, "year 0"},
		{field(rate, "2026-03-18T14:30:00,5Z", "A", seal), currency.ErrSyntax, "RFC 3339"},
		{field(rate, until, strings.Repeat("x", 101), seal), currency.ErrRange, "ID of 101"},
		{field(rate, until, "A", seal[:42]), currency.ErrSyntax, "want 32 bytes"},
		{field(rate, until, "A", seal+"A"), currency.ErrSyntax, "want 32 bytes"},
		{field(rate, until, "A", "+"+seal[1:]), currency.ErrSyntax, "want 32 bytes"},
		{field(rate, until, "A", ""), currency.ErrSyntax, "want 32 bytes"},
		{`{"rate":` + rate + `,"until":"` + until + `","id":"A"}`, currency.ErrSyntax, "seal is missing"},
		{`{}`, currency.ErrSyntax, "rate is missing"},
		{`{"id":"A","id":"A"}`, currency.ErrSyntax, "occurs twice"},
		{`{"until":"` + until + `","key":"x"}`, currency.ErrSyntax, "unknown or"},
		{string(data) + "1", currency.ErrSyntax, "end of input"},
		{string(data[:len(data)-1]), currency.ErrSyntax, "want }"},
		{`{"id":1}`, currency.ErrSyntax, "id: "},
		{`[]`, currency.ErrSyntax, "want {"},
		{`{"id":"` + strings.Repeat("x", 10<<20) + `"}`, currency.ErrRange, "bytes"},
	}
	for _, tt := range tests {
		var l Locked
		err := l.UnmarshalJSON([]byte(tt.in))
		var parse *currency.ParseError
		if !errors.Is(err, tt.class) || !errors.As(err, &parse) || !strings.Contains(err.Error(), tt.want) || !sameLock(l, Locked{}) {
			t.Errorf("%.200s: %v, want %v with %q", tt.in, err, tt.class, tt.want)
		}
	}
}
