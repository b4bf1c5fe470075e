package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/examples/internal/chance"
)

// trade is how a made-up market buys: the parameters of a BG/NBD model, times in
// days, and what an order costs in percent of its revenue.
type trade struct {
	market         string
	code           currency.Code
	share          int     // of the customers, in percent
	r, alpha, a, b float64 // of the model
	basket         float64 // mean revenue of an order, in minor units
	goods, duty    int64
	tax, freight   int64
}

var trades = []trade{
	{"AU", currency.AUD, 7, 1.1, 62, 1.25, 4.0, 98_00, 33, 0, 0, 14},
	{"CA", currency.CAD, 8, 1.2, 66, 1.15, 4.1, 91_00, 34, 6, 0, 12},
	{"CH", currency.CHF, 5, 1.4, 70, 1.0, 4.4, 88_00, 30, 0, 8, 11},
	{"DE", currency.EUR, 18, 1.3, 64, 1.15, 4.6, 64_00, 33, 9, 0, 13},
	{"FR", currency.EUR, 10, 1.1, 65, 1.25, 4.2, 59_00, 33, 9, 0, 14},
	{"GB", currency.GBP, 14, 1.2, 60, 1.15, 4.5, 55_00, 34, 0, 0, 14},
	{"JP", currency.JPY, 8, 0.9, 75, 1.35, 3.8, 9_200, 32, 8, 10, 15},
	{"NO", currency.NOK, 4, 1.0, 70, 1.25, 4.0, 640_00, 33, 0, 0, 13},
	{"SG", currency.SGD, 4, 1.0, 68, 1.25, 3.9, 86_00, 34, 0, 9, 12},
	{"US", currency.USD, 22, 1.3, 62, 1.15, 4.7, 72_00, 32, 4, 0, 10},
}

// The customers are won in the three years up to the last day of the files.
var lastDay = currency.NewDate(2026, time.October, 31)

const days = 3 * 365

// ordersHead names the columns of ltv.ReadOrders.
const ordersHead = "order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees"

// orders writes orders, those of a customer in any shards.
func orders(args []string, usage io.Writer) error {
	f := flag.NewFlagSet("generate orders", flag.ContinueOnError)
	f.SetOutput(usage)
	n := f.Int("n", 100_000, "how many orders; about five to a customer")
	shards := f.Int("shards", 16, "how many files")
	seed := f.Uint64("seed", 10, "of the customers")
	again := f.Float64("again", 1, "how many of the orders are there a second time, in percent")
	cut := f.Float64("cut", 0.01, "how many of the lines are cut off, in percent")
	dir := f.String("o", "", "folder that they go to")
	if err := f.Parse(args); err != nil {
		return err
	}
	switch {
	case *dir == "":
		return errors.New("-o: say which folder")
	case *n < 0 || *shards < 1 || *shards > shard.MaxShards:
		return fmt.Errorf("-n %d -shards %d: want 0 or more, and 1 to %d", *n, *shards, shard.MaxShards)
	case !(*again >= 0 && *again < 100 && *cut >= 0 && *cut <= 100):
		return fmt.Errorf("-again %v -cut %v: want 0 to 100, and less than 100 again", *again, *cut)
	}
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	shop := shop{Chance: chance.Chance{Rand: rand.New(rand.NewPCG(*seed, 0))}, left: *n, again: *again / 100, cut: *cut / 100}
	for k := range *shards {
		to, err := os.Create(filepath.Join(*dir, shard.Name("orders", k, *shards, ".csv")))
		if err != nil {
			return err
		}
		shop.to = append(shop.to, &file{file: to, buffer: bufio.NewWriterSize(to, 1<<16)})
		shop.to[k].buffer.WriteString(ordersHead + "\n")
	}
	for i := 1; shop.left > 0; i++ {
		shop.customer(i)
	}
	var err error
	for _, to := range shop.to {
		err = errors.Join(err, to.close()) // a buffer keeps the first error of all that it writes
	}
	return err
}

// shop writes the orders of one customer after the other.
type shop struct {
	chance.Chance
	left, written int // orders
	again, cut    float64
	to            []*file
	line          []byte
}

// customer writes the orders of the i-th customer, a line of each in any shard.
func (g *shop) customer(i int) {
	t := g.trade()
	rate, leave := g.Gamma(t.r)/t.alpha, g.Beta(t.a, t.b)
	taste := g.Gamma(4) / 4
	won := lastDay.AddDays(-g.IntN(days))
	for at := 0.0; g.left > 0; at += g.ExpFloat64() / rate {
		if at > days || won.AddDays(int(at)).After(lastDay) {
			return
		}
		g.order(t, i, won.AddDays(int(at)), taste)
		if at > 0 && g.Float64() < leave {
			return
		}
	}
}

func (g *shop) trade() *trade {
	x := g.IntN(100)
	for i := range trades {
		if x -= trades[i].share; x < 0 {
			return &trades[i]
		}
	}
	return &trades[len(trades)-1]
}

func (g *shop) order(t *trade, customer int, date currency.Date, taste float64) {
	g.left--
	g.written++
	revenue := int64(t.basket * taste * g.Gamma(5) / 5)
	text := func(minor int64) string { return currency.FromMinor(max(minor, 0), t.code).Text() }
	g.line = fmt.Appendf(g.line[:0], "O-%07d,C-%07d,%s,%v,%v,%s,%s,%s,%s,%s,%s\n", g.written, customer, t.market, date, t.code,
		text(revenue), text(revenue*(t.goods-3+g.Int64N(7))/100), text(revenue*t.duty/100), text(revenue*t.tax/100),
		text(revenue*t.freight/100), text(35+revenue*29/1000))
	for {
		line := g.line
		if g.Float64() < g.cut {
			k := g.IntN(len(line) - 20)
			line = append(line[:k:k], '\n')
		}
		g.to[g.IntN(len(g.to))].buffer.Write(line)
		if g.Float64() >= g.again {
			return
		}
	}
}
