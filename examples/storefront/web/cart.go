package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
)

// maxCookie is the longest value of a cart that is looked into: as many items as
// a basket holds, of the longest SKU.
const maxCookie = shop.MaxItems * (maxSKU + 4)

// maxSKU is the longest SKU that a cart keeps.
const maxSKU = 24

// readCart reads a cart from its cookie, "TEE:2~MUG:1". It may be anything: what
// is no item is left out, one that stands twice counts once, and no basket holds
// more than the shop takes. Whether a SKU is sold is for the shop to say.
func readCart(text string) []shop.Item {
	if len(text) > maxCookie {
		return nil
	}
	var items []shop.Item
	for part := range strings.SplitSeq(text, "~") {
		sku, many, _ := strings.Cut(part, ":")
		n, err := strconv.ParseUint(many, 10, 16)
		if err != nil || n < 1 || n > shop.MaxQuantity || !isSKU(sku) || at(items, sku) >= 0 || len(items) == shop.MaxItems {
			continue
		}
		items = append(items, shop.Item{SKU: sku, Quantity: int64(n)})
	}
	return items
}

// writeCart writes what readCart reads.
func writeCart(items []shop.Item) string {
	var b strings.Builder
	for i, item := range items {
		if i > 0 {
			b.WriteByte('~')
		}
		b.WriteString(item.SKU + ":" + strconv.FormatInt(item.Quantity, 10))
	}
	return b.String()
}

// isSKU tells texts that may be a SKU, and need no quoting in a cookie.
func isSKU(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return s != "" && len(s) <= maxSKU
}

// at is where a SKU stands among items, -1 if it does not.
func at(items []shop.Item, sku string) int {
	return slices.IndexFunc(items, func(i shop.Item) bool { return i.SKU == sku })
}

// items are those of the visitor's cart that the shop knows.
func (s *Site) items(r *http.Request) (items []shop.Item, dropped bool) {
	all := readCart(cookie(r, cartCookie))
	items = slices.DeleteFunc(slices.Clone(all), func(i shop.Item) bool {
		_, ok := s.shop.Catalogue().Good(i.SKU)
		return !ok
	})
	return items, len(items) < len(all)
}

// cartItem is a line of the cart page.
type cartItem struct {
	SKU      string
	Good     tile
	Quantity int64
	Sum      string
}

// cart shows the cart.
func (s *Site) cart(w http.ResponseWriter, r *http.Request, f *frame) error {
	return s.showCart(w, r, f, http.StatusOK)
}

func (s *Site) showCart(w http.ResponseWriter, r *http.Request, f *frame, status int, notices ...string) error {
	items, dropped := s.items(r)
	if dropped {
		notices = append(notices, f.T("cart.dropped"))
	}
	data := struct {
		*frame
		Notices []string
		Items   []cartItem
		Total   string
		Most    int
	}{f, notices, nil, "", shop.MaxQuantity}
	var total currency.Total
	total.Add(currency.FromMinor(0, f.visit.Market.Currency))
	for _, item := range items {
		p, err := s.shop.Price(f.visit, item.SKU)
		if err != nil {
			return err
		}
		line := cartItem{SKU: item.SKU, Good: f.tile(&p), Quantity: item.Quantity}
		if p.Err == nil {
			sum, err := p.Price.Shown.MulInt(item.Quantity)
			if err != nil {
				return err
			}
			total.Add(sum)
			line.Sum = f.Money(sum)
		}
		data.Items = append(data.Items, line)
	}
	sum, err := total.Amount()
	if err != nil {
		return err
	}
	data.Total = f.Money(sum)
	return s.pages.Render(w, status, "cart", data)
}

// errFull is that a basket takes no more.
var errFull = errors.New("web: the basket is full")

// changeCart adds a good, sets quantities, or takes one out; the browser is then
// sent to the cart, so that a reload repeats nothing.
func (s *Site) changeCart(w http.ResponseWriter, r *http.Request, f *frame) error {
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	items, _ := s.items(r)
	switch {
	case form.Has("remove"):
		items = slices.DeleteFunc(items, func(i shop.Item) bool { return i.SKU == form.Get("remove") })
	case form.Get("action") == "add":
		items, err = s.add(items, form.Get("sku"), form.Get("quantity"))
	default:
		items, err = set(items, form)
	}
	var wrong *strconv.NumError
	switch {
	case errors.Is(err, errFull):
		return s.showCart(w, r, f, http.StatusUnprocessableEntity, f.T("cart.full", "n", shop.MaxItems, "most", shop.MaxQuantity))
	case errors.As(err, &wrong):
		return s.showCart(w, r, f, http.StatusUnprocessableEntity, f.T("fault.quantity", "most", shop.MaxQuantity))
	case err != nil:
		return err
	}
	s.remember(w, cartCookie, writeCart(items))
	next := "/cart"
	if form.Get("action") == "checkout" && len(items) > 0 && !form.Has("remove") {
		next = "/checkout"
	}
	http.Redirect(w, r, "/"+f.Market()+next, http.StatusSeeOther)
	return nil
}

// add puts a number of a good into the cart, beside what is there of it.
func (s *Site) add(items []shop.Item, sku, many string) ([]shop.Item, error) {
	if _, ok := s.shop.Catalogue().Good(sku); !ok || !isSKU(sku) {
		return nil, &shop.FieldError{Field: "sku", Err: shop.ErrUnknown}
	}
	n, err := quantity(many)
	if err != nil {
		return nil, err
	}
	i := at(items, sku)
	switch {
	case i >= 0 && items[i].Quantity+n <= shop.MaxQuantity:
		items[i].Quantity += n
	case i >= 0 || len(items) == shop.MaxItems:
		return nil, errFull
	case n > 0:
		items = append(items, shop.Item{SKU: sku, Quantity: n})
	}
	return items, nil
}

// set sets the quantities that a form names "q." and the SKU; zero takes out.
func set(items []shop.Item, form url.Values) ([]shop.Item, error) {
	for i := range items {
		if name := "q." + items[i].SKU; form.Has(name) {
			n, err := quantity(form.Get(name))
			if err != nil {
				return nil, err
			}
			items[i].Quantity = n
		}
	}
	return slices.DeleteFunc(items, func(i shop.Item) bool { return i.Quantity == 0 }), nil
}

// quantity reads a number of units, of any digits.
func quantity(text string) (int64, error) {
	n, err := strconv.ParseUint(plain(text), 10, 16)
	if err == nil && n > shop.MaxQuantity {
		err = &strconv.NumError{Func: "quantity", Num: text, Err: strconv.ErrRange}
	}
	return int64(n), err
}
