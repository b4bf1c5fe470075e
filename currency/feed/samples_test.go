package feed_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
)

const key = "0123456789abcdef0123456789abcdef"

// noon is a time at which all samples are of the past.
func noon() time.Time { return time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC) }

// server answers with handle and keeps the requests that came.
type server struct {
	*httptest.Server
	requests []*http.Request
}

func serve(t testing.TB, handle http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests = append(s.requests, r)
		handle(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) config() feed.HTTP {
	return feed.HTTP{Client: s.Client(), BaseURL: s.URL, Now: noon}
}

func write(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
}

func code(t testing.TB, text string) currency.Code {
	t.Helper()
	c, err := currency.ParseCode(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// revalidating is a server that knows its ETag.
func revalidating(t testing.TB, name string) *server {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, sample(t, name))
	})
}

// fixed returns the sample rates of 18 March 2026.
func fixed(t testing.TB) *currency.Rates {
	t.Helper()
	rs, err := feed.ECB(open(t, "ecb-daily.xml"))
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

// of returns rates of a time.
func of(t testing.TB, asOf time.Time) *currency.Rates {
	t.Helper()
	rs, err := currency.NewRates(currency.EUR, asOf, "script", fixed(t).All())
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

var errDown = errors.New("down")

// httpSources are all that ask a server, with a sample of the newest rates.
var httpSources = []struct {
	name, sample string
	source       func(feed.HTTP) feed.Source
}{
	{"ECB", "ecb-daily.xml", func(h feed.HTTP) feed.Source { return feed.ECBSource{HTTP: h} }},
	{"Open Exchange Rates", "openexchangerates-latest.json", func(h feed.HTTP) feed.Source { return feed.OpenExchangeRates{HTTP: h, AppID: key} }},
	{"Frankfurter", "frankfurter-latest.json", func(h feed.HTTP) feed.Source { return feed.Frankfurter{HTTP: h} }},
	{"currencylayer", "currencylayer-live.json", func(h feed.HTTP) feed.Source { return feed.Currencylayer{HTTP: h, AccessKey: key} }},
}
