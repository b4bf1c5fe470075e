package tax

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// Rate is one tax at one percent. Several rates on one line are levied side by
// side on the same base, but a Compound rate is levied on that base and on all
// rates before it. A surcharge on a rate (the Spanish recargo de equivalencia)
// is a further rate of the same line.
type Rate struct {
	Jurisdiction string          // "DE", "CA-ON"
	Name         string          // what the tax is called there: "MwSt", "HST"
	Category     Category        // what it was looked up for; "" where unknown or where a total joins several
	Percent      decimal.Decimal // 19 for 19 %
	PerUnit      currency.Amount // in place of a percent: 0.25 EUR on each unit of the quantity
	Treatment    Treatment       // zero value: Standard
	Compound     bool            // also on the rates before it
	Retained     bool            // withheld by the buyer (Spanish IRPF): not part of tax or gross, see Result.Retained
	From, Until  currency.Date   // first and last day the source vouches for; zero Until: still in force
	Source       string          // where the rate was read, with the date of the source
	Note         string          // what the figure does not say: "district taxes are not included"

	Threshold  Threshold     // price of an item from which it holds; zero: any price
	Variant    string        // which of several rates of the heading, "staples"; "" where it has one or this is the rule
	Condition  string        // what decides between the rates of the heading, in words
	Passing    bool          // temporary, or a holiday: ends on Until, and the book says what follows
	Estimate   bool          // not confirmed by any source: see Query.Estimate
	Confidence Confidence    // how well it is confirmed
	Checked    currency.Date // day on which it was last compared with its source; zero: not said
}

// rateJSON is the wire form. The percent is a string whatever a host program
// sets in shopspring's globals.
type rateJSON struct {
	Jurisdiction string          `json:"jurisdiction,omitempty"`
	Name         string          `json:"name,omitempty"`
	Category     Category        `json:"category,omitempty"`
	Percent      string          `json:"percent"`
	PerUnit      currency.Amount `json:"per_unit,omitzero"`
	Treatment    Treatment       `json:"treatment"`
	Compound     bool            `json:"compound,omitempty"`
	Retained     bool            `json:"retained,omitempty"`
	From         currency.Date   `json:"from,omitzero"`
	Until        currency.Date   `json:"until,omitzero"`
	Source       string          `json:"source,omitempty"`
	Note         string          `json:"note,omitempty"`

	Threshold  *thresholdJSON `json:"threshold,omitempty"`
	Variant    string         `json:"variant,omitempty"`
	Condition  string         `json:"condition,omitempty"`
	Passing    bool           `json:"passing,omitempty"`
	Estimate   bool           `json:"estimate,omitempty"`
	Confidence Confidence     `json:"confidence,omitempty"`
	Checked    currency.Date  `json:"checked_on,omitzero"`
}

type thresholdJSON struct {
	Rule   ThresholdRule   `json:"rule"`
	Amount currency.Amount `json:"amount"`
	Below  string          `json:"below,omitempty"`
}

// MarshalJSON writes the rate with snake_case names, the percent as a string.
func (r Rate) MarshalJSON() ([]byte, error) {
	j := rateJSON{r.Jurisdiction, r.Name, r.Category, exact.DecimalText(r.Percent), r.PerUnit, r.Treatment,
		r.Compound, r.Retained, r.From, r.Until, r.Source, r.Note,
		nil, r.Variant, r.Condition, r.Passing, r.Estimate, r.Confidence, r.Checked}
	if t := r.Threshold; !t.IsZero() {
		j.Threshold = &thresholdJSON{Rule: t.Rule, Amount: t.Amount}
		if !t.Below.IsZero() {
			j.Threshold.Below = exact.DecimalText(t.Below)
		}
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown fields and percents
// that no tax can have are refused.
func (r *Rate) UnmarshalJSON(data []byte) error {
	var j rateJSON
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return fmt.Errorf("tax: rate: %w", err)
	}
	p, err := parsePercent(j.Percent)
	if err != nil {
		return fmt.Errorf("tax: rate: %w", err)
	}
	t, err := j.Threshold.read()
	if err != nil {
		return fmt.Errorf("tax: rate: %w", err)
	}
	*r = Rate{j.Jurisdiction, j.Name, j.Category, p, j.PerUnit, j.Treatment, j.Compound, j.Retained, j.From, j.Until, j.Source, j.Note,
		t, j.Variant, j.Condition, j.Passing, j.Estimate, j.Confidence, j.Checked}
	return nil
}

// read gives the threshold of a wire form, none for nil.
func (j *thresholdJSON) read() (t Threshold, err error) {
	if j == nil {
		return t, nil
	}
	t.Rule, t.Amount = j.Rule, j.Amount
	if j.Below != "" {
		if t.Below, err = parsePercent(j.Below); err != nil {
			return t, err
		}
	}
	return t, t.check()
}

// String returns "MwSt 19 % (DE)", and the treatment where nothing is charged
// for another reason than a percent of zero.
func (r Rate) String() string {
	s := r.Name
	if s == "" {
		s = "tax"
	}
	if r.PerUnit.IsZero() {
		s += " " + exact.DecimalText(r.Percent) + " %"
	} else {
		s += " " + r.PerUnit.String() + " per unit"
	}
	if r.Treatment > Reduced {
		s += " " + r.Treatment.String()
	}
	if r.Jurisdiction != "" {
		s += " (" + r.Jurisdiction + ")"
	}
	return s
}

// charged is the percent that the rate adds to a price.
func (r *Rate) charged() decimal.Decimal {
	if r.Treatment.Charges() {
		return r.Percent
	}
	return decimal.Decimal{}
}

// sameTax reports whether two rates add up in one total: the same tax at the
// same percent. The category does not divide it: a return has one figure for
// all goods at 19 %.
func (r *Rate) sameTax(s *Rate) bool {
	return r == s || r.Name == s.Name && r.Jurisdiction == s.Jurisdiction && r.Treatment == s.Treatment &&
		r.Compound == s.Compound && r.Retained == s.Retained && r.PerUnit.Equal(s.PerUnit) && samePercent(r.Percent, s.Percent)
}

// same reports whether two rates are alike in everything.
func (r *Rate) same(s *Rate) bool {
	return r == s || r.sameTax(s) && r.Category == s.Category && r.From == s.From && r.Until == s.Until &&
		r.Source == s.Source && r.Note == s.Note && r.Threshold.same(&s.Threshold)
}

// samePercent compares percents that may not have been checked: no comparison
// may expand an exponent, so figures that far apart are not the same.
func samePercent(a, b decimal.Decimal) bool {
	if a.Exponent() != b.Exponent() && !(percentScale(a) && percentScale(b)) {
		return false
	}
	return a.Equal(b)
}

// check refuses a rate that contradicts itself.
func (r *Rate) check() error {
	if int(r.Treatment) >= len(treatmentWords) {
		return fmt.Errorf("rate %s: %w", excerpt.Quote(r.Name), ErrUnknownTreatment)
	}
	if err := checkPercent(r.Percent); err != nil {
		return fmt.Errorf("rate %s: %w", excerpt.Quote(r.Name), err)
	}
	if !r.Threshold.IsZero() {
		return fmt.Errorf("rate %s: %w", excerpt.Quote(r.Name), errThreshold)
	}
	if r.Treatment == Zero && !r.Percent.IsZero() {
		return fmt.Errorf("rate %s: treatment zero with %s percent: %w", excerpt.Quote(r.Name), exact.DecimalText(r.Percent), ErrLine)
	}
	if !r.PerUnit.IsZero() {
		return r.checkPerUnit()
	}
	return nil
}

// checkPerUnit refuses a fixed amount that is no tax, or not that alone.
func (r *Rate) checkPerUnit() error {
	switch {
	case r.PerUnit.Sign() < 0:
		return fmt.Errorf("rate %s: %v per unit is negative: %w", excerpt.Quote(r.Name), r.PerUnit, ErrLine)
	case !r.Percent.IsZero():
		return fmt.Errorf("rate %s: %v per unit and %s percent, want two rates: %w", excerpt.Quote(r.Name), r.PerUnit, exact.DecimalText(r.Percent), ErrLine)
	case r.Retained, r.Treatment == Zero:
		return fmt.Errorf("rate %s: %v per unit is neither retained nor at zero: %w", excerpt.Quote(r.Name), r.PerUnit, ErrLine)
	}
	return nil
}
