package office

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

var quiet = slog.New(slog.DiscardHandler)

const password = "correct horse battery"

// door is a guard in front of a page that says "in", with a clock to turn.
func door(t *testing.T) (http.Handler, *time.Time) {
	t.Helper()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	g, err := newGuard(password, func() time.Time { return now }, quiet)
	if err != nil {
		t.Fatal(err)
	}
	in := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "in") })
	return g.protect(in, func(w http.ResponseWriter, _ *http.Request, status int) { w.WriteHeader(status) }), &now
}

func knock(h http.Handler, from, user, password string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/office/", nil)
	r.RemoteAddr = from
	if user+password != "" {
		r.SetBasicAuth(user, password)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestGuard(t *testing.T) {
	for _, c := range []struct {
		reason, user, password string
		status                 int
	}{
		{"nothing given", "", "", http.StatusUnauthorized},
		{"right", User, password, http.StatusOK},
		{"wrong password", User, password + "x", http.StatusUnauthorized},
		{"a part of it", User, password[:12], http.StatusUnauthorized},
		{"no password", User, "", http.StatusUnauthorized},
		{"wrong user", "admin", password, http.StatusUnauthorized},
		{"user and password moved against each other", User + password[:1], password[1:], http.StatusUnauthorized},
	} {
		h, _ := door(t)
		w := knock(h, "192.0.2.1:4711", c.user, c.password)
		if w.Code != c.status || (w.Body.String() == "in") != (c.status == http.StatusOK) {
			t.Errorf("%s: %d %q, want %d", c.reason, w.Code, w.Body, c.status)
		}
		if asks := w.Header().Get("WWW-Authenticate") != ""; asks != (c.status == http.StatusUnauthorized) {
			t.Errorf("%s: asks for the password: %v", c.reason, asks)
		}
	}
}

// Who fails too often waits, twice as long each time, even with the right password;
// others do not.
func TestGuardSlowsGuessing(t *testing.T) {
	h, now := door(t)
	const guesser, other = "192.0.2.1:1", "192.0.2.2:1"
	for i := range maxWrong {
		if w := knock(h, guesser, User, fmt.Sprint("guess", i)); w.Code != http.StatusUnauthorized {
			t.Fatalf("guess %d: %d", i, w.Code)
		}
	}
	for i, wait := range []string{"1", "2", "4"} {
		w := knock(h, "192.0.2.1:2", User, password)
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != wait {
			t.Fatalf("after failure %d: %d, wait %s, want %s", maxWrong+i, w.Code, w.Header().Get("Retry-After"), wait)
		}
		if w := knock(h, other, User, password); w.Code != http.StatusOK {
			t.Fatalf("another address waits, too: %d", w.Code)
		}
		*now = now.Add(4 * time.Second)
		if w := knock(h, guesser, User, "again wrong"); w.Code != http.StatusUnauthorized {
			t.Fatalf("after the wait: %d", w.Code)
		}
	}
	*now = now.Add(maxWait)
	if w := knock(h, guesser, User, password); w.Code != http.StatusOK {
		t.Fatalf("the right password after the wait: %d", w.Code)
	}
	for range maxWrong - 1 {
		knock(h, guesser, User, "wrong")
	}
	if w := knock(h, guesser, User, password); w.Code != http.StatusOK {
		t.Errorf("failures before the right password still count: %d", w.Code)
	}
}

func TestGuardRemembersNoMoreThanItMay(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	g, err := newGuard(password, func() time.Time { now = now.Add(time.Millisecond); return now }, quiet)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 * maxKnown {
		g.fail(fmt.Sprint(i))
	}
	if len(g.wrong) != maxKnown {
		t.Errorf("%d addresses are remembered", len(g.wrong))
	}
	if _, last := g.wrong[fmt.Sprint(2*maxKnown-1)]; !last {
		t.Error("the last one was forgotten")
	}
}

func TestPasswordTooShort(t *testing.T) {
	for _, p := range []string{"", "short", "elevenchars", "äöüäöüäöüäö"} {
		if _, err := newGuard(p, time.Now, quiet); !errors.Is(err, ErrPassword) {
			t.Errorf("%q: %v", p, err)
		}
	}
	if _, err := newGuard("twelve chars", time.Now, quiet); err != nil {
		t.Error(err)
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct{ remote, want string }{
		{"192.0.2.1:80", "192.0.2.1"},
		{"[2001:db8:1:2:3:4:5:6]:80", "2001:db8:1:2::"},
		{"nonsense", "nonsense"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if got := address(r); got != c.want {
			t.Errorf("%s: %s, want %s", c.remote, got, c.want)
		}
	}
}
