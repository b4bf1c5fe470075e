package ltv

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Market is where money can be spent to win customers. All amounts are in the
// currency of the budget.
type Market struct {
	Name     string
	Value    currency.Amount // what a customer is worth: LTV of a [Curve] that is converted where it has to be
	Response Response        // how many customers a spend wins
	Min      currency.Amount // the least to be spent, whatever it brings; the zero Amount is nothing
	Max      currency.Amount // the most that may be spent; the zero Amount, without a currency, is no limit
}

// maxMarkets is the largest number of markets of an allocation.
const maxMarkets = 10_000

// Allocate divides a budget between markets so that the last unit spent brings
// the same everywhere, which is what makes the sum of all value the largest:
//
//	maximise   Σ value·N(s) - s
//	such that  Σ s ≤ budget and min ≤ s ≤ max
//
// Each market gets the spend at which value·N'(s) = λ, or its min or max if
// that spend lies below or above them. λ is found by bisection of its
// logarithm. It is not below the hurdle, the least that a unit of spend has to
// bring (1 is what it costs): what would bring less is left unspent. Spends are
// on the minor unit, and spent and unspent add up to the budget. The order of
// the markets does not matter, except for that of the result.
//
// Only the value of customers speaks for a market. A cost of entering it, whatever
// is spent there, is not in the sum: compare plans with and without the market
// ([Plan.Net]), or its NPV ([KPI]).
//
// Allocate returns an error if:
//   - there are no markets, more than 10,000, or two of one name ([ErrTerms]);
//   - the hurdle is not positive or out of range, a budget or a bound is negative
//     or finer than a minor unit, a max is below its min, or the mins exceed the
//     budget ([ErrTerms]);
//   - a response is not usable ([ErrModel]);
//   - an amount is in another currency than the budget ([currency.ErrMismatch]);
//   - an amount becomes too large ([currency.ErrRange]).
func Allocate(budget currency.Amount, markets []Market, hurdle decimal.Decimal) (Plan, error) {
	a, err := newAllocation(budget, markets, hurdle)
	if err != nil {
		return Plan{}, fmt.Errorf("ltv: allocating %v: %w", budget, err)
	}
	spends, lambda := a.solve()
	plan, err := a.plan(markets, a.settle(spends), lambda)
	if err != nil {
		return Plan{}, fmt.Errorf("ltv: allocating %v: %w", budget, err)
	}
	return plan, nil
}

// allocation is the problem in numbers: money in minor units.
type allocation struct {
	code    currency.Code
	budget  int64
	hurdle  float64
	unit    float64 // minor units of a unit
	bidders []bidder
}

// bidder is a market; they are sorted by name, so that sums do not depend on the
// order of the markets.
type bidder struct {
	name      string
	place     int // in the markets
	value     float64
	response  Response
	low, high int64
}

func newAllocation(budget currency.Amount, markets []Market, hurdle decimal.Decimal) (allocation, error) {
	a := allocation{code: budget.Currency(), unit: math.Pow10(budget.Currency().Digits())}
	var err error
	if a.budget, err = minorUnits("budget", budget, a.code); err != nil {
		return a, err
	}
	switch {
	case a.code == 0:
		return a, fmt.Errorf("%w: the budget has no currency", ErrTerms)
	case len(markets) == 0 || len(markets) > maxMarkets:
		return a, fmt.Errorf("%w: %d markets, 1 to %d are allowed", ErrTerms, len(markets), maxMarkets)
	case !hurdle.IsPositive() || !bounded(hurdle):
		return a, fmt.Errorf("hurdle: %w: it must be positive, of at most 34 digits; 1 is what a unit costs", ErrTerms)
	}
	a.hurdle = hurdle.InexactFloat64()
	for i, m := range markets {
		b, err := a.bidder(m)
		if err != nil {
			return a, fmt.Errorf("market %s: %w", excerpt.Quote(m.Name), err)
		}
		b.place = i
		a.bidders = append(a.bidders, b)
	}
	slices.SortFunc(a.bidders, func(a, b bidder) int { return cmp.Compare(a.name, b.name) })
	left := a.budget
	for i, b := range a.bidders {
		if i > 0 && a.bidders[i-1].name == b.name {
			return a, fmt.Errorf("market %s: %w: it is there twice", excerpt.Quote(b.name), ErrTerms)
		}
		if left -= b.low; left < 0 {
			return a, fmt.Errorf("market %s: %w: the least that markets are to get exceeds the budget", excerpt.Quote(b.name), ErrTerms)
		}
	}
	return a, nil
}

// bidder reads a market.
func (a allocation) bidder(m Market) (bidder, error) {
	b := bidder{name: m.Name, response: m.Response, high: math.MaxInt64}
	if err := m.Response.Check(); err != nil {
		return b, err
	}
	if code := m.Value.Currency(); code != a.code {
		_, err := currency.FromMinor(0, a.code).Add(m.Value)
		if err == nil {
			err = fmt.Errorf("%w: the value of a customer is missing", ErrTerms)
		}
		return b, err
	}
	b.value = m.Value.Decimal().InexactFloat64()
	var err error
	if b.low, err = minorUnits("min", m.Min, a.code); err != nil {
		return b, err
	}
	if m.Max != (currency.Amount{}) {
		if b.high, err = minorUnits("max", m.Max, a.code); err != nil {
			return b, err
		}
		if b.high < b.low {
			return b, fmt.Errorf("%w: max %v is below min %v", ErrTerms, m.Max, m.Min)
		}
	}
	return b, nil
}

// minorUnits returns an amount that is not negative in minor units.
func minorUnits(name string, a currency.Amount, code currency.Code) (int64, error) {
	if a.Currency() != code && a != (currency.Amount{}) {
		_, err := currency.FromMinor(0, code).Add(a)
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	if a.Sign() < 0 {
		return 0, fmt.Errorf("%s of %v: %w: it is negative", name, a, ErrTerms)
	}
	if a.IsZero() {
		return 0, nil
	}
	n, err := a.Minor()
	if err != nil {
		return 0, fmt.Errorf("%s of %v: %w: %w", name, a, ErrTerms, err)
	}
	return n, nil
}

// at returns the spend of a market at a marginal return, in minor units.
func (b bidder) at(lambda, unit float64) float64 {
	if !(b.value > 0) {
		return float64(b.low)
	}
	spend := b.response.Spend(lambda/b.value) * unit
	return min(max(spend, float64(b.low)), float64(b.high))
}

// total returns what all markets spend at a marginal return.
func (a allocation) total(lambda float64) float64 {
	sum := 0.0
	for _, b := range a.bidders {
		sum += b.at(lambda, a.unit)
	}
	return sum
}

// solve returns the spends, in minor units, and the marginal return at which the
// budget is used up, or the hurdle where it is not.
func (a allocation) solve() (spends []float64, lambda float64) {
	lambda = a.hurdle
	if budget := float64(a.budget); a.total(lambda) > budget {
		low := math.Log(lambda)
		high := low + 1
		for step := 2.0; a.total(math.Exp(high)) > budget && high < 700; step *= 2 {
			low, high = high, high+step
		}
		for range 100 {
			if middle := (low + high) / 2; a.total(math.Exp(middle)) > budget {
				low = middle
			} else {
				high = middle
			}
		}
		lambda = math.Exp(high)
	}
	spends = make([]float64, len(a.bidders))
	for i, b := range a.bidders {
		spends[i] = b.at(lambda, a.unit)
	}
	return spends, lambda
}

// settle returns the spends on the minor unit. Where the budget binds, they add up
// to it: what cutting off leaves goes to those who lost most by it.
func (a allocation) settle(spends []float64) []int64 {
	settled := make([]int64, len(spends))
	left, binds := a.budget, a.total(a.hurdle) > float64(a.budget)
	for i, b := range a.bidders {
		settled[i] = min(max(cutOff(spends[i]), b.low), b.high)
		left -= settled[i]
	}
	if left > 0 && !binds {
		return settled
	}
	order := make([]int, len(spends))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Compare(spends[j]-float64(settled[j]), spends[i]-float64(settled[i]))
	})
	for left != 0 {
		before := left
		share := left / int64(len(order)) // more than a few only where floats cannot tell minor units apart
		if share == 0 {
			share = int64(cmp.Compare(left, 0))
		}
		for _, i := range order {
			room := a.bidders[i].high - settled[i]
			if share < 0 {
				room = a.bidders[i].low - settled[i]
			}
			give := closer(share, room, left)
			settled[i] += give
			left -= give
		}
		if left == before {
			break // all markets are at their bounds
		}
	}
	return settled
}

// closer returns the one that is closest to zero; all have one sign, or are zero.
func closer(a, b, c int64) int64 {
	if a < 0 {
		return max(a, b, c)
	}
	return min(a, b, c)
}

// cutOff returns x cut off to an integer.
func cutOff(x float64) int64 {
	if x >= math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(x)
}
