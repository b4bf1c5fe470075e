package feed_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
)

// readers are all readers, with a sample each.
var readers = []struct {
	name   string
	read   feed.Reader
	sample string
}{
	{"ECB", feed.ReadECB, "ecb-hist.xml"},
	{"ECB CSV", feed.ReadECBCSV, "ecb-hist.csv"},
	{"CSV", feed.ReadCSV, "shop.csv"},
	{"Open Exchange Rates", feed.ReadOpenExchangeRates, "openexchangerates-latest.json"},
	{"currencylayer", feed.ReadCurrencylayer, "currencylayer-live.json"},
	{"Frankfurter", feed.ReadFrankfurter, "frankfurter-latest.json"},
	{"Frankfurter range", feed.ReadFrankfurter, "frankfurter-range.json"},
}

func sample(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// rateOf returns a rate as a text, or the error.
func rateOf(rs *currency.Rates, from, to currency.Code) string {
	r, err := rs.Rate(from, to)
	if err != nil {
		return err.Error()
	}
	num, den := r.Ratio()
	if den.Equal(decimal.New(1, 0)) {
		return num.String()
	}
	return num.String() + "/" + den.String()
}

func TestReadJSON(t *testing.T) {
	asOf := time.Date(2026, 9, 29, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		sample   string
		read     feed.Reader
		days     int
		asOf     time.Time
		pivot    currency.Code
		source   string
		skipped  []string
		from, to currency.Code
		want     string
	}{
		{"openexchangerates-latest.json", feed.ReadOpenExchangeRates, 1, time.Unix(1790640000, 0), currency.USD, "Open Exchange Rates", []string{"BTC", "CNH", "GGP"}, currency.USD, currency.EUR, "0.88022588"},
		{"currencylayer-live.json", feed.ReadCurrencylayer, 1, time.Unix(1790640000, 0), currency.USD, "currencylayer", []string{"BTC", "CNH", "GGP"}, currency.EUR, currency.GBP, "0.75538854/0.88022588"},
		{"frankfurter-latest.json", feed.ReadFrankfurter, 1, asOf.AddDate(0, -6, -11), currency.EUR, "Frankfurter", nil, currency.EUR, currency.IDR, "19543.1"},
		{"frankfurter-range.json", feed.ReadFrankfurter, 3, asOf.AddDate(0, -6, -12), currency.EUR, "Frankfurter", nil, currency.EUR, currency.USD, "1.1531"},
	}
	for _, tt := range tests {
		t.Run(tt.sample, func(t *testing.T) {
			f, err := tt.read(strings.NewReader(sample(t, tt.sample)), feed.Limits{})
			if err != nil || len(f.Days) != tt.days || !slices.Equal(f.Skipped, tt.skipped) {
				t.Fatalf("%d days, skipped %v, %v", len(f.Days), f.Skipped, err)
			}
			rs := f.Newest()
			if !rs.AsOf().Equal(tt.asOf) || rs.Pivot() != tt.pivot || rs.Source() != tt.source {
				t.Errorf("%s of %v, pivot %v", rs.Source(), rs.AsOf(), rs.Pivot())
			}
			if got := rateOf(rs, tt.from, tt.to); got != tt.want {
				t.Errorf("%v to %v is %s, want %s", tt.from, tt.to, got, tt.want)
			}
		})
	}
}

// A number is the decimal that is written, not the nearest float.
func TestJSONNumbersAreExact(t *testing.T) {
	for _, tt := range []struct{ in, want, reason string }{
		{"0.1", "0.1", ""},
		{"1E0", "1", "a capital"},
		{"8.9e-06", "0.0000089", "as Bitcoin stands there"},
		{"1.0E-5", "0.00001", ""},
		{"1.5e+3", "1500", ""},
		{"9007199254740993.25", "9007199254740993.25", "no float64 holds it"},
		{"0.1234567890123456789012345678901234", "0.1234567890123456789012345678901234", "34 digits"},
		{"1e33", "1000000000000000000000000000000000", "the largest power"},
		{"0.1e34", "1000000000000000000000000000000000", "by the largest exponent"},
		{"1e-34", "0.0000000000000000000000000000000001", "and the smallest"},
		{"1." + strings.Repeat("0", 60) + "e1", "10", "64 bytes"},
	} {
		f, err := feed.ReadOpenExchangeRates(strings.NewReader(`{"timestamp":1,"base":"USD","rates":{"EUR":`+tt.in+`}}`), feed.Limits{})
		if err != nil {
			t.Errorf("%s: %v (%s)", tt.in, err, tt.reason)
			continue
		}
		if got := rateOf(f.Newest(), currency.USD, currency.EUR); got != tt.want {
			t.Errorf("%s is %s, want %s (%s)", tt.in, got, tt.want, tt.reason)
		}
	}
}

func oxr(rates string) string { return `{"timestamp":1790640000,"base":"USD","rates":{` + rates + `}}` }

// Names that are no codes of ISO 4217 occur in the longer lists of providers.
func TestJSONSkipsUnknownCodes(t *testing.T) {
	f, err := feed.ReadOpenExchangeRates(strings.NewReader(oxr(`"EUR":0.8,"$PAC":1,"1ST":2,"42":3,"BTC":1e-5,"GO":4,"VEF_BLKMKT":5`)), feed.Limits{})
	if want := []string{"$PAC", "1ST", "42", "BTC", "GO", "VEF_BLKMKT"}; err != nil || !slices.Equal(f.Skipped, want) {
		t.Fatalf("skipped %v, %v, want %v", f.Skipped, err, want)
	}
	if n := len(f.Newest().All()); n != 1 {
		t.Errorf("%d rates, want that of the euro", n)
	}
}

func TestJSONRefuses(t *testing.T) {
	long := strings.Repeat("9", 1_000_000)
	tests := []struct {
		name   string
		read   feed.Reader
		in     string
		class  error
		want   string
		reason string
	}{
		{"empty", feed.ReadOpenExchangeRates, "", currency.ErrSyntax, "unexpected EOF", ""},
		{"HTML", feed.ReadOpenExchangeRates, "<html>503</html>", currency.ErrSyntax, "invalid character", "an error page"},
		{"array", feed.ReadOpenExchangeRates, "[]", currency.ErrSyntax, "the document is an array, want an object", ""},
		{"null", feed.ReadCurrencylayer, "null", currency.ErrSyntax, "the document is null", ""},
		{"no rates", feed.ReadOpenExchangeRates, `{"timestamp":1421967600}`, currency.ErrSyntax, "no base", "such an answer was once given for a day"},
		{"empty rates", feed.ReadOpenExchangeRates, oxr(""), currency.ErrSyntax, "has no rates", ""},
		{"only unknown", feed.ReadOpenExchangeRates, oxr(`"BTC":1`), currency.ErrSyntax, "has no rates", "a snapshot of nothing"},
		{"no timestamp", feed.ReadOpenExchangeRates, `{"base":"USD","rates":{"EUR":1}}`, currency.ErrSyntax, "no time", ""},
		{"no base", feed.ReadOpenExchangeRates, `{"timestamp":1,"rates":{"EUR":1}}`, currency.ErrSyntax, "no base", "it is not guessed"},
		{"unknown base", feed.ReadOpenExchangeRates, `{"timestamp":1,"base":"BTC","rates":{"EUR":1}}`, currency.ErrUnknownCode, `"BTC"`, "all rates would be skipped"},
		{"rates an array", feed.ReadOpenExchangeRates, `{"timestamp":1,"base":"USD","rates":[1]}`, currency.ErrSyntax, "rates is an array, want an object", ""},
		{"rate a string", feed.ReadOpenExchangeRates, oxr(`"EUR":"0.88"`), currency.ErrSyntax, `rate of EUR is the string "0.88", want a number`, ""},
		{"rate null", feed.ReadOpenExchangeRates, oxr(`"EUR":null`), currency.ErrSyntax, "rate of EUR is null", ""},
		{"rate an object", feed.ReadOpenExchangeRates, oxr(`"EUR":{"bid":1}`), currency.ErrSyntax, "rate of EUR is an object", "show_bid_ask was asked for"},
		{"rate true", feed.ReadOpenExchangeRates, oxr(`"EUR":true`), currency.ErrSyntax, "rate of EUR is true", ""},
		{"NaN", feed.ReadOpenExchangeRates, oxr(`"EUR":NaN`), currency.ErrSyntax, "invalid character", "no JSON"},
		{"zero", feed.ReadOpenExchangeRates, oxr(`"EUR":0`), currency.ErrInvalidRate, "not positive", ""},
		{"negative", feed.ReadOpenExchangeRates, oxr(`"EUR":-1.5`), currency.ErrInvalidRate, "not positive", ""},
		{"negative of an unknown", feed.ReadOpenExchangeRates, oxr(`"EUR":1,"BTC":-1`), currency.ErrInvalidRate, "rate of BTC", "left out, but not unread"},
		{"zero with an exponent", feed.ReadOpenExchangeRates, oxr(`"EUR":0e5`), currency.ErrInvalidRate, "not positive", ""},
		{"large exponent", feed.ReadOpenExchangeRates, oxr(`"EUR":1e1000000000`), currency.ErrRange, "exponent beyond 34", "hours of work for others"},
		{"small exponent", feed.ReadOpenExchangeRates, oxr(`"EUR":1e-1000000000`), currency.ErrRange, "exponent beyond 34", ""},
		{"exponent beyond int64", feed.ReadOpenExchangeRates, oxr(`"EUR":1e99999999999999999999`), currency.ErrRange, "exponent beyond 34", ""},
		{"digits and exponent", feed.ReadOpenExchangeRates, oxr(`"EUR":123456789e30`), currency.ErrRange, "", "more than 34 digits together"},
		{"long", feed.ReadOpenExchangeRates, oxr(`"EUR":` + long), currency.ErrRange, "64 bytes", ""},
		{"long with an exponent", feed.ReadOpenExchangeRates, oxr(`"EUR":1e` + long), currency.ErrRange, "64 bytes", ""},
		{"leading zero", feed.ReadOpenExchangeRates, oxr(`"EUR":1,"GBP":07`), currency.ErrInvalidRate, `rate of GBP: "0" is not positive`, "no JSON, but 0 is refused before the 7 is read"},
		{"code twice", feed.ReadOpenExchangeRates, oxr(`"EUR":1,"EUR":2`), currency.ErrSyntax, `"EUR" is there twice in rates`, "which one counts?"},
		{"escaped code twice", feed.ReadOpenExchangeRates, oxr(`"EUR":1,"\u0045UR":2`), currency.ErrSyntax, `"EUR" is there twice`, "another spelling of the same"},
		{"base twice", feed.ReadOpenExchangeRates, `{"timestamp":1,"base":"USD","base":"EUR","rates":{"GBP":1}}`, currency.ErrSyntax, `"base" is there twice`, ""},
		{"base at 2", feed.ReadOpenExchangeRates, oxr(`"USD":2,"EUR":1`), currency.ErrInvalidRate, "is not 1", ""},
		{"half a value after it", feed.ReadOpenExchangeRates, oxr(`"EUR":1`) + ` "`, currency.ErrSyntax, "what follows", ""},
		{"malformed code", feed.ReadOpenExchangeRates, oxr(`"eur":1`), currency.ErrUnknownCode, `"eur"`, "not unknown, but wrong"},
		{"timestamp a string", feed.ReadOpenExchangeRates, `{"timestamp":"1","base":"USD","rates":{"EUR":1}}`, currency.ErrSyntax, "timestamp is the string", ""},
		{"timestamp a fraction", feed.ReadOpenExchangeRates, `{"timestamp":1.5,"base":"USD","rates":{"EUR":1}}`, currency.ErrSyntax, "whole number", ""},
		{"timestamp in milliseconds", feed.ReadOpenExchangeRates, `{"timestamp":1790640000000000,"base":"USD","rates":{"EUR":1}}`, currency.ErrRange, "timestamp", "beyond the year 9999"},
		{"timestamp negative", feed.ReadOpenExchangeRates, `{"timestamp":-1,"base":"USD","rates":{"EUR":1}}`, currency.ErrRange, "timestamp", ""},
		{"timestamp zero", feed.ReadOpenExchangeRates, `{"timestamp":0,"base":"USD","rates":{"EUR":1}}`, currency.ErrRange, "timestamp is 0", "a default of their program"},
		{"truncated", feed.ReadOpenExchangeRates, strings.TrimSuffix(oxr(`"EUR":1`), "}"), currency.ErrSyntax, "unexpected EOF", ""},
		{"truncated number", feed.ReadOpenExchangeRates, `{"timestamp":1,"base":"USD","rates":{"EUR":1`, currency.ErrSyntax, "EOF", ""},
		{"two documents", feed.ReadOpenExchangeRates, oxr(`"EUR":1`) + "{}", currency.ErrSyntax, "more than one value", ""},
		{"rubbish after", feed.ReadOpenExchangeRates, oxr(`"EUR":1`) + "x", currency.ErrSyntax, "invalid character", ""},
		{"nesting", feed.ReadOpenExchangeRates, `{"license":` + strings.Repeat("[", 100_000), currency.ErrRange, "nested too deep", ""},
		{"nested objects", feed.ReadCurrencylayer, `{"license":` + strings.Repeat(`{"a":`, 100_000), currency.ErrRange, "nested too deep", ""},
		{"long code", feed.ReadOpenExchangeRates, oxr(`"` + strings.Repeat("A", 1_000_000) + `":1`), currency.ErrUnknownCode, "bytes)", ""},

		{"pair of another source", feed.ReadCurrencylayer, `{"success":true,"timestamp":1,"source":"USD","quotes":{"EURGBP":1}}`, currency.ErrSyntax, `"EURGBP" does not begin with its source "USD"`, ""},
		{"code without source", feed.ReadCurrencylayer, `{"success":true,"timestamp":1,"source":"USD","quotes":{"EUR":1}}`, currency.ErrSyntax, "does not begin", ""},
		{"success a string", feed.ReadCurrencylayer, `{"success":"true"}`, currency.ErrSyntax, "success is the string", ""},
		{"error a string", feed.ReadCurrencylayer, `{"success":false,"error":"no"}`, currency.ErrSyntax, "error is the string", ""},

		{"amount", feed.ReadFrankfurter, `{"amount":10.0,"base":"EUR","date":"2026-03-18","rates":{"USD":11.5}}`, currency.ErrSyntax, "amount other than 1", "the rates are not rates"},
		{"bad date", feed.ReadFrankfurter, `{"base":"EUR","date":"18.03.2026","rates":{"USD":1}}`, currency.ErrSyntax, "18.03.2026", ""},
		{"no date", feed.ReadFrankfurter, `{"base":"EUR","rates":{"USD":1}}`, currency.ErrSyntax, "no time", ""},
		{"date twice", feed.ReadFrankfurter, `{"base":"EUR","start_date":"2026-03-13","rates":{"2026-03-13":{"USD":1},"2026-03-13":{"USD":2}}}`, currency.ErrSyntax, "twice", ""},
		{"one date in a range", feed.ReadFrankfurter, `{"base":"EUR","start_date":"2026-03-13","rates":{"USD":1}}`, currency.ErrSyntax, "single date in a range", ""},
		{"range without its dates", feed.ReadFrankfurter, `{"base":"EUR","date":"2026-03-13","rates":{"2026-03-13":{"USD":1}}}`, currency.ErrSyntax, "without one", ""},
		{"version 2", feed.ReadFrankfurter, `[{"date":"2026-03-18","base":"EUR","quote":"AUD","rate":1.6305}]`, currency.ErrSyntax, "the document is an array", "another form, not read as this one"},
		{"empty range", feed.ReadFrankfurter, `{"base":"EUR","start_date":"2026-03-13","end_date":"2026-03-14","rates":{}}`, currency.ErrSyntax, "no day in it", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := tt.read(strings.NewReader(tt.in), feed.Limits{})
			var at *feed.Error
			if len(f.Days) != 0 || !errors.As(err, &at) || !errors.Is(err, tt.class) {
				t.Fatalf("%d days, %v, want %v (%s)", len(f.Days), err, tt.class, tt.reason)
			}
			if !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 400 {
				t.Errorf("error %q, want one with %q (%s)", err, tt.want, tt.reason)
			}
		})
	}
}

func TestProviderErrors(t *testing.T) {
	tests := []struct {
		name string
		read feed.Reader
		in   string
		want feed.ProviderError
	}{
		{"Open Exchange Rates", feed.ReadOpenExchangeRates,
			`{"error":true,"status":401,"message":"invalid_app_id","description":"Invalid App ID provided"}`,
			feed.ProviderError{Provider: "Open Exchange Rates", Status: 401, Code: "invalid_app_id", Message: "Invalid App ID provided"}},
		{"currencylayer", feed.ReadCurrencylayer,
			`{"success":false,"error":{"code":104,"type":"monthly_usage_limit_reached","info":"Your monthly API request volume has been reached."}}`,
			feed.ProviderError{Provider: "currencylayer", Code: "104", Message: "Your monthly API request volume has been reached."}},
		{"Frankfurter", feed.ReadFrankfurter, `{"message":"not found"}`,
			feed.ProviderError{Provider: "Frankfurter", Message: "not found"}},
		{"Frankfurter with a status", feed.ReadFrankfurter, `{"status":404,"message":"not found"}`,
			feed.ProviderError{Provider: "Frankfurter", Status: 404, Message: "not found"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := tt.read(strings.NewReader(tt.in), feed.Limits{})
			var got *feed.ProviderError
			if f.Days != nil || !errors.As(err, &got) || *got != tt.want || !errors.Is(err, feed.ErrProvider) {
				t.Errorf("%#v, want %#v", err, tt.want)
			}
		})
	}
	long := &feed.ProviderError{Provider: "x", Code: strings.Repeat("c", 10_000), Message: strings.Repeat("m", 10_000)}
	if n := len(long.Error()); n > 400 {
		t.Errorf("a message of %d bytes", n)
	}
}

// What all readers have in common.
func TestReaders(t *testing.T) {
	for _, r := range readers {
		t.Run(r.name, func(t *testing.T) {
			text := sample(t, r.sample)
			f, err := r.read(strings.NewReader(text), feed.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			newest := f.Newest().AsOf()
			if _, err := r.read(strings.NewReader(text), feed.Limits{Latest: newest, Bytes: int64(len(text))}); err != nil {
				t.Errorf("with limits that just allow it: %v", err)
			}
			if _, err := r.read(strings.NewReader("\xef\xbb\xbf"+text), feed.Limits{}); strings.HasSuffix(r.sample, "json") == (err == nil) {
				t.Errorf("with a byte order mark: %v; XML and CSV allow it, JSON does not", err)
			}
			tests := []struct {
				name  string
				in    string
				l     feed.Limits
				class error
			}{
				{"of the future", text, feed.Limits{Latest: newest.Add(-time.Second)}, currency.ErrRange},
				{"too large", text, feed.Limits{Bytes: int64(len(text)) - 1}, currency.ErrRange},
				{"10 MB of nothing", strings.Repeat("\x00", 10<<20), feed.Limits{}, nil},
				{"10 MB of one line", strings.Repeat("x", 10<<20), feed.Limits{}, nil},
				{"not UTF-8", "\xff\xfe" + text, feed.Limits{}, currency.ErrSyntax},
			}
			for _, tt := range tests {
				f, err := r.read(strings.NewReader(tt.in), tt.l)
				var at *feed.Error
				if f.Days != nil || !errors.As(err, &at) || tt.class != nil && !errors.Is(err, tt.class) {
					t.Errorf("%s: %d days, %v, want %v", tt.name, len(f.Days), err, tt.class)
				}
			}
			if strings.HasSuffix(r.sample, ".csv") {
				return // a table that ends early is a table
			}
			for n := 0; n < len(strings.TrimSpace(text)); n += 7 {
				if f, err := r.read(strings.NewReader(text[:n]), feed.Limits{}); err == nil {
					t.Fatalf("truncated at %d of %d: %d days", n, len(text), len(f.Days))
				}
			}
		})
	}
}

func fuzzReader(f *testing.F, read feed.Reader, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := feed.Limits{Latest: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
		file, err := read(strings.NewReader(string(data)), limits)
		if err != nil {
			var at *feed.Error
			var provider *feed.ProviderError
			if file.Days != nil || !errors.As(err, &at) && !errors.As(err, &provider) || len(err.Error()) > 2000 {
				t.Fatalf("%d days with error %v", len(file.Days), err)
			}
			return
		}
		if len(file.Days) == 0 || !slices.IsSorted(file.Skipped) {
			t.Fatalf("%d days, skipped %v", len(file.Days), file.Skipped)
		}
		for i, rs := range file.Days {
			if i > 0 && !rs.AsOf().Before(file.Days[i-1].AsOf()) || rs.AsOf().After(limits.Latest) {
				t.Fatalf("day %d is of %v", i, rs.AsOf())
			}
			for _, r := range rs.All() {
				if num, den := r.Ratio(); num.Sign() <= 0 || den.Sign() <= 0 {
					t.Fatalf("%v", r)
				}
			}
		}
	})
}

func FuzzReadOpenExchangeRates(f *testing.F) {
	fuzzReader(f, feed.ReadOpenExchangeRates, sample(f, "openexchangerates-latest.json"), oxr(`"EUR":1e-5`), `{"error":true,"status":401,"message":"m","description":"d"}`)
}

func FuzzReadCurrencylayer(f *testing.F) {
	fuzzReader(f, feed.ReadCurrencylayer, sample(f, "currencylayer-live.json"), `{"success":false,"error":{"code":104,"info":"i"}}`)
}

func FuzzReadFrankfurter(f *testing.F) {
	fuzzReader(f, feed.ReadFrankfurter, sample(f, "frankfurter-latest.json"), sample(f, "frankfurter-range.json"), `{"message":"not found"}`)
}
