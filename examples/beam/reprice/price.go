package reprice

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Columns of the prices. The list price is in list_currency, all other amounts in
// currency. The rate is a number or a ratio, num/den;
// tax_rates are jurisdiction:name:treatment:percent, by semicolon, with %3A,
// %3B and %25 for such a sign in a name.
const (
	priceHead  = "sku,market,country,list,list_currency,rate,fixed,base,fx_margin,adjustment,concession,net,duty,tax,rounding,subsidy,shown,currency,declared,was,duty_at,tax_at,tax_rates"
	changeHead = priceHead + ",before,before_currency,causes"
)

// appendPrice appends the fields of a price, without a line end.
func appendPrice(b []byte, p *pricing.Price) []byte {
	b = appendField(b, p.SKU)
	b = appendField(append(b, ','), p.Market)
	b = append(append(b, ','), p.Country...)
	b = appendAmount(b, p.List)
	b = append(append(b, ','), p.List.Currency().String()...)
	b = appendRate(append(b, ','), p.Rate)
	if b = append(b, ','); p.Fixed {
		b = append(b, "fixed"...)
	}
	for _, a := range [...]currency.Amount{p.Base, p.FXMargin, p.Adjustment, p.Concession, p.Net, p.Duty, p.Tax, p.Rounding, p.Subsidy, p.Shown} {
		b = appendAmount(b, a)
	}
	b = append(append(b, ','), p.Shown.Currency().String()...)
	b = appendAmount(b, p.Declared)
	if p.Was == nil {
		b = append(b, ',')
	} else {
		b = appendAmount(b, p.Was.Shown)
	}
	b = append(append(b, ','), p.DutyAt.String()...)
	b = append(append(b, ','), p.TaxAt.String()...)
	return appendField(append(b, ','), taxText(p.TaxRates))
}

// appendChange appends a price that changed: the fields of the one after, what
// was shown before and why. A price that there was not has neither.
func appendChange(b []byte, c *pricing.PriceChange) []byte {
	b = appendPrice(b, &c.After)
	if c.Before == nil {
		return append(b, ",,,"...)
	}
	b = appendAmount(b, c.Before.Shown)
	b = append(append(b, ','), c.Before.Shown.Currency().String()...)
	for i, cause := range c.Causes {
		b = append(append(b, ", "[min(i, 1)]), cause...)
	}
	return b
}

func appendAmount(b []byte, a currency.Amount) []byte { return append(append(b, ','), a.Text()...) }

var one = decimal.NewFromInt(1)

func appendRate(b []byte, r currency.Rate) []byte {
	num, den := r.Ratio()
	b = append(b, num.String()...)
	if den.Equal(one) {
		return b
	}
	return append(append(b, '/'), den.String()...)
}

// appendField appends a text, quoted where it has to be.
func appendField(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}

var (
	escape   = strings.NewReplacer("%", "%25", ":", "%3A", ";", "%3B")
	unescape = strings.NewReplacer("%3A", ":", "%3B", ";", "%25", "%")
)

// taxText is rates of tax as one field.
func taxText(rates []tax.Rate) string {
	var b strings.Builder
	for i := range rates {
		r := &rates[i]
		if i > 0 {
			b.WriteByte(';')
		}
		for _, s := range [...]string{escape.Replace(r.Jurisdiction), ":", escape.Replace(r.Name), ":", r.Treatment.String(), ":", r.Percent.String()} {
			b.WriteString(s)
		}
	}
	return b.String()
}
