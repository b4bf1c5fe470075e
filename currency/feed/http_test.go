package feed_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
)

func TestStatusCodes(t *testing.T) {
	bodies := map[string]string{
		"ECB":                 "<html>no</html>",
		"Open Exchange Rates": `{"error":true,"status":401,"message":"invalid_app_id","description":"Invalid App ID"}`,
		"Frankfurter":         `{"message":"unprocessable"}`,
		"currencylayer":       `{"success":false,"error":{"code":101,"info":"invalid key"}}`,
	}
	codes := map[string]string{"Open Exchange Rates": "invalid_app_id", "currencylayer": "101"}
	for _, s := range httpSources {
		for _, status := range []int{204, 206, 304, 400, 401, 403, 422, 429, 500, 502, 503} {
			srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				io.WriteString(w, bodies[s.name])
			})
			got, err := s.source(srv.config()).Rates(t.Context(), feed.Query{})
			var provider *feed.ProviderError
			if got.Rates != nil || !errors.As(err, &provider) || provider.Status != status || errors.Is(err, feed.ErrNotServed) {
				t.Errorf("%s, status %d: %v", s.name, status, err)
				continue
			}
			if bodied := status != 204 && status != 304; bodied && provider.Code != codes[s.name] {
				t.Errorf("%s, status %d: code %q of %v", s.name, status, provider.Code, err)
			}
		}
		// An error body with the status of success.
		srv := serve(t, write(bodies[s.name]))
		if _, err := s.source(srv.config()).Rates(t.Context(), feed.Query{}); err == nil || s.name != "ECB" && !errors.Is(err, feed.ErrProvider) {
			t.Errorf("%s, status 200 with an error: %v", s.name, err)
		}
		// The first page of a file that a CDN does not have.
		srv = serve(t, write("<!DOCTYPE html><html>Sorry</html>"))
		if _, err := s.source(srv.config()).Rates(t.Context(), feed.Query{}); !errors.Is(err, currency.ErrSyntax) {
			t.Errorf("%s, status 200 with HTML: %v", s.name, err)
		}
	}
}

func TestRevalidation(t *testing.T) {
	for _, s := range httpSources {
		for _, header := range []string{"ETag", "Last-Modified"} {
			value := map[string]string{"ETag": `"v1"`, "Last-Modified": "Wed, 18 Mar 2026 15:00:00 GMT"}[header]
			asks := map[string]string{"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
			srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set(header, value)
				if r.Header.Get(asks) == value {
					w.WriteHeader(http.StatusNotModified)
					return
				}
				io.WriteString(w, sample(t, s.sample))
			})
			source := s.source(srv.config())
			first, err := source.Rates(t.Context(), feed.Query{})
			if err != nil {
				t.Fatal(err)
			}
			again, err := source.Rates(t.Context(), feed.Query{Known: &first})
			if err != nil || again.Rates != first.Rates {
				t.Errorf("%s by %s: %v, %v, want the same rates", s.name, header, again.Rates, err)
			}
			if strings.Contains(fmt.Sprintf("%+v", first.Tag), key) {
				t.Errorf("%s: the key is in the tag %+v", s.name, first.Tag)
			}
			other := first
			other.Tag.Resource = "something else"
			if again, err := source.Rates(t.Context(), feed.Query{Known: &other}); err != nil || again.Rates == first.Rates {
				t.Errorf("%s by %s: the tag of something else was sent: %v", s.name, header, err)
			}
			if _, err := source.Rates(t.Context(), feed.Query{Known: &first, Need: []currency.Code{code(t, "MNT")}}); !errors.Is(err, feed.ErrNotServed) {
				t.Errorf("%s by %s: not modified, but lacks a currency: %v", s.name, header, err)
			}
		}
	}
}

// Not modified is no answer to a query for which the known rates are too old,
// as they would not be if the server sent them again.
func TestRevalidationOfOldRates(t *testing.T) {
	srv := revalidating(t, "ecb-daily.xml")
	now := time.Date(2026, 3, 18, 18, 0, 0, 0, time.UTC)
	h := srv.config()
	h.Now = func() time.Time { return now }
	source := feed.ECBSource{HTTP: h}
	known, err := source.Rates(t.Context(), feed.Query{})
	if err != nil {
		t.Fatal(err)
	}
	now = now.AddDate(0, 0, 20)
	for _, q := range []feed.Query{{On: currency.DateOf(now)}, {On: currency.DateOf(now), Known: &known}} {
		if s, err := source.Rates(t.Context(), q); !errors.Is(err, feed.ErrNotServed) {
			t.Errorf("known %v: %v, %v", q.Known != nil, s.Rates, err)
		}
	}
	if got := srv.requests[2].Header.Get("If-None-Match"); got == "" {
		t.Error("the last request was not conditional")
	}
}

// Open Exchange Rates wants the Date of the response back, beside its ETag.
func TestRevalidationByDate(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Date", "Thu, 20 Dec 2012 14:48:28 GMT")
		io.WriteString(w, sample(t, "openexchangerates-latest.json"))
	})
	source := feed.OpenExchangeRates{HTTP: srv.config(), AppID: key}
	first, err := source.Rates(t.Context(), feed.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := source.Rates(t.Context(), feed.Query{Known: &first}); err != nil {
		t.Fatal(err)
	}
	if h := srv.requests[1].Header; h.Get("If-Modified-Since") != "Thu, 20 Dec 2012 14:48:28 GMT" || h.Get("If-None-Match") != `"v1"` {
		t.Errorf("headers %v", h)
	}
}

func TestSlowServers(t *testing.T) {
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	for name, handle := range map[string]http.HandlerFunc{
		"no response": func(http.ResponseWriter, *http.Request) { <-release },
		"half a body": func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, " ")
			w.(http.Flusher).Flush()
			<-release
		},
	} {
		srv := httptest.NewServer(handle)
		t.Cleanup(srv.CloseClientConnections)
		for _, s := range httpSources {
			h := feed.HTTP{Client: srv.Client(), BaseURL: srv.URL, Now: noon, Timeout: 20 * time.Millisecond}
			if _, err := s.source(h).Rates(t.Context(), feed.Query{}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s, %s, own timeout: %v", s.name, name, err)
			}
			h.Timeout = 0
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			if _, err := s.source(h).Rates(ctx, feed.Query{}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s, %s, the caller's: %v", s.name, name, err)
			}
			cancel()
			if _, err := s.source(h).Rates(ctx, feed.Query{}); err == nil {
				t.Errorf("%s, %s: no error of a context that ended", s.name, name)
			}
		}
	}
}

func TestLargeResponses(t *testing.T) {
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	for range 64 {
		zip.Write(bytes.Repeat([]byte(" "), 1<<20))
	}
	zip.Close()
	for name, handle := range map[string]http.HandlerFunc{
		"endless": func(w http.ResponseWriter, r *http.Request) {
			blank := bytes.Repeat([]byte(" "), 1<<16)
			for r.Context().Err() == nil {
				if _, err := w.Write(blank); err != nil {
					return
				}
			}
		},
		"bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		},
	} {
		srv := httptest.NewServer(handle)
		t.Cleanup(srv.Close)
		for _, s := range httpSources {
			h := feed.HTTP{Client: srv.Client(), BaseURL: srv.URL, Now: noon, MaxBytes: 1 << 20}
			if _, err := s.source(h).Rates(t.Context(), feed.Query{}); !errors.Is(err, currency.ErrRange) {
				t.Errorf("%s, %s: %v, want ErrRange", s.name, name, err)
			}
		}
		srv.CloseClientConnections()
	}
	// An error page without end.
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		for r.Context().Err() == nil {
			if _, err := w.Write(bytes.Repeat([]byte(" "), 1<<16)); err != nil {
				return
			}
		}
	}))
	t.Cleanup(srv.Close)
	var provider *feed.ProviderError
	if _, err := (feed.Frankfurter{HTTP: feed.HTTP{Client: srv.Client(), BaseURL: srv.URL}}).Rates(t.Context(), feed.Query{}); !errors.As(err, &provider) || provider.Status != 502 {
		t.Errorf("an error page without end: %v", err)
	}
}

func TestGzip(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("accepts %q", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		io.WriteString(zip, sample(t, "ecb-daily.xml"))
		zip.Close()
	})
	if _, err := (feed.ECBSource{HTTP: srv.config()}).Rates(t.Context(), feed.Query{}); err != nil {
		t.Error(err)
	}
}

func TestTruncatedResponse(t *testing.T) {
	for _, s := range httpSources {
		srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			io.WriteString(w, sample(t, s.sample)[:200])
		})
		if got, err := s.source(srv.config()).Rates(t.Context(), feed.Query{}); err == nil || got.Rates != nil {
			t.Errorf("%s: %v, %v", s.name, got.Rates, err)
		}
	}
}

func TestRedirects(t *testing.T) {
	var target string
	handle := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/moved" {
			io.WriteString(w, sample(t, "currencylayer-live.json"))
			return
		}
		http.Redirect(w, r, target+"/moved", http.StatusMovedPermanently)
	}
	srv := serve(t, handle)
	target = srv.URL
	if _, err := (feed.Currencylayer{HTTP: srv.config(), AccessKey: key}).Rates(t.Context(), feed.Query{}); err != nil {
		t.Errorf("on the same host: %v", err)
	}
	target = ""
	loop := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) })
	if _, err := (feed.ECBSource{HTTP: loop.config()}).Rates(t.Context(), feed.Query{}); err == nil || len(loop.requests) > 11 {
		t.Errorf("%d requests in a circle, %v", len(loop.requests), err)
	}
	// Without a key, another host may answer, but not without TLS.
	other := serve(t, write(sample(t, "ecb-daily.xml")))
	first := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) })
	if _, err := (feed.ECBSource{HTTP: first.config()}).Rates(t.Context(), feed.Query{}); err != nil {
		t.Errorf("to another host: %v", err)
	}
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) }))
	t.Cleanup(secure.Close)
	before := len(other.requests)
	if _, err := (feed.ECBSource{HTTP: feed.HTTP{Client: secure.Client(), BaseURL: secure.URL, Now: noon}}).Rates(t.Context(), feed.Query{}); err == nil || len(other.requests) != before {
		t.Errorf("from https to http: %v", err)
	}
	// The URL of a proxy, with its token, is not told to other hosts.
	h := first.config()
	h.BaseURL += "/?token=t"
	if _, err := (feed.ECBSource{HTTP: h}).Rates(t.Context(), feed.Query{}); err != nil {
		t.Error(err)
	}
	for _, r := range other.requests {
		if got := r.Header.Get("Referer"); got != "" {
			t.Errorf("another host is told of %s", got)
		}
	}
	// The rule of the program's own client holds as well, and stays its own.
	var asked atomic.Int32
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { asked.Add(1); return http.ErrUseLastResponse }}
	_, err := feed.ECBSource{HTTP: feed.HTTP{Client: client, BaseURL: first.URL, Now: noon}}.Rates(t.Context(), feed.Query{})
	var provider *feed.ProviderError
	if !errors.As(err, &provider) || provider.Status != http.StatusFound || asked.Load() != 1 {
		t.Errorf("%v after %d calls of the program's rule", err, asked.Load())
	}
}

// The base URL of a proxy may have a path and parameters of its own.
func TestBaseURL(t *testing.T) {
	srv := serve(t, write(sample(t, "currencylayer-live.json")))
	h := srv.config()
	h.BaseURL = srv.URL + "/fx/api/?token=t"
	h.UserAgent = "shop/1.0"
	if _, err := (feed.Currencylayer{HTTP: h, AccessKey: key, Base: currency.USD}).Rates(t.Context(), feed.Query{}); err != nil {
		t.Fatal(err)
	}
	if got, want := srv.requests[0].URL.RequestURI(), "/fx/api/live?access_key="+key+"&source=USD&token=t"; got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
	if got := srv.requests[0].UserAgent(); got != "shop/1.0" {
		t.Errorf("by %s", got)
	}
}
