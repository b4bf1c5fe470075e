package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// entry is what somebody has entered at the checkout, and what is wrong with it.
type entry struct {
	key    string // stands for the wish to place this order
	sealed string // the quote that was shown
	shown  string // for what it was shown, see wanted
	fields map[string]string
	faults map[string]string // by field: the end of a key of texts
	lapsed *pricing.Quote    // what was shown, if it was too late to order it
}

// asked are the fields of the form beside the hidden ones; those of coded are
// codes and numbers in plain letters.
var (
	asked = []string{"name", "email", "street", "city", "region", "postal_code", "vat_id", "code", "option", "pay"}
	coded = map[string]bool{"email": true, "region": true, "postal_code": true, "vat_id": true, "code": true, "option": true, "pay": true}
)

// maxSealed is the longest sealed quote that is looked into: one of twenty lines
// has some ten thousand characters.
const maxSealed = 48 << 10

// readEntry reads the form of the checkout, of whatever a client sends.
func readEntry(form url.Values) *entry {
	e := &entry{fields: map[string]string{}, faults: map[string]string{}}
	for _, name := range asked {
		text := clean(form.Get(name))
		if coded[name] {
			text = plain(text)
		}
		if name == "region" || name == "postal_code" {
			text = strings.ToUpper(text)
		}
		if text != "" {
			e.fields[name] = text
		}
	}
	if key := form.Get("key"); isKey(key) {
		e.key = key
	}
	if sealed := form.Get("sealed"); len(sealed) <= maxSealed {
		e.sealed = sealed
	}
	e.shown = form.Get("shown")
	return e
}

// isKey tells keys that the shop may have made: as store.NewID does.
func isKey(s string) bool {
	if len(s) != len(store.NewID()) {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !('a' <= c && c <= 'z' || '2' <= c && c <= '7') {
			return false
		}
	}
	return true
}

func (e *entry) get(name string) string { return e.fields[name] }

// fault notes what is wrong with a field; the first stands.
func (e *entry) fault(name, what string) {
	if e.faults[name] == "" {
		e.faults[name] = what
	}
}

// basket is what the shop quotes of the entry.
func (e *entry) basket(items []shop.Item, c locale.Country) shop.Basket {
	return shop.Basket{
		Items: items, Code: e.get("code"), Option: e.get("option"), VATID: e.get("vat_id"), Pay: e.get("pay"),
		To: shop.Address{Country: string(c), Region: e.get("region"), PostalCode: e.get("postal_code")},
	}
}

// customer is who orders.
func (e *entry) customer(c locale.Country) store.Customer {
	return store.Customer{
		Name: e.get("name"), Email: e.get("email"), Street: e.get("street"), City: e.get("city"), Region: e.get("region"),
		PostalCode: e.get("postal_code"), Country: string(c), VATID: e.get("vat_id"),
	}
}

// wanted stands for all that the price hangs on beside the goods. The form keeps
// that of the quote it shows: who changes an option and orders without asking for
// the new price has not seen what they buy.
func (e *entry) wanted() string {
	h := sha256.New()
	for _, name := range []string{"region", "postal_code", "vat_id", "code", "option", "pay"} {
		h.Write([]byte(name + "=" + e.get(name) + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// check notes what is missing for an order, or has another form. What the price
// hangs on is judged by the shop, once the form has what its country asks.
func (e *entry) check(c locale.Country) {
	form := formOf(c)
	for _, name := range form.fields {
		text := e.get(name)
		switch {
		case text == "":
			e.fault(name, "missing")
		case len([]rune(text)) > kinds[name].Max:
			e.fault(name, "long")
		case name == "email" && !isEmail(text):
			e.fault(name, "email")
		}
	}
	e.checkPlace(c)
}

// checkPlace notes what cannot be a region or postal code of the country.
func (e *entry) checkPlace(c locale.Country) {
	form := formOf(c)
	if text := e.get("postal_code"); text != "" && form.postal != nil && !form.postal.MatchString(text) {
		e.fault("postal_code", "invalid")
	}
	if text := e.get("region"); text != "" && form.regions != nil &&
		!slices.ContainsFunc(form.regions, func(r choice) bool { return r.ID == text }) {
		e.fault("region", "unknown")
	}
}

// isEmail tells texts that could be an address: what is before the last @ is for
// its server to judge.
func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	return at > 0 && strings.Contains(s[at:], ".") && !strings.HasSuffix(s, ".") && !strings.ContainsAny(s, " ,;<>\"()")
}

// refused notes what the shop said of a field. It reports whether err is of that
// kind, and which field it was.
func (e *entry) refused(err error) (name string, ok bool) {
	var wrong *shop.FieldError
	if !errors.As(err, &wrong) {
		return "", false
	}
	what := "invalid"
	switch {
	case wrong.Field == "vat_id" || wrong.Field == "code":
		what = wrong.Field
	case errors.Is(err, shop.ErrMissing):
		what = "missing"
	case errors.Is(err, shop.ErrChanged):
		what = "changed"
	case errors.Is(err, shop.ErrNotSold):
		what = "notsold"
	case errors.Is(err, shop.ErrUnknown), wrong.Field == "pay", wrong.Field == "option":
		what = "unknown"
	case errors.Is(err, shop.ErrLimit):
		what = "long"
	}
	e.fault(wrong.Field, what)
	return wrong.Field, true
}

// fault is what to write of a fault.
func (f *frame) fault(what string) string {
	return f.T("fault."+what, "most", shop.MaxQuantity)
}

// summed are the faults as the head of a form lists them, in its order.
func (f *frame) summed(e *entry) []field {
	var all []field
	rest := maps.Clone(e.faults)
	for _, name := range append(slices.Clone(formOf(f.visit.Country).fields), asked...) {
		if rest[name] != "" {
			all = append(all, field{Name: name, Label: f.label(name), Fault: f.fault(rest[name])})
			delete(rest, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		all = append(all, field{Name: name, Label: f.label(name), Fault: f.fault(rest[name])})
	}
	return all
}
