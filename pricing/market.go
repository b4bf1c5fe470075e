package pricing

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/wire"
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
	// else absorbed. They are charged on the consignment, so that no price of a
	// unit can contain them, and InPrice is refused.
	Fees *Placement `json:"fees,omitempty"`
	// FeesInCarriage tells that the carrier's price contains the fees of customs,
	// as where it delivers duty paid at one price for all: none is charged, and a
	// warning names each. Fees that the table does not know do not make the quote
	// an estimate then.
	FeesInCarriage bool `json:"fees_in_carriage,omitempty"`
	// Clearance is what the carrier asks where duty, tax or a fee is due at
	// import. Without it, what a quote leaves to the door does not include what
	// the carrier may ask there for itself.
	Clearance []Fee `json:"clearance,omitempty"`
	// Rebase says what a price with levies inside keeps: the net or the
	// shown figure.
	Rebase Rebasing `json:"rebase"`
	// Absorption says how absorbed levies are borne.
	Absorption Absorption `json:"absorption"`
	// OnForbidden says what happens to a placement that the law does not leave
	// to the merchant, such as tax on delivery where the seller must collect
	// it: zero refuses the cart.
	OnForbidden Forbidden `json:"on_forbidden,omitzero"`
	// Choices are the placements that a cart may ask for in place of the
	// market's own, for duty and for tax alike. Empty: all four.
	Choices []Placement `json:"choices,omitempty"`
	// FXMargin is added to the exchange rate, in percent: with 1.5 a price of 100
	// in the merchant's currency counts as 101.50. Negative favours the customer.
	// With a two-way quotation it is added to the ask of the merchant's currency,
	// at which the merchant buys its own currency with the customer's money.
	FXMargin decimal.Decimal `json:"fx_margin,omitzero"`
	// Adjust raises or lowers the market's prices, in percent.
	Adjust decimal.Decimal `json:"adjust,omitzero"`
	// AdjustFixed is then added to each of them, in the market's currency; it
	// may be negative. Zero Amount: nothing.
	AdjustFixed currency.Amount `json:"adjust_fixed,omitzero"`
	// Rounding is the plain grid of displayed unit prices; zero is half up to
	// the minor unit.
	Rounding currency.Rounding `json:"rounding,omitzero"`
	// Charm says which displayed prices the market likes, in place of Rounding;
	// nil: Rounding decides.
	Charm *Charm `json:"charm,omitempty"`
	// TypicalOrder is the value of goods, without tax and duty, of the
	// consignment that displayed prices assume: the levies in them are those of
	// the law for that value. Zero Amount: one unit alone, as it is for a unit
	// that costs more.
	TypicalOrder currency.Amount `json:"typical_order,omitzero"`
	// Policy says how tax is rounded, and at which rates shipping is taxed: divided
	// over the rates of the goods, unless it says otherwise. A shop that bills one
	// charge for carriage to New York sets "shipping":"highest", see
	// [tax.ShippingRule].
	Policy tax.Policy `json:"policy,omitzero"`
	// MaxAge is how old exchange rates may be; zero accepts any age, and a
	// quote then says how old they are.
	MaxAge time.Duration `json:"max_age,omitzero"`
	// Lifetime is how long a quote stands; zero gives quotes that do not
	// expire.
	Lifetime time.Duration `json:"lifetime,omitzero"`
}

// own is the market with memory of its own.
func (m *Market) own() Market {
	out := *m
	out.Countries, out.Clearance, out.Choices = slices.Clone(m.Countries), slices.Clone(m.Clearance), slices.Clone(m.Choices)
	if m.Fees != nil {
		fees := *m.Fees
		out.Fees = &fees
	}
	if m.Charm != nil {
		charm := m.Charm.own()
		out.Charm = &charm
	}
	return out
}

// MarshalJSON writes the form that UnmarshalJSON reads: margin and adjustment
// as decimal strings, durations as text.
func (m Market) MarshalJSON() ([]byte, error) { return appendValue(nil, m.wire) }

// UnmarshalJSON reads a market strictly; max_age and lifetime are durations
// such as "72h".
func (m *Market) UnmarshalJSON(data []byte) error {
	var out Market
	if err := readValue(data, out.wire); err != nil {
		return asFieldError(err)
	}
	*m = out
	return nil
}

// wire lists the fields of the wire form.
func (m *Market) wire(c *wire.Codec) {
	c.Text("id", &m.ID, maxText)
	wire.Array(c, "countries", &m.Countries, maxCountries, func(c *wire.Codec, v *locale.Country) { c.TextValue((*string)(v), maxText) })
	codeField(c, "currency", &m.Currency)
	c.Text("language", &m.Language, maxText)
	placementField(c, "duty", &m.Duty)
	placementField(c, "tax", &m.Tax)
	choiceField(c, "fees", &m.Fees)
	c.Bool("fees_in_carriage", &m.FeesInCarriage)
	wire.List(c, "clearance", &m.Clearance, maxClearance, (*Fee).wire)
	wordField(c, "rebase", &m.Rebase, false)
	wordField(c, "absorption", &m.Absorption, false)
	wordField(c, "on_forbidden", &m.OnForbidden, m.OnForbidden == 0)
	wire.Array(c, "choices", &m.Choices, len(placementNames), func(c *wire.Codec, v *Placement) { c.WordValue((*uint8)(v), placementNames[:]) })
	amountField(c, "adjust_fixed", &m.AdjustFixed)
	roundingField(c, "rounding", &m.Rounding)
	charmField(c, "charm", &m.Charm)
	amountField(c, "typical_order", &m.TypicalOrder)
	policyField(c, "policy", &m.Policy)
	decimalField(c, "fx_margin", &m.FXMargin)
	decimalField(c, "adjust", &m.Adjust)
	spanField(c, "max_age", &m.MaxAge)
	spanField(c, "lifetime", &m.Lifetime)
}

// maxCountries is how many countries a market has at most.
const maxCountries = 300

// charmField is a charm; nil is left out.
func charmField(c *wire.Codec, name string, v **Charm) {
	if c.Omitted(*v == nil) || !c.Field(name) {
		return
	}
	if c.Reading() {
		*v = new(Charm)
	}
	c.Value((*v).wire)
	c.Done(name)
}

// maxSpan bounds the age of rates and the lifetime of quotes: a century.
const maxSpan = 100 * 366 * 24 * time.Hour

// sellsTo tells whether the market covers country c.
func (m *Market) sellsTo(c locale.Country) bool { return slices.Contains(m.Countries, c) }
