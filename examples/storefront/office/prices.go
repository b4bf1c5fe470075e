package office

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/pricing"
)

type pricesPage struct {
	frame
	Markets, Goods []choice
	Table          table
	CSV            string // address
	Sold, Unsold   int
	Moved          int // prices that would be others now
}

// prices shows what each good costs in each market and what that is made of.
func (o *Office) prices(w http.ResponseWriter, r *http.Request) error {
	market, sku := r.FormValue("market"), r.FormValue("sku")
	if err := o.known(market, sku); err != nil {
		return err
	}
	p := pricesPage{frame: o.frame("/office/prices"), Markets: o.marketChoices(market, "All markets"), Goods: o.goodChoices(sku, "All goods")}
	p.CSV = "/office/prices.csv?" + url.Values{"market": {market}, "sku": {sku}}.Encode()
	p.Table = table{Caption: "Published prices and what each is made of", Wide: true, Head: columns(
		"Good", "Market", "List#", "Rate#", "Base#", "FX margin#", "Adjustment#", "Duty#", "Tax#", "Rounding#", "Subsidy#", "Shown#", "Label", "Left#")}
	for _, row := range o.shop.Table(market, sku) {
		switch {
		case row.Err != nil:
			p.Unsold++
		default:
			p.Sold++
		}
		if row.Now != nil {
			p.Moved++
		}
		p.Table.Rows = append(p.Table.Rows, p.priceRow(&row))
	}
	return o.render(w, http.StatusOK, "prices", p)
}

// priceRow are the cells of a price.
func (f frame) priceRow(r *shop.Row) []cell {
	name := cell{Text: r.Good.Name(language.English), Note: r.Good.SKU, Head: true}
	market := words(marketName(r.Market))
	if r.Err != nil {
		return []cell{name, market, {Text: "Not sold here", Note: r.Err.Error(), Kind: "warn", Span: 12}}
	}
	p := &r.Price
	shown := cell{Text: f.Money(p.Shown)}
	if r.Now != nil {
		shown.Note = "would be " + f.Money(r.Now.Shown)
	}
	return []cell{
		name, market, f.amount(p.List), {Text: rateText(p.Rate), Note: p.Rate.Margin().String() + " %"}, f.amount(p.Base), f.amount(p.FXMargin), f.amount(p.Adjustment),
		f.levy(p.Duty, p.DutyAt), f.levy(p.Tax, p.TaxAt), f.amount(p.Rounding), f.amount(p.Subsidy), shown, words(r.Label), f.left(r),
	}
}

// levy is what of duty or tax is inside the price, or where it is instead.
func (f frame) levy(a currency.Amount, at pricing.Placement) cell {
	if at != pricing.InPrice {
		return words(placementName(at.String()))
	}
	return f.amount(a)
}

// left is what a unit leaves to the merchant.
func (f frame) left(r *shop.Row) cell {
	if r.LeftErr != nil {
		return cell{Text: "not known", Note: r.LeftErr.Error(), Kind: "warn"}
	}
	c := cell{Text: f.Money(r.Left.Contribution), Note: "cost " + f.Money(r.Left.Cost)}
	if r.Left.Contribution.Sign() < 0 {
		c.Kind = "bad"
	}
	return c
}

func rateText(r currency.Rate) string { return r.Value(4).String() }

// placementName is the word of a placement for a reader.
func placementName(word string) string {
	switch word {
	case pricing.AtCheckout.String():
		return "at checkout"
	case pricing.InPrice.String():
		return "in the price"
	case pricing.OnDelivery.String():
		return "on delivery"
	case pricing.Absorbed.String():
		return "absorbed"
	}
	return word
}

var csvHead = []string{
	"sku", "name", "market", "currency", "list", "list_currency", "rate", "rate_as_of", "rate_margin_percent", "base", "fx_margin", "adjustment",
	"concession", "net", "duty_at", "duty", "tax_at", "tax", "rounding", "subsidy", "shown", "label", "left", "cost", "left_currency", "would_be", "not_sold", "not_quoted",
}

// pricesCSV writes the table for a spreadsheet.
func (o *Office) pricesCSV(w http.ResponseWriter, r *http.Request) error {
	market, sku := r.FormValue("market"), r.FormValue("sku")
	if err := o.known(market, sku); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="prices-%s.csv"`, o.now().UTC().Format("2006-01-02")))
	h.Set("Cache-Control", "private, no-store")
	out := csv.NewWriter(w)
	rows := [][]string{csvHead}
	for _, row := range o.shop.Table(market, sku) {
		rows = append(rows, csvRow(&row))
	}
	return out.WriteAll(rows)
}

func csvRow(r *shop.Row) []string {
	fields := make([]string, len(csvHead))
	copy(fields, []string{r.Good.SKU, r.Good.Name(language.English), r.Market.ID, r.Market.Currency.String()})
	if r.Err != nil {
		fields[26] = plain(r.Err.Error())
		return fields
	}
	p := &r.Price
	copy(fields[4:], []string{
		p.List.Text(), p.List.Currency().String(), p.Rate.Value(10).String(), p.Rate.AsOf().Format("2006-01-02"), p.Rate.Margin().String(), p.Base.Text(), p.FXMargin.Text(), p.Adjustment.Text(),
		p.Concession.Text(), p.Net.Text(), p.DutyAt.String(), p.Duty.Text(), p.TaxAt.String(), p.Tax.Text(), p.Rounding.Text(), p.Subsidy.Text(), p.Shown.Text(), plain(r.Label),
	})
	if r.LeftErr != nil {
		fields[27] = plain(r.LeftErr.Error())
	} else {
		copy(fields[22:], []string{r.Left.Contribution.Text(), r.Left.Cost.Text(), r.Left.Contribution.Currency().String()})
	}
	if r.Now != nil {
		fields[25] = r.Now.Shown.Text()
	}
	return fields
}

// plain keeps a spreadsheet from taking a text for a formula.
func plain(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@' || s[0] == '\t' || s[0] == '\r') {
		return "'" + s
	}
	return s
}
