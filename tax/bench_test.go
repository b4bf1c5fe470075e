package tax

import (
	"encoding/json"
	"math/bits"
	"os"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/shopspring/decimal"
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

// plainLine and plainResult are T10 in minor units, the limit: no rules, no
// names, no explanation.
type plainLine struct{ price, quantity, percent int64 }

type plainResult struct {
	net, tax [10]int64
	netTotal int64
	taxTotal int64
}

func (w t10) plain(t testing.TB) []plainLine {
	var lines []plainLine
	for i, l := range w.lines() {
		minor, err := l.Price.Minor()
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, plainLine{minor, w.Lines[i].Quantity, l.Rates[0].Percent.IntPart()})
	}
	return lines
}

func plainT10(lines []plainLine, r *plainResult) bool {
	r.netTotal, r.taxTotal = 0, 0
	for i := range lines {
		l := &lines[i]
		if l.price < 0 || l.quantity <= 0 || l.percent < 0 || l.percent > 100 {
			return false
		}
		gross := l.price * l.quantity
		hi, lo := bits.Mul64(uint64(gross), uint64(l.percent))
		d := uint64(100 + l.percent)
		lo, carry := bits.Add64(lo, d/2, 0)
		q, _ := bits.Div64(hi+carry, lo, d)
		r.tax[i] = int64(q)
		r.net[i] = gross - int64(q)
		r.netTotal += r.net[i]
		r.taxTotal += r.tax[i]
	}
	return true
}

type shopspringResult struct {
	net, tax           []decimal.Decimal
	netTotal, taxTotal decimal.Decimal
}

// shopspringT10 divides to one digit more than it needs by DivRound, which
// rounds half up in one step.
func shopspringT10(prices, quantities, percents []decimal.Decimal) shopspringResult {
	r := shopspringResult{net: make([]decimal.Decimal, len(prices)), tax: make([]decimal.Decimal, len(prices))}
	for i := range prices {
		gross := prices[i].Mul(quantities[i])
		r.tax[i] = gross.Mul(percents[i]).DivRound(hundred.Add(percents[i]), 2)
		r.net[i] = gross.Sub(r.tax[i])
		r.taxTotal = r.taxTotal.Add(r.tax[i])
		r.netTotal = r.netTotal.Add(r.net[i])
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
	b.Run("plain", func(b *testing.B) {
		lines := w.plain(b)
		var r plainResult
		if !plainT10(lines, &r) || currency.FromMinor(r.taxTotal, currency.EUR).Text() != w.Expected.TaxTotal ||
			currency.FromMinor(r.netTotal, currency.EUR).Text() != w.Expected.NetTotal {
			b.Fatalf("%+v", r)
		}
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
