package main

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/pricing"
)

//go:embed markets.json products.json costs.csv orders.csv spend.csv
var sample embed.FS

// books is the currency of the shop's books, in which it spends.
const books = currency.USD

// store is the shop: what it sells, where, at what price and at what cost.
type store struct {
	engine   *pricing.Engine
	rates    *currency.Rates
	products map[string]pricing.Product
	costs    map[string]costs
	baskets  map[string]basket // that were quoted
}

// openStore reads the shop from a folder, or the made-up one if there is none.
func openStore(folder string) (*store, error) {
	files := fs.FS(sample)
	if folder != "" {
		files = os.DirFS(folder)
	}
	s := &store{products: map[string]pricing.Product{}, baskets: map[string]basket{}}
	config, err := shop.Config(shop.Files{})
	if err != nil {
		return nil, err
	}
	s.rates = config.Rates
	err = with(files, "markets.json", func(r io.Reader) (err error) {
		config.Seller, config.Markets, err = pricing.ReadMarkets(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	if s.engine, err = pricing.New(config); err != nil {
		return nil, fmt.Errorf("markets.json: %w", err)
	}
	if err := with(files, "products.json", s.readProducts); err != nil {
		return nil, err
	}
	err = with(files, "costs.csv", func(r io.Reader) (err error) {
		s.costs, err = readCosts(r, config.Markets, s.rates)
		return err
	})
	return s, err
}

// readProducts reads the catalogue: an array of products in their wire form.
func (s *store) readProducts(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	var all []pricing.Product
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for i, p := range all {
		switch _, double := s.products[p.SKU]; {
		case p.SKU == "":
			return fmt.Errorf("product %d has no sku: give it the one that orders name it by", i+1)
		case double:
			return fmt.Errorf("product %d: there is a %q already: remove one of them", i+1, p.SKU)
		case p.Cost.IsZero():
			return fmt.Errorf("product %q has no cost: without it no order has a margin", p.SKU)
		}
		s.products[p.SKU] = p
	}
	return nil
}

// with reads a file; its errors name it.
func with(files fs.FS, name string, read func(io.Reader) error) error {
	f, err := files.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return inFile(name, read(&bounded{f, maxFile}))
}

// maxFile is how large a file may be, in bytes.
const maxFile = 1 << 28

// bounded reads no more than some bytes, and says so where there are more.
type bounded struct {
	from io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, fmt.Errorf("it has more than %d bytes: give less", maxFile)
	}
	return n, err
}

// inFile says in which file an error is, and on which line if that is known:
// "costs.csv:3: …".
func inFile(name string, err error) error {
	var at *lineError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &at):
		return fmt.Errorf("%s:%w", name, err)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// readFile reads a file of the user's, or the one of the made-up shop if none is
// named.
func readFile[T any](name, sampled string, read func(io.Reader) (T, error)) (value T, err error) {
	files := fs.FS(sample)
	if name == "" {
		name = sampled
	} else {
		files = anywhere{}
	}
	err = with(files, name, func(r io.Reader) (err error) {
		value, err = read(r)
		return err
	})
	return value, err
}

// anywhere is all files of the machine by any path, which os.DirFS does not take.
type anywhere struct{}

func (anywhere) Open(name string) (fs.File, error) { return os.Open(name) }
