package tax

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// Decision says where a supply is taxed and who accounts for the tax.
type Decision struct {
	// Jurisdiction is whose rates apply, the place to ask the Book about: most
	// often where the goods go; where the sale is taxed at its origin, the
	// place they leave.
	Jurisdiction locale.Place `json:"jurisdiction"`
	Scheme       Scheme       `json:"scheme"`
	// Treatment is Standard for a sale that is taxed by the book, which may
	// still say reduced or zero; ReverseCharge where the buyer accounts; Exempt
	// for a buyer who shows an Exemption; NotCollected where tax may be due but
	// nobody charges it; OutOfScope where there is none.
	Treatment  Treatment  `json:"treatment"`
	Accountant Accountant `json:"accountant"`
	// Mandatory: the law makes the seller collect; the tax may not be left to
	// the border.
	Mandatory bool `json:"mandatory"`
	// Base is what the tax is levied on.
	Base Base `json:"base"`
	// RechargedDuty: duty is in the base where the seller charges it to the
	// buyer, as part of what the buyer pays for the goods.
	RechargedDuty bool `json:"recharged_duty,omitempty"`
	// MinCollect: a tax of the consignment up to and including this is not
	// collected. Zero: no such line. The caller compares the tax as it is
	// charged, in Switzerland rounded to 0.05 CHF.
	MinCollect currency.Amount `json:"min_collect,omitzero"`
	// Allowance is deducted from the base: only what exceeds it is taxed
	// (Ukraine). Zero: nothing is.
	Allowance currency.Amount `json:"allowance,omitzero"`
	// Fractions says which fractions of an import tax customs drop; zero: none.
	// The tax in a price, and the tax that a seller charges, keeps them.
	Fractions Fractions `json:"fractions,omitzero"`
	// Origin is how the sale is treated in the tax area that it leaves; its
	// zero value says that it leaves none.
	Origin Origin `json:"origin,omitzero"`
	// Reasons are the argument, step by step, in plain words. They name the
	// thresholds, not the amounts that were compared with them.
	Reasons    []string      `json:"reasons"`
	Estimate   bool          `json:"estimate,omitempty"` // rests on an unconfirmed rule, or on something that the seller did not state: the reasons say which
	Confidence string        `json:"confidence"`         // of the rule that decided: "official", "official-quoted", "secondary-two", "secondary", "single", "unverified"
	Source     string        `json:"source"`             // of the rule that decided
	From       currency.Date `json:"from,omitzero"`
	Until      currency.Date `json:"until,omitzero"`
}

// Origin is the side of a sale that another tax area leaves untaxed.
type Origin struct {
	Country locale.Country `json:"country"` // where the goods or the service come from
	// Treatment is Export for goods that leave the tax area; Zero for goods to
	// a business in another member state, which the Directive exempts with
	// credit (2006/112/EC, Articles 138 and 169); OutOfScope for what is
	// supplied elsewhere in the first place: distance sales, services.
	Treatment Treatment `json:"treatment"`
	Evidence  string    `json:"evidence,omitempty"` // what must be kept for it to stay untaxed
	Source    string    `json:"source,omitempty"`
}

// Accountant is who owes the tax to the state.
type Accountant uint8

// The accountants.
const (
	Nobody   Accountant = iota
	Seller              // charges it with the price
	Importer            // pays it at the border: the buyer, or the seller in the buyer's name
	Platform            // the marketplace that the law treats as the seller
	Customer            // the buyer, a business, in its own return: reverse charge
)

var accountantWords = [...]string{"nobody", "seller", "importer", "marketplace", "buyer"}

// String returns the text form.
func (a Accountant) String() string { return wordOf(a, accountantWords[:]) }

// MarshalText returns the text form.
func (a Accountant) MarshalText() ([]byte, error) {
	return marshalWord(a, "accountant", accountantWords[:], ErrSyntax)
}

// UnmarshalText reads the text form.
func (a *Accountant) UnmarshalText(text []byte) (err error) {
	*a, err = parseWord[Accountant](string(text), "accountant", accountantWords[:], ErrSyntax)
	return err
}

// Base is a set of the things a tax is levied on.
type Base uint8

// The members of a Base.
const (
	BaseGoods Base = 1 << iota
	BaseFreight
	BaseInsurance
	BaseDuty
	BaseFees
	BaseTax // the tax itself: the rate is of a price that contains it (ICMS in Brazil)
)

// consideration is what the buyer pays a seller who collects.
const consideration = BaseGoods | BaseFreight | BaseInsurance

var baseWords = [...]string{"goods", "freight", "insurance", "duty", "fees", "tax"}

// Has reports whether b has all of want.
func (b Base) Has(want Base) bool { return b&want == want }

// String returns the text form, "goods+freight".
func (b Base) String() string {
	var words []string
	for i, w := range baseWords {
		if b.Has(1 << i) {
			words = append(words, w)
		}
	}
	return strings.Join(words, "+")
}

// MarshalText returns the text form, "" for the empty set.
func (b Base) MarshalText() ([]byte, error) {
	if b >= 1<<len(baseWords) {
		return nil, fmt.Errorf("tax: base %d: %w", b, ErrSyntax)
	}
	return []byte(b.String()), nil
}

// UnmarshalText reads the text form.
func (b *Base) UnmarshalText(text []byte) error {
	var base Base
	if len(text) > 0 {
		for word := range strings.SplitSeq(excerpt.Text(text), "+") {
			i, err := parseWord[Base](word, "base", baseWords[:], ErrSyntax)
			if err != nil {
				return err
			}
			base |= 1 << i
		}
	}
	*b = base
	return nil
}
