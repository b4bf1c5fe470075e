package ltv

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// Placement is one way to place duty and tax in a market: as lines at checkout, in
// the price, on delivery, or absorbed.
type Placement struct {
	Name   string
	Margin Margin // of purchases placed that way, from their quotes

	// Conversion is the percentage by which more visitors buy than if nothing
	// is changed: an assumption, or what a test showed. It is above -100 and at
	// most 1000.
	Conversion decimal.Decimal

	// Model is of the customers who buy that way, where they come back otherwise;
	// nil is that of all.
	Model Model
}

// Comparison is what a placement makes of a market. Amounts are rounded once, half
// up to the minor unit.
type Comparison struct {
	Name   string          `json:"name"`
	First  currency.Amount `json:"first"`  // margin of a first purchase
	Repeat currency.Amount `json:"repeat"` // margin of a later one
	LTV    currency.Amount `json:"ltv"`    // value of a customer

	// Conversion is that of the placement.
	Conversion decimal.Decimal `json:"conversion"`

	// Worth is the value of those who buy for each customer who would buy if
	// nothing were changed: LTV · (1 + conversion). The same visitors cost the
	// same, so placements are compared by this, not by LTV.
	Worth  currency.Amount `json:"worth"`
	Change currency.Amount `json:"change"` // worth less that of the first placement

	// BreakEven is the conversion, in percent to two places, at which the
	// placement is worth as much as the first one. It is nil where no conversion
	// is enough, because a customer is worth nothing.
	BreakEven *decimal.Decimal `json:"break_even"`
}

// MarshalJSON writes percentages as strings.
func (c Comparison) MarshalJSON() ([]byte, error) {
	type plain Comparison // without this method
	var even *exact.Wire
	if c.BreakEven != nil {
		even = &exact.Wire{Value: *c.BreakEven}
	}
	return json.Marshal(struct {
		plain
		Conversion exact.Wire  `json:"conversion"`
		BreakEven  *exact.Wire `json:"break_even"`
	}{plain(c), exact.Wire{Value: c.Conversion}, even})
}

// maxPlacements is how many placements may be compared.
const maxPlacements = 100

// Compare returns what each placement makes of the same market, the first one
// being what the others are measured by. Those who see the duty as a line pay
// it, and some leave; those who have it in the price buy more often, and the
// merchant earns less from each. The change of conversion goes in, margins and
// value come out, and the break-even says how large the change has to be.
//
// Compare returns an error if there are no placements or more than 100, two have one
// name, a conversion is out of range ([ErrTerms]) or the margins are in different
// currencies ([currency.ErrMismatch]), and for the reasons for which [Value] does.
func Compare(m Model, d Discount, placements []Placement) ([]Comparison, error) {
	if len(placements) == 0 || len(placements) > maxPlacements {
		return nil, fmt.Errorf("ltv: comparing %d placements: %w: 1 to %d are allowed", len(placements), ErrTerms, maxPlacements)
	}
	var base *big.Rat // worth of the first placement
	seen := map[string]bool{}
	comparisons := make([]Comparison, len(placements))
	for i, p := range placements {
		if err := p.check(placements[0]); err != nil {
			return nil, fmt.Errorf("ltv: placement %s: %w", excerpt.Quote(p.Name), err)
		}
		if seen[p.Name] {
			return nil, fmt.Errorf("ltv: placement %s: %w: it is there twice", excerpt.Quote(p.Name), ErrTerms)
		}
		seen[p.Name] = true
		if p.Model == nil {
			p.Model = m
		}
		curve, err := Value(p.Model, p.Margin, d)
		if err != nil {
			return nil, fmt.Errorf("placement %s: %w", excerpt.Quote(p.Name), err)
		}
		value := curve.exact[len(curve.exact)-1]
		if base == nil {
			base = p.worth(value)
		}
		if comparisons[i], err = p.compare(value, base, curve.currency); err != nil {
			return nil, fmt.Errorf("ltv: placement %s: %w", excerpt.Quote(p.Name), err)
		}
	}
	return comparisons, nil
}

// check returns an error if the placement cannot be compared to the first one.
func (p Placement) check(first Placement) error {
	if !bounded(p.Conversion) || p.Conversion.LessThanOrEqual(hundred.Neg()) || p.Conversion.GreaterThan(decimal.New(1000, 0)) {
		return fmt.Errorf("conversion: %w: a change must be above -100 and at most 1000 percent", ErrTerms)
	}
	if err := p.Margin.check(); err != nil {
		return err
	}
	_, err := p.Margin.Repeat.Total.Cmp(first.Margin.Repeat.Total)
	return err
}

// worth returns a value times 1 + conversion.
func (p Placement) worth(value *big.Rat) *big.Rat {
	f := fraction(p.Conversion)
	return f.Mul(f.Add(f, big.NewRat(1, 1)), value)
}

// compare states what a value is worth against a base.
func (p Placement) compare(value, base *big.Rat, code currency.Code) (Comparison, error) {
	c := Comparison{Name: p.Name, Conversion: p.Conversion}
	worth := p.worth(value)
	for _, figure := range [...]struct {
		to *currency.Amount
		of *big.Rat
	}{
		{&c.First, p.Margin.First.rat()}, {&c.Repeat, p.Margin.Repeat.rat()}, {&c.LTV, value},
		{&c.Worth, worth}, {&c.Change, new(big.Rat).Sub(worth, base)},
	} {
		var err error
		if *figure.to, err = roundRat(figure.of, code); err != nil {
			return Comparison{}, err
		}
	}
	if value.Sign() > 0 {
		even := new(big.Rat).Quo(base, value)
		even.Sub(even, big.NewRat(1, 1))
		percent := roundPlaces(even.Mul(even, big.NewRat(100, 1)), 2)
		c.BreakEven = &percent
	}
	return c, nil
}
