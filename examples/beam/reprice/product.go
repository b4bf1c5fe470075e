package reprice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/examples/internal/catalogue"
	"github.com/landedhq/landed/pricing"
)

var (
	errNoSKU  = errors.New("sku: there is none")
	errSKU    = errors.New("sku: it has a line end, or more than 1 KiB")
	errEmpty  = errors.New("it is empty: there is no line with the names of the columns")
	errQuote  = errors.New("a quoted field does not end on its line")
	errFields = errors.New("the number of fields")
)

// isJSON tells whether a shard is of JSON lines, by its name; else it is CSV.
func isJSON(name string) bool {
	switch path.Ext(strings.TrimSuffix(name, ".gz")) {
	case ".jsonl", ".ndjson", ".json":
		return true
	}
	return false
}

// checkHead returns an error if a shard cannot be read, or is CSV with another
// first line than the columns of a catalogue. A shard of JSON lines may be empty.
func checkHead(ctx context.Context, name string) error {
	in, err := shard.Read(ctx, name)
	if err != nil {
		return err
	}
	defer in.Close()
	for line, err := range shard.Lines(in) {
		if err == nil && !isJSON(name) {
			err = head(line)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}
	if !isJSON(name) {
		return fmt.Errorf("%s: %w", name, errEmpty)
	}
	return nil
}

// head checks the first line of CSV.
func head(line shard.Line) error {
	err := line.Err
	if errors.Is(err, shard.ErrCut) {
		err = nil // a shard without products
	}
	if err == nil {
		var fields []string
		if fields, err = split(string(line.Text), nil); err == nil {
			err = catalogue.Header(fields)
		}
	}
	if err != nil {
		return fmt.Errorf("line %d: %w", line.Number, err)
	}
	return nil
}

// skuOf is the SKU of a row: all that is read of it before it travels.
func skuOf(line []byte, isJSON bool, fields []string) (string, []string, error) {
	var sku string
	if isJSON {
		var p struct {
			SKU string `json:"sku"`
		}
		if err := json.Unmarshal(line, &p); err != nil {
			return "", fields, err
		}
		sku = p.SKU
	} else {
		var err error
		if fields, err = split(string(line), fields[:0]); err != nil {
			return "", fields, err
		}
		if len(fields) != len(catalogue.Columns) {
			return "", fields, fmt.Errorf("%w is %d, want %d", errFields, len(fields), len(catalogue.Columns))
		}
		sku = fields[0]
	}
	return sku, fields, checkSKU(sku)
}

// checkSKU returns an error if a row of prices, which is a line of a bounded length,
// cannot have that SKU. Of CSV only its length can be the matter.
func checkSKU(sku string) error {
	const most = 1 << 10
	switch {
	case sku == "":
		return errNoSKU
	case len(sku) > most || strings.Contains(sku, "\n"):
		return errSKU
	}
	return nil
}

// product reads a row.
func product(line []byte, isJSON bool) (p pricing.Product, err error) {
	if isJSON {
		err = json.Unmarshal(line, &p)
		return p, err
	}
	fields, err := split(string(line), nil)
	if err != nil {
		return p, err
	}
	if len(fields) != len(catalogue.Columns) {
		return p, fmt.Errorf("%w is %d, want %d", errFields, len(fields), len(catalogue.Columns))
	}
	return catalogue.Product(fields)
}

// split appends the fields of a line of CSV (RFC 4180) to fields. As a line is
// a row, a field cannot hold a line end: else one quotation mark that is
// missing would take the rest of the shard with it.
func split(line string, fields []string) ([]string, error) {
	for {
		if !strings.HasPrefix(line, `"`) {
			field, rest, more := strings.Cut(line, ",")
			if strings.Contains(field, `"`) {
				return fields, fmt.Errorf("field %d: a quotation mark inside of it", len(fields)+1)
			}
			if fields = append(fields, field); !more {
				return fields, nil
			}
			line = rest
			continue
		}
		field, rest, err := unquote(line)
		if err != nil {
			return fields, fmt.Errorf("field %d: %w", len(fields)+1, err)
		}
		if fields = append(fields, field); rest == "" {
			return fields, nil
		}
		if rest[0] != ',' {
			return fields, fmt.Errorf("field %d: text after the quotation mark", len(fields))
		}
		line = rest[1:]
	}
}

// unquote is the quoted field that a line begins with, and what follows it.
func unquote(line string) (field, rest string, err error) {
	line = line[1:]
	var b strings.Builder
	for {
		i := strings.IndexByte(line, '"')
		if i < 0 {
			return "", "", errQuote
		}
		b.WriteString(line[:i])
		if !strings.HasPrefix(line[i+1:], `"`) {
			return b.String(), line[i+1:], nil
		}
		b.WriteByte('"')
		line = line[i+2:]
	}
}
