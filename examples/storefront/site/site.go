// Package site is the whole shop behind one handler: the pages for visitors, the
// office of the merchant, and what every request passes first. The program serves
// it, and the load test and the tests in a browser run against it.
package site

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/landedhq/landed/examples/storefront/office"
	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/web"
)

// Config is what the handler is made of.
type Config struct {
	Shop *shop.Shop
	// Password opens the office; empty: it is off. See [office.Config].
	Password string
	// HTTPS and Origins tell how visitors reach the shop. See [page.Guard].
	HTTPS   bool
	Origins []string
	Now     func() time.Time // nil is time.Now
	Log     *slog.Logger     // nil: nothing is logged
}

// Site is the handler. It is safe for use by many goroutines.
type Site struct {
	handler http.Handler
	office  *office.Office
}

// New returns the handler of a shop. It returns an error if the password is too
// short (office.ErrPassword), an origin is none, or a page cannot be read.
func New(c Config) (*Site, error) {
	pages, err := web.New(web.Config{Shop: c.Shop, Log: c.Log, HTTPS: c.HTTPS})
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	back, err := office.New(office.Config{Shop: c.Shop, Password: c.Password, Now: c.Now, Log: c.Log})
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle(office.Path, back)
	mux.Handle("/", pages)
	guard := page.Guard{Log: c.Log, HTTPS: c.HTTPS, Origins: c.Origins, Refused: pages.Refused(), Broken: pages.Broken()}
	handler, err := page.Harden(mux, guard)
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	return &Site{handler, back}, nil
}

// ServeHTTP answers a request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close ends what the office has running, and waits for that.
func (s *Site) Close() { s.office.Close() }
