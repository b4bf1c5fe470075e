package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// orderPage is the page of an order.
type orderPage struct {
	*frame
	ID, Name       string
	Placed         time.Time
	Quote          *summary
	To             []string
	Refunds        []refunded
	Refunded       string // by the request before this one
	Key            string
	Fault          string
	Returnables    []returnable
	Shipping       string // what of it is left, "" for nothing
	ShippingChosen bool
}

// Returnable tells whether anything is left to give back.
func (p *orderPage) Returnable() bool { return len(p.Returnables) > 0 || p.Shipping != "" }

// returnable is a line of which units are left.
type returnable struct {
	Line               int
	Name, Value, Fault string
	Left               int64
}

// refunded is a refund as its customer reads it.
type refunded struct {
	Number    int
	What, Due string
	Rows      []row
	Note      noted
}

// noted are the figures of a credit note.
type noted struct{ Rows []row }

// isOrder tells what may be the ID of an order.
func isOrder(id string) bool { return isKey(id) }

// order shows an order to who knows its ID.
func (s *Site) order(w http.ResponseWriter, r *http.Request, f *frame) error {
	return s.showOrder(w, r, r.PathValue("id"), http.StatusOK, nil)
}

// returning is a refund that was asked for and not given.
type returning struct {
	form  map[string]string
	fault string // key of a text
	lines map[int]string
}

func (s *Site) showOrder(w http.ResponseWriter, r *http.Request, id string, status int, asked *returning) error {
	if !isOrder(id) {
		return shop.ErrUnknown
	}
	o, q, refunds, left, err := s.shop.Order(r.Context(), id)
	if err != nil {
		return err
	}
	f, err := s.frame(r, o.Market)
	if err != nil {
		return err
	}
	p := &orderPage{frame: f, ID: o.ID, Name: o.Customer.Name, Placed: o.Placed, To: f.to(&o.Customer), Key: store.NewID()}
	if p.Quote, err = s.summary(f, &q); err != nil {
		return err
	}
	p.Quote.Expires = nil // it was taken
	for i := range refunds {
		p.Refunds = append(p.Refunds, s.refunded(f, &refunds[i]))
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("refund")); err == nil && n >= 1 && n <= len(refunds) {
		p.Refunded = f.Money(refunds[n-1].Totals.Due)
	}
	s.leftOf(p, &q, &left, asked)
	w.Header().Set("X-Robots-Tag", "noindex") // its address is all that protects it
	return s.pages.Render(w, status, "order", p)
}

// to is where an order goes, as it was typed and in the order in which people there
// write it: "Oakland California 94607", "10115 Berlin".
func (f *frame) to(c *store.Customer) []string {
	lines := []string{c.Name}
	place := -1 // the line of town, region and postal code
	for _, name := range formOf(f.visit.Country).fields {
		text := map[string]string{"city": c.City, "region": f.region(c.Region), "postal_code": c.PostalCode}[name]
		switch {
		case name == "street":
			lines = append(lines, c.Street)
		case text == "":
		case place < 0:
			lines, place = append(lines, text), len(lines)
		default:
			lines[place] += " " + text
		}
	}
	lines = append(lines, f.Country())
	if c.VATID != "" {
		lines = append(lines, c.VATID)
	}
	return lines
}

// region is what a region to choose is called.
func (f *frame) region(id string) string {
	for _, r := range formOf(f.visit.Country).regions {
		if r.ID == id {
			return r.Name
		}
	}
	return id
}

// leftOf fills in the form for a refund: what can still be given back, and what
// was asked.
func (s *Site) leftOf(p *orderPage, q *pricing.Quote, left *pricing.Left, asked *returning) {
	for i, l := range left.Lines {
		if l.Quantity == 0 {
			continue
		}
		line := returnable{Line: i + 1, Name: s.goodName(p.frame, q.Lines[i].SKU, q.Lines[i].Name), Left: l.Quantity, Value: "0"}
		if asked != nil {
			line.Value = asked.form[lineField(i+1)]
			if what := asked.lines[i+1]; what != "" {
				line.Fault = p.T(what, "most", l.Quantity)
			}
		}
		p.Returnables = append(p.Returnables, line)
	}
	if left.Shipping.Sign() > 0 {
		p.Shipping = p.Money(left.Shipping)
	}
	if asked != nil {
		p.ShippingChosen = asked.form["shipping"] != ""
		if asked.fault != "" {
			p.Fault = p.T(asked.fault)
		}
	}
}

func lineField(n int) string { return "line." + strconv.Itoa(n) }

// refunded writes a refund.
func (s *Site) refunded(f *frame, b *pricing.Refund) refunded {
	out := refunded{Number: b.Number, Due: f.Money(b.Totals.Due)}
	var what []string
	for _, l := range b.Lines {
		what = append(what, strconv.FormatInt(l.Quantity, 10)+" × "+s.goodName(f, l.SKU, l.SKU))
	}
	t := &b.Totals
	if !t.Shipping.IsZero() {
		what = append(what, f.Words.Shipping)
	}
	out.What = strings.Join(what, " · ")
	for _, figure := range []struct {
		name   string
		amount currency.Amount
	}{
		{f.T("sum.goods"), t.Goods}, {f.Words.Shipping, t.Shipping}, {f.Words.Insurance, t.Insurance},
		{f.Words.Duty + ", " + f.TaxName() + ", " + f.Words.Fees, t.AtCheckout},
		{f.T("refund.kept"), t.Kept.Neg()}, {f.T("sum.rounding"), t.Rounding},
	} {
		if !figure.amount.IsZero() {
			out.Rows = append(out.Rows, row{Name: figure.name, Amount: f.Money(figure.amount)})
		}
	}
	out.Rows = append(out.Rows, row{f.Words.Total, out.Due, "total"})
	out.Note = f.noted(&b.CreditNote)
	return out
}

// noted writes a credit note: what the seller's invoice is lowered by, with the
// tax that the seller accounts for, by rate.
func (f *frame) noted(n *pricing.CreditNote) noted {
	rows := []row{{Name: f.T("refund.net"), Amount: f.Money(n.Net)}}
	for _, r := range n.Rates {
		if !r.Tax.IsZero() {
			rows = append(rows, row{Name: f.TaxName() + " " + f.Percent(r.Percent), Amount: f.Money(r.Tax)})
		}
	}
	return noted{append(rows, row{f.T("refund.gross"), f.Money(n.Gross), "due"})}
}

// refund gives parts of an order back.
func (s *Site) refund(w http.ResponseWriter, r *http.Request, _ *frame) error {
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if !isOrder(id) {
		return shop.ErrUnknown
	}
	asked := &returning{form: map[string]string{}, lines: map[int]string{}}
	for name := range form {
		asked.form[name] = clean(form.Get(name))
	}
	returns := asked.read()
	switch {
	case asked.fault != "" || len(asked.lines) > 0:
		return s.showOrder(w, r, id, http.StatusUnprocessableEntity, asked)
	case len(returns) == 0:
		asked.fault = "refund.none"
		return s.showOrder(w, r, id, http.StatusUnprocessableEntity, asked)
	}
	back, err := s.shop.Refund(r.Context(), id, form.Get("key"), returns...)
	var wrong *pricing.RefundError
	switch {
	case errors.As(err, &wrong):
		asked.fault = "refund.more"
	case errors.Is(err, store.ErrKeyReused):
		asked.fault = "notice.again"
	}
	if asked.fault != "" {
		return s.showOrder(w, r, id, http.StatusUnprocessableEntity, asked)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/order/"+id+"?refund="+strconv.Itoa(back.Number), http.StatusSeeOther)
	return nil
}

// read makes returns of the form. Lines are counted from 1, as in the quote.
func (a *returning) read() []pricing.Return {
	var returns []pricing.Return
	if !isKey(a.form["key"]) {
		a.fault = "error.400.text"
	}
	for n := 1; n <= shop.MaxItems; n++ {
		text, ok := a.form[lineField(n)]
		if !ok || text == "" {
			continue
		}
		units, err := quantity(text)
		switch {
		case err != nil:
			a.lines[n] = "fault.quantity"
		case units > 0:
			returns = append(returns, pricing.Return{Line: n, Quantity: units})
		}
	}
	if a.form["shipping"] != "" {
		returns = append(returns, pricing.Return{Of: pricing.PartShipping})
	}
	return returns
}
