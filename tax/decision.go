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
	Jurisdiction locale.Place `json:"jurisdiction"` // whose rates apply: the place to ask the Book about
	Scheme       Scheme       `json:"scheme"`
	Treatment    Treatment    `json:"treatment"` // Standard: tax it by the book, which may still say reduced or zero; NotCollected: nothing is charged
	Accountant   Accountant   `json:"accountant"`
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
	Reasons    []string        `json:"reasons"` // in the order of the argument, in plain words
	Source     string          `json:"source"`  // of the rule that decided
	From       currency.Date   `json:"from,omitzero"`
	Until      currency.Date   `json:"until,omitzero"`
}

// Accountant is who owes the tax to the state.
type Accountant uint8

// The accountants.
const (
	Nobody   Accountant = iota
	Seller              // charges it with the price
	Importer            // pays it at the border: the buyer, or the seller in the buyer's name
)

var accountantWords = [...]string{"nobody", "seller", "importer"}

// String gives the text form.
func (a Accountant) String() string { return wordOf(a, accountantWords[:]) }

// MarshalText gives the text form.
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
)

// consideration is what the buyer pays a seller who collects.
const consideration = BaseGoods | BaseFreight | BaseInsurance

var baseWords = [...]string{"goods", "freight", "insurance", "duty", "fees"}

// Has reports whether b has all of want.
func (b Base) Has(want Base) bool { return b&want == want }

// String gives the text form, "goods+freight".
func (b Base) String() string {
	var words []string
	for i, w := range baseWords {
		if b.Has(1 << i) {
			words = append(words, w)
		}
	}
	return strings.Join(words, "+")
}

// MarshalText gives the text form, "" for the empty set.
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
