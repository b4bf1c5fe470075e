package office

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/pricing"
)

type placementsPage struct {
	frame
	Markets, Goods []choice
	Quantity       int64
	Most           int
	Market         string // its name
	To             string
	Cards          []placementCard
}

// placementCard is a placement of duty and tax, or why there is none.
type placementCard struct {
	Name, Ours string
	Forbidden  bool
	Err        string
	Unit       string
	Lines      []figure
	Charges    []charge
	Warnings   []string
	Best       bool // it leaves most
}

// figure is an amount with its name.
type figure struct {
	Name, Amount string
	Strong       bool
}

// charge is a levy, with why.
type charge struct {
	Name, Amount, Payer, Why string
}

// placements compares the four placements of a basket in a market.
func (o *Office) placements(w http.ResponseWriter, r *http.Request) error {
	p := placementsPage{frame: o.frame("/office/placements"), Quantity: 2, Most: shop.MaxQuantity}
	market, sku := r.FormValue("market"), r.FormValue("sku")
	if market == "" {
		market = "de"
	}
	if sku == "" {
		sku = o.shop.Catalogue().Goods()[0].SKU
	}
	if err := o.known(market, sku); err != nil {
		return err
	}
	if text := r.FormValue("quantity"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 || n > shop.MaxQuantity {
			return &statusError{http.StatusBadRequest, fmt.Errorf("the quantity %.20q is not 1 to %d", text, shop.MaxQuantity)}
		}
		p.Quantity = n
	}
	p.Markets, p.Goods, p.Market = o.marketChoices(market, ""), o.goodChoices(sku, ""), o.name(market)
	placed, err := o.shop.Placements(market, shop.Basket{Items: []shop.Item{{SKU: sku, Quantity: p.Quantity}}})
	if err != nil {
		return err
	}
	m, _ := o.shop.Market(market)
	best, most := -1, currency.Amount{}
	for i := range placed {
		p.Cards = append(p.Cards, p.card(&placed[i], &m))
		if left := placed[i].Merchant.Contribution; placed[i].Err == nil && (best < 0 || left.Decimal().GreaterThan(most.Decimal())) {
			best, most = i, left
		}
	}
	if best >= 0 {
		p.Cards[best].Best = true
	}
	return o.render(w, http.StatusOK, "placements", p)
}

func (f frame) card(p *shop.Placed, m *pricing.Market) placementCard {
	c := placementCard{Name: placementName(p.ID), Ours: ours(p, m)}
	if p.Err != nil {
		c.Err, c.Forbidden = p.Err.Error(), errors.Is(p.Err, pricing.ErrPlacement)
		return c
	}
	t, view := &p.Quote.Totals, &p.Merchant
	c.Unit = f.Money(p.Quote.Lines[0].Unit)
	c.Lines = []figure{
		{"Customer pays now", f.Money(t.DueNow), true},
		{"and on delivery", f.Money(t.DueOnDelivery), false},
		{"in all", f.Money(t.CustomerPays), true},
		{"Duty, tax and fees", f.Money(sum(t.Duty, t.Tax, t.Fees)), false},
		{"absorbed by us", f.Money(t.Absorbed), false},
		{"Revenue", f.Money(view.Revenue), false},
		{"less absorbed and subsidy", f.Money(sum(view.Absorbed, view.Subsidy)), false},
		{"less goods", f.Money(view.Cost), false},
		{"Left for us", f.Money(view.Contribution), true},
	}
	for i := range p.Quote.Charges {
		ch := &p.Quote.Charges[i]
		c.Charges = append(c.Charges, charge{Name: ch.Name, Amount: f.Money(ch.Amount), Payer: ch.Payer(), Why: ch.String()})
	}
	c.Warnings = p.Quote.Warnings
	return c
}

// ours says what of a placement is that of the market.
func ours(p *shop.Placed, m *pricing.Market) string {
	duty, tax := p.ID == m.Duty.String(), p.ID == m.Tax.String()
	switch {
	case duty && tax:
		return "as now"
	case duty:
		return "duty as now"
	case tax:
		return "tax as now"
	}
	return ""
}

// sum adds amounts of one quote, which are in one currency.
func sum(amounts ...currency.Amount) currency.Amount {
	total, err := currency.Sum(amounts...)
	if err != nil {
		return currency.Amount{} // beyond 34 digits, which no basket reaches
	}
	return total
}
