package pricing

import (
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Quote is the answer to a cart: plain data that survives JSON. All amounts
// are in Currency, on its minor unit, unless a field says otherwise.
type Quote struct {
	Cart     string        `json:"cart,omitempty"` // its ID
	Market   string        `json:"market"`
	At       time.Time     `json:"at"`
	Expires  time.Time     `json:"expires,omitzero"`
	ShipFrom locale.Place  `json:"ship_from"`
	ShipTo   locale.Place  `json:"ship_to"`
	Currency currency.Code `json:"currency"`
	Language string        `json:"language,omitempty"`
	// Duty and Tax are the placements that were applied.
	Duty      Placement     `json:"duty"`
	Tax       Placement     `json:"tax"`
	Lines     []QuoteLine   `json:"lines"`
	Discounts []AppliedDisc `json:"discounts,omitempty"`
	Charges   []Charge      `json:"charges"`
	Totals    Totals        `json:"totals"`
	// Customs and Supply are what customs and the tax authority were found to
	// do with the consignment.
	Customs Customs `json:"customs"`
	Supply  Supply  `json:"supply"`
	// Rate is the exchange rate by which list prices became prices of the
	// market, its margin included.
	Rate   currency.Rate `json:"rate"`
	Policy tax.Policy    `json:"policy,omitzero"`
	// Accuracy is "calculated", or "estimated" where a table is known to be
	// incomplete; Warnings then say in what.
	Accuracy duty.Accuracy `json:"accuracy"`
	Warnings []string      `json:"warnings,omitempty"`
}

// QuoteLine is one line of the cart with its figures. What the customer pays
// for the line, Shown less Discount, is always
//
//	Net + DutyInPrice + TaxInPrice + Rounding.
type QuoteLine struct {
	ID       string `json:"id"`
	SKU      string `json:"sku"`
	Name     string `json:"name,omitempty"`
	Quantity int64  `json:"quantity"`
	// Unit is the displayed price of one unit; Shown is Unit × Quantity.
	Unit     currency.Amount `json:"unit"`
	Shown    currency.Amount `json:"shown"`
	Discount currency.Amount `json:"discount"`
	// Net is the value of the goods without duty and tax: what is declared.
	Net         currency.Amount `json:"net"`
	DutyInPrice currency.Amount `json:"duty_in_price"`
	TaxInPrice  currency.Amount `json:"tax_in_price"`
	// Rounding is what the grid left over when the net was found from a price
	// with duty inside: at most a few minor units, the merchant's gain. Where
	// it is negative and larger, no net adds up to the price (a threshold
	// lies between), and the merchant subsidises the levies by it.
	Rounding currency.Amount `json:"rounding"`
	// CustomsValue is what ad valorem duty is charged on; zero at home.
	CustomsValue currency.Amount `json:"customs_value"`
	// Duty and Tax are all that the line bears, wherever they are placed.
	Duty currency.Amount `json:"duty"`
	Tax  currency.Amount `json:"tax"`
}

// AppliedDisc is a discount and what it took off.
type AppliedDisc struct {
	Name   string          `json:"name,omitempty"`
	Amount currency.Amount `json:"amount"`
}

// Totals are the sums of a quote.
type Totals struct {
	Goods     currency.Amount `json:"goods"`     // displayed prices × quantities
	Discounts currency.Amount `json:"discounts"` // what came off the goods
	Shipping  currency.Amount `json:"shipping"`  // as shown
	Insurance currency.Amount `json:"insurance"` // as shown
	// Duty and Tax are all levies of their kind, wherever placed.
	Duty currency.Amount `json:"duty"`
	Tax  currency.Amount `json:"tax"`
	// The same levies by who pays them and where; they add up to Duty + Tax.
	AtCheckout currency.Amount `json:"at_checkout"`
	InPrice    currency.Amount `json:"in_price"`
	OnDelivery currency.Amount `json:"on_delivery"`
	Absorbed   currency.Amount `json:"absorbed"`
	// DueNow is what the customer pays with the order:
	// Goods − Discounts + Shipping + Insurance + AtCheckout.
	DueNow currency.Amount `json:"due_now"`
	// DueOnDelivery is what the carrier will ask at the door.
	DueOnDelivery currency.Amount `json:"due_on_delivery"`
	// CustomerPays is DueNow + DueOnDelivery.
	CustomerPays currency.Amount `json:"customer_pays"`
	// Margin is what is left for the merchant, before the cost of goods and
	// of carriage: DueNow − AtCheckout − InPrice − Absorbed.
	Margin currency.Amount `json:"margin"`
	// Merchant is Margin in the merchant's own currency at the exchange rate
	// without margin, half up to its minor unit.
	Merchant currency.Amount `json:"merchant"`
}

// Customs says what customs were found to do with the consignment.
type Customs struct {
	Regime string `json:"regime"`
	// Intrinsic is the value that thresholds look at: goods alone.
	Intrinsic currency.Amount `json:"intrinsic"`
	Value     currency.Amount `json:"value"` // the customs value
	Source    string          `json:"source,omitempty"`
	From      currency.Date   `json:"from,omitzero"`
	Until     currency.Date   `json:"until,omitzero"`
}

// Supply says who taxes the sale, under which scheme, and who accounts for
// it, with the reasons in the order in which they decided.
type Supply struct {
	Jurisdiction string     `json:"jurisdiction"`
	Scheme       tax.Scheme `json:"scheme"`
	Collector    string     `json:"collector"`
	Reasons      []string   `json:"reasons,omitempty"`
	Source       string     `json:"source,omitempty"`
}
