package page

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
)

func TestParseAndRender(t *testing.T) {
	files := fstest.MapFS{
		"t/_layout.html": {Data: []byte(`<title>{{block "title" .}}{{end}}</title>{{template "main" .}}{{template "foot" .}}`)},
		"t/_foot.html":   {Data: []byte(`{{define "foot"}}foot{{end}}`)},
		"t/one.html":     {Data: []byte(`{{define "title"}}One{{end}}{{define "main"}}<p>{{.Name}}</p>{{template "part" dict "n" .Name}}{{end}}{{define "part"}}[{{.n}}]{{end}}`)},
		"t/two.html":     {Data: []byte(`{{define "main"}}{{.Missing.Field}}{{end}}`)},
	}
	pages, err := Parse(files, "t")
	if err != nil {
		t.Fatal(err)
	}
	data := struct{ Name string }{"<script>"}
	w := httptest.NewRecorder()
	if err := pages.Render(w, http.StatusTeapot, "one", data); err != nil {
		t.Fatal(err)
	}
	if got, want := w.Body.String(), "<title>One</title><p>&lt;script&gt;</p>[&lt;script&gt;]foot"; got != want || w.Code != http.StatusTeapot {
		t.Errorf("%d %s, want %s", w.Code, got, want)
	}
	w = httptest.NewRecorder()
	if err := pages.Render(w, http.StatusOK, "two", data); err == nil || w.Body.Len() != 0 {
		t.Errorf("a page that fails: error %v, and %q was sent", err, w.Body)
	}
	if err := pages.Render(w, http.StatusOK, "three", data); err == nil {
		t.Error("a page that is none was rendered")
	}
}

func TestReader(t *testing.T) {
	de, ar, zero := NewReader(language.German), NewReader(language.MustParse("ar-AE")), Reader{}
	euro := currency.FromMinor(123450, currency.EUR)
	for _, c := range []struct{ name, got, want string }{
		{"money", de.Money(euro), "1.234,50\u00a0€"},
		{"no money", de.MoneyOrDash(currency.Amount{}), "–"},
		{"money or dash", de.MoneyOrDash(euro), "1.234,50\u00a0€"},
		{"signed", de.Signed(euro), "+1.234,50\u00a0€"},
		{"percent", de.Percent("8.1"), "8,1\u00a0%"},
		{"no percent", de.Percent("none"), "none"},
		{"from right to left", ar.Dir(), "rtl"},
		{"from left to right", de.Dir(), "ltr"},
		{"language", de.Lang(), "de"},
		{"day", zero.Day(time.Date(2026, 3, 18, 23, 0, 0, 0, time.UTC)), "2026-03-18"},
		{"day of a zone", Reader{Zone: time.FixedZone("X", 7200)}.Day(time.Date(2026, 3, 18, 23, 0, 0, 0, time.UTC)), "2026-03-19"},
		{"clock", Reader{ClockForm: "15.04", Zone: time.FixedZone("MEZ", 3600)}.Clock(time.Date(2026, 3, 18, 12, 5, 0, 0, time.UTC)), "13.05 MEZ"},
		{"clock of a zone without a name", Reader{Zone: time.FixedZone("+04", 4*3600)}.Clock(time.Date(2026, 3, 18, 12, 5, 0, 0, time.UTC)), "16:05 UTC+04:00"},
		{"machine", zero.Machine(time.Date(2026, 3, 18, 12, 5, 0, 0, time.FixedZone("", 3600))), "2026-03-18T11:05:00Z"},
		{"no date", zero.Date(currency.Date(0)), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestStatic(t *testing.T) {
	h := Static(http.NotFoundHandler())
	address := Asset("style.css")
	if !strings.HasPrefix(address, "/static/style.css?v=") {
		t.Fatal(address)
	}
	for _, c := range []struct {
		url, cache string
		status     int
	}{
		{address, "public, max-age=31536000, immutable", http.StatusOK},
		{"/static/style.css?v=old", "public, no-cache", http.StatusOK},
		{"/static/none.css", "", http.StatusNotFound},
		{"/static/../page.go", "", http.StatusNotFound},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", c.url, nil))
		if w.Code != c.status || w.Header().Get("Cache-Control") != c.cache {
			t.Errorf("%s: %d, %q", c.url, w.Code, w.Header().Get("Cache-Control"))
		}
	}
	r := httptest.NewRequest("GET", address, nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	again := httptest.NewRecorder()
	h.ServeHTTP(again, r)
	if again.Code != http.StatusNotModified {
		t.Errorf("the same file again: %d", again.Code)
	}
	if kind := w.Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/css") {
		t.Errorf("content type %q", kind)
	}
}

func TestReadForm(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	many := strings.Repeat("a=1&", MaxFields+1)
	for _, c := range []struct {
		name, kind, body string
		status           int // 0: read
	}{
		{"read", form, "a=1&b=2", 0},
		{"with a charset", form + "; charset=utf-8", "a=1", 0},
		{"empty", form, "", 0},
		{"too large", form, "a=" + strings.Repeat("x", MaxForm), http.StatusRequestEntityTooLarge},
		{"too many fields", form, many, http.StatusRequestEntityTooLarge},
		{"malformed", form, "a=%zz", http.StatusBadRequest},
		{"a file", "multipart/form-data; boundary=x", "", http.StatusUnsupportedMediaType},
		{"no kind", "", "a=1", http.StatusUnsupportedMediaType},
	} {
		r := httptest.NewRequest("POST", "/?a=9", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		values, err := ReadForm(httptest.NewRecorder(), r)
		status := 0
		if fe, ok := err.(*FormError); ok {
			status = fe.Status
		}
		if status != c.status || (err != nil) != (c.status != 0) {
			t.Errorf("%s: %v, want %d", c.name, err, c.status)
		}
		if c.name == "read" && (len(values["a"]) != 1 || values.Get("a") != "1") {
			t.Errorf("the address is in the form: %v", values)
		}
	}
}

func TestHarden(t *testing.T) {
	var lines bytes.Buffer
	mux := http.NewServeMux()
	mux.HandleFunc("/order/{id}", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "hello") })
	mux.HandleFunc("/panic", func(http.ResponseWriter, *http.Request) { panic("a bug") })
	mux.HandleFunc("/late", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted); panic("a late bug") })
	h, err := Harden(mux, Guard{
		Log: slog.New(slog.NewJSONHandler(&lines, nil)), HTTPS: true, Origins: []string{"https://shop.example"},
		Refused: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "refused", http.StatusForbidden) }),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, method, path, site, origin string
		status                           int
	}{
		{"seen", "GET", "/order/SECRET?name=SECRET", "cross-site", "", http.StatusOK},
		{"own form", "POST", "/order/1", "same-origin", "", http.StatusOK},
		{"form of another site", "POST", "/order/SECRET/refunds", "cross-site", "", http.StatusForbidden},
		{"form of a sister site", "POST", "/order/1", "same-site", "", http.StatusForbidden},
		{"another origin, old browser", "POST", "/order/1", "", "https://evil.example", http.StatusForbidden},
		{"behind a proxy", "POST", "/order/1", "cross-site", "https://shop.example", http.StatusOK},
		{"a panic", "GET", "/panic", "", "", http.StatusInternalServerError},
		{"a panic in the middle", "GET", "/late", "", "", http.StatusAccepted},
	} {
		lines.Reset()
		r := httptest.NewRequest(c.method, c.path, nil)
		if c.site != "" {
			r.Header.Set("Sec-Fetch-Site", c.site)
		}
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.status)
		}
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q", c.name, name, got)
			}
		}
		if strings.Contains(lines.String(), "SECRET") {
			t.Errorf("%s: logged %s", c.name, lines.String())
		}
		var line struct{ Status int }
		last := strings.Split(strings.TrimSpace(lines.String()), "\n")
		if err := json.Unmarshal([]byte(last[len(last)-1]), &line); err != nil || line.Status != c.status {
			t.Errorf("%s: logged %s", c.name, lines.String())
		}
	}
	if _, err := Harden(mux, Guard{Origins: []string{"shop.example/path"}}); err == nil {
		t.Error("an origin that is none was taken")
	}
}

// Without HTTPS there is no promise of it: it would lock out localhost.
func TestNoPromiseOfHTTPS(t *testing.T) {
	h, err := Harden(http.NotFoundHandler(), Guard{})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if got := w.Header().Get("Strict-Transport-Security"); got != "" {
		t.Error(got)
	}
}

func TestRoute(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /a/{$}", func(http.ResponseWriter, *http.Request) {})
	h := Route(mux, func(w http.ResponseWriter, _ *http.Request, status int) { w.WriteHeader(status) })
	for _, c := range []struct {
		method, path, allow string
		status              int
	}{
		{"GET", "/a/", "", http.StatusOK},
		{"GET", "/b", "", http.StatusNotFound},
		{"POST", "/a/", "GET, HEAD", http.StatusMethodNotAllowed},
		{"GET", "/a/../a/", "", http.StatusMovedPermanently},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(c.method, "/", nil)
		r.URL = &url.URL{Path: c.path}
		h.ServeHTTP(w, r)
		if got := w.Code; got != c.status && !(c.status == http.StatusMovedPermanently && got == http.StatusTemporaryRedirect) {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, got, c.status)
		}
		if got := w.Header().Get("Allow"); got != c.allow {
			t.Errorf("%s %s: Allow %q, want %q", c.method, c.path, got, c.allow)
		}
	}
}

func TestServerHasLimits(t *testing.T) {
	s := Server("localhost:0", http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if s.ReadHeaderTimeout == 0 || s.ReadTimeout == 0 || s.WriteTimeout == 0 || s.IdleTimeout == 0 || s.MaxHeaderBytes == 0 || s.ErrorLog == nil {
		t.Errorf("%+v", s)
	}
}
