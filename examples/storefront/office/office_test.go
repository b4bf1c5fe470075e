package office

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	example "github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// noon is the time of the tests.
var noon = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

// place is an office with its shop, as visitors reach it.
type place struct {
	*Office
	shop *shop.Shop
	site http.Handler
}

// furnish makes an office with a shop whose first refresh makes the euro dearer by
// five percent, and whose second fails.
func furnish(t testing.TB) *place {
	t.Helper()
	db, err := store.Open(context.Background(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	rates, err := feed.ECB(bytes.NewReader(example.Rates))
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	source := feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) {
		if asked++; asked > 1 {
			return feed.Snapshot{}, fmt.Errorf("no answer <b>from</b> the bank")
		}
		return feed.Snapshot{Rates: dearer(t, rates), Source: "test"}, nil
	})
	now := func() time.Time { return noon }
	s, err := shop.New(context.Background(), shop.Config{Store: db, Rates: rates, Source: source, Now: now,
		Keys: []pricing.Key{{ID: "test", Secret: bytes.Repeat([]byte{7}, 32)}}})
	if err != nil {
		t.Fatal(err)
	}
	o, err := New(Config{Shop: s, Password: password, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	mux := http.NewServeMux()
	mux.Handle(Path, o)
	site, err := page.Harden(mux, page.Guard{})
	if err != nil {
		t.Fatal(err)
	}
	return &place{o, s, site}
}

// dearer are rates of a later day at which a euro buys five percent more.
func dearer(t testing.TB, of *currency.Rates) *currency.Rates {
	t.Helper()
	asOf := of.AsOf().AddDate(0, 0, 1)
	var rates []currency.Rate
	for _, code := range of.Codes() {
		if code == of.Pivot() {
			continue
		}
		old, err := of.Rate(of.Pivot(), code)
		if err != nil {
			t.Fatal(err)
		}
		r, err := currency.NewRate(of.Pivot(), code, old.Value(6).Mul(decimal.New(105, -2)), asOf, "test")
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, r)
	}
	all, err := currency.NewRates(of.Pivot(), asOf, "test", rates)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// ask sends a request to the office from inside.
func (p *place) ask(t testing.TB, method, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.SetBasicAuth(User, password)
	w := httptest.NewRecorder()
	p.site.ServeHTTP(w, r)
	return w
}

// get is a page that is there.
func (p *place) get(t testing.TB, path string) string {
	t.Helper()
	w := p.ask(t, http.MethodGet, path, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d: %s", path, w.Code, w.Body.String())
	}
	return w.Body.String()
}
