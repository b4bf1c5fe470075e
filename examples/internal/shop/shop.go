// Package shop is the shop that the examples share: a cart of six products,
// its markets, and the exchange rates of one day.
package shop

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os"

	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Cart is a cart as JSON; Markets the seller and its markets; Rates the
// European Central Bank's reference rates of 18 March 2026.
var (
	//go:embed cart.json
	Cart []byte
	//go:embed markets.json
	Markets []byte
	//go:embed eurofxref-daily.xml
	Rates []byte
)

// Files name what replaces the embedded tables; an empty name keeps them.
type Files struct{ Markets, Rates, Tax, Tariff string }

// Engine compiles an engine from files.
func Engine(f Files) (*pricing.Engine, error) {
	config, err := Config(f)
	if err != nil {
		return nil, err
	}
	return pricing.New(config)
}

// Config reads what an engine is made of.
func Config(f Files) (pricing.Config, error) {
	var c pricing.Config
	err := read(f.Markets, Markets, func(r io.Reader) (err error) {
		c.Seller, c.Markets, err = pricing.ReadMarkets(r)
		return err
	})
	if err != nil {
		return c, err
	}
	err = read(f.Rates, Rates, func(r io.Reader) (err error) {
		c.Rates, err = feed.ECB(r)
		return err
	})
	if err != nil {
		return c, err
	}
	if f.Tax != "" {
		err = read(f.Tax, nil, func(r io.Reader) (err error) {
			c.Book, err = tax.LoadBook(r)
			return err
		})
		if err != nil {
			return c, err
		}
	}
	if f.Tariff != "" {
		err = read(f.Tariff, nil, func(r io.Reader) (err error) {
			c.Tariff, err = duty.LoadTariff(r)
			return err
		})
	}
	return c, err
}

// read opens the named file, or the embedded text when there is no name.
func read(name string, embedded []byte, use func(io.Reader) error) error {
	if name == "" {
		return use(bytes.NewReader(embedded))
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := use(f); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// ReadCart reads one cart from the named file, or the embedded one.
func ReadCart(name string) (pricing.Cart, error) {
	var cart pricing.Cart
	err := read(name, Cart, func(r io.Reader) error {
		text, err := io.ReadAll(io.LimitReader(r, pricing.MaxCartBytes+1))
		if err != nil {
			return err
		}
		return cart.UnmarshalJSON(text)
	})
	return cart, err
}
