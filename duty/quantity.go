package duty

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// ErrNeedQuantity is the class of [*NeedQuantityError].
var ErrNeedQuantity = errors.New("quantity needed")

// NeedQuantityError says that a rate charges by a quantity that was not given.
// It wraps [ErrNeedQuantity].
type NeedQuantityError struct {
	Unit Unit   // what is missing, for example "kg"
	Rate string // the rate that needs it
}

func (e *NeedQuantityError) Error() string {
	return fmt.Sprintf("duty: the rate %q needs a quantity in %q: state it with the item", e.Rate, string(e.Unit))
}

// Unwrap returns [ErrNeedQuantity].
func (e *NeedQuantityError) Unwrap() error { return ErrNeedQuantity }

// ErrQuantity says that a quantity cannot be used: it is negative, has more
// than 34 digits, or is a share or strength above 100 percent.
var ErrQuantity = errors.New("quantity out of range")

// quantities are what is known of a line: what was stated, and the number of
// pieces, which counts as "item" unless that was stated too.
type quantities struct {
	stated []Quantity
	pieces int64 // 0 = not known
}

// of returns how many base units of m there are.
func (q quantities) of(m measure, rate Rate) (decimal.Decimal, error) {
	if _, one := m.single(); !one {
		if n, ok, err := q.whole(m); ok || err != nil {
			return n, err
		}
	}
	product, err := q.along(m.dimensions[0], rate)
	if err != nil || m.dimensions[1].word == "" {
		return product, err
	}
	second, err := q.along(m.dimensions[1], rate)
	return product.Mul(second), err
}

// whole looks for a quantity in the compound unit itself, such as "% vol/hl".
func (q quantities) whole(m measure) (decimal.Decimal, bool, error) {
	for _, stated := range q.stated {
		if have, ok := measureOf(string(stated.Unit)); ok && have.same(m) {
			n, err := stated.base(have)
			return n, true, err
		}
	}
	return decimal.Decimal{}, false, nil
}

// along returns the quantity of one dimension, counted from its edge. What adds
// up over pieces is above or below an edge in each of them, and they are taken
// to be alike, as the pieces of a line are.
func (q quantities) along(d dimension, rate Rate) (decimal.Decimal, error) {
	if d.edge.side == 0 {
		return q.plain(d, rate)
	}
	if n, ok, err := q.stating(d); ok || err != nil {
		return n, err
	}
	n, err := q.plain(dimension{word: d.word}, rate)
	if err != nil {
		return n, err
	}
	mark := decimal.New(int64(d.edge.mark), 0)
	if !d.intensive() {
		pieces, err := q.plain(dimension{word: string(Piece)}, rate)
		if err != nil {
			return n, err
		}
		mark = mark.Mul(pieces)
	}
	if d.edge.side == 'u' {
		n = mark.Sub(n)
	} else {
		n = n.Sub(mark)
	}
	if n.Sign() < 0 {
		return decimal.Decimal{}, nil
	}
	return n, nil
}

// plain returns the quantity of a dimension as it was stated, or the number of
// pieces.
func (q quantities) plain(d dimension, rate Rate) (decimal.Decimal, error) {
	if n, ok, err := q.stating(d); ok || err != nil {
		return n, err
	}
	if d.word == string(Piece) && q.pieces > 0 {
		return decimal.New(q.pieces, 0), nil
	}
	if n, ok, err := q.alcohol(d); ok || err != nil {
		return n, err
	}
	return decimal.Decimal{}, &NeedQuantityError{Unit: d.asked(), Rate: rate.String()}
}

// alcohol works the alcohol out of volume and strength. A proof litre is a
// litre with 50 % of it, or the equivalent (27 CFR 19.1 of the proof gallon).
func (q quantities) alcohol(d dimension) (decimal.Decimal, bool, error) {
	var factor decimal.Decimal
	switch d.word {
	case "l pure alcohol":
		factor = decimal.New(1, -2)
	case "proof l":
		factor = decimal.New(2, -2)
	default:
		return decimal.Decimal{}, false, nil
	}
	if n, ok, err := q.whole(alcoholMeasure); ok || err != nil {
		return n.Mul(factor), ok, err
	}
	strength, ok, err := q.stating(alcoholMeasure.dimensions[0])
	if !ok || err != nil {
		return decimal.Decimal{}, false, err
	}
	volume, ok, err := q.stating(alcoholMeasure.dimensions[1])
	return strength.Mul(volume).Mul(factor), ok, err
}

var alcoholMeasure = measure{dimensions: [2]dimension{{word: "% vol"}, {word: "l"}}}

// stating looks for a quantity that was stated in a unit of just this
// dimension, with its edge.
func (q quantities) stating(d dimension) (decimal.Decimal, bool, error) {
	for _, stated := range q.stated {
		have, ok := measureOf(string(stated.Unit))
		if !ok {
			if isShare(stated.Unit) {
				continue
			}
			if _, _, ok := moneyUnit(string(stated.Unit)); ok {
				continue
			}
			return decimal.Decimal{}, false, fmt.Errorf("duty: %w: %s", ErrUnit, excerpt.Quote(stated.Unit))
		}
		if is, one := have.single(); one && is == d {
			n, err := stated.base(have)
			return n, true, err
		}
	}
	return decimal.Decimal{}, false, nil
}

// share returns the share of a part in percent.
func (q quantities) share(part string, rate Rate) (decimal.Decimal, error) {
	for _, stated := range q.stated {
		if !isShareOf(stated.Unit, part) {
			continue
		}
		if err := stated.check(); err != nil {
			return decimal.Decimal{}, err
		}
		if stated.Value.Cmp(hundred) > 0 {
			return decimal.Decimal{}, fmt.Errorf("duty: %w: %s %s", ErrQuantity, exact.DecimalText(stated.Value), excerpt.Text(stated.Unit))
		}
		return stated.Value, nil
	}
	return decimal.Decimal{}, &NeedQuantityError{Unit: Share(part), Rate: rate.String()}
}

func isShare(u Unit) bool { return strings.HasPrefix(string(u), sharePrefix) }

func isShareOf(u Unit, part string) bool {
	return isShare(u) && string(u[len(sharePrefix):]) == part
}

// money returns an amount of money that was stated beside the value, and its
// currency, zero for that of the value.
func (q quantities) money(part string, rate Rate) (decimal.Decimal, currency.Code, error) {
	for _, stated := range q.stated {
		if is, code, ok := moneyUnit(string(stated.Unit)); ok && is == part {
			return stated.Value, code, stated.check()
		}
	}
	return decimal.Decimal{}, 0, &NeedQuantityError{Unit: Unit(part), Rate: rate.String()}
}

// base converts a stated quantity to base units.
func (q Quantity) base(m measure) (decimal.Decimal, error) {
	if err := q.check(); err != nil {
		return decimal.Decimal{}, err
	}
	if d, one := m.single(); one && d.beyond(q.Value) {
		return decimal.Decimal{}, fmt.Errorf("duty: %w: %s %s", ErrQuantity, exact.DecimalText(q.Value), excerpt.Text(q.Unit))
	}
	if m.coefficient == 1 && m.exponent == 0 {
		return q.Value, nil
	}
	return q.Value.Mul(m.factor()), nil
}

// check keeps quantities in a domain where arithmetic stays small: shopspring
// would carry an exponent of a billion without complaint.
func (q Quantity) check() error {
	if e := q.Value.Exponent(); e < -34 || e > 34 || q.Value.NumDigits() > 34 {
		return fmt.Errorf("duty: %w: more than 34 digits of %s", ErrQuantity, excerpt.Quote(q.Unit))
	}
	if q.Value.Sign() < 0 {
		return fmt.Errorf("duty: %w: %s %s", ErrQuantity, exact.DecimalText(q.Value), excerpt.Text(q.Unit))
	}
	return nil
}
