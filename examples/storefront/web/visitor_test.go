package web

import (
	"bytes"
	"context"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	example "github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// bench is a shop with its pages behind all that every request passes.
type bench struct {
	shop    *shop.Shop
	store   *store.Store
	site    *Site
	handler http.Handler
	mu      sync.Mutex
	at      time.Time
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bench) later(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

// newBench opens a shop of its own, on a day of 2026, under the law of that day.
func newBench(t testing.TB, change func(*shop.Config)) *bench {
	t.Helper()
	files, err := example.Config(example.Files{})
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(context.Background(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	b := &bench{store: db, at: time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)}
	c := shop.Config{Store: db, Rates: files.Rates, Now: b.now, MaxAge: 300 * 24 * time.Hour, Keys: []pricing.Key{{ID: "test", Secret: bytes.Repeat([]byte{7}, 32)}}}
	if change != nil {
		change(&c)
	}
	if b.shop, err = shop.New(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	if b.site, err = New(Config{Shop: b.shop}); err != nil {
		t.Fatal(err)
	}
	b.handler, err = page.Harden(b.site, page.Guard{Refused: b.site.Refused(), Broken: b.site.Broken()})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// common is a bench that tests share which place no order and leave the clock.
var common = struct {
	sync.Once
	*bench
}{}

func commonBench(t testing.TB) *bench {
	common.Do(func() { common.bench = newBench(keeper{t}, nil) })
	return common.bench
}

// keeper leaves the store of the common bench open.
type keeper struct{ testing.TB }

func (keeper) Cleanup(func()) {}

// visitor is a browser without a script: it keeps cookies and follows nothing.
type visitor struct {
	t       testing.TB
	handler http.Handler
	cookies map[string]string
	accept  string
}

func (b *bench) visitor(t testing.TB, lang string) *visitor {
	return &visitor{t: t, handler: b.handler, cookies: map[string]string{}, accept: lang}
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

func (v *visitor) do(r *http.Request) answer {
	v.t.Helper()
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if v.accept != "" {
		r.Header.Set("Accept-Language", v.accept)
	}
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, r)
	a := answer{Response: w.Result()}
	text, err := io.ReadAll(a.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	a.body = string(text)
	for _, c := range a.Cookies() {
		if c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		} else {
			v.cookies[c.Name] = c.Value
		}
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
			v.t.Errorf("%s %s: cookie %v", r.Method, r.URL, c)
		}
	}
	return a
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.do(httptest.NewRequest("GET", path, nil))
}

func (v *visitor) post(path string, form url.Values) answer {
	v.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.do(r)
}

// fill puts goods into the basket.
func (v *visitor) fill(market string, skus ...string) {
	v.t.Helper()
	for _, sku := range skus {
		a := v.post("/"+market+"/cart", url.Values{"action": {"add"}, "sku": {sku}, "quantity": {"2"}})
		a.want(v.t, http.StatusSeeOther)
	}
}

// want demands a status, and texts on the page as people read them.
func (a answer) want(t testing.TB, status int, texts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("status %d, want %d: %s", a.StatusCode, status, a.Header.Get("Location")+excerpt(a.text()))
	}
	text := a.text()
	for _, want := range texts {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the page: %s", want, excerpt(text))
		}
	}
}

func excerpt(s string) string {
	const most = 3000
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	spaces = regexp.MustCompile(`[ \n\t]+`)
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	radios = regexp.MustCompile(`<input type="radio"[^>]*name="([^"]*)" value="([^"]*)" checked`)
)

// text is the page without its tags.
func (a answer) text() string {
	return spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(a.body, " ")), " ")
}

// form is what a browser would send of the checkout, with what somebody typed.
func (a answer) form(typed url.Values) url.Values {
	form := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(a.body, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range radios.FindAllStringSubmatch(a.body, -1) {
		form.Set(m[1], m[2])
	}
	for name, values := range typed {
		form[name] = values
	}
	return form
}

// berlin is an address that lacks nothing.
func berlin() url.Values {
	return url.Values{"name": {"Jürgen Groß"}, "email": {"j@example.com"}, "street": {"Weg 1"}, "postal_code": {"10115"}, "city": {"Berlin"}}
}

// ready is the checkout as it stands once somebody has typed and asked for prices.
func (v *visitor) ready(market string, typed url.Values) answer {
	v.t.Helper()
	form := v.get("/" + market + "/checkout").form(typed)
	form.Set("action", "update")
	a := v.post("/"+market+"/checkout", form)
	a.want(v.t, http.StatusOK)
	return a
}

// buy places an order and returns its address.
func (v *visitor) buy(market string, typed url.Values) string {
	v.t.Helper()
	a := v.post("/"+market+"/orders", v.ready(market, typed).form(typed))
	a.want(v.t, http.StatusSeeOther)
	return a.Header.Get("Location")
}

// orders are how many the store holds.
func (b *bench) orders(t testing.TB) int {
	t.Helper()
	all, err := b.store.Orders(context.Background(), store.OrderQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}
