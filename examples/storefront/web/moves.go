package web

import (
	"slices"
	"strings"

	"github.com/landedhq/landed/pricing"
)

// notice is what a customer must know before they order.
type notice struct {
	Title, Text string
	Moves       []string
	Causes      string
}

// notice makes one of two texts.
func (f *frame) notice(key string) *notice {
	return &notice{Title: f.T(key), Text: f.T(key + ".text")}
}

// lapsed says that a quote has expired, and in words what is other than it was.
// What only the merchant is to see, such as the margin, is not among the figures
// that it names.
func (f *frame) lapsed(d pricing.Difference) *notice {
	n := f.notice("notice.lapsed")
	var causes []pricing.Cause
	for _, m := range d.Moves {
		name := f.figure(m.What)
		if m.Line != "" || name == "" {
			continue
		}
		n.Moves = append(n.Moves, f.T("move", "what", name, "from", f.Money(m.From), "to", f.Money(m.To)))
		causes = append(causes, m.Causes...)
	}
	if n.Moves == nil {
		n.Moves = []string{f.T("notice.same")}
		return n
	}
	slices.Sort(causes)
	words := make([]string, 0, len(causes))
	for _, c := range slices.Compact(causes) {
		words = append(words, f.T("cause."+string(c)))
	}
	n.Causes = f.T("cause.because") + " " + strings.Join(words, ", ")
	return n
}

// figure is what a figure of the whole is called, "" for one that customers do
// not see.
func (f *frame) figure(what pricing.Figure) string {
	switch what {
	case pricing.FigureGoods:
		return f.T("sum.goods")
	case pricing.FigureDiscount:
		return f.Words.Discount
	case pricing.FigureShipping:
		return f.Words.Shipping
	case pricing.FigureInsurance:
		return f.Words.Insurance
	case pricing.FigureDuty:
		return f.Words.Duty
	case pricing.FigureTax:
		return f.TaxName()
	case pricing.FigureFees:
		return f.Words.Fees
	case pricing.FigureDueNow:
		return f.Words.PayNow
	case pricing.FigureDueOnDelivery:
		return f.Words.AtTheDoor
	case pricing.FigureCustomerPays:
		return f.T("sum.allin")
	}
	return ""
}
