package feed_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
)

// What a source asks for, and that the answer is of that day.
func TestSourceRequests(t *testing.T) {
	day := func(text string) currency.Date {
		d, err := currency.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	today := currency.DateOf(noon())
	historic := strings.NewReplacer("1790640000", "1773878399").Replace(sample(t, "openexchangerates-latest.json")) // 2026-03-18 23:59:59
	historicLayer := strings.NewReplacer("1790640000", "1773878399").Replace(sample(t, "currencylayer-live.json"))
	tests := []struct {
		name   string
		source func(feed.HTTP) feed.Source
		q      feed.Query
		body   string
		want   string // path and query
		asOf   string
		reason string
	}{
		{"ECB newest", httpSources[0].source, feed.Query{}, sample(t, "ecb-daily.xml"), "/eurofxref-daily.xml", "2026-03-18", ""},
		{"ECB today", httpSources[0].source, feed.Query{On: today}, envelope(`<Cube time="2026-09-29">` + usd + `</Cube>`), "/eurofxref-daily.xml", "2026-09-29", "before 16:00 the newest are of yesterday"},
		{"ECB lately", httpSources[0].source, feed.Query{On: today.AddDays(-10)}, envelope(`<Cube time="2026-09-21">` + usd + `</Cube><Cube time="2026-09-18">` + usd + `</Cube>`), "/eurofxref-hist-90d.xml", "2026-09-18", "20 September is a Sunday"},
		{"ECB long ago", httpSources[0].source, feed.Query{On: day("2026-03-15")}, sample(t, "ecb-hist.xml"), "/eurofxref-hist.xml", "2026-03-13", "a Sunday"},
		{"Frankfurter newest", httpSources[2].source, feed.Query{}, sample(t, "frankfurter-latest.json"), "/latest", "2026-03-18", ""},
		{"Frankfurter day", httpSources[2].source, feed.Query{On: day("2026-03-19")}, sample(t, "frankfurter-latest.json"), "/2026-03-19", "2026-03-18", "the server chooses the day before"},
		{"Frankfurter base", func(h feed.HTTP) feed.Source { return feed.Frankfurter{HTTP: h, Base: currency.USD} }, feed.Query{}, `{"base":"USD","date":"2026-03-18","rates":{"EUR":0.87}}`, "/latest?base=USD", "2026-03-18", ""},
		{"Open Exchange Rates newest", httpSources[1].source, feed.Query{}, sample(t, "openexchangerates-latest.json"), "/latest.json", "2026-09-29", ""},
		{"Open Exchange Rates day", httpSources[1].source, feed.Query{On: day("2026-03-18")}, historic, "/historical/2026-03-18.json", "2026-03-18", ""},
		{"currencylayer newest", httpSources[3].source, feed.Query{}, sample(t, "currencylayer-live.json"), "/live?access_key=" + key, "2026-09-29", ""},
		{"currencylayer day", httpSources[3].source, feed.Query{On: day("2026-03-18")}, historicLayer, "/historical?access_key=" + key + "&date=2026-03-18", "2026-03-18", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := serve(t, write(tt.body))
			s, err := tt.source(srv.config()).Rates(t.Context(), tt.q)
			if err != nil {
				t.Fatal(err)
			}
			r := srv.requests[0]
			if got := r.URL.RequestURI(); got != tt.want {
				t.Errorf("asked for %s, want %s", got, tt.want)
			}
			if got := currency.DateOf(s.Rates.AsOf()).String(); got != tt.asOf {
				t.Errorf("rates of %s, want %s (%s)", got, tt.asOf, tt.reason)
			}
			if r.Header.Get("User-Agent") != "landed" || r.Method != http.MethodGet {
				t.Errorf("%s by %q", r.Method, r.Header.Get("User-Agent"))
			}
			if auth := r.Header.Get("Authorization"); strings.HasPrefix(tt.name, "Open") != (auth == "Token "+key) {
				t.Errorf("Authorization %q", auth)
			}
		})
	}
}

func TestSourcesDoNotServe(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "1999-02-02") || r.URL.Query().Get("base") == "AED" {
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, `{"message":"not found"}`)
			return
		}
		for _, s := range httpSources {
			if strings.HasSuffix(r.URL.Path, map[string]string{"ECB": ".xml", "Frankfurter": "/latest", "currencylayer": "/live", "Open Exchange Rates": "latest.json"}[s.name]) {
				io.WriteString(w, sample(t, s.sample))
			}
		}
	})
	for _, s := range httpSources {
		for _, tt := range []struct {
			name string
			q    feed.Query
		}{
			{"before the first day", feed.Query{On: currency.NewDate(1998, 12, 31)}},
			{"after today", feed.Query{On: currency.DateOf(noon()).AddDays(1)}},
			{"lacks a currency", feed.Query{Need: []currency.Code{currency.USD, code(t, "MNT")}}},
		} {
			if got, err := s.source(srv.config()).Rates(t.Context(), tt.q); !errors.Is(err, feed.ErrNotServed) || got.Rates != nil {
				t.Errorf("%s, %s: %v, want ErrNotServed", s.name, tt.name, err)
			}
		}
	}
	for name, source := range map[string]feed.Source{
		"Frankfurter without the day":       feed.Frankfurter{HTTP: srv.config()},
		"Open Exchange Rates, no such file": feed.OpenExchangeRates{HTTP: srv.config(), AppID: key},
	} {
		_, err := source.Rates(t.Context(), feed.Query{On: currency.NewDate(1999, 2, 2)})
		if !errors.Is(err, feed.ErrNotServed) || !errors.Is(err, feed.ErrProvider) {
			t.Errorf("%s: %v, want ErrNotServed and what the provider said", name, err)
		}
	}
	if _, err := (feed.Frankfurter{HTTP: srv.config(), Base: code(t, "AED")}).Rates(t.Context(), feed.Query{}); !errors.Is(err, feed.ErrNotServed) {
		t.Errorf("Frankfurter with an unknown base: %v", err)
	}
}

func TestSourceOfAnotherBase(t *testing.T) {
	srv := serve(t, write(sample(t, "openexchangerates-latest.json")))
	s, err := feed.OpenExchangeRates{HTTP: srv.config(), AppID: key, Base: currency.EUR}.Rates(t.Context(), feed.Query{})
	if s.Rates != nil || !errors.Is(err, currency.ErrInvalidRate) || errors.Is(err, feed.ErrNotServed) {
		t.Errorf("%v, want a failure: the answer is against the dollar", err)
	}
}

func TestFileSource(t *testing.T) {
	data, err := os.ReadFile("testdata/shop.csv")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"shop.csv": &fstest.MapFile{Data: data}}
	open := func() (io.ReadCloser, error) { return files.Open("shop.csv") }
	source := feed.FileSource{Name: "house bank", Open: open, Read: feed.ReadCSV, Now: noon}
	s, err := source.Rates(t.Context(), feed.Query{})
	if err != nil || s.Source != "house bank" || len(s.Skipped) != 1 || rateOf(s.Rates, currency.EUR, currency.USD) != "1.15" {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err := source.Rates(t.Context(), feed.Query{On: currency.NewDate(2026, 3, 17)}); err != nil || rateOf(s.Rates, currency.EUR, currency.USD) != "1.1531" {
		t.Errorf("of the 17th: %v, %v", s.Rates, err)
	}
	for _, on := range []currency.Date{currency.NewDate(2026, 3, 16), currency.NewDate(2026, 4, 18)} {
		if _, err := source.Rates(t.Context(), feed.Query{On: on}); !errors.Is(err, feed.ErrNotServed) {
			t.Errorf("of %v: %v, want ErrNotServed", on, err)
		}
	}
	source.Now = func() time.Time { return time.Date(2026, 3, 16, 0, 0, 0, 0, time.UTC) }
	if _, err := source.Rates(t.Context(), feed.Query{}); !errors.Is(err, currency.ErrRange) {
		t.Errorf("rates of the future: %v", err)
	}
	source.Open = func() (io.ReadCloser, error) { return files.Open("none.csv") }
	if _, err := source.Rates(t.Context(), feed.Query{}); !errors.Is(err, os.ErrNotExist) || errors.Is(err, feed.ErrNotServed) {
		t.Errorf("no file: %v", err)
	}
	if _, err := (feed.FileSource{}).Rates(t.Context(), feed.Query{}); err == nil {
		t.Error("a source of nothing has rates")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := source.Rates(ctx, feed.Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want Canceled", err)
	}
}

func TestECBHistory(t *testing.T) {
	srv := serve(t, write(sample(t, "ecb-hist.xml")))
	h, err := feed.ECBSource{HTTP: srv.config()}.History(t.Context())
	if err != nil || h.Len() != 4 || srv.requests[0].URL.Path != "/eurofxref-hist.xml" {
		t.Fatalf("%v, %v", h, err)
	}
	if rs, err := h.At(currency.NewDate(2026, 3, 15)); err != nil || currency.DateOf(rs.AsOf()).String() != "2026-03-13" {
		t.Errorf("of a Sunday: %v", err)
	}
	down := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	if h, err := (feed.ECBSource{HTTP: down.config()}).History(t.Context()); h != nil || !errors.Is(err, feed.ErrProvider) {
		t.Errorf("%v, %v", h, err)
	}
}

// Of two snapshots of a day, a history has the newer.
func TestFileHistory(t *testing.T) {
	f, err := feed.ReadCSV(strings.NewReader("date,base,quote,rate\n2026-03-18T09:00:00Z,EUR,USD,1.1\n2026-03-18T17:00:00Z,EUR,USD,1.2\n2026-03-17,EUR,USD,1.3\n"), feed.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	h, err := f.History()
	if err != nil || h.Len() != 2 {
		t.Fatalf("%v, %v", h, err)
	}
	if r, err := h.Rate(currency.EUR, currency.USD, currency.NewDate(2026, 3, 18)); err != nil || r.Value(1).String() != "1.2" {
		t.Errorf("%v, %v", r, err)
	}
	if _, err := (feed.File{}).History(); !errors.Is(err, currency.ErrNoRate) {
		t.Errorf("of nothing: %v", err)
	}
}

func TestFixed(t *testing.T) {
	newest := fixed(t)
	source := feed.Fixed(of(t, newest.AsOf().AddDate(0, 0, -2)), newest)
	if s, err := source.Rates(t.Context(), feed.Query{}); err != nil || s.Rates != newest || s.Source != "ECB" {
		t.Errorf("%v, %v", s, err)
	}
	if s, err := source.Rates(t.Context(), feed.Query{On: currency.NewDate(2026, 3, 17)}); err != nil || s.Source != "script" {
		t.Errorf("the day before: %v, %v", s, err)
	}
	for name, q := range map[string]feed.Query{"too early": {On: currency.NewDate(2026, 3, 15)}, "long after": {On: currency.NewDate(2026, 4, 15)}, "lacks one": {Need: []currency.Code{code(t, "MNT")}}} {
		if _, err := source.Rates(t.Context(), q); !errors.Is(err, feed.ErrNotServed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := feed.Fixed().Rates(t.Context(), feed.Query{}); !errors.Is(err, feed.ErrNotServed) {
		t.Errorf("nothing: %v", err)
	}
	if _, err := feed.Fixed(nil, newest).Rates(t.Context(), feed.Query{}); err != nil {
		t.Errorf("nil among them: %v", err)
	}
}
