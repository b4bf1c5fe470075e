package office

import (
	"net/http"
	"net/url"

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
