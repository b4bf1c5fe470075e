package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/landedhq/landed/examples/storefront/store"
)

// customer is somebody who buys a T-shirt: who they are, what they type, and what
// they must see.
type customer struct {
	name           string
	who            person
	typed          [][2]string // fields in the order of the form
	basket         []string
	before, after  []string // the address is known
	why            []string // where the reasons are opened
	button, thanks string
	address        string      // the line of the town
	order          store.Order // its figures
}

var customers = []customer{
	{
		name: "german", who: person{lang: "de-DE", zone: "Europe/Berlin"},
		typed:  [][2]string{{"name", "Jürgen Groß"}, {"email", "juergen@example.com"}, {"street", "Invalidenstraße 1"}, {"postal_code", "10115"}, {"city", "Berlin"}},
		basket: []string{"Warenkorb", "28,90 € inkl. 19 % MwSt."},
		before: []string{"Versand 18,33 €"},
		after:  []string{"Gesamtsumme 47,23 €", "Enthalten: Einfuhrzoll 3,00 €", "Enthalten: MwSt. 7,54 €", "Expresskurier 2 bis 4 Tage · Versand 35,11 €", "Diese Preise gelten bis 20.11.2026, 13:30"},
		why:    []string{"Einfuhrzoll auf Baumwoll-T-Shirt 3,00 €", "MwSt. auf Versand 2,93 €", "ioss"},
		button: "Zahlungspflichtig bestellen: 47,23 €", thanks: "Vielen Dank, Jürgen Groß.", address: "10115 Berlin",
		order: store.Order{Market: "de"},
	},
	{
		name: "briton", who: person{lang: "en-GB", zone: "Europe/London"},
		typed:  [][2]string{{"name", "Ada Byron"}, {"email", "ada@example.com"}, {"street", "12 St James's Square"}, {"city", "London"}, {"postal_code", "SW1Y 4JH"}},
		basket: []string{"Basket", "£21.99 incl. 20% VAT"},
		before: []string{"Shipping £16.20"},
		after:  []string{"Total £38.19", "Included: VAT £6.37", "Pay on delivery", "Express courier 2 to 4 days · Shipping £30.60"},
		why:    []string{"Import duty on Cotton T-shirt £0.00", "VAT on shipping £2.70", "gb-135-relief"},
		button: "Place order and pay £38.19", thanks: "Thank you, Ada Byron.", address: "London SW1Y 4JH",
		order: store.Order{Market: "gb"},
	},
	{
		name: "american", who: person{lang: "en-US", zone: "America/Los_Angeles"},
		typed:  [][2]string{{"name", "Grace Hopper"}, {"email", "grace@example.com"}, {"street", "1 Main Street"}, {"city", "Oakland"}, {"region", "CA"}, {"postal_code", "94607"}},
		basket: []string{"Basket", "$24.00 plus sales tax"},
		before: []string{"The total appears here once we know: State"},
		after:  []string{"Total $32.14", "Sales tax $1.74", "Shipping $6.40"},
		why:    []string{"Sales tax on Cotton T-shirt $1.74", "California"},
		button: "Place order and pay $32.14", thanks: "Thank you, Grace Hopper.", address: "Oakland California 94607",
		order: store.Order{Market: "us"},
	},
}

// A German, a Briton and an American buy a T-shirt, with and without script.
func TestBuy(t *testing.T) {
	for _, c := range customers {
		t.Run(c.name, func(t *testing.T) { buy(t, &c) })
		without := c
		without.name += "-noscript"
		without.who.noScript = true
		without.after = slices.DeleteFunc(slices.Clone(c.after), func(s string) bool { return strings.Contains(s, "13:30") })
		t.Run(without.name, func(t *testing.T) { buy(t, &without) })
	}
}

func buy(t *testing.T, c *customer) {
	p := openPlace(t, noon, nil)
	v := p.visit(t, c.who)
	v.open("/")
	v.follow(`h3 a[href$="/p/TEE"]`)
	v.follow(`.buy button`)
	v.glance("cart-"+c.name, c.basket...)
	v.follow(`button[value=checkout]`)
	v.see(c.before...)
	if c.name == "american" { // a state in which the shop has no tax to collect
		v.choose("region", "OR")
		v.see("Total $30.40")
	}
	for _, f := range c.typed {
		v.fill(f[0], f[1])
	}
	if c.who.noScript {
		v.follow("#update")
	}
	v.fresh()
	v.see(c.after...)
	v.keeps(c.typed)
	v.reasons(c.why...)
	v.glance("checkout-"+c.name, append(c.after, c.button)...)
	v.buyTwice()
	v.glance("order-"+c.name, c.thanks, c.address)

	orders := p.orders(t)
	if len(orders) != 1 {
		t.Fatalf("%d orders of one click too many", len(orders))
	}
	if o := orders[0]; o.Market != c.order.Market || !strings.Contains(v.path(), o.ID) || o.Customer.Street != c.typed[2][1] {
		t.Errorf("stored: %+v", o)
	}
}

// The prices come while somebody types, so that the first click on the button
// orders, however long the finger stays on it.
func TestFirstClickOrders(t *testing.T) {
	p := openPlace(t, noon, nil)
	v := p.visit(t, customers[1].who)
	v.checkout("gb", "TEE")
	typed := customers[1].typed
	for _, f := range typed[:len(typed)-1] {
		v.fill(f[0], f[1])
	}
	before := eval[string](v, `document.querySelector("[name=shown]").value`)
	last := typed[len(typed)-1] // and the field is not left
	v.do(chromedp.Focus(chromedp.ID(last[0])), chromedp.KeyEvent(last[1]))
	v.until(func() bool { return v.now(`document.querySelector("[name=shown]").value`) != before }, v.text)
	v.fresh()
	at := v.middle("#place")
	v.do(mouse(input.DispatchMouseEventTypeMousePressed, at, 1))
	v.fresh()
	v.do(mouse(input.DispatchMouseEventTypeMouseReleased, at, 1))
	v.arrive("/order/")
	if n := len(p.orders(t)); n != 1 {
		t.Errorf("%d orders", n)
	}
}

// glance looks closely at what is there with script, and the page is the same
// without: then it only reads.
func (v *visitor) glance(name string, texts ...string) {
	v.t.Helper()
	if strings.HasSuffix(name, "-noscript") {
		v.see(texts...)
		v.quiet()
		return
	}
	v.look(name, texts...)
}

// keeps demands that the fields hold what was typed.
func (v *visitor) keeps(typed [][2]string) {
	v.t.Helper()
	for _, f := range typed {
		if got := eval[string](v, "(id) => document.getElementById(id).value", f[0]); got != f[1] {
			v.t.Errorf("%s: %q was typed, and %q is there", f[0], f[1], got)
		}
	}
}

// reasons opens why each charge is what it is.
func (v *visitor) reasons(texts ...string) {
	v.t.Helper()
	v.click("#whys > summary")
	n := eval[int](v, `document.querySelectorAll("#whys details > summary").length`)
	for i := range n {
		eval[bool](v, `(i) => { document.querySelectorAll("#whys details")[i].open = true; return true; }`, i)
	}
	v.see(texts...)
}

// buyTwice clicks twice on the button that orders, and waits for the order.
func (v *visitor) buyTwice() {
	v.t.Helper()
	v.twice("#place")
	v.arrive("/order/")
}

// arrive waits until the browser is at an address.
func (v *visitor) arrive(prefix string) {
	v.t.Helper()
	v.until(func() bool { return strings.HasPrefix(v.path(), prefix) }, func() string { return v.path() + ": " + v.text() })
}
