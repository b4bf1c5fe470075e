package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// costs is what a market costs that no quote knows. Amounts are in the currency of
// the books, as the file has them.
type costs struct {
	to       locale.Place    // where a usual customer lives
	toBooks  currency.Rate   // from the currency of the market
	toMarket currency.Rate   // and back
	shipping currency.Amount // what the customer pays for carriage
	freight  currency.Amount // what the carrier is paid for a parcel
	perKG    currency.Amount // and for each kilogram
	payment  decimal.Decimal // percent of what the customer pays now
	fixed    currency.Amount // of each payment
	handling currency.Amount // of each order
	exchange decimal.Decimal // percent of the revenue
	returned decimal.Decimal // percent of the orders
	back     currency.Amount // freight of a return
	salvage  decimal.Decimal // what returned goods are worth, in percent of their cost
	entry    currency.Amount // of being in the market for a year
}

var costColumns = []string{
	"market", "ship_to", "shipping", "freight", "freight_per_kg", "payment_percent", "payment_fixed",
	"handling", "exchange_percent", "return_percent", "return_freight", "salvage_percent", "entry",
}

// readCosts reads a line for each market.
func readCosts(r io.Reader, markets []pricing.Market, rates *currency.Rates) (map[string]costs, error) {
	all := map[string]costs{}
	err := eachRow(r, costColumns, func(r row) error {
		name, err := r.text("market")
		if err != nil {
			return err
		}
		i := slices.IndexFunc(markets, func(m pricing.Market) bool { return m.ID == name })
		if i < 0 {
			return fmt.Errorf("market %q is not in markets.json: add it there, or remove the line", name)
		}
		if _, double := all[name]; double {
			return fmt.Errorf("market %q is there already: remove one of the lines", name)
		}
		c, err := r.costs()
		if err != nil {
			return err
		}
		if c.toBooks, err = rates.Rate(markets[i].Currency, books); err != nil {
			return err
		}
		if c.toMarket, err = rates.Rate(books, markets[i].Currency); err != nil {
			return err
		}
		all[name] = c
		return nil
	})
	return all, err
}

func (r row) costs() (c costs, err error) {
	to, err := r.text("ship_to")
	if err != nil {
		return c, err
	}
	country, region, _ := strings.Cut(to, "-")
	c.to = locale.Place{Country: locale.Country(country), Region: region}
	if err := c.to.Validate(); err != nil {
		return c, fmt.Errorf("ship_to: %w", err)
	}
	for column, to := range map[string]*currency.Amount{
		"shipping": &c.shipping, "freight": &c.freight, "freight_per_kg": &c.perKG, "payment_fixed": &c.fixed,
		"handling": &c.handling, "return_freight": &c.back, "entry": &c.entry,
	} {
		if *to, err = r.amount(column, books); err != nil {
			return c, err
		}
	}
	for column, to := range map[string]*decimal.Decimal{
		"payment_percent": &c.payment, "exchange_percent": &c.exchange, "return_percent": &c.returned, "salvage_percent": &c.salvage,
	} {
		if *to, err = r.number(column, 100); err != nil {
			return c, err
		}
	}
	return c, nil
}
