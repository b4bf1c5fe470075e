package pricing

import (
	"sync/atomic"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// law is what the tables of an engine say of all consignments on one way on a
// day: it is found once, and remembered.
type law struct {
	decider *tax.Decider
	lanes   memo[tax.Scheme, *duty.Lane]
	rates   memo[ratesKey, []tax.Rate]
	rules   memo[dutyRuleKey, *Rule]
}

// ratesKey is what the rates of goods depend on beside the day.
type ratesKey struct {
	at       locale.Place
	category tax.Category
}

// dutyRuleKey is what the rule of a row of the tariff depends on.
type dutyRuleKey struct {
	levy   *duty.Levy
	regime string
	origin locale.Country
}

// lawKey is what a law depends on beside the engine.
type lawKey struct {
	from, to locale.Place
	on       currency.Date
	mode     duty.Mode
	code     currency.Code // of the market
	atBorder bool          // the tax is left to the border, where the law leaves the choice
	digital  bool
	customer duty.CustomerKind
	feesPaid bool // those of customs are in the price of carriage
}

// maxLaws is how many an engine remembers: those of some days in all markets.
const maxLaws = 1024

const (
	maxSchemes   = 16 // of a place
	maxRates     = 256
	maxDutyRules = 4096
)

// law is the one on the way of the consignment.
func (c *consignment) law() (*law, error) {
	key := lawKey{
		from: c.from, to: c.to, on: c.on, mode: c.mode, code: c.m.Currency, atBorder: c.tax == OnDelivery,
		digital: c.digital, customer: c.customer(), feesPaid: c.m.FeesInCarriage,
	}
	if c.found != nil && c.foundBy == key {
		return c.found, nil
	}
	l, err := c.findLaw(key)
	if err == nil {
		c.found, c.foundBy = l, key
	}
	return l, err
}

func (c *consignment) findLaw(key lawKey) (*law, error) {
	key.from, key.to = c.e.plain(c.from, c.on), c.e.plain(c.to, c.on)
	if l, ok := c.e.memory.laws.find(key); ok {
		return l, nil
	}
	terms := c.supply()
	terms.Buyer, terms.Marketplace = tax.Buyer{}, nil // see decision
	decider, err := c.e.schemes.Compile(terms)
	if err != nil {
		return nil, err
	}
	return c.e.memory.laws.add(key, &law{decider: decider}, maxLaws), nil
}

// plain leaves the postal code out of a place where neither the law nor the
// tax book asks for it, so that all addresses of a country share a law.
func (e *Engine) plain(p locale.Place, on currency.Date) locale.Place {
	if p.PostalCode == "" || e.book.ByPostalCode(p.Country) {
		return p
	}
	if _, special := p.TerritoryOn(on); !special {
		p.PostalCode = ""
	}
	return p
}

// supply is the terms on which the consignment is sold, without what is in it.
func (c *consignment) supply() tax.Supply {
	return tax.Supply{
		Digital: c.digital, Seller: c.e.seller.Country, Registrations: c.e.seller.Registrations,
		Establishments: c.e.seller.Establishments, Sales: c.e.seller.Sales, Buyer: c.buyer, Marketplace: c.marketplace,
		ShipFrom: c.from, ShipTo: c.to, On: c.on, Postal: c.mode == duty.Postal,
		AtBorder: c.tax == OnDelivery, Rates: c.e.rates,
	}
}

// decision is who taxes a consignment that holds such. Buyers and marketplaces
// are many, and their evidence is of the day: for them it is decided anew.
func (c *consignment) decision(holds tax.Contents) (tax.Decision, error) {
	if c.buyer != (tax.Buyer{}) || c.marketplace != nil {
		s := c.supply()
		s.Intrinsic, s.DearestItem, s.Freight, s.Insurance, s.Codes = holds.Intrinsic, holds.DearestItem, holds.Freight, holds.Insurance, holds.Codes
		return c.e.schemes.Decide(s)
	}
	l, err := c.law()
	if err != nil {
		return tax.Decision{}, err
	}
	d, err := l.decider.Decide(holds)
	if err != nil {
		return tax.Decision{}, err
	}
	return *d, nil
}

// customer is who imports.
func (c *consignment) customer() duty.CustomerKind {
	if c.buyer.Business {
		return duty.Business
	}
	return ""
}

// shipment is the terms on which the consignment is sent, without what is in it.
func (c *consignment) shipment(scheme tax.Scheme) duty.Shipment {
	return duty.Shipment{
		From: c.from, To: c.to, On: c.on, Mode: c.mode, Scheme: string(scheme), Customer: c.customer(),
		Currency: c.m.Currency, Rates: c.e.rates, DutyOnly: c.m.FeesInCarriage, Earlier: c.earlier,
	}
}

// lane is the law of customs under a scheme.
func (c *consignment) lane(scheme tax.Scheme) (*duty.Lane, error) {
	l, err := c.law()
	if err != nil {
		return nil, err
	}
	if lane, ok := l.lanes.find(scheme); ok {
		return lane, nil
	}
	lane, err := duty.NewLane(c.shipment(scheme), c.e.tariff, c.e.regimes)
	if err != nil {
		return nil, err
	}
	return l.lanes.add(scheme, lane, maxSchemes), nil
}

// dutyRule is the rule of a levy on goods of an origin. Those of rows of the
// tariff are shared.
func (c *consignment) dutyRule(levy *duty.Levy, regime string, origin locale.Country, flat currency.Amount) *Rule {
	l, err := c.law()
	if err != nil || levy.Code == "" || levy.Rate.IsZero() || flat != (currency.Amount{}) {
		return dutyRule(levy, regime, origin, flat)
	}
	key := dutyRuleKey{levy, regime, origin}
	if r, ok := l.rules.find(key); ok {
		return r
	}
	return l.rules.add(key, dutyRule(levy, regime, origin, flat), maxDutyRules)
}

// memory is what an engine remembers of its tables. Engines that differ in a
// table share none.
type memory struct {
	laws    memo[lawKey, *law]
	shelves memo[shelfKey, *shelf]
	tills   memo[tillKey, *till]
	till    atomic.Pointer[till] // one that served a cart lately
	curves  memo[curveKey, *curve]
}
