package tax

import (
	"slices"
	"time"

	"github.com/landedhq/landed/locale"
)

// Buyer is who buys. The zero value is a consumer.
//
// A buyer counts as a business only with a tax number that was in force when it
// bought: in the EU the seller may treat a buyer that gives none as a consumer
// (Implementing Regulation (EU) 282/2011, Article 18), and this package does so
// everywhere, with a reason.
type Buyer struct {
	Business bool `json:"business,omitempty"`
	// Number is the tax number that the buyer gave, as ParseID reads it.
	Number ID `json:"number,omitzero"`
	// Evidence is what the register said of Number.
	Evidence Evidence `json:"evidence,omitzero"`
	// MaxAge is how old the evidence may be on the day of the sale. Zero: any
	// age.
	MaxAge time.Duration `json:"max_age,omitempty"`
	// Unchecked takes a Number that ParseID reads without evidence, at the
	// seller's own risk; the decision then is an estimate.
	Unchecked bool `json:"unchecked,omitempty"`
	// Exemption frees a business or a consumer from the tax of a place.
	Exemption Exemption `json:"exemption,omitzero"`
}

// business reports whether the buyer acts as a business whose number accepts
// admits, and says why or why not. who names the numbers that are asked for.
func (x *argument) business(accepts func(locale.Country) bool, who string) bool {
	b := &x.s.Buyer
	if !b.Business {
		return false
	}
	// Two rules may ask; the answer stands in the argument once.
	said := len(x.d.Reasons)
	defer func() {
		if last := x.d.Reasons[said:]; len(last) == 1 && slices.Contains(x.d.Reasons[:said], last[0]) {
			x.d.Reasons = x.d.Reasons[:said]
		}
	}()
	// The evidence may be of any hour of the day of the sale.
	at := x.s.On.AddDays(1).Time().Add(-time.Nanosecond)
	switch {
	case b.Number.IsZero():
		x.because("the buyer is said to be a business but gave no tax number, so it is treated as a consumer")
	case !accepts(b.Number.Country):
		x.because("the buyer's number %s is none of %s, so the buyer is treated as a consumer", b.Number, who)
	case b.Evidence.Supports(b.Number, at, b.MaxAge):
		x.because("the buyer is a business: %s confirmed its number %s on %s", orSomeone(b.Evidence.By), b.Number, b.Evidence.CheckedAt.UTC().Format(time.DateOnly))
		return true
	case b.Unchecked && b.Number.Level() != NotAnID:
		x.because("the buyer is taken to be a business by its number %s, which nobody checked: that is the seller's risk", b.Number)
		x.d.Estimate = true
		return true
	default:
		x.because("there is no evidence, not older than asked for, that the buyer's number %s was valid, so the buyer is treated as a consumer", b.Number)
	}
	return false
}

func orSomeone(by string) string {
	if by == "" {
		return "a register"
	}
	return by
}

// numberOf accepts the numbers of one tax area.
func numberOf(c locale.Country) func(locale.Country) bool {
	return func(n locale.Country) bool { return vatOf(n) == vatOf(c) }
}

// unionNumber accepts the numbers of the member states on the day of the
// sale; for goods those of Northern Ireland are among them.
func (x *argument) unionNumber(n locale.Country) bool {
	return n.EU(x.s.On) || n == "XI" && !x.s.Digital
}
