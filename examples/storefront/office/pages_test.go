package office

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// rows are the cells of the tables of a page, without marks.
func rows(body string) [][]string {
	var all [][]string
	for _, row := range regexp.MustCompile(`(?s)<tr>(.*?)</tr>`).FindAllStringSubmatch(body, -1) {
		var cells []string
		for _, c := range regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`).FindAllStringSubmatch(row[1], -1) {
			cells = append(cells, plainText(c[1]))
		}
		all = append(all, cells)
	}
	return all
}

var marks = regexp.MustCompile(`<[^>]*>`)

// plainText is what a reader sees of HTML.
func plainText(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(marks.ReplaceAllString(s, " "))), " ")
}

func TestOfficeNeedsThePassword(t *testing.T) {
	p := furnish(t)
	for _, c := range []struct {
		reason, user, password string
		status                 int
	}{
		{"nothing given", "", "", http.StatusUnauthorized},
		{"wrong", User, "wrong wrong wrong", http.StatusUnauthorized},
		{"right", User, password, http.StatusOK},
	} {
		for _, path := range []string{"/office/", "/office/prices", "/office/prices.csv", "/office/orders", "/office/customers", "/office/none"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			if c.user != "" {
				r.SetBasicAuth(c.user, c.password)
			}
			r.RemoteAddr = c.reason + path // failures are counted by address
			w := httptest.NewRecorder()
			p.site.ServeHTTP(w, r)
			want := c.status
			if path == "/office/none" && want == http.StatusOK {
				want = http.StatusNotFound
			}
			if w.Code != want {
				t.Errorf("%s: %s: %d, want %d", c.reason, path, w.Code, want)
			}
			if want == http.StatusUnauthorized && strings.Contains(w.Body.String(), "TEE") {
				t.Errorf("%s: %s shows figures", c.reason, path)
			}
		}
	}
}

func TestOfficeWithoutAPasswordIsOff(t *testing.T) {
	p := furnish(t)
	off, err := New(Config{Shop: p.shop})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/office/prices", nil)
	r.SetBasicAuth(User, "")
	w := httptest.NewRecorder()
	off.ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "OFFICE_PASSWORD") {
		t.Errorf("%d: %s", w.Code, plainText(w.Body.String()))
	}
	if _, err := New(Config{Shop: p.shop, Password: "too short"}); err == nil {
		t.Error("a short password was taken")
	}
}

// A form of another site does nothing, though the browser sends the password along.
func TestForeignForms(t *testing.T) {
	p := furnish(t)
	for _, path := range []string{"/office/rates", "/office/repricing/run", "/office/repricing/cancel", "/office/repricing/publish"} {
		r := httptest.NewRequest(http.MethodPost, path, nil)
		r.SetBasicAuth(User, password)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		p.site.ServeHTTP(w, r)
		if w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", path, w.Code)
		}
		if w := p.ask(t, http.MethodGet, path, nil); w.Code != http.StatusMethodNotAllowed && path != "/office/rates" {
			t.Errorf("%s by GET: %d", path, w.Code)
		}
	}
	if s := p.run.get(); s.Running || s.Total > 0 || p.shop.RatesState().Source != "ECB" {
		t.Errorf("something was done: %+v", s)
	}
}

// TestPricesPage: each figure of the table is the library's.
func TestPricesPage(t *testing.T) {
	p := furnish(t)
	shown := rows(p.get(t, "/office/prices"))[1:]
	table := p.shop.Table("", "")
	if len(shown) != 220 || len(table) != 220 {
		t.Fatalf("%d rows of %d", len(shown), len(table))
	}
	f := p.frame("")
	for i, r := range table {
		cells := shown[i]
		if r.Err != nil {
			if len(cells) != 3 || !strings.HasPrefix(cells[2], "Not sold here") || !strings.Contains(cells[2], strings.Join(strings.Fields(r.Err.Error()), " ")) {
				t.Errorf("row %d: %q, want %v", i, cells, r.Err)
			}
			continue
		}
		want := map[int]string{0: r.Good.Name(language.English) + " " + r.Good.SKU, 2: f.Money(r.Price.List), 4: f.Money(r.Price.Base), 11: f.Money(r.Price.Shown), 12: r.Label}
		if r.Price.DutyAt == pricing.InPrice && r.Price.Duty.Sign() > 0 {
			want[7] = f.Money(r.Price.Duty)
		}
		if r.Price.TaxAt == pricing.InPrice {
			want[8] = f.amount(r.Price.Tax).Text
		} else {
			want[8] = placementName(r.Price.TaxAt.String())
		}
		if r.LeftErr == nil {
			want[13] = f.Money(r.Left.Contribution) + " cost " + f.Money(r.Left.Cost)
		}
		for column, text := range want {
			if text = strings.Join(strings.Fields(text), " "); cells[column] != text {
				t.Errorf("row %d (%s in %s), column %d: %q, want %q", i, r.Good.SKU, r.Market.ID, column, cells[column], text)
			}
		}
	}
	if got := rows(p.get(t, "/office/prices?market=jp&sku=TEE"))[1:]; len(got) != 1 || got[0][1] != "Japan" {
		t.Errorf("one good in one market: %q", got)
	}
	for _, query := range []string{"market=xx", "sku=NONE", "market=<script>"} {
		if w := p.ask(t, http.MethodGet, "/office/prices?"+query, nil); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%s: %d", query, w.Code)
		}
	}
}

func TestPricesCSV(t *testing.T) {
	p := furnish(t)
	w := p.ask(t, http.MethodGet, "/office/prices.csv?market=de", nil)
	lines, err := csv.NewReader(w.Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table := p.shop.Table("de", "")
	if len(lines) != 21 || len(table) != 20 {
		t.Fatalf("%d lines of %d", len(lines), len(table))
	}
	column := func(name string) int { return slices.Index(lines[0], name) }
	for i, r := range table {
		line := lines[i+1]
		for name, want := range map[string]string{"sku": r.Good.SKU, "shown": r.Price.Shown.Text(), "duty": r.Price.Duty.Text(), "net": r.Price.Net.Text(), "left": r.Left.Contribution.Text(), "duty_at": r.Price.DutyAt.String()} {
			if r.Err != nil && name != "sku" {
				want = ""
			}
			if line[column(name)] != want {
				t.Errorf("%s: %s is %q, want %q", r.Good.SKU, name, line[column(name)], want)
			}
		}
		if (line[column("not_sold")] != "") != (r.Err != nil) {
			t.Errorf("%s: not sold because %q, want %v", r.Good.SKU, line[column("not_sold")], r.Err)
		}
	}
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="prices-2026-11-22.csv"` {
		t.Error(got)
	}
	for text, want := range map[string]string{"=1+1": "'=1+1", "-x": "'-x", "incl. VAT": "incl. VAT", "": ""} {
		if got := plain(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// TestPlacementsPage: the sums of the four cards are those of the library, and each
// charge says why.
func TestPlacementsPage(t *testing.T) {
	p := furnish(t)
	f := p.frame("")
	forbidden := 0
	for _, m := range p.shop.Markets() {
		body := p.get(t, "/office/placements?sku=TEE&quantity=3&market="+m.ID)
		cards := strings.Split(body, "<section class=\"card\">")[1:]
		placed, err := p.shop.Placements(m.ID, shop.Basket{Items: []shop.Item{{SKU: "TEE", Quantity: 3}}})
		if err != nil || len(cards) != 4 {
			t.Fatalf("%s: %d cards, %v", m.ID, len(cards), err)
		}
		for i, want := range placed {
			text := plainText(cards[i])
			if want.Err != nil {
				if !strings.Contains(text, strings.Join(strings.Fields(want.Err.Error()), " ")) {
					t.Errorf("%s, %s: %s, want %v", m.ID, want.ID, text, want.Err)
				}
				if strings.Contains(text, "Not allowed by law") {
					forbidden++
				}
				continue
			}
			totals := &want.Quote.Totals
			for _, figure := range []string{
				"Customer pays now " + f.Money(totals.DueNow), "and on delivery " + f.Money(totals.DueOnDelivery), "in all " + f.Money(totals.CustomerPays),
				"absorbed by us " + f.Money(totals.Absorbed), "Left for us " + f.Money(want.Merchant.Contribution),
			} {
				if !strings.Contains(text, strings.Join(strings.Fields(figure), " ")) {
					t.Errorf("%s, %s: no %q in %s", m.ID, want.ID, figure, text)
				}
			}
			for _, c := range want.Quote.Charges {
				if !strings.Contains(text, strings.Join(strings.Fields(c.String()), " ")) {
					t.Errorf("%s, %s: no %q", m.ID, want.ID, c)
				}
			}
		}
	}
	if forbidden == 0 {
		t.Error("no placement is said to be forbidden")
	}
	for _, query := range []string{"quantity=0", "quantity=100", "quantity=many", "quantity=-1"} {
		if w := p.ask(t, http.MethodGet, "/office/placements?"+query, nil); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", query, w.Code)
		}
	}
}

// TestCustomersPage: the figures are those of the example, which is named so, and
// each chart is a picture without style that has a title and words.
func TestCustomersPage(t *testing.T) {
	p := furnish(t)
	body := p.get(t, "/office/customers")
	if !strings.Contains(plainText(body), "Made-up figures") {
		t.Error("the page does not say that the figures are made up")
	}
	history, err := shop.Example()
	if err != nil {
		t.Fatal(err)
	}
	values, err := p.shop.Values(history)
	if err != nil {
		t.Fatal(err)
	}
	f := p.frame("")
	shown := rows(body)
	for i, v := range values.Markets {
		want := []string{p.name(v.Market), fmt.Sprint(v.Customers), fmt.Sprint(v.Orders), percent(v.Repeat), f.Money(v.Contribution), f.Money(v.LTV12), f.Money(v.LTV24), f.Money(v.MaxCAC), f.Money(v.CAC), v.Ratio.StringFixed(1)}
		for column, text := range want {
			if got := shown[i+1][column]; got != strings.Join(strings.Fields(text), " ") {
				t.Errorf("%s, column %d: %q, want %q", v.Market, column, got, text)
			}
		}
	}
	charts := regexp.MustCompile(`(?s)<svg viewBox="[^"]*" role="img".*?</svg>`).FindAllString(body, -1)
	if len(charts) != 12 {
		t.Fatalf("%d charts", len(charts))
	}
	ids := map[string]bool{}
	for _, c := range charts {
		if err := xml.Unmarshal([]byte(c), new(struct{ XMLName xml.Name })); err != nil {
			t.Errorf("a chart is no XML: %v", err)
		}
		if strings.Contains(c, ` style="`) || strings.Contains(c, "<style") || !strings.Contains(c, "<title") || !strings.Contains(c, "<desc") || !strings.Contains(c, "currentColor") {
			t.Errorf("a chart needs styles, or tells nothing: %.300s", c)
		}
		for _, id := range regexp.MustCompile(`id="([^"]*)"`).FindAllStringSubmatch(c, -1) {
			if ids[id[1]] {
				t.Errorf("two elements are %q", id[1])
			}
			ids[id[1]] = true
		}
	}
	if own := plainText(p.get(t, "/office/customers?of=shop")); !strings.Contains(own, "Nobody has ordered yet") || strings.Contains(own, "Made-up") {
		t.Errorf("customers of the shop: %s", own)
	}
}

// buy places an order in a market, for a customer of some name.
func buy(t testing.TB, s *shop.Shop, market, name, key string) store.Order {
	t.Helper()
	v, err := s.Visit(shop.Request{Market: market})
	if err != nil {
		t.Fatal(err)
	}
	to := shop.Typical(&v.Market)
	q, err := s.Quote(v, shop.Basket{Items: []shop.Item{{SKU: "TEE", Quantity: 2}}, To: shop.Address{Country: string(to.Country), Region: to.Region, PostalCode: to.PostalCode}})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.Lock(&q)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Confirm(context.Background(), shop.Confirmation{Sealed: sealed, Key: key, Customer: store.Customer{
		Name: name, Email: "jo@example.org", Street: "Street 1", City: "City", Region: to.Region, PostalCode: to.PostalCode, Country: string(to.Country)}})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestOrdersPage: all orders come once, the newest first, in pages; what customers
// wrote is text.
func TestOrdersPage(t *testing.T) {
	p := furnish(t)
	const evil = `<script>alert(1)</script>`
	placed := map[string]bool{}
	for i := range ordersPerPage + 3 {
		market := []string{"us", "gb"}[i%2]
		placed[buy(t, p.shop, market, evil, fmt.Sprint("key-", i)).ID] = true
	}
	path, pages, seen := "/office/orders", 0, map[string]bool{}
	for path != "" {
		body := p.get(t, path)
		if strings.Contains(body, evil) || !strings.Contains(body, html.EscapeString(evil)) {
			t.Error("the name of a customer is not escaped")
		}
		for _, link := range regexp.MustCompile(`href="/order/([^"]*)"`).FindAllStringSubmatch(body, -1) {
			if seen[link[1]] {
				t.Errorf("order %s is there twice", link[1])
			}
			seen[link[1]] = true
		}
		path = ""
		if next := regexp.MustCompile(`href="(/office/orders\?[^"]*)"`).FindStringSubmatch(body); next != nil {
			path = html.UnescapeString(next[1])
		}
		pages++
	}
	if pages != 2 || len(seen) != len(placed) {
		t.Errorf("%d of %d orders on %d pages", len(seen), len(placed), pages)
	}
	one := rows(p.get(t, "/office/orders?market=gb"))
	orders, err := p.shop.Orders(context.Background(), store.OrderQuery{Market: "gb"})
	if err != nil || len(one)-1 != len(orders) {
		t.Fatalf("%d rows of %d orders, %v", len(one)-1, len(orders), err)
	}
	f := p.frame("")
	for i, o := range orders {
		if got := one[i+1]; got[5] != f.Money(o.Due) || got[9] != f.Money(o.Margin) {
			t.Errorf("order %s: %q, want %v and %v", o.ID, got, o.Due, o.Margin)
		}
	}
	for query, status := range map[string]int{"before=none": http.StatusBadRequest, "market=xx": http.StatusNotFound} {
		if w := p.ask(t, http.MethodGet, "/office/orders?"+query, nil); w.Code != status {
			t.Errorf("%s: %d, want %d", query, w.Code, status)
		}
	}
	if own := rows(p.get(t, "/office/customers?of=shop")); len(own) != 3 || own[1][2] != fmt.Sprint(len(orders)) {
		t.Errorf("customers of the shop: %q", own)
	}
}

// TestRates: the overview tells which rates are in use, refreshes them when asked
// to, and says what went wrong.
func TestRates(t *testing.T) {
	p := furnish(t)
	if text := plainText(p.get(t, "/office/")); !strings.Contains(text, "2026-03-18 old Source ECB Age 249 days Fetched came with the program Last error none") {
		t.Error(text)
	}
	if w := p.ask(t, http.MethodPost, "/office/rates", url.Values{}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	if text := plainText(p.get(t, "/office/?did=refreshed")); !strings.Contains(text, "2026-03-19 old Source test") || !strings.Contains(text, "Preview new prices") {
		t.Error(text)
	}
	w := p.ask(t, http.MethodPost, "/office/rates", url.Values{})
	if w.Code != http.StatusBadGateway || !strings.Contains(w.Body.String(), "no answer &lt;b&gt;from&lt;/b&gt; the bank") {
		t.Errorf("%d: %s", w.Code, plainText(w.Body.String()))
	}
	if text := plainText(p.get(t, "/office/")); !strings.Contains(text, "no answer <b>from</b> the bank") {
		t.Error(text)
	}
}

// Every page keeps to the policy that page.Harden states: no style, no script and
// nothing from elsewhere.
func TestPagesKeepThePolicy(t *testing.T) {
	p := furnish(t)
	buy(t, p.shop, "us", "Jo", "key")
	forbidden := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|javascript:|src="http|href="http`)
	for _, path := range []string{"/office/", "/office/prices", "/office/placements", "/office/customers", "/office/customers?of=shop", "/office/repricing", "/office/orders", "/office/publications", "/office/publications/1"} {
		w := p.ask(t, http.MethodGet, path, nil)
		if found := forbidden.FindString(w.Body.String()); w.Code != http.StatusOK || found != "" {
			t.Errorf("%s: %d, has %q", path, w.Code, found)
		}
		if policy := w.Header().Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || policy == "" {
			t.Errorf("%s: policy %q", path, policy)
		}
		if cache := w.Header().Get("Cache-Control"); !strings.Contains(cache, "no-store") {
			t.Errorf("%s: Cache-Control %q", path, cache)
		}
		for _, tag := range []string{"<!doctype html>", `<html lang="en`, `<main id="main"`, "<h1>", "<title>"} {
			if !bytes.Contains(w.Body.Bytes(), []byte(tag)) {
				t.Errorf("%s: no %s", path, tag)
			}
		}
	}
}

func BenchmarkPricesPage(b *testing.B) {
	p := furnish(b)
	b.ReportAllocs()
	for b.Loop() {
		p.get(b, "/office/prices")
	}
}

func BenchmarkCustomersPage(b *testing.B) {
	p := furnish(b)
	for b.Loop() {
		p.get(b, "/office/customers")
	}
}
