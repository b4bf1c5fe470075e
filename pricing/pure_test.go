package pricing_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Law 1: the same cart gives the same bytes, when asked again, from several
// goroutines, with tables read anew, and whatever the program has set in the
// decimal package.
func TestLawPure(t *testing.T) {
	g := newGenerator(t)
	var cases []situation
	var want [][]byte
	for range carts() / 6 {
		s := g.situation()
		cases, want = append(cases, s), append(want, outcome(s))
	}
	again := func(t *testing.T, renew func(*pricing.Config)) {
		t.Helper()
		for i, s := range cases {
			if renew != nil {
				renew(&s.config)
			}
			if got := outcome(s); !bytes.Equal(got, want[i]) {
				t.Fatalf("cart %d: %s\n%v", i, firstDifference(got, want[i]), s)
			}
		}
	}
	t.Run("again", func(t *testing.T) { again(t, nil) })
	t.Run("goroutines", func(t *testing.T) {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for i, s := range cases {
					if got := outcome(s); !bytes.Equal(got, want[i]) {
						t.Errorf("cart %d: %s\n%v", i, firstDifference(got, want[i]), s)
						return
					}
				}
			})
		}
		wg.Wait()
	})
	t.Run("one engine for all", func(t *testing.T) {
		e, err := pricing.New(g.shop)
		if err != nil {
			t.Fatal(err)
		}
		first := make([][]byte, len(cases))
		var wg sync.WaitGroup
		for i, s := range cases {
			first[i] = bytesOf(e.Quote(s.cart))
		}
		for range 4 {
			wg.Go(func() {
				for i, s := range cases {
					if got := bytesOf(e.Quote(s.cart)); !bytes.Equal(got, first[i]) {
						t.Errorf("cart %d: %s\n%v", i, firstDifference(got, first[i]), s)
						return
					}
				}
			})
		}
		wg.Wait()
	})
	t.Run("settings of decimal", func(t *testing.T) {
		t.Cleanup(disturbDecimal())
		again(t, nil)
	})
	t.Run("tables read under settings of decimal", func(t *testing.T) {
		t.Cleanup(disturbDecimal())
		anew := readTables(t)
		again(t, func(c *pricing.Config) {
			c.Rates, c.Book, c.Tariff, c.Regimes = anew.Rates, anew.Book, anew.Tariff, anew.Regimes
		})
	})
}

// outcome is the quote, and the price of the first product, as JSON, or the
// error.
func outcome(s situation) []byte {
	e, err := pricing.New(s.config)
	if err != nil {
		return []byte(err.Error())
	}
	p, err := e.Price(s.cart.Lines[0].Product, pricing.Offer{At: s.cart.At, ShipFrom: s.cart.ShipFrom, ShipTo: s.cart.ShipTo})
	return append(bytesOf(e.Quote(s.cart)), bytesOf(p, err)...)
}

func bytesOf(v any, err error) []byte {
	if err != nil {
		return []byte(err.Error())
	}
	data, err := json.Marshal(v)
	if err != nil {
		return []byte(err.Error())
	}
	return data
}

// disturbDecimal sets all that the decimal package lets a program set, and
// returns what puts it back.
func disturbDecimal() (restore func()) {
	precision, pow, quotes, trim := decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent, decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros
	scientific, iterations, exponent, zero := decimal.UseScientificNotation, decimal.ExpMaxIterations, decimal.MaxDecodeExponent, decimal.Zero
	decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent = 1, 1
	decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation = true, false, true
	decimal.ExpMaxIterations, decimal.MaxDecodeExponent = 1, 40
	decimal.Zero = decimal.New(7, 0)
	return func() {
		decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent = precision, pow
		decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation = quotes, trim, scientific
		decimal.ExpMaxIterations, decimal.MaxDecodeExponent, decimal.Zero = iterations, exponent, zero
	}
}

// readTables reads the embedded tables from their files.
func readTables(t *testing.T) pricing.Config {
	t.Helper()
	c := readConfig(t)
	open := func(name string) *os.File {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	var err error
	if c.Book, err = tax.LoadBook(open("../tax/data/rates.csv")); err != nil {
		t.Fatal(err)
	}
	if c.Tariff, err = duty.LoadTariff(open("../duty/data/tariff.csv")); err != nil {
		t.Fatal(err)
	}
	if c.Regimes, err = duty.LoadRegimes(open("../duty/data/regimes.csv")); err != nil {
		t.Fatal(err)
	}
	return c
}

// firstDifference shows the bytes around the first that differ.
func firstDifference(got, want []byte) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	around := func(b []byte) []byte { return b[max(0, i-60):min(len(b), i+40)] }
	return fmt.Sprintf("…%s…\nwant …%s…", around(got), around(want))
}
