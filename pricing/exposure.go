package pricing

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Exposure is what a set of quotes leaves open in one currency: money that is
// to come in, and to go out, at a rate that nobody knows yet.
type Exposure struct {
	Currency currency.Code `json:"currency"`
	Quotes   int           `json:"quotes"`
	// In is what customers pay with the order; Out is what of it is owed to
	// authorities and carriers in the same currency, so that it bears no risk;
	// Net is the rest, which becomes the merchant's own currency.
	In  currency.Amount `json:"in"`
	Out currency.Amount `json:"out"`
	Net currency.Amount `json:"net"`
	// Home is Net in the merchant's currency at Rate, half up to its minor
	// unit.
	Home currency.Amount `json:"home"`
	Rate currency.Rate   `json:"rate"`
}

// Exposures sums quotes by currency, the largest exposure first and equal ones
// by code. What is quoted in the merchant's own currency is listed too, with a
// rate of one: it bears no risk.
//
// It returns an error if rates is nil (ErrMissing), has no rate to the
// merchant's currency (currency.ErrNoRate), or a sum leaves the domain
// (currency.ErrRange).
func Exposures(quotes iter.Seq[Quote], home currency.Code, rates *currency.Rates) ([]Exposure, error) {
	if rates == nil {
		return nil, fmt.Errorf("pricing: exposure: %w: no exchange rates", ErrMissing)
	}
	open := map[currency.Code]*openPosition{}
	for q := range quotes {
		p := open[q.Currency]
		if p == nil {
			p = new(openPosition)
			open[q.Currency] = p
		}
		p.add(&q)
	}
	out := make([]Exposure, 0, len(open))
	for code, p := range open {
		e, err := p.exposure(code, home, rates)
		if err != nil {
			return nil, fmt.Errorf("pricing: exposure in %v: %w", code, err)
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b Exposure) int {
		return cmp.Or(order(b.Home.Abs(), a.Home.Abs()), cmp.Compare(a.Currency.String(), b.Currency.String()))
	})
	return out, nil
}

// openPosition is the sums of one currency.
type openPosition struct {
	quotes  int
	in, out currency.Total
}

func (p *openPosition) add(q *Quote) {
	p.quotes++
	p.in.Add(q.Totals.DueNow)
	for _, levied := range []currency.Amount{q.Totals.AtCheckout, q.Totals.InPrice, q.Totals.Absorbed} {
		p.out.Add(levied)
	}
}

func (p *openPosition) exposure(code, home currency.Code, rates *currency.Rates) (e Exposure, err error) {
	e = Exposure{Currency: code, Quotes: p.quotes}
	if e.In, err = p.in.Amount(); err != nil {
		return e, err
	}
	if e.Out, err = p.out.Amount(); err != nil {
		return e, err
	}
	if e.Net, err = e.In.Sub(e.Out); err != nil {
		return e, err
	}
	if e.Rate, err = rates.Rate(code, home); err != nil {
		return e, err
	}
	e.Home, err = e.Rate.Convert(e.Net, grid)
	return e, err
}

// Move returns what the merchant gains, or loses if it is negative, in its own
// currency if that of the exposure rises by so many percent against it: net ×
// rate × percent / 100, rounded once, half up to the minor unit. In the
// merchant's own currency it is zero.
func (e Exposure) Move(percent decimal.Decimal) (currency.Amount, error) {
	if e.Rate.IsZero() || e.Rate.Base() == e.Rate.Quote() {
		return currency.FromMinor(0, e.Home.Currency()), nil
	}
	if err := bounded("percent", percent); err != nil {
		return currency.Amount{}, err
	}
	num, den := e.Rate.Ratio()
	net, err := currency.FromDecimal(e.Net.Decimal(), e.Rate.Quote())
	if err != nil {
		return net, err
	}
	return net.MulDiv(num.Mul(percent), den.Mul(hundred), grid)
}
