package web

import (
	"errors"
	"net/http"

	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// checkoutPage is the page of the checkout.
type checkoutPage struct {
	*frame
	Key, Sealed, Shown    string
	Faults                []field
	Notice                *notice
	Address, Extras       []field
	Options               []option
	OptionFault, PayFault string
	Pays                  []pay
	Quote                 *summary
	Lacking               string // for a quote, where there is none
	Unsold                string // the good that there is no quote with, and why
}

// pay is a choice of when to pay duty and tax.
type pay struct {
	ID, Name, Text string
	Chosen         bool
}

// checkout shows an empty form.
func (s *Site) checkout(w http.ResponseWriter, r *http.Request, f *frame) error {
	items, _ := s.items(r)
	if len(items) == 0 {
		http.Redirect(w, r, "/"+f.Market()+"/cart", http.StatusSeeOther)
		return nil
	}
	return s.showCheckout(w, f, items, readEntry(nil), http.StatusOK, nil)
}

// update shows the form again, with what was typed and the prices for it. A field
// that is wrong is marked, and priced without.
func (s *Site) update(w http.ResponseWriter, r *http.Request, f *frame) error {
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	items, _ := s.items(r)
	if len(items) == 0 {
		http.Redirect(w, r, "/"+f.Market()+"/cart", http.StatusSeeOther)
		return nil
	}
	e := readEntry(form)
	e.checkPlace(f.visit.Country)
	status := http.StatusOK
	if len(e.faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.showCheckout(w, f, items, e, status, nil)
}

// place takes an order and sends the browser to its page, so that a reload
// repeats nothing. The key in the form sees to it that a form which is sent twice
// is one order.
func (s *Site) place(w http.ResponseWriter, r *http.Request, f *frame) error {
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	e := readEntry(form)
	e.check(f.visit.Country)
	if len(e.faults) > 0 {
		return s.again(w, r, f, e, http.StatusUnprocessableEntity, nil)
	}
	if e.key == "" || e.sealed == "" || e.shown != e.wanted() {
		return s.again(w, r, f, e, http.StatusConflict, f.notice("notice.address"))
	}
	order, err := s.shop.Confirm(r.Context(), shop.Confirmation{Sealed: e.sealed, Key: e.key, Customer: e.customer(f.visit.Country)})
	var lapsed *shop.LapsedError
	switch {
	case err == nil:
		s.remember(w, cartCookie, "")
		http.Redirect(w, r, "/order/"+order.ID, http.StatusSeeOther)
		return nil
	case errors.As(err, &lapsed):
		e.lapsed = &lapsed.Lapsed
		return s.again(w, r, f, e, http.StatusConflict, f.notice("notice.lapsed"))
	case errors.Is(err, shop.ErrForgotten):
		return s.again(w, r, f, e, http.StatusConflict, f.notice("notice.lapsed"))
	case errors.Is(err, store.ErrKeyReused):
		e.key = ""
		return s.again(w, r, f, e, http.StatusConflict, f.notice("notice.again"))
	case errors.Is(err, shop.ErrChanged):
		return s.again(w, r, f, e, http.StatusConflict, f.notice("notice.address"))
	}
	if _, ok := e.refused(err); ok {
		return s.again(w, r, f, e, http.StatusUnprocessableEntity, nil)
	}
	return err
}

// again shows the form with what was typed and a fresh quote, after an order was
// not taken.
func (s *Site) again(w http.ResponseWriter, r *http.Request, f *frame, e *entry, status int, n *notice) error {
	items, _ := s.items(r)
	if len(items) == 0 { // the order was placed in another window
		http.Redirect(w, r, "/"+f.Market()+"/cart", http.StatusSeeOther)
		return nil
	}
	return s.showCheckout(w, f, items, e, status, n)
}

func (s *Site) showCheckout(w http.ResponseWriter, f *frame, items []shop.Item, e *entry, status int, n *notice) error {
	if e.key == "" {
		e.key = store.NewID()
	}
	switch choices := shop.PayChoices(&f.visit.Market); {
	case choices == nil: // the form does not ask
		delete(e.fields, "pay")
	case e.get("pay") == "":
		e.fields["pay"] = shop.PayNow // as the form will say
	}
	p := checkoutPage{frame: f, Key: e.key, Notice: n}
	asked := len(e.faults) > 0 || n != nil // whether somebody has tried to order
	if err := s.quote(&p, items, e); err != nil {
		return err
	}
	if len(e.faults) > 0 { // which come before anything else
		status, p.Notice = http.StatusUnprocessableEntity, nil
	}
	if asked {
		p.Faults = f.summed(e)
	}
	for _, name := range formOf(f.visit.Country).fields {
		p.Address = append(p.Address, f.field(name, e))
	}
	p.Extras = append(p.Extras, f.field("code", e))
	if numbered[f.visit.Country] {
		p.Extras = append(p.Extras, f.field("vat_id", e))
	}
	if e.faults["option"] != "" {
		p.OptionFault = f.fault(e.faults["option"])
	}
	if e.faults["pay"] != "" {
		p.PayFault = f.fault(e.faults["pay"])
	}
	p.Pays = f.pays(e.get("pay"))
	p.Shown = e.wanted()
	return s.pages.Render(w, status, "checkout", p)
}

// optional are the fields without which a basket can be quoted.
var optional = map[string]bool{"code": true, "vat_id": true, "postal_code": true, "region": true, "pay": true, "option": true}

// quote fills in the ways to send and the quote of the one that is chosen. A field
// that the shop refuses is marked and left out, once for each.
func (s *Site) quote(p *checkoutPage, items []shop.Item, e *entry) error {
	f := p.frame
	b := e.basket(items, f.visit.Country)
	for name := range e.faults {
		without(&b, name)
	}
	ways, err := s.ways(f, b)
	for range optional {
		if err == nil {
			break
		}
		name := f.lacking(e, err)
		if !optional[name] || !without(&b, name) {
			break
		}
		ways, err = s.ways(f, b)
	}
	if err != nil {
		name := f.lacking(e, err)
		if name == "" {
			return err
		}
		p.Lacking = f.label(name)
		if what := e.faults[name]; what != "" {
			p.Lacking += ": " + f.fault(what)
		}
		p.Options, p.Unsold = f.options(ways, b.Option), s.unsold(f, items, err)
		return nil
	}
	chosen := choose(ways, b.Option, e)
	p.Options = f.options(ways, chosen)
	for i := range ways {
		if ways[i].ID != chosen || ways[i].Err != nil {
			continue
		}
		if e.lapsed != nil { // the cart may be another than the one that lapsed: what moved is told of what is shown
			p.Notice = f.lapsed(pricing.Diff(*e.lapsed, ways[i].Quote))
		}
		return s.lock(p, &ways[i].Quote)
	}
	return nil
}

// unsold says which good a basket cannot be quoted with, "" if it is none of them. A
// good that is sold may be one: alone it is worth too little for a duty that the
// shop's tariff does not know, and with others it is not.
func (s *Site) unsold(f *frame, items []shop.Item, err error) string {
	var wrong *shop.FieldError
	if !errors.As(err, &wrong) || !errors.Is(err, shop.ErrNotSold) || wrong.Item < 1 || wrong.Item > len(items) {
		return ""
	}
	p, err := s.shop.Price(f.visit, items[wrong.Item-1].SKU)
	if err != nil {
		return ""
	}
	why := f.T("fault.together")
	if p.Err != nil {
		why = f.T("product.unsold", "country", f.Country())
	}
	return p.Good.Name(f.tag) + ": " + why
}

// ways are how a basket can be sent. If it cannot be sent at all, the error is that
// of the first way.
func (s *Site) ways(f *frame, b shop.Basket) ([]shop.Option, error) {
	ways, err := s.shop.Options(f.visit, b)
	if err != nil || len(ways) == 0 {
		return nil, err
	}
	for _, w := range ways {
		if w.Err == nil {
			return ways, nil
		}
	}
	return ways, ways[0].Err
}

// lacking is the field that the shop refuses a basket for, and notes it; a field
// that is still empty is not wrong, only missing so far.
func (f *frame) lacking(e *entry, err error) string {
	var wrong *shop.FieldError
	if !errors.As(err, &wrong) {
		return ""
	}
	name := wrong.Field
	switch {
	case name == "country" && e.get("postal_code") != "": // such as an island with a law of its own
		e.fault("postal_code", "place")
		return "postal_code"
	case (name == "region" || name == "postal_code") && e.get(name) == "":
		return name
	}
	name, _ = e.refused(err)
	return name
}

// without empties a field of a basket; it reports whether there was anything.
func without(b *shop.Basket, name string) bool {
	field := map[string]*string{
		"code": &b.Code, "vat_id": &b.VATID, "postal_code": &b.To.PostalCode, "region": &b.To.Region, "pay": &b.Pay, "option": &b.Option,
	}[name]
	if field == nil || *field == "" {
		return false
	}
	*field = ""
	return true
}

// choose is the way that is asked for, else the first that is possible. It notes
// it in the entry, so that the form shows what is priced.
func choose(ways []shop.Option, asked string, e *entry) string {
	chosen := ""
	for _, w := range ways {
		if w.Err == nil && (chosen == "" || w.ID == asked) {
			chosen = w.ID
		}
	}
	if e.get("option") != "" && chosen != e.get("option") {
		e.fault("option", "unknown")
	}
	e.fields["option"] = chosen
	return chosen
}

// lock seals the quote and writes it.
func (s *Site) lock(p *checkoutPage, q *pricing.Quote) (err error) {
	if p.Sealed, err = s.shop.Lock(q); err != nil {
		return err
	}
	if p.Quote, err = s.summary(p.frame, q); err != nil {
		return err
	}
	p.Quote.Notes = append(p.Quote.Notes, s.staleNote(p.frame, q)...)
	return nil
}

// pays are the choices of when to pay, where the market has any.
func (f *frame) pays(chosen string) []pay {
	choices := shop.PayChoices(&f.visit.Market)
	out := make([]pay, len(choices))
	for i, id := range choices {
		out[i] = pay{id, f.T("pay." + id), f.T("pay." + id + ".text"), id == chosen}
	}
	return out
}
