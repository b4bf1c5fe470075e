package pricing

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Seller is the merchant: where it is established, and where and how it is
// registered to collect tax. A scheme is used only where the seller is
// registered for it.
type Seller struct {
	Country       locale.Country     `json:"country"`
	Registrations []tax.Registration `json:"registrations,omitempty"`
	// Establishments are further places with staff and means of its own.
	Establishments []locale.Place `json:"establishments,omitempty"`
	// Sales is what it states of its turnover with consumers, which decides
	// where a small seller must tax.
	Sales []tax.Sales `json:"sales,omitempty"`
}

// faults names what no seller can be.
func (s *Seller) faults() (faults []error) {
	if _, err := locale.ParseCountry(string(s.Country)); err != nil {
		faults = append(faults, fmt.Errorf("pricing: seller: %w", err))
	}
	for i, p := range s.Establishments {
		if err := p.Validate(); err != nil {
			faults = append(faults, fmt.Errorf("pricing: seller: establishments[%d]: %w", i, err))
		}
	}
	return faults
}

// own is the seller with memory of its own.
func (s *Seller) own() Seller {
	return Seller{s.Country, slices.Clone(s.Registrations), slices.Clone(s.Establishments), slices.Clone(s.Sales)}
}

// Config is all that an engine is made of. Seller and Markets are copied, so
// that changing them later changes no engine. Rates must not be nil, but may be
// empty where all is in one currency. Where Book, Schemes, Tariff or Regimes
// are nil, the embedded tables are used; where PriceBook is nil, no price is
// fixed.
type Config struct {
	Seller    Seller
	Markets   []Market
	Rates     *currency.Rates
	PriceBook *PriceBook
	Book      *tax.Book
	Schemes   *tax.Schemes
	Tariff    *duty.Tariff
	Regimes   *duty.Regimes
	Limits    Limits
}

// Engine computes quotes and prices from tables that never change: for new
// rates or a new tariff make a new engine. It is safe for use by many
// goroutines. The zero Engine has no markets: it refuses every cart.
type Engine struct {
	seller    Seller
	markets   []Market
	byID      map[string]*Market
	byCountry map[locale.Country]*Market // the first market that sells there
	charms    map[*Market]*charmGrid
	rates     *currency.Rates
	prices    *PriceBook
	book      *tax.Book
	schemes   *tax.Schemes
	tariff    *duty.Tariff
	regimes   *duty.Regimes
	limits    Limits
	memory    *memory
}

// New compiles an engine.
//
// New returns an error that names each fault (errors.Join), those of a market
// with its ID and the field, if:
//   - there is no market, no rates or no country of the seller;
//   - a market lacks its ID, currency or countries, has a value that is out of
//     its range or none of its constants, amounts in another currency than its
//     own, or bands of a charm that contradict each other or Rounding;
//   - two markets share an ID;
//   - the price book has entries for a market that does not exist, or that
//     sells in another currency;
//   - a limit is out of its range;
//   - an embedded table that c leaves out cannot be read.
func New(c Config) (*Engine, error) {
	faults := c.Seller.faults()
	if len(c.Markets) == 0 {
		faults = append(faults, fmt.Errorf("pricing: %w: no market", ErrMissing))
	}
	if c.Rates == nil {
		faults = append(faults, fmt.Errorf("pricing: %w: no exchange rates", ErrMissing))
	}
	e := &Engine{
		seller: c.Seller.own(), rates: c.Rates, prices: c.PriceBook, book: c.Book, schemes: c.Schemes, tariff: c.Tariff, regimes: c.Regimes,
		markets:   make([]Market, len(c.Markets)),
		byID:      make(map[string]*Market, len(c.Markets)),
		byCountry: make(map[locale.Country]*Market),
		charms:    make(map[*Market]*charmGrid),
		memory:    new(memory),
	}
	for i := range c.Markets {
		e.markets[i] = c.Markets[i].own()
	}
	var err error
	if e.limits, err = c.Limits.orUsual(); err != nil {
		faults = append(faults, err)
	}
	faults = append(faults, e.index()...)
	faults = append(faults, e.prices.faults(e.byID)...)
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return e, e.takeDefaults()
}

// index takes the markets over and names what is wrong with them.
func (e *Engine) index() (faults []error) {
	for i := range e.markets {
		m := &e.markets[i]
		name := excerpt.Quote(m.ID)
		if m.ID == "" {
			name = fmt.Sprintf("%d", i+1)
		}
		for _, fault := range m.faults() {
			faults = append(faults, &marketFault{name, fault})
		}
		if e.byID[m.ID] != nil {
			faults = append(faults, fmt.Errorf("pricing: market %s: %w: two markets have this id", name, ErrInvalid))
		}
		e.byID[m.ID] = m
		if m.Charm != nil {
			e.charms[m], _ = m.Charm.compile(m.Currency) // faults has the error
		}
		for _, c := range m.Countries {
			if e.byCountry[c] == nil {
				e.byCountry[c] = m
			}
		}
	}
	return faults
}

func (e *Engine) takeDefaults() (err error) {
	if e.book == nil {
		if e.book, err = tax.DefaultBook(); err != nil {
			return fmt.Errorf("pricing: the embedded tax book: %w", err)
		}
	}
	if e.schemes == nil {
		if e.schemes, err = tax.DefaultSchemes(); err != nil {
			return fmt.Errorf("pricing: the embedded tax schemes: %w", err)
		}
	}
	if e.tariff == nil {
		if e.tariff, err = duty.Starter(); err != nil {
			return fmt.Errorf("pricing: the embedded tariff: %w", err)
		}
	}
	if e.regimes == nil {
		if e.regimes, err = duty.DefaultRegimes(); err != nil {
			return fmt.Errorf("pricing: the embedded regimes: %w", err)
		}
	}
	return nil
}

// WithRates returns an engine that differs from e in its exchange rates only.
// It shares all other tables with e, so that it costs next to nothing.
func (e *Engine) WithRates(rates *currency.Rates) (*Engine, error) {
	if rates == nil {
		return nil, fmt.Errorf("pricing: %w: no exchange rates", ErrMissing)
	}
	out := *e
	out.rates, out.memory = rates, new(memory)
	return &out, nil
}

// WithTariff returns an engine that differs from e in its tariff only. Like
// WithRates it costs next to nothing, but does not take over the cache of e.
func (e *Engine) WithTariff(t *duty.Tariff) (*Engine, error) {
	if t == nil {
		return nil, fmt.Errorf("pricing: %w: no tariff", ErrMissing)
	}
	out := *e
	out.tariff, out.memory = t, new(memory)
	return &out, nil
}

// WithBook returns an engine that differs from e in its tax book only.
func (e *Engine) WithBook(b *tax.Book) (*Engine, error) {
	if b == nil {
		return nil, fmt.Errorf("pricing: %w: no tax book", ErrMissing)
	}
	out := *e
	out.book, out.memory = b, new(memory)
	return &out, nil
}

// WithPriceBook returns an engine that differs from e in its price book only;
// nil: no price is fixed. Like New, it refuses entries for markets that do not
// exist, or that sell in another currency.
func (e *Engine) WithPriceBook(b *PriceBook) (*Engine, error) {
	if err := errors.Join(b.faults(e.byID)...); err != nil {
		return nil, err
	}
	out := *e
	out.prices, out.memory = b, new(memory)
	return &out, nil
}

// market finds the market that a cart names, or else the one that sells to
// where it goes.
func (e *Engine) market(id string, to locale.Country) (*Market, error) {
	if id == "" {
		if m := e.byCountry[to]; m != nil {
			return m, nil
		}
		return nil, &CartError{Field: "ship_to.country", Err: fmt.Errorf("%w: no market sells to %s", ErrUnknownMarket, to)}
	}
	m := e.byID[id]
	switch {
	case m == nil:
		return nil, &CartError{Field: "market", Err: fmt.Errorf("%w: %s", ErrUnknownMarket, excerpt.Quote(id))}
	case to != "" && !m.sellsTo(to):
		return nil, &CartError{Field: "ship_to.country", Err: fmt.Errorf("%w: market %s does not sell to %s", ErrInvalid, m.ID, to)}
	}
	return m, nil
}

// listRate returns the rate from a list price's currency to the market's, with
// the market's margin: of two-way quotations the ask, at which the merchant
// turns what the customer pays into its own currency. Rates that are too old are refused where they count:
// for prices in another currency, and abroad for thresholds in that of the
// law.
func (e *Engine) listRate(m *Market, from currency.Code, at time.Time, abroad bool) (currency.Rate, error) {
	rate, err := e.rates.Ask(from, m.Currency)
	if err != nil {
		return currency.Rate{}, fmt.Errorf("pricing: market %s: %w", m.ID, err)
	}
	if age := e.rates.Age(at); m.MaxAge > 0 && age > m.MaxAge && (abroad || from != m.Currency) {
		return currency.Rate{}, &CartError{Field: "at", Err: fmt.Errorf(
			"%w: rates of %s are %s old, market %s allows %s: load newer rates",
			ErrStaleRates, e.rates.AsOf().Format(time.DateOnly), age.Truncate(time.Minute), m.ID, m.MaxAge)}
	}
	return rate.WithMargin(m.FXMargin)
}
