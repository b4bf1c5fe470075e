package pricing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// Cause is why a figure of a quote differs from what it was.
type Cause string

// The causes.
const (
	CausePrice  Cause = "price"  // list prices, or how the market makes prices of them
	CauseRate   Cause = "rate"   // the exchange rate, or the merchant's margin on it
	CauseLaw    Cause = "law"    // a rate of duty, tax or a fee, or under which rule the sale falls: new law, or a threshold that was crossed
	CauseCart   Cause = "cart"   // what is bought, where it goes, discounts, shipping
	CauseTerms  Cause = "terms"  // who pays duty, tax and fees, and where they are shown
	CauseFigure Cause = "figure" // none that the quotes tell: one of them was changed by hand, or the library differs
)

// Fact is something that quotes rest on and in which two of them differ.
type Fact struct {
	Cause Cause `json:"cause"`
	// Line is the ID of the line that it is of; empty for one of the whole.
	Line string `json:"line,omitempty"`
	What string `json:"what"` // "quantity", "exchange rate USD/EUR", "VAT on goods"
	From string `json:"from"`
	To   string `json:"to"`
}

// String writes the fact, "cart: line 1: quantity: 2 → 3".
func (f Fact) String() string {
	return fmt.Sprintf("%s: %s%s: %s → %s", f.Cause, ofLine(f.Line), f.What, orNone(f.From), orNone(f.To))
}

// ofLine is what stands before a thing of a line.
func ofLine(id string) string {
	if id == "" {
		return ""
	}
	return "line " + id + ": "
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// Figure is a figure of a quote, or of a line of it, that [Diff] compares.
type Figure string

// The figures of a line. Discount, Duty, Tax, Fees and Subsidy are figures of
// the whole quote too.
const (
	FigurePrice    Figure = "displayed price"
	FigureDiscount Figure = "discount"
	FigureDeclared Figure = "declared value"
	FigureDuty     Figure = "duty"
	FigureTax      Figure = "tax"
	FigureFees     Figure = "fees"
	FigureSubsidy  Figure = "subsidy"
	FigureRounding Figure = "rounding"
)

// The figures of the whole quote, as in [Totals].
const (
	FigureGoods         Figure = "goods"
	FigureShipping      Figure = "shipping"
	FigureInsurance     Figure = "insurance"
	FigureVouchers      Figure = "vouchers"
	FigureDueNow        Figure = "due now"
	FigureDueOnDelivery Figure = "due on delivery"
	FigureCustomerPays  Figure = "customer pays"
	FigureMargin        Figure = "margin"
)

// Move is a figure in which two quotes differ.
type Move struct {
	// Line is the ID of the line that it is of; empty for one of the whole.
	Line string          `json:"line,omitempty"`
	What Figure          `json:"what"`
	From currency.Amount `json:"from"`
	To   currency.Amount `json:"to"`
	// Causes are those of the facts that the figure rests on.
	Causes []Cause `json:"causes"`
}

// String writes the move, "due now: 100.00 EUR → 101.50 EUR (rate)".
func (m Move) String() string {
	causes := make([]string, len(m.Causes))
	for i, c := range m.Causes {
		causes[i] = string(c)
	}
	return fmt.Sprintf("%s%s: %v → %v (%s)", ofLine(m.Line), m.What, m.From, m.To, strings.Join(causes, ", "))
}

// Difference is what two quotes differ in: the facts that they rest on, and
// the figures that moved with them.
type Difference struct {
	Facts []Fact `json:"facts,omitempty"`
	Moves []Move `json:"moves,omitempty"`
}

// IsZero reports whether the quotes say the same.
func (d Difference) IsZero() bool { return len(d.Facts) == 0 && len(d.Moves) == 0 }

// String writes facts and moves, one a line.
func (d Difference) String() string {
	var b strings.Builder
	for _, f := range d.Facts {
		fmt.Fprintln(&b, f)
	}
	for _, m := range d.Moves {
		fmt.Fprintln(&b, m)
	}
	return b.String()
}

// Diff says what moved from quote a to quote b, and why: for a customer who
// comes back after a quote lapsed, and before new rates or a new tariff are put
// to use. Lines are compared by ID, and charges by line, kind, name and what
// they are on.
//
// A move names the causes of all facts that its figure can rest on: those of
// its line and of the whole. Where several changed at once, it names them all;
// to tell their shares apart, quote the cart with one changed at a time.
func Diff(a, b Quote) Difference {
	d := differ{a: &a, b: &b}
	d.whole()
	whole := d.causes()
	for _, pair := range d.lines() {
		d.line(pair, whole)
	}
	d.totals()
	return d.out
}

// differ compares two quotes.
type differ struct {
	a, b *Quote
	out  Difference
}

// fact notes something of the whole that differs, factOf something of a line.
func (d *differ) fact(cause Cause, what, from, to string) { d.factOf("", cause, what, from, to) }

func (d *differ) factOf(line string, cause Cause, what, from, to string) {
	if from != to {
		d.out.Facts = append(d.out.Facts, Fact{cause, line, what, from, to})
	}
}

// causes are those of the facts so far.
func (d *differ) causes() []Cause { return causesOf(d.out.Facts) }

func causesOf(facts []Fact) []Cause {
	var all []Cause
	for _, f := range facts {
		if !slices.Contains(all, f.Cause) {
			all = append(all, f.Cause)
		}
	}
	slices.Sort(all)
	return all
}

// move notes a figure that differs, of a line or of the whole.
func (d *differ) move(line string, what Figure, from, to currency.Amount, causes []Cause) {
	if from.Equal(to) || from.IsZero() && to.IsZero() {
		return
	}
	if len(causes) == 0 {
		causes = []Cause{CauseFigure}
	}
	d.out.Moves = append(d.out.Moves, Move{line, what, from, to, causes})
}

// whole compares what all lines rest on.
func (d *differ) whole() {
	a, b := d.a, d.b
	d.fact(CauseCart, "market", a.Market, b.Market)
	d.fact(CauseCart, "ship to", placeText(a), placeText(b))
	d.fact(CauseCart, "mode", a.Cart.Mode.String(), b.Cart.Mode.String())
	d.fact(CauseCart, "shipping", amountText(a.Cart.Shipping), amountText(b.Cart.Shipping))
	d.fact(CauseCart, "insurance", amountText(a.Cart.Insurance), amountText(b.Cart.Insurance))
	d.fact(CauseCart, "discounts", discountsText(a), discountsText(b))
	d.fact(CauseCart, "vouchers", vouchersText(a), vouchersText(b))
	d.fact(CauseTerms, "duty", inWords(a.Duty), inWords(b.Duty))
	d.fact(CauseTerms, "tax", inWords(a.Tax), inWords(b.Tax))
	d.fact(CauseTerms, "fees", inWords(a.Fees), inWords(b.Fees))
	d.fact(CauseTerms, "rounding of tax", fmt.Sprintf("%+v", a.Policy), fmt.Sprintf("%+v", b.Policy))
	if a.Currency == b.Currency {
		d.fact(CauseRate, fmt.Sprintf("exchange rate %v/%v", b.Rate.Base(), b.Rate.Quote()), rateText(a.Rate), rateText(b.Rate))
	}
	for i := range min(len(a.Consignments), len(b.Consignments)) {
		d.consignment(i, &a.Consignments[i], &b.Consignments[i])
	}
	d.fact(CauseCart, "consignments", fmt.Sprint(len(a.Consignments)), fmt.Sprint(len(b.Consignments)))
	d.rules("")
}

func (d *differ) consignment(i int, a, b *Consignment) {
	at := ""
	if len(d.a.Consignments) > 1 || len(d.b.Consignments) > 1 {
		at = fmt.Sprintf("consignment %d: ", i+1)
	}
	d.fact(CauseCart, at+"ship from", a.ShipFrom.String(), b.ShipFrom.String())
	d.fact(CauseLaw, at+"customs regime", a.Customs.Regime, b.Customs.Regime)
	d.fact(CauseLaw, at+"tax scheme", fmt.Sprintf("%s of %s, %s", a.Supply.Scheme, a.Supply.Jurisdiction, a.Supply.Treatment),
		fmt.Sprintf("%s of %s, %s", b.Supply.Scheme, b.Supply.Jurisdiction, b.Supply.Treatment))
	d.fact(CauseLaw, at+"collector of the tax", a.Supply.Collector, b.Supply.Collector)
}

func placeText(q *Quote) string {
	if q.ShipTo.PostalCode == "" {
		return q.ShipTo.String()
	}
	return q.ShipTo.String() + " " + q.ShipTo.PostalCode
}

func rateText(r currency.Rate) string {
	if r.IsZero() {
		return ""
	}
	num, den := r.Ratio()
	s := exact.DecimalText(num)
	if !den.Equal(one) {
		s += "/" + exact.DecimalText(den)
	}
	return fmt.Sprintf("%s with a margin of %s %% (%s %s)", s, exact.DecimalText(r.Margin()), r.Source(), r.AsOf().Format(time.DateOnly))
}

// discountsText writes the discounts of the cart, as they were asked for.
func discountsText(q *Quote) string {
	var all []string
	for _, d := range q.Cart.Discounts {
		all = append(all, d.String())
	}
	return strings.Join(all, ", ")
}

// vouchersText writes the vouchers of the cart.
func vouchersText(q *Quote) string {
	var all []string
	for _, v := range q.Cart.Vouchers {
		all = append(all, v.String())
	}
	return strings.Join(all, ", ")
}

// linePair is a line in both quotes; nil where one has none of its ID.
type linePair struct {
	id   string
	a, b *QuoteLine
	// what the cart says of it
	from, to *Line
}

// lines pairs the lines by ID, those of a first.
func (d *differ) lines() []linePair {
	var pairs []linePair
	at := make(map[string]int, len(d.a.Lines))
	for i := range d.a.Lines {
		l := &d.a.Lines[i]
		at[l.ID] = len(pairs)
		pairs = append(pairs, linePair{id: l.ID, a: l, from: d.a.cartLine(i)})
	}
	for i := range d.b.Lines {
		l := &d.b.Lines[i]
		k, ok := at[l.ID]
		if !ok {
			k = len(pairs)
			pairs = append(pairs, linePair{id: l.ID})
		}
		pairs[k].b, pairs[k].to = l, d.b.cartLine(i)
	}
	return pairs
}

// cartLine is the line of the cart that line i answers; the zero line if the
// quote has lost its cart.
func (q *Quote) cartLine(i int) *Line {
	if i < len(q.Cart.Lines) {
		return &q.Cart.Lines[i]
	}
	return new(Line)
}

// line compares the facts and the figures of a line.
func (d *differ) line(p linePair, whole []Cause) {
	if p.a == nil || p.b == nil {
		l, from, to := p.b, "", "in the cart"
		if l == nil {
			l, from, to = p.a, to, from
		}
		d.factOf(p.id, CauseCart, l.SKU, from, to)
		return
	}
	first := len(d.out.Facts)
	a, b := p.a, p.b
	d.factOf(p.id, CauseCart, "sku", a.SKU, b.SKU)
	d.factOf(p.id, CauseCart, "quantity", fmt.Sprint(a.Quantity), fmt.Sprint(b.Quantity))
	d.factOf(p.id, CausePrice, "list price", amountText(p.from.Product.Price), amountText(p.to.Product.Price))
	d.rules(p.id)
	if len(whole) == 0 && len(d.out.Facts) == first { // so it is how the market makes prices
		d.factOf(p.id, CausePrice, "displayed price", a.Unit.String(), b.Unit.String())
	}
	causes := slices.Concat(whole, causesOf(d.out.Facts[first:]))
	slices.Sort(causes)
	causes = slices.Compact(causes)
	for _, f := range []struct {
		what     Figure
		from, to currency.Amount
	}{
		{FigurePrice, a.Unit, b.Unit}, {FigureDiscount, a.Discount, b.Discount}, {FigureDeclared, a.Net, b.Net},
		{FigureDuty, a.Duty, b.Duty}, {FigureTax, a.Tax, b.Tax}, {FigureFees, a.Fees, b.Fees},
		{FigureSubsidy, a.Subsidy, b.Subsidy}, {FigureRounding, a.Rounding, b.Rounding},
	} {
		d.move(p.id, f.what, f.from, f.to, causes)
	}
}

// rules compares the law of the charges on a line, or of those on none.
func (d *differ) rules(line string) {
	type key struct{ kind, name, on string }
	read := func(q *Quote) (keys []key, laws map[key]string) {
		laws = map[key]string{}
		for i := range q.Charges {
			c := &q.Charges[i]
			if c.Line != line || c.Rule == nil {
				continue
			}
			k := key{string(c.Kind), c.Name, c.On}
			if law := lawText(c); !strings.Contains(laws[k], law) {
				keys = append(keys, k)
				laws[k] = strings.TrimPrefix(laws[k]+"; "+law, "; ")
			}
		}
		return keys, laws
	}
	keys, from := read(d.a)
	more, to := read(d.b)
	for _, k := range more {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	for _, k := range slices.Compact(keys) {
		d.factOf(line, CauseLaw, k.name+" on "+k.on, from[k], to[k])
	}
}

// lawText is what of a rule makes a figure.
func lawText(c *Charge) string {
	s := fmt.Sprintf("%s, %s", c.Rate, c.Jurisdiction)
	if c.Scheme != "" {
		s += " " + c.Scheme
	}
	if c.Zero != "" {
		s += " (" + strings.ReplaceAll(string(c.Zero), "_", " ") + ")"
	}
	return s
}

// totals compares the sums, which rest on all facts.
func (d *differ) totals() {
	a, b, causes := &d.a.Totals, &d.b.Totals, d.causes()
	for _, f := range []struct {
		what     Figure
		from, to currency.Amount
	}{
		{FigureGoods, a.Goods, b.Goods}, {FigureDiscount, a.Discounts, b.Discounts}, {FigureShipping, a.Shipping, b.Shipping},
		{FigureInsurance, a.Insurance, b.Insurance}, {FigureDuty, a.Duty, b.Duty}, {FigureTax, a.Tax, b.Tax}, {FigureFees, a.Fees, b.Fees},
		{FigureSubsidy, a.Subsidy, b.Subsidy}, {FigureVouchers, a.Vouchers, b.Vouchers}, {FigureDueNow, a.DueNow, b.DueNow},
		{FigureDueOnDelivery, a.DueOnDelivery, b.DueOnDelivery}, {FigureCustomerPays, a.CustomerPays, b.CustomerPays}, {FigureMargin, a.Margin, b.Margin},
	} {
		d.move("", f.what, f.from, f.to, causes)
	}
}
