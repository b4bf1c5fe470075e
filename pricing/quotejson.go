package pricing

import (
	"errors"
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/wire"
	"github.com/landedhq/landed/tax"
)

// Limits of quotes that are read; beyond them a quote is refused unread.
const (
	MaxQuoteBytes = 16 << 20 // of JSON
	maxProse      = 4 << 10  // bytes of a reason, a warning or a rule in words
	maxReasons    = 1000     // reasons or warnings
	maxCharges    = 100 * MaxLines
)

// QuoteError says which part of a quote was refused, and why.
type QuoteError struct {
	Field string // path in the wire form, such as "lines[2].net"; empty is the quote itself
	Err   error
}

// Error names the field before the reason.
func (e *QuoteError) Error() string {
	if e.Field == "" {
		return "pricing: quote: " + e.Err.Error()
	}
	return "pricing: quote: " + e.Field + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *QuoteError) Unwrap() error { return e.Err }

func asQuoteError(err error) error {
	var at *wire.Error
	if errors.As(err, &at) {
		return &QuoteError{Field: at.Path, Err: at.Err}
	}
	return &QuoteError{Err: err}
}

// AppendJSON appends the wire form of the quote to dst: one object in fixed
// order, the same bytes for the same quote everywhere. What does not exist is
// left out, and so are discounts, subsidies and levies of lines where they are
// zero; totals are always written. Rules that charges share are written once,
// in "rules", and the "rule" of a charge is its index there.
//
// Quote.UnmarshalJSON reads it back to an equal quote. AppendJSON returns a
// *QuoteError if a charge has no rule, or a value is none of the constants of
// its type.
func (q *Quote) AppendJSON(dst []byte) ([]byte, error) {
	c := wire.Writer(dst)
	return q.write(&c, dst)
}

// write writes the quote behind dst, in the form of the codec.
func (q *Quote) write(c *wire.Codec, dst []byte) ([]byte, error) {
	form := quoteForm{Quote: q}
	if err := form.number(); err != nil {
		return dst, err
	}
	c.Value(form.wire)
	if err := c.End(); err != nil {
		return dst, asQuoteError(err)
	}
	return c.Bytes(), nil
}

// MarshalJSON returns the form of [Quote.AppendJSON], which is faster when
// called directly: encoding/json goes over the result once more.
func (q Quote) MarshalJSON() ([]byte, error) {
	return q.AppendJSON(make([]byte, 0, 2048+1536*len(q.Lines)))
}

// UnmarshalJSON reads a quote strictly. It judges the form, not the figures:
// those are for [Engine.Replay] and, where the quote was in the hands of
// others, for [Open].
//
// UnmarshalJSON returns a *QuoteError that names the field if:
//   - data is longer than MaxQuoteBytes, or has more lines, charges or text than
//     a quote can have (ErrLimit);
//   - a field is not known (ErrUnknownField);
//   - a field appears twice, is of another form, or refers to a rule that is
//     not there, or something follows the quote (ErrInvalid).
func (q *Quote) UnmarshalJSON(data []byte) error {
	if len(data) > MaxQuoteBytes {
		return &QuoteError{Err: fmt.Errorf("%w: %d bytes, at most %d", ErrLimit, len(data), MaxQuoteBytes)}
	}
	c := wire.Reader(data)
	return q.read(&c)
}

// read reads a quote in the form of the codec.
func (q *Quote) read(c *wire.Codec) error {
	var out Quote
	form := quoteForm{Quote: &out}
	c.Value(form.wire)
	if err := c.End(); err != nil {
		return asQuoteError(err)
	}
	if err := form.assign(); err != nil {
		return err
	}
	form.fill()
	*q = out
	return nil
}

// quoteForm is a quote with its rules apart.
type quoteForm struct {
	*Quote
	rules   []Rule  // that were read
	written []*Rule // that are to be written
	// place is where the rule of each charge is among the rules.
	place []int
	next  int // the charge that is being written
}

// number lists the rules of the charges, each once, in the order of their use.
func (f *quoteForm) number() error {
	f.place = make([]int, len(f.Charges))
	list := ruleList{rules: make([]*Rule, 0, min(len(f.Charges), fewRules))}
	for i := range f.Charges {
		rule := f.Charges[i].Rule
		if rule == nil {
			return &QuoteError{Field: fmt.Sprintf("charges[%d].rule", i), Err: ErrMissing}
		}
		f.place[i] = list.place(rule)
	}
	if len(list.rules) > 0 {
		f.written = list.rules
	}
	return nil
}

// ruleList is a list of rules that are all different: the same rule may be in
// memory twice.
type ruleList struct {
	rules []*Rule
	known map[Rule]int // once there are more than a few
}

// fewRules are so few that they are gone through one by one.
const fewRules = 24

// place returns where the rule is in the list, at its end if it was not there.
func (l *ruleList) place(r *Rule) int {
	if at := slices.Index(l.rules[max(0, len(l.rules)-fewRules):], r); at >= 0 {
		return max(0, len(l.rules)-fewRules) + at
	}
	if len(l.rules) < fewRules {
		if at := slices.IndexFunc(l.rules, func(known *Rule) bool { return *known == *r }); at >= 0 {
			return at
		}
	} else if at, ok := l.remember(r); ok {
		return at
	}
	l.rules = append(l.rules, r)
	return len(l.rules) - 1
}

// remember looks a rule up that is to be the next of the list if it is new.
func (l *ruleList) remember(r *Rule) (at int, ok bool) {
	if l.known == nil {
		l.known = make(map[Rule]int, 2*fewRules)
		for i, known := range l.rules {
			l.known[*known] = i
		}
	}
	if at, ok = l.known[*r]; !ok {
		l.known[*r] = len(l.rules)
	}
	return at, ok
}

// assign gives the charges their rules.
func (f *quoteForm) assign() error {
	for i, place := range f.place {
		if place >= len(f.rules) {
			err := fmt.Errorf("%w: no rule %d among %d", ErrInvalid, place, len(f.rules))
			return &QuoteError{Field: fmt.Sprintf("charges[%d].rule", i), Err: err}
		}
		f.Charges[i].Rule = &f.rules[place]
	}
	return nil
}

// wire lists the fields of the wire form.
func (f *quoteForm) wire(c *wire.Codec) {
	q := f.Quote
	c.Object("cart", q.Cart.wire)
	c.Text("market", &q.Market, maxText)
	timeField(c, "at", &q.At)
	timeField(c, "expires", &q.Expires)
	placeField(c, "ship_to", &q.ShipTo)
	codeField(c, "currency", &q.Currency)
	c.Text("language", &q.Language, maxText)
	placementField(c, "duty", &q.Duty)
	placementField(c, "tax", &q.Tax)
	placementField(c, "fees", &q.Fees)
	wire.List(c, "consignments", &q.Consignments, widest.Lines, (*Consignment).wire)
	c.Expect(len(q.Cart.Lines))
	wire.Array(c, "lines", &q.Lines, widest.Lines, f.line)
	wire.List(c, "discounts", &q.Discounts, widest.Discounts+widest.Vouchers, (*AppliedDiscount).wire)
	wire.List(c, "vouchers", &q.Vouchers, widest.Vouchers, voucherUseFields)
	if c.Reading() {
		c.Expect(len(q.Cart.Lines) + 4)
		wire.List(c, "rules", &f.rules, maxCharges, (*Rule).wire)
	} else {
		wire.List(c, "rules", &f.written, maxCharges, func(r **Rule, c *wire.Codec) { (*r).wire(c) })
	}
	expected := 2*len(q.Cart.Lines) + 2 // duty and tax, and a tax on shipping
	if c.Expect(expected); f.place == nil {
		f.place = make([]int, 0, expected)
	}
	wire.Array(c, "charges", &q.Charges, maxCharges, f.charge)
	wire.List(c, "taxes", &q.Taxes, maxCharges, (*TaxTotal).wire)
	c.Object("totals", q.Totals.wire)
	rateField(c, "rate", &q.Rate)
	policyField(c, "policy", &q.Policy)
	c.Text("accuracy", (*string)(&q.Accuracy), maxText)
	c.Texts("warnings", &q.Warnings, maxReasons, maxProse)
}

// charge is a charge with the place of its rule.
func (f *quoteForm) charge(c *wire.Codec, charge *Charge) {
	if c.Reading() {
		f.place = append(f.place, -1)
	}
	place := &f.place[f.next]
	f.next++
	c.Value(func(c *wire.Codec) {
		charge.wire(c)
		c.Index("rule", place)
		c.Bool("shared", &charge.Shared)
	})
	if *place < 0 {
		c.Fail(fmt.Errorf("%w: rule", ErrMissing))
	}
}

func (n *Consignment) wire(c *wire.Codec) {
	placeField(c, "ship_from", &n.ShipFrom)
	c.Bool("digital", &n.Digital)
	wire.Array(c, "lines", &n.Lines, widest.Lines, (*wire.Codec).IndexValue)
	amountField(c, "shipping", &n.Shipping)
	amountField(c, "insurance", &n.Insurance)
	c.Object("customs", n.Customs.wire)
	c.Object("supply", n.Supply.wire)
}

func (u *Customs) wire(c *wire.Codec) {
	c.Text("regime", &u.Regime, maxText)
	amountField(c, "intrinsic", &u.Intrinsic)
	amountField(c, "value", &u.Value)
	c.Text("source", &u.Source, maxProse)
	dateField(c, "from", &u.From)
	dateField(c, "until", &u.Until)
	wire.List(c, "declaration", &u.Declaration, 8*widest.Lines+4, (*DeclarationStep).wire)
}

func (s *DeclarationStep) wire(c *wire.Codec) {
	c.Text("what", &s.What, maxText)
	c.Texts("lines", &s.Lines, widest.Lines, maxText)
	c.Text("rate", &s.Rate, maxText)
	amountField(c, "of", &s.Of)
	amountField(c, "amount", &s.Amount)
}

func (s *Supply) wire(c *wire.Codec) {
	c.Text("jurisdiction", &s.Jurisdiction, maxText)
	c.Text("scheme", (*string)(&s.Scheme), maxText)
	wordField(c, "treatment", &s.Treatment, false)
	c.Text("collector", &s.Collector, maxText)
	c.Texts("reasons", &s.Reasons, maxReasons, maxProse)
	c.Text("source", &s.Source, maxProse)
	c.Object("origin", func(c *wire.Codec) {
		c.Text("country", (*string)(&s.Origin.Country), maxText)
		wordField(c, "treatment", &s.Origin.Treatment, s.Origin == tax.Origin{})
		c.Text("evidence", &s.Origin.Evidence, maxProse)
		c.Text("source", &s.Origin.Source, maxProse)
	})
}

// line is a line of which figures that are zero are left out.
func (f *quoteForm) line(c *wire.Codec, l *QuoteLine) {
	c.Value(func(c *wire.Codec) {
		l.wire(c)
		for i, figure := range l.figures() {
			if !c.Omitted(figure.IsZero() && figure.Currency() == f.Currency) {
				amountField(c, figureNames[i], figure)
			}
		}
	})
}

// figures are those that are zero most often. They are left out where they are
// zero of the quote's currency, and read back as that.
func (l *QuoteLine) figures() [9]*currency.Amount {
	return [9]*currency.Amount{
		&l.Discount, &l.DutyInPrice, &l.TaxInPrice, &l.Subsidy, &l.Rounding, &l.Duty, &l.Tax, &l.Fees, &l.FXMargin,
	}
}

var figureNames = [9]string{"discount", "duty_in_price", "tax_in_price", "subsidy", "rounding", "duty", "tax", "fees", "fx_margin"}

// fill gives the figures that were left out their zeros.
func (f *quoteForm) fill() {
	nothing := currency.FromMinor(0, f.Currency)
	for i := range f.Lines {
		for _, figure := range f.Lines[i].figures() {
			if *figure == (currency.Amount{}) {
				*figure = nothing
			}
		}
	}
}

func (l *QuoteLine) wire(c *wire.Codec) {
	c.Text("id", &l.ID, maxText)
	c.Text("sku", &l.SKU, maxText)
	c.Text("name", &l.Name, maxText)
	c.Int("quantity", &l.Quantity)
	c.Index("consignment", &l.Consignment)
	amountField(c, "unit", &l.Unit)
	amountField(c, "shown", &l.Shown)
	amountField(c, "base", &l.Base)
	amountField(c, "net", &l.Net)
	amountField(c, "customs_value", &l.CustomsValue)
	amountField(c, "cost", &l.Cost)
}

func (d *AppliedDiscount) wire(c *wire.Codec) {
	c.Text("name", &d.Name, maxText)
	c.Text("voucher", &d.Voucher, maxText)
	amountField(c, "amount", &d.Amount)
	amountField(c, "shipping", &d.Shipping)
	c.Bool("capped", &d.Capped)
	wire.List(c, "lines", &d.Lines, widest.Lines, (*LineShare).wire)
}

func voucherUseFields(u *tax.VoucherUse, c *wire.Codec) {
	c.Text("code", &u.Code, maxText)
	wordField(c, "purpose", &u.Purpose, false)
	amountField(c, "used", &u.Used)
	amountField(c, "left", &u.Left)
}

func (r *Rule) wire(c *wire.Codec) {
	c.Text("name", &r.Name, maxText)
	c.Text("percent", &r.Percent, maxText)
	c.Text("rate", &r.Rate, maxProse)
	c.Text("collector", &r.Collector, maxText)
	c.Text("jurisdiction", &r.Jurisdiction, maxText)
	c.Text("scheme", &r.Scheme, maxText)
	c.Text("text", &r.Text, maxProse)
	c.Text("source", &r.Source, maxProse)
	dateField(c, "from", &r.From)
	dateField(c, "until", &r.Until)
}

// wire lists the fields but the rule.
func (h *Charge) wire(c *wire.Codec) {
	c.Text("kind", (*string)(&h.Kind), maxText)
	c.Text("line", &h.Line, maxText)
	c.Index("consignment", &h.Consignment)
	c.Text("on", &h.On, maxText)
	amountField(c, "base", &h.Base)
	c.Bool("inclusive", &h.Inclusive)
	c.Int("units", &h.Units)
	quantitiesField(c, "quantities", &h.Quantities, 4*maxMeasures)
	amountField(c, "amount", &h.Amount)
	placementField(c, "placement", &h.Placement)
	c.Text("zero", (*string)(&h.Zero), maxText)
}

func (t *TaxTotal) wire(c *wire.Codec) {
	c.Text("name", &t.Name, maxText)
	c.Text("jurisdiction", &t.Jurisdiction, maxText)
	c.Text("percent", &t.Percent, maxText)
	amountField(c, "base", &t.Base)
	amountField(c, "amount", &t.Amount)
	c.Index("consignment", &t.Consignment)
}

func (t *Totals) wire(c *wire.Codec) {
	amountField(c, "goods", &t.Goods)
	amountField(c, "discounts", &t.Discounts)
	amountField(c, "shipping", &t.Shipping)
	amountField(c, "insurance", &t.Insurance)
	amountField(c, "duty", &t.Duty)
	amountField(c, "tax", &t.Tax)
	amountField(c, "fees", &t.Fees)
	amountField(c, "at_checkout", &t.AtCheckout)
	amountField(c, "in_price", &t.InPrice)
	amountField(c, "on_delivery", &t.OnDelivery)
	amountField(c, "absorbed", &t.Absorbed)
	amountField(c, "subsidy", &t.Subsidy)
	amountField(c, "vouchers", &t.Vouchers)
	amountField(c, "rounding", &t.Rounding)
	amountField(c, "due_now", &t.DueNow)
	amountField(c, "due_on_delivery", &t.DueOnDelivery)
	amountField(c, "customer_pays", &t.CustomerPays)
	amountField(c, "margin", &t.Margin)
	amountField(c, "merchant", &t.Merchant)
}

// policyField is a policy of tax; the zero Policy is left out.
func policyField(c *wire.Codec, name string, v *tax.Policy) {
	if c.Omitted(*v == tax.Policy{}) {
		return
	}
	c.Object(name, func(c *wire.Codec) {
		wordField(c, "level", &v.Level, false)
		wordField(c, "target", &v.Target, false)
		roundingField(c, "rounding", &v.Rounding)
		wordField(c, "shipping", &v.Shipping, v.Shipping == 0)
		wordField(c, "shipping_weights", &v.ShippingWeights, v.ShippingWeights == 0)
		wordField(c, "discount_weights", &v.DiscountWeights, v.DiscountWeights == 0)
		roundingField(c, "cash", &v.Cash)
	})
}
