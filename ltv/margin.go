package ltv

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Margin is what purchases of a market contribute, after everything that they
// cost: the contribution of [Order], which is where the placement of duty and tax
// shows. A first purchase often earns less, after a welcome discount. The two are
// averages, so that what was observed is not rounded before it is multiplied;
// [Each] makes one of an amount that is given.
type Margin struct {
	Market string
	First  Average // of a first purchase
	Repeat Average // of a later one
}

// Margin returns what purchases of the cohort contributed on average.
//
// Margin returns an error if nobody has bought, or nobody again ([ErrSparse]), or
// if a sum is too large ([currency.ErrRange]).
func (c Cohort) Margin() (Margin, error) {
	first, err := c.First()
	if err != nil {
		return Margin{}, err
	}
	repeat, err := c.Repeat()
	if err != nil {
		return Margin{}, err
	}
	return observedMargin(c.market, first, repeat)
}

// observedMargin returns the margin that first and repeat purchases had, or an error
// of class [ErrSparse].
func observedMargin(market string, first, repeat Economics) (Margin, error) {
	mg := Margin{market, first.Contribution, repeat.Contribution}
	if mg.Repeat.Count == 0 {
		return Margin{}, fmt.Errorf("ltv: market %s: margin of a repeat purchase: %w: nobody has come back yet; state what one contributes", excerpt.Quote(market), ErrSparse)
	}
	return mg, nil
}

// check returns an error if there is no margin to compute with.
func (mg Margin) check() error {
	for _, part := range [...]struct {
		name string
		Average
	}{{"first", mg.First}, {"repeat", mg.Repeat}} {
		if part.Count <= 0 || part.Total.Currency() == 0 {
			return fmt.Errorf("ltv: market %s: margin of a %s purchase: %w: it is missing", excerpt.Quote(mg.Market), part.name, ErrTerms)
		}
	}
	if _, err := mg.First.Total.Cmp(mg.Repeat.Total); err != nil {
		return fmt.Errorf("ltv: market %s: margin: %w", excerpt.Quote(mg.Market), err)
	}
	return nil
}

// currency returns the currency of the margin.
func (mg Margin) currency() currency.Code { return mg.Repeat.Total.Currency() }
