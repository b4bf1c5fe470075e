package pricing

import (
	"slices"

	"github.com/landedhq/landed/currency"
)

// Refund is what is given back of a quote at one time: plain data that survives
// JSON. The earlier refunds of a quote are all that the next one has to know:
// keep each, and pass them on. All amounts are positive, in Currency, on its
// minor unit.
type Refund struct {
	// Quote is the digest of the refunded quote, see [Quote.Digest].
	Quote string `json:"quote"`
	// Number is 1 for the first refund of the quote, 2 for the next.
	Number   int           `json:"number"`
	Currency currency.Code `json:"currency"`
	Returns  []Return      `json:"returns,omitempty"` // what was asked
	// Lines are those of which something is given back, in the order of the
	// returns.
	Lines []RefundLine `json:"lines,omitempty"`
	// Restored is what goes back to single-purpose vouchers, in addition to
	// Totals.Due.
	Restored []Restored `json:"restored,omitempty"`
	// Charges are those that are reversed, in full or in part, in the order of
	// the quote.
	Charges    []Reversal     `json:"charges,omitempty"`
	Totals     RefundTotals   `json:"totals"`
	CreditNote CreditNote     `json:"credit_note"`
	Merchant   MerchantRefund `json:"merchant"`
}

// RefundLine is what is given back of one line by one return. What the
// customer gets for it is
//
//	Price + Levies − Kept − Restocking − Compensation.
type RefundLine struct {
	Line     int    `json:"line"` // counted from 1
	ID       string `json:"id"`
	SKU      string `json:"sku"`
	Quantity int64  `json:"quantity,omitempty"` // zero where the price is adjusted
	// Price is what was paid for it in displayed prices, discounts taken off:
	// whatever levies these contain.
	Price currency.Amount `json:"price"`
	// Levies are those charged at checkout that are paid back.
	Levies currency.Amount `json:"levies"`
	// Kept are the levies in Price that are not paid back.
	Kept currency.Amount `json:"kept"`
	// Restocking is the fee as a part of the price; Compensation the fee as
	// a payment for damage.
	Restocking   currency.Amount `json:"restocking"`
	Compensation currency.Amount `json:"compensation"`
	Due          currency.Amount `json:"due"`
}

// Reversal is the share of a charge that is reversed: that of goods that came
// back, or the tax on a price that was given back.
type Reversal struct {
	Charge    int        `json:"charge"` // where it stands among those of the quote, from 0
	Kind      ChargeKind `json:"kind"`
	Line      string     `json:"line,omitempty"`
	Placement Placement  `json:"placement"`
	// Base is without the tax, even where the base of the charge contains it.
	Base   currency.Amount `json:"base"`
	Amount currency.Amount `json:"amount"`
	// PaidBack is what of Amount the customer gets: at checkout beside the
	// price, in the price within it. Kept is what the customer had paid and
	// does not get.
	PaidBack currency.Amount `json:"paid_back"`
	Kept     currency.Amount `json:"kept"`
	// Recovered is what of Amount the merchant gets from the authority, or no
	// longer owes to it; Lost what the merchant paid and nobody repays.
	Recovered currency.Amount `json:"recovered"`
	Lost      currency.Amount `json:"lost"`
}

// RefundTotals are the sums of a refund, named as those of the quote.
type RefundTotals struct {
	// Goods, Shipping and Insurance are in displayed prices, discounts taken
	// off.
	Goods     currency.Amount `json:"goods"`
	Shipping  currency.Amount `json:"shipping"`
	Insurance currency.Amount `json:"insurance"`
	// Duty, Tax and Fees are the charges reversed by kind, the others the
	// same charges by placement.
	Duty       currency.Amount `json:"duty"`
	Tax        currency.Amount `json:"tax"`
	Fees       currency.Amount `json:"fees"`
	AtCheckout currency.Amount `json:"at_checkout"`
	InPrice    currency.Amount `json:"in_price"`
	OnDelivery currency.Amount `json:"on_delivery"`
	Absorbed   currency.Amount `json:"absorbed"`
	// Kept are the levies, at checkout and in prices, that the customer does
	// not get back; Restocking and Compensation the fees.
	Kept         currency.Amount `json:"kept"`
	Restocking   currency.Amount `json:"restocking"`
	Compensation currency.Amount `json:"compensation"`
	// Rounding is that of a payment in cash. What rounding added to the payment
	// is given back with the last part of the quote; what it took off is held
	// back as late as possible: where the refunds would exceed what was paid.
	Rounding currency.Amount `json:"rounding"`
	// Due is what the customer gets: Goods + Shipping + Insurance + AtCheckout
	// − Kept − Restocking − Compensation + Rounding.
	Due currency.Amount `json:"due"`
	// ToPayment and ToVouchers are where Due goes: to the money that was
	// paid, as far as it reaches, then to the vouchers. So nobody who paid
	// with money is given a voucher for it, and no voucher becomes money.
	ToPayment  currency.Amount `json:"to_payment"`
	ToVouchers currency.Amount `json:"to_vouchers"`
}

// MerchantRefund is what a refund is to the merchant.
type MerchantRefund struct {
	// PaidBack is what goes to the customer; TaxCredited the tax that the
	// seller owes no longer; Recovered what customs and carriers repay.
	PaidBack    currency.Amount `json:"paid_back"`
	TaxCredited currency.Amount `json:"tax_credited"`
	Recovered   currency.Amount `json:"recovered"`
	// Cost is what the refund costs the merchant: PaidBack − TaxCredited −
	// Recovered. Below zero the merchant gains.
	Cost currency.Amount `json:"cost"`
	// Lost are the levies that were paid over for what came back and that
	// nobody repays, whoever bears them now.
	Lost currency.Amount `json:"lost"`
}

// Refund gives back parts of a quote of which nothing was given back before;
// for the next refund see [Quote.RefundAfter].
func (q *Quote) Refund(returns ...Return) (Refund, error) { return q.RefundAfter(nil, returns...) }

// RefundAfter gives back parts of a quote of which the earlier refunds have
// given back others. It goes by what was charged, and needs neither engine nor
// tables. What is given back is on the minor unit of the quote's currency:
//
//   - Of each figure, a refund gives back the share that is due by now, rounded
//     half up, less what was given back before. So parts in any order, number
//     and size sum exactly to what was charged, none exceeds what is left, and
//     a full refund equals the quote, line by line, charge by charge and rate
//     by rate.
//   - Levies for which customs or a carrier account follow the goods: units
//     give back their share. [LevyRefund] and [Recovery] say what the customer
//     and the merchant get of it.
//   - Tax for which the seller accounts follows the price: it is credited in
//     the proportion in which the price is given back, including duty that was
//     charged on. What the merchant keeps of a price, as a restocking fee or
//     duty inside it, is still paid for the goods, and stays taxed. Where a
//     price bears several rates, as shipping over mixed goods does, each refund
//     is shared over what is left of their bases, by largest remainder, so that
//     the bases make up the price.
//   - An amount repaid by an authority is rounded by itself, in each refund.
//
// RefundAfter returns a *RefundError if:
//   - there is no return, or one gives back nothing or contradicts itself
//     (ErrInvalid);
//   - there are more than MaxReturns returns, or more than MaxRefunds earlier
//     refunds (ErrLimit);
//   - more is asked for than is left: the error names the line and what is left
//     (ErrRefund);
//   - the earlier refunds are of another quote, one is missing or is given
//     twice, or they gave back more than was charged (ErrOtherQuote);
//   - the quote is not one of an engine (ErrInvalid).
func (q *Quote) RefundAfter(earlier []Refund, returns ...Return) (Refund, error) {
	r, err := q.refunding(earlier)
	if err != nil {
		return Refund{}, asRefundError(err)
	}
	if len(returns) == 0 {
		return Refund{}, invalidReturn("", "nothing is given back")
	}
	if len(returns) > MaxReturns {
		return Refund{}, &RefundError{Err: errTooMany(len(returns), MaxReturns, "returns")}
	}
	for i := range returns {
		if err := r.give(&returns[i]); err != nil {
			return Refund{}, atReturn(i, err)
		}
	}
	out, err := r.finish()
	if err != nil {
		return Refund{}, asRefundError(err)
	}
	out.Returns = slices.Clone(returns)
	return out, nil
}

// Left is what of a quote has not been given back.
type Left struct {
	Lines []LeftLine `json:"lines"` // all of the quote, in its order
	// Shipping and Insurance are in displayed prices.
	Shipping  currency.Amount `json:"shipping"`
	Insurance currency.Amount `json:"insurance"`
	// Fees are the charges at checkout that no line bears.
	Fees currency.Amount `json:"fees"`
}

// LeftLine is what of a line has not been given back.
type LeftLine struct {
	ID       string          `json:"id"`
	Quantity int64           `json:"quantity"`
	Price    currency.Amount `json:"price"` // in displayed prices, discounts taken off
}

// Left says what has not been given back after the earlier refunds. It returns
// an error as [Quote.RefundAfter] does.
func (q *Quote) Left(earlier ...Refund) (Left, error) {
	r, err := q.refunding(earlier)
	if err != nil {
		return Left{}, asRefundError(err)
	}
	out := Left{Lines: make([]LeftLine, len(r.lines))}
	for i := range r.lines {
		l := &r.lines[i]
		out.Lines[i] = LeftLine{ID: q.Lines[i].ID, Quantity: l.units - l.back, Price: r.less(l.paid, l.price)}
	}
	out.Shipping = r.less(r.shipping.paid, r.shipping.back)
	out.Insurance = r.less(r.insurance.paid, r.insurance.back)
	out.Fees = r.sum(r.feesLeft()...)
	return out, asRefundError(r.err)
}
