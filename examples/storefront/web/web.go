// Package web is the pages that visitors see: goods in their market and language,
// basket, checkout and order. The figures are those of package shop; what is here
// turns requests into its values, and its values and errors into pages.
//
// Every page works without a script. The script of the checkout posts the same
// form whenever something changes, and takes from the page that comes back the
// parts that are marked data-live.
package web

import (
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/locale"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Config is what the pages are made of.
type Config struct {
	Shop *shop.Shop
	// Log takes what goes wrong; nil: nothing does.
	Log *slog.Logger
	// HTTPS tells that visitors come by HTTPS only: cookies are then for it alone.
	HTTPS bool
}

// Site serves the pages. It is safe for use by many goroutines.
type Site struct {
	shop    *shop.Shop
	log     *slog.Logger
	https   bool
	pages   *page.Templates
	tongues map[language.Tag]*tongue
	langs   []*tongue // in the shop's order
	zones   map[locale.Country]*time.Location
	routes  http.Handler
}

// New returns the pages of a shop. It returns an error if a template cannot be
// read, or a language lacks a text that another has.
func New(c Config) (*Site, error) {
	s := &Site{shop: c.Shop, log: c.Log, https: c.HTTPS, zones: loadZones()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if s.pages, err = page.Parse(templateFiles, "templates"); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.tongues, err = readTongues(shop.Languages()); err != nil {
		return nil, err
	}
	for _, tag := range shop.Languages() {
		s.langs = append(s.langs, s.tongues[tag])
	}
	s.routes = s.route()
	return s, nil
}

// ServeHTTP serves the pages, from the root on.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.routes.ServeHTTP(w, r) }

// Refused answers a form that another site has sent, and Broken a request whose
// handler panicked, in the visitor's language: for page.Guard.
func (s *Site) Refused() http.Handler { return s.failing(http.StatusForbidden) }

// Broken is described at Refused.
func (s *Site) Broken() http.Handler { return s.failing(http.StatusInternalServerError) }

// route makes the mux. A market's addresses begin with its ID; that of no market
// is not found.
func (s *Site) route() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.root)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })
	mux.Handle("GET /static/", page.Static(s.failing(http.StatusNotFound)))
	for _, m := range s.shop.Markets() {
		at := func(method, path string, serve handler) {
			mux.Handle(method+" /"+m.ID+path, s.page(m.ID, serve))
		}
		at("GET", "/{$}", s.list)
		at("GET", "/p/{sku}", s.product)
		at("GET", "/cart", s.cart)
		at("POST", "/cart", s.changeCart)
		at("GET", "/checkout", s.checkout)
		at("POST", "/checkout", s.update)
		at("POST", "/orders", s.place)
		// Where the form was refused, the browser shows the address that it was sent to.
		mux.Handle("GET /"+m.ID+"/orders", http.RedirectHandler("/"+m.ID+"/checkout", http.StatusSeeOther))
		mux.Handle("GET /"+m.ID, http.RedirectHandler("/"+m.ID+"/", http.StatusMovedPermanently))
	}
	mux.Handle("GET /order/{id}", s.page("", s.order))
	mux.Handle("POST /order/{id}/refunds", s.page("", s.refund))
	return s.switching(page.Route(mux, s.fail))
}

// handler serves a page in a frame. An error is answered by a page of its own.
type handler func(w http.ResponseWriter, r *http.Request, f *frame) error

// page serves a handler in a market, or where it is "", in the visitor's.
func (s *Site) page(market string, serve handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, err := s.frame(r, market)
		if err == nil {
			err = serve(w, r, f)
		}
		if err != nil {
			s.answer(w, r, err)
		}
	})
}

// answer makes a page of an error.
func (s *Site) answer(w http.ResponseWriter, r *http.Request, err error) {
	var form *page.FormError
	switch {
	case errors.As(err, &form):
		s.fail(w, r, form.Status)
	case errors.Is(err, shop.ErrTampered):
		s.failure(w, r, http.StatusBadRequest, "error.tampered")
	case errors.Is(err, shop.ErrStale):
		w.Header().Set("Retry-After", "3600")
		s.fail(w, r, http.StatusServiceUnavailable)
	case errors.Is(err, shop.ErrUnknown):
		s.fail(w, r, http.StatusNotFound)
	case r.Context().Err() != nil: // the visitor has left
	default:
		s.log.Error("request", "path", r.Pattern, "error", err)
		s.fail(w, r, http.StatusInternalServerError)
	}
}

// failing answers every request with a status.
func (s *Site) failing(status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, status) })
}

// fail answers with the page of a status.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, status int) {
	s.failure(w, r, status, fmt.Sprintf("error.%d", status))
}

// failure answers with a page of a status that says what a text does. It must not
// fail itself: where there is no frame, it writes a line.
func (s *Site) failure(w http.ResponseWriter, r *http.Request, status int, key string) {
	f, err := s.frame(r, s.marketIn(r.URL.Path))
	if err != nil {
		http.Error(w, http.StatusText(status), status)
		return
	}
	if !f.has(key) {
		key = "error.400"
	}
	again := ""
	if key == "error.tampered" || status == http.StatusServiceUnavailable {
		again = "/" + f.Market() + "/checkout"
	}
	f.Path = "/" + f.Market() + "/" // the page has no address of its own
	err = s.pages.Render(w, status, "error", struct {
		*frame
		Status                  int
		Heading, Message, Again string
	}{f, status, f.T(key), f.T(key + ".text"), again})
	if err != nil {
		s.log.Error("page of an error", "error", err)
		http.Error(w, http.StatusText(status), status)
	}
}
