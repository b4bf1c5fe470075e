package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

// A second of everything on a shop of its own: no error, every kind, and every
// order stored. How many is for a machine that does nothing else.
func TestRun(t *testing.T) {
	var out bytes.Buffer
	if err := run(context.Background(), []string{"-for", "1s", "-c", "4"}, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	for _, want := range []string{"list", "product", "quote", "order", "p99", "stored"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

// A rate is kept, and too low a one is a failure.
func TestRate(t *testing.T) {
	var out bytes.Buffer
	err := run(context.Background(), []string{"-for", "1s", "-rate", "20", "-min-rps", "25"}, &out)
	if err == nil || !strings.Contains(err.Error(), "requests a second, want 25") {
		t.Fatalf("%v\n%s", err, out.String())
	}
}

// What is answered wrongly is an error that is counted, shown and returned.
func TestErrors(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/checkout") {
			http.Error(w, "", http.StatusInternalServerError)
		}
	}))
	defer s.Close()
	var out bytes.Buffer
	err := run(context.Background(), []string{"-for", "300ms", "-url", s.URL}, &out)
	if err == nil || !strings.Contains(err.Error(), "not answered as they should be") ||
		!strings.Contains(out.String(), " in the answer") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestLoopback(t *testing.T) {
	for url, good := range map[string]bool{
		"http://localhost:8080": true, "http://127.0.0.1:1/": true, "http://[::1]:80": true, "http://127.9.9.9": true,
		"http://example.com": false, "http://192.0.2.1:80": false, "http://0.0.0.0:80": false, "https://localhost": false,
		"http://localhost/path": false, "http://localhost.example.com": false, "http://user:word@localhost": false,
		"localhost:8080": false, "": false, "http://%zz": false,
	} {
		if err := loopback(url); (err == nil) != good {
			t.Errorf("%q: %v", url, err)
		}
	}
	for address, good := range map[string]bool{"127.0.0.1:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true, "192.0.2.1:80": false, "x": false} {
		if err := onlyLoopback("tcp", address, nil); (err == nil) != good {
			t.Errorf("dial %q: %v", address, err)
		}
	}
}

func TestParse(t *testing.T) {
	for _, args := range []string{
		"-for 0s", "-for 10h", "-c 0", "-c 10000", "-rate -1", "-rate NaN", "-min-rps -1", "-url http://example.com", "x",
		"-url http://localhost -db x.db", "-nothing",
	} {
		if c, err := parse(strings.Fields(args), io.Discard); err == nil {
			t.Errorf("%s: %+v", args, c)
		}
	}
}

func TestPercentile(t *testing.T) {
	var hundred []time.Duration
	for n := range 100 {
		hundred = append(hundred, time.Duration(n+1))
	}
	for _, c := range []struct {
		times []time.Duration
		p     int
		want  time.Duration
	}{
		{nil, 99, 0}, {hundred, 50, 50}, {hundred, 95, 95}, {hundred, 99, 99}, {hundred, 100, 100},
		{hundred[:1], 50, 1}, {hundred[:3], 50, 2}, {hundred[:3], 99, 3}, {hundred[:10], 95, 10},
	} {
		if got := percentile(c.times, c.p); got != c.want {
			t.Errorf("p%d of %d: %d, want %d", c.p, len(c.times), got, c.want)
		}
	}
}

// A shop of its own leaves nothing behind, also if it does not open.
func TestOwnShopLeavesNothing(t *testing.T) {
	s, err := open(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	s.close()
	if _, err := os.Stat(s.folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s: %v", s.folder, err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if s, err = open(cancelled, ""); err == nil {
		t.Error("a shop opened after the end")
	}
	if _, err := os.Stat(s.folder); s.folder != "" && !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s: %v", s.folder, err)
	}
}
