package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// Part names the part of a quote that is given back.
type Part string

const (
	// PartLine is one line; it is the zero value.
	PartLine Part = ""
	// PartShipping and PartInsurance are what was charged for them, with their
	// taxes.
	PartShipping  Part = "shipping"
	PartInsurance Part = "insurance"
	// PartFees are the charges that no line bears, such as the fee of a
	// carrier for clearing a consignment.
	PartFees Part = "fees"
	// PartOrder is all that is left of the quote: a cancellation. With an
	// amount it is a price adjustment, shared over the lines by what is left
	// of their prices.
	PartOrder Part = "order"
)

// Return is one thing that is given back.
//
// For a line it is either a number of units, or an amount off its price while
// nothing comes back. Units give back their share of what is left of the line's
// price, and of the levies that it bears. An amount is in the basis of the
// displayed price, like a discount: where the price contains tax, so does the
// amount; where tax was put on top, tax is given back on top of it. Customs
// keep what they levied on a price that is lowered after the import, so that an
// amount gives back nothing of duty, import tax and fees.
//
// For shipping, insurance and fees it is all that is left, or an amount.
type Return struct {
	Of Part `json:"of,omitempty"`
	// Line is counted from 1, in the order of the quote.
	Line     int             `json:"line,omitempty"`
	Quantity int64           `json:"quantity,omitempty"`
	Amount   currency.Amount `json:"amount,omitzero"`
	// Restocking is what the merchant keeps of the price of units.
	Restocking Restocking `json:"restocking,omitzero"`
	// Levies says how much of duty, import tax and fees the customer gets back,
	// Recovered how much of them the authorities repay to the merchant.
	Levies    LevyRefund `json:"levies,omitzero"`
	Recovered Recovery   `json:"recovered,omitzero"`
}

// Restocking is a fee for taking goods back: a percentage of the price that is
// given back, or an amount for all units of the return. It is in the basis of
// the displayed price, as an amount off a line is.
type Restocking struct {
	Percent decimal.Decimal `json:"percent,omitzero"`
	Amount  currency.Amount `json:"amount,omitzero"`
	// Treatment is what the fee is for tax purposes.
	Treatment FeeTreatment `json:"treatment,omitzero"`
}

// FeeTreatment says what a restocking fee is for tax purposes.
type FeeTreatment uint8

const (
	// Consideration leaves the fee what it was, a part of the price: the
	// price is lowered by less, and the seller's tax on the fee stays due. It
	// is the zero value. (United Kingdom: a supply is not undone by a return,
	// and what is retained is still paid for it: HMRC VATSC10130, ASOS plc v
	// HMRC [2018] UKFTT 353 (TC). EU: Directive 2006/112/EC Art. 90 lowers the
	// taxable amount by what the price is lowered by.)
	Consideration FeeTreatment = iota
	// Compensation gives back the price and all tax, and sets off a payment
	// for damage, on which there is no tax. It is for fees that pay for no
	// supply, as CJEU C-277/05 (Société thermale d'Eugénie-les-Bains) found
	// for the deposit of a guest who cancelled; C-295/17 (MEO) draws the line
	// narrowly.
	Compensation
)

var treatmentNames = [...]string{"consideration", "compensation"}

// String returns the word that JSON uses, such as "consideration".
func (t FeeTreatment) String() string { return wordOf(treatmentNames[:], int(t), "FeeTreatment") }

// MarshalText writes the word of t.
func (t FeeTreatment) MarshalText() ([]byte, error) {
	return marshalWord(treatmentNames[:], int(t), "treatment")
}

// UnmarshalText reads "consideration" or "compensation".
func (t *FeeTreatment) UnmarshalText(text []byte) error {
	return unmarshalWord((*uint8)(t), treatmentNames[:], text, "treatment")
}

// LevyRefund says how much of duty, import tax and fees the customer gets back
// with returned goods. It is about levies that the customer paid to the
// merchant, at checkout or in the price, and that the merchant passed on to
// customs or to a carrier. Levies on delivery do not concern the merchant:
// whoever paid them claims them back. Absorbed levies were never charged to the
// customer. The tax for which the seller accounts follows the price by law,
// whatever is said here.
type LevyRefund uint8

const (
	// LeviesBack gives them back in full, whether customs do or not. It is
	// the zero value: a consumer who withdraws from a distance contract is
	// owed all payments that the trader received (Directive 2011/83/EU
	// Art. 13).
	LeviesBack LevyRefund = iota
	// LeviesRecovered gives back what the authorities repay.
	LeviesRecovered
	// LeviesKept gives nothing back.
	LeviesKept
)

var levyRefundNames = [...]string{"back", "recovered", "kept"}

// String returns the word that JSON uses, such as "back".
func (r LevyRefund) String() string { return wordOf(levyRefundNames[:], int(r), "LevyRefund") }

// MarshalText writes the word of r.
func (r LevyRefund) MarshalText() ([]byte, error) {
	return marshalWord(levyRefundNames[:], int(r), "levies")
}

// UnmarshalText reads "back", "recovered" or "kept".
func (r *LevyRefund) UnmarshalText(text []byte) error {
	return unmarshalWord((*uint8)(r), levyRefundNames[:], text, "levies")
}

// Recovery is how much the authorities repay of the levies on what comes back,
// in percent of them, by kind of charge: Tax is import tax that customs
// collected, and not the seller's own tax, which is always credited.
//
// The zero value is nothing, since repayment is the exception and has to be
// claimed. The Union repays duty on goods that were defective or not as ordered
// and leave it again (Regulation (EU) 952/2013 Art. 118), above 10 EUR a
// declaration, and does not otherwise repay the flat 3 EUR on small
// consignments. The United States repay at most 99 % of duties, taxes and fees
// on goods sold at retail, taken back and exported (19 U.S.C.
// 1313(c)(1)(C)(ii)). For goods that were never imported, as when an order is
// cancelled before it is sent, all of it: see [NotImported].
type Recovery struct {
	Duty decimal.Decimal `json:"duty,omitzero"`
	Tax  decimal.Decimal `json:"tax,omitzero"`
	Fees decimal.Decimal `json:"fees,omitzero"`
}

// NotImported returns the recovery of levies that were never paid to customs: all
// of each.
func NotImported() Recovery { return Recovery{Duty: hundred, Tax: hundred, Fees: hundred} }

// of is the percentage for a kind of charge.
func (r Recovery) of(kind ChargeKind) decimal.Decimal {
	switch kind {
	case DutyCharge:
		return r.Duty
	case FeeCharge:
		return r.Fees
	}
	return r.Tax
}

// MarshalJSON writes the percentages as strings.
func (r Recovery) MarshalJSON() ([]byte, error) { return appendValue(nil, r.wire) }

// IsZero reports whether nothing is recovered.
func (r Recovery) IsZero() bool { return r.Duty.IsZero() && r.Tax.IsZero() && r.Fees.IsZero() }

// MarshalJSON writes the percentage as a string.
func (f Restocking) MarshalJSON() ([]byte, error) { return appendValue(nil, f.wire) }

// IsZero reports whether there is no fee.
func (f Restocking) IsZero() bool { return f.Percent.IsZero() && f.Amount == (currency.Amount{}) }

// check refuses what can be given back of no quote.
func (x *Return) check() error {
	switch x.Of {
	case PartLine, PartShipping, PartInsurance, PartFees, PartOrder:
	default:
		return invalidReturn("of", "no part %.40q", string(x.Of))
	}
	if (x.Line != 0) != (x.Of == PartLine) {
		return invalidReturn("line", "a line is named where a line is given back, and there only")
	}
	if x.Quantity < 0 || x.Amount.Sign() < 0 {
		return invalidReturn("quantity", "a return is never negative")
	}
	if x.Of != PartLine && x.Quantity != 0 {
		return invalidReturn("quantity", "only lines have units")
	}
	if x.Of == PartLine && (x.Quantity == 0) == (x.Amount.Sign() == 0) {
		return invalidReturn("quantity", "give either units or an amount, above zero")
	}
	if int(x.Levies) >= len(levyRefundNames) {
		return invalidReturn("levies", "no choice %d", x.Levies)
	}
	if x.Levies != LeviesBack && x.Of == PartFees {
		return invalidReturn("levies", "fees are given back or they are not")
	}
	if err := x.Recovered.check(); err != nil {
		return err
	}
	if !x.Restocking.IsZero() && !x.units() {
		return invalidReturn("restocking", "only units are restocked")
	}
	return x.Restocking.check(x.Of == PartOrder)
}

// units tells whether goods come back.
func (x *Return) units() bool {
	return x.Of == PartLine && x.Quantity > 0 || x.Of == PartOrder && x.Amount.IsZero()
}

func (r Recovery) check() error {
	for _, p := range [...]struct {
		field   string
		percent decimal.Decimal
	}{{"recovered.duty", r.Duty}, {"recovered.tax", r.Tax}, {"recovered.fees", r.Fees}} {
		if err := inHundred(p.field, p.percent); err != nil {
			return err
		}
	}
	return nil
}

func (f *Restocking) check(whole bool) error {
	switch {
	case !f.Percent.IsZero() && f.Amount != (currency.Amount{}):
		return invalidReturn("restocking", "give either a percent or an amount")
	case f.Amount.Sign() < 0:
		return invalidReturn("restocking.amount", "%v is negative", f.Amount)
	case whole && f.Amount.Sign() > 0:
		return invalidReturn("restocking.amount", "a fee on the whole order is a percent")
	case int(f.Treatment) >= len(treatmentNames):
		return invalidReturn("restocking.treatment", "no treatment %d", f.Treatment)
	}
	return inHundred("restocking.percent", f.Percent)
}

// inHundred refuses what is no percentage of a whole.
func inHundred(field string, p decimal.Decimal) error {
	if !exact.Bounded(p) {
		return &RefundError{Field: field, Err: fmt.Errorf("%w: more than 34 digits, or an exponent beyond 34", ErrLimit)}
	}
	if p.Sign() < 0 || p.Cmp(hundred) > 0 {
		return invalidReturn(field, "%s %%, 0 to 100", exact.DecimalText(p))
	}
	return nil
}
