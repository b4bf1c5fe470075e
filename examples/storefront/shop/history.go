package shop

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

//go:generate go run ./generate -seed 9 -dir data

// The example is made up: the program in generate wrote it.
var (
	//go:embed data/history.csv
	exampleOrders []byte
	//go:embed data/spend.csv
	exampleSpend []byte
)

// exampleEnd is the last day that the example covers.
var exampleEnd = currency.NewDate(2026, time.October, 31)

// History is what the customers of each market did, and what winning them cost.
type History struct {
	AsOf    currency.Date // the last day that it covers
	Cohorts []ltv.Cohort  // by market, each in the currency of its orders
	Spend   []Spend
}

// Spend is what a month of winning customers cost in a market.
type Spend struct {
	Market string
	Month  currency.Date // its first day
	Amount currency.Amount
}

// Example is three years of a made-up shop that has the markets of this one.
var Example = sync.OnceValues(func() (History, error) {
	return ReadHistory(bytes.NewReader(exampleOrders), bytes.NewReader(exampleSpend), exampleEnd)
})

// ReadHistory reads orders in the form of [ltv.ReadOrders], and spending from a
// file with the columns month (2026-10), market, spend and currency, both up to a
// day.
func ReadHistory(orders, spend io.Reader, asOf currency.Date) (h History, err error) {
	h.AsOf = asOf
	if h.Cohorts, err = (ltv.Intake{}).Read(orders, ltv.Layout{}, asOf); err != nil {
		return h, fmt.Errorf("shop: history: orders: %w", err)
	}
	if h.Spend, err = readSpend(spend, asOf); err != nil {
		return h, fmt.Errorf("shop: history: spending: %w", err)
	}
	return h, nil
}

// maxSpend is how many lines a file of spending may have.
const maxSpend = 100_000

func readSpend(r io.Reader, asOf currency.Date) ([]Spend, error) {
	lines := csv.NewReader(r)
	lines.FieldsPerRecord = 4
	var all []Spend
	for n := 1; ; n++ {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if n == 1 {
			continue // the names of the columns
		}
		if n > maxSpend {
			return nil, fmt.Errorf("more than %d lines", maxSpend)
		}
		s, err := spendOf(fields, asOf)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		all = append(all, s)
	}
}

func spendOf(fields []string, asOf currency.Date) (s Spend, err error) {
	s.Market = fields[1]
	if s.Month, err = currency.ParseDate(fields[0] + "-01"); err != nil {
		return s, fmt.Errorf("month: %w", err)
	}
	if s.Month.After(asOf) {
		return s, fmt.Errorf("month: %v is after %v", s.Month, asOf)
	}
	code, err := currency.ParseCode(fields[3])
	if err != nil {
		return s, fmt.Errorf("currency: %w", err)
	}
	if s.Amount, err = currency.ParseAmount(fields[2], code); err != nil {
		return s, fmt.Errorf("spend: %w", err)
	}
	if s.Amount.Sign() < 0 {
		return s, fmt.Errorf("spend: %v is negative", s.Amount)
	}
	return s, nil
}

// since returns what was spent in a market from a day on, in one currency.
func (h History) since(market string, from currency.Date, code currency.Code) (currency.Amount, error) {
	sum := currency.FromMinor(0, code)
	for _, s := range h.Spend {
		if s.Market != market || s.Month.Before(from) {
			continue
		}
		var err error
		if sum, err = sum.Add(s.Amount); err != nil {
			return sum, fmt.Errorf("shop: spending in %s in %v: %w", market, s.Month, err)
		}
	}
	return sum, nil
}
