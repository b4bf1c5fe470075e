package reprice

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/examples/internal/catalogue"
	"github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Files name what an engine is made of.
type Files struct{ Markets, Rates, Tax, Tariff, PriceBook string }

// MaxTable bounds a table, in bytes: it travels in the description of the
// pipeline, and to each worker.
const MaxTable = 64 << 20

// Tables are the files of an engine as bytes: what the workers are sent. One
// that is empty stands for the embedded table.
type Tables struct {
	Markets, Rates, Tax, Tariff, PriceBook []byte
	// Digest tells them from others.
	Digest string
}

// read reads the files.
func (f Files) read(ctx context.Context) (Tables, error) {
	t := Tables{Markets: catalogue.Markets, Rates: shop.Rates}
	h := sha256.New()
	for _, file := range []struct {
		name string
		to   *[]byte
	}{{f.Markets, &t.Markets}, {f.Rates, &t.Rates}, {f.Tax, &t.Tax}, {f.Tariff, &t.Tariff}, {f.PriceBook, &t.PriceBook}} {
		if file.name != "" {
			text, err := whole(ctx, file.name)
			if err != nil {
				return t, err
			}
			*file.to = text
		}
		fmt.Fprintf(h, "%d\n", len(*file.to))
		h.Write(*file.to)
	}
	t.Digest = hex.EncodeToString(h.Sum(nil))
	return t, nil
}

// whole is the text of a table.
func whole(ctx context.Context, name string) ([]byte, error) {
	in, err := shard.Read(ctx, name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, MaxTable+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case len(text) > MaxTable:
		return nil, fmt.Errorf("%s: longer than %d MiB", name, MaxTable>>20)
	case len(text) == 0:
		return nil, fmt.Errorf("%s: it is empty", name)
	}
	return text, nil
}

// compile makes the engine, and names its markets.
func (t *Tables) compile() (*pricing.Engine, []string, error) {
	var c pricing.Config
	var err error
	read := func(what string, text []byte, use func(io.Reader) error) {
		if err == nil && len(text) > 0 {
			if err = use(bytes.NewReader(text)); err != nil {
				err = fmt.Errorf("%s: %w", what, err)
			}
		}
	}
	read("markets", t.Markets, func(r io.Reader) (err error) { c.Seller, c.Markets, err = pricing.ReadMarkets(r); return })
	read("rates", t.Rates, func(r io.Reader) (err error) { c.Rates, err = feed.ECB(r); return })
	read("tax", t.Tax, func(r io.Reader) (err error) { c.Book, err = tax.LoadBook(r); return })
	read("tariff", t.Tariff, func(r io.Reader) (err error) { c.Tariff, err = duty.LoadTariff(r); return })
	read("price book", t.PriceBook, func(r io.Reader) (err error) { c.PriceBook, err = pricing.LoadPriceBook(r); return })
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(c.Markets))
	for i := range c.Markets {
		ids[i] = c.Markets[i].ID
	}
	e, err := pricing.New(c)
	return e, ids, err
}

// engines are those of this process, by the digest of their tables. They never
// change once they are made, and any number of bundles use one.
var engines sync.Map // of digest to func() (*pricing.Engine, error)

// made is how many engines the workers of this process have made.
var made atomic.Int64

// engine is the engine of the tables, made by the first that asks in this
// process.
func (t *Tables) engine() (*pricing.Engine, error) {
	if t.Digest == "" {
		return nil, errors.New("tables without a digest")
	}
	make, ok := engines.Load(t.Digest)
	if !ok {
		make, _ = engines.LoadOrStore(t.Digest, sync.OnceValues(func() (*pricing.Engine, error) {
			made.Add(1)
			e, _, err := t.compile()
			return e, err
		}))
	}
	return make.(func() (*pricing.Engine, error))()
}
