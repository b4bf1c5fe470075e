package office

import (
	"context"
	"net/http"
	"time"

	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
)

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
