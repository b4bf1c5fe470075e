package tax

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// EN16931 is a result as the totals of an electronic invoice by EN 16931-1:2017.
// The standard knows one rounding of tax: each VAT category has base × rate,
// rounded half up to two decimals (BR-CO-17), or to whole units of a currency
// that has no others. Where the shop charged another figure, because its prices
// contain the tax or it rounds by line, the invoice says so in Rounding, and the
// payment stays what it was.
//
// The names of the fields are those of the business terms (BT).
type EN16931 struct {
	Categories []VATCategory   `json:"categories"` // BG-23
	Lines      currency.Amount `json:"lines"`      // BT-106, sum of the net amounts of the lines (BR-CO-10)
	Net        currency.Amount `json:"net"`        // BT-109 = BT-106 (BR-CO-13, no allowances or charges)
	Tax        currency.Amount `json:"tax"`        // BT-110, sum of the tax of the categories (BR-CO-14)
	Gross      currency.Amount `json:"gross"`      // BT-112 = BT-109 + BT-110 (BR-CO-15)
	Paid       currency.Amount `json:"paid"`       // BT-113: discounts after tax, multi-purpose vouchers
	Rounding   currency.Amount `json:"rounding"`   // BT-114: what makes the payment that of the Result
	Due        currency.Amount `json:"due"`        // BT-115 = BT-112 - BT-113 + BT-114 (BR-CO-16)
}

// VATCategory is one line of the VAT breakdown, BG-23.
type VATCategory struct {
	Code    string          `json:"code"`    // BT-118, of UNTDID 5305: S, Z, E, AE, G, O
	Percent decimal.Decimal `json:"percent"` // BT-119
	Base    currency.Amount `json:"base"`    // BT-116
	Tax     currency.Amount `json:"tax"`     // BT-117
	Rate    *Rate           `json:"rate"`    // what the category is made of; nil for lines without rates
}

// MarshalJSON writes the category with snake_case names, the percent as a
// string.
func (c VATCategory) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Code    string          `json:"code"`
		Percent exact.Wire      `json:"percent"`
		Base    currency.Amount `json:"base"`
		Tax     currency.Amount `json:"tax"`
		Rate    *Rate           `json:"rate,omitempty"`
	}{c.Code, exact.Wire{Value: c.Percent}, c.Base, c.Tax, c.Rate})
}

// vatCodes are the codes of UNTDID 5305 for the treatments. Code K, a supply
// within the Union between businesses, is a reverse charge too; which of them it
// is, the decision on the supply tells and not the rate.
var vatCodes = [...]string{Standard: "S", Reduced: "S", Zero: "Z", Exempt: "E", ReverseCharge: "AE", Export: "G", OutOfScope: "O", NotCollected: "O"}

// EN16931 returns the totals of the electronic invoice. Lines that share a code
// and a percent are one category (BR-S-08).
//
// EN16931 returns an error that wraps ErrEN16931 for what the standard cannot
// express: a line with two taxes on the same base, a compound tax, a tax per
// unit (which is a charge there), tax that the buyer withholds, or amounts with
// more than two decimals (BR-DEC).
func (r *Result) EN16931() (EN16931, error) {
	e := EN16931{Lines: r.Net, Net: r.Net}
	cur := r.Gross.Currency()
	grid := currency.Rounding{Digits: currency.To(min(2, cur.Digits()))}
	var tax, paid currency.Total
	zero := currency.FromMinor(0, cur)
	tax.Add(zero)
	paid.Add(zero)
	if !r.Retained.IsZero() {
		return EN16931{}, fmt.Errorf("tax: EN 16931: %v are withheld: %w", r.Retained, ErrEN16931)
	}
	for i := range r.Lines {
		if err := e.line(&r.Lines[i]); err != nil {
			return EN16931{}, &LineError{Index: i, ID: r.lineID(i), Err: err}
		}
	}
	for i := range e.Categories {
		c := &e.Categories[i]
		var err error
		if c.Tax, err = c.Base.MulDiv(c.Percent, hundred, grid); err != nil {
			return EN16931{}, fmt.Errorf("tax: EN 16931: %w", err)
		}
		tax.Add(c.Tax)
	}
	for i := range r.Deductions {
		paid.Add(r.Deductions[i].Amount)
	}
	for i := range r.Vouchers {
		if r.Vouchers[i].Purpose == MultiPurpose {
			paid.Add(r.Vouchers[i].Used)
		}
	}
	return e, e.total(tax, paid, r)
}

// total fills the totals of the document.
func (e *EN16931) total(tax, paid currency.Total, r *Result) (err error) {
	if e.Tax, err = tax.Amount(); err != nil {
		return fmt.Errorf("tax: EN 16931: %w", err)
	}
	if e.Paid, err = paid.Amount(); err != nil {
		return fmt.Errorf("tax: EN 16931: %w", err)
	}
	if e.Due, err = r.Payable(); err != nil {
		return err
	}
	if e.Gross, err = e.Net.Add(e.Tax); err != nil {
		return fmt.Errorf("tax: EN 16931: %w", err)
	}
	var rounding currency.Total
	rounding.Add(e.Due)
	rounding.Add(e.Paid)
	rounding.Sub(e.Gross)
	if e.Rounding, err = rounding.Amount(); err != nil {
		return fmt.Errorf("tax: EN 16931: %w", err)
	}
	for _, a := range []currency.Amount{e.Net, e.Paid, e.Rounding, e.Due} {
		if err := twoDecimals(a); err != nil {
			return fmt.Errorf("tax: EN 16931: %w", err)
		}
	}
	return nil
}

// twoDecimals refuses what BR-DEC does.
func twoDecimals(a currency.Amount) error {
	if d := a.Decimal(); !d.Truncate(2).Equal(d) {
		return fmt.Errorf("%v has more than two decimals: %w", a, ErrEN16931)
	}
	return nil
}

// line adds the net of a line to its categories.
func (e *EN16931) line(l *LineResult) error {
	if err := twoDecimals(l.Net); err != nil {
		return err
	}
	if len(l.Taxes) == 0 {
		return e.add(nil, l.Net)
	}
	var charged []*Charge
	var bases currency.Total
	for k := range l.Taxes {
		t := &l.Taxes[k]
		switch {
		case !t.Rate.PerUnit.IsZero():
			return fmt.Errorf("%v: %w", t.Rate, ErrEN16931)
		case t.Rate.Retained: // of nothing, for there is no amount
			continue
		}
		bases.Add(t.Base)
		if t.Rate.Treatment.Charges() && !t.Rate.Percent.IsZero() {
			charged = append(charged, t)
		}
	}
	sum, err := bases.Amount()
	if err != nil {
		return err
	}
	if sum.Equal(l.Net) { // one tax, or parts of the line at one each
		for k := range l.Taxes {
			if t := &l.Taxes[k]; !t.Rate.Retained {
				if err := e.add(t.Rate, t.Base); err != nil {
					return err
				}
			}
		}
		return nil
	}
	switch {
	case len(charged) == 0:
		return e.add(l.Taxes[0].Rate, l.Net)
	case len(charged) == 1 && charged[0].Base.Equal(l.Net):
		return e.add(charged[0].Rate, l.Net)
	}
	return fmt.Errorf("%d taxes on %v: %w", len(charged), l.Net, ErrEN16931)
}

// add adds a base to the category of a rate.
func (e *EN16931) add(rate *Rate, base currency.Amount) (err error) {
	c := VATCategory{Code: "O", Rate: rate}
	if rate != nil {
		c.Code = vatCodes[rate.Treatment]
		if c.Percent = rate.charged(); c.Code == "S" && c.Percent.IsZero() {
			c.Code = "Z"
		}
	}
	at := slices.IndexFunc(e.Categories, func(x VATCategory) bool { return x.Code == c.Code && x.Percent.Equal(c.Percent) })
	if at < 0 {
		at = len(e.Categories)
		e.Categories = append(e.Categories, c)
	}
	e.Categories[at].Base, err = e.Categories[at].Base.Add(base)
	return err
}
