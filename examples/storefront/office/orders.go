package office

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
)

// ordersPerPage is how many orders a page shows.
const ordersPerPage = 25

type ordersPage struct {
	frame
	Markets []choice
	Table   table
	Older   string // address of the next page; empty: there is none
	First   bool   // it is the newest page
}

// orders lists orders, the newest first.
func (o *Office) orders(w http.ResponseWriter, r *http.Request) error {
	market, before := r.FormValue("market"), r.FormValue("before")
	if err := o.known(market, ""); err != nil {
		return err
	}
	list, err := o.shop.Orders(r.Context(), store.OrderQuery{Market: market, Before: before, Limit: ordersPerPage + 1})
	if err != nil {
		return err
	}
	p := ordersPage{frame: o.frame("/office/orders"), Markets: o.marketChoices(market, "All markets"), First: before == ""}
	if len(list) > ordersPerPage {
		list = list[:ordersPerPage]
		p.Older = "/office/orders?" + url.Values{"market": {market}, "before": {list[ordersPerPage-1].ID}}.Encode()
	}
	p.Table = o.ordersTable(p.frame, list)
	return o.render(w, http.StatusOK, "orders", p)
}

func (o *Office) ordersTable(f frame, list []store.Order) table {
	t := table{Caption: "Orders, the newest first", Head: columns("Order", "Placed", "Market", "Customer", "Goods", "Paid now#", "On delivery#", "Duty#", "Tax#", "Margin#", "State")}
	states := map[string]cell{
		store.Placed:         {Text: "placed", Kind: "good"},
		store.PartlyRefunded: {Text: "partly refunded", Kind: "warn"},
		store.Refunded:       {Text: "refunded", Kind: "bad"},
	}
	for i := range list {
		order := &list[i]
		state, ok := states[order.Status]
		if !ok {
			state = words(order.Status)
		}
		var pieces int64
		for _, l := range order.Lines {
			pieces += l.Quantity
		}
		t.Rows = append(t.Rows, []cell{
			{Text: order.ID[:min(8, len(order.ID))] + "…", Href: "/order/" + url.PathEscape(order.ID), Head: true},
			{Text: f.Day(order.Placed), Note: f.Clock(order.Placed)}, words(o.name(order.Market)), {Text: order.Customer.Name, Note: order.Customer.Country},
			words(counted(int(pieces), "piece", "pieces")), words(f.Money(order.Due)), f.amount(order.OnDelivery), f.amount(order.Duty), f.amount(order.Tax), words(f.Money(order.Margin)), state,
		})
	}
	return t
}

type overviewPage struct {
	frame
	Rates     shop.RatesState
	RatesAsOf string
	Age       string
	Fetched   string
	Published publicationLine
	Prices    int // that are sold
	Unsold    int
	Moved     int // prices that would be others now
	Orders    table
}

// overview is the first page: what needs a look.
func (o *Office) overview(w http.ResponseWriter, r *http.Request) error {
	p := overviewPage{frame: o.frame(Path), Rates: o.shop.RatesState()}
	p.Notice = notices[r.FormValue("did")]
	return o.showOverview(w, r, http.StatusOK, p)
}

func (o *Office) showOverview(w http.ResponseWriter, r *http.Request, status int, p overviewPage) error {
	p.RatesAsOf, p.Age = p.Day(p.Rates.AsOf), ago(p.Rates.Age)
	if !p.Rates.Fetched.IsZero() {
		p.Fetched = p.Day(p.Rates.Fetched) + " " + p.Clock(p.Rates.Fetched)
	}
	list, err := o.shop.Publications(r.Context(), 0, 1)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		p.Published = o.publicationLines(p.frame, list)[0]
	}
	for _, row := range o.shop.Table("", "") {
		if row.Err != nil {
			p.Unsold++
		} else {
			p.Prices++
		}
		if row.Now != nil {
			p.Moved++
		}
	}
	orders, err := o.shop.Orders(r.Context(), store.OrderQuery{Limit: 5})
	if err != nil {
		return err
	}
	p.Orders = o.ordersTable(p.frame, orders)
	p.Orders.Caption = "The newest orders"
	return o.render(w, status, "overview", p)
}

// patience is how long a refresh of the exchange rates may take.
const patience = 20 * time.Second

// refresh asks for newer exchange rates.
func (o *Office) refresh(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if err := o.shop.Refresh(ctx); err != nil {
		p := overviewPage{frame: o.frame(Path), Rates: o.shop.RatesState()}
		p.Fault = "The exchange rates could not be refreshed: " + err.Error()
		return o.showOverview(w, r, http.StatusBadGateway, p)
	}
	http.Redirect(w, r, Path+"?did=refreshed", http.StatusSeeOther)
	return nil
}
