package reprice

import (
	"context"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// before is what an earlier run has shown in one market for the SKUs of one
// partition: rows by SKU, read only as far as they are needed.
type before map[string]string

// earlier is an earlier run, by the names of its parts.
type earlier struct {
	dir   shard.Dir
	parts int
	files map[string]shard.File
}

// newEarlier reads the manifest of an earlier run.
func newEarlier(ctx context.Context, dir shard.Dir) (*earlier, error) {
	m, err := dir.Manifest(ctx)
	if err != nil {
		return nil, err
	}
	e := &earlier{dir: dir, files: make(map[string]shard.File, len(m.Files))}
	if e.parts, err = partsOf(m); err != nil {
		return nil, fmt.Errorf("%s: %w", dir.Path, err)
	}
	for _, f := range m.Files {
		e.files[f.Name] = f
	}
	return e, nil
}

// market reads what a market showed of partition k of n. An earlier run with
// another number of parts, m, has these SKUs in the parts that are the same as k
// modulo the greatest common divisor of n and m: in one, if m divides n, and in
// all if they have none in common.
func (e *earlier) market(ctx context.Context, market string, k, n int) (before, error) {
	rows := before{}
	step := gcd(n, e.parts)
	for j := k % step; j < e.parts; j += step {
		file, ok := e.files[folder("prices", market)+"/"+shard.Name("part", j, e.parts, ".csv")]
		if !ok {
			continue // a market that there was not
		}
		if err := e.read(ctx, file, rows, func(sku string) bool { return partition(sku, n) == k }); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// read adds the rows of a part whose SKU is wanted.
func (e *earlier) read(ctx context.Context, file shard.File, rows before, wanted func(sku string) bool) error {
	in, err := e.dir.Open(ctx, file)
	if err != nil {
		return err
	}
	defer in.Close()
	for line, err := range shard.Lines(in) {
		if err == nil {
			err = line.Err
		}
		switch text := string(line.Text); {
		case err != nil:
			return fmt.Errorf("%s: %w", file.Name, err)
		case line.Number == 1 && text != priceHead:
			return fmt.Errorf("%s: %w: columns %q, want %q", file.Name, shard.ErrNotWhole, text, priceHead)
		case line.Number > 1:
			sku, err := firstField(text)
			if err != nil {
				return fmt.Errorf("%s: line %d: %w", file.Name, line.Number, err)
			}
			if wanted(sku) {
				rows[sku] = text
			}
		}
	}
	return nil
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// firstField is the first field of a row of prices.
func firstField(row string) (string, error) {
	if !strings.HasPrefix(row, `"`) {
		field, _, _ := strings.Cut(row, ",")
		return field, nil
	}
	field, _, err := unquote(row)
	return field, err
}

// price is what was shown for a SKU: of a price, what Price.Causes asks for.
func (b before) price(sku string) (p pricing.Price, ok bool, err error) {
	text, ok := b[sku]
	if !ok {
		return p, false, nil
	}
	f, err := split(text, make([]string, 0, 32))
	if err == nil && len(f) != strings.Count(priceHead, ",")+1 {
		err = fmt.Errorf("%w is %d", errFields, len(f))
	}
	if err == nil {
		p, err = readPrice(f)
	}
	if err != nil {
		return p, false, fmt.Errorf("the price before of %s: %w", sku, err)
	}
	return p, true, nil
}

// shows tells whether a SKU was shown at that figure, as far as that can be told
// without reading the row: most prices are what they were. Amounts that are
// equal have one text.
func (b before) shows(sku string, shown currency.Amount) bool {
	rest := b[sku]
	if strings.Contains(rest, `"`) {
		return false
	}
	for range atShown {
		_, rest, _ = strings.Cut(rest, ",")
	}
	figure, rest, _ := strings.Cut(rest, ",")
	code, _, _ := strings.Cut(rest, ",")
	return figure == shown.Text() && code == shown.Currency().String()
}

// Places of fields in a row of prices.
const (
	atSKU = iota
	atMarket
	atCountry
	atList
	atListCurrency
	atRate
	atFixed
	atDuty     = 12
	atShown    = 16
	atCurrency = 17
	atDeclared = 18
	atDutyAt   = 20
	atTaxAt    = 21
	atTaxRates = 22
)

// readPrice reads the fields of a price that decide why another differs.
func readPrice(f []string) (p pricing.Price, err error) {
	list, err := currency.ParseCode(f[atListCurrency])
	if err != nil {
		return p, err
	}
	code, err := currency.ParseCode(f[atCurrency])
	if err != nil {
		return p, err
	}
	for _, a := range [...]struct {
		to   *currency.Amount
		code currency.Code
		at   int
	}{{&p.List, list, atList}, {&p.Duty, code, atDuty}, {&p.Shown, code, atShown}, {&p.Declared, code, atDeclared}} {
		if *a.to, err = currency.ParseAmount(f[a.at], a.code); err != nil {
			return p, err
		}
	}
	if err := p.DutyAt.UnmarshalText([]byte(f[atDutyAt])); err != nil {
		return p, err
	}
	if err := p.TaxAt.UnmarshalText([]byte(f[atTaxAt])); err != nil {
		return p, err
	}
	if p.TaxRates, err = readTaxes(f[atTaxRates]); err != nil {
		return p, err
	}
	p.SKU, p.Market, p.Fixed = f[atSKU], f[atMarket], f[atFixed] != ""
	if p.Fixed {
		return p, nil // its rate decides nothing
	}
	p.Rate, err = readRate(f[atRate], list, code)
	return p, err
}

// readRate reads a number or a ratio.
func readRate(s string, base, quote currency.Code) (r currency.Rate, err error) {
	num, den, ok := strings.Cut(s, "/")
	if !ok {
		den = "1"
	}
	for _, number := range []string{num, den} {
		if _, err := decimal.NewFromString(number); err != nil || len(number) > 100 {
			return r, fmt.Errorf("rate %.100q: it is not a number", s)
		}
	}
	return r, r.UnmarshalJSON(fmt.Appendf(nil, `{"base":%q,"quote":%q,"num":%q,"den":%q}`, base, quote, num, den))
}

func readTaxes(s string) (rates []tax.Rate, err error) {
	if s == "" {
		return nil, nil
	}
	for _, text := range strings.Split(s, ";") {
		f := strings.Split(text, ":")
		if len(f) != 4 {
			return nil, fmt.Errorf("tax rate %q: it has not four parts", text)
		}
		r := tax.Rate{Jurisdiction: unescape.Replace(f[0]), Name: unescape.Replace(f[1])}
		if err = r.Treatment.UnmarshalText([]byte(f[2])); err != nil {
			return nil, err
		}
		if r.Percent, err = decimal.NewFromString(f[3]); err != nil {
			return nil, fmt.Errorf("tax rate %q: %w", text, err)
		}
		rates = append(rates, r)
	}
	return rates, nil
}
