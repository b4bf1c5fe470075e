package pricing

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// refunding is what has been given back of a quote so far, and the refund that
// is being made.
type refunding struct {
	reckoning
	q                   *Quote
	lines               []backLine
	shipping, insurance backPot
	charges             []backCharge
	singles             []backVoucher
	payment, vouchers   currency.Amount // the money of earlier refunds, and what they gave back to vouchers
	number              int             // of refunds before
	wasClosed           bool            // before this refund
	out                 Refund
}

// backLine is a line and what has been given back of it.
type backLine struct {
	paid        currency.Amount // for the line, in displayed prices
	units, back int64
	// price has been given back, of which retained was kept as a fee, or as
	// levies inside.
	price, retained currency.Amount
	// fromUnits and fromPrice were left when its price was last adjusted: the
	// shares of units are of these.
	fromUnits int64
	fromPrice currency.Amount
	charges   []int // that it bears
}

// backPot is shipping or insurance and what has been given back of it.
type backPot struct {
	paid, back currency.Amount
	before     currency.Amount // given back by earlier refunds
	charges    []int
}

// backCharge is a charge and what has been reversed of it.
type backCharge struct {
	*Charge
	follows follower
	base    currency.Amount // without the tax
	inside  bool            // the price contains the tax
	single  bool            // what it is on bears no other tax
	// gross is what of a price the charge is on, where the charges on it are
	// on parts that are the whole of it: with the tax where that is inside.
	gross                          currency.Amount
	backBase, backAmount, backPaid currency.Amount
	now                            Reversal
}

// follower says what of a quote a charge is reversed with.
type follower uint8

const (
	followsNothing  follower = iota // zero, with a reason
	followsGoods                    // units of its line
	followsPrice                    // the price of its line
	followsDuty                     // the duty of its line that is charged on
	followsBoth                     // price and duty
	followsCarriage                 // shipping or insurance
	followsFees                     // returned by itself
)

// refunding takes the quote apart and adds up the earlier refunds.
func (q *Quote) refunding(earlier []Refund) (*refunding, error) {
	r := &refunding{q: q, reckoning: reckoning{zero: currency.FromMinor(0, q.Currency)}}
	if err := r.takeLines(); err != nil {
		return nil, err
	}
	if err := r.takeCharges(); err != nil {
		return nil, err
	}
	if err := r.takeVouchers(); err != nil {
		return nil, err
	}
	if r.err != nil {
		return nil, invalidQuote("%w", r.err)
	}
	if err := r.replay(earlier); err != nil {
		return nil, err
	}
	r.wasClosed = r.closed()
	r.shipping.before, r.insurance.before = r.shipping.back, r.insurance.back
	r.out = Refund{Quote: q.Digest(), Number: r.number + 1, Currency: q.Currency}
	return r, nil
}

func invalidQuote(format string, args ...any) error {
	return &RefundError{Err: fmt.Errorf("%w: the quote: %w", ErrInvalid, fmt.Errorf(format, args...))}
}

// takeLines finds what was paid for lines, shipping and insurance. The paid
// shipping is what is left of the payment without all else, since discounts may
// have lowered it.
func (r *refunding) takeLines() error {
	q, t := r.q, &r.q.Totals
	if q.Currency == 0 || len(q.Lines) == 0 {
		return invalidQuote("it has no lines, or no currency")
	}
	r.payment, r.vouchers = r.zero, r.zero
	r.lines = make([]backLine, len(q.Lines))
	rest := r.less(r.sum(t.DueNow, t.Vouchers), r.sum(t.AtCheckout, t.Insurance, t.Rounding))
	for i := range q.Lines {
		paid := r.less(q.Lines[i].Shown, q.Lines[i].Discount)
		units := q.Lines[i].Quantity
		if paid.Sign() < 0 || units < 1 {
			return invalidQuote("line %d: %d units for %v", i+1, units, paid)
		}
		r.lines[i] = backLine{paid: paid, units: units, price: r.zero, retained: r.zero, fromUnits: units, fromPrice: paid}
		rest = r.less(rest, paid)
	}
	r.shipping = backPot{paid: rest, back: r.zero}
	r.insurance = backPot{paid: r.sum(t.Insurance), back: r.zero}
	if rest.Sign() < 0 || t.Insurance.Sign() < 0 {
		return invalidQuote("its totals do not add up")
	}
	return nil
}

// takeCharges finds what each charge follows.
func (r *refunding) takeCharges() error {
	at := make(map[string]int, len(r.lines))
	for i := range r.q.Lines {
		at[r.q.Lines[i].ID] = i
	}
	r.charges = make([]backCharge, len(r.q.Charges))
	for k := range r.q.Charges {
		c := &r.q.Charges[k]
		line, known := at[c.Line]
		if c.Rule == nil || c.Line != "" && !known || c.Amount.Sign() < 0 || int(c.Placement) >= len(placementNames) {
			return invalidQuote("charge %d is of no line, has no rule or is negative", k+1)
		}
		b := &r.charges[k]
		*b = backCharge{Charge: c, follows: r.follower(c), base: c.Base, backBase: r.zero, backAmount: r.zero, backPaid: r.zero}
		b.now = Reversal{Charge: k, Kind: c.Kind, Line: c.Line, Placement: c.Placement,
			Base: r.zero, Amount: r.zero, PaidBack: r.zero, Kept: r.zero, Recovered: r.zero, Lost: r.zero}
		switch {
		case c.Line != "":
			r.lines[line].charges = append(r.lines[line].charges, k)
		case b.follows == followsCarriage:
			pot := r.pot(c.On)
			pot.charges = append(pot.charges, k)
		}
	}
	r.takeBases()
	return nil
}

// ofGoods tells whether a charge is on the goods themselves and not on what
// was paid for them: customs or a carrier account for it.
func (c *Charge) ofGoods() bool {
	return c.Kind != TaxCharge || c.Collector == "customs" || c.Collector == "carrier"
}

func (r *refunding) follower(c *Charge) follower {
	switch {
	case c.Line != "" && c.ofGoods():
		return followsGoods
	case c.Line != "" && c.On == "duty":
		return followsDuty
	case c.Line != "" && strings.Contains(c.On, "duty"):
		return followsBoth
	case c.Line != "":
		return followsPrice
	case r.pot(c.On) != nil && !r.pot(c.On).paid.IsZero():
		return followsCarriage
	case c.Kind == TaxCharge && c.Rate == noRate:
		return followsNothing
	}
	return followsFees
}

func (r *refunding) pot(on string) *backPot {
	switch on {
	case "shipping":
		return &r.shipping
	case "insurance":
		return &r.insurance
	}
	return nil
}

// takeBases finds the bases of the taxes without tax.
func (r *refunding) takeBases() {
	for k := 0; k < len(r.charges); {
		n := r.taxesOfOne(k)
		inside := r.zero
		for _, b := range r.charges[k : k+n] {
			inside = r.sum(inside, b.Amount)
		}
		for i := k; i < k+n; i++ {
			b := &r.charges[i]
			b.single = n == 1
			b.inside = b.Kind == TaxCharge && (b.Inclusive || b.Placement == InPrice)
			if b.Kind == TaxCharge && b.Inclusive {
				b.base = r.less(b.Base, inside)
			}
		}
		k += n
	}
	r.matchTotals()
	for i := range r.lines {
		l := &r.lines[i]
		_, duty := r.dutyBack(l)
		for _, k := range l.charges {
			if b := &r.charges[k]; b.follows == followsBoth && duty.IsZero() {
				b.follows = followsPrice // the duty is in it
			}
		}
		r.takeParts(l.paid, l.charges, followsPrice)
		r.takeParts(duty, l.charges, followsDuty)
	}
	for _, p := range [...]*backPot{&r.shipping, &r.insurance} {
		r.takeParts(p.paid, p.charges, followsCarriage)
	}
}

// takeParts finds of which parts of what was paid the seller's taxes are that
// follow it, where these parts make it up, and nothing else follows it.
func (r *refunding) takeParts(paid currency.Amount, charges []int, f follower) {
	var parts []*backCharge
	all := r.zero
	for _, k := range charges {
		b := &r.charges[k]
		switch {
		case b.ofGoods() || b.follows != f && b.follows != followsBoth:
			continue
		case !b.single || b.follows == followsBoth:
			return
		}
		parts = append(parts, b)
		all = r.sum(all, b.paid())
	}
	if paid.IsZero() || r.err != nil || order(all, paid) != 0 {
		return
	}
	for _, b := range parts {
		b.gross = b.paid()
	}
}

// paid is what the tax is on, with the tax where that is inside.
func (b *backCharge) paid() currency.Amount {
	if !b.inside {
		return b.base
	}
	sum, _ := b.base.Add(b.Amount) // of one price
	return sum
}

// dutyBack is what has been paid back of the line's duty at checkout, and what
// that was.
func (r *refunding) dutyBack(l *backLine) (back, all currency.Amount) {
	back, all = r.zero, r.zero
	for _, k := range l.charges {
		if b := &r.charges[k]; b.Kind == DutyCharge && b.Placement == AtCheckout {
			back, all = r.sum(back, b.backPaid), r.sum(all, b.Amount)
		}
	}
	return back, all
}

// taxesOfOne is how many of the charges from k on are taxes on the same thing:
// they have one base, and each is of another jurisdiction or name. A second of
// the same name begins another part, as where shipping is shared over rates.
func (r *refunding) taxesOfOne(k int) int {
	first, n := r.charges[k].Charge, 1
	seen := map[rateKey]bool{first.levy(): true}
	for ; k+n < len(r.charges); n++ {
		c := r.charges[k+n].Charge
		if c.Kind != TaxCharge || first.Kind != TaxCharge || c.Line != first.Line || c.On != first.On ||
			c.Consignment != first.Consignment || !c.Base.Equal(first.Base) || seen[c.levy()] {
			break
		}
		seen[c.levy()] = true
	}
	return n
}

// matchTotals gives the bases what the totals by rate have beyond them, each its
// share: a tax on another tax is charged on that too, which the price contains.
func (r *refunding) matchTotals() {
	taxes := map[rateKey][]*backCharge{}
	for k := range r.charges {
		if b := &r.charges[k]; b.Kind == TaxCharge {
			taxes[b.rate()] = append(taxes[b.rate()], b)
		}
	}
	totals := map[rateKey]currency.Amount{}
	for _, t := range r.q.Taxes {
		rate := rateKey{t.Name, t.Jurisdiction, t.Percent}
		totals[rate] = r.sum(totals[rate], t.Base)
	}
	for rate, total := range totals { // each has charges of its own
		bases := make([]currency.Amount, len(taxes[rate]))
		for i, b := range taxes[rate] {
			bases[i] = b.base
		}
		more := r.less(total, r.sum(bases...))
		if more.IsZero() || len(bases) == 0 || r.err != nil {
			continue
		}
		shares, err := shareBy(more, bases)
		if err != nil {
			r.fail(err)
			return
		}
		for i, b := range taxes[rate] {
			b.base = r.sum(b.base, shares[i])
		}
	}
}

// rateKey is what makes taxes one row of the totals by rate.
type rateKey struct{ name, jurisdiction, percent string }

func (c *Charge) rate() rateKey { return rateKey{c.Name, c.Jurisdiction, c.Percent} }

// levy is the rate without its percentage.
func (c *Charge) levy() rateKey { return rateKey{c.Name, c.Jurisdiction, ""} }

// priceAt is what of the line's price is given back when its units that are
// back are.
func (r *refunding) priceAt(l *backLine) currency.Amount {
	since := l.fromUnits - (l.units - l.back)
	before := r.less(l.paid, l.fromPrice)
	return r.sum(before, r.share(l.fromPrice, decimal.NewFromInt(since), decimal.NewFromInt(l.fromUnits)))
}

// adjusted notes that the price of the line was changed.
func (r *refunding) adjusted(l *backLine) {
	l.fromUnits, l.fromPrice = l.units-l.back, r.less(l.paid, l.price)
}
