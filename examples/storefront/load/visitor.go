package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// kind of a request.
type requestKind int

const (
	list requestKind = iota
	product
	quote
	order
	kinds
)

func (k requestKind) String() string { return [...]string{"list", "product", "quote", "order"}[k] }

// mix is how many of a hundred requests are of each kind. An order takes the quote
// that the visitor holds; one who holds none asks for it.
var mix = [kinds]int{list: 45, product: 30, quote: 17, order: 8}

// skus are what visitors look at and buy: things that every market sells.
var skus = []string{"TEE", "MUG", "BOOK", "SOCKS"}

// addresses are where they live, by market.
var addresses = map[string]url.Values{
	"us": {"city": {"Oakland"}, "region": {"CA"}, "postal_code": {"94607"}},
	"gb": {"city": {"London"}, "postal_code": {"SW1A 1AA"}},
	"de": {"city": {"Berlin"}, "postal_code": {"10115"}},
	"fr": {"city": {"Lyon"}, "postal_code": {"69001"}},
	"jp": {"city": {"東京都千代田区"}, "postal_code": {"100-0001"}},
	"ca": {"city": {"Toronto"}, "region": {"ON"}, "postal_code": {"M5V 2T6"}},
}

var markets = []string{"us", "gb", "de", "fr", "jp", "ca"}

// visitor is somebody in a market who looks around, and buys now and then.
type visitor struct {
	client *http.Client
	url    string
	market string
	form   url.Values // of the quote that they hold
	cart   string
}

func newVisitor(c *http.Client, url string, n int) *visitor {
	return &visitor{client: c, url: url, market: markets[n%len(markets)]}
}

// next is what they do next.
func (v *visitor) next(random *rand.Rand) requestKind {
	n := random.IntN(100)
	for k, many := range mix {
		if n -= many; n < 0 {
			if requestKind(k) == order && v.form == nil {
				return quote
			}
			return requestKind(k)
		}
	}
	return list
}

// do does it, and says what was wrong with the answer.
func (v *visitor) do(ctx context.Context, k requestKind, random *rand.Rand) error {
	switch k {
	case product:
		return v.read(ctx, "/p/"+skus[random.IntN(len(skus))], `name="quantity"`)
	case quote:
		v.cart = fmt.Sprintf("%s:%d~%s:1", skus[0], 1+random.IntN(3), skus[1+random.IntN(len(skus)-1)])
		return v.quote(ctx)
	case order:
		return v.order(ctx)
	}
	return v.read(ctx, "/", `class="price"`)
}

// read gets a page and demands a text in it.
func (v *visitor) read(ctx context.Context, path, want string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.url+"/"+v.market+path, nil)
	if err != nil {
		return err
	}
	_, _, err = v.send(r, http.StatusOK, want)
	return err
}

// quote asks for the price of the basket at the visitor's address.
func (v *visitor) quote(ctx context.Context) error {
	v.form = nil
	form := url.Values{"name": {"Load Test"}, "email": {"load@example.com"}, "street": {"1 Harbour Street"}, "action": {"update"}}
	for name, values := range addresses[v.market] {
		form[name] = values
	}
	body, _, err := v.post(ctx, "/checkout", form, http.StatusOK, `name="sealed"`)
	if err != nil {
		return err
	}
	v.form = filled(body, form)
	return nil
}

// order places the order of the quote that the visitor holds.
func (v *visitor) order(ctx context.Context) error {
	form := v.form
	v.form = nil
	_, header, err := v.post(ctx, "/orders", form, http.StatusSeeOther, "")
	if at := header.Get("Location"); err == nil && !strings.HasPrefix(at, "/order/") {
		return fmt.Errorf("order in %s: sent to %s", v.market, at)
	}
	return err
}

func (v *visitor) post(ctx context.Context, path string, form url.Values, status int, want string) ([]byte, http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.url+"/"+v.market+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "cart", Value: v.cart})
	return v.send(r, status, want)
}

// send demands a status, and a text in the body of the answer.
func (v *visitor) send(r *http.Request, status int, want string) ([]byte, http.Header, error) {
	answer, err := v.client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 4<<20))
	switch {
	case err != nil:
		return nil, answer.Header, err
	case answer.StatusCode != status:
		err = fmt.Errorf("%s %s: status %d, want %d", r.Method, r.URL.Path, answer.StatusCode, status)
	case !bytes.Contains(body, []byte(want)):
		err = errors.New(r.Method + " " + r.URL.Path + ": no " + want + " in the answer")
	}
	return body, answer.Header, err
}

var (
	hidden  = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	checked = regexp.MustCompile(`<input type="radio"[^>]*name="([^"]*)" value="([^"]*)" checked`)
)

// filled is the form of a page as a browser would send it, with what was typed.
func filled(body []byte, typed url.Values) url.Values {
	form := url.Values{}
	for name, values := range typed {
		form[name] = values
	}
	for _, fields := range [][][][]byte{hidden.FindAllSubmatch(body, -1), checked.FindAllSubmatch(body, -1)} {
		for _, m := range fields {
			form.Set(string(m[1]), html.UnescapeString(string(m[2])))
		}
	}
	form.Del("action")
	return form
}
