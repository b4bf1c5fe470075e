package pricing

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/wire"
)

// MaxRefundBytes bounds the JSON of one refund; beyond it a refund is refused
// unread.
const MaxRefundBytes = 4 << 20

// maxReversals bounds the charges of one refund.
const maxReversals = 100_000

// MarshalJSON writes the form that UnmarshalJSON reads, in the order of the
// fields. What is zero is left out.
func (f Refund) MarshalJSON() ([]byte, error) { return appendValue(nil, f.wire) }

// MarshalJSON writes percentages as strings.
func (x Return) MarshalJSON() ([]byte, error) { return appendValue(nil, x.wire) }

// UnmarshalJSON reads a refund strictly: over MaxRefundBytes, an unknown field,
// a field that appears twice or text after the value are errors, each a
// *RefundError that names the field. Whether it is one of a quote is for
// [Quote.RefundAfter] to say.
func (f *Refund) UnmarshalJSON(data []byte) error {
	var out Refund
	if err := readRefund(data, out.wire); err != nil {
		return err
	}
	*f = out
	return nil
}

// UnmarshalJSON reads a return strictly: an unknown field is an error.
func (x *Return) UnmarshalJSON(data []byte) error {
	var out Return
	if err := readRefund(data, out.wire); err != nil {
		return err
	}
	*x = out
	return nil
}

func readRefund(data []byte, fields func(*wire.Codec)) error {
	if len(data) > MaxRefundBytes {
		return &RefundError{Err: fmt.Errorf("%w: %d bytes, at most %d", ErrLimit, len(data), MaxRefundBytes)}
	}
	return asRefundError(readValue(data, fields))
}

// wire lists the fields of the wire form.
func (f *Refund) wire(c *wire.Codec) {
	c.Text("quote", &f.Quote, maxText)
	c.Index("number", &f.Number)
	codeField(c, "currency", &f.Currency)
	wire.List(c, "returns", &f.Returns, MaxReturns, (*Return).wire)
	wire.List(c, "lines", &f.Lines, maxReversals, (*RefundLine).wire)
	wire.List(c, "restored", &f.Restored, widest.Vouchers, (*Restored).wire)
	wire.List(c, "charges", &f.Charges, maxReversals, (*Reversal).wire)
	c.Object("totals", f.Totals.wire)
	c.Object("credit_note", f.CreditNote.wire)
	c.Object("merchant", f.Merchant.wire)
}

func (x *Return) wire(c *wire.Codec) {
	c.Text("of", (*string)(&x.Of), maxText)
	if !c.Omitted(x.Line == 0) {
		c.Index("line", &x.Line)
	}
	c.Int("quantity", &x.Quantity)
	amountField(c, "amount", &x.Amount)
	if !c.Omitted(x.Restocking.IsZero()) {
		c.Object("restocking", x.Restocking.wire)
	}
	wordField(c, "levies", &x.Levies, x.Levies == LeviesBack)
	c.Object("recovered", x.Recovered.wire)
}

func (f *Restocking) wire(c *wire.Codec) {
	decimalField(c, "percent", &f.Percent)
	amountField(c, "amount", &f.Amount)
	wordField(c, "treatment", &f.Treatment, f.Treatment == Consideration)
}

func (r *Recovery) wire(c *wire.Codec) {
	decimalField(c, "duty", &r.Duty)
	decimalField(c, "tax", &r.Tax)
	decimalField(c, "fees", &r.Fees)
}

func (l *RefundLine) wire(c *wire.Codec) {
	c.Index("line", &l.Line)
	c.Text("id", &l.ID, maxText)
	c.Text("sku", &l.SKU, maxText)
	c.Int("quantity", &l.Quantity)
	amountFields(c, []amountOf{{"price", &l.Price}, {"levies", &l.Levies}, {"kept", &l.Kept},
		{"restocking", &l.Restocking}, {"compensation", &l.Compensation}, {"due", &l.Due}})
}

func (x *Reversal) wire(c *wire.Codec) {
	c.Index("charge", &x.Charge)
	c.Text("kind", (*string)(&x.Kind), maxText)
	c.Text("line", &x.Line, maxText)
	placementField(c, "placement", &x.Placement)
	amountFields(c, []amountOf{{"base", &x.Base}, {"amount", &x.Amount}, {"paid_back", &x.PaidBack},
		{"kept", &x.Kept}, {"recovered", &x.Recovered}, {"lost", &x.Lost}})
}

func (n *CreditNote) wire(c *wire.Codec) {
	wire.List(c, "rates", &n.Rates, maxReversals, (*CreditRate).wire)
	amountFields(c, []amountOf{{"net", &n.Net}, {"tax", &n.Tax}, {"gross", &n.Gross}, {"untaxed", &n.Untaxed}})
}

func (r *CreditRate) wire(c *wire.Codec) {
	c.Text("name", &r.Name, maxText)
	c.Text("jurisdiction", &r.Jurisdiction, maxText)
	c.Text("percent", &r.Percent, maxText)
	c.Text("collector", &r.Collector, maxText)
	amountFields(c, []amountOf{{"base", &r.Base}, {"tax", &r.Tax}, {"gross", &r.Gross}})
}

func (t *RefundTotals) wire(c *wire.Codec) {
	amountFields(c, []amountOf{{"goods", &t.Goods}, {"shipping", &t.Shipping}, {"insurance", &t.Insurance},
		{"duty", &t.Duty}, {"tax", &t.Tax}, {"fees", &t.Fees},
		{"at_checkout", &t.AtCheckout}, {"in_price", &t.InPrice}, {"on_delivery", &t.OnDelivery}, {"absorbed", &t.Absorbed},
		{"kept", &t.Kept}, {"restocking", &t.Restocking}, {"compensation", &t.Compensation}, {"rounding", &t.Rounding},
		{"due", &t.Due}, {"to_payment", &t.ToPayment}, {"to_vouchers", &t.ToVouchers}})
}

func (m *MerchantRefund) wire(c *wire.Codec) {
	amountFields(c, []amountOf{{"paid_back", &m.PaidBack}, {"tax_credited", &m.TaxCredited}, {"recovered", &m.Recovered},
		{"cost", &m.Cost}, {"lost", &m.Lost}})
}

// amountOf is an amount and the name of its field.
type amountOf struct {
	name   string
	amount *currency.Amount
}

// amountFields are amounts one after the other.
func amountFields(c *wire.Codec, all []amountOf) {
	for _, a := range all {
		amountField(c, a.name, a.amount)
	}
}
