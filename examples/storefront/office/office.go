// Package office is the merchant's side of the shop, behind a password: every good
// in every market taken apart, the four placements of duty and tax side by side,
// what customers are worth and cost, repricing with a preview before it is
// published, orders and exchange rates. Its pages work without script.
package office

import (
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/pricing"
)

//go:embed templates/*.html
var templates embed.FS

// Path is where the office stands.
const Path = "/office/"

// Config is what the office is made of.
type Config struct {
	Shop *shop.Shop
	// Password lets in, with [User] for a name; empty: the office is off, and its
	// pages say how to turn it on.
	Password string
	Now      func() time.Time // nil is time.Now
	Log      *slog.Logger     // nil: nothing is logged
}

// Office serves what is below Path. It has to stand behind [page.Harden], which
// refuses forms that other sites send.
type Office struct {
	shop    *shop.Shop
	now     func() time.Time
	log     *slog.Logger
	pages   *page.Templates
	reader  page.Reader
	handler http.Handler
	run     *run
}

// New returns the office. It returns an error of class [ErrPassword] if there is a
// password and it is too short.
func New(c Config) (*Office, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	o := &Office{shop: c.Shop, now: c.Now, log: c.Log, reader: page.NewReader(language.AmericanEnglish)}
	var err error
	if o.pages, err = page.Parse(templates, "templates"); err != nil {
		return nil, fmt.Errorf("office: %w", err)
	}
	o.run = &run{reprice: c.Shop.Reprice, now: c.Now}
	if c.Password == "" {
		o.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			o.closed(w, r, http.StatusServiceUnavailable)
		})
		return o, nil
	}
	g, err := newGuard(c.Password, c.Now, c.Log)
	if err != nil {
		return nil, err
	}
	o.handler = g.protect(page.Route(o.routes(), o.missing), o.closed)
	return o, nil
}

// ServeHTTP answers a request.
func (o *Office) ServeHTTP(w http.ResponseWriter, r *http.Request) { o.handler.ServeHTTP(w, r) }

// Close ends a repricing that is running, and waits for that.
func (o *Office) Close() { o.run.close() }

func (o *Office) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, answer := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /office/{$}":                   o.overview,
		"GET /office/prices":                o.prices,
		"GET /office/prices.csv":            o.pricesCSV,
		"GET /office/placements":            o.placements,
		"GET /office/customers":             o.customers,
		"GET /office/orders":                o.orders,
		"POST /office/rates":                o.refresh,
		"GET /office/repricing":             o.repricing,
		"POST /office/repricing/run":        o.start,
		"POST /office/repricing/cancel":     o.cancel,
		"POST /office/repricing/publish":    o.publish,
		"GET /office/publications":          o.publications,
		"GET /office/publications/{number}": o.publication,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := answer(w, r); err != nil {
				o.failed(w, r, err)
			}
		})
	}
	return mux
}

// frame is what every page has.
type frame struct {
	page.Reader
	Here   string // the path of the page, for the menu
	Notice string // what was done
	Fault  string // what was wrong
	Reload bool   // the page shows something that goes on
}

// Menu are the pages of the office.
func (f frame) Menu() []menuItem {
	items := []menuItem{
		{Path, "Overview", false}, {"/office/prices", "Prices", false}, {"/office/placements", "Placements", false},
		{"/office/customers", "Customers", false}, {"/office/repricing", "Repricing", false}, {"/office/orders", "Orders", false},
	}
	for i := range items {
		items[i].Here = items[i].Path == f.Here
	}
	return items
}

type menuItem struct {
	Path, Name string
	Here       bool
}

func (o *Office) frame(here string) frame { return frame{Reader: o.reader, Here: here} }

// render writes a page.
func (o *Office) render(w http.ResponseWriter, status int, name string, data any) error {
	return o.pages.Render(w, status, name, data)
}

// statusError is an error to answer with a status of its own.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

// failed answers a request that went wrong: what was wrong with it is said, what is
// wrong with the shop is said and logged, for whoever reads it runs it.
func (o *Office) failed(w http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusInternalServerError
	var own *statusError
	var field *shop.FieldError
	var form *page.FormError
	switch {
	case errors.As(err, &own):
		status = own.status
	case errors.As(err, &form):
		status = form.Status
	case errors.As(err, &field):
		status = http.StatusBadRequest
	}
	if status >= http.StatusInternalServerError {
		o.log.Error("office", "path", r.URL.Path, "error", err)
	}
	o.explain(w, r, status, http.StatusText(status), err.Error())
}

func (o *Office) missing(w http.ResponseWriter, r *http.Request, status int) {
	o.explain(w, r, status, http.StatusText(status), "The office has no such page.")
}

// closed answers who does not come in.
func (o *Office) closed(w http.ResponseWriter, r *http.Request, status int) {
	title, text := "The office is locked", "Give the user “office” and the password that the shop was started with."
	switch status {
	case http.StatusServiceUnavailable:
		title, text = "The office is off", fmt.Sprintf("The shop was started without a password for it. Start it again with "+
			"OFFICE_PASSWORD in the environment, of at least %d characters, and log in as “%s”.", MinPassword, User)
	case http.StatusTooManyRequests:
		title, text = "Too many wrong passwords", "Wait "+w.Header().Get("Retry-After")+" seconds and try again."
	}
	o.explain(w, r, status, title, text)
}

type explanation struct {
	frame
	Title, Text string
	Outside     bool // the reader has not come in
}

func (o *Office) explain(w http.ResponseWriter, r *http.Request, status int, title, text string) {
	outside := status == http.StatusUnauthorized || status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
	if err := o.render(w, status, "error", explanation{o.frame(""), title, text, outside}); err != nil {
		o.log.Error("office", "path", r.URL.Path, "error", err)
		http.Error(w, title, status)
	}
}

// marketName is what a market is called.
func marketName(m *pricing.Market) string {
	region, err := language.ParseRegion(string(m.Countries[0]))
	if err != nil {
		return strings.ToUpper(m.ID)
	}
	return display.English.Regions().Name(region)
}

// name is what the market of an ID is called.
func (o *Office) name(id string) string {
	if m, ok := o.shop.Market(id); ok {
		return marketName(&m)
	}
	return id
}

// choice is an option of a select.
type choice struct {
	Value, Name string
	Chosen      bool
}

// marketChoices are all markets, with all of them first if that is a choice.
func (o *Office) marketChoices(chosen, all string) []choice {
	var choices []choice
	if all != "" {
		choices = append(choices, choice{"", all, chosen == ""})
	}
	for _, m := range o.shop.Markets() {
		choices = append(choices, choice{m.ID, marketName(&m), chosen == m.ID})
	}
	return choices
}

func (o *Office) goodChoices(chosen, all string) []choice {
	var choices []choice
	if all != "" {
		choices = append(choices, choice{"", all, chosen == ""})
	}
	for i := range o.shop.Catalogue().Goods() {
		g := &o.shop.Catalogue().Goods()[i]
		choices = append(choices, choice{g.SKU, g.Name(language.English), chosen == g.SKU})
	}
	return choices
}

// known refuses a market or SKU that is not empty and that there is not.
func (o *Office) known(market, sku string) error {
	if _, ok := o.shop.Market(market); market != "" && !ok {
		return &statusError{http.StatusNotFound, fmt.Errorf("there is no market %.40q", market)}
	}
	if _, ok := o.shop.Catalogue().Good(sku); sku != "" && !ok {
		return &statusError{http.StatusNotFound, fmt.Errorf("there is no good %.40q", sku)}
	}
	return nil
}
