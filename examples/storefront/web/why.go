package web

import (
	"strings"

	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// charge is a levy as its customer reads it, with the reasons for it.
type charge struct {
	Name, Subject, Amount string
	Reasons               []reason
}

// reason is one of the facts that a charge rests on. English texts are quoted
// from tables.
type reason struct {
	Name, Text string
	English    bool
}

// charges are those of a quote, each with why.
func (s *Site) charges(f *frame, q *pricing.Quote) []charge {
	names := make(map[string]string, len(q.Lines))
	for _, l := range q.Lines {
		names[l.ID] = s.goodName(f, l.SKU, l.Name)
	}
	out := make([]charge, 0, len(q.Charges))
	for i := range q.Charges {
		c := &q.Charges[i]
		if c.Rule == nil {
			continue
		}
		subject := names[c.Line]
		switch {
		case c.Line == "":
			subject = f.on(c.On)
		case c.On == "duty": // beside the tax on the goods themselves
			subject += ", " + f.on(c.On)
		}
		out = append(out, charge{f.kind(c.Kind), f.T("why.on", "what", subject), f.Money(c.Amount), f.reasons(c)})
	}
	return out
}

// reasons is what one needs to redo a charge by hand.
func (f *frame) reasons(c *pricing.Charge) []reason {
	var all []reason
	say := func(key, text string) {
		if text != "" {
			all = append(all, reason{Name: f.T(key), Text: text})
		}
	}
	quote := func(key, text string) {
		if text != "" {
			all = append(all, reason{f.T(key), text, true})
		}
	}
	switch {
	case c.Percent != "":
		say("why.rate", f.Percent(c.Percent))
	case c.Rate != "none": // it then says why there is nothing
		quote("why.rate", c.Rate)
	}
	base := f.Money(c.Base) + " (" + f.on(c.On) + ")"
	if c.Inclusive {
		base = f.T("why.inclusive", "base", base)
	}
	say("why.base", base)
	if c.Zero != "" {
		say("why.zero", f.T("zero."+zeroes[c.Zero]))
	}
	say("why.where", f.T("where."+c.Placement.String()))
	say("why.jurisdiction", f.jurisdiction(c.Jurisdiction))
	if key := "collector." + c.Collector; f.has(key) {
		say("why.collector", f.T(key))
	}
	quote("why.rule", c.Text)
	quote("why.scheme", c.Scheme)
	quote("why.source", c.Source)
	say("why.from", f.Date(c.From))
	say("why.until", f.Date(c.Until))
	return all
}

// on is what a charge is on; the English word where there is no other.
func (f *frame) on(what string) string {
	key := "on." + strings.ReplaceAll(strings.ToLower(what), " ", "_")
	if f.has(key) {
		return f.T(key)
	}
	return what
}

// jurisdiction is who levies: a country by its name, a part of one by both.
func (f *frame) jurisdiction(code string) string {
	country, region, parts := strings.Cut(code, "-")
	if len(country) != 2 {
		return code
	}
	name := f.country(locale.Country(country))
	if parts {
		name += " (" + region + ")"
	}
	return name
}

// zeroes puts the reasons for no charge into the few that the pages tell apart.
var zeroes = map[pricing.ZeroReason]string{
	pricing.ZeroRate:          "free",
	pricing.ZeroExempt:        "exempt",
	pricing.ZeroBase:          "none",
	pricing.ZeroRoundsAway:    "uncollected",
	pricing.ZeroNotCollected:  "uncollected",
	pricing.ZeroMinCollect:    "uncollected",
	pricing.ZeroReverseCharge: "business",
	pricing.ZeroOutOfScope:    "none",
	pricing.ZeroExport:        "exempt",

	pricing.ZeroReason(duty.BelowDeMinimis):   "small",
	pricing.ZeroReason(duty.BelowCollectible): "uncollected",
	pricing.ZeroReason(duty.SchemeRelief):     "scheme",
	pricing.ZeroReason(duty.Domestic):         "domestic",
	pricing.ZeroReason(duty.IntraCommunity):   "domestic",
	pricing.ZeroReason(duty.Reimport):         "exempt",
	pricing.ZeroReason(duty.FreeByAgreement):  "preference",
	pricing.ZeroReason(duty.DeliveredUnpaid):  "uncollected",
	pricing.ZeroReason(duty.ValueIsZero):      "none",
	pricing.ZeroReason(duty.WithinAllowance):  "small",
	pricing.ZeroReason(duty.SharedFlat):       "uncollected",
}
