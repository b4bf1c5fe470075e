package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// printer writes quotes for a terminal of 100 columns.
type printer struct {
	w    io.Writer
	lang language.Tag // in place of the markets'; zero = theirs
}

// merchant writes what the merchant reads.
func merchant(a currency.Amount) string {
	return locale.For(language.AmericanEnglish).Format(a)
}

// overview prints what is displayed and what is paid, a line a destination.
func (p *printer) overview(cart pricing.Cart, results []result) {
	if quotes := quoted(results); len(quotes) > 0 {
		p.introduce(cart, quotes)
		fmt.Fprint(p.w, "\nDisplayed prices of one unit\n")
		p.prices(cart, results).write(p.w)
		fmt.Fprintf(p.w, "\nWhat the customer reads beside the price of the first product, %s\n", cart.Lines[0].Product.Name)
		p.labels(quotes).write(p.w)
		fmt.Fprint(p.w, "\nThe whole cart, discounts taken off\n")
		p.totals(results).write(p.w)
		fmt.Fprint(p.w, "c at checkout, i in the price, d on delivery, a absorbed by the merchant;\n",
			"kept: before the cost of goods and of carriage.\n")
	}
	for _, r := range results {
		if r.err != nil {
			p.wrap("refused: "+r.to+": ", r.err.Error())
		}
	}
}

// introduce says what is sold, from where, and by which rates of exchange.
func (p *printer) introduce(cart pricing.Cart, quotes []pricing.Quote) {
	pieces := int64(0)
	for _, l := range cart.Lines {
		pieces += l.Quantity
	}
	fmt.Fprintf(p.w, "%d products, %d pieces, sold from %v on %s.\n",
		len(cart.Lines), pieces, quotes[0].Consignments[0].ShipFrom, quotes[0].At.Format(time.DateOnly))
	for _, q := range quotes {
		if q.Rate.Base() != q.Rate.Quote() {
			fmt.Fprintf(p.w, "Exchange rates: %s, %s.\n", q.Rate.Source(), q.Rate.AsOf().Format(time.DateOnly))
			break
		}
	}
}

const refused = "refused" // in place of the figures of a destination

func (p *printer) prices(cart pricing.Cart, results []result) table {
	head := []string{"to"}
	for _, l := range cart.Lines {
		head = append(head, l.Product.Name)
	}
	t := table{head}
	for _, r := range results {
		if r.err != nil {
			t = append(t, []string{r.to, refused})
			continue
		}
		l := p.formatter(r.quote)
		row := []string{r.quote.ShipTo.String()}
		for _, line := range r.quote.Lines {
			row = append(row, l.Format(line.Unit))
		}
		t = append(t, row)
	}
	return t
}

// labels says in the customer's words what a price of each market contains.
func (p *printer) labels(quotes []pricing.Quote) table {
	var t table
	for _, q := range quotes {
		t = append(t, []string{q.ShipTo.String(), label(q)})
	}
	return t
}

// label picks the phrase for the placements of a quote. The rate is that of
// the first line, since each product may have another: its page asks for its
// own.
func label(q pricing.Quote) string {
	words := locale.LabelOf(q.ShipTo.Country, language.Make(q.Language))
	switch {
	case q.Duty == pricing.InPrice && q.Tax == pricing.InPrice:
		return words.DutiesAndTaxesIncluded
	case q.Tax == pricing.InPrice:
		for _, c := range q.Levies(pricing.InPrice, pricing.TaxCharge) {
			if percent, err := decimal.NewFromString(c.Percent); err == nil {
				return words.TaxIncluded(percent) + dutyBeside(q, words)
			}
		}
	case q.Tax == pricing.AtCheckout && q.Duty == pricing.AtCheckout && abroad(q):
		return words.DutiesAndTaxesAtCheckout
	case q.Tax == pricing.OnDelivery && q.Duty == pricing.OnDelivery:
		return words.DutiesAndTaxesOnDelivery
	}
	return words.TaxExcluded
}

// dutyBeside says where duty alone is paid, beside a price with tax in it.
func dutyBeside(q pricing.Quote, words locale.Label) string {
	switch {
	case q.Totals.Duty.IsZero():
	case q.Duty == pricing.AtCheckout:
		return " · " + words.DutyAtCheckout
	case q.Duty == pricing.OnDelivery:
		return " · " + words.DutyOnDelivery
	}
	return ""
}

// abroad reports whether customs look at anything that is sent.
func abroad(q pricing.Quote) bool {
	return slices.ContainsFunc(q.Consignments, func(c pricing.Consignment) bool { return c.Customs.Regime != "" })
}

func (p *printer) totals(results []result) table {
	t := table{{"to", "goods, shipping", "duty", "tax", "pays now", "at the door", "merchant keeps"}}
	for _, r := range results {
		if r.err != nil {
			t = append(t, []string{r.to, refused})
			continue
		}
		q := r.quote
		l, s := p.formatter(q), q.Totals
		t = append(t, []string{
			q.ShipTo.String(), l.Format(goodsAndCarriage(s)),
			p.placed(l, q, pricing.DutyCharge, s.Duty), p.placed(l, q, pricing.TaxCharge, s.Tax),
			l.Format(s.DueNow), l.Format(s.DueOnDelivery), merchant(s.Merchant),
		})
	}
	return t
}

// goodsAndCarriage is what is shown for goods, shipping and insurance.
func goodsAndCarriage(t pricing.Totals) currency.Amount {
	// The parts are in one currency and far within its range.
	sum, _ := currency.Sum(t.Goods, t.Discounts.Neg(), t.Shipping, t.Insurance)
	return sum
}

// placed marks an amount with the first letters of where its charges stand.
func (p *printer) placed(l locale.Locale, q pricing.Quote, kind pricing.ChargeKind, a currency.Amount) string {
	marks := map[pricing.Placement]string{
		pricing.AtCheckout: "c", pricing.InPrice: "i", pricing.OnDelivery: "d", pricing.Absorbed: "a",
	}
	mark := ""
	for _, where := range pricing.Placements() {
		for _, c := range q.Levies(where, kind) {
			if !c.Amount.IsZero() {
				mark += marks[where]
				break
			}
		}
	}
	if mark == "" {
		mark = " "
	}
	return l.Format(a) + " " + mark
}

// explain lists the charges of a quote.
func (p *printer) explain(q pricing.Quote) {
	regime := "customs regime " + q.Consignments[0].Customs.Regime
	if q.Consignments[0].Customs.Regime == "" {
		regime = "no customs border"
	}
	fmt.Fprintf(p.w, "\n%v: %s, tax scheme %s (%s accounts for it)\n", q.ShipTo, regime, q.Consignments[0].Supply.Scheme, q.Consignments[0].Supply.Collector)
	for _, why := range q.Consignments[0].Supply.Reasons {
		p.wrap("  because ", why)
	}
	for _, c := range q.Charges {
		of := ""
		if c.Line != "" {
			of = "line " + c.Line + ": "
		}
		p.wrap("  · ", of+c.String())
	}
	for _, warning := range q.Warnings {
		p.wrap("  note: ", warning)
	}
}

// wrap prints text after a lead, broken between words at 100 columns, and
// within a word only where it alone is wider.
func (p *printer) wrap(lead, text string) {
	const limit = 100
	indent := strings.Repeat(" ", columns(lead))
	line := lead
	empty := true
	for word := range strings.FieldsSeq(text) {
		if !empty && columns(line)+1+columns(word) > limit {
			fmt.Fprintln(p.w, line)
			line, empty = indent, true
		}
		if !empty {
			line += " "
		}
		for room := limit - columns(line); columns(word) > room; room = limit - columns(indent) {
			cut := fitting(word, room)
			fmt.Fprintln(p.w, line+word[:cut])
			line, word = indent, word[cut:]
		}
		line, empty = line+word, false
	}
	fmt.Fprintln(p.w, line)
}

// fitting returns how many bytes of a word go into so many columns: up to the
// last separator, or else as many characters as there is room for, one at
// least.
func fitting(word string, room int) int {
	end := 0
	for end < len(word) {
		_, size := utf8.DecodeRuneInString(word[end:])
		if end > 0 && columns(word[:end+size]) > room {
			break
		}
		end += size
	}
	if cut := strings.LastIndexAny(word[:end], "/-_") + 1; cut > 0 {
		return cut
	}
	return end
}

// placements prints one destination under each placement, side by side.
func (p *printer) placements(c comparison) {
	fmt.Fprintf(p.w, "\n%s under the four placements of duty and tax\n", c.to)
	t := table{{""}}
	for _, q := range c.quotes {
		t[0] = append(t[0], strings.ReplaceAll(q.Duty.String(), "_", " "))
	}
	for _, row := range []struct {
		name string
		of   func(pricing.Totals) currency.Amount
	}{
		{"displayed goods", func(t pricing.Totals) currency.Amount { return t.Goods }},
		{"discounts", func(t pricing.Totals) currency.Amount { return t.Discounts.Neg() }},
		{"shipping, insurance", carriage},
		{"levies at checkout", func(t pricing.Totals) currency.Amount { return t.AtCheckout }},
		{"customer pays now", func(t pricing.Totals) currency.Amount { return t.DueNow }},
		{"at the door", func(t pricing.Totals) currency.Amount { return t.DueOnDelivery }},
		{"customer pays in all", func(t pricing.Totals) currency.Amount { return t.CustomerPays }},
		{"of it levies in the price", func(t pricing.Totals) currency.Amount { return t.InPrice }},
		{"levies absorbed", func(t pricing.Totals) currency.Amount { return t.Absorbed }},
		{"duty, wherever placed", func(t pricing.Totals) currency.Amount { return t.Duty }},
		{"tax, wherever placed", func(t pricing.Totals) currency.Amount { return t.Tax }},
	} {
		cells := []string{row.name}
		for _, q := range c.quotes {
			cells = append(cells, p.formatter(q).Format(row.of(q.Totals)))
		}
		t = append(t, cells)
	}
	kept, exchanged := []string{"merchant keeps"}, []string{""}
	for _, q := range c.quotes {
		kept = append(kept, merchant(q.Totals.Margin))
		exchanged = append(exchanged, merchant(q.Totals.Merchant))
	}
	table(append(t, kept, exchanged)).write(p.w)
	p.wrap("", "A price with levies inside holds those of a single unit. Where the whole cart falls under other rules, or "+
		"freight bears duty, the difference is the merchant's; -explain says so.")
	for _, err := range c.refused {
		p.wrap("refused: ", err.Error())
	}
}

func carriage(t pricing.Totals) currency.Amount {
	sum, _ := currency.Sum(t.Shipping, t.Insurance)
	return sum
}
