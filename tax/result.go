package tax

import "github.com/landedhq/landed/currency"

// Result is what Calculate gives. Net + Tax = Gross for each line and for the
// whole; the lines sum to the totals, and so do the rates. It is plain data
// that survives JSON, and it says what it was made of, so that a shop that
// keeps it can explain it, and credit parts of it, years later.
type Result struct {
	Given    Order           `json:"given"`  // what was calculated, shared with the caller and not to be changed any more
	Policy   Policy          `json:"policy"` // the policy of it
	Lines    []LineResult    `json:"lines"`
	Totals   []RateTotal     `json:"totals"` // by tax and percent, in the order of first appearance
	Net      currency.Amount `json:"net"`
	Tax      currency.Amount `json:"tax"`
	Gross    currency.Amount `json:"gross"`
	Retained currency.Amount `json:"retained,omitzero"` // what the buyer withholds and pays to the state; not in Tax. The zero Amount where it is nothing

	Deductions []Deduction     `json:"deductions,omitempty"` // discounts after tax
	Vouchers   []VoucherUse    `json:"vouchers,omitempty"`   // one for each voucher given
	Rounding   currency.Amount `json:"rounding,omitzero"`    // what Policy.Cash adds to the payment
}

// lineID is the ID of line i, where it was given.
func (r *Result) lineID(i int) string {
	if i < len(r.Given.Lines) {
		return r.Given.Lines[i].ID
	}
	return ""
}

// LineResult is one line. The lines of a Result are in the order given:
// Given.Lines[i] says what line i is for.
type LineResult struct {
	Net   currency.Amount `json:"net"`
	Tax   currency.Amount `json:"tax"`
	Gross currency.Amount `json:"gross"`
	Taxes []Charge        `json:"taxes"` // one per rate of the line, also where it charges nothing; two for one on the Excess over a Threshold
}

// Retained returns what the buyer withholds of the line, zero without Retained
// rates. It returns an error as currency.Amount.Add does.
func (l *LineResult) Retained() (currency.Amount, error) {
	var sum currency.Total
	for i := range l.Taxes {
		if t := &l.Taxes[i]; t.Rate.Retained {
			sum.Add(t.Amount)
		}
	}
	return sum.Amount()
}

// Charge is one tax of one line. Its Rate is that of the line, shared with the
// caller as Result.Given is, and for reading only. Instead of a rate with a
// Threshold it is what holds at the price of the line: on the low side, the
// percent Below, or exempt. A rate on an excess is followed by an exempt charge
// for the part of the price that does not exceed the threshold.
type Charge struct {
	Rate   *Rate           `json:"rate"`
	Base   currency.Amount `json:"base"` // what the percent was applied to: the net or its excess, with the taxes before it if compound
	Amount currency.Amount `json:"amount"`
}

// RateTotal is one tax at one percent over all lines. Where its lines differ
// in category, dates, source or note, the Rate leaves that field empty.
type RateTotal struct {
	Rate   *Rate           `json:"rate"`
	Base   currency.Amount `json:"base"`
	Amount currency.Amount `json:"amount"`
}

// Payable returns what the buyer pays the seller: the gross less what is retained,
// deducted, and paid by multi-purpose vouchers, with the rounding of cash. It
// returns an error as currency.Amount.Sub does.
func (r *Result) Payable() (currency.Amount, error) {
	var sum currency.Total
	sum.Add(r.Gross)
	sum.Sub(r.Retained)
	for i := range r.Deductions {
		sum.Sub(r.Deductions[i].Amount)
	}
	for i := range r.Vouchers {
		if r.Vouchers[i].Purpose == MultiPurpose {
			sum.Sub(r.Vouchers[i].Used)
		}
	}
	sum.Add(r.Rounding)
	return sum.Amount()
}

// Open returns the net and the tax in what is still to be paid, where part of the
// order was paid by voucher: the net in the proportion of the payment to the
// gross, rounded once by the policy, and the tax as the difference. It returns
// an error as currency.Amount.MulDiv does.
func (r *Result) Open() (net, tax, gross currency.Amount, err error) {
	if gross, err = r.Payable(); err != nil || r.Gross.IsZero() {
		return r.Net, r.Tax, gross, err
	}
	if net, err = r.Net.MulDiv(gross.Decimal(), r.Gross.Decimal(), r.Policy.Rounding); err != nil {
		return net, tax, gross, err
	}
	tax, err = gross.Sub(net)
	return net, tax, gross, err
}

// sum fills the totals from the lines.
func (r *Result) sum(zero currency.Amount) error {
	var net, tax, gross, retained currency.Total
	net.Add(zero)
	tax.Add(zero)
	gross.Add(zero)
	for i := range r.Lines {
		l := &r.Lines[i]
		net.Add(l.Net)
		tax.Add(l.Tax)
		gross.Add(l.Gross)
		for k := range l.Taxes {
			if l.Taxes[k].Rate.Retained {
				retained.Add(l.Taxes[k].Amount)
			}
			if err := r.addTotal(&l.Taxes[k]); err != nil {
				return err
			}
		}
	}
	for _, t := range []struct {
		to   *currency.Amount
		from *currency.Total
	}{{&r.Net, &net}, {&r.Tax, &tax}, {&r.Gross, &gross}, {&r.Retained, &retained}} {
		a, err := t.from.Amount()
		if err != nil {
			return err
		}
		*t.to = a
	}
	r.Retained = someOrNone(r.Retained)
	return nil
}

// someOrNone is a, but the zero Amount for a zero of any currency: JSON leaves
// out both, and gives back the one.
func someOrNone(a currency.Amount) currency.Amount {
	if a.IsZero() {
		return currency.Amount{}
	}
	return a
}

func (r *Result) addTotal(t *Charge) (err error) {
	for i := range r.Totals {
		total := &r.Totals[i]
		if !total.Rate.sameTax(t.Rate) {
			continue
		}
		total.Rate = total.Rate.joined(t.Rate)
		if total.Base, err = total.Base.Add(t.Base); err != nil {
			return err
		}
		total.Amount, err = total.Amount.Add(t.Amount)
		return err
	}
	r.Totals = append(r.Totals, RateTotal(*t))
	return nil
}

// joined is r without the fields in which it differs from s, so that a total
// claims no more than all its lines do. Where there are none it is r itself.
func (r *Rate) joined(s *Rate) *Rate {
	if r.same(s) {
		return r
	}
	j := *r
	if j.Category != s.Category {
		j.Category = ""
	}
	if j.From != s.From || j.Until != s.Until {
		j.From, j.Until = 0, 0
	}
	if j.Source != s.Source {
		j.Source = ""
	}
	if j.Note != s.Note {
		j.Note = ""
	}
	if j.same(r) {
		return r
	}
	return &j
}
