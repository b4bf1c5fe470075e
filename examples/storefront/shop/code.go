package shop

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// codes are the discount codes of the shop, and what each takes off.
var codes = map[string]pricing.Discount{
	"WELCOME10": {Name: "WELCOME10", Percent: decimal.NewFromInt(10)},
	"FREESHIP":  {Name: "FREESHIP", On: pricing.OnShipping, Percent: decimal.NewFromInt(100)},
	"5OFF":      {Name: "5OFF", Amount: currency.FromMinor(500, currency.USD)},
}

// discount finds a code as a visitor types it: in any case, with spaces around.
func discount(text string) (pricing.Discount, error) {
	if len(text) > 64 {
		return pricing.Discount{}, field("code", ErrInvalid, "%d characters", len(text))
	}
	d, ok := codes[strings.ToUpper(strings.TrimSpace(text))]
	if !ok {
		return d, field("code", ErrUnknown, "%q", text)
	}
	return d, nil
}
