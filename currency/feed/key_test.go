package feed_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
)

// leaky fails as transports do, with the URL in the error.
type leaky struct{ err func(*http.Request) error }

func (l leaky) RoundTrip(r *http.Request) (*http.Response, error) { return nil, l.err(r) }

// The key is in no error, whoever repeats it.
func TestKeyDoesNotLeak(t *testing.T) {
	const odd = "k+y/ &%=" + key                        // the key in an encoding is the key
	escaped := fmt.Sprintf(`\u%04x%s`, odd[0], odd[1:]) // in JSON a character has many forms
	repeat := func(status int, form string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			fmt.Fprintf(w, form, odd)
		}
	}
	elsewhere := serve(t, write("{}"))
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+r.URL.RequestURI(), http.StatusFound)
	})
	servers := map[string]string{
		"in an error page":      serve(t, repeat(200, "<html>you asked for ?access_key=%s</html>")).URL,
		"in a provider's error": serve(t, repeat(401, `{"success":false,"error":{"code":101,"info":"bad key %[1]s"},"message":"bad %[1]s","error_":true}`)).URL,
		"in an error of OXR":    serve(t, repeat(401, `{"error":true,"status":401,"message":"bad %[1]s","description":"bad %[1]s"}`)).URL,
		"in a 200 error":        serve(t, repeat(200, `{"success":false,"error":{"code":101,"info":"bad key %s"}}`)).URL,
		"in escapes":            serve(t, write(`{"success":false,"error":{"code":101,"info":"bad key `+escaped+`"},"message":"`+escaped+`"}`)).URL,
		"in escapes of OXR":     serve(t, write(`{"error":true,"status":401,"message":"`+escaped+`","description":"bad `+escaped+`"}`)).URL,
		"in an escaped code":    serve(t, write(`{"timestamp":1,"base":"USD","source":"USD","rates":{"`+escaped+`":1},"quotes":{"`+escaped+`":1}}`)).URL,
		"in a code":             serve(t, repeat(200, `{"timestamp":1,"base":"%[1]s","source":"%[1]s","rates":{"%[1]s":1},"quotes":{"%[1]s":1}}`)).URL,
		"redirect to elsewhere": plain.URL,
		"nobody there":          "http://127.0.0.1:1/",
		"no URL":                "http://user:" + key + "@%zz/",
		"no host":               "/" + key,
		"redirect without sense": serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://%zz/"+odd)
			w.WriteHeader(302)
		}).URL,
	}
	sources := func(h feed.HTTP) map[string]feed.Source {
		return map[string]feed.Source{"OXR": feed.OpenExchangeRates{HTTP: h, AppID: odd}, "currencylayer": feed.Currencylayer{HTTP: h, AccessKey: odd}}
	}
	check := func(name string, err error) {
		t.Helper()
		if err == nil {
			t.Fatalf("%s: no error", name)
		}
		all := err.Error()
		for e := err; e != nil; e = errors.Unwrap(e) {
			all += fmt.Sprintf(" %v %+v %#v", e, e, e)
		}
		for _, form := range []string{key, odd, url.QueryEscape(odd), url.PathEscape(odd)} {
			if strings.Contains(all, form) {
				t.Errorf("%s: the key leaks: %s", name, all)
			}
		}
	}
	for name, base := range servers {
		for which, source := range sources(feed.HTTP{BaseURL: base, Now: noon}) {
			_, err := source.Rates(t.Context(), feed.Query{})
			check(name+" "+which, err)
		}
	}
	if n := len(elsewhere.requests); n != 0 {
		t.Errorf("%d requests were redirected to another host", n)
	}
	for name, failure := range map[string]func(*http.Request) error{
		"transport": func(r *http.Request) error { return fmt.Errorf("proxy refused %s %v", r.URL, r.Header) },
		"nested URL error": func(r *http.Request) error {
			return &url.Error{Op: "Get", URL: r.URL.String(), Err: io.ErrUnexpectedEOF}
		},
		"deadline": func(r *http.Request) error {
			return fmt.Errorf("%s %v: %w", r.URL, r.Header, context.DeadlineExceeded)
		},
	} {
		for which, source := range sources(feed.HTTP{Client: &http.Client{Transport: leaky{failure}}}) {
			_, err := source.Rates(t.Context(), feed.Query{})
			check(name+" "+which, err)
			if name == "deadline" && !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v hides that the deadline passed", err)
			}
		}
	}
	// A key that is also a word of the answer does not spoil a good one.
	srv := serve(t, write(sample(t, "openexchangerates-latest.json")))
	if s, err := (feed.OpenExchangeRates{HTTP: srv.config(), AppID: "8"}).Rates(t.Context(), feed.Query{}); err != nil || rateOf(s.Rates, currency.USD, currency.EUR) != "0.88022588" {
		t.Errorf("%v, %v", s.Rates, err)
	}
}

// A program that logs its configuration keeps its keys.
func TestKeyIsNotPrinted(t *testing.T) {
	sources := []feed.Source{feed.OpenExchangeRates{AppID: key}, &feed.Currencylayer{AccessKey: key}, feed.Currencylayer{AccessKey: key}}
	chain := feed.Chain{Sources: sources}
	cache := &feed.Cached{Source: chain}
	for _, v := range []any{sources[0], sources[1], sources[2], sources, chain, cache} {
		text := fmt.Sprintf("%v %+v %#v %s", v, v, v, v)
		if data, err := json.Marshal(v); err == nil {
			text += string(data)
		}
		if strings.Contains(text, key) {
			t.Errorf("the key of %T is printed: %s", v, text)
		}
	}
}
