// Command generate writes the orders of the example: two years of a made-up shop
// that sells from the United States into four markets. The same seed gives the
// same file.
//
//	go run ./generate -seed 19 -out orders.csv
package main

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
)

func main() {
	log.SetFlags(0)
	seed := flag.Uint64("seed", 19, "seed of the random numbers")
	out := flag.String("out", "orders.csv", "file to write")
	flag.Parse()
	file, err := os.Create(*out)
	if err != nil {
		log.Fatal(err)
	}
	if err := write(file, *seed); err != nil {
		log.Fatal(err)
	}
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}

// market is how a made-up market buys and what it costs to serve. Amounts are in
// minor units, shares in percent of the revenue.
type market struct {
	name      string
	code      currency.Code
	customers int
	basket    int64 // mean revenue of an order
	grid      int64 // prices end on a multiple of this
	returns   int   // percent of the purchases that another one follows
	goods     int64 // cost of the goods
	duty, tax int64 // absorbed: none where the customer pays them
	freight   int64 // mean
	feeFixed  int64 // of the payment
	feeShare  int64 // of the payment, in hundredths of a percent of the revenue
}

// Where duty is part of the price the merchant bears it; in Japan it bears the
// consumption tax on import, too.
var markets = []market{
	{"DE", currency.EUR, 115, 64_00, 10, 42, 33, 9, 0, 8_60, 35, 290},
	{"GB", currency.GBP, 88, 55_00, 10, 40, 34, 0, 0, 8_20, 30, 290},
	{"JP", currency.JPY, 48, 9_200, 10, 36, 32, 8, 10, 1_350, 40, 360},
	{"US", currency.USD, 122, 72_00, 10, 50, 32, 0, 0, 6_40, 30, 290},
}

// The customers are won in the two years up to the last day of the file.
var lastDay = currency.NewDate(2026, time.October, 31)

const days = 730

// sale is an order before it has its number.
type sale struct {
	market   market
	customer string
	date     currency.Date
	revenue  int64
}

func write(w io.Writer, seed uint64) error {
	r := rand.New(rand.NewPCG(seed, 0))
	var sales []sale
	for _, m := range markets {
		for i := range m.customers {
			customer := fmt.Sprintf("%s-%03d", m.name, i+1)
			date := lastDay.AddDays(-r.IntN(days))
			for !date.After(lastDay) {
				sales = append(sales, sale{m, customer, date, m.price(r)})
				if r.IntN(100) >= m.returns {
					break
				}
				date = date.AddDays(14 + r.IntN(60) + r.IntN(120))
			}
		}
	}
	slices.SortStableFunc(sales, func(a, b sale) int {
		return cmp.Or(a.date.Sub(b.date), cmp.Compare(a.customer, b.customer))
	})
	buffered := bufio.NewWriter(w)
	lines := csv.NewWriter(buffered)
	if err := lines.Write([]string{
		"order_id", "customer", "market", "date", "currency", "revenue",
		"cost_of_goods", "absorbed_duty", "absorbed_tax", "freight", "fees",
	}); err != nil {
		return err
	}
	for i, s := range sales {
		if err := lines.Write(s.fields(fmt.Sprintf("W-%04d", 1001+i), r)); err != nil {
			return err
		}
	}
	lines.Flush()
	if err := lines.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}

// price returns a revenue between half the basket and one and a half of it.
func (m market) price(r *rand.Rand) int64 {
	return (m.basket/2 + r.Int64N(m.basket)) / m.grid * m.grid
}

func (s sale) fields(id string, r *rand.Rand) []string {
	m := s.market
	text := func(minor int64) string { return currency.FromMinor(minor, m.code).Text() }
	goods := s.revenue * (m.goods - 4 + r.Int64N(9)) / 100
	freight := m.freight*3/4 + r.Int64N(m.freight/2)
	return []string{
		id, s.customer, m.name, s.date.String(), m.code.String(), text(s.revenue),
		text(goods),
		text(s.revenue * m.duty / 100),
		text(s.revenue * m.tax / 100),
		text(freight),
		text(m.feeFixed + s.revenue*m.feeShare/10_000),
	}
}
