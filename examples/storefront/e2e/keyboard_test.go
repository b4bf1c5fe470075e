package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// focus is where the keyboard is: the element, and whether one sees that.
type focus struct {
	Name    string
	Visible bool
}

const where = `(() => { const e = document.activeElement; const ring = (n, part) => { const s = getComputedStyle(n, part);
	return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && s.outlineColor !== "rgba(0, 0, 0, 0)"; };
	const seen = e.matches(":focus-visible") && (ring(e) || ring(e, "::after") || !!e.closest(".pick") && ring(e.closest(".pick")));
	return { Name: e.id || e.getAttribute("href") || e.innerText || e.tagName, Visible: seen }; })()`

// tab presses Tab until something has the focus, and returns all on the way.
func (v *visitor) tab(until string) []string {
	v.t.Helper()
	var names []string
	for range 80 {
		v.do(chromedp.KeyEvent("\t"))
		at := eval[focus](v, where)
		if !at.Visible {
			v.t.Errorf("%s: %s has the focus, and nothing shows it", v.path(), at.Name)
		}
		if names = append(names, at.Name); at.Name == until {
			return names
		}
	}
	v.t.Fatalf("%s is out of reach of Tab: %q", until, names)
	return nil
}

// press presses a key that leads to another page.
func (v *visitor) press(key, to string) {
	v.t.Helper()
	v.do(chromedp.KeyEvent(key))
	v.arrive(to)
	v.until(func() bool { return eval[bool](v, `document.readyState === "complete"`) }, v.text)
}

// A whole purchase with the keyboard alone, in an order that makes sense, and the
// focus always to be seen.
func TestKeyboard(t *testing.T) {
	p := openPlace(t, noon, nil)
	v := p.visit(t, person{lang: "de-DE", zone: "Europe/Berlin"})
	v.open("/de/")
	if first := v.tab("#main"); len(first) != 1 {
		t.Errorf("the way past the head comes after %q", first)
	}
	v.press("\r", "/de/")
	v.tab("/de/p/TEE")
	v.press("\r", "/de/p/TEE")
	v.tab("quantity")
	v.do(chromedp.KeyEvent("\t"))
	v.press("\r", "/de/cart")
	v.tab("Zur Kasse")
	v.press("\r", "/de/checkout")

	var order []string
	for _, f := range customers[0].typed {
		order = append(order, v.tab(f[0])...)
		v.do(chromedp.KeyEvent(f[1]))
	}
	order = append(order, v.tab("option-post")...)
	v.do(chromedp.KeyEvent(" "))
	v.fresh()
	order = append(order, v.tab("place")...)
	fields := slices.DeleteFunc(order, func(s string) bool {
		return !slices.Contains([]string{"name", "email", "street", "postal_code", "city", "option-post", "code", "vat_id", "place"}, s)
	})
	if got, want := strings.Join(fields, " "), "name email street postal_code city option-post code vat_id place"; got != want {
		t.Errorf("Tab goes %s, want %s", got, want)
	}
	v.press("\r", "/order/")
	v.see("Vielen Dank, Jürgen Groß.")
	if n := len(p.orders(t)); n != 1 {
		t.Errorf("%d orders", n)
	}
	v.quiet()
}
