package pricing

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Market is how a merchant sells in some countries.
type Market struct {
	ID        string           `json:"id"`
	Countries []locale.Country `json:"countries"`
	Currency  currency.Code    `json:"currency"`
	// Language is the BCP 47 tag in which prices of the market are written.
	Language string `json:"language,omitempty"`
	// Duty and Tax say who pays each and where it is shown.
	Duty Placement `json:"duty"`
	Tax  Placement `json:"tax"`
	// Fees says who pays the fees of customs and carriers, and where they are
	// shown. Nil: at checkout if duty is, else on delivery if duty or tax is,
	// else absorbed. They are of the consignment, so that no price of a unit
	// can hold them, and InPrice is refused.
	Fees *Placement `json:"fees,omitempty"`
	// FeesInCarriage tells that the carrier's price contains the fees of
	// customs, as where it delivers duty paid at one price for all: none is
	// charged, and a warning names each. What the table does not know of them
	// is then no estimate.
	FeesInCarriage bool `json:"fees_in_carriage,omitempty"`
	// Clearance is what the carrier asks where duty, tax or a fee is due at
	// import.
	Clearance []Fee `json:"clearance,omitempty"`
	// Rebase says what a price with levies inside keeps: the net or the
	// shown figure.
	Rebase Basis `json:"rebase"`
	// Absorption says how absorbed levies are borne.
	Absorption Absorption `json:"absorption"`
	// OnForbidden says what happens to a placement that the law does not leave
	// to the merchant, such as tax on delivery where the seller must collect
	// it: zero refuses the cart.
	OnForbidden Forbidden `json:"on_forbidden,omitzero"`
	// Choices are the placements that a cart may ask for in place of the
	// market's own, for duty and for tax alike. Empty: all four.
	Choices []Placement `json:"choices,omitempty"`
	// FXMargin is added to the exchange rate, in percent: with 1.5 a price of
	// 100 in the merchant's currency counts as 101.50. Negative favours the
	// customer. Of a two-way quotation it is added to the ask of the
	// merchant's currency: the customer's money comes in, and with it the
	// merchant must buy its own.
	FXMargin decimal.Decimal `json:"fx_margin,omitzero"`
	// Adjust raises or lowers the market's prices, in percent.
	Adjust decimal.Decimal `json:"adjust,omitzero"`
	// AdjustFixed is then added to each of them, in the market's currency; it
	// may be negative. Zero Amount: nothing.
	AdjustFixed currency.Amount `json:"adjust_fixed,omitzero"`
	// Rounding is the plain grid of displayed unit prices; zero is half up to
	// the minor unit.
	Rounding currency.Rounding `json:"rounding,omitzero"`
	// Charm says which displayed prices the market likes, in place of
	// Rounding; nil: it has no wish.
	Charm *Charm `json:"charm,omitempty"`
	// TypicalOrder is the value of goods, without tax and duty, of the
	// consignment that displayed prices assume: the law that they hold levies
	// of is the one of that value. Zero Amount: one unit alone, as for a unit
	// that costs more.
	TypicalOrder currency.Amount `json:"typical_order,omitzero"`
	// Policy says how tax is rounded.
	Policy tax.Policy `json:"policy,omitzero"`
	// MaxAge is how old exchange rates may be; zero accepts any age, and a
	// quote then says how old they are.
	MaxAge time.Duration `json:"max_age,omitzero"`
	// Lifetime is how long a quote stands; zero gives quotes that do not
	// expire.
	Lifetime time.Duration `json:"lifetime,omitzero"`
}

// MarshalJSON writes the form that UnmarshalJSON reads: margin and adjustment
// as decimal strings, spans of time as words.
func (m Market) MarshalJSON() ([]byte, error) {
	type plain Market // without this method
	return json.Marshal(struct {
		plain
		FXMargin exact.Wire `json:"fx_margin,omitzero"`
		Adjust   exact.Wire `json:"adjust,omitzero"`
		MaxAge   string     `json:"max_age,omitempty"`
		Lifetime string     `json:"lifetime,omitempty"`
	}{plain(m), exact.Wire{Value: m.FXMargin}, exact.Wire{Value: m.Adjust}, spanText(m.MaxAge), spanText(m.Lifetime)})
}

// UnmarshalJSON reads a market strictly; max_age and lifetime are durations
// such as "72h".
func (m *Market) UnmarshalJSON(data []byte) error {
	var out Market
	err := decodeObject(data, fields{
		"id":         text(&out.ID),
		"countries":  countries(&out.Countries),
		"currency":   word(&out.Currency),
		"language":   text(&out.Language),
		"duty":       word(&out.Duty),
		"tax":        word(&out.Tax),
		"rebase":     word(&out.Rebase),
		"absorption": word(&out.Absorption),
		"fx_margin":  number(&out.FXMargin),
		"adjust":     number(&out.Adjust),
		"rounding":   rounding(&out.Rounding),
		"policy":     policy(&out.Policy),

		"fees": placement(&out.Fees),

		"fees_in_carriage": yesOrNo(&out.FeesInCarriage),

		"clearance":    eachOf(maxClearance, &out.Clearance, clearance),
		"on_forbidden": word(&out.OnForbidden),
		"choices":      eachOf(len(placementNames), &out.Choices, func(p *Placement) func(json.RawMessage) error { return word(p) }),

		"adjust_fixed":  money(&out.AdjustFixed),
		"charm":         charm(&out.Charm),
		"typical_order": money(&out.TypicalOrder),

		"max_age":  span(&out.MaxAge),
		"lifetime": span(&out.Lifetime),
	})
	if err != nil {
		return err
	}
	*m = out
	return nil
}

func countries(dst *[]locale.Country) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		return decodeArray(raw, 300, func(i int, raw json.RawMessage) error {
			var c locale.Country
			if err := text(&c)(raw); err != nil {
				return err
			}
			*dst = append(*dst, c)
			return nil
		})
	}
}

func policy(dst *tax.Policy) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		return decodeObject(raw, fields{
			"level":    word(&dst.Level),
			"target":   word(&dst.Target),
			"rounding": rounding(&dst.Rounding),

			"shipping":         word(&dst.Shipping),
			"shipping_weights": word(&dst.ShippingWeights),
			"discount_weights": word(&dst.DiscountWeights),
			"cash":             rounding(&dst.Cash),
		})
	}
}

func charm(dst **Charm) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		*dst = new(Charm)
		return (*dst).UnmarshalJSON(raw)
	}
}

func rounding(dst *currency.Rounding) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		return decodeObject(raw, fields{
			"mode":      word(&dst.Mode),
			"digits":    func(raw json.RawMessage) error { return dst.Digits.UnmarshalJSON(raw) },
			"increment": whole(&dst.Increment),
		})
	}
}

// spanText writes a span of time as span reads it; nothing for none.
func spanText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// maxSpan bounds the age of rates and the lifetime of quotes: a century.
const maxSpan = 100 * 366 * 24 * time.Hour

// sellsTo tells whether the market covers country c.
func (m *Market) sellsTo(c locale.Country) bool { return slices.Contains(m.Countries, c) }
