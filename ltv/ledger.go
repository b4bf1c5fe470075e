package ltv

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// ledger is what is known of the orders seen so far.
type ledger struct {
	asOf       currency.Date
	orders     *index
	currencies map[string]currency.Code // by market
}

// newLedger returns an empty ledger, or an error if asOf is zero.
func newLedger(asOf currency.Date) (ledger, error) {
	if asOf.IsZero() {
		return ledger{}, fmt.Errorf("ltv: the day of the summary is missing: %w: state the last day that the orders cover", ErrOrder)
	}
	return ledger{asOf, newIndex(), map[string]currency.Code{}}, nil
}

// enter takes an order into the ledger, or returns an *[OrderError] that says
// why it cannot be there.
func (l ledger) enter(o *Order) error {
	if name, err := o.check(l.asOf); err != nil {
		return &OrderError{ID: o.ID, Column: name, Err: err}
	}
	if _, isNew := l.orders.number(o.ID); !isNew {
		return &OrderError{ID: o.ID, Column: "order_id", Err: ErrDuplicate}
	}
	return nil
}

// settle holds a market to the currency of its first order, or returns an
// *[OrderError].
func (l ledger) settle(o *Order) error {
	code, ok := l.currencies[o.Market]
	if !ok {
		l.currencies[o.Market] = o.Revenue.Currency()
	} else if code != o.Revenue.Currency() {
		return &OrderError{ID: o.ID, Column: "currency", Err: fmt.Errorf("%w: market %s has orders in %v and in %v",
			currency.ErrMismatch, excerpt.Quote(o.Market), code, o.Revenue.Currency())}
	}
	return nil
}
