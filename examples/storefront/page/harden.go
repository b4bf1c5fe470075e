package page

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// Guard is what [Harden] needs to know.
type Guard struct {
	// Log takes a line for each request; nil logs nothing.
	Log *slog.Logger
	// HTTPS tells that visitors reach the shop by HTTPS only, maybe through a
	// proxy: browsers are told to keep to it.
	HTTPS bool
	// Origins are addresses such as "https://shop.example" that visitors know
	// the shop by, where a proxy changes the Host header.
	Origins []string
	// Refused answers a form that another site has sent (403), and Broken a
	// request whose handler panicked (500). Nil writes a plain line.
	Refused, Broken http.Handler
}

// Harden puts the handler of the whole shop behind what every request passes:
// the access log, the security headers, the end of a panic, and the refusal of
// forms that another site has sent (http.CrossOriginProtection). Cookies of the
// shop are SameSite=Lax beside it.
//
// It returns an error if an origin is none.
func Harden(shop http.Handler, g Guard) (http.Handler, error) {
	protection := http.NewCrossOriginProtection()
	for _, o := range g.Origins {
		if err := protection.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("page: origin %q: %w", o, err)
		}
	}
	if g.Refused != nil {
		protection.SetDenyHandler(g.Refused)
	}
	log := g.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	inner := protection.Handler(shop)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		secure(w.Header(), g.HTTPS || r.TLS != nil)
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				log.Error("panic", "value", fmt.Sprint(p), "path", logged(r), "stack", string(debug.Stack()))
				broken(rec, r, g.Broken)
			}
			access(log, r, rec, time.Since(start))
		}()
		inner.ServeHTTP(rec, r)
	}), nil
}

// policy lets a page load styles, scripts and pictures of the shop itself, and
// send forms to it, and nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func secure(h http.Header, https bool) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
	// Not "no-referrer": with it browsers send "Origin: null" with a form.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	if https {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

func broken(rec *recorder, r *http.Request, answer http.Handler) {
	switch {
	case rec.status != 0: // the answer has begun, and cannot be taken back
	case answer != nil:
		answer.ServeHTTP(rec, r)
	default:
		http.Error(rec, "internal error", http.StatusInternalServerError)
	}
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController flush and set deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// access writes a line about a request. It names the route and no query, no
// address and no agent: the number of an order opens it, and the rest is about
// a person.
func access(log *slog.Logger, r *http.Request, rec *recorder, took time.Duration) {
	log.Info("request", "method", r.Method, "path", logged(r), "status", rec.status, "bytes", rec.bytes, "took", took)
}

// logged is the route of a request; of one that was answered before its route was
// looked for, the first part of the path, since the next may be an order.
func logged(r *http.Request) string {
	if r.Pattern != "" {
		return r.Pattern
	}
	const most = 40
	first, _, more := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if more || len(first) > most {
		return "/" + first[:min(len(first), most)] + "/…"
	}
	return "/" + first
}
