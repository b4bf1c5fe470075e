package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/examples/internal/catalogue"
	"github.com/landedhq/landed/pricing"
)

// products writes a catalogue in shards, each a run of consecutive products.
func products(args []string, usage io.Writer) error {
	f := flag.NewFlagSet("generate products", flag.ContinueOnError)
	f.SetOutput(usage)
	n := f.Int("n", 100_000, "how many products")
	shards := f.Int("shards", 8, "how many files")
	seed := f.Uint64("seed", 1, "of the catalogue")
	format := f.String("format", "csv", "csv or jsonl")
	dir := f.String("o", "", "folder that they go to")
	if err := f.Parse(args); err != nil {
		return err
	}
	switch {
	case *dir == "":
		return errors.New("-o: say which folder")
	case *n < 0 || *shards < 1 || *shards > shard.MaxShards:
		return fmt.Errorf("-n %d -shards %d: want 0 or more, and 1 to %d", *n, *shards, shard.MaxShards)
	case *format != "csv" && *format != "jsonl":
		return fmt.Errorf("-format %q: want csv or jsonl", *format)
	}
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	var out *file
	i, k := 0, 0 // products written, and shards begun
	next := func() (err error) {
		if out != nil {
			if err := out.close(); err != nil {
				return err
			}
		}
		out, err = create(filepath.Join(*dir, shard.Name("products", k, *shards, "."+*format)))
		k++
		return err
	}
	for p := range catalogue.Generate(*n, *seed) {
		for k**n <= i**shards { // where shard k begins
			if err := next(); err != nil {
				return err
			}
		}
		if err := out.write(&p); err != nil {
			return err
		}
		i++
	}
	for k < *shards {
		if err := next(); err != nil {
			return err
		}
	}
	return out.close()
}

// file is a shard that is being written.
type file struct {
	file   *os.File
	buffer *bufio.Writer
	csv    *csv.Writer   // nil: it is of JSON lines
	json   *json.Encoder // nil: it is CSV
}

func create(name string) (*file, error) {
	to, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	f := &file{file: to, buffer: bufio.NewWriterSize(to, 1<<16)}
	if filepath.Ext(name) == ".jsonl" {
		f.json = json.NewEncoder(f.buffer)
		return f, nil
	}
	f.csv = csv.NewWriter(f.buffer)
	return f, f.csv.Write(catalogue.Columns)
}

func (f *file) write(p *pricing.Product) error {
	if f.json != nil {
		return f.json.Encode(p)
	}
	return f.csv.Write([]string{p.SKU, p.Name, p.Price.Text(), p.Price.Currency().String(), string(p.Category), p.HSCode, string(p.Origin), p.WeightKG.String()})
}

func (f *file) close() error {
	if f.csv != nil {
		f.csv.Flush()
	}
	return errors.Join(f.buffer.Flush(), f.file.Close())
}
