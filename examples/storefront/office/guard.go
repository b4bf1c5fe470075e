package office

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// User is the name that the office asks for.
const User = "office"

// MinPassword is how many characters the password must have.
const MinPassword = 12

// ErrPassword is the class of passwords that are too short.
var ErrPassword = errors.New("too short a password")

// How often a password may be wrong, and how long one must wait then: twice as long
// after each further failure, up to maxWait.
const (
	maxWrong  = 5
	firstWait = time.Second
	maxWait   = 5 * time.Minute
	forget    = time.Hour // after the last failure
	maxKnown  = 4096      // addresses
)

// guard lets those in who know the password. Who fails too often must wait, and is
// not even compared until then: guessing costs time, wherever it stands in line.
type guard struct {
	password [sha256.Size]byte
	now      func() time.Time
	log      *slog.Logger

	mu    sync.Mutex
	wrong map[string]*failures // by address
}

type failures struct {
	count int
	last  time.Time
	until time.Time // wait
}

func newGuard(password string, now func() time.Time, log *slog.Logger) (*guard, error) {
	if n := len([]rune(password)); n < MinPassword {
		return nil, fmt.Errorf("office: password of %d characters: %w: choose one of at least %d", n, ErrPassword, MinPassword)
	}
	return &guard{password: sha256.Sum256([]byte(password)), now: now, log: log, wrong: map[string]*failures{}}, nil
}

// protect puts the pages behind the password; refused writes the answer to who does
// not come in.
func (g *guard) protect(pages http.Handler, refused func(w http.ResponseWriter, r *http.Request, status int)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from := address(r)
		if wait := g.wait(from); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
			refused(w, r, http.StatusTooManyRequests)
			return
		}
		user, password, given := r.BasicAuth()
		if given && g.matches(user, password) {
			g.forgive(from)
			pages.ServeHTTP(w, r)
			return
		}
		if given { // a browser asks without before it asks for the password
			g.fail(from)
			g.log.Warn("office: wrong password", "from", from)
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="Back office", charset="UTF-8"`)
		refused(w, r, http.StatusUnauthorized)
	})
}

// matches compares in a time that does not depend on where, or in which of the two,
// the first difference lies: digests of one length, and both of them always.
func (g *guard) matches(user, password string) bool {
	u, p := sha256.Sum256([]byte(user)), sha256.Sum256([]byte(password))
	want := sha256.Sum256([]byte(User))
	return subtle.ConstantTimeCompare(u[:], want[:])&subtle.ConstantTimeCompare(p[:], g.password[:]) == 1
}

// wait is for how long an address is not listened to.
func (g *guard) wait(from string) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	f, ok := g.wrong[from]
	if !ok {
		return 0
	}
	now := g.now()
	if now.Sub(f.last) > forget {
		delete(g.wrong, from)
		return 0
	}
	return f.until.Sub(now)
}

func (g *guard) fail(from string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f, ok := g.wrong[from]
	if !ok {
		if len(g.wrong) >= maxKnown {
			g.drop()
		}
		f = &failures{}
		g.wrong[from] = f
	}
	f.count, f.last = f.count+1, g.now()
	if over := f.count - maxWrong; over >= 0 {
		f.until = f.last.Add(min(firstWait<<min(over, 20), maxWait))
	}
}

// drop forgets the address that failed longest ago.
func (g *guard) drop() {
	var oldest string
	var at time.Time
	for from, f := range g.wrong {
		if oldest == "" || f.last.Before(at) {
			oldest, at = from, f.last
		}
	}
	delete(g.wrong, oldest)
}

func (g *guard) forgive(from string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.wrong, from)
}

// address is who asks, without the port; of IPv6 the /64, which is one customer's.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return host
}
