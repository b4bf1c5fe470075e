package tax

import (
	"encoding/json"
	"math/bits"
	"os"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// t10 is the yardstick of testdata/t10.json: ten inclusive lines at two rates,
// tax half up per line.
type t10 struct {
	Lines []struct {
		UnitPrice  string `json:"unit_price"`
		Quantity   int64  `json:"quantity"`
		VATPercent string `json:"vat_percent"`
	} `json:"lines"`
	Expected struct {
		Tax      []string `json:"tax"`
		Net      []string `json:"net"`
		TaxTotal string   `json:"tax_total"`
		NetTotal string   `json:"net_total"`
	} `json:"expected"`
}

func readT10(t testing.TB) t10 {
	t.Helper()
	data, err := os.ReadFile("testdata/t10.json")
	if err != nil {
		t.Fatal(err)
	}
	var w t10
	if err := json.Unmarshal(data, &w); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w t10) lines() []Line {
	standard := []Rate{{Jurisdiction: "DE", Name: "MwSt", Category: General, Percent: decimal.New(19, 0)}}
	reduced := []Rate{{Jurisdiction: "DE", Name: "MwSt", Category: General, Percent: decimal.New(7, 0), Treatment: Reduced}}
	var lines []Line
	for _, l := range w.Lines {
		rates := standard
		if l.VATPercent == "7" {
			rates = reduced
		}
		lines = append(lines, Line{
			Price: currency.MustAmount(l.UnitPrice, currency.EUR), Quantity: decimal.NewFromInt(l.Quantity), Inclusive: true, Rates: rates,
		})
	}
	return lines
}

func TestT10(t *testing.T) {
	w := readT10(t)
	r, err := Calculate(w.lines(), Policy{})
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range r.Lines {
		if l.Tax.Text() != w.Expected.Tax[i] || l.Net.Text() != w.Expected.Net[i] {
			t.Errorf("line %d: tax %v net %v, want %s %s", i, l.Tax, l.Net, w.Expected.Tax[i], w.Expected.Net[i])
		}
	}
	if r.Tax.Text() != w.Expected.TaxTotal || r.Net.Text() != w.Expected.NetTotal {
		t.Errorf("totals: tax %v net %v, want %s %s", r.Tax, r.Net, w.Expected.TaxTotal, w.Expected.NetTotal)
	}
}

// plainLine and plainResult are T10 in minor units, the limit: the same
// figures of each line, each rate and the whole, but no rules, no names and no
// explanation.
type plainLine struct {
	price, quantity, percent int64
	inclusive                bool
}

type plainFigures struct{ net, tax, gross int64 }

type plainRate struct{ percent, base, tax int64 }

type plainResult struct {
	lines []plainFigures
	rates []plainRate
	plainFigures
}

func (w t10) plain(t testing.TB) []plainLine {
	var lines []plainLine
	for i, l := range w.lines() {
		minor, err := l.Price.Minor()
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, plainLine{minor, w.Lines[i].Quantity, l.Rates[0].Percent.IntPart(), l.Inclusive})
	}
	return lines
}

// plainT10 writes to the memory of r what it has room for.
//
//go:noinline
func plainT10(lines []plainLine, r *plainResult) bool {
	if cap(r.lines) < len(lines) {
		r.lines, r.rates = make([]plainFigures, len(lines)), make([]plainRate, 0, 4)
	}
	r.lines, r.rates, r.plainFigures = r.lines[:len(lines)], r.rates[:0], plainFigures{}
	for i := range lines {
		l := &lines[i]
		if l.price < 0 || l.quantity <= 0 || l.percent < 0 || l.percent > 100 {
			return false
		}
		over, amount := bits.Mul64(uint64(l.price), uint64(l.quantity))
		if over != 0 || amount > 1<<50 {
			return false
		}
		within := uint64(100)
		if l.inclusive {
			within += uint64(l.percent)
		}
		hi, lo := bits.Mul64(amount, uint64(l.percent))
		q, rest := bits.Div64(hi, lo, within)
		if rest >= within-rest {
			q++
		}
		f := plainFigures{net: int64(amount), tax: int64(q)}
		if l.inclusive {
			f.net -= f.tax
		}
		f.gross = f.net + f.tax
		r.lines[i] = f
		r.net, r.tax, r.gross = r.net+f.net, r.tax+f.tax, r.gross+f.gross
		at := 0
		for at < len(r.rates) && r.rates[at].percent != l.percent {
			at++
		}
		if at == len(r.rates) {
			r.rates = append(r.rates, plainRate{percent: l.percent})
		}
		r.rates[at].base += f.net
		r.rates[at].tax += f.tax
	}
	return true
}

type shopspringRate struct{ percent, base, tax decimal.Decimal }

type shopspringResult struct {
	net, tax, gross                []decimal.Decimal
	rates                          []shopspringRate
	netTotal, taxTotal, grossTotal decimal.Decimal
}

// shopspringT10 divides to one digit more than it needs by DivRound, which
// rounds half up in one step.
func shopspringT10(prices, quantities, percents []decimal.Decimal) shopspringResult {
	n := len(prices)
	r := shopspringResult{net: make([]decimal.Decimal, n), tax: make([]decimal.Decimal, n), gross: make([]decimal.Decimal, n)}
	for i := range prices {
		r.gross[i] = prices[i].Mul(quantities[i])
		r.tax[i] = r.gross[i].Mul(percents[i]).DivRound(hundred.Add(percents[i]), 2)
		r.net[i] = r.gross[i].Sub(r.tax[i])
		r.taxTotal = r.taxTotal.Add(r.tax[i])
		r.netTotal = r.netTotal.Add(r.net[i])
		r.grossTotal = r.grossTotal.Add(r.gross[i])
		at := slices.IndexFunc(r.rates, func(x shopspringRate) bool { return x.percent.Equal(percents[i]) })
		if at < 0 {
			at = len(r.rates)
			r.rates = append(r.rates, shopspringRate{percent: percents[i]})
		}
		r.rates[at].base = r.rates[at].base.Add(r.net[i])
		r.rates[at].tax = r.rates[at].tax.Add(r.tax[i])
	}
	return r
}

func BenchmarkT10(b *testing.B) {
	w := readT10(b)
	b.Run("landed", func(b *testing.B) {
		lines := w.lines()
		r, err := Calculate(lines, Policy{})
		if err != nil || r.Tax.Text() != w.Expected.TaxTotal || r.Net.Text() != w.Expected.NetTotal {
			b.Fatalf("%v %v (%v)", r.Tax, r.Net, err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Calculate(lines, Policy{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("landed-same-memory", func(b *testing.B) {
		lines := w.lines()
		var c Calculator
		b.ReportAllocs()
		for b.Loop() {
			if _, err := c.Calculate(lines, Policy{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("plain", func(b *testing.B) {
		lines := w.plain(b)
		var r plainResult
		if !plainT10(lines, &r) || currency.FromMinor(r.tax, currency.EUR).Text() != w.Expected.TaxTotal ||
			currency.FromMinor(r.net, currency.EUR).Text() != w.Expected.NetTotal {
			b.Fatalf("%+v", r)
		}
		b.ReportAllocs()
		for b.Loop() {
			var r plainResult
			if !plainT10(lines, &r) {
				b.Fatal("refused")
			}
		}
	})
	b.Run("plain-same-memory", func(b *testing.B) {
		lines := w.plain(b)
		var r plainResult
		b.ReportAllocs()
		for b.Loop() {
			if !plainT10(lines, &r) {
				b.Fatal("refused")
			}
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		var prices, quantities, percents []decimal.Decimal
		for _, l := range w.Lines {
			prices = append(prices, decimal.RequireFromString(l.UnitPrice))
			quantities = append(quantities, decimal.NewFromInt(l.Quantity))
			percents = append(percents, decimal.RequireFromString(l.VATPercent))
		}
		if r := shopspringT10(prices, quantities, percents); r.taxTotal.StringFixed(2) != w.Expected.TaxTotal || r.netTotal.StringFixed(2) != w.Expected.NetTotal {
			b.Fatalf("%+v", r)
		}
		b.ReportAllocs()
		for b.Loop() {
			shopspringT10(prices, quantities, percents)
		}
	})
}

// BenchmarkRates is the lookup, with memory of the caller's own.
func BenchmarkRates(b *testing.B) {
	book := mustBook(b)
	p, on := place("DE-:10115"), day("2026-11-21")
	dst := make([]Rate, 0, 4)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := book.AppendRates(dst, p, General, on); err != nil {
			b.Fatal(err)
		}
	}
}
