package pricing

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
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
	// Rebase says what a price with levies inside keeps: the net or the
	// shown figure.
	Rebase Basis `json:"rebase"`
	// Absorption says how absorbed levies are borne.
	Absorption Absorption `json:"absorption"`
	// FXMargin is added to the exchange rate, in percent: with 1.5 a price of
	// 100 in the merchant's currency counts as 101.50. Negative favours the
	// customer.
	FXMargin decimal.Decimal `json:"fx_margin,omitzero"`
	// Adjust raises or lowers the market's prices, in percent.
	Adjust decimal.Decimal `json:"adjust,omitzero"`
	// Rounding is the grid of displayed unit prices; zero is half up to the
	// minor unit.
	Rounding currency.Rounding `json:"rounding,omitzero"`
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
		"max_age":    span(&out.MaxAge),
		"lifetime":   span(&out.Lifetime),
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

var minusHundred = decimal.NewFromInt(-100)

// check refuses a market that contradicts itself.
func (m *Market) check() error {
	if m.ID == "" {
		return &CartError{Field: "id", Err: ErrMissing}
	}
	if m.Currency == 0 {
		return &CartError{Field: "currency", Err: ErrMissing}
	}
	if len(m.Countries) == 0 {
		return &CartError{Field: "countries", Err: ErrMissing}
	}
	for i, c := range m.Countries {
		if _, err := locale.ParseCountry(string(c)); err != nil {
			return inField(fmt.Sprintf("countries[%d]", i), err)
		}
	}
	for _, p := range []struct {
		field   string
		percent decimal.Decimal
	}{{"fx_margin", m.FXMargin}, {"adjust", m.Adjust}} {
		if err := bounded(p.field, p.percent); err != nil {
			return err
		}
		if p.percent.Cmp(minusHundred) <= 0 {
			return &CartError{Field: p.field, Err: fmt.Errorf("%w: -100%% or less", ErrInvalid)}
		}
	}
	return m.checkChoices()
}

// checkChoices refuses values that are none of their constants.
func (m *Market) checkChoices() error {
	for _, choice := range []struct {
		field string
		word  interface{ MarshalText() ([]byte, error) }
	}{
		{"duty", m.Duty}, {"tax", m.Tax}, {"rebase", m.Rebase}, {"absorption", m.Absorption},
		{"policy.level", m.Policy.Level}, {"policy.target", m.Policy.Target},
	} {
		if _, err := choice.word.MarshalText(); err != nil {
			return &CartError{Field: choice.field, Err: fmt.Errorf("%w: %w", ErrInvalid, err)}
		}
	}
	if err := m.Rounding.Validate(); err != nil {
		return inField("rounding", err)
	}
	if err := m.Policy.Rounding.Validate(); err != nil {
		return inField("policy.rounding", err)
	}
	if _, err := language.Parse(m.Language); m.Language != "" && err != nil {
		return &CartError{Field: "language", Err: fmt.Errorf("%w: %s is not a language tag", ErrInvalid, excerpt.Quote(m.Language))}
	}
	for _, span := range []struct {
		field string
		time.Duration
	}{{"max_age", m.MaxAge}, {"lifetime", m.Lifetime}} {
		if span.Duration < 0 || span.Duration > maxSpan {
			return &CartError{Field: span.field, Err: fmt.Errorf("%w: %v, 0 to %v", ErrLimit, span.Duration, maxSpan)}
		}
	}
	return nil
}

// maxSpan bounds the age of rates and the lifetime of quotes: a century.
const maxSpan = 100 * 366 * 24 * time.Hour

// sellsTo tells whether the market covers country c.
func (m *Market) sellsTo(c locale.Country) bool { return slices.Contains(m.Countries, c) }
