package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/examples/storefront/shop"
)

func TestReadCart(t *testing.T) {
	for _, c := range []struct {
		text   string
		want   []shop.Item
		reason string
	}{
		{"", nil, "nothing"},
		{"TEE:2", []shop.Item{{SKU: "TEE", Quantity: 2}}, "one"},
		{"TEE:2~MUG:1", []shop.Item{{SKU: "TEE", Quantity: 2}, {SKU: "MUG", Quantity: 1}}, "two"},
		{"TEE:2~TEE:3", []shop.Item{{SKU: "TEE", Quantity: 2}}, "the first stands"},
		{"TEE:0~MUG:100~SHOE:-1~SOAP:+1~TEA:1.5", nil, "no quantities"},
		{"<script>:1~TEE:1", []shop.Item{{SKU: "TEE", Quantity: 1}}, "no SKU"},
		{"~~::~TEE", nil, "no items"},
		{strings.Repeat("x", maxCookie+1), nil, "too long"},
	} {
		if diff := cmp.Diff(c.want, readCart(c.text)); diff != "" {
			t.Errorf("%q: %s (-want +got)\n%s", c.text, c.reason, diff)
		}
	}
}

// FuzzCart: whatever the cookie says, the basket is one that the shop takes, and
// is read again as it was written.
func FuzzCart(f *testing.F) {
	for _, s := range []string{"", "TEE:2~MUG:1", "TEE:99~TEE:1", "a:1~b:2~c:3", ":::~~", strings.Repeat("A:1~", 40), "TEE:２"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		items := readCart(text)
		if len(items) > shop.MaxItems {
			t.Fatalf("%d items", len(items))
		}
		for i, item := range items {
			if item.Quantity < 1 || item.Quantity > shop.MaxQuantity || !isSKU(item.SKU) || at(items, item.SKU) != i {
				t.Fatalf("item %d: %+v", i, item)
			}
		}
		written := writeCart(items)
		if c := (&http.Cookie{Name: cartCookie, Value: written}); c.Valid() != nil || len(written) > maxCookie {
			t.Fatalf("no cookie: %q", written)
		}
		if diff := cmp.Diff(items, readCart(written)); diff != "" {
			t.Fatalf("(-written +read)\n%s", diff)
		}
	})
}

func TestCart(t *testing.T) {
	b := commonBench(t)
	v := b.visitor(t, "de")
	v.get("/de/cart").want(t, http.StatusOK, "Ihr Warenkorb ist leer.")
	v.fill("de", "TEE", "MUG", "TEE")
	if got := v.cookies[cartCookie]; got != "TEE:4~MUG:2" {
		t.Fatalf("cart %q", got)
	}
	a := v.get("/de/cart")
	a.want(t, http.StatusOK, "Baumwoll-T-Shirt", "Steinzeugbecher", "115,60\u00a0€") // 4 × 28,90
	wellFormed(t, "cart", a)

	for _, c := range []struct {
		name   string
		form   url.Values
		status int
		cart   string
		to     string
	}{
		{"set", url.Values{"action": {"set"}, "q.TEE": {"3"}, "q.MUG": {"2"}}, 303, "TEE:3~MUG:2", "/de/cart"},
		{"wide digits", url.Values{"action": {"set"}, "q.TEE": {"５"}}, 303, "TEE:5~MUG:2", "/de/cart"},
		{"Arabic digits", url.Values{"action": {"set"}, "q.TEE": {"٧"}}, 303, "TEE:7~MUG:2", "/de/cart"},
		{"what is not there stays out", url.Values{"action": {"set"}, "q.SHOE": {"1"}}, 303, "TEE:7~MUG:2", "/de/cart"},
		{"too many", url.Values{"action": {"set"}, "q.TEE": {"100"}}, 422, "TEE:7~MUG:2", ""},
		{"no number", url.Values{"action": {"set"}, "q.TEE": {"x"}}, 422, "TEE:7~MUG:2", ""},
		{"fewer than none", url.Values{"action": {"set"}, "q.TEE": {"-1"}}, 422, "TEE:7~MUG:2", ""},
		{"more than a basket holds of one", url.Values{"action": {"add"}, "sku": {"TEE"}, "quantity": {"95"}}, 422, "TEE:7~MUG:2", ""},
		{"remove", url.Values{"remove": {"MUG"}}, 303, "TEE:7", "/de/cart"},
		{"to checkout", url.Values{"action": {"checkout"}, "q.TEE": {"1"}}, 303, "TEE:1", "/de/checkout"},
		{"none left", url.Values{"action": {"checkout"}, "q.TEE": {"0"}}, 303, "", "/de/cart"},
	} {
		a := v.post("/de/cart", c.form)
		if a.StatusCode != c.status || a.Header.Get("Location") != c.to || v.cookies[cartCookie] != c.cart {
			t.Errorf("%s: %d %s, cart %q, want %d %s %q", c.name, a.StatusCode, a.Header.Get("Location"), v.cookies[cartCookie], c.status, c.to, c.cart)
		}
	}
	v.get("/de/checkout")
	if a := v.get("/de/checkout"); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/de/cart" {
		t.Errorf("checkout of nothing: %d %s", a.StatusCode, a.Header.Get("Location"))
	}
}

// A good that is no longer sold leaves the basket, and that is said.
func TestCartOfOldGoods(t *testing.T) {
	v := commonBench(t).visitor(t, "en")
	v.cookies[cartCookie] = "GONE:2~TEE:1"
	v.get("/us/cart").want(t, http.StatusOK, "Some goods are not known here", "Cotton T-shirt")
}
