package worth

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/ltv"
)

// head names the columns of the lines of the tests.
const head = "order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees"

// testTerms are the terms of the tests.
func testTerms(t testing.TB, parts int) Terms {
	t.Helper()
	asOf, err := currency.ParseDate("2026-10-31")
	if err != nil {
		t.Fatal(err)
	}
	return Terms{
		AsOf: asOf, Discount: ltv.Discount{Annual: decimal.New(10, 0), Horizon: 6}, Ratio: decimal.New(3, 0),
		CAC: map[string]string{"DE": "12.50", "US": "20"}, Parts: parts,
	}
}

// made are lines of the orders of markets of all kinds: two that are large enough
// for models, one in two currencies, one of three customers and one whose name
// needs quotes. Some lines are there again, some in another version, and some are
// no orders.
func made(r *rand.Rand, terms Terms) []string {
	var lines []string
	for _, m := range []struct {
		name      string
		codes     []string
		customers int
	}{
		{"DE", []string{"EUR"}, 350}, {"US", []string{"USD"}, 250}, {"CH", []string{"CHF", "EUR"}, 40}, {"JP", []string{"JPY"}, 3}, {`"FR, \ ü"`, []string{"EUR"}, 2},
	} {
		for c := range m.customers {
			date := terms.AsOf.AddDays(-r.IntN(700))
			for leave := 0.1 + 0.5*r.Float64(); !date.After(terms.AsOf); date = date.AddDays(r.IntN(90)) {
				code := m.codes[r.IntN(len(m.codes))]
				digits := currency.MustAmount("1", currency.EUR)
				if code == "JPY" {
					digits = currency.MustAmount("1", currency.JPY)
				}
				amount := func(most int64) string { return currency.FromMinor(r.Int64N(most), digits.Currency()).Text() }
				lines = append(lines, fmt.Sprintf("o-%d,c-%d,%s,%v,%s,%s,%s,%s,%s,%s,%s",
					len(lines), c, m.name, date, code, amount(20_000), amount(6_000), amount(900), amount(700), amount(1_500), amount(400)))
				if r.Float64() < leave {
					break
				}
			}
		}
	}
	for _, line := range lines {
		switch id, rest, _ := strings.Cut(line, ","); r.IntN(50) {
		case 0, 1:
			lines = append(lines, line)
		case 2:
			lines = append(lines, id+",another"+rest[1:])
		case 3:
			lines = append(lines, line[:1+r.IntN(len(line)-12)], id+"x,"+strings.Replace(rest, ",202", ",20-", 1))
		case 4:
			lines = append(lines, line+"0") // the same fee, written otherwise, or another one
		}
	}
	return lines
}

// dealt writes lines to a number of shards, in any order, and returns the pattern.
func dealt(t testing.TB, r *rand.Rand, lines []string, shards int) string {
	t.Helper()
	dir := t.TempDir()
	texts := make([]strings.Builder, shards)
	for i := range texts {
		texts[i].WriteString(head + "\n")
	}
	for _, i := range r.Perm(len(lines)) {
		texts[r.IntN(shards)].WriteString(lines[i] + "\n")
	}
	for i := range texts {
		put(t, filepath.Join(dir, shard.Name("orders", i, shards, ".csv")), texts[i].String())
	}
	return filepath.Join(dir, "orders-*.csv")
}

func put(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
