package pricing

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Rule is the law that a charge is made by: who levies it, at which rate, and
// where that was read. It holds no figure of a cart, so that charges of one law
// share it.
type Rule struct {
	Name string `json:"name"` // "import duty", "VAT", …
	// Percent is the rate where it is one; Rate the whole expression, such
	// as "12%" or "4.5% MIN 0.30 EUR/item MAX 0.80 EUR/item".
	Percent string `json:"percent,omitempty"`
	Rate    string `json:"rate"`
	// Collector accounts for it to the authority: "seller", "customs",
	// "carrier", "marketplace", "buyer" or "nobody".
	Collector string `json:"collector"`
	// Jurisdiction levies it, under Scheme.
	Jurisdiction string `json:"jurisdiction"`
	Scheme       string `json:"scheme,omitempty"`
	// Text is the rule in words: the tariff line, or the category of the goods.
	Text string `json:"text,omitempty"`
	// Source is where the rate or rule was read; From and Until are the days
	// between which it applies, where known.
	Source string        `json:"source"`
	From   currency.Date `json:"from,omitzero"`
	Until  currency.Date `json:"until,omitzero"`
}

// noRate stands for the rate of a charge that the law does not make.
const noRate = "none"

// dutyRule puts a levy on goods of an origin into words. Where flat is not
// zero, the levy is that amount for the subheading.
func dutyRule(levy *duty.Levy, regime string, origin locale.Country, flat currency.Amount) *Rule {
	out := &Rule{
		Name: dutyName(levy.Kind), Rate: levy.Rate.String(), Collector: "customs",
		Jurisdiction: levy.Jurisdiction, Scheme: regime, Text: levy.Name,
		Source: levy.Source, From: levy.From, Until: levy.Until,
	}
	if percent, ok := levy.Rate.AdValorem(); ok {
		out.Percent = exact.DecimalText(percent)
	} else if flat != (currency.Amount{}) {
		out.Rate = fmt.Sprintf("%v for the subheading", flat)
	}
	if out.Rate == "" { // relieved, or not abroad
		out.Rate = noRate
	}
	if levy.Code != "" {
		out.Text = fmt.Sprintf("%s %s", levy.Code.Dotted(), levy.Name)
	}
	if origin != "" {
		out.Text = fmt.Sprintf("%s, %s→%s", out.Text, origin, levy.Jurisdiction)
	}
	return out
}

// customsFeeRule puts a fee of customs into words. Where flat is not zero, the
// fee is that amount.
func customsFeeRule(levy *duty.Levy, regime string, flat currency.Amount) *Rule {
	out := dutyRule(levy, regime, "", currency.Amount{})
	if flat != (currency.Amount{}) {
		out.Rate = flat.String()
	}
	return out
}

// clearanceRule puts the fee of a market's carrier into words.
func clearanceRule(f *Fee, m *Market, to locale.Place) *Rule {
	out := &Rule{
		Name: "clearance fee", Rate: f.Rate.String(), Collector: "carrier", Jurisdiction: string(to.Country),
		Scheme: "clearance", Text: f.Name, Source: f.Source,
	}
	if percent, ok := f.Rate.AdValorem(); ok {
		out.Percent = exact.DecimalText(percent)
	}
	if out.Source == "" {
		out.Source = "market " + m.ID
	}
	return out
}

// dutyName is the field's name for a kind of duty.
func dutyName(k duty.Kind) string {
	switch k {
	case duty.Preference:
		return "preferential duty"
	case duty.Additional:
		return "additional duty"
	case duty.Remedy:
		return "trade remedy"
	case duty.Quota:
		return "duty inside the quota"
	case duty.Fee:
		return "customs fee"
	case duty.Tax:
		return "tax at import"
	}
	return "import duty"
}

// taxRule puts a rate of tax under a decision into words. Shipping can bear the
// rate of goods of several categories, each with a source of its own.
func taxRule(r *tax.Rate, d *tax.Decision) *Rule {
	percent := exact.DecimalText(r.Percent)
	out := &Rule{
		Name: r.Name, Percent: percent, Rate: percent + "%", Collector: collector(d.Accountant),
		Jurisdiction: r.Jurisdiction, Scheme: string(d.Scheme), Text: fmt.Sprintf("%s, %s", r.Category, d.Scheme),
		Source: r.Source, From: r.From, Until: r.Until,
	}
	if r.Category == "" {
		out.Text = fmt.Sprintf("goods of several categories, %s", d.Scheme)
	}
	if out.Source == "" {
		out.Source = "that of the rates of the goods"
	}
	return out
}

// noTaxRule puts into words why a sale to a place bears no tax. Uncollected is
// that the tax is too small to be collected.
func noTaxRule(d *tax.Decision, uncollected bool) *Rule {
	out := &Rule{
		Name: "tax", Rate: noRate, Collector: collector(d.Accountant), Jurisdiction: d.Jurisdiction.String(),
		Scheme: string(d.Scheme), Text: strings.Join(d.Reasons, "; "), Source: d.Source, From: d.From, Until: d.Until,
	}
	if uncollected {
		out.Text = fmt.Sprintf("tax up to %v is not collected", d.MinCollect)
	}
	return out
}

// byMarketplace is the collector of what a platform accounts for.
const byMarketplace = "marketplace"

// collector names who accounts for the tax.
func collector(a tax.Accountant) string {
	switch a {
	case tax.Seller:
		return "seller"
	case tax.Importer:
		return "customs"
	case tax.Platform:
		return byMarketplace
	case tax.Customer:
		return "buyer"
	}
	return "nobody"
}
